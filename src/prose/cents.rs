//! Cents: a hundredth of the currency that the article speaks of.

use super::figures::{Figure, Kind};
use super::lexicon::units::{CENTS, WITH_CENTS};

/// Gives amounts in cents the currency of the nearest amount that says it; where none does, it stays
/// open which is meant.
pub(super) fn settle(figures: &mut [Figure]) {
    let known: Vec<(usize, String)> = figures.iter().filter_map(told).collect();
    for figure in figures.iter_mut().filter(|figure| figure.unit.as_deref() == Some(CENTS)) {
        let at = figure.text.start;
        let nearest = known.iter().min_by_key(|(other, _)| at.abs_diff(*other));
        figure.unit = nearest.map(|(_, code)| code.clone());
    }
}

/// Where a currency that has cents is told, and which.
fn told(figure: &Figure) -> Option<(usize, String)> {
    let code = figure.unit.as_deref().filter(|code| WITH_CENTS.contains(code))?;
    (figure.kind == Kind::Money).then(|| (figure.text.start, code.to_owned()))
}
