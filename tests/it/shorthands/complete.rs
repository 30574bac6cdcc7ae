//! `complete`.

use super::run::{config, csv, judge, messages, mistake, outcome};
use super::{cut, run, table};
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_not_there_is_named(table in table(2, 30, 5), cut in cut(), ranged: bool) {
        let text = csv("a,b", &table).replace("\n,\n", "\n,0\n").replace("\n,\n", "\n,0\n");
        let range = if ranged { ", b = '1..3'" } else { "" };
        let rules = format!(
            "[tables.t.columns]\na = {{ type = 'integer' }}\nb = {{ type = 'integer' }}\n\
             [rules.r]\ntable = 't'\ncomplete = {{ columns = ['a', 'b']{range} }}\n"
        );
        let (summary, finding) = judge(&text, &rules, cut);
        let there: BTreeSet<(u8, u8)> =
            table.iter().filter_map(|row| Some((row[0]?, row[1]?))).collect();
        let first: BTreeSet<u8> = there.iter().map(|(a, _)| *a).collect();
        let second: BTreeSet<u8> = match ranged {
            true => (1..=3).collect(),
            false => there.iter().map(|(_, b)| *b).collect(),
        };
        let all: Vec<(u8, u8)> =
            first.iter().flat_map(|a| second.iter().map(|b| (*a, *b))).collect();
        let expected: Vec<String> = all
            .iter()
            .filter(|pair| !there.contains(pair))
            .map(|(a, b)| format!("no row has `a = {a}` and `b = {b}`"))
            .collect();
        prop_assert_eq!(messages(&finding), expected.clone());
        prop_assert_eq!(summary.counts.failed as usize, expected.len());
        prop_assert_eq!(summary.counts.total() as usize, all.len());
    }
}

fn check(table: &str, rules: &str, expected: &[&str]) {
    let (_, finding) = judge(table, rules, run::WHOLE);
    assert_eq!(messages(&finding), expected, "{table}");
}

#[test]
fn lists_ranges_of_days_and_of_months_are_asked_for() {
    let rule = |complete: &str| {
        format!(
            "[define]\nhouses = ['N', 'S']\n[rules.r]\ntable = 't'\ncomplete = {{ {complete} }}\n"
        )
    };
    let table = "h,d\nN,2024-02-28\nN,2024-03-01\nS,2024-02-29\nS,2024-03-01\nX,2024-01-01\n";
    let body = "columns = ['h', 'd'], h = 'houses', d = '2024-02-28..2024-03-01'";
    let expected =
        ["no row has `h = N` and `d = 2024-02-29`", "no row has `h = S` and `d = 2024-02-28`"];
    check(table, &rule(body), &expected);
    let months = format!(
        "[tables.t.columns]\nd = {{ type = 'yearmonth' }}\n{}",
        rule("columns = 'd', d = '2023-12..2024-02'")
    );
    check("d\n2023-12\n2024-02\n", &months, &["no row has `d = 2024-01`"]);
    let listed = rule("columns = 'h', h = ['S', 'N', 'S', 'W']");
    check("h,v\nS,1\n", &listed, &["no row has `h = N`", "no row has `h = W`"]);
}

/// An hour of days a million times over: counted, not made.
#[test]
fn huge_products_are_counted() {
    let rules = "[rules.r]\ntable = 't'\ncomplete = { columns = ['a', 'b'], a = '1..1000000', b = '1..900000' }\n";
    let (summary, finding) = judge("a,b\n1,1\n2,2\n2,2\n", rules, run::WHOLE);
    assert_eq!((summary.counts.failed, summary.counts.passed), (899_999_999_998, 2));
    assert_eq!(finding.expect("a finding").violations.len(), 10_000);
}

proptest! {
    #![proptest_config(config())]

    /// A row with a cell that does not read may be what is absent: then nobody knows, and only then.
    #[test]
    fn rows_that_do_not_read_may_be_what_is_absent(table in table(2, 20, 5), cut in cut()) {
        let text = csv("a,b", &table).replace('4', "?").replace("\n,\n", "\n,0\n").replace("\n,\n", "\n,0\n");
        let rules = "[tables.t.columns]\na = { type = 'integer' }\nb = { type = 'integer' }\n\
                     [rules.r]\ntable = 't'\ncomplete = { columns = ['a', 'b'], a = '0..3', b = '0..3' }\n";
        let (summary, finding) = judge(&text, rules, cut);
        let rows: Vec<(u8, u8)> = table.iter().filter_map(|row| Some((row[0]?, row[1]?))).collect();
        let absent: Vec<(u8, u8)> = (0..4_u8)
            .flat_map(|a| (0..4_u8).map(move |b| (a, b)))
            .filter(|pair| !rows.contains(pair))
            .collect();
        let fits = |row: (u8, u8), pair: (u8, u8)| {
            (row.0 == 4 || row.0 == pair.0) && (row.1 == 4 || row.1 == pair.1)
        };
        let lost: Vec<(u8, u8)> =
            rows.iter().copied().filter(|row| row.0 == 4 || row.1 == 4).collect();
        let is_open = |pair: (u8, u8)| lost.iter().any(|row| {
            let alike = lost.iter().filter(|other| *other == row).count();
            fits(*row, pair) && absent.iter().filter(|pair| fits(*row, **pair)).count() <= alike
        });
        let expected: Vec<String> = absent
            .iter()
            .filter(|pair| !is_open(**pair))
            .map(|(a, b)| format!("no row has `a = {a}` and `b = {b}`"))
            .collect();
        prop_assert_eq!(messages(&finding), expected.clone(), "{}", text);
        prop_assert_eq!(summary.counts.failed as usize, expected.len());
        prop_assert_eq!(summary.counts.not_evaluated as usize, absent.len() - expected.len());
        prop_assert_eq!(summary.counts.total(), 16);
    }
}

#[test]
fn violations_point_at_the_header() {
    let rules = "[rules.r]\ntable = 't'\ncomplete = ['a', 'b']\n";
    let (outcome, _) = outcome(&[("t.csv", "x,a,b\n,1,2\n,3,4\n")], rules, run::WHOLE);
    let violation = &outcome.findings[0].violations[0];
    assert_eq!((violation.row, violation.line), (None, Some(1)));
    assert_eq!((violation.cells[0].column_start, violation.cells[1].column_start), (3, 5));
    assert_eq!(
        violation.values,
        [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "4".to_owned())]
    );
    assert_ne!(violation.fingerprint, outcome.findings[0].violations[1].fingerprint);
}

#[test]
fn mistakes_are_told() {
    let rules = |body: &str| format!("[rules.r]\ntable = 't'\ncomplete = {body}\n");
    let check = |body: &str, expected: &str| {
        assert_eq!(mistake("a,b\n1,x\n", &rules(body)), expected);
    };
    check("{ columns = 'a', b = ['x'] }", "`b` is not one of the `columns` of this rule");
    check(
        "{ columns = 'b', b = '1..2' }",
        "a range is of whole numbers, days or months; `b` is string",
    );
    check("{ columns = 'a', a = '3..2' }", "`3..2` holds nothing: it ends before it begins");
    check("{ columns = 'a', a = '..2' }", "`..2` is not a range of integer");
    check("{ columns = 'a', a = 'nothing' }", "no list `nothing` is defined");
    let many = "{ columns = 'a', a = '1..2000000000000' }";
    check(many, "2000000000000 combinations are too many to ask for");
}
