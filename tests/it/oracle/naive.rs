//! An evaluator that is obviously right: one row, one node, plain recursion.

use super::blocks::Block;
use scruple::expressions::ast::{BinaryOp, IsTest};
use scruple::expressions::functions::Context;
use scruple::expressions::typed::{Node, Typed};
use scruple::types::calendar::{add_to_date, add_to_datetime, midnight};
use scruple::types::{
    Bounds, Computed, Decimal, Duration, NotComputable, PartialDate, Type, Value, format, read,
};
use std::cmp::Ordering;

const FAILED: NotComputable = NotComputable::OutsideDomain;

/// The value of an expression in a row.
pub fn value(expr: &Typed, block: &Block, row: usize) -> Computed {
    value_in(expr, (block, row), &[])
}

/// With what the comprehensions around look at, and its place.
fn value_in(expr: &Typed, (block, row): (&Block, usize), scope: &[(Value, i64)]) -> Computed {
    let of = |expr: &Typed| value_in(expr, (block, row), scope);
    match &expr.node {
        Node::Literal(value) | Node::Defined { value, .. } => Ok(value.clone()),
        Node::Column(column) | Node::Follow { column, .. } => block.cell(*column, row),
        Node::Not(operand) => not(of(operand)),
        Node::And(parts) | Node::Each { parts, .. } => {
            not(any(parts.iter().map(|part| not(of(part)))))
        }
        Node::Or(parts) => any(parts.iter().map(of)),
        Node::Is { operand, test, negated } => {
            let value = of(operand)?;
            let answer = match test {
                IsTest::Null | IsTest::Unknown => value == Value::Null,
                IsTest::True => value == Value::Boolean(true),
                IsTest::False => value == Value::Boolean(false),
            };
            Ok(Value::Boolean(answer != *negated))
        }
        Node::Negate(operand) => match of(operand)? {
            Value::Number(number) => Ok(Value::Number(number.neg())),
            Value::Float(number) => Ok(Value::Float(-number)),
            Value::Duration(duration) => duration.checked_neg().map(Value::Duration),
            _ => Ok(Value::Null),
        },
        Node::Arithmetic { op, left, right } => {
            let (left, right) = both(of(left), of(right))?;
            arithmetic(*op, left, right)
        }
        Node::Compare { op, left, right } => compare(*op, left, right, &of),
        Node::Distinct { left, right, negated } => {
            let same = match (side(left, &of), side(right, &of)) {
                (Err(reason), _) | (_, Err(reason)) => return Err(reason),
                (Ok(None), Ok(None)) => true,
                (Ok(None), _) | (_, Ok(None)) => false,
                (Ok(Some(Side::Plain(left))), Ok(Some(Side::Plain(right)))) => left == right,
                _ => compare(BinaryOp::Equal, left, right, &of)? == Value::Boolean(true),
            };
            Ok(Value::Boolean(same == *negated))
        }
        Node::Between { operand, low, high, negated } => {
            let low = compare(BinaryOp::GreaterEqual, operand, low, &of);
            let high = compare(BinaryOp::LessEqual, operand, high, &of);
            let within = not(any([not(low), not(high)].into_iter()));
            if *negated { not(within) } else { within }
        }
        Node::In { operand, list, negated, .. } => {
            let among = any(list.iter().map(|item| compare(BinaryOp::Equal, operand, item, &of)));
            if *negated { not(among) } else { among }
        }
        Node::Like { operand, pattern, escape, fold, negated } => {
            let (Value::Text(text), Value::Text(pattern)) = both(of(operand), of(pattern))? else {
                return Ok(Value::Null);
            };
            let chars = |text: String| match fold {
                true => text.chars().filter_map(|c| c.to_lowercase().next()).collect::<Vec<_>>(),
                false => text.chars().collect(),
            };
            let tokens = tokens(&pattern, *escape, *fold).ok_or(FAILED)?;
            Ok(Value::Boolean(like(&chars(text), &tokens) != *negated))
        }
        Node::Matches { operand, regex, negated } => match of(operand)? {
            Value::Text(text) => Ok(Value::Boolean(regex.is_match(&text) != *negated)),
            _ => Ok(Value::Null),
        },
        Node::Concat { left, right } => match both(of(left), of(right))? {
            (Value::Text(left), Value::Text(right)) => Ok(Value::Text(left + &right)),
            (Value::List(left), Value::List(right)) => Ok(Value::List([left, right].concat())),
            _ => Ok(Value::Null),
        },
        Node::Case { branches, otherwise } => {
            for (condition, result) in branches {
                if of(condition)? == Value::Boolean(true) {
                    return of(result);
                }
            }
            of(otherwise)
        }
        Node::Cast { operand, attempt } => {
            let operand = of(operand)?;
            match cast(operand, expr.ty) {
                Err(_) if *attempt => Ok(Value::Null),
                result => result,
            }
        }
        Node::Convert(operand) => cast(of(operand)?, expr.ty),
        Node::Call { function, args } => call(function, args, &of),
        Node::List(items) => items.iter().map(of).collect::<Computed<Vec<_>>>().map(Value::List),
        Node::Element { level, position: false } => Ok(scope[*level].0.clone()),
        Node::Element { level, position: true } => {
            Ok(Value::Number(Decimal::from(scope[*level].1)))
        }
        Node::Comprehension(made) => {
            let Value::List(values) = of(&made.list)? else { return Ok(Value::Null) };
            let mut results = Vec::new();
            for (value, place) in values.into_iter().zip(1..) {
                let mut scope = scope[..made.level].to_vec();
                scope.push((value, place));
                let of = |expr: &Typed| value_in(expr, (block, row), &scope);
                let kept = made.filter.as_ref().map_or(Ok(Value::Boolean(true)), of)?;
                if kept == Value::Boolean(true) {
                    results.push(of(&made.result)?);
                }
            }
            Ok(Value::List(results))
        }
        Node::Agrees { left, right } => agrees(left, right, &of),
        Node::Measured { operand, .. } | Node::Named { operand, .. } => of(operand),
        Node::Slot(_)
        | Node::Written(_)
        | Node::Bounded { .. }
        | Node::Bound { .. }
        | Node::Ask { .. }
        | Node::Outer(_) => {
            unreachable!("a tree of this test looks at its own row only")
        }
    }
}

