//! Why a cell does not read as its type, in words, and how it would if it were written so.

use super::calendar::show_date;
use super::calendar::{self, days_in_month};
use super::decimal::NotANumber;
use super::format::is_invisible;
use super::pattern::{DatePattern, any};
use super::read::CellFormat;
use super::texts::TextFormat;
use super::{DataType, Decimal};

/// What keeps a text from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// A phrase that follows the text: "blanks around it", "February 2024 has 29 days".
    pub what: String,
    /// The text that says the same and does read.
    pub fix: Option<String>,
    /// What to add to the column's line in the rule file, where the texts are as they should be.
    pub declare: Option<&'static str>,
}

impl Reason {
    fn new(what: impl Into<String>) -> Reason {
        Reason { what: what.into(), fix: None, declare: None }
    }

    fn fix(mut self, fix: impl Into<String>) -> Reason {
        self.fix = Some(fix.into());
        self
    }

    fn declare(mut self, declare: &'static str) -> Reason {
        self.declare = Some(declare);
        self
    }
}

/// Why the text does not read as the format says. A fix is only given where it does read.
pub fn why_not(text: &str, format: &CellFormat) -> Reason {
    let mut reason = invisible(text, format).unwrap_or_else(|| by_type(text, format));
    reason.fix = reason.fix.filter(|fix| reads(fix, format));
    reason
}

/// How texts of a type are written, for "expected …".
pub fn expected(format: &CellFormat) -> String {
    if let Some(pattern) = &format.pattern {
        if pattern.is_any() {
            return any_form(format.data_type).to_owned();
        }
        return format!("a {} written as `{}`", format.data_type, pattern.format());
    }
    let words = match format.data_type {
        DataType::String => format.texts.map_or("text in UTF-8", TextFormat::expected),
        DataType::Integer => "a whole number such as `-12`",
        DataType::Number => "a number such as `-12.5`",
        DataType::Float => "a number such as `-12.5` or `1e-9`",
        DataType::Boolean => return one_of_the_booleans(format),
        DataType::Date => "a date such as `2024-10-16`",
        DataType::Time => "a time such as `16:30:00`",
        DataType::DateTime => "a date and time such as `2024-10-16T16:30:00`",
        DataType::Year => "a year of four digits",
        DataType::YearMonth => "a month such as `2024-10`",
        DataType::Duration => "a duration such as `P1Y6M` or `PT90M`",
        DataType::PartialDate => "a year, month or day such as `2024`, `2024-10` or `2024-10-16`",
    };
    words.to_owned()
}

/// What `format = "any"` takes.
fn any_form(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Date => {
            "a date that can mean one day only, such as `16 October 2024` or `2024-10-16`"
        }
        DataType::Time => "a time such as `16:30`, `16:30:00` or `4:30 PM`",
        _ => "a date and time such as `16 October 2024 16:30` or `2024-10-16T16:30:00`",
    }
}

fn one_of_the_booleans(format: &CellFormat) -> String {
    let texts = format.true_values.iter().chain(&format.false_values).map(String::as_str);
    crate::diagnostics::suggest::one_of(texts)
}

fn reads(text: &str, format: &CellFormat) -> bool {
    format.read(text).is_some()
}

/// Blanks around the text, and characters that nobody sees.
fn invisible(text: &str, format: &CellFormat) -> Option<Reason> {
    let hidden = |char: char| char.is_whitespace() || is_invisible(char);
    let trimmed = text.trim_matches(hidden);
    if trimmed.is_empty() {
        let what = if text.is_empty() { "an empty text" } else { "nothing but blanks" };
        return Some(Reason::new(what).fix(""));
    }
    let seen: String = trimmed.chars().filter(|char| !is_invisible(*char)).collect();
    let first = text.chars().find(|char| is_invisible(*char));
    if !reads(&seen, format) {
        return None;
    }
    match first {
        Some(char) => {
            let what = format!("an invisible character, U+{:04X}, in it", u32::from(char));
            Some(Reason::new(what).fix(seen))
        }
        None => Some(Reason::new("blanks around it").fix(trimmed)),
    }
}

