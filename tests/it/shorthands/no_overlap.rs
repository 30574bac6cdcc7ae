//! `no-overlap`.

use super::run::{config, csv, judge, messages, mistake, rows};
use super::{cut, run, table};
use proptest::prelude::*;

#[derive(Clone, Copy)]
struct Span {
    number: u64,
    start: i64,
    end: i64,
}

/// The violating rows, each with its other half, said as plainly as can be.
fn oracle(table: &[Vec<Option<u8>>], closed: bool, gaps: bool) -> Vec<(u64, Option<u64>)> {
    let mut groups: Vec<Option<u8>> = table.iter().map(|row| row[0]).collect();
    groups.sort();
    groups.dedup();
    let mut odd = Vec::new();
    for group in groups {
        let of_group = table.iter().zip(1u64..).filter(|(row, _)| row[0] == group);
        let spans: Vec<Span> = of_group.filter_map(|(row, number)| span(row, number)).collect();
        let spans: Vec<Span> =
            spans.into_iter().filter(|span| closed || span.start < span.end).collect();
        let before = |a: &Span, b: &Span| if closed { a.end < b.start } else { a.end <= b.start };
        for span in &spans {
            let mut earlier = spans.iter().filter(|other| other.number < span.number);
            let first = earlier.find(|other| !before(span, other) && !before(other, span));
            if let Some(first) = first {
                odd.push((span.number, Some(first.number)));
                continue;
            }
            let starts_before =
                spans.iter().filter(|o| (o.start, o.number) < (span.start, span.number));
            let mut starts_before: Vec<&Span> = starts_before.collect();
            starts_before.sort_by_key(|other| (-other.end, other.start, other.number));
            if let (true, Some(last)) = (gaps, starts_before.first())
                && last.end + i64::from(closed) < span.start
            {
                odd.push((span.number, Some(last.number)));
            }
        }
    }
    odd.sort();
    odd
}

fn span(row: &[Option<u8>], number: u64) -> Option<Span> {
    let (start, end) = (row[1]?.into(), row[2].map_or(1000, i64::from));
    (start <= end).then_some(Span { number, start, end })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn overlaps_and_gaps_are_found(
        table in table(3, 30, 12), cut in cut(), closed: bool, gaps: bool, dates: bool,
    ) {
        let mut table = table;
        table.iter_mut().for_each(|row| row[0] = row[0].map(|group| group % 3));
        let day = |cell: &Option<u8>| cell.map(|n| format!("2024-01-{:02}", n + 1));
        let text = match dates {
            false => csv("g,a,b", &table).replace("\n,,\n", "\n,,0\n").replace("\n,,\n", "\n,,0\n"),
            true => {
                let rows: Vec<Vec<Option<String>>> = table
                    .iter()
                    .map(|row| vec![row[0].map(|group| format!("g{group}")), day(&row[1]), day(&row[2])])
                    .collect();
                csv("g,a,b", &rows)
            }
        };
        let ty = if dates { "date" } else { "integer" };
        let rules = format!(
            "[tables.t.columns]\na = {{ type = '{ty}' }}\nb = {{ type = '{ty}' }}\n[rules.r]\ntable = 't'\n\
             no-overlap = {{ start = 'a', end = 'b', by = 'g', closed = {closed}, gaps = '{}' }}\n",
            if gaps { "forbidden" } else { "allowed" }
        );
        let (summary, finding) = judge(&text, &rules, cut);
        let expected = oracle(&table, closed, gaps);
        prop_assert_eq!(rows(&finding), expected.clone());
        prop_assert_eq!(summary.counts.failed as usize, expected.len());
        let judged = table.iter().filter(|row| span(row, 1).is_some()).count();
        prop_assert_eq!((summary.counts.passed + summary.counts.failed) as usize, judged);
        prop_assert_eq!(summary.counts.total() as usize, table.len());
    }
}

fn check(table: &str, body: &str, expected: &[&str]) {
    let rules = format!("[rules.r]\ntable = 't'\nno-overlap = {body}\n");
    let (_, finding) = judge(table, &rules, run::WHOLE);
    assert_eq!(messages(&finding), expected, "{table}");
}

#[test]
fn both_spans_are_named() {
    let table = "who,from,to\nA,2019-01-01,2021-01-01\nB,2021-01-01,\nC,2020-07-01,2020-09-01\nD,2018-01-01,2018-12-01\n";
    let body = "{ start = 'from', end = 'to' }";
    check(
        table,
        body,
        &["2020-07-01 to 2020-09-01 overlaps 2019-01-01 to 2021-01-01 of an earlier row"],
    );
    let body = "{ start = 'from', end = 'to', gaps = 'forbidden' }";
    check(
        table,
        body,
        &[
            "2019-01-01 to 2021-01-01 leaves a gap after 2018-01-01 to 2018-12-01, the last row before it",
            "2020-07-01 to 2020-09-01 overlaps 2019-01-01 to 2021-01-01 of an earlier row",
        ],
    );
}

#[test]
fn dates_that_are_known_in_part_overlap_only_where_they_must() {
    let rules = "[tables.t.columns]\na = { type = 'partial-date' }\nb = { type = 'partial-date' }\n\
                 [rules.r]\ntable = 't'\nno-overlap = { start = 'a', end = 'b' }\n";
    let table = "a,b\n2020-01,2021-03\n2021-03,2022\n2021-02-15,2021-05\n";
    let (_, finding) = judge(table, rules, run::WHOLE);
    assert_eq!(rows(&finding), [(3, Some(1))]);
}

#[test]
fn mistakes_are_told() {
    let rules = |body: &str| format!("[rules.r]\ntable = 't'\nno-overlap = {body}\n");
    let check = |body: &str, expected: &str| {
        assert_eq!(mistake("a,b,c\n1.5,2,x\n", &rules(body)), expected);
    };
    check("{ start = 'a' }", "`rules.r.no-overlap` has no `end`");
    check("{ start = 'a', end = 'c' }", "spans are of numbers, dates or times; `c` is text");
    check(
        "{ start = 'a', end = 'b', closed = true, gaps = 'forbidden' }",
        "closed spans of type number always overlap or leave a gap: there is no next value",
    );
}
