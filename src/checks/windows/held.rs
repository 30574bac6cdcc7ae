//! Values of a block that outlive it, in memory or on disk.

use crate::tables::{Bitmap, Data, Lists, Vector, gather};
use crate::types::{Decimal, Duration, PartialDate};
use std::borrow::Cow;

/// The values of some rows; texts as one piece.
pub struct Held {
    vector: Vector<'static>,
    texts: Option<(String, Vec<usize>)>,
    /// Where the values of each list begin, and the values.
    lists: Option<(Vec<u32>, Box<Held>)>,
}

impl Held {
    /// Takes the values of these rows along.
    pub fn of(vector: &Vector<'_>, rows: &[u32]) -> Held {
        Held::all(gather(vector, rows))
    }

    /// The values of all parts, one after the other.
    pub fn joined(parts: &[Held]) -> Held {
        Held::all(Held::together(parts.iter()))
    }

    /// The values of all parts, one after the other, as a vector.
    pub fn together<'h>(parts: impl Iterator<Item = &'h Held>) -> Vector<'h> {
        let parts: Vec<Cow<'h, Vector<'h>>> = parts.map(Held::borrowed).collect();
        Vector::of_parts(&parts.iter().map(|part| &**part).collect::<Vec<_>>())
    }

    /// The values, where they are a vector already.
    fn borrowed(&self) -> Cow<'_, Vector<'_>> {
        match (&self.texts, &self.lists) {
            (None, None) => Cow::Borrowed(&self.vector),
            _ => Cow::Owned(self.vector()),
        }
    }

    fn all(vector: Vector<'_>) -> Held {
        let Vector { len, data, nulls, failed } = vector;
        let (mut texts, mut lists) = (None, None);
        let data = match data {
            Data::Text(values) => {
                let mut all = String::with_capacity(values.iter().map(|text| text.len()).sum());
                let ends = values.iter().map(|text| {
                    all.push_str(text);
                    all.len()
                });
                let ends = ends.collect();
                texts = Some((all, ends));
                Data::Null
            }
            Data::List(Lists { starts, values }) => {
                lists = Some((starts, Box::new(Held::all(*values))));
                Data::Null
            }
            Data::Null => Data::Null,
            Data::Boolean(bits) => Data::Boolean(bits),
            Data::Narrow { values, scale } => Data::Narrow { values, scale },
            Data::Wide(values) => Data::Wide(values),
            Data::Float(values) => Data::Float(values),
            Data::Date(values) => Data::Date(values),
            Data::Time(values) => Data::Time(values),
            Data::DateTime(values) => Data::DateTime(values),
            Data::PartialDate(values) => Data::PartialDate(values),
            Data::Duration(values) => Data::Duration(values),
        };
        Held { vector: Vector { len, data, nulls, failed }, texts, lists }
    }

    /// The values again.
    pub fn vector(&self) -> Vector<'_> {
        if let Some((starts, values)) = &self.lists {
            let values = Box::new(values.vector());
            let data = Data::List(Lists { starts: starts.clone(), values });
            return Vector { data, ..self.vector.clone() };
        }
        let Some((all, ends)) = &self.texts else { return self.vector.clone() };
        let mut start = 0;
        let texts = ends.iter().map(|end| {
            let text = &all[start..*end];
            start = *end;
            text
        });
        Vector { data: Data::Text(texts.collect()), ..self.vector.clone() }
    }

    /// The bytes that are held, but for a few.
    pub fn bytes(&self) -> usize {
        let values = match &self.vector.data {
            Data::Null | Data::Text(_) | Data::List(_) => 0,
            Data::Boolean(bits) => bits.len() / 8,
            Data::Narrow { values, .. } | Data::Time(values) | Data::DateTime(values) => {
                size_of_val(values.as_slice())
            }
            Data::Wide(values) => size_of_val(values.as_slice()),
            Data::Float(values) => size_of_val(values.as_slice()),
            Data::Date(values) => size_of_val(values.as_slice()),
            Data::PartialDate(values) => size_of_val(values.as_slice()),
            Data::Duration(values) => size_of_val(values.as_slice()),
        };
        let texts =
            self.texts.as_ref().map_or(0, |(all, ends)| all.len() + size_of_val(ends.as_slice()));
        let lists = self
            .lists
            .as_ref()
            .map_or(0, |(starts, held)| held.bytes() + size_of_val(starts.as_slice()));
        values + texts + lists
    }

    /// Writes the values behind what is there.
    pub fn write(&self, out: &mut Vec<u8>) {
        let Vector { len, data, nulls, failed } = &self.vector;
        put(out, [*len as u64], u64::to_le_bytes);
        write_marks(out, nulls.as_ref());
        write_marks(out, failed.as_ref());
        match (data, &self.texts, &self.lists) {
            (_, Some((all, ends)), _) => {
                out.push(Kind::Text as u8);
                put(out, ends.iter().map(|end| *end as u64), u64::to_le_bytes);
                out.extend_from_slice(all.as_bytes());
            }
            (_, _, Some((starts, values))) => {
                out.push(Kind::List as u8);
                put(out, starts.iter().copied(), u32::to_le_bytes);
                values.write(out);
            }
            (Data::Null | Data::Text(_) | Data::List(_), ..) => out.push(Kind::Null as u8),
            (Data::Boolean(bits), ..) => {
                out.push(Kind::Boolean as u8);
                write_bits(out, bits);
            }
            (Data::Narrow { values, scale }, ..) => {
                out.extend([Kind::Narrow as u8, *scale]);
                put(out, values.iter().copied(), i64::to_le_bytes);
            }
            (Data::Wide(values), ..) => {
                out.push(Kind::Wide as u8);
                put(out, values.iter().map(|value| value.mantissa()), i128::to_le_bytes);
                out.extend(values.iter().map(|value| value.scale()));
            }
            (Data::Float(values), ..) => {
                out.push(Kind::Float as u8);
                put(out, values.iter().copied(), f64::to_le_bytes);
            }
            (Data::Date(values), ..) => {
                out.push(Kind::Date as u8);
                put(out, values.iter().copied(), i32::to_le_bytes);
            }
            (Data::Time(values), ..) => {
                out.push(Kind::Time as u8);
                put(out, values.iter().copied(), i64::to_le_bytes);
            }
            (Data::DateTime(values), ..) => {
                out.push(Kind::DateTime as u8);
                put(out, values.iter().copied(), i64::to_le_bytes);
            }
            (Data::PartialDate(values), ..) => {
                out.push(Kind::PartialDate as u8);
                put(out, values.iter().flat_map(|it| [it.first, it.last]), i32::to_le_bytes);
            }
            (Data::Duration(values), ..) => {
                out.push(Kind::Duration as u8);
                put(out, values.iter().flat_map(|it| [it.months, it.days]), i32::to_le_bytes);
                put(out, values.iter().map(|it| it.micros), i64::to_le_bytes);
            }
        }
    }

    /// Reads what was written.
    pub fn read(input: &mut Input<'_>) -> Held {
        let len = input.number() as usize;
        let (nulls, failed) = (input.marks(len), input.marks(len));
        let (mut texts, mut lists) = (None, None);
        let data = match Kind::of(input.byte()) {
            Kind::Null => Data::Null,
            Kind::Text => {
                let ends: Vec<usize> =
                    input.numbers(len, u64::from_le_bytes).map(|end| end as usize).collect();
                let all = input.take(ends.last().copied().unwrap_or(0));
                texts = Some((String::from_utf8_lossy(all).into_owned(), ends));
                Data::Null
            }
            Kind::List => {
                let starts = input.numbers(len + 1, u32::from_le_bytes).collect();
                lists = Some((starts, Box::new(Held::read(input))));
                Data::Null
            }
            Kind::Boolean => Data::Boolean(input.bits(len)),
            Kind::Narrow => {
                let scale = input.byte();
                Data::Narrow { scale, values: input.numbers(len, i64::from_le_bytes).collect() }
            }
            Kind::Wide => {
                let mantissas: Vec<i128> = input.numbers(len, i128::from_le_bytes).collect();
                let scales = input.take(len);
                let values = mantissas.into_iter().zip(scales);
                Data::Wide(values.map(|(value, scale)| Decimal::new(value, *scale)).collect())
            }
            Kind::Float => Data::Float(input.numbers(len, f64::from_le_bytes).collect()),
            Kind::Date => Data::Date(input.numbers(len, i32::from_le_bytes).collect()),
            Kind::Time => Data::Time(input.numbers(len, i64::from_le_bytes).collect()),
            Kind::DateTime => Data::DateTime(input.numbers(len, i64::from_le_bytes).collect()),
            Kind::PartialDate => {
                let ends: Vec<i32> = input.numbers(2 * len, i32::from_le_bytes).collect();
                let dates = ends.chunks(2).map(|it| PartialDate { first: it[0], last: it[1] });
                Data::PartialDate(dates.collect())
            }
            Kind::Duration => {
                let parts: Vec<i32> = input.numbers(2 * len, i32::from_le_bytes).collect();
                let micros = input.numbers(len, i64::from_le_bytes);
                let spans = parts.chunks(2).zip(micros).map(|(part, micros)| Duration {
                    months: part[0],
                    days: part[1],
                    micros,
                });
                Data::Duration(spans.collect())
            }
        };
        Held { vector: Vector { len, data, nulls, failed }, texts, lists }
    }
}

