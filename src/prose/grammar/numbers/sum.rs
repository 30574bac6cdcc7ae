//! Number words added up: two hundred and fifty thousand.

use super::{LONGEST, Number, added, digits, number_word, ten_to};
use crate::prose::grammar::fractions;
use crate::prose::grammar::reader::Reader;
use crate::prose::lexicon::NumberWord;
use crate::types::Decimal;

/// A number in words as far as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    start: usize,
    end: usize,
    /// What scales have closed.
    total: Decimal,
    /// What still may be multiplied.
    group: Option<Decimal>,
    last: Option<NumberWord>,
    /// The power of the last scale.
    power: u8,
    /// The unit of the digits before a first word.
    step: Decimal,
    broken: bool,
}

impl Sum {
    pub fn new(start: usize) -> Sum {
        Sum {
            start,
            end: start,
            total: Decimal::ZERO,
            group: None,
            last: None,
            power: 0,
            step: Decimal::ONE,
            broken: false,
        }
    }

    /// From "a": a hundred.
    pub fn one(start: usize) -> Sum {
        Sum { group: Some(Decimal::ONE), ..Sum::new(start) }
    }

    /// From digits: 1.5 million.
    pub fn begun(start: usize, number: &Number) -> Sum {
        Sum {
            group: Some(number.value),
            step: number.step,
            broken: number.broken,
            ..Sum::new(start)
        }
    }

    /// Reads on for as long as the words go on with the number.
    pub fn words(mut self, reader: &Reader<'_>, at: usize) -> Sum {
        self.end = at;
        let mut place = at;
        while place < self.start + LONGEST {
            let next = self.joint(reader, place);
            let Some(word) = number_word(reader, next) else {
                if let Some(sum) = self.digits_after(reader, place, next) {
                    self = sum;
                    place = self.end;
                    continue;
                }
                break;
            };
            match self.push(word) {
                Some(sum) => self = Sum { end: next + 1, last: Some(word), ..sum },
                None => break,
            }
            place = self.end;
        }
        self
    }

    /// Where the next word would be: behind "and" or a hyphen.
    fn joint(&self, reader: &Reader<'_>, at: usize) -> usize {
        if self.last.is_none() {
            return at;
        }
        if reader.hyphenates(at) {
            return at + 1;
        }
        let is_and = reader.is(at, "and")
            && matches!(self.last, Some(NumberWord::Hundred | NumberWord::Scale(_)))
            && self.goes_on(reader, at + 1);
        if is_and { at + 1 } else { at }
    }

    /// Whether what follows "and" is part of this number: not "three hundred and two million", and
    /// not a count of something else.
    fn goes_on(&self, reader: &Reader<'_>, at: usize) -> bool {
        if fractions::are_parts(reader, at) {
            return false;
        }
        match number_word(reader, at) {
            Some(NumberWord::Small(n)) => n > 0,
            Some(NumberWord::Tens(_)) => true,
            _ => reader.is_number(at),
        }
    }

    /// 3 hundred and 21.
    fn digits_after(&self, reader: &Reader<'_>, place: usize, next: usize) -> Option<Sum> {
        if next == place || !reader.is_number(next) {
            return None;
        }
        let number = digits(reader, next)?;
        if !number.plain || !number.is_small(99) || reader.is_hyphen(next + 1) {
            return None;
        }
        let sum = self.push(NumberWord::Small(number.whole()? as u8))?;
        Some(Sum { end: next + 1, last: Some(NumberWord::Small(1)), ..sum })
    }

    fn push(self, word: NumberWord) -> Option<Sum> {
        let group = self.group.unwrap_or(Decimal::ZERO);
        let plus = |n: i128| group.add(Decimal::new(n, 0)).ok();
        match word {
            NumberWord::Small(n) => {
                let fits = match self.last {
                    None => self.group.is_none(),
                    Some(NumberWord::Tens(_)) => (1..=9).contains(&n),
                    Some(NumberWord::Hundred | NumberWord::Scale(_)) => true,
                    _ => false,
                };
                fits.then(|| Some(Sum { group: Some(plus(n.into())?), ..self }))?
            }
            NumberWord::Tens(n) => {
                let fits = match self.last {
                    None => self.group.is_none(),
                    Some(NumberWord::Hundred | NumberWord::Scale(_)) => true,
                    _ => false,
                };
                fits.then(|| Some(Sum { group: Some(plus(n.into())?), ..self }))?
            }
            NumberWord::Hundred => self.multiplied(2),
            NumberWord::Scale(power) => self.scaled(power),
            NumberWord::Pack(n) => {
                let group = self.group?.mul(Decimal::new(n.into(), 0)).ok()?;
                (!self.broken).then_some(Sum { group: Some(group), ..self })
            }
        }
    }

