//! `scruple figures`: the figures in an article, as read.

mod concise;
mod fancy;
mod json;
mod says;

use super::args::{Figures, FiguresFormat, When};
use super::output::{self, Exit};
use crate::diagnostics::{Diagnostic, Texts, cause};
use crate::prose::{Document, Markup, ReadOptions};
use crate::reports::Style;
use crate::reports::visible::visible;
use crate::sources::ReadOptions as Reading;
use crate::sources::content::Content;
use crate::sources::discover::display;
use crate::types::{CellFormat, DataType, Value};
use std::io::{self, BufWriter, Read, Write};

/// An article with the names and lines of its file.
struct Article {
    document: Document,
    /// As reports name it.
    file: String,
    /// The first byte of each line.
    lines: Vec<usize>,
    bytes: Vec<u8>,
}

/// Runs the command and says how it ended.
pub fn run(args: &Figures, color: When) -> Exit {
    match read(args) {
        Ok(article) => {
            let style = output::style_of_stdout(color);
            let mut out = BufWriter::new(io::stdout().lock());
            let written = write(&article, args.format, &style, &mut out);
            match output::unless_closed(written.and_then(|()| out.flush())) {
                Ok(()) => Exit::Clean,
                Err(_) => Exit::CouldNotCheck,
            }
        }
        Err(diagnostic) => {
            output::complain(vec![*diagnostic], &Texts::default());
            Exit::CouldNotCheck
        }
    }
}

fn write(
    article: &Article,
    format: FiguresFormat,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        FiguresFormat::Fancy => fancy::write(article, style, out),
        FiguresFormat::Concise => concise::write(article, out),
        FiguresFormat::Json => json::write(article, out),
    }
}

fn read(args: &Figures) -> Result<Article, Box<Diagnostic>> {
    let published = published(args)?;
    let file = display(&args.file);
    let bytes = content(args, &file)?;
    let options = ReadOptions { markup: Markup::of_name(&file), published };
    let document = Document::read(&bytes, &options);
    let lines =
        std::iter::once(0).chain(memchr::memchr_iter(b'\n', &bytes).map(|at| at + 1)).collect();
    Ok(Article { document, file, lines, bytes })
}

fn content(args: &Figures, file: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
    if args.file.as_os_str() != "-" {
        let content = Content::read(&args.file, file, &Reading::default()).map_err(Box::new)?;
        return Ok(content.to_vec());
    }
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => {
            let message = format!("failed to read standard input ({})", cause(&error));
            Err(Box::new(Diagnostic::new("unreadable-file", message)))
        }
    }
}

fn published(args: &Figures) -> Result<Option<i32>, Box<Diagnostic>> {
    let Some(text) = &args.published else { return Ok(None) };
    match CellFormat::new(DataType::Date).read(text) {
        Some(Value::Date(day)) => Ok(Some(day)),
        _ => {
            let message = format!("`--published {}` is not a date", visible(text));
            let help = "write the day of publication as `--published 2025-05-30`";
            Err(Box::new(Diagnostic::new("invalid-option", message).help(help)))
        }
    }
}

impl Article {
    /// The line of a byte, and the character in it, both from 1.
    fn place(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.bytes.get(start..byte).unwrap_or_default();
        (line, String::from_utf8_lossy(before).chars().count() + 1)
    }
}
