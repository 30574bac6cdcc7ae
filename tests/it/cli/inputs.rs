//! Paths: files, folders, standard input; what governs them; exit statuses.

use crate::program::Folder;

const CLEAN: &str = "id,amount\n1,10\n2,20\n";
const RULES: &str = "version = 1\n[tables.orders]\nkey = [\"id\"]\n[tables.orders.columns]\n\
                     amount = { type = \"integer\", minimum = 0 }\n";

#[test]
fn a_run_ends_clean_with_findings_or_unable() {
    let folder = Folder::new(&[
        ("scruple.toml", RULES),
        ("orders.csv", CLEAN),
        ("bad/orders.csv", "id,amount\n7,-1\n"),
    ]);
    assert_eq!(folder.run(&["check", "orders.csv"]).status, 0);
    assert_eq!(folder.run(&["check", "bad"]).status, 1);
    let both = folder.json(&["bad", "missing.csv"]);
    assert_eq!(both.status, 2, "could not check wins over findings");
    assert_eq!(both.found(), ["orders.amount.minimum"], "the rest is still checked");
    assert_eq!(folder.run(&["check", "--wrong"]).status, 2);
    assert_eq!(folder.run(&["check", "--format", "sarif"]).status, 2);
    assert_eq!(folder.run(&["check", "--help"]).status, 0);
}

#[test]
fn a_missing_path_is_named_with_the_nearest() {
    let folder = Folder::new(&[("orders.csv", CLEAN)]);
    let ran = folder.run(&["check", "ordres.csv"]);
    assert_eq!(ran.status, 2);
    assert!(ran.all().contains("no file or folder `ordres.csv`"), "{}", ran.all());
    assert!(ran.all().contains("`orders.csv`"), "{}", ran.all());
}

#[test]
fn nothing_to_check_is_said() {
    let folder = Folder::new(&[("readme.md", "text")]);
    let report = folder.json(&["."]);
    assert_eq!((report.status, report.codes()), (2, vec!["no-data"]));
    assert_eq!(folder.json(&[]).codes(), ["no-data"]);
}

#[test]
fn standard_input_is_a_table() {
    let folder = Folder::new(&[("scruple.toml", RULES)]);
    let arguments = ["check", "--format", "json", "orders=-"];
    let report = folder.run_with(&arguments, "id,amount\n1,-5\n").json();
    assert_eq!(report.found(), ["orders.amount.minimum"]);
    assert_eq!(report.json["inputs"][0]["file"], "<stdin>");
    assert_eq!(folder.run_with(&["check", "-"], CLEAN).status, 2, "a table is not named");
}

#[test]
fn a_path_can_be_bound_to_a_table() {
    let folder = Folder::new(&[("scruple.toml", RULES), ("today.csv", "id,amount\n1,-5\n")]);
    assert_eq!(folder.json(&["orders=today.csv"]).found(), ["orders.amount.minimum"]);
    assert!(folder.json(&["today.csv"]).found().is_empty(), "no table claims it");
    let both = folder.json(&[".", "orders=today.csv"]);
    assert_eq!(both.found(), ["orders.amount.minimum"], "found twice, it is bound still");
    assert_eq!(both.inputs().len(), 1);
    let unknown = folder.run(&["check", "oders=today.csv"]);
    assert_eq!(unknown.status, 2, "{}", unknown.all());
    assert!(unknown.all().contains("`orders`"), "{}", unknown.all());
    assert!(!unknown.all().contains("no-table"), "the misspelt name is why: {}", unknown.all());
}

#[test]
fn a_folder_below_with_rules_of_its_own_is_a_run_of_its_own() {
    let folder = Folder::new(&[
        ("scruple.toml", RULES),
        ("orders.csv", "id,amount\n1,-5\n"),
        (
            "sub/scruple.toml",
            "version = 1\n[tables.items]\n[tables.items.columns]\nn = { maximum = 3 }\n",
        ),
        ("sub/orders.csv", "id,amount\n1,-5\n"),
        ("sub/deep/items.csv", "n\n4\n"),
        ("other/orders.csv", "id,amount\n3,-5\n"),
    ]);
    let report = folder.json(&["."]);
    let finding = report.finding("orders.amount.minimum").expect("a finding");
    assert_eq!(finding["count"], 2, "sub/orders.csv is not governed by the rules above");
    assert_eq!(report.rows("items.n.maximum"), [1]);
    let tables: Vec<_> = report.inputs().iter().map(|input| input["table"].clone()).collect();
    assert_eq!(tables, ["orders", "orders", "items", "orders"]);
    let claimed: Vec<_> = report.inputs().iter().map(|input| input["claimed"].clone()).collect();
    assert_eq!(claimed, [true, true, true, false]);
}

