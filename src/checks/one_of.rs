//! `exactly-one`, `at-most-one`, `at-least-one`: of columns that have a value, in each row; or of rows
//! that meet a condition, in each group.

use super::binder::{Binder, one_line, reads_of};
use super::frame::BlockFrame;
use super::grouped::{self, AllLogs, Firsts, GroupLog, GroupLogs, Groups, Run};
use super::keys;
use super::{
    Check, Description, Kept, Kind, Late, Note, Observed, Placement, Reads, Request, RowFrame,
    RowId, Verdicts, Whole, Wording, joined,
};
use crate::expressions::explain;
use crate::expressions::{Typed, eval};
use crate::findings::{Counts, Judged};
use crate::rules::Param;
use crate::sources::Scratch;
use crate::tables::{Bitmap, Data, Vector};
use crate::types::format;
use std::any::Any;
use std::io;

/// How many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    ExactlyOne,
    AtMostOne,
    AtLeastOne,
}

impl Kind for Quota {
    fn name(&self) -> &'static str {
        match self {
            Quota::ExactlyOne => "exactly-one",
            Quota::AtMostOne => "at-most-one",
            Quota::AtLeastOne => "at-least-one",
        }
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let params = request.params;
        if !matches!(params, Param::Table(_)) {
            let columns = binder.named_columns(request.table, params)?;
            let name = |column: &usize| binder.column_name(request.table, *column);
            let names = columns.iter().map(name).collect();
            return Some(Box::new(Filled { quota: *self, columns, names }));
        }
        let by = match params.get("by") {
            Some(by) => binder.columns_or_expressions(request.table, by)?,
            None => Vec::new(),
        };
        let Some(check) = params.get("check") else {
            binder.missing_key(params, "check");
            return None;
        };
        let (text, condition) = binder.condition(request.table, check)?;
        let mut reads = reads_of(&condition, binder.catalog);
        let columns = reads.columns.clone();
        reads.add(Reads::of_columns(by.iter().copied()));
        let text = one_line(&text);
        Some(Box::new(Met { quota: *self, by, condition, text, columns, reads }))
    }
}

impl Quota {
    fn is_met_by_all(self, least: u64, most: u64) -> bool {
        match self {
            Quota::ExactlyOne => least == 1 && most == 1,
            Quota::AtMostOne => most <= 1,
            Quota::AtLeastOne => least >= 1,
        }
    }

    fn is_met_by_some(self, least: u64, most: u64) -> bool {
        match self {
            Quota::ExactlyOne => least <= 1 && most >= 1,
            Quota::AtMostOne => least <= 1,
            Quota::AtLeastOne => most >= 1,
        }
    }

    /// "exactly one".
    fn words(self) -> &'static str {
        match self {
            Quota::ExactlyOne => "exactly one",
            Quota::AtMostOne => "at most one",
            Quota::AtLeastOne => "at least one",
        }
    }

    /// What a finding says there is instead.
    fn fault(self) -> &'static str {
        match self {
            Quota::ExactlyOne => "not exactly one",
            Quota::AtMostOne => "more than one",
            Quota::AtLeastOne => "no",
        }
    }
}

/// Columns of which so many have a value.
struct Filled {
    quota: Quota,
    columns: Vec<usize>,
    names: Vec<String>,
}

impl Check for Filled {
    fn reads(&self) -> Reads {
        Reads::of_columns(self.columns.iter().copied())
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let none = || Bitmap::zeros(rows.len());
        let (one, two) = self.columns.iter().fold((none(), none()), |(one, two), column| {
            let filled = keys::present(&[block.vector(*column)]);
            (one.or(&filled), two.or(&one.and(&filled)))
        });
        let failed = match self.quota {
            Quota::ExactlyOne => one.not().or(&two),
            Quota::AtMostOne => two,
            Quota::AtLeastOne => one.not(),
        };
        Observed { failed: Some(failed), ..Observed::default() }
    }

