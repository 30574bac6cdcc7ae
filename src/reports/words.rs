//! Numbers and small words in sentences.

pub use crate::types::format::count as grouped;

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
