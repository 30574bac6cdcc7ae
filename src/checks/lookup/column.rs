//! A column of a table that others refer to, as bytes: values of one width, row after row. Reading
//! goes by rows in any order, and needs no more of a file on disk than the rows that are asked for.

use super::texts::{FileBytes, TextAt, Texts};
use crate::sources::stored::{Counted, Writer, fixed};
use crate::sources::{Content, Scratch};
use crate::tables::{Bitmap, Column, Data, NOWHERE, Target, Vector};
use crate::types::{Decimal, Duration, PartialDate, Value, bytes};

/// What the bytes of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Boolean,
    /// At this scale.
    Narrow(u8),
    Wide,
    Float,
    Text,
    Date,
    Time,
    DateTime,
    PartialDate,
    Duration,
}

impl Kind {
    fn of(data: &Data<'_>) -> Kind {
        match data {
            // No column of a file is one of lists.
            Data::Null | Data::List(_) => Kind::Null,
            Data::Boolean(_) => Kind::Boolean,
            Data::Narrow { scale, .. } => Kind::Narrow(*scale),
            Data::Wide(_) => Kind::Wide,
            Data::Float(_) => Kind::Float,
            Data::Text(_) => Kind::Text,
            Data::Date(_) => Kind::Date,
            Data::Time(_) => Kind::Time,
            Data::DateTime(_) => Kind::DateTime,
            Data::PartialDate(_) => Kind::PartialDate,
            Data::Duration(_) => Kind::Duration,
        }
    }

    #[inline]
    fn width(self) -> usize {
        match self {
            Kind::Null => 0,
            Kind::Boolean => 1,
            Kind::Date => 4,
            Kind::Narrow(_) | Kind::Float | Kind::Time | Kind::DateTime | Kind::PartialDate => 8,
            Kind::Text => TextAt::WIDTH,
            Kind::Duration => 16,
            Kind::Wide => 17,
        }
    }

    /// What rows of both kinds are read as: numbers that have not one scale each have their own.
    fn joined(self, other: Kind) -> Kind {
        match (self, other) {
            (Kind::Null, kind) | (kind, Kind::Null) => kind,
            (one, other) if one == other => one,
            _ => Kind::Wide,
        }
    }
}

/// Rows in which something is the case, block by block.
#[derive(Debug, Default)]
struct Marks(Vec<(usize, Bitmap)>);

impl Marks {
    fn add(&mut self, first: usize, rows: Option<&Bitmap>) {
        self.0.extend(rows.map(|rows| (first, rows.clone())));
    }

    fn append(&mut self, first: usize, of_part: Marks) {
        self.0.extend(of_part.0.into_iter().map(|(at, rows)| (first + at, rows)));
    }

    fn finish(self, n_rows: usize) -> Option<Bitmap> {
        let mut all = Bitmap::zeros(n_rows);
        for (first, rows) in self.0 {
            rows.iter().for_each(|row| all.set(first + row));
        }
        (!all.none()).then_some(all)
    }
}

/// What a column has beside its values.
#[derive(Debug, Default)]
struct Gaps {
    nulls: Marks,
    failed: Marks,
    unreadable: Marks,
}

/// The column of the blocks of a stretch.
#[derive(Debug, Default)]
pub struct ColumnPart {
    /// So many rows of each kind, one after the other.
    runs: Vec<(Kind, usize)>,
    n_rows: usize,
    bytes: Vec<u8>,
    /// Texts that the file does not have as they are.
    written: Vec<u8>,
    gaps: Gaps,
}

fn put<T: Copy, const WIDTH: usize>(
    out: &mut Vec<u8>,
    values: &[T],
    bytes: impl Fn(T) -> [u8; WIDTH],
) {
    out.reserve(values.len() * WIDTH);
    values.iter().for_each(|value| out.extend_from_slice(&bytes(*value)));
}

