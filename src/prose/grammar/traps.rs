//! What only looks like a figure: names and model numbers, telephone numbers, times of the day,
//! numbers of articles and laws, versions, list markers, set phrases.

use super::nouns;
use super::numbers;
use super::reader::Reader;
use super::{measures, money};
use crate::prose::figures::Grain;
use crate::prose::lexicon::{Class, NumberWord};
use crate::prose::tokens::Shape;

/// Where a thing that is no figure ends, if one begins here.
pub(super) fn end(reader: &Reader<'_>, at: usize) -> Option<usize> {
    match reader.shape(at)? {
        Shape::Word => of_word(reader, at),
        Shape::Number => of_number(reader, at),
        Shape::Dotted => of_dotted(reader, at),
        Shape::Mark => of_mark(reader, at),
        Shape::Vulgar => None,
    }
}

fn of_word(reader: &Reader<'_>, at: usize) -> Option<usize> {
    address(reader, at)
        .or_else(|| joined_name(reader, at))
        .or_else(|| numbered(reader, at))
        .or_else(|| name_and_number(reader, at))
        .or_else(|| set_phrase(reader, at))
}

fn of_number(reader: &Reader<'_>, at: usize) -> Option<usize> {
    list_marker(reader, at)
        .or_else(|| clock(reader, at))
        .or_else(|| telephone(reader, at))
        .or_else(|| well_known(reader, at))
        .or_else(|| joined_letters(reader, at))
}

fn of_mark(reader: &Reader<'_>, at: usize) -> Option<usize> {
    match reader.word(at) {
        "#" | "@" | "§" | "№" if reader.is_number(at + 1) || reader.joined(at + 1) => {
            Some(run_end(reader, at + 1))
        }
        "[" => bracketed(reader, at, "]"),
        "(" => bracketed(reader, at, ")"),
        "+" if reader.joined(at + 1) && reader.is_number(at + 1) => plus_number(reader, at),
        "_" | "\\" if reader.joined(at + 1) => Some(run_end(reader, at)),
        _ => None,
    }
}

/// The token after the last that is joined to this one.
fn run_end(reader: &Reader<'_>, at: usize) -> usize {
    let mut end = at + 1;
    while reader.joined(end)
        && !matches!(reader.word(end), "," | ";" | ")" | "]" | "\"" | "”" | "—")
    {
        // A full stop at the end of a run is the sentence's.
        if reader.is(end, ".") && !reader.joined(end + 1) {
            break;
        }
        end += 1;
    }
    end
}

/// Addresses of sites and people.
fn address(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if !reader.joined(at + 1) || !reader.joined(at + 2) {
        return None;
    }
    let is_site = reader.is_any(at, &["http", "https", "www", "ftp", "mailto", "doi"])
        && matches!(reader.word(at + 1), ":" | ".")
        && reader.joined(at + 1)
        && reader.joined(at + 2);
    let is_mail = reader.is(at + 1, "@") && reader.joined(at + 1) && reader.joined(at + 2);
    let is_code = matches!(reader.word(at + 1), "_" | "::" | "=" | "\\")
        && reader.joined(at + 1)
        && reader.joined(at + 2);
    // README.md, example.com, v1.2.
    let is_file = reader.is(at + 1, ".")
        && reader.joined(at + 1)
        && reader.joined(at + 2)
        && !reader.capital(at + 2)
        && reader.sense(at, |senses| senses.month).is_none();
    (is_site || is_mail || is_code || is_file).then(|| run_end(reader, at))
}

/// Letters with a number joined to them, or with a hyphen between: MiG-29, Covid-19, G20, KN-23.
fn joined_name(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if at > 0 && reader.joined(at) && (reader.is_number(at - 1) || reader.is_hyphen(at - 1)) {
        return None;
    }
    let hyphen = matches!(reader.word(at + 1), "-" | "–" | "‑") && reader.joined(at + 1);
    let number = at + 1 + usize::from(hyphen);
    let digits = reader.is_number(number) || reader.shape(number) == Some(Shape::Dotted);
    if !digits || !reader.joined(number) || !is_name_before(reader, at, hyphen) {
        return None;
    }
    if hyphen && reader.word(at).len() > 3 && reader.sense(at, |senses| senses.number).is_some() {
        return None;
    }
    Some(run_end(reader, at))
}

