//! Every check against an oracle that looks at one row at a time and is obviously right.

use super::random::{COLUMNS, Meaning, pool, rows, written};
use super::{Cut, judge};
use crate::program::Folder;
use proptest::prelude::*;
use scruple::findings::Outcome;
use std::collections::BTreeMap;

const RULES: &str = r#"
version = 1
[tables.t]
key = ["id"]
[tables.t.columns]
id = { type = "integer" }
n = { type = "integer", required = true, minimum = 0, exclusive-maximum = 40, enum = [0, 3, 12, 40] }
x = { type = "number", exclusive-minimum = 0, maximum = 1.5, unique = true }
s = { type = "string", pattern = '[a-z]+', not-pattern = 'b|o', min-length = 2, max-length = 4 }
d = { type = "date", minimum = 2024-01-01, maximum = 2024-06-01 }
u = { type = "integer", references = "u.id" }

[tables.u]
key = ["id"]
[tables.u.columns]
id = { type = "integer" }
v = { type = "integer" }

[rules.more]
table = "t"
check = "n > x"

[rules.either]
table = "t"
check = "n + x <> 4.5 OR s = 'a'"

[rules.quotient]
table = "t"
where = "n IS NOT NULL AND x IS NOT NULL"
check = "n / x <= 2"

[rules.early]
table = "t"
where = "s <> 'abc'"
check = "d < DATE '2024-06-01' AND length(s) < 4"

[rules.followed]
table = "t"
check = "u.v >= n"

[rules.pairs]
table = "t"
unique = ["n", "s"]

[rules.pairs-as-in-sql]
table = "t"
unique = { columns = ["n", "s"], missing = "distinct" }

[rules.positive-pairs]
table = "t"
where = "n > 0"
unique = ["n", "s"]

[rules.twice]
table = "t"
duplicate-row = { except = ["id"] }

[rules.referring]
table = "t"
where = "d >= DATE '2024-01-01'"
references = { columns = ["n"], table = "u", to = ["id"] }
"#;

/// Two rows to refer to: 7 with 5, 8 without a value.
const OTHER: &str = "id,v\n7,5\n8,\n3,1\n";

/// How one row ends under one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Passed,
    Failed,
    Undecided,
    NotApplicable,
    NotEvaluated,
}

use End::{Failed, NotApplicable, NotEvaluated, Passed, Undecided};

type Row = Vec<Meaning>;

fn number(cell: &Meaning) -> Option<i64> {
    match cell {
        Meaning::Number(number) => Some(*number),
        _ => None,
    }
}

fn text(cell: &Meaning) -> Option<&str> {
    match cell {
        Meaning::Text(text) => Some(text),
        _ => None,
    }
}

const ID: usize = 0;
const N: usize = 1;
const X: usize = 2;
const S: usize = 3;
const D: usize = 4;
const U: usize = 5;

fn unreadable(row: &Row, columns: &[usize]) -> bool {
    columns.iter().any(|column| row[*column] == Meaning::Unreadable)
}

fn missing(row: &Row, column: usize) -> bool {
    row[column] == Meaning::Missing
}

/// A constraint that passes on missing values.
fn constraint(row: &Row, column: usize, holds: impl Fn(&Meaning) -> bool) -> End {
    match &row[column] {
        Meaning::Unreadable => NotEvaluated,
        Meaning::Missing => Passed,
        value if holds(value) => Passed,
        _ => Failed,
    }
}

fn not_null(row: &Row, column: usize) -> End {
    match &row[column] {
        Meaning::Unreadable => NotEvaluated,
        Meaning::Missing => Failed,
        _ => Passed,
    }
}

fn typed(row: &Row, column: usize) -> End {
    if row[column] == Meaning::Unreadable { Failed } else { Passed }
}

/// A condition over some columns that is true, false or unknown.
fn condition(row: &Row, columns: &[usize], truth: Option<bool>) -> End {
    match truth {
        _ if unreadable(row, columns) => NotEvaluated,
        Some(true) => Passed,
        Some(false) => Failed,
        None if columns.iter().all(|column| missing(row, *column)) => NotApplicable,
        None => Undecided,
    }
}

/// A rule's `where` before its check.
fn filtered(filter: Option<bool>, end: impl FnOnce() -> End) -> End {
    match filter {
        Some(true) => end(),
        Some(false) => NotApplicable,
        None => Undecided,
    }
}

fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    and(left.map(|l| !l), right.map(|r| !r)).map(|both| !both)
}

/// The value that following `u` leads to.
fn followed(row: &Row) -> Option<i64> {
    match number(&row[U]) {
        Some(700) => Some(500),
        Some(300) => Some(100),
        _ => None,
    }
}

