//! Subqueries: the answers are known, and each row looks its own up.

use super::gaps::{Gaps, collect};
use super::operand::broadcast;
use super::{Rows, rows};
use crate::expressions::subquery::{Answers, Ask, Spot, Subquery};
use crate::expressions::typed::{Frame, Typed};
use crate::tables::Vector;
use crate::tables::encode::encode;
use crate::types::{Computed, NotComputable, Type, Value};

/// What a row looks by.
enum Looked {
    Key,
    /// A missing value, which equals nothing.
    Nothing,
    /// A side that cannot be computed.
    Failed,
}

/// The sides of the row that asks.
struct Asker<'q, 'v, 'a> {
    query: &'q Subquery,
    keys: Vec<Rows<'v, 'a>>,
}

impl<'q, 'v, 'a> Asker<'q, 'v, 'a> {
    fn new(query: &'q Subquery, args: &'v [Typed], frame: &'v dyn Frame<'a>) -> Asker<'q, 'v, 'a> {
        Asker { query, keys: args.iter().map(|arg| rows(arg, frame)).collect() }
    }

    /// Puts the key of a row into the buffer.
    fn look(&self, row: usize, key: &mut Vec<u8>) -> Looked {
        key.clear();
        for (vector, of) in self.keys.iter().zip(&self.query.keys) {
            if vector.is_failed(row) {
                return Looked::Failed;
            }
            if vector.is_null(row) && !of.missing_matches {
                return Looked::Nothing;
            }
            encode(vector, row, key);
        }
        Looked::Key
    }
}

pub(super) fn ask<'a>(
    query: &Subquery,
    args: &[Typed],
    ty: Type,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let Some(answers) = query.answers() else { return Vector::null(frame.n_rows()) };
    if let Ask::Member(_) = query.ask {
        return is_member(query, answers, args, frame);
    }
    if args.is_empty() {
        let value = value_of(answers, Some(&[]), &query.ask);
        return match value {
            Ok(value) => broadcast(&value, frame),
            Err(reason) => {
                collect(frame.n_rows(), Gaps::default(), (ty, frame.arena()), |_| Err(reason))
            }
        };
    }
    let asker = Asker::new(query, args, frame);
    let mut key = Vec::new();
    collect(frame.n_rows(), Gaps::default(), (ty, frame.arena()), |row| {
        match asker.look(row, &mut key) {
            Looked::Failed => Err(NotComputable::Elsewhere),
            Looked::Nothing => value_of(answers, None, &query.ask),
            Looked::Key => value_of(answers, Some(&key), &query.ask),
        }
    })
}

/// A row that may be anybody's decides nothing where another one has.
fn value_of(answers: &Answers, key: Option<&[u8]>, ask: &Ask) -> Computed {
    let value = key.map_or_else(|| answers.empty.clone(), |key| answers.value(key));
    match (answers.stray, ask, &value) {
        (None, _, _) | (_, Ask::Exists, Ok(Value::Boolean(true))) => value,
        _ => Err(NotComputable::Elsewhere),
    }
}

/// `x IN (SELECT …)`: TRUE where it is there, unknown where it or a value is missing, else FALSE.
fn is_member<'a>(
    query: &Subquery,
    answers: &Answers,
    args: &[Typed],
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let Some((value, keys)) = args.split_first() else { return Vector::null(frame.n_rows()) };
    let value = rows(value, frame);
    let asker = Asker::new(query, keys, frame);
    let mut key = Vec::new();
    collect(frame.n_rows(), Gaps::default(), (Type::Boolean, frame.arena()), |row| {
        let group = match asker.look(row, &mut key) {
            Looked::Failed => return Err(NotComputable::Elsewhere),
            Looked::Nothing => None,
            Looked::Key => answers.value_of_group(&key),
        };
        let Some(of_group) = group else {
            return if answers.stray.is_some() {
                Err(NotComputable::Elsewhere)
            } else {
                Ok(Value::Boolean(false))
            };
        };
        if value.is_failed(row) {
            return Err(NotComputable::Elsewhere);
        }
        let is_missing = value.is_null(row);
        encode(&value, row, &mut key);
        if !is_missing && answers.has_member(&key) {
            return Ok(Value::Boolean(true));
        }
        match of_group {
            _ if answers.stray.is_some() => Err(NotComputable::Elsewhere),
            Err(reason) => Err(reason),
            Ok(Value::Boolean(false)) if !is_missing => Ok(Value::Boolean(false)),
            Ok(_) => Ok(Value::Null),
        }
    })
}

/// The row of the other table that an answer to the first row rests on: the first of its group, the
/// one that is meant behind `IN`, or the one that cannot be computed.
pub(in crate::expressions) fn spot<'a>(
    query: &Subquery,
    args: &[Typed],
    frame: &dyn Frame<'a>,
) -> Option<Spot> {
    let answers = query.answers()?;
    let is_member = matches!(query.ask, Ask::Member(_));
    let (values, keys) = args.split_at(usize::from(is_member).min(args.len()));
    let mut key = Vec::new();
    match Asker::new(query, keys, frame).look(0, &mut key) {
        Looked::Key => {}
        Looked::Nothing | Looked::Failed => return answers.stray,
    }
    let found = match values.first() {
        Some(value) => {
            encode(&rows(value, frame), 0, &mut key);
            answers.spot_of_member(&key)
        }
        None => answers.spot(&key),
    };
    answers.stray.or(found)
}
