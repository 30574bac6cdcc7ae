//! `{ file = "iso.csv", column = "alpha_3" }`: a defined list that stands in a file of its own.

use super::lower::Site;
use super::param::{Param, Phrase};
use super::phrase::Decoded;
use super::wording::{list, shown, similar};
use crate::diagnostics::suggest::exists;
use crate::diagnostics::{Diagnostic, cause};

/// The values of a column; missing ones are left out. Each points at the name of the file.
pub fn read(file: &Phrase, column: &Phrase, site: &Site) -> Result<Vec<Param>, Box<Diagnostic>> {
    let text = text_of(file, site)?;
    let mut records = csv::ReaderBuilder::new()
        .delimiter(delimiter(&file.text, &text))
        .flexible(true)
        .from_reader(text.strip_prefix('\u{feff}').unwrap_or(&text).as_bytes());
    let names = records.headers().map_err(|error| unreadable(file, &error.to_string()))?;
    let Some(index) = names.iter().position(|name| name == column.text) else {
        return Err(unknown_column(file, column, &names.iter().collect::<Vec<_>>()));
    };
    let mut values = Vec::new();
    for record in records.records() {
        let record = record.map_err(|error| unreadable(file, &error.to_string()))?;
        values.extend(record.get(index).filter(|value| !value.is_empty()).map(|value| {
            let Decoded { text, offsets } = Decoded::opaque(value, file.span.start, file.span.end);
            Param::Text(Phrase { text, source: file.source, span: file.span, offsets })
        }));
    }
    Ok(values)
}

fn text_of(file: &Phrase, site: &Site) -> Result<String, Box<Diagnostic>> {
    let Some(folder) = site.folder else {
        return Err(unreadable(file, "a rule file without a folder names no other files"));
    };
    let text = site.files.read_to_string(&folder.join(&file.text));
    text.map_err(|error| unreadable(file, &cause(&error)))
}

fn delimiter(path: &str, text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    match path {
        path if path.ends_with(".tsv") || path.ends_with(".tab") => b'\t',
        _ if !header.contains(',') && header.contains(';') => b';',
        _ => b',',
    }
}

fn unreadable(file: &Phrase, reason: &str) -> Box<Diagnostic> {
    let message = format!("failed to read {} ({reason})", shown(&file.text));
    Box::new(Diagnostic::new("unreadable-file", message).at(file.source, file.span, "named here"))
}

fn unknown_column(file: &Phrase, column: &Phrase, names: &[&str]) -> Box<Diagnostic> {
    let message = format!("{} has no column {}", shown(&file.text), shown(&column.text));
    let columns = || format!("its columns are {}", list(&names[..names.len().min(20)]));
    let help = exists("column", &similar(&column.text, names)).unwrap_or_else(columns);
    let diagnostic = Diagnostic::new("unknown-column", message);
    Box::new(diagnostic.at(column.source, column.span, "no such column").help(help))
}
