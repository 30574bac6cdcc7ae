//! Columns of typed values from the texts of cells.
//!
//! One loop per type, around the readers of `types::read`: a column is decoded as its cells would
//! be one by one. Nothing is allocated for a row; texts stay where they are.

use crate::rules::CellReading;
use crate::tables::batch::Cells;
use crate::tables::{Bitmap, Column, Data, Vector};
use crate::types::pattern::DatePattern;
use crate::types::read::{self, Around, CellFormat, Short};
use crate::types::{DataType, Decimal, calendar};

/// Whether exact numbers keep the digits after the point that they are written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepScale {
    /// One scale for all: what most checks want.
    Common,
    /// Each its own, for `agrees`: 12.30 is narrower than 12.3.
    AsWritten,
}

/// How the cells of a column are read: what rule files say of the column, and of its table.
///
/// # Errors
/// Where a format does not go with the type; the sentence says why.
pub fn cell_format(
    data_type: DataType,
    reading: &CellReading,
    table_missing: Option<&[String]>,
) -> Result<CellFormat, String> {
    let mut format = CellFormat::new(data_type);
    if let Some(missing) = reading.missing.as_deref().or(table_missing) {
        format.missing = missing.to_vec();
    }
    match reading.format.as_ref().map(|written| written.value.as_str()) {
        None | Some("default") => {}
        Some(written) => format.pattern = Some(DatePattern::new(written, data_type)?),
    }
    if let Some(decimal_char) = reading.decimal_char {
        format.numbers.decimal_char = decimal_char;
    }
    format.numbers.group_char = reading.group_char;
    if reading.bare_number == Some(false) {
        format.numbers.around = Around::Text;
    }
    if let Some(texts) = &reading.true_values {
        format.true_values.clone_from(texts);
    }
    if let Some(texts) = &reading.false_values {
        format.false_values.clone_from(texts);
    }
    Ok(format)
}

/// Decodes a column of a block. Missing cells are null; cells that do not read as the type are null
/// and unreadable.
pub fn decode<'a>(
    cells: &impl Cells<'a>,
    format: &CellFormat,
    keep_scale: KeepScale,
) -> Column<'a> {
    let loops = Loops { cells, format, missing: Missing::new(format) };
    match format.data_type {
        DataType::String => loops.texts(),
        DataType::Integer if keep_scale == KeepScale::AsWritten => loops.wide(),
        DataType::Number if keep_scale == KeepScale::AsWritten => loops.wide(),
        DataType::Integer => loops.integers(),
        DataType::Number => loops.numbers(),
        DataType::Float => loops.column(|text| format.float(text), Data::Float),
        DataType::Boolean => loops.booleans(),
        DataType::Date if format.pattern.is_none() => {
            loops.column(calendar::date_from_bytes, Data::Date)
        }
        DataType::Date => loops.column(|text| format.date(text), Data::Date),
        DataType::Time => loops.column(|text| format.time(text), Data::Time),
        DataType::DateTime => loops.column(|text| format.datetime(text), Data::DateTime),
        DataType::Year if keep_scale == KeepScale::AsWritten => loops.wide(),
        DataType::Year => loops.column(read::year, |values| Data::Narrow { values, scale: 0 }),
        DataType::YearMonth | DataType::PartialDate => {
            loops.column(|text| format.partial_date(text), Data::PartialDate)
        }
        DataType::Duration => loops.column(calendar::duration_from_bytes, Data::Duration),
    }
}

/// Which texts mean "no value". The empty one nearly always does, and rarely another.
struct Missing<'f> {
    empty: bool,
    others: Vec<&'f [u8]>,
}

