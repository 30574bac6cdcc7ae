//! Versions before: a table of its own beside each table, with the same columns and key, and a
//! reference from each row to the one that it was.

use super::catalog::{Before, columns_of};
use super::infer::{self, Show};
use super::{PREVIOUS, PlannedFile, TablePlan};
use crate::sources::Source;
use crate::tables::{ColumnSchema, Origin, Schema};
use crate::types::{CellFormat, DataType};

/// The files of a version; `None` where the command line names none.
pub struct Version(Option<Vec<Source>>);

/// Infers the types of a table's columns from what it holds and what its version before held: the
/// two are compared.
pub fn infer(
    (columns, plan): (&mut [ColumnSchema], &mut TablePlan),
    before: Before,
    (wanted, show): (&[bool], Show),
) -> Option<Version> {
    let (is_asked, named) = match before {
        Before::Unasked => (false, None),
        Before::Unnamed => (true, None),
        Before::Files(sources) => (true, Some(sources)),
    };
    let (n_own, known) = (plan.files.len(), named.is_some());
    let sources = named.into_iter().flatten();
    plan.files.extend(sources.map(|source| file(source, columns)));
    infer::types(columns, plan, wanted, show);
    let files = plan.files.split_off(n_own).into_iter().map(|file| file.source).collect();
    is_asked.then(|| Version(known.then_some(files)))
}

fn file(source: Source, columns: &[ColumnSchema]) -> PlannedFile {
    let columns = columns_of(&source, columns.iter().map(|column| column.name.as_str()));
    PlannedFile::new(source, true, columns)
}

impl Version {
    /// The table of the version: columns that are no more stand behind those that are.
    pub fn table(
        self,
        (schema, plan): (&Schema, &TablePlan),
        show: Show,
        is_judged: impl Fn(&str) -> bool,
    ) -> (Schema, TablePlan) {
        let known = self.0.is_some();
        let sources = self.0.unwrap_or_default();
        let name = format!("{PREVIOUS}{}", schema.name);
        let mut columns = schema.columns.clone();
        columns.iter_mut().for_each(|column| column.reference = None);
        let mut formats = plan.formats.clone();
        for cell in sources.iter().flat_map(|source| &source.header) {
            if !columns.iter().any(|column| column.name == cell.name) {
                columns.push(ColumnSchema {
                    name: cell.name.clone(),
                    data_type: DataType::String,
                    origin: Origin::Inferred { evidence: None },
                    present: true,
                    unit: None,
                    reference: None,
                });
                formats.push(CellFormat::new(DataType::String));
            }
        }
        let context = !is_judged(&name);
        let files = sources.into_iter().map(|source| file(source, &columns));
        let files: Vec<_> = files.map(|file| PlannedFile { context, ..file }).collect();
        let mut plan = TablePlan {
            optional: vec![true; columns.len()],
            claimed: true,
            pad_ragged: plan.pad_ragged,
            source: plan.source.clone(),
            is_before: true,
            ..TablePlan::undeclared(files, formats)
        };
        let is_gone = |at: usize| at >= schema.columns.len();
        let wanted: Vec<bool> = (0..columns.len()).map(is_gone).collect();
        infer::types(&mut columns, &mut plan, &wanted, show);
        (Schema { name, known, columns, key: schema.key.clone(), made: Vec::new() }, plan)
    }
}
