//! Number words that count nothing: no one, one of them, Five Eyes, one-off.

use super::run_end;
use crate::prose::grammar::reader::Reader;
use crate::prose::lexicon::{Class, NumberWord};

/// Words with a number in them that count nothing.
pub(super) fn set_phrase(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let number = reader.sense(at, |senses| senses.number);
    let is_small = matches!(number, Some(NumberWord::Small(_) | NumberWord::Tens(_)));
    if is_small {
        if let Some(end) = one(reader, at).or_else(|| hyphenated(reader, at)) {
            return Some(end);
        }
        // Five Eyes, Three Gorges: a name.
        let starts = at == reader.sentence_start(at);
        let is_name = reader.capital(at)
            && !starts
            && !reader.setting.capitals
            && reader.capital(at + 1)
            && reader.is_word(at + 1)
            && !matches!(
                reader.word(at.wrapping_sub(1)),
                "“" | "\"" | ":" | "‘" | "•" | "(" | "-" | "—" | "–"
            )
            && reader
                .senses(at + 1)
                .is_none_or(|senses| senses.number.is_none() && senses.unit.is_none());
        let is_after_name = reader.capital(at)
            && !starts
            && !reader.setting.capitals
            && reader.after_any(at, &["of", "big", "war", "formula", "number", "gang", "figure"])
            && (at < 2 || reader.capital(at - 1) || reader.is(at - 1, "of"));
        if is_name || is_after_name {
            return Some(at + 1);
        }
        if reader.is(at, "zero") && reader.is_any(at + 1, &["in", "tolerance", "sum"]) {
            return Some(at + 2);
        }
    }
    if reader.are(at, &["one", "another"]) || reader.are(at, &["no", "one"]) {
        return Some(at + 2);
    }
    None
}

const NOT_COUNTED: &[&str] = &[
    "of", "another", "day", "thing", "by", "to", "can", "could", "may", "might", "should", "would",
    "must", "is", "was", "who", "that", "which", "has", "had", "does", "knows", "else", "such",
    "and", "or", "could", "cannot", "needs", "wants", "the", "a", "with", "for", "at", "on",
    "from", "way", "side", "hand", "reason", "example", "wonders", "said", "might", "will", "side",
];

/// "One of the officials", "the one", "one by one": a pronoun. "One soldier" is a count.
pub(super) fn one(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if !reader.is_any(at, &["one", "ones"]) {
        return None;
    }
    let next = at + 1;
    let is_joined = reader.is_hyphen(next) && reader.joined(next);
    if is_joined {
        return None;
    }
    let is_share = reader.is(next, "in")
        && (reader.is_number(next + 1)
            || reader.sense(next + 1, |senses| senses.number).is_some()
            || reader.is(next + 1, "every"));
    let is_ratio = reader.are(next, &["out", "of"]);
    let is_range = reader.is_any(next, &["or", "to", "and"])
        && (reader.sense(next + 1, |senses| senses.number).is_some()
            || reader.are(next + 1, &["a", "half"])
            || reader.is_number(next + 1));
    let is_point =
        reader.is(next, "point") && reader.sense(next + 1, |senses| senses.number).is_some();
    let is_fraction = reader.sense(next, |senses| senses.fraction).is_some();
    let is_over =
        reader.is(next, "over") && reader.sense(next + 1, |senses| senses.number).is_some();
    if is_share || is_ratio || is_range || is_point || is_fraction || is_over {
        return None;
    }
    if let Some(before) = at.checked_sub(1) {
        let is_limited = reader.senses(before).is_some_and(|senses| senses.hedges);
        let is_than =
            reader.is_any(before, &["than", "least", "only", "just", "exactly", "to", "most"]);
        if is_limited || is_than {
            let pronoun = reader.is(before, "to") || reader.is(before, "some");
            let counts = !reader.class(next, Class::Stop) || reader.is(next, "of") && !pronoun;
            let closes = reader.closes(next) || reader.is(next, "in");
            return (!(counts || closes) || reader.is(before, "some")).then_some(next);
        }
        let pointed = reader.class(before, Class::Pointing)
            || reader.is_any(
                before,
                &[
                    "good", "new", "old", "big", "first", "last", "latest", "bad", "great",
                    "small", "loved", "right", "wrong", "number", "another", "next", "previous",
                    "'", "square", "day",
                ],
            );
        let counts_all_the_same = reader.class(next, Class::People)
            || reader.is_any(next, &["hundred", "million", "thousand", "billion"]);
        if pointed && !counts_all_the_same {
            return Some(next);
        }
    }
    let is_pronoun = NOT_COUNTED.iter().any(|word| reader.is(next, word))
        || (reader.class(next, Class::Stop) && !reader.is(next, "more"))
        || (reader.closes(next) && at > 0 && !reader.is(at - 1, "phase"))
        || (reader.class(next, Class::Verb) && !reader.class(next, Class::Plural));
    let alone = at == 0 && next == reader.len();
    (is_pronoun && !alone).then_some(next)
}

/// One-off, two-way, four-wheel, zero-sum.
pub(super) fn hyphenated(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let word = at + 2;
    let phrases = [
        "off",
        "way",
        "sided",
        "time",
        "faced",
        "wheel",
        "sum",
        "on",
        "man",
        "woman",
        "stop",
        "size",
        "shot",
        "hit",
        "liner",
        "tier",
        "pronged",
        "track",
        "thing",
        "click",
        "to",
        "fold",
        "piece",
        "dimensional",
        "shirt",
        "self",
        "nil",
        "day",
        "color",
        "colour",
        "legged",
        "letter",
        "carbon",
        "emission",
        "emissions",
        "party",
        "state",
        "seater",
        "bedroom",
    ];
    let counts = ["day", "time", "party", "state", "seater", "bedroom", "fold", "to"];
    let is_one_or_zero = reader.is_any(at, &["one", "zero"]);
    let is_share = reader.is(word, "in") || reader.is(word, "to") && reader.hyphenates(word + 1);
    let fits = reader.hyphenates(at + 1)
        && reader.is_any(word, &phrases)
        && !is_share
        && (!counts.iter().any(|known| reader.is(word, known))
            || is_one_or_zero
                && reader.is_any(word, &["time", "day"])
                && reader.is(at, "one")
                && reader.is(word, "time"));
    fits.then(|| run_end(reader, at))
}
