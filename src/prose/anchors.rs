//! Words by which a rule file names a figure: found wherever they stand, and missed once they have
//! changed.

use super::document::Document;
use crate::diagnostics::Span;

/// The words that a figure stands in.
#[derive(Debug, Clone, Copy)]
pub struct Words<'w> {
    pub quote: &'w str,
    /// Words somewhere before them: the first hit behind these is meant.
    pub after: Option<&'w str>,
    /// Words somewhere behind them: the last hit before these is meant.
    pub before: Option<&'w str>,
}

/// Why words name no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// They are not there; where something like them is, that.
    Changed { words: String, nearest: Option<Span> },
    /// They are there more than once.
    Several(Vec<Span>),
    /// They are there, without a figure.
    NoFigure(Span),
    /// They hold more than one figure.
    Figures(Vec<usize>),
}

impl Document {
    /// The figure that stands in these words.
    pub fn named(&self, words: &Words<'_>) -> Result<usize, Lost> {
        let hits = self.chosen(words)?;
        let [hit] = hits.as_slice() else { return Err(Lost::Several(hits)) };
        match self.figures_in(*hit).as_slice() {
            [] => Err(Lost::NoFigure(*hit)),
            [figure] => Ok(*figure),
            several => Err(Lost::Figures(several.to_vec())),
        }
    }

    /// The fewest words around a figure by which it is found again; none where the same stands more
    /// than once with the same before it.
    pub fn quote_of(&self, figure: usize) -> Option<Quote> {
        let sentence = self.sentences.get(self.figures.get(figure)?.sentence)?.text;
        let text = self.figures[figure].text;
        let starts = starts_before(&self.text, sentence.start, text.start);
        let ends = ends_after(&self.text, text.end, sentence.end);
        let mut spans: Vec<(usize, Span)> = Vec::new();
        for (left, start) in starts.iter().enumerate() {
            // What follows a figure says more of it than what stands before.
            spans.extend(
                ends.iter()
                    .enumerate()
                    .map(|(right, end)| (2 * left + right.abs_diff(1), Span::new(*start, *end))),
            );
        }
        spans.sort_by_key(|(cost, _)| *cost);
        let folded = self.folded();
        let own = |span: &Span| self.figures_in(*span) == [figure];
        let words = |span: Span| self.words(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let alone = spans.iter().map(|(_, span)| *span).filter(own);
        let once = alone.clone().find(|span| folded.find(&words(*span)) == [*span]);
        if let Some(span) = once {
            return Some(Quote { quote: words(span), after: None, before: None });
        }
        let quote = alone.clone().next()?;
        let is_chosen = |after: Option<&str>, before: Option<&str>| {
            let found = Words { quote: &words(quote), after, before };
            self.chosen(&found).is_ok_and(|hits| hits == [quote])
        };
        let starts = starts_before(&self.text, 0, quote.start).into_iter().skip(2);
        let after = starts.map(|start| words(Span::new(start, quote.start)));
        if let Some(after) = after.clone().find(|after| is_chosen(Some(after), None)) {
            return Some(Quote { quote: words(quote), after: Some(after), before: None });
        }
        let ends = ends_after(&self.text, quote.end, self.text.len()).into_iter().skip(2);
        let mut before = ends.map(|end| words(Span::new(quote.end, end)));
        let before = before.find(|before| is_chosen(None, Some(before)))?;
        Some(Quote { quote: words(quote), after: None, before: Some(before) })
    }

    fn chosen(&self, words: &Words<'_>) -> Result<Vec<Span>, Lost> {
        let folded = self.folded();
        let hits = folded.find(words.quote);
        if hits.is_empty() {
            return Err(self.changed(words.quote));
        }
        let end = |text: Option<&str>| match text {
            None => Ok(None),
            Some(text) => match folded.find(text).as_slice() {
                [] => Err(self.changed(text)),
                [one] => Ok(Some(*one)),
                several => Err(Lost::Several(several.to_vec())),
            },
        };
        let (after, before) = (end(words.after)?, end(words.before)?);
        let fits = |hit: &Span| {
            after.is_none_or(|after| hit.start >= after.end)
                && before.is_none_or(|before| hit.end <= before.start)
        };
        let fitting: Vec<Span> = hits.iter().copied().filter(fits).collect();
        Ok(match (after, before) {
            _ if fitting.is_empty() => hits,
            (Some(_), None) => fitting[..1].to_vec(),
            (None, Some(_)) => fitting[fitting.len() - 1..].to_vec(),
            _ => fitting,
        })
    }

    /// The figures that a stretch of the text touches.
    pub fn figures_in(&self, hit: Span) -> Vec<usize> {
        // They stand in the order of the text, and none of them overlap.
        let first = self.figures.partition_point(|figure| figure.text.end <= hit.start);
        let touching = self.figures[first..].iter().take_while(|one| one.text.start < hit.end);
        (first..first + touching.count()).collect()
    }

    fn changed(&self, words: &str) -> Lost {
        Lost::Changed { words: words.to_owned(), nearest: self.nearest(words, &[]) }
    }

    /// The stretch of the text that is most like these words and holds none of some figures.
    pub fn nearest(&self, words: &str, but: &[usize]) -> Option<Span> {
        let is_free = |span: Span| !self.figures_in(span).iter().any(|at| but.contains(at));
        nearest(&self.text, words, is_free)
    }
}

/// Words by which a figure is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub quote: String,
    /// Words before it, where it stands more than once.
    pub after: Option<String>,
    /// Words behind it, where those before do not choose it.
    pub before: Option<String>,
}

