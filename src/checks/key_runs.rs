//! Logs of keys on disk. Past the memory that there is, what was logged so far becomes a run: all rows
//! of its blocks, sorted by group, so that at the end each group is read back by itself.

use super::Kept;
use super::keys::{Entry, GROUPS, KeyLog};
use crate::sources::Scratch;
use crate::sources::scratch::TemporaryFile;
use std::any::Any;
use std::io;

/// Bytes of an entry on disk.
const WIDTH: usize = 12;

/// The runs of a check, all in one file.
pub struct KeyRuns {
    file: TemporaryFile,
    runs: Vec<Run>,
}

/// Blocks that were written together.
struct Run {
    /// Where each group begins in the file.
    starts: Vec<u64>,
    blocks: Vec<Written>,
}

/// What is left of a block's log.
struct Written {
    block: usize,
    /// How many rows each group has.
    counts: Vec<u32>,
}

/// The bytes that a kept part holds in memory, where it is a log.
pub fn held(part: &(dyn Any + Send)) -> usize {
    part.downcast_ref::<KeyLog>().map_or(0, KeyLog::bytes)
}

/// Writes all logs to a file, once they are worth it, and leaves its runs in their place.
pub fn shed(kept: &mut Vec<Kept>, scratch: &Scratch) -> io::Result<()> {
    let bytes: usize = kept.iter().map(|kept| held(&*kept.part)).sum();
    if bytes < scratch.least_run() {
        return Ok(());
    }
    let (mut runs, mut logs) = (None, Vec::new());
    for Kept { block, part } in std::mem::take(kept) {
        match part.downcast::<KeyLog>() {
            Ok(log) => logs.push((block, log)),
            Err(part) => runs = part.downcast::<KeyRuns>().ok(),
        }
    }
    let mut runs = match runs {
        Some(runs) => runs,
        None => Box::new(KeyRuns { file: scratch.file()?, runs: Vec::new() }),
    };
    let first = logs.first().map_or(0, |(block, _)| *block);
    runs.write(logs)?;
    scratch.release(bytes as u64);
    kept.push(Kept { block: first, part: runs });
    Ok(())
}

impl KeyRuns {
    fn write(&mut self, logs: Vec<(usize, Box<KeyLog>)>) -> io::Result<()> {
        let mut starts = Vec::with_capacity(GROUPS);
        let mut bytes = Vec::new();
        for group in 0..GROUPS {
            bytes.clear();
            let entries = logs.iter().flat_map(|(_, log)| log.group(group)).flatten();
            entries.flatten().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
            starts.push(self.file.append(&bytes)?);
        }
        let blocks =
            logs.into_iter().map(|(block, log)| Written { block, counts: log.counts().to_vec() });
        self.runs.push(Run { starts, blocks: blocks.collect() });
        Ok(())
    }

    /// The rows of a group, block by block.
    pub fn group(&self, group: usize) -> Vec<(usize, Vec<Entry>)> {
        self.runs.iter().flat_map(|run| run.group(group, &self.file)).collect()
    }

    /// How many rows are logged.
    pub fn n_rows(&self) -> u64 {
        let blocks = self.runs.iter().flat_map(|run| &run.blocks);
        blocks.flat_map(|block| &block.counts).map(|count| u64::from(*count)).sum()
    }
}

impl Run {
    fn group(&self, group: usize, file: &TemporaryFile) -> Vec<(usize, Vec<Entry>)> {
        let n_rows: usize = self.blocks.iter().map(|block| block.counts[group] as usize).sum();
        let bytes = file.read(self.starts[group], n_rows * WIDTH);
        let mut entries = bytes.as_chunks::<WIDTH>().0.iter().map(entry);
        let of_block = |block: &Written| {
            let count = block.counts[group] as usize;
            (block.block, entries.by_ref().take(count).collect())
        };
        self.blocks.iter().map(of_block).collect()
    }
}

fn entry(bytes: &[u8; WIDTH]) -> Entry {
    let number =
        |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    [number(0), number(4), number(8)]
}
