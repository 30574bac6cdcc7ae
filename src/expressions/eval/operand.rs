//! What a kernel works on: a column, or one value for all rows.

use super::{Rows, rows, values};
use crate::expressions::ast::BinaryOp;
use crate::expressions::typed::{Frame, Node, Typed};
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Decimal, Value};
use std::borrow::Cow;

/// An operand as far as kernels tell them apart.
pub(super) enum Operand<'v, 'a> {
    /// The same value in all rows; never NULL.
    Constant(Cow<'v, Value>),
    Rows(Rows<'v, 'a>),
}

impl<'v, 'a> Operand<'v, 'a> {
    /// Evaluates an expression, unless it is the same value everywhere.
    pub(super) fn of(expr: &'v Typed, frame: &'v dyn Frame<'a>) -> Operand<'v, 'a> {
        match constant(expr) {
            Some(value) if *value != Value::Null => Operand::Constant(value),
            _ => Operand::Rows(rows(expr, frame)),
        }
    }

    /// As rows, whatever it was.
    pub(super) fn into_rows(self, frame: &'v dyn Frame<'a>) -> Rows<'v, 'a> {
        match self {
            Operand::Constant(value) => Cow::Owned(broadcast(&value, frame)),
            Operand::Rows(rows) => rows,
        }
    }
}

/// The two operands of a quotient of exact numbers, which comparisons look into.
pub(in crate::expressions) fn quotient(expr: &Typed) -> Option<(&Typed, &Typed)> {
    match &expr.node {
        Node::Arithmetic { op: BinaryOp::Divide, left, right }
            if left.ty.is_exact() && right.ty.is_exact() =>
        {
            Some((left, right))
        }
        Node::Convert(inner) if expr.ty.is_exact() => quotient(inner),
        Node::Measured { operand, .. } | Node::Named { operand, .. } => quotient(operand),
        _ => None,
    }
}

/// The value of a literal or defined value, also behind a sign or an implicit change of type.
pub(in crate::expressions) fn constant(expr: &Typed) -> Option<Cow<'_, Value>> {
    match &expr.node {
        Node::Literal(value) | Node::Defined { value, .. } => Some(Cow::Borrowed(value)),
        Node::Negate(inner) => values::negate(constant(inner)?.as_ref()).ok().map(Cow::Owned),
        Node::Convert(inner) => {
            let value = constant(inner)?;
            values::convert(&value, expr.ty).ok().map(Cow::Owned)
        }
        _ => None,
    }
}

/// A column of the judged table, without a copy where the frame can lend it.
pub(super) fn column<'v, 'a>(frame: &'v dyn Frame<'a>, index: usize) -> Rows<'v, 'a> {
    match frame.column_ref(index) {
        Some(vector) => Cow::Borrowed(vector),
        None => Cow::Owned(frame.column(index)),
    }
}

/// The same value in every row.
pub(super) fn broadcast<'a>(value: &Value, frame: &dyn Frame<'a>) -> Vector<'a> {
    let len = frame.n_rows();
    let data = match value {
        Value::Null => return Vector::null(len),
        Value::Boolean(true) => Data::Boolean(Bitmap::ones(len)),
        Value::Boolean(false) => Data::Boolean(Bitmap::zeros(len)),
        Value::Number(number) => broadcast_number(*number, len),
        Value::Float(value) => Data::Float(vec![*value; len]),
        Value::Text(text) => Data::Text(vec![&*frame.arena().alloc_str(text); len]),
        Value::Date(value) => Data::Date(vec![*value; len]),
        Value::Time(value) => Data::Time(vec![*value; len]),
        Value::DateTime(value) => Data::DateTime(vec![*value; len]),
        Value::PartialDate(value) => Data::PartialDate(vec![*value; len]),
        Value::Duration(value) => Data::Duration(vec![*value; len]),
        // Only conversions of literals of types make lists that are constants.
        Value::List(_) => return Vector::null(len),
    };
    Vector::full(len, data)
}

fn broadcast_number<'a>(number: Decimal, len: usize) -> Data<'a> {
    match i64::try_from(number.mantissa()) {
        Ok(value) => Data::Narrow { values: vec![value; len], scale: number.scale() },
        Err(_) => Data::Wide(vec![number; len]),
    }
}
