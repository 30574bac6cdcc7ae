//! Figures of articles in reports for programs.

use crate::findings::{DocumentShown, Evidence, FigureShown, Suggestion};
use serde::Serialize;

/// A figure as the manual shows it; what is absent is not there.
#[derive(Serialize)]
pub(crate) struct Figure<'a> {
    document: &'a str,
    file: &'a str,
    line: u64,
    column_start: u64,
    quote: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<&'a str>,
    low_open: bool,
    high_open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    outer_low: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outer_high: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grain: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<&'a [String; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    noun: Option<&'a str>,
    hedge: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'static str>,
    quoted: bool,
    reversed: bool,
    byte_start: u64,
    byte_end: u64,
    sentence: usize,
    block: &'static str,
    #[serde(skip_serializing_if = "is_empty")]
    names: &'a [String],
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<Asked<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<Vec<Suggested<'a>>>,
}

/// A rule that would hold of it.
#[derive(Serialize)]
struct Suggested<'a> {
    check: &'a str,
    value: &'a str,
    exact: bool,
    rule: &'a str,
}

fn is_empty(names: &[String]) -> bool {
    names.is_empty()
}

/// What a check says of a figure.
#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    status: &'static str,
    message: &'a str,
}

impl<'a> Figure<'a> {
    pub(crate) fn new(figure: &'a FigureShown) -> Figure<'a> {
        let asked = |one: &'a Evidence| Asked {
            id: &one.check,
            status: one.status.name(),
            message: &one.says,
        };
        let suggested = |one: &'a Suggestion| Suggested {
            check: &one.check,
            value: &one.value,
            exact: one.is_exact,
            rule: &one.rule,
        };
        Figure {
            document: &figure.document,
            file: &figure.file,
            line: figure.line,
            column_start: figure.column_start,
            quote: &figure.quote,
            kind: figure.kind,
            value: figure.value.as_deref(),
            low: figure.low.as_deref(),
            high: figure.high.as_deref(),
            low_open: figure.low_open,
            high_open: figure.high_open,
            outer_low: figure.outer_low.as_deref(),
            outer_high: figure.outer_high.as_deref(),
            grain: figure.grain,
            anchor: figure.anchor,
            score: figure.score.as_ref(),
            unit: figure.unit.as_deref(),
            noun: figure.noun.as_deref(),
            hedge: figure.hedge,
            relation: figure.relation,
            quoted: figure.quoted,
            reversed: figure.reversed,
            byte_start: figure.byte_start,
            byte_end: figure.byte_end,
            sentence: figure.sentence,
            block: figure.block,
            names: &figure.names,
            status: figure.status.name(),
            reason: figure.reason.as_deref(),
            checks: figure.evidence.iter().map(asked).collect(),
            suggestions: figure.suggestions.as_ref().map(|all| all.iter().map(suggested).collect()),
        }
    }
}

/// An article that was read.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    document: &'a str,
    file: &'a str,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    sentences: u64,
}

impl<'a> Document<'a> {
    pub(super) fn new(document: &'a DocumentShown) -> Document<'a> {
        Document {
            document: &document.name,
            file: &document.file,
            bytes: document.bytes,
            published: document.published.as_deref(),
            sentences: document.sentences,
        }
    }
}
