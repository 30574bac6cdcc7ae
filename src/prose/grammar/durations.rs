//! Spans of time: 15 years, a decade, two and a half hours, 1 year 1 month 21 days.

use super::amounts::Amount;
use super::numbers::{self, Number};
use super::reader::Reader;
use crate::prose::commit::{Written, commit};
use crate::prose::figures::{Kind, Meaning};
use crate::prose::lexicon::{Class, Hedge, Period, Senses};
use crate::types::calendar::Duration;
use crate::types::{Decimal, Interval};

/// The period after a number, joined, with a hyphen, or apart.
pub(super) fn unit(reader: &Reader<'_>, number: &Number) -> Option<(Period, usize)> {
    let at = number.end + usize::from(reader.hyphenates(number.end));
    // "Two full days", "the past three calendar years".
    let at = if reader.is_any(at, &["full", "calendar", "consecutive", "straight", "whole"]) {
        at + 1
    } else {
        at
    };
    let period = reader.sense(at, |senses| senses.period)?;
    let word = reader.word(at);
    let is_symbol = matches!(word, "h" | "min" | "sec" | "mo" | "hr" | "s");
    if is_symbol && !number.digits {
        return (word == "min" || word == "sec" || word == "hr").then_some((period, at + 1));
    }
    // "Two second-half goals", "three second homes".
    let is_other = match word {
        "second" => !reader.hyphenates(number.end) && !number.is_small(1),
        "quarter" => true,
        "quarters" => {
            let counted = ["straight", "consecutive", "past", "last", "next", "previous", "for"];
            number.broken || !(reader.after_any(at, &counted) || is_counted_before(reader, number))
        }
        "season" | "weekend" | "night" | "minute" => {
            number.digits
                && number.plain
                && number.is_small(1900)
                && !number.is_small(1)
                && !reader.hyphenates(number.end)
        }
        _ => reader.joined(at + 1) && reader.is_number(at + 1),
    };
    (!is_other).then_some((period, at + 1))
}

/// Whether what stands before a number makes a span of time of it: the past three quarters.
fn is_counted_before(reader: &Reader<'_>, number: &Number) -> bool {
    let first = number.end.saturating_sub(1);
    reader.after_any(first, &["past", "last", "next", "previous", "for", "over", "in"])
}

/// A span of time, exact where the calendar lets it be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub duration: Duration,
    /// How many of the unit it says.
    pub written: Written,
    pub unit: Period,
    pub end: usize,
}

/// A span in words that are no number with a unit: a decade, half an hour, several months.
pub(super) fn in_words(reader: &Reader<'_>, at: usize) -> Option<Span> {
    half_of(reader, at).or_else(|| one(reader, at)).or_else(|| all(reader, at))
}

/// A period without a number before it is one of it: a decade. After another figure it is what
/// that is counted by: $5 a day.
fn one(reader: &Reader<'_>, at: usize) -> Option<Span> {
    if !reader.is_any(at, &["a", "an"]) {
        return None;
    }
    let whole = usize::from(reader.is_any(at + 1, &["full", "whole", "single"]));
    let place = at + 1 + whole;
    let period = reader.sense(place, |senses| senses.period)?;
    if reader.word(place).ends_with('s') || reader.is_any(place, &["second", "season", "quarter"]) {
        return None;
    }
    if is_rate(reader, at) {
        return None;
    }
    let span = span(Decimal::ONE, period, place + 1)?;
    if let Some(longer) = and_a_half(reader, span) {
        return Some(longer);
    }
    let measures = [
        "for", "in", "within", "over", "after", "than", "about", "nearly", "almost", "around",
        "under", "just", "least", "of", "roughly", "lasted", "took", "takes", "spent", "some",
        "every", "during", "and", "until", "to",
    ];
    let follows = ["ago", "later", "earlier", "old", "long", "before", "after", "from", "of"];
    let is_long = matches!(period, Period::Decade | Period::Century | Period::Fortnight);
    let is_meant = whole > 0
        || reader.after_any(at, &measures)
        || reader.is_any(place + 1, &follows)
        || is_long
        || (at == 0 && place + 1 == reader.len());
    let is_other = is_point(reader, at, (place, period)) || is_hyphenated(reader, place + 1);
    (is_meant && !is_other).then_some(span)
}

/// $12.50 an hour, three times a day.
fn is_rate(reader: &Reader<'_>, at: usize) -> bool {
    // "From one in two a week ago" tells when.
    if reader.is_any(at + 2, &["ago", "earlier", "later", "before", "after"]) {
        return false;
    }
    at.checked_sub(1).is_some_and(|before| {
        let counted = |senses: &Senses| {
            senses.currency.is_some()
                || senses.unit.is_some()
                || senses.period.is_some()
                || senses.number.is_some()
        };
        reader.is_number(before)
            || reader.senses(before).is_some_and(counted)
            || reader.class(before, Class::Occasion)
    })
}

