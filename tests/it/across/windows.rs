//! Functions over the rows around one.

use super::{
    Table, alike, duckdb, files, folder, mistakes, nothing_is_said, report, showing, shown, tables,
};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Expressions that mean the same to both, once ties go by the order of the file: `~` stands for
/// the row's own number, which only DuckDB has to be told.
pub const EXPRESSIONS: &[&str] = &[
    "lag(n) OVER (ORDER BY d~)",
    "lag(n, 2, -1) OVER (PARTITION BY g ORDER BY n~)",
    "lead(g) OVER (PARTITION BY b ORDER BY x DESC~)",
    "lead(d, 1) OVER (ORDER BY n NULLS FIRST~)",
    "first_value(n) OVER (PARTITION BY g ORDER BY d~)",
    "last_value(x) OVER (ORDER BY d~ ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING)",
    "nth_value(n, 2) OVER (PARTITION BY g ORDER BY d~ ROWS UNBOUNDED PRECEDING)",
    "row_number() OVER (PARTITION BY g ORDER BY n DESC~)",
    "rank() OVER (PARTITION BY g ORDER BY n)",
    "dense_rank() OVER (ORDER BY g, b)",
    "percent_rank() OVER (ORDER BY n)",
    "cume_dist() OVER (PARTITION BY g ORDER BY n)",
    "ntile(3) OVER (ORDER BY d~)",
    "sum(n) OVER (PARTITION BY g)",
    "sum(n) OVER (ORDER BY n)",
    "sum(x) OVER (PARTITION BY g ORDER BY d~ ROWS 2 PRECEDING)",
    "avg(n) OVER (ORDER BY d~ ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)",
    "count(*) OVER (PARTITION BY b ORDER BY n)",
    "count(n) FILTER (WHERE n > 2) OVER (PARTITION BY g ORDER BY d~ ROWS UNBOUNDED PRECEDING)",
    "min(x) OVER (ORDER BY d~ ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)",
    "max(g) OVER (ORDER BY d~ ROWS BETWEEN CURRENT ROW AND 3 FOLLOWING)",
    "max(n) OVER (PARTITION BY g ORDER BY x DESC NULLS LAST~ ROWS BETWEEN 2 FOLLOWING AND 4 FOLLOWING)",
    "median(n) OVER (PARTITION BY g)",
    "median(x) OVER (ORDER BY d~ ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING)",
    "mad(n) OVER (PARTITION BY g)",
    "stddev_samp(n) OVER (PARTITION BY b)",
    "bool_and(b) OVER (PARTITION BY g ORDER BY d~ ROWS 3 PRECEDING)",
    "bool_or(n > 3) OVER (ORDER BY d)",
    "sum(f) OVER (PARTITION BY g)",
    "count(DISTINCT n) OVER (PARTITION BY g)",
    "sum(n) OVER (ORDER BY n RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
    "n - lag(n) OVER (ORDER BY d~) + count(*) OVER ()",
];

/// Each rule's values, by row from 1.
fn ours(tables: &[Table], args: &[&str]) -> BTreeMap<String, BTreeMap<u64, String>> {
    let mut rules = String::new();
    for table in tables {
        rules += &table.declared();
        for (at, expression) in EXPRESSIONS.iter().enumerate() {
            let (name, check) = (table.name, showing(&expression.replace('~', "")));
            write!(rules, "[rules.w-{name}-{at}]\ntable = \"{name}\"\ncheck = \"{check}\"\n")
                .expect("a text");
        }
    }
    let folder = files(tables, &rules);
    let report = report(folder.path(), args);
    nothing_is_said(&report);
    let values = |finding: &serde_json::Value| {
        let violations = finding["violations"].as_array().expect("a list").iter();
        violations.map(|it| (it["row"].as_u64().expect("a row"), shown(it))).collect()
    };
    let findings = report["findings"].as_array().expect("a list").iter();
    findings.map(|it| (it["id"].as_str().expect("an id").to_owned(), values(it))).collect()
}

/// What DuckDB is asked about a table: all expressions.
fn query(table: &Table) -> String {
    let theirs = |expression: &&str| {
        let expression =
            expression.replace('~', ", row_").replace("median(x)", "median(x::DOUBLE)");
        format!("CAST({expression} AS VARCHAR)")
    };
    let all = EXPRESSIONS.iter().map(theirs).collect::<Vec<_>>().join(", ");
    format!("SELECT {all} FROM {} ORDER BY row_", table.name)
}

