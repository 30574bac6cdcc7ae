//! The tokens under the grammar's hands.

use super::amounts::Amount;
use crate::diagnostics::Span;
use crate::prose::figures::{Kind, Meaning, RangeEnds, Relation};
use crate::prose::lexicon::{Class, Hedge, Lexicon, Senses};
use crate::prose::tokens::{Shape, Token};
use std::cell::Cell;

/// What is known of the document that the tokens are from.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::prose) struct Setting {
    /// The day of publication.
    pub published: Option<i32>,
    /// Whether the block is a headline, where all words may have capitals.
    pub capitals: bool,
}

/// A figure whose places are tokens.
#[derive(Debug, Clone)]
pub(in crate::prose) struct Draft {
    /// The first token, and the one after the last.
    pub from: usize,
    pub to: usize,
    pub kind: Kind,
    pub hedge: Hedge,
    pub meaning: Meaning,
    pub unit: Option<String>,
    pub noun: Option<(usize, usize)>,
    pub relation: Option<Relation>,
    pub reversed: bool,
    /// Of a range of numbers; its joint is a token.
    pub ends: Option<Box<RangeEnds>>,
}

impl Draft {
    pub fn new(place: (usize, usize), kind: Kind, hedge: Hedge, meaning: Meaning) -> Draft {
        Draft {
            from: place.0,
            to: place.1,
            kind,
            hedge,
            meaning,
            unit: None,
            noun: None,
            relation: None,
            reversed: false,
            ends: None,
        }
    }
}

impl Draft {
    /// The number as written.
    pub fn value(&self) -> Option<crate::types::Decimal> {
        match self.meaning {
            Meaning::Number { value, .. } => value,
            _ => None,
        }
    }
}

#[cfg(test)]
thread_local! {
    /// How often this thread has looked at a word.
    pub(in crate::prose) static LOOKS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// The tokens of a block.
pub(in crate::prose) struct Reader<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token<'a>],
    pub lexicon: &'a Lexicon,
    /// The first token of each sentence.
    pub sentences: &'a [usize],
    pub setting: Setting,
    /// Where an amount was last looked for, and what was found.
    pub(super) last_amount: Cell<Option<(usize, Option<Amount>)>>,
}

impl<'a> Reader<'a> {
    /// A reader of the tokens of a block in a text, and of its sentences by their first token.
    pub fn new(
        text: &'a str,
        (tokens, sentences): (&'a [Token<'a>], &'a [usize]),
        lexicon: &'a Lexicon,
        setting: Setting,
    ) -> Reader<'a> {
        Reader { text, tokens, lexicon, sentences, setting, last_amount: Cell::default() }
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The text of a token; empty beyond the ends.
    pub fn word(&self, at: usize) -> &'a str {
        #[cfg(test)]
        LOOKS.with(|looks| looks.set(looks.get() + 1));
        self.tokens.get(at).map_or("", |token| &self.text[token.span.start..token.span.end])
    }

    pub fn span(&self, from: usize, to: usize) -> Span {
        let start = self.tokens.get(from).map_or(0, |token| token.span.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last));
        Span::new(start, end.map_or(start, |token| token.span.end))
    }

    #[inline]
    pub fn is(&self, at: usize, word: &str) -> bool {
        let here = self.tokens.get(at);
        here.is_some_and(|token| {
            token.span.end - token.span.start == word.len()
                && self.word(at).eq_ignore_ascii_case(word)
        })
    }

    pub fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    /// Whether these words stand here one after the other.
    pub fn are(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.is(at + offset, word))
    }

    pub fn shape(&self, at: usize) -> Option<Shape> {
        self.tokens.get(at).map(|token| token.shape)
    }

    pub fn is_word(&self, at: usize) -> bool {
        self.shape(at) == Some(Shape::Word)
    }

    pub fn is_number(&self, at: usize) -> bool {
        self.shape(at) == Some(Shape::Number)
    }

    /// Whether a token stands here without a blank before it.
    pub fn joined(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| !token.gap)
    }

    pub fn capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.capital)
    }

    pub fn senses(&self, at: usize) -> Option<&'a Senses> {
        self.tokens.get(at).and_then(|token| token.senses)
    }

    /// A sense of the word here.
    pub fn sense<T>(&self, at: usize, of: impl Fn(&Senses) -> Option<T>) -> Option<T> {
        self.senses(at).and_then(of)
    }

    pub fn class(&self, at: usize, class: Class) -> bool {
        self.senses(at).is_some_and(|senses| senses.is(class))
    }

    /// The class of the token before.
    pub fn before(&self, at: usize, class: Class) -> bool {
        at.checked_sub(1).is_some_and(|before| self.class(before, class))
    }

    /// Whether the token before is one of these words.
    pub fn after_any(&self, at: usize, words: &[&str]) -> bool {
        at.checked_sub(1).is_some_and(|before| self.is_any(before, words))
    }

    pub fn is_hyphen(&self, at: usize) -> bool {
        matches!(self.word(at), "-" | "‐" | "‑")
    }

    /// A dash or hyphen of any length.
    pub fn is_dash(&self, at: usize) -> bool {
        matches!(self.word(at), "-" | "‐" | "‑" | "–" | "−" | "—")
    }

    /// A hyphen that joins the tokens on both sides.
    pub fn hyphenates(&self, at: usize) -> bool {
        self.is_hyphen(at) && self.joined(at) && self.joined(at + 1) && at + 1 < self.len()
    }

    /// The index of the sentence that a token is in.
    pub fn sentence_of(&self, at: usize) -> usize {
        self.sentences.partition_point(|first| *first <= at).saturating_sub(1)
    }

    /// The first token of the sentence that a token is in.
    pub fn sentence_start(&self, at: usize) -> usize {
        self.sentences.get(self.sentence_of(at)).copied().unwrap_or(0)
    }

    /// The tokens before this one in its sentence, nearest first, no further than `reach`.
    pub fn back(&self, at: usize, reach: usize) -> impl Iterator<Item = usize> + use<> {
        let start = self.sentence_start(at).max(at.saturating_sub(reach));
        (start..at).rev()
    }

    /// The tokens before this one in its clause, nearest first, no further than `reach`. A colon
    /// within a time ends none.
    pub fn clause(&self, at: usize, reach: usize) -> impl Iterator<Item = usize> + use<'_, 'a> {
        self.back(at, reach).take_while(|before| match self.word(*before) {
            ";" | "(" | "—" => false,
            ":" => self.joined(*before) && self.joined(before + 1),
            _ => true,
        })
    }

    /// Whether the text ends here, or a mark that closes a clause stands here.
    pub fn closes(&self, at: usize) -> bool {
        at >= self.len()
            || matches!(
                self.word(at),
                "." | ","
                    | ";"
                    | ":"
                    | "!"
                    | "?"
                    | ")"
                    | "]"
                    | "\""
                    | "”"
                    | "’"
                    | "'"
                    | "—"
                    | "–"
                    | "|"
            )
    }
}

impl Reader<'_> {
    /// Whether an opening quotation mark stands shortly before a mark that may close it.
    pub fn text_is_quoted(&self, at: usize) -> bool {
        self.back(at, 40).any(|before| matches!(self.word(before), "\"" | "“"))
    }
}
