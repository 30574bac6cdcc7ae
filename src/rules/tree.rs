//! TOML to [`Param`]s: the one file that names the TOML parser's types.
//!
//! The parser goes on after a mistake, so several are said at once.

use super::param::{Param, Phrase, Spanned};
use super::phrase::{Decoded, decode};
use super::syntax::{self, Lines};
use super::wording::shown;
use crate::diagnostics::{Diagnostic, SourceId, Span, Texts};
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

/// What the parser says of a key that is there already.
const TWICE: &str = "duplicate key";

/// What the parser says beyond its own limit of nesting, which is above [`DEPTH`].
const NESTED: &str = "max recursion depth";

/// Tables and lists inside each other: more than any rule file needs.
const DEPTH: usize = 32;

/// The most mistakes in the syntax that are said of one file.
const SYNTAX_MISTAKES: usize = 20;

/// The parser bounds its own recursion, but a hostile file still makes trees of some 6,500 levels,
/// which it drops recursively: that takes 5 MiB of stack without optimisation.
const STACK: usize = 64 << 20;

/// A rule file as a tree.
pub struct Tree {
    pub root: Param,
    /// The mistakes in the syntax.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a text of [`Texts`] as TOML.
pub fn parse(source: SourceId, texts: &Texts) -> Tree {
    let text = texts.get(source).text.as_str();
    let reader = || Reader { source, text, diagnostics: Vec::new() }.read();
    std::thread::scope(|scope| {
        let spawned = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, reader);
        let reason = match spawned.map(|thread| thread.join()) {
            Ok(Ok(tree)) => return tree,
            Ok(Err(_)) => "the parser gave up".to_owned(),
            Err(error) => error.to_string(),
        };
        let path = &texts.get(source).path;
        let message = format!("failed to read `{path}` ({reason})");
        Tree {
            root: Param::Table(Spanned { value: Vec::new(), source, span: Span::default() }),
            diagnostics: vec![Diagnostic::new("unreadable-file", message).in_file(path)],
        }
    })
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(mut self) -> Tree {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        self.syntax(root.get_ref(), &errors);
        let root = self.table(root.get_ref(), Span::default(), 0);
        Tree { root, diagnostics: self.diagnostics }
    }

    /// One mistake a line: what follows it on the line mostly follows from it. After a heading that
    /// is given twice, its keys are not said to be given twice as well.
    fn syntax(&mut self, root: &DeTable<'_>, errors: &[toml::de::Error]) {
        let lines = Lines::new(self.text);
        let mut said = std::collections::HashSet::new();
        let mut merged = 0;
        let mut left_out = 0;
        for error in errors {
            let span = self.inside(error.span().unwrap_or(0..0));
            let line = lines.of(span.start);
            let twice = error.message() == TWICE;
            if twice && span.start < merged || error.message().contains(NESTED) {
                continue;
            }
            if twice && lines.text(line).trim_start().starts_with('[') {
                let next = self.text[span.end..].find("\n[");
                merged = next.map_or(self.text.len(), |next| span.end + next);
            }
            if !said.insert(line) {
                continue;
            }
            match said.len() > SYNTAX_MISTAKES {
                true => left_out += 1,
                false if twice => self.twice(root, span, lines.text(line)),
                false => self.diagnostics.push(syntax::mistake(
                    error.message(),
                    self.text,
                    (self.source, span),
                )),
            }
        }
        if left_out > 0
            && let Some(last) = self.diagnostics.last_mut()
        {
            last.notes.push(format!("and {left_out} more lines that are not TOML"));
        }
    }

    fn twice(&mut self, root: &DeTable<'_>, span: Span, line: &str) {
        let heading = line.trim_start().starts_with('[');
        let message = match heading {
            true => format!("the heading {} is given twice", shown(line.trim())),
            false => {
                format!("{} is given twice in one table", shown(&self.text[span.start..span.end]))
            }
        };
        let diagnostic =
            Diagnostic::new("duplicate-name", message).at(self.source, span, "the second time");
        let first = match heading {
            true => first_heading(self.text, line, span),
            false => first_key(root, self.text, span),
        };
        let diagnostic = match first {
            Some(first) => diagnostic.at(self.source, first, "the first time"),
            None => diagnostic,
        };
        self.diagnostics.push(diagnostic.help("keep one of them"));
    }

