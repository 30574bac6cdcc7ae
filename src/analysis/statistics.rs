//! Rules about outliers that so few rows cannot break: among n values none lies farther from their
//! mean than (n - 1) / √n standard deviations, whatever the values are.

use crate::checks::BoundCheck;
use crate::diagnostics::Diagnostic;
use crate::engine::blocks;
use crate::expressions::Typed;
use crate::expressions::ast::{BinaryOp, Bound, Extent, ExtentUnit};
use crate::expressions::eval::constant_of;
use crate::expressions::functions::aggregates::{Fold, Spread};
use crate::expressions::grouping::{BoundAggregate, BoundWindow, Grouping, WindowCall};
use crate::expressions::typed::Node;
use crate::plan::Plan;
use crate::sources::{Records, Source};
use crate::tables::TableId;
use crate::types::Value;

/// Says which checks of a table ask what its rows cannot break.
pub fn tell(plan: &Plan, table: TableId, found: &mut Vec<Diagnostic>) {
    let mut n_rows = None;
    for check in plan.checks_of(table) {
        let Some(asked) = check.check.condition() else { continue };
        let Some(grouping) = asked.grouping else { continue };
        if !mentions_spread(grouping) {
            continue;
        }
        let n_rows = *n_rows.get_or_insert_with(|| count_rows(plan, table));
        let work = Work { grouping, n_rows };
        if let Some(limit) = work.cannot_fail(&asked.condition) {
            found.push(said(plan, check, &limit));
        }
    }
}

fn mentions_spread(grouping: &Grouping) -> bool {
    let windows = grouping.windows.iter().filter_map(|window| match &window.call {
        WindowCall::Aggregate(aggregate) => Some(aggregate),
        WindowCall::Look { .. } => None,
    });
    grouping.aggregates.iter().chain(windows).any(|one| measure(one).is_some())
}

fn count_rows(plan: &Plan, table: TableId) -> u64 {
    let sources: Vec<&Source> =
        plan.tables[table.0].files.iter().map(|file| &file.source).collect();
    let mut rows = 0;
    blocks::for_each(
        &sources,
        blocks::SIZE,
        |_, records: &Records, (): &mut ()| records.n_rows() as u64,
        |parts: Vec<(_, u64)>, ()| rows += parts.iter().map(|(_, part)| part).sum::<u64>(),
    );
    rows
}

fn said(plan: &Plan, check: &BoundCheck, limit: &Limit) -> Diagnostic {
    let rows = match limit.from {
        From::Window => format!("a window of {}", rows(limit.n)),
        From::Table => {
            let name = &plan.catalog.table(check.table).name;
            format!("the {} of `{name}`", rows(limit.n))
        }
    };
    let message = format!("`{}` can never fail on {rows}", check.id);
    let farthest = match limit.n {
        0 | 1 => "one value is its own mean".to_owned(),
        n => format!(
            "among {n} values none lies farther than {:.2} {} from their {}; the rule allows {}",
            (limit.most * 100.0).floor() / 100.0,
            limit.measure.unit(),
            limit.measure.center(),
            limit.factor,
        ),
    };
    let mut diagnostic = Diagnostic::new("cannot-fire", message);
    if let Some(anchor) = check.anchor {
        diagnostic = diagnostic.at(anchor.source, anchor.span, "allows every value");
    }
    diagnostic.note(farthest).help(
        "take more rows together, or a smaller factor; `median` and `mad` bear few rows better",
    )
}

fn rows(n: u64) -> String {
    if n == 1 { "1 row".to_owned() } else { format!("{n} rows") }
}

/// How far apart values lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Sample,
    Population,
    MedianDeviation,
}

impl Measure {
    /// The farthest that one of n values can be from their centre.
    fn most(self, n: u64) -> f64 {
        let values = n as f64;
        match (self, n) {
            (_, 0 | 1) => 0.0,
            (Measure::Sample, _) => (values - 1.0) / values.sqrt(),
            (Measure::Population, _) => (values - 1.0).sqrt(),
            (Measure::MedianDeviation, 2) => 1.0,
            (Measure::MedianDeviation, _) => f64::INFINITY,
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Measure::MedianDeviation => "median deviations",
            _ => "standard deviations",
        }
    }

    fn center(self) -> &'static str {
        if self == Measure::MedianDeviation { "median" } else { "mean" }
    }

    fn fold_of_center(self) -> Fold {
        if self == Measure::MedianDeviation { Fold::Median } else { Fold::Average }
    }
}

