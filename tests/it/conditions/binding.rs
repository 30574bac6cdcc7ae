//! Names and types: what an expression is, or what is said about it.

use super::show::underlined;
use super::tables::{catalog, phrase, rules};
use scruple::diagnostics::Diagnostic;
use scruple::expressions::Typed;
use scruple::expressions::bind::{Defines, Scope, columns_read, condition, expression};
use scruple::expressions::template::{Part, template};
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
    let scope = Scope { catalog: &catalog, table: TableId(0), defines: &defines, phrase: &phrase };
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

#[track_caller]
fn is(sql: &str, ty: &str) {
    let (typed, diagnostics) = bound(sql);
    assert!(diagnostics.is_empty(), "{}", told(sql, &diagnostics));
    assert_eq!(typed.expect("a value").ty.to_string(), ty, "{sql}");
}

/// `expected`: the text, then each mistake.
#[track_caller]
fn mistake(expected: &str) {
    let expected = expected.trim_matches('\n');
    let sql = expected.lines().next().expect("a first line");
    let (typed, diagnostics) = bound(sql);
    let found = told(sql, &diagnostics);
    assert_eq!(found, expected, "\n{found}\n");
    let fatal = diagnostics.iter().any(|it| it.code != "interval-equality");
    assert_eq!(typed.is_none(), fatal, "{sql}");
}

#[test]
fn values_have_their_types() {
    is("rounds", "integer");
    is("weight + 1", "number");
    is("rounds + 1", "integer");
    is("rounds / 2", "number");
    is("rounds // 2", "integer");
    is("ratio * 2", "float");
    is("weight // 2", "integer");
    is("rounds % 2", "integer");
    is("1e3", "integer");
    is("1e-3", "number");
    is("1.", "integer");
    is(".5", "number");
    is("1e300", "float");
    is("-rounds", "integer");
    is("- 5", "integer");
    is("+weight", "number");
    is("-lasted", "duration");
    is("published - published", "integer");
    is("published + 1", "date");
    is("1 + published", "date");
    is("published + INTERVAL 1 MONTH", "date");
    is("published + INTERVAL 1 HOUR", "datetime");
    is("seen - INTERVAL 1 DAY", "datetime");
    is("seen - seen", "duration");
    is("seen - published", "duration");
    is("published - '2024-01-01'", "integer");
    is("launch + INTERVAL 1 YEAR", "partial-date");
    is("lasted * 2", "duration");
    is("lasted + lasted", "duration");
    is("hour + INTERVAL 1 HOUR", "time");
    is("published + lasted", "date");
    is("published + NULL", "date");
    is("INTERVAL '1 year 2 months'", "duration");
    is("INTERVAL '-3' DAY", "duration");
    is("'a' || 1", "text");
    is("report_id || rounds", "text");
    is("CASE WHEN ok THEN 1 ELSE 2.5 END", "number");
    is("CASE WHEN ok THEN published ELSE '2024-01-01' END", "date");
    is("CASE rounds WHEN 1 THEN 'a' WHEN '2' THEN 'b' END", "text");
    is("CASE WHEN ok THEN NULL END", "null");
    is("programme.launched", "date");
    is("programme.lead.born", "partial-date");
    is("reports.rounds", "integer");
    is("maker.launched", "date");
    is("ROUNDS", "integer");
    is("mixed", "integer");
    is("twin", "integer");
    is("TWIN", "integer");
    is("\"per cent\"", "number");
    is("most", "integer");
    is("round(weight, 1)", "number");
    is("year(published)", "integer");
    is("year('2024-01-31')", "integer");
    is("coalesce(rounds, '0', 2.5)", "number");
    is("greatest(published, '2024-01-01')", "date");
    is("if(ok, 1, 2.5)", "number");
    is("date_trunc('month', published)", "date");
    is("concat(report_id, rounds, published)", "text");
    is("nullif(report_id, '')", "text");
    is("date_diff('day', published, seen)", "integer");
    is("sqrt(rounds)", "float");
    is("rounds::text", "text");
    is("report_id::date", "date");
    is("'10:00'::time", "time");
    is("TIME '10:00'", "time");
    is("launch::date", "date");
    is("NULL::date", "date");
    is("ok::integer", "integer");
    is("'2024'::partial_date", "partial-date");
    is("NULL", "null");
}

