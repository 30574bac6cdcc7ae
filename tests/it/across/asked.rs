//! What subqueries say: of rows, of mistakes, of what cannot be computed or read.

use super::{config, folder, report};
use proptest::prelude::*;

const TABLES: &str = "[tables.orders]\nfiles = [\"orders.csv\"]\nkey = [\"id\"]\n[tables.orders.columns]\n\
id = { type = \"integer\" }\ntotal = { type = \"number\" }\nland = { type = \"string\" }\n\
[tables.lines]\nfiles = [\"lines.csv\"]\n[tables.lines.columns]\norder_id = { type = \"integer\" }\n\
amount = { type = \"number\" }\nkind = { type = \"string\" }\n";

const ORDERS: &str = "id,total,land\n1,10,AT\n2,20,AT\n3,5,DE\n4,,DE\n";
const LINES: &str =
    "order_id,amount,kind\n1,4,x\n1,6,x\n1,100,gift\n2,20.5,x\n3,5,x\n9,1,x\n3,0,zero\n";

/// "row: message | cells elsewhere" of each violation, and the notes.
fn said(rules: &str, lines: &str) -> Vec<String> {
    let rules = format!("{TABLES}{rules}");
    let folder = folder(&[("scruple.toml", &rules), ("orders.csv", ORDERS), ("lines.csv", lines)]);
    let report = report(folder.path(), &[]);
    let mut said = Vec::new();
    for diagnostic in report["diagnostics"].as_array().expect("a list") {
        let text = |key: &str| diagnostic[key].as_str().unwrap_or("").to_owned();
        let help = Some(text("help")).filter(|help| !help.is_empty());
        let help = help.map(|help| format!(" | {help}")).unwrap_or_default();
        said.push(format!("{}: {}{help}", text("code"), text("message")));
    }
    for finding in report["findings"].as_array().expect("a list") {
        for violation in finding["violations"].as_array().expect("a list") {
            let cells = violation["cells"].as_array().expect("a list").iter();
            let elsewhere = cells.filter(|cell| cell["file"].is_string()).map(|cell| {
                format!(
                    " | {}:{}:{} {}",
                    cell["file"].as_str().unwrap_or(""),
                    cell["line"],
                    cell["column"].as_str().unwrap_or(""),
                    cell["value"].as_str().unwrap_or("")
                )
            });
            let elsewhere: String = elsewhere.collect();
            let message = violation["message"].as_str().unwrap_or("");
            said.push(format!("{}: {message}{elsewhere}", violation["row"]));
        }
    }
    said
}

fn check(rule: &str, expected: &[&str]) {
    let rule = format!("[rules.r]\ntable = \"orders\"\n{rule}\n");
    assert_eq!(said(&rule, LINES), expected, "{rule}");
}

#[test]
fn both_rows_are_shown_and_the_value_between_them() {
    check(
        "check = \"total = (SELECT sum(amount) FROM lines WHERE order_id = id AND kind = 'x')\"",
        &[
            "2: `total` is 20 and `(SELECT sum(amount) FROM lines …)` is 20.5, so `total = (SELECT sum(amount) FROM lines …)` does not hold | lines.csv:5:amount 20.5",
        ],
    );
    check(
        "check = \"(SELECT count(*) FROM lines WHERE order_id = id) > 0\"",
        &[
            "4: `(SELECT count(*) FROM lines …)` is 0, so `(SELECT count(*) FROM lines …) > 0` does not hold",
        ],
    );
    check(
        "check = \"NOT EXISTS (SELECT 1 FROM lines l WHERE l.order_id = orders.id AND l.kind = 'gift')\"",
        &[
            "1: `orders.id` is 1, so `NOT EXISTS (SELECT 1 FROM lines …)` does not hold | lines.csv:4:order_id 1 | lines.csv:4:kind gift",
        ],
    );
    check(
        "check = \"id NOT IN (SELECT order_id FROM lines WHERE amount > 20 AND amount < 50)\"",
        &[
            "2: `id` is 2, so `id NOT IN (SELECT order_id FROM lines …)` does not hold | lines.csv:5:order_id 2",
        ],
    );
    check(
        "check = \"id IN (SELECT order_id FROM lines)\"",
        &["4: `id` is 4, so `id IN (SELECT order_id FROM lines)` does not hold"],
    );
}

#[test]
fn what_is_picked_is_shown_where_it_stands() {
    check(
        "check = \"total >= (SELECT max(amount) FROM lines WHERE order_id = id AND kind = 'x')\"",
        &[
            "2: `total` is 20 and `(SELECT max(amount) FROM lines …)` is 20.5, so `total >= (SELECT max(amount) FROM lines …)` does not hold | lines.csv:5:amount 20.5",
        ],
    );
    // Not the first row of the order, and not what the cell holds.
    check(
        "check = \"total + 50 > (SELECT 2 * max(amount) FROM lines WHERE order_id = id)\"",
        &[
            "1: `total + 50` is 60 and `(SELECT 2 * max(amount) FROM lines …)` is 200, so `total + 50 > (SELECT 2 * max(amount) FROM lines …)` does not hold | lines.csv:4:amount 100",
        ],
    );
    check(
        "check = \"total < (SELECT last(amount) FROM lines WHERE order_id = id) + 1\"",
        &[
            "3: `total` is 5 and `(SELECT last(amount) FROM lines …) + 1` is 1, so `total < (SELECT last(amount) FROM lines …) + 1` does not hold | lines.csv:8:amount 0",
        ],
    );
}

