//! The integration tests: one binary, so that they link once and run in parallel.

mod conditions;
mod decoding;
mod oracle;
mod pages;
mod rule_files;
mod scanner;
mod reports;
mod samples;
mod tidy;
