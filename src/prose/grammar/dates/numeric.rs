//! Dates in digits: 2024-10-16, 16/10/2024, 10/16/24, 2024-10, 2019-sep-1.

use super::Dates;
use crate::prose::figures::{Anchor, Grain};
use crate::prose::grammar::resolve::{self, Dated, may_have};
use crate::prose::grammar::years;
use crate::prose::tokens::Shape;

impl Dates<'_> {
    /// A date that begins with digits and is joined by hyphens, slashes or points.
    pub(super) fn numeric(&self, at: usize) -> Option<Dated> {
        if self.reader.shape(at) == Some(Shape::Dotted) {
            return self.dotted(at);
        }
        self.three(at).or_else(|| self.two(at)).or_else(|| self.month_and_day(at))
    }

    /// A small number here, with how many digits it has.
    fn digits(&self, at: usize) -> Option<(u32, usize)> {
        let word = self.reader.word(at);
        let plain = self.reader.is_number(at) && word.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || word.len() > 4 {
            return None;
        }
        Some((word.parse().ok()?, word.len()))
    }

    /// The separator here, where the tokens on both sides are joined to it.
    fn separator(&self, at: usize) -> Option<&str> {
        let word = self.reader.word(at);
        let joins = self.reader.joined(at) && self.reader.joined(at + 1);
        (joins && matches!(word, "-" | "/" | "–" | "‑")).then_some(word)
    }

    fn three(&self, at: usize) -> Option<Dated> {
        let separator = self.separator(at + 1)?;
        if self.separator(at + 3)? != separator {
            return None;
        }
        // A fourth number makes something else of it: a telephone number, a serial number.
        if self.separator(at + 5).is_some() && self.reader.is_number(at + 6) {
            return None;
        }
        let end = at + 5;
        let (first, width) = self.digits(at)?;
        if let Some(month) = self.reader.sense(at + 2, |senses| senses.month) {
            let (last, last_width) = self.digits(at + 4)?;
            let (year, day) = if width == 4 { (first, last) } else { (last, first) };
            let year = if width == 4 || last_width == 4 { year as i32 } else { short(year) };
            return Some(Dated::absolute(resolve::day(year, month, day), Grain::Day, end));
        }
        let ((second, _), (third, last_width)) = (self.digits(at + 2)?, self.digits(at + 4)?);
        let (year, (month, day)) = match (width, last_width) {
            (4, 1 | 2) => (first as i32, (second, third)),
            (1 | 2, 4) => (third as i32, order(first, second)?),
            // 21/04/16 and 9-18-15.
            (1 | 2, 2) => (short(third), order(first, second)?),
            _ => return None,
        };
        let is_year = (1000..2200).contains(&year);
        let when = resolve::day(year, u8::try_from(month).ok()?, day);
        is_year.then(|| Dated::absolute(when, Grain::Day, end))
    }

    /// 2024-10, 10/2024, 2024/10; with blanks only where nothing else is possible.
    fn two(&self, at: usize) -> Option<Dated> {
        if !matches!(self.reader.word(at + 1), "-" | "/") || self.reader.is_dash(at + 3) {
            return None;
        }
        let (first, width) = self.digits(at)?;
        let (second, last_width) = self.digits(at + 2)?;
        let (year, month) = match (width, last_width) {
            (4, 1 | 2) => (first as i32, second),
            (1 | 2, 4) => (second as i32, first),
            _ => return None,
        };
        let is_month = (1..=12).contains(&month) && (1900..2100).contains(&year);
        // 2019-12 is a month, 2019-20 a season; 2011-12 may be both, and is written as ISO says.
        is_month.then(|| Dated::absolute(resolve::months(year, month, 1), Grain::Month, at + 3))
    }

    /// 22/04 and 4/22 after "on": without a year only one order may be possible.
    fn month_and_day(&self, at: usize) -> Option<Dated> {
        let separator = self.reader.word(at + 1);
        if separator != "/" || self.separator(at + 1).is_none() || self.separator(at + 3).is_some()
        {
            return None;
        }
        let ((first, _), (second, _)) = (self.digits(at)?, self.digits(at + 2)?);
        let one_way = first > 12 || second > 12;
        let (month, day) = order(first, second).filter(|_| one_way)?;
        let month = u8::try_from(month).ok()?;
        if !may_have(month, day) || (first, second) == (24, 7) || second < 10 && first < 10 {
            return None;
        }
        let (when, anchor) =
            self.timeline.yearly(self.tense(at), |year| resolve::day(year, month, day));
        Some(Dated { when, grain: Grain::Day, anchor, end: at + 3 })
    }

    /// 16.10.2024, as the Continent writes it.
    fn dotted(&self, at: usize) -> Option<Dated> {
        let mut parts = self.reader.word(at).split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 || day.len() > 2 || month.len() > 2 {
            return None;
        }
        let year: i32 = year.parse().ok().filter(|year| (1900..2100).contains(year))?;
        let when = resolve::day(year, month.parse().ok()?, day.parse().ok()?);
        Some(Dated { anchor: Anchor::Absolute, ..Dated::absolute(when, Grain::Day, at + 1) })
    }
}

/// Month and day: as Americans write them, unless only the other order is a date.
fn order(first: u32, second: u32) -> Option<(u32, u32)> {
    match (first, second) {
        (1..=12, 1..=31) => Some((first, second)),
        (13..=31, 1..=12) => Some((second, first)),
        _ => None,
    }
}

fn short(year: u32) -> i32 {
    years::of_two_digits(year as i32)
}
