//! Kinds of text that Table Schema has a format for: addresses, identifiers, bytes as text.

/// How the texts of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// An e-mail address, as the input fields of browsers take it.
    Email,
    /// A URI with its scheme, as RFC 3986 has it.
    Uri,
    /// 32 hexadecimal digits in five groups, as RFC 9562 has it.
    Uuid,
    /// Base64, as RFC 4648 has it.
    Binary,
}

/// Each under its name in a rule file.
pub const TEXT_FORMATS: [(&str, TextFormat); 4] = [
    ("email", TextFormat::Email),
    ("uri", TextFormat::Uri),
    ("uuid", TextFormat::Uuid),
    ("binary", TextFormat::Binary),
];

impl TextFormat {
    /// The format of a name.
    pub fn of(name: &str) -> Option<TextFormat> {
        TEXT_FORMATS.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// Whether a text is written so.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            TextFormat::Email => is_email(text),
            TextFormat::Uri => is_uri(text),
            TextFormat::Uuid => is_uuid(text),
            TextFormat::Binary => is_base64(text),
        }
    }

    /// What such a text is.
    pub fn name(self) -> &'static str {
        match self {
            TextFormat::Email => "an e-mail address",
            TextFormat::Uri => "a URI",
            TextFormat::Uuid => "a UUID",
            TextFormat::Binary => "bytes in Base64",
        }
    }

    /// What is asked for, for "expected …".
    pub fn expected(self) -> &'static str {
        match self {
            TextFormat::Email => "an e-mail address such as `desk@example.org`",
            TextFormat::Uri => "a URI such as `https://example.org/a?b=c`",
            TextFormat::Uuid => "a UUID such as `123e4567-e89b-12d3-a456-426614174000`",
            TextFormat::Binary => "bytes in Base64 such as `aGVsbG8=`",
        }
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_local =
        |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_dotted = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    !local.is_empty() && is_dotted && local.bytes().all(is_local) && is_host(domain)
}

/// Labels with dots between them, one dot at least.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let in_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte);
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    let in_rest =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let is_escaped = |after: &str| {
        after.as_bytes().first_chunk::<2>().is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    };
    is_scheme
        && scheme.bytes().all(in_scheme)
        && !rest.is_empty()
        && rest.bytes().all(in_rest)
        && rest.split('%').skip(1).all(is_escaped)
        && rest.matches('#').count() <= 1
        // What names a host has one.
        && rest.strip_prefix("//").is_none_or(|host| !host.is_empty() && !host.starts_with(['/', '?', '#']) || scheme == "file")
}

fn is_uuid(text: &str) -> bool {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && text.split('-').map(str::len).eq(GROUPS)
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let in_digits = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
    text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.bytes().all(in_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_by_how_they_are_written() {
        let long = "a".repeat(64);
        let cases: [(TextFormat, &[&str], &[&str]); 4] = [
            (
                TextFormat::Email,
                &["a@b.org", "o'neil+x@news.example.co.uk", "a.b@xn--bcher-kva.example"],
                &[
                    "",
                    "a",
                    "a@",
                    "@b.org",
                    "a@b",
                    "a b@c.org",
                    "a@@b.org",
                    ".a@b.org",
                    "a..b@c.org",
                    "a@-b.org",
                    "a@b..org",
                    "ä@b.org",
                ],
            ),
            (
                TextFormat::Uri,
                &[
                    "https://example.org",
                    "http://a/b?c=d#e",
                    "mailto:a@b.org",
                    "urn:isbn:0451450523",
                    "file:///etc/x",
                    "https://e.org/%C3%A9",
                ],
                &[
                    "",
                    "example.org",
                    "//example.org",
                    "https:",
                    "https://",
                    "https:///x",
                    "https://e.org/a b",
                    "https://e.org/é",
                    "1a:b",
                    "https://e.org/%zz",
                    "a:b#c#d",
                    "https://e.org/<x>",
                ],
            ),
            (
                TextFormat::Uuid,
                &["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"],
                &[
                    "",
                    "123e4567e89b12d3a456426614174000",
                    "123e4567-e89b-12d3-a456-42661417400",
                    "g23e4567-e89b-12d3-a456-426614174000",
                ],
            ),
            (
                TextFormat::Binary,
                &["aGVsbG8=", "AA==", "AAAA", "+/+/"],
                &["a", "aGVsbG8", "a===", "a=aa", "aa-_", "aa a"],
            ),
        ];
        for (format, good, bad) in cases {
            for text in good {
                assert!(format.accepts(text), "{format:?} {text}");
            }
            for text in bad {
                assert!(!format.accepts(text), "{format:?} {text}");
            }
        }
        assert!(!is_email(&format!("a@{long}.org")));
    }
}
