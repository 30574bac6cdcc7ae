//! A group that fails, in words.

use super::{GroupsHold, mend};
use crate::checks::binder::one_line;
use crate::checks::condition::{how_far, unexplained, unit_of};
use crate::checks::{Description, RowFrame};
use crate::expressions::explain::{Explanation, explain};
use crate::expressions::grouping::BoundAggregate;
use crate::expressions::typed::Node;
use crate::expressions::{Typed, eval};
use crate::types::{NotComputable, Value, format};

/// What to show of a group at its first row, or of a row that has no group.
pub fn describe(check: &GroupsHold, row: &RowFrame<'_, '_>) -> Description {
    if row.slots.is_empty() {
        return without_group(check, row);
    }
    let explanation = explain(&check.condition, &check.text, &row.frame());
    let mut values = by_values(check, row);
    for (text, value) in &explanation.values {
        if !values.iter().any(|(known, _)| known == text) {
            values.push((text.clone(), format::exact(value)));
        }
    }
    if let Some(difference) = explanation.difference.filter(|apart| !apart.is_zero()) {
        values.push(("difference".to_owned(), format::exact(&Value::Number(difference.trimmed()))));
    }
    values.extend(unexplained(explanation.apart));
    let (message, other_cells) = match explanation.reason {
        Some(reason) => not_computable(check, row, &explanation, reason),
        None => (fails(check, row, &explanation), Vec::new()),
    };
    let message = crate::checks::condition::shortened(message, &check.condition, &check.text);
    let (heaviest, help) = match explanation.reason {
        Some(_) => (None, None),
        None => mend::rows(check, explanation.failed_part, row),
    };
    let message = match &heaviest {
        Some(rows) => format!("{message}; the heaviest rows are {rows}"),
        None => message,
    };
    values.extend(heaviest.map(|rows| ("heaviest rows".to_owned(), rows)));
    Description {
        message,
        help,
        elsewhere: crate::checks::condition::shown(&explanation.columns, row).1,
        cells: by_cells(check, row),
        other_cells,
        values,
        units: check.units.clone(),
        failed_part: explanation.failed_part,
    }
}

/// "`sum(quantity)` is 2,000,012,345 for supplier USA, so `…` does not hold".
fn fails(check: &GroupsHold, row: &RowFrame<'_, '_>, explanation: &Explanation) -> String {
    let is_by = |text: &String| check.totals.grouping.by.iter().any(|by| by.text == *text);
    let known: Vec<String> = explanation
        .values
        .iter()
        .filter(|(text, _)| !is_by(text))
        .map(|(text, value)| {
            let unit = unit_of(&check.units, text);
            format!("`{}` is {}{unit}", one_line(text), shown(value, row))
        })
        .collect();
    let mut known = known.join(" and ");
    let apart = explanation.difference.filter(|apart| !apart.is_zero());
    if let (Some(difference), 2..) = (apart, explanation.values.len()) {
        let apart = shown(&Value::Number(difference.abs()), row);
        let which = if difference.is_negative() { "less" } else { "more" };
        known = format!("{known}, {apart} {which}");
    }
    if let Some(apart) = explanation.apart {
        known.push_str(&how_far(apart, row.masked));
    }
    let group = group(check, row);
    let part = one_line(&explanation.failed_text);
    match (known.is_empty(), group.is_empty()) {
        (true, true) => format!("`{part}` does not hold"),
        (true, false) => format!("`{part}` does not hold for {group}"),
        (false, true) => format!("{known}, so `{part}` does not hold"),
        (false, false) => format!("{known} for {group}, so `{part}` does not hold"),
    }
}

fn shown(value: &Value, row: &RowFrame<'_, '_>) -> String {
    match value {
        _ if row.masked => "•".to_owned(),
        Value::Text(text) => row.quoted(text),
        value => super::super::message::brief(value),
    }
}

/// What makes the group, for programs.
pub fn by_values(check: &GroupsHold, row: &RowFrame<'_, '_>) -> Vec<(String, String)> {
    let by = check.totals.grouping.by.iter().zip(row.slots);
    let by = by.map(|(by, value)| {
        let value = match value {
            None | Some(Value::Null) => "(missing)".to_owned(),
            Some(value) => format::exact(value),
        };
        (by.text.clone(), value)
    });
    by.collect()
}

