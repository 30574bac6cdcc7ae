//! Dates, times and durations from ISO 8601 text, and back. Nothing else is read: no blanks, no
//! missing digits, no 24:00, no leap second.

use super::{Civil, Duration, MICROS_PER_SECOND, PartialDate, split};

/// `YYYY-MM-DD` as days since 1970-01-01.
#[inline]
pub fn date_from_bytes(text: &[u8]) -> Option<i32> {
    if text.len() != 10 {
        return None;
    }
    let (head, tail) = text.split_first_chunk::<8>()?;
    // Digits become their values and the two hyphens zeros; then a digit is wrong above 9, a
    // hyphen above 0, and adding the distance to 128 sets the top bit of what is wrong.
    let values = u64::from_le_bytes(*head) ^ 0x2d30_302d_3030_3030;
    if (values | values.wrapping_add(0x7f76_767f_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Each byte joined to the next: where a pair begins stands its number.
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    let pair = |index: u32| (pairs >> (8 * index)) as u32 & 0xff;
    let (century, of_century, month) = (pair(0), pair(2), pair(5));
    let day = two_digits([tail[0], tail[1]])?;
    let leaps = usize::from(super::is_leap_of(century, of_century));
    let days = *super::MONTH_DAYS[leaps].get(month as usize)?;
    if day == 0 || day > u32::from(days) {
        return None;
    }
    let before = super::BEFORE_MONTH[leaps][month as usize];
    Some(super::days_before_year(century, of_century) + i32::from(before) + day as i32 - 1)
}

/// Days since 1970-01-01, where the year, from 0 to 9999, has such a day.
#[inline]
pub fn days_in(year: i32, month: u32, day: u32) -> Option<i32> {
    let exists = day != 0 && day <= super::days_in_month(year, month);
    exists.then(|| super::days_of(year, month, day))
}

#[inline]
fn two_digits([tens, ones]: [u8; 2]) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| u32::from(tens) * 10 + u32::from(ones))
}

fn four_digits(text: &[u8]) -> Option<i32> {
    let [a, b, c, d] = text else { return None };
    Some((two_digits([*a, *b])? * 100 + two_digits([*c, *d])?) as i32)
}

/// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f` with up to six digits, as microseconds since midnight.
pub fn time_from_bytes(text: &[u8]) -> Option<i64> {
    let (hour, minute, rest) = match text {
        [a, b, b':', c, d, rest @ ..] => (two_digits([*a, *b])?, two_digits([*c, *d])?, rest),
        _ => return None,
    };
    let (second, fraction) = match rest {
        [] => (0, 0),
        [b':', a, b] => (two_digits([*a, *b])?, 0),
        [b':', a, b, b'.', digits @ ..] => (two_digits([*a, *b])?, micros_from_digits(digits)?),
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(i64::from(hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + fraction)
}

/// The digits after the point of a second. More than six are read where the rest are zeros.
fn micros_from_digits(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (kept, beyond) = digits.split_at(digits.len().min(6));
    if beyond.iter().any(|digit| *digit != b'0') {
        return None;
    }
    let micros = kept.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Some(micros * 10_i64.pow(6 - kept.len() as u32))
}

/// A date, `T` or one blank, a time, and perhaps `Z` or an offset, which is then taken off.
pub fn datetime_from_bytes(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let days = date_from_bytes(date)?;
    let [b'T' | b' ', rest @ ..] = rest else { return None };
    let (time, offset) = match rest.iter().position(|byte| matches!(byte, b'Z' | b'+' | b'-')) {
        Some(at) => (&rest[..at], offset_from_bytes(&rest[at..])?),
        None => (rest, 0),
    };
    let local = super::midnight(days) + time_from_bytes(time)?;
    let (first, last) = (super::midnight(super::FIRST_DAY), super::midnight(super::LAST_DAY + 1));
    Some(local - offset).filter(|utc| (first..last).contains(utc))
}

/// `Z`, `+02`, `+0200` or `+02:00` in microseconds, up to 14 hours as XML Schema has it.
fn offset_from_bytes(text: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match text {
        [b'Z'] => return Some(0),
        [sign, a, b] => (sign, two_digits([*a, *b])?, 0),
        [sign, a, b, c, d] | [sign, a, b, b':', c, d] => {
            (sign, two_digits([*a, *b])?, two_digits([*c, *d])?)
        }
        _ => return None,
    };
    if minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return None;
    }
    let micros = i64::from(hours * 60 + minutes) * 60 * MICROS_PER_SECOND;
    match sign {
        b'+' => Some(micros),
        b'-' => Some(-micros),
        _ => None,
    }
}

/// `YYYY-MM`: all days of the month.
pub fn year_month_from_bytes(text: &[u8]) -> Option<PartialDate> {
    let [year @ .., b'-', a, b] = text else { return None };
    PartialDate::month(four_digits(year)?, two_digits([*a, *b])?)
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
pub fn partial_from_bytes(text: &[u8]) -> Option<PartialDate> {
    match text.len() {
        4 => PartialDate::year(four_digits(text)?),
        7 => year_month_from_bytes(text),
        _ => date_from_bytes(text).map(PartialDate::day),
    }
}

/// `P1Y2M3W4DT5H6M7.8S`, with at least one part, the parts in this order; `-` before the `P` turns
/// all of them round.
pub fn duration_from_bytes(text: &[u8]) -> Option<Duration> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let [b'P', rest @ ..] = rest else { return None };
    let (date, time) = match rest.iter().position(|byte| *byte == b'T') {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    if date.is_empty() && time.is_none() || time.is_some_and(<[u8]>::is_empty) {
        return None;
    }
    let mut duration = Duration::default();
    add_parts(&mut duration, date, &DATE_PARTS)?;
    add_parts(&mut duration, time.unwrap_or_default(), &TIME_PARTS)?;
    if negative { duration.checked_neg().ok() } else { Some(duration) }
}

const DATE_PARTS: [(u8, Duration); 4] = [
    (b'Y', Duration { months: 12, days: 0, micros: 0 }),
    (b'M', Duration { months: 1, days: 0, micros: 0 }),
    (b'W', Duration { months: 0, days: 7, micros: 0 }),
    (b'D', Duration { months: 0, days: 1, micros: 0 }),
];

const TIME_PARTS: [(u8, Duration); 3] = [
    (b'H', Duration { months: 0, days: 0, micros: 3600 * MICROS_PER_SECOND }),
    (b'M', Duration { months: 0, days: 0, micros: 60 * MICROS_PER_SECOND }),
    (b'S', Duration { months: 0, days: 0, micros: MICROS_PER_SECOND }),
];

/// Adds amounts with their letters, which stand in the order of the list. Only seconds may have a
/// fraction.
fn add_parts(sum: &mut Duration, text: &[u8], mut parts: &[(u8, Duration)]) -> Option<()> {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.iter().position(u8::is_ascii_alphabetic)?;
        let at = parts.iter().position(|(letter, _)| *letter == rest[end])?;
        let (letter, one) = parts[at];
        let (amount, fraction) = match rest[..end].iter().position(|byte| *byte == b'.') {
            Some(point) if letter == b'S' => {
                (&rest[..point], micros_from_digits(&rest[point + 1..end])?)
            }
            _ => (&rest[..end], 0),
        };
        let part = one.checked_mul(whole(amount)?).ok()?;
        *sum = sum.checked_add(part).ok()?.checked_add(Duration::from_micros(fraction)).ok()?;
        parts = &parts[at + 1..];
        rest = &rest[end + 1..];
    }
    Some(())
}

fn whole(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_i64, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// `2024-10-16`.
pub fn show_date(days: i32) -> String {
    let Civil { year, month, day } = Civil::from_days(days);
    let Ok(year @ 0..=9999) = u32::try_from(year) else {
        return format!("{year:04}-{month:02}-{day:02}");
    };
    let pair = |number: u32| [number / 10, number].map(|digit| b'0' + (digit % 10) as u8);
    let [[y1, y2], [y3, y4]] = [year / 100, year].map(pair);
    let [[m1, m2], [d1, d2]] = [month, day].map(pair);
    let text = [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2];
    String::from_utf8_lossy(&text).into_owned()
}

/// `12:30:00`, with as much of a fraction as there is.
pub fn show_time(micros: i64) -> String {
    let seconds = micros / MICROS_PER_SECOND;
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    match micros % MICROS_PER_SECOND {
        0 => clock,
        fraction => format!("{clock}.{fraction:06}").trim_end_matches('0').to_owned(),
    }
}

/// `2024-10-16T12:30:00`.
pub fn show_datetime(micros: i64) -> String {
    let (days, of_day) = split(micros);
    format!("{}T{}", show_date(days), show_time(of_day))
}

/// `2024`, `2024-10`, `2024-10-16`; any other stretch of days by its ends, `2024-10-01/2024-10-09`.
pub fn show_partial(partial: PartialDate) -> String {
    let Civil { year, month, .. } = Civil::from_days(partial.first);
    if partial.is_day() {
        show_date(partial.first)
    } else if PartialDate::month(year, month) == Some(partial) {
        format!("{year:04}-{month:02}")
    } else if PartialDate::year(year) == Some(partial) {
        format!("{year:04}")
    } else {
        format!("{}/{}", show_date(partial.first), show_date(partial.last))
    }
}

/// `P1Y2M3DT4H5M6.5S`, and `PT0S` for none. Parts that go back have their own sign unless all do.
pub fn show_duration(duration: Duration) -> String {
    let all_back = duration.months <= 0 && duration.days <= 0 && duration.micros <= 0;
    if all_back
        && duration != Duration::default()
        && let Ok(turned) = duration.checked_neg()
    {
        return format!("-{}", show_duration(turned));
    }
    let mut text = "P".to_owned();
    let mut push = |amount: i64, letter: char| {
        if amount != 0 {
            text.push_str(&format!("{amount}{letter}"));
        }
    };
    push((duration.months / 12).into(), 'Y');
    push((duration.months % 12).into(), 'M');
    push(duration.days.into(), 'D');
    match duration.micros {
        0 if text.len() == 1 => text + "T0S",
        0 => text,
        micros => text + &show_clock_parts(micros),
    }
}

fn show_clock_parts(micros: i64) -> String {
    let mut text = "T".to_owned();
    let minutes = micros / (60 * MICROS_PER_SECOND);
    for (amount, letter) in [(minutes / 60, 'H'), (minutes % 60, 'M')] {
        if amount != 0 {
            text.push_str(&format!("{amount}{letter}"));
        }
    }
    let rest = micros % (60 * MICROS_PER_SECOND);
    if rest != 0 {
        text.push_str(&format!("{}S", crate::types::Decimal::new(rest.into(), 6).trimmed()));
    }
    text
}
