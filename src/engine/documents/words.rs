//! What a rule about a document says: the figures that it read, in their own words, and the values
//! that they were held against.

use super::judge::{Row, Verdict};
use crate::checks::Elsewhere;
use crate::checks::binder::one_line;
use crate::checks::message::{brief, rounded};
use crate::expressions::explain::Read;
use crate::expressions::extents::{self, Meant, Reach, Side, Told};
use crate::expressions::template::{Part, Template};
use crate::plan::documents::DocumentCheck;
use crate::prose::{says, slips};
use crate::types::{Decimal, Interval, format};

/// What is told of one judgement.
pub struct Words {
    /// A sentence that stands alone.
    pub message: String,
    /// Columns whose figures the deciding part reads, in its order.
    pub columns: Vec<usize>,
    /// What was compared, every digit.
    pub values: Vec<(String, String)>,
    /// What may have happened to a number that does not agree.
    pub hint: Option<String>,
    /// Rows of tables that the answer rests on.
    pub rows: Vec<Elsewhere>,
}

impl Words {
    /// Of what could not be judged.
    pub fn of_reason(reason: &str, check: &DocumentCheck) -> Words {
        Words {
            message: format!("`{}` is not evaluated: {reason}", one_line(&check.text)),
            columns: check.columns.clone(),
            values: Vec::new(),
            hint: None,
            rows: Vec::new(),
        }
    }
}

/// Puts a judgement into words.
pub fn of(check: &DocumentCheck, row: &Row<'_, '_>, verdict: Verdict) -> Words {
    let told = extents::tell(&check.condition, &row.figures());
    let text = |side: &Side| check.text.get(side.span.start..side.span.end).unwrap_or_default();
    let part = one_line(check.text.get(told.part.start..told.part.end).unwrap_or(&check.text));
    let sides: Vec<String> =
        told.sides.iter().map(|side| side_says(side, text(side), row)).collect();
    let message = match (&check.message, told.reason) {
        (Some(template), _) if matches!(verdict, Verdict::Failed { .. }) => render(template, row),
        (_, Some(reason)) => format!("`{part}` cannot be computed: {}", reason.reason()),
        _ if sides.is_empty() => does_not_hold(&part, verdict),
        _ if told.is_agreement => agreement(&told, &sides, verdict),
        _ => match verdict {
            Verdict::Failed { .. } => format!("{}, so `{part}` does not hold", sides.join("; ")),
            _ => sides.join("; "),
        },
    };
    let values = told.sides.iter().filter_map(|side| {
        let value = exactly(side.extent()?, side.is_date);
        (!side.reads_figure || side.column.is_none()).then(|| (one_line(text(side)), value))
    });
    let mut columns = Vec::new();
    told.sides.iter().filter_map(|side| side.column).for_each(|column| columns.push(column));
    columns.extend(check.columns.iter().copied());
    let mut seen = Vec::new();
    columns.retain(|column| {
        !seen.contains(column) && {
            seen.push(*column);
            true
        }
    });
    let values = values.collect();
    let rows = told.reads.iter().filter_map(|read| match read {
        Read::Asked { table, spot, columns } => {
            let columns = columns.clone();
            Some(Elsewhere::Asked { table: *table, spot: *spot, columns })
        }
        _ => None,
    });
    let rows = rows.collect();
    Words { message, columns, values, hint: hint(&told, row, verdict), rows }
}

fn does_not_hold(part: &str, verdict: Verdict) -> String {
    match verdict {
        Verdict::Passed => format!("`{part}` holds"),
        Verdict::Failed { .. } => format!("`{part}` does not hold"),
        _ => format!("`{part}` is undecided"),
    }
}

/// "`some nine million` says 8,500,000 to 9,500,000 rounds", "`sum(rounds)` is 7,900,000".
fn side_says(side: &Side, text: &str, row: &Row<'_, '_>) -> String {
    let figure = side.column.and_then(|column| figure_says(row, column));
    match (figure, &side.meant) {
        (Some(said), _) => said,
        (None, Meant::Extent(extent)) => {
            format!("`{}` is {}", one_line(text), shown(*extent, side.is_date))
        }
        (None, Meant::Other(value)) => format!("`{}` is {}", one_line(text), brief(value)),
        (None, Meant::Unknown) => format!("`{}` is not known", one_line(text)),
    }
}

