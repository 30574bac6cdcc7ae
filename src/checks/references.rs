//! `references = "programmes.programme"`: the value is there in another table.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::keys;
use super::{Check, Description, Kind, Observed, Placement, Reads, Request, RowFrame, Wording};
use crate::tables::{Bitmap, NOWHERE, ReferenceId, Vector};

pub struct References;

impl Kind for References {
    fn name(&self) -> &'static str {
        "references"
    }

    fn placement(&self) -> Placement {
        Placement::Both
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let reference = binder.reference(request)?;
        let known = binder.catalog.reference(reference);
        let target = binder.catalog.table(known.to);
        let names = |columns: &[usize], table| -> Vec<String> {
            columns.iter().map(|column| binder.column_name(table, *column)).collect()
        };
        Some(Box::new(Referring {
            reference,
            columns: known.columns.clone(),
            names: names(&known.columns, known.from),
            target: target_of(&target.name, &names(&known.to_columns, known.to)),
        }))
    }
}

/// "`programmes.programme`", "`rates` (`currency`, `day`)".
fn target_of(table: &str, columns: &[String]) -> String {
    match columns {
        [one] => format!("`{table}.{one}`"),
        several => {
            let quoted: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            format!("`{table}` ({})", quoted.join(", "))
        }
    }
}

/// Rows whose columns must be found in another table.
struct Referring {
    reference: ReferenceId,
    columns: Vec<usize>,
    names: Vec<String>,
    /// "`programmes.programme`"
    target: String,
}

impl Check for Referring {
    fn reads(&self) -> Reads {
        Reads {
            columns: self.columns.clone(),
            references: vec![self.reference],
            ..Reads::default()
        }
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let vectors: Vec<&Vector<'_>> =
            self.columns.iter().map(|column| block.vector(*column)).collect();
        let present = keys::present(&vectors);
        let targets = block.targets(self.reference);
        let nowhere = Bitmap::from_fn(targets.len(), |row| targets[row] == NOWHERE);
        Observed {
            failed: Some(nowhere.and(&present)),
            undecided: Some(rows.and_not(&present)),
            ..Observed::default()
        }
    }

    fn wording(&self) -> Wording {
        let quoted: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let value = if quoted.len() == 1 { "a value" } else { "values" };
        let are = if quoted.len() == 1 { "is" } else { "are together" };
        Wording::has(format!("{value} in {} that {are} not in {}", quoted.join(", "), self.target))
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let shown: Vec<String> = self.columns.iter().map(|column| row.cell_is(*column)).collect();
        let label = |(column, cell): (&usize, &String)| {
            (*column, format!("{cell}, not in {}", self.target))
        };
        let are = if shown.len() == 1 { "which is" } else { "which are together" };
        Description {
            message: format!("{}, {are} not in {}", shown.join(", "), self.target),
            cells: self.columns.iter().zip(&shown).map(label).collect(),
            ..Description::default()
        }
    }
}
