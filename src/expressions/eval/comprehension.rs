//! `[result FOR element IN list IF filter]`: the values of all rows looked at together.
//!
//! Inside of another comprehension each value of a list is a row, which may have a list as long again.
//! So many values are looked at in stretches, what a stretch computes on the way is dropped with it,
//! and a list of lists that grows beyond [`MOST`] values is not computable.

use super::gaps::Gaps;
use super::list::without;
use super::logic::Truth;
use super::rows;
use crate::expressions::typed::{Comprehension, Frame, Typed};
use crate::tables::{Bitmap, Data, Lists, ReferenceId, Target, Vector, gather};
use crate::types::Type;
use bumpalo::Bump;
use std::ops::Range;

/// Values that the lists of a list have together; `NotComputable::TooManyValues` says it.
const MOST: usize = 1 << 20;
/// Values of lists within lists that a stretch is likely to look at, and its least rows.
const AT_ONCE: usize = 1 << 18;
const LEAST: usize = 16;

/// The values of all lists as rows, with the rows that they come from.
struct Elements<'f, 'a> {
    outer: &'f dyn Frame<'a>,
    level: usize,
    values: Vector<'a>,
    positions: Vec<i64>,
    parents: Vec<Target>,
    /// Rows that are looked at together.
    at_once: usize,
}

impl<'f, 'a> Elements<'f, 'a> {
    fn of(lists: &Lists<'a>, len: usize, (level, outer): (usize, &'f dyn Frame<'a>)) -> Self {
        let (mut positions, mut parents) = (Vec::new(), Vec::new());
        let mut places = Vec::new();
        let mut longest = 1;
        for row in 0..len {
            let range = lists.range(row);
            longest = longest.max(range.len());
            positions.extend((1..).take(range.len()));
            parents.extend(std::iter::repeat_n(row as Target, range.len()));
            places.extend(range.map(|at| at as Target));
        }
        let values = gather(&lists.values, &places);
        // Lists within are hardly longer than those around them.
        let at_once = (AT_ONCE / longest).max(LEAST);
        Elements { outer, level, values, positions, parents, at_once }
    }

    /// The values of an expression, and the rows of the outer frame whose lists of lists are too
    /// large.
    fn each(&self, expr: &Typed, too_large: &mut Bitmap) -> Vector<'a> {
        let n_rows = self.values.len;
        if n_rows <= self.at_once {
            let whole = rows(expr, &self.stretch(0..n_rows, self.outer.arena())).into_owned();
            return self.limited(whole, 0, &mut vec![0; too_large.len()], too_large);
        }
        let mut counts = vec![0; too_large.len()];
        let mut stretches = Vec::new();
        for start in (0..n_rows).step_by(self.at_once) {
            let arena = Bump::new();
            let stretch = self.stretch(start..(start + self.at_once).min(n_rows), &arena);
            let found = rows(expr, &stretch).into_owned();
            let found = self.limited(found, start, &mut counts, too_large);
            stretches.push(kept(found, self.outer.arena()));
        }
        Vector::joined(stretches)
    }

    fn stretch<'b>(&self, range: Range<usize>, arena: &'b Bump) -> Stretch<'_, 'f, 'a, 'b>
    where
        'a: 'b,
    {
        let places: Vec<Target> = range.clone().map(|at| at as Target).collect();
        Stretch { elements: self, values: gather(&self.values, &places), range, arena }
    }

    /// Leaves out the lists of rows that have too many values; `counts` has those so far.
    fn limited<'b>(
        &self,
        found: Vector<'b>,
        start: usize,
        counts: &mut [usize],
        too_large: &mut Bitmap,
    ) -> Vector<'b> {
        let Data::List(lists) = &found.data else { return found };
        let parents = &self.parents[start..start + found.len];
        for (row, parent) in parents.iter().enumerate() {
            let count = &mut counts[*parent as usize];
            *count += lists.range(row).len();
            if *count > MOST {
                too_large.set(*parent as usize);
            }
        }
        if !parents.iter().any(|parent| too_large.get(*parent as usize)) {
            return found;
        }
        let large = Bitmap::from_fn(found.len, |row| too_large.get(parents[row] as usize));
        without(Gaps::of(&found).and_failed(large), lists.clone(), found.len)
    }
}

