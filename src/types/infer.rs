//! What type all values of a column agree on.

use super::calendar::{date_from_bytes, datetime_from_bytes};
use super::{DataType, Decimal};

/// The types that are inferred, the narrower before the wider; `string` is what is left.
const CANDIDATES: [DataType; 4] =
    [DataType::Integer, DataType::Number, DataType::Date, DataType::DateTime];

/// The value that decided against a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decider {
    pub row: u64,
    /// The text, cut where it is long.
    pub text: String,
}

/// What the values of a column, or of a stretch of it, agree on so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inference {
    /// For each candidate the first value that is not of that type.
    refuted: [Option<Decider>; 4],
    any: bool,
}

/// The type of a column with the value that decided against the next narrower one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    pub data_type: DataType,
    pub decider: Option<Decider>,
}

impl Inference {
    /// Looks at a value that is not missing. Rows come in ascending order.
    #[inline]
    pub fn observe(&mut self, row: u64, text: &[u8]) {
        self.any = true;
        let shape = shape(text);
        for (candidate, refuted) in CANDIDATES.iter().zip(&mut self.refuted) {
            if refuted.is_none() && !shape.is(*candidate) {
                *refuted = Some(Decider { row, text: cut(text) });
            }
        }
    }

    /// Whether a value was looked at.
    pub fn has_values(&self) -> bool {
        self.any
    }

    /// Whether no later value can change the answer.
    pub fn is_settled(&self) -> bool {
        self.refuted.iter().all(Option::is_some)
    }

    /// Both stretches together; the rows of `later` come after those of this one.
    pub fn merge(self, later: Inference) -> Inference {
        let mut after = later.refuted.into_iter();
        let refuted = self.refuted.map(|earlier| earlier.or(after.next().flatten()));
        Inference { refuted, any: self.any || later.any }
    }

    /// The narrowest type of all values; `string` where there are none.
    pub fn finish(&self) -> Inferred {
        let holds = |index: &usize| self.any && self.refuted[*index].is_none();
        match (0..CANDIDATES.len()).find(holds) {
            Some(1) => Inferred { data_type: DataType::Number, decider: self.refuted[0].clone() },
            Some(index) => Inferred { data_type: CANDIDATES[index], decider: None },
            None => {
                let decider = self.refuted.iter().flatten().max_by_key(|decider| decider.row);
                Inferred { data_type: DataType::String, decider: decider.cloned() }
            }
        }
    }
}

/// What one text is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Integer,
    Number,
    Date,
    DateTime,
    Other,
}

impl Shape {
    fn is(self, data_type: DataType) -> bool {
        match data_type {
            DataType::Integer => self == Shape::Integer,
            DataType::Number => matches!(self, Shape::Integer | Shape::Number),
            DataType::Date => self == Shape::Date,
            DataType::DateTime => self == Shape::DateTime,
            _ => true,
        }
    }
}

fn shape(text: &[u8]) -> Shape {
    if text.len() >= 10 && text[4] == b'-' {
        if date_from_bytes(text).is_some() {
            return Shape::Date;
        }
        if datetime_from_bytes(text).is_some() {
            return Shape::DateTime;
        }
    }
    number_shape(text).unwrap_or(Shape::Other)
}

/// Numbers as nobody writes an identifier: no leading zero, no plus sign, no exponent, digits on
/// both sides of a point (or none before it).
fn number_shape(text: &[u8]) -> Option<Shape> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let fraction = match digits.get(whole) {
        None => None,
        Some(b'.') => Some(&digits[whole + 1..]),
        Some(_) => return None,
    };
    let leading_zero = whole > 1 && digits[0] == b'0';
    let odd = match fraction {
        None => whole == 0,
        Some(places) => places.is_empty() || !places.iter().all(u8::is_ascii_digit),
    };
    let long = text.len() > 18;
    if leading_zero || odd || long && Decimal::from_bytes(text).is_err() {
        return None;
    }
    Some(if fraction.is_none() { Shape::Integer } else { Shape::Number })
}

/// The text as messages may quote it.
fn cut(text: &[u8]) -> String {
    const LONGEST: usize = 80;
    let text = String::from_utf8_lossy(text);
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn infer(texts: &[&str]) -> Inferred {
        let observe = |from: usize, texts: &[&str]| {
            let mut state = Inference::default();
            for (index, text) in texts.iter().enumerate() {
                state.observe((from + index) as u64, text.as_bytes());
            }
            state
        };
        let whole = observe(1, texts);
        for cut in 0..=texts.len() {
            let (before, after) = texts.split_at(cut);
            assert_eq!(observe(1, before).merge(observe(1 + cut, after)), whole);
        }
        whole.finish()
    }

    #[track_caller]
    fn check(texts: &[&str], data_type: DataType, decider: Option<(u64, &str)>) {
        let decider = decider.map(|(row, text)| Decider { row, text: text.to_owned() });
        assert_eq!(infer(texts), Inferred { data_type, decider });
    }

    #[test]
    fn all_values_have_to_agree() {
        check(&["1", "-2", "0"], DataType::Integer, None);
        check(&["1", "2.5", "x.5"], DataType::String, Some((3, "x.5")));
        check(&["1", "2.5", "3.5"], DataType::Number, Some((2, "2.5")));
        check(&["2024-10-16", "0001-01-01"], DataType::Date, None);
        check(&["2024-10-16T10:00:00Z"], DataType::DateTime, None);
        check(&["2024-10-16", "2024-02-30"], DataType::String, Some((2, "2024-02-30")));
        check(&["2024-10-16", "1"], DataType::String, Some((2, "1")));
        check(&[], DataType::String, None);
    }

    #[test]
    fn what_may_be_an_identifier_is_text() {
        for text in ["007", "+5", "1e3", "5.", "1 ", "16/10/2024", "12:30", "true", "2024-10", "-"]
        {
            check(&["1", text], DataType::String, Some((2, text)));
        }
        check(&["12", &"9".repeat(38)], DataType::Integer, None);
        let long = "9".repeat(39);
        check(&["12", &long], DataType::String, Some((2, &long)));
        check(&["0.5", ".5", "-0"], DataType::Number, Some((1, "0.5")));
    }
}
