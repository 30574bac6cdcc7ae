//! Reads a rule file and the files that it includes, each once.

use super::conform::conform;
use super::files::{Files, NoFiles};
use super::lower::{Parts, Site, lower};
use super::merge::Merge;
use super::packs::{self, PACKS, Pack};
use super::param::Spanned;
use super::syntax::Lines;
use super::tree;
use super::wording::{list, shown, similar};
use super::{RuleFile, RuleSet};
use crate::diagnostics::suggest::exists;
use crate::diagnostics::{Diagnostic, Texts, cause};
use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

/// The most rule files of a run: more come from a generator gone wrong.
const FILES: usize = 1000;

/// Reads a rule file and what it includes. Every mistake comes as a diagnostic; what can be read is
/// in the rule set all the same.
pub fn read(path: &Path, texts: &mut Texts, files: &dyn Files) -> (RuleSet, Vec<Diagnostic>) {
    let reader = Reader::new(files, PACKS, texts);
    match files.read_to_string(path) {
        Ok(text) => reader.run(Place::File(path.to_owned()), &text),
        Err(error) => {
            let path = display(path);
            let message = format!("failed to read `{path}` ({})", cause(&error));
            let diagnostic = Diagnostic::new("unreadable-file", message).in_file(path);
            (RuleSet::default(), vec![diagnostic])
        }
    }
}

/// Reads a rule file that comes as a text; it can include packs only.
pub fn read_text(display: &str, text: &str, texts: &mut Texts) -> (RuleSet, Vec<Diagnostic>) {
    Reader::new(&NoFiles, PACKS, texts).run(Place::Text(display.to_owned()), text)
}

/// Where a rule file is.
#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    Pack(&'static Pack),
    Text(String),
}

impl Place {
    /// As messages name it.
    fn display(&self) -> String {
        match self {
            Place::File(path) => display(path),
            Place::Pack(pack) => format!("{}{}", packs::PREFIX, pack.name),
            Place::Text(name) => name.clone(),
        }
    }

    fn folder(&self) -> Option<&Path> {
        match self {
            Place::File(path) => path.parent(),
            Place::Pack(_) | Place::Text(_) => None,
        }
    }
}

/// With `/`, as reports name files, and without the detours that an include writes.
fn display(path: &Path) -> String {
    let path = tidy(path);
    let path = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '\\' { path.replace('\\', "/") } else { path.into_owned() }
}

/// `a/../b` as `b`, without `.` parts.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match (part, tidy.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(tidy.pop()),
            _ => tidy.push(part),
        }
    }
    tidy
}

/// How far the reading of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Read,
}

struct Reader<'a> {
    files: &'a dyn Files,
    packs: &'static [Pack],
    texts: &'a mut Texts,
    /// By canonical name.
    states: HashMap<String, (usize, State)>,
    found: Vec<Diagnostic>,
    merge: Merge,
}

/// A rule file of which the includes are being read.
struct Pending {
    name: String,
    place: Place,
    number: usize,
    parts: Parts,
    next: usize,
}

