//! The rows of a vector that hold no value, and vectors filled row by row around them.

use super::list;
use crate::tables::bitmap::union;
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Computed, Decimal, Duration, NotComputable, PartialDate, Type, Value};
use bumpalo::Bump;

/// The rows that are NULL and those that are not computable. No row is in both.
#[derive(Debug, Clone, Default)]
pub(in crate::expressions) struct Gaps {
    pub(super) nulls: Option<Bitmap>,
    pub(super) failed: Option<Bitmap>,
}

impl Gaps {
    /// The gaps of one vector.
    pub(super) fn of(vector: &Vector) -> Gaps {
        Gaps { nulls: vector.nulls.clone(), failed: vector.failed.clone() }
    }

    /// The gaps of what needs both: failed where one is failed, else NULL where one is NULL.
    pub(super) fn and(&self, other: &Gaps) -> Gaps {
        Gaps {
            nulls: union(self.nulls.as_ref(), other.nulls.as_ref()),
            failed: union(self.failed.as_ref(), other.failed.as_ref()),
        }
        .with_failed_first()
    }

    /// These gaps and more failed rows.
    pub(super) fn and_failed(mut self, failed: Bitmap) -> Gaps {
        if !failed.none() {
            self.failed = union(self.failed.as_ref(), Some(&failed));
        }
        self.with_failed_first()
    }

    fn with_failed_first(mut self) -> Gaps {
        if let (Some(nulls), Some(failed)) = (&self.nulls, &self.failed) {
            self.nulls = Some(nulls.and_not(failed)).filter(|nulls| !nulls.none());
        }
        self
    }

    /// Whether a row holds no value.
    pub(super) fn has(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.get(row))
            || self.failed.as_ref().is_some_and(|failed| failed.get(row))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.nulls.is_none() && self.failed.is_none()
    }

    /// The data with these gaps.
    pub(super) fn around<'a>(self, len: usize, data: Data<'a>) -> Vector<'a> {
        Vector { len, data, nulls: self.nulls, failed: self.failed }
    }
}

/// A value for each row that has one; `blank` stands in the gaps.
pub(super) fn fill<T: Clone>(
    len: usize,
    mut gaps: Gaps,
    blank: T,
    mut value: impl FnMut(usize) -> Computed<Option<T>>,
) -> (Vec<T>, Gaps) {
    let (mut nulls, mut failed) = (Vec::new(), Vec::new());
    let checks_gaps = !gaps.is_empty();
    let values = (0..len)
        .map(|row| {
            if checks_gaps && gaps.has(row) {
                return blank.clone();
            }
            match value(row) {
                Ok(Some(value)) => return value,
                Ok(None) => nulls.push(row),
                Err(_) => failed.push(row),
            }
            blank.clone()
        })
        .collect();
    gaps.nulls = mark(len, gaps.nulls, &nulls);
    gaps.failed = mark(len, gaps.failed, &failed);
    (values, gaps)
}

fn mark(len: usize, map: Option<Bitmap>, rows: &[usize]) -> Option<Bitmap> {
    if rows.is_empty() {
        return map;
    }
    let mut map = map.unwrap_or_else(|| Bitmap::zeros(len));
    rows.iter().for_each(|row| map.set(*row));
    Some(map)
}

/// A vector of one type from values computed row by row. A value of another type is not computable.
pub(in crate::expressions) fn collect<'a>(
    len: usize,
    gaps: Gaps,
    (ty, arena): (Type, &'a Bump),
    mut value: impl FnMut(usize) -> Computed,
) -> Vector<'a> {
    macro_rules! each {
        ($blank:expr, $pattern:pat => $item:expr, $data:expr) => {{
            let (values, gaps) = fill(len, gaps, $blank, |row| match value(row)? {
                $pattern => Ok(Some($item)),
                Value::Null => Ok(None),
                _ => Err(NotComputable::OutsideDomain),
            });
            gaps.around(len, $data(values))
        }};
    }
    match ty {
        Type::Null => fill(len, gaps, (), |row| value(row).map(|_| None)).1.around(len, Data::Null),
        Type::Boolean => each!(false, Value::Boolean(v) => v, from_bools),
        Type::Integer | Type::Number => {
            each!(Decimal::new(0, 0), Value::Number(v) => v, Data::Wide)
        }
        Type::Float => each!(0.0, Value::Float(v) => v, Data::Float),
        Type::Text => each!("", Value::Text(v) => &*arena.alloc_str(&v), Data::Text),
        Type::Date => each!(0, Value::Date(v) => v, Data::Date),
        Type::Time => each!(0, Value::Time(v) => v, Data::Time),
        Type::DateTime => each!(0, Value::DateTime(v) => v, Data::DateTime),
        Type::PartialDate => {
            let blank = PartialDate { first: 0, last: 0 };
            each!(blank, Value::PartialDate(v) => v, Data::PartialDate)
        }
        Type::Duration => each!(Duration::default(), Value::Duration(v) => v, Data::Duration),
        Type::List(element) => list::collect_lists(len, gaps, (*element, arena), &mut value),
    }
}

fn from_bools<'a>(values: Vec<bool>) -> Data<'a> {
    Data::Boolean(Bitmap::from_fn(values.len(), |row| values[row]))
}
