//! Rows with what one window reads of them, in an order of its own, and what it gives of each.

use super::held::{Held, Input};
use super::log::Log;
use super::{Columns, parts_of, position};
use crate::expressions::eval;
use crate::expressions::grouping::BoundWindow;
use crate::expressions::typed::Typed;
use crate::sources::pieces::Pieces;
use crate::tables::{NOWHERE, Vector, gather};
use crate::types::{Computed, Type};
use bumpalo::Bump;
use std::io;
use std::ops::Range;

/// A window that is computed by itself.
pub struct Single<'w> {
    pub window: &'w BoundWindow,
    /// What it reads, and where that is among all that is held.
    pub held: Vec<Typed>,
    at: Vec<usize>,
}

impl<'w> Single<'w> {
    pub fn new(window: &'w BoundWindow, all_held: &[Typed]) -> Single<'w> {
        let mut held = Vec::new();
        for part in parts_of(window) {
            position(&mut held, part);
        }
        let at = held.iter().filter_map(|part| all_held.iter().position(|it| it.is_same(part)));
        Single { window, at: at.collect(), held }
    }

    /// The rows of a strip as they stand in the file.
    pub fn strip(&self, log: &Log, strip: usize) -> io::Result<Rows> {
        let values = |at: &usize| Ok(Held::joined(&log.values(strip, *at)?));
        let held = self.at.iter().map(values).collect::<io::Result<_>>()?;
        let rows = 0..log.rows_of(strip) as u32;
        Ok(Rows { spots: rows.map(|row| Spot { strip: strip as u32, row }).collect(), held })
    }

    /// What is read of several rows, one after the other.
    pub fn columns<'k>(&'k self, parts: &[&'k Rows]) -> Columns<'k> {
        let parts: Vec<&&Rows> = parts.iter().filter(|part| part.len() > 0).collect();
        let vector = |at: usize| Held::together(parts.iter().map(|part| &part.held[at]));
        let n_rows = parts.iter().map(|part| part.len()).sum();
        Columns::new(&self.held, n_rows, (0..self.held.len()).map(vector).collect())
    }

    /// All rows of several.
    pub fn together(&self, parts: &[Rows]) -> Rows {
        let n_rows = parts.iter().map(Rows::len).sum();
        self.cut(&parts.iter().collect::<Vec<_>>(), 0..n_rows)
    }

    /// Some of the rows of several, which are counted through.
    pub fn cut(&self, parts: &[&Rows], range: Range<usize>) -> Rows {
        if range.is_empty() {
            return Rows::default();
        }
        let rows: Vec<u32> = range.map(|row| row as u32).collect();
        let spots: Vec<Spot> = parts.iter().flat_map(|part| &part.spots).copied().collect();
        Rows::gathered(&self.columns(parts), &spots, &rows)
    }
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    strip: u32,
    row: u32,
}

/// Rows with the values that a window reads.
#[derive(Default)]
pub struct Rows {
    pub spots: Vec<Spot>,
    held: Vec<Held>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    /// Some rows of those that columns have.
    pub fn gathered(columns: &Columns<'_>, spots: &[Spot], rows: &[u32]) -> Rows {
        Rows {
            spots: rows.iter().map(|row| spots[*row as usize]).collect(),
            held: columns.vectors().iter().map(|vector| Held::of(vector, rows)).collect(),
        }
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.len() as u64).to_le_bytes());
        out.extend((self.held.len() as u64).to_le_bytes());
        for Spot { strip, row } in &self.spots {
            out.extend([strip, row].iter().flat_map(|number| number.to_le_bytes()));
        }
        self.held.iter().for_each(|held| held.write(out));
    }

    fn read(input: &mut Input<'_>) -> Rows {
        let [n_rows, n_held] = [(); 2].map(|()| input.number() as usize);
        let numbers: Vec<u32> = input.numbers(2 * n_rows, u32::from_le_bytes).collect();
        let spots = numbers.chunks(2).map(|it| Spot { strip: it[0], row: it[1] }).collect();
        Rows { spots, held: (0..n_held).map(|_| Held::read(input)).collect() }
    }

    /// All rows of a way.
    pub fn of_way(pieces: &Pieces, way: usize) -> Vec<Rows> {
        pieces.of_way(way).map(|bytes| Rows::read(&mut Input(&bytes))).collect()
    }
}

/// What a window gives.
pub enum Given {
    /// The same in all rows.
    One(Computed),
    /// By strip.
    Rows(Pieces),
}

/// What a window gives of a strip, as it is read.
pub struct OfStrip {
    rows: Vec<u32>,
    values: Vec<Held>,
}

impl Given {
    pub fn rows(log: &Log) -> io::Result<Given> {
        Ok(Given::Rows(Pieces::new(log.n_strips(), log.scratch())?))
    }

    /// Takes in the values of rows, which may stand anywhere.
    pub fn put(&mut self, spots: &[Spot], vector: &Vector<'_>) -> io::Result<()> {
        self.append(written(spots, vector))
    }

    /// Takes in what was made of values, each behind its strip.
    pub fn append(&mut self, written: Vec<(usize, Vec<u8>)>) -> io::Result<()> {
        let Given::Rows(pieces) = self else { return Ok(()) };
        written.into_iter().try_for_each(|(strip, bytes)| pieces.append(strip, &bytes))
    }

    pub fn of_strip(&self, strip: usize) -> OfStrip {
        let mut found = OfStrip { rows: Vec::new(), values: Vec::new() };
        let Given::Rows(pieces) = self else { return found };
        for bytes in pieces.of_way(strip) {
            let mut input = Input(&bytes);
            let n_rows = input.number() as usize;
            found.rows.extend(input.numbers(n_rows, u32::from_le_bytes));
            found.values.push(Held::read(&mut input));
        }
        found
    }

    /// The values of a strip by row.
    pub fn vector<'k>(
        &self,
        (of_strip, n_rows): (&'k OfStrip, usize),
        (ty, arena): (Type, &'k Bump),
    ) -> Vector<'k> {
        if let Given::One(value) = self {
            return eval::from_values(n_rows, (ty, arena), |_| value.clone());
        }
        let mut positions = vec![NOWHERE; n_rows];
        for (position, row) in (0..).zip(&of_strip.rows) {
            positions[*row as usize] = position;
        }
        gather(&Held::together(of_strip.values.iter()), &positions)
    }
}

/// The values of rows as they are written, those of each strip behind its number.
pub fn written(spots: &[Spot], vector: &Vector<'_>) -> Vec<(usize, Vec<u8>)> {
    let spot = |at: &u32| spots[*at as usize];
    let mut order: Vec<u32> = (0..spots.len() as u32).collect();
    order.sort_unstable_by_key(spot);
    let strips = order.chunk_by(|one, other| spot(one).strip == spot(other).strip);
    let write = |of_strip: &[u32]| {
        let mut out = Vec::new();
        out.extend((of_strip.len() as u64).to_le_bytes());
        of_strip.iter().for_each(|at| out.extend(spot(at).row.to_le_bytes()));
        Held::of(vector, of_strip).write(&mut out);
        (spot(&of_strip[0]).strip as usize, out)
    };
    strips.map(write).collect()
}
