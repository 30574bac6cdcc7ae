//! Lines as they are shown: of a record, of a header, cut to what surrounds the cells.

use super::Row;
use crate::findings::{Cell, ExcerptLine};
use crate::plan::PlannedFile;
use crate::sources::locate::{Landmark, Location};
use std::ops::Range;

/// Characters kept on each side of what is pointed at in a long line.
const AROUND: usize = 400;

/// The bytes of a name in the header, or of the whole header.
pub(super) fn header_range(file: &PlannedFile, column: Option<usize>) -> Range<usize> {
    let header = &file.source.header;
    match (column.and_then(|column| header.get(column)), header.first(), header.last()) {
        (Some(cell), _, _) => cell.range.clone(),
        (None, Some(first), Some(last)) => first.range.start..last.range.end,
        _ => 0..0,
    }
}

/// A long line cut to what surrounds the cells.
pub(in crate::engine) fn window(line: ExcerptLine, columns: &[(u64, u64)]) -> ExcerptLine {
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
pub(in crate::engine) fn mask_line(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { '•' } else { c }).collect()
}

pub(in crate::engine) fn header_line(file: &PlannedFile) -> Option<ExcerptLine> {
    let line = file.source.header_line?;
    let first = file.source.header.first()?.range.start;
    let (_, text) = lines_around(file, Landmark { offset: first, line }, first..first).pop()?;
    let whole = ExcerptLine { line, text, header: true, ..ExcerptLine::default() };
    Some(window(whole, &[]))
}

/// The physical lines of a record.
pub(super) fn record_lines(row: &Row<'_>) -> Vec<(u64, String)> {
    lines_around(row.file, Landmark { offset: row.start, line: row.line }, row.records.record(0))
}

/// The whole lines that a stretch of a file touches, with their numbers.
pub(in crate::engine) fn lines_around(
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

pub(in crate::engine) fn cell_at(located: Location) -> Cell {
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
