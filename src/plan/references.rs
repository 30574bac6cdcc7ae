//! References between tables: declared ones put into the catalog, the types of both sides made to
//! agree.

use super::catalog::{find_column, find_table};
use super::declared::Declared;
use super::{PREVIOUS, TablePlan};
use crate::diagnostics::{Diagnostic, SourceId, Span};
use crate::rules::{ConstraintDecl, Param, RuleSet, Spanned, TableDecl};
use crate::tables::{Catalog, ColumnSchema, Origin, Reference, ReferenceId, TableId};
use crate::types::{DataType, Type};

/// Puts every declared reference into the catalog.
pub fn declare(
    rules: &RuleSet,
    (catalog, tables): (&mut Catalog, &mut [TablePlan]),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut work = Work { catalog, tables, diagnostics };
    for table in 0..work.catalog.tables.len() {
        let name = work.catalog.tables[table].name.clone();
        if let Some(decl) = rules.tables.iter().find(|decl| decl.name.value == name) {
            work.constraints(TableId(table), &Declared::new(decl));
            for reference in &decl.references {
                work.of_several(&reference.name.value, TableId(table), &reference.body);
            }
            work.version_before(TableId(table), decl);
        }
    }
    for rule in rules.rules.iter().filter(|rule| rule.body.0.value == "references") {
        for table in &rule.tables {
            if let Some(from) = work.catalog.find(&table.value) {
                work.of_several(&rule.id.value, from, &rule.body.1);
            }
        }
    }
    for rule in rules.rules.iter().filter(|rule| rule.body.0.value == "same-as") {
        for table in &rule.tables {
            if let Some(from) = work.catalog.find(&table.value) {
                work.twin(&rule.id.value, from, &rule.body.1);
            }
        }
    }
    work.agree();
}

struct Work<'w> {
    catalog: &'w mut Catalog,
    tables: &'w mut [TablePlan],
    diagnostics: &'w mut Vec<Diagnostic>,
}

