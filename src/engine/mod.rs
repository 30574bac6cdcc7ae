//! Runs a plan: every table is cut into blocks, threads judge the blocks, and their results are put
//! together in the order of the file, so that nothing depends on how many threads there were or
//! where the cuts fell.
//!
//! ```text
//! look up (tables that others refer to) -> answer (subqueries) -> scan (judge every block) -> finish
//! (what only the whole table shows) -> cook (read again what is shown, and put it into words)
//! ```

pub mod blocks;
pub mod common;
pub mod cook;
pub mod decode;
pub mod documents;
pub mod elsewhere;
pub mod excuse;
pub mod figure_rows;
pub mod judge;
pub mod lookup;
pub mod places;
pub mod statics;
pub mod structure;
pub mod subqueries;
pub mod suggest;
pub mod table;
pub mod whole;

use crate::checks::frame::Surroundings;
use crate::diagnostics::Diagnostic;
use crate::findings::{Input, InputColumn, Outcome};
use crate::plan::Plan;
use crate::plan::allow::{self, Use};
use crate::sources::{Dialect, Scratch, Source};
use crate::tables::{Origin, TableId};
use excuse::Report;
use std::sync::Arc;

/// How to run, beyond what the plan says.
#[derive(Debug, Clone)]
pub struct Options {
    /// Bytes of a file that one thread judges at a time.
    pub block_size: usize,
    /// Violations kept of each check; the counts are always exact.
    pub limit: usize,
    /// Values are hidden in everything that is shown.
    pub masked: bool,
    /// Whether the text around violations will be drawn.
    pub excerpts: bool,
    /// Only where violations are is asked for, and nothing is put into words for it.
    pub places_only: bool,
    /// The least share of an article's figures that are checked or set aside, in percent.
    pub min_coverage: Option<u8>,
    /// Whether rules are proposed for figures that no rule reads.
    pub suggest: bool,
    /// Where what is held until the end goes.
    pub scratch: Scratch,
    /// Who is told how far the run has come.
    pub progress: Option<Arc<dyn Progress>>,
}

/// Someone who watches a run.
pub trait Progress: std::fmt::Debug + Send + Sync {
    /// So many bytes more are judged, with so many violations in them.
    fn advance(&self, bytes: u64, violations: u64);
}

impl Default for Options {
    fn default() -> Options {
        Options {
            block_size: blocks::SIZE,
            limit: usize::MAX,
            masked: false,
            excerpts: false,
            places_only: false,
            min_coverage: None,
            suggest: false,
            scratch: Scratch::default(),
            progress: None,
        }
    }
}

/// How many documents are looked at before they are reported: what is known of each is held until
/// then, and all threads are to have some.
const AT_ONCE: usize = 128;

/// Judges all tables of a plan.
pub fn run(plan: &Plan, options: &Options) -> Outcome {
    places::mark(plan, options);
    let lookups = lookup::build(plan, options);
    let around = Surroundings { catalog: &plan.catalog, lookups: &lookups, today: plan.today };
    subqueries::answer(plan, around, options);
    let results: Vec<table::TableResult> = (0..plan.tables.len())
        .map(|table| table::judge(plan, TableId(table), around, options))
        .collect();
    let outcome = Outcome {
        as_of: crate::types::format::show(&crate::types::Value::Date(plan.today)),
        title: plan.title.clone(),
        inputs: inputs(plan, &results),
        rule_files: plan.rule_files.clone(),
        ..Outcome::default()
    };
    let uses = vec![Use::default(); plan.allows.len()];
    let mut report = Report { plan, options, uses, outcome };
    for (table, result) in results.iter().enumerate() {
        let cook = cook::Cook::new(plan, TableId(table), around, options, result);
        structure::report(TableId(table), result, &cook, &mut report);
        statics::report(TableId(table), result, &cook, &mut report);
        let violations = cook.violations(&result.checks);
        for (judged, violations) in result.checks.iter().zip(violations) {
            report.of_rows(judged, violations, &cook);
        }
    }
    let n_figures = plan.documents.iter().map(|document| document.article.document.figures.len());
    report.outcome.figures.reserve(n_figures.sum());
    let answers = documents::answers(plan, &results);
    for (some, answers) in plan.documents.chunks(AT_ONCE).zip(answers.chunks(AT_ONCE)) {
        for ((document, looked), answers) in some.iter().zip(documents::look(some)).zip(answers) {
            let of_rows = (around, &results[document.table.0]);
            documents::report((document, looked, answers), of_rows, &mut report);
        }
    }
    let Report { uses, mut outcome, .. } = report;
    if options.suggest {
        suggest::add(plan, &mut outcome.figures);
    }
    outcome.diagnostics.extend(allow::look_at_uses(plan, &uses));
    order(&mut outcome);
    unless_disturbed(plan, options, outcome)
}

