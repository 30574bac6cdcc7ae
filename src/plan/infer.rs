//! Types of columns for which no rule file says one: what all of their values agree on.
//!
//! Every value is looked at, so that an inferred type is never refuted later: it can never be the
//! cause of a violation.

use super::{PlannedFile, TablePlan};
use crate::engine::blocks;
use crate::rules::CellReading;
use crate::sources::Source;
use crate::sources::cells::ColumnCells;
use crate::sources::scan::Records;
use crate::tables::batch::Cells;
use crate::tables::{ColumnSchema, Origin};
use crate::types::infer::Inference;
use crate::types::read::CellFormat;
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
        |block, records| {
            let file = &plan.files[block.file];
            let bytes = &file.source.content[block.start..block.end];
            observe(plan, file, &at, (bytes, records))
        },
        |_, part: Part| {
            for (all, part) in all.iter_mut().zip(part) {
                all.merge(part);
            }
        },
    );
    for (column, inference) in at.into_iter().zip(all) {
        let data_type = inference.data_type();
        columns[column].data_type = data_type;
        columns[column].origin =
            Origin::Inferred { evidence: inference.evidence().map(str::to_owned) };
        plan.formats[column] = plan.formats[column].with_type(data_type);
    }
}

fn observe(
    plan: &TablePlan,
    file: &PlannedFile,
    columns: &[usize],
    (bytes, records): (&[u8], &Records),
) -> Part {
    let arena = Bump::new();
    let of = |column: &usize| {
        let mut inference = Inference::default();
        let Some(at) = file.columns[*column] else { return inference };
        let cells = ColumnCells::new(bytes, records, at, &file.source.dialect, &arena);
        let format = &plan.formats[*column];
        for row in 0..cells.n_rows() {
            match cells.text(row) {
                Some(text) if !format.is_missing(text) => inference.observe(text),
                _ => {}
            }
        }
        inference
    };
    columns.iter().map(of).collect()
}

/// The plain reading of a type, for literals of rule files.
pub fn plain(data_type: crate::types::DataType) -> CellFormat {
    CellFormat::declared(data_type, None::<&CellReading>, None)
}
