//! Names of columns that need quotes and stand without: `unit price`, `unit-price`, `a/b`.

use super::words::written;
use super::{Binder, Scope};
use crate::diagnostics::{Diagnostic, Span};
use crate::expressions::ast::{Expr, Ident};
use crate::expressions::parse::{SyntaxError, is_reserved, parse_text};
use crate::tables::{Catalog, TableId};

/// The phrase of a scope as a tree, or what is wrong with it: with the name that is missing its
/// quotes, where one stands at the place of the mistake.
pub(super) fn parsed(scope: &Scope) -> Result<Expr, Box<Diagnostic>> {
    parse_text(&scope.phrase.text).map_err(|error| {
        let (text, span) = (&scope.phrase.text, error.span);
        let meant = meant(text, span, (scope.catalog, scope.table));
        Box::new(explained(error, meant).diagnostic(scope.phrase))
    })
}

/// Says what is to be written, in the place of what was said before.
fn explained(error: SyntaxError, meant: Option<Meant>) -> SyntaxError {
    match meant {
        Some(meant) => SyntaxError { help: Some(meant.cure()), ..error },
        None => error,
    }
}

/// A column whose name stands in a phrase without the quotes that it needs.
struct Meant {
    /// As the table has it.
    name: String,
    /// Where it stands in the phrase.
    span: Span,
}

impl Meant {
    fn cure(&self) -> String {
        let name = written(&self.name);
        format!("write the name in double quotes, `{name}`, and the condition in single ones")
    }
}

/// The longest name that covers the place, or that ends just before it: of a column of the table,
/// else of another one that the phrase names. Words of SQL are no part of a name: a `limit` is more
/// often one.
fn meant(text: &str, span: Span, (catalog, table): (&Catalog, TableId)) -> Option<Meant> {
    let others = (0..catalog.tables.len()).map(TableId);
    let others = others.filter(|id| *id != table && text.contains(&catalog.table(*id).name));
    let mut tables = std::iter::once(table).chain(others);
    tables.find_map(|table| {
        let columns = catalog.table(table).own().iter();
        let needs_quotes =
            |name: &str| written(name) != name && !is_reserved(name) && !name.is_empty();
        let found = columns.filter(|column| needs_quotes(&column.name)).filter_map(|column| {
            let at = stands(text, &column.name, span)?;
            Some(Meant { name: column.name.clone(), span: at })
        });
        found.max_by_key(|meant| meant.name.len())
    })
}

/// Where a name stands in a text, in whatever case, as a word of its own that covers a place or is
/// followed by it.
fn stands(text: &str, name: &str, place: Span) -> Option<Span> {
    let is_word =
        |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || char == '_');
    let starts = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= place.start);
    let spans =
        starts.filter_map(|start| Some(Span { start, end: start + begins(&text[start..], name)? }));
    spans.into_iter().find(|span| {
        let (before, after) = (&text[..span.start], &text[span.end..]);
        let reaches =
            span.end > place.start || text[span.end..place.start].chars().all(char::is_whitespace);
        let alone = !is_word(before.chars().next_back()) && !is_word(after.chars().next());
        reaches && alone && !before.ends_with('"')
    })
}

/// How many bytes of the text are the name, in whatever case; `None` where it begins otherwise.
fn begins(text: &str, name: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    for wanted in name.chars() {
        let (_, char) = chars.next()?;
        if !char.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(chars.next().map_or(text.len(), |(at, _)| at))
}

impl Binder<'_, '_> {
    /// A name that is no column, where it is a part of the name of one: `unit` of `unit-price`.
    pub(super) fn part_of_name(&self, name: &Ident) -> Option<Diagnostic> {
        if name.quoted {
            return None;
        }
        let text = &self.site.phrase.text;
        let meant = self
            .tables()
            .into_iter()
            .find_map(|table| meant(text, name.span, (self.scope.catalog, table)))?;
        let shown = &text[meant.span.start..meant.span.end];
        let message = format!("`{shown}` without quotes is not one name");
        let label = "read as more than a name".to_owned();
        Some(self.mistake("unknown-column", meant.span, (message, label)).help(meant.cure()))
    }
}
