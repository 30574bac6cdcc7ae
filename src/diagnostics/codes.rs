//! The list of diagnostic codes. A new one is a row here and a page in `docs/codes/`.

use super::Severity;

/// A kind of diagnostic.
#[derive(Debug)]
pub struct Code {
    pub id: &'static str,
    /// What it has unless a rule file says otherwise.
    pub severity: Severity,
    /// One line for lists.
    pub summary: &'static str,
}

macro_rules! codes {
    ($($id:literal $severity:ident $summary:literal;)*) => {
        &[$(Code { id: $id, severity: Severity::$severity, summary: $summary }),*]
    };
}

/// Every code, in the order of the manual.
pub const CODES: &[Code] = codes! {
    "invalid-toml" Error "a rule file that is not TOML";
    "unknown-key" Error "a key that rule files do not have";
    "missing-key" Error "a key that has to be there is not";
    "wrong-type" Error "a value of another type than its key takes";
    "invalid-value" Error "a value that its key does not take";
    "unsupported-version" Error "a rule file of a version that this program does not read";
    "not-in-this-build" Error "a part of the language that this build of the program leaves out";
    "not-yet-supported" Error "a part of the language that is not built yet";
    "unknown-include" Error "an included file or pack that is not there";
    "include-circle" Error "files that include each other";
    "define-circle" Error "defined expressions that use each other";
    "duplicate-name" Error "the same name given twice";
    "unknown-table" Error "a table that no rule file declares";
    "unknown-column" Error "a column that the table does not have";
    "unknown-name" Error "a name that is neither a column nor defined";
    "ambiguous-name" Error "a name that could mean two things";
    "unknown-function" Error "a function that conditions do not have";
    "unknown-check" Error "an id or glob that matches no check";
    "wrong-arguments" Error "a function called with other arguments than it takes";
    "type-mismatch" Error "operands whose types do not go together";
    "unit-mismatch" Error "numbers in units that do not go together";
    "misplaced-aggregate" Error "an aggregate where single rows are looked at";
    "invalid-subquery" Error "a subquery that cannot be looked up";
    "ungrouped-column" Error "a column of single rows in a condition about groups";
    "not-a-condition" Error "a check that is not true or false";
    "unreadable-literal" Error "a literal that does not read as the type it stands beside";
    "invalid-syntax" Error "a condition that is not an expression";
    "too-complex" Error "a condition beyond the limits of size or depth";
    "invalid-pattern" Error "a pattern that is not a regular expression of this language";
    "invalid-schema" Error "a JSON Schema that is none, or that refers to what is not there";
    "crossing-bounds" Error "bounds that no value can lie between";
    "not-applicable" Error "a constraint that its column's type does not support";
    "no-body" Error "a rule without a check, or with two";
    "always-equal" Warning "a subquery that compares a column with itself";
    "interval-equality" Warning "`=` between values that are only known as intervals";
    "glob-matches-nothing" Warning "a glob of columns that matches no column";
    "no-rows" Warning "a rule whose `where` matched no row, or whose `pattern` stands nowhere; an empty table, as a note";
    "expired-allow" Warning "an exception whose last day is over";
    "stale-allow" Warning "an exception that excused nothing";
    "broad-allow" Warning "an exception that excuses everything";
    "unread-version" Warning "a version before that no rule reads";
    "not-evaluated" Warning "a check that could not be evaluated at all";
    "never-fails" Warning "a rule that no row can fail";
    "never-passes" Error "a rule that no row can pass";
    "contradiction" Error "rules that no row can pass together";
    "implied-rule" Warning "a rule that follows from others";
    "excluded-value" Warning "a value that one rule allows and another excludes";
    "constant-column" Note "a column that rules leave one value";
    "cannot-fire" Warning "a statistical rule that so few rows cannot break";
    "failed-test" Error "a test of a rule that does not end as it should";
    "no-tests" Error "no rule has a test";
    "no-data" Error "no file to check";
    "no-table" Error "no file for a declared table";
    "no-document" Error "no file for a declared document";
    "unknown-document" Error "a document that no rule file declares";
    "anchor-changed" Error "words of a figure that are not in the article";
    "anchor-ambiguous" Error "words of a figure that could mean several";
    "anchor-without-figure" Error "words of a figure in which none is read";
    "unused-aside" Warning "words that are set aside and nowhere";
    "no-checks" Error "nothing is checked";
    "unreadable-file" Error "a file that cannot be read";
    "temporary-file" Error "a temporary file that cannot be written";
    "not-a-table" Error "a file that is not a table of text";
    "two-tables" Error "a file that two tables claim";
    "invalid-option" Error "an option that cannot be followed";
};

/// The code with this id.
pub fn find(id: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut ids: Vec<&str> = CODES.iter().map(|code| code.id).collect();
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), CODES.len());
    }
}
