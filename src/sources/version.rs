//! The version before: files as they were published last, in a folder or in a revision of git.

use super::discover::{self, Found};
use super::{ReadOptions, Source, open};
use crate::diagnostics::Diagnostic;
use crate::rules::Reading;
use globset::GlobSet;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What `--previous` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Version {
    /// A folder, or a file.
    Path(PathBuf),
    /// A revision.
    Git(String),
}

impl From<&str> for Version {
    fn from(text: &str) -> Version {
        match text.strip_prefix("git:") {
            Some(revision) => Version::Git(revision.to_owned()),
            None => Version::Path(PathBuf::from(text)),
        }
    }
}

/// The files of a version, as far as they lie below a folder.
#[derive(Debug)]
pub struct Listed {
    /// As globs see them; those of a revision have the paths that they would have on disk.
    pub files: Vec<Found>,
    /// The folder and the commit that they are read from, of a revision.
    commit: Option<(PathBuf, String)>,
    /// How messages name the revision.
    revision: String,
}

impl Version {
    /// Whether a file is one of the version, and not of the folder that is checked.
    pub fn holds(&self, file: &Path, folder: &Path) -> bool {
        let Version::Path(path) = self else { return false };
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let own = whole(path);
        !whole(folder).starts_with(&own) && whole(file).starts_with(&own)
    }

    /// Says so where it is no path at all.
    pub fn absent(&self) -> Option<Diagnostic> {
        match self {
            Version::Path(path) if !path.is_dir() && !path.is_file() => on_disk(path).err(),
            Version::Path(_) | Version::Git(_) => None,
        }
    }

    /// Lists the files. `folder` is that of the rule file.
    pub fn list(&self, folder: &Path) -> Result<Listed, Diagnostic> {
        match self {
            Version::Path(path) => on_disk(path),
            Version::Git(revision) => of_revision(revision, folder),
        }
    }
}

fn on_disk(path: &Path) -> Result<Listed, Diagnostic> {
    let shown = discover::display(path);
    let files = if path.is_dir() {
        discover::walk(path, &GlobSet::empty())
    } else if path.is_file() {
        vec![Found { path: path.to_owned(), display: shown, bound_to: None, outright: true }]
    } else {
        let message = format!("`--previous {shown}` names no file or folder");
        let help = "a revision of git is written `--previous git:HEAD`";
        return Err(Diagnostic::new("invalid-option", message).help(help));
    };
    Ok(Listed { files, commit: None, revision: String::new() })
}

fn of_revision(revision: &str, folder: &Path) -> Result<Listed, Diagnostic> {
    let named = format!("`--previous git:{revision}`");
    let wrong = |message: String| Diagnostic::new("invalid-option", message);
    if revision.is_empty() || revision.starts_with('-') {
        let message = format!("{named} names no revision");
        return Err(wrong(message).help("such as `git:HEAD`, `git:v1.2` or `git:main~3`"));
    }
    let shown = discover::display(folder);
    let inside = git(folder, &["rev-parse", "--is-inside-work-tree"]).map_err(|error| {
        let message = format!("{named} needs the program `git`, which does not start: {error}");
        wrong(message).help("install git, or name a folder with the files as they were")
    })?;
    if inside.is_none() {
        let message = format!("{named}: folder `{shown}` is in no repository of git");
        return Err(wrong(message).help("name a folder with the files as they were"));
    }
    let commit = format!("{revision}^{{commit}}");
    let found = git(folder, &["rev-parse", "--verify", "--quiet", &commit]).ok().flatten();
    let Some(commit) = found.and_then(|text| String::from_utf8(text).ok()) else {
        let message = format!("{named}: the repository of `{shown}` has no revision `{revision}`");
        let help = "`git log --oneline` lists revisions; a clone may hold only the last of them";
        return Err(wrong(message).help(help));
    };
    let commit = commit.trim().to_owned();
    let listed = git(folder, &["ls-tree", "-r", "-z", "--name-only", &commit]).ok().flatten();
    let text = String::from_utf8_lossy(&listed.unwrap_or_default()).into_owned();
    let paths: Vec<&str> = text.split('\0').filter(|path| !path.is_empty()).collect();
    // What another rule file governs is of no concern to this one.
    let others: HashSet<&str> = paths
        .iter()
        .filter_map(|path| path.strip_suffix(discover::RULE_FILE)?.strip_suffix('/'))
        .collect();
    let is_own = |path: &&&str| {
        let ends = path.match_indices('/').map(|(end, _)| end);
        ends.map(|end| &path[..end]).all(|folder| !others.contains(folder))
    };
    let files = paths.iter().filter(is_own).map(|path| Found {
        path: PathBuf::from(path),
        display: discover::display(&folder.join(path)),
        bound_to: None,
        outright: false,
    });
    let files = files.collect();
    let commit = Some((folder.to_owned(), commit));
    Ok(Listed { files, commit, revision: revision.to_owned() })
}

impl Listed {
    /// Opens one of the files.
    pub fn open(
        &self,
        found: &Found,
        reading: &Reading,
        options: &ReadOptions,
    ) -> Result<Source, Diagnostic> {
        let Some((folder, commit)) = &self.commit else {
            return open::open(&found.path, &found.display, reading, options);
        };
        let display = format!("{}:{}", self.revision, found.display);
        let unreadable = |error: &dyn std::fmt::Display| {
            let message = format!("failed to read `{display}` ({error})");
            Diagnostic::new("unreadable-file", message).in_file(&display)
        };
        let path = found.path.to_string_lossy().replace('\\', "/");
        let object = format!("{commit}:./{path}");
        let child = command(folder, &["cat-file", "blob", &object]).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| unreadable(&error))?;
        let source = match child.stdout.take() {
            Some(text) => open::from_reader(text, &display, reading, options),
            None => Err(unreadable(&"nothing comes out of git")),
        };
        match child.wait() {
            Ok(status) if status.success() => source,
            Ok(status) => Err(unreadable(&format!("git ended with {status}"))),
            Err(error) => Err(unreadable(&error)),
        }
    }
}

/// What git writes; `None` where it fails.
fn git(folder: &Path, args: &[&str]) -> io::Result<Option<Vec<u8>>> {
    let output = command(folder, args).output()?;
    Ok(output.status.success().then_some(output.stdout))
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}
