//! Sets of values of one type as ranges of their order: what comparisons leave of a column.

use crate::expressions::ast::BinaryOp;
use crate::types::{Decimal, Type, Value};
use std::cmp::Ordering;

/// An end of a range.
#[derive(Debug, Clone, PartialEq)]
struct End {
    value: Value,
    closed: bool,
}

/// What lies between two ends; without one it goes on for ever.
#[derive(Debug, Clone, PartialEq)]
struct Range {
    low: Option<End>,
    high: Option<End>,
}

/// Values of one type: ranges in order, which do not touch.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranges(Vec<Range>);

/// How two values of one type are ordered; `None` where the type has no total order that
/// comparisons keep to.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match left {
        // 0 and -0 are two floats and one number.
        Value::Float(_) => None,
        left => left.order(right),
    }
}

/// Whether ranges can be made of values of this type.
pub fn has_order(ty: Type) -> bool {
    matches!(
        ty,
        Type::Boolean
            | Type::Integer
            | Type::Number
            | Type::Text
            | Type::Date
            | Type::Time
            | Type::DateTime
    )
}

impl Ranges {
    /// Every value of a type.
    pub fn all(ty: Type) -> Ranges {
        match ty {
            Type::Boolean => Ranges::points(vec![Value::Boolean(false), Value::Boolean(true)]),
            _ => Ranges(vec![Range { low: None, high: None }]),
        }
    }

    pub fn none() -> Ranges {
        Ranges(Vec::new())
    }

    /// These values alone, all of one type that has an order.
    pub fn points(mut values: Vec<Value>) -> Ranges {
        values.sort_by(|left, right| order(left, right).unwrap_or(Ordering::Equal));
        values.dedup();
        let point = |value: Value| {
            let end = Some(End { value, closed: true });
            Range { low: end.clone(), high: end }
        };
        Ranges(values.into_iter().map(point).collect())
    }

    /// The values that a comparison with `value` on the right makes TRUE.
    pub fn of(op: BinaryOp, value: &Value) -> Ranges {
        let end = |closed: bool| Some(End { value: value.clone(), closed });
        Ranges(match op {
            BinaryOp::Equal => return Ranges::points(vec![value.clone()]),
            BinaryOp::Less => vec![Range { low: None, high: end(false) }],
            BinaryOp::LessEqual => vec![Range { low: None, high: end(true) }],
            BinaryOp::Greater => vec![Range { low: end(false), high: None }],
            BinaryOp::GreaterEqual => vec![Range { low: end(true), high: None }],
            _ => return Ranges::points(vec![value.clone()]).complement(),
        })
    }

    /// All other values.
    pub fn complement(&self) -> Ranges {
        let flipped = |end: &Option<End>| {
            end.as_ref().map(|end| End { value: end.value.clone(), closed: !end.closed })
        };
        let mut rest = Vec::new();
        let mut low: Option<End> = None;
        for range in &self.0 {
            if let Some(high) = flipped(&range.low) {
                rest.push(Range { low: low.take(), high: Some(high) });
            }
            match flipped(&range.high) {
                Some(end) => low = Some(end),
                None => return Ranges(rest).tidied(),
            }
        }
        rest.push(Range { low, high: None });
        Ranges(rest).tidied()
    }

    pub fn and(&self, other: &Ranges) -> Ranges {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Vec::new();
        while let (Some(one), Some(two)) = (left.peek(), right.peek()) {
            let low = later(&one.low, &two.low);
            let ends_first = ends_before(&one.high, &two.high);
            let high = if ends_first { &one.high } else { &two.high };
            both.push(Range { low: low.clone(), high: high.clone() });
            if ends_first {
                left.next();
            } else {
                right.next();
            }
        }
        Ranges(both).tidied()
    }

    fn tidied(mut self) -> Ranges {
        self.0.retain(|range| !range.is_empty());
        self
    }

