//! What is said about texts that are no expression, and where.

use super::show::underlined;
use scruple::expressions::parse::parse_text;

/// `expected`: the text, the place underlined, the message, and the help where there is one.
#[track_caller]
fn check(expected: &str) {
    let expected = expected.trim_matches('\n');
    let sql = expected.lines().next().expect("a first line");
    let error = match parse_text(sql) {
        Ok(expr) => panic!("{sql} is fine: {expr:?}"),
        Err(error) => error,
    };
    assert_eq!(error.code, "invalid-syntax");
    let mut found = format!("{}\n{}", underlined(sql, error.span), error.message);
    if let Some(help) = error.help {
        found = format!("{found}\nhelp: {help}");
    }
    assert_eq!(found, expected, "\n{found}\n");
}

#[test]
fn operators_of_other_languages_are_translated() {
    check(
        r#"
a = 
    ^
expected an expression after `=`, found the end
"#,
    );
    check(
        r#"
a && b
  ^^
`&&` is not an operator of conditions
help: write `AND`
"#,
    );
    check(
        r#"
a => 1
  ^^
`=>` is not an operator of conditions
help: write `>=`
"#,
    );
    check(
        r#"
a =< 1
  ^^
`=<` is not an operator of conditions
help: write `<=`
"#,
    );
    check(
        r#"
a b
  ^
expected an operator or the end, found `b`
"#,
    );
    check(
        r#"
a 'x'
  ^^^
expected an operator between `a` and `'x'`
"#,
    );
    check(
        r#"
a < b < c
      ^
comparisons do not chain
help: write `a < b AND b < …`
"#,
    );
    check(
        r#"
a = b = c
      ^
comparisons do not chain
help: write `a = b AND b = …`
"#,
    );
    check(
        r#"
a ADN b
  ^^^
expected an operator or the end, found `ADN`
help: write `AND`
"#,
    );
    check(
        r#"
a NOT 5
      ^
expected `IN`, `BETWEEN`, `LIKE` or `ILIKE` after `NOT`, found `5`
"#,
    );
    check(
        r#"
a = NOT b
    ^^^
`NOT` binds less tightly than `=`
help: put brackets round it: `(NOT …)`
"#,
    );
    check(
        r#"
!a
^
expected an expression, found `!`
help: write `NOT`
"#,
    );
    check(
        r#"
a ~* 'x'
  ^^
`~*` is not an operator of conditions
help: write `~ '(?i)…'`
"#,
    );
    check(
        r#"
a ^ 2
  ^
`^` is not an operator of conditions
help: write `power(a, b)`
"#,
    );
    check(
        r#"
a = ?
    ^
expected an expression after `=`, found `?`
help: values stand in the condition itself, or under `[define]`
"#,
    );
    check(
        r#"
a equals b
  ^^^^^^
expected an operator or the end, found `equals`
help: write `=`
"#,
    );
    check(
        r#"
'a' 'b'
    ^^^
expected an operator between `'a'` and `'b'`
help: texts are joined by `||`; a `'` inside a text is written twice
"#,
    );
    check(
        r#"
1 000
  ^^^
expected an operator between `1` and `000`
help: the digits of a number are grouped by `_`: `1_000`
"#,
    );
    check(
        r#"
a = = b
    ^
expected an expression after `=`, found `=`
help: write `=`
"#,
    );
    check(
        r#"
a <> > b
     ^
expected an expression after `<>`, found `>`
"#,
    );
    check(
        r#"
a ! = b
  ^
`!` is not an operator of conditions
help: write `NOT` before the condition, `<>` between two values
"#,
    );
    check(
        r#"
a <=> b
  ^^^
`<=>` is not an operator of conditions
help: write `IS NOT DISTINCT FROM`
"#,
    );
    check(
        r#"
année année
      ^^^^^
expected an operator or the end, found `année`
"#,
    );
}

