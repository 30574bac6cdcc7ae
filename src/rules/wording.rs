//! How messages about rule files show names and values.

use crate::diagnostics::suggest::nearest;

/// The most characters of a value that a message repeats.
const SHOWN: usize = 40;

/// A text in backticks, cut where it is long.
pub fn shown(text: &str) -> String {
    format!("`{}`", cut(text))
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// A key as it would be written: in quotes where it has to be.
pub fn key_name(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match name.chars().all(bare) && !name.is_empty() {
        true => cut(name),
        false => format!("\"{}\"", cut(name).escape_debug()),
    }
}

/// The names that a text is another spelling of, resembles, or begins.
pub fn similar<'a>(wanted: &str, names: &[&'a str]) -> Vec<&'a str> {
    if wanted.len() > 3 * SHOWN {
        return Vec::new();
    }
    let plain = plain(wanted);
    let same = names.iter().copied().filter(|name| self::plain(name) == plain);
    let same: Vec<&str> = same.collect();
    if !same.is_empty() {
        return same;
    }
    let near = nearest(wanted, names.iter().copied());
    if !near.is_empty() || plain.len() < 3 {
        return near;
    }
    names.iter().copied().filter(|name| self::plain(name).starts_with(&plain)).collect()
}

/// `min_length` and `minLength` are `min-length` in other spellings.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['-', '_', ' '], "")
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

/// A text as TOML writes it.
pub fn toml_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
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
        assert_eq!(similar("filez", &["files", "key"]), ["files"]);
        assert_eq!(similar("minLength", &["min-length", "max-length"]), ["min-length"]);
        assert_eq!(similar("int", &["integer", "string"]), ["integer"]);
        assert!(similar("zebra", &["files", "key"]).is_empty());
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
