//! Rule files to one rule set: a single name space, in which a name stands for one thing.

use super::lower::Parts;
use super::param::Spanned;
use super::wording::shown;
use super::{Define, RuleFile, RuleSet};
use crate::diagnostics::Diagnostic;
use std::collections::{HashMap, HashSet};

/// The files read so far. A file is known by the number in which it was opened.
#[derive(Debug, Default)]
pub struct Merge {
    files: Vec<RuleFile>,
    /// Which files each one includes.
    includes: Vec<Vec<usize>>,
    /// With their numbers, in the order in which they were closed: included ones first.
    closed: Vec<(usize, Parts)>,
}

impl Merge {
    /// A new file, and its number.
    pub fn open(&mut self, file: RuleFile) -> usize {
        self.files.push(file);
        self.includes.push(Vec::new());
        self.files.len() - 1
    }

    pub fn include(&mut self, from: usize, included: usize) {
        self.includes[from].push(included);
    }

    /// A file of which all includes have been read.
    pub fn close(&mut self, number: usize, parts: Parts) {
        self.closed.push((number, parts));
    }

    /// Everything as one rule set; names that stand for two things are said.
    pub fn finish(mut self, found: &mut Vec<Diagnostic>) -> RuleSet {
        let closed = std::mem::take(&mut self.closed);
        let mut set = RuleSet::default();
        let mut parts: Vec<Parts> = self.files.iter().map(|_| Parts::default()).collect();
        for (number, mut read) in closed {
            set.severities.append(&mut read.severities);
            parts[number] = read;
        }
        let mut defines = Vec::new();
        for (number, part) in parts.into_iter().enumerate() {
            set.title = set.title.or(part.title.filter(|_| number == 0));
            set.tables.extend(part.tables);
            set.documents.extend(part.documents);
            set.rules.extend(part.rules);
            set.allows.extend(part.allows);
            defines.extend(part.defines.into_iter().map(|define| (number, define)));
        }
        set.defines = self.replace(defines);
        set.files = self.files;
        let documents = set.documents.iter().map(|document| &document.name);
        once("table", set.tables.iter().map(|table| &table.name).chain(documents), found);
        once("rule", set.rules.iter().map(|rule| &rule.id), found);
        once("defined value", set.defines.iter().map(|define| &define.name), found);
        set
    }

    /// Takes out the defined values that an including file replaces.
    fn replace(&self, defines: Vec<(usize, Define)>) -> Vec<Define> {
        let mut definers: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, define) in &defines {
            definers.entry(define.name.value.clone()).or_default().push(*number);
        }
        definers.retain(|_, numbers| numbers.len() > 1);
        let below: HashMap<String, HashSet<usize>> =
            definers.into_iter().map(|(name, numbers)| (name, self.below(&numbers))).collect();
        let replaced = |number: &usize, define: &Define| {
            below.get(&define.name.value).is_some_and(|below| below.contains(number))
        };
        let kept = defines.into_iter().filter(|(number, define)| !replaced(number, define));
        kept.map(|(_, define)| define).collect()
    }

    /// All files that these include, directly or not.
    fn below(&self, numbers: &[usize]) -> HashSet<usize> {
        let mut seen = HashSet::new();
        let mut left: Vec<usize> =
            numbers.iter().flat_map(|n| &self.includes[*n]).copied().collect();
        while let Some(number) = left.pop() {
            if seen.insert(number) {
                left.extend(&self.includes[number]);
            }
        }
        seen
    }
}

/// Each name once; the second place is said with the first.
fn once<'a>(
    what: &str,
    names: impl Iterator<Item = &'a Spanned<String>>,
    found: &mut Vec<Diagnostic>,
) {
    let mut first: HashMap<&str, &Spanned<String>> = HashMap::new();
    for name in names {
        let before = *first.entry(&name.value).or_insert(name);
        if std::ptr::eq(before, name) {
            continue;
        }
        let message = format!("the {what} {} is given twice", shown(&name.value));
        let diagnostic = Diagnostic::new("duplicate-name", message)
            .at(name.source, name.span, "the second time")
            .at(before.source, before.span, "the first time")
            .help("give one of them another name");
        found.push(diagnostic);
    }
}
