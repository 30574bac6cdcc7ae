//! What conditions mean as trees: operators, precedence, literals, spellings.

use super::show::{nodes, tree};
use scruple::expressions::parse::{MAX_DEPTH, MAX_TOKENS, parse_text};

#[track_caller]
fn check(sql: &str, expected: &str) {
    match parse_text(sql) {
        Ok(expr) => assert_eq!(tree(&expr), expected, "{sql}"),
        Err(error) => panic!("{sql}: {error:?}"),
    }
}

#[test]
fn operators_bind_as_in_duckdb() {
    check("a OR b AND NOT c = d", "(or a (and b (not (= c d))))");
    check("a + b * c - d", "(- (+ a (* b c)) d)");
    check("a - b - c", "(- (- a b) c)");
    check("a / b // c % d", "(% (// (/ a b) c) d)");
    check("-a * b", "(* (neg a) b)");
    check("- - 1", "(neg (neg 1))");
    check("-a::integer", "(neg (cast a integer))");
    check("a || b + c", "(|| a (+ b c))");
    check("a ~ b || c", "(~ a (|| b c))");
    check("a || b ~ c", "(~ (|| a b) c)");
    check("a = b ~ c", "(= a (~ b c))");
    check("a ~ b = c", "(= (~ a b) c)");
    check("a LIKE b || '%'", "(like a (|| b '%'))");
    check("x = a BETWEEN b AND c", "(= x (between a b c))");
    check("a BETWEEN 1 AND 2 AND b", "(and (between a 1 2) b)");
    check("NOT a BETWEEN 1 AND 2", "(not (between a 1 2))");
    check("a < b IS NULL", "(is-null (< a b))");
    check("NOT a IS NULL", "(not (is-null a))");
    check("a IS DISTINCT FROM b = c", "(distinct a (= b c))");
    check("a = b IS NOT DISTINCT FROM c", "(not-distinct (= a b) c)");
    check("a IS NULL IS NOT TRUE", "(not-is-true (is-null a))");
    check("n IN (1) IN (true)", "(in (in n 1) true)");
    check("1 + 1 IN (2)", "(in (+ 1 1) 2)");
    check("(a + b) * c", "(* (+ a b) c)");
    check("NOT NOT a", "(not (not a))");
}

#[test]
fn every_spelling_of_an_operator_is_read() {
    check("a == b", "(= a b)");
    check("a != b", "(<> a b)");
    check("a <> b", "(<> a b)");
    check("a !~ 'x'", "(!~ a 'x')");
    check("a not in (1, 2)", "(not-in a 1 2)");
    check("a IN names", "(in-name a names)");
    check("a NOT IN \"my names\"", "(not-in-name a \"my names\")");
    check("a NOT ILIKE 'x!%' ESCAPE '!'", "(not-ilike a 'x!%' escape !)");
    check("a not like b", "(not-like a b)");
    check("a NOT BETWEEN 1 AND 2", "(not-between a 1 2)");
    check("a IS NOT UNKNOWN", "(not-is-unknown a)");
    check("a is true", "(is-true a)");
}

#[test]
fn literals_keep_what_was_written() {
    check("1_000_000", "1000000");
    check("1_000.50", "1000.50");
    check(".5", ".5");
    check("1.", "1.");
    check("1e3", "1e3");
    check("1.5E-3", "1.5E-3");
    check("'it''s'", "'it's'");
    check("''", "''");
    check("DATE '2024-01-31'", "date'2024-01-31'");
    check("DATE'2024-01-31'", "date'2024-01-31'");
    check("TIMESTAMP '2024-01-31 10:00'", "timestamp'2024-01-31 10:00'");
    check("TIME '10:00'", "(cast '10:00' time)");
    check("INTERVAL '1' MONTH", "interval'1 MONTH'");
    check("INTERVAL 18 YEARS", "interval'18 YEARS'");
    check("INTERVAL '3 days'", "interval'3 days '");
    check("INTERVAL (n + 1) DAY", "(to_days (+ n 1))");
    check("d + INTERVAL 1 DAY > e", "(> (+ d interval'1 DAY') e)");
    check("null", "null");
    check("TRUE", "true");
}

