//! Functions of text. Positions and lengths count characters (code points), from 1.

use super::pattern::{Options, cached};
use super::{Arg, BLANK, Context, Function, Returns, integer, text, whole, whole_or};
use crate::expressions::eval::values::show;
use crate::types::{Computed, NotComputable, Type, Value};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const TEXT: Function =
    Function { family: "text", args: &[Arg::Text], returns: Returns::Type(Type::Text), ..BLANK };
const TEST: Function =
    Function { args: &[Arg::Text, Arg::Text], returns: Returns::Type(Type::Boolean), ..TEXT };
const COUNT: Function = Function { returns: Returns::Type(Type::Integer), ..TEXT };

/// The family, in the order of the manual.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "length",
        aliases: &["len", "char_length", "character_length", "array_length"],
        args: &[Arg::Sequence],
        summary: "how many characters the text has, or values the list",
        example: ("length('añb')", "3"),
        call: length,
        ..COUNT
    },
    Function {
        name: "lower",
        aliases: &["lcase"],
        summary: "the text in lower case",
        example: ("lower('ÀB')", "'àb'"),
        call: |args, _| Ok(Value::Text(lower(text(args, 0)?))),
        ..TEXT
    },
    Function {
        name: "upper",
        aliases: &["ucase"],
        summary: "the text in upper case",
        example: ("upper('àb')", "'ÀB'"),
        call: |args, _| Ok(Value::Text(upper(text(args, 0)?))),
        ..TEXT
    },
    Function {
        name: "trim",
        optional: &[Arg::Text],
        summary: "without the blanks, or the characters given, at both ends",
        example: ("trim('  a ')", "'a'"),
        call: |args, _| trim(args, true, true),
        ..TEXT
    },
    Function {
        name: "ltrim",
        optional: &[Arg::Text],
        summary: "without the blanks, or the characters given, at the start",
        example: ("ltrim('xyxa', 'xy')", "'a'"),
        call: |args, _| trim(args, true, false),
        ..TEXT
    },
    Function {
        name: "rtrim",
        optional: &[Arg::Text],
        summary: "without the blanks, or the characters given, at the end",
        example: ("rtrim('axx', 'x')", "'a'"),
        call: |args, _| trim(args, false, true),
        ..TEXT
    },
    Function {
        name: "replace",
        args: &[Arg::Text, Arg::Text, Arg::Text],
        summary: "with every occurrence of the second argument replaced by the third",
        example: ("replace('1.234.567', '.', '')", "'1234567'"),
        call: replace,
        ..TEXT
    },
    Function {
        name: "substr",
        aliases: &["substring"],
        args: &[Arg::Text, Arg::Integer],
        optional: &[Arg::Integer],
        summary: "from a position (counted from the end where negative), perhaps so many characters",
        example: ("substr('hello', 2, 3)", "'ell'"),
        call: substr,
        ..TEXT
    },
    Function {
        name: "left",
        args: &[Arg::Text, Arg::Integer],
        summary: "the first characters; all but the last ones where the number is negative",
        example: ("left('hello', 2)", "'he'"),
        call: |args, _| ends(args, |len, count| (0, if count < 0 { len + count } else { count })),
        ..TEXT
    },
    Function {
        name: "right",
        args: &[Arg::Text, Arg::Integer],
        summary: "the last characters; all but the first ones where the number is negative",
        example: ("right('hello', 2)", "'lo'"),
        call: |args, _| {
            ends(args, |len, count| (if count < 0 { -count } else { len - count }, len))
        },
        ..TEXT
    },
    Function {
        name: "starts_with",
        aliases: &["prefix"],
        summary: "whether the text starts with the second argument",
        example: ("starts_with('abc', 'ab')", "TRUE"),
        call: |args, _| Ok(Value::Boolean(text(args, 0)?.starts_with(text(args, 1)?))),
        ..TEST
    },
    Function {
        name: "ends_with",
        aliases: &["suffix"],
        summary: "whether the text ends with the second argument",
        example: ("ends_with('abc', 'bc')", "TRUE"),
        call: |args, _| Ok(Value::Boolean(text(args, 0)?.ends_with(text(args, 1)?))),
        ..TEST
    },
    Function {
        name: "contains",
        summary: "whether the second argument is somewhere in the text",
        example: ("contains('abc', 'b')", "TRUE"),
        call: |args, _| Ok(Value::Boolean(text(args, 0)?.contains(text(args, 1)?))),
        ..TEST
    },
    Function {
        name: "instr",
        aliases: &["position", "strpos"],
        args: &[Arg::Text, Arg::Text],
        summary: "where the second argument is first found in the text; 0 where it is not",
        example: ("instr('hello', 'l')", "3"),
        call: instr,
        ..COUNT
    },
    Function {
        name: "regexp_matches",
        optional: &[Arg::Text],
        summary: "whether the pattern is found anywhere in the text; options: i (any case), s, l",
        example: ("regexp_matches('R15', '[0-9]')", "TRUE"),
        call: |args, _| Ok(Value::Boolean(regex(args, 2, false)?.is_match(text(args, 0)?))),
        ..TEST
    },
    Function {
        name: "regexp_full_match",
        optional: &[Arg::Text],
        summary: "whether the pattern takes the whole text",
        example: ("regexp_full_match('R15', 'R[0-9]')", "FALSE"),
        call: |args, _| Ok(Value::Boolean(regex(args, 2, true)?.is_match(text(args, 0)?))),
        ..TEST
    },
    Function {
        name: "regexp_extract",
        args: &[Arg::Text, Arg::Text],
        optional: &[Arg::Integer, Arg::Text],
        summary: "what the pattern, or its group with this number, finds first; '' where nothing",
        example: ("regexp_extract('R15', '([A-Z])([0-9]+)', 2)", "'15'"),
        call: regexp_extract,
        ..TEXT
    },
    Function {
        name: "split_part",
        args: &[Arg::Text, Arg::Text, Arg::Integer],
        summary: "the part with this number (from the end where negative) between separators",
        example: ("split_part('a,b,c', ',', 2)", "'b'"),
        call: split_part,
        ..TEXT
    },
    Function {
        name: "strip_accents",
        summary: "without accents and other marks on letters",
        example: ("strip_accents('éàü')", "'eau'"),
        call: |args, _| Ok(Value::Text(strip_accents(text(args, 0)?))),
        ..TEXT
    },
    Function {
        name: "reverse",
        summary: "the characters from the last to the first",
        example: ("reverse('abc')", "'cba'"),
        call: |args, _| Ok(Value::Text(reverse(text(args, 0)?))),
        ..TEXT
    },
    Function {
        name: "repeat",
        args: &[Arg::Text, Arg::Integer],
        summary: "the text so many times",
        example: ("repeat('ab', 3)", "'ababab'"),
        call: repeat,
        ..TEXT
    },
    Function {
        name: "lpad",
        args: &[Arg::Text, Arg::Integer, Arg::Text],
        summary: "so many characters, filled up at the start, cut off at the end",
        example: ("lpad('7', 3, '0')", "'007'"),
        call: |args, _| pad(args, |text, filling| filling + text),
        ..TEXT
    },
    Function {
        name: "rpad",
        args: &[Arg::Text, Arg::Integer, Arg::Text],
        summary: "so many characters, filled up or cut off at the end",
        example: ("rpad('7', 3, '.')", "'7..'"),
        call: |args, _| pad(args, |text, filling| text.to_owned() + &filling),
        ..TEXT
    },
    Function {
        name: "concat",
        args: &[Arg::Any],
        variadic: Some(Arg::Any),
        strict: false,
        summary: "the arguments as one text; NULL is left out",
        example: ("concat('R', NULL, 15)", "'R15'"),
        call: |args, _| Ok(Value::Text(shown(args).collect())),
        ..TEXT
    },
    Function {
        name: "concat_ws",
        args: &[Arg::Text, Arg::Any],
        variadic: Some(Arg::Any),
        strict: false,
        summary: "the arguments after the first as one text, the first between them",
        example: ("concat_ws('-', 2024, NULL, 'a')", "'2024-a'"),
        call: concat_ws,
        ..TEXT
    },
];

