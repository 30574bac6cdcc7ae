//! Dates, partial dates and durations, in the proleptic Gregorian calendar of the years 0 to 9999.
//!
//! Dates are days since 1970-01-01, datetimes and times are microseconds. A day has 24 hours: there
//! are no time zones after a datetime with an offset was read.

mod parts;
mod span;
mod text;

pub use parts::Part;
pub use span::{Duration, age};
pub use text::{
    date_from_bytes, datetime_from_bytes, days_in, duration_from_bytes, partial_from_bytes,
    show_date, show_datetime, show_duration, show_partial, show_time, time_from_bytes,
    year_month_from_bytes,
};

use super::interval::{Comparison, overlap};
use super::{Computed, NotComputable};
use serde::{Deserialize, Serialize};

pub const MICROS_PER_SECOND: i64 = 1_000_000;
pub const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// 0000-01-01 and 9999-12-31, as days since 1970-01-01.
pub const FIRST_DAY: i32 = -719_528;
pub const LAST_DAY: i32 = 2_932_896;

/// A date by year, month and day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Civil {
    pub year: i32,
    pub month: u32,
    pub day: u32,
}

/// Whether the year has a 29 February.
pub const fn is_leap(year: i32) -> bool {
    // A multiple of 100 is a multiple of 400 exactly where it is one of 16. Written without a
    // branch, since decoding asks it for every date.
    (year % 4 == 0) & ((year % 100 != 0) | (year % 16 == 0))
}

/// How many days a month has; none for a month that there is not.
pub const fn days_in_month(year: i32, month: u32) -> u32 {
    if month > 12 { 0 } else { MONTH_DAYS[is_leap(year) as usize][month as usize] as u32 }
}

/// Days since 1970-01-01 of a date that exists, in the years 0 to 9999.
#[inline]
const fn days_of(year: i32, month: u32, day: u32) -> i32 {
    days_before_year((year / 100) as u32, (year % 100) as u32)
        + BEFORE_MONTH[is_leap(year) as usize][month as usize] as i32
        + day as i32
        - 1
}

/// Days from 1970-01-01 to the first of a year, given as its century and its number in that: what
/// the digits of a date are already.
#[inline]
const fn days_before_year(century: u32, of_century: u32) -> i32 {
    let year = 100 * century + of_century;
    // Centuries that have begun before the year, the one of the year 0 included.
    let begun = century + (of_century != 0) as u32;
    let leap_days = year.div_ceil(4) - begun + begun.div_ceil(4);
    (365 * year + leap_days) as i32 + FIRST_DAY
}

/// Whether a year, given as its century and its number in that, has a 29 February.
#[inline]
const fn is_leap_of(century: u32, of_century: u32) -> bool {
    let counted = if of_century == 0 { century } else { of_century };
    counted.is_multiple_of(4)
}

/// Days of the year before the first of each month, in ordinary years and in leap years.
const BEFORE_MONTH: [[u16; 16]; 2] = {
    let mut before = [[0; 16]; 2];
    let mut month = 2;
    while month <= 12 {
        before[0][month] = before[0][month - 1] + MONTH_DAYS[0][month - 1] as u16;
        before[1][month] = before[1][month - 1] + MONTH_DAYS[1][month - 1] as u16;
        month += 1;
    }
    before
};

/// How many days each month has, in ordinary years and in leap years; months that there are not have none.
const MONTH_DAYS: [[u8; 16]; 2] = [
    [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0],
    [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0],
];

impl Civil {
    /// The date, where there is such a day in the years 0 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Civil> {
        let exists = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Civil { year, month, day })
    }

    /// The date of a day since 1970-01-01, of the years 0 to 9999.
    ///
    /// After Neri and Schneider, "Euclidean affine functions and their application to calendar
    /// algorithms" (2023): years begin in March, so that the leap day comes last, and each division
    /// is by a constant, without a branch. What is not asked for is not computed.
    #[inline]
    pub fn from_days(days: i32) -> Civil {
        // An era later, since January of the year 0 belongs to the year before.
        let shifted = days.wrapping_add(719_468 + 146_097) as u32;
        let quarters = shifted.wrapping_mul(4).wrapping_add(3);
        let century = quarters / 146_097;
        let of_century = quarters % 146_097 / 4;
        let product = 2_939_745 * u64::from(4 * of_century + 3);
        let of_year = product as u32 / 2_939_745 / 4;
        let months = 2_141 * of_year + 197_913;
        let is_next = of_year >= 306;
        let year = 100 * century + (product >> 32) as u32 + u32::from(is_next);
        let month = (months >> 16) - if is_next { 12 } else { 0 };
        Civil { year: year as i32 - 400, month, day: (months & 0xffff) / 2_141 + 1 }
    }

    /// Days since 1970-01-01.
    pub fn to_days(self) -> i32 {
        days_of(self.year, self.month, self.day)
    }

    /// Months since the year 0.
    pub fn months(self) -> i32 {
        self.year * 12 + self.month as i32 - 1
    }
}

