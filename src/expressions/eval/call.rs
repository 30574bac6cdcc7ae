//! Calls of functions, row by row.

use super::choose;
use super::gaps::{Gaps, collect};
use super::list;
use super::operand::Operand;
use super::rows;
use crate::expressions::functions::{Context, Function};
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Data, Vector};
use crate::types::calendar::Civil;
use crate::types::{Type, Value};

pub(super) fn call<'a>(
    function: &Function,
    args: &[Typed],
    ty: Type,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    match function.name {
        "coalesce" | "ifnull" => choose::coalesce(args, ty, frame),
        "if" => choose::either(args, ty, frame),
        "year" => part_of_date(|date| i64::from(date.year), args, frame)
            .unwrap_or_else(|| eager(function, args, ty, frame)),
        "month" => part_of_date(|date| i64::from(date.month), args, frame)
            .unwrap_or_else(|| eager(function, args, ty, frame)),
        "day" => part_of_date(|date| i64::from(date.day), args, frame)
            .unwrap_or_else(|| eager(function, args, ty, frame)),
        _ => list::call(function, args, (ty, frame))
            .unwrap_or_else(|| eager(function, args, ty, frame)),
    }
}

/// A part of dates, without a call for each; `None` where the argument is no column of dates.
fn part_of_date<'a>(
    part: impl Fn(Civil) -> i64,
    args: &[Typed],
    frame: &dyn Frame<'a>,
) -> Option<Vector<'a>> {
    let [arg] = args else { return None };
    if arg.ty != Type::Date {
        return None;
    }
    let dates = rows(arg, frame);
    let Data::Date(days) = &dates.data else { return None };
    let values = days.iter().map(|day| part(Civil::from_days(*day))).collect();
    Some(Gaps::of(&dates).around(dates.len, Data::Narrow { values, scale: 0 }))
}

/// All arguments are evaluated, and one that is not computable makes the call so.
fn eager<'a>(function: &Function, args: &[Typed], ty: Type, frame: &dyn Frame<'a>) -> Vector<'a> {
    let context = Context { today: frame.today() };
    let operands: Vec<Operand> = args.iter().map(|arg| Operand::of(arg, frame)).collect();
    let mut values = vec![Value::Null; args.len()];
    let mut gaps = Gaps::default();
    let mut columns = Vec::new();
    for (index, operand) in operands.iter().enumerate() {
        match operand {
            Operand::Constant(value) => values[index] = value.as_ref().clone(),
            Operand::Rows(rows) => {
                let nulls = if function.strict { rows.nulls.clone() } else { None };
                gaps = gaps.and(&Gaps { nulls, failed: rows.failed.clone() });
                columns.push((index, rows));
            }
        }
    }
    collect(frame.n_rows(), gaps, (ty, frame.arena()), |row| {
        for (index, rows) in &columns {
            load(&mut values[*index], rows, row);
        }
        (function.call)(&values, &context)
    })
}

/// Puts a row's value into a place, keeping the place's buffer for texts.
fn load(place: &mut Value, rows: &Vector, row: usize) {
    if let (Value::Text(buffer), Data::Text(texts)) = (&mut *place, &rows.data)
        && !rows.is_null(row)
    {
        buffer.clear();
        buffer.push_str(texts[row]);
        return;
    }
    *place = rows.value(row).unwrap_or(Value::Null);
}
