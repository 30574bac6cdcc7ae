//! Places inside of literals, and the texts that places stand for.

use crate::diagnostics::Span;

/// Where a stretch of a literal's value stands in the SQL: `literal` is the bytes of a text in
/// quotes, in which a doubled quote stands for one. A place outside of the value is its nearest end.
pub fn inside_text(sql: &str, literal: Span, inner: Span) -> Span {
    let written = sql.get(literal.start..literal.end).unwrap_or("");
    let Some(open) = written.find('\'') else { return literal };
    let body = written[open + 1..].strip_suffix('\'').unwrap_or(&written[open + 1..]);
    let first = literal.start + open + 1;
    let at = |wanted: usize| {
        let mut value = 0;
        let mut source = 0;
        let mut characters = body.chars().peekable();
        while let Some(character) = characters.next().filter(|_| value < wanted) {
            value += character.len_utf8();
            source += character.len_utf8();
            if character == '\'' && characters.next_if_eq(&'\'').is_some() {
                source += 1;
            }
        }
        first + source
    };
    Span::new(at(inner.start), at(inner.end))
}

/// The text under a span, on one line and without the brackets round the whole: what messages and
/// reports call an expression.
pub fn excerpt(sql: &str, span: Span) -> String {
    let text = sql.get(span.start..span.end).unwrap_or("");
    let words: Vec<&str> = without_brackets(text).split_whitespace().collect();
    words.join(" ")
}

fn without_brackets(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = bracketed(text) {
        text = inner.trim();
    }
    text
}

/// What stands between the first and the last character, where these are brackets of each other.
fn bracketed(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let (mut depth, mut quote) = (0usize, None);
    for character in inner.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    Some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_text_count_doubled_quotes() {
        let sql = "a ~ 'it''s (x'";
        let literal = Span::new(4, sql.len());
        let place = inside_text(sql, literal, Span::new(5, 6));
        assert_eq!(&sql[place.start..place.end], "(");
        let end = inside_text(sql, literal, Span::new(7, 7));
        assert_eq!((end.start, end.end), (sql.len() - 1, sql.len() - 1));
        let beyond = inside_text(sql, literal, Span::new(90, 99));
        assert_eq!(beyond.start, sql.len() - 1);
    }

    #[test]
    fn brackets_round_the_whole_are_left_off() {
        let check = |sql: &str, expected: &str| {
            assert_eq!(excerpt(sql, Span::new(0, sql.len())), expected);
        };
        check("((a +  b))", "a + b");
        check("(a) + (b)", "(a) + (b)");
        check("(a || ')')", "a || ')'");
        check("a\n  + b", "a + b");
        check("(", "(");
    }
}