    /// Ends where values of the type are: above 3 a whole number is at least 4.
    pub fn on_steps(mut self, ty: Type) -> Ranges {
        for range in &mut self.0 {
            if let Some(low) = &mut range.low {
                step(low, ty, Side::Low);
            }
            if let Some(high) = &mut range.high {
                step(high, ty, Side::High);
            }
        }
        self.tidied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values one by one, where each range is one.
    pub fn values(&self) -> Option<Vec<Value>> {
        self.0.iter().map(Range::point).collect()
    }

    /// Whether some value of these comes before (or is, where `or_equal`) one of the others; true
    /// where that is not known.
    pub fn may_precede(&self, other: &Ranges, or_equal: bool) -> bool {
        let (Some(first), Some(last)) = (self.0.first(), other.0.last()) else { return false };
        let (Some(low), Some(high)) = (&first.low, &last.high) else { return true };
        match order(&low.value, &high.value) {
            Some(Ordering::Greater) => false,
            Some(Ordering::Equal) => or_equal && low.closed && high.closed,
            _ => true,
        }
    }
}

impl Range {
    fn is_empty(&self) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        match order(&low.value, &high.value) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => !(low.closed && high.closed),
            _ => false,
        }
    }

    fn point(&self) -> Option<Value> {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return None };
        let same = order(&low.value, &high.value) == Some(Ordering::Equal);
        (same && low.closed && high.closed).then(|| low.value.clone())
    }
}

/// The low end that lets less in.
fn later<'e>(one: &'e Option<End>, two: &'e Option<End>) -> &'e Option<End> {
    let (Some(left), Some(right)) = (one, two) else {
        return if one.is_some() { one } else { two };
    };
    match order(&left.value, &right.value) {
        Some(Ordering::Less) => two,
        Some(Ordering::Equal) if left.closed => two,
        _ => one,
    }
}

/// Whether a high end comes before another.
fn ends_before(one: &Option<End>, two: &Option<End>) -> bool {
    let (Some(left), Some(right)) = (one, two) else { return one.is_some() };
    match order(&left.value, &right.value) {
        Some(Ordering::Less) => true,
        Some(Ordering::Equal) => !left.closed,
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Low,
    High,
}

/// Moves an end inwards to the next value of a type that has steps; one that cannot be moved stays.
fn step(end: &mut End, ty: Type, side: Side) {
    let inwards = if side == Side::Low { 1 } else { -1 };
    match (&mut end.value, ty) {
        (Value::Number(number), Type::Integer) => {
            let whole = if side == Side::Low { number.ceil() } else { number.floor() };
            let Ok(whole) = whole else { return };
            let stays = end.closed || whole != *number;
            let moved = if stays { Ok(whole) } else { whole.add(Decimal::new(inwards, 0)) };
            if let Ok(moved) = moved {
                *number = moved;
                end.closed = true;
            }
        }
        (Value::Date(day), Type::Date) if !end.closed => {
            if let Some(moved) = day.checked_add(inwards as i32) {
                *day = moved;
                end.closed = true;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(value: i64) -> Value {
        Value::Number(Decimal::from(value))
    }

    const OPS: [BinaryOp; 6] = [
        BinaryOp::Equal,
        BinaryOp::NotEqual,
        BinaryOp::Less,
        BinaryOp::LessEqual,
        BinaryOp::Greater,
        BinaryOp::GreaterEqual,
    ];

    fn has(ranges: &Ranges, value: i64) -> bool {
        !ranges.and(&Ranges::points(vec![number(value)])).is_empty()
    }

    proptest! {
        /// Sets of comparisons mean what the comparisons say, value by value.
        #[test]
        fn ranges_are_sets(parts in proptest::collection::vec((0usize..6, -4i64..5, any::<bool>()), 1..6)) {
            let mut ranges = Ranges::all(Type::Integer);
            let mut wanted: Vec<bool> = (-6..7).map(|_| true).collect();
            for (op, limit, other) in parts {
                let mut part = Ranges::of(OPS[op], &number(limit));
                if other {
                    part = part.complement();
                }
                for (at, value) in (-6..7).enumerate() {
                    let holds = match OPS[op] {
                        BinaryOp::Equal => value == limit,
                        BinaryOp::NotEqual => value != limit,
                        BinaryOp::Less => value < limit,
                        BinaryOp::LessEqual => value <= limit,
                        BinaryOp::Greater => value > limit,
                        _ => value >= limit,
                    };
                    wanted[at] &= holds != other;
                }
                ranges = ranges.and(&part);
            }
            let found: Vec<bool> = (-6..7).map(|value| has(&ranges, value)).collect();
            prop_assert_eq!(&found, &wanted);
            let stepped = ranges.clone().on_steps(Type::Integer);
            let found: Vec<bool> = (-6..7).map(|value| has(&stepped, value)).collect();
            prop_assert_eq!(found, wanted);
        }
    }

    #[test]
    fn nothing_lies_between_two_whole_numbers() {
        let between = |ty: Type| {
            let low = Ranges::of(BinaryOp::Greater, &number(3));
            low.and(&Ranges::of(BinaryOp::Less, &number(4))).on_steps(ty)
        };
        assert!(between(Type::Integer).is_empty());
        assert!(!between(Type::Number).is_empty());
    }
}
