//! Where reports go: standard output or a file, in colour or not, as wide as the place is.

use super::args::{Check, When};
use crate::diagnostics::{Diagnostic, Texts};
use crate::findings::Outcome;
use crate::reports::{Style, find};
use std::io::{self, BufWriter, IsTerminal, Write};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean,
    Findings,
    CouldNotCheck,
}

impl Exit {
    /// The status of the process.
    pub fn status(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::CouldNotCheck => 2,
        }
    }
}

/// Writes the report where the options say.
pub fn write(outcome: &Outcome, texts: &Texts, args: &Check) -> io::Result<()> {
    let style = style(args);
    match &args.output {
        Some(path) => {
            let mut file = BufWriter::new(std::fs::File::create(path)?);
            (args.format.write)(outcome, texts, &style, &mut file)?;
            file.flush()
        }
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            unless_closed((args.format.write)(outcome, texts, &style, &mut out).and_then(|()| out.flush()))
        }
    }
}

/// A reader that has seen enough is no error.
pub fn unless_closed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn style(args: &Check) -> Style {
    let terminal = args.output.is_none() && io::stdout().is_terminal();
    Style {
        width: width(terminal),
        color: color(args.color, terminal),
        hyperlinks: terminal && color(args.color, terminal) && supports_links(),
        verbose: args.verbose,
        quiet: args.quiet,
        masked: args.mask,
    }
}

/// Whether to write in colour.
pub fn color(when: When, terminal: bool) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

/// Columns of the terminal; 80 where there is none.
pub fn width(terminal: bool) -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let found = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or(found.filter(|_| terminal)).unwrap_or(80).clamp(40, 400)
}

fn supports_links() -> bool {
    let is = |name: &str| std::env::var_os(name).is_some();
    is("WT_SESSION") || is("VTE_VERSION") || is("KITTY_WINDOW_ID") || is("WEZTERM_PANE")
}

/// Says on standard error that the report could not be written.
pub fn could_not_write(error: &io::Error, args: &Check) -> Exit {
    let to = args.output.as_ref().map_or_else(
        || "standard output".to_owned(),
        |path| format!("`{}`", crate::sources::discover::display(path)),
    );
    let message = format!("failed to write the report to {to} ({error})");
    let outcome =
        Outcome { diagnostics: vec![Diagnostic::new("invalid-option", message)], ..Outcome::default() };
    if let Some(concise) = find("concise") {
        let style = Style { quiet: true, ..Style::plain() };
        let written = (concise.write)(&outcome, &Texts::default(), &style, &mut io::stderr());
        drop(written);
    }
    Exit::CouldNotCheck
}
