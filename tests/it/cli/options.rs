//! Options of `check`: what is run, what is shown, what makes the status.

use crate::program::Folder;

const RULES: &str = r#"
version = 1
[tables.t]
[tables.t.columns]
n = { type = "integer", minimum = { value = 0, severity = "warning", tags = ["range"] } }
m = { maximum = 9 }

[rules.small]
table = "t"
check = "n < m"
tags = ["plausibility"]

[rules.never]
table = "t"
where = "n > 1000"
check = "m > 0"
"#;

fn folder() -> Folder {
    Folder::new(&[("scruple.toml", RULES), ("t.csv", "n,m\n-1,10\n5,3\n-2,3\n\n7,9\n")])
}

#[test]
fn checks_are_selected_by_id_glob_and_tag() {
    let folder = folder();
    let found = |arguments: &[&str]| {
        let report = folder.json(&[&["t.csv"], arguments].concat());
        report.found().iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()
    };
    let all = ["t.m.maximum", "small", "t.n.minimum", "csv.blank-row"];
    assert_eq!(found(&[]), all);
    assert_eq!(found(&["--select", "small"]), ["small"]);
    // Those of a table are its rules too, whose ids do not name it.
    assert_eq!(found(&["--select", "t.*"]), all[..3]);
    assert_eq!(found(&["--select", "t.?.*,csv.*"]), ["t.m.maximum", "t.n.minimum", all[3]]);
    assert_eq!(found(&["--select", "tag:range"]), ["t.n.minimum"]);
    assert_eq!(
        found(&["--ignore", "tag:plausibility", "--ignore", "csv.*"]),
        ["t.m.maximum", "t.n.minimum"]
    );
    assert_eq!(found(&["--select", "t.*", "--ignore", "*.minimum"]), all[..2]);
    assert!(found(&["--ignore", "t.*,csv.*"]).is_empty());
}

#[test]
fn a_pattern_that_matches_no_check_is_a_mistake() {
    let folder = folder();
    for (option, pattern) in [("--select", "smal"), ("--ignore", "tag:none"), ("--select", "x.*")] {
        let report = folder.json(&["t.csv", option, pattern]);
        assert_eq!(report.status, 2, "{pattern}");
        assert!(report.codes().contains(&"unknown-check"), "{:?}", report.codes());
    }
    let tag = folder.json(&["t.csv", "--select", "tag:none"]);
    let help = tag.diagnostic("unknown-check").map(|one| one["help"].to_string());
    assert!(help.is_some_and(|help| help.contains("`plausibility`")));
    let near = folder.json(&["t.csv", "--select", "smal"]);
    let help = near.diagnostic("unknown-check").map(|one| one["help"].to_string());
    assert!(help.is_some_and(|help| help.contains("`small`")));
    assert_eq!(folder.json(&["t.csv", "--select", "csv.encoding"]).status, 0);
}

#[test]
fn severities_decide_the_status() {
    let folder = folder();
    let status = |arguments: &[&str]| folder.run(&[&["check", "t.csv"], arguments].concat()).status;
    assert_eq!(status(&["--select", "t.n.minimum"]), 0);
    assert_eq!(status(&["--select", "t.n.minimum", "--fail-on", "warning"]), 1);
    assert_eq!(status(&["--select", "t.n.minimum", "--fail-on", "note"]), 1);
    assert_eq!(status(&["--fail-on", "never"]), 0);
    assert_eq!(status(&["--ignore", "small,t.m.maximum", "--fail-on", "error"]), 0);
    assert_eq!(status(&["--strict", "--select", "never"]), 2, "a rule that met no row");
    assert_eq!(status(&["--select", "never"]), 0);
}

#[test]
fn the_severity_table_changes_and_silences() {
    let more = "\n[severity]\n\"t.*\" = \"note\"\n\"t.m.*\" = \"error\"\nsmall = \"off\"\n\
                \"csv.blank-row\" = \"error\"\n\"no-rows\" = \"off\"\n";
    let folder = folder();
    folder.write("scruple.toml", format!("{RULES}{more}"));
    let report = folder.json(&["t.csv"]);
    assert_eq!(report.found(), ["t.m.maximum", "csv.blank-row", "t.n.minimum"]);
    let severity = |id: &str| report.finding(id).map(|one| one["severity"].to_string());
    assert_eq!(severity("t.n.minimum").as_deref(), Some("\"note\""));
    assert_eq!(severity("csv.blank-row").as_deref(), Some("\"error\""));
    assert!(report.codes().is_empty(), "{:?}", report.codes());
    folder.write("scruple.toml", format!("{RULES}\n[severity]\nsmal = \"off\"\n"));
    let wrong = folder.json(&["t.csv"]);
    assert_eq!((wrong.status, wrong.codes()), (2, vec!["unknown-check"]));
}

