//! The groups of the stretches of a file on their way to the end: put together where they are few,
//! kept as they come where they are many, and in a temporary file past the memory that there is.
//!
//! In the file groups lie by their hash, each piece with the groups of one division of several parts,
//! so that at the end each division is read and judged by itself.

use super::totals::{Groups, Totals};
use crate::checks::Kept;
use crate::sources::Scratch;
use crate::sources::pieces::Pieces;
use std::io;

/// How many ways the groups are divided where there are many.
pub const WAYS: usize = 64;
/// Groups that are put together as they come in, by one thread; more are left to all of them.
pub const FEW: usize = 20_000;

/// All parts of a table, in the order of their blocks.
#[derive(Default)]
pub struct Parts {
    spilled: Option<Box<Spilled>>,
    /// Each with the number of its first block.
    held: Vec<(usize, Box<Groups>)>,
}

/// Parts that were written.
pub struct Spilled {
    pieces: Pieces,
    /// The first of all blocks: what is written counts from it.
    first: usize,
    left_out: LeftOut,
}

/// Rows that could not take part.
#[derive(Clone, Default)]
pub struct LeftOut {
    /// Whose group is not known.
    pub keyless: u64,
    /// By aggregate, of which a cell does not read.
    pub by_aggregate: Vec<u64>,
}

impl LeftOut {
    fn add(&mut self, groups: &Groups) {
        self.keyless += groups.keyless;
        self.by_aggregate.resize(groups.totals.len(), 0);
        for (sum, total) in self.by_aggregate.iter_mut().zip(&groups.totals) {
            *sum += total.left_out;
        }
    }
}

impl Parts {
    /// What a check kept of its blocks.
    pub fn of(kept: Vec<Kept>) -> Parts {
        let mut parts = Parts::default();
        for Kept { block, part } in kept {
            match part.downcast::<Groups>() {
                Ok(groups) => parts.held.push((block, groups)),
                Err(part) => parts.spilled = part.downcast::<Spilled>().ok(),
            }
        }
        parts
    }

    pub fn is_empty(&self) -> bool {
        self.spilled.is_none() && self.held.is_empty()
    }

    /// The number of the first block.
    pub fn first(&self) -> usize {
        let of_spilled = self.spilled.as_ref().map(|spilled| spilled.first);
        of_spilled.or_else(|| self.held.first().map(|(block, _)| *block)).unwrap_or(0)
    }

    /// Puts a part to those before it, into the last of them while groups are few.
    pub fn put(
        &mut self,
        totals: &Totals,
        (block, mut groups): (usize, Box<Groups>),
        scratch: &Scratch,
    ) {
        if let Some((before, into)) = self.held.last_mut() {
            let bytes = into.bytes();
            if into.absorb(&mut groups, block - *before, FEW) {
                scratch.hold(into.bytes().saturating_sub(bytes) as u64);
                return;
            }
        }
        let bytes = groups.bytes() as u64;
        self.held.push((block, groups));
        if !scratch.hold(bytes)
            && let Err(error) = self.spill(totals, scratch)
        {
            scratch.fail(&error);
        }
    }

    /// Writes what is held, once that is worth it. Few groups stay: they are small, and the rows that
    /// weigh most in them, which are not written, are shown.
    pub fn spill(&mut self, totals: &Totals, scratch: &Scratch) -> io::Result<()> {
        let bytes: usize = self.held.iter().map(|(_, groups)| groups.bytes()).sum();
        let n_groups: usize = self.held.iter().map(|(_, groups)| groups.count()).sum();
        let are_few = self.spilled.is_none() && n_groups <= FEW;
        if are_few || bytes < scratch.least_run() {
            return Ok(());
        }
        let mut spilled = match self.spilled.take() {
            Some(spilled) => spilled,
            None => Box::new(Spilled::new(self.first(), scratch)?),
        };
        spilled.write(totals, &self.held)?;
        self.held.clear();
        self.spilled = Some(spilled);
        scratch.release(bytes as u64);
        Ok(())
    }

    /// The same parts as a check keeps them.
    pub fn into_kept(self) -> Vec<Kept> {
        let block = self.first();
        let spilled = self.spilled.map(|part| Kept { block, part });
        let held = self.held.into_iter().map(|(block, part)| Kept { block, part });
        spilled.into_iter().chain(held).collect()
    }

    /// The one part that holds all groups, where there is no other.
    pub fn only(&self) -> Option<&Groups> {
        match (&self.spilled, self.held.as_slice()) {
            (None, [(_, groups)]) => Some(groups),
            _ => None,
        }
    }

    /// The groups of a way, put together.
    pub fn of_way(&self, totals: &Totals, way: usize) -> Groups {
        let first = self.first();
        let mut groups = totals.start();
        if let Some(spilled) = &self.spilled {
            let pieces = spilled.pieces.values_of_way::<Groups>(way);
            pieces.for_each(|piece| groups.take(&piece, 0, |_| true));
        }
        for (block, part) in &self.held {
            groups.take(part, block - first, |hash| way_of(hash) == way);
        }
        groups
    }

    /// Lets go of what is held in memory.
    pub fn give_back(self, scratch: &Scratch) {
        let bytes: usize = self.held.iter().map(|(_, groups)| groups.bytes()).sum();
        scratch.release(bytes as u64);
    }

    /// Rows that could not take part.
    pub fn left_out(&self) -> LeftOut {
        let spilled = self.spilled.as_ref().map(|spilled| spilled.left_out.clone());
        let mut all = spilled.unwrap_or_default();
        self.held.iter().for_each(|(_, groups)| all.add(groups));
        all
    }
}

/// Not the bits that the table of groups itself looks at.
fn way_of(hash: u64) -> usize {
    (hash >> 32) as usize % WAYS
}

impl Spilled {
    fn new(first: usize, scratch: &Scratch) -> io::Result<Spilled> {
        let pieces = Pieces::new(WAYS, scratch)?;
        Ok(Spilled { pieces, first, left_out: LeftOut::default() })
    }

    fn write(&mut self, totals: &Totals, parts: &[(usize, Box<Groups>)]) -> io::Result<()> {
        parts.iter().for_each(|(_, part)| self.left_out.add(part));
        for way in 0..WAYS {
            let mut groups = totals.start();
            for (block, part) in parts {
                groups.take(part, block - self.first, |hash| way_of(hash) == way);
            }
            self.pieces.append_value(way, &groups)?;
        }
        Ok(())
    }
}
