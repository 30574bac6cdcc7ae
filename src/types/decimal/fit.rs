//! Results of any size brought down to 38 digits.

use super::wide::U256;
use super::{Decimal, LIMIT, MAX_DIGITS};
use crate::types::{Computed, NotComputable};
use std::cmp::Ordering;

/// Where a result that has too many digits goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
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
    pub(super) fn goes_up(self, quotient: U256, rest: U256, divisor: U256) -> Option<bool> {
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

/// A magnitude of any number of digits on its way to a decimal.
pub(super) struct Unfitted {
    pub(super) negative: bool,
    pub(super) magnitude: U256,
    pub(super) scale: u32,
}

impl Unfitted {
    /// The decimal with as many of the digits as 38 hold.
    pub(super) fn fit(self, rounding: Rounding) -> Computed<Decimal> {
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
