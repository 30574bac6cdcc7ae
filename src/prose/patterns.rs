//! Patterns: words with captures between them, `over {n} heavy guns`, found wherever they stand.
//!
//! The words are compared as quoted ones are. A capture takes one figure, as it is read from the
//! text: words beside it may be part of the figure too, a hedge before it or its unit behind it.

use super::document::Document;
use super::folded::Folded;
use crate::diagnostics::Span;

/// A pattern as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// What stands around the captures, folded: one more than there are captures.
    words: Vec<String>,
    pub captures: Vec<Capture>,
}

/// A place for a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    pub name: String,
    /// The name in the text of the pattern.
    pub span: Span,
}

/// What is wrong with the text of a pattern, each with its place there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// A brace that is never closed.
    Unclosed(Span),
    /// What stands between braces is no name.
    NotAName(Span),
    /// A name that an earlier capture has.
    Twice {
        again: Span,
        first: Span,
    },
    /// Nothing stands between this capture and the one before.
    Adjacent(Span),
    NoCapture,
    /// There are captures alone: every figure would fit.
    NoWords,
}

/// A place of a document where a pattern stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// All of it, in the text of the document.
    pub text: Span,
    /// What each capture took.
    pub taken: Vec<Taken>,
}

/// The figure that a capture took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Index into the document's figures.
    pub figure: usize,
    /// Which end of a range it is, where it is not all of the figure.
    pub end: Option<End>,
    /// What stands in the place of the capture, in the text of the document.
    pub text: Span,
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    First,
    Last,
}

impl Pattern {
    /// Reads a pattern: a name between braces is a capture, `{{` a brace.
    pub fn read(text: &str) -> Result<Pattern, Vec<Mistake>> {
        let (mut words, mut captures) = (vec![String::new()], Vec::<Capture>::new());
        let mut mistakes = Vec::new();
        let mut rest = 0;
        while let Some(at) = text[rest..].find(['{', '}']).map(|at| rest + at) {
            push(&mut words, &text[rest..at]);
            rest = at + 1;
            let doubled = text[rest..].starts_with(&text[at..rest]);
            if doubled || text[at..].starts_with('}') {
                push(&mut words, &text[at..rest]);
                rest += usize::from(doubled);
                continue;
            }
            let end = text[rest..].find(['}', '{']).map(|end| rest + end);
            let Some(end) = end.filter(|end| text[*end..].starts_with('}')) else {
                mistakes.push(Mistake::Unclosed(Span::new(at, rest)));
                return Err(mistakes);
            };
            let name = text[rest..end].trim();
            let span = Span::new(rest, end);
            let first = captures.iter().find(|known| known.name == name);
            if !is_name(name) {
                mistakes.push(Mistake::NotAName(Span::new(at, end + 1)));
            } else if let Some(first) = first {
                mistakes.push(Mistake::Twice { again: span, first: first.span });
            }
            if !captures.is_empty() && words.last().is_some_and(String::is_empty) {
                mistakes.push(Mistake::Adjacent(Span::new(at, end + 1)));
            }
            captures.push(Capture { name: name.to_owned(), span });
            words.push(String::new());
            rest = end + 1;
        }
        push(&mut words, &text[rest..]);
        if captures.is_empty() {
            mistakes.push(Mistake::NoCapture);
        } else if words.iter().all(|words| words.trim().is_empty()) {
            mistakes.push(Mistake::NoWords);
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Pattern { words: folded(&words), captures })
    }
}

/// Adds to what stands behind the last capture.
fn push(words: &mut [String], more: &str) {
    if let Some(last) = words.last_mut() {
        last.push_str(more);
    }
}

fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    starts && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The words as they are compared, without blanks at the ends of the whole.
fn folded(words: &[String]) -> Vec<String> {
    let last = words.len() - 1;
    let each = words.iter().enumerate().map(|(at, words)| {
        let words = if at == 0 { words.trim_start() } else { words };
        Folded::new(if at == last { words.trim_end() } else { words }).text
    });
    each.collect()
}

impl Document {
    /// Every place where a pattern stands, in order; none of them overlap.
    pub fn matches(&self, pattern: &Pattern) -> Vec<Match> {
        let folded = self.folded();
        if !pattern.words.iter().all(|words| folded.text.contains(words.trim())) {
            return Vec::new();
        }
        let span = |text: Span| (folded.place_of(text.start), folded.place_of(text.end));
        let figures = self.figures.iter().map(|figure| span(figure.text)).collect();
        let joints = self.figures.iter().map(|figure| {
            let ends = figure.ends.as_ref()?;
            Some(folded.place_of(ends.joint))
        });
        let joints = joints.collect();
        let search = Search { folded, words: &pattern.words, figures, joints };
        let (mut found, mut free) = (Vec::new(), 0);
        for figure in 0..search.figures.len() {
            if let Some((start, end, taken)) = search.at(figure, free) {
                free = end;
                found.push(Match { text: folded.origin_of(start, end), taken });
            }
        }
        found
    }
}

