//! What holds for every table: results do not depend on threads or blocks, and masked reports hold
//! no value.

use crate::engine::{Cut, WHOLE, judge, written};
use crate::program::Folder;
use proptest::prelude::*;

/// Rules with every kind of check, over two tables.
const RULES: &str = r#"
version = 1
[define]
most = { value = 40, why = "because" }

[tables.t]
files = ["t*.csv"]
[tables.t.columns]
id = { unique = true }
n = { type = "integer", minimum = 0, maximum = "most", required = true }
x = { type = "number" }
s = { enum = ["a", "b", "c d", "1"], max-length = 3, not-pattern = "z" }
u = { references = "u.id" }

[tables.u]
key = ["id"]
[tables.u.columns]
v = { type = "number" }

[rules.sum]
table = "t"
where = "s <> 'b' OR x > 1"
check = "n / x < 4 AND n + x <> 7"
message = "{n} by {x} is {n / x} of {u.v}"

[rules.followed]
table = "t"
check = "u.v >= x OR length(s) > 1"

[rules.inferred]
table = "t"
check = "y IS NULL OR w IS NOT NULL"

[rules.several]
table = "t"
unique = ["n", "s"]
where = "n > 1"

[rules.twice]
table = "t"
duplicate-row = { except = ["id"], fold = true }
"#;

/// A cell as it stands in the file.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (0..60_i32).prop_map(|n| n.to_string()),
        2 => prop::sample::select(vec!["", "a", "b", "z", "C D", "-3", "1.50", "0", "007"])
            .prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "\"a\nb\"", "\"x, y\"", "\"q \"\"z\"\"\"", "\"\"", "\"1\"", "\"l\r\nm\"", "\"\n\n\"",
        ])
        .prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "\"open", "5\" pipe", "\"a\"b", "\"", "\u{202e}x", "\u{1b}[31m", "e\u{301}", "\u{e9}", "日本",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Lines of a table: mostly of the right width, some ragged, some blank.
fn lines(width: usize, count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let row = prop::collection::vec(cell(), width);
    let line = (row, 0..30_u8).prop_map(|(cells, odd)| match odd {
        0 => String::new(),
        1 => cells[1..].join(","),
        2 => format!("{},more", cells.join(",")),
        _ => cells.join(","),
    });
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    (prop::collection::vec(line, count), end, any::<bool>()).prop_map(|(lines, end, last)| {
        let text = lines.join(end);
        if last { text + end } else { text }
    })
}

