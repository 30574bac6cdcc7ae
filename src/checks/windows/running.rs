//! Aggregates kept up while a window moves on: rows come in at its end and go out at its start.

use crate::checks::groups::exact::ExactSum;
use crate::expressions::functions::aggregates::Fold;
use crate::expressions::grouping::BoundAggregate;
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Computed, Decimal, NotComputable, Type, Value};
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
}

impl<'v, 'a> Running<'v, 'a> {
    /// `None` for what has to be made anew at each position.
    pub fn new(aggregate: &'v BoundAggregate, args: &[&'v Vector<'a>]) -> Option<Running<'v, 'a>> {
        let values = args.first().copied();
        let steady = match aggregate.function.fold {
            Fold::Sum | Fold::Average => {
                let is_float = values.is_some_and(|it| matches!(it.data, Data::Float(_)));
                aggregate.ty != Type::Float && !is_float
            }
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
        (steady && !aggregate.distinct).then(|| Running {
            aggregate,
            values,
            start: 0,
            end: 0,
            count: 0,
            truths: 0,
            failed: 0,
            sum: ExactSum::default(),
            queue: VecDeque::new(),
        })
    }

    /// Moves to a window that neither begins nor ends before the last one, and gives its value.
    pub fn at(&mut self, frame: Range<usize>, rows: &Bitmap, failed: &Bitmap) -> Computed {
        if frame.is_empty() || frame.start >= self.end {
            // Nothing of the last window is left.
            *self = Running { start: frame.start, end: frame.start, ..self.emptied() };
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

    fn emptied(&self) -> Running<'v, 'a> {
        Running {
            aggregate: self.aggregate,
            values: self.values,
            start: 0,
            end: 0,
            count: 0,
            truths: 0,
            failed: 0,
            sum: ExactSum::default(),
            queue: VecDeque::new(),
        }
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
        let order = match (values.value(one), values.value(other)) {
            (Some(one), Some(other)) => crate::checks::groups::accumulate::compare(&one, &other),
            _ => return false,
        };
        match self.aggregate.function.fold {
            Fold::Least => order.is_lt(),
            _ => order.is_gt(),
        }
    }

    fn value(&self) -> Computed {
        let whole = |count: u64| Ok(Value::Number(Decimal::new(count.into(), 0)));
        let at = match self.aggregate.function.fold {
            Fold::Count | Fold::CountIf => return whole(self.count),
            _ if self.count == 0 => return Ok(Value::Null),
            Fold::Sum => return self.sum.total().map(Value::Number),
            Fold::Average => {
                let count = Decimal::new(self.count.into(), 0);
                return self.sum.total()?.div(count).map(Value::Number);
            }
            Fold::All => return Ok(Value::Boolean(self.truths == self.count)),
            Fold::Any => return Ok(Value::Boolean(self.truths > 0)),
            Fold::Last => self.queue.back(),
            _ => self.queue.front(),
        };
        let value = at.zip(self.values).and_then(|(at, values)| values.value(*at));
        Ok(value.unwrap_or(Value::Null))
    }
}
