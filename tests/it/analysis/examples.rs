//! What has to be said of rules, and what must not be.

use crate::program::Folder;

/// The codes and messages that `scruple rules` says of some rules.
#[track_caller]
fn said(rules: &str, data: &str) -> (String, i32) {
    let text = format!("version = 1\n[tables.t.columns]\n{rules}");
    let folder = Folder::new(&[("scruple.toml", &text), ("t.csv", data)]);
    let ran = folder.run(&["rules"]);
    assert_eq!(ran.stderr, "", "{text}");
    (ran.stdout.replace("\n  │ ", " "), ran.status)
}

const DATA: &str = "a,b,s,day\n1,2,x,2024-01-01\n2,3,y,2024-01-02\n";

#[track_caller]
fn claims(rules: &str, message: &str, status: i32) {
    let (text, ended) = said(rules, DATA);
    assert!(text.contains(message), "{message}: {text}");
    assert_eq!(ended, status, "{text}");
}

#[track_caller]
fn is_silent(rules: &str) {
    let (text, status) = said(rules, DATA);
    let said = text.lines().filter(|line| line.starts_with("  ×") || line.starts_with("  ⚠"));
    assert_eq!(said.collect::<Vec<_>>(), Vec::<&str>::new(), "{text}");
    assert_eq!(status, 0);
}

fn rule(id: &str, check: &str) -> String {
    format!("[rules.{id}]\ntable = 't'\ncheck = \"{check}\"\n")
}

#[test]
fn a_rule_that_cannot_fail_or_pass() {
    claims(&rule("r", "a > 3 OR a < 7"), "`r` can never fail: it is false of no row", 0);
    claims(&rule("r", "a > 3 AND a < 3"), "`r` can never pass: it is true of no row", 1);
    claims(&rule("r", "a > 3 AND a < 4"), "`r` can never pass", 1);
    claims(&rule("r", "a = NULL"), "`r` decides nothing: it is unknown of every row", 1);
    claims(&rule("r", "s = 'x' AND s LIKE 'y%'"), "`r` can never pass", 1);
    claims(&rule("r", "a IS NULL OR a IS NOT NULL"), "`r` can never fail", 0);
    let nobody = "[rules.r]\ntable = 't'\nwhere = \"a > 3 AND a < 2\"\ncheck = 'b > 1'\n";
    claims(nobody, "`r` can never fail: no row meets its `where`", 0);
    is_silent(&rule("r", "a > 3 OR a < 3"));
    is_silent(&rule("r", "b / a > 3 OR b / a <= 3"));
    is_silent(&rule("r", "day <= today() OR a = 1"));
}

/// A count is not below 0, and a group has a row.
#[test]
fn counts_that_cannot_fail_or_pass() {
    let by = |check: &str| rule("r", check) + "by = ['s']\n";
    claims(&by("count(*) > 0"), "`r` can never fail: it is false of no group", 0);
    claims(&by("count(*) >= 1"), "`r` can never fail: it is false of no group", 0);
    claims(&by("count(*) = 0"), "`r` can never pass: it is true of no group", 1);
    claims(&by("count(a) >= 0"), "`r` can never fail", 0);
    claims(&by("count(a) IS NOT NULL"), "`r` can never fail", 0);
    claims(&by("count(*) FILTER (WHERE a > 3) >= 0"), "`r` can never fail", 0);
    claims(&rule("r", "count(*) >= 0"), "`r` can never fail: it is false of no table", 0);
    claims(&rule("r", "count(DISTINCT a) < 0"), "`r` can never pass: it is true of no table", 1);
    is_silent(&by("count(*) > 1"));
    is_silent(&by("count(a) > 0"));
    is_silent(&by("count(*) FILTER (WHERE a > 3) > 0"));
    is_silent(&by("count(*) FILTER (WHERE b / a > 3) >= 0"));
    is_silent(&by("sum(a) >= 0"));
    // The one row of a group may have a cell that does not read.
    is_silent(&by("count(*) > 0 AND (sum(a) > 3 OR count(*) > 0)"));
    is_silent(&rule("r", "count(*) > 0"));
    is_silent(&rule("r", "count(*) OVER (PARTITION BY s) > 1"));
}