impl ColumnPart {
    /// Takes in the values of a block of a file.
    pub fn add(&mut self, column: &Column<'_>, file: &FileBytes<'_>) {
        let Column { vector, unreadable } = column;
        self.gaps.nulls.add(self.n_rows, vector.nulls.as_ref());
        self.gaps.failed.add(self.n_rows, vector.failed.as_ref());
        self.gaps.unreadable.add(self.n_rows, unreadable.as_ref());
        if vector.len > 0 {
            self.runs.push((Kind::of(&vector.data), vector.len));
            self.n_rows += vector.len;
        }
        let out = &mut self.bytes;
        match &vector.data {
            Data::Null | Data::List(_) => {}
            Data::Boolean(bits) => out.extend((0..vector.len).map(|row| u8::from(bits.get(row)))),
            Data::Narrow { values, .. } | Data::Time(values) | Data::DateTime(values) => {
                put(out, values, i64::to_le_bytes);
            }
            Data::Wide(values) => {
                for value in values {
                    out.extend_from_slice(&value.mantissa().to_le_bytes());
                    out.push(value.scale());
                }
            }
            Data::Float(values) => put(out, values, f64::to_le_bytes),
            Data::Text(values) => self.add_texts(values, file),
            Data::Date(values) => put(out, values, i32::to_le_bytes),
            Data::PartialDate(values) => put(out, values, |date| pair(date.first, date.last)),
            Data::Duration(values) => {
                for value in values {
                    out.extend_from_slice(&pair(value.months, value.days));
                    out.extend_from_slice(&value.micros.to_le_bytes());
                }
            }
        }
    }

    fn add_texts(&mut self, values: &[&str], file: &FileBytes<'_>) {
        self.bytes.reserve(values.len() * TextAt::WIDTH);
        // All rows of a file may have one text that stands nowhere in it, such as its name.
        let mut before: Option<(&str, TextAt)> = None;
        for text in values {
            let at = match before {
                Some((known, at)) if std::ptr::eq(known, *text) => at,
                _ => file.at(text, &mut self.written),
            };
            before = Some((text, at));
            self.bytes.extend_from_slice(&at.to_bytes());
        }
    }

    /// Lets the texts that are written down lie behind so many bytes.
    fn move_written(&mut self, before: u64) {
        if before > 0 && !self.written.is_empty() {
            // A column with texts has nothing else.
            for bytes in self.bytes.as_chunks_mut().0 {
                *bytes = TextAt::of_bytes(*bytes).behind(before).to_bytes();
            }
        }
    }
}

fn pair(first: i32, second: i32) -> [u8; 8] {
    (u64::from(first as u32) | u64::from(second as u32) << 32).to_le_bytes()
}

fn of_pair(bytes: [u8; 8]) -> (i32, i32) {
    let both = u64::from_le_bytes(bytes);
    (both as u32 as i32, (both >> 32) as u32 as i32)
}

/// Rows of one kind.
#[derive(Debug, Clone, Copy)]
struct Run {
    kind: Kind,
    first: usize,
    /// The first byte of the first row.
    start: usize,
}

/// A column that is put together from stretches, in their order.
#[derive(Debug)]
pub struct ColumnBuilder {
    runs: Vec<Run>,
    n_rows: usize,
    values: Writer,
    written: Writer,
    gaps: Gaps,
    scratch: Scratch,
}

impl ColumnBuilder {
    pub fn new(scratch: &Scratch) -> ColumnBuilder {
        let writer = || Writer::new(scratch);
        let (values, written, scratch) = (writer(), writer(), scratch.clone());
        ColumnBuilder {
            runs: Vec::new(),
            n_rows: 0,
            values,
            written,
            gaps: Gaps::default(),
            scratch,
        }
    }

    pub fn append(&mut self, mut part: ColumnPart) {
        part.move_written(self.written.length());
        let (mut first, mut start) = (self.n_rows, self.values.length() as usize);
        for (kind, n_rows) in part.runs {
            if self.runs.last().is_none_or(|last| last.kind != kind) {
                self.runs.push(Run { kind, first, start });
            }
            first += n_rows;
            start += n_rows * kind.width();
        }
        self.gaps.nulls.append(self.n_rows, part.gaps.nulls);
        self.gaps.failed.append(self.n_rows, part.gaps.failed);
        self.gaps.unreadable.append(self.n_rows, part.gaps.unreadable);
        self.n_rows = first;
        self.values.append(&part.bytes);
        self.written.append(&part.written);
        if !TextAt::reach(self.written.length()) {
            self.scratch.fail(&std::io::Error::other("more than 8 TiB of texts"));
        }
    }

