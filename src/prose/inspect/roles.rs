//! Who gave what to whom: sentences that tell it both ways round.
//!
//! Only parties that a list knows under all of their names, and things that have a name of their own,
//! are compared: what is left is certain.

use super::{Fault, Review, Word};
use crate::diagnostics::Span;
use crate::prose::document::Role;
use std::sync::LazyLock;

/// Parties with the names that they have in the news; the first is what messages say.
const PARTIES: &[&[&str]] = &[
    &["North Korea", "NK", "N. Korea", "DPRK", "the North", "Pyongyang"],
    &["South Korea", "S. Korea", "ROK", "the South", "Seoul"],
    &["Russia", "Moscow", "the Kremlin"],
    &["the United States", "United States", "US", "U.S.", "USA", "Washington", "America"],
    &["Ukraine", "Kyiv", "Kiev"],
    &["China", "Beijing", "PRC"],
    &["Japan", "Tokyo"],
    &["Iran", "Tehran"],
    &["Britain", "UK", "U.K.", "the United Kingdom", "United Kingdom", "London"],
    &["Germany", "Berlin"],
    &["France", "Paris"],
    &["India", "New Delhi"],
    &["Israel", "Jerusalem"],
    &["Turkey", "Ankara", "Türkiye"],
    &["Poland", "Warsaw"],
    &["Belarus", "Minsk"],
];

const GIVES: &[&str] = &[
    "transfer",
    "transfers",
    "transferred",
    "supply",
    "supplies",
    "supplied",
    "provide",
    "provides",
    "provided",
    "send",
    "sends",
    "sent",
    "give",
    "gives",
    "gave",
    "given",
    "deliver",
    "delivers",
    "delivered",
    "ship",
    "ships",
    "shipped",
    "hand",
    "hands",
    "handed",
    "sell",
    "sells",
    "sold",
    "export",
    "exports",
    "exported",
    "donate",
    "donates",
    "donated",
    "pass",
    "passes",
    "passed",
];
const RECEIVES: &[&str] = &[
    "receive", "receives", "received", "get", "gets", "got", "obtain", "obtains", "obtained",
    "import", "imports", "imported", "buy", "buys", "bought", "acquire", "acquires", "acquired",
];

/// Words between a verb and its other party.
const REACH: usize = 30;

/// Who gives what to whom, as one sentence has it.
struct Gift<'d> {
    giver: usize,
    receiver: usize,
    /// Names in what is given.
    things: Vec<&'d str>,
    /// A verb of giving with "from": the sentence makes the receiver the giver.
    twisted: bool,
    span: Span,
    verb: Span,
    role: Role,
}

pub(super) fn find(review: &Review<'_>) -> Vec<Fault> {
    let document = review.document;
    let mut gifts: Vec<Gift<'_>> = Vec::new();
    // Who gives and who receives stand in one sentence, and most name not even one of them.
    let told = document.sentences.iter().filter(|one| names_two(review.words_of(one.text)));
    for sentence in told {
        let role = document.blocks.get(sentence.block).map_or(Role::Body, |block| block.role);
        gifts.extend(gifts_of(review, sentence.text, role));
    }
    let mut faults = Vec::new();
    for (at, gift) in gifts.iter().enumerate() {
        let against = |other: &&Gift<'_>| {
            let shared = gift.things.iter().any(|thing| other.things.contains(thing));
            shared && gift.giver == other.receiver && gift.receiver == other.giver
        };
        // A twisted sentence is told as such; of two straight ones the later.
        let other = match gift.twisted {
            true => gifts.iter().find(|other| !other.twisted && against(other)),
            false => gifts[..at].iter().find(|other| !other.twisted && against(other)),
        };
        faults.extend(other.map(|other| fault(review, gift, other)));
    }
    faults
}

fn fault(review: &Review<'_>, gift: &Gift<'_>, other: &Gift<'_>) -> Fault {
    let thing = gift.things.iter().find(|thing| other.things.contains(thing)).unwrap_or(&"it");
    let [giver, receiver] = [gift.giver, gift.receiver].map(|party| PARTIES[party][0]);
    let place = match other.role {
        Role::Headline => "the headline".to_owned(),
        _ => format!("`{}`", shortened(review.words_of(other.span))),
    };
    let verb = review.words_of(gift.verb);
    Fault {
        message: format!(
            "here {giver} gives the {thing} (`{verb}`), and {place} has {receiver} give it to {giver}"
        ),
        marks: vec![
            (gift.span, format!("{giver} as the giver")),
            (other.span, format!("{receiver} as the giver")),
        ],
    }
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    crate::types::format::shorten(&line, 60).into_owned()
}

fn gifts_of<'d>(review: &Review<'d>, sentence: Span, role: Role) -> Vec<Gift<'d>> {
    let words = review.tokens(sentence);
    let verbs =
        (0..words.len()).filter(|at| words[*at].is_any(GIVES) || words[*at].is_any(RECEIVES));
    verbs.filter_map(|at| gift(review, (&words, at), role)).collect()
}

