//! The figures of articles as a table, which rules of every kind read.

use crate::program::{Folder, Report};

const ONE: &str = "---\ndate: 2025-05-30\n---\n\n# Nine guns\n\nThe North gave over 200 heavy guns, \
    12 kg of powder and 30 kg of shells last year. It paid $3.5 million,\nand \u{201c}12 \
    euros,\u{201d} he said. In the spring the score was 3-1.\n";
const TWO: &str = "# Two\n\nIt weighs 46 kg, \"by, the way\", in May 2024.\n";

fn folder(rules: &str) -> Folder {
    let claim = "[documents.articles]\nfiles = [\"*.md\"]\n[documents.articles.figures]\n\
                 guns = \"over 200 heavy guns\"\n[severity]\n\"prose.*\" = \"off\"\n";
    let files = [("one.md", ONE), ("two.md", TWO), ("scruple.toml", &format!("{claim}{rules}"))];
    Folder::new(&files)
}

/// The report of a rule about the table `figures`.
fn run(body: &str) -> Report {
    folder(&format!("[rules.r]\ntable = \"figures\"\n{body}\n")).json(&[])
}

/// Where the violations of the rule stand, with the words there.
fn places(report: &Report) -> Vec<String> {
    let violations = report
        .finding("r")
        .map_or(&[][..], |finding| finding["violations"].as_array().map_or(&[][..], Vec::as_slice));
    let words = |violation: &serde_json::Value| {
        let file = violation["file"].as_str().expect("a file");
        let text = if file == "one.md" { ONE } else { TWO };
        let cell = &violation["cells"][0];
        let (start, end) = (cell["byte_start"].as_u64(), cell["byte_end"].as_u64());
        let bytes = start.zip(end).map(|(start, end)| start as usize..end as usize);
        let words = bytes.and_then(|bytes| text.get(bytes)).expect("bytes of the article");
        format!("{file}:{} {words}", violation["line"])
    };
    violations.iter().map(words).collect()
}

#[test]
fn a_condition_underlines_the_words_of_the_figure() {
    let report = run("where = \"kind = 'money'\"\ncheck = \"unit = 'USD'\"");
    assert_eq!(places(&report), ["one.md:8 12 euros"]);
    assert_eq!(report.counts("r"), [1, 1, 0, 10, 0]);
    assert_eq!(
        report.finding("r").expect("one")["violations"][0]["message"],
        "`unit` is EUR, so `unit = 'USD'` does not hold"
    );
    // A table that nobody wrote is no input.
    assert!(report.inputs().is_empty(), "{:?}", report.inputs());
}

#[test]
fn rules_of_other_kinds_run_over_it() {
    let report = run("where = \"kind = 'quantity'\"\nunique = [\"unit\"]");
    assert_eq!(places(&report), ["one.md:7 over 200", "one.md:7 30 kg", "two.md:3 46 kg"]);
    let report = run("by = [\"file\", \"sentence\"]\ncheck = \"count(*) <= 3\"");
    assert_eq!(report.counts("r"), [5, 1, 0, 0, 0]);
    let report = run("where = \"unit = 'kg'\"\n\
         check = \"value >= lag(value) OVER (PARTITION BY file ORDER BY line)\"");
    assert_eq!(report.counts("r")[1], 0);
    let report = run("where = \"unit = 'kg'\"\n\
         check = \"value < (SELECT max(value) FROM figures WHERE unit = 'kg')\"");
    assert_eq!(places(&report), ["two.md:3 46 kg"]);
    let report = run("where = \"block = 'headline'\"\ncheck = \"EXISTS (SELECT 1 FROM figures \
         AS other WHERE other.file = figures.file AND other.block <> 'headline' AND other.value = \
         figures.value)\"");
    assert_eq!(places(&report), ["one.md:5 Nine", "two.md:1 Two"]);
}

#[test]
fn the_columns_hold_what_figures_shows() {
    let holds = |filter: &str, check: &str| {
        let report = run(&format!("where = \"{filter}\"\ncheck = \"{check}\""));
        assert_eq!(report.counts("r")[..2], [1, 0], "{filter}: {}", report.json["diagnostics"]);
    };
    holds(
        "name = 'guns'",
        "value = 200 AND low = 200 AND high = 250 AND low_open AND NOT high_open",
    );
    holds("name = 'guns'", "outer_low = 200 AND outer_high IS NULL AND hedge = 'over'");
    holds("name = 'guns'", "unit = 'guns' AND noun = 'heavy guns' AND line = 7 AND sentence = 1");
    holds("name = 'guns'", "quote = 'over 200' AND document = 'articles' AND file = 'one.md'");
    holds("name = 'guns'", "sentence_text LIKE 'The North gave%last year.' AND block = 'lead'");
    holds("quote = 'last year'", "first_day = DATE '2024-01-01' AND last_day = DATE '2024-12-31'");
    holds("quote = 'last year'", "grain = 'year' AND anchor = 'published' AND value IS NULL");
    holds("quote = 'last year'", "published = DATE '2025-05-30' AND NOT quoted");
    holds("quote = '12 euros'", "quoted AND kind = 'money'");
    holds("quote = '3-1'", "kind = 'ratio' AND value IS NULL AND low IS NULL AND low_open IS NULL");
    holds(
        "quote = '46 kg'",
        "sentence_text = 'It weighs 46 kg, \\\"by, the way\\\", in May 2024.'",
    );
}

