//! `determines`.

use super::run::{config, csv, judge, messages, mistake, outcome, rows};
use super::{cut, run, table};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

type Row = Vec<Option<u8>>;

/// The rows, from 1, that differ from their group in a column, each with the row they are held
/// against.
fn odd(table: &[Row], from: &[usize], to: usize) -> Vec<(u64, u64)> {
    let taking_part = |row: &Row| from.iter().all(|at| row[*at].is_some()) && row[to].is_some();
    let rows = || table.iter().zip(1u64..).filter(|(row, _)| taking_part(row));
    let mut odd = Vec::new();
    for (row, number) in rows() {
        let group: Vec<(&Row, u64)> =
            rows().filter(|(other, _)| from.iter().all(|at| other[*at] == row[*at])).collect();
        let votes = |row: &Row| group.iter().filter(|(other, _)| other[to] == row[to]).count();
        let most = group.iter().find(|(row, _)| votes(row) * 2 > group.len());
        let (said, place) = most.unwrap_or(&group[0]);
        if row[to] != said[to] {
            odd.push((number, *place));
        }
    }
    odd
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn odd_rows_are_found(table in table(3, 40, 3), cut in cut()) {
        let text = csv("a,b,c", &table);
        let rules = "[rules.r]\ntable = 't'\ndetermines = { from = ['a', 'b'], to = 'c' }\n";
        let (summary, finding) = judge(&text, rules, cut);
        let expected: Vec<_> =
            odd(&table, &[0, 1], 2).into_iter().map(|(row, other)| (row, Some(other))).collect();
        prop_assert_eq!(rows(&finding), expected.clone());
        prop_assert_eq!(summary.counts.failed as usize, expected.len());
        let left_out = table.iter().filter(|row| row.contains(&None)).count();
        prop_assert_eq!(summary.counts.undecided as usize, left_out);
        prop_assert_eq!(summary.counts.total() as usize, table.len());
    }

    #[test]
    fn a_row_fails_once_whatever_it_differs_in(table in table(3, 40, 3), cut in cut()) {
        let text = csv("a,b,c", &table);
        let rules = "[rules.r]\ntable = 't'\ndetermines = ['a -> b, c', { from = 'c', to = 'b' }]\n";
        let (summary, finding) = judge(&text, rules, cut);
        let all = [odd(&table, &[0], 1), odd(&table, &[0], 2), odd(&table, &[2], 1)];
        let expected: HashSet<u64> = all.iter().flatten().map(|(row, _)| *row).collect();
        let found: Vec<u64> = rows(&finding).iter().map(|(row, _)| *row).collect();
        prop_assert_eq!(found.len(), expected.len());
        prop_assert!(found.is_sorted() && found.iter().all(|row| expected.contains(row)));
        prop_assert_eq!(summary.counts.failed as usize, expected.len());
        prop_assert_eq!(summary.counts.total() as usize, table.len());
    }
}

fn check(table: &str, determines: &str, expected: &[&str]) {
    let rules = format!("[rules.r]\ntable = 't'\ndetermines = {determines}\n");
    let (_, finding) = judge(table, &rules, run::WHOLE);
    assert_eq!(messages(&finding), expected, "{table}");
}

#[test]
fn the_majority_is_the_evidence() {
    let table =
        "iso3,country\nUSA,United States\nUSA,Untied States\nUSA,United States\nFRA,France\n";
    let odd = "`country` is Untied States; 2 of 3 rows with `iso3` USA say United States";
    check(table, "'iso3 -> country'", &[odd]);
    let split = "a,b\nx,1\nx,2\nx,3\nx,1\n";
    check(
        split,
        "{ from = 'a', to = 'b' }",
        &["`b` is 2; the first row with `a` x says 1", "`b` is 3; the first row with `a` x says 1"],
    );
}

#[test]
fn mistakes_are_told() {
    let rules = |determines: &str| format!("[rules.r]\ntable = 't'\ndetermines = {determines}\n");
    let check = |determines: &str, expected: &str| {
        assert_eq!(mistake("a,b\n1,2\n", &rules(determines)), expected);
    };
    check("'a'", "`determines` says which columns fix which others");
    check("'a -> x'", "unknown column `x` in table `t`");
    check("'a -> a'", "`a` determines itself, always");
    check("{ from = 'a' }", "`rules.r.determines` has no `to`");
    check("[]", "expected at least one dependency, found a list");
}

/// The shared test data, where they are.
fn shared(path: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("SCRUPLE_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or(Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = shared.join(path);
    if !path.exists() {
        println!("skipped: no {}", path.display());
    }
    path.exists().then_some(path)
}

/// `t1&t2&EQ(t1.City,t2.City)&IQ(t1.CountyName,t2.CountyName)` as `City -> CountyName`.
fn arrow(line: &str) -> String {
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for part in line.split('&') {
        let column = part.split(['.', ',']).nth(1).unwrap_or_default();
        match part.get(..2) {
            Some("EQ") => from.push(column),
            Some("IQ") => to.push(column),
            _ => {}
        }
    }
    format!("{} -> {}", from.join(", "), to.join(", "))
}

/// The cells that are wrong: row from 1 and column.
fn truth(dirty: &str, clean: &str) -> HashSet<(u64, String)> {
    let mut dirty = csv::Reader::from_reader(dirty.as_bytes());
    let header: Vec<String> =
        dirty.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = dirty.records().map(|row| row.expect("a row")).collect();
    let columns: HashMap<String, usize> =
        header.iter().enumerate().map(|(at, name)| (name.to_lowercase(), at)).collect();
    let mut clean = csv::Reader::from_reader(clean.as_bytes());
    let wrong = clean.records().filter_map(|cell| {
        let cell = cell.expect("a cell");
        let row: usize = cell[0].parse().expect("a number");
        let column = columns.get(&cell[1].to_lowercase()).copied();
        let column = column.unwrap_or_else(|| columns["stateavg"]);
        let plain = |text: &str| {
            if text.trim() == "empty" { String::new() } else { text.trim().to_owned() }
        };
        let differs = plain(&rows[row][column]) != plain(&cell[2]);
        differs.then(|| (row as u64 + 1, header[column].clone()))
    });
    wrong.collect()
}

/// The published dependencies of a table with known errors find them, and little else.
#[test]
fn wrong_cells_of_hospitals_are_named() {
    let Some(folder) = shared("cases/hospital") else { return };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a text");
    let (dirty, clean) = (read("hospital.csv"), read("hospital_clean.csv"));
    let mut rules = String::new();
    for (at, line) in read("hospital_constraints.txt").lines().enumerate() {
        rules.push_str(&format!("[rules.r{at}]\ntable = 't'\ndetermines = '{}'\n", arrow(line)));
    }
    let (found, diagnostics) = outcome(&[("t.csv", &dirty)], &rules, run::WHOLE);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let violations = found.findings.iter().flat_map(|finding| &finding.violations);
    let named: HashSet<(u64, String)> = violations
        .filter_map(|violation| Some((violation.row?, violation.cells[0].column.clone()?)))
        .collect();
    let wrong = truth(&dirty, &clean);
    let hits = named.intersection(&wrong).count() as f64;
    let f1 = 2.0 * hits / (named.len() + wrong.len()) as f64;
    assert_eq!(wrong.len(), 509);
    assert!(f1 >= 0.898, "F1 is {f1:.4}, {hits} of {} named", named.len());
}
