//! Ranks: first, twenty-fifth, 11th.

use super::reader::{Draft, Reader};
use crate::prose::commit::{Written, commit};
use crate::prose::figures::Kind;
use crate::prose::lexicon::{Class, Hedge, NumberWord};
use crate::types::Decimal;

/// The rank at a place, in words or digits, and the token after it.
pub(super) fn rank(reader: &Reader<'_>, at: usize) -> Option<(u64, usize)> {
    digits(reader, at).or_else(|| words(reader, at))
}

fn digits(reader: &Reader<'_>, at: usize) -> Option<(u64, usize)> {
    let ends = ["st", "nd", "rd", "th"];
    if !reader.is_number(at) || !reader.joined(at + 1) || !reader.is_any(at + 1, &ends) {
        return None;
    }
    let plain: String = reader.word(at).chars().filter(char::is_ascii_digit).collect();
    let rank = plain.parse().ok().filter(|_| !reader.word(at).contains('.'))?;
    Some((rank, at + 2))
}

/// Words up to a thousand: two hundredth, one hundred and twenty-fifth.
fn words(reader: &Reader<'_>, at: usize) -> Option<(u64, usize)> {
    let (mut sum, mut place) = (0_u64, at);
    for _ in 0..6 {
        if let Some(rank) = reader.sense(place, |senses| senses.ordinal) {
            let is_scale = rank >= 100 && sum > 0;
            let total = if is_scale { sum.checked_mul(rank)? } else { sum.checked_add(rank)? };
            // "One first", "ten third": no rank is said so.
            let fits = sum == 0 || is_scale || (sum % 100 == 0 || (sum % 10 == 0 && rank < 10));
            return fits.then_some((total, place + 1));
        }
        match reader.sense(place, |senses| senses.number)? {
            NumberWord::Small(n) if sum % 100 == 0 => sum += u64::from(n),
            NumberWord::Tens(n) if sum % 100 == 0 => sum += u64::from(n),
            NumberWord::Hundred if sum > 0 && sum < 100 => sum *= 100,
            _ => return None,
        }
        place += 1;
        place += usize::from(reader.is_hyphen(place) || (sum >= 100 && reader.is(place, "and")));
    }
    None
}

/// What stands before an ordinal that is an adverb or a list's marker.
const ADVERBIAL: &[&str] = &[
    "was", "were", "is", "are", "be", "been", "being", "had", "has", "have", "when", "who", "they",
    "he", "she", "it", "we", "at", "i", "you", "that", "must", "should", "will", "to", "not",
    "and", "but",
];

/// The rank at a place as a figure.
pub(super) fn figure(reader: &Reader<'_>, at: usize) -> Option<Draft> {
    let (rank, end) = rank(reader, at)?;
    if !is_figure(reader, at, end) {
        return None;
    }
    let value = Decimal::new(rank.into(), 0);
    let written = Written { value, step: Decimal::ONE, rounded: false };
    Some(Draft::new((at, end), Kind::Ordinal, Hedge::Exact, commit(written, Hedge::Exact)))
}

fn is_figure(reader: &Reader<'_>, at: usize, end: usize) -> bool {
    let is_superlative = |at: usize| {
        reader.word(at).ends_with("est")
            || reader.is_any(at, &["ever", "most", "quarter", "placed", "ranked", "minute"])
    };
    if reader.hyphenates(end) {
        return is_superlative(end + 1);
    }
    if reader.class(end, Class::Phrase) && !reader.is_number(at) {
        return false;
    }
    let starts = at == reader.sentence_start(at);
    if starts && reader.is(end, ",") {
        return false;
    }
    let is_word = reader.is_word(at) && end == at + 1;
    if is_word && reader.capital(at) && !starts && !reader.setting.capitals && reader.capital(end) {
        return false;
    }
    let is_adverb = is_word
        && (reader.after_any(at, ADVERBIAL) && reader.is_any(at, &["first", "second", "third"]))
        && !reader.after_any(at, &["and", "to", "was", "were", "is", "are", "be", "been"]);
    let reported = reader.after_any(at, &["was", "were", "is", "been", "be"])
        && reader.is(at, "first")
        && reader.word(end).ends_with("ed");
    let seconds = reader.is(at, "second") && reader.after_any(at, &["per", "a", "every"]);
    let is_list = reader.are(end, &["of", "all"]);
    !(is_adverb || reported || seconds || is_list)
}
