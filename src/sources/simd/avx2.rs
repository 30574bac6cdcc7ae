//! Lanes in two AVX2 registers.

use std::arch::x86_64::*;

use super::index::{self, Index, Progress, State, Stretch};
use super::lanes::Lanes;
use super::{Alphabet, CHUNK};

/// That this processor has AVX2, PCLMULQDQ, BMI1 and POPCNT. Only [`Proof::detect`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof(());

impl Proof {
    pub fn detect() -> Option<Proof> {
        let has = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("pclmulqdq")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("popcnt");
        has.then_some(Proof(()))
    }
}

#[derive(Clone, Copy)]
struct Registers(__m256i, __m256i);

/// Joins the masks of both halves.
#[inline(always)]
unsafe fn mask(low: __m256i, high: __m256i) -> u64 {
    // SAFETY: only called below functions with AVX2 enabled.
    unsafe {
        let low = _mm256_movemask_epi8(low) as u32;
        let high = _mm256_movemask_epi8(high) as u32;
        u64::from(low) | u64::from(high) << 32
    }
}

/// All ones in each byte below 0x20.
#[inline(always)]
unsafe fn below_blank(half: __m256i) -> __m256i {
    // SAFETY: only called below functions with AVX2 enabled.
    unsafe { _mm256_cmpeq_epi8(_mm256_min_epu8(half, _mm256_set1_epi8(0x1f)), half) }
}

/// All ones in each byte that equals `byte`.
#[inline(always)]
unsafe fn same(half: __m256i, byte: u8) -> __m256i {
    // SAFETY: only called below functions with AVX2 enabled.
    unsafe { _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte as i8)) }
}

/// All ones in each byte that [`Lanes::is_unusual`] speaks of.
#[inline(always)]
unsafe fn unusual(half: __m256i) -> __m256i {
    // SAFETY: only called below functions with AVX2 enabled.
    unsafe {
        let usual = _mm256_or_si256(same(half, b'\n'), same(half, b'\t'));
        let control = _mm256_andnot_si256(usual, below_blank(half));
        _mm256_or_si256(control, _mm256_or_si256(same(half, 0x7f), same(half, 0xe2)))
    }
}

// SAFETY: every method is called only below `classify` and `index`, which enable what they use.
unsafe impl Lanes for Registers {
    #[inline(always)]
    unsafe fn load(from: &[u8; CHUNK]) -> Registers {
        let at = from.as_ptr().cast::<__m256i>();
        // SAFETY: both loads stay within the 64 bytes and need no alignment.
        unsafe { Registers(_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))) }
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        // SAFETY: see the implementation's note.
        unsafe { mask(same(self.0, byte), same(self.1, byte)) }
    }

    #[inline(always)]
    unsafe fn is_unusual(self) -> bool {
        // SAFETY: see the implementation's note.
        unsafe {
            let any = _mm256_or_si256(unusual(self.0), unusual(self.1));
            _mm256_testz_si256(any, any) == 0
        }
    }

    #[inline(always)]
    unsafe fn controls(self) -> u64 {
        // SAFETY: see the implementation's note.
        unsafe { mask(below_blank(self.0), below_blank(self.1)) | self.equal(0x7f) }
    }

    #[inline(always)]
    unsafe fn parity(mask: u64) -> u64 {
        // SAFETY: see the implementation's note. A carry-less product with all ones is the xor of
        // all shifts.
        unsafe {
            let ones = _mm_set1_epi8(-1);
            let product = _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, mask as i64), ones);
            _mm_cvtsi128_si64(product) as u64
        }
    }
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
unsafe fn classify_enabled(bytes: &[u8; CHUNK], alphabet: &Alphabet) -> u64 {
    // SAFETY: the features are enabled here.
    unsafe { index::classify(Registers::load(bytes), alphabet) }
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
unsafe fn index_enabled(text: Stretch<'_>, state: &mut State, out: &mut Index) -> Progress {
    // SAFETY: the features are enabled here.
    unsafe { index::run::<Registers>(text, state, out) }
}

/// See [`super::classify`], which gives it out only for a level that holds a [`Proof`].
pub fn classify(bytes: &[u8; CHUNK], alphabet: &Alphabet) -> u64 {
    debug_assert!(Proof::detect().is_some());
    // SAFETY: this function is only reached through `Level::Avx2`, which holds a proof.
    unsafe { classify_enabled(bytes, alphabet) }
}

/// See [`super::index`].
pub fn index(_: Proof, text: Stretch<'_>, state: &mut State, out: &mut Index) -> Progress {
    // SAFETY: the proof says that the processor has the features.
    unsafe { index_enabled(text, state, out) }
}
