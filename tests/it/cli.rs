//! The command line: what arguments mean, which files are read and which rules govern them, and how
//! a run ends.

mod context;
mod inputs;
mod language;
mod options;
mod reading;
mod rules;
