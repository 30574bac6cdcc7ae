//! An amount: a number with what it counts or measures.

use super::numbers::{self, Continuous, Number};
use super::reader::Reader;
use super::{durations, measures, money};
use crate::prose::commit::Written;
use crate::prose::figures::Kind;
use crate::types::Decimal;

/// A number with its unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    pub number: Number,
    pub kind: Kind,
    /// The symbol of a unit, a code, the name of a period; none for a count.
    pub unit: Option<&'static str>,
    /// The token after it.
    pub end: usize,
    /// Whether the unit stands before the number.
    pub prefixed: bool,
}

impl Amount {
    /// As what it commits to.
    pub fn written(&self) -> Written {
        let counts = self.unit.is_none();
        self.number.written(if counts { Continuous::No } else { Continuous::Yes })
    }

    pub fn is_bare(&self) -> bool {
        self.unit.is_none()
    }
}

/// The amount at a place. What may stand there is asked about more than once, so the answer is kept.
pub(super) fn amount(reader: &Reader<'_>, at: usize) -> Option<Amount> {
    if let Some((place, known)) = reader.last_amount.get()
        && place == at
    {
        return known;
    }
    let amount = read(reader, at);
    reader.last_amount.set(Some((at, amount)));
    amount
}

fn read(reader: &Reader<'_>, at: usize) -> Option<Amount> {
    if let Some(sum) = money::prefixed(reader, at).or_else(|| money::negative(reader, at)) {
        let money::Sum { number, code, end } = sum;
        return Some(Amount { number, kind: Kind::Money, unit: Some(code), end, prefixed: true });
    }
    let number = numbers::number(reader, at)?;
    Some(with_unit(reader, number))
}

/// A number with the unit that follows it.
pub(super) fn with_unit(reader: &Reader<'_>, number: Number) -> Amount {
    let end = number.end;
    let bare = Amount { number, kind: Kind::Quantity, unit: None, end, prefixed: false };
    if let Some((unit, end)) = percent(reader, &number) {
        return Amount { kind: Kind::Percent, unit: Some(unit), end, ..bare };
    }
    if let Some(money::Sum { number, code, end }) = money::suffixed(reader, &number) {
        return Amount { number, kind: Kind::Money, unit: Some(code), end, prefixed: false };
    }
    if let Some((unit, end)) = durations::unit(reader, &number) {
        return Amount { kind: Kind::Duration, unit: Some(unit.name()), end, ..bare };
    }
    if let Some((unit, end)) = measures::unit(reader, &number) {
        let amount = Amount { unit: Some(unit.symbol), end, ..bare };
        return feet_and_inches(reader, &amount).unwrap_or(amount);
    }
    if reader.is(end, "m") && measures::counts_millions(reader, &number, end + 1) {
        let million = Decimal::new(1_000_000, 0);
        let scaled = number.times(million).map(|number| Number { end: end + 1, ..number });
        return scaled.map_or(bare, |number| Amount { number, end: end + 1, ..bare });
    }
    bare
}

/// Percent, per cent, %, percentage points.
fn percent(reader: &Reader<'_>, number: &Number) -> Option<(&'static str, usize)> {
    let at = number.end + usize::from(reader.hyphenates(number.end));
    let points = |at: usize| reader.is_any(at, &["point", "points"]);
    let hyphen = |at: usize| at + usize::from(reader.hyphenates(at));
    if reader.is_any(at, &["percentage", "percent", "pct", "%", "％", "pp"]) {
        let next = hyphen(at + 1);
        if reader.is(at, "pp") {
            return number.digits.then_some(("points", at + 1));
        }
        if points(next) {
            return Some(("points", next + 1));
        }
        return Some(("percent", at + 1));
    }
    if reader.are(at, &["per", "cent"]) {
        return Some(("percent", at + 2));
    }
    None
}

/// 5 ft 2 in; 5 feet and 2 inches: in feet.
fn feet_and_inches(reader: &Reader<'_>, feet: &Amount) -> Option<Amount> {
    if feet.unit != Some("ft") || feet.number.broken {
        return None;
    }
    let at = if reader.is(feet.end, "and") { feet.end + 1 } else { feet.end };
    let inches = numbers::unsigned(reader, at).filter(|inches| inches.is_small(11))?;
    let unit = reader.is_any(inches.end, &["in", "ins", "inch", "inches", "\"", "″"]);
    let is_preposition = reader.is(inches.end, "in")
        && reader.is_word(inches.end + 1)
        && !reader.is_any(inches.end + 1, &["tall", "high", "more", "long"]);
    if !unit || is_preposition {
        return None;
    }
    let part = inches.value.div(Decimal::new(12, 0)).ok()?;
    let number = Number {
        value: feet.number.value.add(part).ok()?,
        step: Decimal::ONE.div(Decimal::new(12, 0)).ok()?,
        broken: true,
        ..feet.number
    };
    Some(Amount { number, end: inches.end + 1, ..*feet })
}
