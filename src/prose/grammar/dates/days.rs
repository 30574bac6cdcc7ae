//! Days and months by name: 5 November 2024, June 12, Thursday the 21st, October.

use super::Dates;
use crate::prose::figures::{Anchor, Grain, Kind, NoDate};
use crate::prose::grammar::resolve::{self, Dated, Tense};
use crate::prose::grammar::{amounts, ordinals, years};
use crate::prose::lexicon::{Class, NumberWord};
use crate::types::PartialDate;

/// A month and whether its word is also something else: may, march, mar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Month {
    pub month: u8,
    /// The token after its name and point.
    pub end: usize,
    /// Whether the word alone makes it a month.
    pub is_sure: bool,
}

const SURE: &[&str] = &[
    "january",
    "february",
    "july",
    "september",
    "october",
    "november",
    "december",
    "oct",
    "nov",
    "sept",
];

/// What stands before the name of a month or a day that is a date.
const BEFORE: &[&str] = &[
    "in",
    "of",
    "since",
    "until",
    "till",
    "by",
    "from",
    "to",
    "last",
    "next",
    "this",
    "early",
    "late",
    "mid",
    "and",
    "through",
    "before",
    "after",
    "during",
    "between",
    "for",
    "around",
    "on",
    "-",
    "–",
    "or",
    "every",
    "each",
    "past",
    "previous",
    "coming",
    "following",
    "about",
    "into",
    "as",
    "ending",
    "ended",
    "starting",
    "beginning",
    "(",
    "late-",
    "towards",
    "throughout",
];

