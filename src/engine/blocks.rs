//! Files cut into blocks, worked on by all threads, taken in order.
//!
//! A block may start anywhere between two records, and where that is cannot be known before all
//! text above it is read: a quote may be open. So each block starts at a likely place, and when the
//! block before it turns out to have ended elsewhere, it is done again from the true place. Results
//! are thus always those of reading from the top, and nearly always at the speed of all threads.

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

/// A nominal cut: blocks are numbered over all files.
#[derive(Clone, Copy)]
struct Cut {
    file: usize,
    first: bool,
    nominal: usize,
    limit: usize,
}

fn cuts(sources: &[&Source], size: usize) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        let (mut nominal, end) = (source.body, source.bytes().len());
        loop {
            let limit = nominal.saturating_add(size.max(1)).min(end);
            cuts.push(Cut { file, first: nominal == source.body, nominal, limit });
            if limit >= end {
                break;
            }
            nominal = limit;
        }
    }
    cuts
}

/// What was done with a block: where it truly was, and the result.
type Done<R> = (BlockSpan, R);

/// Results on their way back into order.
struct Queue<R, T> {
    waiting: BTreeMap<usize, Done<R>>,
    next: usize,
    /// Where the next block of the current file has to start.
    expected: usize,
    take: T,
}

/// Does `work` on every block of the files, on all threads of the current pool, and gives the
/// results to `take` in order.
pub fn for_each<R: Send>(
    sources: &[&Source],
    size: usize,
    work: impl Fn(BlockSpan, &Records) -> R + Sync,
    take: impl FnMut(BlockSpan, R) + Send,
) {
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
                    let done = read(source, *cut, start, &mut records, &work);
                    let mut queue = queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    queue.waiting.insert(index, done);
                    drain(&mut queue, &cuts, sources, &work);
                }
            });
        }
    });
}

/// Reads a block from `start` to the first record at or after the cut's limit.
fn read<R>(
    source: &Source,
    cut: Cut,
    start: usize,
    records: &mut Records,
    work: &impl Fn(BlockSpan, &Records) -> R,
) -> Done<R> {
    let end = scan_block(source, start, cut.limit.max(start), records);
    let block = BlockSpan { file: cut.file, start, end };
    let result = work(block, records);
    (block, result)
}

/// Takes all results that are next in order.
fn drain<R, T: FnMut(BlockSpan, R)>(
    queue: &mut Queue<R, T>,
    cuts: &[Cut],
    sources: &[&Source],
    work: &impl Fn(BlockSpan, &Records) -> R,
) {
    while let Some((block, result)) = queue.waiting.remove(&queue.next) {
        let cut = cuts[queue.next];
        queue.next += 1;
        let expected = if cut.first { cut.nominal } else { queue.expected };
        let (block, result) = match block.start == expected {
            true => (block, result),
            false => read(sources[cut.file], cut, expected, &mut Records::default(), work),
        };
        queue.expected = block.end;
        (queue.take)(block, result);
    }
}