    fn wording(&self) -> Wording {
        let quoted: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        Wording::has(format!("{} value among {}", self.quota.fault(), joined(&quoted)))
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let vector = |column: &usize| row.block.vector(*column);
        let filled: Vec<usize> =
            self.columns.iter().copied().filter(|column| !vector(column).is_null(0)).collect();
        let quoted: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let wanted = format!("expected a value in {} of {}", self.quota.words(), joined(&quoted));
        let found: Vec<String> = filled.iter().map(|column| row.cell_is(*column)).collect();
        let found = match found.is_empty() {
            true => "found none".to_owned(),
            false => joined(&found),
        };
        let shown = if filled.is_empty() { &self.columns } else { &filled };
        Description {
            message: format!("{wanted}; {found}"),
            cells: shown.iter().map(|column| (*column, row.cell_is(*column))).collect(),
            ..Description::default()
        }
    }
}

/// Groups of rows of which so many meet a condition.
struct Met {
    quota: Quota,
    by: Vec<usize>,
    condition: Typed,
    text: String,
    /// What the condition reads.
    columns: Vec<usize>,
    reads: Reads,
}

/// What the condition says of a row.
const NOT_MET: u64 = 0;
const MET: u64 = 1;
const UNKNOWN: u64 = 2;
const NOT_COMPUTABLE: u64 = 3;

/// Which part of a violation its note is about.
const SEVERAL: u32 = 0;
const NONE: u32 = 1;
const FAILED: u32 = 2;

impl Check for Met {
    fn reads(&self) -> Reads {
        self.reads.clone()
    }

    fn of(&self) -> Judged {
        Judged::Groups
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let by: Vec<&Vector<'_>> = self.by.iter().map(|column| block.vector(*column)).collect();
        let vector = eval(&self.condition, block);
        let state = |row: usize| match &vector.data {
            _ if vector.is_failed(row) => NOT_COMPUTABLE,
            _ if vector.is_null(row) => UNKNOWN,
            Data::Boolean(bits) if bits.get(row) => MET,
            _ => NOT_MET,
        };
        let states: Vec<u64> = (0..rows.len()).map(state).collect();
        let log = GroupLog::new((&by, &states), block, rows);
        let part = GroupLogs { logs: vec![log], judged: rows.count() as u64 };
        Observed { deferred: Some(rows.clone()), kept: Some(Box::new(part)), ..Observed::default() }
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    /// More than one are not fewer for it.
    fn misses_rows(&self) -> bool {
        !matches!(self.quota, Quota::AtMostOne)
    }

    fn held(&self, part: &(dyn Any + Send)) -> usize {
        grouped::held(part)
    }

    fn shed(&self, kept: &mut Vec<Kept>, scratch: &Scratch) -> io::Result<()> {
        grouped::shed(kept, scratch)
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        AllLogs::of(kept).verdicts(whole.limit(), |groups, counts, firsts| {
            self.look(groups, (counts, firsts), whole);
        })
    }

    fn wording(&self) -> Wording {
        Wording::has(format!("{} row that meets `{}`", self.quota.fault(), self.text))
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let Some(note) = row.notes.first() else { return Description::default() };
        let with = match self.by.as_slice() {
            [] => String::new(),
            by => format!(" with {}", row.named_values(by)),
        };
        let [met, all] = note.numbers.map(format::count);
        let (text, wanted) = (&self.text, self.quota.words());
        let message = match note.part {
            SEVERAL => format!("{met} rows{with} meet `{text}`; expected {wanted}"),
            NONE if note.numbers[1] == 1 => {
                format!("the only row{with} does not meet `{text}`; expected {wanted}")
            }
            NONE => format!("none of {all} rows{with} meets `{text}`; expected {wanted}"),
            _ => {
                let explanation = explain::explain(&self.condition, &self.text, row.block);
                let reason = explanation.reason.map_or("", |reason| reason.reason());
                format!("`{text}` cannot be computed for a row{with}: {reason}")
            }
        };
        let columns = if note.part == NONE { &self.by } else { &self.columns };
        let value =
            |column: &usize| ((row.names)(*column), (row.texts)(*column).unwrap_or_default());
        let missed = match note.part {
            NONE if note.numbers[1] == 1 => ", and its only row does not meet it",
            NONE => ", and no row of it meets it",
            _ => "",
        };
        let label = |column: &usize| (*column, format!("{}{missed}", row.cell_is(*column)));
        Description {
            message,
            cells: columns.iter().map(label).collect(),
            other_cells: columns
                .iter()
                .map(|column| (*column, "met here too".to_owned()))
                .collect(),
            values: self.by.iter().map(value).collect(),
            ..Description::default()
        }
    }
}

/// What becomes of a group; a failed one with the part that its note is about.
enum Verdict {
    Passed,
    Undecided,
    Failed(u32),
}

impl Met {
    /// Judges the groups of one way.
    fn look(
        &self,
        groups: &Groups<'_>,
        (counts, firsts): (&mut Counts, &mut Firsts),
        whole: &dyn Whole,
    ) {
        for group in groups.runs().chunk_by(|a, b| a.group == b.group) {
            let all: Vec<&Run> = group.iter().collect();
            match self.verdict(groups, &all) {
                Verdict::Passed => counts.passed += 1,
                Verdict::Undecided => counts.undecided += 1,
                Verdict::Failed(_) => {
                    for group in groups.split(group, &self.by, whole) {
                        self.add(groups, &group, (counts, firsts), whole);
                    }
                }
            }
        }
    }