/// What each row-by-row check says of a row.
fn judge_row(row: &Row) -> Vec<(&'static str, End)> {
    let (n, x) = (number(&row[N]), number(&row[X]));
    let (s, d) = (text(&row[S]), text(&row[D]));
    let length = |cell: &Meaning| text(cell).map_or(0, |text| text.chars().count());
    let lower =
        |cell: &Meaning| text(cell).is_some_and(|t| t.chars().all(|c| c.is_ascii_lowercase()));
    let bo = |cell: &Meaning| text(cell).is_some_and(|text| text.contains(['b', 'o']));
    let within = |low: &'static str, cell: &Meaning| text(cell).is_some_and(|day| day >= low);
    let until = |high: &'static str, cell: &Meaning| text(cell).is_some_and(|day| day <= high);
    let referred = |cell: &Meaning| number(cell).is_some_and(|id| [700, 800, 300].contains(&id));
    let reference = |column: usize| match &row[column] {
        Meaning::Missing => Undecided,
        _ => constraint(row, column, referred),
    };
    let more = n.zip(x).map(|(n, x)| n > x);
    let either = or(n.zip(x).map(|(n, x)| n + x != 450), s.map(|s| s == "a"));
    let quotient = n.zip(x).map(|(n, x)| x != 0 && if x > 0 { n <= 2 * x } else { n >= 2 * x });
    let early = and(d.map(|d| d < "2024-06-01"), s.map(|s| s.chars().count() < 4));
    vec![
        ("t.id.required", not_null(row, ID)),
        ("t.id.type", typed(row, ID)),
        ("t.n.type", typed(row, N)),
        ("t.x.type", typed(row, X)),
        ("t.d.type", typed(row, D)),
        ("t.u.type", typed(row, U)),
        ("t.n.required", not_null(row, N)),
        ("t.n.minimum", constraint(row, N, |cell| number(cell) >= Some(0))),
        ("t.n.exclusive-maximum", constraint(row, N, |cell| number(cell) < Some(4000))),
        (
            "t.n.enum",
            constraint(row, N, |c| [0, 300, 1200, 4000].contains(&number(c).unwrap_or(-1))),
        ),
        ("t.x.exclusive-minimum", constraint(row, X, |cell| number(cell) > Some(0))),
        ("t.x.maximum", constraint(row, X, |cell| number(cell) <= Some(150))),
        ("t.s.pattern", constraint(row, S, lower)),
        ("t.s.not-pattern", constraint(row, S, |cell| !bo(cell))),
        ("t.s.min-length", constraint(row, S, |cell| length(cell) >= 2)),
        ("t.s.max-length", constraint(row, S, |cell| length(cell) <= 4)),
        ("t.d.minimum", constraint(row, D, |cell| within("2024-01-01", cell))),
        ("t.d.maximum", constraint(row, D, |cell| until("2024-06-01", cell))),
        ("t.u.references", reference(U)),
        ("more", condition(row, &[N, X], more)),
        ("either", condition(row, &[N, X, S], either)),
        (
            "quotient",
            match unreadable(row, &[N, X]) {
                true => NotEvaluated,
                false => {
                    filtered(Some(n.is_some() && x.is_some()), || condition(row, &[N, X], quotient))
                }
            },
        ),
        (
            "early",
            match unreadable(row, &[D, S]) {
                true => NotEvaluated,
                false => filtered(s.map(|s| s != "abc"), || condition(row, &[D, S], early)),
            },
        ),
        ("followed", condition(row, &[U, N], followed(row).zip(n).map(|(v, n)| v >= n))),
        (
            "referring",
            match unreadable(row, &[N, D]) {
                true => NotEvaluated,
                false => filtered(d.map(|d| d >= "2024-01-01"), || reference(N)),
            },
        ),
    ]
}

/// Which rows a check of repeated values leaves out.
#[derive(Clone, Copy)]
enum Gaps {
    Any,
    All,
    None,
}

/// What a check of repeated values says of every row. `among` says which rows it speaks of.
fn repeated(
    rows: &[Row],
    columns: &[usize],
    gaps: Gaps,
    among: impl Fn(&Row) -> Option<bool>,
) -> Vec<End> {
    let mut seen: Vec<Vec<&Meaning>> = Vec::new();
    let judge = |row: &Row| unreadable(row, columns);
    rows.iter()
        .map(|row| {
            if judge(row) {
                return NotEvaluated;
            }
            filtered(among(row), || {
                let left_out = match gaps {
                    Gaps::Any => columns.iter().any(|column| missing(row, *column)),
                    Gaps::All => columns.iter().all(|column| missing(row, *column)),
                    Gaps::None => false,
                };
                let values: Vec<&Meaning> = columns.iter().map(|column| &row[*column]).collect();
                match () {
                    () if left_out => Undecided,
                    () if seen.contains(&values) => Failed,
                    () => Passed,
                }
            })
            .tap(|end| {
                if *end == Passed {
                    seen.push(columns.iter().map(|column| &row[*column]).collect());
                }
            })
        })
        .collect()
}

trait Tap: Sized {
    fn tap(self, look: impl FnOnce(&Self)) -> Self {
        look(&self);
        self
    }
}

impl Tap for End {}

