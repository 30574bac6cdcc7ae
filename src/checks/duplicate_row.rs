//! `duplicate-row = true`: no two rows are equal in every column, or in all but some.

use super::binder::Binder;
use super::fold;
use super::frame::BlockFrame;
use super::key_runs;
use super::keys::{self, KeyLog};
use super::{
    Behind, BlockRow, Check, Description, Kept, Kind, Observed, Placement, Reads, Request,
    RowFrame, RowId, Same, Verdicts, Whole, Wording,
};
use crate::sources::Scratch;
use crate::tables::{Bitmap, Vector};
use std::any::Any;
use std::io;

pub struct DuplicateRow;

impl Kind for DuplicateRow {
    fn name(&self) -> &'static str {
        "duplicate-row"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let (columns, fold) = binder.all_columns_except(request)?;
        let texts = if fold { Texts::Folded } else { Texts::AsTheyAre };
        Some(Box::new(Repeated { columns, texts }))
    }
}

/// Rows that must differ in one of these columns. Missing equals missing.
struct Repeated {
    columns: Vec<usize>,
    texts: Texts,
}

/// How texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Texts {
    AsTheyAre,
    /// Case, accents and blanks make no difference.
    Folded,
}

/// A table whose rows compare folded.
struct FoldedWhole<'w>(&'w dyn Whole);

impl Whole for FoldedWhole<'_> {
    fn equal(&self, left: RowId, right: RowId, columns: &[usize]) -> bool {
        self.compare((left, right), columns, &fold::same)
    }

    fn compare(&self, rows: (RowId, RowId), columns: &[usize], same: &Same<'_>) -> bool {
        self.0.compare(rows, columns, same)
    }

    fn n_rows(&self) -> u64 {
        self.0.n_rows()
    }

    fn today(&self) -> i32 {
        self.0.today()
    }

    fn row(&self, block: usize, row: BlockRow) -> RowId {
        self.0.row(block, row)
    }
}

impl Repeated {
    fn hashes(&self, block: &BlockFrame<'_>) -> Vec<u64> {
        let vectors: Vec<&Vector<'_>> =
            self.columns.iter().map(|column| block.vector(*column)).collect();
        match self.texts {
            Texts::AsTheyAre => keys::hashes(&vectors),
            Texts::Folded => {
                let folded = fold::columns(&vectors, block.arena);
                keys::hashes(&folded.iter().collect::<Vec<_>>())
            }
        }
    }
}

impl Check for Repeated {
    fn reads(&self) -> Reads {
        Reads::of_columns(self.columns.iter().copied())
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let mut log = KeyLog::default();
        log.add(&self.hashes(block), block, rows, Behind::default());
        Observed { deferred: Some(rows.clone()), kept: Some(Box::new(log)), ..Observed::default() }
    }

    fn go_on(
        &self,
        block: &BlockFrame<'_>,
        rows: &Bitmap,
        kept: &mut (dyn Any + Send),
        behind: Behind,
    ) -> Option<Observed> {
        let log: &mut KeyLog = kept.downcast_mut()?;
        log.add(&self.hashes(block), block, rows, behind);
        Some(Observed { deferred: Some(rows.clone()), ..Observed::default() })
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    /// What is left out repeats nothing.
    fn misses_rows(&self) -> bool {
        false
    }

    fn held(&self, part: &(dyn Any + Send)) -> usize {
        key_runs::held(part)
    }

    fn shed(&self, kept: &mut Vec<Kept>, scratch: &Scratch) -> io::Result<()> {
        key_runs::shed(kept, scratch)
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        match self.texts {
            Texts::AsTheyAre => keys::repeated(&kept, &self.columns, whole),
            Texts::Folded => keys::repeated(&kept, &self.columns, &FoldedWhole(whole)),
        }
    }

    fn wording(&self) -> Wording {
        let object = match self.texts {
            Texts::AsTheyAre => "an earlier row",
            Texts::Folded => "an earlier row, but for case, accents and blanks",
        };
        Wording { singular: "repeats", plural: "repeat", object: object.into(), help: None }
    }

    fn describe(&self, _row: &RowFrame<'_, '_>) -> Description {
        let cells = |label: &str| {
            self.columns.first().map(|column| (*column, label.to_owned())).into_iter().collect()
        };
        Description {
            message: "this row repeats an earlier one".to_owned(),
            cells: cells("this row repeats an earlier one"),
            other_cells: cells("first"),
            ..Description::default()
        }
    }
}
