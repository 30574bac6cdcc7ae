//! Changes as markets and polls tell them: "3.1 million, up 13% from 2.7 million", "fell 215 points, or
//! 0.5%, to 42,840", "rose to 5.2% from 4.9%".

use super::change::{FALLS, RISES};
use super::{Fault, Review, last_word};
use crate::prose::figures::{Figure, Kind};
use crate::prose::says;
use crate::types::{Computed, Decimal, Interval};

type Numbers = Interval<Decimal>;

pub(super) fn find(review: &Review<'_>, amounts: &[&Figure]) -> Vec<Fault> {
    let triples = amounts.windows(3).filter_map(|three| {
        let three = (three[0], three[1], three[2]);
        up_from(review, three)
            .or_else(|| by_and_percent(review, three))
            .or_else(|| by_to_from(review, three))
    });
    let pairs = amounts.windows(2).filter_map(|pair| direction(review, pair[0], pair[1]));
    triples.chain(pairs).collect()
}

/// Whether a word, or the phrase that ends a stretch of text, says that something rises; none where
/// it says neither.
fn rises(text: &str) -> Option<bool> {
    let word = last_word(text);
    match word.as_str() {
        word if RISES.contains(&word) => Some(true),
        // What is lost, cut and reduced is not always what is counted.
        "lost" | "cut" | "reduced" => None,
        word => FALLS.contains(&word).then_some(false),
    }
}

/// What stands between two figures, behind the noun of the first.
fn behind<'d>(review: &Review<'d>, one: &Figure, other: &Figure) -> &'d str {
    let start = one.noun.map_or(one.text.end, |noun| noun.end.max(one.text.end));
    review.document.text.get(start..other.text.start).unwrap_or_default().trim()
}

fn alike(one: &Figure, other: &Figure) -> bool {
    one.kind == other.kind
        && (one.unit == other.unit || one.unit.is_none() || other.unit.is_none())
        && matches!(one.kind, Kind::Quantity | Kind::Money | Kind::Percent)
}

/// Whether "up" or "down" is all that joins two figures, but for a verb: "3.1 million came, up 13%".
fn link(review: &Review<'_>, to: &Figure, change: &Figure) -> Option<bool> {
    let link = review.between(to, change).trim();
    let (verb, link) = link.split_once(", ").unwrap_or(("", link.trim_start_matches(',')));
    let is_short = verb.split_whitespace().count() <= 2;
    rises(link).filter(|_| is_short && matches!(link, "up" | "down"))
}

/// "61%, up 5 points from 52%", "3.1 million, up 13% from 2.7 million".
fn up_from(review: &Review<'_>, (to, change, from): (&Figure, &Figure, &Figure)) -> Option<Fault> {
    let is_up = link(review, to, change)?;
    if behind(review, change, from) != "from" {
        return None;
    }
    of_ends(review, (change, is_up), (from, to))
}

/// "Rose 31% to $1.9bn from $1.45bn", whatever else the sentence tells.
fn by_to_from(
    review: &Review<'_>,
    (change, to, from): (&Figure, &Figure, &Figure),
) -> Option<Fault> {
    let is_told = review.between(change, to).trim() == "to" && behind(review, to, from) == "from";
    if !is_told {
        return None;
    }
    let is_up = rises(review.before(change).trim_end().trim_end_matches(" by"))?;
    of_ends(review, (change, is_up), (from, to))
}

/// Says that a change is not the one between its ends.
fn of_ends(
    review: &Review<'_>,
    (change, is_up): (&Figure, bool),
    (from, to): (&Figure, &Figure),
) -> Option<Fault> {
    if !alike(to, from) {
        return None;
    }
    let (first, last) = (from.says()?, to.says()?);
    let stated = stated(change)?;
    let stated = if is_up { stated } else { stated.neg() };
    let difference = last.sub(first).ok();
    let percent = percent(last.sub(first).ok()?, first).ok();
    let is_points = change.unit.as_deref() == Some("points");
    let (found, unit) = match change.kind {
        _ if is_points && to.kind == Kind::Percent => (difference?, "points"),
        Kind::Percent if !is_points => (percent?, "percent"),
        _ => return None,
    };
    // Of percentages many say percent and mean points.
    let is_meant = to.kind == Kind::Percent && difference?.overlaps(&stated);
    if found.overlaps(&stated) || is_meant {
        return None;
    }
    let shown = shown(found);
    let words = |figure: &Figure| review.words_of(figure.text).to_owned();
    Some(Fault {
        message: format!(
            "`{}`, but from `{}` to `{}` it is {shown} {unit}",
            words(change),
            words(from),
            words(to)
        ),
        marks: vec![
            (change.text, format!("the ends make {shown} {unit}")),
            (from.text, String::new()),
            (to.text, String::new()),
        ],
    })
}

