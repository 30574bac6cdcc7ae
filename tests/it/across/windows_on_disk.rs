//! Windows over more rows than memory has room for come out as if it had.

use super::windows::EXPRESSIONS;
use super::{COLUMNS, Table, files, showing};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// What looks far, or at the ends of all rows, or in several directions at once.
const FAR: &[&str] = &[
    "lag(n, 5000, -1) OVER (ORDER BY d DESC)",
    "lead(g, 9000) OVER (ORDER BY x, n)",
    "lag(n) OVER ()",
    "lead(n, 3) OVER (ORDER BY g)",
    "first_value(n) OVER (ORDER BY d, x)",
    "last_value(x) OVER (ORDER BY d, f ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
    "last_value(n) OVER (ORDER BY d)",
    "last_value(n) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 7 PRECEDING)",
    "nth_value(n, 4000) OVER (ORDER BY d DESC NULLS LAST)",
    "nth_value(n, 40) OVER (ORDER BY f ROWS BETWEEN 20 PRECEDING AND 700 FOLLOWING)",
    "first_value(g) OVER (ORDER BY n ROWS BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING)",
    "row_number() OVER (ORDER BY x DESC)",
    "row_number() OVER ()",
    "rank() OVER (ORDER BY d, b)",
    "rank() OVER ()",
    "dense_rank() OVER (ORDER BY x NULLS FIRST)",
    "cume_dist() OVER (ORDER BY d)",
    "percent_rank() OVER (ORDER BY f DESC)",
    "ntile(7) OVER (ORDER BY n, d)",
    "sum(x) OVER (ORDER BY d)",
    "avg(n) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND 9 PRECEDING)",
    "min(g) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND 2000 FOLLOWING)",
    "max(x) FILTER (WHERE b) OVER (ORDER BY d, n)",
    "first(g) OVER (ORDER BY d)",
    "last(g) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND 3 PRECEDING)",
    "any_value(x) OVER (ORDER BY f)",
    "bool_and(n < 9) OVER (ORDER BY d, x)",
    "bool_or(n = 9) OVER (ORDER BY d, x)",
    "count_if(b) OVER (ORDER BY d)",
    "sum(100 / n) OVER (ORDER BY n DESC)",
    "sum(n) OVER (ORDER BY d ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
    "sum(n) OVER (ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING)",
    "count(*) OVER (ORDER BY x ROWS BETWEEN 9 FOLLOWING AND 4000 FOLLOWING)",
    "string_agg(g, '') OVER (ORDER BY d ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING)",
    "first(n) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
    "avg(n) OVER ()",
    "median(x) OVER ()",
    "mad(n) OVER ()",
    "sum(f) OVER ()",
    "sum(100 / n) OVER ()",
    "count(DISTINCT n) OVER ()",
    "n - lag(n) OVER (PARTITION BY g ORDER BY d) + sum(n) OVER (PARTITION BY b ORDER BY x)",
    "sum(n) OVER (PARTITION BY g) - count(*) OVER (ORDER BY d) + lag(n) OVER (ORDER BY x)",
];

/// Rows of every type, with gaps, ties, and cells that do not read.
fn table(n_rows: u64) -> Table {
    let mut state = 7_u64;
    let mut random = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let row = |at: u64| {
        let mut cells = vec![
            format!("{}{}", ["a", "b", "the same beginning "][random(3) as usize], random(40)),
            random(12).to_string(),
            format!("{}.{}", random(500), "5".repeat(random(4) as usize)),
            format!("{}e-1", random(9000)),
            format!("20{:02}-{:02}-{:02}", random(30), 1 + random(12), 1 + random(28)),
            ["true", "false"][random(2) as usize].to_owned(),
        ];
        if at % 911 == 5 {
            cells[random(6) as usize] = "?".to_owned();
        }
        let gap = random(40) as usize;
        if gap < cells.len() {
            cells[gap] = String::new();
        }
        cells
    };
    Table { name: "t", columns: COLUMNS, rows: (0..n_rows).map(row).collect() }
}

fn run(folder: &Path, args: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scruple"));
    command.args(["check", "--format", "ndjson", "."]).args(args).current_dir(folder);
    command.output().expect("the program runs").stdout
}

/// Each value of each expression is in the report, of one row of sixty-one.
#[test]
fn windows_on_disk_give_what_those_in_memory_give() {
    let table = table(12_000);
    let mut rules = table.declared();
    for (at, expression) in EXPRESSIONS.iter().chain(FAR).enumerate() {
        let check = showing(&expression.replace('~', ""));
        let id = format!("[rules.w-{at}]\ntable = \"t\"\n");
        writeln!(rules, "{id}check = \"row() % 61 <> 0 OR {check}\"\n").expect("a text");
    }
    let folder = files(&[table], &rules);
    let expected = run(folder.path(), &[]);
    let text = String::from_utf8_lossy(&expected);
    assert!(text.matches("\"violation\"").count() > 12_000, "{}", &text[..2000]);
    for (memory, threads, block) in [("0", "1", "65536"), ("500K", "2", "20000")] {
        let settings = ["--memory", memory, "--threads", threads, "--block-size", block];
        let found = run(folder.path(), &settings);
        let lines = found.split(|byte| *byte == b'\n').zip(expected.split(|byte| *byte == b'\n'));
        for (found, expected) in lines {
            let [found, expected] = [found, expected].map(String::from_utf8_lossy);
            assert_eq!(found, expected, "{settings:?}");
        }
        assert_eq!(found.len(), expected.len());
    }
}
