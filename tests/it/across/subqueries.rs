//! Subqueries: against DuckDB, against a naive reading row by row, and in words.

use super::{Table, alike, config, duckdb, folder, report, showing, shown};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt::Write;

const ASKING: &[(&str, &str, &str)] =
    &[("k", "integer", "BIGINT"), ("g", "string", "VARCHAR"), ("v", "number", "DECIMAL(18, 3)")];
/// The same with the number of a case: many pairs of tables in one, each asking of its own rows.
const ASKING_CASES: &[(&str, &str, &str)] = &[
    ("c", "integer", "BIGINT"),
    ("k", "integer", "BIGINT"),
    ("g", "string", "VARCHAR"),
    ("v", "number", "DECIMAL(18, 3)"),
];
const ASKED_CASES: &[(&str, &str, &str)] = &[
    ("c", "integer", "BIGINT"),
    ("k", "integer", "BIGINT"),
    ("h", "string", "VARCHAR"),
    ("w", "number", "DECIMAL(18, 3)"),
    ("d", "date", "DATE"),
];
const ASKED: &[(&str, &str, &str)] = &[
    ("k", "integer", "BIGINT"),
    ("h", "string", "VARCHAR"),
    ("w", "number", "DECIMAL(18, 3)"),
    ("d", "date", "DATE"),
];

/// Conditions and values that mean the same to both; `a` asks, `b` is asked.
const EXPRESSIONS: &[&str] = &[
    "(SELECT count(*) FROM b)",
    "(SELECT sum(w) FROM b)",
    "(SELECT sum(w) FROM b WHERE h = 'x')",
    "(SELECT count(*) FROM b WHERE b.k = a.k)",
    "(SELECT sum(w) FROM b WHERE b.k = a.k)",
    "(SELECT sum(b.w) FROM b WHERE a.k = b.k AND h = g)",
    "(SELECT count(*) FROM b WHERE b.k IS NOT DISTINCT FROM a.k)",
    "(SELECT count(*) FROM b WHERE b.k IS NOT DISTINCT FROM a.k AND b.h = a.g)",
    "(SELECT max(w) FROM b WHERE b.k = a.k AND (h = 'x' OR w > 1))",
    "(SELECT min(d) FROM b WHERE b.h = a.g)",
    "(SELECT count(DISTINCT h) FROM b WHERE b.k = a.k)",
    "(SELECT coalesce(sum(w), 0) + count(*) FROM b WHERE b.k = a.k)",
    "(SELECT count(*) FROM b WHERE b.k = a.v)",
    "(SELECT count(*) FROM b WHERE b.k + 1 = a.k * 2)",
    "(SELECT count(*) FROM b WHERE b.k = a.k AND a.g = 'x')",
    "(SELECT count(*) FROM b WHERE a.g IN ('x', 'y') AND b.h = a.g)",
    "(SELECT string_agg(h, '/') FROM (SELECT * FROM b ORDER BY row_) b WHERE b.k = a.k)",
    "v > (SELECT avg(w) FROM b WHERE b.k = a.k)",
    "EXISTS (SELECT 1 FROM b)",
    "EXISTS (SELECT 1 FROM b WHERE h = 'none')",
    "EXISTS (SELECT 1 FROM b WHERE b.k = a.k)",
    "NOT EXISTS (SELECT * FROM b WHERE b.k = a.k AND w > 0)",
    "EXISTS (SELECT 1 FROM b WHERE b.k IS NOT DISTINCT FROM a.k AND b.h IS NOT DISTINCT FROM a.g)",
    "k IN (SELECT k FROM b)",
    "a.k IN (SELECT k FROM b)",
    "a.k NOT IN (SELECT k FROM b)",
    "a.k IN (SELECT k FROM b WHERE k IS NOT NULL)",
    "a.k NOT IN (SELECT k FROM b WHERE h = 'none')",
    "g IN (SELECT h FROM b WHERE b.k = a.k)",
    "g NOT IN (SELECT h FROM b WHERE b.k = a.k)",
    "v IN (SELECT w FROM b WHERE w > 0)",
    "a.k IN (SELECT b.k + 1 FROM b WHERE b.h = a.g)",
    "g IN (SELECT DISTINCT h FROM b WHERE k > 0) OR v > 1",
    "a.k = (SELECT max(o.k) FROM a o WHERE o.g = a.g)",
    "(SELECT count(*) FROM a AS o WHERE o.g = a.g AND o.k IN (SELECT k FROM b WHERE b.h = o.g))",
    "EXISTS (SELECT 1 FROM b WHERE b.k = a.k AND EXISTS (SELECT 1 FROM a o WHERE o.g = b.h))",
    "CASE WHEN EXISTS (SELECT 1 FROM b WHERE b.h = a.g) THEN (SELECT sum(w) FROM b WHERE b.h = a.g) ELSE 0 END",
];

