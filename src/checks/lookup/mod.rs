//! The rows of a table that others refer to: found by their keys, read by their numbers.
//!
//! What is held of a row are the values of the columns that are needed, where its texts stand, where
//! it begins in its block, and a slot of each index: as bytes, which past the memory that there is
//! lie in temporary files.

mod build;
mod column;
mod texts;

pub use build::{LookupBuilder, LookupPart};
pub use column::LookupColumn;
pub use texts::FileBytes;

use super::key_index::{KeyIndex, OpenIndex};
use super::keys;
use crate::expressions::subquery::Spot;
use crate::sources::Content;
use crate::sources::stored::fixed;
use crate::tables::{Bitmap, Data, NOWHERE, Place, ReferenceId, Target, Vector};
use crate::types::bytes;

/// The rows of a table that others refer to, as far as they are read.
#[derive(Debug)]
pub struct Lookup<'a> {
    pub n_rows: usize,
    /// How many of them have too few or too many cells, and so no key.
    pub ragged: u64,
    places: Places,
    /// By column of the target's schema; `None` where nobody reads it.
    columns: Vec<Option<LookupColumn<'a>>>,
    /// For each reference to this table the index of its key.
    indexes: Vec<(ReferenceId, KeyIndex)>,
}

/// All tables that are referred to, by table of the catalog.
#[derive(Debug)]
pub struct Lookups<'a> {
    pub tables: Vec<Option<Lookup<'a>>>,
}

/// Where rows stand: 4 bytes a row.
#[derive(Debug)]
struct Places {
    blocks: Vec<BlockPlace>,
    /// Where each row begins in its block.
    starts: Content,
}

/// Where the rows of a block stand.
#[derive(Debug, Clone, Copy)]
struct BlockPlace {
    /// The number of its first row, in the table and in the file.
    first: usize,
    first_in_file: usize,
    /// Where the block begins.
    place: Place,
}

impl Places {
    /// Where a row stands, and its number in the file.
    fn spot(&self, row: usize) -> Option<Spot> {
        let at = self.blocks.partition_point(|block| block.first <= row);
        let block = self.blocks.get(at.checked_sub(1)?)?;
        let start = u32::from_le_bytes(fixed(&self.starts, row * 4));
        let place = Place { offset: block.place.offset + u64::from(start), ..block.place };
        Some(Spot { place, row: (block.first_in_file + row - block.first) as u64 + 1 })
    }
}

impl<'a> Lookup<'a> {
    /// A column that is read.
    pub fn column(&self, column: usize) -> Option<&LookupColumn<'a>> {
        self.columns.get(column)?.as_ref()
    }

    /// Where a row stands.
    pub fn spot(&self, row: usize) -> Option<Spot> {
        self.places.spot(row).filter(|_| row < self.n_rows)
    }

    /// Rows in which every one of the columns has a value.
    pub fn present(&self, columns: &[usize]) -> Bitmap {
        let mut rows = Bitmap::ones(self.n_rows);
        for column in columns.iter().filter_map(|column| self.column(*column)) {
            column.leave_present(&mut rows);
        }
        rows
    }

    /// The rows that the keys lead to.
    pub fn find(&self, reference: ReferenceId, to: &[usize], keys: &[&Vector<'_>]) -> Vec<Target> {
        let Some((_, index)) = self.indexes.iter().find(|(id, _)| *id == reference) else {
            return vec![NOWHERE; keys.first().map_or(0, |key| key.len)];
        };
        let index = index.open();
        let targets: Vec<&LookupColumn<'a>> =
            to.iter().filter_map(|column| self.column(*column)).collect();
        // One text is what most keys are, and then nothing else has to be asked row by row.
        if let ([key], [target]) = (keys, targets.as_slice())
            && let (Data::Text(texts), Some(known)) = (&key.data, target.text_bytes())
        {
            return rows_of(keys, index, |row, target| {
                bytes::same(texts[row].as_bytes(), known(target))
            });
        }
        rows_of(keys, index, |row, target| {
            targets.iter().zip(keys).all(|(known, key)| known.equals(target, key, row))
        })
    }
}

/// For each row with a key the row that the index has for it. Rows without one lead nowhere.
#[inline]
fn rows_of(
    keys: &[&Vector<'_>],
    index: OpenIndex<'_>,
    same: impl Fn(usize, usize) -> bool,
) -> Vec<Target> {
    let hashes = keys::hashes(keys);
    let find = |row: usize| index.find(hashes[row], |target| same(row, target)).unwrap_or(NOWHERE);
    let mut rows: Vec<Target> = (0..hashes.len()).map(find).collect();
    for gap in keys.iter().flat_map(|key| [&key.nulls, &key.failed]).flatten() {
        gap.iter().for_each(|row| rows[row] = NOWHERE);
    }
    rows
}
