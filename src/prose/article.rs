//! An article: a document with the name and the lines of its file.

use super::document::{Document, ReadOptions};
use crate::diagnostics::Span;

/// A document and where its text stands.
#[derive(Debug, Clone)]
pub struct Article {
    /// As reports name it.
    pub file: String,
    pub document: Document,
    /// The first byte of each line.
    lines: Vec<usize>,
    /// Bytes where characters begin, every now and then, with the characters before each: a line may
    /// be as long as the file, and hold thousands of figures.
    marks: Vec<(usize, usize)>,
    bytes: Vec<u8>,
    /// Whether the bytes are UTF-8 throughout.
    is_text: bool,
}

/// How many bytes lie between two marks, about.
const APART: usize = 256;

/// Where a stretch of the file stands, as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    pub line_end: usize,
    /// Characters from 1; the end, excluded, counts within `line_end`.
    pub column_start: usize,
    pub column_end: usize,
}

impl Article {
    /// Reads a file's bytes, whatever they are.
    pub fn read(file: &str, bytes: &[u8], options: &ReadOptions) -> Article {
        let document = Document::read(bytes, options);
        let breaks = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        let text = std::str::from_utf8(bytes);
        let is_text = text.is_ok();
        let marks = text.map_or_else(|_| marks_of_bytes(bytes), marks_of_text);
        Article { file: file.to_owned(), document, lines, marks, bytes: bytes.to_vec(), is_text }
    }

    /// How many bytes the file has.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether the file is empty.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The place of a stretch of the file's bytes.
    pub fn place(&self, span: Span) -> Place {
        let (line, column_start) = self.position(span.start);
        let (line_end, column_end) = self.position(span.end.max(span.start));
        Place { line, line_end, column_start, column_end }
    }

    /// The text of a line, from 1, without its end.
    pub fn line(&self, line: usize) -> String {
        let start = self.start_of(line);
        let end = self.lines.get(line).map_or(self.bytes.len(), |next| next.saturating_sub(1));
        let bytes = self.bytes.get(start..end.max(start)).unwrap_or_default();
        String::from_utf8_lossy(bytes).trim_end_matches('\r').to_owned()
    }

    fn start_of(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0)
    }

    fn position(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = self.start_of(line);
        let end = byte.max(start).min(self.bytes.len());
        // From mark to mark only where the line is long.
        let before = match end.saturating_sub(start) {
            ..=APART => self.characters(start.min(end), end),
            _ => self.characters_before(end) - self.characters_before(start),
        };
        (line, before + 1)
    }

    /// How many characters the file has before a byte; what is no character counts as one.
    fn characters_before(&self, byte: usize) -> usize {
        let byte = byte.min(self.bytes.len());
        let next = self.marks.partition_point(|(mark, _)| *mark <= byte);
        let (mark, before) = next.checked_sub(1).map_or((0, 0), |at| self.marks[at]);
        before + self.characters(mark, byte)
    }

    /// How many characters begin from one byte on, where one does, to another.
    fn characters(&self, from: usize, to: usize) -> usize {
        let bytes = &self.bytes[from..to];
        match self.is_text {
            _ if bytes.is_ascii() => bytes.len(),
            true => characters_of_text(bytes),
            false => characters(bytes),
        }
    }
}

/// How many characters begin in a stretch of UTF-8, which may end inside of one.
fn characters_of_text(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

fn characters(bytes: &[u8]) -> usize {
    let each = |chunk: std::str::Utf8Chunk<'_>| {
        chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty())
    };
    bytes.utf8_chunks().map(each).sum()
}

/// The marks of bytes that are text.
fn marks_of_text(text: &str) -> Vec<(usize, usize)> {
    let (mut marks, mut at, mut before) = (Vec::new(), 0, 0);
    while at + APART < text.len() {
        let mut next = at + APART;
        while !text.is_char_boundary(next) {
            next += 1;
        }
        before += text[at..next].chars().count();
        marks.push((next, before));
        at = next;
    }
    marks
}

/// The same where some bytes are no text.
fn marks_of_bytes(bytes: &[u8]) -> Vec<(usize, usize)> {
    let (mut marks, mut at, mut before) = (Vec::new(), 0, 0);
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        let starts = valid.char_indices().map(|(start, _)| start);
        let ends = starts.chain((!chunk.invalid().is_empty()).then_some(valid.len()));
        for start in ends {
            let last = marks.last().map_or(0, |(mark, _)| *mark);
            if at + start >= last + APART {
                marks.push((at + start, before));
            }
            before += 1;
        }
        at += valid.len() + chunk.invalid().len();
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the bytes, a column is what a count from the start of the line gives, and no count
    /// is of more than the bytes between two marks.
    #[test]
    fn columns_are_counted_from_marks() {
        let mut bytes = "49 guns — „zwölf“ 砲 ".repeat(200).into_bytes();
        bytes.extend(b"\n\x93quoted\x94 \xe9t\xe9, \xff\xfe\xf0\x9f ".repeat(200));
        bytes.extend(b"\r\nlast");
        columns_are_as_counted(&bytes);
        columns_are_as_counted("49 guns — „zwölf“ 砲 \n".repeat(200).as_bytes());
    }

    fn columns_are_as_counted(bytes: &[u8]) {
        let article = Article::read("a.txt", bytes, &ReadOptions::default());
        for byte in 0..=bytes.len() {
            let start =
                bytes[..byte].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let place = article.place(Span::new(byte, byte));
            // Inside of a character the part before it counts as one.
            let naive = String::from_utf8_lossy(&bytes[start..byte]).chars().count() + 1;
            assert_eq!(place.column_start, naive, "{byte}");
        }
        let ends = article.marks.iter().map(|(mark, _)| *mark).chain([bytes.len()]);
        let mut last = 0;
        for mark in ends {
            assert!(mark - last <= APART + 4, "{last} to {mark}");
            last = mark;
        }
    }
}