/// The longest text that a function makes longer than its arguments: no row may fill the memory.
const MOST_BYTES: usize = 1 << 20;

/// In lower case, character by character: none becomes two.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(|char| char.to_lowercase().next().unwrap_or(char)).collect()
}

/// In upper case, character by character.
pub fn upper(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    text.chars().map(upper_char).collect()
}

fn length(args: &[Value], _: &Context) -> Computed {
    match args.first() {
        Some(Value::List(values)) => integer(values.len()),
        _ => integer(text(args, 0)?.chars().count()),
    }
}

fn upper_char(char: char) -> char {
    let mut upper = char.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        // Several characters: take the one that Unicode names for this case, if there is one.
        _ => match char {
            'ß' => 'ẞ',
            '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
                char::from_u32(u32::from(char) + 8).unwrap_or(char)
            }
            '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => {
                char::from_u32(u32::from(char) + 9).unwrap_or(char)
            }
            _ => char,
        },
    }
}

fn trim(args: &[Value], start: bool, end: bool) -> Computed {
    let set = if args.len() > 1 { text(args, 1)? } else { " " };
    let mut trimmed = text(args, 0)?;
    if start {
        trimmed = trimmed.trim_start_matches(|char| set.contains(char));
    }
    if end {
        trimmed = trimmed.trim_end_matches(|char| set.contains(char));
    }
    Ok(Value::Text(trimmed.to_owned()))
}

fn replace(args: &[Value], _: &Context) -> Computed {
    let (from, to) = (text(args, 1)?, text(args, 2)?);
    let text = text(args, 0)?;
    if from.is_empty() {
        return Ok(Value::Text(text.to_owned()));
    }
    if to.len() > from.len() {
        bounded(text.matches(from).count(), to.len())?;
    }
    Ok(Value::Text(text.replace(from, to)))
}

