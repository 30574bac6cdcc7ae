//! An amount with the same in another unit in brackets: 100 km (62 miles).

use super::{Fault, Review};
use crate::prose::figures::Figure;
use crate::prose::lexicon::units::by_symbol;
use crate::prose::says;
use crate::types::{Computed, Decimal, Interval};

pub(super) fn find(review: &Review<'_>) -> Vec<Fault> {
    let pairs = review.sentences().flat_map(|(_, figures)| figures.windows(2));
    pairs.filter_map(|pair| fault(review, &pair[0], &pair[1])).collect()
}

fn fault(review: &Review<'_>, one: &Figure, other: &Figure) -> Option<Fault> {
    let between = review.between(one, other).trim();
    let link = between.strip_prefix('(')?.trim().to_lowercase();
    let is_bracket =
        matches!(link.as_str(), "" | "or" | "about" | "roughly" | "around" | "equal to");
    let closes = review.after(other).trim_start().starts_with(')');
    let (from, to) = (one.unit.as_deref()?, other.unit.as_deref()?);
    if !is_bracket || !closes || from == to {
        return None;
    }
    let converted = converted(one.says()?, from, to)?.ok()?;
    let said = other.says()?.hull(&other.stretches()?);
    if widened(converted).ok()?.overlaps(&said) {
        return None;
    }
    let shown = says::numbers(converted.map(short));
    let words = |figure: &Figure| review.words_of(figure.text).to_owned();
    Some(Fault {
        message: format!("`{}` is {shown} {to}, not `{}`", words(one), words(other)),
        marks: vec![(other.text, format!("it is {shown} {to}")), (one.text, String::new())],
    })
}

/// The amount in the other unit; none where the two do not measure the same.
fn converted(
    amount: Interval<Decimal>,
    from: &str,
    to: &str,
) -> Option<Computed<Interval<Decimal>>> {
    let point = |n: i128, scale: u8| Interval::point(Decimal::new(n, scale));
    match (from, to) {
        ("°C", "°F") => {
            return Some(amount.mul(point(18, 1)).and_then(|it| it.add(point(32, 0))));
        }
        ("°F", "°C") => {
            return Some(amount.sub(point(32, 0)).and_then(|it| it.div(point(18, 1))));
        }
        _ => {}
    }
    let (from, to) = (by_symbol(from)?, by_symbol(to)?);
    let factor = |text: &str| text.parse::<Decimal>().ok().map(Interval::point);
    let (have, want) = (factor(from.factor)?, factor(to.factor)?);
    (from.dimension == to.dimension).then(|| amount.mul(have)?.div(want))
}

/// Rounding twice is no fault: give or take 2 percent.
fn widened(amount: Interval<Decimal>) -> Computed<Interval<Decimal>> {
    let spread = |end: Option<Decimal>, percent: i128| {
        end.map(|end| {
            let away = if end.is_negative() { 200 - percent } else { percent };
            end.mul(Decimal::new(away, 2))
        })
        .transpose()
    };
    Ok(Interval { low: spread(amount.low, 98)?, high: spread(amount.high, 102)?, ..amount })
}

fn short(number: Decimal) -> Decimal {
    let places = if number.abs() >= Decimal::new(10, 0) { 1 } else { 2 };
    number.round(places).unwrap_or(number).trimmed()
}
