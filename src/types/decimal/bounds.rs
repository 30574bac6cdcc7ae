//! Intervals that numbers stand for: what `agrees` compares.

use super::Decimal;
use super::fit::Rounding;
use crate::types::{Computed, NotComputable};

/// A closed interval. Arithmetic gives the interval of all results; where 38 digits do not hold a
/// bound, it is rounded outwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub low: Decimal,
    pub high: Decimal,
}

#[expect(clippy::should_implement_trait, reason = "a result may not be computable")]
impl Bounds {
    /// A number that means itself and nothing near it.
    pub fn exact(value: Decimal) -> Bounds {
        Bounds { low: value, high: value }
    }

    /// A written number stands for its last digit give or take half: 12.3 is 12.25 to 12.35.
    pub fn as_written(value: Decimal) -> Bounds {
        let Some(mantissa) = value.mantissa.checked_mul(10) else { return Bounds::exact(value) };
        let scale = value.scale.saturating_add(1);
        let (low, high) = (Decimal::new(mantissa - 5, scale), Decimal::new(mantissa + 5, scale));
        // A number of 38 digits has none left for the half.
        let fits = |bound: Decimal| bound.mantissa.unsigned_abs() < super::LIMIT;
        if scale <= 38 && fits(low) && fits(high) {
            Bounds { low, high }
        } else {
            Bounds::exact(value)
        }
    }

    /// Whether the interval is a single number.
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }

    pub fn contains(self, value: Decimal) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether both can be the same number.
    pub fn overlaps(self, other: Bounds) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// How far the two are apart; zero where they overlap.
    pub fn distance(self, other: Bounds) -> Computed<Decimal> {
        if self.high < other.low {
            other.low.sub(self.high)
        } else if other.high < self.low {
            self.low.sub(other.high)
        } else {
            Ok(Decimal::ZERO)
        }
    }

    pub fn neg(self) -> Bounds {
        Bounds { low: self.high.neg(), high: self.low.neg() }
    }

    pub fn abs(self) -> Bounds {
        if self.low.is_negative() && self.high.is_negative() {
            self.neg()
        } else if self.low.is_negative() {
            Bounds { low: Decimal::ZERO, high: self.high.max(self.low.neg()) }
        } else {
            self
        }
    }

    pub fn add(self, other: Bounds) -> Computed<Bounds> {
        Ok(Bounds { low: self.low.add(other.low)?, high: self.high.add(other.high)? })
    }

    pub fn sub(self, other: Bounds) -> Computed<Bounds> {
        self.add(other.neg())
    }

    pub fn mul(self, other: Bounds) -> Computed<Bounds> {
        self.combine(other, |left, right, direction| {
            left.mul_rounded(right, direction.rounding(left.is_negative() != right.is_negative()))
        })
    }

    /// The quotient; not computable where the divisor may be zero.
    pub fn div(self, other: Bounds) -> Computed<Bounds> {
        if other.contains(Decimal::ZERO) {
            return Err(NotComputable::DivisionByZero);
        }
        self.combine(other, |left, right, direction| {
            left.div_rounded(right, direction.rounding(left.is_negative() != right.is_negative()))
        })
    }

    /// The least and the greatest of what the four pairs of ends give.
    fn combine(
        self,
        other: Bounds,
        of: impl Fn(Decimal, Decimal, Direction) -> Computed<Decimal>,
    ) -> Computed<Bounds> {
        if self.is_exact() && other.is_exact() {
            let low = of(self.low, other.low, Direction::Down)?;
            return Ok(Bounds { low, high: of(self.low, other.low, Direction::Up)? });
        }
        let pairs = [
            (self.low, other.low),
            (self.low, other.high),
            (self.high, other.low),
            (self.high, other.high),
        ];
        let mut low = of(pairs[0].0, pairs[0].1, Direction::Down)?;
        let mut high = of(pairs[0].0, pairs[0].1, Direction::Up)?;
        for (left, right) in &pairs[1..] {
            low = low.min(of(*left, *right, Direction::Down)?);
            high = high.max(of(*left, *right, Direction::Up)?);
        }
        Ok(Bounds { low, high })
    }
}

/// Which way a bound may be rounded.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Down,
    Up,
}

impl Direction {
    fn rounding(self, negative: bool) -> Rounding {
        if negative == (self == Direction::Down) {
            Rounding::AwayFromZero
        } else {
            Rounding::TowardsZero
        }
    }
}
