//! The texts that diagnostics point into: rule files, and conditions given elsewhere.

/// A text held in [`Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end: end.max(start) }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// One text with the path under which messages name it.
#[derive(Debug, Clone)]
pub struct Text {
    /// Relative to the working directory, with `/`.
    pub path: String,
    pub text: String,
}

/// All texts of a run. A [`SourceId`] is only valid in the `Texts` that gave it.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    texts: Vec<Text>,
}

impl Texts {
    /// Holds a text from now on.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.texts.push(Text { path: path.into(), text: text.into() });
        SourceId(self.texts.len() as u32 - 1)
    }

    /// The text behind an id.
    pub fn get(&self, id: SourceId) -> &Text {
        &self.texts[id.0 as usize]
    }

    /// The line and the column of a byte, both counted from 1, the column in characters.
    pub fn line_column(&self, id: SourceId, byte: usize) -> (usize, usize) {
        let text = &self.get(id).text;
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &text[..byte];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}
