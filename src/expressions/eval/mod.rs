//! Typed trees over blocks of rows: one vector in, one vector out, node by node.
//!
//! Every node has a value, is NULL, or is *not computable* in a row. `FALSE AND` and `TRUE OR` decide
//! whatever stands beside them, `CASE` and its kin look only at what they choose, and everything else
//! passes "not computable" on, before NULL. A file per family of nodes; what is not made fast there
//! goes row by row through `values`.

mod arithmetic;
mod ask;
mod between;
mod call;
mod cast;
mod choose;
mod compare;
mod comprehension;
mod gaps;
mod like;
mod list;
mod logic;
mod member;
mod narrow;
mod operand;
mod quotient;
mod range;
mod text;
pub(super) mod values;

pub(super) use arithmetic::exact;
pub(super) use ask::spot;
pub use comprehension::outgrows;
pub(super) use gaps::{Gaps, collect};
pub use like::Pattern;
pub use member::Members;
pub(super) use operand::{constant, quotient};

use super::typed::{Frame, Node, Typed};
use crate::tables::Vector;
use crate::types::{Computed, Type, Value};
use operand::{broadcast, column};
use std::borrow::Cow;

/// The values of an expression over all rows of a frame.
pub fn eval<'a>(expr: &Typed, frame: &dyn Frame<'a>) -> Vector<'a> {
    rows(expr, frame).into_owned()
}

/// The same without a copy, where the frame holds the values.
pub fn borrowed<'v, 'a>(expr: &Typed, frame: &'v dyn Frame<'a>) -> Cow<'v, Vector<'a>> {
    rows(expr, frame)
}

/// The value of an expression that is the same in every row.
pub fn constant_of(expr: &Typed) -> Option<Value> {
    constant(expr).map(Cow::into_owned)
}

/// A vector of one type from values made row by row.
pub fn from_values<'a>(
    len: usize,
    of: (Type, &'a bumpalo::Bump),
    value: impl FnMut(usize) -> Computed,
) -> Vector<'a> {
    collect(len, Gaps::default(), of, value)
}

/// A vector, borrowed where it is a column that the frame holds.
type Rows<'v, 'a> = Cow<'v, Vector<'a>>;

fn rows<'v, 'a>(expr: &Typed, frame: &'v dyn Frame<'a>) -> Rows<'v, 'a> {
    let ty = expr.ty;
    Cow::Owned(match &expr.node {
        // Of a column without values nobody knows the type: it may be put beside anything.
        Node::Column(_) | Node::Follow { .. } if ty == Type::Null => Vector::null(frame.n_rows()),
        Node::Column(index) => return column(frame, *index),
        Node::Follow { path, column } => frame.follow(path, *column),
        Node::Slot(index) => frame.slot(*index, ty),
        Node::Literal(value) | Node::Defined { value, .. } => broadcast(value, frame),
        Node::Not(operand) => logic::not(operand, frame),
        Node::And(parts) | Node::Each { parts, .. } => logic::and(parts, frame),
        Node::Or(parts) => logic::or(parts, frame),
        Node::Is { operand, test, negated } => logic::is(operand, *test, *negated, frame),
        Node::Negate(operand) => arithmetic::negate(operand, frame),
        Node::Arithmetic { op, left, right } => {
            arithmetic::arithmetic(*op, (left, right), ty, frame)
        }
        Node::Compare { op, left, right } => compare::compare(*op, left, right, frame),
        Node::Distinct { left, right, negated } => {
            compare::distinct((left, right), *negated, frame)
        }
        Node::Between { operand, low, high, negated } => {
            logic::negated_if(between::between(operand, low, high, frame), *negated)
        }
        Node::In { operand, list, negated, members } => {
            logic::negated_if(member::is_in(operand, list, members, frame), *negated)
        }
        Node::Like { .. } => text::like(expr, frame),
        Node::Matches { operand, regex, negated } => {
            logic::negated_if(text::matches(operand, regex, frame), *negated)
        }
        Node::Concat { left, right } => text::concat(left, right, frame),
        Node::Case { branches, otherwise } => choose::case(branches, otherwise, ty, frame),
        Node::Cast { operand, attempt } => cast::cast(operand, ty, *attempt, frame),
        Node::Convert(operand) => return cast::convert(operand, ty, frame),
        Node::Written(operand)
        | Node::Bounded { value: operand, .. }
        | Node::Measured { operand, .. }
        | Node::Named { operand, .. } => {
            return rows(operand, frame);
        }
        Node::Bound { operand, upper } => super::agrees::bound(operand, *upper, frame),
        Node::Call { function, args } => call::call(function, args, ty, frame),
        Node::List(items) => list::literal(items, frame),
        Node::Comprehension(made) => comprehension::comprehension(made, frame),
        Node::Element { level, position } => frame.element(*level, *position),
        Node::Agrees { left, right } => super::agrees::agrees(left, right, frame),
        Node::Ask { query, args, negated } => {
            logic::negated_if(ask::ask(query, args, ty, frame), *negated)
        }
        // Binding leaves none.
        Node::Outer(inner) => return rows(inner, frame),
    })
}
