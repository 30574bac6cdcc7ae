//! Rows sorted by several keys. Rows are far apart in memory, and a comparison of two would wait
//! for both: so each step writes a number beside every row, its sketch, which orders the rows as
//! far as it goes, and only rows with the same sketch are looked at again.

use super::Columns;
use crate::checks::groups::accumulate::compare;
use crate::expressions::ast::{Direction, Missing};
use crate::expressions::grouping::{BoundOrder, BoundWindow};
use crate::tables::{Data, Vector};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::ops::Range;

/// A vector that rows are ordered by.
pub struct Key<'v, 'a> {
    pub vector: &'v Vector<'a>,
    pub direction: Direction,
    pub missing: Missing,
}

/// What the rows of a window are ordered by.
pub fn keys<'c, 'k>(window: &BoundWindow, columns: &'c Columns<'k>) -> Vec<Key<'c, 'k>> {
    let key = |order: &BoundOrder| Key {
        vector: columns.of(&order.typed),
        direction: order.direction,
        missing: order.missing,
    };
    window.order.iter().map(key).collect()
}

/// A row behind its sketch.
type Sketched = (u64, u32);

/// How many sketches of a text are made, eight bytes each, before texts are compared whole.
const CHUNKS: usize = 4;

/// So few rows are compared at once.
const FEW: usize = 4;

/// How many rows a thread takes at once.
const STRETCH: usize = 4096;

/// How two rows stand to each other by all keys.
pub fn compare_all(keys: &[Key<'_, '_>], left: u32, right: u32) -> Ordering {
    let mut orders = keys.iter().map(|key| key.compare(left as usize, right as usize));
    orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Sorts each partition, given in the order of the file, in which ties are left.
pub fn sort(order: &mut [u32], starts: &[usize], keys: &[Key<'_, '_>]) {
    if keys.is_empty() {
        return;
    }
    let mut sketched: Vec<Sketched> = order.par_iter().map(|row| (0, *row)).collect();
    let mut rest = sketched.as_mut_slice();
    let mut partitions = Vec::with_capacity(starts.len());
    for ends in starts.windows(2) {
        let (partition, after) = rest.split_at_mut(ends[1] - ends[0]);
        partitions.push(partition);
        rest = after;
    }
    partitions.into_par_iter().for_each(|partition| sort_one(partition, keys));
    order.par_iter_mut().zip(&sketched).for_each(|(row, (_, sorted))| *row = *sorted);
}

fn sort_one(rows: &mut [Sketched], keys: &[Key<'_, '_>]) {
    // Rows that all steps before found equal, and the step that is next: a key, and which
    // sketch of it.
    let mut open = vec![(0..rows.len(), 0, 0)];
    while let Some((range, at, chunk)) = open.pop() {
        let Some(key) = keys.get(at) else { continue };
        let tied = &mut rows[range.clone()];
        let sketch = |(sketch, row): &mut Sketched| *sketch = key.sketch(*row as usize, chunk);
        tied.par_iter_mut().with_min_len(STRETCH).for_each(sketch);
        // Rows have the order of the file, in which ties stay.
        tied.par_sort_unstable();
        for tie in ties(tied, range.start) {
            let after = match tie.len() {
                ..=FEW => After::Compare,
                _ => key.after(&rows[tie.clone()], chunk),
            };
            match after {
                After::NextKey => open.push((tie, at + 1, 0)),
                After::NextChunk => open.push((tie, at, chunk + 1)),
                After::Compare => rows[tie].sort_unstable_by(|(_, row), (_, other)| {
                    compare_all(&keys[at..], *row, *other).then(row.cmp(other))
                }),
            }
        }
    }
}

/// Where rows with the same sketch stand, two of them at least.
fn ties(sorted: &[Sketched], start: usize) -> Vec<Range<usize>> {
    let mut at = start;
    let runs = sorted.chunk_by(|(sketch, _), (next, _)| sketch == next).map(|run| {
        at += run.len();
        at - run.len()..at
    });
    runs.filter(|run| run.len() > 1).collect()
}

/// What is to be done about rows with the same sketch.
enum After {
    /// They are equal by this key.
    NextKey,
    /// They are texts that go on.
    NextChunk,
    /// The sketch does not tell.
    Compare,
}

impl Key<'_, '_> {
    fn is_gap(&self, row: usize) -> bool {
        self.vector.is_null(row) || self.vector.is_failed(row)
    }

    pub fn compare(&self, left: usize, right: usize) -> Ordering {
        let vector = self.vector;
        let order = match (self.is_gap(left), self.is_gap(right)) {
            (true, true) => return Ordering::Equal,
            (false, false) => match &vector.data {
                Data::Narrow { values, .. } | Data::Time(values) | Data::DateTime(values) => {
                    values[left].cmp(&values[right])
                }
                Data::Date(values) => values[left].cmp(&values[right]),
                Data::Text(values) => values[left].cmp(values[right]),
                Data::Wide(values) => values[left].cmp(&values[right]),
                Data::Float(values) => values[left].total_cmp(&values[right]),
                _ => match (vector.value(left), vector.value(right)) {
                    (Some(left), Some(right)) => compare(&left, &right),
                    _ => Ordering::Equal,
                },
            },
            (is_gap, _) => {
                let first = self.missing == Missing::First;
                return if is_gap == first { Ordering::Less } else { Ordering::Greater };
            }
        };
        match self.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        }
    }

    /// Never greater than that of a row that comes later, the sketches before being the same.
    fn sketch(&self, row: usize, chunk: usize) -> u64 {
        if self.is_gap(row) {
            return if self.missing == Missing::First { 0 } else { u64::MAX };
        }
        let signed = |value: i64| value.cast_unsigned() ^ (1 << 63);
        let sketch = match &self.vector.data {
            Data::Narrow { values, .. } | Data::Time(values) | Data::DateTime(values) => {
                signed(values[row])
            }
            Data::Date(values) => signed(values[row].into()),
            Data::Text(values) => eight_bytes(values[row], chunk),
            _ => 1 << 63,
        };
        match self.direction {
            Direction::Ascending => sketch,
            Direction::Descending => !sketch,
        }
    }

    /// What rows with the same sketch are to each other.
    fn after(&self, tie: &[Sketched], chunk: usize) -> After {
        let n_gaps = tie.iter().filter(|(_, row)| self.is_gap(*row as usize)).count();
        if n_gaps == tie.len() {
            return After::NextKey;
        }
        if n_gaps > 0 {
            return After::Compare;
        }
        match &self.vector.data {
            Data::Narrow { .. } | Data::Time(_) | Data::DateTime(_) | Data::Date(_) => {
                After::NextKey
            }
            Data::Text(values) => {
                let lengths = || tie.iter().map(|(_, row)| values[*row as usize].len());
                let (shortest, longest) = (lengths().min(), lengths().max());
                match longest.is_some_and(|longest| longest > (chunk + 1) * size_of::<u64>()) {
                    true if chunk + 1 < CHUNKS => After::NextChunk,
                    // One ends in zero bytes, which the sketch does not tell from its end.
                    false if shortest == longest => After::NextKey,
                    _ => After::Compare,
                }
            }
            _ => After::Compare,
        }
    }
}

