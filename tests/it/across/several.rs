//! References of several columns, by name.

use super::{folder, report};

const TABLES: &str = "[tables.teams]\nkey = [\"year\", \"team\"]\n[tables.teams.columns]\nyear = { type = \"integer\" }\n\
wins = { type = \"integer\" }\n[tables.managers.columns]\nyear = { type = \"integer\" }\nwon = { type = \"integer\" }\n\
[tables.managers.references]\nclub = { columns = [\"year\", \"team\"], table = \"teams\", to = [\"year\", \"team\"], severity = \"warning\" }\n";

fn said(rules: &str, teams: &str) -> Vec<String> {
    let rules = format!("{TABLES}{rules}");
    let managers = "name,year,team,won\nAda,2001,X,5\nBo,2002,X,7\nCy,2001,Z,1\nDi,,X,1\n";
    let folder =
        folder(&[("scruple.toml", &rules), ("teams.csv", teams), ("managers.csv", managers)]);
    let report = report(folder.path(), &[]);
    let mut said = Vec::new();
    for diagnostic in report["diagnostics"].as_array().expect("a list") {
        said.push(format!(
            "{}: {}",
            diagnostic["code"].as_str().unwrap_or(""),
            diagnostic["message"].as_str().unwrap_or("")
        ));
    }
    for finding in report["findings"].as_array().expect("a list") {
        for violation in finding["violations"].as_array().expect("a list") {
            said.push(format!(
                "{} {}: {}",
                finding["severity"].as_str().unwrap_or(""),
                finding["id"].as_str().unwrap_or(""),
                violation["message"].as_str().unwrap_or("")
            ));
        }
    }
    said
}

const TEAMS: &str = "year,team,wins\n2001,X,5\n2002,X,6\n2001,Y,9\n";

#[test]
fn it_is_a_check_and_conditions_follow_it() {
    let rule = "[rules.r]\ntable = \"managers\"\ncheck = \"won <= club.wins\"\n";
    assert_eq!(
        said(rule, TEAMS),
        [
            "error r: `won` is 7 and `club.wins` is 6, so `won <= club.wins` does not hold",
            "warning managers.club.references: `year` is 2001, `team` is Z, which are together not in `teams` (`year`, `team`)",
        ]
    );
}

#[test]
fn what_is_followed_has_to_be_unique_together() {
    let twice = "year,team,wins\n2001,X,5\n2002,X,7\n2001,X,9\n2001,Z,1\n";
    let rule = "[rules.r]\ntable = \"managers\"\ncheck = \"won <= club.wins\"\n";
    let without_key = TABLES.replace("key = [\"year\", \"team\"]\n", "");
    let rules = format!("{without_key}{rule}");
    let managers = "name,year,team,won\nAda,2001,X,5\n";
    let folder =
        folder(&[("scruple.toml", &rules), ("teams.csv", twice), ("managers.csv", managers)]);
    let report = report(folder.path(), &[]);
    let ids: Vec<&str> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["id"].as_str())
        .collect();
    assert_eq!(ids, ["teams.year+team.unique"]);
}

#[test]
fn mistakes_are_said_at_the_reference() {
    let other = "[tables.games.columns]\nclub = { references = \"teams.team\" }\n\
                 [tables.games.references]\nclub = { columns = [\"year\"], table = \"teams\", to = [\"year\"] }\nx = { columns = [\"year\", \"team\"], table = \"teams\", to = [\"year\"] }\n";
    let said = said(other, TEAMS);
    let said: Vec<&str> =
        said.iter().map(String::as_str).filter(|text| !text.starts_with("no-table")).collect();
    assert_eq!(
        said,
        ["missing-key: `references` of several columns needs `columns`, `table` and as many `to`"]
    );
}

/// The value that was meant, where one is clearly nearest; not among many, and not under a mask.
#[test]
fn the_nearest_value_is_named() {
    let rules = "[tables.visits.columns]\ntown = { type = \"string\", references = \"towns.town\" }\n\
                 [tables.towns]\nkey = [\"town\"]\n";
    let help = |visits: &str, args: &[&str]| {
        let towns = "town\nRajin\nWonsan\nR1\nR2\n";
        let files = [("scruple.toml", rules), ("towns.csv", towns), ("visits.csv", visits)];
        let folder = super::folder(&files);
        let report = super::report(folder.path(), args);
        report["findings"][0]["help"].as_str().map(str::to_owned)
    };
    let near = Some("a value near to `Raijn` is in `towns.town`: `Rajin`".to_owned());
    assert_eq!(help("town\nRaijn\n", &[]), near);
    assert_eq!(help("town\nR9\nPyongyang\nRaijn\n", &[]), near);
    assert_eq!(help("town\nR9\n", &[]), None);
    assert_eq!(help("town\nA\nB\nC\nRaijn\n", &[]), None);
    assert_eq!(help("town\nRaijn\n", &["--mask"]), None);
}