#[test]
fn two_that_contradict() {
    let both = |one: &str, other: &str| rule("one", one) + &rule("other", other);
    claims(&both("a < b", "a > b"), "`one` and `other` contradict: no row passes both", 1);
    claims(&both("a * 2 > 7", "a * 2 < 3"), "`one` and `other` contradict", 1);
    claims(&both("s = 'x'", "s IN ('y', 'z')"), "`one` and `other` contradict", 1);
    claims(&both("day > DATE '2024-02-01'", "day < DATE '2024-01-01'"), "contradict", 1);
    claims(
        "a = { minimum = 5 }\n[rules.other]\ntable = 't'\ncheck = 'a < 3'\n",
        "`t.a.minimum` and `other` contradict",
        1,
    );
    is_silent(&both("a < b OR b = 3", "a > b"));
    // One only speaks of rows of which the other does not.
    let apart = "[rules.one]\ntable = 't'\nwhere = \"s = 'x'\"\ncheck = 'a > 3'\n\
                 [rules.other]\ntable = 't'\nwhere = \"s <> 'x'\"\ncheck = 'a < 3'\n";
    is_silent(apart);
    claims(&apart.replace("<> 'x'", "IN ('x', 'y')"), "`one` and `other` contradict", 1);
    // Rows may meet both, or each its own.
    let apart = "[rules.one]\ntable = 't'\nwhere = \"s = 'x'\"\ncheck = 'a > 3'\n\
                 [rules.other]\ntable = 't'\nwhere = \"b = 1\"\ncheck = 'a < 3'\n";
    let said = "⚠ `one` and `other` contradict each other on rows for which both `s = 'x'` and `b = 1` hold";
    claims(apart, said, 0);
    // Whether a row can meet both is not seen.
    let unseen = apart.replace("s = 'x'", "starts_with(s, 'x')");
    claims(&unseen, "contradict each other on rows for which both `starts_with(s, 'x')` and", 0);
    // One of them speaks of every row.
    claims(&apart.replace("where = \"b = 1\"\n", ""), "× `one` and `other` contradict: no row", 1);
    // Where one speaks, the other is left open by a missing value.
    let open =
        "a = { enum = [1, 2] }\n[rules.other]\ntable = 't'\nwhere = 'a IS NULL'\ncheck = 'b > 1'\n";
    is_silent(open);
    let three = "s = { enum = ['x', 'y'], pattern = '[a-w]|y' }\n[rules.other]\ntable = 't'\ncheck = \"s <> 'y'\"\n";
    claims(three, "`t.s.enum`, `t.s.pattern` and `other` contradict: no row passes all of them", 1);
}

#[test]
fn one_that_another_implies() {
    let both = |one: &str, other: &str| rule("one", one) + &rule("other", other);
    claims(
        &both("a > 3", "a > 1"),
        "`other` follows from `one`: a row that fails it fails that too",
        0,
    );
    claims(&both("a > 3 AND b > 2", "b > 2"), "`other` follows from `one`", 0);
    claims(&both("a > 3", "NOT (a <= 3)"), "`one` and `other` say the same", 0);
    claims(
        "a = { minimum = 1, maximum = 9 }\n[rules.other]\ntable = 't'\ncheck = 'a BETWEEN 0 AND 10'\n",
        "`other` follows from `t.a.minimum` and `t.a.maximum`: a row that fails it fails one of them too",
        0,
    );
    is_silent(&both("a > 3 OR b > 2", "b > 2 OR a < 7"));
    // The narrower one only warns.
    let tiers = "[rules.one]\ntable = 't'\nseverity = 'warning'\ncheck = 'a < 10'\n".to_owned();
    is_silent(&(tiers + &rule("other", "a < 100")));
}

