//! What is kept of blocks, and what only the whole table shows: rows by their places, verdicts at
//! the end, and what may be looked at again for them.

use super::lookup::Lookup;
use super::{Elsewhere, keys};
use crate::findings::Counts;
use crate::tables::{Place, TableId, Vector};
use crate::types::Value;
use serde::{Deserialize, Serialize};
use std::any::Any;

/// What `observe` kept of one block, and of those after it that were put to it.
pub struct Kept {
    /// The first block's number within the table.
    pub block: usize,
    pub part: Box<dyn Any + Send>,
}

/// How far a block is behind the first of those that something was kept of, all in one file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Behind {
    pub blocks: u32,
    pub rows: u32,
    pub bytes: u32,
}

/// Verdicts that only the whole table allows.
#[derive(Default)]
pub struct Verdicts {
    pub counts: Counts,
    /// In the order of their places.
    pub violations: Vec<Late>,
    /// For each violation what was computed from other rows; empty where nothing was.
    pub slots: Vec<Slots>,
    /// The violation of the table itself.
    pub whole: Option<OfTable>,
    /// Whole sentences about what took no part.
    pub notes: Vec<String>,
    /// Violations without a row, after those with one.
    pub absent: Vec<Absent>,
    /// Why nothing could be evaluated, where that is so.
    pub reason: Option<String>,
}

/// A violation of the table itself.
#[derive(Debug, Clone)]
pub struct OfTable {
    pub slots: Slots,
    /// The row that keeps it from being computed.
    pub other: Option<RowId>,
    pub notes: Vec<Note>,
}

/// The values of a condition's slots, by their index; none where one cannot be computed.
pub type Slots = Box<[Option<Value>]>;

/// A violation known only at the end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Late {
    pub row: RowId,
    /// The other half: the first occurrence.
    pub other: Option<RowId>,
    /// What there is to say beyond the two rows.
    pub notes: Vec<Note>,
}

impl Late {
    /// A violation that its rows explain.
    pub fn new(row: RowId, other: Option<RowId>) -> Late {
        Late { row, other, notes: Vec::new() }
    }
}

/// A fact about a violation that only the whole table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Which part of the check it is about.
    pub part: u32,
    /// A row that the fact is seen in.
    pub row: RowId,
    /// How many, of how many.
    pub numbers: [u64; 2],
}

/// What no row has: a value for each of some columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Absent {
    pub values: Vec<(usize, Value)>,
    /// Where another table has it.
    pub elsewhere: Option<Elsewhere>,
}

/// A row of the judged table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    pub block: usize,
    /// The record's number in its block.
    pub row: u32,
    pub place: Place,
}

/// Compares two rows, given as vectors of one value each.
pub type Same<'s> = dyn Fn(&[&Vector<'_>], &[&Vector<'_>]) -> bool + 's;

/// A row as its block knows it, or one before that.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct BlockRow {
    pub row: u32,
    /// The byte where the record starts, relative to the block.
    pub start: u32,
}

/// What `finish` may look at again.
pub trait Whole: Sync {
    /// Whether two rows are equal in these columns, by their logical values.
    fn equal(&self, left: RowId, right: RowId, columns: &[usize]) -> bool {
        self.compare((left, right), columns, &|left, right| keys::equal(left, 0, right, 0))
    }

    /// What `same` says of the values of two rows in these columns.
    fn compare(&self, rows: (RowId, RowId), columns: &[usize], same: &Same<'_>) -> bool;

    /// How many rows were read.
    fn n_rows(&self) -> u64;

    /// Days since 1970-01-01: what `today()` says.
    fn today(&self) -> i32;

    /// The rows of a table that others refer to.
    fn lookup(&self, _table: TableId) -> Option<&Lookup<'_>> {
        None
    }

    /// How many violations are kept, the first; more need not be given, only counted.
    fn limit(&self) -> usize {
        usize::MAX
    }

    /// A row that `observe` knew by its block, or by one before that in the same file.
    fn row(&self, block: usize, row: BlockRow) -> RowId;
}
