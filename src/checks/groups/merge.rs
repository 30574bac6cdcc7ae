//! The groups of all blocks put together, and judged.

use super::GroupsHold;
use super::accumulate::Accumulator;
use super::totals::{Part, Totals};
use crate::checks::{BlockRow, Kept, Late, RowId, Slots, Verdicts, Whole};
use crate::expressions::{Frame, eval};
use crate::findings::Counts;
use crate::tables::encode::Decoder;
use crate::tables::{Data, ReferenceId, Vector};
use crate::types::{Computed, Type, format};
use bumpalo::Bump;
use hashbrown::{HashMap, HashTable};
use rayon::prelude::*;

/// A block's part with its number.
pub type Numbered = (usize, Box<Part>);

/// How many ways the groups are divided where there are many: each is merged by itself.
const WAYS: usize = 64;
/// Groups that one thread merges without dividing them.
const FEW: usize = 20_000;

/// Puts the groups of all parts together, divided where they are many, and makes something of each
/// division.
pub fn each<R: Send>(
    totals: &Totals,
    parts: &[Numbered],
    make: impl Fn(&Merged<'_>) -> R + Sync,
) -> Vec<R> {
    let n_groups: usize = parts.iter().map(|(_, part)| part.hashes.len()).sum();
    let ways = if n_groups > FEW { WAYS } else { 1 };
    let merged = |way: usize| make(&Merged::of(totals, parts, (way, ways)));
    (0..ways).into_par_iter().map(merged).collect()
}

/// Merges and judges all groups.
pub fn finish(check: &GroupsHold, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
    let parts: Vec<Numbered> = kept
        .into_iter()
        .filter_map(|kept| Some((kept.block, kept.part.downcast::<Part>().ok()?)))
        .collect();
    if parts.is_empty() {
        let counts = Counts { not_evaluated: 1, ..Counts::default() };
        return Verdicts { counts, ..Verdicts::default() };
    }
    let judged: Vec<Judged> = each(&check.totals, &parts, |merged| judge(merged, check, whole));
    let mut counts = Counts::default();
    let mut violations: Vec<(Late, Slots)> = Vec::new();
    for part in judged {
        counts.add(&part.counts);
        violations.extend(part.violations);
    }
    violations.sort_by_key(|(late, _)| late.row);
    let mut verdicts = Verdicts { counts, notes: left_out(check, &parts), ..Verdicts::default() };
    for (late, slots) in violations {
        match check.totals.grouping.by.is_empty() {
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
fn left_out(check: &GroupsHold, parts: &[Numbered]) -> Vec<String> {
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
    for (at, aggregate) in check.totals.grouping.aggregates.iter().enumerate() {
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

/// Groups put together.
pub struct Merged<'m> {
    totals: &'m Totals,
    parts: &'m [Numbered],
    /// The part and the group in it where each was first seen.
    firsts: Vec<(u32, u32)>,
    states: Vec<Accumulator>,
    /// For each aggregate: groups with a row where it cannot be computed, and the first such row.
    failed: Vec<HashMap<u32, (u32, BlockRow)>>,
}

/// What became of some of the groups.
struct Judged {
    counts: Counts,
    violations: Vec<(Late, Slots)>,
}

impl<'m> Merged<'m> {
    fn of(totals: &'m Totals, parts: &'m [Numbered], (way, ways): (usize, usize)) -> Merged<'m> {
        let aggregates = &totals.grouping.aggregates;
        let mut merged = Merged {
            totals,
            parts,
            firsts: Vec::new(),
            states: aggregates.iter().map(Accumulator::new).collect(),
            failed: aggregates.iter().map(|_| HashMap::new()).collect(),
        };
        let mut index: HashTable<(u64, u32)> = HashTable::new();
        for (at, (_, part)) in parts.iter().enumerate() {
            let map = merged.numbers((at, part), &mut index, (way, ways));
            let n_groups = merged.firsts.len();
            for (state, later) in merged.states.iter_mut().zip(&part.totals) {
                state.merge(&later.state, &map, n_groups);
            }
            for (failed, later) in merged.failed.iter_mut().zip(&part.totals) {
                for (group, row) in &later.failed {
                    let group = map[*group as usize];
                    if group != u32::MAX {
                        failed.entry(group).or_insert((at as u32, *row));
                    }
                }
            }
        }
        merged
    }

    /// The number here of each group of a part.
    fn numbers(
        &mut self,
        (at, part): (usize, &Part),
        index: &mut HashTable<(u64, u32)>,
        (way, ways): (usize, usize),
    ) -> Vec<u32> {
        let mut map = vec![u32::MAX; part.hashes.len()];
        for (group, hash) in part.hashes.iter().enumerate() {
            // Not the bits that the table itself looks at.
            if (hash >> 32) as usize % ways != way {
                continue;
            }
            let key = part.key(group);
            let same =
                |(known, number): &(u64, u32)| known == hash && self.key(*number as usize) == key;
            map[group] = match index.find(*hash, same) {
                Some((_, number)) => {
                    if self.first(*number as usize).is_none() {
                        self.firsts[*number as usize] = (at as u32, group as u32);
                    }
                    *number
                }
                None => {
                    let number = self.firsts.len() as u32;
                    index.insert_unique(*hash, (*hash, number), |entry| entry.0);
                    self.firsts.push((at as u32, group as u32));
                    number
                }
            };
        }
        map
    }

    pub fn n_groups(&self) -> usize {
        self.firsts.len()
    }

    /// What makes a group, as bytes.
    pub fn key(&self, group: usize) -> &'m [u8] {
        let (part, at) = self.firsts[group];
        self.parts[part as usize].1.key(at as usize)
    }

    /// The block and the row in it where a group was first seen; the one group of a table without
    /// rows has none.
    pub fn first(&self, group: usize) -> Option<(usize, BlockRow)> {
        let (part, at) = self.firsts[group];
        let (block, part) = &self.parts[part as usize];
        Some((*block, *part.firsts.get(at as usize)?))
    }

    /// The first row that keeps an aggregate of the group from being computed.
    pub fn culprit(&self, group: usize) -> Option<(usize, BlockRow)> {
        let found = self.failed.iter().find_map(|failed| failed.get(&(group as u32)).copied());
        found.map(|(part, row)| (self.parts[part as usize].0, row))
    }

    /// The aggregates as far as they can be computed: rows where they cannot are left out.
    pub fn certain(&self) -> Vec<Vec<Computed>> {
        let aggregates = self.totals.grouping.aggregates.iter().zip(&self.states);
        aggregates.map(|(aggregate, state)| state.finish(aggregate, self.n_groups())).collect()
    }

    /// What makes the groups, then the aggregates: each with a value a group.
    pub fn slots(&self) -> Vec<Vec<Computed>> {
        let n_groups = self.n_groups();
        let grouping = &self.totals.grouping;
        let mut slots: Vec<Vec<Computed>> =
            grouping.by.iter().map(|_| Vec::with_capacity(n_groups)).collect();
        for group in 0..n_groups {
            let mut decoder = Decoder::new(self.key(group));
            slots.iter_mut().for_each(|slot| slot.push(Ok(decoder.next_value())));
        }
        for (mut values, failed) in self.certain().into_iter().zip(&self.failed) {
            for group in failed.keys() {
                values[*group as usize] = Err(crate::types::NotComputable::OutsideDomain);
            }
            slots.push(values);
        }
        slots
    }
}

fn judge(merged: &Merged<'_>, check: &GroupsHold, whole: &dyn Whole) -> Judged {
    let n_groups = merged.n_groups();
    let slots = merged.slots();
    let arena = Bump::new();
    let frame = Groups { n_groups, slots: &slots, arena: &arena, today: whole.today() };
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
        let row_of = |(block, row): (usize, BlockRow)| whole.row(block, row);
        // A table without rows has a verdict all the same, which is shown without a row.
        let row = row_of(merged.first(group).unwrap_or_default());
        let other = vector.is_failed(group).then(|| merged.culprit(group)).flatten();
        let other: Option<RowId> = other.map(row_of);
        let values = slots.iter().map(|slot| slot[group].clone().ok()).collect();
        judged.violations.push((Late::new(row, other), values));
    }
    judged
}

/// Groups as the rows of a frame.
pub struct Groups<'s, 'a> {
    pub n_groups: usize,
    /// What makes the groups, then the aggregates.
    pub slots: &'s [Vec<Computed>],
    pub arena: &'a Bump,
    pub today: i32,
}

impl<'a> Frame<'a> for Groups<'_, 'a> {
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