/// Some of the elements, with room of their own for the texts that are made of them.
struct Stretch<'s, 'f, 'a, 'b> {
    elements: &'s Elements<'f, 'a>,
    values: Vector<'b>,
    range: Range<usize>,
    arena: &'b Bump,
}

impl Stretch<'_, '_, '_, '_> {
    fn parents(&self) -> &[Target] {
        &self.elements.parents[self.range.clone()]
    }
}

impl<'a: 'b, 'b> Frame<'b> for Stretch<'_, '_, 'a, 'b> {
    fn n_rows(&self) -> usize {
        self.range.len()
    }

    fn column(&self, index: usize) -> Vector<'b> {
        let outer = self.elements.outer;
        match outer.column_ref(index) {
            Some(column) => gather(column, self.parents()),
            None => gather(&outer.column(index), self.parents()),
        }
    }

    fn follow(&self, path: &[ReferenceId], column: usize) -> Vector<'b> {
        gather(&self.elements.outer.follow(path, column), self.parents())
    }

    fn slot(&self, index: usize, ty: Type) -> Vector<'b> {
        gather(&self.elements.outer.slot(index, ty), self.parents())
    }

    fn element(&self, level: usize, position: bool) -> Vector<'b> {
        match (level == self.elements.level, position) {
            (true, false) => self.values.clone(),
            (true, true) => {
                let values = self.elements.positions[self.range.clone()].to_vec();
                Vector::full(self.range.len(), Data::Narrow { values, scale: 0 })
            }
            (false, _) => gather(&self.elements.outer.element(level, position), self.parents()),
        }
    }

    fn arena(&self) -> &'b Bump {
        self.arena
    }

    fn today(&self) -> i32 {
        self.elements.outer.today()
    }
}

/// The same values with their texts in an arena that stays.
fn kept<'a>(vector: Vector<'_>, arena: &'a Bump) -> Vector<'a> {
    let Vector { len, data, nulls, failed } = vector;
    let data = match data {
        Data::Text(texts) => {
            Data::Text(texts.into_iter().map(|text| &*arena.alloc_str(text)).collect())
        }
        Data::List(Lists { starts, values }) => {
            Data::List(Lists { starts, values: Box::new(kept(*values, arena)) })
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
    Vector { len, data, nulls, failed }
}

/// Evaluates a comprehension. A value that is left out need not be computable.
pub(super) fn comprehension<'a>(made: &Comprehension, frame: &dyn Frame<'a>) -> Vector<'a> {
    evaluated(made, frame).0
}

/// Whether a comprehension has too many values in some row.
pub fn outgrows(made: &Comprehension, frame: &dyn Frame<'_>) -> bool {
    evaluated(made, frame).1.is_some_and(|too_large| !too_large.none())
}

/// The values, and the rows that have too many of them.
fn evaluated<'a>(made: &Comprehension, frame: &dyn Frame<'a>) -> (Vector<'a>, Option<Bitmap>) {
    let lists = rows(&made.list, frame);
    let (len, mut gaps) = (lists.len, Gaps::of(&lists));
    let Data::List(lists) = &lists.data else { return (gaps.around(len, Data::Null), None) };
    let elements = Elements::of(lists, len, (made.level, frame));
    let (mut failed, mut too_large) = (Bitmap::zeros(len), Bitmap::zeros(len));
    let mut fail = |at: usize| failed.set(elements.parents[at] as usize);
    let chosen = match &made.filter {
        None => Bitmap::ones(elements.values.len),
        Some(filter) => {
            let filter = elements.each(filter, &mut too_large);
            filter.failed.iter().flat_map(Bitmap::iter).for_each(&mut fail);
            Truth::of(&filter).yes().clone()
        }
    };
    let mut results = elements.each(&made.result, &mut too_large);
    if let Some(not_computable) = results.failed.take() {
        not_computable.and(&chosen).iter().for_each(&mut fail);
    }
    let mut starts = vec![0_u32; len + 1];
    let mut places = Vec::with_capacity(chosen.count());
    for at in chosen.iter() {
        starts[elements.parents[at] as usize + 1] += 1;
        places.push(at as Target);
    }
    for row in 0..len {
        starts[row + 1] += starts[row];
    }
    gaps = gaps.and_failed(failed.or(&too_large));
    let values = Box::new(gather(&results, &places));
    (without(gaps, Lists { starts, values }, len), Some(too_large))
}
