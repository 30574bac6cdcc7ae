//! The rows of a group that weigh most in one of its sums, or that fail where a share has to pass.
//!
//! A few rows of each group, and of no group where there are many: what is held does not grow with
//! the table. How many groups there are is known only at the end, so that where a file was cut makes
//! no difference.

use super::split::Split;
use crate::checks::BlockRow;
use crate::checks::frame::BlockFrame;
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Decimal, Value};
use std::cmp::Reverse;

/// Rows that are held of a group.
pub const HELD: usize = 8;
/// Groups of which rows are held.
pub const FEW: usize = 4096;

/// A row of a part, and what it weighs.
#[derive(Debug, Clone, Copy)]
pub struct Weight {
    pub value: Decimal,
    pub part: u32,
    pub row: BlockRow,
}

/// For each group its heaviest rows, the heaviest first.
#[derive(Debug, Clone, Default)]
pub struct Heavy {
    groups: Vec<Vec<Weight>>,
}

impl Heavy {
    /// The heaviest of some rows of a block by the size of their value.
    pub fn of_numbers(
        values: &Vector<'_>,
        (rows, split): (&Bitmap, &Split),
        block: &BlockFrame<'_>,
    ) -> Heavy {
        let mut heavy = Heavy { groups: vec![Vec::new(); split.count()] };
        // Most rows are lighter than all that are held, which whole numbers of one scale show fast.
        let mut lightest = vec![0_u64; split.count()];
        for row in rows.iter() {
            let group = split.groups[row] as usize;
            if let Data::Narrow { values, .. } = &values.data {
                let held = &heavy.groups[group];
                if held.len() == HELD && values[row].unsigned_abs() <= lightest[group] {
                    continue;
                }
            }
            let value = match values.value(row) {
                Some(Value::Number(number)) => number,
                _ => continue,
            };
            let held = &mut heavy.groups[group];
            add(held, Weight { value, part: 0, row: block.row(row) });
            if let (Data::Narrow { values, .. }, Some(last)) = (&values.data, held.get(HELD - 1)) {
                lightest[group] = values[last.row.row as usize].unsigned_abs();
            }
        }
        heavy
    }

    /// The first of the rows in which a condition is FALSE.
    pub fn of_failing(
        condition: &Vector<'_>,
        (rows, split): (&Bitmap, &Split),
        block: &BlockFrame<'_>,
    ) -> Heavy {
        let mut heavy = Heavy { groups: vec![Vec::new(); split.count()] };
        let Data::Boolean(bits) = &condition.data else { return heavy };
        for row in rows.iter().filter(|row| !bits.get(*row) && !condition.is_null(*row)) {
            let group = &mut heavy.groups[split.groups[row] as usize];
            if group.len() < HELD {
                group.push(Weight { value: Decimal::ONE, part: 0, row: block.row(row) });
            }
        }
        heavy
    }

    /// Takes in those of a later part, whose groups have the numbers that `map` gives.
    pub fn merge(&mut self, later: &Heavy, (part, map): (u32, &[u32]), n_groups: usize) {
        self.groups.resize_with(n_groups.max(self.groups.len()), Vec::new);
        for (group, weights) in map.iter().zip(&later.groups) {
            if *group == u32::MAX {
                continue;
            }
            for weight in weights {
                add(&mut self.groups[*group as usize], Weight { part, ..*weight });
            }
        }
    }

    /// The heaviest rows of a group.
    pub fn of(&self, group: usize) -> &[Weight] {
        self.groups.get(group).map_or(&[], Vec::as_slice)
    }
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
