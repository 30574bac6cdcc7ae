//! Findings as a compiler shows errors: the cell underlined in its own line, the rule that asked,
//! why, and what to do. Then the table of checks and one line of counts.
//!
//! The only file that names miette. Its graphical handler draws the frames over `Windows`, where a
//! stand-in as wide as each line is in the line's place: so underlines stand where terminals show
//! the cells, whatever miette holds a character's width to be. Lines and their numbers, which miette
//! counts one after the other, are put in afterwards.

use super::excerpt::{self, Line, Section};
use super::notes::{Notes, spoken};
use super::sections;
use super::visible::{folded, sentence, visible, width, with_code};
use super::words::grouped;
use super::{Format, Style, ending};
use crate::diagnostics::{Diagnostic, Severity, Texts};
use crate::findings::{Finding, Outcome};
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
    if style.quiet { Ok(()) } else { ending::write(outcome, style, out) }
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

/// A message as miette takes it.
#[derive(Debug)]
struct Message {
    code: String,
    severity: Severity,
    headline: String,
    windows: Windows,
}

impl Message {
    /// The frame with headline and excerpts. What may not break is only there while lines are
    /// broken.
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
        numbered(&text.replace('\u{a0}', " ").replace(JOINER, ""), &numbers)
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
        f.write_str(&unbroken(&self.headline))
    }
}

impl std::error::Error for Message {}

/// What has no width and keeps a line from being broken between two characters.
const JOINER: char = '\u{2060}';

/// A sentence in which a number stays with its unit, and a short piece of code on one line.
fn unbroken(sentence: &str) -> String {
    let joined = |code: &str| {
        let mut joined = String::with_capacity(code.len() * 4);
        for c in code.chars() {
            joined.push(if c == ' ' { '\u{a0}' } else { c });
            joined.push(JOINER);
        }
        joined.pop();
        joined
    };
    with_code(&sentence.replace(" %", "\u{a0}%"), joined)
}

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
                    let text = label.text.as_deref().map(unbroken);
                    labels.push(make(text, SourceSpan::new(start.into(), len)));
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