/// What the byte before the values says.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Null,
    Boolean,
    Narrow,
    Wide,
    Float,
    Text,
    Date,
    Time,
    DateTime,
    PartialDate,
    Duration,
    List,
}

impl Kind {
    /// Each at the place that its byte says.
    const ALL: [Kind; 12] = [
        Kind::Null,
        Kind::Boolean,
        Kind::Narrow,
        Kind::Wide,
        Kind::Float,
        Kind::Text,
        Kind::Date,
        Kind::Time,
        Kind::DateTime,
        Kind::PartialDate,
        Kind::Duration,
        Kind::List,
    ];

    /// Of a byte that was written.
    fn of(byte: u8) -> Kind {
        Kind::ALL[usize::from(byte)]
    }
}

fn put<T, const WIDTH: usize>(
    out: &mut Vec<u8>,
    values: impl IntoIterator<Item = T>,
    bytes: impl Fn(T) -> [u8; WIDTH],
) {
    values.into_iter().for_each(|value| out.extend_from_slice(&bytes(value)));
}

fn write_marks(out: &mut Vec<u8>, marks: Option<&Bitmap>) {
    out.push(marks.is_some().into());
    marks.into_iter().for_each(|marks| write_bits(out, marks));
}

fn write_bits(out: &mut Vec<u8>, bits: &Bitmap) {
    out.extend((0..bits.len()).map(|row| u8::from(bits.get(row))));
}

