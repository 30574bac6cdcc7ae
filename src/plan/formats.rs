//! What rule files say of a column's cells, as the readers of cells take it.

use crate::diagnostics::Diagnostic;
use crate::rules::CellReading;
use crate::types::pattern::DatePattern;
use crate::types::read::Around;
use crate::types::texts::TextFormat;
use crate::types::{CellFormat, DataType};

/// How the cells of a column are read.
pub fn format(
    declared: Option<DataType>,
    reading: Option<&CellReading>,
    table_missing: Option<&[String]>,
    diagnostics: &mut Vec<Diagnostic>,
) -> CellFormat {
    let data_type = declared.unwrap_or(DataType::String);
    let mut format = CellFormat::new(data_type);
    if let Some(missing) = table_missing {
        format.missing = missing.to_vec();
    }
    let Some(reading) = reading else { return format };
    if let Some(missing) = &reading.missing {
        format.missing.clone_from(missing);
    }
    format.numbers.decimal_char = reading.decimal_char.unwrap_or(format.numbers.decimal_char);
    format.numbers.group_char = reading.group_char;
    if reading.bare_number == Some(false) {
        format.numbers.around = Around::Text;
    }
    if let Some(values) = &reading.true_values {
        format.true_values.clone_from(values);
    }
    if let Some(values) = &reading.false_values {
        format.false_values.clone_from(values);
    }
    let of_text = reading.format.as_ref().and_then(|named| TextFormat::of(&named.value));
    match (of_text, declared) {
        (Some(of_text), Some(DataType::String)) => format.texts = Some(of_text),
        (Some(_), None) => diagnostics.extend(reading.format.as_ref().map(|named| {
            let message = format!("`{}` is a format of texts", named.value);
            Diagnostic::new("invalid-value", message)
                .at(named.source, named.span, "of a column without a type")
                .help("declare `type = \"string\"` beside it")
        })),
        _ => format.pattern = date_pattern(data_type, reading, diagnostics),
    }
    format
}

fn date_pattern(
    data_type: DataType,
    reading: &CellReading,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<DatePattern> {
    // `default` is the name that Table Schema has for no format of its own.
    let declared = reading.format.as_ref().filter(|declared| declared.value != "default")?;
    match DatePattern::new(&declared.value, data_type) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            let message =
                format!("`{}` is no format of type `{data_type}`: {reason}", declared.value);
            let help = match data_type {
                DataType::Date | DataType::Time | DataType::DateTime => {
                    "a format is written as for strptime, `%d/%m/%Y`; `any` takes whatever can \
                     mean one value only"
                }
                DataType::String => {
                    "texts have the formats `email`, `uri`, `uuid` and `binary`; any other form is \
                     said by `pattern`"
                }
                _ => "leave it out",
            };
            diagnostics.push(
                Diagnostic::new("invalid-value", message)
                    .at(declared.source, declared.span, "in this format")
                    .help(help),
            );
            None
        }
    }
}
