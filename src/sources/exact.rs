//! What a record is: the reading that decides, from one byte with a meaning to the next.
//!
//! A quote opens a field only at its start; elsewhere it is text. Where the first quote after the
//! opening one that is not doubled is followed by a delimiter, a line end or the end of the text,
//! it closes the field, however many lines later. Followed by other text on the *same* line it
//! closes the quoted part, and the field goes on to the next delimiter. On a *later* line, or where
//! there is none, nothing closed the field: it ends with its own line and the next line is a record
//! again.
//!
//! This takes linear time although a field that nothing closes is read ahead of and its lines are
//! read again. Reading ahead from an opening quote steps over runs of quotes of even length (they
//! are doubled quotes) and stops at the first of odd length. A quote whose own run is of even
//! length closes within that run. So reading ahead further than its run starts only at a run of odd
//! length, and ends at the next one: the stretches read ahead of do not overlap, and no byte is
//! read more than twice.

use super::simd::{self, Alphabet, CHUNK, Classify, Level};
use super::{Dialect, FaultKind};
use crate::diagnostics::Span;

/// Takes what is found, in the order of the text.
pub trait Sink {
    /// A field of the current record ends here.
    fn field(&mut self, end: usize);
    /// The current record, which started here, is complete.
    fn record(&mut self, start: usize);
    /// In the current record; `blank row` is the only kind between records.
    fn fault(&mut self, kind: FaultKind, span: Span);
    /// So many physical lines ended.
    fn lines(&mut self, count: u64);
}

/// What is read, and the choices that hold for all of it.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    pub bytes: &'a [u8],
    pub dialect: Dialect,
    /// Whether a lone carriage return is how this file ends its lines.
    pub returns_end_lines: bool,
    /// A record that is longer is cut there, so that positions fit 32 bits.
    pub longest: usize,
}

/// The bytes with a meaning, one after the other.
#[derive(Clone, Copy)]
struct Marks<'a> {
    bytes: &'a [u8],
    classify: Classify,
    alphabet: Alphabet,
    /// Where the current chunk starts, and its marks that are left.
    chunk: usize,
    mask: u64,
    /// No mark at or beyond this is given out.
    end: usize,
}

impl<'a> Marks<'a> {
    fn new(text: &Text<'a>, level: Level, from: usize) -> Marks<'a> {
        let mut marks = Marks {
            bytes: text.bytes,
            classify: simd::classify(level),
            alphabet: Alphabet::new(&text.dialect),
            chunk: from,
            mask: 0,
            end: text.bytes.len(),
        };
        marks.load();
        marks
    }

    fn load(&mut self) {
        #[cfg(test)]
        tests::CHUNKS.set(tests::CHUNKS.get() + 1);
        let rest = &self.bytes[self.chunk.min(self.bytes.len())..];
        self.mask = match rest.first_chunk::<CHUNK>() {
            Some(chunk) => (self.classify)(chunk, &self.alphabet),
            None => {
                let mut chunk = [0; CHUNK];
                chunk[..rest.len()].copy_from_slice(rest);
                (self.classify)(&chunk, &self.alphabet) & ((1 << rest.len()) - 1)
            }
        };
    }

    /// The next mark, which is then behind.
    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            if self.chunk + CHUNK >= self.end {
                return None;
            }
            self.chunk += CHUNK;
            self.load();
        }
        let at = self.chunk + self.mask.trailing_zeros() as usize;
        if at >= self.end {
            return None;
        }
        self.mask &= self.mask - 1;
        Some(at)
    }

    /// Leaves out a mark at exactly this byte, where there is one.
    fn skip(&mut self, byte: usize) {
        let ahead = *self;
        if self.next() != Some(byte) {
            *self = ahead;
        }
    }
}

/// Why a field ended, and where.
enum Stop {
    Delimiter(usize),
    Line(usize),
    End(usize),
}

impl Stop {
    fn at(&self) -> usize {
        match self {
            Stop::Delimiter(at) | Stop::Line(at) | Stop::End(at) => *at,
        }
    }
}

/// Reads records into a sink.
pub struct Exact<'a, S> {
    text: Text<'a>,
    alphabet: Alphabet,
    marks: Marks<'a>,
    sink: &'a mut S,
}

