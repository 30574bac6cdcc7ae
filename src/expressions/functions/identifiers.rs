//! Identifiers that carry a check digit: whether it is the right one.

use super::{Arg, BLANK, Function, Returns, text};
use crate::types::{Computed, NotComputable, Type, Value};

/// The family of identifiers.
pub const FUNCTIONS: &[Function] = &[Function {
    name: "check_digit",
    family: "identifiers",
    args: &[Arg::Text, Arg::Text],
    returns: Returns::Type(Type::Boolean),
    summary: "whether an identifier has the right length and check digit; the scheme is `isbn`, \
              `issn`, `orcid`, `lei`, `iban`, `ean` or `luhn`",
    example: ("check_digit('978-0-306-40615-7', 'isbn')", "TRUE"),
    call: |args, _| check_digit(text(args, 0)?, text(args, 1)?),
    ..BLANK
}];

/// A scheme of identifiers, by its name.
type Scheme = (&'static str, fn(&str) -> bool);

const SCHEMES: &[Scheme] = &[
    ("isbn", isbn),
    ("issn", issn),
    ("orcid", orcid),
    ("lei", lei),
    ("iban", iban),
    ("ean", ean),
    ("luhn", luhn),
];

fn check_digit(id: &str, scheme: &str) -> Computed {
    let known = SCHEMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(scheme));
    let (_, holds) = known.ok_or(NotComputable::OutsideDomain)?;
    Ok(Value::Boolean(holds(id)))
}

/// The letters and digits, in capitals, without what may stand between them; `None` where something
/// else stands there too.
fn compact(id: &str, between: &[char]) -> Option<Vec<u8>> {
    let kept = id.chars().filter(|c| !between.contains(c));
    kept.map(|c| c.is_ascii_alphanumeric().then(|| c.to_ascii_uppercase() as u8)).collect()
}

fn digit(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(10)
}

fn digits(id: &[u8]) -> Option<Vec<u32>> {
    id.iter().map(|byte| digit(*byte)).collect()
}

/// Digits of which the last may be `X`, for ten.
fn digits_and_x(id: &[u8]) -> Option<Vec<u32>> {
    let (last, rest) = id.split_last()?;
    let mut digits = digits(rest)?;
    digits.push(if *last == b'X' { 10 } else { digit(*last)? });
    Some(digits)
}

/// ISBN-10 and ISBN-13, with or without hyphens.
fn isbn(id: &str) -> bool {
    let Some(id) = compact(id, &['-', ' ']) else { return false };
    match id.len() {
        10 => digits_and_x(&id).is_some_and(|digits| falling_weights(&digits).is_multiple_of(11)),
        13 => (id.starts_with(b"978") || id.starts_with(b"979")) && threes(&id),
        _ => false,
    }
}

fn issn(id: &str) -> bool {
    let Some(id) = compact(id, &['-']) else { return false };
    id.len() == 8
        && digits_and_x(&id).is_some_and(|digits| falling_weights(&digits).is_multiple_of(11))
}

/// The sum in which the last digit counts once, the one before it twice, and so on.
fn falling_weights(digits: &[u32]) -> u32 {
    digits.iter().rev().zip(1..).map(|(digit, weight)| digit * weight).sum()
}

/// With or without the address that it is part of. ISO 7064, MOD 11-2.
fn orcid(id: &str) -> bool {
    let bare = id.strip_prefix("https://").or_else(|| id.strip_prefix("http://")).unwrap_or(id);
    let bare = bare.strip_prefix("orcid.org/").unwrap_or(bare);
    let Some(digits) = compact(bare, &['-']).and_then(|id| digits_and_x(&id)) else { return false };
    let Some((last, rest)) = digits.split_last() else { return false };
    let total = rest.iter().fold(0, |total, digit| (total + digit) * 2 % 11);
    digits.len() == 16 && (total + last) % 11 == 1
}

/// ISO 17442: two digits at the end make the remainder one.
fn lei(id: &str) -> bool {
    let Some(id) = compact(id, &[]) else { return false };
    id.len() == 20 && id[18..].iter().all(u8::is_ascii_digit) && remainder_of_97(&id) == 1
}

/// With or without blanks; as long as its country says.
fn iban(id: &str) -> bool {
    let Some(id) = compact(id, &[' ']) else { return false };
    let (Some(country), Some(check)) = (id.get(..2), id.get(2..4)) else { return false };
    let shaped = country.iter().all(u8::is_ascii_uppercase) && check.iter().all(u8::is_ascii_digit);
    let lengths = IBAN_LENGTHS.iter();
    let known = lengths
        .filter(|(_, countries)| countries.split(' ').any(|known| known.as_bytes() == country));
    let fits = match known.map(|(length, _)| *length).next() {
        Some(length) => id.len() == length,
        None => (15..=34).contains(&id.len()),
    };
    shaped && fits && remainder_of_97(&[&id[4..], &id[..4]].concat()) == 1
}

