//! The bound: the rules of the ledger written out by hand, knowing everything about the file that a
//! general checker has to find out. It does not check UTF-8, does not undouble quotes, reports no
//! faults of structure, and gives up where a record has another width.
//!
//! `unsafe` is for the vector instructions, and for mapping the file.

#![allow(unsafe_code, reason = "the bound spares nothing")]

use hashbrown::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const WIDTH: usize = 17;

const NAMES: [&str; WIDTH] = [
    "id",
    "transfer_id",
    "supplier",
    "recipient",
    "category",
    "item",
    "quantity",
    "occasions",
    "unit_weight_kg",
    "start_date",
    "end_date",
    "programme_id",
    "lat",
    "lon",
    "status",
    "source_url",
    "note",
];

const CAP: i64 = 1_000_000_000;

/// Bytes that a thread takes at a time.
const CHUNK: usize = 4 << 20;

/// Bytes that are indexed at a time: the index stays in the cache.
const STRETCH: usize = 128 << 10;

/// Sets of keys that are compared by themselves.
const PARTS: usize = 256;

/// Bits of a key's place that hold its row within the chunk.
const ROW_BITS: u32 = 18;

/// A cell that breaks a rule.
#[derive(Clone)]
struct Violation {
    rule: &'static str,
    row: u64,
    column: usize,
    at: usize,
    length: usize,
}

/// What a chunk gives back.
#[derive(Default)]
struct Chunk {
    rows: u64,
    violations: Vec<Violation>,
    /// The first id, and where it stands.
    first: (i64, usize, usize),
    last: i64,
}

/// What a thread keeps over all of its chunks.
struct Kept {
    sums: Sums,
    /// Hashes of transfer ids with their places, by the top bits of the hash.
    keys: Vec<Vec<(u64, u64)>>,
    ends: Vec<u32>,
}

/// Launch dates by the number of the programme; `i32::MIN` where there is none.
type Launched = Vec<i32>;

/// Checks the ledger and lists the violations as `rule,row,column,value`.
pub fn run(
    ledger: &Path,
    programmes: &Path,
    out: &Path,
    threads: usize,
) -> Result<(), Box<dyn Error>> {
    let launched = launched(&std::fs::read_to_string(programmes)?).ok_or("the programmes")?;
    let file = File::open(ledger)?;
    // SAFETY: only read, and nobody writes to the file meanwhile.
    let map = unsafe { memmap2::Mmap::map(&file)? };
    let bytes: &[u8] = &map;
    let cuts = cuts(bytes);
    let (chunks, kept) = judge_all(bytes, &cuts, &launched, threads);
    let mut violations = Vec::new();
    let mut starts = Vec::new();
    let (mut rows, mut last) = (0, 0);
    for (chunk, (start, _)) in chunks.into_iter().zip(&cuts) {
        starts.push((*start, rows));
        if rows > 0 && chunk.first.0 != last + 1 {
            let (_, at, length) = chunk.first;
            violations.push(Violation { rule: "id_gap", row: rows + 1, column: 0, at, length });
        }
        violations.extend(
            chunk.violations.into_iter().map(|one| Violation { row: one.row + rows, ..one }),
        );
        rows += chunk.rows;
        last = chunk.last;
    }
    for place in repeated(bytes, &kept, threads) {
        let at = (place >> ROW_BITS) as usize;
        let (_, before) = starts[starts.partition_point(|(start, _)| *start <= at) - 1];
        let row = before + (place & ((1 << ROW_BITS) - 1));
        let length = cell(bytes, place).len();
        violations.push(Violation { rule: "unique_transfer_id", row, column: 1, at, length });
    }
    violations.sort_by_key(|one| (one.row, one.column));
    write(bytes, &violations, &above_cap(&kept), out)?;
    // The process ends here: taking apart millions of keys is for nothing.
    std::mem::forget(kept);
    Ok(())
}

fn launched(text: &str) -> Option<Launched> {
    let mut launched = vec![i32::MIN; 10_000];
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        launched[programme(fields.first()?.as_bytes())?] = date(fields.get(2)?.as_bytes())?;
    }
    Some(launched)
}

fn judge_all(
    bytes: &[u8],
    cuts: &[(usize, usize)],
    launched: &Launched,
    threads: usize,
) -> (Vec<Chunk>, Vec<Kept>) {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let work = || {
        let mut kept = Kept::new(bytes.len() / threads);
        while let Some((start, end)) = cuts.get(next.fetch_add(1, Ordering::Relaxed)) {
            let chunk = judge(&bytes[*start..*end], *start, launched, &mut kept);
            done.lock().expect("nobody panics").push((*start, chunk));
        }
        kept
    };
    let kept = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().expect("the width is right")).collect()
    });
    let mut done = done.into_inner().expect("nobody panics");
    done.sort_by_key(|(start, _)| *start);
    (done.into_iter().map(|(_, chunk)| chunk).collect(), kept)
}