impl Work<'_> {
    /// The references that stand under the columns of a table.
    fn constraints(&mut self, from: TableId, declared: &Declared<'_>) {
        for column in 0..self.catalog.table(from).columns.len() {
            let name = self.catalog.table(from).columns[column].name.clone();
            let constraints = declared.find(&name).map_or(&[][..], |decl| &decl.constraints);
            for constraint in constraints.iter().filter(|one| one.kind.value == "references") {
                let Some((to, to_columns)) = self.target(constraint) else { continue };
                let declared = constraint.value.place();
                let (name, columns) = (name.clone(), vec![column]);
                self.add(Reference { name, from, columns, to, to_columns, declared });
                let id = ReferenceId(self.catalog.references.len() - 1);
                self.catalog.tables[from.0].columns[column].reference = Some(id);
            }
        }
    }

    /// From each row to the one with its key in the version before.
    fn version_before(&mut self, from: TableId, decl: &TableDecl) {
        let schema = self.catalog.table(from);
        let before = self.catalog.find(&format!("{PREVIOUS}{}", schema.name));
        let (Some(to), Some(first)) = (before, decl.key.first()) else { return };
        if schema.key.is_empty() {
            return;
        }
        let name = PREVIOUS.trim_end_matches('.').to_owned();
        let (columns, declared) = (schema.key.clone(), (first.source, first.span));
        self.add(Reference { name, from, to_columns: columns.clone(), columns, to, declared });
    }

    fn add(&mut self, reference: Reference) {
        self.catalog.references.push(reference);
    }

    /// `"programmes.programme"`: a table and one of its columns.
    fn target(&mut self, constraint: &ConstraintDecl) -> Option<(TableId, Vec<usize>)> {
        let place = constraint.value.place();
        let named = match &constraint.value {
            Param::Text(phrase) => phrase.text.split_once('.'),
            _ => None,
        };
        let Some((table, column)) = named else {
            self.diagnostics.push(wrong_target(place));
            return None;
        };
        let spanned =
            |value: &str| Spanned { value: value.to_owned(), source: place.0, span: place.1 };
        let to = find_table(self.catalog, &spanned(table), self.diagnostics)?;
        Some((to, vec![self.column(to, &spanned(column))?]))
    }

    /// A column by name. A table of which no file was read has whatever columns are asked for.
    fn column(&mut self, table: TableId, name: &Spanned<String>) -> Option<usize> {
        let schema = self.catalog.table(table);
        if schema.known || schema.find(&name.value).is_some() {
            return find_column(schema, name, self.diagnostics);
        }
        let schema = &mut self.catalog.tables[table.0];
        schema.columns.push(ColumnSchema {
            name: name.value.clone(),
            data_type: DataType::String,
            origin: Origin::Inferred { evidence: None },
            present: false,
            unit: None,
            reference: None,
        });
        let plan = &mut self.tables[table.0];
        plan.formats.push(crate::types::CellFormat::new(DataType::String));
        plan.optional.push(false);
        Some(schema.columns.len() - 1)
    }

    /// `{ columns = […], table = "…", to = […] }`, of a table by name or of a rule.
    fn of_several(&mut self, name: &str, from: TableId, body: &Param) {
        let (columns, table, to) =
            (texts(body, "columns"), texts(body, "table"), texts(body, "to"));
        let (source, span) = body.place();
        let fits = !columns.is_empty() && columns.len() == to.len();
        let ([table], true) = (table.as_slice(), fits) else {
            let message =
                "`references` of several columns needs `columns`, `table` and as many `to`";
            let help =
                "write `references = { columns = [\"team\"], table = \"teams\", to = [\"team\"] }`";
            self.diagnostics
                .push(Diagnostic::new("missing-key", message).at(source, span, "here").help(help));
            return;
        };
        let Some(to_table) = find_table(self.catalog, table, self.diagnostics) else { return };
        let columns = columns.iter().map(|name| self.column(from, name)).collect::<Vec<_>>();
        let to_columns = to.iter().map(|name| self.column(to_table, name)).collect::<Vec<_>>();
        let (Some(columns), Some(to_columns)) =
            (columns.into_iter().collect(), to_columns.into_iter().collect())
        else {
            return;
        };
        let (name, declared) = (name.to_owned(), (source, span));
        self.add(Reference { name, from, columns, to: to_table, to_columns, declared });
    }

    /// `same-as = { table = "…", key = […] }`: a row and its twin are tied by the key.
    fn twin(&mut self, rule: &str, from: TableId, body: &Param) {
        let (source, span) = body.place();
        let tables = match body {
            Param::Table(_) => texts(body, "table"),
            Param::Text(name) => {
                vec![Spanned { value: name.text.clone(), source, span }]
            }
            _ => Vec::new(),
        };
        let [table] = tables.as_slice() else {
            let diagnostic = Diagnostic::new("missing-key", "`table` is missing");
            self.diagnostics.push(diagnostic.at(source, span, "here"));
            return;
        };
        let Some(to) = find_table(self.catalog, table, self.diagnostics) else { return };
        let mut key = texts(body, "key");
        if key.is_empty() {
            let schema = self.catalog.table(from);
            let names = schema.key.iter().map(|column| schema.columns[*column].name.clone());
            key = names.map(|value| Spanned { value, source, span }).collect();
        }
        if key.is_empty() {
            let name = &self.catalog.table(from).name;
            let message = format!("`same-as` needs a `key`, and table `{name}` has none");
            let help = "say by which columns a row is found: `key = [\"id\"]`";
            let diagnostic = Diagnostic::new("missing-key", message);
            self.diagnostics.push(diagnostic.at(source, span, "here").help(help));
            return;
        }
        let sides = [from, to].map(|table| {
            let columns: Vec<_> = key.iter().map(|name| self.column(table, name)).collect();
            columns.into_iter().collect::<Option<Vec<usize>>>()
        });
        let [Some(columns), Some(to_columns)] = sides else { return };
        let (name, declared) = (rule.to_owned(), (source, span));
        self.add(Reference { name, from, columns, to, to_columns, declared });
    }

    /// Makes the types on both sides of every reference one type, as far as they are inferred.
    fn agree(&mut self) {
        // A type that changes may be one side of another reference: each is looked at again.
        for _ in 0..2 {
            for at in 0..self.catalog.references.len() {
                let reference = &self.catalog.references[at];
                let (from, to) = (reference.from, reference.to);
                let pairs: Vec<(usize, usize)> = reference
                    .columns
                    .iter()
                    .copied()
                    .zip(reference.to_columns.iter().copied())
                    .collect();
                for (column, to_column) in pairs {
                    self.agree_on((from, column), (to, to_column));
                }
            }
        }
        for reference in &self.catalog.references {
            for (column, to_column) in reference.columns.iter().zip(&reference.to_columns) {
                let from = &self.catalog.table(reference.from).columns[*column];
                let to = &self.catalog.table(reference.to).columns[*to_column];
                let known = from.present && to.present;
                if known && !comparable(from.value_type(), to.value_type()) {
                    self.diagnostics.push(disagreement(reference.declared, from, to));
                }
            }
        }
    }

    fn agree_on(&mut self, left: (TableId, usize), right: (TableId, usize)) {
        let side = |(table, column): (TableId, usize)| {
            let column = &self.catalog.table(table).columns[column];
            (column.data_type, looseness(column))
        };
        let ((left_type, left_loose), (right_type, right_loose)) = (side(left), side(right));
        if comparable(left_type.value_type(), right_type.value_type()) {
            return;
        }
        match (left_loose, right_loose) {
            (Looseness::Empty, _) => self.retype(left, right_type),
            (_, Looseness::Empty) => self.retype(right, left_type),
            (Looseness::Inferred, _) if right_type == DataType::String => {
                self.retype(left, DataType::String);
            }
            (_, Looseness::Inferred) if left_type == DataType::String => {
                self.retype(right, DataType::String);
            }
            (Looseness::Inferred, Looseness::Inferred) => {
                self.retype(left, DataType::String);
                self.retype(right, DataType::String);
            }
            _ => {}
        }
    }

    fn retype(&mut self, (table, column): (TableId, usize), data_type: DataType) {
        let schema = &mut self.catalog.tables[table.0].columns[column];
        schema.data_type = data_type;
        if schema.origin == Origin::NoValues {
            schema.origin = Origin::Inferred { evidence: None };
        }
        self.tables[table.0].formats[column].data_type = data_type;
    }
}

