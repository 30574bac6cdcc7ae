//! A column of values of one type, as the evaluator works on it.

use super::bitmap::Bitmap;
use crate::types::{Decimal, Duration, PartialDate, Value};

/// The values, one a row. A row that is null or failed holds any value, which nobody reads.
#[derive(Debug, Clone)]
pub enum Data<'a> {
    /// Of the literal NULL: no row has a value.
    Null,
    Boolean(Bitmap),
    /// Exact numbers that fit 64 bits at one scale: `values[row] / 10^scale`.
    Narrow {
        values: Vec<i64>,
        scale: u8,
    },
    /// Exact numbers each at its own scale.
    Wide(Vec<Decimal>),
    Float(Vec<f64>),
    Text(Vec<&'a str>),
    /// Days since 1970-01-01.
    Date(Vec<i32>),
    /// Microseconds since midnight.
    Time(Vec<i64>),
    /// Microseconds since 1970-01-01.
    DateTime(Vec<i64>),
    PartialDate(Vec<PartialDate>),
    Duration(Vec<Duration>),
    List(Lists<'a>),
}

/// Lists of values, those of all rows one after the other. A row without a list holds nothing.
#[derive(Debug, Clone)]
pub struct Lists<'a> {
    /// Where each row's values begin; one more entry for the end.
    pub starts: Vec<u32>,
    /// No value is failed: a list with one is.
    pub values: Box<Vector<'a>>,
}

impl Lists<'_> {
    /// The values of a row, by their places among all.
    pub fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row] as usize..self.starts[row + 1] as usize
    }
}

/// Values with their two kinds of gaps. A row is in at most one of the two sets; failed wins.
#[derive(Debug, Clone)]
pub struct Vector<'a> {
    pub len: usize,
    pub data: Data<'a>,
    /// Rows whose value is NULL; absent where there are none.
    pub nulls: Option<Bitmap>,
    /// Rows whose value cannot be computed; absent where there are none.
    pub failed: Option<Bitmap>,
}

impl<'a> Vector<'a> {
    /// The same with numbers in 64 bits, where all have one scale and fit.
    pub fn narrowed(mut self) -> Vector<'a> {
        let Data::Wide(decimals) = &self.data else { return self };
        let Some(scale) = decimals.first().map(|first| first.scale()) else { return self };
        let short = |decimal: &Decimal| {
            let fits = i64::try_from(decimal.mantissa()).ok();
            fits.filter(|_| decimal.scale() == scale)
        };
        if let Some(values) = decimals.iter().map(short).collect() {
            self.data = Data::Narrow { values, scale };
        }
        self
    }

    /// A value in every row.
    pub fn full(len: usize, data: Data<'a>) -> Vector<'a> {
        Vector { len, data, nulls: None, failed: None }
    }

    /// NULL in every row.
    pub fn null(len: usize) -> Vector<'a> {
        Vector { len, data: Data::Null, nulls: Some(Bitmap::ones(len)), failed: None }
    }

    pub fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.get(row))
    }

    pub fn is_failed(&self, row: usize) -> bool {
        self.failed.as_ref().is_some_and(|failed| failed.get(row))
    }

    /// The value in a row; `None` where it cannot be computed.
    pub fn value(&self, row: usize) -> Option<Value> {
        if self.is_failed(row) {
            return None;
        }
        if self.is_null(row) {
            return Some(Value::Null);
        }
        Some(match &self.data {
            Data::Null => Value::Null,
            Data::Boolean(bits) => Value::Boolean(bits.get(row)),
            Data::Narrow { values, scale } => {
                Value::Number(Decimal::new(i128::from(values[row]), *scale))
            }
            Data::Wide(values) => Value::Number(values[row]),
            Data::Float(values) => Value::Float(values[row]),
            Data::Text(values) => Value::Text(values[row].to_owned()),
            Data::Date(values) => Value::Date(values[row]),
            Data::Time(values) => Value::Time(values[row]),
            Data::DateTime(values) => Value::DateTime(values[row]),
            Data::PartialDate(values) => Value::PartialDate(values[row]),
            Data::Duration(values) => Value::Duration(values[row]),
            Data::List(lists) => {
                let values = lists.range(row).map(|at| lists.values.value(at));
                Value::List(values.map(|value| value.unwrap_or(Value::Null)).collect())
            }
        })
    }
}
