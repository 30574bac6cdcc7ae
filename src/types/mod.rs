//! Types and single values, and how text reads as them.
//!
//! A file per family holds its arithmetic and the strict reading of cells. Columns of values are in
//! `tables`; this module knows one value at a time.

pub mod byte_set;
pub mod bytes;
pub mod calendar;
pub mod decimal;
mod digits;
pub mod format;
pub mod infer;
pub mod interval;
pub mod pattern;
pub mod texts;
pub mod read;
pub mod units;
pub mod why;

pub use calendar::{Duration, PartialDate};
pub use decimal::{Bounds, Decimal};
pub use interval::{Comparison, Interval};
pub use read::CellFormat;

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// The type of a column, as rule files name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataType {
    String,
    Integer,
    Number,
    Float,
    Boolean,
    Date,
    Time,
    DateTime,
    Year,
    YearMonth,
    Duration,
    PartialDate,
}

impl DataType {
    /// All types with their names, in the order of the manual.
    pub const ALL: [(DataType, &'static str); 12] = [
        (DataType::String, "string"),
        (DataType::Integer, "integer"),
        (DataType::Number, "number"),
        (DataType::Float, "float"),
        (DataType::Boolean, "boolean"),
        (DataType::Date, "date"),
        (DataType::Time, "time"),
        (DataType::DateTime, "datetime"),
        (DataType::Year, "year"),
        (DataType::YearMonth, "yearmonth"),
        (DataType::Duration, "duration"),
        (DataType::PartialDate, "partial-date"),
    ];

    /// The name in rule files.
    pub fn name(self) -> &'static str {
        DataType::ALL[self as usize].1
    }

    /// The type that a name means.
    pub fn from_name(name: &str) -> Option<DataType> {
        DataType::ALL.iter().find(|(_, known)| *known == name).map(|(data_type, _)| *data_type)
    }

    /// What values of such a column are in conditions.
    pub fn value_type(self) -> Type {
        match self {
            DataType::String => Type::Text,
            DataType::Integer | DataType::Year => Type::Integer,
            DataType::Number => Type::Number,
            DataType::Float => Type::Float,
            DataType::Boolean => Type::Boolean,
            DataType::Date => Type::Date,
            DataType::Time => Type::Time,
            DataType::DateTime => Type::DateTime,
            DataType::Duration => Type::Duration,
            DataType::YearMonth | DataType::PartialDate => Type::PartialDate,
        }
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Of the literal `NULL`, which goes with every type.
    Null,
    Boolean,
    /// A whole number of up to 38 digits, exact.
    Integer,
    /// A decimal of up to 38 digits, exact.
    Number,
    Float,
    Text,
    Date,
    Time,
    DateTime,
    /// An interval of days, such as a month or a year.
    PartialDate,
    /// A span of time: months, days and microseconds, which do not compare with each other.
    Duration,
    /// Values of one type, one after the other.
    List(&'static Type),
}

/// The types that lists hold, each with the type of its lists.
macro_rules! lists {
    ($($element:ident),*) => {
        /// The type of lists of a type; `None` beyond lists of lists.
        pub fn list_of(self) -> Option<Type> {
            Some(match self {
                $(Type::$element => Type::List(&Type::$element),)*
                $(Type::List(Type::$element) => Type::List(&Type::List(&Type::$element)),)*
                Type::List(Type::List(_)) => return None,
            })
        }
    };
}

impl Type {
    lists!(
        Null,
        Boolean,
        Integer,
        Number,
        Float,
        Text,
        Date,
        Time,
        DateTime,
        PartialDate,
        Duration
    );

    /// What a list holds.
    pub fn element(self) -> Option<Type> {
        match self {
            Type::List(element) => Some(*element),
            _ => None,
        }
    }

    pub fn is_list(self) -> bool {
        matches!(self, Type::List(_))
    }

    /// The word that messages use.
    pub fn name(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Float => "float",
            Type::Text => "text",
            Type::Date => "date",
            Type::Time => "time",
            Type::DateTime => "datetime",
            Type::PartialDate => "partial-date",
            Type::Duration => "duration",
            Type::List(Type::Null) => "list",
            Type::List(Type::Boolean) => "boolean[]",
            Type::List(Type::Integer) => "integer[]",
            Type::List(Type::Number) => "number[]",
            Type::List(Type::Float) => "float[]",
            Type::List(Type::Text) => "text[]",
            Type::List(Type::Date) => "date[]",
            Type::List(Type::Time) => "time[]",
            Type::List(Type::DateTime) => "datetime[]",
            Type::List(Type::PartialDate) => "partial-date[]",
            Type::List(Type::Duration) => "duration[]",
            Type::List(Type::List(_)) => "list of lists",
        }
    }

    /// Integers, decimals and floats.
    pub fn is_numeric(self) -> bool {
        matches!(self, Type::Integer | Type::Number | Type::Float)
    }

    /// Numbers that are exact.
    pub fn is_exact(self) -> bool {
        matches!(self, Type::Integer | Type::Number)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One value. Integers and numbers are both `Number`; which of the two is known to the type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Null,
    Boolean(bool),
    Number(Decimal),
    Float(f64),
    Text(String),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01T00:00:00; with an offset, converted to UTC.
    DateTime(i64),
    PartialDate(PartialDate),
    Duration(Duration),
    /// Values of one type; NULL may be among them.
    List(Vec<Value>),
}

impl Value {
    /// The order of two values of one type; `None` where the type has no total order, and of values
    /// of two types. Floats are ordered as IEEE 754 orders them totally.
    #[inline]
    pub fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
            (Value::Float(left), Value::Float(right)) => Some(left.total_cmp(right)),
            (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
            (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
            (Value::Time(left), Value::Time(right))
            | (Value::DateTime(left), Value::DateTime(right)) => Some(left.cmp(right)),
            (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }
}

/// Why an expression has no value: the fourth answer beside TRUE, FALSE and NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotComputable {
    DivisionByZero,
    Overflow,
    FailedCast,
    /// An argument outside of what a function is defined for.
    OutsideDomain,
    /// A row of another table that a subquery reads.
    Elsewhere,
    /// A list of lists with too many values.
    TooManyValues,
}

impl NotComputable {
    pub const ALL: [NotComputable; 6] = [
        NotComputable::DivisionByZero,
        NotComputable::Overflow,
        NotComputable::FailedCast,
        NotComputable::OutsideDomain,
        NotComputable::Elsewhere,
        NotComputable::TooManyValues,
    ];

    /// What messages say: "division by zero".
    pub fn reason(self) -> &'static str {
        match self {
            NotComputable::DivisionByZero => "division by zero",
            NotComputable::Overflow => "beyond 38 digits",
            NotComputable::FailedCast => "the text does not read as that type",
            NotComputable::OutsideDomain => "outside of what the function is defined for",
            NotComputable::TooManyValues => "the lists in it have more than 1,048,576 values",
            NotComputable::Elsewhere => "a row that the subquery reads has no value for it",
        }
    }
}

/// A value, or the reason why there is none.
pub type Computed<T = Value> = Result<T, NotComputable>;
