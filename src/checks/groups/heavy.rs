//! The rows of a group that weigh most in one of its sums, or that fail where a share has to pass.
//!
//! A few rows of each group, and of no group where there are many: what is held does not grow with
//! the table. How many groups there are is known only at the end, so that where a file was cut makes
//! no difference.

use super::totals::Seen;
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Decimal, Value};

/// Rows that are held of a group.
pub const HELD: usize = 8;
/// Groups of which rows are held.
pub const FEW: usize = 4096;

/// A row and what it weighs.
#[derive(Debug, Clone, Copy)]
pub struct Weight {
    /// What it adds to the sum, without its sign.
    magnitude: u128,
    /// The digits of that after the point; `NOBODY` where no row is held.
    scale: u8,
    pub seen: Seen,
}

/// The scale of a place that no row has taken.
const NOBODY: u8 = u8::MAX;

impl Weight {
    fn is_row(&self) -> bool {
        self.scale != NOBODY
    }

    /// Whether it comes before a row further up in the file. A place that is free is lighter than
    /// all rows.
    #[inline]
    fn outweighs(&self, earlier: &Weight) -> bool {
        if self.scale == earlier.scale {
            return self.magnitude > earlier.magnitude;
        }
        !earlier.is_row() || self.value() > earlier.value()
    }

    #[cold]
    fn value(&self) -> Decimal {
        Decimal::new(self.magnitude as i128, self.scale)
    }
}

/// For each group its heaviest rows, the heaviest first: `HELD` places a group that holds any, all in
/// one piece.
#[derive(Debug, Clone, Default)]
pub struct Heavy {
    groups: Vec<Group>,
    places: Vec<Weight>,
}

/// What a row has to outweigh to be held: dense, since every row of the table is compared with one.
#[derive(Debug, Clone, Copy)]
struct Group {
    floor: u64,
    /// The digits of the floor after the point; `NOBODY` where any row is held.
    scale: u8,
    /// Where the group's places begin; `NOWHERE` as long as it holds no row.
    start: u32,
}

const NOWHERE: u32 = u32::MAX;

impl Group {
    const EMPTY: Group = Group { floor: 0, scale: NOBODY, start: NOWHERE };

    /// Whether there is certainly no place for a row.
    #[inline]
    fn is_above(&self, magnitude: u128, scale: u8) -> bool {
        scale == self.scale && magnitude <= u128::from(self.floor)
    }
}

impl Heavy {
    /// No rows, where those of earlier rows are known: only heavier ones will be held.
    pub fn after(earlier: &Heavy) -> Heavy {
        let groups = earlier.groups.iter().map(|group| Group { start: NOWHERE, ..*group });
        Heavy { groups: groups.collect(), places: Vec::new() }
    }

    /// Makes room for the groups that there are; none is kept where there are many.
    fn room(&mut self, n_groups: usize) -> bool {
        let few = n_groups <= FEW;
        self.groups.resize(if few { n_groups } else { 0 }, Group::EMPTY);
        if !few {
            self.places.clear();
        }
        few
    }

    /// Takes in rows of a block by the size of their value.
    pub fn add_numbers(
        &mut self,
        values: &Vector<'_>,
        (rows, groups, n_groups): (&Bitmap, &[u32], usize),
        seen: impl Fn(usize) -> Seen,
    ) {
        if !self.room(n_groups) {
            return;
        }
        if let Data::Narrow { values: narrow, scale } = &values.data {
            for row in rows.iter().filter(|row| !values.is_null(*row) && !values.is_failed(*row)) {
                let magnitude = u128::from(narrow[row].unsigned_abs());
                if !self.groups[groups[row] as usize].is_above(magnitude, *scale) {
                    self.add(groups[row], Weight { magnitude, scale: *scale, seen: seen(row) });
                }
            }
            return;
        }
        for row in rows.iter() {
            if let Some(Value::Number(value)) = values.value(row) {
                let (magnitude, scale) = (value.mantissa().unsigned_abs(), value.scale());
                self.add(groups[row], Weight { magnitude, scale, seen: seen(row) });
            }
        }
    }

    /// Takes in the first of the rows of a block in which a condition is FALSE.
    pub fn add_failing(
        &mut self,
        condition: &Vector<'_>,
        (rows, groups, n_groups): (&Bitmap, &[u32], usize),
        seen: impl Fn(usize) -> Seen,
    ) {
        let Data::Boolean(bits) = &condition.data else { return };
        if !self.room(n_groups) {
            return;
        }
        for row in rows.iter().filter(|row| !bits.get(*row) && !condition.is_null(*row)) {
            self.add(groups[row], Weight { magnitude: 1, scale: 0, seen: seen(row) });
        }
    }

