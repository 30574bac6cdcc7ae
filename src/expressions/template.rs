//! Messages with expressions in them: `{rounds} rounds on {occasions} occasions`.

use super::bind::{self, Scope};
use super::grouping::Grouping;
use super::typed::Typed;
use crate::diagnostics::{Diagnostic, Span};
use crate::rules::Phrase;

/// A message of a rule file, its expressions bound.
#[derive(Debug, Clone, Default)]
pub struct Template {
    pub parts: Vec<Part>,
}

/// A piece of a message.
#[derive(Debug, Clone)]
pub enum Part {
    Text(String),
    /// The spans of `typed` count from the beginning of `text`.
    Expr {
        typed: Typed,
        /// As written between the braces, for values by their expression.
        text: String,
    },
}

impl Template {
    /// The expressions of the message.
    pub fn expressions(&self) -> impl Iterator<Item = &Typed> {
        self.parts.iter().filter_map(|part| match part {
            Part::Expr { typed, .. } => Some(typed),
            Part::Text(_) => None,
        })
    }
}

/// The message that the scope's phrase holds; `None` after a mistake.
pub fn template(scope: &Scope, diagnostics: &mut Vec<Diagnostic>) -> Option<Template> {
    parts(scope, diagnostics, bind::expression)
}

/// The same in a rule about groups of rows: aggregates go to the grouping.
pub fn template_of_groups(
    scope: &Scope,
    grouping: &mut Grouping,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Template> {
    parts(scope, diagnostics, |scope, diagnostics| {
        let mut typed = bind::expression_of_groups(scope, grouping, diagnostics)?;
        bind::lift(&mut typed, grouping, scope, diagnostics)?;
        Some(typed)
    })
}

/// The same in a rule about the rows around each.
pub fn template_of_windows(
    scope: &Scope,
    grouping: &mut Grouping,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Template> {
    parts(scope, diagnostics, |scope, diagnostics| {
        bind::expression_of_groups(scope, grouping, diagnostics)
    })
}

fn parts(
    scope: &Scope,
    diagnostics: &mut Vec<Diagnostic>,
    mut bind: impl FnMut(&Scope, &mut Vec<Diagnostic>) -> Option<Typed>,
) -> Option<Template> {
    let text = &scope.phrase.text;
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut fits = true;
    let mut at = 0;
    while let Some(brace) = text[at..].find(['{', '}']).map(|brace| at + brace) {
        plain.push_str(&text[at..brace]);
        at = brace + 1;
        let doubled = text[at..].starts_with(&text[brace..at]);
        if doubled || text[brace..].starts_with('}') {
            plain.push_str(&text[brace..at]);
            at += usize::from(doubled);
            continue;
        }
        let Some(end) = closing(text, at) else {
            diagnostics.push(never_closed(scope.phrase, brace));
            return None;
        };
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        match expression(scope, Span::new(at, end), diagnostics, &mut bind) {
            Some(part) => parts.push(part),
            None => fits = false,
        }
        at = end + 1;
    }
    plain.push_str(&text[at..]);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    fits.then_some(Template { parts })
}

/// The byte of the brace that ends an expression, outside of quotes and of braces within.
fn closing(text: &str, start: usize) -> Option<usize> {
    let (mut depth, mut quote) = (0usize, None);
    for (at, character) in text[start..].char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(start + at),
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    None
}

fn expression(
    scope: &Scope,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
    bind: &mut impl FnMut(&Scope, &mut Vec<Diagnostic>) -> Option<Typed>,
) -> Option<Part> {
    let phrase = part_of(scope.phrase, span);
    if phrase.text.trim().is_empty() {
        let place = scope.phrase.locate(Span::new(span.start - 1, span.end + 1));
        diagnostics.push(
            Diagnostic::new("invalid-syntax", "expected an expression between the braces")
                .at(scope.phrase.source, place, "nothing here")
                .help("a brace itself is written `{{`"),
        );
        return None;
    }
    let typed = bind(&Scope { phrase: &phrase, ..*scope }, diagnostics)?;
    Some(Part::Expr { typed, text: phrase.text })
}

/// A stretch of a phrase as a phrase of its own.
fn part_of(phrase: &Phrase, span: Span) -> Phrase {
    let last = phrase.offsets.len().saturating_sub(1);
    Phrase {
        text: phrase.text[span.start..span.end].to_owned(),
        source: phrase.source,
        span: phrase.locate(span),
        offsets: phrase.offsets[span.start.min(last)..=span.end.min(last)].to_vec(),
    }
}

#[cold]
fn never_closed(phrase: &Phrase, brace: usize) -> Diagnostic {
    Diagnostic::new("invalid-syntax", "`{` is never closed")
        .at(phrase.source, phrase.locate(Span::new(brace, brace + 1)), "opened here")
        .help("close it with `}`; a brace itself is written `{{`")
}
