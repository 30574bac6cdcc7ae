//! Sentences of our own, in the styles that articles have, with the figures that they hold; and
//! sentences with none. And passages in twelve styles, each as it stands in an article of its day.

use super::{read, said, words};

/// The day on which all of them are published, a Friday.
const PUBLISHED: &str = "2025-05-30";

/// A sentence, then its figures: a line each, indented, as `words = what they say`.
const SENTENCES: &str = include_str!("sentences.txt");

/// Sentences in which nothing counts, one a line.
const CLEAN: &str = include_str!("clean.txt");

/// Passages: the day of publication, the text, and its figures as those of sentences; `===` between.
pub(crate) const PASSAGES: &str = include_str!("passages.txt");

/// The day, the text and the figures of each passage.
pub(crate) fn passages() -> Vec<(&'static str, String, String)> {
    let passage = |passage: &'static str| {
        let (first, rest) = passage.split_once('\n').expect("a day and a text");
        let day = first.strip_prefix("published ").expect("a day");
        let (figures, text): (Vec<&str>, Vec<&str>) =
            rest.split_inclusive('\n').partition(|line| line.starts_with("    "));
        (day, text.concat(), figures.concat())
    };
    PASSAGES.split("===\n").map(passage).collect()
}

fn figures(sentence: &str) -> String {
    figures_on(sentence, PUBLISHED)
}

fn figures_on(sentence: &str, published: &str) -> String {
    let document = read(sentence, published);
    let lines = document
        .figures
        .iter()
        .map(|figure| format!("    {} = {}\n", words(sentence, figure), said(figure)));
    lines.collect()
}

#[test]
fn each_sentence_holds_the_figures_that_are_written_below_it() {
    let mut wrong = Vec::new();
    let (mut sentence, mut expected, mut n_sentences) = ("", String::new(), 0);
    for line in SENTENCES.lines().chain([""]) {
        if line.starts_with(' ') {
            expected.push_str(line);
            expected.push('\n');
            continue;
        }
        let found = figures(sentence);
        if found != expected {
            wrong.push(format!("{sentence}\n  expected\n{expected}  found\n{found}"));
        }
        (sentence, n_sentences) = (line, n_sentences + 1);
        expected.clear();
    }
    assert!(wrong.is_empty(), "{} of {n_sentences}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(n_sentences > 290);
}

#[test]
fn passages_hold_the_figures_that_are_written_below_them() {
    let passages = passages();
    let mut wrong = Vec::new();
    for (day, text, expected) in &passages {
        let found = figures_on(text, day);
        if found != *expected {
            wrong.push(format!("{text}\n  expected\n{expected}  found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), passages.len(), wrong.join("\n"));
    assert!(passages.len() >= 12);
}

#[test]
fn what_only_looks_like_a_figure_is_none() {
    let wrong: Vec<String> = CLEAN
        .lines()
        .filter_map(|line| Some((line, figures(line))).filter(|(_, found)| !found.is_empty()))
        .map(|(line, found)| format!("{line}\n{found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
