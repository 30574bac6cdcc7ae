//! The program: arguments in, reports and an exit status out. Only this module prints.

pub mod args;
pub mod explain;
pub mod pages;
pub mod schema;
