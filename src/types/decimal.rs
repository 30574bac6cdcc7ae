//! Exact decimals of up to 38 digits.
//!
//! A value is `mantissa / 10^scale` with a mantissa of at most 38 digits and a scale of at most 38.
//! Every result keeps to that: what needs more significant digits, or more places after the point,
//! is [`NotComputable::Overflow`], after zeros at the end were dropped as far as that helps. Only
//! division rounds.

mod bounds;
mod fit;
mod order;
mod text;
mod wide;

pub use bounds::Bounds;
pub use text::NotANumber;

use super::{Computed, NotComputable};
use fit::{Rounding, Unfitted};
use order::cmp_wide;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use wide::{POWERS, U256};

/// `mantissa / 10^scale`. The scale is kept as written: 12.30 has scale 2.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

/// The most digits that a value has, and the most of them after the point.
const MAX_DIGITS: u32 = 38;
const LIMIT: u128 = POWERS[MAX_DIGITS as usize];

#[expect(clippy::should_implement_trait, reason = "a result may not be computable")]
impl Decimal {
    pub const ZERO: Decimal = Decimal::new(0, 0);
    pub const ONE: Decimal = Decimal::new(1, 0);

    /// How many places after the point quotients have.
    pub const QUOTIENT_PLACES: u8 = 18;

    /// The decimal with this mantissa, of at most 38 digits, and this many digits after the point,
    /// at most 38.
    pub const fn new(mantissa: i128, scale: u8) -> Decimal {
        Decimal { mantissa, scale }
    }

    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    pub const fn scale(self) -> u8 {
        self.scale
    }

    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether nothing but zeros stands after the point.
    pub fn is_whole(self) -> bool {
        self.trimmed().scale == 0
    }

    /// The number as `i64`, where it is whole and fits.
    pub fn to_i64(self) -> Option<i64> {
        let trimmed = self.trimmed();
        (trimmed.scale == 0).then(|| i64::try_from(trimmed.mantissa).ok()).flatten()
    }

    /// The same value without zeros at the end of its fraction.
    pub fn trimmed(self) -> Decimal {
        if let Ok(mantissa) = i64::try_from(self.mantissa) {
            return trimmed_short(mantissa, self.scale);
        }
        let Decimal { mut mantissa, mut scale } = self;
        for step in [16, 8, 4, 2, 1] {
            let power = POWERS[usize::from(step)] as i128;
            while scale >= step && mantissa % power == 0 {
                mantissa /= power;
                scale -= step;
            }
        }
        Decimal { mantissa, scale }
    }

    /// The same value with this many places after the point, where it has no more than that and
    /// the digits suffice.
    pub fn rescaled(self, scale: u8) -> Option<Decimal> {
        let mantissa = match scale.checked_sub(self.scale) {
            Some(more) => self.mantissa.checked_mul(power(more)?)?,
            None => {
                let by = power(self.scale - scale)?;
                (self.mantissa % by == 0).then(|| self.mantissa / by)?
            }
        };
        (mantissa.unsigned_abs() < LIMIT).then_some(Decimal { mantissa, scale })
    }

    pub fn neg(self) -> Decimal {
        Decimal { mantissa: self.mantissa.saturating_neg(), ..self }
    }

    pub fn abs(self) -> Decimal {
        if self.is_negative() { self.neg() } else { self }
    }

    /// -1, 0 or 1.
    pub fn signum(self) -> Decimal {
        Decimal::new(self.mantissa.signum(), 0)
    }

    #[inline]
    pub fn add(self, other: Decimal) -> Computed<Decimal> {
        if self.scale == other.scale
            && let Some(mantissa) = self.mantissa.checked_add(other.mantissa)
            && mantissa.unsigned_abs() < LIMIT
        {
            return Ok(Decimal { mantissa, scale: self.scale });
        }
        self.add_aligned(other)
    }

    pub fn sub(self, other: Decimal) -> Computed<Decimal> {
        self.add(other.neg())
    }

    fn add_aligned(self, other: Decimal) -> Computed<Decimal> {
        let scale = self.scale.max(other.scale);
        let (left, right) = (self.aligned(scale)?, other.aligned(scale)?);
        let (negative, magnitude) = match (self.is_negative(), other.is_negative()) {
            (left_negative, right_negative) if left_negative == right_negative => {
                (left_negative, left.checked_add(right).ok_or(NotComputable::Overflow)?)
            }
            (left_negative, _) if left >= right => (left_negative, left.minus(right)),
            (_, right_negative) => (right_negative, right.minus(left)),
        };
        Unfitted { negative, magnitude, scale: scale.into() }.fit(Rounding::Exact)
    }

