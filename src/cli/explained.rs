//! `scruple explain` of a rule that is one's own: what it says, what it reads, what it rests on.

use super::args::Inputs;
use super::check::{clock, read_options};
use super::listing::{Last, Line, Page};
use super::session::{self, Settings};
use crate::checks::{Reads, binder::one_line};
use crate::diagnostics::{Diagnostic, Severity, Texts};
use crate::plan::Plan;
use crate::plan::assemble::assemble;
use crate::plan::infer::Show;
use crate::plan::severities::Severities;
use crate::reports::Style;
use crate::reports::paint::{Paint, painted};
use crate::rules::{Meta, Param, RuleDecl};
use crate::tables::{Made, TableId};
use crate::types::format::visible;
use std::path::PathBuf;

/// What was found of an id in the rule files.
pub enum Looked {
    /// The rule, ready to print, and what is wrong with it.
    Rule(String, Vec<Diagnostic>, Texts),
    /// Not there; these are.
    Others(Vec<String>),
    /// The rule files could not be found or read.
    Unreadable(Vec<Diagnostic>, Texts),
}

/// Looks an id up among the rules of rule files: those that are named, else `scruple.toml` upwards from
/// the working directory.
pub fn look(id: &str, rules: &[PathBuf], style: Style) -> Looked {
    let inputs = Inputs { rules: rules.to_vec(), ..Inputs::default() };
    let settings = Settings {
        read: read_options(&inputs),
        select: Severities::default(),
        today: clock(),
        show: Show::Values,
        previous: None,
        published: None,
    };
    let (mut texts, mut diagnostics) = (Texts::default(), Vec::new());
    let mut others = Vec::new();
    for group in session::groups(&inputs, &mut diagnostics) {
        if group.rules.is_empty() {
            continue;
        }
        let mut read = session::read(&group, &settings, &mut texts);
        if read.broken {
            diagnostics.append(&mut read.diagnostics);
        }
        let Some(at) = read.rules.rules.iter().position(|rule| rule.id.value == id) else {
            others.extend(read.rules.rules.iter().map(|rule| rule.id.value.clone()));
            continue;
        };
        // Of the others nothing has to be known.
        read.rules.rules = vec![read.rules.rules.swap_remove(at)];
        let rule = &read.rules.rules[0];
        let data = (read.opened, read.articles);
        let (plan, _) = assemble(&read.rules, data, settings.terms(), (&texts, &mut diagnostics));
        let text = written(rule, &plan, &texts, style);
        let is_of_rules = |one: &Diagnostic| !one.is_about_data() && one.code != "not-evaluated";
        diagnostics.retain(|one| one.severity == Severity::Error && is_of_rules(one));
        return Looked::Rule(text, diagnostics, texts);
    }
    match diagnostics.iter().any(|one| one.severity == Severity::Error) {
        true => Looked::Unreadable(diagnostics, texts),
        false => Looked::Others(others),
    }
}

/// What is said of a rule.
fn written(rule: &RuleDecl, plan: &Plan, texts: &Texts, style: Style) -> String {
    let bound = Bound::of(rule, plan);
    let declared = rule.meta.severity.as_ref().map(|severity| severity.value);
    let severity = bound.as_ref().map(|bound| bound.severity).or(declared);
    let (line, _) = texts.line_column(rule.id.source, rule.id.span.start);
    let place = format!("{}:{line}", texts.get(rule.id.source).path);
    let mut page = Page::new(style);
    let name = painted(&visible(&rule.id.value), Paint::Accent, &page.style);
    page.line(&format!("{name} ({}), {place}", severity.unwrap_or(Severity::Error).word()));
    page.line("");
    let mut lines = asks(rule, texts);
    let tables = rule.tables.iter().map(|name| ("table", name));
    let documents = rule.documents.iter().map(|name| ("document", name));
    let about = tables.chain(documents);
    lines.extend(about.map(|(what, name)| entry(what, &with_files(&name.value, plan))));
    lines.extend(bound.map(|bound| bound.rests_on(plan)).unwrap_or_default());
    lines.extend(told(&rule.meta));
    page.entries(lines);
    page.line(&format!("`scruple explain {}` tells what such a rule is", rule.body.0.value));
    page.text
}

/// A rule as a run would judge it.
struct Bound<'p> {
    severity: Severity,
    table: TableId,
    reads: &'p Reads,
}

