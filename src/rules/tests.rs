//! `[[rules.ID.tests]]` of a rule file to the model.

use super::lower::{entries, string};
use super::model::{Expected, TestDecl, TestRow};
use super::param::{Param, Spanned};
use crate::diagnostics::Diagnostic;

/// Takes a test from its tree. What does not conform has been said.
pub fn test(value: &Param, found: &mut Vec<Diagnostic>) -> Option<TestDecl> {
    let Param::Table(_) = value else { return None };
    let expected = expected(value)?;
    let rows = rows_of(value, found)?;
    let as_of = match value.get("as-of") {
        Some(Param::Date(date)) => Some(date.clone()),
        _ => None,
    };
    Some(TestDecl {
        name: string(value, "name"),
        rows,
        tables: entries(value, "tables")
            .map(|(name, list)| (name.clone(), rows_in(list)))
            .collect(),
        expected,
        as_of,
    })
}

/// One row, or several, and not both.
fn rows_of(value: &Param, found: &mut Vec<Diagnostic>) -> Option<Vec<TestRow>> {
    let (source, span) = value.place();
    let mistake = match (value.get("row"), value.get("rows")) {
        (Some(row), None) => return row_of(row).map(|row| vec![row]),
        (None, Some(list)) => {
            let rows = rows_in(list);
            if !rows.is_empty() {
                return Some(rows);
            }
            let (source, span) = list.place();
            Diagnostic::new("invalid-value", "`rows` of a test has no row").at(
                source,
                span,
                "nothing in it",
            )
        }
        (Some(_), Some(second)) => {
            let (source, span) = second.place();
            Diagnostic::new("invalid-value", "a test has both `row` and `rows`")
                .at(source, span, "the second of them")
                .help("put all rows under `rows`")
        }
        (None, None) => {
            Diagnostic::new("missing-key", "a test has no row").at(source, span, "no row here")
        }
    };
    found.push(match mistake.help {
        Some(_) => mistake,
        None => mistake.help("add `row = { rounds = 50, occasions = 2 }`, or `rows = [{ … }]`"),
    });
    None
}

fn rows_in(list: &Param) -> Vec<TestRow> {
    match list {
        Param::List(list) => list.value.iter().filter_map(row_of).collect(),
        _ => Vec::new(),
    }
}

fn row_of(row: &Param) -> Option<TestRow> {
    match row {
        Param::Table(cells) => Some(cells.clone()),
        _ => None,
    }
}

fn expected(value: &Param) -> Option<Spanned<Expected>> {
    if value.get("passes").is_some() {
        return placed(value, "passes", Expected::Passes);
    }
    match value.get("fails")? {
        Param::List(list) => {
            let number = |item: &Param| match item {
                Param::Integer(number) => u64::try_from(number.value).ok(),
                _ => None,
            };
            let numbers = list.value.iter().filter_map(number).collect();
            placed(value, "fails", Expected::FailsAt(numbers))
        }
        _ => placed(value, "fails", Expected::Fails),
    }
}

/// What a key says, with the place from the key to its value.
fn placed(table: &Param, key: &str, expected: Expected) -> Option<Spanned<Expected>> {
    let (name, value) = super::lower::entries_of(table).find(|(name, _)| name.value == key)?;
    let (source, span) = value.place();
    Some(Spanned { value: expected, source, span: name.span.to(span) })
}
