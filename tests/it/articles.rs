//! Articles as inputs of a check: figures with names, rules over them, and what needs no data.

mod as_table;
mod bound;
mod broadcast;
mod by_itself;
mod mutated;
mod patterns;
mod readmes;
mod suggested;

use crate::program::{Folder, Report};

/// A folder with an article and a rule file that claims it.
fn folder(article: &str, rules: &str) -> Folder {
    let claim = "[documents.article]\nfiles = [\"article.*\"]\n";
    Folder::new(&[("article.md", article), ("scruple.toml", &format!("{claim}{rules}"))])
}

/// The ids of what was found, with their severities.
fn found(report: &Report) -> Vec<String> {
    let findings = report.json["findings"].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .iter()
        .map(|finding| format!("{} {}", text(&finding["severity"]), text(&finding["id"])))
        .collect()
}

/// The status of each figure that has a name.
fn statuses(report: &Report) -> Vec<String> {
    let figures = report.json["figures"].as_array().cloned().unwrap_or_default();
    figures
        .iter()
        .filter_map(|figure| {
            let name = figure["names"][0].as_str()?;
            Some(format!("{name} {}", figure["status"].as_str()?))
        })
        .collect()
}
