//! Why a condition about figures does not hold: the part that failed, and what its sides stand for.

use super::weigh::{meant, side};
use super::{Figures, Meant, Reach, is_date, reads_figure};
use crate::diagnostics::Span;
use crate::expressions::eval::constant_of;
use crate::expressions::explain::{self, Read};
use crate::expressions::typed::{Node, Typed};
use crate::types::{Decimal, Interval, NotComputable, Type};

/// What there is to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The part that decides.
    pub part: Span,
    /// Why that part cannot be computed, where it cannot.
    pub reason: Option<NotComputable>,
    /// What the part compares, literals aside; of `agrees` both sides.
    pub sides: Vec<Side>,
    /// Whether the part is an `agrees`.
    pub is_agreement: bool,
    /// What the part reads, rows of other tables too.
    pub reads: Vec<Read>,
}

/// One of the things that a condition compares.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub span: Span,
    /// The figure that it is, where it is nothing else.
    pub column: Option<usize>,
    pub meant: Meant,
    /// Whether its numbers are days.
    pub is_date: bool,
    pub reads_figure: bool,
    /// Whether the reader sees the value where it is written.
    pub is_literal: bool,
}

impl Side {
    /// The numbers or days that it stands for.
    pub fn extent(&self) -> Option<Interval<Decimal>> {
        match self.meant {
            Meant::Extent(extent) => Some(extent),
            _ => None,
        }
    }
}

/// Explains a condition that does not hold.
pub fn tell(condition: &Typed, figures: &Figures<'_, '_>) -> Told {
    let (part, reason) = match meant(condition, figures, Reach::Says) {
        Err(reason) => (not_computable(condition, figures), Some(reason)),
        Ok(found) => (decisive(condition, found.truth(), figures), None),
    };
    let is_agreement = matches!(part.node, Node::Agrees { .. });
    let mut sides = Vec::new();
    match &part.node {
        Node::Agrees { left, right } => sides.extend([&**left, &**right]),
        _ => compared(part, &mut sides),
    }
    let sides = sides.into_iter().map(|expr| {
        let found = match is_agreement {
            true => side(expr, figures, Reach::Says),
            false => meant(expr, figures, Reach::Says),
        };
        Side {
            span: expr.span,
            column: figure(expr),
            meant: found.unwrap_or(Meant::Unknown),
            is_date: is_date(expr.ty),
            reads_figure: reads_figure(expr),
            is_literal: is_literal(expr),
        }
    });
    let sides = sides.collect();
    let mut reads = Vec::new();
    explain::reads(part, figures.frame, &mut reads);
    Told { part: part.span, reason, sides, is_agreement, reads }
}

/// The figure that an expression is, changes of its type aside.
fn figure(expr: &Typed) -> Option<usize> {
    match &expr.node {
        Node::Column(column) => Some(*column),
        Node::Convert(inner) | Node::Named { operand: inner, .. } => figure(inner),
        _ => None,
    }
}

fn not_computable<'e>(expr: &'e Typed, figures: &Figures<'_, '_>) -> &'e Typed {
    let fails = |child: &&Typed| meant(child, figures, Reach::Says).is_err();
    expr.children().into_iter().find(fails).map_or(expr, |child| not_computable(child, figures))
}

/// The part that makes a condition come out as it does.
fn decisive<'e>(expr: &'e Typed, truth: Option<bool>, figures: &Figures<'_, '_>) -> &'e Typed {
    let answer =
        |part: &Typed| meant(part, figures, Reach::Says).ok().and_then(|found| found.truth());
    match &expr.node {
        Node::Not(operand) => decisive(operand, truth.map(|truth| !truth), figures),
        Node::Convert(operand) | Node::Named { operand, .. } => decisive(operand, truth, figures),
        Node::And(parts) | Node::Or(parts) => {
            match parts.iter().find(|part| answer(part) == truth) {
                Some(part) => decisive(part, truth, figures),
                None => expr,
            }
        }
        _ => expr,
    }
}

/// The sides of a comparison, without literals.
fn compared<'e>(expr: &'e Typed, sides: &mut Vec<&'e Typed>) {
    match &expr.node {
        Node::And(_) | Node::Or(_) | Node::Not(_) | Node::Case { .. } => {
            expr.children().into_iter().for_each(|child| compared(child, sides));
        }
        Node::Named { operand, .. } if expr.ty == Type::Boolean => compared(operand, sides),
        Node::Column(_) | Node::Slot(_) => sides.push(expr),
        _ => sides.extend(expr.children().into_iter().filter(|child| !is_literal(child))),
    }
}

fn is_literal(expr: &Typed) -> bool {
    match &expr.node {
        Node::Defined { .. } => false,
        Node::Negate(inner) | Node::Convert(inner) => is_literal(inner),
        _ => constant_of(expr).is_some(),
    }
}
