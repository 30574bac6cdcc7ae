//! Functions over the rows of a group.

use super::Arg;
use serde::{Deserialize, Serialize};

/// How values are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fold {
    Count,
    CountIf,
    Sum,
    Average,
    Least,
    Greatest,
    Median,
    Quantile,
    Mode,
    /// Mean distance from the mean, in some way: the square root is taken, or the sample corrected.
    Spread(Spread),
    Correlation,
    MedianDeviation,
    Skewness,
    All,
    Any,
    First,
    Last,
    AnyValue,
    Joined,
}

/// A measure of how far values lie apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spread {
    SampleDeviation,
    PopulationDeviation,
    SampleVariance,
    PopulationVariance,
}

/// A function over many rows.
#[derive(Debug)]
pub struct AggregateFunction {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub fold: Fold,
    /// The arguments that must be there, then those that may be.
    pub args: &'static [Arg],
    pub optional: &'static [Arg],
    /// One line for lists.
    pub summary: &'static str,
    /// A condition that uses it.
    pub example: &'static str,
}

const BLANK: AggregateFunction = AggregateFunction {
    name: "",
    aliases: &[],
    fold: Fold::Count,
    args: &[Arg::Numeric],
    optional: &[],
    summary: "",
    example: "",
};

/// All of them, in the order of the manual.
pub const AGGREGATES: &[AggregateFunction] = &[
    AggregateFunction {
        name: "count",
        aliases: &["count_star"],
        fold: Fold::Count,
        args: &[],
        optional: &[Arg::Any],
        summary: "how many rows there are, or how many have a value; with DISTINCT how many different values",
        example: "count(*) = count(DISTINCT iso3)",
    },
    AggregateFunction {
        name: "count_if",
        aliases: &["countif"],
        fold: Fold::CountIf,
        args: &[Arg::Boolean],
        summary: "in how many rows the condition is true",
        example: "count_if(role = 'leader') <= 1",
        ..BLANK
    },
    AggregateFunction {
        name: "sum",
        fold: Fold::Sum,
        summary: "all values added up, exactly; missing where there is none",
        example: "sum(share) BETWEEN 99.5 AND 100.5",
        ..BLANK
    },
    AggregateFunction {
        name: "avg",
        aliases: &["mean"],
        fold: Fold::Average,
        summary: "the mean of the values, to 18 places",
        example: "avg(price) < 100",
        ..BLANK
    },
    AggregateFunction {
        name: "min",
        fold: Fold::Least,
        args: &[Arg::Any],
        summary: "the least value",
        example: "min(start) >= DATE '1990-01-01'",
        ..BLANK
    },
    AggregateFunction {
        name: "max",
        fold: Fold::Greatest,
        args: &[Arg::Any],
        summary: "the greatest value",
        example: "max(votes) <= 705",
        ..BLANK
    },
    AggregateFunction {
        name: "median",
        fold: Fold::Median,
        summary: "the value in the middle, or the mean of the two there",
        example: "median(price) BETWEEN 10 AND 20",
        args: &[Arg::Any],
        ..BLANK
    },
    AggregateFunction {
        name: "quantile_cont",
        fold: Fold::Quantile,
        args: &[Arg::Any, Arg::Numeric],
        summary: "the value below which the share of the values lies, interpolated",
        example: "quantile_cont(price, 0.99) < 1_000",
        ..BLANK
    },
    AggregateFunction {
        name: "mode",
        fold: Fold::Mode,
        args: &[Arg::Any],
        summary: "the most frequent value; of equally frequent ones the first",
        example: "mode(currency) = 'EUR'",
        ..BLANK
    },
    AggregateFunction {
        name: "stddev_samp",
        aliases: &["stddev"],
        fold: Fold::Spread(Spread::SampleDeviation),
        summary: "the standard deviation of a sample",
        example: "stddev_samp(weight) < 5",
        ..BLANK
    },
    AggregateFunction {
        name: "stddev_pop",
        fold: Fold::Spread(Spread::PopulationDeviation),
        summary: "the standard deviation of a whole population",
        example: "stddev_pop(weight) < 5",
        ..BLANK
    },
    AggregateFunction {
        name: "var_samp",
        aliases: &["variance"],
        fold: Fold::Spread(Spread::SampleVariance),
        summary: "the variance of a sample",
        example: "var_samp(weight) > 0",
        ..BLANK
    },
    AggregateFunction {
        name: "var_pop",
        fold: Fold::Spread(Spread::PopulationVariance),
        summary: "the variance of a whole population",
        example: "var_pop(weight) > 0",
        ..BLANK
    },
    AggregateFunction {
        name: "corr",
        fold: Fold::Correlation,
        args: &[Arg::Numeric, Arg::Numeric],
        summary: "how two columns go together, from -1 to 1",
        example: "corr(height, weight) > 0.5",
        ..BLANK
    },
    AggregateFunction {
        name: "mad",
        fold: Fold::MedianDeviation,
        summary: "the median of the distances from the median",
        example: "mad(price) > 0",
        ..BLANK
    },
    AggregateFunction {
        name: "skewness",
        fold: Fold::Skewness,
        summary: "how lopsided the values lie",
        example: "abs(skewness(score)) < 2",
        ..BLANK
    },
    AggregateFunction {
        name: "bool_and",
        fold: Fold::All,
        args: &[Arg::Boolean],
        summary: "whether the condition is true in every row that decides it",
        example: "bool_and(amount > 0)",
        ..BLANK
    },
    AggregateFunction {
        name: "bool_or",
        fold: Fold::Any,
        args: &[Arg::Boolean],
        summary: "whether the condition is true in some row",
        example: "bool_or(role = 'head')",
        ..BLANK
    },
    AggregateFunction {
        name: "first",
        aliases: &["arbitrary"],
        fold: Fold::First,
        args: &[Arg::Any],
        summary: "the value in the first row, in the order of the file",
        example: "first(status) = 'planned'",
        ..BLANK
    },
    AggregateFunction {
        name: "last",
        fold: Fold::Last,
        args: &[Arg::Any],
        summary: "the value in the last row, in the order of the file",
        example: "last(status) <> 'planned'",
        ..BLANK
    },
    AggregateFunction {
        name: "any_value",
        fold: Fold::AnyValue,
        args: &[Arg::Any],
        summary: "the first value that is there",
        example: "any_value(country) IS NOT NULL",
        ..BLANK
    },
    AggregateFunction {
        name: "string_agg",
        aliases: &["group_concat", "listagg"],
        fold: Fold::Joined,
        args: &[Arg::Text],
        optional: &[Arg::Text],
        summary: "all texts in the order of the file, with a separator between them",
        example: "string_agg(status, '>') ~ '^planned'",
    },
];

/// The aggregate with this name or alias, whatever its case.
pub fn find(name: &str) -> Option<&'static AggregateFunction> {
    AGGREGATES.iter().find(|function| {
        function.name.eq_ignore_ascii_case(name)
            || function.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    })
}
