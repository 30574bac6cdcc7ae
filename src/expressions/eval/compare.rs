//! `= <> < <= > >=` and IS DISTINCT FROM over columns.

use super::gaps::{Gaps, collect};
use super::logic::{Truth, negated_if};
use super::narrow::{Numbers, same_scale};
use super::operand::Operand;
use super::quotient::{Side, sides};
use super::range::Range;
use super::values;
use crate::expressions::ast::BinaryOp;
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Bitmap, Data, Vector};
use crate::types::bytes::same;
use crate::types::{Type, Value};

/// Whether two values in this order make the comparison TRUE.
pub(super) fn holds(op: BinaryOp, order: std::cmp::Ordering) -> bool {
    match op {
        BinaryOp::Equal => order.is_eq(),
        BinaryOp::NotEqual => order.is_ne(),
        BinaryOp::Less => order.is_lt(),
        BinaryOp::LessEqual => order.is_le(),
        BinaryOp::Greater => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// A comparison. One of a quotient is decided by multiplication.
pub(super) fn compare<'a>(
    op: BinaryOp,
    left: &Typed,
    right: &Typed,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    sides(op, &Side::of(left, frame), &Side::of(right, frame), frame)
}

/// A comparison of operands that are evaluated already.
pub(super) fn operands<'a>(
    op: BinaryOp,
    left: &Operand<'_, 'a>,
    right: &Operand<'_, 'a>,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    match (left, right) {
        (Operand::Rows(left), Operand::Rows(right)) => pairs(op, left, right, frame),
        (Operand::Rows(rows), Operand::Constant(value)) => with_value(op, rows, value, frame),
        (Operand::Constant(value), Operand::Rows(rows)) => {
            with_value(op.flipped(), rows, value, frame)
        }
        (Operand::Constant(left), Operand::Constant(right)) => {
            let answer = values::compare(op, left, right);
            collect(frame.n_rows(), Gaps::default(), (Type::Boolean, frame.arena()), |_| {
                answer.clone()
            })
        }
    }
}

fn with_value<'a>(
    op: BinaryOp,
    rows: &Vector<'a>,
    value: &Value,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let bits = match (&rows.data, value) {
        (Data::Null, _) => Bitmap::zeros(rows.len),
        (Data::Text(texts), Value::Text(value)) if is_equality(op) => {
            let is_equal = op == BinaryOp::Equal;
            Bitmap::of(texts, |text| same(text.as_bytes(), value.as_bytes()) == is_equal)
        }
        (Data::Text(texts), Value::Text(value)) => each(op, texts, value.as_str()),
        (Data::Float(floats), Value::Float(value)) => each(op, floats, *value),
        (Data::Wide(numbers), Value::Number(value)) => {
            Bitmap::of(numbers, |number| holds(op, number.cmp(value)))
        }
        _ => match ranged(op, rows, value) {
            Some(bits) => bits,
            None => return one_by_one(op, rows, |_| value.clone(), (Gaps::of(rows), frame)),
        },
    };
    Gaps::of(rows).around(rows.len, Data::Boolean(bits))
}

/// The rows that a range test picks, where the data are whole numbers.
fn ranged(op: BinaryOp, rows: &Vector, value: &Value) -> Option<Bitmap> {
    let negated = op == BinaryOp::NotEqual;
    let bits = match &rows.data {
        Data::Date(days) => range_of(op, rows, value)?.test_days(days),
        Data::Narrow { values, .. } | Data::Time(values) | Data::DateTime(values) => {
            range_of(op, rows, value)?.test(values)
        }
        _ => return None,
    };
    Some(if negated { bits.not() } else { bits })
}

/// The values for which the comparison with a literal is TRUE (for `<>`, where it is FALSE).
pub(super) fn range_of(op: BinaryOp, rows: &Vector, value: &Value) -> Option<Range> {
    match (&rows.data, value) {
        (Data::Narrow { scale, .. }, Value::Number(number)) => {
            Some(Range::of_number(op, *number, *scale))
        }
        (Data::Date(_), Value::Date(day)) => Some(Range::of_whole(op, i64::from(*day))),
        (Data::Time(_), Value::Time(value)) | (Data::DateTime(_), Value::DateTime(value)) => {
            Some(Range::of_whole(op, *value))
        }
        _ => None,
    }
}