impl<'f> Missing<'f> {
    fn new(format: &'f CellFormat) -> Missing<'f> {
        let texts = || format.missing.iter().map(|text| text.as_bytes());
        Missing {
            empty: texts().any(<[u8]>::is_empty),
            others: texts().filter(|text| !text.is_empty()).collect(),
        }
    }

    #[inline]
    fn contains(&self, text: &[u8]) -> bool {
        if text.is_empty() {
            return self.empty;
        }
        !self.others.is_empty() && self.others.contains(&text)
    }
}

/// The two kinds of rows without a value.
struct Gaps {
    len: usize,
    nulls: Option<Bitmap>,
    unreadable: Option<Bitmap>,
}

impl Gaps {
    fn new(len: usize) -> Gaps {
        Gaps { len, nulls: None, unreadable: None }
    }

    #[inline]
    fn missing(&mut self, row: usize) {
        self.nulls.get_or_insert_with(|| Bitmap::zeros(self.len)).set(row);
    }

    #[cold]
    fn unreadable(&mut self, row: usize) {
        self.missing(row);
        self.unreadable.get_or_insert_with(|| Bitmap::zeros(self.len)).set(row);
    }

    fn column<'a>(self, data: Data<'a>) -> Column<'a> {
        let vector = Vector { len: self.len, data, nulls: self.nulls, failed: None };
        Column { vector, unreadable: self.unreadable }
    }
}

/// The cells of a column and how to read them.
struct Loops<'c, 'f, C> {
    cells: &'c C,
    format: &'f CellFormat,
    missing: Missing<'f>,
}

impl<'a, C: Cells<'a>> Loops<'_, '_, C> {
    /// A value for every row that has one, in a loop of its own for every reader.
    #[inline]
    fn column<T: Copy + Default>(
        &self,
        read: impl Fn(&'a [u8]) -> Option<T>,
        data: impl FnOnce(Vec<T>) -> Data<'a>,
    ) -> Column<'a> {
        let len = self.cells.n_rows();
        let mut gaps = Gaps::new(len);
        let value = |row| {
            let text = self.cells.bytes(row);
            if self.missing.contains(text) {
                gaps.missing(row);
                T::default()
            } else if let Some(value) = read(text) {
                value
            } else {
                gaps.unreadable(row);
                T::default()
            }
        };
        let values = (0..len).map(value).collect();
        gaps.column(data(values))
    }

