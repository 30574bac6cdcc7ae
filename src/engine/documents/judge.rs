//! Rules about a document, judged: which hold of its figures.

use crate::checks::binder::one_line;
use crate::checks::frame::{BlockFrame, Surroundings};
use crate::checks::joined;
use crate::diagnostics::Span;
use crate::expressions::bind::columns_read;
use crate::expressions::extents::{self, Extent, Figures, Reach};
use crate::expressions::typed::{Node, Typed};
use crate::plan::Plan;
use crate::plan::documents::{DocumentCheck, DocumentPlan, FigureColumn, PUBLISHED};
use crate::prose::{Figure, says};
use crate::tables::{Batch, Bitmap, Column, Data, Vector};
use crate::types::{Computed, Decimal, Value};
use bumpalo::Bump;

/// How a rule ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// Its condition does not hold; `stretched` where the words can be stretched that far.
    Failed {
        stretched: bool,
    },
    /// The condition or `where` cannot be computed.
    NotComputable,
    Undecided,
    NotApplicable,
    /// A figure or a table that it reads is not there.
    NotEvaluated,
}

/// The row of a document, for conditions.
pub struct Row<'d, 'a> {
    pub document: &'d DocumentPlan,
    /// Its figures, and what a pattern took.
    pub columns: Vec<&'d FigureColumn>,
    extents: Vec<Option<Extent>>,
    frame: BlockFrame<'a>,
}

impl<'d, 'a> Row<'d, 'a> {
    /// The figures that have names, as a row, and those that a pattern took at one place.
    pub fn new(
        document: &'d DocumentPlan,
        taken: &'d [FigureColumn],
        (around, arena): (Surroundings<'a>, &'a Bump),
    ) -> Self {
        let columns: Vec<&FigureColumn> = document.columns.iter().chain(taken).collect();
        let cells = columns.iter().map(|column| Some(cell(&column.value))).collect();
        let batch = Batch { n_rows: 1, columns: cells, ragged: None };
        let extents = columns.iter().map(|column| column.extent).collect();
        Row { document, columns, extents, frame: BlockFrame::new(batch, vec![0], around, arena) }
    }

    /// The figure of a column; none for the day of publication.
    pub fn figure(&self, column: usize) -> Option<&'d Figure> {
        self.document.article.document.figures.get(self.columns.get(column)?.figure?)
    }

    /// The words of a column's figure, in the text of the document; of an end of a range its own.
    pub fn words(&self, column: usize) -> Option<Span> {
        Some(self.columns.get(column)?.part.unwrap_or(self.figure(column)?.text))
    }

    /// What these words say.
    pub fn says(&self, column: usize) -> Option<String> {
        let FigureColumn { part, extent, .. } = self.columns.get(column)?;
        match (part, extent) {
            (Some(_), Some(extent)) => Some(says::numbers(extent.says)),
            _ => Some(says::interval(self.figure(column)?)),
        }
    }

    /// The number as written.
    pub fn value(&self, column: usize) -> Option<Decimal> {
        match self.columns.get(column)?.value {
            Value::Number(value) => Some(value),
            _ => None,
        }
    }

    /// What conditions read.
    pub fn figures(&self) -> Figures<'_, 'a> {
        Figures { extents: &self.extents, frame: &self.frame }
    }

    /// Judges a rule.
    pub fn judge(&self, check: &DocumentCheck) -> Verdict {
        match check.filter.as_ref().map(|filter| self.holds(&filter.condition, Reach::Says)) {
            Some(Err(_)) => return Verdict::NotComputable,
            Some(Ok(Some(false))) => return Verdict::NotApplicable,
            Some(Ok(None)) => return Verdict::Undecided,
            Some(Ok(Some(true))) | None => {}
        }
        match self.holds(&check.condition, Reach::Says) {
            Err(_) => Verdict::NotComputable,
            Ok(Some(true)) => Verdict::Passed,
            Ok(None) => Verdict::Undecided,
            Ok(Some(false)) => {
                let stretched = self.holds(&check.condition, Reach::Stretches) == Ok(Some(true));
                Verdict::Failed { stretched }
            }
        }
    }

    /// How a rule ended for one of its figures, and what holds of it where the rest of the condition
    /// does not: of conditions joined by AND those that read another figure say nothing of this one.
    pub fn judge_figure(
        &self,
        check: &DocumentCheck,
        column: usize,
        verdict: Verdict,
    ) -> (Verdict, Option<String>) {
        let Node::And(parts) = &check.condition.node else { return (verdict, None) };
        if !matches!(verdict, Verdict::Failed { .. } | Verdict::Undecided) {
            return (verdict, None);
        }
        let reads = |part: &&Typed| columns_read(part).columns.contains(&column);
        let mine: Vec<&Typed> = parts.iter().filter(reads).collect();
        let passes = |part: &&Typed| self.holds(part, Reach::Says) == Ok(Some(true));
        if mine.is_empty() || !mine.iter().all(passes) {
            return (verdict, None);
        }
        let written = mine.iter().filter_map(|part| check.text.get(part.span.start..part.span.end));
        let written: Vec<String> = written.map(|text| format!("`{}`", one_line(text))).collect();
        let verb = if written.len() == 1 { "holds" } else { "hold" };
        (Verdict::Passed, Some(format!("{} {verb}", joined(&written))))
    }

    fn holds(&self, condition: &crate::expressions::Typed, reach: Reach) -> Computed<Option<bool>> {
        extents::holds(condition, &self.figures(), reach)
    }
}

/// Why a rule cannot be judged at all, where what it reads is not there.
pub fn out_of_reach(plan: &Plan, row: &Row<'_, '_>, check: &DocumentCheck) -> Option<String> {
    if let Some(reason) = check.places.as_ref().and_then(|places| places.blocked.clone()) {
        return Some(reason);
    }
    let columns = check.columns.iter().filter_map(|column| row.columns.get(*column));
    let mut lost = columns.filter(|column| column.figure.is_none() && column.name != PUBLISHED);
    match lost.next() {
        Some(column) => Some(format!("figure `{}` was not found", column.name)),
        None => plan.beyond_reach(check.table, &check.reads),
    }
}

fn cell<'a>(value: &Value) -> Column<'a> {
    let data = match value {
        Value::Number(value) => Data::Wide(vec![*value]),
        Value::Date(value) => Data::Date(vec![*value]),
        Value::PartialDate(value) => Data::PartialDate(vec![*value]),
        Value::Boolean(value) => Data::Boolean(Bitmap::from_fn(1, |_| *value)),
        _ => return Column { vector: Vector::null(1), unreadable: None },
    };
    Column { vector: Vector::full(1, data), unreadable: None }
}
