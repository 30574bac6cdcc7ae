//! The columnar evaluator against a naive one, row by row, and against DuckDB.

mod blocks;
mod constants;
mod duckdb;
mod naive;
mod speed;
mod trees;

use blocks::{Block, Tape};
use proptest::prelude::*;
use scruple::expressions::functions::FAMILIES;
use scruple::expressions::parse::MAX_DEPTH;
use scruple::expressions::{eval, explain};
use scruple::types::{Computed, Type, Value};

/// Whether both have no value, or the same.
fn same(naive: &Computed, columnar: &Option<Value>) -> bool {
    match (naive, columnar) {
        (Ok(Value::Float(one)), Some(Value::Float(other))) => one == other,
        (Ok(one), Some(other)) => one == other,
        (Err(_), None) => true,
        _ => false,
    }
}

fn check(n_rows: usize, cells: &[u8], tree: &[u8], ty: Type) -> Result<(), TestCaseError> {
    let arena = bumpalo::Bump::new();
    let block = Block::new(n_rows, &mut Tape::new(cells), &arena);
    let expr = trees::of_type(ty, 4, &mut Tape::new(tree), &block);
    let vector = eval(&expr, &block);
    prop_assert_eq!(vector.len, n_rows);
    for row in 0..n_rows {
        let naive = naive::value(&expr, &block, row);
        let columnar = vector.value(row);
        prop_assert!(
            same(&naive, &columnar),
            "row {}: naive {:?}, columnar {:?}\n{:?}\n{:?}",
            row,
            naive,
            columnar,
            expr,
            block.row(row)
        );
        let is_both = vector.is_null(row) && vector.is_failed(row);
        prop_assert!(!is_both, "row {} is both NULL and not computable\n{:?}", row, expr);
    }
    Ok(())
}

/// Some hundred cases; as many as `PROPTEST_CASES` says where it is set.
fn config() -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..Default::default() };
    let cases = if std::env::var("PROPTEST_CASES").is_ok() { default.cases } else { 700 };
    ProptestConfig { cases, ..default }
}

fn tape(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..most)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn conditions_come_out_as_row_by_row(
        n_rows in 1usize..200, cells in tape(400), tree in tape(120),
    ) {
        check(n_rows, &cells, &tree, Type::Boolean)?;
    }

    #[test]
    fn values_come_out_as_row_by_row(
        n_rows in 1usize..70, cells in tape(300), tree in tape(90), ty in 0usize..blocks::TYPES.len(),
    ) {
        check(n_rows, &cells, &tree, blocks::TYPES[ty])?;
    }

    #[test]
    fn blocks_of_any_size_give_the_same(
        size in 1usize..90, cells in tape(400), tree in tape(120),
    ) {
        let arena = bumpalo::Bump::new();
        let block = Block::new(130, &mut Tape::new(&cells), &arena);
        let expr = trees::of_type(Type::Boolean, 4, &mut Tape::new(&tree), &block);
        let whole = eval(&expr, &block);
        for start in (0..130).step_by(size) {
            let part = block.slice(start, size.min(130 - start));
            let vector = eval(&expr, &part);
            for row in 0..vector.len {
                prop_assert_eq!(vector.value(row), whole.value(start + row), "{:?}", expr);
            }
        }
    }
}

/// The example of every function says what it says.
#[test]
fn examples_of_functions_hold() {
    for function in FAMILIES.iter().flat_map(|family| family.iter()) {
        let (example, result) = function.example;
        let value = |sql: &str| {
            constants::value(sql).unwrap_or_else(|mistakes| panic!("`{sql}`: {mistakes:?}"))
        };
        assert!(value(example).is_some(), "`{example}` is not computable");
        assert_eq!(value(example), value(result), "`{example}` is not `{result}`");
    }
}

/// The deepest condition that binds is evaluated and explained on the stack of a worker.
#[test]
fn depth_overflows_no_stack() {
    let deep = |open: &str, inner: &str, close: &str| {
        let levels = (MAX_DEPTH - 4) / 2;
        format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
    };
    let conditions = [
        deep("NOT (", "1 / 0 > 1", ")"),
        deep("(TRUE AND ", "FALSE", ")"),
        deep("coalesce(NULL, ", "1 = 2", ")"),
        deep("CASE WHEN TRUE THEN ", "1 > 2", " ELSE FALSE END"),
        format!("agrees({}, 3)", deep("abs(", "-1.5", ")")),
        deep("(1 = 1) = (", "1 = 2", ")"),
        format!("len({}) = 0", deep("[x FOR x IN ", "[1]", "]")),
    ];
    let check = move || {
        for sql in conditions {
            let expr = constants::bound(&sql).expect("not too deep");
            let arena = bumpalo::Bump::new();
            let frame = constants::Nothing(&arena);
            assert_eq!(eval(&expr, &frame).len, 1);
            assert!(explain(&expr, &sql, &frame).failed_part.is_some());
        }
    };
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(check);
    worker.expect("a thread").join().expect("no overflow");
}
