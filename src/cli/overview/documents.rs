//! The articles of a plan for people: their files, and what rules ask of them.

use super::{Overview, paint_of};
use crate::checks::binder::one_line;
use crate::cli::listing::{Last, Line};
use crate::plan::Plan;
use crate::plan::documents::{DocumentCheck, DocumentPlan};
use crate::reports::paint::{Paint, painted};
use crate::reports::words::count;
use crate::tables::TableId;
use crate::types::format;

impl Overview {
    /// Adds the articles, those of one declaration together.
    pub(super) fn documents(&mut self, plan: &Plan) {
        for documents in plan.documents.chunk_by(|one, other| one.name == other.name) {
            let Some(first) = documents.first() else { continue };
            let name = painted(&format::visible(&first.name), Paint::Accent, &self.page.style);
            let declared =
                if first.declared.is_some() { "" } else { ", which no rule file declares" };
            self.page.line(&format!("{name}{declared}"));
            for document in documents {
                self.n_articles += 1;
                let figures = count(document.article.document.figures.len() as u64, "figure");
                let path = format::visible(&document.article.file).into_owned();
                self.page.line(&format!("  {path} ({figures})"));
            }
            self.page.line("");
            let rules = rules(documents);
            self.n_checks += rules.len() as u64;
            if !rules.is_empty() {
                self.page.list(&["rule", "", "asks"], rules);
            }
        }
        let tables = plan.tables.iter().enumerate().filter(|(_, table)| table.of_articles);
        for (at, _) in tables {
            let rules = super::rules(plan, TableId(at));
            if rules.is_empty() {
                continue;
            }
            self.n_checks += rules.len() as u64;
            let name = painted(&plan.catalog.tables[at].name, Paint::Accent, &self.page.style);
            self.page.line(&format!("{name}, the table of all figures of these articles"));
            self.page.line("");
            self.page.list(&["rule", "", "asks"], rules);
        }
    }
}

/// The rules about documents of one declaration, each once.
fn rules(documents: &[DocumentPlan]) -> Vec<Line> {
    let all = || documents.iter().flat_map(|document| &document.checks);
    let mut told: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for check in all() {
        if told.contains(&check.id.as_str()) {
            continue;
        }
        told.push(&check.id);
        let same = all().filter(|one| one.id == check.id);
        let places = same.filter_map(|one| Some(one.places.as_ref()?.cases.len() as u64)).sum();
        lines.push(Line {
            cells: vec![
                (check.id.clone(), Paint::Plain),
                (check.severity.word().to_owned(), paint_of(check.severity)),
            ],
            last: Last::sentence(&asks(check, places)),
        });
    }
    lines
}

/// "agrees(n, given) at 4 places of `over {n} heavy guns`".
fn asks(check: &DocumentCheck, places: u64) -> String {
    let mut asks = one_line(&check.text);
    if let Some(filter) = &check.filter {
        asks = format!("{asks} where {}", one_line(&filter.text));
    }
    match &check.places {
        Some(of) => {
            format!("{asks} at {} of `{}`", count(places, "place"), format::visible(&of.pattern))
        }
        None => asks,
    }
}
