//! Any text is parsed, typed and computed without a panic; a mistake is told inside of it, and the
//! text of a node, parsed again, is a node too.
//!
//! `cargo fuzz run -s none conditions -- -dict=dictionaries/conditions.txt`
#![no_main]

#[path = "../../tests/it/conditions/tables.rs"]
mod tables;

use bumpalo::Bump;
use libfuzzer_sys::fuzz_target;
use scruple::diagnostics::Severity;
use scruple::expressions::bind::{Defines, Scope, expression};
use scruple::expressions::parse::parse_text;
use scruple::expressions::{Frame, eval};
use scruple::tables::{Catalog, ReferenceId, TableId, Vector};
use scruple::types::{Decimal, Duration, PartialDate, Type, Value};

const N_ROWS: usize = 5;

/// Values at the ends of each type, and an ordinary one.
fn value(ty: Type, row: usize) -> Value {
    let number = |digits: i128, scale: u8| Value::Number(Decimal::new(digits, scale));
    let most = 10_i128.pow(38) - 1;
    match (ty, row) {
        // No column holds lists.
        (_, 0) | (Type::Null | Type::List(_), _) => Value::Null,
        (Type::Boolean, _) => Value::Boolean(row % 2 == 0),
        (Type::Integer | Type::Number, 1) => number(0, 0),
        (Type::Integer | Type::Number, 2) => number(most, 0),
        (Type::Integer, 3) => number(-most, 0),
        (Type::Integer, _) => number(-7, 0),
        (Type::Number, 3) => number(-most, 38),
        (Type::Number, _) => number(1250, 2),
        (Type::Float, _) => Value::Float([0.0, -0.0, f64::MAX, f64::MIN_POSITIVE, -2.5][row]),
        (Type::Text, _) => Value::Text(["", "", "Ünï%_\\c😀de", "2024-02-29", "12.50"][row].into()),
        (Type::Date, _) => Value::Date([0, 0, 2_932_896, -719_528, 19_782][row]),
        (Type::Time, _) => Value::Time([0, 0, 86_399_999_999, 1, 43_200_000_000][row]),
        (Type::DateTime, _) => {
            let day = 86_400_000_000;
            Value::DateTime([0, 0, 2_932_897 * day - 1, -719_528 * day, 19_782 * day][row])
        }
        (Type::PartialDate, _) => Value::PartialDate(PartialDate {
            first: [0, 0, 2_932_531, -719_528, 19_723][row],
            last: [0, 0, 2_932_896, -719_163, 20_088][row],
        }),
        (Type::Duration, 1) => Value::Duration(Duration { months: 0, days: 0, micros: 0 }),
        (Type::Duration, 2) => {
            Value::Duration(Duration { months: i32::MAX, days: i32::MAX, micros: i64::MAX })
        }
        (Type::Duration, 3) => {
            Value::Duration(Duration { months: i32::MIN, days: i32::MIN, micros: i64::MIN })
        }
        (Type::Duration, _) => Value::Duration(Duration { months: 1, days: -2, micros: 3 }),
    }
}

struct Rows<'a> {
    catalog: &'a Catalog,
    arena: &'a Bump,
}

impl<'a> Rows<'a> {
    fn vector(&self, ty: Type) -> Vector<'a> {
        eval::from_values(N_ROWS, (ty, self.arena), |row| Ok(value(ty, row)))
    }
}

impl<'a> Frame<'a> for Rows<'a> {
    fn n_rows(&self) -> usize {
        N_ROWS
    }

    fn column(&self, index: usize) -> Vector<'a> {
        self.vector(self.catalog.tables[0].columns[index].data_type.value_type())
    }

    fn follow(&self, path: &[ReferenceId], column: usize) -> Vector<'a> {
        let Some(last) = path.last() else { return Vector::null(N_ROWS) };
        let table = self.catalog.references[last.0].to;
        self.vector(self.catalog.tables[table.0].columns[column].data_type.value_type())
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }

    fn today(&self) -> i32 {
        19_782
    }
}

fuzz_target!(|text: &str| {
    match parse_text(text) {
        Ok(expr) => {
            let again = parse_text(&text[expr.span.start..expr.span.end]);
            assert!(again.is_ok(), "{again:?}");
        }
        Err(error) => {
            assert!(text.get(error.span.start..error.span.end).is_some(), "{error:?}");
            return;
        }
    }
    let mut diagnostics = Vec::new();
    let defines = Defines::bind(&tables::rules(&[]), &mut diagnostics);
    let (catalog, phrase) = (tables::catalog(), tables::phrase(text));
    let scope = Scope {
        catalog: &catalog,
        table: TableId(0),
        defines: &defines,
        phrase: &phrase,
        windows: &[],
    };
    let typed = expression(&scope, &mut diagnostics);
    let fatal = diagnostics.iter().any(|it| it.severity == Severity::Error);
    assert_eq!(typed.is_none(), fatal);
    if let Some(typed) = typed {
        let arena = Bump::new();
        let vector = eval::eval(&typed, &Rows { catalog: &catalog, arena: &arena });
        (0..N_ROWS).for_each(|row| drop(vector.value(row)));
    }
});
