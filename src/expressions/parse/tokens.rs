//! The text of a condition as tokens, each with its bytes.

use super::{Failure, SyntaxError, syntax};
use crate::diagnostics::Span;

/// A word, literal or symbol of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A name or a word of SQL, as written.
    Word(String),
    /// A name in double quotes.
    Quoted(String),
    /// Digits without `_`.
    Number(String),
    /// A text in single quotes.
    Text(String),
    Symbol(&'static str),
    End,
}

/// Longer ones before those that they begin with.
const SYMBOLS: &[&str] = &[
    "!~~*", "!~~", "!~*", "~~*", "->>", "<=>", "**", "//", "<>", "<=", ">=", "==", "!=", "!~",
    "||", "&&", "~~", "~*", "::", "->", "=>", "=<", ":=", "<<", ">>", "^@", "@>", "<@", "+", "-",
    "*", "/", "%", "=", "<", ">", "~", "!", "&", "|", "^", "@", "#", "?", "$", "(", ")", "[", "]",
    "{", "}", ",", ".", ":", ";",
];

/// Characters that look like one of the language: what they are and what to write.
const LOOK_ALIKES: &[(char, &str)] = &[
    ('≥', ">="),
    ('≤', "<="),
    ('≠', "<>"),
    ('−', "-"),
    ('–', "-"),
    ('—', "-"),
    ('×', "*"),
    ('÷', "/"),
    ('‘', "'"),
    ('’', "'"),
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('«', "\""),
    ('»', "\""),
    ('`', "\""),
];

/// The tokens of a text, the last one being [`Kind::End`]; stops with an error after `limit`.
pub(super) fn tokenize(text: &str, limit: usize) -> Result<Vec<Token>, Failure> {
    let mut scanner = Scanner { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        scanner.skip_blanks()?;
        let start = scanner.at;
        let kind = scanner.next()?;
        let end = kind == Kind::End;
        tokens.push(Token { kind, span: Span::new(start, scanner.at) });
        if end {
            return Ok(tokens);
        }
        if tokens.len() > limit {
            return Err(too_many(start, text.len(), limit));
        }
    }
}

