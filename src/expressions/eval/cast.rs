//! CAST, TRY_CAST, and the changes of type that binding adds.

use super::gaps::{Gaps, collect, fill};
use super::narrow::Numbers;
use super::{Rows, rows, values};
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Data, Vector};
use crate::types::calendar::MICROS_PER_DAY;
use crate::types::{PartialDate, Type, Value};
use std::borrow::Cow;

/// A written change of type. What does not read is not computable, with `attempt` NULL.
pub(super) fn cast<'a>(
    operand: &Typed,
    ty: Type,
    attempt: bool,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let from = rows(operand, frame);
    let keeps = operand.ty == ty || operand.ty == Type::Integer && ty == Type::Number;
    let mut vector = if keeps { from.clone().into_owned() } else { changed(&from, ty, frame) };
    if attempt && let Some(failed) = vector.failed.take() {
        // What failed before the cast stays so: only the cast itself is tried.
        let before = from.failed.clone();
        let own = before.as_ref().map_or_else(|| failed.clone(), |before| failed.and_not(before));
        let gaps = Gaps { nulls: vector.nulls.take(), failed: None };
        let gaps = gaps.and(&Gaps { nulls: Some(own), failed: before });
        vector = gaps.around(vector.len, vector.data);
    }
    vector
}

/// An implicit change of type, without loss.
pub(super) fn convert<'v, 'a>(operand: &Typed, ty: Type, frame: &'v dyn Frame<'a>) -> Rows<'v, 'a> {
    let from = rows(operand, frame);
    if operand.ty == ty || operand.ty == Type::Integer && ty == Type::Number {
        return from;
    }
    let (len, gaps) = (from.len, Gaps::of(&from));
    let data = match (&from.data, ty) {
        (Data::Date(days), Type::DateTime) => {
            // In a gap there may stand a day beyond the calendar.
            let midnight = |days: &i32| i64::from(*days).wrapping_mul(MICROS_PER_DAY);
            Data::DateTime(days.iter().map(midnight).collect())
        }
        (Data::Date(days), Type::PartialDate) => {
            Data::PartialDate(days.iter().map(|days| PartialDate::day(*days)).collect())
        }
        _ => return Cow::Owned(changed(&from, ty, frame)),
    };
    Cow::Owned(gaps.around(len, data))
}

fn changed<'a>(from: &Vector<'a>, ty: Type, frame: &dyn Frame<'a>) -> Vector<'a> {
    let (len, gaps) = (from.len, Gaps::of(from));
    match (&from.data, ty) {
        (Data::Null, _) => gaps.around(len, Data::Null),
        (data @ (Data::Narrow { .. } | Data::Wide(_)), Type::Float) => {
            let numbers = Numbers::of(data);
            let value = |row| Ok(numbers.as_ref().map(|numbers| numbers.get(row).to_f64()));
            let (values, gaps) = fill(len, gaps, 0.0, value);
            gaps.around(len, Data::Float(values))
        }
        (Data::Text(texts), _) => {
            collect(len, gaps, (ty, frame.arena()), |row| values::cast_text(texts[row], ty))
        }
        _ => collect(len, gaps, (ty, frame.arena()), |row| {
            values::cast(&from.value(row).unwrap_or(Value::Null), ty)
        }),
    }
}