proptest! {
    #![proptest_config(config(6))]

    /// The first of the rows with the value, however the file is cut.
    #[test]
    fn the_row_of_the_greatest_is_the_first_that_has_it(
        values in prop::collection::vec((0..3_u8, 0..5_i8), 1..40),
    ) {
        let rules = "[rules.r]\ntable = \"t\"\ncheck = \"99 = (SELECT max(v) FROM u WHERE u.k = t.k)\"\n\
                     [tables.u.columns]\nk = { type = \"integer\" }\nv = { type = \"integer\" }\n";
        let rows: String = values.iter().map(|(k, v)| format!("{k},{v}\n")).collect();
        let (t, u) = ("k\n0\n1\n2\n", format!("k,v\n{rows}"));
        let folder = folder(&[("scruple.toml", rules), ("t.csv", t), ("u.csv", &u)]);
        for args in [&["--threads", "1"][..], &["--block-size", "7"], &["--block-size", "9", "--memory", "1"]] {
            let report = report(folder.path(), args);
            let violations = report["findings"][0]["violations"].as_array().expect("a list");
            let found: Vec<u64> = violations
                .iter()
                .flat_map(|one| one["cells"].as_array().expect("a list"))
                .filter(|cell| cell["file"] == "u.csv")
                .map(|cell| cell["row"].as_u64().expect("a row"))
                .collect();
            let expected: Vec<u64> = (0..3_u8)
                .filter_map(|key| {
                    let of_key = || values.iter().enumerate().filter(|(_, row)| row.0 == key);
                    let most = of_key().map(|(_, row)| row.1).max()?;
                    of_key().find(|(_, row)| row.1 == most).map(|(at, _)| at as u64 + 1)
                })
                .collect();
            prop_assert_eq!(found, expected, "{:?}\n{}", args, u);
        }
    }
}

#[test]
fn groups_ask_too_and_messages_may() {
    check(
        "by = [\"land\"]\ncheck = \"sum(total) < (SELECT max(amount) FROM lines) - 80\"",
        &[
            "1: `sum(total)` is 30 and `(SELECT max(amount) FROM lines) - 80` is 20, 10 more for land AT, so `sum(total) < (SELECT max(amount) FROM lines) - 80` does not hold; the heaviest rows are line 3 (20) and line 2 (10) | lines.csv:4:amount 100",
        ],
    );
    check(
        "where = \"id IN (SELECT order_id FROM lines WHERE kind = 'zero')\"\ncheck = \"total > 5\"\nmessage = \"{id}: {(SELECT count(*) FROM lines WHERE order_id = id)} lines\"",
        &["3: 3: 2 lines"],
    );
    check(
        "check = \"total >= lag(total) OVER (ORDER BY id) OR EXISTS (SELECT 1 FROM lines WHERE order_id = id AND amount > 50)\"",
        &[
            "3: `total` is 5 and `lag(total) OVER (ORDER BY id)` is 20 and `id` is 3, so `total >= lag(total) OVER (ORDER BY id) OR EXISTS (SELECT 1 FROM lines …)` does not hold",
        ],
    );
}

#[test]
fn defined_functions_may_ask() {
    let rules = "[define]\nspent = { args = [\"o\"], expr = \"coalesce((SELECT sum(amount) FROM lines WHERE order_id = o), 0)\" }\n\
                 [rules.r]\ntable = \"orders\"\ncheck = \"spent(id) < 50\"\n";
    assert_eq!(
        said(rules, LINES),
        ["1: `spent(id)` is 110, so `spent(id) < 50` does not hold | lines.csv:2:amount 4"]
    );
}

#[test]
fn what_cannot_be_computed_is_told_with_its_row() {
    // `FALSE AND` it is FALSE: of the order with a gift only the gift counts.
    check(
        "check = \"(SELECT sum(10 / amount) FROM lines WHERE order_id = id) > 0.05\"",
        &[
            "3: `(SELECT sum(10 / amount) FROM lines …)` cannot be computed: a row that the subquery reads has no value for it | lines.csv:8:amount 0",
        ],
    );
    check(
        "check = \"(SELECT sum(10 / amount) FROM lines WHERE order_id = id AND amount > 0) > 0.05\"",
        &[],
    );
    // A row that is there decides, whatever cannot be computed beside it.
    check(
        "where = \"id = 3\"\ncheck = \"EXISTS (SELECT 1 FROM lines WHERE order_id = id AND 10 / amount > 1)\"",
        &[],
    );
    check(
        "where = \"id = 3\"\ncheck = \"EXISTS (SELECT 1 FROM lines WHERE order_id = id AND 10 / amount > 2)\"",
        &[
            "3: `EXISTS (SELECT 1 FROM lines …)` cannot be computed: a row that the subquery reads has no value for it | lines.csv:8:order_id 3 | lines.csv:8:amount 0",
        ],
    );
    check(
        "where = \"id = 3\"\ncheck = \"2 IN (SELECT 10 / amount FROM lines WHERE order_id = id)\"",
        &[],
    );
    check(
        "where = \"id = 3\"\ncheck = \"7 NOT IN (SELECT 10 / amount FROM lines WHERE order_id = id)\"",
        &[
            "3: `7 NOT IN (SELECT 10 / amount FROM lines …)` cannot be computed: a row that the subquery reads has no value for it",
        ],
    );
}

