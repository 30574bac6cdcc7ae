//! A condition with every name resolved and every type known: what the evaluator runs.

use super::ast::{BinaryOp, IsTest};
use super::eval::Members;
use super::functions::Function;
use super::pattern::Pattern;
use super::subquery::Subquery;
use crate::diagnostics::Span;
use crate::tables::{ReferenceId, Vector};
use crate::types::units::Unit;
use crate::types::{Type, Value};
use bumpalo::Bump;
use std::sync::Arc;

/// A typed node.
#[derive(Debug, Clone)]
pub struct Typed {
    pub node: Node,
    pub ty: Type,
    /// The bytes of the phrase. A node that binding made has the span of what it was made from.
    pub span: Span,
}

impl Typed {
    /// The operands, in the order in which they are written.
    pub fn children(&self) -> Vec<&Typed> {
        match &self.node {
            Node::Literal(_)
            | Node::Defined { .. }
            | Node::Column(_)
            | Node::Follow { .. }
            | Node::Slot(_)
            | Node::Element { .. } => Vec::new(),
            Node::Not(operand)
            | Node::Negate(operand)
            | Node::Convert(operand)
            | Node::Written(operand)
            | Node::Bound { operand, .. }
            | Node::Measured { operand, .. }
            | Node::Named { operand, .. }
            | Node::Outer(operand)
            | Node::Is { operand, .. }
            | Node::Matches { operand, .. }
            | Node::Cast { operand, .. } => vec![operand],
            Node::Arithmetic { left, right, .. }
            | Node::Compare { left, right, .. }
            | Node::Distinct { left, right, .. }
            | Node::Concat { left, right }
            | Node::Agrees { left, right } => vec![left, right],
            Node::And(parts) | Node::Or(parts) | Node::Each { parts, .. } => parts.iter().collect(),
            Node::Between { operand, low, high, .. }
            | Node::Bounded { value: operand, low, high } => vec![operand, low, high],
            Node::In { operand, list, .. } => [&**operand].into_iter().chain(list).collect(),
            Node::Like { operand, pattern, .. } => vec![operand, pattern],
            Node::Case { branches, otherwise } => {
                let branches = branches.iter().flat_map(|(when, then)| [when, then]);
                branches.chain([&**otherwise]).collect()
            }
            Node::Call { args, .. } | Node::Ask { args, .. } | Node::List(args) => {
                args.iter().collect()
            }
            Node::Comprehension(made) => {
                [&made.list, &made.result].into_iter().chain(&made.filter).collect()
            }
        }
    }

    /// The operands, to be replaced.
    pub fn children_mut(&mut self) -> Vec<&mut Typed> {
        match &mut self.node {
            Node::Literal(_)
            | Node::Defined { .. }
            | Node::Column(_)
            | Node::Follow { .. }
            | Node::Slot(_)
            | Node::Element { .. } => Vec::new(),
            Node::Not(operand)
            | Node::Negate(operand)
            | Node::Convert(operand)
            | Node::Written(operand)
            | Node::Bound { operand, .. }
            | Node::Measured { operand, .. }
            | Node::Named { operand, .. }
            | Node::Outer(operand)
            | Node::Is { operand, .. }
            | Node::Matches { operand, .. }
            | Node::Cast { operand, .. } => vec![operand],
            Node::Arithmetic { left, right, .. }
            | Node::Compare { left, right, .. }
            | Node::Distinct { left, right, .. }
            | Node::Concat { left, right }
            | Node::Agrees { left, right } => vec![left, right],
            Node::And(parts) | Node::Or(parts) | Node::Each { parts, .. } => {
                parts.iter_mut().collect()
            }
            Node::Between { operand, low, high, .. }
            | Node::Bounded { value: operand, low, high } => vec![operand, low, high],
            Node::In { operand, list, .. } => [&mut **operand].into_iter().chain(list).collect(),
            Node::Like { operand, pattern, .. } => vec![operand, pattern],
            Node::Case { branches, otherwise } => {
                let branches = branches.iter_mut().flat_map(|(when, then)| [when, then]);
                branches.chain([&mut **otherwise]).collect()
            }
            Node::Call { args, .. } | Node::Ask { args, .. } | Node::List(args) => {
                args.iter_mut().collect()
            }
            Node::Comprehension(made) => {
                [&mut made.list, &mut made.result].into_iter().chain(&mut made.filter).collect()
            }
        }
    }

