//! `docs/coverage.md`: every kind of check that data validators offer, said in a rule file, with data
//! that pass and data that fail, or rules that are refused. The table at its top is made from the
//! sections below.

use super::{keep_fresh, read, repository};
use crate::program::Folder;

/// A section: a kind of check.
struct Section {
    number: usize,
    title: String,
    /// What stands above the blocks.
    text: String,
    rules: Option<String>,
    /// Rules that are refused beside the others, and the codes that say so.
    refused: Option<(Vec<String>, String)>,
    /// Name, when it is there, text.
    files: Vec<(String, When, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Passes,
    Fails,
    Both,
    /// In the version before.
    Previous,
}

impl Section {
    fn is_said(&self) -> bool {
        !self.files.is_empty()
    }

    fn folder(&self, when: When) -> Folder {
        let rules = format!("version = 1\n{}", self.rules.as_deref().unwrap_or_default());
        let folder = Folder::new(&[("scruple.toml", &rules)]);
        let files = self.files.iter().filter(|(_, of, _)| *of == when || *of == When::Both);
        files.for_each(|(name, _, text)| folder.write(name, text));
        for (name, _, text) in self.before() {
            folder.write(&format!("before/{name}"), text);
        }
        folder
    }

    /// The files of the version before.
    fn before(&self) -> impl Iterator<Item = &(String, When, String)> {
        self.files.iter().filter(|(_, of, _)| *of == When::Previous)
    }

    fn arguments(&self) -> Vec<&'static str> {
        let mut arguments = vec!["--as-of", "2026-01-01"];
        if self.before().next().is_some() {
            arguments.extend(["--previous", "before"]);
        }
        arguments
    }

    /// The ids of its rules.
    fn ids(&self) -> Vec<&str> {
        let lines = self.rules.as_deref().unwrap_or_default().lines();
        lines.filter_map(|line| line.strip_prefix("[rules.")?.strip_suffix(']')).collect()
    }

    /// The lines that say the check, for the table.
    fn said_by(&self) -> String {
        let Some(rules) = &self.rules else { return self.text.clone() };
        let frame = ["table =", "version =", "windows =", "by =", "where =", "key ="];
        let lines = rules.lines().map(str::trim).filter(|line| {
            !line.is_empty()
                && !line.starts_with('[')
                && !frame.iter().any(|key| line.starts_with(key))
        });
        let code = |line: &str| format!("`{}`", line.replace('|', "\\|"));
        lines.map(code).collect::<Vec<_>>().join("<br>")
    }
}

/// The sections of the page.
fn sections(page: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            let (number, title) = heading.split_once(". ").expect("a number");
            sections.push(Section {
                number: number.parse().expect("a number"),
                title: title.to_owned(),
                text: String::new(),
                rules: None,
                refused: None,
                files: Vec::new(),
            });
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        let Some(info) = line.strip_prefix("```") else {
            if !line.is_empty() {
                section.text = format!("{} {line}", section.text).trim().to_owned();
            }
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let body = format!("{}\n", body.join("\n"));
        match info.split(' ').collect::<Vec<_>>().as_slice() {
            ["toml"] => section.rules = Some(body),
            ["toml", "refused", codes @ ..] => {
                let codes = codes.iter().map(|code| (*code).to_owned()).collect();
                section.refused = Some((codes, body));
            }
            ["csv", when, name] => {
                let when = match *when {
                    "passes" => When::Passes,
                    "fails" => When::Fails,
                    "previous" => When::Previous,
                    "both" => When::Both,
                    other => panic!("data that are there {other}"),
                };
                section.files.push(((*name).to_owned(), when, body));
            }
            _ => panic!("a block of {info}"),
        }
    }
    sections
}

/// What is wrong with a section.
fn wrong(section: &Section) -> Option<String> {
    if !section.is_said() {
        let reasons = ["Always checked", "Left out", "Said of rules"];
        let has_reason = reasons.iter().any(|reason| section.text.starts_with(reason));
        return (!has_reason).then(|| "is neither said nor left out for a reason".to_owned());
    }
    let arguments = section.arguments();
    let good = section.folder(When::Passes).json(&arguments);
    if good.status != 0 || !good.found().is_empty() || !good.codes().is_empty() {
        return Some(format!("does not pass: {:?} {:#}", good.found(), good.json["diagnostics"]));
    }
    let bad = section.folder(When::Fails).json(&arguments);
    let found = bad.found();
    let speaks = |id: &str| {
        let is_reason = |check: &serde_json::Value| check["reason"].is_string();
        found.contains(&id) || bad.check(id).is_some_and(is_reason)
    };
    let silent: Vec<&str> = section.ids().into_iter().filter(|id| !speaks(id)).collect();
    if found.is_empty() || !silent.is_empty() {
        return Some(format!("finds {found:?}, and not {silent:?}: {}", bad.json["diagnostics"]));
    }
    refusal(section)
}

/// What is wrong with the rules that are to be refused.
fn refusal(section: &Section) -> Option<String> {
    let (codes, rules) = section.refused.as_ref()?;
    let folder = section.folder(When::Passes);
    folder.write("scruple.toml", folder.read("scruple.toml") + "\n" + rules);
    let report = folder.json(&section.arguments());
    let is_refused = report.status == 2 && report.codes() == *codes;
    (!is_refused).then(|| format!("status {}, codes {:?}", report.status, report.codes()))
}

#[test]
fn every_kind_of_check_is_said_or_left_out_for_a_reason() {
    let path = repository("docs/coverage.md");
    let sections = sections(&read(&path));
    let numbers: Vec<usize> = sections.iter().map(|section| section.number).collect();
    assert_eq!(numbers, (1..=60).collect::<Vec<_>>());
    let faults: Vec<String> = sections
        .iter()
        .filter_map(|section| Some(format!("{}: {}", section.number, wrong(section)?)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_of_checks_is_fresh() {
    let path = repository("docs/coverage.md");
    let page = read(&path);
    let mut table = "| | what is checked | said by |\n| --- | --- | --- |\n".to_owned();
    let mut said = 0;
    for section in sections(&page) {
        table += &format!("| {} | {} | {} |\n", section.number, section.title, section.said_by());
        said += usize::from(section.is_said());
    }
    table += &format!("\n{said} of 60 are said here.\n");
    let (before, rest) = page.split_once("<!-- table -->").expect("a table");
    let (_, after) = rest.split_once("<!-- end -->").expect("an end");
    let fresh = format!("{before}<!-- table -->\n\n{table}\n<!-- end -->{after}");
    keep_fresh(&path, &fresh).unwrap_or_else(|wrong| panic!("{wrong}"));
}
