//! What a report for people ends with: the table of checks and one line of counts; of a clean run
//! three lines.

use super::paint::{Paint, painted};
use super::totals::{self, Ending, Totals};
use super::visible::{visible, width};
use super::words::{count, grouped};
use super::{Style, articles, table};
use crate::diagnostics::{Diagnostic, Severity};
use crate::findings::{Finding, Outcome};
use std::io::{self, Write};

/// What to do where a finding shows only its first examples.
const MORE: &str = "`--limit all` shows them all; `scruple explain ID` says what a check means";

/// Writes the ending, after the messages.
pub fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match is_clean(outcome) {
        true => write_clean(outcome, style, out),
        false => write_ending(outcome, style, out),
    }
}

/// A note, such as that a table is empty, is no blemish.
fn is_clean(outcome: &Outcome) -> bool {
    let is_note = |one: &Diagnostic| one.severity == Severity::Note;
    outcome.findings.is_empty() && outcome.diagnostics.iter().all(is_note)
}

/// What was checked, how the checks ended, the verdict: three lines.
fn write_clean(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let totals = Totals::of(outcome);
    if style.verbose {
        write_table(outcome, style, out)?;
    }
    writeln!(out, "checked {}", files(outcome, &totals, style.width.saturating_sub(8)))?;
    let is_full = outcome.checks.iter().all(|check| Ending::of(check) == Ending::Passed);
    let (endings, hint) = (totals::endings(outcome), " (`-v` lists them)");
    let has_room = width(&endings) + hint.len() <= style.width;
    let hint = if is_full || style.verbose || !has_room { "" } else { hint };
    writeln!(out, "{endings}{hint}")?;
    articles::write(outcome, style, out)?;
    let nothing = totals.rows + totals.figures == 0 || totals.checks == 0;
    let verdict = match nothing {
        true => painted("? nothing was judged", Paint::Warning, style),
        false => painted("✓ no violations", Paint::Good, style),
    };
    writeln!(out, "{verdict}")
}

/// "100 rows of 3 files in samples: a.csv, b.csv and 1 more".
fn files(outcome: &Outcome, totals: &Totals, room: usize) -> String {
    let judged = outcome.inputs.iter().filter(|input| !input.context);
    let articles = outcome.documents.iter().map(|document| document.file.as_str());
    let paths: Vec<&str> = judged.map(|input| input.file.as_str()).chain(articles).collect();
    let folder = common_folder(&paths);
    let mut text = totals.extent();
    if !folder.is_empty() && width(folder) * 2 < room {
        text.push_str(&format!(" in {}", visible(folder.trim_end_matches('/'))));
    }
    for (index, path) in paths.iter().enumerate() {
        let link = if index == 0 { ": " } else { ", " };
        let name = visible(&path[folder.len()..]);
        let left = paths.len() - index;
        let more = format!(" and {} more", grouped(left as u64));
        let needed = if left == 1 { 0 } else { width(&more) };
        if width(&text) + width(link) + width(&name) + needed > room {
            return if index == 0 { text } else { text + &more };
        }
        text.push_str(link);
        text.push_str(&name);
    }
    text
}

/// The folder that all paths start with, its `/` included.
fn common_folder<'a>(paths: &[&'a str]) -> &'a str {
    let Some((first, others)) = paths.split_first() else { return "" };
    let is_common = |folder: &&str| others.iter().all(|path| path.starts_with(*folder));
    let folders = first.rmatch_indices('/').map(|(at, _)| &first[..at + 1]);
    folders.into_iter().find(is_common).unwrap_or_default()
}

fn write_ending(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_table(outcome, style, out)?;
    articles::write(outcome, style, out)?;
    let totals = Totals::of(outcome);
    let paint = match (totals.errors, totals.warnings) {
        (0, 0) => Paint::Plain,
        (0, _) => Paint::Warning,
        _ => Paint::Error,
    };
    writeln!(out, "{}", painted(&totals.sentence(), paint, style))?;
    let is_cut = |finding: &Finding| (finding.violations.len() as u64) < finding.count;
    if outcome.findings.iter().any(is_cut) {
        let word = painted("help:", Paint::Accent, style);
        writeln!(out, "{word} {MORE}")?;
    }
    Ok(())
}

fn write_table(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lines = table::lines(outcome, style);
    for line in &lines {
        let paint = match line.chars().next() {
            Some('×') => Paint::Error,
            Some('⚠' | '?') => Paint::Warning,
            Some('✓') => Paint::Good,
            _ => Paint::Plain,
        };
        let (sign, rest) = line.split_at(line.chars().next().map_or(0, char::len_utf8));
        writeln!(out, "{}{rest}", painted(sign, paint, style))?;
    }
    let passed =
        outcome.checks.iter().filter(|check| Ending::of(check) == Ending::Passed).count() as u64;
    let is_rest = !style.verbose && passed > 0;
    match (lines.is_empty(), is_rest) {
        (false, true) => writeln!(out, "  and {} passed in full\n", count(passed, "check")),
        (true, true) => writeln!(out, "{} passed in full\n", count(passed, "check")),
        (false, false) => writeln!(out),
        (true, false) => Ok(()),
    }
}
