//! The bytes of a file: mapped where it is large, read otherwise, unpacked where it is compressed.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::path::Path;

use crate::diagnostics::Diagnostic;

/// Smaller files are read: that is faster, and no other process can cut them short meanwhile.
const WORTH_MAPPING: u64 = 4 << 20;

/// How files are brought into memory.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// Every file is read, large ones too.
    pub no_mmap: bool,
}

/// The bytes of a source.
#[derive(Debug)]
pub enum Content {
    Owned(Vec<u8>),
    Mapped(memmap2::Mmap),
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Content::Owned(bytes) => bytes,
            Content::Mapped(map) => map,
        }
    }
}

impl Content {
    /// The file as stored, or what is packed in it.
    pub fn read(path: &Path, display: &str, options: ReadOptions) -> Result<Content, Diagnostic> {
        let content = load(path, options).map_err(|error| unreadable(display, &error))?;
        Content::unpacked(content, display)
    }

    /// What is packed in gzip; anything else as it is. The first bytes decide, since `.gz` files
    /// often arrive unpacked under their old name.
    pub fn unpacked(content: Content, display: &str) -> Result<Content, Diagnostic> {
        if !content.starts_with(&[0x1f, 0x8b]) {
            return Ok(content);
        }
        let mut bytes = Vec::new();
        match flate2::read::MultiGzDecoder::new(&*content).read_to_end(&mut bytes) {
            Ok(_) => Ok(Content::Owned(bytes)),
            Err(error) => Err(Diagnostic::new(
                "unreadable-file",
                format!("failed to unpack `{display}` after {} bytes ({error})", bytes.len()),
            )
            .in_file(display)
            .help(format!("`gzip -t {display}` tests the file; fetch it again where it fails"))),
        }
    }
}

fn load(path: &Path, options: ReadOptions) -> io::Result<Content> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if metadata.is_file() && !options.no_mmap && metadata.len() >= WORTH_MAPPING {
        return map(&file).map(Content::Mapped);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Content::Owned(bytes))
}

fn map(file: &File) -> io::Result<memmap2::Mmap> {
    // SAFETY: the map is only read. That no other process writes to the file meanwhile cannot be
    // had from the operating system; bytes that change give other findings, and all positions are
    // checked against the length of the map, which does not change.
    #[allow(unsafe_code, reason = "memmap2 has no safe way to map a file")]
    unsafe {
        memmap2::Mmap::map(file)
    }
}

fn unreadable(display: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new("unreadable-file", format!("failed to read `{display}` ({error})"))
        .in_file(display)
}
