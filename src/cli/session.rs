//! From paths to plans: what `check` and `rules` have in common.

use crate::diagnostics::{Diagnostic, Severity, Texts};
use crate::expressions::bind::BoundDefines;
use crate::plan::catalog::{self, Opened};
use crate::plan::claim::{Claim, claim};
use crate::plan::severities::Severities;
use crate::plan::{Plan, bind};
use crate::rules::{self, Reading, RuleSet};
use crate::sources::discover::{self, Found, Group};
use crate::sources::{self, ReadOptions, Source};
use crate::tables::TableId;
use std::path::Path;

/// What decides how files are read and which checks run.
pub struct Settings {
    pub read: ReadOptions,
    pub severities: Severities,
    /// Days since 1970-01-01.
    pub today: i32,
}

/// The plan of a group of files, if its rule files allow one, and all that is to say before rows
/// are judged.
pub struct Planned {
    pub plan: Option<Plan>,
    pub diagnostics: Vec<Diagnostic>,
    pub texts: Texts,
}

/// Reads the rule files of a group and binds them to its files.
pub fn plan(group: &Group, settings: &Settings) -> Planned {
    let mut texts = Texts::default();
    let (rules, mut diagnostics) = read_rules(group, &mut texts);
    let around = group.rules.as_deref().map(discover::around).unwrap_or_default();
    let claims = claim(&rules, &group.files, &around, &mut diagnostics);
    let mut opened = Vec::new();
    for claim in needed(&rules, claims, &mut diagnostics) {
        opened.push(open(&rules, claim, settings, &mut diagnostics));
    }
    let plan = bound(&rules, opened, settings, (&texts, &mut diagnostics));
    let stopped = diagnostics.iter().any(|one| is_about_rules(one) && one.severity == Severity::Error);
    Planned { plan: plan.filter(|_| !stopped), diagnostics, texts }
}

/// Whether a diagnostic is about a rule file: of severity error, it stops the run.
fn is_about_rules(diagnostic: &Diagnostic) -> bool {
    !matches!(diagnostic.code, "unreadable-file" | "not-a-table" | "no-data" | "no-table")
        || !diagnostic.labels.is_empty() && diagnostic.code != "no-table"
}

fn read_rules(group: &Group, texts: &mut Texts) -> (RuleSet, Vec<Diagnostic>) {
    match &group.rules {
        Some(path) => rules::read(path, texts, &rules::files::Disk),
        None => (RuleSet::default(), Vec::new()),
    }
}

/// The tables of the run: those that paths hold something of, and those that a table in the run
/// refers to.
fn needed(rules: &RuleSet, claims: Vec<Claim>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Claim> {
    let judged = |claim: &Claim| claim.files.iter().any(|file| !file.context);
    let nothing_judged = !claims.iter().any(judged);
    for claim in claims.iter().filter(|claim| claim.files.is_empty()) {
        let Some(decl) = claim.table.map(|table| &rules.tables[table]) else { continue };
        let message = format!("no file for table `{}`", claim.name);
        let wanted: Vec<&str> = decl.files.iter().map(|glob| glob.value.as_str()).collect();
        let help = match wanted.as_slice() {
            [] => format!("looked for `{0}.csv`, `{0}.tsv` and the same with `.gz`", claim.name),
            globs => format!("looked for {}", crate::diagnostics::suggest::one_of(globs.iter().copied())),
        };
        diagnostics.push(
            Diagnostic::new("no-table", message)
                .at(decl.name.source, decl.name.span, "no file matches")
                .help(help),
        );
    }
    let _ = nothing_judged;
    claims
}

fn open(
    rules: &RuleSet,
    claim: Claim,
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Opened {
    let plain = Reading::default();
    let reading = claim.table.map_or(&plain, |table| &rules.tables[table].reading);
    let mut sources = Vec::new();
    for file in &claim.files {
        match open_file(&file.found, reading, settings) {
            Ok(source) => sources.push((source, file.context)),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    Opened { claim, sources }
}

fn open_file(found: &Found, reading: &Reading, settings: &Settings) -> Result<Source, Diagnostic> {
    match found.path.as_os_str() == "-" {
        true => sources::open_stdin(&found.display, reading),
        false => sources::open(Path::new(&found.path), &found.display, reading, settings.read),
    }
}

fn bound(
    rules: &RuleSet,
    opened: Vec<Opened>,
    settings: &Settings,
    (texts, diagnostics): (&Texts, &mut Vec<Diagnostic>),
) -> Option<Plan> {
    let (catalog, tables) = catalog::build(rules, opened, diagnostics);
    let defines = BoundDefines::bind(rules, &catalog, diagnostics);
    let mut severities = Severities::new(&rules.severities);
    severities.select.clone_from(&settings.severities.select);
    severities.ignore.clone_from(&settings.severities.ignore);
    let bound = bind::bind(rules, (&catalog, &tables), &defines, &severities, diagnostics);
    let mut plan = Plan {
        catalog,
        tables,
        checks: bound.checks,
        headers: bound.headers,
        rows: bound.rows,
        defines,
        severities,
        texts: texts.clone(),
        title: rules.title.clone(),
        rule_files: rules.files.iter().map(|file| texts.get(file.source).path.clone()).collect(),
        today: settings.today,
    };
    for table in 0..plan.tables.len() {
        plan.tables[table].written = plan.compared_as_written(TableId(table));
    }
    Some(plan)
}
