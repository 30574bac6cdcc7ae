//! Reading rule files: a small trait, so that only the edge of the program touches the disk.

use std::io;
use std::path::{Path, PathBuf};

/// Where rule files come from.
pub trait Files {
    /// The text of a file.
    fn read_to_string(&self, path: &Path) -> io::Result<String>;

    /// One name for one file, however it is reached. The file may be absent.
    fn canonical(&self, path: &Path) -> PathBuf;
}

/// The files on disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        String::from_utf8(std::fs::read(path)?).map_err(|error| {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
            let reason = format!("not UTF-8 from byte {} on, in line {line}", valid.len());
            io::Error::new(io::ErrorKind::InvalidData, reason)
        })
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    }
}

/// No files at all: for a rule file that comes as a text.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read_to_string(&self, _: &Path) -> io::Result<String> {
        let reason = "a rule file that is only a text has no folder to look in";
        Err(io::Error::new(io::ErrorKind::NotFound, reason))
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}
