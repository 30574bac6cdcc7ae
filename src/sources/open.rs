//! From a file to a source: its text, dialect and header, and where its records begin and end.

use std::ops::Range;
use std::path::Path;

use super::content::{Content, ReadOptions};
use super::encoding::{self, Decoded, Origin};
use super::exact::{Text, count_lines, line_end_at};
use super::refuse::{self, Declared};
use super::scratch::Scratch;
use super::{Dialect, Fault, FaultKind, HeaderCell, header, scan, sniff};
use crate::diagnostics::{Diagnostic, Span};
use crate::rules::{HeaderDecl, Reading};

/// A longer record is cut there: positions in a block have 32 bits.
const LONGEST_RECORD: usize = 1 << 30;

/// Where the delimiter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialectOrigin {
    Sniffed,
    Declared,
}

/// A file that can be scanned.
#[derive(Debug)]
pub struct Source {
    /// The path under which messages name it.
    pub display: String,
    /// What conditions call it: its path from the folder of the rule file, with `/`, where it lies
    /// below that; else as messages do.
    pub name: String,
    pub dialect: Dialect,
    pub dialect_origin: DialectOrigin,
    /// The columns; there is at least one.
    pub header: Vec<HeaderCell>,
    /// The physical line of the header, counted from 1; absent where there is none.
    pub header_line: Option<u64>,
    /// The first byte after the header, and its physical line.
    pub body: usize,
    pub body_line: u64,
    /// Faults of the file, the lines above the header and the header itself.
    pub faults: Vec<Fault>,
    pub(super) returns_end_lines: bool,
    pub(super) longest: usize,
    /// Whether short records are filled up with empty fields.
    pub(super) pads: bool,
    content: Content,
    origin: Origin,
    /// Where the text starts: behind a byte order mark.
    pub(super) text_start: usize,
    /// Where the records end: before the footer.
    end: usize,
}

impl Source {
    /// The text as UTF-8 (where it is), up to the end of the last record.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.content[..self.end]
    }

    /// All of the text, the footer included.
    pub fn whole(&self) -> &[u8] {
        &self.content
    }

    /// How many columns a record has.
    pub fn width(&self) -> usize {
        self.header.len()
    }

    /// The encoding of the file as stored.
    pub fn encoding(&self) -> &'static str {
        self.origin.name()
    }

    /// The place of a byte of the text in the file as stored (unpacked, where it is compressed).
    pub fn stored_offset(&self, offset: usize) -> u64 {
        self.origin.stored_offset(offset)
    }

    /// How many bytes the stored file has, unpacked.
    pub fn stored_len(&self) -> u64 {
        match &self.origin {
            Origin::Stored => self.content.len() as u64,
            Origin::Decoded { stored, .. } => stored.len() as u64,
        }
    }

    /// Says that a stretch of the content will be read now.
    pub fn will_read(&self, range: Range<usize>) {
        self.content.will_read(range);
    }

    /// Whether another program cut the file short since it was opened.
    pub fn is_cut(&self) -> bool {
        match &self.origin {
            Origin::Stored => self.content.is_cut(),
            Origin::Decoded { stored, .. } => stored.is_cut(),
        }
    }

    /// Cuts records that are longer than this, for tests.
    #[doc(hidden)]
    pub fn with_longest_record(mut self, longest: usize) -> Source {
        self.longest = longest.max(1);
        self
    }

    pub(super) fn text(&self) -> Text<'_> {
        Text {
            bytes: self.bytes(),
            dialect: self.dialect,
            returns_end_lines: self.returns_end_lines,
            longest: self.longest,
        }
    }
}

/// Opens a file, which messages name as `display`.
pub fn open(
    path: &Path,
    display: &str,
    reading: &Reading,
    options: &ReadOptions,
) -> Result<Source, Diagnostic> {
    build(Content::read(path, display, options)?, display, reading)
}

