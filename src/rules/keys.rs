//! The keys of rule files, except the check kinds, which `vocabulary` lists.

use super::document_keys::{DOCUMENT, WORDS};
use super::shape::{Choice, Group, Key, KeyTable, Need, Shape};
use super::test_keys::TEST;
use super::vocabulary::{BODIES, CONSTRAINTS, LONG_BODIES, REFERENCE_KEYS, ROW_COUNTS, later};

/// The version of the format that this program reads.
pub const VERSION: i64 = 1;

const SEVERITIES: &[&str] = &["error", "warning", "note"];
const SEVERITIES_OR_OFF: &[&str] = &["error", "warning", "note", "off"];

pub(super) const fn key(
    name: &'static str,
    shape: Shape,
    doc: &'static str,
    example: &'static str,
) -> Key {
    Key { name, shape, need: Need::Optional, doc, example }
}

/// Every table of keys, in the order of the manual; the long forms of bodies come after them.
pub static ALL: &[&KeyTable] =
    &[&FILE, &DEFINE, &TABLE, &ROWS, &COLUMN, &CONSTRAINT, &DOCUMENT, &WORDS, &RULE, &TEST, &ALLOW];

/// All tables of keys.
pub fn all() -> impl Iterator<Item = &'static KeyTable> {
    ALL.iter().chain(LONG_BODIES).copied()
}

/// The whole file.
pub static FILE: KeyTable = KeyTable {
    name: "file",
    title: "The file",
    doc: "What stands at the top of a rule file, before the first heading, and the headings.",
    groups: &[Group::Any(&[
        key(
            "version",
            Shape::Version,
            "The version of the format. 1 is the only one, and what is meant where none is given.",
            "version = 1",
        ),
        key(
            "title",
            Shape::Text,
            "What the rules are about, for reports.",
            "title = \"Munitions transfers\"",
        ),
        key(
            "include",
            Shape::Texts,
            "Rule files to read as well: a path relative to this file, or `scruple:NAME` for a \
             pack that is in the program. A file included twice is read once.",
            "include = [\"ours/houses.toml\"]",
        ),
        key(
            "define",
            Shape::Named(&key(
                "NAME",
                Shape::Either(&[Shape::Keys(&DEFINE), Shape::Scalars, Shape::Scalar]),
                "A named value, list or expression.",
                "cap = { value = 500, why = \"…\" }",
            )),
            "Named values, lists and expressions, usable in every condition. A value or a list may \
             stand alone. An including file may replace those of an included one.",
            "define.cap = 500",
        ),
        key(
            "tables",
            Shape::Named(&key(
                "NAME",
                Shape::Keys(&TABLE),
                "One or several files of the same columns.",
                "[tables.reports]",
            )),
            "The tables: which files they are, how these are read, what their columns hold.",
            "tables.reports.files = [\"reports*.csv\"]",
        ),
        key(
            "rules",
            Shape::Named(&key(
                "ID",
                Shape::Keys(&RULE),
                "What must hold.",
                "[rules.rounds-per-occasion]",
            )),
            "The rules. A heading is the rule's id: lower case, words joined by hyphens, given once \
             in all files of a run.",
            "rules.amount-positive = { table = \"orders\", check = \"amount > 0\" }",
        ),
        key(
            "severity",
            Shape::Named(&key(
                "ID",
                Shape::Words(SEVERITIES_OR_OFF),
                "The severity of the checks, rules and diagnostics that the id or glob names; `off` \
                 leaves them out. A later file wins.",
                "\"csv.blank-row\" = \"note\"",
            )),
            "How much a check, rule or diagnostic matters, by id or glob.",
            "severity.\"csv.*\" = \"note\"",
        ),
        key(
            "documents",
            Shape::Named(&key(
                "NAME",
                Shape::Keys(&DOCUMENT),
                "An article, or several of the same kind.",
                "[documents.article]",
            )),
            "Articles: which files they are, when they were published, what their figures are called.",
            "documents.article.files = [\"article.md\"]",
        ),
        key(
            "allow",
            Shape::Several(&Shape::Keys(&ALLOW)),
            "Known exceptions, each with its reason: `[[allow]]`.",
            "allow = [{ rule = \"csv.blank-row\", reason = \"the export ends so\" }]",
        ),
    ])],
    choice: None,
    needs: &[],
};

