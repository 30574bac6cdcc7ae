//! The open test cases of another recognizer: what a good share of them must give, and which we
//! read otherwise, with the reason.

use super::{read, shared, words};
use scruple::prose::{Document, Figure, Kind, Meaning};
use scruple::types::Decimal;
use scruple::types::calendar::date_from_bytes;
use serde_json::Value;

/// A case: an input, and whether ours gives what it expects.
struct Case {
    input: String,
    reference: String,
    results: Vec<Value>,
}

fn cases(model: &str) -> Option<Vec<Case>> {
    let path = shared(&format!("prose/recognizers/{model}.jsonl"))?;
    let text = std::fs::read_to_string(path).expect("readable");
    let case = |line: &str| {
        let value: Value = serde_json::from_str(line).expect("JSON");
        Case {
            input: value["input"].as_str().expect("text").to_owned(),
            reference: value["reference"].as_str().unwrap_or_default().to_owned(),
            results: value["results"].as_array().expect("a list").clone(),
        }
    };
    Some(text.lines().map(case).collect())
}

/// Runs the cases that are not excluded; at least the share must be right.
fn check(model: &str, percent: usize, excluded: &[(&str, &str)], right: impl Fn(&Case) -> bool) {
    let Some(cases) = cases(model) else { return };
    for (input, _) in excluded {
        assert!(cases.iter().any(|case| case.input.contains(input)), "no case has `{input}`");
    }
    let is_excluded = |case: &Case| excluded.iter().any(|(input, _)| case.input.contains(input));
    let judged: Vec<&Case> = cases.iter().filter(|case| !is_excluded(case)).collect();
    let wrong: Vec<&&Case> = judged.iter().filter(|case| !right(case)).collect();
    let passed = judged.len() - wrong.len();
    println!("{model}: {passed} of {} right, {} excluded", judged.len(), excluded.len());
    for case in &wrong {
        println!("  {:?} [{}]", case.input, case.reference);
        for result in &case.results {
            println!("    expected {} {}", result["text"], result["resolution"]);
        }
        let document = read(&case.input, &case.reference);
        for figure in &document.figures {
            println!("    found {:?} {}", words(&case.input, figure), super::said(figure));
        }
    }
    assert!(passed * 100 >= percent * judged.len(), "{model}: {passed} of {}", judged.len());
}

/// A number of the cases, some of which are quotients cut to fifteen digits.
fn same(found: Decimal, expected: &str) -> bool {
    let Ok(expected) = expected.parse::<f64>() else { return false };
    let found = found.to_f64();
    (found - expected).abs() <= expected.abs() * 1e-12
}

fn value(figure: &Figure) -> Option<Decimal> {
    figure.value()
}

fn resolution<'v>(result: &'v Value, key: &str) -> &'v str {
    result["resolution"][key].as_str().unwrap_or_default()
}

/// Whether figures of ours hold the words of a result, letters of either case.
fn covers(case: &Case, document: &Document, result: &Value) -> Option<usize> {
    let text = result["text"].as_str().unwrap_or_default().to_lowercase();
    let close = |figure: &&Figure| {
        let ours = words(&case.input, figure).to_lowercase();
        ours.contains(&text) || text.contains(&ours)
    };
    let of = |figure: &&Figure| document.figures.iter().position(|other| other == *figure);
    document.figures.iter().find(close).as_ref().and_then(of)
}

#[test]
fn numbers() {
    check("NumberModel", 95, NUMBERS_APART, |case| {
        let document = read(&case.input, "2016-11-07");
        let found: Vec<Decimal> = document.figures.iter().filter_map(value).collect();
        let expected: Vec<&str> =
            case.results.iter().map(|result| resolution(result, "value")).collect();
        found.len() == expected.len()
            && document.figures.len() == found.len()
            && found.iter().zip(&expected).all(|(found, expected)| same(*found, expected))
    });
}

const NUMBERS_APART: &[(&str, &str)] = &[];

#[test]
fn number_ranges() {
    check("NumberRangeModel", 90, RANGES_APART, |case| {
        let document = read(&case.input, "2016-11-07");
        case.results.iter().all(|result| {
            let Some(at) = covers(case, &document, result) else { return false };
            let range = resolution(result, "value");
            let (low, high) = range[1..range.len() - 1].split_once(',').expect("two ends");
            document.figures[at..].iter().take(3).any(|figure| ends(figure, low, high))
        }) && (!case.results.is_empty() || document.figures.iter().all(|figure| figure.kind == Kind::Date))
    });
}

const RANGES_APART: &[(&str, &str)] = &[];

/// Whether the ends that the cases give are those that hedge and number set.
fn ends(figure: &Figure, low: &str, high: &str) -> bool {
    let Some(says) = figure.says() else { return false };
    let end = |found: Option<Decimal>, expected: &str| match found {
        Some(found) => same(found, expected),
        None => expected.is_empty(),
    };
    match (low, high) {
        // Ours end where a hedge ceases to be apt; theirs are open.
        (low, "") => end(says.low, low),
        ("", high) => end(says.high, high),
        (low, high) => end(says.low, low) && end(says.high, high),
    }
}

#[test]
fn percents() {
    check("PercentModel", 95, PERCENTS_APART, |case| {
        let document = read(&case.input, "2016-11-07");
        let found: Vec<&Figure> =
            document.figures.iter().filter(|figure| figure.kind == Kind::Percent).collect();
        found.len() == case.results.len()
            && found.iter().zip(&case.results).all(|(figure, result)| {
                let expected = resolution(result, "value").trim_end_matches('%');
                figure.value().is_some_and(|value| same(value, expected))
            })
    });
}

