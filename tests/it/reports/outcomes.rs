//! The outcomes that every report is looked at over: none, one, many, grouped, unreadable, and one
//! of nasty values.

use scruple::diagnostics::{Diagnostic, Severity, SourceId, Span, Texts};
use scruple::findings::{
    Cell, CheckSummary, Counts, ExcerptLine, Fact, Finding, Input, InputColumn, Judged, Outcome,
    RuleLine, Violation, fingerprint::fingerprint,
};
use scruple::rules::Anchor;

/// All of them, with the texts that they point into.
pub fn all() -> Vec<(&'static str, Outcome, Texts)> {
    vec![none(), one(), many(), grouped(), unreadable(), nasty()]
}

const RULES: &str = r#"version = 1
title = "Munitions transfers, as published"

[tables.reports.columns]
report_id = { type = "string", pattern = 'R\d\d' }
rounds    = { type = "integer", minimum = { value = 1, why = "a report without rounds is no report" } }

[rules.rounds-per-occasion]
table = "reports"
check = "rounds / occasions BETWEEN 20_000 AND 400_000"
"#;

const REPORTS: &str = "report_id,published,outlet,attributed_to,supplier,recipient,item,calibre_mm,containers,containers_hedge,rounds,rounds_hedge,occasions,occasions_hedge,weight_t,period_start,period_end
R15,2025-05-29,Korea JoongAng Daily,Multilateral Sanctions Monitoring Team,PRK,RUS,artillery rounds,,,,9000000,some,9,,,2024-01-01,2024-12-31
R16,2025-05-30,The Readers' Digest of Shipping,an unnamed official,PRK,RUS,artillery rounds,,,,-40,,,,,2024-01-01,2024-12-31
";

/// A data file of a test: finds its own cells.
struct File {
    name: &'static str,
    text: String,
}

impl File {
    fn new(name: &'static str, text: impl Into<String>) -> File {
        File { name, text: text.into() }
    }

    fn line(&self, line: u64) -> &str {
        self.text.split('\n').nth(line as usize - 1).expect("a line of the file")
    }

    /// The cell that starts on a line as the field with this index, from 0.
    fn cell(&self, line: u64, index: usize, label: &str) -> Cell {
        let line_start: usize =
            self.text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
        let (start, end) = field(&self.text[line_start..], index);
        let (start, end) = (line_start + start, line_start + end);
        let raw = &self.text[start..end];
        let breaks = raw.matches('\n').count() as u64;
        let column = |byte: usize| {
            let from = self.text[..byte].rfind('\n').map_or(0, |at| at + 1);
            self.text[from..byte].chars().count() as u64 + 1
        };
        let (name_start, name_end) = field(&self.text, index);
        Cell {
            column: Some(self.text[name_start..name_end].to_owned()),
            value: Some(raw.trim_matches('"').to_owned()).filter(|value| !value.is_empty()),
            line,
            line_end: (breaks > 0).then_some(line + breaks),
            column_start: column(start),
            column_end: column(end),
            byte_start: start as u64,
            byte_end: end as u64,
            label: label.to_owned(),
            ..Cell::default()
        }
    }

    fn header(&self) -> ExcerptLine {
        ExcerptLine { header: true, ..self.excerpt(1) }
    }

    fn excerpt(&self, line: u64) -> ExcerptLine {
        ExcerptLine { line, text: self.line(line).to_owned(), ..ExcerptLine::default() }
    }

    fn elsewhere(&self, line: u64) -> ExcerptLine {
        ExcerptLine { file: Some(self.name.to_owned()), ..self.excerpt(line) }
    }

    /// A violation at cells that all start on one line.
    fn violation(&self, message: &str, row: u64, cells: Vec<Cell>) -> Violation {
        let line = cells[0].line;
        let last = cells.iter().map(|cell| cell.line_end.unwrap_or(cell.line)).max();
        let mut excerpt = vec![self.header()];
        excerpt.extend((line..=last.unwrap_or(line)).map(|line| self.excerpt(line)));
        let values: Vec<&str> =
            cells.iter().map(|cell| cell.value.as_deref().unwrap_or_default()).collect();
        Violation {
            message: message.to_owned(),
            file: Some(self.name.to_owned()),
            row: Some(row),
            line: Some(line),
            fingerprint: Some(fingerprint(message, self.name, &[], &values)),
            cells,
            values: Vec::new(),
            units: Vec::new(),
            excerpt,
        }
    }