/// The outcome, unless a file was cut short meanwhile or a temporary file failed: then nothing that
/// was judged can be relied on, and the reason is all there is to say.
fn unless_disturbed(plan: &Plan, options: &Options, outcome: Outcome) -> Outcome {
    let mut reasons: Vec<Diagnostic> = options.scratch.trouble().cloned().into_iter().collect();
    let sources = plan.tables.iter().flat_map(|table| &table.files).map(|file| &file.source);
    reasons.extend(sources.filter(|source| source.is_cut()).map(|source| {
        let message = format!("`{}` was cut short while it was read", source.display);
        let help = "check it again when nothing writes to it; `--no-mmap` reads it first";
        Diagnostic::new("unreadable-file", message).in_file(&source.display).help(help)
    }));
    if reasons.is_empty() {
        return outcome;
    }
    let Outcome { as_of, title, rule_files, .. } = outcome;
    Outcome { as_of, title, rule_files, diagnostics: reasons, ..Outcome::default() }
}

/// The worst first, then by table and first place; equals stay in the order of their checks.
fn order(outcome: &mut Outcome) {
    let tables: Vec<String> = outcome.inputs.iter().map(|input| input.table.clone()).collect();
    let rank = |table: &Option<String>| {
        tables.iter().position(|name| Some(name) == table.as_ref()).unwrap_or(usize::MAX)
    };
    outcome.findings.sort_by_key(|finding| {
        let first = finding.violations.first();
        let line = first.and_then(|violation| violation.line).unwrap_or(0);
        (std::cmp::Reverse(finding.severity), rank(&finding.table), line)
    });
}

/// How a file is written: "comma, utf-8".
pub fn describe(source: &Source) -> String {
    let delimiter = match source.dialect.delimiter {
        b',' => "comma".to_owned(),
        b'\t' => "tab".to_owned(),
        b';' => "semicolon".to_owned(),
        Dialect::NO_DELIMITER => "one column".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    format!("{delimiter}, {}", source.encoding().to_lowercase())
}

fn inputs(plan: &Plan, results: &[table::TableResult]) -> Vec<Input> {
    let mut inputs = Vec::new();
    let tables = plan.tables.iter().enumerate();
    for (index, table) in tables.filter(|(_, table)| !table.of_articles) {
        let schema = &plan.catalog.tables[index];
        for (file, planned) in table.files.iter().enumerate() {
            let columns = planned.columns[..schema.own().len()].iter().enumerate().filter_map(
                |(column, at)| {
                    at.map(|_| {
                        let column = &schema.columns[column];
                        InputColumn {
                            name: column.name.clone(),
                            data_type: column.data_type.name(),
                            from: match column.origin {
                                Origin::Declared { .. } => "declared",
                                Origin::Inferred { .. } | Origin::NoValues => "inferred",
                            },
                            unit: column.unit.as_ref().map(|unit| unit.text.clone()),
                        }
                    })
                },
            );
            inputs.push(Input {
                table: schema.name.clone(),
                file: planned.source.display.clone(),
                rows: results[index].rows_of_file(file),
                bytes: planned.source.stored_len(),
                context: planned.context || table.is_before,
                claimed: table.claimed,
                dialect: describe(&planned.source),
                columns: columns.collect(),
            });
        }
    }
    inputs
}
