//! The scanner against the `csv` crate, against a plain reference, and against itself.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use bumpalo::Bump;
use proptest::prelude::*;
use scruple::diagnostics::{Diagnostic, SourceId, Span};
use scruple::rules::{HeaderDecl, Reading, Spanned};
use scruple::sources::open::{from_bytes, open};
use scruple::sources::scan::{Method, scan_with};
use scruple::sources::{Block, Dialect, FaultKind, ReadOptions, Records, Source, guess_start};
use scruple::tables::batch::Cells;

const METHODS: [Method; 4] = [Method::Best, Method::Portable, Method::Exact, Method::ExactPortable];

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(count) }
}

fn declared<T>(value: T) -> Option<Spanned<T>> {
    Some(Spanned { value, source: SourceId(0), span: Span::new(0, 0) })
}

/// A source of three columns whose body is `body`, whatever that is.
fn three_columns(body: &[u8]) -> Source {
    columns(3, body)
}

fn columns(width: usize, body: &[u8]) -> Source {
    let names: Vec<String> = (0..width).map(|column| format!("c{column}")).collect();
    let text = [names.join(",").as_bytes(), b"\n", body].concat();
    let reading = Reading { delimiter: declared(b','), skip: declared(0), ..Reading::default() };
    from_bytes("x.csv", text, &reading).expect("a table")
}

/// All that is known of a file, so that two ways of reading it can be compared.
#[derive(Debug, Default, PartialEq)]
struct Contents {
    /// The bytes of each record, and its fields where it is not ragged.
    records: Vec<(Range<usize>, Vec<Range<usize>>)>,
    /// The record, among all, of each fault that is in one.
    faults: Vec<(FaultKind, Span, Option<usize>, Option<u32>)>,
    widths: Vec<(usize, u32)>,
    lines: u64,
}

impl Contents {
    fn add(&mut self, records: &Records) {
        let first = self.records.len();
        let ragged = |row: usize| records.ragged().iter().any(|(found, _)| *found == row as u32);
        for row in 0..records.n_rows() {
            let width = if ragged(row) { 0 } else { records.width() };
            let fields = (0..width).map(|column| records.field(row, column)).collect();
            self.records.push((records.record(row), fields));
        }
        self.widths.extend(records.ragged().iter().map(|(row, n)| (first + *row as usize, *n)));
        for fault in records.faults() {
            let row = fault.row.map(|row| first + row as usize);
            self.faults.push((fault.kind, fault.span, row, fault.column));
        }
        self.lines += records.lines();
    }
}

/// Reads block after block.
fn read(method: Method, source: &Source, block: usize) -> Contents {
    let (mut contents, mut records) = (Contents::default(), Records::new());
    let mut at = source.body;
    while at < source.bytes().len() {
        let end = scan_with(method, source, (at, at.saturating_add(block)), &mut records);
        assert!(end > at, "a block holds at least one line");
        contents.add(&records);
        at = end;
    }
    contents
}

/// Reads as threads do: from guessed starts, again from the true one where a guess was wrong. Also
/// says how often it was.
fn read_from_guesses(source: &Source, block: usize) -> (Contents, usize) {
    let len = source.bytes().len();
    let nominal = |index: usize| source.body + index * block;
    let count = (len - source.body).div_ceil(block);
    let (mut contents, mut records, mut wrong) = (Contents::default(), Records::new(), 0);
    let mut at = source.body;
    for index in 0..count {
        let guess = guess_start(source, nominal(index));
        assert!(guess >= nominal(index).min(len));
        let limit = if index + 1 == count { len } else { guess_start(source, nominal(index + 1)) };
        if at < limit {
            wrong += usize::from(guess != at);
            at = scan_with(Method::Best, source, (at, limit), &mut records);
            contents.add(&records);
        }
    }
    (contents, wrong)
}

