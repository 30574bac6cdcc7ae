//! A condition as written: names are not resolved, nothing is typed.

use crate::diagnostics::Span;

/// A node and the bytes of the phrase that it was written in. The text under a node's span, parsed
/// again, is that node.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub node: Node,
    pub span: Span,
}

/// One part of a dotted name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    pub text: String,
    pub quoted: bool,
    pub span: Span,
}

impl Expr {
    /// The operands, in the order in which they are written.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.node {
            Node::Name(_) | Node::Literal(_) | Node::Unsupported { .. } => Vec::new(),
            Node::Unary { operand, .. }
            | Node::Is { operand, .. }
            | Node::InName { operand, .. }
            | Node::Cast { operand, .. } => vec![operand],
            Node::Binary { left, right, .. } | Node::Distinct { left, right, .. } => {
                vec![left, right]
            }
            Node::Between { operand, low, high, .. } => vec![operand, low, high],
            Node::InList { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
            Node::Like { operand, pattern, .. } => vec![operand, pattern],
            Node::Case { operand, branches, otherwise } => {
                let branches = branches.iter().flat_map(|(when, then)| [when, then]);
                operand.as_deref().into_iter().chain(branches).chain(otherwise.as_deref()).collect()
            }
            Node::Call { args, .. } => args.iter().collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// `a`, `a.b`, `a.b.c`.
    Name(Vec<Ident>),
    Literal(Literal),
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        /// The operator alone.
        at: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `IS [NOT] NULL|TRUE|FALSE|UNKNOWN`.
    Is {
        operand: Box<Expr>,
        test: IsTest,
        negated: bool,
    },
    /// `IS [NOT] DISTINCT FROM`.
    Distinct {
        at: Span,
        left: Box<Expr>,
        right: Box<Expr>,
        negated: bool,
    },
    Between {
        /// `BETWEEN`, with `NOT` where it is there.
        at: Span,
        operand: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    /// `x IN (a, b)`.
    InList {
        at: Span,
        operand: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    /// `x IN name`: a defined list.
    InName {
        operand: Box<Expr>,
        name: Ident,
        negated: bool,
    },
    /// `[NOT] LIKE` and `ILIKE`.
    Like {
        at: Span,
        operand: Box<Expr>,
        pattern: Box<Expr>,
        escape: Option<char>,
        fold: bool,
        negated: bool,
    },
    Case {
        operand: Option<Box<Expr>>,
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    /// `CAST`, `TRY_CAST` and `::`; the type's name as written, blanks folded.
    Cast {
        operand: Box<Expr>,
        to: Ident,
        attempt: bool,
    },
    /// `f(a, b)`; `EXTRACT(part FROM x)` is `date_part('part', x)`.
    Call {
        name: Ident,
        args: Vec<Expr>,
    },
    /// Parsed, but not yet part of the language: aggregates, windows, subqueries, lists. `what` is
    /// a plural: "aggregates".
    Unsupported {
        what: &'static str,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    /// Digits, with point or exponent, without `_`.
    Number(String),
    Text(String),
    /// `DATE '…'`.
    Date(String),
    /// `TIMESTAMP '…'`.
    Timestamp(String),
    /// `INTERVAL '1' MONTH`, `INTERVAL 18 YEAR`, `INTERVAL '3 days'`: amount and unit as written, the
    /// unit empty where the amount names it.
    Interval {
        amount: String,
        unit: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    Not,
    Minus,
    Plus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// `//`
    WholeDivide,
    /// `%`
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    /// `||`
    Concat,
    /// `~`: found anywhere.
    Matches,
    /// `!~`
    NotMatches,
}

impl BinaryOp {
    /// The operator as it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::WholeDivide => "//",
            BinaryOp::Remainder => "%",
            BinaryOp::Equal => "=",
            BinaryOp::NotEqual => "<>",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::And => "AND",
            BinaryOp::Or => "OR",
            BinaryOp::Concat => "||",
            BinaryOp::Matches => "~",
            BinaryOp::NotMatches => "!~",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IsTest {
    Null,
    True,
    False,
    Unknown,
}
