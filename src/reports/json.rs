//! The whole outcome as one JSON object, version 1: for programs.
//!
//! Shapes stand here and nowhere else. What is absent in the model is absent here, except where the
//! manual shows `null`. New keys may come; none goes without a new version.

use super::figures::{Document, Figure};
use super::totals::Totals;
use super::visible::is_hidden;
use super::{Format, Style};
use crate::diagnostics::{self, Texts};
use crate::findings::{self, Outcome};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io::{self, Write};

pub const FORMAT: Format = Format {
    name: "json",
    doc: "one object with everything, described by `scruple schema report`",
    default_limit: None,
    wants_excerpts: false,
    streams: false,
    write,
};

/// Writes the object over several lines.
pub fn write(
    outcome: &Outcome,
    texts: &Texts,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = Report::new(outcome, texts, *style);
    let formatter = Escaped(PrettyFormatter::with_indent(b"  "));
    report.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, formatter))?;
    writeln!(out)
}

/// Writes a value over several lines.
pub(crate) fn write_object(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let formatter = Escaped(PrettyFormatter::with_indent(b"  "));
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, formatter))?;
    writeln!(out)
}

/// Writes a value on one line.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let formatter = Escaped(CompactFormatter);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, formatter))?;
    writeln!(out)
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    summary: Summary,
    inputs: Vec<Input<'a>>,
    checks: Vec<Check<'a>>,
    findings: Vec<Finding<'a>>,
    documents: Vec<Document<'a>>,
    figures: Vec<Figure<'a>>,
    diagnostics: Vec<Diagnostic<'a>>,
}

impl<'a> Report<'a> {
    fn new(outcome: &'a Outcome, texts: &'a Texts, style: Style) -> Report<'a> {
        let finding = |finding| Finding::new(finding, style);
        let diagnostic = |diagnostic| Diagnostic::new(diagnostic, texts);
        Report {
            head: Head::new(outcome),
            summary: Summary::new(outcome),
            inputs: outcome.inputs.iter().map(Input::new).collect(),
            checks: outcome.checks.iter().map(Check::new).collect(),
            findings: outcome.findings.iter().map(finding).collect(),
            documents: outcome.documents.iter().map(Document::new).collect(),
            figures: outcome.figures.iter().map(Figure::new).collect(),
            diagnostics: outcome.diagnostics.iter().map(diagnostic).collect(),
        }
    }
}

/// What tells a reader which shape this is, and what was asked.
#[derive(Serialize)]
pub(super) struct Head<'a> {
    version: u32,
    tool: Tool,
    as_of: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl<'a> Head<'a> {
    pub(super) fn new(outcome: &'a Outcome) -> Head<'a> {
        let tool = Tool { name: "scruple", version: env!("CARGO_PKG_VERSION") };
        Head { version: 1, tool, as_of: &outcome.as_of, title: outcome.title.as_deref() }
    }
}

#[derive(Serialize)]
pub(super) struct Summary {
    errors: u64,
    warnings: u64,
    notes: u64,
    violations: u64,
    allowed: u64,
    baselined: u64,
    rows: u64,
}

impl Summary {
    pub(super) fn new(outcome: &Outcome) -> Summary {
        let Totals { errors, warnings, notes, violations, allowed, baselined, rows, .. } =
            Totals::of(outcome);
        Summary { errors, warnings, notes, violations, allowed, baselined, rows }
    }
}

#[derive(Serialize)]
struct Input<'a> {
    table: &'a str,
    file: &'a str,
    rows: u64,
    bytes: u64,
    context: bool,
    claimed: bool,
    dialect: &'a str,
    columns: Vec<InputColumn<'a>>,
}

#[derive(Serialize)]
struct InputColumn<'a> {
    name: &'a str,
    r#type: &'a str,
    from: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
}

