//! The structure of one block: where each record starts and each field ends.

use std::ops::Range;

use super::exact::Sink;
use super::simd::Index;
use super::{Fault, FaultKind};
use crate::diagnostics::Span;

/// Records of a block. Made for reuse: filling it again keeps its memory.
#[derive(Debug, Default)]
pub struct Records {
    /// Where the block starts in the content, and where the next one does.
    pub(super) base: usize,
    pub(super) end: usize,
    pub(super) width: usize,
    /// Whether short records are filled up with empty fields.
    pub(super) pads: bool,
    /// What the bit-parallel reading finds becomes the tables of starts and ends in place.
    pub(super) index: Index,
    /// The line of the table of ends that a record has, where that is not its own number: ragged
    /// records share one line of empty fields, so that memory follows the fields that are there.
    lines_of_rows: Option<Vec<u32>>,
    /// Ragged records, with their true number of fields.
    ragged: Vec<(u32, u32)>,
    /// Where each ragged record ends.
    ragged_ends: Vec<u32>,
    pub(super) faults: Vec<Fault>,
    pub(super) is_utf8: bool,
    /// Where the table of ends was before the current record.
    committed: usize,
    spare: (Vec<u32>, Vec<u32>),
}

/// So many line feeds inside of records are told one by one: of a block of a million bytes more than
/// that would take more memory than counting them again takes time.
const FEW_BREAKS: usize = 256;

/// The line of the table of ends that ragged records share; the table's other lines follow it.
const RAGGED: u32 = 0;

impl Records {
    /// A structure without records.
    pub fn new() -> Records {
        Records::default()
    }

    /// Whole records, ragged ones included.
    pub fn n_rows(&self) -> usize {
        self.index.starts.len()
    }

    /// The fields of a record that is not ragged.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The byte of the content where the record starts.
    #[inline]
    pub fn start(&self, row: usize) -> usize {
        self.base + self.index.starts[row] as usize
    }

    /// The bytes of the content of a field, its quotes included; empty in a ragged record.
    #[inline]
    pub fn field(&self, row: usize, column: usize) -> Range<usize> {
        let line = match &self.lines_of_rows {
            None => row,
            Some(lines) => match lines[row] {
                RAGGED => return self.start(row)..self.start(row),
                line => line as usize - 1,
            },
        };
        let end = self.index.ends[line * self.width + column];
        let start = match column {
            0 => self.index.starts[row],
            _ => self.index.ends[line * self.width + column - 1] + 1,
        };
        // A field that fills up a short record ends where the record does.
        self.base + start.min(end) as usize..self.base + end as usize
    }

