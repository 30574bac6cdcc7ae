//! What rounding explains: digits as they are written, carried through aggregates and windows.

use super::{config, folder, mistakes, report};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Numbers here count millionths.
const ONE: i128 = 1_000_000;

/// A number with up to three digits after the point: its text, its value, half its last digit.
#[derive(Debug, Clone)]
struct Number {
    text: String,
    value: i128,
    half: i128,
}

fn number() -> impl Strategy<Value = Number> {
    (-4000i128..9000, 0u32..4).prop_map(|(digits, places)| {
        let unit = ONE / 10i128.pow(places);
        let value = digits % (40 * 10i128.pow(places)) * unit;
        let (whole, rest) = (value.abs() / ONE, value.abs() % ONE);
        let sign = if value < 0 { "-" } else { "" };
        let fraction = format!("{rest:06}")[..places as usize].to_owned();
        let point = if places == 0 { "" } else { "." };
        Number { text: format!("{sign}{whole}{point}{fraction}"), value, half: unit / 2 }
    })
}

fn rows() -> impl Strategy<Value = Vec<(usize, Option<Number>)>> {
    let cell = prop_oneof![5 => number().prop_map(Some), 1 => Just(None)];
    prop::collection::vec((0usize..3, cell), 1..25)
}

fn csv(rows: &[(usize, Option<Number>)]) -> String {
    let mut text = "g,x\n".to_owned();
    for (group, number) in rows {
        let number = number.as_ref().map_or("", |number| &number.text);
        text.push_str(&format!("{group},{number}\n"));
    }
    text
}

const TABLE: &str = "[tables.t]\nfiles = [\"t.csv\"]\n[tables.t.columns]\n\
                     g = { type = \"integer\" }\nx = { type = \"number\" }\n";

/// The violations of each rule: by the group, or by the row.
fn found(rules: &str, table: &str) -> BTreeMap<String, Vec<Json>> {
    let folder = folder(&[("scruple.toml", &format!("{rules}{TABLE}")), ("t.csv", table)]);
    let report = report(folder.path(), &["--threads", "2"]);
    // A rule that decides of no row is warned of.
    let mut told = report["diagnostics"].as_array().expect("a list").iter();
    assert!(told.all(|it| it["severity"] == "warning"), "{report}");
    let findings = report["findings"].as_array().expect("a list").iter();
    let one = |finding: &Json| {
        let id = finding["id"].as_str().expect("an id").to_owned();
        (id, finding["violations"].as_array().expect("a list").clone())
    };
    findings.map(one).collect()
}

/// What is unexplained of a distance, in millionths; `None` where all is.
fn unexplained(value: i128, slack: i128, wanted: i128) -> Option<i128> {
    let apart = (value - wanted).abs();
    (apart > slack).then(|| apart - slack)
}

fn millionths(violation: &Json) -> i128 {
    let values = &violation["values"];
    let text = values["unexplained"].as_str().unwrap_or_else(|| panic!("{violation}"));
    (text.parse::<f64>().expect("a number") * ONE as f64).round() as i128
}

type Bound = fn(&Number) -> i128;

/// A total of written numbers with how far it may be off; `None` of none.
fn totals(numbers: &[&Number]) -> BTreeMap<&'static str, Option<(i128, i128, i128)>> {
    let bounds = |of: fn(&Number) -> i128| numbers.iter().map(move |number| of(number));
    let (low, high): (Bound, Bound) = (|it| it.value - it.half, |it| it.value + it.half);
    let some = |it: (i128, i128, i128)| (!numbers.is_empty()).then_some(it);
    let sum = |of| bounds(of).sum::<i128>();
    let least = |of| bounds(of).min().unwrap_or(0);
    let most = |of| bounds(of).max().unwrap_or(0);
    let value: fn(&Number) -> i128 = |it| it.value;
    BTreeMap::from([
        ("sum", some((sum(value), sum(low), sum(high)))),
        ("min", some((least(value), least(low), least(high)))),
        ("max", some((most(value), most(low), most(high)))),
    ])
}

