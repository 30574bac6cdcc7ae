//! Fractions: two-thirds, a quarter, 3/4, half a million.

use super::numbers::Number;
use super::reader::Reader;
use crate::prose::lexicon::NumberWord;
use crate::prose::tokens::{Shape, vulgar};
use crate::types::Decimal;

/// A numerator and a divisor.
pub(super) type Parts = (u64, u64);

/// ½.
pub(super) fn vulgar_at(reader: &Reader<'_>, at: usize) -> Option<(Parts, usize)> {
    if reader.shape(at)? != Shape::Vulgar {
        return None;
    }
    Some((vulgar(reader.word(at).chars().next()?)?, at + 1))
}

/// ½ or 1/2.
pub(super) fn digits_at(reader: &Reader<'_>, at: usize) -> Option<(Parts, usize)> {
    vulgar_at(reader, at).or_else(|| slashed(reader, at))
}

/// 1/2: not a day, a time or a name.
fn slashed(reader: &Reader<'_>, at: usize) -> Option<(Parts, usize)> {
    let slash = matches!(reader.word(at + 1), "/" | "⁄") && reader.joined(at + 1);
    if !slash || !reader.joined(at + 2) || reader.word(at + 3) == "/" && reader.joined(at + 3) {
        return None;
    }
    let small = |at: usize| -> Option<u64> {
        let word = reader.word(at);
        let is_plain = reader.is_number(at) && word.len() <= 3;
        is_plain.then(|| word.parse().ok()).flatten().filter(|n| *n > 0)
    };
    let (numerator, divisor) = (small(at)?, small(at + 2)?);
    (divisor > 1 && numerator < divisor).then_some(((numerator, divisor), at + 3))
}

/// A half, three quarters, two-thirds.
pub(super) fn words_at(reader: &Reader<'_>, at: usize) -> Option<(Parts, usize)> {
    let divisor = |at: usize| reader.sense(at, |senses| senses.fraction);
    let plural = |at: usize| reader.word(at).ends_with(['s', 'S']);
    if reader.is_any(at, &["a", "an", "one"]) {
        let joint = at + 1 + usize::from(reader.hyphenates(at + 1));
        let divisor = divisor(joint)?;
        return (!plural(joint)).then_some(((1, divisor), joint + 1));
    }
    if reader.is(at, "half") {
        return Some(((1, 2), at + 1));
    }
    let numerator = counted(reader, at)?;
    let dash = reader.is_hyphen(numerator.1);
    let joint = numerator.1 + usize::from(dash);
    let divisor = divisor(joint)?;
    (plural(joint) && divisor > 1).then_some(((numerator.0, divisor), joint + 1))
}

/// How many parts: a number word below a hundred.
fn counted(reader: &Reader<'_>, at: usize) -> Option<(u64, usize)> {
    match reader.sense(at, |senses| senses.number)? {
        NumberWord::Small(n) if n > 0 => Some((n.into(), at + 1)),
        NumberWord::Tens(n) => {
            let next = at + 1 + usize::from(reader.hyphenates(at + 1));
            match reader.sense(next, |senses| senses.number) {
                Some(NumberWord::Small(unit @ 1..=9)) => Some((u64::from(n + unit), next + 1)),
                _ => Some((n.into(), at + 1)),
            }
        }
        _ => None,
    }
}

/// Whether number words here count parts: two thirds, three-quarters.
pub(super) fn are_parts(reader: &Reader<'_>, at: usize) -> bool {
    counted(reader, at).is_some() && words_at(reader, at).is_some()
}

