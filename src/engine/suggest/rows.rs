//! The rows of a table as texts, one after the other.

use crate::plan::TablePlan;
use crate::sources::cells::unquoted;
use crate::sources::each_stretch;
use std::borrow::Cow;

/// The texts of a row by column of the schema; `None` where a cell is missing or not there.
pub type Row<'r> = [Option<Cow<'r, str>>];

/// Shows every row, those of files that are only known too: a subquery reads them as well. Rows of
/// another length than the header are left out.
pub fn each(table: &TablePlan, mut row: impl FnMut(&Row<'_>)) {
    for file in &table.files {
        let (source, own) = (&file.source, file.columns.len() - table.made.len());
        each_stretch(source, |records| {
            for at in (0..records.n_rows()).filter(|at| !records.is_ragged(*at)) {
                let cell = |(column, place): (usize, &Option<usize>)| {
                    let raw = source.bytes().get(records.field(at, (*place)?))?;
                    let text = match unquoted(raw, &source.dialect) {
                        Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).ok()?),
                        Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).ok()?),
                    };
                    let is_missing = table.formats[column].is_missing(text.as_bytes());
                    (!is_missing).then_some(text)
                };
                let cells: Vec<_> = file.columns[..own].iter().enumerate().map(cell).collect();
                row(&cells);
            }
        });
    }
}