/// How many bytes of a figure, at its beginning and before its end, words of a pattern may take.
const SHARED: usize = 64;

/// A pattern at work in a text; all places are those of the folded one.
struct Search<'s> {
    folded: &'s Folded,
    words: &'s [String],
    figures: Vec<(usize, usize)>,
    /// Of ranges, where the second end begins.
    joints: Vec<Option<usize>>,
}

impl Search<'_> {
    /// The place whose first capture takes this figure, from `free` on.
    fn at(&self, figure: usize, free: usize) -> Option<(usize, usize, Vec<Taken>)> {
        let (first, last) = self.figures[figure];
        let words = self.words.first()?;
        let most = if words.is_empty() { first } else { last.min(first + SHARED) };
        for start in (first..=most).filter(|at| self.is_edge(*at)) {
            let Some(begin) = start.checked_sub(words.len()).filter(|begin| *begin >= free) else {
                continue;
            };
            let before = self.folded.text.as_bytes().get(begin..start);
            if before != Some(words.as_bytes()) || !self.folded.is_free(begin) {
                continue;
            }
            let mut taken = Vec::new();
            if let Some(end) = self.take(0, start, &mut taken) {
                return Some((begin, end, taken));
            }
        }
        None
    }

    /// Takes a figure for a capture that starts here, and what follows; gives the end of it all.
    fn take(&self, capture: usize, start: usize, taken: &mut Vec<Taken>) -> Option<usize> {
        let figure = self.figures.partition_point(|(_, end)| *end <= start);
        let (first, last) = *self.figures.get(figure).filter(|(first, _)| *first <= start)?;
        let words = self.words.get(capture + 1)?;
        let is_last = capture + 2 == self.words.len();
        // The longest stretch first: what a figure is in the text is what is meant.
        let down = |from: usize| (from.saturating_sub(SHARED).max(start + 1)..=from).rev();
        let joint = self.joints[figure].filter(|joint| *joint < last);
        for end in down(last).chain(joint.into_iter().flat_map(down)) {
            let is_whole = end == last || !(is_last && words.is_empty());
            let follows = self.folded.text.as_bytes().get(end..end + words.len());
            if !is_whole || !self.is_edge(end) || follows != Some(words.as_bytes()) {
                continue;
            }
            let behind = end + words.len();
            if is_last && !self.folded.is_free(behind) {
                continue;
            }
            let Some(part) = self.part((figure, first, last), (start, end)) else { continue };
            let text = self.folded.origin_of(start, end);
            let one = Taken { figure, end: part, text };
            let is_second = taken.last().is_none_or(|before: &Taken| {
                before.figure != figure || (before.end, part) == (Some(End::First), Some(End::Last))
            });
            if !is_second {
                continue;
            }
            taken.push(one);
            if is_last {
                return Some(behind);
            }
            if let Some(end) = self.take(capture + 1, behind, taken) {
                return Some(end);
            }
            taken.pop();
        }
        None
    }

    /// Which part of a figure a stretch is: all of it, or an end of a range; none where digits of
    /// it are left out.
    fn part(
        &self,
        (figure, first, last): (usize, usize, usize),
        (start, end): (usize, usize),
    ) -> Option<Option<End>> {
        let text = |from: usize, to: usize| self.folded.text.get(from..to).unwrap_or_default();
        let stretch = text(start, end);
        if stretch.trim() != stretch || !stretch.contains(char::is_alphanumeric) {
            return None;
        }
        let (from, to, part) = match self.joints[figure] {
            Some(joint) if end <= joint => (first, joint, Some(End::First)),
            Some(joint) if start >= joint => (joint, last, Some(End::Last)),
            _ => (first, last, None),
        };
        let is_left_out = |c: char| c.is_ascii_digit();
        let rest = [text(from, start.max(from)), text(end.min(to), to)];
        (!rest.iter().any(|rest| rest.contains(is_left_out))).then_some(part)
    }

    /// Whether a stretch may begin or end here: no word and no number is cut.
    fn is_edge(&self, at: usize) -> bool {
        if !self.folded.text.is_char_boundary(at) {
            return false;
        }
        let mut before = self.folded.text[..at].chars().rev();
        let mut after = self.folded.text[at..].chars();
        let (Some(left), Some(right)) = (before.next(), after.next()) else { return true };
        let is_point = |c: char| matches!(c, '.' | ',');
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let cuts_number = left.is_ascii_digit() && is_point(right) && is_digit(after.next())
            || is_point(left) && right.is_ascii_digit() && is_digit(before.next());
        let is_same = left.is_alphabetic() && right.is_alphabetic()
            || left.is_ascii_digit() && right.is_ascii_digit();
        !cuts_number && !is_same
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::ReadOptions;

    /// What each capture of each match took, and what the figure there says.
    #[track_caller]
    fn check(text: &str, pattern: &str, expected: &[&str]) {
        let document = Document::read(text.as_bytes(), &ReadOptions::default());
        let pattern = Pattern::read(pattern).expect("a pattern");
        let found: Vec<String> = document
            .matches(&pattern)
            .iter()
            .map(|found| {
                let taken = found.taken.iter().zip(&pattern.captures).map(|(taken, capture)| {
                    let figure = document.words(document.figures[taken.figure].text);
                    let end = match taken.end {
                        None => "",
                        Some(End::First) => " first",
                        Some(End::Last) => " last",
                    };
                    let words = document.words(taken.text);
                    format!("{} `{words}` of `{figure}`{end}", capture.name)
                });
                taken.collect::<Vec<_>>().join(", ")
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_capture_takes_a_figure_with_its_hedge_and_unit() {
        check(
            "The North gave over 200 heavy guns.",
            "over {n} heavy guns",
            &["n `200` of `over 200`"],
        );
        check(
            "It gave over two hundred heavy guns.",
            "over {n} heavy guns",
            &["n `two hundred` of `over two hundred`"],
        );
        check("It gave over 200 heavy guns.", "{n} heavy guns", &["n `over 200` of `over 200`"]);
        check("Prices rose 8.5 percent.", "rose {n} percent", &["n `8.5` of `8.5 percent`"]);
        check(
            "It sent nine million rounds.",
            "{n} million rounds",
            &["n `nine` of `nine million`"],
        );
        check("It cost $3.5bn then.", "cost ${n}bn", &["n `3.5` of `$3.5bn`"]);
        check("It weighs 46kg.", "weighs {n}kg", &["n `46` of `46kg`"]);
        check("A total of 1,490 trucks came.", "a total of {n}", &["n `1,490` of `1,490`"]);
    }

    #[test]
    fn words_are_those_of_quotes() {
        check(
            "OVER  200\nheavy \u{2019}guns\u{2019} came",
            "over {n} heavy 'guns'",
            &["n `200` of `OVER  200`"],
        );
        check("Moreover 200 guns came.", "over {n} guns", &[]);
        check("over 200 gunships came", "over {n} guns", &[]);
        check("over several guns", "over {n} guns", &[]);
        check("It gave 1,200 guns.", "1,{n} guns", &[]);
        check("It gave 12.5 guns.", "12.{n} guns", &[]);
        check("over 200 and 300 guns", "over {n} guns", &[]);
    }

    #[test]
    fn several_captures_and_several_places() {
        let text = "Over 30 guns in May 2024. Then over 40 guns in June 2024, and over 50 guns.";
        check(
            text,
            "over {n} guns in {when}",
            &[
                "n `30` of `Over 30`, when `May 2024` of `May 2024`",
                "n `40` of `over 40`, when `June 2024` of `June 2024`",
            ],
        );
        check(
            "Prices fell from 50 to 40 dollars.",
            "from {old} to {new} dollars",
            &["old `50` of `50`, new `40` of `40 dollars`"],
        );
    }

    #[test]
    fn the_ends_of_a_range_are_captures_of_their_own() {
        check(
            "Between 30 and 40 million rounds.",
            "between {low} and {high} rounds",
            &["low `30` of `Between 30 and 40 million` first, \
             high `40 million` of `Between 30 and 40 million` last"],
        );
        check(
            "It takes 30-40 days.",
            "takes {low}-{high} days",
            &["low `30` of `30-40 days` first, high `40` of `30-40 days` last"],
        );
        check("It takes 30-40 days.", "takes {n} days", &["n `30-40` of `30-40 days`"]);
    }

    #[test]
    fn mistakes_have_their_places() {
        let read = |text: &str| Pattern::read(text).expect_err("a mistake");
        assert_eq!(read("heavy guns"), [Mistake::NoCapture]);
        assert_eq!(read("{n}"), [Mistake::NoWords]);
        assert_eq!(read("{n} {m} "), [Mistake::NoWords]);
        assert_eq!(read("over {n guns"), [Mistake::Unclosed(Span::new(5, 6))]);
        assert_eq!(read("over {n {m} guns"), [Mistake::Unclosed(Span::new(5, 6))]);
        assert_eq!(
            read("{n} of {n}"),
            [Mistake::Twice { again: Span::new(8, 9), first: Span::new(1, 2) }]
        );
        assert_eq!(read("over {n}{m} guns"), [Mistake::Adjacent(Span::new(8, 11))]);
        assert_eq!(read("over {} guns"), [Mistake::NotAName(Span::new(5, 7))]);
        assert_eq!(read("over {two words} guns"), [Mistake::NotAName(Span::new(5, 16))]);
        assert!(Pattern::read("a {{brace}} and {n}").is_ok());
    }

    #[test]
    fn a_brace_is_a_brace() {
        check("a {brace} and 12 guns", "a {{brace}} and {n} guns", &["n `12` of `12`"]);
    }
}