proptest! {
    #![proptest_config(config(25))]

    #[test]
    fn aggregates_carry_what_their_cells_stand_for(rows in rows(), wanted in -20i128..40) {
        let mut rules = String::new();
        for name in ["sum", "min", "max"] {
            rules += &format!(
                "[rules.{name}]\ntable = \"t\"\nby = [\"g\"]\ncheck = \"agrees({name}(x), {wanted})\"\n"
            );
        }
        let found = found(&rules, &csv(&rows));
        for group in 0..3 {
            let of_group: Vec<&Number> =
                rows.iter().filter(|row| row.0 == group).filter_map(|row| row.1.as_ref()).collect();
            for (name, total) in totals(&of_group) {
                let violations = found.get(name).map_or(&[][..], Vec::as_slice);
                let violation =
                    violations.iter().find(|it| it["values"]["g"] == *group.to_string());
                let expected = total.and_then(|(_, low, high)| {
                    let wanted = wanted * ONE;
                    if low <= wanted && wanted <= high { return None; }
                    Some(if wanted < low { low - wanted } else { wanted - high })
                });
                prop_assert_eq!(violation.map(millionths), expected, "{} of {}", name, group);
            }
        }
    }

    #[test]
    fn windows_carry_what_their_cells_stand_for(rows in rows(), wanted in -20i128..40) {
        let rules = format!(
            "[rules.same]\ntable = \"t\"\ncheck = \"agrees(x, lag(x) OVER ())\"\n\
             [rules.two]\ntable = \"t\"\n\
             check = \"agrees(sum(x) OVER (ROWS 1 PRECEDING) - g, {wanted})\"\n"
        );
        let found = found(&rules, &csv(&rows));
        let row = |id: &str, at: usize| {
            let violations = found.get(id).map_or(&[][..], Vec::as_slice);
            violations.iter().find(|it| it["row"] == at as u64 + 1).map(millionths)
        };
        for (at, (group, number)) in rows.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| rows[before].1.as_ref());
            let same = match (number, before) {
                (Some(one), Some(other)) => {
                    unexplained(one.value, one.half + other.half, other.value)
                }
                _ => None,
            };
            prop_assert_eq!(row("same", at), same, "row {}", at);
            let both: Vec<&Number> = number.iter().chain(before).collect();
            let (sum, slack) =
                both.iter().fold((0, 0), |(sum, slack), it| (sum + it.value, slack + it.half));
            let two = unexplained(sum - *group as i128 * ONE, slack, wanted * ONE);
            prop_assert_eq!(row("two", at), two.filter(|_| !both.is_empty()), "row {}", at);
        }
    }

    #[test]
    fn means_of_whole_numbers_are_tried_one_by_one(rows in rows(), count in 1i128..40) {
        let rules = format!(
            "[rules.mean]\ntable = \"t\"\ncheck = \"mean_possible(x, {count})\"\n\
             [rules.items]\ntable = \"t\"\ncheck = \"mean_possible(x, {count}, 3)\"\n\
             [rules.scale]\ntable = \"t\"\ncheck = \"scale(x) = 2\"\n"
        );
        let found = found(&rules, &csv(&rows));
        let fails = |id: &str, at: usize| {
            let violations = found.get(id).map_or(&[][..], Vec::as_slice);
            violations.iter().any(|it| it["row"] == at as u64 + 1)
        };
        for (at, (_, number)) in rows.iter().enumerate() {
            let possible = |number: &Number, count: i128| {
                let around = number.value * count / ONE;
                (around - 50..around + 50)
                    .any(|total| (total * ONE - number.value * count).abs() <= number.half * count)
            };
            let impossible = |count| number.as_ref().is_some_and(|it| !possible(it, count));
            prop_assert_eq!(fails("mean", at), impossible(count), "row {}", at);
            prop_assert_eq!(fails("items", at), impossible(3 * count), "row {}", at);
            let other = number.as_ref().is_some_and(|it| it.half != ONE / 200);
            prop_assert_eq!(fails("scale", at), other, "row {}", at);
        }
    }
}

fn messages(check: &str, by: &str, table: &str) -> Vec<String> {
    let rules = format!("[rules.r]\ntable = \"t\"\n{by}check = \"{check}\"\n");
    let found = found(&rules, table);
    let violations = found.get("r").into_iter().flatten();
    violations.map(|it| it["message"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn the_message_says_what_rounding_leaves() {
    let shares = "g,x\n1,33.3\n1,33.3\n1,33.3\n2,60.1\n2,37.9\n";
    assert_eq!(
        messages("agrees(sum(x), 100)", "by = [\"g\"]\n", shares),
        ["`sum(x)` is 98, and rounding leaves 1.9 unexplained for g 2, so `agrees(sum(x), 100)` \
          does not hold; the heaviest rows are line 5 (60.1) and line 6 (37.9)"]
    );
    assert_eq!(
        messages("agrees(2 * x, 67)", "", "g,x\n1,33.5\n1,33.3\n"),
        ["`2 * x` is 66.6, and rounding leaves 0.3 unexplained, so `agrees(2 * x, 67)` does not \
          hold"]
    );
    assert_eq!(
        messages("agrees(g, 3)", "", "g,x\n1,0\n"),
        ["`g` is 1, 2 apart, so `agrees(g, 3)` does not hold"]
    );
    // Nothing is rounded of what is counted.
    assert_eq!(
        messages("agrees(sum(g), 8)", "", "g,x\n1,0\n"),
        ["`sum(g)` is 1, 7 apart, so `agrees(sum(g), 8)` does not hold"]
    );
}

#[test]
fn digits_are_those_of_cells() {
    let check = |condition: &str, expected: &str| {
        let rules = format!("[rules.r]\ntable = \"t\"\ncheck = \"{condition}\"\n");
        assert_eq!(mistakes(&rules), expected, "{condition}");
    };
    check(
        "scale(x * 2) = 1",
        "wrong-arguments: `scale` looks at the digits of a number as it is written, and `x * 2` is \
         computed | give it a column: `scale(column)`",
    );
    check(
        "mean_possible(x / 2, n)",
        "wrong-arguments: `mean_possible` looks at the digits of a number as it is written, and \
         `x / 2` is computed | give it a column: `mean_possible(column)`",
    );
    check("scale(n) = 0", "");
}
