//! Generated conditions: `sqlparser` reads them alike, every node's text is that node, and no text
//! at all makes the parser panic.

use super::show::{nodes, tree};
use proptest::prelude::*;
use scruple::diagnostics::Severity;
use scruple::expressions::parse::parse_text;
use sqlparser::ast as sql;
use sqlparser::dialect::DuckDbDialect;
use sqlparser::parser::Parser;

/// Conditions of every form, printed with more brackets and blanks than they need.
fn conditions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["a", "b", "t.a", "\"per cent\"", "année"]).prop_map(String::from),
        prop::sample::select(vec!["1", "2.50", "1_000", "'x'", "'it''s'", "''", "NULL", "TRUE"])
            .prop_map(String::from),
        prop::sample::select(vec!["DATE '2024-01-31'", "INTERVAL '1' MONTH", "today()"])
            .prop_map(String::from),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let three = (inner.clone(), inner.clone(), inner.clone());
        const OPS: &[&str] = &["+", "-", "*", "/", "//", "%", " AND ", " OR ", " and  ", "\nOR "];
        const TESTS: &[&str] = &["NULL", "NOT NULL", "TRUE", "NOT FALSE", "UNKNOWN"];
        prop_oneof![
            4 => (two.clone(), prop::sample::select(OPS))
                .prop_map(|((l, r), op)| format!("{l}{op} {r}")),
            2 => (two.clone(), prop::sample::select(&["=", "<>", "!=", "<", "<=", ">", ">="][..]))
                .prop_map(|((l, r), op)| format!("(({l}) {op} ({r}))")),
            2 => inner.clone().prop_map(|x| format!("( {x} )")),
            1 => inner.clone().prop_map(|x| format!("(NOT ({x}))")),
            1 => inner.clone().prop_map(|x| format!("-({x})")),
            1 => (inner.clone(), prop::sample::select(TESTS))
                .prop_map(|(x, test)| format!("(({x}) IS {test})")),
            1 => two.clone().prop_map(|(l, r)| format!("(({l}) IS NOT DISTINCT FROM ({r}))")),
            1 => three.clone()
                .prop_map(|(x, l, h)| format!("(({x}) NOT BETWEEN ({l}) AND ({h}))")),
            1 => three.clone().prop_map(|(x, l, h)| format!("(({x}) IN ({l}, {h}))")),
            1 => two.clone().prop_map(|(x, p)| format!("(({x}) NOT LIKE ({p}) ESCAPE '!')")),
            1 => two.clone().prop_map(|(x, p)| format!("(({x}) ILIKE ({p}))")),
            // Brackets where `sqlparser` has other precedences than DuckDB.
            1 => two.clone().prop_map(|(l, r)| format!("(({l}) || ({r}))")),
            1 => two.clone().prop_map(|(x, p)| format!("(({x}) ~ ({p}))")),
            1 => three.clone()
                .prop_map(|(c, t, e)| format!("CASE WHEN {c} THEN {t} ELSE {e} END")),
            1 => three.prop_map(|(c, t, e)| format!("CASE ({c}) WHEN {t} THEN {e} END")),
            1 => inner.clone().prop_map(|x| format!("CAST({x} AS integer)")),
            1 => inner.clone().prop_map(|x| format!("({x})::text")),
            1 => inner.prop_map(|x| format!("EXTRACT(year FROM {x})")),
            1 => two.prop_map(|(l, r)| format!("round( {l} , {r})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_text_of_a_node_is_that_node(text in conditions()) {
        let Ok(expr) = parse_text(&text) else { return Ok(()) };
        for node in nodes(&expr) {
            let part = &text[node.span.start..node.span.end];
            // What `EXTRACT` names is a text only inside of it.
            if part == "year" {
                continue;
            }
            let again = parse_text(part).map(|again| tree(&again));
            prop_assert_eq!(again, Ok(tree(node)), "{}", part);
        }
    }

    #[test]
    fn sqlparser_reads_conditions_alike(text in conditions()) {
        let ours = parse_text(&text).map(|expr| tree(&expr));
        let theirs = Parser::new(&DuckDbDialect {})
            .try_with_sql(&text)
            .and_then(|mut parser| parser.parse_expr())
            .map(|expr| lowered(&expr));
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            prop_assert_eq!(ours, theirs, "{}", text);
        }
    }

    // Else the two properties above would say nothing.
    #[test]
    fn generated_conditions_parse(text in conditions()) {
        prop_assert!(parse_text(&text).is_ok(), "{:?} {}", parse_text(&text), text);
    }

    // With names that are there, so that types meet in every way.
    #[test]
    fn binding_tells_mistakes_inside_the_text(text in conditions()) {
        let text = text.replace("t.a", "launch").replace("année", "published").replace('b', "ok");
        let text = text.replace('a', "rounds");
        let (typed, diagnostics) = super::binding::bound(&text);
        let fatal = diagnostics.iter().any(|it| it.severity == Severity::Error);
        prop_assert_eq!(typed.is_none(), fatal, "{}", text);
        for diagnostic in diagnostics {
            let span = diagnostic.labels[0].span;
            prop_assert!(text.get(span.start..span.end).is_some(), "{:?}", diagnostic);
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = parse_text(&text);
    }

    #[test]
    fn no_sequence_of_words_panics(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..20),
        blank in prop::sample::select(&["", " "][..]),
    ) {
        let text = words.join(blank);
        if let Err(error) = parse_text(&text) {
            prop_assert!(text.get(error.span.start..error.span.end).is_some(), "{:?}", error);
        }
    }
}