#[test]
fn conditions_are_true_or_false() {
    is("rounds > 5", "boolean");
    is("rounds > '5'", "boolean");
    is("rounds > '5.5'", "boolean");
    is("published > '2024-01-31'", "boolean");
    is("launch >= '2024-10'", "boolean");
    is("seen > '2024-01-31'", "boolean");
    is("seen > published", "boolean");
    is("ok = 'true'", "boolean");
    is("ok = true", "boolean");
    is("ok", "boolean");
    is("NOT ok", "boolean");
    is("report_id = 'x'", "boolean");
    is("hour > '10:00'", "boolean");
    is("weight = ratio", "boolean");
    is("rounds = weight", "boolean");
    is("lasted = INTERVAL 1 DAY", "boolean");
    is("ok AND ok OR ok", "boolean");
    is("rounds IS NULL", "boolean");
    is("ok IS TRUE", "boolean");
    is("report_id LIKE 'R%'", "boolean");
    is("report_id ~ 'R\\d+'", "boolean");
    is("rounds IN (1, 2, '3')", "boolean");
    is("report_id IN states", "boolean");
    is("report_id IN (states)", "boolean");
    is("rounds IN counts", "boolean");
    is("rounds BETWEEN 1 AND 2.5", "boolean");
    is("published BETWEEN '2024-01-01' AND '2024-12-31'", "boolean");
    is("rounds IS DISTINCT FROM 5", "boolean");
    is("reports.programme.launched > published", "boolean");
    is("absent > 1", "boolean");
    is("rounds > most", "boolean");
    is("published > start", "boolean");
    is("length(report_id) > 2", "boolean");
    is("regexp_full_match(report_id, 'R\\d+')", "boolean");
    is("each > 5", "boolean");
    is("per(rounds, weight) > 1", "boolean");
    is("later('2024-01-01')", "boolean");
    is("agrees(rounds, 5)", "boolean");
    is("agrees(launch, published)", "boolean");
    is("agrees(launch, '2024')", "boolean");
    is("agrees(weight, ratio)", "boolean");
    is("NULL = 1", "boolean");
    is("rounds = NULL", "boolean");
    is("'a' = 'b'", "boolean");
}

#[test]
fn literals_are_read_as_what_they_stand_beside() {
    mistake(
        r#"
1e999
^^^^^ too many digits
unreadable-literal: `1e999` is beyond the 38 digits of a number
"#,
    );
    mistake(
        r#"
rounds = 'five'
         ^^^^^^ stands beside an integer
unreadable-literal: `'five'` does not read as an integer
"#,
    );
    mistake(
        r#"
published > '2024-1-3'
            ^^^^^^^^^^ stands beside a date
unreadable-literal: `'2024-1-3'` does not read as a date
help: write the date as `'2024-01-31'`
"#,
    );
    mistake(
        r#"
published > '2024'
            ^^^^^^ stands beside a date
unreadable-literal: `'2024'` does not read as a date
help: a date names its day: `'2024-01-01'`; for the year alone write `year(…)`
"#,
    );
    mistake(
        r#"
INTERVAL 1.5 YEAR
^^^^^^^^^^^^^^^^^ does not read as an amount and a unit
unreadable-literal: `INTERVAL 1.5 YEAR` is not an interval of time
help: write `INTERVAL 3 DAY` or `INTERVAL '1 year 2 months'`, in whole months and days
"#,
    );
    mistake(
        r#"
CASE WHEN ok THEN 1 ELSE 'x' END
                         ^^^ stands beside an integer
unreadable-literal: `'x'` does not read as an integer
"#,
    );
    mistake(
        r#"
published IN days
^^^^^^^^^^ does not read as a date
             ^^^^ used here
[`published` is declared `date` here]
unreadable-literal: `2024-02-30` does not read as a date, which `published` is
"#,
    );
    mistake(
        r#"
rounds IN states
^^^ does not read as an integer
          ^^^^^^ used here
[`rounds` is declared `integer` here]
unreadable-literal: `PRK` does not read as an integer, which `rounds` is
"#,
    );
    mistake(
        r#"
rounds BETWEEN 1 AND 'x'
                     ^^^ stands beside an integer
unreadable-literal: `'x'` does not read as an integer
"#,
    );
    mistake(
        r#"
date_trunc('mnth', published)
           ^^^^^^ no such part
unreadable-literal: `mnth` is not a part of a date
help: a part with a similar name exists: `month`
"#,
    );
    mistake(
        r#"
EXTRACT(yera FROM published)
        ^^^^ no such part
unreadable-literal: `yera` is not a part of a date
help: a part with a similar name exists: `year`
"#,
    );
    mistake(
        r#"
round('x')
      ^^^ stands beside a number
unreadable-literal: `'x'` does not read as a number
"#,
    );
    mistake(
        r#"
later('x')
[stands beside a date]
^^^^^^^^^^ used here
unreadable-literal: `'x'` does not read as a date
help: write the date as `'2024-01-31'`
"#,
    );
    mistake(
        r#"
DATE '2024-02-30'
^^^^^^^^^^^^^^^^^ does not read as a date
unreadable-literal: `DATE '2024-02-30'` is not a date of the calendar
help: write `DATE '2024-01-31'`
"#,
    );
    mistake(
        r#"
TIMESTAMP '2024-01-01 25:00'
^^^^^^^^^^^^^^^^^^^^^^^^^^^^ does not read as a datetime
unreadable-literal: `TIMESTAMP '2024-01-01 25:00'` is not a datetime of the calendar
help: write `TIMESTAMP '2024-01-31 10:00:00'`
"#,
    );
    mistake(
        r#"
12345678901234567890123456789012345678901234567890
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ too many digits
unreadable-literal: `123456789012345678901234567890123456789012345678` is beyond the 38 digits of a number
"#,
    );
    mistake(
        r#"
'a' < 5
^^^ stands beside an integer
unreadable-literal: `'a'` does not read as an integer
"#,
    );
}

