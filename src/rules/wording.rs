//! How messages about rule files show names and values.

use crate::diagnostics::suggest::{nearest, one_of};

/// The most characters of a value that a message repeats.
const SHOWN: usize = 40;

/// A text in backticks, cut where it is long.
pub fn shown(text: &str) -> String {
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    format!("`{cut}`")
}

/// A key as it would be written: in quotes where it has to be.
pub fn key_name(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match name.chars().all(bare) && !name.is_empty() {
        true => name.to_owned(),
        false => format!("\"{}\"", name.escape_debug()),
    }
}

/// The names that resemble a text, or begin with it, as part of a sentence.
pub fn similar(wanted: &str, names: &[&str]) -> Option<String> {
    let mut near = nearest(wanted, names.iter().copied());
    let folded = wanted.to_lowercase();
    if near.is_empty() && folded.len() >= 3 {
        near = names.iter().copied().filter(|name| name.starts_with(&folded)).collect();
    }
    (!near.is_empty()).then(|| one_of(near))
}

/// "`a`, `b` and `c`".
pub fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_shown_short_and_as_written() {
        assert_eq!(shown(&"x".repeat(50)), format!("`{}…`", "x".repeat(40)));
        assert_eq!(key_name("a-b_1"), "a-b_1");
        assert_eq!(key_name("Castle *"), "\"Castle *\"");
        assert_eq!(key_name(""), "\"\"");
    }

    #[test]
    fn words_resemble_by_spelling_or_by_beginning() {
        assert_eq!(similar("filez", &["files", "key"]), Some("`files`".into()));
        assert_eq!(similar("int", &["integer", "string"]), Some("`integer`".into()));
        assert_eq!(similar("zebra", &["files", "key"]), None);
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