/// The same over groups of `a` by `g`.
const OF_GROUPS: &[&str] = &[
    "sum(k) - (SELECT count(*) FROM b WHERE b.h = a.g)",
    "count(*) FILTER (WHERE a.k IN (SELECT k FROM b))",
    "g IN (SELECT h FROM b)",
    "(SELECT sum(w) FROM b WHERE b.h IS NOT DISTINCT FROM a.g)",
    "max(k) IN (SELECT k FROM b WHERE k IS NOT NULL)",
];

fn sometimes(present: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    prop_oneof![5 => present, 1 => Just(String::new())]
}

fn key() -> BoxedStrategy<String> {
    (0i64..5).prop_map(|key| key.to_string()).boxed()
}

fn word() -> BoxedStrategy<String> {
    prop::sample::select(vec!["x", "y", "z"]).prop_map(str::to_owned).boxed()
}

fn number() -> BoxedStrategy<String> {
    prop::sample::select(vec!["0", "1", "2", "2.0", "-1.5", "3.125"])
        .prop_map(str::to_owned)
        .boxed()
}

fn asking(most: usize) -> impl Strategy<Value = Table> {
    let row = (sometimes(key()), sometimes(word()), sometimes(number()));
    prop::collection::vec(row.prop_map(|(k, g, v)| vec![k, g, v]), 1..most).prop_map(|rows| Table {
        name: "a",
        columns: ASKING,
        rows,
    })
}

fn asked(most: usize) -> impl Strategy<Value = Table> {
    let day = (1u32..9).prop_map(|day| format!("2024-02-{day:02}")).boxed();
    let row = (sometimes(key()), sometimes(word()), sometimes(number()), sometimes(day));
    // A table without a missing value answers NOT IN.
    let row = prop_oneof![
        3 => row.prop_map(|(k, h, w, d)| vec![k, h, w, d]),
        2 => (key(), word(), number()).prop_map(|(k, h, w)| vec![k, h, w, String::new()]),
    ];
    prop::collection::vec(row, 0..most).prop_map(|rows| Table { name: "b", columns: ASKED, rows })
}

/// How we write an expression that DuckDB needs an order for.
fn our(expression: &str) -> String {
    expression.replace("(SELECT * FROM b ORDER BY row_) b", "b")
}

fn rules(tables: [&Table; 2]) -> String {
    let mut rules: String = tables.iter().map(|table| table.declared()).collect();
    let has_cases = tables[0].columns.len() == ASKING_CASES.len();
    let our = |expression: &str| match has_cases {
        true => our(&of_case(expression)),
        false => our(expression),
    };
    let by = if has_cases { "\"c\", \"g\"" } else { "\"g\"" };
    for (at, expression) in EXPRESSIONS.iter().enumerate() {
        let check = showing(&our(expression));
        write!(rules, "[rules.e-{at}]\ntable = \"a\"\ncheck = \"{check}\"\n").expect("a text");
        if is_condition(expression) {
            let expression = our(expression);
            write!(
                rules,
                "[rules.w-{at}]\ntable = \"a\"\nwhere = \"{expression}\"\ncheck = \"k IS NULL AND k IS NOT NULL\"\n"
            )
            .expect("a text");
        }
    }
    for (at, expression) in OF_GROUPS.iter().enumerate() {
        let check = showing(&our(expression));
        write!(rules, "[rules.g-{at}]\ntable = \"a\"\nby = [{by}]\ncheck = \"{check}\"\n")
            .expect("a text");
    }
    rules
}

fn is_condition(expression: &str) -> bool {
    !expression.starts_with("(SELECT") && !expression.starts_with("CASE")
}

/// Each rule's values: by row, or by group. Of the rules that only choose rows, TRUE.
fn ours(tables: [&Table; 2], args: &[&str]) -> BTreeMap<String, BTreeMap<String, String>> {
    let files =
        [("scruple.toml", rules(tables)), ("a.csv", tables[0].csv()), ("b.csv", tables[1].csv())];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&files);
    let report = report(folder.path(), args);
    let mut all = BTreeMap::new();
    for finding in report["findings"].as_array().expect("a list") {
        let id = finding["id"].as_str().expect("an id").to_owned();
        let mut values = BTreeMap::new();
        for violation in finding["violations"].as_array().expect("a list") {
            let of = match id.starts_with("g-") {
                true => {
                    let made = ["c", "g"].map(|name| violation["values"][name].as_str());
                    made.into_iter().flatten().collect::<Vec<_>>().join(" ")
                }
                false => violation["row"].to_string(),
            };
            let value = if id.starts_with("w-") { "true".to_owned() } else { shown(violation) };
            values.insert(of, value);
        }
        all.insert(id, values);
    }
    all
}

