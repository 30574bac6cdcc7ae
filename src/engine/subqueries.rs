//! Subqueries, answered before any table is judged: each table that they read is read once for all
//! of them, in groups of what ties its rows to those that ask.

use super::Options;
use super::blocks::{self, BlockSpan};
use super::decode;
use super::table::BlockInfo;
use crate::checks::answers::{AnswersBuilder, AnswersPart};
use crate::checks::frame::{BlockFrame, Surroundings};
use crate::checks::groups::merge::{self, GroupFrame, Merged};
use crate::checks::groups::parts::Parts;
use crate::checks::groups::totals::{Groups, Members, Seen, Totals, Weighs};
use crate::checks::groups::unreadable;
use crate::checks::{Asked, BlockRow, Reads, binder};
use crate::expressions::subquery::{Answers, Ask, Spot, Subquery};
use crate::expressions::{Typed, eval};
use crate::plan::Plan;
use crate::sources::{Block, Records, Scratch, Source};
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

/// What is kept of the blocks of a stretch for a subquery.
struct Kept {
    groups: Groups,
    members: Option<Groups>,
    /// The first row of which it cannot be computed whom it belongs to.
    stray: Option<Seen>,
    left_out: u64,
    ragged: u64,
}

/// What the blocks of a stretch share.
#[derive(Default)]
struct Stretch {
    n_blocks: u32,
    /// By subquery.
    kept: Vec<Kept>,
}

/// What is kept of all blocks for a subquery.
#[derive(Default)]
struct All {
    groups: Parts,
    members: Parts,
    stray: Option<(usize, BlockRow)>,
    left_out: u64,
    ragged: u64,
}

impl All {
    /// Takes in a stretch whose first block has this number.
    fn take(&mut self, work: &Work<'_>, (first, kept): (usize, Kept), scratch: &Scratch) {
        self.stray = self.stray.or(kept.stray.map(|it| (first + it.block as usize, it.row)));
        self.left_out += kept.left_out;
        self.ragged += kept.ragged;
        self.groups.put(&work.groups, (first, Box::new(kept.groups)), scratch);
        if let Some((totals, members)) = work.members.as_ref().zip(kept.members) {
            self.members.put(totals, (first, Box::new(members)), scratch);
        }
    }
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
    let mut all: Vec<All> = works.iter().map(|_| All::default()).collect();
    let judge = |block: BlockSpan, records: &Records, stretch: &mut Stretch| {
        let file = &planned.files[block.file];
        let arena = Bump::new();
        let cells = Block::new(&file.source, records);
        let batch = decode::batch(planned, file, &needed, cells, (Some(around), &arena));
        let starts =
            (0..records.n_rows()).map(|row| (records.start(row) - block.start) as u32).collect();
        let frame = BlockFrame::new(batch, starts, around, &arena);
        if stretch.kept.is_empty() {
            stretch.kept.extend(works.iter().map(Work::start));
        }
        for (work, kept) in works.iter().zip(&mut stretch.kept) {
            work.block((&frame, stretch.n_blocks), kept);
        }
        stretch.n_blocks += 1;
        (records.n_rows() as u64, records.lines())
    };
    blocks::for_each(&sources, options.block_size, judge, |blocks, stretch| {
        let first = infos.len();
        for (block, counts) in blocks {
            let body_line = sources[block.file].body_line;
            infos.push(BlockInfo::after(infos.last(), block, counts, body_line));
        }
        for ((all, work), kept) in all.iter_mut().zip(&works).zip(stretch.kept) {
            all.take(work, (first, kept), &options.scratch);
        }
    });
    for ((work, all), asked) in works.iter().zip(all).zip(asked) {
        let answers = Arc::new(work.finish(all, (&infos, plan.today), &options.scratch));
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
        let mut groups = totals(&query.groups);
        groups.weighs = Weighs::Picked;
        Work { query, reads, groups, members }
    }

    fn start(&self) -> Kept {
        let members = self.members.as_ref().map(Totals::start);
        let groups = self.groups.start();
        Kept { groups, members, stray: None, left_out: 0, ragged: 0 }
    }

    /// Takes in a block, the `nth` of its stretch.
    fn block(&self, (block, nth): (&BlockFrame<'_>, u32), kept: &mut Kept) {
        let n_rows = block.batch.n_rows;
        let mut rows = Bitmap::ones(n_rows);
        if let Some(ragged) = &block.batch.ragged {
            kept.ragged += ragged.count() as u64;
            rows = rows.and_not(ragged);
        }
        if let Some(unread) = unreadable(&self.reads, block) {
            kept.left_out += rows.and(&unread).count() as u64;
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
        let stray = self.groups.take_in((block, nth), &all, &mut kept.groups);
        let stray = stray.and_then(|stray| stray.iter().next());
        let seen = |row: usize| Seen { block: nth, row: block.row(row) };
        kept.stray = kept.stray.or(stray.map(seen));
        let certain = unclear.as_ref().map_or(rows.clone(), |unclear| rows.and_not(unclear));
        let certain = Members { rows: &certain, unclear: None };
        if let Some((totals, members)) = self.members.as_ref().zip(kept.members.as_mut()) {
            totals.take_in((block, nth), &certain, members);
        }
    }

    fn finish(&self, all: All, (infos, today): (&[BlockInfo], i32), scratch: &Scratch) -> Answers {
        let spot = |(block, row): (usize, BlockRow)| {
            let info = &infos[block];
            Spot { place: info.row(block, row).place, row: info.first_row + u64::from(row.row) + 1 }
        };
        let mut answers = Answers::none(self.of_nothing(today));
        let All { groups, members, stray, left_out, ragged } = all;
        answers.stray = stray.map(spot);
        answers.ragged = ragged;
        let of_groups = groups.left_out();
        let of_aggregates = of_groups.by_aggregate.iter().max().copied().unwrap_or(0);
        answers.left_out = left_out + of_groups.keyless + of_aggregates;
        if groups.is_empty() {
            return answers;
        }
        let of_groups = AnswersBuilder::new(scratch);
        merge::each(&self.groups, &groups, |merged| {
            let mut found = AnswersPart::default();
            for (group, value) in self.values(merged, today).into_iter().enumerate() {
                // Without a tie there is a group even of no rows, in which nothing is missing.
                let is_empty = merged.first(group).is_none();
                if is_empty && matches!(self.query.ask, Ask::Member(_)) {
                    continue;
                }
                let culprit = merged.culprit(group).filter(|_| value.is_err());
                let row = culprit.or_else(|| merged.picked(group));
                let row = row.or_else(|| merged.first(group));
                found.push(merged.key(group), &value, row.map(spot));
            }
            of_groups.append(&found);
        });
        groups.give_back(scratch);
        answers.groups = Some(Box::new(of_groups.finish()));
        if let Some(totals) = &self.members {
            let of_members = AnswersBuilder::new(scratch);
            merge::each(totals, &members, |merged| {
                let mut found = AnswersPart::default();
                for group in 0..merged.n_groups() {
                    if let Some(first) = merged.first(group) {
                        found.push(merged.key(group), &Ok(Value::Boolean(true)), Some(spot(first)));
                    }
                }
                of_members.append(&found);
            });
            members.give_back(scratch);
            answers.members = Some(Box::new(of_members.finish()));
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
    let vector = eval::eval(value, &GroupFrame { n_groups, slots, arena: &arena, today });
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