type Of<'f> = dyn Fn(&Typed) -> Computed + 'f;

fn not(value: Computed) -> Computed {
    Ok(match value? {
        Value::Boolean(answer) => Value::Boolean(!answer),
        _ => Value::Null,
    })
}

/// TRUE decides, then not computable, then NULL.
fn any(answers: impl Iterator<Item = Computed>) -> Computed {
    let answers: Vec<Computed> = answers.collect();
    for wanted in [Ok(Value::Boolean(true)), Err(FAILED), Ok(Value::Null)] {
        let is = |answer: &Computed| match wanted {
            Err(_) => answer.is_err(),
            _ => *answer == wanted,
        };
        if answers.iter().any(is) {
            return wanted;
        }
    }
    Ok(Value::Boolean(false))
}

/// Both values, NULL for both where one is NULL.
fn both(left: Computed, right: Computed) -> Computed<(Value, Value)> {
    match (left?, right?) {
        (Value::Null, _) | (_, Value::Null) => Ok((Value::Null, Value::Null)),
        values => Ok(values),
    }
}

#[derive(PartialEq)]
enum Side {
    Plain(Value),
    /// With a divisor above zero.
    Quotient(Decimal, Decimal),
}

fn side(expr: &Typed, of: &Of) -> Computed<Option<Side>> {
    match &expr.node {
        Node::Convert(inner) if expr.ty.is_exact() && inner.ty.is_exact() => side(inner, of),
        Node::Arithmetic { op: BinaryOp::Divide, left, right }
            if left.ty.is_exact() && right.ty.is_exact() =>
        {
            match both(of(left), of(right))? {
                (Value::Number(_), Value::Number(zero)) if zero.is_zero() => {
                    Err(NotComputable::DivisionByZero)
                }
                (Value::Number(left), Value::Number(right)) if right.is_negative() => {
                    Ok(Some(Side::Quotient(left.neg(), right.neg())))
                }
                (Value::Number(left), Value::Number(right)) => {
                    Ok(Some(Side::Quotient(left, right)))
                }
                _ => Ok(None),
            }
        }
        _ => Ok(Some(of(expr)?).filter(|value| *value != Value::Null).map(Side::Plain)),
    }
}

