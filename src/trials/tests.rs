//! The tests that rule files hold for their rules: rows, and how they end.

use super::judge;
use super::sheet::{Sheet, type_of};
use crate::diagnostics::{Diagnostic, Severity, Texts, suggest};
use crate::engine::Options;
use crate::findings::{Counts, Finding, Outcome, Violation};
use crate::plan::assemble::Terms;
use crate::plan::infer::Show;
use crate::rules::{Expected, Param, RuleDecl, RuleSet, Spanned, TableDecl, TestDecl, TestRow};
use crate::tables::{Catalog, Schema};
use crate::types::{CellFormat, DataType, Value};

/// What tests are run on: the rules, what is known of the data, and the day.
#[derive(Clone, Copy)]
pub struct Ground<'g> {
    pub rules: &'g RuleSet,
    pub catalog: &'g Catalog,
    pub texts: &'g Texts,
    /// Days since 1970-01-01.
    pub today: i32,
}

/// How the tests of a rule ended.
pub struct Tested<'g> {
    pub rule: &'g RuleDecl,
    /// In the order of the rule file.
    pub verdicts: Vec<Verdict>,
}

/// How a test ended.
pub enum Verdict {
    /// As it should; a warning where nothing was decided.
    Passed(Option<Diagnostic>),
    /// Not as it should.
    Failed(Vec<Diagnostic>),
    /// It is no test of this rule: its mistakes.
    Broken(Vec<Diagnostic>),
}

impl<'g> Ground<'g> {
    /// Runs the tests of all rules.
    pub fn run(self) -> Vec<Tested<'g>> {
        let tested = |rule: &'g RuleDecl| {
            let tests = rule.tests.iter().enumerate();
            let verdicts = tests.map(|(at, test)| Trial { ground: self, rule, test, at }.run());
            Tested { rule, verdicts: verdicts.collect() }
        };
        self.rules.rules.iter().map(tested).collect()
    }

    pub fn schema(&self, table: &str) -> Option<&'g Schema> {
        self.catalog.find(table).map(|id| self.catalog.table(id))
    }

    pub fn decl(&self, table: &str) -> Option<&'g TableDecl> {
        self.rules.tables.iter().find(|decl| decl.name.value == table)
    }

    /// The type of a column by the rows of all tests, for a table that has no data.
    pub fn type_in_tests(&self, table: &str, column: &str, missing: &[String]) -> Option<DataType> {
        let cells = self.cells_in_tests(table).filter(|(name, _)| name.value == column);
        type_of(cells.map(|(_, value)| value), missing)
    }

    /// What the tests of all rules put into a table.
    pub fn cells_in_tests(
        &self,
        table: &str,
    ) -> impl Iterator<Item = &'g (Spanned<String>, Param)> {
        let rows = self.rules.rules.iter().flat_map(move |rule| {
            let judges = rule.tables.iter().any(|name| name.value == table);
            rule.tests.iter().flat_map(move |test| {
                let own = judges.then_some(&test.rows);
                let named = test.tables.iter().filter(move |(name, _)| name.value == table);
                own.into_iter().chain(named.map(|(_, rows)| rows)).flatten()
            })
        });
        rows.flat_map(|row| &row.value)
    }
}

/// One test at work.
struct Trial<'t> {
    ground: Ground<'t>,
    rule: &'t RuleDecl,
    test: &'t TestDecl,
    at: usize,
}

impl<'t> Trial<'t> {
    /// The test has to hold on every table of the rule.
    fn run(&self) -> Verdict {
        if self.rule.tables.is_empty() {
            let Spanned { source, span, .. } = self.test.expected;
            let message = format!("`{}` is not about a table", self.rule.id.value);
            let mistake = Diagnostic::new("invalid-value", message).at(source, span, "its test");
            return Verdict::Broken(vec![mistake.help("tests are for rules about tables")]);
        }
        let mut warning = None;
        for table in &self.rule.tables {
            match self.on(table) {
                Verdict::Passed(said) => warning = warning.or(said),
                other => return other,
            }
        }
        Verdict::Passed(warning)
    }

