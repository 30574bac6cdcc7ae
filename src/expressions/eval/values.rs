//! What operators mean, one value at a time: the ground that the kernels keep to.

use super::compare::holds;
use crate::expressions::ast::BinaryOp;
use crate::types::calendar::{MICROS_PER_DAY, add_to_date, add_to_datetime, midnight, split};
use crate::types::read::literal;
use crate::types::{
    Comparison, Computed, Decimal, Duration, NotComputable, PartialDate, Type, Value, format,
};
use std::cmp::Ordering;

/// The value with the other sign.
pub(in crate::expressions) fn negate(value: &Value) -> Computed {
    Ok(match value {
        Value::Number(number) => Value::Number(number.neg()),
        Value::Float(number) => Value::Float(-number),
        Value::Duration(duration) => Value::Duration(duration.checked_neg()?),
        Value::Null => Value::Null,
        _ => return Err(NotComputable::OutsideDomain),
    })
}

fn comparison(op: BinaryOp) -> Comparison {
    match op {
        BinaryOp::Equal => Comparison::Equal,
        BinaryOp::NotEqual => Comparison::NotEqual,
        BinaryOp::Less => Comparison::Less,
        BinaryOp::LessEqual => Comparison::LessEqual,
        BinaryOp::Greater => Comparison::Greater,
        _ => Comparison::GreaterEqual,
    }
}

/// TRUE, FALSE, or NULL where a side is NULL or two intervals leave it open. Durations that do not
/// compare are not computable.
pub(in crate::expressions) fn compare(op: BinaryOp, left: &Value, right: &Value) -> Computed {
    let order = match (left, right) {
        (Value::Null, _) | (_, Value::Null) => return Ok(Value::Null),
        (Value::PartialDate(left), Value::PartialDate(right)) => {
            return Ok(left.compare(comparison(op), *right).map_or(Value::Null, Value::Boolean));
        }
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Float(left), Value::Float(right)) => left.partial_cmp(right),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right))
        | (Value::DateTime(left), Value::DateTime(right)) => Some(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => left.partial_cmp(right),
        (Value::List(_), Value::List(_)) => Some(self::order(left, right)?),
        _ => None,
    };
    let order = order.ok_or(NotComputable::OutsideDomain)?;
    Ok(Value::Boolean(holds(op, order)))
}

/// The one order of all values of a type, as lists have it: NULL is the greatest and equals NULL,
/// lists go by their first difference, intervals by where they begin.
pub(in crate::expressions) fn order(left: &Value, right: &Value) -> Computed<Ordering> {
    Ok(match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::List(left), Value::List(right)) => {
            for (one, other) in left.iter().zip(right) {
                let order = order(one, other)?;
                if order.is_ne() {
                    return Ok(order);
                }
            }
            left.len().cmp(&right.len())
        }
        (Value::PartialDate(left), Value::PartialDate(right)) => {
            (left.first, left.last).cmp(&(right.first, right.last))
        }
        _ if compare(BinaryOp::Less, left, right)? == Value::Boolean(true) => Ordering::Less,
        _ if compare(BinaryOp::Equal, left, right)? == Value::Boolean(true) => Ordering::Equal,
        _ => Ordering::Greater,
    })
}

/// `+ - * / // %`, of which `ty` says what comes out where dates are added to.
pub(in crate::expressions) fn arithmetic(
    op: BinaryOp,
    left: &Value,
    right: &Value,
    ty: Type,
) -> Computed {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Number(left), Value::Number(right)) => {
            super::exact(op, *left, *right).map(Value::Number)
        }
        (Value::Float(left), Value::Float(right)) => {
            super::arithmetic::float(op, *left, *right).map(Value::Float)
        }
        _ => match op {
            BinaryOp::Add => add(left, right, ty),
            BinaryOp::Subtract => subtract(left, right, ty),
            BinaryOp::Multiply => multiply(left, right),
            _ => Err(NotComputable::OutsideDomain),
        },
    }
}

