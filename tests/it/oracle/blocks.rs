//! Random blocks of rows, read off a tape of bytes so that proptest can shrink them.

use bumpalo::Bump;
use scruple::expressions::Frame;
use scruple::tables::{Bitmap, Data, ReferenceId, Vector};
use scruple::types::{Computed, Decimal, Duration, NotComputable, PartialDate, Type, Value};

/// The types that columns have. There are two columns of each.
pub const TYPES: [Type; 10] = [
    Type::Boolean,
    Type::Integer,
    Type::Number,
    Type::Text,
    Type::Date,
    Type::Float,
    Type::DateTime,
    Type::Time,
    Type::PartialDate,
    Type::Duration,
];

/// Bytes that decide; a tape that is used up gives zeros, which mean the simplest.
pub struct Tape<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Tape<'t> {
    pub fn new(bytes: &'t [u8]) -> Tape<'t> {
        Tape { bytes, at: 0 }
    }

    pub fn next(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        usize::from(self.next()) % count
    }

    pub fn pick<'p, T>(&mut self, pool: &'p [T]) -> &'p T {
        &pool[self.below(pool.len())]
    }

    /// Starts again: blocks have more cells than tapes have bytes.
    fn next_cell(&mut self) -> u8 {
        match self.bytes.len() {
            0 => 0,
            len => {
                self.at += 1;
                self.bytes[self.at % len] ^ (self.at / len) as u8
            }
        }
    }
}

pub struct Block<'a> {
    n_rows: usize,
    cells: Vec<Vec<Computed>>,
    vectors: Vec<Vector<'a>>,
    arena: &'a Bump,
    lends: bool,
}

impl<'a> Block<'a> {
    pub fn new(n_rows: usize, tape: &mut Tape, arena: &'a Bump) -> Block<'a> {
        let mut cells = Vec::new();
        for index in 0..2 * TYPES.len() {
            let ty = TYPES[index / 2];
            // Of a few columns all numbers have the same scale, or all rows have a value.
            let style = tape.next();
            cells.push((0..n_rows).map(|_| cell(ty, style, tape)).collect::<Vec<Computed>>());
        }
        Block::of(cells, arena, tape.below(2) == 0)
    }

    fn of(cells: Vec<Vec<Computed>>, arena: &'a Bump, lends: bool) -> Block<'a> {
        let vectors = cells
            .iter()
            .enumerate()
            .map(|(index, cells)| vector(TYPES[index / 2], cells, arena))
            .collect();
        Block { n_rows: cells[0].len(), cells, vectors, arena, lends }
    }

    pub fn slice(&self, start: usize, len: usize) -> Block<'a> {
        let cut = |column: &Vec<Computed>| column[start..start + len].to_vec();
        Block::of(self.cells.iter().map(cut).collect(), self.arena, self.lends)
    }

    pub fn cell(&self, column: usize, row: usize) -> Computed {
        self.cells[column][row].clone()
    }

    pub fn row(&self, row: usize) -> Vec<Computed> {
        self.cells.iter().map(|column| column[row].clone()).collect()
    }

    pub fn n_columns(&self) -> usize {
        self.cells.len()
    }
}

impl<'a> Frame<'a> for Block<'a> {
    fn n_rows(&self) -> usize {
        self.n_rows
    }

    fn column(&self, index: usize) -> Vector<'a> {
        self.vectors[index].clone()
    }

    fn column_ref(&self, index: usize) -> Option<&Vector<'a>> {
        self.lends.then(|| &self.vectors[index])
    }

    fn follow(&self, _: &[ReferenceId], column: usize) -> Vector<'a> {
        self.vectors[column].clone()
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }

    fn today(&self) -> i32 {
        20_000
    }
}

fn cell(ty: Type, style: u8, tape: &mut Tape) -> Computed {
    let byte = tape.next_cell();
    match (style % 3, byte % 11) {
        (1 | 2, 0) => Ok(Value::Null),
        (2, 1) => Err(NotComputable::Overflow),
        _ => Ok(value(ty, style, byte)),
    }
}

/// A value of a type: often a small one, so that rows are equal and divisors are zero.
pub fn value(ty: Type, style: u8, byte: u8) -> Value {
    let small = i64::from(byte % 16) - 4;
    match ty {
        Type::Null | Type::List(_) => Value::Null,
        Type::Boolean => Value::Boolean(byte.is_multiple_of(2)),
        Type::Integer => Value::Number(integer(style, byte)),
        Type::Number => Value::Number(number(style, byte)),
        Type::Float => Value::Float(match byte {
            200.. => [1e308, -1e308, 1e-300, 0.1, 2.5, -0.0][usize::from(byte % 6)],
            _ => small as f64 / 2.0,
        }),
        Type::Text => Value::Text(TEXTS[usize::from(byte) % TEXTS.len()].to_owned()),
        Type::Date => Value::Date(day(byte)),
        Type::Time => Value::Time(i64::from(byte) * 300_000_000),
        Type::DateTime => {
            Value::DateTime(i64::from(day(byte)) * 86_400_000_000 + small * 1_000_001)
        }
        Type::PartialDate => {
            let first = 19_723 + i32::from(byte % 8);
            Value::PartialDate(PartialDate { first, last: first + i32::from(byte / 64) })
        }
        Type::Duration => Value::Duration(Duration {
            months: i32::from(byte % 3),
            days: i32::from(byte / 4 % 3),
            micros: i64::from(byte / 32 % 2) * 3_600_000_000,
        }),
    }
}

