//! Numbers in digits, in words, and mixed: 1.5 million, two hundred and fifty thousand, 2 1/2.

mod sum;

use super::fractions;
use super::reader::Reader;
use crate::prose::commit::Written;
use crate::prose::lexicon::{NumberWord, Senses};
use crate::prose::tokens::Shape;
use crate::types::Decimal;
use sum::{Sum, and_a_fraction, scale_after};

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
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let value =
        if plain { Decimal::from_bytes(text.as_bytes()).ok() } else { grouped_digits(text) }?;
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    let step = Decimal::new(1, u8::try_from(places).ok().filter(|places| *places <= 38)?);
    Some(Number {
        value,
        step,
        end: at + 1,
        digits: true,
        plain,
        scale: Decimal::ONE,
        broken: places > 0,
    })
}

/// Digits with what groups them and a point.
fn grouped_digits(text: &str) -> Option<Decimal> {
    let clean = text.bytes().filter(|byte| byte.is_ascii_digit() || *byte == b'.');
    Decimal::from_bytes(&clean.collect::<Vec<u8>>()).ok()
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
            let sum = Sum::begun(at, &number).words(reader, number.end + hyphen);
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
    Sum::one(at).words(reader, at + 1).finish(reader)
}
