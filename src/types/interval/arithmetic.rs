//! Sums, products and quotients of intervals that may be open, or have no end on a side.

use super::{Comparison, Interval};
use crate::types::{Bounds, Computed, Decimal, NotComputable};
use std::cmp::Ordering;

/// An end of an interval: a number that is inside or not, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Below,
    At(Decimal, bool),
    Above,
}

use End::{Above, At, Below};

impl<T: Copy + Ord> Interval<T> {
    /// A single value.
    pub fn point(value: T) -> Interval<T> {
        Interval::closed(value, value)
    }

    /// Everything.
    pub fn anything() -> Interval<T> {
        Interval { low: None, high: None, low_open: false, high_open: false }
    }

    /// The single value that it holds, where it holds one.
    pub fn as_point(&self) -> Option<T> {
        self.low.filter(|low| self.high == Some(*low) && !self.low_open && !self.high_open)
    }

    /// The same of another kind of value that keeps the order.
    pub fn map<U: Copy + Ord>(&self, of: impl Fn(T) -> U) -> Interval<U> {
        Interval {
            low: self.low.map(&of),
            high: self.high.map(&of),
            low_open: self.low_open,
            high_open: self.high_open,
        }
    }

    /// Whether all of it lies below all of the other.
    pub fn is_below(&self, other: &Interval<T>) -> bool {
        match (self.high, other.low) {
            (Some(high), Some(low)) => {
                high < low || high == low && (self.high_open || other.low_open)
            }
            _ => false,
        }
    }

    /// Whether both can be the same value.
    pub fn overlaps(&self, other: &Interval<T>) -> bool {
        !self.is_below(other) && !other.is_below(self)
    }

    /// Compares any value of this one with any of the other: `Some(true)` where it holds for all,
    /// `Some(false)` where it holds for none, `None` where it depends.
    pub fn compare(&self, op: Comparison, other: &Interval<T>) -> Option<bool> {
        let less = !self.is_at_or_above(other);
        let greater = !other.is_at_or_above(self);
        let possible = [
            less.then_some(Ordering::Less),
            self.overlaps(other).then_some(Ordering::Equal),
            greater.then_some(Ordering::Greater),
        ];
        let mut answers = possible.into_iter().flatten().map(|order| op.holds(order));
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }

    /// Whether no value of it is below any of the other.
    fn is_at_or_above(&self, other: &Interval<T>) -> bool {
        match (self.low, other.high) {
            (Some(low), Some(high)) => high <= low,
            _ => false,
        }
    }

    /// The least interval that holds both.
    pub fn hull(&self, other: &Interval<T>) -> Interval<T> {
        let low = match (self.low, other.low) {
            (Some(one), Some(two)) if one == two => (self.low, self.low_open && other.low_open),
            (Some(one), Some(two)) if one < two => (self.low, self.low_open),
            (Some(_), Some(_)) => (other.low, other.low_open),
            _ => (None, false),
        };
        let high = match (self.high, other.high) {
            (Some(one), Some(two)) if one == two => (self.high, self.high_open && other.high_open),
            (Some(one), Some(two)) if one > two => (self.high, self.high_open),
            (Some(_), Some(_)) => (other.high, other.high_open),
            _ => (None, false),
        };
        Interval { low: low.0, low_open: low.1, high: high.0, high_open: high.1 }
    }
}

#[expect(clippy::should_implement_trait, reason = "a result may not be computable")]
impl Interval<Decimal> {
    /// What closed bounds say.
    pub fn of_bounds(bounds: Bounds) -> Interval<Decimal> {
        Interval::closed(bounds.low, bounds.high)
    }

    /// The same on the other side of zero.
    pub fn neg(self) -> Interval<Decimal> {
        Interval {
            low: self.high.map(Decimal::neg),
            high: self.low.map(Decimal::neg),
            low_open: self.high_open,
            high_open: self.low_open,
        }
    }

    pub fn add(self, other: Interval<Decimal>) -> Computed<Interval<Decimal>> {
        let sum = |one: Option<Decimal>, two: Option<Decimal>| match (one, two) {
            (Some(one), Some(two)) => one.add(two).map(Some),
            _ => Ok(None),
        };
        Ok(Interval {
            low: sum(self.low, other.low)?,
            high: sum(self.high, other.high)?,
            low_open: self.low_open || other.low_open,
            high_open: self.high_open || other.high_open,
        })
    }

    pub fn sub(self, other: Interval<Decimal>) -> Computed<Interval<Decimal>> {
        self.add(other.neg())
    }

    pub fn mul(self, other: Interval<Decimal>) -> Computed<Interval<Decimal>> {
        self.combine(other, Op::Product)
    }

    /// The quotient; everything where the divisor may be zero, and not computable where it is.
    pub fn div(self, other: Interval<Decimal>) -> Computed<Interval<Decimal>> {
        if other.as_point() == Some(Decimal::ZERO) {
            return Err(NotComputable::DivisionByZero);
        }
        if other.contains(Decimal::ZERO) || other.touches_zero() {
            return Ok(Interval::anything());
        }
        self.combine(other, Op::Quotient)
    }

    fn touches_zero(&self) -> bool {
        self.low == Some(Decimal::ZERO) || self.high == Some(Decimal::ZERO)
    }

    pub fn abs(self) -> Interval<Decimal> {
        if self.high.is_some_and(|high| high <= Decimal::ZERO) {
            return self.neg();
        }
        if self.low.is_some_and(|low| low >= Decimal::ZERO) {
            return self;
        }
        Interval { low: Some(Decimal::ZERO), low_open: false, ..self.hull(&self.neg()) }
    }

    fn low_end(self) -> End {
        self.low.map_or(Below, |low| At(low, self.low_open))
    }

