//! What rule files say, with every place kept. Nothing here knows the data yet.

use super::conform_to::RowSchema;
use super::param::{Param, Phrase, Spanned};
use crate::diagnostics::{Severity, SourceId, Span};
use crate::types::DataType;

/// All rule files of a run, read and merged.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// The files, the including one before those that it includes. Includes and the files of
    /// defined lists start from a file's own folder.
    pub files: Vec<RuleFile>,
    /// That of the first file; the titles of included files are theirs.
    pub title: Option<String>,
    /// Each name once: those that an including file replaces are gone. Where two files give one
    /// name without that, both are here and a diagnostic says so; so with tables and rules.
    pub defines: Vec<Define>,
    pub tables: Vec<TableDecl>,
    pub documents: Vec<DocumentDecl>,
    pub rules: Vec<RuleDecl>,
    /// In the order in which they apply: a later one wins. Those of included files come first.
    pub severities: Vec<SeverityOverride>,
    /// Known exceptions.
    pub allows: Vec<AllowDecl>,
}

/// A rule file that was read.
#[derive(Debug, Clone)]
pub struct RuleFile {
    pub source: SourceId,
    /// Absent for a pack in the binary and for a file that comes as a text.
    pub path: Option<std::path::PathBuf>,
}

/// A named value, list or expression.
#[derive(Debug, Clone)]
pub struct Define {
    pub name: Spanned<String>,
    pub body: DefineBody,
    pub unit: Option<Spanned<String>>,
    pub why: Option<String>,
    pub source: Option<String>,
    /// The day as of which it is so, as written.
    pub date: Option<String>,
}

#[derive(Debug, Clone)]
pub enum DefineBody {
    /// A text, number, boolean or date.
    Value(Param),
    /// `values = […]`, or read from `file` and `column`: then all are texts without a missing one,
    /// and stand where the file is named.
    List(Vec<Param>),
    /// `expr = "…"`, with the names of its arguments.
    Expression { args: Vec<Spanned<String>>, expr: Phrase },
}

/// `[tables.NAME]`.
#[derive(Debug, Clone)]
pub struct TableDecl {
    pub name: Spanned<String>,
    /// Well-formed globs; empty where the file says none (the default is the name with any known extension).
    pub files: Vec<Spanned<String>>,
    /// Never missing, unique together; empty where there is none.
    pub key: Vec<Spanned<String>>,
    /// Texts that mean "no value"; absent means `[""]`.
    pub missing: Option<Vec<String>>,
    pub source: Option<String>,
    /// `rows = { minimum = …, maximum = … }`: name and value, a whole number from 0 up, of each.
    pub rows: Vec<ConstraintDecl>,
    /// Absent means [`ColumnsMatch::Superset`].
    pub columns_match: Option<Spanned<ColumnsMatch>>,
    pub reading: Reading,
    pub columns: Vec<ColumnDecl>,
    /// `[tables.NAME.references]`.
    pub references: Vec<ReferenceDecl>,
}

/// A reference of several columns, by name.
#[derive(Debug, Clone)]
pub struct ReferenceDecl {
    pub name: Spanned<String>,
    /// `columns`, `table` and `to`.
    pub body: Param,
    pub meta: Meta,
}

/// How the header has to agree with the declared columns, as Table Schema names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnsMatch {
    /// The same columns in the same order.
    Exact,
    /// The same columns in any order.
    Equal,
    /// No others than the declared ones; some may be absent.
    Subset,
    /// All declared columns, and any others.
    #[default]
    Superset,
    /// At least one declared column.
    Partial,
}

/// How a table's files are to be read, where sniffing would be wrong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// `csv` or `tsv`; absent: by the extension.
    pub format: Option<Spanned<String>>,
    /// ASCII; absent: sniffed.
    pub delimiter: Option<Spanned<u8>>,
    /// `quote = ""` (here `None` inside) means that no character quotes.
    pub quote: Option<Spanned<Option<u8>>>,
    /// ASCII, never sniffed; absent: quotes are doubled.
    pub escape: Option<Spanned<u8>>,
    /// ASCII; absent: no line is a comment.
    pub comment: Option<Spanned<u8>>,
    pub header: Option<Spanned<HeaderDecl>>,
    /// Physical lines to leave out before the header.
    pub skip: Option<Spanned<usize>>,
    /// Records to leave out at the end.
    pub footer: Option<Spanned<usize>>,
    /// A label that the WHATWG knows; absent: UTF-8.
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
    /// No header: these are the names, at least one.
    Names(Vec<String>),
}

/// `[tables.T.columns] NAME = { … }`.
#[derive(Debug, Clone)]
pub struct ColumnDecl {
    /// A name, or a glob where it holds `*`, `?` or `[`.
    pub name: Spanned<String>,
    /// Absent: what all values agree on.
    pub data_type: Option<Spanned<DataType>>,
    /// `optional = true`: the column may be absent.
    pub optional: bool,
    pub unit: Option<Spanned<String>>,
    pub description: Option<String>,
    pub reading: CellReading,
    /// In the order of the file. A type written as a table (`type = { value = "date", severity =
    /// "warning" }`) is here as well, for what it says about itself.
    pub constraints: Vec<ConstraintDecl>,
}

