//! Words, numbers and marks, each with its place in the text.

use super::lexicon::{Lexicon, Senses};
use crate::diagnostics::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters, with apostrophes and points inside: o'clock, U.S.
    Word,
    /// Digits with what groups them and a fraction: 1,234.5.
    Number,
    /// Digits with more points than a number has: 1.2.3.
    Dotted,
    /// A vulgar fraction: ½.
    Vulgar,
    /// Any other character that is no blank.
    Mark,
}

/// A token of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'l> {
    pub span: Span,
    pub shape: Shape,
    /// Whether a blank stands before it.
    pub gap: bool,
    /// Whether a line begins with it.
    pub first: bool,
    /// Whether its first letter is a capital.
    pub capital: bool,
    pub senses: Option<&'l Senses>,
}

/// Adds the tokens of a stretch of a text.
pub(super) fn tokenize<'l>(
    text: &str,
    within: Span,
    lexicon: &'l Lexicon,
    tokens: &mut Vec<Token<'l>>,
) {
    let mut cursor = Cursor { text: &text[..within.end], at: within.start };
    let (mut gap, mut first) = (true, true);
    while let Some(c) = cursor.peek() {
        if c.is_whitespace() || is_format(c) {
            first |= c == '\n';
            gap |= !is_format(c);
            cursor.at += c.len_utf8();
            continue;
        }
        let start = cursor.at;
        let shape = cursor.token(c, gap || tokens.is_empty());
        let span = Span::new(start, cursor.at);
        let senses = match shape {
            Shape::Word | Shape::Mark => lexicon.senses(&text[start..cursor.at]),
            Shape::Number | Shape::Dotted | Shape::Vulgar => None,
        };
        tokens.push(Token { span, shape, gap, first, capital: c.is_uppercase(), senses });
        (gap, first) = (false, false);
    }
}

/// Characters that are there but not seen.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Blanks that group digits: no-break, thin, narrow.
fn groups_digits(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// The parts of a vulgar fraction.
pub(super) fn vulgar(c: char) -> Option<(u64, u64)> {
    Some(match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    })
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn byte(&self, offset: usize) -> u8 {
        self.text.as_bytes().get(self.at + offset).copied().unwrap_or(0)
    }

    /// Moves behind the token that begins here.
    fn token(&mut self, c: char, apart: bool) -> Shape {
        if c.is_ascii_digit() || (c == '.' && apart && self.byte(1).is_ascii_digit()) {
            return self.number();
        }
        self.at += c.len_utf8();
        if vulgar(c).is_some() {
            return Shape::Vulgar;
        }
        if !is_letter(c) {
            return Shape::Mark;
        }
        self.word(c);
        Shape::Word
    }

    fn word(&mut self, first: char) {
        let start = self.at - first.len_utf8();
        self.plain_letters();
        while let Some(c) = self.peek() {
            let next = || self.text[self.at + c.len_utf8()..].chars().next();
            let joins = match c {
                '\'' | '’' => next().is_some_and(is_letter),
                // A point joins single letters: U.S., a.m.
                '.' => self.is_initial(start) && next().is_some_and(is_letter),
                _ => is_letter(c) || is_format(c),
            };
            if !joins {
                break;
            }
            if matches!(c, '\'' | '’') && self.is_possessive(c) {
                break;
            }
            self.at += c.len_utf8();
            self.plain_letters();
        }
        // The last point of U.S. belongs to it, where there was one before.
        if self.byte(0) == b'.' && self.is_initial(start) && self.text[start..self.at].contains('.')
        {
            self.at += 1;
        }
    }

    /// Moves behind letters of ASCII, which most are.
    fn plain_letters(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    }

    /// Whether a single letter stands right before, after a point or at the start of the word.
    fn is_initial(&self, start: usize) -> bool {
        let mut before = self.text[start..self.at].chars().rev();
        before.next().is_some_and(char::is_alphabetic) && before.next().is_none_or(|c| c == '.')
    }

    /// `'s` is a token of its own.
    fn is_possessive(&self, apostrophe: char) -> bool {
        let mut rest = self.text[self.at + apostrophe.len_utf8()..].chars();
        matches!(rest.next(), Some('s' | 'S')) && !rest.next().is_some_and(is_letter)
    }

    fn number(&mut self) -> Shape {
        self.digits();
        self.groups();
        if !(self.byte(0) == b'.' && self.byte(1).is_ascii_digit()) {
            return Shape::Number;
        }
        let mut points = 0;
        while self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
            self.at += 1;
            self.digits();
            points += 1;
        }
        if points > 1 { Shape::Dotted } else { Shape::Number }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.byte(0).is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }

    /// Groups of three digits after the first, or of two and a last of three as in India.
    fn groups(&mut self) {
        let bytes = self.text.as_bytes();
        let mut before = self.at;
        while before > 0 && bytes[before - 1].is_ascii_digit() {
            before -= 1;
        }
        if !(1..=3).contains(&(self.at - before)) {
            return;
        }
        let Some(separator) = self.peek().filter(|c| *c == ',' || groups_digits(*c)) else {
            return;
        };
        let mut sizes = Vec::new();
        let mut at = self.at;
        while self.text[at..].starts_with(separator) {
            let digits = at + separator.len_utf8();
            let size =
                bytes[digits..self.text.len()].iter().take(4).take_while(|b| b.is_ascii_digit());
            match size.count() {
                size @ (2 | 3) => sizes.push((size, digits + size)),
                _ => break,
            }
            at = sizes.last().map_or(at, |(_, end)| *end);
        }
        let is_western = sizes.iter().take_while(|(size, _)| *size == 3).count();
        let is_indian = sizes.len() > 1
            && sizes[..sizes.len() - 1].iter().all(|(size, _)| *size == 2)
            && sizes[sizes.len() - 1].0 == 3;
        let taken = if is_indian { sizes.len() } else { is_western };
        if is_western < sizes.len() && !is_indian && is_western == 0 {
            return;
        }
        if let Some((_, end)) = taken.checked_sub(1).and_then(|last| sizes.get(last)) {
            self.at = *end;
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c.is_alphabetic() && !matches!(c, '元')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), Lexicon::english(), &mut tokens);
        let found: Vec<&str> =
            tokens.iter().map(|token| &text[token.span.start..token.span.end]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_keep_their_groups_and_points() {
        check("20,000 1,234.56 .5", &["20,000", "1,234.56", ".5"]);
        check("22,24,26", &["22", ",", "24", ",", "26"]);
        check("12,34,567.89", &["12,34,567.89"]);
        check("1\u{202f}234\u{202f}567.89", &["1\u{202f}234\u{202f}567.89"]);
        check("In 2016, 300 men", &["In", "2016", ",", "300", "men"]);
        check("3.5.1 and 192.", &["3.5.1", "and", "192", "."]);
    }

    #[test]
    fn words_keep_points_of_initials_and_lose_the_possessive() {
        check(
            "the U.S. and last year's 5 p.m.",
            &["the", "U.S.", "and", "last", "year", "'", "s", "5", "p.m."],
        );
        check("Oct. 2", &["Oct", ".", "2"]);
        check("O'Brien’s", &["O'Brien", "’", "s"]);
    }

    #[test]
    fn joined_things_are_apart_tokens_without_a_gap() {
        check("152-mm $3.5bn 2½", &["152", "-", "mm", "$", "3.5", "bn", "2", "½"]);
    }
}
