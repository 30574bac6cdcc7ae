//! Rules about documents, typed against the figures that have names.

use super::{DocumentCheck, DocumentPlan};
use crate::checks::binder::{Binder, reads_of};
use crate::checks::{Filter, Reads};
use crate::diagnostics::{Diagnostic, Severity, suggest};
use crate::expressions::ast::BinaryOp;
use crate::expressions::template::{self, Template};
use crate::expressions::typed::{Node, Typed};
use crate::plan::severities::{Known, Severities};
use crate::rules::{Anchor, Param, Phrase, RuleDecl, RuleSet, Spanned};

/// Binds what the rule files ask of documents. Gives every check that could run.
pub fn bind(
    rules: &RuleSet,
    documents: &mut [DocumentPlan],
    binder: &mut Binder<'_>,
    severities: &Severities,
) -> Vec<Known> {
    let mut known = Vec::new();
    for rule in rules.rules.iter().filter(|rule| !rule.documents.is_empty()) {
        let Some(phrase) = condition_of(rule, binder) else { continue };
        let own = rule.meta.severity.as_ref().map_or(Severity::Error, |severity| severity.value);
        let (id, tags) = (rule.id.value.clone(), rule.meta.tags.clone());
        let severity = severities.of_tagged(&id, &tags, own);
        known.push(Known { id, tags });
        for name in &rule.documents {
            let Some(at) = find(rules, name, binder) else { continue };
            for document in documents.iter_mut().filter(|one| one.declared == Some(at)) {
                let check = check(rule, phrase, document, binder);
                if let (Some(check), Some(severity)) = (check, severity) {
                    document.checks.push(DocumentCheck { severity, ..check });
                }
            }
        }
    }
    known
}

/// The condition of a rule about documents: there is no other kind of body for them.
fn condition_of<'r>(rule: &'r RuleDecl, binder: &mut Binder<'_>) -> Option<&'r Phrase> {
    let (kind, body) = &rule.body;
    let not_for_documents = |what: &str, place, binder: &mut Binder<'_>| {
        let message = format!("`{what}` is about rows, and a document has none");
        binder.mistake("not-applicable", message, place, "not for documents");
    };
    if let Some(by) = rule.by.first() {
        not_for_documents("by", (by.source, by.span), binder);
    }
    if let Some((name, _)) = rule.windows.first() {
        not_for_documents("windows", (name.source, name.span), binder);
    }
    match body {
        Param::Text(phrase) if kind.value == "check" => Some(phrase),
        _ => {
            not_for_documents(&kind.value, (kind.source, kind.span), binder);
            None
        }
    }
}

fn find(rules: &RuleSet, name: &Spanned<String>, binder: &mut Binder<'_>) -> Option<usize> {
    let found = rules.documents.iter().position(|decl| decl.name.value == name.value);
    if found.is_none() {
        let names = rules.documents.iter().map(|decl| decl.name.value.as_str());
        let help = suggest::exists("document", &suggest::nearest(&name.value, names))
            .unwrap_or_else(|| format!("declare it: `[documents.{}]`", name.value));
        let message = format!("unknown document `{}`", name.value);
        let place = (name.source, name.span);
        binder.mistake("unknown-document", message, place, "no such document").help = Some(help);
    }
    found
}

fn check(
    rule: &RuleDecl,
    phrase: &Phrase,
    document: &DocumentPlan,
    binder: &mut Binder<'_>,
) -> Option<DocumentCheck> {
    let table = document.table;
    let condition = binder.condition_of(table, phrase);
    let filter = rule.condition.as_ref().map(|phrase| {
        let condition = binder.condition_of(table, phrase)?;
        let reads = reads_of(&condition, binder.catalog);
        Some(Filter { condition, text: phrase.text.clone(), reads })
    });
    let message = rule.meta.message.as_ref().map(|phrase| {
        let scope = binder.scope(table, phrase);
        template::template(&scope, &mut binder.diagnostics)
    });
    let condition = condition?;
    equality_of_intervals(&condition, phrase, document, binder);
    let mut reads = reads_of(&condition, binder.catalog);
    let filter = match filter {
        Some(filter) => Some(filter?),
        None => None,
    };
    filter.iter().for_each(|filter| reads.add(filter.reads.clone()));
    let mut told = reads.clone();
    for part in message.iter().flatten().flat_map(Template::expressions) {
        told.add(reads_of(part, binder.catalog));
    }
    let with_message = told.asked;
    Some(DocumentCheck {
        id: rule.id.value.clone(),
        severity: Severity::Error,
        tags: rule.meta.tags.clone(),
        filter,
        condition,
        text: phrase.text.clone(),
        message: message.flatten(),
        why: rule.meta.why.clone(),
        source: rule.meta.source.clone(),
        help: rule.meta.help.clone(),
        anchor: Anchor { source: phrase.source, span: phrase.span },
        columns: reads.columns.clone(),
        reads: Reads { asked: with_message, ..reads },
    })
}

/// `=` on a figure that allows more than one value is never known to hold.
fn equality_of_intervals(
    condition: &Typed,
    phrase: &Phrase,
    document: &DocumentPlan,
    binder: &mut Binder<'_>,
) {
    let mut rest = vec![condition];
    while let Some(expr) = rest.pop() {
        rest.extend(expr.children());
        let Node::Compare { op: BinaryOp::Equal | BinaryOp::NotEqual, left, right } = &expr.node
        else {
            continue;
        };
        let interval = [left, right].into_iter().find_map(|side| match side.node {
            Node::Column(column) => {
                let column = &document.columns[column];
                let extent = column.extent?;
                extent.says.as_point().is_none().then_some(column)
            }
            _ => None,
        });
        if let Some(column) = interval {
            let message =
                format!("`{}` allows more than one value, so `=` never holds of it", column.name);
            let place = phrase.locate(expr.span);
            let text = |side: &Typed| phrase.text.get(side.span.start..side.span.end).unwrap_or("");
            let help = format!("write `agrees({}, {})`", text(left), text(right));
            binder.diagnostics.push(
                Diagnostic::new("interval-equality", message)
                    .at(phrase.source, place, "`=` of an interval")
                    .help(help),
            );
        }
    }
}
