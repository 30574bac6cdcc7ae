//! Figures by the words that they stand in, and what is to say where these are not found.

use super::DocumentPlan;
use crate::diagnostics::{Diagnostic, Span};
use crate::prose::{Article, Lost, Words, hits};
use crate::rules::{DocumentDecl, WordsDecl};
use crate::types::format;

/// The words of a declaration as the document looks for them.
pub fn words(decl: &WordsDecl) -> Words<'_> {
    Words {
        quote: &decl.quote.value,
        after: decl.after.as_ref().map(|text| text.value.as_str()),
        before: decl.before.as_ref().map(|text| text.value.as_str()),
    }
}

/// Says which names have no figure: of a document of several files those that none of them has.
pub fn tell_lost(
    decl: &DocumentDecl,
    documents: &[&DocumentPlan],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (name, place) in &decl.figures {
        let lost: Vec<(&Article, Lost)> = documents
            .iter()
            .filter_map(|document| {
                let read = &document.article.document;
                let lost = match read.named(&words(place)).err()? {
                    // What has another name is not what is meant.
                    Lost::Changed { words, nearest: Some(_) } => {
                        let named = document.columns.iter().filter_map(|column| column.figure);
                        let nearest = read.nearest(&words, &named.collect::<Vec<_>>());
                        Lost::Changed { words, nearest }
                    }
                    lost => lost,
                };
                Some((&document.article, lost))
            })
            .collect();
        let several = documents.len() > 1;
        let is_absent = |lost: &Lost| matches!(lost, Lost::Changed { .. });
        let everywhere = lost.len() == documents.len();
        for (at, (article, lost)) in lost.iter().enumerate() {
            // What none of several files has is said once.
            let is_silent = several && is_absent(lost) && (!everywhere || at > 0);
            if !is_silent {
                diagnostics.push(lost_figure(&name.value, place, article, lost));
            }
        }
    }
}

fn lost_figure(name: &str, place: &WordsDecl, article: &Article, lost: &Lost) -> Diagnostic {
    let file = &article.file;
    match lost {
        Lost::Changed { words, nearest } => {
            let at = [&place.after, &place.before]
                .into_iter()
                .flatten()
                .find(|text| text.value == *words)
                .unwrap_or(&place.quote);
            let message = format!("the words of figure `{name}` are not in `{file}`");
            let diagnostic = Diagnostic::new("anchor-changed", message).at(
                at.source,
                at.span,
                "these words are not there",
            );
            match nearest {
                Some(span) => diagnostic
                    .note(format!("{} reads `{}`", line_of(article, *span), quoted(article, *span)))
                    .help("if that is the figure that is meant, quote the words as they are now"),
                None => diagnostic.help(format!(
                    "quote the words that the figure stands in; `scruple figures {file}` shows them"
                )),
            }
        }
        Lost::Several(found) => {
            let lines: Vec<String> = found.iter().map(|span| line_of(article, *span)).collect();
            let count = format::count(found.len() as u64);
            let message = format!("the words of figure `{name}` stand {count} times in `{file}`");
            Diagnostic::new("anchor-ambiguous", message)
                .at(place.quote.source, place.quote.span, "which of them is meant")
                .note(format!("they stand on {}", lines.join(", ")))
                .help("quote more of the sentence, or say what stands before: `after = \"…\"`")
        }
        Lost::Figures(figures) => {
            let document = &article.document;
            let words: Vec<String> = figures
                .iter()
                .map(|at| format!("`{}`", quoted(article, document.figures[*at].text)))
                .collect();
            let message = format!("the words of figure `{name}` hold {}", words.join(" and "));
            Diagnostic::new("anchor-ambiguous", message)
                .at(place.quote.source, place.quote.span, "which of them is meant")
                .help("quote fewer words, so that one figure is left")
        }
        Lost::NoFigure(span) => {
            let message = format!("the words of figure `{name}` hold no figure");
            Diagnostic::new("anchor-without-figure", message)
                .at(place.quote.source, place.quote.span, "nothing here is read as a figure")
                .note(format!("they stand on {} of `{file}`", line_of(article, *span)))
                .help(format!("`scruple figures {file}` shows what is read"))
        }
    }
}

fn line_of(article: &Article, span: Span) -> String {
    format!("line {}", article.place(article.document.source(span)).line)
}

/// The words of the article on one line.
fn quoted(article: &Article, span: Span) -> String {
    let words = article.document.words(span);
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    format::shorten(&format::visible(&line), 80).into_owned()
}

/// The figures that the rule file sets aside, and words that are nowhere.
pub fn aside(
    decl: &DocumentDecl,
    article: &Article,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(usize, String)> {
    let mut aside = Vec::new();
    for (words, reason) in &decl.aside {
        if reason.value.trim().is_empty() {
            let message = "what is set aside needs a reason";
            diagnostics.push(
                Diagnostic::new("missing-key", message)
                    .at(reason.source, reason.span, "nothing in it")
                    .help("say why it is not to be checked: `\"49ers\" = \"a team\"`"),
            );
            continue;
        }
        let found = hits(&article.document, &words.value);
        if found.is_empty() {
            let message = format!("the words `{}` are not in `{}`", words.value, article.file);
            diagnostics.push(
                Diagnostic::new("unused-aside", message)
                    .at(words.source, words.span, "nothing is set aside")
                    .help("delete the line, or quote the words as they are now"),
            );
        }
        for span in found {
            let figures = article.document.figures_in(span);
            aside.extend(figures.into_iter().map(|at| (at, reason.value.trim().to_owned())));
        }
    }
    aside
}
