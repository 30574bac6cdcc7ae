//! `sequence = { column = "page", step = 1, by = ["book"] }`: each value is the one before it, in
//! the order of the file, plus the step.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::keys;
use super::sequence_set::SequenceSet;
use super::{
    BlockRow, Check, Description, Kept, Kind, Late, Observed, Placement, Reads, Request, RowFrame,
    Verdicts, Whole, Wording,
};
use crate::rules::Param;
use crate::tables::{Bitmap, Data, Vector, bitmap};
use crate::types::{Decimal, Type, Value, format};
use hashbrown::HashTable;

pub struct Sequence;

impl Kind for Sequence {
    fn name(&self) -> &'static str {
        "sequence"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let column = binder.column_at(request, "column")?;
        let by = match request.params.get("by") {
            Some(by) => binder.columns_or_expressions(request.table, by)?,
            None => Vec::new(),
        };
        let step = match request.params.get("step") {
            Some(step) => binder.decimal(step)?,
            None => Decimal::ONE,
        };
        let schema = binder.column(request.table, column);
        let (name, ty) = (schema.name.clone(), schema.value_type());
        // Of an absent column the type is not known: then the rule is not evaluated.
        if !matches!(ty, Type::Integer | Type::Number | Type::Date | Type::Null) {
            let message = format!("`sequence` counts numbers and dates; `{name}` is {ty}");
            binder.mistake("not-applicable", message, request.params.place(), "of this column");
            return None;
        }
        let any_order = match request.params.get("any-order") {
            Some(any_order) => binder.boolean(any_order)?,
            None => false,
        };
        if any_order {
            let place = request.params.get("step").unwrap_or(request.params).place();
            return SequenceSet::bind((column, name, ty), (step, by), place, binder);
        }
        Some(Box::new(Steps { column, name, step, by }))
    }
}

/// Values that count on, each group by itself. Missing values are passed over.
struct Steps {
    column: usize,
    name: String,
    step: Decimal,
    by: Vec<usize>,
}

/// A group in a block: what has to join on to the blocks before and after.
struct Edge {
    hash: u64,
    key: Vec<Value>,
    /// The first value and its row; none where a cell before it does not read.
    first: Option<(Decimal, BlockRow)>,
    /// The last value and its row; none where a cell after it does not read.
    last: Option<(Decimal, BlockRow)>,
}

/// What a block shows.
struct Part {
    edges: Vec<Edge>,
    /// Rows that do not follow, each with the row before it.
    odd: Vec<(BlockRow, BlockRow)>,
}

impl Check for Steps {
    fn reads(&self) -> Reads {
        Reads::of_columns([self.column].into_iter().chain(self.by.iter().copied()))
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let vector = block.vector(self.column);
        let present = rows.and(&keys::present(&[vector]));
        let mut observed =
            Observed { undecided: Some(rows.and_not(&present)), ..Observed::default() };
        let part = match self.in_one_go(block, vector, &present) {
            Some(part) => part,
            None => {
                let (part, behind) = self.one_by_one(block, vector, &present);
                observed.undecided = bitmap::union(observed.undecided.as_ref(), Some(&behind));
                part
            }
        };
        let mut late = Bitmap::zeros(rows.len());
        let firsts = part.edges.iter().filter_map(|edge| edge.first);
        firsts.for_each(|(_, row)| late.set(row.row as usize));
        part.odd.iter().for_each(|(row, _)| late.set(row.row as usize));
        observed.deferred = Some(late);
        observed.kept = Some(Box::new(part));
        observed
    }

    fn misses_rows(&self) -> bool {
        true
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let mut verdicts = Verdicts::default();
        let mut groups: HashTable<(usize, Edge)> = HashTable::new();
        for Kept { block, part } in kept {
            let Ok(part) = part.downcast::<Part>() else { continue };
            verdicts.counts.failed += part.odd.len() as u64;
            let odd = part.odd.iter().take(whole.limit());
            verdicts.violations.extend(odd.map(|(row, before)| {
                Late::new(whole.row(block, *row), Some(whole.row(block, *before)))
            }));
            for edge in part.edges {
                let same =
                    |known: &(usize, Edge)| known.1.hash == edge.hash && known.1.key == edge.key;
                let known = groups.find_mut(edge.hash, same);
                if let Some((first, row)) = edge.first {
                    let counts = &mut verdicts.counts;
                    match known.as_ref().map(|(from, known)| (from, known.last)) {
                        Some((_, None)) => counts.undecided += 1,
                        Some((from, Some((last, before)))) if !self.follows(last, first) => {
                            counts.failed += 1;
                            let before = whole.row(*from, before);
                            let late = Late::new(whole.row(block, row), Some(before));
                            verdicts.violations.push(late);
                        }
                        Some(_) | None => counts.passed += 1,
                    }
                }
                match known {
                    Some(known) => (known.0, known.1.last) = (block, edge.last),
                    None => {
                        groups.insert_unique(edge.hash, (block, edge), |known| known.1.hash);
                    }
                }
            }
        }
        verdicts.violations.sort_unstable();
        verdicts
    }

