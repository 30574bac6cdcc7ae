//! Keys of a table that say how its files are written.

use crate::program::{Folder, Report};

/// The report on `t.csv` under a table with these keys.
fn check(table: &str, columns: &str, csv: impl AsRef<[u8]>) -> Report {
    let rules = format!("version = 1\n[tables.t]\n{table}\n[tables.t.columns]\n{columns}\n");
    let folder = Folder::new(&[("scruple.toml", &rules)]);
    folder.write("t.csv", csv);
    folder.json(&["t.csv"])
}

const AMOUNT: &str = "amount = { type = \"number\", minimum = 0, required = true }";

#[test]
fn short_records_are_filled_where_that_is_declared() {
    let csv = "id,amount,note\n1,5\n2,-5\n3,5,x,y\n";
    let strict = check("", AMOUNT, csv);
    assert_eq!(strict.rows("csv.ragged-row"), [1, 2, 3]);
    assert_eq!(strict.counts("t.amount.minimum"), [0, 0, 0, 0, 3]);
    let padded = check("ragged = \"pad\"", AMOUNT, csv);
    assert_eq!(padded.rows("csv.ragged-row"), [3]);
    assert_eq!(padded.rows("t.amount.minimum"), [2]);
    assert_eq!(padded.counts("t.amount.minimum"), [1, 1, 0, 0, 1]);
}

#[test]
fn headers_can_be_absent_or_elsewhere() {
    let named = check("header = [\"id\", \"amount\"]", AMOUNT, "1,-5\n2,5\n");
    assert_eq!(
        (named.rows("t.amount.minimum"), named.lines("t.amount.minimum")),
        (vec![1], vec![1])
    );
    let columns = "column_2 = { type = \"integer\", minimum = 0 }";
    assert_eq!(check("header = false", columns, "1,-5\n2,5\n").rows("t.column_2.minimum"), [1]);
    let skipped = check("skip = 2", AMOUNT, "a title\nof two lines\nid,amount\n1,-5\n");
    assert_eq!((skipped.status, skipped.lines("t.amount.minimum")), (1, vec![4]));
    assert!(skipped.finding("csv.preamble").is_none());
    let footed = check("footer = 1", AMOUNT, "id,amount\n1,5\nsum,-5\n");
    assert_eq!((footed.status, footed.counts("t.amount.minimum")), (0, [1, 0, 0, 0, 0]));
    let comments = check("comment = \"#\"", AMOUNT, "# about\nid,amount\n#1,-5\n2,-5\n");
    assert_eq!(
        (comments.rows("t.amount.minimum"), comments.lines("t.amount.minimum")),
        (vec![1], vec![4])
    );
}

#[test]
fn dialects_can_be_declared() {
    let piped = check("delimiter = \"|\"\nquote = \"'\"", AMOUNT, "id|amount\n'a|b'|-5\n");
    assert_eq!(piped.rows("t.amount.minimum"), [1]);
    let escaped = check("escape = \"\\\\\"", AMOUNT, "id,amount\n\"a\\\",b\",-5\n");
    assert_eq!(
        (escaped.found(), escaped.rows("t.amount.minimum")),
        (vec!["t.amount.minimum"], vec![1])
    );
    let columns = "name = { enum = [\"Zo\u{eb}\"] }";
    let latin = check("encoding = \"windows-1252\"", columns, b"name\nZo\xeb\nZoe\n");
    assert_eq!((latin.found(), latin.rows("t.name.enum")), (vec!["t.name.enum"], vec![2]));
    let cell = &latin.finding("t.name.enum").expect("a finding")["violations"][0]["cells"][0];
    assert_eq!((&cell["byte_start"], &cell["byte_end"]), (&9.into(), &12.into()), "as stored");
}

#[test]
fn cells_are_read_as_declared() {
    let missing = check("missing = [\"\", \"n/a\"]", AMOUNT, "id,amount\n1,n/a\n2,1\n");
    assert_eq!(missing.rows("t.amount.required"), [1]);
    assert_eq!(missing.counts("t.amount.type"), [2, 0, 0, 0, 0]);
    let own = "amount = { type = \"integer\", missing = [\"-\"] }\nid = { required = true }";
    let own = check("missing = [\"1\"]", own, "id,amount\n1,-\n2,1\n");
    assert_eq!((own.rows("t.id.required"), own.rows("t.amount.type")), (vec![1], vec![]));
    let german =
        "amount = { type = \"number\", decimal-char = \",\", group-char = \".\", maximum = 1000 }";
    let german = check("delimiter = \";\"", german, "id;amount\n1;1.000,5\n2;999,9\n3;1000.5\n");
    assert_eq!((german.rows("t.amount.maximum"), german.rows("t.amount.type")), (vec![1], vec![3]));
    let dates = "d = { type = \"date\", format = \"%d/%m/%Y\", minimum = 2024-01-01 }";
    let dates = check("", dates, "d\n31/12/2023\n01/01/2024\n2024-01-01\n");
    assert_eq!((dates.rows("t.d.minimum"), dates.rows("t.d.type")), (vec![1], vec![3]));
    let bare = "amount = { type = \"integer\", bare-number = false, maximum = 5 }";
    assert_eq!(check("", bare, "amount\n\"6 kg\"\n5%\n").rows("t.amount.maximum"), [1]);
    let truth = "b = { type = \"boolean\", true-values = [\"ja\"], false-values = [\"nein\"] }";
    assert_eq!(check("", truth, "b\nja\nnein\ntrue\n").rows("t.b.type"), [3]);
}

