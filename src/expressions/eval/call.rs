//! Calls of functions, row by row.

use super::choose;
use super::gaps::{Gaps, collect};
use super::operand::Operand;
use crate::expressions::functions::{Context, Function};
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Data, Vector};
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
        _ => eager(function, args, ty, frame),
    }
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