    fn wording(&self) -> Wording {
        let (step, word) = self.apart();
        let object = format!("with `{}` not {step} {word} than in the row before", self.name);
        Wording { singular: "stands", plural: "stand", object, help: None }
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let (cell, before) = (row.cell_is(self.column), row.other_shown(self.column));
        let whose = match self.by.as_slice() {
            [] => String::new(),
            by => format!(" with {}", row.named_values(by)),
        };
        let (step, word) = self.apart();
        let message = format!("{cell}, not {step} {word} than {before} in the row before{whose}");
        Description {
            message,
            cells: vec![(self.column, cell)],
            other_cells: vec![(self.column, format!("the row before{whose} has {before}"))],
            ..Description::default()
        }
    }
}

impl Steps {
    /// "1", "more".
    fn apart(&self) -> (String, &'static str) {
        let (step, word) = match self.step < Decimal::ZERO {
            true => (self.step.neg(), "less"),
            false => (self.step, "more"),
        };
        (format::grouped(step), word)
    }

    fn follows(&self, before: Decimal, value: Decimal) -> bool {
        before.add(self.step).is_ok_and(|expected| expected == value)
    }

    /// Whole numbers without gaps and groups: neighbours compared over the whole block.
    fn in_one_go(
        &self,
        block: &BlockFrame<'_>,
        vector: &Vector<'_>,
        present: &Bitmap,
    ) -> Option<Part> {
        let Data::Narrow { values, scale: 0 } = &vector.data else { return None };
        let step = self.step.to_i64().filter(|_| self.by.is_empty())?;
        let (first, last) = (*values.first()?, *values.last()?);
        if present.count() != values.len() {
            return None;
        }
        let odd = Bitmap::of_pairs(values, &values[1..], |before, value| {
            before.checked_add(step) != Some(value)
        });
        let odd = odd.iter().map(|before| (block.row(before + 1), block.row(before))).collect();
        let first = Some((first.into(), block.row(0)));
        let last = Some((last.into(), block.row(values.len() - 1)));
        Some(Part { edges: vec![Edge { hash: 0, key: Vec::new(), first, last }], odd })
    }

    /// What joins on to other blocks and the rows that fail, and those behind a cell that does not
    /// read.
    fn one_by_one(
        &self,
        block: &BlockFrame<'_>,
        vector: &Vector<'_>,
        present: &Bitmap,
    ) -> (Part, Bitmap) {
        let by: Vec<&Vector<'_>> = self.by.iter().map(|column| block.vector(*column)).collect();
        let hashes = if by.is_empty() { vec![0; vector.len] } else { keys::hashes(&by) };
        let unread = block.batch.column(self.column).unreadable.as_ref();
        // Of a row without its cells the group is not known, but where there is only one.
        let ragged = block.batch.ragged.as_ref().filter(|_| by.is_empty());
        let unread = bitmap::union(unread, ragged);
        let (mut odd, mut behind) = (Vec::new(), Bitmap::zeros(vector.len));
        let mut edges: Vec<Edge> = Vec::new();
        // The group of each key, with the row that the key was first seen in.
        let mut groups: HashTable<(u64, usize, usize)> = HashTable::new();
        for row in bitmap::union(Some(present), unread.as_ref()).iter().flat_map(Bitmap::iter) {
            // What does not read may have been the value that the next one follows.
            let value = if present.get(row) { number(vector, row) } else { None };
            let value = value.map(|value| (value, block.row(row)));
            let hash = hashes[row];
            let same = |known: &(u64, usize, usize)| {
                known.0 == hash && keys::equal(&by, row, &by, known.1)
            };
            if let Some((_, _, group)) = groups.find(hash, same) {
                let edge = &mut edges[*group];
                match (edge.last, value) {
                    (Some((last, before)), Some((value, row))) if !self.follows(last, value) => {
                        odd.push((row, before));
                    }
                    (None, Some(_)) => behind.set(row),
                    _ => {}
                }
                edge.last = value;
                continue;
            }
            groups.insert_unique(hash, (hash, row, edges.len()), |known| known.0);
            let key = by.iter().map(|column| column.value(row).unwrap_or(Value::Null)).collect();
            edges.push(Edge { hash, key, first: value, last: value });
        }
        (Part { edges, odd }, behind)
    }
}

/// The value as a number: a date as its day.
pub(super) fn number(vector: &Vector<'_>, row: usize) -> Option<Decimal> {
    match vector.value(row)? {
        Value::Number(number) => Some(number),
        Value::Date(day) => Some(i64::from(day).into()),
        _ => None,
    }
}

impl Binder<'_> {
    /// A column named by a key, or by the body itself in its short form.
    pub fn column_at(&mut self, request: &Request<'_>, key: &str) -> Option<usize> {
        let params = match request.params {
            Param::Table(_) => match request.params.get(key) {
                Some(named) => named,
                None => {
                    self.missing_key(request.params, key);
                    return None;
                }
            },
            other => other,
        };
        self.named_columns(request.table, params)?.first().copied()
    }

    /// An exact number.
    pub fn decimal(&mut self, params: &Param) -> Option<Decimal> {
        let read = match params {
            Param::Integer(value) => Some(value.value.into()),
            Param::Number(value) => Decimal::from_literal(&value.value).ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong_type(params, "a number");
        }
        read
    }
}
