//! From one date to another, and spans counted from a date: from March to June 2024, November 19-20,
//! 2019-2023, three days ago, two years later.

use super::Dates;
use crate::prose::figures::{Anchor, Grain, NoDate};
use crate::prose::grammar::reader::Reader;
use crate::prose::grammar::resolve::{self, Dated, Timeline, When, whole_days};
use crate::prose::grammar::years;
use crate::prose::lexicon::Period;
use crate::types::calendar::{add_months, add_to_date};
use crate::types::{Duration, PartialDate};

impl Dates<'_> {
    /// A range of dates behind "from" or "between", and whether it is reversed.
    pub(in crate::prose::grammar) fn opened_range(&self, at: usize) -> Option<(Dated, bool)> {
        let is_between = self.reader.is(at, "between");
        if !is_between && !self.reader.is(at, "from") {
            return None;
        }
        let start = at + 1;
        self.days_of_month(start, true)
            .or_else(|| self.years(start, true))
            .or_else(|| self.two_dates((start, self.date(start)), Some(is_between)))
    }

    /// A range of dates with nothing before it, given the date at its place.
    pub(in crate::prose::grammar) fn range_from(
        &self,
        at: usize,
        date: Option<Dated>,
    ) -> Option<(Dated, bool)> {
        self.days_of_month(at, false)
            .or_else(|| self.years(at, false))
            .or_else(|| self.two_dates((at, date), None))
    }

    /// What joins two ends, and the token after it.
    fn joint(&self, at: usize, between: Option<bool>) -> Option<usize> {
        let reader = self.reader;
        let dash = reader.is_dash(at)
            && !reader.is(at, "—")
            && (reader.joined(at) == reader.joined(at + 1) || reader.word(at) == "–");
        let words: &[&str] = match between {
            Some(true) => &["and", "to"],
            Some(false) => &["to", "until", "till", "through"],
            None => &["to", "until", "till", "through"],
        };
        (dash || reader.is_any(at, words)).then_some(at + 1)
    }

    /// A plain day of a month.
    fn plain_day(&self, at: usize) -> Option<(u32, usize)> {
        let (day, end) = self.day_number(at)?;
        ((1..=31).contains(&day)).then_some((day, end))
    }

    /// November 19-20; 3 until 12 of Sept; from 4 to 22 this month; May 3 to 5, 2024.
    fn days_of_month(&self, at: usize, is_opened: bool) -> Option<(Dated, bool)> {
        self.month_then_days(at).or_else(|| self.days_then_month(at, is_opened))
    }

    fn month_then_days(&self, at: usize) -> Option<(Dated, bool)> {
        let month = self.month(at)?;
        let between = self.reader.is(month.end, "between");
        let (first, end) = self.plain_day(month.end + usize::from(between))?;
        if self.is_measured_to(end) {
            return None;
        }
        let next = self.joint(end, between.then_some(true))?;
        let (last, end) = self.plain_day(next)?;
        if self.month(end).is_some_and(|month| month.is_sure) {
            return None;
        }
        let (year, anchor, end) = self.year_after(end).unwrap_or_else(|| {
            let of = |year: i32| resolve::day(year, month.month, first);
            let (when, anchor) = self.timeline.yearly(self.tense(at), of);
            (
                when.map(|when| crate::types::calendar::Civil::from_days(when.first).year),
                anchor,
                end,
            )
        });
        Some(self.days(year, (month.month, first, last), (anchor, end)))
    }

    fn days(
        &self,
        year: Result<i32, NoDate>,
        (month, first, last): (u8, u32, u32),
        (anchor, end): (Anchor, usize),
    ) -> (Dated, bool) {
        let when = year.and_then(|year| {
            let days = resolve::day(year, month, first).zip(resolve::day(year, month, last));
            days.map(|(first, last)| span(first, last)).ok_or(NoDate::Impossible)
        });
        (Dated { when, grain: Grain::Span, anchor, end }, first > last)
    }

    fn days_then_month(&self, at: usize, is_opened: bool) -> Option<(Dated, bool)> {
        let (first, end) = self.plain_day(at)?;
        let is_between = self.reader.after_any(at, &["between"]);
        let next = self.joint(end, is_opened.then_some(is_between))?;
        if let Some(month) = self.month(next).filter(|_| is_opened)
            && let Some((last, end)) = self.plain_day(month.end)
        {
            // From 4 to January 22, 1995.
            let (year, anchor, end) = self.year_after(end)?;
            return Some(self.days(year, (month.month, first, last), (anchor, end)));
        }
        let (last, end) = self.plain_day(next)?;
        let of = end + usize::from(self.reader.is(end, "of"));
        if let Some(month) = self.month(of) {
            if !self.reader.capital(of) && !month.is_sure && of == end {
                return None;
            }
            let (year, anchor, end) = self.year_after(month.end).unwrap_or_else(|| {
                let of = |year: i32| resolve::day(year, month.month, first);
                let (when, anchor) = self.timeline.yearly(self.tense(at), of);
                let year =
                    when.map(|when| crate::types::calendar::Civil::from_days(when.first).year);
                (year, anchor, month.end)
            });
            return Some(self.days(year, (month.month, first, last), (anchor, end)));
        }
        let (when, period, end) = self.pointed_period(of)?;
        let civil = crate::types::calendar::Civil::from_days(when.0.ok()?.first);
        let month = u8::try_from(civil.month).ok()?;
        (period == Period::Month)
            .then(|| self.days(Ok(civil.year), (month, first, last), (when.1, end)))
    }

    /// 2019-2023, 2019–20, 2023/24, from 2019 to 2023.
    fn years(&self, at: usize, is_opened: bool) -> Option<(Dated, bool)> {
        let reader = self.reader;
        let (first, end) = years::digits(reader, at)?;
        let is_short_joint = matches!(reader.word(end), "-" | "–" | "/")
            && reader.joined(end)
            && reader.joined(end + 1);
        if is_short_joint && let Some(last) = self.short_end(first, end + 1) {
            return Some(self.year_to_year(first, last, end + 2));
        }
        let is_between = is_opened && reader.after_any(at, &["between"]);
        let next = self.joint(end, is_opened.then_some(is_between))?;
        let (last, end) = years::digits(reader, next)?;
        // "from 2000 to 3000 people" counts.
        let counts = super::super::nouns::is_plural(reader, end) && !is_short_joint;
        let is_year = is_opened || is_short_joint || years::bare(reader, at).is_some();
        (is_year && !counts && self.month(end).is_none())
            .then(|| self.year_to_year(first, last, end))
    }

    /// The last two digits of the second year; 2019-12 is a month.
    pub(super) fn short_end(&self, first: i32, at: usize) -> Option<i32> {
        let word = self.reader.word(at);
        let last: i32 =
            word.parse().ok().filter(|_| word.len() == 2 && self.reader.is_number(at))?;
        let full = first / 100 * 100 + last;
        let next_century = if full < first { full + 100 } else { full };
        let is_joined = self.reader.joined(at + 1)
            && (self.reader.is_dash(at + 1) || self.reader.is_word(at + 1));
        let is_slash = self.reader.is(at - 1, "/");
        let is_next =
            next_century == first + 1 || (!is_slash && next_century - first <= 30 && last > 12);
        (is_next && !is_joined && (1900..2100).contains(&first)).then_some(next_century)
    }

    pub(super) fn year_to_year(&self, first: i32, last: i32, end: usize) -> (Dated, bool) {
        let years = PartialDate::year(first).zip(PartialDate::year(last));
        let when = years.map(|(first, last)| span(first, last));
        (Dated::absolute(when, Grain::Span, end), first > last)
    }

    /// From March to June 2024, between Oct. 2 and October 22, 1st Jan until Wed, 22 of Jan.
    fn two_dates(
        &self,
        (at, date): (usize, Option<Dated>),
        between: Option<bool>,
    ) -> Option<(Dated, bool)> {
        let first = self.bare_end(at).or(date)?;
        let next = self.joint(first.end, between)?;
        // "April 12 to 5,000 people": the second end has to be a date as well.
        let last = self.bare_end(next).or_else(|| self.date(next))?;
        let is_dash = self.reader.is_dash(first.end);
        if is_dash && (first.grain != last.grain || first.grain == Grain::Year) {
            return None;
        }
        let first = self.completed(at, first, &last);
        let when = first.when.and_then(|from| last.when.map(|to| (from, to)));
        let (when, is_reversed) = match when {
            Ok((from, to)) if from.first <= to.last => (Ok(span(from, to)), false),
            Ok((from, to)) if self.reader.sense(at, |senses| senses.weekday).is_some() => {
                let before = PartialDate { first: from.first - 7, last: from.last - 7 };
                (Ok(span(before, to)), false)
            }
            // The year of the first end is the one before: from October to March 2024.
            Ok((from, to)) if first.anchor != Anchor::Absolute => {
                let earlier = add_months(from.first, -12).ok();
                let first = earlier.filter(|first| *first <= to.last).unwrap_or(from.first);
                (Ok(PartialDate { first: first.min(to.last), last: to.last }), first > to.last)
            }
            Ok((from, to)) => (Ok(span(from, to)), true),
            Err(why) => (Err(why), false),
        };
        let anchor = if first.anchor == last.anchor || last.anchor == Anchor::Absolute {
            last.anchor
        } else {
            first.anchor.max_known(last.anchor)
        };
        Some((Dated { when, grain: Grain::Span, anchor, end: last.end }, is_reversed))
    }

    /// What is a date only as the end of a range: now, Monday, March.
    fn bare_end(&self, at: usize) -> Option<Dated> {
        if self.reader.is(at, "now") {
            let (when, anchor) = self.timeline.day(0);
            return Some(Dated { when, grain: Grain::Day, anchor, end: at + 1 });
        }
        if let Some(weekday) = self.reader.sense(at, |senses| senses.weekday)
            && self.reader.capital(at)
            && !self.reader.is_any(at + 1, &["the", ","])
            && self.weekday_led(at).is_none()
        {
            let (when, anchor) = self.timeline.weekday(weekday, self.tense(at));
            return Some(Dated { when, grain: Grain::Day, anchor, end: at + 1 });
        }
        if let Some(month) = self.month(at)
            && self.reader.capital(at)
            && self.month_led(at).is_none()
        {
            let of = |year: i32| resolve::months(year, month.month.into(), 1);
            let (when, anchor) = self.timeline.yearly(self.tense(at), of);
            return Some(Dated { when, grain: Grain::Month, anchor, end: month.end });
        }
        None
    }

    /// An end without a year takes that of the other: from March to June 2024.
    fn completed(&self, at: usize, first: Dated, last: &Dated) -> Dated {
        let (Ok(from), Ok(to)) = (first.when, last.when) else { return first };
        if last.anchor == first.anchor || !matches!(first.grain, Grain::Day | Grain::Month) {
            return first;
        }
        if first.anchor == Anchor::Absolute
            || self.reader.sense(at, |senses| senses.weekday).is_some()
        {
            return first;
        }
        let year = |day: i32| crate::types::calendar::Civil::from_days(day).year;
        let moved = |years: i32| {
            let first = add_months(from.first, 12 * years).ok()?;
            let last = crate::types::calendar::add_months(from.last + 1, 12 * years).ok()? - 1;
            Some(PartialDate { first, last: last.max(first) })
        };
        let offset = year(to.first) - year(from.first);
        let same = moved(offset).filter(|from| from.first <= to.last);
        match same.or_else(|| moved(offset - 1)) {
            Some(when) => Dated { when: Ok(when), anchor: last.anchor, ..first },
            None => first,
        }
    }
}

