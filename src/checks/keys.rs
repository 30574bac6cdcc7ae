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
    /// Room for the same number of rows in each group, one group after the other.
    places: Vec<Entry>,
    /// How many rows each group has.
    counts: Vec<u32>,
    /// By group the rows for which it has no room; empty where there are none at all.
    more: Vec<Vec<Entry>>,
}

/// The part of a row's hash that is kept, and the row, counted from the first of the blocks: its
/// number and where it starts. Zeros, of which the system has whole pages ready.
pub type Entry = [u32; 3];

fn row_of([_, row, start]: Entry) -> BlockRow {
    BlockRow { row, start }
}

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
        KeyLog { places: Vec::new(), counts: vec![0; GROUPS], more: Vec::new() }
    }
}

impl KeyLog {
    /// Logs the given rows of a block that is so far behind the first of the log.
    pub fn add(&mut self, hashes: &[u64], block: &BlockFrame<'_>, rows: &Bitmap, behind: Behind) {
        if self.places.is_empty() {
            // What the blocks that may follow are likely to need.
            let room = (rows.count() * LIKELY_BLOCKS).div_ceil(GROUPS);
            self.places = vec![[0; 3]; room * GROUPS];
        }
        let room = self.room();
        for at in rows.iter() {
            let BlockRow { row, start } = block.row(at);
            let entry = [hashes[at] as u32, row + behind.rows, start + behind.bytes];
            let group = group_of(hashes[at]);
            let count = self.counts[group] as usize;
            match count < room {
                true => self.places[group * room + count] = entry,
                false => self.add_more(group, entry),
            }
            self.counts[group] += 1;
        }
    }

    #[cold]
    fn add_more(&mut self, group: usize, entry: Entry) {
        self.more.resize(GROUPS, Vec::new());
        self.more[group].push(entry);
    }

    /// How many rows a group has room for.
    fn room(&self) -> usize {
        self.places.len() / GROUPS
    }

    /// The rows of a group, in their order, in two pieces.
    pub fn group(&self, group: usize) -> [&[Entry]; 2] {
        let (start, room) = (group * self.room(), self.room());
        let count = room.min(self.counts[group] as usize);
        [&self.places[start..start + count], self.more.get(group).map_or(&[], Vec::as_slice)]
    }

    /// How many rows each group has.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// What it holds in memory.
    pub fn bytes(&self) -> usize {
        let more: usize = self.more.iter().map(Vec::capacity).sum();
        (self.places.len() + more) * size_of::<Entry>() + size_of_val(self.counts.as_slice())
    }

    fn n_rows(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
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
        let pieces = |(block, log): &(usize, &'k KeyLog)| {
            let block = *block;
            log.group(group).map(|rows| (block, Cow::Borrowed(rows)))
        };
        let held = self.logs.iter().flat_map(pieces).filter(|(_, rows)| !rows.is_empty());
        stored.chain(held).collect()
    }

    fn n_rows(&self) -> u64 {
        let stored: u64 = self.runs.iter().map(|runs| runs.n_rows()).sum();
        stored + self.logs.iter().map(|(_, log)| log.n_rows()).sum::<u64>()
    }
}

/// Every row whose key an earlier row has, with the first that has it. Counts all logged rows.
pub fn repeated(kept: &[Kept], columns: &[usize], whole: &dyn Whole) -> Verdicts {
    let logs = Logs::new(kept);
    let found: Vec<Repeated> = (0..GROUPS)
        .into_par_iter()
        .map(|group| repeated_in_group(&logs.group(group), columns, whole))
        .collect();
    let mut verdicts = Verdicts::default();
    verdicts.counts.failed = found.iter().map(|found| found.count).sum();
    verdicts.counts.passed = logs.n_rows() - verdicts.counts.failed;
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
    let row_at = |number: u32| {
        let log = starts.partition_point(|start| *start <= number) - 1;
        let (block, rows) = &logs[log];
        whole.row(*block, row_of(rows[(number - starts[log]) as usize]))
    };
    let limit = whole.limit();
    let mut first: HashTable<(u32, u32)> = HashTable::with_capacity(n_rows);
    let mut repeated = Repeated::default();
    let hashes = logs.iter().flat_map(|(_, rows)| rows.iter().map(|[hash, ..]| *hash));
    for (number, hash) in (0_u32..).zip(hashes) {
        let same = |(known, of): &(u32, u32)| {
            *known == hash && whole.equal(row_at(*of), row_at(number), columns)
        };
        match first.find(spread(hash), same) {
            Some((_, of)) => {
                repeated.count += 1;
                // The rows of a group come in the order of their places.
                if repeated.first.len() < limit {
                    repeated.first.push(Late::new(row_at(number), Some(row_at(*of))));
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
