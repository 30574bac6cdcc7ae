//! What kinds of checks need while they are bound: names, literals, conditions, and a place for
//! every mistake.

use super::patterns::Extent;
use super::{Asked, Reads, Request, Written};
use crate::diagnostics::{Diagnostic, SourceId, Span, suggest};
use crate::expressions::bind::{self, Defined, DefinedBody, Defines, Scope};
use crate::expressions::pattern;
use crate::expressions::typed::{Node, Typed};
use crate::rules::{Param, Phrase};
use crate::tables::{Catalog, ColumnSchema, Origin, Reference, ReferenceId, TableId};
use crate::types::{CellFormat, DataType, Decimal, Type, Value};
use std::sync::Arc;

/// The surroundings in which checks are bound.
pub struct Binder<'a> {
    pub catalog: &'a Catalog,
    pub defines: &'a Defines,
    /// How the cells of each column are read, by table and column.
    pub formats: &'a [Vec<CellFormat>],
    pub diagnostics: Vec<Diagnostic>,
    /// The expressions that were found in the places of columns. Those of a table are numbered behind
    /// its columns.
    pub computed: Vec<Expression>,
}

/// An expression in the place of a column.
pub struct Expression {
    pub table: TableId,
    /// As a column: named as it is written.
    pub schema: ColumnSchema,
    pub typed: Typed,
    /// What it reads: at least one column of its row.
    pub reads: Reads,
}

impl<'a> Binder<'a> {
    pub fn new(
        (catalog, defines): (&'a Catalog, &'a Defines),
        formats: &'a [Vec<CellFormat>],
    ) -> Binder<'a> {
        Binder { catalog, defines, formats, diagnostics: Vec::new(), computed: Vec::new() }
    }

    /// What the names of a phrase mean that is about rows of a table.
    pub fn scope<'s>(&self, table: TableId, phrase: &'s Phrase) -> Scope<'s>
    where
        'a: 's,
    {
        Scope { catalog: self.catalog, table, defines: self.defines, phrase, windows: &[] }
    }
}

