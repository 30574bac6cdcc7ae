//! The version before: of a folder, of a file, of a revision of git.

use serde_json::Value as Json;
use std::path::Path;
use std::process::Command;

const RULES: &str = "[tables.t]\nfiles = [\"data/t*.csv\"]\nkey = [\"k\"]\n[tables.t.columns]\nk = { type = \"integer\" }\n\
                     [tables.new]\nfiles = [\"new.csv\"]\nkey = [\"k\"]\n";

const NOW: &str = "k,v,w\n1,11,a\n3,7,c\n4,1,d\n";
const THEN: &str = "k,v,old\n1,10,x\n2,5,y\n3,7,z\n";

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

fn report(folder: &Path, args: &[&str]) -> Json {
    let output = Command::new(env!("CARGO_BIN_EXE_scruple"))
        .args(["check", "--format", "json", "."])
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    serde_json::from_slice(&output.stdout).expect("a report")
}

/// "id file:row: message" of violations, "code: message" of diagnostics.
fn said(report: &Json) -> Vec<String> {
    let text = |value: &Json| value.as_str().unwrap_or("").to_owned();
    let mut said: Vec<String> = Vec::new();
    for one in report["diagnostics"].as_array().expect("a list") {
        said.push(format!("{}: {}", text(&one["code"]), text(&one["message"])));
    }
    for finding in report["findings"].as_array().expect("a list") {
        for violation in finding["violations"].as_array().expect("a list") {
            said.push(format!(
                "{} {}:{}: {}",
                text(&finding["id"]),
                text(&violation["file"]),
                violation["row"],
                text(&violation["message"])
            ));
        }
    }
    said
}

fn check(rules: &str, expected: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = format!("{RULES}{rules}");
    write(
        folder.path(),
        &[
            ("scruple.toml", rules.as_str()),
            ("data/t.csv", NOW),
            ("new.csv", "k,n\n1,2\n"),
            ("before/data/t.csv", THEN),
        ],
    );
    let report = report(folder.path(), &["--previous", "before"]);
    assert_eq!(said(&report), expected, "{rules}");
}

fn rule(table: &str, check: &str) -> String {
    format!("[rules.r]\ntable = \"{table}\"\ncheck = \"{check}\"\n")
}

#[test]
fn the_row_with_the_same_key_is_read() {
    check(
        &rule("t", "v = previous.v"),
        &["r data/t.csv:1: `v` is 11 and `previous.v` is 10, so `v = previous.v` does not hold"],
    );
    // A column that is no more, and one that was not yet.
    check(
        &rule("t", "previous.old <> 'z' OR previous.w IS NOT NULL"),
        &[
            "r data/t.csv:2: `previous.old` is z and `previous.w` is NULL, so `previous.old <> 'z' OR previous.w IS NOT NULL` does not hold",
        ],
    );
}

#[test]
fn the_table_before_is_a_table() {
    check(
        &rule("previous.t", "EXISTS (SELECT 1 FROM t WHERE t.k = previous.t.k)"),
        &[
            "r before/data/t.csv:2: `previous.t.k` is 2, so `EXISTS (SELECT 1 FROM t …)` does not hold",
        ],
    );
    check(
        &rule("t", "k IN (SELECT k FROM previous.t)"),
        &["r data/t.csv:3: `k` is 4, so `k IN (SELECT k FROM previous.t)` does not hold"],
    );
    check(
        &rule("t", "v <= (SELECT max(p.v) FROM previous.t p WHERE p.k = t.k)"),
        &[
            "r data/t.csv:1: `v` is 11 and `(SELECT max(p.v) FROM previous.t …)` is 10, so `v <= (SELECT max(p.v) FROM previous.t …)` does not hold",
        ],
    );
    check(
        "[rules.r]\ntable = \"t\"\nsame-as = { table = \"previous.t\", columns = [\"v\"] }\n",
        &[
            "r data/t.csv:1: `v` is 11, and 10 in `previous.t`, 1 more for `k` 1",
            "r data/t.csv:3: `k` 4 is not in `previous.t`",
            "r data/t.csv:null: no row has `k = 2`",
        ],
    );
}

#[test]
fn a_file_that_was_not_there_has_no_rows() {
    check(&rule("new", "previous.n IS NULL AND NOT EXISTS (SELECT 1 FROM previous.new)"), &[]);
    check(
        &rule("new", "(SELECT count(*) FROM previous.new) > 0"),
        &[
            "r new.csv:1: `(SELECT count(*) FROM previous.new)` is 0, so `(SELECT count(*) FROM previous.new) > 0` does not hold",
        ],
    );
}