impl Anchor {
    /// What two ends hang on together.
    fn max_known(self, other: Anchor) -> Anchor {
        match (self, other) {
            (Anchor::Published, _) | (_, Anchor::Published) => Anchor::Published,
            (Anchor::Narrative, _) | (_, Anchor::Narrative) => Anchor::Narrative,
            _ => Anchor::Absolute,
        }
    }
}

fn span(first: PartialDate, last: PartialDate) -> PartialDate {
    PartialDate { first: first.first.min(last.first), last: last.last.max(first.last) }
}

/// What words after a span make a date of it.
pub(in crate::prose::grammar) fn ago(
    reader: &Reader<'_>,
    timeline: &Timeline,
    span: (Duration, Period, usize),
) -> Option<Dated> {
    let (duration, unit, end) = span;
    let (when, skip): (When, usize) = match reader.word(end).to_ascii_lowercase().as_str() {
        "ago" => (moved(timeline.day(0), duration, Direction::Back, unit), 1),
        "earlier" | "previously" => (moved(timeline.story(), duration, Direction::Back, unit), 1),
        "later" | "afterwards" => (moved(timeline.story(), duration, Direction::On, unit), 1),
        "from" if reader.is(end + 1, "now") => {
            (moved(timeline.day(0), duration, Direction::On, unit), 2)
        }
        word @ ("from" | "after" | "before") => {
            let day = match reader.word(end + 1).to_ascii_lowercase().as_str() {
                "today" => 0,
                "yesterday" => -1,
                "tomorrow" => 1,
                _ => return None,
            };
            let direction = if word == "before" { Direction::Back } else { Direction::On };
            (moved(timeline.day(day), duration, direction, Period::Day), 2)
        }
        "in" if reader.are(end + 1, &["the", "future"]) => {
            (moved(timeline.day(0), duration, Direction::On, unit), 3)
        }
        _ => return None,
    };
    let grain = if unit <= Period::Night { Grain::Day } else { Grain::Span };
    Some(Dated { when: when.0, grain, anchor: when.1, end: end + skip })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Back,
    On,
}

/// A date some time before or after another. Three years ago is no day: half a unit either way is
/// meant.
fn moved(from: When, by: Duration, direction: Direction, unit: Period) -> When {
    let of = |from: PartialDate| {
        let signed = match direction {
            Direction::Back => by.checked_neg().ok()?,
            Direction::On => by,
        };
        let signed = whole_days(signed);
        let first = add_to_date(from.first, signed).ok()?;
        let last = add_to_date(from.last, signed).ok()?;
        let slack = match unit {
            Period::Week | Period::Fortnight => 3,
            Period::Month | Period::Quarter | Period::Season => 15,
            Period::Year => 183,
            Period::Decade => 1826,
            Period::Century => 18_262,
            _ => 0,
        };
        // A month or a year told before is as wide already.
        let slack = if from.is_day() { slack } else { 0 };
        Some(PartialDate { first: first - slack, last: last + slack })
    };
    (from.0.and_then(|from| of(from).ok_or(NoDate::Impossible)), from.1)
}
