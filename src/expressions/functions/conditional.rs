//! Functions that choose between values.

use super::{Arg, BLANK, Context, Function, Returns};
use crate::expressions::ast::BinaryOp;
use crate::expressions::eval::values::compare;
use crate::types::{Computed, Value};

const CONDITIONAL: Function =
    Function { family: "conditional", strict: false, returns: Returns::SameAs(0), ..BLANK };

/// The family, in the order of the manual.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "coalesce",
        args: &[Arg::Same],
        variadic: Some(Arg::Same),
        summary: "the first argument that is not NULL; those after it are not computed",
        example: ("coalesce(NULL, 2, 1 / 0)", "2"),
        call: coalesce,
        ..CONDITIONAL
    },
    Function {
        name: "ifnull",
        args: &[Arg::Same, Arg::Same],
        summary: "the first argument, the second where that is NULL",
        example: ("ifnull(NULL, 3)", "3"),
        call: coalesce,
        ..CONDITIONAL
    },
    Function {
        name: "nullif",
        args: &[Arg::Same, Arg::Same],
        summary: "the first argument, NULL where it equals the second",
        example: ("nullif('n/a', 'n/a') IS NULL", "TRUE"),
        call: nullif,
        ..CONDITIONAL
    },
    Function {
        name: "if",
        args: &[Arg::Boolean, Arg::Same, Arg::Same],
        returns: Returns::SameAs(1),
        summary: "the second argument where the first is TRUE, else the third; only one is computed",
        example: ("if(1 < 2, 'less', 'more')", "'less'"),
        call: choose,
        ..CONDITIONAL
    },
];

fn coalesce(args: &[Value], _: &Context) -> Computed {
    Ok(args.iter().find(|arg| **arg != Value::Null).cloned().unwrap_or(Value::Null))
}

fn nullif(args: &[Value], _: &Context) -> Computed {
    let [value, other] = args else { return Ok(Value::Null) };
    let same = compare(BinaryOp::Equal, value, other)? == Value::Boolean(true);
    Ok(if same { Value::Null } else { value.clone() })
}

fn choose(args: &[Value], _: &Context) -> Computed {
    let [condition, then, otherwise] = args else { return Ok(Value::Null) };
    Ok(if *condition == Value::Boolean(true) { then.clone() } else { otherwise.clone() })
}
