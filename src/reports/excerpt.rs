//! The lines that a message shows, made safe and cut to the width, and what is marked in them.
//!
//! This knows nothing of how a frame is drawn; it only leaves room for it. A line that is too long
//! keeps its first cell, the marked cells and as much around these as fits.

use super::visible::{push_visible, sentence, short_words, width, wrapped};
use std::ops::Range;

/// Columns that a frame takes beside the line's number, before the text.
pub const GUTTER: usize = 4;
/// Columns between an underline's middle and its label.
const LABEL_ARM: usize = 4;
/// A label needs no more room than this; beyond, it goes on in a new line.
const LABEL_ROOM: usize = 44;
/// What is kept free for a label where it cannot have all that it needs.
const LABEL_LEAST: usize = 24;
const LABEL_LINES: usize = 4;
/// A value in a label that is longer loses its middle: it stands in the line above anyway.
const LABEL_WORD: usize = 36;
const ELLIPSIS: char = '…';

/// Lines of one file, as messages show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub name: String,
    /// Line and column of the primary mark, both from 1.
    pub place: (u64, u64),
    pub lines: Vec<Line>,
}

/// A line, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub number: u64,
    pub text: String,
    pub labels: Vec<Label>,
    /// For orientation only.
    pub header: bool,
}

/// A stretch of a line that is underlined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Bytes of the line's text.
    pub range: Range<usize>,
    /// Absent for a stretch that goes on in another line. Line breaks are to be kept.
    pub text: Option<String>,
    pub primary: bool,
}

/// A line as a file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Source<'a> {
    pub number: u64,
    pub text: &'a str,
    /// Characters left out before `text`.
    pub skipped: usize,
    /// Whether something was left out after it.
    pub cut: bool,
    pub header: bool,
}

/// A stretch of a line of a file that is to be underlined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub line: u64,
    /// Characters of the physical line, from 0.
    pub chars: Range<usize>,
    pub text: Option<String>,
    pub primary: bool,
}

/// A range of characters to keep, and whether what stands around it is of interest too.
#[derive(Debug, Clone)]
struct Keep {
    chars: Range<usize>,
    grows: bool,
}

/// Makes a line ready to print in so many columns. `names` are columns to keep in a header.
pub fn lay_out(source: &Source<'_>, marks: &[Mark], names: &[&str], columns: usize) -> Line {
    let marks = on_text(source, marks);
    let text = Measured::new(source);
    let kept = choose(&text, &marks, &wanted(&text, &marks, names, columns), columns);
    let mut shown = text.show(&kept);
    let labels = marks.iter().map(|mark| label(&shown, mark, columns)).collect();
    let line = std::mem::take(&mut shown.text);
    Line { number: source.number, text: line, labels, header: source.header }
}

/// Marks in characters of the text, in order, those at one place joined.
fn on_text(source: &Source<'_>, marks: &[Mark]) -> Vec<Mark> {
    let n_chars = source.text.chars().count();
    let clamp = |at: usize| at.saturating_sub(source.skipped).min(n_chars);
    let mut found: Vec<Mark> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.line == source.number) {
        let chars = clamp(mark.chars.start)..clamp(mark.chars.end.max(mark.chars.start));
        match found.iter_mut().find(|other| other.chars == chars) {
            Some(other) => join(other, mark),
            None => found.push(Mark { chars, ..mark.clone() }),
        }
    }
    found.sort_by_key(|mark| (mark.chars.start, mark.chars.end));
    found
}

fn join(into: &mut Mark, mark: &Mark) {
    into.primary |= mark.primary;
    into.text = match (into.text.take(), mark.text.as_deref()) {
        (Some(first), Some(second)) if first != second => Some(format!("{first}; {second}")),
        (first, second) => first.or(second.map(str::to_owned)),
    };
}

/// A line with the columns of each character known.
struct Measured<'a> {
    source: &'a Source<'a>,
    chars: Vec<char>,
    /// Columns before each character, and of all.
    before: Vec<usize>,
}

/// A line as shown, and where its characters went.
struct Shown {
    text: String,
    /// For each character of the source, where it stands in the text.
    bytes: Vec<Range<usize>>,
}

