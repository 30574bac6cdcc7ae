//! When a date is, of which the words leave something out: relative to the day of publication, past
//! rather than to come, and in a story relative to the date told before.

use crate::prose::figures::{Anchor, Grain, NoDate};
use crate::prose::lexicon::Period;
use crate::types::calendar::{Civil, Part, add_months, add_to_date, days_in_month};
use crate::types::{Duration, PartialDate};

/// A date as read: its days, or why there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dated {
    pub when: Result<PartialDate, NoDate>,
    pub grain: Grain,
    pub anchor: Anchor,
    /// The token after it.
    pub end: usize,
}

impl Dated {
    pub fn absolute(when: Option<PartialDate>, grain: Grain, end: usize) -> Dated {
        Dated { when: when.ok_or(NoDate::Impossible), grain, anchor: Anchor::Absolute, end }
    }
}

/// Whether the sentence speaks of what is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    /// Words that are used of both: the nearer date is meant.
    Either,
}

/// A date mentioned before.
#[derive(Debug, Clone, Copy)]
struct Mention {
    when: PartialDate,
    grain: Grain,
}

/// The day of publication, and the dates told so far.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    pub published: Option<i32>,
    sentence: usize,
    /// The last date in this sentence.
    here: Option<Mention>,
    /// The last date in the sentences before it.
    before: Option<Mention>,
}

/// When something is, and what that hangs on.
pub(super) type When = (Result<PartialDate, NoDate>, Anchor);

impl Timeline {
    pub fn new(published: Option<i32>) -> Timeline {
        Timeline { published, sentence: 0, here: None, before: None }
    }

    /// Comes to a sentence.
    pub fn enter(&mut self, sentence: usize) {
        if sentence != self.sentence {
            self.sentence = sentence;
            self.before = self.here.take().or(self.before);
        }
    }

    /// Remembers a date that was told.
    pub fn tell(&mut self, dated: &Dated) {
        if let Ok(when) = dated.when {
            self.here = Some(Mention { when, grain: dated.grain });
        }
    }

    /// Whether a date was told.
    pub fn has_story(&self) -> bool {
        self.here.or(self.before).is_some()
    }

    /// Whether the last date told in this sentence is longer than some days.
    pub fn tells_of_a_period(&self) -> bool {
        self.here.is_some_and(|here| !matches!(here.grain, Grain::Day | Grain::Week))
    }

    /// The quarter or century told in this sentence.
    pub fn part_told(&self) -> Option<(PartialDate, Grain)> {
        let here = self.here.filter(|here| matches!(here.grain, Grain::Quarter | Grain::Century));
        here.map(|here| (here.when, here.grain))
    }

    /// "From Wednesday until Thursday": the next such day after the one told in this sentence.
    pub fn weekday_after(&self, weekday: u8) -> Option<When> {
        let here = self.here.filter(|here| here.grain == Grain::Day)?;
        let first = here.when.first + 1;
        let on = (i32::from(weekday) - weekday_of(first)).rem_euclid(7);
        Some((Ok(PartialDate::day(first + on)), Anchor::Narrative))
    }

    fn published(&self) -> Result<i32, NoDate> {
        self.published.ok_or(NoDate::Unpublished)
    }

    /// The date that the story stands at: the last one told, else the day of publication.
    pub fn story(&self) -> (Result<PartialDate, NoDate>, Anchor) {
        match self.here.or(self.before) {
            Some(mention) => (Ok(mention.when), Anchor::Narrative),
            None => (self.published().map(PartialDate::day), Anchor::Published),
        }
    }

    /// The year of publication, moved.
    pub fn year(&self, offset: i32) -> (Result<i32, NoDate>, Anchor) {
        (self.published().map(|day| Civil::from_days(day).year + offset), Anchor::Published)
    }

    /// The year of the story, moved.
    pub fn story_year(&self, offset: i32) -> (Result<i32, NoDate>, Anchor) {
        let (when, anchor) = self.story();
        (when.map(|when| Civil::from_days(when.first).year + offset), anchor)
    }

