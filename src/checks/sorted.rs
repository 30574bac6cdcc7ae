//! `sorted = ["date", "-amount"]`: rows stand in this order, in the file or within each group.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::keys;
use super::{
    BlockRow, Check, Description, Kept, Kind, Late, Observed, Placement, Reads, Request, RowFrame,
    Verdicts, Whole, Wording, joined,
};
use crate::rules::{Param, Phrase};
use crate::tables::{Bitmap, Data, TableId, Vector};
use crate::types::{PartialDate, Type, Value};
use hashbrown::HashTable;
use std::cmp::Ordering;

pub struct Sorted;

impl Kind for Sorted {
    fn name(&self) -> &'static str {
        "sorted"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let params = request.params;
        let columns = match params.get("columns") {
            Some(columns) => columns,
            None if matches!(params, Param::Table(_)) => {
                binder.missing_key(params, "columns");
                return None;
            }
            None => params,
        };
        let by = match params.get("by") {
            Some(by) => binder.columns_or_expressions(request.table, by)?,
            None => Vec::new(),
        };
        let strict = match params.get("strict") {
            Some(strict) => binder.boolean(strict)?,
            None => false,
        };
        let ties = if strict { Ties::Forbidden } else { Ties::Allowed };
        Some(Box::new(InOrder {
            columns: binder.ordered_columns(request.table, columns)?,
            by,
            ties,
        }))
    }
}

/// Whether neighbours may be equal in all columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ties {
    Allowed,
    Forbidden,
}

/// A column that rows are ordered by.
#[derive(Debug, Clone)]
pub struct Ordered {
    pub column: usize,
    pub name: String,
    pub direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Rising,
    Falling,
}

impl Direction {
    fn of(self, order: Ordering) -> Ordering {
        match self {
            Direction::Rising => order,
            Direction::Falling => order.reverse(),
        }
    }
}

/// Rows that stand in order. One with a missing part is passed over.
struct InOrder {
    columns: Vec<Ordered>,
    by: Vec<usize>,
    ties: Ties,
}

/// A group in a block: what has to join on to the blocks before and after.
struct Edge {
    hash: u64,
    key: Vec<Value>,
    first: (Vec<Value>, BlockRow),
    last: (Vec<Value>, BlockRow),
}

/// What a block shows.
struct Part {
    edges: Vec<Edge>,
    /// Rows out of order, each with the row before it.
    odd: Vec<(BlockRow, BlockRow)>,
}

