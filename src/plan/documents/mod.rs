//! Documents of a run: which file is whose, which figure has which name, what is asked of them.
//!
//! To conditions a document is a table of one row: its columns are the figures that a rule file
//! names, and `published`.

pub mod bind;
pub mod cases;
pub mod claim;
mod names;
pub mod table;

use crate::checks::{Filter, Reads};
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::expressions::Typed;
use crate::expressions::extents::Extent;
use crate::expressions::template::Template;
use crate::prose::{Article, Figure, Meaning};
use crate::rules::{Anchor, DocumentDecl, RuleSet};
use crate::tables::{Catalog, ColumnSchema, Origin, Schema, TableId};
use crate::types::{CellFormat, DataType, Decimal, PartialDate, Value};

use super::TablePlan;
use cases::{Case, Cases};
use claim::DocumentClaim;

/// The name under which conditions read the day of publication.
pub const PUBLISHED: &str = "published";

/// A document of the run.
pub struct DocumentPlan {
    /// Of a file that no rule file claims its stem.
    pub name: String,
    /// Which declaration of the rule set it is.
    pub declared: Option<usize>,
    /// Its row.
    pub table: TableId,
    pub article: Article,
    /// By column.
    pub columns: Vec<FigureColumn>,
    /// Figures that are set aside, and why.
    pub aside: Vec<(usize, String)>,
    /// Where the patterns of rules stand in it.
    pub cases: Vec<Cases>,
    pub checks: Vec<DocumentCheck>,
}

/// A column of a document's row.
#[derive(Debug, Clone)]
pub struct FigureColumn {
    pub name: String,
    /// Which of the document's figures it is; `None` for one that was not found, and for the day of
    /// publication.
    pub figure: Option<usize>,
    /// What its words allow; `None` where nothing is known.
    pub extent: Option<Extent>,
    /// The value that messages show.
    pub value: Value,
    /// The words of the article, where they are less than those of the figure: an end of a range.
    pub part: Option<Span>,
}

impl FigureColumn {
    /// Whether its words allow more than one value.
    pub fn is_interval(&self) -> bool {
        self.extent.is_some_and(|extent| extent.says.as_point().is_none())
    }
}

/// A rule about a document, bound.
pub struct DocumentCheck {
    pub id: String,
    pub severity: Severity,
    pub tags: Vec<String>,
    /// The row that it is about.
    pub table: TableId,
    /// Of a rule with a pattern: where it stands.
    pub places: Option<Places>,
    pub filter: Option<Filter>,
    pub condition: Typed,
    /// The condition as its author wrote it.
    pub text: String,
    pub message: Option<Template>,
    pub why: Option<String>,
    pub source: Option<String>,
    pub help: Option<String>,
    pub anchor: Anchor,
    /// What it and its message read: columns are figures of the document's row.
    pub reads: Reads,
    /// The figures that the condition and `where` read, by column.
    pub columns: Vec<usize>,
}

/// What a rule with a pattern is judged at.
pub struct Places {
    /// The pattern as its author wrote it.
    pub pattern: String,
    pub cases: Vec<Case>,
    /// Why the condition cannot be asked of them, where it does not go with what stands there.
    pub blocked: Option<String>,
}

