//! The integration tests: one binary, so that they link once and run in parallel.

#![allow(clippy::print_stdout, reason = "what is skipped is told where the tests run")]

mod across;
mod program;
mod cli;
mod allow;
mod articles;
mod conditions;
mod decoding;
mod engine;
mod hostile;
mod json_schema;
mod oracle;
mod prose;
mod pages;
mod properties;
mod real;
mod rule_files;
mod scanner;
mod shorthands;
mod severities;
mod reports;
mod samples;
mod tidy;
mod trials;
mod analysis;
mod memory;
