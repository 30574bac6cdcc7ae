//! The rows of a block by group.

use crate::checks::keys;
use crate::tables::{Bitmap, Vector};
use hashbrown::HashTable;

/// Groups in the order of their first rows.
pub struct Split {
    /// By row of the block; of no meaning for rows that take no part.
    pub groups: Vec<u32>,
    /// The first row of each group.
    pub firsts: Vec<u32>,
    /// The hash of what makes each group.
    pub hashes: Vec<u64>,
}

impl Split {
    /// Splits the rows that take part by the values of the vectors; a missing value is one too.
    pub fn of(by: &[&Vector<'_>], rows: &Bitmap) -> Split {
        let mut split =
            Split { groups: vec![0; rows.len()], firsts: Vec::new(), hashes: Vec::new() };
        if by.is_empty() {
            // The table is one group, even where it is empty.
            split.firsts.push(rows.iter().next().map_or(0, |row| row as u32));
            split.hashes.push(0);
            return split;
        }
        let hashes = keys::hashes(by);
        let mut index: HashTable<(u64, u32)> = HashTable::new();
        for row in rows.iter() {
            let hash = hashes[row];
            let same = |(known, group): &(u64, u32)| {
                let first = split.firsts[*group as usize] as usize;
                *known == hash && keys::equal(by, row, by, first)
            };
            split.groups[row] = match index.find(hash, same) {
                Some((_, group)) => *group,
                None => {
                    let group = split.firsts.len() as u32;
                    index.insert_unique(hash, (hash, group), |entry| entry.0);
                    split.firsts.push(row as u32);
                    split.hashes.push(hash);
                    group
                }
            };
        }
        split
    }

    /// How many groups there are.
    pub fn count(&self) -> usize {
        self.firsts.len()
    }
}
