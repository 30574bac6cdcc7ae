//! Scruple checks that data, and the sentences written about them, can be believed.
//!
//! The modules stand in the order in which data flow through them; each imports only from those
//! before it. `ARCHITECTURE.md` draws the line.

pub mod diagnostics;
pub mod types;
pub mod tables;
pub mod rules;
pub mod findings;
pub mod expressions;
pub mod sources;
pub mod prose;
pub mod checks;
pub mod plan;
pub mod engine;
pub mod analysis;
pub mod trials;
pub mod reports;
pub mod cli;
