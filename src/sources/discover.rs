//! Files to check: paths named, folders searched through, and the rule file that governs each.

use crate::diagnostics::{Diagnostic, suggest};
use globset::GlobSet;
use ignore::WalkBuilder;
use std::collections::BTreeMap;
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
    /// Reads `PATH` or `NAME=PATH`. A path that exists is taken as it is, whatever it holds.
    pub fn read(text: &OsStr) -> PathArgument {
        let whole = || PathArgument { table: None, path: PathBuf::from(text) };
        let Some(name_and_path) = text.to_str().and_then(|text| text.split_once('=')) else {
            return whole();
        };
        let (name, path) = name_and_path;
        let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        match is_name && !name.is_empty() && !Path::new(text).exists() {
            true => PathArgument { table: Some(name.to_owned()), path: PathBuf::from(path) },
            false => whole(),
        }
    }

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
    pub rules: Option<PathBuf>,
    pub files: Vec<Found>,
}

/// What to search, and how.
pub struct Search<'s> {
    pub paths: &'s [PathArgument],
    /// `--rules`: governs everything.
    pub rules: Option<&'s Path>,
    pub exclude: &'s GlobSet,
}

/// Finds all files and what governs them, in the order of the paths of their rule files.
pub fn discover(search: &Search<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Group> {
    let rules = search.rules.and_then(|rules| rule_file(rules, diagnostics));
    let mut groups: BTreeMap<Option<PathBuf>, Group> = BTreeMap::new();
    let mut found = Vec::new();
    for argument in search.paths {
        found.extend(expand(argument, search.exclude, diagnostics));
    }
    if search.paths.is_empty() {
        let folder = match &rules {
            Some(rules) => folder_of(rules),
            None => upwards(Path::new(".")).map_or(PathBuf::from("."), |rules| folder_of(&rules)),
        };
        found.extend(walk(&folder, search.exclude));
        groups.entry(rules.clone().or_else(|| upwards(&folder))).or_default();
    }
    let mut known: BTreeMap<PathBuf, Option<PathBuf>> = BTreeMap::new();
    for file in found {
        let governing = match &rules {
            Some(rules) => Some(rules.clone()),
            None => {
                let folder = folder_of(&file.path);
                known.entry(folder.clone()).or_insert_with(|| upwards(&folder)).clone()
            }
        };
        groups.entry(governing).or_default().files.push(file);
    }
    for (rules, group) in &mut groups {
        group.rules.clone_from(rules);
        group.files.sort_by(|left, right| left.display.cmp(&right.display));
        group.files.dedup_by(|left, right| left.path == right.path);
    }
    groups.into_values().collect()
}

/// The rule file that an option names: itself, or `scruple.toml` in the folder.
fn rule_file(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Option<PathBuf> {
    let file = if path.is_dir() { path.join(RULE_FILE) } else { path.to_owned() };
    if file.is_file() {
        return Some(tidy(&file));
    }
    let message = format!("no rule file `{}`", display(&file));
    diagnostics.push(Diagnostic::new("unreadable-file", message).in_file(display(&file)));
    None
}

/// The files that are near a rule file: where tables are looked for that the paths do not hold.
pub fn around(rules: &Path) -> Vec<Found> {
    walk(&folder_of(rules), &GlobSet::empty())
}

/// The nearest `scruple.toml` in a folder or above it.
pub fn upwards(folder: &Path) -> Option<PathBuf> {
    let near = tidy(&folder.join(RULE_FILE));
    if near.is_file() {
        return Some(near);
    }
    let whole = std::path::absolute(folder).ok()?;
    let whole = whole.canonicalize().unwrap_or(whole);
    let found = whole.ancestors().skip(1).map(|above| above.join(RULE_FILE)).find(|file| file.is_file())?;
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
    match suggest::nearest(wanted, names.iter().map(String::as_str)).as_slice() {
        [] => diagnostic,
        near => diagnostic.help(format!(
            "a file with a similar name exists: {}",
            suggest::one_of(near.iter().copied())
        )),
    }
}

/// All files of a folder but the hidden and ignored ones.
fn walk(folder: &Path, exclude: &GlobSet) -> Vec<Found> {
    let walk = WalkBuilder::new(folder).require_git(false).build();
    let files = walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let found = files.map(|entry| Found {
        path: tidy(entry.path()),
        display: display(entry.path()),
        bound_to: None,
        outright: false,
    });
    let mut found: Vec<Found> = found
        .filter(|file| !exclude.is_match(&file.display) && !file.display.ends_with(RULE_FILE))
        .collect();
    found.sort_by(|left, right| left.display.cmp(&right.display));
    found
}

fn folder_of(path: &Path) -> PathBuf {
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
    fn a_name_binds_a_file_to_a_table() {
        let read = |text: &str| PathArgument::read(OsStr::new(text));
        assert_eq!(read("orders=x/y.csv").table.as_deref(), Some("orders"));
        assert_eq!(read("orders=-").path, PathBuf::from("-"));
        assert_eq!(read("a/b=c.csv").table, None);
        assert_eq!(read("x.csv").table, None);
    }

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
