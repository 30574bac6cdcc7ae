//! Random rules over small domains: what is claimed of them holds in every row that there can be.

use proptest::prelude::*;
use scruple::analysis;
use scruple::diagnostics::{Diagnostic, Texts};
use scruple::engine::{self, Options};
use scruple::plan::Plan;
use scruple::plan::assemble::{Terms, assemble};
use scruple::plan::catalog::{Before, Opened};
use scruple::plan::claim::Claim;
use scruple::plan::infer::Show;
use scruple::rules::{Reading, read_text};
use scruple::sources::open::from_bytes;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

const COLUMNS: &str = "version = 1\n[tables.t.columns]\n\
    a = { type = 'integer' }\nb = { type = 'integer' }\ns = { type = 'string' }\nf = { type = 'boolean' }\n";

/// Every row of a small world.
fn world() -> String {
    let mut text = "a,b,s,f\n".to_owned();
    for a in ["", "-1", "0", "1", "2", "3"] {
        for b in ["", "-1", "0", "1", "2", "3"] {
            for s in ["", "a", "ab", "b", "B"] {
                for f in ["", "true", "false"] {
                    text += &format!("{a},{b},{s},{f}\n");
                }
            }
        }
    }
    text
}

fn plan(rules: &str) -> Plan {
    let mut texts = Texts::default();
    let (rules, found) = read_text("scruple.toml", rules, &mut texts);
    assert!(found.is_empty(), "{found:?}");
    let claim = Claim { table: Some(0), name: "t".to_owned(), contested: false, files: Vec::new() };
    let source = from_bytes("t.csv", world().into_bytes(), &Reading::default()).expect("a file");
    let opened = vec![Opened { claim, sources: vec![(source, false)], before: Before::Unasked }];
    let terms = Terms { select: &[], ignore: &[], today: 20_000, show: Show::Values };
    let mut diagnostics = Vec::new();
    let (plan, _) = assemble(&rules, (opened, Vec::new()), terms, (&texts, &mut diagnostics));
    // What two literals say is said when they are bound.
    diagnostics.retain(|one| one.code != "crossing-bounds");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    plan
}

/// A rule: its `where`, if it has one, and its condition.
type Rule = (Option<String>, String);

fn text(rules: &[Rule], negated: bool) -> String {
    let mut text = COLUMNS.to_owned();
    for (at, (filter, check)) in rules.iter().enumerate() {
        text += &format!("[rules.r{at}]\ntable = 't'\n");
        if let Some(filter) = filter {
            text += &format!("where = \"{filter}\"\n");
        }
        text += &match negated {
            true => format!("check = \"NOT ({check})\"\n"),
            false => format!("check = \"{check}\"\n"),
        };
    }
    text
}

/// For each rule the rows that violate it.
fn violations(plan: &Plan) -> BTreeMap<String, BTreeSet<u64>> {
    let outcome = engine::run(plan, &Options::default());
    let mut rows = BTreeMap::new();
    for finding in outcome.findings {
        let of_rule = finding.violations.iter().filter_map(|violation| violation.row);
        rows.insert(finding.id, of_rule.collect());
    }
    rows
}

/// The names in backticks that are rules.
fn rules_in(message: &str) -> Vec<String> {
    let parts = message.split('`').skip(1).step_by(2);
    parts.filter(|part| part.starts_with('r')).map(str::to_owned).collect()
}

#[track_caller]
fn check(rules: &[Rule]) -> Vec<Diagnostic> {
    let said = analysis::look(&plan(&text(rules, false)));
    if said.is_empty() {
        return said;
    }
    let fails = violations(&plan(&text(rules, false)));
    let holds = violations(&plan(&text(rules, true)));
    let empty = BTreeSet::new();
    let of =
        |rows: &BTreeMap<String, BTreeSet<u64>>, id: &str| rows.get(id).unwrap_or(&empty).clone();
    for claim in &said {
        let names = rules_in(&claim.message);
        let is_true = match claim.code {
            "never-fails" => of(&fails, &names[0]).is_empty(),
            "never-passes" => of(&holds, &names[0]).is_empty(),
            "contradiction" => {
                let all = names.iter().map(|name| of(&holds, name));
                let common = all.reduce(|one, other| one.intersection(&other).copied().collect());
                common.is_some_and(|common| common.is_empty())
            }
            "implied-rule" if claim.message.ends_with("say the same") => {
                of(&fails, &names[0]) == of(&fails, &names[1])
            }
            "implied-rule" => {
                let from: BTreeSet<u64> =
                    names[1..].iter().flat_map(|name| of(&fails, name)).collect();
                of(&fails, &names[0]).is_subset(&from)
            }
            "excluded-value" | "constant-column" => true,
            other => panic!("an unknown claim: {other}"),
        };
        assert!(is_true, "{}: {}\n{}", claim.code, claim.message, text(rules, false));
    }
    said
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (-2i32..5).prop_map(|number| number.to_string()),
        1 => Just("1.5".to_owned()),
        1 => Just("NULL".to_owned()),
    ]
}