    fn high_end(self) -> End {
        self.high.map_or(Above, |high| At(high, self.high_open))
    }

    /// The least and the greatest of what the four pairs of ends give.
    fn combine(self, other: Interval<Decimal>, op: Op) -> Computed<Interval<Decimal>> {
        let pairs = [
            (self.low_end(), other.low_end()),
            (self.low_end(), other.high_end()),
            (self.high_end(), other.low_end()),
            (self.high_end(), other.high_end()),
        ];
        let mut found: Vec<End> = Vec::new();
        for (one, two) in pairs {
            found.push(combined(one, two, op)?);
        }
        let low = found.iter().copied().reduce(|one, two| outer(one, two, Ordering::Less));
        let high = found.iter().copied().reduce(|one, two| outer(one, two, Ordering::Greater));
        let (low, low_open) = finite(low.unwrap_or(Below));
        let (high, high_open) = finite(high.unwrap_or(Above));
        Ok(Interval { low, low_open, high, high_open })
    }
}

fn finite(end: End) -> (Option<Decimal>, bool) {
    match end {
        At(value, open) => (Some(value), open),
        Below | Above => (None, false),
    }
}

/// What combines the ends of two intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Product,
    Quotient,
}

/// What two ends give. Zero times anything is zero; a number by something endless comes near zero.
fn combined(one: End, two: End, op: Op) -> Computed<End> {
    Ok(match (one, two) {
        (At(one, open), At(two, other)) => {
            let is_zero = one.is_zero() && !open || two.is_zero() && !other;
            let value = if op == Op::Product { one.mul(two) } else { one.div(two) };
            At(value?, (open || other) && !is_zero)
        }
        (At(value, open), _) | (_, At(value, open)) if value.is_zero() => At(Decimal::ZERO, open),
        (At(..), Below | Above) if op == Op::Quotient => At(Decimal::ZERO, true),
        (one, two) if sign(one) == sign(two) => Above,
        _ => Below,
    })
}

fn sign(end: End) -> bool {
    match end {
        Below => false,
        Above => true,
        At(value, _) => !value.is_negative(),
    }
}

/// The one that lies further out; of equal ones the one that is inside.
fn outer(one: End, two: End, wanted: Ordering) -> End {
    let order = match (one, two) {
        (At(a, a_open), At(b, b_open)) => match a.cmp(&b) {
            Ordering::Equal if a_open && !b_open => return two,
            Ordering::Equal => return one,
            order => order,
        },
        (Below, Below) | (Above, Above) => return one,
        (Below, _) | (_, Above) => Ordering::Less,
        (Above, _) | (_, Below) => Ordering::Greater,
    };
    if order == wanted { one } else { two }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    /// `[1,2)`, `(1,]`: an absent end has no number.
    fn read(text: &str) -> Interval<Decimal> {
        let (first, rest) = text.split_at(1);
        let (rest, last) = rest.split_at(rest.len() - 1);
        let (low, high) = rest.split_once(',').expect("two ends");
        let end = |text: &str| (!text.is_empty()).then(|| number(text));
        Interval {
            low: end(low),
            high: end(high),
            low_open: first == "(" && !low.is_empty(),
            high_open: last == ")" && !high.is_empty(),
        }
    }

    fn shown(found: Interval<Decimal>) -> String {
        let end = |end: Option<Decimal>| end.map_or(String::new(), |end| end.trimmed().to_string());
        let (open, close) =
            (if found.low_open { "(" } else { "[" }, if found.high_open { ")" } else { "]" });
        format!("{open}{},{}{close}", end(found.low), end(found.high))
    }

    #[track_caller]
    fn check(one: &str, op: &str, two: &str, expected: &str) {
        let (one, two) = (read(one), read(two));
        let found = match op {
            "+" => one.add(two),
            "-" => one.sub(two),
            "*" => one.mul(two),
            _ => one.div(two),
        };
        assert_eq!(found.map(shown), Ok(expected.to_owned()));
    }

    #[test]
    fn ends_are_carried_with_whether_they_are_inside() {
        check("[1,2]", "+", "(3,4]", "(4,6]");
        check("[1,]", "-", "[3,4)", "(-3,]");
        check("[2,3)", "*", "[4,5]", "[8,15)");
        check("[-2,3)", "*", "[4,5]", "[-10,15)");
        check("[2,]", "*", "[4,5]", "[8,]");
        check("[-1,]", "*", "[-4,5]", "[,]");
        check("[8,10]", "/", "[2,4]", "[2,5]");
        check("[8,10]", "/", "[2,]", "(0,5]");
        check("[8,10]", "/", "[-1,4]", "[,]");
        check("[0,1]", "*", "[5,]", "[0,]");
    }

    #[test]
    fn open_ends_decide_comparisons() {
        let check = |one: &str, op: Comparison, two: &str, expected: Option<bool>| {
            assert_eq!(read(one).compare(op, &read(two)), expected, "{one} {op:?} {two}");
        };
        check("(200,250]", Comparison::Greater, "[200,200]", Some(true));
        check("(200,250]", Comparison::Less, "[250,250]", None);
        check("[200,250)", Comparison::Less, "[250,250]", Some(true));
        check("[200,250]", Comparison::LessEqual, "[250,250]", Some(true));
        check("[1,2]", Comparison::Equal, "[3,4]", Some(false));
        check("[1,1]", Comparison::Equal, "[1,1]", Some(true));
        check("[,5]", Comparison::Less, "[5,]", None);
    }

    #[test]
    fn amounts_lose_their_sign() {
        for (from, to) in
            [("[-3,-1)", "(1,3]"), ("[-3,2]", "[0,3]"), ("(1,2]", "(1,2]"), ("[,2]", "[0,]")]
        {
            assert_eq!(shown(read(from).abs()), to);
        }
    }
}
