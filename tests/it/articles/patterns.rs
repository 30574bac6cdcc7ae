//! Patterns: rules about every place where words with captures stand.

use super::found;
use crate::program::{Folder, Report};

const ONE: &str = "---\ndate: 2025-05-30\n---\n\n# Guns\n\nThe North gave over 200 heavy guns last \
    year. Then, it said, over two hundred and\nfifty heavy guns, and over 900 heavy guns in May \
    2024. \u{201c}We had over 300 heavy guns,\u{201d} he said.\n";
const TWO: &str = "# Rounds\n\nIt gave OVER\u{a0}100 heavy guns. Between 30 and 40 million rounds \
    came, in 2024.\n";

fn folder(rules: &str) -> Folder {
    let claim = "[define]\ngiven = 214\n[documents.articles]\nfiles = [\"*.md\"]\n";
    let files = [("one.md", ONE), ("two.md", TWO), ("scruple.toml", &format!("{claim}{rules}"))];
    Folder::new(&files)
}

/// A rule with a pattern, run on both articles.
fn run(pattern: &str, check: &str) -> Report {
    folder(&format!("[rules.r]\npattern = '{pattern}'\ncheck = '{check}'\n")).json(&[])
}

/// Passed, failed, undecided, not applicable and not evaluated places of a rule in all articles.
fn counts(report: &Report, id: &str) -> [u64; 5] {
    let keys = ["passed", "failed", "undecided", "not_applicable", "not_evaluated"];
    let checks = report.json["checks"].as_array().expect("checks");
    let of_rule: Vec<_> = checks.iter().filter(|check| check["id"] == id).collect();
    assert!(of_rule.iter().all(|check| check["of"] == "places"), "{of_rule:?}");
    keys.map(|key| of_rule.iter().filter_map(|check| check[key].as_u64()).sum())
}

/// The words of the figures with a status.
fn with_status(report: &Report, status: &str) -> Vec<String> {
    let figures = report.json["figures"].as_array().expect("figures");
    let of_status = figures.iter().filter(|figure| figure["status"] == status);
    of_status.filter_map(|figure| figure["quote"].as_str().map(str::to_owned)).collect()
}

#[test]
fn every_place_in_every_article_is_a_case() {
    let report = run("over {n} heavy guns", "agrees(n, given)");
    assert_eq!(counts(&report, "r"), [1, 4, 0, 0, 0]);
    assert_eq!(with_status(&report, "verified"), ["over 200"]);
    let contradicted = ["over two hundred and\nfifty", "over 900", "over 300"];
    assert_eq!(with_status(&report, "contradicted"), contradicted);
    assert_eq!(with_status(&report, "stretched"), ["OVER\u{a0}100"]);
    // Two of the four that fail are errors; one is only stretched, one is quoted.
    assert_eq!(found(&report), ["error r", "warning r", "note r"]);
    let first = &report.json["findings"][0];
    assert_eq!(
        (&first["count"], &first["message"]),
        (&2.into(), &"`over {n} heavy guns` does not hold at 2 of 4 places in `articles`".into())
    );
    let cell = &first["violations"][1]["cells"][0];
    assert_eq!((&cell["column"], &cell["value"]), (&"n".into(), &"over 900".into()));
    let (start, end) = (cell["byte_start"].as_u64(), cell["byte_end"].as_u64());
    let bytes = start.zip(end).map(|(start, end)| start as usize..end as usize).expect("bytes");
    assert_eq!(&ONE[bytes], "over 900");
}

#[test]
fn captures_are_typed_by_what_stands_there() {
    let folder =
        folder("[rules.r]\npattern = \"rounds came, in {when}\"\ncheck = \"year(when) = 2024\"\n");
    assert_eq!(counts(&folder.json(&[]), "r"), [1, 0, 0, 0, 0]);
}

#[test]
fn the_ends_of_a_range_are_two_captures() {
    let report = run("between {low} and {high} rounds", "low < high AND high < 35_000_000");
    assert_eq!(counts(&report, "r"), [0, 1, 0, 0, 0]);
    let violation = &report.json["findings"][0]["violations"][0];
    assert_eq!(
        violation["message"],
        "`40 million` says 40,000,000 rounds, so `high < 35_000_000` does not hold"
    );
    assert_eq!(with_status(&report, "contradicted"), ["Between 30 and 40 million"]);
}

#[test]
fn conditions_read_tables_and_where_leaves_places_out() {
    let rules = "[tables.guns]\n[rules.r]\ndocument = \"articles\"\npattern = \"{n} heavy guns\"\n\
                 where = \"n > 250\"\nmessage = \"{n} are too many\"\n\
                 check = \"agrees(n, (SELECT sum(guns) FROM guns))\"\n";
    let folder = folder(rules);
    folder.write("guns.csv", "side,guns\nN,300\nS,14\n");
    let report = folder.json(&[]);
    // Over 200 and over 100 are not above 250; over two hundred and fifty is.
    assert_eq!(counts(&report, "r"), [1, 2, 0, 2, 0], "{}", report.json["findings"]);
    let messages: Vec<&str> = report.json["findings"][0]["violations"]
        .as_array()
        .expect("violations")
        .iter()
        .filter_map(|violation| violation["message"].as_str())
        .collect();
    assert!(messages[0].ends_with("are too many"), "{messages:?}");
    let cells = report.json["findings"][0]["violations"][0]["cells"].as_array().expect("cells");
    assert!(cells.len() <= 2, "{cells:?}");
}

