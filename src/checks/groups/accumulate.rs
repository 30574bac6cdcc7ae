//! One aggregate over many groups at once: fed with the rows of a block, merged in the order of
//! blocks, asked for the value of each group at the end.

use super::distinct::Distinct;
use super::exact::ExactSum;
use super::totals::Seen;
use super::values::{ByGroup, ValueLog};
use crate::expressions::functions::aggregates::Fold;
use crate::expressions::grouping::BoundAggregate;
use crate::expressions::typed::Node;
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{Computed, Decimal, NotComputable, Type, Value};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The state of an aggregate, by group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Accumulator {
    Counts(Vec<u64>),
    /// Sums and how many values are in each.
    Sums(Vec<ExactSum>, Vec<u64>),
    /// One value of each group that has one.
    Picks(Picks),
    /// FALSE, TRUE, or neither yet.
    Truths(Vec<Option<bool>>, Fold),
    /// Joined by the separator.
    Texts(Vec<Option<String>>, String),
    Log(ValueLog),
    Distinct(Distinct),
}

/// Values of rows, by group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Picks {
    pick: Pick,
    values: Vec<Option<Value>>,
    /// Where each value stands, as far as that is asked for.
    rows: Vec<Option<Seen>>,
}

impl Picks {
    fn start(pick: Pick) -> Accumulator {
        Accumulator::Picks(Picks { pick, values: Vec::new(), rows: Vec::new() })
    }

    fn bytes(&self) -> usize {
        let of_value = |value: &Value| match value {
            Value::Text(text) => text.len(),
            Value::List(values) => size_of_val(values.as_slice()),
            _ => 0,
        };
        let texts: usize = self.values.iter().flatten().map(of_value).sum();
        texts + size_of_val(self.values.as_slice()) + size_of_val(self.rows.as_slice())
    }

    /// Takes a value where it is the better one.
    fn put(&mut self, group: usize, value: Value, row: Option<Seen>) {
        let known = &mut self.values[group];
        if known.as_ref().is_none_or(|known| replaces(self.pick, known, &value)) {
            *known = Some(value);
            if row.is_some() {
                self.rows.resize(self.values.len(), None);
                self.rows[group] = row;
            }
        }
    }

    fn row(&self, group: usize) -> Option<Seen> {
        self.rows.get(group).copied().flatten()
    }
}

/// Which of two values stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pick {
    Least,
    Greatest,
    First,
    Last,
}

/// The rows of a block that an aggregate takes, with their groups.
pub struct Taken<'t> {
    pub rows: &'t Bitmap,
    /// By row of the block.
    pub groups: &'t [u32],
    pub n_groups: usize,
    /// Where a row stands, where the rows of picked values are asked for.
    pub seen: Option<&'t dyn Fn(usize) -> Seen>,
}

impl Taken<'_> {
    fn pairs(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.rows.iter().map(|row| (row, self.groups[row]))
    }

    /// Whether every row of the block takes part: then loops need not ask.
    fn is_all(&self) -> bool {
        self.rows.count() == self.groups.len()
    }
}

impl Accumulator {
    /// The empty state.
    pub fn new(aggregate: &BoundAggregate) -> Accumulator {
        let ty = aggregate.args.first().map(|arg| arg.ty);
        match aggregate.function.fold {
            _ if aggregate.distinct => Accumulator::Distinct(Distinct::default()),
            Fold::Count | Fold::CountIf => Accumulator::Counts(Vec::new()),
            Fold::Sum | Fold::Average if ty != Some(Type::Float) => {
                Accumulator::Sums(Vec::new(), Vec::new())
            }
            Fold::Least => Picks::start(Pick::Least),
            Fold::Greatest => Picks::start(Pick::Greatest),
            Fold::First | Fold::AnyValue => Picks::start(Pick::First),
            Fold::Last => Picks::start(Pick::Last),
            Fold::Mode => Accumulator::Distinct(Distinct::default()),
            fold @ (Fold::All | Fold::Any) => Accumulator::Truths(Vec::new(), fold),
            Fold::Joined => Accumulator::Texts(Vec::new(), separator(aggregate)),
            _ => Accumulator::Log(ValueLog::default()),
        }
    }

    /// Makes room for so many groups, the new ones of no rows.
    pub fn grow(&mut self, n_groups: usize) {
        match self {
            Accumulator::Counts(counts) => counts.resize(n_groups, 0),
            Accumulator::Sums(sums, counts) => {
                sums.resize_with(n_groups, ExactSum::default);
                counts.resize(n_groups, 0);
            }
            Accumulator::Picks(picks) => picks.values.resize(n_groups, None),
            Accumulator::Truths(truths, _) => truths.resize(n_groups, None),
            Accumulator::Texts(texts, _) => texts.resize(n_groups, None),
            Accumulator::Log(_) | Accumulator::Distinct(_) => {}
        }
    }

