//! Aggregates over groups and tables.

use super::{
    COLUMNS, Table, alike, cell, config, duckdb, files, folder, mistakes, report, showing, shown,
    tables,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Expressions that mean the same to both.
const EXPRESSIONS: &[&str] = &[
    "count(*)",
    "count(x)",
    "count(DISTINCT n)",
    "count(DISTINCT g)",
    "count(*) FILTER (WHERE n > 1 OR b)",
    "sum(n)",
    "sum(x)",
    "sum(f)",
    "sum(DISTINCT n)",
    "sum(x) FILTER (WHERE b)",
    "sum(n * 2) - sum(n)",
    "avg(n)",
    "avg(x)",
    "min(n)",
    "max(x)",
    "min(g)",
    "max(d)",
    "min(b)",
    "max(f)",
    "median(n)",
    "median(x)",
    "median(f)",
    "quantile_cont(n, 0.25)",
    "quantile_cont(f, 0.9)",
    "CASE WHEN count(DISTINCT n) = 1 THEN mode(n) END",
    "mode(n)",
    "stddev_samp(n)",
    "stddev_pop(f)",
    "var_samp(x)",
    "var_pop(x)",
    "mad(n)",
    "mad(f)",
    "corr(n, f)",
    "skewness(n)",
    "bool_and(b)",
    "bool_or(n > 2)",
    "first(n)",
    "last(d)",
    "any_value(g)",
    "string_agg(g, '/')",
    "CASE WHEN count(n) > 2 THEN max(n) ELSE min(n) END",
];

fn table(most: usize) -> impl Strategy<Value = Table> {
    prop::collection::vec(cell(), 0..most).prop_map(|rows| Table {
        name: "t",
        columns: COLUMNS,
        rows,
    })
}

fn rules(tables: &[Table]) -> String {
    let mut rules = String::new();
    for table in tables {
        rules += &table.declared();
        for (at, expression) in EXPRESSIONS.iter().enumerate() {
            let (name, check) = (table.name, showing(expression));
            write!(
                rules,
                "[rules.g-{name}-{at}]\ntable = \"{name}\"\nby = [\"g\"]\ncheck = \"{check}\"\n"
            )
            .expect("a text");
            write!(rules, "[rules.t-{name}-{at}]\ntable = \"{name}\"\ncheck = \"{check}\"\n")
                .expect("a text");
        }
    }
    rules
}

/// Each rule's values, by group; the table's own under no name.
fn ours(tables: &[Table], args: &[&str]) -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = files(tables, &rules(tables));
    let report = report(folder.path(), args);
    let mut all = BTreeMap::new();
    for finding in report["findings"].as_array().expect("a list") {
        let mut values = BTreeMap::new();
        for violation in finding["violations"].as_array().expect("a list") {
            let group = violation["values"]["g"].as_str().unwrap_or("").to_owned();
            values.insert(group, shown(violation));
        }
        all.insert(finding["id"].as_str().expect("an id").to_owned(), values);
    }
    all
}

/// What DuckDB is asked about a table: all expressions by group, then of the whole.
fn queries(table: &Table) -> [String; 2] {
    // A median of decimals has their places in DuckDB, and is exact here.
    let theirs = |expression: &&str| {
        format!("CAST({} AS VARCHAR)", expression.replace("median(x)", "median(x::DOUBLE)"))
    };
    let all = EXPRESSIONS.iter().map(theirs).collect::<Vec<_>>().join(", ");
    // In the order of the file; a table without rows has no order to lose.
    let rows = format!("(SELECT * FROM {} ORDER BY row_)", table.name);
    [
        format!("SELECT coalesce(g, '(missing)'), {all} FROM {rows} GROUP BY g"),
        format!("SELECT '', {all} FROM {rows}"),
    ]
}

/// Five thousand cases: an expression over a random table, by group or of the whole.
#[test]
fn aggregates_come_out_as_in_duckdb() {
    let tables = tables(5000, 2 * EXPRESSIONS.len(), 30);
    let asked: Vec<&Table> = tables.iter().collect();
    let all: Vec<String> = tables.iter().flat_map(queries).collect();
    let Some(answers) = duckdb(&asked, &all) else { return };
    let ours = ours(&tables, &[]);
    for (at, answer) in answers.iter().enumerate() {
        let (table, way) = (&tables[at / 2], if at % 2 == 0 { "g" } else { "t" });
        let rows = answer.as_array().unwrap_or_else(|| panic!("{answer}"));
        for (expression, text) in EXPRESSIONS.iter().enumerate() {
            let found = ours.get(&format!("{way}-{}-{expression}", table.name));
            let n_groups = found.map_or(0, BTreeMap::len);
            assert_eq!(n_groups, rows.len(), "{text}: {found:?}\n{}", table.csv());
            // Of equally frequent values DuckDB takes any.
            for row in rows.iter().filter(|_| *text != "mode(n)") {
                let theirs = row[1 + expression].as_str().unwrap_or("NULL");
                // Infinite and undefined results are none here.
                let theirs = if theirs == "nan" { "NULL" } else { theirs };
                let group = row[0].as_str().expect("a group");
                let ours = found.and_then(|found| found.get(group));
                let same = ours.is_some_and(|ours| alike(ours, theirs));
                let of = format!("{text} of {group}: ours {ours:?}, DuckDB's {theirs}");
                assert!(same, "{of}\n{}", table.csv());
            }
        }
    }
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn neither_threads_nor_blocks_matter(table in table(60)) {
        let tables = [table];
        let one = ours(&tables, &["--threads", "1"]);
        let many = ours(&tables, &["--threads", "7"]);
        prop_assert_eq!(one, many);
    }
}

