//! Words before and after a number that limit it.

use super::reader::Reader;
use crate::prose::lexicon::{Hedge, HedgePhrase};

/// The hedges that may begin here, the longest first, each with the token after it.
pub(super) fn before<'r>(
    reader: &'r Reader<'_>,
    at: usize,
) -> impl Iterator<Item = (Hedge, usize)> + use<'r> {
    let phrases = match reader.senses(at) {
        Some(senses) if senses.hedges => reader.lexicon.hedges(reader.word(at)),
        _ => &[],
    };
    phrases
        .iter()
        .filter(move |phrase| reader.are(at, phrase.words))
        .map(move |phrase| (phrase.hedge, at + phrase.words.len()))
}

/// The first phrase of a hedge after a number that stands here.
fn after_word<'r>(reader: &'r Reader<'_>, at: usize) -> Option<&'r HedgePhrase> {
    let phrases = reader.lexicon.hedges_after(reader.word(at));
    phrases.iter().find(|phrase| reader.are(at, phrase.words))
}

/// A hedge after a number: or more, or so, -odd, plus.
pub(super) fn after(reader: &Reader<'_>, at: usize) -> Option<(Hedge, usize)> {
    if let Some(phrase) = after_word(reader, at) {
        let end = at + phrase.words.len();
        // "200 or more than 190" compares with the second number.
        let goes_on = reader.is_any(end, &["than"]) && phrase.words.last() != Some(&"than");
        let is_bound = phrase.words.last() == Some(&"than") && reader.is_number(end);
        return (!goes_on && !is_bound).then_some((phrase.hedge, end));
    }
    if reader.is(at, "+")
        && reader.joined(at)
        && !(reader.joined(at + 1) && reader.is_number(at + 1))
    {
        return Some((Hedge::AtLeast, at + 1));
    }
    let word = at + usize::from(reader.hyphenates(at));
    if word > at && reader.is(word, "plus") {
        return Some((Hedge::AtLeast, word + 1));
    }
    // 1,200-odd are some more than 1,200.
    if word > at && reader.is(word, "odd") {
        return Some((Hedge::Over, word + 1));
    }
    if word > at && reader.is(word, "ish") {
        return Some((Hedge::About, word + 1));
    }
    None
}
