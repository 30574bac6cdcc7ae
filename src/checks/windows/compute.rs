//! The values of one window function in all rows.

use super::Columns;
use super::order;
use super::partitions::Partitions;
use super::reach::Beyond;
use super::running::Running;
use crate::checks::groups::accumulate::{Accumulator, Taken};
use crate::expressions::ast::ExtentUnit;
use crate::expressions::eval;
use crate::expressions::functions::windows::Look;
use crate::expressions::grouping::{BoundAggregate, BoundWindow, WindowCall};
use crate::expressions::typed::Typed;
use crate::tables::{Bitmap, Data, NOWHERE, Vector, gather};
use crate::types::{Computed, Decimal, NotComputable, Type, Value};
use bumpalo::Bump;
use rayon::prelude::*;
use std::ops::Range;

/// So many values are made at once.
const STRETCH: usize = 1 << 16;

/// The vector of a window function, by row. Where rows of the only partition are not there, those
/// that are come in their order.
pub fn compute<'k>(
    window: &BoundWindow,
    (columns, beyond): (&Columns<'k>, &Beyond<'_>),
    arena: &'k Bump,
) -> Vector<'k> {
    let by: Vec<&Vector<'k>> = window.partition.iter().map(|part| columns.of(part)).collect();
    let keys = order::keys(window, columns);
    let mut partitions = Partitions::of(columns.n_rows, &by, &keys);
    if needs_peers(window) {
        partitions = partitions.with_peers();
    }
    match &window.call {
        WindowCall::Look { function, args } => {
            looked(window, (function.look, args, beyond), (&partitions, columns), arena)
        }
        WindowCall::Aggregate(aggregate) => {
            let values = aggregated(window, (aggregate, beyond), (&partitions, columns), arena);
            let mut position = vec![0_u32; columns.n_rows];
            for (at, row) in (0..).zip(&partitions.order) {
                position[*row as usize] = at;
            }
            drop(partitions);
            gather(&values, &position)
        }
    }
}

/// Whether it matters which rows are the same to the order.
fn needs_peers(window: &BoundWindow) -> bool {
    let look = match &window.call {
        WindowCall::Look { function, .. } => Some(function.look),
        WindowCall::Aggregate(_) => None,
    };
    match look {
        Some(Look::RowNumber | Look::Tile | Look::Before | Look::After) => false,
        Some(Look::Rank | Look::DenseRank | Look::PercentRank | Look::CumulativeShare) => true,
        Some(Look::First | Look::Last | Look::Nth) | None => window.bounds().0 == ExtentUnit::Range,
    }
}

/// What a function says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gives {
    Numbers,
    Shares,
    /// The row whose value it takes.
    Rows,
}

impl Gives {
    fn of(look: Look) -> Gives {
        match look {
            Look::RowNumber | Look::Tile | Look::Rank | Look::DenseRank => Gives::Numbers,
            Look::PercentRank | Look::CumulativeShare => Gives::Shares,
            Look::Before | Look::After | Look::First | Look::Last | Look::Nth => Gives::Rows,
        }
    }
}

/// A whole number that binding has found to be one.
pub fn whole(args: &[Typed], at: usize, default: usize) -> usize {
    let value = args.get(at).and_then(eval::constant_of);
    match value {
        Some(Value::Number(number)) => {
            number.to_i64().and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX)
        }
        _ => default,
    }
}

