//! Articles and figures as reports show them.

use crate::findings::{BlockShown, DocumentShown, FigureShown};
use crate::prose::{Article, Meaning, NoDate, says};
use crate::types::Decimal;
use crate::types::calendar::show_date;

/// An article under its name.
pub fn document(name: &str, article: &Article) -> DocumentShown {
    let read = &article.document;
    let block = |block: &crate::prose::Block| BlockShown {
        role: block.role.name(),
        start: block.text.start,
        end: block.text.end,
    };
    DocumentShown {
        name: name.to_owned(),
        file: article.file.clone(),
        bytes: article.len() as u64,
        published: read.published.map(|published| show_date(published.day)),
        sentences: read.sentences.len() as u64,
        text: read.text.clone(),
        blocks: read.blocks.iter().map(block).collect(),
    }
}

/// A figure of an article, before anything is asked of it.
pub fn figure(name: &str, article: &Article, at: usize) -> FigureShown {
    let read = &article.document;
    let figure = &read.figures[at];
    let place = article.place(figure.span);
    let block = read.blocks.get(figure.block);
    let mut shown = FigureShown {
        document: name.to_owned(),
        file: article.file.clone(),
        line: place.line as u64,
        column_start: place.column_start as u64,
        column_end: place.column_end as u64,
        byte_start: figure.span.start as u64,
        byte_end: figure.span.end as u64,
        text_start: figure.text.start,
        text_end: figure.text.end,
        quote: read.words(figure.text).to_owned(),
        kind: figure.kind.name(),
        unit: figure.unit.clone(),
        noun: figure.noun.map(|noun| read.words(noun).to_owned()),
        hedge: figure.hedge.name(),
        relation: figure.relation.map(|relation| relation.name()),
        quoted: figure.quoted,
        reversed: figure.reversed,
        sentence: figure.sentence,
        block: block.map_or("body", |block| block.role.name()),
        says: says::interval(figure),
        ..FigureShown::default()
    };
    add_bounds(&mut shown, &figure.meaning);
    shown
}

fn add_bounds(shown: &mut FigureShown, meaning: &Meaning) {
    let number = |number: Decimal| number.trimmed().text();
    match meaning {
        Meaning::Number { value, says, stretches } => {
            shown.value = value.map(number);
            (shown.low, shown.high) = (says.low.map(number), says.high.map(number));
            (shown.low_open, shown.high_open) = (says.low_open, says.high_open);
            (shown.outer_low, shown.outer_high) =
                (stretches.low.map(number), stretches.high.map(number));
        }
        Meaning::Date { says, grain, anchor } => {
            (shown.low, shown.high) = (says.low.map(show_date), says.high.map(show_date));
            (shown.low_open, shown.high_open) = (says.low_open, says.high_open);
            (shown.grain, shown.anchor) = (Some(grain.name()), Some(anchor.name()));
        }
        Meaning::NoDate { grain, why } => {
            shown.grain = Some(grain.name());
            shown.reason = Some(no_date(*why).to_owned());
        }
        Meaning::Score(first, second) => shown.score = Some([number(*first), number(*second)]),
    }
}

/// Why words for a date give none.
pub fn no_date(why: NoDate) -> &'static str {
    match why {
        NoDate::Unpublished => "it hangs on the day of publication, which is not known",
        NoDate::Impossible => "there is no such day",
    }
}
