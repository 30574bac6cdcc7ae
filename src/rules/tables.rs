//! `[tables.NAME]` of a rule file to the model.

use super::lower::{entries, entries_of, meta, phrase, spanned, string, strings, texts, texts_of};
use super::model::*;
use super::param::{Param, Spanned};
use super::vocabulary::CONSTRAINTS;
use super::wording::shown;
use crate::diagnostics::Diagnostic;
use crate::types::DataType;

/// Takes a table's declaration from its tree.
pub fn table(name: &Spanned<String>, value: &Param, found: &mut Vec<Diagnostic>) -> TableDecl {
    let files = texts(value, "files");
    found.extend(files.iter().filter_map(wrong_glob));
    TableDecl {
        name: name.clone(),
        files,
        key: texts(value, "key"),
        missing: strings(value, "missing"),
        source: string(value, "source"),
        rows: entries(value, "rows").filter_map(constraint).collect(),
        columns_match: columns_match(value),
        reading: reading(value, found),
        columns: entries(value, "columns").map(column).collect(),
        references: entries(value, "references")
            .map(|(name, body)| ReferenceDecl {
                name: name.clone(),
                body: body.clone(),
                meta: meta(body),
            })
            .collect(),
    }
}

/// Says that a glob is none.
pub(super) fn wrong_glob(glob: &Spanned<String>) -> Option<Diagnostic> {
    let error = globset::Glob::new(&glob.value).err()?;
    let message = format!("{} is not a glob: {}", shown(&glob.value), error.kind());
    let help =
        "`*` is any text in a name, `**` any folders, `?` one character, `[ab]` one of these";
    Some(
        Diagnostic::new("invalid-value", message)
            .at(glob.source, glob.span, "not a glob")
            .help(help),
    )
}

fn columns_match(value: &Param) -> Option<Spanned<ColumnsMatch>> {
    let word = spanned(value, "columns-match")?;
    let value = match word.value.as_str() {
        "exact" => ColumnsMatch::Exact,
        "equal" => ColumnsMatch::Equal,
        "subset" => ColumnsMatch::Subset,
        "superset" => ColumnsMatch::Superset,
        "partial" => ColumnsMatch::Partial,
        _ => return None,
    };
    Some(replaced(&word, value))
}

fn reading(value: &Param, found: &mut Vec<Diagnostic>) -> Reading {
    Reading {
        format: spanned(value, "format"),
        delimiter: byte(value, "delimiter"),
        quote: spanned(value, "quote")
            .filter(|quote| quote.value.len() <= 1 && quote.value.is_ascii())
            .map(|quote| replaced(&quote, quote.value.bytes().next())),
        escape: byte(value, "escape"),
        comment: byte(value, "comment"),
        header: value.get("header").and_then(header),
        skip: whole(value, "skip"),
        footer: whole(value, "footer"),
        encoding: encoding(value, found),
        pad_ragged: string(value, "ragged").is_some_and(|word| word == "pad"),
    }
}

fn encoding(value: &Param, found: &mut Vec<Diagnostic>) -> Option<Spanned<String>> {
    let label = spanned(value, "encoding")?;
    if encoding_rs::Encoding::for_label(label.value.as_bytes()).is_none() {
        let message = format!("`encoding` takes a WHATWG label; found {}", shown(&label.value));
        let help = "such as `utf-8`, `windows-1252`, `utf-16le` or `shift_jis`";
        let diagnostic = Diagnostic::new("invalid-value", message);
        found.push(diagnostic.at(label.source, label.span, "no such encoding").help(help));
        return None;
    }
    Some(label)
}

fn header(value: &Param) -> Option<Spanned<HeaderDecl>> {
    let header = match value {
        Param::Boolean(first) if first.value => HeaderDecl::First,
        Param::Boolean(_) => HeaderDecl::None,
        Param::Text(_) | Param::List(_) => {
            HeaderDecl::Names(texts_of(value).into_iter().map(|name| name.value).collect())
        }
        _ => return None,
    };
    let (source, span) = value.place();
    Some(Spanned { value: header, source, span })
}

fn byte(value: &Param, key: &str) -> Option<Spanned<u8>> {
    let text = spanned(value, key)?;
    match text.value.as_bytes() {
        [byte] => Some(replaced(&text, *byte)),
        _ => None,
    }
}

fn whole(value: &Param, key: &str) -> Option<Spanned<usize>> {
    let Some(Param::Integer(number)) = value.get(key) else { return None };
    Some(replaced(number, usize::try_from(number.value).ok()?))
}

fn column((name, value): &(Spanned<String>, Param)) -> ColumnDecl {
    let constraints = entries_of(value).filter(|(name, value)| is_check(&name.value, value));
    ColumnDecl {
        name: name.clone(),
        data_type: data_type(value),
        optional: boolean(value, "optional").unwrap_or(false),
        unit: spanned(value, "unit"),
        description: string(value, "description"),
        reading: cell_reading(value),
        constraints: constraints.filter_map(constraint).collect(),
    }
}

/// A type is one where it says more about itself than its name.
fn is_check(name: &str, value: &Param) -> bool {
    let detailed_type = name == "type" && matches!(value, Param::Table(_));
    detailed_type || CONSTRAINTS.iter().any(|constraint| constraint.name == name)
}

fn data_type(column: &Param) -> Option<Spanned<DataType>> {
    let name = match column.get("type")? {
        Param::Table(_) => phrase(column.get("type")?, "value")?,
        Param::Text(name) => name.clone(),
        _ => return None,
    };
    let value = DataType::from_name(&name.text)?;
    Some(Spanned { value, source: name.source, span: name.span })
}

fn cell_reading(column: &Param) -> CellReading {
    CellReading {
        missing: strings(column, "missing"),
        format: spanned(column, "format"),
        decimal_char: character(column, "decimal-char"),
        group_char: character(column, "group-char"),
        bare_number: boolean(column, "bare-number"),
        true_values: strings(column, "true-values"),
        false_values: strings(column, "false-values"),
    }
}

fn character(column: &Param, key: &str) -> Option<char> {
    let text = string(column, key)?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn boolean(column: &Param, key: &str) -> Option<bool> {
    match column.get(key) {
        Some(Param::Boolean(boolean)) => Some(boolean.value),
        _ => None,
    }
}

/// `minimum = 1` or `minimum = { value = 1, why = "…" }`.
fn constraint((kind, value): &(Spanned<String>, Param)) -> Option<ConstraintDecl> {
    let bare = match value {
        Param::Table(_) => value.get("value")?,
        value => value,
    };
    Some(ConstraintDecl { kind: kind.clone(), value: bare.clone(), meta: meta(value) })
}

/// Another value at the same place.
fn replaced<T, U>(at: &Spanned<T>, value: U) -> Spanned<U> {
    Spanned { value, source: at.source, span: at.span }
}