impl Kept {
    fn new(bytes: usize) -> Kept {
        let keys = (0..PARTS).map(|_| Vec::with_capacity(bytes / 100 / PARTS)).collect();
        Kept { sums: Sums::default(), keys, ends: Vec::with_capacity(STRETCH + 64) }
    }
}

/// Cuts the body at places where three records of the right width follow.
fn cuts(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut start = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    while start < bytes.len() {
        let end = match start + CHUNK < bytes.len() {
            true => record_after(bytes, start + CHUNK),
            false => bytes.len(),
        };
        cuts.push((start, end));
        start = end;
    }
    cuts
}

fn record_after(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr::memchr(b'\n', &bytes[at..]) {
        at += found + 1;
        let mut next = at;
        let fits = (0..3).all(|_| {
            let (width, end) = record(bytes, next);
            let fits = next >= bytes.len() || width == WIDTH;
            next = end;
            fits
        });
        if fits {
            return at;
        }
    }
    bytes.len()
}

/// The width of the record that starts here, and its end.
fn record(bytes: &[u8], start: usize) -> (usize, usize) {
    let (mut quoted, mut width) = (false, 1);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => width += 1,
            b'\n' if !quoted => return (width, at + 1),
            _ => {}
        }
    }
    (width, bytes.len())
}

/// A record: its fields end before `ends`.
struct Row<'a> {
    bytes: &'a [u8],
    /// Where the bytes lie in the file.
    base: usize,
    starts: [u32; WIDTH + 1],
}

impl<'a> Row<'a> {
    /// A field without its quotes. No column that a rule reads holds doubled ones.
    #[inline(always)]
    fn get(&self, column: usize) -> &'a [u8] {
        let field = &self.bytes[self.starts[column] as usize..self.starts[column + 1] as usize - 1];
        match field.len() >= 2 && field[0] == b'"' {
            true => &field[1..field.len() - 1],
            false => field,
        }
    }

    fn place(&self, column: usize) -> (usize, usize) {
        let (start, end) = (self.starts[column], self.starts[column + 1] - 1);
        (self.base + start as usize, (end - start) as usize)
    }
}

fn judge(bytes: &[u8], base: usize, launched: &Launched, kept: &mut Kept) -> Chunk {
    let mut chunk = Chunk::default();
    let mut ends = std::mem::take(&mut kept.ends);
    let mut at = 0;
    while at < bytes.len() {
        let stretch = &bytes[at..bytes.len().min(at + STRETCH)];
        ends.clear();
        index(stretch, &mut ends);
        let mut start = 0;
        for fields in ends.as_chunks::<WIDTH>().0 {
            let end = fields[WIDTH - 1];
            assert_eq!(stretch[end as usize], b'\n', "a record of another width");
            let mut row = Row { bytes: stretch, base: base + at, starts: [start; WIDTH + 1] };
            for (start, end) in row.starts[1..].iter_mut().zip(fields) {
                *start = end + 1;
            }
            start = end + 1;
            judge_row(&row, launched, kept, &mut chunk);
        }
        assert!(start > 0, "a record longer than a stretch");
        at += start as usize;
    }
    assert!(chunk.rows < 1 << ROW_BITS, "too many rows for the bits of a place");
    kept.ends = ends;
    chunk
}

