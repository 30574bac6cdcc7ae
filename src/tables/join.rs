//! Vectors put together.

use super::bitmap::Bitmap;
use super::vector::{Data, Lists, Vector};
use crate::types::{Decimal, Duration, PartialDate};

impl<'a> Vector<'a> {
    /// The values of all parts, one after the other.
    pub fn joined(mut parts: Vec<Vector<'a>>) -> Vector<'a> {
        match parts.len() {
            1 => parts.remove(0),
            _ => Vector::of_parts(&parts.iter().collect::<Vec<_>>()),
        }
    }

    /// The values of all parts, one after the other, which stay where they are too.
    pub fn of_parts(parts: &[&Vector<'a>]) -> Vector<'a> {
        let len = parts.iter().map(|part| part.len).sum();
        let nulls = marks(parts, len, |part| part.nulls.as_ref());
        let failed = marks(parts, len, |part| part.failed.as_ref());
        Vector { len, data: join(parts, len), nulls, failed }
    }
}

fn marks<'v, 'a>(
    parts: &[&'v Vector<'a>],
    len: usize,
    pick: impl Fn(&'v Vector<'a>) -> Option<&'v Bitmap>,
) -> Option<Bitmap> {
    let mut joined = Bitmap::zeros(len);
    let mut before = 0;
    for part in parts {
        let rows = pick(part).into_iter().flat_map(Bitmap::iter);
        rows.for_each(|row| joined.set(before + row));
        before += part.len;
    }
    (!joined.none()).then_some(joined)
}

fn join<'a>(parts: &[&Vector<'a>], len: usize) -> Data<'a> {
    macro_rules! joined {
        ($variant:ident, $default:expr) => {{
            let mut all = Vec::with_capacity(len);
            for part in parts {
                match &part.data {
                    Data::$variant(values) => all.extend_from_slice(values),
                    _ => all.resize(all.len() + part.len, $default),
                }
            }
            Data::$variant(all)
        }};
    }
    let sample = parts.iter().find(|part| !matches!(part.data, Data::Null)).map(|part| &part.data);
    match sample {
        None | Some(Data::Null) => Data::Null,
        Some(Data::Boolean(_)) => {
            let bits: Vec<bool> = parts
                .iter()
                .flat_map(|part| {
                    (0..part.len)
                        .map(|row| matches!(&part.data, Data::Boolean(bits) if bits.get(row)))
                })
                .collect();
            Data::Boolean(Bitmap::from_fn(bits.len(), |row| bits[row]))
        }
        Some(Data::Narrow { .. } | Data::Wide(_)) => join_numbers(parts, len),
        Some(Data::Float(_)) => joined!(Float, 0.0),
        Some(Data::Text(_)) => joined!(Text, ""),
        Some(Data::Date(_)) => joined!(Date, 0),
        Some(Data::Time(_)) => joined!(Time, 0),
        Some(Data::DateTime(_)) => joined!(DateTime, 0),
        Some(Data::PartialDate(_)) => {
            joined!(PartialDate, PartialDate { first: 0, last: 0 })
        }
        Some(Data::Duration(_)) => joined!(Duration, Duration::default()),
        Some(Data::List(_)) => join_lists(parts),
    }
}

fn join_lists<'a>(parts: &[&Vector<'a>]) -> Data<'a> {
    let (mut starts, mut values) = (vec![0_u32], Vec::new());
    for part in parts {
        let before = starts.last().copied().unwrap_or(0);
        match &part.data {
            Data::List(lists) => {
                starts.extend(lists.starts[1..].iter().map(|start| before + start));
                values.push(&*lists.values);
            }
            _ => starts.extend(std::iter::repeat_n(before, part.len)),
        }
    }
    Data::List(Lists { starts, values: Box::new(Vector::of_parts(&values)) })
}

/// Numbers of one scale stay narrow; others each keep their own.
fn join_numbers<'a>(parts: &[&Vector<'a>], len: usize) -> Data<'a> {
    let scales: Vec<Option<u8>> = parts
        .iter()
        .map(|part| match &part.data {
            Data::Narrow { scale, .. } => Some(*scale),
            _ => None,
        })
        .collect();
    if let Some(Some(scale)) = scales.first().filter(|first| scales.iter().all(|one| one == *first))
    {
        let mut all = Vec::with_capacity(len);
        for part in parts {
            if let Data::Narrow { values, .. } = &part.data {
                all.extend_from_slice(values);
            }
        }
        return Data::Narrow { values: all, scale: *scale };
    }
    let decimals = parts.iter().flat_map(|part| {
        (0..part.len).map(|row| match &part.data {
            Data::Narrow { values, scale } => Decimal::new(i128::from(values[row]), *scale),
            Data::Wide(values) => values[row],
            _ => Decimal::new(0, 0),
        })
    });
    Data::Wide(decimals.collect())
}
