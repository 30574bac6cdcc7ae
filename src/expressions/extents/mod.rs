//! Conditions about figures: a figure is not a number but all numbers that its words allow.
//!
//! One row is judged at a time, and what does not read a figure goes to the evaluator of columns. A
//! comparison is TRUE where it must hold and FALSE where it cannot; `agrees` asks whether the words
//! allow the other side.

mod calls;
mod tell;
mod weigh;

pub use tell::{Side, Told, tell};
pub use weigh::meant;

use super::typed::{Frame, Node, Typed};
use crate::types::{Computed, Decimal, Interval, Type, Value};

/// What the words of a figure allow. Dates are counted in days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// What the words say.
    pub says: Interval<Decimal>,
    /// How far they stretch.
    pub stretches: Interval<Decimal>,
}

impl Extent {
    /// A value that is known exactly.
    pub fn point(value: Decimal) -> Extent {
        let says = Interval::point(value);
        Extent { says, stretches: says }
    }
}

/// How far the words of figures are taken inside of `agrees`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Says,
    Stretches,
}

/// The row of a document: its columns are figures, and everything else comes from a frame.
pub struct Figures<'f, 'a> {
    /// By column; `None` where the figure is not known.
    pub extents: &'f [Option<Extent>],
    pub frame: &'f dyn Frame<'a>,
}

/// What an expression stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Meant {
    /// NULL, or not known well enough to say.
    Unknown,
    /// Numbers, or dates as days.
    Extent(Interval<Decimal>),
    Other(Value),
}

impl Meant {
    /// As TRUE, FALSE or unknown.
    fn truth(&self) -> Option<bool> {
        match self {
            Meant::Other(Value::Boolean(truth)) => Some(*truth),
            _ => None,
        }
    }

    fn of_truth(truth: Option<bool>) -> Meant {
        truth.map_or(Meant::Unknown, |truth| Meant::Other(Value::Boolean(truth)))
    }
}

/// Whether an expression reads a figure.
pub fn reads_figure(expr: &Typed) -> bool {
    matches!(expr.node, Node::Column(_)) || expr.children().into_iter().any(reads_figure)
}

/// Whether the condition holds of the figures; `None` where that is unknown.
pub fn holds(condition: &Typed, figures: &Figures<'_, '_>, reach: Reach) -> Computed<Option<bool>> {
    Ok(meant(condition, figures, reach)?.truth())
}

fn is_date(ty: Type) -> bool {
    matches!(ty, Type::Date | Type::DateTime | Type::PartialDate)
}