const WORDS: &[&str] = &[
    "(", ")", "[", "]", "{", "}", ",", ".", "::", "*", "-", "+", "/", "~", "!", "=", "<", ">",
    "->", "a", "\"b\"", "'c'", "'", "\"", "1", "1e", "0x1", ".5", "AND", "OR", "NOT", "IS", "NULL",
    "IN", "BETWEEN", "LIKE", "ESCAPE", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "AS", "DATE",
    "INTERVAL", "DAY", "EXTRACT", "FROM", "SELECT", "EXISTS", "count", "sum", "OVER", "FILTER",
    "WITHIN", "GROUP", "COLUMNS", "lambda", ":", "é", "\u{301}", "--", "/*", "*/", "\n",
];

/// A tree of `sqlparser`, written as ours.
fn lowered(expr: &sql::Expr) -> String {
    let not = |negated: &bool, word: &str| match negated {
        true => format!("not-{word}"),
        false => word.to_owned(),
    };
    match expr {
        sql::Expr::Identifier(name) => ident(name),
        sql::Expr::CompoundIdentifier(names) => {
            names.iter().map(ident).collect::<Vec<_>>().join(".")
        }
        sql::Expr::Value(value) => match &value.value {
            sql::Value::Number(digits, _) => digits.replace('_', ""),
            sql::Value::SingleQuotedString(text) => format!("'{text}'"),
            sql::Value::Boolean(value) => value.to_string(),
            sql::Value::Null => "null".to_owned(),
            other => format!("{other:?}"),
        },
        sql::Expr::Nested(inner) => lowered(inner),
        sql::Expr::UnaryOp { op, expr } => {
            let op = match op {
                sql::UnaryOperator::Not => "not",
                sql::UnaryOperator::Minus => "neg",
                _ => "pos",
            };
            format!("({op} {})", lowered(expr))
        }
        sql::Expr::BinaryOp {
            op: op @ (sql::BinaryOperator::And | sql::BinaryOperator::Or),
            ..
        } => {
            let mut parts = vec![op.to_string().to_lowercase()];
            chained(expr, op, &mut parts);
            format!("({})", parts.join(" "))
        }
        sql::Expr::BinaryOp { left, op, right } => {
            let op = match op {
                sql::BinaryOperator::DuckIntegerDivide => "//".to_owned(),
                other => other.to_string().to_lowercase(),
            };
            format!("({op} {} {})", lowered(left), lowered(right))
        }
        sql::Expr::IsNull(x) => format!("(is-null {})", lowered(x)),
        sql::Expr::IsNotNull(x) => format!("(not-is-null {})", lowered(x)),
        sql::Expr::IsTrue(x) => format!("(is-true {})", lowered(x)),
        sql::Expr::IsNotFalse(x) => format!("(not-is-false {})", lowered(x)),
        sql::Expr::IsUnknown(x) => format!("(is-unknown {})", lowered(x)),
        sql::Expr::IsNotDistinctFrom(l, r) => {
            format!("(not-distinct {} {})", lowered(l), lowered(r))
        }
        sql::Expr::Between { expr, negated, low, high } => format!(
            "({} {} {} {})",
            not(negated, "between"),
            lowered(expr),
            lowered(low),
            lowered(high)
        ),
        sql::Expr::In { expr, target: sql::InTarget::List(list), negated, .. } => {
            let list: Vec<String> = list.iter().map(lowered).collect();
            format!("({} {} {})", not(negated, "in"), lowered(expr), list.join(" "))
        }
        sql::Expr::Like { negated, expr, pattern, escape_char, .. } => {
            let escape =
                escape_char.as_ref().map(|c| format!(" escape {}", lowered(c).trim_matches('\'')));
            format!(
                "({} {} {}{})",
                not(negated, "like"),
                lowered(expr),
                lowered(pattern),
                escape.unwrap_or_default()
            )
        }
        sql::Expr::ILike { negated, expr, pattern, .. } => {
            format!("({} {} {})", not(negated, "ilike"), lowered(expr), lowered(pattern))
        }
        sql::Expr::Case { operand, conditions, else_result, .. } => {
            let operand = operand.iter().map(|operand| lowered(operand));
            let branches = conditions
                .iter()
                .map(|when| format!("[{} {}]", lowered(&when.condition), lowered(&when.result)));
            let otherwise = else_result.iter().map(|otherwise| lowered(otherwise));
            let parts: Vec<String> = operand.chain(branches).chain(otherwise).collect();
            format!("(case {})", parts.join(" "))
        }
        sql::Expr::Cast { expr, data_type, .. } => {
            format!("(cast {} {})", lowered(expr), data_type.to_string().to_lowercase())
        }
        sql::Expr::Extract { field, expr, .. } => {
            format!("(date_part '{}' {})", field.to_string().to_lowercase(), lowered(expr))
        }
        sql::Expr::TypedString(text) => {
            format!("{}{}", text.data_type.to_string().to_lowercase(), text.value)
        }
        sql::Expr::Interval(interval) => {
            let unit = interval.leading_field.as_ref().map(ToString::to_string);
            let amount = lowered(&interval.value);
            format!("interval'{} {}'", amount.trim_matches('\''), unit.unwrap_or_default())
        }
        sql::Expr::Function(call) => function(call),
        other => format!("{other:?}"),
    }
}

/// The parts of a chain of AND or OR, however it is nested.
fn chained(expr: &sql::Expr, wanted: &sql::BinaryOperator, parts: &mut Vec<String>) {
    match expr {
        sql::Expr::Nested(inner) => chained(inner, wanted, parts),
        sql::Expr::BinaryOp { left, op, right } if op == wanted => {
            chained(left, wanted, parts);
            chained(right, wanted, parts);
        }
        _ => parts.push(lowered(expr)),
    }
}

fn function(call: &sql::Function) -> String {
    let sql::FunctionArguments::List(list) = &call.args else { return format!("{call:?}") };
    let mut text = format!("({}", call.name);
    for arg in &list.args {
        match arg {
            sql::FunctionArg::Unnamed(sql::FunctionArgExpr::Expr(expr)) => {
                text = format!("{text} {}", lowered(expr));
            }
            other => text = format!("{text} {other:?}"),
        }
    }
    text + ")"
}

fn ident(ident: &sql::Ident) -> String {
    match ident.quote_style {
        Some(_) => format!("\"{}\"", ident.value),
        None => ident.value.clone(),
    }
}
