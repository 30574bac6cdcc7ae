//! `complete = { columns = ["country", "year"], year = "2000..2023" }`: every combination of the
//! values of some columns has a row.
//!
//! Combinations are numbers in a mixed radix, the first column the most significant digit: those that
//! are there are kept sorted, and those that are not lie between them. The product itself is never
//! made.

mod lost;

use super::binder::Binder;
use super::frame::BlockFrame;
use super::keys;
use super::{
    Absent, Check, Description, Kept, Kind, Observed, Placement, Reads, Request, RowFrame,
    Verdicts, Whole, Wording, joined,
};
use crate::findings::Judged;
use crate::rules::{Param, Phrase};
use crate::tables::{Bitmap, Origin, Vector};
use crate::types::calendar::add_to_date;
use crate::types::{CellFormat, DataType, Duration, PartialDate, Type, Value, format};
use hashbrown::HashTable;
use rayon::prelude::*;
use std::cmp::Ordering;

/// More combinations are a mistake in the rule.
const MOST_COMBINATIONS: u128 = 1_000_000_000_000;

/// As many of those that are not there are named, whatever the limit is.
const MOST_EXAMPLES: usize = 10_000;

pub struct Complete;

impl Kind for Complete {
    fn name(&self) -> &'static str {
        "complete"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let columns = match request.params {
            Param::Table(_) => request.params.get("columns"),
            list => Some(list),
        };
        let Some(columns) = columns else {
            binder.missing_key(request.params, "columns");
            return None;
        };
        let columns = binder.columns_or_expressions(request.table, columns)?;
        let given = binder.domains(request, &columns)?;
        let product = given.iter().try_fold(1_u128, |product, domain| {
            domain.as_ref().map(|domain| product.saturating_mul(domain.len().into()))
        });
        if let Some(product) = product.filter(|product| *product > MOST_COMBINATIONS) {
            let message = format!("{product} combinations are too many to ask for");
            let label = format!("more than {MOST_COMBINATIONS}");
            binder.mistake("too-complex", message, request.params.place(), label);
            return None;
        }
        let name = |column: &usize| binder.column_name(request.table, *column);
        let names = columns.iter().map(name).collect();
        Some(Box::new(Combinations { columns, names, given }))
    }
}

/// The values of a column that have to be there.
#[derive(Debug, Clone)]
enum Domain {
    /// From the one to the other, by 1: numbers, or days.
    Range {
        first: i64,
        last: i64,
        days: bool,
    },
    List(List),
}

/// Values in the order in which they are named.
#[derive(Debug, Clone, Default)]
struct List {
    values: Vec<Value>,
    /// The same, sorted, each with its place.
    sorted: Vec<(Value, u64)>,
}

impl List {
    fn new(values: Vec<Value>) -> List {
        let mut list = List::default();
        for value in values {
            if list.find(&value).is_none() {
                let at = list.sorted.partition_point(|(known, _)| compare(known, &value).is_lt());
                list.sorted.insert(at, (value.clone(), list.values.len() as u64));
                list.values.push(value);
            }
        }
        list
    }

    /// Of values that are sorted.
    fn of_sorted(values: Vec<Value>) -> List {
        let sorted = values.iter().cloned().zip(0..).collect();
        List { values, sorted }
    }

    fn find(&self, value: &Value) -> Option<u64> {
        let at = self.sorted.binary_search_by(|(known, _)| compare(known, value)).ok()?;
        Some(self.sorted[at].1)
    }
}

impl Domain {
    fn len(&self) -> u64 {
        match self {
            Domain::Range { first, last, .. } => last.abs_diff(*first).saturating_add(1),
            Domain::List(list) => list.values.len() as u64,
        }
    }

    fn find(&self, value: &Value) -> Option<u64> {
        match self {
            Domain::Range { first, last, .. } => {
                let at = match value {
                    Value::Number(number) => number.to_i64()?,
                    Value::Date(day) => (*day).into(),
                    _ => return None,
                };
                (*first..=*last).contains(&at).then(|| at.abs_diff(*first))
            }
            Domain::List(list) => list.find(value),
        }
    }