fn folder(first: &str, second: &str, other: &str) -> (Folder, Vec<String>) {
    let folder = Folder::new(&[
        ("scruple.toml", RULES),
        ("t1.csv", &format!("id,n,x,s,u,y\n{first}")),
        ("t2.csv", &format!("x,s,u,id,n,w\n{second}")),
        ("u.csv", &format!("id,v\n{other}")),
    ]);
    (folder, ["t1.csv", "t2.csv", "u.csv"].map(str::to_owned).to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn reports_do_not_depend_on_threads_or_blocks(
        first in lines(6, 0..40),
        second in lines(6, 0..12),
        other in lines(2, 0..30),
    ) {
        let (folder, files) = folder(&first, &second, &other);
        let expected = written(&judge(&folder, &files, WHOLE));
        for (threads, block_size) in
            [(1, 1), (1, 7), (2, 1), (2, 64), (7, 7), (7, 64), (7, 4096), (2, 1 << 20)]
        {
            let found = written(&judge(&folder, &files, Cut { threads, block_size }));
            prop_assert_eq!(&found, &expected, "{} threads, blocks of {}", threads, block_size);
        }
    }

    #[test]
    fn checks_decide_about_every_row_once(
        first in lines(6, 0..40),
        second in lines(6, 0..12),
        other in lines(2, 0..30),
    ) {
        let (folder, files) = folder(&first, &second, &other);
        let (outcome, _) = judge(&folder, &files, WHOLE);
        for check in outcome.checks.iter().filter(|check| !check.id.starts_with("csv.")) {
            if check.of != scruple::findings::Judged::Rows {
                continue;
            }
            let of_table = outcome.inputs.iter().filter(|one| Some(&one.table) == check.table.as_ref());
            let rows: u64 = of_table.map(|input| input.rows).sum();
            prop_assert_eq!(check.counts.total(), rows, "{}", check.id);
            let finding = outcome
                .findings
                .iter()
                .find(|one| one.id == check.id && one.table == check.table);
            let count = finding.map_or(0, |finding| finding.count);
            prop_assert_eq!(count, check.counts.failed, "{}", check.id);
            let shown = finding.map_or(0, |finding| finding.violations.len() as u64);
            prop_assert_eq!(shown, count, "{}", check.id);
        }
    }

    #[test]
    fn cells_are_where_they_are_said_to_be(
        first in lines(6, 1..40),
        second in lines(6, 0..12),
        other in lines(2, 0..30),
    ) {
        let (folder, files) = folder(&first, &second, &other);
        let (outcome, _) = judge(&folder, &files, Cut { threads: 2, block_size: 64 });
        for violation in outcome.findings.iter().flat_map(|finding| &finding.violations) {
            let own = violation.file.clone().unwrap_or_default();
            for cell in &violation.cells {
                let text = folder.read(cell.file.as_ref().unwrap_or(&own));
                let (start, end) = (cell.byte_start as usize, cell.byte_end as usize);
                let stored = &text[start..end];
                let (line, column) = line_and_column(&text, start);
                prop_assert_eq!((cell.line, cell.column_start), (line, column), "{:?}", cell);
                let (line_end, column_end) = line_and_column(&text, end);
                prop_assert_eq!(cell.column_end, column_end, "{:?}", cell);
                prop_assert_eq!(cell.line_end.unwrap_or(cell.line), line_end, "{:?}", cell);
                let (Some(value), Some(_)) = (&cell.value, &cell.column) else { continue };
                let plain = stored.replace('"', "");
                prop_assert_eq!(value.replace('"', ""), plain, "{:?}", cell);
            }
        }
    }
}

/// The physical line and the character of a byte, counted from 1.
fn line_and_column(text: &str, at: usize) -> (u64, u64) {
    let (mut line, mut start) = (1, 0);
    let bytes = text.as_bytes();
    for index in 0..at {
        let ends = match bytes[index] {
            b'\n' => true,
            b'\r' => bytes.get(index + 1) != Some(&b'\n'),
            _ => false,
        };
        if ends {
            (line, start) = (line + 1, index + 1);
        }
    }
    (line, text[start..at].chars().count() as u64 + 1)
}

/// Texts that occur nowhere but in the data.
const SECRETS: &[&str] = &[
    "Kestrel",
    "48151623",
    "-90210.75",
    "1987-06-05",
    "Quixote@example.org",
    "zzyzx",
    "\u{202e}Mirage",
    "\"Ten,Eleven\"",
    "31415926535",
    "\"feed77\nzq\"",
    "Gr\u{fc}nspan",
    "0x7f3a",
    "'apostrophe'",
    "\"da\"x",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn masked_reports_hold_no_value(
        rows in prop::collection::vec(prop::collection::vec(0..SECRETS.len(), 6), 1..8),
        ragged in any::<bool>(),
        typed in any::<bool>(),
    ) {
        let lines: String = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let width = if ragged && at % 3 == 2 { 4 } else { 6 };
                let cells: Vec<&str> = row[..width].iter().map(|cell| SECRETS[*cell]).collect();
                cells.join(",") + "\n"
            })
            .collect();
        let rules = match typed {
            true => RULES.to_owned(),
            // Inferred types have evidence, and end in mistakes that tell it.
            false => "version = 1\n[tables.t]\nfiles = [\"t1.csv\"]\n[rules.r]\ntable = \"t\"\n\
                      check = \"id > 5 AND n > x AND x = DATE '2024-01-01' AND s > 1 AND y < 3\"\n"
                .to_owned(),
        };
        let folder = Folder::new(&[
            ("scruple.toml", rules.as_str()),
            ("t1.csv", &format!("id,n,x,s,u,y\n{lines}")),
            ("u.csv", "id,v\nKestrel,5\nKestrel,48151623\nzzyzx,-90210.75\n"),
        ]);
        for format in ["fancy", "concise", "json", "ndjson"] {
            let ran = folder.run(&["check", "--mask", "-v", "--format", format]);
            prop_assert!(ran.status > 0, "{}", ran.all());
            for secret in SECRETS {
                for part in secret.split(['"', '\n', ',']).filter(|part| part.len() > 2) {
                    let part = part.trim_start_matches('\u{202e}');
                    prop_assert!(!ran.all().contains(part), "{part} in {format}:\n{}", ran.all());
                    let grouped = "48,151,623";
                    prop_assert!(!ran.all().contains(grouped), "{}", ran.all());
                }
            }
        }
    }
}
