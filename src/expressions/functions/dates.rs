//! Functions of dates and datetimes. A date stays a date.

use super::{Arg, BLANK, Context, Function, Returns, integer, text, whole};
use crate::types::calendar::{
    Civil, MICROS_PER_DAY, Part, add_to_date, add_to_datetime, age, last_day, make_date, midnight,
    split,
};
use crate::types::{Computed, Decimal, NotComputable, Type, Value};
use jiff::fmt::strtime::BrokenDownTime;

const DATES: Function = Function {
    family: "dates",
    args: &[Arg::DateLike],
    returns: Returns::Type(Type::Integer),
    ..BLANK
};

/// The family, in the order of the manual.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "year",
        summary: "the year",
        example: ("year(DATE '2024-10-16')", "2024"),
        call: |args, _| part(args, 0, Part::Year),
        ..DATES
    },
    Function {
        name: "quarter",
        summary: "the quarter, 1 to 4",
        example: ("quarter(DATE '2024-10-16')", "4"),
        call: |args, _| part(args, 0, Part::Quarter),
        ..DATES
    },
    Function {
        name: "month",
        summary: "the month, 1 to 12",
        example: ("month(DATE '2024-10-16')", "10"),
        call: |args, _| part(args, 0, Part::Month),
        ..DATES
    },
    Function {
        name: "week",
        aliases: &["weekofyear"],
        summary: "the ISO week, 1 to 53",
        example: ("week(DATE '2024-12-30')", "1"),
        call: |args, _| part(args, 0, Part::Week),
        ..DATES
    },
    Function {
        name: "isoyear",
        summary: "the year of the ISO week",
        example: ("isoyear(DATE '2024-12-30')", "2025"),
        call: |args, _| part(args, 0, Part::IsoYear),
        ..DATES
    },
    Function {
        name: "day",
        aliases: &["dayofmonth"],
        summary: "the day of the month",
        example: ("day(DATE '2024-10-16')", "16"),
        call: |args, _| part(args, 0, Part::Day),
        ..DATES
    },
    Function {
        name: "isodow",
        summary: "the day of the week, Monday 1 to Sunday 7",
        example: ("isodow(DATE '2024-01-07')", "7"),
        call: |args, _| part(args, 0, Part::IsoDayOfWeek),
        ..DATES
    },
    Function {
        name: "dow",
        aliases: &["dayofweek", "weekday"],
        summary: "the day of the week, Sunday 0 to Saturday 6",
        example: ("dow(DATE '2024-01-07')", "0"),
        call: |args, _| part(args, 0, Part::DayOfWeek),
        ..DATES
    },
    Function {
        name: "doy",
        aliases: &["dayofyear"],
        summary: "the day of the year",
        example: ("doy(DATE '2024-02-01')", "32"),
        call: |args, _| part(args, 0, Part::DayOfYear),
        ..DATES
    },
    Function {
        name: "hour",
        summary: "the hour of a datetime",
        example: ("hour(TIMESTAMP '2024-10-16 08:30:05')", "8"),
        call: |args, _| part(args, 0, Part::Hour),
        ..DATES
    },
    Function {
        name: "minute",
        summary: "the minute of a datetime",
        example: ("minute(TIMESTAMP '2024-10-16 08:30:05')", "30"),
        call: |args, _| part(args, 0, Part::Minute),
        ..DATES
    },
    Function {
        name: "second",
        summary: "the second of a datetime, without its fraction",
        example: ("second(TIMESTAMP '2024-10-16 08:30:05')", "5"),
        call: |args, _| part(args, 0, Part::Second),
        ..DATES
    },
    Function {
        name: "date_part",
        aliases: &["datepart"],
        args: &[Arg::Text, Arg::DateLike],
        summary: "the part with this name, as EXTRACT",
        example: ("date_part('year', DATE '2024-10-16')", "2024"),
        call: |args, _| part(args, 1, named_part(args)?),
        ..DATES
    },
    Function {
        name: "date_trunc",
        aliases: &["datetrunc"],
        args: &[Arg::Text, Arg::DateLike],
        returns: Returns::SameAs(1),
        summary: "the first day or moment of the year, quarter, month, week … that the date is in",
        example: ("date_trunc('month', DATE '2024-10-16')", "DATE '2024-10-01'"),
        call: date_trunc,
        ..DATES
    },
    Function {
        name: "date_diff",
        aliases: &["datediff"],
        args: &[Arg::Text, Arg::DateLike, Arg::DateLike],
        summary: "how many starts of a year, month, day … lie between the two",
        example: ("date_diff('month', DATE '2024-01-31', DATE '2024-02-01')", "1"),
        call: date_diff,
        ..DATES
    },
    Function {
        name: "date_add",
        args: &[Arg::DateLike, Arg::Duration],
        returns: Returns::SameAs(0),
        summary: "so much later; a day that the month does not have becomes its last",
        example: ("date_add(DATE '2024-01-31', INTERVAL '1' MONTH)", "DATE '2024-02-29'"),
        call: date_add,
        ..DATES
    },
    Function {
        name: "make_date",
        args: &[Arg::Integer, Arg::Integer, Arg::Integer],
        returns: Returns::Type(Type::Date),
        summary: "the date of a year, month and day; not computable where there is none",
        example: ("make_date(2024, 2, 29)", "DATE '2024-02-29'"),
        call: |args, _| {
            make_date(whole(args, 0)?, whole(args, 1)?, whole(args, 2)?).map(Value::Date)
        },
        ..DATES
    },
    Function {
        name: "last_day",
        returns: Returns::Type(Type::Date),
        summary: "the last day of the month",
        example: ("last_day(DATE '2024-02-11')", "DATE '2024-02-29'"),
        call: |args, _| Ok(Value::Date(last_day(split(micros(args, 0)?).0))),
        ..DATES
    },
    Function {
        name: "age",
        optional: &[Arg::DateLike],
        returns: Returns::Type(Type::Duration),
        summary: "years, months and days from the second argument to the first, or to today",
        example: (
            "age(DATE '2024-03-01', DATE '2024-01-31')",
            "INTERVAL '1' MONTH + INTERVAL '1' DAY",
        ),
        call: |args, context| {
            let first = micros(args, 0)?;
            Ok(Value::Duration(match args.len() {
                1 => age(midnight(context.today), first),
                _ => age(first, micros(args, 1)?),
            }))
        },
        ..DATES
    },
    Function {
        name: "strptime",
        args: &[Arg::Text, Arg::Text],
        returns: Returns::Type(Type::DateTime),
        summary: "the text read as a datetime in this format",
        example: ("strptime('16/10/2024', '%d/%m/%Y')", "TIMESTAMP '2024-10-16 00:00:00'"),
        call: |args, _| strptime(text(args, 0)?, text(args, 1)?).map(Value::DateTime),
        ..DATES
    },
    Function {
        name: "strftime",
        args: &[Arg::DateLike, Arg::Text],
        returns: Returns::Type(Type::Text),
        summary: "the date as a text in this format",
        example: ("strftime(DATE '2024-10-16', '%d/%m/%Y')", "'16/10/2024'"),
        call: |args, _| strftime(micros(args, 0)?, text(args, 1)?).map(Value::Text),
        ..DATES
    },
    Function {
        name: "today",
        aliases: &["current_date"],
        args: &[],
        returns: Returns::Type(Type::Date),
        summary: "the day of the run, or what `--as-of` says",
        example: ("today() = today()", "TRUE"),
        call: |_, context| Ok(Value::Date(context.today)),
        ..DATES
    },
];

