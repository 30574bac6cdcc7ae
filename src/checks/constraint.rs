//! What the constraints of one column share: a typed condition that must not be false.

use super::frame::BlockFrame;
use super::{Check, Demand, Description, Observed, Reads, RowFrame, Wording};
use crate::expressions::{Typed, eval};
use crate::tables::{Bitmap, Data};

/// A constraint of one column, as a condition. Missing values pass.
pub struct Constraint {
    pub column: usize,
    pub condition: Typed,
    pub wording: Wording,
    /// Follows the value in a message: "below the minimum of 0".
    pub fault: String,
}

impl Check for Constraint {
    fn reads(&self) -> Reads {
        Reads::of_columns([self.column])
    }

    fn observe(&self, block: &BlockFrame<'_>, _rows: &Bitmap) -> Observed {
        Observed { failed: Some(false_rows(&self.condition, block)), ..Observed::default() }
    }

    fn condition(&self) -> Option<Demand<'_>> {
        Some(Demand::of_rows(&self.condition))
    }

    fn wording(&self) -> Wording {
        self.wording.clone()
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let cell = row.cell_is(self.column);
        Description {
            message: format!("{cell}, {}", self.fault),
            cells: vec![(self.column, format!("{cell}, {}", self.fault))],
            ..Description::default()
        }
    }
}

/// The rows for which a condition is false.
fn false_rows(condition: &Typed, block: &BlockFrame<'_>) -> Bitmap {
    let vector = eval::eval(condition, block);
    let Data::Boolean(bits) = &vector.data else { return Bitmap::zeros(vector.len) };
    let mut rows = bits.not();
    for gaps in [&vector.nulls, &vector.failed].into_iter().flatten() {
        rows.and_not_assign(gaps);
    }
    rows
}
