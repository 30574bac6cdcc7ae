//! Room for what has to be held until the end: in memory as far as `--memory` allows, beyond that in
//! temporary files, which no other program sees and which are gone with the process however it ends.
//!
//! All that is large and stays is counted here: unpacked files, what comes through pipes, the log of
//! keys. What is not: the files that are mapped, and what threads need for the block at hand.

use crate::diagnostics::{Diagnostic, cause};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Where what does not fit into memory goes. Clones share the same room.
#[derive(Debug, Clone)]
pub struct Scratch(Arc<Room>);

#[derive(Debug)]
struct Room {
    limit: u64,
    folder: PathBuf,
    held: AtomicU64,
    trouble: OnceLock<Diagnostic>,
}

impl Default for Scratch {
    /// All that checks ask for, in memory.
    fn default() -> Scratch {
        Scratch::new(None, None)
    }
}

impl Scratch {
    /// Room for so many bytes in memory; without a limit nothing goes to files.
    pub fn new(limit: Option<u64>, folder: Option<PathBuf>) -> Scratch {
        Scratch(Arc::new(Room {
            limit: limit.unwrap_or(u64::MAX),
            folder: folder.unwrap_or_else(usual_folder),
            held: AtomicU64::new(0),
            trouble: OnceLock::new(),
        }))
    }

    /// Bytes that may be held in memory in all.
    pub fn limit(&self) -> u64 {
        self.0.limit
    }

    /// Bytes that may still be held in memory.
    pub fn free(&self) -> u64 {
        self.0.limit.saturating_sub(self.0.held.load(Ordering::Relaxed))
    }

    /// Counts bytes that are held in memory from now on, and says whether all fit.
    pub fn hold(&self, bytes: u64) -> bool {
        let before = self.0.held.fetch_add(bytes, Ordering::Relaxed);
        before.saturating_add(bytes) <= self.0.limit
    }

    /// The bytes are held no longer.
    pub fn release(&self, bytes: u64) {
        self.0.held.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Less is not worth a trip to the disk, though it exceeds the limit.
    pub fn least_run(&self) -> usize {
        (self.0.limit / 32).clamp(64 << 10, 4 << 20) as usize
    }

    /// An empty file without a name.
    pub fn file(&self) -> io::Result<TemporaryFile> {
        let file = tempfile::tempfile_in(&self.0.folder)?;
        Ok(TemporaryFile { file: Mutex::new(file), length: 0, room: self.clone() })
    }

    /// Takes note that a temporary file failed: the run cannot be finished.
    pub fn fail(&self, error: &io::Error) {
        let _ = self.0.trouble.set(self.explain(error));
    }

    /// What went wrong with the temporary files.
    pub fn trouble(&self) -> Option<&Diagnostic> {
        self.0.trouble.get()
    }

    /// Names the folder and the cure.
    pub fn explain(&self, error: &io::Error) -> Diagnostic {
        let folder = shown(&self.0.folder);
        let message = format!("failed to use a temporary file in `{folder}` ({})", cause(error));
        Diagnostic::new("temporary-file", message)
            .help("`--temp-dir DIR` names a folder with more room, `--memory SIZE` needs it less")
    }
}

/// The folder named by TMPDIR; else the one for large files, as `/tmp` is often itself in memory.
fn usual_folder() -> PathBuf {
    let large = Path::new("/var/tmp");
    match std::env::var_os("TMPDIR").is_none() && large.is_dir() {
        true => large.to_owned(),
        false => std::env::temp_dir(),
    }
}

fn shown(folder: &Path) -> String {
    crate::types::format::visible(&folder.to_string_lossy()).into_owned()
}

/// A file that nobody else can open: written from its beginning to its end, then read anywhere.
#[derive(Debug)]
pub struct TemporaryFile {
    file: Mutex<File>,
    length: u64,
    room: Scratch,
}

impl TemporaryFile {
    /// Writes at the end, and says where that was.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let start = self.length;
        self.file.get_mut().unwrap_or_else(PoisonError::into_inner).write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(start)
    }

    /// Reads bytes that were written. A failure is noted with the room, and leaves zeros.
    pub fn read(&self, start: u64, length: usize) -> Vec<u8> {
        self.get(start, length).unwrap_or_else(|| vec![0; length])
    }

    /// Reads bytes that were written. A failure is noted with the room.
    pub fn get(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let read = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes));
        read.map_err(|error| self.room.fail(&error)).is_ok().then_some(bytes)
    }

    /// Takes note that it failed: the run cannot be finished.
    pub fn fail(&self, error: &io::Error) {
        self.room.fail(error);
    }

    /// The file itself.
    pub fn into_file(self) -> File {
        self.file.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for TemporaryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.append(bytes).map(|_| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_counts_against_the_limit() {
        let scratch = Scratch::new(Some(100), None);
        assert!(scratch.hold(60));
        assert_eq!(scratch.free(), 40);
        assert!(!scratch.clone().hold(60));
        assert_eq!(scratch.free(), 0);
        scratch.release(60);
        assert_eq!(scratch.free(), 40);
        assert!(Scratch::default().hold(u64::MAX));
    }

    #[test]
    fn files_have_no_name_and_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let scratch = Scratch::new(Some(0), Some(folder.path().to_owned()));
        let mut file = scratch.file().expect("a file");
        assert_eq!(file.append(b"first ").expect("written"), 0);
        assert_eq!(file.append(b"second").expect("written"), 6);
        assert_eq!(file.read(6, 6), b"second");
        assert_eq!(file.read(0, 5), b"first");
        #[cfg(unix)]
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
        assert!(scratch.trouble().is_none());
        file.read(10, 10);
        assert!(scratch.trouble().is_some());
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let scratch = Scratch::new(Some(0), Some("no/such/folder".into()));
        let error = scratch.file().expect_err("no folder");
        let diagnostic = scratch.explain(&error);
        assert!(diagnostic.message.contains("`no/such/folder`"), "{}", diagnostic.message);
    }
}
