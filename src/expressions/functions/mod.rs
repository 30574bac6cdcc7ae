//! The functions of conditions. A file per family; a function is one row in its family's list.
//!
//! `coalesce`, `ifnull` and `if` look row by row only at the arguments that they choose; the
//! evaluator sees to it, and their `call` is what they do with values that are there.

pub mod aggregates;
pub mod conditional;
pub mod dates;
pub mod identifiers;
pub mod lists;
pub mod numbers;
pub mod pattern;
pub mod special;
pub mod text;
pub mod windows;

use crate::types::{Computed, Decimal, NotComputable, Type, Value};

/// What an argument may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg {
    Text,
    Integer,
    /// Integer, number or float.
    Numeric,
    /// A number whose digits are those of a cell or a literal.
    Written,
    Float,
    Boolean,
    Date,
    /// A date or a datetime.
    DateLike,
    Duration,
    /// Anything; all `Same` arguments of a call get one type.
    Same,
    Any,
    /// A list of anything.
    List,
    /// A list of what the first argument is a list of.
    SameList,
    /// What the first argument is a list of.
    Element,
    /// A list, or a text as a list of characters.
    Sequence,
    /// A list of numbers.
    Numbers,
    /// A list of booleans.
    Truths,
    /// A list of texts.
    Texts,
}

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    Type(Type),
    /// The type of the argument with this index (after unification of `Same` arguments).
    SameAs(usize),
    /// What the argument with this index is a list of; of a text, a text.
    ElementOf(usize),
    /// A number, or a float where the argument with this index is a list of these.
    Average(usize),
}

/// What every call may ask for besides its arguments.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// Days since 1970-01-01.
    pub today: i32,
}

/// A function of conditions.
pub struct Function {
    pub name: &'static str,
    /// Other names of the same.
    pub aliases: &'static [&'static str],
    pub family: &'static str,
    /// The arguments that must be there, then those that may be.
    pub args: &'static [Arg],
    pub optional: &'static [Arg],
    /// What may follow any number of times.
    pub variadic: Option<Arg>,
    pub returns: Returns,
    /// Whether numbers count as they are written, with the zeros at their ends.
    pub as_written: bool,
    /// Whether a NULL argument makes the result NULL without a call.
    pub strict: bool,
    /// One line for lists: "the text in lower case".
    pub summary: &'static str,
    /// An example and its value, both as an expression: tests run them.
    pub example: (&'static str, &'static str),
    /// One row. Arguments are of the declared types; NULL only where not `strict`.
    pub call: fn(&[Value], &Context) -> Computed,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Function({})", self.name)
    }
}

/// The families, in the order of the manual.
pub const FAMILIES: &[&[Function]] = &[
    text::FUNCTIONS,
    numbers::FUNCTIONS,
    dates::FUNCTIONS,
    conditional::FUNCTIONS,
    lists::FUNCTIONS,
    identifiers::FUNCTIONS,
];

/// What rows of the lists leave out.
const BLANK: Function = Function {
    name: "",
    aliases: &[],
    family: "",
    args: &[],
    optional: &[],
    variadic: None,
    returns: Returns::Type(Type::Null),
    as_written: false,
    strict: true,
    summary: "",
    example: ("", ""),
    call: |_, _| Ok(Value::Null),
};

/// The function with this name or alias, whatever its case.
pub fn find(name: &str) -> Option<&'static Function> {
    FAMILIES.iter().flat_map(|family| family.iter()).find(|function| {
        function.name.eq_ignore_ascii_case(name)
            || function.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    })
}

fn text(args: &[Value], index: usize) -> Computed<&str> {
    match args.get(index) {
        Some(Value::Text(text)) => Ok(text),
        _ => Err(NotComputable::OutsideDomain),
    }
}

fn number(args: &[Value], index: usize) -> Computed<Decimal> {
    match args.get(index) {
        Some(Value::Number(number)) => Ok(*number),
        _ => Err(NotComputable::OutsideDomain),
    }
}

/// A whole number; one beyond 64 bits counts as the last that fits.
fn whole(args: &[Value], index: usize) -> Computed<i64> {
    let number = number(args, index)?;
    match number.to_i64() {
        Some(whole) => Ok(whole),
        None if !number.is_whole() => Err(NotComputable::OutsideDomain),
        None if number.is_negative() => Ok(i64::MIN),
        None => Ok(i64::MAX),
    }
}

fn whole_or(args: &[Value], index: usize, default: i64) -> Computed<i64> {
    if index < args.len() { whole(args, index) } else { Ok(default) }
}

fn integer(value: impl TryInto<i64>) -> Computed {
    let value = value.try_into().map_err(|_| NotComputable::Overflow)?;
    Ok(Value::Number(Decimal::from(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_rows_are_complete() {
        let mut names = HashSet::new();
        for function in FAMILIES.iter().flat_map(|family| family.iter()) {
            for name in [&function.name].into_iter().chain(function.aliases) {
                assert!(names.insert(*name), "{name} is there twice");
            }
            assert!(!function.summary.is_empty() && !function.example.0.is_empty(), "{function:?}");
            assert!(!function.family.is_empty(), "{function:?}");
            assert!(function.returns != Returns::Type(Type::Null), "{function:?}");
        }
    }

    #[test]
    fn a_name_is_found_whatever_its_case() {
        assert_eq!(find("Substring").map(|function| function.name), Some("substr"));
        assert!(find("substrin").is_none());
    }
}