fn pairs<'a>(
    op: BinaryOp,
    left: &Vector<'a>,
    right: &Vector<'a>,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let gaps = Gaps::of(left).and(&Gaps::of(right));
    let bits = match (&left.data, &right.data) {
        (Data::Null, _) | (_, Data::Null) => Bitmap::zeros(left.len),
        (Data::Date(left), Data::Date(right)) => both(op, left, right),
        (Data::Time(left), Data::Time(right)) => both(op, left, right),
        (Data::DateTime(left), Data::DateTime(right)) => both(op, left, right),
        (Data::Text(left), Data::Text(right)) if is_equality(op) => {
            let is_equal = op == BinaryOp::Equal;
            Bitmap::of_pairs(left, right, |left, right| {
                same(left.as_bytes(), right.as_bytes()) == is_equal
            })
        }
        (Data::Text(left), Data::Text(right)) => both(op, left, right),
        (Data::Float(left), Data::Float(right)) => both(op, left, right),
        _ => match numbers(op, left, right, &gaps) {
            Some(bits) => bits,
            None => {
                let value = |row| right.value(row).unwrap_or(Value::Null);
                return one_by_one(op, left, value, (gaps, frame));
            }
        },
    };
    gaps.around(left.len, Data::Boolean(bits))
}

fn numbers(op: BinaryOp, left: &Vector, right: &Vector, gaps: &Gaps) -> Option<Bitmap> {
    if let Some((left, right, _)) = same_scale(&left.data, &right.data) {
        return Some(both(op, &left, &right));
    }
    let (one, other) = (Numbers::of(&left.data)?, Numbers::of(&right.data)?);
    let bit = |row| !gaps.has(row) && holds(op, one.get(row).cmp(&other.get(row)));
    Some(Bitmap::from_fn(left.len, bit))
}

/// For types without a kernel of their own: booleans, partial dates, durations.
fn one_by_one<'a>(
    op: BinaryOp,
    left: &Vector<'a>,
    right: impl Fn(usize) -> Value,
    (gaps, frame): (Gaps, &dyn Frame<'a>),
) -> Vector<'a> {
    collect(left.len, gaps, (Type::Boolean, frame.arena()), |row| {
        values::compare(op, &left.value(row).unwrap_or(Value::Null), &right(row))
    })
}

fn is_equality(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Equal | BinaryOp::NotEqual)
}

fn each<T: PartialOrd + Copy>(op: BinaryOp, values: &[T], value: T) -> Bitmap {
    match op {
        BinaryOp::Equal => Bitmap::of(values, |left| left == value),
        BinaryOp::NotEqual => Bitmap::of(values, |left| left != value),
        BinaryOp::Less => Bitmap::of(values, |left| left < value),
        BinaryOp::LessEqual => Bitmap::of(values, |left| left <= value),
        BinaryOp::Greater => Bitmap::of(values, |left| left > value),
        _ => Bitmap::of(values, |left| left >= value),
    }
}

fn both<T: PartialOrd + Copy>(op: BinaryOp, left: &[T], right: &[T]) -> Bitmap {
    match op {
        BinaryOp::Equal => Bitmap::of_pairs(left, right, |left, right| left == right),
        BinaryOp::NotEqual => Bitmap::of_pairs(left, right, |left, right| left != right),
        BinaryOp::Less => Bitmap::of_pairs(left, right, |left, right| left < right),
        BinaryOp::LessEqual => Bitmap::of_pairs(left, right, |left, right| left <= right),
        BinaryOp::Greater => Bitmap::of_pairs(left, right, |left, right| left > right),
        _ => Bitmap::of_pairs(left, right, |left, right| left >= right),
    }
}

/// `IS [NOT] DISTINCT FROM`: NULL is a value like others, so the answer is never NULL. Partial dates
/// and durations are the same where they are written alike.
pub(super) fn distinct<'a>(
    (left, right): (&Typed, &Typed),
    negated: bool,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let len = frame.n_rows();
    let (one, other) = (Side::of(left, frame), Side::of(right, frame));
    let (one_gaps, other_gaps) = (one.gaps(), other.gaps());
    let both_null = match (&one_gaps.nulls, &other_gaps.nulls) {
        (Some(one), Some(other)) => one.and(other),
        _ => Bitmap::zeros(len),
    };
    let same = match (one, other) {
        (Side::Plain(one), Side::Plain(other))
            if matches!(left.ty, Type::PartialDate | Type::Duration) =>
        {
            identical(&one.into_rows(frame), &other.into_rows(frame))
        }
        (one, other) => Truth::of(&sides(BinaryOp::Equal, &one, &other, frame)).yes().clone(),
    };
    let gaps = Gaps { nulls: None, failed: one_gaps.and(&other_gaps).failed };
    negated_if(gaps.around(len, Data::Boolean(same.or(&both_null))), !negated)
}

fn identical(left: &Vector, right: &Vector) -> Bitmap {
    Bitmap::from_fn(left.len, |row| {
        let value = left.value(row);
        value.is_some() && value != Some(Value::Null) && value == right.value(row)
    })
}
