//! Decimals from text and from floats, and back.

use super::fit::{Rounding, Unfitted};
use super::wide::POWERS;
use super::{Decimal, LIMIT, MAX_DIGITS, U256};
use crate::types::{Computed, NotComputable};
use std::fmt;
use std::str::FromStr;

/// Why a text is no decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotANumber {
    /// It is not written as a number.
    Malformed,
    /// It is a number that 38 digits do not hold.
    TooManyDigits,
}

/// Digits read so far: zeros wait until a digit after them needs them, so that a number may end in
/// more of them than fit.
#[derive(Default)]
struct Digits {
    mantissa: u128,
    zeros: u32,
}

impl Digits {
    fn new(whole: &[u8], places: &[u8]) -> Result<Digits, NotANumber> {
        let mut digits = Digits::default();
        if whole.len() + places.len() <= MAX_DIGITS as usize {
            digits.mantissa = append(append(0, whole), places);
            return Ok(digits);
        }
        whole.iter().chain(places).try_for_each(|byte| digits.push(byte - b'0'))?;
        Ok(digits)
    }

    fn push(&mut self, digit: u8) -> Result<(), NotANumber> {
        if digit == 0 {
            self.zeros += u32::from(self.mantissa != 0);
            return Ok(());
        }
        let power = POWERS.get(self.zeros as usize + 1).ok_or(NotANumber::TooManyDigits)?;
        let mantissa = self.mantissa.checked_mul(*power).ok_or(NotANumber::TooManyDigits)?;
        self.mantissa = mantissa + u128::from(digit);
        self.zeros = 0;
        if self.mantissa < LIMIT { Ok(()) } else { Err(NotANumber::TooManyDigits) }
    }

    /// The decimal, given how many of the digits stand after the point (fewer with an exponent).
    fn finish(mut self, negative: bool, places: i64) -> Result<Decimal, NotANumber> {
        let most = i64::from(MAX_DIGITS);
        if self.mantissa == 0 {
            return Ok(Decimal::new(0, places.clamp(0, most) as u8));
        }
        while places > most && self.mantissa.is_multiple_of(10) {
            self.mantissa /= 10;
            self.zeros += 1;
        }
        let exponent = i64::from(self.zeros) - places;
        let digits = i64::from(U256::from_u128(self.mantissa).digits());
        let scale = places.max(0).min(most).min(most - digits - exponent);
        if scale < 0 || scale + exponent < 0 {
            return Err(NotANumber::TooManyDigits);
        }
        let magnitude = (self.mantissa * POWERS[(scale + exponent) as usize]) as i128;
        Ok(Decimal::new(if negative { -magnitude } else { magnitude }, scale as u8))
    }
}

/// The number with these digits after its own; all of them together are at most 38.
fn append(number: u128, digits: &[u8]) -> u128 {
    digits.chunks(18).fold(number, |number, chunk| {
        let chunk_number = chunk.iter().fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'));
        number * POWERS[chunk.len()] + u128::from(chunk_number)
    })
}

impl Decimal {
    /// Reads digits with an optional sign, point and exponent: `-12.30`, `+5`, `.5`, `1e3`.
    pub fn from_bytes(text: &[u8]) -> Result<Decimal, NotANumber> {
        let (negative, rest) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let end = rest.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(end);
        let point = number.iter().position(|byte| *byte == b'.');
        let (whole, places) = number.split_at(point.unwrap_or(end));
        let places = places.get(1..).unwrap_or_default();
        let mut digits = whole.iter().chain(places);
        if whole.len() + places.len() == 0 || !digits.all(u8::is_ascii_digit) {
            return Err(NotANumber::Malformed);
        }
        let exponent = if tail.is_empty() { 0 } else { exponent(&tail[1..])? };
        Digits::new(whole, places)?.finish(negative, places.len() as i64 - exponent)
    }

    /// Reads a number as conditions and rule files write it, with `_` between digits.
    pub fn from_literal(text: &str) -> Result<Decimal, NotANumber> {
        if !text.contains('_') {
            return Decimal::from_bytes(text.as_bytes());
        }
        let bytes = text.as_bytes();
        let between = |index: usize| {
            let digit =
                |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
            digit(index.checked_sub(1)) && digit(Some(index + 1))
        };
        if (0..bytes.len()).any(|index| bytes[index] == b'_' && !between(index)) {
            return Err(NotANumber::Malformed);
        }
        Decimal::from_bytes(text.replace('_', "").as_bytes())
    }

