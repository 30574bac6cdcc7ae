//! Aggregates kept up while a window moves on: rows come in at its end and go out at its start.

use crate::checks::groups::accumulate::compare;
use crate::checks::groups::exact::ExactSum;
use crate::expressions::functions::aggregates::Fold;
use crate::expressions::grouping::BoundAggregate;
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Computed, Decimal, NotComputable, Value};
use std::collections::VecDeque;
use std::ops::Range;

/// The state over the rows between two positions.
pub struct Running<'v, 'a> {
    aggregate: &'v BoundAggregate,
    values: Option<&'v Vector<'a>>,
    start: usize,
    end: usize,
    count: u64,
    /// Of the counted rows: those that are TRUE.
    truths: u64,
    failed: u64,
    sum: ExactSum,
    /// Positions of rows with a value, as far as they can still matter.
    queue: VecDeque<usize>,
    /// What came before the first position, where a window begins before it.
    carry: Option<&'v Carry>,
}

/// What an aggregate made of rows that are not there any more.
#[derive(Debug, Clone, Default)]
pub struct Carry {
    count: u64,
    truths: u64,
    failed: u64,
    sum: ExactSum,
    /// The value of the one row that can still matter.
    pick: Option<Value>,
}

impl<'v, 'a> Running<'v, 'a> {
    /// `None` for what has to be made anew at each position.
    pub fn new(
        aggregate: &'v BoundAggregate,
        args: &[&'v Vector<'a>],
        carry: Option<&'v Carry>,
    ) -> Option<Running<'v, 'a>> {
        aggregate.is_steady().then(|| Running::from(aggregate, args.first().copied(), carry))
    }

    /// Before the first row.
    fn from(
        aggregate: &'v BoundAggregate,
        values: Option<&'v Vector<'a>>,
        carry: Option<&'v Carry>,
    ) -> Running<'v, 'a> {
        Running {
            aggregate,
            values,
            start: 0,
            end: 0,
            count: carry.map_or(0, |carry| carry.count),
            truths: carry.map_or(0, |carry| carry.truths),
            failed: carry.map_or(0, |carry| carry.failed),
            sum: carry.map_or_else(ExactSum::default, |carry| carry.sum.clone()),
            queue: VecDeque::new(),
            carry,
        }
    }

    /// What is made of all rows up to a position, for those that come after them.
    pub fn carry(mut self, end: usize, rows: &Bitmap, failed: &Bitmap) -> Carry {
        (0..end).for_each(|at| self.come(at, rows, failed));
        let pick = self.pick();
        let Running { count, truths, failed, sum, .. } = self;
        Carry { count, truths, failed, sum, pick }
    }

    /// Moves to a window that neither begins nor ends before the last one, and gives its value.
    pub fn at(&mut self, frame: Range<usize>, rows: &Bitmap, failed: &Bitmap) -> Computed {
        if frame.is_empty() || frame.start >= self.end {
            // Nothing of the last window is left.
            let emptied = Running::from(self.aggregate, self.values, self.carry);
            *self = Running { start: frame.start, end: frame.start, ..emptied };
        }
        while self.end < frame.end {
            self.come(self.end, rows, failed);
            self.end += 1;
        }
        while self.start < frame.start {
            self.go(self.start, rows, failed);
            self.start += 1;
        }
        if self.failed > 0 { Err(NotComputable::OutsideDomain) } else { self.value() }
    }

    fn number(&self, at: usize) -> Decimal {
        match self.values.map(|values| &values.data) {
            Some(Data::Narrow { values, scale }) => Decimal::new(values[at].into(), *scale),
            Some(Data::Wide(values)) => values[at],
            _ => Decimal::ZERO,
        }
    }

    fn is_true(&self, at: usize) -> bool {
        matches!(self.values.map(|values| &values.data), Some(Data::Boolean(bits)) if bits.get(at))
    }

    fn come(&mut self, at: usize, rows: &Bitmap, failed: &Bitmap) {
        self.failed += u64::from(failed.get(at));
        if !rows.get(at) {
            return;
        }
        self.count += 1;
        match self.aggregate.function.fold {
            Fold::Sum | Fold::Average => self.sum.add(self.number(at)),
            Fold::All | Fold::Any => self.truths += u64::from(self.is_true(at)),
            Fold::First | Fold::AnyValue | Fold::Last => self.queue.push_back(at),
            Fold::Least | Fold::Greatest => {
                while self.queue.back().is_some_and(|last| !self.beats(*last, at)) {
                    self.queue.pop_back();
                }
                self.queue.push_back(at);
            }
            _ => {}
        }
    }

    fn go(&mut self, at: usize, rows: &Bitmap, failed: &Bitmap) {
        self.failed -= u64::from(failed.get(at));
        if !rows.get(at) {
            return;
        }
        self.count -= 1;
        match self.aggregate.function.fold {
            Fold::Sum | Fold::Average => self.sum.add(self.number(at).neg()),
            Fold::All | Fold::Any => self.truths -= u64::from(self.is_true(at)),
            _ if self.queue.front() == Some(&at) => drop(self.queue.pop_front()),
            _ => {}
        }
    }

    /// Whether the value at one position is strictly the better extreme.
    fn beats(&self, one: usize, other: usize) -> bool {
        let Some(values) = self.values else { return false };
        match (values.value(one), values.value(other)) {
            (Some(one), Some(other)) => self.is_better(&one, &other),
            _ => false,
        }
    }

    /// Whether a value is strictly the better extreme.
    fn is_better(&self, one: &Value, other: &Value) -> bool {
        let order = compare(one, other);
        match self.aggregate.function.fold {
            Fold::Least => order.is_lt(),
            _ => order.is_gt(),
        }
    }

    fn value(&self) -> Computed {
        let whole = |count: u64| Ok(Value::Number(Decimal::new(count.into(), 0)));
        match self.aggregate.function.fold {
            Fold::Count | Fold::CountIf => whole(self.count),
            _ if self.count == 0 => Ok(Value::Null),
            Fold::Sum => self.sum.total().map(Value::Number),
            Fold::Average => {
                let count = Decimal::new(self.count.into(), 0);
                self.sum.total()?.div(count).map(Value::Number)
            }
            Fold::All => Ok(Value::Boolean(self.truths == self.count)),
            Fold::Any => Ok(Value::Boolean(self.truths > 0)),
            _ => Ok(self.pick().unwrap_or(Value::Null)),
        }
    }

    /// The value of the one row that counts, of those that are there and the one before them.
    fn pick(&self) -> Option<Value> {
        let at = match self.aggregate.function.fold {
            Fold::Last => self.queue.back(),
            _ => self.queue.front(),
        };
        let here = at.zip(self.values).and_then(|(at, values)| values.value(*at));
        let before = self.carry.and_then(|carry| carry.pick.clone());
        match (before, here) {
            (Some(before), Some(here)) => {
                let stays = match self.aggregate.function.fold {
                    Fold::Last => false,
                    Fold::First | Fold::AnyValue => true,
                    _ => !self.is_better(&here, &before),
                };
                Some(if stays { before } else { here })
            }
            (before, here) => before.or(here),
        }
    }
}
