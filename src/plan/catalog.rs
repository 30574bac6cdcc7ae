//! Schemas: the columns of the files joined with what rule files say of them.

use super::claim::Claim;
use super::declared::{Declared, is_glob};
use super::infer::Show;
use super::{PlannedFile, TablePlan, formats, references, versions};
use crate::checks::binder::is_expression;
use crate::diagnostics::{Diagnostic, suggest};
use crate::expressions::bind::{self, Chosen};
use crate::rules::{
    ColumnDecl, ColumnsMatch, DefineBody, Param, Phrase, RuleSet, Spanned, TableDecl,
};
use crate::sources::Source;
use crate::tables::{Catalog, ColumnSchema, Origin, Schema, TableId};
use crate::types::DataType;
use std::collections::{HashMap, HashSet};

/// A claimed table with its files open.
pub struct Opened {
    pub claim: Claim,
    /// Beside `claim.files`, those that could be read.
    pub sources: Vec<(Source, bool)>,
    pub before: Before,
}

/// The version before of a table.
#[derive(Default)]
pub enum Before {
    /// No rule reads it.
    #[default]
    Unasked,
    /// The command line names none.
    Unnamed,
    /// None where the table did not exist then.
    Files(Vec<Source>),
}

/// Joins files and declarations; `figures` is the table of the articles. `show` says whether diagnostics may quote cells.
pub fn build(
    rules: &RuleSet,
    opened: Vec<Opened>,
    figures: Option<(Schema, TablePlan)>,
    (show, diagnostics): (Show, &mut Vec<Diagnostic>),
) -> (Catalog, Vec<TablePlan>) {
    let mut catalog = Catalog::default();
    let (mut tables, mut earlier) = (Vec::new(), Vec::new());
    for open in opened {
        let decl = open.claim.table.map(|table| &rules.tables[table]);
        let (schema, plan, before) = table(rules, (decl, open), show, diagnostics);
        catalog.tables.push(schema);
        tables.push(plan);
        earlier.extend(before);
    }
    for (schema, plan) in earlier.into_iter().chain(figures) {
        catalog.tables.push(schema);
        tables.push(plan);
    }
    references::declare(rules, (&mut catalog, &mut tables), diagnostics);
    (catalog, tables)
}

fn table(
    rules: &RuleSet,
    (decl, open): (Option<&TableDecl>, Opened),
    show: Show,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Schema, TablePlan, Option<(Schema, TablePlan)>) {
    let declarations = decl.map(Declared::new);
    let declaration = |name: &str| declarations.as_ref().and_then(|known| known.find(name));
    let names = column_names(decl, &open);
    let mut columns = Vec::new();
    let mut formats = Vec::new();
    let missing = decl.and_then(|decl| decl.missing.clone());
    for (name, present) in &names {
        let declared = declaration(name);
        columns.push(column((name, *present), declared, diagnostics));
        let data_type = declared.and_then(|column| column.data_type.as_ref());
        formats.push(formats::format(
            data_type.map(|declared| declared.value),
            declared.map(|column| &column.reading),
            missing.as_deref(),
            diagnostics,
        ));
    }
    if let Some(decl) = decl {
        unused_globs(decl, &names, diagnostics);
    }
    let before = open.before;
    let files = open.sources.into_iter().map(|(source, context)| {
        let columns = columns_of(&source, names.iter().map(|(name, _)| name.as_str()));
        PlannedFile::new(source, context, columns)
    });
    let mut plan = TablePlan {
        claimed: decl.is_some(),
        optional: names
            .iter()
            .map(|(name, _)| {
                declaration(name).is_some_and(|column| column.optional || may_be_fewer(decl))
            })
            .collect(),
        pad_ragged: decl.is_some_and(|decl| decl.reading.pad_ragged),
        source: decl.and_then(|decl| decl.source.clone()),
        ..TablePlan::undeclared(files.collect(), formats)
    };
    let words = names_compared(rules);
    let chosen = Chosen::of(phrases(rules));
    let wanted: Vec<bool> = columns
        .iter()
        .map(|column: &ColumnSchema| {
            let declared = declaration(&column.name);
            column.present
                && declared.is_none_or(|decl| decl.data_type.is_none())
                && declared.and_then(text_constraint).is_none()
                && (declared.is_some_and(|column| !column.constraints.is_empty())
                    || words.contains(&column.name.to_lowercase())
                    || chosen.has(&column.name)
                    || phrases(rules).any(|phrase| mentions(&phrase.text, &column.name))
                    || computed(rules).any(|phrase| {
                        phrase.text != column.name && mentions(&phrase.text, &column.name)
                    }))
        })
        .collect();
    let version = versions::infer((&mut columns, &mut plan), before, (&wanted, show));
    for column in &mut columns {
        let text = declaration(&column.name).and_then(text_constraint);
        if let (Some(kind), Origin::Inferred { evidence }) = (text, &mut column.origin) {
            *evidence = Some(format!("its `{kind}`, which is about text"));
        }
    }
    let mut schema = Schema {
        name: open.claim.name,
        known: !plan.files.is_empty(),
        columns,
        key: Vec::new(),
        made: Vec::new(),
    };
    if let Some(decl) = decl.filter(|_| !plan.files.is_empty()) {
        schema.key = key(decl, &schema, diagnostics);
    }
    let judged = rules.rules.iter().flat_map(|rule| &rule.tables);
    let is_judged = |name: &str| judged.clone().any(|table| table.value == name);
    let before = version.map(|version| version.table((&schema, &plan), show, is_judged));
    (schema, plan, before)
}

