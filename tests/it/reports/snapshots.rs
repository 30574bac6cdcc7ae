//! Texts under `tests/snapshots/`: `UPDATE=1 cargo test` writes them, and one that no test asks for
//! fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The snapshots of a run of the test.
pub struct Snapshots {
    folder: PathBuf,
    seen: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Snapshots {
    pub fn new() -> Snapshots {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
        Snapshots { folder, seen: BTreeSet::new(), wrong: Vec::new() }
    }

    fn updates() -> bool {
        std::env::var_os("UPDATE").is_some()
    }

    /// Compares a text with the file of this name.
    pub fn check(&mut self, name: &str, text: &str) {
        let file = format!("{name}.txt");
        let path = self.folder.join(&file);
        self.seen.insert(file);
        if Snapshots::updates() {
            fs::create_dir_all(&self.folder).expect("a folder for snapshots");
            fs::write(&path, text).expect("a snapshot can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != text {
            self.wrong.push(format!("--- {name}, expected\n{expected}\n--- found\n{text}"));
        }
    }

    /// Fails where a text differs, or a file belongs to no test.
    pub fn finish(self) {
        let files = fs::read_dir(&self.folder).expect("the folder of snapshots");
        let names = files.map(|file| file.expect("a file").file_name().into_string());
        for name in names.map(|name| name.expect("a UTF-8 name")) {
            if self.seen.contains(&name) {
                continue;
            }
            assert!(
                Snapshots::updates(),
                "tests/snapshots/{name} belongs to no test; `UPDATE=1` removes it"
            );
            fs::remove_file(self.folder.join(&name)).expect("an orphan can be removed");
        }
        let hint = "`UPDATE=1 cargo test --test it reports` accepts what was found";
        assert!(self.wrong.is_empty(), "{}\n{hint}", self.wrong.join("\n"));
    }
}