#[test]
fn examples_are_limited_and_counts_are_not() {
    let rows: String = (0..50).map(|n| format!("{n},-1\n")).collect();
    let folder = Folder::new(&[
        ("scruple.toml", "version = 1\n[tables.t]\n[tables.t.columns]\nb = { minimum = 0 }\n"),
        ("t.csv", &format!("a,b\n{rows}")),
    ]);
    for (limit, kept) in [("0", 0), ("2", 2), ("all", 50), ("100", 50)] {
        let report = folder.json(&["t.csv", "--limit", limit]);
        let finding = report.finding("t.b.minimum").expect("a finding");
        assert_eq!(finding["count"], 50);
        assert_eq!(finding["truncated"], 50 - kept);
        assert_eq!(report.rows("t.b.minimum").len(), kept);
    }
    let text = folder.run(&["check", "t.csv"]).stdout;
    assert!(text.contains("and 47 more"), "{text}");
    assert_eq!(folder.run(&["check", "--limit", "some"]).status, 2);
}

#[test]
fn today_is_the_day_that_is_asked_for() {
    let rules = "version = 1\n[tables.t]\n[tables.t.columns]\nd = { type = \"date\" }\n\
                 [rules.past]\ntable = \"t\"\ncheck = \"d <= today()\"\n";
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", "d\n2024-01-02\n2024-01-03\n")]);
    let report = folder.json(&["t.csv", "--as-of", "2024-01-02"]);
    assert_eq!(report.rows("past"), [2]);
    assert_eq!(report.json["as_of"], "2024-01-02");
}

/// Nobody is given the judgement of another day, or of other files, than the one asked for.
#[test]
fn an_option_that_cannot_be_followed_ends_the_run() {
    let folder = folder();
    for option in [
        ["--as-of", "2024-02-30"],
        ["--published", "yesterday"],
        ["--previous", "nowhere"],
        ["--select", "[a"],
        ["--ignore", "[a"],
        ["--exclude", "[a"],
        ["--temp-dir", "nowhere"],
        ["--rules", "nowhere.toml"],
    ] {
        let report = folder.json(&[&["t.csv"], option.as_slice()].concat());
        let code = match option[0] {
            "--temp-dir" => "temporary-file",
            "--rules" => "unreadable-file",
            _ => "invalid-option",
        };
        assert_eq!((report.status, report.codes()), (2, vec![code]), "{option:?}");
        assert_eq!(report.json["checks"].as_array().map(Vec::len), Some(0), "{option:?}");
        let has_help = report.json["diagnostics"][0]["help"].is_string();
        assert!(has_help || option[0] == "--rules", "{option:?}: {}", report.json);
    }
    // Several are told at once.
    let both = folder.json(&["t.csv", "--as-of", "soon", "--exclude", "[a"]);
    assert_eq!(both.codes(), ["invalid-option", "invalid-option"]);
}

#[test]
fn reports_go_to_files() {
    let folder = folder();
    let ran = folder.run(&["check", "t.csv", "--format", "json", "-o", "report.json"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (1, ""));
    assert!(folder.read("report.json").starts_with('{'));
    let ran = folder.run(&["check", "t.csv", "-o", "no/such/folder/report.txt"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("failed to write the report to"), "{}", ran.stderr);
}

#[test]
fn quiet_and_verbose_change_the_ending_only() {
    let folder = folder();
    let said = |flag: &[&str]| folder.run(&[&["check", "t.csv"], flag].concat()).stdout;
    let (plain, quiet, verbose) = (said(&[]), said(&["-q"]), said(&["-v"]));
    assert!(plain.starts_with(quiet.trim_end()), "{quiet}");
    assert!(quiet.len() < plain.len() && plain.len() < verbose.len());
    assert!(verbose.contains("t.n.type"), "{verbose}");
    assert_eq!(folder.run(&["check", "-q", "-v"]).status, 2);
}

#[test]
fn how_a_file_is_read_into_memory_changes_nothing() {
    let folder = folder();
    let plain = folder.run(&["check", "t.csv"]).stdout;
    assert_eq!(folder.run(&["check", "t.csv", "--no-mmap"]).stdout, plain);
    assert_eq!(folder.run(&["check", "t.csv", "--threads", "3"]).stdout, plain);
    assert_eq!(folder.run(&["check", "t.csv", "--threads", "0"]).status, 2);
}

#[test]
fn options_of_later_versions_are_refused_by_name() {
    let folder = folder();
    for arguments in [vec!["check", "--baseline", "x"], vec!["infer", "x"]] {
        let ran = folder.run(&arguments);
        assert_eq!(ran.status, 2, "{arguments:?}");
        assert!(ran.stderr.contains("not built yet"), "{}", ran.stderr);
    }
}
