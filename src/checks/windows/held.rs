//! Values of a block that outlive it.

use crate::tables::{Data, Lists, Vector, gather};

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
}
