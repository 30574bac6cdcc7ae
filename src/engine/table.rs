//! One table: all of its blocks judged, their parts put together.

use super::Options;
use super::blocks::{self, BlockSpan};
use super::common::Common;
use super::decode::{self, Needed};
use super::excuse;
use super::judge::{self, Cause, LeftOut, Part, Standing};
use super::structure::FaultTally;
use super::whole::{Shown, WholeTable};
use crate::checks::frame::{BlockFrame, Surroundings};
use crate::checks::{
    Absent, Behind, BlockRow, BoundCheck, Check, Kept, Known, Late, Note, OfTable, RowId, Slots,
    Verdicts,
};
use crate::findings::{Counts, Judged};
use crate::plan::{Plan, PlannedFile};
use crate::sources::{Block, Records, Scratch, Source};
use crate::tables::batch::Cells;
use crate::tables::{Place, TableId};
use bumpalo::Bump;
use std::sync::{Mutex, PoisonError};

/// Where a block lies, and what came before it.
#[derive(Debug, Clone)]
pub struct BlockInfo {
    pub block: BlockSpan,
    /// Records of the file before the block.
    pub first_row: u64,
    /// Records of the table before the block.
    pub first_row_of_table: u64,
    /// The physical line on which the block starts, from 1.
    pub first_line: u64,
    pub n_rows: u64,
    /// Physical line breaks in the block.
    pub lines: u64,
    /// Those inside of records, counted from the block's start, where the line of a record follows
    /// from them and its number.
    pub breaks: Option<Box<[u32]>>,
}

impl BlockInfo {
    /// The block behind the last one, with so many rows and line breaks; the records of its file
    /// begin on `body_line`.
    pub fn after(
        last: Option<&BlockInfo>,
        block: BlockSpan,
        (n_rows, lines): (u64, u64),
        body_line: u64,
    ) -> BlockInfo {
        let first_row_of_table = last.map_or(0, |last| last.first_row_of_table + last.n_rows);
        let (first_row, first_line) = match last {
            Some(last) if last.block.file == block.file => {
                (last.first_row + last.n_rows, last.first_line + last.lines)
            }
            _ => (0, body_line),
        };
        let breaks = None;
        BlockInfo { block, first_row, first_row_of_table, first_line, n_rows, lines, breaks }
    }

    /// The physical line on which a record starts, where that is known without counting.
    pub fn line_of(&self, row: u32, start: usize) -> Option<u64> {
        let start = (start - self.block.start) as u32;
        let before = self.breaks.as_ref()?.partition_point(|feed| *feed < start);
        Some(self.first_line + u64::from(row) + before as u64)
    }

    /// A row of the block, which has this number.
    pub fn row(&self, number: usize, row: BlockRow) -> RowId {
        let offset = (self.block.start + row.start as usize) as u64;
        RowId { block: number, row: row.row, place: Place { file: self.block.file as u32, offset } }
    }
}

/// A check's results over a whole table.
pub struct CheckResult<'p> {
    pub check: &'p BoundCheck,
    pub counts: Counts,
    /// Rows that are decided at the end.
    pub deferred: u64,
    pub left_out: LeftOut,
    /// How many violations each of its excuses covers.
    pub excused: Vec<u64>,
    /// In the order of their places; as many as are kept.
    pub violations: Vec<RawViolation>,
    /// What was computed for violations from other rows.
    pub slots: Vec<Slots>,
    /// The violation of the table itself.
    pub whole: Option<OfTable>,
    /// What no row has, where that is the violation.
    pub absent: Vec<Absent>,
    /// Why nothing could be evaluated, where only the check knows.
    pub reason: Option<String>,
    pub common: Common,
    /// Whole sentences about what took no part.
    pub notes: Vec<String>,
    /// Of a rule that reads what figures say: how it ended for each.
    pub answers: Vec<FigureAnswer>,
}

/// How a rule ended for a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureAnswer {
    /// The file of the table, and the row in it, from 0.
    pub file: usize,
    pub figure: usize,
    pub passed: bool,
}

/// A violation before it is put into words.
#[derive(Debug, Clone)]
pub struct RawViolation {
    pub row: RowId,
    pub other: Option<RowId>,
    pub notes: Vec<Note>,
    pub cause: Cause,
    /// Which of the check's slots are this one's.
    pub slots: Option<u32>,
}

/// All results of a table.
pub struct TableResult<'p> {
    pub blocks: Vec<BlockInfo>,
    pub checks: Vec<CheckResult<'p>>,
    pub faults: FaultTally,
    pub n_rows: u64,
}

