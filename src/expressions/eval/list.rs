//! Lists: literals, and the functions that need no value of their own for each row.

use super::gaps::{Gaps, collect, fill};
use super::operand::{Operand, broadcast, constant};
use super::rows;
use crate::expressions::functions::{Function, lists};
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Data, Lists, NOWHERE, Target, Vector, gather};
use crate::types::{Computed, Decimal, NotComputable, Type, Value};
use bumpalo::Bump;

/// `[a, b]`: the values of each row next to each other.
pub(super) fn literal<'a>(items: &[Typed], frame: &dyn Frame<'a>) -> Vector<'a> {
    let len = frame.n_rows();
    let parts: Vec<Vector<'a>> = items
        .iter()
        .map(|item| match constant(item).as_deref() {
            Some(value) => broadcast(value, frame),
            None => rows(item, frame).into_owned(),
        })
        .collect();
    let mut gaps = Gaps::default();
    for part in &parts {
        gaps = gaps.and(&Gaps { nulls: None, failed: part.failed.clone() });
    }
    let width = parts.len();
    let mut joined = Vector::joined(parts);
    joined.failed = None;
    let by_row = (0..len).flat_map(|row| (0..width).map(move |part| (part * len + row) as Target));
    let values = gather(&joined, &by_row.collect::<Vec<_>>());
    let starts = (0..=len).map(|row| (row * width) as u32).collect();
    without(gaps, Lists { starts, values: Box::new(values) }, len)
}

/// The values of both lists of each row, one after the other.
pub(super) fn joined<'a>(gaps: Gaps, [left, right]: [&Lists<'a>; 2], len: usize) -> Vector<'a> {
    let values = Vector::joined(vec![(*left.values).clone(), (*right.values).clone()]);
    let all = (0..len).map(|row| {
        let behind = right.range(row);
        let behind = left.values.len + behind.start..left.values.len + behind.end;
        left.range(row).chain(behind)
    });
    without(gaps, chosen(&values, all), len)
}

/// The lists with gaps: a row in one holds nothing.
pub(super) fn without<'a>(gaps: Gaps, lists: Lists<'a>, len: usize) -> Vector<'a> {
    if gaps.is_empty() {
        return Vector::full(len, Data::List(lists));
    }
    let kept = |row: usize| if gaps.has(row) { 0..0 } else { lists.range(row) };
    let lists = chosen(&lists.values, (0..len).map(kept));
    gaps.around(len, Data::List(lists))
}

/// Lists of the values at these places.
fn chosen<'a, I: Iterator<Item = usize>>(
    values: &Vector<'a>,
    rows: impl Iterator<Item = I>,
) -> Lists<'a> {
    let (mut starts, mut places) = (vec![0_u32], Vec::new());
    for row in rows {
        places.extend(row.map(|at| at as Target));
        starts.push(places.len() as u32);
    }
    Lists { starts, values: Box::new(gather(values, &places)) }
}

/// A function of lists that takes their values where they are; `None` for the others.
pub(super) fn call<'a>(
    function: &Function,
    args: &[Typed],
    (ty, frame): (Type, &dyn Frame<'a>),
) -> Option<Vector<'a>> {
    let lists = || match args.first() {
        Some(first) if first.ty.is_list() => Some(rows(first, frame)),
        _ => None,
    };
    match (function.name, args) {
        ("string_split", [text, separator]) => {
            let constant = constant(separator);
            let Some(Value::Text(separator)) = constant.as_deref() else { return None };
            Some(split(&rows(text, frame), separator))
        }
        ("length", _) => {
            let lists = lists()?;
            let Data::List(found) = &lists.data else { return None };
            let values = found.starts.windows(2).map(|pair| i64::from(pair[1] - pair[0])).collect();
            Some(Gaps::of(&lists).around(lists.len, Data::Narrow { values, scale: 0 }))
        }
        ("list_extract", [_, place]) => {
            extract(lists()?.as_ref(), &Operand::of(place, frame), frame)
        }
        ("list_slice", [_, from, to]) => {
            let bounds = [Operand::of(from, frame), Operand::of(to, frame)];
            slice(lists()?.as_ref(), bounds.map(|bound| bound.into_rows(frame).into_owned()))
        }
        ("list_sum", _) if ty.is_exact() => sum(lists()?.as_ref()),
        _ => None,
    }
}

