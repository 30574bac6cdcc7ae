//! Rule files: what is read from them, and what is said about the mistakes in them.
//!
//! `tests/cases/rule-files/mistakes.md` holds the mistakes with what is said of each; `UPDATE=1`
//! rewrites it, the JSON Schema and the tables of the manual.

use proptest::prelude::*;
use scruple::diagnostics::{Diagnostic, Label, Severity, Span, Texts};
use scruple::rules::shape::Need;
use scruple::rules::{
    self, DefineBody, Files, HeaderDecl, Param, RuleSet, keys, schema, vocabulary,
};
use scruple::types::DataType;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Files in memory.
#[derive(Default)]
struct Held(BTreeMap<PathBuf, String>);

impl Held {
    fn new(files: &[(&str, &str)]) -> Held {
        Held(files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect())
    }

    fn read(&self) -> (RuleSet, Vec<Diagnostic>, Texts) {
        let mut texts = Texts::default();
        let (rules, found) = rules::read(Path::new("rules.toml"), &mut texts, self);
        (rules, found, texts)
    }
}

impl Files for Held {
    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        let found = self.0.get(&self.canonical(path));
        found.cloned().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        let mut plain = PathBuf::new();
        for part in path.components() {
            match part {
                std::path::Component::CurDir => {}
                std::path::Component::ParentDir => drop(plain.pop()),
                part => plain.push(part),
            }
        }
        plain
    }
}

/// Reads a text that has to be without mistakes.
fn good(text: &str) -> RuleSet {
    let (rules, found, texts) = Held::new(&[("rules.toml", text)]).read();
    assert!(found.is_empty(), "{}", rendered(&found, &texts));
    rules
}

fn rendered(found: &[Diagnostic], texts: &Texts) -> String {
    let one = |diagnostic: &Diagnostic| {
        let mut text =
            format!("{}[{}]: {}\n", diagnostic.severity, diagnostic.code, diagnostic.message);
        diagnostic.labels.iter().for_each(|label| text.push_str(&excerpt(label, texts)));
        diagnostic.file.iter().for_each(|file| text.push_str(&format!("  in {file}\n")));
        diagnostic.notes.iter().for_each(|note| text.push_str(&format!("  note: {note}\n")));
        diagnostic.help.iter().for_each(|help| text.push_str(&format!("  help: {help}\n")));
        text
    };
    found.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The line of a label and, under it, what the label says.
fn excerpt(label: &Label, texts: &Texts) -> String {
    let source = texts.get(label.source);
    let (line, column) = texts.line_column(label.source, label.span.start);
    let shown = source.text.split('\n').nth(line - 1).unwrap_or_default();
    let shown = shown.trim_start_matches('\u{feff}').replace('\0', "␀").replace('\r', "");
    let column = if source.text.starts_with('\u{feff}') && line == 1 { column - 1 } else { column };
    let marked = source.text[label.span.start..label.span.end].lines().next().unwrap_or_default();
    let marks = "^".repeat(marked.chars().count().max(1));
    let margin = format!("{}:{line}: ", source.path);
    let indent = " ".repeat(margin.len() + column - 1);
    format!("  {margin}{shown}\n  {indent}{marks} {}\n", label.text)
}

// ---- mistakes

const MISTAKES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/rule-files/mistakes.md");

/// A section of the file of mistakes.
#[derive(Default)]
struct Case {
    title: String,
    /// The first is `rules.toml`.
    files: Vec<(String, String)>,
}

impl Case {
    fn read(&self) -> (RuleSet, Vec<Diagnostic>, Texts) {
        let files: Vec<(&str, &str)> =
            self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        Held::new(&files).read()
    }
}

/// The cases, and the file with what is said of each written anew.
fn mistakes(text: &str) -> (Vec<Case>, String) {
    let mut cases: Vec<Case> = Vec::new();
    let mut fresh = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case { title: title.to_owned(), files: Vec::new() });
        }
        let Some(kind) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let case = cases.last_mut().expect("a block stands in a section");
        match kind {
            "text" => {
                let (_, found, texts) = case.read();
                fresh.push_str(&rendered(&found, &texts));
            }
            kind => {
                let name = kind.split(' ').nth(1).unwrap_or("rules.toml");
                let block = block.join("\n") + "\n";
                fresh.push_str(&block);
                case.files.push((name.to_owned(), unescaped(&block)));
            }
        }
        fresh.push_str("```\n");
    }
    (cases, fresh)
}

