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

/// Up to this many members have a place each, found without a loop.
const FEW: usize = 16;

#[derive(Debug)]
struct Texts {
    few: Option<Places>,
    many: HashSet<Box<str>, foldhash::fast::FixedState>,
}

/// Texts by a hash under which no two of them meet: one comparison decides.
#[derive(Debug)]
struct Places {
    /// The place of each hash; those of no member hold the ends of no text.
    places: Box<[(Ends, Box<str>); PLACES]>,
    factor: u64,
}

const PLACES: usize = 64;
/// The ends of no text: a text as long as that is not empty.
const NOBODY: Ends = (usize::MAX, 0, 0);

impl Places {
    /// `None` where two texts look alike, or no factor keeps them apart.
    fn new(texts: &[Box<str>]) -> Option<Places> {
        let ends: Vec<Ends> = texts.iter().map(|text| ends(text.as_bytes())).collect();
        // Odd numbers without a pattern, always the same ones.
        let factors = (1..4096_u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let apart = |factor: &u64| {
            let mut taken = 0_u64;
            ends.iter().all(|ends| {
                let place = 1 << place_of(*ends, *factor);
                let free = taken & place == 0;
                taken |= place;
                free
            })
        };
        let factor = factors.into_iter().find(apart)?;
        let mut places = Box::new(std::array::from_fn(|_| (NOBODY, Box::from(""))));
        for (ends, text) in ends.into_iter().zip(texts) {
            places[place_of(ends, factor)] = (ends, text.clone());
        }
        Some(Places { places, factor })
    }

    #[inline]
    fn contains(&self, text: &str) -> bool {
        let wanted = ends(text.as_bytes());
        let (known, member) = &self.places[place_of(wanted, self.factor)];
        *known == wanted && (text.len() <= 16 || **member == *text)
    }
}

#[inline]
fn place_of((len, first, last): Ends, factor: u64) -> usize {
    let joined = first ^ last.rotate_left(32) ^ len as u64;
    (joined.wrapping_mul(factor) >> 58) as usize
}

impl Texts {
    fn new(mut texts: Vec<Box<str>>) -> Texts {
        texts.sort_unstable();
        texts.dedup();
        let few = if texts.len() <= FEW { Places::new(&texts) } else { None };
        let many = if few.is_some() { Vec::new() } else { texts };
        Texts { few, many: many.into_iter().collect() }
    }

    #[inline]
    fn contains(&self, text: &str) -> bool {
        match &self.few {
            Some(places) => places.contains(text),
            None => self.many.contains(text),
        }
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
