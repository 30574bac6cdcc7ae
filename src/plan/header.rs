//! Checks of headers and of numbers of rows: what is known without looking at cells.

use super::declared::{Declared, is_glob};
use crate::diagnostics::Severity;
use crate::rules::{Anchor, ColumnDecl, ColumnsMatch, TableDecl};
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

/// The word of rule files.
pub fn word(wanted: ColumnsMatch) -> &'static str {
    match wanted {
        ColumnsMatch::Exact => "exact",
        ColumnsMatch::Equal => "equal",
        ColumnsMatch::Subset => "subset",
        ColumnsMatch::Superset => "superset",
        ColumnsMatch::Partial => "partial",
    }
}

/// Where a header does not agree: the column of the file, if it is one, and what is wrong.
pub fn header_faults(
    decl: &TableDecl,
    wanted: ColumnsMatch,
    header: &[&str],
) -> Vec<(Option<usize>, String)> {
    let declared: Vec<&ColumnDecl> = decl.columns.iter().collect();
    let known = Declared::new(decl);
    let is_declared = |name: &str| known.find(name).is_some();
    let absent = declared.iter().filter(|column| {
        !column.optional
            && !is_glob(&column.name.value)
            && !header.contains(&column.name.value.as_str())
    });
    let absent = absent.map(|column| (None, format!("column `{}` is absent", column.name.value)));
    let extra = header.iter().enumerate().filter(|(_, name)| !is_declared(name));
    let extra = extra.map(|(at, name)| (Some(at), format!("column `{name}` is not declared")));
    match wanted {
        ColumnsMatch::Equal => absent.chain(extra).collect(),
        ColumnsMatch::Subset => extra.collect(),
        ColumnsMatch::Superset => absent.collect(),
        ColumnsMatch::Partial => match header.iter().any(|name| is_declared(name)) {
            true => Vec::new(),
            false => vec![(None, "none of the declared columns is there".to_owned())],
        },
        ColumnsMatch::Exact => {
            let other = absent.chain(extra).collect::<Vec<_>>();
            if !other.is_empty() {
                return other;
            }
            let names = declared.iter().map(|column| column.name.value.as_str());
            let moved = header.iter().zip(names).position(|(found, wanted)| *found != wanted);
            moved
                .map(|at| {
                    let wanted = &declared[at].name.value;
                    (Some(at), format!("expected column `{wanted}`, found `{}`", header[at]))
                })
                .into_iter()
                .collect()
        }
    }
}
