//! What the TOML parser says of a mistake, in the words of this program.

use super::wording::shown;
use crate::diagnostics::{Diagnostic, SourceId, Span};

/// The diagnostic for what the parser says at a place of the text.
pub fn mistake(said: &str, text: &str, (source, span): (SourceId, Span)) -> Diagnostic {
    let (said, expected) = said.split_once(", expected ").unwrap_or((said, ""));
    match said {
        "missing escaped value" => escape(text, source, span),
        "invalid basic string" | "invalid multi-line basic string" => string(text, source, span),
        "invalid literal string" | "invalid multi-line literal string" => {
            string(text, source, span)
        }
        "string values must be quoted" => unquoted(text, source, span),
        "recursion limit" => {
            Diagnostic::new("too-complex", "the key has too many parts").at(source, span, "here")
        }
        said if matches!(expected, "" | "nothing") => invalid(said).at(source, span, "here"),
        said => invalid(said).at(source, span, format!("expected {expected}")),
    }
}

fn invalid(reason: &str) -> Diagnostic {
    Diagnostic::new("invalid-toml", format!("this is not TOML: {reason}"))
}

/// A backslash before something else than TOML knows: mostly a pattern between double quotes.
fn escape(text: &str, source: SourceId, span: Span) -> Diagnostic {
    let length = text[span.start..].chars().next().map_or(0, char::len_utf8);
    let start = text[..span.start].rfind('\\').unwrap_or(span.start);
    let span = Span::new(start, span.start + length);
    let escape = &text[span.start..span.end];
    invalid(&format!("{} is no escape", shown(escape)))
        .at(source, span, "no such escape")
        .help("write the text between single quotes, where a backslash is only a backslash")
}

/// A text that is not closed has its mistake at the end, another one at the character.
fn string(text: &str, source: SourceId, span: Span) -> Diagnostic {
    let wrong = &text[span.start..span.end];
    if wrong.is_empty() && matches!(text.as_bytes().get(span.start), None | Some(b'\n' | b'\r')) {
        return invalid("a text is not closed").at(source, span, "no closing quote").help(
            "end the text with the quote that it begins with; one of several lines stands \
                   between `\"\"\"` or `'''`",
        );
    }
    invalid("a character in a text has to be escaped")
        .at(source, span, "here")
        .help("write it as `\\uXXXX` between double quotes")
}

fn unquoted(text: &str, source: SourceId, span: Span) -> Diagnostic {
    let word = &text[span.start..span.end];
    invalid("a text stands in quotes")
        .at(source, span, "no quotes")
        .help(format!("write {}", shown(&format!("\"{word}\""))))
}

/// The lines of a text, to tell the one of a byte.
pub struct Lines<'a> {
    text: &'a str,
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Lines<'a> {
        Lines { text, ends: memchr::memchr_iter(b'\n', text.as_bytes()).collect() }
    }

    /// The line of a byte, counted from 0.
    pub fn of(&self, byte: usize) -> usize {
        self.ends.partition_point(|end| *end < byte)
    }

    /// A line without its end.
    pub fn text(&self, line: usize) -> &'a str {
        let start = line.checked_sub(1).map_or(0, |before| self.ends[before] + 1);
        let end = self.ends.get(line).copied().unwrap_or(self.text.len());
        &self.text[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn bytes_have_lines() {
        let lines = Lines::new("a\nbc\n\nd");
        let found: Vec<usize> = (0..8).map(|byte| lines.of(byte)).collect();
        assert_eq!(found, [0, 0, 1, 1, 1, 2, 3, 3]);
        let texts: Vec<&str> = (0..4).map(|line| lines.text(line)).collect();
        assert_eq!(texts, ["a", "bc", "", "d"]);
    }
}