/// A date at its midnight, a datetime as it is.
fn micros(args: &[Value], index: usize) -> Computed<i64> {
    match args.get(index) {
        Some(Value::Date(days)) => Ok(midnight(*days)),
        Some(Value::DateTime(micros)) => Ok(*micros),
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn part(args: &[Value], index: usize, part: Part) -> Computed {
    match args.get(index) {
        Some(Value::Date(days)) => integer(part.of_date(*days)),
        Some(Value::DateTime(micros)) => Ok(Value::Number(part.of_datetime(*micros))),
        Some(Value::Time(micros)) => integer(part.of_time(*micros)),
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn named_part(args: &[Value]) -> Computed<Part> {
    Part::from_name(text(args, 0)?).ok_or(NotComputable::OutsideDomain)
}

fn date_trunc(args: &[Value], _: &Context) -> Computed {
    let part = named_part(args)?;
    match args.get(1) {
        Some(Value::Date(days)) => Ok(Value::Date(part.truncate_date(*days))),
        Some(Value::DateTime(micros)) => Ok(Value::DateTime(part.truncate_datetime(*micros))),
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn date_diff(args: &[Value], _: &Context) -> Computed {
    let part = named_part(args)?;
    Ok(Value::Number(Decimal::from(match (args.get(1), args.get(2)) {
        (Some(Value::Date(from)), Some(Value::Date(to))) => part.between_dates(*from, *to),
        _ => part.between_datetimes(micros(args, 1)?, micros(args, 2)?),
    })))
}

fn date_add(args: &[Value], _: &Context) -> Computed {
    match args {
        [Value::Date(days), Value::Duration(duration)] => {
            add_to_date(*days, *duration).map(Value::Date)
        }
        [Value::DateTime(micros), Value::Duration(duration)] => {
            add_to_datetime(*micros, *duration).map(Value::DateTime)
        }
        _ => Err(NotComputable::OutsideDomain),
    }
}

/// The format in jiff's words: DuckDB's letters for fractions of a second and for whole dates mean
/// something else there. `fraction` says what stands for a number of digits.
fn in_jiff_words(format: &str, fraction: impl Fn(u8) -> &'static str) -> Computed<String> {
    let mut out = String::with_capacity(format.len() + 8);
    let mut chars = format.chars();
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        match chars.next().ok_or(NotComputable::OutsideDomain)? {
            'f' => out.push_str(fraction(6)),
            'g' => out.push_str(fraction(3)),
            'n' => out.push_str(fraction(9)),
            'c' => out.push_str("%Y-%m-%d %H:%M:%S"),
            'x' => out.push_str("%Y-%m-%d"),
            'X' => out.push_str("%H:%M:%S"),
            other => out.extend(['%', other]),
        }
    }
    Ok(out)
}

/// Reads a text in a format. What the format does not name is that of 1900-01-01 00:00.
pub fn strptime(text: &str, format: &str) -> Computed<i64> {
    let format = in_jiff_words(format, |_| "%f")?;
    let read = BrokenDownTime::parse(&format, text).map_err(|_| NotComputable::FailedCast)?;
    let days = day_of(&read).ok_or(NotComputable::FailedCast)?;
    let time = match (read.to_time(), read.hour(), read.minute()) {
        (Ok(time), _, _) => time,
        // Hours alone, or nothing of a time.
        (Err(_), hour, minute) => {
            jiff::civil::Time::new(hour.unwrap_or(0), minute.unwrap_or(0), 0, 0)
                .map_err(|_| NotComputable::FailedCast)?
        }
    };
    let seconds =
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let offset = read.offset().map_or(0, |offset| i64::from(offset.seconds()));
    let micros = (seconds - offset) * 1_000_000 + i64::from(time.subsec_nanosecond()) / 1000;
    Ok(midnight(days) + micros)
}

fn day_of(read: &BrokenDownTime) -> Option<i32> {
    let year = i32::from(read.year().unwrap_or(1900));
    if let (Some(day), None) = (read.day_of_year(), read.month()) {
        let first = Civil::new(year, 1, 1)?.to_days();
        let date = first + i32::from(day) - 1;
        return (Civil::from_days(date).year == year).then_some(date);
    }
    let month = u32::try_from(read.month().unwrap_or(1)).ok()?;
    let day = u32::try_from(read.day().unwrap_or(1)).ok()?;
    Civil::new(year, month, day).map(Civil::to_days)
}

fn strftime(micros: i64, format: &str) -> Computed<String> {
    let format = in_jiff_words(format, |digits| match digits {
        3 => "%3f",
        6 => "%6f",
        _ => "%9f",
    })?;
    let (days, of_day) = split(micros);
    let civil = Civil::from_days(days);
    let outside = |_| NotComputable::OutsideDomain;
    let date = jiff::civil::Date::new(civil.year as i16, civil.month as i8, civil.day as i8)
        .map_err(outside)?;
    let of_day = of_day.clamp(0, MICROS_PER_DAY - 1);
    let (seconds, fraction) = (of_day / 1_000_000, of_day % 1_000_000);
    let time = jiff::civil::Time::new(
        (seconds / 3600) as i8,
        (seconds / 60 % 60) as i8,
        (seconds % 60) as i8,
        (fraction * 1000) as i32,
    )
    .map_err(outside)?;
    BrokenDownTime::from(date.to_datetime(time)).to_string(&format).map_err(outside)
}
