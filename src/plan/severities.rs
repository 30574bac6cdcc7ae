//! Which checks run, and how much they matter: `[severity]`, `--select`, `--ignore`.

use crate::diagnostics::Severity;
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
        let last = self.overrides.iter().rev().find(|(glob, _)| glob.is_match(id));
        last.map_or(Some(own), |(_, severity)| *severity)
    }
}