#[test]
fn equality_of_intervals_is_warned_of() {
    mistake(
        r#"
launch = '2024'
       ^ compares two intervals of days
[`launch` is declared `partial-date` here]
interval-equality: `launch` is a partial date: `=` is unknown wherever it names no single day
help: write `agrees(launch, '2024')`
"#,
    );
    mistake(
        r#"
launch <> published
       ^^ compares two intervals of days
[`launch` is declared `partial-date` here]
interval-equality: `launch` is a partial date: `<>` is unknown wherever it names no single day
help: write `NOT agrees(launch, published)`
"#,
    );
    mistake(
        r#"
launch = published
       ^ compares two intervals of days
[`launch` is declared `partial-date` here]
interval-equality: `launch` is a partial date: `=` is unknown wherever it names no single day
help: write `agrees(launch, published)`
"#,
    );
    mistake(
        r#"
launch IN ('2024', '2025')
       ^^ compares two intervals of days
[`launch` is declared `partial-date` here]
interval-equality: `launch` is a partial date: `IN` is unknown wherever it names no single day
help: write `agrees(launch, '2024')`
"#,
    );
}

#[test]
fn types_that_do_not_go_together_are_told_at_the_operator() {
    mistake(
        r#"
report_id = 5
          ^ a text on the left, an integer on the right
[`report_id` is declared `string` here]
type-mismatch: `report_id` is a text and `5` is an integer: `=` does not compare the two
help: compare with a text, `'5'`, or declare its type under `[tables.reports.columns]`: `report_id = { type = "integer" }`
"#,
    );
    mistake(
        r#"
supplier > 5
         ^ a text on the left, an integer on the right
type-mismatch: `supplier` is a text and `5` is an integer: `>` does not compare the two
note: `supplier` of table `reports` is not declared; it is read as `string` because of `n/a` at reports.csv:7
help: compare with a text, `'5'`, or declare its type under `[tables.reports.columns]`: `supplier = { type = "integer" }`
"#,
    );
    mistake(
        r#"
supplier > published
         ^ a text on the left, a date on the right
[`published` is declared `date` here]
type-mismatch: `supplier` is a text and `published` is a date: `>` does not compare the two
note: `supplier` of table `reports` is not declared; it is read as `string` because of `n/a` at reports.csv:7
help: declare its type under `[tables.reports.columns]`: `supplier = { type = "date" }`
"#,
    );
    mistake(
        r#"
supplier = rounds
         ^ a text on the left, an integer on the right
[`rounds` is declared `integer` here]
type-mismatch: `supplier` is a text and `rounds` is an integer: `=` does not compare the two
note: `supplier` of table `reports` is not declared; it is read as `string` because of `n/a` at reports.csv:7
help: declare its type under `[tables.reports.columns]`: `supplier = { type = "integer" }`
"#,
    );
    mistake(
        r#"
published > rounds
          ^ a date on the left, an integer on the right
[`published` is declared `date` here]
[`rounds` is declared `integer` here]
type-mismatch: `published` is a date and `rounds` is an integer: `>` does not compare the two
help: the year of a date is a number: `year(published)`
"#,
    );
    mistake(
        r#"
published = year
          ^ a date on the left, an integer on the right
[`published` is declared `date` here]
[`year` is declared `year` here]
type-mismatch: `published` is a date and `year` is an integer: `=` does not compare the two
help: the year of a date is a number: `year(published)`
"#,
    );
    mistake(
        r#"
launch = 2024
       ^ a partial date on the left, an integer on the right
[`launch` is declared `partial-date` here]
type-mismatch: `launch` is a partial date and `2024` is an integer: `=` does not compare the two
help: a year as a date is a text: `'2024'`
"#,
    );
    mistake(
        r#"
launch = year
       ^ a partial date on the left, an integer on the right
[`launch` is declared `partial-date` here]
[`year` is declared `year` here]
type-mismatch: `launch` is a partial date and `year` is an integer: `=` does not compare the two
help: a year becomes a date by `year::text::partial_date`
"#,
    );
    mistake(
        r#"
launch < seen
       ^ a partial date on the left, a datetime on the right
[`launch` is declared `partial-date` here]
[`seen` is declared `datetime` here]
type-mismatch: `launch` is a partial date and `seen` is a datetime: `<` does not compare the two
help: the date of a datetime is `seen::date`
"#,
    );
    mistake(
        r#"
published - published > INTERVAL 3 DAY
                      ^ an integer on the left, an interval of time on the right
type-mismatch: `published - published` is an integer and `INTERVAL 3 DAY` is an interval of time: `>` does not compare the two
help: dates are whole days apart: compare with the number of days
"#,
    );
    mistake(
        r#"
INTERVAL 1 MONTH < INTERVAL 31 DAY
                 ^ how long a month is depends on where it begins
type-mismatch: `<` does not compare months with days
help: compare dates: `later > earlier + INTERVAL 18 YEAR`
"#,
    );
    mistake(
        r#"
seen - seen > INTERVAL 1 MONTH
            ^ how long a month is depends on where it begins
type-mismatch: `>` does not compare days with months
help: compare dates: `later > earlier + INTERVAL 18 YEAR`
"#,
    );
    mistake(
        r#"
rounds AND ok
^^^^^^ an integer
[`rounds` is declared `integer` here]
type-mismatch: `AND` needs conditions, and `rounds` is an integer
help: compare it: `rounds <> 0`
"#,
    );
    mistake(
        r#"
report_id = 'a' OR 'b'
                   ^^^ a text
type-mismatch: `OR` needs conditions, and `'b'` is a text
help: write `report_id IN ('a', 'b')`
"#,
    );
    mistake(
        r#"
rounds = 1 OR rounds = 2 OR 3
                            ^ an integer
type-mismatch: `OR` needs conditions, and `3` is an integer
help: write `rounds = 3`
"#,
    );
    mistake(
        r#"
NOT rounds
    ^^^^^^ an integer
[`rounds` is declared `integer` here]
type-mismatch: `NOT` needs conditions, and `rounds` is an integer
help: compare it: `rounds <> 0`
"#,
    );
    mistake(
        r#"
rounds IS TRUE
^^^^^^ an integer
[`rounds` is declared `integer` here]
type-mismatch: `IS TRUE` needs conditions, and `rounds` is an integer
help: compare it: `rounds <> 0`
"#,
    );
    mistake(
        r#"
rounds || published
       ^^ an integer on the left, a date on the right
[`rounds` is declared `integer` here]
[`published` is declared `date` here]
type-mismatch: `rounds` is an integer and `published` is a date: `||` does not join the two
help: join texts: `rounds::text`
"#,
    );
    mistake(
        r#"
ok || ok
   ^^ a boolean on the left, a boolean on the right
[`ok` is declared `boolean` here]
type-mismatch: `ok` is a boolean and `ok` is a boolean: `||` does not join the two
help: `||` joins texts; of two conditions write `OR`
"#,
    );
    mistake(
        r#"
rounds LIKE '1%'
^^^^^^ an integer
[`rounds` is declared `integer` here]
type-mismatch: `LIKE` needs a text, and `rounds` is an integer
help: write `rounds::text`
"#,
    );
    mistake(
        r#"
rounds ~ '1'
^^^^^^ an integer
[`rounds` is declared `integer` here]
type-mismatch: `~` needs a text, and `rounds` is an integer
help: write `rounds::text`
"#,
    );
    mistake(
        r#"
report_id ~ 5
            ^ an integer
type-mismatch: a pattern is a text, and this is an integer
"#,
    );
    mistake(
        r#"
CASE WHEN rounds THEN 1 END
          ^^^^^^ an integer
[`rounds` is declared `integer` here]
type-mismatch: `WHEN` needs conditions, and `rounds` is an integer
help: compare it: `rounds <> 0`
"#,
    );
    mistake(
        r#"
report_id NOT IN ('a', 5)
          ^^^^^^ a text on the left, an integer on the right
[`report_id` is declared `string` here]
type-mismatch: `report_id` is a text and `5` is an integer: `NOT IN` does not compare the two
help: compare with a text, `'5'`, or declare its type under `[tables.reports.columns]`: `report_id = { type = "integer" }`
"#,
    );
    mistake(
        r#"
states = 'x'
^^^^^^ a list stands after `IN`
type-mismatch: `states` is a list, not a value
help: write `… IN states`
"#,
    );
    mistake(
        r#"
published BETWEEN 1 AND 2
          ^^^^^^^ a date on the left, an integer on the right
[`published` is declared `date` here]
type-mismatch: `published` is a date and `1` is an integer: `BETWEEN` does not compare the two
help: the year of a date is a number: `year(published)`
"#,
    );
    mistake(
        r#"
published IS NOT DISTINCT FROM 5
          ^^^^^^^^^^^^^^^^^^^^ a date on the left, an integer on the right
[`published` is declared `date` here]
type-mismatch: `published` is a date and `5` is an integer: `IS NOT DISTINCT FROM` does not compare the two
help: the year of a date is a number: `year(published)`
"#,
    );
    mistake(
        r#"
rounds IN most
          ^^^^ a list stands after `IN`
type-mismatch: `most` is a value, not a list
help: write `= most`
"#,
    );
    mistake(
        r#"
round(weight, 1.5)
              ^^^ a number
type-mismatch: argument 2 of `round` has to be an integer, and `1.5` is a number
help: write `round(number, [integer])`
"#,
    );
    mistake(
        r#"
lower(rounds)
      ^^^^^^ an integer
[`rounds` is declared `integer` here]
type-mismatch: argument 1 of `lower` has to be a text, and `rounds` is an integer
help: write `rounds::text`
"#,
    );
    mistake(
        r#"
year(launch)
     ^^^^^^ a partial date
[`launch` is declared `partial-date` here]
type-mismatch: argument 1 of `year` has to be a date or datetime, and `launch` is a partial date
help: write `year(date)`
"#,
    );
    mistake(
        r#"
coalesce(rounds, published)
^^^^^^^^^^^^^^^^^^^^^^^^^^^ an integer on the left, a date on the right
[`rounds` is declared `integer` here]
[`published` is declared `date` here]
type-mismatch: `rounds` is an integer and `published` is a date: `coalesce` takes one type, not the two
help: the year of a date is a number: `year(published)`
"#,
    );
    mistake(
        r#"
if(rounds, 1, 2)
   ^^^^^^ an integer
[`rounds` is declared `integer` here]
type-mismatch: argument 1 of `if` has to be a condition, and `rounds` is an integer
help: write `if(condition, value, value)`
"#,
    );
    mistake(
        r#"
year(supplier)
     ^^^^^^^^ a text
type-mismatch: argument 1 of `year` has to be a date or datetime, and `supplier` is a text
note: `supplier` of table `reports` is not declared; it is read as `string` because of `n/a` at reports.csv:7
help: declare its type under `[tables.reports.columns]`: `supplier = { type = "date" }`
"#,
    );
    mistake(
        r#"
later(5)
[a date on the left, an integer on the right]
^^^^^^^^ used here
[`published` is declared `date` here]
type-mismatch: `published` is a date and `d` is an integer: `>` does not compare the two
help: the year of a date is a number: `year(published)`
"#,
    );
    mistake(
        r#"
per(rounds, report_id)
  ^ an integer on the left, a text on the right
^^^^^^^^^^^^^^^^^^^^^^ used here
[`rounds` is declared `integer` here]
[`report_id` is declared `string` here]
type-mismatch: `q` is an integer and `c` is a text: `/` does not compute with the two
help: declare its type under `[tables.reports.columns]`: `report_id = { type = "number" }`
"#,
    );
    mistake(
        r#"
published::integer
^^^^^^^^^ cast from a date
[`published` is declared `date` here]
type-mismatch: `published` is a date, which does not become an integer
help: a part of it is a number: `year(published)`
"#,
    );
    mistake(
        r#"
agrees(rounds, published)
^^^^^^^^^^^^^^^^^^^^^^^^^ an integer on the left, a date on the right
[`rounds` is declared `integer` here]
[`published` is declared `date` here]
type-mismatch: `rounds` is an integer and `published` is a date: `agrees` takes one type, not the two
help: the year of a date is a number: `year(published)`
"#,
    );
    mistake(
        r#"
agrees(report_id, 'x')
       ^^^^^^^^^ a text
[`report_id` is declared `string` here]
type-mismatch: `agrees` compares numbers or dates, and `report_id` is a text
help: write `=`
"#,
    );
    mistake(
        r#"
rounds + report_id
       ^ an integer on the left, a text on the right
[`rounds` is declared `integer` here]
[`report_id` is declared `string` here]
type-mismatch: `rounds` is an integer and `report_id` is a text: `+` does not compute with the two
help: declare its type under `[tables.reports.columns]`: `report_id = { type = "number" }`
"#,
    );
    mistake(
        r#"
report_id + report_id
          ^ a text on the left, a text on the right
[`report_id` is declared `string` here]
type-mismatch: `report_id` is a text and `report_id` is a text: `+` does not compute with the two
help: texts are joined by `||`: `report_id || report_id`
"#,
    );
    mistake(
        r#"
published * 2
          ^ a date on the left, an integer on the right
[`published` is declared `date` here]
type-mismatch: `published` is a date and `2` is an integer: `*` does not compute with the two
help: add an interval of time: `+ INTERVAL 1 MONTH`, or whole days to a date
"#,
    );
    mistake(
        r#"
ok + 1
   ^ a boolean on the left, an integer on the right
[`ok` is declared `boolean` here]
type-mismatch: `ok` is a boolean and `1` is an integer: `+` does not compute with the two
"#,
    );
    mistake(
        r#"
lasted / 2
       ^ an interval of time on the left, an integer on the right
[`lasted` is declared `duration` here]
type-mismatch: `lasted` is an interval of time and `2` is an integer: `/` does not compute with the two
"#,
    );
    mistake(
        r#"
-report_id
 ^^^^^^^^^ a text
[`report_id` is declared `string` here]
type-mismatch: `-` needs a number, and `report_id` is a text
help: declare its type under `[tables.reports.columns]`: `report_id = { type = "number" }`
"#,
    );
}