#[test]
fn brackets_and_quotes_are_blamed_where_they_open() {
    check(
        r#"
(a + b
^
`(` is never closed
help: close it with `)`
"#,
    );
    check(
        r#"
a + b)
     ^
`)` closes nothing
"#,
    );
    check(
        r#"
a > 1,000
     ^
`,` stands only between arguments and between the values of `IN (…)`
help: the digits of a number are grouped by `_`: `1_000`
"#,
    );
    check(
        r#"
f(a
 ^
`(` is never closed
help: close it with `)`
"#,
    );
    check(
        r#"
f(a b)
    ^
expected an operator or the end, found `b`
"#,
    );
    check(
        r#"
f(,)
  ^
expected an expression after `(`, found `,`
"#,
    );
    check(
        r#"
'abc
^
a text is never closed
help: close it with `'`; inside, a `'` is written twice
"#,
    );
    check(
        r#"
"abc
^
a name in double quotes is never closed
help: close it with `"`; inside, a `"` is written twice
"#,
    );
    check(
        r#"
a /* x
  ^^
a comment is never closed
help: close it with `*/`
"#,
    );
    check(
        r#"
(1, 2)
  ^
several values in brackets stand only after `IN`
help: the digits of a number are grouped by `_`: `1_000`
"#,
    );
    check(
        r#"
trim(both 'x' from a)
     ^^^^
the arguments of `trim` are written between commas
help: write `trim(text, 'characters')`
"#,
    );
    check(
        r#"
substring(a from 1 for 2)
          ^
the arguments of `substring` are written between commas
help: write `substr(text, start, length)`
"#,
    );
    check(
        r#"
lambda x y
          ^
expected `:` behind the arguments of `lambda`, found the end
"#,
    );
    check(
        r#"
sum(a
   ^
`(` is never closed
help: close it with `)`
"#,
    );
    check(
        r#"
'année
^
a text is never closed
help: close it with `'`; inside, a `'` is written twice
"#,
    );
}

#[test]
fn forms_say_what_they_lack() {
    check(
        r#"
CASE WHEN a THEN 1
^^^^
`CASE` without its `END`
help: write `CASE WHEN … THEN … ELSE … END`
"#,
    );
    check(
        r#"
CASE a END
       ^^^
expected `WHEN` in `CASE`, found `END`
"#,
    );
    check(
        r#"
CASE WHEN a 1 END
            ^
expected an operator between `a` and `1`
"#,
    );
    check(
        r#"
a IS 'x'
     ^^^
expected `NULL`, `TRUE`, `FALSE`, `UNKNOWN` or `DISTINCT FROM` after `IS`, found `'x'`
help: to compare with a value, write `= 'x'`
"#,
    );
    check(
        r#"
a IS NOT 5
         ^
expected `NULL`, `TRUE`, `FALSE`, `UNKNOWN` or `DISTINCT FROM` after `IS`, found `5`
help: to compare with a value, write `<> 5`
"#,
    );
    check(
        r#"
a IN 5
     ^
expected a list in brackets or its name after `IN`, found `5`
"#,
    );
    check(
        r#"
a IN ()
      ^
expected an expression after `(`, found `)`
"#,
    );
    check(
        r#"
a IN (1,)
        ^
expected an expression after `,`, found `)`
"#,
    );
    check(
        r#"
a LIKE 'x' ESCAPE '!!'
                  ^^^^
`ESCAPE` takes exactly one character
help: write `ESCAPE '!'`
"#,
    );
    check(
        r#"
a LIKE 'x' ESCAPE b
                  ^
expected one character in single quotes after `ESCAPE`, found `b`
"#,
    );
    check(
        r#"
INTERVAL 3
          ^
expected a unit such as `YEAR`, `MONTH` or `DAY` in `INTERVAL`, found the end
help: write `INTERVAL 3 DAY`, or `INTERVAL '3 days'`
"#,
    );
    check(
        r#"
INTERVAL 3 foo
           ^^^
expected a unit such as `YEAR`, `MONTH` or `DAY` in `INTERVAL`, found `foo`
help: write `INTERVAL 3 DAY`, or `INTERVAL '3 days'`
"#,
    );
    check(
        r#"
CAST(a)
      ^
expected `AS` and a type, as in `CAST(x AS integer)`, found `)`
"#,
    );
    check(
        r#"
CAST(a AS)
         ^
expected the name of a type to cast to, found `)`
"#,
    );
    check(
        r#"
EXTRACT(year, d)
            ^
expected `FROM` in `EXTRACT(part FROM x)`, found `,`
"#,
    );
    check(
        r#"
a LIKE 'x' LIKE 'y'
           ^^^^
`LIKE` does not follow another comparison without `AND` or `OR`
help: put brackets round the first comparison, or join the two by `AND`
"#,
    );
    check(
        r#"
a BETWEEN 1
           ^
expected `AND` between the two bounds of `BETWEEN`, found the end
"#,
    );
    check(
        r#"
a BETWEEN 1 OR 2
            ^^
expected `AND` between the two bounds of `BETWEEN`, found `OR`
"#,
    );
    check(
        r#"
a IS DISTINCT b
              ^
expected `FROM` after `DISTINCT`, found `b`
"#,
    );
    check(
        r#"
a IS NULL = b
          ^
`=` does not follow another comparison without `AND` or `OR`
help: put brackets round the first comparison, or join the two by `AND`
"#,
    );
    check(
        r#"
a ISNULL
  ^^^^^^
expected an operator or the end, found `ISNULL`
help: write `IS NULL`
"#,
    );
    check(
        r#"
a IN list.b
     ^^^^^
`IN` stands before a list in brackets or its name
"#,
    );
    check(
        r#"
f(a) OVER 5
          ^
expected `(` or the name of a window after `OVER`, found `5`
"#,
    );
    check(
        r#"
a BETWEEN SYMMETRIC 1 AND 2
          ^^^^^^^^^
`BETWEEN SYMMETRIC` is not part of conditions
help: write the smaller bound first, or `BETWEEN least(a, b) AND greatest(a, b)`
"#,
    );
}

#[test]
fn words_and_characters_are_explained() {
    check(
        r#"
a AND
     ^
expected an expression after `AND`, found the end
"#,
    );
    check(
        r#"
AND a
^^^
expected an expression, found `AND`
"#,
    );
    check(
        r#"
12abc
^^^^^
the number `12` runs on into `abc`
help: a text is written `'12abc'`, a column whose name starts with a digit `"12abc"`
"#,
    );
    check(
        r#"
0xFF
^^^^
the number `0` runs on into `xFF`
help: numbers are written in decimal digits
"#,
    );
    check(
        r#"
1__0
^^^^
the number `1` runs on into `__0`
help: `_` stands between two digits: `1_000`
"#,
    );
    check(
        r#"
a ≥ 1
  ^
`≥` is not a character of conditions
help: write `>=`
"#,
    );
    check(
        r#"
a = ‘x’
    ^
`‘` is not a character of conditions
help: write `'`
"#,
    );
    check(
        r#"
order > 1
^^^^^
expected an expression, found `order`
help: `order` is a word of SQL: as a name it is written `"order"`
"#,
    );
    check(
        r#"
a + group
    ^^^^^
expected an expression after `+`, found `group`
help: `group` is a word of SQL: as a name it is written `"group"`
"#,
    );
    check(
        r#"
SELECT a
^^^^^^
a condition is an expression, not a query
help: write what must hold for each row, as after `WHERE`
"#,
    );
    check(
        r#"
a;
 ^
a condition is one expression, without `;`
help: leave out the `;`
"#,
    );
    check(
        r#"
a::
   ^
expected the name of a type to cast to, found the end
"#,
    );
    check(
        r#"
a.
  ^
expected a name after `.`, found the end
"#,
    );
    check(
        r#"
a.b(c)
^^^
functions are not called with a point
help: write `b(a)`
"#,
    );
    check(
        r#"
E'a'
^^
texts with the prefix `E` are not part of conditions
help: write a plain text in single quotes, its characters as they are
"#,
    );
    check(
        r#"
}
^
expected an expression, found `}`
"#,
    );
    check(
        r#"
a OR OR b
     ^^
expected an expression after `OR`, found `OR`
"#,
    );
}

#[test]
fn nothing_at_all_is_a_mistake_too() {
    for sql in ["", "  ", "-- a comment"] {
        let error = parse_text(sql).expect_err("no expression");
        assert_eq!(error.message, "expected an expression, found nothing");
        assert_eq!((error.span.start, error.span.end), (sql.len(), sql.len()));
    }
}

#[test]
fn characters_that_cannot_be_seen_are_named() {
    let error = parse_text("a = \u{0}").expect_err("a control character");
    assert_eq!(error.message, "`U+0000` is not a character of conditions");
}
