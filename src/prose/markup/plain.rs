//! Plain text: paragraphs with blank lines between them, labels in brackets, a `date` line, and
//! speakers named on a line of their own before their words.

use super::{Builder, Parsed, leading_date};
use crate::prose::document::Role;

/// A line and where it stands.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    at: usize,
}

/// Reads plain text.
pub(super) fn parse(source: &str) -> Parsed {
    let mut reader = Plain { builder: Builder::default(), role: None, labelled: false };
    let mut paragraph: Vec<Line<'_>> = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let whole = Line { text: line, at };
        at += line.len();
        if line.trim().is_empty() {
            reader.paragraph(&paragraph);
            paragraph.clear();
        } else {
            paragraph.push(whole);
        }
    }
    reader.paragraph(&paragraph);
    let mut parsed = reader.builder.finish();
    if !reader.labelled {
        guess_roles(&mut parsed);
    }
    parsed
}

struct Plain {
    builder: Builder,
    /// What the last label makes of what follows.
    role: Option<Role>,
    labelled: bool,
}

impl Plain {
    fn paragraph(&mut self, lines: &[Line<'_>]) {
        let mut lines = lines;
        while let Some((first, rest)) = lines.split_first()
            && (self.date_line(*first) || self.label_line(*first))
        {
            lines = rest;
        }
        if let Some((first, rest)) = lines.split_first()
            && is_speaker(first.text, rest)
        {
            self.block(Role::Speaker, &[*first]);
            return self.block(Role::Quote, rest);
        }
        self.block(self.role.unwrap_or(Role::Body), lines);
    }

    fn block(&mut self, role: Role, lines: &[Line<'_>]) {
        self.builder.end();
        for line in lines {
            let is_item = is_item(line.text);
            if is_item || self.builder.open.is_none() {
                self.builder.begin(if is_item { Role::Item } else { role });
            }
            self.builder.push(line.text, line.at);
        }
        self.builder.end();
    }

    /// `date 2025-05-30`, with anything after it.
    fn date_line(&mut self, line: Line<'_>) -> bool {
        let text = line.text.trim_start();
        let Some(rest) = ["date", "published"].iter().find_map(|word| {
            let head = text.get(..word.len())?;
            head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
        }) else {
            return false;
        };
        let date = rest.strip_prefix(':').unwrap_or(rest);
        if !date.starts_with([' ', '\t']) {
            return false;
        }
        let Some(day) = leading_date(date) else { return false };
        self.builder.parsed.published.get_or_insert(day);
        self.builder.begin(Role::Date);
        self.builder.push(line.text, line.at);
        self.builder.end();
        true
    }

    /// `[LEAD]`, or `[News Today] “The headline”`.
    fn label_line(&mut self, line: Line<'_>) -> bool {
        let Some((name, rest)) = label(line.text) else { return false };
        self.labelled = true;
        let role = role_of(name);
        if rest.trim().is_empty() {
            self.role = Some(role.unwrap_or(Role::Body));
            return true;
        }
        let first = !self.builder.has_headline;
        let role = role.unwrap_or(if first { Role::Headline } else { Role::Body });
        let at = line.at + line.text.len() - rest.len();
        self.block(role, &[Line { text: rest, at }]);
        true
    }
}

/// The name in brackets that a line begins with, and what is behind it. A number in brackets is a
/// reference.
fn label(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim_start().strip_prefix('[')?.split_once(']')?;
    let is_name = name.len() <= 40
        && name.starts_with(|c: char| c.is_alphabetic())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '&' | '/'));
    // "[Lee] said" has an editor's insertion in it.
    let is_alone = rest.trim().is_empty();
    let is_title = !rest.trim_end().ends_with('.');
    (is_name && (is_alone || is_title)).then_some((name, rest))
}

fn role_of(name: &str) -> Option<Role> {
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "lead" | "lede" | "intro" => Role::Lead,
        "headline" | "title" => Role::Headline,
        "report" | "body" | "text" | "anchor" | "narration" => Role::Body,
        "caption" | "photo" => Role::Caption,
        "quote" | "soundbite" | "interview" => Role::Quote,
        _ => return None,
    })
}

/// `Lee Jae-woong / Spokesperson, Ministry of Foreign Affairs` before the words spoken.
fn is_speaker(line: &str, rest: &[Line<'_>]) -> bool {
    let line = line.trim();
    !rest.is_empty()
        && line.len() <= 120
        && line.contains(" / ")
        && line.starts_with(char::is_uppercase)
        && !line.ends_with(['.', '!', '?', ':', ','])
}

/// A line that begins an item of a list.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix(['-', '*', '•', '–']) {
        return rest.starts_with(' ');
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    (1..=3).contains(&digits)
        && rest
            .strip_prefix(['.', ')'])
            .is_some_and(|rest| rest.starts_with(' ') && !rest.trim().is_empty())
}

/// A short first block without a full stop is the headline; the paragraph after it is the lead.
fn guess_roles(parsed: &mut Parsed) {
    let text = &parsed.text;
    let mut bodies = parsed.blocks.iter_mut().filter(|block| block.role == Role::Body);
    let Some(first) = bodies.next() else { return };
    let words = text[first.text.start..first.text.end].trim();
    let is_title = words.len() <= 150
        && !words.contains('\n')
        && !words.ends_with(['.', '!', '?', ':', ',', ';'])
        && words.split_whitespace().count() > 1;
    let lead = match bodies.next() {
        Some(second) if is_title => {
            first.role = Role::Headline;
            second
        }
        _ => first,
    };
    lead.role = Role::Lead;
}
