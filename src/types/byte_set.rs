//! A class of characters as a set of bytes, and how far a text stays within it.
//!
//! Sixteen bytes are looked at together where the processor can (SSSE3), one by one otherwise; both
//! give the same.

/// Which bytes below 128, and whether all bytes from there on or none.
#[derive(Clone, PartialEq, Eq)]
pub struct ByteSet {
    members: [bool; 256],
    #[cfg(target_arch = "x86_64")]
    lanes: Option<lanes::Nibbles>,
}

impl std::fmt::Debug for ByteSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.members.iter().filter(|member| **member).count();
        write!(f, "ByteSet({count} bytes)")
    }
}

impl ByteSet {
    /// The set of the given bytes below 128, and of all others if `beyond`.
    pub fn new(ascii: impl Iterator<Item = u8>, beyond: bool) -> ByteSet {
        let mut members = [false; 256];
        ascii.for_each(|byte| members[usize::from(byte)] = true);
        members[128..].fill(beyond);
        ByteSet {
            members,
            #[cfg(target_arch = "x86_64")]
            lanes: lanes::Nibbles::new(&members),
        }
    }

    #[inline]
    pub fn has(&self, byte: u8) -> bool {
        self.members[usize::from(byte)]
    }

    /// Whether some byte is in both.
    pub fn overlaps(&self, other: &ByteSet) -> bool {
        self.members.iter().zip(&other.members).any(|(one, two)| *one && *two)
    }

    /// Where the first byte at or after `from` stands that is no member; the length where all are.
    #[inline]
    pub fn end_of_run(&self, text: &[u8], from: usize) -> usize {
        #[cfg(target_arch = "x86_64")]
        if let (Some(lanes), true) = (&self.lanes, text.len() >= lanes::WIDTH) {
            return lanes.end_of_run(text, from);
        }
        self.one_by_one(text, from)
    }

    #[inline]
    fn one_by_one(&self, text: &[u8], from: usize) -> usize {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter().position(|byte| !self.has(*byte)).map_or(text.len(), |at| from + at)
    }
}

/// Sixteen bytes at a time.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code, reason = "vector instructions, each with its argument")]
mod lanes {
    use std::arch::x86_64::*;

    pub const WIDTH: usize = 16;

    /// A set by the halves of its bytes: a byte below 128 is a member where the entries of its low
    /// and of its high half have a bit in common. There is one only where the processor has SSSE3.
    #[derive(Clone, PartialEq, Eq)]
    pub struct Nibbles {
        low: [u8; WIDTH],
        high: [u8; WIDTH],
        beyond: bool,
    }

    impl Nibbles {
        pub fn new(members: &[bool; 256]) -> Option<Nibbles> {
            if !is_x86_feature_detected!("ssse3") {
                return None;
            }
            let mut low = [0; WIDTH];
            for byte in (0..128_u8).filter(|byte| members[usize::from(*byte)]) {
                low[usize::from(byte & 15)] |= 1 << (byte >> 4);
            }
            let high = std::array::from_fn(|half| if half < 8 { 1 << half } else { 0 });
            Some(Nibbles { low, high, beyond: members[128] })
        }

        /// See [`super::ByteSet::end_of_run`]; the text is at least [`WIDTH`] long.
        #[inline]
        pub fn end_of_run(&self, text: &[u8], from: usize) -> usize {
            // SAFETY: the processor has SSSE3, or there were no such set.
            unsafe { self.end_of_run_enabled(text, from) }
        }

        #[target_feature(enable = "ssse3")]
        fn end_of_run_enabled(&self, text: &[u8], from: usize) -> usize {
            let mut at = from;
            while let Some(chunk) = text.get(at..).and_then(<[u8]>::first_chunk) {
                let strays = self.strays(chunk);
                if strays != 0 {
                    return at + strays.trailing_zeros() as usize;
                }
                at += WIDTH;
            }
            // The last sixteen bytes, of which those before `at` are known.
            let (true, Some(chunk)) = (at < text.len(), text.last_chunk()) else {
                return text.len();
            };
            let strays = self.strays(chunk) >> (at + WIDTH - text.len());
            if strays == 0 { text.len() } else { at + strays.trailing_zeros() as usize }
        }

        /// A bit for each byte that is no member.
        #[target_feature(enable = "ssse3")]
        fn strays(&self, chunk: &[u8; WIDTH]) -> u32 {
            // SAFETY: each load takes sixteen bytes, which are there, and needs no alignment.
            let (bytes, low, high) = unsafe {
                (
                    _mm_loadu_si128(chunk.as_ptr().cast()),
                    _mm_loadu_si128(self.low.as_ptr().cast()),
                    _mm_loadu_si128(self.high.as_ptr().cast()),
                )
            };
            let halves = _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(15));
            // A byte from 128 on looks up a zero.
            let common =
                _mm_and_si128(_mm_shuffle_epi8(low, bytes), _mm_shuffle_epi8(high, halves));
            let strays = _mm_movemask_epi8(_mm_cmpeq_epi8(common, _mm_setzero_si128())) as u32;
            let beyond = _mm_movemask_epi8(bytes) as u32;
            if self.beyond { strays & !beyond } else { strays }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sixteen_at_a_time_see_what_one_by_one_sees(
            members in proptest::collection::vec(0..128_u8, 0..100),
            beyond: bool,
            text in proptest::collection::vec(0..=255_u8, 0..70),
            stretch in 0..60_usize,
            from in 0..70_usize,
        ) {
            let set = ByteSet::new(members.iter().copied(), beyond);
            // Long runs of members, which bytes by chance rarely are.
            let mut text = text;
            let fill: Vec<u8> = members.iter().copied().cycle().take(stretch).collect();
            text.splice(0..0, if members.is_empty() { Vec::new() } else { fill });
            let from = from.min(text.len());
            prop_assert_eq!(set.end_of_run(&text, from), set.one_by_one(&text, from));
        }
    }
}
