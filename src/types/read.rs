//! Cells read strictly as their types.
//!
//! Every reader takes the bytes of a cell that is not missing and gives `None` where they are not
//! written as the type asks; [`why`](super::why) finds words for that. `sources::decode` runs the
//! same readers over columns.

use super::calendar;
pub use super::digits::{Short, short_integer, short_number};
use super::pattern::DatePattern;
use super::texts::TextFormat;
use super::{DataType, Decimal, PartialDate, Type, Value};

/// How the texts of a column become values.
#[derive(Debug, Clone, PartialEq)]
pub struct CellFormat {
    pub data_type: DataType,
    /// Texts that mean "no value".
    pub missing: Vec<String>,
    pub numbers: NumberFormat,
    /// How dates and times are written, where not as ISO 8601 has them.
    pub pattern: Option<DatePattern>,
    /// What texts are, where not anything.
    pub texts: Option<TextFormat>,
    pub true_values: Vec<String>,
    pub false_values: Vec<String>,
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberFormat {
    pub decimal_char: char,
    /// What may stand between groups of digits.
    pub group_char: Option<char>,
    /// Whether there is text around the number, to be left off.
    pub around: Around,
}

/// What may stand around a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    Nothing,
    /// `€ 95`, `12 %`.
    Text,
}

impl Default for NumberFormat {
    fn default() -> NumberFormat {
        NumberFormat { decimal_char: '.', group_char: None, around: Around::Nothing }
    }
}

const TRUE_VALUES: [&str; 4] = ["true", "True", "TRUE", "1"];
const FALSE_VALUES: [&str; 4] = ["false", "False", "FALSE", "0"];

impl CellFormat {
    /// How cells of a type are read where rule files say nothing else.
    pub fn new(data_type: DataType) -> CellFormat {
        let owned = |texts: [&str; 4]| texts.map(str::to_owned).to_vec();
        CellFormat {
            data_type,
            missing: vec![String::new()],
            numbers: NumberFormat::default(),
            pattern: None,
            texts: None,
            true_values: owned(TRUE_VALUES),
            false_values: owned(FALSE_VALUES),
        }
    }

    /// Whether the text means "no value".
    #[inline]
    pub fn is_missing(&self, text: &[u8]) -> bool {
        self.missing.iter().any(|missing| missing.as_bytes() == text)
    }

    /// The value of a cell: NULL where it is missing, `None` where it does not read as the type.
    pub fn read(&self, text: &str) -> Option<Value> {
        if self.is_missing(text.as_bytes()) { Some(Value::Null) } else { self.read_present(text) }
    }

    fn read_present(&self, text: &str) -> Option<Value> {
        let bytes = text.as_bytes();
        match self.data_type {
            DataType::String => self.accepts(text).then(|| Value::Text(text.to_owned())),
            DataType::Integer => self.integer(bytes).map(Value::Number),
            DataType::Number => self.number(bytes).map(Value::Number),
            DataType::Float => self.float(bytes).map(Value::Float),
            DataType::Boolean => self.boolean(bytes).map(Value::Boolean),
            DataType::Date => self.date(bytes).map(Value::Date),
            DataType::Time => self.time(bytes).map(Value::Time),
            DataType::DateTime => self.datetime(bytes).map(Value::DateTime),
            DataType::Year => year(bytes).map(|year| Value::Number(year.into())),
            DataType::YearMonth | DataType::PartialDate => {
                self.partial_date(bytes).map(Value::PartialDate)
            }
            DataType::Duration => calendar::duration_from_bytes(bytes).map(Value::Duration),
        }
    }

    /// Whether a text is written as those of the column are.
    #[inline]
    pub fn accepts(&self, text: &str) -> bool {
        self.texts.is_none_or(|texts| texts.accepts(text))
    }

    /// A whole number: digits with or without a minus sign.
    pub fn integer(&self, text: &[u8]) -> Option<Decimal> {
        if let Some(number) = short_integer(text) {
            return Some(number.into());
        }
        self.numbers.normalize(text, |plain| {
            let digits = plain.strip_prefix(b"-").unwrap_or(plain);
            let whole = digits.iter().all(u8::is_ascii_digit);
            Decimal::from_bytes(plain).ok().filter(|_| whole)
        })
    }

    /// A decimal, with an exponent perhaps.
    pub fn number(&self, text: &[u8]) -> Option<Decimal> {
        if self.numbers.has_point()
            && let Some((mantissa, scale)) = short_number(text)
        {
            return Some(Decimal::new(mantissa.into(), scale));
        }
        self.numbers.normalize(text, |plain| Decimal::from_bytes(plain).ok())
    }

    /// A number as a float; never an infinity.
    pub fn float(&self, text: &[u8]) -> Option<f64> {
        self.numbers.normalize(text, |plain| {
            let written =
                |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
            let text = plain.iter().all(written).then(|| std::str::from_utf8(plain).ok())??;
            text.parse().ok().filter(|float: &f64| float.is_finite())
        })
    }

    pub fn boolean(&self, text: &[u8]) -> Option<bool> {
        let among = |texts: &[String]| texts.iter().any(|known| known.as_bytes() == text);
        if among(&self.true_values) {
            Some(true)
        } else {
            among(&self.false_values).then_some(false)
        }
    }

