//! Files cut into stretches, worked on by all threads, taken in order; a stretch is read block by
//! block, each small enough for the cache of a core.
//!
//! A stretch may start anywhere between two records, and where that is cannot be known before all
//! text above it is read: a quote may be open. So each starts at a likely place, and when the
//! stretch before it turns out to have ended elsewhere, it is done again from the true place.
//! Results are thus always those of reading from the top, and nearly always at the speed of all
//! threads.

use crate::sources::{Records, Source, guess_start, scan_block};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where a block was, as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockSpan {
    /// Which of the files.
    pub file: usize,
    /// The first byte, where a record or a blank line starts.
    pub start: usize,
    /// The byte after the last record.
    pub end: usize,
}

/// The bytes of a block: with its structure and its columns less than the cache of a core holds.
pub const SIZE: usize = 1 << 18;

/// How many blocks a stretch has at most.
const BLOCKS: usize = 16;
/// And how many bytes, where it is of more than one: places within it have 32 bits.
const BYTES: usize = 1 << 30;
/// How many stretches each thread gets at least, where there are blocks for them.
const STRETCHES: usize = 8;

/// A nominal cut: stretches are numbered over all files.
#[derive(Clone, Copy)]
struct Cut {
    file: usize,
    first: bool,
    nominal: usize,
    limit: usize,
}

fn cuts(sources: &[&Source], size: usize) -> Vec<Cut> {
    let bytes: usize = sources.iter().map(|source| source.bytes().len()).sum();
    let each = bytes / size / (STRETCHES * rayon::current_num_threads());
    let size = size.saturating_mul(each.clamp(1, BLOCKS.min(BYTES / size).max(1)));
    let mut cuts = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        let (mut nominal, end) = (source.body, source.bytes().len());
        loop {
            let limit = nominal.saturating_add(size).min(end);
            cuts.push(Cut { file, first: nominal == source.body, nominal, limit });
            if limit >= end {
                break;
            }
            nominal = limit;
        }
    }
    cuts
}

/// What was done with a stretch: where its blocks truly were and what came of each, and what the
/// blocks share.
type Done<R, S> = (Vec<(BlockSpan, R)>, S);

/// Results on their way back into order.
struct Queue<R, S, T> {
    waiting: BTreeMap<usize, Done<R, S>>,
    next: usize,
    /// Where the next stretch of the current file has to start.
    expected: usize,
    take: T,
}

/// Does `work` on every block of the files, on all threads of the current pool, and gives the
/// results to `take` in order, stretch by stretch. The blocks of a stretch are worked on one after
/// the other and share a state, which starts empty.
pub fn for_each<R: Send, S: Default + Send>(
    sources: &[&Source],
    size: usize,
    work: impl Fn(BlockSpan, &Records, &mut S) -> R + Sync,
    take: impl FnMut(Vec<(BlockSpan, R)>, S) + Send,
) {
    let size = size.max(1);
    let cuts = cuts(sources, size);
    let next = AtomicUsize::new(0);
    let queue = Mutex::new(Queue { waiting: BTreeMap::new(), next: 0, expected: 0, take });
    let threads = rayon::current_num_threads().min(cuts.len()).max(1);
    rayon::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                let mut records = Records::default();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(cut) = cuts.get(index) else { break };
                    let source = sources[cut.file];
                    // What follows are zeros that nobody wrote.
                    if source.is_cut() {
                        break;
                    }
                    let start = match cut.first {
                        true => cut.nominal,
                        false => guess_start(source, cut.nominal),
                    };
                    let done = read(source, (*cut, start, size), &mut records, &work);
                    let mut queue = queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    queue.waiting.insert(index, done);
                    drain(&mut queue, (&cuts, size), sources, &work);
                }
            });
        }
    });
}

/// Reads a stretch from `start` to the first record at or after the cut's limit.
fn read<R, S: Default>(
    source: &Source,
    (cut, start, size): (Cut, usize, usize),
    records: &mut Records,
    work: &impl Fn(BlockSpan, &Records, &mut S) -> R,
) -> Done<R, S> {
    source.will_read(start..cut.limit.max(start));
    let (mut blocks, mut state) = (Vec::new(), S::default());
    let mut at = start;
    loop {
        let limit = at.saturating_add(size).min(cut.limit).max(at);
        let end = scan_block(source, at, limit, records);
        let block = BlockSpan { file: cut.file, start: at, end };
        blocks.push((block, work(block, records, &mut state)));
        at = end;
        if at >= cut.limit {
            return (blocks, state);
        }
    }
}

/// Takes all results that are next in order.
fn drain<R, S: Default, T: FnMut(Vec<(BlockSpan, R)>, S)>(
    queue: &mut Queue<R, S, T>,
    (cuts, size): (&[Cut], usize),
    sources: &[&Source],
    work: &impl Fn(BlockSpan, &Records, &mut S) -> R,
) {
    while let Some((blocks, state)) = queue.waiting.remove(&queue.next) {
        let cut = cuts[queue.next];
        queue.next += 1;
        let expected = if cut.first { cut.nominal } else { queue.expected };
        let as_expected = blocks.first().is_some_and(|(block, _)| block.start == expected);
        let (blocks, state) = match as_expected {
            true => (blocks, state),
            false => read(sources[cut.file], (cut, expected, size), &mut Records::default(), work),
        };
        queue.expected = blocks.last().map_or(expected, |(block, _)| block.end);
        (queue.take)(blocks, state);
    }
}
