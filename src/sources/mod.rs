//! (to come)

pub mod decode;
