//! Rule files: TOML text in, a [`RuleSet`] and every mistake out.
//!
//! ```text
//! text --tree--> Param --conform (shape, keys, vocabulary)--> mistakes
//!                      --lower--> RuleFile parts --include, merge--> RuleSet
//! ```
//!
//! Only `tree` names TOML types. Check kinds get [`Param`]s. What keys there are is data: `keys` and
//! `vocabulary` drive the reader, its messages, the JSON Schema and the manual.

pub mod model;
pub mod param;
pub mod shape;
pub mod keys;
mod document_keys;
pub mod vocabulary;
pub mod phrase;
pub mod files;
pub mod packs;
pub mod schema;
mod wording;
mod syntax;
mod test_keys;
mod tree;
mod conform;
mod documents;
mod conform_to;
mod lower;
mod tables;
mod tests;
mod lists;
mod merge;
mod include;

pub use conform_to::RowSchema;
pub use files::{Disk, Files};
pub use include::{read, read_text};
pub use model::*;
pub use param::{Param, Phrase, Spanned};
pub use wording::toml_text;
