//! CASE, `if`, `coalesce`: each row takes the value that it chooses, and nothing of the others.

use super::gaps::{Gaps, collect, fill};
use super::{Rows, logic::Truth, narrow::Numbers, rows};
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Decimal, Type, Value};

/// Which of the candidates each row takes.
struct Choice {
    picks: Vec<usize>,
    /// Rows that have taken one, or cannot know which.
    settled: Bitmap,
    /// Rows whose condition is not computable.
    failed: Bitmap,
}

impl Choice {
    fn new(len: usize) -> Choice {
        let (settled, failed) = (Bitmap::zeros(len), Bitmap::zeros(len));
        Choice { picks: vec![0; len], settled, failed }
    }

    /// The rows that are still open take this candidate.
    fn take(&mut self, rows: &Bitmap, candidate: usize) {
        let rows = rows.and_not(&self.settled);
        rows.iter().for_each(|row| self.picks[row] = candidate);
        self.settled = self.settled.or(&rows);
    }

    fn fail(&mut self, rows: &Bitmap) {
        let rows = rows.and_not(&self.settled);
        self.failed = self.failed.or(&rows);
        self.settled = self.settled.or(&rows);
    }

    fn is_settled(&self) -> bool {
        self.settled.count() == self.picks.len()
    }
}

/// Conditions are asked in order; the first that is TRUE chooses.
pub(super) fn case<'a>(
    branches: &[(Typed, Typed)],
    otherwise: &Typed,
    ty: Type,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let mut choice = Choice::new(frame.n_rows());
    let mut candidates: Vec<Rows> = Vec::with_capacity(branches.len() + 1);
    for (condition, result) in branches {
        let condition = rows(condition, frame);
        if let Some(failed) = &condition.failed {
            choice.fail(failed);
        }
        choice.take(Truth::of(&condition).yes(), candidates.len());
        candidates.push(rows(result, frame));
        if choice.is_settled() {
            break;
        }
    }
    let rest = choice.settled.not();
    choice.take(&rest, candidates.len());
    candidates.push(rows(otherwise, frame));
    pick(&choice, &candidates, ty, frame)
}

/// `if(condition, then, otherwise)`.
pub(super) fn either<'a>(args: &[Typed], ty: Type, frame: &dyn Frame<'a>) -> Vector<'a> {
    let [condition, then, otherwise] = args else { return Vector::null(frame.n_rows()) };
    let condition = rows(condition, frame);
    let mut choice = Choice::new(condition.len);
    if let Some(failed) = &condition.failed {
        choice.fail(failed);
    }
    choice.take(Truth::of(&condition).yes(), 0);
    let rest = choice.settled.not();
    choice.take(&rest, 1);
    pick(&choice, &[rows(then, frame), rows(otherwise, frame)], ty, frame)
}

/// The first that is not NULL. A candidate that is not computable where it is asked decides.
pub(super) fn coalesce<'a>(args: &[Typed], ty: Type, frame: &dyn Frame<'a>) -> Vector<'a> {
    let mut choice = Choice::new(frame.n_rows());
    let mut candidates: Vec<Rows> = Vec::with_capacity(args.len());
    for (candidate, arg) in args.iter().enumerate() {
        let values = rows(arg, frame);
        let taken = match (&values.nulls, candidate + 1 == args.len()) {
            (Some(nulls), false) => nulls.not(),
            _ => Bitmap::ones(values.len),
        };
        choice.take(&taken, candidate);
        candidates.push(values);
        if choice.is_settled() {
            break;
        }
    }
    pick(&choice, &candidates, ty, frame)
}

fn pick<'a>(
    choice: &Choice,
    candidates: &[Rows<'_, 'a>],
    ty: Type,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let len = choice.picks.len();
    let chosen = |row: usize| &candidates[choice.picks[row]];
    let nulls = Bitmap::from_fn(len, |row| chosen(row).is_null(row)).and_not(&choice.failed);
    let failed = Bitmap::from_fn(len, |row| chosen(row).is_failed(row)).or(&choice.failed);
    let gaps = Gaps {
        nulls: Some(nulls).filter(|nulls| !nulls.none()),
        failed: Some(failed).filter(|failed| !failed.none()),
    };
    if ty.is_exact() {
        let numbers: Vec<_> = candidates.iter().map(|rows| Numbers::of(&rows.data)).collect();
        let value =
            |row: usize| Ok(numbers[choice.picks[row]].as_ref().map(|numbers| numbers.get(row)));
        let (values, gaps) = fill(len, gaps, Decimal::ZERO, value);
        return gaps.around(len, Data::Wide(values));
    }
    if ty == Type::Text {
        let (values, gaps) = fill(len, gaps, "", |row| match &chosen(row).data {
            Data::Text(texts) => Ok(Some(texts[row])),
            _ => Ok(None),
        });
        return gaps.around(len, Data::Text(values));
    }
    collect(len, gaps, (ty, frame.arena()), |row| Ok(chosen(row).value(row).unwrap_or(Value::Null)))
}
