//! `scruple rules --mutate`: which columns no rule would notice a change of.

use super::args::{Rules, When};
use super::listing::{Last, Line, Page};
use super::output::{self, Exit};
use super::progress;
use super::rules::settings;
use super::session;
use crate::diagnostics::{Diagnostic, Severity, Texts};
use crate::reports::paint::Paint;
use crate::reports::words::{count, grouped};
use crate::trials::mutate::{self, Mutated, MutatedColumn, Request};
use crate::types::format;

/// Runs the command.
pub fn run(args: &Rules, color: When) -> Exit {
    let mut texts = Texts::default();
    let mut mistakes = Vec::new();
    let settings = settings(args);
    let shown = progress::of_changes();
    let progress = shown.as_ref().map(|line| line as &dyn mutate::Progress);
    let request = Request { seed: args.seed, changes: args.changes, progress };
    let mut tables = Vec::new();
    for group in session::groups(&args.inputs, &mut mistakes) {
        let read = session::read(&group, &settings, &mut texts);
        let stopped = read.diagnostics.iter().any(|one| one.severity == Severity::Error);
        mistakes.extend(read.diagnostics);
        if stopped {
            continue;
        }
        match mutate::run(&read.rules, read.opened, (settings.terms(), &texts), &request) {
            Ok(mutated) => tables.extend(mutated),
            Err(said) => mistakes.extend(said),
        }
    }
    // Nothing is written beside the line.
    drop(shown);
    let broken = mistakes.iter().any(|one| one.severity == Severity::Error);
    if tables.is_empty() && !broken {
        mistakes.push(
            Diagnostic::new("no-data", "no row to change")
                .help("name a file or folder with rows: `scruple rules --mutate data/`"),
        );
    }
    let broken = broken || tables.is_empty();
    output::complain(mistakes, &texts);
    let mut page = Page::new(output::style_of_stdout(color));
    if !tables.is_empty() {
        tell(&tables, args.seed, &mut page);
    }
    match (output::print(&page.text), broken) {
        (exit, false) => exit,
        (_, true) => Exit::CouldNotCheck,
    }
}

fn tell(tables: &[Mutated], seed: u64, page: &mut Page) {
    let (mut n_columns, mut unnoticed) = (0, Vec::new());
    let (mut noticed, mut made) = (0, 0);
    for table in tables {
        page.line(&format!("{}, {}", format::visible(&table.table), count(table.rows, "row")));
        if let Some(most) = table.at_most {
            let changes = count(most, "change");
            page.line(&format!("{changes} to each column at most; `--changes N` says how many"));
        }
        page.line("");
        let lines = table.columns.iter().map(line).collect();
        page.list(&["column", "noticed", "not noticed"], lines);
        for column in &table.columns {
            let (some, of) = column.total();
            (noticed, made, n_columns) = (noticed + some, made + of, n_columns + 1);
            if some == 0 && of > 0 {
                unnoticed.push(format!("{}.{}", table.table, column.name));
            }
        }
    }
    page.line(&format!("{} of {} noticed; seed {seed}", grouped(noticed), count(made, "change")));
    if !unnoticed.is_empty() {
        let columns = count(n_columns, "column");
        let head = format!(
            "no rule notices any change of {} of {columns}:",
            grouped(unnoticed.len() as u64)
        );
        page.wrapped(&head, 3, &Last::names(unnoticed, Paint::Warning));
    }
}

/// A column with the kinds of change that were not always noticed.
fn line(column: &MutatedColumn) -> Line {
    let (noticed, made) = column.total();
    let missed = column.seen.iter().filter(|(_, noticed, made)| noticed < made);
    let missed = missed.map(|(change, noticed, made)| match noticed {
        0 => change.name.to_owned(),
        _ => format!("{} ({} of {})", change.name, grouped(made - noticed), grouped(*made)),
    });
    let mut missed: Vec<String> = missed.collect();
    let paint = if noticed == 0 { Paint::Warning } else { Paint::Plain };
    if made == 0 {
        missed.push("no cell to change".to_owned());
    } else if noticed == 0 {
        missed = vec!["every change".to_owned()];
    } else if missed.is_empty() {
        missed.push("-".to_owned());
    }
    Line {
        cells: vec![
            (format::visible(&column.name).into_owned(), Paint::Plain),
            (format!("{} of {}", grouped(noticed), grouped(made)), Paint::Plain),
        ],
        last: Last::names(missed, paint),
    }
}