    fn input(&self, table: &str, columns: &[(&str, &'static str, &'static str)]) -> Input {
        let column = |(name, data_type, from): &(&str, &'static str, &'static str)| InputColumn {
            name: (*name).to_owned(),
            data_type,
            from,
            unit: None,
        };
        Input {
            table: table.to_owned(),
            file: self.name.to_owned(),
            rows: self.text.lines().count() as u64 - 1,
            bytes: self.text.len() as u64,
            claimed: true,
            dialect: "`,`, utf-8".to_owned(),
            columns: columns.iter().map(column).collect(),
            ..Input::default()
        }
    }
}

/// The bytes of a field of the record at the start of a text.
fn field(text: &str, index: usize) -> (usize, usize) {
    let (mut start, mut at, mut quoted) = (0, 0, false);
    for (byte, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => {
                if at == index {
                    return (start, byte);
                }
                at += 1;
                start = byte + 1;
            }
            _ => {}
        }
    }
    (start, text.len())
}

fn counts(passed: u64, failed: u64, undecided: u64) -> Counts {
    Counts { passed, failed, undecided, ..Counts::default() }
}

fn check(id: &str, table: &str, counts: Counts) -> CheckSummary {
    CheckSummary {
        id: id.to_owned(),
        table: Some(table.to_owned()),
        document: None,
        severity: Severity::Error,
        of: Judged::Rows,
        counts,
        reason: None,
    }
}

fn finding(id: &str, table: &str, message: &str, violations: Vec<Violation>) -> Finding {
    Finding {
        id: id.to_owned(),
        severity: Severity::Error,
        table: Some(table.to_owned()),
        document: None,
        message: message.to_owned(),
        count: violations.len() as u64,
        why: None,
        source: None,
        help: None,
        rule: None,
        common: Vec::new(),
        facts: Vec::new(),
        violations,
    }
}

fn rule(texts: &Texts, source: SourceId, words: &str) -> RuleLine {
    let text = &texts.get(source).text;
    let start = text.find(words).expect("words of the rule file");
    let anchor = Anchor { source, span: Span::new(start, start + words.len()) };
    let line = texts.line_column(source, start).0;
    RuleLine { file: texts.get(source).path.clone(), line, anchor }
}

fn outcome() -> Outcome {
    Outcome { as_of: "2026-11-23".to_owned(), ..Outcome::default() }
}

/// A clean run.
pub fn none() -> (&'static str, Outcome, Texts) {
    let reports = File::new("samples/munitions/reports.csv", REPORTS);
    let members = File::new("samples/munitions/members.csv", "programme,country\nMSMT,Japan\n");
    let outcome = Outcome {
        inputs: vec![
            members.input("members", &[("programme", "string", "inferred")]),
            reports.input("reports", &[("rounds", "integer", "declared")]),
        ],
        checks: vec![
            check("reports.rounds.minimum", "reports", counts(2, 0, 0)),
            check("reports.rounds.type", "reports", counts(2, 0, 0)),
            check("rounds-per-occasion", "reports", counts(1, 0, 1)),
        ],
        ..outcome()
    };
    ("none", outcome, Texts::default())
}

/// One violation of a rule over several cells of a long row, with all that a rule can say.
pub fn one() -> (&'static str, Outcome, Texts) {
    let mut texts = Texts::default();
    let source = texts.add("rules/munitions.toml", RULES);
    let reports = File::new("samples/munitions/reports.csv", REPORTS);
    let cells =
        vec![reports.cell(2, 10, "`rounds` is 9,000,000"), reports.cell(2, 12, "`occasions` is 9")];
    let message = "9,000,000 rounds on 9 occasions is 1,000,000 a time";
    let mut violation = reports.violation(message, 1, cells);
    violation.values = vec![("rounds / occasions".into(), "1000000.000000000000000000".into())];
    let found = Finding {
        why: Some("a coastal freighter carries 200 to 500 containers\n of 500 rounds".into()),
        source: Some("https://koreajoongangdaily.joins.com/news/2025-05-29/national/northKorea/Sanctions-monitoring-teams-first-report/2318841".into()),
        help: Some("check whether the count of occasions is a count of ships".into()),
        rule: Some(rule(
            &texts,
            source,
            r#"check = "rounds / occasions BETWEEN 20_000 AND 400_000""#,
        )),
        facts: vec![Fact {
            name: "rounds_per_container".into(),
            value: "500".into(),
            is_expression: false,
            unit: Some("round".into()),
            why: Some("five sources convert one container into 400 to 480".into()),
            source: None,
            date: Some("2024-01-31".to_owned()),
        }],
        ..finding(
            "rounds-per-occasion",
            "reports",
            "1 of 2 rows in `reports` fails `rounds / occasions BETWEEN 20_000 AND 400_000`",
            vec![violation],
        )
    };
    let outcome = Outcome {
        title: Some("Munitions transfers, as published".into()),
        inputs: vec![reports.input("reports", &[("rounds", "integer", "declared")])],
        checks: vec![
            check("reports.rounds.type", "reports", counts(2, 0, 0)),
            check("rounds-per-occasion", "reports", counts(0, 1, 1)),
        ],
        findings: vec![found],
        rule_files: vec!["rules/munitions.toml".into()],
        ..outcome()
    };
    ("one", outcome, texts)
}