impl Check for InOrder {
    fn reads(&self) -> Reads {
        Reads::of_columns(self.columns.iter().map(|one| one.column).chain(self.by.iter().copied()))
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let columns: Vec<&Vector<'_>> =
            self.columns.iter().map(|one| block.vector(one.column)).collect();
        let present = rows.and(&keys::present(&columns));
        let part = self.part(block, &columns, &present);
        let mut deferred = Bitmap::zeros(rows.len());
        part.edges.iter().for_each(|edge| deferred.set(edge.first.1.row as usize));
        part.odd.iter().for_each(|(row, _)| deferred.set(row.row as usize));
        Observed {
            undecided: Some(rows.and_not(&present)),
            deferred: Some(deferred),
            kept: Some(Box::new(part)),
            ..Observed::default()
        }
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    /// Two rows stand in the wrong order whatever stands between them.
    fn misses_rows(&self) -> bool {
        false
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let mut verdicts = Verdicts::default();
        let mut groups: HashTable<(usize, Edge)> = HashTable::new();
        for Kept { block, part } in kept {
            let Ok(part) = part.downcast::<Part>() else { continue };
            verdicts.counts.failed += part.odd.len() as u64;
            let odd = part.odd.iter();
            verdicts.violations.extend(odd.take(whole.limit()).map(|(row, before)| {
                Late::new(whole.row(block, *row), Some(whole.row(block, *before)))
            }));
            for edge in part.edges {
                let same =
                    |known: &(usize, Edge)| known.1.hash == edge.hash && known.1.key == edge.key;
                let Some((from, known)) = groups.find_mut(edge.hash, same) else {
                    verdicts.counts.passed += 1;
                    groups.insert_unique(edge.hash, (block, edge), |known| known.1.hash);
                    continue;
                };
                if self.holds(&known.last.0, &edge.first.0) {
                    verdicts.counts.passed += 1;
                } else {
                    verdicts.counts.failed += 1;
                    let before = whole.row(*from, known.last.1);
                    let late = Late::new(whole.row(block, edge.first.1), Some(before));
                    verdicts.violations.push(late);
                }
                (*from, known.last) = (block, edge.last);
            }
        }
        verdicts.violations.sort_unstable();
        verdicts
    }

    fn wording(&self) -> Wording {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|one| match one.direction {
                Direction::Rising => format!("`{}`", one.name),
                Direction::Falling => format!("`{}` (falling)", one.name),
            })
            .collect();
        let object = format!("out of the order of {}", joined(&columns));
        Wording { singular: "stands", plural: "stand", object, help: None }
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let decider = self.decider(row);
        let columns: Vec<&Ordered> = match decider {
            Some(one) => vec![one],
            None => self.columns.iter().collect(),
        };
        let shown: Vec<String> = columns.iter().map(|one| row.cell_is(one.column)).collect();
        let before: Vec<String> = columns.iter().map(|one| row.other_shown(one.column)).collect();
        let order = match decider.map(|one| one.direction) {
            None => "which is the same as",
            Some(Direction::Rising) => "which is below",
            Some(Direction::Falling) => "which is above",
        };
        let whose = match self.by.as_slice() {
            [] => String::new(),
            by => format!(" with {}", row.named_values(by)),
        };
        let (shown, before) = (shown.join(", "), before.join(", "));
        let message = format!("{shown}, {order} {before} in the row before{whose}");
        Description {
            message,
            cells: columns.iter().map(|one| (one.column, row.cell_is(one.column))).collect(),
            other_cells: columns
                .iter()
                .map(|one| (one.column, "the row before has".to_owned()))
                .map(|(column, has)| (column, format!("{has} {}", row.other_shown(column))))
                .collect(),
            ..Description::default()
        }
    }
}

impl InOrder {
    fn holds(&self, before: &[Value], row: &[Value]) -> bool {
        let pairs = self.columns.iter().zip(before.iter().zip(row));
        self.may_follow(
            pairs.map(|(one, (before, row))| {
                order(before, row).map(|order| one.direction.of(order))
            }),
        )
    }

    /// Whether the first column that tells two rows apart lets the one follow the other. Intervals
    /// of dates that overlap tell nothing: they may be in order.
    fn may_follow(&self, orders: impl Iterator<Item = Option<Ordering>>) -> bool {
        for order in orders {
            match order {
                Some(Ordering::Equal) => {}
                Some(Ordering::Greater) => return false,
                Some(Ordering::Less) | None => return true,
            }
        }
        self.ties == Ties::Allowed
    }

    /// The column that shows that the rows are out of order; none where they are equal.
    fn decider(&self, row: &RowFrame<'_, '_>) -> Option<&Ordered> {
        let other = row.other?;
        self.columns.iter().find(|one| {
            let value = |block: &BlockFrame<'_>| block.vector(one.column).value(0);
            let (Some(before), Some(row)) = (value(other), value(row.block)) else { return false };
            order(&before, &row) != Some(Ordering::Equal)
        })
    }

