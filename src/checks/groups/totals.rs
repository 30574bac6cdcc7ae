//! Groups of rows with the state of each aggregate: what is kept of blocks until all are known.

use super::accumulate::{Accumulator, Taken};
use super::heavy::Heavy;
use crate::checks::binder;
use crate::checks::frame::BlockFrame;
use crate::checks::keys;
use crate::checks::{BlockRow, Reads};
use crate::expressions::functions::aggregates::Fold;
use crate::expressions::grouping::{BoundAggregate, Grouping};
use crate::expressions::typed::Node;
use crate::expressions::{Typed, eval};
use crate::tables::encode;
use crate::tables::{Bitmap, Catalog, Data, Vector, bitmap};
use crate::types::Computed;
use hashbrown::{HashMap, HashTable};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Aggregates by group, and what they read.
#[derive(Debug, Clone)]
pub struct Totals {
    pub grouping: Grouping,
    /// What makes the groups reads.
    by_reads: Reads,
    /// What each aggregate reads.
    reads: Vec<Reads>,
    /// Which rows are held with their groups.
    pub weighs: Weighs,
}

/// The rows of a group that are held to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighs {
    None,
    /// Those that weigh most in each sum.
    Sums,
    /// The first that fail where a share has to pass.
    Failing,
    /// Those of the values that an aggregate picks, such as the greatest.
    Picked,
}

/// Groups of the rows of a block, or of several that follow each other.
#[derive(Default, Serialize, Deserialize)]
pub struct Groups {
    /// The values that make each group, one after the other, and where each group's end.
    keys: Vec<u8>,
    ends: Vec<usize>,
    hashes: Vec<u64>,
    /// Each group's first row; a group that was known before any has none, nor has the one group of a
    /// table without rows.
    firsts: Vec<Option<Seen>>,
    pub totals: Vec<Total>,
    /// Rows whose group is not known, because a cell does not read.
    pub keyless: u64,
    /// Finds a group by its hash.
    #[serde(skip)]
    index: HashTable<u32>,
    /// Whether more can be taken in.
    #[serde(skip)]
    is_open: bool,
}

/// An aggregate over groups.
#[derive(Serialize, Deserialize)]
pub struct Total {
    pub state: Accumulator,
    /// Groups with a row in which an argument cannot be computed, and the first such row.
    pub failed: HashMap<u32, Seen>,
    /// Rows left out because a cell does not read.
    pub left_out: u64,
    /// The rows that weigh most, where the groups are few: such parts stay in memory.
    #[serde(skip)]
    pub heavy: Heavy,
}

/// A row, by its block: counted from the first block of the groups that it is in.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Seen {
    pub block: u32,
    pub row: BlockRow,
}

impl Seen {
    pub fn later(self, blocks: u32) -> Seen {
        Seen { block: self.block + blocks, ..self }
    }
}

/// The rows of a block that groups are made of.
pub struct Members<'m> {
    pub rows: &'m Bitmap,
    /// Those of which it cannot be computed whether they belong there.
    pub unclear: Option<&'m Bitmap>,
}

impl Totals {
    pub fn new(grouping: Grouping, catalog: &Catalog) -> Totals {
        let by_reads = reads_of(grouping.by.iter().map(|by| &by.typed), catalog);
        let mut totals = Totals { grouping, by_reads, reads: Vec::new(), weighs: Weighs::None };
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
            state.grow(1);
            state.finish(aggregate, 1)
        })
    }

    /// What all parts read.
    pub fn reads(&self) -> Reads {
        let mut reads = self.by_reads.clone();
        self.reads.iter().for_each(|more| reads.add(more.clone()));
        reads
    }

    /// No groups yet.
    pub fn start(&self) -> Groups {
        let total = |aggregate| Total {
            state: Accumulator::new(aggregate),
            failed: HashMap::new(),
            left_out: 0,
            heavy: Heavy::default(),
        };
        Groups {
            totals: self.grouping.aggregates.iter().map(total).collect(),
            is_open: true,
            ..Groups::default()
        }
    }

    /// The groups that there are, without rows: what a later part may begin with, so that it neither
    /// has to find them again nor to hold rows that are lighter than those held before.
    pub fn start_after(&self, earlier: &Groups) -> Groups {
        let mut groups = self.start();
        groups.keys.clone_from(&earlier.keys);
        groups.ends.clone_from(&earlier.ends);
        groups.hashes.clone_from(&earlier.hashes);
        groups.index.clone_from(&earlier.index);
        groups.firsts = vec![None; earlier.count()];
        for (total, earlier) in groups.totals.iter_mut().zip(&earlier.totals) {
            total.heavy = Heavy::after(&earlier.heavy);
        }
        groups
    }

    /// Takes in the rows of a block, the `nth` of those that the groups are of. Gives the rows of
    /// which it cannot be computed what group they are in.
    pub fn take_in(
        &self,
        (block, nth): (&BlockFrame<'_>, u32),
        members: &Members<'_>,
        groups: &mut Groups,
    ) -> Option<Bitmap> {
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
        groups.keyless += keyless.map_or(0, |keyless| keyless.count() as u64);
        let of_rows = groups.number(&by, &taking, (block, nth));
        let n_groups = groups.count();
        let aggregates = self.grouping.aggregates.iter().zip(&self.reads);
        for (aggregate, total) in aggregates.zip(&mut groups.totals) {
            let taken = Taken { rows: &taking, groups: &of_rows, n_groups, seen: None };
            let (aggregate, reads) = aggregate;
            let aggregate = (aggregate, reads, self.weighs);
            add_up(aggregate, (block, nth), (&taken, members.unclear), total);
        }
        failed
    }
}