#[test]
fn headers_are_compared_with_the_declared_columns() {
    let columns = "a = {}\nb = {}\nc = { optional = true }";
    let found = |word: &str, header: &str| {
        let report = check(&format!("columns-match = \"{word}\""), columns, format!("{header}\n"));
        report.finding("t.columns").map_or(0, |finding| finding["count"].as_u64().unwrap_or(0))
    };
    assert_eq!(
        [found("exact", "a,b,c"), found("exact", "a,b"), found("exact", "b,a,c")],
        [0, 0, 1]
    );
    assert_eq!([found("equal", "b,a"), found("equal", "a,b,x"), found("equal", "a")], [0, 1, 1]);
    assert_eq!([found("subset", "a"), found("subset", "a,x,y")], [0, 2]);
    assert_eq!([found("superset", "a,b,x"), found("superset", "b")], [0, 1]);
    assert_eq!([found("partial", "b,x"), found("partial", "x,y")], [0, 1]);
}

#[test]
fn an_absent_column_is_a_finding_and_what_reads_it_is_not_evaluated() {
    let rules = r#"
version = 1
[tables.t]
[tables.t.columns]
a = { type = "integer" }
amuont = { type = "integer", minimum = 0 }
maybe = { type = "integer", minimum = 0, required = true, optional = true }
[rules.both]
table = "t"
check = "a < amuont"
[rules.with-optional]
table = "t"
check = "a < coalesce(maybe, 10)"
[rules.optional-alone]
table = "t"
check = "maybe > 5"
"#;
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", "a,amount\n1,2\n20,3\n")]);
    let report = folder.json(&["t.csv"]);
    let finding = report.finding("t.amuont.exists").expect("a finding");
    assert_eq!((&finding["count"], report.lines("t.amuont.exists")), (&1.into(), vec![1]));
    assert!(finding["help"].to_string().contains("`amount`"), "{finding:#}");
    assert_eq!(report.counts("both"), [0, 0, 0, 0, 2]);
    assert_eq!(report.counts("t.amuont.minimum"), [0, 0, 0, 0, 2]);
    assert_eq!(report.rows("with-optional"), [2], "an optional column reads as missing");
    assert_eq!(report.counts("optional-alone"), [0, 0, 0, 2, 0]);
    assert_eq!(report.counts("t.maybe.required"), [0, 0, 0, 2, 0]);
    assert!(report.check("t.maybe.exists").is_none());
    assert_eq!(report.status, 1);
    let alone = check("", "x = { minimum = 0 }", "a\n1\n");
    assert_eq!((alone.status, alone.found()), (2, vec!["t.x.exists"]), "nothing was evaluated");
}

#[test]
fn lines_are_counted_over_breaks_in_cells_whatever_their_number() {
    // Few breaks are known one by one, many are counted again; a blank line hides one of them.
    let counts = [0, 1, 3, 200, 256, 257, 600];
    let ends = [("", "\n"), ("\n", "\n"), ("", ""), ("\n", "")];
    for (breaks, (blank, end)) in counts.into_iter().flat_map(|count| ends.map(|end| (count, end)))
    {
        let mut text = String::from("id,note\n");
        let cells = |at| if at < breaks { "\"two\nlines\"" } else { "one" };
        (0..700).for_each(|at| text += &format!("{at},{}\n", cells(at)));
        text += &format!("{blank}x,end{end}");
        let folder = Folder::new(&[
            ("t.csv", &text),
            ("scruple.toml", "[tables.t]\n[tables.t.columns]\nid = { type = \"integer\" }\n"),
        ]);
        let report = folder.json(&["check", "t.csv"]);
        let line = 2 + 700 + breaks as u64 + blank.len() as u64;
        assert_eq!(report.lines("t.id.type"), [line], "{breaks} breaks");
    }
}

#[test]
fn texts_have_the_formats_of_table_schema() {
    let column = |format: &str| format!("x = {{ type = \"string\", format = \"{format}\" }}");
    let csv = "x\ndesk@example.org\nhttps://example.org\n123e4567-e89b-12d3-a456-426614174000\naGVsbG8=\n";
    for (format, good) in [("email", 1), ("uri", 2), ("uuid", 3), ("binary", 4)] {
        let report = check("", &column(format), csv);
        let bad: Vec<u64> = (1..=4).filter(|row| *row != good).collect();
        assert_eq!(report.rows("t.x.type"), bad, "{format}");
    }
    let report = check("", &column("email"), "x\n desk@example.org\n");
    let finding = report.finding("t.x.type").expect("a finding");
    assert_eq!(finding["help"], "write `desk@example.org`");
    let message = finding["violations"][0]["message"].as_str().expect("a message");
    assert!(message.contains("expected an e-mail address such as"), "{message}");
    assert!(check("", &column("default"), csv).found().is_empty());
    let report = check("", &column("url"), csv);
    let mistake = report.diagnostic("invalid-value").expect("a diagnostic");
    assert!(mistake["help"].as_str().is_some_and(|help| help.contains("`uri`")), "{mistake}");
}
