//! Comparisons of which a side is a quotient: decided by multiplication, without rounding.
//!
//! `a / b < c / d` is `a * d < c * b` where the divisors have one sign, and the other way round where
//! they do not. A side that is no quotient has the divisor 1.

use super::Rows;
use super::compare::{holds, operands};
use super::gaps::{Gaps, fill};
use super::logic::Truth;
use super::narrow::Numbers;
use super::operand::{Operand, quotient};
use crate::expressions::ast::BinaryOp;
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Decimal, Value};
use std::cmp::Ordering;

/// A side of such a comparison.
pub(super) enum Side<'v, 'a> {
    Plain(Operand<'v, 'a>),
    Quotient { dividend: Rows<'v, 'a>, divisor: Rows<'v, 'a>, gaps: Gaps },
}

impl<'v, 'a> Side<'v, 'a> {
    pub(super) fn of(expr: &'v Typed, frame: &'v dyn Frame<'a>) -> Side<'v, 'a> {
        let Some((dividend, divisor)) = quotient(expr) else {
            return Side::Plain(Operand::of(expr, frame));
        };
        let dividend = Operand::of(dividend, frame).into_rows(frame);
        let divisor = Operand::of(divisor, frame).into_rows(frame);
        let gaps = gaps_of_quotient(&dividend, &divisor);
        Side::Quotient { dividend, divisor, gaps }
    }

    /// The rows in which the side has no value.
    pub(super) fn gaps(&self) -> Gaps {
        match self {
            Side::Plain(Operand::Constant(_)) => Gaps::default(),
            Side::Plain(Operand::Rows(rows)) => Gaps::of(rows),
            Side::Quotient { gaps, .. } => gaps.clone(),
        }
    }

    /// Dividend and divisor in a row that has both.
    fn parts(&self, row: usize) -> (Decimal, Decimal) {
        match self {
            Side::Plain(Operand::Constant(value)) => match **value {
                Value::Number(number) => (number, Decimal::ONE),
                _ => (Decimal::ZERO, Decimal::ONE),
            },
            Side::Plain(Operand::Rows(rows)) => (number(rows, row), Decimal::ONE),
            Side::Quotient { dividend, divisor, .. } => {
                (number(dividend, row), number(divisor, row))
            }
        }
    }
}

fn number(rows: &Vector, row: usize) -> Decimal {
    Numbers::of(&rows.data).map_or(Decimal::ZERO, |numbers| numbers.get(row))
}

fn gaps_of_quotient(dividend: &Vector, divisor: &Vector) -> Gaps {
    let gaps = Gaps::of(dividend).and(&Gaps::of(divisor));
    let zeros = match &divisor.data {
        Data::Narrow { values, .. } => Bitmap::of(values, |value| value == 0),
        Data::Wide(values) => Bitmap::of(values, Decimal::is_zero),
        _ => return gaps,
    };
    let zeros = match &gaps.nulls {
        Some(nulls) => zeros.and_not(nulls),
        None => zeros,
    };
    gaps.and_failed(zeros)
}

pub(super) fn between<'a>(
    operand: &Typed,
    low: &Typed,
    high: &Typed,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let operand = Side::of(operand, frame);
    let above = sides(BinaryOp::GreaterEqual, &operand, &Side::of(low, frame), frame);
    let below = sides(BinaryOp::LessEqual, &operand, &Side::of(high, frame), frame);
    Truth::of(&above).and(&Truth::of(&below)).into_vector()
}

/// A comparison of sides that are evaluated already; the one of plain sides is not made here.
pub(super) fn sides<'a>(
    op: BinaryOp,
    left: &Side<'_, 'a>,
    right: &Side<'_, 'a>,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    match (left, right) {
        (Side::Plain(left), Side::Plain(right)) => operands(op, left, right, frame),
        (Side::Quotient { .. }, Side::Plain(Operand::Constant(value))) => {
            with_value(op, left, right, value)
        }
        (Side::Plain(Operand::Constant(value)), Side::Quotient { .. }) => {
            with_value(op.flipped(), right, left, value)
        }
        _ => one_by_one(op, left, right),
    }
}

fn one_by_one<'a>(op: BinaryOp, left: &Side<'_, 'a>, right: &Side<'_, 'a>) -> Vector<'a> {
    let len = match (left, right) {
        (Side::Quotient { dividend, .. }, _) | (_, Side::Quotient { dividend, .. }) => dividend.len,
        _ => 0,
    };
    let gaps = left.gaps().and(&right.gaps());
    let (bits, gaps) =
        fill(len, gaps, false, |row| Ok(Some(holds(op, order(left.parts(row), right.parts(row))))));
    gaps.around(len, Data::Boolean(Bitmap::of(&bits, |bit| bit)))
}

/// How `a / b` and `c / d` stand to each other. Neither divisor is zero.
fn order((a, b): (Decimal, Decimal), (c, d): (Decimal, Decimal)) -> Ordering {
    let order = Decimal::cmp_products(a, d, c, b);
    if b.is_negative() == d.is_negative() { order } else { order.reverse() }
}

fn with_value<'a>(
    op: BinaryOp,
    quotient: &Side<'_, 'a>,
    constant: &Side<'_, 'a>,
    value: &Value,
) -> Vector<'a> {
    if let (Side::Quotient { dividend, divisor, gaps }, Value::Number(number)) = (quotient, value)
        && let Some(bits) = in_128_bits(op, dividend, divisor, *number)
    {
        return gaps.clone().around(dividend.len, Data::Boolean(bits));
    }
    one_by_one(op, quotient, constant)
}

/// `x / y` against a literal, where products of mantissas cannot overflow.
fn in_128_bits(op: BinaryOp, x: &Vector, y: &Vector, literal: Decimal) -> Option<Bitmap> {
    let (Data::Narrow { values: x, scale: x_scale }, Data::Narrow { values: y, scale: y_scale }) =
        (&x.data, &y.data)
    else {
        return None;
    };
    // x / 10^xs against y / 10^ys * m / 10^ms, both sides times the power that makes them whole.
    let shift = i32::from(*y_scale) + i32::from(literal.scale()) - i32::from(*x_scale);
    let power = |exponent: i32| 10i64.checked_pow(u32::try_from(exponent.max(0)).ok()?);
    let x_factor = power(shift)?;
    let mantissa = i64::try_from(literal.mantissa()).ok()?;
    let y_factor = mantissa.checked_mul(power(-shift)?)?;
    // Of two factors of 64 bits each, which is one instruction.
    let product = |one: i64, other: i64| i128::from(one) * i128::from(other);
    let sides = |x: i64, y: i64| {
        let (x, bound) = (product(x, x_factor), product(y, y_factor));
        if y < 0 { (bound, x) } else { (x, bound) }
    };
    Some(match op {
        BinaryOp::Equal => pairs(x, y, sides, |x, y| x == y),
        BinaryOp::NotEqual => pairs(x, y, sides, |x, y| x != y),
        BinaryOp::Less => pairs(x, y, sides, |x, y| x < y),
        BinaryOp::LessEqual => pairs(x, y, sides, |x, y| x <= y),
        BinaryOp::Greater => pairs(x, y, sides, |x, y| x > y),
        _ => pairs(x, y, sides, |x, y| x >= y),
    })
}

#[inline]
fn pairs(
    x: &[i64],
    y: &[i64],
    sides: impl Fn(i64, i64) -> (i128, i128),
    holds: impl Fn(i128, i128) -> bool,
) -> Bitmap {
    Bitmap::of_pairs(x, y, |x, y| {
        let (left, right) = sides(x, y);
        holds(left, right)
    })
}
