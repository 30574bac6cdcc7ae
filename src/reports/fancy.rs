//! Findings as a compiler shows errors: the cell underlined in its own line, the rule that asked,
//! why, and what to do. Then the table of checks and one line of counts.
//!
//! The only file that names miette. Its graphical handler draws the frames over [`Windows`], where a
//! stand-in as wide as each line is in the line's place: so underlines stand where terminals show
//! the cells, whatever miette holds a character's width to be. Lines and their numbers, which miette
//! counts one after the other, are put in afterwards.

use super::excerpt::{self, Line, Section};
use super::sections;
use super::totals::{self, Ending, Totals};
use super::visible::{folded, sentence, short_words, visible, width, wrapped};
use super::words::{count, grouped, readable};
use super::{Format, Style, table};
use crate::diagnostics::{Diagnostic, Severity, Texts};
use crate::findings::{Fact, Finding, Outcome, Violation};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use owo_colors::OwoColorize;
use std::fmt;
use std::io::{self, Write};

pub const FORMAT: Format = Format {
    name: "fancy",
    doc: "for people: the cell underlined in its line, the rule, why, what to do",
    default_limit: Some(3),
    wants_excerpts: true,
    streams: false,
    write,
};

/// Columns that a headline's word may take; a longer one loses its middle.
const LONGEST_WORD: usize = 60;
const LONGEST_TEXT: usize = 1_000;

/// Writes diagnostics and findings, then what was checked.
pub fn write(
    outcome: &Outcome,
    texts: &Texts,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for diagnostic in &outcome.diagnostics {
        writeln!(out, "{}", diagnostic_text(diagnostic, texts, style))?;
    }
    for finding in &outcome.findings {
        writeln!(out, "{}", finding_text(finding, texts, style))?;
    }
    match (style.quiet, is_clean(outcome)) {
        (true, _) => Ok(()),
        (false, true) => write_clean(outcome, style, out),
        (false, false) => write_ending(outcome, style, out),
    }
}

fn finding_text(finding: &Finding, texts: &Texts, style: &Style) -> String {
    let message = Message {
        code: visible(&finding.id).into_owned(),
        severity: finding.severity,
        headline: spoken(&finding.message),
        windows: Windows::new(sections::of_finding(finding, texts, style)),
    };
    let mut notes = Notes::new(style);
    finding.violations.iter().for_each(|violation| notes.example(finding, violation));
    let more = finding.count.saturating_sub(finding.violations.len() as u64);
    if more > 0 {
        notes.note(&format!("and {} more", grouped(more)));
    }
    finding.common.iter().for_each(|common| notes.note(&sentence(common)));
    finding.facts.iter().for_each(|fact| notes.fact(fact));
    if let Some(why) = &finding.why {
        notes.add(" why", &folded(why));
    }
    finding.source.iter().for_each(|source| notes.source(source));
    if let (Some(rule), false) = (&finding.rule, sections::shows_rule(finding, texts)) {
        notes.note(&format!("asked for by {}:{}", visible(&rule.file), rule.line));
    }
    if let Some(help) = &finding.help {
        notes.add("help", &folded(help));
    }
    message.draw(style) + &notes.text
}

fn diagnostic_text(diagnostic: &Diagnostic, texts: &Texts, style: &Style) -> String {
    let message = Message {
        code: diagnostic.code.to_owned(),
        severity: diagnostic.severity,
        headline: spoken(&diagnostic.message),
        windows: Windows::new(sections::of_diagnostic(diagnostic, texts, style)),
    };
    let mut notes = Notes::new(style);
    if let (Some(file), true) = (&diagnostic.file, diagnostic.labels.is_empty()) {
        let line = diagnostic.line.map(|line| format!(":{line}")).unwrap_or_default();
        if !line.is_empty() || !diagnostic.message.contains(file.as_str()) {
            notes.note(&format!("in {}{line}", visible(file)));
        }
    }
    diagnostic.notes.iter().for_each(|note| notes.note(&sentence(note)));
    if let Some(help) = &diagnostic.help {
        notes.add("help", &sentence(help));
    }
    message.draw(style) + &notes.text
}

