//! From a file to its text: a reader per format, and the map from the text back to the bytes.

mod decode;
mod entities;
mod html;
mod map;
mod markdown;
mod plain;

pub(super) use decode::decode;
pub(super) use map::Map;

use super::document::{Block, Role};
use crate::diagnostics::Span;
use crate::types::calendar::date_from_bytes;

/// How an article is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Markup {
    #[default]
    Plain,
    Markdown,
    Html,
}

impl Markup {
    /// The markup that a file's name tells.
    pub fn of_name(name: &str) -> Markup {
        let end = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match end.as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Markup::Markdown,
            "html" | "htm" | "xhtml" => Markup::Html,
            _ => Markup::Plain,
        }
    }
}

/// A file's text without its markup.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub text: String,
    pub blocks: Vec<Block>,
    pub map: Map,
    pub published: Option<i32>,
}

/// Takes the markup off a text.
pub(super) fn parse(source: &str, markup: Markup) -> Parsed {
    match markup {
        Markup::Plain => plain::parse(source),
        Markup::Markdown => markdown::parse(source),
        Markup::Html => html::parse(source),
    }
}

/// A text as it grows block by block.
#[derive(Debug, Default)]
struct Builder {
    parsed: Parsed,
    open: Option<(Role, usize)>,
    /// Whether the open block has anything but blanks.
    has_words: bool,
    has_headline: bool,
}

impl Builder {
    /// Ends the open block, if any, and begins one.
    fn begin(&mut self, role: Role) {
        self.end();
        self.open = Some((role, self.parsed.text.len()));
        self.has_words = false;
    }

    /// Ends the open block; one without words is none.
    fn end(&mut self) {
        let Some((role, start)) = self.open.take() else { return };
        let end = self.parsed.text.len();
        if !self.has_words {
            return;
        }
        self.has_headline |= role == Role::Headline;
        self.parsed.blocks.push(Block { role, text: Span::new(start, end) });
        self.parsed.text.push_str("\n\n");
    }

    /// Adds text that stands in the source as it reads.
    fn push(&mut self, text: &str, at: usize) {
        self.parsed.map.add(self.parsed.text.len(), text.len(), Span::new(at, at + text.len()));
        self.parsed.text.push_str(text);
        self.has_words |= !text.trim().is_empty();
    }

    /// Adds text that something else stands for.
    fn push_for(&mut self, text: &str, source: Span) {
        self.parsed.map.add(self.parsed.text.len(), text.len(), source);
        self.parsed.text.push_str(text);
        self.has_words |= !text.trim().is_empty();
    }

    fn finish(mut self) -> Parsed {
        self.end();
        self.parsed
    }
}

/// What stands where code, an image or a formula is: no words.
const OBJECT: &str = "\u{fffc}";

/// The date that a text begins with, as ISO 8601 writes it.
fn leading_date(text: &str) -> Option<i32> {
    let text = text.trim_start_matches([' ', '"', '\'', '\t']);
    date_from_bytes(text.as_bytes().get(..10)?)
}