/// Names the figures of the documents, and adds each document's row to the catalog.
pub fn build(
    rules: &RuleSet,
    read: Vec<(DocumentClaim, Article)>,
    (catalog, tables): (&mut Catalog, &mut Vec<TablePlan>),
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<DocumentPlan> {
    let mut documents = Vec::new();
    for (claim, article) in read {
        let decl = claim.declared.map(|at| &rules.documents[at]);
        let columns = columns(decl, &article);
        let table = TableId(catalog.tables.len());
        let name = decl.map_or_else(|| claim.found.stem(), |decl| decl.name.value.clone());
        catalog.tables.push(schema(&name, &columns, &article));
        catalog.documents.insert(table);
        tables.push(no_files(&columns));
        let aside = decl.map_or_else(Vec::new, |decl| names::aside(decl, &article, diagnostics));
        let declared = claim.declared;
        let (cases, checks) = (Vec::new(), Vec::new());
        documents.push(DocumentPlan {
            name,
            declared,
            table,
            article,
            columns,
            aside,
            cases,
            checks,
        });
    }
    for (at, decl) in rules.documents.iter().enumerate() {
        let of: Vec<&DocumentPlan> =
            documents.iter().filter(|document| document.declared == Some(at)).collect();
        names::tell_lost(decl, &of, diagnostics);
    }
    cases::find(rules, &mut documents, (catalog, tables), diagnostics);
    documents
}

fn columns(decl: Option<&DocumentDecl>, article: &Article) -> Vec<FigureColumn> {
    let named = decl.map_or(&[][..], |decl| &decl.figures);
    let mut columns: Vec<FigureColumn> = named
        .iter()
        .map(|(name, words)| {
            let found = article.document.named(&names::words(words)).ok();
            column(&name.value, found.map(|at| (at, &article.document.figures[at])))
        })
        .collect();
    if columns.iter().all(|column| column.name != PUBLISHED) {
        let day = article.document.published.map(|published| published.day);
        columns.push(FigureColumn {
            name: PUBLISHED.to_owned(),
            figure: None,
            extent: day.map(|day| Extent::point(Decimal::from(i64::from(day)))),
            value: day.map_or(Value::Null, Value::Date),
            part: None,
        });
    }
    columns
}

/// The column of a figure, where it was found.
fn column(name: &str, found: Option<(usize, &Figure)>) -> FigureColumn {
    FigureColumn {
        name: name.to_owned(),
        figure: found.map(|(at, _)| at),
        extent: found.and_then(|(_, figure)| extent(figure.meaning)),
        value: found.map_or(Value::Null, |(_, figure)| value(figure.meaning)),
        part: None,
    }
}

/// What a figure's words allow; dates as days.
fn extent(meaning: Meaning) -> Option<Extent> {
    match meaning {
        Meaning::Number { says, stretches, .. } => Some(Extent { says, stretches }),
        Meaning::Date { says, .. } => {
            let says = says.map(|day| Decimal::from(i64::from(day)));
            Some(Extent { says, stretches: says })
        }
        Meaning::NoDate { .. } | Meaning::Score(..) => None,
    }
}

fn value(meaning: Meaning) -> Value {
    match meaning {
        Meaning::Number { value: Some(value), .. } => Value::Number(value),
        Meaning::Date { says, .. } => match (says.low, says.high) {
            (Some(first), Some(last)) => Value::PartialDate(PartialDate { first, last }),
            _ => Value::Null,
        },
        _ => Value::Null,
    }
}

fn schema(name: &str, columns: &[FigureColumn], article: &Article) -> Schema {
    let column = |column: &FigureColumn| {
        let figure = column.figure.map(|at| &article.document.figures[at]);
        ColumnSchema {
            name: column.name.clone(),
            data_type: figure.map_or(DataType::Date, data_type),
            origin: Origin::Inferred { evidence: None },
            present: figure.is_some() || column.name == PUBLISHED,
            // The words of an article are no declaration: they bind no condition.
            unit: None,
            reference: None,
        }
    };
    let columns = columns.iter().map(column).collect();
    Schema { name: name.to_owned(), known: true, columns, key: Vec::new(), made: Vec::new() }
}

fn data_type(figure: &Figure) -> DataType {
    match figure.meaning {
        Meaning::Date { .. } | Meaning::NoDate { .. } => DataType::PartialDate,
        Meaning::Number { .. } => DataType::Number,
        Meaning::Score(..) => DataType::String,
    }
}

/// A document has no files of rows.
fn no_files(columns: &[FigureColumn]) -> TablePlan {
    let formats = columns.iter().map(|_| CellFormat::new(DataType::String)).collect();
    TablePlan { claimed: true, ..TablePlan::undeclared(Vec::new(), formats) }
}