    fn on(&self, table: &Spanned<String>) -> Verdict {
        let sheets = self.sheets(table);
        let mut mistakes = self.misnamed(table, &sheets);
        let today = self.today(&mut mistakes);
        sheets.iter().for_each(|sheet| sheet.unknown_columns(&self.ground, &mut mistakes));
        if !mistakes.is_empty() {
            return Verdict::Broken(mistakes);
        }
        let tables: Vec<TableDecl> =
            sheets.iter().map(|sheet| sheet.declare(&self.ground)).collect();
        let rules = RuleSet {
            files: self.ground.rules.files.clone(),
            title: None,
            defines: self.ground.rules.defines.clone(),
            tables,
            documents: Vec::new(),
            rules: vec![RuleDecl { tables: vec![table.clone()], ..self.rule.clone() }],
            severities: Vec::new(),
            allows: Vec::new(),
        };
        let opened = sheets.iter().enumerate().map(|(at, sheet)| sheet.open(at, &rules.tables[at]));
        let terms = Terms { select: &[], ignore: &[], today, show: Show::Values };
        match judge(&rules, opened.collect(), (terms, self.ground.texts), &Options::default()) {
            Ok(outcome) => self.verdict(table, &outcome),
            Err(mistakes) => Verdict::Broken(mistakes),
        }
    }

