//! Where a record probably starts, so that threads can begin in the middle of a file.
//!
//! A guess is never trusted: whoever scans from one checks that the block before ended exactly
//! there, and scans again from the true place where it did not. So nothing here can be wrong, only
//! slow.

use super::Source;
use super::exact::line_end_at;

/// How far quotes are looked at.
const WINDOW: usize = 64 << 10;

/// A likely start of a record at or after `nominal`.
pub fn guess_start(source: &Source, nominal: usize) -> usize {
    let bytes = source.bytes();
    if nominal <= source.body {
        return source.body;
    }
    if nominal >= bytes.len() {
        return bytes.len();
    }
    let quotes = source.dialect.quote.map_or_else(Vec::new, |quote| {
        telling_quotes(bytes, (source.dialect.delimiter, quote), nominal)
    });
    let mut inside = starts_inside(&quotes);
    let mut at = nominal;
    for (place, role) in quotes {
        match (inside, role) {
            (true, Role::Opens) | (false, Role::Closes) => {}
            (false, Role::Opens | Role::Either) => {
                let start = line_start(bytes, at);
                if start <= place {
                    return start;
                }
                inside = true;
            }
            (true, Role::Closes | Role::Either) => {
                at = place + 1;
                inside = false;
            }
        }
    }
    line_start(bytes, at)
}

/// What a quote looks like from its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    Either,
}

/// The quotes after `nominal` that stand beside a delimiter or line end. An even run of quotes is
/// an empty field or doubled quotes, and a quote amid text is an inch mark: neither tells anything.
fn telling_quotes(bytes: &[u8], dialect: (u8, u8), nominal: usize) -> Vec<(usize, Role)> {
    let (delimiter, quote) = dialect;
    let separates = |byte: Option<&u8>| {
        byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'))
    };
    let window = nominal + WINDOW.min(bytes.len() - nominal);
    let mut quotes = Vec::new();
    let mut at = nominal;
    while let Some(found) = memchr::memchr(quote, &bytes[at..window]) {
        let first = at + found;
        let length = bytes[first..].iter().take_while(|byte| **byte == quote).count();
        at = (first + length).min(window);
        let sides = (separates(bytes.get(first - 1)), separates(bytes.get(first + length)));
        let role = match sides {
            (true, false) => Role::Opens,
            (false, true) => Role::Closes,
            (true, true) => Role::Either,
            (false, false) => continue,
        };
        if length % 2 == 1 {
            quotes.push((first + length - 1, role));
        }
    }
    quotes
}

/// Whether the first quotes say that they began inside a field: a closing one comes first, and is
/// no inch mark at a field's end, of which several follow each other.
fn starts_inside(quotes: &[(usize, Role)]) -> bool {
    let mut clear = quotes.iter().map(|(_, role)| *role).filter(|role| *role != Role::Either);
    match (clear.next(), clear.next()) {
        (Some(Role::Closes), Some(Role::Closes)) => false,
        (first, _) => first == Some(Role::Closes),
    }
}

/// The start of the first line at or after `at`, which is not the start of the content.
fn line_start(bytes: &[u8], at: usize) -> usize {
    match memchr::memchr2(b'\n', b'\r', &bytes[at - 1..]) {
        None => bytes.len(),
        Some(found) => at - 1 + found + line_end_at(bytes, at - 1 + found),
    }
}
