//! The columns that no file has: cells as they are written, and where rows stand. They stand behind
//! all others, so that whoever reads columns reads these too, by conditions and in subqueries.

use super::{Computed, TablePlan};
use crate::checks::binder::Expression;
use crate::tables::{Catalog, ColumnSchema, Made, Origin, Schema};
use crate::types::{CellFormat, DataType};

/// Adds them to the tables of files. A document's figures stand in no cells.
pub fn add(catalog: &mut Catalog, tables: &mut [TablePlan]) {
    for (at, plan) in tables.iter_mut().enumerate() {
        if !catalog.documents.iter().any(|document| document.0 == at) {
            add_to(&mut catalog.tables[at], plan);
        }
    }
}

fn add_to(schema: &mut Schema, plan: &mut TablePlan) {
    let texts = (0..schema.columns.len()).map(Made::Text);
    let made: Vec<Made> = texts.chain([Made::File, Made::Row, Made::Line]).collect();
    for made in &made {
        let (column, format, optional) = match *made {
            Made::Text(of) => {
                let own = &schema.columns[of];
                let column = ColumnSchema {
                    present: own.present,
                    ..column(format!("text({})", own.name), DataType::String)
                };
                (column, as_written(&plan.formats[of]), plan.optional[of])
            }
            Made::File => (column("file()".to_owned(), DataType::String), plain(), false),
            Made::Row => (column("row()".to_owned(), DataType::Integer), plain(), false),
            Made::Line => (column("line()".to_owned(), DataType::Integer), plain(), false),
            Made::Computed(_) => continue,
        };
        schema.columns.push(column);
        plan.formats.push(format);
        plan.optional.push(optional);
        for file in &mut plan.files {
            let at = match *made {
                Made::Text(of) => file.columns[of],
                Made::File | Made::Row | Made::Line | Made::Computed(_) => None,
            };
            file.columns.push(at);
        }
    }
    schema.made.clone_from(&made);
    plan.made = made;
}

/// Puts the expressions that checks name in the places of columns behind the others.
pub fn add_computed(found: Vec<Expression>, (catalog, tables): (&mut Catalog, &mut [TablePlan])) {
    for Expression { table, schema, typed, reads } in found {
        let columns = reads.columns;
        let (of, plan) = (&mut catalog.tables[table.0], &mut tables[table.0]);
        let made = Made::Computed(plan.computed.len());
        of.columns.push(schema);
        of.made.push(made);
        plan.made.push(made);
        plan.formats.push(plain());
        plan.optional.push(columns.iter().all(|column| plan.optional[*column]));
        plan.files.iter_mut().for_each(|file| file.columns.push(None));
        plan.computed.push(Computed { typed, columns });
    }
}

fn column(name: String, data_type: DataType) -> ColumnSchema {
    let origin = Origin::Inferred { evidence: None };
    ColumnSchema { name, data_type, origin, present: true, unit: None, reference: None }
}

fn plain() -> CellFormat {
    CellFormat::new(DataType::String)
}

/// Every text as it is. Nothing is written in an empty cell, where that means "no value"; other
/// texts that mean it are written.
fn as_written(own: &CellFormat) -> CellFormat {
    let mut format = plain();
    format.missing = own.missing.iter().filter(|text| text.is_empty()).cloned().collect();
    format
}
