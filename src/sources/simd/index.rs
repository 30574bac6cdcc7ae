//! Separators, line ends and suspicious characters of a stretch of text, with quoting by parity.
//!
//! A byte is inside quotes where the number of quotes up to it is odd. That is right exactly where
//! quoting is well formed, which is verified with the same masks: every opening quote follows a
//! delimiter, a line end, the start of a record or a closing quote (then the two are a doubled
//! one), and every closing quote is followed by a delimiter, a line end, the end of the text or an
//! opening quote. The first chunk that breaks this, or that holds a carriage return without a line
//! feed, ends the run as unsound; all records that ended before it are right.

use super::lanes::Lanes;
use super::{Alphabet, CHUNK};

/// What to read.
#[derive(Clone, Copy)]
pub struct Stretch<'a> {
    /// The whole content.
    pub bytes: &'a [u8],
    /// Positions in the index count from here; at most `u32::MAX - 64` bytes before `upto`.
    pub base: usize,
    pub from: usize,
    /// Reading goes on in whole chunks until this is reached.
    pub upto: usize,
    pub alphabet: &'a Alphabet,
}

/// What a run hands to the next.
#[derive(Debug, Clone, Copy)]
pub struct State {
    /// All ones inside quotes.
    inside: u64,
    /// Whether the last byte lets a quote open a field.
    before: u64,
    /// Whether the last byte was a closing quote.
    closed: u64,
}

impl State {
    /// At the exact start of a record.
    pub fn at_record_start() -> State {
        State { inside: 0, before: 1, closed: 0 }
    }

    /// Whether the text so far ends inside quotes.
    pub fn is_inside(&self) -> bool {
        self.inside != 0
    }
}

/// What was found, as positions from the base.
#[derive(Debug, Default)]
pub struct Index {
    /// Delimiters and line feeds outside quotes.
    pub ends: Vec<u32>,
    /// The byte after each line feed outside quotes.
    pub starts: Vec<u32>,
    /// Control characters, and the first bytes of characters that turn the direction of text.
    pub suspects: Vec<u32>,
    /// Line feeds, also inside quotes.
    pub lines: u64,
    /// Where those inside quotes are.
    pub breaks: Vec<u32>,
    /// Whether there was a carriage return.
    pub returns: bool,
}

impl Index {
    pub fn clear(&mut self) {
        self.ends.clear();
        self.starts.clear();
        self.suspects.clear();
        self.breaks.clear();
        self.lines = 0;
        self.returns = false;
    }
}

/// How far a run came.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// The first byte that was not read.
    pub at: usize,
    /// False where the text from `at` on needs the exact reading.
    pub sound: bool,
}

/// The bytes with a meaning.
#[inline(always)]
pub unsafe fn classify<L: Lanes>(lanes: L, alphabet: &Alphabet) -> u64 {
    // SAFETY: the caller has established what `L` needs.
    unsafe {
        lanes.equal(alphabet.delimiter)
            | lanes.equal(b'\n')
            | lanes.equal(b'\r')
            | lanes.equal(alphabet.quote) & alphabet.quotes
            | lanes.equal(alphabet.escape) & alphabet.escapes
    }
}

/// The masks of a chunk that everything else is made of.
#[derive(Clone, Copy)]
struct Masks {
    delimiters: u64,
    feeds: u64,
    quotes: u64,
    /// From each opening quote up to the byte before its closing one.
    inside: u64,
    valid: u64,
}

