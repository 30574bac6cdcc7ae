//! Which delimiter a file has, and whether lines stand above its header.

use super::exact::{Exact, Sink, Text, line_end_at};
use super::simd::Level;
use super::{Dialect, FaultKind};
use crate::diagnostics::Span;

/// How much of a file is looked at, and how many records of it.
const SAMPLE: usize = 256 << 10;
const RECORDS: usize = 1000;

/// Delimiters that are found without being declared; of equals the first wins.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Title lines above a header are at most this many.
const LONGEST_PREAMBLE: usize = 30;

/// The outline of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    pub start: usize,
    /// Where each field ends.
    pub ends: Vec<usize>,
    /// The start of the next line.
    pub next: usize,
    pub faults: Vec<(FaultKind, Span, usize)>,
}

impl Shape {
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a field, its quotes included.
    pub fn field(&self, column: usize) -> std::ops::Range<usize> {
        let start = if column == 0 { self.start } else { self.ends[column - 1] + 1 };
        start..self.ends[column]
    }
}

/// Collects one record.
struct Outline(Shape, bool);

impl Sink for Outline {
    fn field(&mut self, end: usize) {
        self.0.ends.push(end);
    }

    fn record(&mut self, start: usize) {
        self.0.start = start;
        self.1 = true;
    }

    fn fault(&mut self, kind: FaultKind, span: Span) {
        self.0.faults.push((kind, span, self.0.ends.len()));
    }

    fn lines(&mut self, _: u64) {}
}

/// The first record at or after the start of a line, blank and comment lines left out. Faults of
/// blank lines before it are among its own.
pub fn record_at(text: Text<'_>, from: usize) -> Option<Shape> {
    let empty = Shape { start: from, ends: Vec::new(), next: from, faults: Vec::new() };
    let mut outline = Outline(empty, false);
    let mut at = from;
    while at < text.bytes.len() && !outline.1 {
        at = Exact::new(text, Level::best(), at, &mut outline).line(at);
    }
    outline.0.next = at;
    outline.1.then_some(outline.0)
}

/// The first records, without one that the sample cuts.
fn sample(text: Text<'_>, from: usize) -> Vec<Shape> {
    let end = text.bytes.len().min(from + SAMPLE);
    let cut = Text { bytes: &text.bytes[..end], ..text };
    let mut shapes: Vec<Shape> = Vec::new();
    let mut at = from;
    while shapes.len() < RECORDS
        && let Some(shape) = record_at(cut, at)
    {
        at = shape.next;
        shapes.push(shape);
    }
    if end < text.bytes.len() && at == end && shapes.len() > 1 {
        shapes.pop();
    }
    shapes
}

/// What reading with one delimiter gives.
#[derive(Debug, Clone, Copy)]
struct Score {
    delimiter: u8,
    /// The most frequent number of fields, and how many of a thousand records have it.
    width: usize,
    usual: usize,
    /// The same, or nothing where the header does not have the delimiter.
    steady: usize,
}

fn score(text: Text<'_>, from: usize, delimiter: u8) -> Score {
    let dialect = Dialect { delimiter, ..text.dialect };
    let shapes = sample(Text { dialect, ..text }, from);
    let width = usual_width(&shapes);
    let same = shapes.iter().filter(|shape| shape.width() == width).count();
    let is_used = shapes.first().is_some_and(|shape| shape.width() > 1);
    // Where the first line does not have it, it is text, unless that line is a title.
    let usual = same * 1000 / shapes.len().max(1);
    let steady = if is_used || preamble(text.bytes, &shapes).is_some() { usual } else { 0 };
    Score { delimiter, width, usual, steady }
}

/// The number of fields that most records have; of equals the larger.
fn usual_width(shapes: &[Shape]) -> usize {
    let mut widths: Vec<usize> = shapes.iter().map(Shape::width).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|left, right| left == right);
    runs.max_by_key(|run| run.len()).map_or(1, |run| run[0])
}

/// The delimiter of the text from `from` on: `expected`, which the file's name promises, unless
/// another fits better.
pub fn delimiter(text: Text<'_>, from: usize, expected: u8) -> u8 {
    let others = DELIMITERS.into_iter().filter(|delimiter| *delimiter != expected);
    let promised = score(text, from, expected);
    let others = others
        .map(|delimiter| score(text, from, delimiter))
        .filter(|score| score.width > 1 && score.steady > 0)
        .rev();
    let best = others.max_by_key(|score| (score.steady, score.width));
    match best {
        Some(best) if promised.width < 2 || promised.steady == 0 => best.delimiter,
        // Prose holds semicolons and bars too: to win over the promise takes more than a tie.
        Some(best)
            if best.steady > promised.steady && best.steady >= 900 && promised.steady < 800 =>
        {
            best.delimiter
        }
        Some(best) if best.steady >= promised.steady && best.width > 2 * promised.width => {
            best.delimiter
        }
        // Lines of text under a heading, some of them with commas.
        None if promised.width == 1 && promised.usual >= 900 => Dialect::NO_DELIMITER,
        _ => expected,
    }
}

/// Where the header starts, if title lines stand above it: lines of one field, or begun with `#`,
/// over a steady run of records that have more.
pub fn preamble(bytes: &[u8], shapes: &[Shape]) -> Option<usize> {
    let width = usual_width(shapes);
    let count = shapes.iter().take(LONGEST_PREAMBLE).position(|shape| shape.width() == width)?;
    let (above, below) = shapes.split_at(count);
    let steady = below.iter().filter(|shape| shape.width() == width).count();
    let is_title = |shape: &Shape| shape.width() == 1 || bytes[shape.start] == b'#';
    let is_steady = below.len() >= 2 && steady * 10 >= below.len() * 9;
    if width < 2 || above.is_empty() || !is_steady || !above.iter().all(is_title) {
        return None;
    }
    let alone = &bytes[above[0].start..above[0].next];
    let looks_like_prose = alone.iter().any(|byte| matches!(byte, b' ' | b':' | b'#' | b'='));
    let is_set_off = above[count - 1].next < below[0].start;
    (count > 1 || looks_like_prose || is_set_off).then_some(below[0].start)
}

/// Where the header starts, if title lines stand above it.
pub fn find_preamble(text: Text<'_>, from: usize) -> Option<usize> {
    preamble(text.bytes, &sample(text, from))
}

/// The delimiter that a first line `sep=;` names, and the start of the next line.
pub fn separator_line(bytes: &[u8], from: usize) -> Option<(u8, usize)> {
    let rest = &bytes[from..];
    let rest = rest.strip_prefix(b"sep=").or_else(|| rest.strip_prefix(b"SEP="))?;
    match rest {
        [delimiter, b'\n' | b'\r', ..] if !matches!(delimiter, b'\n' | b'\r' | b'"') => {
            let line_end = from + 5;
            Some((*delimiter, line_end + line_end_at(bytes, line_end)))
        }
        _ => None,
    }
}
