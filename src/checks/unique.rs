//! `unique`: no two rows have the same value, or the same values of several columns; and the key.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::key_runs;
use super::keys::{self, KeyLog};
use super::{
    Behind, Check, Description, Kept, Kind, Observed, Placement, Reads, Request, RowFrame,
    Verdicts, Whole, Wording,
};
use crate::sources::Scratch;
use crate::tables::{Bitmap, Vector};
use std::any::Any;
use std::io;

pub struct Unique;

impl Kind for Unique {
    fn name(&self) -> &'static str {
        "unique"
    }

    fn placement(&self) -> Placement {
        Placement::Both
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        if let Some(column) = request.column {
            let wanted = binder.boolean(request.params)?;
            let distinct = Distinct::new(binder, request, vec![column], Gaps::AnyLeavesOut);
            return wanted.then(|| Box::new(distinct) as Box<dyn Check>);
        }
        let (columns, sql_way) = binder.columns_with_missing(request)?;
        let gaps =
            if columns.len() == 1 || sql_way { Gaps::AnyLeavesOut } else { Gaps::AllLeaveOut };
        Some(Box::new(Distinct::new(binder, request, columns, gaps)))
    }
}

/// Which rows with missing parts take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gaps {
    /// One missing part leaves the row out.
    AnyLeavesOut,
    /// Missing equals missing, unless all parts are.
    AllLeaveOut,
}

/// Rows that must differ in these columns.
pub struct Distinct {
    pub columns: Vec<usize>,
    pub names: Vec<String>,
    pub gaps: Gaps,
}

impl Distinct {
    fn new(
        binder: &Binder<'_>,
        request: &Request<'_>,
        columns: Vec<usize>,
        gaps: Gaps,
    ) -> Distinct {
        let names = columns.iter().map(|at| binder.column_name(request.table, *at)).collect();
        Distinct { columns, names, gaps }
    }

    fn log(
        &self,
        block: &BlockFrame<'_>,
        rows: &Bitmap,
        log: &mut KeyLog,
        behind: Behind,
    ) -> Observed {
        let vectors: Vec<&Vector<'_>> =
            self.columns.iter().map(|column| block.vector(*column)).collect();
        let taking_part = match self.gaps {
            Gaps::AnyLeavesOut => keys::present(&vectors),
            Gaps::AllLeaveOut => keys::all_missing(&vectors).not(),
        };
        let taking_part = rows.and(&taking_part);
        log.add(&keys::hashes(&vectors), block, &taking_part, behind);
        Observed {
            undecided: Some(rows.and_not(&taking_part)),
            deferred: Some(taking_part),
            ..Observed::default()
        }
    }

    /// "`id`", "`country`, `year`".
    fn listed(&self) -> String {
        let quoted: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        quoted.join(", ")
    }
}

impl Check for Distinct {
    fn reads(&self) -> Reads {
        Reads::of_columns(self.columns.iter().copied())
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let mut log = KeyLog::default();
        let observed = self.log(block, rows, &mut log, Behind::default());
        Observed { kept: Some(Box::new(log)), ..observed }
    }

    fn go_on(
        &self,
        block: &BlockFrame<'_>,
        rows: &Bitmap,
        kept: &mut (dyn Any + Send),
        behind: Behind,
    ) -> Option<Observed> {
        Some(self.log(block, rows, kept.downcast_mut()?, behind))
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
        keys::repeated(&kept, &self.columns, whole)
    }

    fn wording(&self) -> Wording {
        Wording::has(match self.columns.len() {
            1 => format!("a value in {} that an earlier row has", self.listed()),
            _ => format!("values in {} that an earlier row has", self.listed()),
        })
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let cells: Vec<(usize, String)> =
            self.columns.iter().map(|column| (*column, row.cell_is(*column))).collect();
        let shown: Vec<&str> = cells.iter().map(|(_, label)| label.as_str()).collect();
        Description {
            message: format!("{}, as in an earlier row", shown.join(", ")),
            cells: self.columns.iter().map(|column| (*column, "again".to_owned())).collect(),
            other_cells: self.columns.iter().map(|column| (*column, "first".to_owned())).collect(),
            ..Description::default()
        }
    }
}
