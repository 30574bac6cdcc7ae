//! The kinds of change, and chance that can be repeated.

use crate::types::{CellFormat, DataType};

/// A kind of change to a cell.
pub struct Change {
    /// As reports name it.
    pub name: &'static str,
    /// Whether it goes with cells of such a column.
    pub fits: fn(DataType) -> bool,
    /// The other text; `None` where this cell does not go with it.
    pub make: fn(&Cell<'_>, &mut Random) -> Option<String>,
}

/// A cell that is to be changed.
pub struct Cell<'c> {
    pub text: &'c str,
    /// The text of another row of the column.
    pub other: &'c str,
    pub format: &'c CellFormat,
}

/// Every kind of change, in the order of reports. A kind is known by its place in memory, which a constant
/// would not have.
pub static CHANGES: &[Change] = &[
    Change { name: "emptied", fits: |_| true, make: emptied },
    Change { name: "another row's", fits: |_| true, make: other_row },
    Change { name: "unreadable", fits: |ty| ty != DataType::String, make: unreadable },
    Change { name: "last digit", fits: is_number, make: last_digit },
    Change { name: "tenfold", fits: is_number, make: tenfold },
    Change { name: "other sign", fits: is_number, make: other_sign },
    Change { name: "a year later", fits: is_day, make: year_later },
    Change { name: "day and month swapped", fits: is_day, make: day_and_month },
    Change { name: "the opposite", fits: |ty| ty == DataType::Boolean, make: opposite },
    Change { name: "typing error", fits: is_text, make: typing_error },
    Change { name: "other case", fits: is_text, make: other_case },
    Change { name: "blank behind", fits: is_text, make: blank_behind },
];

fn is_text(ty: DataType) -> bool {
    ty == DataType::String
}

fn is_number(ty: DataType) -> bool {
    matches!(ty, DataType::Integer | DataType::Number | DataType::Float)
}

fn is_day(ty: DataType) -> bool {
    matches!(ty, DataType::Date | DataType::DateTime | DataType::PartialDate | DataType::YearMonth)
}

fn emptied(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    cell.format.missing.first().cloned()
}

fn other_row(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    let other = cell.other;
    (!cell.format.is_missing(other.as_bytes())).then(|| other.to_owned())
}

fn unreadable(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    Some(format!("{}x", cell.text))
}

fn last_digit(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    let at = cell.text.rfind(|c: char| c.is_ascii_digit())?;
    let digit = cell.text.as_bytes()[at];
    let other = if digit == b'9' { '8' } else { char::from(digit + 1) };
    Some(format!("{}{other}{}", &cell.text[..at], &cell.text[at + 1..]))
}

/// The point one place further; behind a whole number a zero.
fn tenfold(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    if !cell.text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        return None;
    }
    let point = cell.format.numbers.decimal_char;
    match cell.text.split_once(point) {
        None => {
            let at = cell.text.rfind(|c: char| c.is_ascii_digit())? + 1;
            Some(format!("{}0{}", &cell.text[..at], &cell.text[at..]))
        }
        Some((whole, rest)) => {
            let first = rest.chars().next().filter(char::is_ascii_digit)?;
            match &rest[first.len_utf8()..] {
                "" => Some(format!("{whole}{first}")),
                rest => Some(format!("{whole}{first}{point}{rest}")),
            }
        }
    }
}

fn other_sign(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    if !cell.text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        return None;
    }
    Some(match cell.text.strip_prefix('-') {
        Some(rest) => rest.to_owned(),
        None => format!("-{}", cell.text.trim_start_matches('+')),
    })
}

/// The first four digits that stand together, one more.
fn year_later(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    let bytes = cell.text.as_bytes();
    let at = bytes.windows(4).position(|four| four.iter().all(u8::is_ascii_digit))?;
    let year: u32 = cell.text[at..at + 4].parse().ok()?;
    Some(format!("{}{:04}{}", &cell.text[..at], (year + 1) % 10_000, &cell.text[at + 4..]))
}

/// `2024-03-05` as `2024-05-03`.
fn day_and_month(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    let (year, month, rest) = (
        cell.text.get(..5)?,
        cell.text.get(5..7)?,
        cell.text.get(7..).filter(|rest| rest.starts_with('-'))?,
    );
    let (day, rest) = (rest.get(1..3)?, rest.get(3..)?);
    let is_month = day.parse::<u32>().is_ok_and(|day| (1..=12).contains(&day));
    (is_month && year.ends_with('-')).then(|| format!("{year}{day}-{month}{rest}"))
}

