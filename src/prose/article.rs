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
    bytes: Vec<u8>,
}

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
        Article { file: file.to_owned(), document, lines, bytes: bytes.to_vec() }
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
        let before = self.bytes.get(self.start_of(line)..byte).unwrap_or_default();
        (line, String::from_utf8_lossy(before).chars().count() + 1)
    }
}
