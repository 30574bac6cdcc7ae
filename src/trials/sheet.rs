//! A table of a test: what is known of its columns, and its rows as a file in memory.

use super::tests::Ground;
use crate::diagnostics::{Diagnostic, suggest};
use crate::plan::catalog::{Before, Opened, unknown_column};
use crate::plan::claim::Claim;
use crate::plan::declared::{Declared, is_glob};
use crate::rules::{
    CellReading, ColumnDecl, HeaderDecl, Param, Reading, Spanned, TableDecl, TestRow,
};
use crate::sources::open::from_bytes;
use crate::tables::{Origin, Schema};
use crate::types::DataType;
use crate::types::infer::Inference;

/// What means "no value" where a rule file says nothing else.
const EMPTY: &[String] = &[String::new()];

/// A table of a test.
pub struct Sheet<'s> {
    pub name: Spanned<String>,
    pub rows: &'s [TestRow],
    /// Whether the rule judges it.
    pub judged: bool,
}

impl Sheet<'_> {
    /// What rule files say of the table, as far as a test needs it: keys, references, how cells are
    /// read, and for every column the type that it has in the data.
    pub fn declare(&self, ground: &Ground<'_>) -> TableDecl {
        let known = ground.schema(&self.name.value);
        let decl = ground.decl(&self.name.value);
        let declared = decl.map(Declared::new);
        let columns = self.columns(ground).into_iter().map(|name| {
            let found = declared.as_ref().and_then(|declared| declared.find(&name));
            let mut column = found.cloned().unwrap_or_else(|| self.undeclared());
            column.name = Spanned { value: name, ..column.name };
            column.constraints.retain(|one| one.kind.value == "references");
            if column.data_type.is_none() {
                let missing = missing(decl, &column);
                let data_type = type_in_data(known, &column.name.value).or_else(|| {
                    ground.type_in_tests(&self.name.value, &column.name.value, missing)
                });
                let Spanned { source, span, .. } = column.name;
                column.data_type = data_type.map(|value| Spanned { value, source, span });
            }
            // Of what nobody knows a type, there is no value either: it goes with every type.
            column.optional = column.data_type.is_none();
            column
        });
        let columns: Vec<ColumnDecl> = columns.collect();
        TableDecl {
            name: self.name.clone(),
            files: Vec::new(),
            key: decl.map_or_else(Vec::new, |decl| decl.key.clone()),
            missing: decl.and_then(|decl| decl.missing.clone()),
            source: None,
            rows: Vec::new(),
            columns_match: None,
            references: decl.map_or_else(Default::default, |decl| decl.references.clone()),
            reading: reading(&self.name, present(&columns).map(|column| column.name.value.clone())),
            columns,
        }
    }

    /// The columns: those of the data and the declared ones; without data also those that tests name.
    fn columns(&self, ground: &Ground<'_>) -> Vec<String> {
        let known = ground.schema(&self.name.value).into_iter().flat_map(|schema| schema.own());
        let known = known.map(|column| column.name.clone());
        let declared = ground.decl(&self.name.value).into_iter().flat_map(|decl| &decl.columns);
        let declared =
            declared.map(|column| column.name.value.clone()).filter(|name| !is_glob(name));
        let named = ground.cells_in_tests(&self.name.value).map(|(name, _)| name.value.clone());
        let mut columns = Vec::new();
        for name in known.chain(declared).chain(named) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        columns
    }

    fn undeclared(&self) -> ColumnDecl {
        ColumnDecl {
            name: self.name.clone(),
            data_type: None,
            optional: false,
            unit: None,
            description: None,
            reading: CellReading::default(),
            constraints: Vec::new(),
        }
    }

    /// Cells of columns that the data do not have.
    pub fn unknown_columns(&self, ground: &Ground<'_>, found: &mut Vec<Diagnostic>) {
        let Some(schema) = ground.schema(&self.name.value).filter(|schema| schema.known) else {
            return;
        };
        for (name, _) in self.rows.iter().flat_map(|row| &row.value) {
            if schema.own().iter().any(|column| column.name == name.value) {
                continue;
            }
            let names = schema.own().iter().map(|column| column.name.as_str());
            let near = suggest::nearest(&name.value, names);
            found.push(unknown_column(&self.name.value, name, near));
        }
    }

    /// The rows as a file, and who it belongs to.
    pub fn open(&self, at: usize, decl: &TableDecl) -> Opened {
        let claim = Claim {
            table: Some(at),
            name: self.name.value.clone(),
            contested: false,
            files: Vec::new(),
        };
        let source = from_bytes(&self.name.value, self.text(decl).into_bytes(), &decl.reading);
        let sources = match present(&decl.columns).next() {
            None => Vec::new(),
            Some(_) => source.into_iter().map(|source| (source, !self.judged)).collect(),
        };
        Opened { claim, sources, before: Before::Unasked }
    }

    /// Records without a header, every cell in quotes.
    fn text(&self, decl: &TableDecl) -> String {
        let mut text = String::new();
        for row in self.rows {
            let cells = present(&decl.columns).map(|column| {
                let cell = row.value.iter().find(|(name, _)| name.value == column.name.value);
                let text = match cell {
                    Some((_, value)) => cell_text(value, &column.reading),
                    None => missing(Some(decl), column).first().cloned().unwrap_or_default(),
                };
                format!("\"{}\"", text.replace('"', "\"\""))
            });
            text += &cells.collect::<Vec<_>>().join(",");
            text.push('\n');
        }
        text
    }
}

