//! The groups of all blocks put together, and judged.

use super::GroupsHold;
use super::accumulate::Accumulator;
use super::encode::{self, Decoder, encode};
use crate::checks::frame::BlockFrame;
use crate::checks::keys;
use crate::checks::{BlockRow, Kept, Late, RowId, Slots, Verdicts, Whole};
use crate::expressions::{Frame, eval};
use crate::findings::Counts;
use crate::tables::{Bitmap, Data, ReferenceId, Vector};
use crate::types::{Computed, NotComputable, Type, format};
use bumpalo::Bump;
use hashbrown::{HashMap, HashTable};
use rayon::prelude::*;

/// How many ways the groups are divided where there are many: each is merged by itself.
const WAYS: usize = 64;
/// Groups that are put together as blocks come in, by one thread; more are left to all of them.
const FEW: usize = 20_000;

/// Groups of rows: of a block, or of several that follow each other.
#[derive(Default)]
pub(super) struct Groups {
    /// The values that make each group, one after the other, and where each group's end.
    keys: Vec<u8>,
    ends: Vec<usize>,
    hashes: Vec<u64>,
    /// Each group's first row; the one group of an empty table has none.
    firsts: Vec<Seen>,
    pub(super) totals: Vec<Total>,
    /// Rows whose group is not known, because a cell does not read.
    pub(super) keyless: u64,
    /// Finds a group by its hash.
    index: HashTable<u32>,
    /// Whether more can be taken in.
    is_open: bool,
}

/// An aggregate over groups.
#[derive(Clone)]
pub(super) struct Total {
    pub state: Accumulator,
    /// Groups with a row in which an argument cannot be computed, and the first such row.
    pub failed: HashMap<u32, Seen>,
    /// Rows left out because a cell does not read.
    pub left_out: u64,
}

/// A row, by its block: counted from the first block of the groups that it is in.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    block: u32,
    row: BlockRow,
}

impl Seen {
    pub(super) fn in_block(block: usize, row: BlockRow) -> Seen {
        Seen { block: block as u32, row }
    }

    fn later(self, blocks: u32) -> Seen {
        Seen { block: self.block + blocks, ..self }
    }
}

/// Takes a later part in; gives it back where there are too many groups for one thread.
pub fn absorb(before: &mut Kept, mut later: Kept) -> Option<Kept> {
    let blocks = (later.block - before.block) as u32;
    let groups = before.part.downcast_mut::<Groups>()?;
    let part = later.part.downcast_mut::<Groups>()?;
    if groups.is_open && groups.count() + part.count() <= FEW {
        groups.take(part, blocks, |_| true);
        return None;
    }
    part.close();
    Some(later)
}

/// Merges and judges all groups.
pub fn finish(check: &GroupsHold, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
    let mut parts: Vec<(usize, Box<Groups>)> = kept
        .into_iter()
        .filter_map(|kept| Some((kept.block, kept.part.downcast::<Groups>().ok()?)))
        .collect();
    let Some(first) = parts.first().map(|(block, _)| *block) else {
        let counts = Counts { not_evaluated: 1, ..Counts::default() };
        return Verdicts { counts, ..Verdicts::default() };
    };
    let notes = left_out(check, &parts);
    let judged: Vec<Judged> = match parts.as_mut_slice() {
        [(_, groups)] => vec![groups.judge(check, first, whole)],
        _ => (0..WAYS)
            .into_par_iter()
            .map(|way| {
                // Not the bits that the table itself looks at.
                let is_ours = |hash: u64| (hash >> 32) as usize % WAYS == way;
                let mut groups = Groups::new(check);
                for (block, part) in &parts {
                    groups.take(part, (block - first) as u32, is_ours);
                }
                groups.judge(check, first, whole)
            })
            .collect(),
    };
    let mut counts = Counts::default();
    let mut violations: Vec<(Late, Slots)> = Vec::new();
    for part in judged {
        counts.add(&part.counts);
        violations.extend(part.violations);
    }
    violations.sort_by_key(|(late, _)| late.row);
    let mut verdicts = Verdicts { counts, notes, ..Verdicts::default() };
    for (late, slots) in violations {
        match check.grouping.by.is_empty() {
            true => verdicts.whole = Some((slots, late.other)),
            false => {
                verdicts.violations.push(late);
                verdicts.slots.push(slots);
            }
        }
    }
    verdicts
}

