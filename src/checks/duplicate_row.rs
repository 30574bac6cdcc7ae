//! `duplicate-row = true`: no two rows are equal in every column, or in all but some.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::keys::{self, KeyLog};
use super::{
    Check, Description, Kept, Kind, Observed, Placement, Reads, Request, RowFrame, Verdicts, Whole,
    Wording,
};
use crate::tables::{Bitmap, Vector};

pub struct DuplicateRow;

impl Kind for DuplicateRow {
    fn name(&self) -> &'static str {
        "duplicate-row"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let columns = binder.all_columns_except(request)?;
        Some(Box::new(Repeated { columns }))
    }
}

/// Rows that must differ in one of these columns. Missing equals missing.
struct Repeated {
    columns: Vec<usize>,
}

impl Check for Repeated {
    fn reads(&self) -> Reads {
        Reads::of_columns(self.columns.iter().copied())
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let vectors: Vec<&Vector<'_>> =
            self.columns.iter().map(|column| block.vector(*column)).collect();
        let log = KeyLog::new(&keys::hashes(&vectors), block, rows);
        Observed { deferred: Some(rows.clone()), kept: Some(Box::new(log)), ..Observed::default() }
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        keys::repeated(&kept, &self.columns, whole)
    }

    fn wording(&self) -> Wording {
        Wording {
            singular: "repeats",
            plural: "repeat",
            object: "an earlier row".into(),
            help: None,
        }
    }

    fn describe(&self, _row: &RowFrame<'_, '_>) -> Description {
        let cells = |label: &str| {
            self.columns.first().map(|column| (*column, label.to_owned())).into_iter().collect()
        };
        Description {
            message: "this row repeats an earlier one".to_owned(),
            cells: cells("the row stands here again"),
            other_cells: cells("first"),
            ..Description::default()
        }
    }
}
