//! `COLUMNS(…)`: a condition for each of several columns, and columns as arguments.

use super::convert::convert;
use super::names::with_columns;
use super::words::{similar, written};
use super::{Binder, Operand, within};
use crate::diagnostics::{Diagnostic, Span, suggest};
use crate::expressions::ast::{Expr, Ident, Node as Ast, Which};
use crate::expressions::parse::parse_text;
use crate::expressions::pattern::{Pattern, pattern};
use crate::expressions::typed::{Node, Typed};
use crate::rules::Phrase;
use crate::tables::Origin;
use crate::types::Type;

/// A mention of `COLUMNS(…)` that a condition has to hold for each column of.
type Mention<'e> = (&'e Which, Span);

impl Binder<'_, '_> {
    /// The condition for each column that its `COLUMNS(…)` chooses; `None` where it has none.
    pub(super) fn for_each(&mut self, expr: &Expr) -> Option<Option<Typed>> {
        if self.spread.is_some() {
            return None;
        }
        let mut mentions = Vec::new();
        mentioned(expr, &mut mentions);
        let (which, span) = *mentions.first()?;
        if let Some((_, other)) = mentions.iter().find(|(other, _)| !other.is_same(which)) {
            let mistake = self.two_choices(span, *other);
            return Some(self.fail(mistake));
        }
        Some(self.chosen(which, span).and_then(|columns| self.spread(expr, &mentions, &columns)))
    }

    fn spread(
        &mut self,
        expr: &Expr,
        mentions: &[Mention<'_>],
        columns: &[usize],
    ) -> Option<Typed> {
        let known = self.diagnostics.len();
        let (mut names, mut parts) = (Vec::new(), Vec::new());
        let (mut mistakes, mut unfit) = (Vec::new(), Vec::new());
        for column in columns {
            self.spread = Some(*column);
            let part = self.node(expr);
            self.spread = None;
            let mut said = self.diagnostics.split_off(known);
            match part.and_then(|part| self.as_part(expr, mentions, part)) {
                Some(part) => {
                    let schema = self.scope.catalog.table(self.scope.table);
                    names.push(written(&schema.columns[*column].name));
                    parts.push(part);
                    self.diagnostics.append(&mut said);
                }
                None => {
                    said.append(&mut self.diagnostics.split_off(known));
                    // What is declared to be something else is not what the condition is about.
                    let about_type = said.iter().all(|mistake| mistake.code == "type-mismatch");
                    let kind = if about_type && self.is_declared(*column) {
                        &mut unfit
                    } else {
                        &mut mistakes
                    };
                    if kind.is_empty() {
                        *kind = said;
                    }
                }
            }
        }
        if parts.is_empty() && mistakes.is_empty() {
            mistakes = unfit;
        }
        if !mistakes.is_empty() || parts.is_empty() {
            mistakes.into_iter().for_each(|mistake| self.report(mistake));
            return None;
        }
        let at = mentions.iter().map(|(_, span)| self.place(*span)).collect();
        Some(self.typed(expr, Node::Each { at, names, parts }, Type::Boolean))
    }

    /// What comes of one column, which has to be true or false.
    fn as_part(&mut self, expr: &Expr, mentions: &[Mention<'_>], part: Typed) -> Option<Typed> {
        match part.ty {
            Type::Boolean => Some(part),
            Type::Null => Some(convert(part, Type::Boolean)),
            _ => {
                let span = mentions.first().map_or(expr.span, |(_, span)| *span);
                let mistake = self.no_condition(expr, span);
                self.fail(mistake)
            }
        }
    }

    fn is_declared(&self, column: usize) -> bool {
        let schema = self.scope.catalog.table(self.scope.table);
        matches!(schema.columns[column].origin, Origin::Declared { .. })
    }

    /// `COLUMNS(…)` where an expression stands: the column that is spoken of.
    pub(super) fn one_of_columns(&mut self, expr: &Expr, unpacked: bool) -> Option<Typed> {
        if unpacked {
            let message = "columns are unpacked among the arguments of a function or in a list";
            let label = "stands for several values".to_owned();
            let mistake = self.mistake("wrong-arguments", expr.span, (message.to_owned(), label));
            let text = self.text(expr.span);
            return self.fail(mistake.help(format!("write `greatest({text})` or `[{text}]`")));
        }
        let column = self.spread?;
        Some(self.read(expr, Vec::new(), (self.scope.table, column)))
    }

    /// The arguments of a call or the elements of a list, `*COLUMNS(…)` unpacked.
    pub(super) fn arguments<'e>(&mut self, exprs: &'e [Expr]) -> Option<Vec<Operand<'e>>> {
        let mut bound = Vec::with_capacity(exprs.len());
        let mut fits = true;
        for expr in exprs {
            let Ast::Columns { which, unpacked: true } = &expr.node else {
                match self.operand(expr) {
                    Some(operand) => bound.push(operand),
                    None => fits = false,
                }
                continue;
            };
            match self.chosen(which, expr.span) {
                Some(columns) => bound.extend(columns.into_iter().map(|column| Operand {
                    expr,
                    typed: self.read(expr, Vec::new(), (self.scope.table, column)),
                })),
                None => fits = false,
            }
        }
        fits.then_some(bound)
    }

