//! A condition that looks at the rows around each: `check = "total >= lag(total) OVER (ORDER BY
//! day)"`.
//!
//! What the windows and the condition read is held, as typed values, until the whole table is
//! known. Then every window function is computed for all rows, and the condition is judged over
//! them: the functions, and the columns beside them, are slots of a frame.

mod compute;
mod held;
mod order;
mod partitions;
mod running;
mod spilled;

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
use rayon::prelude::*;
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
        let columns = Columns::join(&self.held, parts);
        let windows = self.grouping.windows.iter();
        let mut slots: Vec<Vector<'_>> =
            windows.map(|window| compute::compute(window, &columns, &arena)).collect();
        let n_windows = slots.len();
        slots.extend(self.columns.iter().map(|column| columns.of(column).clone()));
        let frame =
            Around { n_rows: columns.n_rows, slots: &slots, arena: &arena, today: whole.today() };
        let vector = eval::eval(&self.lifted, &frame);
        let rows =
            parts.iter().flat_map(|(block, part)| part.rows.iter().map(|row| (*block, *row)));
        let mut outcome = Outcome::default();
        for (at, (block, row)) in rows.enumerate() {
            let holds = matches!(&vector.data, Data::Boolean(bits) if bits.get(at));
            if vector.is_failed(at) || !(vector.is_null(at) || holds) {
                let values: Slots = slots[..n_windows].iter().map(|slot| slot.value(at)).collect();
                outcome.counts.failed += 1;
                outcome.failed.push((block, row, values));
            } else if vector.is_null(at) {
                outcome.counts.undecided += 1;
            } else {
                outcome.counts.passed += 1;
            }
        }
        outcome
    }
}

/// What was kept of blocks, each behind its number, and what was written to a file.
fn taken_apart(kept: Vec<Kept>) -> (Parts, Option<Box<Spilled>>) {
    let (mut parts, mut spilled) = (Vec::new(), None);
    for Kept { block, part } in kept {
        match part.downcast::<Part>() {
            Ok(part) => parts.push((block, part)),
            Err(part) => spilled = part.downcast::<Spilled>().ok(),
        }
    }
    (parts, spilled)
}

/// What came of some rows.
#[derive(Default)]
struct Outcome {
    counts: Counts,
    /// The rows that fail, each with its block and what its windows gave.
    failed: Vec<(usize, BlockRow, Slots)>,
}

impl Outcome {
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
        let by = self.common_partition();
        let bytes: usize = kept.iter().map(|kept| self.held(&*kept.part)).sum();
        if by.is_empty() || bytes < scratch.least_run() {
            return Ok(());
        }
        let (parts, spilled) = taken_apart(std::mem::take(kept));
        let mut spilled = match spilled {
            Some(spilled) => spilled,
            None => Box::new(Spilled::new(scratch)?),
        };
        spilled.write(&parts, &by)?;
        scratch.release(bytes as u64);
        let block = parts.first().map_or(0, |(block, _)| *block);
        kept.push(Kept { block, part: spilled });
        Ok(())
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let (parts, spilled) = taken_apart(kept);
        let Some(mut spilled) = spilled else { return self.judge(&parts, whole).verdicts(whole) };
        if let Err(error) = spilled.write(&parts, &self.common_partition()) {
            spilled.fail(&error);
        }
        drop(parts);
        let judged = (0..spilled::BUCKETS).into_par_iter();
        let judged: Vec<Outcome> =
            judged.map(|bucket| self.judge(&spilled.read(bucket), whole)).collect();
        let mut all = Outcome::default();
        for one in judged {
            all.counts.add(&one.counts);
            all.failed.extend(one.failed);
        }
        all.failed.sort_unstable_by_key(|(block, row, _)| (*block, *row));
        all.verdicts(whole)
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
    fn join(held: &'k [Typed], parts: &'k [(usize, Box<Part>)]) -> Columns<'k> {
        let n_rows = parts.iter().map(|(_, part)| part.rows.len()).sum();
        let vector = |at: usize| {
            Vector::joined(parts.iter().map(|(_, part)| part.held[at].vector()).collect())
        };
        Columns { n_rows, held, vectors: (0..held.len()).map(vector).collect() }
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
