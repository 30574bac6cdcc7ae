//! Figures with names, and rules over them.

use super::{folder, found, statuses};

const ARTICLE: &str = "---\ndate: 2025-05-30\n---\n\n# A year of shells\n\nThe North sent some nine \
    million rounds on 49 occasions last year, and over 200 heavy guns. It was\nlaunched in October. \
    \u{201c}We lost 12 trains,\u{201d} he said.\n";

fn rules(check: &str) -> String {
    format!(
        "[documents.article.figures]\nrounds = \"nine million rounds\"\noccasions = \"49 occasions\"\n\
         guns = \"200 heavy guns\"\nlaunched = \"It was launched in October\"\ntrains = \"12 trains\"\n\
         [rules.r]\ndocument = \"article\"\ncheck = \"{check}\"\n"
    )
}

/// How a condition ends: passed, failed and how badly, undecided.
#[track_caller]
fn check(condition: &str, expected: &str) {
    let folder = folder(ARTICLE, &rules(condition));
    let report = folder.json(&["article.md"]);
    let checks = report.json["checks"].as_array().expect("checks");
    let one = checks.iter().find(|check| check["id"] == "r").expect("the rule");
    let ended = ["passed", "failed", "undecided", "not_applicable", "not_evaluated"]
        .into_iter()
        .find(|key| one[key] == 1)
        .unwrap_or("nothing");
    let severity = report.finding("r").map(|finding| finding["severity"].as_str().unwrap_or(""));
    let ended = severity.map_or(ended.to_owned(), |severity| format!("{ended} {severity}"));
    assert_eq!(ended, expected, "{condition}\n{}", report.json["diagnostics"]);
}

#[test]
fn words_are_intervals() {
    check("rounds > 8_000_000", "passed");
    check("rounds > 9_000_000", "undecided");
    check("rounds > 10_000_000", "failed error");
    check("rounds / occasions BETWEEN 20_000 AND 400_000", "passed");
    check("rounds / occasions < 170_000", "failed error");
    check("guns > 200", "passed");
    check("guns < 200 OR rounds > 1", "passed");
    check("NOT (guns <= 200)", "passed");
    check("rounds IN (1, 2)", "failed error");
    check("CASE WHEN guns > 200 THEN occasions = 49 ELSE FALSE END", "passed");
    check("abs(rounds - 9_000_000) <= 500_000", "passed");
    check("round(rounds / 1_000_000) BETWEEN 8 AND 10", "passed");
    check("greatest(rounds, guns) > 1_000_000", "passed");
    check("occasions % 7 = 0", "passed");
    check("rounds % 7 = 0", "undecided");
    check("rounds / (occasions - 49) > 1", "failed error");
}

#[test]
fn agreement_takes_its_tolerance_from_the_words() {
    check("agrees(rounds, 8_600_000)", "passed");
    check("agrees(8_600_000, rounds)", "passed");
    check("agrees(rounds, 8_400_000)", "failed warning");
    check("agrees(rounds, 7_900_000)", "failed error");
    check("agrees(guns, 214)", "passed");
    check("agrees(guns, 900)", "failed warning");
    check("agrees(guns, 199)", "failed error");
    check("agrees(guns, 200)", "failed error");
    check("agrees(occasions, 48)", "failed error");
    check("agrees(rounds, occasions * 180_000)", "passed");
}

#[test]
fn dates_are_all_of_their_days() {
    check("agrees(launched, DATE '2024-10-16')", "passed");
    check("agrees(launched, '2024-10')", "passed");
    check("agrees(launched, DATE '2023-10-16')", "failed error");
    check("launched < published", "passed");
    check("date_diff('month', launched, published) = 7", "passed");
    check("published - launched BETWEEN 211 AND 241", "passed");
    check("published - launched > 220", "undecided");
    check("launched + INTERVAL '8' MONTH > published", "passed");
    check("year(launched) = 2024", "passed");
}

#[test]
fn what_is_quoted_is_somebody_elses_word() {
    check("trains = 12", "passed");
    check("trains = 13", "failed note");
}

#[test]
fn each_figure_ends_as_one_thing() {
    let rules = rules("agrees(rounds, 8_600_000)")
        + "[rules.guns]\ndocument = \"article\"\ncheck = \"agrees(guns, 900)\"\n\
           [rules.also]\ndocument = \"article\"\ncheck = \"occasions = 50 AND rounds > 1\"\n\
           [rules.open]\ndocument = \"article\"\ncheck = \"published - launched > 220\"\n\
           [documents.article.aside]\n\"12 trains\" = \"his words\"\n";
    let report = folder(ARTICLE, &rules).json(&["article.md"]);
    assert_eq!(
        statuses(&report),
        [
            // Of `also` only what speaks of the occasions is false.
            "rounds verified",
            "occasions contradicted",
            "guns stretched",
            "launched undecided",
            "trains set-aside"
        ]
    );
    assert_eq!(found(&report), ["error also", "warning guns"]);
    assert_eq!(report.status, 1);
}

#[test]
fn places_are_those_of_the_file() {
    let report = folder(ARTICLE, &rules("agrees(guns, 199)")).json(&["article.md"]);
    let violation = &report.finding("r").expect("failed")["violations"][0];
    let cell = &violation["cells"][0];
    let (start, end) = (cell["byte_start"].as_u64(), cell["byte_end"].as_u64());
    let bytes = start.zip(end).map(|(start, end)| start as usize..end as usize).expect("bytes");
    assert_eq!(&ARTICLE[bytes], "over 200");
    assert_eq!((&cell["line"], &cell["column"]), (&7.into(), &"guns".into()));
    assert_eq!(
        violation["message"],
        "`over 200` says above 200, up to 250 guns, not 199: overstated"
    );
}

