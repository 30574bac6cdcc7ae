//! Values as bytes, equal where the values are: keys of groups outlive the blocks that they came
//! from, and are compared without knowing their types.

use super::{Data, Vector};
use crate::types::bytes::same;
use crate::types::{Decimal, Duration, PartialDate, Value};

const NULL: u8 = 0;
const BOOLEAN: u8 = 1;
const NUMBER: u8 = 2;
const FLOAT: u8 = 3;
const TEXT: u8 = 4;
const DATE: u8 = 5;
const TIME: u8 = 6;
const DATETIME: u8 = 7;
const PARTIAL: u8 = 8;
const DURATION: u8 = 9;
const LIST: u8 = 10;

/// Appends the value of a row; one that cannot be computed counts as missing.
pub fn encode(vector: &Vector<'_>, row: usize, out: &mut Vec<u8>) {
    if vector.is_null(row) || vector.is_failed(row) {
        out.push(NULL);
        return;
    }
    match &vector.data {
        Data::Narrow { values, scale } => number(Decimal::new(values[row].into(), *scale), out),
        Data::Wide(values) => number(values[row], out),
        Data::Text(values) => text(values[row], out),
        Data::Date(values) => {
            out.push(DATE);
            out.extend(values[row].to_le_bytes());
        }
        _ => encode_value(&vector.value(row).unwrap_or(Value::Null), out),
    }
}

/// What follows the value of a row in `bytes`, where it is what they begin with.
#[inline]
pub fn strip<'b>(vector: &Vector<'_>, row: usize, bytes: &'b [u8]) -> Option<&'b [u8]> {
    let is_there = !vector.is_null(row) && !vector.is_failed(row);
    match (&vector.data, bytes) {
        (Data::Text(values), [TEXT, rest @ ..]) if is_there => {
            let (len, rest) = rest.split_first_chunk()?;
            let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
            same(text, values[row].as_bytes()).then_some(rest)
        }
        (Data::Narrow { values, scale: 0 }, [NUMBER, 0, 8, rest @ ..]) if is_there => {
            let (value, rest) = rest.split_first_chunk()?;
            (i64::from_le_bytes(*value) == values[row]).then_some(rest)
        }
        _ => {
            let mut value = Vec::new();
            encode(vector, row, &mut value);
            bytes.strip_prefix(value.as_slice())
        }
    }
}

/// Appends a value.
pub fn encode_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(NULL),
        Value::Boolean(truth) => out.extend([BOOLEAN, u8::from(*truth)]),
        Value::Number(value) => number(*value, out),
        Value::Float(value) => {
            out.push(FLOAT);
            let value = if *value == 0.0 { 0.0 } else { *value };
            out.extend(value.to_bits().to_le_bytes());
        }
        Value::Text(value) => text(value, out),
        Value::Date(days) => {
            out.push(DATE);
            out.extend(days.to_le_bytes());
        }
        Value::Time(micros) => {
            out.push(TIME);
            out.extend(micros.to_le_bytes());
        }
        Value::DateTime(micros) => {
            out.push(DATETIME);
            out.extend(micros.to_le_bytes());
        }
        Value::PartialDate(partial) => {
            out.push(PARTIAL);
            out.extend(partial.first.to_le_bytes());
            out.extend(partial.last.to_le_bytes());
        }
        Value::Duration(duration) => {
            out.push(DURATION);
            out.extend(duration.months.to_le_bytes());
            out.extend(duration.days.to_le_bytes());
            out.extend(duration.micros.to_le_bytes());
        }
        Value::List(values) => {
            out.push(LIST);
            out.extend((values.len() as u32).to_le_bytes());
            values.iter().for_each(|value| encode_value(value, out));
        }
    }
}

/// Appends a value with all that there is to it: a number keeps its scale, and a zero its sign.
pub fn encode_exact(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Number(value) => number_as_it_is(*value, out),
        Value::Float(value) => {
            out.push(FLOAT);
            out.extend(value.to_bits().to_le_bytes());
        }
        Value::List(values) => {
            out.push(LIST);
            out.extend((values.len() as u32).to_le_bytes());
            values.iter().for_each(|value| encode_exact(value, out));
        }
        other => encode_value(other, out),
    }
}

/// Equal numbers are the same bytes whatever their scale.
fn number(number: Decimal, out: &mut Vec<u8>) {
    number_as_it_is(number.trimmed(), out);
}

fn number_as_it_is(number: Decimal, out: &mut Vec<u8>) {
    out.extend([NUMBER, number.scale()]);
    match i64::try_from(number.mantissa()) {
        Ok(short) => {
            out.push(8);
            out.extend(short.to_le_bytes());
        }
        Err(_) => {
            out.push(16);
            out.extend(number.mantissa().to_le_bytes());
        }
    }
}

