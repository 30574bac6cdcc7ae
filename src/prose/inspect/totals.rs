//! Parts that are said to be all there is, against their whole.

use super::{Fault, Review, last_word};
use crate::prose::figures::{Figure, Kind};
use crate::prose::lexicon::Hedge;
use crate::prose::says;
use crate::types::{Decimal, Interval};

/// More parts than this are no sentence.
const MOST: usize = 10;

pub(super) fn find(review: &Review<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (_, figures) in review.sentences() {
        faults.extend(the_rest(review, figures));
        faults.extend(after_colon(review, figures));
    }
    faults
}

/// "… and the remaining 20 percent": with those before it all there is.
fn the_rest(review: &Review<'_>, figures: &[Figure]) -> Option<Fault> {
    let at = figures.iter().position(|figure| {
        matches!(review.word_before(figure).as_str(), "remaining" | "other")
            && the_before(review, figure)
    })?;
    let rest = &figures[at];
    let before: Vec<&Figure> =
        figures[..at].iter().filter(|figure| figure.kind == rest.kind).collect();
    let is_last = figures[at + 1..].iter().all(|figure| figure.kind != rest.kind);
    let exact = before.iter().all(|figure| figure.hedge == Hedge::Exact)
        && rest.hedge == Hedge::Exact
        && before.len() < MOST;
    if !is_last || !exact {
        return None;
    }
    match rest.kind {
        Kind::Percent if rest.unit.as_deref() == Some("percent") => {
            let whole = Interval::point(Decimal::new(100, 0));
            told(review, (&before, rest), whole, ("100 percent", None))
        }
        Kind::Quantity => {
            let (whole, parts) = before.split_first()?;
            let is_whole =
                matches!(review.word_before(whole).as_str(), "the" | "its" | "their" | "all")
                    && review.before(whole).trim_end().to_lowercase().contains("of ");
            if !is_whole {
                return None;
            }
            let words = review.words_of(whole.text).to_owned();
            told(review, (parts, rest), whole.says()?, (&words, Some(whole)))
        }
        _ => None,
    }
}

/// Whether "the" stands before the word before a figure.
fn the_before(review: &Review<'_>, figure: &Figure) -> bool {
    let before = review.before(figure).trim_end();
    let without = before.rsplit_once(char::is_whitespace).map_or("", |(head, _)| head);
    last_word(without) == "the"
}

/// Says that no choice of the parts, with the rest, makes the whole.
fn told(
    review: &Review<'_>,
    (parts, rest): (&[&Figure], &Figure),
    whole: Interval<Decimal>,
    (name, marked): (&str, Option<&Figure>),
) -> Option<Fault> {
    let rest_says = rest.says()?;
    if parts.is_empty() {
        return None;
    }
    for choice in 1..1_u32 << parts.len() {
        let mut sum = rest_says;
        for (at, part) in parts.iter().enumerate() {
            if choice >> at & 1 == 1 {
                sum = sum.add(part.says()?).ok()?;
            }
        }
        if sum.overlaps(&whole) {
            return None;
        }
    }
    let mut all: Vec<&Figure> = parts.to_vec();
    all.push(rest);
    Some(fault(review, &all, (name, marked)))
}

fn fault(review: &Review<'_>, parts: &[&Figure], (name, whole): (&str, Option<&Figure>)) -> Fault {
    let mut sum = Interval::point(Decimal::ZERO);
    for part in parts {
        sum = part.says().and_then(|says| sum.add(says).ok()).unwrap_or(sum);
    }
    let words: Vec<String> =
        parts.iter().map(|part| format!("`{}`", review.words_of(part.text))).collect();
    let shown = says::numbers(sum.map(|end| end.trimmed()));
    let mut marks = vec![match whole {
        Some(whole) => (whole.text, format!("the parts make {shown}")),
        None => (parts[parts.len() - 1].text, format!("together {shown}, not {name}")),
    }];
    let first = marks[0].0;
    marks.extend(
        parts.iter().filter(|part| part.text != first).map(|part| (part.text, String::new())),
    );
    Fault { message: format!("{} make {shown}, not {name}", words.join(" and ")), marks }
}

/// What follows the colon right behind a noun, or behind what happened to all of them: "30 people
/// died: …", "12 men were killed: …".
fn verb_before_colon(rest: &str) -> Option<&str> {
    let (words, behind) = rest.split_once(':')?;
    let verbs = ["", "died", "were killed", "were injured", "were hurt", "were arrested", "sank"];
    (verbs.contains(&words.trim()) && behind.starts_with(' ')).then_some(behind)
}

/// "12 ships: 5 tankers, 4 ferries and 2 tugs".
fn after_colon(review: &Review<'_>, figures: &[Figure]) -> Option<Fault> {
    let is_count = |figure: &Figure| figure.kind == Kind::Quantity && figure.hedge == Hedge::Exact;
    let at = figures.iter().position(|figure| {
        let rest = figure.noun.and_then(|noun| review.document.text.get(noun.end..));
        is_count(figure) && rest.is_some_and(|rest| verb_before_colon(rest).is_some())
    })?;
    let (whole, parts) = (&figures[at], &figures[at + 1..]);
    let noun = whole.noun?;
    let first = parts.first()?;
    let link = review.document.text.get(noun.end..first.text.start)?;
    let begins = verb_before_colon(link).is_some_and(|rest| rest.trim().is_empty());
    let is_list = parts.windows(2).all(|pair| {
        let between = review.between(&pair[0], &pair[1]);
        let ends = between.trim_end();
        let words = between.split_whitespace().count();
        (ends.ends_with(',') || ends.ends_with(" and")) && words <= 5
    });
    let last = review.after(parts.last()?);
    let is_end = last.find(['.', ';']).is_some_and(|end| !last[..end].contains(','));
    if parts.len() < 2 || !begins || !is_list || !is_end || !parts.iter().all(is_count) {
        return None;
    }
    let mut sum = Interval::point(Decimal::ZERO);
    for part in parts {
        sum = sum.add(part.says()?).ok()?;
    }
    let words = review.words_of(whole.text).to_owned();
    let all: Vec<&Figure> = parts.iter().collect();
    (!sum.overlaps(&whole.says()?)).then(|| fault(review, &all, (&words, Some(whole))))
}
