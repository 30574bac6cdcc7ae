//! Shares and multiples: one in five, two out of three, 3:1, three times as many, doubled.

use super::fractions::Parts;
use super::numbers::{self, Number};
use super::reader::{Draft, Reader};
use crate::prose::commit::{Written, commit, fraction};
use crate::prose::figures::{Kind, Meaning};
use crate::prose::lexicon::{Class, Hedge};
use crate::types::Decimal;

/// One in five, nine out of ten: the share and the token after it.
pub(super) fn share_in(reader: &Reader<'_>, number: &Number) -> Option<(Parts, usize)> {
    let hyphen = usize::from(reader.hyphenates(number.end));
    let at = number.end + hyphen;
    let is_out_of = reader.are(at, &["out", "of"]);
    let is_every = reader.is_any(at + 1, &["every"]);
    let next = at + if is_out_of { 2 } else { 1 } + usize::from(is_every);
    let next = next + usize::from(hyphen > 0 && reader.hyphenates(next));
    if !is_out_of && !reader.is(at, "in") {
        return None;
    }
    let of = numbers::unsigned(reader, next)?;
    let parts = (u64::try_from(number.whole()?).ok()?, u64::try_from(of.whole()?).ok()?);
    if number.broken || of.broken || parts.0 >= parts.1 || parts.0 == 0 {
        return None;
    }
    let period = reader.sense(of.end, |senses| senses.period).is_some();
    let is_year = of.plain && parts.1 >= 1900 && !is_out_of;
    let spoken = !number.digits && !of.digits && parts.1 <= 20;
    let small = parts.1 <= 10 && !reader.class(of.end, Class::Occasion);
    let is_share = is_out_of || is_every || spoken || small || parts.0 == 1 || parts.1 == 100;
    let is_plural = parts.0 == 1 || is_out_of || is_every || reader.is_word(of.end);
    (!period && !is_year && is_share && is_plural).then_some((parts, of.end))
}

/// A share or fraction as a figure.
pub(super) fn of_parts(parts: Parts, (from, to): (usize, usize), hedge: Hedge) -> Option<Draft> {
    let meaning = fraction(parts, Decimal::ONE, hedge)?;
    Some(Draft::new((from, to), Kind::Ratio, hedge, meaning))
}

/// 120 over 80: one number against another, with no noun after them.
fn over(reader: &Reader<'_>, number: &Number) -> Option<(Number, usize)> {
    let other = numbers::unsigned(reader, number.end + 1)?;
    let alone = reader.closes(other.end) || other.end == reader.len();
    (reader.is(number.end, "over") && alone).then_some((other, other.end))
}

/// 3:1, 3-to-1.
pub(super) fn against(reader: &Reader<'_>, number: &Number) -> Option<(Meaning, usize)> {
    let at = number.end;
    if let Some((other, end)) = over(reader, number) {
        let value = number.value.div(other.value).ok()?;
        let written = Written { value, step: Decimal::ONE, rounded: false };
        return Some((commit(written, Hedge::Exact), end));
    }
    let next = if reader.is(at, ":") && reader.joined(at) && reader.joined(at + 1) {
        at + 1
    } else if reader.hyphenates(at) && reader.is(at + 1, "to") && reader.hyphenates(at + 2) {
        at + 3
    } else {
        return None;
    };
    let other = numbers::unsigned(reader, next)?;
    let value = number.value.div(other.value).ok()?;
    let written = Written { value, step: Decimal::ONE, rounded: false };
    Some((commit(written, Hedge::Exact), other.end))
}

const COMPARED: &[&str] = &[
    "as", "higher", "more", "larger", "bigger", "greater", "faster", "longer", "the", "that",
    "likelier", "brighter", "hotter", "heavier", "stronger", "wider", "taller", "richer",
    "cheaper", "older", "deeper", "slower", "deadlier", "their", "its", "what", "better", "worse",
    "smaller", "lower", "less", "above",
];

/// "As many", "as high as": not "scored twice as United won".
fn is_compared(reader: &Reader<'_>, at: usize) -> bool {
    let measures = [
        "many",
        "much",
        "high",
        "big",
        "large",
        "long",
        "likely",
        "fast",
        "often",
        "far",
        "good",
        "expensive",
        "old",
        "heavy",
    ];
    !reader.is(at, "as")
        || reader.is_any(at + 1, &measures)
        || (at + 2..at + 4).any(|later| reader.is(later, "as"))
}

/// Three times as many, 2.5 times the size, twice as high, doubled.
pub(super) fn multiple(reader: &Reader<'_>, at: usize) -> Option<(Written, usize)> {
    if let Some((numerator, divisor)) = reader.sense(at, |senses| senses.multiple) {
        let counts = reader.is_any(at, &["twice", "thrice"]);
        if counts && !(reader.is_any(at + 1, COMPARED) && is_compared(reader, at + 1)) {
            return None;
        }
        if reader.is_any(at + 1, &["down", "back", "up", "over", "as"]) && !counts {
            return None;
        }
        let value = Decimal::new(numerator.into(), 0).div(Decimal::new(divisor.into(), 0)).ok()?;
        return Some((Written { value, step: Decimal::new(1, 1), rounded: true }, at + 1));
    }
    let number = numbers::unsigned(reader, at)?;
    if reader.hyphenates(number.end) && reader.is_any(number.end + 1, &["fold"]) {
        return Some((number.written(numbers::Continuous::Yes), number.end + 2));
    }
    let is_sign = reader.is_any(number.end, &["x", "×"])
        && reader.joined(number.end)
        && !reader.is_number(number.end + 1);
    let is_times = reader.is(number.end, "times")
        && reader.is_any(number.end + 1, COMPARED)
        && is_compared(reader, number.end + 1);
    if !is_sign && !is_times {
        return None;
    }
    let is_rate = is_times
        && reader.is_any(number.end + 1, &["the"])
        && reader.class(number.end + 2, Class::Stop);
    let written = number.written(numbers::Continuous::Yes);
    (!is_rate).then_some((written, number.end + 1))
}