    /// Takes in those of later rows, whose groups have the numbers that `map` gives.
    pub fn merge(&mut self, later: &Heavy, (map, blocks): (&[u32], u32), n_groups: usize) {
        if !self.room(n_groups) {
            return;
        }
        for (group, into) in map.iter().enumerate().filter(|(_, into)| **into != u32::MAX) {
            // The heaviest come first: where one is too light, so are the others.
            for weight in later.of(group) {
                let seen = weight.seen.later(blocks);
                if !self.add(*into, Weight { seen, ..*weight }) {
                    break;
                }
            }
        }
    }

    /// What it holds in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(self.places.as_slice()) + size_of_val(self.groups.as_slice())
    }

    /// The heaviest rows of a group.
    pub fn of(&self, group: usize) -> &[Weight] {
        let start = self.groups.get(group).map_or(NOWHERE, |group| group.start) as usize;
        let places = self.places.get(start..start.saturating_add(HELD)).unwrap_or_default();
        &places[..places.partition_point(Weight::is_row)]
    }

    /// Puts a row behind those that weigh as much, which come earlier in the file; false where there
    /// is no place for it.
    fn add(&mut self, group: u32, weight: Weight) -> bool {
        let of = &mut self.groups[group as usize];
        if of.is_above(weight.magnitude, weight.scale) {
            return false;
        }
        if of.start == NOWHERE {
            let free = Weight { magnitude: 0, scale: NOBODY, seen: Seen::default() };
            of.start = self.places.len() as u32;
            self.places.resize(self.places.len() + HELD, free);
        }
        let places = &mut self.places[of.start as usize..][..HELD];
        let at = places.partition_point(|held| !weight.outweighs(held));
        if at == HELD {
            return false;
        }
        places[at..].rotate_right(1);
        places[at] = weight;
        if let Some(lightest) = places.last().filter(|last| last.is_row()) {
            of.floor = u64::try_from(lightest.magnitude).unwrap_or(u64::MAX);
            of.scale = lightest.scale;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::BlockRow;
    use proptest::prelude::*;

    const GROUPS: u32 = 3;

    fn seen(row: usize) -> Seen {
        Seen { block: 0, row: BlockRow { row: row as u32, start: 0 } }
    }

    /// The rows of each group, heaviest first, those that weigh the same in the order of the file.
    fn naive(rows: &[(u32, i64, u8)]) -> Vec<Vec<u32>> {
        let of_group = |group| {
            let mut rows: Vec<(usize, Decimal)> = (0..)
                .zip(rows)
                .filter(|(_, row)| row.0 == group)
                .map(|(at, row)| (at, Decimal::new(row.1.unsigned_abs().into(), row.2)))
                .collect();
            rows.sort_by_key(|row| std::cmp::Reverse(row.1));
            rows.iter().take(HELD).map(|(at, _)| *at as u32).collect()
        };
        (0..GROUPS).map(of_group).collect()
    }

    fn held(heavy: &Heavy) -> Vec<Vec<u32>> {
        let rows = |group| heavy.of(group as usize).iter().map(|weight| weight.seen.row.row);
        (0..GROUPS).map(|group| rows(group).collect()).collect()
    }

    /// Takes the rows in as columns of one scale, and of one each.
    fn take(heavy: &mut Heavy, rows: &[(u32, i64, u8)], before: usize) {
        for (at, (group, value, scale)) in rows.iter().enumerate() {
            let data = match at % 3 {
                0 => Data::Wide(vec![Decimal::new((*value).into(), *scale)]),
                _ => Data::Narrow { values: vec![*value], scale: *scale },
            };
            let groups = (&Bitmap::ones(1), &[*group][..], GROUPS as usize);
            heavy.add_numbers(&Vector::full(1, data), groups, |_| seen(before + at));
        }
    }

    proptest! {
        #[test]
        fn the_heaviest_rows_are_held_wherever_the_file_is_cut(
            rows in proptest::collection::vec((0..GROUPS, -20..20_i64, 0..3_u8), 0..80),
            (known, cut) in (0..80_usize, 0..80_usize),
        ) {
            let cut = cut.min(rows.len());
            let mut heavy = Heavy::default();
            take(&mut heavy, &rows[..cut.min(known)], 0);
            let mut later = Heavy::after(&heavy);
            take(&mut heavy, &rows[cut.min(known)..cut], cut.min(known));
            take(&mut later, &rows[cut..], cut);
            heavy.merge(&later, (&[0, 1, 2], 0), GROUPS as usize);
            prop_assert_eq!(held(&heavy), naive(&rows));
        }

        #[test]
        fn many_groups_hold_no_rows(group in 0..5000_u32) {
            let mut heavy = Heavy::default();
            let groups = (&Bitmap::ones(1), &[group][..], FEW + 1000);
            let one = Vector::full(1, Data::Narrow { values: vec![1], scale: 0 });
            heavy.add_numbers(&one, groups, seen);
            prop_assert!(heavy.of(group as usize).is_empty());
        }
    }
}
