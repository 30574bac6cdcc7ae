//! Amounts of money: $3.5bn, NT$2.4 billion, 450,000 yen, USD 200, 50 cents.

use super::numbers::{self, Number};
use super::reader::Reader;
use crate::prose::lexicon::Currency;
use crate::prose::lexicon::units::{CENT_LETTER, CENTS, PREFIXES, SIGNS, WITH_CENTS};
use crate::types::Decimal;

/// An amount and the code of its currency.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    pub number: Number,
    pub code: &'static str,
    pub end: usize,
}

/// An amount whose currency stands before it.
pub(super) fn prefixed(reader: &Reader<'_>, at: usize) -> Option<Sum> {
    let (code, end) = sign(reader, at).or_else(|| code_before(reader, at))?;
    let negative = matches!(reader.word(end), "-" | "−") && reader.joined(end);
    let start = if negative { end + 1 } else { end };
    if !reader.is_number(start) && !is_word_number(reader, start) {
        return None;
    }
    let number = numbers::unsigned(reader, start)?;
    let number = scaled(reader, number);
    let number = if negative { Number { value: number.value.neg(), ..number } } else { number };
    // A$5 million Australian dollars says it twice.
    Some(Sum { number, code, end: number.end })
}

/// "The $ three million" is rare, but "a $ a day" is none.
fn is_word_number(reader: &Reader<'_>, at: usize) -> bool {
    reader.sense(at, |senses| senses.number).is_some()
}

/// A minus before the sign: -$5 million.
pub(super) fn negative(reader: &Reader<'_>, at: usize) -> Option<Sum> {
    let is_minus = matches!(reader.word(at), "-" | "−" | "–") && reader.joined(at + 1);
    if !is_minus || (at > 0 && reader.joined(at)) {
        return None;
    }
    let sum = prefixed(reader, at + 1)?;
    let number = Number { value: sum.number.value.neg(), ..sum.number };
    Some(Sum { number, ..sum })
}

/// The letters that scale only amounts of money: $1.2m, $3b.
fn scaled(reader: &Reader<'_>, number: Number) -> Number {
    if number.is_scaled() {
        return number;
    }
    let power = match reader.word(number.end) {
        "m" | "M" | "MM" | "mm" => 6,
        "b" | "B" => 9,
        "t" | "T" | "tr" => 12,
        _ => return number,
    };
    let times = 10_i128.checked_pow(power).map(|ten| Decimal::new(ten, 0));
    let apart = !reader.joined(number.end) && !matches!(reader.word(number.end), "m" | "M");
    match times.and_then(|times| number.times(times)) {
        Some(scaled) if !apart => Number { end: number.end + 1, plain: false, ..scaled },
        _ => number,
    }
}

fn sign_char(reader: &Reader<'_>, at: usize) -> Option<char> {
    let mut chars = reader.word(at).chars();
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

/// Whether the sign of a currency stands here.
pub(super) fn is_sign(reader: &Reader<'_>, at: usize) -> bool {
    sign_char(reader, at).is_some_and(|sign| of_sign(sign).is_some())
}

fn of_sign(sign: char) -> Option<&'static str> {
    SIGNS.iter().find(|(known, _)| *known == sign).map(|(_, code)| *code)
}

/// A sign, with letters before it: US$, NT$.
fn sign(reader: &Reader<'_>, at: usize) -> Option<(&'static str, usize)> {
    if let Some(code) = sign_char(reader, at).filter(|sign| *sign != '¢').and_then(of_sign) {
        return Some((code, at + 1));
    }
    let sign = sign_char(reader, at + 1)?;
    let known = PREFIXES
        .iter()
        .find(|(letters, of, _)| *of == sign && reader.is(at, letters))
        .map(|(_, _, code)| *code)?;
    // "a $ 4 billion" has an article, A$4 billion a country.
    let is_article = reader.is(at, "a") && !reader.joined(at + 1);
    (!is_article).then_some((known, at + 2))
}

