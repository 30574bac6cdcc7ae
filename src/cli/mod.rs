//! The program: arguments in, reports and an exit status out. Only this module prints.

pub mod memory;
pub mod args;
pub mod progress;
pub mod articles;
pub mod session;
pub mod verdict;
pub mod output;
pub mod check;
pub mod listing;
pub mod overview;
pub mod tested;
pub mod mutated;
pub mod rules;
pub mod explain;
pub mod explained;
pub mod figures;
pub mod pages;
pub mod schema;

use crate::diagnostics::{Diagnostic, suggest};
use crate::reports::Style;
use args::{Cli, Command, Explain};
use explained::Looked;
use output::Exit;
use std::path::PathBuf;

/// Runs a command on a pool of as many threads as it asks for.
pub fn run(cli: &Cli) -> Exit {
    let threads = match &cli.command {
        Command::Check(check) => check.inputs.threads,
        Command::Rules(rules) => rules.inputs.threads,
        Command::Explain(_) | Command::Figures(_) | Command::Schema(_) => Some(1),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    match pool {
        Ok(pool) => pool.install(|| dispatch(cli)),
        Err(_) => dispatch(cli),
    }
}

fn dispatch(cli: &Cli) -> Exit {
    match &cli.command {
        Command::Check(check) => check::run(check, cli.color),
        Command::Rules(rules) => rules::run(rules, cli.color),
        Command::Figures(figures) => figures::run(figures, cli.color),
        Command::Explain(explain) => explained(explain, cli),
        Command::Schema(schema) => output::print(schema::text(schema.of)),
    }
}

fn explained(explain: &Explain, cli: &Cli) -> Exit {
    let style = output::style_of_stdout(cli.color);
    match &explain.id {
        None => output::print(&explain::list(&style)),
        Some(id) => explained_id(id.trim(), &explain.rules, style),
    }
}

/// What the program knows comes first, unless rule files are named; ids of rules that are files' own
/// are looked up there.
fn explained_id(id: &str, rules: &[PathBuf], style: Style) -> Exit {
    let page = explain::page(id, &style);
    if let (Ok(page), []) = (&page, rules) {
        return output::print(page);
    }
    match (explained::look(id, rules, style), page) {
        (Looked::Rule(text, mistakes, texts), _) => {
            let is_broken = !mistakes.is_empty();
            output::complain(mistakes, &texts);
            match (output::print(&text), is_broken) {
                (_, true) => Exit::CouldNotCheck,
                (exit, false) => exit,
            }
        }
        (_, Ok(page)) => output::print(&page),
        (Looked::Others(others), Err(unknown)) => {
            let near = suggest::nearest(id, others.iter().map(String::as_str));
            let help = suggest::exists("rule", &near).or(unknown.help.clone());
            refuse(Diagnostic { help, ..*unknown })
        }
        (Looked::Unreadable(diagnostics, texts), Err(_)) => {
            output::complain(diagnostics, &texts);
            Exit::CouldNotCheck
        }
    }
}

/// Says on standard error why nothing is done.
fn refuse(diagnostic: Diagnostic) -> Exit {
    output::complain(vec![diagnostic], &Default::default());
    Exit::CouldNotCheck
}
