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
use crate::tables::{Bitmap, Data, Vector, bitmap};
use std::any::Any;
use std::borrow::Cow;

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
    pub left_out: LeftOut,
    /// How many violations each excuse of the check covers.
    pub excused: Vec<u64>,
    /// Of a rule that reads what figures say: how it ended for each.
    pub answers: Vec<Answer>,
}

/// How many rows a check does not look at, because they are not what the table's columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// With too few or too many cells.
    pub ragged: u64,
    /// With a cell that does not read.
    pub unread: u64,
}

impl LeftOut {
    /// Those of another part too.
    pub fn add(&mut self, other: LeftOut) {
        self.ragged += other.ragged;
        self.unread += other.unread;
    }

    fn of(rows: &Rows<'_>, ragged: Option<&Bitmap>) -> LeftOut {
        let ragged = ragged.map_or(0, |ragged| ragged.count() as u64);
        LeftOut { ragged, unread: count_of(&rows.not_evaluated) - ragged }
    }
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

/// The rows of a block by what becomes of them before the check itself looks. Of most checks all
/// rows are judged, so that sets which are empty are absent.
struct Rows<'b> {
    judged: Cow<'b, Bitmap>,
    undecided: Option<Bitmap>,
    not_applicable: Option<Bitmap>,
    /// The `where` cannot be computed.
    failed: Option<Bitmap>,
    not_evaluated: Option<Bitmap>,
}

impl Rows<'_> {
    /// Those of a set that are judged, where there are any.
    fn of(&self, set: Option<Bitmap>) -> Option<Bitmap> {
        let mut set = set?;
        if let Cow::Owned(judged) = &self.judged {
            set.and_assign(judged);
        }
        (!set.none()).then_some(set)
    }
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
    let mut observed = observed;
    let failed = rows.of(observed.failed.take());
    let (counts, deferred) = match check.check.of() {
        Judged::Rows => count(&rows, failed.as_ref(), &observed),
        // Groups are counted when all of their rows are known; rows without one are violations.
        _ => {
            let failed = count_of(&failed) + count_of(&rows.failed);
            (Counts { failed, ..Counts::default() }, 0)
        }
    };
    let answers = asks_figures.then(|| answered(&rows, failed.as_ref(), &observed));
    let answers = answers.unwrap_or_default();
    let left_out = LeftOut::of(&rows, block.batch.ragged.as_ref());
    let kept = observed.kept;
    let mut part = Part { counts, deferred, left_out, kept, answers, ..Part::default() };
    let Some(mut all) = bitmap::union(failed.as_ref(), rows.failed.as_ref()) else { return part };
    if !check.excuses.is_empty() {
        let (excused, counts) = excuse::of_block(check, block, &all);
        part.counts.allowed = excused.count() as u64;
        part.excused = counts;
        all.and_not_assign(&excused);
    }
    if !all.none() {
        let column = check.reads.columns.first().copied();
        part.common = Common::of(&all, |row| text(column?, row));
        let is_of_filter = |row| rows.failed.as_ref().is_some_and(|failed| failed.get(row));
        let cause = |row| if is_of_filter(row) { Cause::Filter } else { Cause::Check };
        part.violations = all.iter().take(limit).map(|row| (block.row(row), cause(row))).collect();
    }
    // What is excused says nothing of its figure.
    part.answers.retain(|answer| answer.passed || all.get(answer.row));
    part
}

/// The rows that are decided here, in their order.
fn answered(rows: &Rows<'_>, failed: Option<&Bitmap>, observed: &Observed) -> Vec<Answer> {
    let has = |set: Option<&Bitmap>, row: usize| set.is_some_and(|set| set.get(row));
    let open = [&observed.not_applicable, &observed.undecided, &observed.deferred];
    let answer = |row: usize| {
        let passed = !has(failed, row);
        let is_decided = !passed || !open.iter().any(|set| has(set.as_ref(), row));
        is_decided.then_some(Answer { row, passed })
    };
    rows.judged.iter().filter_map(answer).collect()
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

fn taking_part<'b>(check: &BoundCheck, block: &'b BlockFrame<'_>) -> Rows<'b> {
    let mut left_out = block.batch.ragged.clone();
    if check.check.needs_readable_cells() {
        left_out = bitmap::union(left_out.as_ref(), unreadable(&check.reads, block).as_ref());
    }
    if let Some(filter) = &check.filter {
        left_out = bitmap::union(left_out.as_ref(), unreadable(&filter.reads, block).as_ref());
    }
    let judged = match &left_out {
        Some(left_out) => Cow::Owned(left_out.not()),
        None => Cow::Borrowed(block.all()),
    };
    let mut rows = Rows {
        judged,
        undecided: None,
        not_applicable: None,
        failed: None,
        not_evaluated: left_out,
    };
    if let Some(filter) = &check.filter {
        choose(&mut rows, eval::eval(&filter.condition, block));
    }
    rows
}

/// Leaves those for which a `where` is true.
fn choose(rows: &mut Rows<'_>, chosen: Vector<'_>) {
    let mut yes = match chosen.data {
        Data::Boolean(bits) => bits,
        _ => Bitmap::zeros(chosen.len),
    };
    for gaps in [&chosen.nulls, &chosen.failed].into_iter().flatten() {
        yes.and_not_assign(gaps);
    }
    rows.undecided = rows.of(chosen.nulls);
    rows.failed = rows.of(chosen.failed);
    yes.and_assign(&rows.judged);
    let mut not_applicable = rows.judged.and_not(&yes);
    for gaps in [&rows.undecided, &rows.failed].into_iter().flatten() {
        not_applicable.and_not_assign(gaps);
    }
    rows.not_applicable = Some(not_applicable);
    rows.judged = Cow::Owned(yes);
}

fn count_of(set: &Option<Bitmap>) -> u64 {
    set.as_ref().map_or(0, |set| set.count() as u64)
}

/// The counts, and how many rows are decided later.
fn count(rows: &Rows<'_>, failed: Option<&Bitmap>, observed: &Observed) -> (Counts, u64) {
    let mut open = Cow::Borrowed(&*rows.judged);
    if let Some(failed) = failed {
        open.to_mut().and_not_assign(failed);
    }
    let mut take = |set: &Option<Bitmap>| {
        let Some(set) = set.as_ref().filter(|set| !set.none()) else { return 0 };
        let before = open.count();
        open.to_mut().and_not_assign(set);
        (before - open.count()) as u64
    };
    let not_applicable = take(&observed.not_applicable);
    let undecided = take(&observed.undecided);
    let deferred = take(&observed.deferred);
    let counts = Counts {
        passed: open.count() as u64,
        failed: failed.map_or(0, |failed| failed.count() as u64) + count_of(&rows.failed),
        undecided: undecided + count_of(&rows.undecided),
        not_applicable: not_applicable + count_of(&rows.not_applicable),
        not_evaluated: count_of(&rows.not_evaluated),
        ..Counts::default()
    };
    (counts, deferred)
}
