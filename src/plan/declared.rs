//! What a rule file says of a table's columns, found by name.

use crate::rules::{ColumnDecl, TableDecl};
use globset::{Glob, GlobMatcher};
use std::collections::HashMap;

/// The declarations of a table's columns.
pub struct Declared<'d> {
    exact: HashMap<&'d str, &'d ColumnDecl>,
    /// The longest first.
    globs: Vec<(GlobMatcher, &'d ColumnDecl)>,
}

impl<'d> Declared<'d> {
    pub fn new(decl: &'d TableDecl) -> Declared<'d> {
        let (globs, exact): (Vec<&ColumnDecl>, Vec<&ColumnDecl>) =
            decl.columns.iter().partition(|column| is_glob(&column.name.value));
        let mut globs: Vec<(GlobMatcher, &ColumnDecl)> = globs
            .into_iter()
            .filter_map(|column| {
                Some((Glob::new(&column.name.value).ok()?.compile_matcher(), column))
            })
            .collect();
        globs.sort_by_key(|(_, column)| std::cmp::Reverse(column.name.value.len()));
        let exact = exact.into_iter().map(|column| (column.name.value.as_str(), column)).collect();
        Declared { exact, globs }
    }

    /// What is said of a column: the exact name wins, then the longest glob that matches.
    pub fn find(&self, name: &str) -> Option<&'d ColumnDecl> {
        let exact = self.exact.get(name).copied();
        exact.or_else(|| {
            let found = self.globs.iter().find(|(glob, _)| glob.is_match(name));
            found.map(|(_, column)| *column)
        })
    }
}

/// Whether a declared name stands for all columns that it matches.
pub fn is_glob(name: &str) -> bool {
    name.contains(['*', '?', '['])
}
