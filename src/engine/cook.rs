//! Violations put into words: the rows that are shown are read once more, their places turned into
//! lines and columns, their values into sentences.

use super::decode::{self, Needed};
use super::excuse;
use super::figure_rows::{self, FigureRow};
use super::structure::{PlacedFault, Tally};
use super::table::{BlockInfo, CheckResult, RawViolation, TableResult};
use super::{Options, judge::Cause, places};
use crate::checks::frame::{BlockFrame, Surroundings};
use crate::checks::structure::StructureKind;
use crate::checks::{
    Absent, BoundCheck, Description, Elsewhere, OfTable, RowFrame, RowId, Wording, joined, message,
};
use crate::diagnostics::Severity;
use crate::expressions::{Typed, eval, explain};
use crate::findings::fingerprint::fingerprint;
use crate::findings::{
    Cell, CheckSummary, Counts, ExcerptLine, Finding, Judged, RuleLine, Violation,
};
use crate::plan::header::{HeaderCheck, RowsCheck};
use crate::plan::{Plan, PlannedFile};
use crate::sources::locate::{Landmark, Location, lines_in};
use crate::sources::{Block, FaultKind, Records, header, scan_block};
use crate::tables::batch::Cells;
use crate::tables::{Batch, Made, TableId};
use crate::types::{Value, format};
use bumpalo::Bump;
use rayon::prelude::*;
use std::ops::Range;

