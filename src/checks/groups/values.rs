//! All values of a group, for what needs them all: medians, deviations, sums of floats.

use crate::expressions::functions::aggregates::Spread;
use crate::tables::{Data, Vector};
use crate::types::calendar::midnight;
use crate::types::{Computed, Decimal, NotComputable, Type, Value};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Values of many groups in the order of their rows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ValueLog {
    groups: Vec<u32>,
    values: Values,
}

/// Values of one kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
enum Values {
    #[default]
    None,
    Exact(Vec<Decimal>),
    /// At one scale; days and microseconds too.
    Narrow(Vec<i64>, u8),
    Floats(Vec<f64>),
    Pairs(Vec<(f64, f64)>),
}

impl ValueLog {
    /// What it holds in memory.
    pub fn bytes(&self) -> usize {
        let values = match &self.values {
            Values::None => 0,
            Values::Exact(values) => size_of_val(values.as_slice()),
            Values::Narrow(values, _) => size_of_val(values.as_slice()),
            Values::Floats(values) => size_of_val(values.as_slice()),
            Values::Pairs(values) => size_of_val(values.as_slice()),
        };
        values + size_of_val(self.groups.as_slice())
    }

    /// Logs the values of these rows.
    pub fn log(&mut self, vectors: &[&Vector<'_>], rows: impl Iterator<Item = (usize, u32)>) {
        let (rows, groups): (Vec<usize>, Vec<u32>) = rows.unzip();
        self.groups.extend(groups);
        let values = match vectors {
            [one, other] => match (&one.data, &other.data) {
                (Data::Float(one), Data::Float(other)) => {
                    Values::Pairs(rows.iter().map(|row| (one[*row], other[*row])).collect())
                }
                _ => Values::Pairs(Vec::new()),
            },
            [vector, ..] => of(vector, &rows),
            [] => Values::None,
        };
        self.values.append(&values, |_| true);
    }

    /// Takes in the log of a later part, its groups under their new numbers.
    pub fn merge(&mut self, later: &ValueLog, map: &[u32]) {
        let is_ours = |at: usize| map[later.groups[at] as usize] != u32::MAX;
        let groups = later.groups.iter().map(|group| map[*group as usize]);
        self.groups.extend(groups.filter(|group| *group != u32::MAX));
        self.values.append(&later.values, is_ours);
    }

    /// The values by group, each group's in the order of its rows.
    pub fn by_group(&self, n_groups: usize) -> ByGroup<'_> {
        let mut starts = vec![0_usize; n_groups + 1];
        self.groups.iter().for_each(|group| starts[*group as usize + 1] += 1);
        for group in 0..n_groups {
            starts[group + 1] += starts[group];
        }
        let mut next = starts.clone();
        let mut order = vec![0_u32; self.groups.len()];
        for (at, group) in self.groups.iter().enumerate() {
            let slot = &mut next[*group as usize];
            order[*slot] = at as u32;
            *slot += 1;
        }
        ByGroup { log: self, starts, order }
    }
}

fn of(vector: &Vector<'_>, rows: &[usize]) -> Values {
    let pick = |values: &[i64]| rows.iter().map(|row| values[*row]).collect();
    match &vector.data {
        Data::Narrow { values, scale } => Values::Narrow(pick(values), *scale),
        Data::Wide(values) => Values::Exact(rows.iter().map(|row| values[*row]).collect()),
        Data::Float(values) => Values::Floats(rows.iter().map(|row| values[*row]).collect()),
        Data::Date(days) => {
            Values::Narrow(rows.iter().map(|row| midnight(days[*row])).collect(), 0)
        }
        Data::DateTime(micros) => Values::Narrow(pick(micros), 0),
        _ => Values::None,
    }
}

