//! What windows look at, on disk. The rows of a partition all go to the same bucket, whichever
//! block they come from, so that at the end each bucket is looked at by itself.

use super::held::{Held, Input};
use super::{Part, Parts};
use crate::checks::{BlockRow, keys};
use crate::sources::Scratch;
use crate::sources::pieces::Pieces;
use crate::tables::Vector;
use std::io;

/// How many buckets there are.
pub const BUCKETS: usize = 64;

/// Parts that were written, in one file.
pub struct Spilled {
    pieces: Pieces,
}

impl Spilled {
    pub fn new(scratch: &Scratch) -> io::Result<Spilled> {
        Ok(Spilled { pieces: Pieces::new(BUCKETS, scratch)? })
    }

    /// Writes parts, each behind its block; `by` are the held values that a partition has in
    /// common.
    pub fn write(&mut self, parts: &[(usize, Box<Part>)], by: &[usize]) -> io::Result<()> {
        let mut buckets = vec![Vec::new(); BUCKETS];
        for (block, part) in parts {
            for (rows, out) in part.split(by).iter().zip(&mut buckets) {
                if !rows.is_empty() {
                    part.write(*block, rows, out);
                }
            }
        }
        let mut buckets = buckets.iter().enumerate();
        buckets.try_for_each(|(bucket, bytes)| self.pieces.append(bucket, bytes))
    }

    /// Takes note that the file failed: the run cannot be finished.
    pub fn fail(&self, error: &io::Error) {
        self.pieces.fail(error);
    }

    /// The parts of a bucket, in the order of their blocks.
    pub fn read(&self, bucket: usize) -> Parts {
        let mut parts = Vec::new();
        for bytes in self.pieces.of_way(bucket) {
            let mut input = Input(&bytes);
            while !input.0.is_empty() {
                parts.push(Part::read(&mut input));
            }
        }
        parts.sort_by_key(|(block, _)| *block);
        parts
    }
}

impl Part {
    /// The bytes that it holds, but for a few.
    pub fn bytes(&self) -> usize {
        size_of_val(self.rows.as_slice()) + self.held.iter().map(Held::bytes).sum::<usize>()
    }

    /// The rows of each bucket.
    fn split(&self, by: &[usize]) -> Vec<Vec<u32>> {
        let by: Vec<Vector<'_>> = by.iter().map(|at| self.held[*at].vector()).collect();
        let mut rows = vec![Vec::new(); BUCKETS];
        for (row, hash) in keys::hashes(&by.iter().collect::<Vec<_>>()).into_iter().enumerate() {
            // The table of partitions takes the bits at both ends.
            rows[(hash >> 24) as usize % BUCKETS].push(row as u32);
        }
        rows
    }

    fn write(&self, block: usize, rows: &[u32], out: &mut Vec<u8>) {
        let header = [block, rows.len(), self.held.len()];
        out.extend(header.iter().flat_map(|number| (*number as u64).to_le_bytes()));
        for row in rows {
            let BlockRow { row, start } = self.rows[*row as usize];
            out.extend([row, start].iter().flat_map(|number| number.to_le_bytes()));
        }
        for held in &self.held {
            Held::of(&held.vector(), rows).write(out);
        }
    }

    fn read(input: &mut Input<'_>) -> (usize, Box<Part>) {
        let [block, n_rows, n_held] = [(); 3].map(|()| input.number() as usize);
        let rows: Vec<u32> = input.numbers(2 * n_rows, u32::from_le_bytes).collect();
        let rows = rows.chunks(2).map(|it| BlockRow { row: it[0], start: it[1] }).collect();
        let held = (0..n_held).map(|_| Held::read(input)).collect();
        (block, Box::new(Part { rows, held }))
    }
}
