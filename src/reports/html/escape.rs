//! Texts from files as HTML: nothing in them is markup, nothing in them is unseen.

use crate::reports::visible::{is_hidden, push_visible};

/// A text as HTML. Blanks of every kind are blanks, what is not seen is shown.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A word may break there, and nothing else is meant.
            '\u{ad}' | '\u{200b}' => {}
            c if c.is_whitespace() => out.push(' '),
            c if is_hidden(c) => push_visible(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

/// A sentence in which what stands between backticks is code.
pub(super) fn sentence(sentence: &str) -> String {
    let mut out = String::new();
    let parts: Vec<&str> = sentence.split('`').collect();
    for (index, part) in parts.iter().enumerate() {
        let closes = index + 1 < parts.len();
        match index % 2 == 1 && closes {
            true => out.push_str(&format!("<code>{}</code>", text(part))),
            false if index % 2 == 1 => out.push_str(&format!("`{}", text(part))),
            false => out.push_str(&text(part)),
        }
    }
    out
}

/// Where something is known from: a link only where it is one.
pub(super) fn source(source: &str) -> String {
    let shown = text(source);
    let is_link = source.starts_with("https://") || source.starts_with("http://");
    match is_link && !source.contains(char::is_whitespace) {
        true => format!("<a rel=\"noopener noreferrer nofollow\" href=\"{shown}\">{shown}</a>"),
        false => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_file_is_markup() {
        assert_eq!(text("<b a='x'>&\u{202e}\u{a0}\n"), "&lt;b a=&#39;x&#39;&gt;&amp;\\u{202e}  ");
        assert_eq!(
            sentence("`<i>` is `1` and `"),
            "<code>&lt;i&gt;</code> is <code>1</code> and `"
        );
        assert_eq!(source("javascript:alert(1)"), "javascript:alert(1)");
        assert!(source("https://x.org/\"><b>").contains("&quot;&gt;&lt;b&gt;"));
    }
}
