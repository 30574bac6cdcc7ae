//! `[[allow]]`: what is excused is counted apart, whatever the check and however the table is cut.

use super::shorthands::run::{self, Cut, WHOLE, outcome};
use proptest::prelude::*;
use scruple::findings::Outcome;

/// Rows with numbers, and rules of every sort about them.
const RULES: &str = "
[tables.t.columns]
g = { type = 'integer' }
n = { type = 'integer', maximum = 5 }
k = { type = 'integer', unique = true }
[rules.low]
table = 't'
check = 'n <= 5'
[rules.by-kind]
table = 't'
determines = 'g -> n'
[rules.sums]
table = 't'
by = ['g']
check = 'sum(n) < 12'
[rules.one]
table = 't'
at-most-one = { by = 'g', check = 'n = 1' }
[rules.all]
table = 't'
complete = { columns = ['g', 'n'], g = [1, 2], n = '0..4' }
";

const IDS: [&str; 7] = ["t.n.maximum", "t.k.unique", "low", "by-kind", "sums", "one", "all"];

fn judged(rows: &[(u8, u8, u8)], allow: &str, cut: Cut) -> Outcome {
    let lines = rows.iter().map(|(g, k, n)| format!("{g},{k},{n}\n"));
    let table = format!("g,k,n\n{}", lines.collect::<String>());
    let rules = format!("{RULES}\n{allow}");
    let (outcome, diagnostics) = outcome(&[("t.csv", &table)], &rules, cut);
    let stale = |code: &str| matches!(code, "stale-allow" | "broad-allow");
    assert!(diagnostics.iter().all(|one| stale(one.code)), "{diagnostics:?}");
    outcome
}

/// The fingerprints of a check's violations, each with whether its row is in group 1.
fn violations(outcome: &Outcome, id: &str) -> Vec<(String, bool)> {
    let finding = outcome.findings.iter().find(|finding| finding.id == id);
    let violations = finding.iter().flat_map(|finding| &finding.violations);
    let of = |one: &scruple::findings::Violation| {
        let group = match one.values.iter().find(|(name, _)| name == "g") {
            Some((_, group)) => group == "1",
            None => one.message.contains("`g` 1") || one.message.contains("`g` is 1"),
        };
        (one.fingerprint.clone().expect("a fingerprint"), group)
    };
    violations.map(of).collect()
}

fn counts(outcome: &Outcome, id: &str) -> (u64, u64, u64) {
    let check = outcome.checks.iter().find(|check| check.id == id).expect("the check");
    (check.counts.failed, check.counts.allowed, check.counts.violations())
}

proptest! {
    #![proptest_config(run::config())]

    #[test]
    fn a_fingerprint_excuses_its_violation_and_no_other(
        rows in prop::collection::vec((1u8..3, 0u8..9, 0u8..9), 1..25),
        block_size in 8usize..100, many_threads: bool, id in 0usize..7, which: prop::sample::Index,
    ) {
        let cut = Cut { block_size, many_threads };
        let before = judged(&rows, "", cut);
        let all = violations(&before, IDS[id]);
        prop_assume!(!all.is_empty());
        let (print, _) = which.get(&all).clone();
        let allow = format!("[[allow]]\nrule = '*'\nfingerprint = '{print}'\nreason = 'known'\n");
        let after = judged(&rows, &allow, cut);
        let left: Vec<_> = all.iter().filter(|(other, _)| *other != print).cloned().collect();
        prop_assert_eq!(violations(&after, IDS[id]), left.clone());
        let excused = (all.len() - left.len()) as u64;
        prop_assert_eq!(counts(&after, IDS[id]), (all.len() as u64, excused, left.len() as u64));
    }

    #[test]
    fn a_condition_excuses_the_rows_that_meet_it(
        rows in prop::collection::vec((1u8..3, 0u8..9, 0u8..9), 1..25),
        block_size in 8usize..100, many_threads: bool,
    ) {
        let cut = Cut { block_size, many_threads };
        let (before, lines) = (judged(&rows, "", cut), |outcome: &Outcome, id: &str| -> Vec<u64> {
            let finding = outcome.findings.iter().find(|finding| finding.id == id);
            finding.iter().flat_map(|one| &one.violations).filter_map(|one| one.row).collect()
        });
        let allow = format!(
            "[[allow]]\nrule = '{{{}}}'\nwhere = 'g = 1'\nreason = 'known'\n", IDS.join(",")
        );
        let after = judged(&rows, &allow, cut);
        for id in &IDS[..6] {
            let expected: Vec<u64> =
                lines(&before, id).into_iter().filter(|row| rows[*row as usize - 1].0 != 1).collect();
            prop_assert_eq!(lines(&after, id), expected.clone(), "{}", id);
            let (failed, allowed, left) = counts(&after, id);
            prop_assert_eq!(left as usize, expected.len());
            prop_assert_eq!(failed - allowed, left);
        }
        let all = violations(&before, "all");
        let left: Vec<_> = all.iter().filter(|(_, in_first)| !in_first).cloned().collect();
        prop_assert_eq!(violations(&after, "all"), left);
    }
}

