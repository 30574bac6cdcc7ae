//! The program as users run it: a folder of files, arguments, and what comes out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own, gone when dropped.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// With these files in it.
    pub fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a temporary folder"));
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("a file that was written")
    }

    /// Runs the program in the folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        run_in(self.path(), arguments, None)
    }

    /// Runs it with something on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        run_in(self.path(), arguments, Some(input.as_bytes()))
    }

    /// `check` with arguments, and its report as JSON.
    pub fn json(&self, arguments: &[&str]) -> Report {
        self.run(&[&["check", "--format", "json"], arguments].concat()).json()
    }
}

/// How a run ended, and what it wrote.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    #[track_caller]
    pub fn json(self) -> Report {
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        let json = serde_json::from_str(&self.stdout);
        let json = json.unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr));
        Report { status: self.status, json }
    }

    /// Both streams, for a failing test.
    pub fn all(&self) -> String {
        format!("status {}\n{}{}", self.status, self.stdout, self.stderr)
    }
}

/// The command, with an environment that changes nothing.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scruple"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1").env_remove("COLUMNS");
    command
}

pub fn run_in(folder: &Path, arguments: &[&str], input: Option<&[u8]>) -> Ran {
    let mut child = command(folder, arguments)
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        // The program may end before it has read everything.
        let _ = stdin.write_all(input);
    }
    ran(child.wait_with_output().expect("the program ends"))
}

pub fn ran(output: Output) -> Ran {
    Ran {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("reports are UTF-8"),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A JSON report.
#[derive(Debug)]
pub struct Report {
    pub status: i32,
    pub json: serde_json::Value,
}

impl Report {
    fn list<'r>(&'r self, key: &str) -> impl Iterator<Item = &'r serde_json::Value> {
        self.json[key].as_array().into_iter().flatten()
    }

    /// The finding of a check, if it has one; there must not be two.
    #[track_caller]
    pub fn finding(&self, id: &str) -> Option<&serde_json::Value> {
        let mut found = self.list("findings").filter(|finding| finding["id"] == id);
        let first = found.next();
        assert!(found.next().is_none(), "two findings of {id}");
        first
    }

    /// The ids of all findings, in order.
    pub fn found(&self) -> Vec<&str> {
        self.list("findings").filter_map(|finding| finding["id"].as_str()).collect()
    }

    /// The rows of a finding's violations.
    pub fn rows(&self, id: &str) -> Vec<u64> {
        self.numbers(id, "row")
    }

    /// The lines of a finding's violations.
    pub fn lines(&self, id: &str) -> Vec<u64> {
        self.numbers(id, "line")
    }

    fn numbers(&self, id: &str, key: &str) -> Vec<u64> {
        let violations = self.finding(id).and_then(|finding| finding["violations"].as_array());
        violations.into_iter().flatten().filter_map(|one| one[key].as_u64()).collect()
    }

    /// The codes of all diagnostics, in order.
    pub fn codes(&self) -> Vec<&str> {
        self.list("diagnostics").filter_map(|one| one["code"].as_str()).collect()
    }

    pub fn diagnostic(&self, code: &str) -> Option<&serde_json::Value> {
        self.list("diagnostics").find(|one| one["code"] == code)
    }

    /// The entry of a check in the list of all checks.
    pub fn check(&self, id: &str) -> Option<&serde_json::Value> {
        self.list("checks").find(|check| check["id"] == id)
    }

    /// "passed failed undecided not-applicable not-evaluated" of a check.
    #[track_caller]
    pub fn counts(&self, id: &str) -> [u64; 5] {
        let check = self.check(id).unwrap_or_else(|| panic!("no check {id}: {:#}", self.json));
        ["passed", "failed", "undecided", "not_applicable", "not_evaluated"]
            .map(|key| check[key].as_u64().expect("a count"))
    }

    pub fn inputs(&self) -> Vec<&serde_json::Value> {
        self.list("inputs").collect()
    }
}

/// The folder of shared cases, where it is there.
pub fn shared(part: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SCRUPLE_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let path = named.unwrap_or(beside).join(part);
    path.exists().then_some(path)
}
