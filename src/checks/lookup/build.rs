//! Lookups as they are read: stretches by all threads, put together in their order.

use super::column::{ColumnBuilder, ColumnPart, LookupColumn};
use super::texts::FileBytes;
use super::{BlockPlace, Lookup, Places};
use crate::checks::key_index::KeyIndexBuilder;
use crate::checks::keys;
use crate::sources::Scratch;
use crate::sources::stored::Writer;
use crate::tables::{Batch, Place, ReferenceId, Target, Vector};

/// What a lookup needs of a stretch.
#[derive(Default)]
pub struct LookupPart {
    blocks: Vec<BlockPart>,
    /// Where each row begins in its block.
    starts: Vec<u8>,
    /// By column of the schema; empty where nobody reads it.
    columns: Vec<ColumnPart>,
    /// By reference the rows that have a key, with its hash.
    keys: Vec<Vec<(u64, u32)>>,
    n_rows: usize,
    /// How many of them have too few or too many cells.
    ragged: u64,
}

struct BlockPart {
    place: Place,
    n_rows: usize,
}

impl LookupPart {
    /// Takes in a block of a file; `start` says where each record begins in it. By reference the
    /// columns of its key are named.
    pub fn add(
        &mut self,
        (place, file): (Place, &FileBytes<'_>),
        batch: &Batch<'_>,
        start: impl Fn(usize) -> u32,
        references: &[Vec<usize>],
    ) {
        let n_rows = batch.n_rows;
        self.columns.resize_with(batch.columns.len(), ColumnPart::default);
        for (part, column) in self.columns.iter_mut().zip(&batch.columns) {
            if let Some(column) = column {
                part.add(column, file);
            }
        }
        self.keys.resize(references.len(), Vec::new());
        for (part, columns) in self.keys.iter_mut().zip(references) {
            let keys: Vec<&Vector<'_>> =
                columns.iter().map(|column| &batch.column(*column).vector).collect();
            let hashes = keys::hashes(&keys);
            let row = |row: usize| (hashes[row], (self.n_rows + row) as u32);
            part.extend(keys::present(&keys).iter().map(row));
        }
        self.starts.extend((0..n_rows).flat_map(|row| start(row).to_le_bytes()));
        self.blocks.push(BlockPart { place, n_rows });
        self.n_rows += n_rows;
        self.ragged += batch.ragged.as_ref().map_or(0, |rows| rows.count() as u64);
    }
}

/// A lookup that is put together from stretches, in their order.
pub struct LookupBuilder {
    n_rows: usize,
    ragged: u64,
    /// How many of them are in the last file.
    in_file: (u32, usize),
    blocks: Vec<BlockPlace>,
    starts: Writer,
    /// By column of the schema.
    columns: Vec<Option<ColumnBuilder>>,
    /// By reference the columns of its key.
    references: Vec<(ReferenceId, Vec<usize>, KeyIndexBuilder)>,
}

impl LookupBuilder {
    /// Of the columns that are needed, and the keys of references.
    pub fn new(
        needed: impl Iterator<Item = bool>,
        references: &[(ReferenceId, Vec<usize>)],
        scratch: &Scratch,
    ) -> LookupBuilder {
        let column = |is_needed: bool| is_needed.then(|| ColumnBuilder::new(scratch));
        let index = |(id, columns): &(ReferenceId, Vec<usize>)| {
            (*id, columns.clone(), KeyIndexBuilder::new(scratch))
        };
        LookupBuilder {
            n_rows: 0,
            ragged: 0,
            in_file: (0, 0),
            blocks: Vec::new(),
            starts: Writer::new(scratch),
            columns: needed.map(column).collect(),
            references: references.iter().map(index).collect(),
        }
    }

    /// Takes in the stretch that comes next.
    pub fn append(&mut self, part: LookupPart) {
        let first = self.n_rows;
        self.ragged += part.ragged;
        for BlockPart { place, n_rows } in part.blocks {
            if place.file != self.in_file.0 {
                self.in_file = (place.file, 0);
            }
            let (first, first_in_file) = (self.n_rows, self.in_file.1);
            self.blocks.push(BlockPlace { first, first_in_file, place });
            self.n_rows += n_rows;
            self.in_file.1 += n_rows;
        }
        self.starts.append(&part.starts);
        for (column, part) in self.columns.iter_mut().zip(part.columns) {
            if let Some(column) = column {
                column.append(part);
            }
        }
        for ((.., index), rows) in self.references.iter_mut().zip(part.keys) {
            let row = |(hash, row): (u64, u32)| (hash, first as Target + row);
            index.append(rows.into_iter().map(row));
        }
    }

    /// The lookup, with the files that its texts stand in.
    pub fn finish<'a>(self, files: &[FileBytes<'a>]) -> Lookup<'a> {
        let columns = self.columns.into_iter();
        let columns: Vec<Option<LookupColumn<'a>>> =
            columns.map(|column| Some(column?.finish(files))).collect();
        let index = |(id, to, index): (ReferenceId, Vec<usize>, KeyIndexBuilder)| {
            let keys: Vec<&LookupColumn<'a>> =
                to.iter().filter_map(|column| columns[*column].as_ref()).collect();
            let same = |row, other| keys.iter().all(|key| key.equal_rows(row, other));
            (id, index.finish(same))
        };
        let indexes = self.references.into_iter().map(index).collect();
        let places = Places { blocks: self.blocks, starts: self.starts.finish() };
        Lookup { n_rows: self.n_rows, ragged: self.ragged, places, columns, indexes }
    }
}
