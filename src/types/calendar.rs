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

/// Days before the first of a month, counted from March, so that the leap day comes last.
const FROM_MARCH: [i32; 12] = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];

/// Days since 1970-01-01 of a date that exists, in the years 0 to 9999.
#[inline]
const fn days_of(year: i32, month: u32, day: u32) -> i32 {
    // January and February belong to the year before, which is -1 for those of year 0.
    let year = year - (month <= 2) as i32 + 400;
    let century = year / 100;
    let before = year * 365 + year / 4 - century + century / 4;
    before + FROM_MARCH[month as usize - 1] + day as i32 - (719_468 + 146_097 + 1)
}

/// How many days each month has, in ordinary years and in leap years; the month 0 has none.
const MONTH_DAYS: [[u8; 13]; 2] = [
    [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31],
    [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31],
];

impl Civil {
    /// The date, where there is such a day in the years 0 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Civil> {
        let exists = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Civil { year, month, day })
    }

    /// The date of a day since 1970-01-01.
    pub fn from_days(days: i32) -> Civil {
        // Years begin in March here, so that the leap day is the last day of a year.
        let days = i64::from(days) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = (of_year - (153 * from_march + 2) / 5 + 1) as u32;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 } as u32;
        let year = (year_of_era + era * 400) as i32 + i32::from(month <= 2);
        Civil { year, month, day }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
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
