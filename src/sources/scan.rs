//! From an exact start to the records of a block.
//!
//! A block is read bit-parallel as long as its quoting is well formed; from the first record that
//! is not, the exact reading takes over. Which of the two read a record cannot be told from the
//! result, nor where blocks were cut: both follow `exact`, and all that is said of
//! a record depends on its bytes alone.

use std::ops::Range;

use super::exact::Exact;
use super::records::Records;
use super::simd::{self, Alphabet, Level, State, Stretch};
use super::{Fault, FaultKind, Source};
use crate::diagnostics::Span;

/// Bytes between two checks of UTF-8: they are still in the nearest cache then.
const TILE: usize = 32 << 10;

/// Bytes read at a time beyond the limit, to finish the last record.
const STEP: usize = 1 << 8;

/// A longer block is cut here, so that positions in it fit 32 bits.
const LONGEST_BLOCK: usize = 1 << 30;

/// How to read, for tests and measurements; [`scan_block`] chooses well.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Best,
    Portable,
    Exact,
    ExactPortable,
}

impl Method {
    fn level(self) -> Level {
        match self {
            Method::Best | Method::Exact => Level::best(),
            Method::Portable | Method::ExactPortable => Level::Portable,
        }
    }

    fn is_exact(self) -> bool {
        matches!(self, Method::Exact | Method::ExactPortable)
    }
}

/// Reads the records from `start`, which must be the exact start of a line outside quotes, and
/// gives the exact start of the first line at or after `limit` (or the length of the content).
///
/// A block is never longer than a gibibyte and one record, whatever the limit.
pub fn scan_block(source: &Source, start: usize, limit: usize, out: &mut Records) -> usize {
    scan_with(Method::Best, source, (start, limit), out)
}

/// Reads all records of a source, a stretch of them at a time, on one thread.
pub fn each_stretch(source: &Source, mut look: impl FnMut(&mut Records)) {
    const BYTES: usize = 1 << 20;
    let (mut records, mut at) = (Records::new(), source.body);
    while at < source.bytes().len() {
        at = scan_block(source, at, at.saturating_add(BYTES), &mut records);
        look(&mut records);
    }
}

/// [`scan_block`] by a given method.
#[doc(hidden)]
pub fn scan_with(
    method: Method,
    source: &Source,
    (start, limit): (usize, usize),
    out: &mut Records,
) -> usize {
    let limit = limit.min(source.bytes().len()).min(start.saturating_add(LONGEST_BLOCK));
    out.reset(start, source.width());
    out.pads = source.pads;
    let scan = Scan { source, level: method.level(), start, limit };
    let fast = !method.is_exact()
        && start < limit
        // Then only the last record can be longer than the longest.
        && limit - start <= source.longest
        && source.dialect.is_simple()
        && !source.returns_end_lines;
    out.end = match fast {
        true => scan.fast(out),
        false => scan.exact(start, out),
    };
    scan.check_text(out);
    out.faults.sort_by_key(|fault| (fault.span.start, fault.kind));
    out.end
}

/// What came of the bit-parallel reading.
enum Outcome {
    /// The block ends here.
    Complete(usize),
    /// The exact reading has to go on from here.
    Resume(usize),
}

struct Scan<'a> {
    source: &'a Source,
    level: Level,
    start: usize,
    limit: usize,
}