#[test]
fn patterns_are_underlined_inside() {
    mistake(
        r#"
report_id ~ 'R(\d+'
              ^ in this pattern
invalid-pattern: `(` is never closed
help: close it with `)`; a bracket itself is `\(`
"#,
    );
    mistake(
        r#"
report_id ~ 'it''s (?=x)'
                   ^^^ in this pattern
invalid-pattern: patterns do not look ahead or behind
help: write two conditions: `x ~ '…' AND x !~ '…'`
"#,
    );
    mistake(
        r#"
regexp_matches(report_id, 'R(')
                            ^ in this pattern
invalid-pattern: `(` is never closed
help: close it with `)`; a bracket itself is `\(`
"#,
    );
}

#[test]
fn what_is_not_built_yet_is_refused() {
    mistake(
        r#"
report_id ~ supplier
            ^^^^^^^^ not built yet
not-yet-supported: patterns that differ from row to row are not part of conditions yet
"#,
    );
    mistake(
        r#"
previous.rounds
^^^^^^^^^^^^^^^ not built yet
not-yet-supported: versions of a table before this one are not part of conditions yet
"#,
    );
    mistake(
        r#"
rounds::decimal(10,2)
        ^^^^^^^^^^^^^ numbers have 38 digits, texts any length
not-yet-supported: `decimal(10,2)`: types with a length are not part of conditions yet
help: write `decimal`; `round(x, 2)` rounds to two places
"#,
    );
    mistake(
        r#"
rounds::int[]
        ^^^^^ not built yet
not-yet-supported: lists are not part of conditions yet
"#,
    );
    mistake(
        r#"
count(*)
^^^^^^^^ not built yet
not-yet-supported: aggregates are not part of conditions yet
"#,
    );
}