fn compare(op: BinaryOp, left: &Typed, right: &Typed, of: &Of) -> Computed {
    let (left, right) = (side(left, of), side(right, of));
    let (Some(left), Some(right)) = (left?, right?) else { return Ok(Value::Null) };
    let fraction = |side: &Side| match side {
        Side::Plain(Value::Number(number)) => (*number, Decimal::ONE),
        Side::Quotient(dividend, divisor) => (*dividend, *divisor),
        Side::Plain(_) => (Decimal::ZERO, Decimal::ONE),
    };
    let order = match (&left, &right) {
        (Side::Plain(Value::PartialDate(left)), Side::Plain(Value::PartialDate(right))) => {
            return Ok(interval(op, *left, *right));
        }
        (Side::Plain(Value::Boolean(left)), Side::Plain(Value::Boolean(right))) => left.cmp(right),
        (Side::Plain(Value::Float(left)), Side::Plain(Value::Float(right))) => {
            left.partial_cmp(right).ok_or(FAILED)?
        }
        (Side::Plain(Value::Text(left)), Side::Plain(Value::Text(right))) => {
            left.chars().cmp(right.chars())
        }
        (Side::Plain(Value::Date(left)), Side::Plain(Value::Date(right))) => left.cmp(right),
        (Side::Plain(Value::Time(left)), Side::Plain(Value::Time(right)))
        | (Side::Plain(Value::DateTime(left)), Side::Plain(Value::DateTime(right))) => {
            left.cmp(right)
        }
        (Side::Plain(Value::Duration(left)), Side::Plain(Value::Duration(right))) => {
            left.partial_cmp(right).ok_or(FAILED)?
        }
        (Side::Plain(Value::List(left)), Side::Plain(Value::List(right))) => lists(left, right),
        _ => {
            let ((a, b), (c, d)) = (fraction(&left), fraction(&right));
            Decimal::cmp_products(a, d, c, b)
        }
    };
    Ok(Value::Boolean(holds(op, order)))
}

/// By the first difference; NULL is the greatest.
fn lists(left: &[Value], right: &[Value]) -> Ordering {
    let order = |(one, other): (&Value, &Value)| match (one, other) {
        (Value::Null, _) | (_, Value::Null) => (*one == Value::Null).cmp(&(*other == Value::Null)),
        (Value::Number(one), Value::Number(other)) => one.cmp(other),
        (Value::Float(one), Value::Float(other)) => one.partial_cmp(other).expect("numbers"),
        (Value::Text(one), Value::Text(other)) => one.chars().cmp(other.chars()),
        (Value::Date(one), Value::Date(other)) => one.cmp(other),
        (Value::Boolean(one), Value::Boolean(other)) => one.cmp(other),
        _ => unreachable!("lists of these tests hold nothing else"),
    };
    let first = left.iter().zip(right).map(order).find(|order| order.is_ne());
    first.unwrap_or_else(|| left.len().cmp(&right.len()))
}

fn holds(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Equal => order == Ordering::Equal,
        BinaryOp::NotEqual => order != Ordering::Equal,
        BinaryOp::Less => order == Ordering::Less,
        BinaryOp::LessEqual => order != Ordering::Greater,
        BinaryOp::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }
}

/// By trying every pair of days.
fn interval(op: BinaryOp, left: PartialDate, right: PartialDate) -> Value {
    let pairs = (left.first..=left.last)
        .flat_map(|left| (right.first..=right.last).map(move |right| left.cmp(&right)));
    let answers: Vec<bool> = pairs.map(|order| holds(op, order)).collect();
    match (answers.contains(&true), answers.contains(&false)) {
        (true, true) => Value::Null,
        (answer, _) => Value::Boolean(answer),
    }
}

fn arithmetic(op: BinaryOp, left: Value, right: Value) -> Computed {
    let sign = if op == BinaryOp::Subtract { -1 } else { 1 };
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match op {
            BinaryOp::Add => left.add(right),
            BinaryOp::Subtract => left.sub(right),
            BinaryOp::Multiply => left.mul(right),
            BinaryOp::Divide => left.div(right),
            BinaryOp::WholeDivide => left.whole_div(right),
            _ => left.rem(right),
        }
        .map(Value::Number),
        (Value::Float(left), Value::Float(right)) => {
            let value = match op {
                BinaryOp::Add => left + right,
                BinaryOp::Subtract => left - right,
                BinaryOp::Multiply => left * right,
                BinaryOp::Divide => left / right,
                BinaryOp::WholeDivide => (left / right).trunc(),
                _ => left % right,
            };
            let divides = ![BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply].contains(&op);
            let fails = !value.is_finite() || divides && right == 0.0;
            if fails { Err(FAILED) } else { Ok(Value::Float(value)) }
        }
        (Value::Date(left), Value::Date(right)) => {
            Ok(Value::Number(Decimal::from(i64::from(left) - i64::from(right))))
        }
        (Value::Date(date), Value::Number(days)) => {
            let days = i32::try_from(days.to_i64().ok_or(FAILED)?).map_err(|_| FAILED)?;
            let days = days.checked_mul(sign).ok_or(FAILED)?;
            add_to_date(date, Duration::from_days(days)).map(Value::Date)
        }
        (Value::Duration(left), Value::Duration(right)) => {
            left.checked_add(right.checked_mul(sign.into())?).map(Value::Duration)
        }
        (when, Value::Duration(by)) => {
            let by = by.checked_mul(sign.into())?;
            match when {
                Value::Date(date) => add_to_date(date, by).map(Value::Date),
                Value::DateTime(micros) => add_to_datetime(micros, by).map(Value::DateTime),
                Value::Time(micros) => {
                    Ok(Value::Time((micros + by.micros).rem_euclid(86_400_000_000)))
                }
                Value::PartialDate(partial) => Ok(Value::PartialDate(PartialDate {
                    first: add_to_date(partial.first, by)?,
                    last: add_to_date(partial.last, by)?,
                })),
                _ => Ok(Value::Null),
            }
        }
        _ => Ok(Value::Null),
    }
}

