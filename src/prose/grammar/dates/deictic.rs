//! Dates that point from where the writer stands: yesterday, last year, next June, this week, the
//! following day, early last month.

use super::Dates;
use crate::prose::figures::{Anchor, Grain, NoDate};
use crate::prose::grammar::resolve::{self, Dated, PartOf, Tense, When, grain};
use crate::prose::grammar::{durations, numbers};
use crate::prose::lexicon::Period;
use crate::types::calendar::{Civil, add_months, add_to_date};
use crate::types::{Decimal, PartialDate};

/// Which of several periods is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pointer {
    /// So many from the one that the day of publication is in.
    Published(i32),
    /// So many from the date of the story.
    Story(i32),
}

impl Dates<'_> {
    fn pointer(&self, at: usize) -> Option<Pointer> {
        Some(match self.reader.word(at).to_ascii_lowercase().as_str() {
            "last" | "past" => Pointer::Published(-1),
            "this" | "current" => Pointer::Published(0),
            "next" | "coming" | "upcoming" => Pointer::Published(1),
            "previous" | "preceding" | "prior" => Pointer::Story(-1),
            "same" | "that" => Pointer::Story(0),
            "following" => Pointer::Story(1),
            _ => return None,
        })
    }

    /// A word or phrase that points at a date.
    pub(super) fn deictic(&self, at: usize) -> Option<Dated> {
        self.named_day(at)
            .or_else(|| self.stretch(at))
            .or_else(|| self.part_of_a_period(at))
            .or_else(|| self.pointed(at))
            .or_else(|| self.so_far(at))
            .or_else(|| self.whole_period(at))
    }

    /// Today, yesterday, the day before yesterday.
    fn named_day(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let is_tomorrow = |at: usize| reader.is_any(at, &["tomorrow", "tmrw"]);
        let (offset, end) = if reader.are(at, &["day", "before", "yesterday"]) {
            (-2, at + 3)
        } else if reader.are(at, &["day", "after"]) && is_tomorrow(at + 2) {
            (2, at + 3)
        } else if reader.is(at, "yesterday") {
            (-1, at + 1)
        } else if is_tomorrow(at) {
            (1, at + 1)
        } else if reader.is_any(at, &["today", "tonight"]) {
            // "News Today" and "USA Today" are names.
            let is_name = reader.capital(at) && at > 0 && reader.capital(at - 1);
            if is_name && !reader.setting.capitals {
                return None;
            }
            (0, at + 1)
        } else if reader.are(at, &["past", "day"]) {
            (-1, at + 2)
        } else {
            return None;
        };
        let (when, anchor) = self.timeline.day(offset);
        Some(Dated { when, grain: Grain::Day, anchor, end })
    }

    /// The past three years, the next 2 days: from now back or on.
    fn stretch(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let is_past = reader.is_any(at, &["last", "past", "previous"]);
        if !is_past && !reader.is_any(at, &["next", "coming"]) {
            return None;
        }
        let one = reader.sense(at + 1, |senses| senses.period).filter(|period| {
            reader.is(at, "past") && *period > Period::Day && !reader.word(at + 1).ends_with('s')
        });
        let (span, end) = match durations::vague_count(reader, at + 1) {
            Some(read) => read,
            // The past decade is the ten years up to now, not that of the calendar.
            None if one.is_some() => (durations::of(Decimal::ONE, one?)?, at + 2),
            None => {
                let number = numbers::unsigned(reader, at + 1)?;
                let (period, end) = durations::unit(reader, &number)?;
                // The last ten minutes are those of a match, or of a life.
                if matches!(period, Period::Second | Period::Minute) {
                    return None;
                }
                (durations::of(number.value, period)?, end)
            }
        };
        let (when, anchor) = self.timeline.stretch(span, is_past);
        Some(Dated { when, grain: Grain::Span, anchor, end })
    }

    /// Last year, this week, next June, last Friday, the previous month.
    fn pointed(&self, at: usize) -> Option<Dated> {
        if let Some(dated) = self.same_of_a_year(at) {
            return Some(dated);
        }
        let pointer = self.pointer(at);
        let end = at + 1;
        if let Some((when, period, end)) = self.pointed_period(at) {
            let dated = Dated { when: when.0, grain: grain(period), anchor: when.1, end };
            let within = pointer.and_then(|pointer| self.weekday_within(&dated, period, pointer));
            return Some(within.unwrap_or(dated));
        }
        let pointer = pointer?;
        if let Some(weekday) = self.reader.sense(end, |senses| senses.weekday) {
            return self.pointed_weekday(weekday, pointer, end + 1);
        }
        if let Some(month) = self.month(end) {
            let of = |year: i32| resolve::months(year, month.month.into(), 1);
            return self.pointed_yearly((pointer, Grain::Month, month.end), of);
        }
        let season = self.reader.sense(end, |senses| senses.season)?;
        let of = |year: i32| resolve::season(year, season);
        self.pointed_yearly((pointer, Grain::Season, end + 1), of)
    }

    /// The same day last year, the same quarter of the previous year: a day and a week as those of
    /// the publication, longer periods as those of the story.
    fn same_of_a_year(&self, at: usize) -> Option<Dated> {
        let period = self.reader.sense(at + 1, |senses| senses.period)?;
        if !self.reader.is(at, "same") {
            return None;
        }
        let of = at + 2 + usize::from(self.reader.is_any(at + 2, &["of", "in"]));
        let (year, anchor, end) = self.relative_year(of)?;
        let here = match period {
            Period::Day | Period::Week | Period::Weekend => self.timeline.day(0).0,
            Period::Month | Period::Quarter => self.timeline.story().0,
            _ => return None,
        };
        let moved = |(here, year): (PartialDate, i32)| {
            let years = year - Civil::from_days(here.first).year;
            let day = add_months(here.first, years.checked_mul(12)?).ok()?;
            resolve::around(day, period, 0)
        };
        let both = here.and_then(|here| Ok((here, year?)));
        let when = both.and_then(|both| moved(both).ok_or(NoDate::Impossible));
        Some(Dated { when, grain: grain(period), anchor, end })
    }

    /// "Last week Sunday".
    fn weekday_within(&self, week: &Dated, period: Period, pointer: Pointer) -> Option<Dated> {
        let weekday = self.reader.sense(week.end, |senses| senses.weekday)?;
        let Pointer::Published(offset) = pointer else { return None };
        if period != Period::Week {
            return None;
        }
        let (when, anchor) = self.timeline.weekday_of_week(weekday, offset);
        Some(Dated { when, grain: Grain::Day, anchor, end: week.end + 1 })
    }

    fn pointed_weekday(&self, weekday: u8, pointer: Pointer, end: usize) -> Option<Dated> {
        let (when, anchor) = match pointer {
            Pointer::Published(-1) => {
                let (when, anchor) = self.timeline.weekday(weekday, Tense::Past);
                let today = self.timeline.published;
                let before = |when: PartialDate| {
                    if Some(when.first) == today { PartialDate::day(when.first - 7) } else { when }
                };
                (when.map(before), anchor)
            }
            Pointer::Published(offset) => self.timeline.weekday_of_week(weekday, offset),
            Pointer::Story(offset) => {
                let (when, anchor) = self.timeline.story();
                let of = |when: PartialDate| {
                    let within = resolve::monday(when.first) + i32::from(weekday);
                    let days = if offset > 0 && within <= when.first { 7 } else { 0 };
                    let days = if offset < 0 && within >= when.first { -7 } else { days };
                    PartialDate::day(within + days)
                };
                (when.map(of), anchor)
            }
        };
        Some(Dated { when, grain: Grain::Day, anchor, end })
    }

    /// Last April, next spring.
    fn pointed_yearly(
        &self,
        (pointer, grain, end): (Pointer, Grain, usize),
        of: impl Fn(i32) -> Option<PartialDate>,
    ) -> Option<Dated> {
        let Pointer::Published(offset) = pointer else { return None };
        // "Last June of 2020" gives its year itself.
        let Some(published) = self.timeline.published else {
            let when = Err(NoDate::Unpublished);
            return Some(Dated { when, grain, anchor: Anchor::Published, end });
        };
        let (year, _) = self.timeline.year(0);
        let year = year.ok()?;
        let found = match offset {
            -1 => (0..3).filter_map(|back| of(year - back)).find(|when| when.last < published),
            0 => of(year),
            _ => (0..3).filter_map(|on| of(year + on)).find(|when| when.first > published),
        };
        let when = found.ok_or(NoDate::Impossible);
        Some(Dated { when, grain, anchor: Anchor::Published, end })
    }

    /// A pointer and a period: last year, the following day, the week after next.
    pub(super) fn pointed_period(&self, at: usize) -> Option<(When, Period, usize)> {
        let at = at + usize::from(self.reader.is(at, "the"));
        let reader = self.reader;
        if let Some(period) = reader.sense(at, |senses| senses.period)
            && reader.are(at + 1, &["after", "next"])
        {
            return Some((self.timeline.period(period, 2), period, at + 3));
        }
        if let Some(period) = reader.sense(at, |senses| senses.period)
            && reader.are(at + 1, &["after", "the", "next"])
        {
            return Some((self.timeline.period(period, 2), period, at + 4));
        }
        let pointer = self.pointer(at)?;
        let period = reader.sense(at + 1, |senses| senses.period)?;
        let is_plural = reader.word(at + 1).ends_with(['s', 'S']);
        let is_short = matches!(
            period,
            Period::Second | Period::Minute | Period::Hour | Period::Night | Period::Season
        );
        // "Last year's" is a date, "that day" may be; "that week" without a date told is not.
        if is_plural || is_short || reader.hyphenates(at + 2) {
            return None;
        }
        let when = match pointer {
            Pointer::Published(offset) => self.timeline.period(period, offset),
            Pointer::Story(offset) => self.timeline.story_period(period, offset),
        };
        Some((when, period, at + 2))
    }

    /// Earlier this year, later this month, rest of the year, so far this year.
    fn so_far(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let is_past = reader.is(at, "earlier") || reader.are(at, &["so", "far"]);
        let is_rest = reader.is_any(at, &["rest", "remainder"]);
        if !is_past && !is_rest && !reader.is(at, "later") {
            return None;
        }
        let skip = 1 + usize::from(reader.is(at, "so"));
        let mut place = at + skip;
        place += usize::from(reader.is_any(place, &["of", "in"]));
        place += usize::from(reader.is_any(place, &["the", "my", "our", "its"]));
        let (when, period, end) = match self.pointed_period(place) {
            Some(read) => read,
            None if place > at + skip => {
                let period = reader.sense(place, |senses| senses.period)?;
                (self.timeline.period(period, 0), period, place + 1)
            }
            None => return None,
        };
        let bounds = when.0.and_then(|of| {
            let published = self.timeline.published.ok_or(NoDate::Unpublished)?;
            let (first, last) = if is_past { (of.first, published) } else { (published, of.last) };
            let holds = of.first <= published && published <= of.last;
            Ok(if holds { PartialDate { first, last } } else { of })
        });
        (period >= Period::Week).then_some(Dated {
            when: bounds,
            grain: Grain::Span,
            anchor: when.1,
            end,
        })
    }

    /// "The weekend", "over the summer": the one that is or was.
    fn whole_period(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        if !reader.after_any(at, &["the", "on"])
            || !(reader.closes(at + 1) || reader.class(at + 1, crate::prose::lexicon::Class::Stop))
        {
            return None;
        }
        let before = at.checked_sub(2);
        let introduced = before.is_none_or(|before| {
            reader.is_any(
                before,
                &["over", "in", "during", "at", "by", "throughout", "of", "until", "leave"],
            )
        });
        if reader.is(at, "weekend") && (introduced || reader.after_any(at, &["on"])) {
            let (when, anchor) = self.timeline.period(Period::Weekend, 0);
            let past = |when: PartialDate| match self.timeline.published {
                Some(day) if when.first > day && self.tense(at) == Tense::Past => {
                    PartialDate { first: when.first - 7, last: when.last - 7 }
                }
                _ => when,
            };
            return Some(Dated { when: when.map(past), grain: Grain::Span, anchor, end: at + 1 });
        }
        let season = reader.sense(at, |senses| senses.season)?;
        let introduced = introduced && at >= 2 && self.year_after(at + 1).is_none();
        if !introduced || reader.is(at, "fall") && !reader.after_any(at - 1, &["in"]) {
            return None;
        }
        let of = |year: i32| resolve::season(year, season);
        // "The coldest days of the winter will come in January."
        let is_coming = reader.is_any(at + 1, &["will", "could", "may"])
            || (reader.is_any(at + 1, &["is", "are"])
                && reader.is_any(at + 2, &["to", "expected", "forecast", "likely"]));
        // The first frost of the winter comes in November, before the winter of the calendar.
        let is_first = reader.is(at.saturating_sub(2), "of")
            && reader.back(at, 7).any(|before| reader.is(before, "first"));
        let tense = match self.tense(at) {
            _ if is_coming => Tense::Future,
            Tense::Past if is_first => Tense::Either,
            tense => tense,
        };
        let (when, anchor) = self.timeline.yearly(tense, of);
        Some(Dated { when, grain: Grain::Season, anchor, end: at + 1 })
    }

    /// First week of this year, last week of 2015, week 31, the week of the 18th.
    fn part_of_a_period(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        if reader.is(at, "week") {
            return self.numbered_week(at).or_else(|| self.week_of(at));
        }
        let (rank, end) = match crate::prose::grammar::ordinals::rank(reader, at) {
            Some((rank, end)) => (i32::try_from(rank).ok()?, end),
            None if reader.is(at, "last") => (-1, at + 1),
            None => return None,
        };
        if let Some(dated) = self.first_of(at, (rank, end)) {
            return Some(dated);
        }
        let period = reader.sense(end, |senses| senses.period)?;
        if !matches!(period, Period::Week | Period::Month | Period::Day)
            || !reader.is(end + 1, "of")
        {
            return None;
        }
        let of = self.date_whole(end + 2)?;
        let when = of.when.and_then(|of| nth(of, period, rank).ok_or(NoDate::Impossible));
        let is_year = matches!(of.grain, Grain::Year | Grain::Month);
        is_year.then_some(Dated { when, grain: grain(period), ..of })
    }

    /// The first nine months of 2025, the last two weeks of May.
    fn first_of(&self, at: usize, (rank, end): (i32, usize)) -> Option<Dated> {
        let reader = self.reader;
        if !reader.is_any(at, &["first", "last"]) || rank.abs() != 1 {
            return None;
        }
        let number = numbers::unsigned(reader, end)?;
        let (period, next) = durations::unit(reader, &number)?;
        let next = next + usize::from(reader.is(next, "of"));
        let of = self.date_whole(next)?;
        let span = durations::of(number.value, period)?;
        let part = of.when.and_then(|of| {
            let ends = if rank > 0 {
                let last = add_to_date(of.first, resolve::whole_days(span)).ok().map(|day| day - 1);
                last.map(|last| PartialDate { first: of.first, last })
            } else {
                let back = span.checked_neg().ok().map(resolve::whole_days);
                let first = back.and_then(|back| add_to_date(of.last + 1, back).ok());
                first.map(|first| PartialDate { first, last: of.last })
            };
            ends.ok_or(NoDate::Impossible)
        });
        let longer = matches!(of.grain, Grain::Year | Grain::Month | Grain::Quarter | Grain::Half);
        longer.then_some(Dated { when: part, grain: Grain::Span, ..of })
    }

    fn numbered_week(&self, at: usize) -> Option<Dated> {
        let word = self.reader.word(at + 1);
        let week: i32 = word.parse().ok().filter(|week| (1..=53).contains(week))?;
        let (year, anchor, end) = match self.year_after(at + 2) {
            Some(read) => read,
            None => {
                let (year, anchor) = self.timeline.year(0);
                (year, anchor, at + 2)
            }
        };
        let when = year.and_then(|year| {
            let year = PartialDate::year(year).ok_or(NoDate::Impossible)?;
            nth(year, Period::Week, week).ok_or(NoDate::Impossible)
        });
        self.reader.is_number(at + 1).then_some(Dated { when, grain: Grain::Week, anchor, end })
    }

    /// The week of the 18th, the week beginning February 4, the week ended Oct. 7.
    fn week_of(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let words = ["of", "beginning", "starting", "commencing", "ending", "ended", "to"];
        if !reader.is_any(at + 1, &words) {
            return None;
        }
        let place = at + 2 + usize::from(reader.is(at + 2, "on"));
        let the = place + usize::from(reader.is(place, "the"));
        let day = match self.date_whole(place).filter(|dated| dated.grain == Grain::Day) {
            Some(day) => day,
            None => {
                let (number, end) = self.day_number(the).filter(|_| the > place)?;
                let (when, anchor) = self.timeline.day_of_month(number);
                Dated { when, grain: Grain::Day, anchor, end }
            }
        };
        let is_end = reader.is_any(at + 1, &["ending", "ended", "to"]);
        let is_start = reader.is_any(at + 1, &["beginning", "starting", "commencing"]);
        let when = day.when.map(|day| {
            let first = match day.first {
                last if is_end => last - 6,
                first if is_start => first,
                within => resolve::monday(within),
            };
            PartialDate { first, last: first + 6 }
        });
        Some(Dated { when, grain: Grain::Week, ..day })
    }

    /// Early 2024, mid-October, late last month, the end of this year.
    pub(super) fn part(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let which = match reader.word(at).to_ascii_lowercase().as_str() {
            "early" | "beginning" | "start" => PartOf::Early,
            "mid" | "middle" => PartOf::Mid,
            "late" | "end" => PartOf::Late,
            _ => return None,
        };
        let hyphen = usize::from(reader.hyphenates(at + 1));
        let place = at + 1 + hyphen;
        let of = place + usize::from(reader.is_any(place, &["in", "of"]));
        let the = of + usize::from(reader.is(of, "the"));
        let is_noun = reader.is_any(at, &["beginning", "start", "middle", "end"]);
        if is_noun && of == place {
            return None;
        }
        let whole = match self.date_whole(the) {
            Some(whole) => whole,
            None if the > of => {
                let period = reader.sense(the, |senses| senses.period)?;
                let is_one =
                    matches!(period, Period::Week | Period::Month | Period::Year | Period::Quarter);
                if !is_one {
                    return None;
                }
                let (when, anchor) = self.timeline.period(period, 0);
                Dated { when, grain: grain(period), anchor, end: the + 1 }
            }
            None => return None,
        };
        if matches!(whole.grain, Grain::Day) {
            return None;
        }
        let when = whole.when.map(|when| resolve::part(when, which));
        Some(Dated { when, grain: Grain::Span, ..whole })
    }

    /// A date that is not a part of another.
    fn date_whole(&self, at: usize) -> Option<Dated> {
        let at = at + usize::from(self.reader.is(at, "the"));
        if self.reader.is_number(at) {
            return self
                .numeric(at)
                .or_else(|| self.day_led(at))
                .or_else(|| self.period(at))
                .or_else(|| self.year_only(at));
        }
        self.month_led(at)
            .or_else(|| self.day_led(at))
            .or_else(|| self.pointed(at))
            .or_else(|| self.period(at))
            .or_else(|| self.year_only(at))
    }

    fn year_only(&self, at: usize) -> Option<Dated> {
        let (year, end) = crate::prose::grammar::years::any(self.reader, at)?;
        Some(Dated::absolute(PartialDate::year(year), Grain::Year, end))
    }
}

/// A week, month or day of a longer period; the last one is -1.
fn nth(of: PartialDate, period: Period, rank: i32) -> Option<PartialDate> {
    let (index, from) = if rank < 0 { (0, of.last) } else { (rank - 1, of.first) };
    let start = match period {
        // The first week of a year is the one with its first Thursday.
        Period::Week if rank > 0 => from + 3,
        _ => from,
    };
    let week = if period == Period::Week && rank > 0 { resolve::monday(start) } else { start };
    resolve::around(week, period, index)
}
