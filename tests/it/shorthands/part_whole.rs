//! `part-whole`.

use super::run::{WHOLE, config, csv, judge, messages, mistake, rows};
use super::{cut, table};
use proptest::prelude::*;

type Cells = Vec<Option<u8>>;

/// The rows that fail, those that are undecided, and those without parts, given which row is a part
/// of which.
fn by_hand(table: &[Cells], is_part: impl Fn(&Cells, &Cells) -> bool) -> (Vec<u64>, u64, u64) {
    let (mut failed, mut undecided, mut alone) = (Vec::new(), 0, 0);
    for (at, whole) in table.iter().enumerate() {
        let parts: Vec<&Cells> = table.iter().filter(|part| is_part(part, whole)).collect();
        let sum: Option<u64> = parts.iter().map(|part| part[3].map(u64::from)).sum();
        match (sum, whole[3]) {
            _ if parts.is_empty() => alone += 1,
            (Some(sum), Some(own)) if sum == u64::from(own) => {}
            (Some(_), Some(_)) => failed.push(at as u64 + 1),
            _ => undecided += 1,
        }
    }
    (failed, undecided, alone)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn parts_by_a_column_add_up_as_by_hand(table in table(4, 30, 4), cut in cut()) {
        let rules = "[tables.t.columns]\ng = { type = 'integer' }\nc = { type = 'integer' }\n\
                     p = { type = 'integer' }\nv = { type = 'integer' }\n\
                     [rules.r]\ntable = 't'\npart-whole = { columns = 'v', code = 'c', parent = 'p', by = 'g' }\n";
        let (summary, finding) = judge(&csv("g,c,p,v", &table), rules, cut);
        let (failed, undecided, alone) = by_hand(&table, |part, whole| {
            part[0] == whole[0] && whole[1].is_some() && part[2] == whole[1] && part[1] != whole[1]
        });
        let found: Vec<u64> = rows(&finding).into_iter().map(|(row, _)| row).collect();
        prop_assert_eq!(found, failed);
        prop_assert_eq!(summary.counts.undecided, undecided);
        prop_assert_eq!(summary.counts.not_applicable, alone);
        prop_assert_eq!(summary.counts.total() as usize, table.len());
    }

    #[test]
    fn parts_by_their_codes_add_up_as_by_hand(
        values in prop::collection::vec((prop::collection::vec(0u8..2, 1..4), 0u8..4), 1..20),
        dotted: bool,
        cut in cut(),
    ) {
        let between = if dotted { "." } else { "" };
        let code = |digits: &[u8]| {
            digits.iter().map(u8::to_string).collect::<Vec<_>>().join(between)
        };
        let lines: Vec<String> =
            values.iter().map(|(digits, value)| format!("{},{value}", code(digits))).collect();
        let separator = if dotted { ", separator = '.'" } else { "" };
        let rules = format!(
            "[tables.t.columns]\nc = {{ type = 'string' }}\nv = {{ type = 'integer' }}\n\
             [rules.r]\ntable = 't'\npart-whole = {{ columns = ['v'], code = 'c'{separator} }}\n"
        );
        let text = format!("c,v\n{}\n", lines.join("\n"));
        let (_, finding) = judge(&text, &rules, cut);
        let codes: Vec<&Vec<u8>> = values.iter().map(|(digits, _)| digits).collect();
        // The longest beginning that is a code; with points only what is before the last one.
        let whole_of = |digits: &[u8]| -> Option<Vec<u8>> {
            let shorter = (1..digits.len()).rev().map(|end| digits[..end].to_vec());
            let mut shorter = shorter.filter(|begin| !dotted || begin.len() + 1 == digits.len());
            shorter.find(|begin| codes.contains(&begin))
        };
        let mut failed = Vec::new();
        for (at, (digits, value)) in values.iter().enumerate() {
            let parts = values.iter().filter(|(part, _)| whole_of(part).as_ref() == Some(digits));
            let parts: Vec<u64> = parts.map(|(_, value)| u64::from(*value)).collect();
            if !parts.is_empty() && parts.iter().sum::<u64>() != u64::from(*value) {
                failed.push(at as u64 + 1);
            }
        }
        let found: Vec<u64> = rows(&finding).into_iter().map(|(row, _)| row).collect();
        prop_assert_eq!(found, failed, "{}", text);
    }
}

#[test]
fn the_sum_and_the_distance_are_told_within_the_tolerance() {
    let rules = |rest: &str| {
        format!(
            "[tables.t.columns]\nv = {{ type = 'number' }}\n[rules.r]\ntable = 't'\n\
             part-whole = {{ columns = 'v', code = 'c', parent = 'p'{rest} }}\n"
        )
    };
    let table = "c,p,v\nall,,10.0\na,all,4.25\nb,all,5.5\na1,a,4.25\n";
    let (_, finding) = judge(table, &rules(""), WHOLE);
    assert_eq!(
        messages(&finding),
        ["`v` is 10.0 for `c` all; its 2 parts add up to 9.75, 0.25 less"]
    );
    assert_eq!(rows(&finding), [(1, Some(2))]);
    let (summary, _) = judge(table, &rules(", tolerance = 0.25"), WHOLE);
    assert_eq!((summary.counts.passed, summary.counts.not_applicable), (2, 2));
}

#[test]
fn mistakes_say_what_adds_up() {
    let table = "c,p,v,t\n1,,10,x\n";
    let rule = |body: &str| format!("[rules.r]\ntable = 't'\npart-whole = {{ {body} }}\n");
    let check = |body: &str, expected: &str| assert_eq!(mistake(table, &rule(body)), expected);
    check("columns = 't', code = 'c', parent = 'p'", "`part-whole` adds numbers up; `t` is text");
    check("columns = 'v', code = 'v'", "parts of a code are parts of a text; `v` is integer");
    check(
        "columns = 'v', code = 't', parent = 'v'",
        "`v` is of type integer and `t` of type text: none is ever the other",
    );
    check(
        "columns = 'v', code = 'c', parent = 'p', separator = '.'",
        "a part names its whole by `parent` or by its own code, not by both",
    );
}
