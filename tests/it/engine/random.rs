//! Random tables whose cells are known with what they mean, so that the oracle needs no reader.

use proptest::prelude::*;

/// What a cell means under its column's declared type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Missing,
    Unreadable,
    /// In hundredths.
    Number(i64),
    /// A text, or a date as ISO writes it: dates compare as their texts do.
    Text(String),
}

use Meaning::{Missing, Number, Text, Unreadable};

/// The columns of the judged table, in this order.
pub(super) const COLUMNS: [&str; 6] = ["id", "n", "x", "s", "d", "u"];

/// A cell's text and its meaning.
pub(super) type Known = (&'static str, Meaning);

fn text(value: &'static str) -> Known {
    (value, Text(value.to_owned()))
}

/// All cells that a column may have.
pub(super) fn pool(column: usize) -> Vec<Known> {
    match column {
        0 => vec![
            ("1", Number(100)),
            ("01", Number(100)),
            ("2", Number(200)),
            ("3", Number(300)),
            ("4", Number(400)),
            ("5", Number(500)),
            ("6", Number(600)),
            ("", Missing),
            ("x1", Unreadable),
        ],
        1 => vec![
            ("0", Number(0)),
            ("3", Number(300)),
            ("-2", Number(-200)),
            ("12", Number(1200)),
            ("40", Number(4000)),
            ("", Missing),
            ("1.5", Unreadable),
            (" 3", Unreadable),
            ("n/a", Unreadable),
        ],
        2 => vec![
            ("0", Number(0)),
            ("0.00", Number(0)),
            ("1.5", Number(150)),
            ("1.50", Number(150)),
            ("-0.25", Number(-25)),
            ("12", Number(1200)),
            ("", Missing),
            ("1,5", Unreadable),
            ("abc", Unreadable),
        ],
        3 => vec![
            text("a"),
            text("b"),
            text("A"),
            text("abc"),
            text("x, y"),
            text("two\nlines"),
            text("say \"no\""),
            text(" "),
            ("", Missing),
            text("\u{e9}t\u{e9}"),
            text("12"),
        ],
        4 => vec![
            text("2024-01-01"),
            text("2024-05-31"),
            text("2024-06-01"),
            text("1999-12-31"),
            ("", Missing),
            ("2024-02-30", Unreadable),
            ("2024-1-3", Unreadable),
        ],
        _ => vec![
            ("7", Number(700)),
            ("07", Number(700)),
            ("8", Number(800)),
            ("99", Number(9900)),
            ("", Missing),
            ("seven", Unreadable),
        ],
    }
}

/// The rows of a table: of each cell the number in its column's pool.
pub(super) fn rows() -> impl Strategy<Value = Vec<Vec<usize>>> {
    let row: Vec<_> = (0..COLUMNS.len()).map(|column| 0..pool(column).len()).collect();
    prop::collection::vec(row, 0..60)
}

/// A table as the `csv` crate writes it.
pub(super) fn written(rows: &[Vec<usize>]) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(COLUMNS).expect("written to memory");
    for row in rows {
        let cells = row.iter().enumerate().map(|(column, cell)| pool(column)[*cell].0);
        writer.write_record(cells).expect("written to memory");
    }
    String::from_utf8(writer.into_inner().expect("written to memory")).expect("UTF-8")
}