    #[inline]
    pub fn mul(self, other: Decimal) -> Computed<Decimal> {
        let scale = u32::from(self.scale) + u32::from(other.scale);
        if scale <= MAX_DIGITS
            && let Some(mantissa) = self.mantissa.checked_mul(other.mantissa)
            && mantissa.unsigned_abs() < LIMIT
        {
            return Ok(Decimal { mantissa, scale: scale as u8 });
        }
        self.mul_rounded(other, Rounding::Exact)
    }

    fn mul_rounded(self, other: Decimal, rounding: Rounding) -> Computed<Decimal> {
        let magnitude = U256::product(self.mantissa.unsigned_abs(), other.mantissa.unsigned_abs());
        let scale = u32::from(self.scale) + u32::from(other.scale);
        let negative = self.is_negative() != other.is_negative();
        Unfitted { negative, magnitude, scale }.fit(rounding)
    }

    /// The quotient, half to even, with 18 places after the point; fewer where 38 digits hold no
    /// more of them.
    pub fn div(self, other: Decimal) -> Computed<Decimal> {
        if other.is_zero() {
            return Err(NotComputable::DivisionByZero);
        }
        let shift = (u32::from(Self::QUOTIENT_PLACES) + u32::from(other.scale))
            .checked_sub(self.scale.into());
        let small = shift
            .filter(|shift| *shift <= MAX_DIGITS)
            .and_then(|shift| self.mantissa.checked_mul(POWERS[shift as usize] as i128));
        if let Some(dividend) = small {
            let (mantissa, is_exact) = divided_half_even(dividend, other.mantissa);
            let quotient = Decimal { mantissa, scale: Self::QUOTIENT_PLACES };
            if mantissa.unsigned_abs() < LIMIT {
                return Ok(if is_exact { quotient.trimmed() } else { quotient });
            }
        }
        self.div_rounded(other, Rounding::HalfEven)
    }

    fn div_rounded(self, other: Decimal, rounding: Rounding) -> Computed<Decimal> {
        let (mut quotient, mut rest, divisor) = self.whole_parts(other)?;
        let mut scale = 0;
        while scale < u32::from(Self::QUOTIENT_PLACES) && quotient.digits() < MAX_DIGITS {
            let (digit, left) =
                rest.checked_mul(10).ok_or(NotComputable::Overflow)?.div_rem(divisor);
            quotient = quotient
                .checked_mul(10)
                .and_then(|tens| tens.checked_add(digit))
                .ok_or(NotComputable::Overflow)?;
            rest = left;
            scale += 1;
        }
        if rounding.goes_up(quotient, rest, divisor).ok_or(NotComputable::Overflow)? {
            quotient = quotient.next().ok_or(NotComputable::Overflow)?;
        }
        let negative = self.is_negative() != other.is_negative();
        Unfitted { negative, magnitude: quotient, scale }.fit(rounding).map(Decimal::trimmed)
    }

    /// The whole part of the quotient: towards zero.
    pub fn whole_div(self, other: Decimal) -> Computed<Decimal> {
        if self.scale == other.scale && !other.is_zero() {
            return Ok(Decimal::new(self.mantissa.wrapping_div(other.mantissa), 0));
        }
        let (magnitude, _, _) = self.whole_parts(other)?;
        let negative = self.is_negative() != other.is_negative();
        Unfitted { negative, magnitude, scale: 0 }.fit(Rounding::Exact)
    }

    /// What whole division leaves; it has the sign of the dividend.
    pub fn rem(self, other: Decimal) -> Computed<Decimal> {
        let scale = self.scale.max(other.scale);
        if self.scale == other.scale && !other.is_zero() {
            return Ok(Decimal { mantissa: self.mantissa.wrapping_rem(other.mantissa), scale });
        }
        let (_, magnitude, _) = self.whole_parts(other)?;
        let negative = self.is_negative();
        Unfitted { negative, magnitude, scale: scale.into() }.fit(Rounding::Exact)
    }

