//! Calls, and what SQL may put into and behind them.

use super::errors::syntax;
use super::tokens::Kind;
use super::{Parsed, Parser, is_word, words};
use crate::diagnostics::Span;
use crate::expressions::ast::{Aggregate, Expr, Ident, Node};

/// What stands between the brackets of a call.
#[derive(Default)]
struct Arguments {
    args: Vec<Expr>,
    star: Option<Span>,
    distinct: Option<Span>,
    depth: usize,
}

impl Parser<'_> {
    /// `f(a, b)`, or a function over many rows: by its name, its arguments, or what follows.
    pub(super) fn call(&mut self) -> Parsed {
        let Kind::Word(text) = self.peek().clone() else { return Err(self.no_operand()) };
        let over_rows = words::family(&text).is_some() || self.holds_rows();
        let span = self.advance();
        let name = Ident { text, quoted: false, span };
        let open = self.advance();
        let found = self.arguments(&name, open)?;
        if over_rows || self.at_over_rows() {
            return self.aggregate(name, found);
        }
        let whole = span.to(self.previous());
        self.node(Node::Call { name, args: found.args }, whole, found.depth)
    }

    /// Whether the brackets begin as only those of an aggregate do.
    fn holds_rows(&self) -> bool {
        let first = self.peek_at(2);
        (*first == Kind::Symbol("*") && *self.peek_at(3) == Kind::Symbol(")"))
            || is_word(first, "DISTINCT")
            || is_word(first, "ALL")
    }

    fn arguments(&mut self, name: &Ident, open: Span) -> Parsed<Arguments> {
        let mut found = Arguments::default();
        if self.take_symbol(")").is_some() {
            return Ok(found);
        }
        if *self.peek_at(1) == Kind::Symbol(")") && self.at_symbol("*") {
            found.star = Some(self.advance());
            self.advance();
            return Ok(found);
        }
        if self.at_word("DISTINCT") {
            found.distinct = Some(self.advance());
        } else {
            self.take_word("ALL");
        }
        if let Some(instead) = self.special_form(name) {
            return Err(syntax(
                self.span(),
                format!("the arguments of `{}` are written between commas", name.text),
                "an argument of its own form",
            )
            .help(format!("write `{instead}`")));
        }
        (found.args, found.depth) = self.separated(open)?;
        Ok(found)
    }

    /// What to write instead of the forms that SQL gives some functions.
    fn special_form(&self, name: &Ident) -> Option<&'static str> {
        let leads = ["BOTH", "LEADING", "TRAILING"].iter().any(|word| self.at_word(word));
        let follows = |word| is_word(self.peek_at(1), word);
        match name.text.to_ascii_lowercase().as_str() {
            "trim" if leads || follows("FROM") => Some("trim(text, 'characters')"),
            "substring" | "substr" if follows("FROM") => Some("substr(text, start, length)"),
            "position" if follows("IN") => Some("strpos(text, 'part')"),
            _ => None,
        }
    }

    /// Whether what comes next makes a call one over many rows.
    fn at_over_rows(&self) -> bool {
        self.at_word("OVER")
            || self.at_word("FILTER") && *self.peek_at(1) == Kind::Symbol("(")
            || self.at_word("WITHIN") && is_word(self.peek_at(1), "GROUP")
    }

    /// `FILTER (WHERE …)` and `OVER …` behind a call.
    fn aggregate(&mut self, name: Ident, found: Arguments) -> Parsed {
        let mut depth = found.depth;
        if self.at_word("WITHIN") && is_word(self.peek_at(1), "GROUP") {
            let word = self.advance().to(self.advance());
            return Err(syntax(word, "`WITHIN GROUP` is not part of conditions", "not needed")
                .help("write `quantile_cont(x, 0.5)`"));
        }
        let filter = match self.take_word("FILTER") {
            Some(_) => Some(self.filter(&mut depth)?),
            None => None,
        };
        let over = match self.take_word("OVER") {
            Some(word) => Some(self.over(word, &mut depth)?),
            None => None,
        };
        let span = name.span.to(self.previous());
        let Arguments { args, star, distinct, .. } = found;
        let aggregate = Aggregate { name, args, star, distinct, filter, over };
        self.node(Node::Aggregate(Box::new(aggregate)), span, depth)
    }

    /// `(WHERE c)`; DuckDB also takes it without the word.
    fn filter(&mut self, depth: &mut usize) -> Parsed<Expr> {
        if !self.at_symbol("(") {
            return Err(self.expected("`(WHERE …)`", "after `FILTER`"));
        }
        let open = self.advance();
        self.take_word("WHERE");
        let filter = self.expr(super::operators::LOWEST)?;
        self.close(open)?;
        *depth = filter.depth.max(*depth);
        Ok(*filter.expr)
    }
}