impl TableResult<'_> {
    /// How many records a file holds.
    pub fn rows_of_file(&self, file: usize) -> u64 {
        let of_file = self.blocks.iter().filter(|info| info.block.file == file);
        of_file.map(|info| info.n_rows).sum()
    }
}

/// What one block gives back.
struct BlockPart {
    n_rows: u64,
    lines: u64,
    breaks: Option<Box<[u32]>>,
    parts: Vec<Part>,
    faults: FaultTally,
}

/// What the blocks of a stretch share.
#[derive(Default)]
struct Stretch {
    /// Where each block starts, and how many rows of the stretch come before it.
    blocks: Vec<(usize, u64)>,
    n_rows: u64,
    /// By check: what was kept, its blocks counted from the first of the stretch.
    kept: Vec<Vec<Kept>>,
    /// By check: what was known of earlier stretches when this one began.
    known: Vec<Option<Known>>,
}

impl Stretch {
    /// What a check kept of the blocks before.
    fn before(&mut self, at: usize, check: &dyn Check) -> judge::Before<'_> {
        let known = self.known[at].take();
        if let Some(part) = known.and_then(|known| check.begin(&known)) {
            self.kept[at].push(Kept { block: self.blocks.len() - 1, part });
        }
        let kept = self.kept[at].last_mut()?;
        let (at, (start, n_rows)) = (self.blocks.len() - 1, *self.blocks.last()?);
        let (first_start, rows_before) = self.blocks[kept.block];
        let behind = Behind {
            blocks: (at - kept.block) as u32,
            rows: (n_rows - rows_before) as u32,
            bytes: (start - first_start) as u32,
        };
        Some((&mut *kept.part, behind))
    }

    /// Puts what a check kept of the block at hand behind that.
    fn put(&mut self, check: usize, judged: &mut Part) {
        if let Some(part) = judged.kept.take() {
            self.kept[check].push(Kept { block: self.blocks.len() - 1, part });
        }
    }
}

/// Judges a table.
pub fn judge<'p>(
    plan: &'p Plan,
    table: TableId,
    around: Surroundings<'_>,
    options: &Options,
) -> TableResult<'p> {
    let planned = &plan.tables[table.0];
    let checks: Vec<&BoundCheck> = plan.checks_of(table).collect();
    let needed = plan.needed(table);
    let sources: Vec<&Source> = planned.files.iter().map(|file| &file.source).collect();
    let mut result = TableResult {
        blocks: Vec::new(),
        checks: checks.iter().map(|check| CheckResult::new(check)).collect(),
        faults: FaultTally::of_headers(&planned.files),
        n_rows: 0,
    };
    let mut kept: Vec<Vec<Kept>> = checks.iter().map(|_| Vec::new()).collect();
    let of_file = |file| checks.iter().map(|check| judge::standing(plan, check, file)).collect();
    let scan = Scan {
        plan,
        table,
        checks: &checks,
        needed: &needed,
        around,
        options,
        standings: planned.files.iter().map(of_file).collect(),
        known: Mutex::new(vec![None; checks.len()]),
    };
    let mut stretches: usize = 0;
    blocks::for_each(
        &sources,
        options.block_size,
        |block, records, stretch| scan.block(block, records, stretch),
        |blocks, stretch: Stretch| {
            let first = result.blocks.len();
            for (block, part) in blocks {
                take(&mut result, &sources, (plan, options), (block, part));
            }
            for ((check, kept), parts) in checks.iter().zip(&mut kept).zip(stretch.kept) {
                for Kept { block, part } in parts {
                    keep(check, kept, Kept { block: first + block, part }, &options.scratch);
                }
            }
            stretches += 1;
            // Each time there is twice as much to know.
            if stretches.is_power_of_two() {
                scan.let_know(&kept);
            }
        },
    );
    finish(&mut result, kept, &Shown::new(plan, table, around), options);
    result
}

/// What judging a block needs.
struct Scan<'s, 'p> {
    plan: &'p Plan,
    table: TableId,
    checks: &'s [&'p BoundCheck],
    needed: &'s Needed,
    around: Surroundings<'s>,
    options: &'s Options,
    /// By file and check.
    standings: Vec<Vec<Standing>>,
    /// By check: what was kept of the stretches so far lets those to come know.
    known: Mutex<Vec<Option<Known>>>,
}

