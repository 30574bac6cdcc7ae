//! Constant expressions against DuckDB and SQLite.
//!
//! `expressions.txt` holds one expression a line. One that is to come out otherwise than in DuckDB
//! says why after `##`, and the test holds it to that: it must not come out the same.

use super::constants::value;
use scruple::types::{Value, format};
use std::io::Write;
use std::process::{Command, Stdio};

const EXPRESSIONS: &str = include_str!("expressions.txt");

const SCRIPT: &str = r#"
import sys, json, duckdb
connection = duckdb.connect()
for line in sys.stdin.read().split("\n"):
    try:
        row = connection.execute(f"SELECT CAST(({line}) AS VARCHAR), typeof({line})").fetchone()
        print(json.dumps({"value": row[0], "type": row[1]}))
    except Exception as error:
        print(json.dumps({"error": str(error)}))
"#;

/// What comes of an expression. DuckDB does not tell what it refuses from what it cannot compute.
#[derive(Debug, Clone, PartialEq)]
enum Answer {
    Value(String),
    Text(String),
    Null,
    Failed,
    Refused(String),
}

/// DuckDB's answers, or `None` where it is not installed.
fn answers_of_duckdb(expressions: &[&str]) -> Option<Vec<Answer>> {
    let python = std::env::var("SCRUPLE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_duckdb = Command::new(&python).args(["-c", "import duckdb"]).output();
    if !has_duckdb.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let mut child = Command::new(&python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(expressions.join("\n").as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    let lines = String::from_utf8(output.stdout).ok()?;
    Some(lines.lines().map(answer_of_duckdb).collect())
}

fn answer_of_duckdb(line: &str) -> Answer {
    let answer: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
    let Some(ty) = answer["type"].as_str() else { return Answer::Failed };
    let Some(text) = answer["value"].as_str() else { return Answer::Null };
    if ty == "VARCHAR" {
        return Answer::Text(text.to_owned());
    }
    let is_decimal = ty.starts_with("DECIMAL") && text.contains('.');
    Answer::Value(match ty {
        _ if is_decimal => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        "DOUBLE" | "FLOAT" if !text.parse::<f64>().is_ok_and(f64::is_finite) => {
            return Answer::Failed;
        }
        "DOUBLE" | "FLOAT" => float(text),
        "TIMESTAMP" => text.trim_end_matches(" 00:00:00").replace(' ', "T"),
        _ => text.to_owned(),
    })
}

/// As many digits as two libraries of mathematics agree on; whole ones without a point.
fn float(text: &str) -> String {
    let number: f64 = text.parse().expect("a float");
    let rounded: f64 = format!("{number:.12e}").parse().expect("a float");
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

fn ours(sql: &str) -> Answer {
    match value(sql) {
        Ok(Some(Value::Null)) => Answer::Null,
        Ok(Some(Value::Text(text))) => Answer::Text(text),
        Ok(Some(Value::Float(number))) => Answer::Value(float(&number.to_string())),
        Ok(Some(value @ Value::DateTime(_))) => {
            let text = format::exact(&value).replace(' ', "T");
            Answer::Value(text.trim_end_matches("T00:00:00").to_owned())
        }
        Ok(Some(value)) => Answer::Value(format::exact(&value)),
        Ok(None) => Answer::Failed,
        Err(diagnostics) => {
            let messages: Vec<_> = diagnostics.iter().map(|it| it.message.as_str()).collect();
            Answer::Refused(messages.join("; "))
        }
    }
}

/// Whether the answers are the same; a number may be exact here and a float there.
fn alike(one: &Answer, other: &Answer) -> bool {
    if let (Answer::Refused(_), Answer::Failed) = (one, other) {
        return true;
    }
    let (Answer::Value(one), Answer::Value(other)) = (one, other) else { return one == other };
    let number = |text: &str| text.parse::<f64>().ok().map(|_| float(text));
    one == other || number(one).is_some() && number(one) == number(other)
}

#[test]
fn constant_expressions_come_out_as_in_duckdb() {
    let lines = EXPRESSIONS.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    let cases: Vec<(&str, Option<&str>)> = lines
        .map(|line| match line.split_once(" ## ") {
            Some((sql, reason)) => (sql.trim(), Some(reason.trim())),
            None => (line.trim(), None),
        })
        .collect();
    let expressions: Vec<&str> = cases.iter().map(|(sql, _)| *sql).collect();
    let Some(answers) = answers_of_duckdb(&expressions) else {
        println!("skipped: `python3 -c 'import duckdb'` does not work here");
        return;
    };
    assert_eq!(answers.len(), cases.len());
    let mut wrong = Vec::new();
    for ((sql, reason), theirs) in cases.iter().zip(&answers) {
        let ours = ours(sql);
        if alike(&ours, theirs) != reason.is_none() {
            wrong.push(format!("{sql}: ours {ours:?}, DuckDB's {theirs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

const DIFFERENCES: &str = include_str!("../../../docs/differences.md");

/// The rows of the page's tables: expression, and what is said of it here.
fn differences() -> Vec<(&'static str, &'static str)> {
    let rows = DIFFERENCES.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows = rows.filter_map(|row| {
        let (sql, answers) = row.split_once("` | ")?;
        Some((sql, answers.split(" | ").next()?))
    });
    rows.collect()
}

#[test]
fn the_page_of_differences_says_what_is() {
    let said = |answer: &Answer| match answer {
        Answer::Value(text) | Answer::Text(text) => text.clone(),
        Answer::Null => "NULL".to_owned(),
        Answer::Failed => "not computable".to_owned(),
        Answer::Refused(_) => "refused".to_owned(),
    };
    let rows = differences();
    assert!(rows.len() > 20);
    let wrong: Vec<String> = rows
        .into_iter()
        .filter_map(|(sql, expected)| {
            let found = said(&ours(sql));
            (found != expected).then(|| format!("{sql}: the page says {expected}, it is {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_difference_is_on_its_page() {
    let page = DIFFERENCES.to_lowercase();
    let reasons = EXPRESSIONS.lines().filter_map(|line| line.split_once(" ## "));
    let lost: Vec<&str> = reasons
        .map(|(_, reason)| reason.trim())
        .filter(|reason| !page.contains(&format!("# {}", reason.to_lowercase())))
        .collect();
    assert!(lost.is_empty(), "no heading: {}", lost.join("; "));
}

/// Where SQLite means something else: it divides whole numbers, and makes integers of what it casts.
fn differs_from_sqlite(expr: &str) -> bool {
    expr.contains('/')
}

/// Some of the expressions were taken from a select list with their names: `- 27 col1`.
fn without_alias(expr: &str) -> &str {
    match expr.rsplit_once(' ') {
        Some((expr, name)) if name.starts_with("col") => expr,
        _ => expr,
    }
}

#[test]
fn constant_expressions_come_out_as_in_sqlite() {
    let shared = std::env::var("SCRUPLE_SHARED").map_or_else(
        |_| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        std::path::PathBuf::from,
    );
    let Ok(cases) = std::fs::read_to_string(shared.join("cases/expressions/sqllogic.jsonl")) else {
        println!("skipped: `{}` is not there", shared.display());
        return;
    };
    let mut wrong = Vec::new();
    for line in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let sql = without_alias(case["expr"].as_str().expect("a text"));
        let theirs = case["value"].as_str().expect("a text");
        let theirs = match theirs {
            "NULL" => Answer::Null,
            text => Answer::Value(text.to_owned()),
        };
        let ours = match ours(sql) {
            Answer::Value(truth) if truth == "true" => Answer::Value("1".to_owned()),
            Answer::Value(truth) if truth == "false" => Answer::Value("0".to_owned()),
            answer => answer,
        };
        if !differs_from_sqlite(sql) && !alike(&ours, &theirs) {
            wrong.push(format!("{sql}: ours {ours:?}, SQLite's {theirs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
