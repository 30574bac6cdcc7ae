//! Where reports go: standard output or a file, in colour or not, as wide as the place is.

use super::args::{Check, When};
use crate::diagnostics::{Diagnostic, Texts, cause};
use crate::findings::Outcome;
use crate::reports::{Style, fancy};
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
pub fn write(outcome: &Outcome, texts: &Texts, args: &Check, color: When) -> io::Result<()> {
    let style = style(args, color);
    match &args.output {
        Some(path) => {
            let mut file = BufWriter::new(std::fs::File::create(path)?);
            (args.format.write)(outcome, texts, &style, &mut file)?;
            file.flush()
        }
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            unless_closed(
                (args.format.write)(outcome, texts, &style, &mut out).and_then(|()| out.flush()),
            )
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

fn style(args: &Check, when: When) -> Style {
    let terminal = args.output.is_none() && io::stdout().is_terminal();
    Style {
        verbose: args.verbose,
        quiet: args.quiet,
        masked: args.mask,
        ..style_of(terminal, when)
    }
}

/// How standard output looks.
pub fn style_of_stdout(when: When) -> Style {
    style_of(io::stdout().is_terminal(), when)
}

fn style_of(terminal: bool, when: When) -> Style {
    let color = color(when, terminal);
    let hyperlinks = terminal && color && supports_links();
    Style { width: width(terminal), color, hyperlinks, ..Style::plain() }
}

/// Writes a text to standard output.
pub fn print(text: &str) -> Exit {
    let mut out = io::stdout().lock();
    match unless_closed(out.write_all(text.as_bytes()).and_then(|()| out.flush())) {
        Ok(()) => Exit::Clean,
        Err(_) => Exit::CouldNotCheck,
    }
}

/// Diagnostics as people read them.
pub fn shown(diagnostics: Vec<Diagnostic>, texts: &Texts, style: &Style) -> String {
    let outcome = Outcome { diagnostics, ..Outcome::default() };
    let mut written = Vec::new();
    // Writing to memory does not fail.
    drop((fancy::FORMAT.write)(&outcome, texts, &Style { quiet: true, ..*style }, &mut written));
    String::from_utf8_lossy(&written).into_owned()
}

/// Writes diagnostics to standard error. Where that is not possible, nobody is there to be told.
pub fn complain(diagnostics: Vec<Diagnostic>, texts: &Texts) {
    if diagnostics.is_empty() {
        return;
    }
    let style = style_of(io::stderr().is_terminal(), When::Auto);
    let text = shown(diagnostics, texts, &style);
    drop(io::stderr().lock().write_all(text.as_bytes()));
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
    let told = told.filter(|columns| *columns > 0);
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
    let message = format!("failed to write the report to {to} ({})", cause(error));
    complain(vec![Diagnostic::new("invalid-option", message)], &Texts::default());
    Exit::CouldNotCheck
}
