//! Rules that nobody has written yet: for each figure that no rule reads, what the tables hold that
//! agrees with it. They are proposed, and never taken by themselves.
//!
//! ```text
//! wanted (unchecked figures) -> profile (what the columns are) -> offers (cells, totals) -> words (TOML)
//! ```

mod columns;
mod likeness;
mod offers;
mod rows;
mod wanted;
mod words;

use crate::findings::{FigureShown, Status};
use crate::plan::Plan;
use wanted::Wanted;

/// Suggestions for one figure; more are left out.
pub const MOST: usize = 3;

/// Adds to each unchecked figure the rules that would hold of it. `shown` are the figures of all
/// documents of the plan, in their order.
pub fn add(plan: &Plan, shown: &mut [FigureShown]) {
    let of_documents = plan.documents.iter().flat_map(|document| {
        (0..document.article.document.figures.len()).map(move |figure| (document, figure))
    });
    let mut wanted: Vec<(usize, Wanted<'_>)> = Vec::new();
    for (at, (document, figure)) in of_documents.enumerate() {
        let Some(shown) = shown.get_mut(at).filter(|one| one.status == Status::Unchecked) else {
            continue;
        };
        shown.suggestions = Some(Vec::new());
        wanted.extend(Wanted::new(document, figure).map(|wanted| (at, wanted)));
    }
    let tables = plan.tables.iter().enumerate();
    for (at, table) in tables.filter(|(_, table)| table.is_of_files() && !table.files.is_empty()) {
        offers::of_table(plan, (at, table), &mut |offer| {
            wanted.iter_mut().for_each(|(_, wanted)| wanted.consider(plan, offer));
        });
    }
    let mut taken = words::Taken::new(plan);
    for (at, wanted) in wanted {
        let found = words::suggestions(plan, wanted, &mut taken);
        shown[at].is_unnameable = found.is_none();
        shown[at].suggestions = Some(found.unwrap_or_default());
    }
}