/// The same in the plainest way: byte by byte, looking ahead without any care for time.
fn reference(bytes: &[u8], from: usize, width: usize) -> Contents {
    let mut contents = Contents::default();
    let mut at = from;
    while at < bytes.len() {
        let start = at;
        let (mut fields, mut faults) = (Vec::new(), Vec::new());
        let end = loop {
            let (end, fault) = reference_field(bytes, at);
            faults.extend(fault.map(|(kind, span)| (kind, span, fields.len() as u32)));
            fields.push(at..end);
            if bytes.get(end) != Some(&b',') {
                break end;
            }
            at = end + 1;
        };
        let line_end = match &bytes[end..] {
            [] => 0,
            [b'\r', b'\r', b'\n', ..] => 3,
            [b'\r', b'\n', ..] => 2,
            _ => 1,
        };
        at = end + line_end;
        let odd_end = line_end == 3 || (line_end == 1 && bytes[end] == b'\r');
        contents.lines += u64::from(line_end > 0) + reference_lines(&bytes[start..end]);
        if odd_end {
            contents.faults.push((FaultKind::LineEnd, Span::new(end, at), None, None));
        }
        if start == end {
            contents.faults.push((FaultKind::BlankRow, Span::new(start, start), None, None));
            continue;
        }
        let row = contents.records.len();
        let place = |(kind, span, column)| (kind, span, Some(row), Some(column));
        contents.faults.extend(faults.into_iter().map(place));
        if fields.len() != width {
            contents.faults.push((FaultKind::RaggedRow, Span::new(start, end), Some(row), None));
            contents.widths.push((row, fields.len() as u32));
            fields.clear();
        }
        contents.records.push((start..end, fields));
    }
    contents.faults.sort_by_key(|(kind, span, ..)| (span.start, *kind));
    contents
}

fn reference_lines(bytes: &[u8]) -> u64 {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let text = text.replace("\r\r\n", "N").replace("\r\n", "N").replace(['\r', '\n'], "N");
    text.matches('N').count() as u64
}

fn reference_field(bytes: &[u8], begin: usize) -> (usize, Option<(FaultKind, Span)>) {
    let find = |from: usize, wanted: &[u8]| {
        (from..bytes.len()).find(|at| wanted.contains(&bytes[*at])).unwrap_or(bytes.len())
    };
    if bytes.get(begin) != Some(&b'"') {
        let end = find(begin, b",\r\n");
        let stray = (begin..end).find(|at| bytes[*at] == b'"');
        return (end, stray.map(|at| (FaultKind::StrayQuote, Span::new(at, at + 1))));
    }
    let mut close = find(begin + 1, b"\"");
    while bytes.get(close + 1) == Some(&b'"') {
        close = find(close + 2, b"\"");
    }
    let line = find(begin, b"\r\n");
    let follows = bytes.get(close + 1).is_none_or(|byte| b",\r\n".contains(byte));
    if close < bytes.len() && follows {
        return (close + 1, None);
    }
    if close < line {
        let end = find(close + 1, b",\r\n");
        return (end, Some((FaultKind::TextAfterQuote, Span::new(close + 1, end))));
    }
    (line, Some((FaultKind::UnclosedQuote, Span::new(begin, line))))
}

/// Text in which everything that has a meaning is frequent.
fn hostile_text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just("\""), 4 => Just(","), 4 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r"),
        2 => Just("\"\""), 3 => Just("a"), 2 => Just("bcd"), 2 => Just(",\"x\ny\","), 1 => Just(";"),
        3 => Just("a,b,c\n"), 2 => Just("\"a\",\"b\"\"b\",c\r\n"), 1 => Just("\u{65e5}"),
        1 => Just("longer text without any meaning, then some more of it, and more,"),
        1 => Just("\r\r\n"), 1 => Just("\n\n"),
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn every_method_reads_what_the_reference_reads(body in hostile_text(), width in 1usize..4) {
        let source = columns(width, &body);
        let expected = reference(source.bytes(), source.body, width);
        for method in METHODS {
            prop_assert_eq!(&read(method, &source, usize::MAX), &expected, "{:?}", method);
        }
    }

    #[test]
    fn any_block_size_gives_the_same(body in hostile_text(), block in 1usize..300) {
        let source = three_columns(&body);
        let expected = read(Method::Exact, &source, usize::MAX);
        for method in METHODS {
            prop_assert_eq!(&read(method, &source, block), &expected, "{:?}", method);
        }
        prop_assert_eq!(&read_from_guesses(&source, block).0, &expected);
    }

    #[test]
    fn any_bytes_are_read_by_all_methods_alike(
        body in prop::collection::vec(prop_oneof![
            any::<u8>(), Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(0xe2), Just(0x80),
            Just(0xae)], 0..400),
        block in 1usize..500,
    ) {
        let Ok(source) = from_bytes("x.csv", body, &Reading::default()) else { return Ok(()) };
        let expected = read(Method::ExactPortable, &source, usize::MAX);
        for method in METHODS {
            prop_assert_eq!(&read(method, &source, block), &expected, "{:?}", method);
        }
        let arena = Bump::new();
        let mut records = Records::new();
        scan_with(Method::Best, &source, (source.body, usize::MAX), &mut records);
        let cells = Block::new(&source, &records).column(0, &arena);
        for row in 0..cells.n_rows() {
            let text = cells.text(row).map(str::as_bytes);
            prop_assert!(text.is_none() || text == Some(cells.bytes(row)));
        }
    }

    #[test]
    fn a_record_that_is_too_long_is_cut_alike(body in hostile_text(), longest in 4usize..80) {
        let source = three_columns(&body).with_longest_record(longest);
        let expected = read(Method::ExactPortable, &source, usize::MAX);
        prop_assert!(expected.records.iter().all(|(record, _)| record.len() <= longest));
        for block in [1, 7, longest, 200] {
            prop_assert_eq!(&read(Method::Best, &source, block), &expected, "{}", block);
        }
    }
}