#[test]
fn changed_words_are_told_and_never_bound_anew() {
    let changed = ARTICLE.replace("nine million", "ninety million");
    let report = folder(&changed, &rules("agrees(rounds, 8_600_000)")).json(&["article.md"]);
    let diagnostics = report.json["diagnostics"].as_array().expect("diagnostics");
    assert_eq!(diagnostics[0]["code"], "anchor-changed");
    let notes = diagnostics[0]["notes"].to_string();
    assert!(
        notes.contains("line 7 reads `ninety million\\nrounds`")
            || notes.contains("ninety million rounds"),
        "{notes}"
    );
    assert_eq!(report.status, 2);
    let moved = ARTICLE.replace("# A year", "More.\n\n# A year").replace("some nine", "Some\nNINE");
    let report = folder(&moved, &rules("agrees(rounds, 8_600_000)")).json(&["article.md"]);
    assert_eq!((found(&report).len(), report.status), (0, 0));
}

#[test]
fn what_has_another_name_is_not_taken_for_changed_words() {
    let text = "It sent 12 red trucks to Oslo.\n\nIt sent 15 blue trucks to Bergen.\n";
    let rules = "[documents.article.figures]\noslo = \"12 red trucks to Oslo\"\n\
                 bergen = \"sent 14 red trucks to Bergen\"\n";
    let report = folder(text, rules).json(&["article.md"]);
    let notes = report.diagnostic("anchor-changed").expect("told")["notes"].to_string();
    assert!(notes.contains("line 3 reads"), "{notes}");
}

#[test]
fn standard_input_is_written_as_the_files_of_its_document() {
    let rules = "[documents.article]\nfiles = [\"article.md\"]\n\
                 [documents.article.figures]\nguns = \"over 200 guns\"\n\
                 [rules.r]\ndocument = \"article\"\ncheck = \"guns > 200\"\n";
    let folder = crate::program::Folder::new(&[("scruple.toml", rules)]);
    let text = "---\ndate: 2025-05-30\n---\n\nIt gave **over 200** guns.\n";
    let report = folder.run_with(&["check", "--format", "json", "article=-"], text).json();
    assert_eq!(report.counts("r"), [1, 0, 0, 0, 0], "{}", report.json["diagnostics"]);
    assert_eq!(report.json["documents"][0]["published"], "2025-05-30");
}

#[test]
fn a_rule_about_a_document_is_about_figures_alone() {
    let wrong = |rule: &str, code: &str| {
        let rules = format!("figures.rounds = \"nine million rounds\"\n[rules.r]\n{rule}\n");
        let report = folder(ARTICLE, &rules).json(&["article.md"]);
        let codes: Vec<&str> = report.json["diagnostics"]
            .as_array()
            .expect("diagnostics")
            .iter()
            .filter_map(|one| one["code"].as_str())
            .collect();
        assert!(codes.contains(&code), "{rule}: {codes:?}");
        assert_eq!(report.status, 2, "{rule}");
    };
    wrong("document = \"articel\"\ncheck = \"rounds > 1\"", "unknown-document");
    wrong("document = \"article\"\ncheck = \"roundz > 1\"", "unknown-column");
    wrong("document = \"article\"\nunique = [\"rounds\"]", "not-applicable");
    wrong("document = \"article\"\nby = \"rounds\"\ncheck = \"rounds > 1\"", "not-applicable");
    let share = "document = \"article\"\nat-least = 0.5\ncheck = \"rounds > 1\"";
    wrong(share, "not-applicable");
    let tested = "document = \"article\"\ncheck = \"rounds > 1\"\n[[rules.r.tests]]\n\
                  row = { rounds = 2 }\npasses = true";
    wrong(tested, "not-applicable");
    wrong("document = \"article\"\ncheck = \"rounds\"", "not-a-condition");
    wrong("document = \"article\"\ncheck = \"rounds > 'x'\"", "unreadable-literal");
}

#[test]
fn a_least_coverage_makes_errors_of_what_is_unchecked() {
    let folder = folder(ARTICLE, &rules("rounds / occasions > 1 AND guns > 1 AND trains > 1"));
    let share = |percent: &str| folder.json(&["article.md", "--min-coverage", percent]);
    let report = share("80");
    assert_eq!(found(&report), ["error prose.coverage"]);
    let messages = report.finding("prose.coverage").expect("told")["violations"].to_string();
    assert!(messages.contains("`last year` is unchecked"), "{messages}");
    assert_eq!((share("50").status, report.status), (0, 1));
}

#[test]
fn nothing_of_a_masked_article_is_shown() {
    let folder = folder(ARTICLE, &rules("agrees(guns, 199) AND rounds > 1"));
    for format in ["fancy", "concise", "json", "ndjson"] {
        let ran = folder.run(&["check", "article.md", "--mask", "--format", format]);
        for secret in ["over 200", "250", "nine million", "8,500,000", "8500000"] {
            assert!(!ran.stdout.contains(secret), "{format}: {secret}\n{}", ran.all());
        }
    }
}
