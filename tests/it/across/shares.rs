//! A share of rows that has to pass, and the rows that a sum owes itself to.

use super::{COLUMNS, Table, cell, config, folder, mistakes, nothing_is_said, report};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::BTreeMap;

fn findings(rules: &str, table: &str, args: &[&str]) -> BTreeMap<String, Vec<Json>> {
    let folder = folder(&[("scruple.toml", rules), ("t.csv", table)]);
    let report = report(folder.path(), args);
    nothing_is_said(&report);
    let findings = report["findings"].as_array().expect("a list").iter();
    let one = |finding: &Json| {
        let id = finding["id"].as_str().expect("an id").to_owned();
        (id, finding["violations"].as_array().expect("a list").clone())
    };
    findings.map(one).collect()
}

proptest! {
    #![proptest_config(config(20))]

    #[test]
    fn a_share_is_what_counting_says(
        rows in prop::collection::vec(cell(), 0..40), least in 1i64..=20,
    ) {
        let table = Table { name: "t", columns: COLUMNS, rows };
        let share = format!("{}.{:02}", least * 5 / 100, least * 5 % 100);
        let mut rules = table.declared();
        for (id, by) in [("whole", ""), ("groups", "by = [\"g\"]\n")] {
            rules += &format!(
                "[rules.{id}]\ntable = \"t\"\n{by}check = \"n > 2 OR b\"\nat-least = {share}\n"
            );
        }
        let found = findings(&rules, &table.csv(), &["--threads", "2"]);
        let mut counts: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for row in &table.rows {
            let (n, b) = (row[1].parse::<i64>().ok().map(|n| n > 2), row[5].parse::<bool>().ok());
            let met = match (n, b) {
                (Some(true), _) | (_, Some(true)) => true,
                (Some(false), Some(false)) => false,
                _ => continue,
            };
            for of in ["(whole)", if row[0].is_empty() { "(missing)" } else { row[0].as_str() }] {
                let entry = counts.entry(of).or_default();
                *entry = (entry.0 + i64::from(met), entry.1 + 1);
            }
        }
        let too_few = |of: &(&&str, &(i64, i64))| of.1.0 * 100 < least * 5 * of.1.1;
        let expected: Vec<String> =
            counts.iter().filter(too_few).map(|(of, _)| (*of).to_owned()).collect();
        let group = |it: &Json| it["values"]["g"].as_str().unwrap_or("(whole)").to_owned();
        let mut ours: Vec<String> = found.values().flatten().map(group).collect();
        ours.sort();
        prop_assert_eq!(ours, expected, "{} {}", share, table.csv());
    }

    #[test]
    fn the_heaviest_rows_do_not_depend_on_blocks(
        rows in prop::collection::vec((0u8..3, -50i64..50), 1..60),
    ) {
        let lines = rows.iter().map(|(group, n)| format!("{group},{n}\n"));
        let table = format!("g,n\n{}", lines.collect::<String>());
        let rules = "[rules.r]\ntable = \"t\"\nby = [\"g\"]\ncheck = \"sum(n) > 9999\"\n";
        let found = findings(rules, &table, &[]);
        for violation in found.values().flatten() {
            let group: u8 = violation["values"]["g"].as_str().expect("a text").parse().expect("one");
            let mut of_group: Vec<(i64, usize)> = rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row.0 == group)
                .map(|(at, row)| (row.1, at + 2))
                .collect();
            of_group.sort_by_key(|(n, line)| (-n.abs(), *line));
            let shown: Vec<String> =
                of_group.iter().take(3).map(|(n, line)| format!("line {line} ({n})")).collect();
            let heaviest = violation["values"]["heaviest rows"].as_str().unwrap_or("");
            let ours: Vec<&str> = heaviest.split(" and ").flat_map(|it| it.split(", ")).collect();
            match of_group.len() {
                1 => prop_assert_eq!(heaviest, ""),
                _ => prop_assert_eq!(ours, shown),
            }
        }
    }
}

/// The message of the one violation, and its help.
fn said(rule: &str, table: &str) -> (String, String) {
    let rules = format!("[rules.r]\ntable = \"t\"\n{rule}\n");
    let folder = folder(&[("scruple.toml", &rules), ("t.csv", table)]);
    let report = report(folder.path(), &[]);
    let finding = &report["findings"][0];
    let text = |value: &Json| value.as_str().unwrap_or("").to_owned();
    (text(&finding["violations"][0]["message"]), text(&finding["help"]))
}

