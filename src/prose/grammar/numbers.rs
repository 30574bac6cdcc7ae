//! Numbers in digits, in words, and mixed: 1.5 million, two hundred and fifty thousand, 2 1/2.

use super::fractions;
use super::reader::Reader;
use crate::prose::commit::Written;
use crate::prose::lexicon::{NumberWord, Senses};
use crate::prose::tokens::Shape;
use crate::types::Decimal;

/// A number, and how it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    pub value: Decimal,
    /// The unit of the last written digit.
    pub step: Decimal,
    /// The token after it.
    pub end: usize,
    /// Whether it begins with a digit.
    pub digits: bool,
    /// Whether it is nothing but digits: what may be a year, a name or a day.
    pub plain: bool,
    /// What the last scale word multiplies by; one without such a word.
    pub scale: Decimal,
    /// Whether a fraction or a point is written.
    pub broken: bool,
}

impl Number {
    pub fn is_scaled(&self) -> bool {
        self.scale != Decimal::ONE
    }

    /// As what it commits to: counts are exact, the rest is rounded to its last digit.
    pub fn written(&self, continuous: Continuous) -> Written {
        let rounded = self.is_scaled() || self.broken || continuous == Continuous::Yes;
        Written { value: self.value, step: self.step, rounded }
    }

    /// As a small whole number.
    pub fn whole(&self) -> Option<i64> {
        self.value.to_i64()
    }

    pub fn is_small(&self, most: i64) -> bool {
        self.whole().is_some_and(|whole| (0..=most).contains(&whole))
    }

    /// The same number multiplied.
    pub fn times(self, factor: Decimal) -> Option<Number> {
        Some(Number {
            value: self.value.mul(factor).ok()?,
            step: self.step.mul(factor).ok()?,
            scale: self.scale.mul(factor).ok()?,
            ..self
        })
    }
}

/// Whether what is counted has parts: shares and measures have, people have not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Continuous {
    Yes,
    No,
}

/// More tokens than any number has that fits 38 digits.
const LONGEST: usize = 60;

/// The number at a place, with its sign.
pub(super) fn number(reader: &Reader<'_>, at: usize) -> Option<Number> {
    if let Some(magnitude) = sign(reader, at) {
        let fraction = fractions::digits_at(reader, magnitude);
        let number = match fraction {
            Some((parts, end)) => of_fraction(parts, end)?,
            None => unsigned(reader, magnitude)?,
        };
        return Some(Number { value: number.value.neg(), plain: false, ..number });
    }
    unsigned(reader, at)
}

/// Where the magnitude of a negative number begins.
fn sign(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if reader.is_any(at, &["minus", "negative"]) && !reader.after_any(at, &["or"]) {
        return Some(at + 1);
    }
    let is_sign = matches!(reader.word(at), "-" | "−" | "–") && reader.joined(at + 1);
    let begins = at == 0
        || !reader.joined(at)
        || matches!(reader.word(at - 1), "(" | "[" | "$" | "€" | "£" | "~" | "<" | ">" | "=" | "±");
    (is_sign && begins && reader.is_number(at + 1)).then_some(at + 1)
}

/// The number at a place, without a sign.
pub(super) fn unsigned(reader: &Reader<'_>, at: usize) -> Option<Number> {
    let number = match reader.shape(at)? {
        Shape::Number => {
            if super::ordinals::rank(reader, at).is_some() {
                return None;
            }
            let number = digits(reader, at)?;
            let number = power_of_ten(reader, number);
            mixed(reader, at, with_fraction(reader, number))?
        }
        Shape::Vulgar => {
            let (value, end) = fractions::vulgar_at(reader, at)?;
            of_fraction(value, end)?
        }
        Shape::Word => in_words(reader, at)?,
        Shape::Dotted | Shape::Mark => return None,
    };
    (number.end <= at + LONGEST).then_some(number)
}

fn of_fraction(value: (u64, u64), end: usize) -> Option<Number> {
    let decimal = |n: u64| Decimal::new(n.into(), 0);
    let step = Decimal::ONE.div(decimal(value.1)).ok()?;
    Some(Number {
        value: decimal(value.0).div(decimal(value.1)).ok()?,
        step,
        end,
        digits: true,
        plain: false,
        scale: Decimal::ONE,
        broken: true,
    })
}

