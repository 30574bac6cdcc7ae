//! Messages of rule authors, filled in for a row: `{rounds} rounds on {occasions} occasions`.

use super::RowFrame;
use crate::expressions::eval;
use crate::expressions::template::{Part, Template};
use crate::expressions::typed::{Node, Typed};
use crate::types::{DataType, Decimal, Value, format};

/// The message for a row. What cannot be computed is a dash.
pub fn render(template: &Template, row: &RowFrame<'_, '_>) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Expr { .. } if row.masked => "•".to_owned(),
        Part::Expr { typed, .. } => match eval(typed, &row.frame()).value(0) {
            None | Some(Value::Null) => "—".to_owned(),
            Some(value) if is_name(typed, row) => format::exact(&value),
            Some(value) => brief(&value),
        },
    };
    template.parts.iter().map(part).collect()
}

/// Whether a number is a name rather than an amount: a year, a key, a reference. These are not
/// grouped.
fn is_name(typed: &Typed, row: &RowFrame<'_, '_>) -> bool {
    let catalog = row.block.around.catalog;
    let (schema, column) = match &typed.node {
        Node::Column(column) => (catalog.table(row.table), *column),
        Node::Follow { path, column } => match path.last() {
            Some(last) => (catalog.table(catalog.reference(*last).to), *column),
            None => return false,
        },
        Node::Call { function, .. } => return function.name == "year",
        _ => return false,
    };
    let known = &schema.columns[column];
    known.data_type == DataType::Year || known.reference.is_some() || schema.key.contains(&column)
}

/// Digits that a reader compares by: more are noise.
const DIGITS: i32 = 5;

/// A value for a sentence: of a computed number with many places only what tells something.
pub fn brief(value: &Value) -> String {
    match value {
        Value::Number(number) => format::grouped(rounded(*number)),
        Value::Text(text) => format::shorten(&format::visible(text), 80).into_owned(),
        value => format::show(value),
    }
}

/// A computed number with no more digits than tell something.
pub fn rounded(number: Decimal) -> Decimal {
    let trimmed = number.trimmed();
    if trimmed.scale() <= 4 {
        return trimmed;
    }
    let digits = trimmed.abs().mantissa().to_string().len() as i32;
    let whole = digits - i32::from(trimmed.scale());
    trimmed.round((DIGITS - whole).max(0)).unwrap_or(trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, expected: &str) {
        let number = number.parse::<Decimal>().expect("a number");
        assert_eq!(brief(&Value::Number(number)), expected);
    }

    #[test]
    fn computed_numbers_show_what_tells_something() {
        check("183673.469387755102040816", "183,673");
        check("447.761194029850746269", "447.76");
        check("46.25", "46.25");
        check("0.000012345678901", "0.000012346");
        check("9000000", "9,000,000");
        check("-0.333333333333333333", "-0.33333");
    }
}
