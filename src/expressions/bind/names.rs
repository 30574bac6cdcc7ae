//! What a name means: a column, what references lead to, a defined name.

use super::columns::may_spread;
use super::defines::DefinedBody;
use super::words::{similar, written};
use super::{Binder, Site};
use crate::diagnostics::{Diagnostic, suggest};
use crate::expressions::ast::{Expr, Ident};
use crate::expressions::typed::{Node, Typed};
use crate::tables::{ReferenceId, TableId};
use std::rc::Rc;

/// What a name means at one level.
enum Found<T> {
    One(T),
    /// Several are alike but for their case.
    Several(Vec<String>),
    None,
}

/// The name that is exactly this one, else regardless of case where only one is.
fn find<'n, T>(wanted: &str, names: impl Iterator<Item = (&'n str, T)> + Clone) -> Found<T> {
    if let Some((_, value)) = names.clone().find(|(name, _)| *name == wanted) {
        return Found::One(value);
    }
    let folded = wanted.to_lowercase();
    let mut alike = Vec::new();
    for (name, value) in names {
        if name.to_lowercase() == folded {
            alike.push((name, value));
        }
    }
    match alike.len() {
        0 => Found::None,
        1 => alike.pop().map_or(Found::None, |(_, value)| Found::One(value)),
        _ => Found::Several(alike.into_iter().map(|(name, _)| name.to_owned()).collect()),
    }
}

/// An expression of a query so many levels further out.
pub(super) fn outer(typed: Typed, out: usize) -> Typed {
    (0..out).fold(typed, |typed, _| {
        let (ty, span) = (typed.ty, typed.span);
        Typed { node: Node::Outer(Box::new(typed)), ty, span }
    })
}

