//! Dates that cannot be: days that do not exist, on other weekdays than they are said to be, times
//! that do not fit between their ends.

use super::{Fault, Review};
use crate::prose::figures::{Anchor, Figure, Grain, Kind, Meaning, NoDate};
use crate::types::calendar::{Civil, show_date};
use crate::types::{Decimal, Interval};

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) fn impossible(review: &Review<'_>) -> Vec<Fault> {
    let is_none = |figure: &&Figure| {
        matches!(figure.meaning, Meaning::NoDate { why: NoDate::Impossible, .. })
    };
    let figures = review.document.figures.iter().filter(is_none);
    figures
        .map(|figure| Fault {
            message: format!("there is no `{}`", review.words_of(figure.text)),
            marks: vec![(figure.text, "no such day".to_owned())],
        })
        .collect()
}

pub(super) fn weekdays(review: &Review<'_>) -> Vec<Fault> {
    review.document.figures.iter().filter_map(|figure| weekday(review, figure)).collect()
}

fn weekday(review: &Review<'_>, figure: &Figure) -> Option<Fault> {
    let Meaning::Date { says, grain: Grain::Day, anchor } = figure.meaning else { return None };
    let day = says.as_point()?;
    let words = review.words_of(figure.text);
    // "Thursday" alone is the day itself: only a number beside it can contradict it.
    let stated = stated(words).filter(|_| words.contains(|c: char| c.is_ascii_digit()))?;
    let fits = |day: i32| weekday_of(day) == stated;
    let near = match anchor {
        Anchor::Absolute => fits(day),
        // The year is not written: any near one may be meant.
        _ => [-1, 0, 1].into_iter().filter_map(|years| years_later(day, years)).any(fits),
    };
    if near {
        return None;
    }
    let found = WEEKDAYS[weekday_of(day)];
    Some(Fault {
        message: format!("`{words}`: {} is a {found}", show_date(day)),
        marks: vec![(figure.text, format!("{} is a {found}", show_date(day)))],
    })
}

/// The weekday that words name.
fn stated(words: &str) -> Option<usize> {
    let mut words = words.split(|c: char| !c.is_alphabetic());
    words.find_map(|word| {
        WEEKDAYS.iter().position(|day| {
            let short = word.len() >= 3 && day.len() > word.len() && day.starts_with(word);
            short || word.eq_ignore_ascii_case(day)
        })
    })
}

/// 0 is a Monday.
fn weekday_of(day: i32) -> usize {
    (day + 3).rem_euclid(7) as usize
}

fn years_later(day: i32, years: i32) -> Option<i32> {
    let Civil { year, month, day } = Civil::from_days(day);
    Civil::new(year + years, month, day).map(Civil::to_days)
}

/// A time right beside its two ends: 15 years, from 2009 to 2024.
pub(super) fn durations(review: &Review<'_>) -> Vec<Fault> {
    let pairs = review.sentences().flat_map(|(_, figures)| figures.windows(2));
    pairs.filter_map(|pair| duration(review, &pair[0], &pair[1])).collect()
}

fn duration(review: &Review<'_>, one: &Figure, two: &Figure) -> Option<Fault> {
    let (time, dates) = match (one.kind, two.kind) {
        (Kind::Duration, Kind::Date) => (one, two),
        (Kind::Date, Kind::Duration) => (two, one),
        _ => return None,
    };
    let between = review.between(one, two).trim();
    let is_beside = matches!(
        between,
        "" | ","
            | "("
            | ", or"
            | "—"
            | "–"
            | ", i.e."
            | ", a period of"
            | ", a total of"
            | ", in all"
    );
    let Meaning::Date { says: Interval { low: Some(first), high: Some(last), .. }, .. } =
        dates.meaning
    else {
        return None;
    };
    let words = review.words_of(dates.text).to_lowercase();
    let has_ends = words.starts_with("from ");
    let is_pair =
        words.contains(['–', '-']) && words.chars().filter(char::is_ascii_digit).count() >= 8;
    if !is_beside || !(has_ends || is_pair) || review.after(time).starts_with("-old") {
        return None;
    }
    let unit = match time.unit.as_deref()? {
        "year" => Decimal::new(36525, 2),
        "month" => Decimal::new(3044, 2),
        "week" => Decimal::new(7, 0),
        "day" => Decimal::ONE,
        _ => return None,
    };
    let stated = time.says()?.mul(Interval::point(unit)).ok()?;
    let (least, most) = elapsed(first, last);
    let found = Interval::closed(Decimal::from(i64::from(least)), Decimal::from(i64::from(most)));
    if found.overlaps(&stated) {
        return None;
    }
    let shown = |days: i64| Decimal::from(days).div(unit).and_then(|it| it.round(1));
    let (low, high) = (shown(least.into()).ok()?, shown(most.into()).ok()?);
    let unit = time.unit.as_deref()?;
    let shown = crate::prose::says::numbers(Interval::closed(low.trimmed(), high.trimmed()));
    Some(Fault {
        message: format!(
            "`{}`, but `{}` is {shown} {unit}s",
            review.words_of(time.text),
            review.words_of(dates.text)
        ),
        marks: vec![
            (time.text, format!("the dates make {shown} {unit}s")),
            (dates.text, String::new()),
        ],
    })
}

/// The fewest and the most days between two ends that are known to the year, the month or the day.
fn elapsed(first: i32, last: i32) -> (i32, i32) {
    let (from, to) = (Civil::from_days(first), Civil::from_days(last));
    let whole = last - first + 1;
    let is_year = (from.month, from.day, to.month, to.day) == (1, 1, 12, 31);
    let is_month = from.day == 1 && Civil::from_days(last + 1).day == 1;
    let unsure = match (is_year, is_month) {
        (true, _) => 731,
        (_, true) => 62,
        _ => 2,
    };
    (whole - unsure, whole + 1)
}
