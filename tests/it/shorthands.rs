//! The kinds of checks that look at a whole table, each against an oracle that is obviously right:
//! on small random tables, cut into blocks of any size, by any number of threads.

mod complete;
mod determines;
mod expressions;
mod left_out;
mod no_overlap;
mod one_of;
mod part_whole;
pub(crate) mod run;
mod same_as;
mod sequence;
mod sorted;

use proptest::prelude::*;
use run::Cut;

fn cut() -> impl Strategy<Value = Cut> {
    (8usize..200, any::<bool>())
        .prop_map(|(block_size, many_threads)| Cut { block_size, many_threads })
}

/// Rows of small numbers, now and then without one.
fn table(
    columns: usize,
    most_rows: usize,
    below: u8,
) -> impl Strategy<Value = Vec<Vec<Option<u8>>>> {
    let cell = prop_oneof![9 => (0..below).prop_map(Some), 1 => Just(None)];
    prop::collection::vec(prop::collection::vec(cell, columns), 1..most_rows)
}
