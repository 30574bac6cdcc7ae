//! The tree of one rule file to the model. What does not conform has been said: it is left out.

use super::conform_to;
use super::documents::document;
use super::lists;
use super::model::*;
use super::param::{Param, Phrase, Spanned};
use super::tables::table;
use super::wording::shown;
use crate::diagnostics::{Diagnostic, Severity};
use std::path::Path;

/// What one rule file says.
#[derive(Debug, Default)]
pub struct Parts {
    pub title: Option<String>,
    pub includes: Vec<Spanned<String>>,
    pub defines: Vec<Define>,
    pub tables: Vec<TableDecl>,
    pub documents: Vec<DocumentDecl>,
    pub rules: Vec<RuleDecl>,
    pub severities: Vec<SeverityOverride>,
    pub allows: Vec<AllowDecl>,
}

/// Where a rule file stands, for the files that it names.
pub struct Site<'a> {
    /// The folder of the rule file; absent for a pack.
    pub folder: Option<&'a Path>,
    pub files: &'a dyn super::files::Files,
}

/// Takes the parts of a rule file from its tree.
pub fn lower(file: &Param, site: &Site, found: &mut Vec<Diagnostic>) -> Parts {
    Parts {
        title: string(file, "title"),
        includes: texts(file, "include"),
        defines: entries(file, "define")
            .filter_map(|(name, value)| define(name, value, site, found))
            .collect(),
        tables: entries(file, "tables").map(|(name, value)| table(name, value, found)).collect(),
        documents: entries(file, "documents")
            .map(|(name, value)| document(name, value, found))
            .collect(),
        rules: entries(file, "rules")
            .filter_map(|(id, value)| rule(id, value, site, found))
            .collect(),
        severities: entries(file, "severity").filter_map(severity_override).collect(),
        allows: items(file, "allow").filter_map(allow).collect(),
    }
}

fn define(
    name: &Spanned<String>,
    value: &Param,
    site: &Site,
    found: &mut Vec<Diagnostic>,
) -> Option<Define> {
    let body = match value {
        Param::Table(_) => define_body(value, site, found)?,
        Param::List(list) => DefineBody::List(list.value.clone()),
        value => DefineBody::Value(value.clone()),
    };
    Some(Define {
        name: name.clone(),
        body,
        unit: spanned(value, "unit"),
        why: string(value, "why"),
        source: string(value, "source"),
        date: day(value, "date").map(|day| day.value),
    })
}

fn define_body(value: &Param, site: &Site, found: &mut Vec<Diagnostic>) -> Option<DefineBody> {
    if let Some(value) = value.get("value") {
        return Some(DefineBody::Value(value.clone()));
    }
    if let Some(Param::List(list)) = value.get("values") {
        return Some(DefineBody::List(list.value.clone()));
    }
    if let Some(expr) = phrase(value, "expr") {
        return Some(DefineBody::Expression { args: texts(value, "args"), expr });
    }
    let (file, column) = (phrase(value, "file")?, phrase(value, "column")?);
    match lists::read(&file, &column, site) {
        Ok(values) => Some(DefineBody::List(values)),
        Err(diagnostic) => {
            found.push(*diagnostic);
            Some(DefineBody::List(Vec::new()))
        }
    }
}

fn rule(
    id: &Spanned<String>,
    value: &Param,
    site: &Site,
    found: &mut Vec<Diagnostic>,
) -> Option<RuleDecl> {
    if !is_kebab_case(&id.value) {
        found.push(not_kebab_case(id));
    }
    let body = entries_of(value).find(|(name, _)| is_body(&name.value))?;
    Some(RuleDecl {
        id: id.clone(),
        tables: texts(value, "table"),
        documents: texts(value, "document"),
        pattern: phrase(value, "pattern"),
        body: body.clone(),
        schema: phrase(value, "schema").and_then(|name| match conform_to::read(&name, site) {
            Ok(schema) => Some(schema),
            Err(diagnostic) => {
                found.push(*diagnostic);
                None
            }
        }),
        condition: phrase(value, "where"),
        by: phrases(value, "by"),
        windows: entries(value, "windows")
            .filter_map(|(name, window)| match window {
                Param::Text(phrase) => Some((name.clone(), phrase.clone())),
                _ => None,
            })
            .collect(),
        at_least: value.get("at-least").cloned(),
        meta: meta(value),
        tests: items(value, "tests").filter_map(|test| super::tests::test(test, found)).collect(),
    })
}

fn is_body(name: &str) -> bool {
    super::vocabulary::BODIES.iter().any(|body| body.name == name)
}

/// Lower case, digits, and single hyphens between them.
fn is_kebab_case(id: &str) -> bool {
    id.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}

