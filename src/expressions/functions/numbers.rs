//! Functions of numbers. What is exact stays exact; roots, logarithms and powers give floats.

use super::{Arg, BLANK, Context, Function, Returns, integer, whole_or};
use crate::expressions::ast::BinaryOp;
use crate::expressions::eval::{self, values::compare};
use crate::types::{Bounds, Computed, Decimal, NotComputable, Type, Value};

const NUMBERS: Function =
    Function { family: "numbers", args: &[Arg::Numeric], returns: Returns::SameAs(0), ..BLANK };

const FLOATS: Function = Function {
    family: "numbers",
    args: &[Arg::Float],
    returns: Returns::Type(Type::Float),
    ..BLANK
};

/// The family, in the order of the manual.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "abs",
        summary: "the number without its sign",
        example: ("abs(-2.5)", "2.5"),
        call: |args, _| rounded(args, |number, _| Ok(number.abs()), |number, _| number.abs()),
        ..NUMBERS
    },
    Function {
        name: "round",
        optional: &[Arg::Integer],
        summary: "rounded half away from zero, to so many places (before the point if negative)",
        example: ("round(2.345, 2)", "2.35"),
        call: |args, _| rounded(args, Decimal::round, |number, _| number.round()),
        ..NUMBERS
    },
    Function {
        name: "trunc",
        optional: &[Arg::Integer],
        summary: "cut off towards zero, after so many places",
        example: ("trunc(-2.57, 1)", "-2.5"),
        call: |args, _| rounded(args, Decimal::trunc, |number, _| number.trunc()),
        ..NUMBERS
    },
    Function {
        name: "floor",
        summary: "the largest whole number that is not larger",
        example: ("floor(-2.5)", "-3"),
        call: |args, _| rounded(args, |number, _| number.floor(), |number, _| number.floor()),
        ..NUMBERS
    },
    Function {
        name: "ceil",
        aliases: &["ceiling"],
        summary: "the smallest whole number that is not smaller",
        example: ("ceil(-2.5)", "-2"),
        call: |args, _| rounded(args, |number, _| number.ceil(), |number, _| number.ceil()),
        ..NUMBERS
    },
    Function {
        name: "sign",
        returns: Returns::Type(Type::Integer),
        summary: "-1, 0 or 1, as the number is negative, zero or positive",
        example: ("sign(-2.5)", "-1"),
        call: sign,
        ..NUMBERS
    },
    Function {
        name: "mod",
        args: &[Arg::Numeric, Arg::Numeric],
        summary: "what whole division leaves, as `%`",
        example: ("mod(-7, 3)", "-1"),
        call: modulo,
        ..NUMBERS
    },
    Function {
        name: "greatest",
        args: &[Arg::Same],
        variadic: Some(Arg::Same),
        strict: false,
        summary: "the greatest of the arguments that are not NULL",
        example: ("greatest(1, NULL, 3)", "3"),
        call: |args, _| extreme(args, BinaryOp::Greater),
        ..NUMBERS
    },
    Function {
        name: "least",
        args: &[Arg::Same],
        variadic: Some(Arg::Same),
        strict: false,
        summary: "the least of the arguments that are not NULL",
        example: ("least(1, NULL, 3)", "1"),
        call: |args, _| extreme(args, BinaryOp::Less),
        ..NUMBERS
    },
    Function {
        name: "scale",
        args: &[Arg::Written],
        returns: Returns::Type(Type::Integer),
        as_written: true,
        summary: "how many digits the number has after the point, as it is written",
        example: ("scale(12.30)", "2"),
        call: |args, _| integer(super::number(args, 0)?.scale()),
        ..NUMBERS
    },
    Function {
        name: "mean_possible",
        args: &[Arg::Written, Arg::Integer],
        optional: &[Arg::Integer],
        returns: Returns::Type(Type::Boolean),
        as_written: true,
        summary: "whether the mean of so many whole numbers (each a mean of so many, where a third \
                  argument says so) can be this, as it is written",
        example: ("mean_possible(3.47, 17)", "TRUE"),
        call: mean_possible,
        ..NUMBERS
    },
    Function {
        name: "sqrt",
        summary: "the square root; not computable of a negative number",
        example: ("sqrt(6.25)", "CAST(2.5 AS float)"),
        call: |args, _| float(args, |number, _| (number >= 0.0).then(|| number.sqrt())),
        ..FLOATS
    },
    Function {
        name: "exp",
        summary: "e to this power",
        example: ("exp(0)", "CAST(1 AS float)"),
        call: |args, _| float(args, |number, _| Some(number.exp())),
        ..FLOATS
    },
    Function {
        name: "ln",
        summary: "the natural logarithm; not computable of zero and less",
        example: ("ln(1)", "CAST(0 AS float)"),
        call: |args, _| float(args, |number, _| (number > 0.0).then(|| number.ln())),
        ..FLOATS
    },
    Function {
        name: "log10",
        summary: "the logarithm to the base 10; not computable of zero and less",
        example: ("log10(1000)", "CAST(3 AS float)"),
        call: |args, _| float(args, |number, _| (number > 0.0).then(|| number.log10())),
        ..FLOATS
    },
    Function {
        name: "log",
        optional: &[Arg::Float],
        summary: "the logarithm to the base 10; of two arguments the first is the base",
        example: ("log(2, 8)", "CAST(3 AS float)"),
        call: log,
        ..FLOATS
    },
    Function {
        name: "power",
        aliases: &["pow"],
        args: &[Arg::Float, Arg::Float],
        summary: "the first argument to the power of the second",
        example: ("power(2, 10)", "CAST(1024 AS float)"),
        call: |args, _| float(args, |base, exponent| Some(base.powf(exponent))),
        ..FLOATS
    },
];