/// "A day of rest", "in a year when": a point in time rather than a span.
fn is_point(reader: &Reader<'_>, at: usize, (place, period): (usize, Period)) -> bool {
    let is_short = matches!(period, Period::Day | Period::Night | Period::Weekend | Period::Week);
    let is_told = reader.is_any(place + 1, &["of", "when", "that", "in", "on"])
        || reader.after_any(at, &["of", "to", "and"]);
    (is_short && is_told) || reader.is_any(place + 1, &["when", "that", "in", "which"])
}

fn is_hyphenated(reader: &Reader<'_>, at: usize) -> bool {
    reader.hyphenates(at) && !reader.is_any(at + 1, &["long", "old"])
}

/// All day, the whole year.
fn all(reader: &Reader<'_>, at: usize) -> Option<Span> {
    if !reader.is_any(at, &["all", "full"]) {
        return None;
    }
    let place = at + 1 + usize::from(reader.hyphenates(at + 1));
    let period = reader.sense(place, |senses| senses.period)?;
    let fits = !reader.word(place).ends_with('s')
        && !matches!(period, Period::Second | Period::Season | Period::Quarter)
        && (reader.is(at, "all") || reader.closes(place + 1))
        && reader.closes(place + 1);
    fits.then(|| span(Decimal::ONE, period, place + 1))?
}

/// Half an hour, half a year, half a century.
fn half_of(reader: &Reader<'_>, at: usize) -> Option<Span> {
    if !reader.is(at, "half") {
        return None;
    }
    let joint = reader.is_any(at + 1, &["a", "an"]) || reader.hyphenates(at + 1);
    let place = at + 1 + usize::from(joint);
    let period = reader.sense(place, |senses| senses.period)?;
    if reader.word(place).ends_with('s') || period == Period::Season || period == Period::Second {
        return None;
    }
    let is_ordinal = at > 0 && reader.sense(at - 1, |senses| senses.ordinal).is_some();
    let span = span(Decimal::new(5, 1), period, place + 1)?;
    (!is_ordinal).then_some(span)
}

/// An hour and a half.
fn and_a_half(reader: &Reader<'_>, span: Span) -> Option<Span> {
    let tail: &[&str] = if reader.are(span.end, &["and", "a", "half"]) {
        &["and", "a", "half"]
    } else if reader.are(span.end, &["and", "half"]) {
        &["and", "half"]
    } else {
        return None;
    };
    let value = span.written.value.add(Decimal::new(5, 1)).ok()?;
    self::span(value, span.unit, span.end + tail.len())
}

/// So many of a period.
pub(super) fn span(value: Decimal, unit: Period, end: usize) -> Option<Span> {
    let step = if value.is_whole() { Decimal::ONE } else { Decimal::new(1, 1) };
    let written = Written { value, step, rounded: true };
    Some(Span { duration: of(value, unit)?, written, unit, end })
}

/// The span that an amount of time is, with the smaller units that follow it.
pub(super) fn of_amount(reader: &Reader<'_>, amount: &Amount, period: Period) -> Option<Span> {
    let first = Span {
        duration: of(amount.number.value, period)?,
        written: amount.written(),
        unit: period,
        end: amount.end,
    };
    let first = and_a_half(reader, first).unwrap_or(first);
    Some(parts(reader, first))
}

/// 1 year 1 month 21 days; 1 month and 21 days.
fn parts(reader: &Reader<'_>, first: Span) -> Span {
    let mut sum = first;
    for _ in 0..6 {
        let joint = usize::from(reader.is_any(sum.end, &["and", ","]));
        let Some(number) = numbers::unsigned(reader, sum.end + joint) else { break };
        let Some((period, end)) = unit(reader, &number).filter(|(period, _)| *period != sum.unit)
        else {
            break;
        };
        let Some(part) = of(number.value, period) else { break };
        let Ok(duration) = sum.duration.checked_add(part) else { break };
        sum = Span { duration, unit: sum.unit.min(period), end, ..sum };
    }
    if sum.end == first.end {
        return first;
    }
    in_smallest(sum).unwrap_or(sum)
}