    fn part(&self, block: &BlockFrame<'_>, columns: &[&Vector<'_>], present: &Bitmap) -> Part {
        let by: Vec<&Vector<'_>> = self.by.iter().map(|column| block.vector(*column)).collect();
        let hashes = if by.is_empty() { Vec::new() } else { keys::hashes(&by) };
        let values = |row: usize| -> (Vec<Value>, BlockRow) {
            let of = |column: &&Vector<'_>| column.value(row).unwrap_or(Value::Null);
            (columns.iter().map(of).collect(), block.row(row))
        };
        let mut odd = Vec::new();
        // The first and the last row of each group so far.
        let mut spans: Vec<(u64, usize, usize)> = Vec::new();
        let mut groups: HashTable<usize> = HashTable::new();
        for row in present.iter() {
            let hash = hashes.get(row).copied().unwrap_or(0);
            let same = |at: &usize| {
                let (known, first, _) = spans[*at];
                known == hash && keys::equal(&by, row, &by, first)
            };
            match groups.find(hash, same).copied() {
                None => {
                    spans.push((hash, row, row));
                    groups.insert_unique(hash, spans.len() - 1, |at| spans[*at].0);
                }
                Some(at) => {
                    let before = spans[at].2;
                    if !self.rows_hold(columns, before, row) {
                        odd.push((block.row(row), block.row(before)));
                    }
                    spans[at].2 = row;
                }
            }
        }
        let edge = |(hash, first, last): (u64, usize, usize)| Edge {
            hash,
            key: by.iter().map(|column| column.value(first).unwrap_or(Value::Null)).collect(),
            first: values(first),
            last: values(last),
        };
        Part { edges: spans.into_iter().map(edge).collect(), odd }
    }

    fn rows_hold(&self, columns: &[&Vector<'_>], before: usize, row: usize) -> bool {
        let pairs = self.columns.iter().zip(columns);
        self.may_follow(pairs.map(|(one, column)| {
            order_in(column, before, row).map(|order| one.direction.of(order))
        }))
    }
}

/// The order of two values of one column; `None` where they are intervals that overlap.
fn order_in(column: &Vector<'_>, left: usize, right: usize) -> Option<Ordering> {
    match &column.data {
        Data::Narrow { values, .. } => Some(values[left].cmp(&values[right])),
        Data::Wide(values) => Some(values[left].cmp(&values[right])),
        Data::Float(values) => Some(values[left].total_cmp(&values[right])),
        Data::Text(values) => Some(values[left].cmp(values[right])),
        Data::Date(values) => Some(values[left].cmp(&values[right])),
        Data::Time(values) | Data::DateTime(values) => Some(values[left].cmp(&values[right])),
        Data::PartialDate(values) => intervals(values[left], values[right]),
        _ => order(&column.value(left)?, &column.value(right)?),
    }
}

/// The order of two values of one type; `None` where there is none.
pub fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::PartialDate(left), Value::PartialDate(right)) => intervals(*left, *right),
        (left, right) => left.order(right),
    }
}

fn intervals(left: PartialDate, right: PartialDate) -> Option<Ordering> {
    match (left, right) {
        _ if left == right => Some(Ordering::Equal),
        _ if left.last < right.first => Some(Ordering::Less),
        _ if left.first > right.last => Some(Ordering::Greater),
        _ => None,
    }
}

impl Binder<'_> {
    /// Columns to order by: `"date"` rises, `"-amount"` falls. A column whose own name begins with a
    /// hyphen is found by that name.
    pub fn ordered_columns(&mut self, table: TableId, params: &Param) -> Option<Vec<Ordered>> {
        let phrases: Vec<&Phrase> = match params {
            Param::Text(phrase) => vec![phrase],
            Param::List(list) => list
                .value
                .iter()
                .filter_map(|item| match item {
                    Param::Text(phrase) => Some(phrase),
                    _ => None,
                })
                .collect(),
            other => {
                self.wrong_type(other, "a list of columns");
                return None;
            }
        };
        let found: Vec<Option<Ordered>> =
            phrases.iter().map(|phrase| self.ordered_column(table, phrase)).collect();
        let found: Option<Vec<Ordered>> = found.into_iter().collect();
        found.filter(|columns| !columns.is_empty())
    }

    fn ordered_column(&mut self, table: TableId, phrase: &Phrase) -> Option<Ordered> {
        let exact = self.catalog.table(table).find(&phrase.text).is_some();
        let (text, direction) = match phrase.text.strip_prefix('-') {
            Some(rest) if !exact => (rest, Direction::Falling),
            _ => (phrase.text.as_str(), Direction::Rising),
        };
        let named = Phrase { text: text.to_owned(), ..phrase.clone() };
        let column = self.columns_or_expressions(table, &Param::Text(named))?.first().copied()?;
        let schema = self.column(table, column);
        let (name, ty) = (schema.name.clone(), schema.value_type());
        if ty == Type::Duration {
            let message = format!("durations have no order; `{name}` is one");
            let place = (phrase.source, phrase.span);
            self.mistake("not-applicable", message, place, "of this column");
            return None;
        }
        Some(Ordered { column, name, direction })
    }
}
