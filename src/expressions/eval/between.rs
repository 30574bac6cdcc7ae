//! `x BETWEEN low AND high`: both comparisons, in one pass where both bounds are literals.

use super::compare::{operands, range_of};
use super::gaps::Gaps;
use super::logic::Truth;
use super::operand::{Operand, quotient};
use super::quotient as quotients;
use crate::expressions::ast::BinaryOp::{GreaterEqual, LessEqual};
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Data, Vector};

pub(super) fn between<'a>(
    operand: &Typed,
    low: &Typed,
    high: &Typed,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    if [operand, low, high].into_iter().any(|side| quotient(side).is_some()) {
        return quotients::between(operand, low, high, frame);
    }
    let operand = Operand::of(operand, frame);
    let (low, high) = (Operand::of(low, frame), Operand::of(high, frame));
    if let Some(vector) = in_one_pass(&operand, &low, &high) {
        return vector;
    }
    let above = Truth::of(&operands(GreaterEqual, &operand, &low, frame));
    let below = Truth::of(&operands(LessEqual, &operand, &high, frame));
    above.and(&below).into_vector()
}

fn in_one_pass<'a>(
    operand: &Operand<'_, 'a>,
    low: &Operand<'_, 'a>,
    high: &Operand<'_, 'a>,
) -> Option<Vector<'a>> {
    let (Operand::Rows(rows), Operand::Constant(low), Operand::Constant(high)) =
        (operand, low, high)
    else {
        return None;
    };
    let range = range_of(GreaterEqual, rows, low)?.and(range_of(LessEqual, rows, high)?);
    let bits = match &rows.data {
        Data::Date(days) => range.test_days(days),
        Data::Narrow { values, .. } | Data::Time(values) | Data::DateTime(values) => {
            range.test(values)
        }
        _ => return None,
    };
    Some(Gaps::of(rows).around(rows.len, Data::Boolean(bits)))
}