#[cold]
fn too_many(start: usize, end: usize, limit: usize) -> Failure {
    Box::new(SyntaxError {
        code: "too-complex",
        span: Span::new(start, end),
        message: format!("a condition of more than {limit} words and symbols"),
        label: "beyond the limit from here on".to_owned(),
        help: Some("split it into several rules, or put a long list under `[define]`".to_owned()),
    })
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &str {
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        &self.text[start..self.at]
    }

    /// Blanks, `-- …` to the end of the line, and `/* … */`, which nest.
    fn skip_blanks(&mut self) -> Result<(), Failure> {
        loop {
            self.take_while(char::is_whitespace);
            if self.rest().starts_with("--") {
                self.take_while(|c| c != '\n');
            } else if self.rest().starts_with("/*") {
                self.skip_comment()?;
            } else {
                return Ok(());
            }
        }
    }

    fn skip_comment(&mut self) -> Result<(), Failure> {
        let start = self.at;
        let mut depth = 0usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else if let Some(c) = self.peek() {
                self.at += c.len_utf8();
            } else {
                return Err(syntax(
                    Span::new(start, start + 2),
                    "a comment is never closed",
                    "opened here",
                )
                .help("close it with `*/`"));
            }
        }
    }

    fn next(&mut self) -> Result<Kind, Failure> {
        let Some(first) = self.peek() else { return Ok(Kind::End) };
        match first {
            '\'' => self.quoted('\'').map(Kind::Text),
            '"' => self.quoted('"').map(Kind::Quoted),
            '0'..='9' => self.number(),
            '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            c if is_word_start(c) => self.word(),
            _ => self.symbol(first),
        }
    }

    /// A text or name between quotes, doubled ones standing for one.
    fn quoted(&mut self, quote: char) -> Result<String, Failure> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        loop {
            value.push_str(self.take_while(|c| c != quote));
            if self.at == self.text.len() {
                return Err(never_closed(start, quote));
            }
            self.at += 1;
            if !self.rest().starts_with(quote) {
                break;
            }
            value.push(quote);
            self.at += 1;
        }
        if quote == '"' && value.is_empty() {
            return Err(syntax(
                Span::new(start, self.at),
                "a name without a character",
                "an empty name",
            )
            .help("the empty text is written `''`"));
        }
        Ok(value)
    }

    fn word(&mut self) -> Result<Kind, Failure> {
        let start = self.at;
        let word = self.take_while(is_word_part).to_owned();
        if self.rest().starts_with('\'') && is_text_prefix(&word) {
            return Err(syntax(
                Span::new(start, self.at + 1),
                format!("texts with the prefix `{word}` are not part of conditions"),
                "a prefixed text",
            )
            .help("write a plain text in single quotes, its characters as they are"));
        }
        Ok(Kind::Word(word))
    }

    fn number(&mut self) -> Result<Kind, Failure> {
        let start = self.at;
        self.digits();
        if self.rest().starts_with('.') {
            self.at += 1;
            self.digits();
        }
        self.exponent();
        if self.peek().is_some_and(is_word_part) {
            return Err(self.number_runs_on(start));
        }
        Ok(Kind::Number(self.text[start..self.at].replace('_', "")))
    }

    /// Digits with single `_` between them.
    fn digits(&mut self) {
        self.take_while(|c| c.is_ascii_digit());
        while self.rest().starts_with('_')
            && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit())
        {
            self.at += 1;
            self.take_while(|c| c.is_ascii_digit());
        }
    }

    fn exponent(&mut self) {
        let bytes = self.rest().as_bytes();
        let sign = usize::from(matches!(bytes.get(1), Some(b'+' | b'-')));
        if matches!(bytes.first(), Some(b'e' | b'E'))
            && bytes.get(1 + sign).is_some_and(u8::is_ascii_digit)
        {
            self.at += 1 + sign;
            self.take_while(|c| c.is_ascii_digit());
        }
    }

    #[cold]
    fn number_runs_on(&mut self, start: usize) -> Failure {
        let digits = self.at;
        self.take_while(is_word_part);
        let (number, rest) = (&self.text[start..digits], &self.text[digits..self.at]);
        let whole = &self.text[start..self.at];
        let error = syntax(
            Span::new(start, self.at),
            format!("the number `{number}` runs on into `{rest}`"),
            "neither a number nor a name",
        );
        if rest.starts_with('_') {
            error.help("`_` stands between two digits: `1_000`")
        } else if rest.starts_with(['x', 'X']) && number == "0" {
            error.help("numbers are written in decimal digits")
        } else {
            error.help(format!(
                "a text is written `'{whole}'`, a column whose name starts with a digit `\"{whole}\"`"
            ))
        }
    }

    fn symbol(&mut self, first: char) -> Result<Kind, Failure> {
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| self.rest().starts_with(**symbol)) {
            self.at += symbol.len();
            return Ok(Kind::Symbol(symbol));
        }
        let span = Span::new(self.at, self.at + first.len_utf8());
        let shown = if first.is_control() || first.is_whitespace() {
            format!("U+{:04X}", u32::from(first))
        } else {
            first.to_string()
        };
        let error = syntax(
            span,
            format!("`{shown}` is not a character of conditions"),
            "not part of the language",
        );
        Err(match LOOK_ALIKES.iter().find(|(character, _)| *character == first) {
            Some((_, plain)) => error.help(format!("write `{plain}`")),
            None if first.is_alphanumeric() => error.help("put the name in double quotes"),
            None => error,
        })
    }
}

#[cold]
fn never_closed(start: usize, quote: char) -> Failure {
    let what = if quote == '"' { "a name in double quotes" } else { "a text" };
    syntax(Span::new(start, start + 1), format!("{what} is never closed"), "opened here")
        .help(format!("close it with `{quote}`; inside, a `{quote}` is written twice"))
}

fn is_word_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn is_word_part(c: char) -> bool {
    c == '_' || c == '$' || c.is_alphanumeric() || is_mark(c)
}

/// Combining marks: a decomposed `é` is one letter of a name.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn is_text_prefix(word: &str) -> bool {
    ["e", "x", "b", "n", "u"].iter().any(|prefix| word.eq_ignore_ascii_case(prefix))
}
