//! Rows in groups: a log of a block's rows by the hash of their group and the hash of a value.
//!
//! 8 bytes a row, and 24 for each pair of group and value that a block holds: little where groups
//! are few. Two hashes of 64 bits say that rows belong together; where a violation rests on that,
//! the values are read again and decide.

use super::frame::BlockFrame;
use super::{BlockRow, Late, RowId, Whole};
use crate::tables::Bitmap;
use hashbrown::HashTable;
use rayon::prelude::*;

/// The rows of a block by group and value.
#[derive(Default)]
pub struct GroupLog {
    pairs: Vec<Pair>,
    /// Those of each pair together, in the order of the file.
    rows: Vec<BlockRow>,
}

/// Rows with one value in one group.
struct Pair {
    group: u64,
    value: u64,
    /// Where its rows begin; they end where those of the next pair begin.
    start: u32,
}

impl GroupLog {
    /// Logs the given rows of a block.
    pub fn new(
        (groups, values): (&[u64], &[u64]),
        block: &BlockFrame<'_>,
        rows: &Bitmap,
    ) -> GroupLog {
        let mut pairs: Vec<Pair> = Vec::new();
        let mut known: HashTable<u32> = HashTable::new();
        let mut pair_of: Vec<u32> = Vec::with_capacity(rows.count());
        for row in rows.iter() {
            let (group, value) = (groups[row], values[row]);
            let same = |at: &u32| {
                let pair = &pairs[*at as usize];
                pair.group == group && pair.value == value
            };
            let at = match known.find(spread(group, value), same) {
                Some(at) => *at,
                None => {
                    let at = pairs.len() as u32;
                    pairs.push(Pair { group, value, start: 0 });
                    let of =
                        |at: &u32| spread(pairs[*at as usize].group, pairs[*at as usize].value);
                    known.insert_unique(spread(group, value), at, of);
                    at
                }
            };
            pairs[at as usize].start += 1;
            pair_of.push(at);
        }
        let mut next = starts(&mut pairs);
        let mut sorted = vec![BlockRow { row: 0, start: 0 }; pair_of.len()];
        for (row, pair) in rows.iter().zip(pair_of) {
            let slot = &mut next[pair as usize];
            sorted[*slot as usize] = block.row(row);
            *slot += 1;
        }
        GroupLog { pairs, rows: sorted }
    }
}

/// Counts to starts.
fn starts(pairs: &mut [Pair]) -> Vec<u32> {
    let mut sum = 0;
    for pair in pairs.iter_mut() {
        (pair.start, sum) = (sum, sum + pair.start);
    }
    pairs.iter().map(|pair| pair.start).collect()
}

fn spread(group: u64, value: u64) -> u64 {
    group ^ value.rotate_left(32).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The logs of all blocks.
pub struct Groups<'k> {
    logs: Vec<(usize, &'k GroupLog)>,
}

/// Rows of one block with one value in one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    pub group: u64,
    /// Which of the logs; they are in the order of the file.
    log: u32,
    /// The first row of the run in its block.
    first: u32,
    pair: u32,
    pub value: u64,
}

impl<'k> Groups<'k> {
    pub fn new(logs: impl Iterator<Item = (usize, &'k GroupLog)>) -> Groups<'k> {
        Groups { logs: logs.collect() }
    }

    /// All runs, those of a group together and in the order of their first rows.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (index, (_, log)) in self.logs.iter().enumerate() {
            runs.extend(log.pairs.iter().enumerate().map(|(at, pair)| Run {
                group: pair.group,
                log: index as u32,
                first: log.rows[pair.start as usize].row,
                pair: at as u32,
                value: pair.value,
            }));
        }
        runs.par_sort_unstable();
        runs
    }

    /// The rows of a run.
    pub fn rows(&self, run: &Run) -> &'k [BlockRow] {
        let log = self.logs[run.log as usize].1;
        let end = log.pairs.get(run.pair as usize + 1).map_or(log.rows.len(), |p| p.start as usize);
        &log.rows[log.pairs[run.pair as usize].start as usize..end]
    }

    /// The first row of a run.
    pub fn first(&self, run: &Run, whole: &dyn Whole) -> RowId {
        whole.row(self.block(run), self.rows(run)[0])
    }

    /// The block that a run lies in.
    pub fn block(&self, run: &Run) -> usize {
        self.logs[run.log as usize].0
    }

    /// The runs of what the hash takes for one group by the values of the group: nearly always one.
    pub fn split<'r>(
        &self,
        runs: &'r [Run],
        columns: &[usize],
        whole: &dyn Whole,
    ) -> Vec<Vec<&'r Run>> {
        let mut groups: Vec<Vec<&Run>> = Vec::new();
        for run in runs {
            let first = self.first(run, whole);
            let same =
                |group: &&mut Vec<&Run>| whole.equal(self.first(group[0], whole), first, columns);
            match groups.iter_mut().find(same) {
                Some(group) => group.push(run),
                None => groups.push(vec![run]),
            }
        }
        groups
    }
}

/// The first violations by their places, as many as are kept.
pub struct Firsts {
    limit: usize,
    late: Vec<Late>,
}

impl Firsts {
    pub fn new(limit: usize) -> Firsts {
        Firsts { limit, late: Vec::new() }
    }

    pub fn push(&mut self, late: Late) {
        self.late.push(late);
        if self.late.len() >= self.limit.max(1 << 12).saturating_mul(2) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.late.par_sort_unstable();
        self.late.truncate(self.limit);
    }

    /// In the order of their places.
    pub fn in_order(mut self) -> Vec<Late> {
        self.cut();
        self.late
    }
}
