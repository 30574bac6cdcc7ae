//! `table.column.type`: every cell of a declared column reads as its type.

use super::frame::BlockFrame;
use super::{Check, Description, Observed, Reads, RowFrame, Wording};
use crate::tables::Bitmap;
use crate::types::DataType;
use crate::types::CellFormat;

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
        Wording::has(format!(
            "a value in `{}` that does not read as {article} {}",
            self.name, self.data_type
        ))
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let text = (row.texts)(self.column).unwrap_or_default();
        let reason = crate::types::why::why_not(&text, &self.format);
        let expected = format!("expected {}", self.data_type);
        let label = format!("{expected}, found {}", row.shown(&text));
        Description {
            message: format!("`{}`: {label}", self.name),
            cells: vec![(self.column, label)],
            help: if row.masked { None } else { reason.help },
            ..Description::default()
        }
    }
}
