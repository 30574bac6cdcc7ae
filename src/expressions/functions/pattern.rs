//! The patterns of functions, with their options, compiled once and kept. How patterns are read is
//! known to [`pattern`](crate::expressions::pattern).

use crate::expressions::pattern::{SIZE_LIMIT, rewritten};
use regex::{Regex, RegexBuilder};
use std::cell::RefCell;
use std::collections::HashMap;

/// How a pattern is read: DuckDB's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Options {
    /// `i`
    pub fold: bool,
    /// `s`: a dot is any character, a line break too.
    pub dot_all: bool,
    /// `l`: the pattern is a text to be found as it is.
    pub literal: bool,
    /// The pattern takes the whole value.
    pub whole: bool,
}

impl Options {
    /// Reads letters; `None` where one is unknown.
    pub fn from_letters(letters: &str) -> Option<Options> {
        let mut options = Options::default();
        for letter in letters.chars() {
            match letter {
                'c' => options.fold = false,
                'i' => options.fold = true,
                'l' => options.literal = true,
                's' => options.dot_all = true,
                'm' | 'n' | 'p' => options.dot_all = false,
                _ => return None,
            }
        }
        Some(options)
    }
}

/// The pattern compiled, or what the `regex` crate says is wrong with it.
pub fn compile(pattern: &str, options: Options) -> Result<Regex, Box<regex::Error>> {
    let body = if options.literal { regex::escape(pattern) } else { rewritten(pattern) };
    let body = if options.whole { format!(r"\A(?:{body})\z") } else { body };
    RegexBuilder::new(&body)
        .case_insensitive(options.fold)
        .dot_matches_new_line(options.dot_all)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(Box::new)
}

/// How many patterns a thread keeps compiled.
const KEPT: usize = 64;

type Key = (String, Options);

#[derive(Default)]
struct Cache {
    /// The one asked for last, which is most often the one asked for next.
    last: Option<(Key, Option<Regex>)>,
    all: HashMap<Key, Option<Regex>>,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
}

/// The pattern compiled, once as long as it is among the last used ones; `None` where it is no
/// pattern.
pub fn cached(pattern: &str, options: Options) -> Option<Regex> {
    CACHE.with_borrow_mut(|cache| {
        if let Some(((known, with), regex)) = &cache.last
            && known == pattern
            && *with == options
        {
            return regex.clone();
        }
        let key = (pattern.to_owned(), options);
        let regex = match cache.all.get(&key) {
            Some(regex) => regex.clone(),
            None => {
                if cache.all.len() >= KEPT {
                    cache.all.clear();
                }
                let regex = compile(pattern, options).ok();
                cache.all.insert(key.clone(), regex.clone());
                regex
            }
        };
        cache.last = Some((key, regex.clone()));
        regex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, text: &str, expected: bool) {
        let regex = compile(pattern, Options::default()).expect(pattern);
        assert_eq!(regex.is_match(text), expected, "{pattern} on {text:?}");
    }

    #[test]
    fn classes_of_letters_are_ascii() {
        check(r"^\w$", "é", false);
        check(r"^\d$", "٣", false);
        check(r"^[\d.]+$", "1.5", true);
        check(r"^[^\d]$", "٣", true);
        check(r"^[\D]$", "a", true);
        check(r"^[\D]$", "1", false);
        check(r"^.$", "é", true);
        check(r"a\b", "a-", true);
        check(r"a\b", "ab", false);
        check(r"^\s$", "\u{a0}", false);
    }

    #[test]
    fn within_a_class_set_signs_are_characters() {
        check(r"^[[]$", "[", true);
        check(r"^[a&&b]+$", "a&b", true);
        check(r"^[]a]+$", "a]", true);
        check(r"^[^]a]$", "]", false);
        check(r"^[[:alpha:]_]+$", "ab_", true);
        check(r"^[[:alpha:]]x$", "ax", true);
        check(r"^[\]x]+$", "]x", true);
        check(r"^[~~]$", "~", true);
    }

    #[test]
    fn what_is_no_pattern_is_none() {
        for pattern in ["[", "(", "a\\", r"(a)\1", "(?=a)"] {
            assert!(cached(pattern, Options::default()).is_none(), "{pattern}");
        }
        for number in 0..200 {
            let regex = cached(&format!("^{number}$"), Options::default()).expect("a pattern");
            assert!(regex.is_match(&number.to_string()));
        }
    }
}
