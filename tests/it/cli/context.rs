//! What is known but not judged: tables that rules read, other files of a table.

use crate::program::{Folder, run_in};

const RULES: &str = r#"
version = 1
[tables.orders]
files = ["orders*.csv"]
key = ["id"]
[tables.orders.columns]
id = { type = "integer" }
customer = { references = "customers.id" }
amount = { type = "integer" }

[tables.customers]
[tables.customers.columns]
id = { type = "integer" }
limit = { type = "integer", minimum = 0 }

[rules.within-limit]
table = "orders"
check = "amount <= customer.limit"
"#;

const ORDERS: &str = "id,customer,amount\n1,7,10\n2,8,90\n3,9,1\n";
const CUSTOMERS: &str = "id,limit\n7,50\n8,60\n10,-5\n\n7,3\n";

fn folder() -> Folder {
    Folder::new(&[
        ("scruple.toml", RULES),
        ("orders.csv", ORDERS),
        ("orders-old.csv", "id,customer,amount\n2,7,1\n2,99,999\n4,7\n"),
        ("ref/customers.csv", CUSTOMERS),
    ])
}

#[test]
fn a_file_checked_alone_knows_the_tables_that_its_rules_read() {
    let report = folder().json(&["orders.csv"]);
    assert_eq!(report.rows("within-limit"), [2]);
    assert_eq!(report.rows("orders.customer.references"), [3]);
    assert!(report.finding("customers.limit.minimum").is_none(), "its own violations are not told");
    assert!(report.finding("csv.blank-row").is_none());
    assert!(report.finding("csv.ragged-row").is_none());
    let context: Vec<_> = report.inputs().iter().map(|one| one["context"].clone()).collect();
    assert_eq!(context, [true, false, true]);
}

#[test]
fn rows_are_compared_with_the_other_files_of_their_table() {
    let report = folder().json(&["orders.csv"]);
    assert_eq!(report.rows("orders.key"), [2]);
    assert_eq!(report.counts("orders.key"), [2, 1, 0, 0, 0], "rows of the other file do not count");
    let finding = report.finding("orders.key").expect("a finding");
    let other = &finding["violations"][0]["cells"][1];
    assert_eq!((&other["file"], &other["row"]), (&"orders-old.csv".into(), &1.into()));
}

#[test]
fn everything_is_judged_where_everything_is_named() {
    let report = folder().json(&["."]);
    assert_eq!(report.rows("customers.limit.minimum"), [3]);
    assert_eq!(report.rows("customers.id.unique"), [4], "what is followed has to be unique");
    assert_eq!(report.rows("orders.key"), [2, 2]);
    assert_eq!(report.counts("orders.key"), [3, 2, 0, 0, 1]);
    assert_eq!(report.rows("within-limit"), [2]);
    assert_eq!(report.rows("csv.ragged-row"), [3]);
}

#[test]
fn a_packed_copy_of_a_judged_file_is_no_other_file() {
    use std::io::Write;
    let folder = folder();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(ORDERS.as_bytes()).expect("packed");
    folder.write("orders.csv.gz", packed.finish().expect("packed"));
    folder.write("scruple.toml", RULES.replace("orders*.csv\"", "orders*.csv\", \"orders*.gz\""));
    assert_eq!(folder.json(&["orders.csv"]).rows("orders.key"), [2]);
    assert_eq!(folder.json(&["orders.csv.gz"]).counts("orders.key"), [2, 1, 0, 0, 0]);
}

#[test]
fn a_declared_key_needs_no_second_check() {
    let keyed = RULES.replace("[tables.customers]\n", "[tables.customers]\nkey = [\"id\"]\n");
    let folder = folder();
    folder.write("scruple.toml", keyed);
    let report = folder.json(&["."]);
    assert!(report.check("customers.id.unique").is_none());
    assert_eq!(report.rows("customers.key"), [4]);
}

#[test]
fn a_table_without_a_file_is_said_once() {
    let rules = r#"
version = 1
[tables.orders]
[tables.orders.columns]
customer = { references = "customers.id" }
amount = { minimum = 5 }
[tables.customers]
key = ["id", "region"]
[rules.within-limit]
table = "orders"
check = "amount <= customer.limit"
message = "{customer.name}"
[rules.known]
table = "orders"
references = { columns = ["amount"], table = "customers", to = ["number"] }
[rules.customers-only]
table = "customers"
check = "name <> '' AND id > 0"
[rules.one-name]
table = "customers"
unique = ["name"]
"#;
    let folder = Folder::new(&[("scruple.toml", rules), ("orders.csv", "customer,amount\n7,1\n")]);
    let report = folder.json(&["."]);
    let codes = report.codes();
    assert_eq!(codes, ["no-table"], "{:#}", report.json["diagnostics"]);
    assert_eq!(report.status, 2);
    assert_eq!(report.found(), ["orders.amount.minimum"], "the rest is judged");
    assert_eq!(report.counts("orders.customer.references"), [0, 0, 0, 0, 1]);
    let reason = report.check("orders.customer.references").expect("a check")["reason"].clone();
    assert_eq!(reason, "table `customers` has no file");
}

