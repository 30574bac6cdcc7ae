//! What the words of a language mean to figures: one [`Lexicon`] a language, filled from tables.
//!
//! The tables hold vocabulary only; how words follow each other is in `grammar`.

mod english;
pub(super) mod units;

pub use units::{Currency, Dimension, Unit};

use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What a number word adds to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberWord {
    /// 0 to 19.
    Small(u8),
    /// 20, 30 … 90.
    Tens(u8),
    Hundred,
    /// A power of ten of three or more.
    Scale(u8),
    /// A count of which there are several: dozen, score, gross.
    Pack(u8),
}

/// A span of the calendar or the clock that durations are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Season,
    Year,
    Decade,
    Century,
}

impl Period {
    /// The name under which figures give it as their unit.
    pub fn name(self) -> &'static str {
        match self {
            Period::Second => "second",
            Period::Minute => "minute",
            Period::Hour => "hour",
            Period::Day => "day",
            Period::Night => "night",
            Period::Weekend => "weekend",
            Period::Week => "week",
            Period::Fortnight => "fortnight",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Season => "season",
            Period::Year => "year",
            Period::Decade => "decade",
            Period::Century => "century",
        }
    }
}

/// How a figure's words limit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hedge {
    Exact,
    About,
    Over,
    AtLeast,
    Under,
    AtMost,
    Nearly,
    JustOver,
    Barely,
    UpTo,
    Between,
}

impl Hedge {
    /// The name in reports and in the table `figures`.
    pub fn name(self) -> &'static str {
        match self {
            Hedge::Exact => "exact",
            Hedge::About => "about",
            Hedge::Over => "over",
            Hedge::AtLeast => "at-least",
            Hedge::Under => "under",
            Hedge::AtMost => "at-most",
            Hedge::Nearly => "nearly",
            Hedge::JustOver => "just-over",
            Hedge::Barely => "barely",
            Hedge::UpTo => "up-to",
            Hedge::Between => "between",
        }
    }
}

/// Sorts of words that decide whether a number is a figure, and which words belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Class {
    /// A function word: ends a noun phrase.
    Stop = 1,
    /// A plural that does not end in s: people, men.
    Plural = 1 << 1,
    /// Something that happens on occasions, over which other things are spread.
    Occasion = 1 << 2,
    /// A verb or noun of change: a number after "from" is its start, not the start of a range.
    Change = 1 << 3,
    /// A word that a number after it names: article 5, flight 17.
    Numbered = 1 << 4,
    /// What may stand before a hyphen and a number without making a name of it: mid-2024.
    Prefix = 1 << 5,
    /// A word after which "over" tells the topic: sued over.
    Topic = 1 << 6,
    /// A verb that "over" belongs to: handed over.
    Phrasal = 1 << 7,
    /// A word after which "about" tells the topic: talked about.
    Talk = 1 << 8,
    /// A word that makes the sentence one about what is to come.
    Future = 1 << 9,
    /// A word that "under" makes an authority of.
    Authority = 1 << 10,
    /// What may stand before a year: in, since.
    BeforeYear = 1 << 11,
    /// A verb form that ends a noun phrase.
    Verb = 1 << 12,
    /// A word for one that points at something instead of counting it: no one, this one.
    Pointing = 1 << 13,
    /// A word after an ordinal or a fraction that makes a set phrase of both: third party.
    Phrase = 1 << 14,
    /// A word that counts what it follows as its unit of speed: per, an.
    Per = 1 << 15,
    /// People who are counted.
    People = 1 << 16,
    /// A word that a date or a span of time may begin with, though it is neither.
    Opener = 1 << 17,
    /// A word that is used of what was and of what is to come: the nearer date is meant.
    Open = 1 << 18,
    /// A verb of what takes place on a day: to meet, to open.
    Event = 1 << 19,
    /// Somebody whose age follows between commas: his wife, 58.
    Person = 1 << 20,
    /// A verb that tells what a day to come brings: Saturday stays dry.
    Present = 1 << 21,
}

/// All meanings of a word that matter to figures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Senses {
    pub number: Option<NumberWord>,
    /// The rank that an ordinal word gives: first, twentieth, hundredth.
    pub ordinal: Option<u64>,
    /// The divisor that a fraction word names: third, quarters.
    pub fraction: Option<u64>,
    /// A magnitude without a number, from and to: dozens.
    pub band: Option<(u64, u64)>,
    pub month: Option<u8>,
    /// From Monday, which is 0.
    pub weekday: Option<u8>,
    /// From winter at the turn of the year, which is 0.
    pub season: Option<u8>,
    pub period: Option<Period>,
    /// A decade by its word: seventies.
    pub decade: Option<u8>,
    pub unit: Option<&'static Unit>,
    pub currency: Option<&'static Currency>,
    /// What multiplies: doubled, twice; as a fraction.
    pub multiple: Option<(u8, u8)>,
    classes: u32,
    /// Whether a hedge can begin with the word.
    pub hedges: bool,
    /// Whether a figure can.
    pub opens: bool,
}

impl Senses {
    pub fn is(&self, class: Class) -> bool {
        self.classes & class as u32 != 0
    }

    fn may_open(&self) -> bool {
        self.number.is_some()
            || self.ordinal.is_some()
            || self.fraction.is_some()
            || self.band.is_some()
            || self.month.is_some()
            || self.weekday.is_some()
            || self.season.is_some()
            || self.decade.is_some()
            || self.multiple.is_some()
            || self.hedges
            || self.is(Class::Opener)
    }
}

/// A phrase before or after a number, with what it does to it.
#[derive(Debug, Clone, Copy)]
pub struct HedgePhrase {
    pub words: &'static [&'static str],
    pub hedge: Hedge,
}

