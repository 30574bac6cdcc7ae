//! One check on one block: who takes part, what the verdicts are, what is kept.

use super::common::Common;
use super::excuse;
use crate::checks::frame::BlockFrame;
use crate::checks::groups::unreadable;
use crate::checks::{Behind, BlockRow, BoundCheck, Observed};
use crate::expressions::eval;
use crate::findings::{Counts, Judged};
use crate::plan::documents::table::reads_what_is_said;
use crate::plan::{Plan, PlannedFile};
use crate::tables::{Bitmap, Data, bitmap};
use std::any::Any;

/// What a check says of a block.
#[derive(Default)]
pub struct Part {
    pub counts: Counts,
    /// The first violating rows, as many as are kept, and why.
    pub violations: Vec<(BlockRow, Cause)>,
    pub common: Common,
    pub kept: Option<Box<dyn Any + Send>>,
    /// How many rows are decided at the end.
    pub deferred: u64,
    /// How many violations each excuse of the check covers.
    pub excused: Vec<u64>,
    /// Of a rule that reads what figures say: how it ended for each.
    pub answers: Vec<Answer>,
}

/// How a rule about the table of figures ended for one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Its row in the block.
    pub row: usize,
    pub passed: bool,
}

/// Why a row is a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The check says so.
    Check,
    /// The rule's `where` cannot be computed.
    Filter,
}

/// The rows of a block by what becomes of them before the check itself looks.
struct Rows {
    judged: Bitmap,
    undecided: Bitmap,
    not_applicable: Bitmap,
    /// The `where` cannot be computed.
    failed: Bitmap,
    not_evaluated: Bitmap,
}

/// What was kept of the blocks before, and how far the one at hand is behind the first of them.
pub type Before<'k> = Option<(&'k mut (dyn Any + Send), Behind)>;

/// Whether a check asks each row of the table of figures what the figure says: then it checks them.
pub fn asks_figures(plan: &Plan, check: &BoundCheck) -> bool {
    plan.tables[check.table.0].of_articles
        && check.check.of() == Judged::Rows
        && check.check.condition().is_some()
        && reads_what_is_said(&check.check.reads().columns)
}

/// Judges a block.
pub fn judge(
    check: &BoundCheck,
    block: &BlockFrame<'_>,
    before: Before<'_>,
    (limit, asks_figures): (usize, bool),
    text: &dyn Fn(usize, usize) -> Option<String>,
) -> Part {
    let rows = taking_part(check, block);
    let observed = before
        .and_then(|(kept, behind)| check.check.go_on(block, &rows.judged, kept, behind))
        .unwrap_or_else(|| check.check.observe(block, &rows.judged));
    let failed = match &observed.failed {
        Some(failed) => failed.and(&rows.judged),
        None => Bitmap::zeros(block.batch.n_rows),
    };
    let (counts, deferred) = match check.check.of() {
        Judged::Rows => count(&rows, &failed, &observed),
        // Groups are counted when all of their rows are known; rows without one are violations.
        _ => {
            let failed = (failed.count() + rows.failed.count()) as u64;
            (Counts { failed, ..Counts::default() }, 0)
        }
    };
    let answers = asks_figures.then(|| answered(&rows, &failed, &observed));
    let mut part = Part { counts, deferred, ..Part::default() };
    let mut all = failed.or(&rows.failed);
    if !all.none() && !check.excuses.is_empty() {
        let (excused, counts) = excuse::of_block(check, block, &all);
        part.counts.allowed = excused.count() as u64;
        part.excused = counts;
        all = all.and_not(&excused);
    }
    if !all.none() {
        let column = check.reads.columns.first().copied();
        part.common = Common::of(&all, |row| text(column?, row));
        let cause = |row| if rows.failed.get(row) { Cause::Filter } else { Cause::Check };
        part.violations = all.iter().take(limit).map(|row| (block.row(row), cause(row))).collect();
    }
    // What is excused says nothing of its figure.
    part.answers = answers.unwrap_or_default();
    part.answers.retain(|answer| answer.passed || all.get(answer.row));
    part.kept = observed.kept;
    part
}

