//! A change and both of its ends: rose 25 percent from 40 to 50, doubled from 4 to 8.

use super::{Fault, Review, moves};
use crate::prose::figures::{Figure, Kind};
use crate::prose::lexicon::Hedge;
use crate::prose::says;
use crate::types::{Computed, Decimal, Interval};

pub(super) const RISES: &[&str] = &[
    "rose",
    "rise",
    "rises",
    "risen",
    "rising",
    "up",
    "increase",
    "increased",
    "increases",
    "grew",
    "grow",
    "grown",
    "climbed",
    "climb",
    "jumped",
    "jump",
    "surged",
    "surge",
    "gained",
    "gain",
];
pub(super) const FALLS: &[&str] = &[
    "fell",
    "fall",
    "falls",
    "fallen",
    "falling",
    "down",
    "drop",
    "dropped",
    "decline",
    "declined",
    "decrease",
    "decreased",
    "shrank",
    "shrunk",
    "slid",
    "plunged",
    "lost",
    "cut",
    "reduced",
];

pub(super) fn find(review: &Review<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (_, figures) in review.sentences().filter(|(_, figures)| figures.len() > 1) {
        // "From 50 in March 2023 to 40 in May 2024": what says when is no end.
        let is_amount = |figure: &&Figure| !matches!(figure.kind, Kind::Date | Kind::Duration);
        let amounts: Vec<&Figure> = figures.iter().filter(is_amount).collect();
        let known = faults.len();
        for pair in amounts.windows(2) {
            let ends = ends(review, pair[0], pair[1]);
            let Some((from, to)) = ends else { continue };
            if let Some(change) = change_of(review, figures, (from, to)) {
                faults.extend(fault(review, change, (from, to)));
            }
        }
        // What is wrong with a sentence is told once.
        if faults.len() == known {
            faults.extend(moves::find(review, &amounts));
        }
    }
    faults
}

/// Two figures of one kind, one behind "from" and one behind "to".
fn ends<'f>(
    review: &Review<'_>,
    one: &'f Figure,
    two: &'f Figure,
) -> Option<(&'f Figure, &'f Figure)> {
    let alike = one.kind == two.kind
        && (one.unit == two.unit || one.unit.is_none() || two.unit.is_none())
        && matches!(one.kind, Kind::Quantity | Kind::Money | Kind::Percent);
    let close = review.between(one, two).split_whitespace().count() <= 6;
    if !alike || !close {
        return None;
    }
    match (review.word_before(one).as_str(), review.word_before(two).as_str()) {
        ("from", "to") => Some((one, two)),
        ("to", "from") => Some((two, one)),
        _ => None,
    }
}

/// The one figure of the sentence that can be the change between two others.
fn change_of<'f>(
    review: &Review<'_>,
    figures: &'f [Figure],
    (from, to): (&Figure, &Figure),
) -> Option<&'f Figure> {
    let is_end = |figure: &Figure| figure.text == from.text || figure.text == to.text;
    let is_change = |figure: &&Figure| {
        let multiple = figure.kind == Kind::Ratio && times(review, figure).is_some();
        (multiple || figure.kind == Kind::Percent || is_part(review, figure)) && !is_end(figure)
    };
    let mut found = figures.iter().filter(is_change);
    let change = found.next().filter(|_| found.next().is_none())?;
    let is_alone = figures.iter().filter(|figure| !is_end(figure)).all(|figure| {
        figure.text == change.text || matches!(figure.kind, Kind::Date | Kind::Duration)
    });
    // Behind an "and" another thing changes.
    let (first, last) = if from.text.start < to.text.start { (from, to) } else { (to, from) };
    let link = match change.text.start < first.text.start {
        true => review.between(change, first),
        false => review.between(last, change),
    };
    let is_other = [" and ", " while ", ";", " but "].iter().any(|word| link.contains(word));
    (is_alone && !is_other).then_some(change)
}

/// "Fell by a third": a fraction of the first.
fn is_part(review: &Review<'_>, figure: &Figure) -> bool {
    figure.kind == Kind::Ratio
        && figure.unit.is_none()
        && figure.value().is_some_and(|value| value < Decimal::ONE)
        && review.word_before(figure) == "by"
}

