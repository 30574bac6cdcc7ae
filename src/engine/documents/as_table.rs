//! Rules over the table of figures: one that asks row by row what figures say checks them, as a rule
//! does that names them.

use crate::checks::BoundCheck;
use crate::engine::table::TableResult;
use crate::findings::{Evidence, FigureShown, Status};
use crate::plan::Plan;

/// How a rule ended for a figure of a document.
pub struct Answer<'p> {
    check: &'p BoundCheck,
    figure: usize,
    passed: bool,
}

/// The answers about the figures of each document of the plan.
pub fn answers<'p>(plan: &Plan, results: &[TableResult<'p>]) -> Vec<Vec<Answer<'p>>> {
    let mut of_documents: Vec<Vec<Answer<'p>>> =
        plan.documents.iter().map(|_| Vec::new()).collect();
    for (table, result) in plan.tables.iter().zip(results) {
        for check in &result.checks {
            for answer in &check.answers {
                let article = table.files.get(answer.file).and_then(|file| file.article);
                if let Some(answers) = article.and_then(|at| of_documents.get_mut(at)) {
                    let (figure, passed) = (answer.figure, answer.passed);
                    answers.push(Answer { check: check.check, figure, passed });
                }
            }
        }
    }
    of_documents
}

/// Notes on each figure what the rules said of it.
pub fn note(answers: &[Answer<'_>], figures: &mut [FigureShown]) {
    for Answer { check, figure, passed } in answers {
        let Some(figure) = figures.get_mut(*figure) else { continue };
        let condition = check.check.asks();
        let (status, ends) = match passed {
            true => (Status::Verified, "holds"),
            false => (Status::Contradicted, "does not hold"),
        };
        let evidence = Evidence {
            check: check.id.clone(),
            status,
            says: format!("`{condition}` {ends}"),
            condition: Some(condition),
            why: check.why.clone(),
            rows: Vec::new(),
            facts: Vec::new(),
            source: check.source.clone(),
        };
        super::note(figure, status, evidence);
    }
}