fn measure(aggregate: &BoundAggregate) -> Option<Measure> {
    match aggregate.function.fold {
        Fold::Spread(Spread::SampleDeviation) => Some(Measure::Sample),
        Fold::Spread(Spread::PopulationDeviation) => Some(Measure::Population),
        Fold::MedianDeviation => Some(Measure::MedianDeviation),
        _ => None,
    }
}

/// Why a condition cannot fail.
struct Limit {
    n: u64,
    from: From,
    most: f64,
    factor: f64,
    measure: Measure,
}

#[derive(Clone, Copy)]
enum From {
    Window,
    Table,
}

struct Work<'g> {
    grouping: &'g Grouping,
    n_rows: u64,
}

/// An aggregate in a condition, with the window that it looks at.
#[derive(Clone, Copy)]
struct Over<'g> {
    aggregate: &'g BoundAggregate,
    window: Option<&'g BoundWindow>,
}

impl<'g> Work<'g> {
    /// Why a condition is never false, where that is so for every part that could be.
    fn cannot_fail(&self, condition: &Typed) -> Option<Limit> {
        match &condition.node {
            Node::And(parts) => {
                let limits: Option<Vec<Limit>> =
                    parts.iter().map(|part| self.cannot_fail(part)).collect();
                limits?.into_iter().next()
            }
            Node::Or(parts) => parts.iter().find_map(|part| self.cannot_fail(part)),
            Node::Compare { op: BinaryOp::Less | BinaryOp::LessEqual, left, right } => {
                self.within(left, right)
            }
            Node::Compare { op: BinaryOp::Greater | BinaryOp::GreaterEqual, left, right } => {
                self.within(right, left)
            }
            Node::Between { operand, low, high, negated: false } => {
                let above = self.within(low, operand)?;
                self.within(operand, high).map(|_| above)
            }
            _ => None,
        }
    }

    /// `abs(x - mean) <= k * deviation`, `x <= mean + k * deviation`, `mean - k * deviation <= x`.
    fn within(&self, small: &Typed, large: &Typed) -> Option<Limit> {
        let (small, large) = (bare(small), bare(large));
        if let Some(difference) = absolute(small) {
            let (left, right) = operands(difference, BinaryOp::Subtract)?;
            let (spread, factor) = self.multiple(large)?;
            let is_apart = self.is_apart(left, right, spread) || self.is_apart(right, left, spread);
            return is_apart.then(|| self.limit(spread, factor)).flatten();
        }
        if let Some((center, times)) = operands(large, BinaryOp::Add) {
            let (spread, factor) = self.multiple(times)?;
            let is_apart = self.is_apart(small, center, spread);
            return is_apart.then(|| self.limit(spread, factor)).flatten();
        }
        let (center, times) = operands(small, BinaryOp::Subtract)?;
        let (spread, factor) = self.multiple(times)?;
        let is_apart = self.is_apart(large, center, spread);
        is_apart.then(|| self.limit(spread, factor)).flatten()
    }

    /// `k * deviation`.
    fn multiple(&self, typed: &Typed) -> Option<(Over<'g>, f64)> {
        let typed = bare(typed);
        if let Some(over) = self.spread(typed) {
            return Some((over, 1.0));
        }
        let (left, right) = operands(typed, BinaryOp::Multiply)?;
        let (over, factor) = match (self.spread(left), self.spread(right)) {
            (Some(over), None) => (over, right),
            (None, Some(over)) => (over, left),
            _ => return None,
        };
        match constant_of(factor)? {
            Value::Number(number) => Some((over, number.to_f64())),
            Value::Float(number) => Some((over, number)),
            _ => None,
        }
    }