const PERCENTS_APART: &[(&str, &str)] = &[];

#[test]
fn currencies() {
    check("CurrencyModel", 90, CURRENCIES_APART, |case| {
        let document = read(&case.input, "2016-11-07");
        let money: Vec<&Figure> =
            document.figures.iter().filter(|figure| figure.kind == Kind::Money).collect();
        let expected: Vec<&Value> = case
            .results
            .iter()
            .filter(|result| !resolution(result, "value").is_empty())
            .collect();
        money.len() == expected.len()
            && money.iter().zip(&expected).all(|(figure, result)| {
                let cents = ["Cent", "Pence", "Sen"].contains(&resolution(result, "unit"));
                let value = figure.value().map(|value| {
                    if cents { value.mul(Decimal::from(100)).unwrap_or(value) } else { value }
                });
                value.is_some_and(|value| same(value, resolution(result, "value")))
            })
    });
}

const CURRENCIES_APART: &[(&str, &str)] = &[];

#[test]
fn dimensions() {
    check("DimensionModel", 90, DIMENSIONS_APART, |case| {
        let document = read(&case.input, "2016-11-07");
        let expected = case.results.iter().filter(|result| !resolution(result, "value").is_empty());
        let measured = |figure: &&Figure| {
            figure.kind == Kind::Quantity
                && figure.noun.is_none()
                && figure.unit.as_deref().is_some_and(|unit| scruple::prose::unit(unit).is_some())
        };
        let found: Vec<&Figure> = document.figures.iter().filter(measured).collect();
        let expected: Vec<&Value> = expected.collect();
        found.len() == expected.len()
            && found.iter().zip(&expected).all(|(figure, result)| {
                figure.value().is_some_and(|value| same(value, resolution(result, "value")))
            })
    });
}

const DIMENSIONS_APART: &[(&str, &str)] = &[];

#[test]
fn durations() {
    check("DurationParser", 90, DURATIONS_APART, |case| {
        let document = read(&case.input, &case.reference);
        case.results.iter().all(|result| {
            let seconds = result["resolution"]["PastResolution"]["duration"].as_str();
            let Some(figure) = document.figures.iter().find(|figure| figure.kind == Kind::Duration)
            else {
                return false;
            };
            let (Some(value), Some(unit)) = (figure.value(), figure.unit.as_deref()) else {
                return false;
            };
            let per = match unit {
                "second" => 1,
                "minute" => 60,
                "hour" => 3600,
                "day" => 86_400,
                "week" => 604_800,
                "fortnight" => 1_209_600,
                "month" => 2_592_000,
                "year" => 31_536_000,
                _ => return false,
            };
            let found = value.mul(Decimal::from(per)).expect("small").to_f64();
            let expected: f64 = seconds.unwrap_or_default().parse().expect("a number");
            // Theirs is a month of 30 days and a year of 365.
            (found - expected).abs() <= expected * 0.02
        })
    });
}

const DURATIONS_APART: &[(&str, &str)] = &[];

fn day(result: &Value, key: &str, of: &str) -> Option<i32> {
    let text = result["resolution"][of][key].as_str()?;
    date_from_bytes(text.as_bytes())
}

#[test]
fn dates() {
    check("DateParser", 85, DATES_APART, |case| {
        let document = read(&case.input, &case.reference);
        let dates: Vec<&Figure> =
            document.figures.iter().filter(|figure| figure.kind == Kind::Date).collect();
        dates.len() >= case.results.len()
            && case.results.iter().all(|result| {
                // What is to come and what was are told apart by the tense, which the cases leave
                // open: either may be meant.
                let ways = ["PastResolution", "FutureResolution"];
                let expected: Vec<i32> =
                    ways.iter().filter_map(|way| day(result, "date", way)).collect();
                if expected.is_empty() || result["resolution"]["PastResolution"]["date"] == "0001-01-01" {
                    return dates.iter().any(|date| matches!(date.meaning, Meaning::NoDate { .. }));
                }
                dates.iter().any(|date| {
                    date.days().is_some_and(|days| expected.iter().any(|day| days.contains(*day)))
                })
            })
            && (!case.results.is_empty() || dates.is_empty())
    });
}

const DATES_APART: &[(&str, &str)] = &[];

#[test]
fn date_periods() {
    check("DatePeriodParser", 85, PERIODS_APART, |case| {
        let reference = if case.reference.is_empty() { "2016-11-07" } else { &case.reference };
        let document = read(&case.input, reference);
        let dates: Vec<&Figure> =
            document.figures.iter().filter(|figure| figure.kind == Kind::Date).collect();
        case.results.iter().all(|result| dates.iter().any(|date| period(date, result)))
            && (!case.results.is_empty() || dates.is_empty())
    });
}

const PERIODS_APART: &[(&str, &str)] = &[];

/// Whether a date of ours is the period: their end is the day after the last one, except where they
/// write the end itself.
fn period(date: &Figure, result: &Value) -> bool {
    let Some(days) = date.days() else { return false };
    let ways = ["PastResolution", "FutureResolution"];
    let known = ways.iter().any(|way| day(result, "startDate", way).is_some());
    ways.iter().any(|way| {
        let (start, end) = (day(result, "startDate", way), day(result, "endDate", way));
        let start_fits = start.is_none_or(|start| days.low == Some(start));
        let end_fits = end.is_none_or(|end| {
            days.high.is_some_and(|high| high == end || high == end - 1)
                || days.contains(end) && days.contains(end - 1)
        });
        known && start_fits && end_fits
    }) || !known
}