/// Reads a stretch.
#[inline(always)]
pub unsafe fn run<L: Lanes>(text: Stretch<'_>, kept: &mut State, out: &mut Index) -> Progress {
    // A copy stays in registers, and so do the pointers below.
    let mut state = *kept;
    let Stretch { bytes, base, from, upto, alphabet } = text;
    let room = upto.saturating_sub(from) + 2 * CHUNK;
    out.ends.reserve(room);
    out.starts.reserve(room);
    // SAFETY: both point behind the last entry, where there is room that nothing else uses.
    let (mut ends, mut starts) = unsafe {
        (out.ends.as_mut_ptr().add(out.ends.len()), out.starts.as_mut_ptr().add(out.starts.len()))
    };
    let mut progress = Progress { at: upto, sound: true };
    let mut at = from;
    while at < upto {
        // SAFETY: the caller has established what `L` needs.
        let (lanes, masks) = unsafe {
            let (lanes, valid) = load_at::<L>(bytes, at);
            let delimiters = lanes.equal(alphabet.delimiter) & valid;
            let feeds = lanes.equal(b'\n') & valid;
            let quotes = lanes.equal(alphabet.quote) & alphabet.quotes & valid;
            let inside = L::parity(quotes) ^ state.inside;
            (lanes, Masks { delimiters, feeds, quotes, inside, valid })
        };
        // SAFETY: as above.
        let unusual = unsafe { lanes.is_unusual() };
        // SAFETY: as above.
        let sound = unsafe {
            (masks.quotes | state.closed == 0 || is_well_formed(lanes, masks, &state))
                && (!unusual || look_closer(lanes, masks, (text, at), out))
        };
        if !sound {
            progress = Progress { at, sound };
            break;
        }
        state.inside = ((masks.inside as i64) >> 63) as u64;
        state.before = (masks.delimiters | masks.feeds | masks.quotes) >> 63;
        state.closed = (masks.quotes & !masks.inside) >> 63;
        out.lines += u64::from(masks.feeds.count_ones());
        let position = (at - base) as u32;
        let breaks = masks.feeds & masks.inside;
        if breaks != 0 {
            note(breaks, position, &mut out.breaks);
        }
        // SAFETY: at most 64 entries a chunk are kept, and eight more written; `room` was made for
        // all chunks up to `upto`, the last of which may reach 63 bytes beyond it.
        unsafe {
            ends = emit_ends((masks.delimiters | masks.feeds) & !masks.inside, position, ends);
            starts = emit_starts(masks.feeds & !masks.inside, position, starts);
        }
        at += CHUNK;
    }
    *kept = state;
    if progress.sound {
        progress.at = at.min(bytes.len());
    }
    // SAFETY: everything up to both pointers was written.
    unsafe {
        out.ends.set_len(ends.offset_from_unsigned(out.ends.as_ptr()));
        out.starts.set_len(starts.offset_from_unsigned(out.starts.as_ptr()));
    }
    progress
}

/// The 64 bytes from `at`, filled up at the end of the text, and a bit for each real one.
#[inline(always)]
unsafe fn load_at<L: Lanes>(bytes: &[u8], at: usize) -> (L, u64) {
    // SAFETY: the caller has established what `L` needs.
    unsafe {
        match bytes[at..].first_chunk::<CHUNK>() {
            Some(chunk) => (L::load(chunk), u64::MAX),
            None => {
                let (chunk, valid) = last_chunk(&bytes[at..]);
                (L::load(&chunk), valid)
            }
        }
    }
}

#[cold]
#[inline(never)]
fn last_chunk(rest: &[u8]) -> ([u8; CHUNK], u64) {
    let mut chunk = [b' '; CHUNK];
    chunk[..rest.len()].copy_from_slice(rest);
    (chunk, (1 << rest.len()) - 1)
}

/// Whether the quotes of a chunk open and close where quotes may.
#[inline(always)]
unsafe fn is_well_formed<L: Lanes>(lanes: L, masks: Masks, state: &State) -> bool {
    let opening = masks.quotes & masks.inside;
    let closing = masks.quotes & !masks.inside;
    let separators = masks.delimiters | masks.feeds | masks.quotes;
    let may_open = separators << 1 | state.before;
    let after_closing = closing << 1 | state.closed;
    // SAFETY: the caller has established what `L` needs.
    let may_follow = separators | unsafe { lanes.equal(b'\r') };
    (opening & !may_open) | (after_closing & !may_follow & masks.valid) == 0
}

