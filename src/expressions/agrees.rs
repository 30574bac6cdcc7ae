//! `agrees(a, b)`: whether two values, as they are written, can be the same.
//!
//! A cell of a `number` column stands for its last written digit give or take half, a partial date
//! for its days; everything else stands for itself. `+ - * /`, signs, `abs` and choices carry the
//! bounds, so that no more is allowed than rounding explains.

use super::ast::BinaryOp;
use super::eval::{Gaps, collect, eval, exact, values};
use super::typed::{Frame, Node, Typed};
use crate::tables::Vector;
use crate::types::calendar::{MICROS_PER_DAY, midnight};
use crate::types::{Bounds, Computed, Decimal, NotComputable, Type, Value};

/// TRUE where both can be the same value, FALSE where they cannot; NULL where one is missing, or
/// where rounding leaves open whether a divisor is zero.
pub(super) fn agrees<'a>(left: &Typed, right: &Typed, frame: &dyn Frame<'a>) -> Vector<'a> {
    let mixed = (left.ty == Type::Float) != (right.ty == Type::Float);
    if !mixed && !is_interval(left) && !is_interval(right) {
        return eval(&equality(left, right), frame);
    }
    let len = frame.n_rows();
    let (left, right) = (Side::of(left, frame), Side::of(right, frame));
    collect(len, Gaps::default(), (Type::Boolean, frame.arena()), |row| {
        match (left.meant(row)?, right.meant(row)?) {
            (Meant::Missing | Meant::Anything, _) | (_, Meant::Missing | Meant::Anything) => {
                Ok(Value::Null)
            }
            (Meant::Number { bounds: left, .. }, Meant::Number { bounds: right, .. }) => {
                Ok(Value::Boolean(left.overlaps(right)))
            }
            (Meant::Other(left), Meant::Other(right)) => {
                values::compare(BinaryOp::Equal, &left, &right)
            }
            _ => Err(NotComputable::OutsideDomain),
        }
    })
}

/// How far two sides are apart that do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// Numbers, by so much more than rounding explains.
    Unexplained(Decimal),
    /// Numbers that are not rounded.
    Exactly(Decimal),
    /// Dates, by whole days.
    Days(Decimal),
}

/// How far the two sides of a first row are apart. `None` where they agree or nothing is known.
pub fn apart<'a>(left: &Typed, right: &Typed, frame: &dyn Frame<'a>) -> Option<Apart> {
    let (one, other) = (Side::of(left, frame).meant(0), Side::of(right, frame).meant(0));
    let (
        Ok(Meant::Number { bounds: one, value }),
        Ok(Meant::Number { bounds: other, value: other_value }),
    ) = (one, other)
    else {
        return None;
    };
    let distance = one.distance(other).ok().filter(|distance| !distance.is_zero())?;
    if is_micros(left) || is_micros(right) {
        return Some(Apart::Days(distance.div(Decimal::from(MICROS_PER_DAY)).ok()?.ceil().ok()?));
    }
    Some(match value.sub(other_value).ok()?.abs() == distance {
        true => Apart::Exactly(distance),
        false => Apart::Unexplained(distance),
    })
}

/// The least or the greatest that a number of each row stands for.
pub(super) fn bound<'a>(operand: &Typed, upper: bool, frame: &dyn Frame<'a>) -> Vector<'a> {
    let side = Side::of(operand, frame);
    collect(frame.n_rows(), Gaps::default(), (Type::Number, frame.arena()), |row| {
        match side.meant(row)? {
            Meant::Missing => Ok(Value::Null),
            Meant::Number { bounds, .. } => {
                Ok(Value::Number(if upper { bounds.high } else { bounds.low }))
            }
            Meant::Anything => Err(NotComputable::DivisionByZero),
            Meant::Other(_) => Err(NotComputable::OutsideDomain),
        }
    })
}

/// The bounds of what a number stands for in the first row, as it is written; `None` where it is
/// missing or could be anything.
pub(super) fn stands_for<'a>(expr: &Typed, frame: &dyn Frame<'a>) -> Computed<Option<Bounds>> {
    Ok(match Side::of(expr, frame).meant(0)? {
        Meant::Number { bounds, .. } => Some(bounds),
        Meant::Missing | Meant::Anything | Meant::Other(_) => None,
    })
}