#[test]
fn one_rule_file_reached_in_two_ways_governs_one_run() {
    let folder = Folder::new(&[
        ("scruple.toml", "version = 1\n[tables.t]\nfiles = [\"*.csv\"]\nkey = [\"id\"]\n"),
        ("a.csv", "id\n1\n"),
        ("sub/b.csv", "id\n1\n"),
    ]);
    let whole = folder.path().to_string_lossy().into_owned();
    for paths in [vec!["."], vec!["a.csv", "sub"], vec!["a.csv", whole.as_str()], vec![&whole]] {
        let report = folder.json(&paths);
        assert_eq!(report.counts("t.key"), [1, 1, 0, 0, 0], "{paths:?}");
    }
}

#[test]
fn rule_files_named_govern_everything() {
    let folder = Folder::new(&[
        ("scruple.toml", "version = 1\nbroken"),
        ("one.toml", RULES),
        ("two.toml", "version = 1\n[rules.small]\ntable = \"orders\"\ncheck = \"amount < 15\"\n"),
        ("rules/a.toml", RULES),
        ("orders.csv", CLEAN),
    ]);
    assert_eq!(folder.run(&["check", "orders.csv"]).status, 2);
    assert_eq!(folder.run(&["check", "-r", "one.toml", "orders.csv"]).status, 0);
    let both = folder.json(&["-r", "one.toml", "-r", "two.toml", "orders.csv"]);
    assert_eq!(both.rows("small"), [2]);
    assert_eq!(folder.run(&["check", "-r", "rules", "orders.csv"]).status, 0);
    let missing = folder.json(&["-r", "none.toml", "orders.csv"]);
    assert_eq!((missing.status, missing.codes()), (2, vec!["unreadable-file"]));
}

#[test]
fn a_mistake_in_a_rule_file_stops_before_rows_are_judged() {
    let rules = format!("{RULES}[rules.r]\ntable = \"orders\"\ncheck = \"amuont > 0\"\n");
    let folder = Folder::new(&[("scruple.toml", &rules), ("orders.csv", "id,amount\n1,-1\n")]);
    let report = folder.json(&["."]);
    assert_eq!((report.status, report.codes()), (2, vec!["unknown-column"]));
    assert!(report.found().is_empty() && report.inputs().is_empty(), "{:#}", report.json);
}

#[test]
fn mistakes_under_a_glob_are_said_once() {
    let rules = "version = 1\n[tables.t]\n[tables.t.columns]\n\"n*\" = { \
                 enum = \"none\", pattern = \"(\" }\n";
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", "n1,n2,n3\n1,2,3\n")]);
    let codes = folder.json(&["."]);
    assert_eq!(codes.codes(), ["unknown-name", "invalid-pattern"], "{:#}", codes.json);
}

#[test]
fn hidden_and_ignored_files_are_read_only_where_named() {
    let folder = Folder::new(&[
        (".gitignore", "skip*.csv\n"),
        ("skip.csv", CLEAN),
        (".hidden/x.csv", CLEAN),
        ("a.csv", CLEAN),
        ("old/a.csv", CLEAN),
    ]);
    let files = |arguments: &[&str]| -> Vec<String> {
        let report = folder.json(arguments);
        report.inputs().iter().map(|one| one["file"].as_str().unwrap_or("").to_owned()).collect()
    };
    assert_eq!(files(&["."]), ["a.csv", "old/a.csv"]);
    assert_eq!(files(&["skip.csv"]), ["skip.csv"]);
    assert_eq!(files(&[".", "--exclude", "old/*"]), ["a.csv"]);
    assert_eq!(files(&[".", "--exclude", "*.csv", "--exclude", "x"]), Vec::<String>::new());
}

#[test]
fn files_that_no_rule_is_about_are_not_silently_green() {
    let folder = Folder::new(&[
        ("scruple.toml", RULES),
        ("orders.csv", CLEAN),
        ("today.csv", CLEAN),
        ("more.csv", "id,amount\n1,30\n"),
    ]);
    for (argument, code) in [("order=orders.csv", "unknown-table"), ("today.csv", "no-checks")] {
        let report = folder.json(&[argument]);
        assert_eq!((report.status, report.codes()[0]), (2, code), "{argument}");
    }
    assert_eq!(folder.json(&["today.csv", "--select", "csv.*"]).status, 0);
    // Who binds a file to a table says what the table is: no row of orders.csv is one of it.
    assert_eq!(folder.json(&["orders=more.csv"]).status, 0);
}

#[test]
fn faults_of_headers_are_counted_by_file() {
    let folder = Folder::new(&[("a.csv", "x,x,y,y\n1,2,3,4\n")]);
    let report = folder.run(&["check", "a.csv"]);
    assert!(report.stdout.contains("1 of 1 file in `a` has a column name"), "{}", report.stdout);
}