impl Scan<'_, '_> {
    /// Tells stretches to come what was kept of those before.
    fn let_know(&self, kept: &[Vec<Kept>]) {
        let known = self.checks.iter().zip(kept);
        let known = known.map(|(check, kept)| check.check.known(kept.last()?)).collect();
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Judges the next block of a stretch.
    fn block(&self, block: BlockSpan, records: &Records, stretch: &mut Stretch) -> BlockPart {
        if stretch.blocks.is_empty() {
            stretch.kept.resize_with(self.checks.len(), Vec::new);
            stretch.known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        }
        stretch.blocks.push((block.start, stretch.n_rows));
        stretch.n_rows += records.n_rows() as u64;
        self.judged(block, records, stretch)
    }

    fn judged(&self, block: BlockSpan, records: &Records, stretch: &mut Stretch) -> BlockPart {
        let table = &self.plan.tables[self.table.0];
        let file = &table.files[block.file];
        let cells = Block::new(&file.source, records);
        let arena = Bump::new();
        let mut part = BlockPart {
            n_rows: records.n_rows() as u64,
            lines: records.lines(),
            breaks: records.breaks(file.source.bytes()).map(Box::from),
            parts: Vec::new(),
            faults: match file.context || !table.is_of_files() {
                true => FaultTally::none(),
                false => {
                    let limit = excuse::limit_of_files(self.plan, self.options.limit);
                    FaultTally::of_block(block, records, limit)
                }
            },
        };
        let idle = file.context && self.checks.iter().all(|check| !check.check.looks_at_whole());
        if self.checks.is_empty() || idle || self.options.scratch.trouble().is_some() {
            return part;
        }
        let batch = decode::batch(table, file, self.needed, cells, (Some(self.around), &arena));
        let starts =
            (0..records.n_rows()).map(|row| (records.start(row) - block.start) as u32).collect();
        let frame = BlockFrame::new(batch, starts, self.around, &arena);
        let text = |column: usize, row: usize| {
            let at = file.columns[column]?;
            cells.column(at, &arena).text(row).map(str::to_owned)
        };
        for (at, check) in self.checks.iter().enumerate() {
            let mut judged = match self.standings[block.file][at] {
                _ if file.context && !check.check.looks_at_whole() => Part::default(),
                Standing::Judges => {
                    let limit = excuse::limit(check, self.options.limit);
                    let asks = judge::asks_figures(self.plan, check);
                    let before = stretch.before(at, &*check.check);
                    judge::judge(check, &frame, before, (limit, asks), &text)
                }
                standing => judge::not_judged(check, standing, records.n_rows()),
            };
            stretch.put(at, &mut judged);
            let lent = |left_out| Part { left_out, ..Part::default() };
            part.parts.push(if file.context { lent(judged.left_out) } else { judged });
        }
        part
    }
}

/// Puts the next block's results to those before it.
fn take(
    result: &mut TableResult<'_>,
    sources: &[&Source],
    (plan, options): (&Plan, &Options),
    (block, part): (BlockSpan, BlockPart),
) {
    let limit = options.limit;
    let index = result.blocks.len();
    let mut failed = part.faults.count();
    result.next_block(block, sources[block.file].body_line, (part.n_rows, part.lines, part.breaks));
    result.faults.merge(part.faults, index, excuse::limit_of_files(plan, limit));
    let info = &result.blocks[index];
    for (check, judged) in result.checks.iter_mut().zip(part.parts) {
        check.counts.add(&judged.counts);
        check.answers.extend(judged.answers.iter().map(|answer| FigureAnswer {
            file: block.file,
            figure: info.first_row as usize + answer.row,
            passed: answer.passed,
        }));
        check.deferred += judged.deferred;
        check.left_out.add(judged.left_out);
        check.excused.iter_mut().zip(&judged.excused).for_each(|(sum, count)| *sum += count);
        failed += judged.counts.violations();
        check.common.merge(judged.common, info.first_row_of_table);
        let limit = excuse::limit(check.check, limit);
        let room = limit.saturating_sub(check.violations.len());
        let rows = judged.violations.into_iter().take(room);
        check.violations.extend(rows.map(|(row, cause)| RawViolation {
            row: info.row(index, row),
            other: None,
            notes: Vec::new(),
            cause,
            slots: None,
        }));
    }
    if let Some(progress) = &options.progress {
        progress.advance((block.end - block.start) as u64, failed);
    }
}

/// Holds a part until the end: in memory while there is room, in a file beyond that.
fn keep(check: &BoundCheck, kept: &mut Vec<Kept>, part: Kept, scratch: &Scratch) {
    let held = |kept: &Kept| check.check.held(&*kept.part) as u64;
    let before = kept.last().map_or(0, held);
    let part = match kept.last_mut() {
        Some(before) => check.check.absorb(before, part),
        None => Some(part),
    };
    // Counted as it is when it goes to disk: what absorbs grows, what does not is closed.
    let grown = kept.last().map_or(0, held).saturating_sub(before);
    let Some(part) = part else {
        scratch.hold(grown);
        return;
    };
    let bytes = held(&part);
    kept.push(part);
    if !scratch.hold(bytes)
        && let Err(error) = check.check.shed(kept, scratch)
    {
        scratch.fail(&error);
    }
}

impl TableResult<'_> {
    /// Lists a block behind those before it.
    fn next_block(
        &mut self,
        block: BlockSpan,
        body_line: u64,
        (n_rows, lines, breaks): (u64, u64, Option<Box<[u32]>>),
    ) {
        let info = BlockInfo::after(self.blocks.last(), block, (n_rows, lines), body_line);
        self.n_rows += n_rows;
        self.blocks.push(BlockInfo { breaks, ..info });
    }
}

