//! What holds for any text.

use super::{Document, Markup, ReadOptions, said};
use proptest::prelude::*;
use scruple::prose::Figure;

fn read(bytes: &[u8], markup: Markup) -> Document {
    Document::read(bytes, &ReadOptions { markup, published: Some(20_000) })
}

const MARKUPS: [Markup; 3] = [Markup::Plain, Markup::Markdown, Markup::Html];

/// Pieces that the grammar knows, glued together in any order.
const PIECES: &[&str] = &[
    "one",
    "two",
    "twenty",
    "hundred",
    "million",
    "and",
    "a",
    "half",
    "third",
    "thirds",
    "of",
    "dozen",
    "dozens",
    "the",
    "first",
    "between",
    "from",
    "to",
    "over",
    "about",
    "at least",
    "more than",
    "or more",
    "last year",
    "April",
    "October",
    "2024",
    "June 12",
    "-",
    "–",
    "/",
    ".",
    ",",
    "%",
    "$",
    "€",
    "percent",
    "km",
    "years",
    "a year",
    "ago",
    "later",
    "in",
    "out of",
    "1.5",
    "20,000",
    "3",
    "07",
    "1/2",
    "½",
    "bn",
    "m",
    "people",
    "rounds",
    "US",
    "MiG",
    "G20",
    "(",
    ")",
    "“",
    "”",
    "\"",
    "'",
    "’",
    "s",
    "no",
    "minus",
    "point",
    "times",
    "as many as",
    "Q3",
    "e",
    "^",
    "x",
    "10",
    "early",
    "end of",
    "Monday",
    "week",
    "*",
    "**",
    "#",
    "<b>",
    "</b>",
    "&amp;",
    "&nbsp;",
    "<p>",
    "\n\n",
    "\n",
    "|",
    "é",
    "日本",
    "元",
    "\u{a0}",
    "\u{200b}",
    "Feb 31",
    "31 June",
    "9999",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.to_vec());
    let gap = prop::sample::select(vec![" ", " ", " ", "", "-", "\n"]);
    let joined = prop::collection::vec((piece, gap), 0..40)
        .prop_map(|pieces| pieces.iter().map(|(piece, gap)| format!("{piece}{gap}")).collect());
    prop_oneof![joined, any::<String>(), "\\PC{0,60}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    /// Figures lie in the text one after the other, on the borders of characters, and so do the
    /// bytes that they come from.
    #[test]
    fn figures_are_sorted_and_apart(source in text()) {
        for markup in MARKUPS {
            let document = read(source.as_bytes(), markup);
            let mut end = (0, 0);
            for figure in &document.figures {
                let (text, span) = (figure.text, figure.span);
                prop_assert!(document.text.get(text.start..text.end).is_some_and(|w| !w.is_empty()));
                prop_assert!(source.get(span.start..span.end).is_some_and(|w| !w.is_empty()));
                prop_assert!(end.0 <= text.start && end.1 <= span.start, "{figure:?}");
                end = (text.end, span.end);
                let sentence = document.sentences[figure.sentence];
                prop_assert!(sentence.text.start <= text.start && text.end <= sentence.text.end.max(text.end));
                prop_assert_eq!(sentence.block, figure.block);
                if let Some(noun) = figure.noun {
                    prop_assert!(document.text.get(noun.start..noun.end).is_some());
                }
            }
        }
    }

    /// In plain text the bytes are the words.
    #[test]
    fn plain_text_stays_as_it_is(source in text()) {
        let document = read(source.as_bytes(), Markup::Plain);
        for figure in &document.figures {
            prop_assert_eq!(&source[figure.span.start..figure.span.end], document.words(figure.text));
        }
    }

    /// The ends of lines change nothing.
    #[test]
    fn line_ends_do_not_matter(source in text()) {
        let source = source.replace('\r', "");
        let other = source.replace('\n', "\r\n");
        for markup in MARKUPS {
            let said_of = |text: &str| -> Vec<String> {
                let document = read(text.as_bytes(), markup);
                document.figures.iter().map(said).collect()
            };
            prop_assert_eq!(said_of(&source), said_of(&other));
        }
    }

    /// Any bytes give an outcome.
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for markup in MARKUPS {
            let document = read(&bytes, markup);
            for Figure { span, .. } in &document.figures {
                prop_assert!(span.start < span.end && span.end <= bytes.len());
            }
        }
    }

    /// What the words say is part of what they can be stretched to.
    #[test]
    fn words_stretch_outwards(source in text()) {
        for figure in read(source.as_bytes(), Markup::Plain).figures {
            let (Some(says), Some(outer)) = (figure.says(), figure.stretches()) else { continue };
            if let (Some(low), Some(high)) = (says.low, says.high) {
                prop_assert!(low <= high, "{figure:?}");
            }
            prop_assert!(outer.low.is_none_or(|end| says.low.is_some_and(|low| end <= low)));
            prop_assert!(outer.high.is_none_or(|end| says.high.is_some_and(|high| high <= end)));
        }
    }
}

/// Long texts of one piece: a grammar that looks back or ahead without end takes hours for them, so
/// that this test then does not end. No clock is asked, which a busy machine would disturb.
#[test]
fn time_grows_with_the_length_and_no_faster() {
    for piece in [
        "one hundred and ",
        "a ",
        "early ",
        "two and ",
        "(",
        "[1,",
        "1-",
        "over ",
        "<",
        "&",
        "“a",
        "*",
        "\n1. ",
        "from 1 to ",
        "first ",
    ] {
        let source = piece.repeat(LONG / piece.len());
        let is_markup = piece.starts_with(['<', '&', '*', '(', '[', '\n']);
        for markup in MARKUPS.into_iter().take(if is_markup { 3 } else { 1 }) {
            let document = read(source.as_bytes(), markup);
            assert!(document.figures.len() <= source.len(), "{piece:?}");
        }
    }
}

/// Bytes, of which each may look at a few others, and not at all of them.
const LONG: usize = 100_000;
