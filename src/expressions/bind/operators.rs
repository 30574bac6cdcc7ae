//! Logic and arithmetic: what operators need of their operands.

use super::convert::{convert, literal_text};
use super::words::noun;
use super::{Binder, Operand, intervals};
use crate::diagnostics::{Diagnostic, Span};
use crate::expressions::ast::{BinaryOp, Expr, IsTest, Node as Ast};
use crate::expressions::typed::{Node, Typed};
use crate::types::{Type, Value};

impl Binder<'_, '_> {
    pub(super) fn binary(
        &mut self,
        expr: &Expr,
        (op, at): (BinaryOp, Span),
        left: &Expr,
        right: &Expr,
    ) -> Option<Typed> {
        match op {
            BinaryOp::And | BinaryOp::Or => self.logic(expr, op, left, right),
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => self.comparison(expr, (op, at), left, right),
            BinaryOp::Concat => self.concat(expr, at, left, right),
            BinaryOp::Matches | BinaryOp::NotMatches => self.matches(expr, (op, at), left, right),
            _ => self.arithmetic(expr, (op, at), left, right),
        }
    }

    /// AND and OR over all parts of a chain.
    fn logic(&mut self, expr: &Expr, op: BinaryOp, left: &Expr, right: &Expr) -> Option<Typed> {
        let (left_typed, right_typed) = (self.truth(left, op, right), self.truth(right, op, left));
        let (mut parts, mut known) = (Vec::new(), 0);
        for part in [left_typed?, right_typed?] {
            known = parts.len();
            match (part.node, op) {
                (Node::And(inner), BinaryOp::And) | (Node::Or(inner), BinaryOp::Or) => {
                    parts.extend(inner);
                }
                (node, _) => parts.push(Typed { node, ..part }),
            }
        }
        if op == BinaryOp::And {
            self.warn_of_no_room(expr, &parts, known);
        }
        let node = if op == BinaryOp::And { Node::And(parts) } else { Node::Or(parts) };
        Some(self.typed(expr, node, Type::Boolean))
    }

    /// An operand that has to be true or false.
    fn truth(&mut self, expr: &Expr, op: BinaryOp, other: &Expr) -> Option<Typed> {
        let operand = self.operand(expr)?;
        if let Some(typed) = as_truth(&operand) {
            return Some(typed);
        }
        let mistake = self.no_truth(&operand, op.symbol());
        self.fail(match self.meant_list(&operand, op, other) {
            Some(help) => mistake.help(help),
            None => mistake,
        })
    }

    /// `country = 'NO' OR 'SE'` means `country IN ('NO', 'SE')`.
    fn meant_list(&self, operand: &Operand, op: BinaryOp, other: &Expr) -> Option<String> {
        let last = last_of_chain(other, op);
        let Ast::Binary { op: BinaryOp::Equal, left, right, .. } = &last.node else { return None };
        if op != BinaryOp::Or || !matches!(operand.expr.node, Ast::Literal(_)) {
            return None;
        }
        let [name, first, second] =
            [left.span, right.span, operand.expr.span].map(|span| self.text(span));
        Some(match std::ptr::eq(last, other) {
            true => format!("write `{name} IN ({first}, {second})`"),
            false => format!("write `{name} = {second}`"),
        })
    }

    #[cold]
    pub(super) fn no_truth(&self, operand: &Operand, op: &str) -> Diagnostic {
        let ty = operand.typed.ty;
        let text = self.text(operand.expr.span);
        let message = format!("`{op}` needs conditions, and `{text}` is {}", noun(ty));
        let mistake =
            self.mistake("type-mismatch", operand.expr.span, (message, noun(ty).to_owned()));
        let mistake = self.with_origin(mistake, operand);
        match ty {
            Type::Integer | Type::Number | Type::Float => {
                mistake.help(format!("compare it: `{text} <> 0`"))
            }
            _ => mistake,
        }
    }

    pub(super) fn not(&mut self, expr: &Expr, operand: &Expr) -> Option<Typed> {
        let operand = self.operand(operand)?;
        match as_truth(&operand) {
            Some(typed) => Some(self.typed(expr, Node::Not(Box::new(typed)), Type::Boolean)),
            None => {
                let mistake = self.no_truth(&operand, "NOT");
                self.fail(mistake)
            }
        }
    }

