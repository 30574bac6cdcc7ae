//! The bytes of a file: mapped where it is large, read otherwise, unpacked where it is compressed.

use super::guard::Guard;
use super::scratch::Scratch;
use crate::diagnostics::{Diagnostic, cause};
use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};

/// Smaller files are read: that is faster, and no other process can cut them short meanwhile.
const WORTH_MAPPING: u64 = 4 << 20;

/// How files are brought into memory.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Every file is read, large ones too.
    pub no_mmap: bool,
    /// Where bytes go that are too many for memory.
    pub scratch: Scratch,
}

/// The bytes of a source.
#[derive(Debug)]
pub enum Content {
    Owned(Vec<u8>),
    /// Counted against the room that there is.
    Held(Held),
    /// A file of the user's.
    Mapped(Mapped),
    /// A temporary file, which nobody else can write to.
    Stored(memmap2::Mmap),
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Content::Owned(bytes) => bytes,
            Content::Held(held) => &held.bytes,
            Content::Mapped(mapped) => &mapped.map,
            Content::Stored(map) => map,
        }
    }
}

/// Bytes that count as held in memory as long as they live.
#[derive(Debug)]
pub struct Held {
    pub(super) bytes: Vec<u8>,
    pub(super) scratch: Scratch,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.scratch.release(self.bytes.len() as u64);
    }
}

/// A file of the user's, mapped.
#[derive(Debug)]
pub struct Mapped {
    // Dropped before the map is.
    guard: Guard,
    map: memmap2::Mmap,
    path: PathBuf,
    opened: Metadata,
}

impl Mapped {
    /// Whether the file has become shorter. Its last page shows no fault: it is filled with zeros.
    fn is_cut(&self) -> bool {
        let is_shorter =
            |now: Metadata| is_same_file(&now, &self.opened) && now.len() < self.map.len() as u64;
        self.guard.is_cut() || std::fs::metadata(&self.path).is_ok_and(is_shorter)
    }
}

/// Another file under the same name does not concern the one that is mapped.
#[cfg(unix)]
fn is_same_file(left: &Metadata, right: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (left.dev(), left.ino()) == (right.dev(), right.ino())
}

#[cfg(not(unix))]
fn is_same_file(_: &Metadata, _: &Metadata) -> bool {
    true
}

impl Content {
    /// The file as stored, or what is packed in it.
    pub fn read(path: &Path, display: &str, options: &ReadOptions) -> Result<Content, Diagnostic> {
        let file = match open(path) {
            Ok(file) => file,
            Err(error) => return Err(unreadable(display, &error)),
        };
        if file.is_worth_mapping() && !options.no_mmap {
            let mapped = file.map(path).map_err(|error| unreadable(display, &error))?;
            return Content::unpacked(mapped, display, &options.scratch);
        }
        Content::gathered(file.file, display, &options.scratch)
    }

    /// All that a reader gives, or what is packed in it.
    pub fn gathered(
        reader: impl Read,
        display: &str,
        scratch: &Scratch,
    ) -> Result<Content, Diagnostic> {
        let content = gather(reader, scratch)
            .map_err(|failure| failure.explain(scratch, |error| unreadable(display, error)))?;
        Content::unpacked(content, display, scratch)
    }

    /// What is packed in gzip; anything else as it is. The first bytes decide, since `.gz` files
    /// often arrive unpacked under their old name.
    pub fn unpacked(
        content: Content,
        display: &str,
        scratch: &Scratch,
    ) -> Result<Content, Diagnostic> {
        if !content.starts_with(&[0x1f, 0x8b]) {
            return Ok(content);
        }
        let mut unpacker =
            Counting { inner: flate2::read::MultiGzDecoder::new(&*content), count: 0 };
        gather(&mut unpacker, scratch).map_err(|failure| {
            failure.explain(scratch, |error| not_unpacked(display, unpacker.count, error))
        })
    }

    /// Says that a stretch will be read now: what of a mapped file is in memory already then gets its
    /// pages in one go, which would be a fault each sixteen of them.
    pub fn will_read(&self, range: Range<usize>) {
        #[cfg(target_os = "linux")]
        if let Content::Mapped(Mapped { map, .. }) | Content::Stored(map) = self {
            // Older systems do not know this, and can do without.
            let _ = map.advise_range(memmap2::Advice::PopulateRead, range.start, range.len());
        }
        #[cfg(not(target_os = "linux"))]
        let _ = range;
    }

    /// Whether another program cut the file short since it was mapped.
    pub fn is_cut(&self) -> bool {
        matches!(self, Content::Mapped(mapped) if mapped.is_cut())
    }
}

/// A file before its bytes are looked at.
struct Opened {
    file: File,
    metadata: Metadata,
}

fn open(path: &Path) -> io::Result<Opened> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    match metadata.is_dir() {
        true => Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")),
        false => Ok(Opened { file, metadata }),
    }
}

impl Opened {
    /// Pipes and devices have no length.
    fn is_worth_mapping(&self) -> bool {
        self.metadata.is_file() && self.metadata.len() >= WORTH_MAPPING
    }

    fn map(self, path: &Path) -> io::Result<Content> {
        let map = map(&self.file)?;
        let guard = Guard::new(&map);
        let path = path.to_owned();
        Ok(Content::Mapped(Mapped { guard, map, path, opened: self.metadata }))
    }
}

pub(super) fn map(file: &File) -> io::Result<memmap2::Mmap> {
    // SAFETY: the map is only read. That no other process writes to the file meanwhile cannot be
    // had from the operating system; bytes that change give other findings, and all positions are
    // checked against the length of the map, which does not change. A file that becomes shorter
    // has a guard.
    #[allow(unsafe_code, reason = "memmap2 has no safe way to map a file")]
    unsafe {
        memmap2::Mmap::map(file)
    }
}

