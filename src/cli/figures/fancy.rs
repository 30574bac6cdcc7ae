//! For people: each sentence with its figures underlined, and below it what they say.

use crate::diagnostics::Span;
use crate::prose::Article;
use crate::prose::says;
use crate::prose::{Figure, Meaning, NoDate, PublishedBy};
use crate::reports::Style;
use crate::reports::paint::{Paint, painted};
use crate::reports::visible::{char_width, folded, push_visible, shortened, width};
use crate::reports::words::count;
use crate::types::calendar::show_date;
use std::io::{self, Write};

/// Writes the sentences that hold figures, and what was read.
pub(super) fn write(article: &Article, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let figures = &article.document.figures;
    let mut rest = figures.as_slice();
    while let Some(first) = rest.first() {
        let len = rest.iter().take_while(|figure| figure.sentence == first.sentence).count();
        let (here, later) = rest.split_at(len);
        sentence(article, here, style, out)?;
        rest = later;
    }
    ending(article, style, out)
}

fn sentence(
    article: &Article,
    figures: &[Figure],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(first) = figures.first() else { return Ok(()) };
    let span = article.document.sentences.get(first.sentence).map_or(first.text, |s| s.text);
    let line = article.place(article.document.source(span)).line;
    writeln!(
        out,
        "{}",
        painted(&format!("{}:{line}", folded(&article.file)), Paint::Accent, style)
    )?;
    for (words, marks) in lines(article, span, figures, style.width.saturating_sub(2)) {
        writeln!(out, "  {words}")?;
        if !marks.trim().is_empty() {
            writeln!(out, "  {}", painted(marks.trim_end(), Paint::Good, style))?;
        }
    }
    rows(article, figures, style, out)?;
    writeln!(out)
}

/// A character as it is shown, and whether a figure holds it.
struct Shown {
    text: String,
    width: usize,
    marked: bool,
}

/// The sentence in lines as wide as the terminal, each with a line of marks.
fn lines(article: &Article, span: Span, figures: &[Figure], limit: usize) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut line: Vec<Shown> = Vec::new();
    let mut columns = 0;
    let mut next = 0;
    for (at, c) in article.document.words(span).char_indices() {
        let place = span.start + at;
        next += figures[next..].iter().take_while(|figure| figure.text.end <= place).count();
        let marked = figures.get(next).is_some_and(|figure| figure.text.start <= place);
        let shown = shown(c, marked);
        if shown.text == " " && line.last().is_none_or(|last| last.text == " ") {
            continue;
        }
        columns += shown.width;
        line.push(shown);
        if columns > limit {
            let rest = break_at_blank(&mut line);
            lines.push(std::mem::replace(&mut line, rest));
            columns = line.iter().map(|shown| shown.width).sum();
        }
    }
    lines.push(line);
    lines.iter().map(|line| drawn(line)).collect()
}

fn shown(c: char, marked: bool) -> Shown {
    if c.is_whitespace() {
        return Shown { text: " ".to_owned(), width: 1, marked };
    }
    let mut text = String::new();
    push_visible(&mut text, c);
    let width =
        if text.chars().count() == 1 { text.chars().map(char_width).sum() } else { width(&text) };
    Shown { text, width, marked }
}

/// Takes what is behind the last blank off a line; without a blank, the last character.
fn break_at_blank(line: &mut Vec<Shown>) -> Vec<Shown> {
    let blank = line.iter().rposition(|shown| shown.text == " ").filter(|blank| *blank > 0);
    let at = blank.map_or(line.len().saturating_sub(1).max(1), |blank| blank + 1);
    line.split_off(at.min(line.len()))
}

fn drawn(line: &[Shown]) -> (String, String) {
    let words: String = line.iter().map(|shown| shown.text.as_str()).collect();
    let mark = |shown: &Shown| if shown.marked { "─" } else { " " }.repeat(shown.width);
    (words.trim_end().to_owned(), line.iter().map(mark).collect())
}

/// What the figures of a sentence say, a row each.
fn rows(
    article: &Article,
    figures: &[Figure],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let row = |figure: &Figure| {
        let words = folded(article.document.words(figure.text));
        [
            shortened(&words, 32).into_owned(),
            figure.kind.name().to_owned(),
            says::interval(figure),
            figure
                .unit
                .as_deref()
                .map_or_else(String::new, |unit| shortened(&folded(unit), 24).into_owned()),
            says::notes(figure),
        ]
    };
    let rows: Vec<[String; 5]> = figures.iter().map(row).collect();
    let column = |index: usize| rows.iter().map(|row| width(&row[index])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..4).map(column).collect();
    for row in &rows {
        let mut line = String::from("    ");
        for (cell, widest) in row.iter().zip(widths.iter().chain([&0])) {
            let pad = widest.saturating_sub(width(cell));
            line.push_str(cell);
            if *widest > 0 || !cell.is_empty() {
                line.push_str(&" ".repeat(pad + 2));
            }
        }
        writeln!(out, "{}", painted(line.trim_end(), Paint::Plain, style))?;
    }
    Ok(())
}

fn ending(article: &Article, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let document = &article.document;
    let n_figures = count(document.figures.len() as u64, "figure");
    let published = match document.published {
        Some(published) => {
            let by = match published.by {
                PublishedBy::Option => "as told",
                PublishedBy::Text => "as the text says",
            };
            format!("; published on {}, {by}", show_date(published.day))
        }
        None => String::new(),
    };
    writeln!(
        out,
        "{n_figures} in {}{published}",
        count(document.sentences.len() as u64, "sentence")
    )?;
    let unknown = document.figures.iter().filter(|figure| {
        matches!(figure.meaning, Meaning::NoDate { why: NoDate::Unpublished, .. })
    });
    let unknown = unknown.count() as u64;
    if unknown > 0 {
        let hang = if unknown == 1 { "hangs" } else { "hang" };
        writeln!(out, "note: {} {hang} on the day of publication", count(unknown, "date"))?;
        let help =
            "help: `--published 2025-05-30` gives it, or a line `date 2025-05-30` in the text";
        writeln!(out, "{}", painted(help, Paint::Accent, style))?;
    }
    Ok(())
}