    fn multiplied(self, power: u8) -> Option<Sum> {
        if matches!(self.last, Some(NumberWord::Hundred)) {
            return None;
        }
        let group = self.group?.mul(ten_to(power.into())?).ok()?;
        Some(Sum { group: Some(group), ..self })
    }

    fn scaled(self, power: u8) -> Option<Sum> {
        let factor = ten_to(power.into())?;
        match self.group {
            Some(group) if self.power == 0 || power < self.power => {
                let total = self.total.add(group.mul(factor).ok()?).ok()?;
                Some(Sum { total, group: None, power, ..self })
            }
            // Three lakh crore; a hundred thousand million.
            group => {
                let sum = self.total.add(group.unwrap_or(Decimal::ZERO)).ok()?;
                let total = sum.mul(factor).ok().filter(|total| !total.is_zero())?;
                let power = power.checked_add(self.power)?;
                Some(Sum { total, group: None, power, ..self })
            }
        }
    }

    /// The number, with what may follow: a point, a half, one more scale.
    pub fn finish(self, reader: &Reader<'_>) -> Option<Number> {
        if self.end == self.start {
            return None;
        }
        let value = self.total.add(self.group.unwrap_or(Decimal::ZERO)).ok()?;
        let scale = match self.group {
            None if self.power > 0 => ten_to(self.power.into())?,
            _ => Decimal::ONE,
        };
        let number = Number {
            value,
            step: self.step.mul(scale).ok()?,
            end: self.end,
            digits: false,
            plain: false,
            scale,
            broken: self.broken,
        };
        let number = point(reader, number).unwrap_or(number);
        let number = and_a_fraction(reader, number).unwrap_or(number);
        scale_after(reader, number)
    }
}

/// Three point five: each word after the point is a digit.
fn point(reader: &Reader<'_>, number: Number) -> Option<Number> {
    if !reader.is(number.end, "point") || number.is_scaled() {
        return None;
    }
    let (mut at, mut text) = (number.end + 1, String::new());
    while text.len() < 20
        && let Some(NumberWord::Small(n) | NumberWord::Tens(n)) = number_word(reader, at)
    {
        text.push_str(&n.to_string());
        at += 1;
    }
    let places = u8::try_from(text.len()).ok().filter(|places| *places > 0)?;
    let after = Decimal::new(text.parse().ok()?, places);
    Some(Number {
        value: number.value.add(after).ok()?,
        step: Decimal::new(1, places),
        end: at,
        broken: true,
        ..number
    })
}

/// And a half: of one, or of the scale word before it.
pub(super) fn and_a_fraction(reader: &Reader<'_>, number: Number) -> Option<Number> {
    if !reader.is(number.end, "and") || number.broken {
        return None;
    }
    let (parts, end) = fractions::words_at(reader, number.end + 1)?;
    // "One hundred and three quarters" is 100.75; "six and a third of them" counts twice.
    if parts.0 >= parts.1 || reader.is(end, "of") {
        return None;
    }
    match number_word(reader, end) {
        Some(NumberWord::Scale(power)) if number.is_scaled() => {
            let of = ten_to(power.into()).filter(|of| *of < number.scale)?;
            added(number, parts, of, end + 1)
        }
        _ => added(number, parts, number.scale, end),
    }
}

/// A scale word that multiplies all of it: nine and a half million.
pub(super) fn scale_after(reader: &Reader<'_>, number: Number) -> Option<Number> {
    if !number.broken || number.is_scaled() {
        return Some(number);
    }
    match number_word(reader, number.end) {
        Some(NumberWord::Scale(power)) => {
            let scaled = number.times(ten_to(power.into())?)?;
            Some(Number { end: number.end + 1, ..scaled })
        }
        _ => Some(number),
    }
}