/// `␀`, `␉`, `␍` and `⍰` stand for a zero byte, a tab, a carriage return and a byte order mark.
fn unescaped(block: &str) -> String {
    block.replace('␀', "\0").replace('␉', "\t").replace('␍', "\r").replace('⍰', "\u{feff}")
}

/// Compares a file with what it should be, or writes that.
fn fresh(path: &Path, wanted: &str) {
    let found = std::fs::read_to_string(path).unwrap_or_default();
    if found == wanted {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(path, wanted).expect("the file can be written");
    }
    let line = found.lines().zip(wanted.lines()).take_while(|(left, right)| left == right).count();
    let at = |text: &str| {
        let lines: Vec<&str> = text.lines().skip(line.saturating_sub(8)).take(20).collect();
        lines.join("\n")
    };
    panic!(
        "{} is not fresh at line {} (UPDATE=1 rewrites it)\n--- found\n{}\n--- wanted\n{}",
        path.display(),
        line + 1,
        at(&found),
        at(wanted)
    );
}

#[test]
fn every_mistake_is_said_at_its_place() {
    let text = std::fs::read_to_string(MISTAKES).expect("the file of mistakes is there");
    let (cases, wanted) = mistakes(&text);
    assert!(cases.len() >= 40, "only {} mistakes", cases.len());
    fresh(Path::new(MISTAKES), &wanted);
    for case in &cases {
        let (_, found, _) = case.read();
        let codes = scruple::diagnostics::codes::CODES;
        assert!(!found.is_empty(), "nothing is said of: {}", case.title);
        for diagnostic in &found {
            assert!(codes.iter().any(|code| code.id == diagnostic.code), "{}", diagnostic.code);
            assert!(diagnostic.severity == Severity::Error, "{}", case.title);
            assert!(diagnostic.message.starts_with(|c: char| !c.is_uppercase()), "{}", case.title);
            assert!(!diagnostic.message.ends_with('.'), "{}", case.title);
        }
    }
}

