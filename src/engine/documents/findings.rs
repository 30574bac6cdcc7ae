//! Findings in a document: places, excerpts, fingerprints.

use crate::diagnostics::Span;
use crate::engine::Options;
use crate::findings::fingerprint::fingerprint;
use crate::findings::{Cell, ExcerptLine, RuleLine, Violation};
use crate::plan::Plan;
use crate::plan::documents::DocumentPlan;
use crate::rules::Anchor;

/// A stretch of the article that a violation points at.
pub struct Mark {
    /// Bytes of the article's text.
    pub text: Span,
    /// The name of the figure there, where it has one.
    pub name: Option<String>,
    /// What is at that spot.
    pub label: String,
}

/// A violation at some places of the article, the first of them its own.
pub fn violation(
    document: &DocumentPlan,
    (id, message): (&str, String),
    marks: &[Mark],
    options: &Options,
) -> Violation {
    let cells: Vec<Cell> = marks.iter().map(|mark| cell(document, mark)).collect();
    let written: Vec<String> =
        cells.iter().map(|cell| cell.value.clone().unwrap_or_default()).collect();
    let texts: Vec<&str> = written.iter().map(String::as_str).collect();
    let excerpt = if options.excerpts { excerpt(document, &cells) } else { Vec::new() };
    let masked = options.masked;
    let hidden = |cell: Cell| match masked {
        true => Cell { value: cell.value.map(|_| "•".into()), label: String::new(), ..cell },
        false => cell,
    };
    Violation {
        message: if masked { format!("`{id}` does not hold") } else { message },
        file: Some(document.article.file.clone()),
        line: cells.first().map(|cell| cell.line),
        fingerprint: (!masked).then(|| fingerprint(id, &document.name, &[], &texts)),
        cells: cells.into_iter().map(hidden).collect(),
        excerpt,
        ..Violation::default()
    }
}

/// The cell of a stretch of the article.
pub fn cell(document: &DocumentPlan, mark: &Mark) -> Cell {
    let article = &document.article;
    let span = article.document.source(mark.text);
    let place = article.place(span);
    Cell {
        column: mark.name.clone(),
        value: Some(article.document.words(mark.text).to_owned()),
        line: place.line as u64,
        line_end: (place.line_end != place.line).then_some(place.line_end as u64),
        column_start: place.column_start as u64,
        column_end: place.column_end as u64,
        byte_start: span.start as u64,
        byte_end: span.end as u64,
        label: mark.label.clone(),
        ..Cell::default()
    }
}

/// The lines that the marks stand on.
pub fn excerpt(document: &DocumentPlan, cells: &[Cell]) -> Vec<ExcerptLine> {
    let mut lines: Vec<u64> =
        cells.iter().flat_map(|cell| cell.line..=cell.line_end.unwrap_or(cell.line)).collect();
    lines.sort_unstable();
    lines.dedup();
    let line = |line: u64| ExcerptLine {
        line,
        text: document.article.line(line as usize),
        ..ExcerptLine::default()
    };
    lines.into_iter().map(line).collect()
}

/// Where a rule stands.
pub fn rule_line(plan: &Plan, anchor: Anchor) -> RuleLine {
    let text = plan.texts.get(anchor.source);
    let (line, _) = plan.texts.line_column(anchor.source, anchor.span.start);
    RuleLine { file: text.path.clone(), line, anchor }
}