/// A sentence that fills no screen, however long the values in it.
fn spoken(text: &str) -> String {
    short_words(&sentence(text), LONGEST_WORD, LONGEST_TEXT)
}

/// The lines below an excerpt, each with its word in front.
struct Notes<'a> {
    style: &'a Style,
    text: String,
}

impl Notes<'_> {
    fn new(style: &Style) -> Notes<'_> {
        Notes { style, text: String::new() }
    }

    fn note(&mut self, text: &str) {
        self.add("note", text);
    }

    fn add(&mut self, word: &str, text: &str) {
        let lines = wrapped(
            &short_words(text, LONGEST_WORD, LONGEST_TEXT),
            self.style.width.saturating_sub(9).max(30),
        );
        for (index, line) in lines.iter().enumerate() {
            if index == 0 {
                let word = painted(&format!("{word}:"), Paint::Accent, self.style);
                self.text.push_str(&format!("  {word} {line}\n"));
            } else {
                self.text.push_str(&format!("        {line}\n"));
            }
        }
    }

    /// Kept on one line, so that it can be followed.
    fn source(&mut self, source: &str) {
        let word = painted("note:", Paint::Accent, self.style);
        let source = folded(source);
        let is_link = source.starts_with("https://") || source.starts_with("http://");
        let shown = if is_link && self.style.hyperlinks && !source.contains(' ') {
            format!("\u{1b}]8;;{source}\u{1b}\\{source}\u{1b}]8;;\u{1b}\\")
        } else {
            source
        };
        self.text.push_str(&format!("  {word} source {shown}\n"));
    }

    fn fact(&mut self, fact: &Fact) {
        let unit = fact.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let why = fact.why.as_deref().map(|why| format!(": {}", folded(why))).unwrap_or_default();
        let value = readable(&sentence(&fact.value));
        self.note(&format!("`{}` is {value}{}{why}", visible(&fact.name), visible(&unit)));
        fact.source.iter().for_each(|source| self.source(source));
    }

    /// What an example's excerpt does not say already.
    fn example(&mut self, finding: &Finding, violation: &Violation) {
        let place = match (violation.line, finding.violations.len()) {
            (Some(line), 2..) => format!("line {line}: "),
            _ => String::new(),
        };
        if !is_shown(&violation.message, finding, violation) {
            self.note(&format!("{place}{}", sentence(&violation.message)));
        }
        for (expression, value) in violation.values.iter().filter(|_| !self.style.masked) {
            let value = readable(&sentence(value));
            let is_said = says(&violation.message, &value)
                || violation.cells.iter().any(|cell| says(&cell.label, &value));
            if !is_said {
                self.note(&format!("{place}`{}` is {value}", sentence(expression)));
            }
        }
    }
}

/// Whether headline and labels tell all that a violation's own sentence tells: every name and value
/// that it quotes.
fn is_shown(message: &str, finding: &Finding, violation: &Violation) -> bool {
    let labels = || violation.cells.iter().map(|cell| cell.label.as_str());
    let is_told =
        |text: &str| says(&finding.message, text) || labels().any(|label| says(label, text));
    let mut quoted = message.split('`').skip(1).step_by(2).peekable();
    let all_told = quoted.peek().is_some() && quoted.all(is_told);
    message.is_empty() || is_told(message) || all_told
}

/// Whether one sentence holds another, quotes apart.
fn says(long: &str, short: &str) -> bool {
    let plain = |text: &str| text.replace('`', "");
    !short.is_empty() && plain(long).contains(plain(short).trim())
}

