//! `scruple rules --test`.

use crate::program::{Folder, Ran};

const RULES: &str = r#"
version = 1
[tables.reports]
missing = ["n/a"]
[tables.reports.columns]
share = { type = "number", decimal-char = "," }
programme = { references = "programmes.programme" }
kind = {}
ships = {}
[tables.programmes]
key = ["programme"]
[tables.programmes.columns]
launched = { type = "date" }
"#;

/// Runs the tests of a rule file, with data beside it or without.
#[track_caller]
fn run(rules: &str, status: i32) -> Ran {
    let folder = Folder::new(&[("scruple.toml", &format!("{RULES}{rules}"))]);
    let ran = folder.run(&["rules", "--test"]);
    assert_eq!(ran.status, status, "{}", ran.all());
    ran
}

#[test]
fn a_rule_passes_and_fails_the_rows_that_it_should() {
    let ran = run(
        r#"
[rules.launch]
table = "reports"
check = "stated = programme.launched"
[[rules.launch.tests]]
rows = [{ stated = 2024-10-16, programme = "MSMT" }, { stated = 2023-10-16, programme = "MSMT" }]
tables = { programmes = [{ programme = "MSMT", launched = 2024-10-16 }] }
fails = [2]
[rules.rises]
table = "reports"
check = "rounds >= lag(rounds) OVER (PARTITION BY item ORDER BY day)"
[[rules.rises.tests]]
rows = [
  { item = "a", day = 2024-01-02, rounds = 4 },
  { item = "a", day = 2024-01-01, rounds = 5 },
  { item = "b", day = 2024-01-03, rounds = 1 },
]
fails = [1]
[rules.adds-up]
table = "reports"
by = ["item"]
check = "sum(share) = 100"
[[rules.adds-up.tests]]
rows = [{ item = "a", share = 99.5 }, { item = "a", share = "0,5" }, { item = "b", share = 100 }]
passes = true
[[rules.adds-up.tests]]
rows = [{ item = "a", share = 99.5 }, { item = "b", share = 100 }]
fails = [1]
[rules.not-from-the-future]
table = "reports"
check = "day <= today()"
[[rules.not-from-the-future.tests]]
row = { day = 2026-05-05 }
as-of = 2026-05-05
passes = true
[[rules.not-from-the-future.tests]]
row = { day = 2026-05-05 }
as-of = 2026-05-04
fails = true
[rules.without]
table = "reports"
unique = ["item"]
"#,
        0,
    );
    assert!(ran.stdout.contains("6 of 6 tests passed"), "{}", ran.all());
    assert!(ran.stdout.contains("1 of 5 rules have no test: without"), "{}", ran.all());
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_test_that_ends_otherwise_is_shown_at_its_cell() {
    for (test, said) in [
        (
            "row = { rounds = 90, ships = 2 }\npasses = true",
            "the row is to pass, and `rounds / ships` is 45",
        ),
        ("row = { rounds = 9, ships = 2 }\nfails = true", "the row is to fail, and passes"),
        (
            "rows = [{ rounds = 9, ships = 2 }, { rounds = 90, ships = 2 }]\nfails = [1]",
            "row 1 is to fail, and row 2 fails",
        ),
        (
            "rows = [{ rounds = 90, ships = 2 }, { rounds = 90, ships = 2 }]\nfails = [1]",
            "row 1 is to fail, and rows 1 and 2 fail",
        ),
        ("row = { rounds = 90, ships = 2 }\nfails = []", "no row is to fail, and row 1 fails"),
        ("row = { rounds = 9, ships = 2 }\nfails = [1]", "row 1 is to fail, and none does"),
        ("row = { rounds = 9, ships = 0 }\npasses = true", "division by zero"),
        (
            "row = { rounds = 'n/a', ships = 2 }\nfails = true",
            "the row is to fail, and is no violation",
        ),
        ("row = { kind = 'x', rounds = 90, ships = 2 }\nfails = true", "its `where` is not true"),
    ] {
        let ran = run(
            &format!(
                "[rules.a]\ntable = 'reports'\nwhere = \"kind IS NULL\"\ncheck = 'rounds / ships < 10'\n\
                 [[rules.a.tests]]\n{test}\n"
            ),
            1,
        );
        let text = ran.stdout.replace("\n  │ ", " ").replace("\n        ", " ");
        assert!(text.contains(said), "{said}: {}", ran.all());
        assert!(text.contains("0 of 1 test passed"), "{}", ran.all());
    }
}

#[test]
fn the_cell_that_does_not_read_is_underlined() {
    let rules = "[rules.a]\ntable = 'programmes'\ncheck = \"launched > DATE '2000-01-01'\"\n\
                 [[rules.a.tests]]\nrow = { launched = 'soon' }\nfails = true\n";
    let ran = run(rules, 1);
    assert!(ran.stdout.contains("the row is not evaluated"), "{}", ran.all());
    assert!(ran.stdout.contains("expected a date"), "{}", ran.all());
}

#[test]
fn types_come_from_the_data_where_there_are_any() {
    let rules = "version = 1\n[rules.a]\ntable = 't'\ncheck = \"code <> '7'\"\n\
                 [[rules.a.tests]]\nrow = { code = 7 }\nfails = true\n";
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", "code\n07\nx\n")]);
    let ran = folder.run(&["rules", "--test"]);
    assert_eq!(ran.status, 0, "{}", ran.all());
    folder.write("t.csv", "code\n7\n8\n");
    let numbers = folder.run(&["rules", "--test"]);
    assert_eq!(numbers.status, 0, "{}", numbers.all());
    folder.write("scruple.toml", rules.replace("{ code = 7 }", "{ cod = 7 }"));
    let misspelt = folder.run(&["rules", "--test"]);
    assert_eq!(misspelt.status, 2, "{}", misspelt.all());
    assert!(misspelt.stderr.contains("a column with a similar name exists: `code`"));
}

#[test]
fn what_is_no_test_is_refused() {
    for (test, code) in [
        ("row = { rounds = 1 }", "missing-key"),
        ("passes = true", "missing-key"),
        ("row = { rounds = 1 }\nrows = [{ rounds = 1 }]\npasses = true", "invalid-value"),
        ("rows = []\npasses = true", "invalid-value"),
        ("row = { rounds = 1 }\npasses = true\nfails = true", "invalid-value"),
        ("row = { rounds = 1 }\npasses = false", "invalid-value"),
        ("row = { rounds = [1] }\npasses = true", "wrong-type"),
        ("row = { rounds = 1 }\nfails = [-1]", "invalid-value"),
        ("row = { rounds = 1 }\npasses = true\ntables = { nowhere = [] }", "unknown-table"),
        ("row = { rounds = 1 }\npasses = true\ntables = { reports = [] }", "invalid-value"),
        ("row = { rounds = 1 }\npasses = true\nas-of = 12:00:00", "invalid-value"),
        ("row = { rounds = 'x' }\npasses = true", "type-mismatch"),
    ] {
        let rules = "[rules.a]\ntable = 'reports'\ncheck = 'rounds < 10'\n[[rules.a.tests]]\n";
        let ran = run(&format!("{rules}{test}\n"), 2);
        assert!(ran.stderr.contains(code), "{test}: {}", ran.all());
    }
}

#[test]
fn no_test_is_no_pass() {
    let ran = run("[rules.a]\ntable = 'reports'\ncheck = 'rounds < 10'\n", 2);
    assert!(ran.stderr.contains("no-tests"), "{}", ran.all());
}

#[test]
fn a_test_holds_on_every_table_of_its_rule() {
    let rules = "[rules.a]\ntable = ['reports', 'programmes']\ncheck = 'rounds < 10'\n\
                 [[rules.a.tests]]\nrow = { rounds = 11 }\nfails = true\n";
    run(rules, 0);
}

/// What decides nothing passes, with a warning.
#[test]
fn a_test_that_decides_nothing_is_told_of() {
    let rules = "[rules.a]\ntable = 'reports'\ncheck = 'rounds < ships'\n\
                 [[rules.a.tests]]\nrow = { rounds = 11 }\npasses = true\n";
    let ran = run(rules, 0);
    assert!(ran.stdout.contains("passes without deciding anything"), "{}", ran.all());
}
