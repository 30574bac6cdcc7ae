//! Where rows stand, for conditions that ask: the file, the number of the record in it, the line.
//!
//! A block in the middle of a file does not know how many records and lines come before it. So, where
//! a condition asks, the files are gone through once before, and marks are set at the blocks' starts.

use super::blocks;
use super::table::BlockInfo;
use super::{Options, decode::Needed};
use crate::plan::{Mark, Plan, PlannedFile, TablePlan};
use crate::sources::locate::Landmark;
use crate::sources::{Records, Source, scan_block};
use crate::tables::{Batch, Column, Data, Made, TableId, Vector};
use bumpalo::Bump;

/// Sets the marks of all files of whose rows a condition asks where they stand.
pub fn mark(plan: &Plan, options: &Options) {
    let mut asked: Vec<TableId> = Vec::new();
    for (table, reads) in plan.reads() {
        let schema = plan.catalog.table(table);
        let is_place = |at: &usize| matches!(schema.made(*at), Some(Made::Row | Made::Line));
        if reads.columns.iter().any(is_place) && !asked.contains(&table) {
            asked.push(table);
        }
    }
    asked.into_iter().for_each(|table| mark_files(&plan.tables[table.0], options));
}

fn mark_files(table: &TablePlan, options: &Options) {
    let sources: Vec<&Source> = table.files.iter().map(|file| &file.source).collect();
    let mut marks: Vec<Vec<Mark>> = table.files.iter().map(|_| Vec::new()).collect();
    let mut last: Option<BlockInfo> = None;
    blocks::for_each(
        &sources,
        options.block_size,
        |_, records: &Records, (): &mut ()| (records.n_rows() as u64, records.lines()),
        |blocks, ()| {
            for (block, counts) in blocks {
                let body_line = sources[block.file].body_line;
                let info = BlockInfo::after(last.as_ref(), block, counts, body_line);
                let (rows, line) = (info.first_row, info.first_line);
                marks[block.file].push(Mark { offset: block.start, rows, line });
                last = Some(info);
            }
        },
    );
    for (file, marks) in table.files.iter().zip(marks) {
        // Set before, they are the same: they depend on the file alone.
        let _ = file.marks.set(marks);
    }
}

/// A column that no file has, over a block.
pub fn column<'a>(
    (file, made): (&PlannedFile, Made),
    records: &Records,
    arena: &'a Bump,
) -> Column<'a> {
    let n_rows = records.n_rows();
    let values = match made {
        Made::File => {
            let name: &str = arena.alloc_str(&file.source.name);
            return full(n_rows, Data::Text(vec![name; n_rows]));
        }
        Made::Row => {
            let before = before(file, records).rows as i64;
            (1..=n_rows as i64).map(|row| before + row).collect()
        }
        Made::Line => lines(file, records),
        Made::Text(_) | Made::Computed(_) => Vec::new(),
    };
    full(n_rows, Data::Narrow { values, scale: 0 })
}

fn full(n_rows: usize, data: Data<'_>) -> Column<'_> {
    Column { vector: Vector::full(n_rows, data), unreadable: None }
}

/// What comes before the first record of a block.
fn before(file: &PlannedFile, records: &Records) -> Mark {
    let (source, start) = (&file.source, records.span().start);
    let top = Mark { offset: source.body, rows: 0, line: source.body_line };
    let marks = file.marks.get().map_or(&[][..], Vec::as_slice);
    let after = marks.partition_point(|mark| mark.offset <= start);
    let near = after.checked_sub(1).map_or(top, |at| marks[at]);
    if near.offset == start {
        return near;
    }
    // A block that starts elsewhere than those that were counted, or a row that is read again.
    let mut between = Records::default();
    scan_block(source, near.offset, start, &mut between);
    let rows = (0..between.n_rows()).take_while(|row| between.start(*row) < start).count();
    let line = line_of(source, (near.offset, near.line), start);
    Mark { offset: start, rows: near.rows + rows as u64, line }
}

fn line_of(source: &Source, (offset, line): (usize, u64), at: usize) -> u64 {
    source.locate(Landmark { offset, line }, at..at).line
}

fn lines(file: &PlannedFile, records: &Records) -> Vec<i64> {
    let first = before(file, records);
    let mut near = (first.offset, first.line);
    let line = |row| {
        let start = records.start(row);
        near = (start, line_of(&file.source, near, start));
        near.1 as i64
    };
    (0..records.n_rows()).map(line).collect()
}

/// Leaves out what [`set`] puts in.
pub fn leave_out(table: &TablePlan, needed: &mut Needed) {
    places_of(table).for_each(|(column, _)| needed.columns[column] = None);
}

/// Puts where the row of a batch of one stands into it: its number and its line.
pub fn set(table: &TablePlan, batch: &mut Batch<'_>, (number, line): (u64, u64)) {
    for (column, made) in places_of(table) {
        let value = if made == Made::Row { number } else { line };
        let data = Data::Narrow { values: vec![value as i64], scale: 0 };
        batch.columns[column] = Some(full(1, data));
    }
}

fn places_of(table: &TablePlan) -> impl Iterator<Item = (usize, Made)> {
    let own = table.formats.len() - table.made.len();
    let made = table.made.iter().enumerate().map(move |(at, made)| (own + at, *made));
    made.filter(|(_, made)| matches!(made, Made::Row | Made::Line))
}
