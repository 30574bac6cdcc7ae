//! Slips of the pen between a number as written and the number that was meant.

use crate::types::Decimal;

/// What may have happened to the number that was meant, as a sentence; nothing where it is no slip
/// that people are known to make.
pub fn slip(written: Decimal, meant: Decimal) -> Option<String> {
    if written == meant || written.is_zero() || meant.is_zero() {
        return None;
    }
    let (one, other) = (digits(written), digits(meant));
    let shown = crate::types::format::grouped(meant.trimmed());
    if let Some(factor) = factor(written, meant) {
        return Some(factor_slip(factor, written > meant, &shown));
    }
    if swapped(&one, &other) {
        return Some(format!("two digits of {shown} may be swapped"));
    }
    let is_longer = one.len() > other.len();
    let (long, short) = if is_longer { (&one, &other) } else { (&other, &one) };
    if short.len() > 1 && long.len() == short.len() + 1 && lacks_one(long, short) {
        return Some(match is_longer {
            true => format!("{shown} may have got a digit too many"),
            false => format!("{shown} may have lost a digit"),
        });
    }
    let differ = one.iter().zip(&other).filter(|(one, other)| one != other).count();
    let is_one_digit = one.len() > 2 && one.len() == other.len() && differ == 1;
    is_one_digit.then(|| format!("one digit differs from {shown}"))
}

/// The digits that count: no zeros at either end, no point.
fn digits(number: Decimal) -> Vec<u8> {
    let text = number.abs().trimmed().mantissa().to_string();
    text.trim_end_matches('0').bytes().collect()
}

/// By which power of ten two numbers differ, where they differ by nothing else.
fn factor(one: Decimal, other: Decimal) -> Option<i32> {
    let ratio = one.abs().max(other.abs()).div(one.abs().min(other.abs())).ok()?;
    (1..=9).find(|power| Decimal::new(10_i128.pow(*power as u32), 0) == ratio)
}

fn factor_slip(power: i32, too_much: bool, shown: &str) -> String {
    let factor = match power {
        1 => "ten",
        2 => "a hundred",
        3 => "a thousand",
        6 => "a million",
        _ => "a power of ten",
    };
    let scale = match (power, too_much) {
        (3, true) => ", as a billion for a million",
        (3, false) => ", as a million for a billion",
        _ => "",
    };
    format!("off by a factor of {factor} from {shown}{scale}")
}

/// Whether one list is the other with two neighbours swapped.
fn swapped(one: &[u8], other: &[u8]) -> bool {
    let differ: Vec<usize> =
        (0..one.len().min(other.len())).filter(|at| one[*at] != other[*at]).collect();
    match differ.as_slice() {
        [first, second] if one.len() == other.len() && second - first == 1 => {
            one[*first] == other[*second] && one[*second] == other[*first]
        }
        _ => false,
    }
}

/// Whether the short list is the long one without one of its members.
fn lacks_one(long: &[u8], short: &[u8]) -> bool {
    let same = long.iter().zip(short).take_while(|(one, other)| one == other).count();
    long[same + 1..] == short[same..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_that_people_make() {
        let check = |written: &str, meant: &str, expected: Option<&str>| {
            let [written, meant] = [written, meant].map(|text| text.parse().expect("a number"));
            assert_eq!(slip(written, meant).as_deref(), expected, "{written} {meant}");
        };
        check("94", "49", Some("two digits of 49 may be swapped"));
        check("12.43", "12.34", Some("two digits of 12.34 may be swapped"));
        check("490", "49", Some("off by a factor of ten from 49"));
        let billion = "off by a factor of a thousand from 9,000,000, as a billion for a million";
        check("9000000000", "9000000", Some(billion));
        check("1234", "12345", Some("12,345 may have lost a digit"));
        check("12245", "1245", Some("1245 may have got a digit too many"));
        check("1285", "1235", Some("one digit differs from 1235"));
        check("49", "51", None);
        check("7", "9", None);
        check("0", "9", None);
    }
}
