//! Names resolved, types known: [`Expr`] to [`Typed`], with every mistake at its place.
//!
//! Binding does not stop at a mistake: what could not be bound is left out of what stands round it,
//! which then is silent, so that each mistake is named once and all of them in one go.

mod aggregates;
mod agrees;
mod calls;
mod cells;
mod choose;
mod columns;
mod compare;
mod convert;
mod crossing;
mod defines;
mod intervals;
mod lists;
mod literals;
mod names;
mod operators;
mod quoted;
mod reads;
mod subqueries;
mod texts;
mod units;
mod windows;
mod words;

pub use aggregates::lift;
pub use columns::Chosen;
pub use defines::{Defined, DefinedBody, Defines, Element};
pub use reads::{Reads, columns_read};
pub use units::{measured, units};
pub use windows::NamedWindow;
pub use words::written;

use super::ast::{BinaryOp, Expr, Node as Ast, UnaryOp};
use super::grouping::Grouping;
use super::parse::MAX_DEPTH;
use super::spans;
use super::typed::{Node, Typed};
use crate::diagnostics::{Diagnostic, Span};
use crate::rules::Phrase;
use crate::tables::{Catalog, TableId};
use crate::types::Type;
use std::rc::Rc;

/// How many nodes a condition may have once defined expressions stand in their places.
const MAX_NODES: usize = 50_000;

/// What the names of a phrase can mean.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    pub catalog: &'a Catalog,
    /// The table whose rows are judged.
    pub table: TableId,
    pub defines: &'a Defines,
    pub phrase: &'a Phrase,
    /// The windows that the rule names.
    pub windows: &'a [NamedWindow],
}

/// The phrase, parsed and bound; `None` after a mistake.
pub fn expression(scope: &Scope, diagnostics: &mut Vec<Diagnostic>) -> Option<Typed> {
    match quoted::parsed(scope) {
        Ok(expr) => bind(&expr, scope, diagnostics),
        Err(mistake) => {
            diagnostics.push(*mistake);
            None
        }
    }
}

/// The phrase as a condition: TRUE, FALSE or unknown.
pub fn condition(scope: &Scope, diagnostics: &mut Vec<Diagnostic>) -> Option<Typed> {
    as_condition(expression(scope, diagnostics)?, scope, diagnostics)
}

