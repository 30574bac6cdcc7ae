//! Running the program in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder that holds the files of a page.
pub(crate) struct Folder(TempDir);

/// What a command printed, and its exit status.
pub(crate) struct Done {
    pub(crate) output: String,
    pub(crate) status: i32,
}

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(TempDir::new().expect("a temporary folder"))
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a temporary folder");
        std::fs::write(path, bytes).expect("a temporary file");
    }

    pub(crate) fn run(&self, args: &[&str], stdin: Option<&str>) -> Done {
        let input = stdin.map(|name| self.0.path().join(name));
        run(self.0.path(), args, input)
    }
}

/// Runs the program in a folder of the repository.
pub(crate) fn run_in(folder: &Path, args: &[&str]) -> Done {
    run(folder, args, None)
}

fn run(folder: &Path, args: &[&str], input: Option<PathBuf>) -> Done {
    let stdin = input.map_or_else(Stdio::null, |path| {
        std::fs::File::open(path).expect("the file of the page").into()
    });
    let done = Command::new(env!("CARGO_BIN_EXE_scruple"))
        .args(args)
        .current_dir(folder)
        .stdin(stdin)
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    let mut output = String::from_utf8(done.stdout).expect("reports are UTF-8");
    output.push_str(&String::from_utf8_lossy(&done.stderr));
    Done { output, status: done.status.code().expect("the program is not killed") }
}

/// Runs the commands of a block; what it should hold, and the status of the last one.
pub(super) fn console(body: &str, folder: &Folder) -> Result<(String, i32), String> {
    let mut text = String::new();
    let mut status = 0;
    for command in body.lines().filter(|line| line.starts_with("$ ")) {
        let (args, stdin) = command.split_once(" < ").unwrap_or((command, ""));
        let words = words(args);
        let Some(("$", args)) = words.split_first().map(|(first, rest)| (first.as_str(), rest))
        else {
            return Err(format!("`{command}` is no command"));
        };
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let Some(("scruple", args)) = args.split_first().map(|(first, rest)| (*first, rest)) else {
            return Err(format!("`{command}` is not a command of this program"));
        };
        let done = folder.run(args, Some(stdin).filter(|name| !name.is_empty()));
        text.push_str(&format!("{command}\n{}", done.output));
        status = done.status;
    }
    Ok((text, status))
}

/// The words of a command line; those in single quotes are one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (index, part) in line.split('\'').enumerate() {
        for character in part.chars() {
            match words.last_mut() {
                Some(last) if index % 2 == 1 || character != ' ' => last.push(character),
                _ => words.push(String::new()),
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
