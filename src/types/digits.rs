//! Short numbers from bytes, eight digits at a time: the inner part of decoding a column.
//!
//! A word holds up to eight characters, the first in the lowest byte. With `0` taken off by
//! exclusive or, a digit is its value and a point is `POINT`; characters that are not there are
//! zeros in front, which change nothing.

const ZEROS: u64 = 0x3030_3030_3030_3030;
const TOPS: u64 = 0x8080_8080_8080_8080;
const POINT: u64 = 0x2e ^ 0x30;

const POWERS: [u64; 9] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

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
        1..=8 => short_fraction(digits)?,
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
fn short_fraction(digits: &[u8]) -> Option<(u64, u8)> {
    let word = word(digits);
    let strays = strays(word);
    if strays == 0 {
        return Some((value(word), 0));
    }
    let shift = strays.trailing_zeros() - 7;
    if word >> shift & 0xff != POINT || digits.len() == 1 {
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
