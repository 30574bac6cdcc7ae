//! Digits that count nothing: times of the day, telephone numbers, versions, markers of lists.

use super::run_end;
use crate::prose::figures::Grain;
use crate::prose::grammar::dates;
use crate::prose::grammar::reader::Reader;
use crate::prose::grammar::resolve::Timeline;
use crate::prose::lexicon::Class;

/// 1.2.3, unless it is a date.
pub(super) fn of_dotted(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let timeline = Timeline::new(None);
    let date = dates::Dates::new(reader, &timeline).date(at);
    let is_date = date.is_some_and(|date| date.grain == Grain::Day && date.when.is_ok());
    (!is_date).then(|| run_end(reader, at))
}

/// "1." and "2)" at the start of a line.
pub(super) fn list_marker(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let token = reader.tokens.get(at)?;
    let is_marker = token.first
        && reader.word(at).len() <= 3
        && matches!(reader.word(at + 1), "." | ")")
        && reader.joined(at + 1)
        && at + 2 < reader.len()
        && !reader.joined(at + 2);
    is_marker.then_some(at + 2)
}

/// [12], (3): a reference.
pub(super) fn bracketed(reader: &Reader<'_>, at: usize, close: &str) -> Option<usize> {
    let mut end = at + 1;
    while reader.is_number(end) && end < at + 12 {
        let is_plain =
            reader.word(end).bytes().all(|b| b.is_ascii_digit()) && reader.word(end).len() <= 3;
        if !is_plain {
            return None;
        }
        end += 1;
        if reader.is(end, close) {
            let small = reader.word(end - 1).len() <= 2;
            let is_age = close == ")" && at > 0 && reader.capital(at - 1);
            let is_count = close == ")" && (end > at + 2 || is_age || !small);
            return (!is_count).then_some(end + 1);
        }
        if !matches!(reader.word(end), "," | "-" | "–") {
            return None;
        }
        end += 1;
    }
    None
}

/// 10:30, 6pm, 6 p.m., 0800 GMT, five o'clock.
pub(super) fn clock(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let small = |at: usize, most: u32| {
        reader.word(at).parse::<u32>().is_ok_and(|n| n <= most) && reader.is_number(at)
    };
    let half_day = |at: usize| {
        reader.is_any(at, &["am", "pm", "a.m.", "p.m.", "a.m", "p.m", "o'clock", "noon"])
    };
    let zone = |at: usize| {
        ["GMT", "UTC", "BST", "EST", "EDT", "CET", "CEST", "PST", "PDT", "KST", "JST", "IST", "ET"]
            .contains(&reader.word(at))
    };
    let minutes = at + 2;
    let is_colon =
        matches!(reader.word(at + 1), ":") && reader.joined(at + 1) && reader.joined(minutes);
    let is_pair = is_colon && reader.word(minutes).len() == 2 && small(minutes, 59);
    let of_two =
        |at: usize| reader.is_any(at, &["ratio", "ratios", "odds", "scale", "split", "mix"]);
    if is_pair && (reader.back(at, 4).any(of_two) || of_two(minutes + 1)) {
        return None;
    }
    // 68:55 in a race, after which less than a minute is told; 60:40 shares a hundred.
    let sum = |at: usize| reader.word(at).parse::<u32>().unwrap_or(0);
    if is_pair && small(at, 99) && !small(at, 24) && sum(at) + sum(minutes) != 100 {
        return Some(minutes + 1);
    }
    if is_pair && small(at, 24) {
        let mut end = minutes + 1;
        if reader.is(end, ":") && reader.joined(end) && reader.is_number(end + 1) {
            end += 2;
        }
        end += usize::from(half_day(end));
        return Some(end + usize::from(zone(end)));
    }
    // 3:57.14 in a race.
    let is_lap = reader.word(minutes).split_once('.').is_some_and(|(seconds, parts)| {
        seconds.len() == 2 && !parts.is_empty() && parts.bytes().all(|b| b.is_ascii_digit())
    });
    if is_colon && small(at, 59) && is_lap {
        return Some(minutes + 1);
    }
    let number = reader.word(at);
    let is_time_word =
        number.split_once('.').is_some_and(|(hour, minute)| hour.len() <= 2 && minute.len() == 2);
    let is_hour = small(at, 24) || is_time_word;
    if is_hour && half_day(at + 1) {
        // "2 pm is 2 picometer" is told by a scientist only.
        return Some(at + 2 + usize::from(zone(at + 2)));
    }
    let is_military = number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit());
    let is_dash = |at: usize| reader.is_dash(at) && small(at + 1, 12) && half_day(at + 2);
    if small(at, 12) && is_dash(at + 1) {
        return Some(at + 4);
    }
    (is_military && (zone(at + 1) || reader.is(at + 1, "hours") && number.starts_with('0')))
        .then_some(at + 2)
}

