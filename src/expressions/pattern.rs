//! Regular expressions as RE2 reads them, with the place of every mistake.
//!
//! The `regex` crate takes linear time too and knows neither back-references nor look-around. What
//! the two read differently is rewritten: `\d \w \s \b` are ASCII, and within a class `[` and the
//! signs of set operations are plain characters.

use super::sequence::Sequence;
use crate::diagnostics::Span;
use regex::{Regex, RegexBuilder};
use regex_syntax::ast::ErrorKind;

/// The bytes that a compiled pattern may take.
pub(super) const SIZE_LIMIT: usize = 1 << 21;
/// How deep groups may nest.
const NEST_LIMIT: u32 = 100;

/// Why a text is no pattern, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// Bytes of the pattern.
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// The same without an engine, where it is simple enough.
    sequence: Option<Sequence>,
}

impl Pattern {
    /// The pattern as it was compiled.
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }

    /// Whether the pattern is found in the text, or takes the whole of it.
    #[inline]
    pub fn is_match(&self, text: &str) -> bool {
        match &self.sequence {
            Some(sequence) => sequence.matches(text),
            None => self.regex.is_match(text),
        }
    }
}

/// A pattern that is to be found anywhere.
pub fn pattern(text: &str) -> Result<Pattern, PatternError> {
    let rewritten = rewrite(text);
    let regex = compile(&rewritten.text).map_err(|error| rewritten.explain(text, error))?;
    Ok(Pattern { regex, sequence: None })
}

/// A pattern that takes a whole value.
pub fn whole_pattern(text: &str) -> Result<Pattern, PatternError> {
    pattern(text)?;
    let rewritten = rewrite(text);
    let whole = format!(r"\A(?:{})\z", rewritten.text);
    // The line break ends a comment of the mode `x`, which alone lets one stand there.
    let regex = compile(&whole)
        .or_else(|_| compile(&format!("\\A(?:{}\n)\\z", rewritten.text)))
        .map_err(|error| rewritten.explain(text, error))?;
    Ok(Pattern { regex, sequence: Sequence::of(&whole) })
}

/// The pattern in the words of the `regex` crate.
pub(super) fn rewritten(text: &str) -> String {
    rewrite(text).text
}

enum Failure {
    Syntax(Box<regex_syntax::Error>),
    TooLarge,
}

fn compile(text: &str) -> Result<Regex, Failure> {
    regex_syntax::ParserBuilder::new()
        .nest_limit(NEST_LIMIT)
        .build()
        .parse(text)
        .map_err(|error| Failure::Syntax(Box::new(error)))?;
    RegexBuilder::new(text)
        .size_limit(SIZE_LIMIT)
        .nest_limit(NEST_LIMIT)
        .build()
        .map_err(|_| Failure::TooLarge)
}

/// A pattern in the words of the `regex` crate, and where each byte of it comes from.
struct Rewritten {
    text: String,
    origins: Vec<usize>,
}

impl Rewritten {
    fn push(&mut self, text: &str, origin: usize) {
        self.text.push_str(text);
        self.origins.resize(self.text.len(), origin);
    }

    /// Where a stretch of the rewritten pattern stands in the written one.
    fn locate(&self, written: &str, start: usize, end: usize) -> Span {
        let at = |byte: usize| self.origins.get(byte).copied().unwrap_or(written.len());
        let start = at(start);
        let end = at(end).max(start);
        let next = written[start..].chars().next().map_or(start, |c| start + c.len_utf8());
        Span::new(start, if end == start { next } else { end })
    }

