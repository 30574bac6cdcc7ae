//! Rows of the table `figures`, as reports show them: at the words of the article.

use super::documents::findings::{self, Mark};
use crate::findings::{Cell, ExcerptLine};
use crate::plan::documents::{DocumentPlan, table};
use crate::plan::{Plan, PlannedFile};

/// A row of the table `figures`.
pub struct FigureRow<'p> {
    document: &'p DocumentPlan,
    figure: usize,
}

impl<'p> FigureRow<'p> {
    /// The figure that a row of a file is, from 1; none where the file is one of the user's.
    pub fn of(plan: &'p Plan, file: &PlannedFile, row: u64) -> Option<FigureRow<'p>> {
        let document = plan.documents.get(file.article?)?;
        let figure = usize::try_from(row.checked_sub(1)?).ok()?;
        let is_there = figure < document.article.document.figures.len();
        is_there.then_some(FigureRow { document, figure })
    }

    /// Its words, without what is said of them.
    pub fn place(&self) -> Cell {
        let text = self.document.article.document.figures[self.figure].text;
        findings::cell(self.document, &Mark { text, name: None, label: String::new() })
    }

    /// The lines that it stands on.
    pub fn lines(&self) -> Vec<ExcerptLine> {
        findings::excerpt(self.document, &[self.place()])
    }
}

/// The columns by which a figure is known again after edits elsewhere in the article.
pub fn key() -> Vec<usize> {
    let is_key = |name: &str| ["document", "quote", "sentence_text"].contains(&name);
    let columns = table::COLUMNS.iter().enumerate();
    columns.filter(|(_, column)| is_key(column.name)).map(|(at, _)| at).collect()
}
