//! `determines = { from = ["iso3"], to = ["country"] }`: rows with the same values here have the
//! same value there. The odd rows of a group are the violations, not all of it.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::grouped::{self, AllLogs, GroupLog, GroupLogs, Groups, Run};
use super::keys;
use super::{
    BlockRow, Check, Description, Kept, Kind, Late, Note, Observed, Placement, Reads, Request,
    RowFrame, Verdicts, Whole, Wording, joined,
};
use crate::rules::{Param, Phrase};
use crate::sources::Scratch;
use crate::tables::{Bitmap, Vector};
use crate::types::format;
use hashbrown::HashMap;
use rayon::prelude::*;
use std::any::Any;
use std::io;

pub struct Determines;

impl Kind for Determines {
    fn name(&self) -> &'static str {
        "determines"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let params: Vec<&Param> = match request.params {
            Param::List(list) => list.value.iter().collect(),
            one => vec![one],
        };
        let found: Vec<Option<Vec<Dependency>>> =
            params.iter().map(|params| binder.dependencies(request, params)).collect();
        let found: Option<Vec<Vec<Dependency>>> = found.into_iter().collect();
        let dependencies: Vec<Dependency> = found?.into_iter().flatten().collect();
        if dependencies.is_empty() {
            binder.wrong_type(request.params, "at least one dependency");
            return None;
        }
        Some(Box::new(Fixed { dependencies }))
    }
}

/// Some columns fix another one.
struct Dependency {
    from: Vec<usize>,
    from_names: Vec<String>,
    to: usize,
    to_name: String,
}

/// Dependencies of which each row has to meet all.
struct Fixed {
    dependencies: Vec<Dependency>,
}

/// A row that differs from its group, and the number of the note that says from what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Odd {
    block: u32,
    row: BlockRow,
    note: u32,
}

/// All rows that differ.
#[derive(Default)]
struct Found {
    odd: Vec<Odd>,
    notes: Vec<Note>,
}

impl Found {
    fn merge(mut self, other: Found) -> Found {
        let before = self.notes.len() as u32;
        self.odd.extend(other.odd.into_iter().map(|odd| Odd { note: odd.note + before, ..odd }));
        self.notes.extend(other.notes);
        self
    }
}

impl Check for Fixed {
    fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        for one in &self.dependencies {
            reads.add(Reads::of_columns([one.to]));
        }
        for one in &self.dependencies {
            reads.add(Reads::of_columns(one.from.iter().copied()));
        }
        reads
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let mut judged = Bitmap::zeros(rows.len());
        let logs = self.dependencies.iter().map(|one| {
            let from: Vec<&Vector<'_>> =
                one.from.iter().map(|column| block.vector(*column)).collect();
            let to = [block.vector(one.to)];
            let present = rows.and(&keys::present(&from)).and(&keys::present(&to));
            judged = judged.or(&present);
            GroupLog::new((&from, &keys::hashes(&to)), block, &present)
        });
        let logs: Vec<GroupLog> = logs.collect();
        let part = GroupLogs { logs, judged: judged.count() as u64 };
        Observed {
            undecided: Some(rows.and_not(&judged)),
            deferred: Some(judged),
            kept: Some(Box::new(part)),
            ..Observed::default()
        }
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    fn held(&self, part: &(dyn Any + Send)) -> usize {
        grouped::held(part)
    }

    fn shed(&self, kept: &mut Vec<Kept>, scratch: &Scratch) -> io::Result<()> {
        grouped::shed(kept, scratch)
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let logs = AllLogs::of(kept);
        let found = logs.each_way(|groups| {
            let mut found = Found::default();
            for (at, (dependency, groups)) in self.dependencies.iter().zip(groups).enumerate() {
                dependency.look(groups, (at as u32, whole), &mut found);
            }
            found
        });
        let mut found = found.into_iter().fold(Found::default(), Found::merge);
        found.odd.par_sort_unstable();
        let judged = logs.judged();
        let mut verdicts = Verdicts::default();
        for row in found.odd.chunk_by(|a, b| (a.block, a.row) == (b.block, b.row)) {
            verdicts.counts.failed += 1;
            if verdicts.violations.len() < whole.limit() {
                let mut notes: Vec<Note> =
                    row.iter().map(|odd| found.notes[odd.note as usize]).collect();
                // As the rule lists them, whichever way they came.
                notes.sort_unstable_by_key(|note| note.part);
                let at = whole.row(row[0].block as usize, row[0].row);
                verdicts.violations.push(Late { row: at, other: Some(notes[0].row), notes });
            }
        }
        verdicts.counts.passed = judged - verdicts.counts.failed;
        verdicts
    }

    fn wording(&self) -> Wording {
        let object = match self.dependencies.as_slice() {
            [] | [_, _, _, _, ..] => "from the other rows of their groups".to_owned(),
            few => {
                let one = |one: &Dependency| format!("in {} from {}", one.quoted(), one.group());
                few.iter().map(one).collect::<Vec<_>>().join(", or ")
            }
        };
        Wording { singular: "differs", plural: "differ", object, help: None }
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let mut description = Description::default();
        let mut sentences = Vec::new();
        for note in row.notes {
            let one = &self.dependencies[note.part as usize];
            let sentence = one.sentence(row, note);
            description.cells.push((one.to, sentence.clone()));
            sentences.push(sentence);
        }
        if let Some(first) = row.notes.first() {
            let to = self.dependencies[first.part as usize].to;
            description.other_cells = vec![(to, says(first))];
        }
        description.message = sentences.join("; ");
        description
    }
}