/// `[define] NAME = { … }`.
pub static DEFINE: KeyTable = KeyTable {
    name: "define",
    title: "[define] NAME = { … }",
    doc: "A named value, list or expression. A value or a list may stand alone: `cap = 500`, \
          `states = [\"PRK\", \"RUS\"]`.",
    groups: &[
        Group::One(&[
            key("value", Shape::Scalar, "A text, number, date, true or false.", "value = 500"),
            key("values", Shape::Scalars, "A list of values.", "values = [\"PRK\", \"RUS\"]"),
            key(
                "file",
                Shape::Text,
                "A CSV or TSV file, relative to this one, that holds the list in `column`.",
                "file = \"iso.csv\"",
            ),
            key("expr", Shape::Text, "An expression in SQL.", "expr = \"q / c\""),
        ]),
        Group::Any(&[
            key(
                "column",
                Shape::Text,
                "The column of `file` with the values.",
                "column = \"alpha_3\"",
            ),
            key(
                "args",
                Shape::Texts,
                "The names of the arguments of `expr`: with them it is a function.",
                "args = [\"q\", \"c\"]",
            ),
            key("unit", Shape::Text, "What the value counts.", "unit = \"round\""),
            key(
                "why",
                Shape::Text,
                "Why this is the value, shown with a rule that fails.",
                "why = \"…\"",
            ),
            key("source", Shape::Text, "Where the value comes from.", "source = \"https://…\""),
            key("date", Shape::Date, "The day as of which it is the value.", "date = 2025-05-30"),
        ]),
    ],
    choice: Some(Choice { noun: "value", none: "missing-key", several: "invalid-value" }),
    needs: &[("file", "column"), ("column", "file"), ("args", "expr")],
};

/// `[tables.NAME]`.
pub static TABLE: KeyTable = KeyTable {
    name: "table",
    title: "[tables.NAME]",
    doc: "A table: one file, or several with the same columns. The keys from `format` on are for \
          files that are not recognised rightly by themselves.",
    groups: &[Group::Any(&[
        key(
            "files",
            Shape::Texts,
            "Globs that match the end of a path; `x.csv` takes `x.csv.gz` too, where no table names \
             that and `x.csv` is not there. By default the table's name with any known extension.",
            "files = [\"reports*.csv\"]",
        ),
        key(
            "key",
            Shape::Names,
            "The columns that tell rows apart: never missing, unique together.",
            "key = [\"report_id\"]",
        ),
        key(
            "missing",
            Shape::Texts,
            "The texts that mean \"no value\". By default only the empty one.",
            "missing = [\"\", \"NA\", \"n/a\"]",
        ),
        key(
            "source",
            Shape::Text,
            "Where the data come from, for reports.",
            "source = \"https://…\"",
        ),
        key("rows", Shape::Keys(&ROWS), "How many rows there are.", "rows = { minimum = 1 }"),
        key(
            "columns-match",
            Shape::Words(&["exact", "equal", "subset", "superset", "partial"]),
            "How the header agrees with the declared columns. `exact`: the same in the same order; \
             `equal`: the same in any order; `superset` (the default): all declared ones and any \
             others; `subset`: no others, some may be absent; `partial`: at least one of them.",
            "columns-match = \"exact\"",
        ),
        key(
            "columns",
            Shape::Named(&key(
                "NAME",
                Shape::Keys(&COLUMN),
                "A column, or all columns that a glob matches.",
                "rounds = { type = \"integer\" }",
            )),
            "The columns by name. A name with `*`, `?` or `[` is a glob: an exact name wins, then the \
             longest glob.",
            "columns.rounds = { type = \"integer\", minimum = 1 }",
        ),
        key(
            "format",
            Shape::WordsSoFar(&["csv", "tsv"], &["json", "ndjson", "xlsx", "ods", "parquet"]),
            "The format of the files, where their extension does not tell.",
            "format = \"csv\"",
        ),
        key(
            "delimiter",
            Shape::Byte,
            "What stands between fields. A tab is `\"\\t\"`.",
            "delimiter = \";\"",
        ),
        key(
            "quote",
            Shape::ByteOrNone,
            "What stands around fields that hold a delimiter. Empty: no character quotes.",
            "quote = \"'\"",
        ),
        key(
            "escape",
            Shape::Byte,
            "What stands before a quote that does not end the field. By default quotes are doubled.",
            "escape = '\\'",
        ),
        key(
            "header",
            Shape::Either(&[Shape::Boolean, Shape::Names]),
            "`true` (the default): the first record names the columns; `false`: there is no header, \
             the columns are `column_1`, `column_2` …; a list: there is no header, these are the names.",
            "header = [\"id\", \"amount\"]",
        ),
        key("skip", Shape::Whole, "Lines to leave out before the header.", "skip = 2"),
        key("footer", Shape::Whole, "Records to leave out at the end.", "footer = 1"),
        key(
            "comment",
            Shape::Byte,
            "What begins a line that is to be left out.",
            "comment = \"#\"",
        ),
        key(
            "encoding",
            Shape::Text,
            "The encoding, by its WHATWG label. By default UTF-8.",
            "encoding = \"windows-1252\"",
        ),
        key(
            "ragged",
            Shape::Words(&["pad"]),
            "`pad`: short records are filled up with missing values. By default each is a violation.",
            "ragged = \"pad\"",
        ),
        later("sheet", "The sheet of a workbook."),
        key(
            "references",
            Shape::Named(&key(
                "NAME",
                Shape::Keys(&NAMED_REFERENCE),
                "A reference by its name.",
                "team = { columns = [\"year\", \"team\"], table = \"teams\", to = [\"year\", \"team\"] }",
            )),
            "References of several columns, by name. Each row refers to one of the other table, and \
             conditions follow it by the name: `team.wins`.",
            "[tables.managers.references]",
        ),
    ])],
    choice: None,
    needs: &[],
};

