//! Spans of time, and what lies between two dates.

use super::{Civil, MICROS_PER_DAY, Part, days_in_month, split};
use crate::types::{Computed, NotComputable};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A span of time. The three parts do not convert into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Duration {
    pub months: i32,
    pub days: i32,
    pub micros: i64,
}

impl PartialOrd for Duration {
    /// A month has no fixed number of days, so durations compare only where no part says
    /// otherwise than another.
    fn partial_cmp(&self, other: &Duration) -> Option<Ordering> {
        let parts = [
            self.months.cmp(&other.months),
            self.days.cmp(&other.days),
            self.micros.cmp(&other.micros),
        ];
        let mut unequal = parts.into_iter().filter(|order| order.is_ne());
        let first = unequal.next().unwrap_or(Ordering::Equal);
        unequal.all(|order| order == first).then_some(first)
    }
}

impl Duration {
    pub fn from_months(months: i32) -> Duration {
        Duration { months, ..Duration::default() }
    }

    pub fn from_days(days: i32) -> Duration {
        Duration { days, ..Duration::default() }
    }

    pub fn from_micros(micros: i64) -> Duration {
        Duration { micros, ..Duration::default() }
    }

    pub fn checked_neg(self) -> Computed<Duration> {
        self.checked_mul(-1)
    }

    pub fn checked_add(self, other: Duration) -> Computed<Duration> {
        let sum = || {
            Some(Duration {
                months: self.months.checked_add(other.months)?,
                days: self.days.checked_add(other.days)?,
                micros: self.micros.checked_add(other.micros)?,
            })
        };
        sum().ok_or(NotComputable::Overflow)
    }

    pub fn checked_sub(self, other: Duration) -> Computed<Duration> {
        self.checked_add(other.checked_neg()?)
    }

    pub fn checked_mul(self, by: i64) -> Computed<Duration> {
        let product = || {
            Some(Duration {
                months: i32::try_from(i64::from(self.months).checked_mul(by)?).ok()?,
                days: i32::try_from(i64::from(self.days).checked_mul(by)?).ok()?,
                micros: self.micros.checked_mul(by)?,
            })
        };
        product().ok_or(NotComputable::Overflow)
    }

    /// An amount of what a unit of SQL names: `INTERVAL 18 YEAR`; `None` where it names none.
    pub fn of_unit(amount: i64, unit: &str) -> Option<Computed<Duration>> {
        let one = match Part::from_name(unit)? {
            Part::Millennium => Duration::from_months(12_000),
            Part::Century => Duration::from_months(1200),
            Part::Decade => Duration::from_months(120),
            Part::Year => Duration::from_months(12),
            Part::Quarter => Duration::from_months(3),
            Part::Month => Duration::from_months(1),
            Part::Week => Duration::from_days(7),
            Part::Day => Duration::from_days(1),
            Part::Epoch => return None,
            part => Duration::from_micros(part.micros()?),
        };
        Some(one.checked_mul(amount))
    }
}

/// The span from `earlier` to `later`, both datetimes, in years, months, days and the rest: as
/// people count an age. Negative where the first argument is the earlier one.
pub fn age(later: i64, earlier: i64) -> Duration {
    if later < earlier {
        let Duration { months, days, micros } = age(earlier, later);
        return Duration { months: -months, days: -days, micros: -micros };
    }
    let ((later_day, later_time), (earlier_day, earlier_time)) = (split(later), split(earlier));
    let (to, from) = (Civil::from_days(later_day), Civil::from_days(earlier_day));
    let mut micros = later_time - earlier_time;
    let mut days = to.day as i32 - from.day as i32;
    let mut months = to.months() - from.months();
    if micros < 0 {
        micros += MICROS_PER_DAY;
        days -= 1;
    }
    // Two borrows are possible: 1 March 00:00 from 31 January 12:00.
    while days < 0 {
        days += days_in_month(from.year, from.month) as i32;
        months -= 1;
    }
    Duration { months, days, micros }
}
