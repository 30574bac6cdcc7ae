//! SQL text to [`Expr`]: an operator-precedence parser whose every node knows its exact bytes.
//!
//! The grammar and the precedences are those of DuckDB 2.0. What is SQL but not yet part of the
//! language (structs) is recognised as a whole and becomes
//! [`Node::Unsupported`](super::ast::Node), so that binding can name it.

mod calls;
mod columns;
mod errors;
mod lists;
mod operators;
mod primary;
mod queries;
mod ranges;
mod tokens;
mod windows;
mod words;

pub use errors::SyntaxError;
pub(crate) use words::is_reserved;

use super::ast::{Expr, Node, Window};
use crate::diagnostics::{Diagnostic, Span};
use crate::rules::Phrase;
use errors::syntax;
use tokens::{Kind, Token};

/// How many words and symbols a condition may have.
pub const MAX_TOKENS: usize = 4096;
/// How deep a condition may nest; chains of AND and OR are kept flat and count once.
pub const MAX_DEPTH: usize = 200;

/// The expression that a phrase of a rule file holds, or what is wrong with it.
pub fn parse(phrase: &Phrase) -> Result<Expr, Box<Diagnostic>> {
    parse_text(&phrase.text).map_err(|error| Box::new(error.diagnostic(phrase)))
}

/// The expression that a text holds.
pub fn parse_text(text: &str) -> Result<Expr, SyntaxError> {
    parse_whole(text).map_err(|error| *error)
}

fn parse_whole(text: &str) -> Parsed<Expr> {
    let mut parser = Parser::new(text)?;
    let whole = parser.expr(operators::LOWEST)?;
    match parser.peek() {
        Kind::End => Ok(*whole.expr),
        _ => Err(parser.unexpected()),
    }
}

/// The window that a phrase holds: `PARTITION BY … ORDER BY … ROWS …`.
pub fn parse_window(phrase: &Phrase) -> Result<Window, Box<Diagnostic>> {
    let whole = |text: &str| {
        let mut parser = Parser::new(text)?;
        let window = parser.window(&mut 0)?;
        match parser.peek() {
            Kind::End => Ok(window),
            _ => Err(parser.unexpected()),
        }
    };
    whole(&phrase.text).map_err(|error: Failure| Box::new(error.diagnostic(phrase)))
}

/// Boxed, so that the frames of the recursion stay small.
type Failure = Box<SyntaxError>;
type Parsed<T = Deep> = Result<T, Failure>;

/// An expression with the height of its tree.
#[derive(Debug)]
struct Deep {
    expr: Box<Expr>,
    depth: usize,
}

struct Parser<'a> {
    text: &'a str,
    /// The last one is the end.
    tokens: Vec<Token>,
    at: usize,
    /// How many expressions are being parsed inside each other.
    nesting: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Parsed<Parser<'a>> {
        let tokens = tokens::tokenize(text, MAX_TOKENS)?;
        Ok(Parser { text, tokens, at: 0, nesting: 0 })
    }
}

impl Parser<'_> {
    fn peek(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    /// The kind of the token `ahead` after the next one.
    fn peek_at(&self, ahead: usize) -> &Kind {
        &self.tokens[(self.at + ahead).min(self.tokens.len() - 1)].kind
    }

    fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    /// The token before the next one.
    fn previous(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    /// Steps over a token, never over the end.
    fn advance(&mut self) -> Span {
        let span = self.span();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        span
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    fn at_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Kind::Symbol(found) if *found == symbol)
    }

    fn at_word(&self, word: &str) -> bool {
        is_word(self.peek(), word)
    }

    fn take_symbol(&mut self, symbol: &str) -> Option<Span> {
        self.at_symbol(symbol).then(|| self.advance())
    }

    fn take_word(&mut self, word: &str) -> Option<Span> {
        self.at_word(word).then(|| self.advance())
    }

    /// Steps behind the bracket that closes the one that comes next.
    fn skip_brackets(&mut self) -> Parsed<Span> {
        let open = self.span();
        let mut depth = 0usize;
        loop {
            match self.peek() {
                Kind::Symbol("(" | "[" | "{") => depth += 1,
                Kind::Symbol(")" | "]" | "}") => depth -= 1,
                Kind::End => return Err(self.never_closed(open)),
                _ => {}
            }
            let span = self.advance();
            if depth == 0 {
                return Ok(open.to(span));
            }
        }
    }

    /// A node over `parts`, which it holds.
    fn node(&self, node: Node, span: Span, parts: usize) -> Parsed {
        let depth = parts + 1;
        if depth > MAX_DEPTH {
            return Err(errors::too_deep(span));
        }
        Ok(Deep { expr: Box::new(Expr { node, span }), depth })
    }

    /// A node without parts.
    fn leaf(&self, node: Node, span: Span) -> Parsed {
        self.node(node, span, 0)
    }
}

fn is_word(kind: &Kind, wanted: &str) -> bool {
    matches!(kind, Kind::Word(word) if word.eq_ignore_ascii_case(wanted))
}