#[test]
fn values_that_are_excluded_and_columns_made_constant() {
    let list = "s = { enum = ['AB', 'CD', 'xy'], pattern = '[A-Z]+' }\n";
    claims(list, "`t.s.pattern` excludes `xy`: 1 of the 3 values that `t.s.enum` allows", 0);
    claims("a = { enum = [1, 5, 90], maximum = 50 }\n", "`t.a.maximum` excludes `90`", 0);
    claims("s = { enum = ['AB', 'c'], min-length = 2 }\n", "`t.s.min-length` excludes `c`", 0);
    claims(&list.replace(", 'xy'", ""), "`t.s.pattern` follows from `t.s.enum`", 0);
    let one = "a = { minimum = 3, maximum = 3 }\n";
    claims(one, "`t.a.minimum` and `t.a.maximum` leave `t.a` one value: `3`", 0);
    claims(
        "a = { type = 'integer', exclusive-minimum = 3, maximum = 4 }\n",
        "leave `t.a` one value: `4`",
        0,
    );
    is_silent("a = { type = 'number', exclusive-minimum = 3, maximum = 4 }\n");
    let (text, _) = said("s = { enum = ['EUR'] }\n", DATA);
    assert!(text.contains("`t.s.enum` leaves `t.s` one value: `EUR`"), "{text}");
}

/// Whether so few rows can break a rule, by data that would: the farthest outlier there can be.
#[test]
fn statistics_that_cannot_fire() {
    let outlier = |n: usize| {
        let rows: String = (0..n - 1).map(|at| format!("{at},0\n")).collect();
        format!("a,b\n{rows}{n},1000000\n")
    };
    let z = |factor: &str| {
        rule("r", &format!("abs(b - avg(b) OVER ()) <= {factor} * stddev(b) OVER ()"))
    };
    for n in [2usize, 5, 10, 11, 20] {
        let most = (n as f64 - 1.0) / (n as f64).sqrt();
        for (factor, silent) in [(most + 0.01, false), (most - 0.01, true)] {
            let rules = z(&format!("{factor:.6}"));
            let (text, _) = said(&rules, &outlier(n));
            assert_eq!(!text.contains("can never fail"), silent, "{n} {factor}: {text}");
            let folder = Folder::new(&[
                ("scruple.toml", &format!("version = 1\n[tables.t.columns]\n{rules}")),
                ("t.csv", &outlier(n)),
            ]);
            assert_eq!(folder.json(&[]).found().contains(&"r"), silent, "{n} {factor}");
        }
    }
    let (text, _) = said(&rule("r", "max(b) <= avg(b) + 3 * stddev(b)"), &outlier(9));
    assert!(text.contains("`r` can never fail on the 9 rows of `t`"), "{text}");
    let window = "[rules.r]\ntable = 't'\ncheck = 'b BETWEEN avg(b) OVER w - 3 * stddev(b) OVER w AND avg(b) OVER w + 3 * stddev(b) OVER w'\n\
                  windows = { w = 'ORDER BY a ROWS 6 PRECEDING' }\n";
    let (text, _) = said(window, &outlier(50));
    assert!(text.contains("`r` can never fail on a window of 7 rows"), "{text}");
    // A window without the row itself can be broken by any value.
    let before = window.replace("6 PRECEDING", "BETWEEN 7 PRECEDING AND 1 PRECEDING");
    let (text, _) = said(&before, &outlier(50));
    assert!(!text.contains("can never fail"), "{text}");
    let mad = "abs(b - median(b) OVER ()) <= 6 * mad(b) OVER ()";
    let (text, _) = said(&rule("r", mad), &outlier(2));
    assert!(text.contains("can never fail on the 2 rows"), "{text}");
    let (text, _) = said(&rule("r", mad), &outlier(3));
    assert!(!text.contains("can never fail"), "{text}");
}

#[test]
fn a_rule_file_says_how_much_a_claim_matters() {
    let rules = rule("r", "a > 3 OR a < 7") + "[severity]\n\"never-fails\" = \"error\"\n";
    claims(&rules, "can never fail", 1);
    is_silent(&rules.replace("\"error\"", "\"off\""));
}
