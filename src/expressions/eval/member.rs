//! `x IN (…)`: literals are looked up in a set that is made once, anything else is compared in turn.

use super::gaps::Gaps;
use super::logic::Truth;
use super::narrow::Numbers;
use super::operand::{Operand, constant, quotient};
use super::quotient::{Side, sides};
use crate::expressions::ast::BinaryOp;
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Bitmap, Data, Vector};
use crate::types::bytes::{Ends, ends};
use crate::types::{Decimal, Value};
use hashbrown::HashSet;
use std::sync::{Arc, OnceLock};

/// The set behind an IN, made at its first use.
#[derive(Debug, Clone, Default)]
pub struct Members(Arc<OnceLock<Option<Set>>>);

/// Literals of one type.
#[derive(Debug)]
struct Set {
    kind: Kind,
    /// Whether NULL is among them: then no value is known not to be a member.
    has_null: bool,
}

#[derive(Debug)]
enum Kind {
    Texts(Texts),
    /// In order, each once.
    Numbers(Vec<Decimal>),
    /// Days or microseconds, in order.
    Whole(Vec<i64>),
}

/// Up to this many members are compared one by one: faster than hashing.
const FEW: usize = 16;

#[derive(Debug)]
struct Texts {
    few: Vec<(Ends, Box<str>)>,
    many: HashSet<Box<str>, foldhash::fast::FixedState>,
    /// The lengths that occur, modulo 64: rules most others out.
    lengths: u64,
}

impl Texts {
    fn new(texts: Vec<Box<str>>) -> Texts {
        let lengths = texts.iter().fold(0, |lengths, text| lengths | 1 << (text.len() % 64));
        let (few, many) = match texts.len() {
            0..=FEW => (
                texts.into_iter().map(|text| (ends(text.as_bytes()), text)).collect(),
                HashSet::default(),
            ),
            _ => (Vec::new(), texts.into_iter().collect()),
        };
        Texts { few, many, lengths }
    }

    #[inline]
    fn contains(&self, text: &str) -> bool {
        if self.lengths >> (text.len() % 64) & 1 == 0 {
            return false;
        }
        let wanted = ends(text.as_bytes());
        let same = |(known, member): &(Ends, Box<str>)| {
            *known == wanted && (text.len() <= 16 || **member == *text)
        };
        self.few.iter().any(same) || !self.many.is_empty() && self.many.contains(text)
    }
}

impl Set {
    /// `None` where an element is no literal, or of a type that has no set.
    fn of(list: &[Typed]) -> Option<Set> {
        let values: Vec<_> = list.iter().map(constant).collect::<Option<_>>()?;
        let has_null = values.iter().any(|value| **value == Value::Null);
        let values: Vec<&Value> =
            values.iter().map(AsRef::as_ref).filter(|value| **value != Value::Null).collect();
        let kind = match values.first()? {
            Value::Text(_) => Kind::Texts(Texts::new(each(&values, |value| match value {
                Value::Text(text) => Some(text.as_str().into()),
                _ => None,
            })?)),
            Value::Number(_) => Kind::Numbers(in_order(each(&values, |value| match value {
                Value::Number(number) => Some(*number),
                _ => None,
            })?)),
            Value::Date(_) | Value::Time(_) | Value::DateTime(_) => {
                Kind::Whole(in_order(each(&values, |value| match value {
                    Value::Date(days) => Some(i64::from(*days)),
                    Value::Time(micros) | Value::DateTime(micros) => Some(*micros),
                    _ => None,
                })?))
            }
            _ => return None,
        };
        Some(Set { kind, has_null })
    }

    fn test(&self, rows: &Vector) -> Option<Bitmap> {
        Some(match (&self.kind, &rows.data) {
            (Kind::Texts(set), Data::Text(texts)) => Bitmap::of(texts, |text| set.contains(text)),
            (Kind::Numbers(set), Data::Narrow { values, scale }) => {
                among(values, &at_scale(set, *scale))
            }
            (Kind::Numbers(set), data @ Data::Wide(_)) => {
                let numbers = Numbers::of(data)?;
                Bitmap::from_fn(rows.len, |row| set.binary_search(&numbers.get(row)).is_ok())
            }
            (Kind::Whole(set), Data::Date(days)) => {
                Bitmap::of(days, |days| set.binary_search(&i64::from(days)).is_ok())
            }
            (Kind::Whole(set), Data::Time(values) | Data::DateTime(values)) => among(values, set),
            _ => return None,
        })
    }
}

fn each<T>(values: &[&Value], f: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(|value| f(value)).collect()
}

fn in_order<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

/// The members that a column of this scale can hold.
fn at_scale(set: &[Decimal], scale: u8) -> Vec<i64> {
    set.iter().filter_map(|number| i64::try_from(number.rescaled(scale)?.mantissa()).ok()).collect()
}

fn among(values: &[i64], set: &[i64]) -> Bitmap {
    if set.len() <= FEW {
        return Bitmap::of(values, |value| set.contains(&value));
    }
    Bitmap::of(values, |value| set.binary_search(&value).is_ok())
}

pub(super) fn is_in<'a>(
    operand: &Typed,
    list: &[Typed],
    members: &Members,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let Some(set) = members.0.get_or_init(|| Set::of(list)).as_ref() else {
        return in_turn(&Side::of(operand, frame), list, frame);
    };
    if quotient(operand).is_some() {
        return in_turn(&Side::of(operand, frame), list, frame);
    }
    let rows = Operand::of(operand, frame).into_rows(frame);
    let Some(bits) = set.test(&rows) else {
        return in_turn(&Side::Plain(Operand::Rows(rows)), list, frame);
    };
    let mut gaps = Gaps::of(&rows);
    if set.has_null {
        let unknown = gaps.and(&Gaps { nulls: Some(bits.not()), failed: None });
        gaps = unknown;
    }
    gaps.around(rows.len, Data::Boolean(bits))
}

/// `x = a OR x = b`.
fn in_turn<'a>(operand: &Side<'_, 'a>, list: &[Typed], frame: &dyn Frame<'a>) -> Vector<'a> {
    let answer =
        |member| Truth::of(&sides(BinaryOp::Equal, operand, &Side::of(member, frame), frame));
    let any = list.iter().map(answer).reduce(|any, next| any.or(&next));
    any.map_or_else(|| no_member(frame.n_rows()), Truth::into_vector)
}

fn no_member<'a>(len: usize) -> Vector<'a> {
    Vector::full(len, Data::Boolean(Bitmap::zeros(len)))
}
