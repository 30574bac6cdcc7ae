//! Values of a block that outlive it.

use crate::checks::frame::gather;
use crate::tables::{Data, Vector};

/// The values of some rows; texts as one piece.
pub struct Held {
    vector: Vector<'static>,
    texts: Option<(String, Vec<usize>)>,
}

impl Held {
    /// Takes the values of these rows along.
    pub fn of(vector: &Vector<'_>, rows: &[u32]) -> Held {
        let Vector { len, data, nulls, failed } = gather(vector, rows);
        let mut texts = None;
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
        Held { vector: Vector { len, data, nulls, failed }, texts }
    }

    /// The values again.
    pub fn vector(&self) -> Vector<'_> {
        let Some((all, ends)) = &self.texts else { return self.vector.clone() };
        let mut start = 0;
        let texts = ends.iter().map(|end| {
            let text = &all[start..*end];
            start = *end;
            text
        });
        Vector { data: Data::Text(texts.collect()), ..self.vector.clone() }
    }
}