/// The schema that editors use and the reader give the same verdict on every file of mistakes,
/// except where the section's heading says that the schema cannot know.
#[test]
fn the_schema_gives_the_same_verdict_as_the_reader() {
    let text = std::fs::read_to_string(MISTAKES).expect("the file of mistakes is there");
    let validator = jsonschema::draft202012::new(&schema::json_schema()).expect("a schema");
    for case in mistakes(&text).0 {
        let Ok(table) = case.files[0].1.trim_start_matches('\u{feff}').parse::<toml::Table>()
        else {
            continue;
        };
        let beyond = case.title.ends_with("(beyond the schema)");
        let verdict: Vec<String> = validator
            .iter_errors(&json(&toml::Value::Table(table)))
            .map(|e| e.to_string())
            .collect();
        assert_eq!(verdict.is_empty(), beyond, "{}: {verdict:?}", case.title);
    }
    for text in [WHOLE, ""] {
        good(text);
        let table = text.parse::<toml::Table>().expect("TOML");
        let errors: Vec<String> = validator
            .iter_errors(&json(&toml::Value::Table(table)))
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

/// As editors see TOML: dates are texts.
fn json(value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(boolean) => (*boolean).into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| (key.clone(), json(value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}

// ---- what is generated

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_json_schema_is_fresh() {
    let wanted = serde_json::to_string_pretty(&schema::json_schema()).expect("JSON") + "\n";
    fresh(&root().join("schemas/rules.schema.json"), &wanted);
}

#[test]
fn the_tables_of_the_manual_are_fresh() {
    let path = root().join("docs/rule-files.md");
    let mut page = std::fs::read_to_string(&path).expect("the page is there");
    for (name, table) in schema::key_tables() {
        let begin = format!("<!-- keys: {name} -->\n");
        let start = page.find(&begin).unwrap_or_else(|| panic!("no keys of {name}")) + begin.len();
        let end = start + page[start..].find("<!-- end -->").expect("an end");
        page.replace_range(start..end, &format!("\n{table}\n"));
    }
    fresh(&path, &page);
}

#[test]
fn the_columns_of_figures_are_fresh() {
    let path = root().join("docs/articles.md");
    let mut page = std::fs::read_to_string(&path).expect("the page is there");
    let begin = "<!-- columns: figures -->\n";
    let start = page.find(begin).expect("the columns") + begin.len();
    let end = start + page[start..].find("<!-- end -->").expect("an end");
    page.replace_range(
        start..end,
        &format!("\n{}\n", scruple::plan::documents::table::described()),
    );
    fresh(&path, &page);
}

#[test]
fn the_examples_of_the_manual_read() {
    let page = std::fs::read_to_string(root().join("docs/rule-files.md")).expect("the page");
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() > 3);
    for block in blocks {
        let files = Held::new(&[
            ("rules.toml", block),
            ("houses.toml", ""),
            ("iso.csv", "alpha_3\nPRK\nRUS\n"),
        ]);
        let (_, found, texts) = files.read();
        assert!(found.is_empty(), "{block}\n{}", rendered(&found, &texts));
    }
}

#[test]
fn the_example_of_every_key_reads() {
    let frame = |table: &str, example: &str| match table {
        "file" => example.to_owned(),
        "define" => {
            let before = if example.starts_with("value") || example.starts_with("expr") {
                ""
            } else if example.starts_with("file") {
                "column = \"alpha_3\"\n"
            } else if example.starts_with("column") {
                "file = \"iso.csv\"\n"
            } else if example.starts_with("args") {
                "expr = \"q / c\"\n"
            } else {
                "value = 1\n"
            };
            format!("[define.d]\n{before}{example}")
        }
        "table" => format!("[tables.t]\n{example}"),
        "rows" => format!("[tables.t.rows]\n{example}"),
        "column" => format!("[tables.t.columns.c]\n{example}"),
        "constraint" => {
            let before = if example.starts_with("value") { "" } else { "value = 1\n" };
            format!("[tables.t.columns.c.minimum]\n{before}{example}")
        }
        "document" => format!("[documents.a]\n{example}"),
        "words" => {
            let quote = if example.starts_with("quote") { "" } else { "quote = \"12 trains\"\n" };
            format!("[documents.a.figures.trains]\n{quote}{example}")
        }
        "rule" => {
            let is_about = ["table", "pattern"].iter().any(|key| example.starts_with(key));
            let table = if is_about { "" } else { "table = \"t\"\n" };
            let name = example.split(' ').next().expect("a key");
            let has_body = vocabulary::BODIES.iter().any(|body| body.name == name);
            let check = if has_body { "" } else { "check = \"a > 0\"\n" };
            format!("[rules.r]\n{table}{check}{example}")
        }
        "test" => {
            let own = example.split(' ').next().expect("a key");
            let row = if own.starts_with("row") { "" } else { "row = { a = 1 }\n" };
            let ends = if matches!(own, "passes" | "fails") { "" } else { "passes = true\n" };
            let rule = "[rules.r]\ntable = \"t\"\ncheck = \"a > 0\"\n";
            format!("{rule}[[rules.r.tests]]\n{row}{ends}{example}")
        }
        "allow" => {
            let required = ["rule = \"a\"\n", "reason = \"b\"\n"];
            let name = example.split(' ').next().expect("a key");
            let others = required.iter().filter(|line| !line.starts_with(name));
            format!("[[allow]]\n{}{example}", others.copied().collect::<String>())
        }
        body => {
            let name = |line: &str| line.split(' ').next().expect("a key").to_owned();
            let table = keys::all().find(|table| table.name == body).expect("a table of keys");
            let required = table.keys().filter(|key| key.need == Need::Required);
            let others = required.filter(|key| name(key.example) != name(example));
            let others: String = others.map(|key| format!("{}\n", key.example)).collect();
            format!("[rules.r]\ntable = \"t\"\n[rules.r.{body}]\n{others}{example}")
        }
    };
    for table in keys::all() {
        for key in table.built() {
            assert!(key.doc.ends_with('.'), "{}", key.name);
            let text = frame(table.name, key.example);
            let files = Held::new(&[
                ("rules.toml", &text),
                ("ours/houses.toml", ""),
                ("iso.csv", "alpha_3\nPRK\n"),
                ("order.schema.json", "{}"),
            ]);
            let (_, found, texts) = files.read();
            assert!(found.is_empty(), "{text}\n{}", rendered(&found, &texts));
        }
    }
}

// ---- what is read

const WHOLE: &str = r##"
version = 1
title   = "Munitions transfers, as published"

[define]
rounds_per_container = { value = 500, unit = "round", why = "five sources", source = "https://example.org" }
states        = { values = ["PRK", "RUS"] }
per_container = { args = ["q", "c"], expr = "q / c" }
limit         = 1_000.50
since         = 2024-01-01
"odd name"    = ["a", 1, true]

[tables.reports]
files   = ["reports*.csv"]
key     = "report_id"
missing = ["", "NA", "n/a"]
source  = "https://example.org"
rows    = { minimum = 1, maximum = { value = 100, severity = "note" } }
columns-match = "exact"
format = "csv"
delimiter = "\t"
quote = ""
escape = '\'
header = ["id", "amount"]
skip = 2
footer = 1
comment = "#"
encoding = "windows-1252"
ragged = "pad"

[tables.reports.columns]
report_id  = { type = "string", pattern = 'R\d\d' }
"Castle *" = { type = "number", optional = true, decimal-char = ",", group-char = "." }
rounds     = { type = { value = "integer", severity = "warning" }, unit = "round", minimum = { value = 1, why = "none is none", severity = "warning" } }
published  = { type = "date", required = true, format = "%d.%m.%Y", exclusive-maximum = 2025-01-01 }
supplier   = { enum = "states", true-values = ["yes"], bare-number = false }
programme  = { references = "programmes.programme" }

[rules.rounds-per-occasion]
table    = "reports"
where    = "item <> 'vehicles'"
check    = "rounds / occasions BETWEEN 20_000 AND 400_000"
severity = "warning"
message  = "{rounds} rounds"
why      = "a freighter carries 200 to 500"
source   = "https://example.org"
help     = "check the count"
tags     = ["plausibility", "ships"]

[rules.once]
table  = ["reports", "members"]
unique = ["a", "b"]

[rules.twice]
table         = "reports"
duplicate-row = { except = ["id"], fold = true }

[severity]
"csv.blank-row" = "note"
once            = "off"
"##;

#[test]
fn everything_of_a_rule_file_is_read() {
    let rules = good(WHOLE);
    assert_eq!(rules.title.as_deref(), Some("Munitions transfers, as published"));
    let names: Vec<&str> = rules.defines.iter().map(|define| define.name.value.as_str()).collect();
    assert_eq!(
        names,
        ["rounds_per_container", "states", "per_container", "limit", "since", "odd name"],
        "in the order of the file"
    );
    let unit = rules.defines[0].unit.as_ref().map(|unit| unit.value.as_str());
    assert_eq!(unit, Some("round"));
    assert!(matches!(&rules.defines[1].body, DefineBody::List(values) if values.len() == 2));
    assert!(matches!(&rules.defines[2].body, DefineBody::Expression { args, expr }
        if args[1].value == "c" && expr.text == "q / c"));
    assert!(matches!(&rules.defines[3].body, DefineBody::Value(Param::Number(number))
        if number.value == "1000.50"));
    assert!(matches!(&rules.defines[4].body, DefineBody::Value(Param::Date(date))
        if date.value == "2024-01-01"));

    let table = &rules.tables[0];
    assert_eq!(table.key[0].value, "report_id");
    assert_eq!(table.missing.as_deref().map(<[_]>::len), Some(3));
    assert_eq!(table.rows[1].meta.severity.as_ref().map(|s| s.value), Some(Severity::Note));
    let reading = &table.reading;
    assert_eq!(reading.delimiter.as_ref().map(|byte| byte.value), Some(b'\t'));
    assert_eq!(reading.quote.as_ref().map(|byte| byte.value), Some(None));
    assert_eq!(reading.escape.as_ref().map(|byte| byte.value), Some(b'\\'));
    let header = HeaderDecl::Names(vec!["id".into(), "amount".into()]);
    assert_eq!(reading.header.as_ref().map(|header| &header.value), Some(&header));
    assert_eq!(reading.skip.as_ref().map(|skip| skip.value), Some(2));
    assert!(reading.pad_ragged);

    let [id, castle, rounds, published, ..] = table.columns.as_slice() else { panic!() };
    assert_eq!(id.constraints[0].kind.value, "pattern");
    assert!(castle.optional && castle.reading.group_char == Some('.'));
    assert_eq!(rounds.data_type.as_ref().map(|t| t.value), Some(DataType::Integer));
    let kinds: Vec<&str> = rounds.constraints.iter().map(|c| c.kind.value.as_str()).collect();
    assert_eq!(kinds, ["type", "minimum"], "a type that says more is a constraint too");
    assert!(matches!(&rounds.constraints[1].value, Param::Integer(one) if one.value == 1));
    assert_eq!(rounds.constraints[1].meta.why.as_deref(), Some("none is none"));
    assert_eq!(published.constraints.len(), 2, "a type alone is none");

    let [occasion, once, twice] = rules.rules.as_slice() else { panic!() };
    assert_eq!(occasion.body.0.value, "check");
    assert_eq!(occasion.meta.tags, ["plausibility", "ships"]);
    assert_eq!(occasion.condition.as_ref().map(|c| c.text.as_str()), Some("item <> 'vehicles'"));
    assert_eq!(once.tables.len(), 2);
    assert!(twice.body.1.get("fold").is_some());
    assert_eq!(rules.severities[1].severity, None);
}

#[test]
fn places_point_into_the_text_of_a_condition() {
    let text = "[rules.r]\ntable = \"t\"\ncheck = \"\"\"\n  \\\"a b\\\" > 0 \\\n    AND tota\\u006c = 1\"\"\"\n";
    let rules = good(text);
    let Param::Text(check) = &rules.rules[0].body.1 else { panic!() };
    let start = check.text.find("total").expect("decoded");
    let span = check.locate(Span::new(start, start + 5));
    assert_eq!(&text[span.start..span.end], "tota\\u006c");
    assert_eq!(&text[check.span.start..check.span.start + 3], "\"\"\"");
}

#[test]
fn a_byte_order_mark_is_no_mistake_and_shifts_nothing() {
    let text = "\u{feff}title = \"x\"\r\n[rules.r]\r\ntable = \"t\"\r\ncheck = \"a\"\r\n";
    let rules = good(text);
    let id = &rules.rules[0].id;
    assert_eq!(&text[id.span.start..id.span.end], "r");
}

// ---- includes

#[test]
fn a_file_included_twice_is_read_once() {
    let files = Held::new(&[
        (
            "rules.toml",
            "include = [\"a/one.toml\", \"a/two.toml\"]\ntitle = \"own\"\n[severity]\nx = \"off\"",
        ),
        ("a/one.toml", "include = \"../three.toml\"\ntitle = \"one\""),
        ("a/two.toml", "include = \"./../a/../three.toml\"\n[severity]\nx = \"error\""),
        ("three.toml", "[rules.r]\ntable = \"t\"\ncheck = \"a\"\n[severity]\nx = \"note\""),
    ]);
    let (rules, found, texts) = files.read();
    assert!(found.is_empty(), "{}", rendered(&found, &texts));
    assert_eq!(rules.rules.len(), 1);
    assert_eq!(rules.title.as_deref(), Some("own"));
    let paths: Vec<&str> = rules.files.iter().map(|f| texts.get(f.source).path.as_str()).collect();
    assert_eq!(paths, ["rules.toml", "a/one.toml", "three.toml", "a/two.toml"]);
    let order: Vec<_> = rules.severities.iter().map(|severity| severity.severity).collect();
    assert_eq!(order, [Some(Severity::Note), Some(Severity::Error), None], "included files first");
}

#[test]
fn an_including_file_replaces_defined_values_of_included_ones() {
    let files = Held::new(&[
        ("rules.toml", "include = [\"a.toml\", \"b.toml\"]\ndefine.limit = 3"),
        ("a.toml", "define.limit = 1\ndefine.other = 1"),
        ("b.toml", "include = \"c.toml\"\ndefine.limit = 2"),
        ("c.toml", "define.limit = 4"),
    ]);
    let (rules, found, texts) = files.read();
    assert!(found.is_empty(), "{}", rendered(&found, &texts));
    let values: Vec<_> = rules
        .defines
        .iter()
        .map(|define| match &define.body {
            DefineBody::Value(Param::Integer(value)) => (define.name.value.as_str(), value.value),
            _ => panic!(),
        })
        .collect();
    assert_eq!(values, [("limit", 3), ("other", 1)]);
}

#[test]
fn a_defined_list_can_stand_in_a_file() {
    let files = Held::new(&[
        ("rules.toml", "define.states = { file = \"../iso.csv\", column = \"alpha 3\" }"),
        ("iso.csv", "\u{feff}name;alpha 3\r\nKorea;PRK\r\n\"a;b\";\r\nRussia;RUS\r\n"),
    ]);
    let (rules, found, texts) = files.read();
    assert!(found.is_empty(), "{}", rendered(&found, &texts));
    let DefineBody::List(values) = &rules.defines[0].body else { panic!() };
    let values: Vec<&str> = values
        .iter()
        .map(|value| match value {
            Param::Text(text) => text.text.as_str(),
            _ => panic!(),
        })
        .collect();
    assert_eq!(values, ["PRK", "RUS"], "missing ones are left out");
}

#[test]
fn a_rule_file_that_is_not_there_is_named() {
    let (rules, found, _) = Held::default().read();
    assert!(rules.rules.is_empty());
    assert_eq!(found[0].code, "unreadable-file");
    assert_eq!(found[0].file.as_deref(), Some("rules.toml"));
}

#[test]
fn a_file_on_disk_that_is_not_utf8_says_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rules.toml");
    std::fs::write(&path, b"title = \"x\"\n# caf\xe9\n").expect("written");
    let (_, found) = rules::read(&path, &mut Texts::default(), &rules::Disk);
    assert!(found[0].message.contains("not UTF-8 from byte 17 on, in line 2"), "{:?}", found[0]);
}

// ---- hostile input

#[test]
fn no_depth_overflows_the_stack() {
    let path = vec!["a"; 79].join(".");
    let inline = |times: usize| format!("{{{path}=").repeat(times);
    let deep = [
        format!("x = {}", "[".repeat(20_000)),
        format!("x = {}{}", "[".repeat(20_000), "]".repeat(20_000)),
        format!("x = {}", "{a=".repeat(20_000)),
        format!("[{}]", vec!["a"; 20_000].join(".")),
        format!("x = {}1{}", inline(80), "}".repeat(80)),
        format!("[{path}]\n{path}.x = {}1{}", inline(80), "}".repeat(80)),
        format!("define.x = {}1{}", "[".repeat(60), "]".repeat(60)),
    ];
    for text in deep {
        let (_, found) = rules::read_text("deep.toml", &text, &mut Texts::default());
        let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code).collect();
        let said = codes.contains(&"invalid-toml") || codes.contains(&"too-complex");
        assert!(said, "{} bytes: {codes:?}", text.len());
    }
}

#[test]
fn many_mistakes_take_linear_time_and_little_room() {
    let junk = "= ] \" \\ '\n".repeat(20_000);
    let (_, found) = rules::read_text("junk.toml", &junk, &mut Texts::default());
    assert_eq!(found.len(), 20);
    assert!(found[19].notes[0].contains("19980 more"), "{:?}", found[19].notes);
}

/// Every span is inside its text and on the bounds of characters.
fn spans_are_sound(text: &str) {
    let mut texts = Texts::default();
    let (rules, found) = rules::read_text("rules.toml", text, &mut texts);
    for label in found.iter().flat_map(|diagnostic| &diagnostic.labels) {
        sound(label.span, &texts.get(label.source).text);
    }
    for rule in &rules.rules {
        sound(rule.id.span, text);
        if let Param::Text(phrase) = &rule.body.1 {
            assert_eq!(phrase.offsets.len(), phrase.text.len() + 1);
            for (at, _) in phrase.text.char_indices() {
                sound(phrase.locate(Span::new(at, phrase.text.len())), text);
            }
        }
    }
}

fn sound(span: Span, text: &str) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?} of {} bytes", text.len());
}

