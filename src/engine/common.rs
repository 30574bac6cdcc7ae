//! What violations have in common: one value, few values, one run of rows. Exact, and small.

use crate::tables::Bitmap;
use std::collections::BTreeMap;

/// Distinct values that are still counted; with more, none is worth telling.
const MOST_VALUES: usize = 24;

/// The rows and values of violations, mergeable in the order of blocks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Common {
    /// First and last row, relative to the part; and how many.
    rows: Option<(u64, u64)>,
    count: u64,
    /// How often each value occurs; `None` once there are too many.
    values: Option<BTreeMap<String, u64>>,
}

impl Common {
    /// Of the given rows of a block.
    pub fn of(rows: &Bitmap, text: impl Fn(usize) -> Option<String>) -> Common {
        let mut common = Common { values: Some(BTreeMap::new()), ..Common::default() };
        for row in rows.iter() {
            let first = common.rows.map_or(row as u64, |(first, _)| first);
            common.rows = Some((first, row as u64));
            common.count += 1;
            if common.values.is_some() {
                common.add_value(text(row));
            }
        }
        common
    }

    fn add_value(&mut self, value: Option<String>) {
        match (&mut self.values, value) {
            (Some(values), Some(value)) => {
                *values.entry(value).or_default() += 1;
                if values.len() > MOST_VALUES {
                    self.values = None;
                }
            }
            (values, _) => *values = None,
        }
    }

    /// Takes in a later part whose rows start at `first_row`.
    pub fn merge(&mut self, later: Common, first_row: u64) {
        let Some((first, last)) = later.rows else { return };
        let (first, last) = (first + first_row, last + first_row);
        if self.rows.is_none() {
            *self = Common { rows: Some((first, last)), ..later };
            return;
        }
        self.rows = self.rows.map(|(start, _)| (start, last));
        self.count += later.count;
        self.values = match (self.values.take(), later.values) {
            (Some(mut values), Some(more)) => {
                for (value, count) in more {
                    *values.entry(value).or_default() += count;
                }
                (values.len() <= MOST_VALUES).then_some(values)
            }
            _ => None,
        };
    }

    /// Whether all rows from the first to the last are violations: rows counted from 1.
    pub fn run(&self) -> Option<(u64, u64)> {
        let (first, last) = self.rows?;
        (self.count > 2 && last - first + 1 == self.count).then_some((first + 1, last + 1))
    }

    /// The most frequent values with their counts, where they say something.
    pub fn frequent(&self) -> Vec<(&str, u64)> {
        let Some(values) = &self.values else { return Vec::new() };
        if self.count < 3 || values.len() as u64 > self.count / 2 {
            return Vec::new();
        }
        let mut values: Vec<(&str, u64)> =
            values.iter().map(|(value, count)| (value.as_str(), *count)).collect();
        values.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        values
    }
}