/// How many words around a figure are tried.
const AROUND: usize = 8;

/// Where a stretch up to `end` can start: there, and one word further back each.
fn starts_before(text: &str, least: usize, end: usize) -> Vec<usize> {
    let mut starts = vec![end];
    let before = text.get(least..end).unwrap_or_default();
    let words = before.split_whitespace().rev().take(AROUND);
    starts.extend(words.map(|word| word.as_ptr() as usize - text.as_ptr() as usize));
    starts
}

/// Where a stretch from `start` can end: there, and one word further on each.
fn ends_after(text: &str, start: usize, most: usize) -> Vec<usize> {
    let mut ends = vec![start];
    let after = text.get(start..most.max(start)).unwrap_or_default();
    for word in after.split_whitespace().take(AROUND) {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%');
        if !word.is_empty() {
            ends.push(at + word.len());
        }
    }
    ends
}

/// Every place of the text where these words stand.
pub fn hits(document: &Document, words: &str) -> Vec<Span> {
    document.folded().find(words)
}

/// The stretch of a text that has most words in common with some others, in their order; none where
/// not even half of them are there.
fn nearest(text: &str, words: &str, is_free: impl Fn(Span) -> bool) -> Option<Span> {
    let wanted: Vec<String> = words_of(words).map(|(word, _)| word).collect();
    let found: Vec<(String, Span)> = words_of(text).collect();
    let width = (wanted.len() + 2).min(MOST);
    let mut best: Option<(usize, Span)> = None;
    for start in 0..found.len() {
        if !wanted.contains(&found[start].0) {
            continue;
        }
        // What changed may be the first word: one before belongs to it as well.
        let from = start.saturating_sub(usize::from(found[start].0 != wanted[0]));
        let window = &found[from..(from + width).min(found.len())];
        let (common, last) = in_common(&wanted, window);
        if common * 2 >= wanted.len() && best.is_none_or(|(most, _)| common > most) {
            let end = last.max(wanted.len().min(window.len()) - 1);
            let span = Span::new(window[0].1.start, window[end].1.end);
            if is_free(span) {
                best = Some((common, span));
            }
        }
    }
    best.map(|(_, span)| span)
}

/// Longer quotes are compared by their first words.
const MOST: usize = 40;

/// The words of a text in lower case, with their places.
fn words_of(text: &str) -> impl Iterator<Item = (String, Span)> + '_ {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let word = piece.trim().trim_matches(|c: char| !c.is_alphanumeric());
        let inner = start + (word.as_ptr() as usize - piece.as_ptr() as usize);
        (!word.is_empty()).then(|| (word.to_lowercase(), Span::new(inner, inner + word.len())))
    })
}

/// How many words two lists have in common in their order, and the last of them in the second.
fn in_common(wanted: &[String], window: &[(String, Span)]) -> (usize, usize) {
    let mut next = 0;
    let (mut common, mut last) = (0, 0);
    for word in wanted {
        if let Some(at) = window[next..].iter().position(|(found, _)| found == word) {
            next += at + 1;
            common += 1;
            last = next - 1;
        }
    }
    (common, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::ReadOptions;

    fn read(text: &str) -> Document {
        Document::read(text.as_bytes(), &ReadOptions::default())
    }

    fn found(text: &str, quote: &str) -> Result<String, Lost> {
        let document = read(text);
        let words = Words { quote, after: None, before: None };
        document.named(&words).map(|at| document.words(document.figures[at].text).to_owned())
    }

    const TEXT: &str = "The North sent some nine million\nrounds on “49 occasions”, and on 12 \
                        occasions more. It has 1,490 trucks.";

    #[test]
    fn words_are_found_over_line_breaks_and_quotes() {
        assert_eq!(found(TEXT, "nine million rounds"), Ok("some nine million".to_owned()));
        assert_eq!(found(TEXT, "ON \"49 Occasions\""), Ok("49".to_owned()));
    }

    #[test]
    fn changed_words_are_told_with_what_is_there_now() {
        let lost = found(TEXT, "ninety million rounds").expect_err("changed");
        let Lost::Changed { nearest: Some(span), .. } = lost else { panic!("{lost:?}") };
        assert_eq!(&read(TEXT).text[span.start..span.end], "nine million\nrounds");
        let lost = found(TEXT, "over 200 heavy guns").expect_err("gone");
        assert!(matches!(lost, Lost::Changed { nearest: None, .. }), "{lost:?}");
    }

    #[test]
    fn no_word_is_cut_and_one_figure_is_meant() {
        assert!(matches!(found(TEXT, "490 trucks"), Err(Lost::Changed { .. })));
        assert!(matches!(found(TEXT, "occasions"), Err(Lost::Several(_))));
        assert!(matches!(found(TEXT, "The North sent"), Err(Lost::NoFigure(_))));
        assert!(matches!(found(TEXT, "12 occasions more. It has 1,490"), Err(Lost::Figures(_))));
    }

    #[test]
    fn words_before_and_behind_choose_a_hit() {
        let document = read("First 12 tons came. Then, in May, 12 tons. At last 12 tons.");
        let named = |after, before| {
            document
                .named(&Words { quote: "12 tons", after, before })
                .map(|at| document.figures[at].text.start)
        };
        assert_eq!(named(Some("in May"), None), Ok(34));
        assert_eq!(named(None, Some("Then")), Ok(6));
        assert_eq!(named(Some("Then"), Some("At last")), Ok(34));
        assert!(matches!(named(None, None), Err(Lost::Several(_))));
    }
}
