//! Tables that references lead to: in memory, on disk, and read in any order of blocks.

use super::{run, stderr_and_stdout};
use scruple::cli::session::{self, Settings};
use scruple::diagnostics::Texts;
use scruple::engine::{self, Options};
use scruple::plan::infer::Show;
use scruple::plan::severities::Severities;
use scruple::sources::discover::{Found, Group};
use scruple::sources::{ReadOptions, Scratch};
use std::fmt::Write as _;
use tempfile::TempDir;

const RULES: &str = "\
[tables.parents]
files = [\"parents-*.csv\"]
key   = [\"id\"]

[tables.children]
key = [\"id\"]

[tables.parents.columns]
id     = { type = \"string\" }
owner  = { type = \"integer\", references = \"owners.number\" }
n      = { type = \"integer\" }
amount = { type = \"number\" }
ratio  = { type = \"float\" }
sold   = { type = \"boolean\" }
day    = { type = \"date\" }
at     = { type = \"time\" }
stamp  = { type = \"datetime\" }
month  = { type = \"yearmonth\" }
span   = { type = \"duration\" }
note   = { type = \"string\" }

[tables.children.columns]
id     = { type = \"string\" }
n      = { type = \"integer\" }
amount = { type = \"number\" }
ratio  = { type = \"float\" }
sold   = { type = \"boolean\" }
day    = { type = \"date\" }
at     = { type = \"time\" }
stamp  = { type = \"datetime\" }
month  = { type = \"yearmonth\" }
span   = { type = \"duration\" }
note   = { type = \"string\" }
parent = { type = \"string\", references = \"parents.id\" }

[tables.owners.columns]
number = { type = \"integer\" }
rate   = { type = \"number\" }

[rules.twins]
table = \"children\"
same-as = { table = \"parents\", columns = [\"n\", \"amount\", \"ratio\", \"sold\", \"day\", \"at\", \"stamp\", \"month\", \"span\", \"note\"] }

[rules.both]
table = \"children\"
references = { columns = [\"day\", \"n\"], table = \"parents\", to = [\"day\", \"n\"] }

[rules.texts]
table = \"children\"
check = \"len(parent.note) < 12\"

[rules.numbers]
table = \"children\"
check = \"parent.amount <> 7.125\"

[rules.further]
table = \"children\"
check = \"parent.owner.rate < 11999\"

[rules.owned]
table = \"children\"
check = \"\"\"id IN (SELECT p.id FROM parents p WHERE p.n = children.n)
OR (SELECT sum(o.rate) FROM owners o WHERE o.number = children.n) > 0\"\"\"
";

const ROWS: usize = 12_000;

fn key(row: usize) -> String {
    if row % 10 == 3 { format!("\"K\"\"{row:05}\"") } else { format!("K{row:05}") }
}

/// The cells of a row that both tables have, in the order of their headers.
fn cells(row: usize) -> String {
    let amount = match row % 5000 {
        // Blocks differ by the scales of their numbers.
        41 => "7.125".to_owned(),
        42 => "123456789012345678901234567890.5".to_owned(),
        _ => format!("{}.{:02}", row % 1009, row % 100),
    };
    let n = if row % 4000 == 77 { "?".to_owned() } else { (row % 3001).to_string() };
    let sold = ["true", "false", ""][row % 3];
    let day = format!("2024-{:02}-{:02}", row % 12 + 1, row % 28 + 1);
    let at = format!("{:02}:{:02}", row % 24, row % 60);
    let note = match row % 3 {
        0 => format!("\"{row} \"\"é\"\"\""),
        _ if row % 6000 == 1 => "far too long for it".to_owned(),
        _ => format!("n{row}"),
    };
    let ratio = row as f64 / 16.0;
    let month = format!("2024-{:02}", row % 12 + 1);
    format!("{n},{amount},{ratio},{sold},{day},{at},{day}T{at},{month},P{row}D,{note}")
}

const COLUMNS: &str = "n,amount,ratio,sold,day,at,stamp,month,span,note";

/// The last differ from their twins, and refer to nothing.
fn tables() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    for (file, rows) in [("a", 0..7_345), ("b", 7_345..ROWS)] {
        let mut text = format!("id,owner,{COLUMNS}\n");
        for row in rows {
            let _ = writeln!(text, "{},{},{}", key(row), row * 11 % ROWS, cells(row));
        }
        write(&format!("parents-{file}.csv"), &text);
    }
    let mut text = format!("id,parent,{COLUMNS}\n");
    for row in 0..ROWS + 3 {
        let parent = row * 7 % ROWS;
        let parent = match row {
            _ if row >= ROWS => format!("X{row}"),
            _ if row % 1000 == 500 => String::new(),
            _ => key(parent),
        };
        // The twin of another row, for two of them.
        let twin = if row % 9000 == 8000 { row + 1 } else { row };
        let _ = writeln!(text, "{},{parent},{}", key(row), cells(twin));
    }
    write("children.csv", &text);
    let mut text = String::from("number,rate\n");
    for row in 0..ROWS {
        let _ = writeln!(text, "{row},{row}");
        // A key that comes again leads to its first row.
        if row % 50 == 0 {
            let _ = writeln!(text, "{row},1000000");
        }
    }
    write("owners.csv", &text);
    write("scruple.toml", RULES);
    folder
}

const FILES: [&str; 4] = ["parents-a.csv", "parents-b.csv", "children.csv", "owners.csv"];

#[test]
fn what_references_lead_to_does_not_depend_on_memory_threads_or_blocks() {
    let folder = tables();
    let args = [&FILES[..], &["--format", "ndjson"]].concat();
    let expected = run(folder.path(), &args);
    let text = stderr_and_stdout(&expected);
    assert_eq!(expected.status.code(), Some(1), "{text}");
    let of = |check: &str| text.lines().filter(|line| line.contains(check)).count();
    // Behind each number of violations their finding.
    let lines = text.lines().filter(|line| line.contains("twins")).collect::<Vec<_>>().join("\n");
    assert_eq!(of("\"twins\""), 4 + 1, "{lines}");
    assert_eq!(of("\"children.parent.references\""), 3 + 1, "{text}");
    assert_eq!(of("\"texts\""), 2 + 1);
    assert_eq!(of("\"numbers\""), 3 + 1);
    assert_eq!(of("\"further\""), 1 + 1);
    assert!(of("\"both\"") > 0);
    for (memory, threads, block) in [
        ("0", "1", "1000"),
        ("100K", "2", "65536"),
        ("2M", "7", "20000"),
        ("0", "7", "65536"),
        ("1G", "2", "777"),
    ] {
        let settings = ["--memory", memory, "--threads", threads, "--block-size", block];
        let output = run(folder.path(), &[&args[..], &settings].concat());
        assert!(output.stdout == expected.stdout, "{settings:?}");
    }
}

#[test]
fn lookups_that_are_too_large_go_to_disk() {
    let folder = tables();
    let length = |name: &&str| folder.path().join(name).metadata().expect("a file").len();
    // The files fit, and some of what is to be looked up.
    let memory = (FILES.iter().map(length).sum::<u64>() + 200_000).to_string();
    let args = [&FILES[..], &["--memory", &memory, "--temp-dir", "no/such/folder"]].concat();
    let output = run(folder.path(), &[&args[..], &["--format", "json"]].concat());
    let text = stderr_and_stdout(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("temporary-file") && text.contains("`no/such/folder`"), "{text}");
    assert!(!text.contains("twins"), "{text}");
}

#[test]
fn what_is_held_is_given_back() {
    const LIMIT: u64 = 1 << 40;
    let folder = tables();
    let scratch = Scratch::new(Some(LIMIT), None);
    let found = |name: &&str| Found {
        path: folder.path().join(name),
        display: (*name).to_owned(),
        bound_to: None,
        outright: true,
    };
    let group = Group {
        rules: vec![folder.path().join("scruple.toml")],
        files: FILES.iter().map(found).collect(),
    };
    let settings = Settings {
        read: ReadOptions { no_mmap: false, scratch: scratch.clone() },
        select: Severities::default(),
        today: 20_000,
        show: Show::Values,
        previous: None,
        published: None,
    };
    let planned = session::plan(&group, &settings, &mut Texts::default());
    let plan = planned.plan.as_ref().expect("the rules have no mistakes");
    assert!(scratch.free() < LIMIT, "files are held");
    let outcome = engine::run(plan, &Options { scratch: scratch.clone(), ..Options::default() });
    assert!(!outcome.findings.is_empty());
    drop(planned);
    assert_eq!(scratch.free(), LIMIT);
}