/// "`some nine million` says 8,500,000 to 9,500,000 rounds"; none for the day of publication.
fn figure_says(row: &Row<'_, '_>, column: usize) -> Option<String> {
    let words = one_line(row.document.article.document.words(row.words(column)?));
    let words = format::shorten(&format::visible(&words), 60).into_owned();
    let unit = row.figure(column)?.unit.as_deref();
    let unit = unit.map(|unit| format!(" {unit}")).unwrap_or_default();
    Some(format!("`{words}` says {}{unit}", row.says(column)?))
}

fn shown(extent: Interval<Decimal>, is_date: bool) -> String {
    if is_date { says::dates(extent) } else { says::numbers(extent.map(rounded)) }
}

/// "`some nine million` says 8,500,000 to 9,500,000 rounds, not 7,900,000: overstated".
fn agreement(told: &Told, sides: &[String], verdict: Verdict) -> String {
    let literal = told.sides.iter().position(|side| side.is_literal);
    let said = match (literal, sides) {
        (Some(at), [one, other]) => {
            let value = told.sides[at].extent().map(|extent| shown(extent, told.sides[at].is_date));
            let figure = if at == 0 { other } else { one };
            let link = if matches!(verdict, Verdict::Failed { .. }) { ", not" } else { ";" };
            format!("{figure}{link} {}", value.unwrap_or_else(|| "unknown".to_owned()))
        }
        _ => sides.join("; "),
    };
    said + &direction(told, verdict)
}

/// The same with every digit.
fn exactly(extent: Interval<Decimal>, is_date: bool) -> String {
    match extent.as_point().filter(|_| !is_date) {
        Some(point) => point.trimmed().to_string(),
        None if is_date => says::dates(extent),
        None => says::numbers(extent),
    }
}

/// The slip that explains a number which does not agree with the one value that it is held against.
fn hint(told: &Told, row: &Row<'_, '_>, verdict: Verdict) -> Option<String> {
    let [one, two] = told.sides.as_slice() else { return None };
    if !told.is_agreement || verdict != (Verdict::Failed { stretched: false }) || one.is_date {
        return None;
    }
    let (said, other) = if one.column.is_some() { (one, two) } else { (two, one) };
    let written = row.value(said.column?)?;
    let meant = other.extent()?.as_point()?;
    slips::slip(written, meant)
}

/// Which way the value lies outside of what the words say.
fn direction(told: &Told, verdict: Verdict) -> String {
    let Verdict::Failed { stretched } = verdict else { return String::new() };
    let [one, two] = told.sides.as_slice() else { return String::new() };
    let (said, other) = if one.column.is_some() { (one, two) } else { (two, one) };
    let (Some(said), Some(other)) = (said.extent(), other.extent()) else {
        return String::new();
    };
    let below = other.is_below(&said);
    match (stretched, below) {
        (true, _) if said.low_open && !below => ": understated".to_owned(),
        (true, true) => ": loose, the value is less".to_owned(),
        (true, false) => ": loose, the value is more".to_owned(),
        (false, true) => ": overstated".to_owned(),
        (false, false) => ": too low".to_owned(),
    }
}

/// The message that the rule's author wrote, filled in.
fn render(template: &Template, row: &Row<'_, '_>) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Expr { typed, .. } => match extents::meant(typed, &row.figures(), Reach::Says) {
            Ok(Meant::Extent(extent)) => shown(extent, is_date(typed.ty)),
            Ok(Meant::Other(value)) => brief(&value),
            Ok(Meant::Unknown) | Err(_) => "—".to_owned(),
        },
    };
    template.parts.iter().map(part).collect()
}

fn is_date(ty: crate::types::Type) -> bool {
    use crate::types::Type;
    matches!(ty, Type::Date | Type::DateTime | Type::PartialDate)
}
