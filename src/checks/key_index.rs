//! The rows of a table by their key, for the references that lead to them.
//!
//! Rows are divided by the top bits of their hash, so that all threads fill the index of a large
//! table; of the hash 32 bits are kept beside each row, and equality is decided by the values. A
//! division is a table of slots, each looked for from the place on that its hash names: whether the
//! slots are in memory or in a file, a key that is there costs one look, seldom two.

use crate::sources::pieces::Pieces;
use crate::sources::stored::Writer;
use crate::sources::{Content, Scratch};
use crate::tables::{NOWHERE, Target};
use rayon::prelude::*;
use std::io;
use std::sync::{Mutex, PoisonError};

/// For each key the first row that has it.
#[derive(Debug)]
pub struct KeyIndex {
    divisions: Vec<Division>,
    slots: Content,
}

/// Where the slots of a division are among all.
#[derive(Debug, Clone, Copy, Default)]
struct Division {
    first: usize,
    n_slots: usize,
}

/// A part of the hash, and the row.
type Entry = (u32, Target);

/// The bytes of an entry.
const WIDTH: usize = 8;
/// How many bits of the hash divide a table.
const BITS: u32 = 6;
const DIVISIONS: usize = 1 << BITS;

#[inline]
fn division_of(hash: u64) -> usize {
    (hash >> (64 - BITS)) as usize
}

#[inline]
fn to_bytes((hash, row): Entry) -> [u8; WIDTH] {
    (u64::from(hash) << 32 | u64::from(row)).to_le_bytes()
}

#[inline]
fn of_bytes(bytes: [u8; WIDTH]) -> Entry {
    let both = u64::from_le_bytes(bytes);
    ((both >> 32) as u32, both as u32)
}

impl Division {
    /// A quarter of the slots stays free.
    fn slots_for(n_entries: usize) -> usize {
        if n_entries == 0 { 0 } else { n_entries + n_entries / 3 + 1 }
    }

    /// The slots from the one on that a hash names, each once.
    #[inline]
    fn slots(self, hash: u32) -> impl Iterator<Item = usize> {
        let spread = u64::from(hash.wrapping_mul(0x9e37_79b1));
        let start = ((spread * self.n_slots as u64) >> 32) as usize;
        (start..self.n_slots).chain(0..start).map(move |slot| self.first + slot)
    }
}

impl KeyIndex {
    /// The index, to look many keys up.
    pub fn open(&self) -> OpenIndex<'_> {
        OpenIndex { divisions: &self.divisions, slots: self.slots.as_chunks().0 }
    }
}

/// An index whose bytes are at hand.
#[derive(Clone, Copy)]
pub struct OpenIndex<'i> {
    divisions: &'i [Division],
    slots: &'i [[u8; WIDTH]],
}

impl OpenIndex<'_> {
    /// The row with this hash of which the caller says that it is the one.
    #[inline]
    pub fn find(&self, hash: u64, is_it: impl Fn(usize) -> bool) -> Option<Target> {
        let division = self.divisions[division_of(hash)];
        for slot in division.slots(hash as u32) {
            let (known, row) = of_bytes(*self.slots.get(slot)?);
            if row == NOWHERE {
                return None;
            }
            if known == hash as u32 && is_it(row as usize) {
                return Some(row);
            }
        }
        None
    }
}

/// The rows of an index as they come.
pub struct KeyIndexBuilder {
    /// By division.
    entries: Vec<Vec<Entry>>,
    n_held: usize,
    pieces: Option<Pieces>,
    scratch: Scratch,
}

impl KeyIndexBuilder {
    pub fn new(scratch: &Scratch) -> KeyIndexBuilder {
        let entries = vec![Vec::new(); DIVISIONS];
        KeyIndexBuilder { entries, n_held: 0, pieces: None, scratch: scratch.clone() }
    }

    /// Takes in rows behind those before them, each with its hash.
    pub fn append(&mut self, rows: impl Iterator<Item = (u64, Target)>) {
        let mut n_rows = 0;
        for (hash, row) in rows {
            self.entries[division_of(hash)].push((hash as u32, row));
            n_rows += 1;
        }
        self.n_held += n_rows;
        let fits = self.scratch.hold((n_rows * WIDTH) as u64);
        if !fits
            && self.n_held * WIDTH >= self.scratch.least_run()
            && let Err(error) = self.spill()
        {
            self.scratch.fail(&error);
        }
    }

