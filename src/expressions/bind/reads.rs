//! What an expression reads: columns, what references lead to, defined values.

use crate::expressions::typed::{Node, Typed};
use crate::tables::ReferenceId;
use std::collections::BTreeSet;

/// Everything that an expression reads, each once and in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Columns of the judged table: those that references start from too, where the catalog is
    /// asked for them with [`Reads::with_starts`].
    pub columns: BTreeSet<usize>,
    /// Columns at the end of paths of references.
    pub follows: BTreeSet<(Vec<ReferenceId>, usize)>,
    /// Defined values, by their index in the rule set.
    pub defines: BTreeSet<usize>,
}

impl Reads {
    /// Adds what another expression reads.
    pub fn add(&mut self, typed: &Typed) {
        let mut rest = vec![typed];
        while let Some(typed) = rest.pop() {
            match &typed.node {
                Node::Column(column) => drop(self.columns.insert(*column)),
                Node::Follow { path, column } => {
                    self.follows.insert((path.clone(), *column));
                }
                Node::Defined { define, .. } | Node::Named { define, .. } => {
                    self.defines.insert(*define);
                }
                _ => {}
            }
            rest.extend(typed.children());
        }
    }

    /// The columns of the judged table, with those that the references start from.
    pub fn with_starts(&self, catalog: &crate::tables::Catalog) -> BTreeSet<usize> {
        let first = |(path, _): &(Vec<ReferenceId>, usize)| path.first().copied();
        let starts = self.follows.iter().filter_map(first);
        let columns = starts.flat_map(|id| catalog.reference(id).columns.iter().copied());
        self.columns.iter().copied().chain(columns).collect()
    }
}

/// What an expression reads.
pub fn columns_read(typed: &Typed) -> Reads {
    let mut reads = Reads::default();
    reads.add(typed);
    reads
}
