//! Violations put into words: the rows that are shown are read once more, their places turned into
//! lines and columns, their values into sentences.

mod faults;
mod findings;
mod left_out;
mod lines;
mod placed;

use super::decode::{self, Needed};
use super::figure_rows::FigureRow;
use super::table::{BlockInfo, CheckResult, RawViolation, TableResult};
use super::{Options, judge::Cause, places};
use crate::checks::frame::{BlockFrame, Surroundings};
use crate::checks::{BoundCheck, Description, OfTable, RowFrame, RowId, message};
use crate::expressions::{Typed, eval, explain};
use crate::findings::Violation;
use crate::findings::fingerprint::fingerprint;
use crate::plan::{Plan, PlannedFile};
use crate::sources::locate::{Landmark, lines_in};
use crate::sources::{Block, Records, scan_block};
use crate::tables::batch::Cells;
use crate::tables::{Batch, TableId};
use crate::types::{Value, format};
use bumpalo::Bump;
use rayon::prelude::*;

pub(super) use lines::{cell_at, header_line, lines_around, mask_line, window};

/// What putting a table's violations into words needs.
pub struct Cook<'c> {
    pub(in crate::engine) plan: &'c Plan,
    table: TableId,
    pub(super) around: Surroundings<'c>,
    pub(super) options: &'c Options,
    blocks: &'c [BlockInfo],
    needed: Needed,
}

/// So many violations of a check are asked for advice.
const ADVISED: usize = 3;

/// A violation in words, and what its check says to do.
pub type Cooked = (Violation, Option<String>);

/// A violation to be put into words: where it is, and which of which check.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Job {
    row: RowId,
    check: usize,
    at: usize,
}

/// One record, read again.
struct Row<'a> {
    file: &'a PlannedFile,
    /// The byte of the content where the record starts.
    start: usize,
    cells: Block<'a, 'a>,
    records: &'a Records,
    /// From 1.
    number: u64,
    /// The physical line of its first byte, from 1.
    line: u64,
}

