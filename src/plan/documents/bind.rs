//! Rules about documents, typed against the figures that have names.

use super::cases::{Case, Cases};
use super::{DocumentCheck, DocumentPlan, FigureColumn, Places};
use crate::checks::binder::{Binder, one_line, reads_of};
use crate::checks::{Filter, Reads};
use crate::diagnostics::{Diagnostic, Severity, suggest};
use crate::expressions::ast::BinaryOp;
use crate::expressions::template::{self, Template};
use crate::expressions::typed::{Node, Typed};
use crate::plan::severities::{Known, Severities};
use crate::rules::{Anchor, Param, Phrase, RuleDecl, RuleSet, Spanned};
use crate::tables::TableId;
use crate::types::{Type, Value, format};

/// Binds what the rule files ask of documents. Gives every check that could run.
pub fn bind(
    rules: &RuleSet,
    documents: &mut [DocumentPlan],
    binder: &mut Binder<'_>,
    severities: &Severities,
) -> Vec<Known> {
    let mut known = Vec::new();
    let of_documents = |rule: &RuleDecl| {
        !rule.documents.is_empty() || (rule.pattern.is_some() && rule.tables.is_empty())
    };
    let all = rules.rules.iter().enumerate().filter(|(_, rule)| of_documents(rule));
    for (number, rule) in all {
        let Some(phrase) = condition_of(rule, binder) else { continue };
        let own = rule.meta.severity.as_ref().map_or(Severity::Error, |severity| severity.value);
        let (id, tags) = (rule.id.value.clone(), rule.meta.tags.clone());
        let one = Known { id, tags, ..Known::default() };
        let severity = severities.of_known(&one, own);
        known.push(one);
        let found: Vec<usize> =
            rule.documents.iter().filter_map(|name| find(rules, name, binder)).collect();
        let checks = match rule.pattern {
            Some(_) => at_places((number, rule, phrase), documents, binder),
            None => of_rows((rule, phrase), (&found, documents), binder),
        };
        for (document, check) in checks {
            if let Some(severity) = severity {
                documents[document].checks.push(DocumentCheck { severity, ..check });
            }
        }
    }
    known
}

/// A check for each document of a rule, with the number of the document.
type Checks = Vec<(usize, DocumentCheck)>;

/// A rule about the figures of documents that have names.
fn of_rows(
    (rule, phrase): (&RuleDecl, &Phrase),
    (declared, documents): (&[usize], &[DocumentPlan]),
    binder: &mut Binder<'_>,
) -> Checks {
    let mut checks = Vec::new();
    for at in declared {
        let of = documents.iter().enumerate().filter(|(_, one)| one.declared == Some(*at));
        for (number, document) in of {
            let row = (document.table, document.columns.as_slice());
            checks.extend(check(rule, phrase, row, binder).map(|check| (number, check)));
        }
    }
    checks
}

/// A rule with a pattern: bound once for the types that its captures have at some places. It may be
/// asked of numbers, and dates stand at a few of them; where it goes with none, that is a mistake.
fn at_places(
    (number, rule, phrase): (usize, &RuleDecl, &Phrase),
    documents: &[DocumentPlan],
    binder: &mut Binder<'_>,
) -> Checks {
    let (mut bound, mut open) = (Vec::new(), Vec::new());
    for (at, document) in documents.iter().enumerate() {
        for cases in document.cases.iter().filter(|cases| cases.rule == number) {
            let columns = columns_of(document, cases);
            let before = binder.diagnostics.len();
            let check = check(rule, phrase, (cases.table, &columns), binder);
            let places = places(rule, cases);
            match check {
                Some(check) => {
                    bound.push((at, DocumentCheck { places: Some(places), ..check }));
                }
                None => open.push((at, cases, binder.diagnostics.split_off(before))),
            }
        }
    }
    if bound.is_empty() {
        let first = open.into_iter().next();
        binder.diagnostics.extend(first.into_iter().flat_map(|(_, _, said)| said));
        return Vec::new();
    }
    for (at, cases, said) in open {
        let document = &documents[at];
        let reason = said.first().map_or_else(String::new, |one| one.message.clone());
        tell_blocked((rule, &reason), (document, cases), binder);
        let blocked = Some(reason);
        let n_columns = document.columns.len();
        bound.push((
            at,
            DocumentCheck {
                places: Some(Places { blocked, ..places(rule, cases) }),
                columns: (n_columns..columns_of(document, cases).len()).collect(),
                ..unbound(rule, phrase, cases)
            },
        ));
    }
    bound
}

fn places(rule: &RuleDecl, cases: &Cases) -> Places {
    let pattern = rule.pattern.as_ref().map_or_else(String::new, |one| one_line(&one.text));
    Places { pattern, cases: cases.all.clone(), blocked: None }
}

/// The columns of a case: of several cases those that are no single value, for what is to say of
/// these.
fn columns_of(document: &DocumentPlan, cases: &Cases) -> Vec<FigureColumn> {
    let mut columns = document.columns.clone();
    let Some(first) = cases.all.first() else { return columns };
    columns.extend(first.captures.iter().enumerate().map(|(at, capture)| {
        let is_wide = |case: &&Case| case.captures[at].is_interval();
        cases.all.iter().find(is_wide).map_or(capture, |case| &case.captures[at]).clone()
    }));
    columns
}

/// Says where a condition does not go with what stands there.
fn tell_blocked(
    (rule, reason): (&RuleDecl, &str),
    (document, cases): (&DocumentPlan, &Cases),
    binder: &mut Binder<'_>,
) {
    let (id, article) = (&rule.id.value, &document.article);
    let (Some(case), Some(pattern)) = (cases.all.first(), &rule.pattern) else { return };
    let line = article.place(article.document.source(case.text)).line;
    let more = match cases.all.len() - 1 {
        0 => String::new(),
        more => format!(", and at {} more", format::count(more as u64)),
    };
    let message = format!("`{id}` is not evaluated at {}:{line}{more}: {reason}", article.file);
    let label = "another kind of figure stands here there";
    let place = (pattern.source, pattern.span);
    binder.mistake("not-evaluated", message, place, label).help =
        Some("write more of the words around it, so that only figures of one kind fit".to_owned());
}

/// A check that cannot be asked.
fn unbound(rule: &RuleDecl, phrase: &Phrase, cases: &Cases) -> DocumentCheck {
    DocumentCheck {
        id: rule.id.value.clone(),
        severity: Severity::Error,
        tags: rule.meta.tags.clone(),
        table: cases.table,
        places: None,
        filter: None,
        condition: Typed::literal(Value::Null, Type::Boolean),
        text: phrase.text.clone(),
        message: None,
        why: rule.meta.why.clone(),
        source: rule.meta.source.clone(),
        help: rule.meta.help.clone(),
        anchor: Anchor { source: phrase.source, span: phrase.span },
        columns: Vec::new(),
        reads: Reads::default(),
    }
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
    if let Some(share) = &rule.at_least {
        not_for_documents("at-least", share.place(), binder);
    }
    if let Some(test) = rule.tests.first() {
        not_for_documents("tests", (test.expected.source, test.expected.span), binder);
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
    (table, columns): (TableId, &[FigureColumn]),
    binder: &mut Binder<'_>,
) -> Option<DocumentCheck> {
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
    equality_of_intervals(&condition, phrase, columns, binder);
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
        table,
        places: None,
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
    columns: &[FigureColumn],
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
            Node::Column(at) => columns.get(at).filter(|column| column.is_interval()),
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