/// A sum of several units, counted in the smallest of them.
fn in_smallest(span: Span) -> Option<Span> {
    let Duration { months, days, micros } = span.duration;
    let per_day = crate::types::calendar::MICROS_PER_DAY;
    let (value, per) = match span.unit {
        Period::Second | Period::Minute | Period::Hour => {
            let per = match span.unit {
                Period::Second => 1_000_000,
                Period::Minute => 60_000_000,
                _ => 3_600_000_000,
            };
            (
                i128::from(months) * 30 * i128::from(per_day)
                    + i128::from(days) * i128::from(per_day)
                    + i128::from(micros),
                per,
            )
        }
        Period::Year => (i128::from(months), 12),
        Period::Month | Period::Quarter => (i128::from(months), 1),
        Period::Week => (average_days(months) + i128::from(days), 7),
        _ => (average_days(months) + i128::from(days), 1),
    };
    let value = Decimal::new(value, 0).div(Decimal::new(per, 0)).ok()?;
    // Months have no fixed number of days.
    let step =
        if months != 0 && span.unit < Period::Month { Decimal::new(4, 0) } else { Decimal::ONE };
    Some(Span { written: Written { value, step, rounded: true }, ..span })
}

fn average_days(months: i32) -> i128 {
    // 146,097 days are 4,800 months.
    (i128::from(months) * 146_097 + 2_400).div_euclid(4_800)
}

/// The duration that a number of periods is; none where months or days would be broken further
/// than the calendar goes.
pub(super) fn of(value: Decimal, unit: Period) -> Option<Duration> {
    let times =
        |n: i64| -> Option<i64> { value.mul(Decimal::from(n)).ok()?.round(0).ok()?.to_i64() };
    let months = |n: i64| Some(Duration::from_months(i32::try_from(times(n)?).ok()?));
    let days = |n: i64| Some(Duration::from_days(i32::try_from(times(n)?).ok()?));
    match unit {
        Period::Second => Some(Duration::from_micros(times(1_000_000)?)),
        Period::Minute => Some(Duration::from_micros(times(60_000_000)?)),
        Period::Hour => Some(Duration::from_micros(times(3_600_000_000)?)),
        Period::Day | Period::Night => days(1),
        Period::Weekend => days(2),
        Period::Week => days(7),
        Period::Fortnight => days(14),
        Period::Month => months(1),
        Period::Quarter | Period::Season => months(3),
        Period::Year => months(12),
        Period::Decade => months(120),
        Period::Century => months(1200),
    }
}

/// What a span of time says: people count whole ones, so a span that is not over is stretched.
pub(super) fn meaning(span: &Span, hedge: Hedge) -> Meaning {
    commit(span.written, hedge)
}

/// How many several and a few are, with how many words say so.
pub(super) fn vague_words(reader: &Reader<'_>, at: usize) -> Option<(usize, u64, u64)> {
    Some(if reader.is(at, "several") {
        (1, 3, 9)
    } else if reader.are(at, &["a", "few"]) {
        (2, 2, 6)
    } else if reader.is(at, "few") {
        (1, 2, 6)
    } else if reader.are(at, &["a", "couple", "of"]) {
        (3, 2, 3)
    } else {
        return None;
    })
}

/// Several, a few: spans with a magnitude only.
pub(super) fn vague(reader: &Reader<'_>, at: usize) -> Option<(Meaning, Period, usize)> {
    let (words, low, high) = vague_words(reader, at)?;
    let period = reader.sense(at + words, |senses| senses.period)?;
    if !reader.word(at + words).ends_with('s') {
        return None;
    }
    let decimal = |n: u64| Decimal::new(n.into(), 0);
    let says = Interval::closed(decimal(low), decimal(high));
    let value = (reader.is(at + 1, "couple")).then(|| decimal(2));
    Some((Meaning::Number { value, says, stretches: says }, period, at + words + 1))
}

/// The kind of a figure that an amount with a period as its unit is.
pub(super) fn period_of(amount: &Amount) -> Option<Period> {
    if amount.kind != Kind::Duration {
        return None;
    }
    let name = amount.unit?;
    ALL.iter().copied().find(|period| period.name() == name)
}

const ALL: [Period; 14] = [
    Period::Second,
    Period::Minute,
    Period::Hour,
    Period::Day,
    Period::Night,
    Period::Weekend,
    Period::Week,
    Period::Fortnight,
    Period::Month,
    Period::Quarter,
    Period::Season,
    Period::Year,
    Period::Decade,
    Period::Century,
];

/// Several or a few of a period, as the span that they are at most.
pub(super) fn vague_count(reader: &Reader<'_>, at: usize) -> Option<(Duration, usize)> {
    let words = if reader.is_any(at, &["several", "few"]) {
        1
    } else if reader.are(at, &["couple", "of"]) {
        2
    } else {
        return None;
    };
    let period = reader.sense(at + words, |senses| senses.period)?;
    let most = if reader.is(at, "several") { 9 } else { 5 };
    let plural = reader.word(at + words).ends_with('s');
    Some((of(Decimal::new(most, 0), period).filter(|_| plural)?, at + words + 1))
}
