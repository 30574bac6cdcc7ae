//! The groups of a block with the state of each aggregate: what blocks keep until all are known.

use super::accumulate::{Accumulator, Taken};
use super::split::Split;
use crate::checks::binder;
use crate::checks::frame::BlockFrame;
use crate::checks::{BlockRow, Reads};
use crate::expressions::grouping::{BoundAggregate, Grouping};
use crate::expressions::{Typed, eval};
use crate::tables::encode::encode;
use crate::tables::{Bitmap, Catalog, Data, Vector, bitmap};
use crate::types::Computed;
use std::borrow::Cow;

/// Aggregates by group, and what they read.
#[derive(Debug, Clone)]
pub struct Totals {
    pub grouping: Grouping,
    /// What makes the groups reads.
    by_reads: Reads,
    /// What each aggregate reads.
    reads: Vec<Reads>,
}

/// What is kept of a block.
pub struct Part {
    /// The values that make each group, one after the other, and where each group's end.
    keys: Vec<u8>,
    ends: Vec<usize>,
    pub hashes: Vec<u64>,
    /// Each group's first row.
    pub firsts: Vec<BlockRow>,
    pub totals: Vec<Total>,
    /// Rows whose group is not known, because a cell does not read.
    pub keyless: u64,
}

/// An aggregate over the groups of a block.
pub struct Total {
    pub state: Accumulator,
    /// Groups with a row in which an argument cannot be computed, and the first such row.
    pub failed: Vec<(u32, BlockRow)>,
    /// Rows left out because a cell does not read.
    pub left_out: u64,
}

/// The rows that a block's groups are made of.
pub struct Members<'m> {
    pub rows: &'m Bitmap,
    /// Those of which it cannot be computed whether they belong there.
    pub unclear: Option<&'m Bitmap>,
}

impl Totals {
    pub fn new(grouping: Grouping, catalog: &Catalog) -> Totals {
        let by_reads = reads_of(grouping.by.iter().map(|by| &by.typed), catalog);
        let mut totals = Totals { grouping, by_reads, reads: Vec::new() };
        totals.look(catalog);
        totals
    }

    /// Finds out what the aggregates read: more of them may have come.
    pub fn look(&mut self, catalog: &Catalog) {
        let aggregates = self.grouping.aggregates.iter();
        self.reads = aggregates.map(|aggregate| reads_of(aggregate.parts(), catalog)).collect();
    }

    /// What the aggregates of no rows are.
    pub fn of_nothing(&self) -> impl Iterator<Item = Vec<Computed>> + '_ {
        self.grouping.aggregates.iter().map(|aggregate| {
            let mut state = Accumulator::new(aggregate);
            state.close(1);
            state.finish(aggregate, 1)
        })
    }

    /// What all parts read.
    pub fn reads(&self) -> Reads {
        let mut reads = self.by_reads.clone();
        self.reads.iter().for_each(|more| reads.add(more.clone()));
        reads
    }

    /// The groups of a block, and the rows of which it cannot be computed what group they are in.
    pub fn part(&self, block: &BlockFrame<'_>, members: &Members<'_>) -> (Part, Option<Bitmap>) {
        let rows = members.rows;
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
            // The one group of a block without rows for it has none.
            firsts: split
                .firsts
                .iter()
                .filter(|row| (**row as usize) < rows.len() && taking.get(**row as usize))
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
        let taking = Members { rows: &taking, unclear: members.unclear };
        let aggregates = self.grouping.aggregates.iter().zip(&self.reads);
        part.totals =
            aggregates.map(|aggregate| total(aggregate, block, (&split, &taking))).collect();
        (part, failed)
    }
}

impl Part {
    /// What makes a group, as bytes.
    pub fn key(&self, group: usize) -> &[u8] {
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start..self.ends[group]]
    }
}

fn total(
    (aggregate, reads): (&BoundAggregate, &Reads),
    block: &BlockFrame<'_>,
    (split, members): (&Split, &Members<'_>),
) -> Total {
    let mut state = Accumulator::new(aggregate);
    let unreadable = unreadable(reads, block);
    let readable = match &unreadable {
        Some(unreadable) => members.rows.and_not(unreadable),
        None => members.rows.clone(),
    };
    let left_out = (members.rows.count() - readable.count()) as u64;
    let (chosen, mut failed) = filtered(aggregate, block, &readable);
    if let Some(unclear) = members.unclear {
        failed = bitmap::union(failed.as_ref(), Some(&unclear.and(&chosen)));
    }
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

fn reads_of<'t>(parts: impl Iterator<Item = &'t Typed>, catalog: &Catalog) -> Reads {
    let mut reads = Reads::default();
    parts.for_each(|part| reads.add(binder::reads_of(part, catalog)));
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
