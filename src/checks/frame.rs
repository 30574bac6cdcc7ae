//! A block of rows as checks and conditions see it: columns, references, and today's date.

use crate::checks::BlockRow;
use crate::checks::lookup::{Lookup, Lookups};
use crate::expressions::subquery::Spot;
use crate::expressions::{Frame, eval};
use crate::tables::{Batch, Bitmap, Catalog, NOWHERE, ReferenceId, TableId, Target, Vector};
use crate::types::{NotComputable, Type, Value};
use bumpalo::Bump;
use std::cell::OnceCell;

/// What stays the same for all blocks of a table.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    pub catalog: &'a Catalog,
    pub lookups: &'a Lookups<'a>,
    /// Days since 1970-01-01.
    pub today: i32,
}

/// A block of rows with everything that a check may read.
pub struct BlockFrame<'a> {
    pub batch: Batch<'a>,
    pub around: Surroundings<'a>,
    pub arena: &'a Bump,
    /// The byte where each record starts, relative to the block.
    pub starts: Vec<u32>,
    /// By reference of the catalog: found once, shared by all checks of the block.
    targets: Vec<OnceCell<Vec<Target>>>,
    all: OnceCell<Bitmap>,
}

impl<'a> BlockFrame<'a> {
    pub fn new(
        batch: Batch<'a>,
        starts: Vec<u32>,
        around: Surroundings<'a>,
        arena: &'a Bump,
    ) -> BlockFrame<'a> {
        let targets = around.catalog.references.iter().map(|_| OnceCell::new()).collect();
        BlockFrame { batch, around, arena, starts, targets, all: OnceCell::new() }
    }

    /// All rows.
    pub fn all(&self) -> &Bitmap {
        self.all.get_or_init(|| Bitmap::ones(self.batch.n_rows))
    }

    /// A row as its block knows it.
    pub fn row(&self, row: usize) -> BlockRow {
        BlockRow { row: row as u32, start: self.starts[row] }
    }

    /// The vector of a column that the plan decodes.
    pub fn vector(&self, column: usize) -> &Vector<'a> {
        &self.batch.column(column).vector
    }

    /// For each row the row of the target table that a reference of the judged table leads to.
    pub fn targets(&self, reference: ReferenceId) -> &[Target] {
        self.targets[reference.0].get_or_init(|| {
            let known = self.around.catalog.reference(reference);
            let keys: Vec<&Vector<'a>> =
                known.columns.iter().map(|column| self.vector(*column)).collect();
            match &self.around.lookups.tables[known.to.0] {
                Some(lookup) => lookup.find(reference, &known.to_columns, &keys),
                None => vec![NOWHERE; self.batch.n_rows],
            }
        })
    }

    /// Rows that follow a path to a cell that does not read as its type.
    pub fn unreadable_at(&self, path: &[ReferenceId], column: usize) -> Option<Bitmap> {
        let lookup = self.lookup_at(path)?;
        let unreadable = lookup.column(column)?.unreadable.as_ref()?;
        let rows = self.follow_rows(path);
        Some(Bitmap::from_fn(rows.len(), |row| {
            rows[row] != NOWHERE && unreadable.get(rows[row] as usize)
        }))
    }

    /// The row at the end of a path from a row of the block.
    pub fn spot_at(&self, path: &[ReferenceId], row: usize) -> Option<(TableId, Spot)> {
        let table = self.around.catalog.reference(*path.last()?).to;
        let target = *self.follow_rows(path).get(row)?;
        Some((table, self.lookup_at(path)?.spot(target as usize)?))
    }

    fn lookup_at(&self, path: &[ReferenceId]) -> Option<&'a Lookup<'a>> {
        let last = self.around.catalog.reference(*path.last()?);
        self.around.lookups.tables[last.to.0].as_ref()
    }

    /// The rows at the end of a path of references.
    fn follow_rows(&self, path: &[ReferenceId]) -> Vec<Target> {
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let mut rows = self.targets(*first).to_vec();
        for reference in rest {
            let known = self.around.catalog.reference(*reference);
            let (Some(from), Some(to)) = (
                &self.around.lookups.tables[known.from.0],
                &self.around.lookups.tables[known.to.0],
            ) else {
                return vec![NOWHERE; rows.len()];
            };
            let keys: Vec<Vector<'a>> = known
                .columns
                .iter()
                .filter_map(|column| from.column(*column))
                .map(|known| known.gather(&rows))
                .collect();
            rows = to.find(*reference, &known.to_columns, &keys.iter().collect::<Vec<_>>());
        }
        rows
    }
}

impl<'a> Frame<'a> for BlockFrame<'a> {
    fn n_rows(&self) -> usize {
        self.batch.n_rows
    }

    fn column(&self, index: usize) -> Vector<'a> {
        self.vector(index).clone()
    }

    fn column_ref(&self, index: usize) -> Option<&Vector<'a>> {
        Some(self.vector(index))
    }

    fn follow(&self, path: &[ReferenceId], column: usize) -> Vector<'a> {
        let rows = self.follow_rows(path);
        match self.lookup_at(path).and_then(|lookup| lookup.column(column)) {
            Some(known) => known.gather(&rows),
            None => Vector::null(rows.len()),
        }
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }

    fn today(&self) -> i32 {
        self.around.today
    }
}

/// One row with what was computed from other rows.
pub struct SlotFrame<'f, 'a> {
    pub block: &'f BlockFrame<'a>,
    pub slots: &'f [Option<Value>],
}

impl<'a> Frame<'a> for SlotFrame<'_, 'a> {
    fn n_rows(&self) -> usize {
        self.block.n_rows()
    }

    fn column(&self, index: usize) -> Vector<'a> {
        self.block.column(index)
    }

    fn column_ref(&self, index: usize) -> Option<&Vector<'a>> {
        self.block.column_ref(index)
    }

    fn follow(&self, path: &[ReferenceId], column: usize) -> Vector<'a> {
        self.block.follow(path, column)
    }

    fn slot(&self, index: usize, ty: Type) -> Vector<'a> {
        let value = self.slots.get(index).cloned().flatten();
        eval::from_values(self.n_rows(), (ty, self.arena()), |_| {
            value.clone().ok_or(NotComputable::OutsideDomain)
        })
    }

    fn arena(&self) -> &'a Bump {
        self.block.arena
    }

    fn today(&self) -> i32 {
        self.block.today()
    }
}