/// How firmly a column has its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looseness {
    Declared,
    /// What its values agree on; any column reads as text.
    Inferred,
    /// It has no values that would speak for a type.
    Empty,
}

fn looseness(column: &ColumnSchema) -> Looseness {
    match &column.origin {
        Origin::Declared { .. } => Looseness::Declared,
        _ if column.is_empty() => Looseness::Empty,
        Origin::Inferred { .. } | Origin::NoValues => Looseness::Inferred,
    }
}

/// Whether values of the two types can be equal.
fn comparable(left: Type, right: Type) -> bool {
    let is_number = |ty: Type| matches!(ty, Type::Integer | Type::Number);
    left == right || is_number(left) && is_number(right)
}

fn texts(body: &Param, key: &str) -> Vec<Spanned<String>> {
    let of = |param: &Param| match param {
        Param::Text(phrase) => {
            Some(Spanned { value: phrase.text.clone(), source: phrase.source, span: phrase.span })
        }
        _ => None,
    };
    match body.get(key) {
        Some(Param::List(list)) => list.value.iter().filter_map(of).collect(),
        Some(one) => of(one).into_iter().collect(),
        None => Vec::new(),
    }
}

fn wrong_target((source, span): (SourceId, Span)) -> Diagnostic {
    Diagnostic::new("invalid-value", "`references` names a table and a column of it")
        .at(source, span, "expected `\"table.column\"`")
        .help("write, say, `references = \"programmes.programme\"`")
}

/// Says that the two sides can never be equal, and where their types come from.
fn disagreement(
    (source, span): (SourceId, Span),
    from: &ColumnSchema,
    to: &ColumnSchema,
) -> Diagnostic {
    let message = format!(
        "column `{}` is {}, the column `{}` that it refers to is {}",
        from.name, from.data_type, to.name, to.data_type
    );
    let mut diagnostic = Diagnostic::new("type-mismatch", message)
        .at(source, span, "values of these types are never equal")
        .help("declare both with the same `type`");
    for column in [from, to] {
        diagnostic = match &column.origin {
            Origin::Declared { source, span } => {
                diagnostic.at(*source, *span, format!("`{}` is declared here", column.name))
            }
            Origin::Inferred { evidence: Some(evidence) } => {
                diagnostic.note(format!("`{}` is not declared: {evidence}", column.name))
            }
            Origin::Inferred { evidence: None } | Origin::NoValues => diagnostic,
        };
    }
    diagnostic
}
