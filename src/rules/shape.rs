//! The language in which the keys of rule files are described.
//!
//! The descriptions are data: the reader, its messages, the JSON Schema and the tables of the
//! manual are all made from them.

use super::param::Param;
use crate::types::DataType;

/// One key: what it is called, what it takes, what it is for.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub shape: Shape,
    pub need: Need,
    /// Sentences for the manual and for editors.
    pub doc: &'static str,
    /// A line to type.
    pub example: &'static str,
}

/// Whether a key has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Optional,
    Required,
}

/// The keys that a table of a rule file may have.
#[derive(Debug)]
pub struct KeyTable {
    /// A word that no other table has.
    pub name: &'static str,
    /// How it is written: `[tables.NAME]`.
    pub title: &'static str,
    pub doc: &'static str,
    pub groups: &'static [Group],
    /// What the keys of the groups `Group::One` are, where there are any.
    pub choice: Option<Choice>,
    /// Keys that are of no use without another.
    pub needs: &'static [(&'static str, &'static str)],
}

/// Keys that are listed together.
#[derive(Debug)]
pub enum Group {
    Any(&'static [Key]),
    /// Of all keys in such groups exactly one is there.
    One(&'static [Key]),
    /// Any other names, each with what the key describes.
    Rest(&'static Key),
}

/// What a table has exactly one of.
#[derive(Debug)]
pub struct Choice {
    /// "check", "value".
    pub noun: &'static str,
    /// The code of a mistake where there is none of it.
    pub none: &'static str,
    /// The code of a mistake where there are several.
    pub several: &'static str,
}

/// What stands behind a key.
#[derive(Debug)]
pub enum Shape {
    Text,
    /// One ASCII character.
    Byte,
    /// One ASCII character, or nothing.
    ByteOrNone,
    Character,
    /// One of these.
    Words(&'static [&'static str]),
    /// One of the first, or later one of the second.
    WordsSoFar(&'static [&'static str], &'static [&'static str]),
    /// The name of a column type.
    Type,
    /// The version of the format.
    Version,
    /// 0, 1, 2 …
    Whole,
    Boolean,
    /// `true` and nothing else.
    True,
    /// A text, a number, true or false, a date.
    Scalar,
    Scalars,
    /// One or several, or none.
    Texts,
    /// One or several.
    Names,
    /// What the value's kind decides between.
    Either(&'static [Shape]),
    Keys(&'static KeyTable),
    /// Any names, each with what the key describes.
    Named(&'static Key),
    /// A list, each of it as described.
    Several(&'static Shape),
    /// The value alone, or `{ value = …, why = "…" }`.
    Constraint(&'static Shape),
    /// Part of the language, but not built yet.
    Later,
}

impl KeyTable {
    /// All keys, in the order of the manual.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.groups.iter().flat_map(|group| match group {
            Group::Any(keys) | Group::One(keys) => keys.iter(),
            Group::Rest(_) => [].iter(),
        })
    }

    /// The keys of which exactly one is there.
    pub fn choices(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.groups.iter().flat_map(|group| match group {
            Group::Any(_) | Group::Rest(_) => [].iter(),
            Group::One(keys) => keys.iter(),
        })
    }

    /// The keys that can be used.
    pub fn built(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.keys().filter(|key| !matches!(key.shape, Shape::Later))
    }

    /// What any other name stands for, where others may be there.
    pub fn rest(&self) -> Option<&'static Key> {
        self.groups.iter().find_map(|group| match group {
            Group::Rest(key) => Some(*key),
            Group::Any(_) | Group::One(_) => None,
        })
    }

    /// The key with this name.
    pub fn find(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }
}

impl Shape {
    /// What the key takes, for messages: "a list of texts".
    pub fn expected(&self) -> String {
        match self {
            Shape::Text | Shape::Type | Shape::Words(_) | Shape::WordsSoFar(..) => "a text".into(),
            Shape::Byte => "a text of one ASCII character".into(),
            Shape::ByteOrNone => "a text of one ASCII character, or an empty one".into(),
            Shape::Character => "a text of one character".into(),
            Shape::Version => "the number 1".into(),
            Shape::Whole => "a whole number from 0 up".into(),
            Shape::Boolean => "true or false".into(),
            Shape::True => "`true`".into(),
            Shape::Scalar => "a text, a number, a date, true or false".into(),
            Shape::Scalars | Shape::Several(_) => "a list".into(),
            Shape::Texts | Shape::Names => "a text or a list of texts".into(),
            Shape::Either(shapes) => {
                let all: Vec<String> = shapes.iter().map(Shape::expected).collect();
                all.join(" or ")
            }
            Shape::Keys(_) | Shape::Named(_) => "a table".into(),
            Shape::Constraint(shape) => {
                format!("{}, or a table with `value`", shape.expected())
            }
            Shape::Later => "nothing yet".into(),
        }
    }

    /// Whether a value is of the kind that this shape is written in.
    pub fn fits(&self, value: &Param) -> bool {
        match self {
            Shape::Text
            | Shape::Byte
            | Shape::ByteOrNone
            | Shape::Character
            | Shape::Words(_)
            | Shape::WordsSoFar(..)
            | Shape::Type => matches!(value, Param::Text(_)),
            Shape::Version | Shape::Whole => matches!(value, Param::Integer(_)),
            Shape::Boolean | Shape::True => matches!(value, Param::Boolean(_)),
            Shape::Scalar => !matches!(value, Param::List(_) | Param::Table(_)),
            Shape::Scalars | Shape::Several(_) => matches!(value, Param::List(_)),
            Shape::Texts | Shape::Names => matches!(value, Param::Text(_) | Param::List(_)),
            Shape::Either(shapes) => shapes.iter().any(|shape| shape.fits(value)),
            Shape::Keys(_) | Shape::Named(_) => matches!(value, Param::Table(_)),
            Shape::Constraint(shape) => matches!(value, Param::Table(_)) || shape.fits(value),
            Shape::Later => true,
        }
    }
}

/// The words that a shape takes, where it takes only certain ones.
pub fn words(shape: &Shape) -> Option<Vec<&'static str>> {
    match shape {
        Shape::Words(words) | Shape::WordsSoFar(words, _) => Some(words.to_vec()),
        Shape::Type => Some(DataType::ALL.iter().map(|(_, name)| *name).collect()),
        _ => None,
    }
}