/// Whether a table need not have all of its declared columns.
pub fn may_be_fewer(decl: Option<&TableDecl>) -> bool {
    let wanted = decl.and_then(|decl| decl.columns_match.as_ref()).map(|wanted| wanted.value);
    matches!(wanted, Some(ColumnsMatch::Subset | ColumnsMatch::Partial))
}

/// Whether some rule may read the version before of a table.
pub fn asks_for_versions(rules: &RuleSet) -> bool {
    may_read(rules, "previous")
}

/// Whether a word stands anywhere in what rules read.
pub fn may_read(rules: &RuleSet, word: &str) -> bool {
    let asks = |text: &str| text.to_lowercase().contains(word);
    let tables = rules.rules.iter().flat_map(|rule| &rule.tables);
    let bodies = rules.rules.iter().flat_map(|rule| rule.body.1.texts());
    phrases(rules).any(|phrase| asks(&phrase.text))
        || bodies.into_iter().any(|phrase| asks(&phrase.text))
        || tables.into_iter().any(|table| asks(&table.value))
}

/// The columns of the files in the order in which they first occur, then the declared ones that no
/// file has.
fn column_names(decl: Option<&TableDecl>, open: &Opened) -> Vec<(String, bool)> {
    let mut seen = HashSet::new();
    let found = open.sources.iter().flat_map(|(source, _)| &source.header);
    let found = found.map(|cell| (cell.name.as_str(), true));
    let declared = decl.map_or(&[][..], |decl| &decl.columns);
    let declared = declared.iter().map(|column| column.name.value.as_str());
    let declared = declared.filter(|name| !is_glob(name)).map(|name| (name, false));
    found
        .chain(declared)
        .filter(|(name, _)| seen.insert(*name))
        .map(|(name, present)| (name.to_owned(), present))
        .collect()
}

/// For each column of the table the one of a file: of a name given twice the first.
pub fn columns_of<'n>(source: &Source, names: impl Iterator<Item = &'n str>) -> Vec<Option<usize>> {
    let mut at = HashMap::new();
    for (column, cell) in source.header.iter().enumerate() {
        at.entry(cell.name.as_str()).or_insert(column);
    }
    names.map(|name| at.get(name).copied()).collect()
}

fn column(
    (name, present): (&str, bool),
    declared: Option<&ColumnDecl>,
    diagnostics: &mut Vec<Diagnostic>,
) -> ColumnSchema {
    let data_type = declared.and_then(|column| column.data_type.as_ref());
    ColumnSchema {
        name: name.to_owned(),
        data_type: data_type.map_or(DataType::String, |declared| declared.value),
        origin: match data_type {
            Some(declared) => Origin::Declared { source: declared.source, span: declared.span },
            None => Origin::Inferred { evidence: None },
        },
        present,
        unit: declared
            .and_then(|column| column.unit.as_ref())
            .and_then(|unit| bind::measured(unit, diagnostics)),
        reference: None,
    }
}

fn unused_globs(decl: &TableDecl, names: &[(String, bool)], diagnostics: &mut Vec<Diagnostic>) {
    let declared = Declared::new(decl);
    let used: HashSet<&str> = names
        .iter()
        .filter_map(|(known, _)| declared.find(known))
        .map(|column| column.name.value.as_str())
        .collect();
    for column in decl.columns.iter().filter(|column| is_glob(&column.name.value)) {
        let name = &column.name;
        if !used.contains(name.value.as_str()) && names.iter().any(|(_, present)| *present) {
            let message =
                format!("`{}` matches no column of table `{}`", name.value, decl.name.value);
            diagnostics.push(Diagnostic::new("glob-matches-nothing", message).at(
                name.source,
                name.span,
                "matches no column",
            ));
        }
    }
}

