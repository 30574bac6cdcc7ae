//! Functions of lists. Places count from 1, from the end where they are negative. NULL values take
//! no part in what is computed of a list; a list without values gives NULL.

use super::pattern::{Options, cached};
use super::{Arg, BLANK, Context, Function, Returns, integer, text, whole, whole_or};
use crate::expressions::ast::BinaryOp;
use crate::expressions::eval::values::{arithmetic, order, show};
use crate::types::{Computed, Decimal, NotComputable, Type, Value};
use regex::Regex;
use std::cmp::Ordering;

const LISTS: Function =
    Function { family: "lists", args: &[Arg::List], returns: Returns::ElementOf(0), ..BLANK };
const TEXTS: Function = Function {
    args: &[Arg::Text, Arg::Text],
    returns: Returns::Type(Type::List(&Type::Text)),
    ..LISTS
};
const COUNT: Function = Function { returns: Returns::Type(Type::Integer), ..LISTS };
const TEST: Function = Function { returns: Returns::Type(Type::Boolean), ..LISTS };
const SAME: Function = Function { returns: Returns::SameAs(0), ..LISTS };

/// The family, in the order of the manual.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "string_split",
        aliases: &["split", "str_split", "string_to_array"],
        strict: false,
        summary: "the parts of a text between separators; its characters where that is ''",
        example: ("string_split('a;b', ';')", "['a', 'b']"),
        call: split,
        ..TEXTS
    },
    Function {
        name: "string_split_regex",
        aliases: &["str_split_regex", "regexp_split_to_array"],
        summary: "the parts of a text between what the pattern finds",
        example: ("string_split_regex('a, b;c', '[,;] *')", "['a', 'b', 'c']"),
        call: split_by_pattern,
        ..TEXTS
    },
    Function {
        name: "regexp_extract_all",
        optional: &[Arg::Integer],
        summary: "everything that the pattern, or its group with this number, finds in a text",
        example: ("regexp_extract_all('2 of 15', '[0-9]+')", "['2', '15']"),
        call: extract_all,
        ..TEXTS
    },
    Function {
        name: "list_extract",
        aliases: &["list_element", "array_extract"],
        args: &[Arg::Sequence, Arg::Integer],
        summary: "the value at a place, as `x[1]`; NULL where there is none, of a text ''",
        example: ("list_extract([4, 5, 6], -1)", "6"),
        call: extract,
        ..LISTS
    },
    Function {
        name: "list_slice",
        aliases: &["array_slice"],
        args: &[Arg::Sequence, Arg::Integer, Arg::Integer],
        summary: "the values from one place to another, as `x[2:3]`",
        example: ("list_slice([4, 5, 6], 2, 3)", "[5, 6]"),
        call: slice,
        ..SAME
    },
    Function {
        name: "list_contains",
        aliases: &["list_has", "array_contains", "array_has"],
        args: &[Arg::List, Arg::Element],
        summary: "whether a value is in the list, as `x IN list`",
        example: ("list_contains(['a', 'b'], 'b')", "TRUE"),
        call: contains,
        ..TEST
    },
    Function {
        name: "list_position",
        aliases: &["list_indexof", "array_position", "array_indexof"],
        args: &[Arg::List, Arg::Element],
        strict: false,
        summary: "the place of a value in the list; NULL where it is not there",
        example: ("list_position([4, 5, 6], 5)", "2"),
        call: position,
        ..COUNT
    },
    Function {
        name: "list_sum",
        aliases: &["array_sum"],
        args: &[Arg::Numbers],
        summary: "the sum of the values",
        example: ("list_sum([1, 2.5, NULL])", "3.5"),
        call: |args, _| sum(present(args)?),
        ..LISTS
    },
    Function {
        name: "list_avg",
        aliases: &["array_avg"],
        args: &[Arg::Numbers],
        returns: Returns::Average(0),
        summary: "the mean of the values",
        example: ("list_avg([1, 2, NULL])", "1.5"),
        call: average,
        ..LISTS
    },
    Function {
        name: "list_min",
        aliases: &["array_min"],
        summary: "the least of the values",
        example: ("list_min([3, 1, NULL])", "1"),
        call: |args, _| extreme(args, Ordering::Less),
        ..LISTS
    },
    Function {
        name: "list_max",
        aliases: &["array_max"],
        summary: "the greatest of the values",
        example: ("list_max(['a', 'b'])", "'b'"),
        call: |args, _| extreme(args, Ordering::Greater),
        ..LISTS
    },
    Function {
        name: "list_count",
        aliases: &["array_count"],
        summary: "how many of the values are not NULL",
        example: ("list_count([1, NULL, 2])", "2"),
        call: |args, _| integer(present(args)?.count()),
        ..COUNT
    },
    Function {
        name: "list_unique",
        aliases: &["array_unique"],
        summary: "how many different values there are, without NULL",
        example: ("list_unique([1, 2, 1, NULL])", "2"),
        call: |args, _| integer(distinct(args)?.len()),
        ..COUNT
    },
    Function {
        name: "list_distinct",
        aliases: &["array_distinct"],
        summary: "each different value once, in the order of their first places, without NULL",
        example: ("list_distinct([2, 1, 2, NULL])", "[2, 1]"),
        call: |args, _| Ok(Value::List(distinct(args)?)),
        ..SAME
    },
    Function {
        name: "list_bool_and",
        aliases: &["array_bool_and"],
        args: &[Arg::Truths],
        summary: "whether all values are TRUE",
        example: ("list_bool_and([x > 1 FOR x IN [2, 3]])", "TRUE"),
        call: |args, _| truth(args, false),
        ..TEST
    },
    Function {
        name: "list_bool_or",
        aliases: &["array_bool_or"],
        args: &[Arg::Truths],
        summary: "whether one of the values is TRUE",
        example: ("list_bool_or([x > 2 FOR x IN [2, 3]])", "TRUE"),
        call: |args, _| truth(args, true),
        ..TEST
    },
    Function {
        name: "list_has_any",
        aliases: &["array_has_any"],
        args: &[Arg::SameList, Arg::SameList],
        summary: "whether a value of the second list is in the first",
        example: ("list_has_any([1, 2], [2, 3])", "TRUE"),
        call: |args, _| {
            let (first, second) = (list(args, 0)?, list(args, 1)?);
            let shared = |value: &&Value| **value != Value::Null && holds(first, value);
            Ok(Value::Boolean(second.iter().any(|value| shared(&value))))
        },
        ..TEST
    },
    Function {
        name: "list_has_all",
        aliases: &["array_has_all"],
        args: &[Arg::SameList, Arg::SameList],
        summary: "whether every value of the second list is in the first",
        example: ("list_has_all([1, 2], [2])", "TRUE"),
        call: |args, _| {
            let (first, second) = (list(args, 0)?, list(args, 1)?);
            let mut wanted = second.iter().filter(|value| **value != Value::Null);
            Ok(Value::Boolean(wanted.all(|value| holds(first, value))))
        },
        ..TEST
    },
    Function {
        name: "list_concat",
        aliases: &["list_cat", "array_concat", "array_cat"],
        args: &[Arg::SameList],
        variadic: Some(Arg::SameList),
        strict: false,
        summary: "the values of all lists, one after the other",
        example: ("list_concat([1], [2, 3])", "[1, 2, 3]"),
        call: concat,
        ..SAME
    },
    Function {
        name: "list_sort",
        aliases: &["array_sort"],
        summary: "the values in order, NULL last",
        example: ("list_sort([3, NULL, 1])", "[1, 3, NULL]"),
        call: |args, _| sorted(args, |order| order),
        ..SAME
    },
    Function {
        name: "list_reverse_sort",
        aliases: &["array_reverse_sort"],
        summary: "the values in falling order, NULL last",
        example: ("list_reverse_sort([1, NULL, 3])", "[3, 1, NULL]"),
        call: |args, _| sorted(args, Ordering::reverse),
        ..SAME
    },
    Function {
        name: "list_reverse",
        aliases: &["array_reverse"],
        summary: "the values from the last to the first",
        example: ("list_reverse([1, 2])", "[2, 1]"),
        call: |args, _| Ok(Value::List(list(args, 0)?.iter().rev().cloned().collect())),
        ..SAME
    },
    Function {
        name: "array_to_string",
        args: &[Arg::Texts, Arg::Text],
        returns: Returns::Type(Type::Text),
        summary: "the texts of a list with a separator between them, without NULL",
        example: ("array_to_string(['a', NULL, 'b'], '-')", "'a-b'"),
        call: joined,
        ..LISTS
    },
];

