//! Functions over the rows around one; aggregates with `OVER` are of `aggregates`.

/// What is looked up around a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    RowNumber,
    Rank,
    DenseRank,
    PercentRank,
    CumulativeShare,
    Tile,
    Before,
    After,
    First,
    Last,
    Nth,
}

/// A function over the rows around one.
#[derive(Debug)]
pub struct WindowFunction {
    pub name: &'static str,
    pub look: Look,
    /// The least and the most arguments.
    pub args: (usize, usize),
    /// How it is called.
    pub signature: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// A condition that uses it.
    pub example: &'static str,
}

const fn of(
    (name, look): (&'static str, Look),
    args: (usize, usize),
    signature: &'static str,
    (summary, example): (&'static str, &'static str),
) -> WindowFunction {
    WindowFunction { name, look, args, signature, summary, example }
}

/// All of them, in the order of the manual.
pub const WINDOWS: &[WindowFunction] = &[
    of(
        ("lag", Look::Before),
        (1, 3),
        "lag(value, [rows], [otherwise])",
        (
            "the value in the row before, or so many rows before",
            "total >= lag(total) OVER (ORDER BY day)",
        ),
    ),
    of(
        ("lead", Look::After),
        (1, 3),
        "lead(value, [rows], [otherwise])",
        (
            "the value in the row after, or so many rows after",
            "ends <= lead(starts) OVER (ORDER BY starts)",
        ),
    ),
    of(
        ("first_value", Look::First),
        (1, 1),
        "first_value(value)",
        (
            "the value in the first row of the window",
            "price < 2 * first_value(price) OVER (ORDER BY day)",
        ),
    ),
    of(
        ("last_value", Look::Last),
        (1, 1),
        "last_value(value)",
        ("the value in the last row of the window", "day <= last_value(day) OVER ()"),
    ),
    of(
        ("nth_value", Look::Nth),
        (2, 2),
        "nth_value(value, n)",
        (
            "the value in the nth row of the window",
            "price <= nth_value(price, 1) OVER (ORDER BY price DESC)",
        ),
    ),
    of(
        ("row_number", Look::RowNumber),
        (0, 0),
        "row_number()",
        (
            "the number of the row in its partition, from 1",
            "row_number() OVER (PARTITION BY club) <= 30",
        ),
    ),
    of(
        ("rank", Look::Rank),
        (0, 0),
        "rank()",
        (
            "the place of the row; equal rows share one, and the next are left out",
            "place = rank() OVER (ORDER BY points DESC)",
        ),
    ),
    of(
        ("dense_rank", Look::DenseRank),
        (0, 0),
        "dense_rank()",
        (
            "the place of the row; equal rows share one, and none is left out",
            "dense_rank() OVER (ORDER BY year) = round",
        ),
    ),
    of(
        ("percent_rank", Look::PercentRank),
        (0, 0),
        "percent_rank()",
        (
            "the rank as a share, from 0 to 1",
            "percent_rank() OVER (ORDER BY price) < 1 OR price < 100",
        ),
    ),
    of(
        ("cume_dist", Look::CumulativeShare),
        (0, 0),
        "cume_dist()",
        (
            "the share of rows that come no later",
            "cume_dist() OVER (ORDER BY price) > 0.01 OR price > 1",
        ),
    ),
    of(
        ("ntile", Look::Tile),
        (1, 1),
        "ntile(n)",
        (
            "which of n parts of equal size the row is in",
            "quartile = ntile(4) OVER (ORDER BY score)",
        ),
    ),
];

/// The function with this name, whatever its case.
pub fn find(name: &str) -> Option<&'static WindowFunction> {
    WINDOWS.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}