/// A text with some of its pieces taken out, put elsewhere, or replaced.
fn mutated() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\""),
        Just("'"),
        Just("\"\"\""),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just("="),
        Just("\n"),
        Just("."),
        Just("\\"),
        Just("é"),
        Just("[rules.once]\n"),
        Just("\r"),
        Just("\u{feff}"),
        Just("1"),
        Just("nan"),
        Just(","),
        Just("\\u00e9"),
    ];
    let change = (any::<prop::sample::Index>(), 0usize..12, piece);
    prop::collection::vec(change, 1..6).prop_map(|changes| {
        let mut chars: Vec<char> = WHOLE.chars().collect();
        for (at, length, piece) in changes {
            let at = at.index(chars.len());
            let end = (at + length).min(chars.len());
            chars.splice(at..end, piece.chars());
        }
        chars.into_iter().collect()
    })
}

/// A text as a TOML string: its form, and a choice of how each character is written.
fn encoded(text: &str, form: usize, choices: &[u8]) -> Option<(String, Vec<usize>)> {
    let (delimiter, escapes, lines) =
        [("\"", true, false), ("'", false, false), ("\"\"\"", true, true), ("'''", false, true)]
            [form];
    let mut raw = format!("{delimiter}{}", if lines { "\n" } else { "" });
    let mut places = Vec::new();
    for (number, char) in text.chars().enumerate() {
        let choice = choices.get(number).copied().unwrap_or(0);
        if escapes && lines && choice % 7 == 3 {
            raw.push_str("\\  \n\n  ");
            if char.is_whitespace() {
                places.extend(std::iter::repeat_n(raw.len(), char.len_utf8()));
                raw.push_str(&format!("\\u{:04x}", char as u32));
                continue;
            }
        }
        let start = raw.len();
        let control = char.is_control() && char != '\t' && !(lines && char == '\n');
        let quoted = control || matches!(char, '"' | '\\' | '\'');
        match (escapes, quoted, choice % 3) {
            (false, true, _) => return None,
            (true, true, _) | (true, _, 1) => raw.push_str(&format!("\\U{:08x}", char as u32)),
            (true, _, 2) if (char as u32) < 256 => raw.push_str(&format!("\\x{:02x}", char as u32)),
            _ => raw.push(char),
        }
        let literal = raw[start..].chars().eq([char]);
        places.extend((0..char.len_utf8()).map(|byte| if literal { start + byte } else { start }));
    }
    places.push(raw.len());
    raw.push_str(delimiter);
    Some((raw, places))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_panics(text in ".{0,200}") {
        spans_are_sound(&text);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        spans_are_sound(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_mutation_of_a_rule_file_panics(text in mutated()) {
        spans_are_sound(&text);
    }

    #[test]
    fn offsets_point_at_what_was_written(
        text in "[a-z \t\n\u{0}\"'\\\\éß€🎈]{0,30}",
        form in 0usize..4,
        choices in prop::collection::vec(any::<u8>(), 30),
    ) {
        let Some((raw, places)) = encoded(&text, form, &choices) else { return Ok(()) };
        let head = "[rules.r]\ntable = \"t\"\ncheck = ";
        let file = format!("{head}{raw}\n");
        let rules = good(&file);
        let Param::Text(check) = &rules.rules[0].body.1 else { panic!() };
        prop_assert_eq!(&check.text, &text);
        let found: Vec<usize> = check.offsets.iter().map(|at| at - head.len()).collect();
        prop_assert_eq!(found, places);
    }
}