    fn value(&self, at: u64) -> Value {
        match self {
            Domain::Range { first, days: true, .. } => Value::Date((*first + at as i64) as i32),
            Domain::Range { first, .. } => Value::Number(first.wrapping_add(at as i64).into()),
            Domain::List(list) => list.values[at as usize].clone(),
        }
    }
}

/// An order of all values of one type.
fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::PartialDate(left), Value::PartialDate(right)) => {
            (left.first, left.last).cmp(&(right.first, right.last))
        }
        (Value::Duration(left), Value::Duration(right)) => {
            let key = |span: &Duration| (span.months, span.days, span.micros);
            key(left).cmp(&key(right))
        }
        _ => super::sorted::order(left, right).unwrap_or(Ordering::Equal),
    }
}

/// Columns of which every combination has to be there.
struct Combinations {
    columns: Vec<usize>,
    names: Vec<String>,
    /// Beside the columns; nothing stands for the values that occur.
    given: Vec<Option<Domain>>,
}

/// The combinations of a block.
struct Part {
    /// By column, each value once.
    values: Vec<Vec<Value>>,
    /// Each combination once, as the places of its values.
    combinations: Vec<u32>,
    /// Rows with a cell that does not read.
    lost: Vec<lost::Lost>,
}

impl Check for Combinations {
    fn reads(&self) -> Reads {
        Reads::of_columns(self.columns.iter().copied())
    }

