//! Patterns that are a sequence of classes of characters, matched without a regex engine.
//!
//! `P-[0-9]{4}` and `https?://[a-z0-9.-]+/\S*` are such: each part takes as many characters as it
//! can, and that is never too many, because what may follow begins with a character that the part
//! cannot take. Then there is one way to read a text, and one pass decides.

use crate::types::byte_set::ByteSet;
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
    literal: Literal,
    part: Option<Part>,
}

/// Plain bytes, the first eight of them as one number too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Literal {
    bytes: Vec<u8>,
    word: u64,
    mask: u64,
}

impl Literal {
    fn push(&mut self, byte: u8) {
        let at = 8 * self.bytes.len() as u32;
        self.word |= u64::from(byte).checked_shl(at).unwrap_or(0);
        self.mask |= 0xff_u64.checked_shl(at).unwrap_or(0);
        self.bytes.push(byte);
    }

    /// Where the bytes end that stand at this place of a text, if they do.
    #[inline]
    fn after(&self, text: &[u8], at: usize) -> Option<usize> {
        let rest = &text[at..];
        let stands = match rest.first_chunk() {
            Some(first) if self.bytes.len() <= 8 => {
                u64::from_le_bytes(*first) & self.mask == self.word
            }
            _ => bytes::strip(rest, &self.bytes).is_some(),
        };
        stands.then_some(at + self.bytes.len())
    }
}

/// Characters of one class, so many times.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    members: ByteSet,
    min: u32,
    max: u32,
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
        let text = text.as_bytes();
        let Some((last, steps)) = self.steps.split_last() else { return text.is_empty() };
        let mut at = 0;
        for step in steps {
            let Some(after) = step.literal.after(text, at) else { return false };
            let end = step.part.as_ref().map_or(Some(after), |part| part.after(text, after));
            let Some(end) = end else { return false };
            at = end;
        }
        match (last.literal.after(text, at), &last.part) {
            (Some(at), Some(part)) => {
                part.allows(&text[at..]) && part.members.end_of_run(text, at) == text.len()
            }
            (Some(at), None) => at == text.len(),
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
            Some(byte) => {
                steps.push(Step::default());
                steps[last + 1].literal.push(byte);
            }
            None if steps[last].part.is_none() => steps[last].part = Some(part),
            None => steps.push(Step { part: Some(part), ..Step::default() }),
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

    /// Where it ends that begins at this place of a text, taking as many bytes as it can; `None`
    /// where these are too few or too many.
    #[inline]
    fn after(&self, text: &[u8], at: usize) -> Option<usize> {
        if self.max == 1 {
            // All of its members are single bytes.
            let taken = u32::from(text.get(at).is_some_and(|byte| self.members.has(*byte)));
            return (taken >= self.min).then_some(at + taken as usize);
        }
        let end = self.members.end_of_run(text, at);
        self.allows(&text[at..end]).then_some(end)
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
                let members = of_ranges(std::iter::once((one, one)))?;
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

/// `None` where some characters beyond ASCII are members and some are not.
fn of_ranges(ranges: impl Iterator<Item = (u32, u32)>) -> Option<ByteSet> {
    let (mut ascii, mut beyond) = (Vec::new(), 0);
    for (start, end) in ranges {
        ascii.extend((start..=end.min(127)).map(|member| member as u8));
        if end > 127 {
            beyond += end - start.max(128) + 1;
        }
    }
    // All scalar values from U+0080 on; surrogates are none.
    let all = 0x0011_0000 - 0x80;
    let whole = beyond == all || beyond == all - 0x800;
    (beyond == 0 || whole).then(|| ByteSet::new(ascii.into_iter(), whole))
}

fn members(class: &Class) -> Option<ByteSet> {
    match class {
        Class::Unicode(class) => {
            let ranges = class.ranges().iter();
            of_ranges(ranges.map(|range| (range.start() as u32, range.end() as u32)))
        }
        Class::Bytes(class) => {
            let ascii = class.is_ascii();
            let ranges = class.ranges().iter();
            let ranges = ranges.map(|range| (u32::from(range.start()), u32::from(range.end())));
            ascii.then(|| of_ranges(ranges)).flatten()
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
