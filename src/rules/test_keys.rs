//! The keys of `[[rules.ID.tests]]`.

use super::keys::key;
use super::shape::{Choice, Group, KeyTable, Shape};

/// The cells of a row of a test, by column.
const CELLS: Shape = Shape::Named(&key(
    "COLUMN",
    Shape::Scalar,
    "A cell: as a text as it would stand in the file.",
    "rounds = 9_000_000",
));

/// `[[rules.ID.tests]]`.
pub static TEST: KeyTable = KeyTable {
    name: "test",
    title: "[[rules.ID.tests]]",
    doc: "A test of a rule, which `scruple rules --test` runs: a row or several, and how they end. \
          A column that a row does not name has no value there.",
    groups: &[
        Group::Any(&[
            key("row", CELLS, "The one row of the table.", "row = { rounds = 50, occasions = 2 }"),
            key(
                "rows",
                Shape::Several(&CELLS),
                "The rows of the table, in their order, for a rule that looks at several.",
                "rows = [{ total = 10 }, { total = 9 }]",
            ),
            key(
                "tables",
                Shape::Named(&key(
                    "NAME",
                    Shape::Several(&CELLS),
                    "The rows of the table.",
                    "members = [{ programme = \"MSMT\", iso3 = \"FRA\" }]",
                )),
                "The rows of other tables that the rule reads. A table that is not named has none.",
                "tables = { members = [{ programme = \"MSMT\", iso3 = \"FRA\" }] }",
            ),
            key("name", Shape::Text, "What the test shows.", "name = \"a figure as published\""),
            key("as-of", Shape::Date, "The day that `today()` is.", "as-of = 2026-11-23"),
        ]),
        Group::One(&[
            key("passes", Shape::True, "Nothing of it is a violation.", "passes = true"),
            key(
                "fails",
                Shape::Either(&[Shape::True, Shape::Several(&Shape::Whole)]),
                "`true`: there is a violation. A list: these rows are the violations, and no others, \
                 counted from 1; of a group its first row.",
                "fails = [2]",
            ),
        ]),
    ],
    choice: Some(Choice { noun: "expectation", none: "missing-key", several: "invalid-value" }),
    needs: &[],
};