#[test]
fn unknown_names_get_the_nearest() {
    mistake(
        r#"
rounds IN stats
          ^^^^^ not defined
unknown-name: no list is defined as `stats`
help: a list with a similar name exists: `states`
"#,
    );
    mistake(
        r#"
programmes.launched
^^^^^^^^^^ the rule is about `reports`
unknown-name: table `programmes` is not in reach of a row of `reports`
help: follow a column that references the table: `column.name` instead of `table.name`
"#,
    );
    mistake(
        r#"
supplier.x
^^^^^^^^ no reference to follow
unknown-name: column `supplier` of table `reports` refers to no table
help: declare it under `[tables.reports.columns]`: `supplier = { references = "table.column" }`
"#,
    );
    mistake(
        r#"
programme.launchd
          ^^^^^^^ no such column
unknown-column: unknown column `launchd` in table `programmes`
help: a column with a similar name exists: `launched`
"#,
    );
    mistake(
        r#"
programme.lead.bron
               ^^^^ no such column
unknown-column: unknown column `bron` in table `people`
help: a column with a similar name exists: `born`
"#,
    );
    mistake(
        r#"
nobody.x
^^^^^^ no such column
unknown-column: unknown column `nobody` in table `reports`
"#,
    );
    mistake(
        r#"
Twin
^^^^ differs from each in its case
ambiguous-name: `Twin` could mean several columns or names
help: write one of them exactly: `twin` or `TWIN`
"#,
    );
    mistake(
        r#"
custmer
^^^^^^^ no such column
unknown-column: unknown column `custmer` in table `reports`
"#,
    );
    mistake(
        r#"
round
^^^^^ no such column
unknown-column: unknown column `round` in table `reports`
help: a column with a similar name exists: `rounds`
"#,
    );
    mistake(
        r#"
reprot_id = 'x'
^^^^^^^^^ no such column
unknown-column: unknown column `reprot_id` in table `reports`
help: a column with a similar name exists: `report_id`
"#,
    );
    mistake(
        r#"
report_id = "Norway"
            ^^^^^^^^ no such column
unknown-column: unknown column `Norway` in table `reports`
help: a text is written in single quotes: `'Norway'`
"#,
    );
    mistake(
        r#"
limt
^^^^ no such column
unknown-column: unknown column `limt` in table `reports`
"#,
    );
    mistake(
        r#"
current_date
^^^^^^^^^^^^ no such column
unknown-column: unknown column `current_date` in table `reports`
help: write `today()`
"#,
    );
    mistake(
        r#"
per_cent
^^^^^^^^ no such column
unknown-column: unknown column `per_cent` in table `reports`
help: a column with a similar name exists: `"per cent"`
"#,
    );
    mistake(
        r#"
mots
^^^^ not defined
unknown-name: unknown name `mots`: no column of `reports` and not defined
help: a defined name with a similar name exists: `most`
"#,
    );
    mistake(
        r#"
yaer(published)
^^^^ no such function
unknown-function: unknown function `yaer`
help: a function with a similar name exists: `year`
"#,
    );
    mistake(
        r#"
per(rouds, 1)
    ^^^^^ no such column
unknown-column: unknown column `rouds` in table `reports`
help: a column with a similar name exists: `rounds`
"#,
    );
    mistake(
        r#"
rounds::foo
        ^^^ no such type
unknown-name: unknown type `foo`
note: the types are `string`, `integer`, `number`, `float`, `boolean`, `date`, `time`, `datetime`, `year`, `yearmonth`, `duration`, `partial-date`
"#,
    );
    mistake(
        r#"
foo(1)
^^^ no such function
unknown-function: unknown function `foo`
"#,
    );
    mistake(
        r#"
list_sum(x)
         ^ no such column
unknown-column: unknown column `x` in table `reports`
^^^^^^^^^^^ not built yet
not-yet-supported: functions of lists are not part of conditions yet
"#,
    );
    mistake(
        r#"
rouds > 1 AND publised > 2 AND foo(x)
^^^^^ no such column
unknown-column: unknown column `rouds` in table `reports`
help: a column with a similar name exists: `rounds`
              ^^^^^^^^ no such column
unknown-column: unknown column `publised` in table `reports`
help: a column with a similar name exists: `published`
                                   ^ no such column
unknown-column: unknown column `x` in table `reports`
                               ^^^ no such function
unknown-function: unknown function `foo`
"#,
    );
}

