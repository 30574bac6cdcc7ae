//! Parts of dates: what `date_part`, `date_trunc` and `date_diff` take, as DuckDB defines them.

use super::{Civil, FIRST_DAY, MICROS_PER_SECOND, days_of, midnight, split};
use crate::types::Decimal;

/// A part of a date or a datetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Millennium,
    Century,
    Decade,
    Year,
    IsoYear,
    Quarter,
    Month,
    Week,
    Day,
    /// The day of the week, Sunday being 0.
    DayOfWeek,
    /// The day of the week, Monday being 1.
    IsoDayOfWeek,
    DayOfYear,
    YearWeek,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    /// Seconds since 1970-01-01.
    Epoch,
}

const NAMES: &[(&[&str], Part)] = &[
    (&["millennium", "millennia", "mil", "mils", "millenium"], Part::Millennium),
    (&["century", "centuries", "cent", "c"], Part::Century),
    (&["decade", "decades", "dec", "decs"], Part::Decade),
    (&["year", "years", "yr", "yrs", "y"], Part::Year),
    (&["isoyear"], Part::IsoYear),
    (&["quarter", "quarters"], Part::Quarter),
    (&["month", "months", "mon", "mons"], Part::Month),
    (&["week", "weeks", "weekofyear", "w"], Part::Week),
    (&["day", "days", "dayofmonth", "d"], Part::Day),
    (&["dow", "dayofweek", "weekday"], Part::DayOfWeek),
    (&["isodow"], Part::IsoDayOfWeek),
    (&["doy", "dayofyear"], Part::DayOfYear),
    (&["yearweek"], Part::YearWeek),
    (&["hour", "hours", "hr", "hrs", "h"], Part::Hour),
    (&["minute", "minutes", "min", "mins", "m"], Part::Minute),
    (&["second", "seconds", "sec", "secs", "s"], Part::Second),
    (&["millisecond", "milliseconds", "msec", "msecs", "ms"], Part::Millisecond),
    (&["microsecond", "microseconds", "usec", "usecs", "us"], Part::Microsecond),
    (&["epoch"], Part::Epoch),
];

impl Part {
    /// The part that a name means, whatever its case.
    pub fn from_name(name: &str) -> Option<Part> {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        NAMES.iter().find(|(names, _)| names.iter().any(is)).map(|(_, part)| *part)
    }

