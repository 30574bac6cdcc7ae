//! Articles: from files to what is read in them.

use super::session::Settings;
use crate::diagnostics::Diagnostic;
use crate::plan::documents::claim::DocumentClaim;
use crate::prose::{Article, Markup, ReadOptions};
use crate::reports::visible::visible;
use crate::rules::{DocumentDecl, RuleSet};
use crate::sources::content::Content;
use crate::sources::discover::Found;
use crate::sources::{self};
use crate::types::{CellFormat, DataType, Value};
use rayon::prelude::*;

/// Reads the articles of a run, each by itself.
pub fn read(
    rules: &RuleSet,
    claims: Vec<DocumentClaim>,
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(DocumentClaim, Article)> {
    let days: Vec<Option<i32>> =
        rules.documents.iter().map(|decl| declared_day(decl, diagnostics)).collect();
    let read: Vec<_> = claims
        .into_par_iter()
        .map(|claim| {
            let declared = claim.declared.and_then(|at| days[at]);
            let published = settings.published.or(declared);
            let markup = markup(rules, &claim);
            let options = ReadOptions { markup, published };
            let content = content(&claim.found, &settings.read);
            content.map(|bytes| {
                let article = Article::read(&claim.found.display, &bytes, &options);
                (claim, article)
            })
        })
        .collect();
    let mut articles = Vec::new();
    for one in read {
        match one {
            Ok(article) => articles.push(article),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    articles
}

/// How an article is written: by its name; what comes on standard input has none, and is written as
/// the files of its document are.
fn markup(rules: &RuleSet, claim: &DocumentClaim) -> Markup {
    let of_files = || {
        let files = &rules.documents[claim.declared?].files;
        files.first().map(|glob| Markup::of_name(&glob.value))
    };
    match claim.found.path.as_os_str() == "-" {
        true => of_files().unwrap_or_default(),
        false => Markup::of_name(&claim.found.display),
    }
}

/// The bytes of a file, or of standard input.
pub fn content(found: &Found, options: &sources::ReadOptions) -> Result<Content, Box<Diagnostic>> {
    let content = match found.path.as_os_str() == "-" {
        true => Content::gathered(std::io::stdin().lock(), &found.display, &options.scratch),
        false => Content::read(&found.path, &found.display, options),
    };
    content.map_err(Box::new)
}

/// The day that the rule file gives.
fn declared_day(decl: &DocumentDecl, diagnostics: &mut Vec<Diagnostic>) -> Option<i32> {
    let published = decl.published.as_ref()?;
    match day(&published.value) {
        Some(day) => Some(day),
        None => {
            let message = format!("`{}` is not a date", visible(&published.value));
            diagnostics.push(
                Diagnostic::new("invalid-value", message)
                    .at(published.source, published.span, "not a date")
                    .help("write a day, without quotes: `published = 2025-05-30`"),
            );
            None
        }
    }
}

/// The day that `--published` names.
pub fn published(option: Option<&str>) -> Result<Option<i32>, Box<Diagnostic>> {
    let Some(text) = option else { return Ok(None) };
    match day(text) {
        Some(day) => Ok(Some(day)),
        None => {
            let message = format!("`--published {}` is not a date", visible(text));
            let help = "write the day of publication as `--published 2025-05-30`";
            Err(Box::new(Diagnostic::new("invalid-option", message).help(help)))
        }
    }
}

fn day(text: &str) -> Option<i32> {
    match CellFormat::new(DataType::Date).read(text) {
        Some(Value::Date(day)) => Some(day),
        _ => None,
    }
}
