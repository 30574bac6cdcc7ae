//! Violations that an `[[allow]]` excuses: they are counted, and not shown.
//!
//! A `where` is decided as soon as a row is known to violate: within its block, or when the whole
//! table is known. A fingerprint is known only once a violation is put into words, so of a check with
//! one all violations are kept until then.

use super::Options;
use super::cook::{Cook, Cooked};
use super::table::CheckResult;
use super::whole::Shown;
use crate::checks::frame::BlockFrame;
use crate::checks::{Absent, BoundCheck, Excuse, Verdicts};
use crate::expressions::{Typed, eval};
use crate::findings::{CheckSummary, Counts, Finding, Outcome};
use crate::plan::Plan;
use crate::plan::allow::Use;
use crate::tables::{Batch, Bitmap, Column, Data, Vector};
use crate::types::Value;

/// The violations of a check that are kept while rows are judged.
pub fn limit(check: &BoundCheck, limit: usize) -> usize {
    match check.excuses.iter().any(|excuse| excuse.fingerprint.is_some()) {
        true => usize::MAX,
        false => limit,
    }
}

/// The faults of files that are kept until they are put into words.
pub fn limit_of_files(plan: &Plan, limit: usize) -> usize {
    match plan.allows.iter().any(|allow| allow.fingerprint.is_some() && allow.is_about_files()) {
        true => usize::MAX,
        false => limit,
    }
}

/// Of the violating rows of a block those that are excused, and how many each excuse covers.
pub fn of_block(check: &BoundCheck, block: &BlockFrame<'_>, failed: &Bitmap) -> (Bitmap, Vec<u64>) {
    let mut all = Bitmap::zeros(failed.len());
    let mut counts = Vec::new();
    for excuse in &check.excuses {
        let excused = match &excuse.condition {
            Some(condition) => failed.and(&holds(condition, block)),
            None if excuse.is_total() => failed.clone(),
            None => Bitmap::zeros(failed.len()),
        };
        counts.push(excused.count() as u64);
        all = all.or(&excused);
    }
    (all, counts)
}

fn holds(condition: &Typed, block: &BlockFrame<'_>) -> Bitmap {
    let vector = eval(condition, block);
    let Data::Boolean(mut yes) = vector.data else { return Bitmap::zeros(vector.len) };
    for gaps in [&vector.nulls, &vector.failed].into_iter().flatten() {
        yes = yes.and_not(gaps);
    }
    yes
}

/// Takes the excused out of what only the whole table shows.
pub fn of_whole(result: &mut CheckResult<'_>, verdicts: &mut Verdicts, shown: &Shown<'_>) {
    let check = result.check;
    if check.excuses.is_empty() {
        return;
    }
    let failed = verdicts.counts.failed;
    let mut allowed = 0;
    let mut counts = vec![0; check.excuses.len()];
    let mut is_told = |excused: &dyn Fn(&Excuse) -> bool| {
        let covers: Vec<bool> = check.excuses.iter().map(excused).collect();
        counts.iter_mut().zip(&covers).for_each(|(count, covers)| *count += u64::from(*covers));
        let told = !covers.contains(&true);
        allowed += u64::from(!told);
        told
    };
    let told: Vec<bool> = verdicts
        .violations
        .iter()
        .map(|late| {
            shown.with_row(late.row, |frame| {
                is_told(&|excuse| {
                    excuse.is_total() || excuse.covers(&|typed| holds(typed, frame).get(0))
                })
            })
        })
        .collect();
    let (mut of_slots, mut of_rows) = (told.iter(), told.iter());
    verdicts.slots.retain(|_| of_slots.next() == Some(&true));
    verdicts.violations.retain(|_| of_rows.next() == Some(&true));
    verdicts.absent.retain(|absent| {
        shown.with_batch(batch_of(absent, shown.n_columns()), |frame| {
            is_told(&|excuse| {
                excuse.is_total() || excuse.covers(&|typed| holds(typed, frame).get(0))
            })
        })
    });
    if verdicts.whole.is_some() && !is_told(&|excuse| excuse.is_total()) {
        verdicts.whole = None;
    }
    // Of what is only counted, and not given one by one, a total excuse covers all.
    if let Some(at) = check.excuses.iter().position(Excuse::is_total) {
        (allowed, counts[at]) = (failed, failed);
    }
    verdicts.counts.allowed = allowed;
    result.excused.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

/// A combination that is not there as a row of its own.
fn batch_of(absent: &Absent, n_columns: usize) -> Batch<'_> {
    let mut columns: Vec<Option<Column<'_>>> = Vec::new();
    columns.resize_with(n_columns, || Some(Column { vector: Vector::null(1), unreadable: None }));
    for (column, value) in &absent.values {
        columns[*column] = Some(Column { vector: vector_of(value), unreadable: None });
    }
    Batch { n_rows: 1, columns, ragged: None }
}

