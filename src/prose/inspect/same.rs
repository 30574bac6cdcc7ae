//! The same things counted twice, and ranges with their higher end first.

use super::{Fault, Review, first_word};
use crate::prose::figures::{Figure, Kind};
use crate::prose::lexicon::Hedge;
use std::collections::HashMap;

/// Words that say that the things are known: the eleven members.
const DEFINITE: &[&str] = &["the", "all", "its", "their", "our", "these", "those"];

/// Words behind a noun that say which of the things are meant.
const NARROWS: &[&str] = &[
    "of", "from", "in", "who", "that", "which", "with", "at", "on", "under", "between", "whose",
    "near", "for", "by", "where", "without", "outside", "inside", "aged",
];

pub(super) fn find(review: &Review<'_>) -> Vec<Fault> {
    let mut known: HashMap<String, &Figure> = HashMap::new();
    let mut faults = Vec::new();
    for figure in review.document.figures.iter().filter(|figure| is_definite(review, figure)) {
        let Some(noun) = noun(review, figure) else { continue };
        let first = *known.entry(noun.clone()).or_insert(figure);
        if first.value() != figure.value() {
            faults.push(fault(review, (first, figure), &noun));
        }
    }
    faults
}

/// An exact count of things that the reader knows already.
fn is_definite(review: &Review<'_>, figure: &Figure) -> bool {
    figure.kind == Kind::Quantity
        && figure.hedge == Hedge::Exact
        && !figure.quoted
        && figure.value().is_some()
        && DEFINITE.contains(&review.word_before(figure).as_str())
}

/// The noun phrase, of two words at least, where nothing narrows it.
fn noun(review: &Review<'_>, figure: &Figure) -> Option<String> {
    let span = figure.noun?;
    let phrase = review.words_of(span).to_lowercase();
    let rest = review.document.text.get(span.end..).unwrap_or_default();
    let next = first_word(&rest.chars().take(24).collect::<String>());
    let is_whole = phrase.split_whitespace().count() >= 2 && !NARROWS.contains(&next.as_str());
    is_whole.then_some(phrase)
}

fn fault(review: &Review<'_>, (first, second): (&Figure, &Figure), noun: &str) -> Fault {
    let words = |figure: &Figure| review.words_of(figure.text).to_owned();
    Fault {
        message: format!("`{} {noun}`, and before that `{} {noun}`", words(second), words(first)),
        marks: vec![
            (second.text, "another number".to_owned()),
            (first.text, "the first time".to_owned()),
        ],
    }
}

pub(super) fn reversed(review: &Review<'_>) -> Vec<Fault> {
    let is_range = |figure: &&Figure| {
        let words = review.words_of(figure.text).to_lowercase();
        // "21 to 14" is a vote, and "by 2 percent to 1.71" where a fall ends.
        figure.reversed && (words.starts_with("between ") || !words.contains(" to "))
    };
    let figures = review.document.figures.iter().filter(is_range);
    figures
        .map(|figure| Fault {
            message: format!(
                "`{}` runs from the higher end to the lower",
                review.words_of(figure.text)
            ),
            marks: vec![(figure.text, "the higher end first".to_owned())],
        })
        .collect()
}
