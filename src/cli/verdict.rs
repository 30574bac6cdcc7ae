//! What a run as a whole amounts to: nothing is silently green.

use super::args::Check;
use super::output::Exit;
use crate::diagnostics::{Diagnostic, Severity};
use crate::findings::{CheckSummary, Counts, Input, Judged, Outcome};
use crate::plan::severities::Severities;
use crate::plan::{Plan, TablePlan};

/// Takes in the outcome of another group of files.
pub fn merge(total: &mut Outcome, outcome: Outcome) {
    total.as_of = outcome.as_of;
    total.title = match total.inputs.is_empty() {
        true => outcome.title,
        false => None,
    };
    join(&mut total.inputs, outcome.inputs);
    join(&mut total.checks, outcome.checks);
    join(&mut total.findings, outcome.findings);
    join(&mut total.documents, outcome.documents);
    join(&mut total.figures, outcome.figures);
    join(&mut total.diagnostics, outcome.diagnostics);
    join(&mut total.rule_files, outcome.rule_files);
    total.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
}

/// Puts more behind what there is; where that is nothing, without a copy.
fn join<T>(all: &mut Vec<T>, mut more: Vec<T>) {
    match all.is_empty() {
        true => *all = more,
        false => all.append(&mut more),
    }
}

/// Adds what is to say of the run itself: nothing to check, nothing checked, nothing decided.
pub fn look_at_the_run(outcome: &mut Outcome, args: &Check) {
    let broken = outcome.diagnostics.iter().any(|one| one.severity == Severity::Error);
    let nothing = outcome.inputs.iter().all(|input| input.context) && outcome.documents.is_empty();
    if nothing && !broken {
        outcome.diagnostics.push(
            Diagnostic::new("no-data", "no file to check")
                .help("name a file or folder: `scruple check data.csv`"),
        );
        return;
    }
    if outcome.checks.is_empty() && !broken {
        let unselected = !args.select.is_empty() || !args.ignore.is_empty();
        let message = if unselected { "no check is selected" } else { "every check is off" };
        outcome.diagnostics.push(
            Diagnostic::new("no-checks", message)
                .help("`scruple rules` lists the ids of all checks"),
        );
    }
}

/// Where rules are at hand and none is about what is checked.
pub fn unbound(outcome: &Outcome, plan: &Plan, args: &Check) -> Option<Diagnostic> {
    let is_chosen = !args.select.is_empty() || !args.ignore.is_empty();
    let has_rules = plan.tables.iter().any(|table| table.claimed);
    let is_meant = |table: &TablePlan| table.claimed && table.files.iter().any(|it| !it.context);
    let is_bound = plan.tables.iter().any(is_meant)
        || outcome.checks.iter().any(is_rule)
        || !outcome.documents.is_empty();
    let judged = outcome.inputs.iter().find(|input| !input.context)?;
    if is_chosen || !has_rules || is_bound {
        return None;
    }
    let files = outcome.rule_files.join("`, `");
    let message = format!("no rule of `{files}` is about `{}`", judged.file);
    Some(Diagnostic::new("no-checks", message).help(
        "bind it to a table: `scruple check TABLE=FILE`, or name it under the table's `files`; \
         `--select 'csv.*'` checks its structure alone",
    ))
}

/// What is to say of checks that decided nothing.
pub fn idle_checks(outcome: &Outcome, args: &Check) -> Vec<Diagnostic> {
    let severity = if args.strict { Severity::Error } else { Severity::Warning };
    let said = outcome.checks.iter().filter(|check| is_rule(check));
    let said = said.filter(|check| args.strict || !is_explained(check, outcome));
    let said = said.filter_map(|check| idle(check, args));
    let said = said.chain(idle_patterns(outcome));
    let said = said.map(|diagnostic| Diagnostic { severity, ..diagnostic });
    let severity = if args.strict { Severity::Error } else { Severity::Note };
    let empty = empty_tables(outcome, args).into_iter();
    said.chain(empty.map(|diagnostic| Diagnostic { severity, ..diagnostic })).collect()
}

/// Tables that rule files declare, and whose files have no row: a table may be empty, but then
/// nobody is to think that its rules held.
fn empty_tables(outcome: &Outcome, args: &Check) -> Vec<Diagnostic> {
    let is_judged = |input: &&Input| input.claimed && !input.context;
    let judged = || outcome.inputs.iter().filter(is_judged);
    let is_first = |(at, input): &(usize, &Input)| {
        !judged().take(*at).any(|earlier| earlier.table == input.table)
    };
    let empty = judged().enumerate().filter(is_first).map(|(_, input)| &input.table);
    let empty =
        empty.filter(|table| judged().all(|input| input.table != **table || input.rows == 0));
    // What fails for that says so itself.
    let is_found = |table: &&String| {
        outcome.findings.iter().any(|finding| finding.table.as_ref() == Some(*table))
    };
    let said = empty.filter(|table| args.strict || !is_found(table)).map(|table| {
        let message = format!("`{table}` has no row to judge");
        Diagnostic::new("no-rows", message)
            .help("`rows = { minimum = 1 }` under the table makes that a violation")
    });
    said.collect()
}

