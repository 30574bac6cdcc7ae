//! Files to check: paths named, folders searched through, and the rule file that governs each.

use crate::diagnostics::{Diagnostic, suggest};
use globset::GlobSet;
use ignore::{DirEntry, WalkBuilder};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// The name of the rule file that is looked for.
pub const RULE_FILE: &str = "scruple.toml";

/// A path of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathArgument {
    /// `NAME=PATH`: the table that the file is bound to.
    pub table: Option<String>,
    /// `-` is standard input.
    pub path: PathBuf,
}

impl PathArgument {
    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    /// Relative to the working directory, with `/`; what globs match and reports show.
    pub display: String,
    /// The table that the command line binds it to.
    pub bound_to: Option<String>,
    /// Named on the command line, not found in a folder.
    pub outright: bool,
}

impl Found {
    /// Whether the file is read where no table claims it.
    pub fn is_data(&self) -> bool {
        self.outright || has_data_extension(&self.display)
    }

    /// The name of the table that an unclaimed file becomes.
    pub fn stem(&self) -> String {
        let name = self.display.rsplit('/').next().unwrap_or(&self.display);
        name.split('.').find(|part| !part.is_empty()).unwrap_or(name).to_owned()
    }
}

fn has_data_extension(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".csv", ".tsv"].iter().any(|extension| name.ends_with(extension))
}

/// Files under one rule file, or under none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// More than one only where the command line names them.
    pub rules: Vec<PathBuf>,
    pub files: Vec<Found>,
}

/// What to search, and how.
pub struct Search<'s> {
    pub paths: &'s [PathArgument],
    /// `--rules`: governs everything.
    pub rules: Option<&'s [PathBuf]>,
    pub exclude: &'s GlobSet,
}