#[test]
fn calls_take_the_arguments_that_they_take() {
    mistake(
        r#"
per
^^^ called without arguments
wrong-arguments: `per` is a function
help: write `per(q, c)`
"#,
    );
    mistake(
        r#"
round(weight, ratio, 1, 2)
^^^^^^^^^^^^^^^^^^^^^^^^^^ called with others
wrong-arguments: `round` takes 1 to 2 arguments, found 4
help: write `round(number, [integer])`
"#,
    );
    mistake(
        r#"
round()
^^^^^^^ called with others
wrong-arguments: `round` takes 1 to 2 arguments, found 0
help: write `round(number, [integer])`
"#,
    );
    mistake(
        r#"
per(rounds)
^^^^^^^^^^^ called with others
[defined here]
wrong-arguments: `per` takes 2 arguments, found 1
help: write `per(q, c)`
"#,
    );
    mistake(
        r#"
per
^^^ called without arguments
wrong-arguments: `per` is a function
help: write `per(q, c)`
"#,
    );
    mistake(
        r#"
most(1)
^^^^^^^ defined without arguments
wrong-arguments: `most` is no function
help: write `most`
"#,
    );
    mistake(
        r#"
agrees(rounds)
^^^^^^^^^^^^^^ two values that can be the same
wrong-arguments: `agrees` takes 2 arguments, found 1
help: write `agrees(a, b)`
"#,
    );
}

