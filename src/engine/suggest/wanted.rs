//! A figure that looks for data, and the best that it has been offered.

use super::likeness::{self, Words};
use super::offers::{Ask, Offer};
use crate::plan::Plan;
use crate::plan::documents::DocumentPlan;
use crate::prose::{Figure, Kind, Meaning};
use crate::types::{Decimal, Interval};

/// Offers that are kept between two looks at which are the best.
const KEPT: usize = 64;

/// An unchecked figure.
pub struct Wanted<'p> {
    pub document: &'p DocumentPlan,
    /// Index into the document's figures.
    pub at: usize,
    says: Interval<Decimal>,
    is_day: bool,
    /// Whether it can be a number of rows.
    is_count: bool,
    words: Words,
    pub found: Vec<Found>,
}

/// An offer that agrees.
pub struct Found {
    rank: Rank,
    pub table: usize,
    pub ask: Ask,
    pub filter: Option<(usize, String, super::columns::Kind)>,
    pub value: Decimal,
    pub is_day: bool,
}

impl Found {
    /// Whether it is the number as written, or the one day.
    pub fn is_exact(&self) -> bool {
        !self.rank.is_rounded
    }
}

/// What makes an offer better: exact before rounded, fewer parts before more, then how much its names
/// are those of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_rounded: bool,
    parts: u8,
    unlikeness: u32,
}

impl<'p> Wanted<'p> {
    /// None where no value of a table could be meant: "the first", a score, a day that is not known.
    pub fn new(document: &'p DocumentPlan, at: usize) -> Option<Wanted<'p>> {
        let figure = document.article.document.figures.get(at)?;
        let (says, is_day) = match figure.meaning {
            Meaning::Number { says, .. } => (says, false),
            Meaning::Date { says, .. } => (says.map(|day| Decimal::from(i64::from(day))), true),
            Meaning::NoDate { .. } | Meaning::Score(..) => return None,
        };
        let words = Words::new(document, figure);
        // 46 kg are no rows; 46 ships can be.
        let is_measure = figure.unit.is_some() && figure.noun.is_none();
        // Three days can be a span of time, or as many rows of a table of days.
        let is_span = figure.kind == Kind::Duration
            && matches!(figure.unit.as_deref(), Some("day" | "week" | "month" | "year"));
        let is_count =
            matches!(figure.kind, Kind::Quantity | Kind::Range) && !is_measure || is_span;
        let is_place = figure.kind == Kind::Ordinal;
        let found = Vec::new();
        (!is_place).then_some(Wanted { document, at, says, is_day, is_count, words, found })
    }

    pub fn figure(&self) -> &'p Figure {
        &self.document.article.document.figures[self.at]
    }

    /// Keeps an offer that agrees, if it is among the best.
    pub fn consider(&mut self, plan: &Plan, offer: &Offer<'_>) {
        let counts = matches!(offer.ask, Ask::Rows | Ask::Different(_));
        let is_meant = offer.is_day == self.is_day && (self.is_count || !counts);
        if !is_meant || !self.says.contains(offer.value) {
            return;
        }
        let rank = self.rank(plan, offer);
        self.found.push(Found {
            rank,
            table: offer.table,
            ask: offer.ask,
            filter: offer.filter.map(|(column, text, kind)| (column, text.to_owned(), kind)),
            value: offer.value,
            is_day: offer.is_day,
        });
        if self.found.len() >= KEPT {
            self.best();
        }
    }

    /// The best of what was found, the best first; equals in the order of tables and rows.
    pub fn best(&mut self) -> &[Found] {
        self.found.sort_by_key(|found| found.rank);
        self.found.truncate(super::MOST);
        &self.found
    }

    fn rank(&self, plan: &Plan, offer: &Offer<'_>) -> Rank {
        let schema = &plan.catalog.tables[offer.table];
        let name = |at: usize| schema.columns[at].name.as_str();
        let written = if self.is_day { self.says.as_point() } else { self.figure().value() };
        let column = offer.ask.column().map_or(0, |at| self.words.of_name(name(at)));
        // What the sentence says itself is no further part: "in 2024", "the line to Harris".
        let said = offer.filter.filter(|(_, text, _)| self.words.names(text));
        let value = said.map_or(0, |(at, ..)| 4 + self.words.of_name(name(at)));
        let of_ask = match offer.ask {
            Ask::Rows | Ask::Cell(_) => 1,
            _ if column >= likeness::NOUN => 1,
            _ => 2,
        };
        let of_filter = u8::from(offer.filter.is_some() && said.is_none());
        let likeness = 2 * column + value + self.words.of_name(&schema.name);
        Rank {
            is_rounded: written != Some(offer.value),
            parts: of_ask + of_filter,
            unlikeness: u32::MAX - likeness,
        }
    }
}
