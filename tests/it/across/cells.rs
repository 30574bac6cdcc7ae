//! `text(x)` is what DuckDB reads where it reads all columns as texts; what it takes, what it shows,
//! and what a file is called.

use super::{config, duckdb, folder, mistakes, report, showing, shown};
use proptest::prelude::*;

/// Cells as a file may have them.
const CELLS: &[&str] = &[
    "1",
    "1.50",
    "-0",
    "007",
    "1e3",
    "NA",
    "",
    "\"\"",
    "\"1.5\"",
    " 2",
    "2 ",
    "\"a\"\"b\"",
    "\"a,b\"",
    "2024-01-05",
    "true",
    "é",
];

fn table(cells: &[usize]) -> String {
    let rows = cells.iter().enumerate().map(|(at, cell)| format!("{at},{}\n", CELLS[*cell]));
    "row_,x\n".to_owned() + &rows.collect::<String>()
}

fn ours(folder: &std::path::Path) -> Vec<String> {
    let report = report(folder, &[]);
    let findings = report["findings"].as_array().expect("a list");
    let finding = findings.iter().find(|finding| finding["id"] == "shown").expect("a finding");
    finding["violations"].as_array().expect("a list").iter().map(shown).collect()
}

proptest! {
    #![proptest_config(config(4))]

    #[test]
    fn the_text_of_a_cell_is_that_of_duckdb(
        cells in prop::collection::vec(0..CELLS.len(), 1..30), is_declared: bool,
    ) {
        let check = showing("text(x)");
        let mut rules = format!("[rules.shown]\ntable = \"t\"\ncheck = \"\"\"{check}\"\"\"\n");
        if is_declared {
            rules += "[tables.t.columns]\nx = { type = \"number\" }\n";
        }
        let folder = folder(&[("scruple.toml", &rules), ("t.csv", &table(&cells))]);
        let path = folder.path().join("t.csv").to_string_lossy().replace('\'', "''");
        let query = format!(
            "SELECT coalesce(x, 'NULL') FROM read_csv('{path}', auto_detect = false, header = true, \
             delim = ',', quote = '\"', escape = '\"', columns = {{'row_': 'INTEGER', 'x': 'VARCHAR'}}) \
             ORDER BY row_"
        );
        let Some(answers) = duckdb(&[], &[query]) else { return Ok(()) };
        let rows = answers[0].as_array().unwrap_or_else(|| panic!("{}", answers[0]));
        let theirs: Vec<&str> = rows.iter().map(|row| row[0].as_str().expect("a text")).collect();
        prop_assert_eq!(ours(folder.path()), theirs);
    }
}

/// The violations of a folder: id, message and underlined columns.
fn said(files: &[(&str, &str)]) -> Vec<String> {
    let folder = folder(files);
    let report = report(folder.path(), &[]);
    assert_eq!(report["diagnostics"], serde_json::json!([]), "{report}");
    let mut said = Vec::new();
    for finding in report["findings"].as_array().expect("a list") {
        for violation in finding["violations"].as_array().expect("a list") {
            let cells = violation["cells"].as_array().expect("a list").iter();
            let cells: Vec<&str> = cells.filter_map(|cell| cell["column"].as_str()).collect();
            let (id, message) = (finding["id"].as_str(), violation["message"].as_str());
            said.push(format!("{}: {} {cells:?}", id.expect("one"), message.expect("one")));
        }
    }
    said
}

#[test]
fn the_cell_behind_its_text_is_shown() {
    let rules = "\
[tables.items]\nkey = [\"id\"]\n[tables.t.columns]\nx = { type = \"number\" }\n\
item = { references = \"items.id\" }\n\
[define]\ncents = { args = [\"amount\"], expr = \"text(amount) ~ '^[0-9]+\\\\.[0-9]{2}$'\" }\n\
[rules.cents]\ntable = \"t\"\ncheck = \"cents(x)\"\n\
[rules.followed]\ntable = \"t\"\ncheck = \"text(item.price) = text(x)\"\n\
[rules.of-parts]\ntable = \"t\"\nby = [\"text(item)\"]\ncheck = \"count(DISTINCT text(x)) = 1\"\n\
[rules.read]\ntable = \"t\"\ncheck = \"x > 0 AND text(x) <> '1'\"\n";
    let table = "item,x\na,1.50\na,1.5\nb,\nb,\n";
    let items = "id,price\na,1.50\nb,2\n";
    assert_eq!(
        said(&[("scruple.toml", rules), ("t.csv", table), ("items.csv", items)]),
        [
            "of-parts: `count(DISTINCT text(x))` is 2 for text(item) a, so `count(DISTINCT text(x)) \
             = 1` does not hold [\"item\"]",
            "of-parts: `count(DISTINCT text(x))` is 0 for text(item) b, so `count(DISTINCT text(x)) \
             = 1` does not hold [\"item\"]",
            "cents: `cents(x)` does not hold [\"x\"]",
            "followed: `text(item.price)` is 1.50 and `text(x)` is 1.5, so `text(item.price) = \
             text(x)` does not hold [\"item\", \"x\", \"price\"]",
        ]
    );
}

