//! `[documents.NAME]` of a rule file to the model.

use super::lower::{entries, spanned, texts};
use super::model::{DocumentDecl, WordsDecl};
use super::param::{Param, Spanned};
use super::tables::wrong_glob;
use crate::diagnostics::Diagnostic;

/// Takes a document's declaration from its tree.
pub fn document(
    name: &Spanned<String>,
    value: &Param,
    found: &mut Vec<Diagnostic>,
) -> DocumentDecl {
    let files = texts(value, "files");
    found.extend(files.iter().filter_map(wrong_glob));
    let published = match value.get("published") {
        Some(Param::Date(date)) => Some(date.clone()),
        _ => None,
    };
    DocumentDecl {
        name: name.clone(),
        files,
        published,
        figures: entries(value, "figures").filter_map(figure).collect(),
        aside: entries(value, "aside").filter_map(aside).collect(),
    }
}

fn figure((name, value): &(Spanned<String>, Param)) -> Option<(Spanned<String>, WordsDecl)> {
    let quote = match value {
        Param::Text(phrase) => {
            Spanned { value: phrase.text.clone(), source: phrase.source, span: phrase.span }
        }
        table => spanned(table, "quote")?,
    };
    let words =
        WordsDecl { quote, after: spanned(value, "after"), before: spanned(value, "before") };
    Some((name.clone(), words))
}

fn aside((words, reason): &(Spanned<String>, Param)) -> Option<(Spanned<String>, Spanned<String>)> {
    let Param::Text(reason) = reason else { return None };
    let (value, source, span) = (reason.text.clone(), reason.source, reason.span);
    Some((words.clone(), Spanned { value, source, span }))
}