/// What putting a table's violations into words needs.
pub struct Cook<'c> {
    pub(super) plan: &'c Plan,
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

    /// The summary of a check, and its finding where it has violations.
    pub fn check(
        &self,
        result: &CheckResult<'_>,
        counts: Counts,
        cooked: Vec<Cooked>,
    ) -> (CheckSummary, Option<Finding>) {
        let check = result.check;
        let reason = (result.counts.total() > 0
            && result.counts.not_evaluated == result.counts.total())
        .then(|| result.reason.clone().unwrap_or_else(|| self.reason_not_evaluated(check)));
        let summary = CheckSummary {
            id: check.id.clone(),
            table: Some(self.plan.catalog.table(self.table).name.clone()),
            document: None,
            severity: check.severity,
            of: check.check.of(),
            counts,
            reason,
        };
        let finding = (counts.violations() > 0).then(|| self.finding(result, &counts, cooked));
        (summary, finding)
    }

    fn reason_not_evaluated(&self, check: &BoundCheck) -> String {
        if let Some(reason) = self.plan.out_of_reach(check) {
            return reason;
        }
        let schema = self.plan.catalog.table(self.table);
        let absent = check.reads.columns.iter().find(|column| !schema.columns[**column].present);
        match absent {
            Some(column) => format!("column `{}` is absent", self.name_of(*column)),
            None => "no row has cells that read as their types".to_owned(),
        }
    }

    fn finding(&self, result: &CheckResult<'_>, counts: &Counts, cooked: Vec<Cooked>) -> Finding {
        let check = result.check;
        let wording = check.check.wording();
        let help = cooked.iter().find_map(|(_, help)| help.clone());
        let violations: Vec<Violation> =
            cooked.into_iter().map(|(violation, _)| violation).collect();
        let count = counts.violations();
        Finding {
            id: check.id.clone(),
            severity: check.severity,
            table: Some(self.plan.catalog.table(self.table).name.clone()),
            document: None,
            message: self.headline(check, &wording, counts, &violations),
            count,
            why: check.why.clone(),
            source: check.source.clone(),
            help: check.help.clone().or(help).or(wording.help),
            rule: check.anchor.map(|anchor| self.rule_line(anchor)),
            common: self.common(result),
            facts: self.plan.facts(&check.reads.defines),
            violations,
        }
    }

    /// "9,812 of 1,204,331 rows in `orders` have `amount` below the minimum of 0 (0.81 %)".
    fn headline(
        &self,
        check: &BoundCheck,
        wording: &Wording,
        counts: &Counts,
        violations: &[Violation],
    ) -> String {
        let count = counts.violations();
        if check.check.of() == Judged::Tables {
            let name = &self.plan.catalog.table(self.table).name;
            return match (&check.message, violations) {
                (Some(_), [only]) => format!("{} (`{name}`)", only.message),
                _ => format!("`{name}` {} {}", wording.singular, wording.object),
            };
        }
        let base = self.base(count, counts.total(), check.check.of().word());
        match (&check.message, violations) {
            (Some(_), [only]) => format!("{} ({base})", only.message),
            _ => {
                let verb = if count == 1 { wording.singular } else { wording.plural };
                format!("{base} {verb} {}{}", wording.object, share(count, counts.total()))
            }
        }
    }

    /// "9,812 of 1,204,331 rows in `orders`".
    fn base(&self, count: u64, total: u64, of: &str) -> String {
        let name = &self.plan.catalog.table(self.table).name;
        let of = if total == 1 { of.trim_end_matches('s') } else { of };
        format!("{} of {} {of} in `{name}`", format::count(count), format::count(total))
    }

    fn common(&self, result: &CheckResult<'_>) -> Vec<String> {
        let mut notes = result.notes.clone();
        notes.extend(self.unread_by_subqueries(result.check));
        if let Some((first, last)) = result.common.run() {
            let (first, last) = (format::count(first), format::count(last));
            notes.push(format!("all rows from {first} to {last}"));
        }
        let frequent = result.common.frequent();
        if frequent.is_empty() || self.options.masked {
            return notes;
        }
        let column = result.check.reads.columns.first();
        let name = column.map_or_else(String::new, |column| {
            format!("`{}` ", self.plan.catalog.table(self.table).columns[*column].name)
        });
        let shown: Vec<String> = frequent
            .iter()
            .take(3)
            .map(|(value, count)| {
                let visible = format::shorten(&format::visible(value), 40).into_owned();
                let value = if visible.is_empty() {
                    "(missing)".to_owned()
                } else {
                    format!("`{visible}`")
                };
                format!("{value} ({} {})", format::count(*count), rows(*count))
            })
            .collect();
        notes.push(match frequent.len() {
            1 => format!("in all of them {name}is {}", shown.join("")),
            _ => format!("{name}is most often {}", shown.join(", ")),
        });
        notes
    }

    /// What the subqueries of a check could not take in.
    fn unread_by_subqueries(&self, check: &BoundCheck) -> Vec<String> {
        let reads = check.reads.with_tables(self.table);
        let asked = reads.into_iter().flat_map(|(_, reads)| &reads.asked);
        let mut notes: Vec<String> = Vec::new();
        for (query, answers) in asked.filter_map(|it| Some((&it.query, it.query.answers()?))) {
            let name = &self.plan.catalog.table(query.table).name;
            let note = format!(
                "a subquery leaves out {} {} of `{name}` with a cell that does not read",
                format::count(answers.left_out),
                rows(answers.left_out)
            );
            if answers.left_out > 0 && !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }

    fn rule_line(&self, anchor: crate::rules::Anchor) -> RuleLine {
        let text = self.plan.texts.get(anchor.source);
        let (line, _) = self.plan.texts.line_column(anchor.source, anchor.span.start);
        RuleLine { file: text.path.clone(), line, anchor }
    }

    fn violation(
        &self,
        check: &CheckResult<'_>,
        raw: &RawViolation,
        near: &mut Landmark,
    ) -> Cooked {
        self.with_row(raw.row, near, |row, frame| match raw.other {
            Some(other) => {
                self.with_row(other, &mut self.top_of(other.block), |other_row, other_frame| {
                    self.describe(check, raw, (row, frame), Some((other_row, other_frame)))
                })
            }
            None => self.describe(check, raw, (row, frame), None),
        })
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

    /// What no row has: shown at the header of its columns.
    fn absent(&self, check: &BoundCheck, absent: &Absent) -> Violation {
        let schema = self.plan.catalog.table(self.table);
        let exact: Vec<String> =
            absent.values.iter().map(|(_, value)| format::exact(value)).collect();
        let shown = absent.values.iter().zip(&exact).map(|((column, value), exact)| {
            let text = match value {
                _ if self.options.masked => "•".to_owned(),
                Value::Null => "(missing)".to_owned(),
                _ => format::shorten(&format::visible(exact), 60).into_owned(),
            };
            (schema.columns[*column].name.clone(), text)
        });
        let shown: Vec<(String, String)> = shown.collect();
        let named: Vec<String> =
            shown.iter().map(|(name, text)| format!("`{name} = {text}`")).collect();
        let texts: Vec<&str> = exact.iter().map(String::as_str).collect();
        let file = self.plan.tables[self.table.0].files.iter().find(|file| !file.context);
        let columns = absent.values.iter().map(|(column, _)| *column);
        let mut cells = file.map_or_else(Vec::new, |file| self.header_cells(file, columns));
        if let Some(Elsewhere::Asked { table, .. }) = &absent.elsewhere {
            let name = &self.plan.catalog.table(*table).name;
            cells
                .iter_mut()
                .for_each(|cell| cell.label = format!("not every one of `{name}` is there"));
        }
        let there = absent.elsewhere.as_ref().and_then(|it| self.asked(it));
        cells.extend(there.iter().flat_map(|there| self.cells_there(there)));
        if self.options.masked {
            cells.iter_mut().for_each(|cell| cell.value = cell.value.as_ref().map(|_| "•".into()));
        }
        Violation {
            message: format!("no row has {}", joined(&named)),
            file: file.map(|file| file.source.display.clone()),
            row: None,
            line: cells.first().map(|cell| cell.line),
            fingerprint: Some(fingerprint(&check.id, &schema.name, &[], &texts)),
            cells,
            values: shown,
            units: Vec::new(),
            excerpt: match self.options.excerpts {
                true => {
                    let header = file.and_then(header_line).into_iter();
                    header.chain(there.iter().flat_map(|there| self.lines_there(there))).collect()
                }
                false => Vec::new(),
            },
        }
    }

    /// Where the header names these columns.
    fn header_cells(&self, file: &PlannedFile, columns: impl Iterator<Item = usize>) -> Vec<Cell> {
        // Figures have no header.
        let columns = columns.filter(|_| file.article.is_none());
        let there = columns.filter_map(|column| Some((column, file.columns[column]?)));
        let cells = there.map(|(column, at)| {
            let range = header_range(file, Some(at));
            let label = format!("not every `{}` is there", self.name_of(column));
            Cell { label, ..cell_at(file.source.locate(file.source.top(), range)) }
        });
        cells.collect()
    }

    /// The violation with its places.
    fn placed(
        &self,
        check: &BoundCheck,
        message: String,
        description: Description,
        (row, frame, other): (&Row<'_>, &BlockFrame<'_>, Option<&Row<'_>>),
    ) -> Violation {
        let mut cells: Vec<Cell> = description
            .cells
            .iter()
            .filter_map(|(column, label)| self.cell(row, *column, label))
            .collect();
        let written: Vec<String> =
            cells.iter().map(|cell| cell.value.clone().unwrap_or_default()).collect();
        let fingerprint = self.fingerprint(check, row, &written);
        if let Some(other) = other {
            let others = description.other_cells.iter().filter_map(|(column, label)| {
                let cell = self.cell(other, *column, label)?;
                let file = (other.file.source.display != row.file.source.display)
                    .then(|| other.file.source.display.clone());
                Some(Cell { row: Some(other.number), file, ..cell })
            });
            cells.extend(others.collect::<Vec<_>>());
        }
        let elsewhere = self.elsewhere(frame, &description.elsewhere);
        cells.extend(elsewhere.iter().flat_map(|there| self.cells_there(there)));
        if self.options.masked {
            cells.iter_mut().for_each(|cell| cell.value = cell.value.as_ref().map(|_| "•".into()));
        }
        let excerpt = match self.options.excerpts {
            true => {
                let mut lines = self.excerpt(row, other, &cells);
                lines.extend(elsewhere.iter().flat_map(|there| self.lines_there(there)));
                lines
            }
            false => Vec::new(),
        };
        let hide = |value: String| if self.options.masked { "•".to_owned() } else { value };
        Violation {
            message,
            file: Some(row.file.source.display.clone()),
            row: Some(row.number),
            line: Some(row.line),
            fingerprint,
            cells,
            values: description.values.into_iter().map(|(of, value)| (of, hide(value))).collect(),
            units: description.units,
            excerpt,
        }
    }

    fn fingerprint(&self, check: &BoundCheck, row: &Row<'_>, cells: &[String]) -> Option<String> {
        let schema = self.plan.catalog.table(self.table);
        let columns = match schema.key.is_empty() {
            true if row.file.article.is_some() => figure_rows::key(),
            true => (0..schema.own().len()).collect(),
            false => schema.key.clone(),
        };
        let key: Vec<String> =
            columns.iter().map(|column| text_of(row, *column).unwrap_or_default()).collect();
        let key: Vec<&str> = key.iter().map(String::as_str).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        Some(fingerprint(&check.id, &schema.name, &key, &cells))
    }

    /// The physical lines of a record; of a figure those of the article.
    fn record_lines(&self, row: &Row<'_>) -> Vec<(u64, String)> {
        match FigureRow::of(self.plan, row.file, row.number) {
            Some(figure) => figure.lines().into_iter().map(|one| (one.line, one.text)).collect(),
            None => record_lines(row),
        }
    }

    /// The name of a column; of the text of a cell that of the cell.
    fn name_of(&self, column: usize) -> String {
        let schema = self.plan.catalog.table(self.table);
        schema.columns[schema.cell_of(column).unwrap_or(column)].name.clone()
    }

    /// The text of a cell; of what stands in none its value.
    fn text_in(&self, (row, frame): (&Row<'_>, &BlockFrame<'_>), column: usize) -> Option<String> {
        match self.plan.catalog.table(self.table).made(column) {
            None | Some(Made::Text(_)) => text_of(row, column),
            Some(_) => match frame.vector(column).value(0)? {
                Value::Null => Some(String::new()),
                value => Some(format::exact(&value)),
            },
        }
    }

    fn cell(&self, row: &Row<'_>, column: usize, label: &str) -> Option<Cell> {
        // Of an expression the first of the cells that it reads.
        let column = match self.plan.catalog.table(self.table).made(column) {
            Some(Made::Computed(at)) => {
                *self.plan.tables[self.table.0].computed[at].columns.first()?
            }
            _ => column,
        };
        let at = row.file.columns[column]?;
        let label = label.to_owned();
        if let Some(figure) = FigureRow::of(self.plan, row.file, row.number) {
            let (name, value) = (Some(self.name_of(column)), text_of(row, column));
            return Some(Cell { column: name, value, label, ..figure.place() });
        }
        let near = Landmark { offset: row.start, line: row.line };
        let located = row.file.source.locate_field(row.records, (0, at), near);
        Some(Cell {
            column: Some(self.name_of(column)),
            value: text_of(row, column),
            label,
            ..cell_at(located)
        })
    }

    /// The header, the row, and the row of the other half.
    fn excerpt(&self, row: &Row<'_>, other: Option<&Row<'_>>, cells: &[Cell]) -> Vec<ExcerptLine> {
        let mut lines = Vec::new();
        lines.extend(header_line(row.file));
        let mut rows = vec![row];
        rows.extend(other);
        rows.sort_by_key(|row| row.line);
        for part in rows {
            let file = (part.file.source.display != row.file.source.display)
                .then(|| part.file.source.display.clone());
            let columns: Vec<(u64, u64)> = cells
                .iter()
                .filter(|cell| cell.line >= part.line)
                .map(|cell| (cell.column_start, cell.column_end))
                .collect();
            lines.extend(self.record_lines(part).into_iter().map(|(line, text)| {
                let text = if self.options.masked { mask_line(&text) } else { text };
                window(
                    ExcerptLine { file: file.clone(), line, text, ..ExcerptLine::default() },
                    &columns,
                )
            }));
        }
        lines
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

/// Characters kept on each side of what is pointed at in a long line.
const AROUND: usize = 400;

/// The bytes of a name in the header, or of the whole header.
fn header_range(file: &PlannedFile, column: Option<usize>) -> Range<usize> {
    let header = &file.source.header;
    match (column.and_then(|column| header.get(column)), header.first(), header.last()) {
        (Some(cell), _, _) => cell.range.clone(),
        (None, Some(first), Some(last)) => first.range.start..last.range.end,
        _ => 0..0,
    }
}

/// A long line cut to what surrounds the cells.
pub(super) fn window(line: ExcerptLine, columns: &[(u64, u64)]) -> ExcerptLine {
    if line.text.len() <= 4 * AROUND {
        return line;
    }
    let first = columns.iter().map(|(start, _)| *start as usize).min().unwrap_or(1);
    let skip = first.saturating_sub(1 + AROUND);
    let mut rest = line.text.chars().skip(skip);
    let text: String = rest.by_ref().take(4 * AROUND).collect();
    ExcerptLine { text, skipped: skip as u64, cut: rest.next().is_some(), ..line }
}

/// A line of which only the shape is shown.
pub(super) fn mask_line(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { '•' } else { c }).collect()
}

pub(super) fn header_line(file: &PlannedFile) -> Option<ExcerptLine> {
    let line = file.source.header_line?;
    let first = file.source.header.first()?.range.start;
    let (_, text) = lines_around(file, Landmark { offset: first, line }, first..first).pop()?;
    let whole = ExcerptLine { line, text, header: true, ..ExcerptLine::default() };
    Some(window(whole, &[]))
}

fn text_of(row: &Row<'_>, column: usize) -> Option<String> {
    let at = row.file.columns[column]?;
    let arena = Bump::new();
    Some(String::from_utf8_lossy(row.cells.column(at, &arena).bytes(0)).into_owned())
}

/// The physical lines of a record.
fn record_lines(row: &Row<'_>) -> Vec<(u64, String)> {
    lines_around(row.file, Landmark { offset: row.start, line: row.line }, row.records.record(0))
}

/// The whole lines that a stretch of a file touches, with their numbers.
pub(super) fn lines_around(
    file: &PlannedFile,
    near: Landmark,
    range: Range<usize>,
) -> Vec<(u64, String)> {
    let excerpt = file.source.excerpt(near, range, (0, 0));
    let text = String::from_utf8_lossy(&file.source.whole()[excerpt.range]).into_owned();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split('\n')
        .enumerate()
        .map(|(index, line)| (excerpt.line + index as u64, line.to_owned()))
        .collect()
}

pub(super) fn cell_at(located: Location) -> Cell {
    Cell {
        line: located.line,
        line_end: (located.line_end != located.line).then_some(located.line_end),
        column_start: located.column_start,
        column_end: located.column_end,
        byte_start: located.byte_start,
        byte_end: located.byte_end,
        ..Cell::default()
    }
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

/// A text, or its first characters where it is long.
fn beginning(bytes: &[u8]) -> String {
    const LONGEST: usize = 200;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * LONGEST)]);
    text.chars().take(LONGEST).collect()
}

/// " (0.81 %)", where it says more than the numbers beside it.
fn share(count: u64, total: u64) -> String {
    if total < 100 || count == 0 {
        return String::new();
    }
    // To the nearest, but never all of them where one is not.
    let (count, total) = (u128::from(count), u128::from(total));
    let nearest = (count * 20_000 + total) / (2 * total);
    let hundredths = if count < total { nearest.min(9_999) } else { nearest };
    match hundredths {
        0 => " (under 0.01 %)".to_owned(),
        _ => format!(" ({}.{:02} %)", hundredths / 100, hundredths % 100),
    }
}

fn rows(count: u64) -> &'static str {
    if count == 1 { "row" } else { "rows" }
}

