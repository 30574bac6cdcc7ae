//! What "over", "about", "under" and their like mean before a number: more often than not, "over"
//! is no hedge in headlines.

use super::reader::{Draft, Reader};
use super::years;
use crate::prose::figures::Kind;
use crate::prose::lexicon::{Class, Hedge};
use crate::types::Decimal;

/// Whether a hedge's first words, from `at` to `number`, limit the number.
pub(super) fn limits(
    reader: &Reader<'_>,
    (at, number): (usize, usize),
    draft: &Draft,
    found: &[Draft],
) -> bool {
    if number > at + 1 {
        return !compares_times(reader, (at, number), draft, found);
    }
    match reader.word(at).to_ascii_lowercase().as_str() {
        "over" => over_compares(reader, (at, number), draft, found),
        "about" => about_estimates(reader, at),
        "around" => !reader.after_any(at, &["travelled", "traveled", "toured", "all", "way"]),
        "under" | "below" | "above" => !is_place_or_power(reader, at, draft),
        "topped" | "topping" | "exceed" | "exceeds" | "exceeded" | "exceeding" | "surpassed"
        | "surpasses" | "surpass" | "surpassing" => draft.kind != Kind::Date,
        "some" => draft.kind != Kind::Date,
        "estimated" => !reader.after_any(at, &["has", "have", "was", "were", "is"]),
        _ => true,
    }
}

/// "2.1% higher than a year earlier", "15% more than last May": what is higher is the amount.
fn compares_times(
    reader: &Reader<'_>,
    (at, number): (usize, usize),
    draft: &Draft,
    found: &[Draft],
) -> bool {
    let sizes = ["higher", "lower", "larger", "smaller", "bigger", "greater", "better", "fewer"];
    let is_amount = || found.last().is_some_and(|last| last.to == at);
    draft.kind == Kind::Date
        && reader.is(number - 1, "than")
        && (reader.is_any(number - 2, &sizes) || is_amount())
}

/// Comparative, unless what follows is an occasion after another quantity, a year, a topic, an
/// obstacle, or the verb before owns it.
fn over_compares(
    reader: &Reader<'_>,
    (at, number): (usize, usize),
    draft: &Draft,
    found: &[Draft],
) -> bool {
    // The word right before decides often: for over, in just over.
    let compares = [
        "for", "by", "with", "in", "to", "of", "after", "is", "are", "was", "were", "just", "well",
        "a", "has", "have", "had", "since", "at", "from", "and", "or", "than", "spent", "lasted",
        "took", "not", "there",
    ];
    if reader.after_any(at, &compares) {
        return true;
    }
    let is_odd_year = years::digits(reader, number).is_some_and(|(year, _)| year % 10 != 0);
    if is_odd_year && draft.kind == Kind::Quantity && draft.to == number + 1 {
        return false;
    }
    // Nobody says "over two" of what comes in whole numbers.
    let is_few = draft.kind == Kind::Quantity
        && (draft.noun.is_some() || draft.unit.is_none())
        && draft.value().is_some_and(|value| value <= Decimal::new(10, 0));
    if is_few {
        return false;
    }
    if draft.kind == Kind::Date || draft.kind == Kind::Ordinal {
        return false;
    }
    let mut near = reader.clause(at, 4);
    if near.any(|before| reader.class(before, Class::Topic)) {
        return false;
    }
    if reader.before(at, Class::Phrasal) && !reader.is_any(at - 1, &["ran", "run", "runs"]) {
        return false;
    }
    !is_distributive(reader, at, draft, found)
}

/// Nine million rounds over 49 occasions, $10,000 over 3 years.
fn is_distributive(reader: &Reader<'_>, at: usize, draft: &Draft, found: &[Draft]) -> bool {
    let occasion = match draft.kind {
        Kind::Duration => true,
        Kind::Quantity | Kind::Range => {
            let head = draft.noun.map(|(_, to)| to - 1);
            head.is_some_and(|head| reader.class(head, Class::Occasion))
        }
        _ => false,
    };
    let start = reader.sentence_start(at);
    let has_quantity = found
        .iter()
        .rev()
        .take(8)
        .take_while(|before| before.from >= start)
        .any(|before| before.to <= at && !matches!(before.kind, Kind::Date | Kind::Ordinal));
    occasion && has_quantity
}

/// "Talked about 3 issues" has a topic; "killed about 300" an estimate.
fn about_estimates(reader: &Reader<'_>, at: usize) -> bool {
    !reader.before(at, Class::Talk)
}

/// Under two presidents, below 10 Downing Street, above two shops.
fn is_place_or_power(reader: &Reader<'_>, at: usize, draft: &Draft) -> bool {
    let head = draft.noun.map(|(_, to)| to - 1);
    let is_power =
        reader.is(at, "under") && head.is_some_and(|head| reader.class(head, Class::Authority));
    is_power || draft.kind == Kind::Date || is_height(reader, at, draft)
}

/// What is told with the height that it is at.
const AT_HEIGHTS: &[&str] = &[
    "snow",
    "snowfall",
    "rain",
    "sleet",
    "frost",
    "fog",
    "ice",
    "drifts",
    "ground",
    "hills",
    "slopes",
    "roads",
    "villages",
    "village",
    "peaks",
    "forest",
    "forests",
    "trees",
    "camped",
    "live",
    "lives",
    "lived",
    "grow",
    "grows",
    "grown",
    "pastures",
    "regions",
    "areas",
    "altitude",
    "altitudes",
    "valleys",
    "temperatures",
    "gusts",
    "summits",
    "mountains",
    "glaciers",
    "flew",
    "fly",
    "flying",
    "flights",
];

/// Snow above 1,200 metres: it lies there, and nothing is longer than so much.
fn is_height(reader: &Reader<'_>, at: usize, draft: &Draft) -> bool {
    let is_length = matches!(draft.unit.as_deref(), Some("m" | "ft" | "km"));
    let is_place = reader.is_any(at, &["above", "below"]) && is_length;
    is_place && reader.clause(at, 12).any(|before| reader.is_any(before, AT_HEIGHTS))
}

/// A hedge that sets a lower bound, an upper one, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Low,
    High,
}

/// Which bound a hedge sets.
pub(super) fn bound(hedge: Hedge) -> Option<Bound> {
    match hedge {
        Hedge::Over | Hedge::AtLeast | Hedge::JustOver => Some(Bound::Low),
        Hedge::Under | Hedge::AtMost => Some(Bound::High),
        _ => None,
    }
}
