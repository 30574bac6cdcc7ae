//! One line a figure, for scripts.

use crate::prose::Article;
use crate::prose::says;
use crate::reports::visible::folded;
use std::io::{self, Write};

/// `article.md:9:35: quantity "some nine million": 8,500,000 to 9,500,000 rounds (about)`.
pub(super) fn write(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    for figure in &article.document.figures {
        let place = article.place(figure.span);
        let (line, column) = (place.line, place.column_start);
        let words = folded(article.document.words(figure.text));
        let interval = says::interval(figure);
        let unit =
            figure.unit.as_deref().map_or_else(String::new, |unit| format!(" {}", folded(unit)));
        let notes = says::notes(figure);
        let notes = if notes.is_empty() { notes } else { format!(" ({notes})") };
        let file = folded(&article.file);
        let kind = figure.kind.name();
        writeln!(out, "{file}:{line}:{column}: {kind} \"{words}\": {interval}{unit}{notes}")?;
    }
    Ok(())
}
