//! Patterns that are a sequence of classes of characters, matched without a regex engine.
//!
//! `P-[0-9]{4}` and `https?://[a-z0-9.-]+/\S*` are such: each part takes as many characters as it
//! can, and that is never too many, because what may follow begins with a character that the part
//! cannot take. Then there is one way to read a text, and one pass decides.

use crate::types::bytes;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// A pattern that takes a whole value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    steps: Vec<Step>,
}

/// Plain bytes, then characters of one class.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Step {
    literal: Vec<u8>,
    part: Option<Part>,
}

/// Characters of one class, so many times.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    members: Members,
    min: u32,
    max: u32,
}

/// A class: which bytes, and whether all characters beyond ASCII or none.
#[derive(Clone, PartialEq, Eq)]
struct Members {
    bytes: [bool; 256],
}

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.bytes.iter().filter(|member| **member).count();
        write!(f, "Members({count} bytes)")
    }
}

impl Members {
    /// `None` where some characters beyond ASCII are members and some are not.
    fn of_ranges(ranges: impl Iterator<Item = (u32, u32)>) -> Option<Members> {
        let mut bytes = [false; 256];
        let mut beyond = 0;
        for (start, end) in ranges {
            for member in start..=end.min(127) {
                bytes[member as usize] = true;
            }
            if end > 127 {
                beyond += end - start.max(128) + 1;
            }
        }
        // All scalar values from U+0080 on; surrogates are none.
        let all = 0x0011_0000 - 0x80;
        match beyond {
            0 => {}
            count if count == all || count == all - 0x800 => bytes[128..].fill(true),
            _ => return None,
        }
        Some(Members { bytes })
    }

    fn overlaps(&self, other: &Members) -> bool {
        self.bytes.iter().zip(&other.bytes).any(|(one, two)| *one && *two)
    }

    #[inline]
    fn has(&self, byte: u8) -> bool {
        self.bytes[usize::from(byte)]
    }

    /// How many bytes from the start on are members. Eight are looked at before the loop may leave:
    /// several times faster on what mostly matches.
    #[inline]
    fn run(&self, text: &[u8]) -> usize {
        let (chunks, rest) = text.as_chunks::<8>();
        let all = |chunk: &[u8; 8]| chunk.iter().fold(true, |all, byte| all & self.has(*byte));
        let whole = chunks.iter().position(|chunk| !all(chunk));
        let (start, last) = match whole {
            Some(at) => (8 * at, &chunks[at][..]),
            None => (8 * chunks.len(), rest),
        };
        start + last.iter().position(|byte| !self.has(*byte)).unwrap_or(last.len())
    }

    #[inline]
    fn all(&self, text: &[u8]) -> bool {
        self.run(text) == text.len()
    }
}

impl Sequence {
    /// The pattern as a sequence, if it is one. `whole` is a pattern between `\A` and `\z`.
    pub fn of(whole: &str) -> Option<Sequence> {
        let hir = regex_syntax::ParserBuilder::new().nest_limit(100).build().parse(whole).ok()?;
        let HirKind::Concat(nodes) = hir.kind() else { return None };
        let (first, rest) = nodes.split_first()?;
        let (last, inner) = rest.split_last()?;
        let anchored =
            *first.kind() == HirKind::Look(Look::Start) && *last.kind() == HirKind::Look(Look::End);
        let mut parts = Vec::new();
        for node in inner.iter().filter(|_| anchored) {
            add(node, &mut parts)?;
        }
        (anchored && is_decided(&parts)).then(|| Sequence { steps: steps(parts) })
    }

    /// Whether the whole text matches.
    #[inline]
    pub fn matches(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        let Some((last, steps)) = self.steps.split_last() else { return rest.is_empty() };
        for step in steps {
            let Some(after) = bytes::strip(rest, &step.literal) else { return false };
            let taken = step.part.as_ref().map_or(Some(0), |part| part.take(after));
            let Some(taken) = taken else { return false };
            rest = &after[taken..];
        }
        match (bytes::strip(rest, &last.literal), &last.part) {
            (Some(rest), Some(part)) => part.allows(rest) && part.members.all(rest),
            (Some(rest), None) => rest.is_empty(),
            (None, _) => false,
        }
    }
}

/// Runs of single bytes are compared at once.
fn steps(parts: Vec<Part>) -> Vec<Step> {
    let mut steps = vec![Step::default()];
    for part in parts {
        let last = steps.len() - 1;
        match part.single_byte() {
            Some(byte) if steps[last].part.is_none() => steps[last].literal.push(byte),
            Some(byte) => steps.push(Step { literal: vec![byte], part: None }),
            None if steps[last].part.is_none() => steps[last].part = Some(part),
            None => steps.push(Step { literal: Vec::new(), part: Some(part) }),
        }
    }
    steps
}