/// Letters that stand for a currency and are no code.
fn spelled(reader: &Reader<'_>, at: usize) -> Option<&'static str> {
    match reader.word(at) {
        "SDR" | "SDRs" => Some("XDR"),
        "Rs" | "Rs." | "rs" => Some("INR"),
        "Sfr" | "SFr" => Some("CHF"),
        "R" if reader.joined(at + 1) => Some("ZAR"),
        "kr" | "Kr" => Some("SEK"),
        "Tk" => Some("BDT"),
        "RM" => Some("MYR"),
        "Rp" => Some("IDR"),
        _ => None,
    }
}

/// Whether a currency may be told here before its amount.
pub(super) fn is_code(reader: &Reader<'_>, at: usize) -> bool {
    reader.senses(at).is_some_and(|senses| senses.currency.is_some())
        || spelled(reader, at).is_some()
}

/// A code or letters that stand before the number: USD 200, Rs 500, Sfr 5.
fn code_before(reader: &Reader<'_>, at: usize) -> Option<(&'static str, usize)> {
    let word = reader.word(at);
    let spelled = spelled(reader, at);
    let dot = usize::from(spelled.is_some() && reader.is(at + 1, ".") && reader.joined(at + 1));
    if let Some(code) = spelled {
        return reader.is_number(at + 1 + dot).then_some((code, at + 1 + dot));
    }
    let currency = reader.sense(at, |senses| senses.currency)?;
    let is_code = word.len() == 3 && word.eq_ignore_ascii_case(currency.code);
    let is_upper = word.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_code && is_upper && reader.is_number(at + 1)).then_some((currency.code, at + 1))
}

/// The currency that two amounts are of; cents take that of the other.
pub(super) fn common(one: &'static str, other: &'static str) -> Option<&'static str> {
    match (one, other) {
        _ if one == other => Some(one),
        (CENTS | CENT_LETTER, code) | (code, CENTS | CENT_LETTER) if WITH_CENTS.contains(&code) => {
            Some(code)
        }
        _ => None,
    }
}

/// What a currency after a number makes of it.
pub(super) fn suffixed(reader: &Reader<'_>, number: &Number) -> Option<Sum> {
    let at = number.end + usize::from(reader.hyphenates(number.end));
    let sum = after(reader, number, at)?;
    Some(smaller_coin(reader, sum).unwrap_or(sum))
}

fn after(reader: &Reader<'_>, number: &Number, at: usize) -> Option<Sum> {
    if is_pence(reader, at) && number.end == at && !number.is_scaled() {
        return of_parts(number, 100, ("GBP", at + 1));
    }
    if is_cent_letter(reader, at) && number.end == at && !number.is_scaled() {
        return of_parts(number, 100, (CENT_LETTER, at + 1));
    }
    if let Some(sign) = sign_char(reader, at).filter(|_| number.digits) {
        // "10 $ 30": the sign belongs to the number before it, unless one follows it closely.
        let code = of_sign(sign).filter(|_| !reader.is_number(at + 1) || !reader.joined(at + 1))?;
        let parts = if sign == '¢' { 100 } else { 1 };
        return of_parts(number, parts, (code, at + 1));
    }
    if let Some((currency, end)) = of_a_country(reader, at) {
        return of_parts(number, currency.parts, (currency.code, end));
    }
    if let Some(sum) = millions(reader, number, at) {
        return Some(sum);
    }
    let is_pound = reader.is_any(at, &["pounds", "pound"]);
    if is_pound && number.is_scaled() && reader.lexicon.senses("pound").is_some() {
        return Some(Sum { number: *number, code: "GBP", end: at + 1 });
    }
    let currency = reader.sense(at, |senses| senses.currency)?;
    if !is_meant(reader, number, (currency, at)) {
        return None;
    }
    of_parts(number, currency.parts, (currency.code, at + 1))
}

