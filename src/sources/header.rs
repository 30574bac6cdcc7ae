//! The names of the columns, and what can be wrong with them.

use std::collections::HashSet;
use std::ops::Range;

use super::cells::unquoted;
use super::exact::Text;
use super::scan::{not_utf8, suspect_at};
use super::simd::{self, Alphabet, Stretch};
use super::sniff::Shape;
use super::{Dialect, Fault, FaultKind};
use crate::diagnostics::Span;

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderCell {
    /// As the file says it, `column_3` where it says nothing.
    pub name: String,
    /// The bytes of the name in the content, quotes included; empty where there is no header.
    pub range: Range<usize>,
}

/// Columns that no header names.
pub fn unnamed(names: Vec<String>, at: usize) -> Vec<HeaderCell> {
    names.into_iter().map(|name| HeaderCell { name, range: at..at }).collect()
}

/// The name of a column that has none, counted from 0.
pub fn default_name(column: usize) -> String {
    format!("column_{}", column + 1)
}

/// The columns that a header names, and its faults.
pub fn read(text: Text<'_>, shape: &Shape) -> (Vec<HeaderCell>, Vec<Fault>) {
    let mut faults: Vec<Fault> = shape
        .faults
        .iter()
        .map(|(kind, span, column)| {
            let column = (span.start >= shape.start).then_some(*column as u32);
            Fault { kind: *kind, span: *span, row: None, column }
        })
        .collect();
    let mut cells = Vec::with_capacity(shape.width());
    let mut seen = HashSet::new();
    for column in 0..shape.width() {
        let range = shape.field(column);
        let raw = unquoted(&text.bytes[range.clone()], &text.dialect);
        let name = String::from_utf8_lossy(&raw).into_owned();
        let fault = |(kind, span)| Fault { kind, span, row: None, column: Some(column as u32) };
        faults.extend(faults_of_name(text, range.clone(), &name).into_iter().map(fault));
        if !name.is_empty() && !seen.insert(name.clone()) {
            let span = Span::new(range.start, range.end);
            faults.push(fault((FaultKind::DuplicateHeader, span)));
        }
        let name = if name.is_empty() { default_name(column) } else { name };
        cells.push(HeaderCell { name, range });
    }
    faults.sort_by_key(|fault| (fault.span.start, fault.kind));
    // All columns without a name are one fault, at the first of them: mostly delimiters at the end.
    let mut is_told = false;
    faults.retain(|fault| {
        fault.kind != FaultKind::EmptyHeader || !std::mem::replace(&mut is_told, true)
    });
    (cells, faults)
}

/// The columns of a header without a name, counted from 1.
pub fn nameless(bytes: &[u8], dialect: &Dialect, cells: &[HeaderCell]) -> Vec<usize> {
    let is_empty = |cell: &HeaderCell| unquoted(&bytes[cell.range.clone()], dialect).is_empty();
    let found = cells.iter().enumerate().filter(|(_, cell)| is_empty(cell));
    found.map(|(at, _)| at + 1).collect()
}

/// "1", "1 and 3", "1, 3 to 5 and 757": numbers that rise, neighbours as one.
pub fn runs(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let words = runs.iter().flat_map(|(first, last)| match last - first {
        0 => vec![first.to_string()],
        1 => vec![first.to_string(), last.to_string()],
        _ => vec![format!("{first} to {last}")],
    });
    let words: Vec<String> = words.collect();
    match words.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        words => words.concat(),
    }
}

fn faults_of_name(text: Text<'_>, range: Range<usize>, name: &str) -> Vec<(FaultKind, Span)> {
    let whole = Span::new(range.start, range.end);
    let mut faults = Vec::new();
    if name.is_empty() {
        faults.push((FaultKind::EmptyHeader, whole));
    } else if has_invisible(name) {
        faults.push((FaultKind::InvisibleHeader, whole));
    }
    if let Some(span) = not_utf8(text.bytes, range.clone()) {
        faults.push((FaultKind::Encoding, span));
    }
    let alphabet = Alphabet::new(&text.dialect);
    let (bytes, base) = (text.bytes, range.start);
    let stretch = Stretch { bytes, base, from: base, upto: range.end, alphabet: &alphabet };
    let mut suspects = Vec::new();
    simd::suspects(stretch, &mut suspects);
    for suspect in suspects {
        let fault = suspect_at(text.bytes, base + suspect as usize);
        if faults.iter().all(|(kind, _)| *kind != fault.0) {
            faults.push(fault);
        }
    }
    faults
}

/// Whether a name has characters that take no room, or blanks other than U+0020 or at its ends.
fn has_invisible(name: &str) -> bool {
    let takes_no_room = |character: char| {
        matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
    };
    let is_odd_blank = |character: char| {
        character.is_whitespace() && !matches!(character, ' ' | '\n' | '\r' | '\t')
    };
    name.trim() != name || name.chars().any(|c| takes_no_room(c) || is_odd_blank(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_told_as_one() {
        assert_eq!(runs(&[1]), "1");
        assert_eq!(runs(&[1, 2]), "1 and 2");
        assert_eq!(runs(&[1, 3, 4, 5, 757]), "1, 3 to 5 and 757");
        assert_eq!(runs(&[]), "");
    }

    #[test]
    fn names_with_unseen_characters_are_told() {
        for name in ["\u{feff}id", "na\u{200b}me", " id", "id\u{a0}", "a\u{a0}b", "id "] {
            assert!(has_invisible(name), "{name:?}");
        }
        for name in ["id", "two words", "Zo\u{eb}", "\u{65e5}\u{672c}", "a\nb"] {
            assert!(!has_invisible(name), "{name:?}");
        }
    }
}
