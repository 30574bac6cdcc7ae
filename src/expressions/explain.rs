//! Why a condition does not hold in a row: the part that failed, and the values that it compared.

use super::agrees::{Apart, apart};
use super::bind::columns_read;
use super::eval::{constant, eval, exact, spot, values};
use super::functions::Context;
use super::subquery::{Ask, Spot, Subquery};
use super::typed::{Frame, Node, Typed};
use crate::diagnostics::Span;
use crate::tables::{ReferenceId, TableId};
use crate::types::{Decimal, NotComputable, Type, Value};

/// What a violated condition says about one row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// The false part of a compound condition, or the innermost expression that is not computable.
    pub failed_part: Option<Span>,
    /// That part as it is written, with the column's name in the place of `COLUMNS(…)`.
    pub failed_text: String,
    /// Why that expression is not computable; `None` where the condition is FALSE.
    pub reason: Option<NotComputable>,
    /// The compared sides as they are written, with their values; no literals.
    pub values: Vec<(String, Value)>,
    /// What the failed part reads, in the order in which it does.
    pub columns: Vec<Read>,
    /// For `agrees`: how far the sides are apart.
    pub apart: Option<Apart>,
    /// Of two compared numbers: the left one less the right one.
    pub difference: Option<Decimal>,
}

/// A column that an expression reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Read {
    Column(usize),
    Follow {
        path: Vec<ReferenceId>,
        column: usize,
    },
    /// A row of the table that a subquery reads, and the columns to look at.
    Asked {
        table: TableId,
        spot: Spot,
        columns: Vec<usize>,
    },
}

/// Explains a condition that is FALSE or not computable, given a frame of that one row.
pub fn explain<'a>(expr: &Typed, phrase: &str, frame: &dyn Frame<'a>) -> Explanation {
    let mut explanation = Explanation::default();
    let part = match answer(expr, frame) {
        None => {
            let part = not_computable(expr, frame);
            explanation.reason = Some(reason(part, frame));
            part
        }
        Some(Value::Boolean(answer)) => decisive(expr, answer, frame),
        Some(_) => expr,
    };
    explanation.failed_part = Some(part.span);
    let parts = columns_failing(part, frame);
    let mut shown = Vec::new();
    for part in &parts {
        compared(part, frame, &mut shown);
        reads(part, frame, &mut explanation.columns);
    }
    for side in shown {
        let text = Words::of(expr, side, phrase).text(side);
        let known = explanation.values.iter().any(|(known, _)| *known == text);
        // A part of a defined expression has no words of its own here.
        let is_whole = |part: &&Typed| part.span == side.span && !std::ptr::eq(*part, side);
        if parts.iter().any(is_whole) {
            continue;
        }
        if let (false, Some(value)) = (known, answer(side, frame)) {
            explanation.values.push((text, value));
        }
    }
    let &[part] = parts.as_slice() else {
        explanation.failed_text = Words { phrase, each: None }.text(part);
        return explanation;
    };
    explanation.failed_text = Words::of(expr, part, phrase).text(part);
    if let Node::Compare { left, right, .. } = &part.node
        && let (Some(Value::Number(left)), Some(Value::Number(right))) =
            (answer(left, frame), answer(right, frame))
    {
        explanation.difference = left.sub(right).ok();
    }
    if let Node::Agrees { left, right } = &part.node {
        explanation.apart = apart(left, right, frame);
    }
    explanation
}

/// The failing part of each column that a condition does not hold for; else the part itself.
fn columns_failing<'e, 'a>(part: &'e Typed, frame: &dyn Frame<'a>) -> Vec<&'e Typed> {
    let Node::Each { .. } = &part.node else { return vec![part] };
    failing(part, frame).into_iter().map(|part| decisive(part, false, frame)).collect()
}

/// The operands; of a condition for several columns those for which it does not hold.
fn failing<'e, 'a>(expr: &'e Typed, frame: &dyn Frame<'a>) -> Vec<&'e Typed> {
    let mut children = expr.children();
    if matches!(expr.node, Node::Each { .. }) {
        children.retain(|part| answer(part, frame) == Some(Value::Boolean(false)));
    }
    children
}

/// How a part of a condition is written.
struct Words<'e> {
    phrase: &'e str,
    /// Where `COLUMNS(…)` stands in it, and the column that it is for.
    each: Option<(&'e [Span], &'e str)>,
}

