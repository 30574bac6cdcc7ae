//! Prose: from an article's bytes to its figures.
//!
//! Bytes become text with a map back to where each stretch of it stood (`markup`), text becomes
//! blocks with roles and sentences, these become tokens, and the grammar reads figures from them.
//! What the words of a language mean is data in `lexicon`; how far a figure commits is decided in
//! one place, `commit`. Nothing here knows rules or tables: a figure is a value with a place.

mod anchors;
mod article;
mod cents;
mod commit;
mod document;
mod figures;
mod folded;
mod grammar;
pub mod inspect;
mod lexicon;
mod markup;
pub mod patterns;
mod quotes;
pub mod says;
pub mod slips;
mod sentences;
mod tokens;

pub use crate::types::Interval;
pub use anchors::{Lost, Quote, Words, hits};
pub use article::{Article, Place};
pub use document::{Block, Document, Published, PublishedBy, ReadOptions, Role, Sentence};
pub use figures::{Anchor, Figure, Grain, Kind, Meaning, NoDate, RangeEnds, Relation};
pub use lexicon::{Dimension, Hedge, Unit};
pub use markup::Markup;

/// The unit that figures name by this symbol, with its dimension and factor.
pub fn unit(symbol: &str) -> Option<&'static Unit> {
    lexicon::units::by_symbol(symbol)
}
