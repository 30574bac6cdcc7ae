//! Rows in the order of their partitions, and which of them a row's window holds.

use super::order::{Key, sort};
use crate::checks::keys;
use crate::expressions::ast::{Bound, ExtentUnit};
use crate::tables::{Bitmap, Vector, gather};
use hashbrown::HashTable;
use std::ops::Range;

/// All rows, partition after partition, each in its order; ties stay in the order of the file.
pub struct Partitions<'k, 'v, 'a> {
    /// The row at each position.
    pub order: Vec<u32>,
    /// Where each partition begins; one more for the end.
    pub starts: Vec<usize>,
    keys: &'k [Key<'v, 'a>],
    /// The positions of rows that differ to the order from the one before, where that is asked.
    others: Bitmap,
}

impl<'k, 'v, 'a> Partitions<'k, 'v, 'a> {
    pub fn of(
        n_rows: usize,
        by: &[&Vector<'_>],
        keys: &'k [Key<'v, 'a>],
    ) -> Partitions<'k, 'v, 'a> {
        let (mut order, starts) = match by.is_empty() {
            true => ((0..n_rows as u32).collect(), ends_of(&[n_rows as u32])),
            false => side_by_side(&numbered(by, n_rows)),
        };
        sort(&mut order, &starts, keys);
        Partitions { order, starts, keys, others: Bitmap::zeros(0) }
    }

    /// Finds out which rows are the same to the order.
    pub fn with_peers(mut self) -> Self {
        let mut others = Bitmap::zeros(self.order.len());
        for key in self.keys {
            // Side by side first: to compare rows where they stand would wait for each.
            let key = Key { vector: &gather(key.vector, &self.order), ..*key };
            let differs = |at: usize| at > 0 && key.compare(at - 1, at).is_ne();
            others = others.or(&Bitmap::from_fn(self.order.len(), differs));
        }
        self.others = others;
        self
    }

    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn range(&self, partition: usize) -> Range<usize> {
        self.starts[partition]..self.starts[partition + 1]
    }

    /// All partitions, so many together as have about so many rows.
    pub fn stretches(&self, n_rows: usize) -> Vec<Range<usize>> {
        let (mut stretches, mut next) = (Vec::new(), 0);
        while next < self.len() {
            let end = self.starts.partition_point(|start| *start < self.starts[next] + n_rows);
            let stretch = next..end.clamp(next + 1, self.len());
            next = stretch.end;
            stretches.push(stretch);
        }
        stretches
    }

    /// For each position of a partition the first and the last of its peers, the end excluded.
    pub fn peers(&self, partition: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let range = self.range(partition);
        let mut peers = (range.start, range.start);
        range.clone().map(move |at| {
            if at >= peers.1 {
                let is_other = |at: &usize| self.others.get(*at);
                peers = (at, (at + 1..range.end).find(is_other).unwrap_or(range.end));
            }
            peers
        })
    }

    /// The window of each position of a partition.
    pub fn frames(
        &self,
        partition: usize,
        (unit, start, end): (ExtentUnit, Bound, Bound),
    ) -> impl Iterator<Item = Range<usize>> + '_ {
        let range = self.range(partition);
        let mut peers = (unit == ExtentUnit::Range).then(|| self.peers(partition));
        range.clone().map(move |at| {
            let (first, last) = match &mut peers {
                Some(peers) => peers.next().unwrap_or((at, at + 1)),
                None => (at, at + 1),
            };
            let within = |at: usize| at.clamp(range.start, range.end);
            let bound = |bound: Bound, current: usize| match bound {
                Bound::UnboundedPreceding => range.start,
                Bound::UnboundedFollowing => range.end,
                Bound::Current => current,
                // Beyond the start nothing is left, of an end too.
                Bound::Preceding(count) => {
                    within(usize::try_from((current as u64).saturating_sub(count)).unwrap_or(0))
                }
                Bound::Following(count) => within(
                    usize::try_from((current as u64).saturating_add(count)).unwrap_or(usize::MAX),
                ),
            };
            let (from, to) = (bound(start, first), bound(end, last));
            from..to.max(from)
        })
    }
}

/// Where runs of these lengths begin, one after the other, and where the last one ends.
fn ends_of(lengths: &[u32]) -> Vec<usize> {
    let lengths = lengths.iter().filter(|length| **length > 0);
    let ends = lengths.scan(0, |end, length| {
        *end += *length as usize;
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

/// The rows, those of a partition side by side in the order of the file, and where each begins.
fn side_by_side(Numbers { numbers, lengths }: &Numbers) -> (Vec<u32>, Vec<usize>) {
    let starts = ends_of(lengths);
    let mut next = starts.clone();
    let mut order = vec![0; numbers.len()];
    for (row, number) in numbers.iter().enumerate() {
        let at = &mut next[*number as usize];
        order[*at] = row as u32;
        *at += 1;
    }
    (order, starts)
}

/// The partition of each row, and how many rows each partition has.
struct Numbers {
    numbers: Vec<u32>,
    lengths: Vec<u32>,
}

/// Rows with the same values have the same number; partitions are numbered as they first occur.
fn numbered(by: &[&Vector<'_>], n_rows: usize) -> Numbers {
    let hashes = keys::hashes(by);
    // The first row of each partition, and its number.
    let mut firsts: HashTable<(u32, u32)> = HashTable::new();
    let (mut numbers, mut lengths) = (Vec::with_capacity(n_rows), Vec::new());
    for row in 0..n_rows {
        let hash = hashes[row];
        let same = |(first, _): &(u32, u32)| {
            hashes[*first as usize] == hash && keys::equal(by, row, by, *first as usize)
        };
        let entry = firsts.entry(hash, same, |(first, _)| hashes[*first as usize]);
        let (_, number) = *entry.or_insert((row as u32, lengths.len() as u32)).get();
        if number as usize == lengths.len() {
            lengths.push(0);
        }
        lengths[number as usize] += 1;
        numbers.push(number);
    }
    Numbers { numbers, lengths }
}
