//! The check kinds that rule files can name, as a list: what each takes and what it is for.
//!
//! A new check kind is a row here and a file under `checks`; the reader does not change.

use super::shape::{Group, Key, KeyTable, Need, Shape};

/// What a rule may ask for: exactly one of these stands in `[rules.ID]`.
pub const BODIES: &[Key] = &[
    Key {
        name: "check",
        shape: Shape::Text,
        need: Need::Optional,
        doc: "A condition in SQL that every row must meet. A row fails where it is false; a row \
              for which it is unknown, because a value is missing, passes and is counted as \
              undecided.",
        example: "check = \"rounds / occasions BETWEEN 20_000 AND 400_000\"",
    },
    Key {
        name: "unique",
        shape: Shape::Either(&[Shape::Names, Shape::Keys(&UNIQUE)]),
        need: Need::Optional,
        doc: "Columns or expressions that no two rows have in common. In a `unique` of several, \
              missing equals missing unless all of them are.",
        example: "unique = [\"supplier\", \"published\"]",
    },
    Key {
        name: "duplicate-row",
        shape: Shape::Either(&[Shape::True, Shape::Keys(&DUPLICATE_ROW)]),
        need: Need::Optional,
        doc: "No row stands twice. Missing equals missing; the later row is reported.",
        example: "duplicate-row = true",
    },
    Key {
        name: "references",
        shape: Shape::Keys(&REFERENCES),
        need: Need::Optional,
        doc: "Each row's values are those of some row of another table. With `where`, only of \
              the rows that it chooses.",
        example: "references = { columns = [\"supplier\"], table = \"states\", to = [\"alpha_3\"] }",
    },
    Key {
        name: "sequence",
        shape: Shape::Either(&[Shape::Text, Shape::Keys(&SEQUENCE)]),
        need: Need::Optional,
        doc: "Each value is the one before it, in the order of the file, plus a step. Missing \
              values are passed over.",
        example: "sequence = { column = \"page\", step = 1, by = [\"book\"] }",
    },
    Key {
        name: "sorted",
        shape: Shape::Either(&[Shape::Names, Shape::Keys(&SORTED)]),
        need: Need::Optional,
        doc: "Rows stand in this order in the file; `-` before a name means falling. Equal \
              neighbours are in order. Rows with a missing part are passed over.",
        example: "sorted = [\"date\", \"-amount\"]",
    },
    Key {
        name: "determines",
        shape: Shape::Either(&[
            Shape::Text,
            Shape::Keys(&DETERMINES),
            Shape::Several(&Shape::Either(&[Shape::Text, Shape::Keys(&DETERMINES)])),
        ]),
        need: Need::Optional,
        doc: "Rows with the same values in some columns have the same value in others. The rows \
              that differ from what most of their group says are the violations; without a \
              majority, those that differ from its first row.",
        example: "determines = { from = [\"iso3\"], to = [\"country\"] }",
    },
    Key {
        name: "exactly-one",
        shape: Shape::Either(&[Shape::Names, Shape::Keys(&EXACTLY_ONE)]),
        need: Need::Optional,
        doc: "Exactly one of these columns has a value in each row; or exactly one row of each \
              group meets a condition.",
        example: "exactly-one = [\"born\", \"founded\"]",
    },
    Key {
        name: "at-most-one",
        shape: Shape::Either(&[Shape::Names, Shape::Keys(&AT_MOST_ONE)]),
        need: Need::Optional,
        doc: "At most one of these columns has a value in each row; or at most one row of each \
              group meets a condition.",
        example: "at-most-one = { by = [\"party\"], check = \"role = 'leader'\" }",
    },
    Key {
        name: "at-least-one",
        shape: Shape::Either(&[Shape::Names, Shape::Keys(&AT_LEAST_ONE)]),
        need: Need::Optional,
        doc: "At least one of these columns has a value in each row; or at least one row of each \
              group meets a condition.",
        example: "at-least-one = [\"email\", \"phone\"]",
    },
    Key {
        name: "no-overlap",
        shape: Shape::Keys(&NO_OVERLAP),
        need: Need::Optional,
        doc: "No two spans of dates, times or numbers overlap. A span ends where the next may start; \
              one without an end is open.",
        example: "no-overlap = { start = \"from\", end = \"to\", by = [\"office\"] }",
    },
    Key {
        name: "complete",
        shape: Shape::Either(&[Shape::Names, Shape::Keys(&COMPLETE)]),
        need: Need::Optional,
        doc: "Every combination of the values of these columns has a row: of those that are named, \
              or else of those that occur.",
        example: "complete = { columns = [\"country\", \"year\"], year = \"2000..2023\" }",
    },
    Key {
        name: "part-whole",
        shape: Shape::Keys(&PART_WHOLE),
        need: Need::Optional,
        doc: "What the parts of a whole count adds up to what the whole counts. Parts and wholes are \
              rows of the table; a part names its whole by a column, or by its own code.",
        example: "part-whole = { columns = [\"people\"], code = \"region\", parent = \"part_of\" }",
    },
    Key {
        name: "same-as",
        shape: Shape::Either(&[Shape::Text, Shape::Keys(&SAME_AS)]),
        need: Need::Optional,
        doc: "Each row is there in another table too, by its key, with the same values, and the \
              other way round.",
        example: "same-as = { table = \"archive\", key = [\"country\", \"year\"], tolerance = 0.5 }",
    },
    Key {
        name: "schema",
        shape: Shape::Text,
        need: Need::Optional,
        doc: "Each row, as an object of its columns, conforms to a JSON Schema: a file, from the \
              folder of the rule file. In builds with the feature `json-schema`.",
        example: "schema = \"order.schema.json\"",
    },
];