    pub(super) fn is(
        &mut self,
        expr: &Expr,
        operand: &Expr,
        test: IsTest,
        negated: bool,
    ) -> Option<Typed> {
        let operand = self.operand(operand)?;
        let typed = match (test, as_truth(&operand)) {
            (IsTest::Null, _) => operand.typed,
            (_, Some(typed)) => typed,
            (_, None) => {
                let mistake = self.no_truth(&operand, "IS TRUE");
                return self.fail(mistake);
            }
        };
        let node = Node::Is { operand: Box::new(typed), test, negated };
        Some(self.typed(expr, node, Type::Boolean))
    }

    /// `-x` and `+x`; a negated literal is a literal.
    pub(super) fn sign(&mut self, expr: &Expr, operand: &Expr, sign: &str) -> Option<Typed> {
        let operand = self.operand(operand)?;
        let ty = operand.typed.ty;
        if !ty.is_numeric() && !matches!(ty, Type::Duration | Type::Null) {
            let text = self.text(operand.expr.span);
            let message = format!("`{sign}` needs a number, and `{text}` is {}", noun(ty));
            let mistake =
                self.mistake("type-mismatch", operand.expr.span, (message, noun(ty).to_owned()));
            let mistake = self.with_origin(mistake, &operand);
            return self.fail(match self.declare(&operand, Type::Number) {
                Some(help) => mistake.help(help),
                None => mistake,
            });
        }
        let typed = match ty {
            Type::Null => convert(operand.typed, Type::Integer),
            _ => operand.typed,
        };
        let ty = typed.ty;
        Some(match (sign, typed.node) {
            ("+", node) => self.typed(expr, node, ty),
            (_, Node::Literal(value)) => match negated(&value) {
                Some(value) => self.typed(expr, Node::Literal(value), ty),
                None => {
                    let inner = Typed { node: Node::Literal(value), ..typed };
                    self.typed(expr, Node::Negate(Box::new(inner)), ty)
                }
            },
            (_, node) => self.typed(expr, Node::Negate(Box::new(Typed { node, ..typed })), ty),
        })
    }

    fn arithmetic(
        &mut self,
        expr: &Expr,
        (op, at): (BinaryOp, Span),
        left: &Expr,
        right: &Expr,
    ) -> Option<Typed> {
        let mut operands = self.operands([left, right])?;
        let (right, left) = (operands.pop()?, operands.pop()?);
        let (mut right, mut left) = (self.as_day(right), self.as_day(left));
        self.read_in_arithmetic(op, &mut left, right.typed.ty)?;
        self.read_in_arithmetic(op, &mut right, left.typed.ty)?;
        let types = null_types(left.typed.ty, right.typed.ty);
        let left_typed = convert(left.typed.clone(), types.0);
        let right_typed = convert(right.typed.clone(), types.1);
        let Some(ty) = result(op, &left_typed, &right_typed) else {
            let mistake = self.no_arithmetic((op, at), &left, &right);
            return self.fail(mistake);
        };
        let (left_typed, right_typed) = alike(op, left_typed, right_typed);
        let node =
            Node::Arithmetic { op, left: Box::new(left_typed), right: Box::new(right_typed) };
        Some(self.typed(expr, node, ty))
    }

    /// A text literal in arithmetic is read as what stands beside it, or as an interval of time.
    fn read_in_arithmetic(
        &mut self,
        op: BinaryOp,
        operand: &mut Operand,
        beside: Type,
    ) -> Option<()> {
        let Some(text) = literal_text(&operand.typed) else { return Some(()) };
        let is_interval = intervals::read(text).is_some();
        let is_date = crate::types::read::literal(text, Type::Date).is_some();
        let ty = match beside {
            Type::Text | Type::Null | Type::Boolean => return Some(()),
            Type::Date | Type::DateTime if is_interval || op == BinaryOp::Add => Type::Duration,
            Type::Duration if is_interval => Type::Duration,
            Type::Duration if is_date => Type::Date,
            Type::Duration => Type::DateTime,
            other => other,
        };
        self.beside(operand, ty)
    }

    #[cold]
    fn no_arithmetic(
        &self,
        (op, at): (BinaryOp, Span),
        left: &Operand,
        right: &Operand,
    ) -> Diagnostic {
        let mistake = self.mismatch((op.symbol(), at), "does not compute with", [left, right]);
        let (left_ty, right_ty) = (left.typed.ty, right.typed.ty);
        let both_text = left_ty == Type::Text && right_ty == Type::Text;
        let date = |ty| matches!(ty, Type::Date | Type::DateTime);
        if both_text && op == BinaryOp::Add {
            return mistake.help(format!(
                "texts are joined by `||`: `{} || {}`",
                self.text(left.expr.span),
                self.text(right.expr.span)
            ));
        }
        let declared =
            [(left, right_ty), (right, left_ty)].into_iter().find_map(|(text, other)| {
                let ty = if other.is_numeric() || both_text { Type::Number } else { other };
                self.declare(text, ty)
            });
        match declared {
            Some(help) => mistake.help(help),
            None if date(left_ty) && right_ty.is_numeric() => mistake
                .help("add an interval of time: `+ INTERVAL 1 MONTH`, or whole days to a date"),
            None => mistake,
        }
    }

