//! The figures of the JSON report, alone.

use super::Article;
use crate::prose::{Figure, Meaning};
use crate::reports::json::write_object;
use crate::types::Decimal;
use crate::types::calendar::show_date;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    tool: Tool,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    figures: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// A figure as the manual shows it; what is absent is not there.
#[derive(Serialize)]
struct Shown<'a> {
    document: String,
    file: &'a str,
    line: usize,
    column_start: usize,
    quote: &'a str,
    kind: &'static str,
    #[serde(flatten)]
    meaning: Bounds,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    noun: Option<&'a str>,
    hedge: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'static str>,
    quoted: bool,
    reversed: bool,
    byte_start: usize,
    byte_end: usize,
    sentence: usize,
    block: &'static str,
    status: &'static str,
}

#[derive(Serialize, Default)]
struct Bounds {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<String>,
    low_open: bool,
    high_open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    outer_low: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outer_high: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grain: Option<&'static str>,
    /// What a date hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<[String; 2]>,
}

/// Writes the object over several lines.
pub(super) fn write(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        version: 1,
        tool: Tool { name: "scruple", version: env!("CARGO_PKG_VERSION") },
        published: article.document.published.map(|published| show_date(published.day)),
        figures: article.document.figures.iter().map(|figure| shown(article, figure)).collect(),
    };
    write_object(&report, out)
}

fn shown<'a>(article: &'a Article, figure: &'a Figure) -> Shown<'a> {
    let (line, column_start) = article.place(figure.span.start);
    let stem = Path::new(&article.file).file_stem();
    let block = article.document.blocks.get(figure.block);
    Shown {
        document: stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        file: &article.file,
        line,
        column_start,
        quote: article.document.words(figure.text),
        kind: figure.kind.name(),
        meaning: bounds(figure),
        unit: figure.unit.as_deref(),
        noun: figure.noun.map(|noun| article.document.words(noun)),
        hedge: figure.hedge.name(),
        relation: figure.relation.map(|relation| relation.name()),
        quoted: figure.quoted,
        reversed: figure.reversed,
        byte_start: figure.span.start,
        byte_end: figure.span.end,
        sentence: figure.sentence,
        block: block.map_or("body", |block| block.role.name()),
        status: "unchecked",
    }
}

fn bounds(figure: &Figure) -> Bounds {
    let number = |number: Decimal| number.trimmed().to_string();
    match figure.meaning {
        Meaning::Number { value, says, stretches } => Bounds {
            value: value.map(number),
            low: says.low.map(number),
            high: says.high.map(number),
            low_open: says.low_open,
            high_open: says.high_open,
            outer_low: stretches.low.map(number),
            outer_high: stretches.high.map(number),
            ..Bounds::default()
        },
        Meaning::Date { says, grain, anchor } => Bounds {
            low: says.low.map(show_date),
            high: says.high.map(show_date),
            low_open: says.low_open,
            high_open: says.high_open,
            grain: Some(grain.name()),
            anchor: Some(anchor.name()),
            ..Bounds::default()
        },
        Meaning::NoDate { grain, .. } => Bounds { grain: Some(grain.name()), ..Bounds::default() },
        Meaning::Score(first, second) => {
            Bounds { score: Some([number(first), number(second)]), ..Bounds::default() }
        }
    }
}
