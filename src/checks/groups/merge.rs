//! The groups of all blocks put together, and judged.

use super::GroupsHold;
use super::heavy::{self, Weight};
use super::parts::{Parts, WAYS};
use super::totals::{Groups, Seen, Total, Totals};
use crate::checks::{BlockRow, Kept, Late, Note, OfTable, RowId, Slots, Verdicts, Whole};
use crate::expressions::{Frame, eval};
use crate::findings::Counts;
use crate::tables::encode::Decoder;
use crate::tables::{Data, ReferenceId, Vector};
use crate::types::{Computed, NotComputable, Type, format};
use bumpalo::Bump;
use rayon::prelude::*;

/// Puts the groups of all parts together, divided where they are many, and makes something of each
/// division.
pub fn each<R: Send>(
    totals: &Totals,
    parts: &Parts,
    make: impl Fn(&Merged<'_>) -> R + Sync,
) -> Vec<R> {
    let first = parts.first();
    if let Some(groups) = parts.only() {
        return vec![make(&Merged { totals, groups, first })];
    }
    if parts.is_empty() {
        return Vec::new();
    }
    let of_way = |way| make(&Merged { totals, groups: &parts.of_way(totals, way), first });
    (0..WAYS).into_par_iter().map(of_way).collect()
}

/// Merges and judges all groups.
pub fn finish(check: &GroupsHold, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
    let parts = Parts::of(kept);
    if parts.is_empty() {
        let counts = Counts { not_evaluated: 1, ..Counts::default() };
        return Verdicts { counts, ..Verdicts::default() };
    }
    let judged: Vec<Judged> = each(&check.totals, &parts, |merged| judge(merged, check, whole));
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
        match check.totals.grouping.by.is_empty() {
            true => {
                let Late { other, notes, .. } = late;
                verdicts.whole = Some(OfTable { slots, other, notes });
            }
            false => {
                verdicts.violations.push(late);
                verdicts.slots.push(slots);
            }
        }
    }
    verdicts
}

/// What could not take part, in sentences.
fn left_out(check: &GroupsHold, parts: &Parts) -> Vec<String> {
    let left_out = parts.left_out();
    let rows = |count: u64| if count == 1 { "row" } else { "rows" };
    let mut notes = Vec::new();
    if left_out.keyless > 0 {
        notes.push(format!(
            "{} {} left out, whose group is not known: a cell does not read",
            format::count(left_out.keyless),
            rows(left_out.keyless)
        ));
    }
    let aggregates = check.totals.grouping.aggregates.iter();
    for (aggregate, count) in aggregates.zip(left_out.by_aggregate) {
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
    groups: &'m Groups,
    /// The number of their first block.
    first: usize,
}

/// What became of some of the groups.
struct Judged {
    n_groups: usize,
    counts: Counts,
    violations: Vec<(Late, Slots)>,
}

impl<'m> Merged<'m> {
    pub fn n_groups(&self) -> usize {
        self.groups.count()
    }

    /// What makes a group, as bytes.
    pub fn key(&self, group: usize) -> &'m [u8] {
        self.groups.key(group)
    }

    /// The block and the row in it where a group was first seen; the one group of a table without
    /// rows has none.
    pub fn first(&self, group: usize) -> Option<(usize, BlockRow)> {
        self.groups.first(group).map(|seen| self.row_of(seen))
    }

    /// The first row that keeps an aggregate of the group from being computed.
    pub fn culprit(&self, group: usize) -> Option<(usize, BlockRow)> {
        self.groups.culprit(group).map(|seen| self.row_of(seen))
    }

    /// The row of a value of the group that an aggregate picks, where rows are held.
    pub fn picked(&self, group: usize) -> Option<(usize, BlockRow)> {
        self.groups.picked(group).map(|seen| self.row_of(seen))
    }

    fn row_of(&self, seen: Seen) -> (usize, BlockRow) {
        (self.first + seen.block as usize, seen.row)
    }

    /// The rows of a group that weigh most in its aggregates.
    fn heaviest(&self, group: usize, whole: &dyn Whole) -> Vec<Note> {
        let mut notes = Vec::new();
        for (at, total) in self.groups.totals.iter().enumerate() {
            let of = |weight: &Weight| {
                let (block, row) = self.row_of(weight.seen);
                Note { part: at as u32, row: whole.row(block, row), numbers: [0, 0] }
            };
            notes.extend(total.heavy.of(group).iter().map(of));
        }
        notes
    }

    /// The aggregates as far as they can be computed: rows where they cannot are left out.
    pub fn certain(&self) -> Vec<Vec<Computed>> {
        let aggregates = self.totals.grouping.aggregates.iter().zip(&self.groups.totals);
        let finish =
            |(aggregate, total): (_, &Total)| total.state.finish(aggregate, self.n_groups());
        aggregates.map(finish).collect()
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
        for (mut values, total) in self.certain().into_iter().zip(&self.groups.totals) {
            for group in total.failed.keys() {
                values[*group as usize] = Err(NotComputable::OutsideDomain);
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
    let frame = GroupFrame { n_groups, slots: &slots, arena: &arena, today: whole.today() };
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
        let row_of = |(block, row): (usize, BlockRow)| whole.row(block, row);
        // A table without rows has a verdict all the same, which is shown without a row.
        let row = row_of(merged.first(group).unwrap_or_default());
        let other = vector.is_failed(group).then(|| merged.culprit(group)).flatten();
        let other: Option<RowId> = other.map(row_of);
        let values = slots.iter().map(|slot| slot[group].clone().ok()).collect();
        let mut late = Late::new(row, other);
        late.notes = merged.heaviest(group, whole);
        judged.violations.push((late, values));
    }
    judged
}

/// Groups as the rows of a frame.
pub struct GroupFrame<'s, 'a> {
    pub n_groups: usize,
    /// What makes the groups, then the aggregates.
    pub slots: &'s [Vec<Computed>],
    pub arena: &'a Bump,
    pub today: i32,
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