/// Digits with their groups and fraction.
fn digits(reader: &Reader<'_>, at: usize) -> Option<Number> {
    let text = reader.word(at);
    let clean: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let padded = if clean.starts_with('.') { format!("0{clean}") } else { clean };
    let value = Decimal::from_literal(&padded).ok()?;
    let places = padded.split_once('.').map_or(0, |(_, places)| places.len());
    let step = Decimal::new(1, u8::try_from(places).ok().filter(|places| *places <= 38)?);
    Some(Number {
        value,
        step,
        end: at + 1,
        digits: true,
        plain: text.bytes().all(|byte| byte.is_ascii_digit()),
        scale: Decimal::ONE,
        broken: places > 0,
    })
}

/// 10^6, 2.5^-1: by a whole number.
fn power(reader: &Reader<'_>, base: Number) -> Option<Number> {
    if !reader.is(base.end, "^") || !reader.joined(base.end) {
        return None;
    }
    let (exponent, end) = signed_digits(reader, base.end + 1)?;
    let mut value = Decimal::ONE;
    for _ in 0..exponent.unsigned_abs().min(200) {
        value = value.mul(base.value).ok()?;
    }
    if exponent < 0 {
        value = Decimal::ONE.div(value).ok()?;
    }
    Some(Number { value, step: Decimal::ONE.min(value.abs()), end, plain: false, ..base })
}

/// 6.23 × 10^-4, 1e10.
fn power_of_ten(reader: &Reader<'_>, number: Number) -> Number {
    if let Some(raised) = power(reader, number) {
        return raised;
    }
    exponent(reader, number)
        .and_then(|(power, end)| {
            let scale = ten_to(power)?;
            let raised = number.times(scale)?;
            Some(Number { end, plain: false, broken: true, scale: Decimal::ONE, ..raised })
        })
        .unwrap_or(number)
}

fn exponent(reader: &Reader<'_>, number: Number) -> Option<(i32, usize)> {
    let at = number.end;
    if reader.is(at, "e") && reader.joined(at) && reader.joined(at + 1) {
        return signed_digits(reader, at + 1);
    }
    if !reader.is_any(at, &["x", "×", "·"]) || reader.word(at + 1) != "10" {
        return None;
    }
    if reader.is(at + 2, "^") {
        return signed_digits(reader, at + 3);
    }
    superscript(reader, at + 2).or_else(|| {
        // 10−3 with a lost superscript: the sign tells it from a range.
        (reader.word(at + 2) == "−").then(|| signed_digits(reader, at + 2)).flatten()
    })
}

fn signed_digits(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    let negative = matches!(reader.word(at), "-" | "−");
    let place = if negative { at + 1 } else { at };
    if !reader.is_number(place) || !reader.joined(place) {
        return None;
    }
    let power: i32 = reader.word(place).parse().ok()?;
    Some((if negative { -power } else { power }, place + 1))
}

fn superscript(reader: &Reader<'_>, at: usize) -> Option<(i32, usize)> {
    const DIGITS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let negative = reader.word(at) == "⁻";
    let mut place = if negative { at + 1 } else { at };
    let mut power: i32 = 0;
    let start = place;
    while place < start + 3
        && let Some(digit) = reader
            .word(place)
            .chars()
            .next()
            .and_then(|c| DIGITS.chars().position(|known| known == c))
    {
        power = power * 10 + digit as i32;
        place += 1;
    }
    (place > start).then_some((if negative { -power } else { power }, place))
}

fn ten_to(power: i32) -> Option<Decimal> {
    if !(-38..=37).contains(&power) {
        return None;
    }
    if power < 0 {
        return Some(Decimal::new(1, power.unsigned_abs() as u8));
    }
    10_i128.checked_pow(power.unsigned_abs()).map(|ten| Decimal::new(ten, 0))
}

/// 2 1/2, 2½, 7-1/2.
fn with_fraction(reader: &Reader<'_>, number: Number) -> Number {
    if number.broken || !number.plain {
        return number;
    }
    let hyphen = usize::from(reader.hyphenates(number.end));
    let Some((parts, end)) = fractions::digits_at(reader, number.end + hyphen) else {
        return number;
    };
    let joined = number.end + hyphen;
    if parts.0 >= parts.1 || (reader.shape(joined) == Some(Shape::Vulgar)) != reader.joined(joined)
    {
        return number;
    }
    added(number, parts, Decimal::ONE, end).unwrap_or(number)
}

