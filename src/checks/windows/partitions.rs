//! Rows in the order of their partitions, and which of them a row's window holds.

use crate::checks::groups::accumulate::compare;
use crate::checks::keys;
use crate::expressions::ast::{Bound, Direction, Extent, ExtentUnit, Missing};
use crate::tables::{Data, Vector};
use hashbrown::HashTable;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::ops::Range;

/// A vector that rows are ordered by.
pub struct Key<'v, 'a> {
    pub vector: &'v Vector<'a>,
    pub direction: Direction,
    pub missing: Missing,
}

impl Key<'_, '_> {
    fn compare(&self, left: usize, right: usize) -> Ordering {
        let vector = self.vector;
        let gap = |row| vector.is_null(row) || vector.is_failed(row);
        let order = match (gap(left), gap(right)) {
            (true, true) => return Ordering::Equal,
            (false, false) => match &vector.data {
                Data::Narrow { values, .. } | Data::Time(values) | Data::DateTime(values) => {
                    values[left].cmp(&values[right])
                }
                Data::Date(values) => values[left].cmp(&values[right]),
                Data::Text(values) => values[left].cmp(values[right]),
                Data::Wide(values) => values[left].cmp(&values[right]),
                Data::Float(values) => values[left].total_cmp(&values[right]),
                _ => match (vector.value(left), vector.value(right)) {
                    (Some(left), Some(right)) => compare(&left, &right),
                    _ => Ordering::Equal,
                },
            },
            (is_gap, _) => {
                let first = self.missing == Missing::First;
                return if is_gap == first { Ordering::Less } else { Ordering::Greater };
            }
        };
        match self.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        }
    }
}

/// All rows, partition after partition, each in its order; ties stay in the order of the file.
pub struct Partitions<'k, 'v, 'a> {
    /// The row at each position.
    pub order: Vec<u32>,
    /// Where each partition begins; one more for the end.
    pub starts: Vec<usize>,
    keys: &'k [Key<'v, 'a>],
}

impl<'k, 'v, 'a> Partitions<'k, 'v, 'a> {
    pub fn of(
        n_rows: usize,
        by: &[&Vector<'_>],
        keys: &'k [Key<'v, 'a>],
    ) -> Partitions<'k, 'v, 'a> {
        let mut order: Vec<u32> = (0..n_rows as u32).collect();
        let mut starts = vec![0];
        if by.is_empty() {
            order.par_sort_by(|left, right| compare_all(keys, *left, *right));
        } else {
            let groups = numbered(by, n_rows);
            order.par_sort_by(|left, right| {
                let group = |row: u32| groups[row as usize];
                group(*left).cmp(&group(*right)).then_with(|| compare_all(keys, *left, *right))
            });
            starts.extend(
                (1..n_rows)
                    .filter(|at| groups[order[*at] as usize] != groups[order[*at - 1] as usize]),
            );
        }
        if n_rows > 0 {
            starts.push(n_rows);
        }
        Partitions { order, starts, keys }
    }

    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn range(&self, partition: usize) -> Range<usize> {
        self.starts[partition]..self.starts[partition + 1]
    }

    /// Whether two positions are the same to the order.
    pub fn are_peers(&self, one: usize, other: usize) -> bool {
        compare_all(self.keys, self.order[one], self.order[other]) == Ordering::Equal
    }

    /// For each position of a partition the first and the last of its peers, the end excluded.
    pub fn peers(&self, partition: usize) -> Vec<(usize, usize)> {
        let range = self.range(partition);
        let mut peers = Vec::with_capacity(range.len());
        let mut start = range.start;
        while start < range.end {
            let mut end = start + 1;
            while end < range.end && self.are_peers(start, end) {
                end += 1;
            }
            peers.extend((start..end).map(|_| (start, end)));
            start = end;
        }
        peers
    }

    /// The window of each position of a partition.
    pub fn frames(&self, partition: usize, extent: Option<Extent>) -> Vec<Range<usize>> {
        let range = self.range(partition);
        let (unit, start, end) = match extent {
            Some(extent) => (extent.unit, extent.start, extent.end),
            None if self.keys.is_empty() => return vec![range.clone(); range.len()],
            None => (ExtentUnit::Range, Bound::UnboundedPreceding, Bound::Current),
        };
        let peers = match unit {
            ExtentUnit::Range => self.peers(partition),
            ExtentUnit::Rows => Vec::new(),
        };
        let within = |at: usize| at.clamp(range.start, range.end);
        let bound = |bound: Bound, at: usize, is_end: bool| match bound {
            Bound::UnboundedPreceding => range.start,
            Bound::UnboundedFollowing => range.end,
            Bound::Current if unit == ExtentUnit::Range => {
                let (first, last) = peers[at - range.start];
                if is_end { last } else { first }
            }
            Bound::Current => at + usize::from(is_end),
            Bound::Preceding(count) => {
                // Beyond the start nothing is left, of an end too.
                let at = (at + usize::from(is_end)) as u64;
                within(usize::try_from(at.saturating_sub(count)).unwrap_or(0))
            }
            Bound::Following(count) => {
                let at = (at + usize::from(is_end)) as u64;
                within(usize::try_from(at.saturating_add(count)).unwrap_or(usize::MAX))
            }
        };
        let frame = |at: usize| {
            let (from, to) = (bound(start, at, false), bound(end, at, true));
            from..to.max(from)
        };
        range.clone().map(frame).collect()
    }
}

fn compare_all(keys: &[Key<'_, '_>], left: u32, right: u32) -> Ordering {
    let mut orders = keys.iter().map(|key| key.compare(left as usize, right as usize));
    orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The number of each row's partition: rows with the same values have the same.
fn numbered(by: &[&Vector<'_>], n_rows: usize) -> Vec<u32> {
    let hashes = keys::hashes(by);
    let mut firsts: HashTable<u32> = HashTable::new();
    let mut numbers = Vec::with_capacity(n_rows);
    for row in 0..n_rows {
        let hash = hashes[row];
        let same = |first: &u32| {
            hashes[*first as usize] == hash && keys::equal(by, row, by, *first as usize)
        };
        let entry = firsts.entry(hash, same, |first| hashes[*first as usize]);
        // The number of a partition is that of its first row.
        numbers.push(*entry.or_insert(row as u32).get());
    }
    numbers
}