/// How long the account numbers of countries are, by the registry of the standard.
const IBAN_LENGTHS: &[(usize, &str)] = &[
    (15, "NO"),
    (16, "BE"),
    (18, "DK FI FK FO GL NL SD"),
    (19, "MK SI"),
    (20, "AT BA EE KZ LT LU MN XK"),
    (21, "CH HR LI LV"),
    (22, "BG BH CR DE GB GE IE ME RS VA"),
    (23, "AE GI IL IQ OM SO TL"),
    (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
    (25, "LY PT ST"),
    (26, "IS TR"),
    (27, "BI DJ FR GR IT MC MR SM"),
    (28, "AL AZ BY CY DO GT HN HU LB NI PL SV"),
    (29, "BR EG PS QA UA"),
    (30, "JO KW MU YE"),
    (31, "MT SC"),
    (32, "LC"),
    (33, "RU"),
];

/// Letters count from ten: `A` is 10, `Z` is 35.
fn remainder_of_97(id: &[u8]) -> u32 {
    id.iter().fold(0, |total, byte| match char::from(*byte).to_digit(36) {
        Some(value @ 10..) => (total * 100 + value) % 97,
        Some(value) => (total * 10 + value) % 97,
        None => total,
    })
}

/// The numbers under bar codes: EAN-8, UPC-A, EAN-13, GTIN-14.
fn ean(id: &str) -> bool {
    let Some(id) = compact(id, &['-', ' ']) else { return false };
    matches!(id.len(), 8 | 12 | 13 | 14) && threes(&id)
}

/// The digits from the last one count once and three times by turns.
fn threes(id: &[u8]) -> bool {
    let Some(digits) = digits(id) else { return false };
    let weights = [1, 3].into_iter().cycle();
    digits.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 10 == 0
}

/// Numbers of payment cards and others: every second digit from the right is doubled.
fn luhn(id: &str) -> bool {
    let Some(digits) = compact(id, &['-', ' ']).and_then(|id| digits(&id)) else { return false };
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum = digits.iter().rev().enumerate().map(|(at, digit)| match at % 2 {
        0 => u64::from(*digit),
        _ => u64::from(doubled(*digit)),
    });
    digits.len() > 1 && sum.sum::<u64>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scheme: &str, right: &[&str], wrong: &[&str]) {
        for (ids, expected) in [(right, true), (wrong, false)] {
            for id in ids {
                let found = check_digit(id, scheme);
                assert_eq!(found, Ok(Value::Boolean(expected)), "{scheme} {id}");
            }
        }
    }

    #[test]
    fn published_identifiers_are_right() {
        let wrong =
            ["0-306-40615-3", "978-0-306-40615-8", "9770306406157", "080442957", "X804429570"];
        check("isbn", &["0-306-40615-2", "978-0-306-40615-7", "080442957X", "080442957x"], &wrong);
        check("issn", &["0378-5955", "2434-561X"], &["0378-5954", "0378-595", "0378–5955"]);
        let long = "https://orcid.org/0000-0002-1825-0097";
        check(
            "orcid",
            &[long, "0000-0002-1694-233X"],
            &["0000-0002-1825-0098", "0000-0002-1825-009"],
        );
        check("lei", &["5493001KJTIIGC8Y1R12"], &["5493001KJTIIGC8Y1R21", "5493001KJTIIGC8Y1R1"]);
        let accounts = ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "NO9386011117947"];
        check(
            "iban",
            &accounts,
            &["GB82 WEST 1234 5698 7654 33", "DE8937040044053201300", "", "é"],
        );
        check(
            "ean",
            &["4006381333931", "73513537", "036000291452"],
            &["4006381333932", "400638133393"],
        );
        check("luhn", &["4539 1488 0343 6467", "79927398713"], &["8273 1232 7352 0569", "0", ""]);
    }

    /// A wrong digit, and two digits in the wrong order, are what check digits are for.
    #[test]
    fn one_wrong_digit_is_found() {
        let ids = [
            ("isbn", "0306406152"),
            ("isbn", "9780306406157"),
            ("issn", "03785955"),
            ("orcid", "0000000218250097"),
            ("lei", "5493001KJTIIGC8Y1R12"),
            ("iban", "DE89370400440532013000"),
            ("ean", "4006381333931"),
            ("luhn", "4539148803436467"),
        ];
        for (scheme, id) in ids {
            for (at, old) in id.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
                for new in ('0'..='9').filter(|new| *new != old) {
                    let changed = format!("{}{new}{}", &id[..at], &id[at + 1..]);
                    check(scheme, &[], &[&changed]);
                }
            }
        }
    }

    #[test]
    fn unknown_schemes_are_not_computable() {
        assert_eq!(check_digit("1", "isan"), Err(NotComputable::OutsideDomain));
    }
}
