//! What `[severity]`, `--select` and inferred types do to a run.

use super::pages::commands::{Done, Folder};

const ORDERS: &str = "id,amount,note\n1,2,a\n2,3,b\n";

fn run(rules: &str, args: &[&str]) -> Done {
    let folder = Folder::new();
    folder.write("orders.csv", ORDERS.as_bytes());
    folder.write("customers.csv", b"id\n1\n\n2,3\n");
    folder.write("scruple.toml", rules.as_bytes());
    folder.run(&[&["check", "--format", "concise"], args].concat(), None)
}

#[track_caller]
fn check(done: &Done, status: i32, expected: &str) {
    assert_eq!((done.status, done.output.trim_end()), (status, expected));
}

const IDLE: &str = "[rules.idle]\ntable = \"orders\"\nwhere = \"id = 9\"\ncheck = \"amount > 0\"\n";

#[test]
fn diagnostics_have_the_severity_that_rule_files_give_them() {
    let with = |line: &str| run(&format!("{IDLE}[severity]\n{line}\n"), &["orders.csv"]);
    let note = "note[no-rows] `idle` met no row to judge\n\
                1 note; no violations in 15 checks; 2 rows of 1 file";
    check(&with("no-rows = \"note\""), 0, note);
    check(&with("no-rows = \"off\""), 0, "no violations in 15 checks; 2 rows of 1 file");
    let error = "error[no-rows] `idle` met no row to judge\n\
                 1 error; no violations in 15 checks; 2 rows of 1 file";
    check(&with("no-rows = \"error\""), 2, error);
}

#[test]
fn a_severity_may_speak_of_a_table_that_is_only_context() {
    let rules = "[tables.customers]\nkey = [\"id\"]\n[tables.orders.columns]\n\
                 id = { references = \"customers.id\", minimum = 1 }\n\
                 [severity]\n\"customers.key\" = \"warning\"\n\"orders.id.references\" = \"off\"\n";
    check(&run(rules, &["orders.csv"]), 0, "no violations in 16 checks; 2 rows of 1 file");
}

#[test]
fn an_unknown_id_is_refused_in_rule_files_and_options() {
    let done = run(&format!("{IDLE}[severity]\nidel = \"off\"\n"), &["orders.csv"]);
    assert_eq!(done.status, 2, "{}", done.output);
    assert!(done.output.contains("[unknown-check] `idel` is the id of no check"));
    let done = run(IDLE, &["orders.csv", "--select", "idle,idel"]);
    assert_eq!(done.status, 2, "{}", done.output);
    assert!(done.output.contains("[unknown-check] `--select idel` is the id of no check"));
}

#[test]
fn types_are_inferred_for_what_defined_expressions_read_of_undeclared_tables() {
    let rules = "[define]\ndouble = { expr = \"amount * 2\" }\n\
                 [rules.small]\ntable = \"orders\"\ncheck = \"double < 6\"\n";
    let done = run(rules, &["orders.csv"]);
    assert_eq!(done.status, 1, "{}", done.output);
    assert!(done.output.starts_with("orders.csv:3:3: error[small]"), "{}", done.output);
}
