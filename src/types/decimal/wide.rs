//! Unsigned integers of 256 bits: what exact products and aligned decimals need on the way.

use std::cmp::Ordering;

/// Powers of ten that fit 128 bits.
pub(super) const POWERS: [u128; 39] = {
    let mut powers = [1; 39];
    let mut index = 1;
    while index < 39 {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

/// Powers of ten that fit 256 bits.
const WIDE_POWERS: [U256; 78] = {
    let mut powers = [U256::from_u128(1); 78];
    let mut index = 1;
    while index < 78 {
        let low = U256::product(powers[index - 1].low, 10);
        powers[index] = U256 { high: powers[index - 1].high * 10 + low.high, low: low.low };
        index += 1;
    }
    powers
};

const HALF: u128 = u64::MAX as u128;

/// An unsigned integer of 256 bits. The derived order is that of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct U256 {
    high: u128,
    low: u128,
}

impl U256 {
    pub(super) const fn from_u128(low: u128) -> U256 {
        U256 { high: 0, low }
    }

    /// The number, where it fits 128 bits.
    pub(super) fn to_u128(self) -> Option<u128> {
        (self.high == 0).then_some(self.low)
    }

    pub(super) fn is_zero(self) -> bool {
        self.high == 0 && self.low == 0
    }

    pub(super) fn is_odd(self) -> bool {
        self.low & 1 == 1
    }

    /// This and one more.
    pub(super) fn next(self) -> Option<U256> {
        self.checked_add(U256::from_u128(1))
    }

    /// The whole product.
    pub(super) const fn product(a: u128, b: u128) -> U256 {
        let (a_high, a_low, b_high, b_low) = (a >> 64, a & HALF, b >> 64, b & HALF);
        let low = a_low * b_low;
        let middle = a_high * b_low + (low >> 64);
        let (middle, carry) = middle.overflowing_add(a_low * b_high);
        let high = a_high * b_high + (middle >> 64) + ((carry as u128) << 64);
        U256 { high, low: (middle << 64) | (low & HALF) }
    }

    pub(super) fn checked_add(self, other: U256) -> Option<U256> {
        let (low, carry) = self.low.overflowing_add(other.low);
        let high = self.high.checked_add(other.high)?.checked_add(u128::from(carry))?;
        Some(U256 { high, low })
    }

    /// The difference; `other` is at most this.
    pub(super) fn minus(self, other: U256) -> U256 {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        let high = self.high.wrapping_sub(other.high).wrapping_sub(u128::from(borrow));
        U256 { high, low }
    }

    pub(super) fn checked_mul(self, by: u128) -> Option<U256> {
        let low = U256::product(self.low, by);
        let high = self.high.checked_mul(by)?.checked_add(low.high)?;
        Some(U256 { high, low: low.low })
    }

    /// This times `10^exponent`.
    pub(super) fn shifted(self, mut exponent: u32) -> Option<U256> {
        let mut shifted = self;
        while exponent > 0 && !shifted.is_zero() {
            let step = exponent.min(38);
            shifted = shifted.checked_mul(POWERS[step as usize])?;
            exponent -= step;
        }
        Some(shifted)
    }

    /// `10^exponent`, where it fits.
    pub(super) fn power(exponent: u32) -> Option<U256> {
        WIDE_POWERS.get(exponent as usize).copied()
    }

    /// How many decimal digits the number has; none for zero.
    pub(super) fn digits(self) -> u32 {
        // 1233 / 4096 is a little more than log10(2): the guess is right or one too low.
        let guess = ((256 - self.leading_zeros()) * 1233) >> 12;
        let more = WIDE_POWERS.get(guess as usize).is_some_and(|power| self >= *power);
        guess + u32::from(more)
    }

    /// Quotient and remainder; `by` is not zero.
    pub(super) fn div_rem(self, by: U256) -> (U256, U256) {
        if self.high == 0 && by.high == 0 {
            return (U256::from_u128(self.low / by.low), U256::from_u128(self.low % by.low));
        }
        let (mut quotient, mut rest) = (U256::from_u128(0), self);
        if self < by {
            return (quotient, rest);
        }
        let shift = by.leading_zeros() - self.leading_zeros();
        let mut divisor = by.shifted_left(shift);
        for _ in 0..=shift {
            quotient = quotient.shifted_left(1);
            if rest.cmp(&divisor) != Ordering::Less {
                rest = rest.minus(divisor);
                quotient.low |= 1;
            }
            divisor = divisor.halved();
        }
        (quotient, rest)
    }

    fn leading_zeros(self) -> u32 {
        match self.high {
            0 => 128 + self.low.leading_zeros(),
            high => high.leading_zeros(),
        }
    }

    fn shifted_left(self, by: u32) -> U256 {
        match by {
            0 => self,
            1..128 => U256 { high: self.high << by | self.low >> (128 - by), low: self.low << by },
            _ => U256 { high: self.low << (by - 128), low: 0 },
        }
    }

    fn halved(self) -> U256 {
        U256 { high: self.high >> 1, low: self.low >> 1 | self.high << 127 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_divided_by_one_factor_is_the_other() {
        for a in [1, 7, u64::MAX.into(), POWERS[38], u128::MAX - 1, u128::MAX] {
            for b in [1, 10, POWERS[19], u128::MAX / 3, u128::MAX] {
                let product = U256::product(a, b);
                let (quotient, rest) = product.div_rem(U256::from_u128(a));
                assert_eq!((quotient.to_u128(), rest.to_u128()), (Some(b), Some(0)), "{a} * {b}");
                let (quotient, rest) = product
                    .checked_add(U256::from_u128(a - 1))
                    .unwrap_or(product)
                    .div_rem(U256::from_u128(a));
                assert!(quotient.to_u128() == Some(b) && rest < U256::from_u128(a));
            }
        }
    }

    #[test]
    fn digits_change_at_powers_of_ten() {
        assert_eq!(U256::from_u128(0).digits(), 0);
        for exponent in 0..78 {
            let power = U256::power(exponent).unwrap();
            assert_eq!(power.digits(), exponent + 1);
            assert_eq!(power.minus(U256::from_u128(1)).digits(), exponent);
            assert_eq!(U256::from_u128(1).shifted(exponent), Some(power));
        }
        assert_eq!(U256::from_u128(1).shifted(78), None);
    }
}