fn not_kebab_case(id: &Spanned<String>) -> Diagnostic {
    let lower = id.value.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let better = words.collect::<Vec<_>>().join("-");
    let message = format!(
        "the id of a rule is lower case, words joined by hyphens; found {}",
        shown(&id.value)
    );
    let diagnostic =
        Diagnostic::new("invalid-value", message).at(id.source, id.span, "not such an id");
    match better.is_empty() {
        true => diagnostic,
        false => diagnostic.help(format!("write `[rules.{better}]`")),
    }
}

fn severity_override((pattern, value): &(Spanned<String>, Param)) -> Option<SeverityOverride> {
    let Param::Text(word) = value else { return None };
    let severity = Severity::from_word(&word.text);
    let known = severity.is_some() || word.text == "off";
    known.then(|| SeverityOverride { pattern: pattern.clone(), severity })
}

/// The things that a key lists.
pub fn items<'a>(table: &'a Param, key: &str) -> impl Iterator<Item = &'a Param> + use<'a> {
    let list = match table.get(key) {
        Some(Param::List(list)) => list.value.as_slice(),
        _ => &[],
    };
    list.iter()
}

fn day(value: &Param, key: &str) -> Option<Spanned<String>> {
    match value.get(key) {
        Some(Param::Date(date)) => Some(date.clone()),
        _ => None,
    }
}

fn allow(value: &Param) -> Option<AllowDecl> {
    let expires = day(value, "expires");
    Some(AllowDecl {
        rule: spanned(value, "rule")?,
        condition: phrase(value, "where"),
        fingerprint: spanned(value, "fingerprint"),
        reason: spanned(value, "reason")?,
        expires,
        evidence: string(value, "evidence"),
    })
}

/// What a rule or constraint says about itself.
pub fn meta(value: &Param) -> Meta {
    let severity = phrase(value, "severity").and_then(|word| {
        let severity = Severity::from_word(&word.text)?;
        Some(Spanned { value: severity, source: word.source, span: word.span })
    });
    Meta {
        severity,
        message: phrase(value, "message"),
        why: string(value, "why"),
        source: string(value, "source"),
        help: string(value, "help"),
        tags: strings(value, "tags").unwrap_or_default(),
    }
}

/// The text behind a key.
pub fn phrase(table: &Param, key: &str) -> Option<Phrase> {
    match table.get(key) {
        Some(Param::Text(phrase)) => Some(phrase.clone()),
        _ => None,
    }
}

/// The text or texts behind a key; none where there is no such key.
pub fn phrases(table: &Param, key: &str) -> Vec<Phrase> {
    let text = |value: &Param| match value {
        Param::Text(phrase) => Some(phrase.clone()),
        _ => None,
    };
    match table.get(key) {
        Some(Param::List(list)) => list.value.iter().filter_map(text).collect(),
        value => value.and_then(text).into_iter().collect(),
    }
}

pub fn string(table: &Param, key: &str) -> Option<String> {
    phrase(table, key).map(|phrase| phrase.text)
}

pub fn spanned(table: &Param, key: &str) -> Option<Spanned<String>> {
    phrase(table, key).map(plain)
}

/// The text or texts behind a key; none where there is no such key.
pub fn texts(table: &Param, key: &str) -> Vec<Spanned<String>> {
    table.get(key).map(texts_of).unwrap_or_default()
}

/// The texts behind a key, without their places; `None` where there is no such key.
pub fn strings(table: &Param, key: &str) -> Option<Vec<String>> {
    let texts = texts_of(table.get(key)?);
    Some(texts.into_iter().map(|text| text.value).collect())
}

/// One text, or the texts of a list.
pub fn texts_of(value: &Param) -> Vec<Spanned<String>> {
    let text = |value: &Param| match value {
        Param::Text(phrase) => Some(plain(phrase.clone())),
        _ => None,
    };
    match value {
        Param::List(list) => list.value.iter().filter_map(text).collect(),
        value => text(value).into_iter().collect(),
    }
}

fn plain(phrase: Phrase) -> Spanned<String> {
    Spanned { value: phrase.text, source: phrase.source, span: phrase.span }
}

/// What stands in the table behind a key.
pub fn entries<'a>(
    table: &'a Param,
    key: &str,
) -> impl Iterator<Item = &'a (Spanned<String>, Param)> + use<'a> {
    table.get(key).into_iter().flat_map(entries_of)
}

/// The keys of a table and their values; none where it is no table.
pub fn entries_of(table: &Param) -> impl Iterator<Item = &(Spanned<String>, Param)> {
    match table {
        Param::Table(table) => table.value.iter(),
        _ => [].iter(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_kebab_case;

    #[test]
    fn ids_are_kebab_case() {
        for id in ["a", "rounds-per-occasion", "r2-d2"] {
            assert!(is_kebab_case(id), "{id}");
        }
        for id in ["", "-a", "a-", "a--b", "A", "a_b", "a.b", "é"] {
            assert!(!is_kebab_case(id), "{id}");
        }
    }
}
