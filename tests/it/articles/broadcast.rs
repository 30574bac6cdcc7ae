//! The broadcast's article with the truth beside it: nothing but the swapped roles is wrong, and each
//! change of the truth or of the day gives the verdict that it must.

use super::{found, statuses};
use crate::program::{Folder, Report};

const RULES: &str = r#"
[documents.article]
files = ["article.txt"]
[documents.article.figures]
worked     = "continued for 15 years"
ended      = "dismantled in April last year"
launched   = "launched as a replacement in October"
elapsed    = "In seven months of its launch"
report     = { quote = "first report", after = "In seven months" }
vehicles   = "at least one Pantsir-class combat vehicle"
containers = "20,000 containers"
since      = "since September 2023"
rounds     = "nine million rounds of artillery"
occasions  = "49 occasions"
year       = { quote = "last year", after = "49 occasions" }
guns       = "over 200 heavy artillery pieces"
members    = "Eleven MSMT members"
[documents.article.aside]
"three brigades" = "a comparison, which no table of ours holds"
"first confirmation" = "no register of confirmations is kept"
"In its first report" = "the same as in the report"
"UN Security Council last year" = "the same as in the report"

[define]
true_rounds = 8_900_000
true_occasions = 49
true_guns = 214
true_containers = 20_500
true_launch = 2024-10-16
true_end = 2024-04-30
true_start = 2009-06-12
true_members = 11

[rules.worked]
document = "article"
check = "agrees(worked, date_diff('year', true_start, true_end))"
[rules.ended]
document = "article"
check = "agrees(ended, true_end)"
[rules.launched]
document = "article"
check = "agrees(launched, true_launch) AND launched > ended"
[rules.elapsed]
document = "article"
check = "agrees(elapsed, date_diff('month', true_launch, published))"
[rules.report]
document = "article"
check = "report = 1"
[rules.vehicles]
document = "article"
check = "agrees(vehicles, 1)"
[rules.containers]
document = "article"
check = "agrees(containers, true_containers) AND since < year"
[rules.rounds]
document = "article"
check = "agrees(rounds, true_rounds)"
[rules.occasions]
document = "article"
check = "agrees(occasions, true_occasions)"
[rules.rounds-an-occasion]
document = "article"
check = "rounds / occasions BETWEEN 20_000 AND 400_000"
[rules.year-of-the-table]
document = "article"
check = "year(year) = 2024"
[rules.guns]
document = "article"
check = "agrees(guns, true_guns)"
[rules.members]
document = "article"
check = "agrees(members, true_members)"
"#;

/// Where the article is: with another truth, on another day.
fn run(truth: &[(&str, &str)], published: &str) -> Option<Report> {
    let path = crate::prose::shared("facts/article.txt")?;
    let text = std::fs::read_to_string(path).expect("readable");
    let mut rules = RULES.to_owned();
    for (old, new) in truth {
        assert!(rules.contains(old), "{old}");
        rules = rules.replacen(old, new, 1);
    }
    let folder = Folder::new(&[("article.txt", &text), ("scruple.toml", &rules)]);
    Some(folder.json(&["article.txt", "--published", published]))
}

const ROLES: &str = "error prose.roles";

#[track_caller]
fn check(truth: &[(&str, &str)], published: &str, expected: &[&str]) {
    let Some(report) = run(truth, published) else { return };
    let mut found = found(&report);
    found.sort();
    let mut expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
    expected.push(ROLES.to_owned());
    expected.sort();
    assert_eq!(found, expected, "{truth:?} {published}");
}

#[test]
fn with_the_truth_only_the_roles_are_wrong() {
    check(&[], "2025-05-30", &[]);
    let Some(report) = run(&[], "2025-05-30") else { return };
    assert!(statuses(&report).iter().all(|status| status.ends_with(" verified")));
    let unchecked = report.json["figures"].as_array().expect("figures").iter();
    let open: Vec<_> = unchecked.filter(|figure| figure["status"] == "unchecked").collect();
    assert!(open.is_empty(), "{open:?}");
    let message = report.finding("prose.roles").expect("told")["message"].to_string();
    assert!(message.contains("North Korea gives the Pantsir"), "{message}");
}

#[test]
fn every_change_of_the_truth_is_found() {
    let day = "2025-05-30";
    check(&[("8_900_000", "8_400_000")], day, &["warning rounds"]);
    check(&[("8_900_000", "9_600_000")], day, &["warning rounds"]);
    check(&[("8_900_000", "7_900_000")], day, &["error rounds"]);
    check(&[("true_occasions = 49", "true_occasions = 48")], day, &["error occasions"]);
    check(&[("true_guns = 214", "true_guns = 199")], day, &["error guns"]);
    check(&[("true_guns = 214", "true_guns = 900")], day, &["warning guns"]);
    check(&[("2024-10-16", "2024-07-16")], day, &["error launched", "error elapsed"]);
    check(&[("true_members = 11", "true_members = 12")], day, &["error members"]);
    check(&[("20_500", "19_500")], day, &["error containers"]);
    check(&[("2009-06-12", "2005-06-12")], day, &["error worked"]);
}

#[test]
fn another_day_of_publication_moves_the_dates() {
    check(&[], "2025-08-30", &["error elapsed"]);
    check(
        &[],
        "2026-05-30",
        &["error elapsed", "error ended", "error launched", "error year-of-the-table"],
    );
}
