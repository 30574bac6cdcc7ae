//! Subqueries: the table that they read, what ties its rows to the row that asks, what they give.

use super::compare::compared;
use super::convert::convert;
use super::names::outer;
use super::words::noun;
use super::{Binder, Level, Operand, OverRows};
use crate::diagnostics::{Diagnostic, Span, suggest};
use crate::expressions::ast::{Ask as AstAsk, BinaryOp, Expr, Ident, Query};
use crate::expressions::eval::quotient;
use crate::expressions::functions::aggregates::find;
use crate::expressions::grouping::{BoundAggregate, By, Grouping};
use crate::expressions::subquery::{Ask, Key, Subquery};
use crate::expressions::typed::{Node, Typed};
use crate::tables::TableId;
use crate::types::{Type, Value};
use std::sync::Arc;

/// What a subquery's `WHERE` says.
#[derive(Default)]
struct Tied {
    keys: Vec<Key>,
    /// The other sides, of the row that asks.
    args: Vec<Typed>,
    filter: Vec<Typed>,
}

impl Binder<'_, '_> {
    pub(super) fn subquery(&mut self, expr: &Expr, ask: &AstAsk, query: &Query) -> Option<Typed> {
        let wanted = match ask {
            AstAsk::In { operand, .. } => Some(self.operand(operand)),
            AstAsk::Value | AstAsk::Exists => None,
        };
        let table = self.queried(&query.from)?;
        self.enter(table, query.alias.as_ref());
        let bound = self.asked(expr, (ask, wanted), (table, query));
        self.leave();
        bound
    }

    /// The table with index `out` among those that are looked at, from the inside out.
    pub(super) fn table_at(&self, out: usize) -> Option<TableId> {
        match out.checked_sub(1) {
            None => Some(self.scope.table),
            Some(out) => self.around.iter().rev().nth(out).map(|level| level.table),
        }
    }

    fn enter(&mut self, table: TableId, alias: Option<&Ident>) {
        self.around.push(Level {
            table: std::mem::replace(&mut self.scope.table, table),
            named: std::mem::replace(&mut self.named, alias.map(|alias| alias.text.clone())),
            over_rows: std::mem::replace(&mut self.over_rows, OverRows::Refused),
            variables: std::mem::take(&mut self.variables),
            spread: self.spread.take(),
        });
    }

    fn leave(&mut self) {
        if let Some(level) = self.around.pop() {
            self.scope.table = level.table;
            self.named = level.named;
            self.over_rows = level.over_rows;
            self.variables = level.variables;
            self.spread = level.spread;
        }
    }

    /// The table that a subquery reads.
    fn queried(&mut self, from: &[Ident]) -> Option<TableId> {
        let texts: Vec<&str> = from.iter().map(|part| part.text.as_str()).collect();
        let name = texts.join(".");
        let tables = &self.scope.catalog.tables;
        let folded = name.to_lowercase();
        let exact = tables.iter().position(|table| table.name == name);
        let found =
            exact.or_else(|| tables.iter().position(|table| table.name.to_lowercase() == folded));
        if let Some(found) = found {
            return Some(TableId(found));
        }
        let (first, last) = (from.first()?, from.last()?);
        let span = first.span.to(last.span);
        let near = suggest::nearest(&name, tables.iter().map(|table| table.name.as_str()));
        let message = format!("unknown table `{name}`");
        let mistake = self.mistake("unknown-table", span, (message, "no such table".to_owned()));
        self.fail(match super::words::similar("table", &near) {
            Some(help) => mistake.help(help),
            None => mistake.help(format!("declare it: `[tables.{name}]`")),
        })
    }