    /// Quotient, remainder and divisor of the magnitudes, aligned to one scale.
    fn whole_parts(self, other: Decimal) -> Computed<(U256, U256, U256)> {
        if other.is_zero() {
            return Err(NotComputable::DivisionByZero);
        }
        let scale = self.scale.max(other.scale);
        let (dividend, divisor) = (self.aligned(scale)?, other.aligned(scale)?);
        let (quotient, rest) = dividend.div_rem(divisor);
        Ok((quotient, rest, divisor))
    }

    /// Rounds to this many places after the point, half away from zero; a negative number of
    /// places rounds to tens, hundreds and so on.
    pub fn round(self, places: i32) -> Computed<Decimal> {
        self.to_places(places, Rounding::HalfAway)
    }

    /// Cuts off what is beyond this many places, towards zero.
    pub fn trunc(self, places: i32) -> Computed<Decimal> {
        self.to_places(places, Rounding::TowardsZero)
    }

    /// The largest whole number that is not larger.
    pub fn floor(self) -> Computed<Decimal> {
        let down = if self.is_negative() { Rounding::AwayFromZero } else { Rounding::TowardsZero };
        self.to_places(0, down)
    }

    /// The smallest whole number that is not smaller.
    pub fn ceil(self) -> Computed<Decimal> {
        let up = if self.is_negative() { Rounding::TowardsZero } else { Rounding::AwayFromZero };
        self.to_places(0, up)
    }

    fn to_places(self, places: i32, rounding: Rounding) -> Computed<Decimal> {
        let drop = match u32::try_from(i64::from(self.scale) - i64::from(places)) {
            Ok(drop @ 1..) => drop,
            _ => return Ok(self),
        };
        let Some(divisor) = U256::power(drop) else { return Ok(Decimal::ZERO) };
        let (quotient, rest) = U256::from_u128(self.mantissa.unsigned_abs()).div_rem(divisor);
        let up = rounding.goes_up(quotient, rest, divisor).ok_or(NotComputable::Overflow)?;
        let quotient = if up { quotient.next() } else { Some(quotient) };
        let magnitude = quotient
            .and_then(|quotient| quotient.shifted(places.min(0).unsigned_abs()))
            .ok_or(NotComputable::Overflow)?;
        let scale = places.max(0).unsigned_abs();
        Unfitted { negative: self.is_negative(), magnitude, scale }.fit(Rounding::Exact)
    }

    /// The magnitude at a scale that is not smaller than its own.
    fn aligned(self, scale: u8) -> Computed<U256> {
        U256::from_u128(self.mantissa.unsigned_abs())
            .shifted(u32::from(scale - self.scale))
            .ok_or(NotComputable::Overflow)
    }

    /// Compares `a * b` with `c * d` without rounding: how quotients are compared.
    pub fn cmp_products(a: Decimal, b: Decimal, c: Decimal, d: Decimal) -> Ordering {
        let short = |x: Decimal, y: Decimal| {
            let mantissa = x.mantissa.checked_mul(y.mantissa)?;
            Some(Decimal { mantissa, scale: x.scale.checked_add(y.scale)? })
        };
        match (short(a, b), short(c, d)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => cmp_wide([a, b], [c, d]),
        }
    }
}

fn power(exponent: u8) -> Option<i128> {
    POWERS.get(usize::from(exponent)).map(|power| *power as i128)
}

fn trimmed_short(mut mantissa: i64, mut scale: u8) -> Decimal {
    if mantissa == 0 {
        return Decimal::ZERO;
    }
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Decimal::new(mantissa.into(), scale)
}

/// The nearest quotient, and whether it is exact.
fn divided_half_even(dividend: i128, divisor: i128) -> (i128, bool) {
    let quotient = dividend.wrapping_div(divisor);
    let rest = dividend.wrapping_sub(quotient.wrapping_mul(divisor)).unsigned_abs();
    let up = match rest.cmp(&(divisor.unsigned_abs() - rest)) {
        Ordering::Less => false,
        Ordering::Equal => quotient % 2 != 0,
        Ordering::Greater => true,
    };
    let away = if (dividend < 0) == (divisor < 0) { 1 } else { -1 };
    (if up { quotient + away } else { quotient }, rest == 0)
}

impl Default for Decimal {
    fn default() -> Decimal {
        Decimal::ZERO
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Decimal {
        Decimal::new(number.into(), 0)
    }
}
