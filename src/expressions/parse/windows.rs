//! `OVER`: the rows around one.

use super::errors::syntax;
use super::tokens::Kind;
use super::{Failure, Parsed, Parser};
use crate::diagnostics::Span;
use crate::expressions::ast::{
    Bound, Direction, Expr, Extent, ExtentUnit, Ident, Missing, Order, Over, Window,
};

impl Parser<'_> {
    /// `OVER w`, `OVER (…)`: what stands behind the word.
    pub(super) fn over(&mut self, word: Span, depth: &mut usize) -> Parsed<Over> {
        if let Some(name) = self.window_name() {
            return Ok(Over { span: word.to(name.span), name: Some(name), window: None });
        }
        if !self.at_symbol("(") {
            return Err(self.expected("`(` or the name of a window", "after `OVER`"));
        }
        let open = self.advance();
        let begins = ["PARTITION", "ORDER", "ROWS", "RANGE", "GROUPS"];
        let name = match begins.iter().any(|word| self.at_word(word)) {
            true => None,
            false => self.window_name(),
        };
        let window = self.window(depth)?;
        let span = word.to(self.close(open)?);
        Ok(Over { span, name, window: Some(window) })
    }

    fn window_name(&mut self) -> Option<Ident> {
        let (text, quoted) = match self.peek() {
            Kind::Word(word) => (word.clone(), false),
            Kind::Quoted(name) => (name.clone(), true),
            _ => return None,
        };
        Some(Ident { text, quoted, span: self.advance() })
    }

    /// `PARTITION BY … ORDER BY … ROWS …`, each of which may be absent.
    pub(super) fn window(&mut self, depth: &mut usize) -> Parsed<Window> {
        let mut window = Window::default();
        if self.take_word("PARTITION").is_some() {
            self.expect_word("BY", "after `PARTITION`")?;
            window.partition.push(self.window_part(depth)?);
            while self.take_symbol(",").is_some() {
                window.partition.push(self.window_part(depth)?);
            }
        }
        if self.take_word("ORDER").is_some() {
            self.expect_word("BY", "after `ORDER`")?;
            window.order.push(self.order(depth)?);
            while self.take_symbol(",").is_some() {
                window.order.push(self.order(depth)?);
            }
        }
        window.extent = self.extent()?;
        Ok(window)
    }

    fn window_part(&mut self, depth: &mut usize) -> Parsed<Expr> {
        let part = self.expr(super::operators::LOWEST)?;
        *depth = part.depth.max(*depth);
        Ok(*part.expr)
    }

    fn order(&mut self, depth: &mut usize) -> Parsed<Order> {
        let expr = self.window_part(depth)?;
        let direction = match self.take_word("DESC") {
            Some(_) => Direction::Descending,
            None => {
                self.take_word("ASC");
                Direction::Ascending
            }
        };
        let missing = match self.take_word("NULLS") {
            None => None,
            Some(_) if self.take_word("FIRST").is_some() => Some(Missing::First),
            Some(_) if self.take_word("LAST").is_some() => Some(Missing::Last),
            Some(_) => return Err(self.expected("`FIRST` or `LAST`", "after `NULLS`")),
        };
        Ok(Order { expr, direction, missing })
    }

    /// `ROWS BETWEEN 6 PRECEDING AND CURRENT ROW`, `ROWS 6 PRECEDING`.
    fn extent(&mut self) -> Parsed<Option<Extent>> {
        let unit = match self.peek() {
            Kind::Word(word) => word.to_ascii_uppercase(),
            _ => return Ok(None),
        };
        let unit = match unit.as_str() {
            "ROWS" => ExtentUnit::Rows,
            "RANGE" => ExtentUnit::Range,
            "GROUPS" => return Err(self.only_rows("`GROUPS`")),
            _ => return Ok(None),
        };
        let start_of = self.advance();
        let (start, end) = match self.take_word("BETWEEN") {
            Some(_) => {
                let start = self.bound(unit)?;
                self.expect_word("AND", "and where the window ends")?;
                (start, self.bound(unit)?)
            }
            None => (self.bound(unit)?, Bound::Current),
        };
        let span = start_of.to(self.previous());
        if self.at_word("EXCLUDE") {
            return Err(self.only_rows("`EXCLUDE`"));
        }
        if start == Bound::UnboundedFollowing || end == Bound::UnboundedPreceding {
            return Err(syntax(span, "a window that ends before it begins", "no row is in it"));
        }
        Ok(Some(Extent { unit, start, end, span }))
    }

    fn bound(&mut self, unit: ExtentUnit) -> Parsed<Bound> {
        if self.take_word("CURRENT").is_some() {
            self.expect_word("ROW", "after `CURRENT`")?;
            return Ok(Bound::Current);
        }
        if self.take_word("UNBOUNDED").is_some() {
            return self.side(Bound::UnboundedPreceding, Bound::UnboundedFollowing);
        }
        let count = match self.peek() {
            Kind::Number(digits) => digits.parse::<u64>().ok(),
            _ => None,
        };
        let Some(count) = count else {
            return Err(
                self.expected("`UNBOUNDED`, `CURRENT ROW` or a number", "to bound the window")
            );
        };
        if unit == ExtentUnit::Range {
            return Err(self.only_rows("a number in `RANGE`"));
        }
        self.advance();
        self.side(Bound::Preceding(count), Bound::Following(count))
    }

    fn side(&mut self, preceding: Bound, following: Bound) -> Parsed<Bound> {
        if self.take_word("PRECEDING").is_some() {
            Ok(preceding)
        } else if self.take_word("FOLLOWING").is_some() {
            Ok(following)
        } else {
            Err(self.expected("`PRECEDING` or `FOLLOWING`", "in a window"))
        }
    }

    #[cold]
    fn only_rows(&self, what: &str) -> Failure {
        syntax(self.span(), format!("{what} is not part of conditions"), "not supported")
            .help("write `ROWS BETWEEN 6 PRECEDING AND CURRENT ROW`")
    }
}
