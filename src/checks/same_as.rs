//! `same-as = { table = "archive", key = ["country", "year"], tolerance = 0.5 }`: each row is there in
//! another table too, with the same values, and the other way round.
//!
//! The other table is looked up by the key, as what a reference leads to. Which of its rows nobody
//! asked for is known at the end.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::keys;
use super::lookup::Lookup;
use super::{
    Absent, Check, Description, Elsewhere, Kept, Kind, Observed, Placement, Reads, Request,
    RowFrame, Verdicts, Whole, Wording, joined,
};
use crate::expressions::Frame;
use crate::tables::{Bitmap, NOWHERE, ReferenceId, TableId, Target, Vector};
use crate::types::{Decimal, Value, format};

pub struct SameAs;

impl Kind for SameAs {
    fn name(&self) -> &'static str {
        "same-as"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let reference = binder.reference(request)?;
        let known = binder.catalog.reference(reference).clone();
        let pairs = binder.compared_columns(request, (known.to, &known.columns))?;
        let tolerance = match request.params.get("tolerance") {
            Some(tolerance) => binder.decimal(tolerance)?.abs(),
            None => Decimal::ZERO,
        };
        let partial = match request.params.get("partial") {
            Some(partial) => binder.boolean(partial)?,
            None => false,
        };
        Some(Box::new(Twins {
            reference,
            other: known.to,
            other_name: binder.catalog.table(known.to).name.clone(),
            key: known.columns,
            other_key: known.to_columns,
            pairs,
            tolerance,
            partial,
        }))
    }
}

/// A column of the judged table and the one of the other that it is compared with.
struct Pair {
    own: usize,
    other: usize,
    name: String,
}

/// Rows that are there twice, in two tables.
struct Twins {
    reference: ReferenceId,
    other: TableId,
    other_name: String,
    key: Vec<usize>,
    other_key: Vec<usize>,
    pairs: Vec<Pair>,
    tolerance: Decimal,
    /// Rows that only one of the tables has are passed over.
    partial: bool,
}

impl Check for Twins {
    fn reads(&self) -> Reads {
        let columns = self.key.iter().copied().chain(self.pairs.iter().map(|pair| pair.own));
        Reads {
            references: vec![self.reference],
            follows: self.pairs.iter().map(|pair| (vec![self.reference], pair.other)).collect(),
            ..Reads::of_columns(columns)
        }
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let key: Vec<&Vector<'_>> = self.key.iter().map(|column| block.vector(*column)).collect();
        let present = keys::present(&key);
        let targets = block.targets(self.reference);
        let nowhere = Bitmap::from_fn(targets.len(), |row| targets[row] == NOWHERE);
        let there = rows.and(&present).and_not(&nowhere);
        let mut failed = Bitmap::zeros(rows.len());
        for pair in &self.pairs {
            let (own, other) = self.sides(pair, block);
            let differs = there.iter().filter(|row| self.differs((&own, &other), *row));
            differs.collect::<Vec<_>>().into_iter().for_each(|row| failed.set(row));
        }
        let only_here = nowhere.and(&present);
        let mut found: Vec<Target> =
            targets.iter().copied().filter(|target| *target != NOWHERE).collect();
        found.sort_unstable();
        found.dedup();
        Observed {
            failed: Some(if self.partial { failed } else { failed.or(&only_here) }),
            not_applicable: self.partial.then_some(only_here),
            undecided: Some(rows.and_not(&present)),
            kept: (!self.partial).then(|| Box::new(found) as _),
            ..Observed::default()
        }
    }

    fn looks_at_whole(&self) -> bool {
        !self.partial
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let Some(lookup) = whole.lookup(self.other) else { return Verdicts::default() };
        let mut open = Bitmap::ones(lookup.n_rows);
        for found in kept.into_iter().filter_map(|kept| kept.part.downcast::<Vec<Target>>().ok()) {
            found.iter().for_each(|target| open.clear(*target as usize));
        }
        // Without a key a row is nobody's twin.
        open = open.and(&lookup.present(&self.other_key));
        let mut verdicts = Verdicts::default();
        verdicts.counts.failed = open.count() as u64;
        let absent = open.iter().take(whole.limit()).filter_map(|row| self.absent(lookup, row));
        verdicts.absent = absent.collect();
        verdicts
    }

    fn wording(&self) -> Wording {
        Wording {
            singular: "differs",
            plural: "differ",
            object: format!("from `{}`", self.other_name),
            help: Some(
                "`tolerance` says how far numbers may be apart, `columns` which are compared, `partial = true` passes over rows that only one has"
                    .to_owned(),
            ),
        }
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        if row.block.targets(self.reference).first() == Some(&NOWHERE) {
            return self.only_here(row);
        }
        let differing: Vec<(&Pair, Vector<'_>)> = self
            .pairs
            .iter()
            .filter_map(|pair| {
                let (own, other) = self.sides(pair, row.block);
                self.differs((&own, &other), 0).then_some((pair, other))
            })
            .collect();
        let said: Vec<String> =
            differing.iter().map(|(pair, other)| self.difference(pair, other, row)).collect();
        let cells = differing.iter().map(|(pair, _)| (pair.own, row.cell_is(pair.own)));
        let elsewhere = differing.iter().map(|(pair, _)| Elsewhere::Followed {
            path: vec![self.reference],
            column: pair.other,
        });
        Description {
            message: format!("{} for {}", joined(&said), row.named_values(&self.key)),
            cells: cells.collect(),
            elsewhere: elsewhere.collect(),
            values: differing
                .iter()
                .map(|(pair, other)| {
                    let value = other.value(0).unwrap_or(Value::Null);
                    (format!("{}.{}", self.other_name, pair.name), format::exact(&value))
                })
                .collect(),
            ..Description::default()
        }
    }
}

impl Twins {
    fn sides<'a>(&self, pair: &Pair, block: &BlockFrame<'a>) -> (Vector<'a>, Vector<'a>) {
        (block.column(pair.own), block.follow(&[self.reference], pair.other))
    }

