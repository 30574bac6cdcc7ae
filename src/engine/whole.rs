//! What a check may look at again once all blocks are known.

use super::decode;
use super::table::BlockInfo;
use crate::checks::{BlockRow, RowId, Same, Whole};
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
    limit: usize,
}

impl<'p> WholeTable<'p> {
    pub fn new(
        (plan, table): (&'p Plan, TableId),
        blocks: &'p [BlockInfo],
        n_rows: u64,
        limit: usize,
    ) -> WholeTable<'p> {
        WholeTable { plan, table, blocks, n_rows, limit }
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
    fn compare(&self, (left, right): (RowId, RowId), columns: &[usize], same: &Same<'_>) -> bool {
        with_row(self.plan, self.table, left.place, columns, |left| {
            with_row(self.plan, self.table, right.place, columns, |right| {
                same(&vectors(&left, columns), &vectors(&right, columns))
            })
        })
    }

    fn n_rows(&self) -> u64 {
        self.n_rows
    }

    fn today(&self) -> i32 {
        self.plan.today
    }

    fn limit(&self) -> usize {
        self.limit
    }

    fn row(&self, block: usize, row: BlockRow) -> RowId {
        self.blocks[block].row(block, row)
    }
}

fn vectors<'b, 'a>(batch: &'b Batch<'a>, columns: &[usize]) -> Vec<&'b Vector<'a>> {
    columns.iter().map(|column| &batch.column(*column).vector).collect()
}
