//! Short numbers from bytes, eight digits at a time: the inner part of decoding a column.
//!
//! A word holds up to eight characters, the first in the lowest byte. With `0` taken off by
//! exclusive or, a digit is its value and a point is `POINT`; characters that are not there are
//! zeros in front, which change nothing.

const ZEROS: u64 = 0x3030_3030_3030_3030;
const TOPS: u64 = 0x8080_8080_8080_8080;
const POINT: u64 = 0x2e ^ 0x30;
const MINUS: u64 = 0x2d ^ 0x30;

const POWERS: [u64; 9] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// A text of one to eight characters, read together with what stands before it: without a branch
/// for its length.
#[derive(Debug, Clone, Copy)]
pub struct Short {
    /// As all words here.
    word: u64,
    len: usize,
}

impl Short {
    /// The last `len` of eight bytes; `None` where that is not one to eight.
    #[inline(always)]
    pub fn new(last: [u8; 8], len: usize) -> Option<Short> {
        let others = 8_usize.checked_sub(len).filter(|others| *others < 8)?;
        let word = (u64::from_le_bytes(last) ^ ZEROS) & u64::MAX << (8 * others);
        Some(Short { word, len })
    }

    /// The same as [`short_integer`] of the text.
    #[inline(always)]
    pub fn integer(self) -> Option<i64> {
        let (negative, digits) = self.unsigned()?;
        signed(negative, whole(digits.word)?)
    }

    /// The same as [`short_number`] of the text.
    #[inline(always)]
    pub fn number(self) -> Option<(i64, u8)> {
        let (negative, digits) = self.unsigned()?;
        let (number, scale) = fraction(digits.word, digits.len)?;
        Some((signed(negative, number)?, scale))
    }

    #[inline(always)]
    fn unsigned(self) -> Option<(bool, Short)> {
        let at = 64 - 8 * self.len;
        if self.word >> at & 0xff != MINUS {
            return Some((false, self));
        }
        let rest = Short { word: self.word & !(0xff << at), len: self.len - 1 };
        (rest.len > 0).then_some((true, rest))
    }
}

/// A whole number that fits 64 bits; `None` where it does not, or where it is none at all.
#[inline]
pub fn short_integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = unsigned(text);
    let number = match digits.len() {
        1..=8 => whole(word(digits))?,
        9..=16 => {
            let (head, tail) = digits.split_at(8);
            whole(word(head))? * POWERS[tail.len()] + whole(word(tail))?
        }
        17..=19 => {
            let (head, tail) = digits.split_at(digits.len() - 8);
            let (first, second) = head.split_at(8);
            let head = whole(word(first))? * POWERS[second.len()] + whole(word(second))?;
            head * POWERS[8] + whole(word(tail))?
        }
        _ => return None,
    };
    signed(negative, number)
}

/// A decimal whose digits fit 64 bits, with how many stand after the point; `None` where they do
/// not, or where it is none at all.
#[inline]
pub fn short_number(text: &[u8]) -> Option<(i64, u8)> {
    let (negative, digits) = unsigned(text);
    let (number, scale) = match digits.len() {
        1..=8 => fraction(word(digits), digits.len())?,
        9..=20 => long_fraction(digits)?,
        _ => return None,
    };
    Some((signed(negative, number)?, scale))
}

#[inline]
fn unsigned(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    }
}

#[inline]
fn signed(negative: bool, number: u64) -> Option<i64> {
    let number = i64::try_from(number).ok()?;
    Some(if negative { -number } else { number })
}

/// One to eight characters, the last in the highest byte.
#[inline]
fn word(text: &[u8]) -> u64 {
    let len = text.len();
    let word = if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>())
    {
        // The two halves overlap in the same characters at the same places.
        u64::from(u32::from_le_bytes(*first))
            | u64::from(u32::from_le_bytes(*last)) << (8 * len - 32)
    } else {
        let at = |index: usize| u64::from(text[index]) << (8 * index);
        at(0) | at(len / 2) | at(len - 1)
    };
    let filler = ZEROS.checked_shr(8 * len as u32).unwrap_or(0);
    (word << (64 - 8 * len) | filler) ^ ZEROS
}

