//! Names and types: what an expression is, or what is said about it.

use super::show::underlined;
use super::tables::{catalog, phrase, rules};
use crate::pages::{keep_fresh, repository};
use scruple::diagnostics::Diagnostic;
use scruple::expressions::Typed;
use scruple::expressions::bind::{Defines, Scope, expression};
use scruple::tables::TableId;
use std::fmt::Write;

type Bind<T> = fn(&Scope, &mut Vec<Diagnostic>) -> Option<T>;

/// What binding a text about `reports` gives, with these names defined too.
fn bound_with<T>(
    sql: &str,
    more: &[(&str, &[&str], &str)],
    bind: Bind<T>,
) -> (Option<T>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let defines = Defines::bind(&rules(more), &mut diagnostics);
    let (catalog, phrase) = (catalog(), phrase(sql));
    let scope = Scope {
        catalog: &catalog,
        table: TableId(0),
        defines: &defines,
        phrase: &phrase,
        windows: &[],
    };
    let bound = bind(&scope, &mut diagnostics);
    (bound, diagnostics)
}

pub(super) fn bound(sql: &str) -> (Option<Typed>, Vec<Diagnostic>) {
    bound_with(sql, &[], expression)
}

/// The mistakes as text: places in the condition underlined, others by their label alone.
fn told(sql: &str, diagnostics: &[Diagnostic]) -> String {
    let mut text = sql.to_owned();
    for diagnostic in diagnostics {
        for (at, label) in diagnostic.labels.iter().enumerate() {
            let here = label.span.end <= sql.len() && (at == 0 || label.text == "used here");
            if here {
                let line = underlined(sql, label.span);
                let marks = line.rsplit('\n').next().unwrap_or_default();
                let _ = write!(text, "\n{marks} {}", label.text);
            } else {
                let _ = write!(text, "\n[{}]", label.text);
            }
        }
        let _ = write!(text, "\n{}: {}", diagnostic.code, diagnostic.message);
        for note in &diagnostic.notes {
            let _ = write!(text, "\nnote: {note}");
        }
        if let Some(help) = &diagnostic.help {
            let _ = write!(text, "\nhelp: {help}");
        }
    }
    text
}

/// `tests/cases/conditions/binding.txt` holds each text with its type, or the mistakes in it;
/// `UPDATE=1` rewrites it.
#[test]
fn texts_have_a_type_or_mistakes_at_their_places() {
    let one = |sql: &&str| match bound(sql) {
        (Some(typed), told) if told.is_empty() => format!("{sql}\n:: {}\n", typed.ty),
        (_, diagnostics) => told(sql, &diagnostics) + "\n",
    };
    let found: Vec<String> = TEXTS.iter().map(one).collect();
    let path = repository("tests/cases/conditions/binding.txt");
    keep_fresh(&path, &found.join("\n")).unwrap_or_else(|error| panic!("{error}"));
}

