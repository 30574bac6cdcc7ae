//! The model of what was found: facts, places and counts, ready for any report.
//!
//! Nothing here is serialised: shapes of formats live in `reports`. No report computes anything
//! that is not in here.

pub mod figures;
pub mod fingerprint;

pub use figures::{BlockShown, DocumentShown, Evidence, FigureShown, Status, Suggestion};

use crate::diagnostics::{Diagnostic, Severity};
use crate::rules::Anchor;

/// Everything that a run found, and what it looked at.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The day that `today()` was, ISO.
    pub as_of: String,
    /// The title of the rule file, where it has one.
    pub title: Option<String>,
    pub inputs: Vec<Input>,
    /// Every check that was bound, in the order of tables, columns, then rules.
    pub checks: Vec<CheckSummary>,
    /// By severity, then table, then first place.
    pub findings: Vec<Finding>,
    /// Articles that were read.
    pub documents: Vec<DocumentShown>,
    /// Their figures, in the order of the articles and of their places.
    pub figures: Vec<FigureShown>,
    pub diagnostics: Vec<Diagnostic>,
    /// Rule files that were read, for the summary line.
    pub rule_files: Vec<String>,
}

/// A data file that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Input {
    /// The table's name; for a file that no rule file claims, the file's stem.
    pub table: String,
    /// Relative to the working directory, with `/`.
    pub file: String,
    /// Records without the header.
    pub rows: u64,
    /// As stored.
    pub bytes: u64,
    /// Read for what other tables need, not judged.
    pub context: bool,
    /// False where no rule file declares the table: only its structure is checked.
    pub claimed: bool,
    /// What the file is written in: `,` or `tab`, encoding, compression.
    pub dialect: String,
    pub columns: Vec<InputColumn>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct InputColumn {
    pub name: String,
    pub data_type: &'static str,
    /// `declared` or `inferred`.
    pub from: &'static str,
    /// What it counts, as the rule file writes it.
    pub unit: Option<String>,
}

/// What a check decides about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    Rows,
    Groups,
    Tables,
    Files,
    Figures,
    Documents,
    /// Where the pattern of a rule stands in a document.
    Places,
}

impl Judged {
    /// The plural that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Judged::Rows => "rows",
            Judged::Groups => "groups",
            Judged::Tables => "tables",
            Judged::Files => "files",
            Judged::Figures => "figures",
            Judged::Documents => "documents",
            Judged::Places => "places",
        }
    }
}

/// How the judged things ended; every one is in exactly one of the first five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub undecided: u64,
    pub not_applicable: u64,
    pub not_evaluated: u64,
    /// Of the failed: known exceptions.
    pub allowed: u64,
    /// Of the failed: in the baseline.
    pub baselined: u64,
}

impl Counts {
    /// All judged things.
    pub fn total(&self) -> u64 {
        self.passed + self.failed + self.undecided + self.not_applicable + self.not_evaluated
    }

    /// The failed that are neither allowed nor in the baseline.
    pub fn violations(&self) -> u64 {
        self.failed - self.allowed - self.baselined
    }

    /// Takes in the counts of another part of the same table.
    pub fn add(&mut self, other: &Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.undecided += other.undecided;
        self.not_applicable += other.not_applicable;
        self.not_evaluated += other.not_evaluated;
        self.allowed += other.allowed;
        self.baselined += other.baselined;
    }
}

/// One bound check and how it ended.
#[derive(Debug, Clone)]
pub struct CheckSummary {
    pub id: String,
    pub table: Option<String>,
    pub document: Option<String>,
    pub severity: Severity,
    pub of: Judged,
    pub counts: Counts,
    /// Why it could not be evaluated, where it could not at all.
    pub reason: Option<String>,
}

/// All violations of one check on one table.
#[derive(Debug, Clone)]
pub struct Finding {
    pub id: String,
    pub severity: Severity,
    pub table: Option<String>,
    /// The document, of a finding in an article.
    pub document: Option<String>,
    /// One sentence that stands alone: constraint, table, column, how many of how many.
    pub message: String,
    /// Exact, without the allowed and baselined.
    pub count: u64,
    pub why: Option<String>,
    pub source: Option<String>,
    pub help: Option<String>,
    /// Where the rule stands that asked, for a check that a rule file asked for.
    pub rule: Option<RuleLine>,
    /// What the violations have in common: whole sentences.
    pub common: Vec<String>,
    /// Defined values that the check rests on: "`rounds_per_container` is 500 round (…)".
    pub facts: Vec<Fact>,
    /// The first ones by place, as many as the report shows.
    pub violations: Vec<Violation>,
}

/// The line of a rule file that asked for a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// For a label in the rule file's own text.
    pub anchor: Anchor,
}

/// A defined value or expression with its provenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    /// As text; of an expression what it says.
    pub value: String,
    pub is_expression: bool,
    pub unit: Option<String>,
    pub why: Option<String>,
    pub source: Option<String>,
    /// The day as of which it is so.
    pub date: Option<String>,
}

/// One place where a check fails.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Violation {
    /// The units of values, by their text.
    pub units: Vec<(String, String)>,
    /// Stands alone, with the values: shown where one violation is one line.
    pub message: String,
    pub file: Option<String>,
    /// Counts records from 1 without the header; absent for a violation without a row.
    pub row: Option<u64>,
    /// The physical line where the record starts, from 1.
    pub line: Option<u64>,
    pub fingerprint: Option<String>,
    /// The first is the primary one.
    pub cells: Vec<Cell>,
    /// Sub-expressions and their values, every digit.
    pub values: Vec<(String, String)>,
    /// The text around the cells; only made for reports that draw it.
    pub excerpt: Vec<ExcerptLine>,
}

/// A cell that a violation points at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub column: Option<String>,
    /// As written; absent where there is none.
    pub value: Option<String>,
    /// Where it is another file than the violation's.
    pub file: Option<String>,
    /// Where it is another row than the violation's.
    pub row: Option<u64>,
    /// The physical line where the cell starts, from 1.
    pub line: u64,
    /// Where the cell spans lines.
    pub line_end: Option<u64>,
    /// Characters from 1, the end excluded, over the field with its quotes.
    pub column_start: u64,
    pub column_end: u64,
    /// Bytes from 0 in the file as stored.
    pub byte_start: u64,
    pub byte_end: u64,
    /// What is at that spot, short: "amount is -19.90".
    pub label: String,
}

/// A physical line around a violation, or a part of one that is too long to show whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExcerptLine {
    /// Where it is another file than the violation's.
    pub file: Option<String>,
    /// From 1.
    pub line: u64,
    /// Raw text without its line break; never shown without making it visible first.
    pub text: String,
    /// How many characters of the line were left out before `text`.
    pub skipped: u64,
    /// Whether something was left out after it.
    pub cut: bool,
    /// Whether this is the header, shown for orientation.
    pub header: bool,
}