    /// The judged table, those that the test fills, and the empty rest.
    fn sheets(&self, judged: &Spanned<String>) -> Vec<Sheet<'t>> {
        let named = self.test.tables.iter().map(|(name, rows)| (name.clone(), rows.as_slice()));
        let declared = self.ground.rules.tables.iter().map(|decl| (decl.name.clone(), &[][..]));
        let known = self
            .ground
            .catalog
            .tables
            .iter()
            .map(|schema| (Spanned { value: schema.name.clone(), ..judged.clone() }, &[][..]));
        let mut sheets = vec![Sheet { name: judged.clone(), rows: &self.test.rows, judged: true }];
        for (name, rows) in named.chain(declared).chain(known) {
            if sheets.iter().all(|sheet| sheet.name.value != name.value) {
                sheets.push(Sheet { name, rows, judged: false });
            }
        }
        sheets
    }

    /// Tables that are not there, and the judged one where others belong.
    fn misnamed(&self, judged: &Spanned<String>, sheets: &[Sheet<'_>]) -> Vec<Diagnostic> {
        let mut mistakes = Vec::new();
        for (name, _) in &self.test.tables {
            if name.value == judged.value {
                let message = format!("`{}` is the table of the rule itself", name.value);
                let diagnostic = Diagnostic::new("invalid-value", message);
                mistakes.push(
                    diagnostic
                        .at(name.source, name.span, "the table that is judged")
                        .help("its rows stand under `rows`; `tables` is for other tables"),
                );
            }
            let known = self.ground.schema(&name.value).is_some()
                || self.ground.decl(&name.value).is_some();
            if !known {
                let names = sheets.iter().map(|sheet| sheet.name.value.as_str());
                let near = suggest::nearest(&name.value, names.filter(|one| *one != name.value));
                let mut diagnostic =
                    Diagnostic::new("unknown-table", format!("there is no table `{}`", name.value))
                        .at(name.source, name.span, "no such table");
                diagnostic.help = suggest::exists("table", &near);
                mistakes.push(diagnostic);
            }
        }
        mistakes
    }

    fn today(&self, mistakes: &mut Vec<Diagnostic>) -> i32 {
        let Some(day) = &self.test.as_of else { return self.ground.today };
        match CellFormat::new(DataType::Date).read(&day.value) {
            Some(Value::Date(day)) => day,
            _ => {
                let message = format!("`as-of` takes a day; found `{}`", day.value);
                mistakes.push(
                    Diagnostic::new("invalid-value", message)
                        .at(day.source, day.span, "not a day")
                        .help("for example `as-of = 2026-11-23`"),
                );
                self.ground.today
            }
        }
    }

    fn verdict(&self, table: &Spanned<String>, outcome: &Outcome) -> Verdict {
        let Some(summary) = outcome.checks.iter().find(|check| check.id == self.rule.id.value)
        else {
            return Verdict::Broken(Vec::new());
        };
        let finding = outcome.findings.iter().find(|finding| finding.id == self.rule.id.value);
        let unread = Unread::new(&table.value, outcome);
        if summary.counts.not_evaluated > 0 {
            let reason = summary.reason.as_deref();
            return Verdict::Failed(vec![self.not_evaluated(&unread, reason)]);
        }
        let violations = finding.map_or(&[][..], |finding| &finding.violations);
        let rows = rows_of(violations);
        match &self.test.expected.value {
            Expected::Passes => match finding {
                None => Verdict::Passed(self.undecided(&summary.counts)),
                Some(finding) => {
                    let said = finding.violations.iter().map(|one| self.should_pass(finding, one));
                    Verdict::Failed(said.collect())
                }
            },
            Expected::Fails if finding.is_some() => Verdict::Passed(None),
            Expected::Fails => Verdict::Failed(vec![self.should_fail(&summary.counts)]),
            Expected::FailsAt(wanted) => match same(wanted, &rows) {
                true => Verdict::Passed(None),
                false => Verdict::Failed(vec![self.other_rows(wanted, violations)]),
            },
        }
    }

    /// "test 2 of `launch-as-published` (the month alone)".
    fn name(&self) -> String {
        let name = match &self.test.name {
            Some(name) => format!(" ({name})"),
            None => String::new(),
        };
        format!("test {} of `{}`{name}", self.at + 1, self.rule.id.value)
    }

    fn failed(&self, what: &str) -> Diagnostic {
        Diagnostic::new("failed-test", format!("{}: {what}", self.name()))
    }

    fn rows(&self) -> (&'static str, &'static str) {
        match self.test.rows.len() {
            1 => ("the row is", "row"),
            _ => ("the rows are", "rows"),
        }
    }

    /// Points at `passes` or `fails`.
    fn expected(&self, diagnostic: Diagnostic) -> Diagnostic {
        let Spanned { source, span, .. } = self.test.expected;
        diagnostic.at(source, span, "what the test expects")
    }

    fn should_pass(&self, finding: &Finding, violation: &Violation) -> Diagnostic {
        let (are, _) = self.rows();
        let said = if violation.message.is_empty() { &finding.message } else { &violation.message };
        let diagnostic = self.failed(&format!("{are} to pass, and {said}"));
        self.expected(self.point(diagnostic, violation))
    }

    /// Points at the cells of a violation as they stand in the test, else at its row.
    fn point(&self, mut diagnostic: Diagnostic, violation: &Violation) -> Diagnostic {
        let row = violation.row.unwrap_or(1);
        for cell in &violation.cells {
            let rows = match &cell.file {
                Some(table) => self.rows_of_table(table),
                None => &self.test.rows,
            };
            let place = cell.column.as_ref().and_then(|column| {
                let cells = &row_at(rows, cell.row.unwrap_or(row))?.value;
                cells.iter().find(|(name, _)| name.value == *column)
            });
            if let Some((_, value)) = place {
                let (source, span) = value.place();
                diagnostic = diagnostic.at(source, span, cell.label.clone());
            }
        }
        match (diagnostic.labels.is_empty(), row_at(&self.test.rows, row)) {
            (true, Some(row)) => diagnostic.at(row.source, row.span, "this row fails"),
            _ => diagnostic,
        }
    }

    /// The rows that the test gives another table, which is named as its file in memory.
    fn rows_of_table(&self, table: &str) -> &[TestRow] {
        let found = self.test.tables.iter().find(|(name, _)| name.value == table);
        found.map_or(&[], |(_, rows)| rows)
    }

    fn should_fail(&self, counts: &Counts) -> Diagnostic {
        let (are, rows) = self.rows();
        let how = match why_not(counts) {
            None => "passes",
            Some(_) => "is no violation",
        };
        let pass = if rows == "row" { how.to_owned() } else { "none does".to_owned() };
        let diagnostic = self.failed(&format!("{are} to fail, and {pass}"));
        let row = &self.test.rows[0];
        let span = self.test.rows.iter().fold(row.span, |span, row| span.to(row.span));
        let diagnostic = self.expected(diagnostic.at(row.source, span, how));
        match why_not(counts) {
            Some(reason) => diagnostic.note(reason),
            None => diagnostic,
        }
    }

    fn other_rows(&self, wanted: &[u64], violations: &[Violation]) -> Diagnostic {
        let rows = rows_of(violations);
        let found = match (rows.len(), violations.is_empty()) {
            (0, true) => "none does".to_owned(),
            (0, false) => "what fails is no row of its own".to_owned(),
            (1, _) => format!("{} fails", numbers(&rows)),
            _ => format!("{} fail", numbers(&rows)),
        };
        let wanted = match wanted {
            [] => "no row is".to_owned(),
            [one] => format!("row {one} is"),
            many => format!("{} are", numbers(many)),
        };
        let mut diagnostic = self.failed(&format!("{wanted} to fail, and {found}"));
        for violation in violations {
            diagnostic = self.point(diagnostic, violation);
        }
        self.expected(diagnostic)
    }

    fn not_evaluated(&self, unread: &Unread<'_>, reason: Option<&str>) -> Diagnostic {
        let (are, _) = self.rows();
        let verb = if are.ends_with("is") { "is not evaluated" } else { "are not all evaluated" };
        let subject = are.rsplit_once(' ').map_or(are, |(subject, _)| subject);
        let mut diagnostic = self.failed(&format!("{subject} {verb}"));
        for violation in &unread.violations {
            diagnostic = self.point(diagnostic, violation);
        }
        let diagnostic = self.expected(diagnostic);
        match (reason, unread.violations.is_empty()) {
            (Some(reason), true) => diagnostic.note(reason.to_owned()),
            _ => diagnostic.help("in quotes a cell is taken as it would stand in the file"),
        }
    }

    /// A warning that a test which passes decides nothing.
    fn undecided(&self, counts: &Counts) -> Option<Diagnostic> {
        if counts.passed > 0 {
            return None;
        }
        let reason = why_not(counts)?;
        let message = format!("{} passes without deciding anything", self.name());
        let diagnostic = Diagnostic::new("failed-test", message);
        let diagnostic = Diagnostic { severity: Severity::Warning, ..diagnostic };
        Some(self.expected(diagnostic).note(reason))
    }
}

