//! The checks that every article gets, without any rule.

use super::findings::{self, Mark};
use super::note;
use crate::diagnostics::Severity;
use crate::engine::excuse::Report;
use crate::findings::{CheckSummary, Counts, Evidence, FigureShown, Finding, Judged, Status};
use crate::plan::documents::DocumentPlan;
use crate::prose::inspect::{Fault, Inspection};

/// A check and what it found.
pub type Faults = (&'static Inspection, Vec<Fault>);

/// Tells what is wrong with a document by itself, and notes on each figure what cannot be right about it.
pub fn report(
    (document, faults): (&DocumentPlan, Vec<Faults>),
    figures: &mut [FigureShown],
    report: &mut Report<'_>,
) {
    for (inspection, faults) in faults {
        let Some(severity) = report.plan.severity_of(inspection.id, inspection.severity) else {
            continue;
        };
        if severity > Severity::Note {
            faults.iter().for_each(|fault| tell(inspection, fault, (document, &mut *figures)));
        }
        let failed = faults.len() as u64;
        let counts = Counts { passed: u64::from(failed == 0), failed, ..Counts::default() };
        let summary = CheckSummary {
            id: inspection.id.to_owned(),
            table: None,
            document: Some(document.name.clone()),
            severity,
            of: Judged::Documents,
            counts,
            reason: None,
        };
        let found =
            (failed > 0).then(|| finding(inspection, (severity, &faults), document, report));
        report.of_files(summary, found);
    }
}

/// The figure at the fault's own place is contradicted.
fn tell(
    inspection: &Inspection,
    fault: &Fault,
    (document, figures): (&DocumentPlan, &mut [FigureShown]),
) {
    let Some((span, _)) = fault.marks.first() else { return };
    for at in document.article.document.figures_in(*span) {
        let Some(figure) = figures.get_mut(at).filter(|one| one.text_start == span.start) else {
            continue;
        };
        let evidence = Evidence {
            check: inspection.id.to_owned(),
            status: Status::Contradicted,
            says: fault.message.clone(),
            why: Some(inspection.why.to_owned()),
            ..Evidence::default()
        };
        note(figure, Status::Contradicted, evidence);
    }
}

fn finding(
    inspection: &Inspection,
    (severity, faults): (Severity, &[Fault]),
    document: &DocumentPlan,
    report: &Report<'_>,
) -> Finding {
    let violations: Vec<_> = faults
        .iter()
        .map(|fault| {
            let marks: Vec<Mark> = fault
                .marks
                .iter()
                .map(|(text, label)| Mark { text: *text, name: None, label: label.clone() })
                .collect();
            let said = (inspection.id, fault.message.clone());
            findings::violation(document, said, &marks, report.options)
        })
        .collect();
    let message = match violations.as_slice() {
        [only] => only.message.clone(),
        all => {
            let many = crate::types::format::count(all.len() as u64);
            format!("{many} places in `{}` cannot be right", document.name)
        }
    };
    Finding {
        id: inspection.id.to_owned(),
        severity,
        table: None,
        document: Some(document.name.clone()),
        message,
        count: violations.len() as u64,
        why: Some(inspection.why.to_owned()),
        source: None,
        help: Some(inspection.help.to_owned()),
        rule: None,
        common: Vec::new(),
        facts: Vec::new(),
        violations,
    }
}
