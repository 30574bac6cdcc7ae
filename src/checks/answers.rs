//! What a subquery answers, held as bytes: in memory, or past the memory that there is on disk.
//!
//! A group is a record: its key, a row of it to look at, and its value. Records are found by the
//! hashes of their keys.

use super::key_index::{KeyIndex, KeyIndexBuilder};
use crate::expressions::subquery::{Found, Spot};
use crate::sources::stored::{Writer, fixed};
use crate::sources::{Content, Scratch};
use crate::tables::encode::{Decoder, encode_exact};
use crate::tables::{Place, Target};
use crate::types::{Computed, NotComputable, Value};
use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

const HASHER: FixedState = FixedState::with_seed(0x5ab9_0c3e);

/// So many bytes tell where a record begins.
const START: usize = 5;

/// Groups on their way.
#[derive(Default)]
pub struct AnswersPart {
    bytes: Vec<u8>,
    /// The hash of each key, and where its record begins.
    records: Vec<(u64, usize)>,
}

impl AnswersPart {
    /// Adds a group of another key than those before it.
    pub fn push(&mut self, key: &[u8], value: &Computed, spot: Option<Spot>) {
        self.records.push((HASHER.hash_one(key), self.bytes.len()));
        let out = &mut self.bytes;
        put_number(key.len() as u64, out);
        out.extend_from_slice(key);
        // Rows are counted from 1.
        let none = Spot { place: Place { file: 0, offset: 0 }, row: 0 };
        let Spot { place, row } = spot.unwrap_or(none);
        for number in [row, place.file.into(), place.offset] {
            put_number(number, out);
        }
        match value {
            Ok(value) => {
                out.push(COMPUTED);
                encode_exact(value, out);
            }
            Err(reason) => out.push(*reason as u8),
        }
    }
}

/// What stands before a value, in the place of the reason why there is none.
const COMPUTED: u8 = u8::MAX;

/// Groups put together from parts, in any order.
pub struct AnswersBuilder(Mutex<Building>);

struct Building {
    n_groups: usize,
    bytes: Writer,
    starts: Writer,
    index: KeyIndexBuilder,
    scratch: Scratch,
}

impl AnswersBuilder {
    pub fn new(scratch: &Scratch) -> AnswersBuilder {
        AnswersBuilder(Mutex::new(Building {
            n_groups: 0,
            bytes: Writer::new(scratch),
            starts: Writer::new(scratch),
            index: KeyIndexBuilder::new(scratch),
            scratch: scratch.clone(),
        }))
    }

    /// Takes in groups of other keys than those before them.
    pub fn append(&self, part: &AnswersPart) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).append(part);
    }

    /// The groups, to be looked up.
    pub fn finish(self) -> Answered {
        let building = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Building { bytes, starts, index, .. } = building;
        // Each key is there once.
        let index = index.finish(|_, _| false);
        Answered { bytes: bytes.finish(), starts: starts.finish(), index }
    }
}

impl Building {
    fn append(&mut self, part: &AnswersPart) {
        let before = self.bytes.length();
        if (before + part.bytes.len() as u64) >> (8 * START) != 0 {
            self.scratch.fail(&std::io::Error::other("more than 1 TiB of answers"));
        }
        let start = |(_, start): &(u64, usize)| {
            let bytes = (before + *start as u64).to_le_bytes();
            fixed::<START>(&bytes, 0)
        };
        self.starts.append(&part.records.iter().flat_map(start).collect::<Vec<u8>>());
        self.bytes.append(&part.bytes);
        let numbers = self.n_groups as Target..;
        self.index.append(part.records.iter().map(|(hash, _)| *hash).zip(numbers));
        self.n_groups += part.records.len();
    }
}

/// Groups by the bytes of their keys.
#[derive(Debug)]
pub struct Answered {
    bytes: Content,
    /// Where the record of each group begins.
    starts: Content,
    index: KeyIndex,
}