/// Ten thousand violations of one check, and what else a table of checks can hold.
fn many() -> (&'static str, Outcome, Texts) {
    let mut texts = Texts::default();
    let source =
        texts.add("shop.rules.toml", "[tables.orders.columns]\namount = { minimum = 0 }\n");
    let mut text = String::from("order_id,customer,amount\n");
    for row in 1..=60_000 {
        let amount = if row >= 50_000 { "-19.90" } else { "12.50" };
        text.push_str(&format!("A-{row},Finch,{amount}\n"));
    }
    let orders = File::new("orders.csv", text);
    let example = |row: u64| {
        let cell = orders.cell(row + 1, 2, "`amount` is -19.90");
        orders.violation("`amount` is -19.90, below the minimum 0", row, vec![cell])
    };
    let found = Finding {
        count: 9_812,
        common: vec![
            "all lie between lines 50,001 and 60,002".into(),
            "most frequent: `-1` (9,790 rows), `0` (21 rows)".into(),
        ],
        rule: Some(rule(&texts, source, "minimum = 0")),
        ..finding(
            "orders.amount.minimum",
            "orders",
            "9,812 of 60,000 rows in `orders` have `amount` below the minimum 0 (16.35 %)",
            vec![example(50_000), example(50_001), example(50_004)],
        )
    };
    let mut checks = vec![
        check("csv.ragged-row", "orders", counts(60_000, 0, 0)),
        check("orders.amount.minimum", "orders", counts(50_188, 9_812, 0)),
        check("paid-before-it-was-sent-or-else-cancelled", "orders", counts(0, 0, 60_000)),
        check(
            "returns-are-negative",
            "orders",
            Counts { not_applicable: 60_000, ..counts(0, 0, 0) },
        ),
        check(
            "orders.customer.references",
            "orders",
            Counts { not_evaluated: 3, ..counts(59_997, 0, 0) },
        ),
    ];
    checks.push(CheckSummary {
        of: Judged::Tables,
        ..check("orders.rows.minimum", "orders", counts(1, 0, 0))
    });
    let unmatched = Diagnostic::new("no-rows", "`where` of `returns-are-negative` matches no row")
        .in_file("shop.rules.toml")
        .on_line(9)
        .note("60,000 rows of `orders` were judged");
    let outcome = Outcome {
        inputs: vec![orders.input("orders", &[("amount", "number", "inferred")])],
        checks,
        findings: vec![found],
        diagnostics: vec![unmatched],
        ..outcome()
    };
    ("many", outcome, texts)
}

/// A duplicate with its first occurrence in another file, and a reference that leads nowhere.
fn grouped() -> (&'static str, Outcome, Texts) {
    let texts = Texts::default();
    let older = File::new("members-2024.csv", "iso3,country\nJPN,Japan\nKOR,South Korea\n");
    let newer = File::new("members-2025.csv", "iso3,country\nUSA,United States\nJPN,Japan\n");
    let first = Cell {
        file: Some(older.name.into()),
        row: Some(1),
        ..older.cell(2, 0, "first here, in row 1")
    };
    let mut again = newer.violation(
        "`iso3` is `JPN`, as in row 1 of members-2024.csv",
        2,
        vec![newer.cell(3, 0, "`iso3` is `JPN` again"), first],
    );
    again.excerpt.push(ExcerptLine { header: true, ..older.elsewhere(1) });
    again.excerpt.push(older.elsewhere(2));
    let lost = newer.violation(
        "`country` is `United States`, which `names.country` does not have",
        1,
        vec![newer.cell(2, 1, "no row of `names` has the `country` `United States`")],
    );
    let outcome = Outcome {
        inputs: vec![
            older.input("members", &[("iso3", "string", "inferred")]),
            newer.input("members", &[("iso3", "string", "inferred")]),
            Input {
                context: true,
                ..File::new("names.csv", "country\nJapan\n").input("names", &[])
            },
        ],
        checks: vec![
            check("members.key", "members", counts(3, 1, 0)),
            CheckSummary {
                severity: Severity::Warning,
                ..check("members.country.references", "members", counts(3, 1, 0))
            },
        ],
        findings: vec![
            finding(
                "members.key",
                "members",
                "1 of 4 rows in `members` has an `iso3` that is there before",
                vec![again],
            ),
            Finding {
                severity: Severity::Warning,
                help: Some(
                    "a `country` with a similar name exists: `United States of America`".into(),
                ),
                ..finding(
                    "members.country.references",
                    "members",
                    "1 of 4 rows in `members` has a `country` that `names.country` does not have",
                    vec![lost],
                )
            },
        ],
        ..outcome()
    };
    ("grouped", outcome, texts)
}