/// What some expressions of a group are, row by row.
fn by_hand(rows: &[&Vec<String>], expression: &str) -> String {
    let numbers: Vec<i64> = rows.iter().filter_map(|row| row[1].parse().ok()).collect();
    let shown = |value: Option<i64>| value.map_or("NULL".to_owned(), |value| value.to_string());
    match expression {
        "count(*)" => rows.len().to_string(),
        "count(DISTINCT n)" => {
            numbers.iter().collect::<std::collections::BTreeSet<_>>().len().to_string()
        }
        "sum(n)" => shown((!numbers.is_empty()).then(|| numbers.iter().sum())),
        "min(n)" => shown(numbers.iter().min().copied()),
        "mode(n)" => {
            let count = |n: &i64| numbers.iter().filter(|other| *other == n).count();
            let most = numbers.iter().map(count).max();
            shown(numbers.iter().find(|n| Some(count(n)) == most).copied())
        }
        "first(n)" => shown(rows[0][1].parse().ok()),
        "bool_or(n > 2)" => match numbers.is_empty() {
            true => "NULL".to_owned(),
            false => numbers.iter().any(|n| *n > 2).to_string(),
        },
        "string_agg(g, '/')" => {
            let texts: Vec<&str> =
                rows.iter().map(|row| row[0].as_str()).filter(|text| !text.is_empty()).collect();
            if texts.is_empty() { "NULL".to_owned() } else { texts.join("/") }
        }
        _ => unreachable!("{expression} is not counted by hand"),
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn aggregates_come_out_as_counted_by_hand(table in table(40)) {
        let found = ours(std::slice::from_ref(&table), &[]);
        let expressions = [
            "count(*)", "count(DISTINCT n)", "sum(n)", "min(n)", "first(n)", "mode(n)", "bool_or(n > 2)",
            "string_agg(g, '/')",
        ];
        let mut groups: BTreeMap<String, Vec<&Vec<String>>> = BTreeMap::new();
        for row in &table.rows {
            let name = if row[0].is_empty() { "(missing)" } else { &row[0] };
            groups.entry(name.to_owned()).or_default().push(row);
        }
        for expression in expressions {
            let at = EXPRESSIONS.iter().position(|known| *known == expression).expect("listed");
            let expected: BTreeMap<String, String> = groups
                .iter()
                .map(|(name, rows)| (name.clone(), by_hand(rows, expression)))
                .collect();
            let found = found.get(&format!("g-t-{at}")).cloned().unwrap_or_default();
            prop_assert_eq!(found, expected, "{}\n{}", expression, table.csv());
        }
    }
}

const SALES: &str = "supplier,year,quantity\n\
USA,2019,700\nFRA,2019,5\nUSA,2019,800\nUSA,2020,1\n,2019,999\n,2019,2\nFRA,2020,\n";

const SALES_TABLE: &str = "[tables.sales]\nfiles = [\"sales.csv\"]\n[tables.sales.columns]\n\
supplier = { type = \"string\" }\nyear = { type = \"integer\" }\nquantity = { type = \"integer\" }\n";

fn messages(rules: &str, data: &str) -> Vec<String> {
    let folder = folder(&[("scruple.toml", &format!("{SALES_TABLE}{rules}")), ("sales.csv", data)]);
    let report = report(folder.path(), &[]);
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(0), "{report:#}");
    let findings = report["findings"].as_array().expect("a list").iter();
    let violations =
        findings.flat_map(|finding| finding["violations"].as_array().expect("a list").clone());
    violations
        .map(|it| format!("{}: {}", it["row"], it["message"].as_str().unwrap_or("")))
        .collect()
}

#[test]
fn a_group_is_shown_at_its_first_row_with_what_makes_it() {
    let rules = "[rules.cap]\ntable = \"sales\"\nby = [\"supplier\", \"year\"]\ncheck = \"sum(quantity) <= 1_000\"\n";
    assert_eq!(
        messages(rules, SALES),
        [
            "1: `sum(quantity)` is 1500 for supplier USA, year 2019, so `sum(quantity) <= 1_000` does not hold; the heaviest rows are line 4 (800) and line 2 (700)",
            "5: `sum(quantity)` is 1001 for supplier (missing), year 2019, so `sum(quantity) <= 1_000` does not hold; the heaviest rows are line 6 (999) and line 7 (2)",
        ]
    );
}

