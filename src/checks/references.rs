//! `references = "programmes.programme"`: the value is there in another table.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::keys;
use super::{Check, Description, Kind, Observed, Placement, Reads, Request, RowFrame, Wording};
use crate::diagnostics::suggest;
use crate::tables::{Bitmap, Data, NOWHERE, ReferenceId, TableId, Target, Vector};
use crate::types::format;

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
            to: (known.to, known.to_columns.clone()),
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
    /// Where values are looked for.
    to: (TableId, Vec<usize>),
}

/// Among more values than these none is looked for that is near to one that is not there.
const MOST_KEYS: usize = 200_000;

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

    /// The value that may have been meant, where one is clearly nearer than all others.
    fn advice(&self, row: &RowFrame<'_, '_>) -> Option<String> {
        let ([column], (table, to)) = (self.columns.as_slice(), &self.to) else { return None };
        let wanted = (row.texts)(*column)?;
        let lookup = row.block.around.lookups.tables.get(table.0)?.as_ref()?;
        if lookup.n_rows > MOST_KEYS {
            return None;
        }
        let rows: Vec<Target> = (0..lookup.n_rows as Target).collect();
        let keys = lookup.column(*to.first()?)?.gather(&rows);
        let Data::Text(keys) = &keys.data else { return None };
        let near = suggest::clearly_nearest(&wanted, keys.iter().copied())?;
        let shown = |text: &str| format::shorten(&format::visible(text), 60).into_owned();
        let (wanted, near) = (shown(&wanted), shown(near));
        Some(format!("a value near to `{wanted}` is in {}: `{near}`", self.target))
    }
}
