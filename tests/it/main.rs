//! The integration tests: one binary, so that they link once and run in parallel.

mod conditions;
mod decoding;
mod oracle;
mod prose;
mod rule_files;
mod scanner;
mod reports;
