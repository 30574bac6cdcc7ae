//! How each report looks over shared outcomes, and what each promises to those who read it.

mod browser;
mod outcomes;
mod snapshots;

use scruple::cli::args::SchemaOf;
use scruple::cli::pages::{CHECKS, CODES};
use scruple::cli::schema;
use scruple::diagnostics::Texts;
use scruple::findings::{Cell, ExcerptLine, Outcome};
use scruple::reports::ndjson::NdjsonWriter;
use scruple::reports::visible::{is_hidden, width};
use scruple::reports::{self, FORMATS, Style};
use snapshots::Snapshots;

fn written(format: &str, outcome: &Outcome, texts: &Texts, style: &Style) -> String {
    let mut out = Vec::new();
    let format = reports::find(format).expect("a format of the list");
    (format.write)(outcome, texts, style, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("reports are UTF-8")
}

#[test]
fn every_format_looks_right() {
    let mut snapshots = Snapshots::new();
    for (name, outcome, texts) in outcomes::all() {
        for format in FORMATS {
            let widths: &[usize] = if format.wants_excerpts { &[80, 200] } else { &[80] };
            for width in widths {
                let style = Style { width: *width, ..Style::plain() };
                let text = written(format.name, &outcome, &texts, &style);
                let ending =
                    if format.wants_excerpts { format!("-{width}") } else { String::new() };
                snapshots.check(&format!("{}-{name}{ending}", format.name), &text);
            }
        }
    }
    snapshots.finish();
}

/// Every outcome, with and without a mask, in a format.
fn all_written(format: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, outcome, texts) in outcomes::all() {
        for masked in [false, true] {
            let style = Style { masked, ..Style::plain() };
            let text = written(format, &outcome, &texts, &style);
            all.push((format!("{name}, masked: {masked}"), text));
        }
    }
    all
}

fn parsed(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("reports are JSON")
}

fn validator() -> jsonschema::Validator {
    let schema = parsed(schema::text(SchemaOf::Report));
    jsonschema::meta::validate(&schema).expect("the schema is one");
    jsonschema::validator_for(&schema).expect("the schema compiles")
}

#[test]
fn json_reports_fit_their_schema() {
    let validator = validator();
    for (name, text) in all_written("json") {
        let report = parsed(&text);
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

/// Removing a key that the manual promises has to be noticed, wherever it stands.
#[test]
fn the_schema_misses_every_promised_key() {
    let validator = validator();
    let (_, outcome, texts) = outcomes::one();
    let report = parsed(&written("json", &outcome, &texts, &Style::plain()));
    for (place, keys) in [
        (
            "",
            &["version", "tool", "as_of", "summary", "inputs", "checks", "findings", "figures"][..],
        ),
        ("/tool", &["name", "version"]),
        (
            "/summary",
            &["errors", "warnings", "notes", "violations", "allowed", "baselined", "rows"],
        ),
        ("/inputs/0", &["table", "file", "rows", "bytes", "context", "columns"]),
        ("/inputs/0/columns/0", &["name", "type", "from"]),
        ("/checks/0", &["id", "table", "document", "of", "total", "undecided", "reason"]),
        ("/findings/0", &["id", "severity", "table", "message", "count", "truncated"]),
        ("/findings/0/rule", &["file", "line"]),
        ("/findings/0/violations/0", &["message", "cells", "values"]),
        ("/findings/0/violations/0/cells/0", &["line", "column_start", "column_end", "byte_end"]),
    ] {
        for key in keys {
            let mut without = report.clone();
            let object = without.pointer_mut(place).and_then(|value| value.as_object_mut());
            assert!(object.expect(place).remove(*key).is_some(), "{place}/{key} is not there");
            assert!(!validator.is_valid(&without), "{place}/{key} is not missed");
        }
    }
}

#[test]
fn ndjson_lines_are_the_json_report_in_pieces() {
    for (name, outcome, texts) in outcomes::all() {
        let whole = parsed(&written("json", &outcome, &texts, &Style::plain()));
        let text = written("ndjson", &outcome, &texts, &Style::plain());
        let lines: Vec<serde_json::Value> = text.lines().map(parsed).collect();
        let of = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
        let shown: usize = outcome.findings.iter().map(|found| found.violations.len()).sum();
        assert_eq!(of("violation"), shown, "{name}");
        assert_eq!(of("check"), outcome.checks.len(), "{name}");
        assert_eq!(of("diagnostic"), outcome.diagnostics.len(), "{name}");
        let last = lines.last().expect("a stream ends with a summary");
        assert_eq!(last["type"], "summary", "{name}");
        for (key, value) in whole["summary"].as_object().expect("an object") {
            assert_eq!(&last[key], value, "{name}");
        }
    }
}

/// A stream and a complete outcome say the same, but for the order of violations.
#[test]
fn a_stream_is_what_is_written_at_once() {
    for (name, outcome, texts) in outcomes::all() {
        let mut out = Vec::new();
        let mut writer = NdjsonWriter::new(&mut out, Style::plain());
        for found in &outcome.findings {
            for violation in &found.violations {
                writer
                    .violation(&found.id, found.severity, found.table.as_deref(), violation)
                    .expect("a vector takes all");
            }
        }
        writer.finish(&outcome, &texts).expect("a vector takes all");
        let streamed = String::from_utf8(out).expect("reports are UTF-8");
        let at_once = written("ndjson", &outcome, &texts, &Style::plain());
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&streamed), sorted(&at_once), "{name}");
    }
}

