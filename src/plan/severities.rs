//! Which checks run, and how much they matter: `[severity]`, `--select`, `--ignore`.

use crate::checks::structure::STRUCTURE;
use crate::diagnostics::codes::CODES;
use crate::diagnostics::{Diagnostic, Severity, SourceId, Span, suggest};
use crate::rules::SeverityOverride;
use globset::{Glob, GlobMatcher};

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

    /// Whether a check of this id and with these tags is meant.
    pub fn matches(&self, id: &str, tags: &[String]) -> bool {
        match self {
            Pattern::Id(glob) => glob.is_match(id),
            Pattern::Tag(tag) => tags.contains(tag),
        }
    }
}

/// The overrides of a run. Later ones win.
#[derive(Debug, Clone, Default)]
pub struct Severities {
    overrides: Vec<(GlobMatcher, Option<Severity>)>,
    pub select: Vec<Pattern>,
    pub ignore: Vec<Pattern>,
}

impl Severities {
    /// Of rule files; globs that are none have been reported when they were read.
    pub fn new(overrides: &[SeverityOverride]) -> Severities {
        let overrides = overrides.iter().filter_map(|entry| {
            let glob = Glob::new(&entry.pattern.value).ok()?;
            Some((glob.compile_matcher(), entry.severity))
        });
        Severities { overrides: overrides.collect(), ..Severities::default() }
    }

    /// The severity of a check that has `own`; `None` where it is off or not selected.
    pub fn of(&self, id: &str, own: Severity) -> Option<Severity> {
        self.of_tagged(id, &[], own)
    }

    /// The same for a check with tags.
    pub fn of_tagged(&self, id: &str, tags: &[String], own: Severity) -> Option<Severity> {
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(id, tags));
        if !self.select.is_empty() && !any(&self.select) || any(&self.ignore) {
            return None;
        }
        self.overridden(id).unwrap_or(Some(own))
    }

    /// What the last `[severity]` entry for an id says, if there is one; inside, `None` is off.
    fn overridden(&self, id: &str) -> Option<Option<Severity>> {
        let last = self.overrides.iter().rev().find(|(glob, _)| glob.is_match(id));
        last.map(|(_, severity)| *severity)
    }

    /// Gives diagnostics the severities that rule files ask for. A mistake in a rule file stays an
    /// error: nothing can be judged by a rule that means nothing.
    pub fn apply(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let apply = |diagnostic: Diagnostic| {
            let fixed = diagnostic.severity == Severity::Error && !diagnostic.is_about_data();
            match self.overridden(diagnostic.code).filter(|_| !fixed) {
                None => Some(diagnostic),
                Some(severity) => severity.map(|severity| Diagnostic { severity, ..diagnostic }),
            }
        };
        diagnostics.into_iter().filter_map(apply).collect()
    }
}

/// Something that has a severity: its id and tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: String,
    pub tags: Vec<String>,
}

/// Says which entries of `[severity]` match nothing that can have a severity.
pub fn unmatched_overrides(overrides: &[SeverityOverride], known: &[Known]) -> Vec<Diagnostic> {
    let unmatched = overrides.iter().map(|entry| &entry.pattern).filter(|pattern| {
        let Ok(glob) = Glob::new(&pattern.value) else { return false };
        let glob = glob.compile_matcher();
        !ids(known).any(|id| glob.is_match(id))
    });
    let said = unmatched
        .map(|pattern| unknown_check(&pattern.value, Some((pattern.source, pattern.span)), known));
    said.collect()
}

/// Everything that `[severity]` may name.
fn ids(known: &[Known]) -> impl Iterator<Item = &str> {
    let codes = CODES.iter().map(|code| code.id);
    STRUCTURE.iter().map(|kind| kind.id).chain(codes).chain(known.iter().map(|one| one.id.as_str()))
}

/// Says that an id or glob matches no check.
pub fn unknown_check(
    pattern: &str,
    place: Option<(SourceId, Span)>,
    known: &[Known],
) -> Diagnostic {
    let message = format!("`{pattern}` matches no check");
    let ids = STRUCTURE.iter().map(|kind| kind.id).chain(known.iter().map(|one| one.id.as_str()));
    let near = suggest::nearest(pattern, ids);
    let help = match near.is_empty() {
        true => "`scruple rules` lists the ids of all checks".to_owned(),
        false => format!("a check with a similar id exists: {}", suggest::one_of(near)),
    };
    let diagnostic = Diagnostic::new("unknown-check", message).help(help);
    match place {
        Some((source, span)) => diagnostic.at(source, span, "no such check"),
        None => diagnostic,
    }
}
