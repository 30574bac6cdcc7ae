//! Names with numbers in them: MiG-29, Covid-19, G20, 5G, Schalke 04.

use super::digits::spaced_telephone;
use super::numbered::is_measured;
use super::run_end;
use crate::prose::grammar::dates::Dates;
use crate::prose::grammar::reader::Reader;
use crate::prose::grammar::resolve::Timeline;
use crate::prose::grammar::years;
use crate::prose::grammar::{measures, money};
use crate::prose::lexicon::Class;
use crate::prose::tokens::Shape;

/// Letters with a number joined to them, or with a hyphen between: MiG-29, Covid-19, G20, KN-23.
pub(super) fn joined_name(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if at > 0 && reader.joined(at) && (reader.is_number(at - 1) || reader.is_hyphen(at - 1)) {
        return None;
    }
    if !reader.joined(at + 1) {
        return None;
    }
    let hyphen = matches!(reader.word(at + 1), "-" | "–" | "‑");
    let number = at + 1 + usize::from(hyphen);
    let digits = reader.is_number(number) || reader.shape(number) == Some(Shape::Dotted);
    if !digits || !reader.joined(number) || !is_name_before(reader, at, hyphen) {
        return None;
    }
    if hyphen && reader.word(at).len() > 3 && reader.sense(at, |senses| senses.number).is_some() {
        return None;
    }
    Some(run_end(reader, at))
}

/// Whether letters before digits make one name with them.
pub(super) fn is_name_before(reader: &Reader<'_>, at: usize, hyphen: bool) -> bool {
    let word = reader.word(at);
    // Q3, H1 and FY24 are read as dates where they are some.
    if matches!(word, "Q" | "H" | "FY")
        && !hyphen
        && !(reader.joined(at + 2) && reader.is_word(at + 2))
    {
        return false;
    }
    let Some(senses) = reader.senses(at) else { return true };
    if senses.month.is_some() || senses.number.is_some() || senses.ordinal.is_some() {
        return false;
    }
    if hyphen && (senses.is(Class::Prefix) || senses.hedges) {
        return false;
    }
    let is_code = money::prefixed(reader, at).is_some();
    let is_unit = senses.unit.is_some() && !hyphen && at > 0 && reader.joined(at);
    !(is_code || is_unit)
}

/// Digits with letters joined that are no unit, scale or ending: 5G, 49ers, 737s.
pub(super) fn joined_letters(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if at > 0
        && reader.joined(at)
        && reader.is_any(at - 1, &["_", "/", "\\", "=", "#"])
        && at > 1
        && reader.is_word(at - 2)
        && reader.joined(at - 1)
    {
        return Some(run_end(reader, at));
    }
    let next = at + 1;
    if !reader.joined(next) || !reader.is_word(next) {
        return None;
    }
    // "In their 70s" is an age, "the 1970s" a decade.
    if reader.is(next, "s") {
        let timeline = Timeline::new(None);
        let is_decade = Dates::new(reader, &timeline).decade(at).is_some();
        return (!is_decade).then(|| run_end(reader, at));
    }
    let known = ["st", "nd", "rd", "th", "s", "x", "e", "m", "am", "pm", "a.m.", "p.m.", "yo"];
    let is_known = reader.is_any(next, &known)
        || measures::degrees(reader, next).is_some()
        || money::is_pence(reader, next)
        || money::is_cent_letter(reader, next)
        || reader.senses(next).is_some_and(|senses| {
            senses.unit.is_some()
                || senses.period.is_some()
                || senses.currency.is_some()
                || senses.number.is_some()
                || senses.month.is_some()
        })
        || matches!(
            reader.word(next),
            "k" | "K"
                | "M"
                | "B"
                | "T"
                | "bn"
                | "Bn"
                | "BN"
                | "mn"
                | "mln"
                | "tn"
                | "Tn"
                | "trn"
                | "bln"
                | "Q"
                | "H"
                | "pp"
                | "pct"
                | "b"
                | "t"
        )
        || reader.word(next).len() == 4
            && reader.word(next).bytes().all(|b| b.is_ascii_uppercase());
    if !is_known {
        return Some(run_end(reader, at));
    }
    // 24703L202, 5M-2: letters in the middle are no unit.
    let after = next + 1;
    let in_a_name = reader.joined(after)
        && reader.is_number(after)
        && !matches!(reader.word(next), "e" | "x" | "Q" | "H")
        && !matches!(reader.word(after), "2" | "3");
    if in_a_name {
        return Some(run_end(reader, at));
    }
    // "29km Road" is the name of a road.
    let is_address = reader.senses(next).is_some_and(|senses| senses.unit.is_some())
        && reader.is_any(after, &["road", "street", "avenue", "highway"])
        && reader.capital(after);
    if is_address {
        return Some(after + 1);
    }
    is_model(reader, at).then(|| run_end(reader, at))
}

