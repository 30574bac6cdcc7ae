//! Names that need quotes and stand without.

use super::{folder, report};

/// The one mistake in a condition over a table with this header: `code: message | help`.
#[track_caller]
fn check(header: &str, condition: &str, expected: &str) {
    let rules = format!("[rules.r]\ntable = \"t\"\ncheck = '''{condition}'''\n");
    let values = header.split(',').map(|_| "1").collect::<Vec<_>>().join(",");
    let table = format!("{header}\n{values}\n");
    let folder =
        folder(&[("scruple.toml", &rules), ("t.csv", &table), ("u.csv", "net worth\n1\n")]);
    let report = report(folder.path(), &[]);
    let diagnostics = report["diagnostics"].as_array().expect("a list");
    let line = |it: &serde_json::Value| {
        let text = |key: &str| it[key].as_str().unwrap_or("").to_owned();
        format!("{}: {} | {}", text("code"), text("message"), text("help"))
    };
    assert_eq!(diagnostics.iter().map(line).collect::<Vec<_>>(), [expected], "{condition}");
}

fn cure(name: &str) -> String {
    format!("write the name in double quotes, `\"{name}\"`, and the condition in single ones")
}

#[test]
fn words_that_are_one_name_are_joined() {
    let check = |header: &str, condition: &str, found: &str, name: &str| {
        let message = format!("invalid-syntax: expected an operator or the end, found `{found}`");
        check(header, condition, &format!("{message} | {}", cure(name)));
    };
    check("id,unit price", "unit price > 1", "price", "unit price");
    check("id,unit price", "id > 0 AND id < unit price", "price", "unit price");
    check("id,total net", "sum(total net) > 1", "net", "total net");
    check("Per Capita Income", "per capita income > 1", "capita", "Per Capita Income");
    check("unit,unit price,unit price net", "unit price net > 1", "price", "unit price net");
}

#[test]
fn columns_of_other_tables_are_known_too() {
    let message = "invalid-syntax: expected `FROM` and a table, as in `(SELECT sum(x) FROM table)`, \
                   found `worth`";
    check("id", "id IN (SELECT net worth FROM u)", &format!("{message} | {}", cure("net worth")));
}

#[test]
fn signs_that_are_part_of_a_name_are_no_operators() {
    let check = |name: &str, condition: &str| {
        let message = format!("unknown-column: `{name}` without quotes is not one name");
        check(&format!("id,{name}"), condition, &format!("{message} | {}", cure(name)));
    };
    check("unit-price", "unit-price > 1");
    check("unit/price", "id + unit/price > 1");
    check("unit.price", "unit.price > 1");
    check("price (EUR)", "price (EUR) > 1");
}

#[test]
fn a_name_can_begin_and_end_otherwise() {
    check(
        "id,2nd",
        "2nd > 1",
        &format!("invalid-syntax: the number `2` runs on into `nd` | {}", cure("2nd")),
    );
    let message = "invalid-syntax: expected an expression after `%`, found `>`";
    check("id,price %", "price % > 1", &format!("{message} | {}", cure("price %")));
}

#[test]
fn what_is_no_name_stays_what_it_is() {
    // Neither the subtraction of two columns, nor a part of a longer word, nor what is quoted.
    let plain = "invalid-syntax: expected an operator or the end, found `price` | ";
    check("unit,price,unit pricey", "unit price > 1", plain);
    check(
        "unit,price,unit-price",
        "unit-prices > 1",
        "unknown-column: unknown column `prices` in table `t` | a column with a similar name \
         exists: `price`",
    );
    let folder = folder(&[
        ("scruple.toml", "[rules.r]\ntable = \"t\"\ncheck = \"unit-price < 1\"\n"),
        ("t.csv", "unit,price,unit-price\n3,2,0\n"),
    ]);
    let report = report(folder.path(), &[]);
    assert_eq!(report["summary"]["violations"], 1);
}
