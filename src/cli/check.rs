//! `scruple check`: the whole line, from paths to an exit status.

use super::args::{Check, Inputs, When};
use super::articles;
use super::memory;
use super::output::{self, Exit};
use super::progress;
use super::session::{self, Settings};
use super::verdict;
use crate::checks::structure::built_in;
use crate::diagnostics::{Diagnostic, Texts};
use crate::engine;
use crate::findings::Outcome;
use crate::plan::infer::Show;
use crate::plan::severities::{Known, Pattern, Severities, unselected};
use crate::sources::version::Version;
use crate::sources::{ReadOptions, Scratch};
use crate::types::{CellFormat, DataType, Value};

/// Runs the command and says how it ended.
pub fn run(args: &Check, color: When) -> Exit {
    let mut texts = Texts::default();
    let mut total = Outcome::default();
    let settings = settings(args, &mut total.diagnostics);
    let mut options = engine_options(args, settings.read.scratch.clone());
    let groups = session::groups(&args.inputs, &mut total.diagnostics);
    let is_stopped = groups.is_empty() && !total.diagnostics.is_empty();
    let mut known = Vec::new();
    let (mut is_planned, mut reads_version) = (false, false);
    let mut done = None;
    for group in &groups {
        let mut planned = session::plan(group, &settings, &mut texts);
        known.append(&mut planned.known);
        is_planned |= planned.plan.is_some();
        reads_version |= planned.reads_version;
        if let Some(plan) = &planned.plan {
            options.progress = progress::start(plan);
            let mut outcome = engine::run(plan, &options);
            options.progress = None;
            outcome.diagnostics.extend(verdict::unbound(&outcome, plan, args));
            outcome.diagnostics.extend(verdict::idle_checks(&outcome, args));
            outcome.diagnostics.splice(0..0, std::mem::take(&mut planned.diagnostics));
            verdict::stale_allows(&mut outcome.diagnostics, args);
            verdict::weigh(&mut outcome.diagnostics, &plan.severities);
            verdict::merge(&mut total, outcome);
        } else {
            total.diagnostics.extend(std::mem::take(&mut planned.diagnostics));
        }
        done = Some(planned);
    }
    if !is_stopped {
        total.diagnostics.extend(unmatched_options(args, &known));
    }
    if is_planned && !reads_version {
        total.diagnostics.extend(unread_version(args));
    }
    if total.as_of.is_empty() {
        total.as_of = crate::types::format::show(&Value::Date(settings.today));
    }
    verdict::look_at_the_run(&mut total, args);
    // Large files take as long to unmap as a long report to write.
    let (written, ()) = rayon::join(|| output::write(&total, &texts, args, color), || drop(done));
    let exit = match written {
        Ok(()) => verdict::exit(&total, args),
        Err(error) => output::could_not_write(&error, args),
    };
    // The process ends here: a long report would be taken down piece by piece for nothing.
    std::mem::forget(total);
    exit
}

fn engine_options(args: &Check, scratch: Scratch) -> engine::Options {
    let default = engine::Options::default();
    engine::Options {
        block_size: args.inputs.block_size.unwrap_or(default.block_size).min(1 << 28),
        limit: args.limit().unwrap_or(usize::MAX),
        masked: args.mask,
        excerpts: args.format.wants_excerpts,
        places_only: false,
        min_coverage: args.min_coverage,
        suggest: args.suggest,
        scratch,
        progress: None,
    }
}

fn settings(args: &Check, diagnostics: &mut Vec<Diagnostic>) -> Settings {
    let mut select = Severities::default();
    let mut patterns = |texts: &[String], option: &str| -> Vec<Pattern> {
        let read = texts.iter().filter_map(|text| {
            let pattern = Pattern::read(text);
            if pattern.is_none() {
                let message = format!("`{option} {text}` is neither an id, a glob nor a tag");
                let help = format!("for example `{option} 'orders.*'` or `{option} tag:money`");
                diagnostics.push(Diagnostic::new("invalid-option", message).help(help));
            }
            pattern
        });
        read.collect()
    };
    let previous = args.previous.as_deref().map(Version::from);
    select.select = patterns(&args.select, "--select");
    select.ignore = patterns(&args.ignore, "--ignore");
    diagnostics.extend(previous.as_ref().and_then(Version::absent));
    Settings {
        read: read_options(&args.inputs),
        select,
        today: today(args, diagnostics),
        show: if args.mask { Show::Places } else { Show::Values },
        previous,
        published: published(args, diagnostics),
    }
}

/// Says which patterns of `--select` and `--ignore` match no check of the whole run.
fn unmatched_options(args: &Check, known: &[Known]) -> Vec<Diagnostic> {
    let matches_nothing = |text: &&String| {
        let Some(pattern) = Pattern::read(text) else { return false };
        let of_structure = |id: &str| Known { id: id.to_owned(), ..Known::default() };
        let built_in = built_in().any(|id| pattern.matches(&of_structure(id)));
        !built_in && !known.iter().any(|one| pattern.matches(one))
    };
    let select = args.select.iter().filter(matches_nothing);
    let ignore = args.ignore.iter().filter(matches_nothing);
    let mut said: Vec<Diagnostic> =
        select.map(|text| unselected("--select", text, known)).collect();
    said.extend(ignore.map(|text| unselected("--ignore", text, known)));
    said
}

/// Says that no rule reads the version before, where there is one.
fn unread_version(args: &Check) -> Option<Diagnostic> {
    let version = args.previous.as_ref()?;
    let message =
        format!("`--previous {version}` names a version before, and no rule that runs reads it");
    let help = "read it as `previous.COLUMN` or `FROM previous.TABLE`, or leave the option out";
    Some(Diagnostic::new("unread-version", message).help(help))
}

/// How files are read.
pub fn read_options(inputs: &Inputs) -> ReadOptions {
    let memory = inputs.memory.or_else(memory::usual);
    ReadOptions { no_mmap: inputs.no_mmap, scratch: Scratch::new(memory, inputs.temp_dir.clone()) }
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

/// The day that `--published` names.
fn published(args: &Check, diagnostics: &mut Vec<Diagnostic>) -> Option<i32> {
    match articles::published(args.published.as_deref()) {
        Ok(day) => day,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    }
}

/// Days since 1970-01-01.
pub fn clock() -> i32 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| (since.as_secs() / 86_400) as i32)
}