    /// The columns that are meant, in the order of the table. Columns that no file has are told of
    /// by themselves.
    fn chosen(&mut self, which: &Which, span: Span) -> Option<Vec<usize>> {
        let schema = self.scope.catalog.table(self.scope.table);
        let present = || (0..schema.own().len()).filter(|at| schema.columns[*at].present);
        let name = |at: &usize| schema.columns[*at].name.as_str();
        let found: Vec<usize> = match which {
            Which::Named(names) => {
                let found: Vec<_> = names.iter().map(|name| self.column_at(name)).collect();
                return found.into_iter().collect();
            }
            Which::All { but } => {
                let but: Vec<_> = but.iter().map(|name| self.column_at(name)).collect();
                let but: Vec<usize> = but.into_iter().collect::<Option<_>>()?;
                present().filter(|at| !but.contains(at)).collect()
            }
            Which::Pattern { text, at } => match pattern(text) {
                Ok(regex) => present().filter(|at| regex.is_match(name(at))).collect(),
                Err(error) => {
                    let place = within(self.site.phrase, *at, error.span);
                    let label = "in this pattern".to_owned();
                    let mistake = self.mistake("invalid-pattern", place, (error.message, label));
                    return self.fail(match error.help {
                        Some(help) => mistake.help(help),
                        None => mistake,
                    });
                }
            },
        };
        if !found.is_empty() || !schema.known {
            return Some(found).filter(|found| !found.is_empty());
        }
        let mistake = self.none_chosen(which, span);
        self.fail(mistake)
    }

    fn column_at(&mut self, name: &Ident) -> Option<usize> {
        let schema = self.scope.catalog.table(self.scope.table);
        if let Some(column) = schema.find(&name.text) {
            return Some(column);
        }
        if !schema.known {
            return None;
        }
        let mistake = self.unknown_column(self.scope.table, name);
        self.fail(mistake)
    }

    #[cold]
    fn none_chosen(&self, which: &Which, span: Span) -> Diagnostic {
        let schema = self.scope.catalog.table(self.scope.table);
        let (message, wanted) = match which {
            Which::Pattern { text, .. } => (
                format!("no column of table `{}` has `{text}` in its name", schema.name),
                text.chars().filter(|c| c.is_alphanumeric() || " _-".contains(*c)).collect(),
            ),
            _ => (format!("no column of table `{}` is left", schema.name), String::new()),
        };
        let mistake = self.mistake("unknown-column", span, (message, "no such column".to_owned()));
        let names = || schema.own().iter().map(|column| &*column.name);
        match similar("column", &near(&wanted, names().collect())) {
            Some(help) => mistake.help(help),
            None => with_columns(mistake, &schema.name, names()),
        }
    }

