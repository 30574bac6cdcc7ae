//! `COLUMNS(…)`: several columns of a table at once.

use super::tokens::Kind;
use super::{Parsed, Parser};
use crate::diagnostics::Span;
use crate::expressions::ast::{Ident, Node, Which};

impl Parser<'_> {
    /// `COLUMNS('pattern')`, `COLUMNS(*)`, `COLUMNS(['a', 'b'])`, behind the star that unpacks it.
    pub(super) fn columns(&mut self, star: Option<Span>) -> Parsed {
        let word = self.advance();
        let open = self.advance();
        let which = match self.peek().clone() {
            Kind::Text(text) => Which::Pattern { text, at: self.advance() },
            Kind::Symbol("*") => {
                self.advance();
                Which::All { but: self.excluded()? }
            }
            Kind::Symbol("[") => Which::Named(self.column_texts()?),
            _ => {
                return Err(self.expected(
                    "a pattern in single quotes, `*` or a list of names",
                    "in `COLUMNS`",
                ));
            }
        };
        let span = star.unwrap_or(word).to(self.close(open)?);
        self.leaf(Node::Columns { which, unpacked: star.is_some() }, span)
    }

    /// `EXCLUDE (a, b)` or `EXCLUDE a`.
    fn excluded(&mut self) -> Parsed<Vec<Ident>> {
        if self.take_word("EXCLUDE").is_none() {
            return Ok(Vec::new());
        }
        if !self.at_symbol("(") {
            return Ok(vec![self.column_name()?]);
        }
        let open = self.advance();
        let mut names = vec![self.column_name()?];
        while self.take_symbol(",").is_some() {
            names.push(self.column_name()?);
        }
        self.close(open)?;
        Ok(names)
    }

    fn column_name(&mut self) -> Parsed<Ident> {
        match self.peek() {
            Kind::Word(_) | Kind::Quoted(_) => Ok(self.ident()),
            _ => Err(self.expected("the name of a column", "after `EXCLUDE`")),
        }
    }

    /// `['a', 'b']`.
    fn column_texts(&mut self) -> Parsed<Vec<Ident>> {
        let open = self.advance();
        let mut names = Vec::new();
        loop {
            let Kind::Text(text) = self.peek().clone() else {
                return Err(self.expected("the name of a column in single quotes", "in the list"));
            };
            names.push(Ident { text, quoted: true, span: self.advance() });
            if self.take_symbol(",").is_none() {
                break;
            }
        }
        self.close(open)?;
        Ok(names)
    }
}
