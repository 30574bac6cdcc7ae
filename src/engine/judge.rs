//! One check on one block: who takes part, what the verdicts are, what is kept.

use super::common::Common;
use crate::checks::frame::BlockFrame;
use crate::checks::{BlockRow, BoundCheck, Observed};
use crate::expressions::eval;
use crate::findings::Counts;
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

/// Judges a block.
pub fn judge(
    check: &BoundCheck,
    block: &BlockFrame<'_>,
    limit: usize,
    text: &dyn Fn(usize, usize) -> Option<String>,
) -> Part {
    let rows = taking_part(check, block);
    let observed = check.check.observe(block, &rows.judged);
    let failed = match &observed.failed {
        Some(failed) => failed.and(&rows.judged),
        None => Bitmap::zeros(block.batch.n_rows),
    };
    let mut part = Part { counts: count(&rows, &failed, &observed), ..Part::default() };
    let all = failed.or(&rows.failed);
    if !all.none() {
        let column = check.reads.columns.first().copied();
        part.common = Common::of(&all, |row| text(column?, row));
        let cause = |row| if rows.failed.get(row) { Cause::Filter } else { Cause::Check };
        part.violations = all.iter().take(limit).map(|row| (block.row(row), cause(row))).collect();
    }
    part.kept = observed.kept;
    part
}

/// All rows of a file that lacks a column which the check reads: not evaluated.
pub fn not_evaluated(n_rows: usize) -> Part {
    let counts = Counts { not_evaluated: n_rows as u64, ..Counts::default() };
    Part { counts, ..Part::default() }
}

fn taking_part(check: &BoundCheck, block: &BlockFrame<'_>) -> Rows {
    let n_rows = block.batch.n_rows;
    let mut left_out = block.batch.ragged.clone();
    if check.check.needs_readable_cells() || check.filter.is_some() {
        left_out = bitmap::union(left_out.as_ref(), unreadable(check, block).as_ref());
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

/// Rows with a cell that the check reads and that does not read as its type.
fn unreadable(check: &BoundCheck, block: &BlockFrame<'_>) -> Option<Bitmap> {
    let columns = check.reads.columns.iter().fold(None, |rows: Option<Bitmap>, column| {
        bitmap::union(rows.as_ref(), block.batch.column(*column).unreadable.as_ref())
    });
    check.reads.follows.iter().fold(columns, |rows, (path, column)| {
        bitmap::union(rows.as_ref(), block.unreadable_at(path, *column).as_ref())
    })
}

fn count(rows: &Rows, failed: &Bitmap, observed: &Observed) -> Counts {
    let mut open = rows.judged.and_not(failed);
    let mut take = |set: &Option<Bitmap>| {
        let Some(set) = set else { return 0 };
        let taken = open.and(set);
        open = open.and_not(&taken);
        taken.count() as u64
    };
    let not_applicable = take(&observed.not_applicable);
    let undecided = take(&observed.undecided);
    take(&observed.deferred);
    Counts {
        passed: open.count() as u64,
        failed: (failed.count() + rows.failed.count()) as u64,
        undecided: undecided + rows.undecided.count() as u64,
        not_applicable: not_applicable + rows.not_applicable.count() as u64,
        not_evaluated: rows.not_evaluated.count() as u64,
        ..Counts::default()
    }
}
