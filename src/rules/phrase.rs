//! Where each byte of a TOML text stands in the file: escapes, line ends and delimiters counted.

/// A text of a rule file, decoded, with the place of every byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// For each byte of `text` where it stands in the file; one more entry for the end.
    pub offsets: Vec<usize>,
}

/// Decodes a TOML string as written, delimiters included, that starts at byte `start` of the file.
/// `None` where it is not one, which a file without syntax errors does not hold.
pub fn decode(raw: &str, start: usize) -> Option<Decoded> {
    let (delimiter, escapes) = match raw.as_bytes() {
        [b'"', b'"', b'"', .., b'"', b'"', b'"'] => (3, true),
        [b'\'', b'\'', b'\'', .., b'\'', b'\'', b'\''] => (3, false),
        [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => return None,
        [b'"', .., b'"'] => (1, true),
        [b'\'', .., b'\''] => (1, false),
        _ => return None,
    };
    let end = raw.len() - delimiter;
    let mut at = delimiter;
    if delimiter == 3 {
        at += line_break(&raw[at..end]).unwrap_or(0);
    }
    let mut decoder = Decoder { raw: &raw[..end], at, start, decoded: Decoded::empty(end - at) };
    decoder.run(escapes)?;
    decoder.decoded.offsets.push(start + end);
    Some(decoder.decoded)
}

impl Decoded {
    fn empty(capacity: usize) -> Decoded {
        Decoded { text: String::with_capacity(capacity), offsets: Vec::with_capacity(capacity + 1) }
    }

    /// A text whose bytes all stand for the same stretch of the file, for what cannot be mapped.
    pub fn opaque(text: &str, start: usize, end: usize) -> Decoded {
        let mut offsets = vec![start; text.len()];
        offsets.push(end);
        Decoded { text: text.to_owned(), offsets }
    }
}

/// The length of the line break that a text begins with.
fn line_break(text: &str) -> Option<usize> {
    if text.starts_with('\n') {
        Some(1)
    } else if text.starts_with("\r\n") {
        Some(2)
    } else {
        None
    }
}

struct Decoder<'a> {
    /// The string without its closing delimiter.
    raw: &'a str,
    at: usize,
    start: usize,
    decoded: Decoded,
}

impl Decoder<'_> {
    fn run(&mut self, escapes: bool) -> Option<()> {
        while let Some(char) = self.raw[self.at..].chars().next() {
            if escapes && char == '\\' {
                self.escape()?;
            } else {
                let place = self.start + self.at;
                self.decoded.offsets.extend(place..place + char.len_utf8());
                self.decoded.text.push(char);
                self.at += char.len_utf8();
            }
        }
        Some(())
    }

    /// A backslash and what belongs to it: all bytes that it makes stand at the backslash.
    fn escape(&mut self) -> Option<()> {
        let rest = &self.raw[self.at + 1..];
        let (char, length) = match rest.chars().next()? {
            'b' => ('\u{8}', 1),
            'e' => ('\u{1b}', 1),
            'f' => ('\u{c}', 1),
            'n' => ('\n', 1),
            'r' => ('\r', 1),
            't' => ('\t', 1),
            '"' => ('"', 1),
            '\\' => ('\\', 1),
            'x' => hexadecimal(rest, 2)?,
            'u' => hexadecimal(rest, 4)?,
            'U' => hexadecimal(rest, 8)?,
            _ => return self.continued_line(),
        };
        let place = self.start + self.at;
        self.decoded.offsets.extend(std::iter::repeat_n(place, char.len_utf8()));
        self.decoded.text.push(char);
        self.at += 1 + length;
        Some(())
    }

    /// A backslash at the end of a line takes all blanks and line breaks after it away.
    fn continued_line(&mut self) -> Option<()> {
        let rest = &self.raw[self.at + 1..];
        line_break(rest.trim_start_matches([' ', '\t']))?;
        self.at = self.raw.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        Some(())
    }
}

/// The character that `x41`, `u0041` or `U00000041` mean, and the length of that.
fn hexadecimal(text: &str, digits: usize) -> Option<(char, usize)> {
    let digits = text.get(1..1 + digits)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let char = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    Some((char, 1 + digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `marks` shows under the raw text where the decoded bytes stand: `^` for the start of one.
    fn check(raw: &str, text: &str, marks: &str) {
        let decoded = decode(raw, 0).expect("decodes");
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.offsets.len(), text.len() + 1);
        let mut found = vec![b' '; raw.len() + 1];
        decoded.offsets.iter().for_each(|at| found[*at] = b'^');
        assert_eq!(String::from_utf8_lossy(&found).trim_end(), marks, "in {raw:?}");
    }

    #[test]
    fn offsets_point_at_the_bytes_as_written() {
        check(r#"'a\b'"#, r"a\b", " ^^^^");
        check(r#""a\tb""#, "a\tb", " ^^ ^^");
        check(r#""\u00e9=\x41""#, "é=A", " ^     ^^   ^");
        check("\"\"\"\na \\\n  b\"\"\"", "a b", "    ^^    ^^");
        check("'''\r\na''b'''", "a''b", "     ^^^^^");
        check("''''q''''", "'q'", "   ^^^^");
        check(r#""""#, "", " ^");
    }

    #[test]
    fn what_is_no_string_is_not_decoded() {
        for raw in ["", "\"", "'", "a", r#""\q""#, r#""\u12""#, r#""\""#, r#""\UFFFFFFFF""#] {
            assert_eq!(decode(raw, 0), None, "{raw:?}");
        }
        // A parser that goes on after a mistake gives the start of a text that nothing closes.
        for raw in ["'''a: Ӣ", "\"\"\"a: Ӣ", "\"\"\"a\"\""] {
            assert_eq!(decode(raw, 0), None, "{raw:?}");
        }
    }
}