impl Part {
    /// The one byte that the part always is.
    fn single_byte(&self) -> Option<u8> {
        let mut members = (0..=255).filter(|byte| self.members.has(*byte));
        let byte = members.next().filter(|_| members.next().is_none())?;
        (self.min == 1 && self.max == 1).then_some(byte)
    }

    /// How many bytes it takes, as many as it can; `None` where these are too few or too many.
    #[inline]
    fn take(&self, text: &[u8]) -> Option<usize> {
        let text = if self.max == 1 { text.get(..1).unwrap_or_default() } else { text };
        let taken = self.members.run(text);
        self.allows(&text[..taken]).then_some(taken)
    }

    /// Whether so many characters may stand here.
    #[inline]
    fn allows(&self, text: &[u8]) -> bool {
        let longest = text.len() as u64;
        if self.max == u32::MAX && self.min <= 1 {
            return longest >= u64::from(self.min);
        }
        let characters = match self.members.has(0x80) {
            true => text.iter().filter(|byte| (**byte as i8) >= -64).count() as u64,
            false => longest,
        };
        (u64::from(self.min)..=u64::from(self.max)).contains(&characters)
    }
}

fn add(node: &Hir, parts: &mut Vec<Part>) -> Option<()> {
    match node.kind() {
        HirKind::Empty => Some(()),
        HirKind::Literal(literal) => {
            for byte in &literal.0 {
                let one = (*byte < 128).then_some(u32::from(*byte))?;
                let members = Members::of_ranges(std::iter::once((one, one)))?;
                parts.push(Part { members, min: 1, max: 1 });
            }
            Some(())
        }
        HirKind::Class(class) => {
            parts.push(Part { members: members(class)?, min: 1, max: 1 });
            Some(())
        }
        HirKind::Repetition(repetition) if repetition.greedy => {
            let mut inner = Vec::new();
            add(&repetition.sub, &mut inner)?;
            let [Part { members, min: 1, max: 1 }] = inner.as_slice() else { return None };
            let max = repetition.max.unwrap_or(u32::MAX);
            parts.push(Part { members: members.clone(), min: repetition.min, max });
            Some(())
        }
        HirKind::Concat(nodes) => nodes.iter().try_for_each(|node| add(node, parts)),
        HirKind::Capture(capture) => add(&capture.sub, parts),
        _ => None,
    }
}

fn members(class: &Class) -> Option<Members> {
    match class {
        Class::Unicode(class) => {
            let ranges = class.ranges().iter();
            Members::of_ranges(ranges.map(|range| (range.start() as u32, range.end() as u32)))
        }
        Class::Bytes(class) => {
            let ascii = class.is_ascii();
            let ranges = class.ranges().iter();
            let ranges = ranges.map(|range| (u32::from(range.start()), u32::from(range.end())));
            ascii.then(|| Members::of_ranges(ranges)).flatten()
        }
    }
}

/// Whether taking as many as possible is always right: what may come next begins otherwise.
fn is_decided(parts: &[Part]) -> bool {
    // A part beyond ASCII that takes one byte at a time would split characters.
    let whole_characters = |part: &Part| part.max != 1 || !part.members.has(128);
    let followers = |at: usize| {
        let until = parts[at + 1..].iter().position(|part| part.min > 0);
        let end = until.map_or(parts.len(), |until| at + 2 + until);
        &parts[at + 1..end]
    };
    let last = parts.len().saturating_sub(1);
    parts.iter().enumerate().all(|(at, part)| {
        let fixed = part.min == part.max && part.max == 1;
        let apart = || followers(at).iter().all(|next| !part.members.overlaps(&next.members));
        (at == last || whole_characters(part)) && (at == last || fixed || apart())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(pattern: &str) -> Option<Sequence> {
        Sequence::of(&format!(r"\A(?:{pattern})\z"))
    }

    #[test]
    fn sequences_are_found() {
        for pattern in ["P-[0-9]{4}", "https?://[a-z0-9.-]+/[^ \t]*", "", "a", "(?:ab)c", "[a-z]*"]
        {
            assert!(sequence(pattern).is_some(), "{pattern}");
        }
    }

    #[test]
    fn what_needs_an_engine_is_left_to_it() {
        for pattern in
            ["a|bc", "[a-z]*z", "a??b", "é", "(?i)é", "^a", "(ab)*", "[a-z]*[0-9]*z", "a?[a-z]b"]
        {
            let same = sequence(pattern).is_none_or(|sequence| {
                let regex = regex::Regex::new(&format!(r"\A(?:{pattern})\z")).expect("a pattern");
                ["", "z", "az", "ab", "abab", "b", "é", "bc", "a1z", "azb"]
                    .iter()
                    .all(|text| regex.is_match(text) == sequence.matches(text))
            });
            assert!(same, "{pattern}");
        }
    }
}
