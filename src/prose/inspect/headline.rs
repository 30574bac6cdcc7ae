//! Figures of the headline that the article has otherwise.

use super::{Fault, Review};
use crate::prose::document::Role;
use crate::prose::figures::{Figure, Kind};

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
        nearest = nearest.or(Some(figure));
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

/// Whether two head nouns are one, plural or not.
fn same_noun(one: &str, other: &str) -> bool {
    let plain = |noun: &str| noun.to_lowercase().trim_end_matches('s').to_owned();
    plain(one) == plain(other)
}
