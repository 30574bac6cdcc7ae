//! Markdown: what it says, without its marks, code and images.

use super::{Builder, OBJECT, Parsed, leading_date};
use crate::diagnostics::Span;
use crate::prose::document::Role;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Reads Markdown.
pub(super) fn parse(source: &str) -> Parsed {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut reader = Markdown { source, ..Markdown::default() };
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        reader.event(event, range);
    }
    reader.builder.finish()
}

#[derive(Default)]
struct Markdown<'a> {
    source: &'a str,
    builder: Builder,
    /// Within how many quotations, lists and things without prose the place is.
    quotes: usize,
    items: usize,
    silent: usize,
    metadata: bool,
    has_lead: bool,
}

impl<'a> Markdown<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, &range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.metadata => self.date_of(&text),
            Event::Text(text) if self.silent == 0 => self.text(&text, range),
            Event::SoftBreak | Event::HardBreak if self.silent == 0 => {
                self.builder.push_for("\n", Span::new(range.start, range.end));
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) if self.silent == 0 => {
                self.builder.push_for(OBJECT, Span::new(range.start, range.end));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => {
                let role = self.paragraph_role();
                self.builder.begin(role);
            }
            Tag::Heading { level, .. } => {
                let is_first = *level == HeadingLevel::H1 && !self.builder.has_headline;
                self.builder.begin(if is_first { Role::Headline } else { Role::Heading });
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::Item => {
                self.items += 1;
                self.builder.begin(Role::Item);
            }
            Tag::TableCell => self.builder.begin(Role::Table),
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.builder.end();
                self.silent += 1;
            }
            Tag::Image { .. } => {
                if self.silent == 0 {
                    self.builder.push_for(OBJECT, Span::new(range.start, range.end));
                }
                self.silent += 1;
            }
            Tag::MetadataBlock(_) => self.metadata = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => self.builder.end(),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::Item => {
                self.items = self.items.saturating_sub(1);
                self.builder.end();
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image => {
                self.silent = self.silent.saturating_sub(1);
            }
            TagEnd::MetadataBlock(_) => self.metadata = false,
            _ => {}
        }
    }

    fn paragraph_role(&mut self) -> Role {
        if self.quotes > 0 {
            Role::Quote
        } else if self.items > 0 {
            Role::Item
        } else if self.has_lead {
            Role::Body
        } else {
            self.has_lead = true;
            Role::Lead
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let literal = self.source.get(range.clone()) == Some(text);
        if literal {
            self.builder.push(text, range.start);
        } else {
            self.builder.push_for(text, Span::new(range.start, range.end));
        }
    }

    /// The day of publication in the lines of the front matter.
    fn date_of(&mut self, lines: &str) {
        for line in lines.lines() {
            let Some((key, value)) = line.split_once([':', '=']) else { continue };
            let key = key.trim().to_ascii_lowercase();
            if !matches!(key.as_str(), "date" | "published" | "publishdate" | "pubdate") {
                continue;
            }
            let published = leading_date(value.trim());
            self.builder.parsed.published = self.builder.parsed.published.or(published);
        }
    }
}