    pub fn date(&self, text: &[u8]) -> Option<i32> {
        match &self.pattern {
            None => calendar::date_from_bytes(text),
            Some(pattern) => pattern.date(std::str::from_utf8(text).ok()?),
        }
    }

    pub fn time(&self, text: &[u8]) -> Option<i64> {
        match &self.pattern {
            None => calendar::time_from_bytes(text),
            Some(pattern) => pattern.time(std::str::from_utf8(text).ok()?),
        }
    }

    pub fn datetime(&self, text: &[u8]) -> Option<i64> {
        match &self.pattern {
            None => calendar::datetime_from_bytes(text),
            Some(pattern) => pattern.datetime(std::str::from_utf8(text).ok()?),
        }
    }

    /// A month (`yearmonth`), or a year, month or day (`partial-date`).
    pub fn partial_date(&self, text: &[u8]) -> Option<PartialDate> {
        match self.data_type {
            DataType::YearMonth => calendar::year_month_from_bytes(text),
            _ => calendar::partial_from_bytes(text),
        }
    }
}

impl NumberFormat {
    /// Whether the decimal point is a point, so that plain numbers need no rewriting.
    pub fn has_point(self) -> bool {
        self.decimal_char == '.' && self.group_char != Some('.')
    }

    fn is_plain(self) -> bool {
        self.has_point() && self.group_char.is_none() && self.around == Around::Nothing
    }

    /// Reads the number as it would be written without groups and with a point.
    fn normalize<T>(self, text: &[u8], read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        if self.is_plain() {
            return read(text);
        }
        let mut buffer = [0; 128];
        let length = self.rewrite(self.bare(text), &mut buffer)?;
        read(&buffer[..length])
    }

    /// The number without what stands around it.
    fn bare(self, text: &[u8]) -> &[u8] {
        if self.around == Around::Nothing {
            return text;
        }
        let starts = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+');
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let mut point = [0; 4];
        let point = self.decimal_char.encode_utf8(&mut point).as_bytes();
        let start = match text.strip_prefix(point) {
            Some([digit, ..]) if digit.is_ascii_digit() => 0,
            _ => text.iter().position(starts).unwrap_or(0),
        };
        let end = text.iter().rposition(is_digit).map_or(text.len(), |last| last + 1);
        text.get(start..end).unwrap_or(text)
    }

    /// Writes the number plainly; gives its length, or `None` where groups are not groups.
    fn rewrite(self, text: &[u8], buffer: &mut [u8; 128]) -> Option<usize> {
        let (mut point, mut group) = ([0; 4], [0; 4]);
        let point = self.decimal_char.encode_utf8(&mut point).as_bytes();
        let group = self.group_char.map(|group_char| group_char.encode_utf8(&mut group).as_bytes());
        let mut groups = Groups::default();
        let (mut rest, mut length) = (text, 0);
        while let [byte, tail @ ..] = rest {
            let mut written = *byte;
            if let Some(after) = group.and_then(|group| rest.strip_prefix(group)) {
                groups.separate()?;
                rest = after;
                continue;
            } else if let Some(after) = rest.strip_prefix(point) {
                groups.close()?;
                (written, rest) = (b'.', after);
            } else if byte.is_ascii_digit() {
                groups.digits += 1;
                rest = tail;
            } else if matches!(byte, b'-' | b'+' | b'e' | b'E') {
                if length > 0 {
                    groups.close()?;
                }
                rest = tail;
            } else {
                return None;
            }
            *buffer.get_mut(length)? = written;
            length += 1;
        }
        groups.close()?;
        Some(length)
    }
}

/// Checks that separators stand where groups end: two or three digits each (India has both), three
/// in the last, and at most three in the first.
#[derive(Default)]
struct Groups {
    digits: usize,
    separators: usize,
    closed: bool,
}

impl Groups {
    fn separate(&mut self) -> Option<()> {
        let least = if self.separators == 0 { 1 } else { 2 };
        let fits = !self.closed && (least..=3).contains(&self.digits);
        self.separators += 1;
        self.digits = 0;
        fits.then_some(())
    }

    fn close(&mut self) -> Option<()> {
        let fits = self.closed || self.separators == 0 || self.digits == 3;
        self.closed = true;
        fits.then_some(())
    }
}

/// Four digits.
#[inline]
pub fn year(text: &[u8]) -> Option<i64> {
    if text.len() == 4 { short_integer(text).filter(|_| text[0] != b'-') } else { None }
}

/// A text of a rule as a value of the type that it stands beside; a date may stand for its midnight.
pub fn literal(text: &str, ty: Type) -> Option<Value> {
    let bytes = text.as_bytes();
    let reader = |data_type| CellFormat::new(data_type).read_present(text);
    match ty {
        Type::Null | Type::List(_) => None,
        Type::Text => Some(Value::Text(text.to_owned())),
        Type::Boolean => reader(DataType::Boolean),
        Type::Integer => reader(DataType::Integer),
        Type::Number => reader(DataType::Number),
        Type::Float => reader(DataType::Float),
        Type::Date => reader(DataType::Date),
        Type::Time => reader(DataType::Time),
        Type::DateTime => reader(DataType::DateTime).or_else(|| {
            let days = calendar::date_from_bytes(bytes)?;
            Some(Value::DateTime(calendar::midnight(days)))
        }),
        Type::PartialDate => reader(DataType::PartialDate),
        Type::Duration => reader(DataType::Duration),
    }
}