    /// The column, with the files that its texts stand in.
    pub fn finish<'a>(self, files: &[FileBytes<'a>]) -> LookupColumn<'a> {
        let kinds = self.runs.iter().map(|run| run.kind);
        let kind = kinds.fold(Kind::Null, Kind::joined);
        let Gaps { nulls, failed, unreadable } = self.gaps;
        let [nulls, failed, unreadable] =
            [nulls, failed, unreadable].map(|marks| marks.finish(self.n_rows));
        let marks = [&nulls, &failed, &unreadable].into_iter().flatten();
        let bits: usize = marks.map(Bitmap::len).sum();
        LookupColumn {
            kind,
            runs: self.runs,
            values: self.values.finish(),
            texts: Texts { files: files.to_vec(), written: self.written.finish() },
            nulls,
            failed,
            unreadable,
            _bits: Counted::new(bits as u64 / 8, &self.scratch),
        }
    }
}

/// The values of a column.
#[derive(Debug)]
pub struct LookupColumn<'a> {
    /// What all rows are read as.
    kind: Kind,
    runs: Vec<Run>,
    values: Content,
    texts: Texts<'a>,
    nulls: Option<Bitmap>,
    failed: Option<Bitmap>,
    /// Rows with a cell that does not read.
    pub unreadable: Option<Bitmap>,
    /// The bits above, as they are held.
    _bits: Counted,
}

