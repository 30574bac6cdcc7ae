//! Figures: what was read from the words, each with its place and how far the words commit.

use super::lexicon::Hedge;
use crate::diagnostics::Span;
use crate::types::{Decimal, Interval};

/// What a figure is a figure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Quantity,
    Percent,
    Money,
    Date,
    Duration,
    Ordinal,
    /// A fraction, a share ("one in five"), a multiple or a score.
    Ratio,
    /// Two ends of a count; ranges of the other kinds keep their kind.
    Range,
}

impl Kind {
    /// The name in reports and in the table `figures`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Quantity => "quantity",
            Kind::Percent => "percent",
            Kind::Money => "money",
            Kind::Date => "date",
            Kind::Duration => "duration",
            Kind::Ordinal => "ordinal",
            Kind::Ratio => "ratio",
            Kind::Range => "range",
        }
    }
}

/// How finely a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    Day,
    Week,
    Month,
    Quarter,
    Half,
    Season,
    Year,
    Decade,
    Century,
    /// From one date to another, or a part of a period: early 2024.
    Span,
}

impl Grain {
    pub fn name(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Half => "half",
            Grain::Season => "season",
            Grain::Year => "year",
            Grain::Decade => "decade",
            Grain::Century => "century",
            Grain::Span => "span",
        }
    }
}

/// What the date of a figure hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Nothing: the words give the year.
    Absolute,
    /// The day of publication.
    Published,
    /// A date that stands before it in the text: "in October" after "April last year".
    Narrative,
}

impl Anchor {
    pub fn name(self) -> &'static str {
        match self {
            Anchor::Absolute => "absolute",
            Anchor::Published => "published",
            Anchor::Narrative => "narrative",
        }
    }
}

/// What a figure says.
#[expect(clippy::large_enum_variant, reason = "most figures are numbers, and an article has few")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Number {
        /// The number as written; none where the words give only ends or a magnitude.
        value: Option<Decimal>,
        /// What the words say.
        says: Interval<Decimal>,
        /// How far they stretch.
        stretches: Interval<Decimal>,
    },
    /// Days since 1970-01-01.
    Date { says: Interval<i32>, grain: Grain, anchor: Anchor },
    /// A date relative to a day of publication that is not known, or a day that does not exist.
    NoDate { grain: Grain, why: NoDate },
    /// Two numbers against each other, as in sports.
    Score(Decimal, Decimal),
}

/// Why words for a date give none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoDate {
    /// The day of publication would tell, and is not known.
    Unpublished,
    /// There is no such day: 31 June.
    Impossible,
}

/// What a word before a date makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    Since,
    Until,
    By,
    Before,
    After,
}

impl Relation {
    pub fn name(self) -> &'static str {
        match self {
            Relation::Since => "since",
            Relation::Until => "until",
            Relation::By => "by",
            Relation::Before => "before",
            Relation::After => "after",
        }
    }
}

/// The two numbers of a range, in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RangeEnds {
    pub first: Meaning,
    pub last: Meaning,
    /// Where the second begins, in the text of the document.
    pub joint: usize,
}

/// A number, amount, share, date or duration in prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Bytes in the file as stored, from the hedge to the end of number, scale word or unit.
    pub span: Span,
    /// The same in the text of the document.
    pub text: Span,
    pub kind: Kind,
    pub hedge: Hedge,
    pub meaning: Meaning,
    /// The symbol of a unit, the code of a currency, the name of a period, or the head noun.
    pub unit: Option<String>,
    /// The noun phrase that follows, in the text of the document: "heavy artillery pieces".
    pub noun: Option<Span>,
    /// Of a date: what the word before it makes of it.
    pub relation: Option<Relation>,
    /// Whether it stands in quotation marks or in a quotation: somebody else's words.
    pub quoted: bool,
    /// Whether a range was written with its higher end first.
    pub reversed: bool,
    /// Of a range of numbers that stand beside each other: each by itself.
    pub ends: Option<Box<RangeEnds>>,
    /// Index into the document's sentences.
    pub sentence: usize,
    /// Index into the document's blocks.
    pub block: usize,
}

impl Figure {
    /// The number as written.
    pub fn value(&self) -> Option<Decimal> {
        match self.meaning {
            Meaning::Number { value, .. } => value,
            _ => None,
        }
    }

    /// The numbers that the words say.
    pub fn says(&self) -> Option<Interval<Decimal>> {
        match self.meaning {
            Meaning::Number { says, .. } => Some(says),
            _ => None,
        }
    }

    /// The numbers that the words can be stretched to.
    pub fn stretches(&self) -> Option<Interval<Decimal>> {
        match self.meaning {
            Meaning::Number { stretches, .. } => Some(stretches),
            _ => None,
        }
    }

    /// The days that the words name.
    pub fn days(&self) -> Option<Interval<i32>> {
        match self.meaning {
            Meaning::Date { says, .. } => Some(says),
            _ => None,
        }
    }
}