/// Five thousand cases: an expression over a random table, in each of its rows.
#[test]
fn windows_come_out_as_in_duckdb() {
    let tables = tables(5000, EXPRESSIONS.len(), 30);
    let asked: Vec<&Table> = tables.iter().collect();
    let all: Vec<String> = tables.iter().map(query).collect();
    let Some(answers) = duckdb(&asked, &all) else { return };
    let ours = ours(&tables, &[]);
    for (table, answer) in tables.iter().zip(&answers) {
        let rows = answer.as_array().unwrap_or_else(|| panic!("{answer}"));
        for (at, text) in EXPRESSIONS.iter().enumerate() {
            let found = ours.get(&format!("w-{}-{at}", table.name));
            for (row, theirs) in rows.iter().enumerate() {
                let theirs = theirs[at].as_str().unwrap_or("NULL");
                let ours = found.and_then(|found| found.get(&(row as u64 + 1)));
                let same = ours.is_some_and(|ours| alike(ours, theirs));
                let of = format!("{text} in row {}: ours {ours:?}, DuckDB's {theirs}", row + 1);
                assert!(same, "{of}\n{}", table.csv());
            }
        }
    }
}

const READINGS: &str = "site,day,total\n\
N,2024-01-03,12\nN,2024-01-01,5\nS,2024-01-01,100\nN,2024-01-02,13\nS,2024-01-02,\nS,2024-01-03,99\n";

fn messages(rules: &str) -> Vec<String> {
    let table = "[tables.readings]\nfiles = [\"readings.csv\"]\n[tables.readings.columns]\n\
                 site = { type = \"string\" }\nday = { type = \"date\" }\ntotal = { type = \"integer\" }\n";
    let folder =
        folder(&[("scruple.toml", &format!("{table}{rules}")), ("readings.csv", READINGS)]);
    let report = report(folder.path(), &[]);
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(0), "{report:#}");
    let findings = report["findings"].as_array().expect("a list").iter();
    let violations =
        findings.flat_map(|finding| finding["violations"].as_array().expect("a list").clone());
    violations
        .map(|it| format!("{}: {}", it["row"], it["message"].as_str().unwrap_or("")))
        .collect()
}

#[test]
fn a_total_that_falls_is_shown_with_the_one_before() {
    let never_falls = "[rules.never-falls]\ntable = \"readings\"\n\
                       check = \"total >= lag(total) OVER (PARTITION BY site ORDER BY day)\"\n";
    assert_eq!(
        messages(never_falls),
        ["1: `total` is 12 and `lag(total) OVER (PARTITION BY site ORDER BY day)` is 13, so \
          `total >= lag(total) OVER (PARTITION BY site ORDER BY day)` does not hold"]
    );
}

#[test]
fn windows_have_names_and_messages_may_use_them() {
    let named = "[rules.never-falls]\ntable = \"readings\"\nwhere = \"total IS NOT NULL\"\n\
                 windows = { w = \"PARTITION BY site ORDER BY day\" }\n\
                 check = \"total >= lag(total) OVER w\"\n\
                 message = \"{total} after {lag(total) OVER w}, row {row_number() OVER w} of {site}\"\n";
    assert_eq!(messages(named), ["1: 12 after 13, row 3 of N", "6: 99 after 100, row 2 of S"]);
}

#[test]
fn mistakes_name_what_a_window_lacks() {
    let rule = |rest: &str| mistakes(&format!("[rules.r]\ntable = \"t\"\n{rest}\n"));
    let check = |rest: &str, expected: &str| assert_eq!(rule(rest), expected, "{rest}");
    check(
        "check = \"n > lag(n) OVER v\"",
        "unknown-name: the rule names no window `v` | name it in the rule: `windows = { v = \"PARTITION BY … ORDER BY …\" }`",
    );
    check(
        "check = \"n > lag(n)\"",
        "wrong-arguments: `lag` looks at the rows around one | say which rows: `lag(n) OVER (ORDER BY …)`",
    );
    check("check = \"abs(n) OVER () > 1\"", "unknown-function: `abs` does not go with `OVER`");
    check(
        "windows = { w = \"ORDER n\" }\ncheck = \"n > lag(n) OVER w\"",
        "invalid-syntax: expected `BY` after `ORDER`, found `n`",
    );
    check(
        "check = \"sum(n) > lag(n) OVER ()\"",
        "misplaced-aggregate: `lag(n) OVER ()` looks at rows around one, and the condition speaks of groups | aggregates with `OVER` speak of rows too; `PARTITION BY` makes their groups",
    );
    check(
        "check = \"n > median(n) OVER (ORDER BY d)\"",
        "too-complex: the window of `median(n) OVER (ORDER BY d)` is computed anew for each row, and is wide | bound it, as in `ROWS 100 PRECEDING`, or take the whole partition: leave out `ORDER BY` in `median(…) OVER (…)`",
    );
    check(
        "check = \"n > lag(n, -1) OVER ()\"",
        "wrong-arguments: `lag(n, -1) OVER ()` counts rows by a whole number from 0 on | write `lag(value, [rows], [otherwise])`",
    );
}