fn is_clean(outcome: &Outcome) -> bool {
    outcome.findings.is_empty() && outcome.diagnostics.is_empty()
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
    let nothing = totals.rows == 0 || totals.checks == 0;
    let verdict = match nothing {
        true => painted("? nothing was judged", Paint::Warning, style),
        false => painted("✓ no violations", Paint::Good, style),
    };
    writeln!(out, "{verdict}")
}

/// "100 rows of 3 files in samples: a.csv, b.csv and 1 more".
fn files(outcome: &Outcome, totals: &Totals, room: usize) -> String {
    let judged = outcome.inputs.iter().filter(|input| !input.context);
    let paths: Vec<&str> = judged.map(|input| input.file.as_str()).collect();
    let folder = common_folder(&paths);
    let mut text = totals.extent();
    if !folder.is_empty() && width(folder) * 2 < room {
        text.push_str(&format!(" in {}", visible(folder.trim_end_matches('/'))));
    }
    for (index, path) in paths.iter().enumerate() {
        let link = if index == 0 { ": " } else { ", " };
        let name = visible(&path[folder.len()..]);
        let left = paths.len() - index;
        let more = format!(" and {left} more");
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
    let totals = Totals::of(outcome);
    let paint = match (totals.errors, totals.warnings) {
        (0, 0) => Paint::Plain,
        (0, _) => Paint::Warning,
        _ => Paint::Error,
    };
    writeln!(out, "{}", painted(&totals.sentence(), paint, style))
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

/// What a piece of text is to say by its colour.
#[derive(Clone, Copy)]
enum Paint {
    Plain,
    Good,
    Warning,
    Error,
    Accent,
}

fn painted(text: &str, paint: Paint, style: &Style) -> String {
    if !style.color || text.is_empty() {
        return text.to_owned();
    }
    match paint {
        Paint::Plain => text.to_owned(),
        Paint::Good => text.green().to_string(),
        Paint::Warning => text.yellow().to_string(),
        Paint::Error => text.red().to_string(),
        Paint::Accent => text.cyan().to_string(),
    }
}

/// A message as miette takes it.
#[derive(Debug)]
struct Message {
    code: String,
    severity: Severity,
    headline: String,
    windows: Windows,
}

impl Message {
    /// The frame with headline and excerpts. A number stays with its unit: the blank that may not
    /// break is only there while lines are broken.
    fn draw(&self, style: &Style) -> String {
        let theme = self.theme(style);
        let numbers = self.windows.numbers(&theme);
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(style.width.max(40))
            .with_context_lines(1)
            .with_links(false)
            .without_syntax_highlighting();
        let mut text = String::new();
        // Only a source that cannot be read fails here, and ours is in memory.
        let _ = handler.render_report(&mut text, self);
        numbered(&text.replace('\u{a0}', " "), &numbers)
    }

    /// The primary mark in the severity's colour, the others in another.
    fn theme(&self, style: &Style) -> GraphicalTheme {
        if !style.color {
            return GraphicalTheme::unicode_nocolor();
        }
        let mut theme = GraphicalTheme::unicode();
        let primary = match self.severity {
            Severity::Error => theme.styles.error,
            Severity::Warning => theme.styles.warning,
            Severity::Note => theme.styles.advice,
        };
        let other = theme.styles.link.remove_all_effects();
        let labels = self.windows.labels.iter();
        theme.styles.highlights =
            labels.map(|label| if label.primary() { primary } else { other }).collect();
        if theme.styles.highlights.is_empty() {
            theme.styles.highlights.push(primary);
        }
        theme
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline.replace(" %", "\u{a0}%"))
    }
}

impl std::error::Error for Message {}

impl miette::Diagnostic for Message {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.windows)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.windows.labels.iter().cloned()))
    }
}

/// Sections one after the other, as one text of stand-ins. A read never crosses from one to the
/// next.
#[derive(Debug)]
struct Windows {
    sections: Vec<Section>,
    text: String,
    /// Where each section starts in the text.
    starts: Vec<usize>,
    labels: Vec<LabeledSpan>,
    digits: usize,
}

