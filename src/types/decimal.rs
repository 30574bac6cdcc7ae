//! Exact decimals of up to 38 digits.
//!
//! A value is `mantissa / 10^scale` with a mantissa of at most 38 digits and a scale of at most 38.
//! Every result keeps to that: what needs more significant digits, or more places after the point,
//! is [`NotComputable::Overflow`], after zeros at the end were dropped as far as that helps. Only
//! division rounds.

mod bounds;
mod text;
mod wide;

pub use bounds::Bounds;
pub use text::NotANumber;

use super::{Computed, NotComputable};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use wide::{POWERS, U256};

/// `mantissa / 10^scale`. The scale is kept as written: 12.30 has scale 2.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

/// Where a result that has too many digits goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rounding {
    /// Nowhere: the result has to be exact.
    Exact,
    HalfEven,
    HalfAway,
    /// To the next smaller magnitude.
    TowardsZero,
    /// To the next larger magnitude.
    AwayFromZero,
}

impl Rounding {
    /// Whether the quotient whose division left `rest` goes up; `None` where it has to be exact.
    fn goes_up(self, quotient: U256, rest: U256, divisor: U256) -> Option<bool> {
        if rest.is_zero() {
            return Some(false);
        }
        // The other half of the divisor: comparing with it cannot overflow as doubling could.
        let half = rest.cmp(&divisor.minus(rest));
        match self {
            Rounding::Exact => None,
            Rounding::TowardsZero => Some(false),
            Rounding::AwayFromZero => Some(true),
            Rounding::HalfAway => Some(half != Ordering::Less),
            Rounding::HalfEven => {
                Some(half == Ordering::Greater || half == Ordering::Equal && quotient.is_odd())
            }
        }
    }
}

/// The most digits that a value has, and the most of them after the point.
const MAX_DIGITS: u32 = 38;
const LIMIT: u128 = POWERS[MAX_DIGITS as usize];

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
        let Decimal { mut mantissa, mut scale } = self;
        if mantissa == 0 {
            return Decimal::ZERO;
        }
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
            let quotient = Decimal {
                mantissa: divided_half_even(dividend, other.mantissa),
                scale: Self::QUOTIENT_PLACES,
            };
            if quotient.mantissa.unsigned_abs() < LIMIT {
                return Ok(quotient.trimmed());
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
        let left = a.mantissa.signum() * b.mantissa.signum();
        let right = c.mantissa.signum() * d.mantissa.signum();
        let magnitude = |x: Decimal, y: Decimal| {
            let product = U256::product(x.mantissa.unsigned_abs(), y.mantissa.unsigned_abs());
            (product, u32::from(x.scale) + u32::from(y.scale))
        };
        left.cmp(&right).then_with(|| {
            let order = cmp_magnitudes(magnitude(a, b), magnitude(c, d));
            if left < 0 { order.reverse() } else { order }
        })
    }
}

/// A magnitude of any number of digits on its way to a decimal.
struct Unfitted {
    negative: bool,
    magnitude: U256,
    scale: u32,
}

impl Unfitted {
    /// The decimal with as many of the digits as 38 hold.
    fn fit(self, rounding: Rounding) -> Computed<Decimal> {
        let Unfitted { negative, mut magnitude, mut scale } = self;
        let excess = magnitude.digits().max(scale).saturating_sub(MAX_DIGITS);
        if excess > scale {
            return Err(NotComputable::Overflow);
        }
        if excess > 0 {
            magnitude = drop_digits(magnitude, excess, rounding).ok_or(NotComputable::Overflow)?;
            scale -= excess;
        }
        // Rounding up may have made one digit more.
        if magnitude.digits() > MAX_DIGITS {
            let Unfitted { magnitude, scale, .. } = self;
            let more = excess + 1;
            let magnitude = drop_digits(magnitude, more, rounding)
                .filter(|_| more <= scale)
                .ok_or(NotComputable::Overflow)?;
            return Decimal::signed(negative, magnitude, scale - more);
        }
        Decimal::signed(negative, magnitude, scale)
    }
}

impl Decimal {
    fn signed(negative: bool, magnitude: U256, scale: u32) -> Computed<Decimal> {
        let magnitude = magnitude
            .to_u128()
            .filter(|magnitude| *magnitude < LIMIT)
            .ok_or(NotComputable::Overflow)? as i128;
        let mantissa = if negative { -magnitude } else { magnitude };
        Ok(Decimal { mantissa, scale: scale as u8 })
    }
}

fn drop_digits(magnitude: U256, digits: u32, rounding: Rounding) -> Option<U256> {
    // Past the last power all digits go: no product of two mantissas reaches that far.
    let divisor = U256::power(digits)?;
    let (quotient, rest) = magnitude.div_rem(divisor);
    if rounding.goes_up(quotient, rest, divisor)? { quotient.next() } else { Some(quotient) }
}

fn power(exponent: u8) -> Option<i128> {
    POWERS.get(usize::from(exponent)).map(|power| *power as i128)
}

fn divided_half_even(dividend: i128, divisor: i128) -> i128 {
    let (quotient, rest) = match (i64::try_from(dividend), i64::try_from(divisor)) {
        (Ok(dividend), Ok(divisor)) if divisor != -1 => {
            (i128::from(dividend / divisor), i128::from(dividend % divisor))
        }
        _ => (dividend.wrapping_div(divisor), dividend.wrapping_rem(divisor)),
    };
    let (rest, whole) = (rest.unsigned_abs(), divisor.unsigned_abs());
    match rest.cmp(&(whole - rest)) {
        Ordering::Equal if quotient % 2 == 0 => quotient,
        Ordering::Less => quotient,
        _ if rest == 0 => quotient,
        _ => quotient + if (dividend < 0) == (divisor < 0) { 1 } else { -1 },
    }
}

/// Compares `a / 10^a_scale` with `b / 10^b_scale`. Neither has more than 77 digits.
fn cmp_magnitudes((a, a_scale): (U256, u32), (b, b_scale): (U256, u32)) -> Ordering {
    if a.is_zero() || b.is_zero() {
        return b.is_zero().cmp(&a.is_zero());
    }
    // Digits before the point decide; where both have as many, the one with the smaller scale gets
    // no more digits than the other has, so that aligning always fits.
    let size = |number: U256, scale: u32| i64::from(number.digits()) - i64::from(scale);
    let more = |low: u32, high: u32| high.saturating_sub(low);
    size(a, a_scale)
        .cmp(&size(b, b_scale))
        .then_with(|| a.shifted(more(a_scale, b_scale)).cmp(&b.shifted(more(b_scale, a_scale))))
}

impl Ord for Decimal {
    #[inline]
    fn cmp(&self, other: &Decimal) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        let (less, more) = (self.scale.min(other.scale), self.scale.max(other.scale));
        if let Some(power) = power(more - less) {
            let (left, right) = match self.scale == less {
                true => (self.mantissa.checked_mul(power), Some(other.mantissa)),
                false => (Some(self.mantissa), other.mantissa.checked_mul(power)),
            };
            if let (Some(left), Some(right)) = (left, right) {
                return left.cmp(&right);
            }
        }
        Decimal::cmp_products(*self, Decimal::ONE, *other, Decimal::ONE)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let trimmed = self.trimmed();
        trimmed.mantissa.hash(state);
        trimmed.scale.hash(state);
    }
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
