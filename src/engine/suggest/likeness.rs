//! How much the words of a sentence speak for a column, a table or a value.

use crate::plan::documents::DocumentPlan;
use crate::prose::Figure;
use crate::types::calendar::show_date;

/// What a word of the noun weighs, beside 1 of a word of the sentence.
pub const NOUN: u32 = 4;

/// The words around a figure, as they are compared.
pub struct Words {
    /// Of what is counted: "heavy artillery pieces", or the unit.
    noun: Vec<String>,
    sentence: Vec<String>,
    /// The years that the dates of the sentence lie in.
    years: Vec<String>,
}

impl Words {
    pub fn new(document: &DocumentPlan, figure: &Figure) -> Words {
        let read = &document.article.document;
        let mut noun = figure.noun.map_or_else(Vec::new, |span| words(read.words(span)));
        noun.extend(figure.unit.iter().flat_map(|unit| words(unit)));
        let sentence = read.sentences.get(figure.sentence);
        let sentence = sentence.map_or_else(Vec::new, |one| words(read.words(one.text)));
        let dates = read.figures.iter().filter(|other| other.sentence == figure.sentence);
        let years = dates.filter_map(|other| {
            let days = other.days()?;
            let (first, last) = (show_date(days.low?), show_date(days.high?));
            (first[..4] == last[..4]).then(|| first[..4].to_owned())
        });
        Words { noun, sentence, years: years.collect() }
    }

    /// Whether the sentence names a value: all of its words, or its year.
    pub fn names(&self, value: &str) -> bool {
        let wanted = words(value);
        let is_there = |word: &String| self.sentence.contains(word) || self.years.contains(word);
        !wanted.is_empty() && wanted.iter().all(is_there)
    }

    /// How many words of a name are those of the noun, which count more, or of the sentence.
    pub fn of_name(&self, name: &str) -> u32 {
        let weight = |word: &String| match word {
            word if self.noun.contains(word) => NOUN,
            word if self.sentence.contains(word) => 1,
            _ => 0,
        };
        words(name).iter().map(weight).sum()
    }
}

/// The words of a text or name in lower case, without the endings of plurals.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let word = word.to_lowercase();
            let stem = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
            let stem = stem.or_else(|| {
                let cut =
                    word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
                cut.map(str::to_owned)
            });
            stem.unwrap_or(word)
        })
        .collect()
}
