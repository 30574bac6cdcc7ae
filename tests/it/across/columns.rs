//! `COLUMNS(…)`: conditions for each of several columns, and columns as arguments.

use super::{COLUMNS, Table, cell, config, duckdb, folder, mistakes, report};
use proptest::prelude::*;
use std::fmt::Write;

/// Conditions that mean the same to both.
const CONDITIONS: &[&str] = &[
    "COLUMNS('^[nf]$') > 0",
    "COLUMNS('n|x') BETWEEN -1 AND 6 OR b",
    "NOT (COLUMNS('n|f') < 0) AND coalesce(g, 'a') <> 'c'",
    "COLUMNS(['n', 'x']) = abs(COLUMNS(['n', 'x']))",
    "COLUMNS(* EXCLUDE (g, d, b)) < 5",
    "COLUMNS(*) IS NOT NULL",
    "greatest(*COLUMNS('^[nx]$')) <= 6",
    "coalesce(*COLUMNS('n|x'), 7) < 7",
    "3 IN (*COLUMNS('^[nx]$'), 4, n)",
];

/// The rows that fail, by rule.
fn ours(table: &Table, args: &[&str]) -> Vec<Vec<i64>> {
    let mut rules = table.declared();
    for (at, condition) in CONDITIONS.iter().enumerate() {
        write!(rules, "[rules.r-{at}]\ntable = \"t\"\ncheck = \"{condition}\"\n").expect("a text");
    }
    let folder = folder(&[("scruple.toml", &rules), ("t.csv", &table.csv())]);
    let report = report(folder.path(), args);
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(0), "{report}");
    let rows = |at: usize| {
        let findings = report["findings"].as_array().expect("a list").iter();
        let violations = findings.filter(|finding| finding["id"] == format!("r-{at}"));
        let violations = violations.flat_map(|it| it["violations"].as_array().expect("a list"));
        violations.map(|it| it["row"].as_i64().expect("a row")).collect()
    };
    (0..CONDITIONS.len()).map(rows).collect()
}

fn check_with_duckdb(table: &Table) -> Result<(), TestCaseError> {
    // `WHERE NOT COLUMNS(…) > 0` would ask each column: rows that pass are taken away instead. A
    // row that is unknown of one column and false of another fails.
    let query = |condition: &&str| {
        format!(
            "SELECT row_ + 1 FROM t WHERE row_ NOT IN \
             (SELECT row_ FROM t WHERE coalesce(({}), TRUE)) ORDER BY row_",
            condition
                .replace("COLUMNS(*)", "COLUMNS(* EXCLUDE (row_))")
                .replace("* EXCLUDE (g,", "* EXCLUDE (row_, g,"),
        )
    };
    let queries: Vec<String> = CONDITIONS.iter().map(query).collect();
    let Some(answers) = duckdb(&[table], &queries) else { return Ok(()) };
    for ((found, answer), condition) in ours(table, &[]).iter().zip(&answers).zip(CONDITIONS) {
        let rows = answer.as_array().unwrap_or_else(|| panic!("{condition}: {answer}"));
        let theirs: Vec<i64> =
            rows.iter().map(|row| row[0].as_str().expect("a row").parse().expect("one")).collect();
        prop_assert_eq!(found, &theirs, "{}\n{}", condition, table.csv());
    }
    Ok(())
}

fn table() -> impl Strategy<Value = Table> {
    let rows = prop::collection::vec(cell(), 1..40);
    rows.prop_map(|rows| Table { name: "t", columns: COLUMNS, rows })
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn the_rows_that_fail_are_those_of_duckdb(table in table()) {
        check_with_duckdb(&table)?;
    }

    #[test]
    fn a_condition_for_columns_is_one_for_each(table in table()) {
        let written = "(n > 0 OR b) AND (x > 0 OR b) AND (f > 0 OR b)";
        let spread = "COLUMNS('^[nxf]$') > 0 OR b";
        let mut rules = table.declared();
        for (id, check) in [("a", written), ("b", spread)] {
            write!(rules, "[rules.{id}]\ntable = \"t\"\ncheck = \"{check}\"\n").expect("a text");
        }
        let folder = folder(&[("scruple.toml", &rules), ("t.csv", &table.csv())]);
        let report = report(folder.path(), &["--threads", "1"]);
        let counts = |at: usize| {
            let mut checks = report["checks"].as_array().expect("a list").iter();
            let check = checks.find(|it| it["id"] == ["a", "b"][at]).expect("a check");
            ["passed", "failed", "undecided", "not_applicable"].map(|key| check[key].clone())
        };
        prop_assert_eq!(counts(0), counts(1));
    }
}

