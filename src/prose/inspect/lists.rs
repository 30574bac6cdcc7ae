//! A list and the number that announces it: four countries: France, Spain, Italy and Malta.

use super::{Fault, Review};
use crate::diagnostics::Span;
use crate::prose::figures::{Figure, Kind};
use crate::prose::lexicon::Hedge;
use crate::types::Decimal;

pub(super) fn find(review: &Review<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (sentence, figures) in review.sentences() {
        for figure in figures {
            faults.extend(fault(review, sentence, figure));
        }
    }
    faults
}

/// How a list is announced.
#[derive(Clone, Copy, PartialEq)]
enum Link {
    /// A colon: these are all.
    All,
    /// "including": these are some.
    Some,
}

fn fault(review: &Review<'_>, sentence: Span, figure: &Figure) -> Option<Fault> {
    if figure.kind != Kind::Quantity || figure.hedge != Hedge::Exact {
        return None;
    }
    let announced = figure.value().filter(|value| value.is_whole())?;
    let from = figure.noun?.end;
    let text = &review.document.text;
    let mut end = sentence.end.min(from + 400);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let rest = text.get(from..end)?;
    let (link, list) = link(rest)?;
    let items = items(list)?;
    let count = Decimal::from(items.len() as i64);
    let is_wrong = match link {
        Link::All => count != announced && items.len() >= 2,
        Link::Some => count > announced,
    };
    is_wrong.then(|| {
        let start = from + (rest.len() - list.len());
        let start = start + (list.len() - list.trim_start().len());
        let len = items.last().map_or(0, |last| {
            last.as_ptr() as usize + last.len() - list.trim_start().as_ptr() as usize
        });
        let words = review.words_of(figure.text);
        let noun = figure.noun.map_or("", |noun| review.words_of(noun));
        Fault {
            message: format!("`{words} {noun}`, and a list of {}", items.len()),
            marks: vec![
                (figure.text, format!("the list has {}", items.len())),
                (Span::new(start, start + len), String::new()),
            ],
        }
    })
}

/// What follows right behind the noun.
fn link(rest: &str) -> Option<(Link, &str)> {
    if let Some(list) = rest.strip_prefix(": ") {
        return Some((Link::All, list));
    }
    let rest = rest.trim_start_matches([',', ' ']);
    ["including ", "among them "]
        .into_iter()
        .find_map(|word| rest.strip_prefix(word))
        .map(|list| (Link::Some, list))
}

/// The things of a list: names with commas between them and "and" before the last. Anything else is
/// no list that can be counted.
fn items(list: &str) -> Option<Vec<&str>> {
    let end = list.find(['.', ';', '(', '—', '\n', ':']).unwrap_or(list.len());
    let list = without_tail(list[..end].trim());
    let (head, last) = split_last(list)?;
    let mut items: Vec<&str> = head.split(", ").map(str::trim).collect();
    items.retain(|item| !item.is_empty());
    let last = last_name(last);
    items.push(last);
    items.iter().all(|item| is_name(item)).then_some(items)
}

/// A list without what the sentence goes on with behind its last comma.
fn without_tail(list: &str) -> &str {
    let Some(comma) = list.rfind(", ") else { return list };
    let tail = &list[comma + 2..];
    let belongs = tail.starts_with("and ") || tail.starts_with(char::is_uppercase);
    if belongs { list } else { list[..comma].trim_end() }
}

/// The last thing stands behind the first "and" that follows the last comma.
fn split_last(list: &str) -> Option<(&str, &str)> {
    let comma = list.rfind(", ").map_or(0, |at| at + 2);
    let tail = &list[comma..];
    if let Some(last) = tail.strip_prefix("and ") {
        return Some((list[..comma].trim_end_matches([',', ' ']), last));
    }
    let at = tail.find(" and ")?;
    Some((&list[..comma + at], &tail[at + 5..]))
}

/// The name that a text begins with: what follows it belongs to the sentence.
fn last_name(text: &str) -> &str {
    let mut end = 0;
    let mut at = 0;
    for word in text.split_inclusive(' ') {
        let is_part = word.starts_with(char::is_uppercase) || matches!(word.trim(), "the" | "of");
        if !is_part {
            break;
        }
        at += word.len();
        if word.starts_with(char::is_uppercase) {
            end = at;
        }
    }
    text[..end].trim_end()
}

/// A few words, the first of them with a capital.
fn is_name(item: &str) -> bool {
    let item = item.strip_prefix("the ").unwrap_or(item);
    item.starts_with(char::is_uppercase)
        && item.split_whitespace().count() <= 4
        && !item.contains(|c: char| c.is_ascii_digit())
        && !item.contains(" and ")
}
