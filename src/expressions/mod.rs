//! Conditions: SQL text to a tree with places, to a typed tree, to vectors of values.
//!
//! ```text
//! Phrase --parse--> Expr --bind (names, types)--> Typed --eval (a block of rows)--> Vector
//! ```
//!
//! Only `parse` names the SQL parser's types. Everything after it works on our own trees, in which
//! every node knows the bytes that it was written in.

pub mod agrees;
pub mod ast;
pub mod eval;
pub mod explain;
pub mod functions;
pub mod parse;
pub mod pattern;
pub mod spans;
pub mod bind;
pub mod template;
pub mod typed;

pub use ast::Expr;
pub use eval::eval;
pub use explain::{Explanation, explain};
pub use typed::{Frame, Typed};
