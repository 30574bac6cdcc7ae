//! Operators by precedence: the loop of the parser.

use super::errors::syntax;
use super::tokens::Kind;
use super::{Deep, MAX_DEPTH, Parsed, Parser, errors, is_word};
use crate::diagnostics::Span;
use crate::expressions::ast::{BinaryOp, IsTest, Node, UnaryOp};

/// How tightly operators bind, loosest first.
pub(super) const LOWEST: u8 = 0;
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const IS: u8 = 4;
const COMPARE: u8 = 5;
pub(super) const RANGE: u8 = 6;
const CONCAT: u8 = 7;
const SUM: u8 = 8;
const PRODUCT: u8 = 9;
const SIGN: u8 = 10;

/// What may stand between two operands.
#[derive(Debug, Clone, Copy)]
enum Infix {
    Chain(BinaryOp),
    Binary(BinaryOp),
    Is,
    Between,
    In,
    Like,
    Lambda,
}

impl Infix {
    fn level(self) -> u8 {
        match self {
            Infix::Lambda => LOWEST,
            Infix::Chain(BinaryOp::Or) => OR,
            Infix::Chain(_) => AND,
            Infix::Is => IS,
            Infix::Between | Infix::In | Infix::Like => RANGE,
            Infix::Binary(op) => level(op),
        }
    }

    /// Whether an operator of the same level may follow.
    fn chains(self) -> bool {
        match self {
            Infix::Binary(op) => level(op) > RANGE,
            Infix::Between | Infix::Like => false,
            _ => true,
        }
    }
}

fn level(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => OR,
        BinaryOp::And => AND,
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual => COMPARE,
        BinaryOp::Matches | BinaryOp::NotMatches => RANGE,
        BinaryOp::Concat => CONCAT,
        BinaryOp::Add | BinaryOp::Subtract => SUM,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::WholeDivide | BinaryOp::Remainder => {
            PRODUCT
        }
    }
}

fn binary_op(symbol: &str) -> Option<BinaryOp> {
    Some(match symbol {
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "//" => BinaryOp::WholeDivide,
        "%" => BinaryOp::Remainder,
        "=" | "==" => BinaryOp::Equal,
        "<>" | "!=" => BinaryOp::NotEqual,
        "<" => BinaryOp::Less,
        "<=" => BinaryOp::LessEqual,
        ">" => BinaryOp::Greater,
        ">=" => BinaryOp::GreaterEqual,
        "||" => BinaryOp::Concat,
        "~" => BinaryOp::Matches,
        "!~" => BinaryOp::NotMatches,
        _ => return None,
    })
}

