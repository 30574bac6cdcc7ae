//! Comparison of whole numbers with a literal, as one range test a row.

use crate::expressions::ast::BinaryOp;
use crate::tables::Bitmap;
use crate::types::Decimal;

/// The whole numbers from `low` to `high`, both included; none where `low` is above `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    low: i64,
    high: i64,
}

const NONE: Range = Range { low: 0, high: -1 };

impl Range {
    fn new(low: i128, high: i128) -> Range {
        let (low, high) = (low.max(i64::MIN.into()), high.min(i64::MAX.into()));
        if low > high { NONE } else { Range { low: low as i64, high: high as i64 } }
    }

    /// Which values are less than, equal to (and so on) one that lies at `floor`, or between it and
    /// the next whole number where it is not `whole`. For `<>` the range is that of `=`.
    fn around(op: BinaryOp, floor: i128, whole: bool) -> Range {
        let (least, greatest) = (i64::MIN.into(), i64::MAX.into());
        match op {
            BinaryOp::Less if whole => Range::new(least, floor.saturating_sub(1)),
            BinaryOp::Less | BinaryOp::LessEqual => Range::new(least, floor),
            BinaryOp::GreaterEqual if whole => Range::new(floor, greatest),
            BinaryOp::Greater | BinaryOp::GreaterEqual => {
                Range::new(floor.saturating_add(1), greatest)
            }
            _ if whole => Range::new(floor, floor),
            _ => NONE,
        }
    }

    /// For values of any whole type: days, microseconds.
    pub(super) fn of_whole(op: BinaryOp, value: i64) -> Range {
        Range::around(op, value.into(), true)
    }

    /// For mantissas at a scale.
    pub(super) fn of_number(op: BinaryOp, value: Decimal, scale: u8) -> Range {
        let mantissa = value.mantissa();
        if value.scale() <= scale {
            let factor = 10i128.pow(u32::from(scale - value.scale()).min(38));
            // Beyond 128 bits the bound lies outside of all values, on the side of its sign.
            let bound = mantissa.saturating_mul(factor);
            return Range::around(op, bound, true);
        }
        let factor = 10i128.pow(u32::from(value.scale() - scale).min(38));
        let floor = mantissa.div_euclid(factor);
        Range::around(op, floor, mantissa.rem_euclid(factor) == 0)
    }

    /// What lies in both.
    pub(super) fn and(self, other: Range) -> Range {
        Range::new(self.low.max(other.low).into(), self.high.min(other.high).into())
    }

    /// Which of these values lie in the range.
    pub(super) fn test(self, values: &[i64]) -> Bitmap {
        if self.low > self.high {
            return Bitmap::zeros(values.len());
        }
        let width = self.high.wrapping_sub(self.low) as u64;
        Bitmap::of(values, |value| value.wrapping_sub(self.low) as u64 <= width)
    }

    /// Which of these days lie in the range.
    pub(super) fn test_days(self, values: &[i32]) -> Bitmap {
        let low = self.low.max(i32::MIN.into());
        let high = self.high.min(i32::MAX.into());
        if low > high {
            return Bitmap::zeros(values.len());
        }
        let (low, width) = (low as i32, (high - low) as u32);
        Bitmap::of(values, |value| value.wrapping_sub(low) as u32 <= width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BinaryOp::{Equal, Greater, GreaterEqual, Less, LessEqual};

    fn check(op: BinaryOp, literal: (i128, u8), scale: u8, expected: [bool; 4]) {
        let range = Range::of_number(op, Decimal::new(literal.0, literal.1), scale);
        let bits = range.test(&[i64::MIN, 12, 13, i64::MAX]);
        assert_eq!(std::array::from_fn(|row| bits.get(row)), expected, "{op:?} {literal:?}");
    }

    #[test]
    fn a_literal_with_more_digits_lies_between_two_values() {
        check(Less, (125, 1), 0, [true, true, false, false]);
        check(LessEqual, (125, 1), 0, [true, true, false, false]);
        check(Greater, (125, 1), 0, [false, false, true, true]);
        check(GreaterEqual, (125, 1), 0, [false, false, true, true]);
        check(Equal, (125, 1), 0, [false; 4]);
        check(Equal, (1300, 2), 0, [false, false, true, false]);
        check(Less, (-5, 1), 0, [true, false, false, false]);
    }

    #[test]
    fn a_literal_with_fewer_digits_is_scaled_up() {
        check(Equal, (13, 2), 2, [false, false, true, false]);
        check(LessEqual, (1, 0), 1, [true, false, false, false]);
        check(Greater, (1, 0), 1, [false, true, true, true]);
    }

    #[test]
    fn a_literal_beyond_all_values_decides_by_its_side() {
        check(Less, (10i128.pow(37), 0), 0, [true; 4]);
        check(Greater, (10i128.pow(37), 0), 18, [false; 4]);
        check(Greater, (-(10i128.pow(37)), 0), 18, [true; 4]);
        check(GreaterEqual, (i64::MIN.into(), 0), 0, [true; 4]);
        check(Less, (i64::MIN.into(), 0), 0, [false; 4]);
    }
}
