//! The table `figures`: a row for each figure of the articles of a run, one source an article.
//!
//! It is made only where a rule may read it. Each article's figures are written out as a file of
//! commas in memory, so that rules read them as they read any other table; reports take the places
//! of its rows back to the words in the article.

use super::claim::DocumentClaim;
use super::names::words;
use crate::diagnostics::{Diagnostic, SourceId, Span};
use crate::plan::{PlannedFile, TablePlan, catalog};
use crate::prose::{Article, Figure, Meaning};
use crate::rules::{HeaderDecl, Reading, RuleSet, Spanned};
use crate::sources::open::from_bytes;
use crate::tables::{ColumnSchema, Origin, Schema};
use crate::types::calendar::show_date;
use crate::types::{CellFormat, DataType, Decimal, Interval};

/// The name under which rules read it.
pub const NAME: &str = "figures";

/// The columns that hold what a figure says; the others tell how and where it is written.
const SAID: &[&str] = &["value", "low", "high", "outer_low", "outer_high", "first_day", "last_day"];

/// Whether one of these columns holds what figures say.
pub fn reads_what_is_said(columns: &[usize]) -> bool {
    let is_said = |at: &usize| COLUMNS.get(*at).is_some_and(|one| SAID.contains(&one.name));
    columns.iter().any(is_said)
}

/// A column: its name, its type, and what stands in it; empty where there is nothing to say.
pub struct Column {
    pub name: &'static str,
    pub data_type: DataType,
    /// For the manual.
    pub doc: &'static str,
    cell: fn(&Row<'_>) -> Option<String>,
}

/// A figure with all that a row says of it.
struct Row<'r> {
    document: &'r str,
    article: &'r Article,
    figure: &'r Figure,
    /// The first name that the rule file gives it.
    name: Option<&'r str>,
}

const fn text(
    name: &'static str,
    doc: &'static str,
    cell: fn(&Row<'_>) -> Option<String>,
) -> Column {
    Column { name, data_type: DataType::String, doc, cell }
}

const fn number(
    name: &'static str,
    doc: &'static str,
    cell: fn(&Row<'_>) -> Option<String>,
) -> Column {
    Column { name, data_type: DataType::Number, doc, cell }
}

/// The columns, in order. The names are those of `figures` in the JSON report, but for dates: a
/// column has one type.
#[rustfmt::skip]
pub static COLUMNS: &[Column] = &[
    text("document", "the document that declares the article, else the stem of its file", |row| Some(row.document.to_owned())),
    text("file", "the article", |row| Some(row.article.file.clone())),
    Column { name: "line", data_type: DataType::Integer, doc: "where it stands, from 1", cell: |row| Some(row.article.place(row.figure.span).line.to_string()) },
    text("name", "what `[documents.NAME.figures]` calls it", |row| row.name.map(str::to_owned)),
    text("quote", "its words", |row| Some(one_line(row.article.document.words(row.figure.text)))),
    text("kind", "`quantity`, `percent`, `money`, `date`, `duration`, `ordinal`, `ratio` or `range`", |row| Some(row.figure.kind.name().to_owned())),
    number("value", "the number as written; none of a date, a range or a score", |row| row.figure.value().map(decimal)),
    number("low", "the least that its words say", |row| says(row).and_then(|says| says.low).map(decimal)),
    number("high", "the most that its words say", |row| says(row).and_then(|says| says.high).map(decimal)),
    Column { name: "low_open", data_type: DataType::Boolean, doc: "whether it is above `low`", cell: |row| says(row).map(|says| says.low_open.to_string()) },
    Column { name: "high_open", data_type: DataType::Boolean, doc: "whether it is below `high`", cell: |row| says(row).map(|says| says.high_open.to_string()) },
    number("outer_low", "the least that its words stretch to", |row| row.figure.stretches().and_then(|outer| outer.low).map(decimal)),
    number("outer_high", "the most that its words stretch to", |row| row.figure.stretches().and_then(|outer| outer.high).map(decimal)),
    Column { name: "first_day", data_type: DataType::Date, doc: "of a date: its first day", cell: |row| row.figure.days().and_then(|days| days.low).map(show_date) },
    Column { name: "last_day", data_type: DataType::Date, doc: "of a date: its last day", cell: |row| row.figure.days().and_then(|days| days.high).map(show_date) },
    text("unit", "what it counts: a symbol, a currency, a period, or the noun", |row| row.figure.unit.clone()),
    text("noun", "the noun with what stands before it: `heavy artillery pieces`", |row| row.figure.noun.map(|noun| one_line(row.article.document.words(noun)))),
    text("hedge", "how its words limit it: `exact`, `about`, `over` …", |row| Some(row.figure.hedge.name().to_owned())),
    text("relation", "of a date: `since`, `until`, `by`, `before` or `after`", |row| row.figure.relation.map(|relation| relation.name().to_owned())),
    text("grain", "of a date: how finely it is given, `day`, `month` …", |row| grain(row.figure).map(str::to_owned)),
    text("anchor", "of a date: what it hangs on, `absolute`, `published` or `narrative`", |row| anchor(row.figure).map(str::to_owned)),
    Column { name: "quoted", data_type: DataType::Boolean, doc: "whether it is somebody else's word", cell: |row| Some(row.figure.quoted.to_string()) },
    text("block", "what it stands in: `headline`, `lead`, `body`, `item`, `table` …", |row| row.article.document.blocks.get(row.figure.block).map(|block| block.role.name().to_owned())),
    Column { name: "sentence", data_type: DataType::Integer, doc: "the number of its sentence in the article, from 0", cell: |row| Some(row.figure.sentence.to_string()) },
    text("sentence_text", "the words of its sentence, the first 1,000 characters of a long one", |row| row.article.document.sentences.get(row.figure.sentence).map(|sentence| one_line(beginning(row.article.document.words(sentence.text))))),
    Column { name: "published", data_type: DataType::Date, doc: "the day of publication of the article", cell: |row| row.article.document.published.map(|published| show_date(published.day)) },
];

fn decimal(number: Decimal) -> String {
    number.trimmed().to_string()
}

fn says(row: &Row<'_>) -> Option<Interval<Decimal>> {
    row.figure.says()
}

fn grain(figure: &Figure) -> Option<&'static str> {
    match figure.meaning {
        Meaning::Date { grain, .. } | Meaning::NoDate { grain, .. } => Some(grain.name()),
        _ => None,
    }
}

fn anchor(figure: &Figure) -> Option<&'static str> {
    match figure.meaning {
        Meaning::Date { anchor, .. } => Some(anchor.name()),
        _ => None,
    }
}

