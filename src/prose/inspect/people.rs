//! Ages against years of birth, and letters against the words that they stand for.

use super::{Fault, Review, Word};
use crate::diagnostics::Span;
use crate::prose::figures::{Figure, Kind, Meaning};
use crate::types::Decimal;
use crate::types::calendar::Civil;

/// Words that say that the age is that of another day.
const THEN: &[&str] = &["when", "then", "at the time", "before", "later", "since", "until"];

pub(super) fn ages(review: &Review<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (sentence, figures) in review.sentences() {
        let text = review.words_of(sentence).to_lowercase();
        if text.contains("born") && !THEN.iter().any(|word| text.contains(word)) {
            faults.extend(age(review, figures));
        }
    }
    faults
}

fn age(review: &Review<'_>, figures: &[Figure]) -> Option<Fault> {
    let mut ages = figures.iter().filter(|figure| is_age(review, figure));
    let age = ages.next().filter(|_| ages.next().is_none())?;
    let after = |word: &str| {
        figures.iter().find(|figure| {
            let before = review.before(figure).to_lowercase();
            let mut near = before.split_whitespace().rev().take(3);
            figure.kind == Kind::Date && near.any(|found| found.trim_matches(',') == word)
        })
    };
    let born = after("born")?;
    let end = match after("died") {
        Some(died) => year(died)?,
        None => review.document.published.map(|published| Civil::from_days(published.day).year)?,
    };
    let (first, last) = (end - year(born)? - 1, end - year(born)?);
    let value = age.value().and_then(Decimal::to_i64)?;
    if (i64::from(first)..=i64::from(last)).contains(&value) {
        return None;
    }
    let words = |figure: &Figure| review.words_of(figure.text).to_owned();
    Some(Fault {
        message: format!(
            "`{}`{} old and born in `{}`: in {end} that is {first} or {last}",
            words(age),
            if words(age).contains("year") { "" } else { " years" },
            words(born)
        ),
        marks: vec![(age.text, format!("{first} or {last} in {end}")), (born.text, String::new())],
    })
}

/// A number of years that is said to be somebody's age.
fn is_age(review: &Review<'_>, figure: &Figure) -> bool {
    let is_years = figure.kind == Kind::Duration && figure.unit.as_deref() == Some("year");
    let words = review.words_of(figure.text);
    let before = review.word_before(figure);
    is_years
        && (review.after(figure).starts_with("-old")
            || review.after(figure).starts_with(" old")
            || matches!(before.as_str(), "aged" | "age" | "of" | "turned")
            || !words.contains("year") && review.before(figure).trim_end().ends_with(','))
}

fn year(figure: &Figure) -> Option<i32> {
    let Meaning::Date { says, .. } = figure.meaning else { return None };
    let (first, last) = (Civil::from_days(says.low?).year, Civil::from_days(says.high?).year);
    (first == last).then_some(first)
}

pub(super) fn abbreviations(review: &Review<'_>) -> Vec<Fault> {
    let sentences = review.document.sentences.iter();
    sentences.flat_map(|sentence| in_sentence(review, sentence.text)).collect()
}

fn in_sentence(review: &Review<'_>, sentence: Span) -> Vec<Fault> {
    if !review.words_of(sentence).contains('(') {
        return Vec::new();
    }
    let words = review.tokens(sentence);
    let mut faults = Vec::new();
    for at in 1..words.len() {
        let is_bracketed = words[at - 1].is("(")
            && words.get(at + 1).is_some_and(|next| next.is(")") || next.is(","));
        if is_bracketed && is_letters(words[at].text) {
            faults.extend(abbreviation(review, &words[..at - 1], words[at]));
        }
    }
    faults
}

/// Three to seven capitals.
fn is_letters(word: &str) -> bool {
    (3..=7).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_uppercase())
}

/// The letters are those of as many words before them, in another order or but for one.
fn abbreviation(review: &Review<'_>, before: &[Word<'_>], letters: Word<'_>) -> Option<Fault> {
    let count = letters.text.len();
    let words = before.get(before.len().checked_sub(count)?..)?;
    let are_names = words.iter().all(|word| word.is_capital() && word.text.len() > 1);
    // Of a longer name the letters may be those of other words.
    let is_whole = before.len() == count || {
        let word = before[before.len() - count - 1];
        !word.is_capital() || word.is("the")
    };
    if !are_names || !is_whole {
        return None;
    }
    let initials: String =
        words.iter().filter_map(|word| word.text.chars().next()).collect::<String>().to_uppercase();
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_swapped = sorted(&initials) == sorted(letters.text);
    (initials != letters.text && is_swapped).then(|| {
        let span = Span::new(words[0].span.start, words[count - 1].span.end);
        Fault {
            message: format!(
                "`{}` has the initials {initials}, not `{}`",
                review.words_of(span),
                letters.text
            ),
            marks: vec![
                (letters.span, format!("the initials are {initials}")),
                (span, String::new()),
            ],
        }
    })
}
