//! A document: its text as it reads, the blocks and sentences of that, and its figures.

use super::figures::{Figure, RangeEnds};
use super::folded::Folded;
use super::grammar::{self, Draft, Reader, Setting};
use super::lexicon::Lexicon;
use super::markup::{self, Map, Markup};
use super::tokens::{Token, tokenize};
use super::{cents, quotes, sentences};
use crate::diagnostics::Span;
use std::sync::OnceLock;

/// What a block of a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Headline,
    /// A heading further down.
    Heading,
    /// The first paragraph, or what is labelled so.
    Lead,
    Body,
    Item,
    Quote,
    /// Who speaks the words of the block that follows.
    Speaker,
    Caption,
    /// A cell of a table.
    Table,
    /// The line that gives the day of publication.
    Date,
}

impl Role {
    /// The name in reports and in the table `figures`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Headline => "headline",
            Role::Heading => "heading",
            Role::Lead => "lead",
            Role::Body => "body",
            Role::Item => "item",
            Role::Quote => "quote",
            Role::Speaker => "speaker",
            Role::Caption => "caption",
            Role::Table => "table",
            Role::Date => "date",
        }
    }
}

/// A stretch of the text that stands for itself: a paragraph, a heading, a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub role: Role,
    /// In the document's text.
    pub text: Span,
}

/// A sentence of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// In the document's text.
    pub text: Span,
    /// Index into the document's blocks.
    pub block: usize,
}

/// Where the day of publication is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublishedBy {
    /// An option or the rule file.
    Option,
    /// The text itself: a `date` line, front matter, a `meta` element.
    Text,
}

/// The day of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Since 1970-01-01.
    pub day: i32,
    pub by: PublishedBy,
}

/// How a document is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    pub markup: Markup,
    /// The day of publication, where it is known better than from the text.
    pub published: Option<i32>,
}

/// An article as read.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text as it reads, without markup, its entities decoded.
    pub text: String,
    pub blocks: Vec<Block>,
    pub sentences: Vec<Sentence>,
    pub figures: Vec<Figure>,
    pub published: Option<Published>,
    map: Map,
    encoding: Option<Map>,
    /// Made when words are first looked for.
    folded: OnceLock<Folded>,
}

impl Document {
    /// Reads a file's bytes, whatever they are.
    pub fn read(bytes: &[u8], options: &ReadOptions) -> Document {
        let (source, encoding) = markup::decode(bytes);
        let parsed = markup::parse(&source, options.markup);
        let by = |by: PublishedBy| move |day: i32| Published { day, by };
        let told = parsed.published.map(by(PublishedBy::Text));
        let mut document = Document {
            text: parsed.text,
            blocks: parsed.blocks,
            sentences: Vec::new(),
            figures: Vec::new(),
            published: options.published.map(by(PublishedBy::Option)).or(told),
            map: parsed.map,
            encoding,
            folded: OnceLock::new(),
        };
        document.read_figures();
        document
    }

    /// The bytes of the file that a stretch of the text comes from.
    pub fn source(&self, text: Span) -> Span {
        let decoded = self.map.source(text);
        self.encoding.as_ref().map_or(decoded, |encoding| encoding.source(decoded))
    }

    /// The words of a stretch of the text.
    pub fn words(&self, text: Span) -> &str {
        self.text.get(text.start..text.end).unwrap_or_default()
    }

    /// The text as quoted words are looked for in it.
    pub(super) fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| Folded::new(&self.text))
    }

    fn read_figures(&mut self) {
        let lexicon = Lexicon::english();
        let mut tokens: Vec<Token<'_>> = Vec::new();
        let mut firsts: Vec<usize> = Vec::new();
        for (index, block) in self.blocks.iter().enumerate() {
            tokens.clear();
            tokenize(&self.text, block.text, lexicon, &mut tokens);
            sentences::split(&self.text, &tokens, lexicon, &mut firsts);
            let setting = self.setting(*block, &tokens);
            let reader = Reader::new(&self.text, (&tokens, &firsts), lexicon, setting);
            let base = self.sentences.len();
            let quoted = quotes::quoted(&self.text, &tokens);
            for draft in grammar::read(&reader) {
                let sentence = base + reader.sentence_of(draft.from);
                let figure = self.figure(&reader, draft, (index, sentence));
                let is_quoted = block.role == Role::Quote || quotes::holds(&quoted, figure.text);
                self.figures.push(Figure { quoted: is_quoted, ..figure });
            }
            self.sentences.extend(sentences_of(&tokens, &firsts, index));
        }
        cents::settle(&mut self.figures);
    }

    fn setting(&self, block: Block, tokens: &[Token<'_>]) -> Setting {
        let is_title = matches!(block.role, Role::Headline | Role::Heading);
        Setting {
            published: self.published.map(|published| published.day),
            capitals: is_title && capitals(tokens),
        }
    }

    fn figure(
        &self,
        reader: &Reader<'_>,
        draft: Draft,
        (block, sentence): (usize, usize),
    ) -> Figure {
        let text = reader.span(draft.from, draft.to);
        Figure {
            span: self.source(text),
            text,
            kind: draft.kind,
            hedge: draft.hedge,
            meaning: draft.meaning,
            unit: draft.unit,
            noun: draft.noun.map(|(from, to)| reader.span(from, to)),
            relation: draft.relation,
            quoted: false,
            reversed: draft.reversed,
            ends: draft.ends.map(|ends| {
                let joint = reader.span(ends.joint, ends.joint + 1).start;
                Box::new(RangeEnds { joint, ..*ends })
            }),
            sentence,
            block,
        }
    }
}

/// Whether most words have capitals, as in many headlines.
fn capitals(tokens: &[Token<'_>]) -> bool {
    let words = || tokens.iter().filter(|token| token.shape == super::tokens::Shape::Word);
    let capital = words().filter(|token| token.capital).count();
    capital * 2 > words().count()
}

fn sentences_of(tokens: &[Token<'_>], firsts: &[usize], block: usize) -> Vec<Sentence> {
    let ends = firsts.iter().skip(1).copied().chain([tokens.len()]);
    let spans = firsts.iter().zip(ends).filter_map(|(first, end)| {
        let last = tokens.get(end.checked_sub(1)?)?;
        Some(Span::new(tokens.get(*first)?.span.start, last.span.end))
    });
    spans.map(|text| Sentence { text, block }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::grammar::LOOKS;

    /// Looks at words while a line with so many repetitions is read.
    fn looks(piece: &str, times: usize) -> u64 {
        let text = piece.repeat(times);
        let before = LOOKS.with(std::cell::Cell::get);
        Document::read(text.as_bytes(), &ReadOptions::default());
        LOOKS.with(std::cell::Cell::get) - before
    }

    /// Counted, not timed: four times the text are four times the looks, however long the line.
    #[test]
    fn looks_grow_with_the_length_and_no_faster() {
        let pieces = [
            "over 12 guns, ",
            "from 12 to 15 percent and ",
            "in May 2012 and 1 week later, ",
            "twenty million and ",
            "between 1 and ",
            "“1 ",
            "1-",
            "1.5bn of 2 per cent (1 kg) ",
            "the first of the 1 ",
            "some of the nearly ",
        ];
        for piece in pieces {
            let (short, long) = (looks(piece, 200), looks(piece, 800));
            assert!(long <= 4 * short + 1_000, "{piece}: {short} and {long}");
        }
    }
}