impl<'e> Words<'e> {
    /// The words of `part`, which is somewhere in `root`.
    fn of(root: &'e Typed, part: &Typed, phrase: &'e str) -> Words<'e> {
        let holds = |tree: &Typed| {
            let mut rest = vec![tree];
            while let Some(typed) = rest.pop() {
                if std::ptr::eq(typed, part) {
                    return true;
                }
                rest.extend(typed.children());
            }
            false
        };
        let mut rest = vec![root];
        while let Some(typed) = rest.pop() {
            if let Node::Each { at, names, parts } = &typed.node
                && let Some((name, _)) = names.iter().zip(parts).find(|(_, part)| holds(part))
            {
                return Words { phrase, each: Some((at, name)) };
            }
            rest.extend(typed.children());
        }
        Words { phrase, each: None }
    }

    fn text(&self, typed: &Typed) -> String {
        let span = typed.span;
        let written = |start: usize, end: usize| self.phrase.get(start..end).unwrap_or_default();
        let Some((at, name)) = self.each else { return written(span.start, span.end).to_owned() };
        let is_column = matches!(typed.node, Node::Column(_));
        let (mut text, mut from) = (String::new(), span.start);
        for at in at.iter().filter(|at| span.start <= at.start && at.end <= span.end) {
            if *at == span && !is_column {
                continue;
            }
            text.push_str(written(from, at.start));
            text.push_str(name);
            from = at.end;
        }
        text + written(from, span.end)
    }
}

/// Adds the columns that an expression reads, each once.
pub(super) fn reads<'a>(expr: &Typed, frame: &dyn Frame<'a>, columns: &mut Vec<Read>) {
    let read = match &expr.node {
        Node::Column(index) => Some(Read::Column(*index)),
        Node::Follow { path, column } => Some(Read::Follow { path: path.clone(), column: *column }),
        Node::Ask { query, args, .. } => {
            args.iter().for_each(|arg| reads(arg, frame, columns));
            asked_row((query, args), frame)
        }
        _ => {
            let children = failing(expr, frame).into_iter();
            return children.for_each(|child| reads(child, frame, columns));
        }
    };
    let Some(read) = read else { return };
    if !columns.contains(&read) {
        columns.push(read);
    }
}

/// The row that the answer of a subquery rests on, at what it computes, else at what ties it to the
/// row that asks.
fn asked_row<'a>((query, args): (&Subquery, &[Typed]), frame: &dyn Frame<'a>) -> Option<Read> {
    let spot = spot(query, args, frame)?;
    let mut parts: Vec<&Typed> = query.groups.aggregates.iter().flat_map(|one| &one.args).collect();
    if let Ask::Member(members) = &query.ask {
        parts = members.by.last().map(|by| &by.typed).into_iter().collect();
    }
    let keys = query.keys.iter().map(|key| &key.typed);
    let of = |parts: &mut dyn Iterator<Item = &Typed>| -> Vec<usize> {
        parts.flat_map(|part| columns_read(part).columns).collect()
    };
    let mut columns = of(&mut parts.into_iter());
    if columns.is_empty() {
        columns = of(&mut keys.chain(&query.filter));
    }
    columns.dedup();
    Some(Read::Asked { table: query.table, spot, columns })
}

/// The value in the row; `None` where it is not computable.
fn answer<'a>(expr: &Typed, frame: &dyn Frame<'a>) -> Option<Value> {
    eval(expr, frame).value(0)
}

/// The innermost expression that makes this one not computable.
fn not_computable<'e, 'a>(expr: &'e Typed, frame: &dyn Frame<'a>) -> &'e Typed {
    let culprit = asked(expr, frame).into_iter().find(|child| answer(child, frame).is_none());
    culprit.map_or(expr, |child| not_computable(child, frame))
}

/// The operands that are looked at in this row: a choice looks at no more than it needs.
fn asked<'e, 'a>(expr: &'e Typed, frame: &dyn Frame<'a>) -> Vec<&'e Typed> {
    let is = |expr: &Typed, value| answer(expr, frame) == Some(value);
    match &expr.node {
        Node::Case { branches, otherwise } => {
            let mut asked = Vec::new();
            for (when, then) in branches {
                asked.push(when);
                if is(when, Value::Boolean(true)) {
                    asked.push(then);
                    return asked;
                }
            }
            asked.push(otherwise);
            asked
        }
        Node::Call { function, args } if function.name == "if" => match args.as_slice() {
            [when, then, _] if is(when, Value::Boolean(true)) => vec![when, then],
            [when, _, otherwise] => vec![when, otherwise],
            _ => Vec::new(),
        },
        Node::Call { function, args } if ["coalesce", "ifnull"].contains(&function.name) => {
            let nulls = args.iter().take_while(|arg| is(arg, Value::Null)).count();
            args.iter().take(nulls + 1).collect()
        }
        // What it makes of the values has no value of its own.
        Node::Comprehension(made) => vec![&made.list],
        _ => expr.children(),
    }
}