    fn verdict(&self, groups: &Groups<'_>, runs: &[&Run]) -> Verdict {
        let count = |state: u64| count_of(groups, runs, state);
        let (least, most) = (count(MET), count(MET) + count(UNKNOWN));
        if count(NOT_COMPUTABLE) > 0 {
            return Verdict::Failed(FAILED);
        }
        // Any number from the one to the other may be the true one.
        match (self.quota.is_met_by_all(least, most), self.quota.is_met_by_some(least, most)) {
            (true, _) => Verdict::Passed,
            (false, true) => Verdict::Undecided,
            (false, false) if least == 0 => Verdict::Failed(NONE),
            (false, false) => Verdict::Failed(SEVERAL),
        }
    }

    /// Judges a group whose rows are known to belong together.
    fn add(
        &self,
        groups: &Groups<'_>,
        runs: &[&Run],
        (counts, firsts): (&mut Counts, &mut Firsts),
        whole: &dyn Whole,
    ) {
        let part = match self.verdict(groups, runs) {
            Verdict::Passed => return counts.passed += 1,
            Verdict::Undecided => return counts.undecided += 1,
            Verdict::Failed(part) => part,
        };
        counts.failed += 1;
        let met = || rows_of(groups, runs, MET, whole);
        let all: u64 = runs.iter().map(|run| groups.rows(run).len() as u64).sum();
        let (row, other) = match part {
            SEVERAL => (met().nth(1), met().next()),
            NONE => (runs.first().map(|run| groups.first(run, whole)), None),
            _ => (rows_of(groups, runs, NOT_COMPUTABLE, whole).next(), None),
        };
        let Some(row) = row else { return };
        let note = Note { part, row, numbers: [count_of(groups, runs, MET), all] };
        firsts.push(Late { row, other, notes: vec![note] });
    }
}

/// How many rows are in one state.
fn count_of(groups: &Groups<'_>, runs: &[&Run], state: u64) -> u64 {
    let runs = runs.iter().filter(|run| run.value == state);
    runs.map(|run| groups.rows(run).len() as u64).sum()
}

/// The rows in one state, in the order of the file.
fn rows_of<'g>(
    groups: &'g Groups<'_>,
    runs: &'g [&Run],
    state: u64,
    whole: &'g dyn Whole,
) -> impl Iterator<Item = RowId> + 'g {
    let runs = runs.iter().filter(move |run| run.value == state);
    runs.flat_map(move |run| {
        let block = groups.block(run);
        groups.rows(run).iter().map(move |row| whole.row(block, *row))
    })
}
