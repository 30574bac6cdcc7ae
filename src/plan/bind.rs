//! Declared rules and constraints to bound checks, every mistake at once.

use super::TablePlan;
use super::catalog::find_table;
use super::declared::Declared;
use super::header::{HeaderCheck, HeaderFault, RowsBound, RowsCheck, header_faults, word};
use super::severities::{Known, Severities};
use crate::checks::binder::{Binder, Expression, reads_of};
use crate::checks::references::References;
use crate::checks::required::Present;
use crate::checks::types::TypeCheck;
use crate::checks::unique::{Distinct, Gaps};
use crate::checks::{BoundCheck, Check, Filter, KINDS, Kind, Reads, Request};
use crate::diagnostics::{Diagnostic, Severity, suggest};
use crate::expressions::bind::Defines;
use crate::expressions::template::Template;
use crate::rules::{
    Anchor, ColumnDecl, ConstraintDecl, Meta, Param, ReferenceDecl, RuleDecl, RuleSet, Spanned,
    TableDecl,
};
use crate::tables::{Catalog, Origin, ReferenceId, TableId};
use crate::types::{CellFormat, DataType, format};
use std::collections::HashSet;

/// All checks of a run.
#[derive(Default)]
pub struct Bound {
    pub checks: Vec<BoundCheck>,
    pub headers: Vec<HeaderCheck>,
    pub rows: Vec<RowsCheck>,
    /// Every check that could run, those that are off included.
    pub known: Vec<Known>,
    /// The expressions that checks name in the places of columns.
    pub computed: Vec<Expression>,
}

/// Binds everything that the rule files ask for.
pub fn bind(
    rules: &RuleSet,
    (catalog, tables): (&Catalog, &[TablePlan]),
    defines: &Defines,
    severities: &Severities,
    diagnostics: &mut Vec<Diagnostic>,
) -> Bound {
    let formats: Vec<Vec<CellFormat>> = tables.iter().map(|table| table.formats.clone()).collect();
    let binder = Binder::new((catalog, defines), &formats);
    let mut work =
        Work { rules: &rules.rules, tables, severities, binder, bound: Bound::default() };
    for (table, schema) in catalog.tables.iter().enumerate() {
        if let Some(decl) = rules.tables.iter().find(|decl| decl.name.value == schema.name) {
            work.table(TableId(table), decl);
        }
    }
    for rule in &rules.rules {
        work.rule(rule);
    }
    work.unique_targets();
    work.consequences();
    diagnostics.append(&mut work.binder.diagnostics);
    work.bound.computed = std::mem::take(&mut work.binder.computed);
    work.bound
}

struct Work<'w> {
    rules: &'w [RuleDecl],
    tables: &'w [TablePlan],
    severities: &'w Severities,
    binder: Binder<'w>,
    bound: Bound,
}

