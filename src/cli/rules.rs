//! `scruple rules`: what a check would do, without judging a row.

use super::args::{Rules, When};
use super::check::{clock, read_options};
use super::output::{self, Exit};
use super::overview::Overview;
use super::session::{self, Settings};
use super::verdict;
use crate::analysis;
use crate::diagnostics::{Diagnostic, Label, Severity, Texts};
use crate::plan::infer::Show;
use crate::plan::severities::Severities;

/// Runs the command.
pub fn run(args: &Rules, color: When) -> Exit {
    match (args.test, args.mutate) {
        (true, _) => super::tested::run(args, color),
        (_, true) => super::mutated::run(args, color),
        _ => show(args, color),
    }
}

/// What types and tests of rules are read with.
pub fn settings(args: &Rules) -> Settings {
    Settings {
        read: read_options(&args.inputs),
        select: Severities::default(),
        today: clock(),
        show: Show::Values,
        previous: None,
        published: None,
    }
}

fn show(args: &Rules, color: When) -> Exit {
    let mut texts = Texts::default();
    let mut diagnostics = Vec::new();
    let settings = settings(args);
    let mut between = Vec::new();
    let mut overview = Overview::new(output::style_of_stdout(color));
    for group in session::groups(&args.inputs, &mut diagnostics) {
        let mut planned = session::plan(&group, &settings, &mut texts);
        diagnostics.append(&mut planned.diagnostics);
        if let Some(plan) = &planned.plan {
            overview.plan(plan, &texts);
            let mut said = analysis::look(plan);
            verdict::weigh(&mut said, &plan.severities);
            between.append(&mut said);
        }
    }
    let broken = diagnostics.iter().any(|one| one.severity == Severity::Error);
    if overview.is_empty() && !broken {
        diagnostics.push(
            Diagnostic::new("no-data", "no file to check")
                .help("name a file or folder: `scruple rules data/`"),
        );
    }
    let broken = broken || overview.is_empty();
    diagnostics.retain(|one| !is_echo(one, &between, &texts));
    output::complain(diagnostics, &texts);
    let wrong = between.iter().any(|one| one.severity == Severity::Error);
    let mut text = overview.finish();
    if !between.is_empty() {
        text += &format!("\n{}", output::shown(between, &texts, &output::style_of_stdout(color)));
    }
    match (output::print(&text), broken, wrong) {
        (_, true, _) => Exit::CouldNotCheck,
        (Exit::Clean, false, true) => Exit::Findings,
        (exit, ..) => exit,
    }
}

/// Whether two literals of a rule say what is said of the rule as a whole.
fn is_echo(diagnostic: &Diagnostic, between: &[Diagnostic], texts: &Texts) -> bool {
    let of_same_rule = |one: &Label, other: &Label| {
        let (first, second) = match one.span.start < other.span.start {
            true => (one.span, other.span),
            false => (other.span, one.span),
        };
        let apart = texts.get(one.source).text.get(first.start..second.start);
        one.source == other.source && apart.is_some_and(|text| !text.contains("\n["))
    };
    let mut labels = between.iter().flat_map(|one| &one.labels);
    diagnostic.code == "crossing-bounds"
        && diagnostic.severity == Severity::Warning
        && diagnostic.labels.first().is_some_and(|one| labels.any(|other| of_same_rule(one, other)))
}
