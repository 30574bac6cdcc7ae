//! Text in other encodings than UTF-8, decoded, with the way back to the bytes as stored.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Content, Fault, FaultKind};
use crate::diagnostics::{Diagnostic, Span};

/// Stored bytes between two known pairs of offsets.
const STEP: usize = 4 << 10;

/// A file's text as UTF-8.
#[derive(Debug)]
pub struct Decoded {
    pub content: Content,
    pub origin: Origin,
    /// Where the text starts in the content: behind a byte order mark that was kept.
    pub start: usize,
    pub faults: Vec<Fault>,
}

/// What the content was before it was decoded.
#[derive(Debug)]
pub enum Origin {
    /// The content is the file as stored.
    Stored,
    /// The content was decoded.
    Decoded {
        encoding: &'static Encoding,
        stored: Box<Content>,
        /// Offsets in the content and the stored offsets they come from.
        known: Vec<(usize, usize)>,
    },
}

impl Origin {
    /// The name of the encoding.
    pub fn name(&self) -> &'static str {
        match self {
            Origin::Stored => UTF_8.name(),
            Origin::Decoded { encoding, .. } => encoding.name(),
        }
    }

    /// The stored offset of an offset in the content.
    pub fn stored_offset(&self, offset: usize) -> u64 {
        let Origin::Decoded { encoding, stored, known } = self else { return offset as u64 };
        let index = known.partition_point(|(decoded, _)| *decoded <= offset).max(1) - 1;
        let (mut decoded, mut at) = known[index];
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut out = [0; 16];
        while decoded < offset && at < stored.len() {
            let (_, _, written, _) = decoder.decode_to_utf8(&stored[at..=at], &mut out, false);
            decoded += written;
            at += 1;
        }
        at as u64
    }
}

/// The text of a file, in the encoding that its byte order mark or the rule file names.
pub fn decode(content: Content, display: &str, label: Option<&str>) -> Result<Decoded, Diagnostic> {
    let declared = label.map(|label| find(label, display)).transpose()?;
    let marked = Encoding::for_bom(&content);
    let (encoding, start) = match (declared, marked) {
        (_, Some((encoding, length))) => (encoding, length),
        (Some(encoding), None) => (encoding, 0),
        (None, None) => (UTF_8, 0),
    };
    if encoding == UTF_8 {
        return Ok(Decoded { content, origin: Origin::Stored, start, faults: Vec::new() });
    }
    Ok(decode_all(content, encoding, start))
}

fn find(label: &str, display: &str) -> Result<&'static Encoding, Diagnostic> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        Diagnostic::new(
            "invalid-value",
            format!("`{label}` is no encoding that `{display}` can have"),
        )
        .in_file(display)
        .help("name one of the WHATWG labels: `utf-8`, `windows-1252`, `iso-8859-2`, `utf-16le`")
    })
}

fn decode_all(stored: Content, encoding: &'static Encoding, start: usize) -> Decoded {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(stored.len() + stored.len() / 8);
    let mut known = vec![(0, start)];
    let mut broken = Vec::new();
    let mut at = start;
    while at < stored.len() {
        let end = clean_cut(&stored, encoding, at);
        let last = end == stored.len();
        decode_step(&mut decoder, (&stored[at..end], last), &mut text, &mut broken);
        at = end;
        // This one holds a state across lines: it can only be followed from the beginning.
        if encoding != encoding_rs::ISO_2022_JP {
            known.push((text.len(), at));
        }
    }
    let faults = first_of_each_line(text.as_bytes(), &broken);
    let origin = Origin::Decoded { encoding, stored: Box::new(stored), known };
    Decoded { content: Content::Owned(text.into_bytes()), origin, start: 0, faults }
}

/// Where text can be cut so that a fresh decoder goes on rightly: between two characters.
fn clean_cut(stored: &[u8], encoding: &'static Encoding, at: usize) -> usize {
    let end = stored.len().min(at + STEP);
    let rest = &stored[end..];
    if encoding != UTF_16LE && encoding != UTF_16BE {
        // A line feed is never part of a longer character.
        return memchr::memchr(b'\n', rest).map_or(stored.len(), |found| end + found + 1);
    }
    let high = if encoding == UTF_16LE { stored[end - 1] } else { stored[end - 2] };
    // The first half of a pair takes the second with it.
    if matches!(high, 0xd8..=0xdb) { stored.len().min(end + 2) } else { end }
}

fn decode_step(
    decoder: &mut Decoder,
    (mut bytes, last): (&[u8], bool),
    text: &mut String,
    broken: &mut Vec<usize>,
) {
    loop {
        text.reserve(bytes.len() + 16);
        let (result, read) = decoder.decode_to_string_without_replacement(bytes, text, last);
        bytes = &bytes[read..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                broken.push(text.len());
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

/// One fault a line, so that a wrongly declared encoding does not take more memory than the text.
fn first_of_each_line(text: &[u8], broken: &[usize]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut line_end = 0;
    for &at in broken {
        if at >= line_end {
            let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
            faults.push(Fault::of_file(FaultKind::Encoding, span));
            let end = memchr::memchr2(b'\n', b'\r', &text[at..]);
            line_end = end.map_or(text.len(), |found| at + found);
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each character's stored offset is where its bytes begin.
    fn check(label: &str, text: &str) {
        let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
        let mut stored = Vec::new();
        let mut starts = Vec::new();
        for character in text.chars() {
            starts.push(stored.len());
            let mut units = [0; 2];
            match label {
                "utf-16le" => {
                    let units = character.encode_utf16(&mut units);
                    stored.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
                }
                "utf-16be" => {
                    let units = character.encode_utf16(&mut units);
                    stored.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
                }
                _ => stored.extend_from_slice(&encoding.encode(&character.to_string()).0),
            }
        }
        let decoded = decode(Content::Owned(stored), "x.csv", Some(label)).expect("a text");
        assert_eq!(std::str::from_utf8(&decoded.content), Ok(text));
        for ((offset, _), start) in text.char_indices().zip(starts).step_by(997) {
            assert_eq!(decoded.origin.stored_offset(offset), start as u64, "{label} at {offset}");
        }
    }

    #[test]
    fn offsets_lead_back_to_the_stored_bytes() {
        let western = "id,name\n1,Zo\u{eb} \u{20ac}\n".repeat(1000);
        check("windows-1252", &western);
        check("utf-16le", &western);
        check("utf-16be", &"a\u{1f600}b\u{10ffff}".repeat(3000));
        check("utf-16le", &"\u{1f600}".repeat(5000));
        check("shift_jis", &"\u{65e5}\u{672c},\u{8a9e}a\n".repeat(2000));
        check("gb18030", &"\u{4e2d}\u{6587},x\u{1f600}\n".repeat(2000));
    }

    #[test]
    fn broken_text_is_a_fault_once_a_line() {
        let stored = b"a,b\n\x81\x81,\x81\n\x82\xa0,c\n\xff,d\n".to_vec();
        let decoded = decode(Content::Owned(stored), "x.csv", Some("shift_jis")).expect("a text");
        assert_eq!(decoded.faults.len(), 2);
    }
}