fn by_type(text: &str, format: &CellFormat) -> Reason {
    let specific = match format.data_type {
        DataType::Integer | DataType::Number | DataType::Float => number(text, format),
        DataType::Boolean => boolean(text, format),
        DataType::Date | DataType::DateTime if format.pattern.is_none() => date(text, format),
        DataType::Date if format.pattern.as_ref().is_some_and(DatePattern::is_any) => {
            two_days(text)
        }
        DataType::Date => {
            format.pattern.as_ref().and_then(|pattern| date_of_pattern(text, pattern.format()))
        }
        DataType::PartialDate | DataType::YearMonth => date(text, format),
        DataType::Time if format.pattern.is_none() => time(text),
        _ => None,
    };
    specific.unwrap_or_else(|| Reason::new(format!("expected {}", expected(format))))
}

/// A date that names the day before the month, or the other way round.
fn two_days(text: &str) -> Option<Reason> {
    let (day_first, month_first) = any::either(text)?;
    let what = format!("{} or {}", show_date(day_first), show_date(month_first));
    let declare = match text.contains('/') {
        true => "format = \"%d/%m/%Y\"",
        false => "format = \"%d-%m-%Y\"",
    };
    Some(Reason::new(what).declare(declare))
}

fn number(text: &str, format: &CellFormat) -> Option<Reason> {
    let whole_only = format.data_type == DataType::Integer;
    match Decimal::from_bytes(text.as_bytes()) {
        Err(NotANumber::TooManyDigits) => return Some(Reason::new("more than 38 digits")),
        Ok(value) if whole_only && format.numbers.has_point() => {
            let what = if text.starts_with('+') {
                "a plus sign"
            } else if value.is_whole() {
                "a whole number that is written as another"
            } else {
                return Some(Reason::new("not a whole number").declare("type = \"number\""));
            };
            return Some(Reason::new(what).fix(value.trimmed().to_string()));
        }
        _ => {}
    }
    grouped(text, format).or_else(|| decorated(text, format))
}

/// A comma, blank or apostrophe between digits.
fn grouped(text: &str, format: &CellFormat) -> Option<Reason> {
    let separators = [
        (',', "group-char = \",\""),
        (' ', "group-char = \" \""),
        ('\'', "group-char = \"'\""),
        ('\u{a0}', "group-char = \"\\u00A0\""),
        ('\u{202f}', "group-char = \"\\u202F\""),
        ('.', "group-char = \".\""),
    ];
    for (separator, declare) in separators.into_iter().filter(|(char, _)| text.contains(*char)) {
        let mut with = format.clone();
        with.numbers.group_char = Some(separator);
        if reads(text, &with) {
            let what =
                format!("`{}` between its digits", super::format::visible(&separator.to_string()));
            let plain: String = text.chars().filter(|char| *char != separator).collect();
            return Some(Reason::new(what).fix(plain).declare(declare));
        }
    }
    let mut with = format.clone();
    with.numbers.decimal_char = ',';
    if format.data_type != DataType::Integer && text.contains(',') && reads(text, &with) {
        let reason = Reason::new("a comma where the point belongs").fix(text.replace(',', "."));
        return Some(reason.declare("decimal-char = \",\""));
    }
    None
}

/// A currency, a unit, a percent sign.
fn decorated(text: &str, format: &CellFormat) -> Option<Reason> {
    let mut with = format.clone();
    with.numbers.around = super::read::Around::Text;
    reads(text, &with).then(|| Reason::new("text around the number").declare("bare-number = false"))
}

fn boolean(text: &str, format: &CellFormat) -> Option<Reason> {
    let known = format.true_values.iter().chain(&format.false_values);
    let alike = known.into_iter().find(|known| known.eq_ignore_ascii_case(text))?;
    let expected = expected(format);
    Some(Reason::new(format!("expected {expected}")).fix(alike.clone()))
}

/// Numbers separated by `-`, `/` or `.` that nearly make a date, and the rest of the text.
struct NearDate<'a> {
    parts: Vec<&'a str>,
    rest: &'a str,
}

