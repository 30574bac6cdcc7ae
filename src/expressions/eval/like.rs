//! LIKE patterns: `%` is any text, `_` any one character.
//!
//! A pattern is cut at its `%` into pieces. The first stands at the start, the last at the end, and
//! those between are each taken at their first occurrence after the one before, which finds a match
//! where there is one, without going back. A piece without `_` is searched in linear time; one with
//! `_` in text length times piece length.

use crate::expressions::functions::text::lower;
use memchr::memmem::Finder;
use std::borrow::Cow;

/// A pattern ready to be matched.
#[derive(Debug, Clone)]
pub struct Pattern {
    pieces: Vec<Piece>,
    fold: bool,
}

/// What stands between two `%`: texts with one free character between each and the next.
#[derive(Debug, Clone)]
struct Piece {
    texts: Vec<String>,
    /// Finds the piece, where it has no free character.
    finder: Option<Finder<'static>>,
}

impl Pattern {
    /// Reads a pattern; `None` where it ends in its escape character. `fold` is ILIKE's.
    pub fn new(pattern: &str, escape: Option<char>, fold: bool) -> Option<Pattern> {
        let mut pieces = vec![Piece::new()];
        let mut chars = pattern.chars();
        while let Some(char) = chars.next() {
            let last = pieces.last_mut()?;
            match char {
                _ if Some(char) == escape => last.push(chars.next()?),
                '%' => pieces.push(Piece::new()),
                '_' => last.texts.push(String::new()),
                _ => last.push(char),
            }
        }
        if fold {
            let texts = pieces.iter_mut().flat_map(|piece| &mut piece.texts);
            texts.for_each(|text| *text = lower(text));
        }
        pieces.iter_mut().for_each(Piece::prepare);
        Some(Pattern { pieces, fold })
    }

    /// Whether the whole text is what the pattern says.
    pub fn matches(&self, text: &str) -> bool {
        let text = if self.fold { Cow::Owned(lower(text)) } else { Cow::Borrowed(text) };
        let (first, rest) = match self.pieces.as_slice() {
            [] => return text.is_empty(),
            [only] => return only.prefix(&text).is_some_and(|len| len == text.len()),
            [first, rest @ ..] => (first, rest),
        };
        let Some(mut at) = first.prefix(&text) else { return false };
        let Some((last, between)) = rest.split_last() else { return false };
        for piece in between {
            match piece.find(&text[at..]) {
                Some(end) => at += end,
                None => return false,
            }
        }
        last.is_suffix(&text[at..])
    }
}

impl Piece {
    fn new() -> Piece {
        Piece { texts: vec![String::new()], finder: None }
    }

    fn prepare(&mut self) {
        if let [only] = self.texts.as_slice() {
            self.finder = Some(Finder::new(only).into_owned());
        }
    }

    fn push(&mut self, char: char) {
        if let Some(text) = self.texts.last_mut() {
            text.push(char);
        }
    }

    /// How many bytes the piece takes at the start of a text.
    fn prefix(&self, text: &str) -> Option<usize> {
        if let [only] = self.texts.as_slice() {
            return text.starts_with(only.as_str()).then_some(only.len());
        }
        let mut rest = text;
        for (index, part) in self.texts.iter().enumerate() {
            if index > 0 {
                let free = rest.chars().next()?;
                rest = &rest[free.len_utf8()..];
            }
            rest = rest.strip_prefix(part.as_str())?;
        }
        Some(text.len() - rest.len())
    }

    /// Where the first occurrence ends.
    fn find(&self, text: &str) -> Option<usize> {
        if let Some(finder) = &self.finder {
            return Some(finder.find(text.as_bytes())? + finder.needle().len());
        }
        let starts = text.char_indices().map(|(start, _)| start).chain([text.len()]);
        starts.into_iter().find_map(|start| Some(start + self.prefix(&text[start..])?))
    }

    fn is_suffix(&self, text: &str) -> bool {
        if let [only] = self.texts.as_slice() {
            return text.ends_with(only.as_str());
        }
        // The piece takes a known number of characters: from there it has to fit.
        let characters: usize = self.texts.iter().map(|part| part.chars().count()).sum::<usize>()
            + self.texts.len()
            - 1;
        let start = text.char_indices().rev().nth(characters - 1).map(|(start, _)| start);
        start.is_some_and(|start| self.prefix(&text[start..]) == Some(text.len() - start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, pattern: &str, expected: bool) {
        let compiled = Pattern::new(pattern, None, false).expect("no escape");
        assert_eq!(compiled.matches(text), expected, "{text:?} LIKE {pattern:?}");
    }

    #[test]
    fn percent_is_any_text_and_underscore_one_character() {
        for (text, pattern, expected) in [
            ("", "", true),
            ("", "%", true),
            ("", "_", false),
            ("abc", "abc", true),
            ("abc", "ab", false),
            ("abc", "a%", true),
            ("abc", "%c", true),
            ("abc", "%b%", true),
            ("abc", "a_c", true),
            ("añc", "a_c", true),
            ("abc", "%_", true),
            ("aab", "%a_", true),
            ("aXbXc", "a%X_", true),
            ("abab", "ab%ab", true),
            ("ab", "ab%ab", false),
            ("abcabd", "%ab_%d", true),
            ("aaa", "%a%a%a%a%", false),
            ("x%y", "x%y", true),
            ("é", "%__%", false),
        ] {
            check(text, pattern, expected);
        }
    }

    #[test]
    fn an_escaped_character_means_itself() {
        let percent = Pattern::new(r"a\%%", Some('\\'), false).expect("well-formed");
        assert!(percent.matches("a%c"));
        assert!(!percent.matches("abc"));
        assert!(Pattern::new(r"a\", Some('\\'), false).is_none());
    }

    #[test]
    fn case_is_folded_character_by_character() {
        let pattern = Pattern::new("àB_", None, true).expect("no escape");
        assert!(pattern.matches("Àbß"));
        assert!(!Pattern::new("SS", None, true).expect("no escape").matches("ß"));
    }

    #[test]
    fn many_percents_do_not_blow_up() {
        let pattern = Pattern::new(&"%a_".repeat(2_000), None, false).expect("no escape");
        assert!(!pattern.matches(&"a".repeat(3_999)));
    }
}
