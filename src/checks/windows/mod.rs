//! A condition that looks at the rows around each: `check = "total >= lag(total) OVER (ORDER BY
//! day)"`.
//!
//! What the windows and the condition read is held, as typed values, until the whole table is
//! known. Then every window function is computed for all rows, and the condition is judged over
//! them: the functions, and the columns beside them, are slots of a frame.

mod compute;
mod divided;
mod held;
mod log;
mod order;
mod partitions;
mod reach;
mod rows;
mod running;
mod spilled;
mod stretches;
mod total;

use super::binder::{self, Binder};
use super::condition;
use super::frame::BlockFrame;
use super::{
    BlockRow, Check, Demand, Description, Kept, Late, Observed, Reads, Request, RowFrame, Slots,
    Verdicts, Whole, Wording,
};
use crate::expressions::bind::NamedWindow;
use crate::expressions::grouping::{BoundWindow, Grouping, WindowCall};
use crate::expressions::template::{self, Template};
use crate::expressions::typed::{Node, Typed};
use crate::expressions::{Frame, bind, eval};
use crate::findings::Counts;
use crate::rules::Phrase;
use crate::sources::Scratch;
use crate::tables::{Bitmap, Data, ReferenceId, TableId, Vector};
use crate::types::Type;
use bumpalo::Bump;
use held::Held;
use log::Log;
use rayon::prelude::*;
use reach::Beyond;
use rows::OfStrip;
use spilled::Spilled;
use std::any::Any;
use std::borrow::Cow;
use std::io;

/// A condition that has to hold, or to be unknown, in every row, by what is around it.
pub struct WindowsHold {
    condition: Typed,
    text: String,
    units: condition::Units,
    grouping: Grouping,
    named: Vec<NamedWindow>,
    reads: Reads,
    /// The condition with slots for columns too: those of the windows come first.
    lifted: Typed,
    /// The columns of the condition, in the order of their slots.
    columns: Vec<Typed>,
    /// All expressions whose values are held, each once.
    held: Vec<Typed>,
}

/// Parts, each behind the number of its block.
type Parts = Vec<(usize, Box<Part>)>;

/// What is kept of a block.
struct Part {
    rows: Vec<BlockRow>,
    held: Vec<Held>,
}

impl WindowsHold {
    /// The check that a condition with windows becomes.
    pub fn bind(
        (phrase, condition, grouping): (&Phrase, Typed, Grouping),
        (named, units): (Vec<NamedWindow>, condition::Units),
        binder: &Binder<'_>,
    ) -> WindowsHold {
        let mut check = WindowsHold {
            lifted: condition.clone(),
            condition,
            text: phrase.text.clone(),
            units,
            grouping,
            named,
            reads: Reads::default(),
            columns: Vec::new(),
            held: Vec::new(),
        };
        check.hold(binder);
        check
    }

    /// Finds out what has to be held.
    fn hold(&mut self, binder: &Binder<'_>) {
        let (mut columns, mut held) = (Vec::new(), Vec::new());
        let n_windows = self.grouping.windows.len();
        self.lifted = self.condition.clone();
        let mut rest = vec![&mut self.lifted];
        while let Some(typed) = rest.pop() {
            if matches!(typed.node, Node::Column(_) | Node::Follow { .. }) {
                let slot = n_windows + position(&mut columns, typed);
                position(&mut held, typed);
                typed.node = Node::Slot(slot);
                // What stands for its last digit does so here too.
                typed.node = Node::Written(Box::new(typed.clone()));
                continue;
            }
            rest.extend(typed.children_mut());
        }
        self.reads = binder::reads_of(&self.condition, binder.catalog);
        for part in self.grouping.windows.iter().flat_map(parts_of) {
            position(&mut held, part);
            self.reads.add(binder::reads_of(part, binder.catalog));
        }
        (self.columns, self.held) = (columns, held);
    }
}

impl WindowsHold {
    /// The held values that are the same in all rows that any window of a row looks at.
    fn common_partition(&self) -> Vec<usize> {
        let [first, others @ ..] = self.grouping.windows.as_slice() else { return Vec::new() };
        let is_common = |part: &&Typed| {
            others.iter().all(|window| window.partition.iter().any(|other| other.is_same(part)))
        };
        let common = first.partition.iter().filter(is_common);
        common.filter_map(|part| self.held.iter().position(|held| held.is_same(part))).collect()
    }