/// Days since 1970-01-01 of a date that may not exist.
pub fn make_date(year: i64, month: i64, day: i64) -> Computed<i32> {
    let civil = || {
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        Civil::new(i32::try_from(year).ok()?, month, day)
    };
    civil().map(Civil::to_days).ok_or(NotComputable::OutsideDomain)
}

/// The date, where it is within the years 0 to 9999.
fn within_years(days: i64) -> Computed<i32> {
    i32::try_from(days)
        .ok()
        .filter(|days| (FIRST_DAY..=LAST_DAY).contains(days))
        .ok_or(NotComputable::Overflow)
}

/// The date some months later; a day that the month does not have becomes its last one.
pub fn add_months(days: i32, months: i32) -> Computed<i32> {
    let civil = Civil::from_days(days);
    let total = i64::from(civil.months()) + i64::from(months);
    let year = i32::try_from(total.div_euclid(12)).map_err(|_| NotComputable::Overflow)?;
    if !(0..=9999).contains(&year) {
        return Err(NotComputable::Overflow);
    }
    let month = total.rem_euclid(12) as u32 + 1;
    Ok(days_of(year, month, civil.day.min(days_in_month(year, month))))
}

/// A date plus a duration: months first, then days. Hours count as far as they make whole days;
/// a rest of them is outside of what dates can be.
pub fn add_to_date(days: i32, duration: Duration) -> Computed<i32> {
    if duration.micros % MICROS_PER_DAY != 0 {
        return Err(NotComputable::OutsideDomain);
    }
    let moved = i64::from(add_months(days, duration.months)?);
    within_years(moved + i64::from(duration.days) + duration.micros / MICROS_PER_DAY)
}

/// A datetime plus a duration: months first, then days, then the rest.
pub fn add_to_datetime(micros: i64, duration: Duration) -> Computed<i64> {
    let (days, of_day) = split(micros);
    let moved = i64::from(add_months(days, duration.months)?) + i64::from(duration.days);
    let total = i128::from(moved) * i128::from(MICROS_PER_DAY)
        + i128::from(of_day)
        + i128::from(duration.micros);
    let total = i64::try_from(total).map_err(|_| NotComputable::Overflow)?;
    within_years(total.div_euclid(MICROS_PER_DAY)).map(|_| total)
}

/// The day of a datetime, and the microseconds since its midnight.
pub fn split(micros: i64) -> (i32, i64) {
    (micros.div_euclid(MICROS_PER_DAY) as i32, micros.rem_euclid(MICROS_PER_DAY))
}

/// The datetime at midnight of a day.
pub fn midnight(days: i32) -> i64 {
    i64::from(days) * MICROS_PER_DAY
}

/// The last day of the date's month.
pub fn last_day(days: i32) -> i32 {
    let civil = Civil::from_days(days);
    Civil { day: days_in_month(civil.year, civil.month), ..civil }.to_days()
}

/// An interval of whole days, both ends included: `2024-10` is 2024-10-01 to 2024-10-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct PartialDate {
    /// Days since 1970-01-01.
    pub first: i32,
    pub last: i32,
}

impl PartialDate {
    /// A single day.
    pub fn day(days: i32) -> PartialDate {
        PartialDate { first: days, last: days }
    }

    /// All days of a month, where it is one of the years 0 to 9999.
    pub fn month(year: i32, month: u32) -> Option<PartialDate> {
        let first = Civil::new(year, month, 1)?.to_days();
        Some(PartialDate { first, last: first + days_in_month(year, month) as i32 - 1 })
    }

    /// All days of a year, where it is one of 0 to 9999.
    pub fn year(year: i32) -> Option<PartialDate> {
        let first = Civil::new(year, 1, 1)?.to_days();
        Some(PartialDate { first, last: Civil { year, month: 12, day: 31 }.to_days() })
    }

    /// Whether it is a single day.
    pub fn is_day(self) -> bool {
        self.first == self.last
    }

    /// Whether the comparison must hold, cannot hold, or depends on the days meant.
    pub fn compare(self, comparison: Comparison, other: PartialDate) -> Option<bool> {
        comparison.of_intervals((self.first, self.last), (other.first, other.last))
    }

    /// Whether both can be the same day.
    pub fn agrees(self, other: PartialDate) -> bool {
        overlap((self.first, self.last), (other.first, other.last))
    }
}
