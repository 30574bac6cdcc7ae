//! Units of measurement after a number, joined, with a hyphen, or apart.

use super::nouns;
use super::numbers::Number;
use super::reader::Reader;
use crate::prose::lexicon::{Class, Dimension, Unit, units};

/// The unit after a number, and the token after it.
pub(super) fn unit(reader: &Reader<'_>, number: &Number) -> Option<(&'static Unit, usize)> {
    let at = number.end;
    let at = if reader.hyphenates(at) { at + 1 } else { at };
    let (unit, end) = compound(reader, at).or_else(|| single(reader, at, number))?;
    let (unit, end) = speed(reader, unit, end).unwrap_or((unit, end));
    belongs(reader, number, (unit, at, end)).then_some((unit, end))
}

/// A unit of several words: metric tons, miles per hour.
fn compound(reader: &Reader<'_>, at: usize) -> Option<(&'static Unit, usize)> {
    let rows = reader.lexicon.units_from(reader.word(at));
    let fits = rows.iter().filter(|(words, _)| reader.are(at, words));
    let (words, unit) = fits.max_by_key(|(words, _)| words.len())?;
    Some((unit, at + words.len()))
}

fn speed(reader: &Reader<'_>, unit: &Unit, end: usize) -> Option<(&'static Unit, usize)> {
    let per_hour = (reader.is(end, "/") && reader.is_any(end + 1, &["h", "hr"]))
        || (reader.is_any(end, &["per", "an"]) && reader.is(end + 1, "hour"));
    let symbol = match unit.symbol {
        "km" if per_hour => "kph",
        "mi" if per_hour => "mph",
        _ => return None,
    };
    Some((reader.lexicon.senses(symbol)?.unit?, end + 2))
}

/// 31C, 88F, 31 C: degrees by a letter that is joined to the digits, or ends what is measured. Behind
/// a name it ends the name: Building 4C.
pub(super) fn degrees(reader: &Reader<'_>, at: usize) -> Option<&'static Unit> {
    let symbol = match reader.word(at) {
        "C" => "°C",
        "F" => "°F",
        _ => return None,
    };
    let number = at.checked_sub(1).filter(|number| reader.is_number(*number))?;
    let goes_on = reader.joined(at + 1)
        && (reader.is_word(at + 1) || reader.is_number(at + 1) || reader.is(at + 1, "/"));
    let digits = reader.word(number);
    let is_named = number > reader.sentence_start(number)
        && (reader.before(number, Class::Numbered)
            || (digits.len() == 1 && reader.capital(number - 1) && reader.is_word(number - 1)));
    // The form 13F is filed.
    let is_form = reader.is_any(at + 1, &["filing", "filings", "form", "forms"]);
    let ends = (reader.closes(at + 1) || reader.class(at + 1, Class::Stop)) && digits.len() < 4;
    let follows = reader.joined(at)
        || (ends && !reader.is(at + 1, "."))
        || (ends && reader.sentences.contains(&(at + 2)))
        || (ends && at + 2 >= reader.len());
    let fits = follows && !goes_on && !is_named && !is_form && digits.len() < 5;
    fits.then(|| units::by_symbol(symbol)).flatten()
}

fn single(reader: &Reader<'_>, at: usize, number: &Number) -> Option<(&'static Unit, usize)> {
    if let Some(unit) = degrees(reader, at).filter(|_| number.end == at) {
        return Some((unit, at + 1));
    }
    if matches!(reader.word(at), "\"" | "″") && number.digits && !reader.text_is_quoted(at) {
        return Some((reader.lexicon.senses("inches")?.unit?, at + 1));
    }
    // km2 and km².
    let power = match reader.word(at + 1) {
        "2" | "²" if reader.joined(at + 1) => Some("2"),
        "3" | "³" if reader.joined(at + 1) => Some("3"),
        _ => None,
    };
    if let Some(power) = power {
        let name = format!("{}{power}", reader.word(at).to_ascii_lowercase());
        let unit = reader.lexicon.senses(&name).and_then(|senses| senses.unit);
        return unit.map(|unit| (unit, at + 2));
    }
    let unit = reader.sense(at, |senses| senses.unit)?;
    Some((unit, at + 1))
}

/// Symbols that are also other things are units only where they are written as units are.
fn belongs(
    reader: &Reader<'_>,
    number: &Number,
    (unit, at, end): (&'static Unit, usize, usize),
) -> bool {
    let word = reader.word(at);
    if matches!(word, "C" | "F") && unit.dimension == Dimension::Temperature {
        return true;
    }
    let is_symbol = word.len() <= 2 && reader.is_word(at);
    if is_symbol && (!number.digits || (reader.joined(end) && reader.is_word(end))) {
        return false;
    }
    if reader.joined(end) && reader.is_number(end) && is_symbol {
        return false;
    }
    match word {
        // 30m people are millions, 100m races are metres.
        "m" => !counts_millions(reader, number, end),
        "M" | "L" if reader.joined(at) => word == "L",
        "W" | "V" | "A" | "N" | "K" | "J" | "T" | "B" | "C" | "F" => {
            !reader.joined(end) && matches!(word, "W" | "V" | "K" | "J" | "B")
        }
        "w" | "v" | "a" | "n" | "j" | "b" => false,
        "t" | "g" | "l" => number.digits,
        "px" | "pm" => true,
        "in" | "BP" => false,
        "turn" | "turns" | "bit" | "bits" | "cups" | "mark" => {
            unit.dimension != Dimension::Angle || number.broken
        }
        "moles" | "mole" => !reader.is_any(end, &["were", "and"]),
        "degree" | "degrees" => !reader.is_any(end, &["from", "in", "are"]) || number.digits,
        _ => true,
    }
}

/// Whether "m" after a number is short for million.
pub(super) fn counts_millions(reader: &Reader<'_>, number: &Number, end: usize) -> bool {
    let measured = ["tall", "long", "high", "deep", "wide", "above", "below", "from", "away"];
    reader.joined(number.end)
        && reader.is(number.end, "m")
        && !reader.is_any(end, &measured)
        && (reader.class(end, Class::People)
            || (nouns::is_plural(reader, end) && !reader.class(end, Class::Verb)))
}