impl Values {
    fn append(&mut self, later: &Values, is_ours: impl Fn(usize) -> bool) {
        fn extend<T: Copy>(into: &mut Vec<T>, from: &[T], is_ours: impl Fn(usize) -> bool) {
            into.extend(
                from.iter().enumerate().filter(|(at, _)| is_ours(*at)).map(|(_, one)| *one),
            );
        }
        if let Values::None = self {
            *self = match later {
                Values::None => Values::None,
                Values::Exact(_) => Values::Exact(Vec::new()),
                Values::Narrow(_, scale) => Values::Narrow(Vec::new(), *scale),
                Values::Floats(_) => Values::Floats(Vec::new()),
                Values::Pairs(_) => Values::Pairs(Vec::new()),
            };
        }
        match (&mut *self, later) {
            (Values::Exact(into), Values::Exact(from)) => extend(into, from, is_ours),
            (Values::Floats(into), Values::Floats(from)) => extend(into, from, is_ours),
            (Values::Pairs(into), Values::Pairs(from)) => extend(into, from, is_ours),
            (Values::Narrow(into, scale), Values::Narrow(from, other)) if *scale == *other => {
                extend(into, from, is_ours);
            }
            (Values::Narrow(..) | Values::Exact(_), Values::Narrow(..) | Values::Exact(_)) => {
                let mut all: Vec<Decimal> = self.exact();
                extend(&mut all, &later.exact(), is_ours);
                *self = Values::Exact(all);
            }
            _ => {}
        }
    }