/// Values keep every character in JSON, and yet no report holds one that a terminal would obey.
#[test]
fn nothing_from_a_file_reaches_a_terminal_raw() {
    for format in FORMATS {
        for (name, text) in all_written(format.name) {
            let raw = text.chars().find(|c| *c != '\n' && is_hidden(*c));
            assert_eq!(raw, None, "{} of {name}", format.name);
        }
    }
    let (_, outcome, texts) = outcomes::nasty();
    let report = parsed(&written("json", &outcome, &texts, &Style::plain()));
    let value = &report["findings"][0]["violations"][1]["cells"][0]["value"];
    assert_eq!(value, "\u{202e}txt.exe\u{200b}");
}

/// Excerpts stand behind a gutter, whatever a line of the file looks like.
#[test]
fn no_line_begins_with_text_from_a_file() {
    let allowed = |line: &str, outcome: &Outcome| {
        let ids = outcome.findings.iter().map(|found| found.id.as_str());
        let codes = outcome.diagnostics.iter().map(|about| about.code);
        line.is_empty()
            || line.starts_with("help: ")
            || line.starts_with([' ', '×', '⚠', '☞', '?', '✓', '0', '1', '2', '3', '4', '6'])
            || line.starts_with("checked ")
            || line.starts_with("no ")
            || ids.chain(codes).any(|id| id == line)
    };
    for (name, outcome, texts) in outcomes::all() {
        for width in [40, 80, 200] {
            let style = Style { width, ..Style::plain() };
            for line in written("fancy", &outcome, &texts, &style).lines() {
                assert!(allowed(line, &outcome), "{name} at {width}: {line}");
            }
        }
    }
}

#[test]
fn fancy_reports_keep_to_the_width() {
    for (name, outcome, texts) in outcomes::all() {
        for columns in [80, 120, 200] {
            let style = Style { width: columns, ..Style::plain() };
            let text = written("fancy", &outcome, &texts, &style);
            for line in text.lines().filter(|line| !line.contains("source https://")) {
                assert!(width(line) <= columns, "{name} at {columns}: {} {line}", width(line));
            }
        }
    }
}

/// An underline stands below its cell, as terminals measure it.
#[test]
fn underlines_stand_below_their_cells() {
    let (_, outcome, texts) = outcomes::nasty();
    let text = written("fancy", &outcome, &texts, &Style::plain());
    let lines: Vec<&str> = text.lines().collect();
    let below = |needle: &str| {
        let at = lines.iter().position(|line| line.contains(needle) && line.contains('│'));
        let at = at.expect("the line is shown");
        let start = width(&lines[at][..lines[at].find(needle).expect("it is in there")]);
        let marks: Vec<char> = lines[at + 1].chars().collect();
        (
            marks[start - 1],
            marks[start],
            marks[start + width(needle) - 1],
            marks[start + width(needle)],
        )
    };
    for needle in ["漢字かな交じり文", "\\u{202e}txt.exe\\u{200b}", "␛[31mred␛[0m␇"] {
        assert_eq!(below(needle), (' ', '─', '─', ' '), "{needle}");
    }
}

#[test]
fn masked_reports_show_no_value_and_no_fingerprint() {
    let (_, mut outcome, texts) = outcomes::one();
    // Sentences come without values already where there is a mask.
    outcome.findings[0].violations[0].message = "••• rounds on ••• occasions".into();
    for format in FORMATS {
        let style = Style { masked: true, ..Style::plain() };
        let text = written(format.name, &outcome, &texts, &style);
        for value in ["9000000", "9,000,000", "artillery", "1000000.0", "fingerprint"] {
            assert!(!text.contains(value), "{} shows {value}: {text}", format.name);
        }
    }
}

#[test]
fn colour_only_where_it_is_wanted_and_nowhere_else_changes() {
    for (name, outcome, texts) in outcomes::all() {
        let plain = written("fancy", &outcome, &texts, &Style::plain());
        let style = Style { color: true, ..Style::plain() };
        let coloured = written("fancy", &outcome, &texts, &style);
        assert!(coloured.contains("\u{1b}["), "{name}");
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain, "{name}");
    }
}