impl<'a> Input<'a> {
    fn new(input: &'a findings::Input) -> Input<'a> {
        let column = |column: &'a findings::InputColumn| InputColumn {
            name: &column.name,
            r#type: column.data_type,
            from: column.from,
            unit: column.unit.as_deref(),
        };
        Input {
            table: &input.table,
            file: &input.file,
            rows: input.rows,
            bytes: input.bytes,
            context: input.context,
            claimed: input.claimed,
            dialect: &input.dialect,
            columns: input.columns.iter().map(column).collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Check<'a> {
    id: &'a str,
    table: Option<&'a str>,
    document: Option<&'a str>,
    severity: &'static str,
    of: &'static str,
    total: u64,
    passed: u64,
    failed: u64,
    undecided: u64,
    not_applicable: u64,
    not_evaluated: u64,
    allowed: u64,
    baselined: u64,
    reason: Option<&'a str>,
}

impl<'a> Check<'a> {
    pub(super) fn new(check: &'a findings::CheckSummary) -> Check<'a> {
        let counts = &check.counts;
        Check {
            id: &check.id,
            table: check.table.as_deref(),
            document: check.document.as_deref(),
            severity: check.severity.word(),
            of: check.of.word(),
            total: counts.total(),
            passed: counts.passed,
            failed: counts.failed,
            undecided: counts.undecided,
            not_applicable: counts.not_applicable,
            not_evaluated: counts.not_evaluated,
            allowed: counts.allowed,
            baselined: counts.baselined,
            reason: check.reason.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Finding<'a> {
    id: &'a str,
    severity: &'static str,
    table: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    message: &'a str,
    count: u64,
    truncated: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<RuleLine<'a>>,
    common: &'a [String],
    facts: Vec<Fact<'a>>,
    violations: Vec<Violation<'a>>,
}

#[derive(Serialize)]
struct RuleLine<'a> {
    file: &'a str,
    line: usize,
}

#[derive(Serialize)]
struct Fact<'a> {
    name: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
}

impl<'a> Finding<'a> {
    fn new(finding: &'a findings::Finding, style: Style) -> Finding<'a> {
        let fact = |fact: &'a findings::Fact| Fact {
            name: &fact.name,
            value: &fact.value,
            unit: fact.unit.as_deref(),
            why: fact.why.as_deref(),
            source: fact.source.as_deref(),
            date: fact.date.as_deref(),
        };
        let violation = |violation| Violation::new(violation, style);
        Finding {
            id: &finding.id,
            severity: finding.severity.word(),
            table: finding.table.as_deref(),
            document: finding.document.as_deref(),
            message: &finding.message,
            count: finding.count,
            truncated: finding.count.saturating_sub(finding.violations.len() as u64),
            why: finding.why.as_deref(),
            source: finding.source.as_deref(),
            help: finding.help.as_deref(),
            rule: finding.rule.as_ref().map(|rule| RuleLine { file: &rule.file, line: rule.line }),
            common: &finding.common,
            facts: finding.facts.iter().map(fact).collect(),
            violations: finding.violations.iter().map(violation).collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Violation<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<&'a str>,
    cells: Vec<Cell<'a>>,
    #[serde(serialize_with = "as_map")]
    values: &'a [(String, String)],
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    units: Vec<(String, String)>,
}

impl<'a> Violation<'a> {
    pub(super) fn new(violation: &'a findings::Violation, style: Style) -> Violation<'a> {
        Violation {
            message: &violation.message,
            file: violation.file.as_deref(),
            row: violation.row,
            line: violation.line,
            fingerprint: violation.fingerprint.as_deref().filter(|_| !style.masked),
            cells: violation.cells.iter().map(|cell| Cell::new(cell, style)).collect(),
            values: if style.masked { &[] } else { &violation.values },
            units: if style.masked { Vec::new() } else { units(violation) },
        }
    }
}

/// Of the values that have a unit.
fn units(violation: &findings::Violation) -> Vec<(String, String)> {
    let unit = |expression: &String| violation.units.iter().find(|(of, _)| of == expression);
    violation.values.iter().filter_map(|(expression, _)| unit(expression).cloned()).collect()
}

#[derive(Serialize)]
struct Cell<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    line_end: Option<u64>,
    column_start: u64,
    column_end: u64,
    byte_start: u64,
    byte_end: u64,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
}

impl<'a> Cell<'a> {
    fn new(cell: &'a findings::Cell, style: Style) -> Cell<'a> {
        Cell {
            column: cell.column.as_deref(),
            value: cell.value.as_deref().filter(|_| !style.masked),
            file: cell.file.as_deref(),
            row: cell.row,
            line: cell.line,
            line_end: cell.line_end,
            column_start: cell.column_start,
            column_end: cell.column_end,
            byte_start: cell.byte_start,
            byte_end: cell.byte_end,
            label: if style.masked { "" } else { &cell.label },
        }
    }
}

/// Keys in the order of the model: a map by hand, since a derived one would sort or lose it.
fn as_map<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (index, (key, value)) in pairs.iter().enumerate() {
        let is_first = !pairs[..index].iter().any(|(earlier, _)| earlier == key);
        if is_first {
            map.serialize_entry(key, value)?;
        }
    }
    map.end()
}

#[derive(Serialize)]
pub(super) struct Diagnostic<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

#[derive(Serialize, Default)]
struct Place<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_end: Option<usize>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> Diagnostic<'a> {
    pub(super) fn new(about: &'a diagnostics::Diagnostic, texts: &'a Texts) -> Diagnostic<'a> {
        let (first, others) = match about.labels.split_first() {
            Some((first, others)) => (Some(first), others),
            None => (None, &[][..]),
        };
        let in_file =
            || Place { file: about.file.as_deref(), line: about.line, ..Place::default() };
        let related = |label: &'a diagnostics::Label| Related {
            message: &label.text,
            place: Place::of(label, texts),
        };
        Diagnostic {
            code: about.code,
            severity: about.severity.word(),
            message: &about.message,
            place: first.map_or_else(in_file, |label| Place::of(label, texts)),
            label: first.map(|label| label.text.as_str()).filter(|text| !text.is_empty()),
            related: others.iter().map(related).collect(),
            notes: &about.notes,
            help: about.help.as_deref(),
        }
    }
}

impl<'a> Place<'a> {
    fn of(label: &diagnostics::Label, texts: &'a Texts) -> Place<'a> {
        let (line, column) = texts.line_column(label.source, label.span.start);
        Place {
            file: Some(&texts.get(label.source).path),
            line: Some(line as u64),
            column: Some(column as u64),
            byte_start: Some(label.span.start),
            byte_end: Some(label.span.end),
        }
    }
}

/// Writes hidden characters as JSON escapes: the value stays exact, the terminal obeys nothing.
struct Escaped<F>(F);

/// Hands every call but the one that writes text on to the formatter inside.
macro_rules! hand_on {
    ($($name:ident($($arg:ident: $kind:ty),*);)*) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W, $($arg: $kind),*) -> io::Result<()> {
            self.0.$name(out, $($arg),*)
        })*
    };
}

impl<F: Formatter> Formatter for Escaped<F> {
    hand_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly all that is written, and without a branch for each character.
        let is_plain = |byte: u8| (b' '..=b'~').contains(&byte);
        if fragment.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}