impl Binder<'_> {
    pub fn column(&self, table: TableId, column: usize) -> &ColumnSchema {
        match self.expression(table, column) {
            Some(expression) => &expression.schema,
            None => &self.catalog.table(table).columns[column],
        }
    }

    /// What stands in the place of a column.
    fn expression(&self, table: TableId, column: usize) -> Option<&Expression> {
        let at = column.checked_sub(self.catalog.table(table).columns.len())?;
        self.computed.iter().filter(|one| one.table == table).nth(at)
    }

    /// With what expressions among the columns read.
    pub fn with_operands(&self, table: TableId, reads: Reads) -> Reads {
        let expressions = reads.columns.iter().filter_map(|column| self.expression(table, *column));
        // The columns of the files come first: they are what rows have in common.
        let mut all = Reads::default();
        expressions.for_each(|expression| all.add(expression.reads.clone()));
        all.add(reads);
        all
    }

    pub fn column_name(&self, table: TableId, column: usize) -> String {
        self.column(table, column).name.clone()
    }

    /// Takes in a mistake at a place.
    pub fn mistake(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        place: (SourceId, Span),
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        let at = self.diagnostics.len();
        self.diagnostics.push(Diagnostic::new(code, message).at(place.0, place.1, label));
        &mut self.diagnostics[at]
    }

    pub fn wrong_type(&mut self, params: &Param, wanted: &str) {
        let message = format!("expected {wanted}, found {}", params.kind());
        self.mistake("wrong-type", message, params.place(), format!("expected {wanted}"));
    }

    pub fn boolean(&mut self, params: &Param) -> Option<bool> {
        if let Param::Boolean(value) = params {
            return Some(value.value);
        }
        self.wrong_type(params, "true or false");
        None
    }

    /// A number of things: 0 or more.
    pub fn count(&mut self, params: &Param) -> Option<u64> {
        match params {
            Param::Integer(value) if value.value >= 0 => return Some(value.value as u64),
            _ => self.wrong_type(params, "a whole number of 0 or more"),
        }
        None
    }

    /// A condition over a table, with its text.
    pub fn condition(&mut self, table: TableId, params: &Param) -> Option<(String, Typed)> {
        let Param::Text(phrase) = params else {
            self.wrong_type(params, "a condition as text");
            return None;
        };
        let typed = self.condition_of(table, phrase)?;
        Some((phrase.text.clone(), typed))
    }

    /// A phrase as a condition.
    pub fn condition_of(&mut self, table: TableId, phrase: &Phrase) -> Option<Typed> {
        let scope = self.scope(table, phrase);
        bind::condition(&scope, &mut self.diagnostics)
    }

    /// A pattern and its text.
    pub fn regex(&mut self, params: &Param, extent: Extent) -> Option<(String, pattern::Pattern)> {
        let Param::Text(phrase) = params else {
            self.wrong_type(params, "a pattern as text");
            return None;
        };
        let compiled = match extent {
            Extent::Whole => pattern::whole_pattern(&phrase.text),
            Extent::Anywhere => pattern::pattern(&phrase.text),
        };
        match compiled {
            Ok(regex) => Some((phrase.text.clone(), regex)),
            Err(error) => {
                let place = (phrase.source, phrase.locate(error.span));
                self.mistake("invalid-pattern", error.message, place, "in this pattern").help =
                    error.help;
                None
            }
        }
    }

    /// A literal, read as the type of the request's column.
    pub fn value_of_column(&mut self, request: &Request<'_>, params: &Param) -> Option<Value> {
        let column = request.column?;
        let text = match params {
            Param::Text(phrase) => match self.defined(&phrase.text).map(|found| &found.body) {
                Some(DefinedBody::Value { value, .. }) => return Some(value.clone()),
                _ => phrase.text.clone(),
            },
            Param::Integer(value) => value.value.to_string(),
            Param::Number(value) | Param::Date(value) => value.value.clone(),
            Param::Boolean(value) => value.value.to_string(),
            Param::List(_) | Param::Table(_) => {
                self.wrong_type(params, "one value");
                return None;
            }
        };
        let plain = CellFormat::new(self.column(request.table, column).data_type);
        let read = plain.read(&text);
        if read.is_none() {
            let schema = self.column(request.table, column);
            let (name, data_type) = (schema.name.clone(), schema.data_type);
            self.mistake(
                "invalid-value",
                format!("`{text}` does not read as {data_type}, the type of column `{name}`"),
                params.place(),
                format!("expected a value of type {data_type}"),
            );
        }
        read
    }

    /// The values of `enum`: a list, or the name of one.
    pub fn list_of_column(&mut self, request: &Request<'_>) -> Option<Vec<Value>> {
        match request.params {
            Param::List(list) => {
                let values: Vec<Option<Value>> =
                    list.value.iter().map(|item| self.value_of_column(request, item)).collect();
                values.into_iter().collect()
            }
            Param::Text(phrase) => self.named_list(request, phrase),
            other => {
                self.wrong_type(other, "a list of values, or the name of a defined list");
                None
            }
        }
    }

    fn defined(&self, name: &str) -> Option<&Defined> {
        self.defines.find(name).map(|at| &self.defines.entries[at])
    }

    fn named_list(&mut self, request: &Request<'_>, phrase: &Phrase) -> Option<Vec<Value>> {
        match self.defined(&phrase.text).map(|found| &found.body) {
            Some(DefinedBody::List { elements, .. }) => {
                let values = elements.iter().map(|element| element.value.clone()).collect();
                return self.as_column(request, phrase, values);
            }
            Some(DefinedBody::Broken) => return None,
            _ => {}
        }
        let lists = self
            .defines
            .entries
            .iter()
            .filter(|entry| matches!(entry.body, DefinedBody::List { .. }));
        let near = suggest::nearest(&phrase.text, lists.map(|entry| entry.name.as_str()));
        let define = || format!("define it: `[define] {} = {{ values = [\"…\"] }}`", phrase.text);
        let help = suggest::exists("list", &near).unwrap_or_else(define);
        let message = format!("no list `{}` is defined", phrase.text);
        self.mistake("unknown-name", message, (phrase.source, phrase.span), "no such list").help =
            Some(help);
        None
    }

    /// A defined list's values, read as the type of the column.
    fn as_column(
        &mut self,
        request: &Request<'_>,
        phrase: &Phrase,
        values: Vec<Value>,
    ) -> Option<Vec<Value>> {
        let schema = self.column(request.table, request.column?);
        let (name, data_type) = (schema.name.clone(), schema.data_type);
        let plain = CellFormat::new(data_type);
        let read: Option<Vec<Value>> =
            values.iter().map(|value| plain.read(&crate::types::format::exact(value))).collect();
        if read.is_none() {
            let message = format!(
                "the values of list `{}` do not all read as {data_type}, the type of column `{name}`",
                phrase.text
            );
            self.mistake("invalid-value", message, (phrase.source, phrase.span), "this list");
        }
        read
    }

    /// The columns that a body names, and whether rows with a missing part are left out, as in
    /// SQL: `["a", "b"]`, `"a"`, or `{ columns = […], missing = "distinct" }`.
    pub fn columns_with_missing(&mut self, request: &Request<'_>) -> Option<(Vec<usize>, bool)> {
        let params = request.params;
        if !matches!(params, Param::Table(_)) {
            return Some((self.columns_or_expressions(request.table, params)?, false));
        }
        self.known_keys(params, &["columns", "missing"]);
        let Some(columns) = params.get("columns") else {
            self.missing_key(params, "columns");
            return None;
        };
        let sql_way = match params.get("missing") {
            None => false,
            Some(Param::Text(phrase)) if phrase.text == "distinct" => true,
            Some(other) => {
                self.wrong_type(other, "`\"distinct\"`");
                false
            }
        };
        Some((self.columns_or_expressions(request.table, columns)?, sql_way))
    }

    /// Columns of a table by name, one or a list.
    pub fn named_columns(&mut self, table: TableId, params: &Param) -> Option<Vec<usize>> {
        let names = self.names(params)?;
        let found: Vec<Option<usize>> =
            names.iter().map(|phrase| self.named_column(table, phrase)).collect();
        found.into_iter().collect()
    }

    /// The same, where expressions may stand too: `["lower(name)", "year(born)"]`.
    pub fn columns_or_expressions(&mut self, table: TableId, params: &Param) -> Option<Vec<usize>> {
        let names = self.names(params)?;
        let found: Vec<Option<usize>> = names
            .iter()
            .map(|phrase| match self.catalog.table(table).find(&phrase.text) {
                None if is_expression(&phrase.text) => self.computed(table, phrase),
                _ => self.named_column(table, phrase),
            })
            .collect();
        found.into_iter().collect()
    }

    /// An expression as a column of its own, each once.
    fn computed(&mut self, table: TableId, phrase: &Phrase) -> Option<usize> {
        let scope = self.scope(table, phrase);
        let typed = bind::expression(&scope, &mut self.diagnostics)?;
        if let Node::Column(column) = typed.node {
            return Some(column);
        }
        let reads = reads_of(&typed, self.catalog);
        if reads.columns.is_empty() {
            let message = format!("`{}` is the same in every row", one_line(&phrase.text));
            let place = (phrase.source, phrase.span);
            self.mistake("not-applicable", message, place, "reads no column of the row").help =
                Some("name a column, or an expression of columns".to_owned());
            return None;
        }
        let of_table = || self.computed.iter().filter(|one| one.table == table);
        let first = self.catalog.table(table).columns.len();
        if let Some(at) = of_table().position(|one| one.typed.is_same(&typed)) {
            return Some(first + at);
        }
        let at = first + of_table().count();
        let schema = ColumnSchema {
            name: one_line(&phrase.text),
            data_type: data_type_of(typed.ty),
            origin: Origin::Declared { source: phrase.source, span: phrase.span },
            present: true,
            unit: None,
            reference: None,
        };
        self.computed.push(Expression { table, schema, typed, reads });
        Some(at)
    }

    fn names<'p>(&mut self, params: &'p Param) -> Option<Vec<&'p Phrase>> {
        let names: Vec<&Phrase> = match params {
            Param::Text(phrase) => vec![phrase],
            Param::List(list) => {
                let mut names = Vec::new();
                for item in &list.value {
                    match item {
                        Param::Text(phrase) => names.push(phrase),
                        other => self.wrong_type(other, "the name of a column"),
                    }
                }
                names
            }
            other => {
                self.wrong_type(other, "a list of columns");
                return None;
            }
        };
        if names.is_empty() {
            self.wrong_type(params, "at least one column");
            return None;
        }
        Some(names)
    }

    fn named_column(&mut self, table: TableId, phrase: &Phrase) -> Option<usize> {
        let schema = self.catalog.table(table);
        if let Some(column) = schema.find(&phrase.text) {
            return Some(column);
        }
        if !schema.known {
            return None;
        }
        let names = schema.own().iter().map(|column| column.name.as_str());
        let help = suggest::exists("column", &suggest::nearest(&phrase.text, names));
        let message = format!("unknown column `{}` in table `{}`", phrase.text, schema.name);
        let place = (phrase.source, phrase.span);
        self.mistake("unknown-column", message, place, "no such column").help = help;
        None
    }

    /// All columns of the table but those that `{ except = […] }` names, and whether `fold` is asked
    /// for.
    pub fn all_columns_except(&mut self, request: &Request<'_>) -> Option<(Vec<usize>, bool)> {
        let schema = self.catalog.table(request.table);
        let all: Vec<usize> =
            (0..schema.own().len()).filter(|at| schema.columns[*at].present).collect();
        match request.params {
            Param::Boolean(value) => value.value.then_some((all, false)),
            Param::Table(_) => {
                self.known_keys(request.params, &["except", "fold"]);
                let fold = match request.params.get("fold") {
                    Some(fold) => self.boolean(fold)?,
                    None => false,
                };
                let except = match request.params.get("except") {
                    Some(except) => self.named_columns(request.table, except)?,
                    None => Vec::new(),
                };
                let rest = all.into_iter().filter(|column| !except.contains(column)).collect();
                Some((rest, fold))
            }
            other => {
                self.wrong_type(other, "true, or a table");
                None
            }
        }
    }

    /// The reference that a constraint or rule means; the plan has put it into the catalog.
    pub fn reference(&mut self, request: &Request<'_>) -> Option<ReferenceId> {
        let place = request.params.place();
        // A glob declares one reference for each of its columns, all at one place.
        let is_meant = |known: &Reference| {
            known.declared == place
                && known.from == request.table
                && request.column.is_none_or(|column| known.columns == [column])
        };
        self.catalog.references.iter().position(is_meant).map(ReferenceId)
    }

    /// Says that a constraint does not go with the type of its column.
    pub fn unsupported_constraint(&mut self, request: &Request<'_>, kind: &str, types: &str) {
        let Some(column) = request.column else { return };
        let schema = self.column(request.table, column);
        let (name, data_type) = (schema.name.clone(), schema.data_type);
        let message =
            format!("`{kind}` does not apply to column `{name}`, whose type is `{data_type}`");
        let place = (request.anchor.source, request.anchor.span);
        self.mistake("not-applicable", message, place, format!("only for {types}"));
    }

    fn known_keys(&mut self, params: &Param, known: &[&str]) {
        let Param::Table(table) = params else { return };
        for (key, _) in &table.value {
            if !known.contains(&key.value.as_str()) {
                let near = suggest::nearest(&key.value, known.iter().copied());
                let names = if near.is_empty() { known.to_vec() } else { near };
                let message = format!("unknown key `{}`", key.value);
                let help = format!("known here: {}", suggest::one_of(names));
                self.mistake("unknown-key", message, (key.source, key.span), "no such key").help =
                    Some(help);
            }
        }
    }

    pub fn missing_key(&mut self, params: &Param, key: &str) {
        self.mistake("missing-key", format!("`{key}` is missing"), params.place(), "here");
    }
}