    fn texts(&self) -> Column<'a> {
        let len = self.cells.n_rows();
        let mut gaps = Gaps::new(len);
        let text = |row| match self.cells.text(row) {
            Some(text) if self.missing.contains(text.as_bytes()) => {
                gaps.missing(row);
                ""
            }
            Some(text) if self.format.accepts(text) => text,
            _ => {
                gaps.unreadable(row);
                ""
            }
        };
        let values = (0..len).map(text).collect();
        gaps.column(Data::Text(values))
    }

    fn booleans(&self) -> Column<'a> {
        let len = self.cells.n_rows();
        let mut gaps = Gaps::new(len);
        let values = Bitmap::from_fn(len, |row| {
            let text = self.cells.bytes(row);
            if self.missing.contains(text) {
                gaps.missing(row);
                return false;
            }
            self.format.boolean(text).unwrap_or_else(|| {
                gaps.unreadable(row);
                false
            })
        });
        gaps.column(Data::Boolean(values))
    }

    fn wide(&self) -> Column<'a> {
        match self.format.data_type {
            DataType::Year => {
                let year = |text: &[u8]| read::year(text).map(Decimal::from);
                self.column(year, Data::Wide)
            }
            DataType::Integer => self.column(|text| self.format.integer(text), Data::Wide),
            _ => self.column(|text| self.format.number(text), Data::Wide),
        }
    }

    /// The cell as a short text, where it is one and stands in the file as it is.
    #[inline(always)]
    fn short(&self, row: usize) -> Option<Short> {
        let (last, len) = self.cells.ending(row)?;
        Short::new(last, len)
    }

    /// Whole numbers of 64 bits; all of them wide where one is not.
    fn integers(&self) -> Column<'a> {
        let len = self.cells.n_rows();
        let quick = self.missing.others.is_empty();
        let mut gaps = Gaps::new(len);
        let mut fits = true;
        let number = |row| {
            if let (Some(number), true) = (self.short(row).and_then(Short::integer), quick) {
                return number;
            }
            let text = self.cells.bytes(row);
            if let Some(number) = read::short_integer(text) {
                if !quick && self.missing.contains(text) {
                    gaps.missing(row);
                }
                number
            } else if self.missing.contains(text) {
                gaps.missing(row);
                0
            } else if let Some(number) = self.format.integer(text) {
                number.to_i64().unwrap_or_else(|| {
                    fits = false;
                    0
                })
            } else {
                gaps.unreadable(row);
                0
            }
        };
        let values = (0..len).map(number).collect();
        if !fits {
            return self.wide();
        }
        gaps.column(Data::Narrow { values, scale: 0 })
    }

    /// Numbers of 64 bits at the largest scale among them; all of them wide where one does not fit.
    fn numbers(&self) -> Column<'a> {
        let len = self.cells.n_rows();
        let mut gaps = Gaps::new(len);
        let mut narrow = Narrow::with_capacity(len);
        let plain = self.format.numbers.has_point();
        let quick = plain && self.missing.others.is_empty();
        for row in 0..len {
            let short = self.short(row).filter(|_| quick).and_then(Short::number);
            if let Some((mantissa, scale)) = short {
                if narrow.push(mantissa, scale).is_none() {
                    return self.wide();
                }
                continue;
            }
            let text = self.cells.bytes(row);
            let short = if plain { read::short_number(text) } else { None };
            let (mantissa, scale) = match short {
                Some(number) if self.missing.others.is_empty() => number,
                _ if self.missing.contains(text) => {
                    gaps.missing(row);
                    (0, 0)
                }
                Some(number) => number,
                None => match self.format.number(text).map(narrowed) {
                    Some(Some(number)) => number,
                    Some(None) => return self.wide(),
                    None => {
                        gaps.unreadable(row);
                        (0, 0)
                    }
                },
            };
            if narrow.push(mantissa, scale).is_none() {
                return self.wide();
            }
        }
        match narrow.finish() {
            Some((values, scale)) => gaps.column(Data::Narrow { values, scale }),
            None => self.wide(),
        }
    }
}

fn narrowed(number: Decimal) -> Option<(i64, u8)> {
    Some((i64::try_from(number.mantissa()).ok()?, number.scale()))
}

/// Numbers at a common scale, which grows as larger ones come; the values before such a one are
/// scaled at the end, all in one go.
struct Narrow {
    values: Vec<i64>,
    scale: u8,
    /// Up to which row the values have which scale. Scales grow, so there are few.
    stretches: Vec<(usize, u8)>,
}

impl Narrow {
    fn with_capacity(len: usize) -> Narrow {
        Narrow { values: Vec::with_capacity(len), scale: 0, stretches: Vec::new() }
    }

    #[inline]
    fn push(&mut self, mantissa: i64, scale: u8) -> Option<()> {
        let value = if scale == self.scale {
            mantissa
        } else if scale < self.scale {
            scaled(mantissa, self.scale - scale)?
        } else {
            self.stretches.push((self.values.len(), self.scale));
            self.scale = scale;
            mantissa
        };
        self.values.push(value);
        Some(())
    }

    fn finish(mut self) -> Option<(Vec<i64>, u8)> {
        let mut start = 0;
        for (end, scale) in &self.stretches {
            for value in &mut self.values[start..*end] {
                *value = scaled(*value, self.scale - scale)?;
            }
            start = *end;
        }
        Some((self.values, self.scale))
    }
}

const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut index = 1;
    while index < 19 {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

#[inline]
fn scaled(mantissa: i64, by: u8) -> Option<i64> {
    if mantissa == 0 {
        return Some(0);
    }
    mantissa.checked_mul(*POWERS.get(usize::from(by))?)
}