    /// What recurs every year, and of which the year is not told: `of` makes it for a year. The
    /// next after the date before it in the sentence, else the last that has begun.
    pub fn yearly(&self, tense: Tense, of: impl Fn(i32) -> Option<PartialDate>) -> When {
        if let Some(when) = self.told(&of) {
            return (Ok(when), Anchor::Narrative);
        }
        let published = match self.published() {
            Ok(published) => published,
            Err(unknown) => {
                // Still no such day in any year?
                let exists = (2000..2005).any(|year| of(year).is_some());
                let why = if exists { unknown } else { NoDate::Impossible };
                return (Err(why), Anchor::Published);
            }
        };
        let year = Civil::from_days(published).year;
        let past =
            || (0..9).filter_map(|back| of(year - back)).find(|when| when.first <= published);
        let future = || (-1..9).filter_map(|on| of(year + on)).find(|when| when.last >= published);
        let found = match tense {
            Tense::Past => past(),
            Tense::Future => future(),
            Tense::Either => {
                let distance = |when: &PartialDate| (when.first - published).abs();
                past().into_iter().chain(future()).min_by_key(distance)
            }
        };
        (found.ok_or(NoDate::Impossible), Anchor::Published)
    }

    /// What follows the last date in the sentence, where that is not after publication.
    fn told(&self, of: impl Fn(i32) -> Option<PartialDate>) -> Option<PartialDate> {
        let here = self.here?;
        let first = here.when.first;
        let from = match here.grain {
            Grain::Day | Grain::Week => first,
            _ => first_of_month(first),
        };
        let year = Civil::from_days(from).year;
        let next = (0..9).filter_map(|on| of(year + on)).find(|when| when.last >= from)?;
        let is_known = self.published.is_none_or(|published| next.first <= published);
        // A year holds the months told after it, also those to come.
        let is_within =
            matches!(here.grain, Grain::Year | Grain::Span | Grain::Quarter | Grain::Season)
                && next.first >= here.when.first
                && next.last <= here.when.last;
        (is_known || is_within).then_some(next)
    }

    /// A weekday: the last one, or in a sentence of what is to come the next one.
    pub fn weekday(&self, weekday: u8, tense: Tense) -> When {
        let of = |published: i32| {
            let back = (weekday_of(published) - i32::from(weekday)).rem_euclid(7);
            let last = published - back;
            PartialDate::day(if tense != Tense::Past && back > 0 { last + 7 } else { last })
        };
        (self.published().map(of), Anchor::Published)
    }

    /// A weekday of the week some weeks from this one.
    pub fn weekday_of_week(&self, weekday: u8, weeks: i32) -> When {
        let of =
            |published: i32| PartialDate::day(monday(published) + 7 * weeks + i32::from(weekday));
        (self.published().map(of), Anchor::Published)
    }

    /// A period around the day of publication, some periods on: last month is -1.
    pub fn period(&self, period: Period, offset: i32) -> When {
        let when =
            self.published().and_then(|day| around(day, period, offset).ok_or(NoDate::Impossible));
        (when, Anchor::Published)
    }

    /// A period around the date of the story.
    pub fn story_period(&self, period: Period, offset: i32) -> When {
        let (when, anchor) = self.story();
        let moved =
            when.and_then(|when| around(when.first, period, offset).ok_or(NoDate::Impossible));
        (moved, anchor)
    }

    /// The day of publication, some days on.
    pub fn day(&self, offset: i32) -> When {
        (self.published().map(|day| PartialDate::day(day + offset)), Anchor::Published)
    }

    /// From the day of publication a span back or on.
    pub fn stretch(&self, span: Duration, is_past: bool) -> When {
        let of = |day: i32| {
            let signed = if is_past { span.checked_neg().ok()? } else { span };
            let other = add_to_date(day, whole_days(signed)).ok()?;
            let from = if is_past { day } else { day + 1 };
            Some(PartialDate { first: from.min(other), last: from.max(other) })
        };
        (self.published().and_then(|day| of(day).ok_or(NoDate::Impossible)), Anchor::Published)
    }

    /// A day of the month, in the last month that had it.
    pub fn day_of_month(&self, day: u32) -> When {
        let of = |published: i32| {
            let civil = Civil::from_days(published);
            (0..4)
                .filter_map(|back| {
                    let month = add_months(published, -back).ok()?;
                    let civil_then = Civil::from_days(month);
                    Civil::new(civil_then.year, civil_then.month, day)
                })
                .map(Civil::to_days)
                .find(|found| *found <= published)
                .filter(|_| civil.year > 0)
        };
        let when = self.published().and_then(|day| of(day).ok_or(NoDate::Impossible));
        (when.map(PartialDate::day), Anchor::Published)
    }
}

/// Hours and less do not move a date.
pub(super) fn whole_days(span: Duration) -> Duration {
    let day = crate::types::calendar::MICROS_PER_DAY;
    Duration { micros: span.micros / day * day, ..span }
}