#[inline(always)]
fn judge_row(row: &Row<'_>, launched: &Launched, kept: &mut Kept, chunk: &mut Chunk) {
    chunk.rows += 1;
    let number = chunk.rows;
    let mut found = |rule, column| {
        let (at, length) = row.place(column);
        chunk.violations.push(Violation { rule, row: number, column, at, length });
    };
    match integer(row.get(0)) {
        Some(id) => {
            if number == 1 {
                let (at, length) = row.place(0);
                chunk.first = (id, at, length);
            } else if id != chunk.last + 1 {
                found("id_gap", 0);
            }
            chunk.last = id;
        }
        None => found("type_id", 0),
    }
    let hash = hash(row.get(1));
    kept.keys[(hash >> 56) as usize].push((hash, (row.place(1).0 as u64) << ROW_BITS | number));
    let (supplier, recipient) = (row.get(2), row.get(3));
    if recipient.is_empty() {
        found("not_null_recipient", 3);
    } else if recipient == supplier {
        found("supplier_ne_recipient", 3);
    }
    let category = row.get(4);
    if !is_category(category) {
        found("enum_category", 4);
    }
    let (quantity, occasions) = (integer(row.get(6)), integer(row.get(7)));
    if quantity.is_none() {
        found("type_quantity", 6);
    }
    if occasions.is_none() {
        found("type_occasions", 7);
    }
    if category == b"munitions"
        && let (Some(quantity), Some(occasions)) = (quantity, occasions)
        && occasions != 0
        && !(occasions..=500 * occasions).contains(&quantity)
    {
        found("ratio_munitions", 6);
    }
    match present(row.get(8)).map(decimal) {
        Some(None) => found("type_weight", 8),
        Some(Some(weight)) if weight <= 0.0 => found("weight_positive", 8),
        _ => {}
    }
    let start = date(row.get(9));
    if start.is_none() {
        found("type_start_date", 9);
    }
    match present(row.get(10)).map(date) {
        Some(None) => found("type_end_date", 10),
        Some(Some(end)) if start.is_some_and(|start| end < start) => found("date_order", 10),
        _ => {}
    }
    match programme(row.get(11)).map(|number| launched[number]) {
        None => {
            found("regex_programme_id", 11);
            found("fk_programme_id", 11);
        }
        Some(i32::MIN) => found("fk_programme_id", 11),
        Some(launch) if start.is_some_and(|start| start < launch) => found("start_ge_launched", 9),
        Some(_) => {}
    }
    match present(row.get(12)).map(decimal) {
        Some(None) => found("type_lat", 12),
        Some(Some(lat)) if !(-90.0..=90.0).contains(&lat) => found("range_lat", 12),
        _ => {}
    }
    match present(row.get(13)).map(decimal) {
        Some(None) => found("type_lon", 13),
        Some(Some(lon)) if !(-180.0..=180.0).contains(&lon) => found("range_lon", 13),
        _ => {}
    }
    if !matches!(row.get(14), b"planned" | b"ordered" | b"delivered" | b"cancelled" | b"suspended")
    {
        found("enum_status", 14);
    }
    if present(row.get(15)).is_some_and(|url| !is_url(url)) {
        found("url_pattern", 15);
    }
    if let (Some(quantity), Some(start)) = (quantity, start) {
        kept.sums.add(supplier, start >> 9, quantity);
    }
}

#[inline(always)]
fn present(field: &[u8]) -> Option<&[u8]> {
    (!field.is_empty()).then_some(field)
}

#[inline(always)]
fn is_category(field: &[u8]) -> bool {
    matches!(
        field,
        b"aircraft"
            | b"armoured_vehicles"
            | b"artillery"
            | b"munitions"
            | b"missiles"
            | b"naval"
            | b"sensors"
            | b"small_arms"
    )
}

