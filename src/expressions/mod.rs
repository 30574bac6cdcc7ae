//! Conditions: SQL text to a tree with places, to a typed tree, to vectors of values.
//!
//! ```text
//! Phrase --parse--> Expr --bind (names, types)--> Typed --eval (a block of rows)--> Vector
//! ```
//!
//! The parser is our own, since every node has to know the bytes that it was written in.

pub mod ast;
pub mod spans;
pub mod sequence;
pub mod pattern;
pub mod parse;
pub mod functions;
pub mod typed;
pub mod grouping;
pub mod subquery;
pub mod bind;
pub mod template;
pub mod eval;
pub mod agrees;
pub mod explain;
pub mod extents;

pub use ast::Expr;
pub use eval::eval;
pub use explain::{Explanation, explain};
pub use typed::{Frame, Typed};
