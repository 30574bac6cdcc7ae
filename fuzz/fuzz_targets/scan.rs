//! Any bytes are read without a panic, by every method and in any blocks alike.
//!
//! `cargo fuzz run -s none scan`
#![no_main]

use libfuzzer_sys::fuzz_target;
use scruple::rules::Reading;
use scruple::sources::open::from_bytes;
use scruple::sources::scan::{Method, scan_with};
use scruple::sources::{Block, Records, Source, guess_start};
use scruple::tables::batch::Cells;

/// Each record's bytes, and its fields where it is not ragged; each fault's place; all lines.
type Contents = (Vec<(usize, usize, Vec<usize>)>, Vec<(&'static str, usize, usize)>, u64);

fn read(source: &Source, method: Method, block: usize) -> Contents {
    let (mut rows, mut faults, mut lines) = (Vec::new(), Vec::new(), 0);
    let mut records = Records::new();
    let mut at = source.body;
    while at < source.bytes().len() {
        let end = scan_with(method, source, (at, at + block), &mut records);
        assert!(end > at);
        at = end;
        for row in 0..records.n_rows() {
            let width = if records.is_ragged(row) { 0 } else { records.width() };
            let ends = (0..width).map(|column| records.field(row, column).end).collect();
            let record = records.record(row);
            rows.push((record.start, record.end, ends));
        }
        let places = records.faults().iter().map(|f| (f.kind.id(), f.span.start, f.span.end));
        faults.extend(places);
        lines += records.lines();
    }
    (rows, faults, lines)
}

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (block, bytes) = input;
    let Ok(source) = from_bytes("x.csv", bytes, &Reading::default()) else { return };
    let len = source.bytes().len();
    let expected = read(&source, Method::ExactPortable, len + 1);
    for method in [Method::Best, Method::Portable, Method::Exact] {
        assert_eq!(read(&source, method, usize::from(block) + 1), expected);
    }
    assert!(guess_start(&source, usize::from(block)) <= len);
    let (arena, mut records) = (bumpalo::Bump::new(), Records::new());
    scan_with(Method::Best, &source, (source.body, len), &mut records);
    for column in 0..source.width() {
        let cells = Block::new(&source, &records).column(column, &arena);
        for row in 0..cells.n_rows() {
            let text = cells.text(row).map(str::as_bytes);
            assert!(text.is_none() || text == Some(cells.bytes(row)));
        }
    }
    for fault in source.faults.iter().chain(records.faults()) {
        let place = source.locate(source.top(), fault.span.start..fault.span.end);
        assert!(place.line_end >= place.line && place.byte_end >= place.byte_start);
    }
});
