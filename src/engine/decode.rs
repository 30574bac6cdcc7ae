//! A block of records to a batch of typed columns.

use super::places;
pub use crate::plan::Needed;
use crate::plan::{PlannedFile, TablePlan};
use crate::sources::decode::decode;
use crate::sources::{Block, Records};
use crate::tables::{Batch, Bitmap, Column, Made, Vector, bitmap};
use bumpalo::Bump;

/// Decodes the needed columns of a block. A column that the file does not have is all NULL.
pub fn batch<'a>(
    table: &TablePlan,
    file: &PlannedFile,
    needed: &Needed,
    block: Block<'a>,
    arena: &'a Bump,
) -> Batch<'a> {
    let records = block.records();
    let n_rows = records.n_rows();
    let own = needed.columns.len() - table.made.len();
    let made = |column: usize| table.made.get(column.checked_sub(own)?).copied();
    let columns = needed.columns.iter().enumerate().map(|(column, keep)| {
        let keep = (*keep)?;
        if let Some(made @ (Made::File | Made::Row | Made::Line)) = made(column) {
            return Some(places::column((file, made), records, arena));
        }
        let Some(at) = file.columns[column] else {
            return Some(Column { vector: Vector::null(n_rows), unreadable: None });
        };
        Some(decode(&block.column(at, arena), &table.formats[column], keep))
    });
    let mut columns: Vec<Option<Column<'a>>> = columns.collect();
    let ragged = ragged(table, file, records);
    if let Some(rows) = &ragged {
        columns.iter_mut().flatten().for_each(|column| leave_out(column, rows));
    }
    Batch { n_rows, columns, ragged }
}

/// Makes rows NULL, whatever their empty cells were read as.
fn leave_out(column: &mut Column<'_>, rows: &Bitmap) {
    column.vector.nulls = bitmap::union(column.vector.nulls.as_ref(), Some(rows));
    column.unreadable = column.unreadable.as_ref().map(|unreadable| unreadable.and_not(rows));
}

/// The records of another length; short ones count as whole where the table pads them.
fn ragged(table: &TablePlan, file: &PlannedFile, records: &Records) -> Option<Bitmap> {
    let width = file.source.header.len() as u32;
    let mut rows = Bitmap::zeros(records.n_rows());
    for (row, found) in records.ragged() {
        if !(table.pad_ragged && *found < width) {
            rows.set(*row as usize);
        }
    }
    (!rows.none()).then_some(rows)
}