impl Windows {
    fn new(sections: Vec<Section>) -> Windows {
        let (mut text, mut starts, mut labels) = (String::new(), Vec::new(), Vec::new());
        for section in &sections {
            starts.push(text.len());
            for line in &section.lines {
                for label in &line.labels {
                    let make = if label.primary {
                        LabeledSpan::new_primary_with_span
                    } else {
                        LabeledSpan::new_with_span
                    };
                    let start = text.len() + width(&line.text[..label.range.start]);
                    let len = width(&line.text[label.range.clone()]);
                    labels.push(make(label.text.clone(), SourceSpan::new(start.into(), len)));
                }
                text.push_str(&stand_in(&line.text));
                text.push('\n');
            }
        }
        let lines = sections.iter().flat_map(|section| &section.lines);
        let digits = excerpt::number_width(lines.map(|line| line.number));
        Windows { sections, text, starts, labels, digits }
    }

    /// The number that miette is to start with, so that the last one is all nines: as wide as the
    /// widest of the message. There are never more lines than the greatest number.
    fn first_number(&self, section: &Section) -> usize {
        10usize.saturating_pow(self.digits as u32) - section.lines.len()
    }

    /// In the order in which they are printed: each line as miette prints it, and as it should be.
    fn numbers(&self, theme: &GraphicalTheme) -> Vec<Numbered> {
        let width = self.digits;
        let styled = |number: u64| format!(" {:width$} ", number.style(theme.styles.linum));
        let bar = theme.characters.vbar;
        let text = |line: &Line| match line.header {
            true => line.text.style(theme.styles.linum).to_string(),
            false => line.text.clone(),
        };
        let gap = format!(" {:width$} ⋮\n", "");
        let mut numbers = Vec::new();
        for section in &self.sections {
            let first = self.first_number(section) as u64;
            let mut before = None;
            for (fake, line) in (first..).zip(&section.lines) {
                let is_gap = before.is_some_and(|before| line.number > before + 1);
                before = Some(line.number);
                numbers.push(Numbered {
                    printed: format!("{}{bar} {}", styled(fake), stand_in(&line.text)),
                    wanted: format!("{}{bar} {}", styled(line.number), text(line)),
                    gap: if is_gap { gap.clone() } else { String::new() },
                });
            }
        }
        numbers
    }
}

/// As wide as the text.
fn stand_in(text: &str) -> String {
    "x".repeat(width(text))
}

/// A line with its number, and what comes before it.
struct Numbered {
    printed: String,
    wanted: String,
    gap: String,
}

/// Puts lines and numbers in, and a gap where lines are left out.
fn numbered(text: &str, numbers: &[Numbered]) -> String {
    let mut numbers = numbers.iter().peekable();
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match numbers.next_if(|number| line == number.printed) {
            Some(number) => {
                out.push_str(&number.gap);
                out.push_str(number.wanted.trim_end());
            }
            None => out.push_str(line.trim_end()),
        }
        out.push('\n');
    }
    out
}

impl SourceCode for Windows {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let index = self.starts.partition_point(|at| *at <= start).saturating_sub(1);
        let section = self.sections.get(index).ok_or(MietteError::OutOfBounds)?;
        let from = self.starts[index];
        let to = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        if end > to {
            return Err(MietteError::OutOfBounds);
        }
        let is_place = (before, after) == (0, 0);
        let (bytes, line, column) = if is_place {
            let (line, column) = section.place;
            (start..end, line as usize - 1, column as usize - 1)
        } else {
            (from..to, self.first_number(section) - 1, 0)
        };
        Ok(Box::new(MietteSpanContents::new_named(
            section.name.clone(),
            &self.text.as_bytes()[bytes.clone()],
            SourceSpan::new(bytes.start.into(), bytes.len()),
            line,
            column,
            section.lines.len(),
        )))
    }
}
