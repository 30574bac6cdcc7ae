//! Calls, and what SQL may put into and behind them.

use super::errors::syntax;
use super::tokens::Kind;
use super::{Parsed, Parser, is_word, words};
use crate::expressions::ast::{Ident, Node};

impl Parser<'_> {
    /// `f(a, b)`. A function over many rows is stepped over as a whole.
    pub(super) fn call(&mut self) -> Parsed {
        let Kind::Word(text) = self.peek().clone() else { return Err(self.no_operand()) };
        let family = words::family(&text);
        if family.is_some() || self.holds_rows() {
            let start = self.advance();
            let end = self.skip_brackets()?;
            let what = self.over_rows()?.or(family).unwrap_or("aggregates");
            let span = start.to(self.previous()).to(end);
            return self.leaf(Node::Unsupported { what }, span);
        }
        self.plain_call(text)
    }

    /// Whether the brackets begin as only those of an aggregate do.
    fn holds_rows(&self) -> bool {
        let first = self.peek_at(2);
        (*first == Kind::Symbol("*") && *self.peek_at(3) == Kind::Symbol(")"))
            || is_word(first, "DISTINCT")
            || is_word(first, "ALL")
    }

    fn plain_call(&mut self, text: String) -> Parsed {
        let span = self.advance();
        let name = Ident { text, quoted: false, span };
        let open = self.advance();
        let (args, depth) = match self.take_symbol(")") {
            Some(_) => (Vec::new(), 0),
            None => self.arguments(&name, open)?,
        };
        let whole = span.to(self.previous());
        match self.over_rows()? {
            Some(what) => self.leaf(Node::Unsupported { what }, span.to(self.previous())),
            None => self.node(Node::Call { name, args }, whole, depth),
        }
    }

    fn arguments(
        &mut self,
        name: &Ident,
        open: crate::diagnostics::Span,
    ) -> Parsed<(Vec<crate::expressions::Expr>, usize)> {
        if let Some(instead) = self.special_form(name) {
            return Err(syntax(
                self.span(),
                format!("the arguments of `{}` are written between commas", name.text),
                "an argument of its own form",
            )
            .help(format!("write `{instead}`")));
        }
        self.separated(open)
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

    /// Steps over `WITHIN GROUP (…)`, `FILTER (…)` and `OVER …`, and says what they make of a call.
    fn over_rows(&mut self) -> Parsed<Option<&'static str>> {
        let mut what = None;
        if self.at_word("WITHIN") && is_word(self.peek_at(1), "GROUP") {
            self.advance();
            self.advance();
            self.brackets_after("`WITHIN GROUP`")?;
            what = Some("aggregates");
        }
        if self.at_word("FILTER") && *self.peek_at(1) == Kind::Symbol("(") {
            self.advance();
            self.skip_brackets()?;
            what = Some("aggregates");
        }
        if self.at_word("OVER") {
            self.advance();
            match self.peek() {
                Kind::Word(_) | Kind::Quoted(_) => {
                    self.advance();
                }
                _ => self.brackets_after("`OVER`")?,
            }
            what = Some("window functions");
        }
        Ok(what)
    }

    fn brackets_after(&mut self, word: &str) -> Parsed<()> {
        if !self.at_symbol("(") {
            return Err(self.expected("`(`", &format!("after {word}")));
        }
        self.skip_brackets().map(drop)
    }
}