/// The tables of keys of bodies that are written as one.
pub static LONG_BODIES: &[&KeyTable] = &[
    &UNIQUE,
    &DUPLICATE_ROW,
    &REFERENCES,
    &SEQUENCE,
    &SORTED,
    &DETERMINES,
    &EXACTLY_ONE,
    &AT_MOST_ONE,
    &AT_LEAST_ONE,
    &NO_OVERLAP,
    &COMPLETE,
    &PART_WHOLE,
    &SAME_AS,
];

/// A key that is refused with a sentence that says so.
pub const fn later(name: &'static str, doc: &'static str) -> Key {
    Key { name, shape: Shape::Later, need: Need::Optional, doc, example: "" }
}

/// What a column may be held to: `minimum = 1` or `minimum = { value = 1, why = "…" }`. Each is a
/// check with the id `table.column.constraint`.
pub const CONSTRAINTS: &[Key] = &[
    constraint("required", &Shape::Boolean, "No value is missing.", "required = true"),
    constraint(
        "unique",
        &Shape::Boolean,
        "No value stands twice. Missing values do not count.",
        "unique = true",
    ),
    constraint(
        "enum",
        &Shape::Either(&[Shape::Scalars, Shape::Text]),
        "The values that are allowed: a list, or the name of one from `[define]`.",
        "enum = [\"PRK\", \"RUS\"]",
    ),
    constraint(
        "pattern",
        &Shape::Text,
        "A regular expression that the whole value must match. Between single quotes a backslash \
         is only a backslash.",
        "pattern = 'R\\d\\d'",
    ),
    constraint(
        "not-pattern",
        &Shape::Text,
        "A regular expression that is found nowhere in the value.",
        "not-pattern = '\\s$'",
    ),
    constraint("minimum", &Shape::Scalar, "The least value that is allowed.", "minimum = 1"),
    constraint("maximum", &Shape::Scalar, "The greatest value that is allowed.", "maximum = 100"),
    constraint(
        "exclusive-minimum",
        &Shape::Scalar,
        "All values are above this one.",
        "exclusive-minimum = 0",
    ),
    constraint(
        "exclusive-maximum",
        &Shape::Scalar,
        "All values are below this one.",
        "exclusive-maximum = 2025-01-01",
    ),
    constraint("min-length", &Shape::Whole, "The least number of characters.", "min-length = 3"),
    constraint("max-length", &Shape::Whole, "The greatest number of characters.", "max-length = 3"),
    constraint(
        "references",
        &Shape::Text,
        "Every value is one of that column, written `table.column`. Conditions can follow it: \
         with `programme = { references = \"programmes.programme\" }`, `programme.launched` is the \
         launch in the row that is referred to.",
        "references = \"programmes.programme\"",
    ),
];