/// What could not take part, in sentences.
fn left_out(check: &GroupsHold, parts: &[(usize, Box<Groups>)]) -> Vec<String> {
    let rows = |count: u64| if count == 1 { "row" } else { "rows" };
    let mut notes = Vec::new();
    let keyless: u64 = parts.iter().map(|(_, part)| part.keyless).sum();
    if keyless > 0 {
        notes.push(format!(
            "{} {} left out, whose group is not known: a cell does not read",
            format::count(keyless),
            rows(keyless)
        ));
    }
    for (at, aggregate) in check.grouping.aggregates.iter().enumerate() {
        let count: u64 = parts.iter().map(|(_, part)| part.totals[at].left_out).sum();
        if count > 0 {
            notes.push(format!(
                "`{}` leaves out {} {} with a cell that does not read",
                aggregate.text,
                format::count(count),
                rows(count)
            ));
        }
    }
    notes
}

/// What became of some of the groups.
struct Judged {
    counts: Counts,
    violations: Vec<(Late, Slots)>,
}

impl Groups {
    pub(super) fn new(check: &GroupsHold) -> Groups {
        let total = |aggregate| Total {
            state: Accumulator::new(aggregate),
            failed: HashMap::new(),
            left_out: 0,
        };
        Groups {
            totals: check.grouping.aggregates.iter().map(total).collect(),
            is_open: true,
            ..Groups::default()
        }
    }

    /// The group of each row that takes part, by row of the block, which is the `nth`.
    pub(super) fn number(
        &mut self,
        by: &[&Vector<'_>],
        rows: &Bitmap,
        (block, nth): (&BlockFrame<'_>, usize),
    ) -> Vec<u32> {
        let mut of_rows = vec![0; rows.len()];
        if by.is_empty() {
            // The table is one group, even where it is empty.
            if self.hashes.is_empty() {
                let first = rows.iter().next().map_or_else(BlockRow::default, |row| block.row(row));
                self.add(0, Seen::in_block(nth, first));
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
                    by.iter().for_each(|by| encode(by, row, &mut self.keys));
                    self.add(hashes[row], Seen::in_block(nth, block.row(row)))
                }
            };
        }
        of_rows
    }

    /// The number of the group with this hash whose key is the one.
    #[inline]
    fn find(&self, hash: u64, is_it: impl Fn(&[u8]) -> bool) -> Option<u32> {
        let same = |at: &u32| self.hashes[*at as usize] == hash && is_it(self.key(*at as usize));
        self.index.find(hash, same).copied()
    }

    /// Adds the group whose key now stands at the end of the keys.
    fn add(&mut self, hash: u64, first: Seen) -> u32 {
        let at = self.hashes.len() as u32;
        self.hashes.push(hash);
        self.ends.push(self.keys.len());
        self.firsts.push(first);
        self.index.insert_unique(hash, at, |at| self.hashes[*at as usize]);
        at
    }

    /// Nothing more will be taken in: what finds groups again is not kept.
    fn close(&mut self) {
        self.is_open = false;
        self.index = HashTable::new();
        self.totals.iter_mut().for_each(|total| total.state.close());
    }

    pub(super) fn count(&self) -> usize {
        self.hashes.len()
    }

    fn key(&self, group: usize) -> &[u8] {
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start..self.ends[group]]
    }

    /// Takes in those groups of a later part whose hash is wanted; it begins so many blocks later.
    fn take(&mut self, part: &Groups, blocks: u32, wanted: impl Fn(u64) -> bool) {
        let map = self.numbers(part, blocks, wanted);
        let n_groups = self.count();
        for (total, later) in self.totals.iter_mut().zip(&part.totals) {
            total.state.merge(&later.state, &map, n_groups);
            for (group, seen) in &later.failed {
                let group = map[*group as usize];
                if group != u32::MAX {
                    total.failed.entry(group).or_insert(seen.later(blocks));
                }
            }
            total.left_out += later.left_out;
        }
        self.keyless += part.keyless;
    }