    /// Judges rows that make whole partitions.
    fn judge(&self, parts: &[(usize, Box<Part>)], whole: &dyn Whole) -> Outcome {
        let arena = Bump::new();
        let columns = Columns::of_parts(&self.held, parts);
        let around = (&columns, &Beyond::default());
        let windows = self.grouping.windows.iter();
        let slots = windows.map(|window| compute::compute(window, around, &arena)).collect();
        self.decide(parts, (&columns, slots, &arena), whole)
    }

    fn on_disk(&self, scratch: &Scratch) -> io::Result<OnDisk> {
        Ok(match self.common_partition().is_empty() {
            false => OnDisk::Buckets(Spilled::new(scratch)?),
            true => OnDisk::Log(Log::new(self.held.len(), scratch)?),
        })
    }

    fn write(&self, on_disk: &mut OnDisk, parts: &[(usize, Box<Part>)]) -> io::Result<()> {
        match on_disk {
            OnDisk::Buckets(spilled) => spilled.write(parts, &self.common_partition()),
            OnDisk::Log(log) => log.write(parts),
        }
    }

    fn judge_on_disk(&self, on_disk: &OnDisk, whole: &dyn Whole) -> io::Result<Outcome> {
        match on_disk {
            OnDisk::Buckets(spilled) => {
                let buckets = (0..spilled::BUCKETS).into_par_iter();
                let judged = buckets.map(|bucket| self.judge(&spilled.read(bucket), whole));
                Ok(Outcome::joined(judged.collect(), whole))
            }
            OnDisk::Log(log) => self.judge_log(log, whole),
        }
    }

    /// Judges all rows, each window having been computed by itself.
    fn judge_log(&self, log: &Log, whole: &dyn Whole) -> io::Result<Outcome> {
        let windows = &self.grouping.windows;
        let given = divided::all(windows, &self.held, log)?;
        let judge = |strip: usize| {
            let arena = Bump::new();
            let parts = log.parts(strip)?;
            let columns = Columns::of_parts(&self.held, &parts);
            let of_strip: Vec<OfStrip> = given.iter().map(|given| given.of_strip(strip)).collect();
            let slots =
                given.iter().zip(&of_strip).zip(windows).map(|((given, of_strip), window)| {
                    given.vector((of_strip, columns.n_rows), (window.ty, &arena))
                });
            Ok(self.decide(&parts, (&columns, slots.collect(), &arena), whole))
        };
        let outcomes = (0..log.n_strips()).into_par_iter().map(judge);
        Ok(Outcome::joined(outcomes.collect::<io::Result<Vec<_>>>()?, whole))
    }

    /// Judges rows of which it is known what their windows give.
    fn decide<'k>(
        &self,
        parts: &[(usize, Box<Part>)],
        (columns, mut slots, arena): (&Columns<'k>, Vec<Vector<'k>>, &'k Bump),
        whole: &dyn Whole,
    ) -> Outcome {
        let n_windows = slots.len();
        slots.extend(self.columns.iter().map(|column| columns.of(column).clone()));
        let frame = Around { n_rows: columns.n_rows, slots: &slots, arena, today: whole.today() };
        let vector = eval::eval(&self.lifted, &frame);
        let rows =
            parts.iter().flat_map(|(block, part)| part.rows.iter().map(|row| (*block, *row)));
        let mut outcome = Outcome::default();
        for (at, (block, row)) in rows.enumerate() {
            let holds = matches!(&vector.data, Data::Boolean(bits) if bits.get(at));
            if vector.is_failed(at) || !(vector.is_null(at) || holds) {
                outcome.counts.failed += 1;
                if outcome.failed.len() < whole.limit() {
                    let values = slots[..n_windows].iter().map(|slot| slot.value(at)).collect();
                    outcome.failed.push((block, row, values));
                }
            } else if vector.is_null(at) {
                outcome.counts.undecided += 1;
            } else {
                outcome.counts.passed += 1;
            }
        }
        outcome
    }
}