/// "supplier USA, year(start_date) 2019".
pub fn group(check: &GroupsHold, row: &RowFrame<'_, '_>) -> String {
    let by = check.totals.grouping.by.iter().zip(row.slots);
    let by = by.map(|(by, value)| {
        let value = match value {
            None | Some(Value::Null) => "(missing)".to_owned(),
            Some(_) if row.masked => "•".to_owned(),
            Some(value) => row.shown(&format::exact(value)),
        };
        format!("{} {value}", by.text)
    });
    by.collect::<Vec<_>>().join(", ")
}

/// The cells of the first row that make its group. Nothing is wrong with that row more than with
/// others of the group, so that it is called what it is.
pub fn by_cells(check: &GroupsHold, row: &RowFrame<'_, '_>) -> Vec<(usize, String)> {
    let mut cells: Vec<(usize, String)> = Vec::new();
    for (by, value) in check.totals.grouping.by.iter().zip(row.slots) {
        let label = match (&by.typed.node, value) {
            (Node::Column(column), _) => row.cell_is(*column),
            (_, Some(value)) => {
                format!("`{}` is {}", by.text, row.shown(&format::exact(value)))
            }
            _ => continue,
        };
        let columns = crate::expressions::bind::columns_read(&by.typed).columns;
        for column in columns {
            if !cells.iter().any(|(known, _)| *known == column) {
                cells.push((column, label.clone()));
            }
        }
    }
    if let Some((_, label)) = cells.first_mut() {
        *label = format!("first row of the group: {label}");
    }
    cells
}

fn not_computable(
    check: &GroupsHold,
    row: &RowFrame<'_, '_>,
    explanation: &Explanation,
    reason: NotComputable,
) -> (String, Vec<(usize, String)>) {
    let n_by = check.totals.grouping.by.len();
    let failed = row.slots.iter().skip(n_by).position(Option::is_none);
    let aggregate = failed.and_then(|at| check.totals.grouping.aggregates.get(at));
    let group = group(check, row);
    let of = if group.is_empty() { String::new() } else { format!(" for {group}") };
    let Some(aggregate) = aggregate else {
        let part = one_line(&explanation.failed_text);
        return (format!("`{part}` cannot be computed{of}: {}", reason.reason()), Vec::new());
    };
    let text = &aggregate.text;
    let Some((part, why)) = culprit(check, aggregate, row) else {
        let why = NotComputable::Overflow.reason();
        return (format!("`{text}` cannot be computed{of}: {why}"), Vec::new());
    };
    let columns = crate::expressions::bind::columns_read(part).columns;
    let label = format!("`{}` cannot be computed here", written(check, part));
    let cells = columns.into_iter().map(|column| (column, label.clone())).collect();
    let message = format!(
        "`{text}` cannot be computed{of}: {}, of `{}` in a row",
        why.reason(),
        written(check, part)
    );
    (message, cells)
}

/// The argument that cannot be computed in the row that is shown as the other one, and why.
fn culprit<'c>(
    check: &GroupsHold,
    aggregate: &'c BoundAggregate,
    row: &RowFrame<'_, '_>,
) -> Option<(&'c Typed, NotComputable)> {
    let other = row.other?;
    let part = aggregate.parts().find(|part| eval::eval(part, other).value(0).is_none())?;
    Some((part, explain(part, &check.text, other).reason?))
}

fn written(check: &GroupsHold, part: &Typed) -> String {
    one_line(check.text.get(part.span.start..part.span.end).unwrap_or_default())
}

/// A row of which it cannot be computed what group it is in.
fn without_group(check: &GroupsHold, row: &RowFrame<'_, '_>) -> Description {
    let by = &check.totals.grouping.by;
    let failed = by.iter().find(|by| eval::eval(&by.typed, row.block).value(0).is_none());
    let Some(by) = failed else { return Description::default() };
    let explanation = explain(&by.typed, &by.text, row.block);
    let reason = explanation.reason.map_or("", |reason| reason.reason());
    let (cells, elsewhere) = crate::checks::condition::shown(&explanation.columns, row);
    Description {
        message: format!("`{}`, which makes the groups, cannot be computed: {reason}", by.text),
        cells,
        elsewhere,
        ..Description::default()
    }
}
