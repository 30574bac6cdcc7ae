//! HTML: the words between the tags. Tolerant: whatever is not a tag is text.

use super::entities::entity;
use super::{Builder, OBJECT, Parsed, leading_date};
use crate::diagnostics::Span;
use crate::prose::document::Role;

/// Reads HTML.
pub(super) fn parse(source: &str) -> Parsed {
    let mut reader =
        Html { source, at: 0, builder: Builder::default(), quotes: 0, has_lead: false };
    while reader.at < source.len() {
        reader.step();
    }
    reader.builder.finish()
}

struct Html<'a> {
    source: &'a str,
    at: usize,
    builder: Builder,
    quotes: usize,
    has_lead: bool,
}

/// A tag: its name in lower case, and what is in it.
#[derive(Debug, Clone, Copy)]
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn is_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }

    /// The value of an attribute.
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some((key, after)) = rest.split_once('=') {
            let key = key.rsplit(char::is_whitespace).find(|part| !part.is_empty()).unwrap_or("");
            let after = after.trim_start();
            let (value, left) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    after[1..].split_once(quote).unwrap_or((&after[1..], ""))
                }
                _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = left;
        }
        None
    }
}

/// Elements whose content is no prose.
const SILENT: &[&str] = &[
    "script", "style", "head", "noscript", "svg", "template", "pre", "code", "math", "iframe",
    "object", "select", "textarea", "title",
];

const BLOCKS: &[&str] = &[
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "ul", "ol", "dl",
    "table", "tr", "figure", "body", "html", "form", "hr", "tbody", "thead", "address", "fieldset",
];

impl<'a> Html<'a> {
    fn step(&mut self) {
        let rest = &self.source[self.at..];
        match rest.find(['<', '&']) {
            None => self.text(rest.len()),
            Some(0) if rest.starts_with('&') => self.entity(),
            Some(0) => self.markup(),
            Some(len) => self.text(len),
        }
    }

    fn text(&mut self, len: usize) {
        let text = &self.source[self.at..self.at + len];
        if self.builder.open.is_none() {
            if text.trim().is_empty() {
                self.at += len;
                return;
            }
            let role = self.paragraph_role();
            self.builder.begin(role);
        }
        self.builder.push(text, self.at);
        self.at += len;
    }

    fn entity(&mut self) {
        match entity(&self.source[self.at..]) {
            Some((text, len)) => {
                if self.builder.open.is_none() {
                    let role = self.paragraph_role();
                    self.builder.begin(role);
                }
                self.builder.push_for(&text, Span::new(self.at, self.at + len));
                self.at += len;
            }
            None => self.text(1),
        }
    }

    fn markup(&mut self) {
        let rest = &self.source[self.at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let len = comment.find("-->").map_or(rest.len(), |end| end + 7);
            self.at += len;
            return;
        }
        let starts = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
        if !rest[1..].starts_with(starts) {
            return self.text(1);
        }
        let len = tag_len(rest);
        let start = self.at;
        self.at += len;
        let tag = tag(&rest[..len]);
        self.meta(&tag);
        if !tag.closes && tag.is_any(SILENT) {
            self.skip(&tag, start);
        } else {
            self.element(&tag, start);
        }
    }

    /// Goes behind the end of an element without prose.
    fn skip(&mut self, tag: &Tag<'_>, start: usize) {
        if tag.attributes.ends_with('/') {
            return;
        }
        let close = self.closing(tag.name);
        if tag.is("head") {
            self.head(close);
        }
        self.at = close;
        if tag.is_any(&["code", "math"]) && self.builder.open.is_some() {
            self.builder.push_for(OBJECT, Span::new(start, close));
        }
    }

    /// The end of the tag that closes an element. One that is never closed ends with the text; what
    /// was looked through is not looked through again.
    fn closing(&self, name: &str) -> usize {
        let bytes = self.source.as_bytes();
        let mut at = self.at;
        while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
            let tag_start = at + found;
            let after = &bytes[tag_start + 1..];
            let is_close = after.first() == Some(&b'/')
                && after
                    .get(1..=name.len())
                    .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
            if is_close {
                return tag_start + tag_len(&self.source[tag_start..]);
            }
            at = tag_start + 1;
        }
        bytes.len()
    }

    /// The `meta` elements of the head.
    fn head(&mut self, end: usize) {
        let mut at = self.at;
        while let Some(found) = self.source[at..end].find("<meta") {
            let start = at + found;
            let len = tag_len(&self.source[start..end]);
            self.meta(&tag(&self.source[start..start + len]));
            at = start + len;
        }
    }

    /// The day of publication, where a tag gives it.
    fn meta(&mut self, tag: &Tag<'_>) {
        let value = if tag.is("meta") {
            let name =
                tag.attribute("property").or(tag.attribute("name")).or(tag.attribute("itemprop"));
            let names = [
                "article:published_time",
                "date",
                "datepublished",
                "pubdate",
                "dc.date",
                "publish-date",
            ];
            name.filter(|name| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
                .and_then(|_| tag.attribute("content"))
        } else if tag.is("time") && !tag.closes {
            tag.attribute("datetime").filter(|_| {
                tag.attributes.contains("pubdate") || tag.attributes.contains("datePublished")
            })
        } else {
            None
        };
        let published = value.and_then(leading_date);
        self.builder.parsed.published = self.builder.parsed.published.or(published);
    }

    fn element(&mut self, tag: &Tag<'_>, start: usize) {
        let end = self.at;
        if tag.is("blockquote") {
            self.builder.end();
            self.quotes = if tag.closes { self.quotes.saturating_sub(1) } else { self.quotes + 1 };
        } else if tag.is("br") {
            if self.builder.open.is_some() {
                self.builder.push_for("\n", Span::new(start, end));
            }
        } else if tag.is_any(&["h1", "h2", "h3", "h4", "h5", "h6"]) {
            let first = tag.is("h1") && !self.builder.has_headline;
            self.opened(tag, if first { Role::Headline } else { Role::Heading });
        } else if tag.is_any(&["li", "dt", "dd"]) {
            self.opened(tag, Role::Item);
        } else if tag.is_any(&["td", "th"]) {
            self.opened(tag, Role::Table);
        } else if tag.is_any(&["figcaption", "caption"]) {
            self.opened(tag, Role::Caption);
        } else if tag.is("p")
            && !tag.closes
            && !self.builder.has_words
            && self.builder.open.is_some_and(|(role, _)| role == Role::Item)
        {
            // The paragraph of an item is the item.
        } else if tag.is("p") && !tag.closes {
            let role = self.paragraph_role();
            self.builder.begin(role);
        } else if tag.is_any(BLOCKS) {
            self.builder.end();
        } else if tag.is("img") && self.builder.open.is_some() {
            self.builder.push_for(OBJECT, Span::new(start, end));
        }
    }

    fn opened(&mut self, tag: &Tag<'_>, role: Role) {
        if tag.closes {
            self.builder.end();
        } else {
            self.builder.begin(role);
        }
    }

    fn paragraph_role(&mut self) -> Role {
        if self.quotes > 0 {
            Role::Quote
        } else if self.has_lead {
            Role::Body
        } else {
            self.has_lead = true;
            Role::Lead
        }
    }
}

/// How long a tag is: to its `>` outside of quotes; to the end where there is none.
fn tag_len(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return at + 1,
            (b'"' | b'\'', None) if text.as_bytes()[at - 1] == b'=' => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn tag(text: &str) -> Tag<'_> {
    let inner = text.trim_start_matches('<').trim_end_matches('>');
    let (closes, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let len = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(len);
    Tag { name, closes, attributes: attributes.trim_end() }
}
