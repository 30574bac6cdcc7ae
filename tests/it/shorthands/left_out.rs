//! What is said of rows that took no part, where others may fail for that.

use super::run::{WHOLE, judge, outcome, rows};

const RAGGED: &str = "1 row is left out, which has too few or too many cells";
const UNREAD: &str = "1 row is left out, which has a cell that does not read";

/// The notes of the finding of the one rule.
#[track_caller]
fn check(table: &str, rule: &str, expected: &[&str]) {
    let rules = format!("[rules.r]\ntable = \"t\"\n{rule}\n");
    let (_, finding) = judge(table, &rules, WHOLE);
    let notes = finding.expect("a finding").common;
    let notes: Vec<&String> = notes.iter().filter(|note| note.contains("left out")).collect();
    assert_eq!(notes, expected, "{rule}");
}

#[test]
fn checks_of_many_rows_tell_of_those_that_took_no_part() {
    let table = "n,g,x\n1,a,1\n2,a\n3,a,4\n5,b,5\n6,b,6\n";
    check(table, "check = \"sum(x) = 99\"", &[RAGGED]);
    check(table, "by = [\"g\"]\ncheck = \"sum(x) = 9\"", &[RAGGED]);
    check(table, "check = \"n = lag(n, 1, 0) OVER (ORDER BY n) + 1\"", &[RAGGED]);
    check(table, "sequence = \"n\"", &[RAGGED]);
    check(table, "sequence = { column = \"n\", any-order = true }", &[RAGGED]);
    check(table, "complete = [\"g\", \"x\"]", &[RAGGED]);
    let spans = "n,x\n1,2\n2\n3,4\n";
    check(spans, "no-overlap = { start = \"n\", end = \"x\", gaps = \"forbidden\" }", &[RAGGED]);
    check(table, "exactly-one = { by = \"g\", check = \"x = 7\" }", &[RAGGED]);
    // What is left out is no reason for these.
    check("n\n1\n1,2\n1\n", "unique = \"n\"", &[]);
    check("n\n2\n1,2\n1\n", "sorted = \"n\"", &[]);
    check(table, "check = \"x < 6\"", &[]);
}

#[test]
fn so_they_do_of_cells_that_do_not_read() {
    let table = "[tables.t.columns]\nn = { type = \"integer\" }\n[severity]\n\"t.*\" = \"off\"\n";
    let rule = "check = \"n = lag(n, 1, 0) OVER (ORDER BY row()) + 1\"";
    check("n\n1\nzwei\n3\n", &format!("{rule}\n{table}"), &[UNREAD]);
    check("n\n1\nzwei\n3,\n3\n", &format!("{rule}\n{table}"), &[UNREAD, RAGGED]);
}

/// Nobody knows what stood there.
#[test]
fn the_row_behind_one_without_its_cells_is_not_held_against_the_one_before() {
    let rule = "[rules.r]\ntable = \"t\"\nsequence = \"n\"\n";
    let (_, finding) = judge("n,x\n1,a\n2\n3,c\n4,d\n6,e\n", rule, WHOLE);
    assert_eq!(rows(&finding), [(5, Some(4))]);
}

#[test]
fn what_other_tables_left_out_is_told_too() {
    let rules = "[rules.r]\ntable = \"t\"\ncheck = \"x = (SELECT sum(y) FROM u WHERE u.k = t.k)\"\n\
                 [rules.s]\ntable = \"t\"\nreferences = { columns = [\"k\"], table = \"u\", to = [\"k\"] }\n";
    let files = [("t.csv", "k,x\na,3\nb,4\n"), ("u.csv", "k,y\na,1\na,2,\nb\n")];
    let (outcome, diagnostics) = outcome(&files, rules, WHOLE);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let notes = |id: &str| {
        let finding = outcome.findings.iter().find(|finding| finding.id == id);
        finding.expect("a finding").common.clone()
    };
    let with = "too few or too many cells";
    assert_eq!(notes("r"), [format!("a subquery leaves out 2 rows of `u` with {with}")]);
    let note = format!("2 rows of `u` are left out, which have {with}");
    assert!(notes("s").contains(&note), "{:?}", notes("s"));
}
