//! Real errors, as the keepers of public data corrected them: a rule file for each case finds
//! exactly the stated places before the correction, and the stated number after it.
//!
//! Not said yet:
//! - L02, L05, L08: YAML is not read yet.

use crate::program::{Report, run_in, shared};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A case with the checks that say its rule.
struct Case {
    id: &'static str,
    checks: &'static [&'static str],
}

const fn case(id: &'static str, checks: &'static [&'static str]) -> Case {
    Case { id, checks }
}

/// A check that ends in `*` stands for all that begin so.
const CASES: &[Case] = &[
    case("F01-1", &["hundred-soldiers", "solutions.*"]),
    case("F02", &["tropes-counted"]),
    case("F04", &["eliminated-once"]),
    case("F06", &["turnover.*"]),
    case("F08", &["csv.delimiter-mismatch"]),
    case("F10", &["csv.preamble"]),
    case("F11", &["csv.ragged-row"]),
    case("F13", &["csv.encoding"]),
    case("F14", &["candy.*"]),
    case("F18", &["lawsuits.*"]),
    case("F19", &["csv.ragged-row"]),
    case("F21", &["index.*"]),
    case("F25", &["csv.empty-header"]),
    case("F26", &["csv.preamble"]),
    case("P01", &["bodies.*"]),
    case("P04", &["bodies.*"]),
    case("P08", &["bodies.*"]),
    case("P17", &["bodies.*"]),
    case("P18", &["no-duplicates"]),
    case("P20", &["no-duplicates"]),
    case("P21", &["*"]),
    case("C01", &["countries.*"]),
    case("C06", &["countries.*"]),
    case("C08", &["csv.invisible-header"]),
    case("C09", &["countries.columns"]),
    case("C11", &["repeated-word"]),
];

#[test]
fn real_errors_are_found_where_they_were_corrected() {
    let Some(folder) = shared("cases/real") else {
        println!("skipped: no ../shared/cases/real");
        return;
    };
    let text = std::fs::read(folder.join("cases.json")).expect("cases");
    let stated: Vec<Value> = serde_json::from_slice(&text).expect("cases");
    let mut faults = Vec::new();
    for case in CASES {
        let stated = stated.iter().find(|one| one["id"] == case.id).expect("a stated case");
        faults.extend(judge(&folder, case, stated));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn judge(folder: &Path, case: &Case, stated: &Value) -> Vec<String> {
    let (before, after) = (places(folder, case, "before"), places(folder, case, "after"));
    let mut faults = Vec::new();
    let mut expect = |what: &str, found: &BTreeSet<u64>, wanted: u64| {
        if found.len() as u64 != wanted {
            faults.push(format!("{} {what}: expected {wanted}, found {found:?}", case.id));
        }
    };
    let count = |key: &str| stated[key].as_u64().expect("a count");
    expect("before", &before, count("violations_before"));
    expect("after", &after, count("violations_after"));
    let rows: BTreeSet<u64> =
        stated["rows_before"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    // Of many rows the first are stated.
    let last = rows.last().copied().unwrap_or_default();
    let before: BTreeSet<u64> = match (rows.len() as u64) < count("violations_before") {
        true => before.into_iter().filter(|row| *row <= last).collect(),
        false => before,
    };
    let is_by_row = stated["unit"] == "row" || case.checks == ["csv.ragged-row"];
    if is_by_row && !rows.is_empty() && before != rows {
        let missed: Vec<_> = rows.difference(&before).collect();
        let invented: Vec<_> = before.difference(&rows).collect();
        faults.push(format!("{}: missed {missed:?}, invented {invented:?}", case.id));
    }
    faults
}

/// The rows of the case's findings; for those without rows the findings' numbers.
fn places(folder: &Path, case: &Case, version: &str) -> BTreeSet<u64> {
    let rules = format!("{}/tests/real/{}.toml", env!("CARGO_MANIFEST_DIR"), case.id);
    let data = folder.join(case.id).join(version);
    let file = only_file(&data);
    let file = file.strip_prefix(&data).expect("a file below").to_string_lossy().into_owned();
    let arguments = ["check", "--format", "json", "-r", &rules, &file];
    let report: Report = run_in(&data, &arguments, None).json();
    assert!(report.status < 2, "{} {version}: {:?}", case.id, report.json["diagnostics"]);
    let is_meant = |id: &str| {
        case.checks.iter().any(|check| match check.strip_suffix('*') {
            Some(start) => id.starts_with(start),
            None => id == *check,
        })
    };
    let findings = report.json["findings"].as_array().expect("findings").iter();
    let findings = findings.filter(|finding| finding["id"].as_str().is_some_and(is_meant));
    // Encoding and delimiters are faults of the file, however often they show.
    let of_file = ["csv.encoding", "csv.delimiter-mismatch", "csv.preamble"];
    findings
        .enumerate()
        .flat_map(|(index, finding)| {
            let violations = finding["violations"].as_array().expect("violations");
            assert_eq!(violations.len() as u64, finding["count"].as_u64().expect("a count"));
            if of_file.iter().any(|id| finding["id"] == *id) {
                return vec![index as u64];
            }
            let row = |one: &Value| one["row"].as_u64();
            let mut rows: Vec<u64> = violations.iter().filter_map(row).collect();
            if case.id == "P17" {
                // The case counts the first rows of a repeated id as well.
                let cells = violations.iter().filter_map(|one| one["cells"].as_array()).flatten();
                rows.extend(cells.filter_map(row));
            }
            match rows.is_empty() {
                // Each column of a header that does not agree is a fault.
                true if case.id == "C09" => (0..violations.len() as u64).collect(),
                true => vec![index as u64],
                false => rows,
            }
        })
        .collect()
}

fn only_file(folder: &Path) -> PathBuf {
    let mut files: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
        .build()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "csv"))
        .map(|entry| entry.into_path())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}
