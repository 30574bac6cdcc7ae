//! A plan for people: the files of each table, its columns with their types and who reads them, its
//! rules.

mod documents;

use super::listing::{Last, Line, Page};
use crate::checks::BoundCheck;
use crate::diagnostics::{Severity, SourceId, Texts};
use crate::plan::header::RowsBound;
use crate::plan::{Plan, TablePlan};
use crate::reports::Style;
use crate::reports::paint::{Paint, painted};
use crate::reports::words::{count, grouped};
use crate::tables::{ColumnSchema, Origin, Schema, TableId};
use crate::types::format;
use std::collections::{BTreeMap, BTreeSet};

/// What is written so far.
pub struct Overview {
    page: Page,
    n_tables: u64,
    n_files: u64,
    n_articles: u64,
    n_checks: u64,
    n_columns: u64,
    /// Columns that no check reads: `table.column`.
    unread: Vec<String>,
}

impl Overview {
    pub fn new(style: Style) -> Overview {
        Overview {
            page: Page::new(style),
            n_tables: 0,
            n_files: 0,
            n_articles: 0,
            n_checks: 0,
            n_columns: 0,
            unread: Vec::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.n_files == 0 && self.n_articles == 0
    }

    /// Adds everything that a plan would do.
    pub fn plan(&mut self, plan: &Plan, texts: &Texts) {
        if let Some(title) = &plan.title {
            self.page.line(&format::visible(title));
        }
        match plan.rule_files.as_slice() {
            [] => self.page.line("no rule file: only the structure of files is checked"),
            files => self.page.line(&format!("rules of {}", files.join(", "))),
        }
        self.page.line("");
        let tables = plan.tables.iter().enumerate();
        let is_told = |(at, table): &(usize, &TablePlan)| {
            table.is_of_files() && !plan.catalog.is_document(TableId(*at))
        };
        for (at, table) in tables.filter(is_told) {
            self.table(plan, (TableId(at), table), texts);
        }
        self.documents(plan);
    }

    /// The whole text, with what it amounts to.
    pub fn finish(mut self) -> String {
        if self.is_empty() {
            return self.page.text;
        }
        let (tables, files) = (count(self.n_tables, "table"), count(self.n_files, "file"));
        let checks = count(self.n_checks, "check");
        let articles = count(self.n_articles, "article");
        self.page.line(&match (self.n_files, self.n_articles) {
            (0, _) => format!("{checks} on {articles}, and what needs no data (`prose.*`)"),
            (_, 0) => {
                format!("{checks} on {tables} of {files}, and the structure of each (`csv.*`)")
            }
            _ => {
                format!("{checks} on {tables} of {files} and {articles}, beside `csv.*`, `prose.*`")
            }
        });
        if !self.unread.is_empty() && self.n_checks > 0 {
            let columns = count(self.n_columns, "column");
            let unread = std::mem::take(&mut self.unread);
            let head = format!("no check reads {} of {columns}:", grouped(unread.len() as u64));
            self.page.wrapped(&head, 3, &Last::names(unread, Paint::Warning));
        }
        self.page.text
    }

    fn table(&mut self, plan: &Plan, (id, table): (TableId, &TablePlan), texts: &Texts) {
        let schema = plan.catalog.table(id);
        self.n_tables += 1;
        let name = painted(&format::visible(&schema.name), Paint::Accent, &self.page.style);
        let home = home(schema);
        let declared = match (table.claimed, home) {
            (false, _) => ", which no rule file declares".to_owned(),
            (true, Some(source)) => format!(", declared in {}", texts.get(source).path),
            (true, None) => String::new(),
        };
        self.page.line(&format!("{name}{declared}"));
        self.files(table);
        self.page.line("");
        let lines = self.columns(plan, (id, table), texts);
        self.page.list(&["column", "type", "from", "read by"], lines);
        let rules = rules(plan, id);
        self.n_checks += plan.checks_of(id).count() as u64
            + plan.headers.iter().filter(|check| check.table == id).count() as u64
            + plan.rows.iter().filter(|check| check.table == id).count() as u64;
        if !rules.is_empty() {
            self.page.list(&["rule", "", "asks"], rules);
        }
    }

    fn files(&mut self, table: &TablePlan) {
        for file in &table.files {
            self.n_files += 1;
            let context = if file.context { "; known, not judged" } else { "" };
            let dialect = crate::engine::describe(&file.source);
            let columns = count(file.source.header.len() as u64, "column");
            let path = format::visible(&file.source.display).into_owned();
            self.page.line(&format!("  {path} ({dialect}, {columns}{context})"));
        }
        if table.files.is_empty() {
            let said = painted("no file", Paint::Error, &self.page.style);
            self.page.line(&format!("  {said}"));
        }
    }

    fn columns(
        &mut self,
        plan: &Plan,
        (id, table): (TableId, &TablePlan),
        texts: &Texts,
    ) -> Vec<Line> {
        let schema = plan.catalog.table(id);
        let home = home(schema);
        let readers = readers(plan, id);
        let judged = table.files.iter().any(|file| !file.context);
        let line = |(at, column): (usize, &ColumnSchema)| {
            let mut read_by = readers.get(&at).cloned().unwrap_or_default();
            if judged {
                self.n_columns += 1;
            }
            let looked_at = !read_by.is_empty() || is_told(column);
            let paint = match (column.present, read_by.is_empty()) {
                (false, _) => {
                    read_by.insert(0, "absent".to_owned());
                    Paint::Error
                }
                (true, true) => {
                    if judged {
                        self.unread.push(format!("{}.{}", schema.name, column.name));
                    }
                    read_by.push("no check".to_owned());
                    Paint::Warning
                }
                (true, false) => Paint::Plain,
            };
            Line {
                cells: vec![
                    (format::visible(&column.name).into_owned(), Paint::Plain),
                    (
                        if looked_at { column.data_type.name() } else { "-" }.to_owned(),
                        Paint::Plain,
                    ),
                    (
                        if looked_at { from(column, home, texts) } else { "-".to_owned() },
                        Paint::Plain,
                    ),
                ],
                last: Last::names(read_by, paint),
            }
        };
        schema.own().iter().enumerate().map(line).collect()
    }
}

/// The rule file that declares most of a table's columns: the first of those.
fn home(schema: &Schema) -> Option<SourceId> {
    let mut counts: BTreeMap<SourceId, usize> = BTreeMap::new();
    for column in schema.own() {
        if let Origin::Declared { source, .. } = column.origin {
            *counts.entry(source).or_default() += 1;
        }
    }
    let most = counts.values().max().copied();
    counts.into_iter().find(|(_, count)| Some(*count) == most).map(|(source, _)| source)
}

/// Whether something is known of a column's type without a look at its values.
fn is_told(column: &ColumnSchema) -> bool {
    !matches!(column.origin, Origin::Inferred { evidence: None }) || !column.present
}

/// Where a column has its type from.
fn from(column: &ColumnSchema, home: Option<SourceId>, texts: &Texts) -> String {
    match &column.origin {
        Origin::Declared { source, span } => {
            let (line, _) = texts.line_column(*source, span.start);
            match home == Some(*source) {
                true => format!("line {line}"),
                false => format!("{}:{line}", texts.get(*source).path),
            }
        }
        Origin::Inferred { .. } if !column.present => "unknown".to_owned(),
        Origin::Inferred { evidence: Some(evidence) } => evidence.clone(),
        Origin::Inferred { evidence: None } => "its values".to_owned(),
        Origin::NoValues => "no values".to_owned(),
    }
}

/// For each column of a table the checks that read it: its own constraints by their kind, then the
/// rest by id.
fn readers(plan: &Plan, table: TableId) -> BTreeMap<usize, Vec<String>> {
    let mut readers: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let schema = plan.catalog.table(table);
    for check in plan.checks_of(table) {
        let cells = check.reads.columns.iter().filter_map(|column| schema.cell_of(*column));
        for column in &cells.collect::<BTreeSet<_>>() {
            let own = constraint_of(schema, &schema.columns[*column], check);
            let is_key = check.id.strip_suffix(".key") == Some(&schema.name);
            let word = if is_key { "key" } else { own.unwrap_or(&check.id) };
            readers.entry(*column).or_default().push(word.to_owned());
        }
    }
    // Rules that look into this table: by references, and by subqueries.
    for check in &plan.checks {
        let all = check.reads.with_tables(check.table);
        let mut columns = Vec::new();
        for (of, reads) in all.into_iter().skip(usize::from(check.table == table)) {
            let followed = reads.follows.iter().filter(|(path, _)| {
                path.last().is_some_and(|last| plan.catalog.reference(*last).to == table)
            });
            columns.extend(followed.map(|(_, column)| *column));
            let sought = reads.references.iter().map(|id| plan.catalog.reference(*id));
            let sought = sought.filter(|reference| reference.to == table);
            columns.extend(sought.flat_map(|reference| reference.to_columns.clone()));
            let own = reads.columns.iter().filter(|_| of == table);
            columns.extend(own.filter(|_| !std::ptr::eq(reads, &check.reads)));
        }
        for column in columns.into_iter().filter_map(|column| schema.cell_of(column)) {
            let known = readers.entry(column).or_default();
            if !known.contains(&check.id) {
                known.push(check.id.clone());
            }
        }
    }
    readers
}

/// The constraint that a check is of a column: `minimum` of `reports.rounds.minimum`.
fn constraint_of<'c>(
    schema: &Schema,
    column: &ColumnSchema,
    check: &'c BoundCheck,
) -> Option<&'c str> {
    let rest = check.id.strip_prefix(schema.name.as_str())?.strip_prefix('.')?;
    rest.strip_prefix(column.name.as_str())?.strip_prefix('.').filter(|kind| !kind.contains('.'))
}