impl Answered {
    /// The key of a group, and what follows it.
    #[inline]
    fn record(&self, group: usize) -> (&[u8], &[u8]) {
        let mut start = [0; 8];
        start[..START].copy_from_slice(&fixed::<START>(&self.starts, group * START));
        let mut rest = self.bytes.get(u64::from_le_bytes(start) as usize..).unwrap_or_default();
        let length = number(&mut rest) as usize;
        rest.split_at_checked(length).unwrap_or_default()
    }

    fn spot_and_rest(&self, group: usize) -> (Option<Spot>, &[u8]) {
        let (_, mut rest) = self.record(group);
        let [row, file, offset] = [(); 3].map(|()| number(&mut rest));
        let place = Place { file: file as u32, offset };
        ((row > 0).then_some(Spot { place, row }), rest)
    }
}

impl Found for Answered {
    fn find(&self, key: &[u8]) -> Option<usize> {
        let found =
            self.index.open().find(HASHER.hash_one(key), |group| self.record(group).0 == key);
        found.map(|group| group as usize)
    }

    fn value(&self, group: usize) -> Computed {
        match self.spot_and_rest(group).1 {
            [COMPUTED, value @ ..] => Ok(Decoder::new(value).next_value()),
            [reason, ..] => {
                let is_it = |known: &&NotComputable| **known as u8 == *reason;
                Err(NotComputable::ALL
                    .iter()
                    .find(is_it)
                    .copied()
                    .unwrap_or(NotComputable::Elsewhere))
            }
            // As after a file that failed.
            [] => Ok(Value::Null),
        }
    }

    fn spot(&self, group: usize) -> Option<Spot> {
        self.spot_and_rest(group).0
    }
}

/// Appends a number, seven bits a byte.
fn put_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number off the front; of what is none, as much as fits.
#[inline]
fn number(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let Some((byte, rest)) = bytes.split_first() else { break };
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Decimal;

    /// What a group is given, by its number.
    fn group(at: u64) -> (Vec<u8>, Computed, Option<Spot>) {
        let place = Place { file: at as u32 % 3, offset: at << 20 };
        let value = match at % 5 {
            0 => Err(NotComputable::ALL[at as usize % NotComputable::ALL.len()]),
            1 => Ok(Value::Null),
            2 => Ok(Value::Text("é".repeat(at as usize % 200))),
            3 => Ok(Value::List(vec![Value::Float(-0.0), Value::Boolean(true)])),
            // Zeros at the end say how a number is written.
            _ => Ok(Value::Number(Decimal::new(i128::from(at) * 100, 2))),
        };
        let key = format!("{at}{}", "k".repeat(at as usize % 300)).into_bytes();
        (key, value, (!at.is_multiple_of(7)).then_some(Spot { place, row: at + 1 }))
    }

    #[test]
    fn groups_are_found_in_memory_and_on_disk() {
        for limit in [None, Some(0), Some(300_000)] {
            let scratch = Scratch::new(limit, None);
            for n_groups in [0, 1, 10_000] {
                let builder = AnswersBuilder::new(&scratch);
                let all: Vec<u64> = (0..n_groups).collect();
                for numbers in all.chunks(999) {
                    let mut part = AnswersPart::default();
                    for at in numbers {
                        let (key, value, spot) = group(*at);
                        part.push(&key, &value, spot);
                    }
                    builder.append(&part);
                }
                let found = builder.finish();
                for at in all {
                    let (key, value, spot) = group(at);
                    let there = found.find(&key).expect("it is there");
                    assert_eq!(format!("{:?}", found.value(there)), format!("{value:?}"), "{at}");
                    assert_eq!(found.spot(there), spot, "{at}");
                    assert_eq!(found.find(&[&key[..], b"?"].concat()), None);
                }
                assert_eq!(found.find(b""), None);
            }
            assert!(scratch.trouble().is_none());
            assert_eq!(scratch.free(), limit.unwrap_or(u64::MAX), "all is given back");
        }
    }

    #[test]
    fn numbers_of_any_length_come_back() {
        for expected in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            put_number(expected, &mut bytes);
            let mut rest = bytes.as_slice();
            assert_eq!((number(&mut rest), rest.len()), (expected, 0));
        }
        assert_eq!(number(&mut &[0x80][..]), 0);
    }
}