/// What is kept of the blocks that are not in memory.
enum OnDisk {
    /// Where windows have part of their partitions in common.
    Buckets(Spilled),
    /// Where they have not.
    Log(Log),
}

impl OnDisk {
    /// Takes note that the file failed: the run cannot be finished.
    fn fail(&self, error: &io::Error) {
        match self {
            OnDisk::Buckets(spilled) => spilled.fail(error),
            OnDisk::Log(log) => log.scratch().fail(error),
        }
    }
}

/// What was kept of blocks, each behind its number, and what was written to a file.
fn taken_apart(kept: Vec<Kept>) -> (Parts, Option<Box<OnDisk>>) {
    let (mut parts, mut on_disk) = (Vec::new(), None);
    for Kept { block, part } in kept {
        match part.downcast::<Part>() {
            Ok(part) => parts.push((block, part)),
            Err(part) => on_disk = part.downcast::<OnDisk>().ok(),
        }
    }
    (parts, on_disk)
}

/// What came of some rows.
#[derive(Default)]
struct Outcome {
    counts: Counts,
    /// The rows that fail, each with its block and what its windows gave.
    failed: Vec<(usize, BlockRow, Slots)>,
}

impl Outcome {
    /// Of all parts that rows were judged in, with the first rows that fail.
    fn joined(parts: Vec<Outcome>, whole: &dyn Whole) -> Outcome {
        let mut all = Outcome::default();
        for part in parts {
            all.counts.add(&part.counts);
            all.failed.extend(part.failed);
        }
        all.failed.sort_unstable_by_key(|(block, row, _)| (*block, *row));
        all.failed.truncate(whole.limit());
        all
    }

    fn verdicts(self, whole: &dyn Whole) -> Verdicts {
        let mut verdicts = Verdicts { counts: self.counts, ..Verdicts::default() };
        for (block, row, slots) in self.failed {
            verdicts.violations.push(Late::new(whole.row(block, row), None));
            verdicts.slots.push(slots);
        }
        verdicts
    }
}

/// Where an expression is in a list, to which it is added where it is not.
fn position(list: &mut Vec<Typed>, typed: &Typed) -> usize {
    list.iter().position(|known| known.is_same(typed)).unwrap_or_else(|| {
        list.push(typed.clone());
        list.len() - 1
    })
}

/// The expressions of a window that are evaluated in each row.
fn parts_of(window: &BoundWindow) -> Vec<&Typed> {
    let around = window.partition.iter().chain(window.order.iter().map(|order| &order.typed));
    match &window.call {
        WindowCall::Look { args, .. } => around.chain(args).collect(),
        WindowCall::Aggregate(aggregate) => {
            around.chain(aggregate.row_args()).chain(&aggregate.filter).collect()
        }
    }
}

impl Check for WindowsHold {
    fn reads(&self) -> Reads {
        self.reads.clone()
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let taken: Vec<u32> = rows.iter().map(|row| row as u32).collect();
        let hold = |typed: &Typed| {
            let vector: Cow<'_, Vector<'_>> = eval::borrowed(typed, block);
            Held::of(&vector, &taken)
        };
        let part = Part {
            held: self.held.iter().map(hold).collect(),
            rows: taken.iter().map(|row| block.row(*row as usize)).collect(),
        };
        Observed { deferred: Some(rows.clone()), kept: Some(Box::new(part)), ..Observed::default() }
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    fn held(&self, part: &(dyn Any + Send)) -> usize {
        part.downcast_ref::<Part>().map_or(0, Part::bytes)
    }

    fn shed(&self, kept: &mut Vec<Kept>, scratch: &Scratch) -> io::Result<()> {
        let bytes: usize = kept.iter().map(|kept| self.held(&*kept.part)).sum();
        if bytes < scratch.least_run() {
            return Ok(());
        }
        let (parts, on_disk) = taken_apart(std::mem::take(kept));
        let mut on_disk = match on_disk {
            Some(on_disk) => on_disk,
            None => Box::new(self.on_disk(scratch)?),
        };
        self.write(&mut on_disk, &parts)?;
        scratch.release(bytes as u64);
        let block = parts.first().map_or(0, |(block, _)| *block);
        kept.push(Kept { block, part: on_disk });
        Ok(())
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let (parts, on_disk) = taken_apart(kept);
        let Some(mut on_disk) = on_disk else { return self.judge(&parts, whole).verdicts(whole) };
        let written = self.write(&mut on_disk, &parts);
        drop(parts);
        let outcome = written.and_then(|()| self.judge_on_disk(&on_disk, whole));
        outcome.map_err(|error| on_disk.fail(&error)).unwrap_or_default().verdicts(whole)
    }

    fn asks(&self) -> String {
        binder::one_line(&self.text)
    }

    fn condition(&self) -> Option<Demand<'_>> {
        Some(Demand { condition: Cow::Borrowed(&self.condition), grouping: Some(&self.grouping) })
    }

