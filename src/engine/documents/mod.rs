//! Documents judged: the rules about their figures, what each figure amounts to, how many of them
//! are looked at at all.

mod as_table;
mod coverage;
pub mod findings;
mod inspect;
mod judge;
mod rules;
pub mod shown;
mod words;

pub use as_table::answers;

use super::cook::Cook;
use super::excuse::Report;
use super::table::TableResult;
use crate::checks::frame::Surroundings;
use crate::findings::{Evidence, FigureShown, Status};
use crate::plan::documents::{DocumentCheck, DocumentPlan};
use bumpalo::Bump;
use judge::Row;
use rayon::prelude::*;

/// What there is to say of a document before a rule is asked.
pub struct Looked {
    figures: Vec<FigureShown>,
    faults: Vec<inspect::Faults>,
}

/// Looks at documents by themselves, each on a thread.
pub fn look(documents: &[DocumentPlan]) -> Vec<Looked> {
    let look = |document: &DocumentPlan| {
        let (article, name) = (&document.article, &document.name);
        let figures = 0..article.document.figures.len();
        Looked {
            figures: figures.map(|at| shown::figure(name, article, at)).collect(),
            faults: crate::prose::inspect::faults(&article.document),
        }
    };
    documents.par_iter().map(look).collect()
}

/// Judges a document and adds what was found.
pub fn report(
    (document, looked, answers): (&DocumentPlan, Looked, &[as_table::Answer<'_>]),
    (around, result): (Surroundings<'_>, &TableResult<'_>),
    report: &mut Report<'_>,
) {
    let arena = Bump::new();
    let cook = Cook::new(report.plan, document.table, around, report.options, result);
    let row = Row::new(document, &[], (around, &arena));
    let Looked { mut figures, faults } = looked;
    for column in &document.columns {
        if let Some(figure) = column.figure.and_then(|at| figures.get_mut(at)) {
            figure.names.push(column.name.clone());
        }
    }
    let is_one = |one: &DocumentCheck, other: &DocumentCheck| one.id == other.id;
    for checks in document.checks.chunk_by(is_one) {
        rules::report(checks, (&row, &cook, &arena), &mut figures, report);
    }
    as_table::note(answers, &mut figures);
    inspect::report((document, faults), &mut figures, report);
    for (at, reason) in &document.aside {
        if let Some(figure) = figures.get_mut(*at).filter(|one| one.status == Status::Unchecked) {
            figure.status = Status::SetAside;
            figure.reason = Some(reason.clone());
        }
    }
    coverage::publication(document, &mut figures);
    coverage::report(document, &figures, report);
    let mut document = shown::document(&document.name, &document.article);
    if report.options.masked {
        figures.iter_mut().for_each(hide);
        document.text = String::new();
        document.blocks.clear();
    }
    report.outcome.figures.extend(figures);
    report.outcome.documents.push(document);
}

/// Takes out what was read.
fn hide(figure: &mut FigureShown) {
    let shown = std::mem::take(figure);
    *figure = FigureShown {
        document: shown.document,
        file: shown.file,
        line: shown.line,
        column_start: shown.column_start,
        column_end: shown.column_end,
        byte_start: shown.byte_start,
        byte_end: shown.byte_end,
        quote: "•".to_owned(),
        kind: shown.kind,
        hedge: shown.hedge,
        block: shown.block,
        sentence: shown.sentence,
        says: "•".to_owned(),
        names: shown.names,
        status: shown.status,
        evidence: shown
            .evidence
            .into_iter()
            .map(|one| Evidence { says: "•".into(), rows: Vec::new(), ..one })
            .collect(),
        ..FigureShown::default()
    };
}

/// Notes on a figure what was asked of it; the worst answer counts.
fn note(figure: &mut FigureShown, status: Status, evidence: Evidence) {
    figure.status = figure.status.max(status);
    figure.evidence.push(evidence);
}
