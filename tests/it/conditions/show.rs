//! Trees and mistakes as short texts, to compare with what is expected.

use scruple::diagnostics::Span;
use scruple::expressions::ast::{
    Aggregate, Ask, BinaryOp, Direction, Expr, Ident, IsTest, Literal, Node, Query, UnaryOp, Which,
    Window,
};

/// The tree without its spans: `(> (+ a 1) 'x')`. A chain of AND or OR is one list, however nested.
pub(crate) fn tree(expr: &Expr) -> String {
    let not = |negated: bool, word: &str| match negated {
        true => format!("not-{word}"),
        false => word.to_owned(),
    };
    match &expr.node {
        Node::Name(parts) => parts.iter().map(ident).collect::<Vec<_>>().join("."),
        Node::Literal(value) => literal(value),
        Node::Unary { op, operand } => {
            let op = match op {
                UnaryOp::Not => "not",
                UnaryOp::Minus => "neg",
                UnaryOp::Plus => "pos",
            };
            list(op, [&**operand])
        }
        Node::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), .. } => {
            let mut parts = Vec::new();
            chained(expr, *op, &mut parts);
            list(&op.symbol().to_lowercase(), parts)
        }
        Node::Binary { op, left, right, .. } => {
            list(&op.symbol().to_lowercase(), [&**left, &**right])
        }
        Node::Is { operand, test, negated } => {
            let test = match test {
                IsTest::Null => "is-null",
                IsTest::True => "is-true",
                IsTest::False => "is-false",
                IsTest::Unknown => "is-unknown",
            };
            list(&not(*negated, test), [&**operand])
        }
        Node::Distinct { left, right, negated, .. } => {
            list(&not(*negated, "distinct"), [&**left, &**right])
        }
        Node::Between { operand, low, high, negated, .. } => {
            list(&not(*negated, "between"), [&**operand, &**low, &**high])
        }
        Node::InList { operand, list: items, negated, .. } => {
            list(&not(*negated, "in"), std::iter::once(&**operand).chain(items))
        }
        Node::InName { operand, name, negated } => {
            format!("({} {} {})", not(*negated, "in-name"), tree(operand), ident(name))
        }
        Node::Like { operand, pattern, escape, fold, negated, .. } => {
            let word = not(*negated, if *fold { "ilike" } else { "like" });
            let escape = escape.map(|c| format!(" escape {c}")).unwrap_or_default();
            format!("({word} {} {}{escape})", tree(operand), tree(pattern))
        }
        Node::Case { operand, branches, otherwise } => {
            let operand = operand.iter().map(|operand| tree(operand));
            let branches = branches
                .iter()
                .map(|(condition, result)| format!("[{} {}]", tree(condition), tree(result)));
            let otherwise = otherwise.iter().map(|otherwise| tree(otherwise));
            let parts: Vec<String> = operand.chain(branches).chain(otherwise).collect();
            format!("(case {})", parts.join(" "))
        }
        Node::Cast { operand, to, attempt } => {
            let word = if *attempt { "try-cast" } else { "cast" };
            format!("({word} {} {})", tree(operand), to.text)
        }
        Node::Call { name, args } => list(&name.text, args),
        Node::Aggregate(call) => aggregate(call),
        Node::Subquery { ask, query } => subquery(ask, query),
        Node::List(items) => list("list", items),
        Node::Comprehension(made) => {
            let position = made.position.iter().map(|name| format!(" {}", ident(name)));
            let filter = made.filter.iter().map(|filter| format!(" if {}", tree(filter)));
            format!(
                "(for {}{} in {} {}{})",
                ident(&made.element),
                position.collect::<String>(),
                tree(&made.list),
                tree(&made.result),
                filter.collect::<String>()
            )
        }
        Node::Columns { which, unpacked } => {
            let star = if *unpacked { "*" } else { "" };
            let names = |names: &[Ident]| names.iter().map(ident).collect::<Vec<_>>().join(" ");
            match which {
                Which::Pattern { text, .. } => format!("{star}columns'{text}'"),
                Which::All { but } => format!("{star}columns[all but {}]", names(but)),
                Which::Named(named) => format!("{star}columns[{}]", names(named)),
            }
        }
        Node::Unsupported { what } => format!("<{what}>"),
    }
}