    /// A span of the parser, kept inside the text and on the bounds of characters.
    fn inside(&self, range: std::ops::Range<usize>) -> Span {
        let floor = |mut at: usize| {
            at = at.min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        Span::new(floor(range.start), floor(range.end))
    }

    fn table(&mut self, table: &DeTable<'_>, span: Span, depth: usize) -> Param {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let entries = entries.into_iter().filter_map(|(key, value)| {
            let name = Spanned {
                value: key.get_ref().to_string(),
                source: self.source,
                span: self.inside(key.span()),
            };
            let value = self.value(value.get_ref(), self.inside(value.span()), depth + 1)?;
            Some((name, value))
        });
        let value = entries.collect();
        Param::Table(self.spanned(value, span))
    }

    fn value(&mut self, value: &DeValue<'_>, span: Span, depth: usize) -> Option<Param> {
        if depth > DEPTH {
            let message = format!("tables and lists are nested more than {DEPTH} deep");
            let place = Diagnostic::new("too-complex", message).at(self.source, span, "here");
            self.diagnostics.push(place);
            return None;
        }
        Some(match value {
            DeValue::String(text) => self.text(text, span),
            DeValue::Integer(integer) => self.integer(integer, span),
            DeValue::Float(float) => return self.float(float, span),
            DeValue::Boolean(boolean) => Param::Boolean(self.spanned(*boolean, span)),
            DeValue::Datetime(_) => {
                Param::Date(self.spanned(self.text[span.start..span.end].to_owned(), span))
            }
            DeValue::Array(array) => {
                let items = array.iter().filter_map(|item| {
                    self.value(item.get_ref(), self.inside(item.span()), depth + 1)
                });
                let items = items.collect();
                Param::List(self.spanned(items, span))
            }
            DeValue::Table(table) => self.table(table, span, depth),
        })
    }

    fn text(&self, text: &str, span: Span) -> Param {
        let decoded = decode(&self.text[span.start..span.end], span.start)
            .filter(|decoded| decoded.text == text)
            .unwrap_or_else(|| Decoded::opaque(text, span.start, span.end));
        Param::Text(Phrase {
            text: decoded.text,
            source: self.source,
            span,
            offsets: decoded.offsets,
        })
    }

    /// Beyond 64 bits a whole number is kept as it is written.
    fn integer(&self, integer: &DeInteger<'_>, span: Span) -> Param {
        match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(value) => Param::Integer(self.spanned(value, span)),
            Err(_) => Param::Number(self.spanned(unsigned(integer.as_str()), span)),
        }
    }

    fn float(&mut self, float: &DeFloat<'_>, span: Span) -> Option<Param> {
        let text = unsigned(float.as_str());
        if text.ends_with("inf") || text.ends_with("nan") {
            let message = format!("`{text}` is not a number that data are checked with");
            let diagnostic = Diagnostic::new("invalid-value", message)
                .at(self.source, span, "not a number")
                .help("leave the key out where there is no bound");
            self.diagnostics.push(diagnostic);
            return None;
        }
        Some(Param::Number(self.spanned(text, span)))
    }

    fn spanned<T>(&self, value: T, span: Span) -> Spanned<T> {
        Spanned { value, source: self.source, span }
    }
}

/// A number without its plus sign.
fn unsigned(number: &str) -> String {
    number.strip_prefix('+').unwrap_or(number).to_owned()
}

/// Where the key that stands again at `again` is given first: the parser does not tell.
fn first_key(root: &DeTable<'_>, text: &str, again: Span) -> Option<Span> {
    let name = &text[again.start..again.end];
    if text[..again.start].trim_end().ends_with('.') {
        return None;
    }
    let table = innermost(root, text, again.start);
    let (key, _) = table.iter().find(|(key, _)| text.get(key.span()) == Some(name))?;
    let span = Span::new(key.span().start, key.span().end);
    (span.end <= again.start).then_some(span)
}

/// An earlier line with the same heading.
fn first_heading(text: &str, line: &str, again: Span) -> Option<Span> {
    let earlier = text[..again.start].lines().find(|earlier| earlier.trim() == line.trim())?;
    let name = &text[again.start..again.end];
    let start = earlier.as_ptr() as usize - text.as_ptr() as usize + earlier.rfind(name)?;
    Some(Span::new(start, start + name.len()))
}

/// The table in which a key at this byte stands: the braces around it, else the last heading before
/// it. The parser gives other spans to tables that only a longer heading or a dotted key implies.
fn innermost<'a, 'i>(root: &'a DeTable<'i>, text: &str, byte: usize) -> &'a DeTable<'i> {
    let mut found = root;
    let mut start = 0;
    let mut left: Vec<(&'a DeTable<'i>, usize)> = vec![(root, 0)];
    while let Some((table, depth)) = left.pop() {
        for value in table.iter().map(|(_, value)| value).filter(|_| depth < DEPTH) {
            let DeValue::Table(inner) = value.get_ref() else { continue };
            let span = value.span();
            let holds = match text.as_bytes().get(span.start) {
                Some(b'{') => span.contains(&byte),
                Some(b'[') => span.end <= byte,
                _ => false,
            };
            if holds && span.start >= start {
                (found, start) = (inner, span.start);
            }
            left.push((inner, depth + 1));
        }
    }
    found
}