#[test]
fn words_that_begin_literals_are_names_elsewhere() {
    check("date > '2024-01-01'", "(> date '2024-01-01')");
    check("interval - 1", "(- interval 1)");
    check("timestamp IS NULL", "(is-null timestamp)");
    check("year + month", "(+ year month)");
    check("date(x)", "(date x)");
}

#[test]
fn names_may_be_dotted_quoted_and_of_any_script() {
    check("a.b.c", "a.b.c");
    check("t.order", "t.order");
    check("\"per cent\" > \"a\"\"b\".c", "(> \"per cent\" \"a\"b\".c)");
    check("année > 1", "(> année 1)");
    check("anne\u{301}e > 1", "(> anne\u{301}e 1)");
    check("_x1$ = 年", "(= _x1$ 年)");
}

#[test]
fn comments_are_blanks() {
    check("a -- the first\n > 1 /* outer /* inner */ still */", "(> a 1)");
    check("a--1\n", "a");
}

#[test]
fn calls_cases_and_casts() {
    check("today()", "(today)");
    check("round(a, 2)", "(round a 2)");
    check("EXTRACT(year FROM d)", "(date_part 'year' d)");
    check("extract('Year' from d + 1)", "(date_part 'year' (+ d 1))");
    check("CAST(a AS integer)", "(cast a integer)");
    check("TRY_CAST(a AS DECIMAL(10, 2))", "(try-cast a DECIMAL(10,2))");
    check("a::double precision", "(cast a double precision)");
    check("a::text::date", "(cast (cast a text) date)");
    check("CASE WHEN a THEN 1 ELSE 2 END", "(case [a 1] 2)");
    check("CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' END", "(case a [1 'x'] [2 'y'])");
    check("CASE a WHEN 1 THEN 2 END::text", "(cast (case a [1 2]) text)");
}

#[test]
fn what_is_not_built_yet_is_one_node() {
    check("count(*) > 1", "(> (count *) 1)");
    check("sum(a) FILTER (WHERE b > 1) = 2", "(= (sum a filter (> b 1)) 2)");
    check("count(DISTINCT a)", "(count distinct a)");
    check("string_agg(a, ', ')", "(string_agg a ', ')");
    check(
        "lag(a) OVER (PARTITION BY b, f(c) ORDER BY c DESC NULLS LAST, d) < a",
        "(< (lag a over [by b (f c), order c desc Last, order d]) a)",
    );
    check(
        "avg(a) OVER (ORDER BY b ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)",
        "(avg a over [order b, Rows Preceding(6) Current])",
    );
    check("sum(a) OVER (w ROWS 2 PRECEDING)", "(sum a over w [Rows Preceding(2) Current])");
    check("sum(a) OVER w", "(sum a over w)");
    check("f(a) OVER ()", "(f a over [])");
    check("a > ALL (SELECT b FROM t)", "<`ANY` and `ALL`>");
    check("f(x -> x + 1)", "(f <lambdas>)");
    check("f(lambda x: x + 1)", "(f <lambdas>)");
    check("COLUMNS('a.*') > 0", "(> columns'a.*' 0)");
    check("COLUMNS(*) > 0", "(> columns[all but ] 0)");
    check("COLUMNS(* EXCLUDE (a, \"b\")) > 0", "(> columns[all but a \"b\"] 0)");
    check("COLUMNS(['a', 'b']) > 0", "(> columns[\"a\" \"b\"] 0)");
    check("f(*COLUMNS('a.*'))", "(f *columns'a.*')");
}

#[test]
fn lists_and_what_is_made_of_them() {
    check("[a, b + 1]", "(list a (+ b 1))");
    check("[]", "(list)");
    check("ARRAY[1]", "(list 1)");
    check("[[1], []]", "(list (list 1) (list))");
    check("string_split(a, ';')[1] = 'x'", "(= (list_extract (string_split a ';') 1) 'x')");
    check("x[1][2]", "(list_extract (list_extract x 1) 2)");
    check("x[2:3]", "(list_slice x 2 3)");
    check("x[:-2]", "(list_slice x 1 (neg 2))");
    check("x[i + 1:]", "(list_slice x (+ i 1) (neg 1))");
    check("x[:]", "(list_slice x 1 (neg 1))");
    check("-x[1]", "(neg (list_extract x 1))");
    check("x[1]::text", "(cast (list_extract x 1) text)");
    check("[f(x) FOR x IN l IF x > 1]", "(for x in l (f x) if (> x 1))");
    check("[x FOR x, i IN [1, 2]]", "(for x i in (list 1 2) x)");
    check("[[y FOR y IN x] FOR x IN l]", "(for x in l (for y in x y))");
    check("a IN [1, 2] AND b", "(and (list_contains (list 1 2) a) b)");
    check("a NOT IN f(x)[2:]", "(not (list_contains (list_slice (f x) 2 (neg 1)) a))");
}