fn opposite(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    let is = |texts: &[String]| texts.iter().any(|text| text == cell.text);
    if is(&cell.format.true_values) {
        return cell.format.false_values.first().cloned();
    }
    is(&cell.format.false_values).then(|| cell.format.true_values.first().cloned()).flatten()
}

/// A letter or digit and what follows it in its alphabet.
fn typing_error(cell: &Cell<'_>, random: &mut Random) -> Option<String> {
    replace_one(cell.text, random, |character| match character {
        'z' | 'Z' | '9' => char::from_u32(u32::from(character) - 1),
        character if character.is_ascii_alphanumeric() => char::from_u32(u32::from(character) + 1),
        _ => None,
    })
}

fn other_case(cell: &Cell<'_>, random: &mut Random) -> Option<String> {
    replace_one(cell.text, random, |character| match character.is_uppercase() {
        true => character.to_lowercase().next().filter(|other| *other != character),
        false => character.to_uppercase().next().filter(|other| *other != character),
    })
}

fn blank_behind(cell: &Cell<'_>, _: &mut Random) -> Option<String> {
    Some(format!("{} ", cell.text))
}

/// One of the characters that can be replaced.
fn replace_one(
    text: &str,
    random: &mut Random,
    other: impl Fn(char) -> Option<char>,
) -> Option<String> {
    let places: Vec<(usize, char, char)> = text
        .char_indices()
        .filter_map(|(at, character)| other(character).map(|other| (at, character, other)))
        .collect();
    if places.is_empty() {
        return None;
    }
    let (at, character, other) = places[random.below(places.len())];
    Some(format!("{}{other}{}", &text[..at], &text[at + character.len_utf8()..]))
}

/// Numbers that look random and are the same in every run (SplitMix64).
pub struct Random(u64);

impl Random {
    /// Of its own for each thing that is named.
    pub fn new(seed: u64, names: &[&str]) -> Random {
        let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in names.iter().flat_map(|name| name.bytes().chain([0])) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Random(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `count`, which is not 0.
    pub fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, ty: DataType, text: &str, expected: Option<&str>) {
        let change = CHANGES.iter().find(|change| change.name == name).expect("a change");
        assert!((change.fits)(ty), "{name} {ty}");
        let format = CellFormat::new(ty);
        let cell = Cell { text, other: "other", format: &format };
        let made = (change.make)(&cell, &mut Random::new(1, &[]));
        assert_eq!(made.as_deref(), expected, "{name} of {text}");
    }

    #[test]
    fn each_kind_changes_what_it_says() {
        check("emptied", DataType::String, "a", Some(""));
        check("another row's", DataType::String, "a", Some("other"));
        check("unreadable", DataType::Integer, "12", Some("12x"));
        check("last digit", DataType::Number, "1.29", Some("1.28"));
        check("last digit", DataType::Integer, "-", None);
        check("tenfold", DataType::Integer, "12", Some("120"));
        check("tenfold", DataType::Number, "1.25", Some("12.5"));
        check("tenfold", DataType::Number, "1.2", Some("12"));
        check("tenfold", DataType::Number, "0.0", None);
        check("other sign", DataType::Integer, "-3", Some("3"));
        check("other sign", DataType::Integer, "+3", Some("-3"));
        check("a year later", DataType::Date, "2024-02-01", Some("2025-02-01"));
        check("day and month swapped", DataType::Date, "2024-02-01", Some("2024-01-02"));
        check("day and month swapped", DataType::Date, "2024-02-13", None);
        check("the opposite", DataType::Boolean, "True", Some("false"));
        check("other case", DataType::String, "é1", Some("É1"));
        check("other case", DataType::String, "12", None);
        check("typing error", DataType::String, "-z", Some("-y"));
        check("blank behind", DataType::String, "a", Some("a "));
    }

    #[test]
    fn chance_can_be_repeated() {
        let draw = |seed, names: &[&str]| {
            let mut random = Random::new(seed, names);
            [random.below(1000), random.below(1000), random.below(1000)]
        };
        assert_eq!(draw(1, &["a"]), draw(1, &["a"]));
        assert_ne!(draw(1, &["a"]), draw(2, &["a"]));
        assert_ne!(draw(1, &["a", "b"]), draw(1, &["ab"]));
    }
}