fn looked<'k>(
    window: &BoundWindow,
    (look, args, beyond): (Look, &[Typed], &Beyond<'_>),
    (partitions, columns): (&Partitions<'_, '_, '_>, &Columns<'k>),
    arena: &'k Bump,
) -> Vector<'k> {
    let n_rows = columns.n_rows;
    // Of three kinds of results a function has one: whole tables are long.
    let gives = Gives::of(look);
    let room = |kind: Gives| if gives == kind { n_rows } else { 0 };
    let mut numbers = vec![0_i64; room(Gives::Numbers)];
    let mut shares = vec![0.0_f64; room(Gives::Shares)];
    let mut targets = vec![NOWHERE; room(Gives::Rows)];
    for partition in 0..partitions.len() {
        let range = partitions.range(partition);
        let row = |at: usize| partitions.order[at] as usize;
        let n_before = |at: usize| at - range.start + beyond.rows;
        let n_all = beyond.of.unwrap_or(range.len());
        match look {
            Look::RowNumber => {
                range.clone().for_each(|at| numbers[row(at)] = (n_before(at) + 1) as i64);
            }
            Look::Tile => {
                let tiles = whole(args, 0, 1).max(1);
                for at in range.clone() {
                    numbers[row(at)] = tile(n_before(at), n_all, tiles);
                }
            }
            Look::Rank | Look::DenseRank | Look::PercentRank | Look::CumulativeShare => {
                let mut dense = beyond.peers as i64;
                for (at, (first, last)) in range.clone().zip(partitions.peers(partition)) {
                    dense += i64::from(at == first);
                    let rank = n_before(first) as i64;
                    let others = n_all.saturating_sub(1);
                    match look {
                        Look::Rank => numbers[row(at)] = rank + 1,
                        Look::DenseRank => numbers[row(at)] = dense,
                        Look::PercentRank if others == 0 => shares[row(at)] = 0.0,
                        Look::PercentRank => shares[row(at)] = rank as f64 / others as f64,
                        _ => {
                            shares[row(at)] = n_before(last) as f64 / n_all as f64;
                        }
                    }
                }
            }
            Look::Before | Look::After => {
                let by = whole(args, 1, 1);
                for at in range.clone() {
                    let other = match look {
                        Look::Before => at.checked_sub(by),
                        _ => at.checked_add(by),
                    };
                    if let Some(other) = other.filter(|other| range.contains(other)) {
                        targets[row(at)] = partitions.order[other];
                    }
                }
            }
            Look::First | Look::Last | Look::Nth => {
                let nth = if look == Look::Nth { whole(args, 1, 1) } else { 1 };
                for (at, frame) in range.clone().zip(partitions.frames(partition, window.bounds()))
                {
                    let other = match look {
                        Look::Last => frame.end.checked_sub(1),
                        _ => frame.start.checked_add(nth - 1),
                    };
                    if let Some(other) = other.filter(|other| frame.contains(other)) {
                        targets[row(at)] = partitions.order[other];
                    }
                }
            }
        }
    }
    match gives {
        Gives::Numbers => Vector::full(n_rows, Data::Narrow { values: numbers, scale: 0 }),
        Gives::Shares => Vector::full(n_rows, Data::Float(shares)),
        Gives::Rows => {
            let values = args.first().map(|arg| columns.of(arg));
            let Some(values) = values else { return Vector::null(n_rows) };
            match args.get(2) {
                None => gather(values, &targets),
                Some(otherwise) => {
                    let otherwise = columns.of(otherwise);
                    let value = |vector: &Vector<'_>, row: usize| -> Computed {
                        vector.value(row).ok_or(NotComputable::OutsideDomain)
                    };
                    eval::from_values(n_rows, (window.ty, arena), |row| match targets[row] {
                        NOWHERE => value(otherwise, row),
                        target => value(values, target as usize),
                    })
                }
            }
        }
    }
}

/// Which of so many parts: the first ones are one larger where the rows do not divide.
fn tile(at: usize, len: usize, tiles: usize) -> i64 {
    let (size, larger) = (len / tiles, len % tiles);
    let boundary = larger * (size + 1);
    let tile = match at < boundary {
        true => at / (size + 1),
        false => larger + (at - boundary) / size.max(1),
    };
    tile as i64 + 1
}