fn cast(value: Value, ty: Type) -> Computed {
    Ok(match (value, ty) {
        (Value::Null, _) => Value::Null,
        (Value::Text(text), _) => return read::literal(&text, ty).ok_or(FAILED),
        // How floats are written is not the evaluator's matter here.
        (Value::Float(number), Type::Text) => {
            let function = scruple::expressions::functions::find("concat").expect("a function");
            return (function.call)(&[Value::Float(number)], &Context { today: 0 });
        }
        (Value::DateTime(micros), Type::Text) => {
            let text = format::exact(&Value::DateTime(micros));
            Value::Text(text.split('T').collect::<Vec<_>>().join(" "))
        }
        (value, Type::Text) => Value::Text(format::exact(&value)),
        (Value::Number(number), Type::Integer) => Value::Number(number.round(0)?),
        (Value::Number(number), Type::Float) => Value::Float(number.to_f64()),
        (Value::Float(number), Type::Number) => Value::Number(Decimal::from_f64(number)?),
        (Value::Float(number), Type::Integer) => {
            let half_even = (number / 2.0).round() * 2.0;
            let tie = (number - number.trunc()).abs() == 0.5;
            Value::Number(Decimal::from_f64(if tie { half_even } else { number.round() })?)
        }
        (Value::Date(days), Type::DateTime) => Value::DateTime(midnight(days)),
        (Value::Date(days), Type::PartialDate) => Value::PartialDate(PartialDate::day(days)),
        (value, _) => value,
    })
}

/// A pattern's characters; `None` is `%`, `Some(None)` is `_`.
fn tokens(pattern: &str, escape: Option<char>, fold: bool) -> Option<Vec<Option<Option<char>>>> {
    let lower = |c: char| if fold { c.to_lowercase().next() } else { Some(c) };
    let mut tokens = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            c if Some(c) == escape => Some(lower(chars.next()?)),
            '%' => None,
            '_' => Some(None),
            c => Some(lower(c)),
        });
    }
    Some(tokens)
}

fn like(text: &[char], pattern: &[Option<Option<char>>]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [None, rest @ ..] => (0..=text.len()).any(|skip| like(&text[skip..], rest)),
        [Some(wanted), rest @ ..] => match text {
            [first, tail @ ..] => wanted.is_none_or(|c| c == *first) && like(tail, rest),
            [] => false,
        },
    }
}

fn call(function: &scruple::expressions::functions::Function, args: &[Typed], of: &Of) -> Computed {
    match function.name {
        "if" if of(&args[0])? == Value::Boolean(true) => of(&args[1]),
        "if" => of(&args[2]),
        "coalesce" => {
            for arg in args {
                let value = of(arg)?;
                if value != Value::Null {
                    return Ok(value);
                }
            }
            Ok(Value::Null)
        }
        _ => {
            let args: Vec<Value> = args.iter().map(of).collect::<Computed<_>>()?;
            if function.strict && args.contains(&Value::Null) {
                return Ok(Value::Null);
            }
            (function.call)(&args, &Context { today: 20_000 })
        }
    }
}

/// What a side of `agrees` stands for.
enum Meant {
    Missing,
    Number(Decimal, Bounds),
    Days(i64, i64),
    Anything,
    Other,
}