/// The checks of a table that are not of one column.
fn rules(plan: &Plan, table: TableId) -> Vec<Line> {
    let schema = plan.catalog.table(table);
    let line = |id: &str, severity: Severity, asks: String| Line {
        cells: vec![
            (id.to_owned(), Paint::Plain),
            (severity.word().to_owned(), paint_of(severity)),
        ],
        last: Last::sentence(&asks),
    };
    let is_of_column = |check: &&BoundCheck| {
        schema.own().iter().any(|column| constraint_of(schema, column, check).is_some())
    };
    let mut lines: Vec<Line> = plan
        .checks_of(table)
        .filter(|check| !is_of_column(check))
        .map(|check| line(&check.id, check.severity, asks(check)))
        .collect();
    let headers = plan.headers.iter().filter(|check| check.table == table);
    lines.extend(
        headers
            .filter(|check| check.column.is_none())
            .map(|check| line(&check.id, check.severity, "the declared columns".to_owned())),
    );
    let rows = plan.rows.iter().filter(|check| check.table == table);
    lines.extend(rows.map(|check| {
        let asks = match check.bound {
            RowsBound::Minimum(least) => format!("at least {}", count(least, "row")),
            RowsBound::Maximum(most) => format!("at most {}", count(most, "row")),
        };
        line(&check.id, check.severity, asks)
    }));
    lines
}

fn paint_of(severity: Severity) -> Paint {
    match severity {
        Severity::Error => Paint::Error,
        Severity::Warning => Paint::Warning,
        Severity::Note => Paint::Accent,
    }
}

/// What a rule asks, in its own words where it has some.
fn asks(check: &BoundCheck) -> String {
    let asked = check.check.asks();
    match &check.filter {
        Some(filter) => {
            format!("{asked} where {}", crate::checks::binder::one_line(&filter.text))
        }
        None => asked,
    }
}
