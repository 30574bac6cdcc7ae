//! A block of records to a batch of typed columns.

use super::places;
use crate::checks::frame::{BlockFrame, Surroundings};
use crate::expressions::eval;
pub use crate::plan::Needed;
use crate::plan::{PlannedFile, TablePlan};
use crate::sources::decode::{KeepScale, decode};
use crate::sources::{Block, Records};
use crate::tables::{Batch, Bitmap, Column, Made, Vector, bitmap};
use bumpalo::Bump;

/// Decodes the needed columns of a block. A column that the file does not have is all NULL. What
/// lies around is asked by expressions in the places of columns.
pub fn batch<'a>(
    table: &TablePlan,
    file: &PlannedFile,
    needed: &Needed,
    block: Block<'_, 'a>,
    (around, arena): (Option<Surroundings<'a>>, &'a Bump),
) -> Batch<'a> {
    let records = block.records();
    let n_rows = records.n_rows();
    let with_operands = operands(table, needed);
    let needed = with_operands.as_ref().unwrap_or(needed);
    let own = needed.columns.len() - table.made.len();
    let made = |column: usize| table.made.get(column.checked_sub(own)?).copied();
    let columns = needed.columns.iter().enumerate().map(|(column, keep)| {
        let keep = (*keep)?;
        match made(column) {
            Some(made @ (Made::File | Made::Row | Made::Line)) => {
                return Some(places::column((file, made), records, arena));
            }
            Some(Made::Computed(_)) => return None,
            Some(Made::Text(_)) | None => {}
        }
        let Some(at) = file.columns[column] else {
            return Some(Column { vector: Vector::null(n_rows), unreadable: None });
        };
        Some(decode(&block.column(at, arena), &table.formats[column], keep))
    });
    let mut columns: Vec<Option<Column<'a>>> = columns.collect();
    for (at, computed) in table.computed.iter().enumerate() {
        let Some(column) = table.made.iter().position(|made| *made == Made::Computed(at)) else {
            continue;
        };
        if let (Some(around), true) = (around, needed.columns[own + column].is_some()) {
            let operands = Batch { n_rows, columns, ragged: None };
            let frame = BlockFrame::new(operands, Vec::new(), around, arena);
            let mut vector = eval::eval(&computed.typed, &frame);
            columns = frame.batch.columns;
            // What cannot be computed is no value, and its row is not evaluated.
            let unreadable = vector.failed.take();
            vector.nulls = bitmap::union(vector.nulls.as_ref(), unreadable.as_ref());
            columns[own + column] = Some(Column { vector, unreadable });
        }
    }
    let ragged = ragged(table, file, records);
    if let Some(rows) = &ragged {
        columns.iter_mut().flatten().for_each(|column| leave_out(column, rows));
    }
    Batch { n_rows, columns, ragged }
}

/// What is needed with the columns that expressions among it read; `None` where there are none.
fn operands(table: &TablePlan, needed: &Needed) -> Option<Needed> {
    let own = needed.columns.len() - table.made.len();
    let mut all = None;
    for (at, made) in table.made.iter().enumerate() {
        let Made::Computed(expression) = *made else { continue };
        if needed.columns[own + at].is_some() {
            let all: &mut Needed = all.get_or_insert_with(|| needed.clone());
            for column in &table.computed[expression].columns {
                all.columns[*column].get_or_insert(KeepScale::Common);
            }
        }
    }
    all
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