fn list(args: &[Value], index: usize) -> Computed<&[Value]> {
    match args.get(index) {
        Some(Value::List(values)) => Ok(values),
        _ => Err(NotComputable::OutsideDomain),
    }
}

/// The values of the first argument that are not NULL.
fn present(args: &[Value]) -> Computed<impl Iterator<Item = &Value>> {
    Ok(list(args, 0)?.iter().filter(|value| **value != Value::Null))
}

fn texts<'t>(parts: impl Iterator<Item = &'t str>) -> Value {
    Value::List(parts.map(|part| Value::Text(part.to_owned())).collect())
}

fn split(args: &[Value], _: &Context) -> Computed {
    match args {
        [Value::Null, ..] => Ok(Value::Null),
        // As in DuckDB: nothing separates.
        [Value::Text(text), Value::Null] => Ok(texts([text.as_str()].into_iter())),
        _ => Ok(texts(parts(text(args, 0)?, text(args, 1)?).into_iter())),
    }
}

/// What stands between separators; the characters where that is nothing.
pub fn parts<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    if separator.is_empty() && !text.is_empty() {
        return text.char_indices().map(|(at, char)| &text[at..at + char.len_utf8()]).collect();
    }
    if separator.is_empty() { vec![text] } else { text.split(separator).collect() }
}

