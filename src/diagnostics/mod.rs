//! What can be said about the inputs themselves: rule files, options, unreadable files.
//!
//! A [`Diagnostic`] carries facts and places; how it looks is decided in `reports`.

pub mod codes;
pub mod suggest;
pub mod texts;

pub use texts::{SourceId, Span, Texts};

use std::fmt;

/// How much a finding or a diagnostic matters. Ordered: a note is less than an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    /// All severities, the least first.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// The word that rule files, options and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity that a word names.
    pub fn from_word(word: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| severity.word() == word)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A stretch of a text that a diagnostic speaks of, and what is at that spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub source: SourceId,
    pub span: Span,
    /// Short, since it stands at the place: "no such column".
    pub text: String,
}

/// One message about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable, kebab-case; one of [`codes::CODES`].
    pub code: &'static str,
    pub severity: Severity,
    /// One sentence that stands alone: lower case, no full stop.
    pub message: String,
    /// The first label is the place, the others are the other half.
    pub labels: Vec<Label>,
    /// The file meant, where there is no text to point into.
    pub file: Option<String>,
    /// The physical line in `file`, counted from 1, where one is known.
    pub line: Option<u64>,
    /// Circumstances, each a sentence.
    pub notes: Vec<String>,
    /// What to do: the text to type or the command to run.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of the severity that its code has by default.
    pub fn new(code: &'static str, message: impl Into<String>) -> Diagnostic {
        let severity = codes::find(code).map_or(Severity::Error, |code| code.severity);
        Diagnostic {
            code,
            severity,
            message: message.into(),
            labels: Vec::new(),
            file: None,
            line: None,
            notes: Vec::new(),
            help: None,
        }
    }

    /// Whether it is about a data file, which keeps no other file from being judged. Everything
    /// else is a mistake in a rule file or an option.
    pub fn is_about_data(&self) -> bool {
        let of_files = ["unreadable-file", "not-a-table", "no-data", "no-table", "no-document"];
        of_files.contains(&self.code) || self.code.starts_with("anchor-")
    }

    /// Points at a stretch of a text. The first call gives the place.
    pub fn at(mut self, source: SourceId, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { source, span, text: text.into() });
        self
    }

    /// Names the file that the diagnostic is about.
    pub fn in_file(mut self, file: impl Into<String>) -> Diagnostic {
        self.file = Some(file.into());
        self
    }

    /// Names the physical line in the file, counted from 1.
    pub fn on_line(mut self, line: u64) -> Diagnostic {
        self.line = Some(line);
        self
    }

    /// Adds a circumstance.
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}

/// Why a file could not be read or written, in words: without the number that the system has for it.
pub fn cause(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
