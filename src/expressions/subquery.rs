//! Subqueries: what one asks of a table, and what it is answered.
//!
//! A subquery is a table in groups: what equals the row that asks makes the group, so that all
//! answers are found in one reading of the table, and a row only looks its own up.

use super::grouping::Grouping;
use super::typed::Typed;
use crate::diagnostics::Span;
use crate::tables::{Place, TableId};
use crate::types::Computed;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A subquery, bound.
#[derive(Debug)]
pub struct Subquery {
    /// The table that is read.
    pub table: TableId,
    pub ask: Ask,
    pub keys: Vec<Key>,
    /// The rows of the table that count.
    pub filter: Option<Typed>,
    /// The rows by key: what makes the groups are the keys.
    pub groups: Grouping,
    /// The bytes of the phrase from the table's name to the end: what messages leave out.
    pub rest: Span,
    answers: OnceLock<Arc<Answers>>,
}

/// What is asked of the rows.
#[derive(Debug)]
pub enum Ask {
    /// The value of an expression over the aggregates of the group.
    Value(Typed),
    /// Whether there is one.
    Exists,
    /// Whether a value is among those of an expression: the rows by key and value.
    Member(Grouping),
}

/// An equality that ties the rows to the one that asks: its side of the table that is read. The
/// other side is an argument of the node.
#[derive(Debug)]
pub struct Key {
    pub typed: Typed,
    /// Whether a missing value equals a missing one.
    pub missing_matches: bool,
}

impl Subquery {
    pub fn new(
        (table, ask, keys): (TableId, Ask, Vec<Key>),
        (filter, groups): (Option<Typed>, Grouping),
        rest: Span,
    ) -> Subquery {
        Subquery { table, ask, keys, filter, groups, rest, answers: OnceLock::new() }
    }

    /// The expressions that are evaluated in the rows of the table.
    pub fn parts(&self) -> Vec<&Typed> {
        let keys = self.keys.iter().map(|key| &key.typed);
        let aggregates = self.groups.aggregates.iter().flat_map(|aggregate| aggregate.parts());
        let value = match &self.ask {
            Ask::Member(members) => members.by.last().map(|by| &by.typed),
            Ask::Value(_) | Ask::Exists => None,
        };
        keys.chain(&self.filter).chain(aggregates).chain(value).collect()
    }

    /// Whether both ask the same of the same rows.
    pub fn is_same(&self, other: &Subquery) -> bool {
        let asks = match (&self.ask, &other.ask) {
            (Ask::Value(one), Ask::Value(other)) => one.is_same(other),
            (Ask::Exists, Ask::Exists) | (Ask::Member(_), Ask::Member(_)) => true,
            _ => false,
        };
        let (parts, others) = (self.parts(), other.parts());
        asks && self.table == other.table
            && self.filter.is_some() == other.filter.is_some()
            && self.groups.has_same_aggregates(&other.groups)
            && self
                .keys
                .iter()
                .map(|key| key.missing_matches)
                .eq(other.keys.iter().map(|key| key.missing_matches))
            && parts.len() == others.len()
            && parts.into_iter().zip(others).all(|(one, other)| one.is_same(other))
    }

    /// What was found; `None` as long as nobody has looked.
    pub fn answers(&self) -> Option<&Answers> {
        self.answers.get().map(|answers| &**answers)
    }

    /// Takes what was found, once.
    pub fn answer(&self, answers: Arc<Answers>) {
        // A plan that runs again finds the same again.
        drop(self.answers.set(answers));
    }
}

/// The answers of a subquery to all that can ask.
#[derive(Debug)]
pub struct Answers {
    /// By key.
    pub groups: Option<Box<dyn Found>>,
    /// By key and value, of a subquery behind `IN`.
    pub members: Option<Box<dyn Found>>,
    /// What a key without rows is answered.
    pub empty: Computed,
    /// A row of which it cannot be computed whom it belongs to: then it may be anybody's.
    pub stray: Option<Spot>,
    /// Rows left out because a cell does not read.
    pub left_out: u64,
    /// Rows left out because they have too few or too many cells.
    pub ragged: u64,
}

/// Groups by the bytes of their keys, wherever they are held.
pub trait Found: fmt::Debug + Send + Sync {
    /// The number of a group.
    fn find(&self, key: &[u8]) -> Option<usize>;

    /// The answer of a group; for `IN` whether a value is missing in it.
    fn value(&self, group: usize) -> Computed;

    /// A row of a group to look at.
    fn spot(&self, group: usize) -> Option<Spot>;
}

/// A row of the table that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spot {
    pub place: Place,
    /// The number of the record in its file, from 1.
    pub row: u64,
}

impl Answers {
    /// No rows at all.
    pub fn none(empty: Computed) -> Answers {
        Answers { groups: None, members: None, empty, stray: None, left_out: 0, ragged: 0 }
    }

    /// The answer to a key.
    pub fn value(&self, key: &[u8]) -> Computed {
        self.value_of_group(key).unwrap_or_else(|| self.empty.clone())
    }

    /// The answer of the group of a key, where there is one.
    pub fn value_of_group(&self, key: &[u8]) -> Option<Computed> {
        let groups = self.groups.as_deref()?;
        groups.find(key).map(|group| groups.value(group))
    }

    /// A row of the group of a key.
    pub fn spot(&self, key: &[u8]) -> Option<Spot> {
        let groups = self.groups.as_deref()?;
        groups.spot(groups.find(key)?)
    }

    /// Whether a key and value are among those behind `IN`.
    pub fn has_member(&self, key: &[u8]) -> bool {
        self.members.as_deref().is_some_and(|members| members.find(key).is_some())
    }

    /// A row with the key and value.
    pub fn spot_of_member(&self, key: &[u8]) -> Option<Spot> {
        let members = self.members.as_deref()?;
        members.spot(members.find(key)?)
    }
}
