//! Subqueries: what one asks of a table, and what it is answered.
//!
//! A subquery is a table in groups: what equals the row that asks makes the group, so that all
//! answers are found in one reading of the table, and a row only looks its own up.

use super::grouping::Grouping;
use super::typed::Typed;
use crate::diagnostics::Span;
use crate::tables::{Place, TableId};
use crate::types::{Computed, Value};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
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
    pub groups: Found,
    /// By key and value, of a subquery behind `IN`.
    pub members: Found,
    /// What a key without rows is answered.
    pub empty: Computed,
    /// A row of which it cannot be computed whom it belongs to: then it may be anybody's.
    pub stray: Option<Spot>,
    /// Rows left out because a cell does not read.
    pub left_out: u64,
    /// Rows left out because they have too few or too many cells.
    pub ragged: u64,
}

/// Groups by the bytes of their keys.
#[derive(Debug, Default)]
pub struct Found {
    index: HashTable<(u64, u32)>,
    keys: Vec<u8>,
    ends: Vec<usize>,
    /// The answer of each group; for `IN` whether a value is missing in it.
    pub values: Vec<Computed>,
    /// A row of each to look at.
    pub spots: Vec<Option<Spot>>,
}

/// A row of the table that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spot {
    pub place: Place,
    /// The number of the record in its file, from 1.
    pub row: u64,
}

const HASHER: FixedState = FixedState::with_seed(0x5ab9_0c3e);

impl Found {
    /// Adds a group of another key than those before it.
    pub fn push(&mut self, key: &[u8], value: Computed, spot: Option<Spot>) {
        self.keys.extend_from_slice(key);
        self.ends.push(self.keys.len());
        self.values.push(value);
        self.spots.push(spot);
    }

    /// All groups of all parts, each of other keys than the rest, to be looked up.
    pub fn joined(parts: Vec<Found>) -> Found {
        let mut all = Found::default();
        for part in parts {
            let before = all.keys.len();
            all.keys.extend(part.keys);
            all.ends.extend(part.ends.into_iter().map(|end| before + end));
            all.values.extend(part.values);
            all.spots.extend(part.spots);
        }
        all.index.reserve(all.ends.len(), |entry| entry.0);
        for at in 0..all.ends.len() {
            let hash = HASHER.hash_one(all.key(at));
            all.index.insert_unique(hash, (hash, at as u32), |entry| entry.0);
        }
        all
    }

    /// The group of a key.
    pub fn find(&self, key: &[u8]) -> Option<usize> {
        let hash = HASHER.hash_one(key);
        let same = |(known, at): &(u64, u32)| *known == hash && self.key(*at as usize) == key;
        self.index.find(hash, same).map(|(_, at)| *at as usize)
    }

    fn key(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start..self.ends[at]]
    }
}

impl Answers {
    /// No rows at all.
    pub fn none(empty: Computed) -> Answers {
        let (groups, members) = (Found::default(), Found::default());
        Answers { groups, members, empty, stray: None, left_out: 0, ragged: 0 }
    }

    /// The answer of a group, or of none.
    pub fn value(&self, group: Option<usize>) -> Computed<&Value> {
        match group.map_or(&self.empty, |group| &self.groups.values[group]) {
            Ok(value) => Ok(value),
            Err(reason) => Err(*reason),
        }
    }
}