#[test]
fn a_file_alone_is_the_version_of_the_one_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules =
        format!("[tables.t]\nfiles = [\"t.csv\"]\nkey = [\"k\"]\n{}", rule("t", "v = previous.v"));
    write(folder.path(), &[("scruple.toml", &rules), ("t.csv", NOW), ("last year.csv", THEN)]);
    let report = report(folder.path(), &["--previous", "last year.csv"]);
    assert_eq!(
        said(&report),
        ["r t.csv:1: `v` is 11 and `previous.v` is 10, so `v = previous.v` does not hold"]
    );
}

#[test]
fn without_a_version_the_rule_is_not_evaluated() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = format!(
        "{RULES}{}[rules.gone]\ntable = \"previous.t\"\ncheck = \"v > 0\"\n",
        rule("t", "v = previous.v")
    );
    write(
        folder.path(),
        &[("scruple.toml", &rules), ("data/t.csv", NOW), ("new.csv", "k,n\n1,2\n")],
    );
    assert_eq!(
        said(&report(folder.path(), &[])),
        [
            "not-evaluated: rule `gone` was not evaluated: it reads the version before, and `--previous` names none",
            "not-evaluated: `r` is not evaluated: it reads the version before, and `--previous` names none",
        ]
    );
    assert_eq!(
        said(&report(folder.path(), &["--previous", "nowhere"])),
        ["invalid-option: `--previous nowhere` names no file or folder"]
    );
}

#[test]
fn a_table_without_a_key_has_no_row_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = format!("[tables.t]\nfiles = [\"t.csv\"]\n{}", rule("t", "v = previous.v"));
    write(folder.path(), &[("scruple.toml", &rules), ("t.csv", NOW)]);
    assert_eq!(
        said(&report(folder.path(), &[])),
        ["unknown-name: `previous` is the row with the same key, and table `t` has no key"]
    );
}

fn git(folder: &Path, args: &[&str]) -> bool {
    let ran = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
        .args(args)
        .current_dir(folder)
        .output();
    ran.is_ok_and(|output| output.status.success())
}

#[test]
fn a_revision_of_git_is_a_version() {
    let folder = tempfile::tempdir().expect("a folder");
    if !git(folder.path(), &["init", "-q", "."]) {
        println!("skipped: `git init` does not work here");
        return;
    }
    let rules = format!("{RULES}{}", rule("t", "v = previous.v AND previous.k IS NOT NULL"));
    let other = "[tables.t]\nfiles = [\"data/t.csv\"]\n";
    write(
        folder.path(),
        &[
            ("in/scruple.toml", rules.as_str()),
            ("in/data/t.csv", THEN),
            ("in/other/scruple.toml", other),
            ("in/other/data/t.csv", "k,v\n9,9\n"),
            ("data/t.csv", "k,v\n8,8\n"),
        ],
    );
    assert!(git(folder.path(), &["add", "-A"]) && git(folder.path(), &["commit", "-qm", "one"]));
    write(folder.path(), &[("in/data/t.csv", NOW), ("in/new.csv", "k,n\n1,2\n")]);
    std::fs::remove_dir_all(folder.path().join("in/other")).expect("a folder");
    let inside = folder.path().join("in");
    let report = |args: &[&str]| report(&inside, args);
    let found = report(&["--previous", "git:HEAD"]);
    assert_eq!(
        said(&found),
        [
            "r data/t.csv:1: `v` is 11 and `previous.v` is 10, so `v = previous.v` does not hold",
            "r data/t.csv:3: `previous.k` is NULL, so `previous.k IS NOT NULL` does not hold",
        ]
    );
    let cells = found["findings"][0]["violations"][0]["cells"].as_array().expect("a list").clone();
    let there = cells.iter().find(|cell| cell["file"].is_string()).expect("a cell of the version");
    assert_eq!((&there["file"], &there["line"]), (&"HEAD:data/t.csv".into(), &2.into()));
    assert_eq!(
        said(&report(&["--previous", "git:nope"])),
        ["invalid-option: `--previous git:nope`: the repository of `.` has no revision `nope`"]
    );
    assert_eq!(
        said(&report(&["--previous", "git:--all"])),
        ["invalid-option: `--previous git:--all` names no revision"]
    );
}

#[test]
fn a_folder_without_git_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = format!("{RULES}{}", rule("t", "v = previous.v"));
    write(
        folder.path(),
        &[("scruple.toml", &rules), ("data/t.csv", NOW), ("new.csv", "k,n\n1,2\n")],
    );
    let output = Command::new(env!("CARGO_BIN_EXE_scruple"))
        .args(["check", "--format", "json", ".", "--previous", "git:HEAD"])
        .env("PATH", "")
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let report: Json = serde_json::from_slice(&output.stdout).expect("a report");
    let said = said(&report);
    assert!(
        said[0].starts_with("invalid-option: `--previous git:HEAD` needs the program `git`"),
        "{said:?}"
    );
}
