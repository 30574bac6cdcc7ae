//! Rules that the program proposes: they hold once they are pasted, the best come first, and nothing
//! is taken by itself.

use crate::program::{Folder, Report};
use serde_json::Value;

const ARTICLE: &str = "---\ndate: 2025-06-02\n---\n\n# Ferries carried almost two million people\n\n\
    The ferries carried almost two million passengers last year, on four lines. The line to Harris had \
    640,000 passengers; a crossing takes 45 minutes. The newest pier opened on 12 May 2021. The first \
    ferry sank. Nobody counted the 7,777 gulls.\n";

const LINES: &str = "year,line,passengers,minutes\n2019,Harris,318000,45\n2019,Uist,402000,60\n\
    2023,Harris,571000,45\n2023,Uist,488000,60\n2023,Barra,361000,35\n2023,Coll,320000,40\n\
    2024,Harris,640000,45\n2024,Uist,523000,60\n2024,Barra,402000,35\n2024,Coll,384000,40\n";

const PIERS: &str = "pier,opened\nTarbert,1987-03-01\nLeverburgh,2021-05-12\nO'Neil's,1999-12-31\n";

const RULES: &str = "version = 1\n[documents.article.figures]\nminutes = \"45 minutes\"\n\
    [tables.lines]\n[tables.piers]\n";

fn folder() -> Folder {
    Folder::new(&[
        ("article.md", ARTICLE),
        ("lines.csv", LINES),
        ("piers.csv", PIERS),
        ("scruple.toml", RULES),
    ])
}

/// The figures with these words, as the report has them.
fn figures<'r>(report: &'r Report, quote: &str) -> Vec<&'r Value> {
    let figures = report.json["figures"].as_array().expect("figures");
    figures.iter().filter(|figure| figure["quote"] == quote).collect()
}

/// The conditions that are proposed for a figure.
fn checks<'r>(report: &'r Report, quote: &str) -> Vec<&'r str> {
    let found = figures(report, quote);
    let all = found.last().expect(quote)["suggestions"].as_array().expect("asked for");
    all.iter().filter_map(|one| one["check"].as_str()).collect()
}

#[test]
fn the_best_comes_first() {
    let report = folder().json(&[".", "--suggest"]);
    let first = |quote: &str| checks(&report, quote).first().copied().unwrap_or("nothing");
    let sum = "(SELECT sum(passengers) FROM lines WHERE year = 2024)";
    assert!(first("almost two million").contains(sum), "{}", first("almost two million"));
    assert!(first("four").contains("count(DISTINCT line) FROM lines)"), "{}", first("four"));
    assert!(first("640,000").contains("WHERE line = 'Harris')"), "{}", first("640,000"));
    // A figure that has a name keeps it.
    assert!(first("45 minutes").starts_with("agrees(minutes, "), "{}", first("45 minutes"));
    assert!(first("12 May 2021").contains("max(opened) FROM piers)"), "{}", first("12 May 2021"));
    assert_eq!(checks(&report, "7,777"), [""; 0]);
    assert_eq!(checks(&report, "first"), [""; 0]);
}

#[test]
fn days_are_rows_too() {
    let folder = Folder::new(&[
        ("article.md", "In all, 3 days were dry, and the rain lasted 45 minutes.\n"),
        ("weather.csv", "id,weather\n1,dry\n2,wet\n3,dry\n4,dry\n5,wet\n"),
        ("scruple.toml", "version = 1\n[tables.weather]\n[documents.article]\n"),
    ]);
    let report = folder.json(&[".", "--suggest"]);
    let days = checks(&report, "3 days");
    assert!(days[0].contains("count(*) FROM weather WHERE weather = 'dry'"), "{days:?}");
    assert!(!checks(&report, "45 minutes").iter().any(|check| check.contains("count(")));
}