/// "Fell 215.43 points, or 0.5%, to 42,840.26"; "at $71.90, up $2.05, or 2.9%".
fn by_and_percent(review: &Review<'_>, three: (&Figure, &Figure, &Figure)) -> Option<Fault> {
    let (one, two, three) = three;
    let (by, share, to, verb) = if behind(review, one, two) == ", or" {
        let to = review.between(two, three).trim();
        if !matches!(to, ", to" | "to" | ", at" | "at") {
            return None;
        }
        (one, two, three, review.before(one))
    } else if behind(review, two, three) == ", or" && link(review, one, two).is_some() {
        (two, three, one, review.between(one, two))
    } else {
        return None;
    };
    let verb = verb.trim_end().trim_end_matches(" by");
    let is_up = match last_word(verb).as_str() {
        "lost" | "shed" => false,
        "added" => true,
        _ => rises(verb)?,
    };
    let is_share = share.kind == Kind::Percent && share.unit.as_deref() == Some("percent");
    let is_amount = by.kind == to.kind || (by.kind == Kind::Quantity && to.unit.is_none());
    let same_money = by.kind != Kind::Money || by.unit == to.unit;
    if !is_share || !is_amount || !same_money || by.kind == Kind::Percent {
        return None;
    }
    let (moved, last) = (by.says()?, to.says()?);
    let first = if is_up { last.sub(moved) } else { last.add(moved) }.ok()?;
    let found = percent(moved, first).ok()?;
    if found.overlaps(&stated(share)?) {
        return None;
    }
    let shown = shown(found);
    let words = |figure: &Figure| review.words_of(figure.text).to_owned();
    Some(Fault {
        message: format!(
            "`{}` to `{}` is {shown} percent, not `{}`",
            words(by),
            words(to),
            words(share)
        ),
        marks: vec![
            (share.text, format!("the amounts make {shown} percent")),
            (by.text, String::new()),
            (to.text, String::new()),
        ],
    })
}

/// Where a lower number is no fall: ranks, and what a currency buys of another.
const TURNED: &[&str] = &[
    "dollar",
    "greenback",
    "rank",
    "place",
    "position",
    "table",
    "seed",
    "currency",
    "exchange",
    "yen",
    "rupee",
    "rouble",
    "ruble",
    "lira",
    "peso",
    "yuan",
    "rand",
    "naira",
    "krona",
    "forint",
    "zloty",
    "handicap",
];

/// "Fell to 5.2% from 4.9%", "rose from 30 to 25", "25, up from 30".
fn direction(review: &Review<'_>, one: &Figure, two: &Figure) -> Option<Fault> {
    if !alike(one, two) {
        return None;
    }
    let (before, between) = (review.before(one).trim_end(), review.between(one, two).trim());
    let between = if looks_back(between) { "from" } else { between };
    let (from, to, is_up) = match (last_word(before).as_str(), between) {
        ("to", "from") => (two, one, rises(before.strip_suffix("to")?)?),
        ("from", "to") => (one, two, rises(before.strip_suffix("from")?)?),
        (_, ", up from" | "up from") => (two, one, true),
        (_, ", down from" | "down from") => (two, one, false),
        _ => return None,
    };
    let (first, last) = (stated(from)?, stated(to)?);
    let is_turned = match is_up {
        true => last.high? < first.low?,
        false => last.low? > first.high?,
    };
    let sentence = review.document.sentences.get(one.sentence)?;
    let text = review.words_of(sentence.text).to_lowercase();
    if !is_turned || TURNED.iter().any(|word| text.contains(word)) {
        return None;
    }
    let words = |figure: &Figure| review.words_of(figure.text).to_owned();
    let (found, said) = if is_up { ("lower", "rise") } else { ("higher", "fall") };
    Some(Fault {
        message: format!("`{}` is {found} than `{}`, and told as a {said}", words(to), words(from)),
        marks: vec![(to.text, format!("{found} than before")), (from.text, String::new())],
    })
}

/// "In October from a peak of": when it is so, and what was before.
fn looks_back(between: &str) -> bool {
    let ends = ["from", "from a peak of", "from a high of", "from a low of", "from a record"];
    let is_end = |end: &&&str| {
        between.strip_suffix(**end).is_some_and(|head| head.is_empty() || head.starts_with("in "))
    };
    let is_one = ![",", ";", " and "].iter().any(|word| between.contains(word));
    is_one && between.split_whitespace().count() <= 7 && ends.iter().any(|end| is_end(&end))
}

/// What the words say, as far as they stretch.
fn stated(figure: &Figure) -> Option<Numbers> {
    figure.says()?.hull(&figure.stretches()?).into()
}

fn percent(moved: Numbers, first: Numbers) -> Computed<Numbers> {
    moved.div(first)?.mul(Interval::point(Decimal::new(100, 0)))
}

fn shown(found: Numbers) -> String {
    says::numbers(found.map(|end| end.round(1).unwrap_or(end).trimmed()))
}