fn integer_term() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("a".to_owned()),
        4 => Just("b".to_owned()),
        1 => Just("a + b".to_owned()),
        1 => Just("length(s)".to_owned()),
        1 => Just("(CASE WHEN a > b THEN a ELSE b END)".to_owned()),
    ]
}

fn op() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("="), Just("<>"), Just("<"), Just("<="), Just(">"), Just(">=")]
}

fn word() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("'a'"), Just("'ab'"), Just("'b'"), Just("'B'"), Just("'zz'")]
}

fn not() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(""), Just("NOT ")]
}

fn atom() -> impl Strategy<Value = String> {
    prop_oneof![
        (integer_term(), op(), number()).prop_map(|(x, op, n)| format!("{x} {op} {n}")),
        (number(), op(), integer_term()).prop_map(|(n, op, x)| format!("{n} {op} {x}")),
        (integer_term(), op(), integer_term()).prop_map(|(x, op, y)| format!("{x} {op} {y}")),
        (integer_term(), not(), number(), number())
            .prop_map(|(x, not, low, high)| format!("{x} {not}BETWEEN {low} AND {high}")),
        (integer_term(), not(), proptest::collection::vec(number(), 1..4))
            .prop_map(|(x, not, list)| format!("{x} {not}IN ({})", list.join(", "))),
        (not(), proptest::collection::vec(word(), 1..4))
            .prop_map(|(not, list)| format!("s {not}IN ({})", list.join(", "))),
        (op(), word()).prop_map(|(op, word)| format!("s {op} {word}")),
        (prop_oneof![Just("a"), Just("b"), Just("s"), Just("f")], not())
            .prop_map(|(x, not)| format!("{x} IS {not}NULL")),
        (prop_oneof![Just("TRUE"), Just("FALSE"), Just("UNKNOWN")], not())
            .prop_map(|(answer, not)| format!("(a > b) IS {not}{answer}")),
        (not(), prop_oneof![Just("'a%'"), Just("'_'"), Just("'%b'")])
            .prop_map(|(not, like)| format!("s {not}LIKE {like}")),
        prop_oneof![
            Just("s ~ '^a'"),
            Just("s !~ 'b'"),
            Just("lower(s) = 'b'"),
            Just("s = lower(s)")
        ]
        .prop_map(str::to_owned),
        prop_oneof![Just("f"), Just("f = TRUE"), Just("f IS NOT TRUE"), Just("f <> FALSE")]
            .prop_map(str::to_owned),
        (number(), integer_term()).prop_map(|(n, x)| format!("{x} IS DISTINCT FROM {n}")),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    atom().prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" AND "))),
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.clone().prop_map(|part| format!("NOT ({part})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(when, then, other)| format!(
                "CASE WHEN {when} THEN {then} ELSE {other} END"
            )),
        ]
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    (proptest::option::weighted(0.25, condition()), condition())
}

static CLAIMS: AtomicUsize = AtomicUsize::new(0);

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]
    #[test]
    fn no_claim_is_false(rules in proptest::collection::vec(rule(), 2..6)) {
        CLAIMS.fetch_add(check(&rules).len(), Ordering::Relaxed);
    }
}

/// Simple rules about one column: much is claimed of them, and all of it is true.
#[test]
fn much_is_claimed_of_simple_rules() {
    let ops = ["=", "<>", "<", "<=", ">", ">="];
    let mut said = 0;
    for (at, first) in ops.iter().enumerate() {
        for second in ops {
            for limit in -1..3 {
                let rule = |check: String| (None, check);
                let rules = [rule(format!("a {first} 1")), rule(format!("a {second} {limit}"))];
                said += check(&rules).len();
                let both = [
                    rule(format!("a {first} 1 OR a {second} {limit}")),
                    rule(format!("b {} 2", ops[at])),
                ];
                said += check(&both).len();
            }
        }
    }
    assert!(said > 100, "{said}");
}