    /// What is asked, inside of the query.
    fn asked(
        &mut self,
        expr: &Expr,
        (ask, wanted): (&AstAsk, Option<Option<Operand<'_>>>),
        (table, query): (TableId, &Query),
    ) -> Option<Typed> {
        let tied = match &query.filter {
            Some(filter) => self.ties(filter),
            None => Some(Tied::default()),
        };
        let known = tied.is_some();
        let Tied { keys, mut args, filter } = tied.unwrap_or_default();
        let by = keys.iter().map(|key| By { typed: key.typed.clone(), text: String::new() });
        let mut groups = Grouping { by: by.collect(), ..Grouping::default() };
        let (ask, ty, negated) = match ask {
            AstAsk::Value => {
                let value = self.value(query, &mut groups)?;
                let ty = value.ty;
                (Ask::Value(value), ty, false)
            }
            AstAsk::Exists => {
                self.rows_only(query)?;
                (Ask::Exists, Type::Boolean, false)
            }
            AstAsk::In { at, negated, .. } => {
                let (value, operand) = self.looked_for(query, wanted??, (*at, *negated))?;
                args.insert(0, operand);
                groups.slot_of(counting(vec![value.clone()])?);
                let mut members = Grouping { by: groups.by.clone(), ..Grouping::default() };
                members.by.push(By { typed: value, text: String::new() });
                (Ask::Member(members), Type::Boolean, *negated)
            }
        };
        groups.slot_of(counting(Vec::new())?);
        let filter = all_of(filter);
        let last = query.from.last()?;
        let rest = Span::new(self.place(last.span).end, self.place(query.span).end);
        let query = Arc::new(Subquery::new((table, ask, keys), (filter, groups), rest));
        let node = Node::Ask { query, args, negated };
        known.then(|| self.typed(expr, node, ty))
    }

    /// The equalities that tie rows to the one that asks, and what else is asked of them.
    fn ties(&mut self, filter: &Expr) -> Option<Tied> {
        let typed = self.expr(filter)?;
        if !matches!(typed.ty, Type::Boolean | Type::Null) {
            let text = self.text(filter.span);
            let message = format!("`{text}` is {}, not true or false", noun(typed.ty));
            let label = noun(typed.ty).to_owned();
            let mistake = self.mistake("not-a-condition", filter.span, (message, label));
            return self.fail(mistake);
        }
        let mut tied = Tied::default();
        let mut fits = true;
        for part in parts_of_and(convert(typed, Type::Boolean)) {
            fits &= self.tie(part, &mut tied).is_some();
        }
        fits.then_some(tied)
    }

    fn tie(&mut self, part: Typed, tied: &mut Tied) -> Option<()> {
        if !has_outer(&part) {
            self.warn_of_itself(&part);
            tied.filter.push(part);
            return Some(());
        }
        if is_outer(&part) {
            // A condition on the row that asks: its rows are those of TRUE.
            let constant = Typed { node: Node::Literal(Value::Boolean(true)), ..part.clone() };
            tied.keys.push(Key { typed: constant, missing_matches: false });
            tied.args.push(unwrapped(part));
            return Some(());
        }
        let span = part.span;
        let (left, right, missing_matches) = match part.node {
            Node::Compare { op: BinaryOp::Equal, left, right } => (*left, *right, false),
            Node::Distinct { left, right, negated: true } => (*left, *right, true),
            _ => return self.not_tied(span),
        };
        let (inner, asking) = match (has_outer(&left), has_outer(&right)) {
            (false, true) if is_outer(&right) => (left, right),
            (true, false) if is_outer(&left) => (right, left),
            _ => return self.not_tied(span),
        };
        if matches!(inner.ty, Type::PartialDate | Type::Duration)
            || matches!(asking.ty, Type::PartialDate | Type::Duration)
        {
            let ty = if inner.ty == Type::Null { asking.ty } else { inner.ty };
            let message = format!("a subquery does not look its rows up by {}", noun(ty));
            let label = "equal to more than one value".to_owned();
            let mistake = self.mistake("invalid-subquery", span, (message, label));
            return self.fail(mistake.help("compare texts: `a::text = b::text`"));
        }
        if quotient(&inner).is_some() || quotient(&asking).is_some() {
            let message = "a subquery does not look its rows up by a quotient".to_owned();
            let label = "has no last digit".to_owned();
            let mistake = self.mistake("invalid-subquery", span, (message, label));
            return self.fail(mistake.help("round it: `round(a / b, 6)`"));
        }
        tied.keys.push(Key { typed: inner, missing_matches });
        tied.args.push(unwrapped(asking));
        Some(())
    }

    /// The value that a subquery gives: an expression over aggregates.
    fn value(&mut self, query: &Query, groups: &mut Grouping) -> Option<Typed> {
        let [selected] = query.select.as_slice() else {
            let message = "a subquery in a condition gives one value".to_owned();
            let label = if query.select.is_empty() { "gives all columns" } else { "gives several" };
            let mistake = self.mistake("invalid-subquery", query.span, (message, label.to_owned()));
            return self.fail(mistake.help("select one aggregate, such as `count(*)`"));
        };
        self.over_rows = OverRows::Grouped(std::mem::take(groups));
        let typed = self.expr(selected);
        if let OverRows::Grouped(found) = std::mem::replace(&mut self.over_rows, OverRows::Refused)
        {
            *groups = found;
        }
        let typed = typed?;
        self.refuse_windows(groups)?;
        self.one_value(&typed, query, groups)?;
        Some(typed)
    }

    /// Refuses what has a value in each row.
    fn one_value(&mut self, typed: &Typed, query: &Query, groups: &Grouping) -> Option<()> {
        let mut rest = vec![typed];
        while let Some(typed) = rest.pop() {
            match &typed.node {
                Node::Outer(_) => return self.of_the_asker(typed.span),
                Node::Column(_) | Node::Follow { .. } => {
                    let text = self.text_at(typed.span);
                    let table = &self.scope.catalog.table(self.scope.table).name;
                    let message = format!(
                        "`{text}` has a value in each row of `{table}`, and a subquery gives one value"
                    );
                    let mistake = self.mistake_at(
                        "invalid-subquery",
                        typed.span,
                        (message, "in no aggregate".into()),
                    );
                    return self.fail(
                        mistake.help(format!("take one of its values, such as `max({text})`")),
                    );
                }
                _ => rest.extend(typed.children()),
            }
        }
        if groups.aggregates.is_empty() {
            let message = "a subquery in a condition gives one value, an aggregate".to_owned();
            let mistake =
                self.mistake("invalid-subquery", query.span, (message, "has none".to_owned()));
            return self
                .fail(mistake.help("whether there are rows is asked by `EXISTS (SELECT …)`"));
        }
        let parts = groups.aggregates.iter().flat_map(|aggregate| aggregate.parts());
        let outer = parts.filter_map(first_outer).next();
        match outer {
            Some(span) => self.of_the_asker(span),
            None => Some(()),
        }
    }

    fn of_the_asker<T>(&mut self, span: Span) -> Option<T> {
        let text = self.text_at(span);
        let message = format!("`{text}` is of the row that asks, and not of those that are read");
        let mistake =
            self.mistake_at("invalid-subquery", span, (message, "not of this table".to_owned()));
        self.fail(
            mistake.help(
                "only `WHERE` names it, in an equality: compute with it outside of the subquery",
            ),
        )
    }

    fn refuse_windows(&mut self, groups: &Grouping) -> Option<()> {
        let Some(window) = groups.windows.first() else { return Some(()) };
        let message =
            format!("`{}` looks at rows around one, and a subquery gives one value", window.text);
        let mistake =
            self.mistake_at("invalid-subquery", window.span, (message, "a window".to_owned()));
        self.fail(mistake)
    }

    /// What stands behind `EXISTS (SELECT` only has to mean something.
    fn rows_only(&mut self, query: &Query) -> Option<()> {
        if let Some(aggregate) = query.select.iter().find(|item| holds_aggregate(item)) {
            let text = self.text(aggregate.span);
            let message = format!("`{text}` is there whether there are rows or not");
            let label = "an aggregate always gives a row".to_owned();
            let mistake = self.mistake("invalid-subquery", aggregate.span, (message, label));
            return self.fail(mistake.help("write `EXISTS (SELECT 1 FROM …)`"));
        }
        self.operands(&query.select).map(|_| ())
    }

    /// The column behind `IN (SELECT`, and the value that is looked for, as one type.
    fn looked_for(
        &mut self,
        query: &Query,
        wanted: Operand<'_>,
        (at, negated): (Span, bool),
    ) -> Option<(Typed, Typed)> {
        let op = if negated { "NOT IN" } else { "IN" };
        let [selected] = query.select.as_slice() else {
            let message = format!("a subquery after `{op}` gives one column");
            let label = if query.select.is_empty() { "gives all columns" } else { "gives several" };
            let mistake = self.mistake("invalid-subquery", query.span, (message, label.to_owned()));
            return self.fail(mistake.help("write `x IN (SELECT column FROM table)`"));
        };
        if holds_aggregate(selected) {
            let message = format!("a subquery after `{op}` gives the values of rows, not one");
            let label = "an aggregate".to_owned();
            let mistake = self.mistake("invalid-subquery", selected.span, (message, label));
            return self.fail(mistake.help("compare with it: `x = (SELECT max(y) FROM table)`"));
        }
        let found = self.operand(selected)?;
        if let Some(span) = first_outer(&found.typed) {
            return self.of_the_asker(span);
        }
        // As the query sees it; a literal is read as what it stands beside.
        let (constant, expr) = (is_constant(&wanted.typed), wanted.expr);
        let typed = outer(wanted.typed, usize::from(!constant));
        let mut operands = [Operand { expr, typed }, found];
        let ty = self.unify(&mut operands, (op, at))?;
        if matches!(ty, Type::PartialDate | Type::Duration) {
            let message = format!("`{op} (SELECT …)` does not look {} up", noun(ty));
            let label = "equal to more than one value".to_owned();
            let mistake = self.mistake("invalid-subquery", at, (message, label));
            return self.fail(mistake.help("compare texts: `x::text IN (SELECT y::text FROM …)`"));
        }
        let [wanted, found] = operands.map(|operand| compared(operand.typed, ty));
        Some((found, unwrapped(wanted)))
    }

    /// `WHERE t.id = id` where `id` is found in `t` itself.
    fn warn_of_itself(&mut self, part: &Typed) {
        let Node::Compare { op: BinaryOp::Equal, left, right } = &part.node else { return };
        if !left.is_same(right) || !matches!(left.node, Node::Column(_)) {
            return;
        }
        let Some((table, column)) = self.column_of(left) else { return };
        let (text, name) = (self.text_at(right.span), column.name.clone());
        let asking = self.around.last().and_then(|level| {
            let schema = self.scope.catalog.table(level.table);
            schema.find(&column.name)?;
            Some(level.named.clone().unwrap_or_else(|| schema.name.clone()))
        });
        let message = format!(
            "`{}` compares column `{name}` of `{}` with itself",
            self.text_at(part.span),
            table.name
        );
        let label = format!("`{text}` is the column of the table that is read");
        let mistake = self.mistake_at("always-equal", part.span, (message, label));
        let help = asking
            .map(|asking| format!("the row that asks is meant by its table: `{asking}.{name}`"));
        self.report(match help {
            Some(help) => mistake.help(help),
            None => mistake,
        });
    }

    fn not_tied<T>(&mut self, span: Span) -> Option<T> {
        let text = self.text_at(span);
        let message =
            format!("`{text}` ties the rows of a subquery to the row that asks by no equality");
        let mistake = self.mistake_at(
            "invalid-subquery",
            span,
            (message, "has to be `=` between the two".to_owned()),
        );
        self.fail(mistake.help(
            "a subquery looks its rows up by equalities joined by `AND`, each with one side of its own table and one of the row that asks",
        ))
    }

    /// A mistake at a place of the rule's phrase.
    fn mistake_at(&self, code: &'static str, span: Span, texts: (String, String)) -> Diagnostic {
        match self.site.used {
            Some(_) => {
                let phrase = self.scope.phrase;
                let (message, label) = texts;
                Diagnostic::new(code, message).at(phrase.source, phrase.locate(span), label)
            }
            None => self.mistake(code, span, texts),
        }
    }

    /// What the rule's phrase says there.
    fn text_at(&self, span: Span) -> String {
        super::words::shown(&self.scope.phrase.text, span)
    }
}

/// `count(*)`, or the count of what has a value.
fn counting(args: Vec<Typed>) -> Option<BoundAggregate> {
    let text = "count(*)".to_owned();
    let (distinct, filter, ty, span) = (false, None, Type::Integer, Span::default());
    Some(BoundAggregate { function: find("count")?, args, distinct, filter, ty, span, text })
}

/// The parts that AND joins, of those in brackets too.
fn parts_of_and(typed: Typed) -> Vec<Typed> {
    match typed.node {
        Node::And(parts) => parts.into_iter().flat_map(parts_of_and).collect(),
        _ => vec![typed],
    }
}

fn all_of(mut parts: Vec<Typed>) -> Option<Typed> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => {
            let span = parts[0].span;
            Some(Typed { node: Node::And(parts), ty: Type::Boolean, span })
        }
    }
}

