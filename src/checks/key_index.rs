//! The rows of a table by their key, for the references that lead to them.
//!
//! Rows are divided by the top bits of their hash, so that all threads fill the index of a large
//! table; of the hash 32 bits are kept beside each row, and equality is decided by the values.

use super::keys;
use crate::tables::{Target, Vector};
use hashbrown::HashTable;
use rayon::prelude::*;

/// For each key the first row that has it.
pub struct KeyIndex {
    divisions: Vec<HashTable<Entry>>,
}

/// A part of the hash, and the row.
type Entry = (u32, Target);

/// How many bits of the hash divide a table that is worth it.
const BITS: u32 = 5;
/// Fewer rows fit the cache, and are in one division.
const FEW: usize = 1 << 16;

fn division_of(hash: u64, n_divisions: usize) -> usize {
    if n_divisions == 1 { 0 } else { (hash >> (64 - BITS)) as usize }
}

/// The part of a hash that is kept, over the 64 bits that a table looks at.
#[inline]
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl KeyIndex {
    /// Takes in all rows in which every column of the key has a value.
    pub fn of(keys: &[&Vector<'_>]) -> KeyIndex {
        let hashes = keys::hashes(keys);
        let n_divisions = if hashes.len() < FEW { 1 } else { 1 << BITS };
        let mut rows: Vec<Vec<Entry>> = vec![Vec::new(); n_divisions];
        for row in keys::present(keys).iter() {
            let hash = hashes[row];
            rows[division_of(hash, n_divisions)].push((hash as u32, row as Target));
        }
        drop(hashes);
        KeyIndex { divisions: rows.into_par_iter().map(|rows| first_rows(&rows, keys)).collect() }
    }

    /// The row with this hash of which the caller says that it is the one.
    #[inline]
    pub fn find(&self, hash: u64, is_it: impl Fn(usize) -> bool) -> Option<Target> {
        let division = &self.divisions[division_of(hash, self.divisions.len())];
        let kept = hash as u32;
        let same = |(known, row): &Entry| *known == kept && is_it(*row as usize);
        division.find(spread(kept), same).map(|(_, row)| *row)
    }
}

fn first_rows(rows: &[Entry], keys: &[&Vector<'_>]) -> HashTable<Entry> {
    let mut table = HashTable::with_capacity(rows.len());
    for (hash, row) in rows {
        let same = |(known, earlier): &Entry| {
            known == hash && keys::equal(keys, *row as usize, keys, *earlier as usize)
        };
        if table.find(spread(*hash), same).is_none() {
            table.insert_unique(spread(*hash), (*hash, *row), |(hash, _)| spread(*hash));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Bitmap, Data};

    /// Every third key is there twice, and every seventh is missing.
    fn check(n_rows: usize) {
        let number = |row: usize| (row - if row % 3 == 2 { 1 } else { 0 }) as i64;
        let values: Vec<i64> = (0..n_rows).map(number).collect();
        let nulls = Bitmap::from_fn(n_rows, |row| row % 7 == 0);
        let key = Vector {
            nulls: Some(nulls),
            ..Vector::full(n_rows, Data::Narrow { values: values.clone(), scale: 0 })
        };
        let index = KeyIndex::of(&[&key]);
        let hashes = keys::hashes(&[&key]);
        for row in (0..n_rows).filter(|row| row % 7 != 0) {
            let first = (0..=row).rev().take(2).filter(|at| at % 7 != 0);
            let first = first.filter(|at| values[*at] == values[row]).last();
            let found = index.find(hashes[row], |known| values[known] == values[row]);
            assert_eq!(found.map(|row| row as usize), first, "{row} of {n_rows}");
        }
        let absent = Vector::full(1, Data::Narrow { values: vec![-1], scale: 0 });
        assert_eq!(index.find(keys::hashes(&[&absent])[0], |known| values[known] == -1), None);
    }

    #[test]
    fn the_first_row_of_each_key_is_found_in_small_tables_and_large_ones() {
        [0, 1, 20, FEW - 1, FEW, FEW + 1000].into_iter().for_each(check);
    }
}