/// What a table's number of rows may be held to.
pub const ROW_COUNTS: &[Key] = &[
    constraint("minimum", &Shape::Whole, "The least number of rows.", "minimum = 1"),
    constraint("maximum", &Shape::Whole, "The greatest number of rows.", "maximum = 1000000"),
];

const fn constraint(
    name: &'static str,
    shape: &'static Shape,
    doc: &'static str,
    example: &'static str,
) -> Key {
    Key { name, shape: Shape::Constraint(shape), need: Need::Optional, doc, example }
}

static UNIQUE: KeyTable = KeyTable {
    name: "unique",
    title: "unique = { … }",
    doc: "The long form of `unique`.",
    groups: &[Group::Any(&[
        Key {
            name: "columns",
            shape: Shape::Names,
            need: Need::Required,
            doc: "Columns or expressions.",
            example: "columns = [\"supplier\", \"published\"]",
        },
        Key {
            name: "missing",
            shape: Shape::Words(&["distinct"]),
            need: Need::Optional,
            doc: "`distinct`: a missing value equals no other, as in SQL.",
            example: "missing = \"distinct\"",
        },
    ])],
    choice: None,
    needs: &[],
};

static DUPLICATE_ROW: KeyTable = KeyTable {
    name: "duplicate-row",
    title: "duplicate-row = { … }",
    doc: "The long form of `duplicate-row`.",
    groups: &[Group::Any(&[
        Key {
            name: "except",
            shape: Shape::Texts,
            need: Need::Optional,
            doc: "Columns that are left out of the comparison.",
            example: "except = [\"report_id\"]",
        },
        Key {
            name: "fold",
            shape: Shape::Boolean,
            need: Need::Optional,
            doc: "`true`: letter case, accents and blanks do not tell rows apart.",
            example: "fold = true",
        },
    ])],
    choice: None,
    needs: &[],
};

static SEQUENCE: KeyTable = KeyTable {
    name: "sequence",
    title: "sequence = { … }",
    doc: "The long form of `sequence`.",
    groups: &[Group::Any(&[
        Key {
            name: "column",
            shape: Shape::Text,
            need: Need::Required,
            doc: "The column that counts on: of numbers or dates.",
            example: "column = \"page\"",
        },
        Key {
            name: "step",
            shape: Shape::Scalar,
            need: Need::Optional,
            doc: "How much is added each time; of dates, in days. 1 where nothing is said.",
            example: "step = 1",
        },
        Key {
            name: "by",
            shape: Shape::Names,
            need: Need::Optional,
            doc: "Columns or expressions whose values each begin a sequence of their own.",
            example: "by = [\"book\"]",
        },
        Key {
            name: "any-order",
            shape: Shape::Boolean,
            need: Need::Optional,
            doc: "`true`: the values are those of a sequence, in whatever order they stand: none is \
                  left out and none is there twice.",
            example: "any-order = true",
        },
    ])],
    choice: None,
    needs: &[],
};

