//! Conditions that look at many rows: against DuckDB and against a naive reading, through the
//! program itself.

mod asked;
mod cells;
mod columns;
mod groups;
mod names;
mod rounding;
mod shares;
mod units;
mod several;
mod subqueries;
mod versions;
mod windows;
mod windows_on_disk;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::Value as Json;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs the program over a folder and gives its JSON report.
pub fn report(folder: &Path, args: &[&str]) -> Json {
    let output = Command::new(env!("CARGO_BIN_EXE_scruple"))
        .args(["check", "--format", "json", "."])
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("the report is UTF-8");
    serde_json::from_str(&text).unwrap_or_else(|error| {
        let errors = String::from_utf8_lossy(&output.stderr);
        panic!("the report is JSON ({error}): {text}\n{errors}")
    })
}

/// Nothing is said of what was read, but that chance made a table of no rows.
pub fn nothing_is_said(report: &Json) {
    let mut said = report["diagnostics"].as_array().expect("a list").iter();
    assert!(said.all(|one| one["code"] == "no-rows"), "{report:#}");
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// The diagnostics of a rule file over one small table: `code: message | help`, one a line.
pub fn mistakes(rules: &str) -> String {
    let table = "\n[tables.t]\nfiles = [\"t.csv\"]\n[tables.t.columns]\n\
                 g = { type = \"string\" }\nn = { type = \"integer\" }\nx = { type = \"number\" }\n\
                 d = { type = \"date\" }\n";
    let folder = folder(&[("scruple.toml", &format!("{rules}{table}")), ("t.csv", "g,n,x,d\n")]);
    let report = report(folder.path(), &[]);
    let diagnostics = report["diagnostics"].as_array().expect("a list");
    // That the table is empty is no mistake.
    let told = diagnostics.iter().filter(|it| it["severity"] != "note");
    let lines = told.map(|it| {
        let help = it["help"].as_str().map(|help| format!(" | {help}")).unwrap_or_default();
        format!(
            "{}: {}{help}",
            it["code"].as_str().unwrap_or(""),
            it["message"].as_str().unwrap_or("")
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

const SCRIPT: &str = r#"
import sys, json, duckdb
job = json.load(sys.stdin)
connection = duckdb.connect()
for name, table in job["tables"].items():
    columns = ", ".join(f"{k} {v}" for k, v in table["columns"].items())
    connection.execute(f"CREATE TABLE {name} (row_ BIGINT, {columns})")
    for at, row in enumerate(table["rows"]):
        marks = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO {name} VALUES ({at}, {marks})", row)
for query in job["queries"]:
    try:
        rows = connection.execute(query).fetchall()
        print(json.dumps([[None if v is None else str(v) for v in row] for row in rows]))
    except Exception as error:
        print(json.dumps({"error": str(error)}))
"#;

/// A table for both engines.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// Names, our types, DuckDB's types.
    pub columns: &'static [(&'static str, &'static str, &'static str)],
    /// As written; an empty text is a missing value.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub fn csv(&self) -> String {
        let header: Vec<&str> = self.columns.iter().map(|(name, _, _)| *name).collect();
        let rows = self.rows.iter().map(|row| row.join(","));
        std::iter::once(header.join(",")).chain(rows).collect::<Vec<_>>().join("\n") + "\n"
    }

    pub fn declared(&self) -> String {
        let name = self.name;
        let columns = self
            .columns
            .iter()
            .map(|(column, ty, _)| format!("{column} = {{ type = \"{ty}\" }}\n"));
        format!(
            "[tables.{name}]\nfiles = [\"{name}.csv\"]\n[tables.{name}.columns]\n{}",
            columns.collect::<String>()
        )
    }

    fn json(&self) -> Json {
        let columns: serde_json::Map<String, Json> =
            self.columns.iter().map(|(name, _, ty)| ((*name).to_owned(), (*ty).into())).collect();
        let cell = |text: &String| if text.is_empty() { Json::Null } else { text.as_str().into() };
        let rows: Vec<Vec<Json>> =
            self.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        serde_json::json!({ "columns": columns, "rows": rows })
    }
}

/// DuckDB's answers to queries over tables, or `None` where it is not installed.
pub fn duckdb(tables: &[&Table], queries: &[String]) -> Option<Vec<Json>> {
    let python = std::env::var("SCRUPLE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_duckdb = Command::new(&python).args(["-c", "import duckdb"]).output();
    if !has_duckdb.is_ok_and(|output| output.status.success()) {
        println!("skipped: `{python} -c 'import duckdb'` does not work here");
        return None;
    }
    let tables: serde_json::Map<String, Json> =
        tables.iter().map(|table| (table.name.to_owned(), table.json())).collect();
    let job = serde_json::json!({ "tables": tables, "queries": queries });
    let mut child = Command::new(&python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(job.to_string().as_bytes()).expect("python reads");
    drop(stdin);
    let output = child.wait_with_output().expect("python ends");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    Some(lines.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect())
}

/// As many random tables as it takes for so many cases, each of a table and an expression.
pub fn tables(cases: usize, expressions: usize, most: usize) -> Vec<Table> {
    let mut runner = proptest::test_runner::TestRunner::new(config(1));
    let rows = prop::collection::vec(cell(), 0..most);
    let made = (0..cases.div_ceil(expressions)).map(|at| Table {
        name: Box::leak(format!("t{at}").into_boxed_str()),
        columns: COLUMNS,
        rows: rows.new_tree(&mut runner).expect("a table").current(),
    });
    made.collect()
}

/// The files of some tables with a rule file.
pub fn files(tables: &[Table], rules: &str) -> tempfile::TempDir {
    let folder = folder(&[("scruple.toml", rules)]);
    for table in tables {
        let path = folder.path().join(format!("{}.csv", table.name));
        std::fs::write(path, table.csv()).expect("a file");
    }
    folder
}

/// Whether two values are the same as text, or as numbers to twelve digits.
pub fn alike(ours: &str, theirs: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    match (number(ours), number(theirs)) {
        (Some(one), Some(other)) => {
            (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
        }
        _ => ours.eq_ignore_ascii_case(theirs) || ours == theirs.trim_end_matches(" 00:00:00"),
    }
}

/// A condition that is false everywhere and shows the value of an expression.
pub fn showing(expression: &str) -> String {
    format!("coalesce(({expression})::text, 'NULL') = '@'")
}

/// The value that a violation of such a condition shows.
pub fn shown(violation: &Json) -> String {
    let values = violation["values"].as_object().expect("values");
    let shown = values.iter().find(|(text, _)| text.starts_with("coalesce("));
    shown.and_then(|(_, value)| value.as_str()).unwrap_or("not computable").to_owned()
}

/// A table of every type, for both engines.
pub const COLUMNS: &[(&str, &str, &str)] = &[
    ("g", "string", "VARCHAR"),
    ("n", "integer", "BIGINT"),
    ("x", "number", "DECIMAL(18, 3)"),
    ("f", "float", "DOUBLE"),
    ("d", "date", "DATE"),
    ("b", "boolean", "BOOLEAN"),
];

/// A row of it: each cell may be missing.
pub fn cell() -> impl Strategy<Value = Vec<String>> {
    let missing =
        |present: BoxedStrategy<String>| prop_oneof![4 => present, 1 => Just(String::new())];
    (
        missing(prop::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned).boxed()),
        missing((-3i64..9).prop_map(|n| n.to_string()).boxed()),
        missing(
            (-3000i64..9000).prop_map(|n| format!("{}.{:03}", n / 1000, (n % 1000).abs())).boxed(),
        ),
        missing((-8i64..9).prop_map(|n| format!("{}", n as f64 / 4.0)).boxed()),
        missing((1u32..28).prop_map(|day| format!("2024-02-{day:02}")).boxed()),
        missing(any::<bool>().prop_map(|truth| truth.to_string()).boxed()),
    )
        .prop_map(|(g, n, x, f, d, b)| vec![g, n, x, f, d, b])
}

/// A few cases; as many as `PROPTEST_CASES` says where it is set.
pub fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..Default::default() };
    let cases = if std::env::var("PROPTEST_CASES").is_ok() { default.cases } else { cases };
    ProptestConfig { cases, ..default }
}