#[test]
fn subqueries_stand_alone_behind_exists_and_behind_in() {
    check("a = (SELECT max(b) FROM t)", "(= a (value [(max b)] from t))");
    check("EXISTS (SELECT 1 FROM t)", "(exists [1] from t)");
    check(
        "NOT EXISTS (SELECT * FROM t AS x WHERE x.a = b) AND c",
        "(and (not (exists [] from t x where (= x.a b))) c)",
    );
    check("a + 1 NOT IN (SELECT DISTINCT b FROM t u)", "(not-in (+ a 1) [b] from t u)");
    check(
        "a IN (SELECT b FROM previous.t WHERE (c OR d))",
        "(in a [b] from previous.t where (or c d))",
    );
    check("(SELECT a AS x, b FROM t) > 1", "(> (value [a b] from t) 1)");
}

#[test]
fn what_subqueries_leave_out_is_said() {
    let said = |sql: &str| parse_text(sql).expect_err("a mistake").message;
    assert_eq!(
        said("a = (FROM t)"),
        "expected `SELECT` at the beginning of a subquery, found `FROM`"
    );
    assert_eq!(said("a = (SELECT b FROM t ORDER BY b)"), "`ORDER` is not part of subqueries");
    assert_eq!(said("a = (SELECT b FROM t, u)"), "a subquery reads one table");
    assert_eq!(said("a = (SELECT b FROM t x JOIN u)"), "a subquery reads one table");
    assert_eq!(
        said("a IN (SELECT b)"),
        "expected `FROM` and a table, as in `(SELECT sum(x) FROM table)`, found `)`"
    );
    assert_eq!(said("EXISTS (a)"), "expected `(SELECT …)` after `EXISTS`, found `(`");
    assert_eq!(said("a IN (SELECT b FROM t WHERE c"), "`(` is never closed");
    assert_eq!(said("a IN (SELECT b FROM t GROUP BY b)"), "`GROUP` is not part of subqueries");
}

#[test]
fn chains_of_and_are_flat_however_long() {
    let long = vec!["a > 1"; 1000].join(" AND ");
    let expr = parse_text(&long).expect("a thousand parts are allowed");
    assert_eq!(
        nodes(&expr)
            .iter()
            .filter(|node| long[node.span.start..].starts_with("a >")
                && node.span.end - node.span.start == 5)
            .count(),
        1000
    );
    check("a AND b AND c AND d", "(and a b c d)");
    check("a AND b AND c", "(and a b c)");
    check("a OR b AND c OR d", "(or a (and b c) d)");
}

#[test]
fn size_and_depth_are_bounded() {
    let code = |sql: &str| parse_text(sql).map_or_else(|error| error.code, |_| "fine");
    let nested = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(code(&nested(MAX_DEPTH - 1)), "fine");
    assert_eq!(code(&nested(5000)), "too-complex");
    assert_eq!(code(&nested(1900)), "too-complex");
    assert_eq!(code(&format!("{}a", "NOT ".repeat(1900))), "too-complex");
    assert_eq!(code(&format!("{}a", "- ".repeat(1900))), "too-complex");
    assert_eq!(code(&format!("1{}", " + 1".repeat(MAX_DEPTH - 1))), "fine");
    assert_eq!(code(&format!("1{}", " + 1".repeat(1900))), "too-complex");
    assert_eq!(code(&format!("a{}", "::text".repeat(1300))), "too-complex");
    assert_eq!(code(&"f(".repeat(1900)), "too-complex");
    assert_eq!(code(&"CASE ".repeat(1900)), "too-complex");
    assert_eq!(code(&"a, ".repeat(MAX_TOKENS)), "too-complex");
    assert_eq!(code(&format!("a IN ({}1)", "1, ".repeat(1900))), "fine");
}
