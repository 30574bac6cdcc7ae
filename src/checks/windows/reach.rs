//! How far a window function looks beyond a stretch of rows, where not all rows are in memory.

use super::compute::whole;
use super::running::Carry;
use crate::expressions::ast::Bound;
use crate::expressions::functions::windows::Look;
use crate::expressions::grouping::{BoundWindow, WindowCall};
use crate::expressions::typed::Typed;

/// What has to be there for a window function to be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// All rows at once, or all of a partition.
    Whole,
    /// Each row once: an aggregate over all of them, the same in each.
    One,
    /// Rows in their order, stretch by stretch.
    Around(Reach),
}

/// The rows beside those of a stretch that have to be there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// How many just before and just behind.
    pub before: usize,
    pub behind: usize,
    /// How many of the first of all rows, and whether the last one.
    pub first: usize,
    pub last: bool,
    /// Whether what an aggregate made of the rows before is needed.
    pub carries: bool,
    /// Whether the rows before that differ to the order are counted.
    pub counts_peers: bool,
}

/// What is known of the rows that are not there.
#[derive(Default)]
pub struct Beyond<'b> {
    /// How many stand before, and how many of these differ to the order.
    pub rows: usize,
    pub peers: usize,
    /// How many rows there are in all; where it is not said, those that are there.
    pub of: Option<usize>,
    /// What an aggregate made of those before.
    pub carry: Option<&'b Carry>,
}

impl Needs {
    pub fn of(window: &BoundWindow) -> Needs {
        if !window.partition.is_empty() {
            return Needs::Whole;
        }
        match &window.call {
            WindowCall::Look { function, args } => of_look(window, function.look, args),
            WindowCall::Aggregate(aggregate) => match window.bounds() {
                (_, Bound::UnboundedPreceding, Bound::UnboundedFollowing) => Needs::One,
                (.., Bound::UnboundedFollowing) => Needs::Whole,
                (_, Bound::UnboundedPreceding, _) if !aggregate.is_steady() => Needs::Whole,
                (_, start, end) => {
                    let carries = start == Bound::UnboundedPreceding;
                    Needs::Around(Reach { carries, ..around(start, end) })
                }
            },
        }
    }
}

fn of_look(window: &BoundWindow, look: Look, args: &[Typed]) -> Needs {
    let (_, start, end) = window.bounds();
    let around = around(start, end);
    let none = Reach::default();
    let nth = |nth: usize| match start {
        Bound::UnboundedPreceding => Reach { first: nth, ..around },
        _ => Reach { behind: around.behind.saturating_add(nth.saturating_sub(1)), ..around },
    };
    Needs::Around(match look {
        Look::RowNumber | Look::Tile => none,
        // Without an order all rows are alike, however many there are.
        Look::Rank | Look::DenseRank | Look::PercentRank | Look::CumulativeShare
            if window.order.is_empty() =>
        {
            return Needs::Whole;
        }
        Look::DenseRank => Reach { counts_peers: true, ..none },
        Look::Rank | Look::PercentRank | Look::CumulativeShare => none,
        Look::Before => Reach { before: whole(args, 1, 1), ..none },
        Look::After => Reach { behind: whole(args, 1, 1), ..none },
        Look::First => nth(1),
        Look::Nth => nth(whole(args, 1, 1)),
        Look::Last => Reach { last: end == Bound::UnboundedFollowing, ..around },
    })
}

/// The rows that the counts of both ends reach. Peers need no counting: a stretch has all or none.
fn around(start: Bound, end: Bound) -> Reach {
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let before = |bound| if let Bound::Preceding(count) = bound { size(count) } else { 0 };
    let behind = |bound| if let Bound::Following(count) = bound { size(count) } else { 0 };
    Reach {
        before: before(start).max(before(end)),
        behind: behind(start).max(behind(end)),
        ..Reach::default()
    }
}