/// The scale after a fraction: "a million", "of a million", "million".
fn scale_after(reader: &Reader<'_>, at: usize) -> Option<(Decimal, usize)> {
    let at = if reader.is(at, "of") { at + 1 } else { at };
    let at = if reader.is_any(at, &["a", "one"]) { at + 1 } else { at };
    let at = if reader.hyphenates(at) { at + 1 } else { at };
    let scale = match reader.sense(at, |senses| senses.number)? {
        NumberWord::Scale(power) => Decimal::new(10_i128.checked_pow(power.into())?, 0),
        NumberWord::Pack(count) => Decimal::new(count.into(), 0),
        NumberWord::Hundred => Decimal::new(100, 0),
        NumberWord::Small(_) | NumberWord::Tens(_) => return None,
    };
    Some((scale, at + 1))
}

/// Half a million, a quarter of a million, two thirds of a million, half a dozen.
pub(super) fn of_a_scale(reader: &Reader<'_>, at: usize) -> Option<Number> {
    let (parts, end) = match words_at(reader, at) {
        Some(read) => read,
        None if reader.is(at, "quarter") => ((1, 4), at + 1),
        None => return None,
    };
    let (scale, end) = scale_after(reader, end)?;
    if reader.is(end, "of") && reader.is(end + 1, "the") && scale == Decimal::ONE {
        return None;
    }
    let decimal = |n: u64| Decimal::new(n.into(), 0);
    let value = scale.mul(decimal(parts.0)).ok()?.div(decimal(parts.1)).ok()?;
    let is_pack = scale < Decimal::new(1000, 0);
    Some(Number {
        value,
        // Spoken in tenths of what it names: half a million is no 430,000.
        step: if is_pack { Decimal::ONE } else { scale.mul(Decimal::new(1, 1)).ok()? },
        end,
        digits: false,
        plain: false,
        scale,
        broken: !is_pack,
    })
}

/// A fraction that stands alone, as a share: two-thirds of the members, by a third, 3/4.
pub(super) fn share(reader: &Reader<'_>, at: usize) -> Option<(Parts, usize)> {
    if let Some((parts, end)) = digits_at(reader, at) {
        return Some((parts, end));
    }
    let (parts, end) = words_at(reader, at)?;
    let fits = match parts {
        (1, 2) if reader.is(at, "half") => half_is_share(reader, at, end),
        (1, _) if !reader.is(at, "one") => part_is_share(reader, at, end),
        _ => !reader.is_hyphen(end) || !reader.joined(end),
    };
    fits.then_some((parts, end))
}

const AFTER_A_SHARE: &[&str] = &[
    "of", "more", "less", "higher", "lower", "fewer", "larger", "smaller", "as", "in", "to",
    "since", "from", "and", "or", "over", "during", "by", "on", "but", "were", "was", "are", "is",
    "said", "have", "had", "compared", "than", "that", "between", "last", "this",
];

/// "By a third", "a third of": not "a third man", "a quarter" of the year.
fn part_is_share(reader: &Reader<'_>, at: usize, end: usize) -> bool {
    let follows = reader.closes(end) || reader.is_any(end, AFTER_A_SHARE);
    let is_period = reader.is(end - 1, "quarter") && reader.after_any(at, &["for", "in"]);
    follows && !is_period && !reader.is(end, "-")
}

/// "Half of", "more than half", "by half": not "the first half", "half-time".
fn half_is_share(reader: &Reader<'_>, at: usize, end: usize) -> bool {
    if reader.is_hyphen(end) && reader.joined(end) {
        return false;
    }
    let before = [
        "by",
        "than",
        "about",
        "nearly",
        "almost",
        "over",
        "under",
        "least",
        "roughly",
        "around",
        "approximately",
        "to",
        "and",
        "some",
        "just",
        "of",
        "from",
    ];
    let after = [
        "of", "the", "its", "their", "his", "her", "our", "all", "that", "those", "these", "as",
        "were", "are", "said",
    ];
    let ordinal = at > 0 && reader.sense(at - 1, |senses| senses.ordinal).is_some();
    let is_pointed = reader.after_any(at, &["the", "other", "this", "that", "second", "first"]);
    !ordinal && !is_pointed && (reader.after_any(at, &before) || reader.is_any(end, &after))
}