impl<'a> Measured<'a> {
    fn new(source: &'a Source<'a>) -> Measured<'a> {
        let chars: Vec<char> = source.text.chars().collect();
        let mut before = Vec::with_capacity(chars.len() + 1);
        let mut total = 0;
        let mut scratch = String::new();
        for c in &chars {
            before.push(total);
            scratch.clear();
            push_visible(&mut scratch, *c);
            total += width(&scratch);
        }
        before.push(total);
        Measured { source, chars, before }
    }

    fn len(&self) -> usize {
        self.chars.len()
    }

    fn width(&self, chars: &Range<usize>) -> usize {
        self.before[chars.end] - self.before[chars.start]
    }

    /// Columns of what is kept, with an ellipsis for each gap.
    fn cost(&self, kept: &[Range<usize>]) -> usize {
        let gaps = kept.len().saturating_sub(1)
            + usize::from(self.is_cut_before(kept))
            + usize::from(self.is_cut_after(kept));
        gaps + kept.iter().map(|chars| self.width(chars)).sum::<usize>()
    }

    fn is_cut_before(&self, kept: &[Range<usize>]) -> bool {
        self.source.skipped > 0 || kept.first().is_some_and(|first| first.start > 0)
    }

    fn is_cut_after(&self, kept: &[Range<usize>]) -> bool {
        self.source.cut || kept.last().is_some_and(|last| last.end < self.len())
    }

    fn show(&self, kept: &[Range<usize>]) -> Shown {
        let mut text = String::new();
        let mut bytes = Vec::with_capacity(self.len());
        if self.source.skipped > 0 && kept.first().is_none_or(|first| first.start == 0) {
            text.push(ELLIPSIS);
        }
        for chars in kept {
            self.leave_out(&mut text, &mut bytes, chars.start);
            for c in &self.chars[chars.clone()] {
                let start = text.len();
                push_visible(&mut text, *c);
                bytes.push(start..text.len());
            }
        }
        self.leave_out(&mut text, &mut bytes, self.len());
        if self.source.cut && !text.ends_with(ELLIPSIS) {
            text.push(ELLIPSIS);
        }
        Shown { text, bytes }
    }

    /// One ellipsis for the characters up to `end` that are not shown.
    fn leave_out(&self, text: &mut String, bytes: &mut Vec<Range<usize>>, end: usize) {
        if bytes.len() < end {
            let start = text.len();
            text.push(ELLIPSIS);
            bytes.resize(end, start..text.len());
        }
    }
}

/// What has to stay of a line: its first cell, and each marked stretch, a long one without its
/// middle.
fn wanted(text: &Measured<'_>, marks: &[Mark], names: &[&str], columns: usize) -> Vec<Keep> {
    let mut keep: Vec<Keep> = Vec::new();
    let limit = (columns / 2 / marks.len().max(1)).max(9);
    for mark in marks {
        keep.extend(ends(text, &mark.chars, limit));
    }
    if text.source.header {
        let found = names.iter().filter_map(|name| find_name(&text.chars, name));
        keep.extend(found.map(|chars| Keep { chars, grows: true }));
    }
    if text.source.skipped == 0 {
        keep.extend(first_cell(&text.chars));
    }
    keep.sort_by_key(|keep| keep.chars.start);
    if keep.is_empty() { vec![Keep { chars: 0..0, grows: true }] } else { keep }
}

fn ends(text: &Measured<'_>, chars: &Range<usize>, limit: usize) -> Vec<Keep> {
    if text.width(chars) <= limit {
        return vec![Keep { chars: chars.clone(), grows: true }];
    }
    let within = |chars: &Range<usize>, columns| text.width(chars) <= columns;
    let head = chars.clone().take_while(|at| within(&(chars.start..at + 1), limit * 2 / 3)).count();
    let tail = chars.clone().rev().take_while(|at| within(&(*at..chars.end), limit / 3)).count();
    let left = Keep { chars: chars.start..chars.start + head, grows: false };
    let right = Keep { chars: chars.end - tail..chars.end, grows: true };
    vec![left, right]
}

/// The first cell is most often what names the row.
fn first_cell(chars: &[char]) -> Option<Keep> {
    let end = chars.iter().take(16).position(|c| is_delimiter(*c))?;
    Some(Keep { chars: 0..end + 1, grows: false })
}

fn is_delimiter(c: char) -> bool {
    matches!(c, ',' | ';' | '\t' | '|')
}

/// Where a header names a column.
fn find_name(chars: &[char], name: &str) -> Option<Range<usize>> {
    let name: Vec<char> = name.chars().collect();
    let is_edge = |at: Option<&char>| at.is_none_or(|c| is_delimiter(*c) || *c == '"');
    let starts = chars.windows(name.len().max(1)).enumerate();
    let mut found = starts.filter(|(_, window)| *window == name).map(|(at, _)| at..at + name.len());
    found.find(|at| {
        is_edge(at.start.checked_sub(1).map(|at| &chars[at])) && is_edge(chars.get(at.end))
    })
}

/// Grows what is wanted as far as the columns allow, with less before it where a label would not
/// fit beside.
fn choose(
    text: &Measured<'_>,
    marks: &[Mark],
    wanted: &[Keep],
    columns: usize,
) -> Vec<Range<usize>> {
    let mut kept = Vec::new();
    let narrow = columns.saturating_sub(LABEL_LEAST + LABEL_ARM);
    for (before, room) in
        [(usize::MAX, columns), (32, columns), (16, columns), (6, columns), (6, narrow)]
    {
        kept = fit(text, wanted, before, room);
        let shown = text.show(&kept);
        let fits = |mark: &Mark| {
            let needed =
                mark.text.as_deref().map_or(0, |text| width(&spoken(text))).min(LABEL_ROOM);
            middle(&shown, &mark.chars) + LABEL_ARM + needed <= columns
        };
        if marks.iter().all(fits) {
            break;
        }
    }
    kept
}

