//! `+ - * / // %` and the sign: numbers here, dates and durations through [`values`].

use super::gaps::{Gaps, collect, fill};
use super::narrow::{self, Mantissas, Numbers};
use super::operand::Operand;
use super::{rows, values};
use crate::expressions::ast::BinaryOp;
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Computed, Decimal, NotComputable, Type, Value};
use std::borrow::Cow;

/// One operation on exact numbers.
pub(in crate::expressions) fn exact(
    op: BinaryOp,
    left: Decimal,
    right: Decimal,
) -> Computed<Decimal> {
    match op {
        BinaryOp::Add => left.add(right),
        BinaryOp::Subtract => left.sub(right),
        BinaryOp::Multiply => left.mul(right),
        BinaryOp::Divide => left.div(right),
        BinaryOp::WholeDivide => left.whole_div(right),
        _ => left.rem(right),
    }
}

/// One operation on floats: no infinity and no NaN comes out.
pub(super) fn float(op: BinaryOp, left: f64, right: f64) -> Computed<f64> {
    let divides = matches!(op, BinaryOp::Divide | BinaryOp::WholeDivide | BinaryOp::Remainder);
    if divides && right == 0.0 {
        return Err(NotComputable::DivisionByZero);
    }
    let value = match op {
        BinaryOp::Add => left + right,
        BinaryOp::Subtract => left - right,
        BinaryOp::Multiply => left * right,
        BinaryOp::Divide => left / right,
        BinaryOp::WholeDivide => (left / right).trunc(),
        _ => left % right,
    };
    if value.is_finite() { Ok(value) } else { Err(NotComputable::Overflow) }
}

pub(super) fn arithmetic<'a>(
    op: BinaryOp,
    (left, right): (&Typed, &Typed),
    ty: Type,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let (left, right) = (Operand::of(left, frame), Operand::of(right, frame));
    if let Some(vector) = in_64_bits(op, &left, &right, frame.n_rows()) {
        return vector;
    }
    let (left, right) = (left.into_rows(frame), right.into_rows(frame));
    let (len, gaps) = (left.len, Gaps::of(&left).and(&Gaps::of(&right)));
    if let (Data::Float(one), Data::Float(other)) = (&left.data, &right.data) {
        let (values, gaps) = fill(len, gaps, 0.0, |row| float(op, one[row], other[row]).map(Some));
        return gaps.around(len, Data::Float(values));
    }
    if let (Some(one), Some(other)) = (Numbers::of(&left.data), Numbers::of(&right.data)) {
        let value = |row| exact(op, one.get(row), other.get(row)).map(Some);
        let (values, gaps) = fill(len, gaps, Decimal::ZERO, value);
        return gaps.around(len, Data::Wide(values));
    }
    collect(len, gaps, (ty, frame.arena()), |row| {
        let value = |vector: &Vector| vector.value(row).unwrap_or(Value::Null);
        values::arithmetic(op, &value(&left), &value(&right), ty)
    })
}

/// The fast way, where all numbers are narrow and stay so; and days between dates.
fn in_64_bits<'a>(
    op: BinaryOp,
    left: &Operand<'_, 'a>,
    right: &Operand<'_, 'a>,
    len: usize,
) -> Option<Vector<'a>> {
    let gaps = gaps_of(left).and(&gaps_of(right));
    let (values, scale, zero) = match days(left).zip(days(right)) {
        Some((one, other)) if op == BinaryOp::Subtract => (apart(one, other), 0, None),
        _ => narrow::arithmetic(op, mantissas(left)?, mantissas(right)?, len)?,
    };
    let gaps = match zero {
        Some(zero) => failed_outside_nulls(gaps, &zero),
        None => gaps,
    };
    Some(gaps.around(len, Data::Narrow { values, scale }))
}

/// A division by zero counts only where both operands have a value.
fn failed_outside_nulls(gaps: Gaps, zero: &Bitmap) -> Gaps {
    let zero = match &gaps.nulls {
        Some(nulls) => zero.and_not(nulls),
        None => zero.clone(),
    };
    gaps.and_failed(zero)
}

fn gaps_of(operand: &Operand) -> Gaps {
    match operand {
        Operand::Constant(_) => Gaps::default(),
        Operand::Rows(rows) => Gaps::of(rows),
    }
}

/// The mantissas of a narrow operand and their scale.
pub(super) fn mantissas<'v>(operand: &'v Operand) -> Option<(Mantissas<'v>, u8)> {
    match operand {
        Operand::Constant(value) => match **value {
            Value::Number(number) => {
                let value = i64::try_from(number.mantissa()).ok()?;
                Some((Mantissas::All(value), number.scale()))
            }
            _ => None,
        },
        Operand::Rows(rows) => match &rows.data {
            Data::Narrow { values, scale } => {
                Some((Mantissas::Each(Cow::Borrowed(values)), *scale))
            }
            _ => None,
        },
    }
}

fn days<'v>(operand: &'v Operand) -> Option<&'v [i32]> {
    match operand {
        Operand::Rows(rows) => match &rows.data {
            Data::Date(days) => Some(days),
            _ => None,
        },
        Operand::Constant(_) => None,
    }
}

fn apart(left: &[i32], right: &[i32]) -> Vec<i64> {
    left.iter().zip(right).map(|(left, right)| i64::from(*left) - i64::from(*right)).collect()
}

/// The value with the other sign.
pub(super) fn negate<'a>(operand: &Typed, frame: &dyn Frame<'a>) -> Vector<'a> {
    let vector = rows(operand, frame);
    let (len, gaps) = (vector.len, Gaps::of(&vector));
    match &vector.data {
        Data::Narrow { values, scale } if !values.contains(&i64::MIN) => {
            let values = values.iter().map(|value| -value).collect();
            gaps.around(len, Data::Narrow { values, scale: *scale })
        }
        Data::Float(values) => {
            gaps.around(len, Data::Float(values.iter().map(|value| -value).collect()))
        }
        _ => collect(len, gaps, (operand.ty, frame.arena()), |row| {
            values::negate(&vector.value(row).unwrap_or(Value::Null))
        }),
    }
}
