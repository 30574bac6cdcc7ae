//! Expressions in the places of columns: as if the file had a column with their values.

use super::run::{config, csv, judge, messages, mistake, outcome, rows};
use super::{cut, run, table};
use proptest::prelude::*;

/// Bodies about a column `c`, and the same about what makes it.
const BODIES: [(&str, &str); 6] = [
    ("unique = ['c', 'a']", "unique = ['a % 3 + b', 'a']"),
    ("unique = 'c'", "unique = 'a % 3 + b'"),
    ("determines = { from = 'c', to = 'a' }", "determines = { from = 'a % 3 + b', to = 'a' }"),
    ("determines = { from = 'a', to = 'c' }", "determines = { from = 'a', to = 'a % 3 + b' }"),
    ("sequence = { column = 'a', by = 'c' }", "sequence = { column = 'a', by = 'a % 3 + b' }"),
    ("sorted = { columns = 'a', by = 'c' }", "sorted = { columns = 'a', by = 'a % 3 + b' }"),
];

const COLUMNS: &str = "[tables.t.columns]\na = { type = 'integer' }\nb = { type = 'integer' }\n\
                       c = { type = 'integer' }\n";

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_expression_is_as_good_as_a_column(
        table in table(2, 40, 4), cut in cut(), body in 0..BODIES.len(),
    ) {
        let with_c: Vec<Vec<Option<u8>>> = table
            .iter()
            .map(|row| vec![row[0], row[1], row[0].zip(row[1]).map(|(a, b)| a % 3 + b)])
            .collect();
        let text = csv("a,b,c", &with_c);
        let judged = |body: &str| {
            judge(&text, &format!("{COLUMNS}[rules.r]\ntable = 't'\n{body}\n"), cut)
        };
        let (named, written) = BODIES[body];
        let ((one, as_column), (two, as_expression)) = (judged(named), judged(written));
        prop_assert_eq!(rows(&as_column), rows(&as_expression), "{}\n{}", written, text);
        prop_assert_eq!(one.counts, two.counts);
    }

    /// Values that are one more than another, or than none: each is there once.
    #[test]
    fn a_sequence_in_any_order_has_no_gap(table in table(2, 30, 9), cut in cut()) {
        let text = csv("g,a", &table);
        let rules = format!(
            "{}[rules.r]\ntable = 't'\nsequence = {{ column = 'a', by = 'g', any-order = true }}\n",
            "[tables.t.columns]\na = { type = 'integer' }\n"
        );
        let (summary, finding) = judge(&text, &rules, cut);
        let mut expected = Vec::new();
        for (at, row) in table.iter().enumerate() {
            let Some(value) = row[1] else { continue };
            let group = || table.iter().enumerate().filter(|(_, other)| other[0] == row[0]);
            let is_repeated = group().any(|(other, cells)| other < at && cells[1] == Some(value));
            let least = group().filter_map(|(_, cells)| cells[1]).min();
            let follows = value == 0 || group().any(|(_, cells)| cells[1] == Some(value - 1));
            if is_repeated || !(follows && value > 0) && least != Some(value) {
                expected.push(at as u64 + 1);
            }
        }
        let found: Vec<u64> = rows(&finding).into_iter().map(|(row, _)| row).collect();
        prop_assert_eq!(&found, &expected, "{}", text);
        prop_assert_eq!(summary.counts.failed as usize, expected.len());
        prop_assert_eq!(summary.counts.total() as usize, table.len());
    }
}

proptest! {
    #![proptest_config(config())]

    /// A value behind a cell that does not read is not held against the one before that.
    #[test]
    fn a_sequence_begins_anew_behind_what_does_not_read(table in table(2, 40, 5), cut in cut()) {
        let text = csv("g,a", &table).replace(",4", ",?");
        let rules = "[tables.t.columns]\na = { type = 'integer' }\n[rules.r]\ntable = 't'\n\
                     sequence = { column = 'a', by = 'g' }\n";
        let (summary, finding) = judge(&text, rules, cut);
        let (mut expected, mut behind) = (Vec::new(), 0);
        for (at, row) in table.iter().enumerate() {
            let Some(value) = row[1].filter(|value| *value != 4) else { continue };
            let group = table[..at].iter().rev().filter(|other| other[0] == row[0]);
            match group.filter_map(|other| other[1]).next() {
                Some(4) => behind += 1,
                Some(last) if last + 1 != value => expected.push(at as u64 + 1),
                _ => {}
            }
        }
        let mut found: Vec<u64> = rows(&finding).into_iter().map(|(row, _)| row).collect();
        // Those at the start of a block are known last.
        found.sort_unstable();
        prop_assert_eq!(&found, &expected, "{}", text);
        let missing = table.iter().filter(|row| row[1].is_none()).count();
        prop_assert_eq!(summary.counts.undecided as usize, behind + missing);
        prop_assert_eq!(summary.counts.total() as usize, table.len());
    }
}

fn check(table: &str, rule: &str, expected: &[&str]) {
    let (_, finding) = judge(table, &format!("[rules.r]\ntable = 't'\n{rule}\n"), run::WHOLE);
    assert_eq!(messages(&finding), expected, "{table}");
}

