//! The noun phrase after a number, and the noun in it that is counted.

use super::reader::Reader;
use crate::prose::lexicon::Class;

/// A noun phrase by its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noun {
    pub from: usize,
    /// The token after it.
    pub to: usize,
    /// The word that is counted.
    pub head: usize,
}

/// Whether one of something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    One,
    Several,
}

/// The most words that may stand between a number and its noun.
const REACH: usize = 7;

/// The noun phrase that begins here.
pub(super) fn noun(reader: &Reader<'_>, at: usize, count: Count) -> Option<Noun> {
    let end = words_end(reader, at);
    if end == at {
        return None;
    }
    let plural =
        (at..end).find(|place| is_plural(reader, *place) && ends_here(reader, *place, end));
    let head = match (count, plural) {
        (Count::Several, Some(plural)) => plural,
        // "Its first report regarding": what follows the noun is no part of it.
        _ => (at + 1..end).find(|place| is_participle(reader.word(*place))).unwrap_or(end) - 1,
    };
    let head = if reader.is_hyphen(head) { end - 1 } else { head };
    // F-35s: the letter after a name is no noun.
    if reader.is(head, "s") && reader.joined(head) {
        return None;
    }
    let is_participle = head == at && is_participle(reader.word(head));
    (!is_participle).then_some(Noun { from: at, to: head + 1, head })
}

/// Plurals that stand before the noun that is counted.
const BEFORE_A_NOUN: &[&str] = &[
    "arms",
    "sports",
    "sales",
    "customs",
    "savings",
    "goods",
    "operations",
    "communications",
    "news",
    "games",
    "weapons",
    "electronics",
    "rights",
    "systems",
    "logistics",
    "munitions",
    "species",
    "pilots",
    "series",
];

/// Whether a plural is the noun that is counted: "sports" before "cars" is not.
fn ends_here(reader: &Reader<'_>, at: usize, end: usize) -> bool {
    let next = at + 1;
    let is_name = || reader.capital(at) && !reader.capital(next);
    next >= end || !is_plural(reader, next) || !(reader.is_any(at, BEFORE_A_NOUN) || is_name())
}

/// Where the words that may be one noun phrase end.
fn words_end(reader: &Reader<'_>, at: usize) -> usize {
    let mut place = at;
    while place < at + REACH {
        if reader.hyphenates(place) && place > at {
            // F-16 jets: the name of a model is part of the phrase.
            place += 1 + usize::from(reader.is_number(place + 1));
            continue;
        }
        if let Some(end) = model_end(reader, (at, place)) {
            place = end;
            continue;
        }
        let ends = !reader.is_word(place)
            || (reader.is_any(place, &["clear", "short", "shy"]) && reader.is(place + 1, "of"))
            || reader.sense(place, |senses| senses.number).is_some()
            || reader.is_any(place, &["last", "next", "past", "previous", "straight"])
            || reader.class(place, Class::Stop)
            || (reader.class(place, Class::Verb) && !reader.class(place, Class::Plural))
            || (place > at && reader.word(place - 1) == "-" && !reader.joined(place));
        // A word joined to what is before without a hyphen belongs to it.
        if ends
            || (place == at && reader.joined(place) && !reader.is_hyphen(place.saturating_sub(1)))
        {
            break;
        }
        place += 1;
    }
    place
}

/// Where the name of a model in the phrase ends: M1A1 tanks, Leopard 1A5 tanks.
fn model_end(reader: &Reader<'_>, (at, place): (usize, usize)) -> Option<usize> {
    let is_joined = |at: usize| reader.joined(at) && (reader.is_word(at) || reader.is_number(at));
    let is_letters = reader.is_word(place) && reader.capital(place) && reader.is_number(place + 1);
    let is_digits = place > at && reader.is_number(place) && reader.capital(place - 1);
    if !(is_letters || is_digits) || !is_joined(place + 1) {
        return None;
    }
    (place + 1..place + 6).find(|at| !is_joined(*at))
}

/// Whether a word looks like several of something.
pub(super) fn is_plural(reader: &Reader<'_>, at: usize) -> bool {
    let word = reader.word(at);
    if reader.class(at, Class::Plural) {
        return true;
    }
    let lower = word.as_bytes().last().is_some_and(|last| *last == b's');
    let singular = ["ss", "us", "is", "ous", "'s", "’s"].iter().any(|end| word.ends_with(end));
    lower && !singular && word.len() > 3 && reader.is_word(at)
}

fn is_participle(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing"))
}