impl LookupColumn<'_> {
    fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|rows| rows.get(row))
    }

    /// The rows of so many that have a value.
    pub fn leave_present(&self, rows: &mut Bitmap) {
        for gaps in [&self.nulls, &self.failed].into_iter().flatten() {
            rows.and_not_assign(gaps);
        }
    }

    /// The kind of a row, and where its bytes begin.
    #[inline]
    fn locate(&self, row: usize) -> (Kind, usize) {
        let run = match self.runs.as_slice() {
            [one] => one,
            several => {
                let at = several.partition_point(|run| run.first <= row);
                match several.get(at.wrapping_sub(1)) {
                    Some(run) => run,
                    None => return (Kind::Null, 0),
                }
            }
        };
        (run.kind, run.start + (row - run.first) * run.kind.width())
    }

    /// The values in these rows; NULL for [`NOWHERE`].
    pub fn gather(&self, rows: &[Target]) -> Vector<'_> {
        let bytes: &[u8] = &self.values;
        let at = |row: usize| self.locate(row).1;
        let i64_at = |row| i64::from_le_bytes(fixed(bytes, at(row)));
        let data = match self.kind {
            Kind::Null => Data::Null,
            Kind::Boolean => Data::Boolean(Bitmap::from_fn(rows.len(), |row| {
                rows[row] != NOWHERE && fixed(bytes, at(rows[row] as usize)) == [1]
            })),
            Kind::Narrow(scale) => Data::Narrow { values: pick(rows, 0, i64_at), scale },
            Kind::Wide => Data::Wide(pick(rows, Decimal::ZERO, |row| self.decimal(bytes, row))),
            Kind::Float => {
                Data::Float(pick(rows, 0.0, |row| f64::from_le_bytes(fixed(bytes, at(row)))))
            }
            Kind::Text => Data::Text(pick(rows, "", |row| {
                self.texts.text(TextAt::of_bytes(fixed(bytes, at(row))))
            })),
            Kind::Date => {
                Data::Date(pick(rows, 0, |row| i32::from_le_bytes(fixed(bytes, at(row)))))
            }
            Kind::Time => Data::Time(pick(rows, 0, i64_at)),
            Kind::DateTime => Data::DateTime(pick(rows, 0, i64_at)),
            Kind::PartialDate => {
                let none = PartialDate { first: 0, last: 0 };
                Data::PartialDate(pick(rows, none, |row| {
                    let (first, last) = of_pair(fixed(bytes, at(row)));
                    PartialDate { first, last }
                }))
            }
            Kind::Duration => Data::Duration(pick(rows, Duration::default(), |row| {
                let (months, days) = of_pair(fixed(bytes, at(row)));
                let micros = i64::from_le_bytes(fixed(bytes, at(row) + 8));
                Duration { months, days, micros }
            })),
        };
        let marked = |marks: Option<&Bitmap>, nowhere: bool| {
            let bits = Bitmap::from_fn(rows.len(), |row| match rows[row] {
                NOWHERE => nowhere,
                target => marks.is_some_and(|marks| marks.get(target as usize)),
            });
            (!bits.none()).then_some(bits)
        };
        let failed = self.failed.as_ref().and_then(|failed| marked(Some(failed), false));
        Vector { len: rows.len(), data, nulls: marked(self.nulls.as_ref(), true), failed }
    }

    /// The number in a row of a column of numbers.
    fn decimal(&self, bytes: &[u8], row: usize) -> Decimal {
        match self.locate(row) {
            (Kind::Narrow(scale), at) => {
                Decimal::new(i64::from_le_bytes(fixed(bytes, at)).into(), scale)
            }
            (Kind::Wide, at) => {
                let [scale] = fixed(bytes, at + 16);
                Decimal::new(i128::from_le_bytes(fixed(bytes, at)), scale)
            }
            _ => Decimal::ZERO,
        }
    }

    /// The value in a row; `None` where it cannot be computed.
    pub fn value(&self, row: usize) -> Option<Value> {
        self.gather(&[row as Target]).value(0)
    }

    /// Whether a row has the value of a row of a vector; a missing value equals a missing one.
    #[inline]
    pub fn equals(&self, row: usize, vector: &Vector<'_>, other: usize) -> bool {
        match (self.is_null(row), vector.is_null(other)) {
            (true, true) => return true,
            (false, false) => {}
            _ => return false,
        }
        let (kind, at) = self.locate(row);
        match (kind, &vector.data) {
            (Kind::Text, Data::Text(values)) => {
                let text = self.texts.bytes(TextAt::of_bytes(fixed(&self.values, at)));
                bytes::same(text, values[other].as_bytes())
            }
            (Kind::Date, Data::Date(values)) => {
                i32::from_le_bytes(fixed(&self.values, at)) == values[other]
            }
            (Kind::Narrow(scale), Data::Narrow { values, scale: other_scale })
                if scale == *other_scale =>
            {
                i64::from_le_bytes(fixed(&self.values, at)) == values[other]
            }
            (Kind::Narrow(_) | Kind::Wide, Data::Narrow { values, scale }) => {
                self.decimal(&self.values, row) == Decimal::new(values[other].into(), *scale)
            }
            (Kind::Narrow(_) | Kind::Wide, Data::Wide(values)) => {
                self.decimal(&self.values, row) == values[other]
            }
            _ => self.value(row) == vector.value(other),
        }
    }

    /// Whether two rows that have a value have the same.
    pub fn equal_rows(&self, row: usize, other: usize) -> bool {
        let ((kind, at), (other_kind, other_at)) = (self.locate(row), self.locate(other));
        let text = |at| self.texts.bytes(TextAt::of_bytes(fixed(&self.values, at)));
        match kind {
            Kind::Text => bytes::same(text(at), text(other_at)),
            Kind::Narrow(_) | Kind::Date | Kind::Time | Kind::DateTime if kind == other_kind => {
                let bytes = |at| self.values.get(at..at + kind.width());
                bytes(at) == bytes(other_at)
            }
            _ => self.value(row) == self.value(other),
        }
    }

    /// The bytes of the text in a row that has one; `None` where not all values are texts.
    #[inline]
    pub fn text_bytes<'s>(&'s self) -> Option<impl Fn(usize) -> &'s [u8]> {
        let bytes: &[u8] = &self.values;
        matches!(self.runs.as_slice(), [Run { kind: Kind::Text, .. }]).then_some(move |row| {
            self.texts.bytes(TextAt::of_bytes(fixed(bytes, row * TextAt::WIDTH)))
        })
    }
}