/// A table of texts, and how each cell and line is written.
fn well_formed() -> impl Strategy<Value = (Vec<Vec<String>>, String)> {
    let text = prop_oneof![
        3 => "[a-z0-9 .;-]{0,12}", 1 => "[a\",\n]{0,8}", 1 => "[\u{e4}\u{65e5}a]{0,4}",
        1 => Just("line\r\nline".to_owned()), 1 => Just("\"".to_owned()), 1 => "x{60,70}",
    ];
    let cell = (text, any::<bool>());
    (1usize..6)
        .prop_flat_map(move |width| {
            let row = prop::collection::vec(cell.clone(), width);
            (prop::collection::vec(row, 0..30), any::<bool>(), any::<bool>())
        })
        .prop_map(|(rows, returns, final_line_end)| write(rows, returns, final_line_end))
}

fn write(
    rows: Vec<Vec<(String, bool)>>,
    returns: bool,
    final_line_end: bool,
) -> (Vec<Vec<String>>, String) {
    let mut lines = Vec::new();
    for row in &rows {
        let alone = row.len() == 1;
        let cells: Vec<String> = row
            .iter()
            .map(|(text, quoted)| {
                let special = text.contains(['"', ',', '\n', '\r']) || (alone && text.is_empty());
                match *quoted || special {
                    true => format!("\"{}\"", text.replace('"', "\"\"")),
                    false => text.clone(),
                }
            })
            .collect();
        lines.push(cells.join(","));
    }
    let line_end = if returns { "\r\n" } else { "\n" };
    let mut text = lines.join(line_end);
    if final_line_end && !text.is_empty() {
        text += line_end;
    }
    let rows = rows.into_iter().map(|row| row.into_iter().map(|(text, _)| text).collect());
    (rows.collect(), text)
}

fn texts(source: &Source) -> Vec<Vec<String>> {
    let (arena, mut records) = (Bump::new(), Records::new());
    scan_with(Method::Best, source, (source.body, usize::MAX), &mut records);
    let block = Block::new(source, &records);
    let cells: Vec<_> = (0..source.width()).map(|column| block.column(column, &arena)).collect();
    let text = |row: usize, column: usize| cells[column].text(row).unwrap_or("\u{fffd}").to_owned();
    (0..records.n_rows()).map(|row| (0..source.width()).map(|c| text(row, c)).collect()).collect()
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn well_formed_text_reads_as_the_csv_crate_reads_it((rows, text) in well_formed()) {
        let width = rows.first().map_or(1, Vec::len);
        let source = columns(width, text.as_bytes());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.expect("a record").iter().map(str::to_owned).collect())
            .collect();
        prop_assert_eq!(&theirs, &rows);
        prop_assert_eq!(texts(&source), rows);
        prop_assert_eq!(read(Method::Best, &source, usize::MAX).faults, vec![]);
    }
}