#[test]
fn a_clean_run_is_three_lines_and_nothing_is_silently_green() {
    let (_, mut outcome, texts) = outcomes::none();
    let text = written("fancy", &outcome, &texts, &Style::plain());
    assert_eq!(text.lines().count(), 3);
    assert!(text.ends_with("✓ no violations\n"));
    let style = Style { verbose: true, ..Style::plain() };
    assert!(written("fancy", &outcome, &texts, &style).contains("reports.rounds.minimum"));

    outcome.inputs.iter_mut().for_each(|input| input.rows = 0);
    let text = written("fancy", &outcome, &texts, &Style::plain());
    assert!(
        text.contains("0 rows of 2 files") && text.ends_with("? nothing was judged\n"),
        "{text}"
    );

    outcome.checks.clear();
    let text = written("fancy", &outcome, &texts, &Style::plain());
    assert!(text.contains("no checks") && text.ends_with("? nothing was judged\n"), "{text}");
}

#[test]
fn every_page_is_listed_and_every_code_has_one() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, pages) in [("docs/checks", CHECKS), ("docs/codes", CODES)] {
        let Ok(files) = std::fs::read_dir(root.join(folder)) else { continue };
        for file in files {
            let name = file.expect("a file").file_name().into_string().expect("a UTF-8 name");
            let id = name.strip_suffix(".md").expect("a page is Markdown");
            let page = pages.iter().find(|page| page.id == id);
            let page = page.unwrap_or_else(|| panic!("{folder}/{name} is not in src/cli/pages.rs"));
            assert!(page.text.starts_with(&format!("# {id}\n\n")), "{name}: its id is its heading");
            assert!(!page.summary().contains('\n'), "{name}: its first paragraph is one line");
        }
    }
    for code in scruple::diagnostics::codes::CODES {
        assert!(
            CODES.iter().any(|page| page.id == code.id),
            "docs/codes/{}.md is missing",
            code.id
        );
    }
}

#[test]
fn pages_name_related_pages_that_are_there() {
    for page in CHECKS.iter().chain(CODES) {
        let related = page.text.lines().filter_map(|line| line.strip_prefix("Related: "));
        for id in related.flat_map(|line| line.split('`').skip(1).step_by(2)) {
            let found = scruple::cli::explain::page(id, &Style::plain());
            assert!(found.is_ok(), "{}: `{id}` is explained nowhere", page.id);
        }
    }
}

proptest::proptest! {
    /// Any line, any cells, any width: no panic, nothing hidden, within the width.
    #[test]
    fn any_line_is_drawn(
        text in "[\\PCa-c,\"\u{1b}\t\u{202e}漢]{0,300}",
        cells in proptest::collection::vec((1u64..120, 0u64..120), 0..4),
        lines_of_last in 0u64..3,
        columns in 80usize..220,
        skipped in 0u64..30,
        cut: bool,
    ) {
        let (_, mut outcome, texts) = outcomes::one();
        let violation = &mut outcome.findings[0].violations[0];
        violation.excerpt[1] = ExcerptLine { line: 2, text, skipped, cut, ..Default::default() };
        violation.cells.clear();
        let mut at = 0;
        for (gap, len) in &cells {
            let column_start = at + gap;
            at = column_start + len;
            let label = "a label of some words that says what is there".into();
            let place = Cell { line: 2, column_start, column_end: at, ..Cell::default() };
            violation.cells.push(Cell { label, ..place });
        }
        if let Some(last) = violation.cells.last_mut() {
            last.line_end = Some(2 + lines_of_last);
        }
        let style = Style { width: columns, ..Style::plain() };
        let report = written("fancy", &outcome, &texts, &style);
        proptest::prop_assert!(!report.chars().any(|c| c != '\n' && is_hidden(c)));
        for line in report.lines().filter(|line| line.contains("│ ")) {
            proptest::prop_assert!(width(line) <= columns, "{} {report}", width(line));
        }
    }
}

/// The examples of the manual are the snapshots: `UPDATE=1` puts them in.
#[test]
fn the_manual_shows_reports_as_they_are() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("docs/reports.md");
    let page = std::fs::read_to_string(&path).expect("the page of reports");
    let mut parts = page.split("<!-- snapshot: ");
    let mut fresh = parts.next().expect("a first part").to_owned();
    for part in parts {
        let (name, rest) = part.split_once(" -->").expect("the end of a comment");
        let (_, rest) = rest.split_once("<!-- end -->").expect("the end of an example");
        let (format, name) = name.split_once('-').expect("format and outcome");
        let name = name.trim_end_matches("-80");
        let mut outcomes = outcomes::all().into_iter();
        let (_, outcome, texts) = outcomes.find(|(known, ..)| *known == name).expect("an outcome");
        let report = written(format, &outcome, &texts, &Style::plain());
        let ending = if format == "fancy" { "-80" } else { "" };
        fresh.push_str(&format!(
            "<!-- snapshot: {format}-{name}{ending} -->\n```\n{report}```\n<!-- end -->{rest}"
        ));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).expect("the page can be written");
    } else {
        assert_eq!(page, fresh, "`UPDATE=1 cargo test --test it reports` puts the reports in");
    }
}
