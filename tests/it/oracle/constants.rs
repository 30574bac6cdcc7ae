//! Constant expressions from their text to their value.

use bumpalo::Bump;
use scruple::diagnostics::{Diagnostic, SourceId, Span};
use scruple::expressions::bind::{Defines, Scope, expression};
use scruple::expressions::{Frame, Typed, eval};
use scruple::rules::Phrase;
use scruple::tables::{Catalog, ReferenceId, Schema, TableId, Vector};
use scruple::types::Value;

/// A frame of one row without columns.
pub struct Nothing<'a>(pub &'a Bump);

impl<'a> Frame<'a> for Nothing<'a> {
    fn n_rows(&self) -> usize {
        1
    }

    fn column(&self, _: usize) -> Vector<'a> {
        Vector::null(1)
    }

    fn follow(&self, _: &[ReferenceId], _: usize) -> Vector<'a> {
        Vector::null(1)
    }

    fn arena(&self) -> &'a Bump {
        self.0
    }

    fn today(&self) -> i32 {
        20_000
    }
}

/// The expression bound over a table without columns.
pub fn bound(sql: &str) -> Result<Typed, Vec<Diagnostic>> {
    let phrase = Phrase {
        text: sql.to_owned(),
        source: SourceId(0),
        span: Span::new(0, sql.len()),
        offsets: (0..=sql.len()).collect(),
    };
    let table = Schema {
        name: "nothing".to_owned(),
        known: true,
        columns: Vec::new(),
        key: Vec::new(),
        made: Vec::new(),
    };
    let catalog = Catalog { tables: vec![table], ..Catalog::default() };
    let defines = Defines::default();
    let scope = Scope {
        catalog: &catalog,
        table: TableId(0),
        defines: &defines,
        phrase: &phrase,
        windows: &[],
    };
    let mut diagnostics = Vec::new();
    expression(&scope, &mut diagnostics).ok_or(diagnostics)
}

/// The value of a constant expression; inside `None` where it is not computable.
pub fn value(sql: &str) -> Result<Option<Value>, Vec<Diagnostic>> {
    let arena = Bump::new();
    Ok(eval(&bound(sql)?, &Nothing(&arena)).value(0))
}
