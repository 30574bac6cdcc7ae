//! `scruple check`: the whole line, from paths to an exit status.

use super::args::CheckArgs;
use super::exit::Exit;
use super::session::{self, Settings};
use crate::diagnostics::{Diagnostic, Severity, Texts};
use crate::engine;
use crate::findings::Outcome;
use crate::sources::discover::{self, Search};

/// Runs the command and says how it ended.
pub fn run(args: &CheckArgs) -> Exit {
    let settings = match args.settings() {
        Ok(settings) => settings,
        Err(diagnostic) => return super::refuse(&diagnostic),
    };
    let mut diagnostics = Vec::new();
    let groups = discover::discover(
        &Search {
            paths: &args.paths(),
            rules: args.rules.as_deref(),
            exclude: &settings.exclude,
        },
        &mut diagnostics,
    );
    let mut total = Outcome { diagnostics, ..Outcome::default() };
    let mut texts = Texts::default();
    for group in &groups {
        let planned = session::plan(group, &settings.session);
        let mut outcome = match &planned.plan {
            Some(plan) => engine::run(plan, &settings.engine),
            None => Outcome::default(),
        };
        outcome.diagnostics.splice(0..0, planned.diagnostics);
        merge(&mut total, &mut texts, outcome, &planned.texts);
    }
    judge_the_run(&mut total, args);
    match super::report(&total, &texts, args) {
        Ok(()) => exit(&total, args),
        Err(error) => super::could_not_write(&error),
    }
}
