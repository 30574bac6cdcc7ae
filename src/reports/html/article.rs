//! An article as it reads, with its figures as links to what is known of them.

use super::escape::{sentence, source, text};
use crate::findings::{DocumentShown, Evidence, Fact, FigureShown, Outcome, Status};
use crate::reports::articles;
use std::io::{self, Write};

/// Writes an article: its counts, its text, and the evidence for each figure.
pub(super) fn write(
    outcome: &Outcome,
    (index, document): (usize, &DocumentShown),
    out: &mut dyn Write,
) -> io::Result<()> {
    let figures = articles::of(document, outcome);
    writeln!(out, "<section class=\"document\" aria-label=\"{}\">", text(&document.name))?;
    writeln!(out, "<h2>{}</h2>", text(&document.file))?;
    if let Some(published) = &document.published {
        writeln!(out, "<p class=\"as-of\">Published on {}</p>", text(published))?;
    }
    legend(&figures, out)?;
    writeln!(out, "<div class=\"pair\">\n<article>")?;
    let mut rest = figures.iter().enumerate().peekable();
    for block in &document.blocks {
        let mut within = Vec::new();
        while let Some(figure) = rest.next_if(|(_, figure)| figure.text_start < block.end) {
            within.push(figure);
        }
        let (open, close) = tags(block.role);
        write!(out, "{open}")?;
        words((index, document), (block.start, block.end), &within, out)?;
        writeln!(out, "{close}")?;
    }
    writeln!(out, "</article>\n<aside aria-label=\"Evidence\">")?;
    writeln!(out, "<p class=\"hint\">Choose a figure to see what it was held against.</p>")?;
    for (at, figure) in figures.iter().enumerate() {
        evidence((index, at), (figure, figures.len()), out)?;
    }
    writeln!(out, "</aside>\n</div>\n</section>")
}

/// How many figures ended in which way, each with the mark that it has in the text.
fn legend(figures: &[&FigureShown], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<ul class=\"legend\">")?;
    for status in Status::ALL {
        let count = figures.iter().filter(|figure| figure.status == status).count();
        if count > 0 {
            let (name, words) = (status.name(), status.words());
            write!(out, "<li><span class=\"figure {name}\">{count}</span> {words}</li>")?;
        }
    }
    writeln!(out, "</ul>")
}

fn tags(role: &str) -> (&'static str, &'static str) {
    match role {
        "headline" => ("<h3 class=\"headline\">", "</h3>"),
        "heading" => ("<h4>", "</h4>"),
        "lead" => ("<p class=\"lead\">", "</p>"),
        "item" => ("<p class=\"item\">", "</p>"),
        "quote" => ("<blockquote>", "</blockquote>"),
        "speaker" => ("<p class=\"speaker\">", "</p>"),
        "caption" => ("<p class=\"caption\">", "</p>"),
        "table" => ("<p class=\"cell\">", "</p>"),
        "date" => ("<p class=\"date\">", "</p>"),
        _ => ("<p>", "</p>"),
    }
}

