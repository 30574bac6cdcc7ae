//! Decimals from text and from floats, and back.

use super::wide::POWERS;
use super::{Decimal, LIMIT, MAX_DIGITS, Rounding, U256, Unfitted};
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
    any: bool,
}

impl Digits {
    fn push(&mut self, digit: u8) -> Result<(), NotANumber> {
        self.any = true;
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
    fn finish(self, negative: bool, places: i64) -> Result<Decimal, NotANumber> {
        let most = i64::from(MAX_DIGITS);
        if self.mantissa == 0 {
            return Ok(Decimal::new(0, places.clamp(0, most) as u8));
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

impl Decimal {
    /// Reads digits with an optional sign, point and exponent: `-12.30`, `+5`, `.5`, `1e3`.
    pub fn from_bytes(text: &[u8]) -> Result<Decimal, NotANumber> {
        let (negative, rest) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let mut digits = Digits::default();
        let mut point = None;
        let mut end = rest.len();
        let mut fault = Ok(());
        for (index, byte) in rest.iter().enumerate() {
            match byte {
                b'0'..=b'9' => fault = fault.and(digits.push(byte - b'0')),
                b'.' if point.is_none() => point = Some(index),
                b'e' | b'E' => {
                    end = index;
                    break;
                }
                _ => return Err(NotANumber::Malformed),
            }
        }
        if !digits.any {
            return Err(NotANumber::Malformed);
        }
        let places = point.map_or(0, |point| (end - point - 1) as i64);
        let exponent = if end < rest.len() { exponent(&rest[end + 1..])? } else { 0 };
        fault?;
        digits.finish(negative, places - exponent)
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
        let scale = usize::from(self.scale);
        let mut text = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        if scale > 0 {
            text.insert(text.len() - scale, '.');
        }
        f.pad_integral(!self.is_negative(), "", &text)
    }
}
