//! `table.column.type`: every cell of a declared column reads as its type.

use super::frame::BlockFrame;
use super::{Check, Description, Observed, Reads, RowFrame, Wording};
use crate::tables::Bitmap;
use crate::types::CellFormat;
use crate::types::{DataType, why};

pub struct TypeCheck {
    pub column: usize,
    pub name: String,
    pub data_type: DataType,
    pub format: CellFormat,
}

impl Check for TypeCheck {
    fn reads(&self) -> Reads {
        Reads::of_columns([self.column])
    }

    fn needs_readable_cells(&self) -> bool {
        false
    }

    fn observe(&self, block: &BlockFrame<'_>, _rows: &Bitmap) -> Observed {
        let failed = block.batch.column(self.column).unreadable.clone();
        Observed { failed, ..Observed::default() }
    }

    fn wording(&self) -> Wording {
        let article = if self.data_type == DataType::Integer { "an" } else { "a" };
        let what = match self.format.texts {
            Some(texts) => texts.name().to_owned(),
            None => format!("{article} {}", self.data_type),
        };
        Wording::has(format!("a value in `{}` that does not read as {what}", self.name))
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let text = (row.texts)(self.column).unwrap_or_default();
        let reason = why::why_not(&text, &self.format);
        let expected = format!("expected {}", why::expected(&self.format));
        let found = match row.masked {
            true => "found •".to_owned(),
            false if reason.what.starts_with("expected ") => format!("found {}", row.quoted(&text)),
            false => format!("found {}: {}", row.quoted(&text), reason.what),
        };
        Description {
            message: format!("`{}`: {expected}, {found}", self.name),
            cells: vec![(self.column, format!("{expected}, {found}"))],
            help: help(&reason).filter(|_| !row.masked),
            ..Description::default()
        }
    }
}

/// The text to write, or what to declare.
fn help(reason: &why::Reason) -> Option<String> {
    let fix = reason.fix.as_ref().map(|fix| format!("write `{fix}`"));
    let declare = reason.declare.map(|keys| format!("declare how the column is written: `{keys}`"));
    match (fix, declare) {
        (Some(fix), Some(declare)) => Some(format!("{fix}, or {declare}")),
        (one, other) => one.or(other),
    }
}
