//! Findings: what all violations of a check have in common, under one headline.

use super::{Cook, Cooked};
use crate::checks::{BoundCheck, Wording};
use crate::engine::table::{BlockInfo, CheckResult};
use crate::findings::{CheckSummary, Counts, Finding, Judged, RuleLine, Violation};
use crate::types::format;

impl Cook<'_> {
    /// The summary of a check, and its finding where it has violations.
    pub fn check(
        &self,
        result: &CheckResult<'_>,
        counts: Counts,
        cooked: Vec<Cooked>,
    ) -> (CheckSummary, Option<Finding>) {
        let check = result.check;
        let reason = (result.counts.total() > 0
            && result.counts.not_evaluated == result.counts.total())
        .then(|| result.reason.clone().unwrap_or_else(|| self.reason_not_evaluated(check)));
        let summary = CheckSummary {
            id: check.id.clone(),
            table: Some(self.plan.catalog.table(self.table).name.clone()),
            document: None,
            severity: check.severity,
            of: check.check.of(),
            counts,
            reason,
        };
        let finding = (counts.violations() > 0).then(|| self.finding(result, &counts, cooked));
        (summary, finding)
    }

    fn reason_not_evaluated(&self, check: &BoundCheck) -> String {
        if let Some(reason) = self.plan.out_of_reach(check) {
            return reason;
        }
        let schema = self.plan.catalog.table(self.table);
        let absent = check.reads.columns.iter().find(|column| !schema.columns[**column].present);
        match absent {
            Some(column) => format!("column `{}` is absent", self.name_of(*column)),
            None => "no row has cells that read as their types".to_owned(),
        }
    }

    pub(super) fn finding(
        &self,
        result: &CheckResult<'_>,
        counts: &Counts,
        cooked: Vec<Cooked>,
    ) -> Finding {
        let check = result.check;
        let wording = check.check.wording();
        let help = cooked.iter().find_map(|(_, help)| help.clone());
        let violations: Vec<Violation> =
            cooked.into_iter().map(|(violation, _)| violation).collect();
        let count = counts.violations();
        Finding {
            id: check.id.clone(),
            severity: check.severity,
            table: Some(self.plan.catalog.table(self.table).name.clone()),
            document: None,
            message: self.headline(check, &wording, counts, &violations),
            count,
            why: check.why.clone(),
            source: check.source.clone(),
            help: check.help.clone().or(help).or(wording.help),
            rule: check.anchor.map(|anchor| self.rule_line(anchor)),
            common: self.common(result),
            facts: self.plan.facts(&check.reads.defines),
            violations,
        }
    }

    /// "9,812 of 1,204,331 rows in `orders` have `amount` below the minimum of 0 (0.81 %)".
    pub(super) fn headline(
        &self,
        check: &BoundCheck,
        wording: &Wording,
        counts: &Counts,
        violations: &[Violation],
    ) -> String {
        let count = counts.violations();
        if check.check.of() == Judged::Tables {
            let name = &self.plan.catalog.table(self.table).name;
            return match (&check.message, violations) {
                (Some(_), [only]) => format!("{} (`{name}`)", only.message),
                _ => format!("`{name}` {} {}", wording.singular, wording.object),
            };
        }
        let base = self.base(count, counts.total(), check.check.of().word());
        match (&check.message, violations) {
            (Some(_), [only]) => format!("{} ({base})", only.message),
            _ => {
                let verb = if count == 1 { wording.singular } else { wording.plural };
                format!("{base} {verb} {}{}", wording.object, share(count, counts.total()))
            }
        }
    }

    /// "9,812 of 1,204,331 rows in `orders`".
    pub(super) fn base(&self, count: u64, total: u64, of: &str) -> String {
        let name = &self.plan.catalog.table(self.table).name;
        let of = if total == 1 { of.trim_end_matches('s') } else { of };
        format!("{} of {} {of} in `{name}`", format::count(count), format::count(total))
    }

    pub(super) fn common(&self, result: &CheckResult<'_>) -> Vec<String> {
        let mut notes = result.notes.clone();
        notes.extend(self.left_out(result));
        notes.extend(result.common.run().and_then(|run| self.run(run)));
        let frequent = result.common.frequent();
        if frequent.is_empty() || self.options.masked {
            return notes;
        }
        let column = result.check.reads.columns.first();
        let name = column.map_or_else(String::new, |column| {
            format!("`{}` ", self.plan.catalog.table(self.table).columns[*column].name)
        });
        let shown: Vec<String> = frequent
            .iter()
            .take(3)
            .map(|(value, count)| {
                let visible = format::shorten(&format::visible(value), 40).into_owned();
                let value = if visible.is_empty() {
                    "(missing)".to_owned()
                } else {
                    format!("`{visible}`")
                };
                format!("{value} ({} {})", format::count(*count), rows(*count))
            })
            .collect();
        notes.push(match frequent.len() {
            1 => format!("in all of them {name}is {}", shown.join("")),
            _ => format!("{name}is most often {}", shown.join(", ")),
        });
        notes
    }

    /// "all rows from 5 to 11", each with its file where the table has several. The rows are counted
    /// from 1 over all files.
    fn run(&self, (first, last): (u64, u64)) -> Option<String> {
        let files = &self.plan.tables[self.table.0].files;
        let at = |row: u64| {
            let is_behind = |info: &BlockInfo| info.first_row_of_table < row;
            let block = self.blocks.partition_point(is_behind).saturating_sub(1);
            let info = self.blocks.get(block)?;
            let in_file = format::count(info.first_row + row - info.first_row_of_table);
            Some((in_file, format::visible(&files[info.block.file].source.display)))
        };
        let ((first, of), (last, in_file)) = (at(first)?, at(last)?);
        Some(match (files.len(), of == in_file) {
            (1, _) => format!("all rows from {first} to {last}"),
            (_, true) => format!("all rows from {first} to {last} of `{of}`"),
            (_, false) => format!("all rows from {first} of `{of}` to {last} of `{in_file}`"),
        })
    }

    pub(super) fn rule_line(&self, anchor: crate::rules::Anchor) -> RuleLine {
        let text = self.plan.texts.get(anchor.source);
        let (line, _) = self.plan.texts.line_column(anchor.source, anchor.span.start);
        RuleLine { file: text.path.clone(), line, anchor }
    }
}

/// " (0.81 %)", where it says more than the numbers beside it.
pub(super) fn share(count: u64, total: u64) -> String {
    if total < 100 || count == 0 {
        return String::new();
    }
    // To the nearest, but never all of them where one is not.
    let (count, total) = (u128::from(count), u128::from(total));
    let nearest = (count * 20_000 + total) / (2 * total);
    let hundredths = if count < total { nearest.min(9_999) } else { nearest };
    match hundredths {
        0 => " (under 0.01 %)".to_owned(),
        _ => format!(" ({}.{:02} %)", hundredths / 100, hundredths % 100),
    }
}

pub(super) fn rows(count: u64) -> &'static str {
    if count == 1 { "row" } else { "rows" }
}