/// The violations of one rule: message and underlined columns.
fn said(table: &str, rules: &str) -> Vec<String> {
    let folder = folder(&[("scruple.toml", rules), ("t.csv", table)]);
    let report = report(folder.path(), &[]);
    let mut said = Vec::new();
    for diagnostic in report["diagnostics"].as_array().expect("a list") {
        said.push(diagnostic["message"].as_str().expect("a text").to_owned());
    }
    for finding in report["findings"].as_array().expect("a list") {
        for violation in finding["violations"].as_array().expect("a list") {
            let cells = violation["cells"].as_array().expect("a list").iter();
            let cells: Vec<&str> = cells.filter_map(|cell| cell["column"].as_str()).collect();
            let message = violation["message"].as_str().expect("a text");
            said.push(format!("{message} [{}]", cells.join(", ")));
        }
    }
    said
}

const CASTLES: &str = "game,Castle 1,Castle 2,Castle 3,note\n1,5,-2,7,x\n2,-1,3,-4,y\n3,0,0,0,z\n";

#[test]
fn a_violation_names_the_columns_that_fail() {
    let rules = "[rules.r]\ntable = \"t\"\ncheck = \"COLUMNS('Castle') >= 0\"\n";
    assert_eq!(
        said(CASTLES, rules),
        [
            "`\"Castle 2\"` is -2, so `\"Castle 2\" >= 0` does not hold [Castle 2]",
            "`\"Castle 1\"` is -1 and `\"Castle 3\"` is -4, so `COLUMNS('Castle') >= 0` does not \
             hold [Castle 1, Castle 3]",
        ]
    );
}

#[test]
fn a_defined_condition_speaks_of_its_own_columns() {
    let rules = "[define]\nfair = { expr = \"COLUMNS('Castle') >= 0\" }\n\
                 [rules.r]\ntable = \"t\"\ncheck = \"fair OR note = 'y'\"\n";
    assert_eq!(
        said(CASTLES, rules),
        ["`\"Castle 2\"` is -2 and `note` is x, so `fair OR note = 'y'` does not hold \
          [Castle 2, note]"]
    );
}

#[test]
fn columns_that_cannot_be_computed_are_named() {
    let rules = "[rules.r]\ntable = \"t\"\ncheck = \"6 / COLUMNS('Castle [12]') < 9\"\n";
    assert_eq!(
        said(CASTLES, rules),
        ["`6 / \"Castle 1\"` cannot be computed: division by zero [Castle 1]"]
    );
}

#[test]
fn a_declared_column_of_another_type_is_not_meant() {
    let rules = "[tables.t.columns]\nnote = { type = \"string\" }\n\
                 [rules.r]\ntable = \"t\"\ncheck = \"COLUMNS(*) >= -3\"\n";
    assert_eq!(
        said(CASTLES, rules),
        ["`\"Castle 3\"` is -4, so `\"Castle 3\" >= -3` does not hold [Castle 3]"]
    );
    // Of one that only looks like text the reader hears.
    let rules = "[rules.r]\ntable = \"t\"\ncheck = \"COLUMNS(*) >= -3\"\n";
    assert_eq!(said(CASTLES, rules).len(), 1);
    assert!(said(CASTLES, rules)[0].starts_with("`COLUMNS(*)` is a text and"), "{rules}");
}

#[test]
fn groups_hold_for_each_column() {
    let rules = "[rules.r]\ntable = \"t\"\ncheck = \"sum(COLUMNS('Castle')) > 1\"\n";
    assert_eq!(
        said(CASTLES, rules),
        [
            "`sum(\"Castle 2\")` is 1, so `sum(\"Castle 2\") > 1` does not hold; the heaviest rows are \
          line 3 (3), line 2 (-2) and line 4 (0) []"
        ]
    );
}

#[test]
fn mistakes_are_told_at_their_places() {
    let check = |condition: &str, expected: &str| {
        let rules = format!("[rules.r]\ntable = \"t\"\ncheck = \"{condition}\"\n");
        assert_eq!(mistakes(&rules), expected, "{condition}");
    };
    check("COLUMNS('price') > 0", "unknown-column: no column of table `t` has `price` in its name");
    check(
        "COLUMNS('n') > 0 OR COLUMNS('x') > 0",
        "wrong-arguments: a condition holds for each column of one `COLUMNS(…)`, not of two \
         | write two conditions with `AND`, or two rules",
    );
    check(
        "COLUMNS('n')",
        "wrong-arguments: `COLUMNS('n')` stands for several columns, of which only a condition \
         can hold | compare it: `COLUMNS('n') > 0`",
    );
    check(
        "*COLUMNS('n') > 0",
        "wrong-arguments: columns are unpacked among the arguments of a function or in a list \
         | write `greatest(*COLUMNS('n'))` or `[*COLUMNS('n')]`",
    );
    check(
        "COLUMNS('(n') > 0",
        "invalid-pattern: `(` is never closed | close it with `)`; a bracket itself is `\\(`",
    );
    check(
        "COLUMNS(['n', 'xx']) > 0",
        "unknown-column: unknown column `xx` in table `t` | a column with a similar name exists: `x`",
    );
    check(
        "COLUMNS(5) > 0",
        "invalid-syntax: expected a pattern in single quotes, `*` or a list of names in \
         `COLUMNS`, found `5`",
    );
}
