//! Bytes of any encoding as text, with the way back: UTF-8, UTF-16 by its mark, else what
//! Windows-1252 makes of the bytes that are no UTF-8.

use super::map::Map;
use crate::diagnostics::Span;
use std::borrow::Cow;

/// The text of some bytes; where it is not the bytes themselves, the map back to them.
pub(in crate::prose) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Map>) {
    match bytes {
        [0xff, 0xfe, ..] => utf16(bytes, u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(bytes, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            // A byte order mark is a blank of no width to the tokens.
            Ok(text) => (Cow::Borrowed(text), None),
            Err(_) => mixed(bytes),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'_, str>, Option<Map>) {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let (mut text, mut map, mut at) = (String::new(), Map::default(), 0);
    for decoded in char::decode_utf16(units) {
        let c = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        let len = 2 * c.len_utf16();
        if c != '\u{feff}' {
            map.add(text.len(), c.len_utf8(), Span::new(at, at + len));
            text.push(c);
        }
        at += len;
    }
    (Cow::Owned(text), Some(map))
}

fn mixed(bytes: &[u8]) -> (Cow<'_, str>, Option<Map>) {
    let (mut text, mut map, mut at) = (String::new(), Map::default(), 0);
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        map.add(text.len(), valid.len(), Span::new(at, at + valid.len()));
        text.push_str(valid);
        at += valid.len();
        for byte in chunk.invalid() {
            let pair = [*byte];
            let (decoded, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&pair);
            map.add(text.len(), decoded.len(), Span::new(at, at + 1));
            text.push_str(&decoded);
            at += 1;
        }
    }
    (Cow::Owned(text), Some(map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_encodings_keep_their_places() {
        let (text, map) = decode(b"cost \xa35m \x93well\x94");
        assert_eq!(text, "cost £5m “well”");
        let at = text.find('5').expect("there");
        assert_eq!(map.map(|map| map.source(Span::new(at, at + 2))), Some(Span::new(6, 8)));
        let (text, map) = decode(b"\xff\xfe4\x002\x00");
        assert_eq!(text, "42");
        assert_eq!(map.map(|map| map.source(Span::new(0, 2))), Some(Span::new(2, 6)));
    }
}