    fn spread(&self, typed: &Typed) -> Option<Over<'g>> {
        self.over(typed).filter(|over| measure(over.aggregate).is_some())
    }

    fn over(&self, typed: &Typed) -> Option<Over<'g>> {
        let Node::Slot(slot) = bare(typed).node else { return None };
        if self.grouping.windows.is_empty() {
            let aggregate = self.grouping.aggregate(slot)?;
            return is_plain(aggregate).then_some(Over { aggregate, window: None });
        }
        let window = self.grouping.windows.get(slot)?;
        match &window.call {
            WindowCall::Aggregate(aggregate) if is_plain(aggregate) => {
                Some(Over { aggregate, window: Some(window) })
            }
            _ => None,
        }
    }

    /// Whether `center` is the mean (or median) over the rows of `spread`, and x one of the values.
    fn is_apart(&self, x: &Typed, center: &Typed, spread: Over<'g>) -> bool {
        let (Some(center), Some(measure)) = (self.over(center), measure(spread.aggregate)) else {
            return false;
        };
        let (Some(of), Some(of_center)) =
            (spread.aggregate.args.first(), center.aggregate.args.first())
        else {
            return false;
        };
        center.aggregate.function.fold == measure.fold_of_center()
            && bare(of_center).is_same(bare(of))
            && same_rows(center.window, spread.window)
            && self.is_among(x, of, spread)
    }

    /// Whether a value is one of those that the spread is of.
    fn is_among(&self, x: &Typed, of: &Typed, spread: Over<'g>) -> bool {
        if spread.window.is_some() {
            return bare(x).is_same(bare(of));
        }
        self.over(x).is_some_and(|extreme| {
            let is_extreme =
                matches!(extreme.aggregate.function.fold, Fold::Least | Fold::Greatest);
            let same = |arg: &Typed| bare(arg).is_same(bare(of));
            is_extreme && extreme.aggregate.args.first().is_some_and(same)
        })
    }

    fn limit(&self, spread: Over<'g>, factor: f64) -> Option<Limit> {
        let measure = measure(spread.aggregate)?;
        let in_window = match spread.window.and_then(|window| window.extent.as_ref()) {
            Some(extent) => rows_around(extent)?,
            None => u64::MAX,
        };
        let (n, from) = match in_window < self.n_rows {
            true => (in_window, From::Window),
            false => (self.n_rows, From::Table),
        };
        let most = measure.most(n);
        // Room for the rounding of the deviation itself.
        (factor > most * (1.0 + 1e-9) && factor > 0.0).then_some(Limit {
            n,
            from,
            most,
            factor,
            measure,
        })
    }
}

fn is_plain(aggregate: &BoundAggregate) -> bool {
    aggregate.filter.is_none() && !aggregate.distinct
}

/// Whether two aggregates look at the same rows.
fn same_rows(one: Option<&BoundWindow>, other: Option<&BoundWindow>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() && other.is_none() };
    let same = |left: &[Typed], right: &[Typed]| {
        left.len() == right.len() && left.iter().zip(right).all(|(one, other)| one.is_same(other))
    };
    let orders = one.order.len() == other.order.len()
        && one.order.iter().zip(&other.order).all(|(one, other)| {
            one.typed.is_same(&other.typed)
                && one.direction == other.direction
                && one.missing == other.missing
        });
    let extents = match (&one.extent, &other.extent) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            (one.unit, one.start, one.end) == (other.unit, other.start, other.end)
        }
        _ => false,
    };
    same(&one.partition, &other.partition) && orders && extents
}

/// The most rows of a window that holds the row itself; `None` where it may not.
fn rows_around(extent: &Extent) -> Option<u64> {
    if extent.unit != ExtentUnit::Rows {
        return Some(u64::MAX);
    }
    let before = match extent.start {
        Bound::UnboundedPreceding => u64::MAX,
        Bound::Preceding(rows) => rows,
        Bound::Current => 0,
        Bound::Following(_) | Bound::UnboundedFollowing => return None,
    };
    let after = match extent.end {
        Bound::UnboundedFollowing => u64::MAX,
        Bound::Following(rows) => rows,
        Bound::Current => 0,
        Bound::Preceding(_) | Bound::UnboundedPreceding => return None,
    };
    Some(before.saturating_add(after).saturating_add(1))
}

/// An expression without implicit changes of type.
fn bare(typed: &Typed) -> &Typed {
    match &typed.node {
        Node::Convert(inner) | Node::Named { operand: inner, .. } => bare(inner),
        _ => typed,
    }
}

/// What stands in `abs(…)`.
fn absolute(typed: &Typed) -> Option<&Typed> {
    match &typed.node {
        Node::Call { function, args } if function.name == "abs" => args.first().map(bare),
        _ => None,
    }
}

fn operands(typed: &Typed, wanted: BinaryOp) -> Option<(&Typed, &Typed)> {
    match &bare(typed).node {
        Node::Arithmetic { op, left, right } if *op == wanted => Some((bare(left), bare(right))),
        _ => None,
    }
}
