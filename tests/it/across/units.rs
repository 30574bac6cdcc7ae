//! Units: what goes together, what comes of products and quotients, and what is converted.

use super::{config, folder, report};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TABLE: &str = "
[define]
most = { value = 2, unit = \"t\", why = \"the bridge\", source = \"https://example.org/bridge\", date = 2024-01-31 }
each = { value = 500, unit = \"rounds/container\" }
twice = { args = [\"x\"], expr = \"2 * x\" }
half = { args = [\"x\"], expr = \"x / 2\", unit = \"t\" }
fill = { expr = \"rounds / boxes\", unit = \"rounds/container\", why = \"one size of box\" }
heavy = { expr = \"weight\", unit = \"t\" }
counted = { expr = \"plain\", unit = \"kg\" }
begun = { expr = \"start\", unit = \"kg\" }
full = { args = [\"x\"], expr = \"x > 3 AND boxes > 1\", why = \"the yard says so\" }

[tables.t]
files = [\"t.csv\"]
[tables.t.columns]
weight = { type = \"number\", unit = \"kg\" }
load = { type = \"number\", unit = \"t\" }
rounds = { type = \"integer\", unit = \"rounds\" }
boxes = { type = \"integer\", unit = \"containers\" }
price = { type = \"number\", unit = \"EUR/t\" }
paid = { type = \"number\", unit = \"EUR\" }
lasted = { type = \"integer\", unit = \"days\" }
start = { type = \"date\" }
finish = { type = \"date\" }
plain = { type = \"number\" }
";

const CSV: &str = "weight,load,rounds,boxes,price,paid,lasted,start,finish,plain\n\
                   2500,2.5,1000,2,10,25,3,2024-01-01,2024-01-04,1\n";

/// What is said of a condition: mistakes with their labels, else the messages.
fn said(rule: &str) -> Vec<String> {
    let rules = format!("{TABLE}\n[rules.r]\ntable = \"t\"\n{rule}\n");
    let folder = folder(&[("scruple.toml", &rules), ("t.csv", CSV)]);
    let report = report(folder.path(), &[]);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("").to_owned();
    let mut said = Vec::new();
    for one in report["diagnostics"].as_array().expect("a list") {
        let help = one["help"].as_str().map(|help| format!(" | {help}")).unwrap_or_default();
        said.push(format!("{}: {}{help}", text(&one["code"]), text(&one["message"])));
    }
    for finding in report["findings"].as_array().expect("a list") {
        for violation in finding["violations"].as_array().expect("a list") {
            said.push(text(&violation["message"]));
        }
    }
    said
}

fn check(condition: &str, expected: &[&str]) {
    assert_eq!(said(&format!("check = \"{condition}\"")), expected, "{condition}");
}

#[test]
fn units_that_differ_neither_add_nor_compare() {
    check(
        "weight + rounds > 0",
        &["unit-mismatch: `weight` is in kg and `rounds` in rounds: `+` does not add the two"],
    );
    check(
        "weight <= most",
        &["unit-mismatch: `weight` is in kg and `most` in t: `<=` does not compare the two | \
           convert one: `convert(most, 'kg')`"],
    );
    check(
        "price * weight <= paid",
        &[
            "unit-mismatch: `price * weight` is in EUR kg/t and `paid` in EUR: `<=` does not compare \
           the two | convert one: `convert(paid, 'EUR kg/t')`",
        ],
    );
    check(
        "greatest(load, rounds) > 1",
        &["unit-mismatch: `load` is in t and `rounds` in rounds: `greatest` takes one unit"],
    );
    check(
        "sum(weight) > sum(load)",
        &["unit-mismatch: `sum(weight)` is in kg and `sum(load)` in t: `>` does not compare the \
           two | convert one: `convert(sum(load), 'kg')`"],
    );
    check(
        "weight BETWEEN 1 AND load",
        &[
            "unit-mismatch: `weight` is in kg and `load` in t: they have to be of one unit | convert \
           one: `convert(load, 'kg')`",
        ],
    );
    check(
        "agrees(weight, load)",
        &[
            "unit-mismatch: `weight` is in kg and `load` in t: they have to be of one unit | convert \
           one: `convert(load, 'kg')`",
        ],
    );
    check(
        "weight <= (SELECT sum(u.load) FROM t AS u WHERE u.boxes = t.boxes)",
        &["unit-mismatch: `weight` is in kg and `SELECT sum(u.load) FROM t AS u WHERE u.boxes = \
           t.boxes` in t: `<=` does not compare the two | convert one: `convert((SELECT sum(u.load) \
           FROM t AS u WHERE u.boxes = t.boxes), 'kg')`"],
    );
    check(
        "twice(weight) = load",
        &[
            "unit-mismatch: `twice(weight)` is in kg and `load` in t: `=` does not compare the two | \
           convert one: `convert(load, 'kg')`",
        ],
    );
    check(
        "lag(weight) OVER (ORDER BY start) <= load",
        &[
            "unit-mismatch: `lag(weight) OVER (ORDER BY start)` is in kg and `load` in t: `<=` does \
           not compare the two | convert one: `convert(load, 'kg')`",
        ],
    );
}

#[test]
fn what_goes_together_is_let_alone() {
    check("weight > 0 AND weight + 5 > 3", &[]);
    check("weight > plain AND plain * weight > load", &[]);
    check("price * load = paid", &[]);
    check("rounds / boxes <= each", &[]);
    check("finish - start = lasted", &[]);
    check("convert(weight, 't') = load", &[]);
    check("convert(weight * price, 'EUR') = paid", &[]);
    check("sqrt(weight * weight) > load / load", &[]);
    check("sum(load) <= 3 * max(load) AND count(*) = count(rounds)", &[]);
    check("load / most < 1.5", &[]);
}

#[test]
fn messages_say_the_unit() {
    check("weight < 1_000", &["`weight` is 2500 kg, so `weight < 1_000` does not hold"]);
    check(
        "convert(weight, 't') <= most",
        &["`convert(weight, 't')` is 2.5 t and `most` is 2 t, so `convert(weight, 't') <= most` \
           does not hold"],
    );
    check(
        "rounds / boxes > each",
        &[
            "`rounds / boxes` is 500 round/container and `each` is 500 rounds/container, so `rounds \
           / boxes > each` does not hold",
        ],
    );
    check(
        "sum(rounds) < 10",
        &["`sum(rounds)` is 1000 round, so `sum(rounds) < 10` does not hold"],
    );
}

#[test]
fn a_defined_expression_is_in_the_unit_that_is_declared_for_it() {
    check("half(load) < 1", &["`half(load)` is 1.25 t, so `half(load) < 1` does not hold"]);
    check("fill < 500", &["`fill` is 500 rounds/container, so `fill < 500` does not hold"]);
    check(
        "max(fill) < each / 1",
        &[
            "`max(fill)` is 500 round/container and `each / 1` is 500 round/container, so `max(fill) < each / 1` does not hold",
        ],
    );
    check("fill <= each AND half(load) * 2 = load", &[]);
    check(
        "counted > load",
        &["unit-mismatch: `counted` is in kg and `load` in t: `>` does not compare the two | \
           convert one: `convert(load, 'kg')`"],
    );
    check(
        "heavy > 1",
        &["unit-mismatch: `heavy` is declared in t, and what it computes is in kg | convert it \
           where it is defined: `convert(…, 't')`"],
    );
    check(
        "half(rounds) > 1",
        &["unit-mismatch: `half` is declared in t, and what it computes is in round | write \
           `unit = \"round\"`, or correct the expression"],
    );
    check("begun IS NOT NULL", &["unit-mismatch: `begun` has a unit, and is a date"]);
    // What is only explained is as if it stood there.
    check("full(load)", &["`load` is 2.5 t, so `full(load)` does not hold"]);
}

/// Values, columns and facts in JSON, each with its unit.
#[test]
fn reports_say_the_unit() {
    let rules = format!("{TABLE}\n[rules.r]\ntable = \"t\"\ncheck = \"fill < each / 2\"\n");
    let folder = folder(&[("scruple.toml", &rules), ("t.csv", CSV)]);
    let report = report(folder.path(), &[]);
    let finding = &report["findings"][0];
    let units = &finding["violations"][0]["units"];
    let expected = serde_json::json!({ "fill": "rounds/container", "each / 2": "round/container" });
    assert_eq!(units, &expected, "{finding:#}");
    let facts = finding["facts"].as_array().expect("facts");
    let fill = facts.iter().find(|fact| fact["name"] == "fill").expect("a fact");
    assert_eq!(fill["value"], "rounds / boxes");
    assert_eq!(fill["unit"], "rounds/container");
    assert_eq!(fill["why"], "one size of box");
    let columns = report["inputs"][0]["columns"].as_array().expect("columns");
    let unit = |name: &str| &columns.iter().find(|it| it["name"] == name).expect(name)["unit"];
    assert_eq!((unit("weight"), unit("start")), (&"kg".into(), &serde_json::Value::Null));
}

#[test]
fn what_cannot_be_converted_is_told() {
    check(
        "convert(weight, 'm') > 1",
        &["unit-mismatch: `weight` is in kg, which does not convert to m"],
    );
    check(
        "convert(plain, 'kg') > 1",
        &["unit-mismatch: `plain` has no unit that could be converted | declare it with the \
           column: `unit = \"kg\"`"],
    );
    check(
        "convert(weight, '5 5') > 1",
        &["unreadable-literal: `'5 5'` is no unit | write `convert(weight, 't')`"],
    );
    check(
        "convert(weight) > 1",
        &["wrong-arguments: `convert` takes 2 arguments, found 1 | write `convert(weight, 't')`"],
    );
    let rules = "[tables.t.columns]\na = { type = \"number\", unit = \"5\" }\n";
    let folder = folder(&[("scruple.toml", rules), ("t.csv", "a\n1\n")]);
    let report = report(folder.path(), &[]);
    assert_eq!(report["diagnostics"][0]["message"], "`5` is no unit");
}

#[test]
fn a_fact_is_shown_with_where_it_is_from() {
    let rules = format!("{TABLE}\n[rules.r]\ntable = \"t\"\ncheck = \"load <= most\"\n");
    let folder = folder(&[("scruple.toml", &rules), ("t.csv", CSV)]);
    let report = report(folder.path(), &[]);
    let expected = serde_json::json!([{
        "name": "most", "value": "2", "unit": "t", "why": "the bridge",
        "source": "https://example.org/bridge", "date": "2024-01-31",
    }]);
    assert_eq!(report["findings"][0]["facts"], expected);
}

/// The powers of kg, rounds and EUR; `None` where nothing is known of the unit.
type Powers = BTreeMap<&'static str, i32>;

/// An expression with its unit, or without where two units clash in it.
fn expressions() -> impl Strategy<Value = (String, Option<Powers>)> {
    let leaf = prop_oneof![
        Just(("weight".to_owned(), Some(BTreeMap::from([("kg", 1)])))),
        Just(("rounds".to_owned(), Some(BTreeMap::from([("round", 1)])))),
        Just(("paid".to_owned(), Some(BTreeMap::from([("EUR", 1)])))),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        (inner.clone(), inner, 0usize..4).prop_map(|((left, one), (right, other), op)| {
            let text = format!("({left} {} {right})", ["+", "-", "*", "/"][op]);
            let (Some(one), Some(other)) = (one, other) else { return (text, None) };
            if op < 2 {
                // A pure number goes with every unit.
                let unit = match (one.is_empty(), other.is_empty()) {
                    (true, _) => Some(other),
                    (_, true) => Some(one),
                    _ => (one == other).then_some(one),
                };
                return (text, unit);
            }
            let mut unit = one;
            for (name, power) in other {
                *unit.entry(name).or_default() += if op == 3 { -power } else { power };
            }
            unit.retain(|_, power| *power != 0);
            (text, Some(unit))
        })
    })
}

proptest! {
    #![proptest_config(config(25))]

    #[test]
    fn clashes_are_where_counting_powers_says(both in prop::collection::vec(expressions(), 2)) {
        let [(left, one), (right, other)] = &both[..] else { return Ok(()) };
        let clash = match (one, other) {
            (Some(one), Some(other)) => !one.is_empty() && !other.is_empty() && one != other,
            _ => true,
        };
        let said = said(&format!("check = \"{left} <> {right} - 1\""));
        let found = said.iter().any(|one| one.starts_with("unit-mismatch"));
        prop_assert_eq!(found, clash, "{} and {}: {:?}", left, right, said);
    }
}
