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
fn operators_of_other_languages_are_translated() {}

#[test]
fn brackets_and_quotes_are_blamed_where_they_open() {}

#[test]
fn forms_say_what_they_lack() {}

#[test]
fn words_and_characters_are_explained() {}

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
