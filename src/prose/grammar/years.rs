//! Years in digits and in words.

use super::nouns;
use super::numbers;
use super::reader::Reader;
use crate::prose::lexicon::{Class, NumberWord};

/// Four digits that may be a year.
pub(super) fn digits(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    let word = reader.word(at);
    let is_four = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_joined = reader.joined(at + 1) && reader.is_word(at + 1);
    if !reader.is_number(at) || !is_four || is_joined {
        return None;
    }
    let year: i32 = word.parse().ok()?;
    (1000..2200).contains(&year).then_some((year, at + 1))
}

/// '24: the last two digits.
pub(super) fn short(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    let is_mark = matches!(reader.word(at), "'" | "’" | "‘");
    let word = reader.word(at + 1);
    if !is_mark || !reader.joined(at + 1) || !reader.is_number(at + 1) || word.len() != 2 {
        return None;
    }
    Some((of_two_digits(word.parse().ok()?), at + 2))
}

/// The year that two digits mean: within 50 years before and 50 after 2020.
pub(super) fn of_two_digits(year: i32) -> i32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Nineteen seventy-eight, two thousand and eighteen, twenty twenty.
pub(super) fn spelled(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    pairs(reader, at).or_else(|| {
        let number = numbers::unsigned(reader, at)?;
        let year = i32::try_from(number.whole()?).ok()?;
        let is_spelled = !number.digits && !number.broken && (1000..2200).contains(&year);
        is_spelled.then_some((year, number.end))
    })
}

fn pairs(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    let (century, next) = two_digits(reader, at)?;
    if !(10..=21).contains(&century) {
        return None;
    }
    let next = next + usize::from(reader.hyphenates(next));
    let zero = reader.is_any(next, &["zero", "oh", "o"]);
    if zero {
        let (unit, end) = two_digits(reader, next + 1)?;
        return (unit < 10).then_some((century * 100 + unit, end));
    }
    let (rest, end) = two_digits(reader, next)?;
    (rest >= 10).then_some((century * 100 + rest, end))
}

/// A number word below a hundred.
fn two_digits(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    match reader.sense(at, |senses| senses.number)? {
        NumberWord::Small(n) => Some((n.into(), at + 1)),
        NumberWord::Tens(n) => {
            let next = at + 1 + usize::from(reader.hyphenates(at + 1));
            match reader.sense(next, |senses| senses.number) {
                Some(NumberWord::Small(unit @ 1..=9)) => Some((i32::from(n + unit), next + 1)),
                _ => Some((n.into(), at + 1)),
            }
        }
        _ => None,
    }
}

/// Any way to write a year.
pub(super) fn any(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    digits(reader, at).or_else(|| short(reader, at)).or_else(|| spelled(reader, at))
}

/// Four digits that are a year by what stands around them.
pub(super) fn bare(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    let (year, end) = digits(reader, at)?;
    // 1,200 and 800 are written apart from years; so old years need a word before them.
    let is_near = (1500..2100).contains(&year);
    let counts = reader.class(end, Class::People)
        || reader.sense(end, |senses| senses.unit.or(None)).is_some()
        || reader.sense(end, |senses| senses.currency).is_some()
        || reader.sense(end, |senses| senses.period).is_some()
        || matches!(reader.word(end), "%" | "percent" | "per")
        || (reader.is_hyphen(end) && reader.joined(end) && reader.is_word(end + 1))
        || reader.joined(at);
    let is_divided = reader.is(end, "over") && super::numbers::unsigned(reader, end + 1).is_some();
    if is_divided {
        return None;
    }
    let is_introduced = reader.before(at, Class::BeforeYear);
    let is_topic = reader.after_any(at, &["over", "about"]) && year % 10 != 0;
    if is_introduced || is_topic {
        let counted = counts && !reader.is_any(end, &["season", "cases"]);
        return (!counted).then_some((year, end));
    }
    // "The 2016 elections" and "1988 sales" are years, "2000 tickets sold" is rare in print.
    let opens =
        at == 0 || reader.closes(at - 1) || reader.is(at - 1, "(") || reader.is(at - 1, "[");
    let follows =
        reader.closes(end) || !nouns::is_plural(reader, end) || opens || reader.capital(at - 1);
    let is_pointed = reader.before(at, Class::Pointing);
    (is_near && !counts && (follows || is_pointed)).then_some((year, end))
}