/// The words of a block, figures marked.
fn words(
    (index, document): (usize, &DocumentShown),
    (start, end): (usize, usize),
    figures: &[(usize, &&FigureShown)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let slice = |from: usize, to: usize| text(document.text.get(from..to).unwrap_or_default());
    let mut at = start;
    for (number, figure) in figures {
        write!(out, "{}", slice(at, figure.text_start))?;
        let (name, words) = (figure.status.name(), figure.status.words());
        write!(
            out,
            "<a class=\"figure {name}\" id=\"f{index}-{number}\" href=\"#e{index}-{number}\" \
             title=\"{words}: {}\">{}<sup>{}</sup></a>",
            text(&figure.says),
            slice(figure.text_start, figure.text_end),
            number + 1
        )?;
        at = figure.text_end.max(at);
    }
    write!(out, "{}", slice(at, end))
}

/// What is known of a figure.
fn evidence(
    (index, at): (usize, usize),
    (figure, count): (&FigureShown, usize),
    out: &mut dyn Write,
) -> io::Result<()> {
    let status = figure.status;
    writeln!(
        out,
        "<section class=\"evidence {}\" id=\"e{index}-{at}\" tabindex=\"-1\">",
        status.name()
    )?;
    writeln!(out, "<h3>{}. {}</h3>", at + 1, text(&figure.quote))?;
    writeln!(out, "<p><b class=\"status\">{}</b></p>\n<dl>", status.words())?;
    let unit = figure.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    row("says", &text(&format!("{}{unit}", figure.says)), out)?;
    if let Some(stretches) = stretches(figure) {
        row("stretches to", &text(&stretches), out)?;
    }
    if figure.hedge != "exact" {
        row("hedge", &text(figure.hedge), out)?;
    }
    if !figure.names.is_empty() {
        row("named", &text(&figure.names.join(", ")), out)?;
    }
    row(
        "stands in",
        &text(&format!("{}:{}:{}", figure.file, figure.line, figure.column_start)),
        out,
    )?;
    if let Some(reason) = &figure.reason {
        row("because", &text(reason), out)?;
    }
    writeln!(out, "</dl>")?;
    for one in &figure.evidence {
        asked(one, out)?;
    }
    if figure.evidence.is_empty() && figure.status == Status::Unchecked {
        writeln!(out, "<p>No rule reads this figure.</p>")?;
    }
    for one in figure.suggestions.iter().flatten() {
        writeln!(out, "<p>This rule would hold, the data give {}:</p>", text(&one.value))?;
        let lines: Vec<String> = one.rule.trim_end().lines().map(text).collect();
        writeln!(out, "<pre>{}</pre>", lines.join("\n"))?;
    }
    write!(out, "<p class=\"moves\"><a href=\"#f{index}-{at}\">back to the text</a>")?;
    if at > 0 {
        write!(out, " · <a href=\"#e{index}-{}\">the one before</a>", at - 1)?;
    }
    if at + 1 < count {
        write!(out, " · <a href=\"#e{index}-{}\">the next</a>", at + 1)?;
    }
    writeln!(out, "</p>\n</section>")
}

fn row(term: &str, html: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<dt>{term}</dt><dd>{html}</dd>")
}

/// How far the words stretch, where that is further than they say.
fn stretches(figure: &FigureShown) -> Option<String> {
    let same = (&figure.low, &figure.high) == (&figure.outer_low, &figure.outer_high);
    let end = |end: &Option<String>| end.as_deref().map(crate::reports::words::readable);
    match (end(&figure.outer_low), end(&figure.outer_high)) {
        _ if same => None,
        (Some(low), Some(high)) => Some(format!("{low} to {high}")),
        (Some(low), None) => Some(format!("anything above {low}")),
        (None, Some(high)) => Some(format!("anything up to {high}")),
        (None, None) => None,
    }
}

/// What one check asked of it.
fn asked(one: &Evidence, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<div class=\"asked {}\">", one.status.name())?;
    writeln!(out, "<h4>{}: {}</h4>", text(&one.check), one.status.words())?;
    writeln!(out, "<p>{}</p>", sentence(&one.says))?;
    if let Some(condition) = &one.condition {
        writeln!(out, "<p><code>{}</code></p>", text(condition))?;
    }
    for row in &one.rows {
        writeln!(out, "<p class=\"row\">{}</p>", sentence(row))?;
    }
    for fact in &one.facts {
        writeln!(out, "<p>{}</p>", self::fact(fact))?;
    }
    if let Some(why) = &one.why {
        writeln!(out, "<p class=\"why\">Why: {}</p>", sentence(why))?;
    }
    if let Some(from) = &one.source {
        writeln!(out, "<p class=\"source\">Source: {}</p>", source(from))?;
    }
    writeln!(out, "</div>")
}

/// A defined value with its provenance.
pub(super) fn fact(fact: &Fact) -> String {
    let in_unit = if fact.is_expression { ", in " } else { " " };
    let unit = fact.unit.as_deref().map(|unit| format!("{in_unit}{}", text(unit)));
    let (unit, value) = (unit.unwrap_or_default(), &fact.value);
    let value = match fact.is_expression {
        true => format!("<code>{}</code>", text(value)),
        false => text(&crate::reports::words::readable(value)),
    };
    let why = fact.why.as_deref().map(|why| format!(": {}", sentence(why))).unwrap_or_default();
    let from = fact.source.as_deref().map(|from| format!(" ({})", source(from)));
    format!("<code>{}</code> is {value}{unit}{why}{}", text(&fact.name), from.unwrap_or_default())
}
