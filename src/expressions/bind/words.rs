//! Types, operands and where types come from, as messages say them.

use super::{Binder, Operand};
use crate::diagnostics::{Diagnostic, Span, suggest};
use crate::expressions::parse::is_reserved;
use crate::expressions::spans::excerpt;
use crate::expressions::typed::{Node, Typed};
use crate::tables::{ColumnSchema, Origin, Schema, TableId};
use crate::types::Type;

/// "an integer".
pub(super) fn noun(ty: Type) -> &'static str {
    match ty {
        Type::Null => "NULL",
        Type::Boolean => "a boolean",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::Float => "a float",
        Type::Text => "a text",
        Type::Date => "a date",
        Type::Time => "a time",
        Type::DateTime => "a datetime",
        Type::PartialDate => "a partial date",
        Type::Duration => "an interval of time",
        Type::List(Type::Null) => "a list",
        Type::List(Type::Boolean) => "a list of booleans",
        Type::List(Type::Integer) => "a list of integers",
        Type::List(Type::Number) => "a list of numbers",
        Type::List(Type::Float) => "a list of floats",
        Type::List(Type::Text) => "a list of texts",
        Type::List(Type::Date) => "a list of dates",
        Type::List(Type::Time) => "a list of times",
        Type::List(Type::DateTime) => "a list of datetimes",
        Type::List(Type::PartialDate) => "a list of partial dates",
        Type::List(Type::Duration) => "a list of intervals of time",
        Type::List(Type::List(_)) => "a list of lists",
    }
}

/// What was written, on one line, cut where it would make a message unreadable.
pub(super) fn shown(sql: &str, span: Span) -> String {
    const LONGEST: usize = 48;
    let text = excerpt(sql, span);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A name as conditions write it.
pub fn written(name: &str) -> String {
    let mut chars = name.chars();
    let plain = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
        && !is_reserved(name);
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// "a column with a similar name exists: `a`".
pub(super) fn similar(what: &str, near: &[&str]) -> Option<String> {
    let names: Vec<String> = near.iter().map(|name| written(name)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.len() {
        0 => None,
        1 => Some(format!("a {what} with a similar name exists: {}", suggest::one_of(names))),
        _ => Some(format!("{what}s with similar names exist: {}", suggest::one_of(names))),
    }
}

impl Binder<'_, '_> {
    /// The column of the files that an operand is, without what binding put round it.
    pub(super) fn column_of<'t>(&'t self, typed: &Typed) -> Option<(&'t Schema, &'t ColumnSchema)> {
        self.column_from(typed, 0)
    }

    /// The same, so many queries further out.
    fn column_from<'t>(
        &'t self,
        typed: &Typed,
        out: usize,
    ) -> Option<(&'t Schema, &'t ColumnSchema)> {
        let catalog = self.scope.catalog;
        let (table, column): (TableId, usize) = match &typed.node {
            Node::Column(index) => (self.table_at(out)?, *index),
            Node::Follow { path, column } => (catalog.reference(*path.last()?).to, *column),
            Node::Convert(inner) | Node::Negate(inner) | Node::Named { operand: inner, .. } => {
                return self.column_from(inner, out);
            }
            Node::Outer(inner) => return self.column_from(inner, out + 1),
            _ => return None,
        };
        let schema = catalog.table(table);
        Some((schema, schema.own().get(column)?))
    }

    /// Adds where the type of an operand comes from.
    pub(super) fn with_origin(&self, mut diagnostic: Diagnostic, operand: &Operand) -> Diagnostic {
        if let Node::Defined { define, .. } = &operand.typed.node {
            let defined = &self.scope.defines.entries[*define];
            let (source, span) = defined.place;
            return diagnostic.at(source, span, format!("`{}` is defined here", defined.name));
        }
        let Some((table, column)) = self.column_of(&operand.typed) else { return diagnostic };
        let (name, data_type) = (&column.name, column.data_type);
        match &column.origin {
            Origin::Declared { source, span } => {
                let label = format!("`{name}` is declared `{data_type}` here");
                if !diagnostic.labels.iter().any(|known| known.text == label) {
                    diagnostic = diagnostic.at(*source, *span, label);
                }
                diagnostic
            }
            Origin::NoValues => diagnostic,
            Origin::Inferred { evidence } => {
                let because = match evidence {
                    Some(cell) => format!(" because of {cell}"),
                    None => String::new(),
                };
                diagnostic.note(format!(
                    "`{name}` of table `{}` is not declared; it is read as `{data_type}`{because}",
                    table.name
                ))
            }
        }
    }

    /// "a column: declare it", where an operand is a column that reads as text.
    pub(super) fn declare(&self, operand: &Operand, ty: Type) -> Option<String> {
        let (table, column) = self.column_of(&operand.typed)?;
        if operand.typed.ty != Type::Text {
            return None;
        }
        let name = match column.name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        {
            true => column.name.clone(),
            false => format!("{:?}", column.name),
        };
        Some(format!(
            "declare its type under `[tables.{}.columns]`: `{name} = {{ type = \"{}\" }}`",
            table.name,
            ty.name()
        ))
    }
}
