//! Rules and opened files to a plan.

use super::catalog::{self, Opened};
use super::documents::claim::DocumentClaim;
use super::infer::Show;
use super::severities::{Known, Pattern, Severities};
use super::{Plan, TablePlan, allow, bind, documents, made};
use crate::checks::binder::{Binder, one_line};
use crate::diagnostics::{Diagnostic, Texts};
use crate::expressions::bind::{DefinedBody, Defines, Element};
use crate::findings::Fact;
use crate::prose::Article;
use crate::rules::RuleSet;
use crate::tables::{Schema, TableId};
use crate::types::format;

/// The articles of a run, with the documents that claim them.
pub type Articles = Vec<(DocumentClaim, Article)>;

/// What decides about a plan beside rules and files.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'t> {
    /// `--select` and `--ignore`.
    pub select: &'t [Pattern],
    pub ignore: &'t [Pattern],
    /// Days since 1970-01-01.
    pub today: i32,
    /// Whether diagnostics may quote cells.
    pub show: Show,
}

/// What rule files say of their defined values, for reports.
fn facts(rules: &RuleSet, defines: &Defines) -> Vec<Fact> {
    let facts = rules.defines.iter().zip(&defines.entries).map(|(define, bound)| Fact {
        name: define.name.value.clone(),
        value: match &bound.body {
            DefinedBody::Value { value, .. } => format::show(value),
            DefinedBody::Expression { phrase, .. } => one_line(&phrase.text),
            DefinedBody::List { elements, .. } => listed(elements),
            DefinedBody::Broken => String::new(),
        },
        is_expression: matches!(bound.body, DefinedBody::Expression { .. }),
        unit: define.unit.as_ref().map(|unit| unit.value.clone()),
        why: define.why.clone(),
        source: define.source.clone(),
        date: define.date.clone(),
    });
    facts.collect()
}

/// The first values of a list, and how many more there are.
fn listed(elements: &[Element]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> =
        elements.iter().take(SHOWN).map(|element| format::show(&element.value)).collect();
    match elements.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {} more", shown.join(", "), format::count(more as u64)),
    }
}

/// The table of the articles' figures, where a rule may read it and no other table or document has
/// its name.
pub fn figures(
    rules: &RuleSet,
    opened: &[Opened],
    articles: &Articles,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Schema, TablePlan)> {
    let declared = rules.documents.iter().map(|decl| &decl.name.value);
    let mut names = opened.iter().map(|open| &open.claim.name).chain(declared);
    let is_free = names.all(|name| name != documents::table::NAME);
    is_free.then(|| documents::table::build(rules, articles, diagnostics)).flatten()
}

/// Binds rules to their tables, and gives every check that could run.
pub fn assemble(
    rules: &RuleSet,
    (opened, articles): (Vec<Opened>, Articles),
    terms: Terms<'_>,
    (texts, diagnostics): (&Texts, &mut Vec<Diagnostic>),
) -> (Plan, Vec<Known>) {
    let figures = figures(rules, &opened, &articles, diagnostics);
    let showing = (terms.show, &mut *diagnostics);
    let (mut catalog, mut tables) = catalog::build(rules, opened, figures, showing);
    let rows = (&mut catalog, &mut tables);
    let mut documents = documents::build(rules, articles, rows, diagnostics);
    made::add(&mut catalog, &mut tables);
    let defines = Defines::bind(rules, diagnostics);
    let mut severities = Severities::new(&rules.severities);
    severities.select = terms.select.to_vec();
    severities.ignore = terms.ignore.to_vec();
    let mut bound = bind::bind(rules, (&catalog, &tables), &defines, &severities, diagnostics);
    let computed = std::mem::take(&mut bound.computed);
    made::add_computed(computed, (&mut catalog, &mut tables));
    let formats: Vec<_> = tables.iter().map(|table| table.formats.clone()).collect();
    let mut binder = Binder::new((&catalog, &defines), &formats);
    let of_documents = documents::bind::bind(rules, &mut documents, &mut binder, &severities);
    bound.known.extend(of_documents);
    let allows = allow::bind(rules, (&mut binder, &mut bound), &severities, terms.today);
    diagnostics.append(&mut binder.diagnostics);
    severities.unused(rules, diagnostics);
    let mut plan = Plan {
        catalog,
        tables,
        checks: bound.checks,
        headers: bound.headers,
        rows: bound.rows,
        documents,
        allows,
        facts: facts(rules, &defines),
        defines,
        severities,
        texts: texts.clone(),
        title: rules.title.clone(),
        rule_files: rules.files.iter().map(|file| texts.get(file.source).path.clone()).collect(),
        today: terms.today,
    };
    // The rows of documents are no cells, and there may be thousands of them.
    let of_files = (0..plan.tables.len()).filter(|at| !plan.catalog.is_document(TableId(*at)));
    for table in of_files.collect::<Vec<_>>() {
        plan.tables[table].written = plan.compared_as_written(TableId(table));
    }
    (plan, bound.known)
}
