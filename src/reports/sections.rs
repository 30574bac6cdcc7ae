//! Which lines of which files a message shows, and what is marked in them.

use super::Style;
use super::excerpt::{self, GUTTER, Line, Mark, Section, Source};
use super::visible::visible;
use crate::diagnostics::{Diagnostic, SourceId, Span, Texts};
use crate::findings::{Cell, Finding, Violation};
use crate::rules::Anchor;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// What stands for every line of data under `--mask`.
const MASK: &str = "•••";
/// A stretch over more lines than this is shown by its first two and its last.
const TALL: u64 = 4;

/// A section before it is cut to the width.
#[derive(Default)]
struct Draft<'a> {
    file: &'a str,
    lines: BTreeMap<u64, Source<'a>>,
    marks: Vec<Mark>,
    /// Columns that marks are in.
    names: Vec<&'a str>,
    /// Lines inside of a tall stretch.
    inner: HashSet<u64>,
}

/// The excerpts of a finding's examples, a section a file, the examples' own first; then the rule's
/// own words.
pub fn of_finding(finding: &Finding, texts: &Texts, style: &Style) -> Vec<Section> {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for (index, violation) in finding.violations.iter().enumerate() {
        let file = violation.file.as_deref().unwrap_or_default();
        for line in &violation.excerpt {
            let draft = draft(&mut drafts, line.file.as_deref().unwrap_or(file));
            draft.lines.entry(line.line).or_insert(Source {
                number: line.line,
                text: if style.masked && !line.header { MASK } else { &line.text },
                skipped: line.skipped as usize,
                cut: line.cut,
                header: line.header,
            });
        }
        for (place, cell) in violation.cells.iter().enumerate() {
            let draft = draft(&mut drafts, cell.file.as_deref().unwrap_or(file));
            draft.mark_cell(cell, index == 0 && place == 0, style);
        }
        if violation.cells.is_empty() {
            draft(&mut drafts, file).mark_line(violation, index == 0);
        }
    }
    drafts.extend(rule_draft(finding, texts));
    finish(drafts, style)
}

/// The stretches of rule files that a diagnostic points at.
pub fn of_diagnostic(diagnostic: &Diagnostic, texts: &Texts, style: &Style) -> Vec<Section> {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let draft = draft(&mut drafts, &texts.get(label.source).path);
        let stretch = Stretch { source: label.source, span: label.span, text: &label.text };
        draft.mark_stretch(&stretch, texts, index == 0);
    }
    finish(drafts, style)
}

/// Whether the rule's own words are shown: a heading alone says nothing.
pub fn shows_rule(finding: &Finding, texts: &Texts) -> bool {
    finding.rule.as_ref().is_some_and(|rule| {
        let Anchor { source, span } = rule.anchor;
        span.start < span.end && !is_heading(&texts.get(source).text, span.start)
    })
}

fn rule_draft<'a>(finding: &'a Finding, texts: &'a Texts) -> Option<Draft<'a>> {
    let rule = finding.rule.as_ref().filter(|_| shows_rule(finding, texts))?;
    let Anchor { source, span } = rule.anchor;
    let mut draft = Draft { file: &texts.get(source).path, ..Draft::default() };
    draft.mark_stretch(&Stretch { source, span, text: "asked for here" }, texts, true);
    Some(draft)
}

fn is_heading(text: &str, byte: usize) -> bool {
    let before = text.get(..byte).unwrap_or_default();
    let line = &text[before.rfind('\n').map_or(0, |at| at + 1)..];
    line.trim_start().starts_with('[')
}

fn draft<'a, 'd>(drafts: &'d mut Vec<Draft<'a>>, file: &'a str) -> &'d mut Draft<'a> {
    let at = drafts.iter().position(|draft| draft.file == file).unwrap_or_else(|| {
        drafts.push(Draft { file, ..Draft::default() });
        drafts.len() - 1
    });
    &mut drafts[at]
}

/// A stretch of a rule file.
struct Stretch<'a> {
    source: SourceId,
    span: Span,
    text: &'a str,
}

