//! Values as messages and reports show them, and texts made safe to show.

use super::calendar::{show_date, show_datetime, show_duration, show_partial, show_time};
use super::{Decimal, Value};
use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// A value as sentences show it: numbers of five digits and more in groups, no needless digits, a
/// text with everything invisible made visible.
pub fn show(value: &Value) -> String {
    match value {
        Value::Number(number) => grouped(*number),
        Value::Float(float) => group_digits(show_float(*float)),
        Value::Text(text) => visible(text).into_owned(),
        Value::List(values) => list(values, show),
        value => exact(value),
    }
}

/// A value with every digit and without groups, as programs read it; a text as it is.
pub fn exact(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Number(number) => number.trimmed().text(),
        Value::Float(float) => show_float(*float),
        Value::Text(text) => text.clone(),
        Value::Date(days) => show_date(*days),
        Value::Time(micros) => show_time(*micros),
        Value::DateTime(micros) => show_datetime(*micros),
        Value::PartialDate(partial) => show_partial(*partial),
        Value::Duration(duration) => show_duration(*duration),
        Value::List(values) => list(values, exact),
    }
}

/// `[a, 'b, c', NULL]`: texts in quotes where they would be read otherwise.
fn list(values: &[Value], show: fn(&Value) -> String) -> String {
    let shown = values.iter().map(|value| match value {
        Value::Text(text) if !stands_alone(text) => {
            let text = show(value).replace('\\', "\\\\").replace('\'', "\\'");
            format!("'{text}'")
        }
        value => show(value),
    });
    format!("[{}]", shown.collect::<Vec<_>>().join(", "))
}

/// Whether a text in a list is read as itself.
fn stands_alone(text: &str) -> bool {
    let special = |c: char| c.is_control() || "[]{}(),:;='\"\\".contains(c);
    !text.is_empty()
        && !text.eq_ignore_ascii_case("null")
        && text.trim() == text
        && !text.chars().any(special)
}

/// A number in groups, without zeros at the end of its fraction: `9,000,000`, `183,673.5`.
pub fn grouped(number: Decimal) -> String {
    group_digits(number.trimmed().text())
}

/// A count in groups: `1,204`. Unlike a value, it is never a year.
pub fn count(number: u64) -> String {
    let mut digits = number.to_string();
    let commas = (1..=(digits.len() - 1) / 3).map(|group| digits.len() - 3 * group);
    commas.collect::<Vec<_>>().into_iter().for_each(|at| digits.insert(at, ','));
    digits
}

/// Two numbers rounded to as many places as tell them apart, two at least.
pub fn apart(left: Decimal, right: Decimal) -> (String, String) {
    let rounded = |number: Decimal, places: i32| number.round(places).unwrap_or(number);
    let enough = |places: &i32| {
        let (left_shown, right_shown) = (rounded(left, *places), rounded(right, *places));
        left_shown.cmp(&right_shown) == left.cmp(&right)
    };
    let places = (2..=38).find(enough).unwrap_or(38);
    (grouped(rounded(left, places)), grouped(rounded(right, places)))
}