    /// Whether both are written alike, so that they mean the same of every row.
    pub fn is_same(&self, other: &Typed) -> bool {
        let (children, others) = (self.children(), other.children());
        let alike = match (&self.node, &other.node) {
            (Node::Literal(one), Node::Literal(other)) => one == other,
            (Node::Defined { define: one, .. }, Node::Defined { define: other, .. }) => {
                one == other
            }
            (Node::Column(one), Node::Column(other)) | (Node::Slot(one), Node::Slot(other)) => {
                one == other
            }
            (
                Node::Element { level, position },
                Node::Element { level: other, position: other_position },
            ) => level == other && position == other_position,
            (Node::Measured { unit: one, .. }, Node::Measured { unit: other, .. }) => one == other,
            (Node::Named { define: one, .. }, Node::Named { define: other, .. }) => one == other,
            (Node::Comprehension(one), Node::Comprehension(other)) => {
                one.level == other.level && one.filter.is_some() == other.filter.is_some()
            }
            (
                Node::Follow { path: one, column },
                Node::Follow { path: other, column: other_column },
            ) => one == other && column == other_column,
            (Node::Arithmetic { op: one, .. }, Node::Arithmetic { op: other, .. })
            | (Node::Compare { op: one, .. }, Node::Compare { op: other, .. }) => one == other,
            (
                Node::Is { test: one, negated, .. },
                Node::Is { test: other, negated: other_negated, .. },
            ) => one == other && negated == other_negated,
            (Node::Cast { attempt: one, .. }, Node::Cast { attempt: other, .. })
            | (Node::Bound { upper: one, .. }, Node::Bound { upper: other, .. }) => one == other,
            (Node::Call { function: one, .. }, Node::Call { function: other, .. }) => {
                one.name == other.name
            }
            (
                Node::Like { escape, fold, negated, .. },
                Node::Like { escape: other_escape, fold: other_fold, negated: other, .. },
            ) => (escape, fold, negated) == (other_escape, other_fold, other),
            (
                Node::Matches { regex, negated, .. },
                Node::Matches { regex: other_regex, negated: other, .. },
            ) => regex.as_str() == other_regex.as_str() && negated == other,
            (Node::In { negated: one, .. }, Node::In { negated: other, .. })
            | (Node::Between { negated: one, .. }, Node::Between { negated: other, .. })
            | (Node::Distinct { negated: one, .. }, Node::Distinct { negated: other, .. }) => {
                one == other
            }
            (
                Node::Ask { query: one, negated, .. },
                Node::Ask { query: other, negated: other_negated, .. },
            ) => negated == other_negated && (Arc::ptr_eq(one, other) || one.is_same(other)),
            (Node::Agrees { .. }, Node::Agrees { .. })
            | (Node::Outer(_), Node::Outer(_))
            | (Node::Not(_), Node::Not(_))
            | (Node::Negate(_), Node::Negate(_))
            | (Node::Convert(_), Node::Convert(_))
            | (Node::Written(_), Node::Written(_))
            | (Node::Bounded { .. }, Node::Bounded { .. })
            | (Node::And(_), Node::And(_))
            | (Node::Each { .. }, Node::Each { .. })
            | (Node::Or(_), Node::Or(_))
            | (Node::Concat { .. }, Node::Concat { .. })
            | (Node::List(_), Node::List(_))
            | (Node::Case { .. }, Node::Case { .. }) => true,
            _ => false,
        };
        alike
            && self.ty == other.ty
            && children.len() == others.len()
            && children.into_iter().zip(others).all(|(one, other)| one.is_same(other))
    }
}

