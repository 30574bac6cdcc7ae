//! The integration tests: one binary, so that they link once and run in parallel.

mod conditions;
mod decoding;
mod oracle;
mod rule_files;
mod scanner;
mod shorthands;
mod reports;
