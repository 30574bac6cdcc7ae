//! What windows look at, on disk as it comes: in strips of rows, each expression by itself, so that a
//! window reads what it asks for and no more.

use super::held::{Held, Input};
use super::{Part, Parts};
use crate::checks::BlockRow;
use crate::sources::Scratch;
use crate::sources::pieces::Pieces;
use std::io;

/// Parts that were written, in the order of their blocks.
pub struct Log {
    /// A way for the rows of each strip, and one for each expression in them.
    pieces: Pieces,
    n_held: usize,
    /// How many rows each strip has.
    strips: Vec<usize>,
    bytes: usize,
    scratch: Scratch,
}

impl Log {
    pub fn new(n_held: usize, scratch: &Scratch) -> io::Result<Log> {
        let pieces = Pieces::new(0, scratch)?;
        Ok(Log { pieces, n_held, strips: Vec::new(), bytes: 0, scratch: scratch.clone() })
    }

    /// Writes parts behind those that are there.
    pub fn write(&mut self, parts: &[(usize, Box<Part>)]) -> io::Result<()> {
        let (mut start, mut bytes) = (0, 0);
        for (at, (_, part)) in parts.iter().enumerate() {
            bytes += part.bytes();
            if bytes >= self.scratch.least_run() || at + 1 == parts.len() {
                self.write_strip(&parts[start..=at])?;
                self.bytes += bytes;
                (start, bytes) = (at + 1, 0);
            }
        }
        Ok(())
    }

    fn write_strip(&mut self, parts: &[(usize, Box<Part>)]) -> io::Result<()> {
        let way = self.pieces.add_ways(1 + self.n_held);
        self.strips.push(parts.iter().map(|(_, part)| part.rows.len()).sum());
        let mut out = Vec::new();
        for (block, part) in parts {
            out.extend((*block as u64).to_le_bytes());
            out.extend((part.rows.len() as u64).to_le_bytes());
            for BlockRow { row, start } in &part.rows {
                out.extend([row, start].iter().flat_map(|number| number.to_le_bytes()));
            }
        }
        self.pieces.append(way, &out)?;
        for at in 0..self.n_held {
            out.clear();
            parts.iter().for_each(|(_, part)| part.held[at].write(&mut out));
            self.pieces.append(way + 1 + at, &out)?;
        }
        Ok(())
    }

    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    pub fn n_strips(&self) -> usize {
        self.strips.len()
    }

    /// How many rows a strip has.
    pub fn rows_of(&self, strip: usize) -> usize {
        self.strips[strip]
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.strips.iter().sum()
    }

    /// The bytes that a row took in memory, of all that is held.
    pub fn bytes_of_row(&self) -> usize {
        self.bytes / self.n_rows().max(1)
    }

    /// The parts of a strip as they were.
    pub fn parts(&self, strip: usize) -> io::Result<Parts> {
        let way = strip * (1 + self.n_held);
        let rows = self.bytes_of(way)?;
        let held: Vec<Vec<u8>> =
            (1..=self.n_held).map(|at| self.bytes_of(way + at)).collect::<io::Result<_>>()?;
        let mut held: Vec<Input<'_>> = held.iter().map(|bytes| Input(bytes)).collect();
        let mut input = Input(&rows);
        let mut parts = Vec::new();
        while !input.0.is_empty() {
            let [block, n_rows] = [(); 2].map(|()| input.number() as usize);
            let numbers: Vec<u32> = input.numbers(2 * n_rows, u32::from_le_bytes).collect();
            let rows = numbers.chunks(2).map(|it| BlockRow { row: it[0], start: it[1] }).collect();
            let held = held.iter_mut().map(Held::read).collect();
            parts.push((block, Box::new(Part { rows, held })));
        }
        Ok(parts)
    }

    /// The values of one expression in the rows of a strip, in pieces.
    pub fn values(&self, strip: usize, at: usize) -> io::Result<Vec<Held>> {
        let bytes = self.bytes_of(strip * (1 + self.n_held) + 1 + at)?;
        let mut input = Input(&bytes);
        let mut values = Vec::new();
        while !input.0.is_empty() {
            values.push(Held::read(&mut input));
        }
        Ok(values)
    }

    fn bytes_of(&self, way: usize) -> io::Result<Vec<u8>> {
        // A piece that cannot be read is left out, and noted.
        self.pieces.of_way(way).next().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}
