//! What the columns of a table are: numbers, days or texts, and which of them choose rows.

use super::rows;
use crate::plan::{Plan, TablePlan};
use crate::tables::Origin;
use crate::types::{CellFormat, DataType, Decimal, Value};
use std::collections::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

/// A column with more different values chooses no groups of rows.
const VALUES: usize = 64;
/// In a table with more rows no single cells are looked at: no column is kept to find them by.
const ROWS: usize = 1_000_000;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number,
    Day,
    Boolean,
    Text,
    /// Something that no literal is written for.
    Other,
}

/// A column, looked at once.
pub struct Column {
    pub kind: Kind,
    format: CellFormat,
    /// Each different text in the order of its first row, where there are few.
    pub values: Option<Vec<String>>,
    numbers: HashMap<String, usize>,
    /// Whether no two rows have the same text, and none is missing.
    pub is_key: bool,
    /// Whether all numbers are whole and look like years: nobody adds those up.
    pub are_years: bool,
    seen: HashSet<u64>,
    is_open: bool,
}

impl Column {
    fn new(format: &CellFormat, is_inferred: bool) -> Column {
        Column {
            // Inferred types are only known of columns that some rule names.
            kind: match format.data_type {
                DataType::Integer | DataType::Number | DataType::Year => Kind::Number,
                DataType::Date => Kind::Day,
                DataType::Boolean => Kind::Boolean,
                DataType::String => Kind::Text,
                _ => Kind::Other,
            },
            is_open: is_inferred && format.data_type == DataType::String,
            format: format.clone(),
            values: Some(Vec::new()),
            numbers: HashMap::new(),
            is_key: true,
            are_years: true,
            seen: HashSet::new(),
        }
    }

    /// The number or the day (since 1970-01-01) of a cell.
    pub fn amount(&self, text: &str) -> Option<Decimal> {
        match self.format.read(text)? {
            Value::Number(number) => Some(number),
            Value::Date(day) => Some(Decimal::from(i64::from(day))),
            _ => None,
        }
    }

    /// Which of its values a text is.
    pub fn number_of(&self, text: &str) -> Option<usize> {
        self.numbers.get(text).copied()
    }

    fn look(&mut self, text: Option<&str>, n_rows: usize) {
        let Some(text) = text else {
            self.is_key = false;
            return;
        };
        if self.is_key {
            self.is_key = n_rows < ROWS && self.seen.insert(xxh3_64(text.as_bytes()));
        }
        if let Some(values) = &mut self.values
            && !self.numbers.contains_key(text)
        {
            self.numbers.insert(text.to_owned(), values.len());
            values.push(text.to_owned());
            if values.len() > VALUES {
                (self.values, self.numbers) = (None, HashMap::new());
            }
        }
    }

    /// The first of the types that all cells read as, as reading the file for a rule would find it.
    fn settle(&mut self, reads: [bool; 3]) {
        let types = [DataType::Number, DataType::Date, DataType::Boolean];
        let kinds = [Kind::Number, Kind::Day, Kind::Boolean];
        if let Some(at) = reads.iter().position(|all| *all).filter(|_| self.is_open) {
            self.kind = kinds[at];
            self.format = CellFormat { data_type: types[at], ..self.format.clone() };
        }
        self.seen = HashSet::new();
    }
}

/// The columns of a table, and how many rows it has.
pub fn profile(plan: &Plan, (at, table): (usize, &TablePlan)) -> (Vec<Column>, u64) {
    let schema = &plan.catalog.tables[at];
    let mut columns: Vec<Column> = schema
        .own()
        .iter()
        .zip(&table.formats)
        .map(|(column, format)| {
            Column::new(format, !matches!(column.origin, Origin::Declared { .. }))
        })
        .collect();
    let as_type =
        |data_type| move |column: &Column| CellFormat { data_type, ..column.format.clone() };
    let trial: Vec<[CellFormat; 3]> = columns
        .iter()
        .map(|column| {
            [DataType::Number, DataType::Date, DataType::Boolean].map(|ty| as_type(ty)(column))
        })
        .collect();
    let mut reads: Vec<[bool; 3]> = vec![[true; 3]; columns.len()];
    let mut n_rows = 0;
    rows::each(table, |row| {
        for (at, text) in row.iter().enumerate() {
            let (text, column) = (text.as_deref(), &mut columns[at]);
            column.look(text, n_rows);
            let Some(text) = text else { continue };
            if column.is_open {
                for (all, format) in reads[at].iter_mut().zip(&trial[at]) {
                    *all = *all && format.read(text).is_some();
                }
            }
            column.are_years = column.are_years && looks_like_a_year(text);
        }
        n_rows += 1;
    });
    columns.iter_mut().zip(reads).for_each(|(column, reads)| column.settle(reads));
    if n_rows == 0 {
        columns.iter_mut().for_each(|column| column.is_key = false);
    }
    (columns, n_rows as u64)
}

fn looks_like_a_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u32| (1500..2200).contains(&year))
}