/// As much of a sentence as each of its figures shows: they may be many, and the sentence long.
fn beginning(words: &str) -> &str {
    let end = words.char_indices().nth(1000).map_or(words.len(), |(at, _)| at);
    &words[..end]
}

/// Words as a cell holds them: on one line, without what nobody sees.
fn one_line(words: &str) -> String {
    let plain = words.replace(char::is_control, " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The table of the articles' figures, where a rule may read it. The files come in the order of the
/// articles.
pub fn build(
    rules: &RuleSet,
    articles: &[(DocumentClaim, Article)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Schema, TablePlan)> {
    if !catalog::may_read(rules, NAME) {
        return None;
    }
    let judged = rules.rules.iter().flat_map(|rule| &rule.tables).find(|table| table.value == NAME);
    // Of declared documents it is said elsewhere where there are none.
    if let (Some(table), true, true) = (judged, articles.is_empty(), rules.documents.is_empty()) {
        diagnostics.push(
            Diagnostic::new("no-document", format!("`{NAME}` has no rows: no article is read"))
                .at(table.source, table.span, "the figures of articles")
                .help("name one: `scruple check article.md`, or declare it: `[documents.article]`"),
        );
    }
    let column = |column: &Column| ColumnSchema {
        name: column.name.to_owned(),
        data_type: column.data_type,
        origin: Origin::Inferred { evidence: Some("the figures of articles have it".to_owned()) },
        present: true,
        unit: None,
        reference: None,
    };
    let files: Vec<PlannedFile> = articles
        .iter()
        .enumerate()
        .filter_map(|(at, (claim, article))| {
            let bytes = rows(rules, claim, article);
            let source = from_bytes(&article.file, bytes, &reading()).ok()?;
            let columns = (0..COLUMNS.len()).map(Some).collect();
            Some(PlannedFile { article: Some(at), ..PlannedFile::new(source, false, columns) })
        })
        .collect();
    let schema = Schema {
        name: NAME.to_owned(),
        known: !files.is_empty(),
        columns: COLUMNS.iter().map(column).collect(),
        key: Vec::new(),
        made: Vec::new(),
    };
    let formats = COLUMNS.iter().map(|column| CellFormat::new(column.data_type)).collect();
    let plan =
        TablePlan { claimed: true, of_articles: true, ..TablePlan::undeclared(files, formats) };
    Some((schema, plan))
}

/// The figures of an article as a file of commas.
fn rows(rules: &RuleSet, claim: &DocumentClaim, article: &Article) -> Vec<u8> {
    let decl = claim.declared.map(|at| &rules.documents[at]);
    let stem = claim.found.stem();
    let document = decl.map_or(stem.as_str(), |decl| decl.name.value.as_str());
    let mut names: Vec<Option<&str>> = vec![None; article.document.figures.len()];
    for (name, place) in decl.iter().flat_map(|decl| &decl.figures) {
        if let Ok(at) = article.document.named(&words(place))
            && names[at].is_none()
        {
            names[at] = Some(&name.value);
        }
    }
    let mut text = String::new();
    for (figure, name) in article.document.figures.iter().zip(names) {
        let row = Row { document, article, figure, name };
        for (at, column) in COLUMNS.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            if let Some(cell) = (column.cell)(&row) {
                push_cell(&mut text, &cell);
            }
        }
        text.push('\n');
    }
    text.into_bytes()
}

fn push_cell(text: &mut String, cell: &str) {
    if cell.contains([',', '"', '\n', '\r']) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

/// Commas, quotes, no header: nothing is left to be sniffed.
fn reading() -> Reading {
    // Nothing is ever said of these places: what they read is written here.
    let (source, span) = (SourceId(0), Span::default());
    let names = COLUMNS.iter().map(|column| column.name.to_owned()).collect();
    Reading {
        delimiter: Some(Spanned { value: b',', source, span }),
        quote: Some(Spanned { value: Some(b'"'), source, span }),
        header: Some(Spanned { value: HeaderDecl::Names(names), source, span }),
        ..Reading::default()
    }
}

/// The columns as the manual lists them.
pub fn described() -> String {
    let mut text = "| column | type | holds |\n| --- | --- | --- |\n".to_owned();
    for column in COLUMNS {
        let row =
            format!("| `{}` | `{}` | {} |\n", column.name, column.data_type.name(), column.doc);
        text.push_str(&row);
    }
    text
}