    fn exact(&self) -> Vec<Decimal> {
        match self {
            Values::Exact(values) => values.clone(),
            Values::Narrow(values, scale) => {
                values.iter().map(|value| Decimal::new((*value).into(), *scale)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The values of a log by group.
pub struct ByGroup<'l> {
    log: &'l ValueLog,
    starts: Vec<usize>,
    order: Vec<u32>,
}

/// The numbers of one group.
enum Numbers {
    Exact(Vec<Decimal>),
    Floats(Vec<f64>),
}

impl ByGroup<'_> {
    fn rows(&self, group: usize) -> &[u32] {
        &self.order[self.starts[group]..self.starts[group + 1]]
    }

    /// Sorted; `None` where there are none.
    fn sorted(&self, group: usize) -> Option<Numbers> {
        let rows = self.rows(group);
        if rows.is_empty() {
            return None;
        }
        let rows = rows.iter().map(|row| *row as usize);
        Some(match &self.log.values {
            Values::Floats(values) => {
                let mut values: Vec<f64> = rows.map(|row| values[row]).collect();
                values.sort_unstable_by(f64::total_cmp);
                Numbers::Floats(values)
            }
            Values::Narrow(values, scale) => {
                let mut values: Vec<i64> = rows.map(|row| values[row]).collect();
                values.sort_unstable();
                let exact = |value| Decimal::new(i128::from(value), *scale);
                Numbers::Exact(values.into_iter().map(exact).collect())
            }
            Values::Exact(values) => {
                let mut values: Vec<Decimal> = rows.map(|row| values[row]).collect();
                values.sort_unstable();
                Numbers::Exact(values)
            }
            _ => return None,
        })
    }

    fn floats(&self, group: usize) -> Vec<f64> {
        let Values::Floats(values) = &self.log.values else { return Vec::new() };
        self.rows(group).iter().map(|row| values[*row as usize]).collect()
    }

    /// The value below which a share of the values lies.
    pub fn quantile(&self, group: usize, share: Decimal, ty: Type) -> Computed {
        match self.sorted(group) {
            None => Ok(Value::Null),
            Some(Numbers::Floats(values)) => float_quantile(&values, share).map(Value::Float),
            Some(Numbers::Exact(values)) => {
                let value = exact_quantile(&values, share)?;
                match ty {
                    // Microseconds.
                    Type::DateTime => {
                        let micros = value.trunc(0)?.to_i64().ok_or(NotComputable::Overflow)?;
                        Ok(Value::DateTime(micros))
                    }
                    _ => Ok(Value::Number(value)),
                }
            }
        }
    }

    /// The median of the distances from the median.
    pub fn median_deviation(&self, group: usize) -> Computed {
        let half = Decimal::new(5, 1);
        match self.sorted(group) {
            None => Ok(Value::Null),
            Some(Numbers::Floats(values)) => {
                let median = float_quantile(&values, half)?;
                let mut apart: Vec<f64> = values.iter().map(|v| (v - median).abs()).collect();
                apart.sort_unstable_by(f64::total_cmp);
                float_quantile(&apart, half).map(Value::Float)
            }
            Some(Numbers::Exact(values)) => {
                let median = exact_quantile(&values, half)?;
                let apart: Computed<Vec<Decimal>> =
                    values.iter().map(|v| Ok(v.sub(median)?.abs())).collect();
                let mut apart = apart?;
                apart.sort_unstable();
                exact_quantile(&apart, half).map(Value::Number)
            }
        }
    }

    /// The sum of floats in the order of their rows.
    pub fn float_sum(&self, group: usize) -> Computed {
        let values = self.floats(group);
        if values.is_empty() { Ok(Value::Null) } else { finite(total(values.into_iter())) }
    }

    pub fn float_mean(&self, group: usize) -> Computed {
        let values = self.floats(group);
        let count = values.len() as f64;
        if values.is_empty() { Ok(Value::Null) } else { finite(total(values.into_iter()) / count) }
    }

    pub fn spread(&self, group: usize, spread: Spread) -> Computed {
        let values = self.floats(group);
        let n = values.len() as f64;
        let sample = matches!(spread, Spread::SampleDeviation | Spread::SampleVariance);
        let over = if sample { n - 1.0 } else { n };
        if over <= 0.0 {
            return Ok(Value::Null);
        }
        let variance = squares(&values) / over;
        finite(match spread {
            Spread::SampleDeviation | Spread::PopulationDeviation => variance.sqrt(),
            Spread::SampleVariance | Spread::PopulationVariance => variance,
        })
    }

    /// NULL below three values, and where all are the same.
    pub fn skewness(&self, group: usize) -> Computed {
        let values = self.floats(group);
        let n = values.len() as f64;
        let squares = squares(&values) / n;
        if values.len() < 3 || squares == 0.0 {
            return Ok(Value::Null);
        }
        let mean = mean(&values);
        let cubes = total(values.iter().map(|value| (value - mean).powi(3))) / n;
        finite((n * (n - 1.0)).sqrt() / (n - 2.0) * cubes / squares.powf(1.5))
    }

    /// NULL below two values, and where all of a side are the same.
    pub fn correlation(&self, group: usize) -> Computed {
        let Values::Pairs(pairs) = &self.log.values else { return Ok(Value::Null) };
        let pairs = || self.rows(group).iter().map(|row| pairs[*row as usize]);
        let (left, right): (Vec<f64>, Vec<f64>) = pairs().unzip();
        let (left_mean, right_mean) = (mean(&left), mean(&right));
        let both = total(pairs().map(|(one, other)| (one - left_mean) * (other - right_mean)));
        let apart = (squares(&left) * squares(&right)).sqrt();
        if left.len() < 2 || apart == 0.0 {
            return Ok(Value::Null);
        }
        finite((both / apart).clamp(-1.0, 1.0))
    }
}

/// The lower and the upper neighbour, and how far the place lies between them.
fn neighbours(len: usize, share: Decimal) -> Computed<(usize, usize, Decimal)> {
    let place = share.mul(Decimal::from(len as i64 - 1))?;
    let below = place.floor()?;
    let low = below.to_i64().and_then(|low| usize::try_from(low).ok());
    let low = low.ok_or(NotComputable::OutsideDomain)?.min(len - 1);
    Ok((low, (low + 1).min(len - 1), place.sub(below)?))
}

fn exact_quantile(sorted: &[Decimal], share: Decimal) -> Computed<Decimal> {
    let (low, high, between) = neighbours(sorted.len(), share)?;
    if between.is_zero() || sorted[low] == sorted[high] {
        return Ok(sorted[low]);
    }
    let step = sorted[high].sub(sorted[low])?.mul(between)?;
    let value = sorted[low].add(step)?;
    // As many places as quotients have.
    match value.scale() > Decimal::QUOTIENT_PLACES {
        true => value.round(Decimal::QUOTIENT_PLACES.into()),
        false => Ok(value),
    }
}

fn float_quantile(sorted: &[f64], share: Decimal) -> Computed<f64> {
    let (low, high, between) = neighbours(sorted.len(), share)?;
    let value = sorted[low] + (sorted[high] - sorted[low]) * between.to_f64();
    if value.is_finite() { Ok(value) } else { Err(NotComputable::Overflow) }
}

fn finite(value: f64) -> Computed {
    if value.is_finite() { Ok(Value::Float(value)) } else { Err(NotComputable::Overflow) }
}

fn mean(values: &[f64]) -> f64 {
    total(values.iter().copied()) / values.len() as f64
}

/// The sum of the squared distances from the mean.
fn squares(values: &[f64]) -> f64 {
    let mean = mean(values);
    total(values.iter().map(|value| (value - mean) * (value - mean)))
}

/// A sum that keeps what rounding loses of each step.
fn total(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = sum + value;
        let (large, small) = match sum.abs().total_cmp(&value.abs()) {
            Ordering::Less => (value, sum),
            _ => (sum, value),
        };
        lost += (large - next) + small;
        sum = next;
    }
    if lost.is_finite() { sum + lost } else { sum }
}
