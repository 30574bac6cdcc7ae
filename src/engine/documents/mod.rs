//! Documents judged: the rules about their figures, what each figure amounts to, how many of them
//! are looked at at all.

mod coverage;
mod findings;
mod inspect;
mod judge;
pub mod shown;
mod words;

use super::cook::Cook;
use super::elsewhere::There;
use super::excuse::Report;
use super::table::TableResult;
use crate::checks::frame::Surroundings;
use crate::diagnostics::Severity;
use crate::findings::{Cell, CheckSummary, Counts, Evidence, FigureShown, Finding, Judged, Status};
use crate::plan::documents::{DocumentCheck, DocumentPlan};
use bumpalo::Bump;
use findings::Mark;
use judge::{Row, Verdict};

/// Judges a document and adds what was found.
pub fn report(
    document: &DocumentPlan,
    (around, result): (Surroundings<'_>, &TableResult<'_>),
    report: &mut Report<'_>,
) {
    let arena = Bump::new();
    let cook = Cook::new(report.plan, document.table, around, report.options, result);
    let row = Row::new(document, around, &arena);
    let n_figures = document.article.document.figures.len();
    let mut figures: Vec<FigureShown> =
        (0..n_figures).map(|at| shown::figure(&document.name, &document.article, at)).collect();
    for column in &document.columns {
        if let Some(figure) = column.figure.and_then(|at| figures.get_mut(at)) {
            figure.names.push(column.name.clone());
        }
    }
    for check in &document.checks {
        rule(check, (&row, &cook), &mut figures, report);
    }
    inspect::report(document, &mut figures, report);
    for (at, reason) in &document.aside {
        if let Some(figure) = figures.get_mut(*at).filter(|one| one.status == Status::Unchecked) {
            figure.status = Status::SetAside;
            figure.reason = Some(reason.clone());
        }
    }
    coverage::publication(document, &mut figures);
    coverage::report(document, &figures, report);
    let mut document = shown::document(&document.name, &document.article);
    if report.options.masked {
        figures.iter_mut().for_each(hide);
        document.text = String::new();
        document.blocks.clear();
    }
    report.outcome.figures.extend(figures);
    report.outcome.documents.push(document);
}

/// Takes out what was read.
fn hide(figure: &mut FigureShown) {
    let shown = std::mem::take(figure);
    *figure = FigureShown {
        document: shown.document,
        file: shown.file,
        line: shown.line,
        column_start: shown.column_start,
        column_end: shown.column_end,
        byte_start: shown.byte_start,
        byte_end: shown.byte_end,
        quote: "•".to_owned(),
        kind: shown.kind,
        hedge: shown.hedge,
        block: shown.block,
        sentence: shown.sentence,
        says: "•".to_owned(),
        names: shown.names,
        status: shown.status,
        evidence: shown
            .evidence
            .into_iter()
            .map(|one| Evidence { says: "•".into(), rows: Vec::new(), ..one })
            .collect(),
        ..FigureShown::default()
    };
}

