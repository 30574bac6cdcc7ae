//! Functions of figures: those that keep an order are taken at the ends.

use super::weigh::{meant, of_value};
use super::{Figures, Meant, Reach, is_date};
use crate::expressions::eval::eval;
use crate::expressions::typed::{Node, Typed};
use crate::types::{Computed, Decimal, Interval, Type, Value};

/// Functions that never fall, or never rise, as one of their arguments rises: what they give at the
/// ends is the least and the greatest.
const MONOTONE: &[&str] = &[
    "ceil",
    "floor",
    "round",
    "trunc",
    "sqrt",
    "exp",
    "ln",
    "log10",
    "sign",
    "date_diff",
    "date_sub",
    "year",
    "date_trunc",
    "last_day",
    "epoch",
];

pub(super) fn call(expr: &Typed, figures: &Figures<'_, '_>, reach: Reach) -> Computed<Meant> {
    let Node::Call { function, args } = &expr.node else { return Ok(Meant::Unknown) };
    let of = |expr: &Typed| meant(expr, figures, reach);
    match (function.name, args.as_slice()) {
        ("abs", [number]) => match of(number)? {
            Meant::Extent(found) => Ok(Meant::Extent(found.abs())),
            _ => Ok(Meant::Unknown),
        },
        ("if", [when, then, otherwise]) => match of(when)?.truth() {
            Some(true) => of(then),
            Some(false) => of(otherwise),
            None => Ok(Meant::Unknown),
        },
        ("coalesce" | "ifnull", args) => {
            for arg in args {
                match of(arg)? {
                    Meant::Unknown => {}
                    found => return Ok(found),
                }
            }
            Ok(Meant::Unknown)
        }
        ("least", args) => extremes(args, figures, reach, std::cmp::min),
        ("greatest", args) => extremes(args, figures, reach, std::cmp::max),
        (name, args) => {
            let found: Computed<Vec<Meant>> = args.iter().map(of).collect();
            let found = found?;
            match MONOTONE.contains(&name) {
                true => at_ends(expr, &found, figures),
                false => applied(expr, &found, figures),
            }
        }
    }
}

/// The least or the greatest of several: that of the low ends, and that of the high ones.
fn extremes(
    args: &[Typed],
    figures: &Figures<'_, '_>,
    reach: Reach,
    pick: fn(Decimal, Decimal) -> Decimal,
) -> Computed<Meant> {
    let mut all: Option<Interval<Decimal>> = None;
    for arg in args {
        let Meant::Extent(found) = meant(arg, figures, reach)? else { continue };
        let (Some(low), Some(high)) = (found.low, found.high) else { return Ok(Meant::Unknown) };
        all = Some(match all {
            Some(Interval { low: Some(least), high: Some(most), .. }) => {
                Interval::closed(pick(least, low), pick(most, high))
            }
            _ => Interval::closed(low, high),
        });
    }
    Ok(all.map_or(Meant::Unknown, Meant::Extent))
}

/// An expression whose operands are single values; of others nothing is known.
pub(super) fn applied(
    expr: &Typed,
    operands: &[Meant],
    figures: &Figures<'_, '_>,
) -> Computed<Meant> {
    let mut corner = expr.clone();
    for (child, found) in corner.children_mut().into_iter().zip(operands) {
        let value = match found {
            Meant::Extent(found) => found.as_point().and_then(|point| value_of(point, child.ty)),
            Meant::Other(value) => Some(value.clone()),
            Meant::Unknown => None,
        };
        let Some(value) = value else { return Ok(Meant::Unknown) };
        child.node = Node::Literal(value);
    }
    of_value(eval(&corner, figures.frame).value(0))
}

/// A call at every combination of its operands' ends.
pub(super) fn at_ends(
    expr: &Typed,
    operands: &[Meant],
    figures: &Figures<'_, '_>,
) -> Computed<Meant> {
    if operands.contains(&Meant::Unknown) {
        return Ok(Meant::Unknown);
    }
    let mut all: Option<Interval<Decimal>> = None;
    for corner in 0..1_usize << operands.len().min(8) {
        let mut operands = operands.to_vec();
        for (at, operand) in operands.iter_mut().enumerate() {
            if let Meant::Extent(found) = operand {
                let end = if corner >> at & 1 == 0 { found.low } else { found.high };
                let Some(end) = end else { return Ok(Meant::Unknown) };
                *found = Interval::point(end);
            }
        }
        match applied(expr, &operands, figures)? {
            Meant::Extent(found) => {
                all = Some(all.map_or(found, |all| all.hull(&found)));
            }
            other => return Ok(other),
        }
    }
    Ok(all.map_or(Meant::Unknown, Meant::Extent))
}

/// A number or a day as a value of a type.
fn value_of(point: Decimal, ty: Type) -> Option<Value> {
    if !is_date(ty) {
        return Some(match ty {
            Type::Float => Value::Float(point.to_f64()),
            _ => Value::Number(point),
        });
    }
    let day = i32::try_from(point.to_i64()?).ok()?;
    Some(match ty {
        Type::DateTime => Value::DateTime(crate::types::calendar::midnight(day)),
        Type::PartialDate => Value::PartialDate(crate::types::PartialDate::day(day)),
        _ => Value::Date(day),
    })
}
