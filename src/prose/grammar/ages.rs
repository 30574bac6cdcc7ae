//! Ages: "Lee, 45," and "aged 45".

use super::numbers::{self, Continuous};
use super::reader::{Draft, Reader};
use crate::prose::commit::commit;
use crate::prose::figures::Kind;
use crate::prose::lexicon::{Class, Hedge};

/// The age at a place, as so many years.
pub(super) fn figure(reader: &Reader<'_>, at: usize) -> Option<Draft> {
    if !reader.after_any(at, &[",", "(", "aged", "age", "of"]) {
        return None;
    }
    let number = numbers::unsigned(reader, at).filter(|number| number.plain)?;
    if !number.is_small(115) || number.is_small(0) {
        return None;
    }
    let of = at.checked_sub(2).is_some_and(|before| reader.are(before, &["age", "of"]));
    let told = (of || reader.after_any(at, &["aged", "age"])) && !reader.hyphenates(number.end);
    let is_span = reader.sense(number.end, |senses| senses.period).is_some();
    if is_span || reader.is_any(number.end, &["to", "and"]) {
        return None;
    }
    if !told && !after_a_name(reader, at, number.end) {
        return None;
    }
    let meaning = commit(number.written(Continuous::Yes), Hedge::Exact);
    let draft = Draft::new((at, number.end), Kind::Duration, Hedge::Exact, meaning);
    Some(Draft { unit: Some("year".to_owned()), ..draft })
}

/// Between commas or in brackets behind two names, or one.
fn after_a_name(reader: &Reader<'_>, at: usize, end: usize) -> bool {
    let Some(mark) = at.checked_sub(1) else { return false };
    let closes = match reader.word(mark) {
        "," => {
            matches!(reader.word(end), "," | "." | ";") || reader.is_any(end, &["who", "was", "is"])
        }
        "(" => reader.is(end, ")"),
        _ => false,
    };
    let is_name = |at: usize| {
        reader.is_word(at)
            && reader.capital(at)
            && reader.word(at).len() > 1
            && reader.senses(at).is_none()
    };
    let named = mark.checked_sub(1).is_some_and(is_name);
    let twice = mark.checked_sub(2).is_some_and(is_name) || reader.is(mark, ",");
    // The captain, 56, and his wife, 58.
    let is_person = reader.before(mark, Class::Person) && reader.is(mark, ",");
    closes && (named && twice || is_person) && at > reader.sentence_start(at)
}