/// A rule file with mistakes, and a file that cannot be read.
fn unreadable() -> (&'static str, Outcome, Texts) {
    let mut texts = Texts::default();
    let text = "version = 1\n\n[rules.spent]\ntable = \"orders\"\ncheck = \"custmer_id > 0\"\n\n[rules.spent]\nunique = '''\n\tone\n  two'''\n";
    let source = texts.add("shop.rules.toml", text);
    let span = |words: &str| {
        let start = text.find(words).expect("words of the rule file");
        Span::new(start, start + words.len())
    };
    let again = text.rfind("spent").expect("the second heading");
    let diagnostics = vec![
        Diagnostic::new("unknown-column", "unknown column `custmer_id` in table `orders`")
            .at(source, span("custmer_id"), "no such column")
            .help("a column with a similar name exists: `customer_id`"),
        Diagnostic::new("duplicate-name", "the rule `spent` is there twice")
            .at(source, Span::new(again, again + 5), "again here")
            .at(source, span("spent"), "first here")
            .note("ids are unique over all files of a run"),
        Diagnostic::new("wrong-type", "`unique` takes a list of columns, found a text").at(
            source,
            span("'''\n\tone\n  two'''"),
            "a text",
        ),
        Diagnostic::new("unreadable-file", "failed to read `orders.csv` (permission denied)")
            .in_file("orders.csv"),
    ];
    ("unreadable", Outcome { diagnostics, ..outcome() }, texts)
}

/// Values that would spoil a report if they were printed as they are.
pub fn nasty() -> (&'static str, Outcome, Texts) {
    let long = "x".repeat(3000);
    let rows = [
        "id,note,état\tplus".to_owned(),
        "1,\u{1b}[31mred\u{1b}[0m\u{7},ok".to_owned(),
        "2,\u{202e}txt.exe\u{200b},\u{a0}1\u{a0}000".to_owned(),
        "3,漢字かな交じり文,e\u{301}te\u{301}\tbad".to_owned(),
        format!("4,{long},end"),
        "5,\"first line".to_owned(),
        "second\"\"".to_owned(),
        "third\",last".to_owned(),
        "6,,".to_owned(),
    ];
    let file = File::new("nasty\u{1b}].csv", rows.join("\n") + "\n");
    let shown = |line: u64| {
        let value = file.cell(line, 1, "").value.unwrap_or_default();
        file.cell(line, 1, &format!("`note` is `{value}`"))
    };
    let violation = |row: u64, line: u64| {
        let mut cell = shown(line);
        if row == 6 {
            cell.label = "`note` is missing".into();
        }
        let message = format!("{}, outside of the list", cell.label);
        file.violation(&message, row, vec![cell, file.cell(line, 2, "its neighbour")])
    };
    let last = Cell { column_start: 8, column_end: 12, ..file.cell(8, 1, "its neighbour") };
    let mut tall = file.violation("`note` spans lines", 5, vec![shown(6)]);
    tall.cells.push(last);
    let found = finding(
        "nasty.note.enum",
        "nasty",
        "6 of 6 rows in `nasty` have a `note` outside of the list",
        vec![
            violation(1, 2),
            violation(2, 3),
            violation(3, 4),
            violation(4, 5),
            tall,
            violation(6, 9),
        ],
    );
    let outcome = Outcome {
        inputs: vec![file.input("nasty", &[])],
        checks: vec![check("nasty.note.enum", "nasty", counts(0, 6, 0))],
        findings: vec![found],
        ..outcome()
    };
    ("nasty", outcome, Texts::default())
}
