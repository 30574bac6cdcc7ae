//! Types of columns for which no rule file says one: what all of their values agree on.
//!
//! Every value is looked at, so that an inferred type is never refuted later: it can never be the
//! cause of a violation.

use super::{PlannedFile, TablePlan};
use crate::engine::blocks;
use crate::sources::{Block, Records, Source};
use crate::tables::batch::Cells;
use crate::tables::{ColumnSchema, Origin};
use crate::types::format;
use crate::types::infer::{Decider, Inference};
use bumpalo::Bump;

/// What one block says: the inference of each wanted column.
type Part = Vec<Inference>;

/// Whether evidence may quote cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    Values,
    Places,
}

/// Infers the types of the wanted columns.
pub fn types(columns: &mut [ColumnSchema], plan: &mut TablePlan, wanted: &[bool], show: Show) {
    let at: Vec<usize> = (0..columns.len()).filter(|column| wanted[*column]).collect();
    if at.is_empty() {
        return;
    }
    let sources: Vec<&Source> = plan.files.iter().map(|file| &file.source).collect();
    let mut all: Part = at.iter().map(|_| Inference::default()).collect();
    blocks::for_each(
        &sources,
        blocks::SIZE,
        |span, records: &Records, (): &mut ()| {
            let file = &plan.files[span.file];
            let block = Block::new(&file.source, records);
            observe((plan, file), span.file, &at, block)
        },
        |parts: Vec<(_, Part)>, ()| {
            for (_, part) in parts {
                let before = std::mem::take(&mut all);
                all = before.into_iter().zip(part).map(|(all, part)| all.merge(part)).collect();
            }
        },
    );
    for (column, inference) in at.into_iter().zip(all) {
        let inferred = inference.finish();
        columns[column].data_type = inferred.data_type;
        let evidence = inferred.decider.map(|decider| evidence(plan, &decider, show));
        columns[column].origin = match inference.has_values() {
            true => Origin::Inferred { evidence },
            false => Origin::NoValues,
        };
        plan.formats[column].data_type = inferred.data_type;
    }
}

/// Bits of a place that are the byte of a file; the file stands above them.
const OFFSET_BITS: u32 = 44;

/// "`n/a` at orders.csv:17".
fn evidence(plan: &TablePlan, decider: &Decider, show: Show) -> String {
    let source = &plan.files[(decider.row >> OFFSET_BITS) as usize].source;
    let offset = (decider.row & ((1 << OFFSET_BITS) - 1)) as usize;
    let line = source.locate(source.body_start(), offset..offset).line;
    let place = format!("{}:{line}", format::visible(&source.display));
    match show {
        Show::Values => {
            let text = format::visible(&decider.text);
            format!("`{}` at {place}", format::shorten(&text, 60))
        }
        Show::Places => format!("the value at {place}"),
    }
}

fn observe(
    (plan, file): (&TablePlan, &PlannedFile),
    number: usize,
    columns: &[usize],
    block: Block<'_, '_>,
) -> Part {
    let arena = Bump::new();
    let of = |column: &usize| {
        let mut inference = Inference::default();
        let Some(at) = file.columns[*column] else { return inference };
        let cells = block.column(at, &arena);
        let format = &plan.formats[*column];
        for row in 0..cells.n_rows() {
            match cells.text(row) {
                Some(text) if !format.is_missing(text.as_bytes()) => {
                    let place = (number as u64) << OFFSET_BITS | block.records().start(row) as u64;
                    inference.observe(place, text.as_bytes());
                }
                _ => {}
            }
            if inference.is_settled() {
                break;
            }
        }
        inference
    };
    columns.iter().map(of).collect()
}