/// Finds all files and what governs them, in the order of the paths of their rule files.
pub fn discover(search: &Search<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Group> {
    let mut groups: BTreeMap<Vec<PathBuf>, Vec<Found>> = BTreeMap::new();
    let mut known: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let mut governing = |folder: PathBuf| match search.rules {
        Some(rules) => rules.to_vec(),
        None => known
            .entry(folder)
            .or_insert_with_key(|folder| upwards(folder).into_iter().collect())
            .clone(),
    };
    let mut found = Vec::new();
    for argument in search.paths {
        found.extend(expand(argument, search.exclude, diagnostics));
    }
    if search.paths.is_empty() {
        let rules = governing(PathBuf::from("."));
        let folder = rules.first().map_or(PathBuf::from("."), |rules| folder_of(rules));
        found.extend(walk(&folder, search.exclude));
        groups.entry(rules).or_default();
    }
    for file in found {
        groups.entry(governing(folder_of(&file.path))).or_default().push(file);
    }
    merged(groups).into_iter().map(|(rules, files)| Group { rules, files: once(files) }).collect()
}

/// Groups of one rule file that was reached over several paths are one group.
fn merged(groups: BTreeMap<Vec<PathBuf>, Vec<Found>>) -> Vec<(Vec<PathBuf>, Vec<Found>)> {
    let mut at: HashMap<Vec<PathBuf>, usize> = HashMap::new();
    let mut merged: Vec<(Vec<PathBuf>, Vec<Found>)> = Vec::new();
    for (rules, files) in groups {
        let key = rules.iter().map(|path| canonical(path)).collect();
        match at.entry(key) {
            Entry::Occupied(known) => merged[*known.get()].1.extend(files),
            Entry::Vacant(free) => {
                free.insert(merged.len());
                merged.push((rules, files));
            }
        }
    }
    merged
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A file that was found over several paths is one file: named outright, or bound to a table, if
/// it was so once.
fn once(mut files: Vec<Found>) -> Vec<Found> {
    files.sort_by(|left, right| {
        let rank = |file: &Found| (file.bound_to.is_none(), !file.outright);
        left.display.cmp(&right.display).then(rank(left).cmp(&rank(right)))
    });
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert((canonical(&file.path), file.display == "<stdin>")));
    files
}

/// The files that are near a rule file: where tables are looked for that the paths do not hold.
pub fn around(rules: &Path) -> Vec<Found> {
    let mut found = walk(&folder_of(rules), &GlobSet::empty());
    if rules.file_name() == Some(OsStr::new(RULE_FILE)) {
        // What another rule file governs is of no concern to this one.
        let own = canonical(rules);
        let mut known: HashMap<PathBuf, bool> = HashMap::new();
        found.retain(|file| {
            let folder = folder_of(&file.path);
            let governs =
                |folder: &PathBuf| upwards(folder).is_some_and(|up| canonical(&up) == own);
            *known.entry(folder).or_insert_with_key(governs)
        });
    }
    found
}

/// The nearest `scruple.toml` in a folder or above it.
pub fn upwards(folder: &Path) -> Option<PathBuf> {
    let near = tidy(&folder.join(RULE_FILE));
    if near.is_file() {
        return Some(near);
    }
    let whole = std::path::absolute(folder).ok()?;
    let whole = whole.canonicalize().unwrap_or(whole);
    let found =
        whole.ancestors().skip(1).map(|above| above.join(RULE_FILE)).find(|file| file.is_file())?;
    Some(relative(&found))
}

fn expand(
    argument: &PathArgument,
    exclude: &GlobSet,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Found> {
    let outright = |path: &Path| Found {
        path: tidy(path),
        display: display(path),
        bound_to: argument.table.clone(),
        outright: true,
    };
    if argument.is_stdin() {
        return vec![Found { display: "<stdin>".to_owned(), ..outright(&argument.path) }];
    }
    if argument.path.is_dir() {
        let mut found = walk(&argument.path, exclude);
        found.iter_mut().for_each(|file| file.bound_to.clone_from(&argument.table));
        return found;
    }
    if argument.path.exists() {
        return vec![outright(&argument.path)];
    }
    diagnostics.push(no_such_file(&argument.path));
    Vec::new()
}

fn no_such_file(path: &Path) -> Diagnostic {
    let message = format!("no file or folder `{}`", display(path));
    let diagnostic = Diagnostic::new("unreadable-file", message).in_file(display(path));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let names: Vec<String> = std::fs::read_dir(folder.unwrap_or(Path::new(".")))
        .map(|entries| {
            let names = entries.flatten().map(|entry| entry.file_name());
            names.filter_map(|name| name.into_string().ok()).collect()
        })
        .unwrap_or_default();
    let wanted = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let near = suggest::nearest(wanted, names.iter().map(String::as_str));
    Diagnostic { help: suggest::exists("file", &near), ..diagnostic }
}

/// All files of a folder but the hidden and ignored ones. Links to files are files, as in folders
/// whose data are kept by git-annex or DVC; links to folders are not followed.
pub fn walk(folder: &Path, exclude: &GlobSet) -> Vec<Found> {
    let walk = WalkBuilder::new(folder).require_git(false).build();
    let entries: Vec<PathBuf> =
        walk.flatten().filter(is_file).map(|entry| entry.into_path()).collect();
    let mut found: Vec<Found> = without_twins(entries)
        .iter()
        .map(|path| Found {
            path: tidy(path),
            display: display(path),
            bound_to: None,
            outright: false,
        })
        .filter(|file| !exclude.is_match(&file.display) && !file.display.ends_with(RULE_FILE))
        .collect();
    found.sort_by(|left, right| left.display.cmp(&right.display));
    found
}

/// A link that leads nowhere is taken for a file: whoever reads it says that it cannot be read.
fn is_file(entry: &DirEntry) -> bool {
    match entry.path_is_symlink() {
        true => !entry.path().is_dir(),
        false => entry.file_type().is_some_and(|kind| kind.is_file()),
    }
}

/// Leaves out links to files that are there under another name: their rows would count twice.
fn without_twins(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let is_link = |path: &PathBuf| path.is_symlink();
    if paths.iter().any(is_link) {
        paths.sort_by_cached_key(|path| (is_link(path), path.clone()));
        let mut known = HashSet::new();
        paths.retain(|path| path.canonicalize().map_or(true, |real| known.insert(real)));
    }
    paths
}

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Without `.` parts.
fn tidy(path: &Path) -> PathBuf {
    let tidy: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

/// Relative to the working directory where the path lies under it.
fn relative(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here {
        Ok(here) => path.strip_prefix(&here).map_or_else(|_| path.to_owned(), Path::to_owned),
        Err(_) => path.to_owned(),
    }
}

/// A path as reports show it: relative to the working directory, with `/`.
pub fn display(path: &Path) -> String {
    let path = if path.is_absolute() { relative(path) } else { tidy(path) };
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_the_name_without_extensions() {
        let found = |display: &str| Found {
            path: PathBuf::new(),
            display: display.to_owned(),
            bound_to: None,
            outright: false,
        };
        assert_eq!(found("a/b/orders.csv.gz").stem(), "orders");
        assert!(found("a/ORDERS.CSV.gz").is_data());
        assert!(!found("a/readme.md").is_data());
    }
}
