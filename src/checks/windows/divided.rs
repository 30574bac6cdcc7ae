//! Windows that have no partition in common, each computed by itself over what is on disk.

use super::compute::compute;
use super::log::Log;
use super::reach::{Beyond, Needs};
use super::rows::{Given, Rows, Single, Spot, written};
use super::stretches::{Stretches, Walk, total};
use crate::checks::keys;
use crate::expressions::grouping::{BoundWindow, WindowCall};
use crate::expressions::typed::Typed;
use crate::sources::pieces::Pieces;
use crate::tables::Vector;
use bumpalo::Bump;
use rayon::prelude::*;
use std::io;

/// What computing takes in memory for a row, beside the values that it reads.
const BYTES_OF_ROW: usize = 128;

/// What every window gives.
///
/// # Errors
/// Where the temporary files fail.
pub fn all(windows: &[BoundWindow], held: &[Typed], log: &Log) -> io::Result<Vec<Given>> {
    windows.iter().map(|window| given(&Single::new(window, held), log)).collect()
}

fn given(single: &Single<'_>, log: &Log) -> io::Result<Given> {
    match (Needs::of(single.window), &single.window.call) {
        (Needs::One, WindowCall::Aggregate(aggregate)) => {
            let stretches = Stretches::of(single, log, n_parts(log, 1))?;
            Ok(Given::One(total((single, log), aggregate, &stretches)?))
        }
        (Needs::Around(reach), _) => {
            let stretches = Stretches::of(single, log, n_parts(log, 1))?;
            let mut given = Given::rows(log)?;
            Walk::new((single, log), reach, stretches).run(&mut given)?;
            Ok(given)
        }
        _ => by_partition(single, log),
    }
}

/// Into how many parts rows are divided, so many of which are in memory at once.
fn n_parts(log: &Log, at_once: usize) -> usize {
    let room = (log.scratch().limit() / 4).clamp(256 << 10, 1 << 30) as usize / at_once;
    let bytes = log.n_rows() * (BYTES_OF_ROW + 3 * log.bytes_of_row());
    bytes.div_ceil(room).clamp(1, 1024)
}

/// Rows of a partition are looked at together, and of all, where there are none.
fn by_partition(single: &Single<'_>, log: &Log) -> io::Result<Given> {
    let n_threads = rayon::current_num_threads();
    let by = &single.window.partition;
    let n_parts = if by.is_empty() { 1 } else { n_parts(log, n_threads) };
    let part_of = |rows: &Rows| -> Vec<usize> {
        let columns = single.columns(&[rows]);
        let by: Vec<&Vector<'_>> = by.iter().map(|part| columns.of(part)).collect();
        // The table of partitions takes the bits at both ends.
        let hashes = keys::hashes(&by).into_iter().take(rows.len());
        hashes.map(|hash| (hash >> 24) as usize % n_parts).collect()
    };
    let pieces = match n_parts {
        1 => None,
        _ => Some(divide((single, log), n_parts, &part_of)?),
    };
    let mut given = Given::rows(log)?;
    let parts: Vec<usize> = (0..n_parts).collect();
    for some in parts.chunks(n_threads) {
        let computed = some.par_iter().map(|part| {
            let rows = match &pieces {
                Some(pieces) => Rows::of_way(pieces, *part),
                None => {
                    let strips = (0..log.n_strips()).map(|strip| single.strip(log, strip));
                    strips.collect::<io::Result<_>>()?
                }
            };
            let arena = Bump::new();
            let columns = single.columns(&rows.iter().collect::<Vec<_>>());
            let vector = compute(single.window, (&columns, &Beyond::default()), &arena);
            let spots: Vec<Spot> = rows.iter().flat_map(|rows| &rows.spots).copied().collect();
            Ok(written(&spots, &vector))
        });
        for written in computed.collect::<io::Result<Vec<_>>>()? {
            given.append(written)?;
        }
    }
    Ok(given)
}

/// Writes all rows of a log to the ways that are theirs, in the order of the file.
pub fn divide(
    (single, log): (&Single<'_>, &Log),
    n_ways: usize,
    way_of: &(dyn Fn(&Rows) -> Vec<usize> + Sync),
) -> io::Result<Pieces> {
    let mut pieces = Pieces::new(n_ways, log.scratch())?;
    let strips: Vec<usize> = (0..log.n_strips()).collect();
    for some in strips.chunks(rayon::current_num_threads()) {
        let divided = some.par_iter().map(|strip| {
            let rows = single.strip(log, *strip)?;
            let mut of_ways = vec![Vec::new(); n_ways];
            for (row, way) in (0..).zip(way_of(&rows)) {
                of_ways[way].push(row);
            }
            let columns = single.columns(&[&rows]);
            let write = |some: &Vec<u32>| {
                let mut out = Vec::new();
                if !some.is_empty() {
                    Rows::gathered(&columns, &rows.spots, some).write(&mut out);
                }
                out
            };
            Ok(of_ways.iter().map(write).collect::<Vec<_>>())
        });
        for divided in divided.collect::<io::Result<Vec<_>>>()? {
            let mut written = divided.iter().enumerate().filter(|(_, bytes)| !bytes.is_empty());
            written.try_for_each(|(way, bytes)| pieces.append(way, bytes))?;
        }
    }
    Ok(pieces)
}