fn add(left: &Value, right: &Value, ty: Type) -> Computed {
    match (left, right) {
        (Value::Duration(left), Value::Duration(right)) => {
            left.checked_add(*right).map(Value::Duration)
        }
        (Value::Duration(duration), when) | (when, Value::Duration(duration)) => {
            move_by(when, *duration, ty)
        }
        (Value::Number(days), when) | (when, Value::Number(days)) => {
            move_by(when, Duration::from_days(whole_days(*days)?), ty)
        }
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn subtract(left: &Value, right: &Value, ty: Type) -> Computed {
    match (left, right) {
        (Value::Duration(left), Value::Duration(right)) => {
            left.checked_sub(*right).map(Value::Duration)
        }
        (when, Value::Duration(duration)) => move_by(when, duration.checked_neg()?, ty),
        (when, Value::Number(days)) => {
            move_by(when, Duration::from_days(whole_days(days.neg())?), ty)
        }
        (Value::Date(left), Value::Date(right)) => {
            Ok(Value::Number(Decimal::from(i64::from(*left) - i64::from(*right))))
        }
        (Value::DateTime(left), Value::DateTime(right)) => apart(*left, *right),
        _ => Err(NotComputable::OutsideDomain),
    }
}

/// Whole days and the rest, as DuckDB counts what lies between two datetimes.
fn apart(left: i64, right: i64) -> Computed {
    let micros = left.checked_sub(right).ok_or(NotComputable::Overflow)?;
    let days = i32::try_from(micros / MICROS_PER_DAY).map_err(|_| NotComputable::Overflow)?;
    Ok(Value::Duration(Duration { months: 0, days, micros: micros % MICROS_PER_DAY }))
}

fn multiply(left: &Value, right: &Value) -> Computed {
    match (left, right) {
        (Value::Duration(duration), Value::Number(by))
        | (Value::Number(by), Value::Duration(duration)) => {
            let by = by.to_i64().ok_or(NotComputable::OutsideDomain)?;
            duration.checked_mul(by).map(Value::Duration)
        }
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn whole_days(days: Decimal) -> Computed<i32> {
    let days = days.to_i64().ok_or(NotComputable::OutsideDomain)?;
    i32::try_from(days).map_err(|_| NotComputable::Overflow)
}

fn move_by(when: &Value, duration: Duration, ty: Type) -> Computed {
    match when {
        Value::Date(days) if ty == Type::DateTime => {
            add_to_datetime(midnight(*days), duration).map(Value::DateTime)
        }
        Value::Date(days) => add_to_date(*days, duration).map(Value::Date),
        Value::DateTime(micros) => add_to_datetime(*micros, duration).map(Value::DateTime),
        // A clock goes round.
        Value::Time(micros) => {
            let moved = i128::from(*micros) + i128::from(duration.micros);
            Ok(Value::Time(moved.rem_euclid(i128::from(MICROS_PER_DAY)) as i64))
        }
        Value::PartialDate(partial) => Ok(Value::PartialDate(PartialDate {
            first: add_to_date(partial.first, duration)?,
            last: add_to_date(partial.last, duration)?,
        })),
        _ => Err(NotComputable::OutsideDomain),
    }
}

/// An implicit change of type, which loses nothing.
pub(in crate::expressions) fn convert(value: &Value, ty: Type) -> Computed {
    match (value, ty) {
        (Value::Number(_), Type::Integer | Type::Number) => Ok(value.clone()),
        _ => cast(value, ty),
    }
}

/// `CAST`. Text is read as strictly as cells are.
pub(in crate::expressions) fn cast(value: &Value, ty: Type) -> Computed {
    let failed = NotComputable::FailedCast;
    Ok(match (value, ty) {
        (Value::Null, _) => Value::Null,
        (Value::Text(text), _) => return cast_text(text, ty),
        (Value::List(values), Type::List(element)) => {
            let values = values.iter().map(|value| cast(value, *element));
            Value::List(values.collect::<Computed<_>>()?)
        }
        (_, Type::Text) => Value::Text(show(value)),
        (Value::Number(number), Type::Number) => Value::Number(*number),
        (Value::Number(number), Type::Integer) => Value::Number(number.round(0)?),
        (Value::Number(number), Type::Float) => Value::Float(number.to_f64()),
        (Value::Number(number), Type::Boolean) => Value::Boolean(!number.is_zero()),
        (Value::Float(number), Type::Float) => Value::Float(*number),
        (Value::Float(number), Type::Number) => Value::Number(Decimal::from_f64(*number)?),
        (Value::Float(number), Type::Integer) => {
            Value::Number(Decimal::from_f64(number.round_ties_even())?)
        }
        (Value::Float(number), Type::Boolean) => Value::Boolean(*number != 0.0),
        (Value::Boolean(yes), Type::Integer | Type::Number) => {
            Value::Number(Decimal::from(i64::from(*yes)))
        }
        (Value::Boolean(yes), Type::Float) => Value::Float(f64::from(u8::from(*yes))),
        (Value::Boolean(yes), Type::Boolean) => Value::Boolean(*yes),
        _ => return cast_date(value, ty).ok_or(failed),
    })
}

fn cast_date(value: &Value, ty: Type) -> Option<Value> {
    Some(match (value, ty) {
        (Value::Date(days), Type::Date) => Value::Date(*days),
        (Value::Date(days), Type::DateTime) => Value::DateTime(midnight(*days)),
        (Value::Date(days), Type::PartialDate) => Value::PartialDate(PartialDate::day(*days)),
        (Value::DateTime(micros), Type::DateTime) => Value::DateTime(*micros),
        (Value::DateTime(micros), Type::Date) => Value::Date(split(*micros).0),
        (Value::DateTime(micros), Type::Time) => Value::Time(split(*micros).1),
        (Value::DateTime(micros), Type::PartialDate) => {
            Value::PartialDate(PartialDate::day(split(*micros).0))
        }
        (Value::PartialDate(partial), Type::PartialDate) => Value::PartialDate(*partial),
        (Value::PartialDate(partial), Type::Date) if partial.is_day() => Value::Date(partial.first),
        (Value::PartialDate(partial), Type::DateTime) if partial.is_day() => {
            Value::DateTime(midnight(partial.first))
        }
        (Value::Time(micros), Type::Time) => Value::Time(*micros),
        (Value::Duration(duration), Type::Duration) => Value::Duration(*duration),
        _ => return None,
    })
}

/// A text as another type.
pub(super) fn cast_text(text: &str, ty: Type) -> Computed {
    literal(text, ty).ok_or(NotComputable::FailedCast)
}

/// The text of a value, as `CAST(… AS text)` gives it. Zeros at the end of a fraction are not kept:
/// how many there are would depend on the other rows.
pub(in crate::expressions) fn show(value: &Value) -> String {
    match value {
        Value::Float(number) => show_float(*number),
        Value::DateTime(_) => format::exact(value).replace('T', " "),
        value => format::exact(value),
    }
}

/// The shortest digits that mean this float, with an exponent where DuckDB has one.
fn show_float(number: f64) -> String {
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(-4..=15) => format!("{number:?}"),
        Ok(exponent) if exponent < 0 => format!("{digits}e-{:02}", -exponent),
        Ok(exponent) => format!("{digits}e+{exponent:02}"),
        Err(_) => scientific.clone(),
    }
}