/// Why an expression whose operands all have values has none.
fn reason<'a>(expr: &Typed, frame: &dyn Frame<'a>) -> NotComputable {
    let value = |expr: &Typed| answer(expr, frame).unwrap_or(Value::Null);
    let computed = match &expr.node {
        Node::Arithmetic { op, left, right } => match (value(left), value(right)) {
            (Value::Number(left), Value::Number(right)) => {
                exact(*op, left, right).map(Value::Number)
            }
            (left, right) => values::arithmetic(*op, &left, &right, expr.ty),
        },
        Node::Compare { op, left, right } => values::compare(*op, &value(left), &value(right)),
        Node::Cast { operand, .. } | Node::Convert(operand) => {
            values::cast(&value(operand), expr.ty)
        }
        Node::Negate(operand) => values::negate(&value(operand)),
        Node::Call { function, args } => {
            let args: Vec<Value> = args.iter().map(value).collect();
            (function.call)(&args, &Context { today: frame.today() })
        }
        Node::Ask { .. } => Err(NotComputable::Elsewhere),
        Node::Comprehension(made) if super::eval::outgrows(made, frame) => {
            Err(NotComputable::TooManyValues)
        }
        _ => Err(NotComputable::OutsideDomain),
    };
    computed.err().unwrap_or(NotComputable::OutsideDomain)
}

/// The part that makes a condition come out as it does.
fn decisive<'e, 'a>(expr: &'e Typed, found: bool, frame: &dyn Frame<'a>) -> &'e Typed {
    let child = match &expr.node {
        // That there is no row, or not the value, is asked as a whole.
        Node::Not(operand) if matches!(operand.node, Node::Ask { .. }) => None,
        Node::Not(operand) => return decisive(operand, !found, frame),
        Node::And(parts) if !found => deciding(parts, found, frame),
        Node::Or(parts) if found => deciding(parts, found, frame),
        // A literal behind `THEN` says nothing of the row: what chose it does.
        Node::Case { .. } => asked(expr, frame).last().copied().filter(|part| !is_literal(part)),
        Node::Convert(operand) | Node::Named { operand, .. } => Some(&**operand),
        _ => None,
    };
    child.map_or(expr, |child| decisive(child, found, frame))
}

fn deciding<'e, 'a>(parts: &'e [Typed], found: bool, frame: &dyn Frame<'a>) -> Option<&'e Typed> {
    parts.iter().find(|part| answer(part, frame) == Some(Value::Boolean(found)))
}

/// The sides that a condition compares, without literals.
fn compared<'e, 'a>(expr: &'e Typed, frame: &dyn Frame<'a>, sides: &mut Vec<&'e Typed>) {
    match &expr.node {
        Node::And(_) | Node::Or(_) | Node::Each { .. } | Node::Not(_) | Node::Case { .. } => {
            for child in failing(expr, frame) {
                compared(child, frame, sides);
            }
        }
        Node::Named { operand, .. } if expr.ty == Type::Boolean => compared(operand, frame, sides),
        Node::Column(_) | Node::Follow { .. } | Node::Slot(_) => sides.push(expr),
        Node::In { operand, .. } => sides.push(operand),
        Node::Ask { query, .. } if matches!(query.ask, Ask::Value(_)) => sides.push(expr),
        Node::Comprehension(_) => sides.push(expr),
        _ => sides.extend(expr.children().into_iter().filter(|child| !is_literal(child))),
    }
}