/// A line of thousands of figures is not held once for each of them.
#[test]
fn figures_hold_the_beginning_of_a_long_sentence() {
    let rules =
        "[rules.r]\ntable = \"figures\"\ncheck = \"length(sentence_text) BETWEEN 900 AND 1000\"\n";
    let folder = Folder::new(&[
        ("scruple.toml", rules),
        ("long.txt", &"between 1 and 2 guns, ".repeat(500)),
    ]);
    let run = folder.run(&["check", "long.txt", "--format", "concise"]);
    assert!(run.stdout.contains("no violations"), "{}", run.stdout);
}

#[test]
fn rules_about_tables_and_documents_read_it() {
    let rules = "[tables.guns]\n[rules.r]\ntable = \"guns\"\n\
                 check = \"guns IN (SELECT value FROM figures WHERE value IS NOT NULL)\"\n\
                 [rules.d]\ndocument = \"articles\"\nwhere = \"guns > 0\"\n\
                 check = \"guns > (SELECT max(value) FROM figures WHERE unit = 'kg')\"\n";
    let folder = folder(rules);
    folder.write("guns.csv", "guns\n200\n201\n");
    let report = folder.json(&[]);
    assert_eq!(report.counts("r"), [1, 1, 0, 0, 0]);
    assert_eq!(report.lines("r"), [3]);
    let checks = report.json["checks"].as_array().expect("checks");
    assert!(checks.iter().any(|check| check["id"] == "d" && check["passed"] == 1));
}

#[test]
fn a_table_of_this_name_is_the_users() {
    let folder = folder("[tables.figures]\n[rules.r]\ntable = \"figures\"\ncheck = \"a > 3\"\n");
    folder.write("figures.csv", "a\n4\n2\n");
    assert_eq!(folder.json(&[]).counts("r"), [1, 1, 0, 0, 0]);
}

#[test]
fn without_an_article_it_is_said() {
    let rules = "[rules.r]\ntable = \"figures\"\ncheck = \"value > 3\"\n";
    let folder = Folder::new(&[("a.csv", "a\n4\n"), ("r.toml", rules)]);
    let report = folder.json(&["-r", "r.toml", "a.csv"]);
    assert_eq!((report.status, report.codes()[0]), (2, "no-document"), "{}", report.json);
}

#[test]
fn masked_nothing_of_it_shows() {
    let rules = "[rules.r]\ntable = \"figures\"\nwhere = \"kind = 'money'\"\n\
                 check = \"unit = 'USD'\"\n";
    let ran = folder(rules).run(&["check", "--mask"]);
    assert!(!ran.stdout.contains("euros") && !ran.stdout.contains("EUR"), "{}", ran.stdout);
    assert!(ran.stdout.contains("one.md:8"), "{}", ran.stdout);
}

#[test]
fn a_fingerprint_outlives_what_is_written_above() {
    let print = |above: &str| {
        let folder = folder(
            "[rules.r]\ntable = \"figures\"\nwhere = \"kind = 'money'\"\n\
                             check = \"unit = 'USD'\"\n",
        );
        folder.write("one.md", ONE.replace("# Nine", &format!("{above}# Nine")));
        let report = folder.json(&[]);
        report.finding("r").expect("one")["violations"][0]["fingerprint"].clone()
    };
    assert_eq!(print(""), print("All of this is new. It has 3 parts.\n\n"));
}

/// The words of the figures that ended so.
fn with_status(report: &Report, status: &str) -> Vec<String> {
    let figures = report.json["figures"].as_array().expect("figures");
    let of_status = figures.iter().filter(|figure| figure["status"] == status);
    of_status.filter_map(|figure| figure["quote"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_rule_that_asks_what_figures_say_checks_them() {
    let report = run("where = \"unit = 'kg'\"\ncheck = \"value < 40\"");
    assert_eq!(with_status(&report, "verified"), ["12 kg", "30 kg"]);
    assert_eq!(with_status(&report, "contradicted"), ["46 kg"]);
    let figures = report.json["figures"].as_array().expect("figures");
    let evidence = figures.iter().find(|figure| figure["quote"] == "30 kg").expect("one");
    let evidence = &evidence["checks"][0];
    assert_eq!(
        (&evidence["id"], &evidence["status"], &evidence["message"]),
        (&"r".into(), &"verified".into(), &"`value < 40` holds".into())
    );
}

/// Nothing that a figure says is asked here, or not of each row, or it is not known, or excused.
#[test]
fn rules_that_do_not_ask_what_figures_say_leave_them_unchecked() {
    let unchecked = [
        "where = \"value > 10 AND unit = 'kg'\"\ncheck = \"noun IS NULL OR unit = 'kg'\"",
        "by = [\"file\"]\ncheck = \"max(value) > 10\"",
        "where = \"kind = 'quantity'\"\nunique = [\"value\"]",
        "where = \"kind = 'date'\"\ncheck = \"value > 5\"",
        "where = \"unit = 'kg'\"\ncheck = \"value > 100\"\n[[allow]]\nrule = \"r\"\nreason = \"known\"",
    ];
    for body in unchecked {
        let report = run(body);
        for status in ["verified", "contradicted"] {
            assert!(with_status(&report, status).is_empty(), "{body}: {status}");
        }
    }
}
