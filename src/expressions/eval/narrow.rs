//! Exact numbers of 64 bits: arithmetic in tight loops, left to [`Decimal`] where it overflows.

use crate::expressions::ast::BinaryOp;
use crate::tables::{Bitmap, Data};
use crate::types::Decimal;
use std::borrow::Cow;

/// Exact numbers of a column, each as a decimal.
pub(super) enum Numbers<'v> {
    Narrow(&'v [i64], u8),
    Wide(&'v [Decimal]),
}

impl<'v> Numbers<'v> {
    pub(super) fn of(data: &'v Data) -> Option<Numbers<'v>> {
        match data {
            Data::Narrow { values, scale } => Some(Numbers::Narrow(values, *scale)),
            Data::Wide(values) => Some(Numbers::Wide(values)),
            _ => None,
        }
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> Decimal {
        match self {
            Numbers::Narrow(values, scale) => Decimal::new(i128::from(values[row]), *scale),
            Numbers::Wide(values) => values[row],
        }
    }
}

/// Mantissas at a scale, one a row or the same for all.
#[derive(Clone)]
pub(super) enum Mantissas<'v> {
    All(i64),
    Each(Cow<'v, [i64]>),
}

impl<'v> Mantissas<'v> {
    /// Times a power of ten; `None` where one overflows.
    fn scaled(self, by: u8) -> Option<Mantissas<'v>> {
        if by == 0 {
            return Some(self);
        }
        let factor = 10i64.checked_pow(u32::from(by))?;
        match self {
            Mantissas::All(value) => value.checked_mul(factor).map(Mantissas::All),
            Mantissas::Each(values) => {
                let product = each(&values, |value| value.overflowing_mul(factor))?;
                Some(Mantissas::Each(Cow::Owned(product)))
            }
        }
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> i64 {
        match self {
            Mantissas::All(value) => *value,
            Mantissas::Each(values) => values[row],
        }
    }
}

/// Both columns at their common scale, where all values fit it.
#[expect(clippy::type_complexity, reason = "two columns and their scale")]
pub(super) fn same_scale<'v>(
    left: &'v Data,
    right: &'v Data,
) -> Option<(Cow<'v, [i64]>, Cow<'v, [i64]>, u8)> {
    let (Data::Narrow { values: left, scale: one }, Data::Narrow { values: right, scale: other }) =
        (left, right)
    else {
        return None;
    };
    let scale = *one.max(other);
    let each = |values: &'v [i64], by| match Mantissas::Each(Cow::Borrowed(values)).scaled(by)? {
        Mantissas::Each(values) => Some(values),
        Mantissas::All(_) => None,
    };
    Some((each(left, scale - one)?, each(right, scale - other)?, scale))
}

/// `+ - * // %` over two narrow operands. `None` where a row overflows or the operator needs more
/// than 64 bits. The second map has the rows whose divisor is zero.
pub(super) fn arithmetic(
    op: BinaryOp,
    (left, left_scale): (Mantissas, u8),
    (right, right_scale): (Mantissas, u8),
    len: usize,
) -> Option<(Vec<i64>, u8, Option<Bitmap>)> {
    if op == BinaryOp::Multiply {
        let scale = left_scale.checked_add(right_scale).filter(|scale| *scale <= 18)?;
        return Some((zip(&left, &right, len, i64::overflowing_mul)?, scale, None));
    }
    let scale = left_scale.max(right_scale);
    let left = left.scaled(scale - left_scale)?;
    let right = right.scaled(scale - right_scale)?;
    match op {
        BinaryOp::Add => Some((zip(&left, &right, len, i64::overflowing_add)?, scale, None)),
        BinaryOp::Subtract => Some((zip(&left, &right, len, i64::overflowing_sub)?, scale, None)),
        BinaryOp::WholeDivide => divided(&left, &right, (len, 0), i64::wrapping_div),
        BinaryOp::Remainder => divided(&left, &right, (len, scale), i64::wrapping_rem),
        _ => None,
    }
}

fn divided(
    left: &Mantissas,
    right: &Mantissas,
    (len, scale): (usize, u8),
    f: impl Fn(i64, i64) -> i64,
) -> Option<(Vec<i64>, u8, Option<Bitmap>)> {
    // The one quotient that does not fit: the least value by minus one.
    let divide = |left, right| match right {
        0 => (0, false),
        -1 if left == i64::MIN => (0, true),
        _ => (f(left, right), false),
    };
    let values = zip(left, right, len, divide)?;
    let zero = Bitmap::from_fn(len, |row| right.get(row) == 0);
    Some((values, scale, Some(zero).filter(|zero| !zero.none())))
}

fn zip(
    left: &Mantissas,
    right: &Mantissas,
    len: usize,
    f: impl Fn(i64, i64) -> (i64, bool),
) -> Option<Vec<i64>> {
    match (left, right) {
        (Mantissas::Each(left), Mantissas::Each(right)) => {
            let mut overflow = false;
            let pair = |(left, right): (&i64, &i64)| {
                let (value, over) = f(*left, *right);
                overflow |= over;
                value
            };
            let values = left.iter().zip(right.iter()).map(pair).collect();
            (!overflow).then_some(values)
        }
        (Mantissas::Each(left), Mantissas::All(right)) => each(left, |left| f(left, *right)),
        (Mantissas::All(left), Mantissas::Each(right)) => each(right, |right| f(*left, right)),
        (Mantissas::All(left), Mantissas::All(right)) => {
            let (value, overflow) = f(*left, *right);
            (!overflow).then(|| vec![value; len])
        }
    }
}

fn each(values: &[i64], f: impl Fn(i64) -> (i64, bool)) -> Option<Vec<i64>> {
    let mut overflow = false;
    let one = |value: &i64| {
        let (value, over) = f(*value);
        overflow |= over;
        value
    };
    let values = values.iter().map(one).collect();
    (!overflow).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(op: BinaryOp, left: (i64, u8), right: (i64, u8), expected: Option<(i64, u8)>) {
        let side = |(value, scale)| (Mantissas::Each(Cow::Owned(vec![value])), scale);
        let result = arithmetic(op, side(left), side(right), 1);
        let result = result.map(|(values, scale, _)| (values[0], scale));
        assert_eq!(result, expected, "{left:?} {op:?} {right:?}");
        let result = arithmetic(op, side(left), (Mantissas::All(right.0), right.1), 1);
        assert_eq!(result.map(|(values, scale, _)| (values[0], scale)), expected);
    }

    #[test]
    fn what_overflows_is_left_to_decimals() {
        check(BinaryOp::Add, (i64::MAX, 0), (1, 0), None);
        check(BinaryOp::Add, (i64::MAX, 2), (0, 0), Some((i64::MAX, 2)));
        check(BinaryOp::Subtract, (i64::MIN, 0), (1, 0), None);
        check(BinaryOp::Multiply, (1 << 40, 0), (1 << 40, 0), None);
        check(BinaryOp::Multiply, (5, 10), (5, 10), None);
        check(BinaryOp::WholeDivide, (i64::MIN, 0), (-1, 0), None);
        check(BinaryOp::WholeDivide, (i64::MIN, 0), (1, 0), Some((i64::MIN, 0)));
        check(BinaryOp::Add, (i64::MAX, 0), (1, 1), None);
    }

    #[test]
    fn scales_are_brought_together() {
        check(BinaryOp::Add, (125, 2), (5, 1), Some((175, 2)));
        check(BinaryOp::Multiply, (125, 2), (5, 1), Some((625, 3)));
        check(BinaryOp::WholeDivide, (-75, 1), (2, 0), Some((-3, 0)));
        check(BinaryOp::Remainder, (-75, 1), (2, 0), Some((-15, 1)));
    }
}
