//! A value of a rule file with its place: what check kinds get instead of TOML.

use crate::diagnostics::{SourceId, Span};

/// A piece of a rule file and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    pub value: T,
    pub source: SourceId,
    pub span: Span,
}

/// A text of a rule file that can be pointed into: a condition, a message, a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    /// As the program reads it, escapes resolved.
    pub text: String,
    pub source: SourceId,
    /// The whole value in the file, quotes included.
    pub span: Span,
    /// For each byte of `text` where it stands in the file; one more entry for the end.
    pub offsets: Vec<usize>,
}

impl Phrase {
    /// Where a stretch of the text stands in the rule file.
    pub fn locate(&self, span: Span) -> Span {
        let at = |byte: usize| self.offsets[byte.min(self.offsets.len() - 1)];
        Span::new(at(span.start), at(span.end))
    }
}

/// A value of a rule file.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    Text(Phrase),
    Integer(Spanned<i64>),
    /// A number with a point or an exponent, as written (without `_`).
    Number(Spanned<String>),
    Boolean(Spanned<bool>),
    /// A date or time, as written.
    Date(Spanned<String>),
    List(Spanned<Vec<Param>>),
    /// Keys in the order in which they stand.
    Table(Spanned<Vec<(Spanned<String>, Param)>>),
}

impl Param {
    /// Where the value stands.
    pub fn place(&self) -> (SourceId, Span) {
        match self {
            Param::Text(phrase) => (phrase.source, phrase.span),
            Param::Integer(value) => (value.source, value.span),
            Param::Number(value) | Param::Date(value) => (value.source, value.span),
            Param::Boolean(value) => (value.source, value.span),
            Param::List(value) => (value.source, value.span),
            Param::Table(value) => (value.source, value.span),
        }
    }

    /// What the value is, for messages: "a text".
    pub fn kind(&self) -> &'static str {
        match self {
            Param::Text(_) => "a text",
            Param::Integer(_) => "a whole number",
            Param::Number(_) => "a number",
            Param::Boolean(_) => "true or false",
            Param::Date(_) => "a date",
            Param::List(_) => "a list",
            Param::Table(_) => "a table",
        }
    }

    /// Every text in the value, keys aside.
    pub fn texts(&self) -> Vec<&Phrase> {
        match self {
            Param::Text(phrase) => vec![phrase],
            Param::List(list) => list.value.iter().flat_map(Param::texts).collect(),
            Param::Table(table) => {
                table.value.iter().flat_map(|(_, value)| value.texts()).collect()
            }
            Param::Integer(_) | Param::Number(_) | Param::Boolean(_) | Param::Date(_) => Vec::new(),
        }
    }

    /// The value of a key, where this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Param> {
        match self {
            Param::Table(table) => {
                table.value.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }
}
