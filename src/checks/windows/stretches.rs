//! A window over the whole table, computed stretch by stretch of its order: a stretch is what fits into
//! memory, and beside it stand the rows that its own look at.

use super::compute::compute;
use super::divided;
use super::log::Log;
use super::order::{compare_all, keys};
use super::partitions::Partitions;
use super::reach::{Beyond, Reach};
use super::rows::{Given, Rows, Single, Spot};
use super::running::Carry;
use super::total::{Total, carried};
use crate::expressions::grouping::{BoundAggregate, WindowCall};
use crate::sources::pieces::Pieces;
use crate::tables::gather;
use crate::types::Computed;
use bumpalo::Bump;
use std::collections::VecDeque;
use std::io;

/// So many rows are looked at for each place where the order is divided.
const SAMPLES: usize = 64;

/// The rows of a table in stretches that follow each other.
pub enum Stretches {
    /// In the order of the file.
    Strips(usize),
    /// Each a way, not sorted in itself.
    Ordered(Pieces, usize),
}

impl Stretches {
    /// # Errors
    /// Where the temporary files fail.
    pub fn of(single: &Single<'_>, log: &Log, n_stretches: usize) -> io::Result<Stretches> {
        if single.window.order.is_empty() {
            return Ok(Stretches::Strips(log.n_strips()));
        }
        let bounds = bounds(single, &samples(single, log, n_stretches * SAMPLES)?, n_stretches);
        let numbers: Vec<u32> = (0..bounds.len() as u32).collect();
        let stretch_of = |rows: &Rows| -> Vec<usize> {
            let columns = single.columns(&[&bounds, rows]);
            let keys = keys(single.window, &columns);
            let stretch = |row: usize| {
                let row = (numbers.len() + row) as u32;
                numbers.partition_point(|bound| compare_all(&keys, *bound, row).is_le())
            };
            (0..rows.len()).map(stretch).collect()
        };
        let n_stretches = numbers.len() + 1;
        let pieces = divided::divide((single, log), n_stretches, &stretch_of)?;
        Ok(Stretches::Ordered(pieces, n_stretches))
    }

    fn len(&self) -> usize {
        let (Stretches::Strips(len) | Stretches::Ordered(_, len)) = self;
        *len
    }

    /// The rows of a stretch in their order.
    fn read(&self, (single, log): (&Single<'_>, &Log), at: usize) -> io::Result<Rows> {
        let Stretches::Ordered(pieces, _) = self else { return single.strip(log, at) };
        let parts = Rows::of_way(pieces, at);
        let parts: Vec<&Rows> = parts.iter().collect();
        let spots: Vec<Spot> = parts.iter().flat_map(|part| &part.spots).copied().collect();
        let columns = single.columns(&parts);
        let order = Partitions::of(spots.len(), &[], &keys(single.window, &columns)).order;
        Ok(Rows::gathered(&columns, &spots, &order))
    }
}

/// So many rows, evenly over the file.
fn samples(single: &Single<'_>, log: &Log, count: usize) -> io::Result<Rows> {
    let step = (log.n_rows() / count.max(1)).max(1);
    let (mut taken, mut at) = (Vec::new(), 0);
    for strip in 0..log.n_strips() {
        let rows = single.strip(log, strip)?;
        let next = (at..rows.len()).step_by(step).map(|row| row as u32).collect::<Vec<u32>>();
        at = (at + next.len() * step) - rows.len();
        taken.push(Rows::gathered(&single.columns(&[&rows]), &rows.spots, &next));
    }
    Ok(single.together(&taken))
}

/// The first rows of all stretches but the first: rows that are the same to the order are never apart.
fn bounds(single: &Single<'_>, samples: &Rows, n_stretches: usize) -> Rows {
    let columns = single.columns(&[samples]);
    let keys = keys(single.window, &columns);
    let order = Partitions::of(samples.len(), &[], &keys).order;
    let mut bounds: Vec<u32> = (1..n_stretches)
        .filter_map(|at| order.get(at * order.len() / n_stretches))
        .copied()
        .collect();
    bounds.dedup_by(|one, other| compare_all(&keys, *one, *other).is_eq());
    Rows::gathered(&columns, &samples.spots, &bounds)
}

/// An aggregate over all rows.
pub fn total(
    (single, log): (&Single<'_>, &Log),
    aggregate: &BoundAggregate,
    stretches: &Stretches,
) -> io::Result<Computed> {
    let (mut total, mut n_rows) = (Total::new(aggregate), 0);
    for at in 0..stretches.len() {
        let rows = stretches.read((single, log), at)?;
        n_rows += rows.len();
        total.take(&single.columns(&[&rows]));
    }
    if n_rows == log.n_rows() { Ok(total.value()) } else { Err(lost()) }
}

/// A window at work, from the first stretch to the last.
pub struct Walk<'w> {
    single: &'w Single<'w>,
    log: &'w Log,
    stretches: Stretches,
    reach: Reach,
    /// The next stretch to read, and those that were read ahead.
    next: usize,
    ahead: VecDeque<Rows>,
    /// How many rows stand before the stretch at hand, how many of these differ to the order, and
    /// what is needed of them.
    n_before: usize,
    peers: usize,
    first: Rows,
    before: Rows,
    carry: Carry,
}

impl<'w> Walk<'w> {
    pub fn new(
        (single, log): (&'w Single<'w>, &'w Log),
        reach: Reach,
        stretches: Stretches,
    ) -> Walk<'w> {
        Walk {
            single,
            log,
            stretches,
            reach,
            next: 0,
            ahead: VecDeque::new(),
            n_before: 0,
            peers: 0,
            first: Rows::default(),
            before: Rows::default(),
            carry: Carry::default(),
        }
    }

