//! `scruple rules`: what a check would do.

use crate::program::{Folder, command, ran};
use std::path::Path;

/// A snapshot beside the others: `UPDATE=1` writes it.
#[track_caller]
fn check(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/rules").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, found).expect("a snapshot");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "`UPDATE=1 cargo test` writes {}", path.display());
}

#[test]
fn the_sample_shows_what_a_check_would_do() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for width in ["80", "140"] {
        let mut command = command(project, &["rules", "samples/munitions"]);
        let output = command.env("COLUMNS", width).output().expect("the program runs");
        let ran = ran(output);
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        let widest = ran.stdout.lines().map(|line| line.chars().count()).max();
        assert!(widest <= width.parse().ok(), "{widest:?} over {width}");
        check(&format!("munitions-{width}.txt"), &ran.stdout);
    }
}

#[test]
fn inferred_types_absent_columns_and_context_are_told() {
    let rules = r#"
version = 1
[tables.t]
files = ["t*.csv"]
key = ["id"]
columns-match = "superset"
rows = { minimum = 1 }
[tables.t.columns]
u = { references = "u.id" }
gone = { minimum = 3 }
code = { pattern = "[a-z]+" }
[tables.u]
[rules.big]
table = "t"
where = "a IS NOT NULL"
check = "a > 5 AND u.v < b"
severity = "note"
"#;
    let folder = Folder::new(&[
        ("scruple.toml", rules),
        ("t1.csv", "id,u,a,b,c,code,idle\n1,7,5,2.5,x,ab,\n2,8,6,3,y,cd,1\n"),
        ("t2.csv", "id;u;a;b;c;code;idle\n3;7;5;2,5;x;ab;1\n"),
        ("ref/u.csv", "id,v\n7,1\n8,n/a\n"),
        ("other.csv", "x\n1\n"),
    ]);
    let ran = folder.run(&["rules", "t1.csv", "t2.csv", "other.csv"]);
    check("inferred.txt", &(ran.stderr + &ran.stdout));
    let good = rules.replace(" AND u.v < b", " AND u.v <> c");
    folder.write("scruple.toml", good);
    let ran = folder.run(&["rules", "t1.csv", "t2.csv", "other.csv"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    check("context.txt", &ran.stdout);
}

#[test]
fn colours_and_mistakes() {
    let folder = Folder::new(&[
        ("scruple.toml", "version = 1\n[tables.t]\n[tables.t.columns]\na = {}\n"),
        ("t.csv", "a,b\n1,2\n"),
    ]);
    let plain = folder.run(&["rules"]).stdout;
    let coloured = folder.run(&["rules", "--color", "always"]).stdout;
    assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
    let bare = regex::Regex::new("\u{1b}\\[[0-9;]*m")
        .expect("a pattern")
        .replace_all(&coloured, "")
        .into_owned();
    assert_eq!(bare, plain);
    folder.write("scruple.toml", "version = 1\n[tables.t]\nfile = \"x\"\n");
    let broken = folder.run(&["rules"]);
    assert_eq!(broken.status, 2);
    assert!(broken.stderr.contains("unknown-key"), "{}", broken.all());
    let empty = Folder::new(&[]);
    assert_eq!(empty.run(&["rules"]).status, 2);
}
