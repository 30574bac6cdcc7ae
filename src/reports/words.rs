//! Numbers and small words in sentences.

pub use crate::types::format::count as grouped;
use std::borrow::Cow;

/// Digits of a fraction that a value in a file may have, and a quotient has more of.
const LONGEST_FRACTION: usize = 12;

/// `1 row`, `2 rows`: the noun is given in the singular and takes an `s`.
pub fn count(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", grouped(number))
}

/// A decimal as written with every digit, made short enough to read: `183,673.4693…`.
pub fn readable(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_decimal = !whole.is_empty()
        && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if !is_decimal {
        return number.to_owned();
    }
    let whole = match whole.parse() {
        Ok(value) if whole.len() > 4 && !whole.starts_with('0') => grouped(value),
        _ => whole.to_owned(),
    };
    let is_long = fraction.len() > 6;
    let fraction = if is_long { fraction.trim_end_matches('0') } else { fraction };
    let (shown, more) = if fraction.len() > 6 { (&fraction[..4], "…") } else { (fraction, "") };
    let point = if shown.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{shown}{more}")
}

/// A sentence in which what was computed with every digit is short enough to read. Fractions that
/// somebody would write stay as they are, and so do numbers that only their last digits tell apart.
pub fn rounded(sentence: &str) -> Cow<'_, str> {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let words = sentence.split(|c| !is_of_number(c));
    let words = words.map(|word| word.trim_end_matches(['.', ',', '-']));
    let is_long = |word: &&str| {
        let fraction = word.split_once('.').map_or("", |(_, fraction)| fraction);
        fraction.len() > LONGEST_FRACTION && fraction.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut numbers: Vec<&str> = words.filter(is_long).collect();
    numbers.sort_unstable();
    numbers.dedup();
    // One that is the beginning of another comes after it.
    numbers.reverse();
    let short: Vec<String> =
        numbers.iter().map(|number| readable(&number.replace(',', ""))).collect();
    let are_apart = (1..short.len()).all(|at| !short[..at].contains(&short[at]));
    if numbers.is_empty() || !are_apart {
        return Cow::Borrowed(sentence);
    }
    let mut text = sentence.to_owned();
    for (number, short) in numbers.iter().zip(&short) {
        text = text.replace(number, short);
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_from_the_right() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_204_331, "1,204,331")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn what_was_computed_is_short_in_sentences() {
        for (sentence, expected) in [
            ("`a / b` is 1.409090909090909091, so", "`a / b` is 1.4090…, so"),
            ("is -183,673.469387755102040816", "is -183,673.4693…"),
            ("is 0.12345678, above 0.12345670", "is 0.12345678, above 0.12345670"),
            (
                "0.333333333333333333 is not 0.333333333333333334",
                "0.333333333333333333 is not 0.333333333333333334",
            ),
            ("v1.409090909090909091.2", "v1.409090909090909091.2"),
            ("on 2024-03-04, 12 rows", "on 2024-03-04, 12 rows"),
        ] {
            assert_eq!(rounded(sentence), expected);
        }
    }

    #[test]
    fn decimals_are_grouped_and_cut_and_other_texts_left_alone() {
        for (number, text) in [
            ("183673.469387755102040816", "183,673.4693…"),
            ("1000000.000000000000000000", "1,000,000"),
            ("-12.5", "-12.5"),
            ("12.30", "12.30"),
            ("2024", "2024"),
            ("2024-10-16", "2024-10-16"),
            ("", ""),
            ("1e9", "1e9"),
        ] {
            assert_eq!(readable(number), text);
        }
    }
}
