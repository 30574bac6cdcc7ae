//! Rules tried on rows that are no data: the tests that rule files hold, and changed cells.
//!
//! A trial is an ordinary run over tables in memory: the same binding, the same engine.

pub mod mutate;
pub mod sheet;
pub mod tests;

use crate::diagnostics::{Diagnostic, Severity, Texts};
use crate::engine::{self, Options};
use crate::findings::Outcome;
use crate::plan::assemble::{Terms, assemble};
use crate::plan::catalog::Opened;
use crate::rules::RuleSet;

/// Judges tables in memory; the mistakes where rules do not bind to them.
fn judge(
    rules: &RuleSet,
    opened: Vec<Opened>,
    (terms, texts): (Terms<'_>, &Texts),
    options: &Options,
) -> Result<Outcome, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let (plan, _) = assemble(rules, (opened, Vec::new()), terms, (texts, &mut diagnostics));
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    match diagnostics.is_empty() {
        true => Ok(engine::run(&plan, options)),
        false => Err(diagnostics),
    }
}
