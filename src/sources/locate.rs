//! Where something stands, as people count: lines, characters, bytes of the file as stored. Made
//! only for what is shown, so that each look-up may read its block again.

use std::ops::Range;

use super::exact::{count_lines, line_end_at};
use super::{Records, Source};

/// The place of a stretch of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The physical lines, from 1, where the stretch starts and where it ends.
    pub line: u64,
    pub line_end: u64,
    /// Characters from 1; the end, excluded, counts within `line_end`.
    pub column_start: u64,
    pub column_end: u64,
    /// Bytes from 0 in the file as stored, the end excluded.
    pub byte_start: u64,
    pub byte_end: u64,
}

/// A few whole lines of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The physical line, from 1, of the first.
    pub line: u64,
    /// The bytes of the content that it covers, without the last line end.
    pub range: Range<usize>,
}

/// A byte of the content whose physical line is known: the start of a block, or of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Landmark {
    /// The start of a line.
    pub offset: usize,
    /// Its physical line, from 1.
    pub line: u64,
}

impl Source {
    /// The start of the content.
    pub fn top(&self) -> Landmark {
        Landmark { offset: self.text_start, line: 1 }
    }

    /// The first byte after the header.
    pub fn body_start(&self) -> Landmark {
        Landmark { offset: self.body, line: self.body_line }
    }

    /// The place of a stretch of the content, which starts at or after the landmark.
    pub fn locate(&self, near: Landmark, range: Range<usize>) -> Location {
        let bytes = self.whole();
        let start = range.start.clamp(self.text_start, bytes.len());
        let range = start..range.end.clamp(start, bytes.len());
        let near = if near.offset <= start { near } else { self.top() };
        let (line, start) = line_of(bytes, near, range.start);
        let (line_end, end) = line_of(bytes, Landmark { offset: start, line }, range.end);
        Location {
            line,
            line_end,
            column_start: characters(&bytes[start..range.start]) + 1,
            column_end: characters(&bytes[end..range.end]) + 1,
            byte_start: self.stored_offset(range.start),
            byte_end: self.stored_offset(range.end),
        }
    }

    /// The lines from `before` lines above the start of a stretch to `after` below its end.
    pub fn excerpt(
        &self,
        near: Landmark,
        range: Range<usize>,
        (before, after): (usize, usize),
    ) -> Excerpt {
        let bytes = self.whole();
        let near = if near.offset <= range.start { near } else { self.top() };
        let (mut line, mut start) = line_of(bytes, near, range.start.min(bytes.len()));
        for _ in 0..before {
            if start <= self.text_start {
                break;
            }
            start = line_before(bytes, start);
            line -= 1;
        }
        let mut end = line_end(bytes, range.end.max(range.start).min(bytes.len()));
        for _ in 0..after {
            if end == bytes.len() || end + line_end_at(bytes, end) == bytes.len() {
                break;
            }
            end = line_end(bytes, end + line_end_at(bytes, end));
        }
        Excerpt { line, range: start.max(self.text_start)..end }
    }

    /// The bytes of the physical line that holds a byte, without its line end.
    pub fn line_around(&self, at: usize) -> Range<usize> {
        let bytes = self.whole();
        let at = at.min(bytes.len());
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |found| found + 1);
        start.max(self.text_start)..line_end(bytes, at)
    }

    /// The place of a field, quotes included; of a ragged record the record.
    pub fn locate_field(
        &self,
        records: &Records,
        (row, column): (usize, usize),
        near: Landmark,
    ) -> Location {
        let field = match records.is_ragged(row) {
            true => records.record(row),
            false => records.field(row, column),
        };
        self.locate(near, field)
    }
}

/// The physical line of a byte at or after a landmark, and where that line starts.
fn line_of(bytes: &[u8], near: Landmark, at: usize) -> (u64, usize) {
    let (mut line, mut start) = (near.line, near.offset);
    while let Some(found) = memchr::memchr2(b'\n', b'\r', &bytes[start..at]) {
        let next = start + found + line_end_at(bytes, start + found);
        if next > at {
            // The second byte of a line end is still on the line that it ends.
            break;
        }
        (line, start) = (line + 1, next);
    }
    (line, start)
}

/// The end of the line that holds a byte.
fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |found| at + found)
}

/// The start of the line above the one that starts at `start`.
fn line_before(bytes: &[u8], start: usize) -> usize {
    let above = &bytes[..start];
    let end = [b"\r\r\n".as_slice(), b"\r\n", b"\n", b"\r"]
        .into_iter()
        .find(|line_end| above.ends_with(line_end))
        .map_or(start, |line_end| start - line_end.len());
    memchr::memrchr2(b'\n', b'\r', &bytes[..end]).map_or(0, |found| found + 1)
}

/// How many characters a text has; each byte that is not UTF-8 is one.
fn characters(bytes: &[u8]) -> u64 {
    bytes
        .utf8_chunks()
        .map(|chunk| chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty()))
        .sum::<usize>() as u64
}

/// Lines that end in a stretch: to go from one block's landmark to the next.
pub fn lines_in(bytes: &[u8]) -> u64 {
    count_lines(bytes)
}