#[test]
fn cells_that_do_not_read_are_left_out_and_counted() {
    let lines = "order_id,amount,kind\n1,4,x\n1,six,x\nx,1,x\n2,20,x\n3,5,x\n";
    let rules = "[rules.r]\ntable = \"orders\"\ncheck = \"total = (SELECT sum(amount) FROM lines WHERE order_id = id)\"\n\
                 [severity]\n\"lines.*\" = \"off\"\n";
    assert_eq!(
        said(rules, lines),
        [
            "1: `total` is 10 and `(SELECT sum(amount) FROM lines …)` is 4, so `total = (SELECT sum(amount) FROM lines …)` does not hold | lines.csv:2:amount 4",
        ]
    );
    let rules = format!("{TABLES}{rules}");
    let folder = folder(&[("scruple.toml", &rules), ("orders.csv", ORDERS), ("lines.csv", lines)]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_scruple"))
        .args(["check", "."])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let note = "a subquery leaves out 2 rows of `lines` with a cell that does not read";
    assert!(text.contains(note), "{text}");
}

#[test]
fn mistakes_say_what_a_subquery_takes() {
    check(
        "check = \"total = (SELECT sum(amount) FROM lines WHERE order_id < id)\"",
        &[
            "invalid-subquery: `order_id < id` ties the rows of a subquery to the row that asks by no equality | a subquery looks its rows up by equalities joined by `AND`, each with one side of its own table and one of the row that asks",
        ],
    );
    check(
        "check = \"total = (SELECT amount FROM lines WHERE order_id = id)\"",
        &[
            "invalid-subquery: `amount` has a value in each row of `lines`, and a subquery gives one value | take one of its values, such as `max(amount)`",
        ],
    );
    check(
        "check = \"0 < (SELECT sum(amount * total) FROM lines WHERE order_id = id)\"",
        &[
            "invalid-subquery: `total` is of the row that asks, and not of those that are read | only `WHERE` names it, in an equality: compute with it outside of the subquery",
        ],
    );
    check(
        "check = \"id IN (SELECT max(order_id) FROM lines)\"",
        &[
            "invalid-subquery: a subquery after `IN` gives the values of rows, not one | compare with it: `x = (SELECT max(y) FROM table)`",
        ],
    );
    check(
        "check = \"EXISTS (SELECT count(*) FROM lines)\"",
        &[
            "invalid-subquery: `count(*)` is there whether there are rows or not | write `EXISTS (SELECT 1 FROM …)`",
        ],
    );
    check(
        "check = \"land IN (SELECT order_id FROM lines)\"",
        &[
            "type-mismatch: `land` is a text and `order_id` is an integer: `IN` does not compare the two | declare its type under `[tables.orders.columns]`: `land = { type = \"integer\" }`",
        ],
    );
    check(
        "check = \"id IN (SELECT id FROM line)\"",
        &["unknown-table: unknown table `line` | a table with a similar name exists: `lines`"],
    );
    check(
        "check = \"total < (SELECT sum(o.total) FROM orders o WHERE o.id = id)\"",
        &[
            "always-equal: `o.id = id` compares column `id` of `orders` with itself | the row that asks is meant by its table: `orders.id`",
        ],
    );
    check(
        "check = \"total <= (SELECT max(amount) FROM lines WHERE order_id / 3 = id)\"",
        &[
            "invalid-subquery: a subquery does not look its rows up by a quotient | round it: `round(a / b, 6)`",
        ],
    );
}

#[test]
fn a_table_without_a_file_or_a_column_makes_the_check_not_evaluated() {
    let rules = format!(
        "{TABLES}other = {{ type = \"integer\" }}\n[rules.r]\ntable = \"orders\"\ncheck = \"id IN (SELECT other FROM lines)\"\n"
    );
    let folder = folder(&[("scruple.toml", &rules), ("orders.csv", ORDERS), ("lines.csv", LINES)]);
    let report = report(folder.path(), &[]);
    let checks = report["checks"].as_array().expect("a list");
    let rule = checks.iter().find(|check| check["id"] == "r").expect("the rule");
    assert_eq!(rule["not_evaluated"], 4);
    assert_eq!(rule["reason"], "column `other` of `lines` is absent");
}