    /// The number here of each group of a part.
    fn numbers(&mut self, part: &Groups, blocks: u32, wanted: impl Fn(u64) -> bool) -> Vec<u32> {
        let mut map = vec![u32::MAX; part.count()];
        for (group, hash) in part.hashes.iter().enumerate().filter(|(_, hash)| wanted(**hash)) {
            let key = part.key(group);
            map[group] = match self.find(*hash, |known| known == key) {
                Some(at) => at,
                None => {
                    self.keys.extend(key);
                    self.add(*hash, part.firsts[group].later(blocks))
                }
            };
        }
        map
    }

    /// Judges all groups, of parts whose first block has this number.
    fn judge(&self, check: &GroupsHold, first: usize, whole: &dyn Whole) -> Judged {
        let n_groups = self.count();
        let slots = self.slots(check);
        let arena = Bump::new();
        let frame = GroupFrame { n_groups, slots: &slots, arena: &arena, today: whole.today() };
        let vector = eval::eval(&check.condition, &frame);
        let mut judged = Judged { counts: Counts::default(), violations: Vec::new() };
        for group in 0..n_groups {
            let holds = matches!(&vector.data, Data::Boolean(bits) if bits.get(group));
            if !vector.is_failed(group) && (vector.is_null(group) || holds) {
                match vector.is_null(group) {
                    true => judged.counts.undecided += 1,
                    false => judged.counts.passed += 1,
                }
                continue;
            }
            judged.counts.failed += 1;
            let row_of = |seen: Seen| whole.row(first + seen.block as usize, seen.row);
            // A table without rows has a verdict all the same, which is shown without a row.
            let row = row_of(self.firsts[group]);
            let other = vector.is_failed(group).then(|| self.culprit(group)).flatten().map(row_of);
            let other: Option<RowId> = other;
            let values = slots.iter().map(|slot| slot[group].clone().ok()).collect();
            judged.violations.push((Late::new(row, other), values));
        }
        judged
    }

    /// The first row that keeps an aggregate of the group from being computed.
    fn culprit(&self, group: usize) -> Option<Seen> {
        self.totals.iter().find_map(|total| total.failed.get(&(group as u32)).copied())
    }

    /// What makes the groups, then the aggregates: each with a value a group.
    fn slots(&self, check: &GroupsHold) -> Vec<Vec<Computed>> {
        let n_groups = self.count();
        let mut slots: Vec<Vec<Computed>> =
            check.grouping.by.iter().map(|_| Vec::with_capacity(n_groups)).collect();
        for group in 0..n_groups {
            let mut decoder = Decoder::new(self.key(group));
            slots.iter_mut().for_each(|slot| slot.push(Ok(decoder.next_value())));
        }
        for (aggregate, total) in check.grouping.aggregates.iter().zip(&self.totals) {
            let mut values = total.state.finish(aggregate, n_groups);
            for group in total.failed.keys() {
                values[*group as usize] = Err(NotComputable::OutsideDomain);
            }
            slots.push(values);
        }
        slots
    }
}

/// Groups as the rows of a frame.
struct GroupFrame<'s, 'a> {
    n_groups: usize,
    slots: &'s [Vec<Computed>],
    arena: &'a Bump,
    today: i32,
}

impl<'a> Frame<'a> for GroupFrame<'_, 'a> {
    fn n_rows(&self) -> usize {
        self.n_groups
    }

    fn column(&self, _index: usize) -> Vector<'a> {
        Vector::null(self.n_groups)
    }

    fn follow(&self, _path: &[ReferenceId], _column: usize) -> Vector<'a> {
        Vector::null(self.n_groups)
    }

    fn slot(&self, index: usize, ty: Type) -> Vector<'a> {
        let values = &self.slots[index];
        eval::from_values(self.n_groups, (ty, self.arena), |row| match &values[row] {
            Ok(value) => Ok(value.clone()),
            Err(reason) => Err(*reason),
        })
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }

    fn today(&self) -> i32 {
        self.today
    }
}