const TEXTS: [&str; 14] = [
    "a",
    "",
    "b",
    "ab",
    "aab",
    "aXb",
    "A%b",
    "é_",
    "ÀB",
    "12",
    "-1.50",
    "2024-01-03",
    "true",
    "abcab",
];

fn day(byte: u8) -> i32 {
    match byte {
        250 => -719_528,
        251 => 2_932_896,
        _ => 19_720 + i32::from(byte % 20),
    }
}

fn integer(style: u8, byte: u8) -> Decimal {
    let large = [i64::MAX, i64::MIN, 1 << 40, -(1 << 62)];
    match (style / 4 % 3, byte) {
        (2, 230..) => Decimal::new(10i128.pow(37) * (i128::from(byte % 19) - 9), 0),
        (1, 240..) => Decimal::from(large[usize::from(byte % 4)]),
        _ => Decimal::from(i64::from(byte % 16) - 4),
    }
}

fn number(style: u8, byte: u8) -> Decimal {
    let mantissa = i128::from(byte % 32) - 8;
    match style / 4 % 4 {
        // One scale: narrow. Scales as written: wide. Numbers at the ends of what fits.
        0 => Decimal::new(mantissa * 25, 2),
        1 => Decimal::new(mantissa, byte % 4),
        2 if byte >= 230 => Decimal::new(i128::from(i64::MAX) - i128::from(byte % 2), 3),
        2 => Decimal::new(mantissa, 3),
        _ if byte >= 220 => {
            Decimal::new(99_999_999_999_999_999_999_999_999_999_999_999_999, byte % 39)
        }
        _ => Decimal::new(mantissa * 10i128.pow(20) + 1, 20),
    }
}

/// The column as a vector: exact numbers narrow where they can be.
fn vector<'a>(ty: Type, cells: &[Computed], arena: &'a Bump) -> Vector<'a> {
    let len = cells.len();
    let some = |map: Bitmap| Some(map).filter(|map| !map.none());
    let nulls = some(Bitmap::from_fn(len, |row| cells[row] == Ok(Value::Null)));
    let failed = some(Bitmap::from_fn(len, |row| cells[row].is_err()));
    macro_rules! values {
        ($pattern:pat => $item:expr, $blank:expr) => {
            cells
                .iter()
                .map(|cell| match cell {
                    $pattern => $item,
                    _ => $blank,
                })
                .collect()
        };
    }
    let data = match ty {
        Type::Null | Type::List(_) => Data::Null,
        Type::Boolean => {
            Data::Boolean(Bitmap::from_fn(len, |row| cells[row] == Ok(Value::Boolean(true))))
        }
        Type::Integer | Type::Number => numbers(values!(Ok(Value::Number(v)) => Some(*v), None)),
        Type::Float => Data::Float(values!(Ok(Value::Float(v)) => *v, 7.0)),
        Type::Text => Data::Text(values!(Ok(Value::Text(v)) => &*arena.alloc_str(v), "gap")),
        Type::Date => Data::Date(values!(Ok(Value::Date(v)) => *v, i32::MIN)),
        Type::Time => Data::Time(values!(Ok(Value::Time(v)) => *v, -1)),
        Type::DateTime => Data::DateTime(values!(Ok(Value::DateTime(v)) => *v, i64::MIN)),
        Type::PartialDate => {
            let blank = PartialDate { first: 9, last: 1 };
            Data::PartialDate(values!(Ok(Value::PartialDate(v)) => *v, blank))
        }
        Type::Duration => {
            Data::Duration(values!(Ok(Value::Duration(v)) => *v, Duration::default()))
        }
    };
    Vector { len, data, nulls, failed }
}

fn numbers<'a>(values: Vec<Option<Decimal>>) -> Data<'a> {
    let scale = values.iter().flatten().next().map_or(0, |number| number.scale());
    // What stands in a gap means nothing.
    let blank = if values.len().is_multiple_of(2) { 0 } else { i64::MAX };
    let narrow = |value: &Option<Decimal>| match value {
        None => Some(blank),
        Some(number) if number.scale() == scale => i64::try_from(number.mantissa()).ok(),
        Some(_) => None,
    };
    match values.iter().map(narrow).collect() {
        Some(values) => Data::Narrow { values, scale },
        None => Data::Wide(values.into_iter().map(|value| value.unwrap_or(Decimal::ONE)).collect()),
    }
}
