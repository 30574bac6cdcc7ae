//! `scruple figures`: the figures in an article, as read.

mod concise;
mod fancy;
mod json;

use super::args::{Figures, FiguresFormat, When};
use super::articles;
use super::output::{self, Exit};
use crate::diagnostics::{Diagnostic, Texts};
use crate::prose::{Article, Markup, ReadOptions};
use crate::reports::Style;
use crate::sources::ReadOptions as Reading;
use crate::sources::discover::{Found, display};
use std::io::{self, BufWriter, Write};

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
    let published = articles::published(args.published.as_deref())?;
    let is_stdin = args.file.as_os_str() == "-";
    let file = display(&args.file);
    let found = Found { path: args.file.clone(), display: file, bound_to: None, outright: true };
    let content = articles::content(&found, &Reading::default())?;
    let markup = if is_stdin { Markup::Plain } else { Markup::of_name(&found.display) };
    Ok(Article::read(&found.display, &content, &ReadOptions { markup, published }))
}