impl Cook<'_> {
    /// A finding about the structure of files.
    pub fn structure(
        &self,
        kind: &StructureKind,
        severity: Severity,
        (tally, judged): (&Tally, u64),
    ) -> Finding {
        let wording = kind.wording();
        let failed = tally.failed(kind.of);
        let total = judged.max(failed);
        let verb = if failed == 1 { wording.singular } else { wording.plural };
        let base = match kind.id {
            "csv.blank-row" => {
                let name = &self.plan.catalog.table(self.table).name;
                format!("in `{name}` {}", format::count(tally.count))
            }
            _ => self.base(failed, total, kind.of.word()),
        };
        let violations = self.faults(kind, &tally.kept);
        Finding {
            id: kind.id.to_owned(),
            severity,
            table: Some(self.plan.catalog.table(self.table).name.clone()),
            document: None,
            message: format!("{base} {verb} {}{}", wording.object, share(failed, total)),
            count: tally.count,
            why: Some(kind.why.to_owned()),
            source: None,
            help: wording.help,
            rule: None,
            common: Vec::new(),
            facts: Vec::new(),
            violations,
        }
    }

    /// Faults come in order, so that each is looked for from the line of the one before.
    fn faults(&self, kind: &StructureKind, kept: &[PlacedFault]) -> Vec<Violation> {
        let mut last: Option<(&PlacedFault, Landmark)> = None;
        let mut violations = Vec::new();
        for placed in kept.iter().take(excuse::limit_of_files(self.plan, self.options.limit)) {
            let start = placed.fault.span.start;
            let near = match last {
                Some((one, mark)) if one.shares_block(placed) && mark.offset <= start => mark,
                _ => self.landmark(placed),
            };
            let source = &self.plan.tables[self.table.0].files[placed.file].source;
            let line = source.excerpt(near, start..start, (0, 0));
            let mark = Landmark { offset: line.range.start, line: line.line };
            violations.push(self.fault(kind, placed, mark));
            last = Some((placed, mark));
        }
        violations
    }

    fn fault(&self, kind: &StructureKind, placed: &PlacedFault, near: Landmark) -> Violation {
        let file = &self.plan.tables[self.table.0].files[placed.file];
        let span = placed.fault.span.start..placed.fault.span.end;
        let row = self.row_of(placed);
        let located = file.source.locate(near, span.clone());
        let bytes = &file.source.whole()[span.clone()];
        let value = match self.options.masked {
            true => "•".to_owned(),
            false => beginning(bytes),
        };
        let label = self.fault_label(kind, file, placed);
        let cell = Cell {
            column: placed
                .fault
                .column
                .and_then(|at| file.source.header.get(at as usize))
                .map(|cell| cell.name.clone()),
            value: Some(value),
            label: label.clone(),
            ..cell_at(located.clone())
        };
        let excerpt = match self.options.excerpts {
            true => self.fault_excerpt(file, near, (span, &located)),
            false => Vec::new(),
        };
        Violation {
            message: label,
            file: Some(file.source.display.clone()),
            row,
            line: Some(located.line),
            fingerprint: self.fault_fingerprint(kind, file, placed),
            cells: vec![cell],
            values: Vec::new(),
            units: Vec::new(),
            excerpt,
        }
    }

    /// What is wrong at a fault; of a ragged record how many fields it has, of columns without a name
    /// which they are.
    fn fault_label(
        &self,
        kind: &StructureKind,
        file: &PlannedFile,
        placed: &PlacedFault,
    ) -> String {
        if placed.fault.kind == FaultKind::EmptyHeader {
            let source = &file.source;
            let columns = header::nameless(source.whole(), &source.dialect, &source.header);
            return match columns.as_slice() {
                [_] => kind.label.to_owned(),
                columns => format!("columns {} have no name", header::runs(columns)),
            };
        }
        if placed.fault.kind != FaultKind::RaggedRow {
            return kind.label.to_owned();
        }
        let start = placed.fault.span.start;
        let mut records = Records::default();
        scan_block(&file.source, start, start + 1, &mut records);
        match records.ragged() {
            [(_, found), ..] => {
                let expected = file.source.header.len() as u64;
                let fields = if expected == 1 { "field" } else { "fields" };
                format!("expected {} {fields}, found {found}", format::count(expected))
            }
            [] => kind.label.to_owned(),
        }
    }

    /// The name of a fault: the text of its line and what is wrong in it.
    fn fault_fingerprint(
        &self,
        kind: &StructureKind,
        file: &PlannedFile,
        placed: &PlacedFault,
    ) -> Option<String> {
        let bytes = file.source.whole();
        let span = placed.fault.span;
        let text = |range: Range<usize>| String::from_utf8_lossy(&bytes[range]).into_owned();
        let line = file.source.line_around(span.start);
        let name = &self.plan.catalog.table(self.table).name;
        let (line, fault) = (text(line), text(span.start..span.end));
        Some(fingerprint(kind.id, name, &[&line], &[&fault]))
    }

    /// The row number of a fault.
    fn row_of(&self, placed: &PlacedFault) -> Option<u64> {
        let info = &self.blocks[placed.block?];
        placed.fault.row.map(|row| info.first_row + u64::from(row) + 1)
    }

    /// A byte before a fault whose physical line is known.
    fn landmark(&self, placed: &PlacedFault) -> Landmark {
        match placed.block {
            None => self.plan.tables[self.table.0].files[placed.file].source.top(),
            Some(block) => {
                let info = &self.blocks[block];
                Landmark { offset: info.block.start, line: info.first_line }
            }
        }
    }

    fn fault_excerpt(
        &self,
        file: &PlannedFile,
        near: Landmark,
        (span, located): (Range<usize>, &Location),
    ) -> Vec<ExcerptLine> {
        let columns = [(located.column_start, located.column_end)];
        let header = header_line(file).filter(|header| header.line < located.line);
        let lines = lines_around(file, near, span).into_iter().map(|(line, text)| {
            let text = if self.options.masked { mask_line(&text) } else { text };
            window(ExcerptLine { line, text, ..ExcerptLine::default() }, &columns)
        });
        header.into_iter().chain(lines).collect()
    }

    /// A finding about headers.
    pub fn header(&self, check: &HeaderCheck) -> Finding {
        let files = &self.plan.tables[self.table.0].files;
        let violations = check.faults.iter().map(|fault| {
            let file = &files[fault.file];
            let range = header_range(file, fault.column);
            let located = file.source.locate(file.source.top(), range);
            Violation {
                message: fault.message.clone(),
                file: Some(file.source.display.clone()),
                row: None,
                line: Some(located.line),
                fingerprint: self.header_fingerprint(check, &fault.message),
                cells: vec![Cell { label: fault.label.clone(), ..cell_at(located) }],
                values: Vec::new(),
                units: Vec::new(),
                excerpt: match self.options.excerpts {
                    true => header_line(file).into_iter().collect(),
                    false => Vec::new(),
                },
            }
        });
        Finding {
            id: check.id.clone(),
            severity: check.severity,
            table: Some(self.plan.catalog.table(self.table).name.clone()),
            document: None,
            message: check.headline.clone(),
            count: check.faults.len() as u64,
            why: check.why.clone(),
            source: None,
            help: check.help.clone(),
            rule: check.anchor.map(|anchor| self.rule_line(anchor)),
            common: check.common.clone(),
            facts: Vec::new(),
            violations: violations
                .take(excuse::limit_of_files(self.plan, self.options.limit))
                .collect(),
        }
    }

    fn header_fingerprint(&self, check: &HeaderCheck, message: &str) -> Option<String> {
        let name = &self.plan.catalog.table(self.table).name;
        Some(fingerprint(&check.id, name, &[], &[message]))
    }

    /// A finding about the number of rows.
    pub fn rows(&self, check: &RowsCheck, n_rows: u64) -> Finding {
        let name = &self.plan.catalog.table(self.table).name;
        let message = format!(
            "`{name}` has {} {}, {}",
            format::count(n_rows),
            rows(n_rows),
            check.bound.fault()
        );
        let file = self.plan.tables[self.table.0].files.first();
        let violation = Violation {
            message: message.clone(),
            fingerprint: Some(fingerprint(&check.id, name, &[], &[])),
            file: file.map(|file| file.source.display.clone()),
            ..Violation::default()
        };
        Finding {
            id: check.id.clone(),
            severity: check.severity,
            table: Some(name.clone()),
            document: None,
            message,
            count: 1,
            why: check.why.clone(),
            source: check.source.clone(),
            help: check.help.clone(),
            rule: check.anchor.map(|anchor| self.rule_line(anchor)),
            common: Vec::new(),
            facts: Vec::new(),
            violations: vec![violation],
        }
    }
}