/// Looks at carriage returns and suspicious characters; false where a return stands alone.
#[inline(always)]
unsafe fn look_closer<L: Lanes>(
    lanes: L,
    masks: Masks,
    (text, at): (Stretch<'_>, usize),
    out: &mut Index,
) -> bool {
    // SAFETY: the caller has established what `L` needs.
    let (returns, controls, leads) = unsafe {
        (lanes.equal(b'\r') & masks.valid, lanes.controls() & masks.valid, lanes.equal(0xe2))
    };
    if returns != 0 {
        let next = text.bytes.get(at + CHUNK) == Some(&b'\n');
        if returns & !(masks.feeds >> 1 | u64::from(next) << 63) != 0 {
            return false;
        }
        out.returns = true;
    }
    // SAFETY: as above.
    let tabs = unsafe { lanes.equal(b'\t') };
    let controls = controls & !(returns | masks.feeds | masks.delimiters | tabs);
    let suspects = controls | turning(text.bytes, at, leads & masks.valid);
    let base = (at - text.base) as u32;
    out.suspects.extend(bits(suspects).map(|bit| base + bit));
    true
}

/// Of the bytes 0xe2 of a chunk those that begin a character that turns the direction of text.
#[inline]
fn turning(bytes: &[u8], at: usize, leads: u64) -> u64 {
    bits(leads).fold(0, |mask, bit| {
        let turns = matches!(
            bytes.get(at + bit as usize + 1..at + bit as usize + 3),
            Some([0x80, 0xaa..=0xae] | [0x81, 0xa6..=0xa9])
        );
        mask | u64::from(turns) << bit
    })
}

/// Line feeds inside quotes: most files have few or none.
#[cold]
#[inline(never)]
fn note(breaks: u64, base: u32, out: &mut Vec<u32>) {
    out.extend(bits(breaks).map(|bit| base + bit));
}

/// The numbers of the bits that are one.
#[inline]
fn bits(mut mask: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        (mask != 0).then(|| {
            let bit = mask.trailing_zeros();
            mask &= mask - 1;
            bit
        })
    })
}

/// Writes the positions of separators, and gives where the next ones go. What is written beyond
/// that is never read.
///
/// # Safety
/// There must be room for 72 entries.
#[inline(always)]
unsafe fn emit_ends(mut mask: u64, base: u32, to: *mut u32) -> *mut u32 {
    let count = mask.count_ones() as usize;
    let mut written = 0;
    // SAFETY: at most `count` rounded up to eight are written.
    unsafe {
        // Eight at a time: one branch for most chunks instead of one a position.
        while written < count {
            for place in written..written + 8 {
                *to.add(place) = base + mask.trailing_zeros();
                mask &= mask.wrapping_sub(1);
            }
            written += 8;
        }
        to.add(count)
    }
}

/// Writes the positions after line feeds, and gives where the next ones go.
///
/// # Safety
/// There must be room for 64 entries.
#[inline(always)]
unsafe fn emit_starts(mut mask: u64, base: u32, to: *mut u32) -> *mut u32 {
    let count = mask.count_ones() as usize;
    // SAFETY: `count` or one are written.
    unsafe {
        // Most chunks have one line end or none: written in any case, kept where it is one.
        *to = base + mask.trailing_zeros() + 1;
        for place in 1..count {
            mask &= mask - 1;
            *to.add(place) = base + mask.trailing_zeros() + 1;
        }
        to.add(count)
    }
}

/// Appends the suspicious characters between `from` and `upto`, positions counted from `base`.
pub fn suspects(text: Stretch<'_>, out: &mut Vec<u32>) {
    let bytes = &text.bytes[..text.upto];
    let control = |byte: u8| matches!(byte, 0..=8 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f);
    let mut at = text.from;
    while let Some(found) = bytes[at..].iter().position(|&byte| control(byte) || byte == 0xe2) {
        at += found;
        let is_control = control(bytes[at]) && bytes[at] != text.alphabet.delimiter;
        if is_control || turning(text.bytes, at, u64::from(bytes[at] == 0xe2)) != 0 {
            out.push((at - text.base) as u32);
        }
        at += 1;
    }
}
