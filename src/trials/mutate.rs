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
use foldhash::fast::FixedState;
use hashbrown::HashSet;
use held::Held;
use rayon::prelude::*;
use std::hash::BuildHasher;

/// Bytes that are judged altogether, about, where nobody says how many changes are made.
const BUDGET: u64 = 2 << 30;

/// Changes of each kind to each column then, at most.
const MOST: u64 = 5;

/// Tries to find a cell that a change goes with.
const TRIES: usize = 40;

/// What the changes to a table showed.
pub struct Mutated {
    pub table: String,
    pub rows: u64,
    /// How many changes were made to each column at most, where more could have been.
    pub at_most: Option<u64>,
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

const HASHER: FixedState = FixedState::with_seed(0x7c15_9e37);

/// What is asked for.
pub struct Request<'r> {
    pub seed: u64,
    /// Changes to each column, at most.
    pub changes: Option<u64>,
    pub progress: Option<&'r dyn Progress>,
}

/// Someone who watches how far it has come.
pub trait Progress: Sync {
    /// So many changes are to be made.
    fn begin(&self, changes: u64);
    /// One of them was judged.
    fn advance(&self);
}

/// Changes the cells of all judged tables. The mistakes, where the rules do not bind.
pub fn run(
    rules: &RuleSet,
    opened: Vec<Opened>,
    (terms, texts): (Terms<'_>, &Texts),
    request: &Request<'_>,
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
    let options = Options { places_only: true, ..Options::default() };
    let before = places(&engine::run(&plan, &options));
    let world = World { rules, terms, texts, held: &held, before, options, request };
    let tables = (0..plan.tables.len()).map(TableId);
    let planned: Vec<Planned> = tables.filter_map(|table| world.planned(&plan, table)).collect();
    if let Some(progress) = request.progress {
        progress.begin(planned.iter().map(|table| table.jobs.len() as u64).sum());
    }
    Ok(planned.into_iter().map(|table| world.table(table)).collect())
}

/// The changes that will be made to a table.
struct Planned {
    table: TableId,
    name: String,
    rows: u64,
    /// Each column with its name.
    columns: Vec<(usize, String)>,
    jobs: Vec<Job>,
    at_most: Option<u64>,
}

/// What every change is held against.
struct World<'w> {
    rules: &'w RuleSet,
    terms: Terms<'w>,
    texts: &'w Texts,
    held: &'w Held,
    before: HashSet<u64>,
    options: Options,
    request: &'w Request<'w>,
}

impl World<'_> {
    fn planned(&self, plan: &Plan, table: TableId) -> Option<Planned> {
        let schema = plan.catalog.table(table);
        let cells = self.held.cells(plan, table);
        let present = |column: &usize| schema.columns[*column].present;
        let name = |column: usize| (column, schema.columns[column].name.clone());
        let columns: Vec<(usize, String)> =
            (0..schema.own().len()).filter(present).map(name).collect();
        if cells.rows() == 0 || columns.is_empty() {
            return None;
        }
        let each = columns.len() as u64 * self.held.bytes().max(1);
        let quota = self.request.changes.unwrap_or((BUDGET / each).max(1));
        let wanted = if self.request.changes.is_some() { quota } else { MOST };
        let (mut jobs, mut at_most) = (Vec::new(), None);
        for (column, name) in &columns {
            let of_kind = |change: &'static Change| {
                let mut random =
                    change::Random::new(self.request.seed, &[&schema.name, name, change.name]);
                let format = &plan.tables[table.0].formats[*column];
                cells.jobs((*column, format), change, &mut random, wanted.min(quota))
            };
            let all: Vec<Vec<Job>> = CHANGES.iter().map(of_kind).collect();
            let made: usize = all.iter().map(Vec::len).sum();
            if made as u64 > quota {
                at_most = Some(quota);
            }
            let mut random = change::Random::new(self.request.seed, &[&schema.name, name]);
            jobs.extend(in_turn(all, &mut random).take(quota as usize));
        }
        let (name, rows) = (schema.name.clone(), cells.rows() as u64);
        Some(Planned { table, name, rows, columns, jobs, at_most })
    }

    fn table(&self, planned: Planned) -> Mutated {
        let Planned { table, name, rows, columns, jobs, at_most } = planned;
        let judged = |job: &Job| {
            let noticed = self.is_noticed(table, job);
            if let Some(progress) = self.request.progress {
                progress.advance();
            }
            noticed
        };
        let noticed: Vec<bool> = jobs.par_iter().map(judged).collect();
        let of_column = |(column, name): (usize, String)| {
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
            MutatedColumn { name, seen: seen.collect() }
        };
        let columns = columns.into_iter().map(of_column).collect();
        Mutated { table: name, rows, at_most, columns }
    }

    fn is_noticed(&self, table: TableId, job: &Job) -> bool {
        let change = (table.0, job.file, job.field.clone(), job.text.as_str());
        let Some(opened) = self.held.open(Some(change)) else { return true };
        match super::judge(self.rules, opened, (self.terms, self.texts), &self.options) {
            Err(_) => true,
            Ok(outcome) => {
                let stops = outcome.diagnostics.iter().any(|one| one.severity == Severity::Error);
                stops || places(&outcome).iter().any(|place| !self.before.contains(place))
            }
        }
    }
}

/// The changes of each kind in turn, which kind comes first by chance.
fn in_turn(all: Vec<Vec<Job>>, random: &mut change::Random) -> impl Iterator<Item = Job> {
    let mut kinds: Vec<std::vec::IntoIter<Job>> = all.into_iter().map(Vec::into_iter).collect();
    for at in (1..kinds.len()).rev() {
        kinds.swap(at, random.below(at + 1));
    }
    let mut turn = Vec::new();
    std::iter::from_fn(move || {
        if turn.is_empty() {
            turn = kinds.iter_mut().rev().filter_map(Iterator::next).collect();
        }
        turn.pop()
    })
}

/// Where checks fail, each place by its hash. What has no row is known by its sentence.
fn places(outcome: &Outcome) -> HashSet<u64> {
    let mut places = HashSet::new();
    for finding in &outcome.findings {
        for violation in &finding.violations {
            let said = match violation.row {
                Some(_) => "",
                None => violation.message.as_str(),
            };
            let place = (&finding.id, &violation.file, violation.row, said);
            places.insert(HASHER.hash_one(place));
        }
    }
    places
}
