//! Where the patterns of rules stand in the documents: each place is a case of its rule, whose row
//! holds what the captures took beside what the document has anyway.

use super::{
    DocumentPlan, FigureColumn, PUBLISHED, column, data_type, extent, no_files, schema, value,
};
use crate::diagnostics::{Diagnostic, Span};
use crate::expressions::parse::is_reserved;
use crate::plan::TablePlan;
use crate::prose::patterns::{End, Match, Mistake, Pattern, Taken};
use crate::prose::{Article, Figure};
use crate::rules::{Phrase, RuleDecl, RuleSet};
use crate::tables::{Catalog, TableId};
use crate::types::DataType;

/// The places of a document where the pattern of a rule stands with captures of one type each.
#[derive(Debug, Clone)]
pub struct Cases {
    /// Index into the rule set.
    pub rule: usize,
    /// The row of one case: the columns of the document, then the captures.
    pub table: TableId,
    /// None where the pattern stands in no document at all: then the rule is bound to nothing.
    pub all: Vec<Case>,
}

/// One place of a pattern.
#[derive(Debug, Clone)]
pub struct Case {
    /// The words, in the text of the document.
    pub text: Span,
    pub captures: Vec<FigureColumn>,
}

/// Looks for the patterns of all rules.
pub fn find(
    rules: &RuleSet,
    documents: &mut [DocumentPlan],
    rows: (&mut Catalog, &mut Vec<TablePlan>),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let (catalog, tables) = rows;
    for (at, rule) in rules.rules.iter().enumerate() {
        let Some(phrase) = &rule.pattern else { continue };
        let Some(pattern) = read(rule, phrase, diagnostics) else { continue };
        let meant: Vec<usize> = (0..documents.len())
            .filter(|document| documents[*document].is_of(rules, rule))
            .collect();
        let clashes = meant.iter().find_map(|at| clash(&pattern, phrase, &documents[*at]));
        if let Some(clash) = clashes {
            diagnostics.push(clash);
            continue;
        }
        let mut found: Vec<(usize, Vec<Match>)> = meant
            .iter()
            .map(|document| (*document, documents[*document].article.document.matches(&pattern)))
            .collect();
        // One that stands nowhere is bound all the same, for what is wrong with its rule.
        if found.iter().all(|(_, matches)| matches.is_empty()) {
            found.truncate(1);
        } else {
            found.retain(|(_, matches)| !matches.is_empty());
        }
        for (document, matches) in found {
            let document = &mut documents[document];
            for (captures, all) in by_type(&pattern, matches, &document.article) {
                let table = TableId(catalog.tables.len());
                let columns: Vec<FigureColumn> =
                    document.columns.iter().cloned().chain(captures).collect();
                catalog.tables.push(schema(&document.name, &columns, &document.article));
                catalog.documents.insert(table);
                tables.push(no_files(&columns));
                document.cases.push(Cases { rule: at, table, all });
            }
        }
    }
}

impl DocumentPlan {
    /// Whether a rule is about this document: one with a pattern that names none is about all.
    pub fn is_of(&self, rules: &RuleSet, rule: &RuleDecl) -> bool {
        let declared = self.declared.map(|at| &rules.documents[at].name.value);
        let is_named = || rule.documents.iter().any(|name| Some(&name.value) == declared);
        let of_all = rule.documents.is_empty() && rule.tables.is_empty();
        is_named() || (of_all && rule.pattern.is_some())
    }
}

/// The cases with captures of the same types together, in the order of their first ones, each with
/// the columns that its captures are; without a case, captures of no type.
fn by_type(
    pattern: &Pattern,
    matches: Vec<Match>,
    article: &Article,
) -> Vec<(Vec<FigureColumn>, Vec<Case>)> {
    let figures = &article.document.figures;
    let mut groups: Vec<(Vec<DataType>, Vec<Case>)> = Vec::new();
    for found in matches {
        let types: Vec<DataType> =
            found.taken.iter().map(|taken| data_type(&figures[taken.figure])).collect();
        let captures = pattern.captures.iter().zip(&found.taken);
        let captures = captures.map(|(capture, taken)| of(&capture.name, taken, figures)).collect();
        let case = Case { text: found.text, captures };
        match groups.iter_mut().find(|(known, _)| *known == types) {
            Some((_, cases)) => cases.push(case),
            None => groups.push((types, vec![case])),
        }
    }
    if groups.is_empty() {
        let captures = pattern.captures.iter().map(|capture| column(&capture.name, None));
        return vec![(captures.collect(), Vec::new())];
    }
    let with_columns = groups.into_iter().map(|(_, cases)| {
        let columns = cases.first().map_or_else(Vec::new, |case| case.captures.clone());
        (columns, cases)
    });
    with_columns.collect()
}

