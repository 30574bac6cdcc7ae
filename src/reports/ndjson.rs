//! One JSON object a line, each with its `type`: for those who want every violation, as it is found.
//!
//! `violation` lines come first, then `diagnostic`, `figure` and `check`, and last of all `summary`: a stream
//! without it was cut off.

use super::figures::Figure;
use super::json::{self, Check, Diagnostic, Head, Summary};
use super::{Format, Style};
use crate::diagnostics::{Severity, Texts};
use crate::findings::{Finding, Outcome, Violation};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

pub const FORMAT: Format = Format {
    name: "ndjson",
    doc: "one JSON object a line, violations as they are found",
    default_limit: None,
    wants_excerpts: false,
    streams: true,
    write,
};

/// Writes an outcome that is complete.
pub fn write(
    outcome: &Outcome,
    texts: &Texts,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for batch in in_order(outcome).chunks(BATCH) {
        let parts: Vec<io::Result<Vec<u8>>> =
            batch.par_chunks(PART).map(|part| lines(part, *style)).collect();
        for part in parts {
            out.write_all(&part?)?;
        }
    }
    NdjsonWriter::new(out, *style).finish(outcome, texts)
}

/// So many violations are put into lines by one thread.
const PART: usize = 256;
/// And so many by all before they are written: the lines of more are not held.
const BATCH: usize = 64 * PART;

fn lines(violations: &[(&Finding, &Violation)], style: Style) -> io::Result<Vec<u8>> {
    let mut writer = NdjsonWriter::new(Vec::new(), style);
    for (finding, violation) in violations {
        writer.violation(&finding.id, finding.severity, finding.table.as_deref(), violation)?;
    }
    Ok(writer.out)
}

/// All violations in the order of their places: files as they were read, then rows.
fn in_order(outcome: &Outcome) -> Vec<(&Finding, &Violation)> {
    let inputs = outcome.inputs.iter().enumerate();
    let by_file: HashMap<&str, usize> =
        inputs.map(|(index, input)| (input.file.as_str(), index)).collect();
    let order = |violation: &Violation| {
        let file = violation.file.as_deref()?;
        Some(by_file.get(file).copied().unwrap_or(usize::MAX))
    };
    let mut all: Vec<_> = outcome
        .findings
        .iter()
        .flat_map(|finding| finding.violations.iter().map(move |violation| (finding, violation)))
        .map(|(finding, violation)| (order(violation), finding, violation))
        .collect();
    all.sort_by_key(|(file, _, violation)| (*file, violation.line));
    all.into_iter().map(|(_, finding, violation)| (finding, violation)).collect()
}

/// Writes violations as they come; [`NdjsonWriter::finish`] ends the stream.
pub struct NdjsonWriter<W> {
    out: W,
    style: Style,
}

#[derive(Serialize)]
struct Line<'a, T> {
    r#type: &'static str,
    #[serde(flatten)]
    finding: Option<Of<'a>>,
    #[serde(flatten)]
    value: T,
}

/// What a violation's line tells of its finding.
#[derive(Serialize)]
struct Of<'a> {
    id: &'a str,
    severity: &'static str,
    table: Option<&'a str>,
}

/// What ends the stream.
#[derive(Serialize)]
struct End<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    #[serde(flatten)]
    summary: Summary,
}

impl<W: Write> NdjsonWriter<W> {
    pub fn new(out: W, style: Style) -> NdjsonWriter<W> {
        NdjsonWriter { out, style }
    }

    /// One violation, with what its finding is called.
    pub fn violation(
        &mut self,
        id: &str,
        severity: Severity,
        table: Option<&str>,
        violation: &Violation,
    ) -> io::Result<()> {
        let of = Of { id, severity: severity.word(), table };
        self.line("violation", Some(of), json::Violation::new(violation, self.style))
    }

    /// Diagnostics, checks and the summary. Findings of the outcome are not written again.
    pub fn finish(&mut self, outcome: &Outcome, texts: &Texts) -> io::Result<()> {
        for diagnostic in &outcome.diagnostics {
            self.line("diagnostic", None, Diagnostic::new(diagnostic, texts))?;
        }
        for figure in &outcome.figures {
            self.line("figure", None, Figure::new(figure))?;
        }
        for check in &outcome.checks {
            self.line("check", None, Check::new(check))?;
        }
        let end = End { head: Head::new(outcome), summary: Summary::new(outcome) };
        self.line("summary", None, end)?;
        self.out.flush()
    }

    fn line(
        &mut self,
        r#type: &'static str,
        finding: Option<Of<'_>>,
        value: impl Serialize,
    ) -> io::Result<()> {
        json::write_line(&Line { r#type, finding, value }, &mut self.out)
    }
}