/// A row by its number, from 1.
fn row_at(rows: &[TestRow], number: u64) -> Option<&TestRow> {
    rows.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

/// Why nothing was judged, where nothing was.
fn why_not(counts: &Counts) -> Option<&'static str> {
    if counts.passed + counts.failed > 0 {
        return None;
    }
    if counts.undecided > 0 {
        return Some("the rule is undecided: a value that it needs is not there or not known");
    }
    Some(match counts.not_applicable {
        0 => "there was nothing to judge",
        _ => "the rule does not apply: its `where` is not true, or all it reads is missing",
    })
}

/// The cells that do not read as their types.
struct Unread<'o> {
    violations: Vec<&'o Violation>,
}

impl<'o> Unread<'o> {
    fn new(table: &str, outcome: &'o Outcome) -> Unread<'o> {
        let of_types = outcome.findings.iter().filter(|finding| {
            finding.table.as_deref() == Some(table) && finding.id.ends_with(".type")
        });
        Unread { violations: of_types.flat_map(|finding| &finding.violations).collect() }
    }
}

fn rows_of(violations: &[Violation]) -> Vec<u64> {
    let mut rows: Vec<u64> = violations.iter().filter_map(|violation| violation.row).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn same(wanted: &[u64], rows: &[u64]) -> bool {
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    wanted == rows
}

/// "row 2", "rows 2, 3 and 5".
fn numbers(rows: &[u64]) -> String {
    let texts: Vec<String> = rows.iter().map(u64::to_string).collect();
    let noun = if rows.len() == 1 { "row" } else { "rows" };
    format!("{noun} {}", crate::checks::joined(&texts))
}
