//! A block of rows with the columns that checks asked for.

use super::bitmap::Bitmap;
use super::vector::Vector;

/// A decoded column of a block.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    /// Missing, unreadable and ragged rows are null here.
    pub vector: Vector<'a>,
    /// Rows whose text does not read as the column's type; absent where there are none.
    pub unreadable: Option<Bitmap>,
}

/// A block of rows of one file, decoded as far as the checks of its table need it.
#[derive(Debug)]
pub struct Batch<'a> {
    pub n_rows: usize,
    /// By the column's index in the table's schema; `None` where nothing reads it.
    pub columns: Vec<Option<Column<'a>>>,
    /// Records of another length than the header, which no other check judges.
    pub ragged: Option<Bitmap>,
}

impl<'a> Batch<'a> {
    /// The decoded column.
    ///
    /// # Panics
    /// Where the plan did not ask for the column: a fault of this program.
    pub fn column(&self, index: usize) -> &Column<'a> {
        self.columns[index].as_ref().expect("the plan decodes every column that a check reads")
    }
}

/// The texts of one column over a block, as a reader found them: what decoding works on.
pub trait Cells<'a> {
    fn n_rows(&self) -> usize;
    /// The cell without its quotes, doubled quotes undone. Empty for a ragged record.
    fn bytes(&self, row: usize) -> &'a [u8];
    /// The length of the cell and the eight bytes that end with it, where these can be had without
    /// more ado.
    fn ending(&self, _row: usize) -> Option<([u8; 8], usize)> {
        None
    }
    /// The same as text; `None` where it is not UTF-8.
    fn text(&self, row: usize) -> Option<&'a str>;
}
