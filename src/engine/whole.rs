//! What a check may look at again once all blocks are known.

use super::decode;
use super::table::BlockInfo;
use crate::checks::{BlockRow, RowId, Whole, keys};
use crate::plan::Plan;
use crate::sources::{Block, Records, scan_block};
use crate::tables::{Batch, Place, TableId, Vector};
use bumpalo::Bump;

/// A table whose blocks are all known.
pub struct WholeTable<'p> {
    plan: &'p Plan,
    table: TableId,
    blocks: &'p [BlockInfo],
    n_rows: u64,
}

impl<'p> WholeTable<'p> {
    pub fn new(
        plan: &'p Plan,
        table: TableId,
        blocks: &'p [BlockInfo],
        n_rows: u64,
    ) -> WholeTable<'p> {
        WholeTable { plan, table, blocks, n_rows }
    }
}

/// Reads one record again and gives its batch of one row to `look`.
pub fn with_row<R>(
    plan: &Plan,
    table: TableId,
    place: Place,
    columns: &[usize],
    look: impl FnOnce(Batch<'_>) -> R,
) -> R {
    let planned = &plan.tables[table.0];
    let file = &planned.files[place.file as usize];
    let start = place.offset as usize;
    let mut records = Records::default();
    scan_block(&file.source, start, start + 1, &mut records);
    let arena = Bump::new();
    let mut needed = decode::Needed { columns: vec![None; file.columns.len()] };
    for column in columns {
        needed.columns[*column] = Some(plan.keep_scale(table, *column));
    }
    let block = Block::new(&file.source, &records);
    look(decode::batch(planned, file, &needed, block, &arena))
}

impl Whole for WholeTable<'_> {
    fn equal(&self, left: RowId, right: RowId, columns: &[usize]) -> bool {
        with_row(self.plan, self.table, left.place, columns, |left| {
            with_row(self.plan, self.table, right.place, columns, |right| {
                keys::equal(&vectors(&left, columns), 0, &vectors(&right, columns), 0)
            })
        })
    }

    fn n_rows(&self) -> u64 {
        self.n_rows
    }

    fn row(&self, block: usize, row: BlockRow) -> RowId {
        self.blocks[block].row(block, row)
    }
}

fn vectors<'b, 'a>(batch: &'b Batch<'a>, columns: &[usize]) -> Vec<&'b Vector<'a>> {
    columns.iter().map(|column| &batch.column(*column).vector).collect()
}
