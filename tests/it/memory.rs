//! What is too large for memory, and files that change or end while they are read.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

mod lookups;

fn scruple(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scruple"));
    command.current_dir(folder).arg("check").args(args).stdin(Stdio::null());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    scruple(folder, args).output().expect("scruple runs")
}

fn stderr_and_stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const RULES: &str = "\
[tables.keys.columns]
id = { type = \"string\", unique = true }
n  = { type = \"integer\" }

[rules.no-row-twice]
table = \"keys\"
duplicate-row = true

[rules.none-like-the-one-before]
table = \"keys\"
check = \"\"\"id <> lag(id) OVER (PARTITION BY left(id, 5), note ORDER BY id)
AND count(*) OVER (PARTITION BY left(id, 5)) < 103\"\"\"

[rules.every-state-of-a-group]
table = \"keys\"
by    = [\"id\", \"right(id, 1)\"]
check = \"\"\"count(*) = 1 OR sum(n) + avg(n) + min(n) + max(n) + median(n) + mode(n) + count(DISTINCT note) < 0
OR first(note) = last(note) AND string_agg(note, '+') = 'c' AND bool_and(n > 3)
OR stddev_samp(cast(n AS DOUBLE)) < 0 OR max(note) = min(note) AND any_value(note) = 'c'\"\"\"

[rules.few-groups]
table = \"keys\"
by    = [\"right(id, 3)\"]
check = \"sum(n) < 10\"

[rules.fixed-by-others]
table = \"keys\"
determines = [{ from = [\"id\"], to = [\"n\"] }, { from = [\"n\"], to = [\"note\"] }]

[rules.no-gaps]
table = \"keys\"
sequence = { column = \"n\", by = [\"left(id, 4)\"], any-order = true }

[rules.one-of-a-kind]
table = \"keys\"
at-most-one = { check = \"n % 3 = 0\", by = [\"left(id, 6)\"] }

[rules.one-elsewhere]
table = \"keys\"
check = \"\"\"(SELECT count(*) + sum(k.n) FROM keys k WHERE k.id = keys.id) = 1 + n
AND id IN (SELECT k.id FROM keys k WHERE k.n > 2 AND k.note = keys.note)\"\"\"
";

/// Some thirty thousand keys, more than groups that are put together at once; some come again, far
/// away and close by.
fn keys() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = String::from("id,note,n\n");
    for row in 0..30_000_u64 {
        let key = if row % 97 == 0 { row / 2 } else { row };
        let note = if row % 2 == 0 { "a" } else { "\"b\"" };
        let n = if row % 5000 == 7 { "?".to_owned() } else { (row % 1013).to_string() };
        let _ = writeln!(text, "K{key:06},{note},{n}");
    }
    std::fs::write(folder.path().join("keys.csv"), text).expect("written");
    std::fs::write(folder.path().join("scruple.toml"), RULES).expect("written");
    folder
}

#[test]
fn the_report_does_not_depend_on_memory_threads_or_blocks() {
    let folder = keys();
    let expected = run(folder.path(), &["keys.csv", "--format", "ndjson"]);
    assert_eq!(expected.status.code(), Some(1), "{}", stderr_and_stdout(&expected));
    assert!(expected.stdout.len() > 10_000);
    let checks = [
        "keys.id.unique",
        "none-like-the-one-before",
        "every-state-of-a-group",
        "few-groups",
        "one-elsewhere",
        "fixed-by-others",
        "no-gaps",
        "one-of-a-kind",
    ];
    for check in checks {
        let times = stderr_and_stdout(&expected).matches(check).count();
        assert!(times > 2, "{check} fails nowhere");
    }
    for (memory, threads, block) in
        [("0", "1", "1000"), ("100K", "2", "65536"), ("1M", "7", "20000"), ("0", "7", "65536")]
    {
        let settings = ["--memory", memory, "--threads", threads, "--block-size", block];
        let args = [&["keys.csv", "--format", "ndjson"], &settings[..]].concat();
        let output = run(folder.path(), &args);
        assert!(output.stdout == expected.stdout, "{settings:?}");
    }
}

#[test]
fn temporary_files_leave_nothing_behind() {
    let (folder, temporary) = (keys(), tempfile::tempdir().expect("a folder"));
    let place = temporary.path().to_str().expect("a path of text");
    let output = run(folder.path(), &["keys.csv", "--memory", "0", "--temp-dir", place]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr_and_stdout(&output));
    assert_eq!(temporary.path().read_dir().expect("a folder").count(), 0);
}

#[test]
fn no_room_for_temporary_files_is_told_and_nothing_else_is() {
    let folder = keys();
    // The first is less than the file, the second less than its keys.
    for memory in ["0", "300K"] {
        let args = ["keys.csv", "--memory", memory, "--temp-dir", "no/such/folder"];
        let output = run(folder.path(), &[&args[..], &["--format", "json"]].concat());
        let text = stderr_and_stdout(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("temporary-file") && text.contains("`no/such/folder`"), "{text}");
        assert!(text.contains("--temp-dir") && !text.contains("keys.id.unique"), "{text}");
    }
}

#[test]
fn packed_files_larger_than_memory_are_unpacked_to_a_file() {
    let folder = keys();
    let bytes = std::fs::read(folder.path().join("keys.csv")).expect("the file");
    let expected = run(folder.path(), &["keys.csv", "--format", "concise"]);
    let packed = std::fs::File::create(folder.path().join("keys.csv.gz")).expect("a file");
    let mut encoder = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    encoder.write_all(&bytes).and_then(|()| encoder.finish().map(drop)).expect("packed");
    for memory in ["0", "1G"] {
        let args = ["keys.csv.gz", "--format", "concise", "--memory", memory];
        let output = run(folder.path(), &args);
        let text = String::from_utf8_lossy(&output.stdout).replace("keys.csv.gz", "keys.csv");
        assert_eq!(text, String::from_utf8_lossy(&expected.stdout), "{memory}");
    }
}

#[cfg(unix)]
mod pipes {
    use super::*;
    use std::fs::File;
    use std::process::Child;

    fn pipe(folder: &Path, name: &str) {
        let made = Command::new("mkfifo").arg(folder.join(name)).status().expect("mkfifo");
        assert!(made.success());
    }

    #[test]
    fn pipes_and_devices_are_read() {
        let folder = keys();
        let bytes = std::fs::read(folder.path().join("keys.csv")).expect("the file");
        let expected = run(folder.path(), &["keys.csv", "--format", "concise"]);
        for path in ["keys=-", "keys=/dev/stdin", "keys=/dev/fd/0"] {
            let mut command = scruple(folder.path(), &[path, "-r", "scruple.toml"]);
            command.args(["--format", "concise"]).stdin(Stdio::piped()).stdout(Stdio::piped());
            let mut child = command.spawn().expect("scruple runs");
            child.stdin.take().expect("a pipe").write_all(&bytes).expect("read to the end");
            let output = child.wait_with_output().expect("scruple ends");
            let text = String::from_utf8_lossy(&output.stdout);
            let count = String::from_utf8_lossy(&expected.stdout).lines().count();
            assert_eq!(text.lines().count(), count, "{path}: {text}");
            assert!(text.contains("keys.id.unique"), "{path}: {text}");
        }
    }

    /// A large file and a pipe: while scruple waits for the pipe, the file is already mapped.
    fn waiting(folder: &Path) -> Child {
        pipe(folder, "late.csv");
        let rows = "7,some text that fills the file\n".repeat(200_000);
        std::fs::write(folder.join("big.csv"), "id,note\n".to_owned() + &rows).expect("written");
        let mut command = scruple(folder, &["big.csv", "late.csv", "--format", "concise"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("scruple runs")
    }

    #[test]
    fn a_file_that_is_cut_short_while_it_is_read_is_told() {
        for left in [0, 100, 1 << 20] {
            let folder = tempfile::tempdir().expect("a folder");
            let child = waiting(folder.path());
            // Opening blocks until scruple opens the other end: it has mapped the first file then.
            let mut late = File::create(folder.path().join("late.csv")).expect("the pipe");
            let big = File::options().write(true).open(folder.path().join("big.csv"));
            big.and_then(|file| file.set_len(left)).expect("cut");
            late.write_all(b"id\n1\n").expect("read");
            drop(late);
            let output = child.wait_with_output().expect("scruple ends");
            let text = stderr_and_stdout(&output);
            assert_eq!(output.status.code(), Some(2), "{left}: {text}");
            assert!(text.contains("unreadable-file") && text.contains("cut short"), "{text}");
        }
    }

    #[test]
    fn a_file_that_grows_is_judged_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let child = waiting(folder.path());
        let mut late = File::create(folder.path().join("late.csv")).expect("the pipe");
        let big = File::options().append(true).open(folder.path().join("big.csv"));
        big.and_then(|mut file| file.write_all(b"a,b,c,d\n")).expect("longer");
        late.write_all(b"id\n1\n").expect("read");
        drop(late);
        let output = child.wait_with_output().expect("scruple ends");
        assert_eq!(output.status.code(), Some(0), "{}", stderr_and_stdout(&output));
    }
}

/// A cell of very many parts, in lists within lists: looked at in stretches, and refused where all of
/// it would have to be held.
#[test]
fn lists_within_lists_do_not_multiply_what_is_held() {
    let folder = tempfile::tempdir().expect("a folder");
    let parts =
        |count: usize| (0..count).map(|at| format!("{at:04}")).collect::<Vec<_>>().join(";");
    let text = format!("a,n\n{},600\n{},1100\n7;8,2\n", parts(600), parts(1100));
    std::fs::write(folder.path().join("lists.csv"), text).expect("written");
    let rules = "\
[tables.lists.columns]
n = { type = \"integer\" }

[rules.pairs]
table = \"lists\"
where = \"n < 1000\"
check = \"\"\"list_sum([len([y FOR y IN string_split(a, ';') IF y || x <= x || y])
FOR x, i IN string_split(a, ';') IF len([z FOR z IN string_split(a, ';') IF z = x]) = i / i]) = n * (n + 1) / 2\"\"\"

[rules.all-pairs]
table = \"lists\"
check = \"len([[y FOR y IN string_split(a, ';')] FOR x IN string_split(a, ';')]) = n\"
";
    std::fs::write(folder.path().join("scruple.toml"), rules).expect("written");
    let output = run(folder.path(), &["lists.csv", "--format", "concise"]);
    let text = stderr_and_stdout(&output);
    assert!(text.contains("lists.csv:3"), "{text}");
    assert!(text.contains("all-pairs"), "{text}");
    assert!(!text.contains("rules.pairs") && !text.contains("[pairs]"), "{text}");
    assert!(text.contains("1 error in 1 of") && text.contains("1,048,576 values"), "{text}");
}
