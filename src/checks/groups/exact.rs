//! Sums of exact numbers that no order of adding can change.

use crate::types::{Computed, Decimal};
use serde::{Deserialize, Serialize};

/// A sum in which nothing overflows before its end: whole mantissas are added up for each scale, as
/// their high and low halves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExactSum {
    scale: u8,
    low: i128,
    high: i128,
    /// Sums at other scales.
    others: Vec<(u8, i128, i128)>,
}

impl ExactSum {
    #[inline]
    pub fn add(&mut self, number: Decimal) {
        let mantissa = number.mantissa();
        match i64::try_from(mantissa) {
            Ok(short) => self.add_parts(number.scale(), short.into(), 0),
            Err(_) => {
                let low = mantissa as u64;
                self.add_parts(number.scale(), low.into(), mantissa >> 64);
            }
        }
    }

    /// Adds a sum of mantissas, none of which has more than 64 bits.
    #[inline]
    pub fn add_parts(&mut self, scale: u8, low: i128, high: i128) {
        if scale != self.scale {
            if self.low != 0 || self.high != 0 {
                self.add_other(scale, low, high);
                return;
            }
            self.scale = scale;
        }
        self.low += low;
        self.high += high;
    }

    #[cold]
    fn add_other(&mut self, scale: u8, low: i128, high: i128) {
        match self.others.iter_mut().find(|(known, _, _)| *known == scale) {
            Some((_, known_low, known_high)) => {
                *known_low += low;
                *known_high += high;
            }
            None => self.others.push((scale, low, high)),
        }
    }

    /// Takes in another sum.
    pub fn merge(&mut self, other: &ExactSum) {
        self.add_parts(other.scale, other.low, other.high);
        for (scale, low, high) in &other.others {
            self.add_parts(*scale, *low, *high);
        }
    }

    /// The sum, where 38 digits hold it.
    pub fn total(&self) -> Computed<Decimal> {
        let mut parts = self.others.clone();
        parts.push((self.scale, self.low, self.high));
        parts.sort_unstable();
        // One entry a scale, so that what is added does not depend on what came first.
        let mut total = Decimal::ZERO;
        for of_scale in parts.chunk_by(|one, other| one.0 == other.0) {
            let low: i128 = of_scale.iter().map(|part| part.1).sum();
            let high: i128 = of_scale.iter().map(|part| part.2).sum();
            total = total.add(joined(of_scale[0].0, low, high)?)?;
        }
        Ok(total)
    }
}

fn joined(scale: u8, low: i128, high: i128) -> Computed<Decimal> {
    // The carry of the low half belongs to the high one; then they do not overlap.
    let (high, low) = (high.checked_add(low >> 64), low & i128::from(u64::MAX));
    let high = high.ok_or(crate::types::NotComputable::Overflow)?;
    let whole = high.checked_mul(1 << 64).and_then(|high| high.checked_add(low));
    let whole = whole.ok_or(crate::types::NotComputable::Overflow)?;
    // Adding nothing sees to the limit of 38 digits.
    let limit = 10_i128.pow(38);
    if whole <= -limit || whole >= limit {
        let (tens, rest) = (whole / 10, whole % 10);
        return match (rest, scale) {
            (0, 1..) => Ok(Decimal::new(tens, scale - 1)),
            _ => Err(crate::types::NotComputable::Overflow),
        };
    }
    Ok(Decimal::new(whole, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(numbers: &[Decimal]) -> ExactSum {
        let mut sum = ExactSum::default();
        numbers.iter().for_each(|number| sum.add(*number));
        sum
    }

    #[test]
    fn no_order_overflows_before_the_end() {
        let large = Decimal::new(10_i128.pow(38) - 1, 0);
        let numbers = [large, large, large.neg(), Decimal::new(5, 3), large.neg(), Decimal::ONE];
        assert_eq!(sum(&numbers).total(), "1.005".parse().map_err(|_| unreachable!()));
        assert!(sum(&[large, Decimal::ONE]).total().is_err());
        assert!(sum(&[large, large, large]).total().is_err());
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let numbers: Vec<Decimal> = (0..200_i64)
            .map(|at| Decimal::new(i128::from(at * 7919 - 700) << (at % 60), (at % 7) as u8))
            .collect();
        let whole = sum(&numbers);
        let mut merged = sum(&numbers[150..]);
        merged.merge(&sum(&numbers[..150]));
        assert_eq!(merged.total(), whole.total());
    }

    #[test]
    fn the_empty_sum_is_zero_and_scales_add_up() {
        assert_eq!(ExactSum::default().total(), Ok(Decimal::ZERO));
        let mixed = sum(&[Decimal::new(1, 1), Decimal::new(2, 1), Decimal::new(-30, 2)]);
        assert_eq!(mixed.total(), Ok(Decimal::ZERO));
    }
}