fn compiled(args: &[Value]) -> Computed<Regex> {
    cached(text(args, 1)?, Options::default()).ok_or(NotComputable::OutsideDomain)
}

fn split_by_pattern(args: &[Value], _: &Context) -> Computed {
    Ok(texts(compiled(args)?.split(text(args, 0)?)))
}

fn extract_all(args: &[Value], _: &Context) -> Computed {
    let group = usize::try_from(whole_or(args, 2, 0)?).map_err(|_| NotComputable::OutsideDomain)?;
    let regex = compiled(args)?;
    if group >= regex.captures_len() {
        return Err(NotComputable::OutsideDomain);
    }
    let found = regex.captures_iter(text(args, 0)?);
    Ok(texts(found.map(|found| found.get(group).map_or("", |part| part.as_str()))))
}

/// The index of a place among so many values.
pub fn index(place: i64, len: usize) -> Option<usize> {
    let from_end = usize::try_from(place.unsigned_abs()).ok()?;
    match place {
        0 => None,
        1.. => Some(from_end - 1).filter(|index| *index < len),
        _ => len.checked_sub(from_end),
    }
}

/// The indexes from one place to another among so many values.
pub fn range(from: i64, to: i64, len: usize) -> std::ops::Range<usize> {
    let len = len as i64;
    let start = if from < 0 { from.saturating_add(len) } else { from.saturating_sub(1) }.max(0);
    let end = if to < 0 { to.saturating_add(len).saturating_add(1) } else { to }.clamp(0, len);
    if start >= end { 0..0 } else { start as usize..end as usize }
}

fn extract(args: &[Value], _: &Context) -> Computed {
    let place = whole(args, 1)?;
    if let Some(Value::Text(text)) = args.first() {
        let found = index(place, text.chars().count()).and_then(|at| text.chars().nth(at));
        return Ok(Value::Text(found.map(String::from).unwrap_or_default()));
    }
    let list = list(args, 0)?;
    Ok(index(place, list.len()).map_or(Value::Null, |at| list[at].clone()))
}

fn slice(args: &[Value], _: &Context) -> Computed {
    let (from, to) = (whole(args, 1)?, whole(args, 2)?);
    if let Some(Value::Text(text)) = args.first() {
        let range = range(from, to, text.chars().count());
        return Ok(Value::Text(text.chars().skip(range.start).take(range.len()).collect()));
    }
    let list = list(args, 0)?;
    Ok(Value::List(list[range(from, to, list.len())].to_vec()))
}