    /// The rows that have all that the aggregate needs of its arguments.
    pub fn needs(aggregate: &BoundAggregate, args: &[&Vector<'_>], rows: &Bitmap) -> Bitmap {
        let keeps_missing = matches!(aggregate.function.fold, Fold::First | Fold::Last);
        let mut rows = rows.clone();
        for arg in args {
            if let (Some(nulls), false) = (&arg.nulls, keeps_missing) {
                rows = rows.and_not(nulls);
            }
            if let (Data::Boolean(bits), Fold::CountIf) = (&arg.data, aggregate.function.fold) {
                rows = rows.and(bits);
            }
        }
        rows
    }

    /// Takes in rows of a block: all of them have what [`needs`](Self::needs) asks.
    pub fn feed(&mut self, args: &[&Vector<'_>], taken: &Taken<'_>) {
        self.grow(taken.n_groups);
        match self {
            Accumulator::Counts(counts) if taken.is_all() => {
                taken.groups.iter().for_each(|group| counts[*group as usize] += 1);
            }
            Accumulator::Counts(counts) => {
                taken.pairs().for_each(|(_, group)| counts[group as usize] += 1);
            }
            Accumulator::Sums(sums, counts) => add(sums, counts, (args, taken)),
            Accumulator::Picks(picks) => {
                if let Some(vector) = args.first() {
                    choose(picks, vector, taken);
                }
            }
            Accumulator::Truths(truths, fold) => {
                let Some(Data::Boolean(bits)) = args.first().map(|arg| &arg.data) else { return };
                for (row, group) in taken.pairs() {
                    let truth = &mut truths[group as usize];
                    *truth = Some(decide(*fold, *truth, bits.get(row)));
                }
            }
            Accumulator::Texts(texts, separator) => {
                let Some(Data::Text(values)) = args.first().map(|arg| &arg.data) else { return };
                for (row, group) in taken.pairs() {
                    join(&mut texts[group as usize], values[row], separator);
                }
            }
            Accumulator::Log(log) => log.log(args, taken.pairs()),
            Accumulator::Distinct(distinct) => {
                if let Some(vector) = args.first() {
                    distinct.add_rows(vector, taken.pairs());
                }
            }
        }
    }

    /// What it holds in memory, but for a little.
    pub fn bytes(&self) -> usize {
        match self {
            Accumulator::Counts(counts) => size_of_val(counts.as_slice()),
            Accumulator::Sums(sums, counts) => {
                size_of_val(sums.as_slice()) + size_of_val(counts.as_slice())
            }
            Accumulator::Picks(picks) => picks.bytes(),
            Accumulator::Truths(truths, _) => truths.len(),
            Accumulator::Texts(texts, _) => {
                let bytes: usize = texts.iter().flatten().map(String::len).sum();
                bytes + size_of_val(texts.as_slice())
            }
            Accumulator::Log(log) => log.bytes(),
            Accumulator::Distinct(distinct) => distinct.bytes(),
        }
    }

    /// No more rows or states follow: what only they need is not kept.
    pub fn close(&mut self) {
        if let Accumulator::Distinct(distinct) = self {
            distinct.close();
        }
    }

    /// The row that the value of a group stands in, where that was asked for and there is one.
    pub fn row(&self, group: usize) -> Option<Seen> {
        match self {
            Accumulator::Picks(picks) => picks.row(group),
            _ => None,
        }
    }

    /// Takes in the state of a later block, which begins so many blocks later. `map` has for each of
    /// its groups the number here, or `u32::MAX` where somebody else takes it.
    pub fn merge(&mut self, later: &Accumulator, (map, blocks): (&[u32], u32), n_groups: usize) {
        self.grow(n_groups);
        let pairs = map.iter().enumerate().filter(|(_, into)| **into != u32::MAX);
        let pairs = pairs.map(|(from, into)| (from, *into as usize));
        match (self, later) {
            (Accumulator::Counts(ours), Accumulator::Counts(theirs)) => {
                pairs.for_each(|(from, into)| ours[into] += theirs[from]);
            }
            (Accumulator::Sums(ours, counts), Accumulator::Sums(theirs, more)) => {
                for (from, into) in pairs {
                    ours[into].merge(&theirs[from]);
                    counts[into] += more[from];
                }
            }
            (Accumulator::Picks(ours), Accumulator::Picks(theirs)) => {
                for (from, into) in pairs {
                    if let Some(value) = &theirs.values[from] {
                        let row = theirs.row(from).map(|seen| seen.later(blocks));
                        ours.put(into, value.clone(), row);
                    }
                }
            }
            (Accumulator::Truths(ours, fold), Accumulator::Truths(theirs, _)) => {
                for (from, into) in pairs {
                    if let Some(truth) = theirs[from] {
                        ours[into] = Some(decide(*fold, ours[into], truth));
                    }
                }
            }
            (Accumulator::Texts(ours, separator), Accumulator::Texts(theirs, _)) => {
                for (from, into) in pairs {
                    if let Some(text) = &theirs[from] {
                        join(&mut ours[into], text, separator);
                    }
                }
            }
            (Accumulator::Log(ours), Accumulator::Log(theirs)) => ours.merge(theirs, map),
            (Accumulator::Distinct(ours), Accumulator::Distinct(theirs)) => {
                ours.merge(theirs, map);
            }
            _ => {}
        }
    }

    /// The values of all groups.
    pub fn finish(&self, aggregate: &BoundAggregate, n_groups: usize) -> Vec<Computed> {
        let each = |value: &dyn Fn(usize) -> Computed| (0..n_groups).map(value).collect();
        match self {
            Accumulator::Counts(counts) => each(&|group| whole(counts[group])),
            Accumulator::Sums(sums, counts) => {
                each(&|group| sum_or_mean(aggregate, &sums[group], counts[group]))
            }
            Accumulator::Picks(picks) => {
                each(&|group| Ok(picks.values[group].clone().unwrap_or(Value::Null)))
            }
            Accumulator::Truths(truths, _) => {
                each(&|group| Ok(truths[group].map_or(Value::Null, Value::Boolean)))
            }
            Accumulator::Texts(texts, _) => {
                each(&|group| Ok(texts[group].clone().map_or(Value::Null, Value::Text)))
            }
            Accumulator::Log(log) => {
                let values = log.by_group(n_groups);
                each(&|group| statistic(aggregate, &values, group))
            }
            Accumulator::Distinct(distinct) => of_distinct(aggregate, distinct, n_groups),
        }
    }
}

fn whole(count: u64) -> Computed {
    Ok(Value::Number(Decimal::new(count.into(), 0)))
}

fn separator(aggregate: &BoundAggregate) -> String {
    match aggregate.args.get(1).map(|arg| &arg.node) {
        Some(Node::Literal(Value::Text(text)) | Node::Defined { value: Value::Text(text), .. }) => {
            text.clone()
        }
        _ => ",".to_owned(),
    }
}

fn add(sums: &mut [ExactSum], counts: &mut [u64], (args, taken): (&[&Vector<'_>], &Taken<'_>)) {
    match args.first().map(|arg| &arg.data) {
        Some(Data::Narrow { values, scale }) => {
            // Where the groups are many, an entry for each would cost more than it saves.
            if taken.n_groups > taken.groups.len() / 4 {
                for (row, group) in taken.pairs() {
                    sums[group as usize].add_parts(*scale, values[row].into(), 0);
                    counts[group as usize] += 1;
                }
                return;
            }
            // Added up as whole numbers first: of one scale, so nothing is lost.
            let mut block = vec![(0_i128, 0_u64); sums.len()];
            let mut add = |row: usize, group: u32| {
                let (sum, count) = &mut block[group as usize];
                *sum += i128::from(values[row]);
                *count += 1;
            };
            match taken.is_all() {
                true => taken.groups.iter().enumerate().for_each(|(row, group)| add(row, *group)),
                false => taken.pairs().for_each(|(row, group)| add(row, group)),
            }
            for (group, (sum, count)) in block.into_iter().enumerate() {
                sums[group].add_parts(*scale, sum & i128::from(u64::MAX), sum >> 64);
                counts[group] += count;
            }
        }
        Some(Data::Wide(values)) => {
            for (row, group) in taken.pairs() {
                sums[group as usize].add(values[row]);
                counts[group as usize] += 1;
            }
        }
        _ => {}
    }
}

fn sum_or_mean(aggregate: &BoundAggregate, sum: &ExactSum, count: u64) -> Computed {
    if count == 0 {
        return Ok(Value::Null);
    }
    let sum = sum.total()?;
    Ok(Value::Number(match aggregate.function.fold {
        Fold::Average => sum.div(Decimal::new(count.into(), 0))?,
        _ => sum,
    }))
}

/// Whether a later value takes the place of an earlier one.
fn replaces(pick: Pick, known: &Value, value: &Value) -> bool {
    match pick {
        Pick::First => false,
        Pick::Last => true,
        Pick::Least => compare(value, known) == Ordering::Less,
        Pick::Greatest => compare(value, known) == Ordering::Greater,
    }
}

/// The order of two values of one type, a missing one last.
pub fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (left, right) => left.order(right).unwrap_or(Ordering::Equal),
    }
}

/// Finds the row of each group that has the value, and takes the value of that row alone.
fn choose(picks: &mut Picks, vector: &Vector<'_>, taken: &Taken<'_>) {
    const NONE: u32 = u32::MAX;
    let pick = picks.pick;
    let mut best = vec![NONE; picks.values.len()];
    macro_rules! each {
        ($is_better:expr) => {
            for (row, group) in taken.pairs() {
                let best = &mut best[group as usize];
                if *best == NONE || $is_better(row, *best as usize) {
                    *best = row as u32;
                }
            }
        };
    }
    macro_rules! ordered {
        ($values:expr, $compare:expr) => {{
            let wanted = if pick == Pick::Least { Ordering::Less } else { Ordering::Greater };
            each!(|row: usize, best: usize| $compare(&$values[row], &$values[best]) == wanted)
        }};
    }
    match (&vector.data, pick) {
        (_, Pick::First) => each!(|_, _| false),
        (_, Pick::Last) => each!(|_, _| true),
        (Data::Narrow { values, .. } | Data::Time(values) | Data::DateTime(values), _) => {
            ordered!(values, Ord::cmp)
        }
        (Data::Wide(values), _) => ordered!(values, Ord::cmp),
        (Data::Date(values), _) => ordered!(values, Ord::cmp),
        (Data::Text(values), _) => ordered!(values, Ord::cmp),
        (Data::Float(values), _) => ordered!(values, f64::total_cmp),
        (Data::Boolean(bits), Pick::Least) => {
            each!(|row, best| !bits.get(row) && bits.get(best))
        }
        (Data::Boolean(bits), _) => each!(|row, best| bits.get(row) && !bits.get(best)),
        _ => return,
    }
    for (group, row) in best.into_iter().enumerate().filter(|(_, row)| *row != NONE) {
        let row = row as usize;
        if let Some(value) = vector.value(row) {
            picks.put(group, value, taken.seen.map(|seen| seen(row)));
        }
    }
}

fn decide(fold: Fold, known: Option<bool>, value: bool) -> bool {
    match (fold, known) {
        (Fold::All, Some(known)) => known && value,
        (_, Some(known)) => known || value,
        (_, None) => value,
    }
}

fn join(into: &mut Option<String>, text: &str, separator: &str) {
    match into {
        Some(joined) => {
            joined.push_str(separator);
            joined.push_str(text);
        }
        None => *into = Some(text.to_owned()),
    }
}

fn statistic(aggregate: &BoundAggregate, values: &ByGroup<'_>, group: usize) -> Computed {
    match aggregate.function.fold {
        Fold::Median => values.quantile(group, Decimal::new(5, 1), aggregate.ty),
        Fold::Quantile => {
            let share = match aggregate.args.get(1).map(|arg| &arg.node) {
                Some(Node::Literal(Value::Number(share))) => *share,
                _ => return Err(NotComputable::OutsideDomain),
            };
            values.quantile(group, share, aggregate.ty)
        }
        Fold::MedianDeviation => values.median_deviation(group),
        Fold::Spread(spread) => values.spread(group, spread),
        Fold::Skewness => values.skewness(group),
        Fold::Correlation => values.correlation(group),
        Fold::Sum => values.float_sum(group),
        Fold::Average => values.float_mean(group),
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn of_distinct(aggregate: &BoundAggregate, distinct: &Distinct, n_groups: usize) -> Vec<Computed> {
    match aggregate.function.fold {
        Fold::Mode => distinct.most_frequent(n_groups).into_iter().map(Ok).collect(),
        Fold::Sum | Fold::Average => {
            let mut sums = vec![ExactSum::default(); n_groups];
            let mut floats = vec![0.0; n_groups];
            for (group, value) in distinct.values() {
                match value {
                    Value::Number(number) => sums[group as usize].add(number),
                    Value::Float(number) => floats[group as usize] += number,
                    _ => {}
                }
            }
            let counts = distinct.counts(n_groups);
            let is_float = aggregate.ty == Type::Float;
            let value = |group: usize| match (is_float, counts[group]) {
                (true, 0) => Ok(Value::Null),
                (true, count) if aggregate.function.fold == Fold::Average => {
                    Ok(Value::Float(floats[group] / count as f64))
                }
                (true, _) => Ok(Value::Float(floats[group])),
                (false, count) => sum_or_mean(aggregate, &sums[group], count),
            };
            (0..n_groups).map(value).collect()
        }
        _ => distinct.counts(n_groups).into_iter().map(whole).collect(),
    }
}
