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
use crate::types::infer::Inference;
use bumpalo::Bump;

/// What one block says: the inference of each wanted column.
type Part = Vec<Inference>;

/// Infers the types of the wanted columns.
pub fn types(columns: &mut [ColumnSchema], plan: &mut TablePlan, wanted: &[bool]) {
    let at: Vec<usize> = (0..columns.len()).filter(|column| wanted[*column]).collect();
    if at.is_empty() {
        return;
    }
    let sources: Vec<&Source> = plan.files.iter().map(|file| &file.source).collect();
    let mut all: Part = at.iter().map(|_| Inference::default()).collect();
    blocks::for_each(
        &sources,
        1 << 20,
        |span, records: &Records| {
            let file = &plan.files[span.file];
            observe(plan, file, &at, Block::new(&file.source, records))
        },
        |_, part: Part| {
            let before = std::mem::take(&mut all);
            all = before.into_iter().zip(part).map(|(all, part)| all.merge(part)).collect();
        },
    );
    for (column, inference) in at.into_iter().zip(all) {
        let inferred = inference.finish();
        columns[column].data_type = inferred.data_type;
        let evidence = inferred.decider.map(|decider| {
            format!("`{}` in row {}", format::visible(&decider.text), decider.row + 1)
        });
        columns[column].origin = Origin::Inferred { evidence };
        plan.formats[column].data_type = inferred.data_type;
    }
}

fn observe(plan: &TablePlan, file: &PlannedFile, columns: &[usize], block: Block<'_>) -> Part {
    let arena = Bump::new();
    let of = |column: &usize| {
        let mut inference = Inference::default();
        let Some(at) = file.columns[*column] else { return inference };
        let cells = block.column(at, &arena);
        let format = &plan.formats[*column];
        for row in 0..cells.n_rows() {
            match cells.text(row) {
                Some(text) if !format.is_missing(text.as_bytes()) => {
                    inference.observe(row as u64, text.as_bytes());
                }
                _ => {}
            }
        }
        inference
    };
    columns.iter().map(of).collect()
}