/// The bytes of one chunk of a text, which order texts as far as they go.
fn eight_bytes(text: &str, chunk: usize) -> u64 {
    let rest = text.as_bytes().get(chunk * size_of::<u64>()..).unwrap_or_default();
    let mut bytes = [0; size_of::<u64>()];
    let len = rest.len().min(bytes.len());
    bytes[..len].copy_from_slice(&rest[..len]);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts() -> impl Strategy<Value = Vec<Option<String>>> {
        let shared =
            prop_oneof![Just(""), Just("2024-01-"), Just("the same beginning, and a long one")];
        let text = (shared, "[a\0b]{0,3}").prop_map(|(start, end)| format!("{start}{end}"));
        proptest::collection::vec(proptest::option::of(text), 0..60)
    }

    proptest! {
        #[test]
        fn rows_are_sorted_as_comparisons_sort_them(
            texts in texts(),
            numbers in proptest::collection::vec(-2_i64..3, 60),
            directions in proptest::array::uniform2(any::<(bool, bool)>()),
            cut in 0_usize..60,
        ) {
            let n_rows = texts.len();
            let values = texts.iter().map(|text| text.as_deref().unwrap_or("")).collect();
            let nulls = crate::tables::Bitmap::from_fn(n_rows, |row| texts[row].is_none());
            let text = Vector { nulls: Some(nulls), ..Vector::full(n_rows, Data::Text(values)) };
            let values = numbers[..n_rows].to_vec();
            let number = Vector::full(n_rows, Data::Narrow { values, scale: 0 });
            let key = |vector, (descends, first)| Key {
                vector,
                direction: if descends { Direction::Descending } else { Direction::Ascending },
                missing: if first { Missing::First } else { Missing::Last },
            };
            let keys = [key(&text, directions[0]), key(&number, directions[1])];
            let cut = cut.min(n_rows);
            let mut expected: Vec<u32> = (0..n_rows as u32).collect();
            let mut found = expected.clone();
            let (before, after) = expected.split_at_mut(cut);
            for part in [before, after] {
                part.sort_by(|left, right| compare_all(&keys, *left, *right));
            }
            sort(&mut found, &[0, cut, n_rows], &keys);
            prop_assert_eq!(found, expected);
        }
    }
}
