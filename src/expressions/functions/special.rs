//! Functions that binding makes into something of their own: they look at how values are written, at
//! what they count, or at where their row stands, so that a row of values does not call them.

/// A function that is no call of values.
#[derive(Debug)]
pub struct SpecialFunction {
    pub name: &'static str,
    /// How it is called, and what it gives.
    pub signature: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// What else its page says.
    pub note: &'static str,
    /// A condition that uses it.
    pub example: &'static str,
}

/// All of them, in the order of the manual.
pub const SPECIAL: &[SpecialFunction] = &[
    SpecialFunction {
        name: "text",
        signature: "text(column) → text",
        summary: "the cell as it is written, before it is read as a number or a date",
        note: "Quotes around a cell are not of its text. An empty cell is NULL, where that means \
               \"no value\"; another text that means it, such as `NA`, is given as it is, and so is \
               one that does not read as the type of its column. `text(COLUMNS('pattern'))` and \
               `text(reference.column)` are there too; what is computed stands in no cell, and \
               `(a + b)::text` is its text.",
        example: "text(price) ~ '^[0-9]+\\.[0-9]{2}$'",
    },
    SpecialFunction {
        name: "file",
        signature: "file() → text",
        summary: "the file that the row stands in",
        note: "Its path from the folder of the rule file, with `/`, so that a condition says the \
               same wherever it is run from; of a file outside of that folder the path as reports \
               show it. `by = [\"file()\"]` makes a group of each file.",
        example: "year(day) = regexp_extract(file(), '([0-9]{4})\\.csv$', 1)::integer",
    },
    SpecialFunction {
        name: "row",
        signature: "row() → integer",
        summary: "the number of the record in its file, from 1, the header not counted",
        note: "Reports call the same `row`. Over all files of a table counts \
               `row_number() OVER ()`.",
        example: "row() = id",
    },
    SpecialFunction {
        name: "line",
        signature: "line() → integer",
        summary: "the line of its file on which the record starts, from 1, the header counted",
        note: "Reports call the same `line`. Where a cell spans lines, or lines are blank, it is \
               more than `row()` and the header.",
        example: "line() <= 1000",
    },
    SpecialFunction {
        name: "agrees",
        signature: "agrees(any, any) → boolean",
        summary: "whether both, as they are written, can be the same value",
        note: "`2024-10` agrees with 2024-10-16. A `number` cell stands for its last written digit \
               give or take half, so that `12.3` is 12.25 to 12.35; `integer` and `float` cells, \
               literals and defined values are exact, and sums, products and quotients carry the \
               bounds. With a missing argument the result is missing.",
        example: "agrees(sum(share), 100)",
    },
    SpecialFunction {
        name: "convert",
        signature: "convert(number, text) → number",
        summary: "the number in another unit of the same dimension",
        note: "The unit is a literal, and that of the number has to be known: from its column, a \
               defined value, or what they are computed to.",
        example: "convert(weight, 't') <= 44",
    },
];

/// The one with this name, whatever its case.
pub fn find(name: &str) -> Option<&'static SpecialFunction> {
    SPECIAL.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}
