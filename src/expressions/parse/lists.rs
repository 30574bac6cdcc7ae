//! Lists: `[a, b]`, `[f(x) FOR x IN list IF c]`, and what stands in brackets behind an expression.

use super::errors::syntax;
use super::operators::LOWEST;
use super::tokens::Kind;
use super::{Deep, Parsed, Parser};
use crate::diagnostics::Span;
use crate::expressions::ast::{Comprehension, Expr, Ident, Literal, Node, UnaryOp};

impl Parser<'_> {
    pub(super) fn list(&mut self) -> Parsed {
        let open = self.advance();
        if let Some(close) = self.take_symbol("]") {
            return self.leaf(Node::List(Vec::new()), open.to(close));
        }
        let first = self.expr(LOWEST)?;
        if self.at_word("FOR") {
            return self.comprehension(open, first);
        }
        let (mut items, mut depth) = (vec![*first.expr], first.depth);
        while self.take_symbol(",").is_some() {
            let item = self.expr(LOWEST)?;
            depth = depth.max(item.depth);
            items.push(*item.expr);
        }
        let span = open.to(self.close(open)?);
        self.node(Node::List(items), span, depth)
    }

    fn comprehension(&mut self, open: Span, result: Deep) -> Parsed {
        self.advance();
        let element = self.variable()?;
        let position = match self.take_symbol(",") {
            Some(_) => Some(self.variable()?),
            None => None,
        };
        self.expect_word("IN", "and a list, as in `[f(x) FOR x IN list]`")?;
        let list = self.expr(LOWEST)?;
        let filter = match self.take_word("IF") {
            Some(_) => Some(self.expr(LOWEST)?),
            None => None,
        };
        let span = open.to(self.close(open)?);
        let depths = [&result, &list].into_iter().chain(&filter).map(|part| part.depth);
        let depth = depths.max().unwrap_or(0);
        let comprehension = Comprehension {
            result: *result.expr,
            element,
            position,
            list: *list.expr,
            filter: filter.map(|filter| *filter.expr),
        };
        self.node(Node::Comprehension(Box::new(comprehension)), span, depth)
    }

    fn variable(&mut self) -> Parsed<Ident> {
        match self.peek() {
            Kind::Word(word) if !super::is_reserved(word) => Ok(self.ident()),
            Kind::Quoted(_) => Ok(self.ident()),
            _ => Err(self.expected("a name for the values of the list", "after `FOR`")),
        }
    }

    /// `x[1]` is `list_extract(x, 1)`, `x[2:3]` is `list_slice(x, 2, 3)`; without a bound it goes
    /// from the first, or to the last.
    pub(super) fn subscript(&mut self, operand: Deep) -> Parsed {
        let open = self.advance();
        let from = match self.at_symbol(":") {
            true => None,
            false => Some(self.expr(LOWEST)?),
        };
        let slice = self.take_symbol(":");
        let to = match (slice, self.at_symbol("]")) {
            (Some(_), false) => Some(self.expr(LOWEST)?),
            _ => None,
        };
        if self.at_symbol(":") {
            return Err(syntax(self.span(), "slices have no step", "a third part")
                .help("choose by place: `[x FOR x, i IN list IF i % 2 = 1]`"));
        }
        let close = self.close(open)?;
        let depths = [&operand].into_iter().chain(&from).chain(&to).map(|part| part.depth);
        let depth = depths.max().unwrap_or(0) + 1;
        let span = operand.expr.span.to(close);
        let name = if slice.is_some() { "list_slice" } else { "list_extract" };
        let name = Ident { text: name.to_owned(), quoted: false, span: open.to(close) };
        let bound = |part: Option<Deep>, otherwise| match part {
            Some(part) => *part.expr,
            None => otherwise,
        };
        let one = Expr { node: Node::Literal(Literal::Number("1".to_owned())), span: open };
        let mut args = vec![*operand.expr, bound(from, one.clone())];
        if slice.is_some() {
            let last = Node::Unary { op: UnaryOp::Minus, operand: Box::new(one) };
            args.push(bound(to, Expr { node: last, span: close }));
        }
        self.node(Node::Call { name, args }, span, depth)
    }

    /// `x IN list` is `list_contains(list, x)`.
    pub(super) fn within_list(&mut self, left: Deep, at: Span, negated: bool) -> Parsed {
        let list = self.postfix()?;
        let span = left.expr.span.to(list.expr.span);
        let depth = left.depth.max(list.depth);
        let name = Ident { text: "list_contains".to_owned(), quoted: false, span: at };
        let args = vec![*list.expr, *left.expr];
        let found = self.node(Node::Call { name, args }, span, depth)?;
        match negated {
            true => {
                let op = UnaryOp::Not;
                self.node(Node::Unary { op, operand: found.expr }, span, found.depth)
            }
            false => Ok(found),
        }
    }
}