/// How the texts of a column become values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CellReading {
    /// Instead of the table's.
    pub missing: Option<Vec<String>>,
    /// A strptime format of a date, time or datetime.
    pub format: Option<Spanned<String>>,
    /// Absent: a point.
    pub decimal_char: Option<char>,
    /// Absent: digits are not grouped.
    pub group_char: Option<char>,
    /// `bare-number = false`: text around the number is left off. Absent: `true`.
    pub bare_number: Option<bool>,
    /// Absent, here and below: those of Table Schema.
    pub true_values: Option<Vec<String>>,
    pub false_values: Option<Vec<String>>,
}

/// What every check may say about itself.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// Absent: error. `[severity]` wins over it.
    pub severity: Option<Spanned<Severity>>,
    /// With expressions in braces, not read yet.
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
    /// The value alone, of the shape that `vocabulary` gives its kind; the keys of `meta` are out.
    pub value: Param,
    pub meta: Meta,
}

/// `[rules.ID]`.
#[derive(Debug, Clone)]
pub struct RuleDecl {
    /// Kebab-case where no diagnostic says otherwise.
    pub id: Spanned<String>,
    /// These and the documents are never both empty where no diagnostic says so.
    pub tables: Vec<Spanned<String>>,
    /// The documents that the rule is about.
    pub documents: Vec<Spanned<String>>,
    /// The words that each judgement is about, with figures between them.
    pub pattern: Option<Phrase>,
    /// The key that names the check kind (`check`, `unique` …) and what stands there.
    pub body: (Spanned<String>, Param),
    /// The file that the body `schema` names; absent where it could not be read.
    pub schema: Option<RowSchema>,
    /// `where`.
    pub condition: Option<Phrase>,
    /// What makes groups of the rows: columns or expressions.
    pub by: Vec<Phrase>,
    /// Windows by name: `PARTITION BY … ORDER BY …`.
    pub windows: Vec<(Spanned<String>, Phrase)>,
    /// The share of rows that has to pass.
    pub at_least: Option<Param>,
    pub meta: Meta,
    pub tests: Vec<TestDecl>,
}

/// `[[rules.ID.tests]]`: rows and how they end.
#[derive(Debug, Clone)]
pub struct TestDecl {
    pub name: Option<String>,
    /// At least one.
    pub rows: Vec<TestRow>,
    /// The rows of other tables.
    pub tables: Vec<(Spanned<String>, Vec<TestRow>)>,
    pub expected: Spanned<Expected>,
    /// The day that `today()` is, as written.
    pub as_of: Option<Spanned<String>>,
}

/// A row of a test: cells by column, and where it stands.
pub type TestRow = Spanned<Vec<(Spanned<String>, Param)>>;

/// How the rows of a test end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    Passes,
    /// With a violation, wherever.
    Fails,
    /// With violations at these rows, counted from 1, and no others.
    FailsAt(Vec<u64>),
}

/// `[documents.NAME]`: an article.
#[derive(Debug, Clone)]
pub struct DocumentDecl {
    pub name: Spanned<String>,
    /// Well-formed globs; empty where the file says none (the default is the name with any extension
    /// of prose).
    pub files: Vec<Spanned<String>>,
    /// The day of publication, as written.
    pub published: Option<Spanned<String>>,
    /// Figures by name, each with the words that it stands in.
    pub figures: Vec<(Spanned<String>, WordsDecl)>,
    /// Words whose figures are not to be checked, and why.
    pub aside: Vec<(Spanned<String>, Spanned<String>)>,
}

/// The words that a figure stands in.
#[derive(Debug, Clone)]
pub struct WordsDecl {
    pub quote: Spanned<String>,
    /// Words that stand somewhere before it, or behind it.
    pub after: Option<Spanned<String>>,
    pub before: Option<Spanned<String>>,
}

/// `[severity] "GLOB" = "note"`; `None` is `off`.
#[derive(Debug, Clone)]
pub struct SeverityOverride {
    pub pattern: Spanned<String>,
    pub severity: Option<Severity>,
}

/// `[[allow]]`: a known exception.
#[derive(Debug, Clone)]
pub struct AllowDecl {
    /// The id or glob of a check.
    pub rule: Spanned<String>,
    /// `where`: which violating rows are meant.
    pub condition: Option<Phrase>,
    pub fingerprint: Option<Spanned<String>>,
    pub reason: Spanned<String>,
    /// The first day on which it holds no more, as written.
    pub expires: Option<Spanned<String>>,
    /// Where the reason is known from.
    pub evidence: Option<String>,
}

/// The places of a rule for reports: its file and the line where its heading or key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub source: SourceId,
    pub span: Span,
}
