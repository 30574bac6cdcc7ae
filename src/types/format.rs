//! Values as messages and reports show them.