/// `[tables.NAME.references] NAME = { … }`.
static NAMED_REFERENCE: KeyTable = KeyTable {
    name: "named-reference",
    title: "[tables.NAME.references] NAME = { … }",
    doc: "A reference of several columns. It is a check with the id `table.NAME.references`.",
    groups: &[Group::Any(REFERENCE_KEYS), Group::Any(META)],
    choice: None,
    needs: &[],
};

static ROWS: KeyTable = KeyTable {
    name: "rows",
    title: "[tables.NAME] rows = { … }",
    doc: "How many rows a table has. Each is a check, such as `reports.rows.minimum`.",
    groups: &[Group::Any(ROW_COUNTS)],
    choice: None,
    needs: &[],
};

/// `[tables.NAME.columns] NAME = { … }`.
pub static COLUMN: KeyTable = KeyTable {
    name: "column",
    title: "[tables.NAME.columns] NAME = { … }",
    doc: "A column: how its cells read, and what they are held to. Each constraint is a check with \
          the id `table.column.constraint`.",
    groups: &[
        Group::Any(&[
            key(
                "type",
                Shape::Constraint(&Shape::Type),
                "What the values are. A cell that does not read as its type is a violation. \
                 Without it the type is what all values agree on.",
                "type = \"integer\"",
            ),
            key(
                "format",
                Shape::Text,
                "How a date or time is written, as in strptime; `any` takes whatever can mean one \
                 value only. Of texts what they are: `email`, `uri`, `uuid` or `binary` (Base64).",
                "format = \"%d.%m.%Y\"",
            ),
            key("optional", Shape::Boolean, "`true`: the column may be absent.", "optional = true"),
            key("unit", Shape::Text, "What the values count.", "unit = \"round\""),
            key(
                "description",
                Shape::Text,
                "What the column holds.",
                "description = \"containers shipped\"",
            ),
        ]),
        Group::Any(CONSTRAINTS),
        Group::Any(&[
            key(
                "missing",
                Shape::Texts,
                "The texts that mean \"no value\" in this column, instead of the table's.",
                "missing = [\"-\"]",
            ),
            key(
                "decimal-char",
                Shape::Character,
                "What stands before the fraction.",
                "decimal-char = \",\"",
            ),
            key(
                "group-char",
                Shape::Character,
                "What stands between thousands.",
                "group-char = \".\"",
            ),
            key(
                "bare-number",
                Shape::Boolean,
                "`false`: text around the number, such as `€` or `%`, is left off.",
                "bare-number = false",
            ),
            key(
                "true-values",
                Shape::Texts,
                "The texts that mean true.",
                "true-values = [\"yes\"]",
            ),
            key(
                "false-values",
                Shape::Texts,
                "The texts that mean false.",
                "false-values = [\"no\"]",
            ),
        ]),
    ],
    choice: None,
    needs: &[],
};

/// What every check may say about itself.
const META: &[Key] = &[
    key(
        "severity",
        Shape::Words(SEVERITIES),
        "How much it matters where it fails. By default `error`.",
        "severity = \"warning\"",
    ),
    key(
        "message",
        Shape::Text,
        "What to say where it fails. `{…}` holds any expression; `{{` is a brace.",
        "message = \"{rounds} rounds on {occasions} occasions\"",
    ),
    key(
        "why",
        Shape::Text,
        "Why it must hold.",
        "why = \"a freighter carries 200 to 500 containers\"",
    ),
    key("source", Shape::Text, "Where that is known from.", "source = \"https://…\""),
    key("help", Shape::Text, "What to do where it fails.", "help = \"check the count of ships\""),
    key(
        "tags",
        Shape::Texts,
        "Words to select it by: `--select tag:NAME`.",
        "tags = [\"plausibility\"]",
    ),
];