#[test]
fn the_value_of_an_expression_is_shown() {
    let names = "name,born\nAnn,1990-05-01\nann,1990-07-02\nBob,\n";
    check(
        names,
        "unique = ['lower(name)', 'year(born)']",
        &["`lower(name)` is ann, `year(born)` is 1990, as in an earlier row"],
    );
    check(
        "iso3,country\nusa,United States\nUSA,United States\nUsa,Untied States\n",
        "determines = { from = 'upper(iso3)', to = 'country' }",
        &["`country` is Untied States; 2 of 3 rows with `upper(iso3)` USA say United States"],
    );
    let more = "a\n1\n1\n";
    check(more, "unique = ['a', 'file()']", &["`a` is 1, `file()` is t.csv, as in an earlier row"]);
    check(more, "unique = 'text(a)'", &["`a` is 1, as in an earlier row"]);
    // A column with such a name is that column.
    check("lower(a)\nx\nX\nx\n", "unique = 'lower(a)'", &["`lower(a)` is x, as in an earlier row"]);
}

/// What a reference leads to and what a subquery says, in the place of a column.
#[test]
fn other_rows_are_read_in_the_place_of_columns() {
    let tables = "[tables.t]\nfiles = ['t.csv']\n[tables.t.columns]\np = { references = 'p.code' }\n\
                  day = { type = 'date' }\n[tables.p]\nfiles = ['p.csv']\nkey = 'code'\n[tables.p.columns]\n\
                  head = { type = 'string' }\nage = { type = 'integer' }\n";
    let t = "p,day\nA,2020-01-01\nB,2020-05-01\nC,2021-01-01\n,2021-01-01\nC,2022-01-01\n";
    let p = "code,head,age\nA,ann,1\nB,ann,x\nC,bob,3\n";
    let check = |rule: &str, expected: &[&str], counts: [u64; 3]| {
        let rules = format!("{tables}[rules.r]\ntable = 't'\n{rule}\n");
        for cut in [run::WHOLE, run::Cut { block_size: 9, many_threads: true }] {
            let (outcome, _) = outcome(&[("t.csv", t), ("p.csv", p)], &rules, cut);
            let finding = outcome.findings.iter().find(|finding| finding.id == "r").cloned();
            assert_eq!(messages(&finding), expected, "{rule}");
            let check = outcome.checks.iter().find(|check| check.id == "r").expect("the rule");
            let of = check.counts;
            assert_eq!([of.passed, of.undecided, of.not_evaluated], counts, "{rule}");
        }
    };
    check(
        "unique = ['p.head', 'year(day)']",
        &["`p.head` is ann, `year(day)` is 2020, as in an earlier row"],
        [4, 0, 0],
    );
    check("unique = 'p.age'", &["`p.age` is 3, as in an earlier row"], [2, 1, 1]);
    check(
        "determines = { from = 'p.head', to = 'year(day)' }",
        &["`year(day)` is 2022; the first row with `p.head` bob says 2021"],
        [3, 1, 0],
    );
    check(
        "unique = '(SELECT count(*) FROM t o WHERE o.p = t.p)'",
        &[
            "`(SELECT count(*) FROM t o WHERE o.p = t.p)` is 1, as in an earlier row",
            "`(SELECT count(*) FROM t o WHERE o.p = t.p)` is 2, as in an earlier row",
        ],
        [3, 0, 0],
    );
    check(
        "sorted = ['-year(day)', 'p.head']",
        &[
            "`year(day)` is 2021, which is above 2020 in the row before",
            "`year(day)` is 2022, which is above 2021 in the row before",
        ],
        [2, 1, 0],
    );
    check(
        "complete = { columns = ['p.head', 'year(day)'], 'year(day)' = '2020..2021' }",
        &[
            "no row has `p.head = ann` and `year(day) = 2021`",
            "no row has `p.head = bob` and `year(day) = 2020`",
        ],
        [2, 0, 0],
    );
}

#[test]
fn a_sequence_in_any_order_says_what_is_wrong() {
    let rule = |more: &str| format!("sequence = {{ column = 'n', any-order = true{more} }}");
    check(
        "n\n5\n3\n4\n9\n3\n",
        &rule(""),
        &["`n` is 9, and 3 values are left out behind 5", "`n` is 3, as in line 3"],
    );
    check("n\n10\n0\n5\n", &rule(", step = 5"), &[]);
    check("n\n3\n0\n", &rule(", step = 5"), &["`n` is 3, and no step of 5 leads there from 0"]);
    let days = "n\n2024-03-01\n2024-02-28\n";
    check(days, &rule(""), &["`n` is 2024-03-01, and 1 value is left out behind 2024-02-28"]);
}

#[test]
fn mistakes_are_told() {
    let of = |table: &str, rule: &str| mistake(table, &format!("[rules.r]\ntable = 't'\n{rule}\n"));
    assert_eq!(of("a\n1\n", "unique = 'lower(b)'"), "unknown column `b` in table `t`");
    assert_eq!(of("a\n1\n", "unique = ['a', 'today()']"), "`today()` is the same in every row");
    assert_eq!(of("a\n1\n", "unique = 'a +'"), "expected an expression after `+`, found the end");
    assert_eq!(
        of("a\n1.5\n", "sequence = { column = 'a', any-order = true }"),
        "in any order a sequence is of whole numbers or dates, by a whole step; `a` is number"
    );
}

/// What cannot be computed is no value that equals another, and nothing is silently left out.
#[test]
fn a_row_without_a_value_is_not_evaluated() {
    let rules = "[tables.t.columns]\na = { type = 'integer' }\n[rules.r]\ntable = 't'\n\
                 unique = '6 / a'\n";
    let (summary, finding) = judge("a\n0\n2\n2\n\"\"\n", rules, run::WHOLE);
    assert_eq!(messages(&finding), ["`6 / a` is 3, as in an earlier row"]);
    let counts = summary.counts;
    assert_eq!((counts.not_evaluated, counts.undecided, counts.passed), (1, 1, 1));
}