impl Scan<'_> {
    /// Reads bit-parallel as far as that goes.
    fn fast(&self, out: &mut Records) -> usize {
        out.index.starts.push(0);
        let (read, outcome) = self.run(out);
        let (Outcome::Complete(next) | Outcome::Resume(next)) = outcome;
        self.trim(next..read, out);
        out.adopt(self.source.bytes());
        match outcome {
            Outcome::Complete(end) => end,
            Outcome::Resume(next) => self.exact(next, out),
        }
    }

    /// How far was read, and what came of it.
    fn run(&self, out: &mut Records) -> (usize, Outcome) {
        let bytes = self.source.bytes();
        let alphabet = Alphabet::new(&self.source.dialect);
        let mut state = State::at_record_start();
        let (mut at, mut checked) = (self.start, self.start);
        loop {
            let upto = if at < self.limit { self.limit.min(at + TILE) } else { at + STEP };
            let upto = upto.min(bytes.len());
            let stretch = Stretch { bytes, base: self.start, from: at, upto, alphabet: &alphabet };
            let progress = simd::index(self.level, stretch, &mut state, &mut out.index);
            at = progress.at;
            let last = self.last_start(out);
            let reached = last >= self.limit || (progress.sound && at == bytes.len());
            if !reached && (!progress.sound || at - last > self.source.longest) {
                return (at, Outcome::Resume(last));
            }
            if reached {
                let outcome = self.settle(&state, out);
                if let Outcome::Complete(end) = outcome {
                    check_utf8(bytes, checked..end, out);
                }
                return (at, outcome);
            }
            if at <= self.limit {
                checked = check_utf8_so_far(bytes, checked..at, out);
            }
        }
    }

    fn last_start(&self, out: &Records) -> usize {
        self.start + out.index.starts[out.index.starts.len() - 1] as usize
    }

    /// Finds the first line start at or after the limit; a last record without line end gets one.
    fn settle(&self, state: &State, out: &mut Records) -> Outcome {
        let len = self.source.bytes().len();
        let found = self.last_start(out);
        if found < self.limit {
            if state.is_inside() || len - found > self.source.longest {
                return Outcome::Resume(found);
            }
            out.index.ends.push((len - self.start) as u32);
            out.index.starts.push((len - self.start) as u32 + 1);
        }
        let limit = (self.limit - self.start) as u32;
        let rows = out.index.starts.partition_point(|start| *start < limit);
        let last = self.start + out.index.starts[rows - 1] as usize;
        let end = (self.start + out.index.starts[rows] as usize).min(len);
        match end - last <= self.source.longest {
            true => Outcome::Complete(end),
            false => Outcome::Resume(last),
        }
    }

    /// Forgets what was found in the bytes that were read but do not belong to the records.
    fn trim(&self, beyond: Range<usize>, out: &mut Records) {
        let index = &mut out.index;
        let next = (beyond.start - self.start) as u32;
        let rows = index.starts.partition_point(|start| *start < next);
        // A last record without line end is followed by a line that would start behind the end.
        index.starts.truncate(rows + 1);
        let follows = index.starts[index.starts.len() - 1];
        let fields = index.ends.partition_point(|end| *end < follows);
        index.ends.truncate(fields);
        let suspects = index.suspects.partition_point(|suspect| *suspect < next);
        index.suspects.truncate(suspects);
        let breaks = index.breaks.partition_point(|feed| *feed < next);
        index.breaks.truncate(breaks);
        let bytes = self.source.bytes();
        index.lines -= memchr::memchr_iter(b'\n', &bytes[beyond]).count() as u64;
    }

    /// Reads from `from` on without shortcuts.
    fn exact(&self, from: usize, out: &mut Records) -> usize {
        let bytes = self.source.bytes();
        let end = Exact::new(self.source.text(), self.level, from, out).read(from, self.limit);
        let alphabet = Alphabet::new(&self.source.dialect);
        let stretch = Stretch { bytes, base: self.start, from, upto: end, alphabet: &alphabet };
        simd::suspects(stretch, &mut out.index.suspects);
        check_utf8(bytes, self.start..end, out);
        end
    }

    /// Turns suspicious characters and bytes that are not UTF-8 into faults of their cells.
    fn check_text(&self, out: &mut Records) {
        let bytes = self.source.bytes();
        let suspects = std::mem::take(&mut out.index.suspects);
        let mut seen = [None; 2];
        for suspect in &suspects {
            let at = self.start + *suspect as usize;
            let Some(row) = out.row_at(at) else { continue };
            let (column, _) = out.field_at(row, at);
            let (kind, span) = suspect_at(bytes, at);
            let seen = &mut seen[usize::from(kind == FaultKind::ControlCharacter)];
            if *seen != Some((row, column)) {
                *seen = Some((row, column));
                out.faults.push(Fault { kind, span, row: Some(row as u32), column });
            }
        }
        out.index.suspects = suspects;
        if !out.is_utf8 {
            (0..out.n_rows()).for_each(|row| check_record(bytes, row, out));
        }
    }
}

/// What a byte that the structural pass noted stands for.
pub(super) fn suspect_at(bytes: &[u8], at: usize) -> (FaultKind, Span) {
    match bytes[at] {
        0xe2 => (FaultKind::BidirectionalOverride, Span::new(at, at + 3)),
        _ => (FaultKind::ControlCharacter, Span::new(at, at + 1)),
    }
}

/// The first bytes that are not UTF-8.
pub(super) fn not_utf8(bytes: &[u8], range: Range<usize>) -> Option<Span> {
    let error = std::str::from_utf8(&bytes[range.clone()]).err()?;
    let start = range.start + error.valid_up_to();
    let end = error.error_len().map_or(range.end, |length| start + length);
    Some(Span::new(start, end))
}

fn check_record(bytes: &[u8], row: usize, out: &mut Records) {
    let kind = FaultKind::Encoding;
    let Some(first) = not_utf8(bytes, out.record(row)) else { return };
    let (Some(column), _) = out.field_at(row, first.start) else {
        out.faults.push(Fault { kind, span: first, row: Some(row as u32), column: None });
        return;
    };
    for column in column as usize..out.width() {
        if let Some(span) = not_utf8(bytes, out.field(row, column)) {
            let (row, column) = (Some(row as u32), Some(column as u32));
            out.faults.push(Fault { kind, span, row, column });
        }
    }
}

/// Checks up to the last whole character, and says where to go on.
fn check_utf8_so_far(bytes: &[u8], range: Range<usize>, out: &mut Records) -> usize {
    let is_inside = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let back = (0..4).take_while(|back| is_inside(range.end - back.min(&range.len()))).count();
    let end = range.end - back.min(range.len());
    check_utf8(bytes, range.start..end, out);
    end
}

fn check_utf8(bytes: &[u8], range: Range<usize>, out: &mut Records) {
    out.is_utf8 = out.is_utf8 && simdutf8::basic::from_utf8(&bytes[range]).is_ok();
}