/// The gift that a verb tells of, where both parties are known.
fn gift<'d>(
    review: &Review<'d>,
    (words, verb): (&[Word<'d>], usize),
    role: Role,
) -> Option<Gift<'d>> {
    let (subject, start) = subject(words, verb)?;
    let gives = words[verb].is_any(GIVES);
    let end = clause_end(words, verb);
    let to = partner(words, verb, end, "to");
    let from = partner(words, verb, end, "from");
    let (other, at, twisted) = match (gives, to, from) {
        (true, Some((party, at)), _) => (party, at, false),
        (true, None, Some((party, at))) => (party, at, true),
        (false, _, Some((party, at))) => (party, at, false),
        _ => return None,
    };
    if other == subject {
        return None;
    }
    let (giver, receiver) = if gives { (subject, other) } else { (other, subject) };
    let last = words.get(at)?;
    Some(Gift {
        giver,
        receiver,
        things: things(review, &words[verb + 1..at]),
        twisted,
        span: Span::new(words[start].span.start, last.span.end),
        verb: words[verb].span,
        role,
    })
}

/// The party right before a verb: nothing but helping words may stand between the two.
fn subject(words: &[Word<'_>], verb: usize) -> Option<(usize, usize)> {
    const HELPING: &[&str] =
        &["has", "have", "had", "also", "will", "would", "may", "is", "believed", "to", "already"];
    let mut at = verb;
    while at > 0 && words[at - 1].is_any(HELPING) {
        at -= 1;
    }
    (0..at).rev().take(3).find_map(|start| {
        let (party, len) = party(words, start)?;
        (start + len == at).then_some((party, start))
    })
}

/// The other party: behind a preposition, before the clause ends.
fn partner(words: &[Word<'_>], verb: usize, end: usize, link: &str) -> Option<(usize, usize)> {
    (verb + 1..end).find_map(|at| {
        let (party, len) = words[at].is(link).then(|| party(words, at + 1)).flatten()?;
        Some((party, at + len))
    })
}

/// Where another verb of the kind, or the reach, ends what a verb speaks of.
fn clause_end(words: &[Word<'_>], verb: usize) -> usize {
    let most = (verb + REACH).min(words.len());
    let next = |word: &Word<'_>| word.is_any(GIVES) || word.is_any(RECEIVES) || word.is(";");
    words[verb + 1..most].iter().position(next).map_or(most, |at| verb + 1 + at)
}

/// The words that names of parties begin with, each with its party, by their first letter, which is a
/// capital of ASCII.
static FIRST_WORDS: LazyLock<[Vec<(usize, &'static str)>; 26]> = LazyLock::new(|| {
    let mut by_letter = [const { Vec::new() }; 26];
    for (party, names) in PARTIES.iter().enumerate() {
        for name in *names {
            let word = name.trim_start_matches("the ").split(' ').next().unwrap_or_default();
            let letter = word.bytes().next().and_then(letter);
            if let Some(words) = letter.and_then(|letter| by_letter.get_mut(letter)) {
                words.push((party, word));
            }
        }
    }
    by_letter
});

/// The place of a capital in the alphabet.
fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'))
}

/// Whether a text may name two parties, by the words that their names begin with.
fn names_two(text: &str) -> bool {
    let bytes = text.as_bytes();
    let first_words: &[_] = &*FIRST_WORDS;
    let mut named = bytes.iter().enumerate().flat_map(|(at, byte)| {
        let words = letter(*byte).map_or(&[][..], |letter| &first_words[letter]);
        let is_here = move |(_, word): &&(usize, &str)| bytes[at..].starts_with(word.as_bytes());
        words.iter().filter(is_here).map(|(party, _)| *party)
    });
    named.next().is_some_and(|first| named.any(|party| party != first))
}

/// The party whose name begins here, and of how many words it is.
fn party(words: &[Word<'_>], start: usize) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for (index, names) in PARTIES.iter().enumerate() {
        for name in *names {
            let fits = name.split(' ').enumerate().all(|(offset, part)| {
                let word = words.get(start + offset).map_or("", |word| word.text);
                word == part || part == "the" && word == "The"
            });
            // North Korea is no part of the North Korean army.
            let own = name.split(' ').count();
            if fits && best.is_none_or(|(_, len)| own > len) {
                best = Some((index, own));
            }
        }
    }
    best
}

/// How many tokens stand here without a blank between them.
fn joined(words: &[Word<'_>]) -> usize {
    let gap = words.windows(2).position(|pair| pair[0].span.end != pair[1].span.start);
    gap.map_or(words.len(), |gap| gap + 1)
}

/// Names in what is given: words with a capital that are no party.
fn things<'d>(review: &Review<'d>, words: &[Word<'d>]) -> Vec<&'d str> {
    let mut things = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((_, len)) = party(words, at) {
            at += len;
            continue;
        }
        let end = at + joined(&words[at..]);
        let text = review.words_of(Span::new(words[at].span.start, words[end - 1].span.end));
        // The K9 and the KN-23 have names, a "He" has none.
        let is_model = end > at + 1 && text.contains(|c: char| c.is_ascii_digit());
        match (is_model, words[at].is_capital()) {
            (true, true) => things.push(text),
            (false, true) if words[at].text.len() > 2 => things.push(words[at].text),
            _ => {}
        }
        at = if is_model { end } else { at + 1 };
    }
    things
}
