//! Colours, where the output has them.

use super::Style;
use owo_colors::OwoColorize;

/// What a piece of text is to say by its colour.
#[derive(Debug, Clone, Copy)]
pub enum Paint {
    Plain,
    Good,
    Warning,
    Error,
    Accent,
}

/// The text in its colour.
pub fn painted(text: &str, paint: Paint, style: &Style) -> String {
    if !style.color || text.is_empty() {
        return text.to_owned();
    }
    match paint {
        Paint::Plain => text.to_owned(),
        Paint::Good => text.green().to_string(),
        Paint::Warning => text.yellow().to_string(),
        Paint::Error => text.red().to_string(),
        Paint::Accent => text.cyan().to_string(),
    }
}
