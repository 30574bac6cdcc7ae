//! `scruple check`: the whole line, from paths to an exit status.

use super::args::{Check, When};
use super::output::{self, Exit};
use super::session::{self, Settings};
use super::verdict;
use crate::diagnostics::{Diagnostic, Texts};
use crate::engine;
use crate::findings::Outcome;
use crate::plan::severities::{Pattern, Severities};
use crate::sources::ReadOptions;
use crate::types::{CellFormat, DataType, Value};

/// Runs the command and says how it ended.
pub fn run(args: &Check, color: When) -> Exit {
    let mut texts = Texts::default();
    let mut total = Outcome::default();
    let settings = settings(args, &mut total.diagnostics);
    let groups = session::groups(&args.inputs, &mut total.diagnostics);
    let mut severities = Vec::new();
    for group in &groups {
        let planned = session::plan(group, &settings, &mut texts);
        total.diagnostics.extend(planned.diagnostics);
        if let Some(plan) = &planned.plan {
            verdict::merge(&mut total, engine::run(plan, &engine_options(args)));
            severities.push(plan.severities.clone());
        }
    }
    if total.as_of.is_empty() {
        total.as_of = crate::types::format::show(&Value::Date(settings.today));
    }
    verdict::look_at_the_run(&mut total, args);
    verdict::weigh(&mut total.diagnostics, &severities);
    match output::write(&total, &texts, args, color) {
        Ok(()) => verdict::exit(&total, args),
        Err(error) => output::could_not_write(&error, args),
    }
}

fn engine_options(args: &Check) -> engine::Options {
    let default = engine::Options::default();
    engine::Options {
        block_size: args.inputs.block_size.unwrap_or(default.block_size).min(1 << 28),
        limit: args.limit().unwrap_or(usize::MAX),
        masked: args.mask,
        excerpts: args.format.wants_excerpts,
    }
}

fn settings(args: &Check, diagnostics: &mut Vec<Diagnostic>) -> Settings {
    let mut select = Severities::default();
    let mut patterns = |texts: &[String], option: &str| -> Vec<Pattern> {
        let read = texts.iter().filter_map(|text| {
            let pattern = Pattern::read(text);
            if pattern.is_none() {
                let message = format!("`{option} {text}` is neither an id, a glob nor a tag");
                diagnostics.push(Diagnostic::new("invalid-option", message));
            }
            pattern
        });
        read.collect()
    };
    select.select = patterns(&args.select, "--select");
    select.ignore = patterns(&args.ignore, "--ignore");
    Settings { read: read_options(args.inputs.no_mmap), select, today: today(args, diagnostics) }
}

/// How files are read.
pub fn read_options(no_mmap: bool) -> ReadOptions {
    ReadOptions { no_mmap }
}

/// The day that `--as-of` names, else today in UTC.
fn today(args: &Check, diagnostics: &mut Vec<Diagnostic>) -> i32 {
    let Some(text) = &args.as_of else { return clock() };
    match CellFormat::new(DataType::Date).read(text) {
        Some(Value::Date(day)) => day,
        _ => {
            let message = format!("`--as-of {text}` is not a date");
            diagnostics.push(
                Diagnostic::new("invalid-option", message)
                    .help("write the date as `--as-of 2026-11-24`"),
            );
            clock()
        }
    }
}

/// Days since 1970-01-01.
pub fn clock() -> i32 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| (since.as_secs() / 86_400) as i32)
}
