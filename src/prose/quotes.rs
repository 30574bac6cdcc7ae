//! What stands in quotation marks.

use super::tokens::Token;
use crate::diagnostics::Span;

/// The stretches of a block in quotation marks; one that is not closed goes on to the end.
pub(super) fn quoted(text: &str, tokens: &[Token<'_>]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for token in tokens {
        let Some(mark) = text[token.span.start..token.span.end].chars().next() else { continue };
        match (mark, open) {
            ('“' | '„' | '«' | '‘', None) => open = Some((token.span.end, closing(mark))),
            // A straight mark right behind a number is inches or seconds.
            ('"', None) => open = Some((token.span.end, '"')),
            (mark, Some((start, close))) if mark == close && closes(text, token, mark) => {
                found.push(Span::new(start, token.span.start));
                open = None;
            }
            _ => {}
        }
    }
    if let (Some((start, _)), Some(last)) = (open, tokens.last()) {
        found.push(Span::new(start, last.span.end));
    }
    found
}

/// Whether one of the stretches, which follow each other, holds a figure.
pub(super) fn holds(quoted: &[Span], figure: Span) -> bool {
    let after = quoted.partition_point(|span| span.start <= figure.start);
    let span = after.checked_sub(1).and_then(|before| quoted.get(before));
    span.is_some_and(|span| figure.end <= span.end)
}

fn closing(mark: char) -> char {
    match mark {
        '„' => '“',
        '«' => '»',
        '‘' => '’',
        _ => '”',
    }
}

/// An apostrophe inside a word closes nothing.
fn closes(text: &str, token: &Token<'_>, mark: char) -> bool {
    mark != '’' || !text[token.span.end..].starts_with(char::is_alphabetic)
}