/// A number plus a fraction of a scale.
fn added(number: Number, parts: (u64, u64), of: Decimal, end: usize) -> Option<Number> {
    let part = of_fraction(parts, end)?.times(of)?;
    Some(Number {
        value: number.value.add(part.value).ok()?,
        step: part.step,
        end,
        plain: false,
        broken: true,
        ..number
    })
}

/// A number word here, with what it adds.
fn number_word(reader: &Reader<'_>, at: usize) -> Option<NumberWord> {
    reader.sense(at, |senses: &Senses| senses.number)
}

/// Digits, then what a scale word or more words make of them.
fn mixed(reader: &Reader<'_>, at: usize, number: Number) -> Option<Number> {
    if let Some((power, end)) = suffix(reader, number.end) {
        let scaled = number.times(ten_to(power.into())?)?;
        return Some(Number { end, plain: false, ..scaled });
    }
    let hyphen = usize::from(reader.hyphenates(number.end));
    match number_word(reader, number.end + hyphen) {
        Some(NumberWord::Hundred | NumberWord::Scale(_) | NumberWord::Pack(_)) => {
            let begun = Sum { group: Some(number.value), ..Sum::new(at) };
            let begun = Sum { step: number.step, broken: number.broken, ..begun };
            let sum = begun.words(reader, number.end + hyphen);
            let read = sum.finish(reader)?;
            Some(Number { digits: true, plain: false, ..read })
        }
        _ => {
            let broken = and_a_fraction(reader, number).unwrap_or(number);
            scale_after(reader, Number { plain: number.plain && !broken.broken, ..broken })
        }
    }
}

/// Letters that scale the digits before them: 3.5bn, 100k.
fn suffix(reader: &Reader<'_>, at: usize) -> Option<(u8, usize)> {
    let word = reader.word(at);
    let power = match word {
        "k" | "K" => 3,
        "mn" | "mln" | "Mn" | "MN" | "mio" => 6,
        "bn" | "Bn" | "BN" | "bln" => 9,
        "tn" | "Tn" | "trn" | "tln" => 12,
        "M" if reader.joined(at) => 6,
        "B" if reader.joined(at) => 9,
        "T" if reader.joined(at) => 12,
        _ => return None,
    };
    let apart = !reader.joined(at);
    if apart && word == "K" {
        return None;
    }
    // 100K-mile, 5k-20k.
    (!reader.joined(at + 1) || !reader.is_word(at + 1)).then_some((power, at + 1))
}

/// A number in words.
fn in_words(reader: &Reader<'_>, at: usize) -> Option<Number> {
    if reader.is_any(at, &["a", "an"]) {
        return with_article(reader, at);
    }
    if reader.is(at, "half") || reader.is(at, "quarter") {
        return fractions::of_a_scale(reader, at);
    }
    if fractions::are_parts(reader, at) {
        return fractions::of_a_scale(reader, at);
    }
    let first = number_word(reader, at)?;
    if !matches!(first, NumberWord::Small(_) | NumberWord::Tens(_)) {
        return None;
    }
    Sum::new(at).words(reader, at).finish(reader)
}

/// A hundred, a million and a half, a dozen.
fn with_article(reader: &Reader<'_>, at: usize) -> Option<Number> {
    if let Some(number) = fractions::of_a_scale(reader, at) {
        return Some(number);
    }
    match number_word(reader, at + 1)? {
        NumberWord::Hundred | NumberWord::Scale(_) | NumberWord::Pack(_) => {}
        NumberWord::Small(_) | NumberWord::Tens(_) => return None,
    }
    let begun = Sum { group: Some(Decimal::ONE), ..Sum::new(at) };
    begun.words(reader, at + 1).finish(reader)
}

/// A number in words as far as it was read.
#[derive(Debug, Clone, Copy)]
struct Sum {
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
    fn new(start: usize) -> Sum {
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

    /// Reads on for as long as the words go on with the number.
    fn words(mut self, reader: &Reader<'_>, at: usize) -> Sum {
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
    fn finish(self, reader: &Reader<'_>) -> Option<Number> {
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
fn and_a_fraction(reader: &Reader<'_>, number: Number) -> Option<Number> {
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
fn scale_after(reader: &Reader<'_>, number: Number) -> Option<Number> {
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
