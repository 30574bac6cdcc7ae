//! Rows in groups: a log of a block's rows by their group and the hash of a value.
//!
//! 8 bytes a row, and 24 for each pair of group and value that a block holds: little where groups
//! are few. Within a block the values say which rows belong together; across blocks a hash of 64
//! bits does, and where a violation rests on that, the values are read again and decide.
//!
//! Groups are divided by their hash, so that at the end each division is looked at by itself, on any
//! thread; past the memory that there is they go to disk, division by division.

use super::frame::BlockFrame;
use super::{BlockRow, Kept, Late, RowId, Verdicts, Whole, keys};
use crate::findings::Counts;
use crate::sources::Scratch;
use crate::sources::pieces::Pieces;
use crate::tables::{Bitmap, Vector};
use hashbrown::HashTable;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::io;
use std::ops::Range;

/// One of the ways that groups go by the first bits of their hash.
#[derive(Debug, Clone, Copy)]
struct Way {
    number: u64,
    bits: u32,
}

/// Few, since each takes up all logs anew, and enough for some threads.
const BITS_IN_MEMORY: u32 = 3;
/// As small as what is read back at once has to be.
const BITS_ON_DISK: u32 = 6;

impl Way {
    fn all(bits: u32) -> Vec<Way> {
        (0..1 << bits).map(|number| Way { number, bits }).collect()
    }

    /// The way of a group: the bits that no table looks at.
    fn of(self, group: u64) -> u64 {
        group >> (u64::BITS - self.bits)
    }
}

/// The rows of a block by group and value.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct GroupLog {
    /// By the hashes of their groups.
    pairs: Vec<Pair>,
    /// Those of each pair together, in the order of the file.
    rows: Vec<BlockRow>,
    /// Whether two groups of the block have one hash.
    is_ambiguous: bool,
}

/// Rows with one value in one group.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Pair {
    group: u64,
    value: u64,
    /// Where its rows begin; they end where those of the next pair begin.
    start: u32,
}

/// The pairs of a block as they are found.
struct Pairs<'v> {
    by: &'v [&'v Vector<'v>],
    pairs: Vec<Pair>,
    /// The first row of each.
    firsts: Vec<usize>,
    /// By group and value.
    known: HashTable<u32>,
}

impl Pairs<'_> {
    /// The number of the pair that a row belongs to.
    fn of_row(&mut self, row: usize, group: u64, value: u64) -> u32 {
        let same = |at: &u32| {
            let pair = &self.pairs[*at as usize];
            (pair.group, pair.value) == (group, value)
                && keys::equal(self.by, row, self.by, self.firsts[*at as usize])
        };
        if let Some(at) = self.known.find(spread(group, value), same) {
            return *at;
        }
        let at = self.pairs.len() as u32;
        self.pairs.push(Pair { group, value, start: 0 });
        self.firsts.push(row);
        let spread_of =
            |at: &u32| spread(self.pairs[*at as usize].group, self.pairs[*at as usize].value);
        self.known.insert_unique(spread(group, value), at, spread_of);
        at
    }

    /// The pairs by the hashes of their groups: so those of a way are together too.
    fn order(&self) -> Vec<u32> {
        let mut order: Vec<(u64, u32)> =
            (0..).zip(&self.pairs).map(|(at, pair)| (pair.group, at)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| at).collect()
    }

    /// Whether two groups have one hash.
    fn is_ambiguous(&self, order: &[u32]) -> bool {
        order.windows(2).any(|two| {
            let [one, other] = [two[0] as usize, two[1] as usize];
            self.pairs[one].group == self.pairs[other].group
                && !keys::equal(self.by, self.firsts[one], self.by, self.firsts[other])
        })
    }
}