fn split<'a>(texts: &Vector<'a>, separator: &str) -> Vector<'a> {
    let (len, gaps) = (texts.len, Gaps::of(texts));
    let Data::Text(values) = &texts.data else { return gaps.around(len, Data::Null) };
    let (mut starts, mut all) = (vec![0_u32], Vec::new());
    for (row, text) in values.iter().enumerate() {
        if !gaps.has(row) {
            match separator.is_empty() {
                true => all.extend(lists::parts(text, separator)),
                false => all.extend(text.split(separator)),
            }
        }
        starts.push(all.len() as u32);
    }
    let values = Box::new(Vector::full(all.len(), Data::Text(all)));
    gaps.around(len, Data::List(Lists { starts, values }))
}

/// A whole number of a row, as [`Function`]s read it.
fn place(numbers: &Vector<'_>, row: usize) -> Result<i64, NotComputable> {
    match numbers.value(row) {
        Some(Value::Number(number)) => number
            .to_i64()
            .map_or_else(|| if number.is_negative() { Ok(i64::MIN) } else { Ok(i64::MAX) }, Ok),
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn extract<'a>(
    lists: &Vector<'a>,
    places: &Operand<'_, 'a>,
    frame: &dyn Frame<'a>,
) -> Option<Vector<'a>> {
    let Data::List(found) = &lists.data else { return None };
    let places = match places {
        Operand::Constant(value) => broadcast(value, frame),
        Operand::Rows(rows) => rows.clone().into_owned(),
    };
    let gaps = Gaps::of(lists).and(&Gaps::of(&places));
    let (targets, gaps) = fill(lists.len, gaps, NOWHERE, |row| {
        let range = found.range(row);
        let at = lists::index(place(&places, row)?, range.len());
        Ok(Some(at.map_or(NOWHERE, |at| (range.start + at) as Target)))
    });
    let values = gather(&found.values, &targets);
    let gaps = gaps.and(&Gaps::of(&values));
    Some(gaps.around(lists.len, values.data))
}

fn slice<'a>(lists: &Vector<'a>, [from, to]: [Vector<'a>; 2]) -> Option<Vector<'a>> {
    let Data::List(found) = &lists.data else { return None };
    let gaps = Gaps::of(lists).and(&Gaps::of(&from)).and(&Gaps::of(&to));
    let (ranges, gaps) = fill(lists.len, gaps, 0..0, |row| {
        let all = found.range(row);
        let part = lists::range(place(&from, row)?, place(&to, row)?, all.len());
        Ok(Some(all.start + part.start..all.start + part.end))
    });
    let data = Data::List(chosen(&found.values, ranges.into_iter()));
    Some(gaps.around(lists.len, data))
}

/// Sums of numbers of one scale that fit 64 bits; `None` for others.
fn sum<'a>(lists: &Vector<'a>) -> Option<Vector<'a>> {
    let Data::List(found) = &lists.data else { return None };
    let Data::Narrow { values, scale } = &found.values.data else { return None };
    let nulls = found.values.nulls.as_ref();
    let (sums, gaps) = fill(lists.len, Gaps::of(lists), Decimal::ZERO, |row| {
        let (mut sum, mut any) = (0_i128, false);
        for at in found.range(row).filter(|at| nulls.is_none_or(|nulls| !nulls.get(*at))) {
            sum += i128::from(values[at]);
            any = true;
        }
        Ok(any.then(|| Decimal::new(sum, *scale)))
    });
    Some(gaps.around(lists.len, Data::Wide(sums)))
}

/// Lists from values made row by row.
pub(super) fn collect_lists<'a>(
    len: usize,
    gaps: Gaps,
    (element, arena): (Type, &'a Bump),
    value: &mut dyn FnMut(usize) -> Computed,
) -> Vector<'a> {
    let mut items: Vec<Value> = Vec::new();
    let mut starts = vec![0_u32; len + 1];
    let (_, gaps) = fill(len, gaps, (), |row| match value(row)? {
        Value::List(values) => {
            items.extend(values);
            starts[row + 1] = items.len() as u32;
            Ok(Some(()))
        }
        Value::Null => Ok(None),
        _ => Err(NotComputable::OutsideDomain),
    });
    // A row in a gap ends where the one before it does.
    for row in 0..len {
        starts[row + 1] = starts[row + 1].max(starts[row]);
    }
    let count = items.len();
    let mut items = items.into_iter();
    let values = collect(count, Gaps::default(), (element, arena), |_| {
        items.next().ok_or(NotComputable::OutsideDomain)
    });
    gaps.around(len, Data::List(Lists { starts, values: Box::new(values) }))
}