/// What every check says of every row.
fn oracle(rows: &[Row]) -> BTreeMap<&'static str, Vec<End>> {
    let mut ends: BTreeMap<&'static str, Vec<End>> = BTreeMap::new();
    for (id, _) in judge_row(&vec![Meaning::Missing; COLUMNS.len()]) {
        ends.insert(id, Vec::new());
    }
    for row in rows {
        for (id, end) in judge_row(row) {
            ends.entry(id).or_default().push(end);
        }
    }
    let all = |_: &Row| Some(true);
    let positive = |row: &Row| number(&row[N]).map(|n| n > 0);
    ends.insert("t.key", repeated(rows, &[ID], Gaps::Any, all));
    ends.insert("t.x.unique", repeated(rows, &[X], Gaps::Any, all));
    ends.insert("pairs", repeated(rows, &[N, S], Gaps::All, all));
    ends.insert("pairs-as-in-sql", repeated(rows, &[N, S], Gaps::Any, all));
    ends.insert("positive-pairs", repeated(rows, &[N, S], Gaps::All, positive));
    ends.insert("twice", repeated(rows, &[N, X, S, D, U], Gaps::None, all));
    ends
}

/// "passed failed undecided not-applicable not-evaluated", and the rows that failed.
fn expected(ends: &[End]) -> ([u64; 5], Vec<u64>) {
    let count = |wanted: End| ends.iter().filter(|end| **end == wanted).count() as u64;
    let failed = (1..).zip(ends).filter(|(_, end)| **end == Failed).map(|(row, _)| row);
    ([Passed, Failed, Undecided, NotApplicable, NotEvaluated].map(count), failed.collect())
}

fn found(outcome: &Outcome, id: &str) -> Option<([u64; 5], Vec<u64>)> {
    let check = outcome.checks.iter().find(|check| check.id == id)?;
    let counts = &check.counts;
    let finding = outcome.findings.iter().find(|finding| finding.id == id);
    let violations = finding.map_or(&[][..], |finding| &finding.violations);
    let rows = violations.iter().filter_map(|violation| violation.row).collect();
    let counts = [
        counts.passed,
        counts.failed,
        counts.undecided,
        counts.not_applicable,
        counts.not_evaluated,
    ];
    Some((counts, rows))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn every_check_decides_as_the_oracle_does(cells in rows(), block_size in 1..200_usize) {
        let folder = Folder::new(&[
            ("scruple.toml", RULES),
            ("t.csv", &written(&cells)),
            ("u.csv", OTHER),
        ]);
        let files = ["t.csv", "u.csv"].map(str::to_owned);
        let (outcome, texts) = judge(&folder, &files, Cut { threads: 2, block_size });
        let broken = outcome.diagnostics.iter().find(|one| !one.labels.is_empty());
        prop_assert!(broken.is_none(), "{:?} {:?}", broken, texts.get(scruple::diagnostics::SourceId(0)).path);
        let rows: Vec<Row> = cells
            .iter()
            .map(|row| row.iter().enumerate().map(|(column, cell)| pool(column)[*cell].1.clone()).collect())
            .collect();
        let ends = oracle(&rows);
        let judged = outcome.checks.iter().filter(|check| check.table.as_deref() == Some("t"));
        for check in judged.filter(|check| check.of == scruple::findings::Judged::Rows) {
            let known = ends.contains_key(check.id.as_str()) || check.id.starts_with("csv.");
            prop_assert!(known, "the oracle does not know {}", check.id);
        }
        for (id, ends) in ends {
            prop_assert_eq!(found(&outcome, id), Some(expected(&ends)), "{}: {:?}", id, ends);
        }
    }

    #[test]
    fn cells_hold_what_the_csv_crate_reads(cells in rows()) {
        let text = written(&cells);
        let folder = Folder::new(&[("scruple.toml", RULES), ("t.csv", &text), ("u.csv", OTHER)]);
        let files = ["t.csv", "u.csv"].map(str::to_owned);
        let (outcome, _) = judge(&folder, &files, super::WHOLE);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().map(|one| one.expect("a record")).collect();
        let findings = outcome.findings.iter().filter(|finding| finding.table.as_deref() == Some("t"));
        for violation in findings.flat_map(|finding| &finding.violations) {
            let Some(row) = violation.row else { continue };
            let record = &records[row as usize - 1];
            let line = record.position().map_or(0, csv::Position::line);
            prop_assert_eq!(violation.line, Some(line));
            for cell in violation.cells.iter().filter(|cell| cell.row.is_none() && cell.file.is_none()) {
                let column = COLUMNS.iter().position(|name| Some(*name) == cell.column.as_deref());
                let value = column.and_then(|column| record.get(column));
                prop_assert_eq!(cell.value.as_deref(), value);
                let stored = &text[cell.byte_start as usize..cell.byte_end as usize];
                let unquoted = stored.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                let plain = unquoted.map_or(stored.to_owned(), |text| text.replace("\"\"", "\""));
                prop_assert_eq!(cell.value.as_deref(), Some(plain.as_str()));
            }
        }
    }
}
