//! The rows of a group that weigh most in one of its sums, or that fail where a share has to pass.
//!
//! A few rows of each group, and of no group where there are many: what is held does not grow with
//! the table. How many groups there are is known only at the end, so that where a file was cut makes
//! no difference.

use super::totals::Seen;
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Decimal, Value};
use std::cmp::Reverse;

/// Rows that are held of a group.
pub const HELD: usize = 8;
/// Groups of which rows are held.
pub const FEW: usize = 4096;

/// A row and what it weighs.
#[derive(Debug, Clone, Copy)]
pub struct Weight {
    value: Decimal,
    pub seen: Seen,
}

/// For each group its heaviest rows, the heaviest first.
#[derive(Debug, Clone, Default)]
pub struct Heavy {
    groups: Vec<Vec<Weight>>,
}

impl Heavy {
    /// Makes room for the groups that there are; none is kept where there are many.
    fn room(&mut self, n_groups: usize) -> bool {
        let few = n_groups <= FEW;
        self.groups.resize_with(if few { n_groups } else { 0 }, Vec::new);
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
        // Most rows are lighter than all that are held, which whole numbers of one scale show fast.
        let narrow = match &values.data {
            Data::Narrow { values, scale } => Some((values, *scale)),
            _ => None,
        };
        let scale = narrow.map_or(0, |(_, scale)| scale);
        let mut lightest: Vec<u64> = self.groups.iter().map(|held| lightest(held, scale)).collect();
        for row in rows.iter() {
            let group = groups[row] as usize;
            if let Some((values, _)) = narrow
                && self.groups[group].len() == HELD
                && values[row].unsigned_abs() <= lightest[group]
            {
                continue;
            }
            if let Some(Value::Number(value)) = values.value(row) {
                let held = &mut self.groups[group];
                add(held, Weight { value, seen: seen(row) });
                lightest[group] = self::lightest(held, scale);
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
            let held = &mut self.groups[groups[row] as usize];
            if held.len() < HELD {
                held.push(Weight { value: Decimal::ONE, seen: seen(row) });
            }
        }
    }

    /// Takes in those of later rows, whose groups have the numbers that `map` gives.
    pub fn merge(&mut self, later: &Heavy, (map, blocks): (&[u32], u32), n_groups: usize) {
        if !self.room(n_groups) {
            return;
        }
        for (group, weights) in map.iter().zip(&later.groups).filter(|(at, _)| **at != u32::MAX) {
            for weight in weights {
                let weight = Weight { seen: weight.seen.later(blocks), ..*weight };
                add(&mut self.groups[*group as usize], weight);
            }
        }
    }

    /// The heaviest rows of a group.
    pub fn of(&self, group: usize) -> &[Weight] {
        self.groups.get(group).map_or(&[], Vec::as_slice)
    }
}

/// Below this no row of the group is held any more, in units of a scale.
fn lightest(held: &[Weight], scale: u8) -> u64 {
    let last = held.get(HELD - 1).and_then(|last| last.value.rescaled(scale));
    last.and_then(|last| u64::try_from(last.mantissa().unsigned_abs()).ok()).unwrap_or(0)
}

/// Puts a row behind those that weigh as much: they come in the order of the file.
fn add(held: &mut Vec<Weight>, weight: Weight) {
    let key = Reverse(weight.value.abs());
    let at = held.partition_point(|known| Reverse(known.value.abs()) <= key);
    if at < HELD {
        held.truncate(HELD - 1);
        held.insert(at, weight);
    }
}
