//! Text for people in columns: lists with aligned cells, the last of which is wrapped under itself.

use crate::reports::Style;
use crate::reports::paint::{Paint, painted};
use unicode_width::UnicodeWidthStr;

/// What is written so far.
pub struct Page {
    pub style: Style,
    pub text: String,
}

/// A line of a list: cells of fixed width, and a last one that is wrapped under itself.
pub struct Line {
    pub cells: Vec<(String, Paint)>,
    pub last: Last,
}

/// What stands last on a line.
pub struct Last {
    words: Vec<String>,
    /// After each word but the last.
    mark: &'static str,
    paint: Paint,
}

impl Last {
    pub fn names(words: Vec<String>, paint: Paint) -> Last {
        Last { words, mark: ",", paint }
    }

    pub fn sentence(text: &str) -> Last {
        let words = text.split_whitespace().map(str::to_owned).collect();
        Last { words, mark: "", paint: Paint::Plain }
    }
}

impl Page {
    pub fn new(style: Style) -> Page {
        Page { style, text: String::new() }
    }

    pub fn line(&mut self, text: &str) {
        self.text += text.trim_end();
        self.text.push('\n');
    }

    /// A list with aligned cells under a heading.
    pub fn list(&mut self, heading: &[&str], lines: Vec<Line>) {
        let n_cells = heading.len() - 1;
        let plain = |word: &&str| ((*word).to_owned(), Paint::Accent);
        let head: Vec<(String, Paint)> = heading[..n_cells].iter().map(plain).collect();
        let last = Last::names(vec![heading[n_cells].to_owned()], Paint::Accent);
        self.entries(std::iter::once(Line { cells: head, last }).chain(lines).collect());
    }

    /// Lines with aligned cells.
    pub fn entries(&mut self, lines: Vec<Line>) {
        let n_cells = lines.first().map_or(0, |line| line.cells.len());
        let mut widths = vec![0; n_cells];
        for line in &lines {
            for (width, (cell, _)) in widths.iter_mut().zip(&line.cells) {
                *width = (*width).max(cell.width()).min(LONGEST_CELL);
            }
        }
        for line in lines {
            let mut text = " ".to_owned();
            let mut indent = 1;
            for ((cell, paint), width) in line.cells.iter().zip(&widths) {
                let cell = shortened(cell, *width);
                let gap = " ".repeat(width - cell.width() + 1);
                text += &format!(" {}{gap}", painted(&cell, *paint, &self.style));
                indent += width + 2;
            }
            self.wrapped(&text, indent + 1, &line.last);
        }
        self.line("");
    }

    /// Words behind a beginning, on as many lines as they need.
    pub fn wrapped(&mut self, start: &str, indent: usize, last: &Last) {
        let room = self.style.width.saturating_sub(indent).max(20);
        // The beginning may be longer than what the other lines are indented by.
        let lead = seen(start).saturating_sub(indent.saturating_sub(1));
        let mut lines: Vec<String> = Vec::new();
        for (at, word) in last.words.iter().enumerate() {
            let mark = if at + 1 < last.words.len() { last.mark } else { "" };
            let word = format!("{}{mark}", shortened(word, room - 1));
            let lead = if lines.len() == 1 { lead } else { 0 };
            match lines.last_mut() {
                Some(line) if lead + line.width() + 1 + word.width() <= room => {
                    *line += &format!(" {word}")
                }
                _ => lines.push(word),
            }
        }
        let mut start = start.to_owned();
        for line in lines {
            let line = painted(&line, last.paint, &self.style);
            self.line(&format!("{start} {line}"));
            start = " ".repeat(indent - 1);
        }
    }
}

/// How many columns a text takes, its colours aside.
fn seen(text: &str) -> usize {
    let parts = text.split('\u{1b}').enumerate();
    let plain = parts.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once('m').map_or("", |(_, rest)| rest),
    });
    plain.map(UnicodeWidthStr::width).sum()
}

/// A longer cell is cut.
const LONGEST_CELL: usize = 40;

/// A text cut to a width.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    for character in text.chars() {
        if cut.width() + 2 > width {
            break;
        }
        cut.push(character);
    }
    cut + "…"
}