    #[cold]
    fn explain(&self, written: &str, failure: Failure) -> PatternError {
        let error = match failure {
            Failure::Syntax(error) => error,
            Failure::TooLarge => return too_large(Span::new(0, written.len())),
        };
        match *error {
            regex_syntax::Error::Parse(error) => {
                let span = error.span();
                let span = self.locate(written, span.start.offset, span.end.offset);
                syntax(error.kind(), span, &written[span.start..span.end])
            }
            regex_syntax::Error::Translate(error) => {
                let span = error.span();
                PatternError {
                    span: self.locate(written, span.start.offset, span.end.offset),
                    message: lower(&error.kind().to_string()),
                    help: None,
                }
            }
            _ => PatternError {
                span: Span::new(0, written.len()),
                message: "not a regular expression".to_owned(),
                help: None,
            },
        }
    }
}

fn rewrite(text: &str) -> Rewritten {
    let mut out = Rewritten { text: String::with_capacity(text.len() + 16), origins: Vec::new() };
    let mut chars = text.char_indices().peekable();
    // Where a class is open: the byte after its `[` and `^`.
    let mut class: Option<usize> = None;
    while let Some((at, char)) = chars.next() {
        let written = &text[at..at + char.len_utf8()];
        match (char, class) {
            ('\\', _) => match chars.next() {
                Some((_, escaped)) => out.push(&escape(escaped, class.is_some()), at),
                None => out.push(written, at),
            },
            ('[', None) => {
                out.push(written, at);
                if let Some((caret, _)) = chars.next_if(|(_, next)| *next == '^') {
                    out.push("^", caret);
                }
                class = Some(chars.peek().map_or(text.len(), |(at, _)| *at));
            }
            ('[', Some(_)) if named_class(&text[at..]).is_some() => {
                let length = named_class(&text[at..]).unwrap_or(1);
                out.push(&text[at..at + length], at);
                while chars.next_if(|(next, _)| *next < at + length).is_some() {}
            }
            (']', Some(start)) if at > start => {
                out.push(written, at);
                class = None;
            }
            ('-', Some(_)) if out.text.ends_with('-') => out.push("\\-", at),
            ('[' | '&' | '~' | ']', Some(_)) => out.push(&format!("\\{char}"), at),
            _ => out.push(written, at),
        }
    }
    out
}

/// The length of `[:alpha:]`, where the text begins with such a name.
fn named_class(text: &str) -> Option<usize> {
    let name = text.strip_prefix("[:")?;
    let end = name.find(":]")?;
    name[..end].chars().all(|c| c.is_ascii_alphabetic() || c == '^').then_some(end + 4)
}

fn escape(char: char, in_class: bool) -> String {
    let class = match char {
        'd' => "0-9",
        'D' => "^0-9",
        'w' => "0-9A-Za-z_",
        'W' => "^0-9A-Za-z_",
        's' => r"\t\n\f\r ",
        'S' => r"^\t\n\f\r ",
        'b' if !in_class => return r"(?-u:\b)".to_owned(),
        'B' if !in_class => return r"(?-u:\B)".to_owned(),
        _ => return format!("\\{char}"),
    };
    if in_class && !class.starts_with('^') { class.to_owned() } else { format!("[{class}]") }
}

#[cold]
fn too_large(span: Span) -> PatternError {
    PatternError {
        span,
        message: "a pattern too large to compile".to_owned(),
        help: Some("repeat less: `{n}` copies what stands before it n times".to_owned()),
    }
}

#[cold]
fn syntax(kind: &ErrorKind, span: Span, written: &str) -> PatternError {
    let (message, help) = match kind {
        ErrorKind::UnsupportedLookAround => (
            "patterns do not look ahead or behind".to_owned(),
            "write two conditions: `x ~ '…' AND x !~ '…'`",
        ),
        ErrorKind::UnsupportedBackreference => (
            "patterns do not refer back to a group".to_owned(),
            "compare the parts themselves: `regexp_extract(x, '…', 1) = regexp_extract(x, '…', 2)`",
        ),
        ErrorKind::GroupUnclosed => {
            ("`(` is never closed".to_owned(), r"close it with `)`; a bracket itself is `\(`")
        }
        ErrorKind::GroupUnopened => ("`)` closes nothing".to_owned(), r"a bracket itself is `\)`"),
        ErrorKind::ClassUnclosed => {
            ("`[` is never closed".to_owned(), r"close it with `]`; a bracket itself is `\[`")
        }
        ErrorKind::RepetitionMissing => (
            format!("`{written}` has nothing to repeat"),
            r"the character itself is written with `\` before it",
        ),
        ErrorKind::EscapeUnrecognized => (
            format!("`{written}` is not an escape of patterns"),
            r"the character `\` itself is `\\`",
        ),
        ErrorKind::EscapeUnexpectedEof => {
            (r"a pattern ends in `\`".to_owned(), r"the character `\` itself is `\\`")
        }
        ErrorKind::NestLimitExceeded(_) => return too_large(span),
        other => (lower(&other.to_string()), ""),
    };
    PatternError { span, message, help: (!help.is_empty()).then(|| help.to_owned()) }
}