impl<'a> Draft<'a> {
    fn mark_cell(&mut self, cell: &'a Cell, primary: bool, style: &Style) {
        self.names.extend(cell.column.as_deref());
        let text = match (&cell.column, style.masked) {
            (Some(column), true) => column.clone(),
            (None, true) => String::new(),
            (_, false) => cell.label.clone(),
        };
        let last = cell.line_end.unwrap_or(cell.line).max(cell.line);
        let (start, end) = (cell.column_start as usize, cell.column_end as usize);
        let chars = start.saturating_sub(1)..end.saturating_sub(1);
        self.mark(cell.line..last + 1, chars, Text { text, primary, skips_blanks: false });
    }

    /// A violation without a cell is about its whole line.
    fn mark_line(&mut self, violation: &Violation, primary: bool) {
        let Some(line) = violation.line else { return };
        let chars = self.lines.get(&line).map_or(0, end_of);
        self.marks.push(Mark { line, chars: 0..chars, text: None, primary });
    }

    fn mark_stretch(&mut self, stretch: &Stretch<'a>, texts: &'a Texts, primary: bool) {
        let text = &texts.get(stretch.source).text;
        let place = |byte| texts.line_column(stretch.source, byte);
        let (first, start) = place(stretch.span.start);
        let (last, end) = place(stretch.span.end);
        let lines = text.lines().enumerate().skip(first - 1).take(last + 1 - first);
        for (index, text) in lines {
            let number = index as u64 + 1;
            self.lines.entry(number).or_insert(Source { number, text, ..Source::default() });
        }
        let label = Text { text: stretch.text.to_owned(), primary, skips_blanks: true };
        self.mark(first as u64..last as u64 + 1, start - 1..end - 1, label);
    }

    /// Marks a stretch, line by line; its label hangs below the last.
    fn mark(&mut self, lines: Range<u64>, chars: Range<usize>, label: Text) {
        let (first, last) = (lines.start, lines.end - 1);
        let shown = lines.filter(|line| self.lines.contains_key(line)).collect::<Vec<_>>();
        for line in &shown {
            let is_last = Some(line) == shown.last();
            let start = match (*line == first, label.skips_blanks) {
                (true, _) => chars.start,
                (false, true) => self.lines.get(line).map_or(0, indent),
                (false, false) => 0,
            };
            let end =
                if *line == last { chars.end } else { self.lines.get(line).map_or(0, end_of) };
            if last - first >= TALL && *line > first + 1 && *line < last {
                self.inner.insert(*line);
            } else if is_last || start < end {
                let text = is_last.then(|| label.text.clone()).filter(|text| !text.is_empty());
                let primary = label.primary && *line == first;
                self.marks.push(Mark { line: *line, chars: start..end, text, primary });
            }
        }
    }

    /// Leaves out the lines inside of a tall stretch that nothing else points at.
    fn drop_inner_lines(&mut self) {
        let marked: HashSet<u64> = self.marks.iter().map(|mark| mark.line).collect();
        let inner = std::mem::take(&mut self.inner);
        self.lines.retain(|line, _| !inner.contains(line) || marked.contains(line));
    }

    fn place(&self) -> (u64, u64) {
        let primary = self.marks.iter().find(|mark| mark.primary).or(self.marks.first());
        primary.map_or((1, 1), |mark| (mark.line, mark.chars.start as u64 + 1))
    }

    fn section(self, columns: usize) -> Section {
        let place = self.place();
        let lay_out = |source| excerpt::lay_out(source, &self.marks, &self.names, columns);
        let lines: Vec<Line> = self.lines.values().map(lay_out).collect();
        Section { name: visible(self.file).into_owned(), place, lines }
    }
}

/// A label's words.
struct Text {
    text: String,
    primary: bool,
    /// Whether blanks at the start of a continued line are left out: in a cell they are its value.
    skips_blanks: bool,
}

/// Characters of the physical line up to the end of what is there of it.
fn end_of(source: &Source<'_>) -> usize {
    source.skipped + source.text.chars().count()
}

fn indent(source: &Source<'_>) -> usize {
    source.text.chars().take_while(|c| c.is_whitespace()).count()
}

fn finish(mut drafts: Vec<Draft<'_>>, style: &Style) -> Vec<Section> {
    drafts.iter_mut().for_each(Draft::drop_inner_lines);
    drafts.retain(|draft| draft.marks.iter().any(|mark| draft.lines.contains_key(&mark.line)));
    let digits = excerpt::number_width(drafts.iter().flat_map(|draft| draft.lines.keys().copied()));
    let columns = style.width.saturating_sub(digits + GUTTER).max(30);
    drafts.into_iter().map(|draft| draft.section(columns)).collect()
}
