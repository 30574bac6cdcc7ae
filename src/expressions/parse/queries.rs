//! Subqueries: `(SELECT sum(x) FROM t WHERE …)`, alone, behind `EXISTS` or behind `IN`.

use super::errors::syntax;
use super::operators::LOWEST;
use super::tokens::Kind;
use super::{Deep, Failure, Parsed, Parser, is_reserved, is_word};
use crate::diagnostics::Span;
use crate::expressions::ast::{Ask, Ident, Node, Query};

/// Words that go on after a table in SQL, and are no other name of it.
const NO_ALIAS: &[&str] = &[
    "anti",
    "asof",
    "cross",
    "full",
    "inner",
    "join",
    "left",
    "natural",
    "positional",
    "right",
    "sample",
    "semi",
    "tablesample",
];

impl Parser<'_> {
    pub(super) fn at_subquery(&self) -> bool {
        let words = ["SELECT", "FROM", "WITH", "VALUES"];
        self.at_symbol("(") && words.iter().any(|word| is_word(self.peek_at(1), word))
    }

    /// A subquery that gives one value.
    pub(super) fn value_query(&mut self) -> Parsed {
        let (query, depth) = self.query()?;
        let span = query.span;
        self.node(Node::Subquery { ask: Ask::Value, query: Box::new(query) }, span, depth)
    }

    /// `EXISTS (SELECT …)`.
    pub(super) fn exists(&mut self) -> Parsed {
        let start = self.advance();
        if !self.at_subquery() {
            return Err(self
                .expected("`(SELECT …)`", "after `EXISTS`")
                .help("write `EXISTS (SELECT 1 FROM table WHERE …)`"));
        }
        let (query, depth) = self.query()?;
        let span = start.to(query.span);
        self.node(Node::Subquery { ask: Ask::Exists, query: Box::new(query) }, span, depth)
    }

    /// `x [NOT] IN (SELECT …)`, at its bracket.
    pub(super) fn in_query(&mut self, left: Deep, at: Span, negated: bool) -> Parsed {
        let (query, depth) = self.query()?;
        let span = left.expr.span.to(query.span);
        let depth = depth.max(left.depth);
        let ask = Ask::In { at, operand: left.expr, negated };
        self.node(Node::Subquery { ask, query: Box::new(query) }, span, depth)
    }

    fn query(&mut self) -> Parsed<(Query, usize)> {
        let open = self.advance();
        if !self.at_word("SELECT") {
            return Err(self
                .expected("`SELECT`", "at the beginning of a subquery")
                .help("write `(SELECT count(*) FROM table WHERE …)`"));
        }
        self.advance();
        if self.take_word("DISTINCT").is_none() {
            self.take_word("ALL");
        }
        let (select, mut depth) = self.selected()?;
        self.expect_word("FROM", "and a table, as in `(SELECT sum(x) FROM table)`")?;
        let from = self.table_name()?;
        let alias = self.alias()?;
        self.only_one_table()?;
        let filter = match self.take_word("WHERE") {
            Some(_) => {
                let filter = self.expr(LOWEST)?;
                depth = depth.max(filter.depth);
                Some(*filter.expr)
            }
            None => None,
        };
        self.no_clause()?;
        let span = open.to(self.close(open)?);
        Ok((Query { select, from, alias, filter, span }, depth))
    }

    /// What stands behind `SELECT`; nothing for `*`.
    fn selected(&mut self) -> Parsed<(Vec<crate::expressions::Expr>, usize)> {
        if self.at_symbol("*") && is_word(self.peek_at(1), "FROM") {
            self.advance();
            return Ok((Vec::new(), 0));
        }
        let (mut select, mut depth) = (Vec::new(), 0);
        loop {
            let item = self.expr(LOWEST)?;
            depth = depth.max(item.depth);
            select.push(*item.expr);
            // The name of a result says nothing here.
            if self.take_word("AS").is_some() {
                self.a_name("after `AS`")?;
            }
            if self.take_symbol(",").is_none() {
                return Ok((select, depth));
            }
        }
    }

    fn a_name(&mut self, place: &str) -> Parsed<Ident> {
        let named = match self.peek() {
            Kind::Word(word) => !is_reserved(word),
            Kind::Quoted(_) => true,
            _ => false,
        };
        if named { Ok(self.ident()) } else { Err(self.expected("a name", place)) }
    }

    /// `t`, `previous.t`.
    fn table_name(&mut self) -> Parsed<Vec<Ident>> {
        let place = "of a table after `FROM`";
        let mut parts = vec![self.a_name(place)?];
        while self.take_symbol(".").is_some() {
            parts.push(self.a_name(place)?);
        }
        Ok(parts)
    }

    fn alias(&mut self) -> Parsed<Option<Ident>> {
        if self.take_word("AS").is_some() {
            return self.a_name("after `AS`").map(Some);
        }
        let named = match self.peek() {
            Kind::Word(word) => {
                !is_reserved(word) && !NO_ALIAS.contains(&word.to_ascii_lowercase().as_str())
            }
            Kind::Quoted(_) => true,
            _ => false,
        };
        Ok(named.then(|| self.ident()))
    }

    fn only_one_table(&self) -> Parsed<()> {
        let joins = match self.peek() {
            Kind::Symbol(",") => true,
            Kind::Word(word) => NO_ALIAS.contains(&word.to_ascii_lowercase().as_str()),
            _ => false,
        };
        match joins {
            false => Ok(()),
            true => Err(self.refused(
                "a subquery reads one table",
                "follow a reference of its rows, `column.name`, or look into the other table by `EXISTS (SELECT …)`",
            )),
        }
    }

    /// What SQL may put behind `WHERE`.
    fn no_clause(&self) -> Parsed<()> {
        let Kind::Word(word) = self.peek() else { return Ok(()) };
        let help = match word.to_ascii_uppercase().as_str() {
            "ORDER" | "LIMIT" | "OFFSET" | "FETCH" => {
                "the first and the last value by an order are `min` and `max`"
            }
            "GROUP" => "groups are made by what equals the row that asks: `WHERE t.key = key`",
            "HAVING" | "QUALIFY" => "ask for what the subquery gives: `(SELECT count(*) …) > 1`",
            "UNION" | "INTERSECT" | "EXCEPT" => "join two subqueries by `OR` or `AND`",
            "WINDOW" => "windows stand in `check`",
            _ => return Ok(()),
        };
        let word = word.to_ascii_uppercase();
        Err(self.refused(&format!("`{word}` is not part of subqueries"), help))
    }

    #[cold]
    fn refused(&self, message: &str, help: &str) -> Failure {
        syntax(self.span(), message, "not part of subqueries").help(help)
    }
}
