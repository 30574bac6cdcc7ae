//! A condition over groups of rows: `check = "sum(share) = 100"` with `by = ["country", "year"]`, or
//! over the table, without `by`.
//!
//! Each block is split into its groups, and each aggregate keeps one state a group. The states are
//! merged in the order of the blocks, and the condition is judged over the groups as over rows: its
//! aggregates and what makes the groups are slots of a frame that has a row for each group.

pub mod accumulate;
mod describe;
mod distinct;
mod encode;
pub mod exact;
mod merge;
pub mod split;
mod values;

pub use encode::{Decoder, encode, encode_value};

use super::binder::{self, Binder};
use super::frame::BlockFrame;
use super::{
    Asked, BlockRow, Check, Description, Kept, Observed, Reads, Request, RowFrame, Verdicts, Whole,
    Wording,
};
use crate::expressions::grouping::{BoundAggregate, By, Grouping};
use crate::expressions::template::{self, Template};
use crate::expressions::{Typed, bind, eval};
use crate::findings::Judged;
use crate::rules::Phrase;
use crate::tables::{Bitmap, Data, TableId, Vector, bitmap};
use accumulate::{Accumulator, Taken};
use split::Split;
use std::borrow::Cow;

/// A condition that has to hold, or to be unknown, of every group.
pub struct GroupsHold {
    pub condition: Typed,
    pub text: String,
    pub grouping: Grouping,
    /// What makes the groups reads.
    by_reads: Reads,
    /// What each aggregate reads.
    reads: Vec<Reads>,
}

/// What is kept of a block.
struct Part {
    /// The values that make each group, one after the other, and where each group's end.
    keys: Vec<u8>,
    ends: Vec<usize>,
    hashes: Vec<u64>,
    /// Each group's first row.
    firsts: Vec<BlockRow>,
    totals: Vec<Total>,
    /// Rows whose group is not known, because a cell does not read.
    keyless: u64,
}

/// An aggregate over the groups of a block.
struct Total {
    state: Accumulator,
    /// Groups with a row in which an argument cannot be computed, and the first such row.
    failed: Vec<(u32, BlockRow)>,
    /// Rows left out because a cell does not read.
    left_out: u64,
}

impl GroupsHold {
    /// The check that a condition with aggregates, or with `by`, becomes; `None` after a mistake.
    pub fn bind(
        request: &Request<'_>,
        (phrase, condition, grouping): (&Phrase, Typed, Grouping),
        binder: &mut Binder<'_>,
    ) -> Option<GroupsHold> {
        let mut condition = condition;
        let scope = binder.scope(request.table, phrase);
        bind::lift(&mut condition, &grouping, &scope, &mut binder.diagnostics)?;
        let mut check = GroupsHold {
            condition,
            text: phrase.text.clone(),
            by_reads: reads_of(grouping.by.iter().map(|by| &by.typed), binder),
            reads: Vec::new(),
            grouping,
        };
        check.read(binder);
        Some(check)
    }

    fn read(&mut self, binder: &Binder<'_>) {
        let aggregates = self.grouping.aggregates.iter();
        self.reads = aggregates.map(|aggregate| reads_of(aggregate.parts(), binder)).collect();
    }

    fn total(
        &self,
        (aggregate, reads): (&BoundAggregate, &Reads),
        block: &BlockFrame<'_>,
        (split, rows): (&Split, &Bitmap),
    ) -> Total {
        let mut state = Accumulator::new(aggregate);
        let unreadable = unreadable(reads, block);
        let readable = match &unreadable {
            Some(unreadable) => rows.and_not(unreadable),
            None => rows.clone(),
        };
        let left_out = (rows.count() - readable.count()) as u64;
        let (chosen, mut failed) = filtered(aggregate, block, &readable);
        let args: Vec<Cow<'_, Vector<'_>>> =
            aggregate.row_args().map(|arg| eval::borrowed(arg, block)).collect();
        let args: Vec<&Vector<'_>> = args.iter().map(|arg| arg.as_ref()).collect();
        for arg in &args {
            let rows = arg.failed.as_ref().map(|failed| failed.and(&chosen));
            failed = bitmap::union(failed.as_ref(), rows.as_ref());
        }
        let chosen = match &failed {
            Some(failed) => chosen.and_not(failed),
            None => chosen,
        };
        let rows = Accumulator::needs(aggregate, &args, &chosen);
        state.feed(&args, &Taken { rows: &rows, groups: &split.groups, n_groups: split.count() });
        state.close(split.count());
        let failed = failed.map_or_else(Vec::new, |rows| first_of_each(&rows, split, block));
        Total { state, failed, left_out }
    }
}

fn reads_of<'t>(parts: impl Iterator<Item = &'t Typed>, binder: &Binder<'_>) -> Reads {
    let mut reads = Reads::default();
    parts.for_each(|part| reads.add(binder::reads_of(part, binder.catalog)));
    reads
}