/// The rules that have a counterpart in DuckDB, with what they show, in one order.
fn questions() -> impl Iterator<Item = (String, &'static str)> {
    let of_rows = EXPRESSIONS.iter().enumerate().map(|(at, text)| (format!("e-{at}"), *text));
    let of_groups = OF_GROUPS.iter().enumerate().map(|(at, text)| (format!("g-{at}"), *text));
    of_rows.chain(of_groups)
}

/// What sets up a pair of tables in a schema of its own.
fn setup(case: usize, tables: [&Table; 2]) -> Vec<String> {
    let mut statements = vec![format!("CREATE SCHEMA c{case}"), format!("USE c{case}")];
    for table in tables {
        let columns = table.columns.iter().map(|(name, _, ty)| format!(", {name} {ty}"));
        let columns: String = columns.collect();
        statements.push(format!("CREATE TABLE {} (row_ BIGINT{columns})", table.name));
        let cell = |text: &String| match text.is_empty() {
            true => ", NULL".to_owned(),
            false => format!(", '{text}'"),
        };
        let rows = table.rows.iter().enumerate();
        let rows: Vec<String> = rows
            .map(|(at, row)| format!("({at}{})", row.iter().map(cell).collect::<String>()))
            .collect();
        if !rows.is_empty() {
            statements.push(format!("INSERT INTO {} VALUES {}", table.name, rows.join(", ")));
        }
    }
    statements
}

/// Many pairs of tables, so that DuckDB is started once.
fn check_with_duckdb(cases: &[(Table, Table)]) {
    let mut statements = Vec::new();
    for (case, (a, b)) in cases.iter().enumerate() {
        statements.extend(setup(case, [a, b]).into_iter().map(|statement| (false, statement)));
        statements.extend(questions().map(|(rule, text)| {
            let text = format!("CAST(({text}) AS VARCHAR)");
            (
                true,
                match rule.starts_with('e') {
                    true => format!("SELECT a.row_ + 1, {text} FROM a ORDER BY 1"),
                    false => {
                        format!("SELECT coalesce(a.g, '(missing)'), {text} FROM a GROUP BY a.g")
                    }
                },
            )
        }));
    }
    let queries: Vec<String> = statements.iter().map(|(_, query)| query.clone()).collect();
    let Some(answers) = duckdb(&[], &queries) else { return };
    let asked = statements.iter().map(|(is_asked, _)| *is_asked);
    let mut answers = answers.into_iter().zip(asked).filter(|(_, asked)| *asked);
    for (a, b) in cases {
        let ours = ours([a, b], &[]);
        for (rule, text) in questions() {
            let (answer, _) = answers.next().expect("an answer");
            compare(&ours, (&rule, text), &answer);
        }
    }
}

/// Whether one rule found what DuckDB did, and chose the rows that DuckDB chooses.
fn compare(
    ours: &BTreeMap<String, BTreeMap<String, String>>,
    (rule, text): (&str, &str),
    theirs: &Json,
) {
    let none = BTreeMap::new();
    let rows = theirs.as_array().unwrap_or_else(|| panic!("{text}: {theirs}"));
    let found = ours.get(rule).unwrap_or(&none);
    assert_eq!(found.len(), rows.len(), "{text}: {found:?} and {theirs}");
    let chosen = ours.get(&rule.replace("e-", "w-")).unwrap_or(&none);
    for row in rows {
        let (of, theirs) = (row[0].as_str().expect("a row"), row[1].as_str().unwrap_or("NULL"));
        let ours = found.get(of).map_or("nothing", String::as_str);
        assert!(alike(ours, theirs), "{text} of {of}: ours {ours}, DuckDB's {theirs}");
        if rule.starts_with('e') && is_condition(text) {
            assert_eq!(chosen.contains_key(of), theirs == "true", "where {text}, of {of}");
        }
    }
}

/// Pairs of tables as one pair, with the number of the case before each row.
fn together(pairs: &[(Table, Table)]) -> [Table; 2] {
    let rows = |table: fn(&(Table, Table)) -> &Table| {
        let numbered = pairs.iter().enumerate().flat_map(|(case, pair)| {
            let rows = table(pair).rows.iter();
            rows.map(move |row| [&[case.to_string()], row.as_slice()].concat())
        });
        numbered.collect()
    };
    [
        Table { name: "a", columns: ASKING_CASES, rows: rows(|pair| &pair.0) },
        Table { name: "b", columns: ASKED_CASES, rows: rows(|pair| &pair.1) },
    ]
}

