//! What is said of rules without a row of data: every claim is true.

mod claims;
mod examples;