    /// Missing equals missing; numbers are the same within the tolerance.
    fn differs(&self, (own, other): (&Vector<'_>, &Vector<'_>), row: usize) -> bool {
        let (own, other) =
            (own.value(row).unwrap_or(Value::Null), other.value(row).unwrap_or(Value::Null));
        match (&own, &other) {
            (Value::Number(own), Value::Number(other)) => {
                own.sub(*other).map_or(true, |apart| apart.abs() > self.tolerance)
            }
            (Value::Float(own), Value::Float(other)) => {
                let apart = (own - other).abs();
                own != other && apart > self.tolerance.to_f64()
            }
            _ => own != other,
        }
    }

    /// "`value` is 12.5, and 12.4 in `archive`, 0.1 more".
    fn difference(&self, pair: &Pair, other: &Vector<'_>, row: &RowFrame<'_, '_>) -> String {
        let value = other.value(0).unwrap_or(Value::Null);
        let shown = match &value {
            Value::Null => "missing".to_owned(),
            _ if row.masked => "•".to_owned(),
            value => row.shown(&format::exact(value)),
        };
        let apart = match (row.block.column(pair.own).value(0), value) {
            (Some(Value::Number(own)), Value::Number(other)) => own.sub(other).ok(),
            _ => None,
        };
        let apart = apart.map_or_else(String::new, |apart| {
            let which = if apart.is_negative() { "less" } else { "more" };
            let apart = super::message::brief(&Value::Number(apart.abs()));
            format!(", {} {which}", if row.masked { "•" } else { &apart })
        });
        format!("{}, and {shown} in `{}`{apart}", row.cell_is(pair.own), self.other_name)
    }

    fn only_here(&self, row: &RowFrame<'_, '_>) -> Description {
        let label = format!("not in `{}`", self.other_name);
        let are = if self.key.len() == 1 { "is" } else { "are together" };
        Description {
            message: format!("{} {are} {label}", row.named_values(&self.key)),
            cells: self.key.iter().map(|column| (*column, label.clone())).collect(),
            ..Description::default()
        }
    }

    /// A row of the other table that no row of this one is the twin of.
    fn absent(&self, lookup: &Lookup<'_>, row: usize) -> Option<Absent> {
        let spot = lookup.spot(row)?;
        let value = |(column, other): (&usize, &usize)| {
            let value = lookup.column(*other).and_then(|known| known.value(row));
            (*column, value.unwrap_or(Value::Null))
        };
        let values = self.key.iter().zip(&self.other_key).map(value).collect();
        let columns = self.other_key.clone();
        let there = Elsewhere::Asked { table: self.other, spot, columns };
        Some(Absent { values, elsewhere: Some(there) })
    }
}

impl Binder<'_> {
    /// The columns that are compared: those that are named, else all that both tables have.
    fn compared_columns(
        &mut self,
        request: &Request<'_>,
        (other, key): (TableId, &[usize]),
    ) -> Option<Vec<Pair>> {
        let own = match request.params.get("columns") {
            Some(columns) => self.named_columns(request.table, columns)?,
            None => {
                let schema = self.catalog.table(request.table);
                let there = |column: &usize| {
                    let known = &schema.columns[*column];
                    let other = self.catalog.table(other);
                    let twin = other.find(&known.name);
                    known.present && twin.is_some_and(|at| other.columns[at].present)
                };
                let all = (0..schema.own().len()).filter(|column| !key.contains(column));
                all.filter(there).collect()
            }
        };
        let pairs: Vec<Option<Pair>> =
            own.into_iter().map(|own| self.pair(request, own, other)).collect();
        pairs.into_iter().collect()
    }

    fn pair(&mut self, request: &Request<'_>, own: usize, other: TableId) -> Option<Pair> {
        let place = match request.params.get("columns") {
            Some(columns) => columns.place(),
            None => request.params.place(),
        };
        let (table, schema) = (self.catalog.table(other), self.column(request.table, own).clone());
        let Some(at) = table.find(&schema.name) else {
            if table.known {
                let message = format!("unknown column `{}` in table `{}`", schema.name, table.name);
                self.mistake("unknown-column", message, place, "not in both tables");
            }
            return None;
        };
        let twin = table.columns[at].clone();
        if !schema.is_like(&twin) {
            let message = format!(
                "column `{}` is {}, and {} in `{}`: the two are never the same",
                schema.name, schema.data_type, twin.data_type, table.name
            );
            let help = "declare both with the same `type`".to_owned();
            self.mistake("type-mismatch", message, place, "compared here").help = Some(help);
            return None;
        }
        Some(Pair { own, other: at, name: schema.name })
    }
}