impl Dates<'_> {
    /// The month whose name stands here.
    pub(super) fn month(&self, at: usize) -> Option<Month> {
        let month = self.reader.sense(at, |senses| senses.month)?;
        let word = self.reader.word(at);
        let point = usize::from(
            word.len() <= 4
                && self.reader.is(at + 1, ".")
                && self.reader.joined(at + 1)
                && !self.reader.is_any(at, &["may", "june", "july"]),
        );
        let is_sure = SURE.iter().any(|sure| sure.eq_ignore_ascii_case(word));
        let is_name = is_sure || self.reader.capital(at);
        let is_used = self.reader.after_any(at, BEFORE) || at == 0 && self.reader.len() == 1;
        Some(Month { month, end: at + 1 + point, is_sure: is_name && (is_sure || is_used) })
    }

    /// A date that begins with a month: June 12, June 12 2024, October 2024, October.
    pub(super) fn month_led(&self, at: usize) -> Option<Dated> {
        let month = self.month(at)?;
        let joint = month.end
            + usize::from(
                matches!(self.reader.word(month.end), "-" | "/")
                    && self.reader.joined(month.end)
                    && self.reader.joined(month.end + 1),
            );
        let the = usize::from(self.reader.is(joint, "the"));
        if let Some((day, end)) = self.day_number(joint + the).filter(|read| self.is_day(at, *read))
        {
            return self.day_of(month.month, day, end);
        }
        if let Some(dated) = self.month_of_year(month) {
            return Some(dated);
        }
        if !month.is_sure || self.is_person(at) {
            return None;
        }
        let month_of = |year: i32| resolve::months(year, month.month.into(), 1);
        let (when, anchor) = self.timeline.yearly(self.tense(at), month_of);
        Some(Dated { when, grain: Grain::Month, anchor, end: month.end })
    }

    /// "Theresa May", "April Smith".
    fn is_person(&self, at: usize) -> bool {
        let reader = self.reader;
        if SURE.iter().any(|sure| reader.is(at, sure)) {
            return false;
        }
        let after = reader.capital(at + 1) && !reader.closes(at + 1) && !reader.setting.capitals;
        after && reader.is_word(at + 1) && reader.senses(at + 1).is_none()
    }

    fn month_of_year(&self, month: Month) -> Option<Dated> {
        let short = self.two_digit_year(month.end);
        let (year, anchor, end) = short.or_else(|| self.year_after(month.end))?;
        let when = year.and_then(|year| {
            resolve::months(year, month.month.into(), 1).ok_or(NoDate::Impossible)
        });
        Some(Dated { when, grain: Grain::Month, anchor, end })
    }

    /// August 99: no month has so many days.
    fn two_digit_year(&self, at: usize) -> Option<(Result<i32, NoDate>, Anchor, usize)> {
        let word = self.reader.word(at);
        let number: i32 = word.parse().ok()?;
        let fits = self.reader.is_number(at)
            && word.len() == 2
            && number > 31
            && (self.reader.closes(at + 1) || self.reader.class(at + 1, Class::Stop));
        fits.then(|| (Ok(years::of_two_digits(number)), Anchor::Absolute, at + 1))
    }

    /// A day's number: 5, 5th, fifth, twenty-first, twenty one.
    pub(super) fn day_number(&self, at: usize) -> Option<(u32, usize)> {
        if let Some((rank, end)) = ordinals::rank(self.reader, at) {
            return u32::try_from(rank)
                .ok()
                .filter(|day| (1..=31).contains(day))
                .map(|day| (day, end));
        }
        let word = self.reader.word(at);
        if self.reader.is_number(at) && word.len() <= 2 {
            let day: u32 = word.parse().ok()?;
            let joined = self.reader.joined(at + 1) && self.reader.is_word(at + 1);
            return (!joined).then_some((day, at + 1));
        }
        match self.reader.sense(at, |senses| senses.number)? {
            NumberWord::Small(day) => Some((day.into(), at + 1)),
            NumberWord::Tens(tens @ 20..=30) => {
                let next = at + 1 + usize::from(self.reader.hyphenates(at + 1));
                match self.reader.sense(next, |senses| senses.number) {
                    Some(NumberWord::Small(unit @ 1..=9)) => {
                        Some((u32::from(tens + unit), next + 1))
                    }
                    _ => Some((tens.into(), at + 1)),
                }
            }
            _ => None,
        }
    }

    /// Whether a number after a month is its day: not "in March 12 people".
    fn is_day(&self, at: usize, (day, end): (u32, usize)) -> bool {
        let reader = self.reader;
        let counts = reader.class(end, Class::People)
            || matches!(reader.word(end), "%" | "percent" | "million" | "billion" | "thousand")
            || (reader.sense(end, |senses| senses.unit).is_some()
                && !reader.class(end, Class::Stop))
            || self.is_measured_to(end);
        let is_name = reader.capital(at) || day > 0 && SURE.iter().any(|sure| reader.is(at, sure));
        let is_lower = !is_name && reader.is_any(at, &["may", "march", "mar", "sat"]);
        let is_spelled = !reader.is_number(end.saturating_sub(1));
        day <= 39 && !counts && !(is_lower && (is_spelled || !reader.is_number(at + 1)))
    }

    /// "In late September 20-25C": the second end of a range has a unit, so the first is no day.
    pub(super) fn is_measured_to(&self, at: usize) -> bool {
        let amount = || amounts::amount(self.reader, at + 1);
        self.reader.is_dash(at)
            && self.reader.joined(at)
            && self.reader.is_number(at + 1)
            && amount().is_some_and(|amount| !amount.is_bare() && amount.kind != Kind::Duration)
    }

    /// A day of a month, with the year where one follows.
    fn day_of(&self, month: u8, day: u32, end: usize) -> Option<Dated> {
        if let Some((year, anchor, end)) = self.year_after(end) {
            let when =
                year.and_then(|year| resolve::day(year, month, day).ok_or(NoDate::Impossible));
            return Some(Dated { when, grain: Grain::Day, anchor, end });
        }
        let of = |year: i32| resolve::day(year, month, day);
        // "From 1 July" is said of what was and of what is to come.
        let from = (end.saturating_sub(4)..end).any(|before| self.reader.is(before, "from"));
        let tense = match self.tense(end) {
            Tense::Past if from => Tense::Either,
            tense => tense,
        };
        let (when, anchor) = self.timeline.yearly(tense, of);
        Some(Dated { when, grain: Grain::Day, anchor, end })
    }

    /// A date that begins with its day: 5 November, the 5th of November 2024, the 20th of next month.
    pub(super) fn day_led(&self, at: usize) -> Option<Dated> {
        if let Some(dated) = self.nth_weekday(at) {
            return Some(dated);
        }
        let (day, end) = self.day_number(at)?;
        let is_rank = ordinals::rank(self.reader, at).is_some();
        let joint = end + usize::from(self.reader.hyphenates(end));
        let of = joint + usize::from(self.reader.is(joint, "of"));
        if let Some(month) = self.month(of) {
            let is_name = month.is_sure
                || self.reader.capital(of)
                || is_rank
                || of > joint
                || years::digits(self.reader, month.end).is_some();
            let is_word = !self.reader.is_number(at) && !is_rank;
            if is_name && !is_word {
                return self.day_of(month.month, day, month.end);
            }
        }
        if is_rank && of == joint {
            return self.bare_rank(at, (day, end));
        }
        if !is_rank {
            return None;
        }
        let (period, _, end) = self.pointed_period(of)?;
        let civil = crate::types::calendar::Civil::from_days(period.0.ok()?.first);
        let when = resolve::day(civil.year, u8::try_from(civil.month).ok()?, day);
        let is_month = self.reader.is(end - 1, "month");
        is_month.then(|| Dated { anchor: period.1, ..Dated::absolute(when, Grain::Day, end) })
    }

    /// "On the 21st": the last one that was.
    fn bare_rank(&self, at: usize, (day, end): (u32, usize)) -> Option<Dated> {
        let reader = self.reader;
        let before = ["on", "for", "by", "until", "since", "before", "after", "from"];
        let is_day = reader.is_number(at)
            && reader.after_any(at, &["the"])
            && at.checked_sub(2).is_some_and(|before_the| reader.is_any(before_the, &before))
            && (reader.closes(end) || reader.class(end, Class::Stop))
            && !reader.is_any(end, &["of", "most", "in"]);
        let (when, anchor) = self.timeline.day_of_month(day);
        is_day.then_some(Dated { when, grain: Grain::Day, anchor, end })
    }

    /// The second Monday of next month; the first Friday in this month.
    fn nth_weekday(&self, at: usize) -> Option<Dated> {
        let (rank, end) = ordinals::rank(self.reader, at)?;
        let weekday = self.reader.sense(end, |senses| senses.weekday)?;
        let of = end + 1 + usize::from(self.reader.is_any(end + 1, &["of", "in"]));
        let month = match self.month(of) {
            Some(month) => {
                let (year, _, end) = self.year_after(month.end)?;
                Some((resolve::months(year.ok()?, month.month.into(), 1)?, Anchor::Absolute, end))
            }
            None => {
                let ((when, anchor), _, end) = self.pointed_period(of)?;
                Some((when.ok()?, anchor, end)).filter(|_| self.reader.is(end - 1, "month"))
            }
        };
        let (month, anchor, end) = month?;
        let skip = (i32::from(weekday) - resolve::weekday_of(month.first)).rem_euclid(7);
        let day = month.first + skip + 7 * (i32::try_from(rank).ok()? - 1);
        let when = (1..=5).contains(&rank).then_some(day).filter(|day| *day <= month.last);
        Some(Dated { anchor, ..Dated::absolute(when.map(PartialDate::day), Grain::Day, end) })
    }

    /// A date that begins with a weekday: Friday, Thursday the 21st, Wed, 22 of Jan, Friday next week.
    pub(super) fn weekday_led(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let weekday = reader.sense(at, |senses| senses.weekday)?;
        let word = reader.word(at);
        let is_short = word.len() <= 5 && !reader.is_any(at, &["fri", "wed"]);
        let point = usize::from(is_short && reader.is(at + 1, ".") && reader.joined(at + 1));
        let end = at + 1 + point;
        let comma = end + usize::from(reader.is(end, ","));
        let the = comma + usize::from(reader.is_any(comma, &["the", "on"]));
        if let Some(dated) =
            self.month_led(the).or_else(|| self.day_led(the)).or_else(|| self.numeric_day(the))
            && dated.grain == Grain::Day
        {
            return Some(dated);
        }
        if the > end
            && let Some((day, end)) = self.day_number(the)
        {
            let (when, anchor) = self.timeline.day_of_month(day);
            return (comma == the - 1).then_some(Dated { when, grain: Grain::Day, anchor, end });
        }
        let is_name = word.len() > 5 || reader.after_any(at, BEFORE);
        let is_plural = word.ends_with(['s', 'S']) && word.len() > 6;
        if !is_name || is_plural || (!reader.capital(at) && word.len() <= 5) {
            return None;
        }
        let of = end + usize::from(reader.is(end, "of"));
        if let Some(week) = self.week_offset(of) {
            let (when, anchor) = self.timeline.weekday_of_week(weekday, week);
            return Some(Dated { when, grain: Grain::Day, anchor, end: of + 2 });
        }
        // Friday week is the Friday after the next one.
        if reader.is(end, "week") && (reader.closes(end + 1) || reader.class(end + 1, Class::Stop))
        {
            let (when, anchor) = self.timeline.weekday(weekday, Tense::Future);
            let when = when.map(|when| PartialDate::day(when.first + 7));
            return Some(Dated { when, grain: Grain::Day, anchor, end: end + 1 });
        }
        let is_end = reader.after_any(at, &["to", "through"])
            || reader.back(at, 6).any(|before| reader.is_any(before, &["until", "till"]));
        let after = is_end.then(|| self.timeline.weekday_after(weekday)).flatten();
        let (when, anchor) =
            after.unwrap_or_else(|| self.timeline.weekday(weekday, self.tense(at)));
        Some(Dated { when, grain: Grain::Day, anchor, end })
    }

    fn numeric_day(&self, at: usize) -> Option<Dated> {
        self.reader.is_number(at).then(|| self.numeric(at)).flatten()
    }

    /// "Next week", "last week" after a weekday.
    pub(super) fn week_offset(&self, at: usize) -> Option<i32> {
        if !self.reader.is(at + 1, "week") {
            return None;
        }
        match self.reader.word(at).to_ascii_lowercase().as_str() {
            "last" | "previous" => Some(-1),
            "this" => Some(0),
            "next" => Some(1),
            _ => None,
        }
    }
}