/// Bytes that were written, read from their beginning.
pub struct Input<'b>(pub &'b [u8]);

impl<'b> Input<'b> {
    pub fn take(&mut self, length: usize) -> &'b [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    pub fn number(&mut self) -> u64 {
        self.numbers(1, u64::from_le_bytes).next().unwrap_or(0)
    }

    pub fn numbers<T, const WIDTH: usize>(
        &mut self,
        count: usize,
        number: impl Fn([u8; WIDTH]) -> T,
    ) -> impl Iterator<Item = T> {
        self.take(count * WIDTH).as_chunks::<WIDTH>().0.iter().map(move |bytes| number(*bytes))
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn marks(&mut self, len: usize) -> Option<Bitmap> {
        (self.byte() != 0).then(|| self.bits(len))
    }

    fn bits(&mut self, len: usize) -> Bitmap {
        let bytes = self.take(len);
        Bitmap::from_fn(len, |row| bytes[row] != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let number = Decimal::new(i128::MAX / 7, 3);
        let date = PartialDate { first: -3, last: 40 };
        let span = Duration { months: -1, days: 2, micros: -3 };
        let list = Lists {
            starts: vec![0, 2, 2],
            values: Box::new(Vector::full(2, Data::Text(vec!["ä", ""]))),
        };
        let both = [
            Data::Null,
            Data::Boolean(Bitmap::from_fn(2, |row| row == 1)),
            Data::Narrow { values: vec![i64::MIN, 5], scale: 2 },
            Data::Wide(vec![number, Decimal::ZERO]),
            Data::Float(vec![-0.5, f64::MAX]),
            Data::Text(vec!["a\0", "ß"]),
            Data::Date(vec![-1, 20_000]),
            Data::Time(vec![1, 2]),
            Data::DateTime(vec![-1, 2]),
            Data::PartialDate(vec![date, date]),
            Data::Duration(vec![span, span]),
            Data::List(list),
        ];
        for data in both {
            let failed = Some(Bitmap::from_fn(2, |row| row == 0));
            for vector in
                [Vector::full(2, data.clone()), Vector { failed, ..Vector::full(2, data) }]
            {
                let mut bytes = Vec::new();
                let held = Held::of(&vector, &[1, 0, 1]);
                held.write(&mut bytes);
                let mut input = Input(&bytes);
                let read = Held::read(&mut input);
                assert!(input.0.is_empty(), "{vector:?}");
                assert_eq!(format!("{:?}", read.vector()), format!("{:?}", held.vector()));
            }
        }
    }
}
