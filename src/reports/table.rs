//! The table of checks that a report ends with: a row a check, the failing ones first.

use super::Style;
use super::totals::Ending;
use super::visible::{visible, width};
use super::words::grouped;
use crate::diagnostics::Severity;
use crate::findings::{CheckSummary, Counts, Judged, Outcome};
use std::cmp::Reverse;

/// A column of counts. One in which every count is zero is left out.
struct Column {
    /// Two lines, the second beside the digits.
    heading: [&'static str; 2],
    count: fn(&Counts) -> u64,
    always: bool,
}

const COLUMNS: &[Column] = &[
    Column { heading: ["", "judged"], count: Counts::total, always: true },
    Column { heading: ["", "passed"], count: |counts| counts.passed, always: true },
    Column { heading: ["", "failed"], count: |counts| counts.failed, always: true },
    Column { heading: ["", "allowed"], count: |counts| counts.allowed, always: false },
    Column { heading: ["in", "baseline"], count: |counts| counts.baselined, always: false },
    Column { heading: ["", "undecided"], count: |counts| counts.undecided, always: false },
    Column { heading: ["not", "applicable"], count: |counts| counts.not_applicable, always: false },
    Column { heading: ["not", "evaluated"], count: |counts| counts.not_evaluated, always: false },
];

/// The lines of the table: of all checks, or of those that did not pass in full. Empty where there
/// is none.
pub fn lines(outcome: &Outcome, style: &Style) -> Vec<String> {
    let mut checks: Vec<(Ending, &CheckSummary)> = outcome
        .checks
        .iter()
        .map(|check| (Ending::of(check), check))
        .filter(|(ending, _)| style.verbose || *ending != Ending::Passed)
        .collect();
    checks.sort_by_key(|(ending, check)| {
        (*ending, (*ending == Ending::Failed).then_some(Reverse(check.severity)))
    });
    if checks.is_empty() { Vec::new() } else { Layout::new(&checks, style.width).lines(&checks) }
}

struct Layout {
    columns: Vec<(&'static Column, usize)>,
    id_width: usize,
    /// Between two columns of counts.
    gap: &'static str,
}

impl Layout {
    fn new(checks: &[(Ending, &CheckSummary)], total: usize) -> Layout {
        let is_shown = |column: &&Column| {
            column.always || checks.iter().any(|(_, check)| (column.count)(&check.counts) > 0)
        };
        let columns: Vec<(&Column, usize)> =
            COLUMNS.iter().filter(is_shown).map(|column| (column, column.width(checks))).collect();
        let taken: usize = columns.iter().map(|(_, width)| width).sum();
        let room = |gap: &str| total.saturating_sub(taken + gap.len() * columns.len() + 2);
        let longest = checks.iter().map(|(_, check)| width(&visible(&check.id))).max();
        let longest = longest.unwrap_or(0).max("check".len());
        let gap = if longest <= room("  ") { "  " } else { " " };
        let id_width = longest.min(room(gap).max(8));
        Layout { columns, id_width, gap }
    }

    fn lines(&self, checks: &[(Ending, &CheckSummary)]) -> Vec<String> {
        let mut lines = vec![self.heading(0, ""), self.heading(1, "check")];
        lines.retain(|line| !line.is_empty());
        for (ending, check) in checks {
            lines.extend(self.row(*ending, check));
        }
        lines
    }

    fn heading(&self, line: usize, id: &str) -> String {
        let cells = self.columns.iter().map(|(column, _)| column.heading[line].to_owned());
        self.joined(" ", id, cells)
    }

    /// One line, or two where the id is too long to stand beside the counts.
    fn row(&self, ending: Ending, check: &CheckSummary) -> Vec<String> {
        let id = visible(&check.id);
        let cells = self.columns.iter().map(|(column, _)| column.cell(check));
        let sign = sign(ending, check.severity);
        let counts = self.joined(" ", "", cells);
        // An id may reach into the blanks before the first count.
        let blanks = counts.len() - counts.trim_start().len();
        let mut lines = if width(&id) + 3 > blanks {
            vec![format!("{sign} {id}"), counts]
        } else {
            vec![format!("{sign} {id}{}", &counts[width(&id) + 2..])]
        };
        if let Some(reason) = &check.reason {
            lines.push(format!("    {}", visible(reason)));
        }
        lines
    }

    fn joined(&self, sign: &str, id: &str, cells: impl Iterator<Item = String>) -> String {
        let mut line = format!("{sign} {id}{}", " ".repeat(self.id_width - width(id)));
        for ((_, width), cell) in self.columns.iter().zip(cells) {
            line.push_str(&format!("{}{cell:>width$}", self.gap));
        }
        line.trim_end().to_owned()
    }
}

impl Column {
    fn width(&self, checks: &[(Ending, &CheckSummary)]) -> usize {
        let cells = checks.iter().map(|(_, check)| self.cell(check).chars().count());
        cells.chain(self.heading.iter().map(|word| word.len())).max().unwrap_or(0)
    }

    /// The count; what is judged is named where it is not rows.
    fn cell(&self, check: &CheckSummary) -> String {
        let count = (self.count)(&check.counts);
        match check.of {
            Judged::Rows => grouped(count),
            _ if self.heading[1] != "judged" => grouped(count),
            of if count == 1 => format!("1 {}", of.word().trim_end_matches('s')),
            of => format!("{} {}", grouped(count), of.word()),
        }
    }
}

fn sign(ending: Ending, severity: Severity) -> &'static str {
    match (ending, severity) {
        (Ending::Failed, Severity::Error) => "×",
        (Ending::Failed, Severity::Warning) => "⚠",
        (Ending::Failed, Severity::Note) => "☞",
        (Ending::Passed, _) => "✓",
        // Nothing to see to, and no pass.
        (Ending::Excused, _) => "–",
        _ => "?",
    }
}