const TEXTS: &[&str] = &[
    "rounds",
    "weight + 1",
    "rounds + 1",
    "rounds / 2",
    "rounds // 2",
    "ratio * 2",
    "weight // 2",
    "rounds % 2",
    "1e3",
    "1e-3",
    "1.",
    ".5",
    "1e300",
    "1e999",
    "-rounds",
    "- 5",
    "+weight",
    "-lasted",
    "published - published",
    "published + 1",
    "1 + published",
    "published + INTERVAL 1 MONTH",
    "published + INTERVAL 1 HOUR",
    "seen - INTERVAL 1 DAY",
    "seen - seen",
    "seen - published",
    "published - '2024-01-01'",
    "launch + INTERVAL 1 YEAR",
    "lasted * 2",
    "lasted + lasted",
    "hour + INTERVAL 1 HOUR",
    "published + lasted",
    "published + NULL",
    "rounds BETWEEN 10 AND 5",
    "rounds BETWEEN 5 AND 5",
    "rounds NOT BETWEEN 10 AND 5",
    "published BETWEEN '2024-02-01' AND '2024-01-31'",
    "rounds > 10 AND rounds < 5",
    "rounds >= 5 AND ok AND 5 > rounds",
    "rounds = 5 AND rounds = 6",
    "rounds > 5 AND rounds < 10",
    "rounds >= 5 AND rounds <= 5",
    "rounds < 5 OR rounds > 10",
    "rounds > 10 AND weight < 5",
    "rounds > 5",
    "rounds > '5'",
    "rounds > '5.5'",
    "rounds = 'five'",
    "published > '2024-01-31'",
    "published > '2024-1-3'",
    "published > '2024'",
    "launch >= '2024-10'",
    "launch = '2024'",
    "launch <> published",
    "launch = published",
    "seen > '2024-01-31'",
    "seen > published",
    "ok = 'true'",
    "ok = true",
    "ok",
    "NOT ok",
    "report_id = 5",
    "report_id = 'x'",
    "supplier > 5",
    "supplier > published",
    "supplier = rounds",
    "published > rounds",
    "published = year",
    "launch = 2024",
    "launch = year",
    "launch < seen",
    "hour > '10:00'",
    "weight = ratio",
    "rounds = weight",
    "published - published > INTERVAL 3 DAY",
    "lasted = INTERVAL 1 DAY",
    "INTERVAL 1 MONTH < INTERVAL 31 DAY",
    "seen - seen > INTERVAL 1 MONTH",
    "INTERVAL 1.5 YEAR",
    "INTERVAL '1 year 2 months'",
    "INTERVAL '-3' DAY",
    "rounds AND ok",
    "ok AND ok OR ok",
    "report_id = 'a' OR 'b'",
    "rounds = 1 OR rounds = 2 OR 3",
    "NOT rounds",
    "rounds IS TRUE",
    "rounds IS NULL",
    "ok IS TRUE",
    "'a' || 1",
    "rounds || published",
    "ok || ok",
    "report_id || rounds",
    "report_id LIKE 'R%'",
    "rounds LIKE '1%'",
    "report_id ~ 'R\\d+'",
    "report_id ~ 'R(\\d+'",
    "report_id ~ 'it''s (?=x)'",
    "report_id ~ supplier",
    "rounds ~ '1'",
    "report_id ~ 5",
    "CASE WHEN ok THEN 1 ELSE 2.5 END",
    "CASE WHEN ok THEN 1 ELSE 'x' END",
    "CASE WHEN ok THEN published ELSE '2024-01-01' END",
    "CASE rounds WHEN 1 THEN 'a' WHEN '2' THEN 'b' END",
    "CASE WHEN rounds THEN 1 END",
    "CASE WHEN ok THEN NULL END",
    "rounds IN (1, 2, '3')",
    "report_id IN states",
    "report_id IN (states)",
    "published IN days",
    "rounds IN states",
    "rounds IN counts",
    "rounds IN stats",
    "rounds IN limit",
    "report_id NOT IN ('a', 5)",
    "launch IN ('2024', '2025')",
    "states = 'x'",
    "rounds BETWEEN 1 AND 2.5",
    "published BETWEEN '2024-01-01' AND '2024-12-31'",
    "rounds BETWEEN 1 AND 'x'",
    "published BETWEEN 1 AND 2",
    "rounds IS DISTINCT FROM 5",
    "published IS NOT DISTINCT FROM 5",
    "programme.launched",
    "programme.lead.born",
    "reports.rounds",
    "reports.programme.launched > published",
    "programmes.launched",
    "supplier.x",
    "programme.launchd",
    "maker.launched",
    "previous.rounds",
    "programme.lead.bron",
    "nobody.x",
    "ROUNDS",
    "mixed",
    "Twin",
    "twin",
    "TWIN",
    "\"per cent\"",
    "per",
    "absent > 1",
    "custmer",
    "round",
    "reprot_id = 'x'",
    "report_id = \"Norway\"",
    "limt",
    "current_date",
    "per_cent",
    "limit",
    "rounds > limit",
    "published > start",
    "each > 5",
    "per(rounds, weight) > 1",
    "per(rounds)",
    "per",
    "later('2024-01-01')",
    "later('x')",
    "later(5)",
    "per(rounds, report_id)",
    "limit(1)",
    "per(rouds, 1)",
    "rounds::text",
    "published::integer",
    "report_id::date",
    "rounds::foo",
    "rounds::decimal(10,2)",
    "rounds::int[]",
    "'10:00'::time",
    "TIME '10:00'",
    "launch::date",
    "NULL::date",
    "ok::integer",
    "'2024'::partial_date",
    "agrees(rounds, 5)",
    "agrees(launch, published)",
    "agrees(launch, '2024')",
    "agrees(rounds, published)",
    "agrees(report_id, 'x')",
    "agrees(rounds)",
    "agrees(weight, ratio)",
    "foo(1)",
    "count(*)",
    "list_sum(x)",
    "list_sum(rounds)",
    "[rounds, weight]",
    "[rounds, report_id]",
    "[]",
    "[[[1]]]",
    "string_split(report_id, ';')[1]",
    "string_split(report_id, ';')[report_id]",
    "rounds[1]",
    "report_id[2:3]",
    "[x + 1 FOR x IN [1, 2] IF x]",
    "[x FOR x IN rounds]",
    "[x FOR x IN report_id]",
    "[rouds FOR x IN [1]]",
    "[x FOR x, i IN [1, 2] IF i > 1]",
    "list_contains([1, 2], report_id)",
    "list_contains([published], '2024-01-01')",
    "'2024-01-01' IN [published]",
    "list_has_any([1], ['a'])",
    "list_bool_and([rounds])",
    "[1, 2] = [1.5]",
    "[1, 2] > 1",
    "[rounds]::text[]",
    "rounds::date[]",
    "len([1], 2)",
    "DATE '2024-02-30'",
    "TIMESTAMP '2024-01-01 25:00'",
    "12345678901234567890123456789012345678901234567890",
    "NULL",
    "NULL = 1",
    "rounds = NULL",
    "'a' = 'b'",
    "'a' < 5",
    "rouds > 1 AND publised > 2 AND foo(x)",
    "rounds + report_id",
    "report_id + report_id",
    "published * 2",
    "ok + 1",
    "lasted / 2",
    "-report_id",
    "text(rounds)",
    "text(programme.launched)",
    "text(programme.lead.born) || file()",
    "row() + line()",
    "text(weight + 1)",
    "text('a')",
    "text(rounds, weight)",
    "file('a')",
    "fil()",
];