    /// Writes what is held to a file.
    fn spill(&mut self) -> io::Result<()> {
        self.scratch.release((self.n_held * WIDTH) as u64);
        self.n_held = 0;
        let entries = std::mem::replace(&mut self.entries, vec![Vec::new(); DIVISIONS]);
        let pieces = match &mut self.pieces {
            Some(pieces) => pieces,
            None => self.pieces.insert(Pieces::new(DIVISIONS, &self.scratch)?),
        };
        for (division, entries) in entries.into_iter().enumerate() {
            let bytes: Vec<u8> = entries.into_iter().flat_map(to_bytes).collect();
            pieces.append(division, &bytes)?;
        }
        Ok(())
    }

    /// The index; `same` says whether two rows have the same key.
    pub fn finish(self, same: impl Fn(usize, usize) -> bool + Sync) -> KeyIndex {
        let KeyIndexBuilder { entries, n_held, pieces, scratch } = self;
        // Where a division comes to lie among the others does not matter.
        let all = Mutex::new((vec![Division::default(); DIVISIONS], Writer::new(&scratch)));
        entries.into_par_iter().enumerate().for_each(|(at, held)| {
            let written = pieces.iter().flat_map(|pieces| pieces.of_way(at));
            let mut entries: Vec<Entry> = Vec::new();
            for piece in written {
                entries.extend(piece.as_chunks().0.iter().copied().map(of_bytes));
            }
            let entries = if entries.is_empty() { held } else { [entries, held].concat() };
            let slots = first_rows(&entries, &same);
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            let first = all.1.length() as usize / WIDTH;
            all.0[at] = Division { first, n_slots: slots.len() / WIDTH };
            all.1.append(&slots);
        });
        scratch.release((n_held * WIDTH) as u64);
        let (divisions, slots) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        KeyIndex { divisions, slots: slots.finish() }
    }
}

/// The slots of a division.
fn first_rows(entries: &[Entry], same: &impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let division = Division { first: 0, n_slots: Division::slots_for(entries.len()) };
    let mut slots = vec![to_bytes((0, NOWHERE)); division.n_slots];
    for (hash, row) in entries {
        for slot in division.slots(*hash) {
            let (known, earlier) = of_bytes(slots[slot]);
            if earlier == NOWHERE {
                slots[slot] = to_bytes((*hash, *row));
                break;
            }
            if known == *hash && same(*row as usize, earlier as usize) {
                break;
            }
        }
    }
    slots.into_flattened()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::keys;
    use crate::tables::{Data, Vector};

    /// Every third key is there twice, and every seventh is missing.
    fn check(n_rows: usize, scratch: &Scratch) {
        let number = |row: usize| (row - if row % 3 == 2 { 1 } else { 0 }) as i64;
        let values: Vec<i64> = (0..n_rows).map(number).collect();
        let key = Vector::full(n_rows, Data::Narrow { values: values.clone(), scale: 0 });
        let hashes = keys::hashes(&[&key]);
        let mut builder = KeyIndexBuilder::new(scratch);
        let present: Vec<usize> = (0..n_rows).filter(|row| row % 7 != 0).collect();
        for rows in present.chunks(10_000) {
            builder.append(rows.iter().map(|row| (hashes[*row], *row as Target)));
        }
        let index = builder.finish(|row, other| values[row] == values[other]);
        for row in present {
            let first = (0..=row).rev().take(2).filter(|at| at % 7 != 0);
            let first = first.filter(|at| values[*at] == values[row]).last();
            let found = index.open().find(hashes[row], |known| values[known] == values[row]);
            assert_eq!(found.map(|row| row as usize), first, "{row} of {n_rows}");
        }
        let absent = Vector::full(1, Data::Narrow { values: vec![-1], scale: 0 });
        let hash = keys::hashes(&[&absent])[0];
        assert_eq!(index.open().find(hash, |known| values[known] == -1), None);
    }

    #[test]
    fn the_first_row_of_each_key_is_found_in_memory_and_on_disk() {
        for limit in [None, Some(0), Some(200_000)] {
            let scratch = Scratch::new(limit, None);
            [0, 1, 20, 70_000].into_iter().for_each(|n_rows| check(n_rows, &scratch));
            assert!(scratch.trouble().is_none());
            assert_eq!(scratch.free(), limit.unwrap_or(u64::MAX), "all is given back");
        }
    }

    #[test]
    fn without_a_file_there_is_nothing_and_that_is_told() {
        let scratch = Scratch::new(Some(0), Some("no/such/folder".into()));
        let mut builder = KeyIndexBuilder::new(&scratch);
        builder.append((0..100_000).map(|row| (u64::from(row) << 40, row)));
        builder.append((0..100_000).map(|row| (u64::from(row) << 40, row)));
        let index = builder.finish(|_, _| false);
        assert_eq!(index.open().find(5 << 40, |_| true), None);
        assert!(scratch.trouble().is_some());
    }
}
