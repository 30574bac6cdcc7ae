//! Comparisons, and the one type that several expressions have to have.

use super::convert::{common, convert, is_constant, literal_text};
use super::intervals::counts;
use super::words::noun;
use super::{Binder, Operand};
use crate::diagnostics::{Diagnostic, Span};
use crate::expressions::ast::{BinaryOp, Expr};
use crate::expressions::typed::{Node, Typed};
use crate::types::{Type, Value};

impl Binder<'_, '_> {
    pub(super) fn comparison(
        &mut self,
        expr: &Expr,
        (op, at): (BinaryOp, Span),
        left: &Expr,
        right: &Expr,
    ) -> Option<Typed> {
        let mut operands = self.operands([left, right])?;
        let ty = self.unify(&mut operands, (op.symbol(), at))?;
        if matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
            self.warn_of_intervals((op.symbol(), at), ty, &operands);
        }
        let (right, left) = (operands.pop()?, operands.pop()?);
        let [left, right] = [left, right].map(|side| Box::new(compared(side.typed, ty)));
        Some(self.typed(expr, Node::Compare { op, left, right }, Type::Boolean))
    }

    pub(super) fn distinct(
        &mut self,
        expr: &Expr,
        at: Span,
        sides: [&Expr; 2],
        negated: bool,
    ) -> Option<Typed> {
        let mut operands = self.operands(sides)?;
        let op = self.text(at);
        let ty = self.unify(&mut operands, (&op, at))?;
        let (right, left) = (operands.pop()?, operands.pop()?);
        let [left, right] = [left, right].map(|side| Box::new(compared(side.typed, ty)));
        Some(self.typed(expr, Node::Distinct { left, right, negated }, Type::Boolean))
    }

    pub(super) fn between(
        &mut self,
        expr: &Expr,
        at: Span,
        parts: [&Expr; 3],
        negated: bool,
    ) -> Option<Typed> {
        let [_, least, most] = parts;
        let mut operands = self.operands(parts)?;
        let ty = self.unify(&mut operands, ("BETWEEN", at))?;
        let mut parts = operands.into_iter().map(|part| Box::new(compared(part.typed, ty)));
        let (operand, low, high) = (parts.next()?, parts.next()?, parts.next()?);
        self.warn_of_crossing([(least, &low), (most, &high)]);
        let node = Node::Between { operand, low, high, negated };
        Some(self.typed(expr, node, Type::Boolean))
    }

    /// One type for all, text literals read as it; the mistake is told at the operator.
    pub(super) fn unify(&mut self, operands: &mut [Operand], op: (&str, Span)) -> Option<Type> {
        let mut ty = Type::Null;
        // The operand that the type comes from: the first one that is neither NULL nor a literal.
        let mut first: Option<usize> = None;
        for at in 0..operands.len() {
            let typed = &operands[at].typed;
            if literal_text(typed).is_some() || typed.ty == Type::Null {
                continue;
            }
            match common(ty, typed.ty) {
                Some(both) => ty = both,
                None => {
                    let mistake =
                        self.no_comparison(op, &operands[first.unwrap_or(0)], &operands[at]);
                    return self.fail(mistake);
                }
            }
            first = first.or(Some(at));
        }
        if ty == Type::Null {
            let text = operands.iter().any(|operand| operand.typed.ty == Type::Text);
            return Some(if text { Type::Text } else { Type::Null });
        }
        let mut fits = true;
        for operand in operands.iter_mut() {
            fits &= self.beside(operand, ty).is_some();
        }
        if !fits || !self.same_kind_of_interval(operands, op) {
            return None;
        }
        operands.iter().try_fold(ty, |ty, operand| common(ty, operand.typed.ty))
    }

    /// Intervals of months and of days do not compare.
    fn same_kind_of_interval(&mut self, operands: &[Operand], (op, at): (&str, Span)) -> bool {
        let mut known = operands.iter().filter_map(|operand| {
            (operand.typed.ty == Type::Duration).then(|| counts(&operand.typed)).flatten()
        });
        let Some(first) = known.next() else { return true };
        let Some(other) = known.find(|other| *other != first) else { return true };
        let message = format!("`{op}` does not compare {} with {}", first.noun(), other.noun());
        let label = "how long a month is depends on where it begins".to_owned();
        let mistake = self.mistake("type-mismatch", at, (message, label));
        self.report(mistake.help("compare dates: `later > earlier + INTERVAL 18 YEAR`"));
        false
    }

    #[cold]
    fn no_comparison(&self, op: (&str, Span), left: &Operand, right: &Operand) -> Diagnostic {
        let chooses =
            op.0 == "CASE" || op.0 == "[…]" || op.0.starts_with(|c: char| c.is_lowercase());
        let verb = if chooses { "takes one type, not" } else { "does not compare" };
        let mistake = self.mismatch(op, verb, [left, right]);
        let help = self.comparison_help(left, right).or_else(|| self.comparison_help(right, left));
        match help {
            Some(help) => mistake.help(help),
            None => mistake,
        }
    }

    fn comparison_help(&self, one: &Operand, other: &Operand) -> Option<String> {
        let (text, other_text) = (self.text(one.expr.span), self.text(other.expr.span));
        match (one.typed.ty, other.typed.ty) {
            (Type::Text, ty) if is_constant(&other.typed) && ty.is_numeric() => Some(format!(
                "compare with a text, `'{other_text}'`, or {}",
                self.declare(one, ty)?
            )),
            (Type::Text, ty) => self.declare(one, ty),
            (Type::PartialDate, Type::Integer) if is_constant(&other.typed) => {
                Some(format!("a year as a date is a text: `'{other_text}'`"))
            }
            (Type::PartialDate, Type::Integer) => {
                Some(format!("a year becomes a date by `{other_text}::text::partial_date`"))
            }
            (Type::Date | Type::DateTime, Type::Integer) => {
                Some(format!("the year of a date is a number: `year({text})`"))
            }
            (Type::PartialDate, Type::DateTime) => {
                Some(format!("the date of a datetime is `{other_text}::date`"))
            }
            (Type::Integer, Type::Duration) if one_is_days(&one.typed) => {
                Some("dates are whole days apart: compare with the number of days".to_owned())
            }
            (Type::Boolean, ty) if ty.is_numeric() => {
                Some(format!("write `{text}` or `NOT {text}` alone"))
            }
            _ => None,
        }
    }

    /// `=` on what is only known as an interval is hardly ever TRUE.
    pub(super) fn warn_of_intervals(
        &mut self,
        (op, at): (&str, Span),
        ty: Type,
        operands: &[Operand],
    ) {
        let interval = |operand: &&Operand| {
            operand.typed.ty == Type::PartialDate && !is_constant(&operand.typed)
        };
        let Some(known) = operands.iter().find(interval) else { return };
        if ty != Type::PartialDate {
            return;
        }
        let [first, second] =
            [0, 1].map(|at| operands.get(at).map(|side| self.text(side.expr.span)));
        let (Some(first), Some(second)) = (first, second) else { return };
        let message = format!(
            "`{}` is {}: `{op}` is unknown wherever it names no single day",
            self.text(known.expr.span),
            noun(Type::PartialDate)
        );
        let label = "compares two intervals of days".to_owned();
        let warning = self.mistake("interval-equality", at, (message, label));
        let warning = self.with_origin(warning, known);
        let negated = matches!(op, "<>" | "NOT IN");
        self.report(warning.help(match negated {
            true => format!("write `NOT agrees({first}, {second})`"),
            false => format!("write `agrees({first}, {second})`"),
        }));
    }
}

/// An operand of a comparison: integers and numbers compare as they are.
pub(super) fn compared(typed: Typed, ty: Type) -> Typed {
    match typed.ty.is_exact() && ty.is_exact() {
        true => typed,
        false => convert(typed, ty),
    }
}

fn one_is_days(typed: &Typed) -> bool {
    match &typed.node {
        Node::Arithmetic { op: BinaryOp::Subtract, left, .. } => left.ty == Type::Date,
        Node::Literal(Value::Number(_)) => false,
        _ => false,
    }
}
