//! `sequence`: each value with the one before it, which is shown beside it.

use super::run::{WHOLE, config, csv, judge, messages, rows};
use super::{cut, table};
use proptest::prelude::*;
use std::collections::HashMap;

/// Each row that does not count on, with the row before it in its group; rows from 1.
fn naive(rows: &[Vec<Option<u8>>], by: bool) -> Vec<(u64, Option<u64>)> {
    let mut last: HashMap<Option<u8>, (u64, u8)> = HashMap::new();
    let mut odd = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let (group, Some(value)) = (row[0].filter(|_| by), row[1]) else { continue };
        let number = at as u64 + 1;
        if let Some((before, known)) = last.insert(group, (number, value))
            && known + 1 != value
        {
            odd.push((number, Some(before)));
        }
    }
    odd
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_row_is_held_against_the_one_before(rows_of in table(2, 30, 3), cut in cut(), by: bool) {
        let body = match by {
            true => "{ column = \"n\", by = [\"g\"] }",
            false => "\"n\"",
        };
        let rules = format!("[rules.r]\ntable = \"t\"\nsequence = {body}\n");
        let (summary, finding) = judge(&csv("g,n", &rows_of), &rules, cut);
        let expected = naive(&rows_of, by);
        prop_assert_eq!(rows(&finding), expected.clone());
        let values = rows_of.iter().filter(|row| row[1].is_some()).count() as u64;
        prop_assert_eq!(summary.counts.failed, expected.len() as u64);
        prop_assert_eq!(summary.counts.passed, values - expected.len() as u64);
    }
}

#[test]
fn the_row_before_is_shown_with_its_value() {
    let rule = "[rules.r]\ntable = \"t\"\nsequence = { column = \"n\", by = [\"g\"] }\n";
    let (_, finding) = judge("g,n\na,1\nb,7\na,3\n", rule, WHOLE);
    assert_eq!(messages(&finding), ["`n` is 3, not 1 more than 1 in the row before with `g` a"]);
    let cells = &finding.as_ref().expect("a finding").violations[0].cells;
    let labels: Vec<&str> = cells.iter().map(|cell| cell.label.as_str()).collect();
    assert_eq!(labels, ["`n` is 3", "the row before with `g` a has 1"]);
    assert_eq!(rows(&finding), [(3, Some(1))]);
}