/// In lower case at the start, as messages are.
fn lower(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn matches(text: &str, value: &str, expected: bool) {
        let regex = pattern(text).expect("a pattern");
        assert_eq!(regex.is_match(value), expected, "{text} on {value:?}");
    }

    #[test]
    fn classes_of_letters_are_ascii() {
        matches(r"^\w$", "é", false);
        matches(r"^\d$", "٣", false);
        matches(r"^[\d.]+$", "1.5", true);
        matches(r"^[^\d]$", "٣", true);
        matches(r"^[\D]$", "1", false);
        matches(r"^.$", "é", true);
        matches(r"a\b", "a-", true);
        matches(r"a\b", "aé", true);
        matches(r"a\B", "ab", true);
        matches(r"^\s$", "\u{a0}", false);
    }

    #[test]
    fn within_a_class_signs_of_sets_are_characters() {
        matches(r"^[[]$", "[", true);
        matches(r"^[a&&b]+$", "a&b", true);
        matches(r"^[]a]+$", "a]", true);
        matches(r"^[^]a]$", "]", false);
        matches(r"^[[:alpha:]_]+$", "ab_", true);
        matches(r"^[[:alpha:]]x$", "ax", true);
        matches(r"^[+--]$", ",", true);
        matches(r"^[~~]$", "~", true);
    }

    #[test]
    fn whole_patterns_take_the_whole_value() {
        let whole =
            |text: &str, value: &str| whole_pattern(text).expect("a pattern").is_match(value);
        assert!(whole("a|ab", "ab"));
        assert!(!whole("a", "ab"));
        assert!(!whole("a", "a\n"));
        assert!(whole("(?x) a # the letter", "a"));
    }

    #[track_caller]
    fn mistake(text: &str, place: &str, message: &str) {
        let error = pattern(text).expect_err("no pattern");
        let span = error.span;
        let shown = format!("{}{}", " ".repeat(span.start), "^".repeat(span.end - span.start));
        assert_eq!((shown.as_str(), error.message.as_str()), (place, message), "{text}");
    }

    #[test]
    fn mistakes_are_underlined() {
        mistake(r"\d(a", "  ^", "`(` is never closed");
        mistake(r"\da)", "   ^", "`)` closes nothing");
        mistake(r"\d[a", "  ^", "`[` is never closed");
        mistake(r"\d(?=a)", "  ^^^", "patterns do not look ahead or behind");
        mistake(r"(a)\1", "   ^^", "patterns do not refer back to a group");
        mistake(r"a|*", "  ^", "`*` has nothing to repeat");
        mistake(r"a\y", " ^^", r"`\y` is not an escape of patterns");
        mistake("a\\", " ^", r"a pattern ends in `\`");
        mistake(
            r"a{2,1}",
            " ^^^^^",
            "invalid repetition count range, the start must be <= the end",
        );
        mistake(
            r"\p{Greekish}",
            "^^^^^^^^^^^^",
            "Unicode property not found".to_lowercase().as_str(),
        );
        mistake(r"\w{9}{99}{999}", "^^^^^^^^^^^^^^", "a pattern too large to compile");
    }
}
