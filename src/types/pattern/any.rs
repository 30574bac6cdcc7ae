//! Dates and times however they are written, as long as they can mean one value only.

use super::DatePattern;
use crate::types::{CellFormat, DataType, Value};
use std::sync::LazyLock;

/// Forms in which the order of day and month is seen.
const DATES: [&str; 18] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d. %B %Y",
    "%d. %b %Y",
    "%d-%b-%Y",
    "%d-%B-%Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%A, %d %B %Y",
    "%A, %B %d, %Y",
    "%a, %d %b %Y",
];

/// Forms in which it is not: the day first, the month first.
const EITHER: [(&str, &str); 2] = [("%d/%m/%Y", "%m/%d/%Y"), ("%d-%m-%Y", "%m-%d-%Y")];

const TIMES: [&str; 6] = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I:%M:%S %p", "%I %p"];

static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms {
    dates: compiled(&DATES, DataType::Date),
    either: EITHER
        .iter()
        .filter_map(|(day, month)| {
            Some((compile(day, DataType::Date)?, compile(month, DataType::Date)?))
        })
        .collect(),
    times: compiled(&TIMES, DataType::Time),
    iso_time: CellFormat::new(DataType::Time),
    iso: CellFormat::new(DataType::DateTime),
});

struct Forms {
    dates: Vec<DatePattern>,
    either: Vec<(DatePattern, DatePattern)>,
    times: Vec<DatePattern>,
    iso_time: CellFormat,
    iso: CellFormat,
}

fn compile(format: &str, data_type: DataType) -> Option<DatePattern> {
    DatePattern::new(format, data_type).ok()
}

fn compiled(formats: &[&str], data_type: DataType) -> Vec<DatePattern> {
    formats.iter().filter_map(|format| compile(format, data_type)).collect()
}

/// Days since 1970-01-01; `None` too where the text can mean two days.
pub fn date(text: &str) -> Option<i32> {
    if let Some(days) = FORMS.dates.iter().find_map(|form| form.date(text)) {
        return Some(days);
    }
    FORMS.either.iter().find_map(|(day, month)| match (day.date(text), month.date(text)) {
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) => one.or(other),
    })
}

/// The two days that a text can mean, that with the day first before the other.
pub fn either(text: &str) -> Option<(i32, i32)> {
    let both =
        |(day, month): &(DatePattern, DatePattern)| Some((day.date(text)?, month.date(text)?));
    FORMS.either.iter().find_map(both).filter(|(one, other)| one != other)
}

/// Microseconds since midnight.
pub fn time(text: &str) -> Option<i64> {
    match FORMS.iso_time.read(text) {
        Some(Value::Time(micros)) => Some(micros),
        _ => FORMS.times.iter().find_map(|form| form.time(text)),
    }
}

/// Microseconds since 1970-01-01, in UTC where the text has an offset: a date, and behind a `T`,
/// blanks or a comma with a blank a time.
pub fn datetime(text: &str) -> Option<i64> {
    if let Some(Value::DateTime(micros)) = FORMS.iso.read(text) {
        return Some(micros);
    }
    let cuts = text.match_indices([' ', 'T']);
    cuts.filter_map(|(at, cut)| {
        let (before, after) = (&text[..at], &text[at + cut.len()..]);
        let days = date(before.strip_suffix(',').unwrap_or(before))?;
        Some(super::midnight(days) + time(after)?)
    })
    .next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::calendar::{show_date, show_datetime, show_time};

    #[test]
    fn dates_that_mean_one_day_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(date(text).map(show_date).as_deref(), expected, "{text}");
        };
        for text in [
            "2024-10-16",
            "2024/10/16",
            "20241016",
            "16.10.2024",
            "16 October 2024",
            "16 Oct 2024",
            "October 16, 2024",
            "Oct 16 2024",
            "16-Oct-2024",
            "16. October 2024",
            "16/10/2024",
            "10/16/2024",
            "Wednesday, October 16, 2024",
        ] {
            check(text, Some("2024-10-16"));
        }
        check("03/03/2024", Some("2024-03-03"));
        check("3.1.2024", Some("2024-01-03"));
        for text in ["03/04/2024", "3/4/24", "31/02/2024", "16 Okt 2024", " 2024-10-16", "2024", ""]
        {
            check(text, None);
        }
        assert!(either("03/04/2024").is_some() && either("13/04/2024").is_none());
    }

    #[test]
    fn times_are_read_with_and_without_seconds() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(time(text).map(show_time).as_deref(), expected, "{text}");
        };
        check("16:30", Some("16:30:00"));
        check("16:30:05", Some("16:30:05"));
        check("4:30 PM", Some("16:30:00"));
        check("25:00", None);
    }

    #[test]
    fn a_datetime_is_a_date_and_a_time() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(datetime(text).map(show_datetime).as_deref(), expected, "{text}");
        };
        for text in [
            "2024-10-16T16:30:00",
            "16 October 2024 16:30",
            "October 16, 2024, 4:30 PM",
            "16.10.2024 16:30",
        ] {
            check(text, Some("2024-10-16T16:30:00"));
        }
        check("16 October 2024", None);
        check("03/04/2024 10:00", None);
    }
}
