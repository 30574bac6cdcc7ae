//! What a figure says, in words: for people.

use super::figures::{Anchor, Figure, Meaning, NoDate};
use super::lexicon::Hedge;
use crate::types::calendar::show_date;
use crate::types::format::grouped;
use crate::types::{Decimal, Interval};

/// The interval: `8,500,000 to 9,500,000`, `above 20,000, up to 25,000`, `2024-10-01 to 2024-10-31`.
pub fn interval(figure: &Figure) -> String {
    match figure.meaning {
        Meaning::Number { says, .. } => numbers(says),
        Meaning::Date { says, .. } => of(says, show_date),
        Meaning::NoDate { why: NoDate::Unpublished, .. } => "not known".to_owned(),
        Meaning::NoDate { why: NoDate::Impossible, .. } => "no such day".to_owned(),
        Meaning::Score(first, second) => format!("{} to {}", number(first), number(second)),
    }
}

/// An interval of numbers.
pub fn numbers(says: Interval<Decimal>) -> String {
    of(says, number)
}

/// An interval of days since 1970-01-01.
pub fn dates(says: Interval<Decimal>) -> String {
    let day = |day: Decimal| {
        let whole =
            day.floor().ok().and_then(Decimal::to_i64).and_then(|day| i32::try_from(day).ok());
        whole.map_or_else(|| number(day), show_date)
    };
    of(says, day)
}

/// Rounded to six places: a third has no end.
fn number(number: Decimal) -> String {
    let is_short = number.scale() <= 6;
    grouped(if is_short { number } else { number.round(6).unwrap_or(number) })
}

fn of<T: Copy + Ord>(says: Interval<T>, show: impl Fn(T) -> String) -> String {
    match (says.low, says.high) {
        (Some(low), Some(high)) if low == high => show(low),
        (Some(low), Some(high)) => {
            let from = if says.low_open { "above " } else { "" };
            let to = if says.high_open {
                ", below"
            } else if says.low_open {
                ", up to"
            } else {
                " to"
            };
            format!("{from}{}{to} {}", show(low), show(high))
        }
        (Some(low), None) if says.low_open => format!("above {}", show(low)),
        (Some(low), None) => format!("{} or more", show(low)),
        (None, Some(high)) if says.high_open => format!("below {}", show(high)),
        (None, Some(high)) => format!("up to {}", show(high)),
        (None, None) => "anything".to_owned(),
    }
}

/// What else there is to say: the hedge, what a date hangs on, whose words they are.
pub fn notes(figure: &Figure) -> String {
    let mut notes = Vec::new();
    if figure.hedge != Hedge::Exact {
        notes.push(figure.hedge.name().to_owned());
    }
    if let Some(relation) = figure.relation {
        notes.push(relation.name().to_owned());
    }
    match figure.meaning {
        Meaning::Date { anchor: Anchor::Published, .. } => {
            notes.push("relative to the publication".to_owned());
        }
        Meaning::Date { anchor: Anchor::Narrative, .. } => {
            notes.push("relative to the date before it".to_owned());
        }
        Meaning::NoDate { why: NoDate::Unpublished, .. } => {
            notes.push("relative to the publication".to_owned());
        }
        _ => {}
    }
    if figure.reversed {
        notes.push("the higher end first".to_owned());
    }
    if figure.quoted {
        notes.push("quoted".to_owned());
    }
    notes.join(", ")
}
