//! What operators stand between: literals, names, brackets, `CASE`, and what begins with a word.

use super::errors::syntax;
use super::tokens::Kind;
use super::words::{is_reserved, is_unit};
use super::{Parsed, Parser, is_word};
use crate::diagnostics::Span;
use crate::expressions::ast::{Expr, Ident, Literal, Node};

impl Parser<'_> {
    /// A literal, a name, a call, or an expression that begins with a bracket or a word.
    pub(super) fn primary(&mut self) -> Parsed {
        match self.peek().clone() {
            Kind::Number(digits) => self.literal(Literal::Number(digits)),
            Kind::Text(text) => self.literal(Literal::Text(text)),
            Kind::Quoted(_) => self.name(),
            Kind::Word(word) => self.begins_with_word(&word),
            Kind::Symbol("(") => self.group(),
            Kind::Symbol("[") => self.list(),
            Kind::Symbol("{") => self.brackets("structs"),
            Kind::Symbol("*") if is_word(self.peek_at(1), "COLUMNS") => {
                let star = self.advance();
                self.columns(Some(star))
            }
            Kind::Symbol(_) | Kind::End => Err(self.no_operand()),
        }
    }

    fn literal(&mut self, literal: Literal) -> Parsed {
        let span = self.advance();
        self.leaf(Node::Literal(literal), span)
    }

    fn brackets(&mut self, what: &'static str) -> Parsed {
        let span = self.skip_brackets()?;
        self.leaf(Node::Unsupported { what }, span)
    }

    fn begins_with_word(&mut self, word: &str) -> Parsed {
        let next = self.peek_at(1).clone();
        let called = next == Kind::Symbol("(");
        match (word.to_ascii_uppercase().as_str(), next) {
            ("NULL", _) => self.literal(Literal::Null),
            ("TRUE", _) => self.literal(Literal::Boolean(true)),
            ("FALSE", _) => self.literal(Literal::Boolean(false)),
            ("CASE", _) => self.case(),
            ("DATE", Kind::Text(text)) => self.dated(Literal::Date(text)),
            ("TIMESTAMP" | "DATETIME", Kind::Text(text)) => self.dated(Literal::Timestamp(text)),
            ("TIME", Kind::Text(text)) => self.time(text),
            ("INTERVAL", Kind::Text(_) | Kind::Number(_) | Kind::Symbol("(")) => self.interval(),
            ("CAST", _) if called => self.cast(false),
            ("TRY_CAST", _) if called => self.cast(true),
            ("EXTRACT", _) if called => self.extract(),
            ("EXISTS", _) if called => self.exists(),
            ("COLUMNS", _) if called => self.columns(None),
            ("ARRAY", Kind::Symbol("[")) => {
                let start = self.advance();
                let mut list = self.list()?;
                list.expr.span = start.to(list.expr.span);
                Ok(list)
            }
            ("LAMBDA", Kind::Word(_)) => self.lambda_word(),
            ("SELECT" | "FROM" | "WITH", Kind::Word(_) | Kind::Symbol(_) | Kind::Number(_)) => {
                Err(self.whole_query())
            }
            // Nothing begins with it: where an operand has to stand it is a name, as of a capture.
            ("WHEN", _) if !called => self.name(),
            _ if is_reserved(word) => Err(self.no_operand()),
            _ if called => self.call(),
            _ => self.name(),
        }
    }

    /// `DATE '…'`: the word, then the text.
    fn dated(&mut self, literal: Literal) -> Parsed {
        let span = self.advance().to(self.advance());
        self.leaf(Node::Literal(literal), span)
    }

    /// `TIME '…'` is the text, cast.
    fn time(&mut self, text: String) -> Parsed {
        let word = self.advance();
        let at = self.advance();
        let to = Ident { text: "time".to_owned(), quoted: false, span: word };
        let operand = Box::new(Expr { node: Node::Literal(Literal::Text(text)), span: at });
        self.node(Node::Cast { operand, to, attempt: false }, word.to(at), 1)
    }

    /// `a`, `a.b`, `a.b.c`: behind a point every word is a name.
    fn name(&mut self) -> Parsed {
        let mut parts = vec![self.ident()];
        while self.take_symbol(".").is_some() {
            if !matches!(self.peek(), Kind::Word(_) | Kind::Quoted(_)) {
                return Err(self.expected("a name", "after `.`"));
            }
            parts.push(self.ident());
        }
        let span = parts[0].span.to(self.previous());
        if parts.len() > 1 && self.at_symbol("(") {
            let (value, function) = (self.slice(parts[0].span), self.slice(self.previous()));
            return Err(syntax(span, "functions are not called with a point", "a dotted function")
                .help(format!("write `{function}({value})`")));
        }
        self.leaf(Node::Name(parts), span)
    }

    pub(super) fn ident(&mut self) -> Ident {
        let (text, quoted) = match self.peek() {
            Kind::Word(word) => (word.clone(), false),
            Kind::Quoted(name) => (name.clone(), true),
            _ => (String::new(), false),
        };
        Ident { text, quoted, span: self.advance() }
    }

    /// `INTERVAL '1' MONTH`, `INTERVAL 18 YEAR`, `INTERVAL '3 days'`, and `INTERVAL (x) DAY`, which
    /// is `to_days(x)`.
    fn interval(&mut self) -> Parsed {
        let start = self.advance();
        let amount = match self.peek() {
            Kind::Number(amount) => amount.clone(),
            Kind::Text(amount) => amount.clone(),
            _ => return self.computed_interval(start),
        };
        let named = matches!(self.peek(), Kind::Text(_));
        self.advance();
        let unit = match self.peek() {
            Kind::Word(unit) if is_unit(unit) => unit.clone(),
            _ if named => String::new(),
            _ => return Err(self.expected_unit()),
        };
        if !unit.is_empty() {
            self.advance();
        }
        let span = start.to(self.previous());
        self.leaf(Node::Literal(Literal::Interval { amount, unit }), span)
    }

    fn computed_interval(&mut self, start: Span) -> Parsed {
        let open = self.advance();
        let amount = self.expr(super::operators::LOWEST)?;
        self.close(open)?;
        let unit = match self.peek() {
            Kind::Word(unit) if is_unit(unit) => unit.to_ascii_lowercase(),
            _ => return Err(self.expected_unit()),
        };
        let at = self.advance();
        let singular = unit.strip_suffix('s').unwrap_or(&unit);
        let name = Ident { text: format!("to_{singular}s"), quoted: false, span: at };
        self.node(Node::Call { name, args: vec![*amount.expr] }, start.to(at), amount.depth)
    }

    fn case(&mut self) -> Parsed {
        let start = self.advance();
        let mut depth = 0;
        let operand = match self.at_word("WHEN") {
            true => None,
            false => Some(self.case_part(&mut depth)?),
        };
        let mut branches = Vec::new();
        while self.take_word("WHEN").is_some() {
            let condition = self.case_part(&mut depth)?;
            self.case_word("THEN", start)?;
            branches.push((*condition, *self.case_part(&mut depth)?));
        }
        if branches.is_empty() {
            return Err(self.expected("`WHEN`", "in `CASE`"));
        }
        let otherwise = match self.take_word("ELSE") {
            Some(_) => Some(self.case_part(&mut depth)?),
            None => None,
        };
        self.case_word("END", start)?;
        let span = start.to(self.previous());
        self.node(Node::Case { operand, branches, otherwise }, span, depth)
    }

    fn case_part(&mut self, depth: &mut usize) -> Parsed<Box<Expr>> {
        let part = self.expr(super::operators::LOWEST)?;
        *depth = part.depth.max(*depth);
        Ok(part.expr)
    }

    fn case_word(&mut self, word: &'static str, start: Span) -> Parsed<()> {
        if self.take_word(word).is_some() {
            Ok(())
        } else if *self.peek() == Kind::End {
            Err(syntax(start, format!("`CASE` without its `{word}`"), "begins here")
                .help("write `CASE WHEN … THEN … ELSE … END`"))
        } else {
            Err(self.unexpected())
        }
    }

    /// `CAST(x AS type)` and `TRY_CAST(x AS type)`.
    fn cast(&mut self, attempt: bool) -> Parsed {
        let start = self.advance();
        let open = self.advance();
        let operand = self.expr(super::operators::LOWEST)?;
        self.expect_word("AS", "and a type, as in `CAST(x AS integer)`")?;
        let to = self.type_name()?;
        let span = start.to(self.close(open)?);
        let node = Node::Cast { operand: operand.expr, to, attempt };
        self.node(node, span, operand.depth)
    }

    /// The name of a type, of several words or with a number of digits.
    pub(super) fn type_name(&mut self) -> Parsed<Ident> {
        let mut name = match self.peek() {
            Kind::Word(_) | Kind::Quoted(_) => self.ident(),
            _ => return Err(self.expected("the name of a type", "to cast to")),
        };
        let start = name.span;
        for word in more_words(&name.text) {
            if !self.at_word(word) {
                break;
            }
            name.text = format!("{} {word}", name.text);
            self.advance();
        }
        if matches!(self.peek(), Kind::Symbol("(")) {
            let digits = self.skip_brackets()?;
            name.text.push_str(&self.slice(digits).replace(char::is_whitespace, ""));
        }
        if self.at_symbol("[") {
            self.skip_brackets()?;
            name.text.push_str("[]");
        }
        name.span = start.to(self.previous());
        Ok(name)
    }

    /// `EXTRACT(part FROM x)` is `date_part('part', x)`.
    fn extract(&mut self) -> Parsed {
        let start = self.advance();
        let open = self.advance();
        let part = match self.peek() {
            Kind::Word(word) => word.to_ascii_lowercase(),
            Kind::Text(text) => text.to_ascii_lowercase(),
            _ => return Err(self.expected("a part such as `year`", "in `EXTRACT`")),
        };
        let at = self.advance();
        self.expect_word("FROM", "in `EXTRACT(part FROM x)`")?;
        let operand = self.expr(super::operators::LOWEST)?;
        let span = start.to(self.close(open)?);
        let part = Expr { node: Node::Literal(Literal::Text(part)), span: at };
        let name = Ident { text: "date_part".to_owned(), quoted: false, span: start };
        self.node(Node::Call { name, args: vec![part, *operand.expr] }, span, operand.depth)
    }

    /// `lambda x: …`
    fn lambda_word(&mut self) -> Parsed {
        let start = self.advance();
        while self.take_symbol(":").is_none() {
            if !matches!(self.peek(), Kind::Word(_) | Kind::Symbol(",")) {
                return Err(self.expected("`:`", "behind the arguments of `lambda`"));
            }
            self.advance();
        }
        let body = self.expr(super::operators::LOWEST)?;
        self.leaf(Node::Unsupported { what: "lambdas" }, start.to(body.expr.span))
    }
}

/// The words that may follow the first one of a type's name.
fn more_words(first: &str) -> &'static [&'static str] {
    match first.to_ascii_lowercase().as_str() {
        "double" => &["precision"],
        "character" => &["varying"],
        "timestamp" | "time" => &["with", "time", "zone"],
        _ => &[],
    }
}