/// An aggregate's value at each position.
fn aggregated<'k>(
    window: &BoundWindow,
    (aggregate, beyond): (&BoundAggregate, &Beyond<'_>),
    (partitions, columns): (&Partitions<'_, '_, '_>, &Columns<'_>),
    arena: &'k Bump,
) -> Vector<'k> {
    let args: Vec<Vector<'_>> =
        aggregate.row_args().map(|arg| gather(columns.of(arg), &partitions.order)).collect();
    let args: Vec<&Vector<'_>> = args.iter().collect();
    let (chosen, failed) = chosen(aggregate, &args, (partitions, columns));
    let rows = Accumulator::needs(aggregate, &args, &chosen);
    let (args, rows, failed) = (args.as_slice(), &rows, &failed);
    let of_partition = |partition: usize| {
        let mut running = Running::new(aggregate, args, beyond.carry);
        let mut last: Option<(Range<usize>, Computed)> = None;
        partitions.frames(partition, window.bounds()).map(move |frame| {
            let value = match (&mut running, last.take()) {
                (_, Some((same, value))) if same == frame => value,
                (Some(running), _) => running.at(frame.clone(), rows, failed),
                (None, _) => over(aggregate, args, (rows, failed), frame.clone()),
            };
            last = Some((frame, value.clone()));
            value
        })
    };
    let mut made = Vec::new();
    for some in partitions.stretches(STRETCH) {
        if some.len() > 1 {
            let values = some.into_par_iter().map(|it| of_partition(it).collect());
            let values = values.collect::<Vec<Vec<Computed>>>().into_iter().flatten().collect();
            made.push(vector_of(values, (window.ty, arena)));
            continue;
        }
        let mut left = partitions.range(some.start).len();
        let mut values = of_partition(some.start);
        while left > 0 {
            let stretch: Vec<Computed> = values.by_ref().take(STRETCH).collect();
            left -= stretch.len();
            made.push(vector_of(stretch, (window.ty, arena)));
        }
    }
    Vector::joined(made)
}

fn vector_of(values: Vec<Computed>, of: (Type, &Bump)) -> Vector<'_> {
    let len = values.len();
    let mut values = values.into_iter();
    eval::from_values(len, of, |_| values.next().unwrap_or(Ok(Value::Null))).narrowed()
}

/// The positions that the aggregate's filter chooses, and those where it, or an argument there,
/// cannot be computed.
pub fn chosen(
    aggregate: &BoundAggregate,
    args: &[&Vector<'_>],
    (partitions, columns): (&Partitions<'_, '_, '_>, &Columns<'_>),
) -> (Bitmap, Bitmap) {
    let n_rows = columns.n_rows;
    let (mut chosen, mut failed) = (Bitmap::ones(n_rows), Bitmap::zeros(n_rows));
    if let Some(filter) = &aggregate.filter {
        let filter = gather(columns.of(filter), &partitions.order);
        chosen = match &filter.data {
            Data::Boolean(bits) => bits.clone(),
            _ => Bitmap::zeros(n_rows),
        };
        for gap in [&filter.nulls, &filter.failed].into_iter().flatten() {
            chosen = chosen.and_not(gap);
        }
        failed = filter.failed.clone().unwrap_or(failed);
    }
    for arg in args {
        if let Some(of_arg) = &arg.failed {
            failed = failed.or(&of_arg.and(&chosen));
        }
    }
    (chosen.and_not(&failed), failed)
}

/// The value over the positions of one frame, made from nothing.
fn over(
    aggregate: &BoundAggregate,
    args: &[&Vector<'_>],
    (rows, failed): (&Bitmap, &Bitmap),
    frame: Range<usize>,
) -> Computed {
    if frame.clone().any(|at| failed.get(at)) {
        return Err(NotComputable::OutsideDomain);
    }
    if frame.len() == rows.len() {
        return of_all(aggregate, args, rows);
    }
    let positions: Vec<u32> = frame.map(|at| at as u32).collect();
    let args: Vec<Vector<'_>> = args.iter().map(|arg| gather(arg, &positions)).collect();
    let args: Vec<&Vector<'_>> = args.iter().collect();
    let rows = Bitmap::from_fn(positions.len(), |at| rows.get(positions[at] as usize));
    of_all(aggregate, &args, &rows)
}

fn of_all(aggregate: &BoundAggregate, args: &[&Vector<'_>], rows: &Bitmap) -> Computed {
    let groups = vec![0; rows.len()];
    let mut state = Accumulator::new(aggregate);
    state.feed(args, &Taken { rows, groups: &groups, n_groups: 1, seen: None });
    state.finish(aggregate, 1).pop().unwrap_or(Ok(Value::Number(Decimal::ZERO)))
}
