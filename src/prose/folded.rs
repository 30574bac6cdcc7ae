//! A text as a reader sees it: what words that a rule file quotes are looked for in.

use crate::diagnostics::Span;

/// A text without what a reader does not see: case, the kind of quotes and dashes, line breaks.
#[derive(Debug, Clone)]
pub(super) struct Folded {
    pub text: String,
    /// For each byte of `text`, and for its end, where it stands in the original.
    origins: Vec<usize>,
}

impl Folded {
    pub fn new(text: &str) -> Folded {
        let mut folded = Folded { text: String::with_capacity(text.len()), origins: Vec::new() };
        for (at, c) in text.char_indices() {
            if c.is_whitespace() || c == '\u{a0}' {
                if !folded.text.ends_with(' ') {
                    folded.push(' ', at);
                }
            } else {
                plain(c).for_each(|c| folded.push(c, at));
            }
        }
        folded.origins.push(text.len());
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.origins.resize(self.text.len(), at);
    }

    /// Every place where these words stand, none of them cut.
    pub fn find(&self, words: &str) -> Vec<Span> {
        let wanted = Folded::new(words.trim()).text;
        if wanted.is_empty() {
            return Vec::new();
        }
        let found = self.text.match_indices(&wanted).map(|(at, _)| (at, at + wanted.len()));
        found
            .filter(|(start, end)| self.is_free(*start) && self.is_free(*end))
            .map(|(start, end)| Span::new(self.origins[start], self.end_of(end)))
            .collect()
    }

    /// Where a byte of the original stands in the folded text: there, or at what follows it.
    pub fn place_of(&self, origin: usize) -> usize {
        self.origins.partition_point(|at| *at < origin).min(self.text.len())
    }

    /// The stretch of the original that a stretch of the folded text comes from.
    pub fn origin_of(&self, start: usize, end: usize) -> Span {
        Span::new(self.origins[start], self.end_of(end))
    }

    /// Whether words may begin or end here: no word and no number is cut. 49 is not found in 1,490.
    pub fn is_free(&self, at: usize) -> bool {
        let (before, after) = (&self.text[..at], &self.text[at..]);
        let (mut left, mut right) = (before.chars().rev(), after.chars());
        let (one, two) = (left.next(), right.next());
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let joins =
            one.zip(two).is_some_and(|(one, two)| one.is_alphanumeric() && two.is_alphanumeric());
        let is_point = |c: Option<char>| matches!(c, Some(',' | '.'));
        let in_number = is_point(one) && is_digit(left.next()) && is_digit(two)
            || is_digit(one) && is_point(two) && is_digit(right.next());
        !joins && !in_number
    }

    /// Where a stretch that ends here ends in the original: before a blank or a character that
    /// follows, not behind it.
    fn end_of(&self, end: usize) -> usize {
        self.origins[end]
    }
}

/// A character as it is compared; none for one that is not seen.
fn plain(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        '‘' | '’' | '‚' | '‛' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        c => c,
    };
    let is_seen = !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    c.to_lowercase().filter(move |_| is_seen)
}
