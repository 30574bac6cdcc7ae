//! Operators of texts: `||`, `LIKE`, and patterns.

use super::convert::{common, convert, literal_text};
use super::words::noun;
use super::{Binder, Operand, within};
use crate::diagnostics::{Diagnostic, Span};
use crate::expressions::ast::{BinaryOp, Expr, Node as Ast};
use crate::expressions::pattern::{Pattern, PatternError, pattern};
use crate::expressions::typed::{Node, Typed};
use crate::types::Type;

impl Binder<'_, '_> {
    /// `||`: texts; numbers and dates are joined as their texts.
    pub(super) fn concat(
        &mut self,
        expr: &Expr,
        at: Span,
        left: &Expr,
        right: &Expr,
    ) -> Option<Typed> {
        let mut operands = self.operands([left, right])?;
        let (right, left) = (operands.pop()?, operands.pop()?);
        let (left_ty, right_ty) = (left.typed.ty, right.typed.ty);
        if left_ty.is_list() || right_ty.is_list() {
            return self.joined_lists(expr, at, [left, right]);
        }
        let boolean = left_ty == Type::Boolean || right_ty == Type::Boolean;
        let text = [left_ty, right_ty].iter().any(|ty| matches!(ty, Type::Text | Type::Null));
        if boolean || !text {
            let mistake = self.mismatch(("||", at), "does not join", [&left, &right]);
            return self.fail(mistake.help(match boolean {
                true => "`||` joins texts; of two conditions write `OR`".to_owned(),
                false => format!("join texts: `{}::text`", self.text(left.expr.span)),
            }));
        }
        let [left, right] = [left, right].map(|side| Box::new(as_text(side.typed)));
        Some(self.typed(expr, Node::Concat { left, right }, Type::Text))
    }

    /// `[1] || [2]`.
    fn joined_lists(&mut self, expr: &Expr, at: Span, sides: [Operand; 2]) -> Option<Typed> {
        let fits = sides.iter().all(|side| side.typed.ty.is_list() || side.typed.ty == Type::Null);
        let [left, right] = sides;
        let Some(ty) = common(left.typed.ty, right.typed.ty).filter(|_| fits) else {
            let mistake = self.mismatch(("||", at), "does not join", [&left, &right]);
            return self.fail(mistake);
        };
        let [left, right] = [left, right].map(|side| Box::new(convert(side.typed, ty)));
        Some(self.typed(expr, Node::Concat { left, right }, ty))
    }

    /// `x ~ 'pattern'`.
    pub(super) fn matches(
        &mut self,
        expr: &Expr,
        (op, at): (BinaryOp, Span),
        left: &Expr,
        right: &Expr,
    ) -> Option<Typed> {
        let mut operands = self.operands([left, right])?;
        let (right, left) = (operands.pop()?, operands.pop()?);
        let operand = self.text_operand(&left, op.symbol());
        let regex = self.regex(&right, at, pattern);
        let node = Node::Matches {
            operand: Box::new(operand?),
            regex: regex?,
            negated: op == BinaryOp::NotMatches,
        };
        Some(self.typed(expr, node, Type::Boolean))
    }

    /// A literal pattern, compiled.
    pub(super) fn regex(
        &mut self,
        operand: &Operand,
        at: Span,
        compile: fn(&str) -> Result<Pattern, PatternError>,
    ) -> Option<Pattern> {
        let Some(text) = literal_text(&operand.typed) else {
            if operand.typed.ty != Type::Text {
                let message =
                    format!("a pattern is a text, and this is {}", noun(operand.typed.ty));
                let label = noun(operand.typed.ty).to_owned();
                let mistake = self.mistake("type-mismatch", operand.expr.span, (message, label));
                return self.fail(mistake);
            }
            let message = "patterns that differ from row to row are not part of conditions yet";
            return self.not_yet(operand.expr.span, message.to_owned());
        };
        match compile(text) {
            Ok(regex) => Some(regex),
            Err(error) => {
                let mistake = self.no_pattern(operand, at, error);
                self.fail(mistake)
            }
        }
    }

    #[cold]
    fn no_pattern(&self, operand: &Operand, at: Span, error: PatternError) -> Diagnostic {
        let span = match operand.expr.node {
            Ast::Literal(_) => within(self.site.phrase, operand.expr.span, error.span),
            _ => at,
        };
        let label = "in this pattern".to_owned();
        let mistake = self.mistake("invalid-pattern", span, (error.message, label));
        let mistake = self.with_origin(mistake, operand);
        match error.help {
            Some(help) => mistake.help(help),
            None => mistake,
        }
    }

    /// An operand of `LIKE` or `~`.
    pub(super) fn text_operand(&mut self, operand: &Operand, op: &str) -> Option<Typed> {
        match operand.typed.ty {
            Type::Text => Some(operand.typed.clone()),
            Type::Null => Some(convert(operand.typed.clone(), Type::Text)),
            ty => {
                let text = self.text(operand.expr.span);
                let message = format!("`{op}` needs a text, and `{text}` is {}", noun(ty));
                let mistake = self.mistake(
                    "type-mismatch",
                    operand.expr.span,
                    (message, noun(ty).to_owned()),
                );
                let mistake = self.with_origin(mistake, operand);
                self.fail(mistake.help(format!("write `{text}::text`")))
            }
        }
    }

    pub(super) fn like(&mut self, expr: &Expr) -> Option<Typed> {
        let Ast::Like { operand, pattern, escape, fold, negated, .. } = &expr.node else {
            return None;
        };
        let op = if *fold { "ILIKE" } else { "LIKE" };
        let mut operands = self.operands([&**operand, &**pattern])?;
        let (pattern, operand) = (operands.pop()?, operands.pop()?);
        let operand = self.text_operand(&operand, op);
        let pattern = self.text_operand(&pattern, op);
        let node = Node::Like {
            operand: Box::new(operand?),
            pattern: Box::new(pattern?),
            escape: *escape,
            fold: *fold,
            negated: *negated,
        };
        Some(self.typed(expr, node, Type::Boolean))
    }
}

/// A value as its text.
fn as_text(typed: Typed) -> Typed {
    let span = typed.span;
    match typed.ty {
        Type::Text => typed,
        Type::Null => convert(typed, Type::Text),
        _ => {
            let node = Node::Cast { operand: Box::new(typed), attempt: false };
            Typed { node, ty: Type::Text, span }
        }
    }
}