impl Parser<'_> {
    /// An expression of operators that bind at least as tightly as `min`.
    pub(super) fn expr(&mut self, min: u8) -> Parsed {
        if self.nesting == MAX_DEPTH {
            return Err(errors::too_deep(self.span()));
        }
        self.nesting += 1;
        let mut left = self.operand(min)?;
        // After an operator only looser ones may follow, or equal ones where its level chains.
        let mut highest = SIGN;
        while let Some(infix) = self.infix() {
            let level = infix.level();
            if level < min || level > highest {
                break;
            }
            left = self.apply(infix, left)?;
            highest = if infix.chains() { level } else { level - 1 };
        }
        self.nesting -= 1;
        Ok(left)
    }

    /// The operator that comes next.
    fn infix(&self) -> Option<Infix> {
        match self.peek() {
            Kind::Symbol("->") => Some(Infix::Lambda),
            Kind::Symbol(symbol) => binary_op(symbol).map(Infix::Binary),
            Kind::Word(word) => match word.to_ascii_uppercase().as_str() {
                "AND" => Some(Infix::Chain(BinaryOp::And)),
                "OR" => Some(Infix::Chain(BinaryOp::Or)),
                "IS" => Some(Infix::Is),
                "NOT" => self.range_word(self.peek_at(1)).or(Some(Infix::In)),
                _ => self.range_word(self.peek()),
            },
            _ => None,
        }
    }

    fn range_word(&self, kind: &Kind) -> Option<Infix> {
        if is_word(kind, "BETWEEN") {
            Some(Infix::Between)
        } else if is_word(kind, "IN") {
            Some(Infix::In)
        } else if is_word(kind, "LIKE") || is_word(kind, "ILIKE") {
            Some(Infix::Like)
        } else {
            None
        }
    }

    fn apply(&mut self, infix: Infix, left: Deep) -> Parsed {
        match infix {
            Infix::Chain(op) => self.chain(op, left),
            Infix::Binary(op) => self.binary(op, left),
            Infix::Is => self.is(left),
            Infix::Between => self.between(left),
            Infix::In => self.within(left),
            Infix::Like => self.like(left),
            Infix::Lambda => self.lambda(left),
        }
    }

    /// `a AND b AND c`, kept as a balanced tree: a rule of a thousand parts is ten levels deep.
    fn chain(&mut self, op: BinaryOp, first: Deep) -> Parsed {
        let mut parts = vec![first];
        let mut operators = Vec::new();
        while let Some(at) = self.take_word(op.symbol()) {
            operators.push(at);
            parts.push(self.expr(level(op) + 1)?);
        }
        self.balance(op, parts.into_iter().map(Some).collect::<Vec<_>>().as_mut_slice(), &operators)
    }

    fn balance(&self, op: BinaryOp, parts: &mut [Option<Deep>], operators: &[Span]) -> Parsed {
        if let [part] = parts {
            return Ok(part.take().expect("each part is taken once"));
        }
        let middle = parts.len().div_ceil(2);
        let (left, right) = parts.split_at_mut(middle);
        let left = self.balance(op, left, &operators[..middle - 1])?;
        let right = self.balance(op, right, &operators[middle..])?;
        self.join(op, operators[middle - 1], left, right)
    }

    fn join(&self, op: BinaryOp, at: Span, left: Deep, right: Deep) -> Parsed {
        let span = left.expr.span.to(right.expr.span);
        let depth = left.depth.max(right.depth);
        self.node(Node::Binary { op, at, left: left.expr, right: right.expr }, span, depth)
    }

    fn binary(&mut self, op: BinaryOp, left: Deep) -> Parsed {
        let at = self.advance();
        if level(op) == COMPARE && self.at_quantifier() {
            return self.quantified(left);
        }
        let right = self.expr(level(op) + 1)?;
        if level(op) == COMPARE {
            self.refuse_chained_comparison(&left, at, &right)?;
        }
        self.join(op, at, left, right)
    }

    /// `a < b < c` compares TRUE or FALSE with `c`, which nobody means.
    fn refuse_chained_comparison(&self, left: &Deep, at: Span, right: &Deep) -> Parsed<()> {
        let Kind::Symbol(symbol) = self.peek() else { return Ok(()) };
        if binary_op(symbol).is_none_or(|op| level(op) != COMPARE) {
            return Ok(());
        }
        let (left, middle) = (self.shown(left.expr.span), self.shown(right.expr.span));
        let (first, second) = (self.slice(at), self.slice(self.span()));
        Err(syntax(self.span(), "comparisons do not chain", "a second comparison")
            .help(format!("write `{left} {first} {middle} AND {middle} {second} …`")))
    }

    fn at_quantifier(&self) -> bool {
        ["ANY", "SOME", "ALL"].iter().any(|word| self.at_word(word))
            && *self.peek_at(1) == Kind::Symbol("(")
    }

    fn quantified(&mut self, left: Deep) -> Parsed {
        self.advance();
        let end = self.skip_brackets()?;
        self.leaf(Node::Unsupported { what: "`ANY` and `ALL`" }, left.expr.span.to(end))
    }

    /// `x -> …`: parsed to its end and named as a whole.
    fn lambda(&mut self, left: Deep) -> Parsed {
        self.advance();
        let body = self.expr(LOWEST)?;
        self.leaf(Node::Unsupported { what: "lambdas" }, left.expr.span.to(body.expr.span))
    }

    /// `IS [NOT] NULL|TRUE|FALSE|UNKNOWN` and `IS [NOT] DISTINCT FROM`.
    fn is(&mut self, left: Deep) -> Parsed {
        let start = self.advance();
        let negated = self.take_word("NOT").is_some();
        if self.take_word("DISTINCT").is_some() {
            self.expect_word("FROM", "after `DISTINCT`")?;
            let at = start.to(self.previous());
            let right = self.expr(IS + 1)?;
            let span = left.expr.span.to(right.expr.span);
            let depth = left.depth.max(right.depth);
            let (left, right) = (left.expr, right.expr);
            return self.node(Node::Distinct { at, left, right, negated }, span, depth);
        }
        let tests = [
            ("NULL", IsTest::Null),
            ("TRUE", IsTest::True),
            ("FALSE", IsTest::False),
            ("UNKNOWN", IsTest::Unknown),
        ];
        let Some((_, test)) = tests.into_iter().find(|(word, _)| self.at_word(word)) else {
            return Err(self.is_what(negated));
        };
        let span = left.expr.span.to(self.advance());
        let operand = left.expr;
        self.node(Node::Is { operand, test, negated }, span, left.depth)
    }

    #[cold]
    fn is_what(&self, negated: bool) -> super::Failure {
        let operator = if negated { "<>" } else { "=" };
        let error =
            self.expected("`NULL`, `TRUE`, `FALSE`, `UNKNOWN` or `DISTINCT FROM`", "after `IS`");
        match self.peek() {
            Kind::Text(_) | Kind::Number(_) => {
                let value = self.shown(self.span());
                error.help(format!("to compare with a value, write `{operator} {value}`"))
            }
            _ => error,
        }
    }

    /// What an operator stands before: signs, `NOT`, and what they stand before.
    fn operand(&mut self, min: u8) -> Parsed {
        let (op, inner) = match self.peek() {
            Kind::Symbol("-") => (UnaryOp::Minus, SIGN),
            Kind::Symbol("+") => (UnaryOp::Plus, SIGN),
            Kind::Word(word) if word.eq_ignore_ascii_case("NOT") => (UnaryOp::Not, NOT),
            _ => return self.postfix(),
        };
        if op == UnaryOp::Not && min > NOT {
            return Err(self.not_inside());
        }
        let start = self.advance();
        let operand = self.expr(inner)?;
        let span = start.to(operand.expr.span);
        self.node(Node::Unary { op, operand: operand.expr }, span, operand.depth)
    }

    #[cold]
    fn not_inside(&self) -> super::Failure {
        let message = format!("`NOT` binds less tightly than {}", self.before());
        syntax(self.span(), message, "expected an operand here")
            .help("put brackets round it: `(NOT …)`")
    }

    /// A primary expression with the casts and indexes behind it.
    pub(super) fn postfix(&mut self) -> Parsed {
        let mut operand = self.primary()?;
        loop {
            if self.take_symbol("::").is_some() {
                let to = self.type_name()?;
                let span = operand.expr.span.to(to.span);
                let depth = operand.depth;
                let node = Node::Cast { operand: operand.expr, to, attempt: false };
                operand = self.node(node, span, depth)?;
            } else if self.at_symbol("[") {
                operand = self.subscript(operand)?;
            } else {
                return Ok(operand);
            }
        }
    }
}