    fn wording(&self) -> Wording {
        condition::wording(&self.text)
    }

    fn bind_message(
        &mut self,
        table: TableId,
        phrase: &Phrase,
        binder: &mut Binder<'_>,
    ) -> Option<Template> {
        let scope = bind::Scope { windows: &self.named, ..binder.scope(table, phrase) };
        let found =
            template::template_of_windows(&scope, &mut self.grouping, &mut binder.diagnostics);
        self.hold(binder);
        found
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let mut description = condition::describe((&self.condition, &self.text, &self.units), row);
        // What the windows look at stands in the row too.
        for window in &self.grouping.windows {
            let WindowCall::Look { args, .. } = &window.call else { continue };
            for column in args.iter().flat_map(|arg| bind::columns_read(arg).columns) {
                if !description.cells.iter().any(|(known, _)| *known == column) {
                    description.cells.push((column, row.cell_is(column)));
                }
            }
        }
        description
    }
}

/// The held values of all rows, by their expressions.
pub struct Columns<'k> {
    pub n_rows: usize,
    held: &'k [Typed],
    vectors: Vec<Vector<'k>>,
}

impl<'k> Columns<'k> {
    pub fn new(held: &'k [Typed], n_rows: usize, vectors: Vec<Vector<'k>>) -> Columns<'k> {
        Columns { n_rows, held, vectors }
    }

    fn of_parts(held: &'k [Typed], parts: &'k [(usize, Box<Part>)]) -> Columns<'k> {
        let n_rows = parts.iter().map(|(_, part)| part.rows.len()).sum();
        let vector = |at: usize| Held::together(parts.iter().map(|(_, part)| &part.held[at]));
        Columns::new(held, n_rows, (0..held.len()).map(vector).collect())
    }

    /// All of them, in the order of their expressions.
    pub fn vectors(&self) -> &[Vector<'k>] {
        &self.vectors
    }

    /// The values of an expression that is held.
    pub fn of(&self, typed: &Typed) -> &Vector<'k> {
        let at = self.held.iter().position(|known| known.is_same(typed));
        &self.vectors[at.expect("every part of a window is held")]
    }
}

/// All rows, with what is around them.
struct Around<'s, 'a> {
    n_rows: usize,
    slots: &'s [Vector<'a>],
    arena: &'a Bump,
    today: i32,
}

impl<'a> Frame<'a> for Around<'_, 'a> {
    fn n_rows(&self) -> usize {
        self.n_rows
    }

    fn column(&self, _index: usize) -> Vector<'a> {
        Vector::null(self.n_rows)
    }

    fn follow(&self, _path: &[ReferenceId], _column: usize) -> Vector<'a> {
        Vector::null(self.n_rows)
    }

    fn slot(&self, index: usize, _ty: Type) -> Vector<'a> {
        self.slots[index].clone()
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }

    fn today(&self) -> i32 {
        self.today
    }
}

/// The windows that a rule names, parsed.
pub fn named(request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Vec<NamedWindow>> {
    let mut named = Vec::new();
    for (name, phrase) in request.windows {
        match crate::expressions::parse::parse_window(phrase) {
            Ok(window) => {
                let name = name.value.clone();
                named.push(Some(NamedWindow { name, phrase: phrase.clone(), window }));
            }
            Err(mistake) => {
                binder.diagnostics.push(*mistake);
                named.push(None);
            }
        }
    }
    named.into_iter().collect()
}
