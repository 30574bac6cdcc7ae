//! Tables that others refer to, read before the checks: keys indexed, followed columns kept.

use super::Options;
use super::blocks::{self, BlockSpan};
use super::decode::{self, Needed};
use crate::checks::frame::{Lookup, Lookups};
use crate::checks::keys;
use crate::plan::Plan;
use crate::sources::{Block, Records, Source, scan_block};
use crate::tables::{Bitmap, Place, ReferenceId, TableId, Target, Vector};
use bumpalo::Bump;
use hashbrown::HashTable;

/// Where the texts of the lookups are kept: one arena a table.
pub fn arenas(plan: &Plan) -> Vec<Bump> {
    plan.tables.iter().map(|_| Bump::new()).collect()
}

/// Reads every table that a bound check refers to.
pub fn build<'a>(plan: &'a Plan, options: &Options, arenas: &'a [Bump]) -> Lookups<'a> {
    let tables = (0..plan.tables.len()).map(|table| {
        let table = TableId(table);
        // Nothing refers to the rows of documents, of which there may be thousands.
        if plan.catalog.is_document(table) {
            return None;
        }
        let references: Vec<ReferenceId> = plan.references_to(table);
        let needed = plan.needed_by_lookups(table);
        (!references.is_empty())
            .then(|| read(plan, table, (&references, &needed), options, &arenas[table.0]))
    });
    Lookups { tables: tables.collect() }
}

fn read<'a>(
    plan: &'a Plan,
    table: TableId,
    (references, needed): (&[ReferenceId], &Needed),
    options: &Options,
    arena: &'a Bump,
) -> Lookup<'a> {
    let planned = &plan.tables[table.0];
    let sources: Vec<&Source> = planned.files.iter().map(|file| &file.source).collect();
    let mut cuts: Vec<BlockSpan> = Vec::new();
    blocks::for_each(
        &sources,
        options.block_size,
        |_, _, (): &mut ()| (),
        |blocks, ()| cuts.extend(blocks.into_iter().map(|(block, ())| block)),
    );
    let mut places = Vec::new();
    let mut columns: Vec<Option<Joined<'a>>> =
        needed.columns.iter().map(|keep| keep.map(|_| Joined::default())).collect();
    for block in cuts {
        let file = &planned.files[block.file];
        let records = arena.alloc(Records::default());
        scan_block(&file.source, block.start, block.end, records);
        let starts = (0..records.n_rows()).map(|row| records.start(row) as u64);
        places.extend(starts.map(|offset| Place { file: block.file as u32, offset }));
        let cells = Block::new(&file.source, records);
        let batch = decode::batch(planned, file, needed, cells, (None, arena));
        for (joined, column) in columns.iter_mut().zip(batch.columns) {
            if let (Some(joined), Some(column)) = (joined, column) {
                joined.append(column);
            }
        }
    }
    assemble(plan, references, places, columns)
}

/// A column put together from blocks.
#[derive(Default)]
struct Joined<'a> {
    parts: Vec<crate::tables::Column<'a>>,
}

impl<'a> Joined<'a> {
    fn append(&mut self, column: crate::tables::Column<'a>) {
        self.parts.push(column);
    }

    fn finish(self) -> (Vector<'a>, Option<Bitmap>) {
        let len = self.parts.iter().map(|part| part.vector.len).sum();
        let rows = |pick: for<'c> fn(&'c crate::tables::Column<'a>) -> Option<&'c Bitmap>| {
            let mut joined = Bitmap::zeros(len);
            let mut before = 0;
            for part in &self.parts {
                pick(part)
                    .into_iter()
                    .flat_map(Bitmap::iter)
                    .for_each(|row| joined.set(before + row));
                before += part.vector.len;
            }
            (!joined.none()).then_some(joined)
        };
        let unreadable = rows(|part| part.unreadable.as_ref());
        let parts = self.parts.into_iter().map(|part| part.vector);
        (Vector::joined(parts.collect()), unreadable)
    }
}

fn assemble<'a>(
    plan: &Plan,
    references: &[ReferenceId],
    places: Vec<Place>,
    joined: Vec<Option<Joined<'a>>>,
) -> Lookup<'a> {
    let (mut columns, mut unreadable) = (Vec::new(), Vec::new());
    for column in joined {
        let (vector, rows) = column.map(Joined::finish).map_or((None, None), |(v, u)| (Some(v), u));
        columns.push(vector);
        unreadable.push(rows);
    }
    let indexes = references.iter().map(|id| (*id, index(plan, *id, &columns))).collect();
    Lookup { n_rows: places.len(), places, columns, unreadable, indexes }
}

/// The first row of each key.
fn index(
    plan: &Plan,
    reference: ReferenceId,
    columns: &[Option<Vector<'_>>],
) -> HashTable<(u64, Target)> {
    let keys: Vec<&Vector<'_>> = plan
        .catalog
        .reference(reference)
        .to_columns
        .iter()
        .filter_map(|column| columns[*column].as_ref())
        .collect();
    let hashes = keys::hashes(&keys);
    let mut index = HashTable::with_capacity(hashes.len());
    for row in keys::present(&keys).iter() {
        let hash = hashes[row];
        let same = |entry: &(u64, Target)| {
            entry.0 == hash && keys::equal(&keys, row, &keys, entry.1 as usize)
        };
        if index.find(hash, same).is_none() {
            index.insert_unique(hash, (hash, row as Target), |entry: &(u64, Target)| entry.0);
        }
    }
    index
}