/// The faults of a body of three columns, as `line:kind text`.
fn check(body: &str, expected: &[&str]) {
    let source = three_columns(body.as_bytes());
    let contents = read(Method::Best, &source, usize::MAX);
    let shown: Vec<String> = contents
        .faults
        .iter()
        .map(|(kind, span, ..)| {
            let line = source.locate(source.top(), span.start..span.end).line;
            let text = String::from_utf8_lossy(&source.bytes()[span.start..span.end]);
            format!("{line}:{} {text}", kind.id())
        })
        .collect();
    assert_eq!(shown, expected, "{body:?}");
}

#[test]
fn faults_are_told_where_they_are() {
    check("1,2,3\n4,\"5\n5\",6\n7,8,9", &[]);
    check("1,5\" pipe,3\n", &["2:csv.stray-quote \""]);
    check("1,\"a\"b,3\n4,5,6\n", &["2:csv.text-after-quote b"]);
    check(
        "1,2,\"a\n3,4,b\n5,6,\"c\" d\n",
        &["2:csv.unclosed-quote \"a", "4:csv.text-after-quote  d"],
    );
    check("1,2,\"a\n3,4,b\n", &["2:csv.unclosed-quote \"a"]);
    check(
        "1,2\n\n3,4,5,6\n\"7\n7\",8\n",
        &[
            "2:csv.ragged-row 1,2",
            "3:csv.blank-row ",
            "4:csv.ragged-row 3,4,5,6",
            "5:csv.ragged-row \"7\n7\",8",
        ],
    );
    check("1,2,3\r\r\n4,5,6\r7,8,9\r\n", &["2:csv.line-end \r\r\n", "3:csv.line-end \r"]);
    check(
        "1,\u{1b}[31m,3\n4,\u{202e}x\u{202e},\"\u{2066}\"\n",
        &[
            "2:csv.control-character \u{1b}",
            "3:csv.bidirectional-override \u{202e}",
            "3:csv.bidirectional-override \u{2066}",
        ],
    );
    check("1,a\tb,\u{2019}\u{e4}\n", &[]);
}

#[test]
fn no_stray_quote_swallows_rows() {
    let rows: String = (0..5000).map(|row| format!("{row},ab,c\n")).collect();
    let body = format!("1,\"a,3\n{rows}");
    let contents = read(Method::Best, &three_columns(body.as_bytes()), 4096);
    assert_eq!(contents.records.len(), 5001);
    assert_eq!(contents.faults.len(), 2, "the open quote, and its row is ragged");
}

#[test]
fn guesses_are_right_where_quoting_is() {
    let row = "1,\"text, with a comma\nand a \"\"word\"\" on the next line\",3\n4,5,6\n";
    let inches = "1,12\" pipe,5\"\n";
    for body in [row.repeat(500), inches.repeat(2000), "1,2,3\r\n".repeat(3000)] {
        for block in [777, 1000, 4099] {
            let (contents, wrong) = read_from_guesses(&three_columns(body.as_bytes()), block);
            assert_eq!(wrong, 0, "blocks of {block}");
            assert_eq!(contents, read(Method::Exact, &three_columns(body.as_bytes()), 1 << 20));
        }
    }
}

#[test]
fn bytes_that_are_not_utf8_spoil_their_cell_alone() {
    let source = three_columns(b"1,Z\xeb\xeb,3\n4,\"\xc3\xa4\",6\n\xff\n");
    let mut records = Records::new();
    scan_with(Method::Best, &source, (source.body, usize::MAX), &mut records);
    assert!(!records.is_utf8());
    let faults: Vec<_> = records.faults().iter().map(|f| (f.kind, f.row, f.column)).collect();
    assert_eq!(
        faults,
        [
            (FaultKind::Encoding, Some(0), Some(1)),
            (FaultKind::RaggedRow, Some(2), None),
            (FaultKind::Encoding, Some(2), None),
        ]
    );
    assert_eq!(records.faults()[0].span, Span::new(source.body + 3, source.body + 4));
    let arena = Bump::new();
    let cells = Block::new(&source, &records).column(1, &arena);
    assert_eq!((cells.text(0), cells.text(1)), (None, Some("\u{e4}")));
    assert_eq!(cells.bytes(0), b"Z\xeb\xeb");
}

