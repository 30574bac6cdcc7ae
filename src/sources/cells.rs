//! The cells of a block as text.
//!
//! The text of a cell is a function of its bytes alone, wherever it stands: see [`unquoted`].

use std::borrow::Cow;
use std::ops::Range;

use bumpalo::Bump;

use super::records::Fields;
use super::{Dialect, Records, Source};
use crate::tables::batch::Cells;

/// A block's bytes with their structure. The texts of its cells outlive the structure.
#[derive(Debug, Clone, Copy)]
pub struct Block<'r, 'a> {
    bytes: &'a [u8],
    /// The bytes from `base` on as text, where they are UTF-8.
    text: Option<&'a str>,
    base: usize,
    dialect: Dialect,
    records: &'r Records,
}

impl<'r, 'a> Block<'r, 'a> {
    /// Joins what [`scan_block`](super::scan_block) found with the source it was found in.
    pub fn new(source: &'a Source, records: &'r Records) -> Block<'r, 'a> {
        let span = records.span();
        let block = &source.bytes()[span.clone()];
        let text = records.is_utf8().then(|| simdutf8::basic::from_utf8(block).ok()).flatten();
        Block { bytes: source.bytes(), text, base: span.start, dialect: source.dialect, records }
    }

    /// The structure.
    pub fn records(&self) -> &'r Records {
        self.records
    }

    /// One column. Cells with doubled quotes are written to the arena.
    pub fn column(self, column: usize, arena: &'a Bump) -> ColumnCells<'r, 'a> {
        // A byte that no field can begin with, where nothing quotes.
        let quote = self.dialect.quote.unwrap_or(b'\n');
        let table = self.records.table().filter(|_| self.dialect.escape.is_none());
        let fields = table.map(|table| table.column(column));
        let content = &self.bytes[self.base..];
        ColumnCells { block: self, content, column, arena, fields, quote }
    }

    fn slice_text(&self, range: Range<usize>) -> Option<&'a str> {
        match self.text {
            Some(text) => text.get(range.start - self.base..range.end - self.base),
            None => std::str::from_utf8(&self.bytes[range]).ok(),
        }
    }

    /// Where the cell's text stands, if it stands anywhere as it is.
    #[inline]
    fn plain(&self, field: Range<usize>) -> Option<Range<usize>> {
        let raw = &self.bytes[field.clone()];
        if self.dialect.escape.is_some() {
            return None;
        }
        match (raw, self.dialect.quote) {
            ([first, inner @ .., last], Some(quote)) if *first == quote => (*last == quote
                && memchr::memchr(quote, inner).is_none())
            .then_some(field.start + 1..field.end - 1),
            ([first], Some(quote)) if *first == quote => None,
            _ => Some(field),
        }
    }
}

/// The cells of one column of a block.
#[derive(Debug, Clone, Copy)]
pub struct ColumnCells<'r, 'a> {
    block: Block<'r, 'a>,
    /// The bytes from where the block begins.
    content: &'a [u8],
    column: usize,
    arena: &'a Bump,
    /// The structure of a block whose every record is whole: what nearly all blocks are.
    fields: Option<Fields<'r>>,
    quote: u8,
}

impl<'a> ColumnCells<'_, 'a> {
    #[cold]
    fn rewritten(&self, field: Range<usize>) -> &'a [u8] {
        match unquoted(&self.block.bytes[field], &self.block.dialect) {
            Cow::Borrowed(bytes) => bytes,
            Cow::Owned(bytes) => self.arena.alloc_slice_copy(&bytes),
        }
    }
}

impl<'a> Cells<'a> for ColumnCells<'_, 'a> {
    fn n_rows(&self) -> usize {
        self.block.records.n_rows()
    }

    #[inline(always)]
    fn bytes(&self, row: usize) -> &'a [u8] {
        // Decided here, for every cell, and not once above: a column has cells of both kinds.
        if let Some(fields) = &self.fields {
            let raw = self.content.get(fields.field(row)).unwrap_or_default();
            if raw.first() != Some(&self.quote) {
                return raw;
            }
        }
        self.quoted_bytes(row)
    }

    #[inline(always)]
    fn ending(&self, row: usize) -> Option<([u8; 8], usize)> {
        let field = self.fields.as_ref()?.field(row);
        let (before, _) = self.content.split_at_checked(field.end)?;
        // A quoted cell ends with a quote, which is no digit.
        Some((*before.last_chunk()?, field.end.wrapping_sub(field.start)))
    }

    #[inline(always)]
    fn text(&self, row: usize) -> Option<&'a str> {
        if let (Some(fields), Some(text)) = (&self.fields, self.block.text) {
            let field = text.get(fields.field(row)).unwrap_or_default();
            if field.as_bytes().first() != Some(&self.quote) {
                return Some(field);
            }
        }
        self.quoted_text(row)
    }
}

impl<'a> ColumnCells<'_, 'a> {
    /// [`Cells::bytes`] of any cell.
    #[inline(never)]
    fn quoted_bytes(&self, row: usize) -> &'a [u8] {
        let field = self.block.records.field(row, self.column);
        match self.block.plain(field.clone()) {
            Some(range) => &self.block.bytes[range],
            None => self.rewritten(field),
        }
    }

    /// [`Cells::text`] of any cell.
    #[inline(never)]
    fn quoted_text(&self, row: usize) -> Option<&'a str> {
        let field = self.block.records.field(row, self.column);
        match self.block.plain(field.clone()) {
            Some(range) => self.block.slice_text(range),
            None => std::str::from_utf8(self.rewritten(field)).ok(),
        }
    }
}

/// The text of a field: without the quotes around it, doubled and escaped characters undone. What
/// follows a closing quote is kept as it is; of a field that nothing closes only the first quote
/// goes.
pub fn unquoted<'a>(raw: &'a [u8], dialect: &Dialect) -> Cow<'a, [u8]> {
    let quoted = raw.first().is_some_and(|first| dialect.quote == Some(*first));
    let escapes = dialect.escape.is_some_and(|escape| raw.contains(&escape));
    if !quoted && !escapes {
        return Cow::Borrowed(raw);
    }
    let mut text = Vec::with_capacity(raw.len());
    let mut inside = quoted;
    let mut left = raw[usize::from(quoted)..].iter().copied().peekable();
    while let Some(byte) = left.next() {
        let protects = |next: &u8| !matches!(next, b'\n' | b'\r');
        if dialect.escape == Some(byte) && left.peek().is_some_and(protects) {
            text.extend(left.next());
        } else if inside && dialect.quote == Some(byte) {
            inside = left.next_if_eq(&byte).inspect(|quote| text.push(*quote)).is_some();
        } else {
            text.push(byte);
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        assert_eq!(unquoted(raw.as_bytes(), &Dialect::default()), expected.as_bytes(), "{raw}");
    }

    #[test]
    fn quotes_around_a_field_go_and_others_stay() {
        check("a", "a");
        check("12\"", "12\"");
        check("\"a\"", "a");
        check("\"\"", "");
        check("\"a\"\"b\"", "a\"b");
        check("\"a\"b", "ab");
        check("\"a\"b\"c\"\"", "ab\"c\"\"");
        check("\"a", "a");
        check("\"", "");
    }

    #[test]
    fn an_escape_character_protects_the_next() {
        let dialect = Dialect { escape: Some(b'\\'), ..Dialect::default() };
        assert_eq!(unquoted(br#""a\"b\\""#, &dialect), br#"a"b\"#.as_slice());
        assert_eq!(unquoted(br"a\,b", &dialect), b"a,b".as_slice());
    }
}
