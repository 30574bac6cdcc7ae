//! Cells changed at random, to find out which columns no rule would notice.
//!
//! One cell at a time is changed, in memory, and everything is judged again. A change is noticed where
//! there is a violation that was not there before, or where the rules no longer bind to the data.

mod change;
mod held;

pub use change::{CHANGES, Change};

use crate::diagnostics::{Diagnostic, Severity, Texts};
use crate::engine::{self, Options};
use crate::findings::Outcome;
use crate::plan::Plan;
use crate::plan::assemble::{Terms, assemble};
use crate::plan::catalog::Opened;
use crate::rules::RuleSet;
use crate::tables::TableId;
use held::Held;
use rayon::prelude::*;
use std::collections::HashSet;

/// Bytes that are judged altogether, about; fewer changes are made to large tables.
const BUDGET: u64 = 2 << 30;

/// Changes of each kind to each column, at most.
const MOST: u64 = 5;

/// Tries to find a cell that a change goes with.
const TRIES: usize = 40;

/// What the changes to a table showed.
pub struct Mutated {
    pub table: String,
    pub rows: u64,
    /// Changes of each kind to each column, where its cells go with them.
    pub changes: u64,
    pub columns: Vec<MutatedColumn>,
}

/// What the changes to a column showed.
pub struct MutatedColumn {
    pub name: String,
    /// For each kind of change how many were noticed, of how many.
    pub seen: Vec<(&'static Change, u64, u64)>,
}

impl MutatedColumn {
    /// How many changes were noticed, of how many.
    pub fn total(&self) -> (u64, u64) {
        self.seen.iter().fold((0, 0), |(noticed, made), (_, more, of)| (noticed + more, made + of))
    }
}

/// One cell with another text.
struct Job {
    column: usize,
    change: &'static Change,
    file: usize,
    field: std::ops::Range<usize>,
    text: String,
}

/// A row at which a check fails.
type Place = (String, Option<String>, Option<u64>, String);

/// Changes the cells of all judged tables. The mistakes, where the rules do not bind.
pub fn run(
    rules: &RuleSet,
    opened: Vec<Opened>,
    (terms, texts): (Terms<'_>, &Texts),
    seed: u64,
) -> Result<Vec<Mutated>, Vec<Diagnostic>> {
    let held = Held::new(rules, &opened);
    // Articles stay as they are, and rules about them out.
    let mut rules = rules.clone();
    rules.documents.clear();
    rules.rules.retain(|rule| !rule.tables.is_empty());
    let rules = &rules;
    let mut mistakes = Vec::new();
    let (plan, _) = assemble(rules, (opened, Vec::new()), terms, (texts, &mut mistakes));
    mistakes.retain(|mistake| mistake.severity == Severity::Error);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let before = places(&engine::run(&plan, &Options::default()));
    let world = World { rules, terms, texts, held: &held, before };
    let tables = (0..plan.tables.len()).map(TableId);
    Ok(tables.filter_map(|table| world.table(&plan, table, seed)).collect())
}

/// What every change is held against.
struct World<'w> {
    rules: &'w RuleSet,
    terms: Terms<'w>,
    texts: &'w Texts,
    held: &'w Held,
    before: HashSet<Place>,
}

impl World<'_> {
    fn table(&self, plan: &Plan, table: TableId, seed: u64) -> Option<Mutated> {
        let schema = plan.catalog.table(table);
        let cells = self.held.cells(plan, table);
        let columns: Vec<usize> =
            (0..schema.own().len()).filter(|column| schema.columns[*column].present).collect();
        if cells.rows() == 0 || columns.is_empty() {
            return None;
        }
        let runs = columns.len() as u64 * CHANGES.len() as u64 * self.held.bytes().max(1);
        let changes = (BUDGET / runs.max(1)).clamp(1, MOST);
        let formats = &plan.tables[table.0].formats;
        let jobs: Vec<Job> = columns
            .iter()
            .flat_map(|column| CHANGES.iter().map(move |change| (*column, change)))
            .flat_map(|(column, change)| {
                let name = &schema.columns[column].name;
                let mut random = change::Random::new(seed, &[&schema.name, name, change.name]);
                cells.jobs((column, &formats[column]), change, &mut random, changes)
            })
            .collect();
        let noticed: Vec<bool> = jobs.par_iter().map(|job| self.is_noticed(table, job)).collect();
        let of_column = |column: usize| {
            let seen = CHANGES.iter().filter_map(|change| {
                let same = jobs
                    .iter()
                    .zip(&noticed)
                    .filter(|(job, _)| job.column == column && std::ptr::eq(job.change, change));
                let (mut found, mut made) = (0, 0);
                for (_, noticed) in same {
                    made += 1;
                    found += u64::from(*noticed);
                }
                (made > 0).then_some((change, found, made))
            });
            MutatedColumn { name: schema.columns[column].name.clone(), seen: seen.collect() }
        };
        Some(Mutated {
            table: schema.name.clone(),
            rows: cells.rows() as u64,
            changes,
            columns: columns.into_iter().map(of_column).collect(),
        })
    }

    fn is_noticed(&self, table: TableId, job: &Job) -> bool {
        let change = (table.0, job.file, job.field.clone(), job.text.as_str());
        let Some(opened) = self.held.open(Some(change)) else { return true };
        match super::judge(self.rules, opened, self.terms, self.texts) {
            Err(_) => true,
            Ok(outcome) => {
                let stops = outcome.diagnostics.iter().any(|one| one.severity == Severity::Error);
                stops || places(&outcome).iter().any(|place| !self.before.contains(place))
            }
        }
    }
}

/// Where checks fail. What has no row is known by its sentence.
fn places(outcome: &Outcome) -> HashSet<Place> {
    let mut places = HashSet::new();
    for finding in &outcome.findings {
        for violation in &finding.violations {
            let said = match violation.row {
                Some(_) => String::new(),
                None => violation.message.clone(),
            };
            places.insert((finding.id.clone(), violation.file.clone(), violation.row, said));
        }
    }
    places
}