#[test]
fn a_place_with_another_kind_of_figure_is_not_evaluated() {
    let text = "It came in 12 trucks.\n\nIt came in May 2024.\n";
    let rules = "[rules.r]\npattern = \"it came in {n}\"\ncheck = \"n < 20\"\n";
    let report = Folder::new(&[("a.md", text), ("r.toml", rules)]).json(&["-r", "r.toml", "a.md"]);
    assert_eq!(counts(&report, "r"), [1, 0, 0, 0, 1]);
    let said = report.diagnostic("not-evaluated").expect("said");
    let message = said["message"].as_str().expect("a message");
    assert!(message.starts_with("`r` is not evaluated at a.md:3: "), "{message}");
    assert_eq!(with_status(&report, "undecided"), ["May 2024"]);
    // Where it goes with none of them, the condition is what is wrong.
    let only = Folder::new(&[("a.md", "It came in May 2024.\n"), ("r.toml", rules)]);
    let report = only.json(&["-r", "r.toml", "a.md"]);
    assert_eq!((report.status, report.codes()), (2, vec!["type-mismatch"]));
}

#[test]
fn a_pattern_that_stands_nowhere_is_said() {
    let report = run("under {n} heavy guns", "n < 3");
    assert_eq!(report.codes(), ["no-rows"]);
    assert_eq!(report.status, 0);
    let rules =
        "[rules.r]\npattern = 'over {n} heavy guns'\nwhere = 'n > 5_000'\ncheck = 'n < 3'\n";
    assert_eq!(folder(rules).json(&[]).codes(), ["no-rows"]);
    let strict = folder(rules).json(&["--strict"]);
    assert_eq!(strict.status, 2);
    // In one article is enough.
    assert!(run("OVER {n} heavy guns", "n > 3").codes().is_empty());
}

#[test]
fn mistakes_are_told_at_their_places() {
    let mistake = |pattern: &str, check: &str| {
        let report = run(pattern, check);
        assert_eq!(report.status, 2, "{pattern}");
        let [one] = report.json["diagnostics"].as_array().expect("diagnostics").as_slice() else {
            panic!("{pattern}: {}", report.json["diagnostics"])
        };
        let rules = "[define]\ngiven = 214\n[documents.articles]\nfiles = [\"*.md\"]\n".to_owned()
            + &format!("[rules.r]\npattern = '{pattern}'\ncheck = '{check}'\n");
        let (start, end) = (one["byte_start"].as_u64(), one["byte_end"].as_u64());
        let place = start.zip(end).map(|(start, end)| start as usize..end as usize);
        let place = place.and_then(|bytes| rules.get(bytes)).unwrap_or_default().to_owned();
        (one["code"].as_str().unwrap_or_default().to_owned(), place)
    };
    let check = |pattern: &str, condition: &str, code: &str, place: &str| {
        assert_eq!(mistake(pattern, condition), (code.to_owned(), place.to_owned()));
    };
    check("over {n} heavy guns", "m > 3", "unknown-column", "m");
    check("heavy guns", "1 > 3", "invalid-syntax", "'heavy guns'");
    check("over {n} heavy {n}", "n > 3", "duplicate-name", "n");
    check("over {n heavy", "1 > 3", "invalid-syntax", "{");
    check("{n}", "n > 3", "invalid-syntax", "'{n}'");
    check("over {n}{m} guns", "n > 3", "invalid-syntax", "{m}");
    check("over {} guns", "1 > 3", "invalid-syntax", "{}");
    check("over {end} guns", "1 > 3", "invalid-syntax", "end");
    check("over {published} guns", "1 > 3", "duplicate-name", "published");
}

#[test]
fn a_table_has_no_words() {
    let rules = "[tables.t]\n[rules.r]\ntable = 't'\npattern = 'over {n} guns'\ncheck = 'a > 3'\n";
    let report = Folder::new(&[("t.csv", "a\n4\n"), ("scruple.toml", rules)]).json(&[]);
    assert_eq!(report.codes(), ["not-applicable"]);
}

#[test]
fn exceptions_excuse_single_places() {
    let rules = "[rules.r]\npattern = 'over {n} heavy guns'\ncheck = 'agrees(n, given)'\n";
    let report = folder(rules).json(&[]);
    let print = &report.json["findings"][0]["violations"][1]["fingerprint"];
    let allow = format!("[[allow]]\nrule = 'r'\nfingerprint = {print}\nreason = 'another count'\n");
    let report = folder(&format!("{rules}{allow}")).json(&[]);
    let first = &report.json["findings"][0];
    assert_eq!((&first["count"], &first["severity"]), (&1.into(), &"error".into()));
    assert!(report.codes().is_empty(), "{:?}", report.codes());
}

#[test]
fn the_overview_names_the_rule_and_its_places() {
    let rules = "[rules.r]\npattern = 'over {n} heavy guns'\ncheck = 'agrees(n, given)'\n";
    let ran = folder(rules).run(&["rules"]);
    assert_eq!(ran.status, 0, "{}", ran.all());
    let asks = "agrees(n, given) at 5 places of `over {n} heavy guns`";
    assert!(ran.stdout.contains(asks), "{}", ran.stdout);
    assert!(!ran.stdout.contains("no file"), "{}", ran.stdout);
}