#[test]
fn a_dialect_may_escape_and_comment() {
    let reading = Reading {
        escape: declared(b'\\'),
        comment: declared(b'#'),
        delimiter: declared(b';'),
        ..Reading::default()
    };
    let text = b"# made by hand\na;b\n1;\"x\\\"y;z\"\n# \"\n2;p\\;q\n".to_vec();
    let source = from_bytes("x.csv", text, &reading).expect("a table");
    assert_eq!(source.header_line, Some(2));
    assert_eq!(texts(&source), [["1", "x\"y;z"], ["2", "p;q"]]);
    assert_eq!(read(Method::Best, &source, 3).faults, []);
}

#[test]
fn a_table_says_how_it_is_read() {
    let reading = Reading {
        header: declared(HeaderDecl::Names(vec!["x".into(), "y".into()])),
        skip: declared(1),
        footer: declared(2),
        pad_ragged: true,
        quote: declared(None),
        ..Reading::default()
    };
    let text = b"title, of it\n1,\"a\n2\n3,4\nsum,7\nby,me\n".to_vec();
    let source = from_bytes("x.csv", text, &reading).expect("a table");
    assert_eq!((source.header_line, source.body_line), (None, 2));
    assert_eq!(texts(&source), [["1", "\"a"], ["2", ""], ["3", "4"]]);
    assert_eq!(read(Method::Best, &source, 3).faults, []);
    let none = Reading { header: declared(HeaderDecl::None), ..Reading::default() };
    let source = from_bytes("x.csv", b"1;2\n3;4\n".to_vec(), &none).expect("a table");
    let names: Vec<&str> = source.header.iter().map(|cell| cell.name.as_str()).collect();
    assert_eq!((names, texts(&source).len()), (vec!["column_1", "column_2"], 2));
}

#[test]
fn places_are_counted_as_people_count() {
    let text = "\u{feff}id,name\r\n1,\"a\r\n\u{e4}\u{65e5}b\",\r\n2,Zo\u{eb}\r\n";
    let source = from_bytes("x.csv", text.into(), &Reading::default()).expect("a table");
    assert_eq!(source.header[0].name, "id");
    let header = source.locate(source.top(), source.header[1].range.clone());
    assert_eq!((header.line, header.column_start, header.column_end), (1, 4, 8));
    assert_eq!((header.byte_start, header.byte_end), (6, 10));
    let mut records = Records::new();
    scan_with(Method::Best, &source, (source.body, usize::MAX), &mut records);
    let first = source.locate(source.body_start(), records.record(0));
    assert_eq!((first.line, first.line_end, first.column_start, first.column_end), (2, 3, 1, 6));
    let name = source.locate_field(&records, (1, 1), source.body_start());
    assert_eq!((name.line, name.column_start, name.column_end), (4, 3, 6));
    assert_eq!(records.lines(), 3);
    let excerpt = source.excerpt(source.body_start(), records.record(1), (1, 1));
    assert_eq!(excerpt.line, 3);
    assert_eq!(&text[excerpt.range], "\u{e4}\u{65e5}b\",\r\n2,Zo\u{eb}");
}

#[test]
fn stored_bytes_are_those_of_the_file() {
    let text = "id,name\n1,Zo\u{eb}\n2,x\u{1f600}\n";
    let mut stored = vec![0xff, 0xfe];
    stored.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let source = from_bytes("x.csv", stored, &Reading::default()).expect("a table");
    assert_eq!((source.encoding(), texts(&source)[1][1].as_str()), ("UTF-16LE", "x\u{1f600}"));
    let at = text.find("2,").expect("there") + 2;
    let place = source.locate(source.top(), at..at + 5);
    assert_eq!((place.line, place.column_start, place.column_end), (3, 3, 5));
    let start = 2 + 2 * text[..at].encode_utf16().count() as u64;
    assert_eq!((place.byte_start, place.byte_end), (start, start + 6));
}

/// The folder of shared cases, where it is there.
fn shared(path: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("SCRUPLE_SHARED").map_or(beside, PathBuf::from).join(path);
    let there = folder.exists();
    if !there {
        println!("skipped: {} is not there", folder.display());
    }
    there.then_some(folder)
}

