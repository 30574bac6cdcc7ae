//! Dates of every grain: 5 November 2024, June 12, April last year, the first quarter of 2024, the
//! 1990s, Thursday, early this year.

mod days;
mod deictic;
mod numeric;
mod periods;
mod spans;

pub(super) use spans::ago;

use super::reader::Reader;
use super::resolve::{Dated, Tense, Timeline};
use super::years;
use crate::prose::figures::{Anchor, Grain, NoDate};
use crate::prose::lexicon::Class;
use crate::types::PartialDate;

/// The tokens and the dates told so far.
#[derive(Clone, Copy)]
pub(super) struct Dates<'r> {
    pub reader: &'r Reader<'r>,
    pub timeline: &'r Timeline,
}

/// A year, and what it hangs on.
type Year = (Result<i32, NoDate>, Anchor, usize);

impl<'r> Dates<'r> {
    pub fn new(reader: &'r Reader<'r>, timeline: &'r Timeline) -> Dates<'r> {
        Dates { reader, timeline }
    }

    /// The date at a place.
    pub fn date(&self, at: usize) -> Option<Dated> {
        let at = if self.reader.is(at, "the") { at + 1 } else { at };
        if self.reader.is_number(at)
            || self.reader.shape(at) == Some(crate::prose::tokens::Shape::Dotted)
        {
            return self
                .numeric(at)
                .or_else(|| self.day_led(at))
                .or_else(|| self.period(at))
                .or_else(|| self.bare_year(at));
        }
        if matches!(self.reader.word(at), "'" | "’" | "‘") {
            return self.decade(at);
        }
        if !self.reader.is_word(at) {
            return None;
        }
        self.weekday_led(at)
            .or_else(|| self.month_led(at))
            .or_else(|| self.day_led(at))
            .or_else(|| self.part(at))
            .or_else(|| self.deictic(at))
            .or_else(|| self.period(at))
            .or_else(|| self.spelled_year(at))
    }

    fn bare_year(&self, at: usize) -> Option<Dated> {
        let (year, end) = years::bare(self.reader, at)?;
        Some(self.of_year(year, end))
    }

    fn of_year(&self, year: i32, end: usize) -> Dated {
        // BC and BCE count the other way, before the calendar begins.
        let is_before = self.reader.is_any(end, &["bc", "bce"]);
        let when = if is_before { None } else { PartialDate::year(year) };
        Dated::absolute(when, Grain::Year, end + usize::from(is_before))
    }

    /// "In nineteen ninety-nine", "the year two thousand".
    fn spelled_year(&self, at: usize) -> Option<Dated> {
        let reader = self.reader;
        if reader.is(at, "year") {
            if let Some((year, end)) = years::any(reader, at + 1) {
                return Some(self.of_year(year, end));
            }
            let number = super::numbers::unsigned(reader, at + 1)?;
            let year = i32::try_from(number.whole()?).ok().filter(|year| *year > 99)?;
            return Some(self.of_year(year, number.end)).filter(|_| !number.broken);
        }
        reader.senses(at)?.number?;
        let is_introduced = reader.after_any(at, &["in", "since", "of", "until", "by", "year"]);
        let (year, end) = years::spelled(reader, at)?;
        let counts = super::nouns::is_plural(reader, end) || reader.class(end, Class::People);
        (is_introduced && !counts && years_word(reader, at)).then(|| self.of_year(year, end))
    }

    /// The year after a month, a day or a season: 2024, of 2024, last year, that year.
    fn year_after(&self, at: usize) -> Option<Year> {
        let reader = self.reader;
        let comma = usize::from(reader.is(at, ","));
        let at = at + comma;
        let of = usize::from(reader.is_any(at, &["of", "in"]));
        let start = at + of;
        if let Some((year, end)) = years::digits(reader, start) {
            return Some((Ok(year), Anchor::Absolute, end));
        }
        if let Some((year, end)) = years::short(reader, start).filter(|_| comma == 0) {
            return Some((Ok(year), Anchor::Absolute, end));
        }
        if let Some((year, end)) =
            years::spelled(reader, start).filter(|_| years_word(reader, start))
        {
            return Some((Ok(year), Anchor::Absolute, end));
        }
        if comma > 0 {
            return None;
        }
        self.relative_year(start)
    }

    /// Last year, this year, the same year, a year earlier.
    fn relative_year(&self, at: usize) -> Option<Year> {
        let reader = self.reader;
        let place = at + usize::from(reader.is(at, "the"));
        if !reader.is(place + 1, "year") {
            return None;
        }
        let (year, anchor) = match reader.word(place).to_ascii_lowercase().as_str() {
            "last" => self.timeline.year(-1),
            "this" | "current" => self.timeline.year(0),
            "next" | "coming" => self.timeline.year(1),
            "same" | "that" => self.timeline.story_year(0),
            "previous" | "preceding" => self.timeline.story_year(-1),
            "following" => self.timeline.story_year(1),
            _ => return None,
        };
        Some((year, anchor, place + 2))
    }

    /// Whether the sentence speaks of what is to come.
    fn tense(&self, at: usize) -> Tense {
        let mut before = self.reader.clause(at, 14);
        if before.any(|before| self.is_coming(before)) || self.opens_what_is_coming(at) {
            return Tense::Future;
        }
        let is_limit = self.reader.after_any(at, &["by", "until", "before"]);
        if is_limit && self.reader.clause(at, 14).any(|before| self.is_asked(before)) {
            return Tense::Future;
        }
        match self.reader.clause(at, 8).any(|before| self.is_open(before)) {
            true => Tense::Either,
            false => Tense::Past,
        }
    }

    /// Will, is to, is set to, due, scheduled.
    fn is_coming(&self, at: usize) -> bool {
        let reader = self.reader;
        if reader.is(at, "to") {
            return reader.after_any(at, &["is", "are", "set"]);
        }
        if !reader.class(at, Class::Future) || reader.is(at, "next") {
            return false;
        }
        let is_told = || reader.after_any(at, &["is", "are", "was", "were", "been"]);
        // "Raised its forecast", "than expected", "due to rain" say nothing of when.
        match reader.word(at).to_ascii_lowercase().as_str() {
            "expected" => !reader.after_any(at, &["than", "as", "had"]),
            "forecast" | "plans" | "hopes" | "aims" => {
                is_told() || reader.is_any(at + 1, &["to", "a", "an", "that", "for"])
            }
            "due" => !reader.is(at + 1, "to") || reader.class(at + 2, Class::Event),
            _ => true,
        }
    }

    /// "On Monday the council will meet": the date opens the sentence, and its verb follows.
    fn opens_what_is_coming(&self, at: usize) -> bool {
        let reader = self.reader;
        // The place is that of the date, or the one behind it.
        let own = reader.sentence_start(at);
        let start = if own == at && at > 0 && !self.begins_a_date(at) {
            reader.sentence_start(at - 1)
        } else {
            own
        };
        let is_led = reader
            .is_any(start, &["on", "in", "by", "from", "at", "starting", "beginning"])
            || self.begins_a_date(start);
        if at > start + 5 || !is_led {
            return false;
        }
        let is_verb = |at: usize| reader.class(at, Class::Verb) && !reader.class(at, Class::Plural);
        let ends = |at: &usize| {
            is_verb(*at) || matches!(reader.word(*at), "." | ";" | ":" | "(" | "—" | "")
        };
        let mut rest = (at..at + 12).take_while(|at| !ends(at));
        rest.any(|at| {
            reader.is_any(at, &["will", "shall"])
                || reader.class(at, Class::Present)
                || (reader.is(at, "to") && reader.after_any(at, &["is", "are"]))
        })
    }

    fn begins_a_date(&self, at: usize) -> bool {
        self.reader.senses(at).is_some_and(|senses| {
            senses.weekday.is_some() || senses.month.is_some() || senses.season.is_some()
        })
    }

    /// Must be paid, has to leave.
    fn is_asked(&self, at: usize) -> bool {
        let reader = self.reader;
        (reader.is_any(at, &["must", "should"]) && !reader.is(at + 1, "have"))
            || (reader.is_any(at, &["has", "have", "need", "needs"]) && reader.is(at + 1, "to"))
    }

    /// "They meet again on Sunday", "Rovers host United": verbs in the present that have no ending.
    fn is_fixture(&self, at: usize) -> bool {
        let reader = self.reader;
        let is_verb = reader.is_any(at, &["meet", "host", "face", "visit", "play", "travel"])
            && !reader.after_any(at, &["the", "a", "an", "to", "did", "his", "her", "of", "and"]);
        let named = reader.capital(at + 1) && reader.is_word(at + 1);
        is_verb && (named || reader.is_any(at + 1, &["again", "at", "to", "each"]))
    }

    /// Words that are used of what was and of what is to come.
    fn is_open(&self, at: usize) -> bool {
        let reader = self.reader;
        let is_period = || reader.sense(at + 1, |senses| senses.period).is_some();
        reader.class(at, Class::Open)
            || self.is_fixture(at)
            || (reader.is(at, "to") && reader.class(at + 1, Class::Event))
            || (reader.is(at, "next")
                && reader.is_word(at + 1)
                && !is_period()
                && !reader.is(at + 1, "to"))
    }
}

/// Whether number words are paired as years are, or are thousands.
fn years_word(reader: &Reader<'_>, at: usize) -> bool {
    reader.senses(at).is_some_and(|senses| senses.number.is_some())
}
