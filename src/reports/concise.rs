//! One line each, `file:line:column: error[id] message`, for scripts and for the expectations of
//! tests: keep it stable.

use super::totals::Totals;
use super::visible::{sentence, short_words, visible};
use super::words::{grouped, rounded};
use super::{Format, Style, articles, suggestions};
use crate::diagnostics::{Diagnostic, Texts};
use crate::findings::{Finding, Outcome, Violation};
use std::io::{self, Write};

pub const FORMAT: Format = Format {
    name: "concise",
    doc: "one line each, `file:line:column: error[id] message`",
    default_limit: Some(3),
    wants_excerpts: false,
    streams: false,
    write,
};

/// Columns that a word of a message may take; a longer one loses its middle.
const LONGEST_WORD: usize = 120;
const LONGEST_MESSAGE: usize = 600;

/// Writes diagnostics, then findings, then one line of counts.
pub fn write(
    outcome: &Outcome,
    texts: &Texts,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for diagnostic in &outcome.diagnostics {
        writeln!(out, "{}", diagnostic_line(diagnostic, texts))?;
    }
    for finding in &outcome.findings {
        write_finding(finding, out)?;
    }
    suggestions::lines(outcome, out)?;
    if !style.quiet {
        for document in articles::judged(outcome) {
            let figures = articles::of(document, outcome);
            writeln!(out, "{}", articles::sentence(document, &figures))?;
        }
        writeln!(out, "{}", Totals::of(outcome).sentence())?;
    }
    Ok(())
}

fn write_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    for violation in &finding.violations {
        writeln!(out, "{}", violation_line(finding, violation))?;
    }
    let id = visible(&finding.id);
    match (finding.violations.len() as u64, finding.count) {
        (0, _) => writeln!(out, "{}[{id}] {}", finding.severity, in_short(&finding.message)),
        (shown, count) if shown < count => {
            writeln!(out, "… and {} more of {id}", grouped(count - shown))
        }
        _ => Ok(()),
    }
}

/// One violation in one line.
fn violation_line(finding: &Finding, violation: &Violation) -> String {
    let message = in_short(&rounded(&violation.message));
    let place = violation_place(finding, violation);
    format!("{place}{}[{}] {message}", finding.severity, visible(&finding.id))
}

fn violation_place(finding: &Finding, violation: &Violation) -> String {
    let first = violation.cells.first().filter(|cell| cell.file.is_none());
    match (&violation.file, &finding.rule) {
        (Some(file), _) => {
            let line = first.map(|cell| cell.line).or(violation.line);
            place(file, line, first.map(|cell| cell.column_start))
        }
        (None, Some(rule)) => place(&rule.file, Some(rule.line as u64), None),
        (None, None) => String::new(),
    }
}

/// One diagnostic in one line, at its first label.
fn diagnostic_line(diagnostic: &Diagnostic, texts: &Texts) -> String {
    let place = match (diagnostic.labels.first(), &diagnostic.file) {
        (Some(label), _) => {
            let (line, column) = texts.line_column(label.source, label.span.start);
            place(&texts.get(label.source).path, Some(line as u64), Some(column as u64))
        }
        (None, Some(file)) => place(file, diagnostic.line, None),
        (None, None) => String::new(),
    };
    let Diagnostic { severity, code, message, .. } = diagnostic;
    format!("{place}{severity}[{code}] {}", in_short(message))
}

/// A message that stays one line of a screen or a few, however long the values in it.
fn in_short(message: &str) -> String {
    short_words(&sentence(message), LONGEST_WORD, LONGEST_MESSAGE)
}

/// `file:line:column: `, as far as it is known.
fn place(file: &str, line: Option<u64>, column: Option<u64>) -> String {
    let numbers = [line, column].into_iter().map_while(|number| number);
    let numbers: String = numbers.map(|number| format!(":{number}")).collect();
    format!("{}{numbers}: ", visible(file))
}