/// The factor that a word such as "doubled" names.
fn times(review: &Review<'_>, figure: &Figure) -> Option<Decimal> {
    let words = review.words_of(figure.text).to_lowercase();
    let last = words.split_whitespace().next_back()?;
    let tenths = match last {
        "doubled" | "double" | "doubling" => 20,
        "tripled" | "trebled" | "tripling" => 30,
        "quadrupled" => 40,
        "halved" | "halving" => 5,
        _ => return None,
    };
    Some(Decimal::new(tenths, 1))
}

fn fault(review: &Review<'_>, change: &Figure, (from, to): (&Figure, &Figure)) -> Option<Fault> {
    let (first, last) = (from.says()?, to.says()?);
    let (found, holds, unit) = match times(review, change) {
        Some(factor) => {
            let ratio = last.div(first).ok()?;
            (ratio, factor_holds(change, factor, ratio)?, "times the first")
        }
        None if change.unit.as_deref() == Some("points") => {
            let difference = last.sub(first).ok()?;
            (difference, stated(review, change)?.overlaps(&difference), "points")
        }
        None => {
            let percent = percent(first, last).ok()?;
            (percent, stated(review, change)?.overlaps(&percent), "percent")
        }
    };
    if holds || found.low.is_none() && found.high.is_none() {
        return None;
    }
    let words = |figure: &Figure| review.words_of(figure.text).to_owned();
    let shown = says::numbers(rounded(found));
    let message = format!(
        "`{}`, but from `{}` to `{}` it is {shown} {unit}",
        words(change),
        words(from),
        words(to)
    );
    let marks = vec![
        (change.text, format!("the ends make {shown} {unit}")),
        (from.text, String::new()),
        (to.text, String::new()),
    ];
    Some(Fault { message, marks })
}

/// The change in percent of the first.
fn percent(first: Interval<Decimal>, last: Interval<Decimal>) -> Computed<Interval<Decimal>> {
    let one = Interval::point(Decimal::ONE);
    let hundred = Interval::point(Decimal::new(100, 0));
    last.div(first)?.sub(one)?.mul(hundred)
}

/// What the words say, with the sign that the verb gives them; as far as they stretch.
fn stated(review: &Review<'_>, change: &Figure) -> Option<Interval<Decimal>> {
    let says = change.says()?.hull(&change.stretches()?);
    let hundred = Interval::point(Decimal::new(100, 0));
    let says = if change.kind == Kind::Ratio { says.mul(hundred).ok()? } else { says };
    let before = review.before(change).to_lowercase();
    let mut words = before.split(|c: char| !c.is_alphanumeric()).rev();
    let direction = words.find(|word| RISES.contains(word) || FALLS.contains(word));
    match direction {
        Some(word) if FALLS.contains(&word) => Some(says.neg()),
        Some(_) => Some(says),
        None => None,
    }
}

/// Whether a ratio is what "doubled" says of it, with or without a hedge: within 5 percent.
fn factor_holds(change: &Figure, factor: Decimal, ratio: Interval<Decimal>) -> Option<bool> {
    let near = factor.mul(Decimal::new(5, 2)).ok()?;
    let (low, high) = (factor.sub(near).ok()?, factor.add(near).ok()?);
    let halves = factor < Decimal::ONE;
    let wanted = match change.hedge {
        Hedge::Over | Hedge::AtLeast | Hedge::JustOver if halves => Interval::up_to(high),
        Hedge::Over | Hedge::AtLeast | Hedge::JustOver => Interval::from(low),
        Hedge::Nearly if halves => Interval::closed(low, factor.mul(Decimal::new(12, 1)).ok()?),
        Hedge::Nearly => Interval::closed(factor.mul(Decimal::new(8, 1)).ok()?, high),
        Hedge::About => Interval::closed(
            factor.mul(Decimal::new(9, 1)).ok()?,
            factor.mul(Decimal::new(11, 1)).ok()?,
        ),
        _ => Interval::closed(low, high),
    };
    Some(wanted.overlaps(&ratio))
}

/// To a tenth: no reader needs more.
fn rounded(found: Interval<Decimal>) -> Interval<Decimal> {
    found.map(|end| end.round(1).unwrap_or(end).trimmed())
}