/// Monday is 0.
pub(super) fn weekday_of(day: i32) -> i32 {
    // 1970-01-01 was a Thursday.
    (day + 3).rem_euclid(7)
}

pub(super) fn monday(day: i32) -> i32 {
    day - weekday_of(day)
}

fn first_of_month(day: i32) -> i32 {
    Part::Month.truncate_date(day)
}

/// The months from one on, as many as told.
pub(super) fn months(year: i32, month: u32, count: i32) -> Option<PartialDate> {
    let first = Civil::new(year, month, 1)?.to_days();
    Some(PartialDate { first, last: add_months(first, count).ok()? - 1 })
}

/// The calendar period around a day, some on.
pub(super) fn around(day: i32, period: Period, offset: i32) -> Option<PartialDate> {
    let civil = Civil::from_days(day);
    let shifted = |by: i32| add_months(first_of_month(day), by.checked_mul(offset)?).ok();
    match period {
        Period::Day | Period::Night => Some(PartialDate::day(day + offset)),
        Period::Week => {
            let first = monday(day) + 7 * offset;
            Some(PartialDate { first, last: first + 6 })
        }
        Period::Fortnight => {
            let first = monday(day) + 14 * offset;
            Some(PartialDate { first, last: first + 13 })
        }
        Period::Weekend => {
            let first = monday(day) + 5 + 7 * offset;
            Some(PartialDate { first, last: first + 1 })
        }
        Period::Month => {
            let first = Civil::from_days(shifted(1)?);
            months(first.year, first.month, 1)
        }
        Period::Quarter => {
            let first = Civil::from_days(shifted(3)?);
            months(first.year, (first.month - 1) / 3 * 3 + 1, 3)
        }
        Period::Season | Period::Year => PartialDate::year(civil.year + offset),
        Period::Decade => span_of_years(civil.year.div_euclid(10) * 10 + offset * 10, 10),
        Period::Century => {
            span_of_years((civil.year - 1).div_euclid(100) * 100 + 1 + offset * 100, 100)
        }
        Period::Second | Period::Minute | Period::Hour => None,
    }
}

/// So many years from the first of January of a year.
pub(super) fn span_of_years(year: i32, count: i32) -> Option<PartialDate> {
    months(year, 1, count * 12)
}

/// The grain of a period of the calendar.
pub(super) fn grain(period: Period) -> Grain {
    match period {
        Period::Second | Period::Minute | Period::Hour | Period::Day | Period::Night => Grain::Day,
        Period::Week => Grain::Week,
        Period::Weekend | Period::Fortnight => Grain::Span,
        Period::Month => Grain::Month,
        Period::Quarter => Grain::Quarter,
        Period::Season | Period::Year => Grain::Year,
        Period::Decade => Grain::Decade,
        Period::Century => Grain::Century,
    }
}

/// A day of a month of a year, where there is one.
pub(super) fn day(year: i32, month: u8, day: u32) -> Option<PartialDate> {
    Some(PartialDate::day(Civil::new(year, month.into(), day)?.to_days()))
}

/// Whether a month has the day in some year.
pub(super) fn may_have(month: u8, day: u32) -> bool {
    (1..=days_in_month(2000, month.into())).contains(&day)
}

/// The meteorological season that a year names: winter is of the year in which it ends.
pub(super) fn season(year: i32, season: u8) -> Option<PartialDate> {
    match season {
        0 => months(year - 1, 12, 3),
        season => months(year, u32::from(season) * 3, 3),
    }
}

/// Which part of a period is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartOf {
    Early,
    Mid,
    Late,
}

/// Early, mid and late in a period: of weeks the days to Wednesday and from Thursday, of months the
/// halves, of longer periods the thirds.
pub(super) fn part(of: PartialDate, part: PartOf) -> PartialDate {
    let days = of.last - of.first + 1;
    let (head, tail) = match days {
        ..=7 => (days * 3 / 7, days * 4 / 7),
        8..=31 => (days / 2, (days + 1) / 2),
        _ => (days / 3, days / 3),
    };
    match part {
        PartOf::Early => PartialDate { first: of.first, last: of.first + head.max(1) - 1 },
        PartOf::Late => PartialDate { first: of.last - tail.max(1) + 1, last: of.last },
        PartOf::Mid => PartialDate { first: of.first + days / 4, last: of.last - days / 4 },
    }
}