#[test]
fn every_mistake_is_told_at_once() {
    let (typed, diagnostics) = bound("rouds > 1 AND published > 'x' OR NOT (foo(1) = launch + 1)");
    assert!(typed.is_none());
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let expected = ["unknown-column", "unreadable-literal", "unknown-function", "type-mismatch"];
    assert_eq!(codes, expected);
}

#[test]
fn a_check_has_to_be_a_condition() {
    let check = |sql: &str| {
        let (typed, diagnostics) = bound_with(sql, &[], condition);
        (typed.is_some(), diagnostics.first().map(|it| (it.code, it.message.clone())))
    };
    assert_eq!(check("rounds > 1"), (true, None));
    assert_eq!(check("NULL"), (true, None));
    let message = "`rounds + 1` is an integer, not true or false".to_owned();
    assert_eq!(check("(rounds + 1)"), (false, Some(("not-a-condition", message))));
}

#[test]
fn what_an_expression_reads_is_known() {
    let reads = |sql: &str| columns_read(&bound(sql).0.expect("bound"));
    let found = reads("each > most AND programme.lead.born > '2024' AND report_id IN states");
    assert_eq!(found.columns.into_iter().collect::<Vec<_>>(), [0, 1]);
    let follows: Vec<(usize, usize)> =
        found.follows.iter().map(|(path, column)| (path.len(), *column)).collect();
    assert_eq!(follows, [(2, 1)]);
    assert_eq!(found.defines.into_iter().collect::<Vec<_>>(), [0, 2]);
    let starts = reads("maker.launched > published").with_starts(&catalog());
    assert_eq!(starts.into_iter().collect::<Vec<_>>(), [1, 5, 11]);
}

#[test]
fn defined_expressions_stand_where_they_are_used() {
    let (typed, _) = bound("1 < per(rounds, weight)");
    let typed = typed.expect("bound");
    let [_, right] = typed.children()[..] else { panic!("two sides") };
    assert_eq!((right.span.start, right.span.end), (4, 23));
    let spans: Vec<usize> = right.children().iter().map(|side| side.span.start).collect();
    assert_eq!(spans, [8, 16], "arguments keep their own places");
}

