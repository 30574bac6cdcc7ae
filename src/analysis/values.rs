//! What conditions on one column say of single values: asked of the evaluator itself.

use super::cubes::{Answers, Cube, Terms, Test, Union};
use crate::expressions::eval;
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{ReferenceId, Vector};
use crate::types::{Type, Value};
use bumpalo::Bump;

/// More values than this are not asked one by one.
const MOST: usize = 2000;

/// Rows that hold one column.
struct Column<'a> {
    values: Vector<'a>,
    arena: &'a Bump,
}

impl<'a> Frame<'a> for Column<'a> {
    fn n_rows(&self) -> usize {
        self.values.len
    }

    fn column(&self, _index: usize) -> Vector<'a> {
        self.values.clone()
    }

    fn follow(&self, _path: &[ReferenceId], _column: usize) -> Vector<'a> {
        Vector::null(self.values.len)
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }

    fn today(&self) -> i32 {
        0
    }
}

/// How a condition on one column ends for each value.
pub fn answers(condition: &Typed, ty: Type, values: &[Value]) -> Vec<Answers> {
    let arena = Bump::new();
    let column = eval::from_values(values.len(), (ty, &arena), |row| Ok(values[row].clone()));
    let frame = Column { values: column, arena: &arena };
    let vector = eval::eval(condition, &frame);
    let answer = |row: usize| match vector.value(row) {
        None => Answers::FAILED,
        Some(Value::Boolean(true)) => Answers::TRUE,
        Some(Value::Boolean(false)) => Answers::FALSE,
        Some(_) => Answers::NULL,
    };
    (0..values.len()).map(answer).collect()
}

/// Whether no row can be in any of the cubes, with the values of columns that have few asked one by
/// one.
pub fn is_empty(union: &Union<'_>, terms: &Terms) -> bool {
    union.0.iter().all(|cube| cube.is_empty(terms) || no_value_passes(cube, terms))
}

/// Whether some column of a cube has no value left that meets all tests of it.
fn no_value_passes(cube: &Cube<'_>, terms: &Terms) -> bool {
    let mut columns: Vec<usize> = cube.tests.iter().map(|test| test.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.into_iter().any(|column| left(cube, column, terms).is_some_and(|left| left.is_empty()))
}

/// The values (NULL too) that a cube leaves of a column; `None` where they are not few.
pub fn left(cube: &Cube<'_>, column: usize, terms: &Terms) -> Option<Vec<Value>> {
    let term = terms.column(column)?;
    let ty = terms.get(term).ty;
    let domain = cube.domains.get(&term)?;
    let mut values =
        domain.values.clone().on_steps(ty).values().filter(|some| some.len() <= MOST)?;
    if domain.null {
        values.push(Value::Null);
    }
    let tests: Vec<&Test<'_>> = cube.tests.iter().filter(|test| test.column == column).collect();
    for test in tests {
        let answers = answers(test.condition, ty, &values);
        let mut answers = answers.into_iter();
        values.retain(|_| answers.next().is_some_and(|answer| test.answers.has(answer)));
    }
    Some(values)
}
