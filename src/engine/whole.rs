//! What a check may look at again once all blocks are known.

use super::decode;
use super::table::BlockInfo;
use crate::checks::frame::{BlockFrame, Surroundings};
use crate::checks::lookup::Lookup;
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
    around: Surroundings<'p>,
}

impl<'p> WholeTable<'p> {
    pub fn new(
        shown: &Shown<'p>,
        blocks: &'p [BlockInfo],
        n_rows: u64,
        limit: usize,
    ) -> WholeTable<'p> {
        let Shown { plan, table, around, .. } = *shown;
        WholeTable { plan, table, blocks, n_rows, limit, around }
    }
}

/// Reads one record again and gives its batch of one row to `look`.
pub fn with_row<R>(
    (plan, around): (&Plan, Surroundings<'_>),
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
    look(decode::batch(planned, file, &needed, block, (Some(around), &arena)))
}

/// Rows of a table to look at one by one, with all that its checks read.
pub struct Shown<'p> {
    pub plan: &'p Plan,
    pub table: TableId,
    around: Surroundings<'p>,
    columns: Vec<usize>,
}

impl<'p> Shown<'p> {
    pub fn new(plan: &'p Plan, table: TableId, around: Surroundings<'p>) -> Shown<'p> {
        let needed = plan.needed(table).columns;
        let read = needed.iter().enumerate().filter(|(_, keep)| keep.is_some());
        Shown { plan, table, around, columns: read.map(|(column, _)| column).collect() }
    }

    /// How many columns the table's schema has.
    pub fn n_columns(&self) -> usize {
        self.plan.catalog.table(self.table).columns.len()
    }

    /// A row of the table as a block of its own.
    pub fn with_row<R>(&self, row: RowId, look: impl FnOnce(&BlockFrame<'_>) -> R) -> R {
        with_row((self.plan, self.around), self.table, row.place, &self.columns, |batch| {
            self.with_batch(Batch { ragged: None, ..batch }, look)
        })
    }

    /// A row that stands nowhere.
    pub fn with_batch<R>(&self, batch: Batch<'_>, look: impl FnOnce(&BlockFrame<'_>) -> R) -> R {
        let arena = Bump::new();
        look(&BlockFrame::new(batch, vec![0], self.around, &arena))
    }
}

impl Whole for WholeTable<'_> {
    fn compare(&self, (left, right): (RowId, RowId), columns: &[usize], same: &Same<'_>) -> bool {
        with_row((self.plan, self.around), self.table, left.place, columns, |left| {
            with_row((self.plan, self.around), self.table, right.place, columns, |right| {
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

    fn lookup(&self, table: TableId) -> Option<&Lookup<'_>> {
        self.around.lookups.tables[table.0].as_ref()
    }

    fn row(&self, mut block: usize, mut row: BlockRow) -> RowId {
        let mut info = &self.blocks[block];
        while u64::from(row.row) >= info.n_rows
            && let Some(next) = self.blocks.get(block + 1)
        {
            row.row -= info.n_rows as u32;
            row.start -= (next.block.start - info.block.start) as u32;
            (block, info) = (block + 1, next);
        }
        info.row(block, row)
    }
}

fn vectors<'b, 'a>(batch: &'b Batch<'a>, columns: &[usize]) -> Vec<&'b Vector<'a>> {
    columns.iter().map(|column| &batch.column(*column).vector).collect()
}
