//! Quarters, halves, seasons, decades, centuries: Q3 2024, the first half of last year, the 1990s.

use super::Dates;
use crate::prose::figures::{Anchor, Grain, NoDate};
use crate::prose::grammar::ordinals;
use crate::prose::grammar::resolve::{self, Dated, span_of_years};
use crate::prose::grammar::years;
use crate::prose::lexicon::{Class, NumberWord};
use crate::prose::tokens::Shape;
use crate::types::PartialDate;
use crate::types::calendar::Civil;

/// A part of a year by its number: the months from one on.
#[derive(Debug, Clone, Copy)]
struct Months {
    first: u32,
    count: i32,
    grain: Grain,
}

impl Months {
    fn quarter(number: u64) -> Option<Months> {
        let first = (1..=4).contains(&number).then(|| number as u32 * 3 - 2)?;
        Some(Months { first, count: 3, grain: Grain::Quarter })
    }

    fn half(number: u64) -> Option<Months> {
        let first = (1..=2).contains(&number).then(|| number as u32 * 6 - 5)?;
        Some(Months { first, count: 6, grain: Grain::Half })
    }

    fn of(self, year: i32) -> Option<PartialDate> {
        resolve::months(year, self.first, self.count)
    }
}

impl Dates<'_> {
    /// A period that is no month and no week.
    pub(super) fn period(&self, at: usize) -> Option<Dated> {
        self.year_first(at)
            .or_else(|| self.short_quarter(at))
            .or_else(|| self.spelled_part(at))
            .or_else(|| self.season(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.century(at))
            .or_else(|| self.part_like_another(at))
            .or_else(|| self.fiscal(at))
            .or_else(|| self.month_after_year(at))
    }

    /// Q3, H1, 3Q: the letter and the digit joined.
    fn code(&self, at: usize) -> Option<(Months, usize)> {
        let reader = self.reader;
        if !reader.joined(at + 1) {
            return None;
        }
        let (letter, digit) = if reader.is_number(at) { (at + 1, at) } else { (at, at + 1) };
        let number: u64 = reader.word(digit).parse().ok()?;
        let months = match reader.word(letter) {
            "Q" => Months::quarter(number)?,
            "H" => Months::half(number)?,
            _ => return None,
        };
        Some((months, at + 2))
    }

    /// Q3 2024, Q2, third-quarter.
    fn short_quarter(&self, at: usize) -> Option<Dated> {
        let (months, end) = self.code(at)?;
        if months.grain == Grain::Half && self.year_after(end).is_none() {
            return None;
        }
        self.of_a_year(months, end)
    }

    /// 2024 Q3, 2016H2.
    fn year_first(&self, at: usize) -> Option<Dated> {
        let word = self.reader.word(at);
        let year: i32 = word.parse().ok().filter(|year| (1900..2100).contains(year))?;
        let (months, end) = self.code(at + 1).filter(|_| self.reader.is_number(at))?;
        Some(Dated::absolute(months.of(year), months.grain, end))
    }

    /// 2015 June.
    fn month_after_year(&self, at: usize) -> Option<Dated> {
        let (year, end) = years::digits(self.reader, at)?;
        let month = self.month(end).filter(|_| self.reader.capital(end))?;
        let is_day = self.reader.is_number(month.end) || !self.reader.is_number(at);
        let when = resolve::months(year, month.month.into(), 1);
        (!is_day).then(|| Dated::absolute(when, Grain::Month, month.end))
    }

    /// The third quarter of 2024, first half of the year, fourth-quarter.
    fn spelled_part(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let (rank, end) = match ordinals::rank(reader, at) {
            Some(read) => read,
            None if reader.is_any(at, &["last", "final"]) && reader.is(at + 1, "quarter") => {
                return None;
            }
            None => return None,
        };
        let joint = end + usize::from(reader.hyphenates(end));
        let months = if reader.is(joint, "quarter") {
            Months::quarter(rank)?
        } else if reader.is(joint, "half") {
            let of = reader.is(joint + 1, "of") || self.year_after(joint + 1).is_some();
            Months::half(rank).filter(|_| of)?
        } else {
            return None;
        };
        if months.grain == Grain::Half
            && self.year_after(joint + 1).is_none()
            && !self.of_the_year(joint + 1)
        {
            return None;
        }
        if self.is_of_a_game(joint + 1) {
            return None;
        }
        let end = if self.of_the_year(joint + 1) { joint + 4 } else { joint + 1 };
        self.of_a_year(months, end)
    }

    fn of_the_year(&self, at: usize) -> bool {
        self.reader.are(at, &["of", "the", "year"])
    }

    /// The third quarter of a game is no date.
    fn is_of_a_game(&self, at: usize) -> bool {
        self.reader.are(at, &["of", "the"])
            && !self.reader.is(at + 2, "year")
            && self.year_after(at).is_none()
            || self.reader.is_any(at, &["lead", "touchdown", "goal"])
    }

    fn of_a_year(&self, months: Months, end: usize) -> Option<Dated> {
        if let Some((year, anchor, end)) = self.year_after(end) {
            let when = year.and_then(|year| months.of(year).ok_or(NoDate::Impossible));
            return Some(Dated { when, grain: months.grain, anchor, end });
        }
        let (when, anchor) = self.timeline.yearly(self.tense(end), |year| months.of(year));
        Some(Dated { when, grain: months.grain, anchor, end })
    }

    /// Summer of 2016, spring 2024, summer last year.
    fn season(&self, at: usize) -> Option<Dated> {
        let season = self.reader.sense(at, |senses| senses.season)?;
        let (year, anchor, end) = self.year_after(at + 1)?;
        let when = year.and_then(|year| resolve::season(year, season).ok_or(NoDate::Impossible));
        Some(Dated { when, grain: Grain::Season, anchor, end })
    }

    /// The 1990s, the '90s, the nineties, nineteen seventies.
    pub(in crate::prose::grammar) fn decade(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let mark = usize::from(matches!(reader.word(at), "'" | "’" | "‘"));
        let place = at + mark;
        if reader.is_number(place) {
            let word = reader.word(place);
            let apostrophe = usize::from(
                matches!(reader.word(place + 1), "'" | "’") && reader.joined(place + 1),
            );
            let s = place + 1 + apostrophe;
            if !reader.is(s, "s") || !reader.joined(s) {
                return None;
            }
            let is_pointed = mark > 0 || reader.after_any(at, &["the", "early", "late", "mid"]);
            let year: i32 = word.parse().ok().filter(|year| year % 10 == 0)?;
            let year = match word.len() {
                4 => year,
                2 if is_pointed && reader.joined(place) == (mark > 0) => decade_of_century(year),
                _ => return None,
            };
            let count =
                if year % 100 == 0 && word.ends_with("00") && year < 2000 { 100 } else { 10 };
            return Some(Dated::absolute(span_of_years(year, count), Grain::Decade, s + 1));
        }
        self.spelled_decade(at)
    }

    fn spelled_decade(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let decade = |at: usize| reader.sense(at, |senses| senses.decade).map(i32::from);
        let absolute = |year: i32, end: usize| {
            Some(Dated::absolute(span_of_years(year, 10), Grain::Decade, end))
        };
        if reader.are(at, &["two", "thousands"]) {
            return absolute(2000, at + 2);
        }
        if let Some(NumberWord::Small(n) | NumberWord::Tens(n)) =
            reader.sense(at, |senses| senses.number)
        {
            let next = at + 1 + usize::from(reader.hyphenates(at + 1));
            let century =
                i32::from(n).checked_mul(100).filter(|year| (1500..2100).contains(year))?;
            return absolute(century + decade(next)?, next + 1);
        }
        let year = decade(at).filter(|decade| *decade > 10)?;
        let is_age = !reader.after_any(at, &["the", "early", "late", "mid", "-"]);
        if is_age { None } else { absolute(decade_of_century(year), at + 1) }
    }

    /// The 21st century, the nineteenth century.
    fn century(&self, at: usize) -> Option<Dated> {
        let (rank, end) = ordinals::rank(self.reader, at)?;
        let joint = end + usize::from(self.reader.hyphenates(end));
        let (joint, is_shared) = match self.is_century(joint) {
            true => (joint, false),
            false => (self.shares_century(end)?, true),
        };
        let rank = i32::try_from(rank).ok().filter(|rank| (1..=99).contains(rank))?;
        let is_before = self.reader.is_any(joint + 1, &["bc", "bce"]);
        let when = if is_before { None } else { span_of_years(rank * 100 - 100, 100) };
        let end = if is_shared { end } else { joint + 1 + usize::from(is_before) };
        Some(Dated::absolute(when, Grain::Century, end))
    }

    fn is_century(&self, at: usize) -> bool {
        self.reader.is_any(at, &["century", "centuries"])
    }

    /// The century whose word an earlier rank shares: the 18th and 19th centuries, 18th- to
    /// 19th-century.
    fn shares_century(&self, end: usize) -> Option<usize> {
        let reader = self.reader;
        let joint = end + usize::from(reader.is_hyphen(end) && reader.joined(end));
        let next = joint + 1 + usize::from(reader.is(joint + 1, "the"));
        if !reader.is_any(joint, &["and", "or", "to"]) {
            return None;
        }
        let (_, end) = ordinals::rank(reader, next)?;
        let joint = end + usize::from(reader.hyphenates(end));
        self.is_century(joint).then_some(joint)
    }

    /// "The second" after "the third quarter", "the 20th" after "the 19th century": the quarter or
    /// century beside the one told, before it after words that look back.
    fn part_like_another(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let (told, grain) = self.timeline.part_told().filter(|_| reader.after_any(at, &["the"]))?;
        let (rank, end) = ordinals::rank(reader, at)?;
        if !reader.closes(end) && !reader.class(end, Class::Stop) || reader.is(end, "of") {
            return None;
        }
        let when = if grain == Grain::Century {
            let rank = i32::try_from(rank).ok().filter(|rank| (1..=30).contains(rank))?;
            span_of_years(rank * 100 - 100, 100)?
        } else {
            let months = Months::quarter(rank)?;
            let year = Civil::from_days(told.first).year;
            let back = ["after", "from", "than", "following", "with", "against"];
            let looks_back = reader.clause(at, 8).any(|before| reader.is_any(before, &back));
            let candidates = (-1..2).filter_map(|on| months.of(year + on));
            candidates
                .filter(|when| when.first != told.first)
                .filter(|when| !looks_back || when.first < told.first)
                .min_by_key(|when| (when.first - told.first).abs())?
        };
        Some(Dated { when: Ok(when), grain, anchor: Anchor::Narrative, end })
    }

    /// Fiscal 2024, FY24, FY2024: the year by its name, since years begin in different months.
    fn fiscal(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        let (year, end) = if reader.is(at, "fy") && reader.is_number(at + 1) {
            let word = reader.word(at + 1);
            let year: i32 = word.parse().ok()?;
            match word.len() {
                2 => (years::of_two_digits(year), at + 2),
                4 => (year, at + 2),
                _ => return None,
            }
        } else if reader.is(at, "fiscal") {
            let skip = usize::from(reader.is(at + 1, "year"));
            years::digits(reader, at + 1 + skip)?
        } else {
            return None;
        };
        let is_season = reader.is(end, "/") && reader.joined(end) && reader.joined(end + 1);
        if is_season && let Some(last) = self.short_end(year, end + 1) {
            return Some(self.year_to_year(year, last, end + 2).0);
        }
        debug_assert!(reader.shape(at) != Some(Shape::Number));
        Some(Dated {
            anchor: Anchor::Absolute,
            ..Dated::absolute(PartialDate::year(year), Grain::Year, end)
        })
    }
}

/// The decade that two digits mean: of this century for the first two, else of the last.
fn decade_of_century(year: i32) -> i32 {
    if year < 30 { 2000 + year } else { 1900 + year }
}
