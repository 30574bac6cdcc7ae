//! The groups of all blocks put together, and judged.

use super::accumulate::Accumulator;
use super::encode::Decoder;
use super::heavy::{self, Heavy, Weight};
use super::{GroupsHold, Part};
use crate::checks::{BlockRow, Kept, Late, Note, OfTable, RowId, Slots, Verdicts, Whole};
use crate::expressions::{Frame, eval};
use crate::findings::Counts;
use crate::tables::{Data, ReferenceId, Vector};
use crate::types::{Computed, Type, format};
use bumpalo::Bump;
use hashbrown::{HashMap, HashTable};
use rayon::prelude::*;

/// A block's part with its number.
type Numbered = (usize, Box<Part>);

/// How many ways the groups are divided where there are many: each is merged by itself.
const WAYS: usize = 64;
/// Groups that one thread merges without dividing them.
const FEW: usize = 20_000;

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
    let n_groups: usize = parts.iter().map(|(_, part)| part.hashes.len()).sum();
    let ways = if n_groups > FEW { WAYS } else { 1 };
    let judged: Vec<Judged> = (0..ways)
        .into_par_iter()
        .map(|way| Merged::of(check, &parts, (way, ways)).judge(check, &parts, whole))
        .collect();
    let mut counts = Counts::default();
    let mut violations: Vec<(Late, Slots)> = Vec::new();
    let few = judged.iter().map(|part| part.n_groups).sum::<usize>() <= heavy::FEW;
    for mut part in judged {
        counts.add(&part.counts);
        if !few {
            part.violations.iter_mut().for_each(|(late, _)| late.notes.clear());
        }
        violations.extend(part.violations);
    }
    violations.sort_by_key(|(late, _)| late.row);
    let mut verdicts = Verdicts { counts, notes: left_out(check, &parts), ..Verdicts::default() };
    for (late, slots) in violations {
        match check.grouping.by.is_empty() {
            true => verdicts.whole = Some(OfTable { slots, other: late.other, notes: late.notes }),
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

/// Groups put together.
struct Merged {
    /// The part and the group in it where each was first seen.
    firsts: Vec<(u32, u32)>,
    totals: Vec<Accumulator>,
    /// For each aggregate: groups with a row where it cannot be computed, and the first such row.
    failed: Vec<HashMap<u32, (u32, BlockRow)>>,
    /// For each aggregate the rows that weigh most, as long as there are few groups.
    heavy: Vec<Heavy>,
}

/// What became of some of the groups.
struct Judged {
    n_groups: usize,
    counts: Counts,
    violations: Vec<(Late, Slots)>,
}

impl Merged {
    fn of(check: &GroupsHold, parts: &[Numbered], (way, ways): (usize, usize)) -> Merged {
        let aggregates = &check.grouping.aggregates;
        let mut merged = Merged {
            firsts: Vec::new(),
            totals: aggregates.iter().map(Accumulator::new).collect(),
            failed: aggregates.iter().map(|_| HashMap::new()).collect(),
            heavy: aggregates.iter().map(|_| Heavy::default()).collect(),
        };
        let mut index: HashTable<(u64, u32)> = HashTable::new();
        for (at, (_, part)) in parts.iter().enumerate() {
            let map = merged.numbers((at, part), &mut index, (parts, way, ways));
            let n_groups = merged.firsts.len();
            for (total, later) in merged.totals.iter_mut().zip(&part.totals) {
                total.merge(&later.state, &map, n_groups);
            }
            for (heavy, later) in merged.heavy.iter_mut().zip(&part.totals) {
                if let (Some(later), 0..=heavy::FEW) = (&later.heavy, n_groups) {
                    heavy.merge(later, (at as u32, &map), n_groups);
                }
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
        (parts, way, ways): (&[Numbered], usize, usize),
    ) -> Vec<u32> {
        let mut map = vec![u32::MAX; part.hashes.len()];
        for (group, hash) in part.hashes.iter().enumerate() {
            // Not the bits that the table itself looks at.
            if (hash >> 32) as usize % ways != way {
                continue;
            }
            let key = part.key(group);
            let same = |(known, number): &(u64, u32)| {
                let (first, group) = self.firsts[*number as usize];
                known == hash && parts[first as usize].1.key(group as usize) == key
            };
            map[group] = match index.find(*hash, same) {
                Some((_, number)) => *number,
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

    fn judge(&self, check: &GroupsHold, parts: &[Numbered], whole: &dyn Whole) -> Judged {
        let n_groups = self.firsts.len();
        let slots = self.slots(check, parts);
        let arena = Bump::new();
        let frame = Groups { n_groups, slots: &slots, arena: &arena, today: whole.today() };
        let vector = eval::eval(&check.condition, &frame);
        let mut judged = Judged { n_groups, counts: Counts::default(), violations: Vec::new() };
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
            let row_of = |(part, row): (u32, BlockRow)| whole.row(parts[part as usize].0, row);
            let (first, at) = self.firsts[group];
            // A table without rows has a verdict all the same, which is shown without a row.
            let row = parts[first as usize].1.firsts.get(at as usize).copied();
            let row = row_of((first, row.unwrap_or_default()));
            let other = vector.is_failed(group).then(|| self.culprit(group)).flatten().map(row_of);
            let other: Option<RowId> = other;
            let values = slots.iter().map(|slot| slot[group].clone().ok()).collect();
            let mut late = Late::new(row, other);
            for (at, heavy) in self.heavy.iter().enumerate() {
                let of = |weight: &Weight| row_of((weight.part, weight.row));
                let notes = heavy.of(group).iter().map(of);
                late.notes.extend(notes.map(|row| Note { part: at as u32, row, numbers: [0, 0] }));
            }
            judged.violations.push((late, values));
        }
        judged
    }

    /// The first row that keeps an aggregate of the group from being computed.
    fn culprit(&self, group: usize) -> Option<(u32, BlockRow)> {
        self.failed.iter().find_map(|failed| failed.get(&(group as u32)).copied())
    }

    /// What makes the groups, then the aggregates: each with a value a group.
    fn slots(&self, check: &GroupsHold, parts: &[Numbered]) -> Vec<Vec<Computed>> {
        let n_groups = self.firsts.len();
        let mut slots: Vec<Vec<Computed>> =
            check.grouping.by.iter().map(|_| Vec::with_capacity(n_groups)).collect();
        for (part, group) in &self.firsts {
            let mut decoder = Decoder::new(parts[*part as usize].1.key(*group as usize));
            slots.iter_mut().for_each(|slot| slot.push(Ok(decoder.next_value())));
        }
        let aggregates = check.grouping.aggregates.iter().zip(&self.totals).zip(&self.failed);
        for ((aggregate, total), failed) in aggregates {
            let mut values = total.finish(aggregate, n_groups);
            for group in failed.keys() {
                values[*group as usize] = Err(crate::types::NotComputable::OutsideDomain);
            }
            slots.push(values);
        }
        slots
    }
}

impl Part {
    fn key(&self, group: usize) -> &[u8] {
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start..self.ends[group]]
    }
}

/// Groups as the rows of a frame.
struct Groups<'s, 'a> {
    n_groups: usize,
    slots: &'s [Vec<Computed>],
    arena: &'a Bump,
    today: i32,
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
