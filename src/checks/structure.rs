//! What the reader of a file demands of it: the `csv.…` checks. Their violations are found while the
//! records are, not by looking at columns.

use super::Wording;
use crate::diagnostics::Severity;
use crate::findings::Judged;
use crate::prose::inspect;

/// A built-in check of a file's structure.
#[derive(Debug)]
pub struct StructureKind {
    pub id: &'static str,
    pub severity: Severity,
    pub of: Judged,
    singular: &'static str,
    plural: &'static str,
    object: &'static str,
    /// What stands at the place.
    pub label: &'static str,
    pub why: &'static str,
    pub help: &'static str,
}

impl StructureKind {
    /// How a finding reads.
    pub fn wording(&self) -> Wording {
        Wording {
            singular: self.singular,
            plural: self.plural,
            object: self.object.to_owned(),
            help: Some(self.help.to_owned()),
        }
    }
}

/// The kind with this id.
pub fn find(id: &str) -> Option<&'static StructureKind> {
    STRUCTURE.iter().find(|kind| kind.id == id)
}

/// The ids of everything that is checked without a rule: of files, and of articles.
pub fn built_in<'s>() -> impl Iterator<Item = &'s str> {
    STRUCTURE.iter().map(|kind| kind.id).chain(inspect::ids()).map(|id| -> &'s str { id })
}

/// Every structural check, in the order of the manual.
pub const STRUCTURE: &[StructureKind] = &[
    StructureKind {
        id: "csv.ragged-row",
        severity: Severity::Error,
        of: Judged::Rows,
        singular: "has",
        plural: "have",
        object: "another number of fields than the header",
        label: "another number of fields than the header",
        why: "a value may stand under the wrong column, so no other check judges the row",
        help: "quote the value that holds the delimiter, or add the missing one",
    },
    StructureKind {
        id: "csv.stray-quote",
        severity: Severity::Warning,
        of: Judged::Rows,
        singular: "has",
        plural: "have",
        object: "a quote inside an unquoted field",
        label: "a quote inside an unquoted field",
        why: "readers differ: some take the quote as text, some swallow the rows that follow",
        help: "quote the whole field and double the quotes in it: `\"5\"\" pipe\"`",
    },
    StructureKind {
        id: "csv.text-after-quote",
        severity: Severity::Error,
        of: Judged::Rows,
        singular: "has",
        plural: "have",
        object: "text after a closing quote",
        label: "text after a closing quote",
        why: "readers differ on what the value is",
        help: "double the quotes inside of the value: `\"a \"\"b\"\" c\"`",
    },
    StructureKind {
        id: "csv.unclosed-quote",
        severity: Severity::Error,
        of: Judged::Rows,
        singular: "has",
        plural: "have",
        object: "a quote that is never closed",
        label: "this quote is never closed",
        why: "most readers take all that follows as one value, and lose the rows in it",
        help: "close the quote, or double it where it belongs to the value",
    },
    StructureKind {
        id: "csv.blank-row",
        severity: Severity::Warning,
        of: Judged::Rows,
        singular: "line is",
        plural: "lines are",
        object: "blank",
        label: "a blank line",
        why: "readers differ on whether it is a row",
        help: "delete the line",
    },
    StructureKind {
        id: "csv.duplicate-header",
        severity: Severity::Error,
        of: Judged::Files,
        singular: "has",
        plural: "have",
        object: "a column name that another column has",
        label: "this name stands here again",
        why: "what reads a column by its name gets one of the two, and nobody knows which",
        help: "give each column its own name",
    },
    StructureKind {
        id: "csv.empty-header",
        severity: Severity::Warning,
        of: Judged::Files,
        singular: "has",
        plural: "have",
        object: "a column without a name",
        label: "no name",
        why: "often a delimiter at the end of the line, or an index column without a name",
        help: "name the column, or delete the delimiter",
    },
    StructureKind {
        id: "csv.invisible-header",
        severity: Severity::Error,
        of: Judged::Files,
        singular: "has",
        plural: "have",
        object: "a column name with invisible characters",
        label: "holds invisible characters",
        why: "the name looks right and is found by nothing that looks for it",
        help: "type the name anew",
    },
    StructureKind {
        id: "csv.encoding",
        severity: Severity::Error,
        of: Judged::Rows,
        singular: "has",
        plural: "have",
        object: "bytes that are not UTF-8",
        label: "not UTF-8",
        why: "the characters are lost or changed wherever the file is read as UTF-8",
        help: "save the file as UTF-8, or declare what it is: `encoding = \"windows-1252\"`",
    },
    StructureKind {
        id: "csv.control-character",
        severity: Severity::Error,
        of: Judged::Rows,
        singular: "has",
        plural: "have",
        object: "control characters",
        label: "a control character",
        why: "it is not seen, it breaks comparisons, and terminals obey it",
        help: "delete the character",
    },
    StructureKind {
        id: "csv.bidirectional-override",
        severity: Severity::Error,
        of: Judged::Rows,
        singular: "has",
        plural: "have",
        object: "characters that change the direction of the text",
        label: "changes the direction of the text",
        why: "the value reads differently from what it is",
        help: "delete the character",
    },
    StructureKind {
        id: "csv.preamble",
        severity: Severity::Error,
        of: Judged::Files,
        singular: "has",
        plural: "have",
        object: "lines above the header",
        label: "above the header",
        why: "most readers take the first line as the header",
        help: "delete the lines, or declare them under the table: `skip = 1`",
    },
    StructureKind {
        id: "csv.delimiter-mismatch",
        severity: Severity::Warning,
        of: Judged::Files,
        singular: "is",
        plural: "are",
        object: "not delimited as the name says",
        label: "another delimiter than the file's name says",
        why: "what goes by the name reads one column",
        help: "rename the file, or write it with the delimiter that its name says",
    },
    StructureKind {
        id: "csv.line-end",
        severity: Severity::Note,
        of: Judged::Files,
        singular: "has",
        plural: "have",
        object: "lone or doubled carriage returns at the ends of lines",
        label: "a lone or doubled carriage return",
        why: "some readers see one long line, or blank lines between the rows",
        help: "write the file with one kind of line end: LF, or CR and LF",
    },
];