/// What is known of words in lower case.
type Words<T> = HashMap<&'static str, T, FixedState>;

/// A name of several words for something.
type Compound<T> = (&'static [&'static str], &'static T);

/// The vocabulary of one language.
pub struct Lexicon {
    words: Words<Senses>,
    /// By their first word, the longer before the shorter.
    before: Words<Vec<HedgePhrase>>,
    /// Units of several words, by the first.
    units: Words<Vec<Compound<Unit>>>,
    /// Currencies of several words, by the first.
    currencies: Words<Vec<Compound<Currency>>>,
    /// After the number, by their first word: "or more".
    after: Words<Vec<HedgePhrase>>,
    /// Abbreviations whose point does not end a sentence.
    abbreviations: &'static [&'static str],
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} words)", self.words.len())
    }
}

impl Lexicon {
    /// The lexicon of English.
    pub fn english() -> &'static Lexicon {
        static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
        ENGLISH.get_or_init(english::lexicon)
    }

    /// What a word means; its letters may be of either case.
    pub fn senses(&self, word: &str) -> Option<&Senses> {
        find(&self.words, word)
    }

    /// The hedges that begin with a word, the longest first.
    pub fn hedges(&self, word: &str) -> &[HedgePhrase] {
        find(&self.before, word).map_or(&[], Vec::as_slice)
    }

    /// The hedges after a number that begin with a word.
    pub fn hedges_after(&self, word: &str) -> &[HedgePhrase] {
        find(&self.after, word).map_or(&[], Vec::as_slice)
    }

    /// The units of several words whose name begins with a word.
    pub fn units_from(&self, word: &str) -> &[Compound<Unit>] {
        find(&self.units, word).map_or(&[], Vec::as_slice)
    }

    /// The currencies of several words whose name begins with a word.
    pub fn currencies_from(&self, word: &str) -> &[Compound<Currency>] {
        find(&self.currencies, word).map_or(&[], Vec::as_slice)
    }

    /// Whether a point after the word is part of it.
    pub fn is_abbreviation(&self, word: &str) -> bool {
        self.abbreviations.iter().any(|known| known.eq_ignore_ascii_case(word))
    }
}

/// The most bytes that a word of a lexicon has.
const LONGEST: usize = 24;

/// What is known of a word, whatever the case of its letters.
fn find<'m, T>(words: &'m Words<T>, word: &str) -> Option<&'m T> {
    if word.len() > LONGEST {
        return None;
    }
    if !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return words.get(word);
    }
    let mut lower = [0_u8; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    words.get(std::str::from_utf8(lower).ok()?)
}

/// Phrases by their first word.
fn by_first_word(phrases: &[HedgePhrase]) -> Words<Vec<HedgePhrase>> {
    let mut by_first: Words<Vec<HedgePhrase>> = HashMap::default();
    for phrase in phrases {
        if let Some(first) = phrase.words.first() {
            by_first.entry(first).or_default().push(*phrase);
        }
    }
    by_first
}

/// Names of several words by their first.
fn by_first<T>(names: &'static [(&'static [&'static str], T)]) -> Words<Vec<Compound<T>>> {
    let mut by_first: Words<Vec<Compound<T>>> = HashMap::default();
    for (words, of) in names {
        if let Some(first) = words.first() {
            by_first.entry(first).or_default().push((words, of));
        }
    }
    by_first
}

/// A lexicon as it is being filled.
struct Filling {
    words: Words<Senses>,
}

impl Filling {
    fn sense(&mut self, word: &'static str) -> &mut Senses {
        self.words.entry(word).or_default()
    }

    fn class(&mut self, class: Class, words: &'static str) {
        for word in words.split_whitespace() {
            self.sense(word).classes |= class as u32;
        }
    }

    #[expect(clippy::iter_over_hash_type, reason = "each entry is seen to by itself")]
    fn finish(
        mut self,
        before: &'static [HedgePhrase],
        after: &'static [HedgePhrase],
        abbreviations: &'static [&'static str],
    ) -> Lexicon {
        let mut hedges = by_first_word(before);
        for first in before.iter().filter_map(|phrase| phrase.words.first()) {
            self.sense(first).hedges = true;
        }
        for senses in self.words.values_mut() {
            senses.opens = senses.may_open();
        }
        for phrases in hedges.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        Lexicon {
            words: self.words,
            before: hedges,
            units: by_first(units::COMPOUND),
            currencies: by_first(units::OF_A_COUNTRY),
            after: by_first_word(after),
            abbreviations,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_either_case() {
        let english = Lexicon::english();
        let month = |word: &str| english.senses(word).and_then(|senses| senses.month);
        assert_eq!(month("october"), Some(10));
        assert_eq!(month("OCTOBER"), Some(10));
        assert_eq!(month("Octobre"), None);
        assert_eq!(month(&"x".repeat(1000)), None);
    }

    #[test]
    #[expect(clippy::iter_over_hash_type, reason = "each word is looked at by itself")]
    fn every_word_of_the_tables_can_be_found() {
        let english = Lexicon::english();
        for word in english.words.keys() {
            assert!(word.len() <= LONGEST, "`{word}` is too long to be looked up");
            let lower = word.to_ascii_lowercase();
            assert_eq!(*word, lower, "`{word}` is looked up in lower case");
        }
    }

    #[test]
    fn longer_hedges_come_first() {
        let phrases = Lexicon::english().hedges("More");
        assert!(phrases.windows(2).all(|pair| pair[0].words.len() >= pair[1].words.len()));
        assert!(!phrases.is_empty());
    }
}