/// 5G, 4K, 3D, 777F: a capital letter that would be a unit.
pub(super) fn is_model(reader: &Reader<'_>, at: usize) -> bool {
    let next = reader.word(at + 1);
    let is_letter = matches!(next, "G" | "D" | "F" | "C" | "L" | "P" | "X" | "S" | "H" | "A" | "N")
        || (next == "K"
            && reader.is_any(at, &["2", "4", "5", "8"])
            && !reader.after_any(at, &["$"]));
    let is_period = next == "H" && reader.joined(at + 2) && reader.is_number(at + 2);
    let is_decade = next == "s" && reader.word(at).len() == 3;
    let is_measure = measures::degrees(reader, at + 1).is_some();
    let is_race = reader.is_any(at + 2, &["of", "race"]);
    (is_letter && !is_period && !is_race && !is_measure) || is_decade
}

/// Schalke 04, Boeing 737, Apollo 11: a plain number right behind a name.
pub(super) fn name_and_number(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let number = at + 1;
    let word = reader.word(number);
    let plain = reader.is_number(number)
        && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && word.len() <= 5;
    if !plain || reader.joined(number) || reader.setting.capitals {
        return None;
    }
    if !reader.word(at).chars().any(char::is_uppercase) {
        return None;
    }
    // "Call 020 7946 0018" is a number to call; 95% CI 76 to 90 an interval.
    if spaced_telephone(reader, number).is_some() || reader.is(at, "CI") {
        return None;
    }
    let starts = at == reader.sentence_start(at)
        || matches!(
            reader.word(at.wrapping_sub(1)),
            "“" | "\"" | ":" | "‘" | "'" | "(" | "-" | "–" | "—" | "*" | "•" | "|"
        );
    let is_lead_zero = word.len() > 1 && word.starts_with('0') && !word.contains('.');
    if is_lead_zero && reader.senses(at).is_none() {
        return Some(number + 1);
    }
    let is_word = reader.senses(at).is_some_and(|senses| {
        senses.month.is_some()
            || senses.weekday.is_some()
            || senses.number.is_some()
            || senses.season.is_some()
            || senses.hedges
            || senses.currency.is_some()
            || senses.period.is_some()
            || senses.is(Class::Stop)
            || senses.is(Class::Pointing)
            || senses.is(Class::Verb)
            || senses.is(Class::Change)
            || senses.is(Class::Prefix)
    });
    if starts || is_word || reader.word(at).len() < 2 {
        return None;
    }
    // A year behind a name is a year: Paris 2024. So is an amount an amount.
    if years::bare(reader, number).is_some() || is_measured(reader, number) {
        return None;
    }
    let after = number + 1;
    let counts = reader.class(after, Class::People)
        || reader.is_dash(after) && reader.joined(after)
        || matches!(reader.word(after), ":" | "/" | "%")
        || reader.is(after, ",") && reader.capital(after + 1) && reader.is_number(after + 2)
        || after_a_score(reader, at);
    (!counts).then_some(after)
}

/// "Russia 2, Ukraine 1".
pub(super) fn after_a_score(reader: &Reader<'_>, at: usize) -> bool {
    at >= 2 && reader.is(at - 1, ",") && reader.is_number(at - 2)
}