static SORTED: KeyTable = KeyTable {
    name: "sorted",
    title: "sorted = { … }",
    doc: "The long form of `sorted`.",
    groups: &[Group::Any(&[
        Key {
            name: "columns",
            shape: Shape::Names,
            need: Need::Required,
            doc: "What rows are ordered by, the first column first; `-` before a name means falling.",
            example: "columns = [\"date\", \"-amount\"]",
        },
        Key {
            name: "by",
            shape: Shape::Names,
            need: Need::Optional,
            doc: "Columns or expressions whose values each have an order of their own.",
            example: "by = [\"account\"]",
        },
        Key {
            name: "strict",
            shape: Shape::Boolean,
            need: Need::Optional,
            doc: "`true`: neighbours that are equal in all columns are out of order too.",
            example: "strict = true",
        },
    ])],
    choice: None,
    needs: &[],
};

static DETERMINES: KeyTable = KeyTable {
    name: "determines",
    title: "determines = { … }",
    doc: "Which columns fix which. `\"iso3 -> country\"` says the same in short, and a list of \
          either holds several.",
    groups: &[Group::Any(&[
        Key {
            name: "from",
            shape: Shape::Names,
            need: Need::Required,
            doc: "The columns or expressions that make groups.",
            example: "from = [\"iso3\"]",
        },
        Key {
            name: "to",
            shape: Shape::Names,
            need: Need::Required,
            doc: "The columns that have one value in a group, each by itself.",
            example: "to = [\"country\"]",
        },
    ])],
    choice: None,
    needs: &[],
};

static EXACTLY_ONE: KeyTable = of_rows("exactly-one", "exactly-one = { … }");
static AT_MOST_ONE: KeyTable = of_rows("at-most-one", "at-most-one = { … }");
static AT_LEAST_ONE: KeyTable = of_rows("at-least-one", "at-least-one = { … }");

const fn of_rows(name: &'static str, title: &'static str) -> KeyTable {
    KeyTable {
        name,
        title,
        doc: "The rows of a group that meet a condition are counted.",
        groups: &[Group::Any(&[
            Key {
                name: "check",
                shape: Shape::Text,
                need: Need::Required,
                doc: "The condition in SQL.",
                example: "check = \"role = 'leader'\"",
            },
            Key {
                name: "by",
                shape: Shape::Names,
                need: Need::Optional,
                doc: "The columns or expressions that make groups. Without it all rows are one.",
                example: "by = [\"party\"]",
            },
        ])],
        choice: None,
        needs: &[],
    }
}

static PART_WHOLE: KeyTable = KeyTable {
    name: "part-whole",
    title: "part-whole = { … }",
    doc: "What adds up, and which rows are parts of which.",
    groups: &[Group::Any(&[
        Key {
            name: "columns",
            shape: Shape::Names,
            need: Need::Required,
            doc: "The columns whose values add up.",
            example: "columns = [\"people\"]",
        },
        Key {
            name: "code",
            shape: Shape::Text,
            need: Need::Required,
            doc: "The column that names each row.",
            example: "code = \"region\"",
        },
        Key {
            name: "parent",
            shape: Shape::Text,
            need: Need::Optional,
            doc: "The column that names the whole. Without it the code does: the whole of `AT13` is \
                  the longest beginning of it that is a code too, such as `AT1`.",
            example: "parent = \"part_of\"",
        },
        Key {
            name: "separator",
            shape: Shape::Text,
            need: Need::Optional,
            doc: "What stands between the parts of a code: with a point, the whole of `1.2.3` is \
                  `1.2`.",
            example: "separator = \".\"",
        },
        Key {
            name: "by",
            shape: Shape::Names,
            need: Need::Optional,
            doc: "Columns or expressions whose values each have wholes of their own.",
            example: "by = [\"year\"]",
        },
        TOLERANCE,
    ])],
    choice: None,
    needs: &[],
};

const TOLERANCE: Key = Key {
    name: "tolerance",
    shape: Shape::Scalar,
    need: Need::Optional,
    doc: "How far two numbers may be apart. By default not at all.",
    example: "tolerance = 0.5",
};

