//! `same-as`.

use super::cut;
use super::run::{Cut, WHOLE, config, messages, outcome};
use proptest::prelude::*;
use scruple::findings::Finding;
use std::collections::BTreeMap;

const TABLES: &str = "[tables.t]\nkey = ['k']\n[tables.t.columns]\nk = { type = 'integer' }\n\
                      v = { type = 'number' }\nw = { type = 'string' }\n[tables.u]\n[tables.u.columns]\n\
                      k = { type = 'integer' }\nv = { type = 'number' }\nw = { type = 'string' }\n";

fn found(t: &str, u: &str, same_as: &str, cut: Cut) -> Option<Finding> {
    let rules = format!("{TABLES}[rules.r]\ntable = 't'\nsame-as = {same_as}\n");
    let (outcome, diagnostics) = outcome(&[("t.csv", t), ("u.csv", u)], &rules, cut);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    outcome.findings.into_iter().find(|finding| finding.id == "r")
}

type Rows = BTreeMap<u8, (Option<u8>, u8)>;

fn side() -> impl Strategy<Value = Rows> {
    prop::collection::btree_map(0u8..12, (prop::option::of(0u8..4), 0u8..3), 0..10)
}

fn csv(rows: &Rows) -> String {
    let lines = rows.iter().map(|(key, (value, word))| {
        let value = value.map_or(String::new(), |value| value.to_string());
        format!("{key},{value},w{word}\n")
    });
    format!("k,v,w\n{}", lines.collect::<String>())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn twins_are_compared_both_ways(t in side(), u in side(), partial: bool, near in 0u8..2, cut in cut()) {
        let body = format!("{{ table = 'u', tolerance = {near}, partial = {partial} }}");
        let finding = found(&csv(&t), &csv(&u), &body, cut);
        let same = |one: &(Option<u8>, u8), other: &(Option<u8>, u8)| {
            let value = match (one.0, other.0) {
                (Some(one), Some(other)) => one.abs_diff(other) <= near,
                (one, other) => one == other,
            };
            value && one.1 == other.1
        };
        let mut expected: Vec<Option<u64>> = Vec::new();
        for (at, (key, row)) in t.iter().enumerate() {
            let differs = u.get(key).map_or(!partial, |twin| !same(row, twin));
            expected.extend(differs.then_some(Some(at as u64 + 1)));
        }
        let only_there = u.keys().filter(|key| !partial && !t.contains_key(key));
        expected.extend(only_there.map(|_| None));
        let violations = finding.iter().flat_map(|finding| &finding.violations);
        let rows: Vec<Option<u64>> = violations.map(|violation| violation.row).collect();
        prop_assert_eq!(&rows, &expected);
        prop_assert_eq!(finding.map_or(0, |finding| finding.count), expected.len() as u64);
    }
}

#[test]
fn both_values_are_told_and_what_only_one_has() {
    let finding =
        found("k,v,w\n1,2.50,a\n2,3,b\n4,1,x\n", "k,v,w\n1,2.4,a\n2,,c\n3,1,d\n", "'u'", WHOLE);
    assert_eq!(
        messages(&finding),
        [
            "`v` is 2.50, and 2.4 in `u`, 0.1 more for `k` 1",
            "`v` is 3, and missing in `u` and `w` is b, and c in `u` for `k` 2",
            "`k` 4 is not in `u`",
            "no row has `k = 3`",
        ]
    );
    let violations = finding.map(|finding| finding.violations).unwrap_or_default();
    let there = violations[3].cells.last().expect("a cell of the other table");
    assert_eq!((there.row, there.line, there.value.as_deref()), (Some(3), 4, Some("3")));
}

#[test]
fn mistakes_say_what_can_be_compared() {
    let said = |rules: &str| {
        let files = [("t.csv", "k,v,w\n1,2,a\n"), ("u.csv", "k,v,w\n1,2,a\n")];
        let (_, diagnostics) = outcome(&files, rules, WHOLE);
        diagnostics.first().map(|one| one.message.clone()).unwrap_or_default()
    };
    let without_key = "[tables.t]\n[tables.u]\n[rules.r]\ntable = 't'\nsame-as = 'u'\n";
    assert_eq!(said(without_key), "`same-as` needs a `key`, and table `t` has none");
    let other_type = TABLES.replacen("v = { type = 'number' }", "v = { type = 'string' }", 1);
    assert_eq!(
        said(&format!("{other_type}[rules.r]\ntable = 't'\nsame-as = 'u'\n")),
        "column `v` is string, and number in `u`: the two are never the same"
    );
    assert_eq!(
        said(&format!("{TABLES}[rules.r]\ntable = 't'\nsame-as = 'x'\n")),
        "unknown table `x`"
    );
}