#[derive(Debug, Clone)]
pub enum Node {
    /// A literal, or a text literal read as the type that it stands beside.
    Literal(Value),
    /// A defined value: a literal that violations show with its why and source. The index is the
    /// define's in the rule set.
    Defined {
        define: usize,
        value: Value,
    },
    /// A column of the table that is judged, by its index in the schema.
    Column(usize),
    /// A column of the row that references lead to: at least one reference, then the column of the
    /// last one's table.
    Follow {
        path: Vec<ReferenceId>,
        column: usize,
    },
    /// What is computed from other rows than the one judged: a total of its group, or what makes
    /// the group, by its index in [`Grouping`](super::grouping::Grouping).
    Slot(usize),
    Not(Box<Typed>),
    Negate(Box<Typed>),
    /// `+ - * / // %` of numbers (both exact or both float), and of dates with durations.
    Arithmetic {
        op: BinaryOp,
        left: Box<Typed>,
        right: Box<Typed>,
    },
    /// `= <> < <= > >=` of two operands of one type (integer and number count as one).
    Compare {
        op: BinaryOp,
        left: Box<Typed>,
        right: Box<Typed>,
    },
    And(Vec<Typed>),
    Or(Vec<Typed>),
    /// A condition for each of the columns that `COLUMNS(…)` chooses: all have to hold.
    Each {
        /// Where `COLUMNS(…)` stands in the phrase.
        at: Vec<Span>,
        /// For each part the name of its column, as conditions write it.
        names: Vec<String>,
        parts: Vec<Typed>,
    },
    Is {
        operand: Box<Typed>,
        test: IsTest,
        negated: bool,
    },
    Distinct {
        left: Box<Typed>,
        right: Box<Typed>,
        negated: bool,
    },
    Between {
        operand: Box<Typed>,
        low: Box<Typed>,
        high: Box<Typed>,
        negated: bool,
    },
    /// All of one type. `members` is the evaluator's: `Members::default()` at binding.
    In {
        operand: Box<Typed>,
        list: Vec<Typed>,
        negated: bool,
        members: Members,
    },
    /// The pattern is a text.
    Like {
        operand: Box<Typed>,
        pattern: Box<Typed>,
        escape: Option<char>,
        fold: bool,
        negated: bool,
    },
    /// A regular expression, found anywhere.
    Matches {
        operand: Box<Typed>,
        regex: Pattern,
        negated: bool,
    },
    Concat {
        left: Box<Typed>,
        right: Box<Typed>,
    },
    /// Searched form; `CASE x WHEN y` is bound as `CASE WHEN x = y`. Results are of one type.
    Case {
        branches: Vec<(Typed, Typed)>,
        otherwise: Box<Typed>,
    },
    Cast {
        operand: Box<Typed>,
        attempt: bool,
    },
    /// An implicit, lossless change of type: integer to number or float, date to datetime or
    /// partial date, anything to the type of `NULL`'s neighbour.
    Convert(Box<Typed>),
    Call {
        function: &'static Function,
        args: Vec<Typed>,
    },
    /// A subquery: what the row that asks is tied by, behind `IN` the value that is looked for first.
    Ask {
        query: Arc<Subquery>,
        args: Vec<Typed>,
        negated: bool,
    },
    /// While a subquery is bound: an expression of the row that asks.
    Outer(Box<Typed>),
    /// `[a, b]`, all of one type.
    List(Vec<Typed>),
    /// `[result FOR element IN list IF filter]`.
    Comprehension(Box<Comprehension>),
    /// What a comprehension looks at: a value of its list, or the value's place from 1. The level
    /// says which comprehension, from the outermost.
    Element {
        level: usize,
        position: bool,
    },
    /// A number in another unit than its parts: `convert(weight, 't')`.
    Measured {
        operand: Box<Typed>,
        unit: Box<Unit>,
    },
    /// A defined expression in the place of its name, where its unit or its source is told.
    Named {
        define: usize,
        operand: Box<Typed>,
    },
    /// A number from elsewhere that stands for its last digit, as a cell does.
    Written(Box<Typed>),
    /// A number computed from many rows, with the least and the greatest that it stands for.
    Bounded {
        value: Box<Typed>,
        low: Box<Typed>,
        high: Box<Typed>,
    },
    /// The least, or the greatest, that a number stands for.
    Bound {
        operand: Box<Typed>,
        upper: bool,
    },
    /// `agrees(a, b)`: by the intervals that the operands, as written, stand for.
    Agrees {
        left: Box<Typed>,
        right: Box<Typed>,
    },
}

/// A list made of the values of another.
#[derive(Debug, Clone)]
pub struct Comprehension {
    pub list: Typed,
    pub result: Typed,
    /// Only values for which this is TRUE.
    pub filter: Option<Typed>,
    /// How many comprehensions stand around it.
    pub level: usize,
}

/// Where an expression gets its rows from. All vectors have `n_rows` values.
pub trait Frame<'a> {
    fn n_rows(&self) -> usize;
    /// The values of a column of the judged table.
    fn column(&self, index: usize) -> Vector<'a>;
    /// The same without a copy, where the frame holds the column as a vector.
    fn column_ref(&self, _index: usize) -> Option<&Vector<'a>> {
        None
    }
    /// The values of a column at the end of a path of references; NULL where a reference is missing
    /// or leads nowhere.
    fn follow(&self, path: &[ReferenceId], column: usize) -> Vector<'a>;
    /// What is computed from other rows.
    fn slot(&self, _index: usize, _ty: Type) -> Vector<'a> {
        Vector::null(self.n_rows())
    }
    /// What the comprehension of a level looks at.
    fn element(&self, _level: usize, _position: bool) -> Vector<'a> {
        Vector::null(self.n_rows())
    }
    /// Where texts that an expression makes are kept.
    fn arena(&self) -> &'a Bump;
    /// Days since 1970-01-01: what `today()` says.
    fn today(&self) -> i32;
}
