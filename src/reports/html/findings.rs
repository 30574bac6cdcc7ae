//! Diagnostics, findings with their places, and the table of checks.

use super::article::fact;
use super::escape::{sentence, source, text};
use crate::diagnostics::Texts;
use crate::findings::{CheckSummary, Finding, Outcome, Violation};
use crate::reports::Style;
use crate::reports::words::{count, grouped};
use std::io::{self, Write};

/// Writes what was found, the worst first, then every check.
pub(super) fn write(
    outcome: &Outcome,
    texts: &Texts,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !outcome.diagnostics.is_empty() {
        writeln!(out, "<section>\n<h2>About the inputs</h2>")?;
        for diagnostic in &outcome.diagnostics {
            let place = diagnostic.labels.first().map(|label| {
                let (line, column) = texts.line_column(label.source, label.span.start);
                format!("{}:{line}:{column}", texts.get(label.source).path)
            });
            let place = place.or_else(|| diagnostic.file.clone());
            head(diagnostic.severity.word(), (diagnostic.code, &diagnostic.message), out)?;
            place.iter().try_for_each(|place| paragraph("place", "", &text(place), out))?;
            let notes = diagnostic.notes.iter();
            notes.map(|note| sentence(note)).try_for_each(|note| paragraph("", "", &note, out))?;
            let help = diagnostic.help.as_deref().map(sentence);
            help.iter().try_for_each(|help| paragraph("help", "What to do: ", help, out))?;
            writeln!(out, "</div>")?;
        }
        writeln!(out, "</section>")?;
    }
    if !outcome.findings.is_empty() {
        writeln!(out, "<section>\n<h2>Findings</h2>")?;
        for finding in &outcome.findings {
            self::finding(finding, style, out)?;
        }
        writeln!(out, "</section>")?;
    }
    checks(&outcome.checks, out)
}

fn head(severity: &str, (id, message): (&str, &str), out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<div class=\"finding {severity}\">")?;
    writeln!(out, "<h3><b class=\"status\">{severity}</b> {}</h3>", sentence(message))?;
    writeln!(out, "<p class=\"id\"><code>{}</code></p>", text(id))
}

fn paragraph(class: &str, word: &str, html: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<p class=\"{class}\">{word}{html}</p>")
}

fn finding(finding: &Finding, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    head(finding.severity.word(), (&finding.id, &finding.message), out)?;
    writeln!(out, "<ol class=\"violations\">")?;
    for one in &finding.violations {
        violation(one, style, out)?;
    }
    writeln!(out, "</ol>")?;
    let more = finding.count.saturating_sub(finding.violations.len() as u64);
    if more > 0 {
        paragraph("", "", &format!("and {} more", grouped(more)), out)?;
    }
    for common in &finding.common {
        paragraph("", "", &sentence(common), out)?;
    }
    for one in &finding.facts {
        paragraph("", "", &fact(one), out)?;
    }
    if let Some(why) = &finding.why {
        paragraph("why", "Why: ", &sentence(why), out)?;
    }
    if let Some(from) = &finding.source {
        paragraph("source", "Source: ", &source(from), out)?;
    }
    if let Some(help) = &finding.help {
        paragraph("help", "What to do: ", &sentence(help), out)?;
    }
    if let Some(rule) = &finding.rule {
        let place = format!("{}:{}", rule.file, rule.line);
        paragraph("place", "Asked for by ", &text(&place), out)?;
    }
    writeln!(out, "</div>")
}

fn violation(one: &Violation, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let cell = one.cells.first();
    let line = cell.map(|cell| cell.line).or(one.line);
    let column = cell.map(|cell| cell.column_start);
    let numbers: String =
        [line, column].into_iter().flatten().map(|number| format!(":{number}")).collect();
    let place = format!("{}{numbers}", one.file.as_deref().unwrap_or_default());
    write!(out, "<li><span class=\"place\">{}</span> {}", text(&place), sentence(&one.message))?;
    let lines = one.excerpt.iter().filter(|line| !line.header && !style.masked);
    let shown: Vec<String> = lines.take(4).map(|line| text(&line.text)).collect();
    if !shown.is_empty() {
        write!(out, "<pre>{}</pre>", shown.join("\n"))?;
    }
    writeln!(out, "</li>")
}

fn checks(checks: &[CheckSummary], out: &mut dyn Write) -> io::Result<()> {
    if checks.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<details>\n<summary>{}</summary>",
        count(checks.len() as u64, "check")
    )?;
    writeln!(
        out,
        "<table>\n<thead><tr><th>check</th><th>of</th><th>judged</th><th>passed</th>\
         <th>failed</th><th>undecided</th><th>not applicable</th><th>not evaluated</th></tr></thead>\n<tbody>"
    )?;
    for check in checks {
        let of = check.table.as_deref().or(check.document.as_deref()).unwrap_or_default();
        let counts = &check.counts;
        write!(out, "<tr><td><code>{}</code></td><td>{}</td>", text(&check.id), text(of))?;
        let numbers = [
            counts.total(),
            counts.passed,
            counts.failed,
            counts.undecided,
            counts.not_applicable,
            counts.not_evaluated,
        ];
        for number in numbers {
            write!(out, "<td class=\"number\">{}</td>", grouped(number))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>\n</details>\n</section>")
}
