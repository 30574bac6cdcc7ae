//! The hot loop: 64 bytes at a time become bit masks, and masks become positions.
//!
//! With `types::byte_set` this is the only place with vector instructions and `unsafe` for speed. What
//! it computes is defined by [`exact`](super::exact); it either computes exactly that or says that
//! it cannot ([`Progress::sound`] is false). Two implementations of [`Lanes`] stand beside each
//! other: AVX2 where the processor has it, and plain 64-bit arithmetic.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod index;
mod lanes;
mod portable;

pub use index::{Index, Progress, State};

use super::Dialect;

/// Bytes that are looked at together: one bit each in a mask.
pub const CHUNK: usize = 64;

/// Which implementation works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Proof),
}

impl Level {
    /// The fastest that this processor has.
    pub fn best() -> Level {
        #[cfg(target_arch = "x86_64")]
        if let Some(proof) = avx2::Proof::detect() {
            return Level::Avx2(proof);
        }
        Level::Portable
    }
}

/// The bytes with a meaning, ready for comparison.
#[derive(Debug, Clone, Copy)]
pub struct Alphabet {
    pub delimiter: u8,
    pub quote: u8,
    /// All ones, or zero where nothing quotes.
    quotes: u64,
    pub escape: u8,
    /// All ones, or zero where nothing escapes.
    escapes: u64,
}

impl Alphabet {
    pub fn new(dialect: &Dialect) -> Alphabet {
        let mask = |byte: Option<u8>| byte.map_or(0, |_| u64::MAX);
        Alphabet {
            delimiter: dialect.delimiter,
            quote: dialect.quote.unwrap_or(0),
            quotes: mask(dialect.quote),
            escape: dialect.escape.unwrap_or(0),
            escapes: mask(dialect.escape),
        }
    }

    /// Whether this byte quotes.
    #[inline]
    pub fn is_quote(&self, byte: u8) -> bool {
        byte == self.quote && self.quotes != 0
    }

    /// Whether this byte escapes the next.
    #[inline]
    pub fn is_escape(&self, byte: u8) -> bool {
        byte == self.escape && self.escapes != 0
    }
}

/// A mask of the bytes with a meaning in one chunk: delimiter, quote, escape, line ends.
pub type Classify = fn(&[u8; CHUNK], &Alphabet) -> u64;

/// The classifying function of a level.
pub fn classify(level: Level) -> Classify {
    match level {
        Level::Portable => portable::classify,
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(_) => avx2::classify,
    }
}

/// Appends what stands between `from` and about `upto` to the index; see [`Index`].
pub fn index(
    level: Level,
    text: index::Stretch<'_>,
    state: &mut State,
    out: &mut Index,
) -> Progress {
    match level {
        Level::Portable => portable::index(text, state, out),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(proof) => avx2::index(proof, text, state, out),
    }
}

pub use index::{Stretch, suspects};