/// Names of currencies that are words of other kinds count after digits and scales only.
fn is_meant(reader: &Reader<'_>, number: &Number, (currency, at): (&Currency, usize)) -> bool {
    let word = reader.word(at);
    let is_code = word.eq_ignore_ascii_case(currency.code);
    if is_code {
        return number.digits && word.bytes().all(|byte| byte.is_ascii_uppercase())
            || word.eq_ignore_ascii_case("usd");
    }
    let ambiguous = [
        "won", "real", "mark", "marks", "rand", "sterling", "ether", "lira", "dong", "nis", "cad",
        "gel", "try",
    ];
    let is_ambiguous = ambiguous.iter().any(|known| word.eq_ignore_ascii_case(known));
    !is_ambiguous || number.is_scaled() || (number.digits && !number.is_small(99) || number.broken)
}

fn of_parts(number: &Number, parts: u8, (code, end): (&'static str, usize)) -> Option<Sum> {
    if parts == 1 {
        return Some(Sum { number: *number, code, end });
    }
    let value = number.value.mul(Decimal::new(1, 2)).ok()?;
    let step = number.step.mul(Decimal::new(1, 2)).ok()?;
    Some(Sum { number: Number { value, step, broken: true, ..*number }, code, end })
}

/// 20p: a letter that is joined to the digits. 720p is a picture.
pub(super) fn is_pence(reader: &Reader<'_>, at: usize) -> bool {
    const LINES: &[&str] =
        &["144", "240", "360", "480", "576", "720", "1080", "1440", "2160", "4320"];
    let digits = at.checked_sub(1).map_or("", |number| reader.word(number));
    let is_amount = digits.contains('.') || !digits.starts_with('0');
    let goes_on = reader.joined(at + 1) && (reader.is_number(at + 1) || reader.is_word(at + 1));
    let is_letter = reader.word(at) == "p" && reader.joined(at);
    is_letter && is_amount && !goes_on && !LINES.contains(&digits)
}

/// 50c: a letter that is joined to at most two digits before the point.
pub(super) fn is_cent_letter(reader: &Reader<'_>, at: usize) -> bool {
    let digits = at.checked_sub(1).filter(|number| reader.is_number(*number));
    let whole = digits.map_or("", |number| reader.word(number).split('.').next().unwrap_or(""));
    let goes_on = reader.joined(at + 1)
        && (reader.is_number(at + 1) || reader.is_word(at + 1) || reader.is_hyphen(at + 1));
    reader.word(at) == "c" && reader.joined(at) && (1..3).contains(&whole.len()) && !goes_on
}

fn of_a_country(reader: &Reader<'_>, at: usize) -> Option<(&'static Currency, usize)> {
    // A number may stand before "US" without being money: only the pair counts.
    let rows = reader.lexicon.currencies_from(reader.word(at));
    let (words, currency) = rows.iter().find(|(words, _)| reader.are(at, words))?;
    Some((currency, at + words.len()))
}

/// 30 MUSD.
fn millions(reader: &Reader<'_>, number: &Number, at: usize) -> Option<Sum> {
    let word = reader.word(at);
    if word.len() != 4 || !word.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let power = match word.as_bytes().first()? {
        b'M' => 6,
        b'K' | b'T' => 3,
        _ => return None,
    };
    let currency = reader.lexicon.senses(&word[1..])?.currency?;
    let is_code = word[1..].eq_ignore_ascii_case(currency.code);
    let number = number.times(Decimal::new(10_i128.pow(power), 0))?;
    is_code.then_some(Sum { number, code: currency.code, end: at + 1 })
}

/// Thirteen dollars forty-five cents; 15 dollars and 50 cents.
fn smaller_coin(reader: &Reader<'_>, sum: Sum) -> Option<Sum> {
    let at = if reader.is(sum.end, "and") { sum.end + 1 } else { sum.end };
    if sum.number.is_scaled() || sum.number.broken {
        return None;
    }
    let cents =
        numbers::unsigned(reader, at).filter(|cents| cents.is_small(99) && !cents.broken)?;
    let coin = reader.sense(cents.end, |senses| senses.currency)?;
    if coin.parts != 100 || common(coin.code, sum.code) != Some(sum.code) {
        return None;
    }
    let value = sum.number.value.add(cents.value.mul(Decimal::new(1, 2)).ok()?).ok()?;
    let number = Number { value, step: Decimal::new(1, 2), broken: true, ..sum.number };
    Some(Sum { number, end: cents.end + 1, ..sum })
}