impl<'a> NearDate<'a> {
    fn new(text: &'a str) -> Option<NearDate<'a>> {
        let in_date = |char: char| char.is_ascii_digit() || matches!(char, '-' | '/' | '.');
        let end = text.find(|char| !in_date(char)).unwrap_or(text.len());
        let (date, rest) = text.split_at(end);
        let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
        let sized = parts.iter().all(|part| matches!(part.len(), 1 | 2 | 4 | 8));
        (sized && parts.len() <= 3).then_some(NearDate { parts, rest })
    }

    /// Year, month and day, where the order is certain.
    fn ordered(&self) -> Option<(i32, u32, u32)> {
        let number = |part: &str| part.parse::<u32>().ok();
        let (year, month, day) = match self.parts[..] {
            [whole] if whole.len() == 8 => {
                (&whole[..4], number(&whole[4..6])?, number(&whole[6..])?)
            }
            [year, month, day] if year.len() == 4 => (year, number(month)?, number(day)?),
            [first, second, year] if year.len() == 4 => {
                let (first, second) = (number(first)?, number(second)?);
                if first > 12 || first == second {
                    (year, second, first)
                } else if second > 12 {
                    (year, first, second)
                } else {
                    return None;
                }
            }
            _ => return None,
        };
        Some((year.parse().ok()?, month, day))
    }
}

fn date(text: &str, format: &CellFormat) -> Option<Reason> {
    if format.data_type == DataType::Date && calendar::partial_from_bytes(text.as_bytes()).is_some()
    {
        return Some(Reason::new("no day in it").declare("type = \"partial-date\""));
    }
    let near = NearDate::new(text)?;
    let Some((year, month, day)) = near.ordered() else {
        let declared = near.parts.len() == 3 && format.data_type == DataType::Date;
        return declared.then(|| {
            let reason = Reason::new("the order of day and month is not certain");
            reason.declare(match text.chars().find(|char| !char.is_ascii_digit()) {
                Some('.') => "format = \"%d.%m.%Y\"",
                Some('-') => "format = \"%d-%m-%Y\"",
                _ => "format = \"%d/%m/%Y\"",
            })
        });
    };
    if let Some(reason) = impossible(year, month, day) {
        return Some(reason);
    }
    let written = format!("{year:04}-{month:02}-{day:02}");
    if format.data_type == DataType::Date && !near.rest.is_empty() {
        return calendar::datetime_from_bytes(text.as_bytes())
            .map(|_| Reason::new("a time of day after the date").declare("type = \"datetime\""));
    }
    if format.data_type == DataType::DateTime && near.rest.is_empty() {
        return Some(Reason::new("no time of day after the date").declare("type = \"date\""));
    }
    let fix = written.clone() + near.rest;
    reads(&fix, format).then(|| Reason::new(format!("not written as `{fix}`")).fix(&*fix))
}

/// A date that is written as asked, and that no calendar has.
fn date_of_pattern(text: &str, pattern: &str) -> Option<Reason> {
    let NearDate { parts, rest: "" } = NearDate::new(text)? else { return None };
    let letters: Vec<char> = pattern.chars().filter(char::is_ascii_alphabetic).collect();
    let between = |char: &char| !char.is_ascii_alphanumeric() && *char != '%';
    if !text.chars().filter(between).eq(pattern.chars().filter(between)) {
        return None;
    }
    let part = |letter: char| parts.get(letters.iter().position(|it| *it == letter)?);
    let number = |letter: char| -> Option<u32> { part(letter)?.parse().ok() };
    // A year of two digits is none, but a day that stands where the year should.
    let year: i32 = part('Y').filter(|text| text.len() == 4)?.parse().ok()?;
    let reason = impossible(year, number('m')?, number('d')?);
    reason.filter(|_| (parts.len(), letters.len()) == (3, 3))
}

fn impossible(year: i32, month: u32, day: u32) -> Option<Reason> {
    if !(1..=12).contains(&month) {
        return Some(Reason::new(format!("there is no month {month}")));
    }
    let days = days_in_month(year, month);
    let name = MONTHS[month as usize - 1];
    (day == 0 || day > days).then(|| Reason::new(format!("{name} {year} has {days} days")))
}

fn time(text: &str) -> Option<Reason> {
    let mut parts = text.split(':');
    let hour: u32 = parts.next()?.parse().ok()?;
    let rest: Vec<&str> = parts.collect();
    if text.starts_with("24:") {
        return Some(Reason::new("there is no hour 24; midnight is `00:00`"));
    }
    let padded = format!("{hour:02}:{}", rest.join(":"));
    Some(Reason::new("the hour has two digits").fix(padded)).filter(|_| hour < 10)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(data_type: DataType, text: &str, what: &str, fix: Option<&str>) {
        let format = CellFormat::new(data_type);
        assert_eq!(format.read(text), None, "`{text}` reads");
        let reason = why_not(text, &format);
        assert_eq!((reason.what.as_str(), reason.fix.as_deref()), (what, fix));
    }

    #[test]
    fn numbers() {
        use DataType::{Float, Integer, Number};
        check(Integer, " 12", "blanks around it", Some("12"));
        check(Integer, "12\u{a0}", "an invisible character, U+00A0, in it", Some("12"));
        check(Integer, "\u{feff}12", "an invisible character, U+FEFF, in it", Some("12"));
        check(Integer, "12.0", "a whole number that is written as another", Some("12"));
        check(Integer, "+12", "a plus sign", Some("12"));
        check(Integer, "12.5", "not a whole number", None);
        check(Number, "1,234.5", "`,` between its digits", Some("1234.5"));
        check(Number, "1,5", "a comma where the point belongs", Some("1.5"));
        check(Number, "€12.50", "text around the number", None);
        check(Number, &"9".repeat(39), "more than 38 digits", None);
        check(Number, "n/a", "expected a number such as `-12.5`", None);
        check(Float, "NaN", "expected a number such as `-12.5` or `1e-9`", None);
        check(Float, "  ", "nothing but blanks", Some(""));
    }

    #[test]
    fn dates_and_booleans() {
        use DataType::{Boolean, Date, DateTime, PartialDate, Time};
        check(Date, "2024-1-3", "not written as `2024-01-03`", Some("2024-01-03"));
        check(Date, "2024/01/03", "not written as `2024-01-03`", Some("2024-01-03"));
        check(Date, "20240103", "not written as `2024-01-03`", Some("2024-01-03"));
        check(Date, "16/10/2024", "not written as `2024-10-16`", Some("2024-10-16"));
        check(Date, "03/04/2024", "the order of day and month is not certain", None);
        check(Date, "2024-02-30", "February 2024 has 29 days", None);
        check(Date, "2024-13-01", "there is no month 13", None);
        check(Date, "2024-10-16T10:00:00", "a time of day after the date", None);
        check(Date, "2024-10", "no day in it", None);
        check(Date, "soon", "expected a date such as `2024-10-16`", None);
        check(DateTime, "2024-10-16", "no time of day after the date", None);
        check(
            DateTime,
            "2024-1-3T10:00:00",
            "not written as `2024-01-03T10:00:00`",
            Some("2024-01-03T10:00:00"),
        );
        check(PartialDate, "2024-1-3", "not written as `2024-01-03`", Some("2024-01-03"));
        let slashes = CellFormat {
            pattern: DatePattern::new("%d/%m/%Y", Date).ok(),
            ..CellFormat::new(Date)
        };
        assert_eq!(why_not("30/02/2013", &slashes).what, "February 2013 has 28 days");
        assert_eq!(why_not("2013-02-30", &slashes).what, "expected a date written as `%d/%m/%Y`");
        check(Time, "9:30", "the hour has two digits", Some("09:30"));
        check(Time, "24:00", "there is no hour 24; midnight is `00:00`", None);
        check(
            Boolean,
            "tRUE",
            "expected `true`, `True`, `TRUE`, `1`, `false`, `False`, `FALSE` or `0`",
            Some("true"),
        );
    }
}
