//! Numbers that name a thing of a kind: Article 5, No. 1, Flight 370.

use super::run_end;
use crate::prose::grammar::reader::Reader;
use crate::prose::grammar::{amounts, measures, nouns, numbers};
use crate::prose::lexicon::{Class, NumberWord};
use crate::prose::tokens::Shape;

/// Words of commands that are also words before numbers: train 300 soldiers, issue 5 licences.
const COMMANDS: &[&str] = &[
    "train",
    "issue",
    "order",
    "form",
    "stage",
    "release",
    "build",
    "test",
    "schedule",
    "group",
    "page",
    "bill",
    "block",
    "file",
    "list",
    "level",
    "question",
    "model",
    "type",
    "grade",
    "class",
    "case",
    "game",
    "day",
    "week",
    "act",
    "number",
    "figure",
    "table",
    "step",
    "item",
    "box",
    "episode",
    "session",
    "part",
    "version",
    "panel",
    "round",
    "port",
    "seed",
    "match",
    "unit",
    "units",
    "questions",
    "figures",
    "tables",
    "issues",
    "rule",
    "line",
    "lot",
    "note",
    "hall",
    "studio",
    "option",
    "area",
    "catch",
    "category",
    "phase",
    "windows",
    "season",
];

/// Article 5, No. 1, Flight 370, Chapters 2 and 3: the number names.
pub(super) fn numbered(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if !reader.class(at, Class::Numbered) {
        return None;
    }
    let word = reader.word(at);
    let point = usize::from(word.len() <= 4 && reader.is(at + 1, ".") && reader.joined(at + 1));
    let number = at + 1 + point;
    // "No 10" is a number, "no 10 people" is not; neither is "no one".
    let is_no = reader.is_any(at, &["no", "nos", "nr", "nrs", "p", "pp"]);
    let is_abbreviated = is_no && (point > 0 || (reader.capital(at) && reader.is_number(number)));
    if is_no && !is_abbreviated {
        return None;
    }
    let is_digits = matches!(reader.shape(number), Some(Shape::Number | Shape::Dotted));
    let is_word = matches!(
        reader.sense(number, |senses| senses.number),
        Some(NumberWord::Small(_) | NumberWord::Tens(_))
    );
    let is_named = is_digits || (is_word && is_named_in_words(reader, at, number));
    if !is_named {
        return None;
    }
    let end = list_end(reader, number);
    let starts = at == reader.sentence_start(at);
    let is_capital = reader.capital(at) && !starts && !reader.setting.capitals;
    let noun = nouns::noun(reader, end, nouns::Count::Several)
        .is_some_and(|noun| nouns::is_plural(reader, noun.head));
    let is_command = COMMANDS.iter().any(|command| reader.is(at, command));
    let grouped = reader.word(number).contains(',');
    let measured = is_digits && is_measured(reader, number);
    let names = is_abbreviated || is_capital || !noun || !is_command;
    (names && !grouped && !measured).then_some(end)
}

/// Whether a number has a unit, a scale or a percent sign and so counts in any case.
pub(super) fn is_measured(reader: &Reader<'_>, at: usize) -> bool {
    let Some(number) = numbers::unsigned(reader, at) else { return false };
    number.is_scaled()
        || amounts::with_unit(reader, number).unit.is_some()
            && measures::unit(reader, &number).is_none_or(|(unit, _)| unit.symbol != "in")
}

/// "Phase two", "Formula One", "World War Two": not "unit one".
pub(super) fn is_named_in_words(reader: &Reader<'_>, at: usize, number: usize) -> bool {
    reader.is_any(
        at,
        &[
            "phase", "formula", "chapter", "part", "act", "number", "act", "version", "day",
            "tier", "level", "stage", "article", "platform", "channel", "page", "round",
            "scenario", "option", "step",
        ],
    ) && !nouns::is_plural(reader, number + 1)
}

/// The end of numbers in a row: 22, 24 and 26; 5(a); 3-7.
pub(super) fn list_end(reader: &Reader<'_>, at: usize) -> usize {
    let mut end = run_end(reader, at);
    for _ in 0..40 {
        let joint = if reader.is(end, ",") && reader.is_any(end + 1, &["and", "or"]) {
            end + 2
        } else if reader.is_any(end, &[",", "and", "&", "or", "to", "-", "–"]) {
            end + 1
        } else {
            break;
        };
        let next_counts = nouns::is_plural(reader, joint + 1) || is_measured(reader, joint);
        // "In Chapter 2, 300 people": the first number of the rest counts.
        let goes_on = reader.is_number(joint)
            && reader.word(joint).len() <= 4
            && !next_counts
            && (reader.closes(joint + 1)
                || reader.is_any(joint + 1, &["and", "or", "of"])
                || joint == end + 1 && reader.joined(joint));
        if !goes_on {
            break;
        }
        end = run_end(reader, joint);
    }
    end
}
