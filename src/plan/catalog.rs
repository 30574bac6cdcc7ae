//! Schemas: the columns of the files joined with what rule files say of them.

use super::claim::Claim;
use super::{PlannedFile, TablePlan};
use super::{formats, infer};
use crate::diagnostics::{Diagnostic, suggest};
use crate::rules::{
    ColumnDecl, ConstraintDecl, DefineBody, Param, Phrase, RuleSet, Spanned, TableDecl,
};
use crate::sources::Source;
use crate::tables::{Catalog, ColumnSchema, Origin, Reference, ReferenceId, Schema, TableId};
use crate::types::DataType;
use globset::Glob;

/// A claimed table with its files open.
pub struct Opened {
    pub claim: Claim,
    /// Beside `claim.files`, those that could be read.
    pub sources: Vec<(Source, bool)>,
}

/// Joins files and declarations.
pub fn build(
    rules: &RuleSet,
    opened: Vec<Opened>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Catalog, Vec<TablePlan>) {
    let mut catalog = Catalog::default();
    let mut tables = Vec::new();
    for open in opened {
        let decl = open.claim.table.map(|table| &rules.tables[table]);
        let (schema, plan) = table(rules, decl, open, diagnostics);
        catalog.tables.push(schema);
        tables.push(plan);
    }
    declare_references(rules, &mut catalog, diagnostics);
    (catalog, tables)
}

fn table(
    rules: &RuleSet,
    decl: Option<&TableDecl>,
    open: Opened,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Schema, TablePlan) {
    let names = column_names(decl, &open);
    let mut columns = Vec::new();
    let mut formats = Vec::new();
    let missing = decl.and_then(|decl| decl.missing.clone());
    for (name, present) in &names {
        let declared = decl.and_then(|decl| declaration(decl, name));
        columns.push(column(name, *present, declared));
        let data_type = declared.and_then(|column| column.data_type.as_ref());
        formats.push(formats::format(
            data_type.map_or(DataType::String, |declared| declared.value),
            declared.map(|column| &column.reading),
            missing.as_deref(),
            diagnostics,
        ));
    }
    if let Some(decl) = decl {
        unused_globs(decl, &names, diagnostics);
    }
    let files = open.sources.into_iter().map(|(source, context)| {
        let at = |name: &str| source.header.iter().position(|cell| cell.name == name);
        let columns = names.iter().map(|(name, _)| at(name)).collect();
        PlannedFile { source, context, columns }
    });
    let mut plan = TablePlan {
        files: files.collect(),
        formats,
        claimed: decl.is_some(),
        pad_ragged: decl.is_some_and(|decl| decl.reading.pad_ragged),
        written: Vec::new(),
        source: decl.and_then(|decl| decl.source.clone()),
    };
    let wanted: Vec<bool> = columns
        .iter()
        .map(|column: &ColumnSchema| {
            let declared = decl.and_then(|decl| declaration(decl, &column.name));
            column.present
                && declared.is_none_or(|decl| decl.data_type.is_none())
                && wants_type(rules, decl, &column.name)
                && !declared.is_some_and(has_text_constraint)
        })
        .collect();
    infer::types(&mut columns, &mut plan, &wanted);
    let mut schema = Schema { name: open.claim.name, columns, key: Vec::new() };
    // Where no file could be read, that is what is to be said, not that it lacks columns.
    if let Some(decl) = decl.filter(|_| !plan.files.is_empty()) {
        schema.key = key(decl, &schema, diagnostics);
    }
    (schema, plan)
}

/// The columns of the files in the order in which they first occur, then the declared ones that no
/// file has.
fn column_names(decl: Option<&TableDecl>, open: &Opened) -> Vec<(String, bool)> {
    let mut names: Vec<(String, bool)> = Vec::new();
    for (source, _) in &open.sources {
        for cell in &source.header {
            if !names.iter().any(|(name, _)| *name == cell.name) {
                names.push((cell.name.clone(), true));
            }
        }
    }
    for column in decl.map_or(&[][..], |decl| &decl.columns) {
        let name = &column.name.value;
        if !is_glob(name) && !names.iter().any(|(known, _)| known == name) {
            names.push((name.clone(), false));
        }
    }
    names
}

