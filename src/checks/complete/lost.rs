//! Rows with a cell that does not read: each may be any of the combinations that agree with its other
//! cells. Where no more of those are absent than there are such rows, nobody knows that they are.

use super::{Domain, Part};
use crate::checks::frame::BlockFrame;
use crate::tables::encode::encode;
use crate::tables::{Bitmap, Vector, bitmap};
use crate::types::Value;
use hashbrown::HashMap;

/// Combinations that are looked at for rows of which a part is not known, for all of them together:
/// beyond, absent ones are violations.
const MOST_LOOKS: u64 = 10_000_000;

/// Rows that have the same readable parts.
#[derive(Debug, Clone)]
pub(super) struct Lost {
    key: Vec<u8>,
    /// By column; nothing where the cell does not read.
    parts: Vec<Option<Value>>,
    n_rows: u64,
}

/// The rows of a block that do not read as a whole, and have no missing part: of one that has it is
/// known that it is no combination.
pub(super) fn rows(block: &BlockFrame<'_>, columns: &[usize], rows: &Bitmap) -> Bitmap {
    let unreadable = columns.iter().fold(None, |all: Option<Bitmap>, column| {
        bitmap::union(all.as_ref(), block.batch.column(*column).unreadable.as_ref())
    });
    let Some(unreadable) = unreadable else { return Bitmap::zeros(rows.len()) };
    let mut lost = rows.and(&unreadable);
    for column in columns.iter().map(|column| block.batch.column(*column)) {
        if let Some(nulls) = &column.vector.nulls {
            lost = lost.and_not(&match &column.unreadable {
                Some(unreadable) => nulls.and_not(unreadable),
                None => nulls.clone(),
            });
        }
    }
    lost
}

/// The rows by their readable parts, in the order in which these first occur.
pub(super) fn distinct(vectors: &[&Vector<'_>], rows: &Bitmap) -> Vec<Lost> {
    let of_row = |row: usize| {
        let mut key = Vec::new();
        vectors.iter().for_each(|vector| encode(vector, row, &mut key));
        let part = |vector: &&Vector<'_>| vector.value(row).filter(|value| *value != Value::Null);
        Lost { key, parts: vectors.iter().map(part).collect(), n_rows: 1 }
    };
    joined(rows.iter().map(of_row))
}

/// Those of all blocks.
pub(super) fn of_parts(parts: &[&Part]) -> Vec<Lost> {
    joined(parts.iter().flat_map(|part| part.lost.iter().cloned()))
}

fn joined(all: impl Iterator<Item = Lost>) -> Vec<Lost> {
    let mut found: Vec<Lost> = Vec::new();
    let mut known: HashMap<Vec<u8>, usize> = HashMap::new();
    for lost in all {
        match known.get(&lost.key) {
            Some(at) => found[*at].n_rows += lost.n_rows,
            None => {
                known.insert(lost.key.clone(), found.len());
                found.push(lost);
            }
        }
    }
    found
}

/// How many rows they are.
pub(super) fn count(lost: &[Lost]) -> u64 {
    lost.iter().map(|lost| lost.n_rows).sum()
}

/// The absent combinations that may be such rows, sorted: `there` are those that are present.
pub(super) fn may_be(lost: &[Lost], domains: &[Domain], there: &[u64]) -> Vec<u64> {
    let mut looks = 0;
    let mut open = Vec::new();
    for lost in lost {
        open.extend(absent_of(lost, (domains, there), &mut looks).unwrap_or_default());
    }
    open.sort_unstable();
    open.dedup();
    open
}

/// The absent combinations that agree with rows; `None` where there are more of them than rows.
fn absent_of(
    lost: &Lost,
    (domains, there): (&[Domain], &[u64]),
    looks: &mut u64,
) -> Option<Vec<u64>> {
    let mut code = 0;
    // What a step in each column that is not known adds, and how many steps there are.
    let mut free: Vec<(u64, u64)> = Vec::new();
    let mut weight = 1;
    for (part, domain) in lost.parts.iter().zip(domains).rev() {
        match part {
            Some(value) => code += weight * domain.find(value)?,
            None => free.push((weight, domain.len())),
        }
        weight *= domain.len();
    }
    let n_codes = free.iter().fold(1_u64, |product, (_, len)| product.saturating_mul(*len));
    let mut absent = Vec::new();
    for mut at in 0..n_codes {
        *looks += 1;
        let mut code = code;
        for (weight, len) in &free {
            code += weight * (at % len);
            at /= len;
        }
        if there.binary_search(&code).is_err() {
            absent.push(code);
        }
        if absent.len() as u64 > lost.n_rows || *looks > MOST_LOOKS {
            return None;
        }
    }
    Some(absent)
}