/// Whether both are one value; NULL is one too.
fn same(one: &Value, other: &Value) -> bool {
    order(one, other).is_ok_and(Ordering::is_eq)
}

fn holds(list: &[Value], wanted: &Value) -> bool {
    list.iter().any(|value| same(value, wanted))
}

fn contains(args: &[Value], _: &Context) -> Computed {
    let wanted = args.get(1).ok_or(NotComputable::OutsideDomain)?;
    Ok(Value::Boolean(holds(list(args, 0)?, wanted)))
}

fn position(args: &[Value], _: &Context) -> Computed {
    let [Value::List(list), wanted] = args else { return Ok(Value::Null) };
    match list.iter().position(|value| same(value, wanted)) {
        Some(at) => integer(at + 1),
        None => Ok(Value::Null),
    }
}

fn sum<'v>(mut values: impl Iterator<Item = &'v Value>) -> Computed {
    let Some(first) = values.next() else { return Ok(Value::Null) };
    values
        .try_fold(first.clone(), |sum, value| arithmetic(BinaryOp::Add, &sum, value, Type::Number))
}

fn average(args: &[Value], _: &Context) -> Computed {
    let count = present(args)?.count();
    let sum = sum(present(args)?)?;
    let count = match sum {
        Value::Null => return Ok(Value::Null),
        Value::Float(_) => Value::Float(count as f64),
        _ => Value::Number(Decimal::from(count as i64)),
    };
    arithmetic(BinaryOp::Divide, &sum, &count, Type::Number)
}

fn extreme(args: &[Value], beyond: Ordering) -> Computed {
    let mut best: Option<&Value> = None;
    for value in present(args)? {
        match best {
            Some(known) if order(value, known)? != beyond => {}
            _ => best = Some(value),
        }
    }
    Ok(best.cloned().unwrap_or(Value::Null))
}

fn distinct(args: &[Value]) -> Computed<Vec<Value>> {
    let mut values: Vec<(usize, &Value)> = present(args)?.enumerate().collect();
    // In order, so that equal ones stand together; the first of each stays.
    let mut failed = None;
    values.sort_by(|(at, one), (other_at, other)| {
        let order = order(one, other).unwrap_or_else(|why| {
            failed = Some(why);
            Ordering::Equal
        });
        order.then(at.cmp(other_at))
    });
    if let Some(why) = failed {
        return Err(why);
    }
    values.dedup_by(|(_, next), (_, kept)| same(next, kept));
    values.sort_by_key(|(at, _)| *at);
    Ok(values.into_iter().map(|(_, value)| value.clone()).collect())
}

/// The value that decides where it occurs, else the other one; NULL where there are none.
fn truth(args: &[Value], deciding: bool) -> Computed {
    let mut any = false;
    for value in present(args)? {
        any = true;
        if *value == Value::Boolean(deciding) {
            return Ok(Value::Boolean(deciding));
        }
    }
    Ok(if any { Value::Boolean(!deciding) } else { Value::Null })
}

fn concat(args: &[Value], _: &Context) -> Computed {
    let lists: Vec<&[Value]> = (0..args.len()).filter_map(|at| list(args, at).ok()).collect();
    Ok(if lists.is_empty() { Value::Null } else { Value::List(lists.concat()) })
}

fn sorted(args: &[Value], direction: impl Fn(Ordering) -> Ordering) -> Computed {
    let mut values: Vec<Value> = present(args)?.cloned().collect();
    let nulls = list(args, 0)?.len() - values.len();
    let mut failed = None;
    values.sort_by(|one, other| match order(one, other) {
        Ok(order) => direction(order),
        Err(why) => {
            failed = Some(why);
            Ordering::Equal
        }
    });
    values.extend(std::iter::repeat_n(Value::Null, nulls));
    failed.map_or(Ok(Value::List(values)), Err)
}

fn joined(args: &[Value], _: &Context) -> Computed {
    let texts: Vec<String> = present(args)?.map(show).collect();
    Ok(Value::Text(texts.join(text(args, 1)?)))
}
