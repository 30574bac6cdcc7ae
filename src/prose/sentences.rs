//! Where sentences begin.

use super::lexicon::{Class, Lexicon};
use super::tokens::{Shape, Token};

/// The first token of each sentence of a block.
pub(super) fn split(text: &str, tokens: &[Token<'_>], lexicon: &Lexicon, firsts: &mut Vec<usize>) {
    firsts.clear();
    if tokens.is_empty() {
        return;
    }
    firsts.push(0);
    let mut ended = false;
    for (index, token) in tokens.iter().enumerate() {
        let word = &text[token.span.start..token.span.end];
        if ended && token.gap && begins(token, word) {
            firsts.push(index);
            ended = false;
        }
        ended = match word {
            "." => !is_abbreviated(text, tokens, index, lexicon),
            "!" | "?" | "…" => true,
            // Marks that close go with what they close.
            "\"" | "”" | "’" | "'" | ")" | "]" => ended,
            _ => ended_by_word(text, tokens, index),
        };
    }
}

fn begins(token: &Token<'_>, word: &str) -> bool {
    token.capital
        || token.shape == Shape::Number
        || matches!(word, "\"" | "“" | "‘" | "(" | "[" | "$" | "€" | "£" | "'")
        || (token.shape == Shape::Mark && !matches!(word, "," | ";" | ":" | "-" | "–" | "—"))
}

/// Whether the point at this place belongs to the word before it.
fn is_abbreviated(text: &str, tokens: &[Token<'_>], at: usize, lexicon: &Lexicon) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else {
        return false;
    };
    if tokens[at].gap || before.shape != Shape::Word {
        return false;
    }
    let word = &text[before.span.start..before.span.end];
    let is_initial = word.chars().count() == 1 && before.capital;
    let next = tokens.get(at + 1);
    let is_ambiguous = [
        "no", "sat", "sun", "mar", "may", "sec", "co", "inc", "ltd", "corp", "jr", "sr", "ft",
        "est", "art", "min", "max", "ch", "c", "al",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(word));
    if is_ambiguous {
        // "No. 1" and "Inc. said" go on; "the answer is no. The" ends.
        let goes_on = next.is_some_and(|next| next.shape == Shape::Number || !next.capital);
        return goes_on && (before.capital || word.len() > 2);
    }
    is_initial || lexicon.is_abbreviation(word)
}

/// "In the U.S. The" ends, "the U.S. Senate" goes on.
fn ended_by_word(text: &str, tokens: &[Token<'_>], at: usize) -> bool {
    let token = &tokens[at];
    let word = &text[token.span.start..token.span.end];
    if token.shape != Shape::Word || !word.ends_with('.') {
        return false;
    }
    tokens.get(at + 1).is_some_and(|next| {
        next.capital && next.senses.is_some_and(|senses| senses.is(Class::Stop))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Span;
    use crate::prose::tokens::tokenize;

    fn check(text: &str, expected: &[&str]) {
        let lexicon = Lexicon::english();
        let (mut tokens, mut firsts) = (Vec::new(), Vec::new());
        tokenize(text, Span::new(0, text.len()), lexicon, &mut tokens);
        split(text, &tokens, lexicon, &mut firsts);
        let starts: Vec<usize> = firsts.iter().map(|first| tokens[*first].span.start).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let found: Vec<&str> =
            starts.iter().zip(ends).map(|(start, end)| text[*start..end].trim()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn points_that_end_and_points_that_do_not() {
        check("It fell. Then it rose.", &["It fell.", "Then it rose."]);
        check("Mr. Lee came on Sept. 30. He left.", &["Mr. Lee came on Sept. 30.", "He left."]);
        check("The U.S. Senate met. No. 1 won.", &["The U.S. Senate met.", "No. 1 won."]);
        check("It left the U.S. The rest stayed.", &["It left the U.S.", "The rest stayed."]);
        check("“It is 3.” She left.", &["“It is 3.”", "She left."]);
        check("Was it? Yes! 12 came.", &["Was it?", "Yes!", "12 came."]);
    }
}