/// The ids of faults with their lines.
type FaultLines = Vec<(String, u64)>;

/// A file and all its faults, those of the header first.
fn faults_of(path: &Path, display: &str) -> Result<(Source, FaultLines), Box<Diagnostic>> {
    let source = open(path, display, &Reading::default(), &ReadOptions::default())?;
    let body = read(Method::Best, &source, 1 << 16);
    assert!(body == read(Method::ExactPortable, &source, 1 << 20), "{display}");
    let all = source.faults.iter().map(|fault| (fault.kind, fault.span));
    let all = all.chain(body.faults.iter().map(|(kind, span, ..)| (*kind, *span)));
    let line = |span: Span| source.locate(source.top(), span.start..span.end).line;
    let faults = all.map(|(kind, span)| (kind.id().to_owned(), line(span))).collect();
    Ok((source, faults))
}

#[test]
fn hostile_files_get_what_their_manifest_says() {
    let Some(script) = shared("cases/hostile/generate.py") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut python = Command::new("python3");
    let Ok(ran) = python.arg(script).arg(folder.path()).args(["--bomb-mib", "1"]).output() else {
        return println!("skipped: python3 is not there");
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let manifest = std::fs::read(folder.path().join("manifest.json")).expect("a manifest");
    let cases: Vec<serde_json::Value> = serde_json::from_slice(&manifest).expect("JSON");
    for case in &cases {
        let name = case["file"].as_str().expect("a name");
        // Long cells are for a build that optimises.
        if name.contains(".csv") && !name.starts_with("long-cell") {
            check_hostile(folder.path(), name, case);
        }
    }
}

fn check_hostile(folder: &Path, name: &str, case: &serde_json::Value) {
    let result = faults_of(&folder.join(name), name);
    let outcome = match &result {
        Err(diagnostic) => {
            assert!(diagnostic.message.contains(name), "{diagnostic:?}");
            "error"
        }
        Ok((_, faults)) if faults.is_empty() => "ok",
        Ok(_) => "finding",
    };
    let allowed = [case["expect"].as_str(), case["alternative"].as_str()];
    assert!(allowed.contains(&Some(outcome)), "{name}: {outcome}, {result:?}");
    let Ok((source, faults)) = result else { return };
    if let Some(line) = case["line"].as_u64().filter(|_| outcome == "finding") {
        assert!(faults.iter().any(|(_, found)| *found == line), "{name}: {faults:?}");
    }
    if let Some(twin) = case["twin"].as_str() {
        let (twin, _) = faults_of(&folder.join(twin), twin).expect("a table");
        let names = |source: &Source| -> Vec<String> {
            source
                .header
                .iter()
                .map(|cell| cell.name.trim_start_matches('\u{feff}').into())
                .collect()
        };
        assert_eq!((names(&source), texts(&source)), (names(&twin), texts(&twin)), "{name}");
    }
}

#[test]
fn published_files_have_the_faults_that_are_known() {
    let Some(folder) = shared("cases/real") else { return };
    // What the corrected files still have, and what was corrected.
    let known = [
        ("C08/before", "csv.invisible-header", 1),
        ("F04/after", "csv.line-end", 1),
        ("F08/after", "csv.ragged-row", 22),
        ("F08/before", "csv.delimiter-mismatch", 1),
        ("F10/before", "csv.preamble", 1),
        ("F11/after", "csv.empty-header", 1),
        ("F11/before", "csv.ragged-row", 3),
        ("F13/after", "csv.duplicate-header", 3),
        ("F13/before", "csv.encoding", 1),
        ("F19/before", "csv.ragged-row", 1),
        ("F25/after", "csv.ragged-row", 1),
        ("F25/before", "csv.empty-header", 1),
        ("F26/before", "csv.preamble", 1),
    ];
    for path in csv_files(&folder) {
        let display = path.strip_prefix(&folder).expect("below").to_string_lossy().into_owned();
        let (_, faults) = faults_of(&path, &display).expect("a table");
        let expected: Vec<_> = known.iter().filter(|(at, ..)| display.starts_with(at)).collect();
        for (_, id, count) in &expected {
            let found = faults.iter().filter(|(found, _)| found == id).count();
            assert_eq!(found, *count, "{display}: {id}");
        }
        assert!(!expected.is_empty() || faults.is_empty(), "{display}: {faults:?}");
    }
}

fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "csv"));
    files.chain(folders.iter().flat_map(|folder| csv_files(folder))).collect()
}

