//! Pages that are made from the program's own lists.

use super::{keep_fresh, repository};
use clap::CommandFactory;
use scruple::cli::args::Cli;
use scruple::cli::explain::{aggregate_signature, signature};
use scruple::expressions::functions::aggregates::AGGREGATES;
use scruple::expressions::functions::special::{SPECIAL, SpecialFunction};
use scruple::expressions::functions::windows::WINDOWS;
use scruple::expressions::functions::{FAMILIES, Function};

const FUNCTIONS: &str = "\
# Functions

What conditions can call, by family. Names, arguments and results are DuckDB's; where one differs
on purpose, [differences](differences.md) says so. An argument in brackets may be left out; `…` stands
for any number of them. With a missing argument the result is missing, where nothing else is said.
Each example is run by the tests. This page is made from the program's own list, and `scruple explain
NAME` prints what it says of one.
";

fn family(functions: &[Function]) -> String {
    let name = functions.first().map_or("", |function| function.family);
    let mut text =
        format!("\n## {name}\n\n| call | what it gives | example |\n| --- | --- | --- |\n");
    for function in functions {
        text.push_str(&row(function));
    }
    text
}

fn row(function: &Function) -> String {
    let (example, value) = function.example;
    let mut what = function.summary.to_owned();
    if !function.aliases.is_empty() {
        what.push_str(&format!("; also `{}`", function.aliases.join("`, `")));
    }
    if !function.strict {
        what.push_str("; takes missing arguments");
    }
    let cell = |text: &str| text.replace('|', "\\|");
    format!(
        "| `{}` | {} | `{}` is `{}` |\n",
        cell(&signature(function)),
        cell(&what),
        cell(example),
        cell(value)
    )
}

const SPECIAL_FUNCTIONS: &str = "
## as written

They look at how a value is written, at what it counts, or at where its row stands. `scruple explain NAME`
says more of each.

| call | what it gives | an example |
| --- | --- | --- |
";

fn special() -> String {
    let row = |function: &SpecialFunction| {
        let (call, what) = (function.signature, function.summary);
        format!("| `{call}` | {what} | `{}` |\n", function.example.replace('|', "\\|"))
    };
    SPECIAL_FUNCTIONS.to_owned() + &SPECIAL.iter().map(row).collect::<String>()
}

const AGGREGATE_FUNCTIONS: &str = "
## aggregates

They look at all rows of a group, or of the table: `check` may hold them, see `scruple explain check`.
Missing values are left out, and of no value at all a sum, a mean, an extreme is missing. Each takes
`FILTER (WHERE …)`, and with `OVER (…)` looks at the rows around one.

| call | what it gives | an example |
| --- | --- | --- |
";

const WINDOW_FUNCTIONS: &str = "
## windows

They look at rows around one, so each stands before `OVER (PARTITION BY … ORDER BY … ROWS …)`.

| call | what it gives | an example |
| --- | --- | --- |
";

fn over_rows() -> String {
    let mut text = AGGREGATE_FUNCTIONS.to_owned();
    for function in AGGREGATES {
        let mut what = function.summary.to_owned();
        if !function.aliases.is_empty() {
            what.push_str(&format!("; also `{}`", function.aliases.join("`, `")));
        }
        let call = aggregate_signature(function);
        text.push_str(&format!("| `{call}` | {what} | `{}` |\n", function.example));
    }
    text.push_str(WINDOW_FUNCTIONS);
    for function in WINDOWS {
        let (call, what) = (function.signature, function.summary);
        text.push_str(&format!("| `{call}` | {what} | `{}` |\n", function.example));
    }
    text
}

#[test]
fn the_page_of_functions_is_fresh() {
    let families: String = FAMILIES.iter().map(|functions| family(functions)).collect();
    let page = format!("{FUNCTIONS}{families}{}{}", special(), over_rows());
    keep_fresh(&repository("docs/functions.md"), &page).unwrap_or_else(|error| panic!("{error}"));
}

const CLI: &str = "\
# The command line

What `scruple --help` and the help of each command say; this page is made from it. The formats of
reports are shown in [reports](reports.md), the language of rule files in [rule files](rule-files.md).
";

fn help(command: &mut clap::Command, name: &str) -> String {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    format!("\n## {name}\n\n```\n{}\n```\n", lines.join("\n").trim_end())
}

#[test]
fn the_page_of_the_command_line_is_fresh() {
    let mut cli = Cli::command().term_width(100).max_term_width(100);
    cli.build();
    let mut page = format!("{CLI}{}", help(&mut cli.clone(), "scruple"));
    for command in cli.get_subcommands_mut() {
        let name = format!("scruple {}", command.get_name());
        page.push_str(&help(command, &name));
    }
    keep_fresh(&repository("docs/cli.md"), &page).unwrap_or_else(|error| panic!("{error}"));
}
