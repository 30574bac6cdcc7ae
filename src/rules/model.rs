//! What rule files say, with every place kept. Nothing here knows the data yet.

use super::param::{Param, Phrase, Spanned};
use crate::diagnostics::{Severity, SourceId, Span};
use crate::types::DataType;

/// All rule files of a run, read and merged.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// The files, the including one first; the directory that its globs and includes start from.
    pub files: Vec<RuleFile>,
    pub title: Option<String>,
    pub defines: Vec<Define>,
    pub tables: Vec<TableDecl>,
    pub rules: Vec<RuleDecl>,
    /// In the order in which they apply: a later one wins.
    pub severities: Vec<SeverityOverride>,
}

/// A rule file that was read.
#[derive(Debug, Clone)]
pub struct RuleFile {
    pub source: SourceId,
    /// Absent for a pack in the binary.
    pub path: Option<std::path::PathBuf>,
}

/// A named value, list or expression.
#[derive(Debug, Clone)]
pub struct Define {
    pub name: Spanned<String>,
    pub body: DefineBody,
    pub unit: Option<String>,
    pub why: Option<String>,
    pub source: Option<String>,
}

#[derive(Debug, Clone)]
pub enum DefineBody {
    /// A text, number, boolean or date.
    Value(Param),
    /// `values = […]`, or read from `file` and `column`.
    List(Vec<Param>),
    /// `expr = "…"`, with the names of its arguments.
    Expression { args: Vec<Spanned<String>>, expr: Phrase },
}

/// `[tables.NAME]`.
#[derive(Debug, Clone)]
pub struct TableDecl {
    pub name: Spanned<String>,
    /// Globs; empty where the file says none (the default is the name with any known extension).
    pub files: Vec<Spanned<String>>,
    pub key: Vec<Spanned<String>>,
    /// Texts that mean "no value"; absent means `[""]`.
    pub missing: Option<Vec<String>>,
    pub source: Option<String>,
    /// `rows = { minimum = …, maximum = … }`: name and value of each.
    pub rows: Vec<ConstraintDecl>,
    pub columns_match: Option<Spanned<ColumnsMatch>>,
    pub reading: Reading,
    pub columns: Vec<ColumnDecl>,
}

/// How the header has to agree with the declared columns, as Table Schema names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnsMatch {
    Exact,
    Equal,
    Subset,
    #[default]
    Superset,
    Partial,
}

/// How a table's files are to be read, where sniffing would be wrong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    pub format: Option<Spanned<String>>,
    pub delimiter: Option<Spanned<u8>>,
    /// `quote = ""` (here `None` inside) means that no character quotes.
    pub quote: Option<Spanned<Option<u8>>>,
    pub escape: Option<Spanned<u8>>,
    pub comment: Option<Spanned<u8>>,
    pub header: Option<Spanned<HeaderDecl>>,
    /// Physical lines to leave out before the header.
    pub skip: Option<Spanned<usize>>,
    /// Records to leave out at the end.
    pub footer: Option<Spanned<usize>>,
    /// A WHATWG label.
    pub encoding: Option<Spanned<String>>,
    /// `ragged = "pad"`: short records are filled with missing values.
    pub pad_ragged: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum HeaderDecl {
    /// The first record (the default).
    First,
    /// No header: `column_1` and so on.
    None,
    /// No header: these are the names.
    Names(Vec<String>),
}

/// `[tables.T.columns] NAME = { … }`.
#[derive(Debug, Clone)]
pub struct ColumnDecl {
    /// A name, or a glob where it holds `*`, `?` or `[`.
    pub name: Spanned<String>,
    pub data_type: Option<Spanned<DataType>>,
    /// `optional = true`: the column may be absent.
    pub optional: bool,
    pub unit: Option<String>,
    pub description: Option<String>,
    pub reading: CellReading,
    pub constraints: Vec<ConstraintDecl>,
}

/// How the texts of a column become values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CellReading {
    pub missing: Option<Vec<String>>,
    /// A strptime format of a date, time or datetime.
    pub format: Option<Spanned<String>>,
    pub decimal_char: Option<char>,
    pub group_char: Option<char>,
    /// `bare-number = false`: text around the number is left off.
    pub bare_number: Option<bool>,
    pub true_values: Option<Vec<String>>,
    pub false_values: Option<Vec<String>>,
}

/// What every check may say about itself.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    pub severity: Option<Spanned<Severity>>,
    pub message: Option<Phrase>,
    pub why: Option<String>,
    pub source: Option<String>,
    pub help: Option<String>,
    pub tags: Vec<String>,
}

/// A constraint of a column or table: `minimum = 1` or `minimum = { value = 1, why = "…" }`.
#[derive(Debug, Clone)]
pub struct ConstraintDecl {
    pub kind: Spanned<String>,
    /// The value alone; the keys of `meta` are taken out.
    pub value: Param,
    pub meta: Meta,
}

/// `[rules.ID]`.
#[derive(Debug, Clone)]
pub struct RuleDecl {
    pub id: Spanned<String>,
    pub tables: Vec<Spanned<String>>,
    /// The key that names the check kind (`check`, `unique` …) and what stands there.
    pub body: (Spanned<String>, Param),
    pub condition: Option<Phrase>,
    pub meta: Meta,
}

/// `[severity] "GLOB" = "note"`; `None` is `off`.
#[derive(Debug, Clone)]
pub struct SeverityOverride {
    pub pattern: Spanned<String>,
    pub severity: Option<Severity>,
}

/// The places of a rule for reports: its file and the line where its heading or key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub source: SourceId,
    pub span: Span,
}
