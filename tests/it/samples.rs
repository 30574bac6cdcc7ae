//! The samples show what their pages say.

use super::pages::commands::{Done, run_in};
use super::pages::{keep_fresh, read, repository};
use scruple::checks::KINDS;
use scruple::checks::structure::STRUCTURE;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn check(args: &[&str]) -> Done {
    run_in(&repository(""), &[&["check"], args].concat())
}

/// The ids of the findings of a sample, and of its diagnostics.
fn found(sample: &str) -> (BTreeSet<String>, Vec<serde_json::Value>, i32) {
    let done = check(&[sample, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&done.output).expect("JSON");
    let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    let id = |finding: &serde_json::Value| finding["id"].as_str().unwrap_or_default().to_owned();
    (list("findings").iter().map(id).collect(), list("diagnostics"), done.status)
}

#[test]
fn the_published_errors_are_found_and_no_others() {
    let done = check(&["samples/munitions", "--format", "concise", "--limit", "all"]);
    assert_eq!(done.status, 1, "{}", done.output);
    let places: Vec<&str> =
        done.output.lines().filter_map(|line| line.split(": ").nth(1)?.split('[').nth(1)).collect();
    let expected = [
        "launch-as-published]",
        "start-not-too-late]",
        "article-voyages]",
        "start-not-too-early]",
        "start-not-too-early]",
    ];
    let found: Vec<String> =
        places.iter().map(|place| place.split(' ').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(found, expected, "{}", done.output);
    assert!(done.output.contains("R16 ") && done.output.contains("R19 "), "{}", done.output);
}

/// The rules of the sample pass their own tests, and nothing is wrong between them.
#[test]
fn the_rules_of_the_sample_hold_together() {
    let tests = run_in(&repository(""), &["rules", "--test", "samples/munitions"]);
    assert_eq!(tests.status, 0, "{}", tests.output);
    let between = run_in(&repository(""), &["rules", "samples/munitions"]);
    assert_eq!(between.status, 0, "{}", between.output);
    assert!(!between.output.contains("⚠") && !between.output.contains("×"), "{}", between.output);
}

/// Every figure of the article is bound by a rule or set aside, and the one slip in it is told with
/// the row that it is held against.
#[test]
fn the_article_has_one_slip() {
    let done =
        check(&["samples/munitions/article.md", "--format", "json", "--min-coverage", "100"]);
    let report: serde_json::Value = serde_json::from_str(&done.output).expect("JSON");
    let figures = report["figures"].as_array().expect("figures");
    let wrong: Vec<&str> = figures
        .iter()
        .filter(|figure| figure["status"] != "verified" && figure["status"] != "set-aside")
        .filter_map(|figure| figure["quote"].as_str())
        .collect();
    assert_eq!((wrong, figures.len()), (vec!["94"], 16));
    let findings = report["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = findings[0].to_string();
    assert!(finding.contains("two digits of 49 may be swapped"), "{finding}");
    assert!(finding.contains("reports.csv") && finding.contains("\"row\":15"), "{finding}");
}

#[test]
fn the_clean_sample_is_clean() {
    let (findings, diagnostics, status) = found("samples/orders");
    assert!(findings.is_empty() && diagnostics.is_empty(), "{findings:?} {diagnostics:?}");
    assert_eq!(status, 0);
}

#[test]
fn every_check_fails_in_the_sample_of_faults() {
    let (findings, diagnostics, status) = found("samples/faults");
    assert_eq!(status, 1, "{diagnostics:?}");
    let always = ["type", "exists", "columns", "key", "rows.minimum", "rows.maximum"];
    let constraints = KINDS.iter().filter(|kind| kind.placement().is_constraint());
    let endings = constraints.map(|kind| kind.name()).chain(always);
    let structure = STRUCTURE.iter().map(|kind| kind.id);
    let bodies = [
        "arrives-after-leaving",
        "consumption",
        "one-trip-a-day",
        "no-copies",
        "no-receipt-is-left-out",
        "knows-somebody",
    ];
    let mut silent: Vec<&str> =
        endings.filter(|end| !findings.iter().any(|id| id.ends_with(&format!(".{end}")))).collect();
    silent.extend(structure.chain(bodies).filter(|id| !findings.contains(*id)));
    assert!(silent.is_empty(), "not shown: {silent:?}");
}

/// Every file of the sample is told of, and every file fails something.
#[test]
fn the_page_of_faults_lists_every_file() {
    let page = read(&repository("samples/faults/README.md"));
    let done = check(&["samples/faults", "--format", "concise", "--limit", "all"]);
    for entry in std::fs::read_dir(repository("samples/faults")).expect("the sample") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        if name.ends_with("sv") {
            assert!(page.contains(&format!("| `{name}` |")), "{name} is not on the page");
            let place = format!("samples/faults/{name}:");
            assert!(done.output.contains(&place), "{name} fails nothing\n{}", done.output);
        }
    }
}

/// What stands between `<!-- run: scruple … -->` and `<!-- end -->` of a page is what it prints.
fn with_runs(path: PathBuf) -> Result<(), String> {
    let text = read(&path);
    let mut fresh = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("<!-- run: scruple ") {
        let (command, after) = after.split_once(" -->").ok_or("a comment is not closed")?;
        let (_, after) = after.split_once("<!-- end -->").ok_or("no end")?;
        let args: Vec<&str> = command.split(' ').collect();
        let done = run_in(&repository(""), &args);
        let shown = done.output.trim_end();
        fresh.push_str(before);
        fresh.push_str(&format!(
            "<!-- run: scruple {command} -->\n```text\n$ scruple {command}\n{shown}\n```\n<!-- end -->"
        ));
        rest = after;
    }
    fresh.push_str(rest);
    keep_fresh(&path, &fresh)
}

#[test]
fn pages_show_what_the_samples_give() {
    let pages = ["README.md", "samples/munitions/README.md", "samples/orders/README.md"];
    let wrong: Vec<String> =
        pages.iter().filter_map(|page| with_runs(repository(page)).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A ready-made rule file is tried on a sample that includes it, and has no mistake there.
#[test]
fn every_ready_made_rule_file_has_a_sample() {
    let samples = std::fs::read_dir(repository("samples")).expect("the samples");
    let samples: Vec<String> = samples
        .map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned())
        .collect();
    for entry in std::fs::read_dir(repository("rules")).expect("the rule files") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        let includes = |sample: &&String| {
            let text = read(&repository(&format!("samples/{sample}/scruple.toml")));
            let pack = format!("\"scruple:{}\"", name.trim_end_matches(".toml"));
            text.contains(&name) || text.contains(&pack)
        };
        let sample = samples.iter().find(includes);
        let sample = sample.unwrap_or_else(|| panic!("no sample includes {name}"));
        let (_, diagnostics, status) = found(&format!("samples/{sample}"));
        assert!(status < 2, "{name}: {diagnostics:?}");
    }
}

/// Of each pack the table that is right has no violation, and of the one that is wrong each row has.
#[test]
fn every_pack_passes_and_fails_its_sample() {
    for pack in scruple::rules::packs::PACKS {
        for which in ["passes", "fails"] {
            let file = format!("samples/packs/{}-{which}.csv", pack.name);
            let done = check(&[&file, "--format", "json", "--as-of", "2024-06-01"]);
            let report: serde_json::Value = serde_json::from_str(&done.output).expect("JSON");
            assert_eq!(report["diagnostics"], serde_json::json!([]), "{file}");
            let findings = report["findings"].as_array().cloned().unwrap_or_default();
            let violations = findings
                .iter()
                .flat_map(|one| one["violations"].as_array().cloned().unwrap_or_default());
            let rows: BTreeSet<u64> = violations.filter_map(|one| one["row"].as_u64()).collect();
            let n_rows = read(&repository(&file)).lines().count() as u64 - 1;
            let expected = if which == "fails" { (1..=n_rows).collect() } else { BTreeSet::new() };
            assert_eq!(rows, expected, "{file}");
        }
    }
}