#[test]
fn a_figure_that_no_words_name_alone_is_told_apart() {
    let folder = folder();
    folder.write("scruple.toml", "version = 1\n[tables.lines]\n");
    folder.write("article.md", "640,000 passengers came.\n\n".repeat(20));
    let ran = folder.run(&["check", "article.md", "--suggest"]);
    let (_, rest) = ran.stdout.split_once("# something agrees with ").expect("they are told");
    let head = "figures, of which no words stand only once; name them by hand:\n#   article.md:";
    assert!(rest.contains(head), "{}", ran.all());
    assert!(!ran.stdout.contains("no cell and no total agrees"), "{}", ran.all());
}

#[test]
fn what_is_proposed_holds() {
    let folder = folder();
    let report = folder.json(&[".", "--suggest"]);
    let mut tried = 0;
    for figure in report.json["figures"].as_array().expect("figures") {
        for one in figure["suggestions"].as_array().into_iter().flatten() {
            let rule = one["rule"].as_str().expect("a rule");
            folder.write("scruple.toml", format!("{RULES}{rule}"));
            let pasted = folder.json(&["."]);
            assert_eq!(pasted.found(), [""; 0], "{rule}\n{}", pasted.json["diagnostics"]);
            let again = pasted.json["figures"].as_array().expect("figures");
            let again = again.iter().find(|other| other["byte_start"] == figure["byte_start"]);
            assert_eq!(again.expect("the figure")["status"], "verified", "{rule}");
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn all_of_it_is_pasted_at_once() {
    let folder = folder();
    let shown = folder.run(&["check", ".", "--suggest", "--format", "markdown"]);
    let (_, rules) = shown.stdout.split_once("```toml\n").expect("a block of TOML");
    let (rules, _) = rules.split_once("```").expect("its end");
    folder.write("scruple.toml", format!("{RULES}{rules}"));
    let pasted = folder.json(&["."]);
    assert_eq!(pasted.found(), [""; 0], "{rules}\n{}", pasted.json["diagnostics"]);
    assert_eq!(figures(&pasted, "45 minutes")[0]["status"], "verified");
    assert!(rules.contains("# no cell and no total agrees with"), "{rules}");
}

#[test]
fn nothing_is_proposed_unasked_or_taken() {
    let folder = folder();
    let plain = folder.json(&["."]);
    let suggested = folder.json(&[".", "--suggest"]);
    assert!(plain.json["figures"][0].get("suggestions").is_none());
    assert_eq!(plain.json["summary"], suggested.json["summary"]);
    assert_eq!(plain.json["checks"], suggested.json["checks"]);
    assert_eq!(folder.read("scruple.toml"), RULES);
    let masked = folder.run(&["check", ".", "--suggest", "--mask"]);
    assert_eq!(masked.status, 2, "{}", masked.all());
    for format in ["fancy", "concise", "markdown", "html", "ndjson"] {
        let shown = folder.run(&["check", ".", "--suggest", "--format", format]).stdout;
        assert!(shown.contains("count(DISTINCT line)"), "{format}: {shown}");
    }
}

/// Exact before rounded, then fewer parts; words that stand twice are found by what is before them.
#[test]
fn offers_are_ranked() {
    let article = "It sold 12 hats. Anna sold 12 hats. On average it was about 4.0 kg.\n";
    let rules = "version = 1\n[tables.sales]\n";
    let table = "name,hats,weight\nAnna,6,3.98\nBo,3,4.0\nCarl,2,4.05\nDora,1,4.11\n";
    let folder = Folder::new(&[("a.md", article), ("sales.csv", table), ("scruple.toml", rules)]);
    let report = folder.json(&["a.md", "sales.csv", "--suggest"]);
    let twelve = checks(&report, "12");
    assert!(twelve[0].contains("sum(hats) FROM sales)"), "{twelve:?}");
    let kilos = checks(&report, "about 4.0 kg");
    assert!(kilos[0].contains("WHERE name = 'Bo'"), "{kilos:?}");
    let second = figures(&report, "12")[1]["suggestions"][0]["rule"].as_str().expect("a rule");
    assert!(second.contains("quote = \"Anna sold 12"), "{second}");
}
