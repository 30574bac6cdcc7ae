//! Checks of headers and of numbers of rows: what is known without looking at cells.

use crate::diagnostics::Severity;
use crate::rules::Anchor;
use crate::tables::TableId;

/// A check of the headers of a table's files, with what it found.
#[derive(Debug, Clone)]
pub struct HeaderCheck {
    pub id: String,
    pub table: TableId,
    /// The column that it is about, where it is about one.
    pub column: Option<usize>,
    pub severity: Severity,
    pub anchor: Option<Anchor>,
    /// The sentence of its finding.
    pub headline: String,
    pub why: Option<String>,
    pub help: Option<String>,
    /// What follows from it: checks that could not be evaluated.
    pub common: Vec<String>,
    pub faults: Vec<HeaderFault>,
}

/// A place in a header.
#[derive(Debug, Clone)]
pub struct HeaderFault {
    pub file: usize,
    /// The column of the file; the whole header where there is none.
    pub column: Option<usize>,
    pub message: String,
    pub label: String,
}

/// `rows = { minimum = … }`, and `maximum`.
#[derive(Debug, Clone)]
pub struct RowsCheck {
    pub id: String,
    pub table: TableId,
    pub severity: Severity,
    pub anchor: Option<Anchor>,
    pub bound: RowsBound,
    pub why: Option<String>,
    pub source: Option<String>,
    pub help: Option<String>,
}

/// How many rows a table may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsBound {
    Minimum(u64),
    Maximum(u64),
}

impl RowsBound {
    pub fn holds(self, n_rows: u64) -> bool {
        match self {
            RowsBound::Minimum(least) => n_rows >= least,
            RowsBound::Maximum(most) => n_rows <= most,
        }
    }

    /// "fewer than the minimum of 100".
    pub fn fault(self) -> String {
        let grouped = crate::types::format::count;
        match self {
            RowsBound::Minimum(least) => format!("fewer than the minimum of {}", grouped(least)),
            RowsBound::Maximum(most) => format!("more than the maximum of {}", grouped(most)),
        }
    }
}
