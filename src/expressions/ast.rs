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
            Node::Name(_) | Node::Literal(_) | Node::Columns { .. } | Node::Unsupported { .. } => {
                Vec::new()
            }
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
            Node::Call { args, .. } | Node::List(args) => args.iter().collect(),
            Node::Comprehension(comprehension) => comprehension.parts(),
            Node::Aggregate(aggregate) => aggregate.parts(),
            Node::Subquery { ask, query } => {
                let operand = match ask {
                    Ask::In { operand, .. } => Some(&**operand),
                    Ask::Value | Ask::Exists => None,
                };
                operand.into_iter().chain(&query.select).chain(&query.filter).collect()
            }
        }
    }
}

/// `[result FOR element, position IN list IF filter]`: a list made of the values of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Comprehension {
    pub result: Expr,
    pub element: Ident,
    /// The name of the element's place, from 1.
    pub position: Option<Ident>,
    pub list: Expr,
    pub filter: Option<Expr>,
}

impl Comprehension {
    fn parts(&self) -> Vec<&Expr> {
        [&self.result, &self.list].into_iter().chain(&self.filter).collect()
    }
}

/// A function over many rows: `sum(x) FILTER (WHERE c)`; with `OVER`, over the rows around one.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    pub name: Ident,
    pub args: Vec<Expr>,
    /// The star of `count(*)`.
    pub star: Option<Span>,
    /// `DISTINCT`, where it is there.
    pub distinct: Option<Span>,
    /// Of `FILTER (WHERE …)`.
    pub filter: Option<Expr>,
    pub over: Option<Over>,
}

impl Aggregate {
    fn parts(&self) -> Vec<&Expr> {
        let own = self.args.iter().chain(&self.filter);
        let Some(over) = &self.over else { return own.collect() };
        let window = over.window.iter();
        let window = window.flat_map(|window| {
            window.partition.iter().chain(window.order.iter().map(|order| &order.expr))
        });
        own.chain(window).collect()
    }
}

/// What is asked of a subquery.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The one value that it gives.
    Value,
    /// Whether it has a row.
    Exists,
    /// Whether a value is among those that it gives.
    In {
        /// `IN`, with `NOT` where it is there.
        at: Span,
        operand: Box<Expr>,
        negated: bool,
    },
}

/// `SELECT … FROM … WHERE …`.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Empty for `*`.
    pub select: Vec<Expr>,
    /// The name of a table, with what stands before it.
    pub from: Vec<Ident>,
    pub alias: Option<Ident>,
    pub filter: Option<Expr>,
    /// With its brackets.
    pub span: Span,
}

/// `OVER w` or `OVER (…)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Over {
    pub span: Span,
    /// The name of a window of the rule, also as the beginning of one in brackets.
    pub name: Option<Ident>,
    /// What stands in the brackets.
    pub window: Option<Window>,
}

/// `PARTITION BY … ORDER BY … ROWS …`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Window {
    pub partition: Vec<Expr>,
    pub order: Vec<Order>,
    pub extent: Option<Extent>,
}

/// An expression of `ORDER BY`.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub expr: Expr,
    pub direction: Direction,
    /// Whether missing values come first or last, where that is said.
    pub missing: Option<Missing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// `NULLS FIRST` and `NULLS LAST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    First,
    Last,
}

/// `ROWS BETWEEN … AND …`: which rows of the partition a window is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    pub unit: ExtentUnit,
    pub start: Bound,
    pub end: Bound,
    pub span: Span,
}

/// What the bounds of an extent count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtentUnit {
    Rows,
    /// Only with bounds that need no counting: whole partitions and peers.
    Range,
}

/// Where an extent begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    UnboundedPreceding,
    Preceding(u64),
    Current,
    Following(u64),
    UnboundedFollowing,
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
    /// `count(*)`, `sum(x) FILTER (WHERE c)`, `lag(x) OVER (…)`.
    Aggregate(Box<Aggregate>),
    /// `(SELECT … FROM …)`, and what is asked of it.
    Subquery {
        ask: Ask,
        query: Box<Query>,
    },
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `[f(x) FOR x IN list IF c]`.
    Comprehension(Box<Comprehension>),
    /// `COLUMNS('pattern')`: each of several columns; with a star before it, all of them, one after
    /// the other.
    Columns {
        which: Which,
        unpacked: bool,
    },
    /// Parsed, but not yet part of the language. `what` is a plural: "structs".
    Unsupported {
        what: &'static str,
    },
}

/// Which columns `COLUMNS(…)` speaks of.
#[derive(Debug, Clone, PartialEq)]
pub enum Which {
    /// `COLUMNS('pattern')`: those in whose names the pattern is found.
    Pattern { text: String, at: Span },
    /// `COLUMNS(*)`, `COLUMNS(* EXCLUDE (a, b))`: all but these.
    All { but: Vec<Ident> },
    /// `COLUMNS(['a', 'b'])`.
    Named(Vec<Ident>),
}

impl Which {
    /// Whether both choose the same columns, wherever they are written.
    pub fn is_same(&self, other: &Which) -> bool {
        let same = |one: &[Ident], other: &[Ident]| {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.text == b.text)
        };
        match (self, other) {
            (Which::Pattern { text: one, .. }, Which::Pattern { text: other, .. }) => one == other,
            (Which::All { but: one }, Which::All { but: other })
            | (Which::Named(one), Which::Named(other)) => same(one, other),
            _ => false,
        }
    }
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
    /// The comparison that holds with the operands swapped.
    pub fn flipped(self) -> BinaryOp {
        match self {
            BinaryOp::Less => BinaryOp::Greater,
            BinaryOp::LessEqual => BinaryOp::GreaterEqual,
            BinaryOp::Greater => BinaryOp::Less,
            BinaryOp::GreaterEqual => BinaryOp::LessEqual,
            other => other,
        }
    }

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