fn has_outer(typed: &Typed) -> bool {
    first_outer(typed).is_some()
}

fn first_outer(typed: &Typed) -> Option<Span> {
    match typed.node {
        Node::Outer(_) => Some(typed.span),
        _ => typed.children().into_iter().find_map(first_outer),
    }
}

/// Whether an expression is about the row that asks alone.
fn is_outer(typed: &Typed) -> bool {
    match &typed.node {
        Node::Outer(_) => true,
        Node::Column(_) | Node::Follow { .. } | Node::Slot(_) => false,
        _ => {
            let children = typed.children();
            children.iter().all(|child| is_constant(child) || is_outer(child))
                && children.iter().any(|child| is_outer(child))
        }
    }
}

fn is_constant(typed: &Typed) -> bool {
    match &typed.node {
        Node::Column(_)
        | Node::Follow { .. }
        | Node::Slot(_)
        | Node::Outer(_)
        | Node::Ask { .. } => false,
        _ => typed.children().into_iter().all(is_constant),
    }
}

/// The same as the row that asks sees it. Names of queries further out than that stay.
fn unwrapped(mut typed: Typed) -> Typed {
    if let Node::Outer(inner) = typed.node {
        return *inner;
    }
    for child in typed.children_mut() {
        let nothing = Typed { node: Node::Literal(Value::Null), ty: Type::Null, span: child.span };
        *child = unwrapped(std::mem::replace(child, nothing));
    }
    typed
}

fn holds_aggregate(expr: &Expr) -> bool {
    use crate::expressions::ast::Node as Ast;
    match &expr.node {
        Ast::Aggregate(call) => call.over.is_none(),
        // What a subquery inside computes is its own.
        Ast::Subquery { .. } => false,
        _ => expr.parts().into_iter().any(holds_aggregate),
    }
}
