//! `scruple rules`: what a check would do, without judging a row.

use super::args::{Rules, When};
use super::check::{clock, read_options};
use super::output::{self, Exit};
use super::session::{self, Settings};
use crate::checks::BoundCheck;
use crate::diagnostics::{Severity, Texts};
use crate::findings::Outcome;
use crate::plan::severities::Severities;
use crate::plan::{Plan, TablePlan};
use crate::tables::{ColumnSchema, Origin, Schema, TableId};
use crate::types::format;

/// Runs the command.
pub fn run(args: &Rules, _color: When) -> Exit {
    let mut texts = Texts::default();
    let mut outcome = Outcome::default();
    let settings = Settings {
        read: read_options(&args.inputs),
        select: Severities::default(),
        today: clock(),
    };
    let mut shown = String::new();
    for group in session::groups(&args.inputs, &mut outcome.diagnostics) {
        let mut planned = session::plan(&group, &settings, &mut texts);
        outcome.diagnostics.append(&mut planned.diagnostics);
        if let Some(plan) = &planned.plan {
            shown += &plan_text(plan, &texts);
        }
    }
    let broken = outcome.diagnostics.iter().any(|one| one.severity == Severity::Error);
    output::complain(outcome.diagnostics, &texts);
    match (output::print(&shown), broken) {
        (exit, false) => exit,
        (_, true) => Exit::CouldNotCheck,
    }
}

fn plan_text(plan: &Plan, texts: &Texts) -> String {
    let mut text = String::new();
    if let Some(title) = &plan.title {
        text += &format!("{}\n\n", format::visible(title));
    }
    for (table, planned) in plan.tables.iter().enumerate() {
        text += &table_text(plan, (TableId(table), planned), texts);
        text.push('\n');
    }
    text
}

fn table_text(plan: &Plan, (table, planned): (TableId, &TablePlan), texts: &Texts) -> String {
    let schema = plan.catalog.table(table);
    let mut text = format!("table `{}`{}\n", schema.name, about(planned));
    for file in &planned.files {
        let context = if file.context { ", read as context only" } else { "" };
        let dialect = crate::engine::describe(&file.source);
        text +=
            &format!("  file  {} ({dialect}{context})\n", format::visible(&file.source.display));
    }
    let name_width = schema.columns.iter().map(|column| column.name.chars().count()).max();
    for (at, column) in schema.columns.iter().enumerate() {
        text += &column_text(plan, (table, at), (column, name_width.unwrap_or(0)), texts);
    }
    for check in plan.checks_of(table).filter(|check| !is_of_column(schema, check)) {
        text += &format!("  {}  {}\n", check.severity, check.id);
    }
    for check in plan.headers.iter().filter(|check| check.table == table) {
        if !check.id.ends_with(".exists") {
            text += &format!("  {}  {}\n", check.severity, check.id);
        }
    }
    for check in plan.rows.iter().filter(|check| check.table == table) {
        text += &format!("  {}  {}\n", check.severity, check.id);
    }
    text
}

fn about(planned: &TablePlan) -> &'static str {
    match planned.claimed {
        true => "",
        false => ", declared in no rule file: only its structure is checked",
    }
}

fn is_of_column(schema: &Schema, check: &BoundCheck) -> bool {
    schema.columns.iter().any(|column| constraint_of(schema, column, check).is_some())
}

/// The constraint that a check is of a column: `minimum` of `reports.rounds.minimum`.
fn constraint_of<'c>(
    schema: &Schema,
    column: &ColumnSchema,
    check: &'c BoundCheck,
) -> Option<&'c str> {
    let rest = check.id.strip_prefix(schema.name.as_str())?.strip_prefix('.')?;
    rest.strip_prefix(column.name.as_str())?.strip_prefix('.').filter(|kind| !kind.contains('.'))
}

fn column_text(
    plan: &Plan,
    (table, at): (TableId, usize),
    (column, width): (&ColumnSchema, usize),
    texts: &Texts,
) -> String {
    let schema = plan.catalog.table(table);
    let origin = match &column.origin {
        Origin::Declared { source, span } => {
            let (line, _) = texts.line_column(*source, span.start);
            format!("declared at {}:{line}", texts.get(*source).path)
        }
        Origin::Inferred { evidence: Some(evidence) } => format!("inferred: {evidence}"),
        Origin::Inferred { evidence: None } => "inferred".to_owned(),
    };
    let constraints: Vec<&str> =
        plan.checks_of(table).filter_map(|check| constraint_of(schema, column, check)).collect();
    let mut readers = plan.checks_of(table).filter(|check| check.reads.columns.contains(&at));
    let reading = match (column.present, readers.next().is_some()) {
        (false, _) => "  (absent)".to_owned(),
        (true, false) => "  (no check reads it)".to_owned(),
        (true, true) if constraints.is_empty() => String::new(),
        (true, true) => format!("  {}", constraints.join(", ")),
    };
    let name = format::visible(&column.name);
    format!("  column  {name:<width$}  {:<12}  {origin}{reading}\n", column.data_type.name())
}
