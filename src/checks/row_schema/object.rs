//! A row as a JSON object: a property for each column that has a value.

use super::properties;
use crate::checks::binder::Binder;
use crate::checks::frame::BlockFrame;
use crate::tables::{Made, Origin, TableId};
use crate::types::{CellFormat, Decimal, Value, format};
use serde_json::{Map, Number, Value as Json};

/// A column as a property.
pub struct Property {
    pub name: String,
    /// The column of the files.
    pub column: usize,
    reading: Reading,
}

/// Where a property's value comes from.
enum Reading {
    /// As the rule file declares it.
    Declared,
    /// From the text of the cell, by what the schema asks for.
    Text { column: usize, own: CellFormat, formats: Vec<CellFormat> },
}

impl Property {
    /// The property that a column of a table is to a schema.
    pub fn of((table, column): (TableId, usize), root: &Json, binder: &Binder<'_>) -> Property {
        let schema = binder.catalog.table(table);
        let known = &schema.columns[column];
        let text = schema.column_of(Made::Text(column));
        let reading = match (&known.origin, text) {
            (Origin::Inferred { .. } | Origin::NoValues, Some(text)) => {
                let own = binder.formats[table.0][column].clone();
                let read_as = properties::read_as(root, &known.name).into_iter();
                let format = |data_type| CellFormat { data_type, ..own.clone() };
                Reading::Text { column: text, formats: read_as.map(format).collect(), own }
            }
            _ => Reading::Declared,
        };
        Property { name: known.name.clone(), column, reading }
    }

    /// The column that is decoded for it.
    pub fn reads(&self) -> usize {
        match &self.reading {
            Reading::Declared => self.column,
            Reading::Text { column, .. } => *column,
        }
    }

    /// Its value in a row; `None` where there is none.
    fn value(&self, block: &BlockFrame<'_>, row: usize) -> Option<Json> {
        let value = block.vector(self.reads()).value(row)?;
        match (&self.reading, value) {
            (_, Value::Null) => None,
            (Reading::Declared, value) => Some(json(&value)),
            (Reading::Text { own, formats, .. }, Value::Text(text)) => {
                if own.is_missing(text.as_bytes()) {
                    return None;
                }
                let read = formats.iter().find_map(|format| format.read(&text));
                Some(read.map_or(Json::String(text), |value| json(&value)))
            }
            (Reading::Text { .. }, value) => Some(json(&value)),
        }
    }
}

/// Puts a row into an object, which holds another one or none: the names are made once.
pub fn fill(
    object: &mut Map<String, Json>,
    properties: &[Property],
    (block, row): (&BlockFrame<'_>, usize),
) {
    for property in properties {
        match (property.value(block, row), object.get_mut(&property.name)) {
            (Some(value), Some(place)) => *place = value,
            (Some(value), None) => drop(object.insert(property.name.clone(), value)),
            (None, _) => drop(object.swap_remove(&property.name)),
        }
    }
}

/// A value as JSON has it: dates and times as RFC 3339 writes them.
fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(value) => Json::Bool(*value),
        Value::Number(number) => number_of(*number),
        Value::Float(number) => Number::from_f64(*number)
            .map_or_else(|| Json::String(format::exact(value)), Json::Number),
        Value::Text(text) => Json::String(text.clone()),
        // A datetime of Table Schema is one of UTC.
        Value::DateTime(_) => Json::String(format!("{}Z", format::exact(value))),
        _ => Json::String(format::exact(value)),
    }
}

/// With all of its digits.
fn number_of(number: Decimal) -> Json {
    let number = number.trimmed();
    match number.to_i64() {
        Some(whole) => Json::from(whole),
        None => serde_json::from_str(&format::exact(&Value::Number(number))).unwrap_or(Json::Null),
    }
}