fn is_micros(expr: &Typed) -> bool {
    matches!(expr.ty, Type::Date | Type::DateTime | Type::PartialDate)
}

/// Whether a value may stand for more than itself, so that the sides do not just compare.
pub(super) fn is_interval(expr: &Typed) -> bool {
    match &expr.node {
        Node::Column(_) | Node::Follow { .. } | Node::Written(_) => {
            matches!(expr.ty, Type::Number | Type::PartialDate)
        }
        Node::Bounded { .. } => true,
        Node::Bound { .. } => false,
        Node::Convert(inner) if is_micros(inner) => inner.ty != expr.ty || is_interval(inner),
        _ if expr.ty == Type::PartialDate => true,
        _ => expr.children().into_iter().any(is_interval),
    }
}

fn equality(left: &Typed, right: &Typed) -> Typed {
    let (op, span) = (BinaryOp::Equal, left.span.to(right.span));
    let (left, right) = (Box::new(left.clone()), Box::new(right.clone()));
    Typed { node: Node::Compare { op, left, right }, ty: Type::Boolean, span }
}

/// What a value stands for.
enum Meant {
    Missing,
    Number {
        value: Decimal,
        bounds: Bounds,
    },
    Other(Value),
    /// A quotient whose divisor may be zero, though it is not as written.
    Anything,
}