/// Rows with a cell that does not read as its type.
pub fn unreadable(reads: &Reads, block: &BlockFrame<'_>) -> Option<Bitmap> {
    let columns = reads.columns.iter().fold(None, |rows: Option<Bitmap>, column| {
        bitmap::union(rows.as_ref(), block.batch.column(*column).unreadable.as_ref())
    });
    reads.follows.iter().fold(columns, |rows, (path, column)| {
        bitmap::union(rows.as_ref(), block.unreadable_at(path, *column).as_ref())
    })
}

/// The rows that the aggregate's own filter chooses, and those where it cannot be computed.
fn filtered(
    aggregate: &BoundAggregate,
    block: &BlockFrame<'_>,
    rows: &Bitmap,
) -> (Bitmap, Option<Bitmap>) {
    let Some(filter) = &aggregate.filter else { return (rows.clone(), None) };
    let vector = eval::borrowed(filter, block);
    let mut chosen = match &vector.data {
        Data::Boolean(bits) => rows.and(bits),
        _ => Bitmap::zeros(rows.len()),
    };
    for gap in [&vector.nulls, &vector.failed].into_iter().flatten() {
        chosen = chosen.and_not(gap);
    }
    let failed = vector.failed.as_ref().map(|failed| failed.and(rows));
    (chosen, failed)
}

fn first_of_each(rows: &Bitmap, split: &Split, block: &BlockFrame<'_>) -> Vec<(u32, BlockRow)> {
    let mut firsts: Vec<(u32, usize)> = rows.iter().map(|row| (split.groups[row], row)).collect();
    firsts.sort_unstable();
    firsts.dedup_by_key(|(group, _)| *group);
    firsts.into_iter().map(|(group, row)| (group, block.row(row))).collect()
}

impl Check for GroupsHold {
    fn reads(&self) -> Reads {
        let mut reads = self.by_reads.clone();
        self.reads.iter().for_each(|more| reads.add(more.clone()));
        reads.add(Reads {
            defines: bind::columns_read(&self.condition).defines.into_iter().collect(),
            ..Reads::default()
        });
        reads
    }

    fn of(&self) -> Judged {
        if self.grouping.by.is_empty() { Judged::Tables } else { Judged::Groups }
    }

    fn needs_readable_cells(&self) -> bool {
        false
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let by: Vec<Cow<'_, Vector<'_>>> =
            self.grouping.by.iter().map(|by| eval::borrowed(&by.typed, block)).collect();
        let by: Vec<&Vector<'_>> = by.iter().map(|by| by.as_ref()).collect();
        let keyless = unreadable(&self.by_reads, block).map(|keyless| keyless.and(rows));
        let mut taking = match &keyless {
            Some(keyless) => rows.and_not(keyless),
            None => rows.clone(),
        };
        let failed = by.iter().fold(None, |failed: Option<Bitmap>, by| {
            bitmap::union(failed.as_ref(), by.failed.as_ref())
        });
        let failed = failed.map(|failed| failed.and(&taking));
        if let Some(failed) = &failed {
            taking = taking.and_not(failed);
        }
        let split = Split::of(&by, &taking);
        let mut part = Part {
            keys: Vec::new(),
            ends: Vec::with_capacity(split.count()),
            // The one group of an empty block has no row.
            firsts: split
                .firsts
                .iter()
                .filter(|row| (**row as usize) < rows.len())
                .map(|row| block.row(*row as usize))
                .collect(),
            totals: Vec::new(),
            keyless: keyless.map_or(0, |keyless| keyless.count() as u64),
            hashes: split.hashes.clone(),
        };
        for row in &split.firsts {
            by.iter().for_each(|by| encode(by, *row as usize, &mut part.keys));
            part.ends.push(part.keys.len());
        }
        let aggregates = self.grouping.aggregates.iter().zip(&self.reads);
        part.totals =
            aggregates.map(|aggregate| self.total(aggregate, block, (&split, &taking))).collect();
        Observed { failed, kept: Some(Box::new(part)), ..Observed::default() }
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        merge::finish(self, kept, whole)
    }

    fn asks(&self) -> String {
        binder::one_line(&self.text)
    }

    fn condition(&self) -> Option<Asked<'_>> {
        Some(Asked { condition: Cow::Borrowed(&self.condition), grouping: Some(&self.grouping) })
    }

    fn wording(&self) -> Wording {
        Wording {
            singular: "fails",
            plural: "fail",
            object: format!("`{}`", binder::one_line(&self.text)),
            help: None,
        }
    }

    fn bind_message(
        &mut self,
        table: TableId,
        phrase: &Phrase,
        binder: &mut Binder<'_>,
    ) -> Option<Template> {
        let scope = binder.scope(table, phrase);
        let found =
            template::template_of_groups(&scope, &mut self.grouping, &mut binder.diagnostics);
        self.read(binder);
        found
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        describe::describe(self, row)
    }
}

/// Binds what makes the groups.
pub fn bind_by(table: TableId, phrases: &[Phrase], binder: &mut Binder<'_>) -> Option<Vec<By>> {
    let mut by = Vec::new();
    for phrase in phrases {
        let scope = binder.scope(table, phrase);
        let typed = bind::expression(&scope, &mut binder.diagnostics);
        by.push(typed.map(|typed| By { typed, text: binder::one_line(&phrase.text) }));
    }
    by.into_iter().collect()
}