/// Whether a declared name stands for all columns that it matches.
pub fn is_glob(name: &str) -> bool {
    name.contains(['*', '?', '['])
}

/// What a rule file says of a column: the exact name wins, then the longest glob that matches.
pub fn declaration<'d>(decl: &'d TableDecl, name: &str) -> Option<&'d ColumnDecl> {
    let exact = decl.columns.iter().find(|column| column.name.value == name);
    exact.or_else(|| {
        let matching = decl.columns.iter().filter(|column| {
            let pattern = &column.name.value;
            is_glob(pattern)
                && Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(name))
        });
        matching.max_by_key(|column| column.name.value.len())
    })
}

fn column(name: &str, present: bool, declared: Option<&ColumnDecl>) -> ColumnSchema {
    let data_type = declared.and_then(|column| column.data_type.as_ref());
    ColumnSchema {
        name: name.to_owned(),
        data_type: data_type.map_or(DataType::String, |declared| declared.value),
        origin: match data_type {
            Some(declared) => Origin::Declared { source: declared.source, span: declared.span },
            None => Origin::Inferred { evidence: None },
        },
        present,
        unit: declared.and_then(|column| column.unit.clone()),
        reference: None,
    }
}

fn unused_globs(decl: &TableDecl, names: &[(String, bool)], diagnostics: &mut Vec<Diagnostic>) {
    for column in decl.columns.iter().filter(|column| is_glob(&column.name.value)) {
        let name = &column.name;
        let used = names
            .iter()
            .any(|(known, _)| declaration(decl, known).is_some_and(|found| found.name == *name));
        if !used && !names.is_empty() {
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

/// Whether anything but presence and uniqueness is asked of a column.
fn wants_type(rules: &RuleSet, decl: Option<&TableDecl>, name: &str) -> bool {
    let declared = decl.and_then(|decl| declaration(decl, name));
    let constrained = declared.is_some_and(|column| !column.constraints.is_empty());
    constrained || phrases(rules).any(|phrase| mentions(&phrase.text, name))
}

/// Constraints that only speak of text make a column text.
fn has_text_constraint(column: &ColumnDecl) -> bool {
    let text = ["pattern", "not-pattern", "min-length", "max-length"];
    column.constraints.iter().any(|constraint| text.contains(&constraint.kind.value.as_str()))
}

/// Every condition, message and defined expression of the rule files.
fn phrases(rules: &RuleSet) -> impl Iterator<Item = &Phrase> {
    let defined = rules.defines.iter().filter_map(|define| match &define.body {
        DefineBody::Expression { expr, .. } => Some(expr),
        DefineBody::Value(_) | DefineBody::List(_) => None,
    });
    let of_rules = rules.rules.iter().flat_map(|rule| {
        let body = match &rule.body.1 {
            Param::Text(phrase) => Some(phrase),
            // These count on from value to value; other bodies only ask whether values are equal.
            long if rule.body.0.value == "sequence" => match long.get("column") {
                Some(Param::Text(phrase)) => Some(phrase),
                _ => None,
            },
            _ => None,
        };
        body.into_iter().chain(&rule.condition).chain(&rule.meta.message)
    });
    of_rules.chain(defined)
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
        let names = schema.columns.iter().map(|column| column.name.as_str());
        diagnostics.push(unknown_column(&schema.name, name, suggest::nearest(&name.value, names)));
    }
    found
}

fn unknown_column(table: &str, name: &Spanned<String>, near: Vec<&str>) -> Diagnostic {
    let message = format!("unknown column `{}` in table `{table}`", name.value);
    let diagnostic =
        Diagnostic::new("unknown-column", message).at(name.source, name.span, "no such column");
    match near.is_empty() {
        true => diagnostic,
        false => diagnostic
            .help(format!("a column with a similar name exists: {}", suggest::one_of(near))),
    }
}

/// Puts every declared reference into the catalog.
fn declare_references(rules: &RuleSet, catalog: &mut Catalog, diagnostics: &mut Vec<Diagnostic>) {
    for table in 0..catalog.tables.len() {
        let name = catalog.tables[table].name.clone();
        let Some(decl) = rules.tables.iter().find(|decl| decl.name.value == name) else { continue };
        for column in 0..catalog.tables[table].columns.len() {
            let name = catalog.tables[table].columns[column].name.clone();
            let constraints = declaration(decl, &name).map_or(&[][..], |decl| &decl.constraints);
            for constraint in constraints.iter().filter(|one| one.kind.value == "references") {
                let from = (TableId(table), vec![column]);
                let found = target_of_text(catalog, constraint, diagnostics);
                if let Some((to, to_columns)) = found {
                    let declared = constraint.value.place();
                    let reference = Reference {
                        name: name.clone(),
                        from: from.0,
                        columns: from.1,
                        to,
                        to_columns,
                        declared,
                    };
                    catalog.references.push(reference);
                    let id = ReferenceId(catalog.references.len() - 1);
                    catalog.tables[table].columns[column].reference = Some(id);
                }
            }
        }
    }
    for rule in rules.rules.iter().filter(|rule| rule.body.0.value == "references") {
        for table in &rule.tables {
            if let Some(from) = catalog.find(&table.value) {
                declare_rule_reference(catalog, &rule.id.value, (from, &rule.body.1), diagnostics);
            }
        }
    }
}

/// `"programmes.programme"`: a table and one of its columns.
fn target_of_text(
    catalog: &Catalog,
    constraint: &ConstraintDecl,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(TableId, Vec<usize>)> {
    let Param::Text(phrase) = &constraint.value else {
        diagnostics.push(wrong_target(&constraint.value));
        return None;
    };
    let Some((table, column)) = phrase.text.split_once('.') else {
        diagnostics.push(wrong_target(&constraint.value));
        return None;
    };
    let place =
        |value: &str| Spanned { value: value.to_owned(), source: phrase.source, span: phrase.span };
    let to = find_table(catalog, &place(table), diagnostics)?;
    let column = find_column(catalog.table(to), &place(column), diagnostics)?;
    Some((to, vec![column]))
}

fn wrong_target(param: &Param) -> Diagnostic {
    let (source, span) = param.place();
    Diagnostic::new("invalid-value", "`references` names a table and a column of it")
        .at(source, span, "expected `\"table.column\"`")
        .help("write, say, `references = \"programmes.programme\"`")
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
        diagnostics.push(match near.is_empty() {
            true => diagnostic.help(format!("declare it: `[tables.{}]`", name.value)),
            false => diagnostic
                .help(format!("a table with a similar name exists: {}", suggest::one_of(near))),
        });
    }
    found
}

/// `references = { columns = […], table = "…", to = […] }` of a rule.
fn declare_rule_reference(
    catalog: &mut Catalog,
    rule: &str,
    (from, body): (TableId, &Param),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let texts = |key: &str| -> Vec<Spanned<String>> {
        let of = |param: &Param| match param {
            Param::Text(phrase) => Some(Spanned {
                value: phrase.text.clone(),
                source: phrase.source,
                span: phrase.span,
            }),
            _ => None,
        };
        match body.get(key) {
            Some(Param::List(list)) => list.value.iter().filter_map(of).collect(),
            Some(one) => of(one).into_iter().collect(),
            None => Vec::new(),
        }
    };
    let (columns, table, to) = (texts("columns"), texts("table"), texts("to"));
    let (source, span) = body.place();
    let ([table], true) = (table.as_slice(), !columns.is_empty() && columns.len() == to.len())
    else {
        let message = "`references` of a rule needs `columns`, `table` and as many `to`";
        diagnostics.push(Diagnostic::new("missing-key", message).at(source, span, "here").help(
            "write `references = { columns = [\"team\"], table = \"teams\", to = [\"team\"] }`",
        ));
        return;
    };
    let Some(to_table) = find_table(catalog, table, diagnostics) else { return };
    let columns: Vec<_> =
        columns.iter().map(|name| find_column(catalog.table(from), name, diagnostics)).collect();
    let to_columns: Vec<_> =
        to.iter().map(|name| find_column(catalog.table(to_table), name, diagnostics)).collect();
    let (Some(columns), Some(to_columns)) =
        (columns.into_iter().collect(), to_columns.into_iter().collect())
    else {
        return;
    };
    catalog.references.push(Reference {
        name: rule.to_owned(),
        from,
        columns,
        to: to_table,
        to_columns,
        declared: (source, span),
    });
}
