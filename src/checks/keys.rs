//! Rows compared by the values of some columns: hashes, equality, and a log of all rows by hash.
//!
//! All constraints act on logical values: `01` and `1` are one integer, `1.0` and `1` one number.
//! A hash only says where to look; equality is always decided by the values.

use super::frame::BlockFrame;
use super::key_runs::KeyRuns;
use super::{Behind, BlockRow, Kept, Late, Verdicts, Whole};
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Decimal, bytes};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use rayon::prelude::*;
use std::borrow::Cow;
use std::hash::BuildHasher;

/// Rows in which every one of the columns has a value.
pub fn present(columns: &[&Vector<'_>]) -> Bitmap {
    let len = columns.first().map_or(0, |column| column.len);
    let mut rows = Bitmap::ones(len);
    for gaps in columns.iter().flat_map(|column| [&column.nulls, &column.failed]).flatten() {
        rows.and_not_assign(gaps);
    }
    rows
}

/// Rows in which none of the columns has a value.
pub fn all_missing(columns: &[&Vector<'_>]) -> Bitmap {
    let len = columns.first().map_or(0, |column| column.len);
    columns.iter().fold(Bitmap::ones(len), |rows, column| match &column.nulls {
        Some(nulls) => rows.and(nulls),
        None => Bitmap::zeros(len),
    })
}

/// One hash a row over the values of the columns; a missing value has its own.
pub fn hashes(columns: &[&Vector<'_>]) -> Vec<u64> {
    let len = columns.first().map_or(0, |column| column.len);
    let mut hashes = vec![0; len];
    for column in columns {
        mix_column(column, &mut hashes);
    }
    hashes
}

const HASHER: FixedState = FixedState::with_seed(0x5c12_0b1e);

/// The hash of one more value joined to that of those before it.
#[inline]
fn mix(before: u64, value: u64) -> u64 {
    let product = u128::from(before ^ value) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
    (product as u64) ^ (product >> 64) as u64 ^ value.rotate_left(32)
}

const MISSING: u64 = 0x6d69_7373_696e_6721;

fn mix_column(column: &Vector<'_>, hashes: &mut [u64]) {
    fn each<T: Copy>(
        column: &Vector<'_>,
        values: &[T],
        hashes: &mut [u64],
        hash: impl Fn(T) -> u64,
    ) {
        for (row, (before, value)) in hashes.iter_mut().zip(values).enumerate() {
            let value = if column.is_null(row) { MISSING } else { hash(*value) };
            *before = mix(*before, value);
        }
    }
    let number = |value: i64| mix(0, value as u64);
    match &column.data {
        Data::Null => hashes.iter_mut().for_each(|before| *before = mix(*before, MISSING)),
        Data::Boolean(bits) => {
            let values: Vec<bool> = (0..column.len).map(|row| bits.get(row)).collect();
            each(column, &values, hashes, |bit| number(i64::from(bit)));
        }
        Data::Narrow { values, scale } => {
            each(column, values, hashes, |value| hash_narrow(value, *scale));
        }
        Data::Wide(values) => each(column, values, hashes, hash_decimal),
        Data::Float(values) => each(column, values, hashes, |value| {
            HASHER.hash_one(if value == 0.0 { 0 } else { value.to_bits() })
        }),
        Data::Text(values) => each(column, values, hashes, hash_text),
        Data::Date(values) => each(column, values, hashes, |day| number(i64::from(day))),
        Data::Time(values) | Data::DateTime(values) => each(column, values, hashes, number),
        Data::PartialDate(values) => {
            each(column, values, hashes, |date| HASHER.hash_one((date.first, date.last)));
        }
        Data::Duration(values) => each(column, values, hashes, |duration| {
            HASHER.hash_one((duration.months, duration.days, duration.micros))
        }),
        Data::List(lists) => {
            let mut values = vec![0; lists.values.len];
            mix_column(&lists.values, &mut values);
            let rows: Vec<_> = (0..column.len).map(|row| &values[lists.range(row)]).collect();
            each(column, &rows, hashes, |values| HASHER.hash_one(values));
        }
    }
}

/// Of a short text its ends are all there is, and two multiplications join them.
#[inline]
fn hash_text(text: &str) -> u64 {
    match bytes::ends(text.as_bytes()) {
        (len @ 0..=16, first, last) => mix(mix(len as u64, first), last),
        _ => HASHER.hash_one(text.as_bytes()),
    }
}

/// Equal numbers hash alike whatever their scale: needless zeros are left off first.
#[inline]
fn hash_narrow(mut value: i64, mut scale: u8) -> u64 {
    while scale > 0 && value % 10 == 0 {
        value /= 10;
        scale -= 1;
    }
    hash_exact(value, scale)
}

fn hash_decimal(decimal: Decimal) -> u64 {
    let (mut mantissa, mut scale) = (decimal.mantissa(), decimal.scale());
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    match i64::try_from(mantissa) {
        Ok(short) => hash_exact(short, scale),
        Err(_) => HASHER.hash_one((mantissa, scale)),
    }
}

#[inline]
fn hash_exact(mantissa: i64, scale: u8) -> u64 {
    mix(u64::from(scale), mantissa as u64)
}

/// Whether two rows have the same values; a missing value equals a missing one.
pub fn equal(left: &[&Vector<'_>], row: usize, right: &[&Vector<'_>], other: usize) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| equal_in(left, row, right, other))
}

fn equal_in(left: &Vector<'_>, row: usize, right: &Vector<'_>, other: usize) -> bool {
    match (left.is_null(row), right.is_null(other)) {
        (true, true) => return true,
        (false, false) => {}
        _ => return false,
    }
    match (&left.data, &right.data) {
        (Data::Text(left), Data::Text(right)) => {
            bytes::same(left[row].as_bytes(), right[other].as_bytes())
        }
        (Data::Date(left), Data::Date(right)) => left[row] == right[other],
        (
            Data::Narrow { values: left, scale },
            Data::Narrow { values: right, scale: other_scale },
        ) if scale == other_scale => left[row] == right[other],
        _ => left.value(row) == right.value(other),
    }
}

/// The rows of blocks that follow each other by hash, until all are known: 12 bytes a row.
///
/// Rows are grouped by the top bits of their hash, so that at the end each group is looked at by
/// itself: small enough for the cache, and on any thread. Of the hash 32 bits are kept: among the
/// rows of a group few are alike by chance, and the values decide in any case.
pub struct KeyLog {
    groups: Vec<Vec<Entry>>,
    n_rows: usize,
}

/// A row, counted from the first of the blocks, and the part of its hash that is kept.
pub type Entry = (u32, BlockRow);

const GROUP_BITS: u32 = 9;

/// Blocks whose rows a log has room for at once: somewhat more than a stretch has.
const LIKELY_BLOCKS: usize = 19;

/// How many groups the rows of a log are in.
pub const GROUPS: usize = 1 << GROUP_BITS;

fn group_of(hash: u64) -> usize {
    (hash >> (64 - GROUP_BITS)) as usize
}

impl Default for KeyLog {
    fn default() -> KeyLog {
        KeyLog { groups: vec![Vec::new(); GROUPS], n_rows: 0 }
    }
}

impl KeyLog {
    /// Logs the given rows of a block that is so far behind the first of the log.
    pub fn add(&mut self, hashes: &[u64], block: &BlockFrame<'_>, rows: &Bitmap, behind: Behind) {
        if self.n_rows == 0 {
            // What the blocks that may follow are likely to need.
            let likely = rows.count() * LIKELY_BLOCKS / GROUPS;
            self.groups.iter_mut().for_each(|group| group.reserve(likely));
        }
        for at in rows.iter() {
            let BlockRow { row, start } = block.row(at);
            let row = BlockRow { row: row + behind.rows, start: start + behind.bytes };
            self.groups[group_of(hashes[at])].push((hashes[at] as u32, row));
            self.n_rows += 1;
        }
    }

    /// The rows of a group, in their order.
    pub fn group(&self, group: usize) -> &[Entry] {
        &self.groups[group]
    }

    /// How many rows each group has.
    pub fn counts(&self) -> Vec<u32> {
        self.groups.iter().map(|group| group.len() as u32).collect()
    }

    /// What it holds in memory.
    pub fn bytes(&self) -> usize {
        let rows: usize = self.groups.iter().map(Vec::capacity).sum();
        rows * size_of::<Entry>() + size_of_val(&*self.groups)
    }
}

/// What was kept of all blocks: the older part of it perhaps on disk.
struct Logs<'k> {
    runs: Vec<&'k KeyRuns>,
    logs: Vec<(usize, &'k KeyLog)>,
}

impl<'k> Logs<'k> {
    fn new(kept: &'k [Kept]) -> Logs<'k> {
        let log = |kept: &'k Kept| Some((kept.block, kept.part.downcast_ref::<KeyLog>()?));
        Logs {
            runs: kept.iter().filter_map(|kept| kept.part.downcast_ref()).collect(),
            logs: kept.iter().filter_map(log).collect(),
        }
    }

    /// The rows of a group, block by block.
    fn group(&self, group: usize) -> Vec<(usize, Cow<'k, [Entry]>)> {
        let stored = self.runs.iter().flat_map(|runs| runs.group(group));
        let stored = stored.map(|(block, rows)| (block, Cow::Owned(rows)));
        let held = self.logs.iter().map(|(block, log)| (*block, Cow::Borrowed(log.group(group))));
        stored.chain(held).collect()
    }

    fn n_rows(&self) -> u64 {
        let stored: u64 = self.runs.iter().map(|runs| runs.n_rows()).sum();
        stored + self.logs.iter().map(|(_, log)| log.n_rows as u64).sum::<u64>()
    }
}

/// Every row whose key an earlier row has, with the first that has it. Counts all logged rows.
pub fn repeated(kept: Vec<Kept>, columns: &[usize], whole: &dyn Whole) -> Verdicts {
    let logs = Logs::new(&kept);
    let found: Vec<Repeated> = (0..GROUPS)
        .into_par_iter()
        .map(|group| repeated_in_group(&logs.group(group), columns, whole))
        .collect();
    let mut verdicts = Verdicts::default();
    verdicts.counts.failed = found.iter().map(|found| found.count).sum();
    verdicts.counts.passed = logs.n_rows() - verdicts.counts.failed;
    // A log has a piece of memory for each group: taken down by one thread, many take their time.
    kept.into_par_iter().for_each(drop);
    verdicts.violations = found.into_iter().flat_map(|found| found.first).collect();
    verdicts.violations.par_sort_unstable();
    verdicts.violations.truncate(whole.limit());
    verdicts
}

/// The repeated rows of a group: how many, and the first of them.
#[derive(Default)]
struct Repeated {
    count: u64,
    first: Vec<Late>,
}

fn repeated_in_group(
    logs: &[(usize, Cow<'_, [Entry]>)],
    columns: &[usize],
    whole: &dyn Whole,
) -> Repeated {
    let mut starts = Vec::with_capacity(logs.len());
    let mut n_rows = 0;
    for (_, rows) in logs {
        starts.push(n_rows as u32);
        n_rows += rows.len();
    }
    // Entries are known by their numbers: what the table holds has to fit the cache.
    let row_of = |number: u32| {
        let log = starts.partition_point(|start| *start <= number) - 1;
        let (block, rows) = &logs[log];
        whole.row(*block, rows[(number - starts[log]) as usize].1)
    };
    let limit = whole.limit();
    let mut first: HashTable<(u32, u32)> = HashTable::with_capacity(n_rows);
    let mut repeated = Repeated::default();
    let hashes = logs.iter().flat_map(|(_, rows)| rows.iter().map(|(hash, _)| *hash));
    for (number, hash) in (0_u32..).zip(hashes) {
        let same = |(known, of): &(u32, u32)| {
            *known == hash && whole.equal(row_of(*of), row_of(number), columns)
        };
        match first.find(spread(hash), same) {
            Some((_, of)) => {
                repeated.count += 1;
                // The rows of a group come in the order of their places.
                if repeated.first.len() < limit {
                    repeated.first.push(Late::new(row_of(number), Some(row_of(*of))));
                }
            }
            None => {
                first.insert_unique(spread(hash), (hash, number), |entry| spread(entry.0));
            }
        }
    }
    repeated
}

/// 32 bits of a hash over the 64 that a table looks at.
#[inline]
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
