//! Reading tables: from a path to blocks of records whose every byte has a known place.
//!
//! [`open`](open::open) turns a file into a [`Source`]: its text as UTF-8, its dialect, its header.
//! [`scan_block`] finds the records of a stretch of it, [`Block`] gives their
//! cells as text, and [`locate`] says where something stands, for what is shown. Faults of structure
//! are collected on the way and never stop the reading.

#![allow(clippy::result_large_err, reason = "a diagnostic is made once a file, never in a loop")]

pub mod fault;
pub mod dialect;
pub mod scratch;
pub mod pieces;
mod guard;
pub mod content;
pub mod stored;
pub mod encoding;
pub mod refuse;
#[expect(
    unsafe_code,
    reason = "the hot loop of the scanner: instructions of the processor, and reads without bounds"
)]
mod simd;
mod exact;
pub mod records;
pub mod scan;
mod guess;
pub mod sniff;
pub mod header;
pub mod open;
pub mod cells;
pub mod locate;
pub mod decode;
pub mod discover;
pub mod version;

pub use cells::{Block, ColumnCells};
pub use content::{Content, ReadOptions};
pub use dialect::Dialect;
pub use fault::{Fault, FaultKind};
pub use guess::guess_start;
pub use header::HeaderCell;
pub use open::{DialectOrigin, Source};
pub use records::Records;
pub use scan::{each_stretch, scan_block};
pub use scratch::Scratch;