#[test]
fn rules_of_one_run_do_not_touch_another() {
    let rules = |limit: i32| {
        format!(
            "version = 1\n[tables.t]\n[tables.t.columns]\nn = {{ maximum = {limit} }}\n\
             [severity]\n\"csv.*\" = \"off\"\n"
        )
    };
    let folder = Folder::new(&[
        ("a/scruple.toml", &rules(1)),
        ("a/t.csv", "n,m\n2\n2,3\n"),
        ("b/scruple.toml", &rules(5).replace("off", "note")),
        ("b/t.csv", "n,m\n2\n2,3\n"),
        ("c/t.csv", "n,m\n2\n2,3\n"),
    ]);
    let report = folder.json(&["a", "b", "c"]);
    assert_eq!(report.rows("t.n.maximum"), [2]);
    let ragged: Vec<String> = report.json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|one| one["id"] == "csv.ragged-row")
        .map(|one| format!("{} {}", one["severity"], one["violations"][0]["file"]))
        .collect();
    assert_eq!(ragged, ["\"error\" \"c/t.csv\"", "\"note\" \"b/t.csv\""]);
}

/// A file that is judged is not known a second time by another path.
#[test]
fn a_file_is_read_once_however_it_is_reached() {
    let folder = Folder::new(&[
        ("scruple.toml", "[tables.t]\nfiles = [\"*.csv\"]\nkey = [\"id\"]\n"),
        ("t.csv", "id\n1\n"),
        ("sub/u.csv", "id\n2\n"),
    ]);
    for arguments in [&["check", ".."][..], &["check", "../t.csv", "u.csv"], &["check"]] {
        let ran =
            run_in(&folder.path().join("sub"), &[arguments, &["--format", "json"]].concat(), None);
        assert_eq!(ran.status, 0, "{}", ran.stdout);
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a report");
        let inputs = report["inputs"].as_array().expect("a list");
        assert_eq!(inputs.len(), 2, "{report}");
    }
}

/// What reads an absent column is not evaluated, whatever it would need of the column.
#[test]
fn checks_of_absent_columns_are_no_mistakes() {
    let rules = "[tables.t.columns]\nid = { type = \"integer\" }\npage = {}\n\
                 [rules.s]\ntable = \"t\"\nsequence = \"page\"\n\
                 [rules.o]\ntable = \"t\"\nno-overlap = { start = \"id\", end = \"page\" }\n";
    let report = Folder::new(&[("scruple.toml", rules), ("t.csv", "id\n1\n")]).json(&["."]);
    assert!(report.codes().is_empty(), "{:?}", report.codes());
    for id in ["s", "o"] {
        assert_eq!(report.check(id).expect("the rule")["not_evaluated"], 1);
    }
    let folder = Folder::new(&[("scruple.toml", rules), ("o.csv", "id\n1\n")]);
    let report = folder.json(&["tt=o.csv"]);
    assert_eq!(report.codes(), ["unknown-table"], "{:?}", report.codes());
}

const UNDECLARED: &str = "[rules.below]\ntable = \"t\"\ncheck = \"x < (SELECT max(x) FROM u)\"\n\
                          [rules.small]\ntable = \"u\"\ncheck = \"x < 5\"\n";

/// Tables that rules name and nobody declares.
fn undeclared() -> Folder {
    Folder::new(&[
        ("scruple.toml", UNDECLARED),
        ("a/t.csv", "x\n4\n6\n"),
        ("b/t.csv", "x\n1\n7\n"),
        ("u.csv", "x\n6\n"),
        ("other.csv", "x\n9\n"),
    ])
}

#[test]
fn a_table_that_nobody_declares_is_all_files_of_its_name() {
    let report = undeclared().json(&["."]);
    assert_eq!(report.counts("below"), [2, 2, 0, 0, 0], "{:?}", report.json);
    assert_eq!(report.found(), ["below", "small"]);
}

#[test]
fn a_table_that_nobody_declares_is_context_too() {
    let report = undeclared().json(&["a/t.csv"]);
    assert_eq!((report.status, report.found()), (1, vec!["below"]));
    assert_eq!(report.rows("below"), [2], "that of `b` is not judged");
    let report = undeclared().json(&["a"]);
    assert_eq!(report.rows("below"), [2]);
}

#[test]
fn files_are_bound_to_tables_that_nobody_declares() {
    let report = undeclared().json(&["t=other.csv"]);
    assert_eq!((report.status, report.rows("below")), (1, vec![1]));
    let ran = undeclared().run_with(&["check", "u=-", "--format", "json"], "x\n1\n8\n");
    assert_eq!(ran.json().rows("small"), [2]);
    let report = undeclared().json(&["uu=other.csv"]);
    assert_eq!((report.status, report.codes()), (2, vec!["unknown-table"]));
    assert_eq!(report.json["diagnostics"][0]["help"], "a table with a similar name exists: `u`");
}