fn bounded(count: usize, bytes: usize) -> Computed<()> {
    match count.checked_mul(bytes) {
        Some(size) if size <= MOST_BYTES => Ok(()),
        _ => Err(NotComputable::OutsideDomain),
    }
}

/// The characters from one index up to another, both cut to the text.
fn between(text: &str, start: i64, end: i64) -> &str {
    let start = usize::try_from(start).unwrap_or(0);
    let end = usize::try_from(end).unwrap_or(0);
    if end <= start {
        return "";
    }
    let byte = |text: &str, index| text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    let rest = &text[byte(text, start)..];
    &rest[..byte(rest, end - start)]
}

fn substr(args: &[Value], _: &Context) -> Computed {
    let (text, position) = (text(args, 0)?, whole(args, 1)?);
    let start = match position {
        1.. => position - 1,
        // Position 0 is the one before the first character.
        0 => -1,
        _ => position.saturating_add(text.chars().count() as i64),
    };
    let (start, end) = match args.len() {
        2 => (start, i64::MAX),
        _ => {
            let other = start.saturating_add(whole(args, 2)?);
            (start.min(other), start.max(other))
        }
    };
    Ok(Value::Text(between(text, start, end).to_owned()))
}

fn ends(args: &[Value], range: impl Fn(i64, i64) -> (i64, i64)) -> Computed {
    let text = text(args, 0)?;
    let len = text.chars().count() as i64;
    let (start, end) = range(len, whole(args, 1)?.clamp(-len, len));
    Ok(Value::Text(between(text, start, end).to_owned()))
}

fn instr(args: &[Value], _: &Context) -> Computed {
    let (text, wanted) = (text(args, 0)?, text(args, 1)?);
    integer(text.find(wanted).map_or(0, |at| text[..at].chars().count() + 1))
}

/// The pattern in the second argument, with the options in one after it.
fn regex(args: &[Value], options: usize, whole: bool) -> Computed<Regex> {
    let letters = if args.len() > options { text(args, options)? } else { "" };
    let options = Options::from_letters(letters).ok_or(NotComputable::OutsideDomain)?;
    cached(text(args, 1)?, Options { whole, ..options }).ok_or(NotComputable::OutsideDomain)
}

fn regexp_extract(args: &[Value], _: &Context) -> Computed {
    let group = usize::try_from(whole_or(args, 2, 0)?).map_err(|_| NotComputable::OutsideDomain)?;
    let regex = regex(args, 3, false)?;
    let captures = regex.captures(text(args, 0)?);
    let found = captures.as_ref().and_then(|captures| captures.get(group));
    Ok(Value::Text(found.map_or("", |found| found.as_str()).to_owned()))
}

fn split_part(args: &[Value], _: &Context) -> Computed {
    let (text, separator) = (text(args, 0)?, text(args, 1)?);
    let index = whole(args, 2)?;
    let skip = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX).wrapping_sub(1);
    let part = if separator.is_empty() {
        let mut parts = text.char_indices().map(|(at, char)| &text[at..at + char.len_utf8()]);
        if index < 0 { parts.nth_back(skip) } else { parts.nth(skip) }
    } else if index < 0 {
        text.rsplit(separator).nth(skip)
    } else {
        text.split(separator).nth(skip)
    };
    Ok(Value::Text(part.unwrap_or_default().to_owned()))
}

fn strip_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfd().filter(|char| !is_combining_mark(*char)).nfc().collect()
}

/// Marks stay on the letter that they follow.
fn reverse(text: &str) -> String {
    let mut reversed = String::with_capacity(text.len());
    let mut end = text.len();
    for (at, char) in text.char_indices().rev() {
        if !is_combining_mark(char) || at == 0 {
            reversed.push_str(&text[at..end]);
            end = at;
        }
    }
    reversed
}

fn repeat(args: &[Value], _: &Context) -> Computed {
    let (text, count) = (text(args, 0)?, usize::try_from(whole(args, 1)?).unwrap_or(0));
    bounded(count, text.len())?;
    Ok(Value::Text(if text.is_empty() { String::new() } else { text.repeat(count) }))
}

fn pad(args: &[Value], join: impl Fn(&str, String) -> String) -> Computed {
    let (text, filling) = (text(args, 0)?, super::text(args, 2)?);
    let size = usize::try_from(whole(args, 1)?).unwrap_or(0);
    let missing = match size.checked_sub(text.chars().count()) {
        Some(missing @ 1..) => missing,
        _ => return Ok(Value::Text(between(text, 0, size as i64).to_owned())),
    };
    if filling.is_empty() {
        return Err(NotComputable::OutsideDomain);
    }
    bounded(missing, 4)?;
    Ok(Value::Text(join(text, filling.chars().cycle().take(missing).collect())))
}

fn shown(args: &[Value]) -> impl Iterator<Item = String> + '_ {
    args.iter().filter(|value| **value != Value::Null).map(show)
}

fn concat_ws(args: &[Value], _: &Context) -> Computed {
    let Ok(separator) = text(args, 0) else { return Ok(Value::Null) };
    let parts: Vec<String> = shown(&args[1..]).collect();
    Ok(Value::Text(parts.join(separator)))
}
