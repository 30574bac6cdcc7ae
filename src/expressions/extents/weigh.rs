//! Node by node: what an expression over figures stands for.

use super::{Figures, Meant, Reach, calls, is_date, reads_figure};
use crate::expressions::agrees::stands_for;
use crate::expressions::ast::{BinaryOp, IsTest};
use crate::expressions::eval::{eval, values};
use crate::expressions::typed::{Node, Typed};
use crate::types::calendar::MICROS_PER_DAY;
use crate::types::{Comparison, Computed, Decimal, Interval, NotComputable, Type, Value};

/// What an expression stands for in the row of a document.
pub fn meant(expr: &Typed, figures: &Figures<'_, '_>, reach: Reach) -> Computed<Meant> {
    if !reads_figure(expr) {
        return of_value(eval(expr, figures.frame).value(0));
    }
    let of = |expr: &Typed| meant(expr, figures, reach);
    match &expr.node {
        Node::Column(column) => Ok(match figures.extents.get(*column) {
            Some(Some(extent)) => Meant::Extent(extent.says),
            _ => Meant::Unknown,
        }),
        Node::Convert(operand) => convert(of(operand)?, operand.ty, expr.ty),
        Node::Measured { operand, .. } | Node::Named { operand, .. } => of(operand),
        Node::Cast { operand, .. } => match of(operand)? {
            found @ Meant::Extent(_) if is_date(expr.ty) || expr.ty.is_numeric() => Ok(found),
            found => calls::applied(expr, &[found], figures),
        },
        Node::Not(operand) => Ok(Meant::of_truth(of(operand)?.truth().map(|truth| !truth))),
        Node::And(parts) => decided(parts, false, figures, reach),
        Node::Or(parts) => decided(parts, true, figures, reach),
        Node::Is { operand, test, negated } => is(&of(operand), *test, *negated),
        Node::Negate(operand) => extent(of(operand)?, |found| Ok(found.neg())),
        Node::Arithmetic { op, left, right } => {
            arithmetic(expr, *op, (of(left)?, of(right)?), figures)
        }
        Node::Compare { op, left, right } => {
            compare(comparison(*op), &of(left)?, &of(right)?).map(Meant::of_truth)
        }
        Node::Distinct { left, right, negated } => distinct(&of(left)?, &of(right)?, *negated),
        Node::Between { operand, low, high, negated } => {
            between([&of(operand)?, &of(low)?, &of(high)?], *negated)
        }
        Node::In { operand, list, negated, .. } => {
            let operand = of(operand)?;
            let mut found = Vec::new();
            for item in list {
                found.push(compare(Comparison::Equal, &operand, &of(item)?)?);
            }
            Ok(negated_if(any(&found), *negated))
        }
        Node::Case { branches, otherwise } => {
            for (when, then) in branches {
                match of(when)?.truth() {
                    Some(true) => return of(then),
                    Some(false) => {}
                    None => return Ok(Meant::Unknown),
                }
            }
            of(otherwise)
        }
        Node::Agrees { left, right } => agrees(left, right, figures, reach),
        Node::Call { .. } => calls::call(expr, figures, reach),
        Node::Ask { .. } | Node::Concat { .. } | Node::Like { .. } | Node::Matches { .. } => {
            let operands: Computed<Vec<Meant>> = expr.children().into_iter().map(of).collect();
            calls::applied(expr, &operands?, figures)
        }
        _ => Ok(Meant::Unknown),
    }
}

/// A value that reads no figure.
pub(super) fn of_value(value: Option<Value>) -> Computed<Meant> {
    Ok(match value.ok_or(NotComputable::OutsideDomain)? {
        Value::Null => Meant::Unknown,
        Value::Number(number) => Meant::Extent(Interval::point(number)),
        Value::Float(number) => Meant::Extent(Interval::point(Decimal::from_f64(number)?)),
        Value::Date(day) => Meant::Extent(Interval::point(days(day))),
        Value::PartialDate(partial) => {
            Meant::Extent(Interval::closed(days(partial.first), days(partial.last)))
        }
        Value::DateTime(micros) => {
            let day = Decimal::from(micros).div(Decimal::from(MICROS_PER_DAY))?;
            Meant::Extent(Interval::point(day))
        }
        other => Meant::Other(other),
    })
}

pub(super) fn days(day: i32) -> Decimal {
    Decimal::from(i64::from(day))
}

fn extent(
    found: Meant,
    of: impl Fn(Interval<Decimal>) -> Computed<Interval<Decimal>>,
) -> Computed<Meant> {
    match found {
        Meant::Extent(found) => of(found).map(Meant::Extent),
        _ => Ok(Meant::Unknown),
    }
}

/// A day as a datetime is every moment of it.
fn convert(found: Meant, from: Type, to: Type) -> Computed<Meant> {
    match to {
        Type::DateTime if matches!(from, Type::Date | Type::PartialDate) => extent(found, |day| {
            let high = day.high.map(|high| high.add(Decimal::ONE)).transpose()?;
            Ok(Interval { high, high_open: true, ..day })
        }),
        _ => Ok(found),
    }
}

