//! The integration tests: one binary, so that they link once and run in parallel.

mod program;
mod cli;
mod conditions;
mod decoding;
mod engine;
mod hostile;
mod oracle;
mod properties;
mod real;
mod rule_files;
mod scanner;
mod reports;
