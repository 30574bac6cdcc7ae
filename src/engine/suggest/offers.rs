//! What a table has to offer: its cells, the totals of its columns, the same of the rows in which
//! one column has one value.

use super::columns::{self, Column, Kind};
use super::rows::{self, Row};
use crate::plan::{Plan, TablePlan};
use crate::types::Decimal;

/// What is asked of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Rows,
    /// How many different values a column has.
    Different(usize),
    Sum(usize),
    Min(usize),
    Max(usize),
    Average(usize),
    /// The one cell of the chosen row.
    Cell(usize),
}

impl Ask {
    /// The column that is asked.
    pub fn column(self) -> Option<usize> {
        match self {
            Ask::Rows => None,
            Ask::Different(at)
            | Ask::Sum(at)
            | Ask::Min(at)
            | Ask::Max(at)
            | Ask::Average(at)
            | Ask::Cell(at) => Some(at),
        }
    }
}

/// A value of the data, and how to ask for it.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'o> {
    /// Of the catalog.
    pub table: usize,
    pub ask: Ask,
    /// The column and text of the rows that are chosen, and what that column is.
    pub filter: Option<(usize, &'o str, Kind)>,
    /// A number, or a day since 1970-01-01.
    pub value: Decimal,
    pub is_day: bool,
}

/// The amounts of a column in some rows.
#[derive(Debug, Clone, Copy, Default)]
struct Totals {
    count: i64,
    /// Nothing where it does not fit.
    sum: Option<Decimal>,
    ends: Option<(Decimal, Decimal)>,
}

impl Totals {
    fn add(&mut self, value: Decimal) {
        self.sum = match self.count {
            0 => Some(value),
            _ => self.sum.and_then(|sum| sum.add(value).ok()),
        };
        self.ends =
            Some(self.ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
        self.count += 1;
    }
}

/// The rows that have something in common.
#[derive(Debug, Clone, Default)]
struct Group {
    rows: i64,
    /// By column.
    totals: Vec<Totals>,
}

impl Group {
    fn new(columns: &[Column]) -> Group {
        Group { rows: 0, totals: vec![Totals::default(); columns.len()] }
    }

    fn add(&mut self, amounts: &[Option<Decimal>]) {
        self.rows += 1;
        for (totals, amount) in self.totals.iter_mut().zip(amounts) {
            if let Some(amount) = amount {
                totals.add(*amount);
            }
        }
    }
}

/// Everything that a table has to offer, in an order that depends on the table alone.
pub fn of_table(plan: &Plan, (at, table): (usize, &TablePlan), take: &mut dyn FnMut(&Offer<'_>)) {
    let (columns, n_rows) = columns::profile(plan, (at, table));
    let mut all = Group::new(&columns);
    // By column that chooses rows, by its values.
    let mut groups: Vec<Vec<Group>> =
        columns.iter().map(|column| chosen_by(column, &columns)).collect();
    rows::each(table, |row| {
        let amounts = amounts(&columns, row);
        all.add(&amounts);
        for (column, groups) in groups.iter_mut().enumerate() {
            let value = row[column].as_deref().and_then(|text| columns[column].number_of(text));
            if let Some(group) = value.and_then(|value| groups.get_mut(value)) {
                group.add(&amounts);
            }
        }
    });
    let whole = Scope { table: at, columns: &columns, filter: None };
    if n_rows > 0 {
        offer_group(&whole, &all, take);
        for (column, profile) in columns.iter().enumerate().filter(|(_, one)| !one.is_key) {
            if let Some(values) = &profile.values {
                take(&whole.number(Ask::Different(column), (values.len() as i64).into()));
            }
        }
    }
    for (column, groups) in groups.iter().enumerate() {
        let values = columns[column].values.iter().flatten();
        for (text, group) in values.zip(groups) {
            let filter = Some((column, text.as_str(), columns[column].kind));
            offer_group(&Scope { filter, ..whole }, group, take);
        }
    }
    cells(&whole, table, take);
}

/// The groups that the values of a column make, empty still; of a key none, since its rows are cells.
fn chosen_by(column: &Column, columns: &[Column]) -> Vec<Group> {
    match &column.values {
        Some(values) if !column.is_key && column.kind != Kind::Other => {
            vec![Group::new(columns); values.len()]
        }
        _ => Vec::new(),
    }
}

fn amounts(columns: &[Column], row: &Row<'_>) -> Vec<Option<Decimal>> {
    let amount = |(column, text): (&Column, &Option<_>)| {
        let text: &std::borrow::Cow<'_, str> = text.as_ref()?;
        matches!(column.kind, Kind::Number | Kind::Day).then(|| column.amount(text))?
    };
    columns.iter().zip(row).map(amount).collect()
}

/// Some rows of a table.
#[derive(Clone, Copy)]
struct Scope<'s> {
    table: usize,
    columns: &'s [Column],
    filter: Option<(usize, &'s str, Kind)>,
}

impl<'s> Scope<'s> {
    fn number(&self, ask: Ask, value: Decimal) -> Offer<'s> {
        Offer { table: self.table, ask, filter: self.filter, value, is_day: false }
    }
}

fn offer_group(scope: &Scope<'_>, group: &Group, take: &mut dyn FnMut(&Offer<'_>)) {
    take(&scope.number(Ask::Rows, group.rows.into()));
    for (at, totals) in group.totals.iter().enumerate() {
        let (Some((low, high)), column) = (totals.ends, &scope.columns[at]) else { continue };
        if scope.filter.is_some_and(|(filter, ..)| filter == at) {
            continue;
        }
        let is_day = column.kind == Kind::Day;
        let offer = |ask, value| Offer { is_day, ..scope.number(ask, value) };
        if totals.count == 1 {
            take(&offer(Ask::Cell(at), low));
            continue;
        }
        take(&offer(Ask::Min(at), low));
        take(&offer(Ask::Max(at), high));
        let Some(sum) = totals.sum.filter(|_| !is_day && !column.are_years) else { continue };
        take(&offer(Ask::Sum(at), sum));
        if let Ok(average) = sum.div(totals.count.into()) {
            take(&offer(Ask::Average(at), average));
        }
    }
}

/// The column that names the rows: no measure that happens to be different in each.
fn key_of(columns: &[Column]) -> Option<usize> {
    let names = |column: &Column| column.is_key && matches!(column.kind, Kind::Text | Kind::Day);
    let is_number = |column: &&Column| column.is_key && column.kind == Kind::Number;
    let first = columns.first().filter(is_number).map(|_| 0);
    columns.iter().position(names).or(first)
}

/// Single cells, by what is different in each row.
fn cells(scope: &Scope<'_>, table: &TablePlan, take: &mut dyn FnMut(&Offer<'_>)) {
    let Some(key) = key_of(scope.columns) else { return };
    rows::each(table, |row| {
        let Some(text) = row[key].as_deref() else { return };
        let scope = Scope { filter: Some((key, text, scope.columns[key].kind)), ..*scope };
        for (at, amount) in amounts(scope.columns, row).into_iter().enumerate() {
            let Some(amount) = amount.filter(|_| at != key) else { continue };
            let is_day = scope.columns[at].kind == Kind::Day;
            take(&Offer { is_day, ..scope.number(Ask::Cell(at), amount) });
        }
    });
}