/// The columns that rule files name outside of conditions, in lower case: their values are
/// compared, so that both sides must be read as the same type.
fn names_compared(rules: &RuleSet) -> HashSet<String> {
    let keys = rules.tables.iter().flat_map(|table| &table.key).map(|key| key.value.clone());
    let constraints = rules.tables.iter().flat_map(|table| &table.columns).flat_map(|column| {
        column.constraints.iter().filter(|one| one.kind.value == "references").map(|one| &one.value)
    });
    let targets = constraints.filter_map(|value| match value {
        Param::Text(phrase) => phrase.text.split_once('.').map(|(_, column)| column.to_owned()),
        _ => None,
    });
    let mut names: HashSet<String> = keys.chain(targets).collect();
    let named = rules.tables.iter().flat_map(|table| &table.references).map(|one| &one.body);
    let mut rest: Vec<&Param> = rules.rules.iter().map(|rule| &rule.body.1).chain(named).collect();
    while let Some(param) = rest.pop() {
        match param {
            Param::Text(phrase) => drop(names.insert(phrase.text.clone())),
            Param::List(list) => rest.extend(&list.value),
            Param::Table(table) => rest.extend(table.value.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    names.into_iter().map(|name| name.to_lowercase()).collect()
}

/// Constraints that only speak of text make a column text.
fn text_constraint(column: &ColumnDecl) -> Option<&str> {
    let text = ["pattern", "not-pattern", "min-length", "max-length"];
    let mut kinds = column.constraints.iter().map(|constraint| constraint.kind.value.as_str());
    kinds.find(|kind| text.contains(kind))
}

/// Every condition, message and defined expression of the rule files.
pub fn phrases(rules: &RuleSet) -> impl Iterator<Item = &Phrase> {
    let defined = rules.defines.iter().filter_map(|define| match &define.body {
        DefineBody::Expression { expr, .. } => Some(expr),
        DefineBody::Value(_) | DefineBody::List(_) => None,
    });
    let of_rules = rules.rules.iter().flat_map(|rule| {
        read_as_values(&rule.body).into_iter().chain(&rule.condition).chain(&rule.meta.message)
    });
    of_rules.chain(defined).chain(rules.allows.iter().filter_map(|allow| allow.condition.as_ref()))
}

/// The expressions in the places of columns, where columns are only compared for being equal.
fn computed(rules: &RuleSet) -> impl Iterator<Item = &Phrase> {
    let texts = rules.rules.iter().flat_map(|rule| rule.body.1.texts());
    texts.filter(|phrase| is_expression(&phrase.text))
}

/// The texts of a body that may name columns whose values count, not only whether they are equal.
fn read_as_values((kind, body): &(Spanned<String>, Param)) -> Vec<&Phrase> {
    let only_equal = ["unique", "duplicate-row", "references", "determines"];
    match body {
        Param::Text(phrase) => vec![phrase],
        _ if only_equal.contains(&kind.value.as_str()) => Vec::new(),
        body => body.texts(),
    }
}

fn mentions(text: &str, name: &str) -> bool {
    text.to_lowercase().contains(&name.to_lowercase())
}

fn key(decl: &TableDecl, schema: &Schema, diagnostics: &mut Vec<Diagnostic>) -> Vec<usize> {
    let found = decl.key.iter().filter_map(|name| find_column(schema, name, diagnostics));
    found.collect()
}

/// A column that a rule file names; where there is none, a diagnostic with the nearest names.
pub fn find_column(
    schema: &Schema,
    name: &Spanned<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let found = schema.find(&name.value);
    if found.is_none() {
        let names = schema.own().iter().map(|column| column.name.as_str());
        diagnostics.push(unknown_column(&schema.name, name, suggest::nearest(&name.value, names)));
    }
    found
}

/// Says that a table has no such column.
pub fn unknown_column(table: &str, name: &Spanned<String>, near: Vec<&str>) -> Diagnostic {
    let message = format!("unknown column `{}` in table `{table}`", name.value);
    let diagnostic =
        Diagnostic::new("unknown-column", message).at(name.source, name.span, "no such column");
    Diagnostic { help: suggest::exists("column", &near), ..diagnostic }
}

/// A declared table by name.
pub fn find_table(
    catalog: &Catalog,
    name: &Spanned<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<TableId> {
    let found = catalog.find(&name.value);
    if found.is_none() {
        let names = catalog.tables.iter().map(|table| table.name.as_str());
        let near = suggest::nearest(&name.value, names);
        let message = format!("unknown table `{}`", name.value);
        let diagnostic =
            Diagnostic::new("unknown-table", message).at(name.source, name.span, "no such table");
        let declare = || format!("declare it: `[tables.{}]`", name.value);
        diagnostics.push(diagnostic.help(suggest::exists("table", &near).unwrap_or_else(declare)));
    }
    found
}