#[test]
fn both_sides_and_how_far_they_are_apart() {
    let rules = "[rules.same]\ntable = \"sales\"\ncheck = \"sum(quantity) = 10 * count(*)\"\n";
    assert_eq!(
        messages(rules, SALES),
        [
            "null: `sum(quantity)` is 2507 and `10 * count(*)` is 70, 2437 more, so `sum(quantity) = 10 * count(*)` does not hold; the heaviest rows are line 6 (999), line 4 (800) and line 2 (700)"
        ]
    );
}

#[test]
fn messages_may_name_other_aggregates() {
    let rules = "[rules.few]\ntable = \"sales\"\nby = [\"supplier\"]\nwhere = \"year = 2019\"\ncheck = \"count(*) < 2\"\n\
                 message = \"{supplier}: {count(*)} rows, at most {max(quantity)}\"\n";
    assert_eq!(
        messages(rules, SALES),
        ["1: USA: 2 rows, at most 800", "5: —: 2 rows, at most 999"]
    );
}

#[test]
fn what_cannot_be_computed_in_a_row_cannot_be_summed() {
    let rules = "[rules.ratio]\ntable = \"sales\"\nby = [\"supplier\"]\ncheck = \"sum(10 // (quantity - 5)) < 100\"\n";
    assert_eq!(
        messages(rules, SALES),
        [
            "2: `sum(10 // (quantity - 5))` cannot be computed for supplier FRA: division by zero, of `10 // (quantity - 5)` in a row"
        ]
    );
    let chosen = "[rules.ratio]\ntable = \"sales\"\ncheck = \"sum(10 // (quantity - 5)) FILTER (WHERE quantity > 5) < 100\"\n";
    assert_eq!(messages(chosen, SALES), [""; 0]);
}

#[test]
fn a_table_without_rows_is_judged_and_groups_without_rows_are_not() {
    let rules = "[rules.some]\ntable = \"sales\"\ncheck = \"count(*) > 0\"\n\
                 [rules.each]\ntable = \"sales\"\nby = [\"supplier\"]\ncheck = \"count(*) > 5\"\n";
    assert_eq!(
        messages(rules, "supplier,year,quantity\n"),
        ["null: `count(*)` is 0, so `count(*) > 0` does not hold"]
    );
}

#[test]
fn mistakes_say_where_aggregates_and_columns_may_stand() {
    let rule = |rest: &str| mistakes(&format!("[rules.r]\ntable = \"t\"\n{rest}\n"));
    let check = |rest: &str, expected: &str| assert_eq!(rule(rest), expected, "{rest}");
    check(
        "where = \"sum(n) > 1\"\ncheck = \"n > 0\"",
        "misplaced-aggregate: `sum(n)` looks at many rows, where single rows are looked at | aggregates stand in `check` and in its `message`, which then speak of groups: `by = [\"column\"]`",
    );
    check(
        "check = \"max(sum(n)) > 1\"",
        "misplaced-aggregate: `sum(n)` stands inside of another aggregate | an aggregate takes values of single rows; make two rules of it",
    );
    check(
        "by = [\"g\"]\ncheck = \"sum(n) > x\"",
        "ungrouped-column: `x` has a value in each row, and the condition speaks of groups | take one of its values, such as `max(x)`, or group by it: `by = [\"g\", \"x\"]`",
    );
    check(
        "check = \"sum(n) > 1\"\nmessage = \"{d}\"",
        "ungrouped-column: `d` has a value in each row, and the condition speaks of the table | take one of its values, such as `max(d)`, or group by it: `by = [\"d\"]`",
    );
    check(
        "check = \"sum(g) > 1\"",
        "type-mismatch: `sum` is of a number, and `g` is a text | declare its type under `[tables.t.columns]`: `g = { type = \"number\" }`",
    );
    check(
        "check = \"sum(n > 1) > 1\"",
        "type-mismatch: `sum` is of a number, and `n > 1` is a boolean | to count rows write `count_if(n > 1)`",
    );
    check("check = \"histogram(n) > 1\"", "unknown-function: unknown aggregate `histogram`");
    check(
        "check = \"quantile_cont(n, 2) > 1\"",
        "wrong-arguments: the second argument of `quantile_cont` is a number from 0 to 1, found `2` | an example: `quantile_cont(price, 0.99) < 1_000`",
    );
    check(
        "by = [\"g\"]\nunique = [\"n\"]",
        "not-applicable: `by` makes groups for `check`, not for `unique`",
    );
    check(
        "check = \"count(n, x) > 1\"",
        "wrong-arguments: `count` takes 0 to 1 argument, found 2 | an example: `count(*) = count(DISTINCT iso3)`",
    );
}