/// A rounding of either kind of number, to as many places as the second argument says.
fn rounded(
    args: &[Value],
    exact: impl Fn(Decimal, i32) -> Computed<Decimal>,
    float: impl Fn(f64, i32) -> f64,
) -> Computed {
    let places = whole_or(args, 1, 0)?.clamp(-400, 400) as i32;
    match args.first() {
        Some(Value::Number(number)) => exact(*number, places).map(Value::Number),
        Some(Value::Float(number)) if places == 0 => Ok(Value::Float(float(*number, 0))),
        Some(Value::Float(number)) => {
            let power = 10f64.powi(places.abs());
            let scaled = if places > 0 { number * power } else { number / power };
            let whole = float(scaled, 0);
            let value = if places > 0 { whole / power } else { whole * power };
            // Beyond what floats hold there is nothing to round.
            Ok(Value::Float(match value.is_finite() {
                true => value,
                false if places > 0 => *number,
                false => 0.0,
            }))
        }
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn sign(args: &[Value], _: &Context) -> Computed {
    match args.first() {
        Some(Value::Number(number)) => Ok(Value::Number(number.signum())),
        Some(Value::Float(number)) if *number == 0.0 => integer(0),
        Some(Value::Float(number)) => integer(number.signum() as i64),
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn modulo(args: &[Value], _: &Context) -> Computed {
    let [left, right] = args else { return Err(NotComputable::OutsideDomain) };
    let widened = |value: &Value| eval::values::cast(value, Type::Float);
    match (left, right) {
        (Value::Number(_), Value::Number(_)) | (Value::Float(_), Value::Float(_)) => {
            eval::values::arithmetic(BinaryOp::Remainder, left, right, Type::Number)
        }
        (Value::Float(_), _) => {
            eval::values::arithmetic(BinaryOp::Remainder, left, &widened(right)?, Type::Float)
        }
        // The result keeps the type of the first argument, so it is exact.
        _ => {
            let right = eval::values::cast(right, Type::Number)?;
            eval::values::arithmetic(BinaryOp::Remainder, left, &right, Type::Number)
        }
    }
}

/// The argument that all others are not beyond. Intervals of which neither is known to be beyond
/// the other give NULL.
fn extreme(args: &[Value], beyond: BinaryOp) -> Computed {
    let mut values = args.iter().filter(|value| **value != Value::Null);
    let Some(mut best) = values.next() else { return Ok(Value::Null) };
    for value in values {
        match compare(beyond, value, best)? {
            Value::Boolean(true) => best = value,
            Value::Boolean(false) => {}
            _ => return Ok(Value::Null),
        }
    }
    Ok(best.clone())
}

/// Whether a whole number, divided by so many, rounds to the mean: up or down where it is halfway.
fn mean_possible(args: &[Value], _: &Context) -> Computed {
    let (mean, count) = (super::number(args, 0)?, super::number(args, 1)?);
    let items = if args.len() > 2 { super::number(args, 2)? } else { Decimal::ONE };
    let count = count.mul(items)?;
    if count <= Decimal::ZERO || items <= Decimal::ZERO {
        return Err(NotComputable::OutsideDomain);
    }
    // A whole number is rounded to whole ones too.
    let bounds = Bounds::as_written(mean);
    let (least, most) = (bounds.low.mul(count)?.ceil()?, bounds.high.mul(count)?.floor()?);
    Ok(Value::Boolean(least <= most))
}

fn log(args: &[Value], _: &Context) -> Computed {
    float(args, |first, second| match args.len() {
        1 => (first > 0.0).then(|| first.log10()),
        _ => (first > 0.0 && first != 1.0 && second > 0.0).then(|| second.log10() / first.log10()),
    })
}

/// A function of one or two floats; `None` is outside of its domain.
fn float(args: &[Value], f: impl Fn(f64, f64) -> Option<f64>) -> Computed {
    let arg = |index| match args.get(index) {
        Some(Value::Float(number)) => Ok(*number),
        None => Ok(0.0),
        _ => Err(NotComputable::OutsideDomain),
    };
    let value = f(arg(0)?, arg(1)?).ok_or(NotComputable::OutsideDomain)?;
    match value {
        value if value.is_finite() => Ok(Value::Float(value)),
        value if value.is_nan() => Err(NotComputable::OutsideDomain),
        _ => Err(NotComputable::Overflow),
    }
}