fn subquery(ask: &Ask, query: &Query) -> String {
    let asked = match ask {
        Ask::Value => "value".to_owned(),
        Ask::Exists => "exists".to_owned(),
        Ask::In { operand, negated, .. } => {
            format!("{} {}", if *negated { "not-in" } else { "in" }, tree(operand))
        }
    };
    let select: Vec<String> = query.select.iter().map(tree).collect();
    let from: Vec<String> = query.from.iter().map(ident).collect();
    let alias = query.alias.iter().map(|alias| format!(" {}", ident(alias))).collect::<String>();
    let filter = query.filter.iter().map(|filter| format!(" where {}", tree(filter)));
    format!(
        "({asked} [{}] from {}{alias}{})",
        select.join(" "),
        from.join("."),
        filter.collect::<String>()
    )
}

fn aggregate(call: &Aggregate) -> String {
    let mut text = format!("({}", call.name.text);
    if call.star.is_some() {
        text.push_str(" *");
    }
    if call.distinct.is_some() {
        text.push_str(" distinct");
    }
    for arg in &call.args {
        text.push_str(&format!(" {}", tree(arg)));
    }
    if let Some(filter) = &call.filter {
        text.push_str(&format!(" filter {}", tree(filter)));
    }
    if let Some(over) = &call.over {
        let name = over.name.as_ref().map(|name| format!(" {}", name.text)).unwrap_or_default();
        text.push_str(&format!(" over{name}"));
        if let Some(window) = &over.window {
            text.push_str(&format!(" [{}]", self::window(window)));
        }
    }
    text + ")"
}

/// A window, its parts in the order in which they are written.
pub(crate) fn window(window: &Window) -> String {
    let mut parts = Vec::new();
    if !window.partition.is_empty() {
        parts.push(format!(
            "by {}",
            window.partition.iter().map(tree).collect::<Vec<_>>().join(" ")
        ));
    }
    for order in &window.order {
        let direction = if order.direction == Direction::Descending { " desc" } else { "" };
        let missing = order.missing.map(|missing| format!(" {missing:?}")).unwrap_or_default();
        parts.push(format!("order {}{direction}{missing}", tree(&order.expr)));
    }
    parts.extend(
        window
            .extent
            .map(|extent| format!("{:?} {:?} {:?}", extent.unit, extent.start, extent.end)),
    );
    parts.join(", ")
}

fn chained<'a>(expr: &'a Expr, wanted: BinaryOp, parts: &mut Vec<&'a Expr>) {
    match &expr.node {
        Node::Binary { op, left, right, .. } if *op == wanted => {
            chained(left, wanted, parts);
            chained(right, wanted, parts);
        }
        _ => parts.push(expr),
    }
}

fn list<'a>(head: &str, parts: impl IntoIterator<Item = &'a Expr>) -> String {
    let mut text = format!("({head}");
    for part in parts {
        text.push(' ');
        text.push_str(&tree(part));
    }
    text + ")"
}

fn ident(ident: &Ident) -> String {
    if ident.quoted { format!("\"{}\"", ident.text) } else { ident.text.clone() }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Number(digits) => digits.clone(),
        Literal::Text(text) => format!("'{text}'"),
        Literal::Date(text) => format!("date'{text}'"),
        Literal::Timestamp(text) => format!("timestamp'{text}'"),
        Literal::Interval { amount, unit } => format!("interval'{amount} {unit}'"),
    }
}

/// The text with a line of `^` under the span.
pub(crate) fn underlined(text: &str, span: Span) -> String {
    let before = text[..span.start].chars().count();
    let width = text[span.start..span.end].chars().count().max(1);
    format!("{text}\n{}{}", " ".repeat(before), "^".repeat(width))
}

/// Each expression of the tree.
pub(crate) fn nodes(expr: &Expr) -> Vec<&Expr> {
    let mut all = vec![expr];
    let mut next = 0;
    while let Some(expr) = all.get(next).copied() {
        all.extend(expr.parts());
        next += 1;
    }
    all
}
