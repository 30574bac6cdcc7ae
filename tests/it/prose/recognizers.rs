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
    // A short input is meant as a whole, a long one by a part of it.
    let names = |case: &Case, input: &str| {
        case.input.trim() == input || (input.len() > 12 && case.input.contains(input))
    };
    for (input, _) in excluded {
        assert!(cases.iter().any(|case| names(case, input)), "no case has `{input}`");
    }
    let is_excluded = |case: &Case| excluded.iter().any(|(input, _)| names(case, input));
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
            && found.iter().zip(&expected).all(|(found, expected)| same(*found, expected))
    });
}

const NUMBERS_APART: &[(&str, &str)] = &[
    ("-1.1^--23", "two signs are a slip of the pen"),
    ("hundred thousand trillionths", "a riddle of words that no article prints"),
    ("three twenty firsts", "a riddle: to us a count and a rank"),
    ("twenty twenty fifths", "a riddle"),
    ("one hundred and thirty fifths", "a riddle"),
    ("one hundred thirty fifths", "a riddle, and means another number than the one before"),
    ("one hundred thirty-two fifths", "a riddle"),
    ("one one hundred fifth", "a riddle"),
    ("one hundred one thousand fifths", "a riddle"),
    ("ninety - five hundred fifths", "a riddle"),
    ("twenty and three and three fifths", "a riddle"),
    ("Any time to meet on 5/17/2018?", "to us a date"),
    ("My phone number is", "to us a telephone number and no figure"),
    ("1m isn't a number", "to us one metre"),
    ("write 5.00 or 5,00", "a decimal comma is not English"),
    ("The number is 1,3.", "a decimal comma"),
    ("SCP-173", "to us a name"),
    ("Exercises nrs. 22,24,26,31.", "to us names of exercises"),
    ("releasing version two", "to us the name of a version"),
    ("three-nought-four", "digits read out one by one"),
];

#[test]
fn number_ranges() {
    check("NumberRangeModel", 90, RANGES_APART, |case| {
        let document = read(&case.input, "2016-11-07");
        case.results.iter().all(|result| {
            let Some(at) = covers(case, &document, result) else { return false };
            let range = resolution(result, "value");
            let (low, high) = range[1..range.len() - 1].split_once(',').expect("two ends");
            document.figures[at..].iter().take(3).any(|figure| ends(figure, low, high))
        }) && (!case.results.is_empty()
            || document.figures.iter().all(|figure| figure.kind == Kind::Date))
    });
}

const RANGES_APART: &[(&str, &str)] = &[("=<30", "a slip of the pen, read as it is meant")];

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
        (low, high) => near(says.low, low) && near(says.high, high),
    }
}

/// An end, or what it was rounded from.
fn near(found: Option<Decimal>, expected: &str) -> bool {
    let (Some(found), Ok(expected)) = (found, expected.parse::<f64>()) else { return false };
    (found.to_f64() - expected).abs() <= expected.abs() * 0.1
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

const PERCENTS_APART: &[(&str, &str)] = &[
    ("per cent of 210", "no English sentence says 210 percent so"),
    ("shows the % of increase", "a sign without a number is no figure"),
];

#[test]
fn currencies() {
    check("CurrencyModel", 90, CURRENCIES_APART, |case| {
        let document = read(&case.input, "2016-11-07");
        let money: Vec<&Figure> =
            document.figures.iter().filter(|figure| figure.kind == Kind::Money).collect();
        let expected: Vec<&Value> =
            case.results.iter().filter(|result| !resolution(result, "value").is_empty()).collect();
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

const CURRENCIES_APART: &[(&str, &str)] =
    &[("dollar : 143.80 yen , up 0 . 95", "numbers torn apart by a tokenizer")];

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

const DIMENSIONS_APART: &[(&str, &str)] = &[
    ("eight to 10 feet tall", "to us one range, from eight feet"),
    ("2 pm is 2 picometer", "two in the afternoon"),
    ("The weight is 20 {kg}", "braces are no prose"),
    ("The weight is 20 <kg>", "nor are these"),
    ("75 -300mm f / 4 - 5 . 6", "words and numbers torn apart by a tokenizer"),
];

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
                if expected.is_empty()
                    || result["resolution"]["PastResolution"]["date"] == "0001-01-01"
                {
                    return dates.iter().any(|date| matches!(date.meaning, Meaning::NoDate { .. }));
                }
                dates.iter().any(|date| {
                    date.days().is_some_and(|days| expected.iter().any(|day| days.contains(*day)))
                })
            })
            && (!case.results.is_empty() || dates.is_empty())
    });
}

const DATES_APART: &[(&str, &str)] = &[
    ("I'll go back on 4.22", "a point between month and day is not English"),
    ("I'll go back in 4.22", "a point"),
    ("I'll go back on 4-22", "a range, unless one knows better"),
];

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

const PERIODS_APART: &[(&str, &str)] = &[
    ("the weekend", "the news tells of the last one; the cases, of the next"),
    ("I'll be out on weekend", "the last one"),
    ("the week", "alone it names no week"),
    ("within 5 days", "to us a duration"),
    ("within 5 years 1 month 12 days", "a duration"),
    ("within the upcoming 5 years", "a duration"),
    ("for 1 week, from 20th dec", "a duration and a date"),
    ("for 3 days, from today", "a duration and a date"),
];

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
