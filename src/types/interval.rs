//! Comparisons of what is only known as an interval: what must hold, what cannot, what is unknown.

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
