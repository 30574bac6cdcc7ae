//! Comparisons of what is only known as an interval: what must hold, what cannot, what is unknown.

mod arithmetic;

use std::cmp::Ordering;

/// The six comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Comparison {
    /// Whether the comparison holds between values in this order.
    #[inline]
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterEqual => order.is_ge(),
        }
    }

    /// Compares a value of one closed interval with a value of another: `Some(true)` where it holds
    /// for all of them, `Some(false)` where it holds for none, `None` where it depends.
    pub fn of_intervals<T: Ord>(self, left: (T, T), right: (T, T)) -> Option<bool> {
        let (left_low, left_high) = left;
        let (right_low, right_high) = right;
        let possible = [
            (left_low < right_high).then_some(Ordering::Less),
            (left_low <= right_high && right_low <= left_high).then_some(Ordering::Equal),
            (left_high > right_low).then_some(Ordering::Greater),
        ];
        let mut answers = possible.into_iter().flatten().map(|order| self.holds(order));
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }
}

/// Whether two closed intervals can be the same value.
pub fn overlap<T: Ord>(left: (T, T), right: (T, T)) -> bool {
    left.0 <= right.1 && right.0 <= left.1
}

/// An interval; an absent end is not bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval<T> {
    pub low: Option<T>,
    pub high: Option<T>,
    /// Whether the end itself is outside.
    pub low_open: bool,
    pub high_open: bool,
}

impl<T: Copy + Ord> Interval<T> {
    /// Both ends inside.
    pub fn closed(low: T, high: T) -> Interval<T> {
        Interval { low: Some(low), high: Some(high), low_open: false, high_open: false }
    }

    /// From an end upwards.
    pub fn from(low: T) -> Interval<T> {
        Interval { low: Some(low), high: None, low_open: false, high_open: false }
    }

    /// Up to an end.
    pub fn up_to(high: T) -> Interval<T> {
        Interval { low: None, high: Some(high), low_open: false, high_open: false }
    }

    /// The same without its lower end.
    pub fn above(self) -> Interval<T> {
        Interval { low_open: true, ..self }
    }

    /// The same without its upper end.
    pub fn below(self) -> Interval<T> {
        Interval { high_open: true, ..self }
    }

    pub fn contains(&self, value: T) -> bool {
        let high_enough =
            self.low.is_none_or(|low| low < value || (low == value && !self.low_open));
        let low_enough =
            self.high.is_none_or(|high| value < high || (value == high && !self.high_open));
        high_enough && low_enough
    }
}
