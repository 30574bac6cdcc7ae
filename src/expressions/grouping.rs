//! What a condition over groups of rows computes before it is judged.

use super::ast::{Bound, Direction, Extent, ExtentUnit, Missing};
use super::functions::aggregates::{AggregateFunction, Fold};
use super::functions::windows::WindowFunction;
use super::typed::Typed;
use crate::diagnostics::Span;
use crate::types::Type;

/// What makes the groups, and what is computed of each. The slots of a condition count through
/// both: first what makes the groups, then the aggregates.
#[derive(Debug, Clone, Default)]
pub struct Grouping {
    pub by: Vec<By>,
    pub aggregates: Vec<BoundAggregate>,
    /// Functions over the rows around one. A condition has these or the others, not both: the slots
    /// are theirs then.
    pub windows: Vec<BoundWindow>,
}

/// A call of a function over the rows around one, typed.
#[derive(Debug, Clone)]
pub struct BoundWindow {
    pub call: WindowCall,
    pub partition: Vec<Typed>,
    pub order: Vec<BoundOrder>,
    pub extent: Option<Extent>,
    pub ty: Type,
    pub span: Span,
    pub text: String,
}

impl BoundWindow {
    /// Which rows of a partition it is about: what counts, from where to where. Without an order all
    /// rows are peers, and so is the whole partition.
    pub fn bounds(&self) -> (ExtentUnit, Bound, Bound) {
        match self.extent {
            Some(extent) if extent.unit == ExtentUnit::Rows || !self.order.is_empty() => {
                (extent.unit, extent.start, extent.end)
            }
            None if !self.order.is_empty() => {
                (ExtentUnit::Range, Bound::UnboundedPreceding, Bound::Current)
            }
            _ => (ExtentUnit::Rows, Bound::UnboundedPreceding, Bound::UnboundedFollowing),
        }
    }
}

/// What is asked of a window.
#[derive(Debug, Clone)]
pub enum WindowCall {
    /// Numbers of rows that are arguments are constants.
    Look {
        function: &'static WindowFunction,
        args: Vec<Typed>,
    },
    Aggregate(BoundAggregate),
}

/// An expression that rows are ordered by.
#[derive(Debug, Clone)]
pub struct BoundOrder {
    pub typed: Typed,
    pub direction: Direction,
    pub missing: Missing,
}

/// An expression that makes the groups, and its text.
#[derive(Debug, Clone)]
pub struct By {
    pub typed: Typed,
    pub text: String,
}

/// A call of an aggregate, typed.
#[derive(Debug, Clone)]
pub struct BoundAggregate {
    pub function: &'static AggregateFunction,
    /// None for `count(*)`. A quantile's share and a separator are constants.
    pub args: Vec<Typed>,
    pub distinct: bool,
    pub filter: Option<Typed>,
    pub ty: Type,
    /// Where the call stands in its phrase.
    pub span: Span,
    /// What was written there.
    pub text: String,
}

impl BoundAggregate {
    /// The expressions that are evaluated row by row.
    pub fn parts(&self) -> impl Iterator<Item = &Typed> {
        self.row_args().chain(&self.filter)
    }

    /// The arguments that are: a quantile's share and a separator are constants.
    pub fn row_args(&self) -> impl Iterator<Item = &Typed> {
        let count = if self.function.fold == Fold::Correlation { 2 } else { 1 };
        self.args.iter().take(count)
    }

    /// Whether it can be kept up while rows come and go, without all others being looked at again.
    pub fn is_steady(&self) -> bool {
        let steady = match self.function.fold {
            Fold::Sum | Fold::Average => self.ty != Type::Float,
            Fold::Count
            | Fold::CountIf
            | Fold::Least
            | Fold::Greatest
            | Fold::First
            | Fold::Last
            | Fold::AnyValue
            | Fold::All
            | Fold::Any => true,
            _ => false,
        };
        steady && !self.distinct
    }

    pub fn is_same(&self, other: &BoundAggregate) -> bool {
        let filters = match (&self.filter, &other.filter) {
            (None, None) => true,
            (Some(one), Some(other)) => one.is_same(other),
            _ => false,
        };
        self.function.name == other.function.name
            && self.distinct == other.distinct
            && filters
            && self.args.len() == other.args.len()
            && self.args.iter().zip(&other.args).all(|(one, other)| one.is_same(other))
    }
}

impl Grouping {
    /// Whether both compute the same, in the same order.
    pub fn has_same_aggregates(&self, other: &Grouping) -> bool {
        self.aggregates.len() == other.aggregates.len()
            && self.aggregates.iter().zip(&other.aggregates).all(|(one, other)| one.is_same(other))
    }

    /// The slot of an aggregate, which is computed once however often it is written.
    pub fn slot_of(&mut self, aggregate: BoundAggregate) -> usize {
        let known = self.aggregates.iter().position(|known| known.is_same(&aggregate));
        let at = known.unwrap_or_else(|| {
            self.aggregates.push(aggregate);
            self.aggregates.len() - 1
        });
        self.by.len() + at
    }

    /// The aggregate of a slot, where it is one's.
    pub fn aggregate(&self, slot: usize) -> Option<&BoundAggregate> {
        self.aggregates.get(slot.checked_sub(self.by.len())?)
    }
}
