//! How the bytes of a file are cut into records and fields.

use crate::rules::Reading;

/// The four characters that have a meaning in a file. Each is a single byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    /// Absent where no character quotes.
    pub quote: Option<u8>,
    /// Takes the meaning from the character that follows it, line ends excepted. Never sniffed.
    pub escape: Option<u8>,
    /// Begins a line that is no record.
    pub comment: Option<u8>,
}

impl Default for Dialect {
    fn default() -> Dialect {
        Dialect { delimiter: b',', quote: Some(b'"'), escape: None, comment: None }
    }
}

impl Dialect {
    /// Stands for the delimiter of a file of one column that has none: a unit separator.
    pub const NO_DELIMITER: u8 = 0x1f;

    /// What a rule file declares; the delimiter is a comma until it is sniffed.
    pub fn declared(reading: &Reading) -> Dialect {
        let quote = reading.quote.as_ref().map_or(Some(b'"'), |quote| quote.value);
        let escape = reading.escape.as_ref().map(|escape| escape.value);
        Dialect {
            delimiter: reading.delimiter.as_ref().map_or(b',', |delimiter| delimiter.value),
            quote,
            // A quote that escapes quotes is what doubled quotes are.
            escape: escape.filter(|escape| Some(*escape) != quote),
            comment: reading.comment.as_ref().map(|comment| comment.value),
        }
    }

    /// The first two characters that are the same one, or that are a line end.
    pub(super) fn conflict(&self) -> Option<u8> {
        let used = [Some(self.delimiter), self.quote, self.escape, self.comment];
        let used: Vec<u8> = used.into_iter().flatten().collect();
        let clash = |index: usize| {
            matches!(used[index], b'\n' | b'\r') || used[..index].contains(&used[index])
        };
        (0..used.len()).find(|index| clash(*index)).map(|index| used[index])
    }

    /// Whether the bit-parallel reading knows everything in this dialect.
    pub(super) fn is_simple(&self) -> bool {
        self.escape.is_none() && self.comment.is_none()
    }
}
