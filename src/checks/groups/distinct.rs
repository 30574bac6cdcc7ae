//! The different values of each group, and how often each occurs.

use crate::tables::Vector;
use crate::tables::encode::{Decoder, encode};
use crate::types::Value;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::hash::BuildHasher;

/// Values by group, in the order in which they were first seen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Distinct {
    entries: Vec<Entry>,
    bytes: Vec<u8>,
    #[serde(skip)]
    index: HashTable<u32>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Entry {
    hash: u64,
    start: usize,
    group: u32,
    count: u32,
}

const HASHER: FixedState = FixedState::with_seed(0x0dd5_1dea);

impl Distinct {
    /// Takes in the values of these rows.
    pub fn add_rows(&mut self, vector: &Vector<'_>, rows: impl Iterator<Item = (usize, u32)>) {
        let mut bytes = Vec::new();
        for (row, group) in rows {
            bytes.clear();
            encode(vector, row, &mut bytes);
            let hash = HASHER.hash_one((group, bytes.as_slice()));
            self.add((group, hash), &bytes, 1);
        }
    }

    /// What it holds in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(self.entries.as_slice()) + self.bytes.len() + self.index.allocation_size()
    }

    /// No more rows follow: what finds them again is not kept.
    pub fn close(&mut self) {
        self.index = HashTable::new();
    }

    /// Takes in a later part, its groups under their new numbers.
    pub fn merge(&mut self, later: &Distinct, map: &[u32]) {
        for (at, entry) in later.entries.iter().enumerate() {
            let group = map[entry.group as usize];
            if group != u32::MAX {
                let bytes = later.bytes_of(at);
                let hash = HASHER.hash_one((group, bytes));
                self.add((group, hash), bytes, entry.count);
            }
        }
    }

    fn add(&mut self, (group, hash): (u32, u64), bytes: &[u8], count: u32) {
        let same = |at: &u32| {
            let entry = &self.entries[*at as usize];
            entry.hash == hash && entry.group == group && self.bytes_of(*at as usize) == bytes
        };
        if let Some(at) = self.index.find(hash, same) {
            let entry = &mut self.entries[*at as usize];
            entry.count = entry.count.saturating_add(count);
            return;
        }
        let at = self.entries.len() as u32;
        let start = self.bytes.len();
        self.bytes.extend(bytes);
        self.entries.push(Entry { hash, start, group, count });
        let entries = &self.entries;
        self.index.insert_unique(hash, at, |at| entries[*at as usize].hash);
    }

    fn bytes_of(&self, at: usize) -> &[u8] {
        let end = self.entries.get(at + 1).map_or(self.bytes.len(), |next| next.start);
        &self.bytes[self.entries[at].start..end]
    }

    /// How many different values each group has.
    pub fn counts(&self, n_groups: usize) -> Vec<u64> {
        let mut counts = vec![0; n_groups];
        self.entries.iter().for_each(|entry| counts[entry.group as usize] += 1);
        counts
    }

    /// All different values with their groups.
    pub fn values(&self) -> impl Iterator<Item = (u32, Value)> + '_ {
        let value = |at: usize| Decoder::new(self.bytes_of(at)).next_value();
        self.entries.iter().enumerate().map(move |(at, entry)| (entry.group, value(at)))
    }

    /// The most frequent value of each group; of equally frequent ones the first.
    pub fn most_frequent(&self, n_groups: usize) -> Vec<Value> {
        let mut best: Vec<Option<usize>> = vec![None; n_groups];
        for (at, entry) in self.entries.iter().enumerate() {
            let best = &mut best[entry.group as usize];
            if best.is_none_or(|best| self.entries[best].count < entry.count) {
                *best = Some(at);
            }
        }
        let value = |at: usize| Decoder::new(self.bytes_of(at)).next_value();
        best.into_iter().map(|best| best.map_or(Value::Null, value)).collect()
    }
}
