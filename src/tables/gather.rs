//! The values of some rows of a vector, in any order.

use super::bitmap::Bitmap;
use super::vector::{Data, Lists, Vector};
use crate::types::{Decimal, Duration, PartialDate};

/// A row to take, also the one that a reference leads to; [`NOWHERE`] where there is none.
pub type Target = u32;

/// No row: the reference is missing or leads to nothing.
pub const NOWHERE: Target = u32::MAX;

/// The values in these rows; NULL for [`NOWHERE`].
pub fn gather<'a>(vector: &Vector<'a>, rows: &[Target]) -> Vector<'a> {
    fn pick<T: Copy>(values: &[T], rows: &[Target], none: T) -> Vec<T> {
        rows.iter().map(|row| values.get(*row as usize).copied().unwrap_or(none)).collect()
    }
    let data = match &vector.data {
        Data::Null => Data::Null,
        Data::Boolean(bits) => Data::Boolean(Bitmap::from_fn(rows.len(), |row| {
            rows[row] != NOWHERE && bits.get(rows[row] as usize)
        })),
        Data::Narrow { values, scale } => {
            Data::Narrow { values: pick(values, rows, 0), scale: *scale }
        }
        Data::Wide(values) => Data::Wide(pick(values, rows, Decimal::new(0, 0))),
        Data::Float(values) => Data::Float(pick(values, rows, 0.0)),
        Data::Text(values) => Data::Text(pick(values, rows, "")),
        Data::Date(values) => Data::Date(pick(values, rows, 0)),
        Data::Time(values) => Data::Time(pick(values, rows, 0)),
        Data::DateTime(values) => Data::DateTime(pick(values, rows, 0)),
        Data::PartialDate(values) => {
            Data::PartialDate(pick(values, rows, PartialDate { first: 0, last: 0 }))
        }
        Data::Duration(values) => Data::Duration(pick(values, rows, Duration::default())),
        Data::List(lists) => Data::List(gather_lists(lists, rows)),
    };
    let set = |rows_of: &Option<Bitmap>, nowhere: bool| {
        let bits = Bitmap::from_fn(rows.len(), |row| match rows[row] {
            NOWHERE => nowhere,
            target => rows_of.as_ref().is_some_and(|set| set.get(target as usize)),
        });
        (!bits.none()).then_some(bits)
    };
    Vector {
        len: rows.len(),
        data,
        nulls: set(&vector.nulls, true),
        failed: set(&vector.failed, false),
    }
}

fn gather_lists<'a>(lists: &Lists<'a>, rows: &[Target]) -> Lists<'a> {
    let (mut starts, mut values) = (vec![0_u32], Vec::new());
    for row in rows {
        if *row != NOWHERE {
            values.extend(lists.range(*row as usize).map(|at| at as Target));
        }
        starts.push(values.len() as u32);
    }
    Lists { starts, values: Box::new(gather(&lists.values, &values)) }
}
