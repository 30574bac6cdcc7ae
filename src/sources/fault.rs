//! What can be wrong with the structure of a file. Facts only: checks and reports word them.

use crate::diagnostics::Span;

/// A kind of structural fault; each is a built-in check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// A record of another length than the header.
    RaggedRow,
    /// A quote inside a field that does not begin with one.
    StrayQuote,
    /// Text between a closing quote and the delimiter.
    TextAfterQuote,
    /// A quote that nothing closes, or only text lines later.
    UnclosedQuote,
    /// A line with nothing on it.
    BlankRow,
    /// A column name that an earlier column has.
    DuplicateHeader,
    /// A column without a name.
    EmptyHeader,
    /// A column name with characters that nobody sees.
    InvisibleHeader,
    /// Bytes that are not text in the file's encoding.
    Encoding,
    /// A control character in a cell.
    ControlCharacter,
    /// A character that turns the direction of the text around it.
    BidirectionalOverride,
    /// Lines above the header.
    Preamble,
    /// A delimiter that the file's name does not promise.
    DelimiterMismatch,
    /// A line end unlike the others: a lone or a doubled carriage return.
    LineEnd,
}

impl FaultKind {
    /// All kinds, in the order of the manual.
    pub const ALL: [FaultKind; 14] = [
        FaultKind::RaggedRow,
        FaultKind::StrayQuote,
        FaultKind::TextAfterQuote,
        FaultKind::UnclosedQuote,
        FaultKind::BlankRow,
        FaultKind::DuplicateHeader,
        FaultKind::EmptyHeader,
        FaultKind::InvisibleHeader,
        FaultKind::Encoding,
        FaultKind::ControlCharacter,
        FaultKind::BidirectionalOverride,
        FaultKind::Preamble,
        FaultKind::DelimiterMismatch,
        FaultKind::LineEnd,
    ];

    /// The id of the check that reports it.
    pub fn id(self) -> &'static str {
        match self {
            FaultKind::RaggedRow => "csv.ragged-row",
            FaultKind::StrayQuote => "csv.stray-quote",
            FaultKind::TextAfterQuote => "csv.text-after-quote",
            FaultKind::UnclosedQuote => "csv.unclosed-quote",
            FaultKind::BlankRow => "csv.blank-row",
            FaultKind::DuplicateHeader => "csv.duplicate-header",
            FaultKind::EmptyHeader => "csv.empty-header",
            FaultKind::InvisibleHeader => "csv.invisible-header",
            FaultKind::Encoding => "csv.encoding",
            FaultKind::ControlCharacter => "csv.control-character",
            FaultKind::BidirectionalOverride => "csv.bidirectional-override",
            FaultKind::Preamble => "csv.preamble",
            FaultKind::DelimiterMismatch => "csv.delimiter-mismatch",
            FaultKind::LineEnd => "csv.line-end",
        }
    }
}

/// A structural fault and its place. A cell has at most one of a kind, at the first occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// What to underline, in bytes of the content; may be empty (a blank line).
    pub span: Span,
    /// The record in its block; absent where the fault is not in a record.
    pub row: Option<u32>,
    /// The field in its record, or the column of the header; absent where it is none of these.
    pub column: Option<u32>,
}

impl Fault {
    /// A fault that is in no record and no column.
    pub fn of_file(kind: FaultKind, span: Span) -> Fault {
        Fault { kind, span, row: None, column: None }
    }
}