/// The column of a capture.
fn of(name: &str, taken: &Taken, figures: &[Figure]) -> FigureColumn {
    let figure = &figures[taken.figure];
    let ends = taken.end.zip(figure.ends.as_ref());
    let meaning = match ends {
        Some((End::First, ends)) => ends.first,
        Some((End::Last, ends)) => ends.last,
        None => figure.meaning,
    };
    FigureColumn {
        name: name.to_owned(),
        figure: Some(taken.figure),
        extent: extent(meaning),
        value: value(meaning),
        part: taken.end.map(|_| taken.text),
    }
}

/// The pattern of a rule; none after a mistake in it.
fn read(rule: &RuleDecl, phrase: &Phrase, diagnostics: &mut Vec<Diagnostic>) -> Option<Pattern> {
    if !rule.tables.is_empty() {
        let message = "`pattern` is about the words of articles, and a table has none";
        diagnostics.push(
            Diagnostic::new("not-applicable", message)
                .at(phrase.source, phrase.span, "not for tables")
                .help(
                    "name a document instead of the table, or leave both out: `document = \"…\"`",
                ),
        );
        return None;
    }
    match Pattern::read(&phrase.text) {
        Ok(pattern) => {
            let is_taken = |name: &str| is_reserved(name) && !name.eq_ignore_ascii_case("when");
            let taken = pattern.captures.iter().find(|capture| is_taken(&capture.name));
            diagnostics.extend(taken.map(|capture| {
                let message = format!("`{}` is a word of SQL", capture.name);
                Diagnostic::new("invalid-syntax", message)
                    .at(phrase.source, phrase.locate(capture.span), "`check` cannot name it")
                    .help("give the capture another name")
            }));
            taken.is_none().then_some(pattern)
        }
        Err(mistakes) => {
            diagnostics.extend(mistakes.iter().map(|mistake| told(mistake, phrase)));
            None
        }
    }
}

/// A mistake in a pattern, at its place in the rule file.
fn told(mistake: &Mistake, phrase: &Phrase) -> Diagnostic {
    const EXAMPLE: &str = "name what stands there: `pattern = \"over {n} heavy guns\"`";
    let text = |span: Span| phrase.text.get(span.start..span.end).unwrap_or_default().trim();
    let at = |code: &'static str, message: String, span: Span, label: &str| {
        Diagnostic::new(code, message).at(phrase.source, phrase.locate(span), label)
    };
    match mistake {
        Mistake::Unclosed(span) => {
            at("invalid-syntax", "`{` is never closed".to_owned(), *span, "opened here")
                .help("close it with `}`; a brace itself is written `{{`")
        }
        Mistake::NotAName(span) => {
            let message = format!("`{}` is no name for a capture", text(*span));
            at("invalid-syntax", message, *span, "letters, digits and `_` are a name").help(EXAMPLE)
        }
        Mistake::Twice { again, first } => {
            let message = format!("capture `{}` stands twice in the pattern", text(*again));
            at("duplicate-name", message, *again, "again here")
                .at(phrase.source, phrase.locate(*first), "first here")
                .help("give each capture a name of its own, and compare them in `check`")
        }
        Mistake::Adjacent(span) => {
            let message = "nothing stands between two captures".to_owned();
            at("invalid-syntax", message, *span, "where does this figure begin")
                .help("write the words between them, or one capture for both")
        }
        Mistake::NoCapture => Diagnostic::new("invalid-syntax", "the pattern has no capture")
            .at(phrase.source, phrase.span, "no figure to read here")
            .help(EXAMPLE),
        Mistake::NoWords => {
            Diagnostic::new("invalid-syntax", "the pattern has no words beside its captures")
                .at(phrase.source, phrase.span, "any figure would fit")
                .help("write the words that stand around the figure: `\"over {n} heavy guns\"`")
        }
    }
}

/// Says that a capture has the name of something else that the rule reads.
fn clash(pattern: &Pattern, phrase: &Phrase, document: &DocumentPlan) -> Option<Diagnostic> {
    let capture = pattern
        .captures
        .iter()
        .find(|capture| document.columns.iter().any(|column| column.name == capture.name))?;
    let (name, of) = (&capture.name, &document.name);
    let message = match name.as_str() {
        PUBLISHED => format!("`{PUBLISHED}` is the day of publication already"),
        _ => format!("capture `{name}` has the name of a figure of document `{of}`"),
    };
    Some(
        Diagnostic::new("duplicate-name", message)
            .at(phrase.source, phrase.locate(capture.span), "two things of one name")
            .help("give the capture another name"),
    )
}
