//! One page that needs nothing but itself: each article as it reads, its figures marked by how they
//! ended, the evidence behind each; then findings and checks.
//!
//! No script: a figure is a link to its evidence, which shows once it is the target. So a click, the
//! keyboard and a printer all get there.

mod article;
mod escape;
mod findings;
mod style;

use super::totals::Totals;
use super::{Format, Style};
use crate::diagnostics::Texts;
use crate::findings::Outcome;
use escape::text;
use std::io::{self, Write};

pub const FORMAT: Format = Format {
    name: "html",
    doc: "one self-contained page: each article with its figures marked, findings, checks",
    default_limit: Some(100),
    wants_excerpts: true,
    streams: false,
    write,
};

/// What a page may load: nothing.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes the page.
pub fn write(
    outcome: &Outcome,
    texts: &Texts,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = outcome.title.as_deref().unwrap_or("What was checked");
    writeln!(out, "<!doctype html>")?;
    writeln!(out, "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"generator\" content=\"scruple {}\">", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "<title>{}</title>\n<style>\n{}</style>\n</head>", text(title), style::SHEET)?;
    writeln!(out, "<body>\n<header>\n<h1>{}</h1>", text(title))?;
    let totals = Totals::of(outcome);
    writeln!(out, "<p class=\"verdict {}\">{}</p>", verdict(&totals), text(&totals.sentence()))?;
    writeln!(out, "<p class=\"as-of\">As of {}</p>\n</header>\n<main>", text(&outcome.as_of))?;
    for (index, document) in outcome.documents.iter().enumerate() {
        article::write(outcome, (index, document), out)?;
    }
    findings::write(outcome, texts, style, out)?;
    writeln!(out, "</main>\n</body>\n</html>")
}

fn verdict(totals: &Totals) -> &'static str {
    match (totals.errors, totals.warnings) {
        (0, 0) => "good",
        (0, _) => "warning",
        _ => "error",
    }
}
