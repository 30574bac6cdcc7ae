//! Cents: a hundredth of the currency that the article speaks of.

use super::figures::{Figure, Kind};
use super::lexicon::units::{CENT_LETTER, CENTS, WITH_CENTS};

/// Gives amounts in cents the currency of the nearest amount that says it; where none does, it stays
/// open which is meant, and what only a letter calls cents is none.
pub(super) fn settle(figures: &mut Vec<Figure>) {
    let known: Vec<(usize, String)> = figures.iter().filter_map(told).collect();
    if known.is_empty() {
        figures.retain(|figure| figure.unit.as_deref() != Some(CENT_LETTER) || !is_money(figure));
    }
    let are_cents = |figure: &&mut Figure| {
        is_money(figure) && matches!(figure.unit.as_deref(), Some(CENTS | CENT_LETTER))
    };
    for figure in figures.iter_mut().filter(are_cents) {
        let at = figure.text.start;
        let nearest = known.iter().min_by_key(|(other, _)| at.abs_diff(*other));
        figure.unit = nearest.map(|(_, code)| code.clone());
    }
}

fn is_money(figure: &Figure) -> bool {
    figure.kind == Kind::Money
}

/// Where a currency that has cents is told, and which.
fn told(figure: &Figure) -> Option<(usize, String)> {
    let code = figure.unit.as_deref().filter(|code| WITH_CENTS.contains(code))?;
    is_money(figure).then(|| (figure.text.start, code.to_owned()))
}