#[inline(always)]
fn integer(field: &[u8]) -> Option<i64> {
    let (negative, digits) = match field.first()? {
        b'-' => (true, &field[1..]),
        _ => (false, field),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

const POWERS: [f64; 16] =
    [1., 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

#[inline(always)]
fn decimal(field: &[u8]) -> Option<f64> {
    let (negative, digits) = match field.first()? {
        b'-' => (true, &field[1..]),
        _ => (false, field),
    };
    let (mut value, mut places, mut point) = (0, 0, false);
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 && digits.len() <= 15 {
            value = value * 10 + i64::from(digit);
            places += usize::from(point);
        } else if *byte == b'.' && !point {
            point = true;
        } else {
            return std::str::from_utf8(field).ok()?.parse().ok();
        }
    }
    let value = value as f64 / POWERS[places];
    Some(if negative { -value } else { value })
}

/// A date as year, month and day in one number: what is later is larger.
#[inline(always)]
fn date(field: &[u8]) -> Option<i32> {
    if field.len() != 10 || field[4] != b'-' || field[7] != b'-' {
        return None;
    }
    let digit = |at: usize| match field[at].wrapping_sub(b'0') {
        digit @ 0..=9 => i32::from(digit),
        _ => 1000,
    };
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
    let (month, day) = (digit(5) * 10 + digit(6), digit(8) * 10 + digit(9));
    let days = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (year <= 9999 && (1..=days).contains(&day)).then_some(year << 9 | month << 5 | day)
}

#[inline(always)]
fn programme(field: &[u8]) -> Option<usize> {
    let digits = field.strip_prefix(b"P-").filter(|digits| digits.len() == 4)?;
    integer(digits).and_then(|number| usize::try_from(number).ok())
}

#[inline(always)]
fn is_url(field: &[u8]) -> bool {
    let rest = field.strip_prefix(b"https://").or_else(|| field.strip_prefix(b"http://"));
    let Some(rest) = rest else { return false };
    let is_host = |byte: &&u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    let host = rest.iter().take_while(is_host).count();
    host > 0 && rest.get(host) == Some(&b'/') && !rest[host..].iter().any(u8::is_ascii_whitespace)
}

#[inline(always)]
fn hash(field: &[u8]) -> u64 {
    let fold = |left: u64, right: u64| {
        let product = u128::from(left) * u128::from(right);
        (product as u64) ^ (product >> 64) as u64
    };
    let start = 0x9E37_79B9_7F4A_7C15 ^ field.len() as u64;
    let (words, _) = field.as_chunks::<8>();
    let Some(last) = field.last_chunk::<8>() else {
        return field
            .iter()
            .fold(start, |hash, byte| fold(hash ^ u64::from(*byte), 0xD6E8_FEB8_6659_FD93));
    };
    let hash = words
        .iter()
        .fold(start, |hash, word| fold(hash ^ u64::from_le_bytes(*word), 0xD6E8_FEB8_6659_FD93));
    fold(hash ^ u64::from_le_bytes(*last), 0xA076_1D64_78BD_642F)
}

/// Totals by supplier and year: a row of 256 years for each supplier of three letters, a map for what
/// is otherwise.
#[derive(Default)]
struct Sums {
    /// From 15 bits of a supplier to its row, from 1.
    rows: Vec<u16>,
    suppliers: Vec<u32>,
    totals: Vec<i64>,
    other: HashMap<(u32, i32), i64>,
}

impl Sums {
    #[inline(always)]
    fn add(&mut self, supplier: &[u8], year: i32, quantity: i64) {
        let Ok(letters) = <&[u8; 3]>::try_from(supplier) else { return };
        let code = letters.iter().fold(0, |code, letter| code << 5 | u32::from(letter & 31));
        let since = year - 1900;
        if !(0..256).contains(&since) {
            *self.other.entry((code, year)).or_default() += quantity;
            return;
        }
        if self.rows.is_empty() {
            self.rows = vec![0; 1 << 15];
        }
        let mut row = self.rows[code as usize];
        if row == 0 {
            self.suppliers.push(code);
            row = self.suppliers.len() as u16;
            self.rows[code as usize] = row;
            self.totals.resize(self.suppliers.len() * 256, 0);
        }
        self.totals[(row as usize - 1) * 256 + since as usize] += quantity;
    }

    fn groups(&self) -> impl Iterator<Item = ((u32, i32), i64)> {
        let dense = self
            .totals
            .iter()
            .enumerate()
            .map(|(at, total)| ((self.suppliers[at / 256], 1900 + (at % 256) as i32), *total));
        dense.chain(self.other.iter().map(|(group, total)| (*group, *total)))
    }
}

/// The groups above the cap, by their names.
fn above_cap(kept: &[Kept]) -> Vec<(String, i64)> {
    let mut sums: HashMap<(u32, i32), i64> = HashMap::new();
    for (group, total) in kept.iter().flat_map(|kept| kept.sums.groups()) {
        *sums.entry(group).or_default() += total;
    }
    let letter = |bits: u32| char::from(64 + (bits & 31) as u8);
    let above = sums.into_iter().filter(|(_, total)| *total > CAP);
    let mut above: Vec<(String, i64)> = above
        .map(|((code, year), total)| {
            let name: String = [10, 5, 0].iter().map(|shift| letter(code >> shift)).collect();
            (format!("{name} {year}"), total)
        })
        .collect();
    above.sort();
    above
}

/// The cell at a place that a key is logged with.
fn cell(bytes: &[u8], place: u64) -> &[u8] {
    let rest = &bytes[(place >> ROW_BITS) as usize..];
    &rest[..memchr::memchr2(b',', b'\n', rest).unwrap_or(rest.len())]
}

/// Places of transfer ids that an earlier row has.
fn repeated(bytes: &[u8], kept: &[Kept], threads: usize) -> Vec<u64> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut table = Vec::new();
                loop {
                    let part = next.fetch_add(1, Ordering::Relaxed);
                    if part >= PARTS {
                        break;
                    }
                    let repeated = repeated_in(bytes, kept, part, &mut table);
                    found.lock().expect("nobody panics").extend(repeated);
                }
            });
        }
    });
    found.into_inner().expect("nobody panics")
}

