//! Subqueries, answered before any table is judged: each table that they read is read once for all
//! of them, in groups of what ties its rows to those that ask.

use super::Options;
use super::blocks::{self, BlockSpan};
use super::decode;
use super::table::BlockInfo;
use crate::checks::frame::{BlockFrame, Surroundings};
use crate::checks::groups::merge::{self, Groups, Merged, Numbered};
use crate::checks::groups::totals::{Members, Part, Totals};
use crate::checks::groups::unreadable;
use crate::checks::{Asked, BlockRow, Reads, binder};
use crate::expressions::subquery::{Answers, Ask, Found, Spot, Subquery};
use crate::expressions::{Typed, eval};
use crate::plan::Plan;
use crate::sources::{Block, Records, Source};
use crate::tables::{Bitmap, Data, TableId, bitmap};
use crate::types::{Computed, NotComputable, Value};
use bumpalo::Bump;
use std::sync::Arc;

/// Answers every subquery of a plan.
pub fn answer(plan: &Plan, around: Surroundings<'_>, options: &Options) {
    let mut open = different(plan);
    while !open.is_empty() {
        let (ready, later): (Vec<_>, Vec<_>) = open.into_iter().partition(|asked| {
            asked[0].reads.asked.iter().all(|one| one.query.answers().is_some())
        });
        // A subquery stands inside of another one, never in a circle.
        if ready.is_empty() {
            return;
        }
        for table in 0..plan.tables.len() {
            let table = TableId(table);
            let of_table: Vec<&Vec<&Asked>> =
                ready.iter().filter(|asked| asked[0].query.table == table).collect();
            if !of_table.is_empty() {
                read(plan, (table, &of_table), around, options);
            }
        }
        open = later;
    }
}

/// All subqueries, those that ask the same together.
fn different(plan: &Plan) -> Vec<Vec<&Asked>> {
    let mut found: Vec<Vec<&Asked>> = Vec::new();
    for asked in plan.reads().into_iter().flat_map(|(_, reads)| &reads.asked) {
        match found.iter_mut().find(|known| known[0].query.is_same(&asked.query)) {
            Some(known) => known.push(asked),
            None => found.push(vec![asked]),
        }
    }
    found
}

/// A subquery at work.
struct Work<'w> {
    query: &'w Subquery,
    /// What decides whether a row counts, and what it counts as.
    reads: Reads,
    groups: Totals,
    members: Option<Totals>,
}

/// What is kept of a block for a subquery.
struct Kept {
    groups: Part,
    members: Option<Part>,
    /// The first row of which it cannot be computed whom it belongs to.
    stray: Option<BlockRow>,
    left_out: u64,
}

fn read(
    plan: &Plan,
    (table, asked): (TableId, &[&Vec<&Asked>]),
    around: Surroundings<'_>,
    options: &Options,
) {
    let works: Vec<Work<'_>> = asked.iter().map(|asked| Work::new(&asked[0].query, plan)).collect();
    let planned = &plan.tables[table.0];
    let needed = plan.needed_by_subqueries(table);
    let sources: Vec<&Source> = planned.files.iter().map(|file| &file.source).collect();
    let mut infos: Vec<BlockInfo> = Vec::new();
    let mut kept: Vec<Vec<Kept>> = works.iter().map(|_| Vec::new()).collect();
    let judge = |block: BlockSpan, records: &Records| {
        let file = &planned.files[block.file];
        let arena = Bump::new();
        let cells = Block::new(&file.source, records);
        let batch = decode::batch(planned, file, &needed, cells, &arena);
        let starts =
            (0..records.n_rows()).map(|row| (records.start(row) - block.start) as u32).collect();
        let frame = BlockFrame::new(batch, starts, around, &arena);
        let parts: Vec<Kept> = works.iter().map(|work| work.block(&frame)).collect();
        (records.n_rows() as u64, records.lines(), parts)
    };
    blocks::for_each(&sources, options.block_size, judge, |block, (n_rows, lines, parts)| {
        let body_line = sources[block.file].body_line;
        infos.push(BlockInfo::after(infos.last(), block, (n_rows, lines), body_line));
        kept.iter_mut().zip(parts).for_each(|(kept, part)| kept.push(part));
    });
    for ((work, kept), asked) in works.iter().zip(kept).zip(asked) {
        let answers = Arc::new(work.finish(kept, &infos, plan.today));
        asked.iter().for_each(|asked| asked.query.answer(Arc::clone(&answers)));
    }
}