impl<'p> CheckResult<'p> {
    fn new(check: &'p BoundCheck) -> CheckResult<'p> {
        CheckResult {
            check,
            counts: Counts::default(),
            deferred: 0,
            left_out: LeftOut::default(),
            excused: vec![0; check.excuses.len()],
            violations: Vec::new(),
            slots: Vec::new(),
            whole: None,
            absent: Vec::new(),
            reason: None,
            common: Common::default(),
            notes: Vec::new(),
            answers: Vec::new(),
        }
    }
}

/// Files that are read as context lend their rows for comparison; what is wrong with these rows is
/// not told.
fn without_context(files: &[PlannedFile], mut verdicts: Verdicts, judged: u64) -> Verdicts {
    if files.iter().any(|file| file.context) {
        let is_judged = |late: &Late| !files[late.row.place.file as usize].context;
        let told: Vec<bool> = verdicts.violations.iter().map(is_judged).collect();
        let mut of_slots = told.iter();
        verdicts.slots.retain(|_| of_slots.next() == Some(&true));
        verdicts.violations.retain(is_judged);
        verdicts.counts.failed = (verdicts.violations.len() + verdicts.absent.len()) as u64;
        let decided = judged.saturating_sub(verdicts.counts.undecided);
        verdicts.counts.passed = decided.saturating_sub(verdicts.counts.failed);
    }
    verdicts
}

/// Adds what only the whole table shows.
fn finish(
    result: &mut TableResult<'_>,
    kept: Vec<Vec<Kept>>,
    shown: &Shown<'_>,
    options: &Options,
) {
    let (plan, table) = (shown.plan, shown.table);
    let TableResult { blocks, checks, n_rows, .. } = result;
    // Violations of files that are only known are left out at the end: until then all count.
    let context = plan.tables[table.0].files.iter().any(|file| file.context);
    let limit = if context { usize::MAX } else { options.limit };
    for (check, kept) in checks.iter_mut().zip(kept) {
        if kept.is_empty() && check.check.check.of() == Judged::Rows {
            continue;
        }
        let held: usize = kept.iter().map(|part| check.check.check.held(&*part.part)).sum();
        // Which of all violations are excused is seen one by one.
        let limit = if check.check.excuses.is_empty() { limit } else { usize::MAX };
        let whole = WholeTable::new(shown, blocks, *n_rows, limit);
        let mut verdicts = check.check.check.finish(kept, &whole);
        // A group, or the table, is what all of its files make it.
        if check.check.check.looks_at_whole() && check.check.check.of() == Judged::Rows {
            verdicts = without_context(&plan.tables[table.0].files, verdicts, check.deferred);
        }
        options.scratch.release(held as u64);
        excuse::of_whole(check, &mut verdicts, shown);
        check.counts.add(&verdicts.counts);
        let most = excuse::limit(check.check, options.limit);
        let room = most.saturating_sub(check.violations.len());
        let has_slots = !verdicts.slots.is_empty();
        let late = verdicts.violations.into_iter().take(room).enumerate();
        check.violations.extend(late.map(|(at, late)| RawViolation {
            row: late.row,
            other: late.other,
            notes: late.notes,
            cause: Cause::Check,
            slots: has_slots.then_some(at as u32),
        }));
        check.slots = verdicts.slots.into_iter().take(room).collect();
        check.whole = verdicts.whole;
        check.notes = verdicts.notes;
        let room = most.saturating_sub(check.violations.len());
        check.absent.extend(verdicts.absent.into_iter().take(room));
        check.reason = verdicts.reason;
    }
}
