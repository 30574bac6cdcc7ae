//! The lines below an excerpt: what it does not say already, each with a word in front.

use super::Style;
use super::paint::{Paint, painted};
use super::visible::{folded, sentence, short_words, visible, wrapped};
use super::words::{grouped, readable};
use crate::findings::{Fact, Finding, Violation};

/// Columns that a headline's word may take; a longer one loses its middle.
const LONGEST_WORD: usize = 60;
const LONGEST_TEXT: usize = 1_000;

/// A sentence that fills no screen, however long the values in it.
pub fn spoken(text: &str) -> String {
    short_words(&sentence(text), LONGEST_WORD, LONGEST_TEXT)
}

/// The lines below an excerpt, each with its word in front.
pub struct Notes<'a> {
    style: &'a Style,
    pub text: String,
}

impl Notes<'_> {
    pub fn new(style: &Style) -> Notes<'_> {
        Notes { style, text: String::new() }
    }

    pub fn note(&mut self, text: &str) {
        self.add("note", text);
    }

    pub fn add(&mut self, word: &str, text: &str) {
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

    /// Kept on one line, so that it can be followed, and said once.
    pub fn source(&mut self, source: &str) {
        let word = painted("note:", Paint::Accent, self.style);
        let source = folded(source);
        let is_link = source.starts_with("https://") || source.starts_with("http://");
        let shown = if is_link && self.style.hyperlinks && !source.contains(' ') {
            format!("\u{1b}]8;;{source}\u{1b}\\{source}\u{1b}]8;;\u{1b}\\")
        } else {
            source
        };
        let line = format!("  {word} source {shown}\n");
        if !self.text.contains(&line) {
            self.text.push_str(&line);
        }
    }

    pub fn fact(&mut self, fact: &Fact) {
        let in_unit = if fact.is_expression { ", in " } else { " " };
        let unit = fact.unit.as_deref().map(|unit| format!("{in_unit}{unit}")).unwrap_or_default();
        let why = fact.why.as_deref().map(|why| format!(": {}", folded(why))).unwrap_or_default();
        let value = match fact.is_expression {
            true => format!("`{}`", sentence(&fact.value)),
            false => readable(&sentence(&fact.value)),
        };
        let date = fact.date.as_deref().map(|day| format!(", as of {day}")).unwrap_or_default();
        let (name, unit, date) = (visible(&fact.name), visible(&unit), visible(&date));
        self.note(&format!("`{name}` is {value}{unit}{date}{why}"));
        fact.source.iter().for_each(|source| self.source(source));
    }

    /// What an example's excerpt does not say already.
    pub fn example(&mut self, finding: &Finding, violation: &Violation) {
        // What points at nothing that is written has no line of its own.
        let is_placed =
            violation.row.is_some() || violation.cells.iter().any(|cell| cell.value.is_some());
        let place = match (violation.line.filter(|_| is_placed), finding.violations.len()) {
            (Some(line), 2..) => format!("line {}: ", grouped(line)),
            _ => String::new(),
        };
        let is_headline = says(&finding.message, &violation.message);
        let is_shown = is_headline
            || is_shown(&violation.message, finding, violation) && !tells_more(finding, violation);
        if !is_shown {
            self.note(&format!("{place}{}", sentence(&violation.message)));
        }
        let is_told_apart = |name: &str| {
            let mut facts = finding.facts.iter().filter(|fact| !fact.is_expression);
            ASIDE.contains(&name) || facts.any(|fact| fact.name == name)
        };
        let values = violation.values.iter().filter(|_| !self.style.masked);
        for (expression, value) in values.filter(|(expression, _)| !is_told_apart(expression)) {
            let raw = sentence(value);
            let value = readable(&raw);
            let tells = |text: &str, it: &str| says(text, it.trim_matches(['(', ')']));
            let labels = || violation.cells.iter().map(|cell| &cell.label);
            let is_said = !is_shown && says(&violation.message, &value)
                || says(&outside_code(&finding.message), &value)
                || labels().any(|label| tells(label, &value) || tells(label, &raw));
            if !is_said {
                let unit = violation.units.iter().find(|(of, _)| of == expression);
                let unit = unit.map_or_else(String::new, |(_, unit)| format!(" {}", visible(unit)));
                self.note(&format!("{place}`{}` is {value}{unit}", sentence(expression)));
            }
        }
    }
}

/// What a violation's sentence says beside the values that it compares: by names that are no part of
/// a condition.
const ASIDE: [&str; 6] = [
    "unexplained",
    "heaviest rows",
    "rows that hold",
    "rows that decide",
    "sum of the parts",
    "parts less whole",
];

/// Whether a violation's own sentence says what no headline and label does: what is beside the
/// values, or why there is none, where the author's help stands in the place of that.
fn tells_more(finding: &Finding, violation: &Violation) -> bool {
    let has_reason = violation.message.contains(" cannot be computed");
    let is_helped = || finding.help.as_ref().is_some_and(|it| it.contains(&violation.message));
    violation.values.iter().any(|(name, _)| ASIDE.contains(&name.as_str()))
        || has_reason && !is_helped()
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

/// A sentence without what it quotes: a literal in a condition is not the value that was found.
fn outside_code(sentence: &str) -> String {
    sentence.split('`').step_by(2).collect()
}

/// Whether one sentence holds another, quotes apart.
fn says(long: &str, short: &str) -> bool {
    let plain = |text: &str| text.replace('`', "");
    !short.is_empty() && plain(long).contains(plain(short).trim())
}