#[test]
fn large_files_are_mapped_and_read_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.tsv");
    let text =
        "id\tname\n".to_owned() + &"1\tsomething rather long to fill the file\n".repeat(110_000);
    std::fs::write(&path, text).expect("written");
    for no_mmap in [false, true] {
        let options = ReadOptions { no_mmap, ..ReadOptions::default() };
        let source = open(&path, "large.tsv", &Reading::default(), &options).expect("a table");
        let mut records = Records::new();
        let end = scan_with(Method::Best, &source, (source.body, usize::MAX), &mut records);
        assert_eq!((end, records.n_rows()), (source.bytes().len(), 110_000));
        assert_eq!((source.dialect.delimiter, source.faults.len()), (b'\t', 0));
    }
}

fn check_delimiter(name: &str, text: &str, expected: (char, usize)) {
    let source = from_bytes(name, text.into(), &Reading::default()).expect("a table");
    assert_eq!((char::from(source.dialect.delimiter), source.width()), expected, "{text:?}");
}

#[test]
fn delimiters_are_found() {
    check_delimiter("x.csv", "id;amount\n1;1,5\n2;2,5\n", (';', 2));
    check_delimiter("x.csv", "id,note\n1,a; b\n2,c; d|e\n", (',', 2));
    check_delimiter("x.txt", "a|b|c\n1|2,0|3\n", ('|', 3));
    check_delimiter("x.tsv", "id\tnote\n1\ta, b\n", ('\t', 2));
    check_delimiter("x.tsv", "a,b\n1,2\n", (',', 2));
    check_delimiter("x.csv.gz", "a,b\n1,2\n", (',', 2));
    check_delimiter("x.csv", "title: of 2024\n\na;b;c\n1;2;3\n4;5;6\n", (';', 3));
    check_delimiter("x.csv", "\"a;b\",c\n\"1;2\",3\n", (',', 2));
    check_delimiter("x.csv", "id\n1\n2\n", (char::from(Dialect::NO_DELIMITER), 1));
    // A header that is one name short, as R writes it, is no title.
    check_delimiter("x.csv", "\"x\"\n\"a\",1\n\"b\",2\n", (',', 1));
}

/// `SCRUPLE_LEDGER=ledger.csv cargo test --release --test it scan_speed -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn scan_speed() {
    let Ok(path) = std::env::var("SCRUPLE_LEDGER") else {
        return println!("not measured: SCRUPLE_LEDGER names no file");
    };
    let bytes = std::fs::read(&path).expect("the ledger");
    for (name, from, to) in [("clean", "", ""), ("inches", ",", "\" ,"), ("returns", "\n", "\r\n")]
    {
        let text = if from.is_empty() { bytes.clone() } else { changed(&bytes, from, to) };
        let source = from_bytes("ledger.csv", text, &Reading::default()).expect("a table");
        for method in METHODS {
            let times: Vec<f64> = (0..5).map(|_| seconds_to_scan(&source, method)).collect();
            let best = times.iter().copied().fold(f64::MAX, f64::min);
            println!("{name:8} {method:?}: {:.2} GB/s", source.bytes().len() as f64 / best / 1e9);
        }
    }
}

/// The first of each line, from the second line on, is replaced.
fn changed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let (header, body) = text.split_once('\n').expect("a header");
    let lines = body.split_inclusive('\n').map(|line| line.replacen(from, to, 1));
    let header = if from == "\n" { format!("{header}\r\n") } else { format!("{header}\n") };
    (header + &lines.collect::<String>()).into_bytes()
}

fn seconds_to_scan(source: &Source, method: Method) -> f64 {
    let mut records = Records::new();
    let started = std::time::Instant::now();
    let (mut at, mut rows) = (source.body, 0);
    while at < source.bytes().len() {
        at = scan_with(method, source, (at, at + (1 << 20)), &mut records);
        rows += records.n_rows();
    }
    assert!(rows > 0);
    started.elapsed().as_secs_f64()
}
