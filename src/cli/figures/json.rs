//! The figures of the JSON report, alone.

use crate::engine::documents::shown;
use crate::findings::FigureShown;
use crate::prose::Article;
use crate::reports::figures::Figure;
use crate::reports::json::write_object;
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
    figures: Vec<Figure<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Writes the object over several lines.
pub(super) fn write(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    let stem = Path::new(&article.file).file_stem();
    let name = stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let figures: Vec<FigureShown> =
        (0..article.document.figures.len()).map(|at| shown::figure(&name, article, at)).collect();
    let report = Report {
        version: 1,
        tool: Tool { name: "scruple", version: env!("CARGO_PKG_VERSION") },
        published: article.document.published.map(|published| show_date(published.day)),
        figures: figures.iter().map(Figure::new).collect(),
    };
    write_object(&report, out)
}