    /// # Errors
    /// Where the temporary files fail.
    pub fn run(mut self, given: &mut Given) -> io::Result<()> {
        let last = if self.reach.last { self.last()? } else { Rows::default() };
        while let Some(rows) = self.advance()? {
            let behind = self.behind()?;
            self.compute((&rows, &behind, &last), given)?;
            self.leave(rows);
        }
        if self.n_before == self.log.n_rows() { Ok(()) } else { Err(lost()) }
    }

    /// The next stretch.
    fn advance(&mut self) -> io::Result<Option<Rows>> {
        if let Some(rows) = self.ahead.pop_front() {
            return Ok(Some(rows));
        }
        if self.next == self.stretches.len() {
            return Ok(None);
        }
        self.next += 1;
        self.stretches.read((self.single, self.log), self.next - 1).map(Some)
    }

    /// The rows just behind the stretch at hand, as far as they are looked at.
    fn behind(&mut self) -> io::Result<Rows> {
        let mut n_rows: usize = self.ahead.iter().map(Rows::len).sum();
        while n_rows < self.reach.behind && self.next < self.stretches.len() {
            let rows = self.stretches.read((self.single, self.log), self.next)?;
            self.next += 1;
            n_rows += rows.len();
            self.ahead.push_back(rows);
        }
        let parts: Vec<&Rows> = self.ahead.iter().collect();
        Ok(self.single.cut(&parts, 0..self.reach.behind.min(n_rows)))
    }

    /// The last row of all.
    fn last(&self) -> io::Result<Rows> {
        for at in (0..self.stretches.len()).rev() {
            let rows = self.stretches.read((self.single, self.log), at)?;
            if rows.len() > 0 {
                return Ok(self.single.cut(&[&rows], rows.len() - 1..rows.len()));
            }
        }
        Ok(Rows::default())
    }

    fn compute(
        &self,
        (rows, behind, last): (&Rows, &Rows, &Rows),
        given: &mut Given,
    ) -> io::Result<()> {
        let (arena, single) = (Bump::new(), self.single);
        let n_gone = self.n_before - self.before.len();
        let first = single.cut(&[&self.first], 0..self.first.len().min(n_gone));
        let start = first.len() + self.before.len();
        let is_end = self.n_before + rows.len() + behind.len() == self.log.n_rows();
        let mut parts = vec![&first, &self.before, rows, behind];
        parts.extend((!is_end).then_some(last));
        let columns = single.columns(&parts);
        let beyond = Beyond {
            rows: self.n_before,
            peers: self.peers,
            of: Some(self.log.n_rows()),
            carry: self.reach.carries.then_some(&self.carry),
        };
        let vector = compute(single.window, (&columns, &beyond), &arena);
        let own: Vec<u32> = (start..start + rows.len()).map(|at| at as u32).collect();
        given.put(&rows.spots, &gather(&vector, &own))
    }

    /// Goes on to the rows behind a stretch: some of it stay before these.
    fn leave(&mut self, rows: Rows) {
        let (single, reach) = (self.single, self.reach);
        if reach.counts_peers {
            let columns = single.columns(&[&rows]);
            let keys = keys(single.window, &columns);
            let differs = |at: &u32| *at == 0 || compare_all(&keys, at - 1, *at).is_ne();
            self.peers += (0..rows.len() as u32).filter(differs).count();
        }
        if self.first.len() < reach.first {
            let n_first = reach.first.min(self.first.len() + rows.len());
            self.first = single.cut(&[&self.first, &rows], 0..n_first);
        }
        let n_rows = self.before.len() + rows.len();
        let n_gone = n_rows - reach.before.min(n_rows);
        if let (true, WindowCall::Aggregate(aggregate)) = (reach.carries, &single.window.call) {
            let columns = single.columns(&[&self.before, &rows]);
            self.carry = carried(aggregate, (&columns, n_gone), &self.carry);
        }
        self.before = single.cut(&[&self.before, &rows], n_gone..n_rows);
        self.n_before += rows.len();
    }
}

/// What was written did not come back.
fn lost() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}