/// A cell that does not read as its type has a text; nothing else reads it.
#[test]
fn a_text_is_there_before_it_is_read() {
    let rules = "[tables.t.columns]\nx = { type = \"integer\" }\n\
                 [rules.text]\ntable = \"t\"\ncheck = \"text(x) <> 'two'\"\n\
                 [rules.both]\ntable = \"t\"\ncheck = \"text(x) = '1' OR x > 5\"\n";
    let said = said(&[("scruple.toml", rules), ("t.csv", "x\n1\ntwo\n3\n")]);
    let of = |id: &str| said.iter().filter(|one| one.starts_with(id)).count();
    assert_eq!((of("text:"), of("both:"), of("t.x.type:")), (1, 1, 1), "{said:?}");
}

#[test]
fn an_absent_column_has_no_text() {
    let rules = "[tables.t.columns]\ny = { type = \"integer\" }\n\
                 [rules.text]\ntable = \"t\"\ncheck = \"text(y) <> 'two'\"\n";
    let folder = folder(&[("scruple.toml", rules), ("t.csv", "x\n1\n")]);
    let report = report(folder.path(), &[]);
    let checks = report["checks"].as_array().expect("a list");
    let text = checks.iter().find(|check| check["id"] == "text").expect("a check");
    assert_eq!(text["not_evaluated"], 1, "{text}");
    assert_eq!(text["reason"], "column `y` is absent");
}

/// Conditions name files from the folder of the rule file, wherever they are run from.
#[test]
fn a_file_has_one_name() {
    let folder = folder(&[("scruple.toml", "")]);
    std::fs::create_dir(folder.path().join("2024")).expect("a folder");
    std::fs::write(folder.path().join("2024/t.csv"), "id\n1\n").expect("a file");
    let rules = "[tables.t]\n[rules.r]\ntable = \"t\"\ncheck = \"file() <> '2024/t.csv'\"\n";
    std::fs::write(folder.path().join("scruple.toml"), rules).expect("a file");
    for from in [folder.path().to_owned(), folder.path().join("2024")] {
        let report = report(&from, &[]);
        assert_eq!(report["summary"]["violations"], 1, "{report}");
    }
}

/// What a check reads beside the columns is no column to what looks at all of them.
#[test]
fn no_other_check_sees_more_columns() {
    let rules = "\
[tables.t]\ncolumns-match = \"exact\"\n[tables.t.columns]\nx = {}\ny = {}\n\
[tables.u]\n\
[rules.twice]\ntable = \"t\"\nduplicate-row = true\n\
[rules.all]\ntable = \"t\"\ncheck = \"COLUMNS(*) IS NOT NULL\"\n\
[rules.same]\ntable = \"t\"\nsame-as = { table = \"u\", key = [\"x\"] }\n\
[rules.row]\ntable = \"t\"\ncheck = \"row() < 2 AND file() = 't.csv'\"\n";
    let files = [("scruple.toml", rules), ("t.csv", "x,y\n1,2\n1,2\n"), ("u.csv", "x,y\n1,2\n")];
    let said = said(&files);
    assert!(said.iter().any(|one| one.starts_with("twice: ")), "{said:?}");
    assert!(said.iter().any(|one| one.starts_with("row: ")), "{said:?}");
    assert!(!said.iter().any(|one| one.starts_with("all: ")), "{said:?}");
    // The fingerprint of a row without a key is that of its cells.
    let prints = |rules: &str| {
        let folder = folder(&[("scruple.toml", rules), ("t.csv", "x,y\n1,2\n")]);
        let report = report(folder.path(), &[]);
        report["findings"][0]["violations"][0]["fingerprint"].clone()
    };
    let plain = "[rules.r]\ntable = \"t\"\ncheck = \"x > 1\"\n[tables.t]\n";
    let more = format!("{plain}[rules.s]\ntable = \"t\"\ncheck = \"text(x) = '1'\"\n");
    assert_eq!(prints(plain), prints(&more));
}

#[test]
fn mistakes_are_told_at_their_places() {
    let check = |condition: &str, expected: &str| {
        let rules = format!("[rules.r]\ntable = \"t\"\ncheck = \"{condition}\"\n");
        assert_eq!(mistakes(&rules), expected, "{condition}");
    };
    check(
        "text(n + x) = ''",
        "wrong-arguments: `text` gives a cell as it is written, and `n + x` stands in no cell \
         | give it a column, `text(column)`; a value as text is `(n + x)::text`",
    );
    check(
        "text(today()) = ''",
        "wrong-arguments: `text` gives a cell as it is written, and `today()` stands in no cell \
         | give it a column, `text(column)`; a value as text is `today()::text`",
    );
    check(
        "text() = ''",
        "wrong-arguments: `text` takes 1 argument, found 0 | write `text(column)`",
    );
    check(
        "text(*COLUMNS('n|x')) = ''",
        "wrong-arguments: `text` takes 1 argument, found 2 | write `text(column)`",
    );
    check(
        "row(1) = n",
        "wrong-arguments: `row` takes no arguments, found 1 argument | write `row()`",
    );
    check("text(m) = ''", "unknown-column: unknown column `m` in table `t`");
    check(
        "\\\"text(n)\\\" = '' OR \\\"file()\\\" = ''",
        "unknown-column: unknown column `text(n)` in table `t` | a text is written in single \
         quotes: `'text(n)'`\nunknown-column: unknown column `file()` in table `t` | a text is \
         written in single quotes: `'file()'`",
    );
    check(
        "file() > 1",
        "type-mismatch: `file()` is a text and `1` is an integer: `>` does not compare the two",
    );
}