/// The rows that are decided here, in their order.
fn answered(rows: &Rows, failed: &Bitmap, observed: &Observed) -> Vec<Answer> {
    let open = [&observed.not_applicable, &observed.undecided, &observed.deferred];
    let left_out =
        bitmap::union(bitmap::union(open[0].as_ref(), open[1].as_ref()).as_ref(), open[2].as_ref());
    let decided =
        left_out.map_or_else(|| rows.judged.clone(), |left_out| rows.judged.and_not(&left_out));
    let answer = |row: usize| Answer { row, passed: !failed.get(row) };
    decided.or(failed).iter().map(answer).collect()
}

/// Whether a check can judge the rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Judges,
    /// A column that it reads is absent, or a table that it looks into has no file.
    NotEvaluated,
    /// All columns that it reads may be absent, and are.
    NotApplicable,
}

/// How a check stands to a file.
pub fn standing(plan: &Plan, check: &BoundCheck, file: &PlannedFile) -> Standing {
    let optional = &plan.tables[check.table.0].optional;
    let schema = plan.catalog.table(check.table);
    let in_cells = |at: &&usize| schema.cell_of(**at).is_some();
    let columns: Vec<&usize> = check.reads.columns.iter().filter(in_cells).collect();
    let mut absent = columns.iter().filter(|at| file.columns[***at].is_none()).peekable();
    if plan.out_of_reach(check).is_some() {
        return Standing::NotEvaluated;
    }
    if absent.peek().is_none() {
        return Standing::Judges;
    }
    let n_absent = absent.clone().count();
    match absent.all(|at| optional[**at]) {
        false => Standing::NotEvaluated,
        true if n_absent == columns.len() => Standing::NotApplicable,
        true => Standing::Judges,
    }
}

/// The rows of a file that the check does not judge.
pub fn not_judged(check: &BoundCheck, standing: Standing, n_rows: usize) -> Part {
    let n_rows = if check.check.of() == Judged::Rows { n_rows as u64 } else { 0 };
    let counts = match standing {
        Standing::NotApplicable => Counts { not_applicable: n_rows, ..Counts::default() },
        _ => Counts { not_evaluated: n_rows, ..Counts::default() },
    };
    Part { counts, ..Part::default() }
}

fn taking_part(check: &BoundCheck, block: &BlockFrame<'_>) -> Rows {
    let n_rows = block.batch.n_rows;
    let mut left_out = block.batch.ragged.clone();
    if check.check.needs_readable_cells() {
        left_out = bitmap::union(left_out.as_ref(), unreadable(&check.reads, block).as_ref());
    }
    if let Some(filter) = &check.filter {
        left_out = bitmap::union(left_out.as_ref(), unreadable(&filter.reads, block).as_ref());
    }
    let none = || Bitmap::zeros(n_rows);
    let judged = left_out.as_ref().map_or_else(|| Bitmap::ones(n_rows), Bitmap::not);
    let mut rows = Rows {
        judged,
        undecided: none(),
        not_applicable: none(),
        failed: none(),
        not_evaluated: left_out.unwrap_or_else(none),
    };
    if let Some(filter) = &check.filter {
        let vector = eval::eval(&filter.condition, block);
        let yes = match &vector.data {
            Data::Boolean(bits) => bits.clone(),
            _ => none(),
        };
        let nulls = vector.nulls.unwrap_or_else(none);
        let failed = vector.failed.unwrap_or_else(none);
        let yes = yes.and_not(&nulls).and_not(&failed);
        rows.undecided = rows.judged.and(&nulls);
        rows.failed = rows.judged.and(&failed);
        rows.not_applicable = rows.judged.and_not(&yes.or(&nulls).or(&failed));
        rows.judged = rows.judged.and(&yes);
    }
    rows
}

/// The counts, and how many rows are decided later.
fn count(rows: &Rows, failed: &Bitmap, observed: &Observed) -> (Counts, u64) {
    let mut open = rows.judged.and_not(failed);
    let mut take = |set: &Option<Bitmap>| {
        let Some(set) = set else { return 0 };
        let taken = open.and(set);
        open = open.and_not(&taken);
        taken.count() as u64
    };
    let not_applicable = take(&observed.not_applicable);
    let undecided = take(&observed.undecided);
    let deferred = take(&observed.deferred);
    let counts = Counts {
        passed: open.count() as u64,
        failed: (failed.count() + rows.failed.count()) as u64,
        undecided: undecided + rows.undecided.count() as u64,
        not_applicable: not_applicable + rows.not_applicable.count() as u64,
        not_evaluated: rows.not_evaluated.count() as u64,
        ..Counts::default()
    };
    (counts, deferred)
}