/// A constraint written as a table.
pub static CONSTRAINT: KeyTable = KeyTable {
    name: "constraint",
    title: "minimum = { value = …, … }",
    doc: "A constraint that says more about itself. `value` is what would stand there alone.",
    groups: &[
        Group::Any(&[Key {
            name: "value",
            shape: Shape::Either(&[Shape::Scalar, Shape::Scalars]),
            need: Need::Required,
            doc: "What the constraint takes.",
            example: "value = 1",
        }]),
        Group::Any(META),
    ],
    choice: None,
    needs: &[],
};

/// What a rule is about instead of a table: one of them has to be there.
pub const INSTEAD_OF_TABLE: &[&str] = &["document", "pattern"];

/// `[rules.ID]`.
pub static RULE: KeyTable = KeyTable {
    name: "rule",
    title: "[rules.ID]",
    doc: "A rule: what must hold of a table or a document. It has exactly one of the keys that say \
          what is checked; these begin with `check`.",
    groups: &[
        Group::Any(&[
            Key {
                name: "table",
                shape: Shape::Names,
                need: Need::Required,
                doc: "The table that the rule is about, or several. A rule about documents has none.",
                example: "table = \"reports\"",
            },
            key(
                "document",
                Shape::Names,
                "The document that the rule is about, or several: `check` then reads its named \
                 figures, and `published`.",
                "document = \"article\"",
            ),
            key(
                "pattern",
                Shape::Text,
                "Words of articles with captures between them: the rule is about every place where \
                 they stand, and `check` reads the figures that stand in the place of the captures \
                 by name. Without `document` it is about every article.",
                "pattern = \"over {n} heavy artillery pieces\"",
            ),
            key(
                "where",
                Shape::Text,
                "The rule speaks of the rows that meet this condition only.",
                "where = \"item <> 'vehicles'\"",
            ),
        ]),
        Group::Any(&[
            key(
                "by",
                Shape::Names,
                "Columns or expressions that make groups of the rows: `check` then speaks of each group, \
             with aggregates such as `sum` and `count`. Missing values make one group.",
                "by = [\"supplier\", \"year(start_date)\"]",
            ),
            key(
                "windows",
                Shape::Named(&key(
                    "NAME",
                    Shape::Text,
                    "What would stand in the brackets of `OVER (…)`.",
                    "w = \"PARTITION BY site ORDER BY day\"",
                )),
                "Windows by name, for `OVER w` in `check` and `message`.",
                "windows = { w = \"PARTITION BY site ORDER BY day ROWS 6 PRECEDING\" }",
            ),
        ]),
        Group::Any(&[key(
            "at-least",
            Shape::Scalar,
            "The share of rows in which `check` has to hold, of the table or of each group that `by` \
             makes. Rows of which the condition is unknown count on neither side.",
            "at-least = 0.95",
        )]),
        Group::One(BODIES),
        Group::Any(META),
        Group::Any(&[key(
            "tests",
            Shape::Several(&Shape::Keys(&TEST)),
            "Rows that the rule has to pass or to fail, for `scruple rules --test`: \
                 `[[rules.ID.tests]]`.",
            "tests = [{ row = { rounds = 9_000_000, occasions = 49 }, passes = true }]",
        )]),
    ],
    choice: Some(Choice { noun: "check", none: "no-body", several: "no-body" }),
    needs: &[],
};

/// `[[allow]]`.
pub static ALLOW: KeyTable = KeyTable {
    name: "allow",
    title: "[[allow]]",
    doc: "A known exception. The violations that it excuses are counted as allowed, and not shown.",
    groups: &[Group::Any(&[
        Key {
            name: "rule",
            shape: Shape::Text,
            need: Need::Required,
            doc: "The id of a check, or a glob: a rule, a constraint, one that is always made.",
            example: "rule = \"rounds-per-occasion\"",
        },
        key(
            "where",
            Shape::Text,
            "A condition that the violating row meets; of a group its first row. Violations of a \
             file or of the whole table have no row: a glob that matches such checks too does not \
             excuse them. Without it and without `fingerprint` all violations are meant.",
            "where = \"report_id = 'R08'\"",
        ),
        key(
            "fingerprint",
            Shape::Text,
            "The one violation that is meant, by what `--format ndjson` calls its `fingerprint`.",
            "fingerprint = \"20e5a4951595242867fba1f97b41db45\"",
        ),
        Key {
            name: "reason",
            shape: Shape::Text,
            need: Need::Required,
            doc: "Why it is right as it is.",
            example: "reason = \"the convoy was counted as one occasion\"",
        },
        key(
            "expires",
            Shape::Date,
            "The first day on which the exception holds no more.",
            "expires = 2027-01-01",
        ),
        key("evidence", Shape::Text, "Where the reason is known from.", "evidence = \"https://…\""),
    ])],
    choice: None,
    needs: &[],
};