impl<'c> Cook<'c> {
    pub fn new(
        plan: &'c Plan,
        table: TableId,
        around: Surroundings<'c>,
        options: &'c Options,
        result: &'c TableResult<'_>,
    ) -> Cook<'c> {
        let needed = everything(plan, table);
        Cook { plan, table, around, options, blocks: &result.blocks, needed }
    }

    /// The violations of all checks in words, by check. Those of one block are made one after the
    /// other, so that its lines are counted only once.
    pub fn violations(&self, results: &[CheckResult<'_>]) -> Vec<Vec<Cooked>> {
        let mut jobs: Vec<Job> = Vec::new();
        for (check, result) in results.iter().enumerate() {
            let rows = result.violations.iter().enumerate();
            jobs.extend(rows.map(|(at, raw)| Job { row: raw.row, check, at }));
        }
        jobs.sort_unstable();
        let blocks: Vec<&[Job]> = jobs.chunk_by(|a, b| a.row.block == b.row.block).collect();
        let cooked: Vec<Vec<Cooked>> = blocks
            .par_iter()
            .map(|jobs| {
                let mut near = self.top_of(jobs[0].row.block);
                let cook = |job: &Job| {
                    let result = &results[job.check];
                    self.violation(result, &result.violations[job.at], &mut near)
                };
                jobs.iter().map(cook).collect()
            })
            .collect();
        let mut sorted: Vec<(&Job, Cooked)> =
            jobs.iter().zip(cooked.into_iter().flatten()).collect();
        sorted.sort_by_key(|(job, _)| (job.check, job.at));
        let mut all: Vec<Vec<Cooked>> = results.iter().map(|_| Vec::new()).collect();
        for (job, cooked) in sorted {
            all[job.check].push(cooked);
        }
        for (check, result) in results.iter().enumerate() {
            if let Some(of_table) = &result.whole {
                all[check].push(self.whole(result.check, of_table));
            }
            let absent = result.absent.iter();
            all[check].extend(absent.map(|absent| (self.absent(result.check, absent), None)));
        }
        all
    }

    /// The violation of the table itself: it has no row, but maybe one that is to blame.
    fn whole(&self, check: &BoundCheck, of_table: &OfTable) -> Cooked {
        let OfTable { slots, other, notes } = of_table;
        let Some(file) = self.plan.tables[self.table.0].files.iter().find(|file| !file.context)
        else {
            return (Violation::default(), None);
        };
        let arena = Bump::new();
        let columns = file.columns.iter().map(|_| None).collect();
        let batch = Batch { n_rows: 1, columns, ragged: None };
        let frame = BlockFrame::new(batch, vec![0], self.around, &arena);
        let describe = |other: Option<(&Row<'_>, &BlockFrame<'_>)>| {
            let shown = RowFrame {
                table: self.table,
                block: &frame,
                texts: &|_| None,
                other: other.map(|(_, frame)| frame),
                slots,
                other_texts: &|column| other.and_then(|(row, _)| text_of(row, column)),
                notes,
                text_at: &|row, column| self.text_at(row, column),
                names: &|column| self.name_of(column),
                place_of: &|row| self.place_of(row),
                value_at: &|row, typed| self.value_at(row, typed),
                masked: self.options.masked,
            };
            let description = check.check.describe(&shown);
            let message = match &check.message {
                Some(template) => message::render(template, &shown),
                None => description.message.clone(),
            };
            (message, description)
        };
        let of_row = |row: &Row<'_>, frame: &BlockFrame<'_>| {
            let (message, description) = describe(Some((row, frame)));
            let (cells, help) = (description.other_cells.clone(), description.help.clone());
            let shown = Description { cells, ..description };
            (self.placed(check, message, shown, (row, frame, None)), help)
        };
        if let Some(other) = *other {
            let (violation, help) = self.with_row(other, &mut self.top_of(other.block), of_row);
            return (Violation { row: None, ..violation }, help);
        }
        let (message, description) = describe(None);
        let hide = |value: String| if self.options.masked { "•".to_owned() } else { value };
        let name = &self.plan.catalog.table(self.table).name;
        let violation = Violation {
            fingerprint: Some(fingerprint(&check.id, name, &[], &[])),
            file: Some(file.source.display.clone()),
            values: description.values.into_iter().map(|(of, value)| (of, hide(value))).collect(),
            units: description.units,
            message,
            ..Violation::default()
        };
        (violation, description.help)
    }

    /// The start of a block, whose line is known.
    fn top_of(&self, block: usize) -> Landmark {
        let info = &self.blocks[block];
        Landmark { offset: info.block.start, line: info.first_line }
    }

    fn violation(
        &self,
        check: &CheckResult<'_>,
        raw: &RawViolation,
        near: &mut Landmark,
    ) -> Cooked {
        if self.options.places_only {
            return (self.place(raw.row), None);
        }
        self.with_row(raw.row, near, |row, frame| match raw.other {
            Some(other) => {
                self.with_row(other, &mut self.top_of(other.block), |other_row, other_frame| {
                    self.describe(check, raw, (row, frame), Some((other_row, other_frame)))
                })
            }
            None => self.describe(check, raw, (row, frame), None),
        })
    }

    /// A violation of which only the place is asked for.
    fn place(&self, id: RowId) -> Violation {
        let file = &self.plan.tables[self.table.0].files[id.place.file as usize];
        Violation {
            file: Some(file.source.display.clone()),
            row: Some(self.blocks[id.block].first_row + u64::from(id.row) + 1),
            ..Violation::default()
        }
    }

    /// Reads a record again, decoded as the checks need it. The landmark lies at or above it in the
    /// same block, and moves to it.
    fn with_row<R>(
        &self,
        id: RowId,
        near: &mut Landmark,
        look: impl FnOnce(&Row<'_>, &BlockFrame<'_>) -> R,
    ) -> R {
        let planned = &self.plan.tables[self.table.0];
        let file = &planned.files[id.place.file as usize];
        let start = id.place.offset as usize;
        let info = &self.blocks[id.block];
        let number = info.first_row + u64::from(id.row) + 1;
        let counted = || near.line + lines_in(&file.source.bytes()[near.offset..start]);
        near.line = info.line_of(id.row, start).unwrap_or_else(counted);
        near.offset = start;
        let figure = FigureRow::of(self.plan, file, number);
        let line = figure.map_or(near.line, |figure| figure.place().line);
        let mut records = Records::default();
        scan_block(&file.source, start, start + 1, &mut records);
        let cells = Block::new(&file.source, &records);
        let row = Row { file, start, cells, records: &records, number, line };
        let arena = Bump::new();
        let batch = decode::batch(planned, file, &self.needed, cells, (Some(self.around), &arena));
        let mut batch = Batch { ragged: None, ..batch };
        places::set(planned, &mut batch, (number, line));
        let frame = BlockFrame::new(batch, vec![0], self.around, &arena);
        look(&row, &frame)
    }

    fn describe(
        &self,
        result: &CheckResult<'_>,
        raw: &RawViolation,
        (row, frame): (&Row<'_>, &BlockFrame<'_>),
        other: Option<(&Row<'_>, &BlockFrame<'_>)>,
    ) -> (Violation, Option<String>) {
        let check = result.check;
        let slots = raw.slots.and_then(|at| result.slots.get(at as usize));
        let texts = |column: usize| self.text_in((row, frame), column);
        let names = |column: usize| self.name_of(column);
        let shown = RowFrame {
            table: self.table,
            block: frame,
            texts: &texts,
            other: other.map(|(_, frame)| frame),
            slots: slots.map_or(&[], |slots| slots),
            other_texts: &|column| other.and_then(|other| self.text_in(other, column)),
            notes: &raw.notes,
            text_at: &|row, column| self.text_at(row, column),
            names: &names,
            place_of: &|row| self.place_of(row),
            value_at: &|row, typed| self.value_at(row, typed),
            masked: self.options.masked,
        };
        let description = match (raw.cause, &check.filter) {
            (Cause::Filter, Some(filter)) => filter_failed(filter, &shown),
            _ => check.check.describe(&shown),
        };
        let message = match &check.message {
            Some(template) if raw.cause == Cause::Check => message::render(template, &shown),
            _ => description.message.clone(),
        };
        let is_advised = !self.options.masked && raw.cause == Cause::Check;
        let mut advised = result.violations.iter().take(ADVISED).filter(|_| is_advised);
        let advice = advised.any(|one| std::ptr::eq(one, raw)).then(|| check.check.advice(&shown));
        let help = description.help.clone().or(advice.flatten());
        let rows = (row, frame, other.map(|(row, _)| row));
        (self.placed(check, message, description, rows), help)
    }

    /// The text of a cell anywhere in the table.
    fn text_at(&self, row: RowId, column: usize) -> Option<String> {
        self.with_row(row, &mut self.top_of(row.block), |row, frame| {
            self.text_in((row, frame), column)
        })
    }

    /// Where a row stands, with its file where the table has several.
    fn place_of(&self, row: RowId) -> String {
        let files = &self.plan.tables[self.table.0].files;
        self.with_row(row, &mut self.top_of(row.block), |row, _| match files.len() {
            1 => format!("line {}", format::count(row.line)),
            _ => format!("{}:{}", format::visible(&row.file.source.display), row.line),
        })
    }

    /// The value of an expression in a row anywhere in the table.
    fn value_at(&self, row: RowId, typed: &Typed) -> Option<Value> {
        self.with_row(row, &mut self.top_of(row.block), |_, frame| {
            eval::eval(typed, frame).value(0)
        })
    }
}

