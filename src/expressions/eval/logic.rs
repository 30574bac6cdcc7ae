//! AND, OR, NOT and IS, with four answers.

use super::gaps::Gaps;
use super::rows;
use crate::expressions::ast::IsTest;
use crate::expressions::typed::{Frame, Typed};
use crate::tables::{Bitmap, Data, Vector};

/// Answers of all rows. `yes` is clear in the gaps; what is in none of the three is FALSE.
pub(super) struct Truth {
    yes: Bitmap,
    gaps: Gaps,
}

impl Truth {
    /// Reads a vector of booleans.
    pub(super) fn of(vector: &Vector) -> Truth {
        let gaps = Gaps::of(vector);
        let mut yes = match &vector.data {
            Data::Boolean(bits) => bits.clone(),
            _ => Bitmap::zeros(vector.len),
        };
        for gap in [&gaps.nulls, &gaps.failed].into_iter().flatten() {
            yes = yes.and_not(gap);
        }
        Truth { yes, gaps }
    }

    /// The rows that are TRUE.
    pub(super) fn yes(&self) -> &Bitmap {
        &self.yes
    }

    fn all(len: usize, value: bool) -> Truth {
        let yes = if value { Bitmap::ones(len) } else { Bitmap::zeros(len) };
        Truth { yes, gaps: Gaps::default() }
    }

    fn no(&self) -> Bitmap {
        let mut known = self.yes.clone();
        for gap in [&self.gaps.nulls, &self.gaps.failed].into_iter().flatten() {
            known = known.or(gap);
        }
        known.not()
    }

    /// FALSE where one is FALSE, else failed, NULL or TRUE, the first of these that one is.
    pub(super) fn and(&self, other: &Truth) -> Truth {
        let yes = self.yes.and(&other.yes);
        if self.gaps.is_empty() && other.gaps.is_empty() {
            return Truth { yes, gaps: Gaps::default() };
        }
        let gaps = self.gaps.and(&other.gaps);
        Truth { yes, gaps: outside(gaps, &self.no().or(&other.no())) }
    }

    /// TRUE where one is TRUE, else failed, NULL or FALSE, the first of these that one is.
    pub(super) fn or(&self, other: &Truth) -> Truth {
        let yes = self.yes.or(&other.yes);
        let gaps = outside(self.gaps.and(&other.gaps), &yes);
        Truth { yes, gaps }
    }

    pub(super) fn into_vector<'a>(self) -> Vector<'a> {
        self.gaps.around(self.yes.len(), Data::Boolean(self.yes))
    }
}

/// The gaps in rows that are not decided.
fn outside(gaps: Gaps, decided: &Bitmap) -> Gaps {
    let rest = |map: Option<Bitmap>| map.map(|map| map.and_not(decided)).filter(|map| !map.none());
    Gaps { nulls: rest(gaps.nulls), failed: rest(gaps.failed) }
}

/// All parts are TRUE. Parts that can no longer matter are not evaluated.
pub(super) fn and<'a>(parts: &[Typed], frame: &dyn Frame<'a>) -> Vector<'a> {
    let mut all = Truth::all(frame.n_rows(), true);
    for part in parts {
        if all.yes.none() && all.gaps.is_empty() {
            break;
        }
        all = all.and(&Truth::of(&rows(part, frame)));
    }
    all.into_vector()
}

/// One part is TRUE. Parts that can no longer matter are not evaluated.
pub(super) fn or<'a>(parts: &[Typed], frame: &dyn Frame<'a>) -> Vector<'a> {
    let mut any = Truth::all(frame.n_rows(), false);
    for part in parts {
        if any.yes.count() == frame.n_rows() {
            break;
        }
        any = any.or(&Truth::of(&rows(part, frame)));
    }
    any.into_vector()
}

pub(super) fn not<'a>(operand: &Typed, frame: &dyn Frame<'a>) -> Vector<'a> {
    negated_if(rows(operand, frame).into_owned(), true)
}

/// The other answer, where `negated`; gaps stay.
pub(super) fn negated_if(mut vector: Vector, negated: bool) -> Vector {
    if let (true, Data::Boolean(bits)) = (negated, &vector.data) {
        vector.data = Data::Boolean(bits.not());
    }
    vector
}

/// `IS [NOT] NULL|TRUE|FALSE|UNKNOWN`: never NULL.
pub(super) fn is<'a>(
    operand: &Typed,
    test: IsTest,
    negated: bool,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let vector = rows(operand, frame);
    let len = vector.len;
    let bits = match test {
        IsTest::Null | IsTest::Unknown => {
            vector.nulls.clone().unwrap_or_else(|| Bitmap::zeros(len))
        }
        IsTest::True => Truth::of(&vector).yes,
        IsTest::False => Truth::of(&vector).no(),
    };
    let gaps = Gaps { nulls: None, failed: vector.failed.clone() };
    negated_if(gaps.around(len, Data::Boolean(bits)), negated)
}
