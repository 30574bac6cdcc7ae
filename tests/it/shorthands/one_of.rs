//! `exactly-one`, `at-most-one`, `at-least-one`.

use super::run::{config, csv, judge, messages, mistake, rows};
use super::{cut, run, table};
use proptest::prelude::*;
use std::collections::BTreeMap;

const KINDS: [&str; 3] = ["exactly-one", "at-most-one", "at-least-one"];

/// Whether a count is what a kind asks for; `None` where some more are unknown and matter.
fn allowed(kind: &str, met: usize, unknown: usize) -> Option<bool> {
    let allows = |count| match kind {
        "exactly-one" => count == 1,
        "at-most-one" => count <= 1,
        _ => count >= 1,
    };
    let answers: Vec<bool> = (met..=met + unknown).map(allows).collect();
    match answers.iter().all(|answer| *answer == answers[0]) {
        true => Some(answers[0]),
        false => None,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn columns_of_a_row_are_counted(table in table(4, 40, 2), cut in cut(), kind in 0usize..3) {
        let rules = format!("[rules.r]\ntable = 't'\n{} = ['b', 'c', 'd']\n", KINDS[kind]);
        let gaps: Vec<Vec<Option<u8>>> = table
            .iter()
            .map(|row| row.iter().map(|cell| cell.filter(|value| *value == 1)).collect())
            .collect();
        let text = csv("a,b,c,d", &gaps).replace("\n,,,\n", "\n0,,,\n").replace("\n,,,\n", "\n0,,,\n");
        let (summary, finding) = judge(&text, &rules, cut);
        let filled = |row: &Vec<Option<u8>>| row[1..].iter().flatten().count();
        let expected: Vec<u64> = gaps
            .iter()
            .zip(1..)
            .filter(|(row, _)| allowed(KINDS[kind], filled(row), 0) == Some(false))
            .map(|(_, number)| number)
            .collect();
        let found: Vec<u64> = rows(&finding).into_iter().map(|(row, _)| row).collect();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(summary.counts.total() as usize, table.len());
    }

    #[test]
    fn rows_of_a_group_are_counted(table in table(2, 40, 4), cut in cut(), kind in 0usize..3) {
        let rules = format!(
            "[tables.t.columns]\nv = {{ type = 'integer' }}\n[rules.r]\ntable = 't'\n{} = {{ by = 'g', check = 'v = 1' }}\n",
            KINDS[kind]
        );
        let text = csv("g,v", &table).replace("\n,\n", "\n0,\n").replace("\n,\n", "\n0,\n");
        let (summary, finding) = judge(&text, &rules, cut);
        let mut groups: BTreeMap<Option<u8>, Vec<(u64, Option<u8>)>> = BTreeMap::new();
        for (row, number) in table.iter().zip(1u64..) {
            let group = if row == &[None, None] { Some(0) } else { row[0] };
            groups.entry(group).or_default().push((number, row[1]));
        }
        let (mut expected, mut undecided) = (Vec::new(), 0);
        for rows in groups.values() {
            let met: Vec<u64> =
                rows.iter().filter(|(_, value)| *value == Some(1)).map(|(row, _)| *row).collect();
            let unknown = rows.iter().filter(|(_, value)| value.is_none()).count();
            match allowed(KINDS[kind], met.len(), unknown) {
                Some(true) => {}
                None => undecided += 1,
                Some(false) if met.is_empty() => expected.push((rows[0].0, None)),
                Some(false) => expected.push((met[1], Some(met[0]))),
            }
        }
        expected.sort();
        prop_assert_eq!(rows(&finding), expected.clone());
        prop_assert_eq!(summary.counts.failed as usize, expected.len());
        prop_assert_eq!(summary.counts.undecided, undecided);
        prop_assert_eq!(summary.counts.total() as usize, groups.len());
    }
}

fn check(table: &str, body: &str, expected: &[&str]) {
    let (_, finding) = judge(table, &format!("[rules.r]\ntable = 't'\n{body}\n"), run::WHOLE);
    assert_eq!(messages(&finding), expected, "{table}");
}

#[test]
fn messages_say_what_is_there() {
    let table = "a,b,c\n1,,3\n,,3\n1,2,\nx,,\n";
    check(
        table,
        "exactly-one = ['a', 'c']",
        &["expected a value in exactly one of `a` and `c`; `a` is 1 and `c` is 3"],
    );
    check(
        table,
        "at-least-one = ['b', 'c']",
        &["expected a value in at least one of `b` and `c`; found none"],
    );
    let people = "party,role\nA,leader\nA,whip\nA,leader\nB,whip\n";
    check(
        people,
        "exactly-one = { by = 'party', check = \"role = 'leader'\" }",
        &[
            "2 rows with `party` A meet `role = 'leader'`; expected exactly one",
            "the only row with `party` B does not meet `role = 'leader'`; expected exactly one",
        ],
    );
    check(
        people,
        "at-most-one = { check = \"role = 'whip'\" }",
        &["2 rows meet `role = 'whip'`; expected at most one"],
    );
}

#[test]
fn what_cannot_be_computed_fails_its_group() {
    let table = "g,v\na,1\nb,0\nb,1\n";
    check(
        table,
        "at-least-one = { by = 'g', check = '1 / v = 1' }",
        &["`1 / v = 1` cannot be computed for a row with `g` b: division by zero"],
    );
}

#[test]
fn mistakes_are_told() {
    let rules = |body: &str| format!("[rules.r]\ntable = 't'\n{body}\n");
    let check = |body: &str, expected: &str| {
        assert_eq!(mistake("a,b\n1,2\n", &rules(body)), expected);
    };
    check("exactly-one = { by = 'a' }", "`rules.r.exactly-one` has no `check`");
    check("at-most-one = ['a', 'x']", "unknown column `x` in table `t`");
    check("at-most-one = { by = 'a', check = 'b' }", "`b` is an integer, not true or false");
}
