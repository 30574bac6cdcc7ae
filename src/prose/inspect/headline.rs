//! Figures of the headline that the article has otherwise.

use super::{Fault, Review};
use crate::prose::document::Role;
use crate::prose::figures::{Figure, Kind};
use crate::types::Decimal;

pub(super) fn find(review: &Review<'_>) -> Vec<Fault> {
    let figures = &review.document.figures;
    let in_headline = |figure: &&Figure| role(review, figure) == Role::Headline;
    figures.iter().filter(in_headline).filter_map(|figure| fault(review, figure)).collect()
}

fn role(review: &Review<'_>, figure: &Figure) -> Role {
    review.document.blocks.get(figure.block).map_or(Role::Body, |block| block.role)
}

fn fault(review: &Review<'_>, headline: &Figure) -> Option<Fault> {
    if !matches!(headline.kind, Kind::Quantity | Kind::Percent | Kind::Money) {
        return None;
    }
    let unit = headline.unit.as_ref()?;
    let said = headline.stretches()?;
    let is_text = |figure: &&Figure| {
        matches!(role(review, figure), Role::Lead | Role::Body | Role::Quote | Role::Item)
    };
    let alike = |figure: &&Figure| {
        figure.unit.as_ref().is_some_and(|other| same_noun(other, unit))
            && (figure.kind == headline.kind || figure.kind == Kind::Range)
    };
    let mut nearest: Option<&Figure> = None;
    for figure in review.document.figures.iter().filter(is_text).filter(alike) {
        if figure.stretches()?.overlaps(&said) {
            return None;
        }
        nearest = nearest.or(Some(figure).filter(|figure| may_be_one(headline, figure)));
    }
    let nearest = nearest?;
    let words = |figure: &Figure| review.words_of(figure.text).to_owned();
    Some(Fault {
        message: format!(
            "the headline says `{}`, and the article `{}`",
            words(headline),
            words(nearest)
        ),
        marks: vec![
            (headline.text, "not in the article".to_owned()),
            (nearest.text, "here it is another".to_owned()),
        ],
    })
}

/// Whether two figures may be of the same things: "fewer than 9,000 votes" ahead is not the "1,412,306
/// votes" of one side. They are near each other, or have the same digits with another scale.
fn may_be_one(headline: &Figure, text: &Figure) -> bool {
    let middle = |figure: &Figure| figure.value().or_else(|| figure.says()?.high);
    let (Some(one), Some(other)) = (middle(headline), middle(text)) else { return true };
    let (one, other) = (one.abs(), other.abs());
    let thrice = |number: Decimal| number.mul(Decimal::new(3, 0)).unwrap_or(number);
    let is_near = one <= thrice(other) && other <= thrice(one);
    is_near || digits_of(one) == digits_of(other)
}

/// The digits without the noughts at their end, and without the point.
fn digits_of(number: Decimal) -> i128 {
    let mut digits = number.mantissa();
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
    }
    digits
}

/// Whether two head nouns are one, plural or not.
fn same_noun(one: &str, other: &str) -> bool {
    let plain = |noun: &str| noun.to_lowercase().trim_end_matches('s').to_owned();
    plain(one) == plain(other)
}
