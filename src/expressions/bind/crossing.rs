//! Literal bounds in a condition that no value lies between: told where they are written, whatever
//! the data. What takes more than a look at two literals is told of rules as a whole (`analysis`).

use super::Binder;
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::expressions::ast::{BinaryOp, Expr};
use crate::expressions::typed::{Node, Typed};
use crate::types::Value;
use std::cmp::Ordering;

/// A bound of a value: which, and whether it is itself left out.
struct Bound<'t> {
    value: &'t Value,
    is_open: bool,
}

/// A comparison with a literal: what is compared, and the bounds that it sets.
struct Bounds<'t> {
    of: &'t Typed,
    low: Option<Bound<'t>>,
    high: Option<Bound<'t>>,
}

impl Binder<'_, '_> {
    /// `x BETWEEN 10 AND 5`.
    pub(super) fn warn_of_crossing(&mut self, [low, high]: [(&Expr, &Typed); 2]) {
        let (Node::Literal(least), Node::Literal(most)) = (&low.1.node, &high.1.node) else {
            return;
        };
        if least.order(most) != Some(Ordering::Greater) {
            return;
        }
        let span = Span { start: low.0.span.start, end: high.0.span.end };
        let (low, high) = (self.text(low.0.span), self.text(high.0.span));
        let message = format!("no value lies between `{low}` and `{high}`");
        let help = format!("the smaller bound stands first: `BETWEEN {high} AND {low}`");
        let warning = self.mistake("crossing-bounds", span, (message, "cross".to_owned()));
        self.report(Diagnostic { severity: Severity::Warning, ..warning.help(help) });
    }

    /// `x > 10 AND x < 5`: of the parts of a chain those behind the first `known` are new.
    pub(super) fn warn_of_no_room(&mut self, expr: &Expr, parts: &[Typed], known: usize) {
        // Where a defined expression is used, its parts stand elsewhere.
        if self.site.used.is_some() {
            return;
        }
        for (at, part) in parts.iter().enumerate().skip(known) {
            let Some(new) = bounds(part) else { continue };
            let before = parts[..at].iter().filter_map(|other| Some((other, bounds(other)?)));
            let mut crossing = before.filter(|(_, other)| crosses(other, &new));
            let Some((other, _)) = crossing.next() else { continue };
            let (first, second) = (self.text(other.span), self.text(part.span));
            let message = format!("no value meets both `{first}` and `{second}`");
            let label = "holds for no row".to_owned();
            let warning = self.mistake("crossing-bounds", expr.span, (message, label));
            let help = format!("one of them is enough by `OR`: `{first} OR {second}`");
            self.report(Diagnostic { severity: Severity::Warning, ..warning.help(help) });
        }
    }
}

/// What a comparison of something with a literal says of it.
fn bounds(typed: &Typed) -> Option<Bounds<'_>> {
    let Node::Compare { op, left, right } = &typed.node else { return None };
    let (of, op, value) = match (&left.node, &right.node) {
        (Node::Literal(_), Node::Literal(_)) => return None,
        (_, Node::Literal(value)) => (left, *op, value),
        (Node::Literal(value), _) => (right, op.flipped(), value),
        _ => return None,
    };
    let bound = |is_open| Some(Bound { value, is_open });
    let (low, high) = match op {
        BinaryOp::Equal => (bound(false), bound(false)),
        BinaryOp::Greater => (bound(true), None),
        BinaryOp::GreaterEqual => (bound(false), None),
        BinaryOp::Less => (None, bound(true)),
        BinaryOp::LessEqual => (None, bound(false)),
        _ => return None,
    };
    Some(Bounds { of, low, high })
}

fn crosses(one: &Bounds<'_>, other: &Bounds<'_>) -> bool {
    let is_empty = |low: &Option<Bound<'_>>, high: &Option<Bound<'_>>| {
        let (Some(low), Some(high)) = (low, high) else { return false };
        match low.value.order(high.value) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => low.is_open || high.is_open,
            _ => false,
        }
    };
    one.of.is_same(other.of) && (is_empty(&one.low, &other.high) || is_empty(&other.low, &one.high))
}