    #[cold]
    fn two_choices(&self, first: Span, other: Span) -> Diagnostic {
        let message = "a condition holds for each column of one `COLUMNS(…)`, not of two";
        let label = "other columns than before".to_owned();
        let mistake = self.mistake("wrong-arguments", other, (message.to_owned(), label));
        let phrase = self.site.phrase;
        mistake
            .at(phrase.source, phrase.locate(first), "the columns that it holds for")
            .help("write two conditions with `AND`, or two rules")
    }

    #[cold]
    fn no_condition(&self, expr: &Expr, span: Span) -> Diagnostic {
        let text = self.text(span);
        let message =
            format!("`{text}` stands for several columns, of which only a condition can hold");
        let label = "several columns".to_owned();
        let mistake = self.mistake("wrong-arguments", span, (message, label));
        match expr.node {
            Ast::Columns { .. } => mistake.help(format!("compare it: `{text} > 0`")),
            _ => mistake.help(format!("unpack them: `greatest(*{text})`")),
        }
    }
}

/// The mentions that a condition has to hold for each column of.
fn mentioned<'e>(expr: &'e Expr, mentions: &mut Vec<Mention<'e>>) {
    if let Ast::Columns { which, unpacked: false } = &expr.node {
        mentions.push((which, expr.span));
    }
    expr.parts().into_iter().for_each(|part| mentioned(part, mentions));
}

/// The names nearest to a pattern's letters: as they are, else by how they begin.
fn near<'n>(wanted: &str, names: Vec<&'n str>) -> Vec<&'n str> {
    let wanted = wanted.trim();
    let whole = suggest::nearest(wanted, names.iter().copied());
    if !whole.is_empty() || wanted.is_empty() {
        return whole;
    }
    let length = wanted.chars().count();
    let start = |name: &'n str| match name.char_indices().nth(length) {
        Some((end, _)) => &name[..end],
        None => name,
    };
    let starts = suggest::nearest(wanted, names.iter().map(|name| start(name)));
    names.into_iter().filter(|name| starts.contains(&start(name))).take(3).collect()
}

/// Whether a phrase can speak of `COLUMNS(…)`: nearly none does, and they are bound without a look
/// for it at every node.
pub(super) fn may_spread(phrase: &Phrase) -> bool {
    phrase.text.to_ascii_lowercase().contains("columns")
}

/// The columns that phrases choose by `COLUMNS(…)`, before anything is known of them.
#[derive(Debug, Default)]
pub struct Chosen {
    patterns: Vec<Pattern>,
    names: Vec<String>,
    all: bool,
}

impl Chosen {
    pub fn of<'p>(phrases: impl Iterator<Item = &'p Phrase>) -> Chosen {
        let mut chosen = Chosen::default();
        for phrase in phrases.filter(|phrase| may_spread(phrase)) {
            match parse_text(&phrase.text) {
                Ok(expr) => chosen.add(&expr),
                // A message with an expression in it: any column may be meant.
                Err(_) => chosen.all = true,
            }
        }
        chosen
    }

    fn add(&mut self, expr: &Expr) {
        match &expr.node {
            Ast::Columns { which: Which::Pattern { text, .. }, .. } => {
                self.patterns.extend(pattern(text));
            }
            Ast::Columns { which: Which::All { .. }, .. } => self.all = true,
            Ast::Columns { which: Which::Named(names), .. } => {
                self.names.extend(names.iter().map(|name| name.text.to_lowercase()));
            }
            _ => expr.parts().into_iter().for_each(|part| self.add(part)),
        }
    }

    /// Whether a column of this name is among them.
    pub fn has(&self, name: &str) -> bool {
        self.all
            || self.patterns.iter().any(|pattern| pattern.is_match(name))
            || !self.names.is_empty() && self.names.contains(&name.to_lowercase())
    }
}
