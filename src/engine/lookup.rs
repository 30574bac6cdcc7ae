//! Tables that others refer to, read before the checks: keys indexed, followed columns kept.

use super::Options;
use super::blocks::{self, BlockSpan};
use super::decode::{self, Needed};
use crate::checks::lookup::{FileBytes, Lookup, LookupBuilder, LookupPart, Lookups};
use crate::plan::Plan;
use crate::sources::{Block, Records, Source};
use crate::tables::{Place, ReferenceId, TableId};
use bumpalo::Bump;

/// Reads every table that a bound check refers to.
pub fn build<'a>(plan: &'a Plan, options: &Options) -> Lookups<'a> {
    let tables = (0..plan.tables.len()).map(|table| {
        let table = TableId(table);
        // Nothing refers to the rows of documents, of which there may be thousands.
        if plan.catalog.is_document(table) {
            return None;
        }
        let to = |id: ReferenceId| (id, plan.catalog.reference(id).to_columns.clone());
        let references: Vec<_> = plan.references_to(table).into_iter().map(to).collect();
        (!references.is_empty()).then(|| read(plan, table, &references, options))
    });
    Lookups { tables: tables.collect() }
}

fn read<'a>(
    plan: &'a Plan,
    table: TableId,
    references: &[(ReferenceId, Vec<usize>)],
    options: &Options,
) -> Lookup<'a> {
    let planned = &plan.tables[table.0];
    let needed: Needed = plan.needed_by_lookups(table);
    let sources: Vec<&Source> = planned.files.iter().map(|file| &file.source).collect();
    let mut before = 0;
    let files = planned.files.iter().map(|file| {
        let bytes = file.source.bytes();
        let file = FileBytes { bytes, before };
        before += bytes.len() as u64;
        file
    });
    let files: Vec<FileBytes<'a>> = files.collect();
    let keys: Vec<Vec<usize>> = references.iter().map(|(_, columns)| columns.clone()).collect();
    let columns = needed.columns.iter().map(Option::is_some);
    let mut lookup = LookupBuilder::new(columns, references, &options.scratch);
    let judge = |block: BlockSpan, records: &Records, part: &mut LookupPart| {
        let file = &planned.files[block.file];
        let arena = Bump::new();
        let cells = Block::new(&file.source, records);
        let batch = decode::batch(planned, file, &needed, cells, (None, &arena));
        let place = Place { file: block.file as u32, offset: block.start as u64 };
        let start = |row| (records.start(row) - block.start) as u32;
        part.add((place, &files[block.file]), &batch, start, &keys);
    };
    blocks::for_each(&sources, options.block_size, judge, |_, part| lookup.append(part));
    lookup.finish(&files)
}
