//! Rules tried on rows that are no data: their own tests, changed cells.

mod mutate;
mod tests;
