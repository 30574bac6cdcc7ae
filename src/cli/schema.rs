//! `scruple schema`: the JSON Schemas, for editors and for those who read reports.

use super::args::SchemaOf;

/// The schema's text.
pub fn text(of: SchemaOf) -> &'static str {
    match of {
        SchemaOf::Rules => include_str!("../../schemas/rules.schema.json"),
        SchemaOf::Report => include_str!("../../schemas/report.schema.json"),
    }
}