/// An expression in which aggregates may stand: what they are goes to the grouping, and slots stand
/// in their places. Columns outside of them are still columns: see [`lift`].
pub fn expression_of_groups(
    scope: &Scope,
    grouping: &mut Grouping,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Typed> {
    let expr = match quoted::parsed(scope) {
        Ok(expr) => expr,
        Err(mistake) => {
            diagnostics.push(*mistake);
            return None;
        }
    };
    let mut binder = Binder::new(scope, diagnostics);
    binder.over_rows = OverRows::Grouped(std::mem::take(grouping));
    let typed = binder.expr(&expr).and_then(|typed| binder.check_units(typed));
    if let OverRows::Grouped(found) = binder.over_rows {
        *grouping = found;
    }
    typed
}

/// The same, as a condition.
pub fn condition_of_groups(
    scope: &Scope,
    grouping: &mut Grouping,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Typed> {
    as_condition(expression_of_groups(scope, grouping, diagnostics)?, scope, diagnostics)
}

fn as_condition(typed: Typed, scope: &Scope, diagnostics: &mut Vec<Diagnostic>) -> Option<Typed> {
    match typed.ty {
        Type::Boolean => Some(typed),
        Type::Null => Some(convert::convert(typed, Type::Boolean)),
        other => {
            diagnostics.push(not_a_condition(scope.phrase, &typed, other));
            None
        }
    }
}

#[cold]
fn not_a_condition(phrase: &Phrase, typed: &Typed, ty: Type) -> Diagnostic {
    let text = words::shown(&phrase.text, typed.span);
    let noun = words::noun(ty);
    let diagnostic = Diagnostic::new(
        "not-a-condition",
        format!("`{text}` is {noun}, not true or false"),
    )
    .at(phrase.source, phrase.locate(typed.span), noun);
    diagnostic.help(match ty {
        Type::Integer | Type::Number | Type::Float => format!("compare it: `{text} > 0`"),
        Type::Text => format!("compare it: `{text} <> ''`"),
        _ => format!("compare it, or write `{text} IS NOT NULL`"),
    })
}

/// The tree with its names resolved and its types known; `None` after a mistake.
pub fn bind(expr: &Expr, scope: &Scope, diagnostics: &mut Vec<Diagnostic>) -> Option<Typed> {
    let mut binder = Binder::new(scope, diagnostics);
    let typed = binder.expr(expr)?;
    binder.check_units(typed)
}

/// What functions over many rows are at a place.
enum OverRows {
    /// Only single rows are looked at.
    Refused,
    /// They go to the grouping.
    Grouped(Grouping),
    /// Inside of one.
    Inside,
}

/// Which phrase is being bound: the rule's, or that of a defined expression used in it.
#[derive(Clone)]
struct Site<'a> {
    phrase: &'a Phrase,
    /// Where the rule's phrase uses the defined expression.
    used: Option<Span>,
    /// The arguments of the defined function, bound; `None` inside after a mistake in one.
    args: Rc<Vec<(&'a str, Option<Typed>)>>,
    /// Whether it speaks of `COLUMNS(…)`.
    spreads: bool,
    /// How many queries stood around where these were bound.
    around: usize,
}

/// A query around the one that is being bound.
struct Level {
    table: TableId,
    /// What the table is called there, where that is not its name.
    named: Option<String>,
    over_rows: OverRows,
    /// What comprehensions there look at: a subquery does not know it.
    variables: Vec<(String, Typed)>,
    spread: Option<usize>,
}

/// An operand and what it was bound from.
struct Operand<'e> {
    expr: &'e Expr,
    typed: Typed,
}

struct Binder<'a, 'd> {
    scope: Scope<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
    site: Site<'a>,
    nodes: usize,
    depth: usize,
    too_complex: bool,
    over_rows: OverRows,
    /// What the table that is looked at is called, where that is not its name.
    named: Option<String>,
    /// The queries around, from the outside in.
    around: Vec<Level>,
    /// The names of what comprehensions look at, the innermost last.
    variables: Vec<(String, Typed)>,
    /// How many comprehensions stand around.
    level: usize,
    /// The column that `COLUMNS(…)` stands for, while a condition is bound for it.
    spread: Option<usize>,
}

impl<'a, 'd> Binder<'a, 'd> {
    fn new(scope: &Scope<'a>, diagnostics: &'d mut Vec<Diagnostic>) -> Binder<'a, 'd> {
        let spreads = columns::may_spread(scope.phrase);
        let site =
            Site { phrase: scope.phrase, used: None, args: Rc::default(), spreads, around: 0 };
        let over_rows = OverRows::Refused;
        Binder {
            scope: *scope,
            diagnostics,
            site,
            nodes: 0,
            depth: 0,
            too_complex: false,
            over_rows,
            named: None,
            around: Vec::new(),
            variables: Vec::new(),
            level: 0,
            spread: None,
        }
    }
}

impl<'a> Binder<'a, '_> {
    fn expr(&mut self, expr: &Expr) -> Option<Typed> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.depth > 2 * MAX_DEPTH {
            return self.refuse_size(expr.span);
        }
        self.depth += 1;
        let typed = self.node(expr);
        self.depth -= 1;
        typed
    }

    fn node(&mut self, expr: &Expr) -> Option<Typed> {
        let is_chain = matches!(expr.node, Ast::Binary { op: BinaryOp::And, .. });
        if self.site.spreads
            && !is_chain
            && let Some(typed) = self.for_each(expr)
        {
            return typed;
        }
        match &expr.node {
            Ast::Name(parts) => self.name(expr, parts),
            Ast::Literal(literal) => self.literal(expr, literal),
            Ast::Unary { op: UnaryOp::Not, operand } => self.not(expr, operand),
            Ast::Unary { op: UnaryOp::Plus, operand } => self.sign(expr, operand, "+"),
            Ast::Unary { op: UnaryOp::Minus, operand } => self.sign(expr, operand, "-"),
            Ast::Binary { op, at, left, right } => self.binary(expr, (*op, *at), left, right),
            Ast::Is { operand, test, negated } => self.is(expr, operand, *test, *negated),
            Ast::Distinct { at, left, right, negated } => {
                self.distinct(expr, *at, [left, right], *negated)
            }
            Ast::Between { at, operand, low, high, negated } => {
                self.between(expr, *at, [operand, low, high], *negated)
            }
            Ast::InList { at, operand, list, negated } => {
                self.in_list(expr, *at, (operand, list), *negated)
            }
            Ast::InName { operand, name, negated } => self.in_name(expr, operand, name, *negated),
            Ast::Like { .. } => self.like(expr),
            Ast::Case { operand, branches, otherwise } => {
                self.case(expr, operand.as_deref(), branches, otherwise.as_deref())
            }
            Ast::Cast { operand, to, attempt } => self.cast(expr, operand, to, *attempt),
            Ast::Call { name, args } => self.call(expr, name, args),
            Ast::Aggregate(call) => self.aggregate(expr, call),
            Ast::Subquery { ask, query } => self.subquery(expr, ask, query),
            Ast::List(items) => self.list(expr, items),
            Ast::Comprehension(made) => self.comprehension(expr, made),
            Ast::Columns { unpacked, .. } => self.one_of_columns(expr, *unpacked),
            Ast::Unsupported { what } => {
                self.not_yet(expr.span, format!("{what} are not part of conditions yet"))
            }
        }
    }

    /// Where a node of the current site stands in the rule's phrase.
    fn place(&self, span: Span) -> Span {
        self.site.used.unwrap_or(span)
    }

    fn typed(&self, expr: &Expr, node: Node, ty: Type) -> Typed {
        Typed { node, ty, span: self.place(expr.span) }
    }

    /// An operand and its expression, so that messages can show what was written.
    fn operand<'e>(&mut self, expr: &'e Expr) -> Option<Operand<'e>> {
        Some(Operand { expr, typed: self.expr(expr)? })
    }

    /// Operands in order; all are bound before one that failed fails them.
    fn operands<'e>(
        &mut self,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> Option<Vec<Operand<'e>>> {
        let bound: Vec<Option<Operand<'e>>> =
            exprs.into_iter().map(|expr| self.operand(expr)).collect();
        bound.into_iter().collect()
    }

    /// What was written under a span of the current site.
    fn text(&self, span: Span) -> String {
        words::shown(&self.site.phrase.text, span)
    }

    /// A mistake at a place of the current site; where that is a defined expression, its use too.
    fn mistake(
        &self,
        code: &'static str,
        span: Span,
        (message, label): (String, String),
    ) -> Diagnostic {
        let phrase = self.site.phrase;
        let diagnostic =
            Diagnostic::new(code, message).at(phrase.source, phrase.locate(span), label);
        match self.site.used {
            Some(used) => {
                let rule = self.scope.phrase;
                diagnostic.at(rule.source, rule.locate(used), "used here")
            }
            None => diagnostic,
        }
    }

    /// Records a mistake, once: a defined expression is bound at each of its uses.
    fn report(&mut self, diagnostic: Diagnostic) {
        let same = |known: &Diagnostic| {
            known.code == diagnostic.code
                && known.message == diagnostic.message
                && known.labels.first() == diagnostic.labels.first()
        };
        if !self.diagnostics.iter().any(same) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Records a mistake in the middle of an expression that has no value then.
    fn fail<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.report(diagnostic);
        None
    }

    fn not_yet<T>(&mut self, span: Span, message: String) -> Option<T> {
        let mistake =
            self.mistake("not-yet-supported", span, (message, "not built yet".to_owned()));
        self.fail(mistake)
    }

    /// Counts the nodes of a tree that is put into a second place.
    fn copy(&mut self, typed: &Typed) -> Option<Typed> {
        self.nodes += size(typed);
        if self.nodes > MAX_NODES {
            return self.refuse_size(typed.span);
        }
        Some(typed.clone())
    }

    #[cold]
    fn refuse_size<T>(&mut self, span: Span) -> Option<T> {
        if std::mem::replace(&mut self.too_complex, true) {
            return None;
        }
        let span = if span.end <= self.site.phrase.text.len() { span } else { Span::default() };
        let message = format!("a condition of more than {MAX_NODES} parts, or nested too deeply");
        let mistake =
            self.mistake("too-complex", span, (message, "beyond the limit here".to_owned()));
        self.fail(mistake.help("split it into several rules"))
    }
}

fn size(typed: &Typed) -> usize {
    1 + typed.children().into_iter().map(size).sum::<usize>()
}

/// The bytes of a pattern inside of the text literal that holds it.
fn within(phrase: &Phrase, literal: Span, inner: Span) -> Span {
    spans::inside_text(&phrase.text, literal, inner)
}
