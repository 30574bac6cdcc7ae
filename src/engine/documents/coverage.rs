//! How many figures of an article are looked at.

use super::findings::{self, Mark};
use crate::diagnostics::Severity;
use crate::engine::excuse::Report;
use crate::findings::{CheckSummary, Counts, FigureShown, Finding, Judged, Status};
use crate::plan::documents::DocumentPlan;
use crate::prose::Role;
use crate::prose::inspect::COVERAGE;

/// Sets the day of publication aside: it is what the others are relative to.
pub fn publication(document: &DocumentPlan, figures: &mut [FigureShown]) {
    let read = &document.article.document;
    for (figure, shown) in read.figures.iter().zip(figures) {
        let is_date = read.blocks.get(figure.block).is_some_and(|block| block.role == Role::Date);
        if is_date && shown.status == Status::Unchecked {
            shown.status = Status::SetAside;
            shown.reason = Some("the day of publication".to_owned());
        }
    }
}

/// Where a least share is asked for, figures that nothing checked are violations below it.
pub fn report(document: &DocumentPlan, figures: &[FigureShown], report: &mut Report<'_>) {
    let Some(percent) = report.options.min_coverage else { return };
    let Some(severity) = report.plan.severity_of(COVERAGE, Severity::Error) else { return };
    let open: Vec<&FigureShown> =
        figures.iter().filter(|figure| !figure.status.is_covered()).collect();
    let (all, covered) = (figures.len() as u64, (figures.len() - open.len()) as u64);
    let is_enough = covered * 100 >= all * u64::from(percent);
    let failed = if is_enough { 0 } else { open.len() as u64 };
    let counts = Counts { passed: all - failed, failed, ..Counts::default() };
    let summary = CheckSummary {
        id: COVERAGE.to_owned(),
        table: None,
        document: Some(document.name.clone()),
        severity,
        of: Judged::Figures,
        counts,
        reason: None,
    };
    let finding = (!is_enough).then(|| {
        let share = covered * 100 / all.max(1);
        let violations = open.iter().map(|figure| {
            let text = crate::diagnostics::Span::new(figure.text_start, figure.text_end);
            let label = figure.status.words().to_owned();
            let message = format!("`{}` is {}", figure.quote, figure.status.words());
            let mark = Mark { text, name: figure.names.first().cloned(), label };
            findings::violation(document, (COVERAGE, message), &[mark], report.options)
        });
        Finding {
            id: COVERAGE.to_owned(),
            severity,
            table: None,
            document: Some(document.name.clone()),
            message: format!(
                "{covered} of {all} figures in `{}` are checked or set aside: {share} %, and at least \
                 {percent} % are asked for",
                document.name
            ),
            count: failed,
            why: None,
            source: None,
            help: Some(
                "name them under `[documents.NAME.figures]` and write a rule that reads them, or set \
                 them aside with a reason"
                    .to_owned(),
            ),
            rule: None,
            common: Vec::new(),
            facts: Vec::new(),
            violations: violations.collect(),
        }
    });
    report.of_files(summary, finding);
}