impl<'p> Bound<'p> {
    fn of(rule: &RuleDecl, plan: &'p Plan) -> Option<Bound<'p>> {
        let id = &rule.id.value;
        let of_rows = plan.checks.iter().find(|check| check.id == *id);
        let of_rows = of_rows.map(|check| (check.severity, check.table, &check.reads));
        let mut documents = plan.documents.iter().flat_map(|document| &document.checks);
        let (severity, table, reads) = of_rows.or_else(|| {
            let check = documents.find(|check| check.id == *id)?;
            Some((check.severity, check.table, &check.reads))
        })?;
        Some(Bound { severity, table, reads })
    }

    /// The columns that it reads, and the defined values.
    fn rests_on(&self, plan: &Plan) -> Vec<Line> {
        let columns = columns(plan, self.table, self.reads);
        let reads = (!columns.is_empty()).then(|| entry("reads", &columns.join(", ")));
        let uses = plan.facts(&self.reads.defines).into_iter().map(|fact| {
            let unit = fact.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
            let told = [fact.why, fact.source, fact.date.map(|date| format!("as of {date}"))];
            let told: Vec<String> = told.into_iter().flatten().collect();
            let told = match told.is_empty() {
                true => String::new(),
                false => format!(" ({})", told.join("; ")),
            };
            entry("uses", &format!("{} = {}{unit}{told}", fact.name, fact.value))
        });
        reads.into_iter().chain(uses).collect()
    }
}

/// What a rule asks, and of what.
fn asks(rule: &RuleDecl, texts: &Texts) -> Vec<Line> {
    let (kind, body) = &rule.body;
    let phrases = [("where", &rule.condition), ("pattern", &rule.pattern)].into_iter();
    let phrases = phrases.filter_map(|(what, phrase)| Some(entry(what, &phrase.as_ref()?.text)));
    let by: Vec<String> = rule.by.iter().map(|phrase| one_line(&phrase.text)).collect();
    let by = (!by.is_empty()).then(|| entry("by", &by.join(", ")));
    let share = rule.at_least.as_ref().map(|share| entry("at-least", &asked(share, texts)));
    let body = entry(&kind.value, &asked(body, texts));
    std::iter::once(body).chain(phrases).chain(by).chain(share).collect()
}

/// What its author says of it.
fn told(meta: &Meta) -> Vec<Line> {
    let tags = (!meta.tags.is_empty()).then(|| meta.tags.join(", "));
    let all = [
        ("message", meta.message.as_ref().map(|phrase| &phrase.text)),
        ("why", meta.why.as_ref()),
        ("source", meta.source.as_ref()),
        ("help", meta.help.as_ref()),
        ("tags", tags.as_ref()),
    ];
    all.into_iter().filter_map(|(what, text)| Some(entry(what, text?))).collect()
}

fn entry(what: &str, text: &str) -> Line {
    let cell = (visible(what).into_owned(), Paint::Accent);
    Line { cells: vec![cell], last: Last::sentence(&visible(&one_line(text))) }
}

/// What stands behind a key: the text, else as the rule file has it.
fn asked(body: &Param, texts: &Texts) -> String {
    match body {
        Param::Text(phrase) => one_line(&phrase.text),
        body => {
            let (source, span) = body.place();
            one_line(texts.get(source).text.get(span.start..span.end).unwrap_or_default())
        }
    }
}

/// A table or document with the files that it is.
fn with_files(name: &str, plan: &Plan) -> String {
    let table = plan.catalog.find(name).map(|table| &plan.tables[table.0]);
    let files = table.into_iter().flat_map(|table| &table.files);
    let files = files.map(|file| file.source.display.clone());
    let articles = plan.documents.iter().filter(|document| document.name == name);
    let articles = articles.map(|document| document.article.file.clone());
    let files: Vec<String> = files.chain(articles).collect();
    match files.is_empty() {
        true => name.to_owned(),
        false => format!("{name} ({})", files.join(", ")),
    }
}

/// The columns that a check reads, of its own table and of others, each with its type.
fn columns(plan: &Plan, table: TableId, reads: &Reads) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    let mut name = |table: TableId, column: usize| {
        let schema = plan.catalog.table(table);
        if matches!(schema.made(column), Some(Made::Computed(_))) {
            return;
        }
        let known = &schema.columns[column];
        let text = format!("{}.{} ({})", schema.name, known.name, known.data_type.name());
        if !named.contains(&text) {
            named.push(text);
        }
    };
    for (table, reads) in reads.with_tables(table) {
        reads.columns.iter().for_each(|column| name(table, *column));
        for (path, column) in &reads.follows {
            if let Some(last) = path.last() {
                name(plan.catalog.reference(*last).to, *column);
            }
        }
        for reference in reads.references.iter().map(|id| plan.catalog.reference(*id)) {
            reference.to_columns.iter().for_each(|column| name(reference.to, *column));
        }
    }
    named
}
