//! Checks that need no rows: columns that are absent, headers that do not agree, too few rows.

use super::cook::Cook;
use super::excuse::Report;
use super::table::TableResult;
use crate::findings::{CheckSummary, Counts, Judged};
use crate::plan::header::{HeaderCheck, HeaderFault, RowsCheck};
use crate::tables::TableId;

/// Adds summaries and findings of a table's headers and of its number of rows.
pub fn report(table: TableId, result: &TableResult<'_>, cook: &Cook<'_>, report: &mut Report<'_>) {
    let plan = report.plan;
    for check in plan.headers.iter().filter(|check| check.table == table) {
        report_header(check, cook, report);
    }
    for check in plan.rows.iter().filter(|check| check.table == table) {
        report_rows(check, (result, cook), report);
    }
}

fn report_header(check: &HeaderCheck, cook: &Cook<'_>, report: &mut Report<'_>) {
    let plan = report.plan;
    let files = plan.tables[check.table.0].files.iter().filter(|file| !file.context).count();
    let failed = check.faults.len() as u64;
    let counts = Counts {
        passed: (files as u64).saturating_sub(distinct_files(&check.faults)),
        failed,
        ..Counts::default()
    };
    let summary = CheckSummary {
        id: check.id.clone(),
        table: Some(plan.catalog.table(check.table).name.clone()),
        document: None,
        severity: check.severity,
        of: Judged::Files,
        counts,
        reason: None,
    };
    report.of_files(summary, (failed > 0).then(|| cook.header(check)));
}

fn distinct_files(faults: &[HeaderFault]) -> u64 {
    let mut files: Vec<usize> = faults.iter().map(|fault| fault.file).collect();
    files.dedup();
    files.len() as u64
}

fn report_rows(
    check: &RowsCheck,
    (result, cook): (&TableResult<'_>, &Cook<'_>),
    report: &mut Report<'_>,
) {
    let plan = report.plan;
    let holds = check.bound.holds(result.n_rows);
    let counts =
        Counts { passed: u64::from(holds), failed: u64::from(!holds), ..Counts::default() };
    let summary = CheckSummary {
        id: check.id.clone(),
        table: Some(plan.catalog.table(check.table).name.clone()),
        document: None,
        severity: check.severity,
        of: Judged::Tables,
        counts,
        reason: None,
    };
    report.of_files(summary, (!holds).then(|| cook.rows(check, result.n_rows)));
}