/// Whether letters before digits make one name with them.
fn is_name_before(reader: &Reader<'_>, at: usize, hyphen: bool) -> bool {
    let word = reader.word(at);
    // Q3, H1 and FY24 are read as dates where they are some.
    if matches!(word, "Q" | "H" | "FY")
        && !hyphen
        && !(reader.joined(at + 2) && reader.is_word(at + 2))
    {
        return false;
    }
    let Some(senses) = reader.senses(at) else { return true };
    if senses.month.is_some() || senses.number.is_some() || senses.ordinal.is_some() {
        return false;
    }
    if hyphen && (senses.is(Class::Prefix) || senses.hedges) {
        return false;
    }
    let is_code = money::prefixed(reader, at).is_some();
    let is_unit = senses.unit.is_some() && !hyphen && at > 0 && reader.joined(at);
    !(is_code || is_unit)
}

/// Digits with letters joined that are no unit, scale or ending: 5G, 49ers, 737s.
fn joined_letters(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if at > 0
        && reader.joined(at)
        && reader.is_any(at - 1, &["_", "/", "\\", "=", "#"])
        && at > 1
        && reader.is_word(at - 2)
        && reader.joined(at - 1)
    {
        return Some(run_end(reader, at));
    }
    let next = at + 1;
    if !reader.joined(next) || !reader.is_word(next) {
        return None;
    }
    let known = ["st", "nd", "rd", "th", "s", "x", "e", "m", "am", "pm", "a.m.", "p.m.", "yo"];
    let is_known = reader.is_any(next, &known)
        || reader.senses(next).is_some_and(|senses| {
            senses.unit.is_some()
                || senses.period.is_some()
                || senses.currency.is_some()
                || senses.number.is_some()
                || senses.month.is_some()
        })
        || matches!(
            reader.word(next),
            "k" | "K"
                | "M"
                | "B"
                | "T"
                | "bn"
                | "Bn"
                | "BN"
                | "mn"
                | "mln"
                | "tn"
                | "Tn"
                | "trn"
                | "bln"
                | "Q"
                | "H"
                | "pp"
                | "pct"
                | "b"
                | "t"
        )
        || reader.word(next).len() == 4
            && reader.word(next).bytes().all(|b| b.is_ascii_uppercase());
    if !is_known {
        return Some(run_end(reader, at));
    }
    // 24703L202, 5M-2: letters in the middle are no unit.
    let after = next + 1;
    let in_a_name = reader.joined(after)
        && reader.is_number(after)
        && !matches!(reader.word(next), "e" | "x" | "Q" | "H")
        && !matches!(reader.word(after), "2" | "3");
    if in_a_name {
        return Some(run_end(reader, at));
    }
    // "29km Road" is the name of a road.
    let is_address = reader.senses(next).is_some_and(|senses| senses.unit.is_some())
        && reader.is_any(after, &["road", "street", "avenue", "highway"])
        && reader.capital(after);
    if is_address {
        return Some(after + 1);
    }
    is_model(reader, at).then(|| run_end(reader, at))
}

/// 5G, 4K, 3D, 777F: a capital letter that would be a unit.
fn is_model(reader: &Reader<'_>, at: usize) -> bool {
    let next = reader.word(at + 1);
    let is_letter = matches!(next, "G" | "D" | "F" | "C" | "L" | "P" | "X" | "S" | "H" | "A" | "N")
        || (next == "K"
            && reader.is_any(at, &["2", "4", "5", "8"])
            && !reader.after_any(at, &["$"]));
    let is_period = next == "H" && reader.joined(at + 2) && reader.is_number(at + 2);
    let is_decade = next == "s" && reader.word(at).len() == 3;
    (is_letter && !is_period && !reader.is_any(at + 2, &["of", "race"])) || is_decade
}