/// Judges one rule, and notes on each figure that it reads how it ended.
fn rule(
    check: &DocumentCheck,
    (row, cook): (&Row<'_, '_>, &Cook<'_>),
    figures: &mut [FigureShown],
    report: &mut Report<'_>,
) {
    let reason = judge::out_of_reach(report.plan, row.document, check);
    let verdict = if reason.is_some() { Verdict::NotEvaluated } else { row.judge(check) };
    let told = words::of(check, row, verdict);
    let rows: Vec<There<'_>> = told.rows.iter().filter_map(|wanted| cook.asked(wanted)).collect();
    let cells: Vec<Cell> = rows.iter().flat_map(|there| cook.cells_there(there)).collect();
    let status = |verdict: Verdict| match verdict {
        Verdict::Passed => Some(Status::Verified),
        Verdict::Failed { stretched: true } => Some(Status::Stretched),
        Verdict::Failed { stretched: false } | Verdict::NotComputable => Some(Status::Contradicted),
        Verdict::Undecided | Verdict::NotEvaluated => Some(Status::Undecided),
        Verdict::NotApplicable => None,
    };
    for column in &check.columns {
        let (own, holds) = row.judge_figure(check, *column, verdict);
        let figure = row.document.columns[*column].figure.and_then(|at| figures.get_mut(at));
        let (Some(figure), Some(status)) = (figure, status(own)) else { continue };
        note(
            figure,
            status,
            Evidence {
                check: check.id.clone(),
                status,
                says: holds.unwrap_or_else(|| told.message.clone()),
                condition: Some(crate::checks::binder::one_line(&check.text)),
                why: check.why.clone(),
                rows: cells.iter().map(cell_says).collect(),
                facts: report.plan.facts(&check.reads.defines),
                source: check.source.clone(),
            },
        );
    }
    let is_violated = matches!(verdict, Verdict::Failed { .. } | Verdict::NotComputable);
    let counts = Counts {
        passed: u64::from(verdict == Verdict::Passed),
        failed: u64::from(is_violated),
        undecided: u64::from(verdict == Verdict::Undecided),
        not_applicable: u64::from(verdict == Verdict::NotApplicable),
        not_evaluated: u64::from(verdict == Verdict::NotEvaluated),
        ..Counts::default()
    };
    let severity = severity(check, row, verdict);
    let summary = CheckSummary {
        id: check.id.clone(),
        table: None,
        document: Some(row.document.name.clone()),
        severity,
        of: Judged::Documents,
        counts,
        reason,
    };
    let finding = is_violated.then(|| {
        let mut finding = finding(check, row, severity, told, report);
        if let Some(violation) = finding.violations.first_mut() {
            violation.cells.extend(cells);
            if report.options.excerpts {
                violation.excerpt.extend(rows.iter().flat_map(|there| cook.lines_there(there)));
            }
        }
        finding
    });
    report.of_files(summary, finding);
}

/// "reports.csv:16: `reports.rounds` is 9000000".
fn cell_says(cell: &Cell) -> String {
    format!("{}:{}: {}", cell.file.as_deref().unwrap_or_default(), cell.line, cell.label)
}

/// Notes on a figure what was asked of it; the worst answer counts.
fn note(figure: &mut FigureShown, status: Status, evidence: Evidence) {
    figure.status = figure.status.max(status);
    figure.evidence.push(evidence);
}

/// What is only stretched matters less, and what is quoted is somebody else's word.
fn severity(check: &DocumentCheck, row: &Row<'_, '_>, verdict: Verdict) -> Severity {
    let mut figures = check.columns.iter().filter_map(|column| words::figure_of(row, *column));
    let is_quoted = check.columns.iter().any(|column| words::figure_of(row, *column).is_some())
        && figures.all(|figure| figure.quoted);
    match (check.severity, verdict) {
        _ if is_quoted => Severity::Note,
        (Severity::Error, Verdict::Failed { stretched: true }) => Severity::Warning,
        (_, Verdict::Failed { stretched: true }) => Severity::Note,
        (severity, _) => severity,
    }
}

fn finding(
    check: &DocumentCheck,
    row: &Row<'_, '_>,
    severity: Severity,
    told: words::Words,
    report: &Report<'_>,
) -> Finding {
    let marks: Vec<Mark> = told
        .columns
        .iter()
        .filter_map(|column| {
            let figure = words::figure_of(row, *column)?;
            let name = row.document.columns[*column].name.clone();
            let label = format!("`{name}`: {}", crate::prose::says::interval(figure));
            Some(Mark { text: figure.text, name: Some(name), label })
        })
        .collect();
    let id = check.id.as_str();
    let hint = told.hint.filter(|_| !report.options.masked);
    let mut violation =
        findings::violation(row.document, (id, told.message), &marks, report.options);
    if !report.options.masked {
        violation.values = told.values;
    }
    let mut common = Vec::new();
    if severity == Severity::Note && check.severity != Severity::Note {
        let quoted = marks.iter().any(|mark| is_quoted(row, mark));
        common.extend(quoted.then(|| "a note, since the words are quoted".to_owned()));
    }
    Finding {
        id: id.to_owned(),
        severity,
        table: None,
        document: Some(row.document.name.clone()),
        message: violation.message.clone(),
        count: 1,
        why: check.why.clone(),
        source: check.source.clone(),
        help: check.help.clone().or(hint),
        rule: Some(findings::rule_line(report.plan, check.anchor)),
        common,
        facts: report.plan.facts(&check.reads.defines),
        violations: vec![violation],
    }
}

fn is_quoted(row: &Row<'_, '_>, mark: &Mark) -> bool {
    let figures = &row.document.article.document.figures;
    figures.iter().any(|figure| figure.text == mark.text && figure.quoted)
}
