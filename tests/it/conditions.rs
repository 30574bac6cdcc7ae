//! Conditions from their text to a typed tree.

mod grammar;
mod mistakes;
mod oracle;
mod show;
