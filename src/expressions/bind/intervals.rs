//! Intervals of time as SQL writes them: `3 days`, `1 year 2 months`, `04:05:06`.

use crate::expressions::ast::BinaryOp;
use crate::expressions::typed::{Node, Typed};
use crate::types::calendar::time_from_bytes;
use crate::types::{Duration, Type, Value};

/// The interval that a text says, or `None` where it says none.
pub(super) fn read(text: &str) -> Option<Duration> {
    let mut words = text.split_whitespace().flat_map(split_number).peekable();
    let mut sum = Duration::default();
    words.peek()?;
    while let Some(word) = words.next() {
        let part = match clock(word) {
            Some(part) => part,
            None if word.eq_ignore_ascii_case("ago") && words.peek().is_none() => {
                return sum.checked_neg().ok();
            }
            None => amount(word, words.next()?)?,
        };
        sum = sum.checked_add(part).ok()?;
    }
    Some(sum)
}

/// `3days` is two words.
fn split_number(word: &str) -> impl Iterator<Item = &str> {
    let number = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
    let (number, unit) = word.split_at(number);
    [number, unit].into_iter().filter(|part| !part.is_empty())
}

/// `04:05:06`, with a sign before it or none.
fn clock(word: &str) -> Option<Duration> {
    let (negative, digits) = match word.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, word.strip_prefix('+').unwrap_or(word)),
    };
    if !digits.contains(':') {
        return None;
    }
    let micros = time_from_bytes(digits.as_bytes())?;
    Some(Duration::from_micros(if negative { -micros } else { micros }))
}

/// An amount of a unit; only parts of the time of day have a fraction.
pub(super) fn amount(amount: &str, unit: &str) -> Option<Duration> {
    let amount = amount.trim();
    if let Ok(whole) = amount.parse::<i64>() {
        return Duration::of_unit(whole, unit)?.ok();
    }
    let one = Duration::of_unit(1, unit)?.ok()?;
    if one.months != 0 || one.days != 0 || amount.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let micros = amount.parse::<f64>().ok()? * one.micros as f64;
    (micros.abs() < 9e15).then(|| Duration::from_micros(micros.round() as i64))
}

/// What an interval counts, where it counts one thing only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    Months,
    /// Days and what is shorter.
    Days,
}

impl Counts {
    pub(super) fn noun(self) -> &'static str {
        match self {
            Counts::Months => "months",
            Counts::Days => "days",
        }
    }
}

/// What an expression of type interval counts, where that is known before any row is read.
pub(super) fn counts(typed: &Typed) -> Option<Counts> {
    match &typed.node {
        Node::Literal(Value::Duration(duration))
        | Node::Defined { value: Value::Duration(duration), .. } => {
            match (duration.months, duration.days, duration.micros) {
                (0, 0, 0) => None,
                (_, 0, 0) => Some(Counts::Months),
                (0, ..) => Some(Counts::Days),
                _ => None,
            }
        }
        Node::Negate(inner) => counts(inner),
        Node::Arithmetic { op: BinaryOp::Subtract, left, right }
            if left.ty == Type::DateTime && right.ty == Type::DateTime =>
        {
            Some(Counts::Days)
        }
        Node::Arithmetic { op: BinaryOp::Add | BinaryOp::Subtract, left, right } => {
            counts(left).filter(|one| counts(right) == Some(*one))
        }
        Node::Arithmetic { op: BinaryOp::Multiply, left, right } => {
            counts(left).or_else(|| counts(right))
        }
        _ => None,
    }
}

/// Whether an interval is known to hold parts of a day.
pub(super) fn has_time(typed: &Typed) -> bool {
    match &typed.node {
        Node::Literal(Value::Duration(duration))
        | Node::Defined { value: Value::Duration(duration), .. } => duration.micros != 0,
        Node::Negate(inner) => has_time(inner),
        Node::Arithmetic { left, right, .. } => has_time(left) || has_time(right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(i32, i32, i64)>) {
        let parts = read(text).map(|d| (d.months, d.days, d.micros / 1_000_000));
        assert_eq!(parts, expected, "{text}");
    }

    #[test]
    fn intervals_are_read_as_duckdb_reads_them() {
        check("3 days", Some((0, 3, 0)));
        check("1 year 2 months", Some((14, 0, 0)));
        check("1y 2mon", Some((14, 0, 0)));
        check("1 year 3 days 04:05:06", Some((12, 3, 14_706)));
        check("-1 month", Some((-1, 0, 0)));
        check("2 days ago", Some((0, -2, 0)));
        check("2 weeks", Some((0, 14, 0)));
        check("1.5 hours", Some((0, 0, 5400)));
        check("-00:30:00", Some((0, 0, -1800)));
        check("1.5 years", None);
        check("3", None);
        check("", None);
        check("days", None);
        check("3 fortnights", None);
        check("99999999999 years", None);
    }
}