impl GroupLog {
    /// Logs the given rows of a block: in one group are those with the same values of `by`.
    pub fn new(
        (by, values): (&[&Vector<'_>], &[u64]),
        block: &BlockFrame<'_>,
        rows: &Bitmap,
    ) -> GroupLog {
        let groups = if by.is_empty() { vec![0; rows.len()] } else { keys::hashes(by) };
        let known = HashTable::with_capacity(rows.count());
        let mut found = Pairs { by, pairs: Vec::new(), firsts: Vec::new(), known };
        let pair_of: Vec<u32> =
            rows.iter().map(|row| found.of_row(row, groups[row], values[row])).collect();
        pair_of.iter().for_each(|pair| found.pairs[*pair as usize].start += 1);
        let order = found.order();
        let is_ambiguous = found.is_ambiguous(&order);
        let mut place = vec![0; order.len()];
        (0..).zip(&order).for_each(|(to, from)| place[*from as usize] = to);
        let mut pairs: Vec<Pair> = order.iter().map(|at| found.pairs[*at as usize]).collect();
        let mut next = starts(&mut pairs);
        let mut sorted = vec![BlockRow { row: 0, start: 0 }; pair_of.len()];
        for (row, pair) in rows.iter().zip(pair_of) {
            let slot = &mut next[place[pair as usize] as usize];
            sorted[*slot as usize] = block.row(row);
            *slot += 1;
        }
        GroupLog { pairs, rows: sorted, is_ambiguous }
    }

    /// The pairs of a way.
    fn of_way(&self, way: Way) -> Range<usize> {
        let start = self.pairs.partition_point(|pair| way.of(pair.group) < way.number);
        let len = self.pairs[start..].partition_point(|pair| way.of(pair.group) == way.number);
        start..start + len
    }

    /// The rows of a pair.
    fn rows(&self, pair: usize) -> &[BlockRow] {
        let end = self.pairs.get(pair + 1).map_or(self.rows.len(), |next| next.start as usize);
        &self.rows[self.pairs[pair].start as usize..end]
    }

    /// The log of one way alone.
    fn divided(&self, way: Way) -> GroupLog {
        let range = self.of_way(way);
        let mut log = GroupLog { is_ambiguous: self.is_ambiguous, ..GroupLog::default() };
        for at in range {
            log.pairs.push(Pair { start: log.rows.len() as u32, ..self.pairs[at] });
            log.rows.extend_from_slice(self.rows(at));
        }
        log
    }

    fn bytes(&self) -> usize {
        size_of_val(self.pairs.as_slice()) + size_of_val(self.rows.as_slice())
    }
}

/// What a block shows: logs by the parts of a check, and how many rows any of them judges.
#[derive(Debug)]
pub struct GroupLogs {
    pub logs: Vec<GroupLog>,
    pub judged: u64,
}

/// The logs of a block behind its number, as they lie on disk.
type OfBlock = (usize, Vec<GroupLog>);

/// Logs on disk.
struct Spilled {
    pieces: Pieces,
    judged: u64,
}

/// The bytes that a kept part holds in memory, where it is of logs.
pub fn held(part: &(dyn Any + Send)) -> usize {
    let logs = part.downcast_ref::<GroupLogs>().map_or(&[][..], |part| &part.logs);
    logs.iter().map(GroupLog::bytes).sum()
}

/// Writes all logs to a file, once that is worth it.
pub fn shed(kept: &mut Vec<Kept>, scratch: &Scratch) -> io::Result<()> {
    let bytes: usize = kept.iter().map(|kept| held(&*kept.part)).sum();
    if bytes < scratch.least_run() {
        return Ok(());
    }
    let AllLogs { spilled, held } = AllLogs::of(std::mem::take(kept));
    let mut spilled = match spilled {
        Some(spilled) => spilled,
        None => Box::new(Spilled { pieces: Pieces::new(1 << BITS_ON_DISK, scratch)?, judged: 0 }),
    };
    for way in Way::all(BITS_ON_DISK) {
        let of_way = |(block, part): &(usize, Box<GroupLogs>)| -> OfBlock {
            (*block, part.logs.iter().map(|log| log.divided(way)).collect())
        };
        spilled
            .pieces
            .append_value(way.number as usize, &held.iter().map(of_way).collect::<Vec<_>>())?;
    }
    spilled.judged += held.iter().map(|(_, part)| part.judged).sum::<u64>();
    scratch.release(bytes as u64);
    kept.push(Kept { block: held.first().map_or(0, |(block, _)| *block), part: spilled });
    Ok(())
}

/// The logs of all blocks, those on disk before the others.
pub struct AllLogs {
    spilled: Option<Box<Spilled>>,
    held: Vec<(usize, Box<GroupLogs>)>,
}

impl AllLogs {
    /// What a check kept of its blocks.
    pub fn of(kept: Vec<Kept>) -> AllLogs {
        let mut all = AllLogs { spilled: None, held: Vec::new() };
        for Kept { block, part } in kept {
            match part.downcast::<GroupLogs>() {
                Ok(logs) => all.held.push((block, logs)),
                Err(part) => all.spilled = part.downcast::<Spilled>().ok(),
            }
        }
        all
    }

    /// How many rows are judged.
    pub fn judged(&self) -> u64 {
        let held: u64 = self.held.iter().map(|(_, logs)| logs.judged).sum();
        held + self.spilled.as_ref().map_or(0, |spilled| spilled.judged)
    }

    /// Judges the groups of a check of one part: what it counts, and its first violations.
    pub fn verdicts(
        &self,
        limit: usize,
        judge: impl Fn(&Groups<'_>, &mut Counts, &mut Firsts) + Sync,
    ) -> Verdicts {
        let found = self.each_way(|groups| {
            let (mut counts, mut firsts) = (Counts::default(), Firsts::new(limit));
            groups.iter().for_each(|groups| judge(groups, &mut counts, &mut firsts));
            (counts, firsts)
        });
        let (mut counts, mut firsts) = (Counts::default(), Firsts::new(limit));
        for (of_way, late) in found {
            counts.add(&of_way);
            firsts = firsts.merge(late);
        }
        Verdicts { counts, violations: firsts.in_order(), ..Verdicts::default() }
    }

    /// Looks at the groups of each way, by the parts of the check.
    pub fn each_way<R: Send>(&self, look: impl Fn(&[Groups<'_>]) -> R + Sync) -> Vec<R> {
        let of_way = |way: Way| {
            let number = way.number as usize;
            let stored = self.spilled.iter().flat_map(|it| it.pieces.values_of_way(number));
            let stored: Vec<OfBlock> = stored.flat_map(Vec::<OfBlock>::into_iter).collect();
            let held = self.held.iter().map(|(block, part)| (*block, part.logs.as_slice()));
            let all = stored.iter().map(|(block, logs)| (*block, logs.as_slice())).chain(held);
            let all: Vec<(usize, &[GroupLog])> = all.collect();
            let n_parts = all.first().map_or(0, |(_, logs)| logs.len());
            let part = |at: usize| Groups {
                logs: all.iter().map(|(block, logs)| (*block, &logs[at])).collect(),
                way,
            };
            look(&(0..n_parts).map(part).collect::<Vec<Groups<'_>>>())
        };
        let bits = if self.spilled.is_some() { BITS_ON_DISK } else { BITS_IN_MEMORY };
        Way::all(bits).into_par_iter().map(of_way).collect()
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

/// The groups of one way, in all blocks.
pub struct Groups<'k> {
    logs: Vec<(usize, &'k GroupLog)>,
    way: Way,
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
    /// All runs, those of a group together and in the order of their first rows.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (index, (_, log)) in self.logs.iter().enumerate() {
            runs.extend(log.of_way(self.way).map(|at| Run {
                group: log.pairs[at].group,
                log: index as u32,
                first: log.rows(at)[0].row,
                pair: at as u32,
                value: log.pairs[at].value,
            }));
        }
        runs.sort_unstable();
        runs
    }

    /// The rows of a run.
    pub fn rows(&self, run: &Run) -> &'k [BlockRow] {
        self.logs[run.log as usize].1.rows(run.pair as usize)
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
        if columns.is_empty() {
            return vec![runs.iter().collect()];
        }
        let mut groups: Vec<Vec<&Run>> = Vec::new();
        let is_one = |one: &Run, other: &Run| {
            // Rows of a block with one hash are of one group, unless the block knows better.
            one.log == other.log && !self.logs[one.log as usize].1.is_ambiguous
        };
        for of_block in runs.chunk_by(is_one) {
            let first = self.first(&of_block[0], whole);
            let same =
                |group: &&mut Vec<&Run>| whole.equal(self.first(group[0], whole), first, columns);
            match groups.iter_mut().find(same) {
                Some(group) => group.extend(of_block),
                None => groups.push(of_block.iter().collect()),
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

    /// Takes in those of other groups.
    fn merge(mut self, other: Firsts) -> Firsts {
        other.late.into_iter().for_each(|late| self.push(late));
        self
    }

    /// In the order of their places.
    pub fn in_order(mut self) -> Vec<Late> {
        self.cut();
        self.late
    }
}