    /// "`a` is a date and `b` an integer: `<` does not compare them", at the operator.
    #[cold]
    pub(super) fn mismatch(
        &self,
        (op, at): (&str, Span),
        verb: &str,
        [left, right]: [&Operand; 2],
    ) -> Diagnostic {
        let [left_text, right_text] = [left, right].map(|side| self.text(side.expr.span));
        let [left_noun, right_noun] = [left, right].map(|side| noun(side.typed.ty));
        let message = format!(
            "`{left_text}` is {left_noun} and `{right_text}` is {right_noun}: `{op}` {verb} the two"
        );
        let label = format!("{left_noun} on the left, {right_noun} on the right");
        let mistake = self.mistake("type-mismatch", at, (message, label));
        let mistake = self.with_origin(mistake, left);
        self.with_origin(mistake, right)
    }
}

/// The operand, where it is true or false.
pub(super) fn as_truth(operand: &Operand) -> Option<Typed> {
    match operand.typed.ty {
        Type::Boolean => Some(operand.typed.clone()),
        Type::Null => Some(convert(operand.typed.clone(), Type::Boolean)),
        _ => None,
    }
}

fn last_of_chain(expr: &Expr, wanted: BinaryOp) -> &Expr {
    let mut last = expr;
    while let Ast::Binary { op, right, .. } = &last.node
        && *op == wanted
    {
        last = right;
    }
    last
}

fn negated(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Number(number) => Value::Number(number.neg()),
        Value::Float(number) => Value::Float(-number),
        Value::Duration(duration) => Value::Duration(duration.checked_neg().ok()?),
        _ => return None,
    })
}

/// What NULL is beside a type in arithmetic.
fn null_types(left: Type, right: Type) -> (Type, Type) {
    let beside = |other| match other {
        Type::Null => Type::Integer,
        Type::Date | Type::DateTime | Type::PartialDate => Type::Duration,
        other => other,
    };
    match (left, right) {
        (Type::Null, Type::Null) => (Type::Integer, Type::Integer),
        (Type::Null, other) => (beside(other), other),
        (other, Type::Null) => (other, beside(other)),
        both => both,
    }
}

/// The type of a result, where the operator knows the operands.
fn result(op: BinaryOp, left: &Typed, right: &Typed) -> Option<Type> {
    use BinaryOp::{Add, Divide, Multiply, Subtract, WholeDivide};
    use Type::{Date, DateTime, Duration, Integer, PartialDate};
    let (left_ty, right_ty) = (left.ty, right.ty);
    if left_ty.is_numeric() && right_ty.is_numeric() {
        return Some(match (left_ty, right_ty, op) {
            (Type::Float, ..) | (_, Type::Float, _) => Type::Float,
            (_, _, Divide) => Type::Number,
            (_, _, WholeDivide) => Integer,
            (Integer, Integer, _) => Integer,
            _ => Type::Number,
        });
    }
    Some(match (left_ty, op, right_ty) {
        (Date, Subtract, Date) => Integer,
        (Date | DateTime, Subtract, Date | DateTime) => Duration,
        (Date, Add | Subtract, Integer) | (Integer, Add, Date) => Date,
        (Date, Add | Subtract, Duration) if intervals::has_time(right) => DateTime,
        (Duration, Add, Date) if intervals::has_time(left) => DateTime,
        (when @ (Date | DateTime | PartialDate | Type::Time), Add | Subtract, Duration)
        | (Duration, Add, when @ (Date | DateTime | PartialDate | Type::Time)) => when,
        (Duration, Add | Subtract, Duration) => Duration,
        (Duration, Multiply, Integer) | (Integer, Multiply, Duration) => Duration,
        _ => return None,
    })
}

/// Both as floats where one is, both as datetimes where a datetime is subtracted from a date.
fn alike(op: BinaryOp, left: Typed, right: Typed) -> (Typed, Typed) {
    let to = match (left.ty, right.ty) {
        (Type::Float, _) | (_, Type::Float) => Type::Float,
        (Type::Date, Type::DateTime) | (Type::DateTime, Type::Date) if op == BinaryOp::Subtract => {
            Type::DateTime
        }
        _ => return (left, right),
    };
    (convert(left, to), convert(right, to))
}