fn vector_of(value: &Value) -> Vector<'_> {
    let data = match value {
        Value::Null => return Vector::null(1),
        Value::Boolean(value) => Data::Boolean(Bitmap::from_fn(1, |_| *value)),
        Value::Number(value) => Data::Wide(vec![*value]),
        Value::Float(value) => Data::Float(vec![*value]),
        Value::Text(value) => Data::Text(vec![value]),
        Value::Date(value) => Data::Date(vec![*value]),
        Value::Time(value) => Data::Time(vec![*value]),
        Value::DateTime(value) => Data::DateTime(vec![*value]),
        Value::PartialDate(value) => Data::PartialDate(vec![*value]),
        Value::Duration(value) => Data::Duration(vec![*value]),
        // Columns of files hold no lists.
        Value::List(_) => return Vector::null(1),
    };
    Vector::full(1, data)
}

/// The outcome as it comes about, with the use of the exceptions.
pub struct Report<'r> {
    pub plan: &'r Plan,
    pub options: &'r Options,
    pub uses: Vec<Use>,
    pub outcome: Outcome,
}

impl Report<'_> {
    /// Adds a check of files: their structure, headers, numbers of rows.
    pub fn of_files(&mut self, summary: CheckSummary, finding: Option<Finding>) {
        self.of_places(summary, finding.into_iter().collect());
    }

    /// The same of a check whose violations differ in severity: a finding for each.
    pub fn of_places(&mut self, mut summary: CheckSummary, mut findings: Vec<Finding>) {
        for (allow, used) in self.plan.allows.iter().zip(&mut self.uses) {
            if allow.has_condition || !allow.is_about(&summary.id) {
                continue;
            }
            used.judged = true;
            if findings.is_empty() {
                continue;
            }
            let print = allow.fingerprint.as_ref();
            let excused: u64 = findings.iter_mut().map(|found| excused(found, print)).sum();
            used.excused += excused;
            summary.counts.allowed += excused;
            findings.retain(|finding| finding.count > 0);
            if summary.counts.violations() == 0 {
                used.all_of = used.all_of.max(excused);
                findings.clear();
            }
        }
        self.outcome.checks.push(summary);
        let findings: Vec<Finding> = findings.into_iter().map(|one| self.shown(one)).collect();
        self.outcome.findings.extend(findings);
    }

    /// Adds a check of rows, with its violations in words.
    pub fn of_rows(&mut self, result: &CheckResult<'_>, violations: Vec<Cooked>, cook: &Cook<'_>) {
        let mut violations = violations;
        let (counts, excused) = of_words(result, &mut violations);
        self.used(result, &excused);
        violations.truncate(self.options.limit);
        let (summary, finding) = cook.check(result, counts, violations);
        self.outcome.checks.push(summary);
        self.outcome.findings.extend(finding.map(|finding| self.shown(finding)));
    }

    /// A finding within the limit; where values are hidden, nothing tells which they were.
    fn shown(&self, mut finding: Finding) -> Finding {
        finding.violations.truncate(self.options.limit);
        if self.options.masked {
            finding.violations.iter_mut().for_each(|violation| violation.fingerprint = None);
        }
        finding
    }

    fn used(&mut self, result: &CheckResult<'_>, excused: &[u64]) {
        let files = &self.plan.tables[result.check.table.0].files;
        for (excuse, count) in result.check.excuses.iter().zip(excused) {
            let used = &mut self.uses[excuse.allow];
            used.excused += count;
            used.judged |= result.counts.total() > 0;
            used.in_part |=
                result.counts.not_evaluated > 0 || files.iter().any(|file| file.context);
            if *count == result.counts.failed {
                used.all_of = used.all_of.max(*count);
            }
        }
    }
}

/// Takes the excused violations out of a finding, and gives their number.
fn excused(finding: &mut Finding, fingerprint: Option<&String>) -> u64 {
    let before = finding.violations.len();
    let count = match fingerprint {
        None => finding.count,
        Some(print) => {
            finding.violations.retain(|one| one.fingerprint.as_ref() != Some(print));
            (before - finding.violations.len()) as u64
        }
    };
    finding.count -= count;
    count
}

/// Takes out the violations that are excused by their fingerprint. Gives the counts, and how many
/// each excuse covers.
fn of_words(result: &CheckResult<'_>, violations: &mut Vec<Cooked>) -> (Counts, Vec<u64>) {
    let mut counts = result.counts;
    let mut excused = result.excused.clone();
    violations.retain(|(violation, _)| {
        let is_meant = |excuse: &Excuse| {
            excuse.fingerprint.is_some() && excuse.fingerprint == violation.fingerprint
        };
        let Some(at) = result.check.excuses.iter().position(is_meant) else { return true };
        excused[at] += 1;
        counts.allowed += 1;
        false
    });
    (counts, excused)
}