impl Groups {
    pub fn count(&self) -> usize {
        self.hashes.len()
    }

    /// Whether more can be taken in.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// What they hold in memory, but for a little.
    pub fn bytes(&self) -> usize {
        let of_total = |total: &Total| {
            let failed = total.failed.len() * size_of::<(u32, Seen)>();
            total.state.bytes() + failed + total.heavy.bytes()
        };
        let keys = self.keys.len() + size_of_val(self.ends.as_slice());
        let groups = size_of_val(self.hashes.as_slice()) + size_of_val(self.firsts.as_slice());
        let totals: usize = self.totals.iter().map(of_total).sum();
        keys + groups + self.index.allocation_size() + totals
    }

    /// What makes a group, as bytes.
    pub fn key(&self, group: usize) -> &[u8] {
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start..self.ends[group]]
    }

    /// The row where a group was first seen.
    pub fn first(&self, group: usize) -> Option<Seen> {
        self.firsts[group]
    }

    /// The first row that keeps an aggregate of the group from being computed.
    pub fn culprit(&self, group: usize) -> Option<Seen> {
        self.totals.iter().find_map(|total| total.failed.get(&(group as u32)).copied())
    }

    /// The row of the first value of the group that an aggregate picks, where rows are held.
    pub fn picked(&self, group: usize) -> Option<Seen> {
        self.totals.iter().find_map(|total| total.state.row(group))
    }

    /// The group of each row that takes part, by row of the block, which is the `nth`.
    fn number(
        &mut self,
        by: &[&Vector<'_>],
        rows: &Bitmap,
        (block, nth): (&BlockFrame<'_>, u32),
    ) -> Vec<u32> {
        let seen = |row: usize| Some(Seen { block: nth, row: block.row(row) });
        let mut of_rows = vec![0; rows.len()];
        if by.is_empty() {
            // The table is one group, even where it is empty.
            let first = rows.iter().next().and_then(seen);
            match self.firsts.first_mut() {
                Some(known) => *known = known.or(first),
                None => drop(self.add(0, first)),
            }
            return of_rows;
        }
        let hashes = keys::hashes(by);
        for row in rows.iter() {
            let same = |key: &[u8]| {
                let rest = by.iter().try_fold(key, |key, by| encode::strip(by, row, key));
                rest.is_some_and(<[u8]>::is_empty)
            };
            of_rows[row] = match self.find(hashes[row], same) {
                Some(at) => at,
                None => {
                    by.iter().for_each(|by| encode::encode(by, row, &mut self.keys));
                    self.add(hashes[row], seen(row))
                }
            };
        }
        of_rows
    }

    /// The number of the group with this hash whose key is the one.
    #[inline]
    fn find(&self, hash: u64, is_it: impl Fn(&[u8]) -> bool) -> Option<u32> {
        // Seven bits of the hash are alike by now: the key is nearly always the one.
        let same = |at: &u32| is_it(self.key(*at as usize));
        self.index.find(hash, same).copied()
    }

    /// Adds the group whose key now stands at the end of the keys.
    fn add(&mut self, hash: u64, first: Option<Seen>) -> u32 {
        let at = self.hashes.len() as u32;
        self.hashes.push(hash);
        self.ends.push(self.keys.len());
        self.firsts.push(first);
        self.index.insert_unique(hash, at, |at| self.hashes[*at as usize]);
        at
    }

    /// Takes a later part in, which begins so many blocks later, where together they have at most
    /// `most` groups; else the part is made ready for being kept.
    pub fn absorb(&mut self, part: &mut Groups, blocks: usize, most: usize) -> bool {
        let can = self.is_open && self.count() + part.count() <= most;
        match can {
            true => self.take(part, blocks, |_| true),
            false => part.close(),
        }
        can
    }

    /// Takes in those groups of a later part whose hash is wanted; it begins so many blocks later.
    pub fn take(&mut self, part: &Groups, blocks: usize, wanted: impl Fn(u64) -> bool) {
        let blocks = blocks as u32;
        let map = self.numbers(part, blocks, wanted);
        let n_groups = self.count();
        for (total, later) in self.totals.iter_mut().zip(&part.totals) {
            total.state.merge(&later.state, (&map, blocks), n_groups);
            for (group, seen) in &later.failed {
                let group = map[*group as usize];
                if group != u32::MAX {
                    total.failed.entry(group).or_insert(seen.later(blocks));
                }
            }
            total.left_out += later.left_out;
            total.heavy.merge(&later.heavy, (&map, blocks), n_groups);
        }
        self.keyless += part.keyless;
    }

    /// The number here of each group of a part.
    fn numbers(&mut self, part: &Groups, blocks: u32, wanted: impl Fn(u64) -> bool) -> Vec<u32> {
        let mut map = vec![u32::MAX; part.count()];
        for (group, hash) in part.hashes.iter().enumerate().filter(|(_, hash)| wanted(**hash)) {
            let key = part.key(group);
            let first = part.firsts[group].map(|seen| seen.later(blocks));
            map[group] = match self.find(*hash, |known| known == key) {
                Some(at) => {
                    let known = &mut self.firsts[at as usize];
                    *known = known.or(first);
                    at
                }
                None => {
                    self.keys.extend(key);
                    self.add(*hash, first)
                }
            };
        }
        map
    }

    /// Nothing more will be taken in: what finds groups again is not kept.
    fn close(&mut self) {
        self.is_open = false;
        self.index = HashTable::new();
        self.totals.iter_mut().for_each(|total| total.state.close());
    }
}

/// Takes the rows of a block into the totals of an aggregate.
fn add_up(
    (aggregate, reads, weighs): (&BoundAggregate, &Reads, Weighs),
    (block, nth): (&BlockFrame<'_>, u32),
    (taken, unclear): (&Taken<'_>, Option<&Bitmap>),
    total: &mut Total,
) {
    let unreadable = unreadable(reads, block);
    let readable = match &unreadable {
        Some(unreadable) => taken.rows.and_not(unreadable),
        None => taken.rows.clone(),
    };
    total.left_out += (taken.rows.count() - readable.count()) as u64;
    let (chosen, mut failed) = filtered(aggregate, block, &readable);
    if let Some(unclear) = unclear {
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
    let seen = |row: usize| Seen { block: nth, row: block.row(row) };
    match (weighs, aggregate.function.fold, args.first()) {
        (Weighs::Failing, Fold::CountIf, Some(first)) => {
            total.heavy.add_failing(first, (&chosen, taken.groups, taken.n_groups), seen);
        }
        (Weighs::Sums, Fold::Sum, Some(first)) if is_weighed(aggregate) => {
            total.heavy.add_numbers(first, (&rows, taken.groups, taken.n_groups), seen);
        }
        _ => {}
    }
    let picked: Option<&dyn Fn(usize) -> Seen> = match weighs {
        Weighs::Picked => Some(&seen),
        _ => None,
    };
    total.state.feed(&args, &Taken { rows: &rows, seen: picked, ..*taken });
    for row in failed.iter().flat_map(Bitmap::iter) {
        total.failed.entry(taken.groups[row]).or_insert_with(|| seen(row));
    }
}

/// Whether the rows of a sum are told by their weight: numbers that it adds up, each as often as it
/// is there.
fn is_weighed(aggregate: &BoundAggregate) -> bool {
    let is_bound = |arg: &Typed| matches!(arg.node, Node::Bound { .. });
    !aggregate.distinct
        && aggregate.args.first().is_some_and(|arg| arg.ty.is_exact() && !is_bound(arg))
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
