//! `text(x)`, `file()`, `row()` and `line()`, however a file is cut: each row says what they are.

use super::{Cut, judge};
use crate::program::Folder;
use proptest::prelude::*;
use std::fmt::Write;

/// The cell as the file has it, and its text; none where it is empty.
const CELLS: &[(&str, Option<&str>)] = &[
    ("1.50", Some("1.50")),
    ("\"1.50\"", Some("1.50")),
    (" 7", Some(" 7")),
    ("NA", Some("NA")),
    ("abc", Some("abc")),
    ("", None),
    ("\"\"", None),
    ("\"a \"\"b\"\"\"", Some("a \"b\"")),
    ("\"a,\nb\n\"", Some("a,\nb\n")),
    ("007", Some("007")),
];

/// What stands between two records.
const BETWEEN: &[&str] = &["", "", "", "\n", "\n\n"];

/// A file whose rows say where they stand: the number in the file, the line, and the text of `x`.
fn written(name: &str, rows: &[(usize, usize)]) -> String {
    let mut text = "x,f,r,l,w\n".to_owned();
    for (at, (cell, between)) in rows.iter().enumerate() {
        text.push_str(BETWEEN[*between]);
        let (raw, own) = CELLS[*cell];
        let line = text.matches('\n').count() + 1;
        let own = own.map_or("NULL".to_owned(), |own| format!("@{own}"));
        let own = own.replace('"', "\"\"");
        writeln!(text, "{raw},{name},{},{line},\"{own}\"", at + 1).expect("a text");
    }
    text
}

const TABLE: &str = "\
[tables.t]\nfiles = [\"*.csv\"]\nmissing = [\"\", \"NA\"]\n[tables.t.columns]\n\
x = { type = \"number\" }\nf = { type = \"string\" }\nr = { type = \"integer\" }\n\
l = { type = \"integer\" }\nw = { type = \"string\" }\n";

/// Conditions that hold of every row, and of the table.
const HOLD: &[&str] = &[
    "file() = f",
    "row() = r",
    "line() = l",
    "coalesce('@' || text(x), 'NULL') = w",
    "text(COLUMNS('^[lr]$')) ~ '^[0-9]+$'",
    "row_number() OVER (PARTITION BY file()) = row()",
    "line() > coalesce(lag(line()) OVER (PARTITION BY file()), 1)",
    "r <= (SELECT max(row()) FROM t AS other WHERE other.f = t.f)",
    "(SELECT count(*) FROM t AS other WHERE text(other.r) = text(t.r) AND other.f = t.f) = 1",
];

fn rules() -> String {
    let mut rules = TABLE.to_owned();
    for (at, condition) in HOLD.iter().enumerate() {
        write!(rules, "[rules.r-{at}]\ntable = \"t\"\ncheck = \"\"\"{condition}\"\"\"\n")
            .expect("");
    }
    // What fails everywhere shows the same again, and in what is drawn.
    rules += "[rules.none]\ntable = \"t\"\ncheck = \"row() <> r OR line() <> l\"\n\
              message = \"{file()} {row()} {line()} {text(r)}\"\n\
              [rules.of-files]\ntable = \"t\"\nby = [\"file()\"]\n\
              check = \"max(row()) = count(*) AND max(l) = max(line())\"\n\
              [[allow]]\nrule = \"none\"\nwhere = \"row() = 2\"\nreason = \"the second\"\n";
    rules
}

fn rows() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..CELLS.len(), 0..BETWEEN.len()), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_row_knows_where_it_stands(one in rows(), two in rows(), block_size in 1..200_usize) {
        let folder = Folder::new(&[("scruple.toml", &rules())]);
        let files = [("a.csv", one), ("b.csv", two)];
        for (name, rows) in &files {
            folder.write(name, written(name, rows));
        }
        let names = files.each_ref().map(|(name, _)| (*name).to_owned());
        let (outcome, _) = judge(&folder, &names, Cut { threads: 2, block_size });
        let second = files.iter().filter(|(_, rows)| rows.len() > 1).count() as u64;
        let codes: Vec<&str> = outcome.diagnostics.iter().map(|said| said.code).collect();
        // An exception for the second row where no file has one.
        prop_assert_eq!(codes, if second == 0 { vec!["stale-allow"] } else { vec![] });
        let total: u64 = files.iter().map(|(_, rows)| rows.len() as u64).sum();
        for check in outcome.checks.iter().filter(|check| check.id.starts_with("r-")) {
            prop_assert_eq!(check.counts.passed, total, "{} {:?}", check.id, outcome.findings);
        }
        let of_files = outcome.checks.iter().find(|check| check.id == "of-files");
        prop_assert_eq!(of_files.map(|check| check.counts.passed), Some(2));
        let none = outcome.checks.iter().find(|check| check.id == "none").expect("a check");
        prop_assert_eq!((none.counts.failed, none.counts.allowed), (total, second));
        let findings = outcome.findings.iter().filter(|finding| finding.id == "none");
        for violation in findings.flat_map(|finding| &finding.violations) {
            let file = violation.file.as_deref().expect("a file");
            let (row, line) = (violation.row.expect("a row"), violation.line.expect("a line"));
            prop_assert_eq!(&violation.message, &format!("{file} {row} {line} {row}"));
        }
    }
}
