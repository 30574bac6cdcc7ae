//! An outcome written down. A file per format; none of them computes anything that the outcome does
//! not hold, and none opens a file.
//!
//! Everything that came out of a file goes through [`visible`] (or JSON's escapes) on its way out.

pub mod words;
pub mod visible;
pub mod totals;
pub mod excerpt;
pub mod table;
pub mod paint;
pub mod notes;
pub mod suggestions;
pub mod articles;
pub mod ending;
pub mod sections;
pub mod fancy;
pub mod concise;
pub mod figures;
pub mod json;
pub mod ndjson;
pub mod markdown;
pub mod html;

use crate::diagnostics::Texts;
use crate::findings::Outcome;
use std::io::{self, Write};

/// How reports look: what is known of the place that they are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    pub color: bool,
    /// Whether the terminal follows links in text.
    pub hyperlinks: bool,
    /// `-v`: every check is listed.
    pub verbose: bool,
    /// `-q`: findings and diagnostics alone.
    pub quiet: bool,
    /// `--mask`: no value of a file is shown. Sentences come without values already; this keeps out
    /// what a report takes from cells and excerpts itself.
    pub masked: bool,
}

impl Style {
    /// A file or a pipe: 80 columns, no colour.
    pub fn plain() -> Style {
        Style {
            width: 80,
            color: false,
            hyperlinks: false,
            verbose: false,
            quiet: false,
            masked: false,
        }
    }
}

/// A way to write an outcome down.
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    /// One line for `--help`.
    pub doc: &'static str,
    /// Examples a finding without `--limit`; `None` is all.
    pub default_limit: Option<usize>,
    /// Whether it draws the text around cells, so that excerpts have to be made.
    pub wants_excerpts: bool,
    /// Whether violations can be written as they are found.
    pub streams: bool,
    pub write: fn(&Outcome, &Texts, &Style, &mut dyn Write) -> io::Result<()>,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Format({})", self.name)
    }
}

/// Every format, in the order of the manual.
pub const FORMATS: &[Format] =
    &[fancy::FORMAT, concise::FORMAT, json::FORMAT, ndjson::FORMAT, markdown::FORMAT, html::FORMAT];

/// Formats that are known but not built yet.
pub const LATER: &[&str] = &["sarif", "github", "gitlab", "junit"];

/// The format with this name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