fn fit(text: &Measured<'_>, wanted: &[Keep], before: usize, columns: usize) -> Vec<Range<usize>> {
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let growth = low + (high - low).div_ceil(2);
        if text.cost(&grown(text, wanted, before, growth)) <= columns {
            low = growth;
        } else {
            high = growth - 1;
        }
    }
    grown(text, wanted, before, low)
}

fn grown(text: &Measured<'_>, wanted: &[Keep], before: usize, growth: usize) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    for Keep { chars, grows } in wanted {
        let growth = if *grows { growth } else { 0 };
        let start = chars.start.saturating_sub(growth.min(before));
        let end = (chars.end + growth).min(text.len());
        match kept.last_mut() {
            // An ellipsis is no shorter than the one character that it would stand for.
            Some(last) if start <= last.end + 1 => last.end = last.end.max(end),
            _ => kept.push(start..end),
        }
    }
    kept
}

impl Shown {
    /// Bytes of the text in which characters of the source are shown.
    fn range(&self, chars: &Range<usize>) -> Range<usize> {
        let start = self.bytes.get(chars.start).map_or(self.text.len(), |bytes| bytes.start);
        let end = match chars.end.checked_sub(1).filter(|_| !chars.is_empty()) {
            Some(last) => self.bytes.get(last).map_or(self.text.len(), |bytes| bytes.end),
            None => start,
        };
        start..end.max(start)
    }
}

/// The column under which a label hangs.
fn middle(shown: &Shown, chars: &Range<usize>) -> usize {
    let range = shown.range(chars);
    let start = width(&shown.text[..range.start]);
    let end = (start + width(&shown.text[range])).max(start + 1);
    (start + end) / 2
}

fn label(shown: &Shown, mark: &Mark, columns: usize) -> Label {
    let room = columns.saturating_sub(middle(shown, &mark.chars) + LABEL_ARM).max(LABEL_LEAST);
    let text = mark.text.as_deref().map(|text| in_lines(&spoken(text), room));
    Label { range: shown.range(&mark.chars), text, primary: mark.primary }
}

/// A label's words, short and safe to show.
fn spoken(text: &str) -> String {
    short_words(&sentence(text), LABEL_WORD, usize::MAX)
}

fn in_lines(text: &str, room: usize) -> String {
    let mut lines = wrapped(text, room);
    if lines.len() > LABEL_LINES {
        lines.truncate(LABEL_LINES);
        if let Some(last) = lines.last_mut() {
            while width(last) + 1 > room {
                last.pop();
            }
            last.push(ELLIPSIS);
        }
    }
    lines.join("\n")
}

/// Columns that the number of the last line takes, over all sections of a message.
pub fn number_width(numbers: impl IntoIterator<Item = u64>) -> usize {
    numbers.into_iter().max().unwrap_or(1).to_string().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lays a line out and draws the underline below it.
    fn check(text: &str, cells: &[(usize, usize)], columns: usize, expected: &str) {
        let source = Source { number: 1, text, ..Source::default() };
        let mark = |(start, end): &(usize, usize)| Mark {
            line: 1,
            chars: *start..*end,
            text: None,
            primary: false,
        };
        let line = lay_out(&source, &cells.iter().map(mark).collect::<Vec<_>>(), &[], columns);
        let mut under = String::new();
        for label in &line.labels {
            let start = width(&line.text[..label.range.start]);
            under.push_str(&" ".repeat(start - under.len()));
            under.push_str(&"-".repeat(width(&line.text[label.range.clone()]).max(1)));
        }
        assert_eq!(format!("{}\n{under}", line.text), expected);
        assert!(width(&line.text) <= columns.max(30), "{}", line.text);
    }

    #[test]
    fn a_short_line_is_whole() {
        check(
            "A-50000,Finch,-19.90",
            &[(14, 20)],
            40,
            "A-50000,Finch,-19.90\n              ------",
        );
        check("a,,b", &[(2, 2)], 40, "a,,b\n  -");
        check("", &[(0, 0)], 40, "\n-");
    }

    #[test]
    fn a_long_line_keeps_its_first_cell_and_the_marked_ones() {
        let row =
            format!("R16,{},9000000,{},49,{}", "x".repeat(50), "y".repeat(50), "z".repeat(50));
        check(
            &row,
            &[(55, 62), (114, 116)],
            40,
            "R16,…xxxxx,9000000,yyyyy…yyyyy,49,zzzzz…\n           -------             --",
        );
    }

    #[test]
    fn a_long_cell_loses_its_middle() {
        let row = format!("a,{},b", "x".repeat(3000));
        check(
            &row,
            &[(2, 3002)],
            30,
            "a,xxxxxxxxxx…xxxxxxxxxxxxxxx,b\n  --------------------------",
        );
    }

    #[test]
    fn wide_and_hidden_characters_keep_the_underline_below_them() {
        check("a,漢字,b", &[(2, 4)], 40, "a,漢字,b\n  ----");
        check("e\u{301},\u{202e}x\t,b", &[(3, 6)], 40, "e\u{301},\\u{202e}x→,b\n  ----------");
    }
}
