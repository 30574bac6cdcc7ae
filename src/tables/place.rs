//! Where a row came from, kept small: lines, columns and excerpts are made only for what is shown.

/// The start of a record in one of a table's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which of the table's files, in the order in which they are read.
    pub file: u32,
    /// The byte where the record starts, in the content as read (unpacked, as UTF-8).
    pub offset: u64,
}