    /// The names that messages offer, one for each part.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(names, _)| names[0])
    }

    /// Whether it is a part of the time of day, which a date does not have.
    pub fn is_of_time(self) -> bool {
        matches!(
            self,
            Part::Hour | Part::Minute | Part::Second | Part::Millisecond | Part::Microsecond
        )
    }

    /// This part of a date.
    pub fn of_date(self, days: i32) -> i64 {
        let civil = Civil::from_days(days);
        let year = i64::from(civil.year);
        match self {
            Part::Millennium => counted_from_one(year, 1000),
            Part::Century => counted_from_one(year, 100),
            Part::Decade => year / 10,
            Part::Year => year,
            Part::IsoYear => iso_week(days).0.into(),
            Part::Quarter => i64::from((civil.month - 1) / 3 + 1),
            Part::Month => civil.month.into(),
            Part::Week => iso_week(days).1.into(),
            Part::YearWeek => {
                let (year, week) = iso_week(days);
                i64::from(year * 100 + week)
            }
            Part::Day => civil.day.into(),
            Part::DayOfWeek => i64::from(iso_weekday(days) % 7),
            Part::IsoDayOfWeek => iso_weekday(days).into(),
            Part::DayOfYear => i64::from(days - days_of(civil.year, 1, 1) + 1),
            Part::Epoch => i64::from(days) * 86_400,
            _ => 0,
        }
    }

    /// This part of a datetime. Seconds are whole, milliseconds and microseconds count from the
    /// minute; `epoch` has its fraction.
    pub fn of_datetime(self, micros: i64) -> Decimal {
        let (days, of_day) = split(micros);
        match self {
            Part::Epoch => Decimal::new(micros.into(), 6).trimmed(),
            _ if self.is_of_time() => self.of_time(of_day).into(),
            _ => self.of_date(days).into(),
        }
    }

    /// This part of a time of day, given in microseconds; 0 where it has no such part.
    pub fn of_time(self, micros: i64) -> i64 {
        match self {
            Part::Hour => micros / (3600 * MICROS_PER_SECOND),
            Part::Minute => micros / (60 * MICROS_PER_SECOND) % 60,
            Part::Second => micros / MICROS_PER_SECOND % 60,
            Part::Millisecond => micros / 1000 % 60_000,
            Part::Microsecond => micros % (60 * MICROS_PER_SECOND),
            Part::Epoch => micros / MICROS_PER_SECOND,
            _ => 0,
        }
    }

    /// The first day of the part that the date is in.
    pub fn truncate_date(self, days: i32) -> i32 {
        let Civil { year, month, .. } = Civil::from_days(days);
        match self {
            Part::Millennium => days_of(year - year % 1000, 1, 1),
            Part::Century => days_of(year - year % 100, 1, 1),
            Part::Decade => days_of(year - year % 10, 1, 1),
            Part::Year => days_of(year, 1, 1),
            Part::IsoYear => first_monday(iso_week(days).0),
            Part::Quarter => days_of(year, (month - 1) / 3 * 3 + 1, 1),
            Part::Month => days_of(year, month, 1),
            Part::Week | Part::YearWeek => monday(days),
            _ => days,
        }
    }

    /// The first moment of the part that the datetime is in.
    pub fn truncate_datetime(self, micros: i64) -> i64 {
        match self.micros() {
            Some(unit) => micros - micros.rem_euclid(unit),
            None => midnight(self.truncate_date(split(micros).0)),
        }
    }

    /// How many starts of such a part lie between two dates: `date_diff`.
    pub fn between_dates(self, from: i32, to: i32) -> i64 {
        let (start, end) = (Civil::from_days(from), Civil::from_days(to));
        let years = |per: i32| i64::from(end.year / per - start.year / per);
        match self {
            Part::Millennium => years(1000),
            Part::Century => years(100),
            Part::Decade => years(10),
            Part::Year => years(1),
            Part::IsoYear => i64::from(iso_week(to).0 - iso_week(from).0),
            Part::Quarter => i64::from(end.months() / 3 - start.months() / 3),
            Part::Month => i64::from(end.months() - start.months()),
            // Whole weeks, as DuckDB 2.0 counts: the one part that does not count starts.
            Part::Week | Part::YearWeek => (i64::from(to) - i64::from(from)) / 7,
            _ if self.micros().is_some() => self.between_datetimes(midnight(from), midnight(to)),
            _ => i64::from(to) - i64::from(from),
        }
    }

    /// How many starts of such a part lie between two datetimes.
    pub fn between_datetimes(self, from: i64, to: i64) -> i64 {
        match self.micros() {
            Some(unit) => to.div_euclid(unit) - from.div_euclid(unit),
            None => self.between_dates(split(from).0, split(to).0),
        }
    }

    /// The length of a part of the time of day.
    pub(super) fn micros(self) -> Option<i64> {
        match self {
            Part::Hour => Some(3600 * MICROS_PER_SECOND),
            Part::Minute => Some(60 * MICROS_PER_SECOND),
            Part::Second | Part::Epoch => Some(MICROS_PER_SECOND),
            Part::Millisecond => Some(1000),
            Part::Microsecond => Some(1),
            _ => None,
        }
    }
}

/// The day of the week: Monday is 1, Sunday is 7.
pub fn iso_weekday(days: i32) -> i32 {
    (days + 3).rem_euclid(7) + 1
}

/// The year and the number of the ISO week: the week belongs to the year of its Thursday.
pub fn iso_week(days: i32) -> (i32, i32) {
    let thursday = monday(days) + 3;
    let year = Civil::from_days(thursday).year;
    (year, (thursday - new_year(year)) / 7 + 1)
}

fn monday(days: i32) -> i32 {
    days - iso_weekday(days) + 1
}

/// The Monday of the year's first ISO week, which is the week with 4 January.
fn first_monday(year: i32) -> i32 {
    monday(new_year(year) + 3)
}

/// The first day of a year. The days before Monday, 0000-01-03 are in a week of the year before 0.
fn new_year(year: i32) -> i32 {
    if year < 0 { FIRST_DAY - 365 } else { days_of(year, 1, 1) }
}

/// Centuries and millennia: the years 1 to 100 are the first, there is no zeroth.
fn counted_from_one(year: i64, per: i64) -> i64 {
    if year > 0 { (year - 1) / per + 1 } else { year / per - 1 }
}
