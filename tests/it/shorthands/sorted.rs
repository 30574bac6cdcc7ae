//! `sorted`.

use super::run::{config, csv, judge, messages, mistake, rows};
use super::{cut, run, table};
use proptest::prelude::*;
use std::collections::HashMap;

/// The rows that come too early, each with the row before it, both from 1.
fn oracle(table: &[Vec<Option<u8>>], strict: bool) -> Vec<(u64, Option<u64>)> {
    let mut last: HashMap<Option<u8>, (u64, i32, i32)> = HashMap::new();
    let mut odd = Vec::new();
    for (row, number) in table.iter().zip(1u64..) {
        let (Some(first), Some(second)) = (row[1], row[2]) else { continue };
        let key = (number, i32::from(first), -i32::from(second));
        if let Some(before) = last.insert(row[0], key) {
            let order = (before.1, before.2).cmp(&(key.1, key.2));
            if order.is_gt() || strict && order.is_eq() {
                odd.push((number, Some(before.0)));
            }
        }
    }
    odd
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn rows_out_of_order_are_found(table in table(3, 40, 4), cut in cut(), strict: bool) {
        let text = csv("g,a,b", &table);
        let rules = format!(
            "[rules.r]\ntable = 't'\nsorted = {{ columns = ['a', '-b'], by = 'g', strict = {strict} }}\n"
        );
        let (summary, finding) = judge(&text, &rules, cut);
        let expected = oracle(&table, strict);
        prop_assert_eq!(rows(&finding), expected.clone());
        prop_assert_eq!(summary.counts.failed as usize, expected.len());
        let left_out = table.iter().filter(|row| row[1].is_none() || row[2].is_none()).count();
        prop_assert_eq!(summary.counts.undecided as usize, left_out);
        prop_assert_eq!(summary.counts.total() as usize, table.len());
    }
}

fn check(table: &str, sorted: &str, expected: &[&str]) {
    let rules = format!("[rules.r]\ntable = 't'\nsorted = {sorted}\n");
    let (_, finding) = judge(table, &rules, run::WHOLE);
    assert_eq!(messages(&finding), expected, "{table}");
}

#[test]
fn the_column_that_decides_is_named() {
    let days = "day,amount\n2024-01-02,5\n2024-01-02,7\n2024-01-01,1\n";
    check(
        days,
        "['day', '-amount']",
        &[
            "`amount` is 7, which is above 5 in the row before",
            "`day` is 2024-01-01, which is below 2024-01-02 in the row before",
        ],
    );
    check(days, "'day'", &["`day` is 2024-01-01, which is below 2024-01-02 in the row before"]);
}

#[test]
fn numbers_are_ordered_as_numbers_and_ties_are_allowed() {
    check("n\n2\n10\n10\n9.5\n", "'n'", &["`n` is 9.5, which is below 10 in the row before"]);
    check(
        "n\n1\n1.0\n",
        "{ columns = 'n', strict = true }",
        &["`n` is 1.0, which is the same as 1 in the row before"],
    );
}

#[test]
fn dates_that_are_known_in_part_are_out_of_order_only_where_they_must_be() {
    let rules =
        "[tables.t.columns]\nd = { type = 'partial-date' }\n[rules.r]\ntable = 't'\nsorted = 'd'\n";
    let table = "d\n2024-01\n2024-01-05\n2024\n2023-12\n";
    let (_, finding) = judge(table, rules, run::WHOLE);
    assert_eq!(rows(&finding), [(4, Some(3))]);
}

#[test]
fn mistakes_are_told() {
    let rules = |sorted: &str| format!("[rules.r]\ntable = 't'\nsorted = {sorted}\n");
    assert_eq!(mistake("a,b\n1,2\n", &rules("'-c'")), "unknown column `c` in table `t`");
    assert_eq!(mistake("a,b\n1,2\n", &rules("{ by = 'a' }")), "`rules.r.sorted` has no `columns`");
}