    fn of(&self) -> Judged {
        Judged::Groups
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    fn needs_readable_cells(&self) -> bool {
        false
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let vectors: Vec<&Vector<'_>> =
            self.columns.iter().map(|column| block.vector(*column)).collect();
        let unread = lost::rows(block, &self.columns, rows);
        let present = rows.and(&keys::present(&vectors)).and_not(&unread);
        let firsts = distinct(&vectors, &present);
        let lost = lost::distinct(&vectors, &unread);
        let mut part = Part { values: Vec::new(), combinations: Vec::new(), lost };
        let mut places = Vec::new();
        for vector in &vectors {
            let mut of_rows = vec![0; vector.len];
            let rows = distinct_of(vector, &firsts, &mut of_rows);
            let value = |row: usize| vector.value(row).unwrap_or(Value::Null);
            part.values.push(rows.into_iter().map(value).collect());
            places.push(of_rows);
        }
        for row in firsts {
            part.combinations.extend(places.iter().map(|places: &Vec<u32>| places[row]));
        }
        Observed { kept: Some(Box::new(part)), ..Observed::default() }
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let parts: Vec<&Part> = kept.iter().filter_map(|kept| kept.part.downcast_ref()).collect();
        let given = self.given.iter().enumerate();
        let domains: Vec<Domain> = given
            .map(|(at, given)| given.clone().unwrap_or_else(|| occurring(at, &parts)))
            .collect();
        let product = domains.iter().map(|domain| u128::from(domain.len()));
        let product = product.fold(1, u128::saturating_mul);
        let mut verdicts = Verdicts::default();
        if product > MOST_COMBINATIONS {
            verdicts.counts.not_evaluated = 1;
            verdicts.reason = Some(format!("{product} combinations are too many to look for"));
            return verdicts;
        }
        let there = there(&domains, &parts);
        let lost = lost::of_parts(&parts);
        let open = lost::may_be(&lost, &domains, &there);
        let decided = product as u64 - open.len() as u64;
        verdicts.counts.passed = there.len() as u64;
        verdicts.counts.not_evaluated = open.len() as u64;
        verdicts.counts.failed = decided - there.len() as u64;
        verdicts.notes.extend(left_out(lost::count(&lost)));
        let most = whole.limit().min(MOST_EXAMPLES);
        let missing = between(&there, product as u64);
        let missing = missing.filter(|code| open.binary_search(code).is_err()).take(most);
        verdicts.absent = missing.map(|code| self.absent(&domains, code)).collect();
        verdicts
    }

    fn wording(&self) -> Wording {
        let quoted: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let columns = joined(&quoted);
        Wording::has(format!("no row; each combination of {columns} is to have one"))
    }

    fn describe(&self, _row: &RowFrame<'_, '_>) -> Description {
        Description::default()
    }
}

impl Combinations {
    fn absent(&self, domains: &[Domain], code: u64) -> Absent {
        let mut rest = code;
        let mut values: Vec<(usize, Value)> = Vec::new();
        for (column, domain) in self.columns.iter().zip(domains).rev() {
            values.push((*column, domain.value(rest % domain.len())));
            rest /= domain.len();
        }
        values.reverse();
        Absent { values, elsewhere: None }
    }
}

/// What is said of rows with a cell that does not read.
fn left_out(rows: u64) -> Option<String> {
    let rows_are = if rows == 1 { "row is" } else { "rows are" };
    let rows_have = if rows == 1 { "has" } else { "have" };
    (rows > 0).then(|| {
        format!(
            "{} {rows_are} left out, which {rows_have} a cell that does not read",
            format::count(rows)
        )
    })
}

/// Of the given rows the first of each combination.
fn distinct(columns: &[&Vector<'_>], rows: &Bitmap) -> Vec<usize> {
    let hashes = keys::hashes(columns);
    let mut known: HashTable<usize> = HashTable::new();
    let mut firsts = Vec::new();
    for row in rows.iter() {
        let same = |other: &usize| {
            hashes[*other] == hashes[row] && keys::equal(columns, row, columns, *other)
        };
        if known.find(hashes[row], same).is_none() {
            known.insert_unique(hashes[row], row, |row| hashes[*row]);
            firsts.push(row);
        }
    }
    firsts
}

/// Of the given rows the first of each value of a column; each row is given the place of its value.
fn distinct_of(column: &Vector<'_>, rows: &[usize], places: &mut [u32]) -> Vec<usize> {
    let columns = [column];
    let hashes = keys::hashes(&columns);
    let mut known: HashTable<usize> = HashTable::new();
    let mut firsts = Vec::new();
    for row in rows.iter().copied() {
        let same = |other: &usize| {
            hashes[*other] == hashes[row] && keys::equal(&columns, row, &columns, *other)
        };
        match known.find(hashes[row], same) {
            Some(first) => places[row] = places[*first],
            None => {
                known.insert_unique(hashes[row], row, |row| hashes[*row]);
                places[row] = firsts.len() as u32;
                firsts.push(row);
            }
        }
    }
    firsts
}

/// The values of a column that occur, sorted.
fn occurring(column: usize, parts: &[&Part]) -> Domain {
    let mut values: Vec<Value> =
        parts.iter().flat_map(|part| part.values[column].iter().cloned()).collect();
    values.par_sort_by(compare);
    values.dedup_by(|a, b| compare(a, b).is_eq());
    Domain::List(List::of_sorted(values))
}

/// The numbers of the combinations that are there, sorted. One with a value that is not asked for has
/// none.
fn there(domains: &[Domain], parts: &[&Part]) -> Vec<u64> {
    let of_part = |part: &&Part| -> Vec<u64> {
        let places: Vec<Vec<Option<u64>>> = domains
            .iter()
            .zip(&part.values)
            .map(|(domain, values)| values.iter().map(|value| domain.find(value)).collect())
            .collect();
        let codes = part.combinations.chunks(domains.len()).filter_map(|combination| {
            let mut digits = domains.iter().zip(&places).zip(combination);
            digits.try_fold(0, |code, ((domain, places), place)| {
                Some(code * domain.len() + places[*place as usize]?)
            })
        });
        codes.collect()
    };
    let mut codes: Vec<u64> = parts.par_iter().flat_map_iter(of_part).collect();
    codes.par_sort_unstable();
    codes.dedup();
    codes
}

/// The numbers below `end` that are not in a sorted list.
fn between(there: &[u64], end: u64) -> impl Iterator<Item = u64> + '_ {
    let starts = std::iter::once(0).chain(there.iter().map(|code| code + 1));
    let ends = there.iter().copied().chain(std::iter::once(end));
    starts.zip(ends).flat_map(|(start, end)| start..end)
}

impl Binder<'_> {
    /// What `complete` says of the values of each of its columns.
    fn domains(&mut self, request: &Request<'_>, columns: &[usize]) -> Option<Vec<Option<Domain>>> {
        let mut domains: Vec<Option<Domain>> = vec![None; columns.len()];
        let Param::Table(entries) = request.params else { return Some(domains) };
        for (name, params) in entries.value.iter().filter(|(name, _)| name.value != "columns") {
            let column = self.catalog.table(request.table).find(&name.value);
            // An expression is named as it is written.
            let is_it = |known: &usize| {
                Some(*known) == column
                    || column.is_none() && self.column(request.table, *known).name == name.value
            };
            let Some(place) = columns.iter().position(is_it) else {
                let message = format!("`{}` is not one of the `columns` of this rule", name.value);
                self.mistake("unknown-column", message, (name.source, name.span), "not among them");
                return None;
            };
            let column = columns[place];
            let of_column = Request { column: Some(column), params, ..*request };
            domains[place] = Some(match params {
                Param::Text(phrase) if phrase.text.contains("..") => {
                    self.range(&of_column, column, phrase)?
                }
                _ => Domain::List(List::new(self.list_of_column(&of_column)?)),
            });
        }
        Some(domains)
    }

