//! What every report ends with: the counts of an outcome, and the sentences that say them.

use super::words::{count, grouped};
use crate::diagnostics::Severity;
use crate::findings::{CheckSummary, Outcome};

/// An outcome in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Findings and diagnostics of this severity.
    pub errors: u64,
    pub warnings: u64,
    pub notes: u64,
    pub findings: u64,
    pub violations: u64,
    pub allowed: u64,
    pub baselined: u64,
    /// Rows and files that were judged; context is not.
    pub rows: u64,
    pub files: u64,
    /// Articles, and the figures in them.
    pub documents: u64,
    pub figures: u64,
    pub checks: u64,
}

impl Totals {
    /// Counts an outcome.
    pub fn of(outcome: &Outcome) -> Totals {
        let of_severity = |severity| {
            let findings = outcome.findings.iter().filter(|finding| finding.severity == severity);
            let diagnostics = outcome.diagnostics.iter().filter(|about| about.severity == severity);
            (findings.count() + diagnostics.count()) as u64
        };
        let judged = || outcome.inputs.iter().filter(|input| !input.context);
        Totals {
            errors: of_severity(Severity::Error),
            warnings: of_severity(Severity::Warning),
            notes: of_severity(Severity::Note),
            findings: outcome.findings.len() as u64,
            violations: outcome.findings.iter().map(|finding| finding.count).sum(),
            allowed: outcome.checks.iter().map(|check| check.counts.allowed).sum(),
            baselined: outcome.checks.iter().map(|check| check.counts.baselined).sum(),
            rows: judged().map(|input| input.rows).sum(),
            files: judged().count() as u64,
            documents: outcome.documents.len() as u64,
            figures: outcome.figures.len() as u64,
            checks: outcome.checks.len() as u64,
        }
    }

    /// "2 errors, 1 warning: 9,815 violations in 3 of 24 checks; 100 rows of 3 files".
    pub fn sentence(&self) -> String {
        let mut text = self.tally();
        if self.checks == 0 && self.files + self.documents == 0 && !text.is_empty() {
            return text + "; nothing was judged";
        }
        if self.checks == 0 {
            text.push_str(if text.is_empty() { "no checks" } else { "; no checks" });
        } else if self.findings == 0 {
            let link = if text.is_empty() { "" } else { "; " };
            text.push_str(&format!("{link}no violations in {}", count(self.checks, "check")));
        } else {
            if self.violations > self.findings {
                text.push_str(&format!(": {}", count(self.violations, "violation")));
            }
            let checks = count(self.checks, "check");
            text.push_str(&format!(" in {} of {checks}", grouped(self.findings)));
        }
        format!("{text}; {}", self.extent())
    }

    /// "100 rows of 3 files".
    pub fn extent(&self) -> String {
        let rows = format!("{} of {}", count(self.rows, "row"), count(self.files, "file"));
        let figures =
            format!("{} of {}", count(self.figures, "figure"), count(self.documents, "article"));
        match (self.files, self.documents) {
            (0, 0) => "no file was read".to_owned(),
            (_, 0) => rows,
            (0, _) => figures,
            _ => format!("{rows}, {figures}"),
        }
    }

    fn tally(&self) -> String {
        [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, noun)| count(number, noun))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// How a check ended, the worst first: the order of the table of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    Failed,
    NotEvaluated,
    /// Nothing was there to judge, or every judged thing was left out by `where`.
    NoRow,
    /// Every judged thing was neither true nor false.
    Undecided,
    /// Some of them were.
    PartlyUndecided,
    /// Some were allowed or in the baseline.
    Excused,
    Passed,
}

impl Ending {
    /// How this check ended.
    pub fn of(check: &CheckSummary) -> Ending {
        let counts = &check.counts;
        if counts.violations() > 0 {
            Ending::Failed
        } else if counts.not_evaluated > 0 || check.reason.is_some() {
            Ending::NotEvaluated
        } else if counts.total() == counts.not_applicable {
            Ending::NoRow
        } else if counts.undecided > 0 && counts.passed + counts.failed == 0 {
            Ending::Undecided
        } else if counts.undecided > 0 {
            Ending::PartlyUndecided
        } else if counts.failed > 0 {
            Ending::Excused
        } else {
            Ending::Passed
        }
    }
}

/// "24 checks: 19 passed in full, 5 undecided in part".
pub fn endings(outcome: &Outcome) -> String {
    if outcome.checks.is_empty() {
        return "no checks: nothing was judged".to_owned();
    }
    let tally = |wanted| outcome.checks.iter().filter(|check| Ending::of(check) == wanted).count();
    let parts = [
        (Ending::Failed, "failed"),
        (Ending::Passed, "passed in full"),
        (Ending::PartlyUndecided, "undecided in part"),
        (Ending::Undecided, "undecided throughout"),
        (Ending::Excused, "with known exceptions"),
        (Ending::NotEvaluated, "not evaluated"),
        (Ending::NoRow, "met no row"),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .map(|(ending, words)| (tally(ending) as u64, words))
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| format!("{} {words}", grouped(number)))
        .collect();
    format!("{}: {}", count(outcome.checks.len() as u64, "check"), said.join(", "))
}
