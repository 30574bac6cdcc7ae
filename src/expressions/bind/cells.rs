//! `text(x)`, the cell as it is written; `file()`, `row()` and `line()`, where the row stands.

use super::calls::counted;
use super::names::outer;
use super::{Binder, Operand};
use crate::diagnostics::Diagnostic;
use crate::expressions::ast::{Expr, Ident};
use crate::expressions::typed::{Node, Typed};
use crate::tables::{Made, ReferenceId, TableId};

impl Binder<'_, '_> {
    /// The call of what a row is beside the values of its columns; `None` for any other name.
    pub(super) fn of_the_row(
        &mut self,
        expr: &Expr,
        name: &Ident,
        args: &[Expr],
    ) -> Option<Option<Typed>> {
        let name = name.text.to_ascii_lowercase();
        match name.as_str() {
            "text" => Some(self.text_of_cell(expr, args)),
            "file" => Some(self.place_of_row((expr, &name), args, Made::File)),
            "row" => Some(self.place_of_row((expr, &name), args, Made::Row)),
            "line" => Some(self.place_of_row((expr, &name), args, Made::Line)),
            _ => None,
        }
    }

    fn text_of_cell(&mut self, expr: &Expr, args: &[Expr]) -> Option<Typed> {
        let operands = self.arguments(args)?;
        let [operand] = operands.as_slice() else {
            let found = operands.len();
            let message = format!("`text` takes 1 argument, found {found}");
            let label = "called with others".to_owned();
            let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
            return self.fail(mistake.help("write `text(column)`"));
        };
        let Some((out, path, column)) = cell(&operand.typed, 0) else {
            let mistake = self.no_cell(operand);
            return self.fail(mistake);
        };
        let table = match path.last() {
            Some(last) => self.scope.catalog.reference(*last).to,
            None => *self.tables().get(out)?,
        };
        let Some(made) = self.scope.catalog.table(table).column_of(Made::Text(column)) else {
            let mistake = self.figure(operand);
            return self.fail(mistake);
        };
        Some(outer(self.read(expr, path, (table, made)), out))
    }

    fn place_of_row(
        &mut self,
        (expr, name): (&Expr, &str),
        args: &[Expr],
        made: Made,
    ) -> Option<Typed> {
        let table: TableId = self.scope.table;
        if !args.is_empty() {
            let message = format!("`{name}` takes no arguments, found {}", counted(args.len()));
            let label = "called with some".to_owned();
            let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
            return self.fail(mistake.help(format!("write `{name}()`")));
        }
        let Some(column) = self.scope.catalog.table(table).column_of(made) else {
            let message = format!("`{name}` is about a row of a file, and a document has no rows");
            let label = "in a rule about a document".to_owned();
            let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
            return self.fail(mistake);
        };
        Some(self.read(expr, Vec::new(), (table, column)))
    }

    #[cold]
    fn no_cell(&self, operand: &Operand) -> Diagnostic {
        let text = self.text(operand.expr.span);
        let message =
            format!("`text` gives a cell as it is written, and `{text}` stands in no cell");
        let label = "no column".to_owned();
        let mistake = self.mistake("wrong-arguments", operand.expr.span, (message, label));
        let is_plain = text.chars().all(|c| c.is_alphanumeric() || "_().,' ".contains(c));
        let part = if is_plain && !text.contains(' ') { text } else { format!("({text})") };
        mistake.help(format!("give it a column, `text(column)`; a value as text is `{part}::text`"))
    }

    #[cold]
    fn figure(&self, operand: &Operand) -> Diagnostic {
        let text = self.text(operand.expr.span);
        let message =
            format!("`text` gives a cell as it is written, and `{text}` is a figure of an article");
        let label = "a figure".to_owned();
        self.mistake("wrong-arguments", operand.expr.span, (message, label))
            .help(format!("a value as text is `{text}::text`"))
    }
}

/// How far out a cell is, where references lead to it, and its column; `None` for what is computed.
fn cell(typed: &Typed, out: usize) -> Option<(usize, Vec<ReferenceId>, usize)> {
    match &typed.node {
        Node::Column(column) => Some((out, Vec::new(), *column)),
        Node::Follow { path, column } => Some((out, path.clone(), *column)),
        Node::Outer(inner) => cell(inner, out + 1),
        Node::Named { operand, .. } => cell(operand, out),
        _ => None,
    }
}
