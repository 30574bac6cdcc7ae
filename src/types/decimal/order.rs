//! Decimals by value: 12.30 and 12.3 are equal, and hash alike.

use super::wide::U256;
use super::{Decimal, power};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// Compares the product of two decimals with that of two others.
pub(super) fn cmp_wide([a, b]: [Decimal; 2], [c, d]: [Decimal; 2]) -> Ordering {
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
        cmp_wide([*self, Decimal::ONE], [*other, Decimal::ONE])
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