/// What is said of an exception: codes and messages.
fn said(table: &str, rules: &str) -> Vec<(&'static str, String)> {
    let (_, diagnostics) = outcome(&[("t.csv", table)], rules, WHOLE);
    diagnostics.into_iter().map(|one| (one.code, one.message)).collect()
}

#[test]
fn exceptions_that_do_not_hold_are_told() {
    let rules = |allow: &str| {
        format!("[rules.r]\ntable = 't'\ncheck = 'n > 0'\n[[allow]]\nrule = 'r'\n{allow}\n")
    };
    let check = |allow: &str, code: &'static str, message: &str| {
        assert_eq!(said("n\n-1\n1\n", &rules(allow)), [(code, message.to_owned())], "{allow}");
    };
    check("where = 'n = 1'\nreason = 'x'", "stale-allow", "the exception for `r` excused nothing");
    let stale = "fingerprint = '00000000000000000000000000000000'\nreason = 'x'";
    check(stale, "stale-allow", "the exception for `r` excused nothing");
    let expired = "reason = 'x'\nexpires = 2024-06-01";
    check(expired, "expired-allow", "the exception for `r` has expired on 2024-06-01");
    check("where = 'n = 1'", "missing-key", "`allow` has no `reason`");
    check("reason = ' '", "missing-key", "an exception needs a reason");
    check("reason = 'x'\nfingerprint = 'abc'", "invalid-value", "`abc` is no fingerprint");
    check("reason = 'x'\nwhere = 'm = 1'", "unknown-column", "unknown column `m` in table `t`");
    assert_eq!(said("n\n-1\n1\n", &rules("reason = 'x'\nexpires = 2024-06-02")), []);
}

#[test]
fn exceptions_for_nothing_or_for_everything_are_told() {
    let rules = |rule: &str| {
        format!(
            "[rules.r]\ntable = 't'\ncheck = 'n > 0'\n[[allow]]\nrule = '{rule}'\nreason = 'x'\n"
        )
    };
    let unknown = said("n\n1\n", &rules("rr"));
    assert_eq!(unknown, [("unknown-check", "`rr` is the id of no check".to_owned())]);
    let many = format!("n\n{}", "-1\n".repeat(11));
    let broad = "the exception for `r` excuses all 11 violations of a check";
    assert_eq!(said(&many, &rules("r")), [("broad-allow", broad.to_owned())]);
}

/// Built-in checks have no rule in a rule file, and exceptions all the same.
#[test]
fn built_in_checks_can_be_excused() {
    let table = "n\n1\n\n2,2\n";
    let rules = "[tables.t]\nrows = { minimum = 9 }\n[tables.t.columns]\nn = { type = 'integer' }\nm = {}\n";
    let before = outcome(&[("t.csv", table)], rules, WHOLE).0;
    let ids = ["csv.blank-row", "csv.ragged-row", "t.rows.minimum", "t.m.exists"];
    for id in ids {
        assert_eq!(counts(&before, id), (1, 0, 1), "{id}");
        let finding = before.findings.iter().find(|finding| finding.id == id).expect("a finding");
        let print = finding.violations[0].fingerprint.clone().expect("a fingerprint");
        for which in [String::new(), format!("fingerprint = '{print}'")] {
            let allow = format!("{rules}[[allow]]\nrule = '{id}'\nreason = 'x'\n{which}\n");
            let (after, diagnostics) = outcome(&[("t.csv", table)], &allow, WHOLE);
            assert_eq!(counts(&after, id), (1, 1, 0), "{id} {diagnostics:?}");
            assert!(after.findings.iter().all(|finding| finding.id != id), "{id}");
        }
    }
    // Beside checks that have rows those that have none are passed over.
    let both = "[tables.t.columns]\nn = { minimum = 2 }\nm = {}\n\
                [[allow]]\nrule = 't.*'\nwhere = 'n = 1'\nreason = 'x'\n";
    let (after, diagnostics) = outcome(&[("t.csv", "n\n1\n0\n")], both, WHOLE);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(counts(&after, "t.n.minimum"), (2, 1, 1));
    assert_eq!(counts(&after, "t.m.exists"), (1, 0, 1));
    let total = "[rules.s]\ntable = 't'\ncheck = 'sum(n) = 9'\n\
                 [[allow]]\nrule = 's'\nwhere = 'n = 1'\nreason = 'x'\n";
    let message = "`where` reads rows, and `s` is about the whole table".to_owned();
    assert_eq!(said("n\n1\n", total), [("invalid-value", message)]);
    let reading = format!("{rules}[[allow]]\nrule = 'csv.*'\nwhere = 'n = 1'\nreason = 'x'\n");
    let message = "`where` reads rows, and `csv.ragged-row` is about files".to_owned();
    assert_eq!(said(table, &reading), [("invalid-value", message)]);
}
