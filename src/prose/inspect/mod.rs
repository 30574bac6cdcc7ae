//! What can be wrong in an article by itself, without any data: a file a family of checks, each a row
//! of [`INSPECTIONS`].
//!
//! They are made to be silent on good prose: what may be meant otherwise is not told.

mod change;
mod conversions;
mod dates;
mod headline;
mod lists;
mod moves;
mod people;
mod roles;
mod same;
mod totals;

use super::document::Document;
use super::figures::Figure;
use super::lexicon::Lexicon;
use super::tokens::tokenize;
use crate::diagnostics::{Severity, Span};
use std::ops::Range;

/// The id under which unchecked figures are told.
pub const COVERAGE: &str = "prose.coverage";

/// A check of prose.
pub struct Inspection {
    pub id: &'static str,
    pub severity: Severity,
    pub why: &'static str,
    pub help: &'static str,
    find: fn(&Review<'_>) -> Vec<Fault>,
}

impl std::fmt::Debug for Inspection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Inspection({})", self.id)
    }
}

/// Something that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A sentence that stands alone.
    pub message: String,
    /// Stretches of the text, its own first, with what is there.
    pub marks: Vec<(Span, String)>,
}

/// Every place of a document where a check fails, by check.
pub fn faults(document: &Document) -> Vec<(&'static Inspection, Vec<Fault>)> {
    let review = Review::new(document);
    INSPECTIONS.iter().map(|inspection| (inspection, (inspection.find)(&review))).collect()
}

/// The ids of the checks that articles get without any rule.
pub fn ids() -> impl Iterator<Item = &'static str> {
    INSPECTIONS.iter().map(|inspection| inspection.id).chain([COVERAGE])
}

/// Every check of prose, in the order of the manual.
pub const INSPECTIONS: &[Inspection] = &[
    Inspection {
        id: "prose.headline",
        severity: Severity::Warning,
        why: "readers of the headline get another figure than those of the article",
        help: "give both the same figure, or say in the article where the other comes from",
        find: headline::find,
    },
    Inspection {
        id: "prose.same-quantity",
        severity: Severity::Warning,
        why: "the same things are counted twice, with two results",
        help: "correct one of the two, or say what tells the two groups apart",
        find: same::find,
    },
    Inspection {
        id: "prose.total",
        severity: Severity::Error,
        why: "parts that are all there is add up to the whole",
        help: "look up the parts and the whole again",
        find: totals::find,
    },
    Inspection {
        id: "prose.change",
        severity: Severity::Error,
        why: "both ends are given, so the change between them can be computed",
        help: "correct the change, or one of its ends; between percentages a difference is in points",
        find: change::find,
    },
    Inspection {
        id: "prose.list-count",
        severity: Severity::Warning,
        why: "a list that is announced with a number has that many things",
        help: "correct the number, or the list",
        find: lists::find,
    },
    Inspection {
        id: "prose.weekday",
        severity: Severity::Error,
        why: "one of the two is wrong, and readers who come on that day come in vain",
        help: "look the date up in a calendar",
        find: dates::weekdays,
    },
    Inspection {
        id: "prose.impossible-date",
        severity: Severity::Error,
        why: "there is no such day",
        help: "look the date up in the source",
        find: dates::impossible,
    },
    Inspection {
        id: "prose.duration",
        severity: Severity::Warning,
        why: "both ends are given, so the time between them can be computed",
        help: "correct the time, or one of its ends",
        find: dates::durations,
    },
    Inspection {
        id: "prose.reversed-range",
        severity: Severity::Warning,
        why: "a range runs from its lower end to its higher",
        help: "swap the two, or correct the one with a slip",
        find: same::reversed,
    },
    Inspection {
        id: "prose.conversion",
        severity: Severity::Warning,
        why: "one amount is given in two units, and the two are not the same",
        help: "convert again",
        find: conversions::find,
    },
    Inspection {
        id: "prose.age",
        severity: Severity::Warning,
        why: "the age and the year of birth do not fit",
        help: "look up both",
        find: people::ages,
    },
    Inspection {
        id: "prose.abbreviation",
        severity: Severity::Note,
        why: "readers look for the words behind the letters",
        help: "order the letters as the words are",
        find: people::abbreviations,
    },
    Inspection {
        id: "prose.roles",
        severity: Severity::Error,
        why: "who gives and who receives is told both ways round",
        help: "one of the two sentences has the roles swapped: say who gave it to whom",
        find: roles::find,
    },
];

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Inspection> {
    INSPECTIONS.iter().find(|inspection| inspection.id == id)
}

/// A document as checks look at it.
struct Review<'d> {
    document: &'d Document,
    /// By sentence the figures in it.
    figures: Vec<Range<usize>>,
}

/// A word or mark of a sentence.
#[derive(Debug, Clone, Copy)]
struct Word<'d> {
    text: &'d str,
    span: Span,
}

impl Word<'_> {
    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

/// How far around a figure words are looked for, in bytes.
const AROUND: usize = 120;

impl<'d> Review<'d> {
    fn new(document: &'d Document) -> Review<'d> {
        let mut figures = Vec::with_capacity(document.sentences.len());
        let mut next = 0;
        for sentence in 0..document.sentences.len() {
            let rest = &document.figures[next..];
            let len = rest.iter().take_while(|figure| figure.sentence <= sentence).count();
            figures.push(next..next + len);
            next += len;
        }
        Review { document, figures }
    }

    /// The figures of each sentence that has some.
    fn sentences(&self) -> impl Iterator<Item = (Span, &'d [Figure])> + '_ {
        let document = self.document;
        self.figures.iter().enumerate().filter(|(_, figures)| !figures.is_empty()).map(
            move |(at, figures)| (document.sentences[at].text, &document.figures[figures.clone()]),
        )
    }

    fn words_of(&self, span: Span) -> &'d str {
        self.document.words(span)
    }

    /// The words and marks of a stretch.
    fn tokens(&self, span: Span) -> Vec<Word<'d>> {
        let mut tokens = Vec::new();
        tokenize(&self.document.text, span, Lexicon::english(), &mut tokens);
        let text = &self.document.text;
        tokens
            .iter()
            .map(|token| Word { text: &text[token.span.start..token.span.end], span: token.span })
            .collect()
    }

    /// What stands before a figure in its sentence, as far as it matters.
    fn before(&self, figure: &Figure) -> &'d str {
        let start = self.document.sentences.get(figure.sentence).map_or(0, |one| one.text.start);
        let text = &self.document.text;
        let mut from = figure.text.start.saturating_sub(AROUND).max(start);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        text.get(from..figure.text.start).unwrap_or_default()
    }

    /// What stands behind it.
    fn after(&self, figure: &Figure) -> &'d str {
        let text = &self.document.text;
        let sentence = self.document.sentences.get(figure.sentence);
        let end = sentence.map_or(text.len(), |one| one.text.end).max(figure.text.end);
        let mut to = (figure.text.end + AROUND).min(end);
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        text.get(figure.text.end..to).unwrap_or_default()
    }

    /// The word right before a figure, in lower case.
    fn word_before(&self, figure: &Figure) -> String {
        last_word(self.before(figure))
    }

    /// What stands between two figures.
    fn between(&self, one: &Figure, other: &Figure) -> &'d str {
        self.document.text.get(one.text.end..other.text.start).unwrap_or_default()
    }
}

fn last_word(text: &str) -> String {
    let word = text.split_whitespace().next_back().unwrap_or_default();
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn first_word(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}
