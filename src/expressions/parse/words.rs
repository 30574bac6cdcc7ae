//! The words that conditions keep for themselves, and those that name what is not built yet.

/// Words that DuckDB reserves: a column of such a name stands in double quotes.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "between",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "default",
    "deferrable",
    "desc",
    "describe",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "intersect",
    "into",
    "is",
    "lambda",
    "lateral",
    "leading",
    "like",
    "limit",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "pivot",
    "placing",
    "primary",
    "qualify",
    "references",
    "returning",
    "select",
    "show",
    "some",
    "summarize",
    "symmetric",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "try_cast",
    "union",
    "unique",
    "unpivot",
    "using",
    "variadic",
    "when",
    "where",
    "window",
    "with",
];

/// Functions over many rows.
const AGGREGATES: &[&str] = &[
    "any_value",
    "approx_count_distinct",
    "approx_quantile",
    "arbitrary",
    "arg_max",
    "arg_min",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "count_if",
    "count_star",
    "countif",
    "covar_pop",
    "covar_samp",
    "entropy",
    "favg",
    "first",
    "fsum",
    "geomean",
    "group_concat",
    "histogram",
    "kurtosis",
    "last",
    "list",
    "listagg",
    "mad",
    "max",
    "max_by",
    "mean",
    "median",
    "min",
    "min_by",
    "mode",
    "product",
    "quantile",
    "quantile_cont",
    "quantile_disc",
    "regr_slope",
    "sem",
    "skewness",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "sum",
    "sum_no_overflow",
    "sumkahan",
    "var_pop",
    "var_samp",
    "variance",
];

/// Functions over the rows around one.
const WINDOWS: &[&str] = &[
    "cume_dist",
    "dense_rank",
    "fill",
    "first_value",
    "lag",
    "last_value",
    "lead",
    "nth_value",
    "ntile",
    "percent_rank",
    "rank",
    "rank_dense",
    "row_number",
];

/// What an interval counts, in the singular.
const UNITS: &[&str] = &[
    "year",
    "quarter",
    "month",
    "week",
    "day",
    "hour",
    "minute",
    "second",
    "millisecond",
    "microsecond",
    "decade",
    "century",
    "centurie",
    "millennium",
    "millennia",
];

fn holds(words: &[&str], word: &str) -> bool {
    words.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether a name has to be quoted because SQL needs the word.
pub(crate) fn is_reserved(word: &str) -> bool {
    holds(RESERVED, word)
}

/// Whether a word, singular or plural, is a unit of intervals.
pub(crate) fn is_unit(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let singular = word.strip_suffix('s').unwrap_or(&word);
    UNITS.contains(&singular) || UNITS.contains(&word.as_str())
}

/// What a function over several rows belongs to, in the plural.
pub(super) fn family(function: &str) -> Option<&'static str> {
    if holds(AGGREGATES, function) {
        Some("aggregates")
    } else if holds(WINDOWS, function) {
        Some("window functions")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [RESERVED, AGGREGATES, WINDOWS] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