/// The type of a column that the data have; `None` where no value told it.
fn type_in_data(known: Option<&Schema>, name: &str) -> Option<DataType> {
    let schema = known.filter(|schema| schema.known)?;
    let column = schema.own().iter().find(|column| column.name == name && column.present)?;
    match column.origin {
        Origin::Inferred { .. } => Some(column.data_type),
        Origin::Declared { .. } | Origin::NoValues => None,
    }
}

/// What values agree on, where there are any.
pub fn type_of<'v>(
    values: impl Iterator<Item = &'v Param>,
    missing: &[String],
) -> Option<DataType> {
    let mut inference = Inference::default();
    let texts = values.map(|value| cell_text(value, &CellReading::default()));
    let mut any = false;
    for text in texts.filter(|text| !missing.contains(text)) {
        inference.observe(0, text.as_bytes());
        any = true;
    }
    any.then(|| inference.finish().data_type)
}

/// The columns that the file in memory has.
fn present(columns: &[ColumnDecl]) -> impl Iterator<Item = &ColumnDecl> {
    columns.iter().filter(|column| !column.optional)
}

/// A value as the cell of a file would say it.
fn cell_text(value: &Param, reading: &CellReading) -> String {
    match value {
        Param::Text(phrase) => phrase.text.clone(),
        Param::Integer(number) => number.value.to_string(),
        Param::Number(number) => match reading.decimal_char {
            Some(mark) => number.value.replace('.', &mark.to_string()),
            None => number.value.clone(),
        },
        Param::Date(date) => date.value.clone(),
        Param::Boolean(boolean) => {
            let (values, plain) = match boolean.value {
                true => (&reading.true_values, "true"),
                false => (&reading.false_values, "false"),
            };
            let first = values.as_ref().and_then(|values| values.first());
            first.map_or_else(|| plain.to_owned(), Clone::clone)
        }
        Param::List(_) | Param::Table(_) => String::new(),
    }
}

/// The texts that mean "no value" in a column.
fn missing<'d>(decl: Option<&'d TableDecl>, column: &'d ColumnDecl) -> &'d [String] {
    let of_table = || decl.and_then(|decl| decl.missing.as_deref());
    column.reading.missing.as_deref().or_else(of_table).unwrap_or(EMPTY)
}

/// Commas, quotes, no header: nothing is left to be sniffed.
fn reading(table: &Spanned<String>, columns: impl Iterator<Item = String>) -> Reading {
    let (source, span) = (table.source, table.span);
    Reading {
        delimiter: Some(Spanned { value: b',', source, span }),
        quote: Some(Spanned { value: Some(b'"'), source, span }),
        header: Some(Spanned { value: HeaderDecl::Names(columns.collect()), source, span }),
        ..Reading::default()
    }
}