/// Whether the reader sees the value where it is written.
fn is_literal(expr: &Typed) -> bool {
    match &expr.node {
        Node::Defined { .. } => false,
        Node::Negate(inner) | Node::Convert(inner) => is_literal(inner),
        _ => expr.ty == Type::Null || constant(expr).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::SourceId;
    use crate::expressions::bind::{Defines, Scope, expression};
    use crate::rules::Phrase;
    use crate::tables::{Catalog, ColumnSchema, Data, Origin, Schema, TableId, Vector};
    use crate::types::{DataType, format};
    use bumpalo::Bump;

    /// One row: rounds 9000000, occasions 49, item `x`, share 33.3, none 0.
    struct Row<'a>(&'a Bump);

    impl<'a> Frame<'a> for Row<'a> {
        fn n_rows(&self) -> usize {
            1
        }

        fn column(&self, index: usize) -> Vector<'a> {
            let number = |value, scale| Data::Narrow { values: vec![value], scale };
            let data = match index {
                0 => number(9_000_000, 0),
                1 => number(49, 0),
                2 => Data::Text(vec!["x"]),
                3 => number(333, 1),
                _ => number(0, 0),
            };
            Vector::full(1, data)
        }

        fn follow(&self, _: &[ReferenceId], _: usize) -> Vector<'a> {
            Vector::null(1)
        }

        fn arena(&self) -> &'a Bump {
            self.0
        }

        fn today(&self) -> i32 {
            20_000
        }
    }

    fn bound(sql: &str) -> Typed {
        let (source, span) = (SourceId(0), Span::new(0, sql.len()));
        let offsets = (0..=sql.len()).collect();
        let phrase = Phrase { text: sql.to_owned(), source, span, offsets };
        let columns = [
            ("rounds", DataType::Integer),
            ("occasions", DataType::Integer),
            ("item", DataType::String),
            ("share", DataType::Number),
            ("none", DataType::Integer),
        ];
        let columns = columns.map(|(name, data_type)| ColumnSchema {
            name: name.to_owned(),
            data_type,
            origin: Origin::Declared { source, span },
            present: true,
            unit: None,
            reference: None,
        });
        let table = Schema {
            name: "t".to_owned(),
            known: true,
            columns: columns.to_vec(),
            key: Vec::new(),
            made: Vec::new(),
        };
        let catalog = Catalog { tables: vec![table], ..Catalog::default() };
        let defines = Defines::default();
        let (catalog, defines, phrase) = (&catalog, &defines, &phrase);
        let scope = Scope { catalog, table: TableId(0), defines, phrase, windows: &[] };
        expression(&scope, &mut Vec::new()).expect("a condition")
    }

    /// The failed part, why it is not computable, and the values as `text = value`.
    fn check(sql: &str, part: &str, reason: Option<NotComputable>, values: &[&str]) -> Explanation {
        let arena = Bump::new();
        let explanation = explain(&bound(sql), sql, &Row(&arena));
        let span = explanation.failed_part.expect("a part");
        assert_eq!(&sql[span.start..span.end], part);
        assert_eq!(explanation.reason, reason);
        let shown = explanation
            .values
            .iter()
            .map(|(text, value)| format!("{text} = {}", format::exact(value)))
            .collect::<Vec<_>>();
        assert_eq!(shown, values);
        explanation
    }

    #[test]
    fn the_compared_sides_are_shown_with_their_values() {
        let condition = "rounds / occasions BETWEEN 20_000 AND 100_000";
        let shown = ["rounds / occasions = 183673.469387755102040816"];
        let explanation = check(condition, condition, None, &shown);
        assert_eq!(explanation.columns, [Read::Column(0), Read::Column(1)]);
        check(
            "occasions > rounds",
            "occasions > rounds",
            None,
            &["occasions = 49", "rounds = 9000000"],
        );
        check("item IN ('a', 'b')", "item IN ('a', 'b')", None, &["item = x"]);
    }

    #[test]
    fn the_false_part_of_a_compound_is_named() {
        check(
            "rounds > 0 AND occasions < 10 AND item = 'y'",
            "occasions < 10",
            None,
            &["occasions = 49"],
        );
        check("NOT (item = 'y' OR occasions = 49)", "occasions = 49", None, &["occasions = 49"]);
        let either = "occasions < 10 OR item = 'y'";
        check(either, either, None, &["occasions = 49", "item = x"]);
        check(
            "CASE WHEN item = 'x' THEN rounds < 5 ELSE TRUE END",
            "rounds < 5",
            None,
            &["rounds = 9000000"],
        );
    }

    #[test]
    fn the_innermost_part_that_is_not_computable_is_named() {
        let zero = Some(NotComputable::DivisionByZero);
        check(
            "item = 'x' AND rounds / none + 1 > 5",
            "rounds / none",
            zero,
            &["rounds = 9000000", "none = 0"],
        );
        let cast = Some(NotComputable::FailedCast);
        check("coalesce(item::integer, 1 / 0) > 5", "item::integer", cast, &["item = x"]);
        let outside = Some(NotComputable::OutsideDomain);
        check("sqrt(-occasions) > 5", "sqrt(-occasions)", outside, &["-occasions = -49"]);
    }

    #[test]
    fn agrees_says_what_rounding_does_not_explain() {
        let sql = "agrees(3 * share, 100.5)";
        let explanation = check(sql, sql, None, &["3 * share = 99.9"]);
        // 33.3 is 33.25 to 33.35, so three of them are 100.05 at most.
        assert_eq!(explanation.apart, Some(Apart::Unexplained(Decimal::new(45, 2))));
        assert_eq!(check(sql, sql, None, &["3 * share = 99.9"]).columns, [Read::Column(3)]);
    }
}