fn pick<T: Copy>(rows: &[Target], none: T, value: impl Fn(usize) -> T) -> Vec<T> {
    let value = |row: &Target| if *row == NOWHERE { none } else { value(*row as usize) };
    rows.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Lists, gather};

    /// All values of two stretches and a block without the column, and of some rows.
    fn check(data: impl Fn(usize, usize) -> Data<'static>, limit: Option<u64>) {
        let scratch = Scratch::new(limit, None);
        let n_rows = 30_000;
        let gap = |rem: usize| Some(Bitmap::from_fn(n_rows, |row| row % 17 == rem));
        let vectors = [0, n_rows].map(|first| Vector {
            len: n_rows,
            data: data(first, first + n_rows),
            nulls: gap(first % 16 + 1),
            failed: gap(9),
        });
        let mut builder = ColumnBuilder::new(&scratch);
        let file = FileBytes { bytes: b"no text of the column", before: 0 };
        let absent = Column { vector: Vector::null(100), unreadable: gap(3) };
        for vector in &vectors {
            let column = Column { vector: vector.clone(), unreadable: gap(2) };
            let mut part = ColumnPart::default();
            part.add(&absent, &file);
            part.add(&column, &file);
            builder.append(part);
        }
        let column = builder.finish(&[file]);
        let [first, second] = vectors;
        let all = Vector::joined(vec![Vector::null(100), first, Vector::null(100), second]);
        let rows: Vec<Target> =
            (0..all.len as Target).rev().filter(|row| row % 7 < 3).chain([NOWHERE, 5]).collect();
        let found = column.gather(&rows);
        let expected = gather(&all, &rows);
        let values = |vector: &Vector<'_>| -> Vec<Option<Value>> {
            (0..vector.len).map(|row| vector.value(row)).collect()
        };
        assert_eq!(values(&found), values(&expected));
        for row in rows.iter().map(|row| *row as usize).filter(|row| *row < all.len).take(500) {
            if expected_value(&all, row).is_some() {
                assert!(column.equals(row, &all, row) && column.equal_rows(row, row), "{row}");
                let other = (row + 777) % all.len;
                let are_equal = all.value(row) == all.value(other);
                assert_eq!(column.equals(row, &all, other), are_equal, "{row} {other}");
            }
        }
        let unreadable = column.unreadable.as_ref().expect("some");
        assert!(unreadable.get(100 + 2) && unreadable.get(30_200 + 19) && !unreadable.get(101));
        assert!(scratch.trouble().is_none());
        drop(column);
        assert_eq!(scratch.free(), limit.unwrap_or(u64::MAX), "all is given back");
    }

    fn expected_value(all: &Vector<'_>, row: usize) -> Option<Value> {
        all.value(row).filter(|value| *value != Value::Null)
    }

    #[test]
    fn values_of_every_kind_come_back_from_memory_and_from_disk() {
        fn values<T>(from: usize, to: usize, value: impl Fn(i64) -> T) -> Vec<T> {
            (from as i64 * 31..to as i64 * 31).step_by(31).map(value).collect()
        }
        let texts: Vec<&'static str> = (0..60_000)
            .map(|row| &*Box::leak(format!("é{}", "x".repeat(row % 5)).into_boxed_str()))
            .collect();
        for limit in [None, Some(0), Some(200_000)] {
            check(|_, _| Data::Null, limit);
            check(|a, b| Data::Boolean(Bitmap::from_fn(b - a, |row| row % 5 < 2)), limit);
            check(|a, b| Data::Narrow { values: values(a, b, |v| v - 9), scale: 2 }, limit);
            // Of two scales.
            let scale = |a: usize| if a == 0 { 2 } else { 3 };
            check(|a, b| Data::Narrow { values: values(a, b, |v| v), scale: scale(a) }, limit);
            let wide = |v: i64| Decimal::new(i128::from(v) << 70, (v % 7) as u8);
            check(|a, b| Data::Wide(values(a, b, wide)), limit);
            check(|a, b| Data::Float(values(a, b, |v| v as f64 / 7.0)), limit);
            check(|a, b| Data::Text(texts[a..b].to_vec()), limit);
            check(|a, b| Data::Date(values(a, b, |v| v as i32 - 40_000)), limit);
            check(|a, b| Data::Time(values(a, b, |v| v)), limit);
            check(|a, b| Data::DateTime(values(a, b, |v| -v)), limit);
            let date = |v: i64| PartialDate { first: -v as i32, last: v as i32 };
            check(|a, b| Data::PartialDate(values(a, b, date)), limit);
            let span = |v: i64| Duration { months: -v as i32, days: 5, micros: -v };
            check(|a, b| Data::Duration(values(a, b, span)), limit);
        }
        let lists = Lists { starts: vec![0], values: Box::new(Vector::null(0)) };
        assert_eq!(Kind::of(&Data::List(lists)), Kind::Null);
    }
}
