//! Texts by where they stand: 8 bytes each, whether in a file, or written down because no file has
//! them as they are.

use crate::sources::Content;
use crate::sources::stored::fixed;

/// Where a text stands: whether it is written down, the first of its bytes, and how many it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextAt(u64);

/// How many bits tell the length.
const LENGTH_BITS: u32 = 20;
/// This length and more stand before the text, which is written down.
const LONG: usize = (1 << LENGTH_BITS) - 1;
const WRITTEN: u64 = 1 << 63;
/// So many bytes of files can be told apart; what stands behind them is written down.
const ADDRESSES: u64 = 1 << (63 - LENGTH_BITS);

impl TextAt {
    /// The bytes of a spot among others.
    pub const WIDTH: usize = 8;
    const EMPTY: TextAt = TextAt(0);

    fn new(start: u64, length: usize) -> TextAt {
        TextAt(start << LENGTH_BITS | length as u64)
    }

    #[inline]
    fn start(self) -> usize {
        ((self.0 & !WRITTEN) >> LENGTH_BITS) as usize
    }

    #[inline]
    fn length(self) -> usize {
        self.0 as usize & LONG
    }

    #[inline]
    fn is_written(self) -> bool {
        self.0 & WRITTEN != 0
    }

    #[inline]
    pub fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    #[inline]
    pub fn of_bytes(bytes: [u8; 8]) -> TextAt {
        TextAt(u64::from_le_bytes(bytes))
    }

    /// The spot behind so many bytes more that are written down.
    pub fn behind(self, written: u64) -> TextAt {
        match self.is_written() {
            true => TextAt(self.0 + (written << LENGTH_BITS)),
            false => self,
        }
    }

    /// Whether spots can tell so many written bytes apart.
    pub fn reach(written: u64) -> bool {
        written < ADDRESSES
    }
}

/// A file that texts stand in.
#[derive(Debug, Clone, Copy)]
pub struct FileBytes<'a> {
    pub bytes: &'a [u8],
    /// How many bytes the files before it have.
    pub before: u64,
}

impl FileBytes<'_> {
    /// Where a text stands in the file; else it is written down.
    #[inline]
    pub fn at(&self, text: &str, written: &mut Vec<u8>) -> TextAt {
        if text.is_empty() {
            return TextAt::EMPTY;
        }
        let offset = text.as_ptr().addr().wrapping_sub(self.bytes.as_ptr().addr());
        let start = self.before.saturating_add(offset as u64);
        let is_there = offset < self.bytes.len() && start < ADDRESSES;
        if is_there && text.len() < LONG {
            TextAt::new(start, text.len())
        } else {
            put(text, written)
        }
    }
}

/// Writes a text down.
#[cold]
fn put(text: &str, written: &mut Vec<u8>) -> TextAt {
    let start = written.len() as u64;
    if text.len() >= LONG {
        written.extend((text.len() as u64).to_le_bytes());
    }
    written.extend_from_slice(text.as_bytes());
    let TextAt(spot) = TextAt::new(start, text.len().min(LONG));
    TextAt(spot | WRITTEN)
}

/// What spots lead to.
#[derive(Debug)]
pub struct Texts<'a> {
    pub files: Vec<FileBytes<'a>>,
    pub written: Content,
}

impl Texts<'_> {
    /// The bytes of a text.
    #[inline]
    pub fn bytes(&self, spot: TextAt) -> &[u8] {
        let (start, length) = (spot.start(), spot.length());
        if spot.is_written() {
            return self.written_bytes(start, length);
        }
        let file = match self.files.as_slice() {
            [one] => one,
            several => {
                let at = several.partition_point(|file| file.before <= start as u64);
                match several.get(at.wrapping_sub(1)) {
                    Some(file) => file,
                    None => return &[],
                }
            }
        };
        let start = start - file.before as usize;
        file.bytes.get(start..start + length).unwrap_or_default()
    }

    #[cold]
    fn written_bytes(&self, start: usize, length: usize) -> &[u8] {
        let (start, length) = match length {
            LONG => {
                let length = u64::from_le_bytes(fixed(&self.written, start));
                (start + 8, length as usize)
            }
            length => (start, length),
        };
        self.written.get(start..start.saturating_add(length)).unwrap_or_default()
    }

    /// A text.
    #[inline]
    pub fn text(&self, spot: TextAt) -> &str {
        std::str::from_utf8(self.bytes(spot)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Scratch;
    use crate::sources::stored::Writer;

    #[test]
    fn texts_are_found_in_files_and_where_they_are_written_down() {
        let long = "ä".repeat(1 << 20);
        let files = ["first,né".to_owned(), format!("{long},b"), "last".to_owned()];
        let mut before = 0;
        let files: Vec<FileBytes<'_>> = files
            .iter()
            .map(|text| {
                let file = FileBytes { bytes: text.as_bytes(), before };
                before += text.len() as u64;
                file
            })
            .collect();
        let slice = |file: usize, from: usize, to: usize| {
            std::str::from_utf8(&files[file].bytes[from..to]).expect("text")
        };
        let texts = [
            (0, slice(0, 6, 9)),
            (0, slice(0, 0, 5)),
            (1, slice(1, 0, 2 << 20)),
            (1, slice(1, (2 << 20) + 1, (2 << 20) + 2)),
            (2, slice(2, 0, 4)),
            (2, "elsewhere"),
            (2, &long[..LONG - 1]),
            (2, &long[..LONG + 1]),
            (2, ""),
        ];
        // As of two stretches.
        let mut all = Writer::new(&Scratch::default());
        let mut spots = Vec::new();
        for texts in texts.chunks(5) {
            let (before, mut written) = (all.length(), Vec::new());
            let spot = |(file, text): &(usize, &str)| files[*file].at(text, &mut written);
            let found: Vec<TextAt> = texts.iter().map(spot).collect();
            spots.extend(found.into_iter().map(|spot| spot.behind(before)));
            all.append(&written);
        }
        let found = Texts { files: files.clone(), written: all.finish() };
        for ((_, text), spot) in texts.iter().zip(spots) {
            assert_eq!(found.text(TextAt::of_bytes(spot.to_bytes())), *text);
        }
        assert!(found.written.len() < 8 << 20, "what files have is not written down");
        assert_eq!(found.text(TextAt::new(1 << 40, 5)), "");
    }
}