/// A side, evaluated over the block as far as bounds are not carried through it.
enum Side<'a> {
    /// The value as it is.
    Exact(Vector<'a>),
    /// A cell that stands for its last digit give or take half.
    Written(Vector<'a>),
    /// A value with the least and the greatest that it stands for.
    Between(Box<[Vector<'a>; 3]>),
    Binary(BinaryOp, Box<(Side<'a>, Side<'a>)>),
    Negated(Box<Side<'a>>),
    Abs(Box<Side<'a>>),
    /// Conditions and what they choose, then what is left.
    Case(Vec<(Vector<'a>, Side<'a>)>, Box<Side<'a>>),
    /// The first that is not NULL.
    First(Vec<Side<'a>>),
}

impl<'a> Side<'a> {
    fn of(expr: &Typed, frame: &dyn Frame<'a>) -> Side<'a> {
        match &expr.node {
            Node::Column(_) | Node::Follow { .. } if expr.ty == Type::Number => {
                Side::Written(eval(expr, frame))
            }
            Node::Written(inner) if expr.ty == Type::Number => Side::Written(eval(inner, frame)),
            Node::Bounded { value, low, high } => {
                Side::Between(Box::new([value, low, high].map(|part| eval(part, frame))))
            }
            _ if !is_interval(expr) => Side::Exact(eval(expr, frame)),
            Node::Convert(inner)
            | Node::Measured { operand: inner, .. }
            | Node::Named { operand: inner, .. } => Side::of(inner, frame),
            Node::Negate(inner) => Side::Negated(Side::boxed(inner, frame)),
            Node::Arithmetic { op, left, right } if carries(*op, left, right) => {
                Side::Binary(*op, Box::new((Side::of(left, frame), Side::of(right, frame))))
            }
            Node::Case { branches, otherwise } => {
                let branch =
                    |(when, then): &(Typed, Typed)| (eval(when, frame), Side::of(then, frame));
                Side::Case(branches.iter().map(branch).collect(), Side::boxed(otherwise, frame))
            }
            Node::Call { function, args } => match (function.name, args.as_slice()) {
                ("abs", [number]) => Side::Abs(Side::boxed(number, frame)),
                ("if", [when, then, otherwise]) => Side::Case(
                    vec![(eval(when, frame), Side::of(then, frame))],
                    Side::boxed(otherwise, frame),
                ),
                ("coalesce" | "ifnull", args) => {
                    Side::First(args.iter().map(|arg| Side::of(arg, frame)).collect())
                }
                _ => Side::Exact(eval(expr, frame)),
            },
            _ => Side::Exact(eval(expr, frame)),
        }
    }

    fn boxed(expr: &Typed, frame: &dyn Frame<'a>) -> Box<Side<'a>> {
        Box::new(Side::of(expr, frame))
    }

    /// What the value in a row stands for.
    fn meant(&self, row: usize) -> Computed<Meant> {
        match self {
            Side::Exact(values) => of_value(values, row, Bounds::exact),
            Side::Written(values) => of_value(values, row, Bounds::as_written),
            Side::Between(parts) => between(parts, row),
            Side::Negated(inner) => Ok(inner.meant(row)?.map(Decimal::neg, Bounds::neg)),
            Side::Abs(inner) => Ok(inner.meant(row)?.map(Decimal::abs, Bounds::abs)),
            Side::Binary(op, sides) => binary(*op, sides.0.meant(row)?, sides.1.meant(row)?),
            Side::Case(branches, otherwise) => {
                for (condition, side) in branches {
                    match condition.value(row) {
                        Some(Value::Boolean(true)) => return side.meant(row),
                        Some(_) => {}
                        None => return Err(NotComputable::OutsideDomain),
                    }
                }
                otherwise.meant(row)
            }
            Side::First(sides) => {
                for side in sides {
                    match side.meant(row)? {
                        Meant::Missing => {}
                        meant => return Ok(meant),
                    }
                }
                Ok(Meant::Missing)
            }
        }
    }
}

fn of_value(values: &Vector, row: usize, bounds: impl Fn(Decimal) -> Bounds) -> Computed<Meant> {
    let number = |value| Meant::Number { value, bounds: bounds(value) };
    Ok(match values.value(row).ok_or(NotComputable::OutsideDomain)? {
        Value::Null => Meant::Missing,
        Value::Number(value) => number(value),
        Value::Float(value) => number(Decimal::from_f64(value)?),
        Value::Date(days) => days_between(days, days),
        Value::PartialDate(partial) => days_between(partial.first, partial.last),
        Value::DateTime(micros) => number(Decimal::from(micros)),
        other => Meant::Other(other),
    })
}

fn between(parts: &[Vector; 3], row: usize) -> Computed<Meant> {
    let mut numbers = [Decimal::ZERO; 3];
    for (part, number) in parts.iter().zip(&mut numbers) {
        match part.value(row).ok_or(NotComputable::OutsideDomain)? {
            Value::Number(found) => *number = found,
            _ => return Ok(Meant::Missing),
        }
    }
    let [value, low, high] = numbers;
    Ok(Meant::Number { value, bounds: Bounds { low, high } })
}

/// From the first moment of one day to the last of another.
fn days_between(first: i32, last: i32) -> Meant {
    let value = Decimal::from(midnight(first));
    let high = Decimal::from(midnight(last) + MICROS_PER_DAY - 1);
    Meant::Number { value, bounds: Bounds { low: value, high } }
}

fn carries(op: BinaryOp, left: &Typed, right: &Typed) -> bool {
    let operators = [BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply, BinaryOp::Divide];
    operators.contains(&op) && left.ty.is_numeric() && right.ty.is_numeric()
}

fn binary(op: BinaryOp, left: Meant, right: Meant) -> Computed<Meant> {
    let ((left_value, left), (right_value, right)) = match (left, right) {
        (Meant::Missing, _) | (_, Meant::Missing) => return Ok(Meant::Missing),
        (Meant::Anything, _) | (_, Meant::Anything) => return Ok(Meant::Anything),
        (Meant::Number { value, bounds }, Meant::Number { value: other, bounds: others }) => {
            ((value, bounds), (other, others))
        }
        _ => return Err(NotComputable::OutsideDomain),
    };
    let value = exact(op, left_value, right_value)?;
    let bounds = match op {
        BinaryOp::Add => left.add(right),
        BinaryOp::Subtract => left.sub(right),
        BinaryOp::Multiply => left.mul(right),
        _ => match left.div(right) {
            Err(NotComputable::DivisionByZero) => return Ok(Meant::Anything),
            bounds => bounds,
        },
    };
    Ok(Meant::Number { value, bounds: bounds? })
}

impl Meant {
    fn map(
        self,
        of_value: impl FnOnce(Decimal) -> Decimal,
        of_bounds: impl FnOnce(Bounds) -> Bounds,
    ) -> Meant {
        match self {
            Meant::Number { value, bounds } => {
                Meant::Number { value: of_value(value), bounds: of_bounds(bounds) }
            }
            other => other,
        }
    }
}