/// Opens bytes that were read already: a test's.
pub fn from_bytes(display: &str, bytes: Vec<u8>, reading: &Reading) -> Result<Source, Diagnostic> {
    let content = Content::unpacked(Content::Owned(bytes), display, &Scratch::default())?;
    build(content, display, reading)
}

/// Opens what a reader gives: standard input.
pub fn from_reader(
    reader: impl std::io::Read,
    display: &str,
    reading: &Reading,
    options: &ReadOptions,
) -> Result<Source, Diagnostic> {
    build(Content::gathered(reader, display, &options.scratch)?, display, reading)
}

fn build(content: Content, display: &str, reading: &Reading) -> Result<Source, Diagnostic> {
    let label = reading.encoding.as_ref().map(|label| label.value.as_str());
    let declared = if label.is_some() { Declared::Yes } else { Declared::No };
    refuse::stored(&content, display, declared)?;
    let decoded = encoding::decode(content, display, label)?;
    refuse::text(&decoded.content[decoded.start..], display)?;
    let dialect = Dialect::declared(reading);
    if let Some(byte) = dialect.conflict() {
        let message = format!("`{}` cannot have two meanings", byte.escape_ascii());
        let help = "give `delimiter`, `quote`, `escape` and `comment` different characters";
        return Err(Diagnostic::new("invalid-value", message).in_file(display).help(help));
    }
    Opening { display, reading, dialect, decoded }.source()
}

/// What is known while a source comes into being.
struct Opening<'a> {
    display: &'a str,
    reading: &'a Reading,
    dialect: Dialect,
    decoded: Decoded,
}

