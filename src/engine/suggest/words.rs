//! Suggestions as rules that can be pasted into a rule file.

use super::columns::Kind;
use super::offers::Ask;
use super::wanted::{Found, Wanted};
use crate::expressions::bind::written;
use crate::findings::Suggestion;
use crate::plan::Plan;
use crate::plan::documents::{DocumentPlan, PUBLISHED};
use crate::prose::{Figure, Kind as FigureKind};
use crate::rules::toml_text;
use crate::types::calendar::show_date;
use crate::types::{CellFormat, DataType, Decimal, Value, format};
use std::collections::HashSet;

/// The names and ids that a rule file has already, or got by suggestions before.
pub struct Taken {
    names: HashSet<String>,
    ids: HashSet<String>,
}

impl Taken {
    pub fn new(plan: &Plan) -> Taken {
        let columns = plan.documents.iter().flat_map(|document| &document.columns);
        let of_documents = plan.documents.iter().flat_map(|document| &document.checks);
        let ids = plan.checks.iter().map(|check| check.id.clone());
        Taken {
            names: columns.map(|column| column.name.clone()).collect(),
            ids: ids.chain(of_documents.map(|check| check.id.clone())).collect(),
        }
    }
}

/// The best suggestions for a figure, the best first; `None` where there would be some, and no words
/// name the figure alone.
pub fn suggestions(
    plan: &Plan,
    mut wanted: Wanted<'_>,
    taken: &mut Taken,
) -> Option<Vec<Suggestion>> {
    wanted.best();
    let (document, figure) = (wanted.document, wanted.figure());
    let named = document.columns.iter().find(|column| column.figure == Some(wanted.at));
    let (name, declared) = match named {
        Some(column) => (column.name.clone(), String::new()),
        None => {
            if wanted.found.is_empty() {
                return Some(Vec::new());
            }
            let quote = document.article.document.quote_of(wanted.at)?;
            let name = free(&mut taken.names, &name_of(document, figure), '_');
            let ends = [("after", quote.after), ("before", quote.before)];
            let ends = ends.into_iter().filter_map(|(key, text)| {
                text.map(|text| format!("{key} = {}\n", toml_text(&text)))
            });
            let ends: String = ends.collect();
            let head = format!("[documents.{}.figures.{name}]", toml_key(&document.name));
            let quote = format!("quote = {}\n", toml_text(&quote.quote));
            (name, format!("{head}\n{quote}{ends}\n"))
        }
    };
    let id = free(&mut taken.ids, &kebab(&name), '-');
    let suggestion = |found: &Found| {
        let check = format!("agrees({}, {})", written(&name), query(plan, found));
        let (document, check_text) = (toml_text(&document.name), toml_text(&check));
        Suggestion {
            rule: format!(
                "{declared}[rules.{id}]\ndocument = {document}\ncheck    = {check_text}\n"
            ),
            check,
            value: match found.is_day {
                true => day(found.value),
                false => format::grouped(found.value.round(6).unwrap_or(found.value)),
            },
            is_exact: found.is_exact(),
        }
    };
    Some(wanted.found.iter().map(suggestion).collect())
}

fn day(value: Decimal) -> String {
    let day = value.to_i64().and_then(|day| i32::try_from(day).ok());
    day.map_or_else(|| value.to_string(), show_date)
}

/// `(SELECT sum(rounds) FROM reports WHERE year = 2024)`.
fn query(plan: &Plan, found: &Found) -> String {
    let schema = &plan.catalog.tables[found.table];
    let column = |at: usize| written(&schema.columns[at].name);
    let ask = match found.ask {
        Ask::Rows => "count(*)".to_owned(),
        Ask::Different(at) => format!("count(DISTINCT {})", column(at)),
        Ask::Sum(at) => format!("sum({})", column(at)),
        Ask::Min(at) => format!("min({})", column(at)),
        // Of one row each aggregate is its cell.
        Ask::Max(at) | Ask::Cell(at) => format!("max({})", column(at)),
        Ask::Average(at) => format!("avg({})", column(at)),
    };
    let filter = found.filter.as_ref().map(|(at, text, kind)| {
        let format = &plan.tables[found.table].formats[*at];
        format!(" WHERE {} = {}", column(*at), literal(text, *kind, format))
    });
    format!("(SELECT {ask} FROM {}{})", written(&schema.name), filter.unwrap_or_default())
}

/// A cell as a condition writes it.
fn literal(text: &str, kind: Kind, format: &CellFormat) -> String {
    let read = |data_type: DataType| match format.data_type {
        DataType::String => CellFormat { data_type, ..format.clone() }.read(text),
        _ => format.read(text),
    };
    let value = match kind {
        Kind::Number => read(DataType::Number),
        Kind::Day => read(DataType::Date),
        Kind::Boolean => read(DataType::Boolean),
        Kind::Text | Kind::Other => None,
    };
    match value {
        Some(Value::Date(day)) => format!("DATE '{}'", show_date(day)),
        Some(value @ (Value::Number(_) | Value::Boolean(_))) => format::exact(&value),
        _ => format!("'{}'", text.replace('\'', "''")),
    }
}

/// A name for a figure: the last word of what is counted, else what kind of figure it is.
fn name_of(document: &DocumentPlan, figure: &Figure) -> String {
    let noun = figure.noun.map(|span| document.article.document.words(span));
    let word = match figure.kind {
        FigureKind::Percent => Some("share"),
        FigureKind::Money => Some("amount"),
        FigureKind::Date => Some("dated"),
        FigureKind::Duration => Some("lasted"),
        _ => noun.and_then(|noun| noun.split_whitespace().last()),
    };
    let plain: String = word
        .unwrap_or("figure")
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect();
    let is_name = plain.starts_with(|c: char| c.is_ascii_alphabetic()) && written(&plain) == plain;
    if is_name && plain != PUBLISHED { plain } else { "figure".to_owned() }
}

/// The name, or the name with the first number that makes it new.
fn free(taken: &mut HashSet<String>, name: &str, joint: char) -> String {
    let numbered = (2..).map(|number| format!("{name}{joint}{number}"));
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|one| !taken.contains(one));
    let free = free.unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// An id of a rule: what is neither letter nor digit becomes a hyphen.
fn kebab(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    match words.collect::<Vec<_>>().join("-") {
        id if id.is_empty() => "figure".to_owned(),
        id => id,
    }
}

/// A key of TOML, in quotes where it needs them.
fn toml_key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match !name.is_empty() && name.chars().all(is_bare) {
        true => name.to_owned(),
        false => toml_text(name),
    }
}