#[test]
fn the_row_whose_change_would_mend_a_sum_is_named() {
    let check = |rule: &str, values: &[&str], message: &str, help: &str| {
        let table = format!("x\n{}\n", values.join("\n"));
        assert_eq!(said(rule, &table), (message.to_owned(), help.to_owned()));
    };
    check(
        "check = \"sum(x) = 100\"",
        &["40", "25", "35", "100"],
        "`sum(x)` is 200, so `sum(x) = 100` does not hold; the heaviest rows are line 5 (100), \
         line 2 (40) and line 4 (35)",
        "without line 5 (100) it would hold: see whether that row is a total, or there twice",
    );
    check(
        "check = \"sum(x) = 100\"",
        &["40", "250", "35"],
        "`sum(x)` is 325, so `sum(x) = 100` does not hold; the heaviest rows are line 3 (250), \
         line 2 (40) and line 4 (35)",
        "with 25 instead of 250 at line 3 it would hold: see whether its unit and its decimal \
         point are right",
    );
    check(
        "check = \"sum(x) = 100\"",
        &["40", "-25", "35"],
        "`sum(x)` is 50, so `sum(x) = 100` does not hold; the heaviest rows are line 2 (40), \
         line 4 (35) and line 3 (-25)",
        "with 25 instead of -25 at line 3 it would hold",
    );
    // Two rows would do, so that neither is named.
    check(
        "check = \"sum(x) = 60\"",
        &["40", "40", "20"],
        "`sum(x)` is 100, so `sum(x) = 60` does not hold; the heaviest rows are line 2 (40), \
         line 3 (40) and line 4 (20)",
        "",
    );
    check(
        "check = \"agrees(sum(x), 100)\"",
        &["33.3", "33.3", "333"],
        "`sum(x)` is 399.6, and rounding leaves 299 unexplained, so `agrees(sum(x), 100)` does not \
         hold; the heaviest rows are line 4 (333), line 2 (33.3) and line 3 (33.3)",
        "with 33.3 instead of 333 at line 4 it would hold: see whether its unit and its decimal \
         point are right",
    );
}

#[test]
fn a_share_says_where_it_fails_first() {
    let table = "g,x\nNO,1\nNO,-1\nNO,2\nSE,3\nNO,-4\nSE,\n";
    assert_eq!(
        said("check = \"x > 0\"\nat-least = 0.9", table).0,
        "`x > 0` holds in 3 of 5 rows (60 %), and 90 % are asked for; it fails first at line 3 and \
         line 6"
    );
    assert_eq!(
        said("by = [\"g\"]\ncheck = \"x > 0\"\nat-least = 0.505", table).0,
        "`x > 0` holds in 2 of 4 rows (50 %) for g NO, and 50.5 % are asked for; it fails first at \
         line 3 and line 6"
    );
}

#[test]
fn mistakes_about_shares_are_told() {
    let check = |rule: &str, expected: &str| {
        assert_eq!(mistakes(&format!("[rules.r]\ntable = \"t\"\n{rule}\n")), expected);
    };
    check(
        "check = \"n > 0\"\nat-least = 95",
        "invalid-value: `at-least` is a share above 0 and at most 1, found 95 | 95 % is `at-least \
         = 0.95`",
    );
    check(
        "check = \"n > 0\"\nat-least = 0",
        "invalid-value: `at-least` is a share above 0 and at most 1, found 0",
    );
    check(
        "check = \"n > 0\"\nat-least = \"most\"",
        "wrong-type: expected a share, a number from 0 to 1, found a text",
    );
    check(
        "unique = \"n\"\nat-least = 0.5",
        "not-applicable: `at-least` is for `check`, not for `unique`",
    );
    check(
        "check = \"n > 0\"\nat-least = 0.5\nwindows = { w = \"ORDER BY n\" }",
        "not-applicable: a condition with `at-least` looks at single rows, not through `windows`",
    );
}

#[test]
fn rows_and_ids_that_cross_are_told() {
    let check = |table: &str, expected: &str| {
        let folder = folder(&[("scruple.toml", table), ("t.csv", "rows,c\n1,a\n")]);
        let report = report(folder.path(), &[]);
        let message = report["diagnostics"][0]["message"].as_str().unwrap_or("");
        assert_eq!(message, expected, "{table}");
    };
    check(
        "[tables.t]\nrows = { minimum = 5, maximum = 3 }\n",
        "no number of rows can lie between 5 and 3",
    );
    check(
        "[tables.t]\nrows = { minimum = 1 }\n[tables.t.columns]\nrows = { minimum = 1 }\n",
        "`t.rows.minimum` would be the id of two checks: of a column and of the table",
    );
    check(
        "[define]\nx = { file = \"none.csv\", column = \"a\" }\n[tables.t]\nrows = { minimum = 1 }\n",
        "failed to read `none.csv` (no such file or directory)",
    );
}

#[test]
fn a_column_that_a_rule_asks_to_be_unique_is_checked_once() {
    let rules = "[tables.t.columns]\np = { references = \"u.c\" }\n\
                 [rules.once]\ntable = \"u\"\nunique = \"c\"\n\
                 [rules.r]\ntable = \"t\"\ncheck = \"p.n > 0\"\n";
    let files = [("scruple.toml", rules), ("t.csv", "p\na\n"), ("u.csv", "c,n\na,1\na,2\n")];
    let folder = folder(&files);
    let report = report(folder.path(), &[]);
    let findings = report["findings"].as_array().expect("a list").iter();
    let ids: Vec<&str> = findings.filter_map(|it| it["id"].as_str()).collect();
    assert_eq!(ids, ["once"], "{report}");
}
