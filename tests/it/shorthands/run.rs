//! Runs rules on tables that are written for it.

use scruple::cli::session::{self, Settings};
use scruple::diagnostics::{Diagnostic, Texts};
use scruple::engine;
use scruple::findings::{CheckSummary, Finding, Outcome};
use scruple::plan::severities::Severities;
use scruple::sources::ReadOptions;
use scruple::sources::discover::{self, PathArgument, Search};
use std::fmt::Display;
use std::sync::LazyLock;

/// How a table is cut and by how many it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    pub block_size: usize,
    pub many_threads: bool,
}

/// In one piece.
pub const WHOLE: Cut = Cut { block_size: 1 << 20, many_threads: false };

static POOLS: LazyLock<[rayon::ThreadPool; 2]> = LazyLock::new(|| {
    [1, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads can be started")
    })
});

/// What a run finds, and what it says of the rule file.
pub fn outcome(files: &[(&str, &str)], rules: &str, cut: Cut) -> (Outcome, Vec<Diagnostic>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files.iter().chain(&[("scruple.toml", rules)]) {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let paths = [PathArgument { table: None, path: folder.path().to_owned() }];
    let exclude = globset::GlobSet::empty();
    let mut diagnostics = Vec::new();
    let search = Search { paths: &paths, rules: None, exclude: &exclude };
    let groups = discover::discover(&search, &mut diagnostics);
    // 2024-06-01.
    let settings = Settings {
        read: ReadOptions::default(),
        select: Severities::default(),
        today: 19_875,
        show: scruple::plan::infer::Show::Values,
        previous: None,
        published: None,
    };
    let planned = session::plan(&groups[0], &settings, &mut Texts::default());
    diagnostics.extend(planned.diagnostics);
    let options = engine::Options { block_size: cut.block_size, ..engine::Options::default() };
    let pool = &POOLS[usize::from(cut.many_threads)];
    let mut outcome = Outcome::default();
    if let Some(plan) = &planned.plan {
        outcome = pool.install(|| engine::run(plan, &options));
    }
    diagnostics.append(&mut outcome.diagnostics);
    (outcome, diagnostics)
}

/// The one rule `r` on the one table `t`: its summary, and its finding if there is one.
pub fn judge(table: &str, rules: &str, cut: Cut) -> (CheckSummary, Option<Finding>) {
    let (outcome, diagnostics) = outcome(&[("t.csv", table)], rules, cut);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let summary = outcome.checks.into_iter().find(|check| check.id == "r");
    let finding = outcome.findings.into_iter().find(|finding| finding.id == "r");
    (summary.expect("the rule is bound"), finding)
}

/// The rows of the violations, each with that of its other half.
pub fn rows(finding: &Option<Finding>) -> Vec<(u64, Option<u64>)> {
    let violations = finding.iter().flat_map(|finding| &finding.violations);
    violations
        .map(|violation| {
            let other = violation.cells.iter().find_map(|cell| cell.row);
            (violation.row.expect("a row"), other)
        })
        .collect()
}

/// The messages of the violations.
pub fn messages(finding: &Option<Finding>) -> Vec<&str> {
    let violations = finding.iter().flat_map(|finding| &finding.violations);
    violations.map(|violation| violation.message.as_str()).collect()
}

/// A table as CSV; a missing value is nothing.
pub fn csv<T: Display>(header: &str, rows: &[Vec<Option<T>>]) -> String {
    let mut text = format!("{header}\n");
    for row in rows {
        let cells = row.iter().map(|cell| cell.as_ref().map_or(String::new(), T::to_string));
        text.push_str(&cells.collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

/// The first error that is said of a rule on a table.
pub fn mistake(table: &str, rules: &str) -> String {
    let (_, diagnostics) = outcome(&[("t.csv", table)], rules, WHOLE);
    diagnostics.first().map(|one| one.message.clone()).unwrap_or_default()
}

/// Fewer cases than usual: each writes files.
pub fn config() -> proptest::prelude::ProptestConfig {
    let default = proptest::prelude::ProptestConfig {
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::default()
    };
    let cases = if std::env::var("PROPTEST_CASES").is_ok() { default.cases } else { 150 };
    proptest::prelude::ProptestConfig { cases, ..default }
}