fn text(text: &str, out: &mut Vec<u8>) {
    out.push(TEXT);
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
}

/// Reads values in the order in which they were appended.
pub struct Decoder<'b> {
    bytes: &'b [u8],
}

impl<'b> Decoder<'b> {
    pub fn new(bytes: &'b [u8]) -> Decoder<'b> {
        Decoder { bytes }
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let Some((found, rest)) = self.bytes.split_first_chunk::<N>() else { return [0; N] };
        self.bytes = rest;
        *found
    }

    /// The next value; NULL beyond the end.
    pub fn next_value(&mut self) -> Value {
        let [tag] = self.take();
        match tag {
            BOOLEAN => Value::Boolean(self.take::<1>() == [1]),
            NUMBER => {
                let [scale, width] = self.take();
                let mantissa = match width {
                    16 => i128::from_le_bytes(self.take()),
                    _ => i64::from_le_bytes(self.take()).into(),
                };
                Value::Number(Decimal::new(mantissa, scale))
            }
            FLOAT => Value::Float(f64::from_bits(u64::from_le_bytes(self.take()))),
            TEXT => {
                let len = u32::from_le_bytes(self.take()) as usize;
                let (text, rest) = self.bytes.split_at(len.min(self.bytes.len()));
                self.bytes = rest;
                Value::Text(String::from_utf8_lossy(text).into_owned())
            }
            DATE => Value::Date(i32::from_le_bytes(self.take())),
            TIME => Value::Time(i64::from_le_bytes(self.take())),
            DATETIME => Value::DateTime(i64::from_le_bytes(self.take())),
            PARTIAL => Value::PartialDate(PartialDate {
                first: i32::from_le_bytes(self.take()),
                last: i32::from_le_bytes(self.take()),
            }),
            DURATION => Value::Duration(Duration {
                months: i32::from_le_bytes(self.take()),
                days: i32::from_le_bytes(self.take()),
                micros: i64::from_le_bytes(self.take()),
            }),
            LIST => {
                let count = u32::from_le_bytes(self.take());
                Value::List((0..count).map(|_| self.next_value()).collect())
            }
            _ => Value::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_known_by_its_bytes_and_no_other() {
        let columns = [
            Data::Narrow { values: vec![5, 500, -5], scale: 0 },
            Data::Narrow { values: vec![5, 500, -5], scale: 2 },
            Data::Text(vec!["", "5", "500"]),
            Data::Date(vec![5, 500, -5]),
        ];
        let vectors = columns.map(|data| Vector { len: 3, data, nulls: None, failed: None });
        let at = |vector: usize, row: usize| (&vectors[vector], row);
        let all: Vec<_> = (0..vectors.len()).flat_map(|v| (0..3).map(move |r| at(v, r))).collect();
        for (vector, row) in &all {
            let mut bytes = Vec::new();
            encode(vector, *row, &mut bytes);
            for (other, at) in &all {
                let mut of_other = Vec::new();
                encode(other, *at, &mut of_other);
                let found = strip(other, *at, &bytes).is_some_and(<[u8]>::is_empty);
                assert_eq!(found, bytes == of_other, "{bytes:?} {of_other:?}");
            }
        }
    }

    #[test]
    fn values_come_back_and_equal_numbers_are_the_same_bytes() {
        let wide = Decimal::new(10_i128.pow(37) + 1, 3);
        let values = [
            Value::Null,
            Value::Boolean(true),
            Value::Number(Decimal::new(-125, 2)),
            Value::Number(wide),
            Value::Float(-0.5),
            Value::Text("né".to_owned()),
            Value::Date(-3),
            Value::Time(7),
            Value::DateTime(-8),
            Value::PartialDate(PartialDate { first: 1, last: 9 }),
            Value::Duration(Duration { months: 1, days: -2, micros: 3 }),
            Value::List(vec![Value::Null, Value::Date(4)]),
        ];
        let mut bytes = Vec::new();
        values.iter().for_each(|value| encode_value(value, &mut bytes));
        let mut decoder = Decoder::new(&bytes);
        for value in &values {
            assert_eq!(decoder.next_value(), *value);
        }
        let encoded = |number: Decimal| {
            let mut out = Vec::new();
            encode_value(&Value::Number(number), &mut out);
            out
        };
        assert_eq!(encoded(Decimal::new(1, 0)), encoded(Decimal::new(100, 2)));
        assert_ne!(encoded(Decimal::new(1, 0)), encoded(Decimal::new(1, 2)));
    }
}