/// Whether a text in the place of a column's name is more than a name.
pub fn is_expression(text: &str) -> bool {
    text.contains(['(', '+', '-', '*', '/', '%', '|', ':', '=', '<', '>', '\'', '[', '.'])
}

/// A type of columns whose values are of a type of conditions.
fn data_type_of(ty: Type) -> DataType {
    match ty {
        Type::Integer => DataType::Integer,
        Type::Number => DataType::Number,
        Type::Float => DataType::Float,
        Type::Boolean => DataType::Boolean,
        Type::Date => DataType::Date,
        Type::Time => DataType::Time,
        Type::DateTime => DataType::DateTime,
        Type::PartialDate => DataType::PartialDate,
        Type::Duration => DataType::Duration,
        _ => DataType::String,
    }
}

/// What a typed tree reads.
pub fn reads_of(typed: &Typed, catalog: &Catalog) -> Reads {
    let found = bind::columns_read(typed);
    let mut reads = Reads {
        columns: found.with_starts(catalog).into_iter().collect(),
        follows: found.follows.into_iter().collect(),
        defines: found.defines.into_iter().collect(),
        ..Reads::default()
    };
    let mut rest = vec![typed];
    while let Some(typed) = rest.pop() {
        match &typed.node {
            Node::Ask { query, .. } => {
                let mut inside = Reads::default();
                query.parts().into_iter().for_each(|part| inside.add(reads_of(part, catalog)));
                let defines = inside.defines.clone();
                let asked = vec![Asked { query: Arc::clone(query), reads: inside }];
                reads.add(Reads { defines, asked, ..Reads::default() });
            }
            Node::Agrees { left, right } => {
                add_written(&bind::columns_read(left), catalog, &mut reads);
                add_written(&bind::columns_read(right), catalog, &mut reads);
            }
            Node::Written(inner) | Node::Bound { operand: inner, .. } => {
                add_written(&bind::columns_read(inner), catalog, &mut reads);
            }
            Node::Call { function, args } if function.as_written => {
                args.iter()
                    .for_each(|arg| add_written(&bind::columns_read(arg), catalog, &mut reads));
            }
            _ => {}
        }
        rest.extend(typed.children());
    }
    reads
}

/// Columns inside of `agrees` stand for their last written digit.
fn add_written(found: &bind::Reads, catalog: &Catalog, reads: &mut Reads) {
    let judged = found.columns.iter().map(|column| (Written::Judged, *column));
    let followed = found.follows.iter().filter_map(|(path, column)| {
        let last = path.last()?;
        Some((Written::Of(catalog.reference(*last).to), *column))
    });
    let written = judged.chain(followed).collect();
    reads.add(Reads { written, ..Reads::default() });
}

/// A condition on one line, for messages.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Typed {
    /// A node that is true, false or unknown.
    pub fn boolean(node: Node) -> Typed {
        Typed { node, ty: Type::Boolean, span: Span::default() }
    }

    /// A column of the judged table.
    pub fn column(column: usize, ty: Type) -> Typed {
        Typed { node: Node::Column(column), ty, span: Span::default() }
    }

    /// A constant.
    pub fn literal(value: Value, ty: Type) -> Typed {
        Typed { node: Node::Literal(value), ty, span: Span::default() }
    }

    /// A whole number.
    pub fn integer(value: i64) -> Typed {
        let value = Value::Number(Decimal::new(i128::from(value), 0));
        Typed::literal(value, Type::Integer)
    }
}
