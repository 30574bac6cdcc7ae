//! Bytes that are written once, from their beginning to their end, and then read anywhere: in memory
//! as far as there is room, in a temporary file that is mapped beyond that.

use super::content::{Content, Held, map};
use super::scratch::{Scratch, TemporaryFile};
use std::io;

/// So many bytes are gathered for a file before they are written.
const AT_ONCE: usize = 64 << 10;

/// Bytes on their way to where they are read.
#[derive(Debug)]
pub struct Writer {
    /// All that there is, or what a file does not have yet.
    held: Held,
    file: Option<TemporaryFile>,
    /// The file failed, and the run with it: what is written goes nowhere.
    failed: bool,
    length: u64,
}

impl Writer {
    pub fn new(scratch: &Scratch) -> Writer {
        let held = Held { bytes: Vec::new(), scratch: scratch.clone() };
        Writer { held, file: None, failed: false, length: 0 }
    }

    /// How many bytes were written.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Writes behind what is there. A failure is noted with the room.
    pub fn append(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if self.failed {
            return;
        }
        self.held.bytes.extend_from_slice(bytes);
        let fits = self.held.scratch.hold(bytes.len() as u64);
        let most = match self.file {
            Some(_) => AT_ONCE,
            None if fits => return,
            None => self.held.scratch.least_run(),
        };
        if self.held.bytes.len() >= most {
            let written = self.write();
            self.note(written);
        }
    }

    /// Moves what is held to the file.
    fn write(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(self.held.scratch.file()?),
        };
        file.append(&self.held.bytes)?;
        self.held.scratch.release(self.held.bytes.len() as u64);
        // What was held before there was a file may be much.
        self.held.bytes.clear();
        self.held.bytes.shrink_to(AT_ONCE);
        Ok(())
    }

    fn note(&mut self, written: io::Result<()>) {
        if let Err(error) = written {
            self.held.scratch.fail(&error);
            self.failed = true;
        }
    }

    /// All that was written; nothing where the file failed.
    pub fn finish(mut self) -> Content {
        if self.file.is_some() {
            let written = self.write();
            self.note(written);
        }
        let none = Held { bytes: Vec::new(), scratch: self.held.scratch.clone() };
        match self.file {
            _ if self.failed => Content::Held(none),
            None => {
                self.held.bytes.shrink_to_fit();
                Content::Held(self.held)
            }
            Some(file) => map(&file.into_file()).map(Content::Stored).unwrap_or_else(|error| {
                none.scratch.fail(&error);
                Content::Held(none)
            }),
        }
    }
}

/// Bytes that count as held in memory as long as this lives.
#[derive(Debug)]
pub struct Counted {
    bytes: u64,
    scratch: Scratch,
}

impl Counted {
    pub fn new(bytes: u64, scratch: &Scratch) -> Counted {
        scratch.hold(bytes);
        Counted { bytes, scratch: scratch.clone() }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.scratch.release(self.bytes);
    }
}

/// The bytes of a number at a place; zeros where there are none, as after a file that failed.
#[inline]
pub fn fixed<const WIDTH: usize>(bytes: &[u8], at: usize) -> [u8; WIDTH] {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or([0; WIDTH])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_wherever_it_lies() {
        let folder = tempfile::tempdir().expect("a folder");
        let part: Vec<u8> = (0..50_000_u32).map(|at| (at % 251) as u8).collect();
        for limit in [0, 70_000, 1 << 30] {
            let scratch = Scratch::new(Some(limit), Some(folder.path().to_owned()));
            for n_parts in [0, 1, 2, 7] {
                let mut writer = Writer::new(&scratch);
                (0..n_parts).for_each(|_| writer.append(&part));
                assert_eq!(writer.length(), n_parts * 50_000);
                let content = writer.finish();
                assert!(*content == part.repeat(n_parts as usize), "{limit} {n_parts}");
                // One part alone is not worth a file.
                let is_stored = limit < n_parts * 50_000 && n_parts > 1;
                assert_eq!(matches!(content, Content::Stored(_)), is_stored, "{limit} {n_parts}");
            }
            assert_eq!(scratch.free(), limit, "all is given back");
            assert!(scratch.trouble().is_none());
        }
    }

    #[test]
    fn a_file_that_fails_is_told_and_leaves_nothing() {
        let scratch = Scratch::new(Some(0), Some("no/such/folder".into()));
        let mut writer = Writer::new(&scratch);
        (0..900).for_each(|_| writer.append(&[7; 500]));
        let content = writer.finish();
        assert!(content.is_empty() && scratch.trouble().is_some());
        assert_eq!(fixed::<4>(&content, 12), [0; 4]);
    }
}