impl Opening<'_> {
    fn source(mut self) -> Result<Source, Diagnostic> {
        let mut faults = std::mem::take(&mut self.decoded.faults);
        let start = self.skipped();
        let (top, origin) = self.find_dialect(start, &mut faults);
        let (header, header_line, body) = self.find_header(top, &mut faults)?;
        let returns_end_lines = self.text().returns_end_lines;
        let end = self.decoded.content.len();
        let body_line = count_lines(&self.decoded.content[..body]) + 1;
        let mut source = Source {
            display: self.display.to_owned(),
            name: self.display.to_owned(),
            dialect: self.dialect,
            dialect_origin: origin,
            header,
            header_line,
            body,
            body_line,
            faults,
            returns_end_lines,
            longest: LONGEST_RECORD,
            pads: self.reading.pad_ragged,
            content: self.decoded.content,
            origin: self.decoded.origin,
            text_start: self.decoded.start,
            end,
        };
        if let Some(footer) = self.reading.footer.as_ref().filter(|footer| footer.value > 0) {
            source.end = before_last(&source, footer.value);
        }
        Ok(source)
    }

    fn text(&self) -> Text<'_> {
        let bytes = &self.decoded.content[..];
        let returns_end_lines = returns_end_lines(&bytes[..bytes.len().min(64 << 10)]);
        Text { bytes, dialect: self.dialect, returns_end_lines, longest: LONGEST_RECORD }
    }

    /// The first byte after the lines that the rule file leaves out.
    fn skipped(&self) -> usize {
        let bytes = &self.decoded.content[..];
        let mut at = self.decoded.start;
        for _ in 0..self.reading.skip.as_ref().map_or(0, |skip| skip.value) {
            match memchr::memchr2(b'\n', b'\r', &bytes[at..]) {
                Some(found) => at += found + line_end_at(bytes, at + found),
                None => return bytes.len(),
            }
        }
        at
    }

    /// Settles the delimiter, and gives the start of the header.
    fn find_dialect(&mut self, start: usize, faults: &mut Vec<Fault>) -> (usize, DialectOrigin) {
        let separator = sniff::separator_line(&self.decoded.content, start);
        let from = separator.map_or(start, |(_, next)| next);
        let origin = match (&self.reading.delimiter, separator) {
            (Some(_), _) => DialectOrigin::Declared,
            (None, Some((delimiter, _))) => {
                self.dialect.delimiter = delimiter;
                DialectOrigin::Sniffed
            }
            (None, None) => {
                self.sniff(from, faults);
                DialectOrigin::Sniffed
            }
        };
        // Who says where the header is knows what stands above it.
        let is_told = self.reading.skip.is_some() || self.has_declared_header();
        let top = match is_told {
            true => from,
            false => sniff::find_preamble(self.text(), from).unwrap_or(from),
        };
        if top > start {
            faults.push(Fault::of_file(FaultKind::Preamble, Span::new(start, top)));
        }
        (top, origin)
    }

    fn sniff(&mut self, from: usize, faults: &mut Vec<Fault>) {
        let expected = promised_delimiter(self.display);
        let found = sniff::delimiter(self.text(), from, expected.unwrap_or(b','));
        self.dialect.delimiter = found;
        let breaks_promise = match expected {
            Some(b'\t') => found != b'\t',
            Some(_) => found == b'\t',
            None => false,
        };
        if breaks_promise && let Some(shape) = sniff::record_at(self.text(), from) {
            let end = shape.ends[shape.width() - 1];
            let span = Span::new(shape.start, end);
            faults.push(Fault::of_file(FaultKind::DelimiterMismatch, span));
        }
    }

    fn has_declared_header(&self) -> bool {
        self.reading.header.as_ref().is_some_and(|header| header.value != HeaderDecl::First)
    }

    /// The columns, the line of the header and the first byte of the body.
    fn find_header(
        &self,
        top: usize,
        faults: &mut Vec<Fault>,
    ) -> Result<(Vec<HeaderCell>, Option<u64>, usize), Diagnostic> {
        let first = sniff::record_at(self.text(), top);
        let names = match self.reading.header.as_ref().map(|header| &header.value) {
            Some(HeaderDecl::Names(names)) if !names.is_empty() => names.clone(),
            Some(HeaderDecl::None | HeaderDecl::Names(_)) => {
                let width = first.as_ref().map_or(1, sniff::Shape::width);
                (0..width).map(header::default_name).collect()
            }
            Some(HeaderDecl::First) | None => {
                let shape = first.ok_or_else(|| no_header(self.display))?;
                let (cells, found) = header::read(self.text(), &shape);
                faults.extend(found);
                let line = count_lines(&self.decoded.content[..shape.start]) + 1;
                return Ok((cells, Some(line), shape.next));
            }
        };
        Ok((header::unnamed(names, top), None, top))
    }
}

/// Whether the first line, and most others, end with a lone carriage return.
fn returns_end_lines(sample: &[u8]) -> bool {
    let first = memchr::memchr2(b'\n', b'\r', sample);
    let lone = first.is_some_and(|at| sample[at] == b'\r' && line_end_at(sample, at) == 1);
    let count = |byte| memchr::memchr_iter(byte, sample).count();
    lone && count(b'\r') > count(b'\n')
}

fn no_header(display: &str) -> Diagnostic {
    Diagnostic::new("no-data", format!("`{display}` has no header"))
        .in_file(display)
        .note("nothing follows the lines that are left out")
        .help("a table begins with a header: `id,name`")
}

/// The delimiter that a file's name promises.
fn promised_delimiter(display: &str) -> Option<u8> {
    let name = display.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match Path::new(name).extension()?.to_str()? {
        "tsv" | "tab" => Some(b'\t'),
        "csv" => Some(b','),
        _ => None,
    }
}

/// Where the last `count` records start.
fn before_last(source: &Source, count: usize) -> usize {
    let mut last = std::collections::VecDeque::new();
    scan::each_stretch(source, |records| {
        for row in records.n_rows().saturating_sub(count)..records.n_rows() {
            last.push_back(records.start(row));
        }
        while last.len() > count {
            last.pop_front();
        }
    });
    last.front().copied().unwrap_or(source.body)
}