impl<'a> Reader<'a> {
    fn new(files: &'a dyn Files, packs: &'static [Pack], texts: &'a mut Texts) -> Reader<'a> {
        Reader {
            files,
            packs,
            texts,
            states: HashMap::new(),
            found: Vec::new(),
            merge: Merge::default(),
        }
    }

    /// Depth first, with a stack of its own: included files come before what they are included by.
    fn run(mut self, place: Place, text: &str) -> (RuleSet, Vec<Diagnostic>) {
        let mut open = vec![self.open(place, text)];
        while let Some(pending) = open.last_mut() {
            match pending.parts.includes.get(pending.next).cloned() {
                Some(include) => {
                    pending.next += 1;
                    let included = self.follow(&include, &open);
                    open.extend(included);
                }
                None => {
                    let pending = open.pop().expect("the last one was just looked at");
                    self.states.insert(pending.name, (pending.number, State::Read));
                    self.merge.close(pending.number, pending.parts);
                }
            }
        }
        let rules = self.merge.finish(&mut self.found);
        (rules, self.found)
    }

    fn open(&mut self, place: Place, text: &str) -> Pending {
        let source = self.texts.add(place.display(), text);
        let mut tree = tree::parse(source, self.texts);
        let site = Site { folder: place.folder(), files: self.files };
        let mut mistakes = conform(&tree.root);
        let parts = lower(&tree.root, &site, &mut mistakes);
        if !tree.diagnostics.is_empty() {
            let lines = Lines::new(text);
            let broken: HashSet<usize> =
                tree.diagnostics.iter().filter_map(|broken| line(broken, &lines)).collect();
            mistakes.retain(|mistake| {
                let incomplete = matches!(mistake.code, "missing-key" | "no-body");
                !incomplete && line(mistake, &lines).is_none_or(|line| !broken.contains(&line))
            });
        }
        tree.diagnostics.append(&mut mistakes);
        tree.diagnostics.sort_by_key(|mistake| mistake.labels.first().map(|label| label.span));
        self.found.append(&mut tree.diagnostics);
        let path = match &place {
            Place::File(path) => Some(path.clone()),
            Place::Pack(_) | Place::Text(_) => None,
        };
        let number = self.merge.open(RuleFile { source, path });
        let name = self.canonical(&place);
        self.states.insert(name.clone(), (number, State::Open));
        Pending { name, place, number, parts, next: 0 }
    }

    fn canonical(&self, place: &Place) -> String {
        match place {
            Place::File(path) => display(&self.files.canonical(path)),
            place => place.display(),
        }
    }

    /// Opens an included file, unless that is a mistake or it was read before.
    fn follow(&mut self, include: &Spanned<String>, open: &[Pending]) -> Option<Pending> {
        let from = open.last()?;
        let place = match include.value.strip_prefix(packs::PREFIX) {
            Some(name) => match packs::find(self.packs, name) {
                Some(pack) => Place::Pack(pack),
                None => return self.refuse(self.unknown_pack(include, name)),
            },
            None => {
                let relative = include.value.trim_start_matches("./");
                Place::File(from.place.folder().unwrap_or(Path::new("")).join(relative))
            }
        };
        let name = self.canonical(&place);
        match self.states.get(&name) {
            Some((_, State::Open)) => return self.refuse(circle(include, open, &name)),
            Some((number, State::Read)) => {
                self.merge.include(from.number, *number);
                return None;
            }
            None if self.states.len() >= FILES => {
                let message = format!("more than {FILES} rule files are included");
                return self.refuse(at(include, "too-complex", message, "one too many"));
            }
            None => {}
        }
        let text = match self.text(&place, from) {
            Ok(text) => text,
            Err(error) => return self.refuse(unknown_file(include, &error)),
        };
        let from = from.number;
        let pending = self.open(place, &text);
        self.merge.include(from, pending.number);
        Some(pending)
    }

    fn text(&self, place: &Place, from: &Pending) -> std::io::Result<String> {
        match place {
            Place::File(path) if from.place.folder().is_some() => self.files.read_to_string(path),
            Place::Pack(pack) => Ok(pack.text.to_owned()),
            _ => NoFiles.read_to_string(Path::new("")),
        }
    }

    fn refuse(&mut self, diagnostic: Diagnostic) -> Option<Pending> {
        self.found.push(diagnostic);
        None
    }

    fn unknown_pack(&self, include: &Spanned<String>, name: &str) -> Diagnostic {
        let known: Vec<&str> = self.packs.iter().map(|pack| pack.name).collect();
        let message = format!("there is no pack {}", shown(name));
        let help = match exists("pack", &similar(name, &known)) {
            Some(near) => near,
            None if known.is_empty() => "this program has no packs yet: include a file".to_owned(),
            None => format!("the packs are {}", list(&known)),
        };
        at(include, "unknown-include", message, "no such pack").help(help)
    }
}

fn line(diagnostic: &Diagnostic, lines: &Lines) -> Option<usize> {
    diagnostic.labels.first().map(|label| lines.of(label.span.start))
}

fn at(include: &Spanned<String>, code: &'static str, message: String, label: &str) -> Diagnostic {
    Diagnostic::new(code, message).at(include.source, include.span, label)
}

fn circle(include: &Spanned<String>, open: &[Pending], name: &str) -> Diagnostic {
    let start = open.iter().position(|pending| pending.name == name).unwrap_or(0);
    let names: Vec<String> =
        open[start..].iter().map(|pending| shown(&pending.place.display())).collect();
    let message = match names.as_slice() {
        [own] => format!("{own} includes itself"),
        [first, rest @ ..] => format!("{first} includes itself, through {}", rest.join(" and ")),
        [] => "a file includes itself".to_owned(),
    };
    at(include, "include-circle", message, "back to where it began").help("leave this include out")
}

fn unknown_file(include: &Spanned<String>, error: &std::io::Error) -> Diagnostic {
    if include.value.contains("://") {
        let message =
            format!("{} is not a file: nothing is fetched from a network", shown(&include.value));
        let help = "keep a copy beside this file and include it by its path";
        return at(include, "unknown-include", message, "not a file").help(help);
    }
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        _ => error.to_string(),
    };
    let message = format!("failed to read the included file {} ({reason})", shown(&include.value));
    at(include, "unknown-include", message, "included here")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKS: &[Pack] = &[
        Pack { name: "coordinates", text: "include = \"scruple:signs\"\n[severity]\nx = \"note\"" },
        Pack { name: "signs", text: "include = \"file.toml\"\ntitel = 1" },
    ];

    #[test]
    fn paths_are_shown_without_detours() {
        let shown = |path: &str| display(Path::new(path));
        assert_eq!(shown("samples/munitions/../../rules/m.toml"), "rules/m.toml");
        assert_eq!(shown("./a/./b.toml"), "a/b.toml");
        assert_eq!(shown("../../a.toml"), "../../a.toml");
        assert_eq!(shown("/a/../../b.toml"), "/../b.toml");
    }

    #[test]
    fn packs_are_included_by_name_and_include_packs_only() {
        let mut texts = Texts::default();
        let text = "include = [\"scruple:coordinates\", \"scruple:cordinates\"]";
        let place = Place::Text("rules.toml".into());
        let (rules, found) = Reader::new(&NoFiles, PACKS, &mut texts).run(place, text);
        let paths: Vec<&str> =
            rules.files.iter().map(|file| texts.get(file.source).path.as_str()).collect();
        assert_eq!(paths, ["rules.toml", "scruple:coordinates", "scruple:signs"]);
        assert_eq!(rules.severities.len(), 1);
        let said: Vec<(&str, &str)> = found
            .iter()
            .map(|found| (found.code, texts.get(found.labels[0].source).path.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("unknown-key", "scruple:signs"),
                ("unknown-include", "scruple:signs"),
                ("unknown-include", "rules.toml")
            ]
        );
        let near = "a pack with a similar name exists: `coordinates`";
        assert_eq!(found[2].help.as_deref(), Some(near));
    }
}