#[test]
fn circles_of_defined_expressions_are_told_once() {
    let circle: &[(&str, &[&str], &str)] =
        &[("a", &[], "b + 1"), ("b", &[], "c(1)"), ("c", &["x"], "x + a"), ("d", &["d"], "d + 1")];
    let (typed, diagnostics) = bound_with("a > 1 AND b > 1 AND d(1) > 1", circle, expression);
    assert!(typed.is_none());
    let told: Vec<(&str, &str)> =
        diagnostics.iter().map(|it| (it.code, it.message.as_str())).collect();
    assert_eq!(told, [("define-circle", "`a`, `b`, `c` are defined by each other")]);
}

#[test]
fn expressions_that_multiply_are_refused() {
    let names: Vec<(String, String)> =
        (0..60).map(|at| (format!("d{at}"), format!("d{0} + d{0}", at + 1))).collect();
    let mut defines: Vec<(&str, &[&str], &str)> =
        names.iter().map(|(name, expr)| (name.as_str(), &[][..], expr.as_str())).collect();
    defines.push(("d60", &[], "rounds"));
    let (typed, diagnostics) = bound_with("d0 > 1", &defines, expression);
    assert!(typed.is_none());
    assert_eq!(diagnostics.iter().map(|it| it.code).collect::<Vec<_>>(), ["too-complex"]);

    let case = (0..60).fold("rounds".to_owned(), |operand, _| {
        format!("CASE {operand} WHEN 1 THEN 1 WHEN 2 THEN 2 END")
    });
    let (_, diagnostics) = bound(&case);
    assert_eq!(diagnostics.iter().map(|it| it.code).collect::<Vec<_>>(), ["too-complex"]);
}

#[test]
fn the_deepest_condition_binds() {
    let deep = format!("{}ok{}", "NOT (".repeat(99), ")".repeat(99));
    assert!(bound(&deep).0.is_some());
    let sum = format!("rounds{}", " + 1".repeat(199));
    assert!(bound(&sum).0.is_some());
}

#[test]
fn messages_hold_expressions() {
    let parts = |text: &str| {
        let (bound, diagnostics) = bound_with(text, &[], template);
        assert!(diagnostics.is_empty(), "{}", told(text, &diagnostics));
        bound
            .expect("a message")
            .parts
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => text,
                Part::Expr { typed, text } => format!("<{text}: {}>", typed.ty),
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        parts("{rounds} rounds, {{not}} {rounds / 2}"),
        ["<rounds: integer>", " rounds, {not} ", "<rounds / 2: number>"]
    );
    assert_eq!(parts("{report_id::text}"), ["<report_id::text: text>"]);
    assert_eq!(parts("{report_id || '}'}"), ["<report_id || '}': text>"]);
    assert_eq!(parts("no } braces"), ["no } braces"]);
    assert_eq!(parts(""), [""; 0]);
}

#[test]
fn mistakes_in_messages_are_underlined() {
    let check = |text: &str, expected: &str| {
        let (bound, diagnostics) = bound_with(text, &[], template);
        assert!(bound.is_none());
        assert_eq!(told(text, &diagnostics), expected.trim_matches('\n'));
    };
    check(
        "é {rouds} of {most +}",
        r#"
é {rouds} of {most +}
   ^^^^^ no such column
unknown-column: unknown column `rouds` in table `reports`
help: a column with a similar name exists: `rounds`
                    ^ expected an expression here
invalid-syntax: expected an expression after `+`, found the end
"#,
    );
    check(
        "{rounds of",
        r#"
{rounds of
^ opened here
invalid-syntax: `{` is never closed
help: close it with `}`; a brace itself is written `{{`
"#,
    );
    check(
        "a { } b",
        r#"
a { } b
  ^^^ nothing here
invalid-syntax: expected an expression between the braces
help: a brace itself is written `{{`
"#,
    );
}

#[test]
fn examples_of_functions_bind() {
    use scruple::expressions::functions::FAMILIES;
    for function in FAMILIES.iter().flat_map(|family| family.iter()) {
        let (call, value) = function.example;
        for sql in [call.to_owned(), format!("{call} IS NOT DISTINCT FROM {value}")] {
            let (typed, diagnostics) = bound(&sql);
            assert!(typed.is_some(), "{}", told(&sql, &diagnostics));
        }
    }
}

/// The expressions of SQLite's own tests, where they lie beside this repository.
#[test]
fn expressions_of_other_engines_bind() {
    let shared = std::env::var("SCRUPLE_SHARED")
        .unwrap_or_else(|_| format!("{}/../shared", env!("CARGO_MANIFEST_DIR")));
    let Ok(cases) = std::fs::read_to_string(format!("{shared}/cases/expressions/sqllogic.jsonl"))
    else {
        println!("skipped: no cases beside the repository");
        return;
    };
    for case in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(case).expect("a case a line");
        let sql = case["expr"].as_str().expect("an expression");
        // Some end in the name that the query gave to its column.
        let sql = match sql.rsplit_once(" col") {
            Some((expr, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => expr,
            _ => sql,
        };
        let (typed, diagnostics) = bound(sql);
        assert!(typed.is_some(), "{}", told(sql, &diagnostics));
    }
}
