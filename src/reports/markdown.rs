//! The report for a comment or a wiki: what was found, and how each figure of an article ended.
//!
//! Values of files stand as code, so that nothing in them is a link, an image or a mention.

use super::totals::Totals;
use super::visible::{folded, short_words};
use super::words::grouped;
use super::{Format, Style, articles, suggestions};
use crate::diagnostics::{Diagnostic, Texts};
use crate::findings::{FigureShown, Finding, Outcome, Status, Violation};
use std::io::{self, Write};

pub const FORMAT: Format = Format {
    name: "markdown",
    doc: "for comments: findings as a list, the figures of articles as a table",
    default_limit: Some(3),
    wants_excerpts: false,
    streams: false,
    write,
};

/// Writes the counts, then what is to say of the inputs, then findings, then articles.
pub fn write(
    outcome: &Outcome,
    texts: &Texts,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = outcome.title.as_deref().unwrap_or("What was checked");
    writeln!(out, "## {}\n\n{}\n", prose(title), prose(&Totals::of(outcome).sentence()))?;
    for one in &outcome.diagnostics {
        diagnostic(one, texts, out)?;
    }
    for one in &outcome.findings {
        finding(one, out)?;
    }
    if style.quiet {
        return Ok(());
    }
    for document in articles::judged(outcome) {
        let figures = articles::of(document, outcome);
        writeln!(out, "\n### {}\n", prose(&articles::sentence(document, &figures)))?;
        table(&figures, out)?;
    }
    match suggestions::are_asked(outcome) {
        true => proposed(outcome, out),
        false => Ok(()),
    }
}

/// Rules that would hold, as a block of TOML.
fn proposed(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    suggestions::toml(outcome, &mut text)?;
    let text = String::from_utf8_lossy(&text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    writeln!(out, "\n### Rules that would hold\n\n{fence}toml\n{}\n{fence}", text.trim_end())
}

fn diagnostic(one: &Diagnostic, texts: &Texts, out: &mut dyn Write) -> io::Result<()> {
    let place = one.labels.first().map(|label| {
        let (line, column) = texts.line_column(label.source, label.span.start);
        format!("{}:{line}:{column}", texts.get(label.source).path)
    });
    let place = place.or_else(|| one.file.clone());
    let place = place.map(|place| format!(" at {}", code(&place))).unwrap_or_default();
    let severity = one.severity;
    writeln!(out, "- **{severity}** {}{place}: {}", code(one.code), prose(&one.message))?;
    one.help.iter().try_for_each(|help| writeln!(out, "  - {}", prose(help)))
}

fn finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "- **{}** {}: {}", finding.severity, code(&finding.id), prose(&finding.message))?;
    for violation in &finding.violations {
        let is_said = violation.message == finding.message;
        let said = if is_said { String::new() } else { format!(": {}", prose(&violation.message)) };
        writeln!(out, "  - {}{said}", code(&place(finding, violation)))?;
    }
    let more = finding.count.saturating_sub(finding.violations.len() as u64);
    if more > 0 && !finding.violations.is_empty() {
        writeln!(out, "  - and {} more", grouped(more))?;
    }
    finding.why.iter().try_for_each(|why| writeln!(out, "  - why: {}", prose(why)))?;
    finding.help.iter().try_for_each(|help| writeln!(out, "  - what to do: {}", prose(help)))
}

fn place(finding: &Finding, violation: &Violation) -> String {
    let cell = violation.cells.first();
    let line = cell.map(|cell| cell.line).or(violation.line);
    let numbers = [line, cell.map(|cell| cell.column_start)];
    let numbers: String =
        numbers.into_iter().flatten().map(|number| format!(":{number}")).collect();
    match (&violation.file, &finding.rule) {
        (Some(file), _) => format!("{file}{numbers}"),
        (None, Some(rule)) => format!("{}:{}", rule.file, rule.line),
        (None, None) => finding.id.clone(),
    }
}

fn table(figures: &[&FigureShown], out: &mut dyn Write) -> io::Result<()> {
    if figures.is_empty() {
        return Ok(());
    }
    writeln!(out, "| line | figure | says | how it ended | asked by |")?;
    writeln!(out, "| ---: | --- | --- | --- | --- |")?;
    for figure in figures {
        let asked: Vec<String> = figure.evidence.iter().map(|one| code(&one.check)).collect();
        let why = figure.reason.as_deref().filter(|_| figure.status == Status::SetAside);
        let why = why.map(|why| format!(": {}", prose(why))).unwrap_or_default();
        let unit = figure.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        writeln!(
            out,
            "| {} | {} | {} | {}{} | {} |",
            figure.line,
            cell(&code(&figure.quote)),
            cell(&code(&format!("{}{unit}", figure.says))),
            figure.status.words(),
            cell(&why),
            cell(&asked.join(" "))
        )?;
    }
    Ok(())
}

/// A bar ends a cell, in code too.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A text as code: between more backticks than it has in a row.
fn code(text: &str) -> String {
    let text = folded(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    match text.is_empty() {
        true => "(nothing)".to_owned(),
        false => format!("{fence}{pad}{text}{pad}{fence}"),
    }
}

/// A sentence as it is where nothing in it can be markup; else as code.
fn prose(text: &str) -> String {
    let text = short_words(&folded(text), 120, 600);
    let parts: Vec<&str> = text.split('`').collect();
    let is_link = |part: &str| part.contains("www.") || part.contains("://");
    let is_plain = |part: &str| part.chars().all(is_tame) && !is_link(part);
    let tame = parts.len() % 2 == 1 && parts.iter().step_by(2).all(|part| is_plain(part));
    if tame && !text.starts_with(['-', '+', '=']) { text } else { code(&text) }
}

/// Characters that mean nothing but themselves between words.
fn is_tame(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(
            c,
            ' ' | ','
                | '.'
                | ';'
                | ':'
                | '('
                | ')'
                | '%'
                | '-'
                | '–'
                | '/'
                | '\''
                | '’'
                | '“'
                | '”'
                | '"'
                | '?'
                | '+'
                | '='
                | '…'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_code() {
        assert_eq!(code("a|b"), "`a|b`");
        assert_eq!(code("a ``b`"), "``` a ``b` ```");
        assert_eq!(prose("`x` is 3, not 4"), "`x` is 3, not 4");
        assert_eq!(prose("ask @octo"), "`ask @octo`");
        assert_eq!(prose("![x](http://y)"), "`![x](http://y)`");
        assert_eq!(prose("a `b"), "``a `b``");
    }
}