/// The top bit of each byte that is no digit.
#[inline]
fn strays(word: u64) -> u64 {
    // A carry out of a byte comes only from one that is marked by itself.
    (word.wrapping_add(0x7676_7676_7676_7676) | word) & TOPS
}

/// The number of a word of digits.
#[inline]
fn whole(word: u64) -> Option<u64> {
    (strays(word) == 0).then(|| value(word))
}

/// Pairs, then fours, then all eight digits: each step is one multiplication.
#[inline]
fn value(word: u64) -> u64 {
    const PAIRS: u64 = 0x0000_00ff_0000_00ff;
    let pairs = word.wrapping_mul(10).wrapping_add(word >> 8);
    let outer = (pairs & PAIRS).wrapping_mul(1_000_000 << 32 | 100);
    let inner = (pairs >> 16 & PAIRS).wrapping_mul(10_000 << 32 | 1);
    outer.wrapping_add(inner) >> 32
}

/// Up to eight characters, one of them perhaps a point, which is taken out.
#[inline]
fn fraction(word: u64, len: usize) -> Option<(u64, u8)> {
    let strays = strays(word);
    if strays == 0 {
        return Some((value(word), 0));
    }
    let shift = strays.trailing_zeros() - 7;
    if word >> shift & 0xff != POINT || len == 1 {
        return None;
    }
    let before = word & ((1 << shift) - 1);
    let after = word & !(u64::MAX >> (56 - shift));
    Some((whole(after | before << 8)?, (7 - shift / 8) as u8))
}

fn long_fraction(digits: &[u8]) -> Option<(u64, u8)> {
    let (mut number, mut point) = (0_u64, None);
    for (index, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if *byte == b'.' && point.is_none() {
            point = Some(index);
        } else {
            return None;
        }
    }
    match point {
        // Nineteen digits fit, twenty may have wrapped.
        None if digits.len() == 20 => None,
        None => Some((number, 0)),
        Some(point) => Some((number, (digits.len() - point - 1) as u8)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place_is_read_or_refused() {
        for len in 1..=20 {
            for place in 0..len {
                for byte in 0..=u8::MAX {
                    let mut text = b"98765432123456789876"[..len].to_vec();
                    text[place] = byte;
                    let digits = std::str::from_utf8(&text).ok();
                    // Twenty digits are left to the general reader, even with zeros in front.
                    let plain = digits.filter(|digits| {
                        !digits.starts_with('+') && digits.trim_start_matches('-').len() < 20
                    });
                    let expected: Option<i64> = plain.and_then(|digits| digits.parse().ok());
                    assert_eq!(short_integer(&text), expected, "{digits:?}");
                    let point = (byte == b'.' && len > 1).then(|| {
                        let without = digits.expect("ASCII").replace('.', "").parse().ok();
                        without.map(|number| (number, (len - place - 1) as u8))
                    });
                    let expected = point.unwrap_or(expected.map(|number| (number, 0)));
                    assert_eq!(short_number(&text), expected, "{digits:?}");
                    let mut last = *b"-1.\xe97,90";
                    last[8_usize.saturating_sub(len)..]
                        .copy_from_slice(&text[len.saturating_sub(8)..]);
                    let short = Short::new(last, len);
                    assert_eq!(short.is_some(), len <= 8);
                    if let Some(short) = short {
                        assert_eq!(short.integer(), short_integer(&text), "{digits:?}");
                        assert_eq!(short.number(), short_number(&text), "{digits:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_limits_of_64_bits() {
        assert_eq!(short_integer(b"9223372036854775807"), Some(i64::MAX));
        assert_eq!(short_integer(b"9223372036854775808"), None);
        assert_eq!(short_integer(b"-9223372036854775807"), Some(-i64::MAX));
        assert_eq!(short_number(b"922337203685477580.7"), Some((i64::MAX, 1)));
        assert_eq!(short_number(b"1.2.3"), None);
        assert_eq!(
            (short_integer(b""), short_number(b"-"), short_number(b".")),
            (None, None, None)
        );
    }
}
