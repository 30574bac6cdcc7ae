//! The functions of conditions. A file per family; a function is one row in its family's list.

use crate::types::{Computed, Type, Value};

/// What an argument may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg {
    Text,
    Integer,
    /// Integer, number or float.
    Numeric,
    Float,
    Boolean,
    Date,
    /// A date or a datetime.
    DateLike,
    Duration,
    /// Anything; all `Same` arguments of a call get one type.
    Same,
    Any,
}

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    Type(Type),
    /// The type of the argument with this index (after unification of `Same` arguments).
    SameAs(usize),
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
pub const FAMILIES: &[&[Function]] = &[];

/// The function with this name or alias, whatever its case.
pub fn find(name: &str) -> Option<&'static Function> {
    FAMILIES.iter().flat_map(|family| family.iter()).find(|function| {
        function.name.eq_ignore_ascii_case(name)
            || function.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    })
}
