//! Rule files: TOML text in, a [`RuleSet`] and every mistake out.
//!
//! Only this module names TOML types. Check kinds get [`Param`]s.

pub mod model;
pub mod param;

pub use model::*;
pub use param::{Param, Phrase, Spanned};
