//! Conditions from their text to a typed tree.

mod binding;
mod grammar;
mod mistakes;
mod oracle;
mod show;
mod tables;
