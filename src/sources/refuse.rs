//! Files that are no table of text, recognised before they are cut into nonsense.

use crate::diagnostics::Diagnostic;

/// How much of a file is looked at.
const SAMPLE: usize = 8 << 10;

/// First bytes that say what a file is.
const KINDS: [(&[u8], &str); 9] = [
    (b"PK\x03\x04", "a zip archive or a workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ", "compressed with xz"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "a picture"),
];

/// Extensions of formats that are not read yet.
const NAMES: [(&str, &str); 14] = [
    ("json", "a JSON file"),
    ("ndjson", "a file of JSON lines"),
    ("jsonl", "a file of JSON lines"),
    ("geojson", "a GeoJSON file"),
    ("xlsx", "a workbook"),
    ("xlsm", "a workbook"),
    ("xls", "a workbook"),
    ("ods", "a workbook"),
    ("parquet", "a Parquet file"),
    ("arrow", "an Arrow file"),
    ("feather", "an Arrow file"),
    ("yaml", "a YAML file"),
    ("yml", "a YAML file"),
    ("xml", "an XML file"),
];

fn has_extension(display: &str, extension: &str) -> bool {
    let name = display.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.strip_suffix(extension).is_some_and(|stem| stem.ends_with('.'))
}

/// The reason why these bytes, as stored, are no table; nothing where they may be one.
pub fn stored(bytes: &[u8], display: &str, is_declared: Declared) -> Result<(), Diagnostic> {
    if let Some((_, kind)) = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(not_a_table(display, kind, "export its table as CSV, encoded as UTF-8"));
    }
    if let Some((_, kind)) = NAMES.iter().find(|(end, _)| has_extension(display, end)) {
        let message = format!("`{display}` has the name of {kind}: only CSV and TSV are read yet");
        let help =
            "export its table as CSV, encoded as UTF-8; a table of text gets the name `.csv`";
        return Err(Diagnostic::new("not-a-table", message).in_file(display).help(help));
    }
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        let cure = format!("`iconv -f UTF-32 -t UTF-8 {display}` rewrites it");
        return Err(not_a_table(display, "encoded as UTF-32", &cure));
    }
    let is_marked = encoding_rs::Encoding::for_bom(bytes).is_some();
    if is_declared == Declared::No
        && !is_marked
        && let Some(label) = wide(&bytes[..bytes.len().min(SAMPLE)])
    {
        let kind = "UTF-16 without a byte order mark";
        let cure = format!("`encoding = \"{label}\"` under the table declares it");
        return Err(not_a_table(display, kind, &cure));
    }
    Ok(())
}

/// Whether a rule file says which encoding a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    Yes,
    No,
}

/// The same for text, from its first character on.
pub fn text(bytes: &[u8], display: &str) -> Result<(), Diagnostic> {
    if bytes.iter().all(|byte| matches!(byte, b'\n' | b'\r')) {
        let what = if bytes.is_empty() { "is empty" } else { "holds nothing but line ends" };
        return Err(Diagnostic::new("no-data", format!("`{display}` {what}"))
            .in_file(display)
            .help("a table begins with a header: `id,name`"));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let controls = sample.iter().filter(|byte| is_binary(**byte)).count();
    if controls * 10 > sample.len().max(40) * 3 {
        return Err(not_a_table(
            display,
            "binary data",
            "export its table as CSV, encoded as UTF-8",
        ));
    }
    let start = sample.trim_ascii_start();
    let begins =
        |word: &[u8]| start.get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word));
    if begins(b"<!doctype html") || begins(b"<html") {
        let cure = "download the data themselves, not the page that shows them";
        return Err(not_a_table(display, "an HTML page", cure));
    }
    Ok(())
}

fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0e..=0x1f)
}

/// The encoding in which every second byte of such text is zero.
fn wide(sample: &[u8]) -> Option<&'static str> {
    let pairs = sample.chunks_exact(2);
    let count = pairs.len();
    let zeros = |index: usize| pairs.clone().filter(|pair| pair[index] == 0).count();
    let is_most = |zeros: usize| count >= 2 && zeros * 10 >= count * 7;
    match (is_most(zeros(0)), is_most(zeros(1))) {
        (false, true) => Some("utf-16le"),
        (true, false) => Some("utf-16be"),
        _ => None,
    }
}

fn not_a_table(display: &str, kind: &str, cure: &str) -> Diagnostic {
    Diagnostic::new("not-a-table", format!("`{display}` is {kind}, not a table of text"))
        .in_file(display)
        .help(cure)
}