/// 1.2.3, unless it is a date.
fn of_dotted(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let timeline = super::resolve::Timeline::new(None);
    let date = super::dates::Dates::new(reader, &timeline).date(at);
    let is_date = date.is_some_and(|date| date.grain == Grain::Day && date.when.is_ok());
    (!is_date).then(|| run_end(reader, at))
}

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
fn numbered(reader: &Reader<'_>, at: usize) -> Option<usize> {
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
fn is_measured(reader: &Reader<'_>, at: usize) -> bool {
    let Some(number) = numbers::unsigned(reader, at) else { return false };
    number.is_scaled()
        || super::amounts::with_unit(reader, number).unit.is_some()
            && measures::unit(reader, &number).is_none_or(|(unit, _)| unit.symbol != "in")
}

/// "Phase two", "Formula One", "World War Two": not "unit one".
fn is_named_in_words(reader: &Reader<'_>, at: usize, number: usize) -> bool {
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
fn list_end(reader: &Reader<'_>, at: usize) -> usize {
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

/// Schalke 04, Boeing 737, Apollo 11: a plain number right behind a name.
fn name_and_number(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let number = at + 1;
    let word = reader.word(number);
    let plain =
        reader.is_number(number) && word.bytes().all(|b| b.is_ascii_digit()) && word.len() <= 4;
    let is_name = reader.word(at).chars().any(char::is_uppercase);
    if !plain || reader.joined(number) || !is_name || reader.setting.capitals {
        return None;
    }
    let starts = at == reader.sentence_start(at)
        || matches!(
            reader.word(at.wrapping_sub(1)),
            "“" | "\"" | ":" | "‘" | "'" | "(" | "-" | "–" | "—" | "*" | "•" | "|"
        );
    let is_lead_zero = word.len() > 1 && word.starts_with('0');
    if is_lead_zero && reader.senses(at).is_none() {
        return Some(number + 1);
    }
    let is_word = reader.senses(at).is_some_and(|senses| {
        senses.month.is_some()
            || senses.weekday.is_some()
            || senses.number.is_some()
            || senses.season.is_some()
            || senses.hedges
            || senses.currency.is_some()
            || senses.period.is_some()
            || senses.is(Class::Stop)
            || senses.is(Class::Pointing)
            || senses.is(Class::Verb)
            || senses.is(Class::Change)
            || senses.is(Class::Prefix)
    });
    if starts || is_word || reader.word(at).len() < 2 {
        return None;
    }
    // A year behind a name is a year: Paris 2024. So is an amount an amount.
    if super::years::bare(reader, number).is_some() || is_measured(reader, number) {
        return None;
    }
    let after = number + 1;
    let counts = reader.class(after, Class::People)
        || reader.is_dash(after) && reader.joined(after)
        || matches!(reader.word(after), ":" | "/" | "%")
        || reader.is(after, ",") && reader.capital(after + 1) && reader.is_number(after + 2)
        || after_a_score(reader, at);
    (!counts).then_some(after)
}

/// "Russia 2, Ukraine 1".
fn after_a_score(reader: &Reader<'_>, at: usize) -> bool {
    at >= 2 && reader.is(at - 1, ",") && reader.is_number(at - 2)
}

/// Words with a number in them that count nothing.
fn set_phrase(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let number = reader.sense(at, |senses| senses.number);
    let is_small = matches!(number, Some(NumberWord::Small(_) | NumberWord::Tens(_)));
    if is_small {
        if let Some(end) = one(reader, at).or_else(|| hyphenated(reader, at)) {
            return Some(end);
        }
        // Five Eyes, Three Gorges: a name.
        let starts = at == reader.sentence_start(at);
        let is_name = reader.capital(at)
            && !starts
            && !reader.setting.capitals
            && reader.capital(at + 1)
            && reader.is_word(at + 1)
            && !matches!(
                reader.word(at.wrapping_sub(1)),
                "“" | "\"" | ":" | "‘" | "•" | "(" | "-" | "—" | "–"
            )
            && reader
                .senses(at + 1)
                .is_none_or(|senses| senses.number.is_none() && senses.unit.is_none());
        let is_after_name = reader.capital(at)
            && !starts
            && !reader.setting.capitals
            && reader.after_any(at, &["of", "big", "war", "formula", "number", "gang", "figure"])
            && (at < 2 || reader.capital(at - 1) || reader.is(at - 1, "of"));
        if is_name || is_after_name {
            return Some(at + 1);
        }
        if reader.is(at, "zero") && reader.is_any(at + 1, &["in", "tolerance", "sum"]) {
            return Some(at + 2);
        }
    }
    if reader.are(at, &["one", "another"]) || reader.are(at, &["no", "one"]) {
        return Some(at + 2);
    }
    None
}

const NOT_COUNTED: &[&str] = &[
    "of", "another", "day", "thing", "by", "to", "can", "could", "may", "might", "should", "would",
    "must", "is", "was", "who", "that", "which", "has", "had", "does", "knows", "else", "such",
    "and", "or", "could", "cannot", "needs", "wants", "the", "a", "with", "for", "at", "on",
    "from", "way", "side", "hand", "reason", "example", "wonders", "said", "might", "will", "side",
];

/// "One of the officials", "the one", "one by one": a pronoun. "One soldier" is a count.
fn one(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if !reader.is_any(at, &["one", "ones"]) {
        return None;
    }
    let next = at + 1;
    let is_joined = reader.is_hyphen(next) && reader.joined(next);
    if is_joined {
        return None;
    }
    let is_share = reader.is(next, "in")
        && (reader.is_number(next + 1)
            || reader.sense(next + 1, |senses| senses.number).is_some()
            || reader.is(next + 1, "every"));
    let is_ratio = reader.are(next, &["out", "of"]);
    let is_range = reader.is_any(next, &["or", "to", "and"])
        && (reader.sense(next + 1, |senses| senses.number).is_some()
            || reader.are(next + 1, &["a", "half"])
            || reader.is_number(next + 1));
    let is_point =
        reader.is(next, "point") && reader.sense(next + 1, |senses| senses.number).is_some();
    let is_fraction = reader.sense(next, |senses| senses.fraction).is_some();
    let is_over =
        reader.is(next, "over") && reader.sense(next + 1, |senses| senses.number).is_some();
    if is_share || is_ratio || is_range || is_point || is_fraction || is_over {
        return None;
    }
    if let Some(before) = at.checked_sub(1) {
        let is_limited = reader.senses(before).is_some_and(|senses| senses.hedges);
        let is_than =
            reader.is_any(before, &["than", "least", "only", "just", "exactly", "to", "most"]);
        if is_limited || is_than {
            let pronoun = reader.is(before, "to") || reader.is(before, "some");
            let counts = !reader.class(next, Class::Stop) || reader.is(next, "of") && !pronoun;
            let closes = reader.closes(next) || reader.is(next, "in");
            return (!(counts || closes) || reader.is(before, "some")).then_some(next);
        }
        let pointed = reader.class(before, Class::Pointing)
            || reader.is_any(
                before,
                &[
                    "good", "new", "old", "big", "first", "last", "latest", "bad", "great",
                    "small", "loved", "right", "wrong", "number", "another", "next", "previous",
                    "'", "square", "day",
                ],
            );
        let counts_all_the_same = reader.class(next, Class::People)
            || reader.is_any(next, &["hundred", "million", "thousand", "billion"]);
        if pointed && !counts_all_the_same {
            return Some(next);
        }
    }
    let is_pronoun = NOT_COUNTED.iter().any(|word| reader.is(next, word))
        || (reader.class(next, Class::Stop) && !reader.is(next, "more"))
        || (reader.closes(next) && at > 0 && !reader.is(at - 1, "phase"))
        || (reader.class(next, Class::Verb) && !reader.class(next, Class::Plural));
    let alone = at == 0 && next == reader.len();
    (is_pronoun && !alone).then_some(next)
}

/// One-off, two-way, four-wheel, zero-sum.
fn hyphenated(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let word = at + 2;
    let phrases = [
        "off",
        "way",
        "sided",
        "time",
        "faced",
        "wheel",
        "sum",
        "on",
        "man",
        "woman",
        "stop",
        "size",
        "shot",
        "hit",
        "liner",
        "tier",
        "pronged",
        "track",
        "thing",
        "click",
        "to",
        "fold",
        "piece",
        "dimensional",
        "shirt",
        "self",
        "nil",
        "day",
        "color",
        "colour",
        "legged",
        "letter",
        "carbon",
        "emission",
        "emissions",
        "party",
        "state",
        "seater",
        "bedroom",
    ];
    let counts = ["day", "time", "party", "state", "seater", "bedroom", "fold", "to"];
    let is_one_or_zero = reader.is_any(at, &["one", "zero"]);
    let is_share = reader.is(word, "in") || reader.is(word, "to") && reader.hyphenates(word + 1);
    let fits = reader.hyphenates(at + 1)
        && reader.is_any(word, &phrases)
        && !is_share
        && (!counts.iter().any(|known| reader.is(word, known))
            || is_one_or_zero
                && reader.is_any(word, &["time", "day"])
                && reader.is(at, "one")
                && reader.is(word, "time"));
    fits.then(|| run_end(reader, at))
}

/// "1." and "2)" at the start of a line.
fn list_marker(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let token = reader.tokens.get(at)?;
    let is_marker = token.first
        && reader.word(at).len() <= 3
        && matches!(reader.word(at + 1), "." | ")")
        && reader.joined(at + 1)
        && at + 2 < reader.len()
        && !reader.joined(at + 2);
    is_marker.then_some(at + 2)
}

/// [12], (3): a reference.
fn bracketed(reader: &Reader<'_>, at: usize, close: &str) -> Option<usize> {
    let mut end = at + 1;
    while reader.is_number(end) && end < at + 12 {
        let is_plain =
            reader.word(end).bytes().all(|b| b.is_ascii_digit()) && reader.word(end).len() <= 3;
        if !is_plain {
            return None;
        }
        end += 1;
        if reader.is(end, close) {
            let small = reader.word(end - 1).len() <= 2;
            let is_age = close == ")" && at > 0 && reader.capital(at - 1);
            let is_count = close == ")" && (end > at + 2 || is_age || !small);
            return (!is_count).then_some(end + 1);
        }
        if !matches!(reader.word(end), "," | "-" | "–") {
            return None;
        }
        end += 1;
    }
    None
}

/// 10:30, 6pm, 6 p.m., 0800 GMT, five o'clock.
fn clock(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let small = |at: usize, most: u32| {
        reader.word(at).parse::<u32>().is_ok_and(|n| n <= most) && reader.is_number(at)
    };
    let half_day = |at: usize| {
        reader.is_any(at, &["am", "pm", "a.m.", "p.m.", "a.m", "p.m", "o'clock", "noon"])
    };
    let zone = |at: usize| {
        ["GMT", "UTC", "BST", "EST", "EDT", "CET", "CEST", "PST", "PDT", "KST", "JST", "IST", "ET"]
            .contains(&reader.word(at))
    };
    let minutes = at + 2;
    let is_colon =
        matches!(reader.word(at + 1), ":") && reader.joined(at + 1) && reader.joined(minutes);
    if is_colon && small(at, 24) && reader.word(minutes).len() == 2 && small(minutes, 59) {
        let mut end = minutes + 1;
        if reader.is(end, ":") && reader.joined(end) && reader.is_number(end + 1) {
            end += 2;
        }
        end += usize::from(half_day(end));
        return Some(end + usize::from(zone(end)));
    }
    let number = reader.word(at);
    let is_time_word =
        number.split_once('.').is_some_and(|(hour, minute)| hour.len() <= 2 && minute.len() == 2);
    let is_hour = small(at, 24) || is_time_word;
    if is_hour && half_day(at + 1) {
        // "2 pm is 2 picometer" is told by a scientist only.
        return Some(at + 2 + usize::from(zone(at + 2)));
    }
    let is_military = number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit());
    let is_dash = |at: usize| reader.is_dash(at) && small(at + 1, 12) && half_day(at + 2);
    if small(at, 12) && is_dash(at + 1) {
        return Some(at + 4);
    }
    (is_military && (zone(at + 1) || reader.is(at + 1, "hours") && number.starts_with('0')))
        .then_some(at + 2)
}

/// 555-1234, 020 7946 0018, 1-800-555-0199: groups of digits that are no date and no range.
fn telephone(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let mut end = at + 1;
    let (mut groups, mut longest) = (1, reader.word(at).len());
    while groups < 12
        && matches!(reader.word(end), "-" | "–" | "‑" | "/" | ".")
        && reader.joined(end)
        && reader.joined(end + 1)
        && reader.is_number(end + 1)
    {
        longest = longest.max(reader.word(end + 1).len());
        groups += 1;
        end += 2;
    }
    if groups == 1 {
        return spaced_telephone(reader, at);
    }
    if groups >= 4 {
        return Some(end);
    }
    let timeline = super::resolve::Timeline::new(None);
    let is_date =
        super::dates::Dates::new(reader, &timeline).date(at).is_some_and(|date| date.end >= end)
            || super::dates::range(reader, &timeline, at).is_some();
    if groups == 3 {
        return (!is_date).then_some(end);
    }
    let (first, second) = (reader.word(at), reader.word(at + 2));
    let is_local =
        first.len() == 3 && second.len() == 4 && !second.contains(',') && reader.is_hyphen(at + 1);
    (is_local
        && longest == 4
        && !is_date
        && first.bytes().chain(second.bytes()).all(|b| b.is_ascii_digit()))
    .then_some(end)
}

/// 020 7946 0018: a zero in front, and groups with blanks between.
fn spaced_telephone(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if !reader.word(at).starts_with('0')
        || reader.word(at).len() < 3
        || reader.word(at).contains('.')
    {
        return None;
    }
    let mut end = at + 1;
    while end < at + 6 && reader.is_number(end) && !reader.word(end).contains(['.', ',']) {
        end += 1;
    }
    (end > at + 1).then_some(end)
}

/// +44 20 7946 0018, +1-222-2222.
fn plus_number(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let mut end = at + 2;
    while end < at + 16 {
        let sep = usize::from(matches!(reader.word(end), "-" | "/" | "(" | ")" | "."));
        if !reader.is_number(end + sep) {
            break;
        }
        end += sep + 1;
    }
    let long = reader.word(at + 1).len() >= 6 && !reader.word(at + 1).contains(['.', ',']);
    (end > at + 3
        || (end > at + 2 && reader.is_number(end - 1) && reader.word(end - 1).len() >= 3)
        || long)
        .then_some(end)
}

/// 24/7, 9/11, 911, 50/50.
fn well_known(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let pair = |first: &str, second: &str| {
        reader.is(at, first)
            && reader.is(at + 1, "/")
            && reader.is(at + 2, second)
            && reader.joined(at + 1)
            && reader.joined(at + 2)
    };
    if pair("24", "7") || pair("9", "11") || pair("7", "7") || pair("50", "50") {
        return Some(at + 3);
    }
    let is_emergency = reader.is_any(at, &["911", "999", "112", "101"])
        && (reader.after_any(
            at,
            &["called", "call", "calling", "dial", "dialed", "dialled", "calls", "a", "to", "the"],
        ) || reader.is_any(at + 1, &["call", "calls", "dispatcher", "operator"]))
        && !reader.class(at + 1, Class::People);
    is_emergency.then_some(at + 1)
}
