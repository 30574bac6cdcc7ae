//! What is known of the tables of a run before their rows are read.

use crate::diagnostics::{SourceId, Span};
use crate::types::units::Unit;
use crate::types::{DataType, Type};
use std::collections::BTreeSet;

/// A table of the catalog, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub usize);

/// A reference of the catalog, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferenceId(pub usize);

/// Where a column's type comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A rule file says so, at this place.
    Declared { source: SourceId, span: Span },
    /// The values say so. `evidence` is the cell that decided: file, line and text.
    Inferred { evidence: Option<String> },
    /// There is not one value that could say it.
    NoValues,
}

/// A unit that a rule file gives a column or a defined value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// As written.
    pub text: String,
    pub unit: Unit,
    /// Where it is written.
    pub place: (SourceId, Span),
}

/// A column of a table, as checks see it.
#[derive(Debug, Clone)]
pub struct ColumnSchema {
    pub name: String,
    pub data_type: DataType,
    pub origin: Origin,
    /// False where the column is declared or read by a rule, and no file has it.
    pub present: bool,
    pub unit: Option<Measured>,
    /// What following this column leads to.
    pub reference: Option<ReferenceId>,
}

impl ColumnSchema {
    /// The type of the column's values in conditions. Of a column that is not declared, and not there
    /// or without a value, nobody knows one: it goes with every type.
    pub fn value_type(&self) -> Type {
        match (self.present, &self.origin) {
            (false, Origin::Inferred { .. }) | (_, Origin::NoValues) => Type::Null,
            _ => self.data_type.value_type(),
        }
    }

    /// Whether it has no values that would speak for a type: then it goes with every other.
    pub fn is_empty(&self) -> bool {
        let is_unknown = matches!(self.origin, Origin::Inferred { evidence: None });
        is_unknown && self.data_type == DataType::String || self.origin == Origin::NoValues
    }

    /// Whether its values and those of the other column can be the same.
    pub fn is_like(&self, other: &ColumnSchema) -> bool {
        let (one, two) = (self.value_type(), other.value_type());
        let either = self.is_empty() || other.is_empty() || [one, two].contains(&Type::Null);
        one == two || one.is_exact() && two.is_exact() || either
    }
}

/// What conditions read of a row beside the values of its columns, as a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// The cell of a column as it is written.
    Text(usize),
    /// The file that the row stands in.
    File,
    /// The number of the record in its file, from 1.
    Row,
    /// The physical line on which the record starts, from 1.
    Line,
    /// An expression of the row's columns, by its number among those of the table.
    Computed(usize),
}

/// A table of the run.
#[derive(Debug, Clone)]
pub struct Schema {
    pub name: String,
    /// False where no file of the table could be read, so that nobody knows its columns.
    pub known: bool,
    /// Columns of all files by name, in the order of the first file, absent declared ones last.
    pub columns: Vec<ColumnSchema>,
    /// The columns of the key, by index; empty where there is none.
    pub key: Vec<usize>,
    /// What the last of the columns are, which no file has.
    pub made: Vec<Made>,
}

impl Schema {
    /// The columns of the files and the declared ones: all that have a name. They come first, so
    /// that a place among them is one among all.
    pub fn own(&self) -> &[ColumnSchema] {
        &self.columns[..self.columns.len() - self.made.len()]
    }

    /// What a column is that no file has.
    pub fn made(&self, column: usize) -> Option<Made> {
        self.made.get(column.checked_sub(self.own().len())?).copied()
    }

    /// The column that is made of this.
    pub fn column_of(&self, made: Made) -> Option<usize> {
        let at = self.made.iter().position(|known| *known == made)?;
        Some(self.own().len() + at)
    }

    /// The column whose cell a column shows: none for what stands in no cell.
    pub fn cell_of(&self, column: usize) -> Option<usize> {
        match self.made(column) {
            None => Some(column),
            Some(Made::Text(of)) => Some(of),
            Some(Made::File | Made::Row | Made::Line | Made::Computed(_)) => None,
        }
    }

    /// The column with exactly this name, else regardless of case where only one has it.
    pub fn find(&self, name: &str) -> Option<usize> {
        let exact = self.own().iter().position(|column| column.name == name);
        exact.or_else(|| {
            let folded = name.to_lowercase();
            let mut alike = (0..self.own().len())
                .filter(|index| self.columns[*index].name.to_lowercase() == folded);
            alike.next().filter(|_| alike.next().is_none())
        })
    }
}

/// Columns of one table whose values are looked up in another.
#[derive(Debug, Clone)]
pub struct Reference {
    pub name: String,
    pub from: TableId,
    pub columns: Vec<usize>,
    pub to: TableId,
    pub to_columns: Vec<usize>,
    /// Where a rule file declares it.
    pub declared: (SourceId, Span),
}

/// All tables of a run, and how they refer to each other.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub tables: Vec<Schema>,
    pub references: Vec<Reference>,
    /// The tables that are documents: one row, and a column a figure.
    pub documents: BTreeSet<TableId>,
}

impl Catalog {
    pub fn table(&self, id: TableId) -> &Schema {
        &self.tables[id.0]
    }

    pub fn reference(&self, id: ReferenceId) -> &Reference {
        &self.references[id.0]
    }

    /// Whether the columns of a table are the figures of a document.
    pub fn is_document(&self, id: TableId) -> bool {
        self.documents.contains(&id)
    }

    /// The table with this name.
    pub fn find(&self, name: &str) -> Option<TableId> {
        self.tables.iter().position(|table| table.name == name).map(TableId)
    }
}