/// The expression asked of the rows of one case: each query is tied to the one around it.
fn of_case(expression: &str) -> String {
    let mut text = expression.replace("FROM b)", "FROM b WHERE\u{1}b.c = a.c)");
    for (from, alias) in [
        ("FROM b WHERE b.h = o.g", "o.c = b.c"),
        ("FROM a o WHERE o.g = b.h", "o.c = b.c"),
        ("FROM b WHERE ", "b.c = a.c"),
        ("FROM (SELECT * FROM b ORDER BY row_) b WHERE ", "b.c = a.c"),
        ("FROM a o WHERE ", "o.c = a.c"),
        ("FROM a AS o WHERE ", "o.c = a.c"),
    ] {
        let (table, rest) = from.split_once(" WHERE ").expect("a condition");
        text = text.replace(from, &format!("{table} WHERE\u{1}{alias} AND {rest}"));
    }
    text.replace('\u{1}', " ")
}

/// Ten thousand cases: an expression over a random pair of tables, in all rows or groups of one.
#[test]
fn ten_thousand_subqueries_come_out_as_in_duckdb() {
    let mut runner = proptest::test_runner::TestRunner::new(config(1));
    let n_pairs = 10_000usize.div_ceil(EXPRESSIONS.len() + OF_GROUPS.len());
    // Few rows that ask: each shows what it found.
    let pair = (asking(4), asked(12));
    let pairs: Vec<(Table, Table)> =
        (0..n_pairs).map(|_| pair.new_tree(&mut runner).expect("tables").current()).collect();
    let [a, b] = together(&pairs);
    let asked: Vec<(String, &str, String)> = questions()
        .map(|(rule, text)| {
            let shown = format!("CAST(({}) AS VARCHAR)", of_case(text));
            let query = match rule.starts_with('e') {
                true => format!("SELECT a.row_ + 1, {shown} FROM a ORDER BY 1"),
                false => format!(
                    "SELECT a.c || ' ' || coalesce(a.g, '(missing)'), {shown} FROM a GROUP BY a.c, a.g"
                ),
            };
            (rule, text, query)
        })
        .collect();
    let queries: Vec<String> = asked.iter().map(|(.., query)| query.clone()).collect();
    let Some(answers) = duckdb(&[&a, &b], &queries) else { return };
    let ours = ours([&a, &b], &[]);
    for ((rule, text, _), answer) in asked.iter().zip(&answers) {
        compare(&ours, (rule, text), answer);
    }
}

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn subqueries_come_out_as_in_duckdb(
        cases in prop::collection::vec((asking(12), asked(16)), 12)
    ) {
        check_with_duckdb(&cases);
    }

    #[test]
    fn neither_threads_nor_blocks_matter(a in asking(60), b in asked(60)) {
        let one = ours([&a, &b], &["--threads", "1", "--block-size", "7"]);
        let many = ours([&a, &b], &["--threads", "5"]);
        prop_assert_eq!(one, many);
    }
}

/// A condition by hand: TRUE, FALSE or unknown of each row of `a`.
fn by_hand(expression: &str, row: &[String], b: &Table) -> Option<bool> {
    let equals =
        |one: &str, other: &str| (!one.is_empty() && !other.is_empty()).then(|| one == other);
    let member = |value: &str, among: &mut dyn Iterator<Item = &str>| {
        let mut unknown = false;
        for other in among {
            match equals(value, other) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(false)
    };
    let tied = |other: &&Vec<String>| equals(&other[0], &row[0]) == Some(true);
    match expression {
        "a.k IN (SELECT k FROM b)" => member(&row[0], &mut b.rows.iter().map(|it| it[0].as_str())),
        "a.k NOT IN (SELECT k FROM b)" => {
            member(&row[0], &mut b.rows.iter().map(|it| it[0].as_str())).map(|found| !found)
        }
        "g NOT IN (SELECT h FROM b WHERE b.k = a.k)" => {
            member(&row[1], &mut b.rows.iter().filter(tied).map(|it| it[1].as_str()))
                .map(|found| !found)
        }
        "EXISTS (SELECT 1 FROM b WHERE b.k = a.k)" => Some(b.rows.iter().any(|it| tied(&it))),
        _ => unreachable!("{expression} is not answered by hand"),
    }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn subqueries_come_out_as_looked_up_by_hand(a in asking(20), b in asked(20)) {
        let found = ours([&a, &b], &[]);
        for expression in [
            "a.k IN (SELECT k FROM b)",
            "a.k NOT IN (SELECT k FROM b)",
            "g NOT IN (SELECT h FROM b WHERE b.k = a.k)",
            "EXISTS (SELECT 1 FROM b WHERE b.k = a.k)",
        ] {
            let at = EXPRESSIONS.iter().position(|known| *known == expression).expect("a case");
            for (row, cells) in a.rows.iter().enumerate() {
                let expected = by_hand(expression, cells, &b);
                let expected = expected.map_or("NULL".to_owned(), |truth| truth.to_string());
                let shown = &found[&format!("e-{at}")][&(row + 1).to_string()];
                prop_assert_eq!(shown, &expected, "{} of row {}\n{}{}", expression, row + 1, a.csv(), b.csv());
            }
        }
    }
}