/// The label of the row that a violation is compared with.
fn says(note: &Note) -> String {
    match is_majority(note) {
        true => "what most rows say".to_owned(),
        false => "what the first row says".to_owned(),
    }
}

fn is_majority(note: &Note) -> bool {
    note.numbers[0] * 2 > note.numbers[1]
}

impl Dependency {
    fn quoted(&self) -> String {
        format!("`{}`", self.to_name)
    }

    fn group(&self) -> String {
        let from: Vec<String> = self.from_names.iter().map(|name| format!("`{name}`")).collect();
        format!("rows with the same {}", joined(&from))
    }

    /// "`country` is Untied States; 12 of 13 rows with `iso3` USA say United States".
    fn sentence(&self, row: &RowFrame<'_, '_>, note: &Note) -> String {
        let said = (row.text_at)(note.row, self.to).unwrap_or_default();
        let (cell, said) = (row.cell_is(self.to), row.shown(&said));
        let with = row.named_values(&self.from);
        match is_majority(note) {
            true => {
                let (most, all) = (format::count(note.numbers[0]), format::count(note.numbers[1]));
                format!("{cell}; {most} of {all} rows with {with} say {said}")
            }
            false => format!("{cell}; the first row with {with} says {said}"),
        }
    }

    /// Adds the rows that differ from their groups.
    fn look(&self, groups: &Groups<'_>, (part, whole): (u32, &dyn Whole), found: &mut Found) {
        let runs = groups.runs();
        for group in runs.chunk_by(|a, b| a.group == b.group) {
            if group.iter().all(|run| run.value == group[0].value) {
                continue;
            }
            for group in groups.split(group, &self.from, whole) {
                self.judge(groups, &group, (part, whole), found);
            }
        }
    }

    /// Adds the rows of one group that differ from what most of it says, or from its first row.
    fn judge(
        &self,
        groups: &Groups<'_>,
        runs: &[&Run],
        (part, whole): (u32, &dyn Whole),
        found: &mut Found,
    ) {
        let mut votes: HashMap<u64, u64> = HashMap::new();
        let mut total = 0;
        for run in runs {
            let rows = groups.rows(run).len() as u64;
            *votes.entry(run.value).or_default() += rows;
            total += rows;
        }
        let most = runs.iter().find(|run| votes[&run.value] * 2 > total);
        let Some(said) = most.or(runs.first()) else { return };
        let note = found.notes.len() as u32;
        let numbers = [votes[&said.value], total];
        found.notes.push(Note { part, row: groups.first(said, whole), numbers });
        for run in runs.iter().filter(|run| run.value != said.value) {
            let block = groups.block(run) as u32;
            let rows = groups.rows(run).iter();
            found.odd.extend(rows.map(|row| Odd { block, row: *row, note }));
        }
    }
}

impl Binder<'_> {
    /// `{ from = ["iso3"], to = ["country"] }`, or `"iso3 -> country"` for short: one dependency for
    /// each column of `to`.
    fn dependencies(&mut self, request: &Request<'_>, params: &Param) -> Option<Vec<Dependency>> {
        let (from, to) = match params {
            Param::Text(phrase) => self.arrow(request, phrase)?,
            Param::Table(_) => {
                let [from, to] = ["from", "to"].map(|key| {
                    let found = params.get(key);
                    if found.is_none() {
                        self.missing_key(params, key);
                    }
                    self.columns_or_expressions(request.table, found?)
                });
                (from?, to?)
            }
            other => {
                self.wrong_type(other, "`{ from = […], to = […] }` or `\"a -> b\"`");
                return None;
            }
        };
        if let Some(column) = to.iter().find(|column| from.contains(column)) {
            let name = self.column_name(request.table, *column);
            let message = format!("`{name}` determines itself, always");
            self.mistake("invalid-value", message, params.place(), "on both sides");
            return None;
        }
        let name = |column: &usize| self.column_name(request.table, *column);
        let from_names: Vec<String> = from.iter().map(name).collect();
        let one = |column: &usize| Dependency {
            from: from.clone(),
            from_names: from_names.clone(),
            to: *column,
            to_name: name(column),
        };
        Some(to.iter().map(one).collect())
    }

    /// `"city, state -> county"`.
    fn arrow(
        &mut self,
        request: &Request<'_>,
        phrase: &Phrase,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        let Some((from, to)) = phrase.text.split_once("->") else {
            let message = "`determines` says which columns fix which others";
            let place = (phrase.source, phrase.span);
            self.mistake("invalid-value", message, place, "no `->` in it").help =
                Some("write `determines = \"iso3 -> country\"`".to_owned());
            return None;
        };
        let mut side = |names: &str| -> Option<Vec<usize>> {
            let named =
                |name: &str| Param::Text(Phrase { text: name.trim().to_owned(), ..phrase.clone() });
            let columns: Vec<Option<Vec<usize>>> = names
                .split(',')
                .map(|name| self.named_columns(request.table, &named(name)))
                .collect();
            let columns: Option<Vec<Vec<usize>>> = columns.into_iter().collect();
            Some(columns?.into_iter().flatten().collect())
        };
        let (from, to) = (side(from), side(to));
        Some((from?, to?))
    }
}