impl<'w> Work<'w> {
    fn new(query: &'w Subquery, plan: &Plan) -> Work<'w> {
        let totals = |grouping: &_| Totals::new(Clone::clone(grouping), &plan.catalog);
        let members = match &query.ask {
            Ask::Member(members) => Some(totals(members)),
            Ask::Value(_) | Ask::Exists => None,
        };
        let mut reads = Reads::default();
        let value = members.iter().filter_map(|members| members.grouping.by.last());
        for part in query.filter.iter().chain(value.map(|by| &by.typed)) {
            reads.add(binder::reads_of(part, &plan.catalog));
        }
        Work { query, reads, groups: totals(&query.groups), members }
    }

    fn block(&self, block: &BlockFrame<'_>) -> Kept {
        let n_rows = block.batch.n_rows;
        let mut rows = Bitmap::ones(n_rows);
        if let Some(ragged) = &block.batch.ragged {
            rows = rows.and_not(ragged);
        }
        let mut left_out = 0;
        if let Some(unread) = unreadable(&self.reads, block) {
            left_out += rows.and(&unread).count() as u64;
            rows = rows.and_not(&unread);
        }
        let unclear = self.query.filter.as_ref().and_then(|filter| {
            let (chosen, unclear) = chosen(filter, block);
            rows = rows.and(&bitmap::union(Some(&chosen), unclear.as_ref()).unwrap_or(chosen));
            unclear
        });
        for key in self.query.keys.iter().filter(|key| !key.missing_matches) {
            if let Some(nulls) = &eval::borrowed(&key.typed, block).nulls {
                let readable = match unreadable_rows(&key.typed, block) {
                    Some(unread) => nulls.and_not(&unread),
                    None => nulls.clone(),
                };
                rows = rows.and_not(&readable);
            }
        }
        let all = Members { rows: &rows, unclear: unclear.as_ref() };
        let (groups, stray) = self.groups.part(block, &all);
        left_out += groups.keyless + groups.totals.iter().map(|it| it.left_out).max().unwrap_or(0);
        let stray = stray.and_then(|stray| stray.iter().next()).map(|row| block.row(row));
        let certain = unclear.as_ref().map_or(rows.clone(), |unclear| rows.and_not(unclear));
        let certain = Members { rows: &certain, unclear: None };
        let members = self.members.as_ref().map(|totals| totals.part(block, &certain).0);
        Kept { groups, members, stray, left_out }
    }

    fn finish(&self, kept: Vec<Kept>, infos: &[BlockInfo], today: i32) -> Answers {
        let spot = |(block, row): (usize, BlockRow)| {
            let info = &infos[block];
            Spot { place: info.row(block, row).place, row: info.first_row + u64::from(row.row) + 1 }
        };
        let mut answers = Answers::none(self.of_nothing(today));
        let (mut groups, mut members): (Vec<Numbered>, Vec<Numbered>) = (Vec::new(), Vec::new());
        for (block, kept) in kept.into_iter().enumerate() {
            answers.left_out += kept.left_out;
            answers.stray = answers.stray.or(kept.stray.map(|row| spot((block, row))));
            groups.push((block, Box::new(kept.groups)));
            members.extend(kept.members.map(|part| (block, Box::new(part))));
        }
        if groups.is_empty() {
            return answers;
        }
        answers.groups = Found::joined(merge::each(&self.groups, &groups, |merged| {
            let mut found = Found::default();
            for (group, value) in self.values(merged, today).into_iter().enumerate() {
                // Without a tie there is a group even of no rows, in which nothing is missing.
                let is_empty = merged.first(group).is_none();
                if is_empty && matches!(self.query.ask, Ask::Member(_)) {
                    continue;
                }
                let culprit = merged.culprit(group).filter(|_| value.is_err());
                let row = culprit.or_else(|| merged.first(group));
                found.push(merged.key(group), value, row.map(spot));
            }
            found
        }));
        if let Some(totals) = &self.members {
            answers.members = Found::joined(merge::each(totals, &members, |merged| {
                let mut found = Found::default();
                for group in 0..merged.n_groups() {
                    if let Some(first) = merged.first(group) {
                        found.push(merged.key(group), Ok(Value::Boolean(true)), Some(spot(first)));
                    }
                }
                found
            }));
        }
        answers
    }

    /// What each group is answered.
    fn values(&self, merged: &Merged<'_>, today: i32) -> Vec<Computed> {
        let n_groups = merged.n_groups();
        if let Ask::Value(value) = &self.query.ask {
            return over(value, (&merged.slots(), n_groups), today);
        }
        // The count of the rows is the last of the aggregates.
        let (certain, slots) = (merged.certain(), merged.slots());
        let (Some(known), Some(rows)) = (certain.last(), slots.last()) else { return Vec::new() };
        let values = &slots[self.query.keys.len()];
        let answer = |group: usize| match self.query.ask {
            // One row that is known to be there is enough.
            Ask::Exists if counted(&known[group])? > 0 => Ok(Value::Boolean(true)),
            Ask::Exists => Ok(Value::Boolean(counted(&rows[group])? > 0)),
            _ => Ok(Value::Boolean(counted(&values[group])? < counted(&rows[group])?)),
        };
        (0..n_groups).map(answer).collect()
    }

    /// What nobody's rows answer.
    fn of_nothing(&self, today: i32) -> Computed {
        let Ask::Value(value) = &self.query.ask else { return Ok(Value::Boolean(false)) };
        let mut slots: Vec<Vec<Computed>> =
            self.query.keys.iter().map(|_| vec![Ok(Value::Null)]).collect();
        slots.extend(self.groups.of_nothing());
        over(value, (&slots, 1), today).pop().unwrap_or(Ok(Value::Null))
    }
}

/// An expression over the aggregates of groups.
fn over(value: &Typed, (slots, n_groups): (&[Vec<Computed>], usize), today: i32) -> Vec<Computed> {
    let arena = Bump::new();
    let vector = eval::eval(value, &Groups { n_groups, slots, arena: &arena, today });
    (0..n_groups).map(|group| vector.value(group).ok_or(NotComputable::Elsewhere)).collect()
}

fn counted(count: &Computed) -> Computed<i64> {
    match count {
        Ok(Value::Number(number)) => Ok(number.to_i64().unwrap_or(i64::MAX)),
        Ok(_) => Ok(0),
        Err(reason) => Err(*reason),
    }
}

/// The rows of which a condition is TRUE, and those of which it cannot be computed.
fn chosen(filter: &Typed, block: &BlockFrame<'_>) -> (Bitmap, Option<Bitmap>) {
    let vector = eval::borrowed(filter, block);
    let mut chosen = match &vector.data {
        Data::Boolean(bits) => bits.clone(),
        _ => Bitmap::zeros(block.batch.n_rows),
    };
    for gaps in [&vector.nulls, &vector.failed].into_iter().flatten() {
        chosen = chosen.and_not(gaps);
    }
    (chosen, vector.failed.clone())
}

fn unreadable_rows(typed: &Typed, block: &BlockFrame<'_>) -> Option<Bitmap> {
    unreadable(&binder::reads_of(typed, block.around.catalog), block)
}
