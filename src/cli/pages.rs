//! The pages of the manual that `scruple explain` prints, compiled in. A new page is a file and a line
//! here.

/// A page of the manual.
#[derive(Debug)]
pub struct Page {
    pub id: &'static str,
    /// Markdown.
    pub text: &'static str,
}

macro_rules! pages {
    ($folder:literal: $($id:literal)*) => {
        &[$(Page {
            id: $id,
            text: include_str!(concat!("../../docs/", $folder, "/", $id, ".md")),
        }),*]
    };
}

/// A page a check: `docs/checks/`, in the order of the manual.
pub const CHECKS: &[Page] = pages! { "checks":
    "required"
    "unique"
    "enum"
    "pattern"
    "not-pattern"
    "minimum"
    "maximum"
    "exclusive-minimum"
    "exclusive-maximum"
    "min-length"
    "max-length"
    "references"
    "check"
    "duplicate-row"
    "sequence"
    "sorted"
    "determines"
    "exactly-one"
    "at-most-one"
    "at-least-one"
    "no-overlap"
    "complete"
    "part-whole"
    "same-as"
    "schema"
    "type"
    "exists"
    "columns"
    "key"
    "rows.minimum"
    "rows.maximum"
    "csv.ragged-row"
    "csv.stray-quote"
    "csv.text-after-quote"
    "csv.unclosed-quote"
    "csv.blank-row"
    "csv.duplicate-header"
    "csv.empty-header"
    "csv.invisible-header"
    "csv.encoding"
    "csv.control-character"
    "csv.bidirectional-override"
    "csv.preamble"
    "csv.delimiter-mismatch"
    "csv.line-end"
    "prose.headline"
    "prose.same-quantity"
    "prose.total"
    "prose.change"
    "prose.list-count"
    "prose.weekday"
    "prose.impossible-date"
    "prose.duration"
    "prose.reversed-range"
    "prose.conversion"
    "prose.age"
    "prose.abbreviation"
    "prose.roles"
    "prose.coverage"
};

/// What is told at length: `docs/`.
pub const GUIDES: &[Page] = pages! { ".":
    "rule-files" "conditions" "groups" "subqueries" "versions" "between-rules" "reports" "figures"
    "articles"
};

/// Other words that lead to a page.
pub const ALSO: &[(&str, &str)] = &[
    ("columns-match", "columns"),
    ("rows", "rows.minimum"),
    ("csv", "csv.ragged-row"),
    ("allow", "rule-files"),
    ("define", "rule-files"),
    ("by", "groups"),
    ("windows", "groups"),
    ("previous", "versions"),
];

/// A page a diagnostic code: `docs/codes/`, in the order of the list of codes.
pub const CODES: &[Page] = pages! { "codes":
    "invalid-toml"
    "unknown-key"
    "missing-key"
    "wrong-type"
    "invalid-value"
    "unsupported-version"
    "not-in-this-build"
    "not-yet-supported"
    "unknown-include"
    "include-circle"
    "define-circle"
    "duplicate-name"
    "unknown-table"
    "unknown-column"
    "unknown-name"
    "ambiguous-name"
    "unknown-function"
    "unknown-check"
    "wrong-arguments"
    "type-mismatch"
    "unit-mismatch"
    "misplaced-aggregate"
    "invalid-subquery"
    "ungrouped-column"
    "not-a-condition"
    "unreadable-literal"
    "invalid-syntax"
    "too-complex"
    "invalid-pattern"
    "invalid-schema"
    "crossing-bounds"
    "not-applicable"
    "no-body"
    "always-equal"
    "interval-equality"
    "glob-matches-nothing"
    "no-rows"
    "expired-allow"
    "stale-allow"
    "broad-allow"
    "unread-version"
    "not-evaluated"
    "never-fails"
    "never-passes"
    "contradiction"
    "implied-rule"
    "excluded-value"
    "constant-column"
    "cannot-fire"
    "failed-test"
    "no-tests"
    "no-data"
    "no-table"
    "no-document"
    "unknown-document"
    "anchor-changed"
    "anchor-ambiguous"
    "anchor-without-figure"
    "unused-aside"
    "no-checks"
    "unreadable-file"
    "temporary-file"
    "not-a-table"
    "two-tables"
    "invalid-option"
};

impl Page {
    /// The first paragraph, for lists.
    pub fn summary(&self) -> &'static str {
        let paragraphs = self.text.split("\n\n").map(str::trim);
        let mut plain = paragraphs.filter(|text| !text.is_empty() && !text.starts_with('#'));
        plain.next().unwrap_or_default()
    }
}
