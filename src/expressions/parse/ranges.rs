//! `BETWEEN`, `IN`, `LIKE`, and expressions in brackets.

use super::errors::syntax;
use super::operators::{LOWEST, RANGE};
use super::tokens::Kind;
use super::{Deep, Parsed, Parser, is_word};
use crate::diagnostics::Span;
use crate::expressions::ast::{Expr, Ident, Literal, Node};

impl Parser<'_> {
    pub(super) fn between(&mut self, left: Deep) -> Parsed {
        let (at, negated) = self.range_operator();
        if self.at_word("SYMMETRIC") {
            return Err(syntax(
                self.span(),
                "`BETWEEN SYMMETRIC` is not part of conditions",
                "not part of the language",
            )
            .help("write the smaller bound first, or `BETWEEN least(a, b) AND greatest(a, b)`"));
        }
        let low = self.expr(RANGE + 1)?;
        self.expect_word("AND", "between the two bounds of `BETWEEN`")?;
        let high = self.expr(RANGE + 1)?;
        let span = left.expr.span.to(high.expr.span);
        let depth = left.depth.max(low.depth).max(high.depth);
        let node =
            Node::Between { at, operand: left.expr, low: low.expr, high: high.expr, negated };
        self.node(node, span, depth)
    }

    /// Steps over `[NOT] word`.
    fn range_operator(&mut self) -> (Span, bool) {
        let start = self.span();
        let negated = self.take_word("NOT").is_some();
        (start.to(self.advance()), negated)
    }

    pub(super) fn within(&mut self, left: Deep) -> Parsed {
        if self.at_word("NOT") && !is_word(self.peek_at(1), "IN") {
            self.advance();
            return Err(self.expected("`IN`, `BETWEEN`, `LIKE` or `ILIKE`", "after `NOT`"));
        }
        let (at, negated) = self.range_operator();
        if self.at_symbol("(") {
            return self.in_list(left, at, negated);
        }
        let called = *self.peek_at(1) == Kind::Symbol("(");
        if self.at_symbol("[") || called && matches!(self.peek(), Kind::Word(_)) {
            return self.within_list(left, at, negated);
        }
        let (text, quoted) = match self.peek() {
            Kind::Word(word) if !super::is_reserved(word) => (word.clone(), false),
            Kind::Quoted(name) => (name.clone(), true),
            _ => {
                let error = self.expected("a list in brackets or its name", "after `IN`");
                return Err(match self.operand_help() {
                    Some(help) => error.help(help),
                    None => error,
                });
            }
        };
        let span = self.advance();
        if matches!(self.peek(), Kind::Symbol("." | "(")) {
            return Err(syntax(
                span.to(self.span()),
                "`IN` stands before a list in brackets or its name",
                "neither of the two",
            ));
        }
        let name = Ident { text, quoted, span };
        let whole = left.expr.span.to(span);
        let operand = left.expr;
        self.node(Node::InName { operand, name, negated }, whole, left.depth)
    }

    fn in_list(&mut self, left: Deep, at: Span, negated: bool) -> Parsed {
        if self.at_subquery() {
            return self.in_query(left, at, negated);
        }
        let open = self.advance();
        let (list, depth) = self.separated(open)?;
        let span = left.expr.span.to(self.previous());
        let depth = depth.max(left.depth);
        self.node(Node::InList { at, operand: left.expr, list, negated }, span, depth)
    }

    /// Expressions between commas up to the bracket that closes `open`, at least one.
    pub(super) fn separated(&mut self, open: Span) -> Parsed<(Vec<Expr>, usize)> {
        let mut list = Vec::new();
        let mut depth = 0;
        loop {
            let item = self.expr(LOWEST)?;
            depth = depth.max(item.depth);
            list.push(*item.expr);
            if self.take_symbol(",").is_none() {
                break;
            }
        }
        self.close(open)?;
        Ok((list, depth))
    }

    pub(super) fn like(&mut self, left: Deep) -> Parsed {
        let (at, negated) = self.range_operator();
        let fold = self.slice(at).to_ascii_uppercase().ends_with("ILIKE");
        let pattern = self.expr(RANGE + 1)?;
        let mut span = left.expr.span.to(pattern.expr.span);
        let escape = match self.take_word("ESCAPE") {
            Some(_) => {
                let escape = self.escape()?;
                span = span.to(self.previous());
                Some(escape)
            }
            None => None,
        };
        let depth = left.depth.max(pattern.depth);
        let (operand, pattern) = (left.expr, pattern.expr);
        self.node(Node::Like { at, operand, pattern, escape, fold, negated }, span, depth)
    }

    fn escape(&mut self) -> Parsed<char> {
        let Kind::Text(text) = self.peek() else {
            return Err(self.expected("one character in single quotes", "after `ESCAPE`"));
        };
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => {
                self.advance();
                Ok(character)
            }
            _ => Err(syntax(
                self.span(),
                "`ESCAPE` takes exactly one character",
                "not one character",
            )
            .help("write `ESCAPE '!'`")),
        }
    }

    /// An expression in brackets; its span holds the brackets.
    pub(super) fn group(&mut self) -> Parsed {
        if self.at_subquery() {
            return self.value_query();
        }
        let open = self.advance();
        let mut inner = self.expr(LOWEST)?;
        if self.at_symbol(",") {
            return Err(self.list_of_values(&inner.expr));
        }
        inner.expr.span = open.to(self.close(open)?);
        Ok(inner)
    }

    #[cold]
    fn list_of_values(&self, first: &Expr) -> super::Failure {
        let error = syntax(
            self.span(),
            "several values in brackets stand only after `IN`",
            "a second value follows",
        );
        match first.node {
            Node::Literal(Literal::Number(_)) => {
                error.help("the digits of a number are grouped by `_`: `1_000`")
            }
            _ => error,
        }
    }
}