    /// `"2000..2023"`: whole numbers, days or months, both ends included.
    fn range(&mut self, request: &Request<'_>, column: usize, phrase: &Phrase) -> Option<Domain> {
        let schema = self.column(request.table, column);
        let (name, mut data_type) = (schema.name.clone(), schema.data_type);
        let place = (phrase.source, phrase.span);
        let steps = [DataType::Integer, DataType::Year, DataType::Date, DataType::YearMonth];
        if schema.origin == Origin::NoValues {
            // Then the range says what the values would be.
            let first = phrase.text.split_once("..").map_or("", |(first, _)| first.trim());
            let fits = |of: &DataType| CellFormat::new(*of).read(first).is_some();
            data_type = steps.into_iter().find(fits).unwrap_or(data_type);
        }
        if !steps.contains(&data_type) {
            // Of a table without a file that is all there is to say.
            if !self.catalog.table(request.table).known {
                return None;
            }
            let message =
                format!("a range is of whole numbers, days or months; `{name}` is {data_type}");
            self.mistake("not-applicable", message, place, "a range").help =
                Some(format!("name the values: `{name} = [\"…\"]`"));
            return None;
        }
        let ends = phrase.text.split_once("..")?;
        let plain = CellFormat::new(data_type);
        let read = |text: &str| plain.read(text.trim()).and_then(|value| step(&value));
        let (Some(first), Some(last)) = (read(ends.0), read(ends.1)) else {
            let message = format!("`{}` is not a range of {data_type}", phrase.text);
            let example = match data_type {
                DataType::YearMonth => "2000-01..2023-12",
                _ if data_type.value_type() == Type::Date => "2000-01-01..2023-12-31",
                _ => "2000..2023",
            };
            self.mistake("invalid-value", message, place, "not a range").help =
                Some(format!("write both ends as `{name}` is written: `\"{example}\"`"));
            return None;
        };
        if first > last {
            let message = format!("`{}` holds nothing: it ends before it begins", phrase.text);
            self.mistake("crossing-bounds", message, place, "an empty range");
            return None;
        }
        Some(match data_type {
            DataType::YearMonth => Domain::List(List::of_sorted(months(first, last))),
            _ => Domain::Range { first, last, days: data_type.value_type() == Type::Date },
        })
    }
}

/// A value as a number of steps: of a month its first day.
fn step(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.to_i64(),
        Value::Date(day) => Some((*day).into()),
        Value::PartialDate(month) => Some(month.first.into()),
        _ => None,
    }
}

/// The months from one first day to another.
fn months(first: i64, last: i64) -> Vec<Value> {
    let mut months = Vec::new();
    let month = Duration { months: 1, ..Duration::default() };
    let mut day = first as i32;
    while i64::from(day) <= last {
        let Ok(next) = add_to_date(day, month) else { break };
        months.push(Value::PartialDate(PartialDate { first: day, last: next - 1 }));
        day = next;
    }
    months
}
