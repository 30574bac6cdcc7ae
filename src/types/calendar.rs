//! Dates, partial dates and durations.

/// An interval of whole days, both ends included: `2024-10` is 2024-10-01 to 2024-10-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// Days since 1970-01-01.
    pub first: i32,
    pub last: i32,
}

/// A span of time. The three parts do not convert into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Duration {
    pub months: i32,
    pub days: i32,
    pub micros: i64,
}