/// 555-1234, 020 7946 0018, 1-800-555-0199: groups of digits that are no date and no range.
pub(super) fn telephone(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let mut end = at + 1;
    let (mut groups, mut longest) = (1, reader.word(at).len());
    while groups < 12
        && matches!(reader.word(end), "-" | "–" | "‑" | "/" | ".")
        && reader.joined(end)
        && reader.joined(end + 1)
        && reader.is_number(end + 1)
    {
        longest = longest.max(reader.word(end + 1).len());
        groups += 1;
        end += 2;
    }
    if groups == 1 {
        return spaced_telephone(reader, at);
    }
    if groups >= 4 {
        return Some(end);
    }
    let timeline = Timeline::new(None);
    let dates = dates::Dates::new(reader, &timeline);
    let date = dates.date(at);
    let is_date = date.is_some_and(|date| date.end >= end) || dates.range_from(at, date).is_some();
    if groups == 3 {
        return (!is_date).then_some(end);
    }
    let (first, second) = (reader.word(at), reader.word(at + 2));
    let is_local =
        first.len() == 3 && second.len() == 4 && !second.contains(',') && reader.is_hyphen(at + 1);
    (is_local
        && longest == 4
        && !is_date
        && first.bytes().chain(second.bytes()).all(|b| b.is_ascii_digit()))
    .then_some(end)
}

/// 020 7946 0018: a zero in front, and groups with blanks between.
pub(super) fn spaced_telephone(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if !reader.word(at).starts_with('0')
        || reader.word(at).len() < 3
        || reader.word(at).contains('.')
    {
        return None;
    }
    let mut end = at + 1;
    while end < at + 6 && reader.is_number(end) && !reader.word(end).contains(['.', ',']) {
        end += 1;
    }
    (end > at + 1).then_some(end)
}

/// +44 20 7946 0018, +1-222-2222.
pub(super) fn plus_number(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let mut end = at + 2;
    while end < at + 16 {
        let sep = usize::from(matches!(reader.word(end), "-" | "/" | "(" | ")" | "."));
        if !reader.is_number(end + sep) {
            break;
        }
        end += sep + 1;
    }
    let long = reader.word(at + 1).len() >= 6 && !reader.word(at + 1).contains(['.', ',']);
    (end > at + 3
        || (end > at + 2 && reader.is_number(end - 1) && reader.word(end - 1).len() >= 3)
        || long)
        .then_some(end)
}

/// 24/7, 9/11, 911, 50/50.
pub(super) fn well_known(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let pair = |first: &str, second: &str| {
        reader.is(at, first)
            && reader.is(at + 1, "/")
            && reader.is(at + 2, second)
            && reader.joined(at + 1)
            && reader.joined(at + 2)
    };
    if pair("24", "7") || pair("9", "11") || pair("7", "7") || pair("50", "50") {
        return Some(at + 3);
    }
    let is_emergency = reader.is_any(at, &["911", "999", "112", "101"])
        && (reader.after_any(
            at,
            &["called", "call", "calling", "dial", "dialed", "dialled", "calls", "a", "to", "the"],
        ) || reader.is_any(at + 1, &["call", "calls", "dispatcher", "operator"]))
        && !reader.class(at + 1, Class::People);
    is_emergency.then_some(at + 1)
}