fn agrees(left: &Typed, right: &Typed, of: &Of) -> Computed {
    let plain = !written(left) && !written(right) && left.ty.is_numeric();
    if plain && (left.ty == Type::Float) == (right.ty == Type::Float) {
        return compare(BinaryOp::Equal, left, right, of);
    }
    Ok(match (meant(left, of)?, meant(right, of)?) {
        (Meant::Missing | Meant::Anything, _) | (_, Meant::Missing | Meant::Anything) => {
            Value::Null
        }
        (Meant::Number(_, left), Meant::Number(_, right)) => Value::Boolean(left.overlaps(right)),
        (Meant::Days(from, to), Meant::Days(start, end)) => {
            Value::Boolean(from <= end && start <= to)
        }
        (Meant::Other, Meant::Other) => return compare(BinaryOp::Equal, left, right, of),
        _ => return Err(FAILED),
    })
}

/// Whether a number that is written to some digit is in it.
fn written(expr: &Typed) -> bool {
    match expr.node {
        Node::Column(_) | Node::Follow { .. } => {
            matches!(expr.ty, Type::Number | Type::PartialDate)
        }
        Node::Convert(ref inner) if inner.ty == Type::Date && expr.ty != Type::Date => true,
        _ => expr.ty == Type::PartialDate || expr.children().into_iter().any(written),
    }
}

fn meant(expr: &Typed, of: &Of) -> Computed<Meant> {
    let operators = [BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply, BinaryOp::Divide];
    match &expr.node {
        _ if !written(expr) => {}
        Node::Column(_) | Node::Follow { .. } if expr.ty == Type::Number => {
            return Ok(match of(expr)? {
                Value::Number(number) => Meant::Number(number, Bounds::as_written(number)),
                _ => Meant::Missing,
            });
        }
        Node::Convert(inner) => return meant(inner, of),
        Node::Negate(inner) if inner.ty.is_numeric() => {
            return Ok(match meant(inner, of)? {
                Meant::Number(number, bounds) => Meant::Number(number.neg(), bounds.neg()),
                other => other,
            });
        }
        Node::Arithmetic { op, left, right }
            if operators.contains(op) && left.ty.is_numeric() && right.ty.is_numeric() =>
        {
            return carried(*op, meant(left, of), meant(right, of));
        }
        Node::Case { branches, otherwise } => {
            for (condition, result) in branches {
                if of(condition)? == Value::Boolean(true) {
                    return meant(result, of);
                }
            }
            return meant(otherwise, of);
        }
        Node::Call { function, args } => match function.name {
            "if" if of(&args[0])? == Value::Boolean(true) => return meant(&args[1], of),
            "if" => return meant(&args[2], of),
            "abs" => {
                return Ok(match meant(&args[0], of)? {
                    Meant::Number(number, bounds) => Meant::Number(number.abs(), bounds.abs()),
                    other => other,
                });
            }
            "coalesce" => {
                for arg in args {
                    match meant(arg, of)? {
                        Meant::Missing => {}
                        other => return Ok(other),
                    }
                }
                return Ok(Meant::Missing);
            }
            _ => {}
        },
        _ => {}
    }
    let day = |days: i32| i64::from(days) * 86_400_000_000;
    Ok(match of(expr)? {
        Value::Null => Meant::Missing,
        Value::Number(number) => Meant::Number(number, Bounds::exact(number)),
        Value::Float(number) => {
            let number = Decimal::from_f64(number)?;
            Meant::Number(number, Bounds::exact(number))
        }
        Value::Date(days) => Meant::Days(day(days), day(days + 1) - 1),
        Value::PartialDate(partial) => Meant::Days(day(partial.first), day(partial.last + 1) - 1),
        Value::DateTime(micros) => Meant::Days(micros, micros),
        _ => Meant::Other,
    })
}

fn carried(op: BinaryOp, left: Computed<Meant>, right: Computed<Meant>) -> Computed<Meant> {
    let (left, right) = match (left?, right?) {
        (Meant::Missing, _) | (_, Meant::Missing) => return Ok(Meant::Missing),
        (Meant::Number(a, one), Meant::Number(b, other)) => ((a, one), (b, other)),
        _ => return Ok(Meant::Anything),
    };
    let Value::Number(number) = arithmetic(op, Value::Number(left.0), Value::Number(right.0))?
    else {
        return Err(FAILED);
    };
    let bounds = match op {
        BinaryOp::Add => left.1.add(right.1),
        BinaryOp::Subtract => left.1.sub(right.1),
        BinaryOp::Multiply => left.1.mul(right.1),
        _ if right.1.contains(Decimal::ZERO) => return Ok(Meant::Anything),
        _ => left.1.div(right.1),
    };
    Ok(Meant::Number(number, bounds?))
}
