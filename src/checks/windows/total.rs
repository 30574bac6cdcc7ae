//! An aggregate over all rows, which come stretch by stretch.

use super::Columns;
use super::compute::chosen;
use super::partitions::Partitions;
use super::running::{Carry, Running};
use crate::checks::groups::accumulate::{Accumulator, Taken};
use crate::expressions::grouping::BoundAggregate;
use crate::tables::{Bitmap, Vector};
use crate::types::{Computed, Decimal, NotComputable, Value};

/// What was made of the stretches so far.
pub struct Total<'w> {
    aggregate: &'w BoundAggregate,
    state: Accumulator,
    failed: bool,
}

impl<'w> Total<'w> {
    pub fn new(aggregate: &'w BoundAggregate) -> Total<'w> {
        Total { aggregate, state: Accumulator::new(aggregate), failed: false }
    }

    /// Takes in the next rows.
    pub fn take(&mut self, columns: &Columns<'_>) {
        let Taking { args, rows, failed } = Taking::of(self.aggregate, columns);
        self.failed |= !failed.none();
        let groups = vec![0; columns.n_rows];
        let taken = Taken { rows: &rows, groups: &groups, n_groups: 1, seen: None };
        self.state.feed(&args, &taken);
    }

    pub fn value(self) -> Computed {
        if self.failed {
            return Err(NotComputable::OutsideDomain);
        }
        let mut values = self.state.finish(self.aggregate, 1);
        values.pop().unwrap_or(Ok(Value::Number(Decimal::ZERO)))
    }
}

/// What an aggregate makes of the first so many rows, which come in their order, and of those before.
pub fn carried(
    aggregate: &BoundAggregate,
    (columns, n_rows): (&Columns<'_>, usize),
    carry: &Carry,
) -> Carry {
    let Taking { args, rows, failed } = Taking::of(aggregate, columns);
    let running = Running::new(aggregate, &args, Some(carry));
    running.map_or_else(Carry::default, |running| running.carry(n_rows, &rows, &failed))
}

/// The arguments of an aggregate, the rows that it takes, and those that it cannot.
struct Taking<'c, 'k> {
    args: Vec<&'c Vector<'k>>,
    rows: Bitmap,
    failed: Bitmap,
}

impl<'c, 'k> Taking<'c, 'k> {
    fn of(aggregate: &BoundAggregate, columns: &'c Columns<'k>) -> Taking<'c, 'k> {
        let args: Vec<&Vector<'k>> = aggregate.row_args().map(|arg| columns.of(arg)).collect();
        let as_they_come = Partitions::of(columns.n_rows, &[], &[]);
        let (chosen, failed) = chosen(aggregate, &args, (&as_they_come, columns));
        let rows = Accumulator::needs(aggregate, &args, &chosen);
        Taking { args, rows, failed }
    }
}