static SAME_AS: KeyTable = KeyTable {
    name: "same-as",
    title: "same-as = { … }",
    doc: "The other table, and what is compared.",
    groups: &[Group::Any(&[
        Key {
            name: "table",
            shape: Shape::Text,
            need: Need::Required,
            doc: "The other table.",
            example: "table = \"archive\"",
        },
        Key {
            name: "key",
            shape: Shape::Names,
            need: Need::Optional,
            doc: "The columns by which a row is found there. By default the key of the rule's table.",
            example: "key = [\"country\", \"year\"]",
        },
        Key {
            name: "columns",
            shape: Shape::Names,
            need: Need::Optional,
            doc: "The columns that are compared. By default all that both tables have.",
            example: "columns = [\"people\"]",
        },
        TOLERANCE,
        Key {
            name: "partial",
            shape: Shape::Boolean,
            need: Need::Optional,
            doc: "`true`: rows that only one of the tables has are passed over.",
            example: "partial = true",
        },
    ])],
    choice: None,
    needs: &[],
};

static NO_OVERLAP: KeyTable = KeyTable {
    name: "no-overlap",
    title: "no-overlap = { … }",
    doc: "Where spans start and end, and which may not overlap.",
    groups: &[Group::Any(&[
        Key {
            name: "start",
            shape: Shape::Text,
            need: Need::Required,
            doc: "The column in which spans start.",
            example: "start = \"from\"",
        },
        Key {
            name: "end",
            shape: Shape::Text,
            need: Need::Required,
            doc: "The column in which they end. A missing end is open.",
            example: "end = \"to\"",
        },
        Key {
            name: "by",
            shape: Shape::Names,
            need: Need::Optional,
            doc: "Columns or expressions whose values each have spans of their own.",
            example: "by = [\"office\"]",
        },
        Key {
            name: "closed",
            shape: Shape::Boolean,
            need: Need::Optional,
            doc: "`true`: the end belongs to the span. By default it does not.",
            example: "closed = true",
        },
        Key {
            name: "gaps",
            shape: Shape::Words(&["allowed", "forbidden"]),
            need: Need::Optional,
            doc: "`forbidden`: each span starts where the ones before it end.",
            example: "gaps = \"forbidden\"",
        },
    ])],
    choice: None,
    needs: &[],
};

static COMPLETE: KeyTable = KeyTable {
    name: "complete",
    title: "complete = { … }",
    doc: "Which columns, and which of their values. A column about which nothing is said has to \
          have all values that occur in it.",
    groups: &[
        Group::Any(&[Key {
            name: "columns",
            shape: Shape::Names,
            need: Need::Required,
            doc: "The columns.",
            example: "columns = [\"country\", \"year\"]",
        }]),
        Group::Rest(&Key {
            name: "COLUMN",
            shape: Shape::Either(&[Shape::Text, Shape::Scalars]),
            need: Need::Optional,
            doc: "The values of one of the columns: a range of whole numbers, days or months, a \
                  list, or the name of a defined one.",
            example: "year = \"2000..2023\"",
        }),
    ],
    choice: None,
    needs: &[],
};

/// What a reference of several columns says.
pub const REFERENCE_KEYS: &[Key] = &[
    Key {
        name: "columns",
        shape: Shape::Names,
        need: Need::Required,
        doc: "Columns of the table that refers.",
        example: "columns = [\"supplier\"]",
    },
    Key {
        name: "table",
        shape: Shape::Text,
        need: Need::Required,
        doc: "The table that is referred to.",
        example: "table = \"states\"",
    },
    Key {
        name: "to",
        shape: Shape::Names,
        need: Need::Required,
        doc: "Its columns, in the same order.",
        example: "to = [\"alpha_3\"]",
    },
];

static REFERENCES: KeyTable = KeyTable {
    name: "references",
    title: "references = { … }",
    doc: "Where the rows that are referred to are.",
    groups: &[Group::Any(REFERENCE_KEYS)],
    choice: None,
    needs: &[],
};
