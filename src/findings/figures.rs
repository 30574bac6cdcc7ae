//! Articles and their figures, as reports show them.

use super::Fact;

/// How a figure ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// No rule reads it.
    #[default]
    Unchecked,
    SetAside,
    /// A rule reads it, and could not decide.
    Undecided,
    Verified,
    /// Further than its words say, not further than they stretch.
    Stretched,
    Contradicted,
}

impl Status {
    /// Every status, the worst first.
    pub const ALL: [Status; 6] = [
        Status::Contradicted,
        Status::Stretched,
        Status::Undecided,
        Status::Unchecked,
        Status::SetAside,
        Status::Verified,
    ];

    /// The name in reports for programs.
    pub fn name(self) -> &'static str {
        match self {
            Status::Unchecked => "unchecked",
            Status::SetAside => "set-aside",
            Status::Undecided => "undecided",
            Status::Verified => "verified",
            Status::Stretched => "stretched",
            Status::Contradicted => "contradicted",
        }
    }

    /// The words in reports for people.
    pub fn words(self) -> &'static str {
        match self {
            Status::SetAside => "set aside",
            status => status.name(),
        }
    }

    /// Whether a figure has been looked at, or need not be.
    pub fn is_covered(self) -> bool {
        !matches!(self, Status::Unchecked | Status::Undecided)
    }
}

/// A figure in an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FigureShown {
    pub document: String,
    pub file: String,
    /// From 1.
    pub line: u64,
    pub column_start: u64,
    pub column_end: u64,
    /// Bytes in the file as stored.
    pub byte_start: u64,
    pub byte_end: u64,
    /// Bytes in the article's text.
    pub text_start: usize,
    pub text_end: usize,
    /// The words, as written.
    pub quote: String,
    pub kind: &'static str,
    /// Absent bounds are absent.
    pub value: Option<String>,
    pub low: Option<String>,
    pub high: Option<String>,
    pub low_open: bool,
    pub high_open: bool,
    pub outer_low: Option<String>,
    pub outer_high: Option<String>,
    /// Of a date: how finely it is given, and what it hangs on.
    pub grain: Option<&'static str>,
    pub anchor: Option<&'static str>,
    pub score: Option<[String; 2]>,
    pub unit: Option<String>,
    pub noun: Option<String>,
    pub hedge: &'static str,
    pub relation: Option<&'static str>,
    pub quoted: bool,
    pub reversed: bool,
    /// The number of its sentence in the article, from 0.
    pub sentence: usize,
    pub block: &'static str,
    /// What it says, in words.
    pub says: String,
    /// The names that the rule file gives it.
    pub names: Vec<String>,
    pub status: Status,
    /// Why it is set aside, or why nothing is known of it.
    pub reason: Option<String>,
    /// What was asked of it.
    pub evidence: Vec<Evidence>,
    /// Rules that would hold of it, the best first; absent where nobody asked for them.
    pub suggestions: Option<Vec<Suggestion>>,
    /// Whether rules would hold of it, and no words of the article name it alone.
    pub is_unnameable: bool,
}

/// A rule that nobody has written, and that would hold of a figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suggestion {
    /// The condition.
    pub check: String,
    /// What the data give there, as people read it.
    pub value: String,
    /// Whether that is the number as written.
    pub is_exact: bool,
    /// The whole of it as a rule file has it, with the name of the figure where it has none yet.
    pub rule: String,
}

/// What a check says of a figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// The id of the check.
    pub check: String,
    pub status: Status,
    /// What was compared, with the values.
    pub says: String,
    /// The condition, as its author wrote it.
    pub condition: Option<String>,
    /// Cells of tables that it rests on: "reports.csv:16: `reports.rounds` is 9000000".
    pub rows: Vec<String>,
    /// Defined values that it rests on.
    pub facts: Vec<Fact>,
    pub why: Option<String>,
    pub source: Option<String>,
}

/// An article that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocumentShown {
    pub name: String,
    pub file: String,
    pub bytes: u64,
    /// The day of publication, ISO.
    pub published: Option<String>,
    pub sentences: u64,
    /// The text as it reads.
    pub text: String,
    pub blocks: Vec<BlockShown>,
}

/// A stretch of an article's text that stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockShown {
    pub role: &'static str,
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
}
