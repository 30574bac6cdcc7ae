//! The tables that the conditions of these tests are about.

use scruple::diagnostics::{SourceId, Span};
use scruple::rules::{Define, DefineBody, Param, Phrase, RuleSet, Spanned};
use scruple::tables::{
    Catalog, ColumnSchema, Made, Origin, Reference, ReferenceId, Schema, TableId,
};
use scruple::types::DataType;

const SOURCE: SourceId = SourceId(0);

/// A text whose bytes stand in the rule file as they are.
pub(crate) fn phrase(text: &str) -> Phrase {
    Phrase {
        text: text.to_owned(),
        source: SOURCE,
        span: Span::new(0, text.len()),
        offsets: (0..=text.len()).collect(),
    }
}

fn spanned(text: &str) -> Spanned<String> {
    Spanned { value: text.to_owned(), source: SOURCE, span: Span::new(900, 901) }
}

fn column(name: &str, data_type: DataType) -> ColumnSchema {
    ColumnSchema {
        name: name.to_owned(),
        data_type,
        origin: Origin::Declared { source: SOURCE, span: Span::new(1000, 1001) },
        present: true,
        unit: None,
        reference: None,
    }
}

fn inferred(name: &str, data_type: DataType, evidence: Option<&str>) -> ColumnSchema {
    let evidence = evidence.map(str::to_owned);
    ColumnSchema { origin: Origin::Inferred { evidence }, ..column(name, data_type) }
}

fn refers(name: &str, reference: usize) -> ColumnSchema {
    let reference = Some(ReferenceId(reference));
    ColumnSchema { reference, ..column(name, DataType::String) }
}

/// The columns of a file with those that no file has.
fn with_made(mut columns: Vec<ColumnSchema>) -> (Vec<Made>, Vec<ColumnSchema>) {
    let texts = (0..columns.len()).map(Made::Text);
    let made: Vec<Made> = texts.chain([Made::File, Made::Row, Made::Line]).collect();
    for made in &made {
        let (name, data_type) = match made {
            Made::Text(of) => (format!("text({})", columns[*of].name), DataType::String),
            Made::File => ("file()".to_owned(), DataType::String),
            Made::Row => ("row()".to_owned(), DataType::Integer),
            Made::Line | Made::Computed(_) => ("line()".to_owned(), DataType::Integer),
        };
        columns.push(inferred(&name, data_type, None));
    }
    (made, columns)
}

/// `reports` refers to `programmes`, which refers to `people`.
pub(crate) fn catalog() -> Catalog {
    let table = |name: &str, columns: Vec<ColumnSchema>| {
        let (made, columns) = with_made(columns);
        Schema { name: name.to_owned(), known: true, columns, key: vec![0], made }
    };
    let reference = |name: &str, from, columns, to, to_columns| Reference {
        name: name.to_owned(),
        from: TableId(from),
        columns,
        to: TableId(to),
        to_columns,
        declared: (SourceId(0), Span::default()),
    };
    Catalog {
        documents: Default::default(),
        tables: vec![
            table(
                "reports",
                vec![
                    column("report_id", DataType::String),
                    column("rounds", DataType::Integer),
                    column("weight", DataType::Number),
                    column("ratio", DataType::Float),
                    column("ok", DataType::Boolean),
                    column("published", DataType::Date),
                    column("seen", DataType::DateTime),
                    column("hour", DataType::Time),
                    column("launch", DataType::PartialDate),
                    column("lasted", DataType::Duration),
                    column("year", DataType::Year),
                    inferred("supplier", DataType::String, Some("`n/a` at reports.csv:7")),
                    refers("programme", 0),
                    column("per cent", DataType::Number),
                    column("Mixed", DataType::Integer),
                    column("twin", DataType::Integer),
                    column("TWIN", DataType::Integer),
                    ColumnSchema { present: false, ..column("absent", DataType::Integer) },
                ],
            ),
            table(
                "programmes",
                vec![
                    column("programme", DataType::String),
                    column("launched", DataType::Date),
                    refers("lead", 1),
                ],
            ),
            table(
                "people",
                vec![column("person", DataType::String), column("born", DataType::PartialDate)],
            ),
        ],
        references: vec![
            reference("programme", 0, vec![12], 1, vec![0]),
            reference("lead", 1, vec![2], 2, vec![0]),
            reference("maker", 0, vec![11, 1], 1, vec![0, 1]),
        ],
    }
}

fn define(name: &str, body: DefineBody) -> Define {
    Define { name: spanned(name), body, unit: None, why: None, source: None, date: None }
}

fn expression(args: &[&str], expr: &str) -> DefineBody {
    let args = args.iter().map(|arg| spanned(arg)).collect();
    DefineBody::Expression { args, expr: phrase(expr) }
}

fn integer(value: i64) -> Param {
    Param::Integer(Spanned { value, source: SOURCE, span: Span::new(700, 701) })
}

fn texts(values: &[&str]) -> DefineBody {
    DefineBody::List(values.iter().map(|text| Param::Text(phrase(text))).collect())
}

/// What is defined, beside these more.
pub(crate) fn rules(more: &[(&str, &[&str], &str)]) -> RuleSet {
    let mut defines = vec![
        define("most", DefineBody::Value(integer(500))),
        define("start", DefineBody::Value(Param::Text(phrase("2024-01-31")))),
        define("states", texts(&["PRK", "RUS"])),
        define("days", texts(&["2024-01-31", "2024-02-30"])),
        define("counts", DefineBody::List(vec![integer(1), integer(2)])),
        define("each", expression(&[], "rounds / 2")),
        define("per", expression(&["q", "c"], "q / c")),
        define("later", expression(&["d"], "published > d")),
    ];
    defines.extend(more.iter().map(|(name, args, expr)| define(name, expression(args, expr))));
    RuleSet { defines, ..RuleSet::default() }
}