/// The shortest digits that mean the float; with an exponent where it is very large or small.
fn show_float(float: f64) -> String {
    let text = format!("{float:?}");
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// Puts commas between groups of three digits where five or more stand before the point.
fn group_digits(text: String) -> String {
    let first = usize::from(text.starts_with('-'));
    let whole = text[first..].bytes().take_while(u8::is_ascii_digit).count();
    if whole < 5 || text.contains('e') {
        return text;
    }
    let mut grouped = text;
    let point = first + whole;
    let commas = (1..=(whole - 1) / 3).map(|group| point - 3 * group);
    commas.for_each(|at| grouped.insert(at, ','));
    grouped
}

/// The text with control, formatting and other invisible characters, and blanks at its ends, shown
/// by visible ones: `\n`, `\u{202e}`, `·`.
pub fn visible(text: &str) -> Cow<'_, str> {
    let start = text.len() - text.trim_start_matches(' ').len();
    let end = text.trim_end_matches(' ').len();
    if start == 0 && end == text.len() && !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for (at, char) in text.char_indices() {
        match char {
            ' ' if at < start || at >= end => shown.push('·'),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            char if is_invisible(char) => shown.extend(char.escape_unicode()),
            char => shown.push(char),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is not seen, or changes how others are: controls, formatting and
/// bidirectional characters, blanks other than the plain one, characters for no one's use.
pub fn is_invisible(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_control();
    }
    matches!(
        char,
        '\u{80}'..='\u{a0}'
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{1680}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{206f}' | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}'..='\u{ffff}'
    )
}

/// The text, cut to a width in columns of a terminal, with `…` where something is left out.
pub fn shorten(text: &str, width: usize) -> Cow<'_, str> {
    let of = |char: char| char.width().unwrap_or(0);
    let (mut used, mut cut) = (0, 0);
    for (at, char) in text.char_indices() {
        used += of(char);
        if used > width {
            let kept = &text[..cut];
            return Cow::Owned(format!("{kept}…"));
        }
        // What is left must hold the ellipsis.
        if used < width {
            cut = at + char.len_utf8();
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[track_caller]
    fn check(number: &str, shown: &str) {
        assert_eq!(grouped(number.parse().unwrap()), shown);
    }

    #[test]
    fn counts_are_grouped_from_four_digits_on() {
        let shown = [0, 999, 1000, 1234, 12_345, 1_204_331].map(count);
        assert_eq!(shown, ["0", "999", "1,000", "1,234", "12,345", "1,204,331"]);
    }

    #[test]
    fn five_digits_and_more_are_grouped() {
        check("9000000", "9,000,000");
        check("1234", "1234");
        check("-12345.678900", "-12,345.6789");
        check("0.123456789", "0.123456789");
        check("100.00", "100");
        assert_eq!(show(&Value::Float(1234567.0)), "1,234,567");
        assert_eq!(show(&Value::Float(1e300)), "1e300");
        assert_eq!(exact(&Value::Float(1234567.5)), "1234567.5");
        assert_eq!(count(1_204_331), "1,204,331");
    }

    #[test]
    fn compared_numbers_show_what_tells_them_apart() {
        let show = |a: &str, b: &str| apart(a.parse().unwrap(), b.parse().unwrap());
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(show("183673.469387755102040816", "20000"), pair("183,673.47", "20,000"));
        assert_eq!(show("0.33333", "0.33334"), pair("0.33333", "0.33334"));
        assert_eq!(show("2", "2.000"), pair("2", "2"));
    }

    #[test]
    fn nothing_invisible_is_left() {
        assert_eq!(visible("a b"), "a b");
        assert_eq!(visible(" a b  "), "·a b··");
        assert_eq!(visible("\u{1b}[31mred\n"), "\\u{1b}[31mred\\n");
        assert_eq!(visible("a\u{a0}\u{202e}\u{200b}b"), "a\\u{a0}\\u{202e}\\u{200b}b");
        assert_eq!(visible("  "), "··");
        for char in '\0'..=char::MAX {
            let shown = visible(&char.to_string()).into_owned();
            let hidden = char.is_control() || char.width() == Some(0) && is_invisible(char);
            assert!(!hidden || !shown.contains(char), "{}", char.escape_unicode());
        }
    }

    #[test]
    fn shortened_texts_fit_their_width() {
        assert_eq!(shorten("abcdef", 6), "abcdef");
        assert_eq!(shorten("abcdefg", 6), "abcde…");
        assert_eq!(shorten("東京都庁", 5), "東京…");
        assert_eq!(shorten("東京都庁", 6), "東京…");
        for width in 1..12 {
            assert!(shorten("a東b京c都d庁e\u{301}", width).width() <= width);
        }
    }
}
