//! Tables that others refer to, read before the checks: keys indexed, followed columns kept.

use super::Options;
use super::blocks::{self, BlockSpan};
use super::decode::{self, Needed};
use crate::checks::frame::{Lookup, Lookups};
use crate::checks::key_index::KeyIndex;
use crate::plan::Plan;
use crate::sources::{Block, Records, Source, scan_block};
use crate::tables::{Batch, Bitmap, Column, Place, ReferenceId, TableId, Vector};
use bumpalo::Bump;
use rayon::prelude::*;

/// Where the texts of the lookups are kept that stand in no file as they are: by table and block.
pub fn arenas(plan: &Plan) -> Vec<Vec<Bump>> {
    plan.tables.iter().map(|_| Vec::new()).collect()
}

/// Reads every table that a bound check refers to.
pub fn build<'a>(plan: &'a Plan, options: &Options, arenas: &'a mut [Vec<Bump>]) -> Lookups<'a> {
    let tables = arenas.iter_mut().enumerate().map(|(table, arenas)| {
        let table = TableId(table);
        // Nothing refers to the rows of documents, of which there may be thousands.
        if plan.catalog.is_document(table) {
            return None;
        }
        let references: Vec<ReferenceId> = plan.references_to(table);
        let needed = plan.needed_by_lookups(table);
        (!references.is_empty()).then(|| read(plan, table, (&references, &needed), options, arenas))
    });
    Lookups { tables: tables.collect() }
}

/// What a table's lookup needs of a block.
type Part<'a> = (Vec<Place>, Batch<'a>);

fn read<'a>(
    plan: &'a Plan,
    table: TableId,
    (references, needed): (&[ReferenceId], &Needed),
    options: &Options,
    arenas: &'a mut Vec<Bump>,
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
    arenas.resize_with(cuts.len(), Bump::new);
    let part = |records: &mut Records, (block, arena): (&BlockSpan, &'a mut Bump)| -> Part<'a> {
        let file = &planned.files[block.file];
        scan_block(&file.source, block.start, block.end, records);
        let place = |row| Place { file: block.file as u32, offset: records.start(row) as u64 };
        let places = (0..records.n_rows()).map(place).collect();
        let cells = Block::new(&file.source, records);
        (places, decode::batch(planned, file, needed, cells, (None, arena)))
    };
    let parts = cuts.par_iter().zip(arenas.par_iter_mut()).map_init(Records::default, part);
    let (mut places, mut ragged) = (Vec::new(), 0);
    let mut columns: Vec<Option<Joined<'a>>> =
        needed.columns.iter().map(|keep| keep.map(|_| Joined::default())).collect();
    for (of_part, decoded) in parts.collect::<Vec<Part<'a>>>() {
        places.extend(of_part);
        ragged += decoded.ragged.as_ref().map_or(0, |rows| rows.count() as u64);
        for (joined, column) in columns.iter_mut().zip(decoded.columns) {
            if let (Some(joined), Some(column)) = (joined, column) {
                joined.append(column);
            }
        }
    }
    Lookup { ragged, ..assemble(plan, references, places, columns) }
}

/// A column put together from blocks.
#[derive(Default)]
struct Joined<'a> {
    parts: Vec<Column<'a>>,
}

impl<'a> Joined<'a> {
    fn append(&mut self, column: Column<'a>) {
        self.parts.push(column);
    }

    fn finish(self) -> (Vector<'a>, Option<Bitmap>) {
        let len = self.parts.iter().map(|part| part.vector.len).sum();
        let rows = |pick: for<'c> fn(&'c Column<'a>) -> Option<&'c Bitmap>| {
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
    Lookup { n_rows: places.len(), places, columns, unreadable, ragged: 0, indexes }
}

/// The first row of each key.
fn index(plan: &Plan, reference: ReferenceId, columns: &[Option<Vector<'_>>]) -> KeyIndex {
    let to = &plan.catalog.reference(reference).to_columns;
    let keys: Vec<&Vector<'_>> = to.iter().filter_map(|column| columns[*column].as_ref()).collect();
    KeyIndex::of(&keys)
}
