//! The integration tests: one binary, so that they link once and run in parallel.

#![allow(clippy::print_stdout, reason = "what is skipped is told where the tests run")]

mod across;
mod conditions;
mod decoding;
mod oracle;
mod pages;
mod rule_files;
mod scanner;
mod severities;
mod reports;
mod samples;
mod tidy;
