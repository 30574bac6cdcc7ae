//! Reading figures from prose.

mod article;
mod markup;
mod properties;
mod recognizers;
pub(crate) mod sentences;

use scruple::diagnostics::Span;
use scruple::prose::{Document, Figure, Markup, Meaning, ReadOptions};
use scruple::types::calendar::{date_from_bytes, show_date};
use std::path::PathBuf;

/// A plain text as read on a day.
fn read(text: &str, published: &str) -> Document {
    let published = date_from_bytes(published.as_bytes());
    Document::read(text.as_bytes(), &ReadOptions { markup: Markup::Plain, published })
}

/// The words of a figure, as they stand in the file.
fn words<'t>(source: &'t str, figure: &Figure) -> &'t str {
    let Span { start, end } = figure.span;
    &source[start..end]
}

/// What a figure says, in one line.
fn said(figure: &Figure) -> String {
    let mut parts = vec![figure.kind.name().to_owned()];
    if figure.hedge.name() != "exact" {
        parts.push(figure.hedge.name().to_owned());
    }
    parts.push(match figure.meaning {
        Meaning::Number { value: Some(value), .. } => value.trimmed().to_string(),
        Meaning::Number { says, .. } => {
            let end = |end: Option<scruple::types::Decimal>| {
                end.map_or_else(String::new, |end| end.trimmed().to_string())
            };
            format!("{}..{}", end(says.low), end(says.high))
        }
        Meaning::Date { says, .. } => {
            let day = |day: Option<i32>| day.map_or_else(String::new, show_date);
            let (low, high) = (day(says.low), day(says.high));
            if low == high { low } else { format!("{low}..{high}") }
        }
        Meaning::NoDate { why, .. } => format!("{why:?}"),
        Meaning::Score(first, second) => format!("{first}:{second}"),
    });
    parts.extend(figure.unit.clone());
    parts.join(" ")
}

/// A file beside the project, where it is there.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SCRUPLE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}