/// All that may be looked at of a row that is shown: its cells, and what checks and messages ask of
/// it beside them. Where it stands is known.
fn everything(plan: &Plan, table: TableId) -> Needed {
    let schema = plan.catalog.table(table);
    let mut columns: Vec<bool> =
        (0..schema.columns.len()).map(|at| at < schema.own().len()).collect();
    for (_, reads) in plan.reads().into_iter().filter(|(of, _)| *of == table) {
        reads.columns.iter().for_each(|column| columns[*column] = true);
    }
    let keep = |(column, is_read): (usize, bool)| is_read.then(|| plan.keep_scale(table, column));
    let mut needed = Needed { columns: columns.into_iter().enumerate().map(keep).collect() };
    places::leave_out(&plan.tables[table.0], &mut needed);
    needed
}

fn text_of(row: &Row<'_>, column: usize) -> Option<String> {
    let at = row.file.columns[column]?;
    let arena = Bump::new();
    Some(String::from_utf8_lossy(row.cells.column(at, &arena).bytes(0)).into_owned())
}

fn filter_failed(filter: &crate::checks::Filter, row: &RowFrame<'_, '_>) -> Description {
    let explanation = explain::explain(&filter.condition, &filter.text, row.block);
    let reason = explanation.reason.map_or("", |reason| reason.reason());
    let text = crate::checks::binder::one_line(&filter.text);
    let (cells, elsewhere) = crate::checks::condition::shown(&explanation.columns, row);
    Description {
        message: format!("the rule's `where`, `{text}`, cannot be computed: {reason}"),
        cells,
        elsewhere,
        ..Description::default()
    }
}
