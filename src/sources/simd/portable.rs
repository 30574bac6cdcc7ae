//! Lanes in plain 64-bit arithmetic, eight bytes to a word.

use super::index::{self, Index, Progress, State, Stretch};
use super::lanes::Lanes;
use super::{Alphabet, CHUNK};

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

#[derive(Clone, Copy)]
struct Words([u64; 8]);

/// The high bit of each byte that is zero. Exact: no carry leaves its byte.
#[inline(always)]
fn zeros(word: u64) -> u64 {
    !(((word & !HIGH) + !HIGH) | word) & HIGH
}

impl Words {
    /// Packs the high bits of all bytes into a mask.
    #[inline(always)]
    fn mask(self, high: impl Fn(u64) -> u64) -> u64 {
        let pack = |word: u64| ((high(word) >> 7).wrapping_mul(0x0102_0408_1020_4080)) >> 56;
        (0..8).fold(0, |mask, index| mask | pack(self.0[index]) << (8 * index))
    }
}

// SAFETY: nothing here needs more than the base instructions.
unsafe impl Lanes for Words {
    #[inline(always)]
    unsafe fn load(from: &[u8; CHUNK]) -> Words {
        let mut words = [0; 8];
        for (word, bytes) in words.iter_mut().zip(from.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Words(words)
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        let pattern = LOW * u64::from(byte);
        self.mask(|word| zeros(word ^ pattern))
    }

    #[inline(always)]
    unsafe fn is_unusual(self) -> bool {
        let plain = |word: u64, byte: u8| zeros(word ^ (LOW * u64::from(byte)));
        self.0.iter().any(|&word| {
            let control = zeros(word & (LOW * 0xe0)) & !plain(word, b'\n') & !plain(word, b'\t');
            control | plain(word, 0x7f) | plain(word, 0xe2) != 0
        })
    }

    #[inline(always)]
    unsafe fn controls(self) -> u64 {
        self.mask(|word| zeros(word & (LOW * 0xe0)) | zeros(word ^ (LOW * 0x7f)))
    }

    #[inline(always)]
    unsafe fn parity(mut mask: u64) -> u64 {
        for shift in [1, 2, 4, 8, 16, 32] {
            mask ^= mask << shift;
        }
        mask
    }
}

/// See [`super::classify`].
pub fn classify(bytes: &[u8; CHUNK], alphabet: &Alphabet) -> u64 {
    // SAFETY: `Words` needs no special instructions.
    unsafe { index::classify(Words::load(bytes), alphabet) }
}

/// See [`super::index`].
pub fn index(text: Stretch<'_>, state: &mut State, out: &mut Index) -> Progress {
    // SAFETY: `Words` needs no special instructions.
    unsafe { index::run::<Words>(text, state, out) }
}
