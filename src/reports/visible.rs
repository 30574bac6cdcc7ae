//! Text from files made safe and honest to show: nothing that a terminal obeys, nothing invisible.

use std::borrow::Cow;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// Whether a terminal, or a reader, would be misled by the character as it is: control characters,
/// changes of direction, what has no width, blanks that are not the blank.
#[inline]
pub fn is_hidden(c: char) -> bool {
    // Nearly all that is shown, and all of it passes here.
    !matches!(c, ' '..='~') && is_hidden_beyond(c)
}

fn is_hidden_beyond(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
        | '\u{1680}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Appends the character, or what stands for it: a symbol for the common ones, else `\u{202e}`.
pub fn push_visible(out: &mut String, c: char) {
    match c {
        '\t' => out.push('→'),
        '\n' => out.push('↵'),
        '\0'..='\x1f' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
        '\x7f' => out.push('␡'),
        _ if is_hidden(c) => {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
        _ => out.push(c),
    }
}

/// The text with everything hidden shown.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    text.chars().for_each(|c| push_visible(&mut out, c));
    Cow::Owned(out)
}

/// A sentence that the author of a rule file wrote, perhaps over several lines: one line.
pub fn folded(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// A sentence that holds values: one line, blanks kept.
pub fn sentence(text: &str) -> String {
    let shown = visible(text.trim_matches(['\n', '\r'])).into_owned();
    shown.strip_prefix(' ').map(|rest| format!("␠{rest}")).unwrap_or(shown)
}

/// Columns that a character takes.
pub fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The text in at most so many columns, the end left out.
pub fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let mut used = 1;
    let kept = text.chars().take_while(|c| {
        used += char_width(*c);
        used <= limit
    });
    let mut out: String = kept.collect();
    out.push('…');
    Cow::Owned(out)
}

/// The text in at most so many columns, the middle left out: what identifies is at either end.
pub fn without_middle(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let tail_limit = limit / 3;
    let mut used = 0;
    let from_end = text.chars().rev().take_while(|c| {
        used += char_width(*c);
        used <= tail_limit
    });
    let mut tail: Vec<char> = from_end.collect();
    tail.reverse();
    let head = shortened(text, limit - tail_limit).into_owned();
    Cow::Owned(head + &tail.iter().collect::<String>())
}

/// No word fills a screen: long ones lose their middle, and so does a text that is still too long.
pub fn short_words(text: &str, longest_word: usize, longest_text: usize) -> String {
    let words = text.split(' ').map(|word| without_middle(word, longest_word));
    let short = words.collect::<Vec<_>>().join(" ");
    without_middle(&short, longest_text).into_owned()
}

/// Columns that a piece of code may take and still stand on one line.
const LONGEST_CODE: usize = 40;

/// The text with each short piece of code in backticks changed, the backticks with it.
pub fn with_code(text: &str, changed: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let Some(len) = rest[start + 1..].find('`') else { break };
        let (before, code) = rest.split_at(start);
        let (code, after) = code.split_at(len + 2);
        out.push_str(before);
        match width(code) <= LONGEST_CODE {
            true => out.push_str(&changed(code)),
            false => out.push_str(code),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Lines of at most so many columns, broken at blanks outside of short pieces of code, inside of a
/// word only where it is longer than a line.
pub fn wrapped(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    let text = with_code(text, |code| code.replace(' ', "\u{a0}"));
    for word in text.split_inclusive(' ') {
        if used > 0 && used + width(word.trim_end()) > limit {
            lines.push(String::new());
            used = 0;
        }
        for c in word.chars() {
            if used + char_width(c) > limit && c != ' ' {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(if c == '\u{a0}' { ' ' } else { c });
            }
            used += char_width(c);
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_stays_hidden() {
        for (text, shown) in [
            ("plain, 漢字 é", "plain, 漢字 é"),
            ("a\x1b[31mb", "a␛[31mb"),
            ("a\tb\r\nc", "a→b␍↵c"),
            ("\u{202e}abc\u{9b}", "\\u{202e}abc\\u{9b}"),
            ("1\u{a0}000\u{200b}", "1\\u{a0}000\\u{200b}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn texts_are_cut_to_columns() {
        assert_eq!(shortened("漢字漢字", 5), "漢字…");
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(without_middle("abcdefghijklmno", 9), "abcde…mno");
    }

    #[test]
    fn lines_break_at_blanks_and_inside_of_words_only_if_they_must() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrapped("", 4), [""]);
        assert_eq!(wrapped("rows fail `a = b`", 12), ["rows fail", "`a = b`"]);
        assert_eq!(wrapped("a ` b c", 5), ["a ` b", "c"]);
    }
}