/// Whose fault it is that bytes could not be gathered.
enum Failure {
    Reading(io::Error),
    Storing(io::Error),
}

impl Failure {
    fn explain(
        &self,
        scratch: &Scratch,
        reading: impl FnOnce(&io::Error) -> Diagnostic,
    ) -> Diagnostic {
        match self {
            Failure::Reading(error) => reading(error),
            Failure::Storing(error) => scratch.explain(error),
        }
    }
}

/// Takes all bytes into memory, or, where they are too many for it, into a temporary file.
fn gather(mut reader: impl Read, scratch: &Scratch) -> Result<Content, Failure> {
    let mut bytes = Vec::new();
    let room = scratch.free();
    reader.by_ref().take(room).read_to_end(&mut bytes).map_err(Failure::Reading)?;
    let mut next = vec![0; if (bytes.len() as u64) < room { 0 } else { 256 << 10 }];
    let mut more = read_some(&mut reader, &mut next)?;
    if more == 0 {
        scratch.hold(bytes.len() as u64);
        return Ok(Content::Held(Held { bytes, scratch: scratch.clone() }));
    }
    let mut file = scratch.file().map_err(Failure::Storing)?;
    file.write_all(&bytes).map_err(Failure::Storing)?;
    drop(bytes);
    while more > 0 {
        file.write_all(&next[..more]).map_err(Failure::Storing)?;
        more = read_some(&mut reader, &mut next)?;
    }
    map(&file.into_file()).map(Content::Stored).map_err(Failure::Storing)
}

/// Reads what comes next; nothing at the end, or where there is no room for it.
fn read_some(reader: &mut impl Read, into: &mut [u8]) -> Result<usize, Failure> {
    loop {
        match reader.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other.map_err(Failure::Reading),
        }
    }
}

/// A reader that knows how far it got.
struct Counting<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.count += read as u64;
        Ok(read)
    }
}

fn unreadable(display: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new("unreadable-file", format!("failed to read `{display}` ({})", cause(error)))
        .in_file(display)
}

fn not_unpacked(display: &str, count: u64, error: &io::Error) -> Diagnostic {
    let message = format!("failed to unpack `{display}` after {count} bytes ({})", cause(error));
    Diagnostic::new("unreadable-file", message)
        .in_file(display)
        .help(format!("`gzip -t {display}` tests the file; fetch it again where it fails"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    }

    fn scratch(limit: u64, folder: &Path) -> Scratch {
        Scratch::new(Some(limit), Some(folder.to_owned()))
    }

    #[test]
    fn bytes_beyond_the_limit_are_stored() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes: Vec<u8> = (0..1_000_000_u32).map(|at| (at % 251) as u8).collect();
        for limit in [0, 1, 999_999, 1_000_000, 2_000_000] {
            let scratch = scratch(limit, folder.path());
            for input in [bytes.clone(), packed(&bytes)] {
                let content = Content::gathered(&*input, "x.csv", &scratch).expect("bytes");
                assert!(*content == *bytes, "{limit}");
                // What is unpacked is held beside what is packed.
                let held = if input == bytes { 1_000_000 } else { 1_000_000 + input.len() as u64 };
                assert_eq!(matches!(content, Content::Stored(_)), limit < held, "{limit}");
            }
            assert_eq!(scratch.free(), limit, "all is given back");
        }
    }

    #[test]
    fn a_packed_file_that_breaks_off_says_where() {
        let bytes = packed(&b"id,name\n".repeat(1000));
        let cut = &bytes[..bytes.len() - 12];
        let diagnostic = Content::gathered(cut, "x.csv.gz", &Scratch::default()).expect_err("cut");
        assert!(diagnostic.message.starts_with("failed to unpack `x.csv.gz` after "));
    }

    #[test]
    fn no_room_for_a_temporary_file_names_the_folder() {
        let scratch = scratch(10, Path::new("no/such/folder"));
        let diagnostic = Content::gathered(&[b'x'; 100][..], "x", &scratch).expect_err("no folder");
        assert_eq!(diagnostic.code, "temporary-file");
    }

    /// Without the guard the process would end here with SIGBUS.
    #[cfg(unix)]
    #[test]
    fn a_mapped_file_that_is_cut_short_reads_as_zeros() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("large.csv");
        for left in [0, 1, 4096, 3 << 20] {
            std::fs::write(&path, vec![b'x'; 5 << 20]).expect("written");
            let content =
                Content::read(&path, "large.csv", &ReadOptions::default()).expect("mapped");
            assert!(matches!(content, Content::Mapped(_)) && !content.is_cut());
            File::options().write(true).open(&path).expect("open").set_len(left).expect("cut");
            assert_eq!(content.len(), 5 << 20);
            assert_eq!(content.iter().filter(|byte| **byte == b'x').count() as u64, left);
            assert!(content.is_cut(), "{left}");
        }
    }

    #[test]
    fn a_file_that_takes_the_place_of_a_mapped_one_does_not_concern_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("large.csv");
        std::fs::write(&path, vec![b'x'; 5 << 20]).expect("written");
        let content = Content::read(&path, "large.csv", &ReadOptions::default()).expect("mapped");
        let other = folder.path().join("other.csv");
        std::fs::write(&other, "short").expect("written");
        if std::fs::rename(&other, &path).is_ok() {
            assert!(!content.is_cut());
        }
    }
}