impl Work<'_> {
    fn table(&mut self, table: TableId, decl: &TableDecl) {
        if self.tables[table.0].files.iter().all(|file| file.context) {
            return;
        }
        self.columns_match(table, decl);
        self.crossing_bounds(&decl.rows, "no number of rows");
        for row in &decl.rows {
            self.row_bound(table, row);
        }
        let declared = Declared::new(decl);
        self.key(table, decl, &declared);
        for reference in &decl.references {
            self.named_reference(table, reference, &declared);
        }
        let mut complained = HashSet::new();
        for column in 0..self.binder.catalog.table(table).own().len() {
            let name = self.binder.column_name(table, column);
            let Some(declared) = declared.find(&name) else { continue };
            let before = self.binder.diagnostics.len();
            self.column(table, column, declared);
            // Of a mistake under a glob the first column that it matches is enough.
            let is_new = self.binder.diagnostics.len() > before;
            if is_new && !complained.insert(declared.name.span) {
                self.binder.diagnostics.truncate(before);
            }
        }
    }

    fn column(&mut self, table: TableId, column: usize, decl: &ColumnDecl) {
        self.same_id(table, column, decl);
        self.exists(table, column, decl);
        self.type_check(table, column, decl);
        let value = format!("no value of `{}`", decl.name.value);
        self.crossing_bounds(&decl.constraints, &value);
        for constraint in &decl.constraints {
            self.constraint(table, column, constraint);
        }
    }

    fn constraint(&mut self, table: TableId, column: usize, decl: &ConstraintDecl) {
        let kind = KINDS
            .iter()
            .find(|kind| kind.placement().is_constraint() && kind.name() == decl.kind.value);
        let Some(kind) = kind else { return };
        let anchor = anchor_of(&decl.kind, &decl.value);
        let request = Request {
            table,
            column: Some(column),
            params: &decl.value,
            anchor,
            by: &[],
            windows: &[],
            at_least: None,
            schema: None,
        };
        let Some(check) = kind.bind(&request, &mut self.binder) else { return };
        let schema = self.binder.catalog.table(table);
        let id = format!("{}.{}.{}", schema.name, schema.columns[column].name, kind.name());
        self.add(id, table, (check, &decl.meta), Some(anchor));
    }

    /// A reference of several columns that stands under the table.
    fn named_reference(&mut self, table: TableId, decl: &ReferenceDecl, declared: &Declared<'_>) {
        let name = &decl.name;
        let of_column = declared.find(&name.value).and_then(|column| {
            column.constraints.iter().find(|one| one.kind.value == References.name())
        });
        if let Some(other) = of_column {
            let message = format!("`{}` is the name of two references", name.value);
            let diagnostic = Diagnostic::new("duplicate-name", message)
                .at(name.source, name.span, "this one")
                .at(other.kind.source, other.kind.span, "and that of the column")
                .help("give the reference of several columns another name");
            self.binder.diagnostics.push(diagnostic);
            return;
        }
        let anchor = anchor_of(name, &decl.body);
        let request = Request {
            table,
            column: None,
            params: &decl.body,
            anchor,
            by: &[],
            windows: &[],
            at_least: None,
            schema: None,
        };
        let Some(check) = References.bind(&request, &mut self.binder) else { return };
        let id = format!("{}.{}.references", self.binder.catalog.table(table).name, name.value);
        self.add(id, table, (check, &decl.meta), Some(anchor));
    }

    fn rule(&mut self, rule: &RuleDecl) {
        let kind = KINDS
            .iter()
            .find(|kind| kind.placement().is_rule() && kind.name() == rule.body.0.value);
        let Some(kind) = kind else { return };
        for name in &rule.tables {
            let mut found = Vec::new();
            let table = find_table(self.binder.catalog, name, &mut found);
            self.binder.diagnostics.append(&mut found);
            if let Some(table) = table {
                self.without_version(rule, table);
                self.rule_on(rule, *kind, table);
            }
        }
    }

    /// Says that a rule about the version before has no rows to judge.
    fn without_version(&mut self, rule: &RuleDecl, table: TableId) {
        let schema = self.binder.catalog.table(table);
        if self.tables[table.0].is_before && !schema.known {
            let message =
                format!("rule `{}` was not evaluated: {}", rule.id.value, super::NO_VERSION);
            let place = (rule.id.source, rule.id.span);
            let label = format!("about `{}`", schema.name);
            self.binder.mistake("not-evaluated", message, place, label).help =
                Some(super::NAME_A_VERSION.to_owned());
        }
    }

    fn rule_on(&mut self, rule: &RuleDecl, kind: &dyn Kind, table: TableId) {
        let anchor = anchor_of(&rule.body.0, &rule.body.1);
        if let (Some((name, _)), false) = (rule.windows.first(), kind.name() == "check") {
            let message = format!("`windows` are for `check`, not for `{}`", kind.name());
            let place = (name.source, name.span);
            self.binder.mistake("not-applicable", message, place, "goes with `check`");
            return;
        }
        if let (Some(by), false) = (rule.by.first(), kind.name() == "check") {
            let message = format!("`by` makes groups for `check`, not for `{}`", kind.name());
            let place = (by.source, by.span);
            self.binder.mistake("not-applicable", message, place, "goes with `check`");
            return;
        }
        if let (Some(least), false) = (&rule.at_least, kind.name() == "check") {
            let message = format!("`at-least` is for `check`, not for `{}`", kind.name());
            self.binder.mistake("not-applicable", message, least.place(), "goes with `check`");
            return;
        }
        if let (Some(_), Some((name, _))) = (&rule.at_least, rule.windows.first()) {
            let message = "a condition with `at-least` looks at single rows, not through `windows`";
            let place = (name.source, name.span);
            self.binder.mistake("not-applicable", message, place, "without `at-least`");
            return;
        }
        let request = Request {
            table,
            column: None,
            params: &rule.body.1,
            anchor,
            by: &rule.by,
            windows: &rule.windows,
            at_least: rule.at_least.as_ref(),
            schema: rule.schema.as_ref(),
        };
        let check = kind.bind(&request, &mut self.binder);
        let filter = rule.condition.as_ref().map(|phrase| {
            let condition = self.binder.condition_of(table, phrase)?;
            let reads = reads_of(&condition, self.binder.catalog);
            Some(Filter { condition, text: phrase.text.clone(), reads })
        });
        let judged = self.tables[table.0].files.iter().any(|file| !file.context);
        let (Some(check), true) = (check, judged) else { return };
        let at = self.bound.checks.len();
        self.add(rule.id.value.clone(), table, (check, &rule.meta), Some(anchor));
        if let (Some(Some(filter)), Some(added)) = (filter, self.bound.checks.get_mut(at)) {
            added.reads.add(filter.reads.clone());
            added.filter = Some(filter);
        }
    }

    /// The severity of a check; `None` where it is off.
    fn severity(&mut self, known: Known, own: Severity) -> Option<Severity> {
        let severity = self.severities.of_known(&known, own);
        self.bound.known.push(known);
        severity
    }

    /// The same for what stands under a table or column.
    fn severity_by(&mut self, id: &str, table: TableId, meta: &Meta) -> Option<Severity> {
        let own = meta.severity.as_ref().map_or(Severity::Error, |severity| severity.value);
        let name = &self.binder.catalog.table(table).name;
        let is_within = id.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let table = (!is_within).then(|| name.clone());
        self.severity(Known { id: id.to_owned(), table, tags: meta.tags.clone() }, own)
    }

    /// Who follows a reference takes it that one row is meant: where neither a key nor `unique`
    /// says so, that is checked as well.
    fn unique_targets(&mut self) {
        let catalog = self.binder.catalog;
        let mut followed: Vec<ReferenceId> = self
            .bound
            .checks
            .iter()
            .flat_map(|check| check.reads.with_tables(check.table))
            .flat_map(|(_, reads)| reads.follows.iter().flat_map(|(path, _)| path))
            .copied()
            .collect();
        followed.sort_unstable();
        followed.dedup();
        for id in followed {
            let reference = catalog.reference(id);
            let (table, schema) = (reference.to, catalog.table(reference.to));
            let columns = reference.to_columns.clone();
            let names: Vec<String> =
                columns.iter().map(|column| self.binder.column_name(table, *column)).collect();
            let id = format!("{}.{}.unique", schema.name, names.join("+"));
            let is_known = is_set(&schema.key, &columns)
                || self.bound.known.iter().any(|one| one.id == id)
                || self.rules.iter().any(|rule| is_unique(rule, &schema.name, &names));
            let judged = self.tables[table.0].files.iter().any(|file| !file.context);
            if is_known || !judged {
                continue;
            }
            let check = Distinct { columns, names, gaps: Gaps::AnyLeavesOut };
            let (source, span) = reference.declared;
            let meta = Meta {
                why: Some(format!(
                    "`{}` is followed to one row of `{}`",
                    reference.name, schema.name
                )),
                ..Meta::default()
            };
            self.add(id, table, (Box::new(check), &meta), Some(Anchor { source, span }));
        }
    }

    /// Says of each absent column which checks are silent because of it.
    fn consequences(&mut self) {
        const SHOWN: usize = 4;
        let catalog = self.binder.catalog;
        let Bound { headers, checks, .. } = &mut self.bound;
        for header in headers.iter_mut().filter(|header| !header.faults.is_empty()) {
            let Some(column) = header.column else { continue };
            let readers = checks.iter().filter(|check| check.table == header.table);
            let schema = catalog.table(header.table);
            let reads = |of: &usize| schema.cell_of(*of) == Some(column);
            let silent: Vec<&str> = readers
                .filter(|check| check.reads.columns.iter().any(reads))
                .map(|check| check.id.as_str())
                .collect();
            let mut shown: Vec<String> =
                silent.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
            if silent.len() > SHOWN {
                shown.push(format!("and {} more", format::count((silent.len() - SHOWN) as u64)));
            }
            if !silent.is_empty() {
                header.common.push(format!("not evaluated because of it: {}", shown.join(", ")));
            }
        }
    }

    /// Lists a check with what its author says of it, unless it is off.
    fn add(
        &mut self,
        id: String,
        table: TableId,
        (mut check, meta): (Box<dyn Check>, &Meta),
        anchor: Option<Anchor>,
    ) {
        let message = meta.message.as_ref();
        let message =
            message.and_then(|phrase| check.bind_message(table, phrase, &mut self.binder));
        let Some(severity) = self.severity_by(&id, table, meta) else { return };
        let reads = self.binder.with_operands(table, check.reads());
        let mut told = Reads::default();
        for part in message.iter().flat_map(Template::expressions) {
            told.add(reads_of(part, self.binder.catalog));
        }
        self.bound.checks.push(BoundCheck {
            id,
            table,
            severity,
            filter: None,
            message,
            why: meta.why.clone(),
            source: meta.source.clone(),
            help: meta.help.clone(),
            tags: meta.tags.clone(),
            anchor,
            check,
            reads,
            told,
            excuses: Vec::new(),
        });
    }

    fn key(&mut self, table: TableId, decl: &TableDecl, declared: &Declared<'_>) {
        let schema = self.binder.catalog.table(table);
        let Some(first) = decl.key.first() else { return };
        let place = |name: &str| {
            let named = decl.key.iter().find(|part| part.value == name).unwrap_or(first);
            Some(Anchor { source: named.source, span: named.span })
        };
        let (columns, name) = (schema.key.clone(), schema.name.clone());
        if columns.is_empty() {
            return;
        }
        let anchor = place(&first.value);
        let meta = Meta::default();
        for column in &columns {
            let present = Present {
                column: *column,
                ty: self.binder.column(table, *column).value_type(),
                name: self.binder.column_name(table, *column),
            };
            let id = format!("{name}.{}.required", present.name);
            let declared_too = declared.find(&present.name).is_some_and(|declared| {
                declared.constraints.iter().any(|one| one.kind.value == "required")
            });
            if !declared_too {
                let anchor = place(&present.name);
                self.add(id, table, (Box::new(present), &meta), anchor);
            }
        }
        let names = columns.iter().map(|column| self.binder.column_name(table, *column)).collect();
        let distinct = Distinct { columns, names, gaps: Gaps::AnyLeavesOut };
        self.add(format!("{name}.key"), table, (Box::new(distinct), &meta), anchor);
    }

    fn type_check(&mut self, table: TableId, column: usize, decl: &ColumnDecl) {
        let schema = self.binder.column(table, column);
        let (Origin::Declared { source, span }, Some(_)) = (&schema.origin, &decl.data_type) else {
            return;
        };
        let anchor = Some(Anchor { source: *source, span: *span });
        let format = self.binder.formats[table.0][column].clone();
        if schema.data_type == DataType::String && format.texts.is_none() {
            return;
        }
        let check =
            TypeCheck { column, name: schema.name.clone(), data_type: schema.data_type, format };
        let id = format!("{}.{}.type", self.binder.catalog.table(table).name, schema.name);
        let detailed = decl.constraints.iter().find(|one| one.kind.value == "type");
        let meta = detailed.map(|one| one.meta.clone()).unwrap_or_default();
        self.add(id, table, (Box::new(check), &meta), anchor);
    }

    /// A declared column that a file does not have.
    fn exists(&mut self, table: TableId, column: usize, decl: &ColumnDecl) {
        let schema = self.binder.catalog.table(table);
        let name = schema.columns[column].name.clone();
        let id = format!("{}.{name}.exists", schema.name);
        if self.tables[table.0].optional[column] {
            return;
        }
        let known = Known { id: id.clone(), ..Known::default() };
        let Some(severity) = self.severity(known, Severity::Error) else { return };
        let files = self.tables[table.0].files.iter().enumerate();
        let faults: Vec<HeaderFault> = files
            .filter(|(_, file)| !file.context && file.columns[column].is_none())
            .map(|(file, _)| HeaderFault {
                file,
                column: None,
                message: format!("column `{name}` is absent"),
                label: format!("no column `{name}`"),
            })
            .collect();
        let names = schema.own().iter().filter(|one| one.present).map(|one| one.name.as_str());
        let near = suggest::nearest(&name, names);
        let help = suggest::exists("column", &near).unwrap_or_else(|| {
            "checks that read it are not evaluated; where it may be absent, declare it \
             `optional = true`"
                .to_owned()
        });
        let headline = format!("column `{name}` of `{}` is absent", schema.name);
        self.bound.headers.push(HeaderCheck {
            id,
            table,
            column: Some(column),
            severity,
            anchor: Some(Anchor { source: decl.name.source, span: decl.name.span }),
            headline,
            why: None,
            help: Some(help),
            common: Vec::new(),
            faults,
        });
    }

    fn columns_match(&mut self, table: TableId, decl: &TableDecl) {
        let Some(wanted) = &decl.columns_match else { return };
        let schema = self.binder.catalog.table(table);
        let id = format!("{}.columns", schema.name);
        let known = Known { id: id.clone(), ..Known::default() };
        let Some(severity) = self.severity(known, Severity::Error) else { return };
        let mut faults = Vec::new();
        for (file, planned) in self.tables[table.0].files.iter().enumerate() {
            if !planned.context {
                let header: Vec<&str> =
                    planned.source.header.iter().map(|cell| cell.name.as_str()).collect();
                faults.extend(header_faults(decl, wanted.value, &header).into_iter().map(
                    |(column, message)| HeaderFault {
                        file,
                        column,
                        label: message.clone(),
                        message,
                    },
                ));
            }
        }
        let headline = format!(
            "the header of `{}` does not agree with its declared columns (`columns-match = \"{}\"`)",
            schema.name,
            word(wanted.value)
        );
        self.bound.headers.push(HeaderCheck {
            id,
            table,
            column: None,
            severity,
            anchor: Some(Anchor { source: wanted.source, span: wanted.span }),
            headline,
            why: None,
            help: None,
            common: Vec::new(),
            faults,
        });
    }

    fn row_bound(&mut self, table: TableId, decl: &ConstraintDecl) {
        let Some(limit) = self.binder.count(&decl.value) else { return };
        let bound = match decl.kind.value.as_str() {
            "minimum" => RowsBound::Minimum(limit),
            _ => RowsBound::Maximum(limit),
        };
        let name = &self.binder.catalog.table(table).name;
        let id = format!("{name}.rows.{}", decl.kind.value);
        let Some(severity) = self.severity_by(&id, table, &decl.meta) else { return };
        self.bound.rows.push(RowsCheck {
            id,
            table,
            severity,
            anchor: Some(Anchor { source: decl.kind.source, span: decl.kind.span }),
            bound,
            why: decl.meta.why.clone(),
            source: decl.meta.source.clone(),
            help: decl.meta.help.clone(),
        });
    }

    /// A column named `rows` would give its bounds the ids of those of the table.
    fn same_id(&mut self, table: TableId, column: usize, decl: &ColumnDecl) {
        let schema = self.binder.catalog.table(table);
        for constraint in &decl.constraints {
            let kind = &constraint.kind;
            let id = format!("{}.{}.{}", schema.name, schema.columns[column].name, kind.value);
            let of_table = self.bound.rows.iter().find(|check| check.id == id);
            let Some(anchor) = of_table.and_then(|check| check.anchor) else { continue };
            let message =
                format!("`{id}` would be the id of two checks: of a column and of the table");
            let mistake = Diagnostic::new("duplicate-name", message)
                .at(kind.source, kind.span, "of a column named `rows`")
                .at(anchor.source, anchor.span, "of the rows of the table")
                .help("write one of them as a rule: `check = \"count(*) >= 1\"`");
            self.binder.diagnostics.push(mistake);
        }
    }

    /// Bounds that no value can lie between.
    fn crossing_bounds(&mut self, constraints: &[ConstraintDecl], nothing: &str) {
        let find = |names: [&str; 2]| {
            constraints.iter().find(|one| names.contains(&one.kind.value.as_str()))
        };
        let low = find(["minimum", "exclusive-minimum"]);
        let high = find(["maximum", "exclusive-maximum"]);
        let lengths = (find(["min-length", ""]), find(["max-length", ""]));
        for (low, high) in [(low, high), lengths] {
            let (Some(low), Some(high)) = (low, high) else { continue };
            let (Some(least), Some(most)) = (literal(&low.value), literal(&high.value)) else {
                continue;
            };
            if least > most {
                let (source, span) = high.value.place();
                let (low_source, low_span) = low.value.place();
                let message = format!("{nothing} can lie between {least} and {most}");
                self.binder.diagnostics.push(
                    Diagnostic::new("crossing-bounds", message)
                        .at(source, span, format!("below the `{}`", low.kind.value))
                        .at(low_source, low_span, format!("`{}`", low.kind.value)),
                );
            }
        }
    }
}

/// Whether both hold the same, in whatever order.
fn is_set<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.len() == other.len() && one.iter().all(|item| other.contains(item))
}

/// Whether a rule asks for what `names` are to be together of every row.
fn is_unique(rule: &RuleDecl, table: &str, names: &[String]) -> bool {
    let (kind, body) = &rule.body;
    let columns = body.get("columns").unwrap_or(body);
    let columns: Vec<String> = columns.texts().iter().map(|text| text.text.clone()).collect();
    kind.value == "unique"
        && rule.condition.is_none()
        && rule.tables.iter().any(|name| name.value == table)
        && is_set(&columns, names)
}

/// From a key to the end of what stands behind it.
fn anchor_of(key: &Spanned<String>, value: &Param) -> Anchor {
    let (source, span) = value.place();
    let span = if source == key.source { key.span.to(span) } else { key.span };
    Anchor { source: key.source, span }
}

fn literal(param: &Param) -> Option<crate::types::Decimal> {
    match param {
        Param::Integer(value) => Some(crate::types::Decimal::new(i128::from(value.value), 0)),
        Param::Number(value) => crate::types::Decimal::from_literal(&value.value).ok(),
        _ => None,
    }
}
