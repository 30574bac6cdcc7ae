//! What the kernels cost: `cargo test --release --test it speed -- --ignored --nocapture`.

use bumpalo::Bump;
use scruple::diagnostics::{SourceId, Span};
use scruple::expressions::bind::{Defines, Scope, expression};
use scruple::expressions::{Frame, eval};
use scruple::rules::Phrase;
use scruple::tables::{
    Bitmap, Catalog, ColumnSchema, Data, Origin, ReferenceId, Schema, TableId, Vector,
};
use scruple::types::{DataType, Decimal};
use std::time::Instant;

const ROWS: usize = 5_000;

struct Block<'a> {
    vectors: &'a [Vector<'a>],
    arena: &'a Bump,
}

impl<'a> Frame<'a> for Block<'a> {
    fn n_rows(&self) -> usize {
        ROWS
    }

    fn column(&self, index: usize) -> Vector<'a> {
        self.vectors[index].clone()
    }

    fn column_ref(&self, index: usize) -> Option<&Vector<'a>> {
        Some(&self.vectors[index])
    }

    fn follow(&self, _: &[ReferenceId], _: usize) -> Vector<'a> {
        Vector::null(ROWS)
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }

    fn today(&self) -> i32 {
        20_000
    }
}

const COLUMNS: [(&str, DataType); 9] = [
    ("x", DataType::Integer),
    ("y", DataType::Integer),
    ("n", DataType::Number),
    ("m", DataType::Number),
    ("w", DataType::Number),
    ("d", DataType::Date),
    ("e", DataType::Date),
    ("s", DataType::String),
    ("t", DataType::String),
];

fn vectors(arena: &Bump) -> Vec<Vector<'_>> {
    let mut state = 88_172_645_463_325_252u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 16
    };
    let mut whole = |most: u64| (0..ROWS).map(|_| (next() % most) as i64).collect::<Vec<_>>();
    let texts = |values: Vec<i64>| {
        let text = |value: &i64| &*arena.alloc_str(&format!("country {value}"));
        Data::Text(values.iter().map(text).collect())
    };
    let days = |values: Vec<i64>| Data::Date(values.iter().map(|day| *day as i32).collect());
    let data = vec![
        Data::Narrow { values: whole(1_000_000), scale: 0 },
        Data::Narrow { values: whole(1_000), scale: 0 },
        Data::Narrow { values: whole(1_000_000), scale: 2 },
        Data::Narrow { values: whole(1_000_000), scale: 3 },
        Data::Wide(whole(1_000_000).iter().map(|v| Decimal::new((*v).into(), 2)).collect()),
        days(whole(20_000)),
        days(whole(20_000)),
        texts(whole(200)),
        texts(whole(200)),
    ];
    let nulls = Bitmap::from_fn(ROWS, |row| row % 17 == 0);
    let gaps = |index| (index % 2 == 1).then(|| nulls.clone());
    data.into_iter()
        .enumerate()
        .map(|(index, data)| Vector { len: ROWS, data, nulls: gaps(index), failed: None })
        .collect()
}

#[test]
#[ignore = "measures, asserts nothing"]
fn speed() {
    let arena = Bump::new();
    let vectors = vectors(&arena);
    let (source, span) = (SourceId(0), Span::default());
    let column = |(name, data_type): (&str, DataType)| ColumnSchema {
        name: name.to_owned(),
        data_type,
        origin: Origin::Declared { source, span },
        present: true,
        unit: None,
        reference: None,
    };
    let columns = COLUMNS.map(column).to_vec();
    let table =
        Schema { name: "t".to_owned(), known: true, columns, key: Vec::new(), made: Vec::new() };
    let catalog = Catalog { tables: vec![table], ..Catalog::default() };
    let defines = Defines::default();
    for sql in include_str!("speed.txt").lines() {
        let offsets = (0..=sql.len()).collect();
        let phrase = Phrase { text: sql.to_owned(), source, span, offsets };
        let (catalog, defines, phrase) = (&catalog, &defines, &phrase);
        let scope = Scope { catalog, table: TableId(0), defines, phrase, windows: &[] };
        let mut mistakes = Vec::new();
        let expr = expression(&scope, &mut mistakes);
        let expr = expr.unwrap_or_else(|| panic!("{sql}: {mistakes:?}"));
        let mut best = f64::MAX;
        for _ in 0..200 {
            let arena = Bump::new();
            let frame = Block { vectors: &vectors, arena: &arena };
            let start = Instant::now();
            std::hint::black_box(eval(&expr, &frame));
            best = best.min(start.elapsed().as_nanos() as f64);
        }
        println!("{:8.2} ns a row  {sql}", best / ROWS as f64);
    }
}
