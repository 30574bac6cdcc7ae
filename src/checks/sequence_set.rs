//! `sequence = { column = "page", any-order = true }`: the values are those of a sequence, wherever
//! they stand. The row behind a gap is the violation, and the later of two with one value.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::grouped::{self, AllLogs, Firsts, GroupLog, GroupLogs, Groups, Run};
use super::sequence::number;
use super::{
    Check, Description, Kept, Late, Note, Observed, Reads, RowFrame, Verdicts, Whole, Wording,
};
use crate::diagnostics::{SourceId, Span};
use crate::findings::Counts;
use crate::sources::Scratch;
use crate::tables::{Bitmap, Vector};
use crate::types::{Decimal, Type, format};
use std::any::Any;
use std::io;

/// Whole numbers or days that are a sequence in some order, each group by itself.
pub struct SequenceSet {
    column: usize,
    name: String,
    step: i64,
    by: Vec<usize>,
}

/// What a violation is.
const TWICE: u32 = 0;
const AFTER_A_GAP: u32 = 1;

impl SequenceSet {
    pub fn bind(
        (column, name, ty): (usize, String, Type),
        (step, by): (Decimal, Vec<usize>),
        place: (SourceId, Span),
        binder: &mut Binder<'_>,
    ) -> Option<Box<dyn Check>> {
        let whole = step.to_i64().filter(|step| *step != 0);
        let (Some(step), false) = (whole, ty == Type::Number) else {
            let message = format!(
                "in any order a sequence is of whole numbers or dates, by a whole step; `{name}` is \
                 {ty}"
            );
            binder.mistake("not-applicable", message, place, "of this sequence");
            return None;
        };
        // Up or down is the same without an order.
        let step = step.checked_abs()?;
        Some(Box::new(SequenceSet { column, name, step, by }))
    }
}

impl Check for SequenceSet {
    fn reads(&self) -> Reads {
        Reads::of_columns([self.column].into_iter().chain(self.by.iter().copied()))
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let vector = block.vector(self.column);
        let whole = |row: usize| number(vector, row).and_then(Decimal::to_i64);
        let values: Vec<Option<i64>> = (0..rows.len()).map(whole).collect();
        let present = Bitmap::from_fn(rows.len(), |row| rows.get(row) && values[row].is_some());
        let by: Vec<&Vector<'_>> = self.by.iter().map(|column| block.vector(*column)).collect();
        let values: Vec<u64> = values.iter().map(|value| ordered(value.unwrap_or(0))).collect();
        let log = GroupLog::new((&by, &values), block, &present);
        let part = GroupLogs { logs: vec![log], judged: present.count() as u64 };
        Observed {
            undecided: Some(rows.and_not(&present)),
            kept: Some(Box::new(part)),
            deferred: Some(present),
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
        let mut verdicts = logs.verdicts(whole.limit(), |groups, counts, firsts| {
            self.look(groups, (counts, firsts), whole);
        });
        verdicts.counts.passed = logs.judged() - verdicts.counts.failed;
        verdicts
    }

    fn asks(&self) -> String {
        format!("`{}` is a sequence by {}, in any order", self.name, self.step)
    }

    fn wording(&self) -> Wording {
        let object = format!("a value in `{}` that is there twice, or is behind a gap", self.name);
        Wording::has(object)
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let cell = row.cell_is(self.column);
        let Some(note) = row.notes.first() else { return Description::default() };
        let before = (row.text_at)(note.row, self.column).unwrap_or_default();
        let message = match note.part {
            TWICE => format!("{cell}, as in {}", (row.place_of)(note.row)),
            _ if note.numbers[1] != 0 => {
                format!(
                    "{cell}, and no step of {} leads there from {}",
                    self.step,
                    row.shown(&before)
                )
            }
            _ => {
                let missing = match note.numbers[0] {
                    1 => "1 value is".to_owned(),
                    more => format!("{} values are", format::count(more)),
                };
                format!("{cell}, and {missing} left out behind {}", row.shown(&before))
            }
        };
        let other = if note.part == TWICE { "first" } else { "the value before" };
        Description {
            cells: vec![(self.column, message.clone())],
            other_cells: vec![(self.column, other.to_owned())],
            message,
            ..Description::default()
        }
    }
}

impl SequenceSet {
    /// Adds the rows that are odd in their groups.
    fn look(
        &self,
        groups: &Groups<'_>,
        (counts, firsts): (&mut Counts, &mut Firsts),
        whole: &dyn Whole,
    ) {
        for group in groups.runs().chunk_by(|one, other| one.group == other.group) {
            let mut found = self.odd((group.iter().collect(), groups), whole);
            // Where two groups have one hash, each is looked at by itself.
            if !found.is_empty() && !self.by.is_empty() {
                let split = groups.split(group, &self.by, whole);
                found = split.into_iter().flat_map(|it| self.odd((it, groups), whole)).collect();
            }
            counts.failed += found.len() as u64;
            found.into_iter().for_each(|late| firsts.push(late));
        }
    }

    /// The rows of a group that are behind a gap or repeat a value.
    fn odd(&self, (mut group, groups): (Vec<&Run>, &Groups<'_>), whole: &dyn Whole) -> Vec<Late> {
        // Those of one value together, by their places.
        group.sort_by_key(|run| (run.value, groups.block(run), groups.rows(run)[0].row));
        let mut found = Vec::new();
        let mut before: Option<&Run> = None;
        for run in group {
            let first = groups.first(run, whole);
            let (last, rows) = (before, groups.rows(run));
            let gap = last.map(|last| value_of(run.value).abs_diff(value_of(last.value)));
            let mut late = |row, other, part, numbers| {
                let notes = vec![Note { part, row: other, numbers }];
                found.push(Late { row, other: Some(other), notes });
            };
            match (last, gap) {
                (Some(last), Some(0)) => late(first, groups.first(last, whole), TWICE, [0, 0]),
                (Some(last), Some(gap)) if gap != self.step.unsigned_abs() => {
                    let step = self.step.unsigned_abs();
                    let numbers = [gap / step - u64::from(gap >= step), gap % step];
                    late(first, groups.first(last, whole), AFTER_A_GAP, numbers);
                }
                _ => {}
            }
            for row in &rows[1..] {
                late(whole.row(groups.block(run), *row), first, TWICE, [0, 0]);
            }
            if gap != Some(0) {
                before = Some(run);
            }
        }
        found
    }
}

/// Numbers without a sign, in the same order.
fn ordered(value: i64) -> u64 {
    (value as u64) ^ (1 << 63)
}

fn value_of(ordered: u64) -> i64 {
    (ordered ^ (1 << 63)) as i64
}