impl<'a> Binder<'a, '_> {
    pub(super) fn name(&mut self, expr: &Expr, parts: &[Ident]) -> Option<Typed> {
        match parts {
            [name] => self.single(expr, name),
            [first, rest @ ..] => self.dotted(expr, first, rest),
            [] => None,
        }
    }

    fn single(&mut self, expr: &Expr, name: &Ident) -> Option<Typed> {
        let variables = self.variables.iter().rev();
        if let Found::One(variable) = find(&name.text, variables.map(|(name, it)| (&**name, it))) {
            return Some(Typed { span: self.place(expr.span), ..variable.clone() });
        }
        let args = Rc::clone(&self.site.args);
        if let Found::One(arg) = find(&name.text, args.iter().map(|(name, arg)| (*name, arg))) {
            let arg = arg.as_ref().and_then(|arg| self.copy(arg))?;
            return Some(outer(arg, self.around.len() - self.site.around));
        }
        for (out, table) in self.tables().into_iter().enumerate() {
            match self.column(table, name) {
                Found::One(column) => {
                    return Some(outer(self.read(expr, Vec::new(), (table, column)), out));
                }
                Found::Several(names) => return self.ambiguous(name, &names),
                Found::None => {}
            }
        }
        match self.define(name) {
            Found::One(define) => self.defined(expr, define),
            Found::Several(names) => self.ambiguous(name, &names),
            Found::None if self.tables().into_iter().any(|table| !self.knows(table)) => None,
            Found::None => {
                let mistake = self.unknown(name);
                self.fail(mistake)
            }
        }
    }

    /// The table whose rows are looked at, and those of the queries around, from the inside out.
    pub(super) fn tables(&self) -> Vec<TableId> {
        let around = self.around.iter().rev().map(|level| level.table);
        std::iter::once(self.scope.table).chain(around).collect()
    }

    /// How far out a table of this name is, and which one it is.
    fn table_named(&self, name: &Ident) -> Option<(usize, TableId)> {
        let own = (0, &self.named, self.scope.table);
        let around = self.around.iter().rev().enumerate();
        let around = around.map(|(at, level)| (at + 1, &level.named, level.table));
        let mut levels = std::iter::once(own).chain(around);
        let catalog = self.scope.catalog;
        let found = levels.find(|(_, named, table)| {
            let known = named.as_deref().unwrap_or(&catalog.table(*table).name);
            known == name.text || known.to_lowercase() == name.text.to_lowercase()
        });
        found.map(|(out, _, table)| (out, table))
    }

    /// The same of `previous.t`.
    fn version_named(&self, first: &Ident, second: &Ident) -> Option<(usize, TableId)> {
        let text = format!("{}.{}", first.text, second.text);
        self.table_named(&Ident { text, ..first.clone() })
    }

    fn column(&self, table: TableId, name: &Ident) -> Found<usize> {
        let columns = self.scope.catalog.table(table).own();
        find(&name.text, columns.iter().enumerate().map(|(at, column)| (&*column.name, at)))
    }

    /// The defined name, by its index in the rule set.
    fn define(&self, name: &Ident) -> Found<usize> {
        let entries = &self.scope.defines.entries;
        find(&name.text, entries.iter().enumerate().map(|(at, defined)| (&*defined.name, at)))
    }

    /// The same, where it is clear which one is meant.
    pub(super) fn define_index(&self, name: &Ident) -> Option<usize> {
        match self.define(name) {
            Found::One(define) => Some(define),
            _ => None,
        }
    }

    pub(super) fn read(
        &self,
        expr: &Expr,
        path: Vec<ReferenceId>,
        (table, column): (TableId, usize),
    ) -> Typed {
        let ty = self.scope.catalog.table(table).columns[column].value_type();
        let node = match path.is_empty() {
            true => Node::Column(column),
            false => Node::Follow { path, column },
        };
        self.typed(expr, node, ty)
    }

    fn defined(&mut self, expr: &Expr, define: usize) -> Option<Typed> {
        let defines = self.scope.defines;
        let defined = &defines.entries[define];
        match &defined.body {
            DefinedBody::Value { ty, value } => {
                Some(self.typed(expr, Node::Defined { define, value: value.clone() }, *ty))
            }
            DefinedBody::Expression { args, phrase, expr: inner } if args.is_empty() => {
                let typed = self.inline(expr, (phrase, inner), Vec::new())?;
                self.named(expr, define, typed)
            }
            DefinedBody::Expression { args, .. } => {
                let call = format!("{}({})", written(&defined.name), args.join(", "));
                let message = format!("`{}` is a function", defined.name);
                let label = "called without arguments".to_owned();
                let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
                self.fail(mistake.help(format!("write `{call}`")))
            }
            DefinedBody::List { .. } => {
                let message = format!("`{}` is a list, not a value", defined.name);
                let label = "a list stands after `IN`".to_owned();
                let mistake = self.mistake("type-mismatch", expr.span, (message, label));
                self.fail(mistake.help(format!("write `… IN {}`", written(&defined.name))))
            }
            DefinedBody::Broken => None,
        }
    }

    /// A defined expression in the place of the name or call that uses it.
    pub(super) fn inline(
        &mut self,
        user: &Expr,
        (phrase, inner): (&'a crate::rules::Phrase, &'a Expr),
        args: Vec<(&'a str, Option<Typed>)>,
    ) -> Option<Typed> {
        let used = Some(self.place(user.span));
        let spreads = may_spread(phrase);
        let site = Site { phrase, used, args: Rc::new(args), spreads, around: self.around.len() };
        let outer = std::mem::replace(&mut self.site, site);
        let (spread, variables) = (self.spread.take(), std::mem::take(&mut self.variables));
        let typed = self.expr(inner);
        (self.site, self.spread, self.variables) = (outer, spread, variables);
        typed
    }

    /// `a.b`: a column of the table named, or of the row that references lead to.
    fn dotted(&mut self, expr: &Expr, first: &Ident, rest: &[Ident]) -> Option<Typed> {
        let own = self.scope.table;
        if let Some((out, table)) = self.table_named(first) {
            return Some(outer(self.along(expr, (table, Vec::new()), rest)?, out));
        }
        if let [second, rest @ ..] = rest
            && let Some((out, table)) =
                self.version_named(first, second).filter(|_| !rest.is_empty())
        {
            return Some(outer(self.along(expr, (table, Vec::new()), rest)?, out));
        }
        let mut levels = self.tables().into_iter().enumerate();
        let (out, from) = levels.find(|(_, table)| self.starts(*table, first)).unwrap_or((0, own));
        let step = self.step(from, first)?;
        let to = self.scope.catalog.reference(step).to;
        Some(outer(self.along(expr, (to, vec![step]), rest)?, out))
    }

    /// Whether the name leads from a row of the table to another one.
    fn starts(&self, table: TableId, name: &Ident) -> bool {
        let catalog = self.scope.catalog;
        let column = match self.column(table, name) {
            Found::One(column) => catalog.table(table).columns[column].reference,
            _ => None,
        };
        column.is_some() || matches!(self.named_reference(table, name), Found::One(_))
    }

    fn named_reference(&self, table: TableId, name: &Ident) -> Found<ReferenceId> {
        let named = self.scope.catalog.references.iter().enumerate();
        let named = named.filter(|(_, reference)| reference.from == table);
        find(&name.text, named.map(|(at, reference)| (&*reference.name, ReferenceId(at))))
    }

    /// The rest of a dotted name: references, then a column.
    fn along(
        &mut self,
        expr: &Expr,
        (mut table, mut path): (TableId, Vec<ReferenceId>),
        parts: &[Ident],
    ) -> Option<Typed> {
        let (last, steps) = parts.split_last()?;
        for name in steps {
            let step = self.step(table, name)?;
            table = self.scope.catalog.reference(step).to;
            path.push(step);
        }
        match self.column(table, last) {
            Found::One(column) => Some(self.read(expr, path, (table, column))),
            Found::Several(names) => self.ambiguous(last, &names),
            Found::None if !self.knows(table) => None,
            Found::None => {
                let mistake = self.unknown_column(table, last);
                self.fail(mistake)
            }
        }
    }

    /// The reference that a column starts, or one of several columns by its own name.
    fn step(&mut self, table: TableId, name: &Ident) -> Option<ReferenceId> {
        let catalog = self.scope.catalog;
        let found = self.column(table, name);
        if let Found::One(column) = found
            && let Some(reference) = catalog.table(table).columns[column].reference
        {
            return Some(reference);
        }
        if let Found::One(reference) = self.named_reference(table, name) {
            return Some(reference);
        }
        let mistake = match found {
            _ if !self.knows(table) => return None,
            Found::One(column) => self.leads_nowhere(table, column, name),
            Found::Several(names) => return self.ambiguous(name, &names),
            Found::None if name.text.eq_ignore_ascii_case("previous") => {
                self.no_version(table, name)
            }
            Found::None => match catalog.find(&name.text) {
                Some(_) => self.other_table(table, name),
                None => self.unknown_column(table, name),
            },
        };
        self.fail(mistake)
    }

    /// Whether the columns of a table are known: of one without a file nothing is said twice.
    fn knows(&self, table: TableId) -> bool {
        self.scope.catalog.table(table).known
    }

    fn ambiguous<T>(&mut self, name: &Ident, names: &[String]) -> Option<T> {
        let message = format!("`{}` could mean several columns or names", name.text);
        let label = "differs from each in its case".to_owned();
        let mistake = self.mistake("ambiguous-name", name.span, (message, label));
        let exact: Vec<String> = names.iter().map(|name| written(name)).collect();
        let one = suggest::one_of(exact.iter().map(String::as_str));
        self.fail(mistake.help(format!("write one of them exactly: {one}")))
    }

    #[cold]
    fn leads_nowhere(&self, table: TableId, column: usize, name: &Ident) -> Diagnostic {
        let table = self.scope.catalog.table(table);
        let column = &table.columns[column].name;
        let message = format!("column `{column}` of table `{}` refers to no table", table.name);
        let label = "no reference to follow".to_owned();
        self.mistake("unknown-name", name.span, (message, label)).help(format!(
            "declare it under `[tables.{}.columns]`: `{column} = {{ references = \"table.column\" }}`",
            table.name
        ))
    }

    #[cold]
    fn no_version(&self, table: TableId, name: &Ident) -> Diagnostic {
        let table = &self.scope.catalog.table(table).name;
        let message =
            format!("`previous` is the row with the same key, and table `{table}` has no key");
        let label = "which row it was is not known".to_owned();
        self.mistake("unknown-name", name.span, (message, label))
            .help(format!("declare it: `[tables.{table}] key = [\"…\"]`"))
    }

    #[cold]
    fn other_table(&self, table: TableId, name: &Ident) -> Diagnostic {
        let own = &self.scope.catalog.table(table).name;
        let message = format!("table `{}` is not in reach of a row of `{own}`", name.text);
        let label = format!("the rule is about `{own}`");
        self.mistake("unknown-name", name.span, (message, label)).help(
            "follow a column that references the table, `column.name` instead of `table.name`, or read it by a subquery",
        )
    }

    #[cold]
    pub(super) fn unknown_column(&self, table: TableId, name: &Ident) -> Diagnostic {
        if let Some(mistake) = self.part_of_name(name) {
            return mistake;
        }
        let table = self.scope.catalog.table(table);
        let message = format!("unknown column `{}` in table `{}`", name.text, table.name);
        let label = "no such column".to_owned();
        let mistake = self.mistake("unknown-column", name.span, (message, label));
        let names = || table.own().iter().map(|column| &*column.name);
        match similar("column", &suggest::nearest(&name.text, names())) {
            Some(help) => mistake.help(help),
            None => with_columns(mistake, &table.name, names()),
        }
    }

    /// A name that is no column, no defined name and no argument.
    #[cold]
    fn unknown(&self, name: &Ident) -> Diagnostic {
        let table = self.scope.catalog.table(self.scope.table);
        let columns = table.own().iter().map(|column| &*column.name);
        let defines = self.scope.defines.entries.iter().map(|defined| &*defined.name);
        let args = self.site.args.iter().map(|(name, _)| *name);
        let args = args.chain(self.variables.iter().map(|(name, _)| &**name));
        let near = suggest::nearest(&name.text, columns);
        let defined = suggest::nearest(&name.text, defines.chain(args));
        if near.is_empty() && !defined.is_empty() {
            let message = format!(
                "unknown name `{}`: no column of `{}` and not defined",
                name.text, table.name
            );
            let label = "not defined".to_owned();
            let mistake = self.mistake("unknown-name", name.span, (message, label));
            return match similar("defined name", &defined) {
                Some(help) => mistake.help(help),
                None => mistake,
            };
        }
        let mistake = self.unknown_column(self.scope.table, name);
        match name.text.to_ascii_lowercase().as_str() {
            "current_date" | "current_timestamp" if !name.quoted => mistake.help("write `today()`"),
            _ if near.is_empty() && name.quoted => mistake.help(format!(
                "a text is written in single quotes: `'{}'`",
                name.text.replace('\'', "''")
            )),
            _ => mistake,
        }
    }
}

/// Names the columns, where they are few.
pub(super) fn with_columns<'n>(
    mistake: Diagnostic,
    table: &str,
    names: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    const FEW: usize = 12;
    let names: Vec<String> = names.take(FEW + 1).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => mistake,
        1..=FEW => mistake.note(format!("the columns of `{table}` are {}", names.join(", "))),
        _ => mistake,
    }
}