    /// The structure as a plain table, where no record is ragged.
    pub fn table(&self) -> Option<Table<'_>> {
        let (starts, ends) = (&self.index.starts, &self.index.ends);
        let plain = self.lines_of_rows.is_none();
        plain.then_some(Table { starts, ends, width: self.width })
    }

    /// The bytes of the content of a record, without its line end.
    pub fn record(&self, row: usize) -> Range<usize> {
        let end = match self.ragged.binary_search_by_key(&(row as u32), |(row, _)| *row) {
            Ok(index) => self.base + self.ragged_ends[index] as usize,
            Err(_) => self.field(row, self.width - 1).end,
        };
        self.start(row)..end
    }

    /// Records of another length than the header, with their true number of fields.
    pub fn ragged(&self) -> &[(u32, u32)] {
        &self.ragged
    }

    /// Whether a record has another length than the header.
    pub fn is_ragged(&self, row: usize) -> bool {
        self.ragged.binary_search_by_key(&(row as u32), |(row, _)| *row).is_ok()
    }

    /// Structural faults, in the order of their places.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Physical lines that end in the block.
    pub fn lines(&self) -> u64 {
        self.index.lines
    }

    /// The line feeds inside of records, counted from the block's start, where they are all known
    /// and few: then the line of a record follows from its number.
    pub fn breaks(&self, bytes: &[u8]) -> Option<&[u32]> {
        let breaks = &self.index.breaks;
        let ends_line = matches!(bytes[..self.end].last(), Some(b'\n' | b'\r'));
        // Where the last record ends a line, as all others do, what is more than one line a record
        // are breaks, blank lines and comments: all are breaks that are known, or it is more.
        let is_all = ends_line && self.lines() == (self.n_rows() + breaks.len()) as u64;
        (is_all && breaks.len() <= FEW_BREAKS).then_some(breaks)
    }

    /// Whether all of the block is UTF-8.
    pub fn is_utf8(&self) -> bool {
        self.is_utf8
    }

    /// The bytes of the content that the block covers.
    pub fn span(&self) -> Range<usize> {
        self.base..self.end
    }

    /// The record that holds a byte of the block; absent between records.
    pub fn row_at(&self, byte: usize) -> Option<usize> {
        let relative = byte.checked_sub(self.base)? as u32;
        let row = self.index.starts.partition_point(|start| *start <= relative).checked_sub(1)?;
        (byte < self.record(row).end).then_some(row)
    }

    /// Empty, for a block that starts at `base`.
    pub(super) fn reset(&mut self, base: usize, width: usize) {
        self.base = base;
        self.end = base;
        self.width = width;
        self.index.clear();
        self.lines_of_rows = None;
        self.ragged.clear();
        self.ragged_ends.clear();
        self.faults.clear();
        self.is_utf8 = true;
        self.committed = 0;
    }

    /// Turns what the bit-parallel reading found, complete records from the base on, into the
    /// tables. `starts` holds the start of each record and, last, that of what follows.
    pub(super) fn adopt(&mut self, bytes: &[u8]) {
        if self.is_rectangular() {
            self.index.starts.pop();
            self.committed = self.index.ends.len();
            if self.index.returns {
                self.leave_out_returns(bytes);
            }
        } else {
            self.rebuild(bytes);
        }
    }

    /// Whether each line has exactly one field a column.
    fn is_rectangular(&self) -> bool {
        let (starts, ends) = (&self.index.starts, &self.index.ends);
        let n_rows = starts.len() - 1;
        if ends.len() != n_rows * self.width {
            return false;
        }
        // In a table of one column a blank line has the right number of fields.
        let shortest = if self.width > 1 { 0 } else { 1 + u32::from(self.index.returns) };
        ends.chunks_exact(self.width).zip(starts.windows(2)).all(|(row, start)| {
            row[self.width - 1] + 1 == start[1] && row[0] >= start[0] + shortest
        })
    }

    fn leave_out_returns(&mut self, bytes: &[u8]) {
        let block = &bytes[self.base..];
        for end in self.index.ends.iter_mut().skip(self.width - 1).step_by(self.width) {
            *end -= u32::from(*end > 0 && block[*end as usize - 1] == b'\r');
        }
    }

    /// Reads separators and line starts as records one by one.
    fn rebuild(&mut self, bytes: &[u8]) {
        std::mem::swap(&mut self.index.ends, &mut self.spare.0);
        std::mem::swap(&mut self.index.starts, &mut self.spare.1);
        self.index.ends.clear();
        self.index.starts.clear();
        let (separators, starts) = std::mem::take(&mut self.spare);
        let mut left = separators.as_slice();
        for line in starts.windows(2) {
            let count = left.partition_point(|separator| *separator < line[1]);
            let (fields, after) = left.split_at(count);
            left = after;
            self.line(bytes, self.base + line[0] as usize, fields);
        }
        self.spare = (separators, starts);
    }

    /// One line of [`Records::rebuild`], given its separators.
    fn line(&mut self, bytes: &[u8], start: usize, separators: &[u32]) {
        let Some((feed, fields)) = separators.split_last() else { return };
        let feed = self.base + *feed as usize;
        let end = feed - usize::from(feed > start && bytes[feed - 1] == b'\r');
        if fields.is_empty() && end == start {
            self.fault(FaultKind::BlankRow, Span::new(start, start));
            return;
        }
        self.index.ends.extend_from_slice(fields);
        self.field(end);
        self.record(start);
    }

    fn ragged_record(&mut self, start: usize, count: usize) {
        let row = self.n_rows() as u32;
        let end = self.index.ends[self.index.ends.len() - 1];
        self.index.ends.truncate(self.committed);
        self.ragged.push((row, count as u32));
        self.ragged_ends.push(end);
        let lines = self.lines_of_rows.get_or_insert_with(|| (1..=row).collect());
        lines.push(RAGGED);
        self.faults.push(Fault {
            kind: FaultKind::RaggedRow,
            span: Span::new(start, self.base + end as usize),
            row: Some(row),
            column: None,
        });
    }

    /// The number and the bytes of the field of a record that holds a byte; of a ragged record
    /// the record itself.
    pub(super) fn field_at(&self, row: usize, byte: usize) -> (Option<u32>, Range<usize>) {
        if self.is_ragged(row) {
            return (None, self.record(row));
        }
        let (mut low, mut high) = (0, self.width - 1);
        while low < high {
            let middle = (low + high) / 2;
            match self.field(row, middle).end < byte {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        (Some(low as u32), self.field(row, low))
    }
}

/// Starts of records and ends of fields, relative to the block.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    starts: &'a [u32],
    ends: &'a [u32],
    width: usize,
}

impl<'a> Table<'a> {
    /// The fields of one column.
    pub fn column(self, column: usize) -> Fields<'a> {
        let ends = self.ends.get(column..).unwrap_or_default();
        let (before, step, skip) = match column {
            0 => (self.starts, 1, 0),
            _ => (self.ends.get(column - 1..).unwrap_or_default(), self.width, 1),
        };
        Fields { before, step, skip, ends, width: self.width }
    }
}

/// Where the fields of one column are, relative to the block.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    /// What each field follows, by `step`: the start of its record, or a separator to skip.
    before: &'a [u32],
    step: usize,
    skip: u32,
    ends: &'a [u32],
    width: usize,
}

impl Fields<'_> {
    /// The bytes of a field, its quotes included. One that fills up a short record begins after its
    /// end: it has none.
    #[inline(always)]
    pub fn field(&self, row: usize) -> Range<usize> {
        let start = self.before[row * self.step] + self.skip;
        start as usize..self.ends[row * self.width] as usize
    }
}

impl Sink for Records {
    #[inline]
    fn field(&mut self, end: usize) {
        self.index.ends.push((end - self.base) as u32);
    }

    fn record(&mut self, start: usize) {
        let mut count = self.index.ends.len() - self.committed;
        if self.pads && count < self.width {
            let end = self.index.ends[self.index.ends.len() - 1];
            self.index.ends.resize(self.committed + self.width, end);
            count = self.width;
        }
        if count != self.width {
            self.ragged_record(start, count);
        } else if let Some(lines) = &mut self.lines_of_rows {
            lines.push((self.index.ends.len() / self.width) as u32);
        }
        self.committed = self.index.ends.len();
        self.index.starts.push((start - self.base) as u32);
    }

    fn fault(&mut self, kind: FaultKind, span: Span) {
        let (row, column) = match kind {
            FaultKind::BlankRow | FaultKind::LineEnd => (None, None),
            _ => {
                (Some(self.n_rows() as u32), Some((self.index.ends.len() - self.committed) as u32))
            }
        };
        self.faults.push(Fault { kind, span, row, column });
    }

    fn lines(&mut self, count: u64) {
        self.index.lines += count;
    }
}