fn repeated_in(bytes: &[u8], kept: &[Kept], part: usize, table: &mut Vec<(u64, u64)>) -> Vec<u64> {
    let count: usize = kept.iter().map(|kept| kept.keys[part].len()).sum();
    let size = (count * 2).next_power_of_two().max(2);
    table.clear();
    // Nothing but the header stands at 0, so that place is free.
    table.resize(size, (0, 0));
    let mut found = Vec::new();
    for (hash, place) in kept.iter().flat_map(|kept| &kept.keys[part]) {
        let mut slot = *hash as usize & (size - 1);
        loop {
            let entry = &mut table[slot];
            if entry.1 == 0 {
                *entry = (*hash, *place);
                break;
            }
            if entry.0 == *hash && cell(bytes, entry.1) == cell(bytes, *place) {
                found.push(entry.1.max(*place));
                entry.1 = entry.1.min(*place);
                break;
            }
            slot = (slot + 1) & (size - 1);
        }
    }
    found
}

fn write(
    bytes: &[u8],
    violations: &[Violation],
    groups: &[(String, i64)],
    out: &Path,
) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(out)?);
    writeln!(out, "rule,row,column,value")?;
    for Violation { rule, row, column, at, length } in violations {
        let value = String::from_utf8_lossy(&bytes[*at..at + length]);
        writeln!(out, "{rule},{row},{},{value}", NAMES[*column])?;
    }
    for (group, total) in groups {
        writeln!(out, "sum_quantity_cap,,{group},{total}")?;
    }
    out.flush()
}

/// Appends where each comma and newline outside of quotes stands.
fn index(bytes: &[u8], out: &mut Vec<u32>) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("pclmulqdq")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("popcnt")
    {
        out.reserve(bytes.len() + 8);
        // SAFETY: the processor has the instructions, and there is room for every byte and a step.
        return unsafe { wide::index(bytes, out) };
    }
    index_by_byte(bytes, 0, false, out);
}

fn index_by_byte(bytes: &[u8], from: usize, mut quoted: bool, out: &mut Vec<u32>) {
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'"' => quoted = !quoted,
            b',' | b'\n' if !quoted => out.push(at as u32),
            _ => {}
        }
    }
}

/// Counts line feeds, at the speed that memory gives.
pub fn count_lines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// Counts the fields of a file.
pub fn count_fields(bytes: &[u8]) -> usize {
    let mut out = Vec::with_capacity(STRETCH + 8);
    let stretches = bytes.chunks(STRETCH).map(|stretch| {
        out.clear();
        index(stretch, &mut out);
        out.len()
    });
    stretches.sum()
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::*;

    /// A bit for each of 64 bytes that is this one.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn equal(low: __m256i, high: __m256i, byte: u8) -> u64 {
        let wanted = _mm256_set1_epi8(byte as i8);
        let bits = |bytes| _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, wanted)) as u32;
        u64::from(bits(low)) | u64::from(bits(high)) << 32
    }

    /// See [`super::index`].
    ///
    /// # Safety
    /// `out` has room for eight entries more than there are bytes.
    #[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
    pub unsafe fn index(bytes: &[u8], out: &mut Vec<u32>) {
        let ones = _mm_set1_epi8(-1);
        let (mut carry, mut at) = (0_u64, 0);
        while at + 64 <= bytes.len() {
            // SAFETY: 64 bytes are there.
            let (low, high) = unsafe {
                let from = bytes.as_ptr().add(at).cast::<__m256i>();
                (_mm256_loadu_si256(from), _mm256_loadu_si256(from.add(1)))
            };
            let quotes = equal(low, high, b'"');
            let ends = equal(low, high, b',') | equal(low, high, b'\n');
            let mut quoted = carry;
            if quotes != 0 {
                // Between an odd quote and the next: the sums of all bits up to each.
                let sums = _mm_clmulepi64_si128(_mm_set_epi64x(0, quotes as i64), ones, 0);
                quoted ^= _mm_cvtsi128_si64(sums) as u64;
                carry = ((quoted as i64) >> 63) as u64;
            }
            let mut ends = ends & !quoted;
            let count = ends.count_ones() as usize;
            let length = out.len();
            let mut written = 0;
            while written < count {
                // Eight at a time, without asking after each; what is too many is overwritten.
                for step in written..written + 8 {
                    // SAFETY: the room that the caller promises.
                    unsafe {
                        let to = out.as_mut_ptr().add(length + step);
                        *to = at as u32 + ends.trailing_zeros();
                    }
                    ends &= ends.wrapping_sub(1);
                }
                written += 8;
            }
            // SAFETY: so many were written.
            unsafe { out.set_len(length + count) };
            at += 64;
        }
        super::index_by_byte(bytes, at, carry != 0, out);
    }
}
