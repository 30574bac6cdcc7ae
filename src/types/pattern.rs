//! Dates and times written as a strptime format says: `%d/%m/%Y`.

pub mod any;

use super::calendar::{MICROS_PER_SECOND, days_in, midnight};
use super::{DataType, Value};
use jiff::civil;
use jiff::fmt::strtime::BrokenDownTime;

/// A compiled strptime format of a date, time or datetime.
#[derive(Debug, Clone, PartialEq)]
pub struct DatePattern {
    format: String,
    data_type: DataType,
    /// The format in pieces, where it has only those that need no locale and no arithmetic.
    fields: Option<Vec<Field>>,
    /// `any`: whatever can mean one value only.
    is_any: bool,
}

/// The format of whatever is written so that it can mean one value only.
pub const ANY: &str = "any";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Field {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Literal(u8),
}

/// What was read, before it is known what for.
#[derive(Default)]
struct Fields {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
}

impl DatePattern {
    /// The format, where it determines values of the type; else what is wrong with it.
    pub fn new(format: &str, data_type: DataType) -> Result<DatePattern, String> {
        if !matches!(data_type, DataType::Date | DataType::Time | DataType::DateTime) {
            return Err("a format is for columns of type `date`, `time` or `datetime`".to_owned());
        }
        let is_any = format == ANY;
        let fields = simple_fields(format);
        let pattern = DatePattern { format: format.to_owned(), data_type, fields, is_any };
        if is_any {
            return Ok(pattern);
        }
        let sample = jiff::Timestamp::constant(1_729_082_096, 0);
        let text = jiff::fmt::strtime::format(format, sample)
            .map_err(|_| format!("`{format}` is not a strptime format"))?;
        match pattern.read(&text) {
            Some(_) => Ok(pattern),
            None => Err(format!("`{format}` does not determine a {data_type}")),
        }
    }

    /// Whether it is `any`.
    pub fn is_any(&self) -> bool {
        self.is_any
    }

    /// The format as written.
    pub fn format(&self) -> &str {
        &self.format
    }

    /// A value of the pattern's type, where the text is one.
    pub fn read(&self, text: &str) -> Option<Value> {
        match self.data_type {
            DataType::Date => self.date(text).map(Value::Date),
            DataType::Time => self.time(text).map(Value::Time),
            _ => self.datetime(text).map(Value::DateTime),
        }
    }

    /// Days since 1970-01-01.
    pub fn date(&self, text: &str) -> Option<i32> {
        match &self.fields {
            _ if self.is_any => any::date(text),
            Some(fields) => read_fields(fields, text.as_bytes())?.days(),
            None => days_of(self.broken_down(text)?.to_date().ok()?),
        }
    }

    /// Microseconds since midnight.
    pub fn time(&self, text: &str) -> Option<i64> {
        match &self.fields {
            _ if self.is_any => any::time(text),
            Some(fields) => read_fields(fields, text.as_bytes())?.micros(),
            None => micros_of(self.broken_down(text)?.to_time().ok()?),
        }
    }

    /// Microseconds since 1970-01-01, in UTC where the text has an offset.
    pub fn datetime(&self, text: &str) -> Option<i64> {
        if self.is_any {
            return any::datetime(text);
        }
        if let Some(fields) = &self.fields {
            let read = read_fields(fields, text.as_bytes())?;
            return Some(midnight(read.days()?) + read.micros()?);
        }
        let read = self.broken_down(text)?;
        let time = if read.hour().is_some() { micros_of(read.to_time().ok()?)? } else { 0 };
        let offset = read.offset().map_or(0, |offset| i64::from(offset.seconds()));
        Some(midnight(days_of(read.to_date().ok()?)?) + time - offset * MICROS_PER_SECOND)
    }

    fn broken_down(&self, text: &str) -> Option<BrokenDownTime> {
        const LONGEST: usize = 200;
        // Blanks of a format match any number of them, at the ends too; cells are read strictly.
        if text.len() > LONGEST || text.trim() != text {
            return None;
        }
        let read = BrokenDownTime::parse(&self.format, text).ok()?;
        // Two digits for `%Y` would be a year of antiquity.
        let short_year =
            |year: i16| (0..1000).contains(&year) && !text.contains(&format!("{year:04}"));
        let misread = read.year().is_some_and(short_year) || self.was_leap_second(&read, text);
        (!misread).then_some(read)
    }

    /// Second 60 is read as 59, which is not what the text says.
    fn was_leap_second(&self, read: &BrokenDownTime, text: &str) -> bool {
        read.second() == Some(59)
            && read
                .to_string(&self.format)
                .is_ok_and(|written| written.matches("60").count() < text.matches("60").count())
    }
}

fn days_of(date: civil::Date) -> Option<i32> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    (date.year() >= 0).then(|| days_in(date.year().into(), month.into(), day.into()))?
}

fn micros_of(time: civil::Time) -> Option<i64> {
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60;
    let nanos = i64::from(time.subsec_nanosecond());
    let micros = (seconds + i64::from(time.second())) * MICROS_PER_SECOND + nanos / 1000;
    (nanos % 1000 == 0).then_some(micros)
}

/// The pieces of a format that has no others than these.
fn simple_fields(format: &str) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    let mut bytes = format.bytes();
    while let Some(byte) = bytes.next() {
        fields.push(match byte {
            b'%' => match bytes.next()? {
                b'Y' => Field::Year,
                b'm' => Field::Month,
                b'd' => Field::Day,
                b'H' => Field::Hour,
                b'M' => Field::Minute,
                b'S' => Field::Second,
                _ => return None,
            },
            byte if byte.is_ascii_whitespace() && byte != b' ' => return None,
            byte => Field::Literal(byte),
        });
    }
    Some(fields)
}

fn read_fields(fields: &[Field], text: &[u8]) -> Option<Fields> {
    let mut read = Fields::default();
    let mut rest = text;
    for field in fields {
        if let Field::Literal(byte) = field {
            rest = rest.strip_prefix(&[*byte])?;
            continue;
        }
        let most = if *field == Field::Year { 4 } else { 2 };
        let digits = rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || *field == Field::Year && digits != 4 {
            return None;
        }
        let value = rest[..digits].iter().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
        match field {
            Field::Year => read.year = Some(value),
            Field::Month => read.month = Some(value),
            Field::Day => read.day = Some(value),
            Field::Hour => read.hour = value,
            Field::Minute => read.minute = value,
            _ => read.second = value,
        }
        rest = &rest[digits..];
    }
    rest.is_empty().then_some(read)
}

impl Fields {
    fn days(&self) -> Option<i32> {
        days_in(self.year? as i32, self.month?, self.day?)
    }

    fn micros(&self) -> Option<i64> {
        if self.hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let seconds = i64::from(self.hour * 3600 + self.minute * 60 + self.second);
        Some(seconds * MICROS_PER_SECOND)
    }
}
