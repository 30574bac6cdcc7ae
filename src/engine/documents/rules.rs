//! A rule about a document, judged and told: once of the document, or at every place where its
//! pattern stands.

use super::findings::{self, Mark};
use super::judge::{self, Row, Verdict};
use super::{note, words};
use crate::checks::binder::one_line;
use crate::diagnostics::Severity;
use crate::engine::cook::Cook;
use crate::engine::elsewhere::There;
use crate::engine::excuse::Report;
use crate::findings::{
    Cell, CheckSummary, Counts, Evidence, FigureShown, Finding, Judged, Status, Violation,
};
use crate::plan::documents::DocumentCheck;
use crate::plan::documents::cases::Case;
use crate::types::format;
use bumpalo::Bump;
use std::collections::BTreeMap;

/// How a rule ended, at all of its places.
#[derive(Default)]
struct Tally {
    counts: Counts,
    /// Why it could not be evaluated at the first place where it could not.
    reason: Option<String>,
    /// The severity of what was judged last.
    severity: Option<Severity>,
    /// What was found, by severity.
    found: BTreeMap<Severity, Vec<Found>>,
}

/// A violation and what else there is to say of it.
struct Found {
    violation: Violation,
    hint: Option<String>,
    is_quoted: bool,
}

/// Judges a rule, and notes on each figure that it reads how it ended. The checks are those of one
/// rule: one, or one for each kind of figures that its pattern takes.
pub fn report(
    checks: &[DocumentCheck],
    (row, cook, arena): (&Row<'_, '_>, &Cook<'_>, &Bump),
    figures: &mut [FigureShown],
    report: &mut Report<'_>,
) {
    let Some(first) = checks.first() else { return };
    let mut tally = Tally::default();
    for check in checks {
        let Some(places) = &check.places else {
            judge((check, None), (row, cook), figures, (&mut tally, report));
            continue;
        };
        for case in &places.cases {
            let here = Row::new(row.document, &case.captures, (cook.around, arena));
            judge((check, Some(case)), (&here, cook), figures, (&mut tally, report));
        }
    }
    let total = tally.counts.total();
    let worst = tally.found.keys().max().copied();
    let severity = match first.places {
        Some(_) => worst.unwrap_or(first.severity),
        None => tally.severity.unwrap_or(first.severity),
    };
    let summary = CheckSummary {
        id: first.id.clone(),
        table: None,
        document: Some(row.document.name.clone()),
        severity,
        of: if first.places.is_some() { Judged::Places } else { Judged::Documents },
        counts: tally.counts,
        reason: tally.reason.filter(|_| tally.counts.not_evaluated == total),
    };
    let found = tally.found.into_iter().rev();
    let found =
        found.map(|(severity, found)| finding(first, (severity, found, total), row, report));
    let found = found.collect();
    report.of_places(summary, found);
}

/// Judges one place.
fn judge(
    (check, case): (&DocumentCheck, Option<&Case>),
    (row, cook): (&Row<'_, '_>, &Cook<'_>),
    figures: &mut [FigureShown],
    (tally, report): (&mut Tally, &Report<'_>),
) {
    let reason = judge::out_of_reach(report.plan, row, check);
    let verdict = if reason.is_some() { Verdict::NotEvaluated } else { row.judge(check) };
    let told = match &reason {
        Some(reason) if check.places.is_some() => words::Words::of_reason(reason, check),
        _ => words::of(check, row, verdict),
    };
    let rows: Vec<There<'_>> = told.rows.iter().filter_map(|wanted| cook.asked(wanted)).collect();
    let cells: Vec<Cell> = rows.iter().flat_map(|there| cook.cells_there(there)).collect();
    evidence(check, (row, verdict), (&told, &cells), (figures, report));
    let is_violated = matches!(verdict, Verdict::Failed { .. } | Verdict::NotComputable);
    tally.counts.add(&Counts {
        passed: u64::from(verdict == Verdict::Passed),
        failed: u64::from(is_violated),
        undecided: u64::from(verdict == Verdict::Undecided),
        not_applicable: u64::from(verdict == Verdict::NotApplicable),
        not_evaluated: u64::from(verdict == Verdict::NotEvaluated),
        ..Counts::default()
    });
    if tally.reason.is_none() {
        tally.reason = reason;
    }
    let severity = severity(check, row, verdict);
    tally.severity = Some(severity);
    if is_violated {
        let mut found = violation((check, case), row, told, report);
        found.violation.cells.extend(cells);
        if report.options.excerpts {
            let lines = rows.iter().flat_map(|there| cook.lines_there(there));
            found.violation.excerpt.extend(lines);
        }
        tally.found.entry(severity).or_default().push(found);
    }
}

/// Notes on each figure what was asked of it.
fn evidence(
    check: &DocumentCheck,
    (row, verdict): (&Row<'_, '_>, Verdict),
    (told, cells): (&words::Words, &[Cell]),
    (figures, report): (&mut [FigureShown], &Report<'_>),
) {
    for column in &check.columns {
        let (own, holds) = row.judge_figure(check, *column, verdict);
        let figure = row.columns.get(*column).and_then(|column| column.figure);
        let figure = figure.and_then(|at| figures.get_mut(at));
        let (Some(figure), Some(status)) = (figure, status(own)) else { continue };
        note(
            figure,
            status,
            Evidence {
                check: check.id.clone(),
                status,
                says: holds.unwrap_or_else(|| told.message.clone()),
                condition: Some(one_line(&check.text)),
                why: check.why.clone(),
                rows: cells.iter().map(cell_says).collect(),
                facts: report.plan.facts(&check.reads.defines),
                source: check.source.clone(),
            },
        );
    }
}

fn status(verdict: Verdict) -> Option<Status> {
    match verdict {
        Verdict::Passed => Some(Status::Verified),
        Verdict::Failed { stretched: true } => Some(Status::Stretched),
        Verdict::Failed { stretched: false } | Verdict::NotComputable => Some(Status::Contradicted),
        Verdict::Undecided | Verdict::NotEvaluated => Some(Status::Undecided),
        Verdict::NotApplicable => None,
    }
}

/// "reports.csv:16: `reports.rounds` is 9000000".
fn cell_says(cell: &Cell) -> String {
    format!("{}:{}: {}", cell.file.as_deref().unwrap_or_default(), cell.line, cell.label)
}

/// What is only stretched matters less, and what is quoted is somebody else's word.
fn severity(check: &DocumentCheck, row: &Row<'_, '_>, verdict: Verdict) -> Severity {
    let mut figures = check.columns.iter().filter_map(|column| row.figure(*column)).peekable();
    let is_quoted = figures.peek().is_some() && figures.all(|figure| figure.quoted);
    match (check.severity, verdict) {
        _ if is_quoted => Severity::Note,
        (Severity::Error, Verdict::Failed { stretched: true }) => Severity::Warning,
        (_, Verdict::Failed { stretched: true }) => Severity::Note,
        (severity, _) => severity,
    }
}

/// The violation at one place; without a figure that is to blame it points at the words of the
/// pattern.
fn violation(
    (check, case): (&DocumentCheck, Option<&Case>),
    row: &Row<'_, '_>,
    told: words::Words,
    report: &Report<'_>,
) -> Found {
    let mark = |column: &usize| {
        let name = row.columns.get(*column)?.name.clone();
        let label = format!("`{name}`: {}", row.says(*column)?);
        Some(Mark { text: row.words(*column)?, name: Some(name), label })
    };
    let mut marks: Vec<Mark> = told.columns.iter().filter_map(mark).collect();
    if let (Some(case), true) = (case, marks.is_empty()) {
        marks.push(Mark { text: case.text, name: None, label: "it stands here".to_owned() });
    }
    let mut figures = told.columns.iter().filter_map(|column| row.figure(*column));
    let is_quoted = figures.any(|figure| figure.quoted);
    let said = (check.id.as_str(), told.message);
    let mut violation = findings::violation(row.document, said, &marks, report.options);
    if !report.options.masked {
        violation.values = told.values;
    }
    Found { violation, hint: told.hint.filter(|_| !report.options.masked), is_quoted }
}

/// The violations of one severity.
fn finding(
    check: &DocumentCheck,
    (severity, found, total): (Severity, Vec<Found>, u64),
    row: &Row<'_, '_>,
    report: &Report<'_>,
) -> Finding {
    let mut common = Vec::new();
    if severity == Severity::Note && check.severity != Severity::Note {
        let is_quoted = found.iter().any(|one| one.is_quoted);
        common.extend(is_quoted.then(|| "a note, since the words are quoted".to_owned()));
    }
    let message = match (found.as_slice(), &check.places) {
        ([.., _, _], Some(places)) => format!(
            "`{}` does not hold at {} of {} places in `{}`",
            format::visible(&places.pattern),
            format::count(found.len() as u64),
            format::count(total),
            row.document.name
        ),
        _ => found.first().map_or_else(String::new, |one| one.violation.message.clone()),
    };
    let hint = found.iter().find_map(|one| one.hint.clone());
    Finding {
        id: check.id.clone(),
        severity,
        table: None,
        document: Some(row.document.name.clone()),
        message,
        count: found.len() as u64,
        why: check.why.clone(),
        source: check.source.clone(),
        help: check.help.clone().or(hint),
        rule: Some(findings::rule_line(report.plan, check.anchor)),
        common,
        facts: report.plan.facts(&check.reads.defines),
        violations: found.into_iter().map(|one| one.violation).collect(),
    }
}
