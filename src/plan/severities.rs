//! Which checks run, and how much they matter: `[severity]`, `--select`, `--ignore`.

use crate::checks::structure::built_in;
use crate::diagnostics::codes::CODES;
use crate::diagnostics::{Diagnostic, Severity, suggest};
use crate::rules::{RuleSet, SeverityOverride, Spanned, TableDecl};
use globset::{Glob, GlobMatcher};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// A glob over ids, or `tag:NAME`.
#[derive(Debug, Clone)]
pub enum Pattern {
    Id(GlobMatcher),
    Tag(String),
}

impl Pattern {
    /// Reads a pattern; `None` where the glob is not one.
    pub fn read(text: &str) -> Option<Pattern> {
        match text.strip_prefix("tag:") {
            Some(tag) => Some(Pattern::Tag(tag.to_owned())),
            None => Glob::new(text).ok().map(|glob| Pattern::Id(glob.compile_matcher())),
        }
    }

    /// Whether a check is meant: by its id, of a rule also behind the name of the table that it is
    /// about, or by a tag.
    pub fn matches(&self, one: &Known) -> bool {
        match self {
            Pattern::Id(glob) => {
                let of_table = |table: &String| glob.is_match(format!("{table}.{}", one.id));
                glob.is_match(&one.id) || one.table.as_ref().is_some_and(of_table)
            }
            Pattern::Tag(tag) => one.tags.contains(tag),
        }
    }
}

/// What a line under `[severity]` says.
#[derive(Debug, Clone)]
struct Override {
    pattern: Spanned<String>,
    glob: GlobMatcher,
    severity: Option<Severity>,
}

/// The overrides of a run. Later ones win.
#[derive(Debug, Clone, Default)]
pub struct Severities {
    overrides: Vec<Override>,
    /// The ids that were asked for, also those of checks that are off.
    known: Arc<Mutex<BTreeSet<String>>>,
    pub select: Vec<Pattern>,
    pub ignore: Vec<Pattern>,
}

impl Severities {
    /// Of rule files; globs that are none have been reported when they were read.
    pub fn new(overrides: &[SeverityOverride]) -> Severities {
        let overrides = overrides.iter().filter_map(|entry| {
            let glob = Glob::new(&entry.pattern.value).ok()?;
            let (glob, pattern) = (glob.compile_matcher(), entry.pattern.clone());
            Some(Override { pattern, glob, severity: entry.severity })
        });
        Severities { overrides: overrides.collect(), ..Severities::default() }
    }

    /// The severity of a check that has `own`; `None` where it is off or not selected.
    pub fn of(&self, id: &str, own: Severity) -> Option<Severity> {
        self.of_known(&Known { id: id.to_owned(), ..Known::default() }, own)
    }

    /// The same for a check of which more is known than its id.
    pub fn of_known(&self, known: &Known, own: Severity) -> Option<Severity> {
        let id = &known.id;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone());
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(known));
        if !self.select.is_empty() && !any(&self.select) || any(&self.ignore) {
            return None;
        }
        let last = self.overrides.iter().rev().find(|entry| entry.glob.is_match(id));
        last.map_or(Some(own), |entry| entry.severity)
    }

    /// The severity of a diagnostic that has `own`; `None` where it is off. Errors stay errors: what
    /// cannot be checked is not made right by a rule file.
    pub fn of_code(&self, code: &str, own: Severity) -> Option<Severity> {
        let last = self.overrides.iter().rev().find(|entry| entry.glob.is_match(code));
        last.filter(|_| own != Severity::Error).map_or(Some(own), |entry| entry.severity)
    }

    /// Says which lines under `[severity]` speak of no check, structural fault or diagnostic: none
    /// that is bound, and none that the rule files declare for files that this run does not judge.
    pub fn unused(&self, rules: &RuleSet, diagnostics: &mut Vec<Diagnostic>) {
        let checks = self.ids(rules);
        let codes = CODES.iter().map(|code| code.id);
        let ids: Vec<&str> = checks.iter().map(String::as_str).chain(codes).collect();
        for entry in &self.overrides {
            diagnostics.extend(unknown(&entry.pattern, &entry.glob, &ids));
        }
    }

    /// Says that a glob matches no check: none that is bound, and none that the rule files declare.
    pub fn unknown(
        &self,
        pattern: &Spanned<String>,
        glob: &GlobMatcher,
        rules: &RuleSet,
    ) -> Option<Diagnostic> {
        let checks = self.ids(rules);
        unknown(pattern, glob, &checks.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The ids of all checks that are bound or declared.
    fn ids(&self, rules: &RuleSet) -> BTreeSet<String> {
        let bound = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ids = bound.clone();
        ids.extend(rules.tables.iter().flat_map(ids_of));
        ids.extend(built_in().map(str::to_owned));
        ids.extend(rules.rules.iter().map(|rule| rule.id.value.clone()));
        ids
    }
}

fn unknown(pattern: &Spanned<String>, glob: &GlobMatcher, ids: &[&str]) -> Option<Diagnostic> {
    if ids.iter().any(|id| glob.is_match(id)) {
        return None;
    }
    let Spanned { value, source, span } = pattern;
    let near = suggest::nearest(value, ids.iter().copied());
    let help = match near.as_slice() {
        [] => "`scruple rules` lists the ids of all checks".to_owned(),
        near => format!("a similar id exists: {}", suggest::one_of(near.iter().copied())),
    };
    Some(
        Diagnostic::new("unknown-check", format!("`{value}` is the id of no check"))
            .at(*source, *span, "matches no check")
            .help(help),
    )
}

/// The ids of all checks that a table declares.
fn ids_of(table: &TableDecl) -> Vec<String> {
    let name = &table.name.value;
    let mut ids: Vec<String> = ["key", "columns", "rows.minimum", "rows.maximum"]
        .map(|check| format!("{name}.{check}"))
        .to_vec();
    ids.extend(table.key.iter().map(|column| format!("{name}.{}.required", column.value)));
    for column in &table.columns {
        let kinds = column.constraints.iter().map(|constraint| constraint.kind.value.as_str());
        let kinds = kinds.chain(["exists", "type"]);
        ids.extend(kinds.map(|kind| format!("{name}.{}.{kind}", column.name.value)));
    }
    ids
}

/// Something that has a severity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    pub id: String,
    /// The table that a rule is about, whose name is no part of its id.
    pub table: Option<String>,
    pub tags: Vec<String>,
}

/// Says that what an option selects is no check.
pub fn unselected(option: &str, pattern: &str, known: &[Known]) -> Diagnostic {
    if let Some(tag) = pattern.strip_prefix("tag:") {
        let message = format!("`{option} {pattern}` is the tag of no rule");
        let tags: BTreeSet<&str> =
            known.iter().flat_map(|one| &one.tags).map(String::as_str).collect();
        return Diagnostic::new("unknown-check", message).help(match tags.is_empty() {
            true => format!("no rule has a tag: `tags = [\"{tag}\"]` gives it one"),
            false => format!("there are the tags {}", suggest::one_of(tags)),
        });
    }
    let message = format!("`{option} {pattern}` is the id of no check");
    let ids = built_in().chain(known.iter().map(|one| one.id.as_str()));
    let near = suggest::nearest(pattern, ids);
    Diagnostic::new("unknown-check", message).help(match near.is_empty() {
        true => "`scruple rules` lists the ids of all checks".to_owned(),
        false => format!("a similar id exists: {}", suggest::one_of(near)),
    })
}