/// Rules whose patterns stand in none of the articles, or whose `where` holds at no place.
fn idle_patterns(outcome: &Outcome) -> Vec<Diagnostic> {
    let mut all: Vec<(&str, Counts)> = Vec::new();
    for check in outcome.checks.iter().filter(|check| check.of == Judged::Places) {
        match all.iter_mut().find(|(id, _)| *id == check.id) {
            Some((_, counts)) => counts.add(&check.counts),
            None => all.push((&check.id, check.counts)),
        }
    }
    let idle = all.into_iter().filter_map(|(id, counts)| match counts.total() {
        0 => Some(
            Diagnostic::new("no-rows", format!("`{id}` met no place: its pattern stands nowhere"))
                .help(
                    "compare its words with those of the articles; a capture takes a figure as \
                     `scruple figures` reads it",
                ),
        ),
        total if total == counts.not_applicable => {
            let message = format!("`{id}` met no place to judge");
            let help = "check the rule's `where`: it is false wherever the pattern stands";
            Some(Diagnostic::new("no-rows", message).help(help))
        }
        _ => None,
    });
    idle.collect()
}

/// Whether a check is not evaluated for a reason that is said already: a cause hides what follows
/// from it.
fn is_explained(check: &CheckSummary, outcome: &Outcome) -> bool {
    if check.document.is_some() {
        return check.reason.is_some();
    }
    let (Some(reason), Some(table)) = (&check.reason, &check.table) else { return false };
    let absent = |column: &str| {
        let id = format!("{table}.{column}.exists");
        outcome.findings.iter().any(|finding| finding.id == id)
    };
    let column = reason.strip_prefix("column `").and_then(|rest| rest.strip_suffix("` is absent"));
    reason.ends_with("has no file") || column.is_some_and(absent)
}

/// With `--strict` an exception that excuses nothing, or no more, is a mistake.
pub fn stale_allows(diagnostics: &mut [Diagnostic], args: &Check) {
    let stale = |one: &&mut Diagnostic| matches!(one.code, "stale-allow" | "expired-allow");
    for diagnostic in diagnostics.iter_mut().filter(|one| args.strict && stale(one)) {
        diagnostic.severity = Severity::Error;
    }
}

/// Gives diagnostics the severities that the rule files of their group say.
pub fn weigh(diagnostics: &mut Vec<Diagnostic>, severities: &Severities) {
    diagnostics.retain_mut(|diagnostic| {
        let said = severities.of_code(diagnostic.code, diagnostic.severity);
        diagnostic.severity = said.unwrap_or(diagnostic.severity);
        said.is_some()
    });
}

/// Rules and constraints, not what readers of files demand.
fn is_rule(check: &CheckSummary) -> bool {
    !check.id.starts_with("csv.") && !check.id.starts_with("prose.")
}

/// What is to say of a check that decided nothing.
fn idle(check: &CheckSummary, args: &Check) -> Option<Diagnostic> {
    let Counts { passed, failed, undecided, not_applicable, not_evaluated, .. } = check.counts;
    let total = check.counts.total();
    if total == 0 || passed + failed > 0 {
        return None;
    }
    let id = &check.id;
    if not_evaluated == total {
        let reason = check.reason.as_deref().unwrap_or("no row could be read");
        let message = format!("`{id}` is not evaluated: {reason}");
        let diagnostic = Diagnostic::new("not-evaluated", message);
        return Some(match reason == crate::plan::NO_VERSION {
            true => diagnostic.help(crate::plan::NAME_A_VERSION),
            false => diagnostic,
        });
    }
    // Of places all articles count together.
    let is_place = check.of == Judged::Places;
    if not_applicable == total && !id.contains('.') && !is_place {
        return Some(
            Diagnostic::new("no-rows", format!("`{id}` met no row to judge"))
                .help("check the rule's `where`, or whether its columns are ever filled"),
        );
    }
    (args.strict && undecided > 0).then(|| {
        Diagnostic::new("not-evaluated", format!("`{id}` is undecided in every row that it judges"))
    })
}

/// The exit status of the run.
pub fn exit(outcome: &Outcome, args: &Check) -> Exit {
    let errors = outcome.diagnostics.iter().any(|one| one.severity == Severity::Error);
    if errors || nothing_evaluated(outcome) {
        return Exit::CouldNotCheck;
    }
    let Some(least) = args.fail_on.severity() else { return Exit::Clean };
    let findings = outcome.findings.iter().map(|finding| finding.severity);
    let diagnostics = outcome.diagnostics.iter().map(|diagnostic| diagnostic.severity);
    match findings.chain(diagnostics).any(|severity| severity >= least) {
        true => Exit::Findings,
        false => Exit::Clean,
    }
}

/// Whether rules were bound, and every one of them could not be evaluated.
fn nothing_evaluated(outcome: &Outcome) -> bool {
    // What is known from headers alone says nothing about values.
    let looks_at_rows = |check: &&CheckSummary| is_rule(check) && check.of == Judged::Rows;
    let mut rules = outcome.checks.iter().filter(looks_at_rows).peekable();
    rules.peek().is_some()
        && rules.all(|check| {
            check.counts.total() > 0 && check.counts.not_evaluated == check.counts.total()
        })
}