    /// The nearest float.
    pub fn to_f64(self) -> f64 {
        const EXACT: u128 = 1 << 53;
        let magnitude = self.mantissa.unsigned_abs();
        if magnitude <= EXACT && self.scale <= 22 {
            // Both are floats without rounding, so the quotient is rounded once.
            return self.mantissa as f64 / POWERS[usize::from(self.scale)] as f64;
        }
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The decimal with the shortest digits that mean this float; a fraction is rounded, half to
    /// even, to the places that a decimal has.
    pub fn from_f64(float: f64) -> Computed<Decimal> {
        if !float.is_finite() {
            return Err(NotComputable::OutsideDomain);
        }
        let text = format!("{:e}", float.abs());
        let (written, exponent) = text.split_once('e').ok_or(NotComputable::FailedCast)?;
        let exponent: i32 = exponent.parse().map_err(|_| NotComputable::FailedCast)?;
        let digits =
            Decimal::from_bytes(written.as_bytes()).map_err(|_| NotComputable::Overflow)?;
        let scale = i32::from(digits.scale) - exponent;
        let magnitude = U256::from_u128(digits.mantissa.unsigned_abs());
        let magnitude =
            magnitude.shifted(scale.min(0).unsigned_abs()).ok_or(NotComputable::Overflow)?;
        let scale = scale.max(0).unsigned_abs();
        if scale > 2 * MAX_DIGITS {
            return Ok(Decimal::ZERO);
        }
        Unfitted { negative: float < 0.0, magnitude, scale }
            .fit(Rounding::HalfEven)
            .map(Decimal::trimmed)
    }
}

/// The digits after `e`, with a sign or without. Beyond any sense they are cut to a bound.
fn exponent(text: &[u8]) -> Result<i64, NotANumber> {
    const BOUND: i64 = 1 << 40;
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] => (1, digits),
        digits => (1, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(NotANumber::Malformed);
    }
    let add = |sum: i64, digit: &u8| (sum * 10 + i64::from(digit - b'0')).min(BOUND);
    Ok(sign * digits.iter().fold(0, add))
}

impl FromStr for Decimal {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Decimal, NotANumber> {
        Decimal::from_literal(text)
    }
}

impl fmt::Display for Decimal {
    /// All digits, never an exponent; as many after the point as the scale says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut buffer = [0; MOST_BYTES];
        let start = self.write_backwards(&mut buffer);
        let text = std::str::from_utf8(&buffer[start..]).map_err(|_| fmt::Error)?;
        let is_plain = f.width().is_none() && !f.sign_plus();
        match (is_plain, self.is_negative()) {
            (true, false) => f.write_str(text),
            (_, negative) => f.pad_integral(!negative, "", text),
        }
    }
}

/// Sign, digits, point, and the zero before it.
const MOST_BYTES: usize = 2 * MAX_DIGITS as usize + 3;

impl Decimal {
    /// What `to_string` gives, without the detour through a formatter.
    pub fn text(self) -> String {
        let mut buffer = [0; MOST_BYTES];
        let mut start = self.write_backwards(&mut buffer);
        if self.is_negative() {
            start -= 1;
            buffer[start] = b'-';
        }
        String::from_utf8_lossy(&buffer[start..]).into_owned()
    }

    /// Writes the digits without a sign to the end of a buffer, and says where they begin.
    fn write_backwards(self, buffer: &mut [u8; MOST_BYTES]) -> usize {
        let scale = usize::from(self.scale);
        let mut rest = self.mantissa.unsigned_abs();
        let (mut at, mut written) = (MOST_BYTES, 0);
        while rest > 0 || written <= scale {
            if written == scale && scale > 0 {
                at -= 1;
                buffer[at] = b'.';
            }
            at -= 1;
            // Most numbers fit 64 bits, whose division is one instruction.
            let digit = match u64::try_from(rest) {
                Ok(short) => {
                    rest = u128::from(short / 10);
                    short % 10
                }
                Err(_) => {
                    let digit = (rest % 10) as u64;
                    rest /= 10;
                    digit
                }
            };
            buffer[at] = b'0' + digit as u8;
            written += 1;
        }
        at
    }
}