#[cfg(unix)]
#[test]
fn links_to_files_are_files_and_none_is_read_twice() {
    use std::os::unix::fs::symlink;
    use std::path::Path;
    let store = Folder::new(&[("content", CLEAN)]);
    let folder = Folder::new(&[("2024/a.csv", CLEAN)]);
    let content = store.path().join("content");
    let links = [
        (content.as_path(), "b.csv"),
        (Path::new("2024/a.csv"), "latest.csv"),
        (Path::new("2024"), "current"),
        (Path::new("b.csv"), "c.csv"),
    ];
    for (target, name) in links {
        symlink(target, folder.path().join(name)).expect("a link");
    }
    let report = folder.json(&["."]);
    let files: Vec<&str> =
        report.inputs().iter().map(|one| one["file"].as_str().unwrap_or("")).collect();
    assert_eq!(files, ["2024/a.csv", "b.csv"]);

    std::fs::remove_file(content).expect("removed");
    let report = folder.json(&["."]);
    assert_eq!((report.status, report.codes()), (2, vec!["unreadable-file", "unreadable-file"]));
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_does_not_keep_others_from_being_checked() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("a.csv", "x,y\n1\n"), ("b.csv", CLEAN)]);
    let path = folder.path().join("b.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    if std::fs::read(&path).is_ok() {
        println!("skipped: permissions do not bind this user");
        return;
    }
    let report = folder.json(&["."]);
    assert_eq!((report.status, report.codes()), (2, vec!["unreadable-file"]));
    assert_eq!(report.found(), ["csv.ragged-row"]);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::Stdio;
    let rows: String = (0..20_000).map(|n| format!("{n},x\n")).collect();
    let folder = Folder::new(&[("a.csv", &format!("id,name,more\n{rows}"))]);
    let arguments = ["check", "--format", "ndjson", "a.csv"];
    let mut child = crate::program::command(folder.path(), &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("the program ends");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(said.is_empty(), "{said}");
    assert_eq!(ended.status.code(), Some(1));
}

#[test]
fn a_file_that_a_table_names_may_be_packed() {
    let pack = |text: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, text.as_bytes()).expect("packed");
        packed.finish().expect("packed")
    };
    let rules =
        |files: &str| format!("version = 1\n[tables.t]\nfiles = [\"{files}\"]\nkey = [\"k\"]\n");
    for files in ["in.csv", "*.csv", "sub/in.csv", "in.csv.gz"] {
        let folder = Folder::new(&[("scruple.toml", &rules(files))]);
        folder.write("sub/in.csv.gz", pack("k\n1\n1\n"));
        assert_eq!(folder.json(&["."]).counts("t.key"), [1, 1, 0, 0, 0], "{files}");
    }
    // One that is named so itself is the one that is meant.
    let both = format!("{}[tables.u]\nfiles = [\"in.csv.gz\"]\n", rules("in.csv"));
    let folder = Folder::new(&[("scruple.toml", &both), ("in.csv", "k\n1\n2\n")]);
    folder.write("in.csv.gz", pack("k\n1\n1\n"));
    let report = folder.json(&["."]);
    assert_eq!(report.counts("t.key"), [2, 0, 0, 0, 0]);
    let tables: Vec<_> = report.inputs().iter().map(|input| input["table"].clone()).collect();
    assert_eq!(tables, ["t", "u"]);
    // Without names nobody knows which is meant, and both would be twice the rows.
    folder.write("scruple.toml", "version = 1\n[tables.in]\nkey = [\"k\"]\n");
    let report = folder.json(&["."]);
    assert_eq!((report.status, report.codes()), (2, vec!["ambiguous-name"]));
    let message = "`in.csv` and `in.csv.gz` are both the table `in`";
    assert_eq!(report.json["diagnostics"][0]["message"], message);
    let asked = "version = 1\n[rules.r]\ntable = \"in\"\ncheck = \"k > 0\"\n";
    folder.write("scruple.toml", asked);
    assert_eq!(folder.json(&["."]).codes(), ["ambiguous-name"]);
    assert_eq!(folder.json(&[".", "--exclude", "in.csv.gz"]).status, 0);
    // Nothing is there at all.
    let none = Folder::new(&[("scruple.toml", &rules("in.csv")), ("other.csv", "k\n1\n")]);
    let told = none.run(&["check", "."]).all();
    assert!(told.contains("looked for `in.csv`, or packed with `.gz`"), "{told}");
}

#[test]
fn gzip_is_unpacked_by_name_and_by_its_first_bytes() {
    use std::io::Write;
    let folder = Folder::new(&[("scruple.toml", RULES)]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"id,amount\n1,-5\n").expect("packed");
    let packed = packed.finish().expect("packed");
    folder.write("orders.csv.gz", &packed);
    folder.write("sub/orders.csv", &packed);
    folder.write("plain/orders.csv.gz", "id,amount\n1,-5\n");
    for path in ["orders.csv.gz", "sub", "plain"] {
        assert_eq!(folder.json(&[path]).rows("orders.amount.minimum"), [1], "{path}");
    }
}

#[test]
fn a_file_of_two_tables_is_refused() {
    let rules = "version = 1\n[tables.a]\nfiles = [\"*.csv\"]\n[tables.b]\nfiles = [\"x*\"]\n";
    let folder = Folder::new(&[("scruple.toml", rules), ("x.csv", CLEAN)]);
    let report = folder.json(&["."]);
    assert_eq!(report.status, 2);
    assert!(report.codes().contains(&"two-tables"), "{:?}", report.codes());
}