/// `FALSE AND` and `TRUE OR` decide whatever stands beside them.
fn decided(
    parts: &[Typed],
    deciding: bool,
    figures: &Figures<'_, '_>,
    reach: Reach,
) -> Computed<Meant> {
    let found: Vec<Computed<Meant>> =
        parts.iter().map(|part| meant(part, figures, reach)).collect();
    let is_decided =
        |one: &Computed<Meant>| one.as_ref().is_ok_and(|meant| meant.truth() == Some(deciding));
    if found.iter().any(is_decided) {
        return Ok(Meant::of_truth(Some(deciding)));
    }
    let mut truth = Some(!deciding);
    for one in found {
        truth = truth.and(one?.truth());
    }
    Ok(Meant::of_truth(truth))
}

fn is(operand: &Computed<Meant>, test: IsTest, negated: bool) -> Computed<Meant> {
    let operand = operand.as_ref().map_err(|reason| *reason)?;
    let found = match test {
        IsTest::Null | IsTest::Unknown => *operand == Meant::Unknown,
        IsTest::True => operand.truth() == Some(true),
        IsTest::False => operand.truth() == Some(false),
    };
    Ok(Meant::of_truth(Some(found != negated)))
}

fn arithmetic(
    expr: &Typed,
    op: BinaryOp,
    (left, right): (Meant, Meant),
    figures: &Figures<'_, '_>,
) -> Computed<Meant> {
    let (Meant::Extent(one), Meant::Extent(two)) = (&left, &right) else {
        // A later date gives a later date, whatever span is added to both.
        return calls::at_ends(expr, &[left, right], figures);
    };
    Ok(Meant::Extent(match op {
        BinaryOp::Add => one.add(*two)?,
        BinaryOp::Subtract => one.sub(*two)?,
        BinaryOp::Multiply => one.mul(*two)?,
        BinaryOp::Divide => one.div(*two)?,
        _ => return calls::applied(expr, &[left, right], figures),
    }))
}

pub(super) fn comparison(op: BinaryOp) -> Comparison {
    match op {
        BinaryOp::NotEqual => Comparison::NotEqual,
        BinaryOp::Less => Comparison::Less,
        BinaryOp::LessEqual => Comparison::LessEqual,
        BinaryOp::Greater => Comparison::Greater,
        BinaryOp::GreaterEqual => Comparison::GreaterEqual,
        _ => Comparison::Equal,
    }
}

fn compare(op: Comparison, left: &Meant, right: &Meant) -> Computed<Option<bool>> {
    Ok(match (left, right) {
        (Meant::Extent(left), Meant::Extent(right)) => left.compare(op, right),
        (Meant::Other(left), Meant::Other(right)) => {
            match values::compare(operator(op), left, right)? {
                Value::Boolean(truth) => Some(truth),
                _ => None,
            }
        }
        _ => None,
    })
}

fn operator(op: Comparison) -> BinaryOp {
    match op {
        Comparison::Equal => BinaryOp::Equal,
        Comparison::NotEqual => BinaryOp::NotEqual,
        Comparison::Less => BinaryOp::Less,
        Comparison::LessEqual => BinaryOp::LessEqual,
        Comparison::Greater => BinaryOp::Greater,
        Comparison::GreaterEqual => BinaryOp::GreaterEqual,
    }
}

fn distinct(left: &Meant, right: &Meant, negated: bool) -> Computed<Meant> {
    let differs = match (left, right) {
        (Meant::Unknown, Meant::Unknown) => Some(false),
        (Meant::Unknown, _) | (_, Meant::Unknown) => Some(true),
        (left, right) => compare(Comparison::NotEqual, left, right)?,
    };
    Ok(negated_if(differs, negated))
}

fn between([operand, low, high]: [&Meant; 3], negated: bool) -> Computed<Meant> {
    let from = compare(Comparison::GreaterEqual, operand, low)?;
    let to = compare(Comparison::LessEqual, operand, high)?;
    let both = match (from, to) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (from, to) => from.and(to),
    };
    Ok(negated_if(both, negated))
}

fn any(found: &[Option<bool>]) -> Option<bool> {
    if found.contains(&Some(true)) {
        return Some(true);
    }
    (!found.contains(&None)).then_some(false)
}

fn negated_if(truth: Option<bool>, negated: bool) -> Meant {
    Meant::of_truth(truth.map(|truth| truth != negated))
}

/// Whether the words of both sides allow the same value.
fn agrees(left: &Typed, right: &Typed, figures: &Figures<'_, '_>, reach: Reach) -> Computed<Meant> {
    let left = side(left, figures, reach)?;
    let right = side(right, figures, reach)?;
    Ok(match (left, right) {
        (Meant::Extent(left), Meant::Extent(right)) => Meant::of_truth(Some(left.overlaps(&right))),
        _ => Meant::Unknown,
    })
}

/// A side of `agrees`: how far its figures reach, and its numbers as they are written.
pub(super) fn side(expr: &Typed, figures: &Figures<'_, '_>, reach: Reach) -> Computed<Meant> {
    if reads_figure(expr) {
        let extents: Vec<_> = figures
            .extents
            .iter()
            .map(|extent| {
                extent.map(|extent| match reach {
                    Reach::Says => extent,
                    Reach::Stretches => super::Extent { says: extent.stretches, ..extent },
                })
            })
            .collect();
        let figures = Figures { extents: &extents, frame: figures.frame };
        return meant(expr, &figures, reach);
    }
    if is_date(expr.ty) {
        return of_value(eval(expr, figures.frame).value(0));
    }
    Ok(match stands_for(expr, figures.frame)? {
        Some(bounds) => Meant::Extent(Interval::of_bounds(bounds)),
        None => Meant::Unknown,
    })
}