impl<'a, S: Sink> Exact<'a, S> {
    /// Reads from the exact start of a record.
    pub fn new(text: Text<'a>, level: Level, from: usize, sink: &'a mut S) -> Exact<'a, S> {
        let marks = Marks::new(&text, level, from);
        Exact { text, alphabet: marks.alphabet, marks, sink }
    }

    /// Reads lines until one starts at or after `limit`, and gives its start.
    pub fn read(&mut self, from: usize, limit: usize) -> usize {
        let mut at = from;
        while at < limit {
            at = self.line(at);
        }
        at
    }

    /// Reads one record, comment or blank line, and gives the start of the next.
    pub fn line(&mut self, start: usize) -> usize {
        self.marks.end = longest_end(self.text.bytes, start.saturating_add(self.text.longest));
        if self.text.dialect.comment.is_some_and(|comment| self.byte(start) == Some(comment)) {
            return self.comment();
        }
        let mut field = start;
        loop {
            match self.field(field) {
                Stop::Delimiter(at) => {
                    self.sink.field(at);
                    field = at + 1;
                }
                Stop::Line(at) if at == start => {
                    let next = self.line_end(at);
                    self.sink.fault(FaultKind::BlankRow, Span::new(start, start));
                    return next;
                }
                Stop::Line(at) => {
                    self.sink.field(at);
                    let next = self.line_end(at);
                    self.sink.record(start);
                    return next;
                }
                Stop::End(at) => {
                    self.sink.field(at);
                    self.sink.record(start);
                    return at;
                }
            }
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.bytes.get(at).copied().filter(|_| at < self.marks.end)
    }

    fn is_line_end(&self, at: usize) -> bool {
        matches!(self.text.bytes[at], b'\n' | b'\r')
    }

    fn comment(&mut self) -> usize {
        loop {
            match self.marks.next() {
                None => return self.marks.end,
                Some(at) if self.is_line_end(at) => return self.line_end(at),
                Some(_) => {}
            }
        }
    }

    /// The next mark that nothing escapes. Line ends cannot be escaped.
    #[inline]
    fn mark(&mut self) -> Option<usize> {
        loop {
            let at = self.marks.next()?;
            if !self.alphabet.is_escape(self.text.bytes[at]) {
                return Some(at);
            }
            if self.byte(at + 1).is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
                self.marks.skip(at + 1);
            }
        }
    }

    fn field(&mut self, start: usize) -> Stop {
        match self.byte(start) {
            Some(byte) if self.alphabet.is_quote(byte) => self.quoted(start),
            _ => self.unquoted(),
        }
    }

    /// Goes to the end of a field without opening quote; the first quote in it is a fault.
    fn unquoted(&mut self) -> Stop {
        let mut reported = false;
        loop {
            let Some(at) = self.mark() else { return Stop::End(self.marks.end) };
            let byte = self.text.bytes[at];
            if byte == self.alphabet.delimiter {
                return Stop::Delimiter(at);
            }
            if !self.alphabet.is_quote(byte) {
                return Stop::Line(at);
            }
            if !reported {
                self.sink.fault(FaultKind::StrayQuote, Span::new(at, at + 1));
                reported = true;
            }
        }
    }

    /// Goes to the next delimiter or line end, whatever quotes are on the way.
    fn rest_of_field(&mut self) -> Stop {
        loop {
            let Some(at) = self.mark() else { return Stop::End(self.marks.end) };
            match self.text.bytes[at] {
                byte if byte == self.alphabet.delimiter => return Stop::Delimiter(at),
                byte if self.alphabet.is_quote(byte) => {}
                _ => return Stop::Line(at),
            }
        }
    }

    fn quoted(&mut self, open: usize) -> Stop {
        self.marks.skip(open);
        let mut first_line_end = None;
        loop {
            let Some(at) = self.mark() else { return self.unclosed(open, first_line_end) };
            let byte = self.text.bytes[at];
            if self.alphabet.is_quote(byte) {
                if self.byte(at + 1) != Some(byte) {
                    return self.closed(open, at, first_line_end);
                }
                self.marks.skip(at + 1);
            } else if byte != self.alphabet.delimiter && first_line_end.is_none() {
                first_line_end = Some((at, self.marks));
            }
        }
    }

    /// Decides what a closing quote closes.
    fn closed(
        &mut self,
        open: usize,
        close: usize,
        first_line_end: Option<(usize, Marks<'a>)>,
    ) -> Stop {
        let after = close + 1;
        let ends = self
            .byte(after)
            .is_none_or(|byte| byte == self.alphabet.delimiter || matches!(byte, b'\n' | b'\r'));
        match (ends, first_line_end) {
            (true, None) => self.rest_of_field(),
            (true, Some(_)) => {
                self.sink.lines(count_lines(&self.text.bytes[open..close]));
                self.rest_of_field()
            }
            (false, None) => {
                let stop = self.rest_of_field();
                self.sink.fault(FaultKind::TextAfterQuote, Span::new(after, stop.at()));
                stop
            }
            (false, Some(_)) => self.unclosed(open, first_line_end),
        }
    }

    /// Ends a field that nothing closed with its line.
    fn unclosed(&mut self, open: usize, first_line_end: Option<(usize, Marks<'a>)>) -> Stop {
        let stop = match first_line_end {
            Some((at, marks)) => {
                self.marks = marks;
                Stop::Line(at)
            }
            None => Stop::End(self.marks.end),
        };
        self.sink.fault(FaultKind::UnclosedQuote, Span::new(open, stop.at()));
        stop
    }

    /// Steps over a line end, and gives the start of the next line.
    fn line_end(&mut self, at: usize) -> usize {
        self.marks.end = self.text.bytes.len();
        let next = at + line_end_at(self.text.bytes, at);
        for byte in at + 1..next {
            self.marks.skip(byte);
        }
        let lone_return = self.text.bytes[at] == b'\r' && next == at + 1;
        if lone_return != self.text.returns_end_lines || next == at + 3 {
            self.sink.fault(FaultKind::LineEnd, Span::new(at, next));
        }
        self.sink.lines(1);
        next
    }
}

/// Where a record is cut that would be too long: at `end`, or before the character across it.
fn longest_end(bytes: &[u8], end: usize) -> usize {
    if end >= bytes.len() {
        return bytes.len();
    }
    let is_inside = |byte: u8| byte & 0xc0 == 0x80;
    let back = (0..3).take_while(|back| is_inside(bytes[end - back])).count();
    if bytes[end - back] >= 0xc0 { end - back } else { end }
}

/// How many bytes the line end at `at` has: `\n`, `\r\n`, a lone `\r`, or the doubled `\r\r\n`.
pub fn line_end_at(bytes: &[u8], at: usize) -> usize {
    match &bytes[at..] {
        [b'\r', b'\r', b'\n', ..] => 3,
        [b'\r', b'\n', ..] => 2,
        _ => 1,
    }
}

/// How many lines end in a text.
pub fn count_lines(bytes: &[u8]) -> u64 {
    if memchr::memchr(b'\r', bytes).is_none() {
        return memchr::memchr_iter(b'\n', bytes).count() as u64;
    }
    let (mut count, mut at) = (0, 0);
    while let Some(found) = memchr::memchr2(b'\n', b'\r', &bytes[at..]) {
        at += found + line_end_at(bytes, at + found);
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    thread_local! {
        /// Chunks looked at by this thread.
        pub static CHUNKS: Cell<usize> = const { Cell::new(0) };
    }

    #[derive(Default)]
    struct Count {
        records: usize,
        faults: usize,
    }

    impl Sink for Count {
        fn field(&mut self, _: usize) {}
        fn record(&mut self, _: usize) {
            self.records += 1;
        }
        fn fault(&mut self, _: FaultKind, _: Span) {
            self.faults += 1;
        }
        fn lines(&mut self, _: u64) {}
    }

    /// Each chunk is looked at at most twice, and once more for each record begun in it.
    fn check_linear(text: &str) {
        let dialect = Dialect::default();
        let (bytes, longest) = (text.as_bytes(), usize::MAX);
        let text = Text { bytes, dialect, returns_end_lines: false, longest };
        for level in [Level::Portable, Level::best()] {
            let mut count = Count::default();
            CHUNKS.set(0);
            Exact::new(text, level, 0, &mut count).read(0, bytes.len());
            let looked = CHUNKS.get();
            assert!(looked <= 2 * bytes.len() / CHUNK + count.faults + 2, "{looked} chunks");
        }
    }

    #[test]
    fn stray_quotes_do_not_make_the_time_grow_faster_than_the_text() {
        let n = 20_000;
        check_linear(&"a,\"b\n".repeat(n));
        check_linear(&"\"a\"\"\n".repeat(n));
        check_linear(&"\"\"\"\n".repeat(n));
        check_linear(&format!("\"{}", "a\"\"b\n".repeat(n)));
        check_linear(&format!("\"{}", "\"\"a\n".repeat(n)));
        check_linear(&format!("\"{}\"x", "\"\"\n,".repeat(n)));
        check_linear(&"\"".repeat(n));
        check_linear(&"\"\n".repeat(n));
        check_linear(&"\",\n\"\"".repeat(n));
    }

    #[test]
    fn line_ends_are_counted_as_one_each() {
        assert_eq!(count_lines(b"a\nb\r\nc\rd\r\r\ne"), 4);
        assert_eq!(count_lines(b"\n\n"), 2);
        assert_eq!(count_lines(b"\r\r\r\n"), 2);
        assert_eq!(count_lines(b""), 0);
    }
}
